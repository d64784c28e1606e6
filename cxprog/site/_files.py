"""Every file of a site, in the order in which it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cxprog.renderers._board_layout import laid_out
from cxprog.renderers._board_page import page as board_page
from cxprog.site import _journeys, _metrics, _overview, _owners, _roles, _surveys
from cxprog.site._found import Findings
from cxprog.site._page import Frame, bar, page, read
from cxprog.site._search import script
from cxprog.site._site import FOLDERS, Site
from cxprog.site._wholes import Wholes, framed
from cxprog.target import Address, Artifact

if TYPE_CHECKING:
    from cxprog.manifest import Resolved
    from cxprog.target import Account

_TITLES = {"calendar.html": "Calendar", "coverage.html": "Coverage", "proofs.html": "Limits", "privacy.html": "Privacy"}
"""What the bar calls the pages that were made to stand alone."""


def files(account: Account, locale: str | None) -> Iterator[Artifact]:
    """The overview, the pages of all documents, the whole pages, the boards, and what they load."""
    site, wholes = Site(account, locale), Wholes(account)
    findings = Findings(site)
    alone = dict(wholes.pages())
    ways = (("Overview", "index.html"), *((_TITLES[path], path) for path in alone), ("Findings", "findings.html"))
    frame = Frame(ways)
    program = Address("program", site.settings.id)
    given = _overview.values(site, wholes, findings)
    yield page(site, frame, "index.html", site.plain(site.title), "overview.html", program, **given)
    yield page(site, frame, "findings.html", "Findings", "findings.html", program, findings=findings)
    for kind, folder in FOLDERS.items():
        for resolved in site.each(kind):
            path = f"{folder}/{resolved.id}.html"
            template = "owner.html" if kind in ("team", "partner") else f"{kind}.html"
            given = _values(site, resolved, wholes, findings)
            title = site.plain(site.ref(kind, resolved.id).title)
            yield page(site, frame, path, title, template, Address(kind, resolved.id), **given)
    for path, html in alone.items():
        yield Artifact.text(path, framed(html, bar(site, frame, path), ""), {1: program})
    for name, board in site.boards.items():
        path = f"boards/{name}.html"
        html, origins = board_page(laid_out(board))
        yield Artifact.text(
            path, framed(html, bar(site, frame, path, ("This journey", f"journeys/{name}.html")), "../"), origins
        )
    yield Artifact.text("search.js", script(site, findings), {1: program})
    yield from (Artifact.text(name, read(name)) for name in ("site.css", "site.js"))


def _values(site: Site, resolved: Resolved, wholes: Wholes, findings: Findings) -> dict[str, Any]:
    if resolved.kind == "journey":
        return _journeys.values(site, site.boards[resolved.id], findings)
    if resolved.kind == "survey":
        return _surveys.values(site, resolved, wholes, findings)
    if resolved.kind == "role":
        return _roles.values(site, resolved, wholes, findings)
    if resolved.kind == "metric":
        return _metrics.values(site, resolved, findings)
    return _owners.values(site, resolved, findings)
