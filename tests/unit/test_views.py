"""What reports show and how small the groups are: cases worked out by hand, and the same from arrays and a manifest."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from random import Random
from typing import NamedTuple

import pytest

from cxprog.analysis.anonymity import counting
from cxprog.analysis.anonymity.enough import EXACT_MAX, is_assured, likely, shortfall
from cxprog.analysis.anonymity.layout import layout_of
from cxprog.analysis.anonymity.values import At, Audience, View
from cxprog.analysis.anonymity.views import views
from cxprog.analysis.cells import Reader
from cxprog.analysis.people import Person
from cxprog.analysis.specs import Specs
from cxprog.document import parse
from cxprog.language.kinds.report import Report
from cxprog.program import Program, link
from cxprog.reach import expected_answers
from cxprog.source import Source
from tests.checking import PROGRAM, built

BASE = """\
kind: metric
id: satisfaction
type: osat
---
kind: question
id: satisfied
type: osat
text: How satisfied are you?
metric: satisfaction
---
kind: question
id: why
type: open-text
text: Why?
---
kind: role
id: user
audience: customer
level: operational
---
kind: policy
id: small-numbers
anonymity: {scores_from: 5, comments_from: 10, partners_from: 8, customers_from: 12}
---
"""
PEOPLE = """\
kind: population
id: customers
dimensions: [country, tier]
response_rate: 0.5
groups:
  - {role: buyer, by: {country: DE, tier: gold}, people: 40, accounts: 20}
  - {role: buyer, by: {country: DE, tier: silver}, people: 24, accounts: 12}
  - {role: buyer, by: {country: AT, tier: gold}, people: 30, accounts: 10}
  - {role: user, also: [buyer], by: {country: AT, tier: gold}, people: 4, accounts: 4}
---
"""


def survey(more: str = "", *, asks: str = "buyer", when: str = "{every: half-yearly}", name: str = "sv") -> str:
    """A confidential survey."""
    return (
        f"kind: survey\nid: {name}\npurpose: pulse\nasks: [{asks}]\nwhen: {when}\nidentity: confidential\nminutes: 2\n"
        f"questions: [satisfied, why]\n{more}\n---\n"
    )


def report(more: str = "", *, to: str = "cx-office", every: str = "half-yearly", name: str = "rp") -> str:
    """A report of one number."""
    shown = "" if "metrics:" in more or "comments: [" in more else "metrics: [satisfaction]\n"
    return f"kind: report\nid: {name}\n{shown}to: [{to}]\nevery: {every}\n{more}\n---\n"


def tool(enforces: str, name: str = "dashboard") -> str:
    """A tool that shows reports."""
    return f"kind: channel\nid: {name}\ntype: metrics\ntool: Any\nenforces: {{{enforces}}}\n---\n"


def read(*texts: str) -> Specs:
    """A program as analyses read it."""
    return Specs.of_program(program_of(BASE + "".join(texts)))


def program_of(text: str) -> Program:
    """A linked program that no rule has looked at."""
    sources = Source("cxprog.yaml", PROGRAM), Source("text.yaml", text)
    linked, findings = link([document for source in sources for document in parse(source)[0]])
    assert not findings, findings
    return linked


def seen(*texts: str) -> tuple[View, ...]:
    """What is shown to whom."""
    return views(read(*texts))


def only(*texts: str) -> View:
    """The only thing that is shown."""
    (view,) = seen(*texts)
    return view


def cells(view: View) -> dict[tuple[str, ...], tuple[float, float]]:
    """People and expected answers of the smallest groups, by their values."""
    return {tuple(value for _, value in cell.by): (cell.people, cell.expected) for cell in view.smallest}


# WHO SEES WHAT, FROM HOW MANY ANSWERS ON


@pytest.mark.parametrize(
    ("given", "reader", "minimum", "limit"),
    [
        ("", "cx-office", 5, At("policy", "small-numbers", ("anonymity", "scores_from"))),
        ("minimum: {scores: 7}", "cx-office", 7, At("report", "rp", ("minimum", "scores"))),
        ("minimum: {scores: 4}", "cx-office", 5, At("policy", "small-numbers", ("anonymity", "scores_from"))),
        ("minimum: {comments: 20}", "cx-office", 5, At("policy", "small-numbers", ("anonymity", "scores_from"))),
        ("", "dealer", 8, At("policy", "small-numbers", ("anonymity", "partners_from"))),
        ("", "buyer", 12, At("policy", "small-numbers", ("anonymity", "customers_from"))),
        ("comments: [sv.why]", "cx-office", 10, At("policy", "small-numbers", ("anonymity", "comments_from"))),
        ("comments: [sv.why]", "buyer", 12, At("policy", "small-numbers", ("anonymity", "customers_from"))),
    ],
)
def test_the_strictest_minimum_holds(given: str, reader: str, minimum: int, limit: At) -> None:
    view = only(PEOPLE, survey(), report(given, to=reader))
    assert (view.minimum, view.limit) == (minimum, limit)
    assert view.is_comment == ("comments: [" in given)


def test_a_metric_may_need_more_answers_than_anybody_promised() -> None:
    text = BASE.replace(
        "type: osat\n---\nkind: question\nid: satisfied",
        "type: osat\nminimum_n: 30\n---\nkind: question\nid: satisfied",
    )
    (view,) = views(Specs.of_program(program_of(text + PEOPLE + survey() + report())))
    assert (view.minimum, view.limit) == (30, At("metric", "satisfaction", ("minimum_n",)))


def test_numbers_from_other_systems_are_left_out() -> None:
    assert (
        seen(PEOPLE, survey(), "kind: metric\nid: wallet\ntype: operational\n---\n", report("metrics: [wallet]")) == ()
    )


def test_what_is_retired_is_shown_to_nobody() -> None:
    assert seen(PEOPLE, survey(), report("retired: 2026-01-01")) == ()


def test_words_stand_for_teams_and_partners_where_somebody_does() -> None:
    words = "account-manager, partner-manager, partner, touchpoint-owner"
    partner = "kind: partner\nid: importer\ntype: distributor\nmanager: cx-office\n---\n"
    found = {view.audience for view in seen(PEOPLE, survey(), partner, report(to=words))}
    partners = {Audience("partner", "dealer"), Audience("partner", "importer")}
    words_left = {Audience("word", "account-manager"), Audience("word", "touchpoint-owner")}
    assert found == {Audience("team", "cx-office"), *partners, *words_left}


def test_a_metric_for_partners_of_one_maturity_is_shown_to_no_others() -> None:
    metric = "kind: metric\nid: effort\ntype: ces\nfor_maturity: [mature]\n---\n"
    partner = "kind: partner\nid: beginner\ntype: dealer\nmaturity: new\n---\n"
    question = "kind: question\nid: ease\ntype: ces\ntext: How easy?\nmetric: effort\n---\n"
    shown = seen(PEOPLE, survey(), metric, question, partner, report("metrics: [effort]", to="beginner, dealer"))
    assert [view.audience.id for view in shown] == ["dealer"]


# GROUPS


def test_groups_and_totals_are_counted_by_hand() -> None:
    view = only(PEOPLE, survey(), report("cut_by: [country, tier]"))
    # DE gold 20, DE silver 12, AT gold 15 + 2, AT silver holds nobody; then by country, by tier, and all.
    assert (view.cells, view.empty, view.small, view.unsure) == (8, 1, 0, 0)
    assert cells(view) == {
        ("DE", "silver"): (24, 12),
        ("silver",): (24, 12),
        ("AT",): (34, 17),
        ("AT", "gold"): (34, 17),
        ("DE", "gold"): (40, 20),
    }


def test_totals_can_be_nested_or_left_out() -> None:
    assert only(PEOPLE, survey(), report("cut_by: [country, tier]\ntotals: nested")).cells == 3 + 2 + 1
    assert only(PEOPLE, survey(), report("cut_by: [country, tier]\ntotals: none")).cells == 3


def test_filters_add_totals_over_what_they_leave_open() -> None:
    both = only(PEOPLE, survey(), report("cut_by: [country]\nfilters: [tier]"))
    assert both.cells == only(PEOPLE, survey(), report("cut_by: [country, tier]")).cells
    finest = only(PEOPLE, survey(), report("cut_by: [country]\nfilters: [tier]\ntotals: none"))
    assert finest.cells == 2 + 3


def test_hidden_groups_are_not_shown_however_they_are_filtered() -> None:
    cut = "cut_by: [country]\nfilters: [tier]\n"
    assert only(PEOPLE, survey(), report(f"{cut}hide: [{{country: DE}}]")).cells == 8 - 3
    assert only(PEOPLE, survey(), report(f"{cut}hide: [{{country: DE, tier: gold}}]")).cells == 8 - 1
    assert only(PEOPLE, survey(), report(f"{cut}hide: [{{}}]")).cells == 8 - 3


def test_who_holds_two_roles_is_in_both_groups_and_asked_once() -> None:
    view = only(PEOPLE, survey(asks="buyer, user"), report("cut_by: [role]"))
    assert cells(view) == {("user",): (4, 2), ("buyer",): (98, 49), (): (98, 49)}
    assert view.small == 1
    assert only(PEOPLE, survey(asks="user"), report()).smallest[0].people == 4


def test_groups_that_cannot_be_are_not_missed() -> None:
    people = (
        "kind: population\nid: customers\ndimensions: [city, country]\nwithin: {city: country}\ngroups:\n"
        "  - {role: buyer, by: {city: Graz, country: AT}, people: 9}\n"
        "  - {role: buyer, by: {city: Bonn, country: DE}, people: 9}\n"
        "  - {role: buyer, by: {city: Wien, country: AT}, people: 0}\n---\n"
    )
    cut = report("cut_by: [city, country]")
    assert only(people, survey(), cut).empty == 2  # Wien, and Wien in AT
    assert only(people.replace("within: {city: country}\n", ""), survey(), cut).empty == 1 + 4


def test_unknown_values_are_in_totals_only() -> None:
    people = PEOPLE.replace("country: AT", "country: unknown")
    view = only(people, survey(), report("cut_by: [country]"))
    assert cells(view) == {("DE",): (64, 32), (): (98, 49)}


class Answered(NamedTuple):
    """Somebody who answered."""

    survey: str
    person: Person
    values: Mapping[str, int]


def test_scenarios_hide_the_same_groups() -> None:
    shown = report("cut_by: [country]\nfilters: [tier]\nhide: [{country: AT}, {country: DE, tier: gold}]")
    manifest = built(BASE + PEOPLE + survey() + shown).manifest
    assert manifest is not None
    reader = Reader(manifest, "rp", "cx-office")
    told = {}
    for by in (
        {"country": "AT"},
        {"country": "DE"},
        {"country": "DE", "tier": "gold"},
        {"country": "AT", "tier": "gold"},
    ):
        person = Person("p", 0, frozenset(("buyer",)), {"tier": "gold", **by}, "a", False, None, False, 20)
        reading = reader.reads(by, [Answered("sv", person, {"satisfied": 4})])["satisfaction"]
        told[" ".join(by.values())] = reading.reason
    assert told == {"AT": "not-for-them", "DE": "", "DE gold": "not-for-them", "AT gold": "not-for-them"}


# HOW MANY ANSWER


@pytest.mark.parametrize(
    ("asked", "shown", "expected", "days"),
    [
        ("when: {every: half-yearly}", "every: half-yearly", 20, 182.5),
        ("when: {every: quarterly}", "every: yearly", 80, 365),
        ("when: {every: yearly}", "every: quarterly", 20, 91.25),
        ("when: {every: quarterly}", "every: quarterly\ncovers: half-yearly", 40, 182.5),
        ("when: {every: quarterly}", "every: on-demand", 20, 91.25),
        ("when: {event: arrival}\nthrough: asking", "every: on-demand", 80, 365),
        ("when: {every: half-yearly}\nsampling: {share: 0.25}", "every: half-yearly", 5, 182.5),
        ("when: {every: half-yearly}\nsampling: {count: 10}", "every: half-yearly", 5, 182.5),
        ("when: {every: half-yearly}\nsampling: {among: {tier: [silver]}}", "every: half-yearly", 0, 182.5),
    ],
)
def test_answers_follow_from_people_sampling_and_time(asked: str, shown: str, expected: float, days: float) -> None:
    people = (
        "kind: population\nid: customers\ndimensions: [tier]\nresponse_rate: 0.5\ngroups:\n"
        "  - {role: buyer, by: {tier: gold}, people: 40}\n  - {role: user, by: {tier: silver}, people: 9}\n"
        "  - {role: buyer, by: {tier: silver}, people: 0}\n---\n"
    )
    asking = tool("rest: 92d", "asking") if "asking" in asked else ""
    text = survey().replace("when: {every: half-yearly}", asked)
    view = only(people, asking, text, report().replace("every: half-yearly", shown))
    assert view.days == pytest.approx(days)
    assert (view.smallest[0].expected if view.smallest else 0) == pytest.approx(expected)


def test_people_with_several_roles_are_expected_to_answer_once() -> None:
    program = program_of(BASE + PEOPLE + survey(asks="buyer, user"))
    asked = program.get("survey", "sv")
    assert asked is not None
    expected = expected_answers(program, asked, 182.5)
    assert [each.answers for each in expected or ()] == [20, 12, 15, 2]


def test_a_survey_for_partners_asks_their_customers() -> None:
    partner = "kind: partner\nid: silver-dealers\ntype: dealer\ntier: silver\norganizations: 6\nmarkets: [DE]\n---\n"
    view = only(PEOPLE, partner, survey("partners: [silver-dealers]"), report())
    assert cells(view) == {(): (24, 12)}


def test_own_parts_are_averages_of_the_organizations_of_a_tier() -> None:
    partner = "kind: partner\nid: silver-dealers\ntype: dealer\ntier: silver\norganizations: 6\nmarkets: [DE]\n---\n"
    view = only(PEOPLE, partner, survey(), report("cut_by: [country]", to="{who: silver-dealers, sees: own}"))
    assert view.is_own
    assert cells(view) == {(): (4, 2), ("DE",): (4, 2)}


def test_own_parts_are_counted_where_people_are_counted_by_partner() -> None:
    people = (
        "kind: population\nid: customers\ndimensions: [partner]\nresponse_rate: 0.5\ngroups:\n"
        "  - {role: buyer, by: {partner: north}, people: 40}\n  - {role: buyer, by: {partner: south}, people: 6}\n---\n"
    )
    partners = "".join(
        f"kind: partner\nid: {name}\ntype: dealer\npart_of: dealer\n---\n" for name in ("north", "south")
    )
    own = "{who: north, sees: own}, {who: dealer, sees: own}, {who: south, sees: all}"
    north, dealer, south = seen(people, partners, survey(), report("cut_by: [partner]", to=own))
    assert cells(north) == {("north",): (40, 20), (): (40, 20)}
    # A wider class is all of its partners, each of whom sees its own customers.
    assert (dealer.cells, dealer.small) == (4, 2)
    assert cells(dealer)["south",] == (6, 3)
    assert south.cells == 3


def test_accounts_are_averages_of_their_segment() -> None:
    view = only(PEOPLE, survey(), report("cut_by: [account]\ntotals: none"))
    # 20 accounts of 2 people, 12 of 2, and 10 of 3 and another 0.4 or 1 who hold two roles.
    assert (view.cells, view.small, view.empty) == (42, 42, 0)
    assert cells(view) == {
        ("one of DE gold",): (2, 1),
        ("one of DE silver",): (2, 1),
        ("one of AT gold",): (4, 2),
    }
    mine = only(PEOPLE, survey(), report(to="{who: buyer, sees: own}"))
    assert mine.cells == 42


def test_a_number_for_each_account_is_cut_by_account() -> None:
    metric = "kind: metric\nid: health\ntype: mean\nmade_of: [satisfaction]\nper: account\n---\n"
    assert only(PEOPLE, metric, survey(), report("metrics: [health]")).cells == 42


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ((survey(), report()), "no population counts the people whom `sv` asks"),
        ((PEOPLE, report()), "no survey in use feeds it"),
        (
            (PEOPLE, survey(when="{always: true}"), report()),
            "nobody is invited to `sv`, so nobody knows how many answer it",
        ),
        ((PEOPLE, survey(when="{event: arrival}"), report()), "nothing says how often `sv` can ask one person"),
        (
            (PEOPLE, survey("sampling: {key_accounts: only}"), report()),
            "`sv` asks key accounts only, and nobody says how many people these have",
        ),
        ((PEOPLE, survey(), report("cut_by: [code]")), "nobody knows beforehand how often which code is given"),
        (
            (PEOPLE, survey(), report("cut_by: [region]")),
            "nobody counts people by region: no population has this dimension",
        ),
        (
            (PEOPLE.replace(", accounts: 12", ""), survey(), report("cut_by: [account]")),
            "nobody says to how many accounts the people belong",
        ),
        (
            (PEOPLE, survey(), report(to="{who: cx-office, sees: own}")),
            "nobody says how many people `cx-office` serves",
        ),
        (
            (PEOPLE, survey(), report(to="{who: dealer, sees: own}")),
            "nobody counts people by partner, so nobody knows how many `dealer` serves",
        ),
        (
            (PEOPLE, survey(), report(f"cut_by: [{', '.join(f'd{number}' for number in range(13))}]")),
            "`rp` has more than 4,096 sorts of totals",
        ),
    ],
)
def test_what_is_not_known_is_said(texts: tuple[str, ...], reason: str) -> None:
    view = only(*texts)
    assert (view.expected, view.assured) == ("not decided", "not decided")
    assert view.reason.partition("; ")[0] == reason
    assert view.cells == 0


JOURNEY = """\
kind: journey
id: repair
actor: customer
stages:
  - {id: visit, touchpoints: [{id: arrival-at-site, channel: on-site}, {id: farewell, channel: on-site}]}
  - {id: bill, touchpoints: [{id: invoice, channel: email}]}
---
"""


def test_answers_belong_to_what_their_survey_asks_about() -> None:
    surveys = survey("listens_to: [repair.visit]"), survey("listens_to: [repair.invoice]", name="bills")
    view = only(PEOPLE, JOURNEY, *surveys, report("cut_by: [stage]"))
    assert cells(view) == {("repair.bill",): (98, 49), ("repair.visit",): (98, 49), (): (98, 98)}
    told = only(PEOPLE, JOURNEY, *surveys, report("cut_by: [touchpoint]"))
    assert told.reason.startswith("`sv` asks about several touchpoints, and nobody knows")
    both = only(PEOPLE, JOURNEY, *surveys, report("cut_by: [survey]"))
    assert cells(both) == {("bills",): (98, 49), ("sv",): (98, 49), (): (98, 98)}


# LIKELY


def test_likely_is_what_one_invitation_after_the_other_gives() -> None:
    random = Random("likely")
    for _ in range(200):
        trials = {random.choice((0.0, 0.1, 0.5, 1.0, random.random())): random.randint(0, 30) for _ in range(4)}
        chances = [1.0]
        for chance, count in trials.items():
            for _ in range(count):
                pairs = zip([*chances, 0.0], [0.0, *chances], strict=True)
                chances = [none * (1 - chance) + one * chance for none, one in pairs]
        for least in (1, 3, 8, 20):
            exact = sum(chances[least:])
            expected = sum(chance * count for chance, count in trials.items())
            assert likely(trials, least) == pytest.approx(exact, abs=1e-9)
            assert 1 - exact <= shortfall(expected, least) + 1e-9


def test_published_figures_of_how_many_people_it_takes() -> None:
    # SEMANTICS: for 5 answers in 19 of 20 cases it takes 89, 44, 28 and 16 people at rates of 10, 20, 30 and 50 %.
    assert [min(n for n in range(200) if likely({rate: n}, 5) >= 0.95) for rate in (0.1, 0.2, 0.3, 0.5)] == [
        89,
        44,
        28,
        16,
    ]


def test_large_minimums_are_never_called_likelier_than_they_are() -> None:
    least = EXACT_MAX + 50
    assert likely({0.5: 2 * least}, least) == pytest.approx(0.5, abs=0.03)
    assert likely({1.0: least}, least) == 1
    # A certain half and an open half vary less than the binomial that stands for both.
    assert likely({1.0: 200, 0.5: 120}, least) < likely({0.5: 120}, least - 200) < 1
    assert is_assured({1.0: 400}, least)


def test_groups_are_unsure_where_expectations_are_close_to_the_minimum() -> None:
    people = (
        "kind: population\nid: customers\ndimensions: [country]\nresponse_rate: 0.5\ngroups:\n"
        "  - {role: buyer, by: {country: AT}, people: 11}\n  - {role: buyer, by: {country: DE}, people: 16}\n"
        "  - {role: buyer, by: {country: CH}, people: 9}\n---\n"
    )
    view = only(people, survey(), report("cut_by: [country]"))
    assert (view.small, view.unsure) == (1, 1)
    assert (view.expected, view.assured) == ("violated", "violated")
    larger = only(people.replace("people: 9", "people: 20"), survey(), report("cut_by: [country]"))
    assert (larger.expected, larger.assured) == ("proved", "violated")


# WHATEVER THE COUNTS


def structural(*texts: str) -> tuple[str, str]:
    """The verdict and its reason, of the first view."""
    view = seen(PEOPLE, survey(), *texts)[0]
    return view.structural, view.reason


KEEPS = "minimum_group: true, remainders: true, steps: true"
UNHIDDEN = "`dashboard` does not say that it hides small groups (`minimum_group`)"
UNNAMED = "no tool hides small groups of `rp`: `through` names none"
WORKED_OUT = "`dashboard` does not say that it hides what small groups could be worked out from (`remainders`)"
SHOWN_AGAIN = "`rp` is shown again while answers come in, and `dashboard` does not say that it waits (`steps`)"


@pytest.mark.parametrize(
    ("enforces", "given", "every", "answer", "reason"),
    [
        ("", "cut_by: [country]", "half-yearly", "not decided", UNNAMED),
        ("minimum_group: false", "", "half-yearly", "not decided", UNHIDDEN),
        ("minimum_group: true", "", "half-yearly", "proved", ""),
        ("minimum_group: true", "cut_by: [country]\ntotals: none", "half-yearly", "proved", ""),
        ("minimum_group: true", "cut_by: [country]", "half-yearly", "not decided", WORKED_OUT),
        ("minimum_group: true", "filters: [country]", "half-yearly", "not decided", WORKED_OUT),
        ("minimum_group: true", "cut_by: [role]\ntotals: none", "half-yearly", "not decided", WORKED_OUT),
        ("minimum_group: true, remainders: true", "cut_by: [country]", "half-yearly", "proved", ""),
        ("minimum_group: true, remainders: true", "cut_by: [country]", "on-demand", "not decided", SHOWN_AGAIN),
        ("minimum_group: true", "", "immediately", "not decided", SHOWN_AGAIN),
        ("minimum_group: true", "covers: yearly", "half-yearly", "not decided", SHOWN_AGAIN),
        ("minimum_group: true", "covers: monthly", "half-yearly", "proved", ""),
        (KEEPS, "cut_by: [country]\nfilters: [tier]", "immediately", "proved", ""),
    ],
)  # fmt: skip
def test_a_proof_rests_on_what_the_tool_does(enforces: str, given: str, every: str, answer: str, reason: str) -> None:
    through = "\nthrough: dashboard" if enforces else ""
    kept = tool(enforces) if enforces else ""
    assert structural(kept, report(given + through, every=every)) == (answer, reason)


def test_a_report_without_a_tool_is_shown_in_that_of_its_surveys() -> None:
    texts = PEOPLE, tool("minimum_group: true"), survey("through: dashboard"), report()
    assert only(*texts).structural == "proved"
    assert [hop.words for hop in only(*texts).resting] == [
        "`dashboard` hides small groups",
        "no two groups have anybody in common",
    ]


def test_small_groups_that_no_tool_hides_are_shown() -> None:
    view = only(PEOPLE, survey(asks="user"), report())
    assert (view.expected, view.structural, view.reason) == ("violated", "violated", "")
    assert view.resting[-1].words == UNNAMED


def test_without_a_minimum_nothing_is_kept() -> None:
    text = BASE.replace("scores_from: 5, ", "") + PEOPLE + survey() + report()
    (view,) = views(Specs.of_program(program_of(text)))
    assert (view.minimum, view.limit, view.structural) == (1, None, "not decided")
    assert view.reason == "nobody says from how many answers on it is shown"


def test_all_reports_that_the_same_people_see_count() -> None:
    tools = tool("minimum_group: true, remainders: true"), tool("minimum_group: true", "portal")
    first = report("cut_by: [country]\nthrough: dashboard", name="first")
    second = report("totals: none\nthrough: portal", name="second", to="{}")
    teams = "kind: team\nid: region\nparent: cx-office\n---\nkind: team\nid: other\n---\n"
    told = "`first` and `second` show it through several tools, of which none knows what the others show"
    for reader, answer in (("cx-office", told), ("region", told), ("other", "")):
        found = seen(PEOPLE, survey(), *tools, teams, first, second.format(reader))
        assert {view.reason for view in found if view.report == "first"} == {answer}
    shared = teams.replace("id: other\n", "id: other\npeople: [{mail: Ann@example.com}]\n").replace(
        "parent: cx-office\n", "parent: cx-office\npeople: [{mail: ann@example.com}]\n"
    )
    found = seen(PEOPLE, survey(), *tools, shared, first, second.format("other"))
    assert {view.reason for view in found} == {told}


def test_the_same_groups_in_two_reports_have_nothing_to_subtract() -> None:
    kept = tool("minimum_group: true"), tool("minimum_group: true", "portal")
    both = [report(f"cut_by: [country]\ntotals: none\nthrough: {each}", name=each) for each in ("dashboard", "portal")]
    assert {view.structural for view in seen(PEOPLE, survey(), *kept, *both)} == {"proved"}
    # Windows of so many days begin on a day of their own.
    loose = [text.replace("every: half-yearly", "every: 180d") for text in both]
    assert {view.structural for view in seen(PEOPLE, survey(), *kept, *loose)} == {"not decided"}


# THE SAME OTHERWISE


def test_a_manifest_says_the_same() -> None:
    texts = (
        PEOPLE, JOURNEY, tool("minimum_group: true, rest: 30d"),
        survey("listens_to: [repair.visit]\nthrough: dashboard", when="{after: repair.invoice}"),
        report("cut_by: [country, stage]\nfilters: [role]\nhide: [{country: DE}]\nthrough: dashboard"),
        report("comments: [sv.why]\nthrough: dashboard", name="voices"),
    )  # fmt: skip
    manifest = built(BASE + "".join(texts)).manifest
    assert manifest is not None
    assert views(Specs.of_manifest(manifest)) == seen(*texts)


def large(values: int) -> str:
    """A population of many groups, some of whom hold two roles or belong to no tier."""
    random = Random("large")
    rows = []
    for country, tier, line in product(range(values), range(values), range(values)):
        segment = f"country: c{country:02}, line: l{line:02}" + (f", tier: t{tier:02}" if tier else "")
        also = ", also: [user]" if random.random() < 0.2 else ""
        rate = random.choice((0.1, 0.25, 0.5, 1.0))
        people = random.choice((0, 1, 3, 12, 40))
        rows.append(
            f"  - {{role: buyer{also}, by: {{{segment}}}, people: {people}, accounts: 3, response_rate: {rate}}}\n"
        )
    return "kind: population\nid: customers\ndimensions: [country, line, tier]\ngroups:\n" + "".join(rows) + "---\n"


@pytest.mark.parametrize(
    "given",
    [
        "cut_by: [country, tier, line]\nhide: [{country: c01, tier: t01, line: l02}, {country: c00}, {}]",
        "cut_by: [role, country]\nfilters: [tier]\nhide: [{role: user}]\ntotals: nested",
        "cut_by: [survey, line]\ntotals: all",
        "cut_by: [account]\ntotals: none",
        "cut_by: [stage, role]",
    ],
)
@pytest.mark.parametrize("minimum", [1, 5, 30, EXACT_MAX + 20])
def test_arrays_count_the_same(monkeypatch: pytest.MonkeyPatch, given: str, minimum: int) -> None:
    surveys = (
        survey("listens_to: [repair.visit]"),
        survey("sampling: {share: 0.3}", name="other", when="{every: monthly}"),
    )
    specs = read(large(6), JOURNEY, *surveys, report(f"{given}\nminimum: {{scores: {minimum}}}"))
    monkeypatch.setattr(counting, "LARGE", 10**9)
    (one,) = views(specs)
    monkeypatch.setattr(counting, "LARGE", -1)
    (other,) = views(specs)
    assert one.cells > 1
    assert (one.cells, one.empty, one.small) == (other.cells, other.empty, other.small)
    if minimum <= EXACT_MAX:
        assert one.unsure == other.unsure
    for left, right in zip(one.smallest, other.smallest, strict=True):
        assert left.by == right.by
        assert left[1:] == pytest.approx(right[1:])


def test_there_is_a_limit_to_sorts_of_totals() -> None:
    def made(count: int, totals: str) -> Report:
        names = [f"d{number}" for number in range(count)]
        given = {"kind": "report", "id": "r", "cut_by": names, "totals": totals, "to": ["cx-office"]}
        return Report.model_validate(given)

    all_of_twelve = layout_of(made(12, "all"))
    assert all_of_twelve is not None
    assert len(all_of_twelve.levels) == 4096
    assert layout_of(made(13, "all")) is None
    nested = layout_of(made(13, "nested"))
    assert nested is not None
    assert [len(level) for level in nested.levels] == list(range(14))
