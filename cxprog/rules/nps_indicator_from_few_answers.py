"""A net promoter score is used as an indicator without the answers it needs.

The score counts only two of three groups and subtracts them, so it needs far more answers than an average to stand
still. Below a good thousand it swings by itself, somebody explains every swing, and the explanations become decisions.
People who know how the score is computed answer accordingly, which makes it worse.

To mend it, leave it a `signal` that says whom to call, and watch overall satisfaction or effort instead. Where there
are answers enough, raise `minimum_n`. The rule also reports a score that waits for enough answers and will not get
them: with a population it adds up what all surveys that feed the score bring in a year.

How many are enough depends on what is claimed. 1,100 answers leave ±5 points to chance where far more people could have
answered, and that is what a trend or a goal needs. Whoever only describes the people there are needs fewer, since those
who answered are a good part of them: 92 of 100, 170 of 200, 294 of 400, 525 of 1,000 do as well as 1,100 of very many.
It holds for that time only, and says nothing of what those think who did not answer.

The number is a limit, `metrics: {nps_indicator_from: ...}` of a policy; where the program has none of its own, the
pack's counts. A program with 400 contacts that wants no more than a description can write 294 there.

*A New Approach for B2B Customer Experience Management* puts the number of answers from which the score is stable at
more than 1,100, and asks for other indicators in business with companies: overall satisfaction for the relationship,
effort for a single contact.

```yaml bad
kind: metric
id: recommend
type: nps
direction: higher-is-better
minimum_n: 30
use: indicator  # <-
---
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
metric: recommend
```

```yaml good
kind: metric
id: recommend
type: nps
direction: higher-is-better
minimum_n: 30
use: signal
---
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
metric: recommend
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.analysis.anonymity.precision import as_precise_as
from cxprog.analysis.anonymity.spread import NPS
from cxprog.facts import in_use, surveys_by_metric
from cxprog.finding import Finding, Severity
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.reach import expected_answers
from cxprog.rule import Say, rule

_YEAR = 365
"""Days within which an indicator should come to its answers; no board waits longer for a number."""
_INSTEAD = "use it as `signal`, which says whom to call, and watch overall satisfaction or effort instead"
_USES = {"indicator": "an indicator", "target": "a target", "incentive": "what people are paid by"}


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found = limit(program, "metrics", "nps_indicator_from")
    if found is None:
        return
    for metric in in_use(program, "metric"):
        if metric.node.type != "nps" or metric.node.use == "signal":
            continue
        answers, people = _in_a_year(program, metric)
        minimum = metric.node.minimum_n or 1
        use = f"`{metric.id}` is {_USES[metric.node.use]} from {minimum:,} answer{'s' if minimum > 1 else ''} on"
        meaning = _meaning(found.value, people)
        if minimum < found.value:
            enough = answers is not None and answers >= found.value
            yield say(
                f"{use}; the limit is {found.value:,}",
                metric.at("use", text=_expected(answers)),
                *found.labels,
                help=(f"write `minimum_n: {found.value}`, or {_INSTEAD}" if enough else _INSTEAD)
                + f"; {found.words} asks for it: {meaning}",
                severity=found.severity,
            )
        elif answers is not None and answers < minimum:
            yield say(
                f"{use}, and gets about {answers:,.0f} in a year",
                metric.at("minimum_n", text=_expected(answers)),
                help=f"{_INSTEAD}; {meaning}",
            )


def _in_a_year(program: Program, metric: Entry) -> tuple[float | None, int]:
    """How many answers all surveys that feed it bring, and how many people these ask; None and 0 where unknown."""
    surveys = surveys_by_metric(program).get(metric.id, ())
    expected = [expected_answers(program, survey, _YEAR) for survey in surveys]
    if not expected or any(groups is None for groups in expected):
        return None, 0
    asked = [each for groups in expected for each in groups or ()]
    return sum(each.answers for each in asked), sum({id(each.group): each.group.people for each in asked}.values())


def _expected(answers: float | None) -> str:
    """How many answers there will be, and what they leave to chance."""
    if answers is None or round(answers) < 1:
        return "" if answers is None else "hardly any answer is expected in a year"
    chance = NPS.words(NPS.margin(round(answers)))
    return f"about {answers:,.0f} answers are expected in a year, which leave ±{chance} to chance"


def _meaning(answers: int, people: int) -> str:
    """What the limit means among very many people, and how many answers describe those there are as well."""
    words = f"{answers:,} answers leave ±{NPS.words(NPS.margin(answers))} to chance among very many people"
    if not people:
        return words
    return f"{words}; {as_precise_as(answers, people):,} of the {people:,} people asked here describe them as well"
