"""Which groups and totals a report has, by what it is cut and filtered by: their shape, before anybody is counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Any, NamedTuple

By = tuple[tuple[str, str], ...]
"""Dimension and value of a group; nothing for the whole."""
Level = tuple[str, ...]
"""Dimensions of one sort of group; none for the whole."""
LEVELS_MAX = 4096
"""Most sorts of groups and totals of one report that are looked at: twelve dimensions with all totals."""


class Layout(NamedTuple):
    """The groups and totals of a report."""

    cut: Level
    """What the report is cut by."""
    levels: tuple[Level, ...]
    """The sorts of groups, those by the fewest dimensions first; dimensions stand in the order of the report."""
    hide: tuple[frozenset[tuple[str, str]], ...]
    """Values of groups that are never shown."""

    def hidden(self, level: Level) -> Iterator[tuple[tuple[int, ...], frozenset[Level]]]:
        """What is never shown of a level: places of dimensions in it, and the values there of groups that are hidden.

        A group of the cut is hidden however it is filtered; a group that is fixed by a filter can be named as well.
        """
        cut = tuple(place for place, name in enumerate(level) if name in self.cut)
        for places in dict.fromkeys((cut, tuple(range(len(level))))):
            names = [level[place] for place in places]
            wanted = set(names)
            entries = [dict(entry) for entry in self.hide if {name for name, _ in entry} == wanted]
            if entries:
                yield places, frozenset(tuple(entry[name] for name in names) for entry in entries)


def layout_of(report: Any, always: Sequence[str] = ()) -> Layout | None:
    """The groups and totals of a report; None where there are too many sorts of them.

    `always` are dimensions of which each reader sees one value, as of accounts where all see their own: nothing is
    totaled over them.
    """
    cut, filters = tuple(dict.fromkeys(report.cut_by)), tuple(dict.fromkeys(report.filters))
    if (2 ** len(cut) if report.totals == "all" else len(cut) + 1) * 2 ** len(filters) > LEVELS_MAX:
        return None
    order = tuple(dict.fromkeys((*cut, *filters, *always)))
    chosen = product(_totaled(cut, report.totals), _subsets(filters))
    sets = {frozenset((*fixed, *filtered, *always)) for fixed, filtered in chosen}
    levels = sorted(
        (tuple(name for name in order if name in each) for each in sets), key=lambda each: (len(each), each)
    )
    return Layout(cut, tuple(levels), tuple(frozenset(entry.items()) for entry in report.hide))


def _totaled(cut: Level, totals: str) -> Sequence[Level]:
    if totals == "all":
        return list(_subsets(cut))
    return [cut[:size] for size in range(len(cut) + 1)] if totals == "nested" else [cut]


def _subsets(names: Level) -> Iterator[Level]:
    for size in range(len(names) + 1):
        yield from combinations(names, size)
