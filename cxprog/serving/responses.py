"""Requests answered: everything from memory, for this machine's own browser, and nothing for strangers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from ipaddress import ip_address
from string import Template
from urllib.parse import parse_qs, unquote

from cxprog.serving.injection import EVENTS, OWN, injected
from cxprog.serving.state import INDEX, State, news


@dataclass(frozen=True)
class Response:
    """What is sent back."""

    status: int
    body: bytes
    content_type: str
    allow: str = ""
    """Methods to name where another one was used."""
    follows: str | None = None
    """Page whose news go on being sent, as a stream of events; the body then is empty."""

    @property
    def headers(self) -> Iterator[tuple[str, str]]:
        """Headers but for those that depend on the connection."""
        yield "Content-Type", self.content_type
        yield "Cache-Control", "no-store"
        yield "X-Content-Type-Options", "nosniff"
        # Other sites must not take pictures and scripts from here.
        yield "Cross-Origin-Resource-Policy", "same-origin"
        if self.allow:
            yield "Allow", self.allow


def respond(state: State, method: str, host: str, path: str) -> Response:
    """Answer a request by its method, its `Host` header and its path with the query."""
    if not any(is_own(host, listens) for listens in state.hosts):
        return _text(
            403,
            "This server answers only requests to its own address. "
            "Open the address that `cxprog serve` has printed, or start it with the `--host` that you use.\n",
        )
    if method not in ("GET", "HEAD"):
        return _text(405, "Pages can only be read here: GET and HEAD.\n", allow="GET, HEAD")
    path, _, query = path.partition("?")
    if path.startswith(OWN):
        return _own(path, query)
    name = _name(path)
    if state.pages is None:
        return _page(503, state, name, host, _made("Nothing to show yet", _UNBUILT))
    if name not in state.pages:
        return _page(404, state, name, host, _made("No such page", _ABSENT))
    data = state.pages[name]
    if name.endswith(".html"):
        return _page(200, state, name, host, data.decode("utf-8", "surrogateescape"))
    return Response(200, data, content_type(name))


def _name(path: str) -> str:
    """Path below the address, decoded; a folder stands for its first page."""
    name = unquote(path.partition("#")[0]).removeprefix("/")
    return name + INDEX if not name or name.endswith("/") else name


# HOSTS

_HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)
_EVERY_ADDRESS = ("0.0.0.0", "::")


def is_own(host: str, listens: str) -> bool:
    """Whether a `Host` header names the address that is listened on.

    A page of another site can have its own name lead here; its requests bear that name, and so are told apart.
    """
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = found["name"].lower().strip("[]")
    if name == listens.lower() or name == "localhost":
        return True
    # A number cannot be made to lead elsewhere.
    return _is_number(name) and (listens in _EVERY_ADDRESS or (is_loopback(name) and is_loopback(listens)))


def is_loopback(host: str) -> bool:
    """Whether an address can only be reached from this machine."""
    return host.lower() == "localhost" or (_is_number(host) and ip_address(host).is_loopback)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


# PAGES

_UNBUILT = (
    "<p>Since <code>cxprog serve</code> was started, the program could not be built. "
    "Mend what is listed below; then this page gives way to yours by itself.</p>"
)
_ABSENT = (
    "<p>The program has no page at this address. It may have been renamed or taken out.</p>"
    '<p><a href="/">To the first page</a></p>'
)


def _made(title: str, body: str) -> str:
    """A page of the server's own."""
    return Template(_file("page.html").decode()).substitute(title=escape(title), body=body)


def _page(status: int, state: State, name: str, host: str, page: str) -> Response:
    text = injected(page, news(state, name), host.lower())
    return Response(status, text.encode("utf-8", "surrogateescape"), content_type(".html"))


def _own(path: str, query: str) -> Response:
    """What belongs to the server itself."""
    if path == EVENTS:
        page = parse_qs(query).get("page", ["/"])[0]
        return Response(200, b"", "text/event-stream; charset=utf-8", follows=_name(page))
    name = path.removeprefix(OWN)
    if name not in ("bar.js", "bar.css"):
        return _text(404, "The server has no such file.\n")
    return Response(200, _file(name), content_type(name))


def _text(status: int, text: str, allow: str = "") -> Response:
    return Response(status, text.encode(), content_type(".txt"), allow)


@cache
def _file(name: str) -> bytes:
    return files("cxprog.serving").joinpath(name).read_bytes()


# TYPES

_TEXTS = {
    "css": "text/css",
    "csv": "text/csv",
    "html": "text/html",
    "ics": "text/calendar",
    "js": "text/javascript",
    "json": "application/json",
    "md": "text/markdown",
    "mjs": "text/javascript",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "xml": "application/xml",
}
_OTHERS = {"pdf": "application/pdf", "png": "image/png", "woff2": "font/woff2"}


def content_type(name: str) -> str:
    """Type of a file by its name, the same on every machine."""
    ending = name.rpartition(".")[2]
    if ending in _TEXTS:
        return f"{_TEXTS[ending]}; charset=utf-8"
    return _OTHERS.get(ending, "application/octet-stream")
