"""Journey posters as a PDF reader sees them: exact paper, letters to be read from afar, nothing lost or covered."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeGuard

import pytest

from cxprog.check import Today
from cxprog.compiler import build_project
from cxprog.manifest import Manifest
from cxprog.renderers import journey_board
from cxprog.renderers._board_layout import LaneName
from cxprog.renderers._board_reading import boards
from cxprog.renderers.journey_poster import SheetName, produce
from cxprog.target import Address, Artifact, Note
from cxprog.workspace import read_project
from tests.consumers.test_board import arabic_program
from tests.journeys import BASE, HOSTILE, hostile_program, journey, manifest_of, program, text

pytestmark = pytest.mark.consumer

POINT_MM = 25.4 / 72
PAPER = {"a0": (1189, 841), "a1": (841, 594), "a3": (420, 297), "stages": (420, 297)}
MARGIN_MM = {"a0": 18, "a1": 12.6, "a3": 6.3, "stages": 8}
SMALLEST = {"a0": 24, "a1": 24 * 0.7063, "a3": 24 * 0.3531, "stages": 8.4}
COMMIT = "3f2c91ab04 with changes"
LONG_WORD = "Donaudampfschifffahrtsgesellschaft" * 9
CORE: tuple[LaneName, ...] = ("truths", "ways", "touchpoints", "emotion", "owners")


def printed(manifest: Manifest, *sheets: SheetName, **options: Any) -> dict[str, bytes]:
    """PDF files by path."""
    produced = list(produce.produce(manifest.at_commit(COMMIT), produce.options(sheets=sheets, **options)))
    assert all(isinstance(each, Artifact) for each in produced), produced
    return {each.path: each.data for each in produced if isinstance(each, Artifact)}


@cache
def sixty() -> dict[str, bytes]:
    return printed(manifest_of(program(60, 8, steps=True)), "a0", "a1", "a3")


@cache
def hostile() -> dict[str, bytes]:
    # pdfplumber reads no letter of a font that stands in for letters that no font of the machine has.
    yaml = hostile_program()
    for letters in (HOSTILE["japanese"], *HOSTILE["emoji"].split()[:3:2]):
        yaml = yaml.replace(letters, "stand-in")
    return printed(manifest_of(yaml), "a0")


@cache
def panels() -> dict[str, bytes]:
    return printed(manifest_of(program(14, 4, steps=True)), "stages", lanes=CORE)


@cache
def arabic() -> dict[str, bytes]:
    return printed(manifest_of(arabic_program()), "a0")


@cache
def five() -> dict[str, bytes]:
    return printed(manifest_of(program(5, 2)), "a0")


FILES = {
    "sixty-a0": (lambda: sixty()["breakdown.a0.pdf"], "a0"),
    "sixty-a1": (lambda: sixty()["breakdown.a1.pdf"], "a1"),
    "sixty-a3": (lambda: sixty()["breakdown.a3.pdf"], "a3"),
    "hostile": (lambda: hostile()["hostile.a0.pdf"], "a0"),
    "arabic": (lambda: arabic()["repair.a0.pdf"], "a0"),
    "five": (lambda: five()["breakdown.a0.pdf"], "a0"),
    "panels": (lambda: panels()["breakdown.stages.pdf"], "stages"),
}

READ = [name for name in FILES if name not in ("sixty-a1", "sixty-a3")]
"""Files that are read letter by letter; the others are the same, reduced."""


@cache
def pages(name: str) -> tuple[Any, ...]:
    """Pages of a file, as pdfplumber reads them."""
    import pdfplumber

    return tuple(pdfplumber.open(io.BytesIO(FILES[name][0]())).pages)


@cache
def words(name: str, page: int) -> tuple[dict[str, Any], ...]:
    return tuple(pages(name)[page].extract_words(x_tolerance_ratio=0.2, keep_blank_chars=False))


def said(name: str) -> list[str]:
    """The text of each page without white space, since a PDF has no words."""
    return ["".join(char["text"] for char in page.chars if not char["text"].isspace()) for page in pages(name)]


def squeezed(title: str) -> str:
    return re.sub(r"\s", "", title)


@pytest.mark.parametrize("name", FILES)
def test_every_sheet_has_exactly_the_size_of_its_paper(name: str) -> None:
    width, height = PAPER[FILES[name][1]]
    for page in pages(name):
        assert page.mediabox[:2] == (0, 0)
        assert page.mediabox[2] * POINT_MM == pytest.approx(width, abs=0.01)
        assert page.mediabox[3] * POINT_MM == pytest.approx(height, abs=0.01)


@pytest.mark.parametrize("name", READ)
def test_no_letter_is_smaller_than_it_may_be(name: str) -> None:
    smallest = min(char["size"] for page in pages(name) for char in page.chars)
    assert SMALLEST[FILES[name][1]] <= smallest


@pytest.mark.parametrize("name", READ)
def test_no_letter_stands_in_the_margins(name: str) -> None:
    margin = MARGIN_MM[FILES[name][1]] / POINT_MM
    for page in pages(name):
        for char in page.chars:
            if not char["text"].isspace():
                assert margin - 2 <= char["x0"] and char["x1"] <= page.width - margin + 2, char
                assert margin - 2 <= char["top"] and char["bottom"] <= page.height - margin + 2, char


@pytest.mark.parametrize("name", READ)
def test_nothing_is_drawn_in_the_margins(name: str) -> None:
    import pypdfium2

    margin = MARGIN_MM[FILES[name][1]] / POINT_MM
    for sheet in pypdfium2.PdfDocument(FILES[name][0]()):
        scale = 1600 / sheet.get_width()
        picture = sheet.render(scale=scale).to_pil().convert("L")
        # Letters may reach a hair beyond their boxes, and pixels are shared.
        edge = int(margin * scale) - 2
        inside = picture.point(lambda light: 255 if light < 250 else 0).getbbox()
        assert inside is not None
        left, top, right, bottom = inside
        assert left >= edge and top >= edge, inside
        assert right <= picture.width - edge and bottom <= picture.height - edge, inside


@pytest.mark.parametrize("name", READ)
def test_no_text_covers_another(name: str) -> None:
    for number in range(len(pages(name))):
        assert list(covering(words(name, number))) == []


def covering(found: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Words whose boxes share more than a sixth of their height and more than their edges."""
    ordered = sorted(found, key=lambda word: word["top"])
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 :]:
            low = min(one["bottom"], other["bottom"])
            if other["top"] > one["bottom"]:
                break
            height = min(one["bottom"] - one["top"], other["bottom"] - other["top"])
            across = min(one["x1"], other["x1"]) - max(one["x0"], other["x0"])
            if low - other["top"] > height / 6 and across > height / 6:
                yield one["text"], other["text"]


def test_sixty_touchpoints_are_all_there_in_order() -> None:
    (board,) = boards(manifest_of(program(60, 8, steps=True)), None)
    text = "".join(said("sixty-a0"))
    at = 0
    for number, touchpoint in enumerate(board.touchpoints, 1):
        title = squeezed(board.said(touchpoint.title))
        assert title in text, title
        assert f"{number}{touchpoint.channel}" in text
    for stage in board.stages:
        at = text.index(squeezed(board.said(stage.title)), at)
    for name in ("Servicedesk", "Dealerpartner", "Brokerpartner", "Momentsoftruth", "lineofvisibility", "Halfway"):
        assert name in text.replace("-", "")


def test_smaller_paper_holds_the_same_sheets() -> None:
    for name, factor in (("sixty-a1", 0.70630), ("sixty-a3", 0.35315)):
        assert len(pages(name)) == len(pages("sixty-a0"))
        assert min(char["size"] for char in pages(name)[0].chars) >= SMALLEST[FILES[name][1]]
        for large, small in zip(pages("sixty-a0")[0].chars, pages(name)[0].chars, strict=True):
            assert small["text"] == large["text"]
            assert small["size"] == pytest.approx(large["size"] * factor, rel=0.001)
            assert (small["x0"] - pages(name)[0].width / 2) == pytest.approx(
                (large["x0"] - pages("sixty-a0")[0].width / 2) * factor, abs=0.5
            )


def test_each_stage_has_a_panel_with_its_title_in_the_largest_letters() -> None:
    (board,) = boards(manifest_of(program(14, 4, steps=True)), None)
    titles = [squeezed(board.said(stage.title)) for stage in board.stages]
    largest = []
    for page in pages("panels"):
        size = max(char["size"] for char in page.chars)
        largest.append(
            "".join(char["text"] for char in page.chars if char["size"] > size - 0.1 and char["text"] != " ")
        )
        assert size >= 36
    assert largest == titles, "one panel a stage"
    for touchpoint in board.touchpoints:
        assert squeezed(board.said(touchpoint.title)) in "".join(said("panels"))


@pytest.mark.parametrize("name", ["sixty-a0", "five", "panels"])
def test_every_sheet_says_what_it_was_made_from(name: str) -> None:
    texts = said(name)
    for number, sheet in enumerate(texts, 1):
        for part in (
            "HarborPumps",
            "version2.1.0",
            "commit3f2c91ab04withchanges",
            "cxprog.yaml",
            "breakdown",
            f"sheet{number}of{len(texts)}",
        ):
            assert part in sheet, (number, part)


def test_a_commit_that_nobody_knows_is_not_mentioned() -> None:
    (pdf,) = produce.produce(manifest_of(program(4, 2)), produce.options(sheets=("a3",), lanes=("touchpoints",)))
    assert isinstance(pdf, Artifact)
    import pdfplumber

    (page,) = pdfplumber.open(io.BytesIO(pdf.data)).pages
    assert "commit" not in page.extract_text()
    assert "version 2.1.0" in page.extract_text()


def test_five_touchpoints_fill_the_sheet() -> None:
    (page,) = pages("five")
    chars = [char for char in page.chars if not char["text"].isspace()]
    footer = min(char["top"] for char in chars if "moment of truth: makes" in line_of(char, page))
    above = [char["bottom"] for char in chars if char["bottom"] < footer]
    assert max(above) - min(char["top"] for char in chars) > 0.85 * page.height
    assert max(char["x1"] for char in chars) > 0.9 * page.width
    assert min(char["size"] for char in chars) > 28


def line_of(char: dict[str, Any], page: Any) -> str:
    row = [other for other in page.chars if abs(other["top"] - char["top"]) < 1]
    return "".join(other["text"] for other in sorted(row, key=lambda other: other["x0"]))


def test_hostile_titles_stay_text_in_their_cards() -> None:
    text = "".join(said("hostile"))
    for name in ("script", "close", "template", "quotes", "entities", "markdown", "html", "comment", "long", "colon"):
        assert squeezed(HOSTILE[name]) in text, name
    for page in pages("hostile"):
        assert not page.annots and not page.hyperlinks


def test_letters_that_no_font_has_are_named_and_can_still_be_copied() -> None:
    import pypdfium2

    made = journey(2, 1)
    made["title"] = HOSTILE["japanese"]
    made["stages"][0]["title"] = "\U0010fffd"
    made["stages"][0]["touchpoints"][0]["title"] = HOSTILE["emoji"]
    data, note = produce.produce(
        manifest_of(text([*BASE, made])), produce.options(sheets=("a3",), lanes=("touchpoints",))
    )
    assert isinstance(data, Artifact) and isinstance(note, Note)
    assert note.code == "not-expressible"
    assert re.search(r"^no installed font has .*\(U\+[0-9A-F]{4,6}\)( and \d+ more)?, so posters show", note.message)
    found = squeezed(pypdfium2.PdfDocument(data.data)[0].get_textpage().get_text_range())
    assert squeezed(HOSTILE["japanese"]) in found
    assert "visit" in found


def test_a_word_of_three_hundred_letters_is_broken_and_whole() -> None:
    made = journey(4, 2)
    made["stages"][0]["touchpoints"][0]["title"] = LONG_WORD
    made["stages"][0]["title"] = LONG_WORD
    made["title"] = LONG_WORD
    import pdfplumber

    (data,) = printed(manifest_of(text([*BASE, made])), "a0").values()
    found = pdfplumber.open(io.BytesIO(data)).pages
    whole = "".join(char["text"] for page in found for char in page.chars)
    assert whole.count(LONG_WORD) >= 3 * len(found)
    for page in found:
        assert all(char["x1"] <= page.width - 17 / POINT_MM for char in page.chars)
        assert list(covering(page.extract_words())) == []


def test_right_to_left_runs_from_the_right() -> None:
    (page,) = pages("arabic")
    places = {number: place for number in (1, 2, 3, 4) if (place := number_place(page, number))}
    assert [number for number, _ in sorted(places.items(), key=lambda each: -each[1])] == [1, 2, 3, 4]


def number_place(page: Any, number: int) -> float:
    """Where the card of a touchpoint has its number: beside its channel."""
    found = [word for word in page.extract_words() if word["text"] == "phone"]
    ordered = sorted(found, key=lambda word: -word["x0"])
    digits = [word for word in page.extract_words() if word["text"] == str(number)]
    row = [word for word in digits if abs(word["top"] - ordered[0]["top"]) < 20]
    return float(row[0]["x0"])


def test_from_right_to_left_the_text_of_the_last_bar_ends_with_it() -> None:
    import pdfplumber

    yaml = arabic_program().replace('"repair.use"', '"repair.invoice"').replace('"repair.visit"', '"repair.invoice"')
    (data,) = printed(manifest_of(yaml), "a3", lanes=("touchpoints", "surveys")).values()
    (sheet,) = pdfplumber.open(io.BytesIO(data)).pages
    asks = [word for word in sheet.extract_words() if word["text"] == "asks"]
    assert len(asks) == 2
    for found in asks:
        line = [word for word in sheet.extract_words() if abs(word["bottom"] - found["bottom"]) < 2]
        assert min(word["x0"] for word in line) < 0.05 * sheet.width


@pytest.mark.parametrize(("lane", "name"), [("owners", "Field"), ("emotion", "0")])
def test_names_stand_level_with_what_they_name(lane: LaneName, name: str) -> None:
    import pdfplumber

    made = journey(1, 1)
    (data,) = printed(manifest_of(text([*BASE, made])), "a3", lanes=(lane,)).values()
    (sheet,) = pdfplumber.open(io.BytesIO(data)).pages
    (named,) = (word for word in sheet.extract_words() if word["text"] == name and word["x0"] < sheet.width / 4)
    drawn = max((each for each in sheet.curves if each["x0"] > sheet.width / 4), key=lambda each: each["height"])
    middle = (named["top"] + named["bottom"]) / 2
    assert middle == pytest.approx((drawn["top"] + drawn["bottom"]) / 2, abs=0.2 * named["height"])


def test_the_same_program_gives_the_same_bytes() -> None:
    script = (
        "import hashlib; from tests.journeys import *; from cxprog.renderers.journey_poster import produce; "
        "options = produce.options(sheets=('a3',), lanes=('touchpoints', 'owners')); "
        "(made,) = produce.produce(manifest_of(program(4, 2)), options); print(hashlib.sha256(made.data).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script], capture_output=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("0", "1")
    }
    assert len(said) == 1


def test_a_poster_has_a_title_and_no_dates() -> None:
    import pdfplumber

    for name in ("sixty-a0", "panels"):
        metadata = pdfplumber.open(io.BytesIO(FILES[name][0]())).metadata
        assert "Harbor Pumps" in metadata["Title"]
        assert not {"CreationDate", "ModDate"} & set(metadata)


def test_posters_come_from_their_journey() -> None:
    (made,) = produce.produce(manifest_of(program(4, 2)), produce.options(sheets=("a3",), lanes=("touchpoints",)))
    assert isinstance(made, Artifact)
    assert made.path == "breakdown.a3.pdf"
    assert made.origins == {(): Address("journey", "breakdown")}


def test_what_no_sheet_can_hold_is_set_smaller_and_said() -> None:
    import pdfplumber

    made = journey(1, 1)
    made["stages"][0]["touchpoints"][0]["pains"] = [f"{number} " + "pain and again " * 40 for number in range(60)]
    produced = list(
        produce.produce(manifest_of(text([*BASE, made])), produce.options(sheets=("a3",), lanes=("pains",)))
    )
    (note,) = (each for each in produced if isinstance(each, Note))
    assert note.code == "not-expressible"
    assert "`breakdown`" in note.message
    (made_anyway,) = (each for each in produced if isinstance(each, Artifact))
    (sheet, *_) = pdfplumber.open(io.BytesIO(made_anyway.data)).pages
    smallest = min(char["size"] for char in sheet.chars)
    said = re.search(r"only ([\d.]+) points high on A3$", note.message)
    assert said and float(said[1]) == pytest.approx(smallest, abs=0.06)


# THE PICTURE IN THE README


def test_the_readme_shows_the_poster_of_today(request: pytest.FixtureRequest) -> None:
    """Letters differ from machine to machine, so the picture names the board that it was made of, and that is compared.

    `pytest --update` makes it anew.
    """
    from PIL import Image

    manifest = build_project(
        read_project(ROOT / "programs" / "example"), Today("2026-11-22"), only=["mermaid"]
    ).manifest
    assert manifest is not None
    (board,) = (each for each in journey_board.produce.produce(manifest, journey_board.Options()) if is_shown(each))
    made_of = hashlib.sha256(board.data).hexdigest()
    if request.config.getoption("--update"):
        (poster,) = (each for each in produce.produce(manifest, produce.options(sheets=("a0",))) if is_shown(each))
        save(poster.data, made_of)
    with Image.open(PICTURE) as picture:
        assert picture.info["Source"] == made_of


ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "images" / "poster.png"


def is_shown(produced: Artifact | Note) -> TypeGuard[Artifact]:
    return isinstance(produced, Artifact) and produced.path.startswith("purchase.")


def save(pdf: bytes, made_of: str) -> None:
    import pypdfium2
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    sheet = pypdfium2.PdfDocument(pdf)[0]
    picture = sheet.render(scale=1680 / sheet.get_width()).to_pil().convert("RGB")
    info = PngInfo()
    info.add_text("Source", made_of)
    picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
        PICTURE, optimize=True, pnginfo=info
    )
