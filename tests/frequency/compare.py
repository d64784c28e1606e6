"""Holds the proofs about invitations against the search through all calendars, on as many small programs as wanted.

    python -m tests.frequency.compare --programs 20000 --jobs 2

prints what was compared, how often each answer and each feature occurred, and mismatches by seed;
`python -m tests.frequency.compare --show 17` prints the program of a seed with both answers. Exit status 1: mismatches
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cxprog.analysis.frequency.certificate import check
from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.frequency.replay import mistakes
from cxprog.analysis.frequency.values import Verdict
from cxprog.analysis.specs import Specs
from cxprog.language import model_of
from tests.frequency import search, small

_CHUNK = 50
"""Programs that are compared between two lines of progress."""
_SHOWN_MAX = 60
"""Mismatches that are listed."""


@dataclass
class Tally:
    """What came out of comparing many programs."""

    counts: Counter[str] = field(default_factory=Counter)
    features: Counter[str] = field(default_factory=Counter)
    mismatches: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    """Limits that were not decided although everything is declared."""
    seconds: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Take in another tally."""
        self.counts += other.counts
        self.features += other.features
        self.mismatches += other.mismatches
        self.open += other.open
        self.seconds += other.seconds


def specs_of(documents: list[dict[str, Any]]) -> Specs:
    """A program as the proofs read it, without looking at its references."""
    by_kind: dict[str, dict[str, Any]] = defaultdict(dict)
    for each in documents:
        by_kind[each["kind"]][each["id"]] = model_of(each["kind"]).model_validate(each)
    return Specs(by_kind, next(iter(by_kind["program"].values())))


def compare(seeds: Iterable[int]) -> Tally:
    """Compares the programs of some seeds."""
    tally = Tally()
    for seed in seeds:
        _compare_one(seed, tally)
    return tally


def _compare_one(seed: int, tally: Tally) -> None:
    documents = small.documents(seed)
    started = time.perf_counter()
    try:
        results = search.search(documents)
    except search.TooLarge:
        tally.counts["programs left out, too large to search"] += 1
        return
    searched = time.perf_counter()
    specs = specs_of(documents)
    try:
        found = verdicts(specs)
    except Exception as error:  # one program must not hide what is wrong with the others
        tally.mismatches.append(f"seed {seed}: {type(error).__name__}: {error}")
        return
    tally.seconds["search"] += searched - started  # type: ignore[assignment]
    tally.seconds["proofs"] += time.perf_counter() - searched  # type: ignore[assignment]
    tally.counts["programs"] += 1
    tally.features.update(small.features(documents))
    for key, result in results.items():
        own = [each for each in found if _key(each) == key]
        tally.counts["limits" if key[1] == "frequency" else "freezes"] += 1
        answer = _answer(own) if own else "nobody asked"
        tally.counts[f"  {answer}"] += 1
        wrong = list(_wrong(result, own, answer))
        wrong += [f"replay: {words}" for each in own if each.witness for words in mistakes(specs, each)]
        wrong += ["a certificate does not check" for each in own for one in each.certificates if not check(one)]
        tally.counts["witnesses replayed"] += sum(each.witness is not None for each in own)
        tally.counts["certificates checked"] += sum(len(each.certificates) for each in own)
        tally.mismatches.extend(f"seed {seed} {_words(key)}: {each}" for each in wrong)
        if answer == "not decided" and result.is_certain:
            reasons = {each.reason for each in own if each.answer == "not decided"}
            tally.open.append(f"seed {seed} {_words(key)}: largest {result.largest}: {'; '.join(sorted(reasons))}")


def _key(verdict: Verdict) -> search.Key:
    """Which limit a verdict speaks of."""
    return verdict.policy, verdict.part, verdict.index


def _words(key: search.Key) -> str:
    return f"{key[0]}.{key[1]}[{key[2]}]"


def _answer(found: list[Verdict]) -> str:
    """What is said of all sorts of people together."""
    answers = {each.answer for each in found}
    return next((each for each in ("violated", "not decided") if each in answers), "proved")


def _wrong(result: search.Result, found: list[Verdict], answer: str) -> Iterator[str]:
    largest = "no end" if result.largest is None else str(result.largest)
    if not found and result.exceeds:
        yield f"unsound: nothing is said, but {largest} of {result.at_most}"
    if answer == "proved" and (result.exceeds or result.might_exceed):
        yield f"unsound: proved, but {largest} of {result.at_most}"
    if answer == "violated" and not result.exceeds:
        yield f"spurious: violated, but {largest} of {result.at_most}"
    if result.largest is None:
        return
    most = [each.most for each in found]
    if (
        found
        and result.is_certain
        and None not in most
        and max(each for each in most if each is not None) < result.largest
    ):
        yield f"unsound: at most {max(each for each in most if each is not None)}, but {largest}"
    least = max((each.least for each in found), default=0)
    if least > result.largest and result.is_certain:
        yield f"spurious: {least} found, but at most {largest}"


# FOR PEOPLE


def _show(seed: int) -> None:
    documents = small.documents(seed)
    print(small.text([each for each in documents if each["kind"] not in ("team", "question")]))
    for key, result in search.search(documents).items():
        print(f"{_words(key)}: largest {result.largest} of {result.at_most}, certain: {result.is_certain}")
        for day, survey, contact, record in result.calendar:
            print(f"  {date.fromordinal(day)} {survey} contact {contact} record {record}")
    for each in verdicts(specs_of(documents)):
        print(f"{each.policy} {each.index} {each.profile}: {each.answer} {each.least}..{each.most} {each.reason}")
        for send in each.witness.sends if each.witness else ():
            print(f"  {date.fromordinal(send.day)} {send}")


def _report(tally: Tally) -> None:
    for name, count in tally.features.most_common():
        print(f"{count:8} {name}")
    print()
    for name, count in tally.counts.items():
        print(f"{count:8} {name}")
    print(f"{len(tally.open):8} not decided although everything is declared")
    print(f"{sum('unsound' in each for each in tally.mismatches):8} unsound")
    print(f"{len(tally.mismatches):8} mismatches")
    print(f"{tally.seconds['search']:8.0f} s search, {tally.seconds['proofs']:.0f} s proofs")
    for each in (*tally.open[:_SHOWN_MAX], *tally.mismatches[:_SHOWN_MAX]):
        print(each)


def main() -> int:
    """Reads the arguments, compares, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--show", type=int, help="print the program of one seed and what is said of it")
    given = parser.parse_args()
    if given.show is not None:
        _show(given.show)
        return 0
    tally, last = Tally(), given.first + given.programs
    chunks = [range(first, min(first + _CHUNK, last)) for first in range(given.first, last, _CHUNK)]
    with ProcessPoolExecutor(given.jobs) as pool:
        for number, part in enumerate(pool.map(compare, chunks), 1):
            tally.add(part)
            done = f"{min(number * _CHUNK, given.programs)} of {given.programs} programs"
            print(f"{done}, {len(tally.mismatches)} mismatches, {len(tally.open)} open", file=sys.stderr, flush=True)
    _report(tally)
    return 1 if tally.mismatches else 0


if __name__ == "__main__":
    sys.exit(main())
