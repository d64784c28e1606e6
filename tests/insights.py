"""What audiences learn in a small program, made by hand: for the words, tables, pages and pictures that show it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache

from cxprog.analysis.anonymity.expected import Edition, Expectation, Number
from cxprog.analysis.anonymity.spread import Spread
from cxprog.analysis.anonymity.values import (
    At,
    Audience,
    Cell,
    Flow,
    Hop,
    Linked,
    Remainder,
    Total,
    View,
)
from cxprog.display._private import Known
from cxprog.display._private_learned import Breach
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
account_managers: key-accounts
targets: {}
"""
PROGRAM = (
    """\
kind: team
id: cx-office
title: CX office
---
kind: team
id: key-accounts
---
kind: team
id: field-service
---
kind: team
id: board
---
kind: partner
id: dealers
title: {en: Dealers, de: Händler}
type: dealer
organizations: 24
---
kind: partner
id: gold-dealers
type: dealer
part_of: dealers
---
kind: role
id: buyer
audience: customer
level: strategic
---
kind: role
id: dealer-principal
title: {en: Dealer principal, de: Händler}
audience: partner
level: strategic
---
kind: population
id: people
dimensions: [country]
response_rate: 0.2
groups:
  - {role: buyer, by: {country: DE}, people: 400}
  - {role: buyer, by: {country: AT}, people: 60}
  - {role: buyer, by: {country: CH}, people: 12}
  - {role: dealer-principal, by: {country: DE}, people: 120}
  - {role: dealer-principal, by: {country: AT}, people: 30}
---
kind: question
id: ease
type: ces
text: How easy was it?
metric: visit-ces
---
kind: question
id: working-together
type: osat
text: How content are you with working with us?
metric: dealer-osat
---
kind: question
id: why
type: open-text
text: Why?
---
kind: question
id: call-me
type: yes-no
text: {en: May we call you?, de: Dürfen wir Sie anrufen?}
permits: [contact]
---
kind: metric
id: visit-ces
title: Effort of a visit
type: ces
---
kind: metric
id: dealer-osat
title: Dealers' satisfaction
type: osat
---
kind: channel
id: survey-tool
type: survey
tool: Any
enforces: {minimum_group: true, anonymity: true}
datasets:
  - {id: answers, holds: [scores, comments], of: [visit-effort], keys: [contact, time], seen_by: [cx-office]}
---
kind: channel
id: portal
type: portal
tool: Dealer portal
---
kind: survey
id: visit-effort
title: {en: After a visit, de: Nach einem Besuch}
purpose: transactional
asks: [buyer]
when: {every: monthly}
identity: identified
kept_for: 2y
through: survey-tool
minutes: 2
questions: [ease, why]
---
kind: survey
id: dealer-voice
title: {en: The voice of our dealers, de: Die Stimme unserer Händler}
purpose: relational
asks: [dealer-principal]
when: {every: yearly}
sampling: {share: 0.5, among: {country: [DE, AT]}}
identity: confidential
records: [time, hashed-mail]
through: survey-tool
minutes: 9
questions: [working-together, why, call-me]
---
kind: survey
id: letter-box
title: Letter box
purpose: pulse
asks: [buyer, dealer-principal]
when: {always: true}
identity: anonymous
link: personal
minutes: 3
questions: [why]
---
kind: report
id: service-month
title: Month of service
metrics: [visit-ces]
cut_by: [country]
every: monthly
to: [field-service, board]
through: survey-tool
minimum: {scores: 5}
---
kind: report
id: dealer-year
title: Year of the dealers
metrics: [dealer-osat]
comments: [dealer-voice.why]
cut_by: [country]
every: yearly
to: [dealers, {who: cx-office, sees: all}, key-accounts]
through: portal
---
kind: loop
id: hard-visit
title: A visit that was hard
type: inner
when: visit-effort.ease <= 3
owner: account-manager
first_contact: 8bh
resolve: 5bd
monitor: cx-office
escalate: [{after: 2bd, to: cx-office}]
---
kind: loop
id: letters
type: inner
when: letter-box.why = answered
event: null
owner: field-service
---
kind: policy
id: small-numbers
anonymity: {scores_from: 5, comments_from: 10, partners_from: 10}
---
# cxprog: allow[cut-too-small] until=2027-01-31 owner=cx-office -- the Swiss asked for it | "themselves"
kind: report
id: swiss-pilot
title: Swiss pilot
metrics: [dealer-osat]
cut_by: [country]
every: yearly
to: [key-accounts]
---
kind: waiver
id: blind-for-now
rule: anonymous-survey-with-inner-loop
covers: {survey: letter-box}
reason: Until the new tool runs, letters are read by field service
owner: cx-office
until: 2026-10-31
""".replace("when: letter-box.why = answered\nevent: null\n", "event: letter\n")
    + """\
---
kind: event
id: letter
type: event
"""
)

CX, SERVICE, KEY, BOARD = (Audience("team", name) for name in ("cx-office", "field-service", "key-accounts", "board"))
DEALERS = Audience("partner", "dealers")


def _survey(name: str, question: str, words: str) -> Hop:
    return Hop(At("answer", f"{name}.{question}"), words)


def _to(report: str, index: int, words: str) -> Hop:
    return Hop(At("report", report, ("to", index)), words)


FLOWS: Mapping[str, Flow] = {
    "named": Flow(
        "visit-effort",
        KEY,
        "identified",
        "proved",
        ("identity", "traits", "comment", "score", "existence"),
        ("identity", "traits", "comment", "score", "existence"),
        path=(
            _survey("visit-effort", "ease", "`visit-effort` asks `ease`"),
            Hop(At("loop", "hard-visit", ("when",)), "`hard-visit` opens a case for the one who answered"),
            Hop(At("loop", "hard-visit", ("owner",)), "`key-accounts` acts on it"),
        ),
    ),
    "grouped": Flow(
        "visit-effort",
        SERVICE,
        "identified",
        "proved",
        ("score", "existence"),
        ("identity", "traits", "comment", "score", "existence"),
        path=(
            _survey("visit-effort", "ease", "`visit-effort` asks `ease`"),
            Hop(At("metric", "visit-ces"), "`visit-ces` is worked out of it"),
            Hop(At("report", "service-month", ("metrics", 0)), "`service-month` shows `visit-ces`"),
            _to("service-month", 0, "`field-service` sees it"),
        ),
    ),
    "board": Flow(
        "visit-effort",
        BOARD,
        "identified",
        "proved",
        ("score", "existence"),
        ("identity", "traits", "comment", "score", "existence"),
        path=(_to("service-month", 1, "`board` sees it"),),
    ),
    "told": Flow(
        "dealer-voice",
        DEALERS,
        "confidential",
        "violated",
        ("comment", "score", "existence"),
        ("score", "existence"),
        case="comments-to-partner",
        path=(
            _survey("dealer-voice", "why", "`dealer-voice` asks `why`"),
            Hop(At("report", "dealer-year", ("comments", 0)), "`dealer-year` shows what was written"),
            _to("dealer-year", 0, "`dealers` sees it"),
        ),
    ),
    "open": Flow(
        "dealer-voice",
        CX,
        "confidential",
        "not decided",
        ("comment", "score", "existence"),
        ("score", "existence"),
        path=(
            _survey("dealer-voice", "why", "`dealer-voice` asks `why`"),
            Hop(At("report", "dealer-year", ("comments", 0)), "`dealer-year` shows what was written"),
            _to("dealer-year", 1, "`cx-office` sees it"),
        ),
        reason="nobody says how many people `dealer-principal` are in `country` CH; add them to a population",
    ),
    "desk": Flow(
        "dealer-voice",
        Audience("partner", "gold-dealers"),
        "confidential",
        "violated",
        ("comment", "score", "existence"),
        ("score", "existence"),
        case="comments-to-partner",
        path=(
            _survey("dealer-voice", "why", "`dealer-voice` asks `why`"),
            Hop(At("report", "dealer-year", ("comments", 0)), "`dealer-year` shows what was written"),
            _to("dealer-year", 0, "`dealers` sees it"),
            Hop(At("partner", "gold-dealers", ("part_of",)), "`gold-dealers` belongs to `dealers`"),
        ),
    ),
    "letters": Flow(
        "letter-box",
        SERVICE,
        "anonymous",
        "violated",
        ("identity", "comment", "existence"),
        ("score",),
        case="personal-link",
        path=(
            Hop(At("survey", "letter-box", ("link",)), "everybody gets a link of their own"),
            Hop(At("loop", "letters", ("owner",)), "`field-service` opens the letter"),
        ),
    ),
}
CASES: Mapping[str, Breach] = {
    "comments-to-partner": Breach("comments reach a partner", "show comments to teams of the company only"),
    "personal-link": Breach("everybody gets a link of their own, which tells who answers", "write `link: open`"),
}


def _country(value: str) -> tuple[tuple[str, str], ...]:
    return (("country", value),)


VIEWS: Mapping[str, View] = {
    "kept": View(
        "service-month",
        SERVICE,
        is_own=False,
        what="visit-ces",
        is_comment=False,
        minimum=5,
        limit=At("report", "service-month", ("minimum", "scores")),
        days=30.4,
        cells=4,
        empty=0,
        small=1,
        unsure=1,
        smallest=(Cell(_country("CH"), 12, 2.4, 0.05), Cell(_country("AT"), 60, 12.0, 0.9961), Cell((), 472, 94.4, 1)),
        expected="violated",
        assured="violated",
        structural="proved",
        resting=(Hop(At("channel", "survey-tool", ("enforces", "minimum_group")), "`survey-tool` hides small groups"),),
    ),
    "own": View(
        "dealer-year",
        DEALERS,
        is_own=True,
        what="dealer-osat",
        is_comment=False,
        minimum=10,
        limit=At("policy", "small-numbers", ("anonymity", "partners_from")),
        days=365,
        cells=3,
        empty=1,
        small=2,
        unsure=0,
        smallest=(Cell(_country("AT"), 30 / 24, 0.25, 0), Cell((), 6.25, 1.25, 0.001)),
        expected="violated",
        assured="violated",
        structural="violated",
        resting=(Hop(At("report", "dealer-year", ("through",)), "`portal` shows groups of any size"),),
    ),
    "comments": View(
        "dealer-year",
        CX,
        is_own=False,
        what="dealer-voice.why",
        is_comment=True,
        minimum=10,
        limit=At("policy", "small-numbers", ("anonymity", "comments_from")),
        days=365,
        cells=3,
        empty=0,
        small=0,
        unsure=0,
        smallest=(Cell(_country("AT"), 30, 12.5, 0.96),),
        expected="proved",
        assured="proved",
        structural="not decided",
        reason="nobody says what `portal` hides",
    ),
}
_EVERYBODY: tuple[tuple[str, str], ...] = ()
LINKED: Mapping[str, Linked] = {
    "difference": Linked(
        KEY,
        "dealer-osat",
        ("dealer-year", "swiss-pilot"),
        minimum=5,
        answer="violated",
        remainders=(
            Remainder(
                KEY,
                "dealer-osat",
                (_country("CH"),),
                answers=2,
                minimum=5,
                equation=(
                    (Fraction(1), Total("dealer-year", _EVERYBODY, 94)),
                    (Fraction(-1), Total("dealer-year", _country("DE"), 80)),
                    (Fraction(-1), Total("swiss-pilot", _country("AT"), 12)),
                ),
            ),
            Remainder(
                KEY,
                "dealer-osat",
                (_country("AT"), _country("CH")),
                answers=2,
                minimum=5,
                equation=(
                    (Fraction(1, 2), Total("dealer-year", _EVERYBODY, 94)),
                    (Fraction(-3, 2), Total("dealer-year", _country("DE"), 30)),
                ),
            ),
        ),
        count=4,
        hide=(("dealer-year", _country("DE")), ("swiss-pilot", _EVERYBODY)),
        is_smallest=True,
    ),
    "alone": Linked(
        DEALERS,
        "dealer-osat",
        ("dealer-year",),
        minimum=10,
        answer="not decided",
        remainders=(),
        count=0,
        hide=(),
        is_smallest=False,
        reason="more groups than are looked through: 200,000",
    ),
    "identified": Linked(
        SERVICE,
        "visit-ces",
        ("service-month",),
        minimum=5,
        answer="violated",
        remainders=(
            Remainder(
                SERVICE,
                "visit-ces",
                (_country("CH"),),
                answers=2,
                minimum=5,
                equation=(
                    (Fraction(1), Total("service-month", _EVERYBODY, 94)),
                    (Fraction(-1), Total("service-month", _country("DE"), 80)),
                    (Fraction(-1), Total("service-month", _country("AT"), 12)),
                ),
            ),
        ),
        count=1,
        hide=(("service-month", _country("AT")),),
        is_smallest=True,
    ),
}

_WHOLE = Expectation(
    94.4,
    is_most=False,
    people=472,
    size="steady",
    margin=0.31,
    margin_here=0.28,
    change=0.44,
    account=None,
    moves=None,
    worth=94.4,
)
NUMBERS = (
    Number(
        "visit-ces",
        ("visit-effort",),
        Spread("mean", 1, 7, 1.5),
        year=_WHOLE,
        editions=(Edition("service-month", 30.4, _WHOLE, 3, 1, 1, (), ""),),
        reason="",
    ),
)
KNOWN = Known(tuple(FLOWS.values()), tuple(VIEWS.values()), tuple(LINKED.values()), NUMBERS, CASES)


@cache
def program_of(text: str = PROGRAM, settings: str = SETTINGS) -> Program:
    """The program, or a changed one; it has no mistakes."""
    read = [parse(Source("cxprog.yaml", settings)), parse(Source("program.yaml", text))]
    program, findings = link([document for documents, _ in read for document in documents])
    assert not findings, findings
    return program
