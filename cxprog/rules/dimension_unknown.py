"""A survey, a metric or a test names a dimension or a value that no population has.

Nobody can be picked by something that is recorded of nobody: a survey `among` people of a misspelt dimension asks no
one, groups that do not exist cannot be drawn in equal parts, and a metric cannot take out, or be counted by, what its
answers do not carry. Nothing else would tell, for the name is only looked up in the data, much later.

The same goes for values: where the groups of a population say `country: DE`, nobody lives in `Germany`. Only dimensions
of which a population counts groups have values that can be wrong.

To mend it, correct the name, or add the dimension to the population and its groups. `role`, `account` and `partner`
are always known beside `balanced_by`, `adjusted_for` and `share_of`, and so are `survey`, `stage`, `touchpoint` and
`code` in metrics; whom a survey is for by these is said by its own keys, such as `asks` and `partners`. Where nobody
has counted people yet, a population with `dimensions` and no groups says what they will be counted by. Tests are held
to populations where there are any. Dimensions that reports are cut by are looked at by `report-cut-unknown`.

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
---
kind: test
id: one-wave
starts: 2027-01-04
contacts:
  - {id: anna, roles: [buyer], by: {country: Austria}}  # <-
  - {id: bert, roles: [buyer], by: {land: DE}}  # <-
expect: [{who: anna, invited: mood}]
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
---
kind: test
id: one-wave
starts: 2027-01-04
contacts:
  - {id: anna, roles: [buyer], by: {country: AT}}
  - {id: bert, roles: [buyer], by: {country: DE}}
expect: [{who: anna, invited: mood}]
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from cxprog.facts import OF_ANSWERS, OF_PEOPLE, in_use, unknown_dimension, unknown_value
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule
from cxprog.source import Path


class _Named(NamedTuple):
    """A place that names a dimension."""

    name: str
    label: Label
    also: tuple[str, ...]
    """What may stand there besides."""
    so: str
    """What follows when nobody has the dimension."""
    values: tuple[tuple[str, Label], ...] = ()
    """Values of it that are named there, each with its place."""


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    counted = any(program.each("population"))
    for kind, named in (("survey", _in_survey), ("metric", _in_metric), *((("test", _in_test),) if counted else ())):
        for entry in in_use(program, kind):
            for each in named(entry):
                if unknown := unknown_dimension(program, each.name, each.also):
                    yield say(f"{unknown.words}, so {each.so}", each.label, help=unknown.help)
                    continue
                for value, label in each.values:
                    if wrong := unknown_value(program, each.name, value):
                        yield say(wrong.words, label._replace(text="nobody has it"), help=wrong.help)


def _in_survey(survey: Entry) -> Iterator[_Named]:
    sampling = survey.node.sampling
    for name, values in sampling.among.items():
        path = ("sampling", "among", name)
        named = tuple((value, survey.at(*path, index)) for index, value in enumerate(values))
        yield _Named(name, survey.at(*path, part="key"), (), f"`{survey.id}` asks nobody", named)
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


def _in_test(test: Entry) -> Iterator[_Named]:
    for index, contact in enumerate(test.node.contacts):
        so = f"there is nobody like `{contact.id}`"
        yield from _in_map(test, ("contacts", index, "by"), contact.by, OF_PEOPLE, so)
    for index, expected in enumerate(test.node.expect):
        so = "the report has no such group"
        yield from _in_map(test, ("expect", index, "cell"), expected.cell, OF_ANSWERS, so)


def _in_map(test: Entry, path: Path, given: Mapping[str, str], also: tuple[str, ...], so: str) -> Iterator[_Named]:
    for name, value in given.items():
        yield _Named(name, test.at(*path, name, part="key"), also, so, ((value, test.at(*path, name)),))
