"""A survey asks people who take no part in what it asks about.

Somebody who was not there can only guess, and guesses look like answers in a report. Being asked about a visit that
one knows nothing of also tells people how well the company knows them.

To mend it, ask a role that takes part in the touchpoint, step or stage, or add the role there if it does. Partners and
employees may be asked what they see of a customer's journey, and test buyers play a part; neither is reported.

*A New Approach for B2B Customer Experience Management* recommends a journey map that says for every step who the
respondent is.

```yaml bad
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: field-service}
---
kind: question
id: visit-ces
type: ces
text: How easy was it to get your machine running again?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [buyer]  # <-
when: {after: breakdown.first-visit, delay: 1d}
identity: confidential
minutes: 1
questions: [visit-ces]
```

```yaml good
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: first-visit, channel: on-site, owner: field-service}
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
when: {after: breakdown.first-visit, delay: 1d}
identity: confidential
minutes: 1
questions: [visit-ces]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import Contact, contacts_by_place, heard, in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    places = contacts_by_place(program)
    for survey in in_use(program, "survey"):
        contacts = [contact for place in heard(survey.node) for contact in places.get(place, ())]
        present = {role for contact in contacts for role in _roles(contact)}
        # A contact without roles is reported for itself, and might have any.
        if survey.node.purpose == "mystery-shop" or not all(_roles(contact) for contact in contacts):
            continue
        for index, role in enumerate(survey.node.asks):
            contact = next((contact for contact in contacts if _is_actor(program, role, contact)), None)
            if contact is not None and role not in present:
                listed = ", ".join(f"`{name}`" for name in sorted(present))
                yield say(
                    f"`{survey.id}` asks `{role}` about `{contact.entry.id}`, where only {listed} takes part",
                    survey.at("asks", index),
                    contact.entry.at(text=f"{listed} takes part"),
                    help=f"ask {listed}, or add `{role}` to the roles of the touchpoint",
                )


def _is_actor(program: Program, role: str, contact: Contact) -> bool:
    """Whether a role is on the side whose journey it is; the other side may be asked what it sees of it."""
    asked, journey = program.get("role", role), program.get("journey", contact.entry.owner)
    return bool(asked and journey and asked.node and journey.node and asked.node.audience == journey.node.actor)


def _roles(contact: Contact) -> tuple[str, ...]:
    holders = (contact.entry.node, contact.step, contact.stage)
    return next((holder.roles for holder in holders if holder is not None and holder.roles), ())
