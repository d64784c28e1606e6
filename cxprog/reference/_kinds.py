"""Reference pages of kinds: every key with what it takes, in sections for the maps inside."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_type_hints

from pydantic import BaseModel

from cxprog.language import KINDS, model_of
from cxprog.language.base import Node
from cxprog.language.docs import field_docs
from cxprog.reference import _written
from cxprog.reference._words import INNER, models, referred, shown, slug, takes, typed

_FIRST = ("kind", "id")
_LAST = tuple(name for name in Node.model_fields if name not in _FIRST)


@dataclass(frozen=True)
class Key:
    """One key of a map."""

    name: str
    takes: str
    is_required: bool
    default: str
    meaning: str


@dataclass(frozen=True)
class Part:
    """A map and its keys."""

    path: str
    """Keys that lead to it from the top of the document, with dots; empty for the document itself."""
    model: type[BaseModel]
    keys: tuple[Key, ...]
    also: tuple[str, ...]
    """Other places where such a map may stand."""

    @property
    def about(self) -> str:
        """What the map is for."""
        return " ".join((self.model.__doc__ or "").split())


def kind_summary(kind: str) -> str:
    """What a kind describes, in one line."""
    return _written.summary(sys.modules[model_of(kind).__module__].__doc__ or "")


def kind_page(kind: str, as_tables: bool) -> str:
    """The page of a kind; with tables for readers of files, with lists for a terminal."""
    whole, *inside = parts(model_of(kind))
    blocks = [
        f"# {kind}",
        f"{kind_summary(kind)}.",
        _written.bare(_written.kind_text(kind)),
        "## Keys",
        keys(whole, as_tables),
        "Keys of your own start with `x-` and may stand in any map.",
        *sections(inside, as_tables),
    ]
    if named := _named_by(kind):
        blocks += ["## Named by", named]
    return "\n\n".join(blocks) + "\n"


def key_page(kind: str, path: str) -> str | None:
    """The page of one key, written `when.after` for one inside a map; None when the kind has no such key."""
    whole, *others = parts(model_of(kind))
    by_model = {part.model: part for part in (whole, *others)}
    inside = [whole]
    key: Key | None = None
    for name in path.split("."):
        holder = next((part for part in inside if name in _fields(part.model)), None)
        if holder is None:
            return None
        key = next(key for key in holder.keys if key.name == name)
        inside = [by_model[model] for model in models(_hints(holder.model)[_fields(holder.model)[name]])]
    assert key is not None  # splitting a text gives at least one name
    blocks = [f"# {kind}.{path}", _listing((key,)), *(_listing(part.keys) for part in inside)]
    return "\n\n".join(blocks) + "\n"


@cache
def parts(model: type[BaseModel]) -> tuple[Part, ...]:
    """A map and every map inside it, each once, in reading order."""
    found: dict[type[BaseModel], list[str]] = {}
    _collect(model, "", found)
    titles = {each: paths[0] for each, paths in found.items()}
    return tuple(
        Part(path, each, tuple(_keys(each, path, titles)), tuple(also)) for each, (path, *also) in found.items()
    )


def keys(part: Part, as_tables: bool) -> str:
    """The keys of a map, as a table or as a list."""
    return _table(part.keys) if as_tables else _listing(part.keys)


def sections(inside: Iterable[Part], as_tables: bool) -> Iterator[str]:
    """The maps inside a map, each under its own heading."""
    for part in inside:
        others = f" Also under {', '.join(f'`{path}`' for path in part.also)}." if part.also else ""
        yield from (f"## `{part.path}`", part.about + others, keys(part, as_tables))


def _collect(model: type[BaseModel], path: str, found: dict[type[BaseModel], list[str]]) -> None:
    found.setdefault(model, []).append(path)
    if len(found[model]) == 1:
        for key, name in _fields(model).items():
            for inner in models(_hints(model)[name]):
                _collect(inner, f"{path}.{key}".strip("."), found)


@cache
def _hints(model: type[BaseModel]) -> dict[str, object]:
    return get_type_hints(model, include_extras=True)


def _fields(model: type[BaseModel]) -> dict[str, str]:
    """Fields by their key in the YAML; what every document has stands around what is particular to its kind."""
    names = [*model.model_fields]
    if issubclass(model, Node):
        names = [*_FIRST, *(name for name in names if name not in (*_FIRST, *_LAST)), *_LAST]
    return {model.model_fields[name].alias or name: name for name in names}


def _keys(model: type[BaseModel], path: str, titles: Mapping[type[BaseModel], str]) -> Iterator[Key]:
    docs = field_docs(model)
    for key, name in _fields(model).items():
        info, hint = model.model_fields[name], _hints(model)[name]
        here = f"{path}.{key}".strip(".")
        elsewhere = [f", as under `{titles[inner]}`" for inner in models(hint) if titles[inner] != here]
        words = "".join((takes(typed(hint), titles), *elsewhere))
        default = "" if info.is_required() else shown(info.get_default(call_default_factory=True))
        yield Key(key, words, info.is_required(), default, " ".join(docs.get(name, "").split()))


# WRITING


def _table(keys: tuple[Key, ...]) -> str:
    rows = [(f"`{key.name}`", key.takes, "required" if key.is_required else key.default, key.meaning) for key in keys]
    lines = ["| key | takes | default | meaning |", "|---|---|---|---|"]
    return "\n".join([*lines, *(f"| {' | '.join(map(_cell, row))} |" for row in rows)])


def _listing(keys: tuple[Key, ...]) -> str:
    """A list reads better in a terminal than a table."""
    return "\n".join(f"- `{key.name}`{_needed(key)}: {key.takes}\n  {key.meaning}".rstrip() for key in keys)


def _needed(key: Key) -> str:
    return " (required)" if key.is_required else f" (default {key.default})" if key.default else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


# WHO REFERS TO IT


def _named_by(kind: str) -> str:
    """Where other documents name one of this kind, or something inside one."""
    targets = (kind, *(inner for inner, holder in INNER.items() if holder == kind))
    return "\n".join(f"- {target}: {', '.join(places)}" for target in targets if (places := _mentions().get(target)))


@cache
def _mentions() -> Mapping[str, tuple[str, ...]]:
    """Links to the keys that take a reference, by what is referred to."""
    found: dict[str, dict[str, None]] = {}
    for kind in KINDS:
        for part in parts(model_of(kind)):
            for name, key in _fields(part.model).items():
                path = ".".join(step for step in (kind, part.path, name) if step)
                for target in referred(_hints(part.model)[key]):
                    found.setdefault(target, {})[f"[`{path}`]({kind}.md#{slug(part.path) or 'keys'})"] = None
    return {target: tuple(places) for target, places in found.items()}
