"""Journey boards, read from the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cxprog.renderers._board_listening import Listening
from cxprog.renderers._board_values import (
    Board,
    Elsewhere,
    Handoff,
    Owner,
    Party,
    Phrase,
    Practice,
    Role,
    Section,
    Stage,
    Touchpoint,
    Way,
    Words,
)
from cxprog.renderers._journey import sign
from cxprog.target import Address

if TYPE_CHECKING:
    from cxprog.manifest import Edge, Manifest, Resolved
    from cxprog.manifest import Party as Named
    from cxprog.manifest import Touchpoint as Known
    from cxprog.source import Path


def boards(manifest: Manifest, locale: str | None) -> Iterator[Board]:
    """The boards of a program, one for each journey, by id."""
    program = _Program(manifest)
    for resolved in manifest.each("journey"):
        yield _Reading(program, resolved, locale or manifest.locale).board


class _Program:
    """What all boards of a program share."""

    def __init__(self, manifest: Manifest) -> None:
        from cxprog.manifest import walk

        self.manifest = manifest
        owning = sorted({party.id for touchpoint in manifest.touchpoints for party in touchpoint.owners})
        # Over the whole program, as in the graphs, so that an owner looks the same everywhere.
        self.signs = {name: sign(number) for number, name in enumerate(owning)}
        self.specs = {
            f"{journey.id}.{spec.id}": spec
            for journey in manifest.each("journey")
            for _, _, _, spec in walk(journey.spec)
        }

    @cached_property
    def arrivals(self) -> Mapping[str, list[Known]]:
        """Touchpoints of other journeys that lead to a touchpoint, by its address."""
        known = self.manifest.touchpoint_by_address
        found: dict[str, list[Known]] = {}
        for touchpoint in self.manifest.touchpoints:
            for edge in touchpoint.next:
                if known[edge.to].journey != touchpoint.journey:
                    found.setdefault(edge.to, []).append(touchpoint)
        return found

    @cached_property
    def counterparts(self) -> Mapping[str, list[str]]:
        """Addresses of touchpoints that stand on the two sides of one contact, by each of them."""
        found: dict[str, list[str]] = {}
        for address, spec in self.specs.items():
            if spec.counterpart:
                found.setdefault(address, []).append(spec.counterpart)
                found.setdefault(spec.counterpart, []).append(address)
        return found


class _Reading:
    """One journey; remembers the locales that it meets."""

    def __init__(self, program: _Program, resolved: Resolved, locale: str) -> None:
        self.program = program
        self.manifest = program.manifest
        self.resolved = resolved
        self.spec: Any = resolved.spec
        self.first_locale = locale
        self.seen = {self.manifest.locale, locale}
        self.listening = Listening(self.manifest, resolved.id, self.words)

    @property
    def board(self) -> Board:
        """The whole board; locales are known once everything else is read."""
        settings, environment = self.manifest.settings, self.manifest.environment
        stages = tuple(self.stage(spec, ("stages", index)) for index, spec in enumerate(self.spec.stages))
        touchpoints = [each for stage in stages for each in stage.touchpoints]
        parts: tuple[Stage | Touchpoint, ...] = (*stages, *touchpoints)
        surveys = self.listening.surveys(parts)
        board = Board(
            id=self.spec.id,
            title=self.words(self.spec.title, self.spec.id),
            description=self.maybe(self.spec.description),
            actor=self.spec.actor,
            program=self.words(settings.title, settings.id),
            version=self.manifest.version + (f" ({environment})" if environment else ""),
            locale=self.first_locale,
            usual=self.manifest.locale,
            stages=stages,
            surveys=surveys,
            metrics=tuple(self.listening.metrics(surveys)),
            loops=self.listening.loops(touchpoints),
            practices={name: self.practice(name) for name in _each(each.practices for each in parts)},
            origin=self.resolved.origin,
            locales=(),
        )
        return replace(board, locales=(self.first_locale, *sorted(self.seen - {self.first_locale})))

    # TEXTS AND NAMES

    def words(self, texts: Mapping[str, str] | None, otherwise: str) -> Words:
        """A text that may have been left out or blank; then it is what it is otherwise called."""
        return self.maybe(texts) or Words(((self.manifest.locale, otherwise),))

    def maybe(self, texts: Mapping[str, str] | str | None) -> Words | None:
        """A text, or None where nothing is said."""
        by_locale = {self.manifest.locale: texts} if isinstance(texts, str) else texts or {}
        said = tuple((locale, by_locale[locale].strip()) for locale in sorted(by_locale) if by_locale[locale].strip())
        self.seen.update(locale for locale, _ in said)
        return Words(said) if said else None

    def several(self, texts: Iterable[Mapping[str, str]]) -> tuple[Words, ...]:
        return tuple(filter(None, map(self.maybe, texts)))

    def title(self, kind: str, name: str) -> Words:
        return self.words(self.manifest.get(kind, name).title, name)

    def roles(self, names: Iterable[str]) -> tuple[Role, ...]:
        return tuple(Role(name, self.title("role", name)) for name in names)

    def owner(self, party: Named) -> Owner:
        return Owner(party.id, party.kind, self.title(party.kind, party.id), self.program.signs[party.id])

    def party(self, name: str) -> Party:
        party = self.manifest.party(name)
        return Party(party.id, party.kind, self.title(party.kind, party.id))

    # PARTS OF THE JOURNEY

    def stage(self, spec: Any, path: Path) -> Stage:
        held: list[tuple[Any | None, Any, Path]] = [(None, spec, path)] if spec.touchpoints else []
        held += [(step, step, (*path, "steps", index)) for index, step in enumerate(spec.steps)]
        return Stage(
            id=spec.id,
            title=self.words(spec.title, spec.id),
            goal=self.maybe(spec.goal),
            phase=spec.phase or "",
            roles=self.roles(spec.roles),
            surveys=self.listening.heard(spec.id),
            practices=tuple(self.working({self.spec.id, f"{self.spec.id}.{spec.id}"}, spec.phase)),
            sections=tuple(self.section(step, holder.touchpoints, spec, own) for step, holder, own in held),
            place=self.place(*path),
        )

    def section(self, step: Any | None, specs: Iterable[Any], stage: Any, path: Path) -> Section:
        places = {self.spec.id, f"{self.spec.id}.{stage.id}", f"{self.spec.id}.{step.id}" if step else ""}
        return Section(
            id=step.id if step else "",
            title=self.words(step.title, step.id) if step else None,
            touchpoints=tuple(
                self.touchpoint(spec, stage, places, (*path, "touchpoints", index)) for index, spec in enumerate(specs)
            ),
        )

    def touchpoint(self, spec: Any, stage: Any, places: set[str], path: Path) -> Touchpoint:
        known = self.manifest.touchpoint_by_address[f"{self.spec.id}.{spec.id}"]
        return Touchpoint(
            id=spec.id,
            title=self.words(spec.title, spec.id),
            channel=spec.channel,
            side=spec.side,
            is_truth=spec.moment_of_truth,
            emotion=spec.emotion,
            evidence=spec.evidence,
            pains=self.several(spec.pains),
            opportunities=self.several(spec.opportunities),
            owners=tuple(map(self.owner, known.owners)),
            lead=self.owner(known.lead) if known.lead else None,
            roles=self.roles(spec.roles),
            at_most=spec.at_most.words if spec.at_most else "",
            retired=spec.retired or "",
            ways=tuple(self.ways(known)),
            elsewhere=tuple(self.elsewhere(known)),
            handoff=self.last_handoff(known, spec.handoff),
            surveys=known.surveys,
            loops=self.listening.started(known),
            practices=tuple(self.working(places | {known.address}, stage.phase)),
            place=self.place(*path),
            origin=known.origin,
        )

    def place(self, *path: str | int) -> Address:
        return Address("journey", self.spec.id, path)

    def working(self, places: set[str], phase: str | None) -> Iterator[str]:
        """Practices for a touchpoint: by name, or by the phase that its stage shares with them."""
        for practice in self.manifest.each("practice"):
            named = practice.spec.works_on
            is_of_phase = not named and practice.spec.phase == phase and self.spec.actor == "partner"
            if places.intersection(named) or (phase and is_of_phase):
                yield practice.id

    def practice(self, name: str) -> Practice:
        resolved = self.manifest.nodes["practice"][name]
        spec = resolved.spec
        return Practice(
            name,
            self.words(spec.title, name),
            spec.type.replace("-", " "),
            spec.every.words if spec.every else "",
            self.party(spec.owner) if spec.owner else None,
            resolved.origin,
        )

    # WAYS

    def known(self, address: str) -> Known:
        return self.manifest.touchpoint_by_address[address]

    def ways(self, touchpoint: Known) -> Iterator[Way]:
        for edge in touchpoint.next:
            if self.known(edge.to).journey == self.spec.id:
                yield Way(edge.to.partition(".")[2], self.maybe(edge.when), self.handed(touchpoint, edge))

    def elsewhere(self, touchpoint: Known) -> Iterator[Elsewhere]:
        for edge in touchpoint.next:
            if self.known(edge.to).journey != self.spec.id:
                when, handoff = self.maybe(edge.when), self.handed(touchpoint, edge)
                yield Elsewhere("onward", edge.to, *self.names(self.known(edge.to)), when, handoff)
        for other in self.program.arrivals.get(touchpoint.address, ()):
            yield Elsewhere("arrival", other.address, *self.names(other))
        for address in sorted(set(self.program.counterparts.get(touchpoint.address, ()))):
            yield Elsewhere("counterpart", address, *self.names(self.known(address)))

    def names(self, other: Known) -> tuple[Words, Words]:
        return self.title("journey", other.journey), self.words(other.title, other.address.partition(".")[2])

    def handed(self, touchpoint: Known, edge: Edge) -> Handoff | None:
        """A way is a handoff when somebody else leads behind it, or when the touchpoint says so."""
        target, declared = self.known(edge.to), self.program.specs[touchpoint.address].handoff
        taker = declared.to if declared else None
        takes = taker in {party.id for party in target.owners} if taker else edge.is_handoff
        is_meant = declared is not None and takes
        if not (is_meant or edge.is_handoff) or (is_meant and _leads(touchpoint, taker)):
            return None
        return Handoff(
            self.responsible(touchpoint),
            (self.party(taker).title,) if is_meant and taker else self.responsible(target),
            self.maybe(declared.passes) if declared and is_meant else None,
            self.several(declared.pains) if declared and is_meant else (),
            is_declared=is_meant,
        )

    def last_handoff(self, touchpoint: Known, declared: Any | None) -> Handoff | None:
        """What is handed over where the path ends, or where no way leads to whoever takes over."""
        shown = (self.handed(touchpoint, edge) for edge in touchpoint.next)
        if declared is None or _leads(touchpoint, declared.to) or any(each and each.is_declared for each in shown):
            return None
        taker: Phrase = (self.party(declared.to).title,) if declared.to else ("nobody named",)
        passes, pains = self.maybe(declared.passes), self.several(declared.pains)
        return Handoff(self.responsible(touchpoint), taker, passes, pains, is_declared=True)

    def responsible(self, touchpoint: Known) -> Phrase:
        parties = (touchpoint.lead,) if touchpoint.lead else touchpoint.owners
        names: list[str | Words] = []
        for party in parties:
            names += [" + ", self.party(party.id).title] if names else [self.party(party.id).title]
        return tuple(names) or ("nobody",)


def _leads(touchpoint: Known, taker: str | None) -> bool:
    """Whether whoever takes over is in the lead already."""
    return touchpoint.lead is not None and touchpoint.lead.id == taker


def _each(lists: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """What is in any of the lists, sorted."""
    return tuple(sorted({each for listed in lists for each in listed}))
