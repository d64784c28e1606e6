"""A stage, or a part of it, does not say who takes part.

In a business relationship several people meet the company: one signs, one orders, one works with the machine. A part
of the journey without a role leaves open whom a survey may ask there, and asking the wrong person gives wrong answers.

To mend it, add `roles` to the stage, or to each of its steps and touchpoints where they differ. What happens behind
the line of visibility (`side: back`) needs none.

*A New Approach for B2B Customer Experience Management* recommends a journey map that says for every step who the
respondent is.

```yaml bad
kind: journey
id: purchase
actor: customer
stages:
  - id: order  # <-
    touchpoints:
      - {id: quotation, channel: email, owner: dealer}
  - id: start
    touchpoints:
      - {id: training, channel: training, owner: dealer, roles: [operator]}
      - {id: first-bill, channel: mail, owner: dealer}  # <-
      - {id: booking, channel: other, owner: dealer, side: back}
```

```yaml good
kind: journey
id: purchase
actor: customer
stages:
  - id: order
    roles: [buyer]
    touchpoints:
      - {id: quotation, channel: email, owner: dealer}
  - id: start
    touchpoints:
      - {id: training, channel: training, owner: dealer, roles: [operator]}
      - {id: first-bill, channel: mail, owner: dealer, roles: [buyer]}
      - {id: booking, channel: other, owner: dealer, side: back}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule
from cxprog.source import Path

if TYPE_CHECKING:
    from cxprog.language.kinds.journey import Stage, Step, Touchpoint

_OFFERED_MAX = 4


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for journey in in_use(program, "journey"):
        for number, stage in enumerate(journey.node.stages):
            parts = dict(_parts(stage))
            open_parts = [path for path, is_named in parts.items() if not is_named]
            if stage.roles or not open_parts:
                continue
            # One finding for the stage when nothing in it names a role, else one for each part that does not.
            for path in [()] if len(open_parts) == len(parts) else open_parts:
                name = _at(stage, path).id
                yield say(
                    f"nobody takes part in `{name}`, so nobody can be asked there",
                    journey.at("stages", number, *path),
                    help=f"add `roles: [...]` with the respondent roles that take part{_offer(program, journey)}",
                )


def _parts(stage: Stage) -> Iterator[tuple[Path, bool]]:
    for index, touchpoint in enumerate(stage.touchpoints):
        yield ("touchpoints", index), _is_named(touchpoint)
    for index, step in enumerate(stage.steps):
        yield ("steps", index), bool(step.roles) or all(map(_is_named, step.touchpoints))


def _is_named(touchpoint: Touchpoint) -> bool:
    return bool(touchpoint.roles) or touchpoint.side == "back" or touchpoint.retired is not None


def _at(stage: Stage, path: Path) -> Stage | Step | Touchpoint:
    if not path:
        return stage
    part: Step | Touchpoint = getattr(stage, str(path[0]))[path[1]]
    return part


def _offer(program: Program, journey: Entry) -> str:
    roles = [role.id for role in in_use(program, "role") if role.node.audience == journey.node.actor]
    listed = ", ".join(f"`{name}`" for name in roles[:_OFFERED_MAX])
    return f"; roles of a {journey.node.actor} here: {listed}" if listed else ""
