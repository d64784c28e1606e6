"""Serving a program to a browser: what is answered, what is added to pages, when it is built again."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from html.parser import HTMLParser
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click.testing import CliRunner

from cxprog.check import Today
from cxprog.cli import main
from cxprog.compiler import Project, check_project
from cxprog.finding import Finding, Run, Severity
from cxprog.folder import MARKER
from cxprog.report import render
from cxprog.serving.build import build
from cxprog.serving.following import Built, follow, look_at
from cxprog.serving.injection import allowing, injected
from cxprog.serving.notices import Notice, Notices, failure, notices
from cxprog.serving.responses import Response, is_own, respond
from cxprog.serving.server import Server
from cxprog.serving.state import Outcome, State, digest, news
from cxprog.source import Source

HOST = "127.0.0.1:8000"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-abc='; base-uri 'none'; form-action 'none'"
HEAD = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
PAGE = f'<!DOCTYPE html>\n<html><head>{HEAD}<link href="site.css"></head><body>Maß</body></html>'
PAGES = {
    "index.html": PAGE.encode(),
    "journeys/a b.html": b"<!DOCTYPE html><title>Other</title>",
    "site.css": b"p {}",
    "search.json": b"[]",
    "unknown.bin": b"\0",
}
MISTAKE = failure("it went wrong", "mend it")
GOOD = State(("127.0.0.1",)).after(Outcome(PAGES))
STALE = GOOD.after(Outcome(None, MISTAKE))
UNBUILT = State(("127.0.0.1",)).after(Outcome(None, MISTAKE))
PROGRAM = "kind: program\nlanguage: 1\nid: a\ntitle: A\nversion: 1.0.0\nmodel: b2b\nclock: UTC\nowner: x\n"


def get(path: str, state: State = GOOD) -> Response:
    return respond(state, "GET", HOST, path)


class Page(HTMLParser):
    """The scripts and policies of a page, as a browser reads them."""

    def __init__(self, body: bytes) -> None:
        super().__init__()
        self.scripts: list[dict[str, str | None]] = []
        self.policies: list[str] = []
        self.feed(body.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script":
            self.scripts.append(given)
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policies.append(given["content"] or "")

    @property
    def news(self) -> Any:
        return json.loads(self.scripts[-1]["data-news"] or "")


# PATHS


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/journeys/a%20b.html?x=1", "text/html; charset=utf-8"),
        ("/site.css", "text/css; charset=utf-8"),
        ("/search.json", "application/json; charset=utf-8"),
        ("/unknown.bin", "application/octet-stream"),
        ("/__cxprog/bar.js", "text/javascript; charset=utf-8"),
        ("/__cxprog/bar.css", "text/css; charset=utf-8"),
    ],
)
def test_files_are_served_from_memory_with_their_type(path: str, content_type: str) -> None:
    response = get(path)
    headers = dict(response.headers)
    assert (response.status, headers["Content-Type"]) == (200, content_type)
    assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    assert not any(name.startswith("Access-Control") for name in headers)


def test_files_other_than_pages_are_served_as_they_are() -> None:
    for name in ("site.css", "search.json", "unknown.bin"):
        assert get(f"/{name}").body == PAGES[name]


@pytest.mark.parametrize(
    "path",
    [
        "/../cxprog.yaml", "/%2e%2e/cxprog.yaml", "/..%2fcxprog.yaml", "/journeys/../index.html", "/journeys\\a b.html",
        "/%00", "/index.html%00", "/%ff", "/" + "a" * 100_000, "//site.css", "http://127.0.0.1/site.css", "/journeys",
        "/etc/passwd", "*", "/%252e%252e/", "/journeys/",
    ],
)  # fmt: skip
def test_what_is_no_page_is_not_found_and_leads_back(path: str) -> None:
    response = get(path)
    assert response.status == 404
    assert b'<a href="/">' in response.body


@pytest.mark.parametrize("path", ["/__cxprog/", "/__cxprog/state.py", "/__cxprog/../state.py", "/__cxprog/page.html"])
def test_the_server_gives_away_none_of_its_other_files(path: str) -> None:
    assert get(path).status == 404


# STRANGERS


@pytest.mark.parametrize(
    ("host", "listens"),
    [
        ("127.0.0.1:8000", "127.0.0.1"), ("localhost:8000", "127.0.0.1"), ("LOCALHOST", "127.0.0.1"),
        ("[::1]:8000", "127.0.0.1"), ("127.0.0.1:8000", "localhost"), ("[::1]:8000", "::1"),
        ("192.168.1.7:8000", "0.0.0.0"), ("[fe80::1]:8000", "::"), ("pumps.local:8000", "pumps.local"),
    ],
)  # fmt: skip
def test_own_addresses_are_answered(host: str, listens: str) -> None:
    assert is_own(host, listens)


@pytest.mark.parametrize(
    ("host", "listens"),
    [
        ("attacker.example:8000", "127.0.0.1"), ("attacker.example", "0.0.0.0"), ("127.0.0.1.attacker.example", "::"),
        ("localhost.attacker.example", "127.0.0.1"), ("192.168.1.7", "127.0.0.1"), ("", "127.0.0.1"),
        ("localhost,attacker.example", "127.0.0.1"), ("localhost:8000'; script-src *", "127.0.0.1"),
        ("localhost@attacker.example", "127.0.0.1"), ("localhost:8000\n", "127.0.0.1"),
    ],
)  # fmt: skip
def test_other_names_that_lead_here_are_refused(host: str, listens: str) -> None:
    assert not is_own(host, listens)
    response = respond(State((listens,)).after(Outcome(PAGES)), "GET", host, "/")
    assert response.status == 403
    assert response.content_type == "text/plain; charset=utf-8"
    assert b"only requests to its own address" in response.body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_can_be_changed(method: str) -> None:
    response = respond(GOOD, method, HOST, "/")
    assert (response.status, dict(response.headers)["Allow"]) == (405, "GET, HEAD")


# PAGES


def test_a_page_gets_the_script_and_nothing_else() -> None:
    page = get("/").body.decode()
    policies, scripts = Page(page.encode()).policies, Page(page.encode()).scripts
    assert policies == [
        "default-src 'none'; style-src 'unsafe-inline' http://127.0.0.1:8000/__cxprog/bar.css; "
        "script-src 'sha256-abc=' http://127.0.0.1:8000/__cxprog/bar.js; base-uri 'none'; form-action 'none'; "
        "connect-src 'self'"
    ]
    assert [script["src"] for script in scripts] == ["/__cxprog/bar.js"]
    start = page.index("<script")
    without = page[:start] + page[page.index("</script>\n") + len("</script>\n") :]
    assert without.partition("<link")[2] == PAGE.partition("<link")[2]
    assert page.startswith("<!DOCTYPE html>\n<html><head><meta")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("script-src 'none'", "script-src http://h:1/__cxprog/bar.js"),
        ("default-src 'self'", "default-src 'self'; script-src 'self' http://h:1/__cxprog/bar.js; "
         "style-src 'self' http://h:1/__cxprog/bar.css; connect-src 'self'"),
        ("Script-Src-Elem 'none'; script-src 'none'; script-src *",
         "script-src-elem http://h:1/__cxprog/bar.js; script-src 'none'"),
        ("connect-src 'self'; img-src data:", "connect-src 'self'; img-src data:"),
        ("upgrade-insecure-requests;;", "upgrade-insecure-requests"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_policy_allows_the_server_its_own_and_no_more(policy: str, expected: str) -> None:
    assert allowing(policy, "h:1") == expected


def test_an_address_that_policies_cannot_name_is_the_own_origin() -> None:
    assert allowing("script-src 'none'", "[::1]:8000") == "script-src 'self'"


@pytest.mark.parametrize(
    "page",
    [
        f"<!DOCTYPE html><html><head><script>'{HEAD}'</script><!-- {HEAD} --></head><body>{HEAD}</body></html>",
        f"<!DOCTYPE html><html><head></head><body><p>{HEAD}</p></body></html>",
        f"<!DOCTYPE html><title>no end of the head</title><body>{HEAD}<p>text",
        "<!DOCTYPE html>\r\n<title>no head</title>\r\n<p>text",
        "no markup at all",
        "",
    ],
)
def test_only_what_a_browser_takes_for_a_policy_is_touched(page: str) -> None:
    shown = injected(page, "{}", HOST)
    start = shown.index('<script src="/__cxprog/bar.js"')
    end = shown.index("</script>\n", start) + len("</script>\n")
    assert shown[:start] + shown[end:] == page
    if page.startswith("<!DOCTYPE"):
        assert shown.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("text", ["</script><script>ran.push(1)</script>", '" onload="ran.push(1)', "<!--", "&quot;>"])
def test_hostile_messages_stay_text(text: str) -> None:
    said = Notices((Notice(Severity.ERROR, text, text, text, text, (text,), text),), ((Severity.ERROR, 1),))
    page = Page(get("/", GOOD.after(Outcome(None, said))).body)
    assert [script.keys() for script in page.scripts] == [{"src", "data-news", "defer"}]
    (shown,) = page.news["notices"]
    assert (shown["message"], shown["code"], shown["steps"]) == (text, text, [text])


def test_a_name_that_is_no_text_in_any_encoding_can_be_shown() -> None:
    finding = Finding("some-rule", Severity.ERROR, "bad \udcff name", ())
    assert b"\\\\u{DCFF}" in get("/", GOOD.after(Outcome(None, notices(Run((finding,)))))).body


# STATES


def test_after_a_mistake_the_last_good_pages_stay_with_a_note() -> None:
    response = get("/", STALE)
    assert response.status == 200 and "Maß" in response.body.decode()
    said = Page(response.body).news
    assert said["stale"] and said["counts"] == [["error", 1]]
    assert said["page"] == Page(get("/").body).news["page"]


def test_before_the_first_good_build_every_address_shows_what_is_wrong() -> None:
    for path in ("/", "/journeys/x.html"):
        response = get(path, UNBUILT)
        assert response.status == 503
        said = Page(response.body).news
        assert (said["page"], said["stale"], said["notices"][0]["message"]) == ("unbuilt", False, "it went wrong")


def test_mended_pages_are_no_longer_stale() -> None:
    mended = STALE.after(Outcome(PAGES))
    assert mended.is_stale is False
    assert news(mended, "index.html") == news(GOOD, "index.html")


def test_a_page_is_loaded_again_only_when_it_or_what_it_names_has_changed() -> None:
    before = digest(GOOD, "index.html")
    others = {**PAGES, "journeys/a b.html": b"changed", "search.json": b"[1]"}
    assert digest(GOOD.after(Outcome(others)), "index.html") == before
    for name in ("index.html", "site.css"):
        changed = {**PAGES, name: PAGES[name] + b" "}
        assert digest(GOOD.after(Outcome(changed)), "index.html") != before
    gone = {name: data for name, data in PAGES.items() if name != "index.html"}
    assert digest(GOOD.after(Outcome(gone)), "index.html") == "absent"


def test_a_stream_follows_the_page_that_asks() -> None:
    response = get("/__cxprog/events?page=%2Fjourneys%2Fa%2520b.html")
    assert (response.follows, response.content_type) == ("journeys/a b.html", "text/event-stream; charset=utf-8")


# NOTICES


def checked(text: str) -> Run:
    return check_project(Project((Source("cxprog.yaml", text),)), Today("2026-11-22")).run


def test_findings_are_told_as_in_the_terminal_the_worst_first() -> None:
    run = checked(PROGRAM.replace("b2b", "b2x") + "---\nkind: role\nid: r\ntitle: R\naudience: customer\nlevel: nine\n")
    said = notices(run)
    assert [notice.severity.rank for notice in said.listed] == sorted(f.severity.rank for f in run.findings)
    full = render("full", run)
    for notice in said.listed:
        assert f"--> {notice.place}\n" in full
        assert all(line in full for line in notice.code.split("\n")) and "^" in notice.code
        assert notice.help in full and notice.rule in full
    assert said.left_out == 0


def test_of_many_findings_some_are_listed_and_all_are_counted() -> None:
    mild = [Finding("mild", Severity.INFO, f"number {number}", ()) for number in range(150)]
    said = notices(Run((*mild, Finding("bad", Severity.ERROR, "worst", ()))))
    assert said.listed[0].message == "worst"
    assert (len(said.listed), said.left_out) == (100, 51)
    assert said.counts == ((Severity.ERROR, 1), (Severity.INFO, 150))


# BUILDING AGAIN


class Watched:
    """Files that change as a test says, and what came of it."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[int, int, int]] = {"a.yaml": (1, 1, 1)}
        self.is_readable = True
        self.during: list[str] = []
        self.shown: list[Outcome] = []
        self.said: list[str] = []

    def save(self, name: str) -> None:
        time, size, identity = self.files.get(name, (0, 0, 0))
        self.files[name] = (time + 1, size, identity)

    def build(self) -> Built:
        if self.during:
            self.save(self.during.pop())
        return Built(Outcome({}), "said", self.is_readable)

    def follow(self, wake: Iterator[None]) -> None:
        follow(wake, lambda: dict(self.files), self.build, self.shown.append, self.said.append)


def test_a_save_is_built_once_and_a_sign_without_one_is_not() -> None:
    watched = Watched()

    def signs() -> Iterator[None]:
        yield
        yield
        watched.save("a.yaml")
        watched.save("b.yaml")
        yield
        yield

    watched.follow(signs())
    assert len(watched.shown) == 2
    assert [line.partition(";")[0] for line in watched.said] == ["said", "a.yaml and 1 more changed: said"]


def test_a_save_in_the_middle_of_a_build_leads_to_exactly_one_more() -> None:
    watched = Watched()
    watched.during = ["b.yaml"]
    watched.follow(iter([None] * 5))
    assert len(watched.shown) == 2
    assert watched.said[1].startswith("b.yaml changed: ")


def test_what_cannot_be_read_is_tried_again_and_said_once() -> None:
    watched = Watched()
    watched.is_readable = False

    def signs() -> Iterator[None]:
        yield
        yield
        yield
        watched.is_readable = True
        yield
        yield

    watched.follow(signs())
    assert len(watched.shown) == 4
    assert len(watched.said) == 2


def test_only_files_of_the_program_are_looked_at(tmp_path: Path) -> None:
    for name in (
        "cxprog.yaml", "a/people.csv", ".git/no.yaml", "dist/no.yaml", "a/x.yaml~", "a/.x.yaml.swp", "4913",
        "notes.txt", "old/no.yaml",
    ):  # fmt: skip
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "old" / MARKER).write_text("")
    seen = look_at(tmp_path, tmp_path / "dist")
    assert seen.keys() == {"cxprog.yaml", "a/people.csv"}
    (tmp_path / "cxprog.yaml").write_text("longer")
    assert look_at(tmp_path, tmp_path / "dist")["a/people.csv"] == seen["a/people.csv"]
    assert look_at(tmp_path, tmp_path / "dist")["cxprog.yaml"] != seen["cxprog.yaml"]
    assert look_at(tmp_path / "gone", tmp_path / "dist") == {}


def built(folder: Path, said: list[str]) -> Built:
    return build(folder, folder / "dist", "shown/", lambda: Today("2026-11-22"), None, said.append)


def test_a_mistake_of_cxprog_is_shown_and_the_server_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: object) -> object:
        raise ZeroDivisionError("by <b>zero</b>")

    (tmp_path / "cxprog.yaml").write_text(PROGRAM)
    monkeypatch.setattr("cxprog.serving.build.build_project", broken)
    said: list[str] = []
    outcome = built(tmp_path, said).outcome
    assert outcome.pages is None
    assert outcome.notices.listed[0].message == "cxprog stopped with ZeroDivisionError: by <b>zero</b>"
    assert "Traceback" in said[0] and "line" in said[0]


@pytest.mark.parametrize("stage", ["read_project", "notices", "summary"])
def test_a_mistake_of_cxprog_before_and_after_the_build_is_shown_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    def broken(*given: object) -> object:
        raise RecursionError("too deep")

    (tmp_path / "cxprog.yaml").write_text(PROGRAM)
    monkeypatch.setattr(f"cxprog.serving.build.{stage}", broken)
    assert built(tmp_path, []).outcome.notices.listed[0].message == "cxprog stopped with RecursionError: too deep"


def test_a_folder_that_is_gone_is_said_and_looked_for_again(tmp_path: Path) -> None:
    gone = built(tmp_path / "gone", [])
    assert not gone.is_read
    assert "cannot be read" in gone.outcome.notices.listed[0].message


def test_findings_name_files_as_the_person_opens_them(tmp_path: Path) -> None:
    (tmp_path / "cxprog.yaml").write_text(PROGRAM.replace("b2b", "b2x"))
    result = built(tmp_path, [])
    assert result.outcome.pages is None
    assert result.outcome.notices.listed[0].place == "shown/cxprog.yaml:6:8"
    assert result.line.startswith("2 errors, 0 warnings in 1 file")


# CONNECTIONS


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server("127.0.0.1", 0)
    made.live.show(Outcome(PAGES))
    Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield made
    made.shutdown()
    made.end()


def asked(server: Server, request: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.server_port), timeout=10)
    connection.sendall(request.encode())
    return connection


def all_of(connection: socket.socket) -> str:
    return b"".join(iter(lambda: connection.recv(65536), b"")).decode()


def test_a_stream_tells_news_until_the_server_ends(server: Server) -> None:
    with asked(server, "GET /__cxprog/events?page=/ HTTP/1.1\r\nHost: localhost\r\n\r\n") as connection:
        reader = connection.makefile()
        lines = iter(reader.readline, "")
        first = next(line for line in lines if line.startswith("data: "))
        server.live.show(Outcome(None, MISTAKE))
        second = next(line for line in lines if line.startswith("data: "))
        assert not json.loads(first[6:])["stale"] and json.loads(second[6:])["stale"]
        server.live.end()
        assert not any(line.startswith("data: ") for line in lines)


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        ("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 200),
        ("HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 200),
        ("GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 403),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nHost: attacker.example\r\nConnection: close\r\n\r\n", 403),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc", 405),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nGET /site.css HTTP/1.1\r\n\r\n", 200),
        ("nonsense\r\n\r\n", 400),
    ],
)
def test_requests_over_a_connection(server: Server, request_text: str, status: int) -> None:
    with asked(server, request_text) as connection:
        answer = all_of(connection)
    assert answer.startswith(f"HTTP/1.1 {status} ") or (status == 400 and answer.startswith("400 "))
    assert answer.count("HTTP/1.1 ") <= 1
    if request_text.startswith("HEAD"):
        assert answer.endswith("\r\n\r\n")


@pytest.mark.parametrize("host", ["127.1", "localhost", "127.0.0.1"])
def test_the_address_that_is_printed_is_answered_however_the_host_was_written(host: str) -> None:
    made = Server(host, 0)
    try:
        shown = made.address.removeprefix("http://").rstrip("/")
        assert shown.partition(":")[0] == "127.0.0.1"
        assert respond(made.live.state.after(Outcome(PAGES)), "GET", shown, "/").status == 200
        assert respond(made.live.state, "GET", "attacker.example", "/").status == 403
    finally:
        made.end()


# THE COMMAND


@contextmanager
def serving(folder: Path, *options: str, **variables: str) -> Iterator[subprocess.Popen[str]]:
    """A server as a process of its own, once it has said where it is."""
    (folder / "cxprog.yaml").write_text(PROGRAM)
    command = [sys.executable, "-m", "cxprog", "serve", str(folder), *options]
    environment = {**os.environ, **variables}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as made:
        try:
            yield made
        finally:
            made.kill()


def port_of(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    found = re.match(r"http://127\.0\.0\.1:([0-9]+)/ shows ", process.stdout.readline())
    assert found
    return int(found[1])


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_at_once_and_well_also_with_open_streams(tmp_path: Path, sign: signal.Signals) -> None:
    with serving(tmp_path, "--port", "0") as process:
        request = b"GET /__cxprog/events?page=/ HTTP/1.1\r\nHost: localhost\r\n\r\n"
        with socket.create_connection(("127.0.0.1", port_of(process)), timeout=30) as connection:
            connection.sendall(request)
            assert connection.recv(15).startswith(b"HTTP/1.1 200 ")
            process.send_signal(sign)
            assert process.wait(5) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()


def test_the_next_free_port_is_taken_where_none_was_asked_for(tmp_path: Path) -> None:
    with ExitStack() as opened:
        with suppress(OSError):  # somebody else has the usual port already
            opened.enter_context(socket.create_server(("127.0.0.1", 8000)))
        with serving(tmp_path) as process:
            assert 8000 < port_of(process) < 8020


def test_the_browser_may_hold_on_until_it_has_been_answered(tmp_path: Path) -> None:
    seen = tmp_path / "seen.txt"
    browser = tmp_path / "browser.py"
    browser.write_text(
        "import http.client, pathlib, sys\n"
        "connection = http.client.HTTPConnection(sys.argv[1].split('/')[2], timeout=20)\n"
        "connection.request('GET', '/')\n"
        f"pathlib.Path({str(seen)!r}).write_bytes(connection.getresponse().read())\n"
    )
    with serving(tmp_path, "--port", "0", "--open", BROWSER=f"{sys.executable} {browser} %s") as process:
        port_of(process)
        end = time.monotonic() + 15
        while not (seen.is_file() and seen.stat().st_size) and time.monotonic() < end:
            time.sleep(0.05)
        assert b"__cxprog/bar.js" in seen.read_bytes()


def test_where_no_browser_can_be_opened_the_address_is_said(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0", "--open", BROWSER="false %s") as process:
        port = port_of(process)
        assert process.stderr is not None
        assert any(f"no browser could be opened; open http://127.0.0.1:{port}/" in line for line in process.stderr)


def test_a_taken_port_is_said_when_it_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "cxprog.yaml").write_text(PROGRAM)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(main, ["serve", str(tmp_path), "--port", str(port)])
    assert result.exit_code == 2
    assert f"port {port} is taken" in result.stderr and "--port" in result.stderr


@pytest.mark.parametrize(
    ("given", "status", "said"),
    [
        (["--as-of", "tomorrow"], 2, "YYYY-MM-DD"),
        (["--port", "70000"], 2, "--port"),
        (["--host", "192.0.2.1", "--port", "0"], 2, "cannot listen on 192.0.2.1"),
        (["--host", "\u00fc..b"], 2, "cannot listen on `\u00fc..b`"),
        (["--host", ""], 2, "every network"),
    ],
)
def test_what_cannot_be_served_ends_at_once(tmp_path: Path, given: list[str], status: int, said: str) -> None:
    (tmp_path / "cxprog.yaml").write_text(PROGRAM)
    result = CliRunner().invoke(main, ["serve", str(tmp_path), *given])
    assert result.exit_code == status
    assert said in result.stderr


def test_without_a_program_there_is_nothing_to_serve(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["serve", str(tmp_path)]).exit_code == 3
