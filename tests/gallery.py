"""The gallery of published programs, counted: what each row uses of the language, as a page and in a terminal."""

from __future__ import annotations

import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel

from cxprog.check import Today
from cxprog.compiler import Built, build_project
from cxprog.document import parse
from cxprog.finding import Severity, Silenced
from cxprog.language import KINDS, model_of
from cxprog.language.base import Node
from cxprog.language.shape import Shape, shape_of
from cxprog.language.types import Name
from cxprog.scenarios import Suite, run_tests
from cxprog.workspace import read_project

GALLERY = Path(__file__).parent.parent / "programs" / "gallery"
PAGE = GALLERY / "README.md"
TODAY = Today("2026-11-22")
"""No clock: an exception that runs out must not change the page overnight."""
_COMMON = frozenset(Node.model_fields) | {"kind"}
"""Keys that any document may have; they say nothing about what a program uses of the language."""
_ABOUT_THE_PROGRAM = ("test", "waiver")
"""Kinds that say something about a program and nothing of what it does."""
_WIDTH = 118


@dataclass(frozen=True)
class Row:
    """A published program, as `rows.yaml` names it."""

    id: str
    organization: str
    about: str
    folder: str
    source: str


@dataclass(frozen=True)
class Shown:
    """A row with what its folder holds and what became of it."""

    row: Row
    built: Built
    documents: tuple[dict[str, Any], ...]
    """The documents as they are written."""

    @cached_property
    def kinds(self) -> Mapping[str, int]:
        """How many documents there are of each kind, in the order of the language."""
        counted = Counter(document["kind"] for document in self.documents)
        return {kind: counted[kind] for kind in KINDS if kind in counted}

    @cached_property
    def uses(self) -> Mapping[str, frozenset[str] | None]:
        """Every key that is written, as `<kind>.<key>`, with its words of the language; None where it is free text."""
        found: dict[str, frozenset[str] | None] = {}
        for document in self.documents:
            if document["kind"] in _ABOUT_THE_PROGRAM:
                continue
            for key, words in _keys(shape_of(model_of(document["kind"])), document):
                name = f"{document['kind']}.{key}"
                before = found.get(name)
                found[name] = before if words is None else words | (before or frozenset())
        return dict(sorted(found.items()))

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Keys with a reference, a word of the language, a number, a date or a condition in at least one document."""
        return tuple(name for name, words in self.uses.items() if words is not None)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Words of the language by the key they stand at, as `<kind>.<key>=<word>`."""
        return tuple(f"{name}={word}" for name, words in self.uses.items() for word in sorted(words or ()))

    @cached_property
    def suite(self) -> Suite | None:
        """The scenarios, played; None where there are none, or the program has errors."""
        checked = self.built.checked
        return run_tests(checked, None) if "test" in self.kinds and not checked.has_errors else None

    @property
    def test_result(self) -> str:
        """How many scenarios pass."""
        return f"{sum(each.passed for each in self.suite.tested)} of {len(self.suite.tested)}" if self.suite else ""

    @property
    def waived(self) -> tuple[Silenced, ...]:
        """What the checks found and an exception with a reason keeps quiet."""
        return self.built.run.silenced

    @property
    def check_result(self) -> str:
        """`clean`, how many findings are waived, or how many count."""
        counted = Counter(finding.severity for finding in self.built.run.findings)
        wrong = [(counted[each], each.value) for each in (Severity.ERROR, Severity.WARNING) if counted[each]]
        if wrong:
            return ", ".join(f"{number} {word}{'s' if number > 1 else ''}" for number, word in wrong)
        return f"waived {len(self.waived)}" if self.waived else "clean"

    @property
    def build_result(self) -> str:
        """How many targets and files were built."""
        if self.built.manifest is None:
            return "not built"
        return f"{len(self.built.targets)} targets, {len(self.built.artifacts)} files"

    @property
    def is_good(self) -> bool:
        """Whether the row is free of errors and warnings, built, and its scenarios end as they should."""
        severities = {finding.severity for finding in self.built.run.findings}
        fails = self.suite is not None and not all(each.passed for each in self.suite.tested)
        return self.built.manifest is not None and not fails and not severities & {Severity.ERROR, Severity.WARNING}


# READING


def rows() -> tuple[Row, ...]:
    """The rows in order; the folders are not looked at."""
    return tuple(Row(**row) for row in yaml.safe_load((GALLERY / "rows.yaml").read_text(encoding="utf-8")))


def show(row: Row) -> Shown:
    """Check and build the project of a row, and read its documents as they are written."""
    project = read_project(GALLERY / row.folder)
    documents = (document.data for source in project.sources for document in parse(source)[0])
    return Shown(row, build_project(project, TODAY), tuple(data for data in documents if data is not None))


def _keys(shape: Shape, data: dict[str, Any], above: str = "") -> Iterator[tuple[str, frozenset[str] | None]]:
    """Keys at the ends of the data with the words of the language that stand there; None for free text.

    Keys that are as they would be by default, `x-` keys and those that any document may have are left out.
    """
    for key, value in data.items():
        below = shape.keys.get(key)
        if below is None or (not above and key in _COMMON) or _is_default(below, value):
            continue
        items = value if isinstance(value, list) else [value]
        maps = [item for item in items if isinstance(item, dict)]
        inner = below.items or below
        inner = shape_of(inner.model) if inner.model and not inner.keys else inner
        if inner.keys:
            for item in maps:
                yield from _keys(inner, item, f"{above}{key}.")
        if not inner.keys or len(maps) < len(items):
            is_free = inner.is_text or _is_name(below)
            yield f"{above}{key}", None if is_free else frozenset(item for item in items if item in inner.options)


def _is_default(shape: Shape, value: Any) -> bool:
    assert shape.field is not None
    model, name = shape.field
    default = model.model_fields[name].get_default(call_default_factory=True)
    return not isinstance(default, BaseModel) and value == (list(default) if isinstance(default, tuple) else default)


def _is_name(shape: Shape) -> bool:
    """Whether a field takes any text in one language; its mark is that of `Name` and of no other type."""
    assert shape.field is not None
    model, name = shape.field
    return any(mark == _NAME for mark in _marks(model.model_fields[name]))


_NAME = get_args(Name)[1]


def _marks(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "metadata", ())
    yield from getattr(annotation, "__metadata__", ())
    for part in (getattr(annotation, "annotation", None), *get_args(annotation)):
        if part is not None and part is not annotation:
            yield from _marks(part)


# COUNTING OVER ALL ROWS


def used_by(all_shown: Iterable[Shown]) -> Mapping[str, int]:
    """How many rows use each key and each word that any of them uses."""
    return Counter(name for shown in all_shown for name in (*shown.keys, *shown.words))


def rarest(shown: Shown, counted: Mapping[str, int]) -> tuple[str, ...]:
    """What a row uses, rarest first; the published practices it `realizes` come last of their kind."""
    return tuple(sorted((*shown.keys, *shown.words), key=lambda name: (counted[name], ".realizes" in name, name)))


# THE PAGE


def page(all_shown: Iterable[Shown]) -> str:
    """The text of `programs/gallery/README.md`."""
    all_shown = tuple(all_shown)
    counted = used_by(all_shown)
    return "\n\n".join((_INTRODUCTION, _overview(all_shown, counted), *_sections(all_shown, counted))) + "\n"


_INTRODUCTION = """\
<!-- Generated by `pytest tests/test_gallery.py --update` from rows.yaml and the folders beside it. -->

# Gallery: published programs, written down

Thirty programs and systems that five published texts describe, each as a project that `cxprog check` accepts and
`cxprog build` builds. They are readings of published sentences and not the companies' own programs. What a text does
not say is marked `# assumed` at the end of its line, and every document says under `source` where it can be looked up.

`script/gallery` checks and builds them all and prints this table; `cxprog build programs/gallery/kronos` builds one.

*Keys* counts the keys of the language, such as `survey.about`, in which a row writes a reference, a word of the
language, a number, a date or a condition; free text and keys that start with `x-` do not count, and neither do waivers
and scenarios. *Only here* counts those keys, and words such as `practice.type=roadshow`, that no other row uses.
*Waived* counts findings that an exception with a reason keeps quiet, *tests* the scenarios that `cxprog test` plays."""


def _overview(all_shown: Iterable[Shown], counted: Mapping[str, int]) -> str:
    lines = [
        "| row | organization | what the program is | documents | keys | only here | waived | tests |",
        "|---|---|---|---:|---:|---:|---:|---:|",
    ]
    for shown in all_shown:
        row, only = shown.row, [name for name in rarest(shown, counted) if counted[name] == 1]
        lines.append(
            f"| {row.id} | [{row.organization}](#{_anchor(row)}) | {row.about} | {len(shown.documents)} "
            f"| {len(shown.keys)} | {len(only)} | {len(shown.waived) or ''} | {shown.kinds.get('test', '')} |"
        )
    return "\n".join(lines)


def _sections(all_shown: Iterable[Shown], counted: Mapping[str, int]) -> Iterator[str]:
    for shown in all_shown:
        row = shown.row
        kinds = ", ".join(f"{number} {kind}" for kind, number in shown.kinds.items())
        yield f"## {_heading(row)}"
        yield f"{row.about}. [Folder]({row.folder}), [README]({row.folder}/README.md). Source: *{row.source}*."
        yield f"{len(shown.documents)} documents: {kinds}."
        yield _by_kind(shown, counted)
        if words := [f"`{word}`" for word in shown.words if counted[word] == 1]:
            yield f"Words that no other row uses: {', '.join(words)}."
        if shown.waived:
            yield "Waived:\n\n" + "\n".join(_waived(shown))


def _heading(row: Row) -> str:
    return f"{row.id} {row.organization}"


def _anchor(row: Row) -> str:
    """The anchor of a heading, as the usual Markdown readers make it."""
    heading = _heading(row).lower().replace(" ", "-")
    return "".join(letter for letter in heading if letter.isalnum() or letter in "-_")


def _by_kind(shown: Shown, counted: Mapping[str, int]) -> str:
    lines = ["| kind | keys; those that no other row uses are bold |", "|---|---|"]
    for kind in shown.kinds:
        names = [name for name in shown.keys if name.startswith(f"{kind}.")]
        keys = [
            f"**`{name.removeprefix(f'{kind}.')}`**" if counted[name] == 1 else f"`{name.removeprefix(f'{kind}.')}`"
            for name in names
        ]
        if keys:
            lines.append(f"| {kind} | {', '.join(keys)} |")
    return "\n".join(lines)


def _waived(shown: Shown) -> Iterator[str]:
    """What is waived, each reason once with the rules and how often."""
    grouped = Counter((each.finding.rule, " ".join(each.reason.split())) for each in shown.waived)
    for (rule, reason), times in grouped.items():
        yield f"- `{rule}`{f' ({times} times)' if times > 1 else ''}: {reason}"


# THE TERMINAL


def table(all_shown: Iterable[Shown], is_full: bool) -> str:
    """The rows for a terminal; in full, with every key and every reason."""
    all_shown = tuple(all_shown)
    counted = used_by(all_shown)
    head = f"row  {'organization':36} {'documents':>9} {'keys':>5} {'only here':>9}  {'check':12} {'tests':8} build"
    lines = [head, "-" * len(head)]
    for shown in all_shown:
        names = rarest(shown, counted)
        only = sum(counted[name] == 1 for name in names)
        lines.append(
            f"{shown.row.id:4} {shown.row.organization:36} {len(shown.documents):9} {len(shown.keys):5} {only:9}  "
            f"{shown.check_result:12} {shown.test_result:8} {shown.build_result}"
        )
        lines += _wrapped(", ".join(names) if is_full else f"{', '.join(names[:4])} and {len(names) - 4} more")
        if is_full:
            lines += [line for waived in _waived(shown) for line in _wrapped(waived)]
    good = sum(shown.is_good for shown in all_shown)
    return "\n".join((*lines, "", f"{good} of {len(all_shown)} rows are clean or waived, built, and pass their tests"))


def _wrapped(text: str) -> list[str]:
    indent = " " * 5
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def main(arguments: list[str]) -> int:
    """Print the table; 1 if a row has errors or warnings or was not built."""
    all_shown = [show(row) for row in rows()]
    print(table(all_shown, is_full="--full" in arguments))
    return 0 if all(shown.is_good for shown in all_shown) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
