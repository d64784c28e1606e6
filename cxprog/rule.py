"""What a rule is: one module whose docstring is its manual page and whose `check` says what it finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from cxprog.finding import Finding, Fix, Label, Severity, Step, steps
from cxprog.program import Program

Pack = Literal["b2b", "b2b2c"]


@dataclass(frozen=True)
class Say:
    """Makes the findings of one rule, so that no rule repeats its own id and severity."""

    rule: str
    severity: Severity

    def __call__(
        self,
        message: str,
        *labels: Label,
        help: str = "",
        witness: Iterable[Step | str] = (),
        fix: Fix | None = None,
        severity: Severity | None = None,
    ) -> Finding:
        """One finding; the first label is the primary one; a policy of the program may ask for its own severity.

        Steps of the witness that have neither day nor places may be plain texts.
        """
        return Finding(self.rule, severity or self.severity, message, labels, help, steps(witness), fix)


Check = Callable[[Program, Say], Iterator[Finding]]


@dataclass(frozen=True)
class Example:
    """A program in a rule's page that must fire on its marked lines, or must stay silent."""

    is_good: bool
    text: str
    """YAML; lines that must be reported end in `# <-`."""

    @property
    def marked_lines(self) -> tuple[int, ...]:
        """Lines (from 1) on which the rule has to fire."""
        return tuple(number for number, line in enumerate(self.text.splitlines(), 1) if line.rstrip().endswith("# <-"))


@dataclass(frozen=True)
class Rule:
    """The unit of explaining, allowing, overriding and testing."""

    id: str
    severity: Severity
    doc: str
    """The manual page, in Markdown: summary line, reason, `yaml bad` and `yaml good` examples."""
    check: Check
    pack: Pack | None = None
    """The pack it belongs to; None for rules that hold for every program."""

    @property
    def summary(self) -> str:
        """First line of the page."""
        return self.doc.strip().partition("\n")[0].rstrip(".")

    @cached_property
    def examples(self) -> tuple[Example, ...]:
        """The page's examples, in order."""
        blocks = re.findall(r"^```yaml (good|bad)\n(.*?)^```", self.doc, re.DOTALL | re.MULTILINE)
        return tuple(Example(sort == "good", text) for sort, text in blocks)

    def run(self, program: Program) -> Iterator[Finding]:
        """What the rule finds in a program."""
        return self.check(program, Say(self.id, self.severity))


def rule(severity: Severity, *, pack: Pack | None = None) -> Callable[[Check], Rule]:
    """Make a module's check function its rule; the id is the module's file name."""

    def make(check: Check) -> Rule:
        name = check.__module__.rpartition(".")[2].replace("_", "-")
        return Rule(name, severity, check.__globals__.get("__doc__") or "", check, pack)

    return make


EXAMPLE_PROGRAM = """\
kind: program
language: 1
id: example
version: 1.0.0
model: b2b2c
partnership: interdependent
clock: Europe/Berlin
owner: cx-office
packs: [b2b, b2b2c]
---
kind: team
id: cx-office
alerts: {mail: [cx-office@example.com]}
---
kind: team
id: field-service
alerts: {mail: [field-service@example.com]}
---
kind: partner
id: dealer
type: dealer
manager: cx-office
alerts: {mail: [dealer@example.com]}
---
kind: role
id: buyer
audience: customer
level: strategic
---
kind: role
id: operator
audience: customer
level: operational
---
kind: event
id: visit-closed
type: event
---
kind: event
id: renewal
type: date
---
kind: taxonomy
id: causes
codes: [{id: parts}, {id: people}]
"""
"""What the examples of rule pages may refer to without declaring it: teams, a partner, roles, events, root causes.

A document of the same kind and id in an example takes the place of the one here.
"""
