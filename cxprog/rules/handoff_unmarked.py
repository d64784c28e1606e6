"""Responsibility passes to another owner without a handoff.

The next touchpoint is led by somebody else, and nothing says what the two give each other: data, documents, an
introduction. Customers notice such seams first, because they have to say everything again.

To mend it, add a `handoff` to the touchpoint before the change and say in `passes` what is given. This is a hint:
pictures and ownership files show the change of owner in any case. Where the rules for programs with partners are in
use, `handoff-between-companies-unmarked` reports handoffs between companies on the way of a customer instead.

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
      - {id: delivery, channel: on-site, owner: cx-office}
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
        handoff: {to: cx-office, passes: The signed offer}
      - {id: delivery, channel: on-site, owner: cx-office}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import flow, in_use, lead, next_led_by_another, retired, seam_after
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    settings = program.settings.node if program.settings else None
    are_seams_reported = settings is not None and "b2b2c" in settings.packs
    for journey in in_use(program, "journey"):
        for address, following in flow(program, journey).items():
            touchpoint = program.entries["touchpoint"][address]
            other = next_led_by_another(program, touchpoint, following)
            if other is None or touchpoint.node.handoff is not None or retired(touchpoint) is not None:
                continue
            if not (are_seams_reported and seam_after(program, journey, touchpoint, following)):
                mine, theirs = lead(touchpoint.node), lead(other.node)
                yield say(
                    f"after `{touchpoint.node.id}` responsibility passes from `{mine}` to `{theirs}` without a handoff",
                    touchpoint.at(),
                    other.at("owner", text=f"`{theirs}` leads what comes next"),
                    help=f"add `handoff: {{to: {theirs}, passes: ...}}` and say what is handed over",
                )
