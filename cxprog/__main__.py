"""Start the command line without paying for what the command does not use."""

from __future__ import annotations

import sys


def main() -> None:
    """Run `cxprog`; the console script and `python -m cxprog` both start here."""
    _leave_current_folder_out_of_imports()
    if sys.argv[1:] in (["--version"], ["-V"]):
        from cxprog import __version__

        sys.stdout.write(f"cxprog {__version__}\n")
        return
    if sys.argv[1:2] == ["check"] and _say_again():
        return
    import gc
    import os

    # Everything that is read stays alive until the end, so looking for garbage only costs time: a third of a check.
    gc.disable()
    # Looking for pydantic plugins lists every installed distribution, and would run code nobody asked for.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from cxprog.cli import run

    run()


def _say_again() -> bool:
    """Answer from memory where nothing has changed since the same command was run; whether that was so."""
    from cxprog import memory

    answer = memory.recalled(sys.argv[1:])
    if answer is None:
        return False
    text, status = answer
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has seen enough
        sys.stdout = open("/dev/null", "w")  # noqa: SIM115
    if status:
        sys.exit(status)
    return True


def _leave_current_folder_out_of_imports() -> None:
    """A program folder must never be a place that Python imports from; `python -m` puts it first."""
    import os

    try:
        here = os.getcwd()
    except FileNotFoundError:  # somebody removed it; what is left of it in the path leads nowhere
        here = ""
    sys.path[:] = [entry for entry in sys.path if entry not in ("", here) or _is_installed_in(entry or here)]


def _is_installed_in(folder: str) -> bool:
    # An environment whose packages lie right here is somebody's own doing, not a program's. Its name proves nothing.
    import site

    return folder in (*site.getsitepackages(), site.getusersitepackages())


if __name__ == "__main__":
    main()
