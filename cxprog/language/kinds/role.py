"""A respondent role: whom a survey asks, and which roles one person can hold at once."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node, Part
from cxprog.language.types import (
    Audience,
    EvidenceRef,
    Id,
    Level,
    Many,
    Name,
    RoleRef,
    TeamRef,
    Text,
)


class KeyAccounts(Part):
    """How people of key accounts are treated."""

    invitation: Literal["standard", "white-glove"] = "standard"
    """`white-glove`: somebody they know asks them before the invitation goes out."""
    invited_by: TeamRef | None = None
    """The team that asks people of key accounts before the invitation goes out."""


class Persona(Part):
    """What the role wants and fears, for maps and workshops."""

    goals: Many[Text] = ()
    """What people in the role want to get done."""
    pains: Many[Text] = ()
    """What gets in their way."""
    quote: Text | None = None
    """A sentence they would say."""
    traits: Mapping[Id, Name] = {}
    """What tells people in the role apart, such as `{product-knowledge: low}`."""
    drawn_from: Many[EvidenceRef] = ()
    """Surveys, metrics and reports that the persona was derived from."""


class Role(Node):
    """A kind of respondent."""

    kind: Literal["role"]
    """Always `role`."""
    audience: Audience
    """Whether these people are customers, belong to a partner, or work for the company."""
    level: Level
    """`strategic`: decides on the contract; `tactical`: main contact; `operational`: uses the product every day."""
    buying: Many[Literal["decision-maker", "influencer", "end-user", "economic-buyer"]] = ()
    """Parts the role plays in a purchase."""
    may_also_be: Many[RoleRef] = ()
    """Other roles the same person can hold at the same time; a worst case counts the invitations to all of them."""
    per_account: Annotated[int, Field(ge=1)] | None = None
    """Most people of one customer or partner organization who hold the role; limits per account need it."""
    key_accounts: KeyAccounts = KeyAccounts()
    """How people of key accounts are treated."""
    persona: Persona | None = None
    """What the role wants and fears."""
