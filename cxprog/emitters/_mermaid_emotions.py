"""How people feel along a journey, as Mermaid's user journeys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from cxprog.emitters._mermaid_parts import parts
from cxprog.emitters._mermaid_text import LETTERS, breakable, shortened, spelled
from cxprog.renderers._journey import Journey, Owner, Stage
from cxprog.renderers._measure import width_of
from cxprog.target import Address

_TASKS_MAX = 7
"""Most touchpoints side by side."""
_PAGE_WIDTH = 1054
"""Room for them and for the names of owners in a page of 800 pixels that shows letters 11 pixels high."""
_TASK_WIDTH, _BETWEEN = 120, 10
_TASK_HEIGHT = 66
"""Room for three lines; in higher boxes the faces, whose places are fixed, would leave the picture."""
_TEXT_WIDTH = 100
_LEGEND_WIDTH = 110
_LEGEND_WIDTH_MAX = 400
_TITLE_LETTERS = 22
_JOINED = "\N{NO-BREAK SPACE}"
"""Between a sign and the words that it belongs to."""


def emotions(journey: Journey) -> Iterator[tuple[Journey, str, Mapping[int, Address]]]:
    """The touchpoints of which is known how people feel, in diagrams with the part of the journey that each shows."""
    known = replace(journey, stages=tuple(stage for each in journey.stages if (stage := _known(each)).stops), ways=())
    actors = _actors(known.owners)
    legend = max([_LEGEND_WIDTH, *(round(_longest_word(actor)) + 10 for actor in actors.values())])
    most = min(_TASKS_MAX, (_PAGE_WIDTH - legend) // (_TASK_WIDTH + _BETWEEN))
    for part in parts(known, most, keeps_stages=False):
        yield part, *_diagram(part, actors, legend)


def _actors(owners: Iterable[Owner]) -> Mapping[str, str]:
    """The names of owners by id, each behind its sign: Mermaid tells owners apart by color only.

    Where several have the same sign, a number follows it.
    """
    seen: Counter[str] = Counter()
    found = {}
    for owner in owners:
        character = owner.sign.character
        seen[character] += 1
        number = seen[character] if seen[character] > 1 else ""
        found[owner.id] = _actor(f"{character}{number}{_JOINED}", owner.title)
    return found


def _actor(sign: str, title: str) -> str:
    """A name, shortened where Mermaid finds a word of it too long; it would also break within what spells a code."""
    names = [sign + spelled(shortened(title, room)) for room in (_LEGEND_WIDTH_MAX, 100, 30)]
    return next((name for name in names if _longest_word(name) <= _LEGEND_WIDTH_MAX), names[-1])


def _longest_word(spelling: str) -> float:
    # NOTE: Mermaid measures its own spelling of `#38;`, which is longer.
    return max(width_of(word.replace("#", "xxx").replace(";", "xx"), LETTERS) for word in spelling.split(" "))


def _known(stage: Stage) -> Stage:
    sections = (
        replace(section, stops=tuple(stop for stop in section.stops if stop.spec.emotion is not None))
        for section in stage.sections
    )
    return replace(stage, sections=tuple(section for section in sections if section.stops))


def _diagram(journey: Journey, names: Mapping[str, str], legend: int) -> tuple[str, Mapping[int, Address]]:
    # Mermaid breaks no lines in it; letters are bold.
    room = len(journey.stops) * (_TASK_WIDTH + _BETWEEN) * 0.85
    lines = [
        *_settings(legend),
        "journey",
        f"  title {spelled(shortened(journey.title, room, _TITLE_LETTERS))}",
        f"  accTitle: {spelled(journey.title)}",
        f"  accDescr: {spelled(journey.summary)}",
    ]
    origins: dict[int, Address] = {}
    for stage in journey.stages:
        width = len(stage.stops) * (_TASK_WIDTH + _BETWEEN) - _BETWEEN - 20
        lines.append(f"  section {spelled(breakable(stage.title, width))}")
        for stop in stage.stops:
            actors = ", ".join(names[owner.id] for owner in stop.owners)
            signs = "".join(names[owner.id].partition(_JOINED)[0] for owner in stop.owners)
            lines.append(f"    {_task(signs, stop.title)}: {(stop.spec.emotion or 0) + 3}: {actors}".rstrip(": "))
            origins[len(lines)] = stop.place
    return "\n".join(lines) + "\n", origins


def _task(signs: str, title: str) -> str:
    """As much of a title as fits its box behind the signs of the owners; the flowchart has the whole of it."""
    before = f"{signs}{_JOINED}" if signs else ""
    taken = width_of(before, LETTERS)
    first, space, rest = shortened(title, _TEXT_WIDTH * 2.4 - taken).partition(" ")
    return before + spelled(breakable(first, _TEXT_WIDTH - taken) + space + breakable(rest, _TEXT_WIDTH))


def _settings(legend: int) -> Iterator[str]:
    """Boxes that are narrower than usual and a bit higher."""
    yield from (
        "---",
        "config:",
        "  journey:",
        f"    width: {_TASK_WIDTH}",
        f"    height: {_TASK_HEIGHT}",
        f"    taskMargin: {_BETWEEN}",
        # NOTE: Mermaid measures its sections by this margin, and its tasks by the other.
        f"    diagramMarginX: {_BETWEEN}",
        "    leftMargin: 56",
        f"    maxLabelWidth: {legend}",
        f"    titleFontSize: {_TITLE_LETTERS}px",
        "---",
    )
