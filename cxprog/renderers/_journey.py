"""What every picture of a journey shows: stages, touchpoints, owners and their signs, attached things, ways between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal

from cxprog.language.condition import operands
from cxprog.source import Path
from cxprog.target import Address

if TYPE_CHECKING:
    from cxprog.language.kinds.journey import Touchpoint
    from cxprog.manifest import Manifest, Party

    ManifestTouchpoint = Any


# OWNERS AND THEIR SIGNS


@dataclass(frozen=True)
class Sign:
    """How an owner is recognized besides the name: a color, a pattern for those who cannot tell it, a character."""

    color: str
    """Full color; only for areas without text."""
    tint: str
    """Light form of it; black text on it has a contrast of at least 14:1."""
    ink: str
    """Color of the pattern's lines, at least 3:1 against the color."""
    pattern: str
    """Name of the pattern, a key of `PATTERNS`."""

    @property
    def character(self) -> str:
        """The pattern as a character, for pictures that are made of text."""
        return PATTERNS[self.pattern]


PATTERNS: Mapping[str, str] = {
    "plain": "\N{BLACK SQUARE}",
    "rising": "\N{SQUARE WITH UPPER RIGHT TO LOWER LEFT FILL}",
    "level": "\N{SQUARE WITH HORIZONTAL FILL}",
    "falling": "\N{SQUARE WITH UPPER LEFT TO LOWER RIGHT FILL}",
    "upright": "\N{SQUARE WITH VERTICAL FILL}",
    "grid": "\N{SQUARE WITH ORTHOGONAL CROSSHATCH FILL}",
    "net": "\N{SQUARE WITH DIAGONAL CROSSHATCH FILL}",
}
"""Patterns with the character that shows the same."""

_COLORS = (
    # Okabe and Ito's palette, which people with any color vision can tell apart; black is kept for moments of truth.
    ("#56B4E9", "#DDF0FB", "#000000"),
    ("#E69F00", "#FAECCC", "#000000"),
    ("#009E73", "#CCECE3", "#FFFFFF"),
    ("#CC79A7", "#F5E4ED", "#000000"),
    ("#0072B2", "#CCE3F0", "#FFFFFF"),
    ("#F0E442", "#FCFAD9", "#000000"),
    ("#D55E00", "#F7DFCC", "#FFFFFF"),
)
UNOWNED = Sign("#FFFFFF", "#FFFFFF", "#000000", "plain")
"""The sign of what nobody owns."""


def sign(number: int) -> Sign:
    """The sign of the nth owner of a program; 49 of them differ, and the first 7 in color and in pattern."""
    color, tint, ink = _COLORS[number % len(_COLORS)]
    pattern = list(PATTERNS)[(number + number // len(_COLORS)) % len(PATTERNS)]
    return Sign(color, tint, ink, pattern)


@dataclass(frozen=True)
class Owner:
    """A team or partner that owns touchpoints."""

    id: str
    kind: Literal["team", "partner"]
    title: str
    sign: Sign


# PARTS OF A JOURNEY

Sort = Literal["survey", "loop", "metric", "handoff", "onward", "arrival"]


@dataclass(frozen=True)
class Attached:
    """Something that hangs on a touchpoint, a step or a stage."""

    sort: Sort
    id: str
    title: str
    facts: tuple[str, ...]
    """What has to be known about it, in the order of importance."""
    address: Address
    """Where it is declared."""
    through: str = ""
    """Id of the survey whose answers start a loop or feed a metric."""


@dataclass(frozen=True)
class Stop:
    """A touchpoint."""

    address: str
    """`<journey>.<touchpoint>`."""
    place: Address
    """Where it is declared."""
    title: str
    spec: Touchpoint
    """What the journey says about it."""
    owners: tuple[Owner, ...]
    lead: Owner | None
    roles: tuple[str, ...]
    """Titles of the roles that take part, where they are not those of the whole stage."""
    attached: tuple[Attached, ...]

    @property
    def responsible(self) -> str:
        """Who answers for it, in words."""
        if self.lead:
            return self.lead.title
        return " + ".join(owner.title for owner in self.owners) or "nobody"


@dataclass(frozen=True)
class Section:
    """A step with its touchpoints, or the touchpoints of a stage without steps."""

    id: str
    """Id of the step, empty where there is none."""
    title: str
    roles: tuple[str, ...]
    attached: tuple[Attached, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Stage:
    """A stage."""

    id: str
    title: str
    goal: str
    phase: str
    roles: tuple[str, ...]
    attached: tuple[Attached, ...]
    sections: tuple[Section, ...]

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All its touchpoints, in order."""
        return tuple(stop for section in self.sections for stop in section.stops)


@dataclass(frozen=True)
class Handoff:
    """Responsibility passing from one owner to another."""

    giver: str
    taker: str
    passes: str
    """What is handed over; may be empty."""

    @property
    def words(self) -> str:
        """`handoff: A → B`."""
        return f"handoff: {isolated(self.giver)} \N{RIGHTWARDS ARROW} {isolated(self.taker)}"


@dataclass(frozen=True)
class Way:
    """A step from one touchpoint of the journey to another one of it."""

    source: str
    target: str
    when: str
    """Who goes this way; empty for everybody."""
    handoff: Handoff | None


@dataclass(frozen=True)
class Journey:
    """A journey with everything that other documents say about it, in one locale."""

    id: str
    title: str
    description: str
    actor: str
    program: str
    """Title of the program."""
    version: str
    """Version of the program, with its environment where there is one."""
    stages: tuple[Stage, ...]
    ways: tuple[Way, ...]

    @cached_property
    def stops(self) -> tuple[Stop, ...]:
        """All touchpoints, in order."""
        return tuple(stop for stage in self.stages for stop in stage.stops)

    @property
    def owners(self) -> tuple[Owner, ...]:
        """Those who own a touchpoint of this journey, by id."""
        return tuple(sorted({owner for stop in self.stops for owner in stop.owners}, key=lambda owner: owner.id))

    @property
    def attached(self) -> Iterator[tuple[str, Attached]]:
        """Everything attached, with the id of the stage or step or the address of the touchpoint it hangs on."""
        for stage in self.stages:
            yield from ((stage.id, thing) for thing in stage.attached)
            for section in stage.sections:
                yield from ((section.id, thing) for thing in section.attached)
                for stop in section.stops:
                    yield from ((stop.address, thing) for thing in stop.attached)


def journeys(manifest: Manifest, locale: str | None) -> Iterator[Journey]:
    """The journeys of a program, by id."""
    reading = _Reading(manifest, locale)
    for resolved in manifest.each("journey"):
        yield reading.journey(resolved.spec)


def isolated(text: str) -> str:
    """A name whose reading direction cannot turn the words around it."""
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}" if is_mixed(text) else text


def is_mixed(text: str) -> bool:
    """Whether some of it is read from right to left."""
    from unicodedata import bidirectional

    return not text.isascii() and any(
        bidirectional(character) in ("R", "AL", "RLE", "RLO", "RLI") for character in text
    )


# READING THE MANIFEST


class _Reading:
    def __init__(self, manifest: Manifest, locale: str | None) -> None:
        self.manifest = manifest
        self.locale = locale
        owning = sorted({party.id for touchpoint in manifest.touchpoints for party in touchpoint.owners})
        self.signs = {name: sign(number) for number, name in enumerate(owning)}
        self.loops_of = _loops_by_survey(manifest)
        self.listening: dict[str, list[str]] = {}
        for survey in manifest.each("survey"):
            for address in survey.spec.listens_to:
                self.listening.setdefault(address, []).append(survey.id)
        self.arrivals: dict[str, list[str]] = {}
        for touchpoint in manifest.touchpoints:
            for edge in touchpoint.next:
                other = manifest.touchpoint_by_address.get(edge.to)
                if other is not None and other.journey != touchpoint.journey:
                    self.arrivals.setdefault(edge.to, []).append(touchpoint.address)

    def text(self, texts: Any) -> str:
        return self.manifest.text(texts, self.locale)

    def title(self, kind: str, name: str) -> str:
        spec = self.manifest.find(kind, name)
        return self.text(spec.title) if spec else name

    # JOURNEY

    def journey(self, spec: Any) -> Journey:
        settings = self.manifest.settings
        environment = f" ({self.manifest.environment})" if self.manifest.environment else ""
        return Journey(
            id=spec.id,
            title=self.text(spec.title),
            description=self.text(spec.description),
            actor=spec.actor,
            program=self.text(settings.title),
            version=self.manifest.version + environment,
            stages=tuple(self.stage(spec, number) for number in range(len(spec.stages))),
            ways=tuple(self.ways(spec.id)),
        )

    def stage(self, journey: Any, number: int) -> Stage:
        spec = journey.stages[number]
        path: Path = ("stages", number)
        sections = [self.section(journey, spec, None, path)] if spec.touchpoints else []
        sections += [
            self.section(journey, spec, step, (*path, "steps", index)) for index, step in enumerate(spec.steps)
        ]
        return Stage(
            id=spec.id,
            title=self.text(spec.title),
            goal=self.text(spec.goal),
            phase=spec.phase or "",
            roles=self.roles(spec.roles),
            attached=self.attached(f"{journey.id}.{spec.id}", None),
            sections=tuple(sections),
        )

    def section(self, journey: Any, stage: Any, step: Any | None, path: Path) -> Section:
        holder = step or stage
        return Section(
            id=step.id if step else "",
            title=self.text(step.title) if step else "",
            roles=self.roles(step.roles) if step and step.roles != stage.roles else (),
            attached=self.attached(f"{journey.id}.{step.id}", None) if step else (),
            stops=tuple(
                self.stop(journey, holder, touchpoint, (*path, "touchpoints", index))
                for index, touchpoint in enumerate(holder.touchpoints)
            ),
        )

    def stop(self, journey: Any, holder: Any, spec: Any, path: Path) -> Stop:
        address = f"{journey.id}.{spec.id}"
        known = self.manifest.touchpoint_by_address[address]
        place = Address("journey", journey.id, path)
        stage_roles = next(stage.roles for stage in journey.stages if stage.id == known.stage)
        return Stop(
            address=address,
            place=place,
            title=self.text(known.title),
            spec=spec,
            owners=tuple(self.owner(party) for party in known.owners),
            lead=self.owner(known.lead) if known.lead else None,
            roles=self.roles(spec.roles) if spec.roles not in (stage_roles, holder.roles) else (),
            attached=(*self.attached(address, known), *self.elsewhere(known, place, spec.handoff)),
        )

    def owner(self, party: Party) -> Owner:
        return Owner(party.id, party.kind, self.text(self.manifest.owner(party).title), self.signs[party.id])

    def roles(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.title("role", name) for name in names)

    # WAYS

    def ways(self, journey: str) -> Iterator[Way]:
        for touchpoint in self.manifest.touchpoints:
            for edge in touchpoint.next if touchpoint.journey == journey else ():
                target = self.manifest.touchpoint_by_address.get(edge.to)
                if target is not None and target.journey == journey:
                    yield Way(touchpoint.address, edge.to, self.text(edge.when), self.handoff(touchpoint, edge))

    def handoff(self, touchpoint: ManifestTouchpoint, edge: Any) -> Handoff | None:
        """A way is a handoff when somebody else leads behind it, or when the touchpoint says so."""
        target = self.manifest.touchpoint_by_address[edge.to]
        declared = self.spec_of(touchpoint).handoff
        meant = declared is not None and (declared.to is None or declared.to in {party.id for party in target.owners})
        if not (edge.is_handoff or meant):
            return None
        taker = self.title_of(declared.to) if declared and meant and declared.to else self.responsible(target)
        giver = self.responsible(touchpoint)
        if giver == taker:
            return None
        return Handoff(giver, taker, self.text(declared.passes) if declared and meant else "")

    def responsible(self, touchpoint: ManifestTouchpoint) -> str:
        parties = (touchpoint.lead,) if touchpoint.lead else touchpoint.owners
        return " + ".join(self.title_of(party.id) for party in parties) or "nobody"

    def title_of(self, party: str) -> str:
        return self.text(self.manifest.owner(self.manifest.party(party)).title)

    def spec_of(self, touchpoint: ManifestTouchpoint) -> Any:
        return self.specs[touchpoint.address]

    @cached_property
    def specs(self) -> dict[str, Any]:
        from cxprog.manifest import walk

        return {
            f"{journey.id}.{touchpoint.id}": touchpoint
            for journey in self.manifest.each("journey")
            for _, _, _, touchpoint in walk(journey.spec)
        }

    # ATTACHED

    def attached(self, address: str, touchpoint: ManifestTouchpoint | None) -> tuple[Attached, ...]:
        """The surveys that listen exactly here, each followed by what its answers start and feed."""
        found: dict[tuple[str, str], Attached] = {}
        for name in self.listening.get(address, ()):
            survey = self.manifest.get("survey", name)
            own = [self.survey(survey)]
            own += [self.loop(loop, name, touchpoint) for loop in self.loops_of.get(name, ())]
            own += [self.metric(metric, name) for metric in self.metrics(survey)]
            for thing in own:
                found.setdefault((thing.sort, thing.id), thing)
        return tuple(found.values())

    def survey(self, spec: Any) -> Attached:
        roles = ", ".join(self.roles(spec.asks))
        return Attached(
            "survey", spec.id, self.text(spec.title), (roles, f"{spec.minutes:g} min"), Address("survey", spec.id)
        )

    def loop(self, name: str, survey: str, touchpoint: ManifestTouchpoint | None) -> Attached:
        spec = self.manifest.get("loop", name)
        facts = [self.actor(spec.owner, touchpoint)] if spec.owner else []
        if spec.first_contact:
            facts.append(f"first contact within {spec.first_contact.words}")
        if spec.review:
            facts.append(f"reviewed {spec.review.every.words}")
        return Attached("loop", name, self.text(spec.title), tuple(facts), Address("loop", name), survey)

    def actor(self, name: str, touchpoint: ManifestTouchpoint | None) -> str:
        """Who acts in a loop; a touchpoint tells who its owner is."""
        if name == "touchpoint-owner":
            return self.responsible(touchpoint) if touchpoint and touchpoint.owners else "touchpoint owner"
        if name == "account-manager" and self.manifest.settings.account_managers:
            return self.title("team", self.manifest.settings.account_managers)
        known = any(name in self.manifest.nodes.get(kind, {}) for kind in ("team", "partner"))
        return self.title_of(name) if known else name.replace("-", " ")

    def metrics(self, survey: Any) -> Iterator[str]:
        for asked in survey.questions:
            question = self.manifest.find("question", asked if isinstance(asked, str) else asked.question)
            if question is not None and question.metric:
                yield question.metric

    def metric(self, name: str, survey: str) -> Attached:
        spec = self.manifest.get("metric", name)
        facts = [_METRIC_WORDS.get(spec.type, spec.type)]
        if spec.minimum_n:
            facts.append(f"from {spec.minimum_n} answers")
        return Attached("metric", name, self.text(spec.title), tuple(facts), Address("metric", name), survey)

    def elsewhere(self, touchpoint: ManifestTouchpoint, place: Address, declared: Any) -> Iterator[Attached]:
        """What leads out of the journey or comes in from another one, and a handoff that no way shows."""
        shown = False
        for index, edge in enumerate(touchpoint.next):
            other = self.manifest.touchpoint_by_address.get(edge.to)
            if other is None or other.journey == touchpoint.journey:
                shown = shown or (other is not None and self.handoff(touchpoint, edge) is not None)
                continue
            handoff = self.handoff(touchpoint, edge)
            shown = shown or handoff is not None
            facts = [self.text(edge.when)] if edge.when else []
            facts += [*([handoff.words] if handoff else []), *([handoff.passes] if handoff and handoff.passes else [])]
            yield Attached("onward", edge.to, self.other(other), tuple(facts), place.to("next", index))
        if declared and not shown:
            taker = self.title_of(declared.to) if declared.to else "nobody named"
            words = Handoff(self.responsible(touchpoint), taker, "").words
            passes = (self.text(declared.passes),) if declared.passes else ()
            yield Attached("handoff", touchpoint.address, words, passes, place.to("handoff"))
        for address in self.arrivals.get(touchpoint.address, ()):
            other = self.manifest.touchpoint_by_address[address]
            yield Attached("arrival", address, self.other(other), (), place)

    def other(self, touchpoint: ManifestTouchpoint) -> str:
        return f"{isolated(self.title('journey', touchpoint.journey))}: {isolated(self.text(touchpoint.title))}"


_METRIC_WORDS = {"nps": "NPS", "osat": "OSAT", "csat": "CSAT", "ces": "CES"}


def _loops_by_survey(manifest: Manifest) -> dict[str, list[str]]:
    """Loops that an answer to a survey can start: the manifest tells them by touchpoint, pictures need them by survey."""
    loops: dict[str, list[str]] = {}
    for loop in manifest.each("loop"):
        surveys = {loop.spec.silence.survey} if loop.spec.silence else set()
        for operand in operands(loop.spec.when.test) if loop.spec.when else ():
            survey, dot, _ = operand.name.partition(".")
            surveys |= {survey} if dot else _surveys_of_metric(manifest, operand.name)
        for survey in sorted(surveys):
            loops.setdefault(survey, []).append(loop.id)
    return loops


def _surveys_of_metric(manifest: Manifest, metric: str) -> set[str]:
    questions = {question.id for question in manifest.each("question") if question.spec.metric == metric}
    return {
        survey.id
        for survey in manifest.each("survey")
        if any((asked if isinstance(asked, str) else asked.question) in questions for asked in survey.spec.questions)
    }
