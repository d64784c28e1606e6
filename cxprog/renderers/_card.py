"""What stands in the picture of a journey: cards of touchpoints, headings of stages and steps, labels of ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cxprog.renderers._journey import Attached, Handoff, Journey, Owner, Section, Stage, Stop, Way
from cxprog.renderers._measure import reads_from_right, wrapped
from cxprog.renderers._svg import (
    ICON_SIZE,
    INK,
    SOFT,
    Block,
    Style,
    beside,
    escaped,
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

CARD_WIDTH = 236
LABEL_WIDTH = 118
"""Width of the label of a way that lies between two columns."""
_BAND = 12
_PAD = 10
_ROOM = CARD_WIDTH - _BAND - 2 * _PAD

_TITLE = Style(14, bold=True)
_WORD = Style(11.5, fill=SOFT)
_OWNER = Style(12)
_SMALL = Style(11)
_SMALL_BOLD = Style(11, bold=True)
_STRIP = Style(10.5, bold=True, fill="#FFFFFF")
_STAGE = Style(17, bold=True)
_GOAL = Style(12, slanted=True)
_STEP = Style(12.5, bold=True)


# CARDS


def card(stop: Stop) -> tuple[Block, Block]:
    """The card of a touchpoint, and what hangs below it."""
    strip = _strip() if stop.spec.moment_of_truth else Block(0, 0, ())
    body = stacked([_contact(stop), paragraph(stop.title, _ROOM, _TITLE), *_owners(stop), *_remarks(stop)], gap=5)
    height = round(strip.height + body.height + 2 * _PAD - 1)
    lines = [
        *_frame(stop, height),
        *_bands(stop.owners, strip.height, height),
        *strip.at(0, 0),
        *body.at(_BAND + _PAD, strip.height + _PAD - 1),
    ]
    hanging = badges(stop.attached, CARD_WIDTH - 14)
    return Block(CARD_WIDTH, height, tuple(lines)), Block(CARD_WIDTH, hanging.height, tuple(hanging.at(14, 0)))


def _frame(stop: Stop, height: float) -> Iterator[str]:
    back = stop.spec.side == "back"
    fill = "#F0F1F3" if back else "#FFFFFF"
    weight = 4 if stop.spec.moment_of_truth else 1.4
    # Behind the dashes of a back-stage card nothing may shine through.
    yield rectangle(0, 0, CARD_WIDTH, height, fill, INK, weight, radius=7, dashes="6 4" if back else "")


def _bands(owners: tuple[Owner, ...], top: float, height: float) -> Iterator[str]:
    """The left edge shows whose card it is; several owners share it."""
    start = top + 6 if not top else top + 5
    share = (height - start - 6) / max(1, len(owners))
    for place, owner in enumerate(owners):
        fill = f"url(#{pattern_id(owner.sign)})"
        yield rectangle(6, start + place * share, _BAND, share, fill, INK, 1)
    if not owners:
        yield rectangle(6, start, _BAND, share, "#FFFFFF", INK, 1, dashes="2 2")


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
    mood = beside([face(stop.spec.emotion), label(signed(stop.spec.emotion), _SMALL_BOLD)], gap=4)
    return Block(_ROOM, channel.height, (*channel.at(0, 0), *mood.at(_ROOM - mood.width, 0)))


def signed(emotion: int) -> str:
    """An emotion as people write it, with a real minus sign."""
    return f"{emotion:+d}".replace("-", "\N{MINUS SIGN}") if emotion else "0"


def _owners(stop: Stop) -> Iterator[Block]:
    for owner in stop.owners:
        leads = len(stop.owners) > 1 and owner == stop.lead
        yield owner_chip(owner, _ROOM, " (lead)" if leads else "", bold=leads)
    if not stop.owners:
        yield paragraph("nobody owns this", _ROOM, _OWNER)


def owner_chip(owner: Owner, room: float, remark: str = "", bold: bool = False) -> Block:
    """An owner's sign and name; a round sign is a partner, a square one a team of the company."""
    round_or_not = 6.5 if owner.kind == "partner" else 1.5
    mark = Block(
        14, 14, (rectangle(0.5, 0.5, 13, 13, f"url(#{pattern_id(owner.sign)})", INK, 1.2, radius=round_or_not),)
    )
    name = paragraph(owner.title + remark, room - 20, Style(_OWNER.size, bold=bold))
    return _with_sign(mark, name, 20)


def _with_sign(mark: Block, text: Block, indent: float) -> Block:
    """A sign beside the first line of a text."""
    first = _OWNER.leading
    lines = (*mark.at(0, (first - mark.height) / 2), *text.at(indent, 0))
    return Block(indent + text.width, max(text.height, first), lines)


def _remarks(stop: Stop) -> Iterator[Block]:
    if stop.roles:
        yield _people(stop.roles, _ROOM)
    if stop.spec.retired:
        yield paragraph(f"in use until {stop.spec.retired}", _ROOM, _SMALL)


def _people(roles: Iterable[str], room: float) -> Block:
    return _with_sign(icon("role", SOFT, 13), paragraph(", ".join(roles), room - 18, _WORD), 18)


# WHAT HANGS ON THEM

_FILLS = {
    "survey": "#E8F3FA",
    "loop": "#FDF3E1",
    "metric": "#F1EEF5",
    "handoff": "#FFFFFF",
    "onward": "#FFFFFF",
    "arrival": "#FFFFFF",
}
_LEADING_WORDS = {"onward": "continues in ", "arrival": "comes from "}


def badges(things: Iterable[Attached], width: float) -> Block:
    """What is attached, as tabs below each other on one stem."""
    tabs = [badge(thing, width) for thing in things]
    if not tabs:
        return Block(width, 0, ())
    lines: list[str] = []
    y = 0.0
    for tab in tabs:
        y += 4
        lines.append(f'<path d="M-7 {number(y - 4)}V{number(y + 11)}H0" fill="none" stroke="{INK}"/>')
        lines.extend(tab.at(0, y))
        y += tab.height
    # The stem reaches from the first tab to the last one.
    last = y - tabs[-1].height + 11
    return Block(width, y, (f'<path d="M-7 0V{number(last)}" fill="none" stroke="{INK}"/>', *lines))


def badge(thing: Attached, width: float) -> Block:
    """One attached thing: its icon, its name, and what has to be known about it."""
    room = width - 32
    name = paragraph(_LEADING_WORDS.get(thing.sort, "") + thing.title, room, _SMALL_BOLD)
    facts = [paragraph(" \N{MIDDLE DOT} ".join(fact for fact in thing.facts if fact), room, _SMALL)]
    text = stacked([name, *facts])
    height = round(text.height + 8)
    box = rectangle(0, 0, width, height, _FILLS[thing.sort], INK, 1, radius=5)
    return Block(width, height, (box, *icon(thing.sort, size=14).at(6, 5), *text.at(26, 4)))


# HEADINGS


def stage_heading(stage: Stage, place: int, first: bool) -> Block:
    """Title of a stage with its goal; the second column of a long stage only says that it goes on."""
    title = f"{place}  {stage.title}" if not reads_from_right(stage.title) else stage.title
    if not first:
        return paragraph(f"{title} (continued)", CARD_WIDTH, _STAGE)
    phase = stage.phase and stage.phase not in stage.title.lower()
    parts = [
        paragraph(title, CARD_WIDTH, _STAGE),
        paragraph(f"partner life cycle: {stage.phase}" if phase else "", CARD_WIDTH, _SMALL),
        paragraph(stage.goal, CARD_WIDTH, _GOAL),
        _people(stage.roles, CARD_WIDTH) if stage.roles else Block(0, 0, ()),
        _hanging(stage.attached, "the whole stage"),
    ]
    return _filled(stacked([part for part in parts if part.height], gap=4))


def step_heading(section: Section) -> Block:
    """A bar that opens a step."""
    bar = stacked(
        [
            paragraph(section.title, CARD_WIDTH - 20, _STEP),
            _people(section.roles, CARD_WIDTH - 20) if section.roles else Block(0, 0, ()),
        ],
        gap=3,
    )
    height = round(bar.height + 8)
    box = rectangle(0, 0, CARD_WIDTH, height, "#DFE3E8", SOFT, 1, radius=5)
    top = Block(CARD_WIDTH, height, (box, *bar.at(10, 4)))
    return _filled(stacked([top, _hanging(section.attached, "the whole step")], gap=0))


def _hanging(things: tuple[Attached, ...], where: str) -> Block:
    hanging = badges(things, CARD_WIDTH - 14)
    return Block(CARD_WIDTH, hanging.height, tuple(hanging.at(14, 0)))


def _filled(block: Block) -> Block:
    return Block(CARD_WIDTH, round(block.height), block.lines)


# WAYS


def way_label(way: Way, room: float) -> Block:
    """Who goes a way, and who hands over to whom; empty where there is nothing to say."""
    parts = [paragraph(way.when, room - 12, _SMALL, anchor="middle")] if way.when else []
    if way.handoff:
        parts.extend(_handoff(way.handoff, room - 12))
    text = stacked(parts, gap=3)
    if not text.height:
        return Block(0, 0, ())
    height = round(text.height + 8)
    weight = 2.2 if way.handoff else 1
    box = rectangle(0, 0, room, height, "#FFFFFF", INK if way.handoff else SOFT, weight, radius=min(9, height / 2))
    return Block(room, height, (box, *text.at(6, 4)))


def _handoff(handoff: Handoff, room: float) -> Iterator[Block]:
    yield paragraph(handoff.words, room, _SMALL_BOLD, anchor="middle")
    if handoff.passes:
        yield paragraph(handoff.passes, room, _SMALL, anchor="middle")


# HEADER AND LEGEND


def header(journey: Journey, room: float) -> Block:
    """Whose journey it is and which version of the program."""
    parts = [
        paragraph(journey.title, room, Style(26, bold=True)),
        paragraph(summary(journey), room, Style(13)),
        paragraph(journey.description, min(room, 900), Style(13, fill=SOFT)),
    ]
    return stacked([part for part in parts if part.height], gap=4)


def summary(journey: Journey) -> str:
    """One line that says what the picture is of."""
    return (
        f"Journey of the {journey.actor} \N{MIDDLE DOT} {counted(len(journey.stages), 'stage')}, "
        f"{counted(len(journey.stops), 'touchpoint')} \N{MIDDLE DOT} {journey.program}, version {journey.version}"
    )


def counted(count: int, thing: str) -> str:
    """`1 stage`, `2 stages`."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def legend(journey: Journey, room: float) -> Block:
    """What the signs mean; only those that the picture uses."""
    rows = [_legend_row("Owners", [_legend_owner(owner) for owner in journey.owners], room)]
    rows.append(_legend_row("Signs", list(_legend_signs(journey)), room))
    return stacked([row for row in rows if row.height], gap=10)


def _legend_owner(owner: Owner) -> Block:
    return owner_chip(owner, 400, f" ({'partner' if owner.kind == 'partner' else 'team'})")


def _legend_signs(journey: Journey) -> Iterator[Block]:
    stops = journey.stops
    if any(stop.spec.moment_of_truth for stop in stops):
        sign = Block(26, 16, (rectangle(0, 0, 26, 16, INK, radius=4), *star("#FFFFFF").at(6, 0.5)))
        yield _explained(sign, "moment of truth")
    if any(len(stop.owners) > 1 for stop in stops):
        yield _explained(_joint_sign(), "owned jointly")
    if any(stop.spec.side == "back" for stop in stops):
        yield _explained(Block(26, 16, (rectangle(0.7, 0.7, 24.6, 14.6, "#F0F1F3", INK, 1.4, 4, "5 3"),)), "backstage")
    yield _explained(_arrow(1.6), "next touchpoint")
    if any(way.handoff for way in journey.ways):
        yield _explained(_arrow(4), "handoff to another owner")
    shown = {thing.sort for _, thing in journey.attached}
    for sort, words in _SORTS.items():
        if sort in shown:
            yield _explained(_tab(sort), words)
    if any(stop.spec.emotion is not None for stop in stops):
        faces = beside([face(emotion) for emotion in range(-2, 3)], gap=2)
        yield _explained(faces, "how people feel, from \N{MINUS SIGN}2 to +2")


_SORTS = {
    "survey": "survey: who is asked, how long it takes",
    "loop": "loop: who acts, and how soon",
    "metric": "metric",
    "handoff": "handoff at the end of a path",
    "onward": "continues in another journey",
    "arrival": "comes from another journey",
}


def _tab(sort: str) -> Block:
    box = rectangle(0.5, 0.5, 25, 17, _FILLS[sort], INK, 1, 4)
    return Block(26, 18, (box, *icon(sort, size=14).at(6, 2)))


def _joint_sign() -> Block:
    halves = (rectangle(6, 0.5, 12, 8, "#FFFFFF", INK, 1), rectangle(6, 8.5, 12, 8, "#C9CDD3", INK, 1))
    return Block(24, 17, halves)


def _arrow(weight: float) -> Block:
    shaft = f'<path d="M0 8H24" stroke="{INK}" stroke-width="{number(weight)}"/>'
    return Block(32, ICON_SIZE, (shaft, f'<path d="{arrow_head(32, 8, (1, 0), weight)}" fill="{INK}"/>'))


def arrow_head(x: float, y: float, towards: tuple[float, float], weight: float) -> str:
    """Outline of an arrow's head with its point at a place; `towards` is a step of length 1."""
    long, half = (12, 6) if weight > 2 else (9, 4.2)
    dx, dy = towards
    back_x, back_y = x - dx * long, y - dy * long
    points = ((x, y), (back_x - dy * half, back_y + dx * half), (back_x + dy * half, back_y - dx * half))
    return "M" + "L".join(f"{number(px)} {number(py)}" for px, py in points) + "z"


def _explained(sign: Block, words: str) -> Block:
    return beside([sign, label(words, Style(12))], gap=7)


def _legend_row(title: str, blocks: list[Block], room: float) -> Block:
    """Blocks in a row that wraps."""
    if not blocks:
        return Block(0, 0, ())
    indent, gap = 64, 24
    lines = list(label(title, Style(12, bold=True)).at(0, 1))
    x, y, tallest = float(indent), 0.0, 0.0
    for block in blocks:
        if x > indent and x + block.width > room:
            x, y, tallest = float(indent), y + tallest + 8, 0.0
        lines.extend(block.at(x, y))
        x, tallest = x + block.width + gap, max(tallest, block.height)
    return Block(room, y + tallest, tuple(lines))


# FOR THOSE WHO DO NOT SEE THE PICTURE


def spoken(stop: Stop) -> str:
    """A touchpoint in one sentence, shown when the mouse rests on it."""
    parts = [stop.title, stop.spec.channel, f"owner {stop.responsible}"]
    parts += ["moment of truth"] if stop.spec.moment_of_truth else []
    parts += ["backstage"] if stop.spec.side == "back" else []
    parts += [f"emotion {signed(stop.spec.emotion)}"] if stop.spec.emotion is not None else []
    parts += [f"{thing.sort} {thing.title}" for thing in stop.attached]
    return "; ".join(part for part in parts if part)


__all__ = ["escaped", "wrapped"]
