"""WeasyPrint, which lays posters out and writes them as PDF: measured first, then drawn into the room there is."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from cxprog.renderers._poster_fit import (
    BETWEEN,
    DOUBT,
    HOPE,
    LARGEST,
    POINT_MM,
    Chapter,
    Cost,
    Heights,
    Paper,
    Plan,
    better,
    cost,
    estimated,
    first_plan,
    free_mm,
    sheets,
)
from cxprog.renderers._poster_page import ENDLESS_MM, Sheet, measured, page, stretch

_PIXEL_MM = 25.4 / 96
_RUNS, _MOST_RUNS = 4, 8
"""How often a chapter is measured at most: for better sheets, and until one is found that fits."""
_SLACK = 0.15
"""Kept free on each sheet for what is rounded, in letters."""
_WORTH = 1
"""By how many steps letters must grow by more than to be worth measuring again."""


class NoPress(Exception):
    """Nothing can be printed; the message says why, for people."""


class Fitted(NamedTuple):
    """A plan that is ready for its sheets, with what it takes."""

    plan: Plan
    heights: Heights

    @property
    def fits(self) -> bool:
        """Whether no band is taller than a sheet."""
        return cost(*self).fits


class Press:
    """WeasyPrint, loaded; raises NoPress where it cannot be."""

    def __init__(self) -> None:
        try:
            import weasyprint
            from weasyprint.text.fonts import FontConfiguration
        except (ImportError, OSError) as error:
            # An OSError where the libraries of the system below it are missing.
            raise NoPress("WeasyPrint or the library Pango below it cannot be loaded") from error
        self._html = weasyprint.HTML
        self._fonts = FontConfiguration()
        self.lacking: set[str] = set()
        """Letters that no font has, of all that was printed; there are empty boxes in their place."""

    def fitted(self, chapter: Chapter, commit: str) -> Fitted:
        """The best plan that is found within a few attempts."""
        plan, largest = first_plan(chapter), LARGEST
        tried: list[Fitted] = []
        best: Fitted | None = None
        while best is None or len(tried) < (_RUNS if best.fits else _MOST_RUNS):
            tried.append(Fitted(plan, self._measured(plan, commit)))
            best = min(tried, key=_cost)
            if not tried[-1].fits:
                # It took more than was expected; letters a little smaller do not.
                largest = plan.steps - 1 if plan.steps else largest
            plan = better(*tried[-1], largest, HOPE if len(tried) == 1 else DOUBT)
            if not _is_worth(plan, tried):
                break
        return best

    def pdf(self, chapters: Sequence[Fitted], commit: str, paper: Sequence[Paper]) -> tuple[bytes, ...]:
        """The sheets of chapters as one file for each size of paper."""
        total = sum(len(sheets(*fitted)) for fitted in chapters)
        pages: list[Any] = []
        for fitted in chapters:
            document = self._laid_out(page(fitted.plan, _stretched(fitted, len(pages)), total, commit))
            pages += document.pages
        assert len(pages) == total, "a sheet holds what was measured"
        whole = document.copy(pages)
        drawn = chapters[0].plan.chapter.paper
        with _noticing(self.lacking):
            return tuple(_written(whole, drawn, size) for size in paper)

    def _measured(self, plan: Plan, commit: str) -> Heights:
        sheet, *more = self._laid_out(measured(plan, commit)).pages
        if more:
            return Heights(0, (ENDLESS_MM,) * len(plan.bands))
        at = {name: place[1] * _PIXEL_MM for name, place in sheet.anchors.items()}
        above = at["top-0"] - plan.chapter.paper.margin_mm
        below = at["last-0"] - at["bottom-0"]
        bands = tuple(at[f"end-{number}"] - at[f"band-{number}"] for number in range(len(plan.bands)))
        between = BETWEEN * plan.letter_mm
        return Heights(above + below + _SLACK * plan.letter_mm, (bands[0], *(height - between for height in bands[1:])))

    def _laid_out(self, html: str) -> Any:
        return self._html(string=html, url_fetcher=_refuse).render(font_config=self._fonts)


def _refuse(url: str, *_: Any, **__: Any) -> Any:
    raise ValueError(f"a poster needs no other file, and {url} is one")


def _is_worth(plan: Plan, tried: Sequence[Fitted]) -> bool:
    """Whether a plan promises fewer sheets, or letters that are larger by more than anybody sees."""
    if plan in (each.plan for each in tried):
        return False
    best = min(tried, key=_cost)
    if not best.fits:
        return True
    promised, known = cost(plan, estimated(plan, *tried[-1])), _cost(best)
    return promised[:3] < known[:3] or (promised[:3] == known[:3] and plan.steps > best.plan.steps + _WORTH)


def _cost(fitted: Fitted) -> Cost:
    return cost(fitted.plan, fitted.heights)


# ROOM THAT IS LEFT


def _stretched(fitted: Fitted, first: int) -> list[Sheet]:
    """The sheets of a chapter, the first of them having so many before it, with the room that each has left given to
    curves, tracks and gaps."""
    plan, heights = fitted
    letter = plan.letter_mm
    found = []
    for number, held in enumerate(sheets(*fitted), first + 1):
        taken = sum(heights.bands[each] for each in held) + BETWEEN * letter * (len(held) - 1)
        room = max(0.0, (free_mm(plan, heights) - taken) / letter)
        found.append(Sheet(held, stretch(plan, held, room), number))
    return found


# LETTERS THAT NO FONT HAS


@contextmanager
def _noticing(lacking: set[str]) -> Iterator[None]:
    """Collects them while a file is written; all that WeasyPrint does about them is to log each one."""
    logger, handler = logging.getLogger("weasyprint"), _Lacking(lacking)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


class _Lacking(logging.Handler):
    def __init__(self, letters: set[str]) -> None:
        super().__init__(logging.WARNING)
        self.letters = letters

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(".notdef") and isinstance(record.args, tuple):
            self.letters.add(str(record.args[0]))


# EXACT PAPER


def _written(document: Any, drawn: Paper, size: Paper) -> bytes:
    """The sheets on paper of another size of the same proportions, but for the fractions that ISO sizes are rounded by.

    The drawing is centered, so that those fall into the margins.
    """
    zoom = min(size.width_mm / drawn.width_mm, size.height_mm / drawn.height_mm)
    width, height = size.width_mm / POINT_MM, size.height_mm / POINT_MM
    left = (width - drawn.width_mm * zoom / POINT_MM) / 2
    below = (height - drawn.height_mm * zoom / POINT_MM) / 2

    def finish(_: Any, pdf: Any) -> None:
        import pydyf

        for reference in pdf.page_references:
            sheet = pdf.objects[int(reference.split()[0])]
            for box in ("MediaBox", "TrimBox", "BleedBox"):
                sheet[box] = pydyf.Array([0, 0, round(width, 4), round(height, 4)])
            content = pdf.objects[int(sheet["Contents"].split()[0])]
            content.stream.insert(0, f"1 0 0 1 {left:.4f} {below:.4f} cm")

    written: bytes = document.write_pdf(zoom=zoom, finisher=finish)
    return written
