"""Codes of taxonomies: a finer code also stands for those above it."""

from __future__ import annotations

from typing import Any

from cxprog.manifest import Manifest


def lineage(manifest: Manifest, taxonomy: str) -> dict[str, tuple[str, ...]]:
    """Every code of a taxonomy with the codes it stands below: itself first."""
    found: dict[str, tuple[str, ...]] = {}
    rows: list[tuple[Any, tuple[str, ...]]] = [(code, ()) for code in manifest.get("taxonomy", taxonomy).codes]
    for code, above in rows:
        found[code.id] = (code.id, *above)
        rows.extend((finer, found[code.id]) for finer in code.codes)
    return found
