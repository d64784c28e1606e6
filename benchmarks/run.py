"""Measure the command line as whole processes, as ratios taken in turn within one run.

    python benchmarks/run.py [--quick] [--markdown]

R is the CPU time of libyaml's raw parse of the same bytes, without making Python objects. P is the CPU time of a Python
process that does nothing. Absolute times drift with the machine and its neighbors; these ratios much less.
"""

from __future__ import annotations

import argparse
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, os.fspath(Path(__file__).parent))

import corpus
from figures import Row, show

COMMAND = (sys.executable, os.fspath(Path(sys.executable).with_name("cxprog")))
RAW_PARSE = """
import gc, sys, time
from pathlib import Path
from yaml._yaml import CParser
texts = [path.read_bytes() for path in sorted(Path(sys.argv[1]).rglob("*.yaml"))]
start = time.process_time()
for text in texts:
    CParser(text).raw_parse()
print(time.process_time() - start)
"""


@dataclass(frozen=True)
class Process:
    """What one finished process took."""

    cpu_seconds: float
    memory_mib: float


def measured(command: Sequence[str], runs: int, cache: str = "off") -> Process:
    """CPU time (user and system) and peak memory of a command, each the median of several runs.

    Nothing is remembered from run to run unless `cache` names a folder for it.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["CXPROG_CACHE"] = cache
    found = [_once(command, environment) for _ in range(runs)]
    return Process(
        statistics.median(process.cpu_seconds for process in found),
        statistics.median(process.memory_mib for process in found),
    )


def _once(command: Sequence[str], environment: Mapping[str, str]) -> Process:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    _, _, usage = os.wait4(process.pid, 0)
    kilobytes = usage.ru_maxrss / 1024 if sys.platform == "darwin" else usage.ru_maxrss
    return Process(usage.ru_utime + usage.ru_stime, kilobytes / 1024)


def raw_parse_seconds(folder: Path, runs: int) -> float:
    """R for the files of a folder."""
    command = (sys.executable, "-c", RAW_PARSE, os.fspath(folder))
    return statistics.median(
        float(subprocess.run(command, capture_output=True, check=True, text=True).stdout) for _ in range(runs)
    )


def rows(work: Path, quick: bool) -> list[Row]:
    """Every figure of whole processes, measured one after the other."""
    # An installed package is compiled when it is installed, an editable one when it first runs.
    package = Path(__file__).parent.parent / "cxprog"
    subprocess.run((sys.executable, "-m", "compileall", "-q", os.fspath(package)), check=True)
    nothing = measured((sys.executable, "-c", "pass"), 15).cpu_seconds
    found = [
        Row("`--version`", measured((*COMMAND, "--version"), 15).cpu_seconds / nothing, "P", 1.5),
        Row("`--help`", measured((*COMMAND, "--help"), 9).cpu_seconds / nothing, "P", 8),
    ]
    example = Path(__file__).parent.parent / "programs" / "example"
    count = sum(path.read_text("utf-8").count("\nkind: ") for path in example.rglob("*.yaml"))
    found.append(
        Row(f"`check programs/example`, {count} documents", _check(example, 7).cpu_seconds / nothing, "P", None)
    )
    for size, limit in ((10, 25), (1000, 45)):
        corpus.write(work / str(size), size)
        found.append(Row(f"`check`, {size:,} documents", _check(work / str(size), 5).cpu_seconds / nothing, "P", limit))
    sizes = [10_000] if quick else [10_000, 100_000]
    processes: dict[int, Process] = {}
    for size, limit, memory in ((10_000, 15, 600), (100_000, 14, 5 * 1024)):
        if size not in sizes:
            continue
        folder = work / str(size)
        corpus.write(folder, size)
        raw = raw_parse_seconds(folder, 3)
        processes[size] = _check(folder, 3 if size < 50_000 else 2)
        note = f"{processes[size].cpu_seconds:.2f} s, R = {raw:.3f} s"
        found.append(Row(f"`check`, {size:,} documents", processes[size].cpu_seconds / raw, "R", limit, note))
        found.append(Row(f"peak memory, {size:,} documents", processes[size].memory_mib, "MiB", memory))
    if len(processes) == 2:
        growth = math.log10(processes[100_000].cpu_seconds / processes[10_000].cpu_seconds)
        found.append(Row("exponent, 10,000 to 100,000 documents", growth, "", 1.1))
    found.extend(_again(work, nothing))
    corpus.write(work / "faulty", 10_000, faulty=0.01)
    faulty = _check(work / "faulty", 3).cpu_seconds / processes[10_000].cpu_seconds
    found.append(Row("1 % of 10,000 documents faulty, to the clean run", faulty, "x", 1.6))
    found.append(Row("one journey of 50 touchpoints to SVG, in process", _draw_milliseconds(work), "ms", 150))
    return found


def _again(work: Path, nothing: float) -> list[Row]:
    """The same check again: with nothing changed, and with one file changed each time."""
    folder, cache = work / "10000", os.fspath(work / "cache")
    time.sleep(2)  # what was written a moment ago is not trusted to be the same
    _check(folder, 1, cache)
    same = _check(folder, 7, cache).cpu_seconds / nothing
    changed = []
    for number in range(3):
        with (folder / "cxprog.yaml").open("a") as file:
            file.write(f"# {number}\n")
        changed.append(_check(folder, 1, cache).cpu_seconds)
    return [
        Row("`check` again, nothing changed, 10,000 documents", same, "P", 10),
        Row("`check` again, one file changed, 10,000 documents", statistics.median(changed) / nothing, "P", 25),
    ]


def _check(folder: Path, runs: int, cache: str = "off") -> Process:
    return measured((*COMMAND, "check", os.fspath(folder), "--format", "concise"), runs, cache)


def _draw_milliseconds(work: Path) -> float:
    """Wall time of drawing, the program already compiled; the second run, so that imports are not counted."""
    from cxprog.check import Today
    from cxprog.compiler import Project, check_project
    from cxprog.manifest import lower
    from cxprog.source import Source
    from cxprog.target import built_in

    touchpoints = "".join(
        f"      - {{id: contact-{n}, channel: phone, owner: team-{n % 5}, emotion: {n % 5 - 2}}}\n" for n in range(50)
    )
    teams = "".join(f"---\nkind: team\nid: team-{n}\n" for n in range(5))
    text = (
        "kind: program\nlanguage: 1\nid: drawn\nversion: 1.0.0\nmodel: b2b\nclock: Europe/Berlin\nowner: team-0\n"
        f"{teams}---\nkind: role\nid: buyer\naudience: customer\nlevel: tactical\n"
        "---\nkind: journey\nid: long\nactor: customer\nstages:\n  - id: all\n    roles: [buyer]\n"
        f"    touchpoints:\n{touchpoints}"
    )
    manifest = lower(check_project(Project((Source("cxprog.yaml", text),)), Today("2026-01-01")).program)
    target = built_in("journey_graph")
    options = target.options.model_validate({"png": False})
    taken = []
    for _ in range(5):
        start = time.perf_counter()
        list(target.produce(manifest, options))
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken[1:])


def main() -> int:
    """Command line; status 1 when a figure is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out 100,000 documents")
    parser.add_argument("--markdown", action="store_true", help="print as a Markdown table")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = rows(Path(folder), arguments.quick)
        return show(found, arguments.markdown)


if __name__ == "__main__":
    sys.exit(main())
