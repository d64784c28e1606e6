"""What one audience sees altogether: through the teams and partners it belongs to, and through people in two teams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from cxprog.analysis.anonymity.seen import Seen, Sight
from cxprog.analysis.anonymity.values import Audience


class Reader(NamedTuple):
    """Somebody who sees the reports of one audience, or of several teams that he or she is in."""

    audience: Audience
    """The first of the teams, where there are several."""
    teams: tuple[str, ...]
    """All teams of somebody who is in several; empty for everybody else."""


@dataclass(frozen=True, eq=False)
class Company:
    """Who belongs to whom, and what they see together."""

    seen: Seen

    @cached_property
    def readers(self) -> tuple[Reader, ...]:
        """Every audience that sees anything, and people who see more than any one of their teams does."""
        known = sorted(self._named)
        single = [Reader(audience, ()) for audience in known]
        several = [Reader(Audience("team", teams[0]), teams) for teams in self._shared if self._sees_more(teams)]
        return (*single, *several)

    def _sees_more(self, teams: tuple[str, ...]) -> bool:
        each = [set(self._by_audience(Audience("team", team))) for team in teams]
        return set().union(*each) not in each

    def sights(self, reader: Reader) -> tuple[Sight, ...]:
        """What a reader sees, each number in each report once for everything and once for the own part."""
        audiences = [Audience("team", team) for team in reader.teams] or [reader.audience]
        found = {key: sight for audience in audiences for key, sight in self._by_audience(audience).items()}
        return tuple(found[key] for key in sorted(found))

    def around(self, audience: Audience, what: str) -> frozenset[tuple[str, bool]]:
        """Reports that show a number to an audience or to anybody in it, each with whether it is the own part only."""
        if audience not in self._around:
            found: dict[str, set[tuple[str, bool]]] = {}
            for member in self._members(audience):
                for report, name, is_own in self._by_audience(member):
                    found.setdefault(name, set()).add((report, is_own))
            self._around[audience] = {name: frozenset(each) for name, each in found.items()}
        return self._around[audience].get(what, frozenset())

    @cached_property
    def _around(self) -> dict[Audience, Mapping[str, frozenset[tuple[str, bool]]]]:
        return {}

    def _by_audience(self, audience: Audience) -> Mapping[tuple[str, str, bool], Sight]:
        """What reports show to an audience and to what it belongs to, by report, number, and whether it is own."""
        if audience not in self._known:
            found: dict[tuple[str, str, bool], Sight] = {}
            for wider in self._wider(audience):
                for sight in self._named.get(wider, ()):
                    key = sight.report, sight.what, sight.is_own
                    found.setdefault(key, sight._replace(audience=audience))
            self._known[audience] = found
        return self._known[audience]

    @cached_property
    def _known(self) -> dict[Audience, Mapping[tuple[str, str, bool], Sight]]:
        return {}

    @cached_property
    def _named(self) -> Mapping[Audience, list[Sight]]:
        """What reports show to those whom they name."""
        found: dict[Audience, list[Sight]] = {}
        for sight in self.seen.sights:
            for audience in self.seen.standing_for(sight):
                found.setdefault(audience, []).append(sight)
        return found

    # WHO BELONGS TO WHOM

    def _wider(self, audience: Audience) -> Iterator[Audience]:
        """An audience and the teams or partners that it belongs to, the nearest first."""
        passed: set[str] = set()
        name: str | None = audience.id
        while name and name not in passed:
            yield Audience(audience.kind, name)
            passed.add(name)
            name = self._parents.get(audience.kind, {}).get(name)

    def _members(self, audience: Audience) -> set[Audience]:
        """An audience, what belongs to it, and the other teams of people in these."""
        found, waiting = {audience}, [audience]
        while waiting:
            each = waiting.pop()
            below = {Audience(each.kind, name) for name in self._children.get(each.kind, {}).get(each.id, ())}
            waiting.extend(below - found)
            found |= below
        names = {each.id for each in found if each.kind == "team"}
        shared = (teams for teams in self._shared if not names.isdisjoint(teams))
        return found | {Audience("team", team) for teams in shared for team in teams}

    @cached_property
    def _parents(self) -> Mapping[str, Mapping[str, str]]:
        specs = self.seen.specs
        return {
            "team": {name: team.parent for name, team in specs.each("team") if team.parent},
            "partner": {name: partner.part_of for name, partner in specs.each("partner") if partner.part_of},
        }

    @cached_property
    def _children(self) -> Mapping[str, Mapping[str, list[str]]]:
        return {kind: _turned(parents.items()) for kind, parents in self._parents.items()}

    @cached_property
    def _shared(self) -> tuple[tuple[str, ...], ...]:
        """Teams that have a person or mailbox in common, each set of them once."""
        teams: dict[str, list[str]] = {}
        for name, team in self.seen.specs.each("team"):
            for mail in {person.mail.casefold() for person in team.people if person.mail}:
                teams.setdefault(mail, []).append(name)
        return tuple(sorted({tuple(each) for each in teams.values() if len(each) > 1}))


def _turned(pairs: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for child, parent in pairs:
        found.setdefault(parent, []).append(child)
    return found
