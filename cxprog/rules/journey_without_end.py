"""People who enter a part of a journey can never leave it.

Every touchpoint leads on to another one, so the map shows a circle without an exit. That is seldom how customers live,
and a simulation of the journey never stops inviting them.

To mend it, give the last touchpoint `next: []`, or add the way out: the contact after which people leave.

```yaml bad
kind: journey
id: subscription
actor: customer
stages:
  - id: year
    roles: [buyer]
    touchpoints:
      - {id: delivery, channel: mail, owner: dealer}
      - {id: use, channel: product, owner: dealer}  # <-
      - {id: renewal, channel: email, owner: dealer, next: [use]}
```

```yaml good
kind: journey
id: subscription
actor: customer
stages:
  - id: year
    roles: [buyer]
    touchpoints:
      - {id: delivery, channel: mail, owner: dealer}
      - {id: use, channel: product, owner: dealer}
      - id: renewal
        channel: email
        owner: dealer
        next: [{to: use, when: Renewed}, {to: farewell, when: Canceled}]
      - {id: farewell, channel: phone, owner: dealer}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import flow, in_use, reach
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

_NAMES_MAX = 8


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for journey in in_use(program, "journey"):
        leads = flow(program, journey)
        circle = _circle(leads)
        if circle:
            first, last = (program.entries["touchpoint"][address] for address in (circle[0], circle[-1]))
            names = [address.partition(".")[2] for address in circle]
            shown = names if len(names) <= _NAMES_MAX else [*names[: _NAMES_MAX - 1], "...", names[-1]]
            yield say(
                f"whoever comes to `{names[0]}` never leaves the journey `{journey.id}`",
                first.at(),
                *([last.at("next", text="leads back")] if last.node.next else []),
                help="give the last touchpoint `next: []`, or add the touchpoint at which people leave",
                witness=(" -> ".join([*shown, names[0]]),),
            )


def _circle(leads: dict[str, tuple[str, ...]]) -> list[str]:
    """A round trip that nobody leaves, begun at the touchpoint that comes first in the journey."""
    reached: set[str] = set()
    for first in list(leads)[:1]:
        reach(leads, first, reached)
    leaving = _leaving(leads)
    address = next((name for name in leads if name in reached and name not in leaving), "")
    trail: dict[str, int] = {}
    while address and address not in trail:
        trail[address] = len(trail)
        address = leads[address][0]
    circle = list(trail)[trail[address] :] if address else []
    place = {name: number for number, name in enumerate(leads)}
    start = circle.index(min(circle, key=place.__getitem__)) if circle else 0
    return [*circle[start:], *circle[:start]]


def _leaving(leads: dict[str, tuple[str, ...]]) -> set[str]:
    """Touchpoints from which an end, or another journey, can be reached."""
    before: dict[str, list[str]] = {}
    for address, following in leads.items():
        for name in following:
            before.setdefault(name, []).append(address)
    leaving: set[str] = set()
    for end in [*(name for name in before if name not in leads), *(name for name in leads if not leads[name])]:
        reach(before, end, leaving)
    return leaving
