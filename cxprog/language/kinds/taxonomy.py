"""A taxonomy: codes for root causes, topics or reasons, one level or several deep."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node, Part
from cxprog.language.types import (
    BestPractice,
    Cadence,
    Condition,
    Id,
    Many,
    Operands,
    OwnerRef,
    Text,
)


class Code(Part):
    """One code, with finer ones below it."""

    id: Id
    """Name of the code."""
    title: Text | None = None
    """Name shown to people; made from the id when left out."""
    codes: Many["Code"] = ()
    """Finer codes below this one."""


class Coding(Part):
    """How comments get their codes."""

    by: OwnerRef | None = None
    """The team or partner that files comments; the owner of the list when left out."""
    every: Cadence | None = None
    """How often new comments are filed."""
    how: Literal["by-hand", "text-analytics"] = "by-hand"
    """Whether a person reads them, or a tool does."""
    when: Annotated[Condition, Operands(bare="metric", dotted="answer")] | None = None
    """Which comments are filed, by other answers of the same person; all when left out."""


class Taxonomy(Node):
    """A list of codes that comments and cases are filed under."""

    kind: Literal["taxonomy"]
    """Always `taxonomy`."""
    codes: Annotated[Many[Code], Field(min_length=1)]
    """Codes of the first level."""
    codes_per_comment: Annotated[int, Field(ge=1)] = 1
    """Most codes that one comment may get."""
    coding: Coding | None = None
    """How comments get their codes."""
    owner: OwnerRef | None = None
    """The team or partner that keeps the list; the program's owner when left out."""
    realizes: Many[BestPractice] = ()
    """Best practices it puts to work; `cxprog coverage` shows which of them a program fills."""

    def each_code(self) -> Iterator[Code]:
        """Every code, each before the finer ones below it."""
        return _each(self.codes)

    def codes_under(self, name: str) -> tuple[str, ...]:
        """A code with the finer ones below it, by id: whatever is filed under those is filed under it as well."""
        return tuple(below.id for code in self.each_code() if code.id == name for below in _each((code,)))


def _each(codes: tuple[Code, ...]) -> Iterator[Code]:
    for code in codes:
        yield code
        yield from _each(code.codes)
