"""No survey listens to a moment of truth.

A moment of truth makes or breaks the relationship. Where nobody asks about it, the company learns that it went wrong
when the customer has left.

To mend it, name the touchpoint, its step or its stage in `listens_to` of a survey, or send a survey after it. A survey
that asks other people counts if `about` says that their answers tell of those who live through the moment; mystery
visits count as they are. If it is no moment of truth after all, say so: a map on which everything is one shows none.

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

from collections.abc import Callable, Iterator

from cxprog.facts import Contact, Referrers, contacts, in_use, retired
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program, Reference
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    surveys = {actor: Referrers(program, "survey", _listens(program, actor)) for actor in _ACTORS}
    for journey in in_use(program, "journey"):
        for contact in contacts(program, journey):
            touchpoint = contact.entry
            if not touchpoint.node.moment_of_truth or retired(touchpoint):
                continue
            if not any(surveys[journey.node.actor].may_name(place) for place in _places(program, journey, contact)):
                yield say(
                    f"no survey listens to the moment of truth `{touchpoint.node.id}`",
                    touchpoint.at(),
                    touchpoint.at("moment_of_truth", part="key", text="makes or breaks the relationship"),
                    *_asking_others(program, journey, contact),
                    help=f"add `{touchpoint.id}` to `listens_to` of a survey, or send one `after` it",
                )


_ACTORS = ("customer", "partner", "employee")


def _listens(program: Program, actor: str) -> Callable[[Reference], bool]:
    """Whether a survey hears from those who live through what it refers to; one with mistakes may."""

    def counts(reference: Reference) -> bool:
        survey = reference.entry
        return _asks_about(reference) and (not survey.sound or _hears_from(program, survey, actor))

    return counts


def _asks_about(reference: Reference) -> bool:
    """Whether a survey asks about what it refers to; `listens_to` replaces the touchpoint it comes after."""
    data = reference.entry.document.data or {}
    place = reference.mention.path[0]
    return "retired" not in data and (place == "listens_to" or (place == "when" and not data.get("listens_to")))


def _hears_from(program: Program, survey: Entry, actor: str) -> bool:
    people = (*survey.node.asks, *survey.node.about)
    return survey.node.purpose == "mystery-shop" or any(
        role is None or role.node is None or role.node.audience == actor
        for role in (program.get("role", name) for name in people)
    )


def _asking_others(program: Program, journey: Entry, contact: Contact) -> Iterator[Label]:
    """Surveys that ask about a place, but not those whose journey it is."""
    for place in _places(program, journey, contact):
        for reference in program.referrers(place.kind, place.id):
            if reference.entry.kind == "survey" and _asks_about(reference):
                yield reference.entry.at("asks", text=f"asks about it, but no {journey.node.actor}")


def _places(program: Program, journey: Entry, contact: Contact) -> Iterator[Entry]:
    yield contact.entry
    for kind, place in (("step", contact.step), ("stage", contact.stage)):
        if place is not None and (entry := program.get(kind, f"{journey.id}.{place.id}")):
            yield entry
