"""What the documents of a program say, for analyses: the same from a linked program and from a manifest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Self

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
