"""A loop: what happens after an answer, a metric or a silence, who must act and by when."""

from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from cxprog.language.base import Node, Part
from cxprog.language.types import (
    Cadence,
    Condition,
    Duration,
    Id,
    Many,
    Operands,
    ResponsibleRef,
    SurveyRef,
    TaxonomyRef,
    TeamRef,
    Text,
)
from cxprog.source import Path


class Silence(Part):
    """Nothing was heard for too long."""

    survey: SurveyRef
    """The survey that got no answer, or sent no invitation."""
    of: Literal["answers", "invitations"] = "answers"
    """Whether answers are missing, or invitations."""
    within: Duration
    """How long nothing has to be heard for the loop to start."""
    accounts: Literal["all", "key"] = "key"
    """Whether all accounts are watched, or key accounts only."""


class Escalation(Part):
    """A step of the escalation ladder."""

    after: Duration
    """Time since the case opened, if nobody made contact by then."""
    to: ResponsibleRef
    """Who is told at this step."""


class CloseCode(Part):
    """A way in which a case can end."""

    id: Id
    """Name of the code."""
    title: Text | None = None
    """Name shown to people; made from the id when left out."""


class Close(Part):
    """What is needed to close a case."""

    requires: Many[Literal["comment", "root-cause", "close-code"]] = ()
    """What has to be filled in before a case can be closed."""
    codes: Many[CloseCode] = ()
    """Ways in which a case can end."""
    causes: TaxonomyRef | None = None
    """The taxonomy that root causes are taken from."""


class Review(Part):
    """The regular look at all cases together."""

    every: Cadence
    """How often the cases are looked at together."""
    decision_within: Duration | None = None
    """How long a decision may take."""
    by: Many[TeamRef] = ()
    """Teams that take part in the review."""


class Responsible(NamedTuple):
    """Somebody a loop turns to."""

    path: Path
    """Where the loop names them."""
    name: str
    """A team, a partner, or `touchpoint-owner`, `account-manager`, `partner-manager`."""


class Loop(Node):
    """What happens after an answer, a metric or a silence."""

    kind: Literal["loop"]
    """Always `loop`."""
    type: Literal["inner", "outer"]
    """`inner`: one customer is called back; `outer`: the causes of many cases are removed."""
    when: Annotated[Condition, Operands(bare="metric", dotted="answer")] | None = None
    """The answers or metrics that start it, e.g. `visit-effort.visit-ces <= 3`."""
    silence: Silence | None = None
    """A silence that starts it: nothing was heard for too long."""
    minimum_n: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers before a condition on a metric counts."""
    severity: Literal["critical", "high", "normal", "positive"] = "normal"
    """How urgent a case is; `positive` is a chance rather than a complaint."""
    owner: ResponsibleRef | None = None
    """Who must act: a team, a partner, or `touchpoint-owner`, `account-manager`, `partner-manager`."""
    first_contact: Duration | None = None
    """How soon after the answer somebody gets in touch with the customer."""
    resolve: Duration | None = None
    """How soon after the answer the matter is settled."""
    escalate: Many[Escalation] = ()
    """Who is told, and when, if nobody acts."""
    monitor: TeamRef | None = None
    """The team that watches all cases of the loop."""
    tell: Many[ResponsibleRef] = ()
    """Who else is told at once."""
    close: Close | None = None
    """What is needed to close a case."""
    review: Review | None = None
    """The regular look at all cases together, for outer loops."""

    @cached_property
    def responsible(self) -> tuple[Responsible, ...]:
        """Everybody it alerts: its owner, its escalation steps, and who else is told."""
        owner = (Responsible(("owner",), self.owner),) if self.owner else ()
        steps = (Responsible(("escalate", index, "to"), step.to) for index, step in enumerate(self.escalate))
        told = (Responsible(("tell", index), name) for index, name in enumerate(self.tell))
        return (*owner, *steps, *told)
