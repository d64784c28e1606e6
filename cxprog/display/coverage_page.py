"""Coverage as one self-contained page with heat-map grids, readable by ear, on a phone and on a wall."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files

from cxprog.coverage import Cell, Grid, Sign
from cxprog.display._shown import ASKED, FILL, Shown, count_words, state_words
from cxprog.published import Row

_HEAT = (1, 2, 4)
"""Evidence from which a cell is drawn in the next stronger tone."""


def render(shown: Shown) -> str:
    """The page; whatever a program says is escaped."""
    from jinja2 import Environment, StrictUndefined

    text = files("cxprog.display").joinpath("coverage.html").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(text).render(
        title=shown.title,
        version=shown.manifest.version,
        environment=shown.manifest.environment,
        partnership=shown.manifest.settings.partnership,
        locale=shown.manifest.locale,
        grids=[_Sheet(grid, shown) for grid in shown.grids],
        missing=[_Field(grid, cell, shown) for grid, cell in shown.missing],
    )
    return page + ("" if page.endswith("\n") else "\n")


@dataclass(frozen=True)
class _Proof:
    """A piece of evidence, in words."""

    sign: Sign
    shown: Shown

    @property
    def title(self) -> str:
        return self.shown.title_of(self.sign)

    @property
    def name(self) -> str:
        return f"{self.sign.kind} {self.sign.id}"

    @property
    def place(self) -> str:
        spot = self.shown.spot(self.sign)
        return f"{spot.file}:{spot.line}" if spot else ""

    @property
    def why(self) -> str:
        return self.sign.why

    @property
    def lacks(self) -> str:
        return " and ".join(self.sign.missing)


@dataclass(frozen=True)
class _Field:
    """A cell as the page shows it."""

    grid: Grid
    cell: Cell
    shown: Shown

    @property
    def anchor(self) -> str:
        return f"{self.grid.id}.{self.cell.row}.{self.cell.column}"

    @property
    def look(self) -> str:
        """Class of the drawing: the state, and how much evidence there is."""
        if self.cell.state != "evident":
            return "missing" if self.cell.is_missing else self.cell.state
        tone = sum(len(self.cell.evidence) >= least for least in _HEAT)
        return f"evident heat-{tone}"

    @property
    def state(self) -> str:
        return state_words(self.cell)

    @property
    def count(self) -> int:
        return len(self.cell.evidence)

    @property
    def asked(self) -> str:
        return ASKED[self.cell.asked] if self.cell.asked else ""

    @property
    def evidence(self) -> list[_Proof]:
        return [_Proof(sign, self.shown) for sign in self.cell.evidence]

    @property
    def could_fill(self) -> list[_Proof]:
        return [_Proof(sign, self.shown) for sign in self.cell.could_fill]

    @property
    def is_open(self) -> bool:
        """Whether the page has to say what could fill it."""
        return self.cell.state in FILL

    @property
    def fill(self) -> str:
        """What stands before the smallest thing that it waits for."""
        return FILL[self.cell.state].capitalize()


@dataclass(frozen=True)
class _Sheet:
    """A grid as the page shows it."""

    grid: Grid
    shown: Shown

    @property
    def rows(self) -> Iterator[tuple[Row, list[_Field]]]:
        for row in self.grid.rows:
            yield row, [_Field(self.grid, cell, self.shown) for cell in self.grid.row(row.id)]

    @property
    def count(self) -> str:
        """How much of it is filled, in words."""
        return count_words(self.grid)
