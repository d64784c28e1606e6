"""Journey graphs: each journey as a Graphviz file, as an SVG and as a PNG picture.

Every journey gets three files: `<journey>.dot` for Graphviz and tools that read its language, `<journey>.svg`, a
self-contained picture for pages and slides, and `<journey>.png`, the same picture in twice its size.

Stages are panels, touchpoints are cards in their order. A card shows its owner as a color, as a pattern and as text
(the lead of a joint one is marked), a moment of truth stands out by a black strip and a bold frame, and what listens to
the touchpoint hangs below it: surveys with the roles they ask and their minutes, loops with who acts and how soon, and
metrics. Bold ways are handoffs between owners.

The SVG and the layout are the same on every machine. The PNG is drawn with the fonts of the machine that builds it.

Where the layout engine cannot be loaded, the `.dot` file is written all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from cxprog.target import Address, Artifact, Note, Produced, TargetOptions, renderer

if TYPE_CHECKING:
    from cxprog.manifest import Manifest


class Options(TargetOptions):
    """What can be chosen."""

    locale: str | None = None
    """Language of the texts, such as `de`; the program's locale when left out."""
    png: bool = True
    """Whether PNG pictures are written besides the SVG ones."""
    direction: Literal["across", "down"] = "across"
    """Whether the stages follow each other from left to right or from top to bottom."""


@renderer("image/svg+xml", options=Options)
def produce(manifest: Manifest, options: Options) -> Produced:
    from cxprog.renderers._engine import EngineMissing
    from cxprog.renderers._journey import journeys
    from cxprog.renderers._picture import picture
    from cxprog.renderers._raster import NoRaster, png

    down = options.direction == "down"
    for journey in journeys(manifest, options.locale):
        svg, origins = picture(journey, down)
        yield Artifact.text(f"{journey.id}.svg", svg, origins)
        yield Artifact(f"{journey.id}.png", png(svg, 1000, 1000))
