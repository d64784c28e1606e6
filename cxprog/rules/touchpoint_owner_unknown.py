"""A loop alerts the owner of the touchpoint, and there is none.

The survey that starts the loop asks about no touchpoint, such as a yearly survey of the whole relationship, or about
touchpoints that nobody owns; or the event that starts it says nowhere people notice it. The alert has no receiver, and
the customer no answer.

To mend it, say in `listens_to` which touchpoint the survey asks about or in `affects` where people notice the event,
give the touchpoint an owner, or name a team, a partner or `account-manager` in the loop.

```yaml bad
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
---
kind: question
id: why
type: open-text
text: What is the main reason for your answer?
---
kind: survey
id: relationship
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [would-recommend, why]
---
kind: loop
id: detractors
type: inner
when: relationship.would-recommend <= 6
owner: touchpoint-owner  # <-
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: question
id: would-recommend
type: nps
text: How likely are you to recommend us?
---
kind: question
id: why
type: open-text
text: What is the main reason for your answer?
---
kind: survey
id: relationship
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions: [would-recommend, why]
---
kind: loop
id: detractors
type: inner
when: relationship.would-recommend <= 6
owner: field-service
first_contact: 2bd
escalate: [{after: 4bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxprog.facts import Contact, contacts_by_place, heard, in_use, started_by
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_SHOWN_MAX = 3


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    places = contacts_by_place(program)
    for loop in in_use(program, "loop"):
        paths = [path for path, name in loop.node.responsible if name == "touchpoint-owner"]
        for name in started_by(loop) if paths else ():
            survey = program.get("survey", name)
            related = _because(survey, places) if survey and survey.sound else []
            if related:
                yield say(
                    f"answers to `{name}` have no touchpoint owner, so alerts of `{loop.id}` reach nobody",
                    loop.at(*paths[0]),
                    *related[:_SHOWN_MAX],
                    help="name the touchpoint in `listens_to` of the survey and an owner at the touchpoint, "
                    "or a team in the loop",
                )
        event = program.get("event", loop.node.event or "") if paths else None
        if event and event.sound and (related := _because(event, places)):
            yield say(
                f"nobody owns a touchpoint where `{event.id}` is noticed, so alerts of `{loop.id}` reach nobody",
                loop.at(*paths[0]),
                *related[:_SHOWN_MAX],
                help="name the touchpoint in `affects` of the event and an owner at the touchpoint, "
                "or a team in the loop",
            )


def _because(start: Entry, places: Mapping[str, list[Contact]]) -> list[Label]:
    """Why a survey or event leads to no owner; nothing when it does, or when a journey with mistakes leaves it open."""
    names = heard(start.node) if start.kind == "survey" else start.node.affects
    if not names:
        return [start.at(text="asks about no touchpoint" if start.kind == "survey" else "is noticed nowhere")]
    contacts = [contact.entry for name in names for contact in places.get(name, ())]
    return [contact.at(text="has no owner") for contact in dict.fromkeys(contacts) if contact.node.owner is None]
