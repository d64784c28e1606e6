"""Those who learn the same put together, so that a page says it once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from cxprog.analysis.anonymity.values import Audience, Hop
from cxprog.display._private_audience import Informed
from cxprog.display._private_learned import Learned
from cxprog.display._private_words import Said, named

_ANYBODY = Audience("word", "")
"""Stands for whoever it is, where only what is learned matters."""


class Alike(NamedTuple):
    """Audiences that learn the same of a survey."""

    first: Learned
    likewise: tuple[Said, ...]
    """Others to whom the last step of the same way leads, each with the place of that step."""
    belonging: tuple[Said, ...]
    """Those who learn no more, and only because they belong to one of them, with the place that says so."""


@dataclass
class _Row:
    first: Learned
    likewise: list[Learned] = field(default_factory=list)
    belonging: list[Learned] = field(default_factory=list)


def alike(given: Iterable[Learned]) -> tuple[Alike, ...]:
    """One row for all who learn the same of a survey by the same way, in the order of the first of each."""
    everybody = tuple(given)
    rows: list[_Row] = []
    by_path: dict[tuple[Hop, ...], _Row] = {}
    by_end: dict[tuple[object, ...], _Row] = {}
    # Short ways first, for whoever belongs to somebody learns by a longer one.
    for each in sorted(everybody, key=lambda each: len(each.flow.path)):
        path = each.flow.path
        if (row := _holder(each, by_path)) is not None:
            row.belonging.append(each)
        elif path and (row := by_end.get(_end(each))) is not None:
            row.likewise.append(each)
        else:
            row = by_end[_end(each)] = _Row(each)
            rows.append(row)
        by_path.setdefault(path, row)
    order = {id(each): place for place, each in enumerate(everybody)}
    rows.sort(key=lambda row: order[id(row.first)])
    return tuple(Alike(row.first, _said(row.likewise, order), _said(row.belonging, order)) for row in rows)


def _holder(each: Learned, by_path: dict[tuple[Hop, ...], _Row]) -> _Row | None:
    """The row of somebody whom one belongs to without learning more."""
    path = each.flow.path
    for length in range(len(path) - 1, 0, -1):
        if not is_membership(path[length]):
            return None
        row = by_path.get(path[:length])
        if row is not None and _is_less(each, row.first):
            return row
    return None


def _is_less(each: Learned, other: Learned) -> bool:
    flow, known = each.flow, other.flow
    is_alike = all(getattr(flow, name) == getattr(known, name) for name in ("survey", "answer", "case", "reason"))
    return is_alike and set(flow.carries) <= set(known.carries) and set(each.minimums) <= set(other.minimums)


def _end(each: Learned) -> tuple[object, ...]:
    """What those have in common to whom the last step of one way leads."""
    path = each.flow.path
    last = path[-1].at if path else None
    return (*each.facts, path[:-1], last and (last.kind, last.id))


def _said(given: Sequence[Learned], order: dict[int, int]) -> tuple[Said, ...]:
    ordered = sorted(given, key=lambda each: order[id(each)])
    return tuple(Said(named(each.audience, each.flow.audience.id), each.path[-1].place) for each in ordered)


def is_membership(hop: Hop) -> bool:
    """Whether a step of a way only says who belongs to whom."""
    return hop.at.kind in ("team", "partner", "role")


class Sheet(NamedTuple):
    """Audiences that can learn the same of everything."""

    first: Informed
    others: tuple[Informed, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Titles of all of them."""
        return (self.first.title, *(each.title for each in self.others))

    @property
    def likewise(self) -> tuple[Said, ...]:
        """The others, with the places where they are declared."""
        return tuple(Said(named(each.title, each.audience.id), each.place.place) for each in self.others)


def sheets(audiences: Iterable[Informed]) -> tuple[Sheet, ...]:
    """One sheet for all who can learn the same, in the order of the first of each."""
    found: dict[tuple[object, ...], list[Informed]] = {}
    for each in audiences:
        found.setdefault(_learns(each), []).append(each)
    return tuple(Sheet(first, tuple(others)) for first, *others in found.values())


def _learns(informed: Informed) -> tuple[object, ...]:
    """Everything that an audience learns, whoever it is."""
    return (
        informed.audience.kind,
        tuple((each.flow.promise, *each.facts) for each in informed.learned),
        tuple(replace(each.view, audience=_ANYBODY) for each in informed.seen),
        tuple((case.does, case.said.words) for case in informed.cases),
        tuple(dataset.words for dataset in informed.datasets),
        tuple((each.answer, each.linked.answer, each.what, each.equations, each.hide) for each in informed.worked_out),
        tuple((each.linked.what, each.linked.minimum, each.linked.reason) for each in informed.worked_out),
    )
