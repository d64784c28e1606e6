"""The words of verdicts: headlines, the steps of a calendar with their places, and what a proof rests on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from cxprog.analysis.frequency.limited import limit_address, limit_words, weights
from cxprog.analysis.frequency.telling import headline, keeper, story, summary
from cxprog.analysis.frequency.unguarded import missing
from cxprog.analysis.frequency.values import Case, Profile, Verdict
from cxprog.analysis.frequency.wording import figure, ordinal, person, span_words
from cxprog.analysis.specs import Specs
from tests.verdicts import PROGRAM, SETTINGS, VERDICTS, day, program_of, send, specs


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "too-many",
            "a `buyer` who is also a maintenance manager can get 3 invitations in 30 days (1 March to 9 March 2027); "
            "the limit is 2",
        ),
        (
            "too-soon",
            "a `buyer` of a key account with country DE can get 2 invitations to transactional or pulse surveys "
            "2 days apart (31 December 2026 to 2 January 2027); the limit is a gap of 30 days",
        ),
        (
            "too-long",
            "a `buyer` who is also a maintenance manager can be asked for 18.5 minutes in 90 days "
            "(1 March to 9 March 2027); the limit is 14",
        ),
        (
            "account",
            "the people of one account (`buyer`, maintenance manager) can get 3 invitations in the quarter from "
            "1 January to 31 March 2027 (4 January to 31 March 2027); the limit is 2",
        ),
        (
            "record",
            "not decided: at most 3 invitations for `buyer` ever per record, for one record of a `buyer` with Dealer",
        ),
        ("proved", "a `buyer` never gets more than 13 invitations to `visit-effort` in any 365 days; the limit is 13"),
        (
            "frozen",
            "a maintenance manager can get 1 invitation on frozen days (24 December 2027)",
        ),
        (
            "pack",
            "a `buyer` never gets more than 2 invitations to relational, transactional, pulse or milestone surveys "
            "longer than 10 minutes in any 365 days; the limit is 2",
        ),
    ],
)
def test_headlines(name: str, said: str) -> None:
    assert headline(specs(), VERDICTS[name]) == said


def test_what_nobody_gets() -> None:
    idle = VERDICTS["idle"]
    assert headline(specs(), idle) == "a maintenance manager of a key account gets no invitations to `visit-effort`"
    assert headline(specs(), replace(idle, index=2)).endswith("is asked for no minutes")


def test_everything_on_one_day() -> None:
    verdict = VERDICTS["too-many"]
    assert verdict.witness is not None
    day_of = verdict.witness.sends[0]
    crowd = replace(verdict.witness, sends=(day_of, day_of, day_of))
    assert headline(specs(), replace(verdict, witness=crowd)).endswith(
        "can get 3 invitations on the same day (1 March 2027); the limit is 2 in 30 days"
    )
    close = replace(VERDICTS["too-soon"], witness=replace(crowd, sends=(verdict.witness.sends[1],) * 2))
    told = story(specs(), close)
    assert "2 invitations to transactional or pulse surveys on the same day (3 March 2027)" in told.headline
    assert told.steps[1].text.endswith("; the same day as the one before")


def test_a_broken_limit_per_record_names_the_tool() -> None:
    verdict = replace(VERDICTS["record"], answer="violated", witness=VERDICTS["too-many"].witness)
    assert headline(specs(), verdict).startswith("one record in `survey-tool` of a `buyer` with Dealer can get")


def test_a_proof_of_a_freeze_and_of_a_gap() -> None:
    calm = replace(VERDICTS["frozen"], answer="proved", witness=None)
    assert headline(specs(), calm).endswith(
        "gets nothing on frozen days (20 December 2027 to 2 January 2028 and the same days of every later year)"
    )
    apart = replace(VERDICTS["too-soon"], answer="proved", witness=None, profile=Profile(("buyer",)))
    assert headline(specs(), apart) == (
        "a `buyer` never gets two invitations to transactional or pulse surveys less than 30 days apart"
    )


def steps(name: str) -> list[str]:
    return [step.text for step in story(specs(), VERDICTS[name]).steps]


def test_each_send_says_what_led_to_it_and_how_far_the_count_is() -> None:
    assert steps("too-many") == [
        "`relationship` (buyer), in a wave that can start on 1 March; number 1",
        "`visit-effort` (buyer, maintenance-manager), after `field-service.visit` on 2 March; number 2",
        "`ticket-check` (maintenance-manager), after `ticket-closed` on 9 March; number 3 where 2 are allowed",
    ]


def test_a_gap_says_how_far_apart() -> None:
    assert steps("too-soon") == [
        "`visit-effort` (buyer), after `field-service.visit` on 29 December",
        "`before-renewal` (buyer), ahead of `renewal` on 1 February; 2 days after the one before",
    ]


def test_minutes_and_reminders_are_added_up() -> None:
    assert steps("too-long")[-2:] == [
        "`ticket-check` (maintenance-manager), after `ticket-closed` on 9 March; 2.5 minutes, 16.5 in all where 14 "
        "are allowed",
        "first reminder of `visit-effort` (maintenance-manager), invited on 2 March; 2 minutes, 18.5 in all where 14 "
        "are allowed",
    ]


def test_several_people_have_numbers() -> None:
    assert [text.partition(",")[0] for text in steps("account")] == [
        "`visit-effort` (contact 1",
        "`visit-effort` (contact 2",
        "`visit-effort` (contact 2",
    ]


def test_what_does_not_count_is_said_and_starts_no_search_for_a_guard() -> None:
    verdict = VERDICTS["too-soon"]
    assert verdict.witness is not None
    extra = send("2027-01-01", "relationship", "2027-01-01", roles=("buyer",))
    first, last = verdict.witness.sends
    told = story(specs(), replace(verdict, witness=replace(verdict.witness, sends=(first, extra, last)))).steps
    assert told[1].text.endswith("; not counted")
    assert [address.text for address in told[1].addresses] == ["the survey", "its trigger"]
    assert told[2].text.endswith("2 days after the one before")


def test_late_checks_other_clocks_and_repeats_are_said() -> None:
    verdict = VERDICTS["frozen"]
    assert verdict.witness is not None
    odd = replace(verdict.witness.sends[0], checked=day("2027-12-22"), shift=1, repeat=2)
    (step,) = story(specs(), replace(verdict, witness=replace(verdict.witness, sends=(odd,)))).steps
    assert step.text.endswith(
        "after `ticket-closed` on 24 December, second repeat, checked on 22 December, where the tool counts 25 December"
    )


# PLACES


def test_every_place_exists_in_the_program() -> None:
    program = program_of()
    for verdict in VERDICTS.values():
        for step in story(specs(), verdict).steps if verdict.witness else ():
            for address in step.addresses:
                entry = program.get(address.kind, address.id)
                assert entry is not None
                assert entry.at(*address.path).line >= 1
        limit = limit_address(verdict)
        assert (limit is None) == (verdict.pack is not None)


def test_a_step_names_survey_trigger_and_missing_guard() -> None:
    *_, last = story(specs(), VERDICTS["too-many"]).steps
    assert [(address.kind, address.id, address.path) for address in last.addresses] == [
        ("survey", "ticket-check", ("id",)),
        ("survey", "ticket-check", ("when", "event")),
        ("channel", "crm", ("enforces",)),
    ]
    assert last.addresses[-1].text == "`crm` keeps no shared rest"


CHANNEL = "enforces: {rest: 30d}"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  through: survey-tool", "", None),
        (CHANNEL, "enforces: {rest: 30d, evaluated_at: trigger, send_delay: 3d}", "the shared rest of 30 days"),
        (CHANNEL, "enforces: {rest: 1h}", "the shared rest of 1 hour in `survey-tool` is over by then"),
        (CHANNEL, "enforces: {caps: true}", "`survey-tool` keeps no shared rest"),
        ("minutes: 2\n", "minutes: 2\nrest: {own: 60d}\n", "`survey-tool` does not keep the rest of 60 days that"),
        ("minutes: 2\n", "minutes: 2\nrest: {respects: false}\n", "`visit-effort` is not kept back by the shared rest"),
        ("minutes: 2\n", "minutes: 2\nrest: {starts: false}\n", "`visit-effort` starts no shared rest"),
    ],
)
def test_the_missing_guard(old: str, new: str, said: str | None) -> None:
    changed = Specs.of_program(program_of(PROGRAM.replace(old, new)))
    before = send("2027-03-01", "visit-effort", "2027-03-01")
    found = missing(changed, before, send("2027-04-05", "visit-effort", "2027-04-05"))
    if said is not None:
        assert found is not None and found.text.startswith(said)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"reminder": 1}, "reminders are never kept back"),
        ({"contact": 2}, "`survey-tool` looks at each person alone"),
        ({"checked": day("2027-02-27"), "day": day("2027-03-03")}, None),
        ({}, None),
    ],
)
def test_what_a_working_rest_does_not_see(more: dict[str, Any], said: str | None) -> None:
    before = send("2027-03-01", "visit-effort", "2027-03-01")
    found = missing(specs(), before, replace(send("2027-03-02", "visit-effort", "2027-03-02"), **more))
    assert (found.text if found else None) == said


def test_a_tool_that_looks_too_early() -> None:
    early = PROGRAM.replace(CHANNEL, "enforces: {rest: 30d, evaluated_at: trigger, send_delay: 3d}")
    late = replace(send("2027-03-03", "visit-effort", "2027-02-27"), checked=day("2027-02-28"))
    found = missing(Specs.of_program(program_of(early)), send("2027-03-01", "visit-effort", "2027-03-01"), late)
    assert found is not None and found.path == ("enforces", "evaluated_at")


def test_tools_that_do_not_know_of_each_other() -> None:
    before = send("2027-03-01", "ticket-check", "2027-03-01")
    found = missing(specs(), before, send("2027-03-02", "visit-effort", "2027-03-02"))
    assert found is not None and found.text == "`survey-tool` does not know of invitations of `crm`"


def test_a_tool_in_another_time_zone() -> None:
    before = replace(send("2027-03-01", "visit-effort", "2027-03-01"), shift=0)
    after = replace(send("2027-03-30", "visit-effort", "2027-03-30"), shift=1)
    found = missing(specs(), before, after)
    assert found is not None and found.path == ("enforces", "clock")


def test_a_limit_per_record_counts_the_fullest_record() -> None:
    verdict = replace(VERDICTS["record"], answer="violated", witness=VERDICTS["too-many"].witness)
    assert weights(specs(), verdict) == (1, 1, 0)  # `ticket-check` asks no buyer here and goes through another tool


@pytest.mark.parametrize("name", [name for name, verdict in VERDICTS.items() if verdict.witness])
def test_what_counts_adds_up_to_what_was_found(name: str) -> None:
    assert sum(weights(specs(), VERDICTS[name])) == VERDICTS[name].least


# PROOFS


def test_a_proof_says_what_it_adds_up() -> None:
    verdict = VERDICTS["proved"]
    assert summary(verdict) == ("the rest of 30 days that survey-tool keeps x 13",)
    assert [keeper(specs(), guard) for guard in verdict.rests_on] == ["survey-tool", None]
    (certificate,) = verdict.certificates
    half = Case((0,), (), ((0, Fraction(27, 2)),))
    split = replace(certificate, cases=(*certificate.cases, half))
    assert summary(replace(verdict, certificates=(split, split))) == (
        "the rest of 30 days that survey-tool keeps x 13.5, in the fullest of 2 cases",
    )


# WORDS


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Operator", "an operator"),
        ("User of the portal", "a user of the portal"),
        ("Uninstaller", "an uninstaller"),
        ("IT manager", "an IT manager"),
        ("HR", "an HR"),
        ("CEO", "a CEO"),
        ("Head of Operations", "a Head of Operations"),
        ("Élu local", "an élu local"),
        ("", "a `buyer`"),
    ],
)
def test_titles_within_a_sentence(title: str, said: str) -> None:
    settings = SETTINGS.replace("id: buyer\n", f'id: buyer\ntitle: "{title}"\n')
    made = Specs.of_program(program_of(PROGRAM, settings))
    assert person(made, Profile(("buyer",))) == said


def test_titles_in_the_locale_of_the_program() -> None:
    german = SETTINGS.replace("clock:", "locale: de\nclock:")
    made = Specs.of_program(program_of(PROGRAM, german))
    assert person(made, Profile(("maintenance-manager",))) == "an Instandhaltungsleitung"


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (Profile(()), "somebody"),
        (Profile(("buyer",), (("country", ""),)), "a `buyer` with any other country"),
        (Profile(("buyer",), is_key=False), "a `buyer` outside key accounts"),
        (
            Profile(("buyer", "maintenance-manager", "buyer")),
            "a `buyer` who is also a maintenance manager and a `buyer`",
        ),
    ],
)
def test_people(profile: Profile, said: str) -> None:
    assert person(specs(), profile) == said


def test_numbers_and_days() -> None:
    assert [figure(Fraction(part)) for part in ("3", "5/2", "10/3", "1/8")] == ["3", "2.5", "10/3", "0.125"]
    assert [ordinal(number) for number in (1, 3, 4, 11, 21, 22, 100)] == [
        "first", "third", "4th", "11th", "21st", "22nd", "100th",
    ]  # fmt: skip
    assert span_words(day("2027-03-03"), day("2027-03-03")) == "3 March 2027"
    assert span_words(day("2026-12-30"), day("2027-01-02")) == "30 December 2026 to 2 January 2027"


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("{at_most: 1, within: 1y, of: {audience: customer}}", "at most 1 invitation for customers in any 365 days"),
        (
            "{at_most: 2, each: month, of: {senders: [partner, joint], key_accounts: true}, per: partner}",
            "at most 2 invitations signed by a partner or company and partner of key accounts in each month "
            "per partner",
        ),
        (
            "{gap: 2w, of: {longer_than: 5min, up_to: 10min, among: {country: [DE, AT]}}, reminders: counted}",
            "a gap of 14 days between any two invitations to surveys longer than 5 minutes and up to 10 minutes with "
            "country DE or AT, reminders counted",
        ),
    ],
)
def test_limits(limit: str, said: str) -> None:
    text = PROGRAM.replace("{at_most: 2, within: 30d}", limit)
    verdict = Verdict("contact-load", 0, None, Profile(("buyer",)), "proved", 2 if "2" in limit.split(",")[0] else 1)
    assert limit_words(Specs.of_program(program_of(text)), verdict) == said
