"""A report shows changes of a number that has too few answers to tell them from chance.

An arrow that points down is read as news. From a handful of answers it points up or down by itself, and somebody finds
a reason each time.

A change is more than chance when it is larger than the margins of both periods taken together; with equal numbers of
answers that is 1.4 times one of them. An NPS from 10 answers has to move by 74 points, one from 100 by 24; satisfaction
from 1 to 5 by 0.96 and 0.27. What a report can expect follows from populations, sampling and response rates, in
the time that one edition covers; the rule looks at the whole, at each group, at the average account where it is cut by
account, and at the average partner where each sees its own part. It says nothing where that is not known, of numbers
that are not shown from so few answers, and of groups that `cut-too-small` reports.

To mend it, cover a longer time, show the number only from enough answers on (`minimum: {scores: 10}`), or leave the
comparison and show the answers case by case. The number is a limit, `metrics: {trend_from: ...}` of a policy; where
the program has none of its own, the pack's counts.

*A New Approach for B2B Customer Experience Management* warns that a score from a small sample can vary wildly by just
a few answers, and advises to close the loop with each customer instead.

```yaml bad
kind: population
id: customers
response_rate: 0.3
groups: [{role: buyer, people: 90, accounts: 30}]
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 1
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
---
kind: report
id: accounts-over-time
metrics: [satisfaction]
cut_by: [account]
benchmark: {against: own-past, by: change, over: yearly}  # <-
every: yearly
to: [cx-office]
```

```yaml good
kind: population
id: customers
response_rate: 0.3
groups: [{role: buyer, people: 90, accounts: 30}]
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 1
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
---
kind: report
id: accounts-now
metrics: [satisfaction]
cut_by: [account]
every: yearly
to: [cx-office]
---
kind: report
id: all-over-time
metrics: [satisfaction]
benchmark: {against: own-past, by: change, over: yearly}
every: yearly
to: [cx-office]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cxprog.analysis.anonymity.accounts import Part, accounts_in
from cxprog.analysis.anonymity.expected import YEAR, Expectation, Outlook, answers_words, days_of, outlook_of
from cxprog.analysis.anonymity.spread import Spread, spread_of
from cxprog.facts import in_use, sees_own, viewers
from cxprog.finding import Finding, Severity
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_SHOWN_MAX = 5
"""Most numbers that a finding lists."""


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found, outlook = limit(program, "metrics", "trend_from"), outlook_of(program)
    if found is None or outlook is None:
        return
    for report in in_use(program, "report"):
        if not _shows_changes(report):
            continue
        numbers = [
            each for name in report.node.metrics for each in _numbers(program, outlook, report, name, found.value)
        ]
        few = sorted((each for each in numbers if round(each.expected.answers) < found.value), key=_Number.rank)
        if few:
            yield say(
                f"`{report.id}` shows how `{few[0].metric}` changes{few[0].where} from "
                f"{answers_words(few[0].expected)}; the limit is {found.value}",
                report.at("benchmark", part="key", text=few[0].chance),
                *found.labels,
                help="cover a longer time, show it only from enough answers on, "
                f"`minimum: {{scores: {found.value}}}`, or show the answers case by case; {found.words} asks for it",
                witness=_listed(few) if len(few) > 1 else (),
                severity=found.severity,
            )


class _Number(NamedTuple):
    """A number whose change is shown."""

    metric: str
    where: str
    """Of what it is, as in ` in NO`; nothing for the whole."""
    spread: Spread
    expected: Expectation

    def rank(self) -> tuple[float, str, str]:
        """The fewest answers first."""
        return self.expected.answers, self.metric, self.where

    @property
    def chance(self) -> str:
        """Which changes are no more than chance."""
        change = self.expected.change
        if change is None or change >= self.spread.length:
            return "any change is chance"
        return f"a change below {self.spread.words(change)} is chance"

    @property
    def line(self) -> str:
        """The number as one line of a list."""
        return f"`{self.metric}`{self.where}: {answers_words(self.expected)}, {self.chance}"


def _listed(few: list[_Number]) -> tuple[str, ...]:
    more = len(few) - _SHOWN_MAX
    return (*(each.line for each in few[:_SHOWN_MAX]), *([f"and {more} more"] if more > 0 else []))


def _shows_changes(report: Entry) -> bool:
    benchmark = report.node.benchmark
    if benchmark is None or days_of(report.node) is None:
        return False
    return benchmark.against == "own-past" or (benchmark.by in ("change", "rank") and benchmark.over is not None)


def _numbers(program: Program, outlook: Outlook, report: Entry, name: str, wanted: int) -> Iterator[_Number]:
    """The numbers of a metric that a report shows from fewer answers than wanted, as far as they are known."""
    metric = program.get("metric", name)
    spread = spread_of(metric.node) if metric and metric.node else None
    if metric is None or spread is None:
        return
    if max(metric.node.minimum_n or 1, report.node.minimum.scores or 1) >= wanted:
        return
    for where, parts, among in _shown(program, outlook, report, name, wanted):
        expected = outlook.expected_of(name, parts, among)
        if expected is not None:
            yield _Number(name, where, spread, expected)


def _shown(
    program: Program, outlook: Outlook, report: Entry, name: str, wanted: int
) -> Iterator[tuple[str, tuple[Part, ...], int | None]]:
    """What a report shows of a metric: of what it is, what adds to it, and among how many that is divided."""
    parts = outlook.parts(name, days_of(report.node) or YEAR)
    if isinstance(parts, str):
        return
    if not sees_own(report) and (not report.node.cut_by or report.node.totals != "none"):
        yield "", parts, None
    if "account" in report.node.cut_by:
        yield " for the average account", parts, accounts_in(parts)
    organizations = [
        partner.node.organizations
        for who, sees in viewers(report.node)
        if sees == "own" and (partner := program.get("partner", who)) and partner.node
    ]
    if organizations:
        yield " for the average partner", parts, max(organizations)
    cells = outlook.cells(name, report.node)
    for by, each in {} if isinstance(cells, str) or _is_cut_reported(program, wanted) else cells.items():
        yield f" in {', '.join(value for _, value in by)}", each, None


def _is_cut_reported(program: Program, wanted: int) -> bool:
    """Whether `cut-too-small` reports every group that has fewer answers than wanted."""
    asked = limit(program, "metrics", "cut_from")
    return asked is not None and asked.value >= wanted
