"""What can be searched for: everything with a place in the site, under its names in all languages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cxprog.renderers._svg import legal
from cxprog.site._site import FOLDERS, Ref, Site

if TYPE_CHECKING:
    from cxprog.site._found import Findings


class Entry(NamedTuple):
    """Something that can be found."""

    kind: str
    title: str
    """In the chosen language."""
    more: str
    """Its id, and what it is called in other languages."""
    href: str


def script(site: Site, findings: Findings) -> str:
    """The index as a script, which a page can load from a folder as well as from a server."""
    entries = [list(map(legal, entry)) for entry in _entries(site, findings)]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False, separators=(",", ":")) for entry in entries)
    return f'"use strict";\nglobalThis.siteIndex = [\n{lines}\n];\n'


def _entries(site: Site, findings: Findings) -> Iterator[Entry]:
    yield _entry(site, site.ref("program", site.settings.id))
    for kind in (*FOLDERS, "loop"):
        for resolved in site.each(kind):
            yield _entry(site, site.ref(kind, resolved.id))
    for board in site.boards.values():
        for stage in board.stages:
            yield _entry(site, site.ref("stage", f"{board.id}.{stage.id}"))
        for touchpoint in board.touchpoints:
            yield _entry(site, site.ref("touchpoint", f"{board.id}.{touchpoint.id}"))
    for resolved in site.each("question"):
        if (ref := site.ref("question", resolved.id)).href:
            yield _entry(site, ref)
    for found in findings.found:
        yield Entry("finding", found.finding.message, found.finding.rule, f"findings.html#{found.anchor}")


def _entry(site: Site, ref: Ref) -> Entry:
    shown = site.plain(ref.title)
    others = dict.fromkeys(text for _, text in ref.title.texts if text != shown)
    return Entry(ref.kind, shown, " ".join((ref.id, *others)), ref.href)
