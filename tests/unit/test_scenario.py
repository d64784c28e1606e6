"""Scenarios played through small programs: what happens, to the minute, and how failures read."""

from __future__ import annotations

import pytest

from cxprog.analysis.scenario import Outcome, run
from cxprog.document import parse
from cxprog.manifest import Manifest, lower
from cxprog.program import link
from cxprog.source import Source

PROGRAM = """\
kind: program
language: 1
id: pumps
version: 1.0.0
model: b2b2c
partnership: interdependent
clock: Europe/Berlin
holidays: DE
owner: cx-office
account_managers: key-accounts
targets: {}
---
kind: team
id: cx-office
---
kind: team
id: key-accounts
---
kind: team
id: board
---
kind: partner
id: dealer
type: dealer
manager: board
---
kind: role
id: buyer
audience: customer
level: strategic
---
kind: role
id: user
audience: customer
level: operational
---
kind: event
id: visit
type: event
---
kind: event
id: renewal
type: date
---
kind: event
id: relaunch
type: change
on: 2027-03-10
---
kind: question
id: ease
type: ces
text: How easy was it?
metric: effort
---
kind: question
id: why
type: open-text
text: What made it so?
---
kind: metric
id: effort
type: ces
minimum_n: 3
---
kind: taxonomy
id: causes
codes: [{id: parts, codes: [{id: no-stock}]}, {id: people}]
"""

SURVEY = """\
kind: survey
id: after-visit
purpose: transactional
asks: [buyer]
when: {event: visit}
identity: identified
minutes: 2
questions: [ease, {question: why, when: ease <= 3}]
"""

LOOP = """\
kind: loop
id: hard
type: inner
when: after-visit.ease <= 3
owner: cx-office
first_contact: 8bh
resolve: 5bd
close: {requires: [root-cause], causes: causes}
"""


def manifest_of(*texts: str) -> Manifest:
    documents = [each for text in (PROGRAM, *texts) for each in parse(Source("cxprog.yaml", text))[0]]
    program, findings = link(documents)
    assert not findings, [finding.message for finding in findings]
    return lower(program)


def story(given: str, *, contacts: str = "[{id: anna, roles: [buyer]}]", expect: str = "", **more: str) -> str:
    """A test with some lines of `given`; what it expects holds in every story that it is used for."""
    head = "".join(f"{key}: {value}\n" for key, value in {"starts": "2027-02-01", **more}.items())
    return (
        f"kind: test\nid: story\n{head}contacts: {contacts}\n"
        f"given:\n{_items(given)}expect:\n{_items(expect or '{who: nobody-real, nothing: told}')}"
    ).replace("given:\nexpect:", "expect:")


def _items(text: str) -> str:
    return "".join(f"  - {line.strip()}\n" for line in text.strip().splitlines())


def played(*texts: str, **given: str) -> Outcome:
    manifest = manifest_of(*texts)
    (test,) = manifest.each("test")
    return run(manifest, test.spec)


def happens(*texts: str) -> list[str]:
    """What happens, without what the story itself tells."""
    shown = [each for each in played(*texts).record if each.sort not in ("event", "passed", "answered")]
    return [each.words for each in shown]


# INVITATIONS


def survey(when: str, rest: str = "", name: str = "after-visit", more: str = "") -> str:
    text = SURVEY.replace("when: {event: visit}", f"when: {when}").replace("id: after-visit", f"id: {name}")
    return text + (f"rest: {rest}\n" if rest else "") + more


KEEPER = "kind: channel\nid: keeper\ntype: survey\ntool: T\nenforces: {own_rest: true, freezes: true}\n"


def test_own_rest_lasts_until_the_day_after_it_ends() -> None:
    given = """
        {on: 2027-02-01, who: anna, event: visit}
        {on: 2027-03-02, who: anna, event: visit}
        {on: 2027-03-03, who: anna, event: visit}
    """
    assert happens(KEEPER, survey("{event: visit}", "{own: 30d}", more="through: keeper\n"), story(given)) == [
        "2027-02-01 09:00  anna is invited to `after-visit`",
        "2027-03-02 09:00  anna is not invited to `after-visit`: the survey's own rest (own-rest)",
        "2027-03-03 09:00  anna is invited to `after-visit`",
    ]


def test_a_day_knows_one_invitation_to_a_survey() -> None:
    given = "{on: 2027-02-01T09:00, who: anna, event: visit}\n{on: 2027-02-01T15:00, who: anna, event: visit}"
    assert happens(SURVEY, story(given)) == [
        "2027-02-01 09:00  anna is invited to `after-visit`",
        "2027-02-01 15:00  anna is not invited to `after-visit`: already invited that day (same-day)",
    ]


CHANNEL = "kind: channel\nid: tool\ntype: survey\ntool: T\nenforces: {rest: 20d}\n"
OTHER = "kind: channel\nid: crm\ntype: crm\ntool: T\nenforces: {rest: 5d}\nshares_rest_with: [tool]\n"


@pytest.mark.parametrize(
    ("first", "second", "day", "kept"),
    [
        ("tool", "tool", "2027-02-20", True),
        ("tool", "tool", "2027-02-21", False),
        ("tool", "crm", "2027-02-05", True),  # the CRM knows of the tool, and rests as long as it says itself
        ("tool", "crm", "2027-02-06", False),
        ("crm", "tool", "2027-02-05", False),  # the tool does not know of the CRM
    ],
)
def test_shared_rest(first: str, second: str, day: str, kept: bool) -> None:
    texts = (
        CHANNEL + "---\n" + OTHER,
        survey("{on: [2027-02-01]}", name="one", more=f"through: {first}\n"),
        survey(f"{{on: [{day}]}}", name="two", more=f"through: {second}\n"),
    )
    *_, last = happens(*texts, story("", ends="2027-03-01"))
    assert ("shared-rest" in last) is kept


def test_surveys_outside_the_rest_neither_wait_nor_keep_waiting() -> None:
    texts = (
        CHANNEL,
        survey("{on: [2027-02-01, 2027-02-04]}", "{respects: false, starts: false}", "free", "through: tool\n"),
        survey("{on: [2027-02-02]}", "", "bound", "through: tool\n"),
    )
    assert [line.split("  ")[1] for line in happens(*texts, story("", ends="2027-03-01"))] == [
        "anna is invited to `free`",
        "anna is invited to `bound`",
        "anna is invited to `free`",
    ]


@pytest.mark.parametrize(("caps", "kept"), [("true", True), ("false", False)])
def test_caps_hold_where_the_tool_keeps_them(caps: str, kept: bool) -> None:
    channel = f"kind: channel\nid: tool\ntype: survey\ntool: T\nenforces: {{caps: {caps}}}\n"
    more = "caps: [{at_most: 2, within: 10d}]\nthrough: tool\n"
    text = survey("{on: [2027-02-01, 2027-02-05, 2027-02-10, 2027-02-11]}", more=more)
    found = [line.endswith("(cap)") for line in happens(channel, text, story("", ends="2027-03-01"))]
    assert found == [False, False, kept, False]


def test_a_tool_that_counts_per_account_lets_everybody_of_it_wait() -> None:
    channel = CHANNEL.replace("rest: 20d", "rest: 20d, counts_per: account")
    contacts = "[{id: anna, roles: [buyer], account: Mill}, {id: ben, roles: [buyer], account: Mill}]"
    given = "{on: 2027-02-01, who: anna, event: visit}\n{on: 2027-02-03, who: ben, event: visit}"
    *_, last = happens(channel, SURVEY + "through: tool\n", story(given, contacts=contacts))
    assert last == "2027-02-03 09:00  ben is not invited to `after-visit`: the shared rest of its channel (shared-rest)"


def test_deferred_invitations_wait_join_and_give_up() -> None:
    more = "on_block: defer\ndefer_for: 3d\nthrough: keeper\n"
    given = """
        {on: 2027-02-01, who: anna, event: visit}
        {on: 2027-02-08, who: anna, event: visit}
        {on: 2027-02-09, who: anna, event: visit}
        {on: 2027-02-12, who: anna, event: visit}
    """
    text = survey("{event: visit}", "{own: 10d}", more=more)
    assert happens(KEEPER, text, story(given, ends="2027-02-28")) == [
        "2027-02-01 09:00  anna is invited to `after-visit`",
        "2027-02-08 09:00  anna is not invited to `after-visit`: the survey's own rest (own-rest)",
        "2027-02-11 09:00  anna is invited to `after-visit`",
        "2027-02-12 09:00  anna is not invited to `after-visit`: the survey's own rest (own-rest)",
        "2027-02-15 09:00  anna is not invited to `after-visit`: the survey's own rest, waited too long "
        "(own-rest, waited-too-long)",
    ]


def test_of_several_that_wait_the_more_important_goes_first() -> None:
    texts = [
        survey("{event: visit}", "", name, f"on_block: defer\npriority: {priority}\nthrough: tool\n")
        for name, priority in (("minor", 0), ("major", 5))
    ]
    given = "{on: 2027-02-02, who: anna, event: visit}"
    wave = survey("{on: [2027-02-01]}", "", "wave", "through: tool\n")
    found = happens(CHANNEL, wave, *texts, story(given, ends="2027-02-28"))
    assert [line for line in found if "is invited" in line][1:] == ["2027-02-21 09:00  anna is invited to `major`"]


def test_a_tool_that_checks_at_the_trigger_lets_a_burst_through() -> None:
    enforces = "{rest: 20d, evaluated_at: trigger, send_delay: 2d}"
    channel = f"kind: channel\nid: tool\ntype: survey\ntool: T\nenforces: {enforces}\n"
    given = "{on: 2027-02-01, who: anna, event: visit}\n{on: 2027-02-02, who: anna, event: visit}"
    assert happens(channel, SURVEY + "through: tool\n", story(given, ends="2027-02-28")) == [
        "2027-02-03 09:00  anna is invited to `after-visit`",
        "2027-02-04 09:00  anna is invited to `after-visit`",
    ]


def test_a_freeze_keeps_invitations_and_reminders_back() -> None:
    policy = "kind: policy\nid: quiet\nfreezes: [{first: 2027-02-08, last: 2027-02-10}]\n"
    more = "reminders: [{after: 7d}]\nthrough: keeper\n"
    text = survey("{on: [2027-02-01, 2027-02-04, 2027-02-10]}", more=more)
    assert happens(KEEPER, policy, text, story("", ends="2027-02-28")) == [
        "2027-02-01 09:00  anna is invited to `after-visit`",
        "2027-02-04 09:00  anna is invited to `after-visit`",
        "2027-02-10 09:00  anna is not invited to `after-visit`: a freeze (freeze)",
        "2027-02-11 09:00  anna is reminded of `after-visit`",
    ]


def test_whoever_answers_is_not_reminded() -> None:
    given = f"{VISIT}\n{answer('2027-02-02', 6)}"
    found = happens(SURVEY + "reminders: [{after: 7d}]\n", story(given, ends="2027-02-28"))
    assert found == ["2027-02-01 09:00  anna is invited to `after-visit`"]


PEOPLE = """
[{id: key, roles: [buyer], key_account: true, drawn: false}, {id: lucky, roles: [buyer], by: {country: DE}},
 {id: unlucky, roles: [buyer], by: {country: DE}, drawn: false}, {id: abroad, roles: [buyer], by: {country: AT}},
 {id: ours, roles: [buyer], partner: dealer, by: {country: DE}}, {id: other, roles: [user]}]
""".replace("\n", " ")


@pytest.mark.parametrize(
    ("sampling", "invited", "reason"),
    [
        ("{}", ["key", "lucky", "unlucky", "abroad", "ours"], ""),
        ("{share: 0.5}", ["key", "lucky", "abroad", "ours"], "not-sampled"),
        ("{share: 0.5, key_accounts: sampled}", ["lucky", "abroad", "ours"], "not-sampled"),
        ("{count: 2}", ["key", "lucky", "abroad", "ours"], "not-sampled"),
        ("{share: 0}", ["key"], "not-sampled"),
        ("{key_accounts: only}", ["key"], "not-qualified"),
        ("{among: {country: [DE]}}", ["lucky", "unlucky", "ours"], "not-qualified"),
    ],
)
def test_who_of_the_role_is_asked(sampling: str, invited: list[str], reason: str) -> None:
    text = survey("{on: [2027-02-01]}", more=f"sampling: {sampling}\n")
    record = played(text, story("", contacts=PEOPLE)).record
    assert [each.who for each in record if each.sort == "invited"] == invited
    assert {reason for each in record for reason in each.reasons} == ({reason} if reason else set())


def test_only_people_of_a_partner_are_asked() -> None:
    record = played(survey("{on: [2027-02-01]}", more="partners: [dealer]\n"), story("", contacts=PEOPLE)).record
    assert [each.who for each in record if each.sort == "invited"] == ["ours"]


def test_dates_changes_and_repeats() -> None:
    texts = (
        survey("{before: renewal, delay: 10d..20d}", name="before"),
        survey("{change: relaunch, delay: 5d}", name="change"),
        survey("{event: visit, delay: 2h, repeat: {every: 30d, times: 2}}", name="again"),
        survey("{every: monthly, starting: 2027-01-31}", name="wave"),
    )
    given = "{on: 2027-03-25, who: anna, event: renewal}\n{on: 2027-02-02T15:00, who: anna, event: visit}"
    assert [line.replace("anna is invited to ", "") for line in happens(*texts, story(given, ends="2027-04-30"))] == [
        "2027-02-02 17:00  `again`",
        "2027-02-28 09:00  `wave`",
        "2027-03-04 09:00  `again`",
        "2027-03-05 09:00  `before`",
        "2027-03-15 09:00  `change`",
        "2027-03-31 09:00  `wave`",
        "2027-04-03 09:00  `again`",
        "2027-04-30 09:00  `wave`",
    ]


def test_limits_of_policies_are_held_against_every_story() -> None:
    policy = "kind: policy\nid: load\nfrequency: [{gap: 30d}, {at_most: 1, within: 365d, per: account}]\n"
    contacts = "[{id: anna, roles: [buyer], account: Mill}, {id: ben, roles: [buyer], account: Mill}]"
    given = "{on: 2027-02-01, who: anna, event: visit}\n{on: 2027-02-21, who: ben, event: visit}"
    outcome = played(policy, SURVEY, story(given, contacts=contacts))
    assert [breach.message for breach in outcome.breaches] == [
        "ben gets `after-visit` on 2027-02-21, invitation number 2 per account within 365 days, with at most 1"
    ]
    assert outcome.breaches[0].counted == ("2027-02-01  anna: `after-visit`", "2027-02-21  ben: `after-visit`")
    assert {"policy:load.frequency.0", "policy:load.frequency.1"} <= outcome.used


# CASES


VISIT = "{on: 2027-02-01, who: anna, event: visit}"


def answer(on: str, ease: int, who: str = "anna", survey: str = "after-visit") -> str:
    return f"{{on: {on}, who: {who}, answers: {survey}, values: {{ease: {ease}}}}}"


def after_answer(record: list[str]) -> list[str]:
    return [line for line in record if "invited" not in line]


def test_a_case_runs_in_working_time_until_somebody_calls() -> None:
    loop = LOOP + "escalate: [{after: 1bd, to: key-accounts}, {after: 2bd, to: board}]\nmonitor: board\n"
    given = f"""
        {VISIT}
        {answer("2027-02-05T15:00", 2)}
        {{on: 2027-02-08T16:00, who: anna, contacted: hard}}
    """
    assert after_answer(happens(SURVEY, loop, story(given, ends="2027-02-28"))) == [
        "2027-02-05 15:00  a case of `hard` opens for anna; "
        "first contact by 2027-02-08 15:00, settled by 2027-02-12 15:00",
        "2027-02-05 15:00  `cx-office` is told by `hard` (open) about anna",
        "2027-02-08 15:00  the case of `hard` for anna is overdue (first-contact)",
        "2027-02-08 15:00  `cx-office` is told by `hard` (first-contact) about anna",
        "2027-02-08 15:00  `board` is told by `hard` (first-contact) about anna",
        "2027-02-08 15:00  the case of `hard` for anna escalates (escalation-1)",
        "2027-02-08 15:00  `key-accounts` is told by `hard` (escalation-1) about anna",
        "2027-02-08 15:00  `board` is told by `hard` (escalation-1) about anna",
        "2027-02-08 16:00  somebody gets in touch about `hard` for anna",
        "2027-02-12 15:00  the case of `hard` for anna is overdue (resolve)",
        "2027-02-12 15:00  `cx-office` is told by `hard` (resolve) about anna",
        "2027-02-12 15:00  `board` is told by `hard` (resolve) about anna",
    ]


def test_a_call_in_the_last_minute_is_in_time() -> None:
    given = f"{VISIT}\n{answer('2027-02-03T09:00', 2)}\n{{on: 2027-02-03T17:00, who: anna, contacted: hard}}"
    found = happens(SURVEY, LOOP, story(given, ends="2027-02-09"))
    assert not [line for line in found if "overdue" in line]


@pytest.mark.parametrize(("severity", "told"), [("high", "2027-02-08 09:00"), ("critical", "2027-02-06 20:00")])
def test_alerts_wait_for_working_hours_unless_they_are_critical(severity: str, told: str) -> None:
    loop = LOOP + f"severity: {severity}\n"
    found = happens(SURVEY, loop, story(f"{VISIT}\n{answer('2027-02-06T20:00', 2)}"))
    assert f"{told}  `cx-office` is told by `hard` (open) about anna" in found


def test_key_accounts_come_first() -> None:
    loop = (
        LOOP
        + "escalate: [{after: 1bd, to: board}, {after: 2bd, to: board, accounts: key}]\n"
        + "key_accounts: {first_contact: 2bh, owner: account-manager}\n"
    )
    contacts = "[{id: anna, roles: [buyer]}, {id: big, roles: [buyer], key_account: true}]"
    given = f"""
        {VISIT}
        {{on: 2027-02-01, who: big, event: visit}}
        {answer("2027-02-03T10:00", 2)}
        {answer("2027-02-03T10:00", 2, "big")}
    """
    outcome = played(SURVEY, loop, story(given, contacts=contacts, ends="2027-02-09"))
    told = [(each.who, each.to, each.deadline) for each in outcome.record if each.sort == "told"]
    assert ("anna", "cx-office", "open") in told and ("big", "key-accounts", "open") in told
    assert ("big", "board", "escalation-2") in told and ("anna", "board", "escalation-2") not in told
    due = {each.who: each.first_contact_by for each in outcome.record if each.state == "opened"}
    assert [f"{due[who]:%d %H:%M}" for who in ("anna", "big")] == ["04 10:00", "03 12:00"]


def test_a_second_answer_joins_the_open_case() -> None:
    given = f"""
        {VISIT}
        {answer("2027-02-03", 2)}
        {{on: 2027-02-08, who: anna, event: visit}}
        {answer("2027-02-09", 1)}
        {{on: 2027-02-10, who: anna, closed: hard, causes: [parts]}}
        {{on: 2027-02-15, who: anna, event: visit}}
        {answer("2027-02-16", 1)}
    """
    outcome = played(SURVEY, LOOP, story(given))
    assert [f"{each.at:%d}" for each in outcome.record if each.state == "opened"] == ["03", "16"]
    assert not outcome.contradictions


@pytest.mark.parametrize(
    ("when", "opens"),
    [
        ("after-visit.ease > 3", False),
        ("not after-visit.ease > 3", False),
        ("not (after-visit.ease > 3 or after-visit.why is empty)", False),
        ("not (after-visit.ease > 3 and after-visit.why is answered)", True),
        ("not after-visit.ease > 3 or after-visit.why is empty", True),
        ("not after-visit.ease is answered", True),
    ],
)
def test_neither_a_comparison_nor_its_opposite_holds_for_what_was_left_out(when: str, opens: bool) -> None:
    loop = LOOP.replace("after-visit.ease <= 3", when)
    given = f"{VISIT}\n{{on: 2027-02-03, who: anna, answers: after-visit, values: {{}}}}"
    states = [each.state for each in played(SURVEY, loop, story(given)).record if each.sort == "case"]
    assert states[:1] == ["opened"] * opens


def test_no_opposite_holds_for_a_metric_from_too_few_answers() -> None:
    loop = (
        "kind: loop\nid: trend\ntype: outer\nwhen: not effort >= 4\nowner: board\n"
        "review: {every: monthly, decision_within: 30d}\n"
    )
    contacts = "[{id: two, roles: [buyer], people: 2}, {id: one, roles: [buyer]}]"
    given = f"""
        {{on: 2027-02-01, who: two, event: visit}}
        {{on: 2027-02-01, who: one, event: visit}}
        {answer("2027-02-02", 1, "two")}
        {answer("2027-02-03", 3, "one")}
    """
    found = happens(SURVEY, loop, story(given, contacts=contacts, ends="2027-02-10"))
    assert [each for each in found if "opens" in each] == ["2027-02-03 09:00  a case of `trend` opens"]


def test_metrics_start_loops_from_enough_answers_and_when_they_cross() -> None:
    loop = (
        "kind: loop\nid: trend\ntype: outer\nwhen: effort < 4\nowner: board\n"
        "review: {every: monthly, decision_within: 30d}\n"
    )
    contacts = (
        "[{id: two, roles: [buyer], people: 2}, {id: one, roles: [buyer]}, {id: many, roles: [buyer], people: 9}]"
    )
    given = f"""
        {{on: 2027-02-01, who: two, event: visit}}
        {{on: 2027-02-01, who: one, event: visit}}
        {{on: 2027-02-01, who: many, event: visit}}
        {answer("2027-02-02", 1, "two")}
        {answer("2027-02-03", 3, "one")}
        {answer("2027-02-04", 7, "many")}
    """
    found = [
        each for each in happens(SURVEY, loop, story(given, contacts=contacts, ends="2027-03-31")) if "trend" in each
    ]
    assert found == [
        "2027-02-03 09:00  a case of `trend` opens",
        "2027-02-03 09:00  `board` is told by `trend` (open)",
        "2027-03-05 09:00  the case of `trend` is overdue (decision)",
        "2027-03-05 09:00  `board` is told by `trend` (decision)",
    ]


def test_silence_of_accounts_and_of_a_tool() -> None:
    wave = survey("{every: monthly, starting: 2027-02-01}")
    quiet = "kind: loop\nid: quiet\ntype: inner\nsilence: {survey: after-visit, within: 40d}\nowner: account-manager\n"
    dead = (
        "kind: loop\nid: dead\ntype: inner\nsilence: {survey: other, of: invitations, within: 20d}\nowner: cx-office\n"
    )
    other = survey("{on: [2027-02-10]}", name="other")
    contacts = "[{id: big, roles: [buyer], key_account: true}, {id: small, roles: [buyer]}]"
    given = answer("2027-02-05", 6, "big")
    found = happens(wave, other, quiet, dead, story(given, contacts=contacts, ends="2027-03-18"))
    assert [line for line in found if "opens" in line] == [
        "2027-03-02 09:00  a case of `dead` opens",
        "2027-03-17 09:00  a case of `quiet` opens for big",
    ]


def test_twice_the_rhythm_is_too_long_a_silence() -> None:
    wave = survey("{every: monthly, starting: 2027-02-01}")
    quiet = "kind: loop\nid: quiet\ntype: inner\nsilence: {survey: after-visit}\nowner: account-manager\n"
    contacts = "[{id: big, roles: [buyer], key_account: true}]"
    found = happens(wave, quiet, story("", contacts=contacts, ends="2027-04-01"))
    assert "2027-04-01 09:00  a case of `quiet` opens for big" in found


def test_events_and_recurring_causes_start_loops() -> None:
    flag = (
        "kind: loop\nid: flag\ntype: inner\nevent: visit\nowner: partner-manager\n"
        "close: {causes: causes, tell: [partner]}\n"
    )
    again = (
        "kind: loop\nid: again\ntype: outer\nowner: board\n"
        "recurs: {of: causes, cause: parts, at_least: 2, within: 30d}\n"
    )
    contacts = "[{id: anna, roles: [user], partner: dealer}]"
    given = """
        {on: 2027-02-01, who: anna, event: visit}
        {on: 2027-02-02, who: anna, closed: flag, causes: [no-stock]}
        {on: 2027-02-03, who: anna, event: visit}
        {on: 2027-02-04, who: anna, closed: flag, causes: [people]}
        {on: 2027-02-05, who: anna, event: visit}
        {on: 2027-02-08, who: anna, closed: flag, causes: [parts]}
    """
    found = happens(flag, again, story(given, contacts=contacts))
    assert found[:3] == [
        "2027-02-01 09:00  a case of `flag` opens for anna",
        "2027-02-01 09:00  `board` is told by `flag` (open) about anna",
        "2027-02-02 09:00  the case of `flag` for anna is closed",
    ]
    assert "2027-02-02 09:00  `dealer` is told by `flag` (closed) about anna" in found
    assert [line for line in found if "again" in line] == [
        "2027-02-08 09:00  a case of `again` opens",
        "2027-02-08 09:00  `board` is told by `again` (open)",
    ]


# STORIES THAT CANNOT BE


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (answer("2027-02-02", 2), "anna answers `after-visit` without being invited"),
        (f"{VISIT}\n{answer('2027-02-02', 6)}\n{answer('2027-02-03', 6)}", "anna answers `after-visit` twice after"),
        (f"{VISIT}\n{answer('2027-02-20', 6)}", "anna answers `after-visit` after it was closed (10 days)"),
        (f"{VISIT}\n{answer('2027-02-02', 9)}", "`9` is no answer to `ease`"),
        (f"{VISIT}\n{answer('2027-02-02', 5)[:-2]}, why: Slow}}}}", "`why` is not shown to somebody who answers like"),
        ("{on: 2027-02-02, who: anna, contacted: hard}", "anna has no open case of `hard`"),
        ("{on: 2027-01-31, who: anna, event: visit}", "2027-01-31 lies before the scenario starts"),
        ("{on: 2027-02-02, who: bob, event: visit}", "the scenario has nobody called `bob`"),
        ("{on: 2027-02-02, answers: after-visit}", "nobody is named who does this"),
        (
            f"{VISIT}\n{answer('2027-02-02', 2)}\n{{on: 2027-02-03, who: anna, closed: hard}}",
            "a case of `hard` cannot be closed without a root-cause",
        ),
        (
            f"{VISIT}\n{answer('2027-02-02', 2)}\n{{on: 2027-02-03, who: anna, closed: hard, causes: [weather]}}",
            "`weather` is no root cause of `hard`",
        ),
    ],
)
def test_stories_that_the_program_rules_out(given: str, message: str) -> None:
    outcome = played(SURVEY + "open_for: 10d\n", LOOP, story(given))
    assert [each.message[: len(message)] for each in outcome.contradictions] == [message]


def test_a_touchpoint_is_not_passed_more_often_than_its_bound() -> None:
    journey = (
        "kind: journey\nid: service\nactor: customer\nstages:\n  - id: repair\n    roles: [buyer]\n    touchpoints:\n"
        "      - {id: call, channel: phone, owner: cx-office, at_most: 1 per 7d}\n"
    )
    given = "{on: 2027-02-01, who: anna, passes: service.call}\n{on: 2027-02-07, who: anna, passes: service.call}"
    (found,) = played(journey, survey("{after: service.call}"), story(given)).contradictions
    assert found.message == "`service.call` happens to anna 2 times from 2027-02-01 to 2027-02-07"
    given = given.replace("2027-02-07", "2027-02-08")
    assert not played(journey, survey("{after: service.call}"), story(given)).contradictions


# EXPECTATIONS


EASY = f"{VISIT}\n{answer('2027-02-03T10:00', 2)}"


@pytest.mark.parametrize(
    ("expect", "holds"),
    [
        ("{on: 2027-02-01, who: anna, invited: after-visit}", True),
        ("{on: 2027-02-02, who: anna, invited: after-visit}", False),
        ("{who: anna, invited: after-visit}", True),
        ("{on: 2027-02-01T09:00, who: anna, invited: after-visit}", True),
        ("{on: 2027-02-01T10:00, who: anna, invited: after-visit}", False),
        ("{on: 2027-01-31, until: 2027-02-02, who: anna, invited: after-visit}", False),  # before it starts
        ("{on: 2027-02-01, until: 2027-02-02, who: anna, nothing: told}", True),
        ("{on: 2027-02-01, until: 2027-02-03, who: anna, nothing: told}", False),
        ("{who: anna, by: hard, nothing: opened}", False),
        ("{who: anna, suppressed: after-visit, never: true}", True),
        ("{told: board, never: true}", True),
        ("{told: cx-office, by: hard, alone: true}", True),
        ("{told: cx-office, never: true}", False),
        ("{told: cx-office, by: hard, deadline: resolve}", False),
        ("{who: anna, case: hard, first_contact_by: 2027-02-04}", True),
        ("{who: anna, case: hard, first_contact_by: 2027-02-04T10:00, resolve_by: 2027-02-10T10:00}", True),
        ("{who: anna, case: hard, first_contact_by: 2027-02-03}", False),
        ("{who: anna, case: hard, state: closed}", False),
        ("{who: bob, nothing: told}", False),
    ],
)
def test_expectations(expect: str, holds: bool) -> None:
    outcome = played(SURVEY, LOOP, story(EASY, expect=expect))
    assert (not outcome.failures) is holds


@pytest.mark.parametrize(
    ("contacted", "missed"),
    [(False, {"first-contact", "resolve"}), (True, {"resolve"})],
)
def test_a_missed_contact_is_told_from_a_missed_end(contacted: bool, missed: set[str]) -> None:
    called = "\n{on: 2027-02-04T09:00, who: anna, contacted: hard}" if contacted else ""
    given = f"{VISIT}\n{answer('2027-02-03T10:00', 2)}{called}"
    for deadline in ("first-contact", "resolve"):
        expect = f"{{who: anna, case: hard, state: overdue, deadline: {deadline}}}"
        outcome = played(SURVEY, LOOP, story(given, expect=expect, ends="2027-03-01"))
        assert (not outcome.failures) is (deadline in missed)
        said = [each.message for each in outcome.failures]
        lacking = f"expected a case of `hard` to be overdue ({deadline}) for anna, but that does not happen"
        assert said == ([] if deadline in missed else [lacking])


def told_of(*texts: str, expect: str, given: str = EASY, **more: str) -> tuple[str, str, tuple[str, ...]]:
    """The message, the help and the witness of the one failure of a story."""
    (failure,) = played(SURVEY, *texts, story(given, expect=expect, **more)).failures
    return failure.message, failure.help, failure.around


LADDER = LOOP + "escalate: [{after: 1bd, to: key-accounts}, {after: 2bd, to: board}]\nmonitor: cx-office\n"
NOISE = "".join(f"---\n{LOOP.replace('id: hard', f'id: noise-{index}')}" for index in range(5)).removeprefix("---\n")


def test_who_is_told_instead_at_that_moment() -> None:
    expect = "{on: 2027-02-05T10:00, told: key-accounts, by: hard, deadline: escalation-2}"
    message, help_text, around = told_of(LADDER, NOISE, expect=expect, ends="2027-02-20")
    assert message.startswith("expected `key-accounts` to be told by `hard` about escalation-2 on 2027-02-05 at 10:00")
    assert help_text == "at that moment, `board` is told by `hard` (second step of the ladder)"
    assert "2027-02-05 10:00  `board` is told by `hard` (escalation-2) about anna" in around
    assert not [line for line in around if "noise" in line]


def test_who_is_told_as_well() -> None:
    expect = "{on: 2027-02-05T10:00, told: board, by: hard, deadline: escalation-2, alone: true}"
    _, help_text, _ = told_of(LADDER, expect=expect, ends="2027-02-20")
    assert help_text == "at that moment, `cx-office` is told by `hard` as well (second step of the ladder)"


@pytest.mark.parametrize(
    ("expect", "help_text"),
    [
        (
            "{told: board, by: hard, deadline: escalation-1}",
            "of the same, `key-accounts` is told by `hard` (first step of the ladder)",
        ),
        (
            "{on: 2027-02-04, told: board, by: hard, deadline: escalation-2}",
            "nearest to it: 2027-02-05 10:00  `board` is told by `hard` (escalation-2) about anna",
        ),
        (
            "{on: 2027-02-01, who: anna, suppressed: after-visit}",
            "at that time: 2027-02-01 09:00  anna is invited to `after-visit`",
        ),
        (
            "{told: board, by: hard, deadline: closed}",
            "nearest to it: 2027-02-05 10:00  `board` is told by `hard` (esc",
        ),
        (
            "{on: 2027-02-03, who: anna, case: hard, first_contact_by: 2027-02-09}",
            "at that time: 2027-02-03 10:00  a case of `hard` opens for anna; first contact by 2027-02-04 10:00",
        ),
    ],
)
def test_what_happens_instead(expect: str, help_text: str) -> None:
    assert told_of(LADDER, expect=expect, ends="2027-02-20")[1].startswith(help_text)


def test_a_long_witness_is_cut_on_both_sides_of_the_expected_moment() -> None:
    given = f"{VISIT}\n{answer('2027-02-03T10:00', 2)}\n" + "\n".join(
        f"{{on: 2027-02-{day:02}T{hour:02}:00, who: anna, event: visit}}" for day in (4, 5, 6) for hour in range(8, 18)
    )
    expect = "{on: 2027-02-05T12:00, told: board, by: hard}"
    around = told_of(LOOP, expect=expect, given=given)[2]
    assert len(around) == 14
    assert (around[0], around[-1]) == ("... 13 more before", "... 10 more after")
    assert "2027-02-05 12:00  `visit` happens to anna" in around


@pytest.mark.parametrize(
    ("expect", "message"),
    [
        ("{told: cx-office, by: hard, never: true}", "expected `cx-office` not to be told by `hard`, but that happens"),
        ("{who: anna, invited: after-visit, never: true}", "expected anna not to be invited to `after-visit`, but"),
        ("{who: anna, case: hard, never: true}", "expected a case of `hard` not to be opened for anna, but"),
    ],
)
def test_what_must_not_happen_in_words(expect: str, message: str) -> None:
    assert told_of(LOOP, expect=expect)[0].startswith(message)


@pytest.mark.parametrize(
    ("ease", "hint"),
    [
        ("ease: 5", "their answer `ease: 5` does not meet `after-visit.ease <= 3`, so no case opened"),
        ("", "they left out what `after-visit.ease <= 3` asks about, so no case opened"),
    ],
)
def test_why_there_is_no_case_to_work_on(ease: str, hint: str) -> None:
    given = f"""
        {VISIT}
        {{on: 2027-02-02, who: anna, answers: after-visit, values: {{{ease}}}}}
        {{on: 2027-02-03, who: anna, contacted: hard}}
        {{on: 2027-02-04, who: anna, closed: hard, causes: [parts]}}
    """
    (found,) = played(SURVEY, LOOP, story(given)).contradictions
    assert (found.message, found.help) == ("anna has no open case of `hard`", hint)


def test_a_case_that_is_closed_already() -> None:
    given = f"{EASY}" + "\n{on: 2027-02-04, who: anna, closed: hard, causes: [parts]}" * 2
    (found,) = played(SURVEY, LOOP, story(given)).contradictions
    assert found.help == "what happened last: 2027-02-04 09:00  the case of `hard` for anna is closed"


REPORT = """\
kind: report
id: card
metrics: [effort]
comments: [after-visit.why]
cut_by: [country]
to: [{who: dealer, sees: own}, board]
"""
FEW = "kind: policy\nid: few\nanonymity: {scores_from: 2, comments_from: 5, partners_from: 4}\n"


@pytest.mark.parametrize(
    ("expect", "holds"),
    [
        ("to: board, shows: [effort], hides: [why], because: too-few", True),
        ("to: dealer, hides: [effort], because: too-few", True),  # three answers of its own, four needed
        ("to: board, cell: {country: DE}, shows: [effort]", True),
        ("to: board, cell: {country: AT}, hides: [effort], because: too-few", True),
        ("to: board, cell: {country: CH}, hides: [effort], because: difference", True),
        ("to: board, cell: {tier: gold}, hides: [effort], because: not-for-them", True),
        ("to: cx-office, hides: [effort], because: not-for-them", True),
        ("to: dealer, shows: [effort]", False),
        ("to: board, hides: [effort]", False),
    ],
)
def test_what_readers_see(expect: str, holds: bool) -> None:
    contacts = (
        "[{id: de, roles: [buyer], by: {country: DE}, people: 9}, {id: at, roles: [buyer], by: {country: AT}},"
        " {id: ch, roles: [buyer], by: {country: CH}, people: 3, partner: dealer}]"
    )
    given = "{on: 2027-02-01, event: visit}\n" + "\n".join(
        answer("2027-02-02", 3, who)[:-2] + ", why: Slow}}" if who == "at" else answer("2027-02-02", 3, who)
        for who in ("de", "at", "ch")
    )
    outcome = played(SURVEY, REPORT, FEW, story(given, contacts=contacts, expect=f"{{report: card, {expect}}}"))
    assert not outcome.contradictions
    assert (not outcome.failures) is holds, outcome.failures


@pytest.mark.parametrize(
    ("expect", "message", "help_text", "path"),
    [
        (
            "on: 2027-02-02, cell: {country: CH}, hides: [effort], because: too-few",
            "`effort` is hidden from `board` in `card` for country CH as expected, but because a total would give it "
            "away, not because there are too few answers",
            "this counts the answers up to the end of 2027-02-02",
            ("expect", 0, "because"),
        ),
        (
            "on: 2027-02-02, cell: {country: CH}, hides: [effort], because: cap",
            "`effort` is hidden from `board` in `card` for country CH as expected, but because a total would give it "
            "away, not because of `cap`",
            "this counts the answers up to the end of 2027-02-02",
            ("expect", 0, "because"),
        ),
        (
            "on: 2027-02-02T08:00, shows: [effort]",
            "expected `effort` to be shown to `board` in `card`, but it is hidden, too few answers (0 answers, "
            "3 needed)",
            "this counts the answers up to 2027-02-02 08:00",
            ("expect", 0),
        ),
    ],
)
def test_what_readers_see_in_words(expect: str, message: str, help_text: str, path: tuple[object, ...]) -> None:
    contacts = (
        "[{id: de, roles: [buyer], by: {country: DE}, people: 9}, {id: at, roles: [buyer], by: {country: AT}},"
        " {id: ch, roles: [buyer], by: {country: CH}, people: 3}]"
    )
    given = "{on: 2027-02-01, event: visit}\n" + "\n".join(answer("2027-02-02", 3, who) for who in ("de", "at", "ch"))
    test = story(given, contacts=contacts, expect=f"{{report: card, to: board, {expect}}}")
    (failure,) = played(SURVEY, REPORT, FEW, test).failures
    assert (failure.message, failure.help, failure.path) == (message, help_text, path)
