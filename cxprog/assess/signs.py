"""Which way of sharing the customer with partners five signs point to: a majority of them, which is our reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from cxprog.language.types import Partnership
from cxprog.published import table

STRUCTURES: tuple[str, ...] = get_args(Partnership)


@dataclass(frozen=True)
class Reason:
    """One sign and what was chosen for it."""

    sign: str
    """The key under `partnership_signs`."""
    title: str
    structure: str
    says: str
    """The description that was chosen."""


@dataclass(frozen=True)
class Suggestion:
    """What the signs add up to."""

    structure: str | None
    """The structure that most signs point to; None where none has more than half of them."""
    reasons: tuple[Reason, ...]

    def count(self, structure: str) -> int:
        """How many signs point to a structure."""
        return sum(reason.structure == structure for reason in self.reasons)


def suggest(signs: Any) -> Suggestion:
    """What the `partnership_signs` of a program add up to."""
    reasons = tuple(
        Reason(each["id"], each["title"], chosen, each[chosen])
        for each in table("signs")["signs"]
        for chosen in (getattr(signs, each["id"]),)
    )
    majority = [name for name in STRUCTURES if 2 * sum(reason.structure == name for reason in reasons) > len(reasons)]
    return Suggestion(majority[0] if majority else None, reasons)


@cache
def descriptions() -> Mapping[str, tuple[str, Mapping[str, str]]]:
    """The title of each sign, and its three descriptions by structure."""
    return {each["id"]: (each["title"], {name: each[name] for name in STRUCTURES}) for each in table("signs")["signs"]}
