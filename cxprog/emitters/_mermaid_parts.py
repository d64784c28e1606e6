"""A long journey in parts that one diagram each can show, with what leads from one part to another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from cxprog.renderers._journey import Attached, Journey, Section, Stage, Stop, Way
from cxprog.renderers._measure import isolated


def parts(journey: Journey, most: int, keeps_stages: bool) -> tuple[Journey, ...]:
    """The journey in parts of so many touchpoints at most; one that keeps stages ends with a whole one if it can."""
    groups = _groups(journey.stages, most, keeps_stages)
    if len(groups) == 1:
        return (journey,)
    part_of = {stop.address: number for number, group in enumerate(groups) for stage in group for stop in stage.stops}
    told = _Told(journey, part_of)
    return tuple(
        replace(
            journey,
            stages=tuple(_mapped(stage, told.stop) for stage in group),
            ways=tuple(way for way in journey.ways if part_of[way.source] == part_of[way.target] == number),
        )
        for number, group in enumerate(groups)
    )


def _groups(stages: Iterable[Stage], most: int, keeps_stages: bool) -> list[list[Stage]]:
    groups: list[list[Stage]] = [[]]
    left = most
    for stage in stages:
        first = most if keeps_stages and len(stage.stops) > left else left
        for piece in _pieces(stage, first, most):
            if len(piece.stops) > left:
                groups.append([])
                left = most
            groups[-1].append(piece)
            left -= len(piece.stops)
    return groups


def _pieces(stage: Stage, first: int, most: int) -> Iterator[Stage]:
    """A stage, cut where it is too long; what is attached to it stands in its first piece."""
    stops = [(section, stop) for section in stage.sections for stop in section.stops]
    if len(stops) <= (first or most):
        yield stage
        return
    cuts = [0, *range(first or most, len(stops), most), len(stops)]
    for start, end in pairwise(cuts):
        held = stops[start:end]
        sections = tuple(
            _rest(section, tuple(stop for own, stop in held if own is section))
            for section in stage.sections
            if any(own is section for own, _ in held)
        )
        if start:
            yield replace(stage, title=f"{stage.title} (continued)", attached=(), sections=sections)
        else:
            yield replace(stage, sections=sections)


def _rest(section: Section, stops: tuple[Stop, ...]) -> Section:
    if stops[0] is section.stops[0]:
        return replace(section, stops=stops)
    title = f"{section.title} (continued)" if section.title else ""
    return replace(section, title=title, attached=(), stops=stops)


class _Told:
    """Touchpoints that say where their ways leave the part, and from where others come."""

    def __init__(self, journey: Journey, part_of: dict[str, int]) -> None:
        self.titles = {
            stop.address: f"{isolated(stage.title)}: {isolated(stop.title)}"
            for stage in journey.stages
            for stop in stage.stops
        }
        leaving = [way for way in journey.ways if part_of[way.source] != part_of[way.target]]
        self.out: dict[str, list[Way]] = {}
        self.into: dict[str, list[Way]] = {}
        for way in leaving:
            self.out.setdefault(way.source, []).append(way)
            self.into.setdefault(way.target, []).append(way)

    def stop(self, stop: Stop) -> Stop:
        stubs = [
            Attached("onward", way.target, self.titles[way.target], way.words, stop.place)
            for way in self.out.get(stop.address, ())
        ]
        stubs += [
            Attached("arrival", way.source, self.titles[way.source], (), stop.place)
            for way in self.into.get(stop.address, ())
        ]
        return replace(stop, attached=(*stop.attached, *stubs)) if stubs else stop


def _mapped(stage: Stage, change: Callable[[Stop], Stop]) -> Stage:
    sections = (replace(section, stops=tuple(map(change, section.stops))) for section in stage.sections)
    return replace(stage, sections=tuple(sections))
