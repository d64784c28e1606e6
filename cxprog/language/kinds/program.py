"""The program as a whole: what business it is for, its clock, its defaults and what is built from it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, Strict

from cxprog.finding import Severity
from cxprog.language.base import Node, Part
from cxprog.language.types import (
    Country,
    Id,
    Locale,
    Many,
    Partnership,
    TeamRef,
    Time,
    ToolName,
    Version,
    Weekday,
    YearDay,
    Zone,
)


class Hours(Part):
    """When somebody works."""

    days: Annotated[Many[Weekday], Field(min_length=1)] = ("mon", "tue", "wed", "thu", "fri")
    """Working days."""
    opens: Time = "09:00"
    """Start of the working day, 24-hour clock."""
    closes: Time = "17:00"
    """End of the working day, 24-hour clock."""


class PartnershipSigns(Part):
    """For each of five signs, the structure whose description fits best; `cxprog assess --form` gives them in full."""

    end_customers: Partnership
    """Whom end customers turn to: `dedicated`, the partner; `interdependent`, the partner first and the company later;
    `pass-through`, neither, for they want no close relationship."""
    partner: Partnership
    """What partners want of the customer: `dedicated`, a long relationship; `interdependent`, to keep the customer for
    later business; `pass-through`, the single sale."""
    ownership: Partnership
    """Who owns the customer and the customer's data: `dedicated`, partners, who control access; `interdependent`,
    partners at first, the company more and more; `pass-through`, partners hold the sales data, and the company may not
    know customers until they get in touch."""
    reliance: Partnership
    """How much the company relies on partners to sell: `dedicated`, heavily, they are its face to the market;
    `interdependent`, they are key to its reach, with or without a sales force of its own; `pass-through`, heavily, on
    distributors."""
    representation: Partnership
    """Whom partners represent: `dedicated`, this company only; `interdependent`, several companies; `pass-through`,
    competing brands and other products."""


class Program(Node):
    """The project: exactly one document of this kind, in `cxprog.yaml`."""

    kind: Literal["program"]
    """Always `program`."""
    language: Annotated[int, Field(ge=1)]
    """Version of the language the project is written in; 1 is the only one so far."""
    version: Version
    """Version of the program itself, such as `2.1.0`: raise it when respondents, thresholds or metrics change."""
    model: Literal["b2c", "b2b", "b2b2c"]
    """Business model: `b2c` serves consumers, `b2b` companies, `b2b2c` customers who are reached through partners."""
    partnership: Partnership | None = None
    """Whom the customers of a b2b2c program turn to: the partner all along (`dedicated`), the partner first and the
    company later (`interdependent`), or the company, while partners only sell (`pass-through`)."""
    partnership_signs: PartnershipSigns | None = None
    """Five signs of how company and partners share the customer; `cxprog assess` says what they add up to."""
    clock: Zone
    """Time zone in which days begin for every window, deadline and schedule, such as `Europe/Berlin`."""
    fiscal_year: YearDay = "01-01"
    """First day of the fiscal year, as `04-01`: limits with `each:` count quarters, half-years and years from it."""
    owner: TeamRef
    """The team that answers for the program, and for what names no owner of its own."""
    account_managers: TeamRef | None = None
    """The team that stands for `account-manager` wherever a loop names it."""
    packs: Many[Literal["b2b", "b2b2c"]] = ()
    """Extra rules for a field: `b2b` where companies are the customers, `b2b2c` where partners stand between."""
    locale: Locale = "en"
    """Locale of texts that are written without one, such as `en` or `pt-BR`."""
    hours: Hours = Hours()
    """Business hours of teams and partners that name none."""
    holidays: Country | None = None
    """Country, as two capital letters, whose public holidays are no working days where a team or partner names none."""
    targets: Mapping[ToolName, Mapping[str, Any] | None] | None = None
    """What to build, each with its options (`cxprog explain <target>` lists them); everything when left out."""
    plugins: Mapping[ToolName, Mapping[str, Any] | None] = {}
    """Installed plugins that may take part, each with its settings."""
    rules: Mapping[Id, Annotated[Severity, Strict(False)]] = {}
    """Severity overrides by rule: `error`, `warning`, `info` or `off`."""
