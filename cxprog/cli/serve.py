"""`cxprog serve`: a program's pages in a browser, up to date with every save."""

from __future__ import annotations

import errno
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from cxprog.cli._options import env_option, project_argument
from cxprog.cli._project import found, today_of
from cxprog.cli._said import EXIT_USAGE, prefix_of, shown_path

if TYPE_CHECKING:
    from cxprog.serving.server import Server

_PORT, _PORTS = 8000, 20
"""The usual port, and how many are tried from there where nobody asks for a certain one."""


@click.command()
@project_argument
@click.option(
    "--port", type=click.IntRange(0, 65535), metavar="PORT", help="Port [default: 8000, or the next free one]."
)
@click.option("--host", default="127.0.0.1", show_default=True, metavar="HOST", help="Address to listen on.")
@env_option
@click.option("--as-of", metavar="DATE", help="Take this day (YYYY-MM-DD) for today.")
@click.option("--open", "is_opened", is_flag=True, help="Open the first page in the browser.")
def serve(path: Path, port: int | None, host: str, environment: str | None, as_of: str | None, is_opened: bool) -> None:
    """Show the program as a website that follows every save, with the findings in the page.

    Nothing is written to files; Ctrl-C ends it.
    """
    from cxprog.workspace import find_project

    options = {"as_of": as_of, "strict": False, "environment": environment}
    today_of(options)
    folder = found(lambda: find_project(path))
    try:
        server = _listening(host, port)
        try:
            _serve(server, folder, options, is_opened)
        finally:
            server.end()
    except KeyboardInterrupt:
        return


def _serve(server: Server, folder: Path, options: dict[str, Any], is_opened: bool) -> None:
    import gc
    import signal
    from threading import Event, Thread

    from cxprog.serving.build import build
    from cxprog.serving.following import follow, look_at, saves

    gc.enable()  # switched off for commands that end soon, see `__main__`
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends it otherwise means the same as Ctrl-C
    stop = Event()
    output = folder / "dist"
    # Taken now: it depends on where the person stands, and that folder can go.
    prefix = prefix_of(folder)
    click.echo(f"{server.address} shows {shown_path(folder)}; Ctrl-C ends it")
    Thread(
        target=follow,
        args=(
            saves(folder, stop),
            lambda: look_at(folder, output),
            lambda: build(folder, output, prefix, lambda: today_of(options), options["environment"], _say),
            server.live.show,
            _say,
        ),
        daemon=True,
    ).start()
    server.live.wait_for_first()
    if is_opened:
        # Browsers in a terminal return only when they are left, and need the server until then.
        Thread(target=_open, args=(server.address,), daemon=True).start()
    try:
        server.serve_forever()
    finally:
        stop.set()


def _open(address: str) -> None:
    import webbrowser

    if not webbrowser.open(address):
        _say(f"no browser could be opened; open {address} yourself")


def _say(line: str) -> None:
    """Say how a build went; a terminal that has gone away does not keep the pages from being shown."""
    with suppress(OSError):
        click.echo(line, err=True)


# LISTENING


def _listening(host: str, port: int | None) -> Server:
    """A server on the wanted port; on the next free one only where none was asked for."""
    from cxprog.serving.responses import is_loopback
    from cxprog.serving.server import Server

    if not host:
        _refuse("--host is empty, which would mean every network; name an address, or leave --host out")
    try:
        host.encode("idna")
    except UnicodeError:
        _refuse(f"cannot listen on `{host}`: no machine can have this name")
    ports = [port] if port is not None else range(_PORT, _PORT + _PORTS)
    for each in ports:
        try:
            server = Server(host, each)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                _refuse(f"cannot listen on {host}:{each}: {error.strerror or error}")
            continue
        if not is_loopback(server.number):
            click.echo(
                f"warning: whoever can reach {server.number} over the network can read the program; "
                "without --host only this machine can",
                err=True,
            )
        return server
    wanted = f"port {port} is" if port is not None else f"ports {_PORT} to {_PORT + _PORTS - 1} are"
    _refuse(f"{wanted} taken by another program; choose one with --port, or --port 0 for any that is free")


def _refuse(message: str) -> NoReturn:
    click.echo(f"error: {message}", err=True)
    raise click.exceptions.Exit(EXIT_USAGE)
