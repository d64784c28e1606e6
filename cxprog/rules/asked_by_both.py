"""Company and partner ask the same customer about the same thing.

Two invitations about one visit, one from the dealer and one from the maker: the customer sees two companies that do not
talk to each other, answers one of them or none, and each has half of the picture.

To mend it, ask once and sign together, `sender: joint`, and let both see the answers. If both surveys are needed, let
the two tools count each other's invitations in their rest with `shares_rest_with`, or run both in the same tool; then
nobody gets one right after the other. Surveys limited to customers of different `partners` do not meet.

This follows from *The Secret to B2B2C Customer Experience Success*, which advises companies and partners to gather
insights about customers together rather than each for itself; the rule itself is ours.

```yaml bad
kind: channel
id: survey-tool
type: survey
tool: Our survey tool
enforces: {rest: 92d}
---
kind: channel
id: dealer-tool
type: survey
tool: The dealers' survey tool
enforces: {rest: 92d}
---
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: dealer}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
metric: effort
---
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]  # <-
when: {after: breakdown.first-visit, delay: 1d}
identity: identified
minutes: 1
questions: [visit-ces]
through: survey-tool
---
kind: survey
id: dealer-follow-up
purpose: transactional
asks: [operator]
when: {after: breakdown.first-visit, delay: 2d}
identity: identified
sender: {partner: dealer}
minutes: 1
questions: [visit-ces]
through: dealer-tool
---
kind: report
id: dealer-scorecard
metrics: [effort]
every: quarterly
to: [{who: dealer, sees: own}]
minimum: {scores: 10, comments: 10}
```

```yaml good
kind: channel
id: survey-tool
type: survey
tool: Our survey tool
enforces: {rest: 92d}
shares_rest_with: [dealer-tool]
---
kind: channel
id: dealer-tool
type: survey
tool: The dealers' survey tool
enforces: {rest: 92d}
---
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: dealer}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
metric: effort
---
kind: metric
id: effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
minimum_n: 30
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {after: breakdown.first-visit, delay: 1d}
identity: identified
minutes: 1
questions: [visit-ces]
through: survey-tool
---
kind: survey
id: dealer-follow-up
purpose: transactional
asks: [operator]
when: {after: breakdown.first-visit, delay: 2d}
identity: identified
sender: {partner: dealer}
minutes: 1
questions: [visit-ces]
through: dealer-tool
---
kind: report
id: dealer-scorecard
metrics: [effort]
every: quarterly
to: [{who: dealer, sees: own}]
minimum: {scores: 10, comments: 10}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from cxprog.facts import contacts_by_place, heard, in_use, kin, listed
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    signed: dict[tuple[str, str], list[Entry]] = {}
    own: list[Entry] = []
    for survey in in_use(program, "survey"):
        if _partner(survey):
            for subject in _subjects(program, survey):
                signed.setdefault(subject, []).append(survey)
        elif survey.node.sender in ("company", "undisclosed"):
            own.append(survey)
    for ours in own if signed else ():
        shared: dict[str, tuple[Entry, str, list[str]]] = {}
        for role, about in _subjects(program, ours):
            for theirs in signed.get((role, about), ()):
                _, first, roles = shared.setdefault(theirs.id, (theirs, about, []))
                if about == first:
                    roles.append(role)
        for theirs, about, roles in shared.values():
            if not _know_of_each_other(program, ours, theirs) and _may_meet(program, ours, theirs):
                yield say(
                    f"`{ours.id}` and `{theirs.id}` both ask {listed(roles)} about {about}, "
                    "and neither knows of the other",
                    ours.at("asks", ours.node.asks.index(roles[0])),
                    theirs.at("sender", text=f"`{_partner(theirs)}` asks"),
                    help="sign one survey together with `sender: joint`, or let the tools count each other's "
                    "invitations with `shares_rest_with`",
                )


def _partner(survey: Entry) -> str | None:
    sender = survey.node.sender
    return None if isinstance(sender, str) else str(sender.partner)


def _subjects(program: Program, survey: Entry) -> Iterator[tuple[str, str]]:
    """Who is asked about what: a contact, or the relationship as a whole; pairs with another survey share one."""
    places = contacts_by_place(program)
    about = ["the relationship"] if survey.node.purpose == "relational" else []
    about += [f"`{contact.entry.node.id}`" for place in heard(survey.node) for contact in places.get(place, ())]
    return product(dict.fromkeys(survey.node.asks), dict.fromkeys(about))


def _know_of_each_other(program: Program, one: Entry, other: Entry) -> bool:
    """Whether one tool counts the invitations of both."""
    first, second = one.node.through, other.node.through
    if not first or not second:
        return False
    sharing = {
        name: channel.node.shares_rest_with
        for name in (first, second)
        if (channel := program.get("channel", name)) and channel.node
    }
    return first == second or second in sharing.get(first, ()) or first in sharing.get(second, ())


def _may_meet(program: Program, one: Entry, other: Entry) -> bool:
    """Whether the same customer can get both: not where they serve customers of different partners."""
    first, second = one.node.partners, other.node.partners
    return not first or not second or any(not kin(program, name).isdisjoint(second) for name in first)
