"""Measure what is proved about published numbers on random companies, the same ones every time.

    python -m benchmarks.anonymity [--only NAME ...] [--markdown]

Customers belong to a city in a country in a region, a segment, a tier, and a profile: the set of roles that they hold.
Reports cut them by some of these, some add territories and selections of their own, and whatever counts fewer than five
people is hidden. Seconds are CPU time, and every part runs in a process of its own, so that each has its own peak of
memory.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from itertools import combinations, product
from pathlib import Path
from random import Random
from typing import NamedTuple

sys.path.insert(0, os.fspath(Path(__file__).parent))

from figures import Row, show

AT_LEAST = 5
"""The threshold that is usual for scores."""
SHOWN = 5
"""Equations that are worked out, as many as a report shows."""
_MEMORY_MAX_MIB = 2048.0


class Company(NamedTuple):
    """Customers and what is published about them."""

    people: tuple[int, ...]
    """Of each sort of customer."""
    published: tuple[frozenset[int], ...]


class Taken(NamedTuple):
    """What one part took and said."""

    seconds: float
    memory_mib: float
    said: str


# COMPANIES


class _Sort(NamedTuple):
    """One sort of customer; numbers are those of the values."""

    city: int
    segment: int
    tier: int
    profile: frozenset[int]

    def place(self, level: int) -> int:
        """The city, country, region or world that the sort belongs to."""
        return (self.city, self.city // 5, self.city // 25, 0)[level]


def company(seed: str, atoms: int, published: int) -> Company:
    """A random company with so many sorts of customers and so many published totals."""
    random = Random(f"anonymity {seed} {atoms} {published}")
    sorts = _sorts(random, atoms)
    counts = (1, 2, 3, 4, 5, 6, *range(7, 21))
    people = tuple(random.choices(counts, (30, 20, 14, 10, 8, 6, *(1,) * 14), k=atoms))
    shown: dict[frozenset[int], None] = {}
    for cell in _cells(random, sorts):
        if sum(people[atom] for atom in cell) >= AT_LEAST:
            shown[cell] = None
            if len(shown) == published:
                return Company(people, tuple(shown))
    raise ValueError(f"only {len(shown)} totals")


def _sorts(random: Random, atoms: int) -> tuple[_Sort, ...]:
    cities = 25 * max(1, round(atoms / 1000))
    profiles = [frozenset(roles) for size in (1, 2) for roles in combinations(range(4), size)]
    drawn: dict[_Sort, None] = {}
    weights = [1 / (1 + city % 25) for city in range(cities)]
    while len(drawn) < atoms:
        city = random.choices(range(cities), weights)[0]
        drawn[_Sort(city, random.randrange(8), random.randrange(3), random.choice(profiles))] = None
    return tuple(drawn)


def _cells(random: Random, sorts: tuple[_Sort, ...]) -> Iterator[frozenset[int]]:
    """Cells of all reports, the margins of every cut before the cut."""
    cuts = sorted(product((3, 2, 1, 0), (False, True), (False, True), (None, "role", "profile")), key=_depth)
    for level, by_segment, by_tier, by_role in cuts:
        cells: dict[tuple[object, ...], set[int]] = {}
        for atom, sort in enumerate(sorts):
            roles = {None: (None,), "role": tuple(sorted(sort.profile)), "profile": (sort.profile,)}[by_role]
            for role in roles:
                key = (sort.place(level), by_segment and sort.segment, by_tier and sort.tier, role)
                cells.setdefault(key, set()).add(atom)
        yield from map(frozenset, cells.values())
        yield from (_selection(random, sorts) for _ in range(4))


def _depth(cut: tuple[int, bool, bool, str | None]) -> int:
    level, by_segment, by_tier, by_role = cut
    return 3 - level + by_segment + by_tier + (by_role is not None)


def _selection(random: Random, sorts: tuple[_Sort, ...]) -> frozenset[int]:
    """A territory of neighboring cities across borders, with or without some segments."""
    first = random.randrange(1 + max(sort.city for sort in sorts))
    cities = range(first, first + random.choice((2, 3, 7, 12)))
    segments = random.sample(range(8), random.choice((2, 4, 8)))
    return frozenset(atom for atom, sort in enumerate(sorts) if sort.city in cities and sort.segment in segments)


# PARTS


def differencing(atoms: int, published: int) -> Taken:
    """Every group of fewer than five people that follows, with the first equations."""
    from cxprog.analysis.anonymity.differencing import disclosures

    made = company("differencing", atoms, published)
    start = time.process_time()
    found = disclosures(made.people, made.published, AT_LEAST, equations_max=SHOWN)
    seconds = time.process_time() - start
    whole = "all" if found.is_complete else "not all"
    return Taken(seconds, _memory_mib(), f"{len(found.disclosures)} groups, {whole} looked at")


def suppression(atoms: int, published: int) -> Taken:
    """What to hide besides, the loss of a total being its people."""
    from cxprog.analysis.anonymity.suppression import suppression

    made = company("suppression", atoms, published)
    losses = [sum(made.people[atom] for atom in cell) for cell in made.published]
    start = time.process_time()
    found = suppression(made.people, made.published, AT_LEAST, losses)
    seconds = time.process_time() - start
    said = f"+{len(found.hidden)}, {'safe' if found.is_safe else 'not safe'}"
    return Taken(seconds, _memory_mib(), f"{said}, {'smallest' if found.is_smallest else 'not known to be smallest'}")


def _memory_mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def _apart(part: Callable[[int, int], Taken], *arguments: int) -> Taken:
    """A part in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(part, *arguments).result()


def _differencing(atoms: int, published: int, bar: float) -> Iterator[Row]:
    taken = _apart(differencing, atoms, published)
    name = f"differencing, {atoms:,} x {published:,}"
    yield Row(name, taken.seconds, "s", bar, taken.said)
    yield Row("peak memory of that", taken.memory_mib, "MiB", _MEMORY_MAX_MIB)


def _suppression(atoms: int, published: int) -> Iterator[Row]:
    taken = _apart(suppression, atoms, published)
    yield Row(f"suppression, {atoms:,} x {published:,}", taken.seconds, "s", None, taken.said)


PARTS: Mapping[str, Callable[[], Iterator[Row]]] = {
    "differencing-866": lambda: _differencing(866, 836, 1),
    "differencing-4652": lambda: _differencing(4_652, 3_854, 15),
    "differencing-13428": lambda: _differencing(13_428, 9_875, 200),
    "suppression-180": lambda: _suppression(220, 180),
    "suppression-300": lambda: _suppression(350, 300),
    "suppression-400": lambda: _suppression(500, 400),
    "suppression-900": lambda: _suppression(1_000, 900),
}
"""What is measured, by name; sizes are sorts of customers and published totals."""


def main() -> int:
    """Command line; status 1 when a figure is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=PARTS, help=f"of {', '.join(PARTS)}")
    parser.add_argument("--markdown", action="store_true", help="print as a Markdown table")
    arguments = parser.parse_args()
    chosen = arguments.only or PARTS
    return show((row for name in chosen for row in PARTS[name]()), arguments.markdown)


if __name__ == "__main__":
    sys.exit(main())
