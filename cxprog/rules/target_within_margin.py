"""A score is a goal, and chance moves it further than a goal may move.

Whoever has such a goal reaches it in one period and misses it in the next, without having done anything. Who is paid
by it is paid by luck, and who has to explain it invents a reason.

How far chance moves a number follows from how many answers it can expect: from populations, sampling and response
rates, in the time that the longest of its reports covers, or else in a year. The margin is that of 95 %, planned by
how far answers usually lie apart: for an NPS ±53 points with 10 answers, ±24 with 50, ±12 with 200; for satisfaction
from 1 to 5, ±0.68, ±0.27 and ±0.13. Answers that count by what accounts are worth count like fewer. Nothing is said
where populations or response rates are not known, nor of an NPS that `nps-indicator-from-few-answers` reports anyway.

To mend it, make a goal of what people do: calling back in time, hearing more accounts. Or put waves together and let
the report cover a longer time, such as `covers: yearly`. Another question helps little: the mean of the same answers
needs 15 to 20 % fewer answers than NPS to be as precise. Whoever wants the goal all the same says why, in the `reason`
of `target`. How wide a margin may be is a limit, `metrics: {nps_margin: ..., score_margin: ...}` of a policy; where the
program has none of its own, the pack's counts.

*A New Approach for B2B Customer Experience Management* advises to leave numbers from small samples alone and to close
the loop with each customer; *The Secret to B2B2C Customer Experience Success* adds that much of what moves a metric
cannot be explained.

```yaml bad
kind: population
id: customers
response_rate: 0.3
groups: [{role: buyer, people: 200}]
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
use: target  # <-
linked_to: [share-of-wallet]
---
kind: metric
id: share-of-wallet
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: survey
id: customer-survey
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [satisfied]
```

```yaml good
kind: population
id: customers
response_rate: 0.3
groups: [{role: buyer, people: 200}]
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
use: indicator
linked_to: [share-of-wallet]
---
kind: metric
id: calls-in-time
type: operational
direction: higher-is-better
unit: "%"
use: target
target: {value: 90}
linked_to: [share-of-wallet]
---
kind: metric
id: share-of-wallet
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: survey
id: customer-survey
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [satisfied]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from cxprog.analysis.anonymity.expected import YEAR, Expectation, Outlook, answers_words, outlook_of, time_words
from cxprog.analysis.anonymity.spread import Spread, spread_of
from cxprog.facts import in_use, is_score, listed
from cxprog.finding import Finding, Label, Severity
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_ESTIMATED = ("scores", "improvement")
"""Rewards that depend on an estimate; answering fast and taking part are counted."""


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    outlook = outlook_of(program)
    for metric in in_use(program, "metric") if outlook else ():
        goal, spread = _goal(metric), spread_of(metric.node)
        if outlook is None or goal is None or spread is None or _is_settled(program, outlook, metric):
            continue
        found = limit(program, "metrics", "nps_margin" if spread.sort == "nps" else "score_margin")
        expected = outlook.expected(metric.id, outlook.days(metric.id))
        if found is None or expected is None:
            continue
        widest = found.value if spread.sort == "nps" else found.value * spread.length
        if expected.margin is None or expected.margin > widest + 1e-9:
            yield say(
                f"`{metric.id}` {goal.words}; {_chance(outlook, metric, spread, expected)}, "
                f"±{spread.words(widest)} takes {_needed(spread, expected, widest):,}",
                goal.label,
                *_read(program, outlook, metric),
                *found.labels,
                help="make a goal of what people do, such as calling back in time, or put waves together and cover a "
                f"longer time; a `reason` in `target` keeps the goal; {found.words} asks for it",
                severity=found.severity,
            )


class _Goal(NamedTuple):
    """What a score is used for that chance should not decide."""

    words: str
    label: Label


def _goal(metric: Entry) -> _Goal | None:
    """How a score is a goal; None where it is none, or something else is rewarded."""
    node = metric.node
    if not is_score(node):
        return None
    if node.incentive is not None:
        pays = _Goal(f"pays {listed(node.incentive.paid_to)}", metric.at("incentive", "on"))
        return pays if node.incentive.on in _ESTIMATED else None
    if node.use == "incentive":
        return _Goal("is what people are paid by", metric.at("use"))
    if node.use == "target" or node.target is not None:
        return _Goal(
            "is a target", metric.at("target" if node.target else "use", part="key" if node.target else "best")
        )
    return _Goal(f"is a goal of {listed(node.goal_of)}", metric.at("goal_of")) if node.goal_of else None


def _is_settled(program: Program, outlook: Outlook, metric: Entry) -> bool:
    """Whether its owners say why, or `nps-indicator-from-few-answers` reports it."""
    node = metric.node
    if node.target is not None and node.target.reason:
        return True
    if node.type != "nps" or node.use == "signal":
        return False
    asked = limit(program, "metrics", "nps_indicator_from")
    year = outlook.expected(metric.id, YEAR)
    return asked is not None and (
        (node.minimum_n or 1) < asked.value or (year is not None and year.answers < node.minimum_n)
    )


def _chance(outlook: Outlook, metric: Entry, spread: Spread, expected: Expectation) -> str:
    each = f" for each {metric.node.per}" if metric.node.per else ""
    time = time_words(outlook.days(metric.id))
    if expected.margin is None:
        return f"{answers_words(expected)}{each} comes in {time}"
    return f"{answers_words(expected)}{each} in {time} leave ±{spread.words(expected.margin)} to chance"


def _needed(spread: Spread, expected: Expectation, widest: float) -> int:
    """Fewest answers, as unequal as the expected ones, that leave no more than this margin."""
    equal = spread.needed(widest)
    return ceil(equal * max(1, round(expected.answers) / expected.worth) - 1e-9) if expected.worth else equal


def _read(program: Program, outlook: Outlook, metric: Entry) -> Iterator[Label]:
    """The report that covers the longest time."""
    reports = sorted((-days, name) for name, _, days in outlook.reports(metric.id))
    for days, name in reports[:1]:
        report = program.entries["report"][name]
        covers = "covers" if report.node.covers else "every"
        yield report.at(covers, text=f"read over {time_words(-days)}")
