"""Journeys as pictures show them, read from the manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cxprog.language.types import OWNER_WORDS
from cxprog.renderers._journey import Attached, Handoff, Journey, Owner, Section, Stage, Stop, Way, sign
from cxprog.renderers._measure import isolated
from cxprog.source import Path
from cxprog.target import Address

if TYPE_CHECKING:
    from cxprog.language.kinds.journey import Handoff as Declared
    from cxprog.manifest import Edge, Manifest, Party, Touchpoint


def journeys(manifest: Manifest, locale: str | None) -> Iterator[Journey]:
    """The journeys of a program, by id."""
    reading = _Reading(manifest, locale)
    for resolved in manifest.each("journey"):
        yield reading.journey(resolved.spec)


class _Reading:
    def __init__(self, manifest: Manifest, locale: str | None) -> None:
        self.manifest = manifest
        self.locale = locale
        # Over the whole program, so that an owner has one color in all journeys.
        owning = sorted({party.id for touchpoint in manifest.touchpoints for party in touchpoint.owners})
        self.signs = {name: sign(number) for number, name in enumerate(owning)}
        self.loops = _loops_by_survey(manifest)

    @cached_property
    def listening(self) -> dict[str, list[str]]:
        """Surveys by the address of the touchpoint, step or stage they listen to."""
        found: dict[str, list[str]] = {}
        for survey in self.manifest.each("survey"):
            for address in survey.spec.listens_to:
                found.setdefault(address, []).append(survey.id)
        return found

    @cached_property
    def arrivals(self) -> dict[str, list[Touchpoint]]:
        """Touchpoints of other journeys that lead to a touchpoint, by its address."""
        found: dict[str, list[Touchpoint]] = {}
        for touchpoint in self.manifest.touchpoints:
            for edge in touchpoint.next:
                known = found.setdefault(edge.to, [])
                # Several ways can lead from one touchpoint to another; it is one place that people come from.
                if self.known(edge.to).journey != touchpoint.journey and touchpoint not in known[-1:]:
                    known.append(touchpoint)
        return found

    @cached_property
    def handoffs(self) -> dict[str, Declared]:
        """What touchpoints say about handing over, by address."""
        from cxprog.manifest import walk

        return {
            f"{journey.id}.{touchpoint.id}": touchpoint.handoff
            for journey in self.manifest.each("journey")
            for _, _, _, touchpoint in walk(journey.spec)
            if touchpoint.handoff
        }

    def known(self, address: str) -> Touchpoint:
        return self.manifest.touchpoint_by_address[address]

    def text(self, texts: Any) -> str:
        return self.manifest.text(texts, self.locale)

    def titled(self, spec: Any) -> str:
        """The title of anything, which may have been left blank."""
        return self.text(spec.title).strip() or str(spec.id)

    def title(self, kind: str, name: str) -> str:
        return self.titled(self.manifest.get(kind, name))

    def party(self, name: str) -> str:
        return self.titled(self.manifest.owner(self.manifest.party(name)))

    def roles(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.title("role", name) for name in names)

    # PARTS OF A JOURNEY

    def journey(self, spec: Any) -> Journey:
        environment = f" ({self.manifest.environment})" if self.manifest.environment else ""
        return Journey(
            id=spec.id,
            title=self.titled(spec),
            description=self.text(spec.description),
            actor=spec.actor,
            program=self.titled(self.manifest.settings),
            version=self.manifest.version + environment,
            stages=tuple(self.stage(spec.id, stage, ("stages", index)) for index, stage in enumerate(spec.stages)),
            ways=tuple(self.ways(spec.id)),
        )

    def stage(self, journey: str, spec: Any, path: Path) -> Stage:
        sections = [self.section(journey, spec, None, path)] if spec.touchpoints else []
        sections += [
            self.section(journey, spec, step, (*path, "steps", index)) for index, step in enumerate(spec.steps)
        ]
        return Stage(
            id=spec.id,
            title=self.titled(spec),
            goal=self.text(spec.goal),
            phase=spec.phase or "",
            roles=self.roles(spec.roles),
            attached=self.attached(f"{journey}.{spec.id}"),
            sections=tuple(sections),
        )

    def section(self, journey: str, stage: Any, step: Any | None, path: Path) -> Section:
        holder = step or stage
        usual = (stage.roles, holder.roles)
        return Section(
            id=step.id if step else "",
            title=self.titled(step) if step else "",
            roles=self.roles(step.roles) if step and step.roles != stage.roles else (),
            attached=self.attached(f"{journey}.{step.id}") if step else (),
            stops=tuple(
                self.stop(
                    f"{journey}.{spec.id}", spec, Address("journey", journey, (*path, "touchpoints", index)), usual
                )
                for index, spec in enumerate(holder.touchpoints)
            ),
        )

    def stop(self, address: str, spec: Any, place: Address, usual: tuple[Any, ...]) -> Stop:
        known = self.known(address)
        return Stop(
            address=address,
            place=place,
            title=self.titled(spec),
            spec=spec,
            owners=tuple(map(self.owner, known.owners)),
            lead=self.owner(known.lead) if known.lead else None,
            roles=self.roles(spec.roles) if spec.roles not in usual else (),
            attached=(*self.attached(address), *self.elsewhere(known, place)),
        )

    def owner(self, party: Party) -> Owner:
        return Owner(party.id, party.kind, self.party(party.id), self.signs[party.id])

    # WAYS

    def ways(self, journey: str) -> Iterator[Way]:
        for touchpoint in self.manifest.touchpoints:
            for edge in touchpoint.next if touchpoint.journey == journey else ():
                if self.known(edge.to).journey == journey:
                    yield Way(touchpoint.address, edge.to, self.text(edge.when), self.handoff(touchpoint, edge))

    def handoff(self, touchpoint: Touchpoint, edge: Edge) -> Handoff | None:
        """A way is a handoff when somebody else leads behind it, or when the touchpoint says so."""
        target, declared = self.known(edge.to), self.handoffs.get(touchpoint.address)
        taker = declared.to if declared else None
        is_meant = declared is not None and (
            taker in {party.id for party in target.owners} if taker else edge.is_handoff
        )
        if not (is_meant or edge.is_handoff) or (is_meant and touchpoint.lead and touchpoint.lead.id == taker):
            return None
        return Handoff(
            self.responsible(touchpoint),
            self.party(taker) if is_meant and taker else self.responsible(target),
            self.text(declared.passes) if declared and is_meant else "",
            is_declared=is_meant,
        )

    def responsible(self, touchpoint: Touchpoint) -> str:
        parties = (touchpoint.lead,) if touchpoint.lead else touchpoint.owners
        return " + ".join(self.party(party.id) for party in parties) or "nobody"

    def elsewhere(self, touchpoint: Touchpoint, place: Address) -> Iterator[Attached]:
        """What leads to another journey or comes from one, and a handoff that no way shows."""
        for index, edge in enumerate(touchpoint.next):
            other = self.known(edge.to)
            if other.journey != touchpoint.journey:
                handoff = self.handoff(touchpoint, edge)
                facts = (self.text(edge.when), *((handoff.words, handoff.passes) if handoff else ()))
                yield Attached(
                    "onward", edge.to, self.other(other), tuple(filter(None, facts)), place.to("next", index)
                )
        yield from self.last_handoff(touchpoint, place)
        for other in self.arrivals.get(touchpoint.address, ()):
            yield Attached("arrival", other.address, self.other(other), (), place)

    def last_handoff(self, touchpoint: Touchpoint, place: Address) -> Iterator[Attached]:
        declared = self.handoffs.get(touchpoint.address)
        shown = [self.handoff(touchpoint, edge) for edge in touchpoint.next]
        if declared is None or any(handoff is not None and handoff.is_declared for handoff in shown):
            return
        if touchpoint.lead and touchpoint.lead.id == declared.to:
            return
        taker = self.party(declared.to) if declared.to else "nobody named"
        handoff = Handoff(self.responsible(touchpoint), taker, self.text(declared.passes), is_declared=True)
        facts = (handoff.passes,) if handoff.passes else ()
        yield Attached("handoff", touchpoint.address, handoff.words, facts, place.to("handoff"))

    def other(self, touchpoint: Touchpoint) -> str:
        title = self.text(touchpoint.title).strip() or touchpoint.address
        return f"{isolated(self.title('journey', touchpoint.journey))}: {isolated(title)}"

    # SURVEYS, LOOPS AND METRICS

    def attached(self, address: str) -> tuple[Attached, ...]:
        """The surveys that listen exactly here, each followed by what its answers start and feed."""
        found: dict[tuple[str, str], Attached] = {}
        for name in self.listening.get(address, ()):
            spec = self.manifest.get("survey", name)
            own = [self.survey(spec)]
            own += [self.loop(loop, name, address) for loop in self.loops.get(name, ())]
            own += [self.metric(metric, name) for metric in _metrics(self.manifest, spec)]
            for thing in own:
                found.setdefault((thing.sort, thing.id), thing)
        return tuple(found.values())

    def survey(self, spec: Any) -> Attached:
        facts = (", ".join(self.roles(spec.asks)), f"{spec.minutes:g} min")
        return Attached("survey", spec.id, self.titled(spec), facts, Address("survey", spec.id))

    def loop(self, name: str, survey: str, address: str) -> Attached:
        spec = self.manifest.get("loop", name)
        facts = [self.actor(spec.owner, address)] if spec.owner else []
        facts += [f"first contact within {spec.first_contact.words}"] if spec.first_contact else []
        facts += [f"reviewed {spec.review.every.words}"] if spec.review else []
        return Attached("loop", name, self.titled(spec), tuple(facts), Address("loop", name), survey)

    def actor(self, name: str, address: str) -> str:
        """Who acts in a loop; for one touchpoint it is known who its owner is."""
        touchpoint = self.manifest.touchpoint_by_address.get(address)
        managers = self.manifest.settings.account_managers
        if name == "touchpoint-owner" and touchpoint:
            return self.responsible(touchpoint)
        if name == "account-manager" and managers:
            return self.party(managers)
        if name == "partner":
            return "the customer's partner"
        return name.replace("-", " ") if name in OWNER_WORDS else self.party(name)

    def metric(self, name: str, survey: str) -> Attached:
        spec = self.manifest.get("metric", name)
        facts = [_METRIC_WORDS.get(spec.type, spec.type)]
        facts += [f"from {spec.minimum_n} answers"] if spec.minimum_n else []
        return Attached("metric", name, self.titled(spec), tuple(facts), Address("metric", name), survey)


_METRIC_WORDS = {"nps": "NPS", "osat": "OSAT", "csat": "CSAT", "ces": "CES"}


def _loops_by_survey(manifest: Manifest) -> dict[str, list[str]]:
    """Loops by the survey whose answers can start them; the manifest has them only by touchpoint."""
    fed: dict[str, set[str]] = {}
    for resolved in manifest.each("survey"):
        for metric in _metrics(manifest, resolved.spec):
            fed.setdefault(metric, set()).add(resolved.id)
    loops: dict[str, list[str]] = {}
    for loop in manifest.each("loop"):
        feeding = (survey for metric in loop.spec.metrics for survey in fed.get(metric, ()))
        for survey in sorted({*loop.spec.surveys, *feeding}):
            loops.setdefault(survey, []).append(loop.id)
    return loops


def _metrics(manifest: Manifest, survey: Any) -> Iterator[str]:
    """The metrics that the answers to a survey feed."""
    for asked in survey.questions:
        if metric := manifest.get("question", asked.question).metric:
            yield metric
