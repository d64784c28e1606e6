"""What differs between the boards of two versions of a program, as plain values: who reads them decides how it looks.

Journeys, stages, steps and touchpoints stand in one order that holds both versions: what is new stands where it is now,
what is gone where it was, so that nothing that stayed passes anything else. Only what left its place among its own
neighbors has moved: of two that changed places, one did.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple

from cxprog.renderers import _board_facets as facets
from cxprog.renderers._board_facets import SORTS, Change, Sort, Two
from cxprog.renderers._board_values import Board, Phrase, Section, Stage, Touchpoint, Words

ADDED, REMOVED = Change("added", ()), Change("removed", ())


# WHAT IS COMPARED


@dataclass(frozen=True)
class Pair:
    """Something in both versions, or in one of them."""

    id: str
    """The id that it has now, or had where it is gone."""
    changes: tuple[Change, ...]

    @property
    def sorts(self) -> tuple[Sort, ...]:
        """What happened to it, each once."""
        own = {change.sort for change in self.changes}
        return tuple(sort for sort in SORTS if sort in own)


@dataclass(frozen=True)
class TouchpointPair(Pair):
    """A touchpoint."""

    before: Touchpoint | None
    after: Touchpoint | None

    @property
    def shown(self) -> Touchpoint:
        """As it is now, else as it was."""
        shown = self.after or self.before
        assert shown is not None
        return shown


@dataclass(frozen=True)
class SectionPair(Pair):
    """A step, or the touchpoints of a stage without steps."""

    title: Words | None
    touchpoints: tuple[TouchpointPair, ...]


@dataclass(frozen=True)
class StagePair(Pair):
    """A stage."""

    title: Words
    sections: tuple[SectionPair, ...]

    @property
    def touchpoints(self) -> tuple[TouchpointPair, ...]:
        """All its touchpoints, in order."""
        return tuple(each for section in self.sections for each in section.touchpoints)


@dataclass(frozen=True)
class HungPair(Pair):
    """A survey, metric, loop or practice of the board."""

    kind: Literal["survey", "metric", "loop", "practice"]
    title: Words


@dataclass(frozen=True)
class JourneyPair(Pair):
    """A journey."""

    board: Board
    """As it is now, else as it was: its locales, its title."""
    stages: tuple[StagePair, ...]
    hung: tuple[HungPair, ...]

    @cached_property
    def touchpoints(self) -> tuple[TouchpointPair, ...]:
        """All touchpoints, in order."""
        return tuple(each for stage in self.stages for each in stage.touchpoints)

    @property
    def parts(self) -> Iterator[Pair]:
        """The journey itself and everything in it and on it."""
        yield self
        for stage in self.stages:
            yield from (stage, *stage.sections)
        yield from (*self.touchpoints, *self.hung)

    @cached_property
    def differs(self) -> bool:
        """Whether anything at all is not as it was."""
        return any(part.changes for part in self.parts)

    @cached_property
    def counts(self) -> Mapping[Sort, int]:
        """How many touchpoints each thing happened to; those to which it did."""
        found = Counter(sort for touchpoint in self.touchpoints for sort in touchpoint.sorts)
        return {sort: found[sort] for sort in SORTS if found[sort]}


class Version(NamedTuple):
    """One of the two versions of a program."""

    name: str
    """How whoever compares calls it, such as `main` or `the files as they are`."""
    version: str
    """The version that the program gives itself, with its environment where there is one."""


@dataclass(frozen=True)
class Difference:
    """What differs between two versions of a program."""

    before: Version
    after: Version
    journeys: tuple[JourneyPair, ...]
    """All journeys of both versions, by id."""
    owners: tuple[str, ...]
    """Ids of all who own a touchpoint in either version, sorted."""
    elsewhere: tuple[str, ...] = ()
    """Documents that differ in what no board of these journeys tells, as `kind:id`, sorted."""

    @property
    def differing(self) -> tuple[JourneyPair, ...]:
        """Those in which anything is not as it was."""
        return tuple(journey for journey in self.journeys if journey.differs)

    def of(self, journeys: Iterable[str]) -> Difference:
        """The same for some journeys only."""
        wanted = frozenset(journeys)
        return replace(self, journeys=tuple(each for each in self.journeys if each.id in wanted))

    @property
    def counts(self) -> Mapping[Sort, int]:
        """How many touchpoints of all journeys each thing happened to."""
        found = [journey.counts for journey in self.journeys]
        return {sort: count for sort in SORTS if (count := sum(each.get(sort, 0) for each in found))}


def difference(before: Version, after: Version, old: Iterable[Board], new: Iterable[Board]) -> Difference:
    """What differs between the boards of two versions."""
    was, now = ({board.id: board for board in each} for each in (old, new))
    pairs = (_Comparing(was.get(name), now.get(name)).journey for name in sorted(was.keys() | now.keys()))
    owners = {owner.id for boards in (was, now) for board in boards.values() for owner in board.owners}
    return Difference(before, after, tuple(pairs), tuple(sorted(owners)))


# ONE ORDER FOR BOTH VERSIONS


def merged(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], frozenset[str]]:
    """Names of both orders in one, and those in both that left their place among the others."""
    at = {name: number for number, name in enumerate(before)}
    common = [name for name in after if name in at]
    kept = frozenset(common)
    stayed = {before[number] for number in _longest_rising([at[name] for name in common])}
    left_behind: dict[str | None, list[str]] = {None: []}
    anchor = None
    for name in before:
        if name in stayed:
            anchor = name
            left_behind[anchor] = []
        elif name not in kept:
            left_behind[anchor].append(name)
    order = [*left_behind[None]]
    for name in after:
        order += [name, *left_behind.get(name, ())]
    return order, kept - stayed


def _longest_rising(numbers: Sequence[int]) -> list[int]:
    """As many of the numbers as possible so that each is greater than the one before it."""
    ends: list[int] = []
    runs: list[tuple[int, int]] = []
    for number in numbers:
        length = bisect_left(ends, number)
        ends[length : length + 1] = [number]
        runs.append((length, number))
    found: list[int] = []
    wanted = len(ends) - 1
    for length, number in reversed(runs):
        if length == wanted and (not found or number < found[-1]):
            found.append(number)
            wanted -= 1
    return found[::-1]


# COMPARING


class _Held(NamedTuple):
    """A touchpoint with where it stands."""

    touchpoint: Touchpoint
    stage: str
    section: str
    place: Phrase
    """Title of its stage, and of its step where it has one."""

    @property
    def id(self) -> str:
        return self.touchpoint.id


class _Step(NamedTuple):
    """A step with the stage in which it stands."""

    step: Section
    stage: str

    @property
    def id(self) -> str:
        return self.step.id


class _Comparing:
    """One journey; what was is known by the ids that it has now."""

    def __init__(self, before: Board | None, after: Board | None) -> None:
        board = after or before
        assert board is not None
        self.board = board
        self.whole = None if before and after else (ADDED if after else REMOVED)
        self.old = before.stages if before else ()
        self.new = after.stages if after else ()
        self.stage_ids = _same(self.old, self.new, lambda stage: stage.title, _contacts)
        steps = [tuple(self.steps(self.old, self.stage_ids)), tuple(self.steps(self.new, {}))]
        self.step_ids = _same(
            steps[0], steps[1], lambda each: (each.stage, each.step.title), lambda each: _contacts(each.step)
        )
        self.was = self.held(self.old, {**self.stage_ids, **self.step_ids})
        self.now = self.held(self.new, {})
        ids = _same(self.was.values(), self.now.values(), lambda each: (each.touchpoint.title, each.stage))
        self.was = {ids.get(name, name): each for name, each in self.was.items()}
        self.two = Two(before or board, after or board, ids)
        self.now_at = _by_place(self.now)
        left = {
            name: each for name, each in self.was.items() if name not in self.now or _is_there(each, self.now[name])
        }
        self.was_at = _by_place(left)

    def steps(self, stages: Iterable[Stage], renamed: Mapping[str, str]) -> Iterator[_Step]:
        for stage in stages:
            yield from (_Step(step, renamed.get(stage.id, stage.id)) for step in stage.sections if step.id)

    def held(self, stages: Iterable[Stage], renamed: Mapping[str, str]) -> dict[str, _Held]:
        return {
            touchpoint.id: _Held(
                touchpoint, renamed.get(stage.id, stage.id), renamed.get(section.id, section.id), _place(stage, section)
            )
            for stage in stages
            for section in stage.sections
            for touchpoint in section.touchpoints
        }

    @property
    def journey(self) -> JourneyPair:
        """The journey with everything in it."""
        changes: tuple[Change, ...] = (self.whole,) if self.whole else tuple(self.own_changes())
        hung = tuple(self.hung()) if not self.whole else ()
        return JourneyPair(self.board.id, changes, self.board, tuple(self.stages()), hung)

    def own_changes(self) -> Iterator[Change]:
        before, after = self.two.before, self.two.after
        yield from facets.text(self.two, "title", "title", before.title, after.title)
        yield from facets.text(self.two, "other", "description", before.description, after.description)
        yield from facets.scalar("other", "whose journey", (before.actor,), (after.actor,))

    # STAGES AND STEPS

    def stages(self) -> Iterator[StagePair]:
        old = {self.stage_ids.get(stage.id, stage.id): stage for stage in self.old}
        new = {stage.id: stage for stage in self.new}
        order, moved = merged(tuple(old), tuple(new))
        for name in order:
            was, now = old.get(name), new.get(name)
            shown = now or was
            assert shown is not None
            changes = tuple(self.stage_changes(was, now, name in moved))
            yield StagePair(name, changes, shown.title, tuple(self.sections(name, was, now)))

    def stage_changes(self, before: Stage | None, after: Stage | None, is_moved: bool) -> Iterator[Change]:
        if before is None or after is None:
            yield from () if self.whole else (ADDED if after else REMOVED,)
            return
        if is_moved:
            yield Change("moved", ("order",), (_behind(self.old, before),), (_behind(self.new, after),))
        yield from facets.stage_changes(self.two, before, after)

    def sections(self, stage: str, before: Stage | None, after: Stage | None) -> Iterator[SectionPair]:
        old = {self.step_ids.get(own.id, own.id): own for own in before.sections} if before else {}
        new = {own.id: own for own in after.sections} if after else {}
        order, moved = merged(tuple(old), tuple(new))
        for name in order:
            was, now = old.get(name), new.get(name)
            shown = now or was
            assert shown is not None
            changes: list[Change] = []
            if was and now:
                if name and name in moved:
                    behind = [_behind(each.sections, own) for each, own in ((before, was), (after, now)) if each]
                    changes.append(Change("moved", ("order",), (behind[0],), (behind[1],)))
                changes += facets.text(self.two, "title", "title", was.title, now.title)
                changes += facets.scalar("title", "id", (was.id,), (now.id,))
            elif name and before and after:
                changes += [ADDED if now else REMOVED]
            touchpoints = tuple(self.touchpoints(stage, name))
            if touchpoints or changes:
                yield SectionPair(name, tuple(changes), shown.title, touchpoints)

    # TOUCHPOINTS

    def touchpoints(self, stage: str, section: str) -> Iterator[TouchpointPair]:
        order, moved = merged(self.was_at.get((stage, section), ()), self.now_at.get((stage, section), ()))
        for name in order:
            was, now = self.was.get(name), self.now.get(name)
            if was and now:
                changes = (
                    *self.moves(was, now, name in moved),
                    *facets.touchpoint_changes(self.two, was.touchpoint, now.touchpoint),
                )
            else:
                changes = (ADDED if now else REMOVED,)
            yield TouchpointPair(name, changes, was.touchpoint if was else None, now.touchpoint if now else None)

    def moves(self, was: _Held, now: _Held, is_moved: bool) -> Iterator[Change]:
        if not _is_there(was, now):
            yield Change("moved", ("stage" if was.stage != now.stage else "step",), (was.place,), (now.place,))
        elif is_moved:
            before, after = self.two.before.touchpoints, self.two.after.touchpoints
            behind = _behind(before, was.touchpoint), _behind(after, now.touchpoint)
            yield Change("moved", ("order",), behind[:1], behind[1:])

    # WHAT HANGS ON THEM

    def hung(self) -> Iterator[HungPair]:
        one, other = self.two.before, self.two.after
        sorts: tuple[tuple[Any, Mapping[str, Any], Mapping[str, Any], Callable[..., Iterator[Change]]], ...] = (
            ("survey", one.surveys, other.surveys, facets.survey_changes),
            ("metric", _by_id(one.metrics), _by_id(other.metrics), facets.metric_changes),
            ("loop", one.loops, other.loops, facets.loop_changes),
            ("practice", one.practices, other.practices, facets.practice_changes),
        )
        for kind, old, new, changes_of in sorts:
            for name in sorted(old.keys() | new.keys()):
                was, now = old.get(name), new.get(name)
                whole = ADDED if now else REMOVED
                changes = tuple(changes_of(self.two, was, now)) if was and now else (whole,)
                shown: Any = now or was
                yield HungPair(name, changes, kind, shown.title)


def _same(before: Iterable[Any], after: Iterable[Any], *contents: Callable[[Any], Hashable]) -> dict[str, str]:
    """Ids that things have now, by the ids that they had, where there can be no doubt that they are the same.

    Things are the same by the first of the contents that only one of those that went and one of those that came have.
    """
    old, new = ({each.id: each for each in side} for side in (before, after))
    gone = {key: each for key, each in old.items() if key not in new}
    come = {key: each for key, each in new.items() if key not in old}
    found: dict[str, str] = {}
    for content in contents:
        was, now = (_by_content(side, content) for side in (gone, come))
        for own in was.keys() & now.keys():
            if own and len(was[own]) == 1 == len(now[own]):
                found[was[own][0]] = now[own][0]
                del gone[was[own][0]], come[now[own][0]]
    return found


def _by_content(things: Mapping[str, Any], content: Callable[[Any], Hashable]) -> Mapping[Hashable, list[str]]:
    """Ids of things by what they hold."""
    found: dict[Hashable, list[str]] = {}
    for name, each in things.items():
        found.setdefault(content(each), []).append(name)
    return found


def _contacts(part: Stage | Section) -> frozenset[str]:
    """Ids of the touchpoints; of a part without any, nothing that it could be known by."""
    return frozenset(touchpoint.id for touchpoint in part.touchpoints)


def _is_there(was: _Held, now: _Held) -> bool:
    return (was.stage, was.section) == (now.stage, now.section)


def _by_place(held: Mapping[str, _Held]) -> Mapping[tuple[str, str], list[str]]:
    """Names by stage and section, in order."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, each in held.items():
        found.setdefault((each.stage, each.section), []).append(name)
    return found


def _by_id(things: Iterable[Any]) -> Mapping[str, Any]:
    return {each.id: each for each in things}


def _place(stage: Stage, section: Section) -> Phrase:
    return (stage.title, ", ", section.title) if section.title else (stage.title,)


def _behind(things: Sequence[Any], thing: Any) -> Phrase:
    """Where something stands among its neighbors, in words."""
    at = next(number for number, each in enumerate(things) if each.id == thing.id)
    return ("after ", things[at - 1].title) if at and things[at - 1].title else ("first",)
