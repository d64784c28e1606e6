"""Published tables as data: practices, processes, phases, statements, each with the source that it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from cxprog.document import parse
from cxprog.source import Source

TABLES = (
    "assessment",
    "buying-roles",
    "capabilities",
    "partner-life-cycle",
    "processes",
    "relationships",
    "signs",
    "six-ds",
    "structures",
)
"""Files of the folder `grids`, without their ending."""


@dataclass(frozen=True)
class Row:
    """A row of a table: a capability, a process, a phase, a structure, a statement."""

    id: str
    title: str
    says: str
    """What it stands for, in our words; may be empty."""
    fill: str
    """The smallest thing that would show it in a program; may be empty."""


@dataclass(frozen=True)
class Practice(Row):
    """A best practice as one of the tables lists it."""

    of: str
    """The capability or the process that it belongs to."""
    competencies: tuple[str, ...] = ()
    """Competencies it builds, where the table says so."""


@dataclass(frozen=True)
class Structure:
    """One way of sharing the customer with partners, and what it asks for."""

    id: str
    because: str
    first: tuple[str, ...]
    """Capabilities that matter most."""
    also: tuple[str, ...]
    """Capabilities that are not to be overlooked."""
    says: Mapping[str, str]
    """What it asks of each capability."""
    usual: Mapping[str, tuple[str, ...]]
    """Practices that it leans on, by capability."""

    def tier(self, capability: str) -> str | None:
        """`first`, `also`, or None for a capability without emphasis."""
        return "first" if capability in self.first else "also" if capability in self.also else None


@cache
def table(name: str) -> Mapping[str, Any]:
    """The plain data of a table, by the name of its file."""
    (data,) = packaged("grids", name)
    return data


def packaged(folder: str, name: str) -> tuple[Mapping[str, Any], ...]:
    """The plain data of each document of a YAML file that comes with the package."""
    path = f"{folder}/{name}.yaml"
    documents, findings = parse(Source(path, files("cxprog").joinpath(folder, f"{name}.yaml").read_text("utf-8")))
    assert not findings, f"{path} cannot be read"
    return tuple(document.data for document in documents if document.data is not None)


def source_of(name: str) -> str:
    """Where a table comes from, in words: title and figure."""
    source = table(name)["source"]
    figure = source["figure"]
    return f"{source['title']}, {f'Figure {figure}' if isinstance(figure, int) else figure}"


@cache
def rows(name: str, key: str) -> tuple[Row, ...]:
    """The rows of a table that stand under a key."""
    return tuple(
        Row(row["id"], row.get("title", row["id"]), row.get("says", ""), row.get("fill", ""))
        for row in table(name)[key]
    )


@cache
def practices(name: str, key: str) -> tuple[Practice, ...]:
    """The practices of a table, in order: of `capabilities` by capability, of `processes` by process."""
    return tuple(
        Practice(
            each["id"], each["title"], each["says"], each["fill"], group["id"], tuple(each.get("competencies", ()))
        )
        for group in table(name)[key]
        for each in group["practices"]
    )


@cache
def capability_of() -> Mapping[str, str]:
    """The capability that each practice builds; practices of business processes alone build none."""
    return {practice.id: practice.of for practice in practices("capabilities", "capabilities")}


@cache
def process_of() -> Mapping[str, str]:
    """The business process that each of the twenty practices serves."""
    return {practice.id: practice.of for practice in practices("processes", "processes")}


@cache
def competencies_of() -> Mapping[str, tuple[str, ...]]:
    """The competencies that each of the twenty practices builds."""
    return {practice.id: practice.competencies for practice in practices("processes", "processes")}


@cache
def structures() -> Mapping[str, Structure]:
    """The three ways of sharing the customer."""
    return {
        each["id"]: Structure(
            each["id"],
            each["because"],
            tuple(each["first"]),
            tuple(each["also"]),
            {cell["capability"]: cell["says"] for cell in each["cells"]},
            {cell["capability"]: tuple(cell["usual"]) for cell in each["cells"]},
        )
        for each in table("structures")["structures"]
    }


def title_of(practice: str) -> str:
    """The title of a best practice."""
    listed = (*practices("capabilities", "capabilities"), *practices("processes", "processes"))
    return next(each.title for each in listed if each.id == practice)
