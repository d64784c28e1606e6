"""Journey boards: each journey as one page for the wall, the projector and the phone.

Every journey gets `<journey>.html`, a single file that needs no network and no other file: open it in a browser, mail
it, put it on any web server. Columns are stages, steps and their touchpoints; lanes say, from top to bottom, what the
person wants, which contacts are moments of truth, where ways branch and lead back, what happens, how it feels and how
well data support that, what goes wrong and what could be better; below the line of visibility, what happens backstage,
what supports it, who answers for it and where responsibility passes to somebody else; then who listens, which metrics
come of it, and who must act by when. A lane that nobody has said anything for is left out.

The page can be filtered by role, owner, channel and survey, shown in each language of the program, and in light or dark
colors; lanes can be hidden. Each touchpoint opens with all that is known about it and where it stands in the YAML. What
is chosen stands in the address, so `service.html#touchpoint=repair-visit` opens that touchpoint. Without scripts the
page shows the same, with the details below the board.

No color stands alone: owners have patterns and names, evidence has kinds of lines, signs and words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from cxprog.language.types import Locale, Many
from cxprog.renderers._board_layout import LANES, LaneName
from cxprog.target import Artifact, Produced, TargetOptions, renderer

if TYPE_CHECKING:
    from cxprog.manifest import Manifest


class Options(TargetOptions):
    """What can be chosen."""

    locale: Locale | None = None
    """Language that the page opens in, such as `de`; the program's own when left out."""
    lanes: Annotated[Many[LaneName], Field(min_length=1)] = LANES
    """Lanes that are drawn, in the usual order; all when left out."""


@renderer("text/html", options=Options)
def produce(manifest: Manifest, options: Options) -> Produced:
    from cxprog.renderers._board_layout import laid_out
    from cxprog.renderers._board_page import page
    from cxprog.renderers._board_reading import boards

    for board in boards(manifest, options.locale):
        yield Artifact.text(f"{board.id}.html", *page(laid_out(board, options.lanes)))
