"""A journey as a flowchart, line by line, no wider than what can be read in a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf
from typing import Literal

from cxprog.emitters._mermaid_text import LETTERS, breakable, quoted, shortened, spelled
from cxprog.renderers._journey import (
    Attached,
    Journey,
    Owner,
    Section,
    Stage,
    Stop,
    Way,
    section_words,
    stage_words,
    stop_words,
)
from cxprog.renderers._measure import width_of
from cxprog.target import Address

_INK = "#1A1A1A"
_SETTINGS = ("---", "config:", "  themeVariables:", '    edgeLabelBackground: "#FFFFFF"', "---")
_LINES = "  linkStyle default stroke:#70767D,color:#000000"
"""Lines with 4:1 at least on light and on dark pages and on the stages, their labels black on white."""
_BOXES_MAX = 40
"""More attached things than this are written into the touchpoints instead of around them."""
_HEXAGON_MAX = 6
"""Most lines of text in a hexagon."""
_LABEL_WIDTH = 200
"""Where Mermaid breaks the lines of a label."""
_TITLE_WIDTH = 190
"""Longest title of a group: Mermaid lets longer ones run into the boxes below."""
_BETWEEN = 50
"""Distance that Mermaid keeps between two boxes."""
_BESIDE = 20
"""Room for a line that passes a box."""
_BORDERS = 70
"""Edges of the stages and steps on both sides."""

Form = Literal["around", "inside", "chained", "told", "listed"]
"""What stands around the touchpoints: what is attached to them; or only other touchpoints; or only lines with their
labels, as all touchpoints stand below each other; or lines alone, the labels of long ones being told in the boxes; or
nothing, the boxes listing all ways but those to the next one."""
_WIDTHS: Mapping[Form, float] = {"around": 1250, "inside": 1250, "chained": 1000, "told": 1000, "listed": inf}
"""How wide we may expect a form to get, so that Mermaid, which has ways of its own, draws nothing wider than 1,160: the
most that a page of 800 pixels shows with letters 11 pixels high. NOTE: test_pictures.py measures it."""
_LONG_MAX = 8
"""Most ways past other boxes that Mermaid finds room for."""
_LONG_AND_BACK_MAX = 4
"""The same where one of them leads back into an earlier stage."""


def flowchart(journey: Journey, down: bool) -> Flowchart:
    """The flowchart with the most to see of those that are narrow enough."""
    crowded = sum(1 for _ in journey.attached) > _BOXES_MAX
    forms: Iterable[Form] = ("listed",) if down and _is_tangled(journey) else _WIDTHS
    drawn = (Flowchart(journey, down, form) for form in forms if form != "around" or not crowded)
    return next(each for each in drawn if not down or each.ranks.width <= _WIDTHS[each.form])


def _is_tangled(journey: Journey) -> bool:
    """Whether ways lead across such that nobody can foretell how wide Mermaid gets.

    It moves a whole group aside for a way back into an earlier one. NOTE: test_pictures.py measures it.
    """
    sections = [section for stage in journey.stages for section in stage.sections]
    group = {stop.address: place for place, section in enumerate(sections) for stop in section.stops}
    number = {stop.address: place for place, stop in enumerate(journey.stops)}
    long = sum(number[way.target] != number[way.source] + 1 for way in journey.ways)
    returning = sum(group[way.target] < group[way.source] for way in journey.ways)
    if not returning:
        return long > _LONG_MAX
    is_knotted = any(section.id for section in sections) or any(way.source == way.target for way in journey.ways)
    return returning > 1 or is_knotted or long > _LONG_AND_BACK_MAX


@dataclass
class _Ranks:
    """How wide the picture gets: boxes and lines by the rank that Mermaid gives them."""

    width_of_box: dict[str, float] = field(default_factory=dict)
    attached: set[str] = field(default_factory=set)
    """Boxes that hang on others, by lines that need no room of their own."""
    lines: list[tuple[str, str, float]] = field(default_factory=list)
    """Ends of each line, and the width of its label."""

    def box(self, name: str, texts: Iterable[str], extra: float) -> None:
        """A box as wide as its longest line, or where Mermaid breaks it."""
        self.width_of_box[name] = _widest(texts) + extra

    def line(self, source: str, target: str, words: Sequence[str]) -> None:
        """A line, drawn after both its boxes."""
        self.lines.append((source, target, _widest(words)))

    @property
    def width(self) -> float:
        """The widest rank; even ranks are for boxes, and labels stand between them."""
        order = {name: number for number, name in enumerate(self.width_of_box)}
        rank = dict.fromkeys(order, 0)
        following: dict[str, list[str]] = {}
        for source, target, _ in self.lines:
            upper, lower = sorted((source, target), key=order.__getitem__)
            if upper != lower:
                following.setdefault(upper, []).append(lower)
        for name in order:
            for after in following.get(name, ()):
                rank[after] = max(rank[after], rank[name] + 2)
        found: dict[int, float] = {}
        held = Counter(rank.values())
        for name, width in self.width_of_box.items():
            # A box beside another one pushes aside what stands in the ranks next to its own.
            reach = 2 if held[rank[name]] > 1 else 0
            for at in range(rank[name] - reach, rank[name] + reach + 1):
                found[at] = found.get(at, 0) + width + _BETWEEN
        for source, target, label in self.lines:
            first, last = sorted((rank[source], rank[target]))
            if target not in self.attached and source not in self.attached and last - first > 2:
                # A long line keeps to one side of the boxes that it passes, with its label.
                for at in range(first + 1, last):
                    found[at] = found.get(at, 0) + label + _BESIDE
        return max(found.values(), default=0) - _BETWEEN + _BORDERS


def _widest(texts: Iterable[str]) -> float:
    lines = (width_of(line, LETTERS) for text in texts for line in text.splitlines())
    return min(_LABEL_WIDTH, max(lines, default=0))


class Flowchart:
    """A journey as a flowchart."""

    def __init__(self, journey: Journey, down: bool, form: Form) -> None:
        self.journey = journey
        self.form = form
        self.lines: list[str] = []
        self.origins: dict[int, Address] = {}
        """Which lines stand for a touchpoint or for a way that leaves it."""
        self.places = {stop.address: stop.place for stop in journey.stops}
        self.number = {stop.address: number for number, stop in enumerate(journey.stops)}
        self.lines_between = 0
        self.boxes = 0
        self.ranks = _Ranks()
        self.introductions: list[str] = []
        """Boxes without a frame that say more about a stage or a step."""
        self.classes = {owner.id: f"owner{number}" for number, owner in enumerate(journey.owners)}
        # NOTE: said in every group again, since Mermaid turns those that no line leaves; test_pictures.py guards it.
        self.direction = "TB" if down else "LR"
        self.build()
        self.text = "\n".join(self.lines) + "\n"

    def build(self) -> None:
        """Groups with their boxes first, then all lines, then how they look."""
        journey = self.journey
        self.lines += [*_SETTINGS, f"flowchart {self.direction}"]
        self.lines += [f"  accTitle: {spelled(journey.title)}", f"  accDescr: {spelled(journey.summary)}"]
        for stage in journey.stages:
            self.stage(stage)
        for way in journey.ways:
            self.way(way)
        self.order()
        for stage in journey.stages:
            self.attach(stage_id(stage), stage.stops, stage.attached)
            for section in stage.sections:
                self.attach(_id("step", section.id), section.stops, section.attached)
                for stop in section.stops:
                    self.attach(_stop_id(stop.address), (stop,), stop.attached)
        self.lines.extend(self.styles())

    # GROUPS AND BOXES

    def stage(self, stage: Stage) -> None:
        name = stage_id(stage)
        self.lines.append(f"  subgraph {name}[{_label([shortened(stage.title, _TITLE_WIDTH)])}]")
        self.lines.append(f"    direction {self.direction}")
        self.introduce("    ", name, (*stage_words(stage), *self.inside(stage.attached)))
        for section in stage.sections:
            self.section(section)
        self.lines.append("  end")

    def section(self, section: Section) -> None:
        name = _id("step", section.id)
        if section.id:
            self.lines.append(f"    subgraph {name}[{_label([shortened(section.title, _TITLE_WIDTH)])}]")
            self.lines.append(f"      direction {self.direction}")
            self.introduce("      ", name, (*section_words(section), *self.inside(section.attached)))
        for stop in section.stops:
            self.stop(stop)
        if section.id:
            self.lines.append("    end")

    def introduce(self, indent: str, group: str, words: tuple[str, ...]) -> None:
        """What has no room in the title of a group: Mermaid keeps one line free for it."""
        title, *more = words
        said = [title, *more] if shortened(title, _TITLE_WIDTH) != " ".join(title.split()) else more
        if said:
            self.introductions.append(f"about_{group}")
            self.lines.append(f"{indent}about_{group}[{_label(said)}]")
            self.ranks.box(f"about_{group}", said, 30)

    def stop(self, stop: Stop) -> None:
        words = (*stop_words(stop), *self.inside(stop.attached), *map(_line_of, self.told(stop)))
        text = _label(words)
        # A hexagon is the wider the more it holds.
        is_hexagon = stop.spec.moment_of_truth and len(words) <= _HEXAGON_MAX
        shape = f"{{{{{text}}}}}" if is_hexagon else f"[{text}]"
        self.lines.append(f"    {_stop_id(stop.address)}{shape}")
        self.ranks.box(_stop_id(stop.address), words, 90 if is_hexagon else 60)
        self.origins[len(self.lines)] = stop.place

    # LINES

    def way(self, way: Way) -> None:
        if self.form == "listed" and self.is_told(way):
            return
        words = () if self.is_told(way) else way.words
        label = f"|{_label(words)}|" if words else ""
        arrow = "==>" if way.handoff else "-->"
        self.line(_stop_id(way.source), f"{arrow}{label}", _stop_id(way.target), words)
        self.origins[len(self.lines)] = self.places[way.source]

    def is_told(self, way: Way) -> bool:
        """Whether a box says of a way what would else stand beside the boxes that it passes."""
        is_long = self.number[way.target] != self.number[way.source] + 1
        return is_long and (self.form == "listed" or (self.form == "told" and way.words != ()))

    def told(self, stop: Stop) -> Iterator[Attached]:
        for way in self.journey.ways:
            if way.source == stop.address and self.is_told(way):
                title = self.journey.stops[self.number[way.target]].title
                yield Attached("next", way.target, title, way.words, stop.place)

    def line(self, source: str, arrow: str, target: str, words: Sequence[str] = ()) -> None:
        self.lines.append(f"  {source} {arrow} {target}")
        self.lines_between += 1
        if source in self.ranks.width_of_box and target in self.ranks.width_of_box:
            self.ranks.line(source, target, words)

    def order(self) -> None:
        """Lines that nobody sees keep what no way connects below each other, in the order of the journey."""
        ways = {(_stop_id(way.source), _stop_id(way.target)) for way in self.journey.ways}
        place = {name: number for number, name in enumerate(self.ranks.width_of_box)}
        reached = {target for source, target in ways if place[source] < place[target]}
        for before, name in pairwise(place):
            is_free = name not in reached or self.form not in ("around", "inside") or "about_" in before + name
            if is_free and (before, name) not in ways:
                self.line(before, "~~~", name)

    # WHAT IS ATTACHED

    def inside(self, things: Sequence[Attached]) -> Iterator[str]:
        """Attached things as text, where boxes for all of them would hide the journey."""
        if self.form != "around":
            yield from map(_line_of, things)

    def attach(self, holder: str, stops: Sequence[Stop], things: Sequence[Attached]) -> None:
        """Boxes for attached things; those of a group count as those of its first touchpoint."""
        if self.form != "around":
            return
        near = _stop_id(stops[0].address) if stops else holder
        boxes: dict[tuple[str, str], str] = {}
        for thing in things:
            self.boxes += 1
            box = boxes[thing.sort, thing.id] = f"attached{self.boxes}"
            before, after = _SHAPES[thing.sort]
            words = (_said(thing), *thing.facts)
            self.lines.append(f"  {box}{before}{_label(words)}{after}")
            self.ranks.box(box, words, 60)
            self.ranks.attached.add(box)
            if thing.sort == "arrival":
                self.line(box, "-.->", holder)
            elif thing.sort in ("onward", "handoff"):
                self.line(holder, "-.->", box)
            else:
                self.line(boxes.get(("survey", thing.through), holder), "-.-", box)
            if holder != near and near in self.ranks.width_of_box and thing.sort == "survey":
                self.ranks.line(near, box, ())

    # STYLES

    def styles(self) -> Iterator[str]:
        """Light fills, dark edges and black text, so that the page's own theme cannot spoil the contrast."""
        journey, stops = self.journey, self.journey.stops
        yield f"  classDef default fill:#FFFFFF,stroke:{_INK},color:#000000"
        yield "  classDef part fill:#F5F6F8,stroke:#7A828C,color:#000000"
        yield f"  class {','.join(_parts(journey.stages))} part"
        if self.introductions:
            yield "  classDef about fill:none,stroke:none,color:#000000"
            yield f"  class {','.join(self.introductions)} about"
        for owner in journey.owners:
            style = f"fill:{owner.sign.tint},stroke:{_INK},color:#000000"
            yield from _class(self.classes[owner.id], style, (stop for stop in stops if _shown_owner(stop) == owner))
        yield from _class("truth", "stroke-width:4px", (stop for stop in stops if stop.spec.moment_of_truth))
        yield from _class("backstage", "stroke-dasharray:6 4", (stop for stop in stops if stop.spec.side == "back"))
        if self.lines_between:
            yield _LINES


def _class(name: str, style: str, stops: Iterable[Stop]) -> Iterator[str]:
    names = ",".join(_stop_id(stop.address) for stop in stops)
    if names:
        yield from (f"  classDef {name} {style}", f"  class {names} {name}")


def _label(lines: Iterable[str]) -> str:
    return quoted(breakable(line, _LABEL_WIDTH) for line in lines)


_SHAPES: Mapping[str, tuple[str, str]] = {
    "survey": ("([", "])"),
    "loop": ("[[", "]]"),
    "metric": ("[(", ")]"),
    "handoff": (">", "]"),
    "onward": (">", "]"),
    "arrival": (">", "]"),
}


def _said(thing: Attached) -> str:
    return f"{thing.sort}: {thing.words}" if thing.sort in ("survey", "loop", "metric") else thing.words


def _line_of(thing: Attached) -> str:
    return ": ".join((_said(thing), ", ".join(thing.facts))).rstrip(": ")


def _shown_owner(stop: Stop) -> Owner | None:
    """The owner whose color a box has: the lead, else the first one."""
    return stop.lead or next(iter(stop.owners), None)


def _parts(stages: Iterable[Stage]) -> Iterator[str]:
    for stage in stages:
        yield stage_id(stage)
        yield from (_id("step", section.id) for section in stage.sections if section.id)


def stage_id(stage: Stage) -> str:
    """The name of a stage in a diagram."""
    return _id("stage", stage.id)


def _stop_id(address: str) -> str:
    return _id("contact", address.partition(".")[2])


def _id(sort: str, name: str) -> str:
    """An id that is no word of Mermaid's, and in which no hyphen can become an arrow."""
    return f"{sort}_{name.replace('-', '_')}"


# OVERVIEW


def overview(journey: Journey) -> tuple[str, int]:
    """The stages of a journey and what leads from one to another, where its touchpoints need several diagrams; and how
    many lines are drawn."""
    stage_of = {stop.address: stage_id(stage) for stage in journey.stages for stop in stage.stops}
    handed: dict[tuple[str, str], bool] = {}
    for way in journey.ways:
        pair = stage_of[way.source], stage_of[way.target]
        if pair[0] != pair[1]:
            handed[pair] = handed.get(pair, False) or way.handoff is not None
    lines = [
        *_SETTINGS,
        "flowchart TB",
        f"  accTitle: {spelled(journey.title)}",
        f"  accDescr: {spelled(journey.summary)}",
    ]
    following = list(pairwise(stage_id(stage) for stage in journey.stages))
    long = [pair for pair in handed if pair not in following]
    told = long if len(long) > _LONG_AND_BACK_MAX else []
    titles = {stage_id(stage): stage.title for stage in journey.stages}
    for stage in journey.stages:
        own = [pair for pair in told if pair[0] == stage_id(stage)]
        more = (f"{'handoff to' if handed[pair] else 'next'}: {titles[pair[1]]}" for pair in own)
        lines.append(f"  {stage_id(stage)}[{_label((*stage_words(stage), stage.contents, *more))}]")
    drawn = [
        f"  {source} {'==>' if is_handoff else '-->'} {target}"
        for (source, target), is_handoff in handed.items()
        if (source, target) not in told
    ]
    # Stages in their order, whatever leads where.
    drawn += [f"  {before} ~~~ {after}" for before, after in following if (before, after) not in handed]
    lines += [*drawn, f"  classDef default fill:#F5F6F8,stroke:{_INK},color:#000000"]
    lines += [_LINES] if drawn else []
    return "\n".join(lines) + "\n", len(drawn)
