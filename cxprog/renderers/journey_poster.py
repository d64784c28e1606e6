"""Journey posters: each journey as PDF for the printer, on A0, A1 and A3 and with a panel for every stage.

Every journey gets `<journey>.a0.pdf`, `<journey>.a1.pdf` and `<journey>.a3.pdf`, the same sheets in three sizes, all in
landscape, and `<journey>.stages.pdf`: A3 sheets with the stages one by one, to be handed round or hung side by side.

A journey runs in bands below each other, cut between stages where that is possible, else between steps, else between
touchpoints; each band names its lanes again, and says where something goes on. A long journey takes several sheets.
Nothing is smaller than 24 points on A0, and 8.4 on A3 and the panels; on a sheet that has room, letters grow.
Lanes are those of the journey board; one that is empty in a band is left out there.

Each sheet says which version and, where it is known, which commit it shows, and in which file to change it: compare
that with the file before a workshop, and print again what is stale.

Drawing takes seconds for each journey, so posters are only made where `targets` names `journey_poster`. It needs
WeasyPrint (`pip install 'cxprog[print]'`) and the library Pango, which Linux distributions have as a package.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Literal, get_args

from pydantic import Field

from cxprog.language.types import Locale, Many
from cxprog.renderers._board_layout import LANES, LaneName
from cxprog.target import Address, Artifact, Note, Produced, TargetOptions, renderer

if TYPE_CHECKING:
    from cxprog.manifest import Manifest
    from cxprog.renderers._board_layout import Layout
    from cxprog.renderers._poster_fit import Chapter, Paper
    from cxprog.renderers._poster_press import Fitted, Press

SheetName = Literal["a0", "a1", "a3", "stages"]
SHEETS: tuple[SheetName, ...] = get_args(SheetName)


class Options(TargetOptions):
    """What can be chosen."""

    sheets: Annotated[Many[SheetName], Field(min_length=1)] = SHEETS
    """What is printed: the whole journey on paper of a size, or A3 panels of its `stages`; all when left out."""
    locale: Locale | None = None
    """Language of the texts, such as `de`; the program's own when left out."""
    lanes: Annotated[Many[LaneName], Field(min_length=1)] = LANES
    """Lanes that are drawn, in the usual order; all when left out. Fewer lanes take fewer sheets."""


@renderer("application/pdf", options=Options, on_request=True)
def produce(manifest: Manifest, options: Options) -> Produced:
    from cxprog.renderers._board_layout import laid_out
    from cxprog.renderers._board_reading import boards
    from cxprog.renderers._poster_press import NoPress, Press

    try:
        press = Press()
    except NoPress as error:
        yield Note(
            "layout-engine-missing",
            f"{error}, so no journey could be printed as a poster",
            None,
            "install both: `pip install 'cxprog[print]'` brings WeasyPrint; Pango comes from the system, for example "
            "`apt install libpango-1.0-0 libpangoft2-1.0-0` or `brew install pango`",
        )
        return
    for board in boards(manifest, options.locale):
        yield from _printed(press, laid_out(board, options.lanes), options.sheets, manifest.commit)
    if press.lacking:
        yield _lacking(press.lacking)


def _printed(press: Press, layout: Layout, wanted: tuple[SheetName, ...], commit: str) -> Iterator[Artifact | Note]:
    from cxprog.renderers._poster_fit import A0, A1, A3, PANEL, Chapter

    sizes = {"a0": A0, "a1": A1, "a3": A3}
    whole = [name for name in sizes if name in wanted]
    if whole:
        yield from _files(press, (Chapter(layout, A0),), {name: sizes[name] for name in whole}, commit)
    if "stages" in wanted:
        stages = tuple(Chapter(layout, PANEL, stage) for stage in layout.board.stages)
        yield from _files(press, stages, {"stages": PANEL}, commit)


def _files(
    press: Press, chapters: tuple[Chapter, ...], sizes: Mapping[str, Paper], commit: str
) -> Iterator[Artifact | Note]:
    fitted = [press.fitted(chapter, commit) for chapter in chapters]
    journey = chapters[0].layout.board.id
    address = Address("journey", journey)
    if too_long := [each for each in fitted if not each.fits]:
        names = ", ".join(f"`{journey}.{name}.pdf`" for name in sizes)
        for each in too_long:
            yield _too_long(each, address, f"there is no {names}")
        return
    for each in fitted:
        if each.plan.steps < 0:
            yield _too_long(each, address, f"its letters are only {_points(each, sizes)}")
    for name, data in zip(sizes, press.pdf(fitted, commit, tuple(sizes.values())), strict=True):
        yield Artifact(f"{journey}.{name}.pdf", data, {(): address})


def _points(fitted: Fitted, sizes: Mapping[str, Paper]) -> str:
    """How high the smallest letters are, on each paper that is printed."""
    places = {name: "its panel" if name == "stages" else name.upper() for name in sizes}
    heights = {place: f"{sizes[name].letter_pt * fitted.plan.growth:.1f}" for name, place in places.items()}
    unit = " points high"
    return ", ".join(f"{height}{'' if at else unit} on {place}" for at, (place, height) in enumerate(heights.items()))


def _too_long(fitted: Fitted, journey: Address, so: str) -> Note:
    chapter = fitted.plan.chapter
    part = f"stage `{chapter.stage.id}` of journey" if chapter.stage else "journey"
    return Note(
        "not-expressible",
        f"{part} `{journey.id}` has more text in one column or above all of them than a sheet holds in letters that "
        f"can be read from afar, so {so}",
        journey,
        "shorten its longest titles, descriptions and lists, or choose fewer `lanes`",
    )


_NAMED = 8
"""Letters that a message names, of those that no font has."""


def _lacking(letters: Iterable[str]) -> Note:
    ordered = sorted(letters)
    named = ", ".join(f"{letter} (U+{ord(letter):04X})" for letter in ordered[:_NAMED])
    more = f" and {len(ordered) - _NAMED} more" if len(ordered) > _NAMED else ""
    return Note(
        "not-expressible",
        f"no installed font has {named}{more}, so posters show empty boxes in their place",
        None,
        "install a font that has them, for example one of the Noto fonts, and build again",
    )
