"""Journey posters before they are printed: bands, sheets, and the HTML that goes to the press."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxprog.manifest import Manifest
from cxprog.renderers._board_layout import LANES, LaneName, Layout, Span, laid_out
from cxprog.renderers._board_reading import boards
from cxprog.renderers._poster_bands import bands
from cxprog.renderers._poster_fit import A0, Chapter, Heights, Plan, better, estimated, first_plan, free_mm, sheets
from cxprog.renderers._poster_page import Sheet, Stretch, icon, page
from cxprog.renderers._poster_press import Fitted, Press
from cxprog.renderers.journey_poster import SheetName, produce
from cxprog.target import Note
from tests.journeys import BASE, HOSTILE, hostile_program, manifest_of, program, survey, text

Golden = Callable[[str, str | bytes], None]


def layout_of(yaml: str) -> Layout:
    (board,) = boards(manifest_of(yaml), None)
    return laid_out(board)


@cache
def sixty() -> Layout:
    return layout_of(program(60, 8, steps=True))


def whole(layout: Layout) -> Span:
    return Span(0, len(layout.columns) - 1)


def contact(name: str, **keys: Any) -> dict[str, Any]:
    return {"id": name, "channel": "web", "owner": "marketing", **keys}


def staged(sizes: list[list[int]]) -> str:
    """A journey whose stages have steps of so many touchpoints; a stage of one step has none of its own."""
    stages = []
    for number, steps in enumerate(sizes):
        made = [
            {"id": f"step-{number}-{at}", "touchpoints": [contact(f"c-{number}-{at}-{one}") for one in range(count)]}
            for at, count in enumerate(steps)
        ]
        held = {"steps": made} if len(made) > 1 else {"touchpoints": made[0]["touchpoints"]}
        stages.append({"id": f"stage-{number}", "roles": ["operator"], **held})
    return text([*BASE, {"kind": "journey", "id": "breakdown", "actor": "customer", "stages": stages}])


def html_of(manifest: Manifest) -> str:
    """All bands of a journey on one sheet, in the smallest letters."""
    (board,) = boards(manifest, None)
    layout = laid_out(board)
    plan = Plan(Chapter(layout, A0), 0, bands(layout, whole(layout), 6))
    return page(plan, [Sheet(tuple(range(len(plan.bands))), Stretch(), 1)], 1, "3f2c91ab04")


# BANDS


SIZES = st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=3), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sizes=SIZES, most=st.integers(1, 8))
def test_bands_hold_every_column_once_in_order_and_are_cut_where_they_may_be(sizes: list[list[int]], most: int) -> None:
    layout = layout_of(staged(sizes))
    made = bands(layout, whole(layout), most)
    assert [at for band in made for at in range(band.span.first, band.span.last + 1)] == list(
        range(len(layout.columns))
    )
    assert all(band.span.length <= most for band in made)
    starts = {span.first for _, span in layout.stages}
    for band in made[1:]:
        column = layout.columns[band.span.first]
        if band.span.first in starts:
            continue
        stage = next(span for _, span in layout.stages if span.first < band.span.first <= span.last)
        assert stage.length > most, "a stage that a band can hold is not cut"
        step = next((span for _, span in layout.steps if span.first < band.span.first <= span.last), None)
        if step and column.whole.sections[0].id:
            assert step.length > most, "a step that a band can hold is not cut"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sizes=SIZES, most=st.integers(1, 8))
def test_neighboring_bands_of_whole_stages_do_not_fit_into_one(sizes: list[list[int]], most: int) -> None:
    layout = layout_of(staged(sizes))
    for one, other in pairwise(bands(layout, whole(layout), most)):
        assert one.span.length + other.span.length > most


def test_what_a_band_cuts_says_so_on_both_sides() -> None:
    layout = layout_of(
        text(
            [
                *BASE,
                {
                    "kind": "journey",
                    "id": "breakdown",
                    "actor": "customer",
                    "stages": [
                        {"id": "one", "roles": ["operator"], "touchpoints": [contact(f"c-{at}") for at in range(4)]}
                    ],
                },
                survey(0, "breakdown.one"),
            ]
        )
    )
    first, second = bands(layout, whole(layout), 2)
    for band, before, after in ((first, False, True), (second, True, False)):
        (stage,) = band.stages
        (listening,) = (part for lane in band.lanes if lane.name == "surveys" for part in lane.parts)
        assert (stage.is_continued, stage.continues) == (before, after)
        assert (listening.is_continued, listening.continues) == (before, after)


def test_ways_that_leave_a_band_run_to_its_edge_and_come_in_at_the_next() -> None:
    made = [contact("a", next=["b", {"to": "d", "when": "Urgent"}]), *(contact(name) for name in "bcd")]
    layout = layout_of(
        text(
            [
                *BASE,
                {
                    "kind": "journey",
                    "id": "breakdown",
                    "actor": "customer",
                    "stages": [{"id": "one", "roles": ["operator"], "touchpoints": made}],
                },
            ]
        )
    )
    first, second = bands(layout, whole(layout), 2)
    (out,), (into,) = (lane.bows for band in (first, second) for lane in band.lanes if lane.name == "ways")
    assert (out.leaves, out.arrives, out.end) == (True, False, 2)
    assert (into.leaves, into.arrives, into.start) == (False, True, 0)
    html = html_of(manifest_of(program(60, 8, steps=True)))
    assert re.search(r"back to 8 <bdi>Repair report</bdi>", html)
    assert re.search(r"from 15 <bdi>Visit of the technician</bdi>", html)


def test_a_band_leaves_out_lanes_that_are_empty_in_it() -> None:
    held = [{lane.name for lane in band.lanes} for band in bands(sixty(), whole(sixty()), 5)]
    assert any("loops" in lanes for lanes in held)
    assert any("loops" not in lanes for lanes in held)


def test_a_band_without_touchpoints_names_no_owners() -> None:
    with_one = {"id": "one", "roles": ["operator"], "touchpoints": [contact("a")]}
    made = [with_one, {"id": "two", "roles": ["operator"], "touchpoints": []}]
    layout = layout_of(text([*BASE, {"kind": "journey", "id": "breakdown", "actor": "customer", "stages": made}]))
    held = [[lane.name for lane in band.lanes] for band in bands(layout, whole(layout), 1)]
    assert held == [["touchpoints", "owners"], []]


# SHEETS


def guessed(plan: Plan, band_mm: float) -> Heights:
    return Heights(100, (band_mm,) * len(plan.bands))


def test_bands_are_spread_evenly_over_as_few_sheets_as_can_be() -> None:
    plan = first_plan(Chapter(sixty(), A0))
    assert len(plan.bands) == 7
    found = sheets(plan, guessed(plan, 170))
    assert sorted(map(len, found)) == [2, 2, 3]
    assert [number for held in found for number in held] == list(range(7))
    assert len(sheets(plan, guessed(plan, 600))) == 7


def test_letters_grow_on_a_sheet_with_room_and_never_shrink_where_more_sheets_help() -> None:
    small = first_plan(Chapter(layout_of(program(4, 2)), A0))
    assert better(small, guessed(small, 200)).growth > 1.3
    large = first_plan(Chapter(sixty(), A0))
    heights = guessed(large, 1400)
    plan = better(large, heights)
    assert plan.growth >= 1
    assert len(plan.bands) > len(large.bands)


def test_letters_shrink_only_where_no_way_to_cut_helps() -> None:
    only = first_plan(Chapter(layout_of(program(4, 2)), A0))
    one = Plan(only.chapter, 0, bands(only.chapter.layout, only.chapter.within, 1))
    plan = better(one, guessed(one, 4000))
    assert plan.growth < 1
    expected = estimated(plan, one, guessed(one, 4000))
    assert max(expected.bands) <= free_mm(plan, expected)


# THE PAGE


def test_every_touchpoint_stands_once_with_its_number() -> None:
    html = html_of(manifest_of(program(60, 8, steps=True)))
    assert sorted(map(int, re.findall(r'<p class="channel"><b>(\d+)</b>', html))) == list(range(1, 61))


@pytest.mark.parametrize("name", ["script", "html", "entities", "quotes", "template"])
def test_hostile_texts_are_escaped(name: str) -> None:
    html = html_of(manifest_of(hostile_program()))
    assert "<script" not in html
    assert "<b onmouseover" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    shown = HOSTILE[name].translate(str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"}))
    assert shown in html


def legend_of(touchpoints: list[dict[str, Any]], *lanes: LaneName, stage: int | None = None) -> str:
    """The signs that are explained on a poster of two stages, the second of them with the last touchpoint only."""
    stages = [
        {"id": f"stage-{number}", "roles": ["operator"], "touchpoints": held}
        for number, held in enumerate((touchpoints[:-1], touchpoints[-1:]))
    ]
    made = {"kind": "journey", "id": "breakdown", "actor": "customer", "stages": stages}
    (board,) = boards(manifest_of(text([*BASE, made])), None)
    layout = laid_out(board, lanes or LANES)
    plan = first_plan(Chapter(layout, A0, None if stage is None else board.stages[stage]))
    html = page(plan, [Sheet((0,), Stretch(), 1)], 1, "")
    return html[html.index('<p class="legend">') :]


def test_only_signs_that_can_be_seen_are_explained() -> None:
    made = [contact("a", emotion=1, moment_of_truth=True), contact("b", owner="dealer"), contact("c", owner="dealer")]
    everything = legend_of(made)
    for sign in ("moment of truth", "responsibility passes", "partner", "no data"):
        assert sign in everything
    assert "backed by data" not in everything
    pains = legend_of([{**each, "pains": ["Slow"]} for each in made], "pains")
    for sign in ("responsibility passes", "partner", "no data"):
        assert sign not in pains
    assert 'fill="#fdf2c4"' in pains, "the tint of a moment of truth is, where no star is drawn"
    assert "responsibility passes" not in legend_of(made, stage=1)


def test_responsibility_that_comes_in_from_the_stage_before_is_explained() -> None:
    made = [contact("a"), contact("b", owner="dealer")]
    assert "responsibility passes" in legend_of(made, stage=1)
    assert "responsibility passes" not in legend_of(made, "touchpoints", stage=1)


def test_a_share_of_the_lead_is_explained_where_there_is_a_lead() -> None:
    joint = ["marketing", "academy"]
    assert "larger share" not in legend_of([contact("a", owner={"joint": joint}), contact("b")])
    assert "larger share" in legend_of([contact("a", owner={"joint": joint, "lead": "academy"}), contact("b")])


def test_no_arrow_leads_to_a_lane_that_is_not_drawn() -> None:
    down = icon("down")
    manifest = manifest_of(staged([[2]]).replace('"id": "c-0-0-1"', '"side": "back", "id": "c-0-0-1"'))
    (board,) = boards(manifest, None)
    for lanes, is_drawn in ((("touchpoints",), False), (("touchpoints", "backstage"), True)):
        plan = first_plan(Chapter(laid_out(board, lanes), A0))
        assert (down in page(plan, [Sheet((0,), Stretch(), 1)], 1, "")) == is_drawn


def test_a_page_names_no_other_file() -> None:
    html = html_of(manifest_of(program(12, 3)))
    assert not re.search(r'(?:src|href)="(?!#)', html)
    assert set(re.findall(r"url\(([^)]*)\)", html)) <= {f"#{name}" for name in re.findall(r'id="(sign-[^"]*)"', html)}


def test_the_print_page_of_a_small_journey(golden: Golden) -> None:
    golden("journey_poster/small.html", html_of(manifest_of(program(5, 2))))


# THE TARGET


def test_a_missing_engine_is_a_note_and_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    (note,) = produce.produce(manifest_of(program(4, 2)), produce.options())
    assert isinstance(note, Note)
    assert note.code == "layout-engine-missing"
    assert "pip install 'cxprog[print]'" in note.help
    assert "pango" in note.help


@pytest.mark.parametrize(("sheet", "part"), [("a3", "journey"), ("stages", "stage `stage-0` of journey")])
def test_what_fits_in_no_size_is_a_note_and_no_file(
    monkeypatch: pytest.MonkeyPatch, sheet: SheetName, part: str
) -> None:
    def too_tall(_: Press, chapter: Chapter, __: str) -> Fitted:
        plan = first_plan(chapter)
        small = plan if chapter.stage and chapter.stage.id == "stage-1" else None
        return Fitted(Plan(chapter, -3, plan.bands), Heights(0, (1,) * len(plan.bands) if small else (9999,)))

    monkeypatch.setattr(Press, "fitted", too_tall)
    (note,) = produce.produce(manifest_of(program(4, 2)), produce.options(sheets=(sheet,)))
    assert isinstance(note, Note)
    assert note.message.startswith(f"{part} `breakdown` has more text")
    assert note.message.endswith(f"so there is no `breakdown.{sheet}.pdf`")


def test_posters_are_made_on_request_only() -> None:
    assert produce.on_request
    assert produce.options().lanes == LANES
    assert produce.summary.startswith("Journey posters")
