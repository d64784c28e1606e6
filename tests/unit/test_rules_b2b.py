"""Boundaries of the rules of the pack `b2b`, and which of several limits they go by."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from cxprog.check import Today
from cxprog.compiler import Project, check_project
from cxprog.facts import holds
from cxprog.finding import Finding, Severity
from cxprog.language.condition import parse_condition
from cxprog.reach import expected_answers, invitations_at_most
from cxprog.rule import EXAMPLE_PROGRAM, Example
from cxprog.rules import all_rules
from cxprog.source import Source
from cxprog.testing import check_example, example_program

RULES = {rule.id: rule for rule in all_rules()}


def found(rule: str, *documents: str) -> tuple[Finding, ...]:
    """What a rule of the pack finds in some documents."""
    return check_example(RULES[rule], Example(False, "---\n".join(documents)))


def told(rule: str, *documents: str) -> list[str]:
    return [finding.message for finding in found(rule, *documents)]


def rules_of(*documents: str) -> set[str]:
    """Rules that report anything, in a whole run over some documents."""
    sources = (Source("cxprog.yaml", EXAMPLE_PROGRAM), Source("all.yaml", "---\n".join(documents)))
    return {finding.rule for finding in check_project(Project(sources), Today("2026-11-22")).findings}


def policy(body: str, severity: str = "error") -> str:
    return f"kind: policy\nid: ours\nseverity: {severity}\n{body}\n"


def survey(body: str, *, purpose: str = "relational", asks: str = "buyer", identity: str = "identified") -> str:
    return f"kind: survey\nid: sv\npurpose: {purpose}\nasks: [{asks}]\nidentity: {identity}\n{body}\n"


OSAT = "kind: question\nid: satisfied\ntype: osat\ntext: Satisfied?\nmetric: satisfaction\n"
NPS = "kind: question\nid: score\ntype: nps\ntext: Recommend?\nmetric: loyalty\n"
WHY = "kind: question\nid: why\ntype: open-text\ntext: Why?\n"
SATISFACTION = "kind: metric\nid: satisfaction\ntype: osat\nminimum_n: 30\nuse: indicator\n"
LOYALTY = "kind: metric\nid: loyalty\ntype: nps\nminimum_n: 30\nuse: indicator\n"
WALLET = "kind: metric\nid: wallet\ntype: operational\n"
YEARLY = "when: {every: yearly}\nminutes: 5\nquestions: [satisfied, score, why]"
ASKED = (OSAT, NPS, WHY, SATISFACTION, LOYALTY, survey(YEARLY))


# LONG SURVEYS

TWICE = policy("frequency: [{at_most: 2, within: 365d, of: {longer_than: 10min}}]")


def often(when: str, *more: str, minutes: str = "10.5", rest: str = "{}", events: Iterable[str] = ()) -> list[str]:
    text = survey(f"when: {when}\nminutes: {minutes}\nquestions: [satisfied]\nrest: {rest}\nthrough: tool")
    tool = "kind: channel\nid: tool\ntype: survey\ntool: Ours\nenforces: {own_rest: true}\n"
    return told("surveyed-too-often", OSAT, SATISFACTION, tool, TWICE, text, *events, *more)


@pytest.mark.parametrize(("minutes", "count"), [("10", 0), ("10.1", 1), ("11", 1)])
def test_a_survey_is_long_from_more_than_ten_minutes(minutes: str, count: int) -> None:
    assert len(often("{every: quarterly}", minutes=minutes)) == count


@pytest.mark.parametrize(
    ("when", "rest", "is_bearable"),
    [
        ("{every: yearly}", "{}", True),
        ("{every: half-yearly}", "{}", True),
        ("{every: half-yearly, window: 1d}", "{}", True),
        ("{every: half-yearly, window: 14d}", "{}", False),
        ("{every: half-yearly, window: 14d}", "{own: 182d}", False),
        ("{every: half-yearly, window: 14d}", "{own: 183d}", True),
        ("{every: half-yearly, delay: 1d..5d}", "{}", False),
        ("{every: quarterly}", "{}", False),
        ("{every: quarterly, window: 14d}", "{}", False),
        ("{every: monthly}", "{}", False),
        ("{every: monthly}", "{own: 92d}", False),
        ("{every: monthly}", "{own: 183d}", True),
        ("{every: 183d}", "{}", True),
        ("{every: 182d}", "{}", False),
        ("{on: [2027-01-01, 2027-06-01, 2028-01-01]}", "{}", True),
        ("{on: [2027-01-01, 2027-06-01, 2027-12-31]}", "{}", False),
        ("{always: true}", "{}", True),
        ("{event: visit-closed}", "{}", False),
        ("{event: visit-closed}", "{own: 183d}", True),
        ("{event: visit-closed, repeat: {every: 30d, times: 2}}", "{own: 183d}", True),
    ],
)
def test_a_long_survey_may_come_twice_in_a_year(when: str, rest: str, is_bearable: bool) -> None:
    messages = often(when, rest=rest)
    said = "a `buyer` can get 3 invitations to surveys longer than 10 minutes in 365 days"
    assert [message.startswith(said) and message.endswith("; the limit is 2") for message in messages] == (
        [] if is_bearable else [True]
    )


@pytest.mark.parametrize(
    ("type", "rate", "when", "is_bearable"),
    [
        ("event", "1 per 183d", "{event: e}", True),
        ("event", "1 per 182d", "{event: e}", False),
        ("event", "2 per 365d", "{event: e}", True),
        ("event", "2 per 364d", "{event: e}", False),
        ("event", "1 per 365d", "{event: e, repeat: {every: 30d, times: 2}}", False),
        ("date", "1 per 365d", "{before: e, delay: 60d}", True),
        ("change", "", "{change: e}", True),
        ("change", "", "{change: e, repeat: {every: 90d, times: 1}}", True),
        ("change", "", "{change: e, repeat: {every: 90d, times: 2}}", False),
        ("change", "", "{change: e, repeat: {every: 183d, times: 2}}", True),
    ],
)
def test_events_come_as_often_as_they_say(type: str, rate: str, when: str, is_bearable: bool) -> None:
    event = f"kind: event\nid: e\ntype: {type}\n" + (f"at_most: {rate}\n" if rate else "")
    assert bool(often(when, events=[event])) is not is_bearable


def test_the_rest_and_the_caps_of_a_tool_count_where_it_keeps_them() -> None:
    tool = "kind: channel\nid: tool\ntype: survey\ntool: Ours\nenforces: {%s}\n"
    body = "when: {every: 7d}\nminutes: 15\nquestions: [satisfied]\nthrough: tool\n"
    for enforces, extra, count in (
        ("rest: 183d", "", 0),
        ("rest: 182d", "", 1),
        ("rest: 183d", "rest: {respects: false}\n", 1),
        ("rest: 183d", "rest: {starts: false}\n", 1),
        ("own_rest: true", "rest: {own: 183d}\n", 0),
        ("own_rest: false", "rest: {own: 183d}\n", 1),
        ("shared_caps: [{at_most: 2, within: 365d}]", "", 0),
        ("shared_caps: [{at_most: 2, within: 365d}]", "rest: {respects: false}\n", 1),
        ("caps: true", "caps: [{at_most: 2, within: 365d}]\n", 0),
        ("caps: true", "caps: [{at_most: 2, within: 364d}]\n", 1),
        ("caps: false", "caps: [{at_most: 2, within: 365d}]\n", 1),
    ):
        texts = (OSAT, SATISFACTION, tool % enforces, TWICE, survey(body + extra))
        assert len(told("surveyed-too-often", *texts)) == count, (enforces, extra)


def test_talks_are_no_long_surveys_in_the_pack_but_may_be_in_a_policy() -> None:
    talk = survey("when: {every: quarterly}\nminutes: 60\nquestions: [satisfied]", purpose="interview")
    assert found("surveyed-too-often", OSAT, SATISFACTION, talk) == ()
    ours = policy("frequency: [{at_most: 3, within: 365d, of: {longer_than: 1h}}, {at_most: 9, within: 365d}]")
    assert told("surveyed-too-often", OSAT, SATISFACTION, talk, ours) == []
    (message,) = told("surveyed-too-often", OSAT, SATISFACTION, talk.replace("60", "61"), ours)
    assert message.startswith("a `buyer` can get 4 invitations to surveys longer than 1 hour in 365 days")


@pytest.mark.parametrize(
    ("of", "count"),
    [
        ("surveys: [sv]", 1),
        ("surveys: [other]", 0),
        ("among: {country: [DE]}", 1),
        ("among: {country: [AT]}", 0),
        # The survey asks people of any tier, so those of gold are among them.
        ("among: {tier: [gold]}", 1),
        ("key_accounts: true", 1),
        ("key_accounts: false", 0),
    ],
)
def test_a_limit_is_about_some_surveys_and_some_people(of: str, count: int) -> None:
    sampling = "sampling: {among: {country: [DE, FR]}, key_accounts: only}\n"
    often = survey(f"when: {{every: quarterly}}\nminutes: 15\nquestions: [satisfied]\n{sampling}")
    other = often.replace("id: sv", "id: other").replace("every: quarterly", "every: yearly")
    ours = policy(f"frequency: [{{at_most: 2, within: 365d, of: {{longer_than: 10min, {of}}}}}]")
    assert len(told("surveyed-too-often", OSAT, SATISFACTION, often, other, ours)) == count


def test_an_own_limit_replaces_that_of_the_pack_and_says_how_bad_it_is() -> None:
    often = survey("when: {every: quarterly}\nminutes: 15\nquestions: [satisfied]")
    (finding,) = found("surveyed-too-often", OSAT, SATISFACTION, often)
    assert finding.severity is Severity.WARNING
    assert "the b2b pack (A New Approach for B2B Customer Experience Management" in finding.help
    limit = "frequency: [{at_most: %d, within: 365d, of: {longer_than: 10min}, source: House rule 7}]"
    assert found("surveyed-too-often", OSAT, SATISFACTION, often, policy(limit % 4)) == ()
    (finding,) = found("surveyed-too-often", OSAT, SATISFACTION, often, policy(limit % 3, "info"))
    assert finding.severity is Severity.INFO
    assert [label.text for label in finding.labels] == ["the limit", "the last of them"]
    assert "the policy `ours` (House rule 7) asks for it" in finding.help


def test_a_policy_with_a_mistake_may_hold_the_limit() -> None:
    rules = rules_of(*ASKED, policy("metrics: {nps_indicator_form: 20}"))
    assert "unknown-key" in rules
    assert "nps-indicator-from-few-answers" not in rules
    assert "nps-indicator-from-few-answers" in rules_of(*ASKED)


# WHAT IS ASKED, AND HOW


JOURNEY = (
    "kind: journey\nid: j\nactor: customer\nstages: [{id: s, roles: [buyer], touchpoints: [{id: t, channel: web}]}]\n"
)


@pytest.mark.parametrize(
    ("purpose", "when", "count"),
    [
        ("transactional", "{event: visit-closed}", 1),
        ("milestone", "{event: visit-closed}", 1),
        ("transactional", "{after: j.t}", 0),
        ("transactional", "{event: visit-closed}\nlistens_to: [j.s]", 0),
        ("pulse", "{event: visit-closed}", 0),
        ("relational", "{every: yearly}", 0),
    ],
)
def test_a_survey_about_one_contact_says_which(purpose: str, when: str, count: int) -> None:
    text = survey(f"when: {when}\nminutes: 2\nquestions: [why]", purpose=purpose)
    assert len(told("survey-without-step", WHY, JOURNEY, text)) == count


def test_a_survey_alone_has_no_map_to_point_at() -> None:
    text = survey("when: {event: visit-closed}\nminutes: 2\nquestions: [why]", purpose="transactional")
    assert told("survey-without-step", WHY, text) == []
    (finding,) = found("survey-without-step", WHY, text, JOURNEY)
    assert finding.help == "add `listens_to:` with the touchpoint it asks about, perhaps `j.t`"


def test_what_touchpoint_owner_unknown_says_is_not_said_again() -> None:
    text = survey("when: {event: visit-closed}\nminutes: 2\nquestions: [score]", purpose="milestone")
    loop = "kind: loop\nid: lp\ntype: inner\nowner: touchpoint-owner\nwhen: sv.score < 7\n"
    assert len(told("survey-without-step", NPS, LOYALTY, JOURNEY, text)) == 1
    assert told("survey-without-step", NPS, LOYALTY, JOURNEY, text, loop) == []


@pytest.mark.parametrize(
    ("identity", "sender", "purpose", "asks", "count"),
    [
        ("identified", "company", "relational", "buyer", 0),
        ("confidential", "joint", "relational", "buyer", 0),
        ("confidential", "{partner: dealer}", "relational", "buyer", 0),
        ("anonymous", "company", "relational", "buyer", 1),
        ("identified", "undisclosed", "relational", "buyer", 1),
        ("anonymous", "undisclosed", "relational", "buyer", 2),
        ("anonymous", "company", "relational", "colleague", 0),
        ("identified", "undisclosed", "mystery-shop", "buyer", 0),
    ],
)
def test_blind_surveys(identity: str, sender: str, purpose: str, asks: str, count: int) -> None:
    colleague = "kind: role\nid: colleague\naudience: employee\nlevel: operational\n"
    text = survey(
        f"when: {{every: yearly}}\nminutes: 5\nquestions: [why]\nsender: {sender}",
        purpose=purpose,
        asks=asks,
        identity=identity,
    )
    assert len(told("blind-survey", WHY, colleague, text)) == count


def test_a_policy_may_ask_for_more_than_the_pack() -> None:
    text = survey("when: {every: yearly}\nminutes: 5\nquestions: [why]", identity="confidential")
    (finding,) = found("blind-survey", WHY, text, policy("promises: {identities: [identified]}", "warning"))
    assert finding.message == "answers to `sv` are `confidential`, which may not be promised"
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("offer", "limit", "severity"),
    [
        ("none", "", None),
        ("results", "", None),
        ("donation", "", "warning"),
        ("gift", "", "warning"),
        ("money", "", "error"),
        ("gift", "gift", None),
        ("money", "gift", "info"),
        ("results", "none", "info"),
    ],
)
def test_what_respondents_may_get(offer: str, limit: str, severity: str | None) -> None:
    text = survey(f"when: {{every: yearly}}\nminutes: 5\nquestions: [why]\nincentive: {{type: {offer}}}")
    ours = [policy(f"incentives: {{respondents: {limit}}}", "info")] if limit else []
    assert [finding.severity for finding in found("respondents-paid", WHY, text, *ours)] == (
        [] if severity is None else [severity]
    )


@pytest.mark.parametrize(
    ("questions", "count"),
    [("[score, why]", 0), ("[score, satisfied, why]", 0), ("[why, score]", 1), ("[score]", 1), ("[why]", 0)],
)
def test_the_reason_is_asked_behind_the_number(questions: str, count: int) -> None:
    text = survey(f"when: {{every: yearly}}\nminutes: 5\nquestions: {questions}")
    assert len(told("nps-without-reason", OSAT, NPS, WHY, SATISFACTION, LOYALTY, text)) == count


def test_advice_on_questions_is_for_customers_and_leaves_ranks_alone() -> None:
    rank = "kind: question\nid: rank\ntype: ranking\ntext: '?'\nchoices: [{id: we}, {id: they}]\n"
    partner = "kind: role\nid: seller\naudience: partner\nlevel: strategic\n"
    for rule, purpose in (
        ("relational-survey-without-osat", "relational"),
        ("transactional-survey-without-ces", "transactional"),
    ):
        for asks, questions, count in (("buyer", "[why]", 1), ("seller", "[why]", 0), ("buyer", "[why, rank]", 0)):
            text = survey(f"when: {{every: yearly}}\nminutes: 5\nquestions: {questions}", purpose=purpose, asks=asks)
            assert len(told(rule, WHY, rank, partner, text)) == count


# NUMBERS AND THEIR USE


@pytest.mark.parametrize(
    ("minimum", "use", "message"),
    [
        ("minimum_n: 1100", "indicator", ""),
        ("minimum_n: 1099", "indicator", "`loyalty` is an indicator from 1,099 answers on; the limit is 1,100"),
        ("title: T", "target", "`loyalty` is a target from 1 answer on; the limit is 1,100"),
        ("minimum_n: 30", "incentive", "`loyalty` is what people are paid by from 30 answers on; the limit is 1,100"),
        ("minimum_n: 30", "signal", ""),
    ],
)
def test_a_score_of_promoters_needs_its_answers(minimum: str, use: str, message: str) -> None:
    metric = LOYALTY.replace("minimum_n: 30", minimum).replace("indicator", use)
    assert told("nps-indicator-from-few-answers", NPS, metric) == ([message] if message else [])


@pytest.mark.parametrize(("people", "count"), [(10_999, 1), (11_000, 0)])
def test_a_score_that_never_gets_its_answers(people: int, count: int) -> None:
    population = f"kind: population\nid: p\nresponse_rate: 0.1\ngroups: [{{role: buyer, people: {people}}}]\n"
    asked = [each.replace("minimum_n: 30", "minimum_n: 1100") for each in ASKED]
    messages = told("nps-indicator-from-few-answers", *asked, population)
    assert messages == ["`loyalty` is an indicator from 1,100 answers on, and gets about 1,100 in a year"] * count


def test_a_policy_of_its_own_decides_how_many_answers_are_enough() -> None:
    (finding,) = found("nps-indicator-from-few-answers", NPS, LOYALTY, policy("metrics: {nps_indicator_from: 31}"))
    assert (finding.severity, finding.labels[1].text) == (Severity.ERROR, "the limit")
    assert found("nps-indicator-from-few-answers", NPS, LOYALTY, policy("metrics: {nps_indicator_from: 30}")) == ()
    (finding,) = found("nps-indicator-from-few-answers", NPS, LOYALTY, policy("metrics: {alert_from: 30}"))
    assert (finding.severity, len(finding.labels)) == (Severity.WARNING, 1)


def test_links_may_lead_on_over_other_metrics() -> None:
    middle = "kind: metric\nid: middle\ntype: osat\n%s"
    linked = SATISFACTION + "linked_to: [middle]\n"
    assert told("metric-unlinked", linked, middle % "linked_to: [wallet]\n", WALLET) == []
    assert told("metric-unlinked", linked, middle % "driver_of: [wallet]\n", WALLET) == []
    assert told("metric-unlinked", linked, middle % "", WALLET) == [
        "`satisfaction` is an indicator and leads to no number that the business itself counts"
    ]


@pytest.mark.parametrize(
    ("use", "severity"), [("signal", None), ("indicator", "info"), ("target", "warning"), ("incentive", "warning")]
)
def test_the_more_depends_on_a_number_the_more_it_needs_a_link(use: str, severity: str | None) -> None:
    for others in ((), (WALLET,)):
        metric = SATISFACTION.replace("indicator", use)
        assert [finding.severity for finding in found("metric-unlinked", metric, *others)] == (
            [] if severity is None else [severity]
        )


def test_a_program_without_any_hard_number_hears_of_it_once() -> None:
    (finding,) = found("metric-unlinked", SATISFACTION, LOYALTY.replace("indicator", "target"))
    assert finding.message == "no number that the business itself counts stands beside what people answer"
    assert finding.severity is Severity.WARNING
    assert finding.help.endswith("name it in `linked_to` here, and in `satisfaction`")


@pytest.mark.parametrize(
    ("extra", "count"),
    [
        ("", 0),
        ("target: {value: 4}\n", 1),
        ("goal_of: [cx-office]\n", 1),
        ("target: {value: 4}\nincentive: {paid_to: [cx-office]}\n", 0),
    ],
)
def test_scores_as_targets(extra: str, count: int) -> None:
    assert len(told("score-as-target", SATISFACTION + extra)) == count
    assert told("score-as-target", SATISFACTION.replace("osat", "ranking") + extra) == []


# FOLLOWING UP


def loop(when: str, extra: str = "") -> str:
    return f"kind: loop\nid: lp\ntype: inner\nowner: cx-office\nfirst_contact: 1d\nwhen: {when}\n{extra}"


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("sv.score < 7", ""),
        ("sv.score <= 6", ""),
        ("sv.score < 6", "nobody calls people who answer 6 to `score` in `sv`"),
        ("sv.score <= 4", "nobody calls people who answer 5 or 6 to `score` in `sv`"),
        ("sv.score in (1, 4, 5)", "nobody calls people who answer 0, 2, 3 or 6 to `score` in `sv`"),
        ("sv.satisfied <= 2", "nobody calls people who answer 0 to 6 to `score` in `sv`"),
        ("sv.score < 7 or sv.satisfied <= 2", ""),
        ("sv.score is answered", ""),
        ("not sv.score >= 7", ""),
        ("sv.score < 7 and sv.score >= 3", "nobody calls people who answer 0 to 2 to `score` in `sv`"),
        (
            "sv.score < 7 and sv.satisfied <= 2",
            "people who answer 0 to 6 to `score` in `sv` are called only if another answer fits as well",
        ),
        ("sv.score < 7 and (sv.satisfied <= 2 or sv.score < 7)", ""),
    ],
)
def test_whom_nobody_calls(when: str, message: str) -> None:
    assert told("detractor-unanswered", *ASKED, loop(f"'{when}'")) == ([message] if message else [])


def test_several_loops_answer_together() -> None:
    low, middle = loop("sv.score <= 3"), loop("sv.score > 3 and sv.score < 7").replace("id: lp", "id: lq")
    assert told("detractor-unanswered", *ASKED, low, middle) == []
    outer = middle.replace("inner", "outer")
    assert told("detractor-unanswered", *ASKED, low, outer) == [
        "nobody calls people who answer 4 to 6 to `score` in `sv`"
    ]


def test_nobody_is_called_for_an_answer_that_was_promised_to_stay_in_a_group() -> None:
    for identity, count in (("identified", 1), ("confidential", 0), ("anonymous", 0)):
        asked = [*ASKED[:-1], survey(YEARLY, identity=identity)]
        assert len(told("detractor-unanswered", *asked, loop("sv.satisfied <= 2"))) == count


def test_a_part_without_inner_loops_is_left_alone() -> None:
    assert told("detractor-unanswered", *ASKED) == []


@pytest.mark.parametrize("mistake", ["ownr: cx-office\n", "tell: [nobody]\n"])
def test_a_loop_with_a_mistake_may_call_them(mistake: str) -> None:
    other = loop("sv.satisfied <= 2", "escalate: [{after: 3d, to: field-service}]\n")
    missing = loop("sv.score < 7", mistake).replace("id: lp", "id: lq")
    assert "detractor-unanswered" not in rules_of(*ASKED, other, missing)
    assert "detractor-unanswered" in rules_of(*ASKED, other)


def test_the_policy_draws_the_line() -> None:
    seven = policy("follow_up: {nps_below: 8}", "info")
    (finding,) = found("detractor-unanswered", *ASKED, loop("sv.score < 7"), seven)
    assert finding.message == "nobody calls people who answer 7 to `score` in `sv`"
    assert (finding.severity, finding.labels[1].text) == (Severity.INFO, "the limit")
    assert found("detractor-unanswered", *ASKED, loop("sv.score < 5"), policy("follow_up: {nps_below: 5}")) == ()


@pytest.mark.parametrize(
    ("deadline", "limit", "count"),
    [
        ("48h", "", 0),
        ("49h", "", 1),
        ("2bd", "", 0),
        ("3bd", "", 1),
        ("16bh", "", 0),
        ("3d", "3d", 0),
        ("73h", "3d", 1),
        ("2bd", "2bd", 0),
        ("3bd", "2bd", 1),
        ("3d", "2bd", 0),
    ],
)
def test_how_long_unhappy_people_wait(deadline: str, limit: str, count: int) -> None:
    ours = [policy(f"follow_up: {{first_contact: {limit}}}")] if limit else []
    for when, times in (("sv.score < 7", count), ("sv.score >= 7", 0), ("sv.satisfied <= 2", 0)):
        text = loop(when).replace("first_contact: 1d", f"first_contact: {deadline}")
        assert len(told("first-contact-too-late", *ASKED, text, *ours)) == times


# COUNTRIES AND COMPARISONS


PEOPLE = (
    "kind: population\nid: p\ndimensions: [country]\nresponse_rate: 0.1\ngroups:\n"
    "  - {role: buyer, by: {country: DE}, people: 400}\n  - {role: buyer, by: {country: %s}, people: 300}\n"
)
REPORT = "kind: report\nid: r\nmetrics: [satisfaction]\nevery: yearly\nto: [%s]\n%s\n"


@pytest.mark.parametrize(
    ("body", "country", "to", "count"),
    [
        ("cut_by: [country]", "NO", "cx-office", 1),
        ("cut_by: [country]", "DE", "cx-office", 0),
        ("cut_by: [country]", "NO", "{who: dealer, sees: own}", 0),
        ("cut_by: [country]", "NO", "{who: dealer, sees: own}, cx-office", 1),
        ("cut_by: [role]", "NO", "cx-office", 0),
        ("cut_by: [country]\nbenchmark: {against: own-past}", "NO", "cx-office", 0),
        ("cut_by: [country]\nbenchmark: {against: own-markets}", "NO", "cx-office", 1),
        ("cut_by: [country]\nbenchmark: {against: own-markets, by: change, over: yearly}", "NO", "cx-office", 0),
        ("cut_by: [country]\nbenchmark: {against: own-markets, by: rank}", "NO", "cx-office", 0),
        ("cut_by: [country]\nbenchmark: {against: competitors}", "NO", "cx-office", 0),
    ],
)
def test_raw_scores_of_countries(body: str, country: str, to: str, count: int) -> None:
    texts = (*ASKED, PEOPLE % country, REPORT % (to, body))
    assert len(told("countries-compared-by-score", *texts)) == count
    fair = [text.replace("minimum_n", "adjusted_for: [country]\nminimum_n") for text in texts]
    assert told("countries-compared-by-score", *fair) == []


@pytest.mark.parametrize(
    ("body", "country", "count"),
    [
        ("benchmark: {against: competitors}", "NO", 1),
        ("benchmark: {against: competitors}", "DE", 0),
        ("benchmark: {against: competitors}\ncut_by: [country]", "NO", 0),
        ("benchmark: {against: own-past}", "NO", 0),
    ],
)
def test_competitors_are_others_in_each_country(body: str, country: str, count: int) -> None:
    assert len(told("benchmark-across-countries", *ASKED, PEOPLE % country, REPORT % ("cx-office", body))) == count


@pytest.mark.parametrize(
    ("minimum", "against", "message"),
    [
        ("39", "competitors", "`r` compares `satisfaction` from 39 answers on; the limit is 40"),
        ("1", "own-markets", "`r` compares `satisfaction` from 30 answers on; the limit is 40"),
        ("40", "competitors", ""),
        ("1", "own-past", ""),
    ],
)
def test_comparisons_from_few_answers(minimum: str, against: str, message: str) -> None:
    report = REPORT % ("cx-office", f"benchmark: {{against: {against}}}\nminimum: {{scores: {minimum}}}")
    assert told("benchmark-from-few-answers", *ASKED, report) == ([message] if message else [])
    assert told("benchmark-from-few-answers", *ASKED, report, policy("metrics: {benchmark_from: 30}")) == []


@pytest.mark.parametrize(
    ("use", "cut", "country", "count"),
    [
        ("indicator", "cut_by: [role]", "NO", 1),
        ("signal", "cut_by: [role]", "NO", 0),
        ("indicator", "cut_by: [country]", "NO", 0),
        ("indicator", "cut_by: [role]", "DE", 0),
    ],
)
def test_countries_put_together(use: str, cut: str, country: str, count: int) -> None:
    texts = [each.replace("indicator", use) for each in ASKED]
    assert len(told("countries-pooled", *texts, PEOPLE % country, REPORT % ("cx-office", cut))) == count


# SMALL CELLS


def cut(people: int, when: str, every: str, extra: str = "", metrics: str = "satisfaction") -> list[str]:
    groups = (
        f"[{{role: buyer, by: {{line: pumps}}, people: {people}}}, {{role: buyer, by: {{line: valves}}, people: 9000}}]"
    )
    population = f"kind: population\nid: p\ndimensions: [line]\nresponse_rate: 0.1\ngroups: {groups}\n"
    report = f"kind: report\nid: r\nmetrics: [{metrics}]\ncut_by: [line]\nevery: {every}\nto: [cx-office]\n"
    text = survey(f"when: {when}\nminutes: 5\nquestions: [satisfied, score, why]\n{extra}")
    tool = "kind: channel\nid: tool\ntype: survey\ntool: Ours\nenforces: {own_rest: true}\n"
    return told("cut-too-small", *ASKED[:-1], tool, text, population, report)


@pytest.mark.parametrize(
    ("people", "when", "every", "extra", "answers"),
    [
        (300, "{every: yearly}", "yearly", "", None),
        (299, "{every: yearly}", "yearly", "", 30),
        (299, "{every: half-yearly}", "yearly", "", None),
        (299, "{every: half-yearly}", "quarterly", "", 30),
        (100, "{every: monthly}", "quarterly", "", None),
        (99, "{every: monthly}", "quarterly", "", 30),
        (100, "{every: monthly}", "quarterly", "rest: {own: 90d}\nthrough: tool", 20),
        (100, "{every: monthly}", "monthly", "", 10),
        (100, "{every: monthly}", "on-demand", "", None),
        (100, "{every: monthly}", "immediately", "", None),
        (300, "{every: yearly}", "yearly", "sampling: {share: 0.5}", 15),
        (300, "{every: yearly}", "yearly", "sampling: {count: 930}", 3),
        (300, "{every: yearly}", "yearly", "sampling: {among: {line: [valves]}}", None),
        (100, "{event: visit-closed}", "quarterly", "", None),
        (100, "{event: visit-closed}", "quarterly", "rest: {own: 180d}\nthrough: tool", 10),
        (0, "{every: yearly}", "yearly", "", None),
        (1, "{every: yearly}", "yearly", "", 0),
    ],
)
def test_a_cell_needs_its_answers_in_the_time_of_one_report(
    people: int, when: str, every: str, extra: str, answers: int | None
) -> None:
    count = f"about {answers} answers" if answers else "hardly any answer"
    message = f"cut by `line`, `r` leaves {count} in pumps; the limit is 30"
    assert cut(people, when, every, extra) == ([] if answers is None else [message])


def test_the_smallest_cells_are_the_witness() -> None:
    groups = "".join(f"  - {{role: buyer, by: {{line: l{size}}}, people: {size}}}\n" for size in range(10, 400, 40))
    population = f"kind: population\nid: p\ndimensions: [line]\nresponse_rate: 0.1\ngroups:\n{groups}"
    report = "kind: report\nid: r\nmetrics: [satisfaction]\ncut_by: [line, role]\nevery: yearly\nto: [cx-office]\n"
    (finding,) = found("cut-too-small", *ASKED, population, report)
    assert tuple(step.text for step in finding.witness) == (
        "l10, buyer: about 1 answer for `satisfaction`",
        "l50, buyer: about 5 answers for `satisfaction`",
        "l90, buyer: about 9 answers for `satisfaction`",
        "l130, buyer: about 13 answers for `satisfaction`",
        "l170, buyer: about 17 answers for `satisfaction`",
        "and 3 more of 10 numbers",
    )
    by_account = report.replace("[line, role]", "[line, account]")
    assert found("cut-too-small", *ASKED, population, by_account) == ()
    assert found("cut-too-small", *ASKED, population, report, policy("metrics: {cut_from: 1}")) == ()
    (finding,) = found("cut-too-small", *ASKED, population, report, policy("metrics: {cut_from: 2}"))
    assert (finding.severity, len(finding.witness)) == (Severity.ERROR, 1)


# WHAT THE RULES ASK


@pytest.mark.parametrize(
    ("condition", "outcome"),
    [
        ("s.q <= 3", True),
        ("s.q > 3", False),
        ("s.q in (2, 3)", True),
        ("s.q is empty", False),
        ("s.p = yes", None),
        ("s.q = bad", False),
        ("not s.q = 3", False),
        ("not s.p = yes", None),
        ("s.q <= 3 or s.p = yes", True),
        ("s.q > 3 or s.p = yes", None),
        ("s.q > 3 and s.p = yes", False),
        ("s.q <= 3 and s.p = yes", None),
    ],
)
def test_what_one_answer_settles(condition: str, outcome: bool | None) -> None:
    assert holds(parse_condition(condition), "s.q", 3) is outcome


def test_invitations_and_answers_of_a_calm_program() -> None:
    population = "kind: population\nid: p\ngroups: [{role: buyer, people: 50}, {role: operator, people: 9}]\n"
    program = example_program(Example(False, "---\n".join((*ASKED, population))))
    asked = program.get("survey", "sv")
    assert asked is not None
    assert invitations_at_most(program, asked, 365) == 1
    assert invitations_at_most(program, asked, 366) == 2
    assert [(each.group.role, each.answers) for each in expected_answers(program, asked, 365) or ()] == [("buyer", 50)]
