"""Whom surveys ask: groups of the population, how often each is asked, and how likely an answer is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from cxprog.analysis.anonymity.seen import Seen, touchpoints
from cxprog.analysis.specs import Specs
from cxprog.facts import heard
from cxprog.reach import about_days, is_among, share_asked, times_asked

UNKNOWN = "unknown"
"""Written where a value is not known; such people are in totals and in no group."""
_YEAR = 365
"""Days that a number covers which is there for whoever looks, where no wave says more."""


class Row(NamedTuple):
    """A group of the population."""

    group: Any
    rate: float
    """How likely an invitation is answered; certain where nobody says."""
    accounts: int | None
    """How many organizations the people belong to; None where nobody says."""

    def value(self, dimension: str) -> str | None:
        """The value of a dimension of the population; None where it is not known."""
        value = self.group.by.get(dimension)
        return None if value == UNKNOWN else value


class Feed(NamedTuple):
    """Whom a survey asks in some time."""

    rows: tuple[int, ...]
    """Groups of the population by number, ascending."""
    times: float
    """How often each person is asked, where they are drawn each time."""
    share: float
    """How likely a person is drawn each time."""


class Part(NamedTuple):
    """The part of the population that a partner serves."""

    values: tuple[tuple[str, tuple[str, ...]], ...]
    """Dimension, and values of the people who belong to it."""
    organizations: int
    """How many organizations share these people; where they are counted by partner, it is 1 for each."""
    is_by_partner: bool
    """Whether people are counted by partner, so that each of these has a part of its own."""


@dataclass(frozen=True, eq=False)
class Populated:
    """The people of a program, as far as surveys ask them."""

    seen: Seen

    @property
    def specs(self) -> Specs:
        """What the program says."""
        return self.seen.specs

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The groups of all populations in use, in order."""
        return tuple(
            Row(group, 1.0 if rate is None else rate, group.accounts)
            for _, population in self.specs.in_use("population")
            for group in population.groups
            for rate in [population.response_rate if group.response_rate is None else group.response_rate]
        )

    @cached_property
    def dimensions(self) -> frozenset[str]:
        """By what people are counted."""
        declared = (population.dimensions for _, population in self.specs.in_use("population"))
        return frozenset(name for names in declared for name in names).union(*(set(row.group.by) for row in self.rows))

    @cached_property
    def within(self) -> Mapping[str, frozenset[str]]:
        """For each dimension all those in whose values its own lie."""
        above: dict[str, set[str]] = {}
        for _, population in self.specs.in_use("population"):
            for name, other in population.within.items():
                above.setdefault(name, set()).add(other)
        return {name: frozenset(_all_above(above, name)) for name in above}

    # TIME

    def days(self, report: Any, surveys: Sequence[str]) -> float:
        """Days that one edition of a report covers; of one for whoever looks, the longest wave, or a year."""
        given = about_days(report.covers) if report.covers else None
        return given or about_days(report.every) or max(filter(None, map(self.wave, surveys)), default=_YEAR)

    def wave(self, survey: str) -> float | None:
        """Days from one wave of a survey to the next; None where it has no regular waves."""
        every = self.specs.get("survey", survey).when.every  # type: ignore[union-attr]
        return about_days(every) if every else None

    # WHO IS ASKED

    def feed(self, survey: str, days: float) -> Feed | str:
        """Whom a survey asks in so many days; the reason where nobody knows."""
        key = survey, days
        if key not in self._feeds:
            self._feeds[key] = self._feed(survey, days)
        return self._feeds[key]

    @cached_property
    def _feeds(self) -> dict[tuple[str, float], Feed | str]:
        return {}

    def _feed(self, survey: str, days: float) -> Feed | str:
        spec = self.specs.get("survey", survey)
        assert spec is not None
        if spec.when.always:
            return f"nobody is invited to `{survey}`, so nobody knows how many answer it"
        if spec.sampling.key_accounts == "only":
            return f"`{survey}` asks key accounts only, and nobody says how many people these have"
        rows = self._rows_by_survey(survey)
        if isinstance(rows, str):
            return rows
        times = times_asked(self.specs, spec, days)
        if times is None:
            return f"nothing says how often `{survey}` can ask one person"
        people = sum(self.rows[row].group.people for row in rows)
        return Feed(rows, times, share_asked(spec.sampling, people, times, days))

    def _rows_by_survey(self, survey: str) -> tuple[int, ...] | str:
        spec = self.specs.get("survey", survey)
        assert spec is not None
        found = [number for number, row in enumerate(self.rows) if is_among(spec, row.group)]
        if not found:
            return f"no population counts the people whom `{survey}` asks"
        if not spec.partners:
            return tuple(found)
        parts = [self.part_of(partner) for partner in spec.partners]
        unknown = next((part for part in parts if isinstance(part, str)), None)
        known = [part for part in parts if isinstance(part, Part)]
        return unknown or tuple(number for number in found if any(self.is_in(number, part) for part in known))

    # PARTS

    def part_of(self, partner: str) -> Part | str:
        """The people whom a partner serves; the reason where nobody knows."""
        if partner not in self._parts:
            self._parts[partner] = self._part_of(partner)
        return self._parts[partner]

    @cached_property
    def _parts(self) -> dict[str, Part | str]:
        return {}

    def _part_of(self, partner: str) -> Part | str:
        spec = self.specs.get("partner", partner)
        assert spec is not None
        if "partner" in self.dimensions:
            values = tuple(sorted(self._partner_values & self._narrower(partner)))
            missing = f"no population counts the people of the partner `{partner}`"
            return Part((("partner", values),), 1, True) if values else missing
        told = {"tier": (spec.tier,) if spec.tier else (), "country": spec.markets}
        by = tuple((name, values) for name, values in told.items() if values and name in self.dimensions)
        if not by:
            return f"nobody counts people by partner, so nobody knows how many `{partner}` serves"
        return Part(by, spec.organizations, False)

    def is_in(self, row: int, part: Part) -> bool:
        """Whether the people of a group belong to a part."""
        by = self.rows[row].group.by
        return all(by.get(name) in values for name, values in part.values)

    def organizations(self, partner: str | None) -> int:
        """How many organizations a value of the dimension `partner` stands for."""
        spec = self.specs.get("partner", partner)
        return int(spec.organizations) if spec else 1

    @cached_property
    def _partner_values(self) -> frozenset[str]:
        return frozenset(value for row in self.rows if (value := row.value("partner")) is not None)

    def _narrower(self, partner: str) -> set[str]:
        """A partner and all that belong to it."""
        found, waiting = {partner}, [partner]
        while waiting:
            below = self._parts_of.get(waiting.pop(), ())
            waiting.extend(name for name in below if name not in found)
            found.update(below)
        return found

    @cached_property
    def _parts_of(self) -> Mapping[str, list[str]]:
        below: dict[str, list[str]] = {}
        for name, spec in self.specs.each("partner"):
            if spec.part_of:
                below.setdefault(spec.part_of, []).append(name)
        return below

    # WHERE ANSWERS BELONG

    def places(self, survey: str, dimension: str) -> tuple[str, ...]:
        """Touchpoints, or stages, that the answers to a survey are about."""
        found: set[str] = set()
        for place in heard(self.specs.get("survey", survey)):  # type: ignore[arg-type]
            found |= self._by_place.get(place, {}).get(dimension, set())
        return tuple(sorted(found))

    @cached_property
    def _by_place(self) -> Mapping[str, Mapping[str, set[str]]]:
        """Touchpoints and stages by the address of themselves and of what they stand in."""
        found: dict[str, dict[str, set[str]]] = {}
        for address, stage, step, _ in touchpoints(self.specs):
            for place in {address, stage, step}:
                known = found.setdefault(place, {"touchpoint": set(), "stage": set()})
                known["touchpoint"].add(address)
                known["stage"].add(stage)
        return found


def _all_above(above: Mapping[str, set[str]], name: str) -> Iterator[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        fresh = above.get(waiting.pop(), set()) - found
        found |= fresh
        waiting.extend(fresh)
    yield from found - {name}
