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

from cxprog.facts import flow, in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for journey in in_use(program, "journey"):
        leads = flow(program, journey)
        leaving = _leaving(leads)
        staying = [address for address in leads if address not in leaving]
        circle = _circle(leads, staying)
        if circle:
            entry, back = (program.entries["touchpoint"][address] for address in (circle[0], circle[-1]))
            names = [address.partition(".")[2] for address in (*circle, circle[0])]
            yield say(
                f"whoever comes to `{names[0]}` never leaves the journey `{journey.id}`",
                entry.at(),
                *([back.at("next", text="leads back")] if back.node.next else []),
                help="give the last touchpoint `next: []`, or add the touchpoint at which people leave",
                witness=(" -> ".join(names),),
            )


def _leaving(leads: dict[str, tuple[str, ...]]) -> set[str]:
    """Touchpoints from which an end, or another journey, can be reached."""
    before: dict[str, list[str]] = {}
    for address, following in leads.items():
        for name in following:
            before.setdefault(name, []).append(address)
    open_ends = [name for name in before if name not in leads] + [name for name in leads if not leads[name]]
    leaving: set[str] = set()
    while open_ends:
        address = open_ends.pop()
        if address not in leaving:
            leaving.add(address)
            open_ends.extend(before.get(address, ()))
    return leaving


def _circle(leads: dict[str, tuple[str, ...]], staying: list[str]) -> list[str]:
    """A round trip among touchpoints that nobody leaves, started at the one that comes first in the journey."""
    trail: list[str] = []
    place = {address: number for number, address in enumerate(leads)}
    address = staying[0] if staying else ""
    while address and address not in trail:
        trail.append(address)
        address = leads[address][0]
    circle = trail[trail.index(address) :] if address else []
    start = circle.index(min(circle, key=place.__getitem__)) if circle else 0
    return [*circle[start:], *circle[:start]]
