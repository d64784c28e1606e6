"""Somebody can be asked on days on which nobody may be asked.

A freeze is a promise: nobody hears from the program while the books are closed, while a strike is on, or over the
holidays. It holds only where the tool that sends knows of it, or where no wave can reach into it. An event can happen
on any day, and an invitation goes out some days after it; so whatever starts with an event needs a tool that sends
nothing on frozen days. Reminders count as well: the one that was planned two weeks ago is the one nobody thinks of.

What is shown is one invitation that this program allows. To mend it, say `enforces: {freezes: true}` for a channel
whose tool keeps such days, move the wave, or send its reminders earlier.

```yaml bad
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: visit-check
purpose: transactional
asks: [buyer]
when: {event: visit-closed}
identity: identified
minutes: 3
questions: [satisfied]
---
kind: policy
id: quiet-days
freezes:
  - {first: 2026-12-18, last: 2027-01-06, reason: Turn of the year}  # <-
```

```yaml good
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {freezes: true}
---
kind: survey
id: visit-check
purpose: transactional
asks: [buyer]
when: {event: visit-closed}
identity: identified
minutes: 3
questions: [satisfied]
through: survey-tool
---
kind: policy
id: quiet-days
freezes:
  - {first: 2026-12-18, last: 2027-01-06, reason: Turn of the year}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.analysis.frequency.limited import asked_by, limit_address
from cxprog.analysis.frequency.placed import placed, remedy, severity_of, told_once, witness
from cxprog.analysis.frequency.telling import story
from cxprog.analysis.specs import specs_of
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    specs = specs_of(program)
    for number, (verdict, _) in enumerate(told_once(program, "violated", "freezes")):
        told = story(specs, verdict)
        address = limit_address(verdict)
        assert address is not None and verdict.witness is not None, "freezes are those of policies"
        survey = program.entries["survey"][verdict.witness.sends[-1].survey]
        ways, fix = remedy(program, verdict, number)
        yield say(
            told.headline,
            placed(program, address),
            survey.at("when", text="sends on them"),
            help=f"{ways}; {asked_by(specs, verdict)} asks for it",
            witness=witness(program, told),
            fix=fix,
            severity=severity_of(program, verdict),
        )
