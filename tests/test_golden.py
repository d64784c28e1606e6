"""The golden fixture itself: compares bytes, explains, rewrites only when asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import conftest

Golden = Callable[[str, str | bytes], None]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    monkeypatch.setattr(conftest, "GOLDEN", tmp_path)
    monkeypatch.setattr(request.config.option, "update", False)
    return tmp_path


def test_equal_bytes_pass(folder: Path, golden: Golden) -> None:
    (folder / "text").write_bytes(b"same\n")
    golden("text", "same\n")
    golden("text", b"same\n")


def test_a_difference_is_shown(folder: Path, golden: Golden) -> None:
    (folder / "text").write_bytes(b"kept\nold\n")
    with pytest.raises(pytest.fail.Exception, match=r" kept\n-old\n\+new"):
        golden("text", "kept\nnew\n")


def test_a_missing_file_fails(folder: Path, golden: Golden) -> None:
    with pytest.raises(pytest.fail.Exception, match="no golden deep/text yet"):
        golden("deep/text", "")


def test_update_writes(folder: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr(request.config.option, "update", True)
    golden: Golden = request.getfixturevalue("golden")
    golden("deep/bytes", b"\xff\r\n")
    assert (folder / "deep" / "bytes").read_bytes() == b"\xff\r\n"


@pytest.mark.parametrize(
    ("expected", "actual", "shown"),
    [
        (b"a\n", b"a", "+a␄ no line feed at the end"),
        (b"a\n", b"a\r\n", "+a␍"),
        (b"a\xff", b"a\xfe", "apart from byte 1 on"),
        (b"\xff", b"\xff\xff", "apart from byte 1 on"),
    ],
)
def test_invisible_differences_are_shown(expected: bytes, actual: bytes, shown: str) -> None:
    assert shown in conftest.difference(expected, actual)
