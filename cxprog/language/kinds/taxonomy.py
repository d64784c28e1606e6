"""A taxonomy: codes for root causes, topics or reasons, one level or several deep."""

from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node, Part
from cxprog.language.types import Id, Many, TeamRef, Text


class Code(Part):
    """One code, with finer ones below it."""

    id: Id
    """Name of the code."""
    title: Text | None = None
    """Name shown to people; made from the id when left out."""
    codes: Many["Code"] = ()
    """Finer codes below this one."""


class Taxonomy(Node):
    """A list of codes that comments and cases are filed under."""

    kind: Literal["taxonomy"]
    """Always `taxonomy`."""
    codes: Annotated[Many[Code], Field(min_length=1)]
    """Codes of the first level."""
    codes_per_comment: Annotated[int, Field(ge=1)] = 1
    """Most codes that one comment may get."""
    owner: TeamRef | None = None
    """The team that keeps the list; the program's owner when left out."""
