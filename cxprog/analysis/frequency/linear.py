"""Answers whether a choice under linear rows can weigh more than a number, by a proof or by such a choice.

Each possible send is 0 or 1, each `Row` an upper bound on a weighted sum of them; the question is whether the weights
of what is sent can add up to more than `at_most`. Solvers compute in floating point and are believed in nothing: a
proof is rounded to fractions and goes through the exact arithmetic of certificate.py before it is returned, a choice
through whole numbers. The same input gives the same answer on every run: work is counted in programs solved, not in
seconds, and ties are broken by index.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heapreplace
from itertools import chain
from math import ceil, floor, lcm
from typing import Any, NamedTuple

from cxprog.analysis.frequency.certificate import bound as bound_of
from cxprog.analysis.frequency.values import Case, Row

_TERMS_BY_HAND = 30_000
"""Up to so many terms, plain Python tries first: faster than loading a solver (a quarter of a second)."""
_GRAIN = 60
"""First try at a multiplier: a fraction with a denominator up to this, as those for calendars nearly always are."""
_FINER = (10**6, 10**12)
"""Next tries: multiples of one of these parts, rounded up, so that hardly anything is left to mend."""
_NOISE = 1e-6
"""Below this, what a solver says is taken for 0."""
_TERMS_AT_ONCE = 20_000
"""Up to so many terms, all rows are given to the solver at once; beyond that, only those that it turns out to need."""
_ROUNDS = 8
"""After so many rounds of giving the solver the rows that its answer breaks, it gets all of them."""
_AT_A_TIME = 200
"""So many sends at a time, or a quarter of them, are tried for what still fits beside a choice."""
_MANY_TERMS = 50_000
"""From so many terms on, a program is worth writing sparsely, by the differences of its rows."""
_NO_END = 10**15
_SHARE = 4
"""Provided that this leaves no more than one in so many terms."""


class Proved(NamedTuple):
    """No choice weighs more than asked."""

    cases: tuple[Case, ...]
    """The cases of a certificate: each was checked, and together they cover all choices."""


class Exceeded(NamedTuple):
    """A choice weighs more than asked."""

    sent: tuple[int, ...]
    """Indices of what is sent, ascending; keeps every row."""
    total: int
    """What it weighs."""


class GaveUp(NamedTuple):
    """The budget ran out before either was found."""

    sent: tuple[int, ...]
    """The heaviest choice found; empty where none was."""
    least: int
    """What it weighs."""
    most: int
    """What no choice can exceed, by rounded and checked multipliers."""


class _Node(NamedTuple):
    """A part of all choices: those that send and leave out what it says."""

    sent: tuple[int, ...]
    unsent: tuple[int, ...]
    most: int
    """What no choice in it can exceed."""


@dataclass
class Work:
    """How much may still be spent on several problems together."""

    terms: int
    """Terms of the linear programs that are solved, each time they are."""


def prove(
    weights: Sequence[int], rows: Sequence[Row], at_most: int, budget: int, work: Work | None = None
) -> Proved | Exceeded | GaveUp:
    """Whether no choice that keeps the rows weighs more than `at_most`; solves at most `budget` linear programs.

    Weights are whole numbers from 0 on; `at_most` may be below 0. Where no choice keeps the rows at all, that is
    a proof.
    """
    return _by_hand(weights, rows, at_most) or _Search(weights, rows, at_most, budget, work).run()


def bound(weights: Sequence[int], rows: Sequence[Row]) -> tuple[int, Case]:
    """What no choice can exceed by the linear program alone, and the case that shows it.

    -1 where no choice keeps the rows.
    """
    if _is_small(rows):
        case = greedy(weights, rows, sum(weights))
        reached = _pack(weights, rows)
        most = bound_of(weights, rows, case) if case else None
        if case and most is not None and reached is not None and floor(most) == _weight(weights, reached):
            return floor(most), case
    return _Search(weights, rows, -1, 0).root()


def greedy(weights: Sequence[int], rows: Sequence[Row], at_most: int) -> Case | None:
    """A proof found without a solver: rows taken by how many open sends they hold for each unit that they allow.

    Need not be the best one: None says only that this way found none.
    """
    case = _cover(weights, rows)
    most = bound_of(weights, rows, case)
    return case if most is not None and most < at_most + 1 else None


# By hand


def _is_small(rows: Sequence[Row]) -> bool:
    return sum(len(row.terms) for row in rows) <= _TERMS_BY_HAND


def _by_hand(weights: Sequence[int], rows: Sequence[Row], at_most: int) -> Proved | Exceeded | None:
    """The answer, where it is found without a solver."""
    if not _is_small(rows):
        return None
    if case := greedy(weights, rows, at_most):
        return Proved((case,))
    sent = _pack(weights, rows)
    if sent is not None and _weight(weights, sent) > at_most:
        return Exceeded(sent, _weight(weights, sent))
    node = _Node((), (), sum(weights))
    contradiction = _contradiction_in_a_row(weights, rows, node, at_most)
    return Proved((contradiction,)) if contradiction else None


def _cover(weights: Sequence[int], rows: Sequence[Row]) -> Case:
    """Multipliers in parts of `_GRAIN` under which the rows count every send as often as it weighs.

    Raises the multiplier of the best row until a send is covered, again and again; at last takes back what turned out
    to be too much. How good a row is only sinks, so that a heap of old values is enough to find the best.
    """
    lacking = [_GRAIN * weight for weight in weights]
    terms = [_terms(row) for row in rows]
    usable = [r for r, row in enumerate(rows) if row.at_most >= 0 and all(factor > 0 for _, factor in terms[r])]

    def rate(row: int) -> float:
        gain = sum(factor for send, factor in terms[row] if lacking[send] > 0)
        return gain / rows[row].at_most if rows[row].at_most else gain * 1e9

    times: dict[int, int] = {}
    heap = [(-rate(row), row) for row in usable]
    heapify(heap)
    # Below 1, `sent <= 1` covers more for each unit.
    while heap and -heap[0][0] >= 1:
        row = heap[0][1]
        if (now := -rate(row)) > heap[0][0]:
            heapreplace(heap, (now, row))
            continue
        step = min(-(-lacking[send] // factor) for send, factor in terms[row] if lacking[send] > 0)
        times[row] = times.get(row, 0) + step
        for send, factor in terms[row]:
            lacking[send] -= step * factor
    caps = {send: lack for send, lack in enumerate(lacking) if lack > 0}
    lacking = [min(lack, 0) for lack in lacking]
    for row in reversed(times):
        spare = min(-lacking[send] // factor for send, factor in terms[row])
        spare = min(spare, times[row]) if rows[row].at_most else 0
        times[row] -= spare
        for send, factor in terms[row]:
            lacking[send] += spare * factor
    return _case((), (), _parts(times), _parts(caps))


def _parts(times: dict[int, int]) -> dict[int, Fraction]:
    return {index: Fraction(each, _GRAIN) for index, each in times.items()}


def _terms(row: Row) -> list[tuple[int, int]]:
    """Terms of a row, each send once and none with factor 0."""
    factors: dict[int, int] = {}
    for send, factor in row.terms:
        factors[send] = factors.get(send, 0) + factor
    return [(send, factor) for send, factor in factors.items() if factor]


def _case(sent: tuple[int, ...], unsent: tuple[int, ...], uses: dict[int, Fraction], caps: dict[int, Fraction]) -> Case:
    return Case(
        tuple(sorted(sent)),
        tuple(sorted(unsent)),
        tuple((row, uses[row]) for row in sorted(uses) if uses[row] > 0),
        tuple((send, caps[send]) for send in sorted(caps) if caps[send] > 0),
    )


def _pack(weights: Sequence[int], rows: Sequence[Row]) -> tuple[int, ...] | None:
    """A choice that keeps the rows, made by taking what fits, the heaviest first; None where this finds none."""
    columns: list[list[tuple[int, int]]] = [[] for _ in weights]
    for index, row in enumerate(rows):
        for send, factor in _terms(row):
            columns[send].append((index, factor))
    order = sorted(range(len(weights)), key=lambda send: (-weights[send], send))
    return _fill((), order, columns.__getitem__, [row.at_most for row in rows])


def _fill(
    sent: tuple[int, ...],
    order: Iterable[int],
    column: Callable[[int], Sequence[tuple[int, int]]],
    room: list[int],
) -> tuple[int, ...] | None:
    """What is sent, with each send of `order` added that fits; None where some row is not kept in the end.

    Goes round until nothing is added any more: with a factor below 0, a send makes room for others.
    """
    taken = list(sent)
    for send in sent:
        for row, factor in column(send):
            room[row] -= factor
    waiting = list(order)
    added = True
    while added:
        added, left = False, []
        for send in waiting:
            terms = column(send)
            if any(factor > 0 and factor > room[row] for row, factor in terms):
                left.append(send)
                continue
            added = True
            taken.append(send)
            for row, factor in terms:
                room[row] -= factor
        waiting = left
    return tuple(sorted(taken)) if min(room, default=0) >= 0 else None


def _weight(weights: Sequence[int], sent: Iterable[int]) -> int:
    return sum(weights[send] for send in sent)


# From multipliers to cases


def _mended(weights: Sequence[int], rows: Sequence[Row], node: _Node, uses: dict[int, Fraction]) -> Case:
    """The case with these multipliers, and with those of `sent <= 1` that cover what the rows leave uncovered."""
    scale = lcm(*(multiplier.denominator for multiplier in uses.values()))
    lacking = [scale * weight for weight in weights]
    for row, multiplier in uses.items():
        times = int(scale * multiplier)
        for send, factor in rows[row].terms:
            lacking[send] -= times * factor
    for send in (*node.sent, *node.unsent):
        lacking[send] = 0
    caps = {send: Fraction(lack, scale) for send, lack in enumerate(lacking) if lack > 0}
    return _case(node.sent, node.unsent, uses, caps)


def _contradiction(
    weights: Sequence[int], rows: Sequence[Row], node: _Node, ray: dict[int, Fraction], at_most: int
) -> Case | None:
    """The case of a node that no choice fits: so much of rows that contradict each other that nothing is left."""
    nothing = [0] * len(weights)
    gap = bound_of(nothing, rows, _mended(nothing, rows, node, ray))
    if gap is None or gap >= 0:
        return None
    often = max(1, ceil((sum(weights) - at_most) / -gap))
    return _mended(weights, rows, node, {row: often * multiplier for row, multiplier in ray.items()})


def _contradiction_in_a_row(weights: Sequence[int], rows: Sequence[Row], node: _Node, at_most: int) -> Case | None:
    """The same where a single row cannot be kept, whatever else is sent."""
    sent, unsent = set(node.sent), set(node.unsent)
    for index, row in enumerate(rows):
        least = sum(factor if send in sent else min(factor, 0) for send, factor in _terms(row) if send not in unsent)
        if least > row.at_most:
            return _contradiction(weights, rows, node, {index: Fraction(1)}, at_most)
    return None


def _roundings(multipliers: dict[int, float]) -> Iterator[dict[int, Fraction]]:
    """Fractions for what a solver says, simple ones first."""
    used = [(row, each) for row, each in multipliers.items() if each > 1e-9]
    yield {row: value for row, each in used if (value := Fraction(each).limit_denominator(_GRAIN))}
    for parts in _FINER:
        yield {row: Fraction(ceil(each * parts), parts) for row, each in used}


# Branch and bound


class _Solution(NamedTuple):
    """What the solver says about a node."""

    values: Any
    """How much of each send is sent, from 0 to 1, as an array."""
    multipliers: dict[int, float]
    """Of the rows that it was given."""
    total: float


class _Search:
    """Depth first through ever smaller parts of all choices, until each is proved or one weighs too much."""

    def __init__(
        self, weights: Sequence[int], rows: Sequence[Row], at_most: int, budget: int, work: Work | None = None
    ) -> None:
        self._weights = weights
        self._rows = rows
        self._at_most = at_most
        self._budget = budget
        self._program = _Program(weights, rows, work or Work(_NO_END))
        self._best: tuple[int, ...] | None = None

    def run(self) -> Proved | Exceeded | GaveUp:
        """Visits nodes until the question is answered or the budget is spent."""
        nodes = [_Node((), (), sum(self._weights))]
        cases: list[Case] = []
        while nodes:
            if self._is_spent():
                return GaveUp(self._best or (), max(self._reached(), 0), max(node.most for node in nodes))
            node = nodes.pop()
            solution = self._program.solve(node)
            if solution and self._improves(node, solution) and self._reached() > self._at_most:
                return Exceeded(self._best or (), self._reached())
            if solution and self._is_open(solution) and self._program.tighten(solution):
                nodes.append(node)
                continue
            case, most = self._case(node, solution)
            if most <= self._at_most:
                cases.append(case)
            else:
                nodes += self._halves(node._replace(most=min(most, node.most)), solution)
        return Proved(tuple(cases))

    def root(self) -> tuple[int, Case]:
        """What the linear program says about all choices."""
        node = _Node((), (), sum(self._weights))
        solution = self._program.solve(node)
        while solution and not self._is_reached(node, solution) and self._program.tighten(solution):
            solution = self._program.solve(node)
        case, most = self._case(node, solution)
        return max(most, -1), case

    def _is_reached(self, node: _Node, solution: _Solution) -> bool:
        """Whether a choice weighs as much as the solver says is possible at all."""
        self._improves(node, solution)
        return self._reached() >= floor(solution.total + _NOISE)

    def _is_open(self, solution: _Solution) -> bool:
        """Whether more rows could help, and there is budget left to look."""
        return floor(solution.total + _NOISE) > self._at_most and not self._is_spent()

    def _is_spent(self) -> bool:
        return self._program.solved >= self._budget or self._program.work.terms <= 0

    def _reached(self) -> int:
        """What the heaviest choice so far weighs; -1 before there is one."""
        return -1 if self._best is None else _weight(self._weights, self._best)

    def _improves(self, node: _Node, solution: _Solution) -> bool:
        """Whether rounding what the solver says gives a heavier choice than the best one so far, which it then is."""
        sent = self._program.rounded(node, solution)
        if sent is None or _weight(self._weights, sent) <= self._reached() or not self._program.keeps(sent):
            return False
        self._best = sent
        return True

    def _case(self, node: _Node, solution: _Solution | None) -> tuple[Case, int]:
        """The case of a node with the best bound that was found, and that bound."""
        if solution is None:
            return self._contradiction(node)
        goal = max(self._at_most, floor(solution.total + _NOISE))
        cases = (_mended(self._weights, self._rows, node, uses) for uses in _roundings(solution.multipliers))
        return self._best_of(cases, goal)

    def _contradiction(self, node: _Node) -> tuple[Case, int]:
        """The same for a node that no choice fits, as far as the solver knows."""
        problem = (self._weights, self._rows, node)
        cases = chain(
            (_contradiction_in_a_row(*problem, self._at_most),),
            (_contradiction(*problem, ray, self._at_most) for ray in _roundings(self._program.ray(node))),
            (_mended(*problem, {}),),
        )
        return self._best_of((case for case in cases if case), self._at_most)

    def _best_of(self, cases: Iterable[Case], goal: int) -> tuple[Case, int]:
        """The first case with a bound that is no more than the goal, otherwise that with the least; and the bound."""
        found: list[tuple[int, int, Case]] = []
        for order, case in enumerate(cases):
            most = bound_of(self._weights, self._rows, case)
            if most is None:
                continue
            found.append((floor(most), order, case))
            if floor(most) <= goal:
                break
        most_whole, _, best = min(found, key=lambda each: each[:2])
        return best, most_whole

    def _halves(self, node: _Node, solution: _Solution | None) -> list[_Node]:
        """The node without and with the send of which the solver is least sure; the last one is visited first."""
        send = self._program.unsure(node, solution)
        return [node._replace(unsent=(*node.unsent, send)), node._replace(sent=(*node.sent, send))]


class _Program:
    """The linear program of a problem: any part of a send between 0 and 1 can be sent.

    Of many rows most are never needed. The solver gets windows that do not overlap at first, then those that its answer
    breaks. Sends with the same weight in the same rows, of those that the solver gets, are one variable that goes up to
    their number. They are told by a hash, which may take different sends for equal ones once in a blue moon: then the
    solver answers another question than asked, and its answer does not get through the checks.
    """

    def __init__(self, weights: Sequence[int], rows: Sequence[Row], work: Work) -> None:
        import numpy as np
        from scipy import sparse

        lengths = np.fromiter((len(row.terms) for row in rows), np.int64, len(rows))
        flat = chain.from_iterable(chain.from_iterable(row.terms for row in rows))
        numbers = np.fromiter(flat, np.int64, 2 * int(lengths.sum()))
        starts = np.concatenate(([0], np.cumsum(lengths)))
        shape = (len(rows), len(weights))
        self._matrix = sparse.csr_array((numbers[1::2], numbers[::2], starts), shape=shape)
        self._matrix.sum_duplicates()
        self._columns = self._matrix.tocsc()
        self._weights = np.fromiter(weights, np.int64, len(weights))
        self._limits = np.fromiter((row.at_most for row in rows), np.int64, len(rows))
        self._guards = np.fromiter((row.guard for row in rows), np.int64, len(rows))
        self._given = np.zeros(len(rows), bool)
        self.work = work
        self.solved = 0
        """How many programs were solved."""
        self._rounds = 0
        all_at_once = self._matrix.nnz <= _TERMS_AT_ONCE
        self._give(np.arange(len(rows)) if all_at_once else self._apart(np.arange(len(rows))))

    def solve(self, node: _Node) -> _Solution | None:
        """What the solver says about a node; None where it says that no choice fits, or nothing."""
        import numpy as np

        free, room = self._left(node)
        values = np.zeros(len(free))
        values[list(node.sent)] = 1.0
        if not free.any():
            return _Solution(values, {}, float(self._weights @ values)) if (room >= 0).all() else None
        upper, room = self._sizes(free), room[self._given]
        found = self._solve_sparse(upper, room) or self._solve_plain(upper, room)
        if found is None:
            return None
        amounts, multipliers = found
        values[free] = _spread(amounts, self._group[free])
        return _Solution(values, self._by_row(multipliers), float(self._weights @ values))

    def tighten(self, solution: _Solution) -> bool:
        """Gives the solver rows that its answer breaks; False where it breaks none."""
        import numpy as np

        excess = np.round(self._matrix @ solution.values - self._limits, 6)
        excess[self._given] = 0
        broken = np.flatnonzero(excess > 0)
        if not len(broken):
            return False
        self._rounds += 1
        worst_first = broken[np.argsort(-excess[broken], kind="stable")]
        self._give(self._apart(worst_first) if self._rounds < _ROUNDS else np.arange(len(excess)))
        return True

    def keeps(self, sent: Sequence[int]) -> bool:
        """Whether a choice keeps every row, in whole numbers."""
        return bool((self._columns[:, list(sent)].sum(axis=1) <= self._limits).all())

    def _give(self, rows: Any) -> None:
        """Gives the solver these rows too."""
        import numpy as np

        self._given[rows] = True
        given = self._matrix[np.flatnonzero(self._given)]
        self._group = _equal_columns(given, self._weights)
        first = np.unique(self._group, return_index=True)[1]
        self._merged = given[:, first].astype(float)
        self._values = self._weights[first].astype(float)
        self._differences = _differences(self._merged)

    def _apart(self, rows: Any) -> list[int]:
        """The first of these rows, and each further one that shares no send with one before of the same guard."""
        import numpy as np

        held: dict[int, Any] = {}
        chosen = []
        starts = self._matrix.indptr
        for row in rows.tolist():
            sends = self._matrix.indices[starts[row] : starts[row + 1]]
            seen = held.setdefault(int(self._guards[row]), np.zeros(len(self._weights), bool))
            if not seen[sends].any():
                seen[sends] = True
                chosen.append(row)
        return chosen

    def _sizes(self, free: Any) -> Any:
        """How many sends each group leaves open."""
        import numpy as np

        return np.bincount(self._group[free], minlength=len(self._values)).astype(float)

    def _by_row(self, multipliers: Any) -> dict[int, float]:
        """The multipliers of the rows that the solver was given, by their index among all."""
        import numpy as np

        return dict(zip(np.flatnonzero(self._given).tolist(), multipliers.tolist(), strict=True))

    def ray(self, node: _Node) -> dict[int, float]:
        """Multipliers that show that no choice fits a node, as far as the solver knows: those of the least excess."""
        import numpy as np
        from scipy import sparse

        free, room = self._left(node)
        sizes = self._sizes(free)
        excess = sparse.csr_array(-np.ones((self._merged.shape[0], 1)))
        found = self._linprog(
            np.append(np.zeros(len(sizes)), 1.0),
            A_ub=sparse.hstack((self._merged, excess)).tocsr(),
            b_ub=room[self._given],
            upper=np.append(sizes, np.inf),
            method="highs-ds",
        )
        return {} if found is None else self._by_row(-found.ineqlin.marginals)

    def rounded(self, node: _Node, solution: _Solution) -> tuple[int, ...] | None:
        """A choice of the node that keeps the rows, what the solver sends most of first; None where none is found."""
        import numpy as np

        free, _ = self._left(node)
        sends = np.flatnonzero(free & (solution.values > _NOISE))
        ranking = np.lexsort((sends, -self._weights[sends], -np.round(solution.values[sends], 6)))
        sent = _fill(node.sent, sends[ranking].tolist(), self._column, self._limits.tolist())
        while sent and len(more := self._fitting(free, sent)):
            sent = _fill(sent, more.tolist(), self._column, self._limits.tolist())
        return sent

    def _fitting(self, free: Any, sent: tuple[int, ...]) -> Any:
        """The heaviest ones of the open sends that fit beside what is sent."""
        import numpy as np

        chosen = list(sent)
        room = self._limits - self._columns[:, chosen].sum(axis=1)
        too_much = np.append(0, np.cumsum(self._columns.data > np.maximum(room, 0)[self._columns.indices]))
        fits = free & (self._weights > 0) & (np.diff(too_much[self._columns.indptr]) == 0)
        fits[chosen] = False
        sends = np.flatnonzero(fits)
        return sends[np.argsort(-self._weights[sends], kind="stable")[: max(_AT_A_TIME, len(sends) // 4)]]

    def unsure(self, node: _Node, solution: _Solution | None) -> int:
        """The open send that is nearest to one half."""
        import numpy as np

        sends = np.flatnonzero(self._left(node)[0])
        if solution is None:
            return int(sends[0])
        values = solution.values[sends]
        return int(sends[np.argmax(np.round(np.minimum(values, 1 - values), 6))])

    def _left(self, node: _Node) -> tuple[Any, Any]:
        """Which sends a node leaves open, and how much its sends leave of each row."""
        import numpy as np

        free = np.ones(len(self._weights), bool)
        free[[*node.sent, *node.unsent]] = False
        return free, self._limits - self._columns[:, list(node.sent)].sum(axis=1)

    def _column(self, send: int) -> list[tuple[int, int]]:
        """Row and factor of each term of a send."""
        span = slice(*self._columns.indptr[send : send + 2].tolist())
        return list(zip(self._columns.indices[span].tolist(), self._columns.data[span].tolist(), strict=True))

    def _solve_plain(self, upper: Any, room: Any) -> tuple[Any, Any] | None:
        found = self._linprog(-self._values, A_ub=self._merged, b_ub=room, upper=upper, method="highs-ds")
        return None if found is None else (found.x, -found.ineqlin.marginals)

    def _solve_sparse(self, upper: Any, room: Any) -> tuple[Any, Any] | None:
        import numpy as np

        if self._differences is None:
            return None
        transform, matrix = self._differences
        slacks = len(room)
        found = self._linprog(
            np.append(-self._values, np.zeros(slacks)),
            A_eq=matrix,
            b_eq=transform @ room,
            upper=np.append(upper, np.full(slacks, np.inf)),
            method="highs-ipm",
        )
        return None if found is None else (found.x[:-slacks], -(transform.T @ found.eqlin.marginals))

    def _linprog(self, costs: Any, *, upper: Any, method: str, **rows: Any) -> Any | None:
        """What the solver finds to be least; None where it finds nothing."""
        import numpy as np
        from scipy.optimize import linprog

        self.solved += 1
        self.work.terms -= self._merged.nnz
        found = linprog(costs, bounds=np.column_stack((np.zeros(len(upper)), upper)), method=method, **rows)
        return found if found.status == 0 else None


def _equal_columns(matrix: Any, weights: Any) -> Any:
    """For each send the number of its group: sends with the same weight and the same factors in the same rows."""
    import numpy as np

    # SplitMix64: what the rows and the weight are multiplied with, the same on every machine.
    marks = np.arange(1, matrix.shape[0] + 2, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    marks = (marks ^ (marks >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    marks = (marks ^ (marks >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    marks ^= marks >> np.uint64(31)
    hashes = matrix.T.astype(np.uint64) @ marks[1:] + weights.astype(np.uint64) * marks[0]
    return np.unique(hashes, return_inverse=True)[1]


def _spread(amounts: Any, groups: Any) -> Any:
    """How much of each send is sent, the first ones of a group wholly before the next one is begun."""
    import numpy as np

    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    rank = np.arange(len(groups)) - np.searchsorted(ordered, ordered)
    values = np.empty(len(groups))
    values[order] = np.clip(amounts[ordered] - rank, 0.0, 1.0)
    return values


def _differences(matrix: Any) -> tuple[Any, Any] | None:
    """The rows `matrix @ x + slack == room`, each less the one before; None where that is not much shorter.

    The rows of a rest are windows that move by a day: all but the days that come and go cancels out. Answers the
    transformation of the rows, and the transformed matrix with a column for the slack of each row.
    """
    from scipy import sparse

    if matrix.shape[0] < 2 or matrix.nnz < _MANY_TERMS:
        return None
    count = matrix.shape[0]
    transform = sparse.csr_array(sparse.eye_array(count) - sparse.eye_array(count, k=-1))
    written = sparse.hstack((transform @ matrix, transform)).tocsc()
    written.eliminate_zeros()
    return (transform, written) if _SHARE * written.nnz <= matrix.nnz else None
