"""What is known about a question, before it is told in the words of one limit and sort of person."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cxprog.analysis.frequency.bound import Charge
from cxprog.analysis.frequency.values import Certificate, Guard

if TYPE_CHECKING:
    from cxprog.analysis.frequency.scan import Step


class Outcome(NamedTuple):
    """What is known about a question, stream by stream, so that it serves all questions alike."""

    answer: str
    most: int | None = None
    least: int = 0
    found: tuple[tuple[Step, ...], tuple[tuple[int, int], ...], int, int] | None = None
    """Sends; first waves by stream; first day and length of the window."""
    charge: Charge | None = None
    days: int = 0
    certificates: tuple[Certificate, ...] = ()
    guards: tuple[Guard, ...] = ()
    reason: str = ""
