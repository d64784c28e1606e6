"""What a server shows: the last pages that could be built, and what the latest build said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace

from cxprog.serving.notices import Notices

INDEX = "index.html"
"""Page that stands for its folder."""


@dataclass(frozen=True)
class Outcome:
    """What one build came to."""

    pages: Mapping[str, bytes] | None
    """Files by path below the address; None where a mistake keeps them from being made."""
    notices: Notices = field(default_factory=Notices)


@dataclass(frozen=True)
class State:
    """What is shown at one moment."""

    hosts: tuple[str, ...]
    """Names and numbers of the address that is listened on."""
    pages: Mapping[str, bytes] | None = None
    """Files of the last build that had some; None before the first one."""
    latest: Outcome = Outcome(None)

    @property
    def is_stale(self) -> bool:
        """Whether the pages are older than the latest mistake."""
        return self.pages is not None and self.latest.pages is None

    def after(self, outcome: Outcome) -> State:
        """What is shown once a further build has ended: without new pages, the last good ones stay."""
        pages = self.pages if outcome.pages is None else outcome.pages
        return replace(self, pages=pages, latest=outcome)


def digest(state: State, path: str) -> str:
    """What tells whether a page has to be loaded again: it changes with the page and with the files that it names."""
    if state.pages is None:
        return "unbuilt"
    if path not in state.pages:
        return "absent"
    page = state.pages[path]
    summed = hashlib.sha256(page)
    for other, data in sorted(state.pages.items()):
        if not other.endswith(".html") and other.rpartition("/")[2].encode() in page:
            summed.update(hashlib.sha256(data).digest())
    return summed.hexdigest()[:16]


def news(state: State, path: str) -> str:
    """What the script in a page has to know, as JSON on one line."""
    said = state.latest.notices
    value = {
        "page": digest(state, path),
        "stale": state.is_stale,
        "counts": [[severity.value, count] for severity, count in said.counts],
        "notices": [asdict(notice) for notice in said.listed],
        "leftOut": said.left_out,
    }
    return json.dumps(value, separators=(",", ":"))
