"""`cxprog serve` in a real browser: pages follow every save, mistakes come and go, nothing comes from elsewhere."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple

import pytest

from tests.consumers import harness

pytestmark = pytest.mark.consumer

EXAMPLE = Path(__file__).parents[2] / "programs" / "example"
PATIENCE_SECONDS = 60
TITLE, CHANGED = "Harbor Pumps, customers and dealers", "Anchor Pumps <b>&amp;</b> dealers"
HOSTILE = "<img src=x onerror=ran.push(1)>"


class Serving(NamedTuple):
    """A running server."""

    address: str
    process: subprocess.Popen[str]
    errors: IO[str]

    def stop(self) -> int:
        """Press Ctrl-C; the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE_SECONDS)

    @property
    def said(self) -> str:
        """What was printed about builds."""
        self.errors.seek(0)
        return self.errors.read()


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[Serving]:
    """Serve a folder as a person does; the output folder of a build lies there and must stay as it is."""
    command = [sys.executable, "-m", "cxprog", "serve", str(folder), "--port", "0", "--as-of", "2026-11-22", *options]
    with (
        folder.with_suffix(".log").open("w+", encoding="utf-8") as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=folder) as process,
    ):
        assert process.stdout is not None
        try:
            yield Serving(process.stdout.readline().partition(" ")[0], process, errors)
        finally:
            process.kill()


def copied(folder: Path) -> Path:
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("dist"))
    return folder


class Seen(NamedTuple):
    """What a person had before them at every step that asked."""

    folder: Path
    before: dict[str, Any]
    changed: dict[str, Any]
    broken: dict[str, Any]
    closed: dict[str, Any]
    opened: dict[str, Any]
    mended: dict[str, Any]
    warned: dict[str, Any]
    lost: dict[str, Any]
    axe: dict[str, list[str]]
    seconds: float
    """From a save to the changed page."""
    errors: list[str]
    foreign: list[str]
    status: int
    said: str
    files: tuple[set[str], set[str]]


def driven(address: str, steps: list[list[Any]]) -> dict[str, Any]:
    """What the browser says of the steps that `serve.mjs` knows."""
    return harness.in_browser("serve.mjs", [{"address": address, "steps": steps}])[0]


def names(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*")}


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    folder = copied(tmp_path_factory.mktemp("serve") / "pumps")
    program = folder / "cxprog.yaml"
    good = program.read_text("utf-8")
    assert TITLE in good and "model: b2b2c" in good
    broken = good.replace("model: b2b2c", f'model: "{HOSTILE}"')
    unused = f"kind: question\nid: never-asked\ntype: open-text\ntext: {{en: '{HOSTILE}', de: x}}\n"
    before = names(folder)
    with serving(folder) as server:
        steps: list[list[Any]] = [
            ["until", {"text": TITLE, "bar": "No findings"}],
            ["open", f"{server.address}#kept"],
            ["scroll", 150],
            ["state"],
            ["write", str(program), good.replace(TITLE, f'"{CHANGED}"')],
            ["until", {"text": "Anchor Pumps", "bar": "No findings", "top": 150}],
            ["state"],
            ["write", str(program), broken],
            ["until", {"bar": "1 error", "finding": "cxprog.yaml:", "note": True}],
            ["state"],
            ["axe", "light"],
            ["axe", "dark"],
            ["focus"],
            ["press", "Escape"],
            ["state"],
            ["press", "Enter"],
            ["state"],
            ["write", str(program), good],
            ["until", {"text": TITLE, "bar": "No findings", "note": False}],
            ["state"],
            ["write", str(folder / "unused.yaml"), unused],
            ["until", {"bar": "1 warning"}],
            ["state"],
            ["write", str(folder / "unused.yaml"), ""],
            ["until", {"bar": "No findings"}],
            ["rename", str(folder), str(folder.with_suffix(".away"))],
            ["until", {"finding": "cannot be read", "note": True}],
            ["state"],
            ["rename", str(folder.with_suffix(".away")), str(folder)],
            ["until", {"bar": "No findings", "note": False}],
        ]
        answer = driven(server.address, steps)
        status, said = server.stop(), server.said
    (folder / "unused.yaml").unlink()
    taken = answer["said"]
    states = [step["value"] for step in taken if step["step"] == "state"]
    axe = [step["value"] for step in taken if step["step"] == "axe"]
    return Seen(
        folder,
        *states,
        axe=dict(zip(("light", "dark"), axe, strict=True)),
        seconds=taken[5]["seconds"],
        errors=answer["errors"],
        foreign=answer["requests"],
        status=status,
        said=said,
        files=(before, names(folder)),
    )


def test_a_save_is_shown_where_the_person_stands(seen: Seen) -> None:
    assert seen.before["loaded"] != seen.changed["loaded"]
    assert (seen.changed["top"], seen.changed["hash"]) == (150, "#kept")
    assert "<b>&amp;</b>" in seen.changed["text"]
    assert seen.changed["heard"] == "The page has changed. No findings"
    assert seen.seconds < 10  # a second at most where nothing else runs


def test_a_mistake_is_shown_over_the_last_good_page(seen: Seen) -> None:
    broken = seen.broken
    assert broken["loaded"] == seen.changed["loaded"]
    assert "Anchor Pumps" in broken["text"]
    assert broken["notes"] == ["Shown as of before the mistake. Mend it, and the page follows by itself."]
    assert broken["bar"].split() == ["✕", "1", "error"]
    (finding,) = broken["findings"]
    assert "\ncxprog.yaml:19:8 · wrong-value\n" in finding
    assert f'19 | model: "{HOSTILE}"' in finding and "^^^" in finding and "What to do:" in finding
    assert broken["heard"] == "Shown as of before the mistake. 1 error"
    assert broken["room"]


def test_the_list_opens_and_closes_with_the_keyboard(seen: Seen) -> None:
    assert (seen.broken["expanded"], seen.closed["expanded"], seen.opened["expanded"]) == ("true", "false", "true")
    assert (seen.closed["findings"], seen.closed["focus"]) == ([], "toggle")
    assert seen.opened["findings"] == seen.broken["findings"]


def test_what_is_mended_goes_away_by_itself(seen: Seen) -> None:
    assert (seen.mended["findings"], seen.mended["notes"], seen.mended["expanded"]) == ([], [], "false")
    assert seen.mended["heard"] == "The page has changed. No findings"


def test_warnings_are_counted_and_stay_closed(seen: Seen) -> None:
    assert seen.warned["bar"].split() == ["!", "1", "warning"]
    assert (seen.warned["findings"], seen.warned["notes"]) == ([], [])


def test_a_folder_may_go_and_come_back(seen: Seen) -> None:
    assert TITLE in seen.lost["text"]
    assert "cannot be read" in seen.lost["findings"][0]


def test_findings_are_accessible_in_light_and_dark(seen: Seen) -> None:
    assert seen.axe == {"light": [], "dark": []}


def test_nothing_of_the_program_is_run_and_nothing_comes_from_elsewhere(seen: Seen) -> None:
    assert (seen.errors, seen.foreign) == ([], [])
    assert not any(state["ran"] for state in (seen.changed, seen.broken, seen.opened, seen.warned))


def test_it_ends_quietly_and_leaves_no_files(seen: Seen) -> None:
    assert seen.status == 0
    assert "Traceback" not in seen.said and "cxprog.yaml changed: 1 error, 0 warnings in " in seen.said
    assert seen.files[0] == seen.files[1]


def test_a_program_that_never_was_right_shows_its_mistakes_until_mended(tmp_path: Path) -> None:
    folder = copied(tmp_path / "pumps")
    program = folder / "cxprog.yaml"
    good = program.read_text("utf-8")
    program.write_text(good.replace("model: b2b2c", "model: b2b3c"), encoding="utf-8")
    with serving(folder, "--host", "0.0.0.0") as server:
        steps: list[list[Any]] = [
            ["until", {"text": "Nothing to show yet", "finding": "cxprog.yaml:19:8"}],
            ["axe", "light"],
            ["axe", "dark"],
            ["write", str(program), good],
            ["until", {"text": TITLE, "bar": "No findings"}],
        ]
        answer = driven(server.address, steps)
        assert server.stop() == 0
        assert "warning: whoever can reach 0.0.0.0 over the network" in server.said
    assert [step["value"] for step in answer["said"] if step["step"] == "axe"] == [[], []]
