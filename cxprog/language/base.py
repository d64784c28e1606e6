"""What every model of the language has in common."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, NamedTuple

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Tag,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cxprog.language.docs import describe
from cxprog.language.types import Date, Id, Name, Text
from cxprog.source import Path

EXTRA_KEY = r"^x-"
"""Keys that belong to the organization: kept, hashed and passed on, never interpreted."""


class Part(BaseModel):
    """A map inside a document."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        strict=True,
        # Only whole documents are validated by themselves; building every part's validator would take twice as long.
        defer_build=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        inner: Any = schema
        while inner.get("type") not in ("model-fields", None):
            inner = inner.get("schema", {})
        if inner:
            inner["extras_keys_schema"] = core_schema.str_schema(pattern=EXTRA_KEY)
        return schema

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        json_schema = handler(schema)
        resolved = handler.resolve_ref_schema(json_schema)
        resolved["additionalProperties"] = False
        resolved["patternProperties"] = {EXTRA_KEY: {}}
        resolved.pop("title", None)
        describe(cls, resolved)
        return json_schema

    @property
    def extra_keys(self) -> dict[str, Any]:
        """The `x-` keys of this map, as they stand in the YAML."""
        return dict(self.model_extra or {})


def exactly_one(part: Part, names: Iterable[str]) -> None:
    """Raise the mistake of a map in which none or several of the keys stand that exclude one another."""
    given = [name for name in names if getattr(part, name) is not None]
    if len(given) != 1:
        context = {"names": ", ".join(names), "given": ", ".join(given)}
        raise PydanticCustomError("one_of", "expected exactly one of {names}", context)


class Inner(NamedTuple):
    """Something inside a document with an id of its own, elsewhere written `<document>.<id>`."""

    kind: str
    id: str
    path: Path


class Node(Part):
    """A whole document of the program."""

    kind: str
    """What this document describes."""
    id: Id
    """Name that other documents refer to: lower-case letters, digits and hyphens, starting with a letter."""
    title: Text | None = None
    """Name shown to people, as one text or a text for each locale; made from the id when left out."""
    description: Text | None = None
    """What somebody new to the program should know about it."""
    extends: Id | None = None
    """Another document of the same kind to start from; keys given here replace or add to its keys."""
    retired: Date | None = None
    """First day on which this is no longer in use; nothing in use may refer to it."""
    source: Name | None = None
    """Where this comes from: a document with its figure or page, a decision, an agreement."""

    @classmethod
    def inner(cls, data: dict[str, Any]) -> Iterator[Inner]:
        """Things inside the document that can be referred to, read from plain data that may hold mistakes."""
        return iter(())


def items(data: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The maps in a list of plain data, with their index; nothing where the data holds something else."""
    listed = data.get(key) if isinstance(data, dict) else None
    if isinstance(listed, list):
        yield from ((index, item) for index, item in enumerate(listed) if isinstance(item, dict))


Share = Annotated[float, Field(ge=0, le=1)]
"""A share between 0 and 1; 0.3 is 30 %."""


def _short_or_long(value: Any) -> str:
    return "<long>" if isinstance(value, dict | BaseModel) else "<short>"


SHORT = Tag("<short>")
LONG = Tag("<long>")
EITHER = Discriminator(_short_or_long)
"""For fields that take one word, or a map that says more; the tags in angle brackets never reach a person."""
