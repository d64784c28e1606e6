"""A journey: what a customer, partner or employee goes through, touchpoint by touchpoint, and who owns each."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from cxprog.language.base import EITHER, LONG, SHORT, Inner, Node, Part, items
from cxprog.language.types import (
    Audience,
    BestPractice,
    Date,
    Id,
    Many,
    OwnerRef,
    Phase,
    Process,
    Rate,
    RoleRef,
    Text,
    TouchpointRef,
)
from cxprog.source import Path

Medium = Literal[
    "app", "chat", "document", "email", "event", "mail", "meeting", "on-site", "phone", "portal", "product",
    "shop", "social", "training", "web", "other",
]  # fmt: skip
MEDIA: tuple[str, ...] = get_args(Medium)


class Joint(Part):
    """Several owners together."""

    joint: Annotated[Many[OwnerRef], Field(min_length=2)]
    """The teams and partners that own it together."""
    lead: OwnerRef | None = None
    """The one of them that decides and answers for it."""


Owner = Annotated[Annotated[OwnerRef, SHORT] | Annotated[Joint, LONG], EITHER]


class Next(Part):
    """A step to another touchpoint that only some take."""

    to: TouchpointRef
    """The touchpoint that follows."""
    when: Text | None = None
    """Who goes this way, or when."""


class Handoff(Part):
    """The moment when responsibility passes to another owner."""

    to: OwnerRef | None = None
    """The team or partner that takes over."""
    passes: Text | None = None
    """What is handed over: data, documents, an introduction."""
    pains: Many[Text] = ()
    """What goes wrong when it is handed over."""


class Touchpoint(Part):
    """One contact between the person and the company or its partners."""

    id: Id
    """Name within the journey; elsewhere it is `<journey>.<touchpoint>`."""
    title: Text | None = None
    """Name shown to people; made from the id when left out."""
    channel: Medium
    """How the contact takes place."""
    owner: Owner | None = None
    """The team or partner that owns it, or several jointly with a named lead."""
    roles: Many[RoleRef] = ()
    """Who takes part; the roles of the step or stage when left out."""
    side: Literal["front", "back"] = "front"
    """`front`: the person sees it; `back`: it happens behind the line of visibility."""
    moment_of_truth: bool = False
    """Whether this contact makes or breaks the relationship."""
    emotion: Annotated[int, Field(ge=-2, le=2)] | None = None
    """How the person feels, from -2 (very bad) to 2 (very good)."""
    evidence: Literal["none", "partly", "full"] = "none"
    """How well data support the emotion and the pains given here."""
    pains: Many[Text] = ()
    """What goes wrong for the person."""
    opportunities: Many[Text] = ()
    """What could be better."""
    at_most: Rate | None = None
    """How often one person can pass here: a bound such as `1 per 14d`, not an average."""
    next: Many[Annotated[Annotated[TouchpointRef, SHORT] | Annotated[Next, LONG], EITHER]] | None = None
    """Touchpoints people go to from here; the next one in the list when left out, none when empty (`[]`)."""
    handoff: Handoff | None = None
    """Responsibility passes to another owner here."""
    counterpart: TouchpointRef | None = None
    """The touchpoint of another journey behind it: the dealer's price request behind the customer's quotation."""
    retired: Date | None = None
    """First day on which the touchpoint is no longer in use."""


class Step(Part):
    """A group of touchpoints within a stage."""

    id: Id
    """Name within the journey."""
    title: Text | None = None
    """Name shown to people; made from the id when left out."""
    roles: Many[RoleRef] = ()
    """Who takes part; the roles of the stage when left out."""
    touchpoints: Annotated[Many[Touchpoint], Field(min_length=1)]
    """The contacts, in order."""


class Stage(Part):
    """A part of the journey with one goal of the person."""

    id: Id
    """Name within the journey."""
    title: Text | None = None
    """Name shown to people; made from the id when left out."""
    goal: Text | None = None
    """What the person wants to get done here."""
    phase: Phase | None = None
    """Phase of the partner life cycle, for journeys of partners."""
    process: Process | None = None
    """The business process it belongs to."""
    roles: Many[RoleRef] = ()
    """Who takes part, and so who can be asked."""
    touchpoints: Many[Touchpoint] = ()
    """The contacts, in order; either these or `steps`."""
    steps: Many[Step] = ()
    """Groups of contacts, where a stage is long."""


class Journey(Node):
    """What somebody goes through, in stages."""

    kind: Literal["journey"]
    """Always `journey`."""
    actor: Audience
    """Whose journey it is."""
    stages: Annotated[Many[Stage], Field(min_length=1)]
    """The stages, in order."""
    realizes: Many[BestPractice] = ()
    """Best practices it puts to work; `cxprog coverage` shows which of them a program fills."""

    @classmethod
    def inner(cls, data: dict[str, Any]) -> Iterator[Inner]:
        """Stages, steps and touchpoints."""
        for number, stage in items(data, "stages"):
            yield from _named("stage", stage, ("stages", number))
            yield from _touchpoints(stage, ("stages", number))
            for place, step in items(stage, "steps"):
                yield from _named("step", step, ("stages", number, "steps", place))
                yield from _touchpoints(step, ("stages", number, "steps", place))


def _touchpoints(data: dict[str, Any], path: Path) -> Iterator[Inner]:
    for index, touchpoint in items(data, "touchpoints"):
        yield from _named("touchpoint", touchpoint, (*path, "touchpoints", index))


def _named(kind: str, data: dict[str, Any], path: Path) -> Iterator[Inner]:
    if isinstance(data.get("id"), str):
        yield Inner(kind, data["id"], path)
