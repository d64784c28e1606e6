"""What the documents of a program say, for analyses: the same from a linked program and from a manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, Self

if TYPE_CHECKING:
    from cxprog.manifest import Manifest
    from cxprog.program import Program


class Specs:
    """What the documents in use say, by kind and id: the same from a program and from a manifest."""

    def __init__(self, by_kind: Mapping[str, Mapping[str, Any]], settings: Any) -> None:
        self._by_kind = by_kind
        self.settings = settings
        """The document of kind `program`."""

    def each(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Id and content of the documents of a kind, by id."""
        return iter(sorted(self._by_kind.get(kind, {}).items()))

    def in_use(self, kind: str) -> Iterator[tuple[str, Any]]:
        """The same without those that have a day of retirement."""
        return ((name, spec) for name, spec in self.each(kind) if spec.retired is None)

    def get(self, kind: str, name: str | None) -> Any | None:
        """What a document says; None where there is none."""
        return self._by_kind.get(kind, {}).get(name or "")

    @classmethod
    def of_manifest(cls, manifest: Manifest) -> Self:
        """From a compiled program."""
        by_kind = {kind: {name: each.spec for name, each in nodes.items()} for kind, nodes in manifest.nodes.items()}
        return cls(by_kind, manifest.settings)

    @classmethod
    def of_program(cls, program: Program) -> Self:
        """From a linked program; documents with mistakes are left out."""
        by_kind = {kind: {entry.id: entry.node for entry in program.each(kind)} for kind in program.entries}
        return cls(by_kind, program.settings.node if program.settings else None)


def specs_of(program: Program) -> Specs:
    """What a linked program says, gathered once for all who ask."""
    return program.once("specs", "", lambda: Specs.of_program(program))


def asking(specs: Specs, key: Literal["metric", "codes"]) -> Mapping[str, tuple[str, ...]]:
    """Surveys in use by the metrics that their questions feed, or the taxonomies that answers are filed under."""
    found: dict[str, dict[str, None]] = {}
    for name, survey in specs.in_use("survey"):
        for asked in survey.asked:
            question = specs.get("question", asked.question)
            if question and (target := getattr(question, key)):
                found.setdefault(target, {})[name] = None
    return {target: tuple(surveys) for target, surveys in found.items()}
