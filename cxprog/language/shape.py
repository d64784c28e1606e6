"""The shape of a model, read from its annotations: which keys a place takes and where references stand."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from cxprog.language.condition import ConditionError, operands, parse_condition
from cxprog.language.types import ForPeople, Operands, RefTo
from cxprog.source import Path, Span


@dataclass(frozen=True)
class Shape:
    """What may stand at one place of the data."""

    keys: Mapping[str, Shape] = field(default_factory=dict)
    """Known keys, where a map with fixed keys may stand."""
    items: Shape | None = None
    """Shape of list items."""
    values: Shape | None = None
    """Shape of the values of a map whose keys are free."""
    refs: tuple[RefTo, ...] = ()
    """References that may stand here."""
    operands: Operands | None = None
    """What the names in a condition refer to, where one may stand here."""
    is_text: bool = False
    """Whether a text for people stands here, which may differ by locale."""
    model: type[BaseModel] | None = None
    """The model of the map."""
    required: frozenset[str] = frozenset()
    """Keys that must be given."""
    about: str = ""
    """What the field is for, from its docstring."""
    options: tuple[str, ...] = ()
    """Fixed words that may stand here."""

    @property
    def has_refs(self) -> bool:
        """Whether a reference can stand here or below."""
        if self.refs or self.operands:
            return True
        below = [*self.keys.values(), *(part for part in (self.items, self.values) if part)]
        return any(part.has_refs for part in below)


@dataclass(frozen=True)
class Mention:
    """A reference as it stands in the data."""

    path: Path
    kinds: tuple[str, ...]
    target: str
    words: tuple[str, ...] = ()
    acyclic: bool = False
    within: Span | None = None
    """Where in the scalar's text the name stands; None when it is the whole scalar."""


@cache
def shape_of(model: type[BaseModel]) -> Shape:
    """The shape of a model, recursive models cut off where they repeat."""
    return _model_shape(model, ())


def at_path(model: type[BaseModel], path: Path) -> Shape | None:
    """The shape at a path of the data, None where the language knows nothing."""
    shape: Shape | None = shape_of(model)
    for step in path:
        if shape is None:
            return None
        if isinstance(step, int):
            shape = shape.items
        else:
            shape = shape.keys.get(step) or shape.values
        if shape is not None and shape.model and not shape.keys:
            shape = shape_of(shape.model)
    return shape


def mentions(shape: Shape, data: Any, path: Path = ()) -> Iterator[Mention]:
    """Every reference in plain data, in document order."""
    if isinstance(data, dict):
        for key, value in data.items():
            below = shape.keys.get(key) or shape.values
            if below is not None and _referring(below):
                yield from mentions(below, value, (*path, key))
    elif isinstance(data, list):
        if shape.items is not None:
            for index, item in enumerate(data):
                yield from mentions(shape.items, item, (*path, index))
    elif isinstance(data, str):
        if shape.operands is not None:
            yield from _operands(shape.operands, data, path)
        else:
            for ref in shape.refs:
                yield Mention(path, ref.kinds, data, ref.words, ref.acyclic)


def texts(shape: Shape, data: Any, path: Path = ()) -> Iterator[tuple[Path, str | dict[str, str]]]:
    """Every text for people in plain data, in document order."""
    if shape.is_text and isinstance(data, str | dict):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            if (below := shape.keys.get(key) or shape.values) is not None:
                yield from texts(below, value, (*path, key))
    elif isinstance(data, list) and shape.items is not None:
        for index, item in enumerate(data):
            yield from texts(shape.items, item, (*path, index))


_REFERRING: dict[int, tuple[Shape, bool]] = {}


def _referring(shape: Shape) -> bool:
    """Whether to look below; kept by identity, as shapes live as long as their models."""
    kept = _REFERRING.get(id(shape))
    if kept is None:
        kept = _REFERRING[id(shape)] = (shape, shape.has_refs)
    return kept[1]


def _operands(marks: Operands, text: str, path: Path) -> Iterator[Mention]:
    try:
        test = parse_condition(text)
    except ConditionError:
        return  # the schema check says what is wrong with it
    for operand in operands(test):
        kind = marks.dotted if "." in operand.name else marks.bare
        yield Mention(path, (kind,) if kind else (), operand.name, within=operand.span)


def _model_shape(model: type[BaseModel], above: tuple[type, ...]) -> Shape:
    if model in above:
        return Shape(model=model)
    keys = {
        (info.alias or name): _shape(info.annotation, tuple(info.metadata), (*above, model), info)
        for name, info in model.model_fields.items()
    }
    required = frozenset(info.alias or name for name, info in model.model_fields.items() if info.is_required())
    return Shape(keys=keys, model=model, required=required)


def _shape(annotation: Any, metadata: tuple[Any, ...], above: tuple[type, ...], info: FieldInfo | None = None) -> Shape:
    refs = tuple(mark for mark in metadata if isinstance(mark, RefTo))
    marks = next((mark for mark in metadata if isinstance(mark, Operands)), None)
    about = (info.description or "") if info else ""
    parts = [_part(branch, above) for branch in _branches(annotation)]
    return Shape(
        keys={key: shape for part in parts for key, shape in part.keys.items()},
        items=next((part.items for part in parts if part.items), None),
        values=next((part.values for part in parts if part.values), None),
        refs=(*refs, *(ref for part in parts for ref in part.refs)),
        operands=marks or next((part.operands for part in parts if part.operands), None),
        is_text=any(isinstance(mark, ForPeople) for mark in metadata) or any(part.is_text for part in parts),
        model=next((part.model for part in parts if part.model), None),
        required=next((part.required for part in parts if part.required), frozenset()),
        about=about,
        options=tuple(option for part in parts for option in part.options),
    )


def _branches(annotation: Any) -> list[Any]:
    if get_origin(annotation) in (Union, types.UnionType):
        return [branch for part in get_args(annotation) for branch in _branches(part)]
    return [annotation]


def _part(annotation: Any, above: tuple[type, ...]) -> Shape:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(arguments[0], arguments[1:], above)
    if origin is Literal:
        return Shape(options=tuple(str(option) for option in arguments))
    if origin is tuple:
        return Shape(items=_shape(arguments[0], (), above))
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return Shape(values=_shape(arguments[1], (), above))
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return _model_shape(annotation, above)
    return Shape()
