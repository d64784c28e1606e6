"""Goldens: files that hold the exact bytes we are expected to write; `pytest --update` rewrites them."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"

_DIFF_LINES_MAX = 200


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the files in tests/golden instead of comparing")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str | bytes], None]:
    """Compare a text, or bytes, with the file of that path in tests/golden."""
    update = request.config.getoption("--update")

    def compare(path: str, text: str | bytes) -> None:
        actual = text.encode() if isinstance(text, str) else text
        file = GOLDEN / path
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            # Left alone when equal, so that a rewrite touches only what changed.
            if not file.is_file() or file.read_bytes() != actual:
                file.write_bytes(actual)
        elif not file.is_file():
            pytest.fail(f"no golden {path} yet: `pytest --update` writes it, read it", pytrace=False)
        elif file.read_bytes() != actual:
            shown = difference(file.read_bytes(), actual)
            pytest.fail(f"{path} differs (`pytest --update` accepts it):\n{shown}", pytrace=False)

    return compare


def difference(expected: bytes, actual: bytes) -> str:
    """Show where two files part: a diff of texts, an offset for anything else."""
    try:
        before, after = (_lines(content.decode()) for content in (expected, actual))
    except UnicodeDecodeError:
        shorter = min(len(expected), len(actual))
        offset = next((at for at in range(shorter) if expected[at] != actual[at]), shorter)
        return f"binary, {len(expected)} bytes expected, {len(actual)} written, apart from byte {offset} on"
    lines = difflib.unified_diff(before, after, "expected", "actual", lineterm="")
    shown = list(islice(lines, _DIFF_LINES_MAX + 1))
    return "\n".join(shown[:_DIFF_LINES_MAX] + ["... and so on"] * (len(shown) > _DIFF_LINES_MAX))


def _lines(text: str) -> list[str]:
    # Split at line feeds only; a missing last one and carriage returns are made visible, for bytes count.
    lines = [line.replace("\r", "␍") for line in text.split("\n")]
    return lines[:-1] if lines[-1] == "" else [*lines[:-1], f"{lines[-1]}␄ no line feed at the end"]
