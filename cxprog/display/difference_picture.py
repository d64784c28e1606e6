"""What differs between two versions of a program as one picture, 800 units wide: what changed, the rest folded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cxprog.display import NothingThere
from cxprog.display._differing import (
    ICONS,
    LOOKS,
    Folded,
    Said,
    Told,
    differs,
    elsewhere,
    folded,
    headline,
    is_whole,
    sentences,
    told,
)
from cxprog.renderers._board_difference import Difference, JourneyPair, Pair, StagePair, TouchpointPair
from cxprog.renderers._board_facets import Change, Sort
from cxprog.renderers._svg import (
    FONTS,
    INK,
    NOTHING,
    SOFT,
    Block,
    Style,
    beside,
    escaped,
    number,
    paragraph,
    rectangle,
    stacked,
)

_WIDTH = 800
_EDGE = 20
_ROOM = _WIDTH - 2 * _EDGE
_PANEL_EDGE = 12
_GAP = 10
_CARDS_IN_A_ROW = 4
_CARD = (_ROOM - 2 * _PANEL_EDGE - (_CARDS_IN_A_ROW - 1) * _GAP) / _CARDS_IN_A_ROW
_CARD_EDGE = 9
_PANEL_FILL, _LINE = "#F5F6F8", "#7A828C"
_TITLE = Style(22, bold=True)
_JOURNEY = Style(18, bold=True)
_STAGE = Style(14, bold=True)
_CARD_TITLE = Style(13, bold=True)
_TEXT = Style(13)
_SMALL = Style(12)
_FAINT = Style(12, fill=SOFT)


def render(difference: Difference) -> str:
    """The picture as SVG."""
    return _drawn(difference)[0]


def png(difference: Difference) -> bytes:
    """The picture as PNG; NothingThere where this machine cannot draw one, with what to do."""
    from cxprog.renderers._raster import NoRaster, Raster

    svg, height = _drawn(difference)
    try:
        return Raster().png(svg, _WIDTH, height)
    except NoRaster as error:
        raise NothingThere(f"{error}, so there is no PNG; {error.remedy}, or use --as svg") from None


def _drawn(difference: Difference) -> tuple[str, float]:
    parts = [_head(difference), *(_journey(each) for each in difference.differing)]
    whole = stacked(parts, 24)
    height = round(whole.height + 2 * _EDGE)
    lines = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" '
        f'role="img" aria-labelledby="difference-title difference-desc" font-family="{FONTS}" fill="{INK}">',
        '<title id="difference-title">What changes on the journey boards</title>',
        f'<desc id="difference-desc">{escaped(" ".join(_spoken(difference)))}</desc>',
        rectangle(0, 0, _WIDTH, height, "#FFFFFF"),
        *whole.at(_EDGE, _EDGE),
        "</svg>",
    )
    return "\n".join(lines) + "\n", height


def _spoken(difference: Difference) -> Iterator[str]:
    """The picture in sentences, for those who do not see it."""
    yield " ".join(filter(None, (f"{headline(difference)}.", elsewhere(difference))))
    for journey in difference.differing:
        said = Said(journey)
        for each in told(journey):
            marks = ", ".join(LOOKS[sort].word for sort in each.pair.sorts)
            own = "; ".join(said.change(change) for change in each.pair.changes if change.what)
            yield f"{each.sort} {said.shown(each.title)}: {marks}{' (' + own + ')' if own else ''}."


def _head(difference: Difference) -> Block:
    before, after = difference.before, difference.after
    versions = f"{before.name} (version {before.version}) → {after.name} (version {after.version})"
    return stacked(
        (
            paragraph("What changes on the journey boards", _ROOM, _TITLE),
            paragraph(" ".join(sentences(difference)), _ROOM, _TEXT),
            paragraph(versions, _ROOM, _FAINT),
        ),
        5,
    )


# JOURNEYS


def _journey(journey: JourneyPair) -> Block:
    said = Said(journey)
    title = paragraph(said.board.said(said.board.title), _ROOM, _JOURNEY)
    if is_whole(journey):
        count = len(journey.touchpoints)
        words = f"The whole journey, with {count} touchpoint{'' if count == 1 else 's'}"
        return stacked((title, _marks(journey, _ROOM), paragraph(words, _ROOM, _TEXT)), 6)
    others = [each for each in told(journey) if each.sort != "touchpoint"]
    return stacked((title, *_stages(said, journey.stages), *_others(said, others)), 10)


def _stages(said: Said, stages: Sequence[StagePair]) -> Iterator[Block]:
    if not any(map(differs, stages)):
        return
    for is_other, run in groupby(stages, key=differs):
        own = tuple(run)
        if is_other:
            yield from (_stage(said, stage) for stage in own)
        else:
            titles = ", ".join(said.board.said(stage.title) for stage in own)
            count = Folded(sum(len(stage.touchpoints) for stage in own))
            words = paragraph(f"{titles}: {count.words}", _ROOM - 2 * _PANEL_EDGE, _FAINT)
            yield _framed(words, _ROOM, 8, "#FFFFFF", _LINE, "3 3")


def _stage(said: Said, stage: StagePair) -> Block:
    room = _ROOM - 2 * _PANEL_EDGE
    cards = [_card(said, each) for each in folded(stage.touchpoints)]
    rows = [_row(cards[start : start + _CARDS_IN_A_ROW]) for start in range(0, len(cards), _CARDS_IN_A_ROW)]
    title = paragraph(said.board.said(stage.title), room, _STAGE)
    return _framed(stacked((title, _marks(stage, room), *rows), 8), _ROOM, _PANEL_EDGE, _PANEL_FILL, _LINE)


def _row(cards: Sequence[Block]) -> Block:
    """Cards side by side, their upper edges at one height."""
    height = max(card.height for card in cards)
    return beside((Block(card.width, height, card.lines) for card in cards), _GAP)


def _framed(
    inside: Block, width: float, edge: float, fill: str, line: str, dashes: str = "", weight: float = 1
) -> Block:
    height = inside.height + 2 * edge
    frame = rectangle(0, 0, width, height, fill, line, weight, radius=8, dashes=dashes)
    return Block(width, height, (frame, *inside.at(edge, edge)))


# CARDS


def _card(said: Said, shown: TouchpointPair | Folded) -> Block:
    room = _CARD - 2 * _CARD_EDGE
    if isinstance(shown, Folded):
        return _framed(paragraph(shown.words, room, _FAINT), _CARD, _CARD_EDGE, "#FFFFFF", _LINE, "3 3")
    title = paragraph(said.board.said(shown.shown.title), room, _CARD_TITLE)
    if shown.after is None:
        title = Block(title.width, title.height, ('<g text-decoration="line-through">', *title.lines, "</g>"))
    inside = stacked((_marks(shown, room), title, *_changes(said, shown.changes, room)), 4)
    if not shown.sorts:
        return _framed(inside, _CARD, _CARD_EDGE, "#FFFFFF", _LINE)
    look = LOOKS[shown.sorts[0]]
    return _framed(inside, _CARD, _CARD_EDGE, look.fill, look.line, "" if shown.after else "7 4", 2)


def _marks(pair: Pair, room: float) -> Block:
    """Sign and word of everything that happened, below each other."""
    return stacked([_mark(sort, room) for sort in pair.sorts], 2) if pair.sorts else NOTHING


def _mark(sort: Sort, room: float) -> Block:
    look = LOOKS[sort]
    drawn = (
        f'<circle cx="8" cy="8" r="8" fill="{look.line}"/><path transform="translate(3.2 3.2) scale(0.6)" '
        f'd="{ICONS[sort]}" fill="none" stroke="#FFFFFF" stroke-width="2.6" stroke-linecap="round" '
        'stroke-linejoin="round"/>'
    )
    words = paragraph(look.word, room - 22, Style(12, bold=True, fill=look.line))
    return beside((Block(16, 16, (drawn,)), words), 6)


def _changes(said: Said, changes: Iterable[Change], room: float) -> Iterator[Block]:
    for change in changes:
        if change.what:
            yield paragraph(said.shown(change.what), room, _FAINT)
            yield paragraph(said.values(change), room, _SMALL)


# WHAT HANGS ON THEM


def _others(said: Said, others: Iterable[Told]) -> Iterator[Block]:
    half = _ROOM / 2 - 2 * _PANEL_EDGE
    for each in others:
        title = paragraph(f"{each.sort} {said.shown(each.title)}", half, _CARD_TITLE)
        left = stacked((_marks(each.pair, half), title), 4)
        right = stacked(tuple(_changes(said, each.pair.changes, half)), 3)
        height = max(left.height, right.height)
        both = Block(_ROOM, height, (*left.at(0, 0), *right.at(_ROOM / 2, 0)))
        yield Block(
            _ROOM,
            height + 18,
            (f'<path d="M0 0.5H{number(_ROOM)}" stroke="{_LINE}" stroke-width="1"/>', *both.at(0, 10)),
        )
