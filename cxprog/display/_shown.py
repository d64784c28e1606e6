"""What the forms of coverage share: the grids of one program, and where in its files each piece of evidence stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cxprog.coverage import GRIDS, Cell, Grid, Sign, coverage
from cxprog.language import KINDS
from cxprog.manifest import Manifest
from cxprog.program import Program


class Spot(NamedTuple):
    """A line of a file of the program."""

    file: str
    line: int


@dataclass(frozen=True)
class Shown:
    """The coverage of one program."""

    program: Program
    manifest: Manifest
    names: tuple[str, ...] = GRIDS
    """Grids that are wanted, by their ids."""

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        """The wanted grids."""
        return tuple(grid for grid in coverage(nodes_of(self.manifest)) if grid.id in self.names)

    @property
    def title(self) -> str:
        """The program's title in its own locale."""
        return self.manifest.text(self.manifest.settings.title)

    def title_of(self, sign: Sign) -> str:
        """Title of the document that a sign stands in."""
        spec = self.manifest.find(sign.kind, sign.id)
        return self.manifest.text(spec.title) if spec else sign.id

    def spot(self, sign: Sign) -> Spot | None:
        """Where a sign stands."""
        entry = self.program.get(sign.kind, sign.id)
        if entry is None:
            return None
        label = entry.at(*sign.path)
        return Spot(label.where.source.name, label.line)

    @property
    def missing(self) -> Iterator[tuple[Grid, Cell]]:
        """Cells that are empty and must not be, with their grids."""
        return ((grid, cell) for grid in self.grids for cell in grid.missing)


def nodes_of(manifest: Manifest) -> Mapping[str, Mapping[str, object]]:
    """The documents in use, by kind and id."""
    return {kind: {each.id: each.spec for each in manifest.each(kind) if each.spec.retired is None} for kind in KINDS}


WORDS: Mapping[str, str] = {
    "evident": "evident",
    "declared": "declared",
    "thin": "thin",
    "empty": "empty",
    "not-asked": "not asked for",
}
"""States in words."""
ASKED: Mapping[str, str] = {
    "first": "asked for first",
    "also": "asked for as well",
    "policy": "a policy asks for it",
}
"""Who asks for a cell, in words."""


FILL: Mapping[str, str] = {"declared": "would show it", "thin": "would fill it", "empty": "would fill it"}
"""What stands before the smallest thing that a cell in this state waits for."""


def count_words(grid: Grid) -> str:
    """How much of a grid is filled, such as `9 of 23` or `3 of 4 required`."""
    counted = grid.counted
    if not counted:
        return "nothing asked for"
    filled = sum(bool(cell.evidence) for cell in counted)
    return f"{filled} of {len(counted)}{' required' if grid.counts_required else ''}"


def state_words(cell: Cell) -> str:
    """The state of a cell in words; `missing` for one that must not be empty."""
    if cell.state == "not-asked" and cell.asked:
        return "not declared"  # what another way of sharing the customer would ask for
    return "missing" if cell.is_missing else WORDS[cell.state]
