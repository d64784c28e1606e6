"""The program as a whole: what business it is for, its clock, its defaults and what is built from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from cxprog.finding import Severity
from cxprog.language.base import Node, Part
from cxprog.language.types import Country, Id, Locale, Many, TeamRef, Time, Version, Weekday, Zone


class Hours(Part):
    """When somebody works."""

    days: Annotated[Many[Weekday], Field(min_length=1)] = ("mon", "tue", "wed", "thu", "fri")
    """Working days."""
    opens: Time = "09:00"
    """Start of the working day, 24-hour clock."""
    closes: Time = "17:00"
    """End of the working day, 24-hour clock."""


class Program(Node):
    """The project: exactly one document of this kind, in `cxprog.yaml`."""

    kind: Literal["program"]
    """Always `program`."""
    language: int
    """Version of the language the project is written in; 1 is the only one so far."""
    version: Version
    """Version of the program itself: raise it when respondents, thresholds or metrics change."""
    model: Literal["b2c", "b2b", "b2b2c"]
    """Business model: sells to consumers, to companies, or to companies through partners."""
    partnership: Literal["dedicated", "interdependent", "pass-through"] | None = None
    """Partnership structure of a b2b2c program: who the end customer sees as the one to turn to."""
    clock: Zone
    """Time zone in which days begin for every window, deadline and schedule of the program."""
    owner: TeamRef
    """The team that answers for the program."""
    account_managers: TeamRef | None = None
    """The team that stands for `account-manager` wherever a loop names it."""
    packs: Many[Literal["b2b", "b2b2c"]] = ()
    """Sets of rules and default policies for a field."""
    locale: Locale = "en"
    """Locale of texts that are written without one."""
    hours: Hours = Hours()
    """Business hours of teams and partners that name none."""
    holidays: Country | None = None
    """Country whose public holidays count as non-working days, for teams and partners that name none."""
    targets: Mapping[Id, Mapping[str, Any] | None] | None = None
    """What to build, each with its options; everything when left out. `cxprog explain <target>` lists options."""
    plugins: Mapping[Id, Mapping[str, Any] | None] = {}
    """Installed plugins that may take part, each with its settings."""
    rules: Mapping[Id, Severity] = {}
    """Severity overrides by rule: `error`, `warning`, `info` or `off`."""
