"""SVG as PNG, by a library that brings its renderer along; the letters come from the fonts of the machine."""

from __future__ import annotations

from functools import lru_cache

from cxprog.renderers._svg import FONTS

_SCALE = 2.0
"""Pixels of the PNG by unit of the SVG, so that it stays sharp on a slide."""
_PIXELS_MAX = 8_000_000
"""Bigger pictures get a smaller scale: nobody waits seconds for what no screen can show."""
_OTHER_FONTS = ("Helvetica", "Verdana", "Tahoma", "Ubuntu", "Cantarell", "Open Sans", "Lato", "FreeSans", "Nimbus Sans")


class NoRaster(Exception):
    """No PNG can be made here; the message says what is missing, for people."""

    def __init__(self, missing: str, remedy: str) -> None:
        super().__init__(missing)
        self.remedy = remedy
        """What to do about it."""


class Raster:
    """Makes PNGs; raises NoRaster where the library or every font is missing."""

    def __init__(self) -> None:
        try:
            nothing = _probe("")
        except ImportError as error:
            remedy = "install the package resvg-py and build again"
            raise NoRaster("the package resvg-py cannot be loaded", remedy) from error
        named = [name.strip(" '") for name in FONTS.split(",")][:-1]
        # Letters in a font that the machine lacks are left out without a word, so look for one that leaves a trace.
        family = next((name for name in (*named, *_OTHER_FONTS) if _probe(name) != nothing), None)
        if family is None:
            remedy = "install a font such as DejaVu Sans and build again"
            raise NoRaster("this machine has no font that could be used", remedy)
        self._family = family

    def png(self, svg: str, width: float, height: float) -> bytes:
        """The picture in twice its size."""
        scale = min(_SCALE, (_PIXELS_MAX / (width * height)) ** 0.5)
        return _drawn(svg, self._family, scale)


@lru_cache(maxsize=16)
def _drawn(svg: str, family: str, scale: float) -> bytes:
    """Kept for a while: drawing is slow, and the environments of a program mostly share their journeys."""
    return _rendered(svg, family, scale)


def _rendered(svg: str, family: str, scale: float) -> bytes:
    import resvg_py

    return bytes(
        resvg_py.svg_to_bytes(svg_string=svg, zoom=scale, dpi=96.0, sans_serif_family=family, serif_family=family)
    )


def _probe(family: str) -> bytes:
    text = f'<text y="16" font-family="{family}">M</text>' if family else ""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20">{text}</svg>'
    return _rendered(svg, family or "none", 1.0)
