"""How people feel along a journey, as Mermaid's user journeys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from cxprog.emitters._mermaid_parts import parts
from cxprog.emitters._mermaid_text import LETTERS, breakable, shortened, spelled
from cxprog.renderers._journey import Journey, Owner, Stage
from cxprog.renderers._measure import width_of
from cxprog.target import Address

_TASKS_MAX = 7
"""Most touchpoints side by side."""
_PAGE_WIDTH = 1060
"""Room for them and for the names of owners in a page of 800 pixels that shows letters 11 pixels high."""
_TASK_WIDTH, _BETWEEN = 120, 10
_TASK_HEIGHT = 66
"""Room for three lines; in higher boxes the faces, whose places are fixed, would leave the picture."""
_TEXT_WIDTH = 100
_LEGEND_WIDTH = 110
_LEGEND_WIDTH_MAX = 400
_TITLE_LETTERS = 22


def emotions(journey: Journey) -> Iterator[tuple[Journey, str, Mapping[int, Address]]]:
    """The touchpoints of which is known how people feel, in diagrams with the part of the journey that each shows."""
    known = replace(journey, stages=tuple(stage for each in journey.stages if (stage := _known(each)).stops), ways=())
    legend = _legend_width(known)
    most = min(_TASKS_MAX, (_PAGE_WIDTH - legend) // (_TASK_WIDTH + _BETWEEN))
    for part in parts(known, most, keeps_stages=False):
        yield part, *_diagram(part, legend)


def _legend_width(journey: Journey) -> int:
    """Where Mermaid breaks the names of owners: not within a word, which would also break what it spells as a code."""
    return max([_LEGEND_WIDTH, *(round(_longest_word(_actor(owner))) + 10 for owner in journey.owners)])


def _actor(owner: Owner) -> str:
    """The name of an owner, shortened where Mermaid finds a word of it too long."""
    names = [spelled(shortened(owner.title, room)) for room in (_LEGEND_WIDTH_MAX, 100, 30)]
    return next((name for name in names if _longest_word(name) <= _LEGEND_WIDTH_MAX), names[-1])


def _longest_word(spelling: str) -> float:
    # NOTE: Mermaid measures its own spelling of `#38;`, which is longer.
    return max(width_of(word.replace("#", "xxx").replace(";", "xx"), LETTERS) for word in spelling.split())


def _known(stage: Stage) -> Stage:
    sections = (
        replace(section, stops=tuple(stop for stop in section.stops if stop.spec.emotion is not None))
        for section in stage.sections
    )
    return replace(stage, sections=tuple(section for section in sections if section.stops))


def _diagram(journey: Journey, legend: int) -> tuple[str, Mapping[int, Address]]:
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
            actors = ", ".join(map(_actor, stop.owners))
            title = spelled(breakable(_clipped(stop.title), _TEXT_WIDTH))
            lines.append(f"    {title}: {(stop.spec.emotion or 0) + 3}: {actors}".rstrip(": "))
            origins[len(lines)] = stop.place
    return "\n".join(lines) + "\n", origins


def _clipped(title: str) -> str:
    """A title that fits its box; the flowchart has the whole of it."""
    return shortened(title, _TEXT_WIDTH * 2.4)


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
        "    leftMargin: 50",
        f"    maxLabelWidth: {legend}",
        f"    titleFontSize: {_TITLE_LETTERS}px",
        "---",
    )
