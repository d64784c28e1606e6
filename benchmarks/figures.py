"""Figures against their limits, and how they are printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One line of the result."""

    what: str
    ratio: float
    unit: str
    limit: float | None
    note: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the figure is within its limit."""
        return self.limit is None or self.ratio <= self.limit


def show(rows: Iterable[Row], markdown: bool) -> int:
    """Print each row as soon as it is there; 1 when a figure is over its limit, else 0."""
    if markdown:
        print("| what | measured | limit | |\n|---|---|---|---|", flush=True)
    is_met = True
    for row in rows:
        is_met &= row.is_met
        shown = f"{row.ratio:.2f} {row.unit}".strip()
        limit = "" if row.limit is None else f"{row.limit:g} {row.unit}".strip()
        mark = "" if row.is_met else "over"
        if markdown:
            print(f"| {row.what} | {shown} | {limit} | {' '.join(filter(None, (row.note, mark)))} |", flush=True)
        else:
            print(f"{row.what:<55} {shown:>12}  limit {limit:>9}  {row.note} {mark}".rstrip(), flush=True)
    return int(not is_met)
