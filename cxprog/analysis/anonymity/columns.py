"""A population in arrays: a number for each value of a dimension, by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cxprog.analysis.anonymity.populated import Populated
from cxprog.analysis.anonymity.tally import account_of

if TYPE_CHECKING:
    from cxprog.analysis.anonymity.enough import Flags, Indices, Numbers


class Column(NamedTuple):
    """Values of a dimension."""

    codes: Indices
    """Places of values; -1 for none."""
    values: Sequence[str]
    """In order."""


@dataclass(frozen=True, eq=False)
class Columns:
    """A population in arrays."""

    populated: Populated

    @cached_property
    def people(self) -> Numbers:
        """People of each group."""
        return numbers_of([row.group.people for row in self.populated.rows])

    @cached_property
    def rates(self) -> Numbers:
        """How likely people of each group answer."""
        return numbers_of([row.rate for row in self.populated.rows])

    @cached_property
    def accounts(self) -> Numbers:
        """Accounts of each group; 0 where nobody says."""
        return numbers_of([row.accounts or 0 for row in self.populated.rows])

    def column(self, name: str) -> Column:
        """Values of a dimension of the population."""
        if name not in self._columns:
            self._columns[name] = column_of([row.value(name) for row in self.populated.rows])
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, Column]:
        return {}

    @cached_property
    def account(self) -> Column:
        """What stands for the accounts of each group."""
        return column_of([account_of(row) for row in self.populated.rows])

    @cached_property
    def roles(self) -> Mapping[str, Flags]:
        """Who holds each role."""
        import numpy as np

        profiles = column_of([" ".join(row.group.roles) for row in self.populated.rows])
        names = sorted({role for profile in profiles.values for role in profile.split(" ")})
        held = {role: np.array([role in profile.split(" ") for profile in profiles.values]) for role in names}
        return {role: flags[profiles.codes] for role, flags in held.items()}


def column_of(values: Sequence[str | None]) -> Column:
    """Values as places among them, in order."""
    import numpy as np

    known = sorted({value for value in values if value is not None})
    place = {value: code for code, value in enumerate(known)}
    return Column(np.array([-1 if value is None else place[value] for value in values], np.int64), known)


def taken(column: Column, places: Indices) -> Column:
    """The values at some places."""
    return Column(column.codes[places], column.values)


def numbers_of(values: Sequence[float]) -> Numbers:
    """Numbers as an array."""
    import numpy as np

    return np.array(values, np.float64)
