"""What differs between two versions of a program, by the name of its form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from cxprog.display import NotThere
from cxprog.finding import did_you_mean

if TYPE_CHECKING:
    from cxprog.manifest import Manifest
    from cxprog.renderers._board_difference import Difference

FORMS = ("html", "svg", "png", "markdown", "json")
"""The page first: it is what people are shown unless they ask for another form."""


def difference(
    before: Manifest, after: Manifest, names: tuple[str, str], *, journey: str | None = None, locale: str | None = None
) -> Difference:
    """What differs between two manifests, in all journeys or in one; `names` is how to call the two versions.

    NotThere when neither has the journey.
    """
    from cxprog.renderers._board_difference import Version
    from cxprog.renderers._board_difference import difference as compare
    from cxprog.renderers._board_reading import boards

    shown = locale or after.locale
    versions = [Version(name, _version(manifest)) for name, manifest in zip(names, (before, after), strict=True)]
    found = compare(versions[0], versions[1], boards(before, shown), boards(after, shown))
    if journey is not None:
        known = [each.id for each in found.journeys]
        if journey not in known:
            raise NotThere(f"neither version has a journey `{journey}`; {_meant(journey, known)}")
        found = found.of((journey,))
    return replace(found, elsewhere=tuple(_elsewhere(before, after, found)))


def _elsewhere(before: Manifest, after: Manifest, found: Difference) -> Iterator[str]:
    """Documents that are not the same and that nothing is told of."""
    told = {("journey", journey.id) for journey in found.differing}
    told |= {(hung.kind, hung.id) for journey in found.journeys for hung in journey.hung if hung.changes}
    was, now = (
        {(kind, name): each.hash for kind, nodes in manifest.nodes.items() for name, each in nodes.items()}
        for manifest in (before, after)
    )
    for kind, name in sorted(was.keys() | now.keys()):
        if was.get((kind, name)) != now.get((kind, name)) and (kind, name) not in told:
            yield f"{kind}:{name}"


def _version(manifest: Manifest) -> str:
    return manifest.version + (f" ({manifest.environment})" if manifest.environment else "")


def _meant(name: str, known: Iterable[str]) -> str:
    known = tuple(known)
    return did_you_mean(name, known) or f"the journeys are {', '.join(known) or 'none'}"


def written(found: Difference, form: str) -> bytes:
    """The difference in one of the forms; NotThere where a picture cannot be drawn on this machine."""
    name = {"html": "page", "svg": "picture", "png": "picture"}.get(form, form)
    module = import_module(f"cxprog.display.difference_{name}")
    data: bytes = module.png(found) if form == "png" else module.render(found).encode()
    return data
