"""What the server adds to a page on its way to the browser: its script, and as much of a policy as that one needs.

The files themselves never hold any of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

OWN = "/__cxprog/"
"""Below this path lies what belongs to the server and not to the program."""
SCRIPT, STYLE, EVENTS = f"{OWN}bar.js", f"{OWN}bar.css", f"{OWN}events"


def injected(page: str, news: str, host: str) -> str:
    """The page with the server's script; each of its content security policies allows that, and no more than that."""
    head = _Head(page)
    pieces = []
    done = 0
    for tag in head.policies:
        pieces += [page[done : tag.start], _policy_tag(allowing(tag.policy, host))]
        done = tag.end
    script = f'<script src="{SCRIPT}" data-news="{escape(news)}" defer></script>\n'
    return "".join([*pieces, page[done : head.end], script, page[head.end :]])


def _policy_tag(policy: str) -> str:
    return f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'


# THE HEAD OF A PAGE


class _Tag(NamedTuple):
    start: int
    end: int
    policy: str


class _Enough(Exception):
    """The head has ended; what stands behind it can be long and is not asked for."""


class _Head(HTMLParser):
    """Where a page says its policies, and where its head ends; scripts and comments that look like it do not count."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.policies: list[_Tag] = []
        self.end = 0
        self._lines = [0]
        for line in page.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        with suppress(_Enough):
            self.feed(page)

    @property
    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_decl(self, decl: str) -> None:
        self.end = self._here + len(f"<!{decl}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            raise _Enough
        start, end = self._here, self._here + len(self.get_starttag_text() or "")
        given = dict(attrs)
        if tag == "meta" and (given.get("http-equiv") or "").lower() == "content-security-policy":
            self.policies.append(_Tag(start, end, given.get("content") or ""))
        if tag in ("html", "head", "meta"):
            self.end = end

    def handle_endtag(self, tag: str) -> None:
        if tag == "head":
            self.end = self._here
            raise _Enough


# POLICIES


def allowing(policy: str, host: str) -> str:
    """The policy, and by it the server's script, its style sheet and its stream of events."""
    given = dict(_directives(policy))
    # A policy cannot name an address in brackets; the own origin then stands for it.
    origin = "" if host.startswith("[") else f"http://{host}"
    for names, source in (
        (("script-src-elem", "script-src", "default-src"), f"{origin}{SCRIPT}" if origin else "'self'"),
        (("style-src-elem", "style-src", "default-src"), f"{origin}{STYLE}" if origin else "'self'"),
        (("connect-src", "default-src"), "'self'"),
    ):
        # What decides today, if anything does: what nobody restricts must not become restricted.
        deciding = next((name for name in names if name in given), None)
        if deciding is not None:
            name = names[-2] if deciding == "default-src" else deciding
            before = [each for each in given[deciding].split() if each.lower() != "'none'" and each != source]
            given[name] = " ".join([*before, source])
    return "; ".join(f"{name} {value}".strip() for name, value in given.items())


def _directives(policy: str) -> Iterator[tuple[str, str]]:
    """The directives by name; of two with one name only the first counts, as in a browser."""
    seen = set()
    for directive in policy.split(";"):
        name, _, value = directive.strip().partition(" ")
        if name and name.lower() not in seen:
            seen.add(name.lower())
            yield name.lower(), " ".join(value.split())
