"""Four published programs get the verdicts on privacy that one works out by hand; and small changes of them break."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import comb
from typing import NamedTuple

import pytest

from cxprog.analysis.anonymity.linked import linked
from cxprog.analysis.anonymity.promises import flows
from cxprog.analysis.anonymity.values import Flow, Linked, View
from cxprog.analysis.anonymity.views import views
from cxprog.analysis.specs import Specs
from cxprog.compiler import check_project
from cxprog.finding import Severity
from cxprog.source import Source
from tests.broken_promises import Broken, broken, table
from tests.stated_rules import GALLERY, TODAY, project

BLIND, PORTAL, CLAIMS, SHARES = "hewlett-packard", "john-deere", "safeco", "cigna"
"""The blind study, the dealer portal, the claims report for each agency, the report to employers."""


@cache
def specs(program: str) -> Specs:
    """What a program of the gallery says."""
    return Specs.of_program(check_project(project(program), TODAY).program)


@cache
def learned(program: str) -> Mapping[tuple[str, str], Flow]:
    """What is learned, by survey and audience."""
    return {(flow.survey, flow.audience.id): flow for flow in flows(specs(program))}


@cache
def seen(program: str) -> Mapping[tuple[str, str, str], View]:
    """What is shown, by report, number and audience."""
    return {(view.report, view.what, view.audience.id): view for view in views(specs(program))}


@cache
def worked_out(program: str) -> Mapping[tuple[str, str], Linked]:
    """What follows from all reports, by number and audience."""
    return {(each.what, each.audience.id): each for each in linked(specs(program))}


# WHO LEARNS WHAT

FLOWS: Mapping[tuple[str, str, str], tuple[str, str]] = {
    # The blind study: whoever runs the tool reads answers without names, all others read numbers from 30 answers on,
    # or how often a theme comes up, from 10 on. Channel partners and marketing are shown nothing of it.
    (BLIND, "competitive-loyalty-study", "cx-team"): ("proved", "comment score existence"),
    (BLIND, "competitive-loyalty-study", "product-lines"): ("proved", "score"),
    (BLIND, "competitive-loyalty-study", "sales"): ("proved", "score"),
    (BLIND, "competitive-loyalty-study", "channel-management"): ("proved", "score"),
    (BLIND, "competitive-loyalty-study", "partner-account-managers"): ("proved", "score"),
    (BLIND, "competitive-loyalty-study", "channel-partners"): ("nothing", ""),
    (BLIND, "competitive-loyalty-study", "channel-marketing"): ("nothing", ""),
    # The dealer portal: answers are identified. The dealer who sold calls its own customers, so it learns who they are;
    # words stay with the team that runs the portal.
    (PORTAL, "sales-experience", "dealers-in-mature-markets"): ("proved", "identity traits score existence"),
    (PORTAL, "after-sale-check", "dealers-in-new-markets"): ("proved", "identity traits score existence"),
    (PORTAL, "sales-experience", "cx-team"): ("proved", "identity traits comment score existence"),
    (PORTAL, "sales-experience", "dealer-development"): ("proved", "identity traits score existence"),
    # The claims report: names only where the policyholder answered yes to `call-me`, which permits the call and the
    # agent's knowing of it; agency management is not part of the call and sees numbers.
    (CLAIMS, "claims-survey", "claims"): ("proved", "identity traits score existence"),
    (CLAIMS, "claims-survey", "agents"): ("proved", "identity traits score existence"),
    (CLAIMS, "claims-survey", "agency-management"): ("proved", "score"),
    (CLAIMS, "annual-relationship", "agents"): ("proved", "score"),
    # The employer shares: an employer learns numbers and nothing else; member service calls whoever asked for it.
    (SHARES, "transactional-nps", "large-employers"): ("proved", "score"),
    (SHARES, "transactional-nps", "small-employers"): ("proved", "score"),
    (SHARES, "transactional-nps", "client-account-teams"): ("proved", "score"),
    (SHARES, "transactional-nps", "member-service"): ("proved", "identity traits score existence"),
    (SHARES, "transactional-nps", "brokers"): ("nothing", ""),
}  # fmt: skip
"""Verdict and what arrives, by program, survey and audience."""


@pytest.mark.parametrize(("which", "expected"), FLOWS.items(), ids=map("-".join, FLOWS))
def test_who_learns_what(which: tuple[str, str, str], expected: tuple[str, str]) -> None:
    program, *key = which
    flow = learned(program).get((key[0], key[1]))
    assert (flow.answer if flow else "nothing", " ".join(flow.carries) if flow else "") == expected


@pytest.mark.parametrize("program", [BLIND, PORTAL, CLAIMS, SHARES])
def test_every_promise_is_kept(program: str) -> None:
    assert {flow.answer for flow in learned(program).values()} == {"proved"}


def test_a_dealer_learns_nothing_of_others() -> None:
    dealers = [flow for (_, who), flow in learned(PORTAL).items() if who.startswith("dealers")]
    assert dealers
    assert all(flow.path[-1].at.kind in ("partner", "loop") for flow in dealers), "they learn it from their own cases"


# HOW SMALL GROUPS ARE


class Hand(NamedTuple):
    """A sum by hand, and what follows from it."""

    minimum: int
    people: int
    organizations: int
    rate: float
    """Share of the people who answer."""
    expected: str
    assured: str
    structural: str

    @property
    def answers(self) -> float:
        """What one organization, or everybody, can expect."""
        return self.people / self.organizations * self.rate

    @property
    def likely(self) -> float:
        """How likely it gets the minimum."""
        people = self.people // self.organizations
        few = range(min(self.minimum, people + 1))
        return 1 - sum(comb(people, n) * self.rate**n * (1 - self.rate) ** (people - n) for n in few)


VIEWS: Mapping[tuple[str, str, str, str], Hand] = {
    # 30,000 claims over 500 agencies are 60 each, and 30 % of 60 are 18, of 10 that it takes. At least 10 of 60 come in
    # 99.4 % of cases. The portal hides small groups and remainders, and each year's number is made of its own answers.
    (CLAIMS, "claims-by-agency", "claim-effort", "agents"): Hand(10, 30_000, 500, 0.3, "proved", "proved", "proved"),
    # All of them together: 9,000 of 30.
    (CLAIMS, "claims-aggregate", "claim-effort", "agents"): Hand(30, 30_000, 1, 0.3, "proved", "proved", "proved"),
    (CLAIMS, "claims-aggregate", "claim-effort", "claims"): Hand(30, 30_000, 1, 0.3, "proved", "proved", "proved"),
    (CLAIMS, "relationship-results", "relationship", "agents"): Hand(30, 30_000, 1, 0.3, "proved", "proved", "proved"),
    # 60,000 members over 40 large employers are 1,500 each, and 20 % of them are 300, of 25 that it takes.
    (SHARES, "employer-insights", "member-nps", "large-employers"): Hand(
        25, 60_000, 40, 0.2, "proved", "proved", "proved"
    ),
    # 40,000 over 400 small ones are 100 each, and 20 % of them are 20: fewer than 25, so in 7 of 8 quarters nothing is
    # shown. Nothing small is shown either: there is one number, and the tool hides it.
    (SHARES, "employer-insights", "member-nps", "small-employers"): Hand(
        25, 40_000, 400, 0.2, "violated", "violated", "proved"
    ),
    # All members together, for the teams that look after employers: 20,000 of 25.
    (SHARES, "employer-insights", "member-nps", "client-account-teams"): Hand(
        25, 100_000, 1, 0.2, "proved", "proved", "proved"
    ),
}
"""By program, report, number and audience."""


@pytest.mark.parametrize(("which", "hand"), VIEWS.items(), ids=map("-".join, VIEWS))
def test_how_small_groups_are(which: tuple[str, str, str, str], hand: Hand) -> None:
    program, *key = which
    view = seen(program)[key[0], key[1], key[2]]
    assert view.minimum == hand.minimum
    (cell,) = view.smallest
    assert cell.people == hand.people / hand.organizations
    assert cell.expected == pytest.approx(hand.answers)
    if hand.people / hand.organizations < 2_000:
        assert cell.likely == pytest.approx(hand.likely)
    assert (view.expected, view.assured, view.structural) == (hand.expected, hand.assured, hand.structural)
    # The verdicts follow from the sum.
    assert (hand.answers >= hand.minimum) == (view.expected == "proved")


UNCOUNTED = (
    # No head counts are published, so nobody knows how many answers there will be. What is shown is safe whatever they
    # turn out to be: the tool hides small groups, and what they could be worked out from.
    (BLIND, "loyalty-insights", "customer-nps", "sales", "no population counts"),
    (BLIND, "loyalty-insights", "pricing-attribute", "product-lines", "no population counts"),
    (PORTAL, "process-focus", "dealer-recommended", "dealers-in-mature-markets", "nobody counts people by partner"),
    (PORTAL, "two-numbers", "unresolved-issues", "dealers-in-new-markets", "nobody counts people by partner"),
)
"""Program, report, number, audience, and why nothing is expected."""


@pytest.mark.parametrize(("program", "report", "what", "who", "reason"), UNCOUNTED)
def test_without_head_counts_only_the_tool_decides(program: str, report: str, what: str, who: str, reason: str) -> None:
    view = seen(program)[report, what, who]
    assert (view.expected, view.assured, view.structural) == ("not decided", "not decided", "proved")
    assert view.minimum == 30
    assert view.reason.startswith(reason)


# WHAT FOLLOWS FROM ALL OF IT

LINKED: Mapping[tuple[str, str, str], tuple[int, str]] = {
    # One agency has its own number and that of all, and 9,000 less 18 are 8,982 others. Agency management has that of
    # each as well: where only one of them is hidden, it takes the portal to hide one more.
    (CLAIMS, "claim-effort", "agents"): (10, "hides what small groups could be worked out from"),
    (CLAIMS, "claim-effort", "agency-management"): (10, "hides what small groups could be worked out from"),
    # One number for each reader: there is nothing to subtract.
    (CLAIMS, "relationship", "agents"): (30, "no two groups have anybody in common"),
    (SHARES, "member-nps", "small-employers"): (25, "no two groups have anybody in common"),
    (SHARES, "member-nps", "client-account-teams"): (25, "no two groups have anybody in common"),
    # Totals by route, segment, region and country, each over the next: what is hidden of one is a matter of the tool.
    (BLIND, "customer-nps", "sales"): (30, "hides what small groups could be worked out from"),
    (PORTAL, "dealer-recommended", "dealers-in-mature-markets"): (30, "waits for a minimum of new answers"),
}
"""Minimum, and what the proof rests on, by program, number and audience."""


@pytest.mark.parametrize(("which", "expected"), LINKED.items(), ids=map("-".join, LINKED))
def test_nothing_can_be_worked_out(which: tuple[str, str, str], expected: tuple[int, str]) -> None:
    program, *key = which
    found = worked_out(program)[key[0], key[1]]
    assert (found.answer, found.minimum, found.count) == ("proved", expected[0], 0)
    assert expected[1] in found.reason


@pytest.mark.parametrize("program", [BLIND, PORTAL, CLAIMS, SHARES])
def test_no_rule_on_privacy_has_anything_to_say(program: str) -> None:
    rules = {"identity-revealed", "small-group-shown", "group-worked-out", "numbers-refreshed-too-soon"}
    assert not rules & {finding.rule for finding in check_project(project(program), TODAY).run.findings}


# BROKEN BY ONE CHANGE

BROKEN = tuple(broken())

each_promise = pytest.mark.parametrize("each", BROKEN, ids=lambda each: each.id)


def test_what_is_printed(golden: Callable[[str, str | bytes], None]) -> None:
    text, is_shown = table()
    assert is_shown
    golden("privacy/broken-promises.txt", text)


@each_promise
def test_the_promise_is_kept_before_the_change(each: Broken) -> None:
    assert not [finding for finding in each.before.run.findings if finding.severity is Severity.ERROR]
    assert not [finding for finding in each.before.run.findings if finding.rule == each.rule]
    assert each.answer(each.before) == "proved"


@each_promise
def test_it_is_broken_after_the_change(each: Broken) -> None:
    # A number that is shown again too soon breaks nothing that can be named before there are answers.
    expected = "not decided" if each.rule == "numbers-refreshed-too-soon" else "violated"
    assert each.answer(each.after) == expected
    finding = each.shown
    assert finding is not None and finding.primary and finding.help
    assert finding.witness or expected == "not decided"


@each_promise
def test_the_sum_by_hand_is_the_one_that_is_found(each: Broken) -> None:
    if "worked_out" in each.about:
        found = each.linked(each.after)
        assert found is not None
        smallest = found.remainders[0]
        numbers = [int(factor * total.answers) for factor, total in smallest.equation]
        terms, total = _equation(each.by_hand)
        assert sorted(numbers) == sorted(terms)
        assert sum(numbers) == total == smallest.answers < smallest.minimum
    elif each.rule == "small-group-shown":
        view = each.view(each.after)
        assert view is not None
        sum_by_hand, is_equal, _ = each.by_hand.partition("=")
        assert is_equal
        assert view.smallest[0].expected == pytest.approx(_product(sum_by_hand)) and view.smallest[0].expected < 25
    elif each.rule == "numbers-refreshed-too-soon":
        later, last = re.match(r"(.+) - .+ = ", each.by_hand), re.match(r".+ - (.+) = (\d+): ", each.by_hand)
        assert later and last
        assert _product(later[1]) - _product(last[1]) == pytest.approx(float(last[2]))
    elif "flow" in each.about:
        flow = each.flow(each.after)
        assert flow is not None
        assert len(flow.path) <= 5, "nobody follows more in a minute"
        told = " ".join((flow.survey, *(hop.words for hop in flow.path)))
        assert all(name in told for name in re.findall(r"`([\w-]+)`", each.by_hand)), told


def _equation(by_hand: str) -> tuple[list[int], int]:
    found = re.match(r"([\d +-]+) = (\d+): ", by_hand)
    assert found, by_hand
    return [int(term.replace(" ", "")) for term in re.findall(r"[+-]? ?\d+", found[1])], int(found[2])


def _product(words: str) -> float:
    value, sign = Fraction(1), "*"
    for part in words.replace(",", "").split():
        if part in "*/":
            sign = part
        else:
            value = value * Fraction(part) if sign == "*" else value / Fraction(part)
    return float(value)


@pytest.mark.parametrize("each", [each for each in BROKEN if "worked_out" in each.about], ids=lambda each: each.id)
def test_hiding_what_is_proposed_mends_it(each: Broken) -> None:
    found = each.linked(each.after)
    assert found is not None and found.hide
    groups: dict[str, list[dict[str, str]]] = {}
    for report, group in found.hide:
        groups.setdefault(report, []).append(dict(group))
    mended = tuple(_hiding(source, groups) for source in each.project_after.sources)
    checked = check_project(replace(each.project_after, sources=mended), TODAY)
    assert not [finding for finding in checked.run.findings if finding.severity is Severity.ERROR]
    assert each.answer(checked) == "not decided", "nothing follows from what is expected, and no tool sees to the rest"


def _hiding(source: Source, groups: Mapping[str, list[dict[str, str]]]) -> Source:
    text = source.text
    for report, hide in groups.items():
        text = re.sub(rf"(?m)^(kind: report\nid: {report})$", rf"\1\nhide: {json.dumps(hide)}", text)
    return Source(source.name, text)


def test_each_change_is_of_another_sort_and_of_the_gallery() -> None:
    assert len({each.id for each in BROKEN}) == len(BROKEN) == len({each.says for each in BROKEN})
    assert {each.change.program for each in BROKEN} == {BLIND, PORTAL, CLAIMS, SHARES}
    assert all((GALLERY / each.change.program / "cxprog.yaml").is_file() for each in BROKEN)
    assert len({each.rule for each in BROKEN}) >= 4
