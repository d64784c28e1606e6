"""Corners of the rules that their pages do not show, and mistakes that must be reported once."""

from __future__ import annotations

from itertools import product
from operator import eq, ge, gt, le, lt, ne

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxprog.check import Today
from cxprog.compiler import Project, check_project
from cxprog.language.condition import Compare, parse_condition
from cxprog.rule import EXAMPLE_PROGRAM, Example
from cxprog.rules import all_rules
from cxprog.source import Source
from cxprog.testing import check_example

RULES = {rule.id: rule for rule in all_rules()}


def told(rule: str, text: str) -> list[str]:
    """What a rule finds, as `line: message`."""
    findings = check_example(RULES[rule], Example(False, text))
    return [f"{finding.primary.line if finding.primary else 0}: {finding.message}" for finding in findings]


def journey(*touchpoints: str, extra: str = "") -> str:
    """A journey `j` of one stage `s`; touchpoints are flow maps without the braces."""
    listed = "".join(f"      - {{channel: phone, {touchpoint}}}\n" for touchpoint in touchpoints)
    return f"kind: journey\nid: j\nactor: customer\nstages:\n  - id: s\n    touchpoints:\n{listed}{extra}"


def survey(questions: str, extra: str = "") -> str:
    """A survey `sv` that asks operators some questions."""
    return (
        "---\nkind: survey\nid: sv\npurpose: transactional\nasks: [operator]\nwhen: {event: visit-closed}\n"
        f"identity: identified\nminutes: 1\nquestions: {questions}\n{extra}"
    )


SCORE = "---\nkind: question\nid: score\ntype: nps\ntext: How likely are you to recommend us?\n"
WHY = "---\nkind: question\nid: why\ntype: open-text\ntext: Why?\n"
LOOP = "---\nkind: loop\nid: lp\ntype: inner\nowner: field-service\n"


# TOUCHPOINTS


def test_a_lead_may_hand_over_to_another_owner_but_not_to_itself() -> None:
    shared = "id: a, owner: {joint: [dealer, field-service], lead: dealer}, handoff: {to: %s}"
    following = "id: b, owner: field-service"
    assert told("handoff-to-same-owner", journey(shared % "field-service", following)) == []
    assert told("handoff-to-same-owner", journey(shared % "dealer", following)) == [
        "7: `a` is handed over to `dealer`, who already has it"
    ]


def test_a_handoff_is_measured_by_every_way_on() -> None:
    ways = "id: a, owner: cx-office, next: [b, c], handoff: {to: dealer}"
    text = journey(ways, "id: b, owner: field-service, next: []", "id: c, owner: dealer")
    assert told("handoff-to-bystander", text) == []
    assert told("handoff-unmarked", text) == []
    assert told("handoff-unmarked", text.replace(", handoff: {to: dealer}", "")) == [
        "7: after `a` responsibility passes from `cx-office` to `field-service` without a handoff"
    ]


def test_the_end_of_a_journey_hands_over_to_nobody_known() -> None:
    assert told("handoff-to-bystander", journey("id: a, owner: cx-office, handoff: {to: dealer}")) == []


@pytest.mark.parametrize(
    "listening",
    ["listens_to: [j.a]", "listens_to: [j.s]", "listens_to: [j.st]", "when: {after: j.a}"],
)
def test_a_moment_of_truth_is_heard_through_its_step_and_stage(listening: str) -> None:
    text = (
        "kind: journey\nid: j\nactor: customer\nstages:\n  - id: s\n    steps:\n      - id: st\n        touchpoints:\n"
        "          - {id: a, channel: phone, moment_of_truth: true}\n"
    )
    heard = SCORE + survey("[score]", listening)
    if listening.startswith("when"):
        heard = SCORE + survey("[score]").replace("when: {event: visit-closed}", listening)
    assert told("moment-of-truth-unheard", text + heard) == []
    retired = heard + "\nretired: 2027-01-01\n"
    assert told("moment-of-truth-unheard", text + retired) == ["9: no survey listens to the moment of truth `a`"]


def test_what_a_survey_listens_to_replaces_what_it_comes_after() -> None:
    text = journey("id: a, moment_of_truth: true", "id: b")
    after = SCORE + survey("[score]", "listens_to: [j.b]").replace("{event: visit-closed}", "{after: j.a}")
    assert told("moment-of-truth-unheard", text + after) == ["7: no survey listens to the moment of truth `a`"]


def test_a_step_is_named_by_all_of_its_touchpoints() -> None:
    text = (
        "kind: journey\nid: j\nactor: partner\nstages:\n  - id: s\n    steps:\n"
        "      - {id: one, touchpoints: [{id: a, channel: phone, roles: [buyer]}]}\n"
        "      - {id: two, touchpoints: [{id: b, channel: phone}, {id: c, channel: phone, roles: [buyer]}]}\n"
        "      - {id: three, touchpoints: [{id: d, channel: phone, side: back}]}\n"
    )
    assert told("stage-without-role", text) == ["8: nobody takes part in `two`, so nobody can be asked there"]


def test_one_stage_may_be_several_steps() -> None:
    text = (
        "kind: journey\nid: j\nactor: customer\nstages:\n  - id: s\n    steps:\n"
        "      - {id: one, touchpoints: [{id: a, channel: phone}]}\n"
        "      - {id: two, touchpoints: [{id: b, channel: phone}]}\n"
    )
    whole = text + SCORE + survey("[score]", "listens_to: [j.s]\n")
    assert told("survey-over-several-steps", whole) == ["23: `sv` asks about 2 steps at once: `j.one`, `j.two`"]
    assert told("survey-over-several-steps", whole.replace("transactional", "relational")) == []
    assert told("survey-over-several-steps", whole.replace("[j.s]", "[j.one, j.a]")) == []


def test_what_is_retired_need_not_be_improved() -> None:
    last = "retired: 2027-01-01"
    text = journey(f"id: a, moment_of_truth: true, {last}", f"id: b, {last}")
    for rule in ("touchpoint-without-owner", "moment-of-truth-unheard", "touchpoint-unreachable", "stage-without-role"):
        assert told(rule, text) == []
        assert told(rule, journey("id: a, moment_of_truth: true", "id: b", extra=last)) == []


# WAYS THROUGH A JOURNEY


ELSEWHERE = "---\nkind: journey\nid: k\nactor: customer\nstages: [{id: t, touchpoints: [{id: z, channel: app}]}]\n"


def test_only_the_first_touchpoint_of_a_part_cut_off_is_reported() -> None:
    text = journey("id: a, next: []", "id: b", "id: c", "id: d")
    assert told("touchpoint-unreachable", text) == ["8: nothing in `j` leads to the touchpoint `b`"]


def test_another_journey_may_lead_in() -> None:
    other = ELSEWHERE.replace("channel: app", "channel: app, next: [j.b]")
    assert told("touchpoint-unreachable", journey("id: a, next: []", "id: b") + other) == []


def test_another_journey_is_a_way_out() -> None:
    assert told("journey-without-end", journey("id: a", "id: b, next: [a, k.z]") + ELSEWHERE) == []
    assert told("journey-without-end", journey("id: a", "id: b, next: [a]")) == [
        "7: whoever comes to `a` never leaves the journey `j`"
    ]


def test_a_trap_is_found_though_others_leave() -> None:
    text = journey("id: a, next: [b, end]", "id: b", "id: c, next: [b]", "id: end")
    assert told("journey-without-end", text) == ["8: whoever comes to `b` never leaves the journey `j`"]


def test_a_part_that_nobody_reaches_is_no_trap() -> None:
    text = journey("id: a, next: [end]", "id: b, next: [b]", "id: end")
    assert told("journey-without-end", text) == []


ADDRESSES = tuple("abcde")


@given(st.lists(st.none() | st.sets(st.sampled_from(ADDRESSES), max_size=3), min_size=1, max_size=5))
def test_ways_agree_with_trying_all_of_them(leads: list[set[str] | None]) -> None:
    """Both rules about ways, against the closure of the arrows taken by brute force."""
    names = ADDRESSES[: len(leads)]
    ways = {
        name: set(names[place + 1 : place + 2]) if listed is None else listed & set(names)
        for place, (name, listed) in enumerate(zip(names, leads, strict=True))
    }
    written = (
        f"id: {name}" if listed is None else f"id: {name}, next: [{', '.join(sorted(ways[name]))}]"
        for name, listed in zip(names, leads, strict=True)
    )
    text = journey(*written)
    goes = {(start, end) for start in names for end in ways[start] | {start}}
    for _ in names:
        goes |= {(start, last) for (start, middle), (again, last) in product(goes, goes) if middle == again}
    trapped = any(
        (names[0], name) in goes and not any((name, end) in goes and not ways[end] for end in names) for name in names
    )
    assert bool(told("journey-without-end", text)) == trapped
    assert bool(told("touchpoint-unreachable", text)) == any((names[0], name) not in goes for name in names)


# CONDITIONS


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("score <= 6", ""),
        ("score < 0", "an answer to `score` is never < 0: the scale runs from 0 to 10"),
        ("score > 10", "an answer to `score` is never > 10: the scale runs from 0 to 10"),
        ("score = 6.5", "an answer to `score` is never = 6.5: the scale runs from 0 to 10"),
        ("score >= 11", "an answer to `score` is never 11: the scale runs from 0 to 10"),
        ("score = bad", "an answer to `score` is never `bad`: a number is needed"),
        ("score in (0, 12)", "an answer to `score` is never 12: the scale runs from 0 to 10"),
        ("not score = 12", "an answer to `score` is never 12: the scale runs from 0 to 10"),
        ("score > 3 and score < 4", "an answer to `score` is never > 3 and < 4 at once"),
        ("score > 3 or score < 3", ""),
        ("score is answered and score != 3", ""),
        ("score >= 3 and (score <= 6 or score >= 9)", ""),
        ("pick = left", ""),
        ("pick = lift", "an answer to `pick` is never `lift`; did you mean `left`?"),
        ("pick < left", "an answer to `pick` is never < `left`: such answers have no order"),
        ("fixed = yes", ""),
        ("fixed = true", "an answer to `fixed` is never `true`"),
        ("note = anything", ""),
        ("note > 3", "an answer to `note` is never > 3: such answers have no order"),
        ("amount >= 1000.5", ""),
        ("amount = many", "an answer to `amount` is never `many`: a number is needed"),
    ],
)
def test_conditions_that_no_answer_meets(condition: str, message: str) -> None:
    questions = (
        SCORE
        + "---\n{kind: question, id: pick, type: single-choice, text: '?', choices: [{id: left}, {id: right}]}\n"
        + "---\n{kind: question, id: fixed, type: yes-no, text: '?'}\n"
        + "---\n{kind: question, id: note, type: open-text, text: '?'}\n"
        + "---\n{kind: question, id: amount, type: number, text: '?'}\n"
        + WHY
    )
    asked = f"[score, pick, fixed, note, amount, {{question: why, when: {condition!r}}}]"
    findings = told("condition-impossible", questions + survey(asked))
    assert [finding.partition(": ")[2] for finding in findings] == ([message] if message else [])


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("loyalty < 20", ""),
        ("loyalty < -100.5", "`loyalty` is never -100.5: the scale runs from -100 to 100"),
        ("loyalty = poor", ""),
        ("loyalty = por", "`loyalty` is never `por`: a number is needed"),
        ("share < 500", ""),
    ],
)
def test_conditions_that_no_metric_meets(condition: str, message: str) -> None:
    metrics = (
        "{kind: metric, id: loyalty, type: nps, bands: [{id: poor, lowest: -100}, {id: good, lowest: 50}]}\n"
        "---\n{kind: metric, id: share, type: ratio}\n---\n{kind: question, id: loyalty, type: yes-no, text: '?'}\n"
    )
    findings = told("condition-impossible", metrics + LOOP + f"when: {condition}\n")
    assert [finding.partition(": ")[2] for finding in findings] == ([message] if message else [])


OPERATORS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "!=": ne}
COMPARISON = st.tuples(st.sampled_from(sorted(OPERATORS)), st.integers(-2, 8) | st.sampled_from((2.5, 4.5)))


@given(st.lists(COMPARISON, min_size=1, max_size=3))
def test_conjunctions_agree_with_trying_every_answer(comparisons: list[tuple[str, float]]) -> None:
    condition = " and ".join(f"rated {operator} {value}" for operator, value in comparisons)
    met = [
        answer for answer in range(1, 6) if all(OPERATORS[operator](answer, value) for operator, value in comparisons)
    ]
    outside = any(not 1 <= value <= 5 for _, value in comparisons)
    rated = "kind: question\nid: rated\ntype: rating\ntext: '?'\n" + WHY
    findings = told("condition-impossible", rated + survey(f"[rated, {{question: why, when: '{condition}'}}]"))
    if outside or not any(operator == "!=" for operator, _ in comparisons):
        assert bool(findings) == (outside or not met)
    else:
        # Single answers that are left out are not looked at: never a false alarm, now and then a missed one.
        assert not (findings and met)


@pytest.mark.parametrize(
    ("condition", "fact"),
    [
        ("score <= 6", ""),
        ("why is answered", "the question itself"),
        ("later is answered", "which is asked later"),
        ("alone is answered", "which this survey does not ask"),
        ("sv.score <= 6", "which is not how a question of the same survey is written"),
        ("other.score <= 6", "an answer to another survey"),
    ],
)
def test_conditions_on_answers_that_are_not_there(condition: str, fact: str) -> None:
    questions = SCORE + WHY + WHY.replace("why", "later") + WHY.replace("why", "alone")
    text = questions + survey(f"[score, {{question: why, when: {condition}}}, later]")
    name = condition.split()[0]
    expected = [f"whether `why` is shown depends on `{name}`, {fact}"] if fact else []
    assert [finding.partition(": ")[2] for finding in told("condition-outside-survey", text)] == expected


def test_places_within_a_condition() -> None:
    test = parse_condition("score <= 6")
    assert isinstance(test, Compare)
    loop = LOOP + "when: 'sv.score <= 6 or sv.score > 10'\n"
    (finding,) = check_example(RULES["condition-impossible"], Example(False, SCORE + survey("[score]") + loop))
    assert finding.primary
    span = finding.primary.where.span
    assert finding.primary.where.source.text[span.start : span.end] == "sv.score"
    assert finding.primary.column == len("when: 'sv.score <= 6 or ") + 1


# LOOPS


def test_an_outer_loop_may_live_by_its_review() -> None:
    outer = LOOP.replace("inner", "outer").replace("owner: field-service\n", "")
    review = outer + "review: {every: monthly, by: [cx-office]}\n"
    for rule in ("loop-without-owner", "loop-without-trigger", "outer-loop-without-review"):
        assert told(rule, review) == []
        assert len(told(rule, outer)) == 1


def test_a_chance_is_no_emergency() -> None:
    promoters = LOOP + "severity: positive\nsilence: {survey: sv, within: 90d}\n" + SCORE + survey("[score]")
    for rule in ("loop-without-escalation", "loop-without-deadline", "loop-without-close-codes"):
        assert told(rule, promoters) == []
        assert len(told(rule, promoters.replace("severity: positive\n", ""))) == 1


def test_an_anonymous_silence_cannot_be_followed_up() -> None:
    silence = LOOP + "silence: {survey: sv, within: 90d}\n" + SCORE
    anonymous = survey("[score]").replace("identified", "anonymous")
    assert told("anonymous-survey-with-inner-loop", silence + anonymous) == [
        "6: `lp` has to call back people whom nobody knows: `sv` is anonymous"
    ]
    assert told("anonymous-survey-with-inner-loop", silence.replace("inner", "outer") + anonymous) == []


@pytest.mark.parametrize("owner", ["touchpoint-owner", "account-manager", "partner-manager", "crew"])
def test_everybody_whom_an_alert_can_reach_needs_an_address(owner: str) -> None:
    program = EXAMPLE_PROGRAM.partition("---")[0] + "account_managers: crew\n---\n"
    manager = "kind: partner\nid: dealer\ntype: dealer\nmanager: crew\n---\n"
    heard = survey("[score]", "listens_to: [j.a]\n")
    text = program + manager + "kind: team\nid: crew\n---\n" + journey("id: a, owner: crew") + SCORE + heard
    loop = LOOP.replace("field-service", owner) + "when: sv.score <= 6\n"
    found = told("team-without-address", text + loop)
    assert [each.partition(": ")[2] for each in found] == [
        "alerts for the team `crew` go nowhere, as it has no address"
    ]


def test_a_touchpoint_without_an_owner_leaves_alerts_without_a_receiver() -> None:
    text = journey("id: a", "id: b, owner: dealer") + SCORE
    loop = LOOP.replace("field-service", "touchpoint-owner") + "when: sv.score <= 6\n"
    for place, count in (("j.a", 1), ("j.b", 0), ("j.s", 1)):
        assert (
            len(told("touchpoint-owner-unknown", text + survey("[score]", f"listens_to: [{place}]\n") + loop)) == count
        )


def test_ladders_in_different_units() -> None:
    for first, second, count in (("1d", "24h", 1), ("48h", "2w", 0), ("8bh", "1bd", 0), ("2bd", "2bd", 1)):
        loop = LOOP + f"escalate: [{{after: {first}, to: dealer}}, {{after: {second}, to: cx-office}}]\n"
        assert len(told("escalation-out-of-order", loop)) == count


# RETIREMENT


@pytest.mark.parametrize(
    ("survey_day", "touchpoint_day", "count"),
    [("", "", 0), ("", "2027-05-01", 1), ("2027-05-01", "2027-05-01", 0), ("2027-06-01", "2027-05-01", 1)],
)
def test_days_of_retirement_are_compared_with_each_other(survey_day: str, touchpoint_day: str, count: int) -> None:
    text = journey("id: b", "id: a" + (f", retired: {touchpoint_day}" if touchpoint_day else ""))
    last = f"retired: {survey_day}\n" if survey_day else ""
    assert len(told("retired-but-used", text + SCORE + survey("[score]", f"listens_to: [j.a]\n{last}"))) == count


def test_a_retired_journey_takes_its_touchpoints_along() -> None:
    last = "retired: 2027-01-01\n"
    team = "---\nkind: team\nid: crew\nretired: 2027-01-01\n"
    assert told("retired-but-used", journey("id: a, owner: crew, next: [b]", "id: b", extra=last) + team) == []
    assert told("retired-but-used", journey("id: a, owner: crew, retired: 2026-12-31", "id: b") + team) == []
    assert told("retired-but-used", journey("id: a, owner: crew", "id: b") + team) == [
        "7: `j` is in use without end, but the team `crew` only until 2027-01-01"
    ]


def test_exceptions_and_tests_may_look_back() -> None:
    text = SCORE + "retired: 2027-01-01\n---\nkind: waiver\nid: w\nrule: question-unused\ncovers: {question: score}\n"
    assert told("retired-but-used", text + "reason: Old data\nowner: cx-office\nuntil: 2028-01-01\n") == []


# LANGUAGES


def test_a_language_serves_its_regions_but_not_the_other_way_round() -> None:
    at = survey("[score]", "locales: [en, de-AT]\n")
    assert told("locale-missing", SCORE.replace("text: How", "text: {en: A, de: B} # ") + at) == []
    assert told("locale-not-offered", SCORE.replace("text: How", "text: {en: A, de: B} # ") + at) == []
    assert len(told("locale-missing", SCORE.replace("text: How", "text: {en: A, de-CH: B} # ") + at)) == 1


def test_one_finding_for_each_text_over_all_surveys() -> None:
    second = survey("[score]", "locales: [en, fr]\n").replace("id: sv", "id: sw")
    text = SCORE + survey("[score]", "locales: [en, de]\n") + second
    assert told("locale-missing", text) == ["5: this text is missing in `fr`, `de`, in which respondents are asked"]


def test_texts_for_authors_need_no_translation() -> None:
    asked = SCORE + "title: Loyalty\ndescription: For the yearly report\n"
    text = asked.replace("text: How", "text: {en: A, de: B} # ") + survey("[score]", "locales: [en, de]\n")
    assert told("locale-missing", text + "description: Runs since 2020\n") == []


def test_a_choice_without_a_text_has_no_translation() -> None:
    pick = "kind: question\nid: pick\ntype: single-choice\ntext: {en: A, de: B}\nchoices: [{id: one}, {id: two}]\n"
    assert (
        told("locale-missing", pick + survey("[pick]", "locales: [en, de]\n"))
        == ["5: this text is missing in `de`, in which respondents are asked"] * 2
    )
    assert told("locale-missing", pick + survey("[pick]")) == []


# ONE MISTAKE, ONE FINDING


PROGRAM = (
    journey("id: visit, owner: dealer, moment_of_truth: true", "id: bill, owner: dealer").replace(
        "  - id: s\n", "  - id: s\n    roles: [operator]\n"
    )
    + SCORE
    + "metric: loyalty\n---\nkind: metric\nid: loyalty\ntype: nps\nminimum_n: 30\n"
    + WHY
    + survey("[score, why]", "listens_to: [j.visit]\n").replace("transactional", "milestone")
    + LOOP
    + "when: sv.score <= 6\ntell: [dealer]\n"
    + "first_contact: 2d\nescalate: [{after: 3d, to: cx-office}]\nclose: {codes: [{id: done}]}\n"
)


AROUND = EXAMPLE_PROGRAM.replace("---\nkind: event\nid: renewal\ntype: date\n", "")
"""What the program below refers to, without the event that nothing in it waits for."""


def rules_of(text: str) -> list[str]:
    sources = (Source("cxprog.yaml", AROUND), Source("all.yaml", text))
    return [finding.rule for finding in check_project(Project(sources), Today("2026-11-22")).findings]


def test_the_program_below_is_sound() -> None:
    assert rules_of(PROGRAM) == []


@pytest.mark.parametrize(
    ("right", "wrong", "rule"),
    [
        ("questions: [score, why]", "questions: [score, whi]", "unknown-reference"),
        ("questions: [score, why]", "questions: [score, why]\nquestion: []", "unknown-key"),
        ("questions: [score, why]", "questions: [score, why", "syntax-error"),
        ("metric: loyalty", "metric: loyality", "unknown-reference"),
        ("metric: loyalty", "metrik: loyalty", "unknown-key"),
        ("listens_to: [j.visit]", "listens_to: [j.vist]", "unknown-reference"),
        ("listens_to: [j.visit]", "listens: [j.visit]", "unknown-key"),
        ("listens_to: [j.visit]", "listens_to: j.visit", "wrong-type"),
        ("when: {event: visit-closed}", "when: {}", "wrong-value"),
        ("identity: identified", "identity: anonymus", "wrong-value"),
        ("owner: field-service", "owner: field-servce", "unknown-reference"),
        ("owner: field-service", "ownr: field-service", "unknown-key"),
        ("id: visit, owner: dealer", "id: visit, owner: deler", "unknown-reference"),
        ("id: bill, owner: dealer", "id: visit, owner: dealer", "duplicate-id"),
        ("id: bill, owner: dealer", "id: s, owner: dealer", "duplicate-id"),
        ("roles: [operator]", "roles: [operater]", "unknown-reference"),
        ("kind: question\nid: why", "kind: qestion\nid: why", "unknown-kind"),
    ],
)
def test_a_mistake_has_no_followers(right: str, wrong: str, rule: str) -> None:
    assert PROGRAM.count(right) == 1
    assert rules_of(PROGRAM.replace(right, wrong)) == [rule]


# CODES, SILENCES, KEY ACCOUNTS

CODED = (
    "---\nkind: question\nid: said\ntype: open-text\ntext: Why?\ncodes: why-codes\n"
    "---\nkind: question\nid: chosen\ntype: single-choice\ntext: Why?\ncodes: why-codes\n"
    "---\nkind: taxonomy\nid: why-codes\ncodes: [{id: parts, codes: [{id: late-part}]}, {id: people}]\n"
)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("sv.said in (parts, late-part, people)", ""),
        ("sv.said != people", ""),
        ("sv.said is answered", ""),
        ("sv.said = people and sv.said = parts", ""),
        ("sv.chosen = late-part", ""),
        ("sv.said = peple", "an answer to `sv.said` is never filed under `peple`; did you mean `people`?"),
        ("sv.said = 'too late'", "an answer to `sv.said` is never filed under `too late`"),
        ("sv.said < 3", "an answer to `sv.said` is never < 3: such answers have no order"),
        ("sv.chosen = parts", "an answer to `sv.chosen` is never `parts`"),
    ],
)
def test_comments_are_compared_with_codes(when: str, message: str) -> None:
    text = CODED + survey("[said, chosen]") + LOOP + f'when: "{when}"\n'
    expected = [message] if message else []
    assert [line.partition(": ")[2] for line in told("condition-impossible", text)] == expected


def test_a_comment_has_no_codes_while_the_survey_is_filled_in() -> None:
    asked = "[said, {question: score, when: said = people}, {question: chosen, when: said is answered}]"
    assert [line.partition(": ")[2] for line in told("condition-impossible", CODED + SCORE + survey(asked))] == [
        "an answer to `said` is never filed under a code while the survey is filled in"
    ]


def test_what_decides_whether_a_comment_is_filed_is_checked_as_well() -> None:
    text = CODED + SCORE + survey("[score, said]") + "---\nkind: taxonomy\nid: other\ncodes: [{id: a}]\n"
    assert told("condition-impossible", text + "coding: {when: sv.score <= 6}\n") == []
    assert told("condition-impossible", text + "coding: {when: sv.score <= 60}\n") == [
        "35: an answer to `sv.score` is never 60: the scale runs from 0 to 10"
    ]


@pytest.mark.parametrize(
    ("every", "within", "is_short"),
    [
        ("half-yearly", "90d", True),
        ("half-yearly", "200d", False),
        ("monthly", "27d", True),
        ("monthly", "30d", False),
        ("weekly", "3bd", True),
        ("weekly", "5bd", False),
        ("90d", "89d", True),
    ],
)
def test_a_silence_is_longer_than_the_rhythm(every: str, within: str, is_short: bool) -> None:
    text = SCORE + survey("[score]").replace("{event: visit-closed}", f"{{every: {every}}}")
    silent = LOOP + f"silence: {{survey: sv, within: {within}}}\n"
    assert bool(told("silence-shorter-than-rhythm", text + silent)) is is_short
    assert told("silence-without-rhythm", text + LOOP + "silence: {survey: sv, of: invitations}\n") == []


def test_the_ladder_of_key_accounts_is_read_with_their_own_owner() -> None:
    text = SCORE + survey("[score]") + LOOP + "when: sv.score <= 6\nkey_accounts: {owner: dealer}\n"
    for_key = "escalate: [{after: 1bd, to: field-service, accounts: key}, {after: 2bd, to: cx-office}]\n"
    assert told("escalation-to-same-owner", text + for_key) == []
    repeated = "escalate: [{after: 1bd, to: dealer, accounts: key}, {after: 2bd, to: cx-office}]\n"
    assert [line.partition(": ")[2] for line in told("escalation-to-same-owner", text + repeated)] == [
        "after 1 business day `dealer` is told again, and nobody else"
    ]


def test_a_loop_for_key_accounts_only_needs_their_owner_and_deadline() -> None:
    text = SCORE + survey("[score]") + LOOP.replace("owner: field-service\n", "") + "when: sv.score <= 6\n"
    only = "key_accounts: {only: true, owner: field-service, first_contact: 8bh}\n"
    for rule in ("loop-without-owner", "loop-without-deadline"):
        assert told(rule, text + only) == []
        assert told(rule, text + only.replace("only: true, ", ""))


def test_an_event_is_noticed_at_a_touchpoint_that_somebody_owns() -> None:
    text = journey("id: a, owner: cx-office", "id: b")
    loop = "---\nkind: loop\nid: lp\ntype: inner\nowner: touchpoint-owner\nevent: complaint\n"
    event = "---\nkind: event\nid: complaint\ntype: event\n"
    assert told("touchpoint-owner-unknown", text + event + "affects: [j.a]\n" + loop) == []
    for affects in ("", "affects: [j.s]\n"):
        assert [
            line.partition(": ")[2] for line in told("touchpoint-owner-unknown", text + event + affects + loop)
        ] == ["nobody owns a touchpoint where `complaint` is noticed, so alerts of `lp` reach nobody"]


def test_everybody_behind_partner_needs_an_address() -> None:
    mute = "kind: partner\nid: broker\ntype: broker\nmanager: cx-office\n"
    text = mute + SCORE + survey("[score]") + LOOP + "when: sv.score <= 6\ntell: [%s]\n"
    assert told("team-without-address", text % "partner") == [
        "2: alerts for the partner `broker` go nowhere, as it has no address"
    ]
    assert told("team-without-address", text % "dealer") == []


# DIMENSIONS


PEOPLE = "---\nkind: population\nid: people\ndimensions: [country]\n"


@pytest.mark.parametrize(
    ("sampling", "found"),
    [
        ("{among: {country: [DE]}}", []),
        ("{balanced_by: [country, role, partner], count: 9}", []),
        ("{among: {contry: [DE]}}", ["`contry`, so `sv` asks nobody"]),
        ("{among: {partner: [dealer]}}", ["`partner`, so `sv` asks nobody"]),
        ("{balanced_by: [stage], count: 9}", ["`stage`, so there are no groups to draw from in equal parts"]),
    ],
)
def test_dimensions_of_a_sample_are_those_of_the_population(sampling: str, found: list[str]) -> None:
    text = SCORE.removeprefix("---\n") + survey("[score]", f"sampling: {sampling}\n")
    messages = [line.partition(": ")[2] for line in told("dimension-unknown", text + PEOPLE)]
    assert messages == [f"no population has the dimension {each}" for each in found]


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ("adjusted_for: [country, touchpoint]", []),
        ("adjusted_for: [countri]", ["4: no population has the dimension `countri`, so its level cannot be taken out"]),
        ("share_of: {metric: other, band: good, by: partner}", []),
        (
            "share_of: {metric: other, band: good, by: market}",
            ["4: no population has the dimension `market`, so there are no groups to count"],
        ),
    ],
)
def test_dimensions_of_a_metric_are_those_of_the_population(keys: str, found: list[str]) -> None:
    other = "---\nkind: metric\nid: other\ntype: nps\nbands: [{id: good, lowest: 50}]\n"
    assert told("dimension-unknown", f"kind: metric\nid: m\ntype: operational\n{keys}\n{other}{PEOPLE}") == found


def test_without_a_population_no_dimension_is_known() -> None:
    text = "kind: metric\nid: m\ntype: nps\nadjusted_for: [country]\n"
    (found,) = told("dimension-unknown", text)
    assert found.startswith("4: there is no population that has the dimension `country`")


def test_a_population_with_mistakes_might_have_any_dimension() -> None:
    text = "kind: metric\nid: m\ntype: nps\nadjusted_for: [market]\n---\nkind: population\nid: people\ngrups: []\n"
    findings = check_project(Project((Source("cxprog.yaml", EXAMPLE_PROGRAM + "---\n" + text),)), Today("2026-11-22"))
    assert "dimension-unknown" not in [finding.rule for finding in findings.run.findings]


# STAGES


PRACTICE = "---\nkind: practice\nid: rounds\ntype: training\nowner: cx-office\nmembers: {of: [dealer]}\n"


@pytest.mark.parametrize(
    ("works_on", "is_empty"),
    [
        ("works_on: [j.s]", False),
        ("works_on: [j]", True),
        ("works_on: [j.t]", True),
        ("works_on: [j.s]\nretired: 2026-01-01", True),
        ("", True),
    ],
)
def test_a_stage_that_a_practice_works_on_is_not_empty(works_on: str, is_empty: bool) -> None:
    stages = "  - id: s\n  - id: t\n    touchpoints: [{id: call, channel: phone}]\n"
    text = f"kind: journey\nid: j\nactor: customer\nstages:\n{stages}{PRACTICE}{works_on}\n"
    assert told("stage-empty", text) == (["5: nothing happens in the stage `s`"] if is_empty else [])


# TESTS


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        ("case: lp, state: overdue, deadline: resolve", []),
        ("case: lp, state: escalated, deadline: escalation-1", []),
        ("told: cx-office, deadline: resolve", []),
        ("case: lp, deadline: resolve", ["`deadline` says nothing beside `state: opened`"]),
        ("case: lp, state: closed, deadline: resolve", ["`deadline` says nothing beside `state: closed`"]),
        ("invited: sv, deadline: resolve", ["`deadline` says nothing beside `invited`"]),
        ("case: lp, first_contact_by: 2027-01-06", []),
        (
            "case: lp, state: overdue, first_contact_by: 2027-01-06",
            ["`first_contact_by` says nothing beside `state: overdue`"],
        ),
        ("case: lp, alone: true", ["`alone` says nothing beside `case`"]),
    ],
)
def test_a_deadline_says_which_one_a_case_misses(expected: str, found: list[str]) -> None:
    loop = LOOP + "when: sv.score <= 6\nfirst_contact: 1bd\nresolve: 5bd\nescalate: [{after: 2bd, to: cx-office}]\n"
    test = (
        "---\nkind: test\nid: story\nstarts: 2027-01-04\ncontacts: [{id: anna, roles: [operator]}]\n"
        f"expect: [{{who: anna, {expected}}}]\n"
    )
    text = SCORE.removeprefix("---\n") + survey("[score]") + loop + test
    assert [line.partition(": ")[2] for line in told("test-key-without-effect", text)] == found


# WHAT IS TAKEN OVER


def test_loops_that_extend_another_are_shown_each_in_its_own_place() -> None:
    director = (
        "kind: role\nid: director\naudience: customer\nlevel: strategic\n"
        "key_accounts: {invitation: white-glove, invited_by: cx-office}\n"
    )
    first = "---\nkind: loop\nid: base\ntype: inner\nwhen: sv.score <= 6\nowner: cx-office\nfirst_contact: 2bd\n"
    second = "---\nkind: loop\nid: later\nextends: base\nwhen: sv.score <= 3\n"
    text = director + SCORE + survey("[score]") + first + second
    (finding,) = check_example(RULES["key-accounts-wait-in-line"], Example(False, text))
    lines = [label.line for label in finding.labels]
    assert len(set(lines)) == len(lines) == 3
    assert finding.message == "`base` treats a key account like any other, and so does another inner loop"
