"""Responsibility passes to another owner without a handoff.

The next touchpoint is led by somebody else, and nothing says what the two give each other: data, documents, an
introduction. Customers notice such seams first, because they have to say everything again.

To mend it, add a `handoff` to the touchpoint before the change and say in `passes` what is given. This is a hint:
pictures and ownership files show the change of owner in any case.

*The Secret to B2B2C Customer Experience Success* names the places where company and partner hand over to each other
as one of the three things a shared journey map has to show.

```yaml bad
kind: journey
id: purchase
actor: customer
stages:
  - id: order
    roles: [buyer]
    touchpoints:
      - {id: quotation, channel: email, owner: field-service}  # <-
      - {id: delivery, channel: on-site, owner: dealer}
```

```yaml good
kind: journey
id: purchase
actor: customer
stages:
  - id: order
    roles: [buyer]
    touchpoints:
      - id: quotation
        channel: email
        owner: field-service
        handoff: {to: dealer, passes: The signed offer}
      - {id: delivery, channel: on-site, owner: dealer}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import flow, in_use, lead, retired
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for journey in in_use(program, "journey"):
        for address, following in flow(program, journey).items():
            touchpoint = program.entries["touchpoint"][address]
            other = _other_lead(program, touchpoint, following)
            if other is not None and touchpoint.node.handoff is None and retired(touchpoint) is None:
                mine, theirs = lead(touchpoint.node), lead(other.node)
                yield say(
                    f"after `{touchpoint.node.id}` responsibility passes from `{mine}` to `{theirs}` without a handoff",
                    touchpoint.at(),
                    other.at("owner", text=f"`{theirs}` leads what comes next"),
                    help=f"add `handoff: {{to: {theirs}, passes: ...}}` and say what is handed over",
                )


def _other_lead(program: Program, touchpoint: Entry, following: tuple[str, ...]) -> Entry | None:
    """The first touchpoint that may follow and that somebody else leads."""
    mine = lead(touchpoint.node)
    entries = (program.get("touchpoint", name) for name in following)
    others = (entry for entry in entries if entry and entry.node and lead(entry.node) not in (None, mine))
    return next(others, None) if mine else None
