"""SVG as PNG, by a library that brings its renderer along; letters come from the fonts of the machine."""

from __future__ import annotations

from functools import cache

from cxprog.renderers._svg import FONTS

SCALE = 2.0
"""Pixels of the PNG by unit of the SVG, so that it stays sharp on a slide."""
_PIXELS_MAX = 16_000_000
"""Bigger pictures get a smaller scale: nobody waits seconds for a file that no screen can show."""
_OTHER_FONTS = ("Helvetica", "Verdana", "Tahoma", "Ubuntu", "Cantarell", "Open Sans", "Lato", "FreeSans", "Nimbus Sans")


class NoRaster(Exception):
    """No PNG can be made here; the message says what is missing, the argument `remedy` what to do."""

    def __init__(self, missing: str, remedy: str) -> None:
        super().__init__(missing)
        self.remedy = remedy


def png(svg: str, width: float, height: float) -> bytes:
    """The picture in twice its size; raises NoRaster where the library or every font is missing."""
    try:
        family = _family()
    except ImportError as error:
        missing = "the package resvg-py cannot be loaded"
        raise NoRaster(missing, "install the package resvg-py and build again") from error
    if family is None:
        raise NoRaster("this machine has no sans-serif font", "install a font such as DejaVu Sans and build again")
    scale = min(SCALE, (_PIXELS_MAX / (width * height)) ** 0.5)
    return _drawn(svg, family, scale)


def _drawn(svg: str, family: str, scale: float) -> bytes:
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, zoom=scale, dpi=96.0, sans_serif_family=family, serif_family=family)
    )


@cache
def _family() -> str | None:
    """A sans-serif family that this machine has: the first of those that leave a trace when drawn."""
    nothing = _probe("")
    named = [name.strip(" '") for name in FONTS.split(",")][:-1]
    return next((name for name in (*named, *_OTHER_FONTS) if _probe(name) != nothing), None)


def _probe(family: str) -> bytes:
    text = f'<text y="16" font-family="{family}">M</text>' if family else ""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{text}</svg>'
    return _drawn(svg, family or "none", 1.0)
