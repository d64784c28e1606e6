"""A loop: what happens after an answer, a metric or a silence, who must act and by when."""

from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from cxprog.language.base import Node, Part
from cxprog.language.condition import operands
from cxprog.language.types import (
    BestPractice,
    Cadence,
    ChannelRef,
    Condition,
    Duration,
    EventRef,
    Id,
    Many,
    Operands,
    OwnerRef,
    PracticeRef,
    ResponsibleRef,
    SurveyRef,
    TaxonomyRef,
    Text,
)
from cxprog.source import Path


class Silence(Part):
    """Nothing was heard for too long: an account went quiet, or invitations stopped going out."""

    survey: SurveyRef
    """The survey that got no answer, or sent no invitation."""
    of: Literal["answers", "invitations"] = "answers"
    """Whether answers are missing, or invitations."""
    within: Duration | None = None
    """How long nothing has to be heard for the loop to start; twice the survey's own rhythm when left out."""
    accounts: Literal["all", "key", "any"] | None = None
    """Whether each of `all` accounts is watched, each of the `key` accounts only, or whether the loop starts when there
    was nothing from `any` account at all; `key` for answers and `any` for invitations when left out."""


class Recurs(Part):
    """The same root cause was found again and again."""

    of: TaxonomyRef
    """The taxonomy that cases are filed under."""
    cause: Id | None = None
    """The one code that counts, together with the finer codes below it; each code by itself when left out."""
    at_least: Annotated[int, Field(ge=2)]
    """How many cases it takes."""
    within: Duration
    """The time in which they were filed."""


class KeyAccounts(Part):
    """What is different for cases of key accounts."""

    first_contact: Duration | None = None
    """How soon somebody gets in touch, where that is sooner than for others."""
    resolve: Duration | None = None
    """How soon the matter is settled, where that is sooner than for others."""
    owner: ResponsibleRef | None = None
    """Who must act, where it is somebody else."""
    only: bool = False
    """Whether only cases of key accounts are opened."""


class Escalation(Part):
    """A step of the escalation ladder."""

    after: Duration
    """Time since the case opened, if nobody made contact by then."""
    to: ResponsibleRef
    """Who is told at this step."""
    accounts: Literal["all", "key"] = "all"
    """Whether the step is for every case, or for those of key accounts only."""


class CloseCode(Part):
    """A way in which a case can end."""

    id: Id
    """Name of the code."""
    title: Text | None = None
    """Name shown to people; made from the id when left out."""


class Close(Part):
    """What is needed to close a case."""

    requires: Many[Literal["comment", "root-cause", "close-code", "corrective-action", "customer-informed"]] = ()
    """What has to be filled in or done before a case can be closed."""
    tell: Many[ResponsibleRef] = ()
    """Who gets the outcome when a case is closed."""
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
    by: Many[OwnerRef] = ()
    """Teams and partners that take part in the review."""
    at: PracticeRef | None = None
    """The meeting in which the review takes place."""


class Responsible(NamedTuple):
    """Somebody a loop turns to."""

    path: Path
    """Where the loop names them."""
    name: str
    """A team, a partner, or `touchpoint-owner`, `account-manager`, `partner-manager`, `partner`."""


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
    event: EventRef | None = None
    """A business event that starts it, such as a complaint or a risk flag."""
    recurs: Recurs | None = None
    """A root cause that was found too often starts it."""
    minimum_n: Annotated[int, Field(ge=1)] | None = None
    """Fewest answers before a condition on a metric counts."""
    severity: Literal["critical", "high", "normal", "positive"] = "normal"
    """How urgent a case is; `positive` is a chance rather than a complaint."""
    owner: ResponsibleRef | None = None
    """Who must act: a team, a partner, or `touchpoint-owner`, `account-manager`, `partner-manager`, `partner`
    (whichever partner serves the customer)."""
    first_contact: Duration | None = None
    """How soon after the answer somebody gets in touch with the customer."""
    resolve: Duration | None = None
    """How soon after the answer the matter is settled."""
    escalate: Many[Escalation] = ()
    """Who is told, and when, if nobody acts."""
    key_accounts: KeyAccounts | None = None
    """What is different for cases of key accounts; they come first in any queue."""
    actions: Many[Text] = ()
    """What whoever acts does, in order."""
    monitor: OwnerRef | None = None
    """The team or partner that watches all cases of the loop."""
    tell: Many[ResponsibleRef] = ()
    """Who else is told at once."""
    close: Close | None = None
    """What is needed to close a case."""
    review: Review | None = None
    """The regular look at all cases together, for outer loops."""
    through: ChannelRef | None = None
    """The tool in which cases are worked on."""
    realizes: Many[BestPractice] = ()
    """Best practices it puts to work; `cxprog coverage` shows which of them a program fills."""

    @cached_property
    def responsible(self) -> tuple[Responsible, ...]:
        """Everybody it alerts: its owners, its escalation steps, who else is told, and who gets the outcome."""
        owner = [Responsible(("owner",), self.owner)] if self.owner else []
        if self.key_accounts and self.key_accounts.owner:
            owner.append(Responsible(("key_accounts", "owner"), self.key_accounts.owner))
        steps = (Responsible(("escalate", index, "to"), step.to) for index, step in enumerate(self.escalate))
        told = (Responsible(("tell", index), name) for index, name in enumerate(self.tell))
        outcome = self.close.tell if self.close else ()
        informed = (Responsible(("close", "tell", index), name) for index, name in enumerate(outcome))
        return (*owner, *steps, *told, *informed)

    @cached_property
    def answered(self) -> tuple[str, ...]:
        """Surveys whose answers its condition looks at, by id."""
        return tuple(sorted({survey for survey, dot, _ in self._names if dot}))

    @cached_property
    def surveys(self) -> tuple[str, ...]:
        """Surveys whose answers or whose silence start it, by id."""
        return tuple(sorted({*self.answered, *((self.silence.survey,) if self.silence else ())}))

    @cached_property
    def metrics(self) -> tuple[str, ...]:
        """Metrics that its condition looks at, by id."""
        return tuple(sorted({metric for metric, dot, _ in self._names if not dot}))

    @property
    def _names(self) -> tuple[tuple[str, str, str], ...]:
        return tuple(each.name.partition(".") for each in operands(self.when.test)) if self.when else ()
