"""What emitters and renderers are: a function from the manifest to artifacts, with options of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict

from cxprog.source import Path

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

    from cxprog.finding import Finding, Silenced
    from cxprog.manifest import Manifest
    from cxprog.program import Program


class TargetOptions(BaseModel):
    """Options of a target; a target with options subclasses this, one field and docstring each."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        from cxprog.language.docs import describe

        json_schema = handler(schema)
        describe(cls, handler.resolve_ref_schema(json_schema))
        return json_schema


@dataclass(frozen=True)
class Address:
    """A place in the program: kind, id and path inside the document. Traces and notes point with it."""

    kind: str
    id: str
    path: Path = ()

    def to(self, *steps: str | int) -> Address:
        """A place further inside."""
        return Address(self.kind, self.id, (*self.path, *steps))


@dataclass(frozen=True)
class Note:
    """What a target cannot express or cannot enforce; it becomes a finding and stands in the loss report."""

    code: Literal["not-expressible", "not-enforced", "layout-engine-missing"]
    message: str
    address: Address | None
    help: str = ""


@dataclass(frozen=True)
class Artifact:
    """One file of a target."""

    path: str
    """Relative to the target's folder, with forward slashes."""
    data: bytes
    origins: Mapping[Path, Address] = field(default_factory=dict)
    """Where its parts come from, by path in its JSON or YAML; the empty path stands for the whole file."""
    line_origins: Mapping[int, Address] = field(default_factory=dict)
    """Where its lines (from 1) come from, for texts that are neither JSON nor YAML."""

    @classmethod
    def text(cls, path: str, text: str, origins: Mapping[int, Address] | None = None) -> Artifact:
        """A text file; UTF-8, origins by line."""
        return cls(path, text.encode(), line_origins=dict(origins or {}))

    @classmethod
    def json(cls, path: str, value: Any, origins: Mapping[Path, Address] | None = None) -> Artifact:
        """A JSON file: keys in the given order, two spaces; origins by path."""
        import json

        return cls(path, (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode(), dict(origins or {}))

    @classmethod
    def yaml(cls, path: str, value: Any, origins: Mapping[Path, Address] | None = None, head: str = "") -> Artifact:
        """A YAML file: keys in the given order; `head` is comment lines put before it; origins by path."""
        import yaml

        text = yaml.dump(
            value,
            Dumper=_dumper(),
            sort_keys=False,
            allow_unicode=True,
            width=10**6,
            default_flow_style=False,
        )
        return cls(path, (head + text).encode(), dict(origins or {}))


Produced = Iterable[Artifact | Note]


@dataclass(frozen=True)
class Account:
    """A program with what checking said of it: what a target is given that tells people about both."""

    program: Program
    manifest: Manifest
    findings: tuple[Finding, ...]
    """Warnings and infos, in reading order; what has errors is not built."""
    silenced: tuple[Silenced, ...]
    """What waivers and allow-comments excuse."""
    today: str
    """The day that exceptions are judged on, `YYYY-MM-DD`."""


Produce = Callable[[Any, Any], Produced]
"""From the manifest, or an account, and options of the target's own model."""


@dataclass(frozen=True)
class Target:
    """One way to write a program out."""

    name: str
    doc: str
    """Manual page, in Markdown; the first line is the summary."""
    sort: Literal["emitter", "renderer"]
    media_type: str
    options: type[TargetOptions]
    produce: Produce
    on_request: bool = False
    """Whether it is only written where `targets` names it: what takes long, and not everybody needs."""
    reads: Literal["manifest", "account"] = "manifest"
    """What it is given: emitters and renderers read the manifest and nothing else."""

    @property
    def summary(self) -> str:
        """First line of the page."""
        return self.doc.strip().partition("\n")[0].rstrip(".")


def emitter(media_type: str, *, options: type[TargetOptions] = TargetOptions) -> Callable[[Produce], Target]:
    """Make a module's `produce` an emitter: files that another program loads as they are."""
    return _target("emitter", media_type, options)


def renderer(
    media_type: str, *, options: type[TargetOptions] = TargetOptions, on_request: bool = False
) -> Callable[[Produce], Target]:
    """Make a module's `produce` a renderer: files that people look at."""
    return _target("renderer", media_type, options, on_request=on_request)


def reporter(media_type: str, *, options: type[TargetOptions] = TargetOptions) -> Callable[[Produce], Target]:
    """Make a module's `produce` a renderer that is given an `Account` in place of the manifest."""
    return _target("renderer", media_type, options, reads="account")


def _target(
    sort: Literal["emitter", "renderer"], media_type: str, options: type[TargetOptions], **more: Any
) -> Callable[[Produce], Target]:
    def make(produce: Produce) -> Target:
        name = produce.__module__.rpartition(".")[2]
        return Target(name, produce.__globals__.get("__doc__") or "", sort, media_type, options, produce, **more)

    return make


def built_in_names() -> tuple[str, ...]:
    """Names of the targets that come with cxprog, from the file names, without importing them."""
    return tuple(sorted(_folders()))


def built_in(name: str) -> Target:
    """A target that comes with cxprog; a KeyError means there is none of that name."""
    from importlib import import_module

    target: Target = import_module(f"{_folders()[name]}.{name}").produce
    return target


@cache
def _folders() -> Mapping[str, str]:
    import pkgutil
    from pathlib import Path as FilePath

    here = FilePath(__file__).parent
    found = {
        found.name: f"cxprog.{folder}"
        for folder in ("emitters", "renderers")
        for found in pkgutil.iter_modules([str(here / folder)])
        if not found.name.startswith("_")
    }
    # A package of its own, and not among the renderers: it reads what the displays show.
    return {**found, "site": "cxprog"}


def losses(notes: Iterable[Note]) -> Iterator[dict[str, Any]]:
    """Rows of a loss report, in a stable order."""
    for note in sorted(notes, key=lambda note: (note.code, str(note.address), note.message)):
        place = note.address
        where = f"{place.kind}:{place.id}" + "".join(f"/{step}" for step in place.path) if place else ""
        yield {"what": note.code, "where": where, "message": note.message, "help": note.help}


@cache
def _dumper() -> Any:
    import yaml

    class Dumper(yaml.SafeDumper):
        """Indents list items below their key and never writes an alias."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
            return super().increase_indent(flow, False)

        def ignore_aliases(self, data: Any) -> bool:
            return True

    return Dumper
