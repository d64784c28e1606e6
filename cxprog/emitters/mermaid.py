"""Mermaid: each journey as a diagram that code hosting pages draw from its text.

Every journey gets `<journey>.mmd`, a flowchart, and all of them stand in `journeys.md`, a page that code hosting sites
show with the diagrams drawn. Stages are groups, touchpoints are boxes with their owners as color, as a character that
stands for a pattern, and as text. Moments of truth have a star and a bold edge, and are hexagons unless they hold a
lot; thick arrows are handoffs, and dotted lines lead to what listens: surveys, loops and metrics.

Such pages show a diagram about 800 pixels wide and shrink what is wider. So what listens is written into the boxes
where there is no room beside them, and where many ways lead far or back, the boxes say what comes "next". A journey of
more than 12 touchpoints is shown in several diagrams: its `<journey>.mmd` shows the stages and how they follow each
other, and a `<journey>.from-<touchpoint>.mmd` each shows the touchpoints from that one on. Boxes say where a path
"continues in" another of them.

Where anybody said how people feel, `<journey>.emotions.mmd` shows it as a Mermaid user journey: 1 stands for an emotion
of -2, 5 for one of 2. Titles follow the signs of the owners, as dots tell them apart by color alone. Such a diagram
knows tasks, scores and actors only, so it comes besides the flowchart and not instead of it. After 7 touchpoints it
goes on in `<journey>.emotions.from-<touchpoint>.mmd`.

Hosting pages refuse diagrams of more than 50,000 characters or 500 lines between boxes; a journey that needs more is
reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from cxprog.target import Address, Artifact, Note, Produced, TargetOptions, emitter

if TYPE_CHECKING:
    from cxprog.manifest import Manifest
    from cxprog.renderers._journey import Journey

_STOPS_MAX = 12
"""Most touchpoints in one flowchart: two or three screens of it."""
_CHARACTERS_MAX = 50_000
_LINES_MAX = 500
"""What Mermaid draws unless a page allows more."""


class Options(TargetOptions):
    """What can be chosen."""

    locale: str | None = None
    """Language of the titles, such as `de`; the program's own when left out."""
    direction: Literal["across", "down"] = "down"
    """Whether the flowcharts run from left to right or from top to bottom; pages shrink what is wide."""


@emitter("text/vnd.mermaid", options=Options)
def produce(manifest: Manifest, options: Options) -> Produced:
    from cxprog.renderers._reading import journeys

    found = tuple(journeys(manifest, options.locale))
    shown: dict[str, list[_Diagram]] = {}
    for journey in found:
        shown[journey.id] = [*_flowcharts(journey, options.direction == "down"), *_emotions(journey)]
        for diagram in shown[journey.id]:
            yield Artifact.text(f"{diagram.name}.mmd", diagram.text, diagram.origins)
            yield from _too_big(journey, diagram)
    if found:
        yield Artifact.text("journeys.md", _page(found, shown))


@dataclass(frozen=True)
class _Diagram:
    name: str
    caption: str
    text: str
    origins: Mapping[int, Address] = field(default_factory=dict)
    lines_between: int = 0
    """How many lines lead from box to box."""


def _flowcharts(journey: Journey, down: bool) -> Iterator[_Diagram]:
    from cxprog.emitters._mermaid_flowchart import flowchart, overview
    from cxprog.emitters._mermaid_parts import parts
    from cxprog.emitters._mermaid_text import markdown

    found = parts(journey, _STOPS_MAX, keeps_stages=True)
    if len(found) > 1:
        drawn, lines_between = overview(journey)
        yield _Diagram(journey.id, "The stages:", drawn, lines_between=lines_between)
    for part in found:
        shown = flowchart(part, down)
        name = f"{journey.id}.from-{_start(part)}" if len(found) > 1 else journey.id
        caption = f"{markdown(_stages(part))}:" if len(found) > 1 else ""
        yield _Diagram(name, caption, shown.text, shown.origins, shown.lines_between)


def _emotions(journey: Journey) -> Iterator[_Diagram]:
    from cxprog.emitters._mermaid_emotions import emotions

    if not any(stop.mood for stop in journey.stops):
        return
    for place, (part, text, origins) in enumerate(emotions(journey)):
        name = f"{journey.id}.emotions.from-{_start(part)}" if place else f"{journey.id}.emotions"
        yield _Diagram(name, "" if place else _SCALE, text, origins)


def _start(part: Journey) -> str:
    return part.stops[0].address.partition(".")[2]


def _stages(part: Journey) -> str:
    return ", ".join(stage.title for stage in part.stages)


def _too_big(journey: Journey, diagram: _Diagram) -> Iterator[Note]:
    for count, most, things in (
        (len(diagram.text), _CHARACTERS_MAX, "characters"),
        (diagram.lines_between, _LINES_MAX, "lines between boxes"),
    ):
        if count > most:
            yield Note(
                "not-expressible",
                f"the diagram `{diagram.name}.mmd` has {count} {things}; code hosting pages draw {most} at most, and "
                "show an error instead",
                Address("journey", journey.id),
                "divide the journey, or show the picture of the target `journey_graph`",
            )
            return


# PAGE


_SCALE = "How people feel, from 1 (very bad) to 5 (very good), with the signs of the owners:"


def _page(journeys: Sequence[Journey], shown: Mapping[str, Sequence[_Diagram]]) -> str:
    """All journeys with their diagrams, each below its caption."""
    from cxprog.emitters._mermaid_text import markdown

    first = journeys[0]
    lines = [f"# Journeys of {markdown(first.program)}, version {markdown(first.version)}"]
    for journey in journeys:
        lines += ["", f"## {markdown(journey.title)}", "", markdown(journey.summary)]
        lines += ["", markdown(journey.description)] if journey.description else []
        for diagram in shown[journey.id]:
            lines += ["", diagram.caption] if diagram.caption else []
            lines += ["", "```mermaid", *diagram.text.splitlines(), "```"]
    return "\n".join(lines) + "\n"
