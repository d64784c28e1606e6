"""A report is cut into groups too small to say anything.

Every cut divides the answers again, and between companies there are few of them: by country, line and role they soon
are a dozen. What such a cell shows is chance, and it is the smallest cells that stand out at the top and at the bottom.

How many answers a cell can expect follows from the population: people, times the share that is asked, times the
response rate, in the time that one report covers. Of a survey in waves a whole wave counts, even if the report comes
more often; where events start a survey, as many invitations count as its trigger and rests allow, so the true number is
smaller; without a response rate everybody counts as answering.

To mend it, cut by fewer dimensions, cover a longer time, or leave numbers and show the answers case by case. Reports
sent with each answer, cut by account, or of which every reader sees only its own part, are left alone. The number is
a limit, `metrics: {cut_from: ...}` of a policy; where the program has none of its own, the pack's counts.

*A New Approach for B2B Customer Experience Management* warns of cuts that leave a dozen answers, and advises to put
countries together, or to give up numbers for closing the loop with each customer.

```yaml bad
kind: population
id: customers
dimensions: [region, line]
response_rate: 0.3
groups:
  - {role: operator, by: {region: north, line: pumps}, people: 400}
  - {role: operator, by: {region: north, line: valves}, people: 300}
  - {role: operator, by: {region: south, line: pumps}, people: 90}
  - {role: operator, by: {region: south, line: valves}, people: 40}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
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
asks: [operator]
when: {every: half-yearly}
identity: identified
minutes: 5
questions: [satisfied]
---
kind: report
id: line-report
metrics: [satisfaction]
cut_by: [region, line]  # <-
every: quarterly
to: [cx-office]
```

```yaml good
kind: population
id: customers
dimensions: [region, line]
response_rate: 0.3
groups:
  - {role: operator, by: {region: north, line: pumps}, people: 400}
  - {role: operator, by: {region: north, line: valves}, people: 300}
  - {role: operator, by: {region: south, line: pumps}, people: 90}
  - {role: operator, by: {region: south, line: valves}, people: 40}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
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
asks: [operator]
when: {every: half-yearly}
identity: identified
minutes: 5
questions: [satisfied]
---
kind: report
id: line-report
metrics: [satisfaction]
cut_by: [line]
every: quarterly
to: [cx-office]
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxprog.facts import in_use, listed, sees_own, surveys_by_metric
from cxprog.finding import Finding, Severity
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.reach import about_days, expected_answers
from cxprog.rule import Say, rule

Cell = tuple[str, ...]
"""A value for each dimension that a report is cut by."""

_SHOWN_MAX = 5
"""Most cells that a finding lists."""
_YEAR = 365
"""Days that a report on demand covers; who looks rarely wants more."""


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found = limit(program, "metrics", "cut_from")
    if found is None:
        return
    known = {name for population in in_use(program, "population") for name in population.node.dimensions} | {"role"}
    for report in in_use(program, "report"):
        names = [name for name in report.node.cut_by if name in known]
        days = _days(report)
        if not names or days is None or sees_own(report) or "account" in report.node.cut_by:
            continue
        cells = {
            (metric, cell): answers
            for metric in report.node.metrics
            for cell, answers in _cells(program, metric, names, days).items()
        }
        few = sorted((answers, metric, cell) for (metric, cell), answers in cells.items() if answers < found.value)
        if few:
            (answers, _, cell), more = few[0], len(few) - _SHOWN_MAX
            rest = [f"and {more} more of {len(cells)} numbers"] if more > 0 else []
            yield say(
                f"cut by {listed(names)}, `{report.id}` leaves {_count(answers)} in {', '.join(cell)}; "
                f"the limit is {found.value}",
                report.at("cut_by"),
                *found.labels,
                help="cut by fewer dimensions, cover a longer time, or show comments case by case instead; "
                f"{found.words} asks for it",
                witness=(*(_shown(*each) for each in few[:_SHOWN_MAX]), *rest),
                severity=found.severity,
            )


def _days(report: Entry) -> float | None:
    """Days that one report covers; None where it comes with each answer."""
    every = report.node.every
    return about_days(every) or (None if every.measure == "minutes" else _YEAR)


def _cells(program: Program, metric: str, names: list[str], days: float) -> Mapping[Cell, float]:
    """Answers that each cell of a metric can expect; nothing where that is not known."""
    entry = program.get("metric", metric)
    if entry is None or entry.node is None or entry.node.type == "operational" or entry.node.share_of:
        return {}
    cells: dict[Cell, float] = {}
    for survey in surveys_by_metric(program).get(metric, ()):
        expected = expected_answers(program, survey, days)
        if expected is None:
            return {}
        for group, answers in expected:
            # Who holds several roles is counted in each of them.
            for role in group.roles if "role" in names else (group.role,):
                values = {**group.by, "role": role}
                if group.people and all(values.get(name, "unknown") != "unknown" for name in names):
                    cell = tuple(values[name] for name in names)
                    cells[cell] = cells.get(cell, 0.0) + answers
    return cells


def _shown(answers: float, metric: str, cell: Cell) -> str:
    return f"{', '.join(cell)}: {_count(answers)} for `{metric}`"


def _count(answers: float) -> str:
    return "hardly any answer" if answers < 0.5 else f"about {answers:.0f} answer{'' if round(answers) == 1 else 's'}"
