"""Partners are paid by a metric that they cannot move.

The answers that make up the metric are about contacts that others own. Whatever the partner does, the number does not
follow, so the reward is luck; and luck that is called performance makes people angry.

To mend it, pay a partner by answers about its own contacts, or add it to the owners of the contact if it has a part in
it. For a class of partners, say with `part_of` which wider class it belongs to: owners of that class count. Numbers
from other systems and surveys of the whole relationship are not looked at.

*The Secret to B2B2C Customer Experience Success* names it as a principle of rewards: people have to see how they
themselves influence the metric.

```yaml bad
kind: journey
id: ownership
actor: customer
stages:
  - id: using
    roles: [operator]
    touchpoints:
      - {id: service-visit, channel: on-site, owner: field-service}
---
kind: metric
id: service-effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
use: incentive
linked_to: [dealer-market-share]
bands: [{id: hard, lowest: 1}, {id: bearable, lowest: 4}, {id: easy, lowest: 5.5}]
incentive:
  paid_to: [dealer]  # <-
  on: improvement
  paid_by: bands
  downside: limited
  shadow_from: 2027-01-01
  pays_from: 2027-07-01
  explained_in: [what-we-pay-for]
---
kind: metric
id: dealer-market-share
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: service-ease
type: ces
text: How easy was it to get your machine serviced?
metric: service-effort
---
kind: practice
id: what-we-pay-for
type: training
members: {of: [dealer]}
---
kind: survey
id: service-check
purpose: transactional
asks: [operator]
when: {after: ownership.service-visit, delay: 1d}
identity: identified
minutes: 1
questions: [service-ease]
```

```yaml good
kind: journey
id: ownership
actor: customer
stages:
  - id: using
    roles: [operator]
    touchpoints:
      - {id: service-visit, channel: on-site, owner: dealer}
---
kind: metric
id: service-effort
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
use: incentive
linked_to: [dealer-market-share]
bands: [{id: hard, lowest: 1}, {id: bearable, lowest: 4}, {id: easy, lowest: 5.5}]
incentive:
  paid_to: [dealer]
  on: improvement
  paid_by: bands
  downside: limited
  shadow_from: 2027-01-01
  pays_from: 2027-07-01
  explained_in: [what-we-pay-for]
---
kind: metric
id: dealer-market-share
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: service-ease
type: ces
text: How easy was it to get your machine serviced?
metric: service-effort
---
kind: practice
id: what-we-pay-for
type: training
members: {of: [dealer]}
---
kind: survey
id: service-check
purpose: transactional
asks: [operator]
when: {after: ownership.service-visit, delay: 1d}
identity: identified
minutes: 1
questions: [service-ease]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import Contact, contacts_by_place, heard, kin, lead, owners, partner_incentives, surveys_by_metric
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_SHOWN_MAX = 3


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    for metric, partners in partner_incentives(program):
        feeding = _contacts(program, metric)
        for name in partners if feeding else ():
            if not any(kin(program, name).intersection(owners(contact.entry.node)) for contact in feeding):
                yield say(
                    f"`{metric.id}` pays `{name}`, and no contact of theirs feeds it",
                    metric.at("incentive", "paid_to", metric.node.incentive.paid_to.index(name)),
                    *(_because(contact) for contact in feeding[:_SHOWN_MAX]),
                    help=f"pay by answers about contacts that `{name}` owns; say with `part_of` if it belongs to a "
                    "wider class that owns these",
                )


def _because(contact: Contact) -> Label:
    return contact.entry.at("owner", text=f"`{lead(contact.entry.node) or owners(contact.entry.node)[0]}` owns it")


def _contacts(program: Program, metric: Entry) -> list[Contact]:
    """The owned contacts that the metric's surveys ask about; none where a survey asks about anything else as well."""
    places = contacts_by_place(program)
    found: dict[str, Contact] = {}
    for survey in surveys_by_metric(program).get(metric.id, ()):
        contacts = [contact for place in heard(survey.node) for contact in places.get(place, ())]
        if not contacts or not all(owners(contact.entry.node) for contact in contacts):
            return []
        found.update((contact.entry.id, contact) for contact in contacts)
    return list(found.values())
