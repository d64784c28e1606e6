"""A survey or a metric names a dimension that no population has.

Nobody can be picked by something that is recorded of nobody: a survey `among` people of a misspelt dimension asks no
one, groups that do not exist cannot be drawn in equal parts, and a metric cannot take out, or be counted by, what its
answers do not carry. Nothing else would tell, for the name is only looked up in the data, much later.

To mend it, correct the name, or add the dimension to the population and its groups. `role`, `account` and `partner`
are always known beside `balanced_by`, `adjusted_for` and `share_of`, and so are `survey`, `stage`, `touchpoint` and
`code` in metrics; whom a survey is for by these is said by its own keys, such as `asks` and `partners`. Where nobody
has counted people yet, a population with `dimensions` and no groups says what they will be counted by. Dimensions that
reports are cut by are looked at by `report-cut-unknown`.

```yaml bad
kind: population
id: customers
dimensions: [country]
groups:
  - {role: buyer, by: {country: DE}, people: 400}
  - {role: buyer, by: {country: AT}, people: 150}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
adjusted_for: [region]  # <-
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: survey
id: mood
purpose: pulse
asks: [buyer]
when: {every: yearly}
sampling:
  among: {county: [DE, AT]}  # <-
  count: 100
  balanced_by: [countries]  # <-
identity: confidential
minutes: 2
questions: [satisfied]
```

```yaml good
kind: population
id: customers
dimensions: [country]
groups:
  - {role: buyer, by: {country: DE}, people: 400}
  - {role: buyer, by: {country: AT}, people: 150}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
adjusted_for: [country]
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: survey
id: mood
purpose: pulse
asks: [buyer]
when: {every: yearly}
sampling:
  among: {country: [DE, AT]}
  count: 100
  balanced_by: [country]
identity: confidential
minutes: 2
questions: [satisfied]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cxprog.facts import OF_ANSWERS, OF_PEOPLE, in_use, unknown_dimension
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


class _Named(NamedTuple):
    """A place that names a dimension."""

    name: str
    label: Label
    also: tuple[str, ...]
    """What may stand there besides."""
    so: str
    """What follows when nobody has the dimension."""


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for kind, named in (("survey", _in_survey), ("metric", _in_metric)):
        for entry in in_use(program, kind):
            for each in named(entry):
                unknown = unknown_dimension(program, each.name, each.also)
                if unknown:
                    yield say(f"{unknown.words}, so {each.so}", each.label, help=unknown.help)


def _in_survey(survey: Entry) -> Iterator[_Named]:
    sampling = survey.node.sampling
    for name in sampling.among:
        yield _Named(name, survey.at("sampling", "among", name, part="key"), (), f"`{survey.id}` asks nobody")
    for index, name in enumerate(sampling.balanced_by):
        so = "there are no groups to draw from in equal parts"
        yield _Named(name, survey.at("sampling", "balanced_by", index), OF_PEOPLE, so)


def _in_metric(metric: Entry) -> Iterator[_Named]:
    for index, name in enumerate(metric.node.adjusted_for):
        so = "its level cannot be taken out"
        yield _Named(name, metric.at("adjusted_for", index), OF_ANSWERS, so)
    share = metric.node.share_of
    if share:
        yield _Named(share.by, metric.at("share_of", "by"), OF_ANSWERS, "there are no groups to count")
