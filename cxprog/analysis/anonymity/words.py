"""Groups, numbers of answers and equations in the words of findings."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxprog.analysis.anonymity.layout import By
    from cxprog.analysis.anonymity.values import Cell, Remainder

TIME = "time"
"""Under this name stands the part of the time for which a total is shown."""


def group_words(by: By) -> str:
    """`AT, silver`; `everybody` for the whole."""
    named = [f"part {value}" if name == TIME else value for name, value in by]
    return ", ".join(named) or "everybody"


_MESSAGE_MAX, _NAME_MIN = 119, 12
"""Longest message, and what is left of a long name in it, in characters."""


def fits(message: str) -> bool:
    """Whether a message is short enough."""
    return len(message) <= _MESSAGE_MAX


def fitted(before: str, name: str, after: str = "") -> str:
    """A message with the name of a group, which is cut off where it is too long."""
    room = max(_NAME_MIN, _MESSAGE_MAX - len(before) - len(after))
    return f"{before}{name if len(name) <= room else f'{name[: room - 1].rstrip()}…'}{after}"


def answers_words(answers: float) -> str:
    """`about 3 answers`, `hardly any answer`."""
    if answers < 0.5:
        return "hardly any answer"
    return f"about {answers:,.0f} answer{'' if round(answers) == 1 else 's'}"


def cell_words(cell: Cell) -> str:
    """`AT, silver: about 2 answers of 4 people`."""
    people = f"{cell.people:,.0f}" if cell.people >= 10 else f"{cell.people:.2g}"
    return (
        f"{group_words(cell.by)}: {answers_words(cell.expected)} of {people} {'person' if people == '1' else 'people'}"
    )


def left_words(remainder: Remainder) -> str:
    """Who is left over, each sort of people once."""
    return " and ".join(group_words(by) for by in remainder.group)


def equation_words(remainder: Remainder) -> str:
    """`everybody minus AT minus CH`."""
    return "".join(_terms(remainder)).strip()


def _terms(remainder: Remainder) -> Iterator[str]:
    for place, (factor, total) in enumerate(remainder.equation):
        sign = "minus " if factor < 0 else "plus " if place else ""
        yield f" {sign}{times_words(abs(factor))}{group_words(total.by)}"


def times_words(factor: Fraction) -> str:
    """What stands before a total that is taken so many times."""
    return {Fraction(1): "", Fraction(1, 2): "half of "}.get(factor, f"{factor} times ")
