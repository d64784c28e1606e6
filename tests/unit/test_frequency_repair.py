"""Repairs of limits that are broken: applied to the documents as they stand, each of them makes the limit hold."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from cxprog.analysis.frequency.change import Change
from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.frequency.repair import Repair, repairs
from cxprog.analysis.frequency.values import Verdict
from cxprog.analysis.specs import Specs
from tests.calendars import specs
from tests.frequency import search, small
from tests.frequency.compare import specs_of

SEEDS = [*(seed for seed in range(60) if seed not in (12, 59)), 301, 1192]
"""Small programs whose broken limits are repaired."""

Documents = list[dict[str, Any]]


def applied(documents: Documents, changes: tuple[Change, ...]) -> Documents:
    """The documents with changes written into them, each as `Change` says it."""
    documents = copy.deepcopy(documents)
    for change in changes:
        holder: Any = next(each for each in documents if (each["kind"], each["id"]) == (change.kind, change.id))
        for key in change.path[:-1]:
            holder = holder[key]
        last: Any = change.path[-1]
        stands = holder[last] if (last in holder if isinstance(holder, dict) else last < len(holder)) else None
        assert stands == change.old
        if change.value is None:
            del holder[last]
        elif isinstance(holder, list) and change.old is None:
            assert last == len(holder)
            holder.append(change.value)
        else:
            holder[last] = change.value
    return documents


def key(verdict: Verdict) -> search.Key:
    return verdict.policy, verdict.part, verdict.index


def open_limits(found: tuple[Verdict, ...]) -> set[Any]:
    return {(*key(verdict), verdict.profile) for verdict in found if verdict.answer != "proved"}


def worse(before: set[Any], after: set[Any]) -> set[Any]:
    """What is open now and was not, also not for people with more roles, some of which nobody asks any more."""
    return {
        (*limit, profile)
        for *limit, profile in after - before
        if not any(limit == known and set(profile.roles) <= set(other.roles) for *known, other in before)
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_each_repair_makes_the_limit_hold_and_none_worse(seed: int) -> None:
    documents = small.documents(seed)
    program = specs_of(documents)
    before = verdicts(program, with_certificates=False)
    for verdict in before:
        for repair in repairs(program, verdict, known=before):
            mended = applied(documents, repair.changes)
            after = verdicts(specs_of(mended), with_certificates=False)
            assert not worse(open_limits(before), open_limits(after)), repair.words
            if repair.holds_for_all:
                assert {each.answer for each in after if key(each) == key(verdict)} == {"proved"}, repair.words
            else:
                assert (*key(verdict), verdict.profile) not in open_limits(after), repair.words
            agrees_with_the_search(mended, key(verdict), repair)


def agrees_with_the_search(documents: Documents, limit: search.Key, repair: Repair) -> None:
    if not repair.holds_for_all:
        return
    try:
        found = search.search(documents)
    except search.TooLarge:
        return
    assert not found[limit].exceeds, repair.words


# BY HAND

TOOL = "channel tool: enforces: {own_rest: true}\n"
DAILY = "survey nps: through: tool; when: {every: daily}\n"
TWO_IN_30 = "policy load: frequency: [{at_most: 2, within: 30d}]\n"


def offered(text: str, **options: Any) -> list[Repair]:
    """All repairs of the first broken limit of a short program."""
    program = specs(text)
    broken = next(each for each in verdicts(program, with_certificates=False) if each.answer == "violated")
    return list(repairs(program, broken, **{"most": 9, **options}))


def written(repair: Repair) -> list[tuple[Any, ...]]:
    return [(each.kind, each.id, each.path, each.value, each.old) for each in repair.changes]


def test_a_shared_cap_equal_to_the_limit() -> None:
    cap, rest = offered(TOOL + DAILY + TWO_IN_30)
    assert cap.words == "let `tool` keep a shared cap of 2 in 30 days"
    assert written(cap) == [
        ("channel", "tool", ("enforces", "shared_caps"), [{"at_most": 2, "within": "30d"}], None),
    ]
    assert cap.is_one_edit and cap.holds_for_all and not cap.declares
    assert rest.words == "let `nps` rest 15 days by itself"
    assert written(rest) == [("survey", "nps", ("rest",), {"own": "15d"}, None)]
    assert rest.is_one_edit


def test_a_shared_cap_that_is_too_high_is_lowered() -> None:
    cap, *_ = offered("channel tool: enforces: {shared_caps: [{at_most: 5, within: 30d}]}\n" + DAILY + TWO_IN_30)
    assert written(cap) == [("channel", "tool", ("enforces", "shared_caps", 0, "at_most"), 2, 5)]
    assert cap.is_one_edit


def test_a_shared_cap_beside_another_is_appended() -> None:
    cap, *_ = offered("channel tool: enforces: {shared_caps: [{at_most: 9, within: 90d}]}\n" + DAILY + TWO_IN_30)
    assert written(cap) == [
        ("channel", "tool", ("enforces", "shared_caps", 1), {"at_most": 2, "within": "30d"}, None),
    ]
    assert not cap.is_one_edit


def test_minutes_become_a_cap_of_as_many_as_fit() -> None:
    cap, *_ = offered(TOOL + DAILY + "policy load: frequency: [{minutes: 17, within: 30d}]\n")
    assert cap.words == "let `tool` keep a shared cap of 3 in 30 days"


def test_a_tool_that_keeps_nothing_is_told_the_whole_map() -> None:
    cap, *_ = offered("channel tool:\n" + DAILY + TWO_IN_30)
    value = {"shared_caps": [{"at_most": 2, "within": "30d"}]}
    assert written(cap) == [("channel", "tool", ("enforces",), value, None)]


def test_what_is_declared_is_enforced() -> None:
    survey = "survey nps: through: tool; when: {every: daily}; rest: {own: 20d}\n"
    by_words = {each.words: each for each in offered("channel tool:\n" + survey + TWO_IN_30)}
    repair = by_words["let `tool` keep the rests that its surveys set for themselves"]
    assert written(repair) == [("channel", "tool", ("enforces",), {"own_rest": True}, None)]
    assert not any(words.startswith("let `nps` rest") for words in by_words)


def test_caps_of_surveys_are_enforced() -> None:
    survey = "survey nps: through: tool; when: {every: daily}; caps: [{at_most: 1, within: 30d}]\n"
    words = [each.words for each in offered(TOOL + survey + TWO_IN_30)]
    assert words[1] == "let `tool` keep the caps that its surveys set"


TWO_TOOLS = """\
channel mailer: enforces: {rest: 30d}
channel portal: enforces: {rest: 30d}
survey ces: through: portal
survey nps: through: mailer
policy load: frequency: [{at_most: 1, within: 30d}]
"""


def test_tools_share_their_rest() -> None:
    both, *_ = offered(TWO_TOOLS)
    assert both.words == "let `mailer` share its rest with `portal` and let `portal` share its rest with `mailer`"
    assert [each.path for each in both.changes] == [("shares_rest_with",), ("shares_rest_with",)]
    assert not both.is_one_edit


def test_a_survey_gets_a_tool() -> None:
    program = "channel tool: enforces: {rest: 30d}\nsurvey ces: through: tool\nsurvey nps:\n"
    repair, *_ = offered(program + "policy load: frequency: [{at_most: 1, within: 30d}]\n")
    assert repair.words == "send `nps` through `tool`"
    assert written(repair) == [("survey", "nps", ("through",), "tool", None)]


def test_a_survey_is_not_exempt_any_more() -> None:
    program = """\
channel tool: enforces: {rest: 30d}
survey ces: through: tool; rest: {respects: false}; when: {every: yearly}
survey nps: through: tool
policy load: frequency: [{at_most: 1, within: 30d}]
"""
    repair, *_ = offered(program)
    assert repair.words == "let the shared rest and caps of its tool keep `ces` back"
    assert written(repair) == [("survey", "ces", ("rest", "respects"), True, False)]
    assert repair.is_one_edit


def test_a_cap_needs_a_survey_that_is_exempt() -> None:
    program = TOOL + "survey ces: through: tool; rest: {respects: false}\n" + DAILY + TWO_IN_30
    repair = next(each for each in offered(program) if "cap" in each.words)
    assert repair.words == (
        "let `tool` keep a shared cap of 2 in 30 days and let the shared rest and caps of its tool keep `ces` back"
    )


def test_the_smallest_rest_of_a_survey_and_of_a_tool() -> None:
    program = """\
channel tool: enforces: {rest: 3d, own_rest: true}
survey nps: through: tool; rest: {own: 5d}
policy load: frequency: [{gap: 12d}]
"""
    own, *_ = offered(program)
    assert own.words == "raise the rest of `nps` from 5 days to 12 days"
    assert written(own) == [("survey", "nps", ("rest", "own"), "12d", "5d")]
    two = program.replace("survey nps", "survey ces: through: tool\nsurvey nps")
    shared, *_ = offered(two)
    assert shared.words == "raise the shared rest of `tool` from 3 days to 12 days"
    assert written(shared) == [("channel", "tool", ("enforces", "rest"), "12d", "3d")]


WAVES = """\
survey ces: when: {on: ["2027-03-09"]}
survey nps: when: {on: ["2027-03-01"]}
policy load: frequency: [{at_most: 1, within: 30d}]
"""


def test_a_wave_is_moved_as_little_as_needed() -> None:
    (repair,) = offered(WAVES)
    assert repair.words == "move the wave of `ces` from 9 March to 31 March 2027, 22 days later"
    assert written(repair) == [("survey", "ces", ("when", "on", 0), "2027-03-31", "2027-03-09")]
    assert repair.is_one_edit


def test_a_wave_is_not_moved_onto_another_or_a_frozen_day() -> None:
    frozen = WAVES + 'policy quiet: freezes: [{first: "2027-03-31", last: "2027-04-01"}]\n'
    (repair,) = offered(frozen)
    assert repair.words == "move the wave of `nps` from 1 March to 7 February 2027, 22 days earlier"


def test_regular_waves_start_on_another_day() -> None:
    program = """\
survey ces: when: {every: 60d, starting: "2027-03-01"}
survey nps: when: {every: 60d, starting: "2027-03-06"}
policy load: frequency: [{at_most: 1, within: 10d}]
"""
    (repair,) = offered(program)
    assert repair.words == "start the waves of `ces` on 24 February 2027, 5 days earlier"
    assert written(repair) == [("survey", "ces", ("when", "starting"), "2027-02-24", "2027-03-01")]


def test_a_role_is_taken_off_a_survey() -> None:
    program = """\
role buyer: may_also_be: [user]
role user:
role guest:
survey ces: asks: [buyer, guest]
survey nps: asks: [user]; when: {on: ["2027-03-01"]}
event ticket: at_most: 1 per 30d
policy load: frequency: [{at_most: 1, within: 30d}]
"""
    (repair,) = offered(program)
    assert repair.words == "take the role `buyer` off `ces`"
    assert written(repair) == [("survey", "ces", ("asks",), ["guest"], ["buyer", "guest"])]
    assert not repair.is_one_edit


def test_freezes_are_enforced_and_waves_leave_them() -> None:
    program = """\
channel tool: enforces: {rest: 1d}
survey nps: through: tool; when: {on: ["2027-03-02"]}
policy quiet: freezes: [{first: "2027-03-01", last: "2027-03-05"}]
"""
    enforced, moved = offered(program)
    assert enforced.words == "let `tool` send nothing on frozen days"
    assert written(enforced) == [("channel", "tool", ("enforces", "freezes"), True, None)]
    assert moved.words == "move the wave of `nps` from 2 March to 28 February 2027, 2 days earlier"


def test_a_reminder_is_dropped() -> None:
    program = """\
survey nps: when: {on: ["2027-03-01"]}; reminders: [{after: 3d}, {after: 7d}]
policy load: frequency: [{at_most: 2, within: 30d, reminders: counted}]
"""
    (repair,) = offered(program)
    assert repair.words == "drop the second reminder of `nps`"
    assert written(repair) == [("survey", "nps", ("reminders",), [{"after": "3d"}], [{"after": "3d"}, {"after": "7d"}])]
    one = program.replace("{after: 3d}, ", "").replace("at_most: 2", "at_most: 1")
    (repair,) = offered(one)
    assert repair.words == "drop the reminder of `nps`"
    assert written(repair) == [("survey", "nps", ("reminders",), None, [{"after": "7d"}])]


def test_what_can_happen_only_so_often_could_be_said() -> None:
    (declared,) = offered("survey nps:\n" + TWO_IN_30)
    assert declared.words == (
        "if `ticket` can happen to one person at most once in 15 days, say so with `at_most: 1 per 15d`"
    )
    assert declared.declares and declared.is_one_edit
    assert written(declared) == [("event", "ticket", ("at_most",), "1 per 15d", None)]


def test_touchpoints_say_how_often_they_are_passed() -> None:
    journey = "journey service: stages: [{id: use, steps: [{id: fix, touchpoints: [{id: visit, channel: web}]}]}]\n"
    (declared,) = offered(journey + "survey nps: when: {after: service.visit}\n" + TWO_IN_30)
    path = ("stages", 0, "steps", 0, "touchpoints", 0, "at_most")
    assert written(declared) == [("journey", "service", path, "1 per 15d", None)]
    assert "`service.visit`" in declared.words


def test_only_the_best_are_offered_and_what_could_be_said_comes_last() -> None:
    program = "channel tool:\nsurvey ces: through: tool\nsurvey nps: through: tool; rest: {own: 30d}\n" + TWO_IN_30
    found = offered(program, most=1)
    assert [each.declares for each in found] == [False, True]
    assert [each.cost for each in found] == sorted(each.cost for each in found)


def test_nothing_is_offered_where_nothing_helps() -> None:
    assert not offered("survey nps: when: {every: daily}\npolicy load: frequency: [{at_most: 0, within: 30d}]\n")


def test_a_limit_that_holds_needs_no_repair() -> None:
    program: Specs = specs("survey nps: when: {every: yearly}\n" + TWO_IN_30)
    assert [repairs(program, each) for each in verdicts(program)] == [()]


def test_limits_of_packs_are_repaired() -> None:
    program = specs(
        "program pumps: language: 1; version: 1.0.0; model: b2b; clock: UTC; owner: cx-office; packs: [b2b]\n"
        + TOOL
        + DAILY
    )
    for broken in (each for each in verdicts(program) if each.answer == "violated"):
        assert broken.pack == "b2b"
        assert repairs(program, broken)[0].words.startswith("let `tool` keep a shared cap of ")
