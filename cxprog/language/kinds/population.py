"""How many people and accounts there are for each role and segment."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node, Part, Share
from cxprog.language.types import CsvFile, Date, Id, Many, Name, RoleRef


class Group(Part):
    """One segment of a role."""

    role: RoleRef
    """The role the people hold."""
    also: Many[RoleRef] = ()
    """Other roles that all of these people hold as well; they are counted here, and in no group of those roles."""
    by: Mapping[Id, Name] = {}
    """The segment: a value for each dimension, e.g. `{country: DE, tier: gold}`."""
    people: Annotated[int, Field(ge=0)]
    """How many people."""
    accounts: Annotated[int, Field(ge=0)] | None = None
    """How many customer or partner organizations they belong to."""
    response_rate: Share | None = None
    """Share of invitations that are answered; the document's when left out."""
    revenue_share: Share | None = None
    """Share of the company's revenue that the accounts stand for."""

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that its people hold."""
        return (self.role, *self.also)


class Population(Node):
    """A table of head counts, written here or in a CSV file beside the YAML."""

    kind: Literal["population"]
    """Always `population`."""
    as_of: Date | None = None
    """Day of the count."""
    dimensions: Many[Id] = ()
    """Dimensions that people are counted by, such as `country`, `tier` or `line-of-business`."""
    within: Mapping[Id, Id] = {}
    """Dimensions whose values lie within those of another one: `{city: country}`, each city in one country."""
    response_rate: Share | None = None
    """Share of invitations that are answered, for groups that name none."""
    groups: Many[Group] = ()
    """The segments; left out when `file` holds them."""
    file: CsvFile | None = None
    """A CSV file in the same folder with columns role, people, accounts, response_rate, revenue_share and one
    column for each dimension."""
