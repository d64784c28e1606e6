"""Proofs for roles with many surveys, and the days that they count on, against slower ways to the same answer."""

from __future__ import annotations

import datetime
from datetime import date
from zoneinfo import ZoneInfo

import pytest

from cxprog.analysis.frequency import days
from cxprog.analysis.frequency.certificate import check
from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.frequency.replay import mistakes
from cxprog.analysis.frequency.telling import summary
from cxprog.analysis.frequency.values import Verdict
from cxprog.analysis.working_time import WorkingTime
from cxprog.language.types import Duration
from tests.calendars import specs
from tests.frequency import compare, small

OFFICE = ("mon", "tue", "wed", "thu", "fri")


@pytest.mark.parametrize(
    "week",
    [
        WorkingTime("Europe/Berlin", OFFICE, "08:00", "17:00", "DE"),
        WorkingTime("America/New_York", ("sun", "wed"), "09:00", "09:01", "US"),
        WorkingTime("Asia/Kathmandu", ("fri",), "00:00", "23:59"),
        WorkingTime("Europe/Berlin", OFFICE, "22:00", "06:00", "DE"),
    ],
    ids=str,
)
def test_business_days_end_when_a_deadline_does(week: WorkingTime) -> None:
    for day in range(days.FIRST, days.FIRST + 366):
        for amount in (0, 1, 4):
            for clock in (datetime.time(), datetime.time(23, 59)):
                start = datetime.datetime.combine(date.fromordinal(day), clock, ZoneInfo(week.clock))
                deadline = week.due(start, Duration("business_days", amount))
                assert days._due(week, amount, day, clock.hour > 0) == deadline.toordinal()


def many(limit: str, *, surveys: int = 60, rest: str = "30d", minutes: str = "5") -> Verdict:
    """What is known about a limit for somebody whom so many surveys through one tool can ask."""
    lines = [f"survey s{number:02}: through: tool; minutes: {minutes}" for number in range(surveys)]
    lines += [f"channel tool: enforces: {{rest: {rest}, own_rest: true, caps: true}}"]
    lines += [f"policy load: frequency: [{{{limit}}}]"]
    program = specs("\n".join(lines))
    (found,) = verdicts(program)
    assert found.answer != "violated" or not mistakes(program, found)
    assert all(check(certificate) for certificate in found.certificates)
    return found


@pytest.mark.parametrize("surveys", [5, 60, 300])
def test_one_survey_after_the_other_breaks_a_limit_by_one(surveys: int) -> None:
    found = many("at_most: 4, within: 365d", surveys=surveys)
    assert found.answer == "violated"
    assert found.witness is not None
    first = found.witness.sends[0].day
    assert [send.day - first for send in found.witness.sends] == [0, 30, 60, 90, 120]


def test_a_rest_that_leaves_just_so_much_room_is_a_proof() -> None:
    assert many("at_most: 4, within: 365d", rest="92d").answer == "proved"
    assert many("at_most: 4, within: 365d", rest="91d").answer == "violated"


def test_minutes_are_broken_with_as_few_surveys_as_can_be() -> None:
    lines = [f"survey s{number:02}: through: tool; minutes: {2 + number % 9}" for number in range(45)]
    lines += ["channel tool: enforces: {rest: 10d}", "policy load: frequency: [{minutes: 30, within: 365d}]"]
    (found,) = verdicts(specs("\n".join(lines)))
    assert found.witness is not None
    assert len(found.witness.sends) == 4
    assert found.least == 40


ONE_WAY = """\
channel hears: enforces: {rest: 90d}; shares_rest_with: [deaf]
channel deaf: enforces: {rest: 30d}
"""


@pytest.mark.parametrize(("at_most", "answer"), [(13, "violated"), (14, "proved")])
def test_a_tool_that_hears_of_another_adds_nothing_while_that_one_sends(at_most: int, answer: str) -> None:
    # 365 days hold 13 sends 30 days apart. The tool that hears of them can send once, just before the first of these;
    # later it would need 90 days without any other.
    surveys = [f"survey s{number}: through: {('hears', 'deaf')[number % 2]}" for number in range(12)]
    policy = f"policy load: frequency: [{{at_most: {at_most}, within: 365d}}]"
    program = specs("\n".join([ONE_WAY, *surveys, policy]))
    (found,) = verdicts(program)
    assert found.answer == answer
    assert all(check(certificate) for certificate in found.certificates)


@pytest.mark.parametrize("first", range(0, 400, 40))
def test_rows_of_certificates_name_the_guards_that_a_proof_rests_on(first: int) -> None:
    named = 0
    for seed in range(first, first + 40):
        for verdict in verdicts(compare.specs_of(small.documents(seed))):
            used = {row.guard for certificate in verdict.certificates for row in certificate.rows}
            assert used <= set(range(len(verdict.rests_on)))
            assert all(len(summed) > 0 for summed in summary(verdict))
            named += len(used)
    assert named > 0


def test_each_row_of_a_proof_of_several_windows_is_told_as_the_guard_that_says_it() -> None:
    # In some windows nothing but the rest counts, in others nothing but the dates.
    program = specs(
        "survey often: through: tool\n"
        "survey once: when: {on: ['2027-03-01', '2027-03-20']}; through: none\n"
        "channel tool: enforces: {rest: 10d}\nchannel none:\n"
        "policy load: frequency: [{at_most: 5, within: 30d}]\n"
    )
    (found,) = verdicts(program)
    assert found.answer == "proved"
    sorts = {guard.sort for guard in found.rests_on}
    assert {"shared-rest", "dates"} <= sorts
    for certificate in found.certificates:
        for row in certificate.rows:
            guard = found.rests_on[row.guard]
            surveys = {certificate.sends[send][0] for send, _ in row.terms}
            assert guard.of in surveys or (guard.of == "tool" and surveys == {"often"})
