"""Groups from the whole down to the finest, in SQL: each level is held to what is shown of the level above."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from cxprog.emitters._gate_reading import Hidden, View
from cxprog.emitters._gate_sql import Line, Named, column, listed, literal, select, where
from cxprog.target import Address

_PERIODS = {"periods": ("first_day", "last_day"), "published": ("last_day",), "always": ()}
"""Columns that tell editions apart."""


class Chain(NamedTuple):
    """The levels of one view."""

    view: View
    source: str
    """The query of the lines that are counted."""
    of: tuple[str, ...]
    """Columns that tell what is counted."""
    has_values: bool
    """Whether lines are scores, which must not be all alike, and not comments."""
    is_guarded: bool
    """Whether anything asks for a minimum."""

    # COLUMNS

    @property
    def period(self) -> tuple[str, ...]:
        """Columns of the edition."""
        return _PERIODS[self.view.editions.rule]

    @property
    def own(self) -> tuple[str, ...]:
        """The column of which each reader sees only its own value."""
        return (column(self.view.own),) if self.view.own else ()

    def cuts(self, level: int) -> tuple[str, ...]:
        """Columns of the cuts that are fixed on a level; each question belongs to one survey already."""
        return tuple(column(cut) for cut in self.view.cuts[:level] if cut not in self.of)

    def keys(self, level: int) -> tuple[str, ...]:
        """Columns that tell a group of a level from all others."""
        return (*self.of, *self.period, *self.own, *self.cuts(level))

    @property
    def needed(self) -> tuple[str, ...]:
        """The column of the minimum."""
        return ("needed",) if self.is_guarded else ()

    @property
    def counted(self) -> tuple[str, ...]:
        """Columns that add up from groups to their totals."""
        return ("n", "above_lowest", "below_highest") if self.has_values and self.is_guarded else ("n",)

    @property
    def value(self) -> tuple[str, ...]:
        """The column of the value."""
        return ("value",) if self.has_values else ()

    # QUERIES

    def levels(self) -> Iterator[Named]:
        """The queries `shown_0`, `shown_1` and so on, with what they need."""
        for level in self.view.levels:
            if level == self.view.levels[0] or not self.is_guarded:
                yield self._groups(f"shown_{level}", level)
            else:
                yield self._groups(f"groups_{level}", level)
                yield self._parts(level)
                yield self._kept(level)

    def _groups(self, called: str, level: int) -> Named:
        """The groups of a level, as far as they are large enough."""
        hidden = [each for each in self.view.hidden if each.level == level == len(self.view.cuts)]
        keys = (*self.keys(level), *self.needed)
        body = (
            *select((*keys, *self._aggregates()), f"FROM {self.source}"),
            *where((*(f"{cut} IS NOT NULL" for cut in self.cuts(level)), *(never(self.view, each) for each in hidden))),
            *listed(keys, "GROUP BY "),
            *(Line(text) for text in self._having()),
        )
        return Named(called, (self._words(level),), body)

    def _aggregates(self) -> Iterator[str]:
        yield "COUNT(*) AS n"
        if self.has_values:
            yield "AVG(points) AS value"
        yield from (f"SUM(is_{each}) AS {each}" for each in self.counted[1:])

    def _having(self) -> Iterator[str]:
        if self.is_guarded:
            yield "HAVING COUNT(*) >= needed"
            yield from (f"  AND SUM(is_{each}) > 0" for each in self.counted[1:])

    def _words(self, level: int) -> str:
        by = f"By {' and '.join(self.view.cuts[:level])}" if level else "The whole"
        own = f" of one {self.view.own}" if self.view.own else ""
        alike = " and not everybody is at the same end of the scale" if self.has_values else ""
        return f"{by}{own}{f', where there are enough{alike}' if self.is_guarded else ''}."

    def _parts(self, level: int) -> Named:
        above = self.keys(level - 1)
        cut = column(self.view.cuts[level - 1])
        body = select(
            (
                "g.*",
                *(f"p.{each} - SUM(g.{each}) OVER parts AS left_{each}" for each in self.counted),
                f"ROW_NUMBER() OVER (parts ORDER BY g.n, g.{cut}) AS place",
            ),
            f"FROM groups_{level} AS g",
            *listed(above, f"JOIN shown_{level - 1} AS p USING (", ")"),
            *listed(above, "WINDOW parts AS (PARTITION BY ", ")"),
        )
        says = "What is left over of the group above when all these are subtracted. `place` 1 is the smallest."
        return Named(f"parts_{level}", (says,), body)

    def _kept(self, level: int) -> Named:
        left = " AND ".join(("left_n >= needed", *(f"left_{each} > 0" for each in self.counted[1:])))
        is_one = len(self.counted) == 1
        body = select(
            (*self.keys(level), *self.needed, *self.counted, *self.value),
            f"FROM parts_{level}",
            "WHERE place > 1",
            "  OR left_n = 0",
            f"  OR {left}" if is_one else f"  OR ({left})",
        )
        says = "Where somebody is left over, but not enough, the smallest group stays hidden as well."
        return Named(f"shown_{level}", (says,), body)

    # EDITIONS AND OWN PARTS

    def editions(self) -> Iterator[Named]:
        """The query of editions that somebody publishes."""
        if self.view.editions.rule == "published":
            body = select(
                ("last_day", "COALESCE(LAG(last_day) OVER (ORDER BY last_day), '') AS last_before"),
                "FROM cx_editions",
                f"WHERE report = {literal(self.view.report)}",
            )
            yield Named("editions", ("Each edition holds what came in since the one before.",), body)

    def joined(self) -> Line | None:
        """How a line `a` finds its edition `e`."""
        origin = Address("report", self.view.report, ("every",))
        if self.view.editions.pace is not None:
            pace = literal(self.view.editions.pace.name)
            return Line(f"JOIN cx_calendar AS e ON e.pace = {pace} AND e.day = a.answered_on", origin)
        if self.period:
            return Line("JOIN editions AS e ON a.answered_on > e.last_before AND a.answered_on <= e.last_day", origin)
        return None

    def is_over(self) -> str | None:
        """The condition that an edition is over."""
        return "e.last_day < (SELECT MIN(day) FROM cx_as_of)" if self.period else None

    def is_theirs(self) -> Iterator[Line]:
        """The condition that a line is for the reader who looks."""
        for each in self.own:
            yield Line(f"{each} IN (SELECT {each} FROM cx_viewer)", self.view.address)


def never(view: View, hidden: Hidden, *where_it_is: str) -> Line:
    """The condition that a group is not the one that the report hides."""
    same = (f"{column(dimension)} = {literal(value)}" for dimension, value in hidden.by)
    return Line(f"NOT ({' AND '.join((*where_it_is, *same))})", Address("report", view.report, ("hide", hidden.place)))
