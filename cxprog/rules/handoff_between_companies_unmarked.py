"""A customer passes from one company to another without a handoff.

The next contact is led by another company: the partner takes over from the company, the company from the partner, or
one partner from another. Neither sees into the other's systems, so what is not handed over is lost, and the customer
says everything again to somebody who seems not to belong.

To mend it, add a `handoff` to the touchpoint before the change, with `to` and with what `passes`: data, documents, an
introduction. Handoffs within one company are reported by `handoff-unmarked`, as a hint.

*The Secret to B2B2C Customer Experience Success* names the problematic handoffs between the companies as one of the
things that a journey map made together with partners has to show.

```yaml bad
kind: journey
id: purchase
actor: customer
stages:
  - id: order
    roles: [buyer]
    touchpoints:
      - {id: quotation, channel: email, owner: dealer}  # <-
      - {id: delivery, channel: on-site, owner: field-service}
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
        owner: dealer
        handoff: {to: field-service, passes: Order and promised date}
      - {id: delivery, channel: on-site, owner: field-service}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import flow, in_use, lead, retired, seam_after
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for journey in in_use(program, "journey"):
        for address, following in flow(program, journey).items():
            touchpoint = program.entries["touchpoint"][address]
            other = seam_after(program, journey, touchpoint, following)
            if other is not None and touchpoint.node.handoff is None and retired(touchpoint) is None:
                mine, theirs = lead(touchpoint.node), lead(other.node)
                yield say(
                    f"after `{touchpoint.node.id}` the customer passes from `{mine}` to `{theirs}` without a handoff",
                    touchpoint.at(),
                    other.at("owner", text=f"`{theirs}` leads what comes next"),
                    help=f"add `handoff: {{to: {theirs}, passes: ...}}` and say what is handed over",
                )
