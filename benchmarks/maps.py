"""Measure what is drawn of journeys, as whole processes: a long journey, the site of many, posters.

    python -m benchmarks.maps [--quick] [--markdown]

A build is compared with a check of the same project, both without anything remembered.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, os.fspath(Path(__file__).parent))

from figures import Row, show
from run import COMMAND, measured

from tests.journeys import BASE, LOOP, journey, program, survey, text

SIZES = (250, 500, 1000)
"""Touchpoints of the programs whose site is measured, in journeys of fifty."""


def many(count: int) -> str:
    """A program with so many touchpoints in journeys of fifty, and a survey at every fifth of them."""
    journeys = [journey(50, 8, steps=True, name=f"journey-{number}") for number in range(count // 50)]
    places = (f"{made['id']}.contact-{number}" for made in journeys for number in range(0, 50, 5))
    return text([*BASE, LOOP, *journeys, *(survey(number, place) for number, place in enumerate(places))])


def rows(work: Path, quick: bool) -> Iterator[Row]:
    """Every figure, measured one after the other."""
    folder = _written(work / "long", program(200, 12))
    check, build = _seconds("check", folder), _seconds("build", folder)
    yield Row("`build` more than `check`, 200 touchpoints, 12 stages", build - check, "s", 3, f"check {check:.2f} s")
    sites = {}
    for size in SIZES:
        folder = _written(work / str(size), many(size))
        sites[size] = _seconds("build", folder, "--only", "site") - _seconds("check", folder)
        yield Row(f"site more than `check`, {size:,} touchpoints", sites[size], "s", None)
    growth = math.log(sites[SIZES[-1]] / sites[SIZES[0]]) / math.log(SIZES[-1] / SIZES[0])
    yield Row(f"exponent, {SIZES[0]:,} to {SIZES[-1]:,} touchpoints", growth, "", 1.1)
    for count, stages in ((12, 4), (60, 8)) if quick else ((12, 4), (60, 8), (200, 12)):
        folder = _written(work / f"poster-{count}", program(count, stages))
        start = time.perf_counter()
        measured((*COMMAND, "board", os.fspath(folder), "--as", "a0", "--out", os.fspath(work / "poster.pdf")), 1)
        yield Row(f"poster at A0, {count} touchpoints", time.perf_counter() - start, "s", None)


def _written(folder: Path, yaml: str) -> Path:
    folder.mkdir()
    (folder / "cxprog.yaml").write_text(yaml, "utf-8")
    return folder


def _seconds(command: str, folder: Path, *more: str) -> float:
    """CPU time of a command on a project; on one quiet core, what a person waits for."""
    output = ("--out", os.fspath(folder.with_name(f"{folder.name}-dist"))) if command == "build" else ()
    found = measured((*COMMAND, command, os.fspath(folder), "--format", "concise", *output, *more), 3)
    return found.cpu_seconds


def main() -> int:
    """Command line; status 1 when a figure is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the largest poster")
    parser.add_argument("--markdown", action="store_true", help="print as a Markdown table")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return show(rows(Path(folder), arguments.quick), arguments.markdown)


if __name__ == "__main__":
    sys.exit(main())
