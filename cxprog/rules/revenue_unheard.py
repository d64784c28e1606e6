"""Customers who bring in too much of the revenue are not asked.

Answers speak for those who are asked. Where nobody regularly asks the accounts behind a good part of the revenue, a
program measures its favorite customers, and the rest leaves without a word.

To mend it, ask the roles of these accounts in a survey that comes round often enough. A segment of the population
counts as asked if a survey with regular waves, or one before a date that each account has, asks one of its roles at
least once in each period; where key accounts are drawn like everybody else, only the part that is to be expected
counts. Share and period are what a policy says in `coverage`; without one, what the pack says.

*A New Approach for B2B Customer Experience Management* shows how one customer can stand for a fifth of the revenue.

```yaml bad
kind: role
id: director
audience: customer
level: strategic
---
kind: population
id: customers
dimensions: [size]
groups:
  - {role: director, by: {size: large}, people: 40, accounts: 40, revenue_share: 0.6}
  - role: operator
    by: {size: small}
    people: 900
    accounts: 400
    revenue_share: 0.4  # <-
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: relationship
purpose: relational
asks: [director]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions: [satisfied]
```

```yaml good
kind: role
id: director
audience: customer
level: strategic
---
kind: population
id: customers
dimensions: [size]
groups:
  - {role: director, by: {size: large}, people: 40, accounts: 40, revenue_share: 0.6}
  - role: operator
    by: {size: small}
    people: 900
    accounts: 400
    revenue_share: 0.4
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: relationship
purpose: relational
asks: [director, operator]
when: {every: half-yearly, starting: 2027-03-01}
identity: identified
minutes: 3
questions: [satisfied]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from cxprog.facts import asks_unknown, either, in_use, roles_of, understood
from cxprog.finding import Finding, Label, Severity
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.language.types import Duration

_SHOWN_MAX = 3
_MONTH_DAYS = 365 / 12


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    share, every = limit(program, "coverage", "revenue_share"), limit(program, "coverage", "every")
    if share is None or not understood(program, "survey", "role", "population"):
        return
    if any(asks_unknown(program, survey) for survey in in_use(program, "survey")):
        return  # reported for itself: whom these surveys reach will be seen when their groups exist
    period = every.value if every else None
    surveys = [survey for survey in in_use(program, "survey") if _is_often_enough(program, survey, period)]
    for population in in_use(program, "population"):
        segments = _segments(program, population)
        heard = {key: max(_part(surveys, group) for group in segments[key].values()) for key in segments}
        revenue = {key: max(group.revenue_share for group in segments[key].values()) for key in segments}
        reached = sum(revenue[key] * heard[key] for key in segments)
        missed = sorted((key for key in segments if heard[key] < 1), key=lambda key: -revenue[key] * (1 - heard[key]))
        if missed and reached < share.value - 1e-9:
            places = [(key, index) for key in missed for index in list(segments[key])[:1]]
            (_, index), *others = places
            often = f" {period.words}" if period else ""
            yield say(
                f"surveys reach {_percent(reached)} of revenue{often}; {_percent(share.value)} are asked for",
                population.at("groups", index, "revenue_share"),
                *(population.at("groups", other, text="not asked either") for _, other in others[:_SHOWN_MAX]),
                *_too_seldom(program, surveys, segments[missed[0]]),
                *share.labels,
                help=f"ask {either(_roles(segments[missed[0]]))} of {_words(missed[0])}{often} as well, as "
                f"asked for by {share.words}",
                severity=share.severity,
            )


def _too_seldom(program: Program, often: list[Entry], groups: dict[int, Any]) -> list[Label]:
    """The first survey that asks people of a segment, but not often enough."""
    others = (survey for survey in in_use(program, "survey") if survey not in often and survey.node.when.every)
    asking = (survey for survey in others if any(_asks(survey, group) for group in groups.values()))
    return [survey.at("when", text="not often enough") for survey in islice(asking, 1)]


Segment = tuple[tuple[str, str], ...]


def _segments(program: Program, population: Entry) -> dict[Segment, dict[int, Any]]:
    """Groups of customers with a share of revenue, by segment and index: several roles of the same accounts."""
    segments: dict[Segment, dict[int, Any]] = {}
    for index, group in enumerate(population.node.groups):
        if group.revenue_share and roles_of(program, group.roles, "customer"):
            segments.setdefault(tuple(sorted(group.by.items())), {})[index] = group
    return segments


def _part(surveys: list[Entry], group: Any) -> float:
    """The part of a group's accounts that surveys reach: all, or what is to be expected of a draw."""
    return max((_drawn(survey, group) for survey in surveys if _asks(survey, group)), default=0.0)


def _asks(survey: Entry, group: Any) -> bool:
    among = survey.node.sampling.among
    is_asked = not set(survey.node.asks).isdisjoint(group.roles)
    return is_asked and all(group.by.get(name) in values for name, values in among.items())


def _drawn(survey: Entry, group: Any) -> float:
    sampling = survey.node.sampling
    if sampling.key_accounts != "sampled" or not group.people:
        return 1.0
    share = sampling.share if sampling.share is not None else min((sampling.count or group.people) / group.people, 1)
    return float(1 - (1 - share) ** (group.people / (group.accounts or group.people)))


def _is_often_enough(program: Program, survey: Entry, period: Duration | None) -> bool:
    when = survey.node.when
    if when.every:
        own = _days(when.every)
    elif when.before:
        event = program.get("event", when.before)
        rate = event.node.at_most if event and event.node else None
        own = _days(rate.within) / rate.at_most if rate else 0
    else:
        own = 0 if when.on else float("inf")
    # A period of 365 days is one of twelve months.
    return period is None or own <= _days(period) + 1


def _days(duration: Duration) -> float:
    """About how many days, to compare rhythms."""
    if duration.measure == "months":
        return duration.amount * _MONTH_DAYS
    return duration.days if duration.days is not None else 0


def _roles(groups: dict[int, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(group.role for group in groups.values()))


def _words(segment: Segment) -> str:
    return ", ".join(f"{name} {value}" for name, value in segment) or "these accounts"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0") + " %"
