"""What stands in the picture of a journey: cards of touchpoints, headings of stages and steps, labels of ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cxprog.renderers._journey import Attached, Owner, Section, Stage, Stop, Way
from cxprog.renderers._measure import reads_from_right, width_of
from cxprog.renderers._svg import (
    INK,
    NOTHING,
    SOFT,
    Block,
    Style,
    beside,
    face,
    icon,
    label,
    number,
    paragraph,
    pattern_id,
    rectangle,
    stacked,
    star,
)

CARD_WIDTH = 224
LABEL_WIDTH = 112
"""Width of the label of a way where room is scarce."""
BACKSTAGE = "#F0F1F3"
FILLS: Mapping[str, str] = {"survey": "#E8F3FA", "loop": "#FDF3E1", "metric": "#F1EEF5"}
"""Backgrounds of what is attached; white for anything else."""
SMALL_ICON = 14

_BAND = 12
"""Width of the strip that shows the owners' signs."""
_PAD = 10
_ROOM = CARD_WIDTH - _BAND - 2 * _PAD
_INDENT = 14
"""How far what hangs below a card is set in."""

_TITLE = Style(15, bold=True)
_WORD = Style(12, fill=SOFT)
_OWNER = Style(12.5)
_LEAD = Style(12.5, bold=True)
_SMALL = Style(12)
_SMALL_BOLD = Style(12, bold=True)
_STRIP = Style(12, bold=True, fill="#FFFFFF")
_STAGE = Style(17, bold=True)
_GOAL = Style(12, slanted=True)
_STEP = Style(12.5, bold=True)


# CARDS


def card(stop: Stop) -> Block:
    """The card of a touchpoint."""
    strip = _strip() if stop.spec.moment_of_truth else NOTHING
    body = stacked([_contact(stop), paragraph(stop.title, _ROOM, _TITLE), *_owners(stop), *_remarks(stop)], gap=5)
    height = round(strip.height + body.height + 2 * _PAD - 1)
    lines = (
        _frame(stop, height),
        *_bands(stop.owners, strip.height + 6, height - 6),
        *strip.at(0, 0),
        *body.at(_BAND + _PAD, strip.height + _PAD - 1),
    )
    return Block(CARD_WIDTH, height, lines)


def _frame(stop: Stop, height: float) -> str:
    fill, dashes = (BACKSTAGE, "6 4") if stop.spec.side == "back" else ("#FFFFFF", "")
    weight = 4 if stop.spec.moment_of_truth else 1.4
    return rectangle(0, 0, CARD_WIDTH, height, fill, INK, weight, radius=7, dashes=dashes)


def _bands(owners: tuple[Owner, ...], top: float, bottom: float) -> Iterator[str]:
    """The left edge shows whose card it is; several owners share it."""
    share = (bottom - top) / max(1, len(owners))
    for place, owner in enumerate(owners):
        yield rectangle(6, top + place * share, _BAND, share, f"url(#{pattern_id(owner.sign)})", INK, 1)
    if not owners:
        yield rectangle(6, top, _BAND, share, "#FFFFFF", INK, 1, dashes="2 2")


def _strip() -> Block:
    words = beside([star("#FFFFFF"), label("MOMENT OF TRUTH", _STRIP)], gap=6)
    height = 21
    shape = f'<path d="M0 {height}V7a7 7 0 0 1 7 -7H{CARD_WIDTH - 7}a7 7 0 0 1 7 7V{height}z" fill="{INK}"/>'
    return Block(CARD_WIDTH, height, (shape, *words.at(_BAND + _PAD, (height - words.height) / 2 - 1)))


def _contact(stop: Stop) -> Block:
    words = stop.spec.channel + (", backstage" if stop.spec.side == "back" else "")
    channel = beside([icon(stop.spec.channel), label(words, _WORD)], gap=6)
    if stop.spec.emotion is None:
        return channel
    mood = beside([face(stop.spec.emotion), label(stop.mood, _SMALL_BOLD)], gap=4)
    return Block(_ROOM, channel.height, (*channel.at(0, 0), *mood.at(_ROOM - mood.width, 0)))


def _owners(stop: Stop) -> Iterator[Block]:
    for owner in stop.owners:
        is_lead = stop.is_led_by(owner)
        yield owner_chip(owner, _ROOM, " (lead)" if is_lead else "", _LEAD if is_lead else _OWNER)
    if not stop.owners:
        yield paragraph("nobody owns this", _ROOM, _OWNER)


def owner_chip(owner: Owner, room: float, remark: str, style: Style = _OWNER) -> Block:
    """An owner's sign and name; a round sign is a partner, a square one a team of the company."""
    fill, radius = f"url(#{pattern_id(owner.sign)})", 6.5 if owner.kind == "partner" else 1.5
    mark = Block(14, 14, (rectangle(0.5, 0.5, 13, 13, fill, INK, 1.2, radius),))
    return _marked(mark, paragraph(owner.title + remark, room - 20, style, hugs=True), 20)


def _marked(mark: Block, text: Block, indent: float) -> Block:
    """A sign beside the first line of a text."""
    first = _OWNER.leading
    lines = (*mark.at(0, (first - mark.height) / 2), *text.at(indent, 0))
    return Block(indent + text.width, max(text.height, first), lines)


def _remarks(stop: Stop) -> Iterator[Block]:
    yield _people(stop.roles, _ROOM)
    if stop.spec.retired:
        yield paragraph(f"out of use from {stop.spec.retired}", _ROOM, _SMALL)


def _people(roles: tuple[str, ...], room: float) -> Block:
    if not roles:
        return NOTHING
    return _marked(icon("role", SOFT, 13), paragraph(", ".join(roles), room - 18, _WORD, hugs=True), 18)


# WHAT HANGS ON THEM


def hanging(things: Iterable[Attached]) -> Block:
    """What is attached, as tabs below each other on one stem."""
    width = CARD_WIDTH - _INDENT
    tabs = [_tab(thing, width) for thing in things]
    lines: list[str] = []
    y = 0.0
    for tab in tabs:
        y += 4
        lines.append(f'<path d="M-7 0V{number(y + 11)}H0" fill="none" stroke="{INK}"/>')
        lines.extend(tab.at(0, y))
        y += tab.height
    return Block(CARD_WIDTH, y, tuple(Block(width, y, tuple(lines)).at(_INDENT, 0)))


def _tab(thing: Attached, width: float) -> Block:
    """One attached thing: its icon, its name, and what has to be known about it."""
    room = width - 32
    facts = " \N{MIDDLE DOT} ".join(filter(None, thing.facts))
    text = stacked([paragraph(thing.words, room, _SMALL_BOLD), paragraph(facts, room, _SMALL)])
    height = round(text.height + 8)
    box = rectangle(0, 0, width, height, FILLS.get(thing.sort, "#FFFFFF"), INK, 1, radius=5)
    return Block(width, height, (box, *icon(thing.sort, size=SMALL_ICON).at(6, 5), *text.at(26, 4)))


# HEADINGS


def stage_heading(stage: Stage, place: int, is_first: bool) -> Block:
    """Title of a stage with its goal; a further column of a long stage only says that it goes on."""
    title = stage.title if reads_from_right(stage.title) else f"{place}  {stage.title}"
    if not is_first:
        return _whole(paragraph(f"{title} (continued)", CARD_WIDTH, _STAGE))
    phase = f"partner life cycle: {stage.phase}" if stage.phase and stage.phase not in stage.title.lower() else ""
    return _whole(
        stacked(
            [
                paragraph(title, CARD_WIDTH, _STAGE),
                paragraph(phase, CARD_WIDTH, _SMALL),
                paragraph(stage.goal, CARD_WIDTH, _GOAL),
                _people(stage.roles, CARD_WIDTH),
                hanging(stage.attached),
            ],
            gap=4,
        )
    )


def step_heading(section: Section, is_narrow: bool) -> Block:
    """A bar that opens a step, as wide as a card or as the label of a way."""
    width = LABEL_WIDTH if is_narrow and not section.attached else CARD_WIDTH
    room = width - 20
    words = stacked([paragraph(section.title, room, _STEP), _people(section.roles, room)], gap=3)
    height = round(words.height + 8)
    box = rectangle(0, 0, width, height, "#DFE3E8", SOFT, 1, radius=5)
    bar = stacked([Block(width, height, (box, *words.at(10, 4))), hanging(section.attached)])
    return Block(width, round(bar.height), bar.lines)


def _whole(block: Block) -> Block:
    return Block(CARD_WIDTH, round(block.height), block.lines)


# WAYS


def way_label(way: Way, width: float) -> Block:
    """Who goes a way, and who hands over what to whom; nothing where there is nothing to say."""
    handoff = way.handoff
    said = (
        (way.when, _SMALL),
        (handoff.words if handoff else "", _SMALL_BOLD),
        (handoff.passes if handoff else "", _SMALL),
    )
    # Rather a wider label than a word in two pieces, as far as a card goes.
    widths = (width_of(word, style.size, style.bold) for words, style in said for word in words.split())
    width = min(max(width, round(max(widths, default=0)) + 14), CARD_WIDTH)
    text = stacked([paragraph(words, width - 12, style, "middle") for words, style in said], gap=3)
    if not text.height:
        return NOTHING
    height = round(text.height + 8)
    color, weight = (INK, 2.2) if handoff else (SOFT, 1)
    box = rectangle(0, 0, width, height, "#FFFFFF", color, weight, radius=min(9, height / 2))
    return Block(width, height, (box, *text.at(6, 4)))
