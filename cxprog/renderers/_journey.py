"""What a picture of a journey shows: stages, touchpoints, owners with their signs, attached things, ways between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from cxprog.renderers._measure import isolated
from cxprog.target import Address

if TYPE_CHECKING:
    from cxprog.language.kinds.journey import Touchpoint

# OWNERS AND THEIR SIGNS


@dataclass(frozen=True)
class Sign:
    """How an owner is recognized besides the name: a color, and a pattern for those who cannot tell the color."""

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

Sort = Literal["survey", "loop", "metric", "handoff", "onward", "arrival", "next"]


@dataclass(frozen=True)
class Attached:
    """Something that hangs on a touchpoint, a step or a stage."""

    sort: Sort
    """What it is; `onward` and `arrival` lead to and from another journey, `handoff` is one that no way shows, `next`
    says of a way what finds no room beside it."""
    id: str
    title: str
    facts: tuple[str, ...]
    """What has to be known about it, the most important first."""
    address: Address
    """Where it is declared."""
    through: str = ""
    """Id of the survey whose answers start a loop or feed a metric."""

    @property
    def words(self) -> str:
        """Its title, with what leads over to something else."""
        return {"onward": "continues in ", "arrival": "comes from ", "next": "next: "}.get(self.sort, "") + self.title


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
    """Titles of the roles that take part, where they are not those of its step or stage."""
    attached: tuple[Attached, ...]

    @property
    def responsible(self) -> str:
        """Who answers for it, in words."""
        if self.lead:
            return self.lead.title
        return " + ".join(owner.title for owner in self.owners) or "nobody"

    @property
    def mood(self) -> str:
        """How people feel, as text with a real minus sign; empty where nobody said."""
        emotion = self.spec.emotion
        if emotion is None:
            return ""
        return f"{emotion:+d}".replace("-", "\N{MINUS SIGN}") if emotion else "0"

    def is_led_by(self, owner: Owner) -> bool:
        """Whether an owner is the one of several that decides."""
        return len(self.owners) > 1 and owner == self.lead


@dataclass(frozen=True)
class Section:
    """A step with its touchpoints, or the touchpoints of a stage without steps."""

    id: str
    """Id of the step; empty where there is none."""
    title: str
    roles: tuple[str, ...]
    """Titles of the roles that take part, where they are not those of the stage."""
    attached: tuple[Attached, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True)
class Stage:
    """A stage."""

    id: str
    title: str
    goal: str
    phase: str
    """Phase of the partner life cycle, or empty."""
    roles: tuple[str, ...]
    attached: tuple[Attached, ...]
    sections: tuple[Section, ...]

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All its touchpoints, in order."""
        return tuple(stop for section in self.sections for stop in section.stops)

    @property
    def contents(self) -> str:
        """What it holds, in words."""
        return ", ".join(_contents(self.stops))


@dataclass(frozen=True)
class Handoff:
    """Responsibility passing from one owner to another."""

    giver: str
    taker: str
    passes: str
    """What is handed over; may be empty."""
    is_declared: bool
    """Whether the journey says so, or only the owners differ."""

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

    @property
    def words(self) -> tuple[str, ...]:
        """What is to be said about it, in lines; nothing about a plain step."""
        handoff = (self.handoff.words, self.handoff.passes) if self.handoff else ()
        return tuple(filter(None, (self.when, *handoff)))


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
    def attached(self) -> Iterator[Attached]:
        """Everything that hangs on a part of it."""
        for stage in self.stages:
            yield from stage.attached
            for section in stage.sections:
                yield from section.attached
                for stop in section.stops:
                    yield from stop.attached

    @property
    def summary(self) -> str:
        """One line that says what the picture is of."""
        handoffs = sum(1 for way in self.ways if way.handoff)
        held = (_counted(len(self.stages), "stage"), *_contents(self.stops), *_some(handoffs, "handoff"))
        parts = (f"Journey of the {self.actor}", ", ".join(held), f"{self.program}, version {self.version}")
        return " \N{MIDDLE DOT} ".join(parts)


def _contents(stops: Sequence[Stop]) -> Iterator[str]:
    yield _counted(len(stops), "touchpoint")
    yield from _some(sum(1 for stop in stops if stop.spec.moment_of_truth), "moment", " of truth")


def _counted(count: int, thing: str, more: str = "") -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}{more}"


def _some(count: int, thing: str, more: str = "") -> tuple[str, ...]:
    """The count, unless there is nothing."""
    return (_counted(count, thing, more),) if count else ()


# WORDS THAT SEVERAL PICTURES USE


def owner_words(owner: Owner, stop: Stop) -> str:
    """An owner in a line of text: the sign's character, the name, and what it is."""
    remarks = ["partner"] if owner.kind == "partner" else []
    remarks += ["lead"] if stop.is_led_by(owner) else []
    return f"{owner.sign.character} {owner.title}" + (f" ({', '.join(remarks)})" if remarks else "")


def stop_words(stop: Stop) -> tuple[str, ...]:
    """A touchpoint in lines of text."""
    spec = stop.spec
    contact = (spec.channel, "backstage" if spec.side == "back" else "", f"emotion {stop.mood}" if stop.mood else "")
    lines = (
        "\N{BLACK STAR} MOMENT OF TRUTH" if spec.moment_of_truth else "",
        stop.title,
        " \N{MIDDLE DOT} ".join(filter(None, contact)),
        *(owner_words(owner, stop) for owner in stop.owners),
        "" if stop.owners else "nobody owns this",
        f"with {', '.join(stop.roles)}" if stop.roles else "",
        f"out of use from {spec.retired}" if spec.retired else "",
    )
    return tuple(filter(None, lines))


def stage_words(stage: Stage) -> tuple[str, ...]:
    """A stage in lines of text."""
    lines = (
        stage.title,
        f"goal: {stage.goal}" if stage.goal else "",
        f"roles: {', '.join(stage.roles)}" if stage.roles else "",
        f"partner life cycle: {stage.phase}" if stage.phase and stage.phase not in stage.title.lower() else "",
    )
    return tuple(filter(None, lines))


def section_words(section: Section) -> tuple[str, ...]:
    """A step in lines of text."""
    return tuple(filter(None, (section.title, f"roles: {', '.join(section.roles)}" if section.roles else "")))
