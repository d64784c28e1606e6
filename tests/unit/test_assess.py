"""Assessments: totals, bands at their edges, trend, disagreement, signs of the partnership, how they are printed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise, permutations
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from cxprog.assess import (
    Score,
    band_of,
    bands,
    competencies,
    decimal,
    due,
    next_stage,
    repeated,
    rounds,
    stage_of,
    stages,
    statements,
)
from cxprog.assess.hints import can_show, shown
from cxprog.assess.signs import STRUCTURES, descriptions, suggest
from cxprog.check import Today
from cxprog.cli import main
from cxprog.compiler import Project, check_project
from cxprog.coverage import Reading
from cxprog.display import NothingThere, NotThere
from cxprog.display.assess import written
from cxprog.display.assess_form import render as form_text
from cxprog.language.kinds.assessment import Assessment
from cxprog.language.kinds.program import PartnershipSigns
from cxprog.language.types import Cadence
from cxprog.manifest import lower
from cxprog.source import Source
from tests.checking import PROGRAM

Golden = Callable[[str, str | bytes], None]


def node(answers: list[int], name: str = "a", date: str = "2026-10-15", **keys: Any) -> Any:
    """An assessment with twenty answers in the order of the statements."""
    lists = {each.key: tuple(answers[index * 5 : index * 5 + 5]) for index, each in enumerate(competencies())}
    return SimpleNamespace(id=name, date=date, **({"of": None, "by": None} | keys), **lists)


def spread(total: int, count: int = 20) -> list[int]:
    """Answers from 1 to 5 with a given sum."""
    low, extra = divmod(total, count)
    return [low + 1] * extra + [low] * (count - extra)


def the_round(*nodes: Any) -> Any:
    ((one,),) = rounds(nodes, "9999-12-31").values()
    return one


# THE INSTRUMENT


def test_twenty_statements_five_for_each_competency_in_the_order_of_the_kind() -> None:
    assert [each.number for each in statements()] == list(range(1, 21))
    assert len({each.id for each in statements()}) == 20
    assert [len(each.statements) for each in competencies()] == [5, 5, 5, 5]
    lists = [key for key in Assessment.model_fields if key in {each.key for each in competencies()}]
    assert lists == [each.key for each in competencies()]


def test_a_statement_that_a_program_can_show_says_by_what() -> None:
    for each in statements():
        assert bool(each.shown_by) == can_show(each.id), each.id


# BANDS AND STAGES


@pytest.mark.parametrize("total", range(5, 26))
def test_every_total_of_a_competency_has_one_band(total: int) -> None:
    expected = next(name for name, last in BANDS if total <= last)
    assert band_of(Score(total, 1)).id == expected


@pytest.mark.parametrize("total", range(20, 101))
def test_every_total_has_one_stage(total: int) -> None:
    expected = next(name for name, last in STAGES if total <= last)
    one = the_round(node(spread(total)))
    assert (one.total.sum, stage_of(one.total).id) == (total, expected)


BANDS = [("very-poor", 10), ("poor", 15), ("okay", 20), ("very-good", 25)]
STAGES = [("ignore", 49), ("explore", 59), ("mobilize", 69), ("operationalize", 79), ("align", 89), ("embed", 100)]
"""Bands and stages with the highest total that belongs to each, as the source prints them."""


@pytest.mark.parametrize(
    ("below", "above"),
    [(10, 11), (15, 16), (20, 21)],
)
def test_the_edges_of_bands(below: int, above: int) -> None:
    assert band_of(Score(above, 1)).number == band_of(Score(below, 1)).number + 1


@pytest.mark.parametrize(("below", "above"), [(49, 50), (59, 60), (69, 70), (79, 80), (89, 90)])
def test_the_edges_of_stages(below: int, above: int) -> None:
    assert stage_of(Score(above, 1)).number == stage_of(Score(below, 1)).number + 1
    assert next_stage(Score(below, 1)) == (stage_of(Score(above, 1)), 1)


@pytest.mark.parametrize(("answer", "stage"), [(1, "ignore"), (3, "mobilize"), (5, "embed")])
def test_all_answers_alike(answer: int, stage: str) -> None:
    assert stage_of(the_round(node([answer] * 20)).total).id == stage
    assert next_stage(Score(100, 1)) is None


def test_the_exact_mean_decides_and_not_the_rounded_one() -> None:
    assert band_of(Score(10 + 11, 2)).id == "very-poor"
    assert band_of(Score(11 * 100 - 1, 100)).id == "very-poor"
    assert band_of(Score(11 * 100, 100)).id == "poor"
    assert stage_of(Score(49 + 50, 2)).id == "ignore"
    assert stage_of(Score(49 + 50 + 51, 3)).id == "explore"
    almost = Score(50 * 1000 - 1, 1000)
    assert (stage_of(almost).id, almost.words) == ("ignore", "49.9")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(62), "62"),
        (Fraction(21, 2), "10.5"),
        (Fraction(-1), "-1"),
        (Fraction(-1, 3), "-0.3"),
        (Fraction(0), "0"),
    ],
)
def test_numbers_are_cut_off_rather_than_rounded(value: Fraction, text: str) -> None:
    assert decimal(value) == text


ANSWERS = st.lists(st.integers(1, 5), min_size=20, max_size=20)


@given(ANSWERS, st.integers(0, 19))
def test_a_higher_answer_never_lowers_anything(answers: list[int], index: int) -> None:
    higher = [min(5, answer + (place == index)) for place, answer in enumerate(answers)]
    before, after = the_round(node(answers)), the_round(node(higher))
    assert stage_of(after.total).number >= stage_of(before.total).number
    for each in competencies():
        assert band_of(after.of_competency(each)).number >= band_of(before.of_competency(each)).number


@given(ANSWERS, st.integers(1, 6))
def test_forms_that_agree_are_as_good_as_one(answers: list[int], count: int) -> None:
    one = the_round(node(answers))
    many = the_round(*(node(answers, f"f{number}", by=f"t{number}") for number in range(count)))
    assert many.total.value == one.total.value
    assert stage_of(many.total) == stage_of(one.total)
    assert many.disagreements == ()


# ROUNDS


def test_forms_of_a_day_are_one_round_whatever_their_order() -> None:
    nodes = [node(spread(60), "b", by="x"), node(spread(70), "a", by="y"), node(spread(50), "c", "2025-10-15")]
    found = {json.dumps([repr(each) for each in rounds(order, "9999-12-31")[None]]) for order in permutations(nodes)}
    assert len(found) == 1
    assert [(each.date, len(each.forms)) for each in rounds(nodes, "9999-12-31")[None]] == [
        ("2025-10-15", 1),
        ("2026-10-15", 2),
    ]


def test_parts_of_the_company_are_kept_apart_and_the_future_left_out() -> None:
    nodes = [node(spread(60)), node(spread(70), "b", of="care"), node(spread(80), "c", "2027-01-01")]
    found = rounds(nodes, "2026-11-22")
    assert {of: len(each) for of, each in found.items()} == {None: 1, "care": 1}


def test_disagreement_is_two_or_more_apart() -> None:
    one = the_round(node([3] * 20, "a"), node([5, 4, *[3] * 18], "b", by="x"))
    assert [(each.number, low, high) for each, low, high in one.disagreements] == [(1, 3, 5)]
    assert the_round(node([1, 5] * 10)).disagreements == ()


def test_a_form_that_is_filled_in_twice() -> None:
    nodes = [node([3] * 20, "a", by="x"), node([4] * 20, "b", by="x"), node([4] * 20, "c", by="y")]
    assert [(first.id, again.id) for first, again in repeated(nodes)] == [("a", "b")]


@pytest.mark.parametrize(
    ("last", "every", "day"),
    [
        ("2026-10-15", "yearly", "2027-10-15"),
        ("2024-02-29", "yearly", "2025-02-28"),
        ("2026-10-31", "monthly", "2026-11-30"),
        ("2026-12-31", "quarterly", "2027-03-31"),
        ("2026-10-15", "90d", "2027-01-13"),
        ("2026-10-15", "5bd", None),
    ],
)
def test_the_next_round_is_due(last: str, every: str, day: str | None) -> None:
    assert due(last, Cadence.parse(every)) == day


# SIGNS


def signs(*chosen: str) -> Any:
    return PartnershipSigns(**dict(zip(PartnershipSigns.model_fields, chosen, strict=True)))


@pytest.mark.parametrize(
    ("chosen", "structure"),
    [
        (("dedicated",) * 5, "dedicated"),
        (("dedicated",) * 3 + ("interdependent",) * 2, "dedicated"),
        (("interdependent",) * 2 + ("pass-through",) * 3, "pass-through"),
        (("dedicated", "dedicated", "interdependent", "interdependent", "pass-through"), None),
    ],
)
def test_more_than_half_of_the_signs_decide(chosen: tuple[str, ...], structure: str | None) -> None:
    suggested = suggest(signs(*chosen))
    assert suggested.structure == structure
    assert [reason.structure for reason in suggested.reasons] == list(chosen)
    assert sum(suggested.count(name) for name in STRUCTURES) == 5


def test_the_five_signs_are_those_of_the_language() -> None:
    assert list(descriptions()) == list(PartnershipSigns.model_fields)


# PRINTED


def document(total: int, name: str, date: str, extra: str = "") -> str:
    one = node(spread(total))
    lists = "".join(f"{each.key}: {list(getattr(one, each.key))}\n" for each in competencies())
    return f"---\nkind: assessment\nid: {name}\ndate: {date}\n{extra}{lists}"


TEAMS = "kind: team\nid: care\ntitle: Care | <b>\n---\nkind: practice\nid: board\ntype: council\nowner: care\n"
TWO_YEARS = TEAMS + document(56, "first", "2025-10-12", "by: care\n") + document(62, "second", "2026-10-15")
GROUP = (
    TWO_YEARS + document(80, "third", "2026-10-15", "by: care\n") + document(33, "of-care", "2026-10-01", "of: care\n")
)
SIGNS = (
    "partnership_signs: {end_customers: dedicated, partner: dedicated, ownership: dedicated, reliance: dedicated, "
    "representation: interdependent}\n"
)


def assessed(text: str, form: str = "table", of: str | None = None, as_of: str = "2026-11-22", extra: str = "") -> str:
    settings = PROGRAM.replace("targets: {}\n", f"targets: {{}}\npacks: [b2b, b2b2c]\n{extra}", 1)
    sources = (Source("cxprog.yaml", settings), Source("text.yaml", text))
    made = check_project(Project(sources), Today(as_of)).program
    return written(made, lower(made), as_of, form=form, of=of)


def test_assessments_as_people_see_them(golden: Golden) -> None:
    golden("assess/two-years.txt", assessed(TWO_YEARS))
    golden("assess/group.txt", assessed(GROUP, extra=SIGNS))
    golden("assess/group.md", assessed(GROUP, "markdown", extra=SIGNS))
    golden("assess/two-years.json", assessed(TWO_YEARS, "json"))
    golden("assess/form.txt", form_text())


def test_no_line_is_wider_than_80_columns() -> None:
    for text in (assessed(GROUP, extra=SIGNS), form_text()):
        assert max(map(len, text.splitlines())) <= 80


def test_a_round_is_overdue_from_the_day_after() -> None:
    assert "due by 2027-10-15" in assessed(TWO_YEARS, as_of="2027-10-15")
    assert "overdue since 2027-10-15" in assessed(TWO_YEARS, as_of="2027-10-16")
    assert json.loads(assessed(TWO_YEARS, "json", as_of="2027-10-16"))["assessed"][0]["overdue"] is True


def test_json_holds_whole_numbers_only() -> None:
    data = json.loads(assessed(GROUP, "json", extra=SIGNS), parse_float=lambda text: pytest.fail(text))
    assert data["format_version"] == 1
    whole, care = data["assessed"]
    assert (whole["of"], care["of"]) == (None, "care")
    assert whole["rounds"][1]["total"] == {"sum": 142, "n": 2, "stage": {"number": 4, "id": "operationalize"}}
    assert whole["changes"][0]["total"] == {"numerator": 15, "denominator": 1}
    assert data["partnership"]["suggested"] == "dedicated"


def test_one_team_only() -> None:
    assert [each["of"] for each in json.loads(assessed(GROUP, "json", "care"))["assessed"]] == ["care"]
    with pytest.raises(NotThere, match="did you mean `care`"):
        assessed(GROUP, of="caer")


def test_nothing_to_show_unless_there_are_signs() -> None:
    with pytest.raises(NothingThere, match="--form"):
        assessed(TEAMS)
    assert "4 of 5 signs point to dedicated, but the program declares interdependent" in " ".join(
        assessed(TEAMS, extra=SIGNS).split()
    )


def test_what_is_dated_later_is_named() -> None:
    later = TEAMS + document(60, "late", "2062-10-15")
    with pytest.raises(NothingThere, match="up to 2026-11-22: the only one is dated 2062-10-15; correct the date"):
        assessed(later)
    with pytest.raises(NothingThere, match="the first of 2 is dated 2062-10-15"):
        assessed(later + document(60, "later", "2063-10-15"))
    with pytest.raises(NothingThere, match="no assessment of `care` up to 2026-11-22: the only one is dated 2062"):
        assessed(TWO_YEARS + document(60, "late", "2062-10-15", "of: care\n"), of="care")
    assert "60/100" in assessed(later, as_of="2062-10-15")


def test_markdown_holds_what_the_table_holds() -> None:
    apart = GROUP + document(100, "fourth", "2026-10-15", "by: cx-office\n") + document(60, "low", "2024-10-15")
    table, markdown = assessed(apart), assessed(apart, "markdown")
    headings = re.findall(r"^(\w.*):$", table, re.MULTILINE)
    assert {"forms", "disagreement", "next assessment", "over time"} <= set(headings)
    for heading in headings:
        assert f"- **{heading[0].upper()}{heading[1:]}**" in markdown
    for line in re.findall(r"^  - (.*)$", markdown, re.MULTILINE):
        text = line if "; total" in line or "every competency" in line else line.partition(": ")[0]
        assert text in " ".join(table.split()), line


def test_low_answers_say_how_many_documents_show_the_contrary() -> None:
    training = "---\nkind: practice\nid: school\ntype: training\nowner: care\n"
    text = assessed(TEAMS + training + document(20, "low", "2026-10-15"))
    assert "training" in text and "(shown by 1 document)" in text


def test_titles_are_escaped_in_markdown() -> None:
    text = assessed(GROUP, "markdown", "care")
    assert r"Care \| \<b\>" in text
    assert "<b>" not in text.replace(r"\<b\>", "")


def test_hints_stand_beside_the_answers() -> None:
    high = TEAMS + document(100, "high", "2026-10-15")
    text = assessed(high)
    assert "answered high, nothing in the program shows it" in text
    practice = SimpleNamespace(id="p", type="training", retired=None)
    assert shown("training", Reading({"practice": {"p": practice}})) == (("practice", "p"),)
    assert not can_show("values-guide-decisions")


def test_the_form_can_be_filled_in() -> None:
    empty = form_text().split("# One document")[1].split("HOW CUSTOMERS")[0]
    filled = re.sub(r"\[\]", "[1, 2, 3, 4, 5]", empty).replace("YYYY-MM-DD", "2026-10-15")
    filled = filled.partition("\n")[2].replace("by: ", "by: care ").replace("of: ", "of: care ")
    assert "60/100" in assessed(TEAMS + "---\n" + filled, of="care")


def test_bands_and_stages_rise() -> None:
    for levels in (bands(), stages()):
        assert all(one.start < other.start and one.number + 1 == other.number for one, other in pairwise(levels))


# THE COMMAND LINE


def test_the_commands(tmp_path: Any) -> None:
    (tmp_path / "cxprog.yaml").write_text(PROGRAM + "---\n" + TWO_YEARS)

    def run(*arguments: str) -> Any:
        return CliRunner().invoke(main, arguments)

    where = str(tmp_path)
    assert "62/100" in run("assess", where, "--as-of", "2026-11-22").stdout
    assert run("assess", where, "--of", "nobody").exit_code == 2
    assert run("assess", where, "--as-of", "2020-01-01").exit_code == 3
    assert run("assess", "--form").stdout == form_text()
    form, markdown = tmp_path / "form.txt", tmp_path / "assessed.md"
    assert run("assess", "--form", "--out", str(form)).stdout == ""
    assert form.read_text() == form_text()
    run("assess", where, "--as-of", "2026-11-22", "--format", "markdown", "--out", str(markdown))
    assert markdown.read_text().startswith("## Pumps: self-assessment of 2026-10-15\n")
    assert "FIVE CAPABILITIES" in run("coverage", where).stdout
    assert "did you mean `six-ds`" in run("coverage", where, "--grid", "six-d").stderr
    page = tmp_path / "coverage.html"
    assert run("coverage", where, "--format", "html", "--out", str(page)).stdout == ""
    assert page.read_text().startswith("<!DOCTYPE html>")
    (tmp_path / "cxprog.yaml").write_text(PROGRAM.replace("owner: cx-office", "owner: nobody"))
    assert run("coverage", where).exit_code == 1
