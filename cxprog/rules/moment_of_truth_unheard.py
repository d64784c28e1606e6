"""No survey listens to a moment of truth.

A moment of truth makes or breaks the relationship. Where nobody asks about it, the company learns that it went wrong
when the customer has left.

To mend it, name the touchpoint, its step or its stage in `listens_to` of a survey, or send a survey after it. If it
is no moment of truth after all, say so: a map on which everything is one shows none.

*The Secret to B2B2C Customer Experience Success* describes companies that first agree on the moments of truth of the
customer's and of the partner's journey, and then listen there.

```yaml bad
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: call, channel: phone, owner: field-service}
      - {id: first-visit, channel: on-site, owner: field-service, moment_of_truth: true}  # <-
```

```yaml good
kind: journey
id: breakdown
actor: customer
stages:
  - id: repair
    roles: [operator]
    touchpoints:
      - {id: call, channel: phone, owner: field-service}
      - {id: first-visit, channel: on-site, owner: field-service, moment_of_truth: true}
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

from cxprog.facts import Contact, Referrers, contacts, in_use, retired
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program, Reference
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    surveys = Referrers(program, "survey", _listens)
    for journey in in_use(program, "journey"):
        for contact in contacts(program, journey):
            touchpoint = contact.entry
            if not touchpoint.node.moment_of_truth or retired(touchpoint):
                continue
            if not any(surveys.may_name(place) for place in _places(program, journey, contact)):
                yield say(
                    f"no survey listens to the moment of truth `{touchpoint.node.id}`",
                    touchpoint.at(),
                    touchpoint.at("moment_of_truth", part="key", text="makes or breaks the relationship"),
                    help=f"add `{touchpoint.id}` to `listens_to` of a survey, or send one `after` it",
                )


def _listens(reference: Reference) -> bool:
    """Whether a survey asks about what it refers to; `listens_to` replaces the touchpoint it comes after."""
    data = reference.entry.document.data or {}
    place = reference.mention.path[0]
    return "retired" not in data and (place == "listens_to" or (place == "when" and not data.get("listens_to")))


def _places(program: Program, journey: Entry, contact: Contact) -> Iterator[Entry]:
    yield contact.entry
    for kind, place in (("step", contact.step), ("stage", contact.stage)):
        if place is not None and (entry := program.get(kind, f"{journey.id}.{place.id}")):
            yield entry
