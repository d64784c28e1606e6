"""Boundaries of the rules on numbers from few answers, and on what people are paid by."""

from __future__ import annotations

import pytest

from cxprog.finding import Finding, Severity
from cxprog.rule import Example
from cxprog.rules import all_rules
from cxprog.testing import check_example

RULES = {rule.id: rule for rule in all_rules()}


def found(rule: str, *documents: str) -> tuple[Finding, ...]:
    """What a rule finds in some documents."""
    return check_example(RULES[rule], Example(False, "---\n".join(documents)))


def told(rule: str, *documents: str) -> list[str]:
    return [finding.message for finding in found(rule, *documents)]


def policy(limits: str, severity: str = "error") -> str:
    return f"kind: policy\nid: ours\nseverity: {severity}\nmetrics: {{{limits}}}\n"


def people(count: int, extra: str = "", rate: str = "response_rate: 0.5\n") -> str:
    return f"kind: population\nid: customers\n{rate}groups: [{{role: buyer, people: {count}{extra}}}]\n"


def report(extra: str = "", to: str = "cx-office", every: str = "yearly") -> str:
    return f"kind: report\nid: board\nmetrics: [score]\nevery: {every}\nto: [{to}]\n{extra}"


SURVEY = (
    "kind: survey\nid: sv\npurpose: relational\nasks: [buyer]\nwhen: {every: yearly}\nidentity: identified\n"
    "minutes: 2\nquestions: [asked]\n"
)
OSAT = "kind: question\nid: asked\ntype: osat\ntext: Satisfied?\nmetric: score\n"
NPS = "kind: question\nid: asked\ntype: nps\ntext: Recommend?\nmetric: score\n"
MEAN = "kind: metric\nid: score\ntype: osat\nscale: {lowest: 1, highest: 5}\n"
LOYALTY = "kind: metric\nid: score\ntype: nps\n"
DEALER = "kind: partner\nid: dealer\ntype: dealer\norganizations: 12\n"

# GOALS


@pytest.mark.parametrize(("count", "fires"), [(178, True), (180, False)])
def test_a_goal_needs_answers_for_a_twentieth_of_its_scale(count: int, fires: bool) -> None:
    # Ninety answers leave 0.199 of satisfaction to chance, 89 leave 0.2001.
    assert bool(told("target-within-margin", MEAN + "use: target\n", OSAT, SURVEY, people(count))) is fires


def test_what_a_goal_within_chance_is_told() -> None:
    (finding,) = found("target-within-margin", MEAN + "target: {value: 4.2}\n", OSAT, SURVEY, people(60), report())
    assert finding.message == "`score` is a target; about 30 answers in a year leave ±0.35 to chance, ±0.20 takes 90"
    assert [label.text for label in finding.labels] == ["", "read over a year"]
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("use: target\n", "is a target"),
        ("target: {value: 4}\n", "is a target"),
        ("goal_of: [cx-office]\n", "is a goal of `cx-office`"),
        ("use: incentive\n", "is what people are paid by"),
        ("incentive: {paid_to: [dealer], on: scores}\n", "pays `dealer`"),
        ("incentive: {paid_to: [dealer], on: improvement}\n", "pays `dealer`"),
        ("use: incentive\nincentive: {paid_to: [dealer], on: responsiveness}\n", ""),
        ("use: incentive\nincentive: {paid_to: [dealer], on: participation}\n", ""),
        ("target: {value: 4, reason: The board insists}\n", ""),
        ("use: indicator\n", ""),
        ("", ""),
    ],
)
def test_goals_rewards_and_their_reasons(extra: str, words: str) -> None:
    messages = told("target-within-margin", MEAN + extra, OSAT, SURVEY, people(60), DEALER)
    assert [message.partition("; ")[0] for message in messages] == ([f"`score` {words}"] if words else [])


@pytest.mark.parametrize(
    "documents",
    [
        (OSAT, SURVEY),
        (OSAT, people(60)),
        (OSAT, SURVEY, people(60, rate="")),
        (OSAT, SURVEY.replace("every: yearly", "event: visit-closed"), people(60)),
    ],
)
def test_nothing_is_said_where_answers_are_not_known(documents: tuple[str, ...]) -> None:
    assert told("target-within-margin", MEAN + "use: target\n", *documents) == []


def test_a_report_that_covers_a_longer_time_has_more_answers() -> None:
    quarterly = SURVEY.replace("yearly", "quarterly")
    documents = MEAN + "use: target\n", OSAT, quarterly, people(60)
    assert told("target-within-margin", *documents) == []  # 120 in a year
    (message,) = told("target-within-margin", *documents, report(every="quarterly"))
    assert "about 30 answers in a quarter leave ±0.35" in message
    assert told("target-within-margin", *documents, report("covers: yearly\n", every="quarterly")) == []


def test_a_goal_for_each_account() -> None:
    documents = MEAN + "use: target\nper: account\n", OSAT, SURVEY, people(600, ", accounts: 100")
    (message,) = told("target-within-margin", *documents)
    assert message.startswith("`score` is a target; about 3 answers for each account in a year leave ±2.4 to chance")


def test_a_goal_that_hardly_anybody_answers() -> None:
    (message,) = told("target-within-margin", MEAN + "use: target\n", OSAT, SURVEY, people(0))
    assert message == "`score` is a target; hardly any answer comes in a year, ±0.20 takes 90"


def test_answers_of_unequal_weight_take_more() -> None:
    groups = (
        "kind: population\nid: customers\ndimensions: [size]\nresponse_rate: 1.0\ngroups:\n"
        "  - {role: buyer, by: {size: giant}, people: 1, accounts: 1, revenue_share: 0.2}\n"
        "  - {role: buyer, by: {size: normal}, people: 99, accounts: 99, revenue_share: 0.8}\n"
    )
    documents = OSAT, SURVEY, groups
    assert told("target-within-margin", MEAN + "use: target\n", *documents) == []
    (message,) = told("target-within-margin", MEAN + "use: target\nweight_by: account-value\n", *documents)
    assert message.endswith("±0.20 takes 419")  # 90 for each 21.5 that 100 such answers are worth


def test_nps_that_is_more_than_a_signal_is_reported_once() -> None:
    for extra, documents in (
        ("use: target\n", ()),
        ("use: target\nminimum_n: 1100\n", ()),
        ("use: target\nminimum_n: 30\n", (policy("nps_indicator_from: 20"),)),
        ("target: {value: 40}\n", ()),
    ):
        every = LOYALTY + extra, NPS, SURVEY, people(200), *documents
        rules = [rule for rule in ("nps-indicator-from-few-answers", "target-within-margin") if told(rule, *every)]
        assert len(rules) == 1, extra


def test_a_policy_says_how_wide_a_margin_may_be() -> None:
    goal = LOYALTY + "target: {value: 40}\n"
    (finding,) = found("target-within-margin", goal, NPS, SURVEY, people(200), policy("nps_margin: 15"))
    assert finding.message == (
        "`score` is a target; about 100 answers in a year leave ±17 points to chance, ±15 points takes 123"
    )
    assert (finding.severity, finding.labels[-1].text) == (Severity.ERROR, "the limit")
    assert told("target-within-margin", goal, NPS, SURVEY, people(200), policy("nps_margin: 17")) == []


@pytest.mark.parametrize(
    ("extra", "count"),
    [
        ("use: target\nminimum_n: 99\n", 1),
        ("use: target\n", 1),
        ("use: target\nminimum_n: 100\n", 0),
        ("use: indicator\n", 0),
        ("goal_of: [cx-office]\nminimum_n: 30\n", 1),
        ("target: {value: 4, reason: We know}\n", 0),
        ("use: incentive\nincentive: {paid_to: [dealer], on: participation}\n", 0),
        ("use: incentive\nincentive: {paid_to: [dealer], on: scores}\n", 1),
    ],
)
def test_a_policy_may_ask_for_a_number_of_answers_behind_a_goal(extra: str, count: int) -> None:
    asked = policy("target_from: 100")
    assert len(told("target-from-few-answers", MEAN + extra, OSAT, DEALER, asked)) == count
    assert told("target-from-few-answers", MEAN + extra, OSAT, DEALER) == []


def test_nps_as_a_goal_has_a_limit_of_its_own() -> None:
    both = policy("target_from: 100, nps_indicator_from: 1100")
    assert told("target-from-few-answers", LOYALTY + "use: target\n", NPS, both) == []
    assert len(told("target-from-few-answers", LOYALTY + "target: {value: 4}\n", NPS, both)) == 1


# INDICATORS


@pytest.mark.parametrize(("count", "fires"), [(58, True), (60, False)])
def test_an_indicator_needs_as_many_answers_as_a_group(count: int, fires: bool) -> None:
    messages = told("indicator-from-few-answers", MEAN + "use: indicator\n", OSAT, SURVEY, people(count))
    assert messages == ["`score` is an indicator, and gets about 29 answers in a year; the limit is 30"] * fires


def test_indicators_that_other_rules_look_at() -> None:
    few = OSAT, SURVEY, people(20)
    for extra in ("use: signal\n", "use: indicator\nper: account\n", "use: indicator\ngoal_of: [cx-office]\n"):
        assert told("indicator-from-few-answers", MEAN + extra, *few) == []
    assert told("indicator-from-few-answers", LOYALTY + "use: indicator\n", NPS, SURVEY, people(20)) == []


def test_eleven_hundred_is_a_number_for_very_many_people() -> None:
    (finding,) = found("nps-indicator-from-few-answers", LOYALTY + "use: indicator\n", NPS)
    assert finding.help.endswith("asks for it: 1,100 answers leave ±5 points to chance among very many people")
    (finding,) = found("nps-indicator-from-few-answers", LOYALTY + "use: indicator\n", NPS, SURVEY, people(400))
    assert finding.help.endswith("among very many people; 294 of the 400 people asked here describe them as well")
    assert finding.labels[0].text == "about 200 answers are expected in a year, which leave ±12 points to chance"


def test_what_is_enough_follows_the_limit_of_a_policy() -> None:
    documents = LOYALTY + "use: indicator\n", NPS, SURVEY, people(400), policy("nps_indicator_from: 277")
    (finding,) = found("nps-indicator-from-few-answers", *documents)
    assert finding.help.endswith(
        "277 answers leave ±10 points to chance among very many people; 164 of the 400 people asked here describe them "
        "as well"
    )
    waiting = documents[0] + "minimum_n: 277\n"
    (finding,) = found("nps-indicator-from-few-answers", waiting, *documents[1:])
    assert finding.message == "`score` is an indicator from 277 answers on, and gets about 200 in a year"
    assert "164 of the 400" in finding.help


# TRENDS

OVER = "benchmark: {against: own-past, by: change, over: yearly}\n"


@pytest.mark.parametrize(("count", "fires"), [(18, True), (20, False)])
def test_a_change_needs_ten_answers(count: int, fires: bool) -> None:
    messages = told("trend-within-margin", MEAN, OSAT, SURVEY, people(count), report(OVER))
    assert messages == ["`board` shows how `score` changes from about 9 answers; the limit is 10"] * fires


@pytest.mark.parametrize(
    ("benchmark", "fires"),
    [
        ("{against: own-past}", True),
        ("{against: own-past, by: score}", True),
        ("{against: competitors, by: rank, over: yearly}", True),
        ("{against: own-markets, by: change, over: yearly}", True),
        ("{against: competitors, by: rank}", False),
        ("{against: competitors, by: score, over: yearly}", False),
    ],
)
def test_which_comparisons_are_trends(benchmark: str, fires: bool) -> None:
    documents = MEAN, OSAT, SURVEY, people(10), report(f"benchmark: {benchmark}\n")
    assert bool(told("trend-within-margin", *documents)) is fires


@pytest.mark.parametrize(
    ("metric", "extra", "every", "fires"),
    [
        ("minimum_n: 10\n", "", "yearly", False),
        ("minimum_n: 9\n", "", "yearly", True),
        ("", "minimum: {scores: 10}\n", "yearly", False),
        ("", "", "immediately", False),
        ("", "", "on-demand", True),
    ],
)
def test_numbers_that_are_not_shown_from_few_answers(metric: str, extra: str, every: str, fires: bool) -> None:
    documents = MEAN + metric, OSAT, SURVEY, people(10), report(OVER + extra, every=every)
    assert bool(told("trend-within-margin", *documents)) is fires


def test_below_which_size_a_change_is_chance() -> None:
    (finding,) = found("trend-within-margin", MEAN, OSAT, SURVEY, people(16), report(OVER))
    assert finding.labels[0].text == "a change below 1.1 is chance"  # 2.365 * 0.95 / sqrt(8) * sqrt(2)
    (finding,) = found("trend-within-margin", LOYALTY, NPS, SURVEY, people(4), report(OVER))
    assert finding.labels[0].text == "a change below 166 points is chance"
    (finding,) = found("trend-within-margin", MEAN, OSAT, SURVEY, people(2), report(OVER))
    assert finding.labels[0].text == "any change is chance"


def test_parts_that_each_reader_sees_alone() -> None:
    for to, cut, where in (
        ("{who: dealer, sees: own}", "", " for the average partner"),
        ("cx-office", "cut_by: [account]\n", " for the average account"),
    ):
        documents = MEAN, OSAT, SURVEY, people(100, ", accounts: 12"), DEALER, report(OVER + cut, to=to)
        (message,) = told("trend-within-margin", *documents)
        assert message == f"`board` shows how `score` changes{where} from about 4 answers; the limit is 10"
    manager = report(OVER, to="{who: account-manager, sees: own}")
    assert told("trend-within-margin", MEAN, OSAT, SURVEY, people(10), manager) == []  # nobody sees the whole
    unknown = MEAN, OSAT, SURVEY, people(100), report(OVER + "cut_by: [account]\n", to="cx-office")
    assert told("trend-within-margin", *unknown) == []


GROUPS = (
    "kind: population\nid: customers\ndimensions: [country]\nresponse_rate: 0.5\ngroups:\n"
    "  - {role: buyer, by: {country: DE}, people: 100}\n  - {role: buyer, by: {country: NO}, people: 16}\n"
    "  - {role: buyer, by: {country: CH}, people: 12}\n"
)


def test_groups_are_left_to_the_rule_on_cuts_while_it_looks_at_them() -> None:
    documents = MEAN, OSAT, SURVEY, GROUPS, report(OVER + "cut_by: [country]\n")
    assert len(told("cut-too-small", *documents)) == 1
    assert told("trend-within-margin", *documents) == []
    (finding,) = found("trend-within-margin", *documents, policy("cut_from: 5, trend_from: 10"))
    assert finding.message == "`board` shows how `score` changes in CH from about 6 answers; the limit is 10"
    assert [step.text for step in finding.witness] == [
        "`score` in CH: about 6 answers, a change below 1.4 is chance",
        "`score` in NO: about 8 answers, a change below 1.1 is chance",
    ]


# ONE ACCOUNT


def accounts(giant: str, rate: str = "0.5") -> str:
    return (
        f"kind: population\nid: customers\ndimensions: [size]\nresponse_rate: {rate}\ngroups:\n"
        f"  - {{role: buyer, by: {{size: giant}}, {giant}}}\n"
        "  - {role: buyer, by: {size: normal}, people: 99, accounts: 99, revenue_share: 0.8}\n"
    )


FIFTH = "people: 1, accounts: 1, revenue_share: 0.2"


@pytest.mark.parametrize(
    ("metric", "groups", "decided"),
    [
        ("use: indicator", accounts(FIFTH), ("33 %", "67 points")),
        ("use: target", accounts(FIFTH, "0.25"), ("50 %", "100 points")),
        ("use: indicator", accounts(FIFTH, "1.0"), None),  # a fifth is what is allowed
        ("use: indicator", accounts("people: 4, accounts: 2, revenue_share: 0.2"), None),
        ("use: signal", accounts(FIFTH), None),
        ("use: indicator\nper: account", accounts(FIFTH), None),
        ("use: indicator", accounts("people: 1, revenue_share: 0.2"), None),
        ("use: indicator", accounts("people: 1, accounts: 1"), None),
    ],
)
def test_how_much_one_account_decides(metric: str, groups: str, decided: tuple[str, str] | None) -> None:
    messages = told("one-account-decides", LOYALTY + f"weight_by: account-value\n{metric}\n", NPS, SURVEY, groups)
    words = "one account in giant decides {} of `score` and can move it by {}; the limit is 20 %"
    assert messages == ([words.format(*decided)] if decided else [])


def test_without_weights_people_decide() -> None:
    crowd = accounts("people: 60, accounts: 1")
    (finding,) = found("one-account-decides", MEAN + "use: indicator\n", OSAT, SURVEY, crowd)
    assert finding.message.startswith("one account in giant decides 38 % of `score` and can move it by 1.5")
    assert finding.labels[1].text == "1 account with all these people"
    assert "weight_by" not in finding.help
    few = people(6, ", accounts: 6")
    assert told("one-account-decides", MEAN + "use: indicator\n", OSAT, SURVEY, few) == []


def test_a_policy_says_how_much_one_account_may_decide() -> None:
    weighted = LOYALTY + "weight_by: account-value\nuse: indicator\n"
    documents = weighted, NPS, SURVEY, accounts(FIFTH)
    assert told("one-account-decides", *documents, policy("account_share: 0.34")) == []
    (finding,) = found("one-account-decides", *documents, policy("account_share: 0.1", "info"))
    assert (finding.severity, finding.labels[-1].text) == (Severity.INFO, "the limit")
    assert finding.labels[1].text == "1 account with this part of the revenue"


# ALERTS


def loop(minimum: str = "", when: str = "score < 4") -> str:
    return f"kind: loop\nid: lp\ntype: outer\nowner: cx-office\nwhen: {when}\n{minimum}"


@pytest.mark.parametrize(
    ("own", "metrics", "count"),
    [
        ("minimum_n: 29\n", "", 1),
        ("minimum_n: 30\n", "", 0),
        ("", "minimum_n: 5\n", 1),
        ("minimum_n: 5\n", "minimum_n: 30\n", 0),
        ("minimum_n: 30\n", "minimum_n: 5\n", 0),
        ("", "", 0),
        ("minimum_n: 5\n", "per: account\n", 0),
    ],
)
def test_alerts_need_their_answers(own: str, metrics: str, count: int) -> None:
    assert len(told("alert-from-few-answers", MEAN + metrics, OSAT, loop(own))) == count


def test_an_alert_that_names_a_metric_twice_is_reported_once() -> None:
    twice = loop("minimum_n: 7\n", "score < 2 or score > 4.5")
    assert told("alert-from-few-answers", MEAN, OSAT, twice) == [
        "`lp` acts on `score` from 7 answers on; the limit is 30"
    ]


def test_an_alert_that_will_never_come() -> None:
    documents = MEAN, OSAT, SURVEY, loop("minimum_n: 40\n")
    assert told("alert-from-few-answers", *documents, people(78)) == [
        "`lp` waits for 40 answers to `score`, and about 39 answers come in a year"
    ]
    assert told("alert-from-few-answers", *documents, people(80)) == []
    assert told("alert-from-few-answers", *documents, people(2)) == [
        "`lp` waits for 40 answers to `score`, and about 1 answer comes in a year"
    ]


def test_answers_and_numbers_of_other_systems_need_no_minimum() -> None:
    wallet = "kind: metric\nid: wallet\ntype: operational\nminimum_n: 5\n"
    assert told("alert-from-few-answers", wallet, loop("", "wallet < 20")) == []
    assert told("alert-from-few-answers", MEAN, OSAT, SURVEY, loop("", "sv.asked <= 2")) == []


# WHAT PARTNERS ARE PAID BY

PAID = "incentive: {paid_to: [dealer], on: improvement}\n"


@pytest.mark.parametrize(
    ("to", "metrics", "count"),
    [
        ("cx-office", "[score]", 1),
        ("dealer", "[score]", 0),
        ("{who: dealer, sees: own}", "[score]", 0),
        ("dealers", "[score]", 0),
        ("partner", "[score]", 0),
        ("dealer", "[other]", 1),
    ],
)
def test_whoever_is_paid_sees_the_number(to: str, metrics: str, count: int) -> None:
    other = MEAN.replace("id: score", "id: other")
    wider = "kind: partner\nid: dealers\ntype: dealer\n"
    shown = report(to=to).replace("[score]", metrics)
    documents = MEAN + PAID, OSAT, other, DEALER + "part_of: dealers\n", wider, shown
    assert len(told("incentive-unreported", *documents)) == count


def test_without_any_report_nothing_is_missing() -> None:
    assert told("incentive-unreported", MEAN + PAID, OSAT, DEALER) == []


@pytest.mark.parametrize(
    ("extra", "count"),
    [("", 0), ("weight_by: account-value\n", 1), ("made_of: [a, b]\n", 1), ("made_of: [a]\n", 0)],
)
def test_a_number_that_partners_can_follow(extra: str, count: int) -> None:
    others = [MEAN.replace("id: score", f"id: {name}") for name in "ab"]
    assert len(told("incentive-hard-to-follow", MEAN + PAID + extra, OSAT, DEALER, *others)) == count
    staff = PAID.replace("dealer", "cx-office")
    assert told("incentive-hard-to-follow", MEAN + staff + extra, OSAT, DEALER, *others) == []


@pytest.mark.parametrize(
    ("documents", "count"),
    [
        ((MEAN + PAID,), 1),
        ((MEAN + PAID + "goal_of: [field-service]\n",), 0),
        ((MEAN + PAID + "goal_of: [dealer]\n",), 1),
        ((MEAN + PAID.replace("[dealer]", "[dealer, field-service]"),), 0),
        ((MEAN + PAID, MEAN.replace("id: score", "id: ours") + "goal_of: [field-service]\n"), 0),
        ((MEAN + PAID, LOYALTY.replace("id: score", "id: ours") + "goal_of: [field-service]\n"), 1),
    ],
)
def test_what_partners_are_paid_by_is_a_goal_of_the_company_too(documents: tuple[str, ...], count: int) -> None:
    assert len(told("incentive-for-partners-only", OSAT, DEALER, *documents)) == count
