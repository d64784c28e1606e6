"""A change to a program, as it would be written into its documents, and the program after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cxprog.analysis.frequency.values import KINDS
from cxprog.analysis.specs import Specs
from cxprog.language.base import Part
from cxprog.language.kinds.channel import SharedCap
from cxprog.language.types import Cadence, Delay, Duration, Rate
from cxprog.source import Path


@dataclass(frozen=True)
class Change:
    """One place of one document, what stands there and what would.

    The map or list that `path[:-1]` names stands in the document already; `path[-1]` is the key, or the place in the
    list, that is written. To turn it into an edit of the YAML:

    - `old` is None: insert the new key `path[-1]` with `value` into the map at `path[:-1]`, or where `path[-1]` is a
      number, append `value` to the list there. A `value` may be a map or a list that is inserted whole.
    - `value` is None: take the key `path[-1]` away.
    - otherwise: replace what stands at `path` by `value`; both are scalars, or lists where an item goes.

    A key that the document inherits by `extends` does not stand in it: insert it there instead of replacing it.
    """

    kind: str
    """Kind of the document."""
    id: str
    path: Path
    value: Any
    """As plain YAML data; None where the key is taken away."""
    old: Any = None
    """As plain YAML data; None where nothing stands there yet."""

    @property
    def is_one_edit(self) -> bool:
        """Whether it is one key that is inserted into a map, or one scalar that is replaced."""
        if self.value is None:
            return False
        if self.old is None:
            return isinstance(self.path[-1], str)
        return not isinstance(self.old, list | dict) and not isinstance(self.value, list | dict)


class Put(NamedTuple):
    """A value to be put at a place, whatever stands around it."""

    kind: str
    id: str
    path: Path
    """The maps on the way may be left out in the document; a number behind the end of a list appends to it."""
    value: Any
    """As plain YAML data; None takes away what stands there."""


# THE PROGRAM AFTERWARDS


def changed(specs: Specs, puts: Iterable[Put]) -> Specs:
    """The program after some changes; the given one stays as it is."""
    # What goes from a list goes last and from its end on, so that the other places keep their numbers.
    ordered = sorted(puts, key=lambda put: (put.value is None, -put.path[-1] if isinstance(put.path[-1], int) else 0))
    found: dict[tuple[str, str], Any] = {}
    for put in ordered:
        node = found.get((put.kind, put.id)) or specs.get(put.kind, put.id)
        assert node is not None, "a change is made to a document of the program"
        found[put.kind, put.id] = _with(node, put.path, put.value)
    return replaced(specs, found)


def replaced(specs: Specs, nodes: Mapping[tuple[str, str], Any]) -> Specs:
    """The program with other documents in place of some, by kind and id."""
    if not nodes:
        return specs
    by_kind: dict[str, dict[str, Any]] = {kind: dict(specs.each(kind)) for kind in KINDS}
    for (kind, name), node in nodes.items():
        by_kind[kind][name] = node
    return Specs(by_kind, specs.settings)


def _with(part: Part, path: Path, value: Any) -> Any:
    key, rest = str(path[0]), path[1:]
    held = getattr(part, key)
    new: Any
    if not rest:
        new = _read(type(part), key, value)
    elif isinstance(rest[0], int):
        new = _items(type(part), key, list(held or ()), rest, value)
    else:
        new = _with(held, rest, value)
    return part.model_copy(update={key: new})


def _items(part: type[Part], key: str, items: list[Any], path: Path, value: Any) -> tuple[Any, ...]:
    index, rest = int(path[0]), path[1:]
    if rest:
        items[index] = _with(items[index], rest, value)
        return tuple(items)
    items[index : index + 1] = [] if value is None else [value]
    return tuple(_read(part, key, items))


def _read(part: type[Part], key: str, value: Any) -> Any:
    """A value of the YAML as the model holds it; None stands for a key that is left out."""
    if value is None:
        return part.model_fields[key].get_default(call_default_factory=True)
    if isinstance(value, list):
        return tuple(SharedCap.model_validate(item) if isinstance(item, dict) else item for item in value)
    return _WORDS[key](value) if isinstance(value, str) and key in _WORDS else value


_WORDS: Mapping[str, Callable[[str], Any]] = {"rest": Duration.parse, "own": Duration.parse, "at_most": Rate.parse}
"""How values that are written as one word are read; repairs put no others."""


# THE DOCUMENTS AFTERWARDS


def changes(specs: Specs, puts: Iterable[Put]) -> tuple[Change, ...]:
    """The same as it would be written: keys go into maps that stand already, several new keys of a map together."""
    puts = tuple(puts)
    after = changed(specs, puts)
    touched = dict.fromkeys((put.kind, put.id) for put in puts)
    return tuple(
        Change(kind, name, path, value, old)
        for kind, name in touched
        for path, value, old in _differing((), _plain(specs.get(kind, name)), _plain(after.get(kind, name)))
    )


def _differing(path: Path, old: Any, new: Any) -> Iterator[tuple[Path, Any, Any]]:
    if old == new:
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in (*old, *(key for key in new if key not in old)):
            if key not in new:
                yield (*path, key), None, old[key]
            elif key not in old:
                yield (*path, key), new[key], None
            else:
                yield from _differing((*path, key), old[key], new[key])
    elif isinstance(old, list) and isinstance(new, list) and 0 < len(old) <= len(new):
        for index, item in enumerate(new):
            yield from _differing((*path, index), old[index] if index < len(old) else None, item)
    else:
        yield path, new if new != [] else None, old if old != [] else None


def _plain(value: Any) -> Any:
    """What stands in the YAML: keys that are given, lengths of time as people write them."""
    if isinstance(value, Part):
        given = value.model_fields_set
        return {key: _plain(getattr(value, key)) for key in type(value).model_fields if key in given}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, Cadence):
        return value.words.removeprefix("every ") if value.measure == "months" else duration_text(value)
    if isinstance(value, Duration):
        return duration_text(value)
    if isinstance(value, Rate):
        return f"{value.at_most} per {duration_text(value.within)}"
    if isinstance(value, Delay):
        ends = [duration_text(value.earliest), duration_text(value.latest)]
        return "..".join(dict.fromkeys(ends))
    return value


def duration_text(duration: Duration) -> str:
    """A length of time as the YAML has it: `30d`, `36h`, `2bd`."""
    is_minutes = duration.measure.endswith("minutes")
    if is_minutes and duration.amount % 60 == 0:
        return f"{duration.amount // 60}{'bh' if duration.is_business else 'h'}"
    unit = {"days": "d", "business_days": "bd", "minutes": "min"}.get(duration.measure, duration.measure)
    return f"{duration.amount}{unit}"
