"""Measure how long it takes to say what reports show, and what readers can work out, on programs of the largest sizes.

    python -m benchmarks.cells [--markdown]

Times are CPU time on one core, from the documents as the language gives them to the verdicts. Every part runs in a
process of its own, so that each has its own peak of memory.
"""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

sys.path.insert(0, os.fspath(Path(__file__).parent))

from figures import Row, show

if TYPE_CHECKING:
    from cxprog.analysis.specs import Specs

Document = dict[str, Any]
SIZES = (10, 10, 10, 10, 20)
"""Values of the five dimensions of the largest report: 200,000 groups, and 90,000 totals over them."""
BAR_SECONDS, BAR_MIB = 5, 1024


class Taken(NamedTuple):
    """What one part took and said."""

    views_seconds: float
    linked_seconds: float
    said: tuple[tuple[str, int], ...]
    memory_mib: float


# PROGRAMS


def _specs(documents: Iterator[Document]) -> Specs:
    from cxprog.analysis.specs import Specs
    from cxprog.language import model_of

    made: dict[str, dict[str, Any]] = {}
    for each in documents:
        made.setdefault(each["kind"], {})[each["id"]] = model_of(each["kind"]).model_validate(each)
    return Specs(made, made["program"]["measured"])


def _common(metrics: int, tool: Document) -> Iterator[Document]:
    clock = {"clock": "Europe/Berlin", "owner": "office"}
    yield {"kind": "program", "id": "measured", "language": 1, "version": "1.0.0", "model": "b2b2c", **clock}
    yield {"kind": "team", "id": "office"}
    yield {"kind": "role", "id": "buyer", "audience": "customer", "level": "tactical"}
    yield {"kind": "channel", "id": "portal", "type": "portal", "tool": "Any", "enforces": tool}
    yield {"kind": "policy", "id": "small-numbers", "anonymity": {"scores_from": 5, "partners_from": 10}}
    for number in range(metrics):
        yield {"kind": "metric", "id": f"metric-{number}", "type": "osat"}
        yield {
            "kind": "question", "id": f"question-{number}", "type": "osat", "text": "How was it?",
            "metric": f"metric-{number}",
        }  # fmt: skip
    yield {
        "kind": "survey", "id": "survey", "purpose": "relational", "asks": ["buyer"], "when": {"every": "half-yearly"},
        "identity": "confidential", "minutes": 5, "questions": [f"question-{number}" for number in range(metrics)],
    }  # fmt: skip


def large() -> Specs:
    """One report by five dimensions over 200,000 groups of people, with all totals."""

    def documents() -> Iterator[Document]:
        random = Random("large")
        names = [f"dimension-{number}" for number in range(len(SIZES))]
        yield from _common(1, {})
        groups = [
            {
                "role": "buyer",
                "by": {name: f"value-{value:02}" for name, value in zip(names, values, strict=True)},
                "people": random.choice((0, 1, 2, 5, 10, 20, 40)),
                "response_rate": random.choice((0.1, 0.2, 0.25, 0.3, 0.5)),
            }
            for values in product(*(range(size) for size in SIZES))
        ]
        yield {"kind": "population", "id": "customers", "dimensions": names, "groups": groups}
        yield {
            "kind": "report", "id": "cube", "metrics": ["metric-0"], "cut_by": names, "every": "half-yearly",
            "to": ["office"],
        }  # fmt: skip

    return _specs(documents())


def many(reports: int, partners: int, *, is_guarded: bool) -> Specs:
    """Many reports by three dimensions, of which each of many partners sees its own part."""

    def documents() -> Iterator[Document]:
        random = Random("many")
        kept = {"minimum_group": True, "remainders": is_guarded}
        yield from _common(10, kept)
        names = ["country", "tier", "line"]
        groups = [
            {
                "role": "buyer",
                "by": {"partner": f"partner-{number:03}", "country": country, "tier": tier, "line": line},
                "people": random.randint(0, 40),
                "response_rate": random.choice((0.2, 0.3, 0.5)),
            }
            for number in range(partners)
            for country, tier, line in product(("AT", "CH", "DE"), ("gold", "silver"), ("pumps", "valves", "drives"))
        ]
        yield {"kind": "population", "id": "customers", "dimensions": [*names, "partner"], "groups": groups}
        readers = [{"who": f"partner-{number:03}", "sees": "own"} for number in range(partners)]
        for number in range(partners):
            yield {"kind": "partner", "id": f"partner-{number:03}", "type": "dealer"}
        for number in range(reports):
            cut = random.sample(names, random.choice((1, 2, 2, 3)))
            yield {
                "kind": "report", "id": f"report-{number:02}", "metrics": [f"metric-{number % 10}"], "cut_by": cut,
                "totals": random.choice(("all", "nested")), "every": "half-yearly", "to": readers, "through": "portal",
            }  # fmt: skip

    return _specs(documents())


# PARTS


def _timed(specs: Specs) -> Taken:
    from cxprog.analysis.anonymity.linked import Linking
    from cxprog.analysis.anonymity.solving import EFFORT
    from cxprog.analysis.anonymity.views import Viewing, views

    gc.disable()  # as the command line does
    start = time.process_time()
    shown = views(specs)
    middle = time.process_time()
    told = [each for _, each in Linking(Viewing(specs), effort=EFFORT).answers]  # as rules ask for it
    end = time.process_time()
    said = Counter([f"shown {each.structural}" for each in shown] + [f"added {each.answer}" for each in told])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)
    return Taken(middle - start, end - middle, tuple(sorted(said.items())), peak)


def cube() -> Taken:
    """The largest report."""
    return _timed(large())


def parts(is_guarded: bool) -> Taken:
    """60 reports, of which each of 400 partners sees its own part."""
    return _timed(many(60, 400, is_guarded=is_guarded))


def _apart(part: Callable[..., Taken], *arguments: bool) -> Taken:
    """A part in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(part, *arguments).result()


def rows() -> Iterator[Row]:
    """Every figure, measured one after the other."""
    for name, part, arguments in (
        ("5 dimensions, 200,000 groups", cube, ()),
        ("60 reports to 400 partners, a tool that hides", parts, (True,)),
        ("60 reports to 400 partners, searched", parts, (False,)),
    ):
        taken = _apart(part, *arguments)
        said = ", ".join(f"{number:,} {what}" for what, number in taken.said)
        yield Row(f"what is shown: {name}", taken.views_seconds, "s", BAR_SECONDS, said)
        yield Row(f"what adds up: {name}", taken.linked_seconds, "s", BAR_SECONDS)
        yield Row(f"peak memory: {name}", taken.memory_mib, "MiB", BAR_MIB)


def main() -> int:
    """Command line; status 1 when a figure is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--markdown", action="store_true", help="print as a Markdown table")
    return show(rows(), parser.parse_args().markdown)


if __name__ == "__main__":
    sys.exit(main())
