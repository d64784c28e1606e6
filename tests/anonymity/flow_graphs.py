"""Small random graphs and families of data sets, and what can be known in them by trying every way there is.

Nothing here is shared with `cxprog.analysis.anonymity.flows`: all simple paths and all chains of joins, one by one.

    python -m tests.anonymity.flow_graphs --graphs 20000 --jobs 2
    python -m tests.anonymity.flow_graphs --programs 4000 --jobs 2

compares so many graphs and families, or whole programs (`flow_programs`), and prints counts, and mismatches by seed;
exit status 1: mismatches. Each is also tried with one more edge, data set or key, and with one more reader, key, number
or data set: nothing that was known may become unknown, and no broken promise kept.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import pairwise, permutations
from multiprocessing import get_context
from random import Random

from cxprog.analysis.anonymity.flows import Graph, State, linked
from cxprog.analysis.anonymity.values import BITS, Bit

Edge = tuple[str, Bit, str, Bit, bool]
"""From a place and bit to another one, and whether it is open."""


class Maze:
    """A random graph of a few places: edges in the order in which they are opened, and where it begins."""

    def __init__(self, seed: int) -> None:
        self.random = random = Random(f"flow {seed}")
        self.places = "abcdef"[: random.randint(2, 6)]
        self.bits = BITS[: random.randint(1, 4)]
        self.edges = [self.edge() for _ in range(random.randint(0, 4 * len(self.places)))]
        self.starts: list[State] = [(self.places[0], bit) for bit in self.bits if random.random() < 0.8]

    def edge(self) -> Edge:
        """An edge, which mostly leaves a bit what it is."""
        random, bit = self.random, self.random.choice(self.bits)
        other = bit if random.random() < 0.7 else random.choice(self.bits)
        return random.choice(self.places), bit, random.choice(self.places), other, random.random() < 0.85

    def paths(self) -> dict[State, int]:
        """Every state that some simple path leads to, with the length of the shortest of all these paths."""
        shortest: dict[State, int] = {}
        for start in self.starts:
            for path in _simple_paths(self.edges, [start]):
                shortest[path[-1]] = min(len(path) - 1, shortest.get(path[-1], len(path)))
        return shortest


def _simple_paths(edges: list[Edge], path: list[State]) -> Iterator[list[State]]:
    yield path
    for start, bit, end, other, is_open in edges:
        if is_open and (start, bit) == path[-1] and (end, other) not in path:
            yield from _simple_paths(edges, [*path, (end, other)])


def found(edges: Iterable[Edge], starts: Iterable[State]) -> dict[State, tuple[Edge, ...]]:
    """What the graph says: every state that is reached, with the edges of its way."""
    graph = Graph[Edge]()
    for edge in edges:
        graph.add(edge[0], edge[2], [(edge[1], edge[3])], edge)
    reached = graph.reached(starts, lambda edge: edge[4])
    return {state: reached.way(state) for state in reached}


def graph_mistakes(seed: int) -> list[str]:
    """What differs between the two ways for the graph of a seed."""
    maze = Maze(seed)
    expected, said = maze.paths(), found(maze.edges, maze.starts)
    wrong = [f"not found: {state}" for state in sorted(expected.keys() - said.keys())]
    wrong += [f"not there: {state}" for state in sorted(said.keys() - expected.keys())]
    for state, way in said.items():
        if state in expected and len(way) != expected[state]:
            wrong.append(f"{state} is reached in {len(way)} steps, and can be in {expected[state]}")
        wrong += [] if _leads(maze.starts, way, state) else [f"the way to {state} does not lead there"]
    more = found([*maze.edges, maze.edge()], maze.starts)
    wrong += [f"lost with one more edge: {state}" for state in sorted(said.keys() - more.keys())]
    return wrong


def _leads(starts: list[State], way: tuple[Edge, ...], end: State) -> bool:
    """Whether open edges follow each other from a start to a state."""
    states = [(edge[0], edge[1]) for edge in way], [(edge[2], edge[3]) for edge in way]
    if not way:
        return end in starts
    return (
        states[0][0] in starts and states[0][1:] == states[1][:-1] and states[1][-1] == end and all(e[4] for e in way)
    )


# DATA SETS

_NAMES = frozenset(("name", "mail", "phone", "contact"))
_KEYS = ("mail", "hashed-mail", "contact", "time", "day", "week", "month", "account", "pseudonym", "response", "order")
_WORKED_OUT = {("mail", "hashed-mail"), ("time", "day"), ("time", "week"), ("time", "month"), ("day", "week"),
               ("day", "month"), ("week", "month")}  # fmt: skip


class Family:
    """A few data sets that one reader can open, and which keys single somebody out."""

    def __init__(self, seed: int) -> None:
        self.random = random = Random(f"family {seed}")
        keys = random.sample(_KEYS, random.randint(2, len(_KEYS)))
        self.keys = keys
        self.sets = [
            frozenset(random.sample(keys, random.randint(1, min(3, len(keys))))) for _ in range(random.randint(1, 5))
        ]
        self.shared = frozenset(key for key in keys if random.random() < 0.15)
        """Keys whose values many rows share."""

    def chains(self) -> dict[int, int]:
        """Data sets from which a chain of joins leads to people, with the fewest joins it takes."""
        fewest: dict[int, int] = {}
        for size in range(1, len(self.sets) + 1):
            for chain in permutations(range(len(self.sets)), size):
                joined = all(self._meet(one, other) for one, other in pairwise(chain))
                if joined and self.sets[chain[-1]] & _NAMES:
                    fewest.setdefault(chain[0], size - 1)
        return fewest

    def _meet(self, one: int, other: int) -> bool:
        held = [
            self.sets[each] | {coarse for key, coarse in _WORKED_OUT if key in self.sets[each]} for each in (one, other)
        ]
        return bool(held[0] & held[1] - self.shared)


def family_mistakes(seed: int) -> list[str]:
    """What differs between the two ways for the family of a seed."""
    family = Family(seed)
    expected, links = family.chains(), linked(family.sets, lambda key: key not in family.shared)
    said = {number: links.recipe(number) for number in range(len(family.sets)) if number in links}
    wrong = [f"not found: {number}" for number in sorted(expected.keys() - said.keys())]
    wrong += [f"not there: {number}" for number in sorted(said.keys() - expected.keys())]
    for number, recipe in said.items():
        if len(recipe) != expected.get(number, len(recipe)):
            wrong.append(f"{number} takes {len(recipe)} joins, and {expected[number]} are enough")
        chain = [number, *(join.rows for join in recipe)]
        if not all(family._meet(one, other) for one, other in pairwise(chain)):
            wrong.append(f"the joins of {number} share nothing: {recipe}")
        if any(join.key in family.shared for join in recipe) or not family.sets[chain[-1]] & _NAMES:
            wrong.append(f"the joins of {number} lead to nobody: {recipe}")
    return wrong + _lost(family, set(said))


def _lost(family: Family, said: set[int]) -> list[str]:
    """What one more data set, or one more key, hides."""
    random = family.random
    larger = [*family.sets, frozenset(random.sample(family.keys, 1))]
    place = random.randrange(len(family.sets))
    longer = [*family.sets]
    longer[place] = longer[place] | {random.choice(_KEYS)}
    wrong = []
    for name, sets in (("data set", larger), ("key", longer)):
        links = linked(sets, lambda key: key not in family.shared)
        wrong += [f"lost with one more {name}: {number}" for number in sorted(said) if number not in links]
    return wrong


# COMMAND LINE


def mistakes(sort: str, seed: int) -> tuple[list[str], str]:
    """What is wrong with a seed, and what it was about, for the counts."""
    if sort == "programs":
        from tests.anonymity import flow_programs

        return flow_programs.mistakes(seed)
    graph, family = Maze(seed), Family(seed)
    what = f"{len(graph.paths())} states, {len(family.chains())} data sets linked"
    return [*graph_mistakes(seed), *family_mistakes(seed)], what


def _many(sort: str, seeds: range) -> tuple[list[str], Counter[str]]:
    wrong: list[str] = []
    counts: Counter[str] = Counter()
    for seed in seeds:
        said, what = mistakes(sort, seed)
        wrong += [f"{sort} {seed}: {each}" for each in said]
        counts.update({word.strip().partition(" ")[2]: int(word.split()[0]) for word in what.split(",")})
    return wrong, counts


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graphs", type=int, default=0, help="so many graphs, and as many families of data sets")
    parser.add_argument("--programs", type=int, default=0, help="so many programs")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--jobs", type=int, default=1)
    arguments = parser.parse_args()
    wrong: list[str] = []
    for sort in ("graphs", "programs"):
        count: int = getattr(arguments, sort)
        seeds = range(arguments.first, arguments.first + count)
        parts = [seeds[number :: arguments.jobs * 8] for number in range(arguments.jobs * 8)] if count else []
        with ProcessPoolExecutor(arguments.jobs, mp_context=get_context("spawn")) as pool:
            results = list(pool.map(partial(_many, sort), parts))
        counts = sum((each for _, each in results), start=Counter[str]())
        wrong += [each for said, _ in results for each in said]
        if count:
            print(f"{count:,} {sort}: " + ", ".join(f"{number:,} {what}" for what, number in sorted(counts.items())))
    print("\n".join(wrong[:50]) or "no mismatch")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
