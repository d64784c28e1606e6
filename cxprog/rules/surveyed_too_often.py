"""Somebody can be asked more often than a limit allows.

Each survey may look modest by itself. A maintenance manager who is also a buyer gets those of both roles, from two
tools that know nothing of each other, and nobody sees the sum until people stop answering.

A limit holds only if no course of events can break it, so cxprog looks for the worst one: all surveys, roles that one
person can hold at once, tools, rests and caps together. What it finds is a calendar with dates that this program
allows; each line names the survey, what led to it, and the guard that is missing. Rates of events and days of waves
count as they are declared. Averages, samples and response rates do not: the same person may be drawn each time.

Help names changes that make the limit hold, each of them tried and proved. `cxprog prove` shows all limits, also those
that hold, and why.

The limits are those under `frequency` of the policies; where a program has none of its own, those of its packs count.

*A New Approach for B2B Customer Experience Management* asks for long surveys at most twice a year, and for short
ones monthly or quarterly. *The Secret to B2B2C Customer Experience Success* tells of a company that cut its survey of
partners to ten minutes.

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
id: contact-load
frequency:
  - {at_most: 4, within: 365d}  # <-
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
enforces: {own_rest: true}
---
kind: survey
id: visit-check
purpose: transactional
asks: [buyer]
when: {event: visit-closed}
rest: {own: 92d}
identity: identified
minutes: 3
questions: [satisfied]
through: survey-tool
---
kind: policy
id: contact-load
frequency:
  - {at_most: 4, within: 365d}
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
    for number, (verdict, count) in enumerate(told_once(program, "violated", "frequency")):
        ways, fix = remedy(program, verdict, number)
        told = story(specs, verdict)
        address = limit_address(verdict)
        assert verdict.witness is not None
        last = program.entries["survey"][verdict.witness.sends[-1].survey]
        labels = [placed(program, address)] if address else []
        labels.append(last.at("when", text="the last of them"))
        others = f"; so can {_more(count - 1)}" if count > 1 else ""
        yield say(
            told.headline + others,
            *labels,
            help=f"{ways}; {asked_by(specs, verdict)} asks for it",
            witness=witness(program, told),
            fix=fix,
            severity=severity_of(program, verdict),
        )


def _more(count: int) -> str:
    return "one other sort of person" if count == 1 else f"{count} other sorts of people"
