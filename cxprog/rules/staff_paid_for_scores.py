"""The company's own people are paid for what customers answer.

Whoever is paid for a score learns to raise the score: customers are asked at the right moment, told which answer helps,
or not asked at all. The number goes up, and what it measured stays as it was.

To mend it, pay for what people do themselves: for calling back in time (`responsiveness`), for bringing answers in
(`participation`), or for what got better because of it (`improvement`). The score itself stays an `indicator`. What may
be rewarded is what a policy says in `incentives.staff_on`; without one, what the pack says. Rewards of partners have
rules of their own, and numbers that no customer answers, such as renewals, may be paid by.

*A New Approach for B2B Customer Experience Management* recommends to reward teams for taking part and for responding,
never for metrics and scores.

```yaml bad
kind: metric
id: repair-effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
use: incentive
linked_to: [renewals]
incentive: {paid_to: [field-service], on: scores, paid_by: bands, shadow_from: 2027-01-01}  # <-
---
kind: metric
id: renewals
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: repair-ease
type: ces
text: How easy was it to get your machine running again?
metric: repair-effort
---
kind: practice
id: engineer-of-the-month
type: recognition
members: {of: [field-service]}
rewards:
  - responsiveness
  - scores  # <-
```

```yaml good
kind: metric
id: repair-effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
use: incentive
linked_to: [renewals]
incentive: {paid_to: [field-service], on: improvement, paid_by: bands, shadow_from: 2027-01-01}
---
kind: metric
id: renewals
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: repair-ease
type: ces
text: How easy was it to get your machine running again?
metric: repair-effort
---
kind: practice
id: engineer-of-the-month
type: recognition
members: {of: [field-service]}
rewards: [responsiveness, improvement]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cxprog.facts import either, in_use, listed, roles_of
from cxprog.finding import Finding, Label, Severity
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


class _Reward(NamedTuple):
    """What employees are rewarded for, and where it says so."""

    entry: Entry
    staff: tuple[str, ...]
    on: str
    label: Label


@rule(Severity.ERROR, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found = limit(program, "incentives", "staff_on")
    for reward in _rewards(program):
        if found is not None and reward.on not in found.value:
            staff = listed(reward.staff) if reward.staff else "employees"
            yield say(
                f"`{reward.entry.id}` rewards {staff} for {_WHAT.get(reward.on, reward.on)}",
                reward.label,
                *found.labels,
                help=f"reward {either(found.value)}, as asked for by {found.words}",
                severity=found.severity,
            )


_WHAT = {"scores": "the scores that customers give"}


def _rewards(program: Program) -> Iterator[_Reward]:
    for metric in in_use(program, "metric"):
        incentive = metric.node.incentive
        if metric.node.type == "operational":
            continue
        if incentive is None and metric.node.use == "incentive":
            yield _Reward(metric, (), "scores", metric.at("use"))
        elif incentive is not None and (staff := _teams(program, incentive.paid_to)):
            yield _Reward(metric, staff, incentive.on, metric.at("incentive", "on"))
    for practice in in_use(program, "practice"):
        members = practice.node.members
        staff = _teams(program, members.of)
        are_employees = len(roles_of(program, members.roles, "employee")) == len(members.roles)
        for index, reward in enumerate(practice.node.rewards if staff or (not members.of and are_employees) else ()):
            yield _Reward(practice, staff, reward, practice.at("rewards", index))


def _teams(program: Program, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if program.get("team", name))
