"""What a journey board shows: a journey and all that hangs on it, as plain values with every text in all languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from cxprog.manifest import Origin
    from cxprog.renderers._journey import Sign
    from cxprog.target import Address

# TEXTS


@dataclass(frozen=True)
class Words:
    """A text that people read, in the languages in which it was written."""

    texts: tuple[tuple[str, str], ...]
    """Text by locale, sorted by locale; never empty."""

    def locale(self, wanted: str, usual: str) -> str:
        """The locale of the text to show: the wanted one, else its language, else the usual one, else the first."""
        known = self._by_locale
        return next((each for each in (wanted, wanted.partition("-")[0], usual) if each in known), self.texts[0][0])

    def said(self, wanted: str, usual: str) -> str:
        """The text to show where a locale is wanted."""
        return self._by_locale[self.locale(wanted, usual)]

    @cached_property
    def _by_locale(self) -> Mapping[str, str]:
        return dict(self.texts)


Phrase = tuple["str | Words", ...]
"""A sentence made of fixed words and of texts of the program."""


# WHO


@dataclass(frozen=True)
class Party:
    """A team or partner."""

    id: str
    kind: Literal["team", "partner"]
    title: Words


@dataclass(frozen=True)
class Owner(Party):
    """A team or partner that owns touchpoints."""

    sign: Sign
    """How it is recognized besides its name: the same on all boards of a program."""


@dataclass(frozen=True)
class Role:
    """A kind of person who takes part or is asked."""

    id: str
    title: Words


# WAYS


@dataclass(frozen=True)
class Handoff:
    """Responsibility passing from one owner to another."""

    giver: Phrase
    taker: Phrase
    passes: Words | None
    """What is handed over; None where nobody said."""
    pains: tuple[Words, ...]
    """What goes wrong when it is handed over."""
    is_declared: bool
    """Whether the journey says so, or only the owners differ."""


@dataclass(frozen=True)
class Way:
    """A step from a touchpoint to another one of the same journey."""

    target: str
    """Id of the touchpoint that follows."""
    when: Words | None
    """Who goes this way; None for everybody."""
    handoff: Handoff | None


@dataclass(frozen=True)
class Elsewhere:
    """A touchpoint of another journey that has to do with one of this journey."""

    sort: Literal["onward", "arrival", "counterpart"]
    """Whether the journey goes on there, comes from there, or shows there what lies behind."""
    address: str
    """`<journey>.<touchpoint>`."""
    journey: Words
    touchpoint: Words
    when: Words | None = None
    handoff: Handoff | None = None


# LISTENING AND ACTING


@dataclass(frozen=True)
class Survey:
    """A survey, an interview or another way to listen."""

    id: str
    title: Words
    asks: tuple[Role, ...]
    timing: Phrase
    """What starts it and how long after that it goes out."""
    identity: str
    """The promise to respondents: `identified`, `confidential` or `anonymous`."""
    minutes: str
    """How long answering takes, as `2 min`."""
    mode: str
    """How answers are given; empty for online."""
    questions: int
    through: Words | None
    """The tool it runs in."""
    places: tuple[Words, ...]
    """Titles of the stages and steps of this journey that it listens to as a whole."""
    origin: Origin


@dataclass(frozen=True)
class Metric:
    """A number that answers feed."""

    id: str
    title: Words
    type: str
    """As people write it: `NPS`, `mean`."""
    minimum_n: int | None
    """Fewest answers from which it is shown."""
    fed_by: tuple[str, ...]
    """Ids of the surveys on this board whose answers it is worked out from."""
    origin: Origin


@dataclass(frozen=True)
class Deadline:
    """Who must act at a moment of a loop."""

    name: str
    """`open`, `first-contact`, `resolve`, `escalation-1` and so on, as in the manifest."""
    accounts: str
    """`all`, `key`, or `other` for all that are not key accounts."""
    within: str
    """Time allowed, in words; empty for what happens at once."""
    act: tuple[Party, ...]
    told: tuple[Party, ...]


@dataclass(frozen=True)
class Loop:
    """What happens after an answer, a metric, a silence or an event."""

    id: str
    title: Words
    type: Literal["inner", "outer"]
    starts: Phrase
    """What starts it."""
    review: str
    """How often its cases are looked at together; empty where they are not."""
    origin: Origin


@dataclass(frozen=True)
class Started:
    """A loop as it answers for one touchpoint."""

    loop: str
    """Its id."""
    deadlines: tuple[Deadline, ...]


@dataclass(frozen=True)
class Practice:
    """What is done besides surveys, and works on a part of the journey."""

    id: str
    title: Words
    type: str
    rhythm: str
    """How often it takes place; empty where it is always there."""
    owner: Party | None
    origin: Origin


# PARTS OF A JOURNEY


@dataclass(frozen=True)
class Touchpoint:
    """One contact, with everything that other documents say about it."""

    id: str
    """Name within the journey."""
    title: Words
    channel: str
    side: Literal["front", "back"]
    is_truth: bool
    """Whether it makes or breaks the relationship."""
    emotion: int | None
    evidence: Literal["none", "partly", "full"]
    pains: tuple[Words, ...]
    opportunities: tuple[Words, ...]
    owners: tuple[Owner, ...]
    lead: Owner | None
    roles: tuple[Role, ...]
    at_most: str
    """How often one person can pass, in words; empty where nothing bounds it."""
    retired: str
    """First day on which it is no longer in use, or empty."""
    ways: tuple[Way, ...]
    elsewhere: tuple[Elsewhere, ...]
    handoff: Handoff | None
    """A handoff that no way shows: the path ends or leads to the same owner."""
    surveys: tuple[str, ...]
    """Ids of the surveys that listen to it, its step or its stage."""
    loops: tuple[Started, ...]
    practices: tuple[str, ...]
    """Ids of the practices that work on it."""
    place: Address
    origin: Origin

    @property
    def responsible(self) -> tuple[Owner, ...]:
        """Who answers for it: the lead, else all its owners."""
        return (self.lead,) if self.lead else self.owners

    @property
    def handoffs(self) -> Iterator[Handoff]:
        """Everything handed over from here, each once."""
        ways = [way.handoff for way in self.ways] + [other.handoff for other in self.elsewhere]
        yield from dict.fromkeys(handoff for handoff in (*ways, self.handoff) if handoff)


@dataclass(frozen=True)
class Section:
    """A step with its touchpoints, or the touchpoints of a stage without steps."""

    id: str
    """Id of the step; empty where there is none."""
    title: Words | None
    touchpoints: tuple[Touchpoint, ...]


@dataclass(frozen=True)
class Stage:
    """A stage."""

    id: str
    title: Words
    goal: Words | None
    phase: str
    """Phase of the partner life cycle, or empty."""
    roles: tuple[Role, ...]
    surveys: tuple[str, ...]
    """Ids of the surveys that listen to it as a whole."""
    practices: tuple[str, ...]
    """Ids of the practices that work on it as a whole."""
    sections: tuple[Section, ...]
    place: Address

    @property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        """All its touchpoints, in order."""
        return tuple(touchpoint for section in self.sections for touchpoint in section.touchpoints)


@dataclass(frozen=True)
class Board:
    """A journey with everything that other documents say about it."""

    id: str
    title: Words
    description: Words | None
    actor: str
    program: Words
    version: str
    """Version of the program, with its environment where there is one."""
    locale: str
    """Locale that is shown first."""
    usual: str
    """Locale of the program, for texts that a locale lacks."""
    stages: tuple[Stage, ...]
    surveys: Mapping[str, Survey]
    """Those that listen somewhere on the board, by id."""
    metrics: tuple[Metric, ...]
    loops: Mapping[str, Loop]
    practices: Mapping[str, Practice]
    origin: Origin
    locales: tuple[str, ...]
    """Locales that any text of the board is written in, the one that is shown first before the others."""

    @cached_property
    def touchpoints(self) -> tuple[Touchpoint, ...]:
        """All touchpoints, in order."""
        return tuple(touchpoint for stage in self.stages for touchpoint in stage.touchpoints)

    @cached_property
    def known(self) -> Mapping[str, Touchpoint]:
        """Touchpoints by id."""
        return {touchpoint.id: touchpoint for touchpoint in self.touchpoints}

    @cached_property
    def owners(self) -> tuple[Owner, ...]:
        """Those who own a touchpoint, partners first, by id: a rename moves nobody."""
        owning = {owner.id: owner for touchpoint in self.touchpoints for owner in touchpoint.owners}
        return tuple(sorted(owning.values(), key=lambda owner: (owner.kind == "team", owner.id)))

    @cached_property
    def roles(self) -> tuple[Role, ...]:
        """Those who take part in a touchpoint, by id."""
        taking = {role.id: role for touchpoint in self.touchpoints for role in touchpoint.roles}
        return tuple(taking[name] for name in sorted(taking))

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """Ways of contact, sorted."""
        return tuple(sorted({touchpoint.channel for touchpoint in self.touchpoints}))

    def said(self, words: Words) -> str:
        """A text in the locale that is shown first."""
        return words.said(self.locale, self.usual)
