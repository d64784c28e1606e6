"""How likely a group gets a minimum of answers: so many invitations, each answered with its own chance.

The number of answers is a sum of binomials. Its distribution below the minimum is worked out exactly, by multiplying
those of the parts; so many terms are left out as the minimum has no use for. Two bounds save that where they decide:
of sums with the same mean E, `P(fewer than k) <= exp(-E) (e E / a)**a` with a = k - 1 (Chernoff), and from E = k on the
binomial with the same number of invitations and the mean chance gets fewer than k at least as likely (Hoeffding, On the
distribution of the number of successes in independent trials, Annals of Mathematical Statistics 27, 1956).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, exp, inf, log, log1p
from typing import TYPE_CHECKING

from cxprog.analysis.anonymity.values import LIKELY

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
    Indices = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
    Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

Trials = Mapping[float, float]
"""How many invitations are answered with which chance. Of a broken number the rest is one more invitation, which goes
out with that chance."""
EXACT_MAX = 200
"""Largest minimum for which sums of several binomials are multiplied out; above, Hoeffding's binomial counts."""
_CLOSE = 1e-9
"""What sums of floating-point numbers may be off by."""


def is_small(expected: float, least: int) -> bool:
    """Whether fewer answers than the minimum are expected."""
    return expected < least - _CLOSE


def is_assured(trials: Trials, least: int) -> bool:
    """Whether a group whose expected answers reach the minimum gets it in 19 of 20 cases."""
    expected = _expected(trials)
    return shortfall(expected, least) <= 1 - LIKELY or likely(trials, least) >= LIKELY


def shortfall(expected: float, least: int) -> float:
    """A bound of the chance that a group gets fewer answers, by their expected number alone; 1 where it says nothing.

    >>> shortfall(30.0, 5) < 1e-6
    True
    """
    most = least - 1
    if expected <= most:
        return 1.0
    return exp(-expected + (most * (1 + log(expected / most)) if most else 0.0))


def likely(trials: Trials, least: int) -> float:
    """How likely a group gets at least so many answers.

    >>> round(likely({0.5: 2}, 1), 2), round(likely({0.5: 1, 1.0: 1}, 2), 2)
    (0.75, 0.5)
    """
    if least <= 0:
        return 1.0
    if least > EXACT_MAX and len(trials) > 1:
        whole = sum(map(ceil, trials.values()))
        trials = {_expected(trials) / whole: whole} if whole else {}
    below = [1.0] + [0.0] * (least - 1)
    for chance, count in trials.items():
        for times, each in _split(count, chance):
            below = _product(below, _binomial(times, each, least))
    return max(0.0, 1.0 - sum(below))


def _expected(trials: Trials) -> float:
    return sum(chance * count for chance, count in trials.items())


def _split(count: float, chance: float) -> list[tuple[int, float]]:
    """Whole invitations, and the rest of one."""
    whole = int(count + _CLOSE)
    rest = count - whole
    parts = [(whole, chance)] if whole and chance else []
    return [*parts, (1, rest * chance)] if rest > _CLOSE and chance else parts


def _binomial(times: int, chance: float, terms: int) -> list[float]:
    """The chances of 0, 1, ... answers."""
    if chance >= 1:
        return [float(answers == times) for answers in range(terms)]
    found, odds = [times * log1p(-chance)], log(chance) - log1p(-chance)
    for answers in range(1, terms):
        left = times - answers + 1
        found.append(found[-1] + log(left / answers) + odds if left > 0 else -inf)
    return [exp(each) for each in found]


def _product(first: list[float], second: list[float]) -> list[float]:
    """Chances of sums, as far as there are terms."""
    found = [0.0] * len(first)
    for place, chance in enumerate(first):
        if chance:
            for more, other in zip(range(place, len(first)), second, strict=False):
                found[more] += chance * other
    return found


# MANY GROUPS AT ONCE

WORK_MAX = 400_000_000
"""Multiplications that are spent on sums of several binomials; beyond, Hoeffding's bound alone decides."""
_TERMS_MAX = 4_000_000
"""Numbers that one table of chances holds."""


def is_small_each(expected: Numbers, least: int) -> Flags:
    """The same as `is_small` for many groups."""
    found: Flags = expected < least - _CLOSE
    return found


def is_assured_each(expected: Numbers, groups: Indices, counts: Numbers, chances: Numbers, least: int) -> Flags:
    """The same as `is_assured` for many groups, of which each reaches the minimum or is not asked about.

    Each trial has the number of its group. Where the work would be too much, a group may be called unsure that is not.
    """
    import numpy as np

    most = least - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        bound = np.exp(-expected + (most * (1 + np.log(expected / most)) if most else 0.0))
    asked = ~is_small_each(expected, least)
    assured: Flags = asked & (bound <= 1 - LIKELY)
    open_ = asked & ~assured
    groups, counts, chances = _merged(*_of(open_, groups, counts, chances))
    total = totals(groups, np.ceil(counts - _CLOSE), len(expected))
    mean = np.divide(expected, total, out=np.zeros_like(expected), where=total > 0)
    places = np.flatnonzero(open_)
    for part in _chunks(places, least):
        order = np.arange(len(part), dtype=np.int64)
        assured[part] = likely_each(order, total[part], mean[part], len(part), least) >= LIKELY
    still = open_ & ~assured
    groups, counts, chances = _of(still, groups, counts, chances)
    if least <= EXACT_MAX and len(groups) * least * least <= WORK_MAX:
        for part in _chunks(np.flatnonzero(still), least):
            number = np.full(len(expected), -1, np.int64)
            number[part] = np.arange(len(part))
            mine = number[groups] >= 0
            told = likely_each(number[groups[mine]], counts[mine], chances[mine], len(part), least)
            assured[part] = told >= LIKELY
    return assured


def _of(chosen: Flags, groups: Indices, counts: Numbers, chances: Numbers) -> tuple[Indices, Numbers, Numbers]:
    mine = chosen[groups]
    return groups[mine], counts[mine], chances[mine]


def _chunks(places: Indices, terms: int) -> Iterator[Indices]:
    size = max(1, _TERMS_MAX // terms)
    for start in range(0, len(places), size):
        yield places[start : start + size]


def likely_each(groups: Indices, counts: Numbers, chances: Numbers, number: int, least: int) -> Numbers:
    """The same for so many groups; each part has the number of its group, invitations, and their chance."""
    import numpy as np

    groups, counts, chances = _merged(groups, counts, chances)
    whole = np.floor(counts + _CLOSE)
    rest = np.maximum(counts - whole, 0.0)
    broken = rest > _CLOSE
    groups = np.concatenate((groups, groups[broken]))
    chances = np.concatenate((chances, chances[broken] * rest[broken]))
    counts = np.concatenate((whole, np.ones(int(broken.sum()))))
    if least > EXACT_MAX:
        total = totals(groups, counts, number)
        mean = totals(groups, counts * chances, number) / np.maximum(total, 1)
        groups, counts, chances = np.arange(number, dtype=np.int64), total, mean
    below = np.zeros((number, least))
    below[:, 0] = 1.0
    order = np.argsort(groups, kind="stable")
    rank = np.arange(len(order)) - np.searchsorted(groups[order], groups[order])
    for turn in range(int(rank.max(initial=-1)) + 1):
        parts = order[rank == turn]
        _multiply(below, groups[parts], _binomials(counts[parts], chances[parts], least))
    found: Numbers = np.maximum(0.0, 1.0 - below.sum(axis=1))
    return found


def totals(groups: Indices, values: Numbers, number: int) -> Numbers:
    """The sum of the values of each group."""
    import numpy as np

    found: Numbers = np.bincount(groups, values, number).astype(np.float64)
    return found


def _merged(groups: Indices, counts: Numbers, chances: Numbers) -> tuple[Indices, Numbers, Numbers]:
    """Invitations of a group that have the same chance put together."""
    import numpy as np

    order = np.lexsort((chances, groups))
    groups, counts, chances = groups[order], counts[order], chances[order]
    fresh = np.ones(len(groups), bool)
    fresh[1:] = (np.diff(groups) != 0) | (np.diff(chances) != 0)
    starts = np.flatnonzero(fresh)
    return groups[starts], np.add.reduceat(counts, starts) if len(starts) else counts, chances[starts]


def _binomials(counts: Numbers, chances: Numbers, terms: int) -> Numbers:
    import numpy as np

    certain = chances >= 1
    safe = np.where(certain, 0.5, chances)
    with np.errstate(divide="ignore"):
        odds = np.log(safe) - np.log1p(-safe)
        found = np.empty((len(counts), terms))
        found[:, 0] = counts * np.log1p(-safe)
        for answers in range(1, terms):
            left = np.maximum(counts - answers + 1, 0)
            found[:, answers] = found[:, answers - 1] + np.log(left / answers) + odds
    found = np.exp(found)
    found[certain] = np.arange(terms) == counts[certain, None]
    return found


def _multiply(below: Numbers, groups: Indices, other: Numbers) -> None:
    """Multiply the chances of some groups, each once, by others."""
    import numpy as np

    mine = below[groups]
    found = np.zeros_like(mine)
    terms = mine.shape[1]
    for place in range(terms):
        found[:, place:] += mine[:, place, None] * other[:, : terms - place]
    below[groups] = found
