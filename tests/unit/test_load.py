"""Expected load: volumes declared in YAML in, invitations by role and week out, each number worked out by hand."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from cxprog.analysis.frequency.load import Amount, Load, RoleLoad, load, waves_between
from cxprog.analysis.frequency.values import Profile, Verdict
from cxprog.analysis.specs import Specs
from cxprog.check import Today
from cxprog.compiler import Project, check_project
from cxprog.manifest import lower
from cxprog.source import Source

BASE = """\
kind: program
language: 1
id: small
version: 1.0.0
model: b2b
clock: Europe/Berlin
owner: care
targets: {}
---
{kind: team, id: care}
---
{kind: channel, id: tool, type: survey, tool: Tool}
---
{kind: question, id: easy, type: ces, text: How easy was it?}
---
{kind: role, id: buyer, audience: customer, level: tactical}
---
{kind: role, id: user, audience: customer, level: operational}
---
kind: event
id: order
type: event
at_most: 1 per 10d
---
{kind: event, id: visit, type: event}
---
{kind: event, id: launch, type: change, on: 2027-02-03}
---
{kind: event, id: someday, type: change}
---
kind: population
id: all
dimensions: [country]
response_rate: 0.25
groups:
  - {role: buyer, by: {country: DE}, people: 300}
  - {role: buyer, by: {country: AT}, people: 100, response_rate: 0.5}
  - {role: user, by: {country: DE}, people: 1600}
---
"""
MONDAY = date(2027, 1, 4).toordinal()


def survey(more: str, name: str = "pulse", minutes: float = 2.5) -> str:
    asks = "" if "asks:" in more else "asks: [buyer], "
    through = "" if "through:" in more else "through: tool, "
    fixed = f"purpose: pulse, {asks}{through}identity: identified, minutes: {minutes}, questions: [easy]"
    return f"{{kind: survey, id: {name}, {fixed}, {more}}}\n---\n"


def specs(text: str, base: str = BASE) -> Specs:
    checked = check_project(Project((Source("cxprog.yaml", base + text),)), Today("2026-11-22"))
    wrong = [finding.message for finding in checked.findings if str(finding.severity) == "error"]
    assert not wrong
    return Specs.of_manifest(lower(checked.program, None))


def loaded(text: str, base: str = BASE, weeks: int = 8) -> Load:
    return load(specs(text, base), MONDAY, weeks)


def only(found: Load) -> RoleLoad:
    (role,) = found.roles
    return role


def by_week(role: RoleLoad) -> list[int | Fraction]:
    return [week.invitations for week in role.weeks]


def why(found: Load, sort: str) -> list[str]:
    return [note.why for note in found.notes if note.sort == sort]


# WAVES


def test_a_wave_goes_out_on_its_day() -> None:
    role = only(loaded(survey("when: {on: [2027-01-20]}")))
    assert by_week(role) == [0, 0, 400, 0, 0, 0, 0, 0]
    assert role.people == 400
    assert role.year == Amount(Fraction(400), Fraction(1000))


def test_a_wave_is_spread_evenly_over_its_window() -> None:
    # 14 days from a Thursday: 4 of them lie in its own week, 7 in the next one, 3 in the one after.
    role = only(loaded(survey("when: {on: [2027-01-07], window: 14d}, sampling: {share: 0.35}")))
    assert by_week(role)[:4] == [40, 70, 30, 0]


def test_a_delay_adds_to_the_days_of_a_wave() -> None:
    # Sent on one of the days from the 6th to the 9th after the 4 January, a day each.
    role = only(loaded(survey("when: {on: [2027-01-04], delay: 5d..8d}")))
    assert by_week(role)[:3] == [200, 200, 0]


def test_regular_waves_are_counted_from_the_first_one() -> None:
    role = only(loaded(survey("when: {every: monthly, starting: 2027-01-31}")))
    assert by_week(role) == [0, 0, 0, 400, 0, 0, 0, 400]  # 31 January, 28 February
    assert role.year.invitations == 12 * 400


def test_regular_waves_without_a_first_day_are_spread_over_the_year() -> None:
    found = loaded(survey("when: {every: quarterly}"))
    role = only(found)
    assert role.year.invitations == 4 * 400
    assert by_week(role)[0] == Fraction(4 * 400 * 7, 365)
    assert why(found, "spread") == ["it does not say when its first wave starts (`starting`)"]


def test_nothing_goes_out_once_a_survey_is_retired() -> None:
    text = survey("when: {every: 7d, starting: 2027-01-04}, reminders: [{after: 7d}], retired: 2027-01-18")
    role = only(loaded(text))
    assert by_week(role)[:4] == [400, 400, 0, 0]
    assert [week.reminders for week in role.weeks][:4] == [0, 275, 0, 0]


def test_a_planned_change_is_one_wave() -> None:
    found = loaded(survey("when: {change: launch, delay: 5d..6d}"))
    assert by_week(only(found)) == [0, 0, 0, 0, 0, 400, 0, 0]  # 8 and 9 February
    assert not found.notes


# WHO


def test_segments_that_are_not_asked_do_not_count() -> None:
    assert only(loaded(survey("when: {on: [2027-01-04]}, sampling: {among: {country: [AT]}}"))).year.invitations == 100


def test_a_count_divides_in_proportion_to_the_head_counts() -> None:
    found = loaded(survey("when: {on: [2027-01-04]}, asks: [buyer, user], sampling: {count: 500}"))
    assert [(role.role, role.year.invitations) for role in found.roles] == [("buyer", 100), ("user", 400)]


def test_a_count_never_asks_more_people_than_there_are() -> None:
    assert only(loaded(survey("when: {on: [2027-01-04]}, sampling: {count: 5000}"))).year.invitations == 400


def test_a_balanced_draw_takes_equal_parts() -> None:
    text = survey("when: {on: [2027-01-04]}, asks: [buyer, user], sampling: {count: 190, balanced_by: [country]}")
    # 95 of Austria, all of them buyers; 95 of Germany, where 300 of 1,900 are buyers.
    found = {role.role: role.year.invitations for role in loaded(text).roles}
    assert found == {"buyer": 95 + 15, "user": 80}


def test_a_role_that_nobody_counts_is_not_guessed() -> None:
    base = BASE.replace("  - {role: user, by: {country: DE}, people: 1600}\n", "")
    found = loaded(survey("when: {on: [2027-01-04]}, asks: [buyer, user]"), base)
    buyer, user = found.roles
    assert (buyer.year.invitations, buyer.unknown) == (400, ())
    assert (user.people, user.year, user.unknown) == (None, Amount(), ("pulse",))
    assert user.unknown_weeks == (True, *(7 * [False])), "the wave has its days all the same"
    assert why(found, "unknown") == ["no population says how many people hold the role `user`"]


def test_a_count_of_one_role_needs_no_head_count() -> None:
    base = BASE.replace("  - {role: user, by: {country: DE}, people: 1600}\n", "")
    role = only(loaded(survey("when: {on: [2027-01-04]}, asks: [user], sampling: {count: 30}"), base))
    assert (role.people, role.year.invitations) == (None, 30)


def test_key_accounts_have_no_head_count() -> None:
    found = loaded(survey("when: {on: [2027-01-04]}, sampling: {key_accounts: only}"))
    assert why(found, "unknown") == ["no population says how many people belong to key accounts"]
    drawn = "when: {on: [2027-01-04]}, sampling: {share: 0.5, key_accounts: %s}"
    assert loaded(survey(drawn % "always")).leaves_out_key_accounts
    assert not loaded(survey(drawn % "sampled")).leaves_out_key_accounts


def test_people_whom_head_counts_do_not_tell_apart_are_at_most_so_many() -> None:
    found = loaded(survey("when: {on: [2027-01-04]}, sampling: {criteria: [Has called us]}"))
    assert (only(found).year.invitations, only(found).year_at_most.invitations) == (0, 400)
    assert why(found, "at most") == ["only people who meet its criteria are asked, and nothing says how many do"]


def test_a_survey_that_invites_nobody_loads_nobody() -> None:
    assert loaded(survey("when: {always: true}")).roles == ()


# EVENTS


def test_a_bound_is_no_average() -> None:
    found = loaded(survey("when: {event: order}"))
    assert (only(found).year.invitations, only(found).year_at_most.invitations) == (0, Fraction(400 * 365, 10))
    assert [week.invitations for week in only(found).weeks_at_most] == [280] * 8
    assert why(found, "at most") == ["`order` happens at most 1 per 10 days"]


def test_a_rest_that_the_tool_keeps_bounds_it_further() -> None:
    base = BASE.replace("type: survey, tool: Tool", "type: survey, tool: Tool, enforces: {own_rest: true}")
    text = survey("when: {event: order}, rest: {own: 73d}, sampling: {share: 0.5}")
    # Half of the orders are one in 20 days on average; nobody gets more than one in 73 days.
    assert only(loaded(text)).year_at_most.invitations == 400 * Fraction(365, 20)
    found = loaded(text, base)
    assert only(found).year_at_most.invitations == 400 * 5
    assert why(found, "at most") == ["`order` happens at most 1 per 10 days; its own rest is 73 days"]


def test_each_repetition_counts() -> None:
    role = only(loaded(survey("when: {event: order, repeat: {every: monthly, times: 2}}")))
    assert role.year_at_most.invitations == 3 * Fraction(400 * 365, 10)


def test_an_event_without_bound_or_volume_is_not_guessed() -> None:
    found = loaded(survey("when: {event: visit}"))
    assert only(found).unknown == ("pulse",)
    assert all(only(found).unknown_weeks)
    assert "nothing says how often `visit` happens; add `at_most` to `visit`" in why(found, "unknown")[0]


def test_a_change_without_a_day_is_on_no_day() -> None:
    assert why(loaded(survey("when: {change: someday}")), "unknown") == ["the change `someday` has no date; add `on`"]


def test_a_volume_within_some_time_is_expected() -> None:
    found = loaded(survey("when: {event: visit}, sampling: {count: 73, within: 1y}"))
    assert only(found).year.invitations == 73
    assert by_week(only(found)) == [Fraction(7, 5)] * 8
    assert not found.notes


# REMINDERS


def test_those_who_do_not_answer_are_reminded() -> None:
    # 300 answer a quarter, 100 a half: 225 + 50 are silent.
    role = only(loaded(survey("when: {on: [2027-01-04]}, reminders: [{after: 7d}, {after: 14d}]")))
    assert [week.reminders for week in role.weeks][:4] == [0, 275, 275, 0]
    assert role.year.minutes == 1000


def test_nobody_is_reminded_of_a_survey_that_is_closed() -> None:
    text = survey("when: {on: [2027-01-04]}, open_for: 10d, reminders: [{after: 7d}, {after: 14d}]")
    assert only(loaded(text)).year.reminders == 275


def test_without_a_response_rate_at_most_all_are_reminded() -> None:
    found = loaded(
        survey("when: {on: [2027-01-04]}, reminders: [{after: 7d}]"), BASE.replace("response_rate: 0.25\n", "")
    )
    role = only(found)
    assert (role.year.reminders, role.year_at_most) == (0, Amount(reminders=Fraction(400)))
    assert why(found, "at most") == ["its reminders, since no response rate is declared"]


# YEARS AND VERDICTS


def test_the_year_is_twelve_months_from_the_first_day() -> None:
    found = loaded(survey("when: {on: [2027-01-04, 2028-01-03, 2028-01-04]}"))
    assert date.fromordinal(found.last) == date(2028, 1, 3)
    assert only(found).year.invitations == 800


def test_the_order_of_documents_changes_nothing() -> None:
    first = survey("when: {on: [2027-01-04], window: 20d}, asks: [buyer, user]", "a")
    second = survey("when: {event: order}", "b") + survey("when: {event: visit}", "c")
    assert loaded(first + second) == loaded(second + first)


def test_waves_come_in_order_of_days() -> None:
    text = survey("when: {on: [2027-02-01]}", "a") + survey("when: {every: 30d, starting: 2027-01-10}", "b")
    found = [(name, wave.first - MONDAY) for name, wave in waves_between(specs(text), MONDAY, MONDAY + 40)]
    assert found == [("b", 6), ("a", 28), ("b", 36)]


def test_the_worst_case_is_that_of_the_widest_limit_on_a_year() -> None:
    policy = """\
kind: policy
id: load
frequency:
  - {at_most: 1, within: 30d}
  - {at_most: 3, within: 365d, of: {longer_than: 10min}}
  - {at_most: 9, each: year}
  - {at_most: 9, within: 365d, per: account}
"""
    buyer = Profile(("buyer",))

    def verdict(index: int, most: int) -> Verdict:
        return Verdict("load", index, None, buyer, "proved", 9, most=most)

    made = specs(survey("when: {on: [2027-01-04]}, asks: [buyer, user]") + policy)
    found = load(made, MONDAY, 1, tuple(verdict(index, most) for index, most in enumerate((8, 2, 5, 7))))
    assert [role.worst.index if role.worst else None for role in found.roles] == [2, None]
