"""Verdicts on a small program, made by hand: for the words, tables, pages and pictures that show verdicts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache

from cxprog.analysis.frequency.values import (
    Case,
    Certificate,
    Guard,
    Profile,
    Row,
    Send,
    Verdict,
    Witness,
)
from cxprog.analysis.specs import Specs
from cxprog.document import parse
from cxprog.program import Program, link
from cxprog.source import Source

SETTINGS = """\
kind: program
language: 1
id: pumps
title: {en: Pumps, de: Pumpen}
version: 1.0.0
model: b2b2c
partnership: interdependent
clock: Europe/Berlin
owner: cx-office
packs: [b2b]
targets: {}
---
kind: team
id: cx-office
---
kind: partner
id: dealer
title: Dealer
type: dealer
---
kind: role
id: buyer
audience: customer
level: strategic
may_also_be: [maintenance-manager]
per_account: 2
---
kind: role
id: maintenance-manager
title: {en: Maintenance manager, de: Instandhaltungsleitung}
audience: customer
level: tactical
---
kind: event
id: ticket-closed
type: event
---
kind: event
id: renewal
type: date
---
kind: question
id: ease
type: ces
text: How easy was it?
---
kind: question
id: why
type: open-text
text: Why?
"""
PROGRAM = """\
kind: channel
id: survey-tool
type: survey
tool: Any
enforces: {rest: 30d}
---
kind: channel
id: crm
type: crm
tool: Any
---
kind: journey
id: field-service
actor: customer
stages:
  - id: repair
    roles: [buyer, maintenance-manager]
    touchpoints:
      - {id: visit, channel: on-site, at_most: 1 per 7d}
---
kind: survey
id: visit-effort
purpose: transactional
asks: [buyer, maintenance-manager]
when: {after: field-service.visit, delay: 1d..3d}
through: survey-tool
reminders: [{after: 7d}]
identity: identified
minutes: 2
questions: [ease]
---
kind: survey
id: ticket-check
purpose: transactional
asks: [maintenance-manager]
when: {event: ticket-closed}
through: crm
identity: identified
minutes: 2.5
questions: [ease]
---
kind: survey
id: relationship
title: How <we> & "you" work together
purpose: relational
asks: [buyer]
when: {every: yearly, window: 14d}
rest: {respects: false, starts: false}
through: survey-tool
identity: confidential
minutes: 12
questions: [ease, why]
---
kind: survey
id: before-renewal
purpose: pulse
asks: [buyer]
when: {before: renewal, delay: 30d}
identity: identified
minutes: 3
questions: [ease]
---
kind: policy
id: contact-load
title: How often we may ask
frequency:
  - {at_most: 2, within: 30d}
  - {gap: 30d, of: {purposes: [transactional, pulse]}}
  - {minutes: 14, within: 90d, reminders: counted}
  - {at_most: 2, each: quarter, per: account}
  - {at_most: 3, per: record, of: {roles: [buyer]}}
  - {at_most: 13, within: 365d, of: {surveys: [visit-effort]}}
freezes:
  - {first: 2027-12-20, last: 2028-01-02, yearly: true, reason: Turn of the year}
"""


def program_of(text: str = PROGRAM, settings: str = SETTINGS) -> Program:
    """The program, or one like it, linked."""
    files = {"cxprog.yaml": settings, "program.yaml": text}
    linked, findings = link([each for name, file in files.items() for each in parse(Source(name, file))[0]])
    assert not findings, findings
    return linked


@cache
def specs() -> Specs:
    """What the program says."""
    return Specs.of_program(program_of())


def day(text: str) -> int:
    """Ordinal of a day written `2027-03-03`."""
    return datetime.date.fromisoformat(text).toordinal()


def send(on: str, survey: str, cause: str, **more: object) -> Send:
    """An invitation that goes out on the day on which the tool looks."""
    made = Send(day(on), survey, day(cause), day(on))
    return replace(made, **more)  # type: ignore[arg-type]


def witness(*sends: Send, first: str, last: str, total: int | Fraction, **anchors: int) -> Witness:
    """A calendar that breaks a limit; ids in `anchors` have underscores for hyphens."""
    return Witness(sends, day(first), day(last), total, {name.replace("_", "-"): at for name, at in anchors.items()})


_BOTH = Profile(("buyer", "maintenance-manager"))
_VISIT_REST = Guard(
    "shared-rest", "survey-tool", "channel", ("enforces", "rest"), "the rest of 30 days that survey-tool keeps"
)
_VISIT_RATE = Guard(
    "rate", "field-service.visit", "touchpoint", ("at_most",), "at most 1 visit in 7 days of field-service.visit"
)
_WEEKS = tuple(range(0, 365, 7))

VERDICTS: Mapping[str, Verdict] = {
    "too-many": Verdict(
        "contact-load", 0, None, _BOTH, "violated", 2, least=3, most=4,
        witness=witness(
            send("2027-03-01", "relationship", "2027-03-01", roles=("buyer",)),
            send("2027-03-03", "visit-effort", "2027-03-02", roles=("buyer", "maintenance-manager")),
            send("2027-03-09", "ticket-check", "2027-03-09", roles=("maintenance-manager",)),
            first="2027-03-01", last="2027-03-30", total=3, relationship=day("2027-03-01"),
        ),
    ),
    "too-soon": Verdict(
        "contact-load", 1, None, Profile(("buyer",), (("country", "DE"),), True), "violated", 1, least=2,
        witness=witness(
            send("2026-12-31", "visit-effort", "2026-12-29", roles=("buyer",)),
            send("2027-01-02", "before-renewal", "2027-02-01", roles=("buyer",)),
            first="2026-12-31", last="2027-01-29", total=2,
        ),
    ),
    "too-long": Verdict(
        "contact-load", 2, None, _BOTH, "violated", 14, least=Fraction(37, 2), most=Fraction(41, 2),
        witness=witness(
            send("2027-03-01", "relationship", "2027-03-01", roles=("buyer",)),
            send("2027-03-02", "visit-effort", "2027-03-01", roles=("maintenance-manager",)),
            send("2027-03-09", "ticket-check", "2027-03-09", roles=("maintenance-manager",)),
            send("2027-03-09", "visit-effort", "2027-03-01", roles=("maintenance-manager",), reminder=1),
            first="2027-03-01", last="2027-05-29", total=Fraction(37, 2), relationship=day("2027-03-01"),
        ),
    ),
    "account": Verdict(
        "contact-load", 3, None, _BOTH, "violated", 2, least=3,
        witness=witness(
            send("2027-01-04", "visit-effort", "2027-01-03", roles=("buyer",)),
            send("2027-01-04", "visit-effort", "2027-01-03", roles=("buyer",), contact=2),
            send("2027-03-31", "visit-effort", "2027-03-30", roles=("buyer",), contact=2),
            first="2027-01-01", last="2027-03-31", total=3,
        ),
    ),
    "record": Verdict(
        "contact-load", 4, None, Profile(("buyer",), partner="dealer"), "not decided", 3, least=1,
        reason="`survey-tool` counts per record, and nothing says how many records a person can have there; "
        "declare `records_per_person` in `enforces`",
    ),
    "proved": Verdict(
        "contact-load", 5, None, Profile(("buyer",)), "proved", 13, least=13, most=13,
        rests_on=(_VISIT_REST, _VISIT_RATE),
        certificates=(
            Certificate(
                13,
                tuple(("visit-effort", at, 1) for at in _WEEKS),
                (Row(1, tuple((at, 1) for at in range(4)), 0),),
                (Case((), (), ((0, Fraction(13)),)),),
            ),
        ),
    ),
    "frozen": Verdict(
        "contact-load", 0, None, Profile(("maintenance-manager",)), "violated", 0, least=1, part="freezes",
        witness=witness(
            send("2027-12-24", "ticket-check", "2027-12-24", roles=("maintenance-manager",)),
            first="2027-12-20", last="2028-01-02", total=1,
        ),
    ),
    "idle": Verdict("contact-load", 5, None, Profile(("maintenance-manager",), is_key=True), "proved", 13, most=0),
    "pack": Verdict(
        "long-surveys", 0, "b2b", Profile(("buyer",)), "proved", 2, least=2, most=2,
        rests_on=(Guard("waves", "relationship", "survey", ("when", "every"), "the yearly waves of relationship"),),
    ),
}  # fmt: skip
"""One of each sort, by a short name."""
