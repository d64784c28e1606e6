"""Starvation: YAML in, what can never go out and what keeps what back, each case worked out by hand."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxprog.analysis.frequency.starvation import Starvation, starvation_of
from cxprog.check import Today
from cxprog.compiler import Project, check_project
from cxprog.program import Program
from cxprog.rule import Example
from cxprog.rules import all_rules
from cxprog.source import Source
from cxprog.testing import check_example, example_program

RULES = {rule.id: rule for rule in all_rules()}
DAY = date(2027, 1, 4).toordinal()


def channel(name: str = "tool", more: str = "", **enforces: object) -> str:
    """A channel; `more` are further keys."""
    listed = ", ".join(f"{key}: {str(value).lower()}" for key, value in enforces.items())
    return f"---\n{{kind: channel, id: {name}, type: survey, tool: Tool, enforces: {{{listed}}}{more}}}\n"


def survey(name: str, when: str, more: str = "", *, asks: str = "buyer", through: str | None = "tool") -> str:
    """A survey; `more` are further keys, each with a comma before it."""
    tool = f", through: {through}" if through else ""
    return (
        f"---\n{{kind: survey, id: {name}, purpose: pulse, asks: [{asks}], when: {{{when}}}, minutes: 1, "
        f"identity: confidential, questions: [easy]{tool}{more}}}\n"
    )


def program(text: str) -> Program:
    """The text with what examples of rules may refer to."""
    return example_program(Example(True, "{kind: question, id: easy, type: ces, text: How easy was it?}\n" + text))


def starvation(text: str) -> Starvation:
    """What the text keeps from being sent."""
    return starvation_of(program(text))


def told(rule: str, text: str) -> list[str]:
    """What a rule finds, as `severity: message`."""
    whole = "{kind: question, id: easy, type: ces, text: How easy was it?}\n" + text
    return [f"{each.severity}: {each.message}" for each in check_example(RULES[rule], Example(False, whole))]


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


MARCH = "every: yearly, starting: 2027-03-01"

# NEVER


@pytest.mark.parametrize(
    ("when", "more", "freeze", "never"),
    [
        ("every: yearly, starting: 2027-03-01", ", retired: 2027-03-01", "", True),
        ("every: yearly, starting: 2027-03-01", ", retired: 2027-03-02", "", False),
        # Without a first day it can have gone out before it was retired.
        ("every: yearly", ", retired: 2027-03-01", "", False),
        ("on: [2027-03-01, 2027-04-01]", ", retired: 2027-03-15", "", False),
        ("on: [2027-03-01], delay: 3d", ", retired: 2027-03-03", "", True),
        ("on: [2027-12-20, 2028-01-06]", "", "first: 2026-12-18, last: 2027-01-06, yearly: true", True),
        ("on: [2027-12-20, 2028-01-07]", "", "first: 2026-12-18, last: 2027-01-06, yearly: true", False),
        ("every: yearly, starting: 2027-12-20", "", "first: 2026-12-18, last: 2027-01-06, yearly: true", True),
        ("every: yearly, starting: 2027-12-20", "", "first: 2027-12-18, last: 2028-01-06", False),
        ("every: 365d, starting: 2027-12-20", "", "first: 2026-12-20, last: 2026-12-20, yearly: true", False),
        # The window reaches one day behind the freeze.
        ("on: [2028-01-01], window: 7d", "", "first: 2026-12-18, last: 2027-01-06, yearly: true", False),
        ("on: [2028-01-01], window: 6d", "", "first: 2026-12-18, last: 2027-01-06, yearly: true", True),
        ("on: [2028-01-01]", ", on_block: defer, defer_for: 5d", "first: 2028-01-01, last: 2028-01-06", True),
        ("on: [2028-01-01]", ", on_block: defer, defer_for: 6d", "first: 2028-01-01, last: 2028-01-06", False),
        ("event: visit-closed", ", retired: 2027-03-01", "", False),
    ],
)
def test_what_can_never_go_out(when: str, more: str, freeze: str, never: bool) -> None:
    policy = f"---\n{{kind: policy, id: quiet, freezes: [{{{freeze}}}]}}\n" if freeze else ""
    text = channel(freezes=True) + policy + survey("wave", when, more)
    assert (starvation(text).never("wave") is not None) == never
    assert bool(told("survey-never-sent", text)) == never
    # A tool that keeps no freezes sends on frozen days too.
    if freeze:
        assert starvation(channel() + policy + survey("wave", when, more)).never("wave") is None


# ALWAYS KEPT BACK


@pytest.mark.parametrize(
    ("rest", "first", "second", "more", "kept"),
    [
        ("60d", MARCH, "every: yearly, starting: 2027-04-29", "", True),  # 59 days later
        ("60d", MARCH, "every: yearly, starting: 2027-04-30", "", False),  # 60 days later
        ("60d", MARCH, "every: yearly, starting: 2027-03-01", "", False),  # the same day: either may be first
        ("60d", MARCH, "every: yearly, starting: 2027-02-27", "", False),
        ("60d", MARCH, "every: yearly, starting: 2027-04-20, window: 10d", "", True),
        ("60d", MARCH, "every: yearly, starting: 2027-04-20, window: 11d", "", False),
        ("60d", MARCH + ", window: 7d", "every: yearly, starting: 2027-03-08", "", True),
        ("60d", MARCH + ", window: 7d", "every: yearly, starting: 2027-03-07", "", False),
        ("60d", MARCH, "every: yearly, starting: 2027-04-19", ", on_block: defer, defer_for: 10d", True),
        ("60d", MARCH, "every: yearly, starting: 2027-04-19", ", on_block: defer, defer_for: 11d", False),
        ("60d", MARCH, "every: yearly, starting: 2027-04-19", ", on_block: defer", False),
        ("60d", MARCH, "every: yearly, starting: 2027-04-19", ", rest: {respects: false}", False),
        ("60d", MARCH, "every: half-yearly, starting: 2027-04-19", "", False),
        ("60d", MARCH, "on: [2027-03-10, 2028-04-01]", "", True),
        ("60d", MARCH, "on: [2027-02-10, 2028-04-01]", "", False),
        ("60d", MARCH, "event: visit-closed", "", False),
        # Every month, and nothing longer than 31 days between two: no day is free, except of 30 days after the longest.
        ("31d", "every: 30d, starting: 2027-03-01", "event: visit-closed", "", False),
        ("30d", "every: 30d, starting: 2027-03-01", "event: visit-closed", "", False),
    ],
)
def test_what_the_waves_of_another_survey_always_keep_back(
    rest: str, first: str, second: str, more: str, kept: bool
) -> None:
    text = channel(rest=rest) + survey("one", first) + survey("two", second, more)
    found = starvation(text).starved("two")
    assert (found is not None) == kept
    assert found is None or (found.by, found.since) == (("one",), None)


def test_what_never_lets_its_rest_end() -> None:
    """One that is not kept back itself goes out every 30 days, and each time starts a rest of 90 days for the other."""
    tools = channel("app", rest="30d") + channel("mail", rest="90d", more=", shares_rest_with: [app]")
    text = tools + survey("often", "every: 30d, starting: 2027-03-01", through="app")
    found = starvation(text + survey("rare", "event: visit-closed", through="mail")).starved("rare")
    assert found is not None and found.by == ("often",)
    # Also where it waits, and with waves on any day; and the first wave may be any day where nothing keeps it back.
    assert starvation(text + survey("rare", "event: visit-closed", ", on_block: defer", through="mail")).starved("rare")
    assert starvation(text + survey("rare", "every: 77d, starting: 2027-04-01", through="mail")).starved("rare")
    free = tools + survey("often", "every: monthly", ", rest: {respects: false}", through="app")
    assert starvation(free + survey("rare", "every: yearly", through="mail")).starved("rare") is not None


def test_from_when_on() -> None:
    text = channel(rest="60d") + survey("one", "every: yearly, starting: 2029-03-01")
    found = starvation(text + survey("two", "every: yearly, starting: 2027-04-01")).starved("two")
    assert found is not None and found.since == day("2029-04-01")
    assert [(each.earlier.start, each.day) for each in found.calendar[:1]] == [(day("2029-03-01"), day("2029-04-01"))]


def test_who_was_first_stays_first() -> None:
    """Either could keep the other back; the one that begins a day earlier does, and the other one never goes out."""
    text = channel(rest="20d") + survey("a", "every: 20d, starting: 2027-03-01")
    found = starvation(text + survey("b", "every: 20d, starting: 2027-03-02"))
    assert found.starved("a") is None
    starved = found.starved("b")
    assert starved is not None and starved.since is None


def test_who_is_kept_back_keeps_nobody_back() -> None:
    """January keeps back February, so February does not keep back March."""
    text = channel(rest="45d") + "".join(
        survey(name, f"every: yearly, starting: 2027-{month}-01")
        for name, month in (("a", "01"), ("b", "02"), ("c", "03"), ("d", "04"))
    )
    found = starvation(text)
    assert [name for name in "abcd" if found.starved(name)] == ["b", "d"]
    starved = found.starved("d")
    assert starved is not None and starved.by == ("c",)


@pytest.mark.parametrize(
    ("sampling", "other", "kept"),
    [
        ("", "", True),
        (", sampling: {share: 1}", ", sampling: {share: 0.2}", True),
        (", sampling: {share: 0.9}", "", False),
        (", sampling: {count: 100}", "", False),
        (", sampling: {key_accounts: only}", "", False),
        (", sampling: {share: 0.2}", ", sampling: {key_accounts: only}", True),
        (", sampling: {share: 0.2, key_accounts: sampled}", ", sampling: {key_accounts: only}", False),
        (", partners: [dealer]", "", False),
        (", partners: [dealer]", ", partners: [dealer]", True),
    ],
)
def test_only_who_asks_everybody_starves(sampling: str, other: str, kept: bool) -> None:
    text = channel(rest="60d") + survey("one", MARCH, sampling)
    text += survey("two", "every: yearly, starting: 2027-04-01", other)
    assert (starvation(text).starved("two") is not None) == kept


def test_one_role_more_is_not_starved() -> None:
    text = channel(rest="60d") + survey("one", MARCH)
    text += survey("two", "every: yearly, starting: 2027-04-01", asks="buyer, operator")
    assert starvation(text).starved("two") is None
    assert told("waves-collide", text) == ["info: every wave of `two` comes within the rest that `one` starts"]


def test_a_shared_cap() -> None:
    """Two in 200 days: the third of each half-year is kept back, whoever got the first two."""
    text = channel(shared_caps="[{at_most: 2, within: 200d}]") + "".join(
        survey(name, f"every: yearly, starting: 2027-{month}-01")
        for name, month in (("a", "01"), ("b", "03"), ("c", "05"))
    )
    assert [name for name in "abc" if starvation(text).starved(name)] == ["c"]


# KEPT BACK AGAIN AND AGAIN


@pytest.mark.parametrize(
    ("first", "more", "rests", "apart"),
    [
        ("event: visit-closed", "", ("30d", "90d"), 30),
        ("event: visit-closed", "", ("90d", "90d"), None),  # both are free on the same day
        ("event: visit-closed", ", rest: {respects: false}", ("30d", "90d"), 1),
        ("event: visit-closed", ", rest: {own: 89d, respects: false}", ("30d", "90d"), 89),
        ("event: visit-closed", ", rest: {own: 90d, respects: false}", ("30d", "90d"), None),
        ("event: visit-closed", ", rest: {starts: false}", ("30d", "90d"), None),
        ("event: visit-closed", ", retired: 2030-01-01", ("30d", "90d"), None),
        ("on: [2027-01-01, 2027-02-01]", "", ("30d", "90d"), None),
        ("every: 40d", "", ("30d", "90d"), 40),
        ("every: 20d", "", ("30d", "90d"), 40),
        ("every: quarterly", "", ("30d", "90d"), None),
    ],
)
def test_a_rare_survey_behind_a_frequent_one(first: str, more: str, rests: tuple[str, str], apart: int | None) -> None:
    text = channel("app", rest=rests[0], own_rest=True) + channel("mail", ", shares_rest_with: [app]", rest=rests[1])
    text += survey("often", first, more, through="app")
    text += survey("rare", "before: renewal", ", on_block: defer", through="mail", asks="operator, buyer")
    assert [each.apart for each in starvation(text).behind("rare")] == ([] if apart is None else [apart])


def test_people_who_hold_both_roles_are_behind_too() -> None:
    text = channel("app", rest="30d") + channel("mail", ", shares_rest_with: [app]", rest="90d")
    text += survey("often", "event: visit-closed", through="app", asks="operator")
    text += survey("rare", "before: renewal", through="mail")
    roles = "---\n{kind: role, id: buyer, audience: customer, level: strategic, may_also_be: [operator]}\n"
    assert starvation(text).behind("rare") == ()
    assert [each.source for each in starvation(text + roles).behind("rare")] == ["often"]
    assert told("survey-starved", text + roles) == [
        "info: whoever gets `often` often enough, such as every 30 days, never gets `rare`"
    ]


# WAITING


def test_the_guaranteed_wait_of_the_closed_form() -> None:
    """R = (Q - 1) + eta(R + 1) Q with Q = 10 and a trigger every 25 days: 9 + 10."""
    event = "---\n{kind: event, id: call, type: event, at_most: 1 per 25d}\n"
    text = event + channel(rest="10d") + survey("often", "event: call")
    assert (
        starvation(text + survey("late", "before: renewal", ", on_block: defer")).longest_wait(["buyer"], "late") == 19
    )
    # Two of them need 20 of 25 days; three need 30, so nothing is guaranteed.
    two = text + survey("also", "event: call")
    late = survey("late", "before: renewal", ", on_block: defer")
    assert starvation(two + late).longest_wait(["buyer"], "late") == 49
    assert starvation(two + survey("more", "event: call") + late).longest_wait(["buyer"], "late") is None
    assert starvation(text + survey("late", "before: renewal")).longest_wait(["buyer"], "late") is None


# COLLISIONS


def test_waves_that_collide_with_their_dates() -> None:
    text = channel(rest="60d") + survey("pulse", "every: quarterly, starting: 2027-01-11")
    text += survey("yearly", "every: yearly, starting: 2027-05-03")
    (found,) = starvation(text).collisions()
    assert (found.first, found.second, found.is_certain, found.loses_all) == ("pulse", "yearly", True, True)
    assert [(one.start, other.start) for one, other in found.pairs[:1]] == [(day("2027-04-11"), day("2027-05-03"))]
    # All of its waves are kept back, so it is told once, as starved.
    assert told("waves-collide", text) == []
    assert told("survey-starved", text) == ["warning: whoever gets every wave of `pulse` never gets `yearly`"]


@pytest.mark.parametrize(
    ("second", "more", "message"),
    [
        ("on: [2027-03-20, 2027-09-20]", "", "warning: 1 of 2 waves of `two` comes within the rest that `one` starts"),
        (
            "on: [2027-02-20, 2027-09-20]",
            "",
            "warning: 1 of 5 waves of `one` comes within the rest that `two` starts",
        ),
        (
            "on: [2027-03-01]",
            "",
            "warning: `one` and `two` go out at the same time, and one of them keeps the other back",
        ),
        ("on: [2027-04-30, 2027-09-20]", "", ""),
        ("on: [2027-03-20, 2027-09-20]", ", on_block: defer, defer_for: 60d", ""),
        ("on: [2027-03-20, 2027-09-20]", ", retired: 2028-01-01", ""),
        (
            "on: [2027-04-25, 2027-09-20], window: 10d",
            "",
            "warning: 1 of 2 waves of `two` may come within the rest that `one` starts",
        ),
    ],
)
def test_which_waves_collide(second: str, more: str, message: str) -> None:
    text = channel(rest="60d") + survey("one", MARCH) + survey("two", second, more)
    assert told("waves-collide", text) == ([message] if message else [])


@pytest.mark.parametrize(
    ("every", "more", "enforces", "is_told"),
    [
        ("quarterly", "", {"rest": "93d"}, True),
        ("quarterly", "", {"rest": "92d"}, False),  # May to August has 92 days
        ("30d", ", rest: {own: 31d}", {"own_rest": True}, True),
        ("30d", ", rest: {own: 31d}", {"own_rest": False}, False),
        ("30d", ", rest: {own: 31d}, sampling: {share: 0.3}", {"own_rest": True}, False),
        ("30d", ", rest: {own: 31d}, on_block: defer, defer_for: 1d", {"own_rest": True}, False),
        ("30d, window: 5d", ", rest: {own: 34d}", {"own_rest": True}, False),
        ("30d, window: 5d", ", rest: {own: 35d}", {"own_rest": True}, True),
    ],
)
def test_a_survey_in_its_own_way(every: str, more: str, enforces: dict[str, Any], is_told: bool) -> None:
    text = channel(**enforces) + survey("wave", f"every: {every}", more)
    assert bool(told("waves-collide", text)) == is_told


# PRIORITIES


@pytest.mark.parametrize(
    ("mine", "other", "why"),
    [
        ("", ", on_block: defer", "never waits"),
        (", on_block: defer, defer_for: 0d", ", on_block: defer", "never waits"),
        (", on_block: defer, rest: {respects: false}", ", on_block: defer", "never kept back"),
        (", on_block: defer", "", "alone"),
        (", on_block: defer", ", on_block: defer, rest: {respects: false, starts: false}", "alone"),
        (", on_block: defer", ", on_block: defer, priority: 5", "all alike"),
        (", on_block: defer", ", on_block: defer, priority: 4", None),
        (", on_block: defer", ", on_block: defer", None),
        # What stands outside the rest can still start it.
        (", on_block: defer", ", on_block: defer, rest: {own: 9d, respects: false}", None),
    ],
)
def test_what_a_priority_decides(mine: str, other: str, why: str | None) -> None:
    text = channel(rest="30d", own_rest=True) + survey("one", "event: visit-closed", mine + ", priority: 5")
    idle = starvation(text + survey("two", "before: renewal", other)).idle("one")
    assert (idle.why if idle else None) == why


def test_waves_that_never_wait_together() -> None:
    wait = ", on_block: defer, defer_for: 30d, priority: 1"
    text = channel(rest="40d") + survey("one", MARCH, wait)
    near, far = ("every: yearly, starting: 2027-03-31", "every: yearly, starting: 2027-04-01")
    assert starvation(text + survey("two", near, ", on_block: defer, defer_for: 30d")).idle("one") is None
    assert starvation(text + survey("two", far, ", on_block: defer, defer_for: 30d")).idle("one") is not None


# LIMITS


LIMIT = "---\n{kind: policy, id: load, frequency: [{at_most: 4, within: 365d%s}]}\n"


@pytest.mark.parametrize(
    ("per", "tools", "others", "message"),
    [
        ("", channel(rest="92d"), "", ""),
        (
            "",
            channel(rest="92d"),
            survey("two", "before: renewal", through=None),
            "warning: the rest of 92 days in `tool` cannot keep this limit: `two` runs in no tool that it knows of",
        ),
        (
            "",
            channel(rest="92d", more=", shares_rest_with: [crm]") + channel("crm", rest="92d"),
            survey("two", "before: renewal", through="crm"),
            "warning: the rest of 92 days in `crm` cannot keep this limit: it does not know of `one` in `tool`",
        ),
        (
            "",
            channel(rest="92d", more=", shares_rest_with: [crm]")
            + channel("crm", ", shares_rest_with: [tool]", rest="92d"),
            survey("two", "before: renewal", through="crm"),
            "",
        ),
        # Another role, so never the same person.
        ("", channel(rest="92d"), survey("two", "before: renewal", through=None, asks="operator"), None),
        # Once a year is no harm behind a rest of half a year.
        ("", channel(rest="183d"), survey("two", "on: [2027-03-01]", through=None), ""),
        # Meant to stand outside.
        ("", channel(rest="92d"), survey("two", "before: renewal", ", rest: {respects: false}"), ""),
        (
            "",
            channel(rest="92d", counts_per="record"),
            "",
            "warning: the rest of 92 days in `tool` cannot keep this limit: "
            "`tool` counts each record by itself, and one person can have several",
        ),
        ("", channel(rest="92d", counts_per="record", records_per_person=1), "", ""),
        (
            ", per: account",
            channel(rest="92d"),
            "",
            "warning: the rest of 92 days in `tool` cannot keep this limit: "
            "it counts per person, the limit per account",
        ),
        (", per: account", channel(rest="92d", counts_per="account"), "", None),
        # A rest of a week would not keep it anyway.
        ("", channel(rest="7d"), survey("two", "before: renewal", through=None), ""),
    ],
)
def test_limits_that_a_tool_cannot_keep(per: str, tools: str, others: str, message: str | None) -> None:
    text = tools + LIMIT % per + survey("one", "event: visit-closed") + others
    assert told("limit-unenforceable", text) == ([message] if message else [])


def test_fragments_and_mistakes_are_met_with_silence() -> None:
    text = channel(rest="92d") + LIMIT % "" + survey("one", "event: visit-closed", ", priority: 3")
    text += survey("two", "before: renewal", through=None)
    start = "kind: program\nlanguage: 1\nid: p\nversion: 1.0.0\nmodel: b2b\nclock: Europe/Berlin\nowner: care\n"
    around = "---\n{kind: team, id: care}\n---\n{kind: role, id: buyer, audience: customer, level: tactical}\n"
    around += "---\n{kind: event, id: visit-closed, type: event}\n---\n{kind: event, id: renewal, type: date}\n"
    around += "---\n{kind: question, id: easy, type: ces, text: Easy?}\n"
    mine = {"limit-unenforceable", "priority-without-effect"}

    def found(more: str) -> set[str]:
        project = Project((Source("cxprog.yaml", start + around + text + more),))
        return {each.rule for each in check_project(project, Today("2026-11-22")).findings} & mine

    assert found("") == mine
    assert found("---\n{kind: channel, id: crm, typ: crm, tool: CRM}\n") == set()


# AGAINST A SMALL SIMULATION

WAVES = st.tuples(st.sampled_from([20, 30, 40, 60]), st.integers(0, 59), st.booleans(), st.booleans())


def simulate(plan: list[tuple[int, int, bool, bool]], rest: int, days: int) -> list[list[int]] | None:
    """Days on which each survey goes out to somebody whom all of them ask; None where two can be first."""
    sent: list[list[int]] = [[] for _ in plan]
    for today in range(days):
        due = [at for at, (step, start, _, _) in enumerate(plan) if today >= start and (today - start) % step == 0]
        starting = [each for at, (_, _, _, starts) in enumerate(plan) if starts for each in sent[at]]
        free = [at for at in due if not plan[at][2] or not any(today - each < rest for each in starting)]
        if len(free) > 1:
            return None
        for at in free:
            sent[at].append(today)
    return sent


@settings(max_examples=60, deadline=None)
@given(st.lists(WAVES, min_size=2, max_size=4), st.integers(5, 70))
def test_what_is_always_kept_back_never_goes_out(plan: list[tuple[int, int, bool, bool]], rest: int) -> None:
    """Every 20 to 60 days: after two cycles of 120 days, whatever has not gone out in the third never does."""
    text = channel(rest=f"{rest}d")
    for at, (step, start, respects, starts) in enumerate(plan):
        when = f"every: {step}d, starting: {date.fromordinal(DAY + start)}"
        flags = f", rest: {{respects: {str(respects).lower()}, starts: {str(starts).lower()}}}"
        text += survey(f"s{at}", when, flags)
    found = starvation(text)
    sent = simulate(plan, rest, 1200)
    for at in range(len(plan)):
        starved = found.starved(f"s{at}")
        if sent is not None and starved is not None:
            assert not [day for day in sent[at] if day >= 720]
        if starved is not None and sent is not None and starved.since is None:
            assert sent[at] == []


SPREAD = st.tuples(
    st.sampled_from([20, 30, 60]), st.integers(0, 59), st.integers(1, 8), st.one_of(st.none(), st.integers(1, 15))
)


def simulate_spread(
    plan: list[tuple[int, int, int, int | None]], rest: int, days: int, chance: random.Random
) -> list[list[int]]:
    """Sends on days of the windows that chance picks, in an order of each day that chance picks; some wait."""
    sent: list[list[int]] = [[] for _ in plan]
    due_on = [
        {begin + chance.randrange(window) for begin in range(start, days, step)} for step, start, window, _ in plan
    ]
    waiting: dict[int, int] = {}
    latest = -days
    for today in range(days):
        due = [at for at in range(len(plan)) if today in due_on[at] and at not in waiting]
        for at in sorted([*due, *waiting], key=lambda _: chance.random()):
            since, wait = waiting.get(at, today), plan[at][3] or 0
            if today - latest >= rest:
                waiting.pop(at, None)
                sent[at].append(today)
                latest = today
            elif today - since < wait:
                waiting[at] = since
            else:
                waiting.pop(at, None)
    return sent


@settings(max_examples=60, deadline=None)
@given(st.lists(SPREAD, min_size=2, max_size=4), st.integers(5, 70), st.integers(0, 1 << 30))
def test_whatever_chance_does_nothing_goes_out_that_is_always_kept_back(
    plan: list[tuple[int, int, int, int | None]], rest: int, seed: int
) -> None:
    text = channel(rest=f"{rest}d")
    for at, (step, start, window, wait) in enumerate(plan):
        when = f"every: {step}d, starting: {date.fromordinal(DAY + start)}, window: {window}d"
        text += survey(f"s{at}", when, f", on_block: defer, defer_for: {wait}d" if wait else "")
    found = starvation(text)
    starved = {at: found.starved(f"s{at}") for at in range(len(plan))}
    for more in range(5 if any(starved.values()) else 0):
        sent = simulate_spread(plan, rest, 600, random.Random(seed + more))
        for at, said in starved.items():
            assert said is None or not [day for day in sent[at] if said.since is None or DAY + day >= said.since]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(8, 60), st.integers(0, 59)), min_size=1, max_size=3),
    st.integers(2, 12),
    st.integers(0, 400),
    st.lists(st.integers(0, 12), min_size=60, max_size=60),
)
def test_no_simulated_wait_is_longer_than_the_guaranteed_one(
    others: list[tuple[int, int]], rest: int, asked: int, late: list[int]
) -> None:
    """The others come as often as they may, or later, and are always the first of a day."""
    text = channel(rest=f"{rest}d") + survey("mine", "before: renewal", ", on_block: defer")
    for at, (step, _) in enumerate(others):
        text += f"---\n{{kind: event, id: e{at}, type: event, at_most: 1 per {step}d}}\n" + survey(
            f"s{at}", f"event: e{at}"
        )
    bound = starvation(text).longest_wait(["buyer"], "mine")
    causes = []
    for at, (step, start) in enumerate(others):
        today = start
        for more in late[at * 20 : at * 20 + 20]:
            causes.append(today)
            today += step + more
    free_from, today = 0, 0
    while today < asked or today < free_from or today in causes:
        if today in causes and today >= free_from:
            free_from = today + rest
        today += 1
        if bound is None and today > 5000:
            return
    if bound is not None:
        assert today - asked <= bound
