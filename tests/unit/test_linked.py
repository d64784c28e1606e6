"""What readers work out of everything they see of a number: cases worked out by hand, then random programs."""

from __future__ import annotations

from fractions import Fraction

import pytest

from cxprog.analysis.anonymity import linked as linking
from cxprog.analysis.anonymity import solving
from cxprog.analysis.anonymity.linked import linked
from cxprog.analysis.anonymity.values import Linked, Remainder
from cxprog.analysis.anonymity.views import Viewing
from cxprog.analysis.specs import Specs
from cxprog.finding import Finding
from tests.anonymity import programs
from tests.checking import built, checked
from tests.unit.test_views import BASE, JOURNEY, PEOPLE, program_of, read, report, survey, tool


def people(*rows: str, dimensions: str = "country, tier", rate: float = 0.5) -> str:
    """A population from rows such as `buyer DE gold 40`."""
    names = dimensions.split(", ")
    groups = []
    for row in rows:
        role, *values, count = row.split()
        also = f", also: [{', '.join(role.split('+')[1:])}]" if "+" in role else ""
        by = ", ".join(f"{name}: {value}" for name, value in zip(names, values, strict=True))
        groups.append(f"  - {{role: {role.split('+')[0]}{also}, by: {{{by}}}, people: {count}}}\n")
    listed = "".join(groups)
    return f"kind: population\nid: p\ndimensions: [{dimensions}]\nresponse_rate: {rate}\ngroups:\n{listed}---\n"


SEGMENTS = people("buyer DE gold 40", "buyer DE silver 24", "buyer AT gold 30", "buyer AT silver 4")


def all_of(*texts: str) -> dict[str, Linked]:
    """What each audience can work out of the only number."""
    return {each.audience.id: each for each in linked(read(*texts))}


def only(*texts: str) -> Linked:
    """What the only audience can work out."""
    (found,) = linked(read(*texts))
    return found


def equation(remainder: Remainder) -> dict[tuple[str, ...], tuple[Fraction | int, int]]:
    """Factors and answers of the totals that take part, by report and values; they add up to the group."""
    assert sum(factor * total.answers for factor, total in remainder.equation) == remainder.answers
    return {
        (total.report, *(value for _, value in total.by)): (factor, total.answers)
        for factor, total in remainder.equation
    }


# WHAT FOLLOWS


def test_a_total_less_the_other_parts_is_the_hidden_one() -> None:
    told = only(SEGMENTS, survey(), report("cut_by: [country, tier]\ntotals: nested"))
    assert (told.answer, told.count, told.minimum, told.reports) == ("violated", 1, 5, ("rp",))
    (remainder,) = told.remainders
    assert remainder.group == ((("country", "AT"), ("tier", "silver")),)
    assert equation(remainder) == {("rp", "AT"): (1, 17), ("rp", "AT", "gold"): (-1, 15)}
    assert remainder.answers == 2


def test_what_is_proposed_is_the_smallest_loss_and_leaves_nothing() -> None:
    nested = "cut_by: [country, tier]\ntotals: nested"
    told = only(SEGMENTS, survey(), report(nested))
    assert told.hide == (("rp", (("country", "AT"), ("tier", "gold"))),)
    assert told.is_smallest
    kept = only(SEGMENTS, survey(), report(f"{nested}\nhide: [{{country: AT, tier: gold}}]"))
    assert (kept.answer, kept.remainders, kept.hide) == ("not decided", (), ())


def test_groups_that_nobody_can_subtract_stay_open_without_a_tool() -> None:
    told = only(SEGMENTS, survey(), report("cut_by: [country]"))
    assert (told.answer, told.reason) == ("not decided", "no tool hides small groups of `rp`: `through` names none")


def test_several_reports_are_taken_together() -> None:
    texts = SEGMENTS, survey(), report(name="all"), report("cut_by: [country, tier]\ntotals: none", name="finest")
    told = only(*texts)
    assert told.reports == ("all", "finest")
    assert equation(told.remainders[0]) == {
        ("all",): (1, 49), ("finest", "DE", "gold"): (-1, 20), ("finest", "DE", "silver"): (-1, 12),
        ("finest", "AT", "gold"): (-1, 15),
    }  # fmt: skip
    apart = all_of(
        *texts[:-1],
        report("cut_by: [country, tier]\ntotals: none", name="finest", to="{}").format("other"),
        "kind: team\nid: other\n---\n",
    )
    assert {each.answer for each in apart.values()} == {"not decided"}


def test_people_with_two_roles_are_counted_in_both() -> None:
    roles = "kind: role\nid: owner\naudience: customer\nlevel: strategic\n---\n"
    overlapping = people("buyer+user DE 6", "user+owner DE 40", "buyer+owner DE 40", dimensions="country")
    told = only(roles, overlapping, survey(asks="buyer, user, owner"), report("cut_by: [role]\ntotals: none"))
    # Half of the buyers, less half of the owners, and half of the users: those who are buyers and users.
    (remainder,) = told.remainders
    assert remainder.group == ((("role", "buyer and user"),),)
    assert equation(remainder) == {
        ("rp", "owner"): (Fraction(-1, 2), 40),
        ("rp", "buyer"): (Fraction(1, 2), 23),
        ("rp", "user"): (Fraction(1, 2), 23),
    }


def test_a_quarter_less_its_months_is_what_the_months_hide() -> None:
    asking = tool("rest: 31d", "asking"), survey("through: asking", when="{event: arrival}")
    counted = people("buyer DE 80", "buyer AT 2", dimensions="country")
    monthly = report("cut_by: [country]\ntotals: none", every="monthly", name="months")
    quarterly = report(every="quarterly", name="quarter")
    told = only(counted, *asking, monthly, quarterly)
    # Once a month each: 40 + 1 answers, so that the quarter holds 3 of the smaller country.
    assert told.answer == "violated"
    (remainder,) = told.remainders
    assert remainder.answers == 3
    assert equation(remainder) == {
        ("quarter",): (1, 123), ("months", "DE", "1 of 3"): (-1, 40), ("months", "DE", "2 of 3"): (-1, 40),
        ("months", "DE", "3 of 3"): (-1, 40),
    }  # fmt: skip
    assert told.hide == (("months", (("country", "DE"),)),)


def test_waves_as_long_as_every_edition_are_one_time() -> None:
    monthly = report("cut_by: [country, tier]\ntotals: none", every="monthly", name="months")
    told = only(SEGMENTS, survey(), monthly, report(every="quarterly", name="quarter"))
    assert told.answer == "violated"
    assert ("quarter",) in equation(told.remainders[0])


def test_times_that_cannot_be_compared_are_looked_at_one_by_one() -> None:
    asking = tool("rest: 31d", "asking"), survey("through: asking", when="{event: arrival}")
    counted = people("buyer DE 80", "buyer AT 2", dimensions="country")
    odd = report("cut_by: [country]\ntotals: none", every="50d", name="odd")
    told = only(counted, *asking, odd, report(every="quarterly", name="quarter"))
    assert told.answer == "not decided"
    assert told.reason.endswith("; its reports are for times that cannot be compared")
    broken = only(
        counted, *asking, odd.replace("totals: none", "totals: all"), report(every="quarterly", name="quarter")
    )
    assert broken.answer == "violated"
    assert {total.report for _, total in broken.remainders[0].equation} == {"odd"}


def test_everybody_less_the_own_part_is_the_part_of_others() -> None:
    partner = "kind: partner\nid: silver-dealers\ntype: dealer\ntier: silver\nmarkets: [DE]\n---\n"
    mine = report(to="{who: silver-dealers, sees: own}", name="mine")
    everybody = report("cut_by: [tier]\ntotals: none", to="silver-dealers", name="everybody")
    # The policy asks for 8 answers before a partner sees anything.
    for others, answer in (("6", "violated"), ("20", "not decided")):
        counted = people("buyer DE gold 40", "buyer DE silver 24", f"buyer AT silver {others}")
        told = only(partner, counted, survey(), mine, everybody)
        assert (told.answer, told.minimum) == (answer, 8)
    told = only(partner, people("buyer DE silver 24", "buyer AT silver 6"), survey(), mine, everybody)
    assert equation(told.remainders[0]) == {("everybody", "silver"): (1, 15), ("mine", "silver-dealers"): (-1, 12)}
    assert told.hide == (("everybody", (("tier", "silver"),)),)
    # Of two such dealers, each has half of the customers, and the other half belongs to the other one.
    both = partner.replace("markets: [DE]", "organizations: 2")
    told = only(both, people("buyer DE silver 30"), survey(), mine, everybody)
    assert told.answer == "not decided"


def test_each_partner_of_a_class_sees_its_own_part() -> None:
    partners = "".join(
        f"kind: partner\nid: {name}\ntype: dealer\npart_of: dealer\n---\n" for name in ("north", "south")
    )
    counted = people(
        "buyer north gold 80", "buyer north silver 40", "buyer south gold 80", "buyer south silver 4",
        dimensions="partner, tier",
    )  # fmt: skip
    told = only(partners, counted, survey(), report("cut_by: [tier]", to="{who: dealer, sees: own}"))
    assert (told.answer, told.count) == ("violated", 1)
    assert equation(told.remainders[0]) == {("rp", "dealer"): (1, 42), ("rp", "dealer", "gold"): (-1, 40)}


def test_comments_are_taken_apart_like_numbers() -> None:
    found = all_of(
        people("buyer DE gold 40", "buyer DE silver 8"), survey(), report("cut_by: [tier]\ncomments: [sv.why]")
    )
    assert (found["cx-office"].what, found["cx-office"].answer, found["cx-office"].minimum) == (
        "sv.why",
        "violated",
        10,
    )


def test_without_counts_nothing_can_be_subtracted() -> None:
    shown = report("cut_by: [country, tier]")
    assert only(SEGMENTS, survey(), shown).answer == "violated"
    hidden = only(SEGMENTS, survey(), shown.replace("every:", "counts: false\nevery:"))
    assert (hidden.answer, hidden.reason) == ("not decided", "no tool hides small groups of `rp`: `through` names none")


def test_what_is_made_of_other_numbers_is_no_sum() -> None:
    metric = "kind: metric\nid: health\ntype: mean\nmade_of: [satisfaction]\n---\n"
    told = only(SEGMENTS, metric, survey(), report("metrics: [health]\ncut_by: [country, tier]"))
    assert told.answer == "not decided"


# WHO SEES WHAT TOGETHER

HALVES = report(name="all"), report("cut_by: [country, tier]\ntotals: none", name="finest", to="finer")


def test_a_team_sees_what_the_team_above_it_sees() -> None:
    below = all_of(SEGMENTS, survey(), "kind: team\nid: finer\nparent: cx-office\n---\n", *HALVES)
    assert {name: each.answer for name, each in below.items()} == {"cx-office": "not decided", "finer": "violated"}


def test_somebody_in_two_teams_sees_what_both_see() -> None:
    teams = (
        "kind: team\nid: finer\npeople: [{mail: ann@example.com}]\n---\n"
        "kind: team\nid: wider\npeople: [{mail: Ann@example.com}, {mail: bob@example.com}]\n---\n"
    )
    wide, fine = HALVES
    found = linked(read(SEGMENTS, survey(), teams, wide.replace("[cx-office]", "[wider]"), fine))
    assert [(each.audience.id, each.reports, each.answer) for each in found] == [
        ("finer", ("finest",), "not decided"),
        ("finer", ("all", "finest"), "violated"),
        ("wider", ("all",), "not decided"),
    ]
    assert found[1].reason == "somebody is in `finer` and in `wider`"


def test_owners_of_a_touchpoint_see_what_touchpoint_owners_see() -> None:
    owned = JOURNEY.replace("id: invoice,", "id: invoice, owner: cx-office,")
    asked = survey("listens_to: [repair.invoice]")
    texts = report(name="all"), report("cut_by: [country, tier]\ntotals: none", name="finest", to="touchpoint-owner")
    assert all_of(SEGMENTS, owned, asked, *texts)["cx-office"].answer == "violated"
    assert all_of(SEGMENTS, JOURNEY, asked, *texts)["cx-office"].answer == "not decided"


# WITHOUT A SEARCH


@pytest.mark.parametrize(
    ("enforces", "every", "answer", "reason"),
    [
        (
            "minimum_group: true, remainders: true", "half-yearly", "proved",
            "`dashboard` hides small groups; `dashboard` hides what small groups could be worked out from",
        ),
        ("minimum_group: true", "half-yearly", "violated", ""),
        ("remainders: true", "half-yearly", "violated", ""),
        (
            "minimum_group: true, remainders: true", "on-demand", "not decided",
            "`rp` is shown again while answers come in, and `dashboard` does not say that it waits (`steps`)",
        ),
    ],
)  # fmt: skip
def test_a_proof_rests_on_the_tool(enforces: str, every: str, answer: str, reason: str) -> None:
    shown = report("cut_by: [country, tier]\nthrough: dashboard", every=every)
    told = only(SEGMENTS, survey(), tool(enforces), shown)
    assert (told.answer, told.reason) == (answer, reason)


def test_what_nobody_counts_is_not_decided() -> None:
    told = only(survey(), report("cut_by: [country]"))
    missing = "no tool hides small groups of `rp`: `through` names none; "
    assert (told.answer, told.reason) == ("not decided", f"{missing}no population counts the people whom `sv` asks")
    by_account = only(PEOPLE, survey(), report("cut_by: [account]"))
    assert by_account.reason.endswith(
        "nobody counts people by account, so nobody knows how many answers each of them gives"
    )


def test_without_a_minimum_nothing_is_asked() -> None:
    text = BASE.replace("scores_from: 5, ", "") + SEGMENTS + survey() + report()
    specs = Specs.of_program(program_of(text))
    assert [(each.answer, each.reason) for each in linked(specs)] == [
        ("not decided", "nobody says from how many answers on it is shown")
    ]


def test_what_is_too_large_is_not_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = SEGMENTS, survey(), report("cut_by: [country, tier]")
    monkeypatch.setattr(linking, "SIZE_MAX", 10)
    told = only(*texts)
    assert told.answer == "not decided"
    assert told.reason.endswith("8 totals over 4 sorts of people are more than are looked through")


def test_the_first_breaches_are_worked_out_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "EQUATED_MAX", 0)
    specs = read(SEGMENTS, survey(), report("cut_by: [country, tier]"))
    ((_, told),) = linking.Linking(Viewing(specs), effort=0).answers
    assert (told.answer, told.count, told.remainders, told.hide) == ("violated", 1, (), ())


def test_a_manifest_says_the_same() -> None:
    texts = SEGMENTS, survey(), tool("minimum_group: true"), report("cut_by: [country]\nthrough: dashboard")
    manifest = built(BASE + "".join(texts)).manifest
    assert manifest is not None
    assert linked(Specs.of_manifest(manifest)) == linked(read(*texts))


# FINDINGS


def told(*texts: str) -> list[Finding]:
    """What the rule on groups that can be worked out finds."""
    return [each for each in checked(BASE + "".join(texts)).findings if each.rule == "group-worked-out"]


def test_identified_answers_within_the_company_are_left_alone() -> None:
    shown = report("cut_by: [country, tier]\ntotals: nested")
    identified = survey().replace("confidential", "identified")
    assert [each.message for each in told(SEGMENTS, survey(), shown)] == [
        "`cx-office` can work out 2 answers: AT minus AT, gold"
    ]
    assert told(SEGMENTS, identified, shown) == []
    outside = shown.replace("[cx-office]", "[dealer]")
    assert [each.message for each in told(SEGMENTS, identified, outside)] == [
        "`dealer` can work out 2 answers: AT minus AT, gold"
    ]


def test_the_fix_hides_what_help_names() -> None:
    shown = report("cut_by: [country, tier]\ntotals: nested")
    for before, start in (
        ("", "hide: ["),
        ("hide: []\n", "hide: ["),
        ("hide: [{country: DE}]\n", "hide: [{country: DE}, "),
    ):
        text = BASE + SEGMENTS + survey() + shown.replace("totals:", f"{before}totals:")
        (finding,) = told(text[len(BASE) :])
        assert "hide `{country: AT, tier: gold}` in `rp`" in finding.help
        assert finding.fix is not None
        (edit,) = finding.fix.edits
        span = edit.where.span
        fixed = text[: span.start] + edit.text + text[span.end :]
        assert f"{start}{{country: AT, tier: gold}}]" in fixed
        assert told(fixed[len(BASE) :]) == []


def test_alike_breaches_are_said_once() -> None:
    shown = report("cut_by: [country, tier]\ntotals: nested", to="cx-office, other")
    (finding,) = told(SEGMENTS, survey(), "kind: team\nid: other\n---\n", shown)
    assert finding.message == "`cx-office` and 1 more can work out 2 answers: AT minus AT, gold"


def test_long_names_do_not_make_long_messages() -> None:
    name = "country-of-the-northern-part-of-the-continent"
    counted = SEGMENTS.replace("country: AT", f"country: {name}")
    (finding,) = told(counted, survey(), report("cut_by: [country, tier]\ntotals: nested"))
    assert finding.message == f"`cx-office` can work out 2 answers of {name}, silver"
    longer = "the-" * 30
    (finding,) = told(counted.replace(name, longer), survey(), report("cut_by: [country, tier]\ntotals: nested"))
    assert finding.message == f"`cx-office` can work out 2 answers of {longer[:80]}…"
    assert len(finding.message) == 119


# AGAINST THE SAME BY HAND


@pytest.mark.parametrize("first", range(0, 300, 100))
def test_small_programs_are_what_linear_algebra_says(first: int) -> None:
    assert [f"seed {seed}: {wrong}" for seed in range(first, first + 100) for wrong in programs.mistakes(seed)] == []
