"""Partners are rewarded for something that the policy rules out.

The policy says in `incentives.partners_on` what partners may be rewarded for, and a metric or a practice rewards
something else. Partners believe the reward and not the policy.

To mend it, reward what the policy allows, or change the policy for everybody.

*The Secret to B2B2C Customer Experience Success* tells of a company whose first measures were not tied to any reward:
partners were rewarded later, for how well their improvements had worked.

```yaml bad
kind: policy
id: fair-rewards
incentives: {partners_on: [participation, improvement], source: Partner council}
---
kind: practice
id: dealer-of-the-quarter
type: recognition
members: {of: [dealer]}
rewards:
  - improvement
  - scores  # <-
```

```yaml good
kind: policy
id: fair-rewards
incentives: {partners_on: [participation, improvement], source: Partner council}
---
kind: practice
id: dealer-of-the-quarter
type: recognition
members: {of: [dealer]}
rewards: [improvement]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import either, in_use, listed, partner_incentives
from cxprog.finding import Finding, Label, Severity
from cxprog.limits import limit
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found = limit(program, "incentives", "partners_on")
    for name, partners, reward, label in _rewards(program):
        if found is not None and reward not in found.value:
            yield say(
                f"`{name}` rewards {listed(partners)} for {reward}",
                label,
                *found.labels,
                help=f"reward {either(found.value)}, as asked for by {found.words}",
                severity=found.severity,
            )


def _rewards(program: Program) -> Iterator[tuple[str, tuple[str, ...], str, Label]]:
    """What rewards partners: its id, the partners, what for, and where it says so."""
    for metric, partners in partner_incentives(program):
        yield metric.id, partners, metric.node.incentive.on, metric.at("incentive", "on")
    for practice in in_use(program, "practice"):
        partners = tuple(name for name in practice.node.members.of if program.get("partner", name))
        for index, reward in enumerate(practice.node.rewards if partners else ()):
            yield practice.id, partners, reward, practice.at("rewards", index)
