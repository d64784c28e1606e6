"""A channel partner between company and customer, or a class of them."""

from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node
from cxprog.language.kinds.program import Hours
from cxprog.language.kinds.team import Alerts, Person
from cxprog.language.types import (
    Country,
    Id,
    Many,
    Partnership,
    TeamRef,
    WholePartnerRef,
    Zone,
)


class Partner(Node):
    """One partner organization, or a class of alike ones such as all gold dealers."""

    kind: Literal["partner"]
    """Always `partner`."""
    type: Literal["dealer", "distributor", "reseller", "broker", "agent", "franchisee", "integrator", "client", "other"]
    """What the partner does between the company and the customer; `client` is an employer or plan sponsor."""
    organizations: Annotated[int, Field(ge=1)] = 1
    """How many partner organizations this document stands for."""
    tier: Id | None = None
    """Tier in the partner program, such as `gold`."""
    markets: Many[Country] = ()
    """Countries the partner serves, as two capital letters."""
    part_of: WholePartnerRef | None = None
    """The wider class of partners it belongs to, such as `dealers` for `gold-dealers`; it is counted there too."""
    partnership: Partnership | None = None
    """How customers are shared with this partner, where it differs from the program."""
    maturity: Literal["new", "developing", "mature"] | None = None
    """How far the partner's own customer-experience work has come; a metric can be meant for some levels only."""
    controls: Many[
        Literal["customer-contact", "customer-data", "pricing", "installation", "service", "report-visibility"]
    ] = ()
    """What the partner decides on its own."""
    contacts: Many[Person] = ()
    """Whom to write to."""
    manager: TeamRef | None = None
    """The team that stands for `partner-manager` wherever a loop names it."""
    alerts: Alerts = Alerts()
    """Where alerts for the partner go."""
    hours: Hours | None = None
    """Business hours; the program's when left out."""
    holidays: Country | None = None
    """Country, as two capital letters, whose public holidays the partner keeps; the program's when left out."""
    clock: Zone | None = None
    """Time zone of the partner's business hours; the program's when left out."""
