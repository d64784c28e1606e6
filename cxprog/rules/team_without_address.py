"""A team or partner that a loop alerts has no address.

The alert is sent to nowhere. The customer's case is open, the clock runs, and the people who should act do not know.

To mend it, add `alerts` with a mail address, a chat channel or an on-call service. Names are enough: keys and passwords
stay in the alerting tool. Somebody is alerted as the owner of a case, in its escalation, when told at once, or by one
of the words `touchpoint-owner`, `account-manager` and `partner-manager`.

```yaml bad
kind: team
id: service-desk  # <-
people: [{name: Service desk, mail: desk@example.com}]
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [visit-ces]
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: service-desk
first_contact: 8bh
escalate: [{after: 2bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: team
id: service-desk
people: [{name: Service desk, mail: desk@example.com}]
alerts: {mail: [desk@example.com], chat: "#service-desk"}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [visit-ces]
---
kind: loop
id: hard-visit
type: inner
when: visit-effort.visit-ces <= 3
owner: service-desk
first_contact: 8bh
escalate: [{after: 2bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import contacts_by_place, heard, in_use, lead, started_by
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    alerted: dict[str, Label] = {}
    stand_ins = _StandIns(program)
    for loop in in_use(program, "loop"):
        for path, name in loop.node.responsible:
            for party in stand_ins.of(name, loop):
                alerted.setdefault(party, loop.at(*path, text="alerted here"))
    for kind in ("partner", "team"):
        for entry in in_use(program, kind):
            alerts = entry.node.alerts
            if entry.id in alerted and not (alerts.mail or alerts.chat or alerts.pager):
                yield say(
                    f"alerts for the {kind} `{entry.id}` go nowhere, as it has no address",
                    entry.at(),
                    alerted[entry.id],
                    help=f"add `alerts: {{mail: [{_known_mail(entry)}]}}`, or a `chat` channel or `pager` service",
                )


def _known_mail(entry: Entry) -> str:
    people = entry.node.people if entry.kind == "team" else entry.node.contacts
    return next((str(person.mail) for person in people if person.mail), "...")


class _StandIns:
    """Who the words stand for that loops may use instead of a team or partner."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.places = contacts_by_place(program)
        self.managers = {entry.node.manager for entry in in_use(program, "partner") if entry.node.manager}

    def of(self, name: str, loop: Entry) -> set[str]:
        """Teams and partners that an alert of a loop can reach by this name."""
        if name == "touchpoint-owner":
            return self._leads(loop)
        if name == "partner-manager":
            return self.managers
        if name == "partner":
            return {entry.id for entry in in_use(self.program, "partner")}
        if name == "account-manager":
            settings = self.program.settings
            return {settings.node.account_managers} if settings and settings.node else set()
        return {name}

    def _leads(self, loop: Entry) -> set[str]:
        surveys = (self.program.get("survey", name) for name in started_by(loop))
        event = self.program.get("event", loop.node.event or "")
        places = [place for survey in surveys if survey and survey.sound for place in heard(survey.node)]
        return {
            owner
            for place in (*places, *(event.node.affects if event and event.sound else ()))
            for contact in self.places.get(place, ())
            if (owner := lead(contact.entry.node))
        }
