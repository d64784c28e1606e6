"""What metrics can expect: answers, margins, labels by size, and how much one account decides, worked out by hand."""

from __future__ import annotations

from math import sqrt
from pathlib import Path

import pytest

from cxprog.analysis.anonymity import precision
from cxprog.analysis.anonymity.expected import (
    Expectation,
    Number,
    answers_words,
    numbers,
    outlook_of,
    size_of,
    time_words,
)
from cxprog.analysis.anonymity.spread import spread_of
from cxprog.analysis.specs import Specs
from cxprog.check import Today
from cxprog.compiler import check_project
from cxprog.language import model_of
from cxprog.manifest import lower
from cxprog.program import Program
from cxprog.reach import expected_answers
from cxprog.rule import Example
from cxprog.testing import example_program
from cxprog.workspace import read_project

EXAMPLE = Path(__file__).parents[2] / "programs" / "example"


def program(*documents: str) -> Program:
    return example_program(Example(False, "---\n".join(documents)))


def number(*documents: str, name: str = "loyalty") -> Number:
    found = {each.metric: each for each in numbers(Specs.of_program(program(*documents)))}
    return found[name]


def year(*documents: str) -> Expectation:
    found = number(*documents).year
    assert found is not None
    return found


def metric(extra: str = "", kind: str = "nps") -> str:
    return f"kind: metric\nid: loyalty\ntype: {kind}\n{extra}"


def population(*groups: str, extra: str = "response_rate: 0.3\n") -> str:
    listed = "\n".join(f"  - {{{group}}}" for group in groups)
    return f"kind: population\nid: customers\ndimensions: [country, size]\n{extra}groups:\n{listed}\n"


def survey(when: str = "{every: yearly}", extra: str = "", name: str = "sv", asks: str = "buyer") -> str:
    return (
        f"kind: survey\nid: {name}\npurpose: relational\nasks: [{asks}]\nwhen: {when}\nidentity: identified\n"
        f"minutes: 2\nquestions: [recommend]\n{extra}"
    )


def report(extra: str = "", every: str = "quarterly") -> str:
    return f"kind: report\nid: board\nmetrics: [loyalty]\nevery: {every}\nto: [cx-office]\n{extra}"


QUESTION = "kind: question\nid: recommend\ntype: nps\ntext: Recommend?\nmetric: loyalty\n"
PEOPLE = population("role: buyer, people: 200")

# HOW MANY ANSWERS


def test_a_yearly_survey() -> None:
    found = number(metric(), QUESTION, PEOPLE, survey())
    assert found.surveys == ("sv",)
    assert found.reason == ""
    expected = found.year
    assert expected is not None
    assert (expected.answers, expected.worth, expected.people) == (60, 60, 200)
    assert (expected.size, expected.is_most) == ("steady", False)
    assert expected.margin == pytest.approx(196 * sqrt(0.72 / 60), rel=1e-3)
    assert expected.margin_here == pytest.approx(196 * sqrt(0.72 / 60) * sqrt(140 / 199), rel=1e-3)
    assert expected.change == pytest.approx(sqrt(2) * (expected.margin or 0))


def test_waves_add_up_and_people_do_not() -> None:
    expected = year(metric(), QUESTION, PEOPLE, survey("{every: quarterly}"))
    assert (expected.answers, expected.people) == (240, 200)
    assert expected.margin == precision.nps_half_width(240, 0.72)
    # Only 60 of the 200 are heard, however often.
    assert expected.margin_here == pytest.approx(precision.nps_half_width(240, 0.72) * sqrt(140 / 199))


def test_two_surveys_of_the_same_people() -> None:
    expected = year(metric(), QUESTION, PEOPLE, survey(), survey("{every: half-yearly}", name="other"))
    assert (expected.answers, expected.people) == (180, 200)
    assert expected.margin_here == pytest.approx(precision.nps_half_width(180, 0.72) * sqrt(140 / 199))


def test_a_sample_and_a_segment() -> None:
    groups = population("role: buyer, by: {country: DE}, people: 100", "role: buyer, by: {country: NO}, people: 60")
    half = year(metric(), QUESTION, groups, survey(extra="sampling: {share: 0.5}\n"))
    assert (half.answers, half.people) == (24, 160)
    assert year(metric(), QUESTION, groups, survey(extra="sampling: {among: {country: [NO]}}\n")).people == 60


def test_events_are_counted_as_often_as_they_can_be() -> None:
    event = "kind: event\nid: order\ntype: event\nat_most: 1 per 73d\n"
    expected = year(metric(), QUESTION, PEOPLE, event, survey("{event: order}"))
    assert (expected.answers, expected.is_most) == (300, True)
    assert answers_words(expected) == "at most about 300 answers"


def test_employees_who_shop_answer_for_others() -> None:
    shop = survey().replace("relational", "mystery-shop")
    assert year(metric(), QUESTION, PEOPLE, shop).margin_here is None


@pytest.mark.parametrize(
    ("documents", "reason"),
    [
        ((), "no survey asks for it"),
        ((survey(),), "no population counts the people whom `sv` asks"),
        ((survey(), population("role: operator, people: 9")), "no population counts the people whom `sv` asks"),
        (
            (survey(), population("role: buyer, people: 9", extra="")),
            "no response rate is given for `buyer` in `customers`",
        ),
        ((survey("{event: visit-closed}"), PEOPLE), "nothing limits how often `sv` asks one person"),
        ((survey(), PEOPLE, "per: account"), "nobody counts the accounts that it is worked out for"),
    ],
)
def test_what_has_to_be_said_before_anything_is_expected(documents: tuple[str, ...], reason: str) -> None:
    extra = "per: account\n" if "per: account" in documents else ""
    found = number(metric(extra), QUESTION, *(each for each in documents if each != "per: account"))
    assert (found.year, found.reason) == (None, reason)


def test_groups_without_people_need_no_rate() -> None:
    groups = population("role: buyer, people: 40, response_rate: 0.5", "role: buyer, people: 0", extra="")
    assert year(metric(), QUESTION, groups, survey()).answers == 20


def test_hardly_anybody() -> None:
    expected = year(metric(), QUESTION, population("role: buyer, people: 1"), survey())
    assert (expected.margin, expected.margin_here, expected.change) == (None, None, None)
    assert answers_words(expected) == "hardly any answer"


def test_metrics_that_come_from_no_answers_are_left_out() -> None:
    wallet = "kind: metric\nid: wallet\ntype: operational\nscale: {lowest: 0, highest: 100}\n"
    unscaled = "kind: metric\nid: ease\ntype: ces\n"
    retired = "kind: metric\nid: old\ntype: nps\nretired: 2026-01-01\n"
    found = numbers(Specs.of_program(program(metric(), QUESTION, wallet, unscaled, retired)))
    assert [each.metric for each in found] == ["loyalty"]


@pytest.mark.parametrize(
    ("answers", "size"), [(0, "few"), (9.4, "few"), (9.6, "indicative"), (29.4, "indicative"), (29.6, "steady")]
)
def test_what_a_number_of_answers_is_good_for(answers: float, size: str) -> None:
    assert size_of(answers) == size


@pytest.mark.parametrize(
    ("days", "words"),
    [(365, "a year"), (182.5, "half a year"), (91.25, "a quarter"), (30.4, "a month"), (45, "45 days")],
)
def test_times_as_people_say_them(days: float, words: str) -> None:
    assert time_words(days) == words


# REPORTS


def test_a_report_covers_its_own_time() -> None:
    documents = metric(), QUESTION, PEOPLE, survey("{every: monthly}")
    (edition,) = number(*documents, report()).editions
    assert (edition.report, edition.days, edition.count) == ("board", 91.25, 0)
    assert edition.whole is not None
    assert edition.whole.answers == pytest.approx(180)
    (yearly,) = number(*documents, report("covers: yearly\n")).editions
    assert yearly.whole is not None
    assert yearly.whole.answers == pytest.approx(720)
    (looked_at,) = number(*documents, report(every="on-demand")).editions
    assert looked_at.days == 365
    assert number(*documents, report(every="immediately")).editions == ()


def test_a_whole_wave_counts_however_short_the_time() -> None:
    (edition,) = number(metric(), QUESTION, PEOPLE, survey(), report(every="monthly")).editions
    assert edition.whole is not None
    assert edition.whole.answers == 60


CELLS = population(
    "role: buyer, by: {country: DE}, people: 400",
    "role: buyer, by: {country: NO}, people: 80",
    "role: operator, by: {country: NO}, people: 10",
    "role: buyer, by: {country: CH}, people: 20",
    "role: buyer, by: {country: FR}, people: 0",
    "role: buyer, people: 50",
)


def test_groups_of_a_report_the_fewest_answers_first() -> None:
    asked = survey(asks="buyer, operator")
    (edition,) = number(metric(), QUESTION, CELLS, asked, report("cut_by: [country]\n")).editions
    assert (edition.count, edition.few, edition.indicative) == (3, 1, 1)
    assert [(cell.by, cell.expectation.answers) for cell in edition.smallest] == [
        ((("country", "CH"),), 6),
        ((("country", "NO"),), 27),
        ((("country", "DE"),), 120),
    ]
    (by_role,) = number(metric(), QUESTION, CELLS, asked, report("cut_by: [role, country]\n")).editions
    assert by_role.smallest[0].by == (("role", "operator"), ("country", "NO"))


def test_groups_that_are_never_shown_are_left_out() -> None:
    hidden = report("cut_by: [country]\nhide: [{country: CH}]\n")
    (edition,) = number(metric(), QUESTION, CELLS, survey(), hidden).editions
    assert [cell.by for cell in edition.smallest] == [(("country", "NO"),), (("country", "DE"),)]


def test_only_the_smallest_groups_are_described() -> None:
    groups = population(*(f"role: buyer, by: {{country: C{at}}}, people: {10 + at}" for at in range(9)))
    (edition,) = number(metric(), QUESTION, groups, survey(), report("cut_by: [country]\n")).editions
    assert (edition.count, len(edition.smallest), edition.smallest[0].by) == (9, 5, (("country", "C0"),))


@pytest.mark.parametrize("cut", ["account", "partner", "touchpoint"])
def test_cuts_that_nobody_counts_people_by(cut: str) -> None:
    (edition,) = number(metric(), QUESTION, PEOPLE, survey(), report(f"cut_by: [{cut}]\n")).editions
    assert (edition.count, edition.reason) == (0, f"nobody counts people by `{cut}`")
    assert edition.whole is not None


# ACCOUNTS AND PARTNERS


def test_a_number_for_each_account() -> None:
    groups = population(
        "role: buyer, by: {size: big}, people: 60, accounts: 5",
        "role: operator, by: {size: big}, people: 120, accounts: 5",
        "role: buyer, by: {size: small}, people: 60, accounts: 15",
    )
    expected = year(metric("per: account\n"), QUESTION, groups, survey(asks="buyer, operator"))
    # 72 answers of 5 and 15 accounts: roles of the same accounts count once.
    assert expected.answers == pytest.approx(3.6)
    assert (expected.people, expected.account) == (12, None)


def test_groups_of_numbers_for_each_account() -> None:
    groups = population(
        "role: buyer, by: {country: DE}, people: 600, accounts: 5",
        "role: buyer, by: {country: NO}, people: 60, accounts: 15",
    )
    cut = report("cut_by: [country]\n")
    (edition,) = number(metric("per: account\n"), QUESTION, groups, survey(), cut).editions
    assert (edition.few, edition.indicative) == (1, 0)
    assert [round(cell.expectation.answers, 1) for cell in edition.smallest] == [1.2, 36]


def test_a_number_for_each_partner() -> None:
    documents = QUESTION, PEOPLE, "kind: partner\nid: brokers\ntype: broker\norganizations: 12\n", survey()
    found = number(metric("per: partner\n"), *documents, report())
    assert found.year is not None
    assert found.year.answers == 5
    assert [(edition.count, edition.reason) for edition in found.editions] == [(0, "")]
    (cut,) = number(metric("per: partner\n"), *documents, report("cut_by: [country]\n")).editions
    assert cut.reason == "nobody counts people by `partner`"


HUNDRED = (
    "role: buyer, by: {size: giant}, people: 1, accounts: 1, revenue_share: 0.2",
    "role: buyer, by: {size: normal}, people: 99, accounts: 99, revenue_share: 0.8",
)
WEIGHTED = metric("weight_by: account-value\n")


def test_one_of_a_hundred_customers_with_a_fifth_of_the_revenue() -> None:
    expected = year(WEIGHTED, QUESTION, population(*HUNDRED, extra="response_rate: 1.0\n"), survey())
    account = expected.account
    assert account is not None
    assert account.weight == pytest.approx(0.2)
    assert expected.moves == pytest.approx(40)
    assert (account.by, account.accounts, account.population, account.index) == (
        (("size", "giant"),), 1, "customers", 0,
    )  # fmt: skip
    # One weight of 0.2 and 99 of 0.8 / 99.
    assert expected.worth == pytest.approx(1 / (0.2**2 + 0.8**2 / 99))
    assert expected.margin == precision.nps_half_width(100, 0.72, effective=expected.worth)


def test_it_decides_more_where_the_others_are_silent() -> None:
    expected = year(WEIGHTED, QUESTION, population(*HUNDRED, extra="response_rate: 0.25\n"), survey())
    assert expected.account is not None
    assert expected.account.weight == pytest.approx(0.2 / (0.2 + 0.25 * 0.8))
    assert expected.moves == pytest.approx(100)


def test_more_people_of_an_account_make_it_likelier_heard() -> None:
    groups = population(
        "role: buyer, by: {size: giant}, people: 1, accounts: 1, revenue_share: 0.2",
        "role: buyer, by: {size: normal}, people: 99, accounts: 99, revenue_share: 0.8",
        "role: operator, by: {size: normal}, people: 198, accounts: 99, revenue_share: 0.8",
        extra="response_rate: 0.5\n",
    )
    expected = year(WEIGHTED, QUESTION, groups, survey(asks="buyer, operator"))
    assert expected.account is not None
    # Three people of each normal account: silent in one of eight cases; their roles are the same revenue.
    assert expected.account.weight == pytest.approx(0.2 / (0.2 + 0.8 * 7 / 8))


def test_without_weights_the_account_with_most_people_decides_most() -> None:
    groups = population(
        "role: buyer, by: {size: giant}, people: 50, accounts: 1",
        "role: buyer, by: {size: normal}, people: 50, accounts: 50",
        extra="response_rate: 1.0\n",
    )
    expected = year(metric(), QUESTION, groups, survey())
    assert expected.account is not None
    assert expected.account.weight == pytest.approx(0.5)
    assert (expected.account.answers, expected.worth) == (50, 100)


@pytest.mark.parametrize(
    ("groups", "weight"),
    [
        (("role: buyer, people: 9, accounts: 3",), "account-value"),
        (("role: buyer, people: 9, revenue_share: 0.5",), "account-value"),
        (("role: buyer, people: 9",), "none"),
        ((*HUNDRED, "role: buyer, by: {size: small}, people: 5"), "account-value"),
    ],
)
def test_accounts_of_which_too_little_is_known(groups: tuple[str, ...], weight: str) -> None:
    expected = year(metric(f"weight_by: {weight}\n"), QUESTION, population(*groups), survey())
    assert (expected.account, expected.moves, expected.worth) == (None, None, round(expected.answers))


def test_each_group_of_a_report_has_its_own_largest_account() -> None:
    documents = WEIGHTED, QUESTION, population(*HUNDRED, extra="response_rate: 1.0\n"), survey()
    (edition,) = number(*documents, report("cut_by: [size]\n")).editions
    decided = {cell.by[0][1]: cell.expectation.account for cell in edition.smallest}
    assert {name: account and round(account.weight, 6) for name, account in decided.items()} == {
        "giant": 1,
        "normal": round(1 / 99, 6),
    }


# SPREADS


@pytest.mark.parametrize(
    ("text", "deviation", "margin", "words"),
    [
        ("type: nps", 84.85, 17, "17 points"),
        ("type: osat\nscale: {lowest: 1, highest: 5}", 0.95, 0.188, "0.19"),
        ("type: csat\nscale: {lowest: 1, highest: 5}", 0.95, 0.188, "0.19"),
        ("type: ces\nscale: {lowest: 1, highest: 7}", 1.5, 0.298, "0.30"),
        ("type: mean\nscale: {lowest: 0, highest: 10}", 2.1, 0.417, "0.42"),
        ("type: mean\nscale: {lowest: 0, highest: 100}", 25, 4.96, "5.0"),
        ("type: ranking\nscale: {lowest: 1, highest: 3}\nchoice: us", 0.5, 0.099, "0.10"),
        ("type: top-box", 0.5, 0.096, "10 percentage points"),
        ("type: ratio\nscale: {lowest: 0, highest: 1}", 0.5, 0.096, "10 percentage points"),
        ("type: ratio\nscale: {lowest: 0, highest: 100}", 50, 9.61, "10 percentage points"),
    ],
)
def test_what_a_hundred_answers_leave_to_chance(text: str, deviation: float, margin: float, words: str) -> None:
    import yaml

    spread = spread_of(model_of("metric").model_validate({"kind": "metric", "id": "m", **yaml.safe_load(text)}))
    assert spread is not None
    assert spread.deviation == pytest.approx(deviation, abs=0.005)
    assert spread.margin(100) == pytest.approx(margin, rel=0.03)
    assert spread.words(spread.margin(100)) == words
    needed = spread.needed(spread.margin(100) * 1.0001)
    assert needed == 100
    assert spread.margin(1) <= spread.length


# THE SAME FROM EVERYWHERE


def test_the_example_expects_what_the_rules_add_up() -> None:
    linked = check_project(read_project(EXAMPLE, EXAMPLE / "dist"), Today("2026-11-22")).program
    found = numbers(Specs.of_program(linked))
    assert len(found) >= 5
    assert found == numbers(Specs.of_program(linked))
    for each in found:
        for days in (365, 91.25):
            answers = [expected_answers(linked, linked.entries["survey"][name], days) for name in each.surveys]
            together = sum(group.answers for groups in answers for group in groups or ())
            outlook = outlook_of(linked)
            expected = outlook.expected(each.metric, days) if outlook else None
            assert expected is not None
            assert expected.answers == pytest.approx(together)


def test_a_manifest_says_the_same_as_the_program() -> None:
    linked = check_project(read_project(EXAMPLE, EXAMPLE / "dist"), Today("2026-11-22")).program
    assert numbers(Specs.of_manifest(lower(linked))) == numbers(Specs.of_program(linked))


def test_nothing_is_expected_of_a_program_with_mistakes() -> None:
    from tests.checking import project

    broken = check_project(project(survey().replace("minutes: 2", "minuts: 2")), Today("2026-11-22")).program
    assert outlook_of(broken) is None
