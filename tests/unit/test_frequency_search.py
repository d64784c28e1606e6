"""The search that judges the proofs about invitations: cases worked out by hand, then against a plainer search."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from cxprog.document import parse_all
from cxprog.program import link
from cxprog.source import Source
from tests.frequency import compare, plain, search, small

CLOCK = "Europe/Berlin"


def program(text: str, clock: str = CLOCK, **settings: str) -> list[dict[str, Any]]:
    """Documents from a short form: a map of each kind from ids to what they say, with the ordinary parts left out."""
    ((document,), _), *_ = parse_all((Source("cxprog.yaml", text),))  # which reads `on` as a word
    assert document.data is not None
    given = {kind: {id: each or {} for id, each in ids.items()} for kind, ids in document.data.items()}
    given.setdefault("role", {"user": {}})
    usual: dict[str, dict[str, Any]] = {
        "role": {"audience": "customer"},
        "survey": {"purpose": "pulse", "asks": list(given["role"])[:1], "minutes": 1},
        "event": {"type": "event"},
    }
    documents = [{"kind": "program", "id": "p", "clock": clock, **settings}]
    for kind, ids in given.items():
        documents += [{"kind": kind, "id": id, **usual.get(kind, {}), **each} for id, each in ids.items()]
    return documents


def limit(words: str) -> str:
    """A policy with one limit."""
    return f"\npolicy: {{load: {{frequency: [{{{words}}}]}}}}\n"


def worst(text: str, until: str | None = None, **settings: str) -> Fraction | None:
    """The largest total of the first limit."""
    found = search.search(program(text, **settings), until)
    return found["load", "frequency", 0].largest


OWN = "{through: tool, rest: {own: 2d}, when: {event: call}}"
TOOL = "channel: {tool: {enforces: {own_rest: true, caps: true, rest: %s}}}\n"
CALL = "event: {call: }\n"
REST = CALL + TOOL % "0d"

CASES = [
    # WINDOWS
    ("three days hold the first and the third", 'survey: {a: {when: {on: ["2027-03-01", "2027-03-03"]}}}', "3d", 2),
    ("the day after the window is outside", 'survey: {a: {when: {on: ["2027-03-01", "2027-03-03"]}}}', "2d", 1),
    ("hours are rounded down to days", 'survey: {a: {when: {on: ["2027-03-01", "2027-03-03"]}}}', "71h", 1),
    # WAVES
    (
        "one invitation per wave, however long it lasts",
        'survey: {a: {when: {on: ["2027-03-01"], window: 3d}}}',
        "7d",
        1,
    ),
    (
        "the last day of one wave and the first of the next",
        'survey: {a: {when: {on: ["2027-03-01", "2027-03-04"], window: 3d}}}',
        "2d",
        2,
    ),
    ("every three days: days 0 and 3", "survey: {a: {when: {every: 3d}}}", "4d", 2),
    ("every three days: never within three", "survey: {a: {when: {every: 3d}}}", "3d", 1),
    ("two of any phase may meet", "survey: {a: {when: {every: 2d}}, b: {when: {every: 2d}}}", "1d", 2),
    (
        "two with odd and even days never meet",
        'survey: {a: {when: {every: 2d, starting: "2027-03-01"}}, b: {when: {every: 2d, starting: "2027-03-02"}}}',
        "1d",
        1,
    ),
    (
        "no wave before the first",
        'survey: {a: {when: {every: 2d, starting: "2027-03-01"}, retired: "2027-03-04"}}',
        "9d",
        2,
    ),
    (
        "nothing on the day it is retired",
        'survey: {a: {when: {on: ["2027-03-01", "2027-03-05"]}, retired: "2027-03-05"}}',
        "9d",
        1,
    ),
    ("a wave of whom nobody is drawn", "survey: {a: {when: {every: 2d}, sampling: {share: 0}}}", "9d", 0),
    ("open all the time: nobody is invited", "survey: {a: {when: {always: true}}}", "9d", 0),
    # CAUSES
    ("an event may happen every day", CALL + "survey: {a: {when: {event: call}}}", "5d", 5),
    ("own rest of two days: days 0, 2, 4", REST + f"survey: {{a: {OWN}}}", "5d", 3),
    (
        "an own rest that no tool keeps",
        CALL + "channel: {tool: }\n" + f"survey: {{a: {OWN}}}",
        "5d",
        5,
    ),
    (
        "two in four days: days 0, 1, 4",
        REST + "survey: {a: {through: tool, caps: [{at_most: 2, within: 4d}], when: {event: call}}}",
        "5d",
        3,
    ),
    (
        "once in three days: days 0, 3",
        "event: {call: {at_most: 1 per 3d}}\nsurvey: {a: {when: {event: call}}}",
        "4d",
        2,
    ),
    (
        "a late and an early one lie closer: days 2, 3",
        "event: {call: {at_most: 1 per 3d}}\nsurvey: {a: {when: {event: call, delay: 0d..2d}}}",
        "2d",
        2,
    ),
    (
        "36 hours are one or two days",
        'event: {launch: {type: change, "on": "2027-03-01"}}\n'
        'survey: {a: {when: {change: launch, delay: 36h}}, b: {when: {on: ["2027-03-03"]}}}',
        "1d",
        2,
    ),
    (
        "one rate for all surveys after a touchpoint",
        "journey: {j: {stages: [{touchpoints: [{id: t, at_most: 1 per 3d}]}]}}\n"
        "survey: {a: {when: {after: j.t}}, b: {when: {after: j.t, delay: 1d}}}",
        "1d",
        1,
    ),
    (
        "before a date: one day before the first, two before the one ten days later",
        "event: {renewal: {type: date, at_most: 1 per 10d}}\nsurvey: {a: {when: {before: renewal, delay: 1d..2d}}}",
        "10d",
        2,
    ),
    (
        "and not closer",
        "event: {renewal: {type: date, at_most: 1 per 10d}}\nsurvey: {a: {when: {before: renewal, delay: 1d..2d}}}",
        "9d",
        1,
    ),
    (
        "repeats: days 0, 2, 4 after one cause in ten days",
        "event: {call: {at_most: 1 per 10d}}\nsurvey: {a: {when: {event: call, repeat: {every: 2d, times: 2}}}}",
        "5d",
        3,
    ),
    # SHARED GUARDS
    (
        "one direction: b before a on the first day, then a every day",
        CALL
        + TOOL % "3d"
        + "survey: {a: {through: tool, rest: {respects: false}, when: {event: call}},"
        + " b: {through: tool, rest: {starts: false}, when: {event: call}}}",
        "3d",
        4,
    ),
    (
        "both exempt",
        CALL
        + TOOL % "3d"
        + "survey: {a: {through: tool, rest: {respects: false, starts: false}, when: {event: call}},"
        + " b: {through: tool, when: {event: call}}}",
        "3d",
        4,
    ),
    (
        "a shared cap of 2 in 4 days holds b back and not a: b, b, a, a, a",
        CALL
        + "channel: {tool: {enforces: {shared_caps: [{at_most: 2, within: 4d}]}}}\n"
        + "survey: {a: {through: tool, rest: {respects: false}, when: {event: call}},"
        + " b: {through: tool, when: {event: call}}}",
        "4d",
        5,
    ),
    (
        "two tools that do not know each other",
        CALL
        + "channel: {one: {enforces: {rest: 3d}}, two: {enforces: {rest: 3d}}}\n"
        + "survey: {a: {through: one, when: {event: call}}, b: {through: two, when: {event: call}}}",
        "3d",
        2,
    ),
    (
        "two tools, each of which knows the other's",
        CALL
        + "channel: {one: {enforces: {rest: 3d}, shares_rest_with: [two]},"
        + " two: {enforces: {rest: 3d}, shares_rest_with: [one]}}\n"
        + "survey: {a: {through: one, when: {event: call}}, b: {through: two, when: {event: call}}}",
        "3d",
        1,
    ),
    # CHECKS AT THE TRIGGER
    (
        "three triggers pass before the first is sent: days 2, 3, 4",
        CALL
        + "channel: {tool: {enforces: {own_rest: true, evaluated_at: trigger, send_delay: 2d..2d}}}\n"
        + "survey: {a: {through: tool, rest: {own: 3d}, when: {event: call}}}",
        "3d",
        3,
    ),
    (
        "and a fourth cannot: on day 3 the one of day 2 is seen, so the next is sent on day 7",
        CALL
        + "channel: {tool: {enforces: {own_rest: true, evaluated_at: trigger, send_delay: 2d..2d}}}\n"
        + "survey: {a: {through: tool, rest: {own: 3d}, when: {event: call}}}",
        "5d",
        3,
    ),
    # RECORDS, ACCOUNTS
    (
        "two records, each with its rest of three days, and one invitation a day",
        CALL
        + "channel: {tool: {enforces: {own_rest: true, counts_per: record, records_per_person: 2}}}\n"
        + "survey: {a: {through: tool, rest: {own: 3d}, when: {event: call}}}",
        "3d",
        2,
    ),
    # ROLES AND SEGMENTS
    (
        "roles that exclude each other",
        CALL + "role: {r: , q: }\nsurvey: {a: {asks: [r], when: {event: call}}, b: {asks: [q], when: {event: call}}}",
        "1d",
        1,
    ),
    (
        "roles held together",
        CALL
        + "role: {r: , q: {may_also_be: [r]}}\n"
        + "survey: {a: {asks: [r], when: {event: call}}, b: {asks: [q], when: {event: call}}}",
        "1d",
        2,
    ),
    (
        "a survey of both roles invites once",
        CALL + "role: {r: , q: {may_also_be: [r]}}\nsurvey: {a: {asks: [r, q], when: {event: call}}}",
        "1d",
        1,
    ),
    (
        "nobody lives in two countries",
        CALL
        + "survey: {a: {sampling: {among: {country: [DE]}}, when: {event: call}},"
        + " b: {sampling: {among: {country: [FR]}}, when: {event: call}}}",
        "1d",
        1,
    ),
    (
        "gold dealers are dealers",
        CALL
        + "partner: {dealers: , gold: {part_of: dealers}, brokers: }\n"
        + "survey: {a: {partners: [dealers], when: {event: call}}, b: {partners: [gold], when: {event: call}},"
        + " c: {partners: [brokers], when: {event: call}}}",
        "1d",
        2,
    ),
    # FREEZES
    (
        "a frozen day that the tool keeps",
        CALL
        + "channel: {tool: {enforces: {freezes: true}}}\n"
        + "survey: {a: {through: tool, when: {on: ['2027-03-01', '2027-03-02', '2027-03-03']}}}",
        "3d",
        2,
    ),
    # DEFERRAL: a is sent on 5 March, b is due then and waits
    ("deferred past a rest of two days: 5 and 7 March", "DEFER 3d", "3d", 2),
    ("and not earlier", "DEFER 3d", "2d", 1),
    ("one day of waiting is too short", "DEFER 1d", "9d", 1),
    ("two days are long enough", "DEFER 2d", "9d", 2),
]
DEFER = """
channel: {tool: {enforces: {rest: 2d}}}
survey:
  a: {through: tool, when: {on: ["2027-03-05"]}}
  b: {through: tool, on_block: defer, defer_for: %s, when: {on: ["2027-03-05"]}}
"""


@pytest.mark.parametrize(("text", "within", "largest"), [pytest.param(*case[1:], id=case[0]) for case in CASES])
def test_worst_window(text: str, within: str, largest: int) -> None:
    if text.startswith("DEFER"):
        text = DEFER % text.split()[1]
    freeze = ", freezes: [{first: '2027-03-02', last: '2027-03-02'}]" if "freezes" in text else ""
    policy = f"\npolicy: {{load: {{frequency: [{{at_most: 1, within: {within}}}]{freeze}}}}}\n"
    assert worst(text + policy) == largest


@pytest.mark.parametrize(("b", "c", "largest"), [(0, 1, 2), (1, 0, 1), (0, 0, 1)])
def test_what_waits_goes_by_priority_then_by_day(b: int, c: int, largest: int) -> None:
    # a is sent on 5 March and starts a rest of two days; b, due on the 5th, and c, due on the 6th, wait for the 7th.
    # c starts no rest, so b follows it on the same day; after b, c would have to wait on.
    text = f"""
channel: {{tool: {{enforces: {{rest: 2d}}}}}}
survey:
  a: {{through: tool, when: {{on: ["2027-03-05"]}}}}
  b: {{through: tool, on_block: defer, priority: {b}, when: {{on: ["2027-03-05"]}}}}
  c: {{through: tool, on_block: defer, priority: {c}, rest: {{starts: false}}, when: {{on: ["2027-03-06"]}}}}
"""
    assert worst(text + limit("at_most: 1, within: 1d, of: {surveys: [b, c]}")) == largest


def test_a_second_one_joins_the_one_that_waits() -> None:
    # b is due on 5 and 6 March, waits for the 7th because of a, and goes out once.
    text = """
channel: {tool: {enforces: {rest: 2d}}}
survey:
  a: {through: tool, when: {on: ["2027-03-05"]}}
  b: {through: tool, on_block: defer, rest: {starts: false}, when: {on: ["2027-03-05", "2027-03-06"]}}
"""
    # With a: a, b on the 7th. Without a: b on the 5th and the 6th. With a after b: b, a on the 5th, b on the 7th.
    assert worst(text + limit("at_most: 1, within: 9d")) == 3
    assert worst(text + limit("at_most: 1, within: 2d")) == 2


def test_regular_waves_in_months_are_clipped() -> None:
    # 31 January, 28 February 2027: 28 days apart. 31 December 2027 and 31 January 2028: 31.
    text = 'survey: {a: {when: {every: monthly, starting: "2026-12-31"}}}'
    assert worst(text + limit("at_most: 1, within: 28d"), until="2028-12-31") == 1
    assert worst(text + limit("at_most: 1, within: 29d"), until="2028-12-31") == 2
    assert worst(text + limit("at_most: 1, within: 365d"), until="2028-12-31") == 12
    assert worst(text + limit("at_most: 1, within: 1y"), until="2028-12-31") == 12


def test_a_leap_day_is_a_day() -> None:
    # Yearly from 29 February 2028: 28 February 2029 is 365 days later, 29 February 2032 366 after 28 February 2031.
    text = 'survey: {a: {when: {every: yearly, starting: "2028-02-29"}}}'
    assert worst(text + limit("at_most: 1, within: 365d"), until="2033-12-31") == 1
    assert worst(text + limit("at_most: 1, within: 366d"), until="2033-12-31") == 2


def test_calendar_periods() -> None:
    every = "survey: {a: {when: {every: 10d}}}"  # the 1st, 11th, 21st, 31st
    assert worst(every + limit("at_most: 1, each: month")) == 4
    assert worst(every + limit("at_most: 1, each: quarter")) == 10  # 92 days
    assert worst(every + limit("at_most: 1, each: year")) == 37  # 1 January to 27 December
    dates = 'survey: {a: {when: {on: ["2027-02-14", "2027-02-15", "2027-03-01"]}}}'
    assert worst(dates + limit("at_most: 1, each: month")) == 2
    assert worst(dates + limit("at_most: 1, each: quarter")) == 3
    assert worst(dates + limit("at_most: 1, each: quarter"), fiscal_year="02-15") == 2
    assert worst(dates + limit("at_most: 1, each: year"), fiscal_year="03-01") == 2


def test_counted_minutes_gaps_and_groups() -> None:
    text = """
event: {call: }
survey:
  a: {minutes: 2.5, when: {event: call}}
  b: {minutes: 10, when: {event: call}}
  c: {minutes: 11, when: {event: call}}
"""
    assert worst(text + limit("minutes: 60, within: 2d")) == 47
    assert worst(text + limit("at_most: 1, within: 2d, of: {longer_than: 10min}")) == 2
    assert worst(text + limit("at_most: 1, within: 2d, of: {up_to: 10min}")) == 4
    assert worst(text + limit("minutes: 9, within: 2d, of: {surveys: [a]}")) == 5
    assert worst(text + limit("gap: 2d")) == 6


def test_limits_of_all_time() -> None:
    once = "event: {launch: {type: change}}\nsurvey: {a: {when: {change: launch, repeat: {every: 2d, times: 1}}}}"
    assert worst(once + limit("at_most: 1")) == 2
    assert worst(CALL + "survey: {a: {when: {event: call}}}" + limit("at_most: 1")) is None
    dates = 'survey: {a: {when: {on: ["2027-03-01", "2027-07-01", "2029-03-01"]}}}'
    assert worst(dates + limit("at_most: 1")) == 3


def test_reminders() -> None:
    text = 'survey: {a: {when: {on: ["2027-03-01"]}, reminders: [{after: 2d}, {after: 9d}], open_for: 5d}}'
    assert worst(text + limit("at_most: 1, within: 3d")) == 1
    assert worst(text + limit("at_most: 1, within: 2d, reminders: counted")) == 1
    assert worst(text + limit("at_most: 1, within: 20d, reminders: counted")) == 2


@pytest.mark.parametrize(
    ("day", "enforced", "largest"),
    [
        ("2027-03-05", "{}", 1),
        ("2027-03-06", "{}", 0),
        ("2027-03-03", "{}", 1),  # its reminder falls on the 5th
        ("2027-03-05", "{freezes: true}", 0),
        ("2027-03-03", "{freezes: true}", 0),
    ],
)
def test_frozen_days(day: str, enforced: str, largest: int) -> None:
    text = f"""
channel: {{tool: {{enforces: {enforced}}}}}
survey: {{a: {{through: tool, when: {{on: ["{day}"]}}, reminders: [{{after: 2d}}]}}}}
policy: {{load: {{freezes: [{{first: "2027-03-05", last: "2027-03-05"}}]}}}}
"""
    assert search.search(program(text))["load", "freezes", 0].largest == largest


def test_days_that_are_frozen_every_year() -> None:
    text = """
survey: {a: {when: {on: ["2029-03-05"]}}}
policy: {load: {freezes: [{first: "2027-03-05", last: "2027-03-05", yearly: %s}]}}
"""
    assert search.search(program(text % "true"))["load", "freezes", 0].largest == 1
    assert search.search(program(text % "false"))["load", "freezes", 0].largest == 0


@pytest.mark.parametrize(
    ("zone", "within", "largest"),
    [
        # Behind: 23:00 in Berlin is still the day in UTC, 00:30 the day before. Days 0 (shown as -1), 1, 3.
        ("UTC", "2d", 2),
        ("UTC", "3d", 2),
        ("UTC", "4d", 3),
        ("Asia/Tokyo", "2d", 2),
        ("Europe/Paris", "2d", 1),
    ],
)
def test_a_tool_with_another_clock(zone: str, within: str, largest: int) -> None:
    text = f"channel: {{tool: {{enforces: {{own_rest: true, clock: {zone}}}}}}}\nsurvey: {{a: {OWN}}}"
    assert worst(CALL + text + limit(f"at_most: 1, within: {within}")) == largest


def test_shifts_between_clocks() -> None:
    assert search.shifts_between("Europe/Berlin", "Europe/Paris") == (0,)
    assert search.shifts_between("Europe/Berlin", "UTC") == (-1, 0)
    assert search.shifts_between("Europe/Berlin", "Asia/Tokyo") == (0, 1)
    assert search.shifts_between("Europe/Berlin", "Africa/Johannesburg") == (0, 1)
    assert search.shifts_between("America/Santiago", "America/Halifax") == (-1, 0, 1)


def test_records_that_nobody_declared() -> None:
    text = (
        CALL
        + "channel: {tool: {enforces: {own_rest: true, counts_per: record}}}\n"
        + "survey: {a: {through: tool, rest: {own: 3d}, when: {event: call}}}"
        + limit("at_most: 1, within: 3d")
    )
    found = search.search(program(text))["load", "frequency", 0]
    assert not found.exceeds and not found.is_certain and found.might_exceed


def test_each_record_by_itself() -> None:
    text = (
        CALL
        + "channel: {tool: {enforces: {own_rest: true, counts_per: record, records_per_person: 2}}}\n"
        + "survey: {a: {through: tool, rest: {own: 3d}, when: {event: call}}}"
    )
    assert worst(text + limit("at_most: 1, within: 3d, per: record")) == 1


ACCOUNT = """
event: {call: }
role: {r: {per_account: 2}, q: {per_account: 1}}
channel: {tool: {enforces: {rest: 2d, counts_per: %s}}}
survey: {a: {asks: [r, q], through: tool, when: {event: call}}}
"""


@pytest.mark.parametrize(
    ("counts_per", "within", "largest"), [("person", "2d", 3), ("person", "3d", 6), ("account", "3d", 2)]
)
def test_accounts(counts_per: str, within: str, largest: int) -> None:
    text = ACCOUNT % counts_per + limit(f"at_most: 1, within: {within}, per: account")
    assert worst(text) == largest


def test_an_account_with_any_number_of_contacts() -> None:
    text = (ACCOUNT % "person").replace("q: {per_account: 1}", "q: ") + limit("at_most: 3, within: 2d, per: account")
    found = search.search(program(text))["load", "frequency", 0]
    assert not found.exceeds and not found.is_certain and found.might_exceed


def test_partners_count_the_people_of_partners() -> None:
    text = """
event: {call: }
role: {r: {per_account: 2}, d: {per_account: 2, audience: partner}}
survey: {a: {asks: [r, d], when: {event: call}}}
"""
    assert worst(text + limit("at_most: 1, within: 1d, per: partner")) == 2
    assert worst(text + limit("at_most: 1, within: 1d, per: account")) == 4


# PROGRAMS OF THE GENERATOR


def test_generated_programs_are_sound() -> None:
    for seed in range(40):
        parsed = parse_all((Source("cxprog.yaml", small.text(small.documents(seed))),))
        linked, findings = link(document for own, _ in parsed for document in own)
        assert not findings, (seed, [finding.message for finding in findings])
        assert linked.settings and compare.specs_of(small.documents(seed)).settings == linked.settings.node


def test_the_same_seed_gives_the_same_program() -> None:
    assert small.text(small.documents(7)) == small.text(small.documents(7))


def test_every_feature_occurs_beside_others() -> None:
    beside: dict[str, set[str]] = {}
    for seed in range(600):
        used = small.features(small.documents(seed))
        for one in used:
            beside.setdefault(one, set()).update(used - {one})
    assert all(len(others) > 20 for others in beside.values()), beside.keys()
    assert len(beside) > 55


def test_going_through_calendars_one_by_one_finds_the_same() -> None:
    checked = 0
    for seed in range(250):
        documents = small.documents(seed)
        for key, largest in plain.by_invitations(documents).items():
            checked += 1
            assert search.search(documents)[key].largest == largest, (seed, key)
    assert checked > 20


def test_playing_stories_one_by_one_finds_the_same() -> None:
    checked = 0
    for seed in range(400):
        documents = small.documents(seed)
        if not any(each.get("on_block") for each in documents):
            continue
        documents = plain.with_dates(documents)
        for key, largest in plain.by_stories(documents).items():
            checked += 1
            assert search.search(documents)[key].largest == largest, (seed, key)
    assert checked > 20


def test_verdicts_equal_the_search() -> None:
    tally = compare.compare(range(300))
    assert not tally.mismatches
