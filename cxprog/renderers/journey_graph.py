"""Journey graphs: each journey as a Graphviz file, as an SVG and as a PNG picture.

Every journey gets three files: `<journey>.dot` for Graphviz and the tools that read its language, `<journey>.svg`, a
self-contained picture for pages and slides, and `<journey>.png`, the same picture in twice its size (less for pictures
of more than 8 million pixels).

Stages are panels, touchpoints are cards in their order. The owner of a card shows as a color, as a pattern and as text,
with the lead of several named; the colors are the same in all journeys of a program. A moment of truth stands out by a
black strip and a bold frame. Below a card hangs what listens to it: surveys with the roles they ask and their minutes,
loops with who acts and how soon, and metrics; what listens to a whole stage hangs below its heading. Bold ways are
handoffs between owners. No color stands alone, so the pictures can be read in gray.

Pictures are at most 860 units wide, so that code hosting pages, which show 800 pixels, keep every letter at least 11
pixels high: a stage is as many rows of cards as it needs. With `direction: across` the stages stand side by side in the
shape of a slide, however wide that gets.

Graphviz arranges the rows; its engine comes with cxprog on most systems. Where none can be loaded, the `.dot` files
are written all the same. Sizes of texts are estimated, so the `.dot` and `.svg` files do not depend on the fonts of the
machine. The letters of a PNG come from the fonts of the machine that builds it; without any, no PNG is written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from cxprog.target import Address, Artifact, Note, Produced, TargetOptions, renderer

if TYPE_CHECKING:
    from cxprog.manifest import Manifest
    from cxprog.renderers._journey import Journey
    from cxprog.renderers._picture import Picture


class Options(TargetOptions):
    """What can be chosen."""

    locale: str | None = None
    """Language of the titles, such as `de`; the program's own when left out."""
    direction: Literal["across", "down"] = "down"
    """Whether the stages follow each other from top to bottom, no wider than what can be read in a page, or from left
    to right, in the shape of a slide."""
    png: bool = True
    """Whether PNG pictures are written besides the SVG ones."""


@renderer("image/svg+xml", options=Options)
def produce(manifest: Manifest, options: Options) -> Produced:
    from cxprog.renderers._reading import journeys

    found = tuple(journeys(manifest, options.locale))
    yield from _dots(found, options)
    yield from _pictures(found, options)


def _dots(journeys: tuple[Journey, ...], options: Options) -> Iterator[Artifact]:
    from cxprog.renderers._dot import dot

    for journey in journeys:
        yield Artifact.text(f"{journey.id}.dot", *dot(journey, options.direction == "down"))


def _pictures(journeys: tuple[Journey, ...], options: Options) -> Iterator[Artifact | Note]:
    from cxprog.renderers._engine import EngineMissing
    from cxprog.renderers._picture import picture

    try:
        drawn = {journey.id: picture(journey, options.direction == "down") for journey in journeys}
    except EngineMissing as error:
        yield Note(
            "layout-engine-missing",
            f"{error}, so the journeys could not be drawn as SVG and PNG; their .dot files are complete",
            None,
            "install the package pygraphviz, which brings the engine along, or Graphviz, and build again",
        )
        return
    for name, each in drawn.items():
        yield Artifact.text(f"{name}.svg", each.svg, each.origins)
    if options.png and drawn:
        yield from _rasters(drawn)


def _rasters(drawn: Mapping[str, Picture]) -> Iterator[Artifact | Note]:
    from cxprog.renderers._raster import NoRaster, Raster

    try:
        raster = Raster()
    except NoRaster as error:
        message = f"{error}, so the journeys could not be drawn as PNG; their SVG pictures are complete"
        yield Note("layout-engine-missing", message, None, f"{error.remedy}, or set `png: false`")
        return
    for name, each in drawn.items():
        png = raster.png(each.svg, each.width, each.height)
        yield Artifact(f"{name}.png", png, {(): Address("journey", name)})
