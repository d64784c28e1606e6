"""Where knowledge can go: bits that pass from place to place, and data sets whose rows belong together.

- A *state* is a place with one bit of knowledge there. A way carries one bit to the same or to another bit at another
  place: what tells people apart becomes who they are where a group is small, and what is taken away has no way on.
  A worklist that goes through states breadth first reaches each of them on a shortest way.
- Data sets are keys that stand in each row. Rows of two data sets belong together over a key that both hold, so what a
  reader sees is linked to people where a chain of such keys leads to a data set that names them.

Both only ever grow: another way, data set or key never makes anything harder to reach.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, TypeVar

from cxprog.analysis.anonymity.values import BITS, Bit

State = tuple[Hashable, Bit]
"""A place, and what is known there."""
Note = TypeVar("Note")
"""What is said of a way: where the program opens it, and under which condition."""


class Graph(Generic[Note]):
    """The ways that knowledge can take."""

    def __init__(self) -> None:
        # Places are compared once, when a way is opened; what follows goes by numbers: so many states for each place.
        self._numbers: dict[Hashable, int] = {}
        self._places: list[Hashable] = []
        self._leads: list[list[tuple[int, Note]]] = []

    def add(self, start: Hashable, end: Hashable, bits: Iterable[tuple[Bit, Bit]], note: Note) -> None:
        """Open a way on which bits become others, or stay what they are.

        Of two ways that are as short, the one that was opened first is taken.
        """
        first, last = self._number(start), self._number(end)
        for bit, other in bits:
            self._leads[first + _PLACE[bit]].append((last + _PLACE[other], note))

    def _number(self, place: Hashable) -> int:
        """The number of the first state of a place."""
        number = self._numbers.get(place)
        if number is None:
            number = self._numbers[place] = len(self._leads)
            self._places.append(place)
            self._leads.extend([] for _ in BITS)
        return number

    def reached(self, starts: Iterable[State], is_open: Callable[[Note], bool] | None = None) -> Reached[Note]:
        """All that some states lead to over the ways that are open; all are where nothing says which."""
        leads = self._leads
        parents: dict[int, tuple[int, Note] | None] = dict.fromkeys(
            self._number(place) + _PLACE[bit] for place, bit in starts
        )
        waiting = list(parents)
        for number in waiting:  # grows while it is gone through: breadth first
            for end, note in leads[number]:
                if end not in parents and (is_open is None or is_open(note)):
                    parents[end] = number, note
                    waiting.append(end)
        return Reached(self._numbers, self._places, parents)


_PLACE: Mapping[Bit, int] = {bit: number for number, bit in enumerate(BITS)}


class Reached(Generic[Note]):
    """What some states lead to, and how."""

    def __init__(
        self,
        numbers: Mapping[Hashable, int],
        places: Sequence[Hashable],
        parents: Mapping[int, tuple[int, Note] | None],
    ) -> None:
        self._numbers = numbers
        self._places = places
        self._parents = parents

    def __contains__(self, state: State) -> bool:
        place, bit = state
        return place in self._numbers and self._numbers[place] + _PLACE[bit] in self._parents

    def __iter__(self) -> Iterator[State]:
        """The states, those on the shortest ways first."""
        count = len(BITS)
        return ((self._places[number // count], BITS[number % count]) for number in self._parents)

    def way(self, state: State) -> tuple[Note, ...]:
        """What is said of a shortest way to a state; nothing for a start. KeyError for one that is not reached."""
        place, bit = state
        notes: list[Note] = []
        parent = self._parents[self._numbers[place] + _PLACE[bit]]
        while parent is not None:
            number, note = parent
            notes.append(note)
            parent = self._parents[number]
        return tuple(reversed(notes))


# ROWS THAT BELONG TOGETHER

IDENTITY = frozenset(("name", "mail", "phone", "contact"))
"""Keys that say by themselves who somebody is."""
_HOLDS: Mapping[str, tuple[str, ...]] = {
    "mail": ("hashed-mail",),
    "time": ("day", "week", "month"),
    "day": ("week", "month"),
    "week": ("month",),
}
"""What can be worked out of a key: anybody can scramble a mail address that stands in a list, and read a day off a
time. A week may lie in two months, and then leaves no more than these two."""


class Join(NamedTuple):
    """A step from a data set to another one that holds the same key."""

    key: str
    rows: int
    """The other data set."""


class Links:
    """Which data sets of one reader lead to people, and over which keys."""

    def __init__(self, towards: Mapping[int, Join | None]) -> None:
        self._towards = towards

    def __contains__(self, rows: object) -> bool:
        return rows in self._towards

    def recipe(self, rows: int) -> tuple[Join, ...]:
        """The fewest joins that lead to a data set that names people; nothing for one that does so itself."""
        joins: list[Join] = []
        step = self._towards[rows]
        while step is not None:
            joins.append(step)
            step = self._towards[step.rows]
        return tuple(joins)


def linked(rows: Sequence[Collection[str]], singles_out: Callable[[str], bool] = lambda key: True) -> Links:
    """Which of a reader's data sets, each given by its keys, lead to people.

    `singles_out` says of a key whether few enough rows share a value of it: a day does where few people answer in one,
    an account where few of its people are asked.
    """
    held = [expanded(keys) for keys in rows]
    sharing: dict[str, list[int]] = {}
    for number, keys in enumerate(held):
        for key in keys:
            sharing.setdefault(key, []).append(number)
    towards: dict[int, Join | None] = {
        number: None for number, keys in enumerate(held) if not IDENTITY.isdisjoint(keys)
    }
    waiting = list(towards)
    for number in waiting:  # grows while it is gone through
        for key in held[number]:
            # Once a key was followed, all that hold it are known to lead to people.
            for other in sharing.pop(key, ()) if singles_out(key) else ():
                if other not in towards:
                    towards[other] = Join(key, number)
                    waiting.append(other)
    return Links(towards)


def expanded(keys: Collection[str]) -> tuple[str, ...]:
    """Keys, and behind them what can be worked out of them, each in the order of the alphabet."""
    coarser = {each for key in keys for each in _HOLDS.get(key, ())}
    return (*sorted(set(keys)), *sorted(coarser.difference(keys)))
