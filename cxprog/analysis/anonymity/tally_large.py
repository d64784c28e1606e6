"""The counts of tally.py in arrays, for large populations and many partners at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cxprog.analysis.anonymity.columns import Column, Columns, column_of, numbers_of, taken
from cxprog.analysis.anonymity.enough import is_assured_each, is_small_each, likely_each, totals
from cxprog.analysis.anonymity.layout import Level
from cxprog.analysis.anonymity.populated import Feed
from cxprog.analysis.anonymity.tally import (
    SMALLEST,
    Ask,
    Counts,
    Tally,
    answer_values,
    rounded,
    spread_of,
)
from cxprog.analysis.anonymity.values import Cell

if TYPE_CHECKING:
    from cxprog.analysis.anonymity.enough import Flags, Indices, Numbers

_NUMBER_MAX = 2**62
"""Largest number of a group before groups are numbered anew."""


class _Table(NamedTuple):
    """People told apart by some dimensions of answers, and how often they are asked."""

    rows: Indices
    """Group of the population of each entry."""
    people: Numbers
    accounts: Indices
    spread: Mapping[str, Column]
    trials: _Trials


class _Trials(NamedTuple):
    """Invitations, and how likely each is answered."""

    owners: Indices
    """The entry or group that each belongs to."""
    counts: Numbers
    chances: Numbers
    invited: Numbers

    def of(self, numbers: Indices) -> _Trials:
        """Those of entries that have a number now, which is not negative."""
        mine = numbers[self.owners]
        kept = mine >= 0
        return _Trials(mine[kept], self.counts[kept], self.chances[kept], self.invited[kept])


class _Cells(NamedTuple):
    """The groups of one level that are shown."""

    codes: Indices
    """A row for each group, a column for each dimension of the level."""
    values: Sequence[Sequence[str]]
    """Values of each dimension."""
    parts: Indices
    """Whose part each belongs to."""
    people: Numbers
    accounts: Indices
    expected: Numbers
    invited: Numbers
    trials: _Trials


def tallies(columns: Columns, ask: Ask, feeds: Mapping[str, Feed], *, by_partner: bool = False) -> Mapping[str, Tally]:
    """What is counted of the groups of a report; for each partner by whom people are counted, or under ''."""
    return _Counting(columns, ask, feeds, by_partner).tallies()


class _Counting:
    """One question in the making."""

    def __init__(self, columns: Columns, ask: Ask, feeds: Mapping[str, Feed], by_partner: bool) -> None:
        import numpy as np

        self.columns, self.ask, self.feeds = columns, ask, feeds
        self.populated = columns.populated
        self.part = columns.column("partner") if by_partner else Column(np.zeros(len(columns.people), np.int64), ("",))
        self.factor = self._factor(by_partner)

    def _factor(self, by_partner: bool) -> Numbers:
        """Which share of the people of each group is meant."""
        import numpy as np

        part = self.ask.part
        factor = np.ones(len(self.columns.people))
        if by_partner:
            shares = numbers_of([1 / self.populated.organizations(name) for name in self.part.values] or [1.0])
            factor = np.where(self.part.codes >= 0, shares[self.part.codes], 0.0)
        elif part is not None:
            factor /= part.organizations
            for name, values in part.values:
                column = self.columns.column(name)
                wanted = [place for place, value in enumerate(column.values) if value in values]
                factor[~np.isin(column.codes, wanted)] = 0.0
            if part.is_by_partner:
                own = self.columns.column("partner")
                shares = numbers_of([1 / self.populated.organizations(name) for name in own.values])
                factor *= shares[own.codes]
        return factor

    def tallies(self) -> Mapping[str, Tally]:
        """Everything, by whose part it is."""
        import numpy as np

        number = len(self.part.values)
        asked = np.unique(self.part.codes[[row for feed in self.feeds.values() for row in feed.rows]])
        counts = np.zeros((number, 5), np.int64)
        smallest: list[list[tuple[float, int, Cell]]] = [[] for _ in range(number)]
        tables: dict[Level, tuple[_Table, dict[str, Indices]]] = {}
        for place, level in enumerate(self.ask.layout.levels):
            spread = spread_of(self.populated, level)
            if spread not in tables:
                tables[spread] = self._table(spread), {}
            table, held = tables[spread]
            cells, nonempty = self._cells(table, level)
            counts[:, 1] += self._empty(table, held, level, nonempty)
            self._count(cells, counts)
            for part, cell in self._smallest(cells, level):
                smallest[part].append((rounded(cell.expected), place, cell))
        least = [sorted(each, key=lambda found: found[:2])[:SMALLEST] for each in smallest]
        return {
            self.part.values[part]: Tally(Counts(*map(int, counts[part])), tuple(cell for _, _, cell in least[part]))
            for part in asked.tolist()
            if part >= 0
        }

    # PEOPLE

    def _table(self, spread: Level) -> _Table:
        import numpy as np

        grouped = answer_values(self.populated, self.feeds, spread)
        of_survey = {name: place for place, names in enumerate(grouped.values()) for name in names}
        asked = []
        for name, feed in self.feeds.items():
            rows = np.array(feed.rows, np.int64)
            rows = rows[self.factor[rows] > 0]
            asked.append((rows, rows * len(grouped) + of_survey[name], feed))
        keys = np.unique(np.concatenate([key for _, key, _ in asked]))
        rows, groups = keys // len(grouped), keys % len(grouped)
        factor, accounts = self._shares(rows, spread)
        trials = [self._asked(np.searchsorted(keys, key), each, factor, feed) for each, key, feed in asked]
        columns: dict[str, Column] = {
            name: taken(column_of([dict(values)[name] for values in grouped]), groups)
            for name in ("survey", "stage", "touchpoint")
            if name in spread
        }
        if "account" in spread:
            columns["account"] = taken(self.columns.account, rows)
        together = _Trials(*(np.concatenate(each) for each in zip(*trials, strict=True)))
        table = _Table(rows, self.columns.people[rows] * factor, accounts, columns, together)
        return self._by_role(table) if "role" in spread else table

    def _shares(self, rows: Indices, spread: Level) -> tuple[Numbers, Indices]:
        """Which share of the people of each entry is meant, and how many accounts there are like it."""
        import numpy as np

        factor, accounts = self.factor[rows], np.ones(len(rows), np.int64)
        if "account" in spread:
            known = self.columns.accounts[rows]
            accounts = np.where(known > 0, np.maximum(1, np.rint(known * factor)), 1).astype(np.int64)
            factor = np.where(known > 0, np.minimum(factor, 1 / np.maximum(known, 1)), factor)
        return factor, accounts

    def _asked(self, entries: Indices, rows: Indices, factor: Numbers, feed: Feed) -> _Trials:
        counts = self.columns.people[rows] * factor[entries] * feed.times
        return _Trials(entries, counts, feed.share * self.columns.rates[rows], counts * feed.share)

    def _by_role(self, table: _Table) -> _Table:
        """Entries once for each role that the people hold."""
        import numpy as np

        roles = self.columns.roles
        flags = [held[table.rows] for held in roles.values()]
        chosen = np.concatenate([np.flatnonzero(flag) for flag in flags])
        starts = np.cumsum([0, *(int(flag.sum()) for flag in flags)])
        trials = [
            table.trials.of(np.where(flag, np.cumsum(flag) - 1 + start, -1))
            for flag, start in zip(flags, starts, strict=False)
        ]
        codes = np.repeat(np.arange(len(flags)), [int(flag.sum()) for flag in flags])
        spread = {name: taken(column, chosen) for name, column in table.spread.items()}
        return _Table(
            table.rows[chosen],
            table.people[chosen],
            table.accounts[chosen],
            {**spread, "role": Column(codes, tuple(roles))},
            _Trials(*(np.concatenate(each) for each in zip(*trials, strict=True))),
        )

    # GROUPS

    def _column(self, table: _Table, name: str) -> Column:
        import numpy as np

        if name == "partner" and self.ask.partner:
            return Column(np.zeros(len(table.rows), np.int64), (self.ask.partner,))
        return table.spread[name] if name in table.spread else taken(self.columns.column(name), table.rows)

    def _cells(self, table: _Table, level: Level) -> tuple[_Cells, Indices]:
        """The groups of a level that are shown, and how many hold anybody, by whose part they are."""
        import numpy as np

        part = self.part.codes[table.rows]
        columns = [self._column(table, name) for name in level]
        is_in = table.people > 0
        for column in columns:
            is_in &= column.codes >= 0
        entries = np.flatnonzero(is_in)
        codes = np.stack([part, *(column.codes for column in columns)], axis=1)[entries]
        _, first, groups = np.unique(_keys(codes), return_index=True, return_inverse=True)
        kept = ~self._hidden(codes[first][:, 1:], columns, level)
        numbers = np.full(len(table.rows), -1, np.int64)
        numbers[entries] = np.where(kept, np.cumsum(kept) - 1, -1)[groups]
        nonempty = np.bincount(codes[first][:, 0], minlength=len(self.part.values))
        return self._sums(table, codes[first][kept], [column.values for column in columns], numbers), nonempty

    def _sums(self, table: _Table, codes: Indices, values: Sequence[Sequence[str]], numbers: Indices) -> _Cells:
        import numpy as np

        size, entries = len(codes), np.flatnonzero(numbers >= 0)
        trials = table.trials.of(numbers)
        accounts = np.ones(size, np.int64)
        np.maximum.at(accounts, numbers[entries], table.accounts[entries])
        return _Cells(
            codes[:, 1:],
            values,
            codes[:, 0],
            totals(numbers[entries], table.people[entries], size),
            accounts,
            totals(trials.owners, trials.counts * trials.chances, size),
            totals(trials.owners, trials.invited, size),
            trials,
        )

    def _hidden(self, codes: Indices, columns: Sequence[Column], level: Level) -> Flags:
        """Which groups are never shown."""
        import numpy as np

        found = np.zeros(len(codes), bool)
        for places, named in self.ask.layout.hidden(level):
            if not places:
                return ~found
            known = [{value: code for code, value in enumerate(columns[place].values)} for place in places]
            hidden = [
                [codes_of[value] for codes_of, value in zip(known, values, strict=True)]
                for values in named
                if all(value in codes_of for codes_of, value in zip(known, values, strict=True))
            ]
            if hidden:
                both = np.concatenate((codes[:, list(places)], np.array(hidden, np.int64)))
                keys = _keys(both)
                found |= np.isin(keys[: len(codes)], keys[len(codes) :])
        return found

    def _empty(self, table: _Table, held: dict[str, Indices], level: Level, nonempty: Indices) -> Indices:
        """How many groups of a level hold nobody."""
        import numpy as np

        number = len(self.part.values)
        if "account" in spread_of(self.populated, level):
            return np.zeros(number, np.int64)
        wider = {name for each in level for name in self.populated.within.get(each, ())}
        possible = np.bincount(self.part.codes[table.rows], minlength=number).clip(0, 1)
        for name in level:
            if name not in wider:
                if name not in held:
                    held[name] = self._held(table, name)
                possible = possible * held[name]
        return np.maximum(0, possible - nonempty)

    def _held(self, table: _Table, name: str) -> Indices:
        """How many values of a dimension there are, by whose part it is."""
        import numpy as np

        column = self._column(table, name)
        known = column.codes >= 0
        pairs = self.part.codes[table.rows][known] * len(column.values) + column.codes[known]
        return np.bincount(np.unique(pairs) // max(1, len(column.values)), minlength=len(self.part.values))

    # WHAT IS SMALL

    def _count(self, cells: _Cells, counts: Indices) -> None:
        import numpy as np

        least, trials = self.ask.minimum, cells.trials
        small = is_small_each(cells.expected, least)
        assured = is_assured_each(cells.expected, trials.owners, trials.counts, trials.chances, least)
        chosen = (
            (0, np.ones(len(small), bool)),
            (2, small),
            (3, ~small & ~assured),
            (4, small & is_small_each(cells.invited, least)),
        )
        for place, flags in chosen:
            told = np.bincount(cells.parts[flags], cells.accounts[flags], len(counts))
            counts[:, place] += told.astype(np.int64)

    def _smallest(self, cells: _Cells, level: Level) -> Iterator[tuple[int, Cell]]:
        """The smallest groups of each part, the fewest answers first."""
        import numpy as np

        close = np.round(cells.expected, 9)
        near = np.arange(len(close))
        if len(self.part.values) == 1 and len(close) > SMALLEST:
            near = np.flatnonzero(close <= np.partition(close, SMALLEST - 1)[SMALLEST - 1])
        codes = cells.codes[near]
        order = near[np.lexsort((*codes.T[::-1], close[near], cells.parts[near]))]
        parts = cells.parts[order]
        rank = np.arange(len(order)) - np.searchsorted(parts, parts)
        chosen = order[rank < SMALLEST]
        numbers = np.full(len(close), -1, np.int64)
        numbers[chosen] = np.arange(len(chosen))
        trials = cells.trials.of(numbers)
        told = likely_each(trials.owners, trials.counts, trials.chances, len(chosen), self.ask.minimum)
        for place, cell in enumerate(chosen.tolist()):
            named = zip(level, cells.values, cells.codes[cell].tolist(), strict=True)
            by = tuple((name, values[code]) for name, values, code in named)
            found = Cell(by, float(cells.people[cell]), float(cells.expected[cell]), float(told[place]))
            yield int(cells.parts[cell]), found


def _keys(codes: Indices) -> Indices:
    """A number for each row of codes, the same for equal rows, in the order of the rows."""
    import numpy as np

    keys, most = np.zeros(len(codes), np.int64), 1
    for column in codes.T:
        size = int(column.max(initial=0)) + 1
        if most * size > _NUMBER_MAX:
            known, keys = np.unique(keys, return_inverse=True)
            most = len(known)
        keys = keys * size + column
        most *= size
    return keys
