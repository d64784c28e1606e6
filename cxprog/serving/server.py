"""The server itself: connections, and streams of events that end when it does."""

from __future__ import annotations

import os
import socket
import socketserver
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition

from cxprog.serving.responses import respond
from cxprog.serving.state import Outcome, State, news

_HEARTBEAT_SECONDS = 15
"""How often a stream says that it is alive, by which also its dead readers are noticed."""


class Live:
    """The state that is shown now, and its readers told when another one takes its place."""

    def __init__(self, state: State) -> None:
        self._changed = Condition()
        self.state = state
        self.is_open = True

    def show(self, outcome: Outcome) -> None:
        """Show what a build came to."""
        with self._changed:
            self.state = self.state.after(outcome)
            self._changed.notify_all()

    def end(self) -> None:
        """Let every stream end."""
        with self._changed:
            self.is_open = False
            self._changed.notify_all()

    def wait_for_first(self) -> None:
        """Return when the first build has ended: until then there is nothing to say about the program."""
        first = self.state
        with self._changed:
            self._changed.wait_for(lambda: self.state is not first)

    def wait(self, known: State) -> State:
        """The state once it is another one than the known one, or the same after a while."""
        with self._changed:
            self._changed.wait_for(lambda: self.state is not known or not self.is_open, _HEARTBEAT_SECONDS)
            return self.state


class Server(ThreadingHTTPServer):
    """Listens on an address and answers from the state."""

    request_queue_size = 128
    # Two servers at one port would share its requests, and neither would hear of the other.
    allow_reuse_address = os.name == "posix"
    allow_reuse_port = False

    def __init__(self, host: str, port: int) -> None:
        if ":" in host:
            self.address_family = socket.AF_INET6
        super().__init__((host, port), _Requests)
        # A name leads to a number, and browsers are sent to that; both are the own address.
        self.live = Live(State(tuple(dict.fromkeys((host, self.number)))))

    def server_bind(self) -> None:
        """Listen without asking the network for this machine's name, which can take long."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = self.server_address[:2]  # type: ignore[assignment]

    def handle_error(self, request: object, client_address: object) -> None:
        """Say what went wrong, but for readers who went away."""
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def end(self) -> None:
        """Stop listening, and let the streams end."""
        self.live.end()
        self.server_close()

    @property
    def number(self) -> str:
        """The address that is listened on, as a number."""
        return str(self.server_name)

    @property
    def address(self) -> str:
        """What to open in a browser."""
        shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.number, self.number)
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.server_port}/"


class _Requests(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    server: Server
    # Answers to what is no HTTP at all.
    error_content_type = "text/plain; charset=utf-8"
    error_message_format = "%(code)d %(message)s\n"

    def do_GET(self) -> None:
        state = self.server.live.state
        hosts = self.headers.get_all("Host") or []
        response = respond(state, self.command, ",".join(hosts), self.path)
        # Nobody reads a body, so none must be left on the connection to be taken for the next request.
        if {"content-length", "transfer-encoding"} & {name.lower() for name in self.headers}:
            self.close_connection = True
        self.send_response(response.status)
        for name, value in response.headers:
            self.send_header(name, value)
        if response.follows is None:
            self.send_header("Content-Length", str(len(response.body)))
        if response.follows is not None or self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(response.body)
        if response.follows is not None:
            self._follow(state, response.follows)

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = do_GET

    def _follow(self, state: State, page: str) -> None:
        """Send the news of a page, each time that there are some, until the server ends or the reader is gone."""
        self.wfile.write(b"retry: 1000\n\n")
        said = None
        while self.server.live.is_open:
            latest = news(state, page)
            self.wfile.write(b": still here\n\n" if latest == said else f"data: {latest}\n\n".encode())
            said = latest
            state = self.server.live.wait(state)

    def version_string(self) -> str:
        """What the server calls itself: nothing that a stranger could look up."""
        return "cxprog"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: who serves a program to themselves need not read what they clicked on."""
