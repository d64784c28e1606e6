"""A long survey can reach the same person more often than is bearable.

Being asked is part of what customers experience with a company. A comprehensive questionnaire is a favor that people
do once or twice a year; whoever gets it every quarter stops answering, and soon the short surveys as well.

The count is the worst case for one person: what the trigger, `rest` and the tool's shared rest still let through. It
holds surprises. Half-yearly waves spread over two weeks (`window: 14d`) can reach somebody at the end of one wave and
again at the start of the next but one, which is three times in 365 days; `rest: {own: 180d}` lets three through as
well, on days 1, 181 and 361.

To mend it, send the survey less often, give it a `rest`, or shorten it. The limit is a `frequency` limit of a policy
with `of: {longer_than: ...}`; where the program has no limits of its own, the pack's counts.

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
id: customer-survey
purpose: relational
asks: [buyer]
when: {every: quarterly}  # <-
rest: {own: 60d}
identity: identified
minutes: 15
questions: [satisfied]
```

```yaml good
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: customer-survey
purpose: relational
asks: [buyer]
when: {every: half-yearly}
rest: {own: 183d}
identity: identified
minutes: 15
questions: [satisfied]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cxprog.facts import audiences, in_use
from cxprog.finding import Finding, Severity
from cxprog.limits import frequency_limits
from cxprog.program import Entry, Program
from cxprog.reach import invitations_at_most
from cxprog.rule import Say, rule

if TYPE_CHECKING:
    from cxprog.language.kinds.policy import Of


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for asked, found in frequency_limits(program):
        days = asked.within.days if asked.within else None
        if asked.at_most is None or not days or asked.of.longer_than is None:
            continue
        for survey in in_use(program, "survey"):
            if not _is_counted(program, survey, asked.of):
                continue
            count = invitations_at_most(program, survey, days)
            if count is not None and count <= asked.at_most:
                continue
            often = (
                f"can reach the same person {count} times in {days} days"
                if count
                else "nothing limits how often people get it"
            )
            rest = (
                f"`rest: {{own: {(days - 1) // asked.at_most + 1}d}}` keeps it to that" if asked.at_most else "drop it"
            )
            longest = asked.of.longer_than.words
            yield say(
                f"`{survey.id}` takes {survey.node.minutes:g} minutes and {often}; the limit is {asked.at_most}",
                survey.at("when", text=_closer(survey)),
                *found.labels,
                survey.at("minutes", text=f"longer than {longest}"),
                help=f"{rest}, or shorten it to {longest}; {found.words} asks for it",
                severity=found.severity,
            )


def _closer(survey: Entry) -> str:
    """Why waves can be closer to each other than their cadence says."""
    when = survey.node.when
    return f"two waves can lie up to {when.window.words} closer together" if when.every and when.window else ""


def _is_counted(program: Program, survey: Entry, of: Of) -> bool:
    """Whether a limit is about a survey."""
    node = survey.node
    sender = node.sender if isinstance(node.sender, str) else "partner"
    longest = (of.longer_than, of.up_to)
    least, most = (each.amount * (1 if each.measure == "minutes" else 1440) if each else None for each in longest)
    return (
        (least is None or node.minutes > least)
        and (most is None or node.minutes <= most)
        and (not of.purposes or node.purpose in of.purposes)
        and (not of.senders or sender in of.senders)
        and (not of.roles or not set(of.roles).isdisjoint(node.asks))
        and (of.audience is None or of.audience in audiences(program, survey))
    )
