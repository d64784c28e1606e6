"""Scenarios: play a test through and say which of its expectations are not met.

>>> from cxprog.manifest import load_manifest
>>> manifest = load_manifest("dist/manifest.json")  # doctest: +SKIP
>>> outcome = run(manifest, manifest.get("test", "bad-repair"))  # doctest: +SKIP
>>> [failure.message for failure in outcome.failures]  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from cxprog.analysis.cells import Reader
from cxprog.analysis.happening import Breach, Contradiction, Happening, about, shown
from cxprog.analysis.play import Play
from cxprog.analysis.working_time import Moment
from cxprog.manifest import Manifest
from cxprog.source import Path

_AROUND_DAYS = 3
"""How many days before and after an expectation its failure tells of."""
_LINES_MAX = 12


@dataclass(frozen=True)
class Failure:
    """An expectation that is not met."""

    path: Path
    """Where in the test it stands."""
    message: str
    help: str
    around: tuple[str, ...]
    """What happened around that time, a line each."""


@dataclass(frozen=True)
class Outcome:
    """How a scenario ended."""

    record: tuple[Happening, ...]
    """Everything that happened, in the order of time."""
    failures: tuple[Failure, ...]
    contradictions: tuple[Contradiction, ...]
    """What the program rules out in the story itself."""
    breaches: tuple[Breach, ...]
    """Limits of policies that the story breaks."""
    used: frozenset[str]
    """What was exercised, as `everything` names it."""

    @property
    def passed(self) -> bool:
        """Whether everything happened as expected, in a story that can happen, within all limits."""
        return not (self.failures or self.contradictions or self.breaches)


def run(manifest: Manifest, test: Any) -> Outcome:
    """Play a test, the spec of a document of kind `test`, and judge its expectations."""
    play = Play(manifest, test)
    play.run()
    judge = _Judge(manifest, test, play)
    failures = tuple(failure for failure in map(judge.failure, range(len(test.expect))) if failure)
    return Outcome(
        record=play.record,
        failures=failures,
        contradictions=tuple(play.contradictions),
        breaches=tuple(play.breaches),
        used=frozenset(play.used),
    )


# JUDGING


@dataclass(frozen=True)
class _Judge:
    """Holds expectations against what happened."""

    manifest: Manifest
    test: Any
    play: Play

    def failure(self, index: int) -> Failure | None:
        """Why an expectation is not met; None where it is."""
        expected = self.test.expect[index]
        known = {contact.id for contact in self.test.contacts}
        if expected.who and expected.who not in known:
            listed = ", ".join(f"`{name}`" for name in sorted(known))
            message = f"the scenario has nobody called `{expected.who}`"
            return Failure(("expect", index, "who"), message, f"its contacts are {listed}", ())
        if expected.on and expected.on[:10] < self.test.starts:
            message = f"{expected.on} lies before the scenario starts"
            return Failure(("expect", index, "on"), message, f"it starts {self.test.starts}", ())
        if expected.report:
            return self._report(index, expected)
        whose = self._record_of[expected.who] if expected.who else self.play.record
        matching = [each for each in whose if _matches(expected, each) and self._in_time(expected, each)]
        if expected.alone:
            matching = [each for each in matching if not self._others(each)]
        if bool(matching) is not (expected.never or expected.nothing is not None):
            return None
        if matching:
            lines = tuple(each.words for each in matching[:_LINES_MAX])
            help = "change the program, or the expectation if this is what you want"
            return Failure(("expect", index), f"{_said(expected)}, but that happens", help, lines)
        return Failure(
            ("expect", index),
            f"{_said(expected)}, but that does not happen",
            self._instead(expected) or self._nearest(expected),
            self._around(expected),
        )

    @cached_property
    def _record_of(self) -> Mapping[str, list[Happening]]:
        """What happened to each person; in large scenarios, all of it is too much for every expectation."""
        found: dict[str, list[Happening]] = {contact.id: [] for contact in self.test.contacts}
        for each in self.play.record:
            if each.who is not None:
                found[each.who].append(each)
        return found

    def _others(self, told: Happening) -> bool:
        """Whether anybody else is told of the same thing."""
        return any(
            each.sort == "told"
            and (each.of, each.who, each.deadline) == (told.of, told.who, told.deadline)
            and each.to != told.to
            for each in self.play.record
        )

    def _in_time(self, expected: Any, each: Happening) -> bool:
        if expected.on is None:
            return True
        here = each.at.astimezone(self.play.ends.tzinfo)
        if "T" in expected.on and expected.until is None:
            return here.strftime("%Y-%m-%dT%H:%M") == str(expected.on)
        day = here.date().isoformat()
        return bool(expected.on[:10] <= day <= (expected.until or expected.on[:10]))

    def _instead(self, expected: Any) -> str:
        """What happens at the expected time in place of what should, where it is of the same sort."""
        if expected.on is None and not (expected.by and expected.deadline):
            return ""
        others = [each for each in self.play.record if _is_instead(expected, each) and self._in_time(expected, each)]
        if not expected.told:
            alike = [each for each in others if _is_about(expected, each)] or others
            return f"at that time: {alike[-1].words}" if alike else ""
        told = [each for each in others if expected.told not in (each.to, *each.named)]
        if not told:
            return ""
        is_told = any(_matches(expected, each) and self._in_time(expected, each) for each in self.play.record)
        when = "of the same" if expected.on is None else f"at that {'moment' if 'T' in expected.on else 'time'}"
        acting = [] if is_told else [each for each in told if each.acts]
        names = list(dict.fromkeys(f"`{each.to}`" for each in acting or told))
        are = "is" if len(names) == 1 else "are"
        also = " as well" if is_told else ""
        return f"{when}, {' and '.join(names)} {are} told by `{told[0].of}`{also} ({about(told[0].deadline)})"

    def _nearest(self, expected: Any) -> str:
        """What happened instead, where the difference is one of time or detail only."""
        alike = [each for each in self.play.record if _is_about(expected, each)]
        if not alike:
            return "it does not happen at any time of the scenario"
        if expected.on is not None:
            aim = self.play.moment(expected.on)
            alike.sort(key=lambda each: abs(each.at - aim))
        return f"nearest to it: {alike[0].words}"

    def _around(self, expected: Any) -> tuple[str, ...]:
        """What happens in the days around: what people do, and what comes of the loop or survey that is meant."""
        of = expected.by or next((getattr(expected, key) for key in _SUBJECTS if getattr(expected, key)), None)
        near = [
            each
            for each in self.play.record
            if (expected.on is None or self._distance(expected, each) <= timedelta(days=_AROUND_DAYS))
            and (expected.who is None or each.who in (expected.who, None))
            and (of is None or each.of == of or each.sort in _STORY)
        ]
        if not near:
            return (f"nothing happens{f' about `{of}`' if of else ''} within {_AROUND_DAYS} days of it",)
        first = max(0, self._center(expected, near) - _LINES_MAX // 2)
        first = max(0, min(first, len(near) - _LINES_MAX))
        last = min(first + _LINES_MAX, len(near))
        before = (f"... {first} more before",) if first else ()
        after = (f"... {len(near) - last} more after",) if last < len(near) else ()
        return (*before, *(each.words for each in near[first:last]), *after)

    def _center(self, expected: Any, near: list[Happening]) -> int:
        """Place of the line next in time to what is expected; the first where that may happen at any time."""
        if expected.on is None:
            return 0
        return min(range(len(near)), key=lambda index: self._distance(expected, near[index]))

    def _distance(self, expected: Any, each: Happening) -> timedelta:
        """How long before or after the expected time something happens."""
        first = self.play.moment(expected.on)
        last = first if expected.until is None else self._end_of(_day(expected.until))
        return max(first - each.at, each.at - last, timedelta())

    # REPORTS

    def _report(self, index: int, expected: Any) -> Failure | None:
        day = _day(expected.on) if expected.on else self.play.ends.date() - timedelta(days=1)
        until = self._end_of(day) if not expected.on or "T" not in expected.on else self.play.moment(expected.on)
        answers = [each for each in self.play.answers if each.at.timestamp() < until.timestamp()]
        readings = Reader(self.manifest, expected.report, expected.to or "").reads(expected.cell, answers)
        self.play.used.update(
            f"policy:{policy.id}.anonymity" for policy in self.manifest.each("policy") if policy.spec.anonymity
        )
        wrong = [
            *(name for name in expected.shows if name not in readings or readings[name].reason),
            *(
                name
                for name in expected.hides
                if name not in readings or not _is_hidden(readings[name].reason, expected)
            ),
        ]
        if not wrong:
            return None
        where = f" for {', '.join(f'{key} {value}' for key, value in expected.cell.items())}" if expected.cell else ""
        name, place = wrong[0], f"`{expected.to}` in `{expected.report}`{where}"
        reading = readings.get(name)
        lines = tuple(f"`{each}`: {reading.words}" for each, reading in readings.items())
        is_day = not expected.on or "T" not in expected.on
        counts = f"this counts the answers up to {f'the end of {day}' if is_day else shown(until)}"
        if reading and reading.reason and name not in expected.shows:
            wanted = _WHY.get(expected.because, f"of `{expected.because}`")
            why = f"but because {_WHY[reading.reason]}, not because {wanted}"
            message = f"`{name}` is hidden from {place} as expected, {why}"
            return Failure(("expect", index, "because"), message, counts, lines)
        wanted = "shown to" if name in expected.shows else "hidden from"
        found = reading.words if reading else "not in the report"
        return Failure(("expect", index), f"expected `{name}` to be {wanted} {place}, but it is {found}", counts, lines)

    def _end_of(self, day: date) -> Moment:
        return self.play.moment(f"{(day + timedelta(days=1)).isoformat()}T00:00")


_WHY: Mapping[str, str] = {
    "too-few": "there are too few answers",
    "difference": "a total would give it away",
    "not-for-them": "it is not meant for them",
}
"""Why a report hides something, as half a sentence."""


def _is_hidden(reason: str, expected: Any) -> bool:
    return bool(reason) and expected.because in (None, reason)


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


# MATCHING


def _matches(expected: Any, each: Happening) -> bool:
    if expected.nothing is not None:
        by = expected.by is None or (each.sort in ("told", "case") and each.of == expected.by)
        whose = expected.who is None or each.who == expected.who
        return _NOTHING[expected.nothing](each) and by and whose
    return _is_about(expected, each) and _fits(expected, each)


def _is_about(expected: Any, each: Happening) -> bool:
    """Whether something is of the sort that is expected, of the same survey or loop, about the same person."""
    if expected.who is not None and each.who != expected.who:
        return False
    if expected.told:
        about = each.sort == "told" and expected.told in (each.to, *each.named)
        return about and expected.by in (None, each.of)
    for sort in ("invited", "reminded", "suppressed", "case"):
        if name := getattr(expected, sort):
            return each.sort == sort and each.of == name and (sort != "case" or each.state == expected.state)
    return False


_SUBJECTS = ("case", "invited", "reminded", "suppressed")
"""Keys that name the loop or the survey that an expectation is about."""
_STORY = frozenset(("passed", "event", "answered"))
"""What a story tells, and whatever follows comes of."""


def _is_instead(expected: Any, each: Happening) -> bool:
    """Whether something may stand in the place of what is expected: the same thing told to others, or its opposite."""
    if expected.who is not None and each.who != expected.who:
        return False
    if expected.told:
        return each.sort == "told" and expected.by in (None, each.of) and expected.deadline in (None, each.deadline)
    if expected.case:
        return each.sort == "case" and each.of == expected.case
    name = expected.invited or expected.suppressed
    return each.sort in ("invited", "suppressed") and each.of == name


def _fits(expected: Any, each: Happening) -> bool:
    """Whether the details are as expected."""
    return (
        (expected.because is None or expected.because in each.reasons)
        and (expected.deadline is None or expected.deadline == each.deadline)
        and _is_due(expected.first_contact_by, each.first_contact_by)
        and _is_due(expected.resolve_by, each.resolve_by)
    )


def _is_due(expected: str | None, due: Moment | None) -> bool:
    if expected is None:
        return True
    if due is None:
        return False
    return due.strftime("%Y-%m-%dT%H:%M" if "T" in expected else "%Y-%m-%d") == expected


def _is_opened(each: Happening) -> bool:
    return each.sort == "case" and each.state == "opened"


_NOTHING: Mapping[str, Callable[[Happening], bool]] = {
    "invited": lambda each: each.sort in ("invited", "reminded"),
    "told": lambda each: each.sort == "told",
    "opened": _is_opened,
    "happens": lambda each: each.sort in ("invited", "reminded", "told") or _is_opened(each),
}


def _said(expected: Any) -> str:
    """The expectation in words: `expected manager to be invited to ...`."""
    who = expected.who or "somebody"
    when = "" if expected.on is None else f" on {expected.on.replace('T', ' at ')}"
    if expected.on and expected.until:
        when = f" from {expected.on[:10]} to {expected.until}"
    details = _details(expected)
    what = next(words(expected, who) for key, words in _WORDS.items() if getattr(expected, key))
    if expected.never:
        what = what.replace(" to be ", " not to be ", 1)
    return f"expected {what}{details}{when}"


def _details(expected: Any) -> str:
    given = {
        "because of": expected.because,
        "about": expected.deadline if expected.told else None,
        "with first contact by": expected.first_contact_by,
        "with an end by": expected.resolve_by,
    }
    alone = " and nobody else" if expected.alone else ""
    return alone + "".join(f" {word} {value}" for word, value in given.items() if value)


def _nothing(expected: Any, who: str) -> str:
    by = f" by `{expected.by}`" if expected.by else ""
    return {
        "invited": f"{expected.who or 'nobody'} {'not ' if expected.who else ''}to be invited",
        "told": f"nobody to be told{by}{f' about {expected.who}' if expected.who else ''}",
        "opened": f"no case{f' of `{expected.by}`' if expected.by else ''} to be opened"
        + (f" for {expected.who}" if expected.who else ""),
        "happens": f"nothing to happen{by}{f' to {expected.who}' if expected.who else ''}",
    }[expected.nothing]


_WORDS: Mapping[str, Callable[[Any, str], str]] = {
    "invited": lambda expected, who: f"{who} to be invited to `{expected.invited}`",
    "reminded": lambda expected, who: f"{who} to be reminded of `{expected.reminded}`",
    "suppressed": lambda expected, who: f"an invitation of {who} to `{expected.suppressed}` to be kept back",
    "case": lambda expected, who: (
        f"a case of `{expected.case}` to be {expected.state}"
        + (f" ({expected.deadline})" if expected.deadline else "")
        + (f" for {expected.who}" if expected.who else "")
    ),
    "told": lambda expected, who: (
        f"`{expected.told}` to be told"
        + (f" by `{expected.by}`" if expected.by else "")
        + (f" about {expected.who}" if expected.who else "")
    ),
    "nothing": _nothing,
}
