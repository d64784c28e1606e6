"""What tools keep and what they do not: guards hold where a channel enforces them, limits are only promises."""

from __future__ import annotations

from datetime import date

import pytest

from cxprog.analysis.periods import frozen, period
from cxprog.analysis.scenario import Outcome
from cxprog.language import model_of
from tests.unit.test_scenario import happens, played, story, survey

QUIET = "kind: policy\nid: quiet\nfreezes: [{first: 2027-02-08, last: 2027-02-10}]\n"


def channel(enforces: str, name: str = "tool") -> str:
    return f"kind: channel\nid: {name}\ntype: survey\ntool: T\nenforces: {enforces}\n"


def waves(*days: str, rest: str = "", name: str = "after-visit", more: str = "through: tool\n") -> str:
    return survey(f"{{on: [{', '.join(f'2027-{day}' for day in days)}]}}", rest, name, more)


def reasons(*texts: str, ends: str = "2027-12-31", contacts: str = "[{id: anna, roles: [buyer]}]") -> list[str]:
    """Day by day, why each invitation is kept back; empty where it goes out."""
    record = played(*texts, story("", contacts=contacts, ends=ends)).record
    return [" ".join(each.reasons) for each in record if each.sort in ("invited", "suppressed")]


def policy(limit: str) -> str:
    return f"kind: policy\nid: load\nfrequency: [{limit}]\n"


def broken(outcome: Outcome) -> list[str]:
    return [breach.message.partition(" gets ")[2] for breach in outcome.breaches]


# GUARDS


@pytest.mark.parametrize(
    ("enforces", "more", "kept"),
    [
        ("{own_rest: true}", "through: tool\n", "own-rest"),
        ("{own_rest: false, rest: 1d}", "through: tool\n", ""),
        ("{own_rest: true}", "", ""),
    ],
)
def test_a_rest_of_the_survey_holds_where_its_tool_keeps_it(enforces: str, more: str, kept: str) -> None:
    text = waves("02-01", "02-10", rest="{own: 30d}", more=more)
    assert reasons(channel(enforces), text) == ["", kept]


def test_nobody_keeps_the_caps_of_a_survey_without_a_tool() -> None:
    caps = "caps: [{at_most: 1, within: 30d}]\n"
    assert reasons(channel("{caps: true}"), waves("02-01", "02-10", more=f"through: tool\n{caps}")) == ["", "cap"]
    assert reasons(channel("{caps: true}"), waves("02-01", "02-10", more=caps)) == ["", ""]


def test_a_rest_is_counted_by_whatever_the_tool_counts_by() -> None:
    contacts = "[{id: anna, roles: [buyer], account: Mill}, {id: ben, roles: [buyer], account: Mill}]"
    text = waves("02-01", rest="{own: 30d}")
    for per, kept in (("person", ""), ("record", ""), ("account", "own-rest")):
        assert reasons(channel(f"{{own_rest: true, counts_per: {per}}}"), text, contacts=contacts) == ["", kept]


def test_shared_caps_count_what_starts_the_rest_and_keep_back_what_respects_it() -> None:
    texts = (
        channel("{shared_caps: [{at_most: 2, within: 20d}]}"),
        waves("02-01", name="one"),
        waves("02-02", "02-05", rest="{starts: false}", name="quiet"),
        waves("02-03", "02-04", rest="{respects: false}", name="loud"),
        waves("02-22", "02-23", name="two"),
    )
    found = happens(*texts, story("", ends="2027-03-01"))
    assert [line.partition(" to `")[2] for line in found] == [
        "one`",
        "quiet`",
        "loud`",
        "loud`",
        "quiet`: a shared cap of its channel (shared-cap)",
        "two`: a shared cap of its channel (shared-cap)",
        "two`",
    ]


def test_shared_caps_count_the_tools_that_share_the_rest() -> None:
    shared = channel("{shared_caps: [{at_most: 1, within: 20d}]}") + "shares_rest_with: [other]\n"
    other = waves("02-01", name="one", more="through: other\n")
    assert reasons(shared, channel("{}", "other"), other, waves("02-20", "02-21")) == ["", "shared-cap", ""]


def test_a_tool_in_another_zone_counts_its_own_days() -> None:
    """At 15:30 in Berlin it is 23:30 of the same day in Tokyo, at 16:30 half past midnight of the next one."""
    given = """
        {on: 2027-02-01T15:30, who: anna, event: visit}
        {on: 2027-02-02T16:30, who: anna, event: visit}
    """
    text = survey("{event: visit}", "{own: 2d}", more="through: tool\n")
    assert [
        "kept" if "own-rest" in line else "sent" for line in happens(channel("{own_rest: true}"), text, story(given))
    ] == [
        "sent",
        "kept",
    ]
    abroad = channel("{own_rest: true, clock: Asia/Tokyo}")
    assert ["kept" if "own-rest" in line else "sent" for line in happens(abroad, text, story(given))] == [
        "sent",
        "sent",
    ]
    late = given.replace("T16:30", "T15:59").replace("T15:30", "T16:00")
    assert "own-rest" in happens(abroad, text, story(late))[1]


def test_one_invitation_a_day_is_counted_in_the_clock_of_the_program() -> None:
    given = "{on: 2027-02-01T15:30, who: anna, event: visit}\n{on: 2027-02-01T16:30, who: anna, event: visit}"
    text = survey("{event: visit}", more="through: tool\n")
    assert "same-day" in happens(channel("{clock: Asia/Tokyo}"), text, story(given))[1]


def test_of_several_that_wait_the_one_that_was_due_first_goes_first() -> None:
    """`late` is triggered first, and due last."""
    more = "on_block: defer\nthrough: tool\n"
    given = "{on: 2027-02-02, who: anna, event: visit}\n{on: 2027-02-03, who: anna, event: renewal}"
    texts = (
        waves("02-01", name="wave"),
        survey("{event: visit, delay: 5d}", "", "a-late", more),
        survey("{event: renewal, delay: 1d}", "", "z-soon", more),
    )
    found = happens(channel("{rest: 20d}"), *texts, story(given, ends="2027-03-31"))
    invited = [line.partition(" is invited to ")[2] for line in found if "is invited" in line]
    assert invited == ["`wave`", "`z-soon`", "`a-late`"]


def test_invitations_of_a_repeat_are_counted_from_the_first() -> None:
    text = survey("{event: visit, repeat: {every: monthly, times: 2}}")
    found = happens(text, story("{on: 2027-03-31, who: anna, event: visit}", ends="2027-06-30"))
    assert [line[:10] for line in found] == ["2027-03-31", "2027-04-30", "2027-05-31"]


# FREEZES


def test_a_freeze_that_no_tool_keeps_is_broken() -> None:
    text = waves("02-04", "02-10", "02-11", more="through: tool\nreminders: [{after: 5d}]\n")
    outcome = played(channel("{}"), QUIET, text, story("", ends="2027-02-28"))
    assert [(breach.message, breach.path) for breach in outcome.breaches] == [
        (f"anna {what} `after-visit` on 2027-02-{day}, in the freeze from 2027-02-08 to 2027-02-10", ("freezes", 0))
        for what, day in (("is reminded of", "09"), ("gets", "10"))
    ]
    assert "policy:quiet.freezes.0" in outcome.used
    assert not played(channel("{freezes: true}"), QUIET, text, story("", ends="2027-02-28")).breaches


def test_a_tool_that_checks_at_the_trigger_keeps_a_freeze_on_the_day_of_sending() -> None:
    tool = channel("{freezes: true, evaluated_at: trigger, send_delay: 2d}")
    assert reasons(tool, QUIET, waves("02-06", "02-09")) == ["freeze", ""]


def test_a_tool_keeps_a_freeze_by_its_own_clock() -> None:
    given = "{on: 2027-02-07T16:30, who: anna, event: visit}\n{on: 2027-02-10T16:30, who: anna, event: visit}"
    text = survey("{event: visit}", more="through: tool\n")
    outcome = played(channel("{freezes: true, clock: Asia/Tokyo}"), QUIET, text, story(given))
    assert [each.at.day for each in outcome.record if each.sort == "suppressed"] == [7]
    assert len(outcome.breaches) == 1, "in Tokyo, 10 February is over"


@pytest.mark.parametrize(
    ("first", "last", "yearly", "day", "found"),
    [
        ("2026-12-18", "2027-01-06", True, "2027-01-06", ("2026-12-18", "2027-01-06")),
        ("2026-12-18", "2027-01-06", True, "2027-01-07", None),
        ("2026-12-18", "2027-01-06", True, "2029-01-06", ("2028-12-18", "2029-01-06")),
        ("2026-12-18", "2027-01-06", True, "2028-12-18", ("2028-12-18", "2029-01-06")),
        ("2026-12-18", "2027-01-06", True, "2026-01-06", None),
        ("2026-12-18", "2027-01-06", False, "2027-12-18", None),
        ("2028-02-29", "2028-02-29", True, "2029-02-28", ("2029-02-28", "2029-02-28")),
        ("2028-02-29", "2028-02-29", True, "2032-02-28", None),
        ("2028-02-29", "2028-02-29", True, "2032-02-29", ("2032-02-29", "2032-02-29")),
    ],
)
def test_freezes_of_every_year(first: str, last: str, yearly: bool, day: str, found: tuple[str, str] | None) -> None:
    data = {"kind": "policy", "id": "quiet", "freezes": [{"first": first, "last": last, "yearly": yearly}]}
    (freeze,) = model_of("policy").model_validate(data).freezes  # type: ignore[attr-defined]
    stretch = frozen(freeze, date.fromisoformat(day))
    assert (stretch and tuple(map(str, stretch))) == found


def test_a_freeze_of_every_year_keeps_invitations_back() -> None:
    yearly = QUIET.replace("2027", "2025").replace("}]", ", yearly: true}]")
    assert reasons(channel("{freezes: true}"), yearly, waves("02-07", "02-08", "02-10", "02-11")) == [
        "",
        "freeze",
        "freeze",
        "",
    ]


# LIMITS


@pytest.mark.parametrize(
    ("each", "day", "fiscal_year", "found"),
    [
        ("month", "2027-02-28", "01-01", ("2027-02-01", "2027-02-28")),
        ("month", "2027-03-14", "04-15", ("2027-03-01", "2027-03-31")),
        ("quarter", "2027-03-31", "01-01", ("2027-01-01", "2027-03-31")),
        ("quarter", "2027-03-31", "02-01", ("2027-02-01", "2027-04-30")),
        ("quarter", "2028-01-31", "02-01", ("2027-11-01", "2028-01-31")),
        ("half-year", "2027-04-01", "04-01", ("2027-04-01", "2027-09-30")),
        ("half-year", "2027-03-31", "04-01", ("2026-10-01", "2027-03-31")),
        ("year", "2028-02-29", "04-01", ("2027-04-01", "2028-03-31")),
        ("year", "2027-10-03", "10-04", ("2026-10-04", "2027-10-03")),
        ("year", "2027-10-04", "10-04", ("2027-10-04", "2028-10-03")),
    ],
)
def test_periods_of_the_fiscal_year(each: str, day: str, fiscal_year: str, found: tuple[str, str]) -> None:
    assert tuple(map(str, period(each, date.fromisoformat(day), fiscal_year))) == found


def test_a_limit_of_each_period_adds_nothing_up_across_two() -> None:
    text = waves("02-27", "02-28", "03-01", "03-02", "03-03")
    outcome = played(channel("{}"), policy("{at_most: 2, each: month}"), text, story("", ends="2027-03-31"))
    assert broken(outcome) == [
        "`after-visit` on 2027-03-03, invitation number 3 in the month from 2027-03-01 to 2027-03-31, with at most 2"
    ]
    minutes = played(channel("{}"), policy("{minutes: 6, each: quarter}"), text, story("", ends="2027-03-31"))
    assert broken(minutes)[0] == (
        "`after-visit` on 2027-03-02, 8 minutes asked for in the quarter from 2027-01-01 to 2027-03-31, with at most 6"
    )


def test_a_gap_and_a_number_in_one_limit_are_two_limits() -> None:
    text = waves("02-01", "02-11", "02-16", "02-26")
    outcome = played(channel("{}"), policy("{gap: 10d, at_most: 3, within: 30d}"), text, story("", ends="2027-03-31"))
    assert broken(outcome) == [
        "`after-visit` on 2027-02-16, 5 days after the last invitation, with a gap of 10 days",
        "`after-visit` on 2027-02-26, invitation number 4 within 30 days, with at most 3",
    ]


PEOPLE = """
[{id: anna, roles: [buyer], key_account: true, by: {country: DE}}, {id: ben, roles: [buyer], by: {country: AT}},
 {id: cem, roles: [buyer], by: {country: FR}}]
""".replace("\n", " ")


@pytest.mark.parametrize(
    ("of", "who"),
    [
        ("{}", ["anna", "ben", "cem"]),
        ("{surveys: [after-visit]}", ["anna", "ben", "cem"]),
        ("{surveys: [other]}", []),
        ("{among: {country: [DE, AT]}}", ["anna", "ben"]),
        ("{among: {country: [DE], tier: [gold]}}", []),
        ("{key_accounts: true}", ["anna"]),
        ("{key_accounts: false}", ["ben", "cem"]),
    ],
)
def test_limits_of_some_surveys_and_some_people(of: str, who: list[str]) -> None:
    limit = policy(f"{{at_most: 0, within: 30d, of: {of}}}")
    outcome = played(channel("{}"), limit, waves("02-01"), waves(name="other"), story("", contacts=PEOPLE))
    assert [breach.who for breach in outcome.breaches] == who


def test_a_limit_per_partner_counts_the_people_of_the_partner() -> None:
    clerk = "kind: role\nid: clerk\naudience: partner\nlevel: operational\n"
    contacts = (
        "[{id: anna, roles: [clerk], partner: dealer}, {id: ben, roles: [clerk], partner: dealer},"
        " {id: cem, roles: [buyer], partner: dealer}, {id: dora, roles: [clerk, buyer], partner: dealer}]"
    )
    customers = waves("02-01", name="customers")
    partners = waves("02-02", name="partners").replace("asks: [buyer]", "asks: [clerk]")
    limit = policy("{at_most: 1, within: 30d, per: partner}")
    outcome = played(channel("{}"), clerk, limit, customers, partners, story("", contacts=contacts, ends="2027-03-01"))
    assert [breach.who for breach in outcome.breaches] == ["ben", "dora"]


def test_a_limit_per_record_counts_each_tool_by_itself() -> None:
    texts = (
        channel("{}"),
        channel("{}", "other"),
        waves("02-01", name="one"),
        waves("02-02", name="two", more="through: other\n"),
        waves("02-03", name="three"),
    )
    outcome = played(*texts, policy("{at_most: 1, within: 30d, per: record}"), story("", ends="2027-03-01"))
    assert broken(outcome) == ["`three` on 2027-02-03, invitation number 2 per record within 30 days, with at most 1"]
