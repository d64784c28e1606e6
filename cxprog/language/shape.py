"""The shape of a model, read from its annotations: which keys a place takes and where references stand."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as defaulted
from functools import cache
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from cxprog.language.condition import ConditionError, operands, parse_condition
from cxprog.language.docs import field_docs
from cxprog.language.types import ForPeople, Operands, RefTo
from cxprog.source import Path, Span


@dataclass(frozen=True)
class Shape:
    """What may stand at one place of the data."""

    keys: Mapping[str, Shape] = defaulted(default_factory=dict)
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
    field: tuple[type[BaseModel], str] | None = None
    """The model and field that this is the value of."""
    options: tuple[str, ...] = ()
    """Fixed words that may stand here."""

    @property
    def about(self) -> str:
        """What the field is for, from its docstring."""
        return field_docs(self.field[0]).get(self.field[1], "") if self.field else ""

    @property
    def has_refs(self) -> bool:
        """Whether a reference can stand here or below."""
        if self.refs or self.operands:
            return True
        below = [*self.keys.values(), *(part for part in (self.items, self.values) if part)]
        return any(part.has_refs for part in below)


class Mention(NamedTuple):
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
        shape = shape.items if isinstance(step, int) else shape.keys.get(step) or shape.values
        if shape is not None and shape.model and not shape.keys:
            shape = shape_of(shape.model)
    return shape


def mentions(shape: Shape, data: Any) -> list[Mention]:
    """Every reference in plain data, list by list in document order."""
    collected: list[Mention] = []
    _collect(_plan(shape), data, (), collected)
    return collected


class _Plan(NamedTuple):
    """A shape cut down to where references can stand: visiting every node of the data would cost three times more."""

    keys: tuple[tuple[str, _Plan], ...]
    items: _Plan | None
    values: _Plan | None
    refs: tuple[RefTo, ...]
    operands: Operands | None


_PLANS: dict[int, tuple[Shape, _Plan]] = {}


def _plan(shape: Shape) -> _Plan:
    kept = _PLANS.get(id(shape))
    if kept is None:
        keys = tuple((key, _plan(below)) for key, below in shape.keys.items() if below.has_refs)
        items = _plan(shape.items) if shape.items and shape.items.has_refs else None
        values = _plan(shape.values) if shape.values and shape.values.has_refs else None
        # Kept with its shape: an id is only safe while what it names is alive.
        kept = _PLANS[id(shape)] = (shape, _Plan(keys, items, values, shape.refs, shape.operands))
    return kept[1]


def _collect(plan: _Plan, data: Any, path: Path, collected: list[Mention]) -> None:
    kind = data.__class__
    if kind is str:
        if plan.operands is not None:
            collected.extend(_operands(plan.operands, data, path))
        else:
            for ref in plan.refs:
                collected.append(Mention(path, ref.kinds, data, ref.words, ref.acyclic))
    elif kind is dict:
        for key, below in plan.keys:
            if key in data:
                _collect(below, data[key], (*path, key), collected)
        if plan.values is not None:
            for key, value in data.items():
                _collect(plan.values, value, (*path, key), collected)
    elif kind is list and plan.items is not None:
        for index, item in enumerate(data):
            _collect(plan.items, item, (*path, index), collected)


def texts(shape: Shape, data: Any) -> list[tuple[Path, str | dict[str, str]]]:
    """Every text for people in plain data, list by list in document order."""
    collected: list[tuple[Path, str | dict[str, str]]] = []
    _collect_texts(_text_plan(shape), data, (), collected)
    return collected


def translated(shape: Shape, data: Any) -> list[dict[str, str]]:
    """The texts that are given by locale, without their places: enough to see that nothing is missing."""
    collected: list[dict[str, str]] = []
    _collect_translated(_text_plan(shape), data, collected)
    return collected


def _collect_translated(plan: _TextPlan, data: Any, collected: list[dict[str, str]]) -> None:
    kind = data.__class__
    if kind is dict:
        if plan.is_text:
            collected.append(data)
            return
        for key, below in plan.keys:
            if key in data:
                _collect_translated(below, data[key], collected)
        if plan.values is not None:
            for value in data.values():
                _collect_translated(plan.values, value, collected)
    elif kind is list and plan.items is not None:
        for item in data:
            _collect_translated(plan.items, item, collected)


class _TextPlan(NamedTuple):
    """A shape cut down to where texts for people can stand."""

    is_text: bool
    keys: tuple[tuple[str, _TextPlan], ...]
    items: _TextPlan | None
    values: _TextPlan | None

    @property
    def is_empty(self) -> bool:
        return not (self.is_text or self.keys or self.items or self.values)


_TEXT_PLANS: dict[int, tuple[Shape, _TextPlan]] = {}


def _text_plan(shape: Shape) -> _TextPlan:
    kept = _TEXT_PLANS.get(id(shape))
    if kept is None:
        keys = tuple((key, plan) for key, below in shape.keys.items() if not (plan := _text_plan(below)).is_empty)
        items, values = (_text_plan(below) if below else None for below in (shape.items, shape.values))
        plan = _TextPlan(
            shape.is_text,
            keys,
            None if items is None or items.is_empty else items,
            None if values is None or values.is_empty else values,
        )
        kept = _TEXT_PLANS[id(shape)] = (shape, plan)
    return kept[1]


def _collect_texts(plan: _TextPlan, data: Any, path: Path, collected: list[tuple[Path, str | dict[str, str]]]) -> None:
    kind = data.__class__
    if plan.is_text and (kind is str or kind is dict):
        collected.append((path, data))
    elif kind is dict:
        for key, below in plan.keys:
            if key in data:
                _collect_texts(below, data[key], (*path, key), collected)
        if plan.values is not None:
            for key, value in data.items():
                _collect_texts(plan.values, value, (*path, key), collected)
    elif kind is list and plan.items is not None:
        for index, item in enumerate(data):
            _collect_texts(plan.items, item, (*path, index), collected)


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
        (info.alias or name): _shape(info.annotation, tuple(info.metadata), (*above, model), (model, name))
        for name, info in model.model_fields.items()
    }
    required = frozenset(info.alias or name for name, info in model.model_fields.items() if info.is_required())
    return Shape(keys=keys, model=model, required=required)


def _shape(
    annotation: Any,
    metadata: tuple[Any, ...],
    above: tuple[type, ...],
    field: tuple[type[BaseModel], str] | None = None,
) -> Shape:
    refs = tuple(mark for mark in metadata if isinstance(mark, RefTo))
    marks = next((mark for mark in metadata if isinstance(mark, Operands)), None)
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
        field=field,
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
