"""Mermaid: each journey as a diagram that code hosting pages draw from its text.

Every journey gets `<journey>.mmd`, a flowchart, and all of them stand in `journeys.md`, a page that code hosting sites
show with the diagrams drawn. Stages are groups, touchpoints are boxes with their owners as color, as a character that
stands for a pattern, and as text. Moments of truth are hexagons with a bold edge, thick arrows are handoffs, and dotted
lines lead to what listens: surveys, loops and metrics.

Where anybody said how people feel, `<journey>.emotions.mmd` shows it as a Mermaid user journey: 1 stands for an emotion
of -2, 5 for one of 2. It knows tasks, scores and actors only, so it comes besides the flowchart and not instead of it.

Hosting pages refuse diagrams of more than 50,000 characters or 500 lines between boxes; a journey that needs more is
reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from cxprog.target import Address, Artifact, Note, Produced, TargetOptions, emitter

if TYPE_CHECKING:
    from cxprog.manifest import Manifest
    from cxprog.renderers._journey import Attached, Journey, Owner, Section, Stage, Stop, Way

_INK = "#1A1A1A"
_CHARACTERS_MAX = 50_000
_LINES_MAX = 500
"""What Mermaid draws unless a page allows more."""
_BOXES_MAX = 40
"""More attached things than this are written into the touchpoints instead of around them."""


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
    diagrams: dict[str, dict[str, str]] = {}
    for journey in found:
        flowchart = _Flowchart(journey, options.direction == "down")
        diagrams[journey.id] = {"": flowchart.text}
        yield Artifact.text(f"{journey.id}.mmd", flowchart.text, flowchart.origins)
        yield from _too_big(journey, flowchart)
        if any(stop.mood for stop in journey.stops):
            emotions, origins = _emotions(journey)
            diagrams[journey.id][_SCALE] = emotions
            yield Artifact.text(f"{journey.id}.emotions.mmd", emotions, origins)
    if found:
        yield Artifact.text("journeys.md", _page(found, diagrams))


def _too_big(journey: Journey, flowchart: _Flowchart) -> Iterator[Note]:
    for count, most, things in (
        (len(flowchart.text), _CHARACTERS_MAX, "characters"),
        (flowchart.lines_between, _LINES_MAX, "lines between boxes"),
    ):
        if count > most:
            yield Note(
                "not-expressible",
                f"the diagram of `{journey.id}` has {count} {things}; code hosting pages draw {most} at most, and show "
                "an error instead",
                Address("journey", journey.id),
                "divide the journey, or show the picture of the target `journey_graph`",
            )
            return


# FLOWCHART


class _Flowchart:
    """A journey as a flowchart, line by line."""

    def __init__(self, journey: Journey, down: bool) -> None:
        self.journey = journey
        self.lines: list[str] = []
        self.origins: dict[int, Address] = {}
        """Which lines stand for a touchpoint or for a way that leaves it."""
        self.places = {stop.address: stop.place for stop in journey.stops}
        self.lines_between = 0
        self.boxes = 0
        self.is_crowded = sum(1 for _ in journey.attached) > _BOXES_MAX
        self.classes = {owner.id: f"owner{number}" for number, owner in enumerate(journey.owners)}
        self.build(down)
        self.text = "\n".join(self.lines) + "\n"

    def build(self, down: bool) -> None:
        from cxprog.renderers._journey import stage_words

        journey = self.journey
        self.lines += [f"flowchart {'TB' if down else 'LR'}"]
        self.lines += [f"  accTitle: {_spelled(journey.title)}", f"  accDescr: {_spelled(journey.summary)}"]
        for stage in journey.stages:
            words = (*stage_words(stage), *self.inside(stage.attached))
            self.lines.append(f"  subgraph {_id('stage', stage.id)}[{_quoted(words)}]")
            for section in stage.sections:
                self.section(section)
            self.lines.append("  end")
        for way in journey.ways:
            self.way(way)
        for stage in journey.stages:
            self.attach(_id("stage", stage.id), stage.attached)
            for section in stage.sections:
                self.attach(_id("step", section.id), section.attached)
                for stop in section.stops:
                    self.attach(_stop_id(stop.address), stop.attached)
        self.lines.extend(self.styles())

    def section(self, section: Section) -> None:
        from cxprog.renderers._journey import section_words

        if section.id:
            words = (*section_words(section), *self.inside(section.attached))
            self.lines.append(f"    subgraph {_id('step', section.id)}[{_quoted(words)}]")
        for stop in section.stops:
            self.stop(stop)
        if section.id:
            self.lines.append("    end")

    def stop(self, stop: Stop) -> None:
        from cxprog.renderers._journey import stop_words

        text = _quoted((*stop_words(stop), *self.inside(stop.attached)))
        shape = f"{{{{{text}}}}}" if stop.spec.moment_of_truth else f"[{text}]"
        self.lines.append(f"    {_stop_id(stop.address)}{shape}")
        self.origins[len(self.lines)] = stop.place

    def way(self, way: Way) -> None:
        label = f"|{_quoted(way.words)}|" if way.words else ""
        arrow = "==>" if way.handoff else "-->"
        self.line(_stop_id(way.source), f"{arrow}{label}", _stop_id(way.target))
        self.origins[len(self.lines)] = self.places[way.source]

    def line(self, source: str, arrow: str, target: str) -> None:
        self.lines.append(f"  {source} {arrow} {target}")
        self.lines_between += 1

    # WHAT IS ATTACHED

    def inside(self, things: Sequence[Attached]) -> Iterator[str]:
        """Attached things as text, where boxes for all of them would hide the journey."""
        if self.is_crowded:
            yield from (": ".join((_said(thing), ", ".join(thing.facts))).rstrip(": ") for thing in things)

    def attach(self, holder: str, things: Sequence[Attached]) -> None:
        if self.is_crowded:
            return
        boxes: dict[tuple[str, str], str] = {}
        for thing in things:
            self.boxes += 1
            box = boxes[thing.sort, thing.id] = f"attached{self.boxes}"
            before, after = _SHAPES[thing.sort]
            self.lines.append(f"  {box}{before}{_quoted((_said(thing), *thing.facts))}{after}")
            if thing.sort == "arrival":
                self.line(box, "-.->", holder)
            elif thing.sort in ("onward", "handoff"):
                self.line(holder, "-.->", box)
            else:
                self.line(boxes.get(("survey", thing.through), holder), "-.-", box)

    # STYLES

    def styles(self) -> Iterator[str]:
        """Light fills, dark edges and black text, so that the page's own theme cannot spoil the contrast."""
        journey, stops = self.journey, self.journey.stops
        yield f"  classDef default fill:#FFFFFF,stroke:{_INK},color:#000000"
        yield "  classDef part fill:#F5F6F8,stroke:#7A828C,color:#000000"
        yield f"  class {','.join(_parts(journey.stages))} part"
        for owner in journey.owners:
            style = f"fill:{owner.sign.tint},stroke:{_INK},color:#000000"
            yield from _class(self.classes[owner.id], style, (stop for stop in stops if _shown_owner(stop) == owner))
        yield from _class("truth", "stroke-width:4px", (stop for stop in stops if stop.spec.moment_of_truth))
        yield from _class("backstage", "stroke-dasharray:6 4", (stop for stop in stops if stop.spec.side == "back"))


def _class(name: str, style: str, stops: Iterable[Stop]) -> Iterator[str]:
    names = ",".join(_stop_id(stop.address) for stop in stops)
    if names:
        yield from (f"  classDef {name} {style}", f"  class {names} {name}")


_SHAPES: Mapping[str, tuple[str, str]] = {
    "survey": ("([", "])"),
    "loop": ("[[", "]]"),
    "metric": ("[(", ")]"),
    "handoff": (">", "]"),
    "onward": (">", "]"),
    "arrival": (">", "]"),
}


def _said(thing: Attached) -> str:
    return thing.words if thing.sort in ("handoff", "onward", "arrival") else f"{thing.sort}: {thing.words}"


def _shown_owner(stop: Stop) -> Owner | None:
    """The owner whose color a box has: the lead, else the first one."""
    return stop.lead or next(iter(stop.owners), None)


def _parts(stages: Iterable[Stage]) -> Iterator[str]:
    for stage in stages:
        yield _id("stage", stage.id)
        yield from (_id("step", section.id) for section in stage.sections if section.id)


def _stop_id(address: str) -> str:
    return _id("contact", address.partition(".")[2])


def _id(sort: str, name: str) -> str:
    """An id that is no word of Mermaid's, and in which no hyphen can become an arrow."""
    return f"{sort}_{name.replace('-', '_')}"


# EMOTIONS


def _emotions(journey: Journey) -> tuple[str, Mapping[int, Address]]:
    """The touchpoints of which is known how people feel, as Mermaid's user journey."""
    lines = ["journey", f"  title {_spelled(journey.title)}", f"  accDescr: {_spelled(journey.summary)}"]
    origins: dict[int, Address] = {}
    for stage in journey.stages:
        known = [(stop, stop.spec.emotion) for stop in stage.stops if stop.spec.emotion is not None]
        if known:
            lines.append(f"  section {_spelled(stage.title)}")
        for stop, emotion in known:
            actors = ", ".join(_spelled(owner.title) for owner in stop.owners)
            lines.append(f"    {_spelled(stop.title)}: {emotion + 3}: {actors}".rstrip(": "))
            origins[len(lines)] = stop.place
    return "\n".join(lines) + "\n", origins


# PAGE


_SCALE = "How people feel, from 1 (very bad) to 5 (very good):"


def _page(journeys: Sequence[Journey], diagrams: Mapping[str, Mapping[str, str]]) -> str:
    """All journeys with their diagrams, each below its caption."""
    first = journeys[0]
    lines = [f"# Journeys of {_markdown(first.program)}, version {_markdown(first.version)}"]
    for journey in journeys:
        lines += ["", f"## {_markdown(journey.title)}", "", _markdown(journey.summary)]
        lines += ["", _markdown(journey.description)] if journey.description else []
        for caption, diagram in diagrams[journey.id].items():
            lines += ["", caption] if caption else []
            lines += ["", "```mermaid", *diagram.splitlines(), "```"]
    return "\n".join(lines) + "\n"


# TEXT

_LIST = re.compile(r"(?:-+|[0-9]+[.)])(?=\s|$)")
"""How a line begins that Mermaid takes for an item of a list."""
_OWN = "\N{PILCROW SIGN}\N{LATIN SMALL LIGATURE FL}"
"""Characters that Mermaid itself uses to write others."""


def _quoted(lines: Iterable[str]) -> str:
    """Lines of text as a label."""
    return '"' + "<br/>".join(filter(None, (_spelled(line) for text in lines for line in text.splitlines()))) + '"'


def _spelled(text: str) -> str:
    """One line in which nothing means anything to Mermaid, nor to the Markdown that it reads in labels."""
    return _coded(text, "#")


def _markdown(text: str) -> str:
    """One line of plain text in Markdown, in HTML and in the templates of static pages."""
    return _coded(text, "&#", plain=",")


def _coded(text: str, mark: str, plain: str = "") -> str:
    """One line with every character that could mean something written as its number."""
    from cxprog.renderers._svg import legal

    line = " ".join(legal(text).split())
    bullet = _LIST.match(line)
    listed = bullet.end() if bullet else 0
    return "".join(
        character if character in plain or _is_plain(line, at, listed) else f"{mark}{ord(character)};"
        for at, character in enumerate(line)
    )


def _is_plain(line: str, at: int, listed: int) -> bool:
    character = line[at]
    if character.isalnum() or not character.isascii():
        return character not in _OWN
    if character == "." and line[at + 1 : at + 2].isalpha():
        # Within an address, which would become a link.
        return False
    return at >= listed and character in " -!?'()/."
