"""Measure the proofs about invitations on random programs such as companies have, the same ones every time.

    python -m benchmarks.frequency [--quick] [--markdown]

A check is one limit held against one sort of person, from the documents as the language gives them to the verdict. Its
time is CPU time on one core. Every part runs in a process of its own, so that each has its own peak of memory.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import resource
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

sys.path.insert(0, os.fspath(Path(__file__).parent))

from figures import Row, show

if TYPE_CHECKING:
    from cxprog.analysis.frequency.values import Verdict
    from cxprog.analysis.specs import Specs

LIMITS: Mapping[str, Mapping[str, Any]] = {
    "4 per 365d": {"at_most": 4, "within": "365d"},
    "2 long ones per 365d": {"at_most": 2, "within": "365d", "of": {"longer_than": "10min"}},
    "30d apart": {"gap": "30d"},
    "60 minutes per 365d": {"minutes": 60, "within": "365d"},
    "2 per 90d": {"at_most": 2, "within": "90d"},
    "12 per year": {"at_most": 12, "each": "year"},
}
"""The limits that companies set most."""

CHECKS = 1400
"""How many checks are held against the share that may stay undecided."""
_FIRST = date(2027, 1, 1)


class Taken(NamedTuple):
    """What the checks of one part took and said."""

    seconds: tuple[float, ...]
    """CPU time of each call."""
    answers: tuple[tuple[str, int], ...]
    """Each answer and how often it was given."""
    open: tuple[str, ...]
    """Why some were not decided."""
    memory_mib: float


# PROGRAMS


def program(
    seed: str, roles: int, surveys: int, limits: Sequence[Mapping[str, Any]], *, is_union: bool = False
) -> Specs:
    """A random program: each role is asked by so many surveys of its own; `is_union`: one person can hold all roles."""
    from cxprog.analysis.specs import Specs
    from cxprog.language import model_of

    made: dict[str, dict[str, Any]] = {}
    for each in _Making(Random(f"frequency {seed}"), roles, surveys, is_union).documents(limits):
        made.setdefault(each["kind"], {})[each["id"]] = model_of(each["kind"]).model_validate(each)
    return Specs(made, made["program"]["measured"])


class _Making:
    """One program in the making."""

    def __init__(self, random: Random, roles: int, surveys: int, is_union: bool) -> None:
        self.random = random
        self.roles = [f"role-{number:02}" for number in range(roles)]
        self.surveys = surveys
        self.is_union = is_union
        self.channels = [f"tool-{number}" for number in range(random.choice((2, 2, 3)))]
        self.exempt = random.choice((0, 0, 0.02, 0.05))
        """Share of surveys that stand outside the shared rest."""

    def is_so(self, chance: float) -> bool:
        """True in so many of all cases."""
        return self.random.random() < chance

    def days(self, *choices: int) -> str:
        """One of these lengths of time."""
        return f"{self.random.choice(choices)}d"

    def date(self) -> date:
        """A day of the two years in which everything with a date of its own happens."""
        return _FIRST + timedelta(self.random.randrange(730))

    def documents(self, limits: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
        """The documents that the proofs read."""
        yield {
            "kind": "program",
            "id": "measured",
            "language": 1,
            "version": "1.0.0",
            "model": "b2b",
            "clock": "Europe/Berlin",
            "owner": "office",
            "holidays": "DE",
        }
        yield {"kind": "policy", "id": "load", "frequency": [dict(limit) for limit in limits]}
        yield from self._channels()
        yield from self._roles()
        for role in self.roles:
            yield from self._touchpoints(role)
            for number in range(self.surveys):
                yield self._survey(role, number)

    def _channels(self) -> Iterator[dict[str, Any]]:
        for number, name in enumerate(self.channels):
            enforces: dict[str, Any] = {"rest": self.days(7, 14, 30, 30, 60, 90), "own_rest": True, "caps": True}
            if self.is_so(0.15):
                enforces["shared_caps"] = [{"at_most": self.random.randint(3, 6), "within": "365d"}]
            if number == 1 and self.is_so(0.3):
                enforces |= {"counts_per": "record", "records_per_person": 2}
            channel: dict[str, Any] = {"kind": "channel", "id": name, "type": "survey", "tool": "Tool"}
            others = [other for other in self.channels if other != name]
            if self.is_so(0.6):
                channel["shares_rest_with"] = others
            yield {**channel, "enforces": enforces}

    def _roles(self) -> Iterator[dict[str, Any]]:
        for number, name in enumerate(self.roles):
            begin = number - number % 5
            # Within each five, two or three may be held together.
            mates = self.roles if self.is_union else self.roles[begin : begin + self.random.choice((0, 2, 3))]
            others = [other for other in mates if other != name] if name in mates else []
            role = {"kind": "role", "id": name, "audience": "customer", "level": "tactical"}
            yield {**role, "may_also_be": others}

    def _touchpoints(self, role: str) -> Iterator[dict[str, Any]]:
        touchpoints: list[dict[str, Any]] = []
        for number in range(8):
            touchpoint: dict[str, Any] = {"id": f"contact-{number}", "channel": "phone"}
            if self.is_so(0.6):
                touchpoint["at_most"] = f"{self.random.randint(1, 4)} per {self.days(30, 90, 365)}"
            touchpoints.append(touchpoint)
        stage = {"id": "all", "touchpoints": touchpoints}
        yield {"kind": "journey", "id": f"journey-{role}", "actor": "customer", "stages": [stage]}
        for number in range(3):
            bound = {"at_most": f"1 per {self.days(90, 365)}"} if self.is_so(0.7) else {}
            yield {"kind": "event", "id": f"event-{role}-{number}", "type": "event", **bound}
        yield {"kind": "event", "id": f"renewal-{role}", "type": "date", "at_most": "1 per 365d"}

    def _survey(self, role: str, number: int) -> dict[str, Any]:
        asks = [role]
        if len(self.roles) > 1 and self.is_so(0.1):
            asks = sorted({role, self.random.choice(self.roles)})
        survey: dict[str, Any] = {
            "kind": "survey",
            "id": f"survey-{role}-{number:04}",
            "purpose": "pulse",
            "asks": asks,
            "when": self._when(role),
            "identity": "identified",
            "questions": ["why"],
            "minutes": self.random.choice((12, 15, 20)) if self.is_so(0.15) else self.random.choice((2, 2, 3, 5, 8)),
            "through": self.random.choice(self.channels),
        }
        rest: dict[str, Any] = {"own": self.days(30, 60, 90, 90, 180, 365)} if self.is_so(0.6) else {}
        if self.is_so(self.exempt):
            rest |= {"respects": False, "starts": False}
        if rest:
            survey["rest"] = rest
        if self.is_so(0.25):
            survey["caps"] = [{"at_most": self.random.randint(1, 4), "within": self.days(180, 365)}]
        if self.is_so(0.5):
            survey |= {"reminders": [{"after": "5d"}, {"after": "10d"}], "open_for": "21d"}
        if self.is_so(0.03):
            survey |= {"on_block": "defer", "defer_for": self.days(7, 14)}
        return survey

    def _when(self, role: str) -> dict[str, Any]:
        ways: tuple[tuple[Callable[[str], dict[str, Any]], int], ...] = (
            (self._after, 8),
            (self._event, 3),
            (self._before, 1),
            (self._every, 5),
            (self._on, 2),
        )
        return self.random.choices([way for way, _ in ways], [weight for _, weight in ways])[0](role)

    def _after(self, role: str) -> dict[str, Any]:
        return {"after": f"journey-{role}.contact-{self.random.randrange(8)}", **self._delay()}

    def _event(self, role: str) -> dict[str, Any]:
        return {"event": f"event-{role}-{self.random.randrange(3)}", **self._delay()}

    def _before(self, role: str) -> dict[str, Any]:
        return {"before": f"renewal-{role}", "delay": "60d..90d"}

    def _every(self, _: str) -> dict[str, Any]:
        cadence = self.random.choice(("monthly", "quarterly", "quarterly", "half-yearly", "yearly", "yearly"))
        start = {} if self.is_so(0.15) else {"starting": self.date().isoformat()}
        return {"every": cadence, "window": self.days(7, 14, 28), **start}

    def _on(self, _: str) -> dict[str, Any]:
        return {"on": sorted({self.date().isoformat() for _ in range(self.random.randint(1, 4))}), "window": "14d"}

    def _delay(self) -> dict[str, Any]:
        return {"delay": self.random.choice(("1d", "1d..3d", "2d..7d", "1bd..3bd"))} if self.is_so(0.8) else {}


# PARTS


def _timed(programs: Iterator[Specs]) -> Taken:
    from cxprog.analysis.frequency.prove import verdicts

    gc.disable()  # as the command line does
    verdicts(program("warm", 1, 3, [{"at_most": 4, "within": "365d"}]), with_certificates=False)
    seconds: list[float] = []
    found: list[Verdict] = []
    for specs in programs:
        start = time.process_time()
        said = verdicts(specs, with_certificates=False)
        seconds.append(time.process_time() - start)
        found.extend(said)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    answers = Counter(each.answer for each in found)
    reasons = tuple(each.reason for each in found if each.answer == "not decided")
    return Taken(tuple(seconds), tuple(sorted(answers.items())), reasons, peak)


def whole(roles: int, surveys: int) -> Taken:
    """A whole program with all six limits."""
    return _timed(iter([program("whole", roles, surveys, tuple(LIMITS.values()))]))


def one_role(surveys: int, programs: int) -> Taken:
    """One role, one limit at a time."""
    return _timed(
        program(f"one {number}", 1, surveys, [limit]) for number in range(programs) for limit in LIMITS.values()
    )


def union(roles: int, surveys: int) -> Taken:
    """One person who holds all roles, one limit at a time."""
    return _timed(program("union", roles, surveys, [limit], is_union=True) for limit in LIMITS.values())


def mixed(checks: int) -> Taken:
    """Programs of three roles with 5 to 60 surveys each, until there are so many checks or more."""

    def programs() -> Iterator[Specs]:
        made, number = 0, 0
        while made < checks:
            surveys = Random(f"size {number}").choice((5, 10, 20, 40, 60))
            specs = program(f"mixed {number}", 3, surveys, tuple(LIMITS.values()))
            number += 1
            made += len(LIMITS) * _sorts(specs)
            yield specs

    return _timed(programs())


def _sorts(specs: Specs) -> int:
    from cxprog.analysis.frequency.reading import Reading

    return len(Reading(specs).role_sets)


def _apart(part: Callable[..., Taken], *arguments: int) -> Taken:
    """A part in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(part, *arguments).result()


def rows(quick: bool) -> Iterator[Row]:
    """Every figure, measured one after the other."""
    for roles, surveys in ((50, 20), (10, 200)):
        taken = _apart(whole, roles, surveys)
        name = f"{roles} roles x {surveys} surveys, 6 limits"
        yield Row(f"proofs, {name}", taken.seconds[0], "s", None, _note(taken))
    for surveys, programs, bar in ((10, 20, 30), (100, 10, 50), (1000, 3, 150)):
        taken = _apart(one_role, surveys, programs)
        milliseconds = sorted(second * 1000 for second in taken.seconds)
        late = milliseconds[min(len(milliseconds) - 1, round(0.95 * len(milliseconds)))]
        note = f"p95 {late:.0f} ms, longest {milliseconds[-1]:.0f} ms; {_note(taken)}"
        yield Row(f"one check, role with {surveys:,} surveys", statistics.median(milliseconds), "ms", bar, note)
    if not quick:
        taken = _apart(union, 50, 1000)
        yield Row("one check, all of 50 roles x 1,000 surveys, worst", max(taken.seconds), "s", 10, _note(taken))
        yield Row("peak memory of that", taken.memory_mib, "MiB", None)
    taken = _apart(mixed, CHECKS // 5 if quick else CHECKS)
    count = sum(number for _, number in taken.answers)
    yield Row(f"not decided of {count:,} checks", 100 * len(taken.open) / count, "%", 1, _note(taken))


def _note(taken: Taken) -> str:
    said = ", ".join(f"{number} {answer}" for answer, number in taken.answers)
    return f"{said}; {taken.memory_mib:.0f} MiB"


def main() -> int:
    """Command line; status 1 when a figure is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="leave out the largest program, and most small ones")
    parser.add_argument("--markdown", action="store_true", help="print as a Markdown table")
    arguments = parser.parse_args()
    return show(rows(arguments.quick), arguments.markdown)


if __name__ == "__main__":
    sys.exit(main())
