"""Small tables of published totals, and what readers can work out of them by plain linear algebra.

Nothing here is shared with `cxprog.analysis.anonymity`: ranks of matrices of fractions, one group after the other, and
for what is proposed to be hidden all sets of totals, one after the other.

    python -m tests.anonymity.tables --tables 20000 --jobs 2

compares so many tables and prints mismatches by seed; exit status 1: mismatches.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import chain, combinations, product
from multiprocessing import get_context
from random import Random

from cxprog.analysis.anonymity.differencing import disclosures
from cxprog.analysis.anonymity.suppression import suppression

EXHAUSTIVE_MAX = 11
"""Totals of a table up to which every set of them is tried."""


class Table:
    """A random table: people of each atom, published totals, and the least number of people of a published group."""

    def __init__(self, seed: int) -> None:
        random = Random(f"table {seed}")
        self.at_least = random.choice((2, 3, 4, 5, 5, 6, 10))
        dimensions = random.choice(((2, 2), (3, 2), (2, 4), (2, 2, 2), (7,), (11,), (3, 3)))
        atoms = list(product(*(range(size) for size in dimensions)))
        most = random.choice((1, 2, 4, 9))
        self.people = [random.choice((0, random.randint(1, most), random.randint(1, most))) for _ in atoms]
        numbers = range(len(atoms))
        cells: list[frozenset[int]] = []
        for chosen in (
            each for size in range(len(dimensions) + 1) for each in combinations(range(len(dimensions)), size)
        ):
            if random.random() < 0.6:
                groups: dict[tuple[int, ...], set[int]] = {}
                for number, atom in enumerate(atoms):
                    groups.setdefault(tuple(atom[dimension] for dimension in chosen), set()).add(number)
                cells += [frozenset(group) for group in groups.values()]
        # Cuts of one's own, which need not follow any dimension.
        cells += [
            frozenset(number for number in numbers if random.random() < 0.5)
            for _ in range(random.choice((0, 0, 1, 3, 5)))
        ]
        shown = [cell for cell in cells if sum(self.people[atom] for atom in cell) >= self.at_least]
        self.published = [cell for cell in shown if random.random() < 0.9]
        self.hidden = [cell for cell in cells if cell not in self.published]
        """Totals that are not shown."""

    def features(self) -> list[str]:
        """What there is in it, in words."""
        shown = self.published
        overlap = any(one & other and not (one <= other or other <= one) for one, other in combinations(shown, 2))
        there = {
            "with cells without people": 0 in self.people,
            "with totals that overlap": overlap,
            "with a total that is shown twice": len(set(shown)) < len(shown),
            "with a threshold above 5": self.at_least > 5,
            "with small totals that are not shown": bool(self.hidden),
        }
        return [feature for feature, is_there in there.items() if is_there]

    def groups(self, hidden: frozenset[int] = frozenset()) -> set[frozenset[int]]:
        """The groups of fewer people that totals give away, without those that hold another, one after the other.

        Totals in `hidden`, by index, are not shown.
        """
        held = [atom for atom, count in enumerate(self.people) if count]
        shown = [cell for number, cell in enumerate(self.published) if number not in hidden]
        rows = [[Fraction(atom in cell) for atom in held] for cell in shown]
        basis = echelon(rows)
        found: list[frozenset[int]] = []
        for size in range(1, len(held) + 1):
            for group in combinations(held, size):
                if sum(self.people[atom] for atom in group) >= self.at_least:
                    continue
                if any(other <= set(group) for other in found):
                    continue
                if is_in([Fraction(atom in group) for atom in held], basis):
                    found.append(frozenset(group))
        return set(found)


Basis = list[tuple[int, list[Fraction]]]
"""Rows in echelon form, each with the place of its first number that is not 0."""


def echelon(rows: Sequence[Sequence[Fraction]]) -> Basis:
    """A basis of the space of some rows."""
    basis: Basis = []
    for row in rows:
        left = _without(row, basis)
        lead = next((place for place, value in enumerate(left) if value), None)
        if lead is not None:
            basis.append((lead, [value / left[lead] for value in left]))
    return basis


def is_in(row: Sequence[Fraction], basis: Basis) -> bool:
    """Whether a row is a combination of those of a basis."""
    return not any(_without(row, basis))


def _without(row: Sequence[Fraction], basis: Basis) -> list[Fraction]:
    left = list(row)
    for lead, other in basis:
        if times := left[lead]:
            left = [value - times * each for value, each in zip(left, other, strict=True)]
    return left


def mistakes(seed: int) -> list[str]:
    """What differs between the two ways for the table of a seed, and what is wrong with the equations."""
    table = Table(seed)
    found = disclosures(table.people, table.published, table.at_least, table.hidden)
    expected, said = table.groups(), {each.atoms for each in found.disclosures}
    wrong = [f"not found: {sorted(group)}" for group in sorted(expected - said, key=sorted) if found.is_complete]
    wrong += [f"larger than is looked for: {sorted(group)}" for group in expected - said if len(group) <= 4]
    hidden = {frozenset(atom for atom in cell if table.people[atom]) for cell in table.hidden}
    wrong += [f"not shown, but known: {sorted(group)}" for group in (expected - said) & hidden]
    wrong += [f"not there: {sorted(group)}" for group in sorted(said - expected, key=sorted)]
    for each in found.disclosures:
        total = sum(
            (factor * sum(table.people[atom] for atom in table.published[cell]) for cell, factor in each.equation),
            start=Fraction(0),
        )
        if total != each.people or each.people != sum(table.people[atom] for atom in each.atoms):
            wrong.append(f"the equation of {sorted(each.atoms)} gives {total} people")
    return wrong


def wrong_proposals(seed: int) -> tuple[list[str], Counter[str]]:
    """What is wrong with what is proposed to be hidden of the table of a seed, and what was looked at."""
    table = Table(seed)
    if not table.groups():
        return [], Counter()
    losses = [sum(table.people[atom] for atom in cell) for cell in table.published]
    random = Random(f"proposal {seed}")
    share = random.choice((0, 0, 0.2, 0.5))
    fixed = [number for number in range(len(losses)) if random.random() < share]
    free = [number for number in range(len(losses)) if number not in fixed]
    told = suppression(table.people, table.published, table.at_least, losses, table.hidden, fixed)
    if table.groups(frozenset(free)):
        counts = Counter({"tables in which hiding does not help": 1})
        return ([f"said to be safe: {told}"] if told.is_safe or not told.left else []), counts
    counts = Counter({"proposals of what to hide": 1, "proposals said to be smallest": int(told.is_smallest)})
    counts["proposals where totals have to stay"] += bool(fixed)
    wrong = [f"the rest still gives something away: {told}"] if table.groups(frozenset(told.hidden)) else []
    if not told.is_safe or told.loss != sum(losses[number] for number in told.hidden):
        wrong.append(f"what is said of it is not so: {told}")
    if not set(told.hidden) <= set(free):
        wrong.append(f"a total is hidden that has to stay: {told}")
    if len(free) <= EXHAUSTIVE_MAX and told.is_smallest:
        counts["proposals compared with all sets"] += 1
        every = chain.from_iterable(combinations(free, size) for size in range(len(free) + 1))
        cheaper = (each for each in every if sum(losses[number] for number in each) < told.loss)
        wrong += [f"{each} costs less than {told}" for each in cheaper if not table.groups(frozenset(each))][:1]
    return wrong, counts


def compare(seeds: range) -> tuple[list[str], Counter[str]]:
    """Mismatches of the tables of some seeds, and what was looked at."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for seed in seeds:
        table = Table(seed)
        found = disclosures(table.people, table.published, table.at_least)
        counts["tables"] += 1
        counts["tables with a disclosure"] += bool(found.disclosures)
        counts.update(f"tables {feature}" for feature in table.features())
        if found.disclosures:
            counts.update(f"tables {feature}, with a disclosure" for feature in table.features())
        counts["groups, each with its equation"] += len(found.disclosures)
        counts["tables in which larger groups are possible"] += not found.is_complete
        proposals, more = wrong_proposals(seed)
        counts += more
        wrong += [f"seed {seed}: {each}" for each in (*mistakes(seed), *proposals)]
    return wrong, counts


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    starts = range(given.first, given.first + given.tables, 100)
    parts = [range(start, min(start + 100, given.first + given.tables)) for start in starts]
    counts: Counter[str] = Counter()
    with get_context("spawn").Pool(given.jobs) as pool:
        for wrong, more in pool.imap(compare, parts):
            counts += more
            counts["mismatches"] += len(wrong)
            for each in wrong:
                print(each, flush=True)
    for what, count in counts.most_common():
        print(f"{count:>8} {what}")
    return int(counts["mismatches"] > 0)


if __name__ == "__main__":
    sys.exit(main())
