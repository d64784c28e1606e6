"""Measure how fast it is said who learns what: graphs, data sets that are joined, whole programs; the same every time.

    python -m benchmarks.identity_flow [--quick] [--markdown]

Times are CPU time on one core. Whole programs are read before the clock starts; verdicts are those that rules ask for
(`told`), and all that a page on privacy lists (`flows`).
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

sys.path.insert(0, os.fspath(Path(__file__).parent))

from figures import Row, show

if TYPE_CHECKING:
    from cxprog.analysis.anonymity.flows import Graph, State
    from cxprog.analysis.specs import Specs

_Result = TypeVar("_Result")
_KEYS = ("response", "order", "pseudonym", "time", "day", "account", "hashed-mail", "network-address")


def timed(work: Callable[[], _Result]) -> tuple[float, _Result]:
    """Seconds that a piece of work takes, and what it gives."""
    gc.collect()
    gc.disable()  # as the command line does
    start = time.process_time()
    result = work()
    seconds = time.process_time() - start
    gc.enable()
    return seconds, result


# GRAPHS AND DATA SETS


def graph(nodes: int, edges: int) -> Graph[int]:
    """A random graph in which most places can be reached from the first."""
    from cxprog.analysis.anonymity.flows import Graph
    from cxprog.analysis.anonymity.values import BITS

    random, made = Random("graph"), Graph[int]()
    for number in range(edges):
        start = random.randrange(nodes)
        end = random.randrange(nodes) if random.random() < 0.3 else min(nodes - 1, start + random.randint(1, 50))
        # Most of what is known goes on, some of it turns into other knowledge, the rest is taken away.
        bits = ((bit, bit if random.random() < 0.9 else random.choice(BITS)) for bit in BITS if random.random() < 0.6)
        made.add(start, end, bits, number)
    return made


def reach(made: Graph[int], nodes: int) -> int:
    """How many states some places lead to, and a way to each hundredth of them."""
    from cxprog.analysis.anonymity.values import BITS

    starts: list[State] = [(node, bit) for node in range(min(nodes, 50)) for bit in BITS]
    reached = made.reached(starts)
    return sum(1 for number, state in enumerate(reached) if number % 100 or reached.way(state) is not None)


def data_sets(count: int) -> list[tuple[str, ...]]:
    """Data sets with two or three keys each, few of which name people."""
    random = Random("data sets")
    keys = [*_KEYS, *(f"key-{number}" for number in range(count // 4))]
    made = [tuple(random.sample(keys, random.randint(1, 3))) for _ in range(count)]
    return [(*each, "mail") if random.random() < 0.01 else each for each in made]


def joins(sets: list[tuple[str, ...]], audiences: int) -> int:
    """How many data sets lead to people, for so many readers who open nine of ten each."""
    from cxprog.analysis.anonymity.flows import linked

    random, total = Random("audiences"), 0
    for _ in range(audiences):
        seen = [each for each in sets if random.random() < 0.9]
        links = linked(seen)
        total += sum(number in links for number in range(len(seen)))
    return total


# PROGRAMS


def program(surveys: int, partners: int, reports: int) -> Specs:
    """A random program: a fifth of the surveys confidential, a twentieth anonymous; partners read most reports."""
    from cxprog.analysis.specs import Specs
    from cxprog.language import model_of

    made: dict[str, dict[str, Any]] = {}
    for each in _documents(Random(f"flow {surveys} {partners}"), surveys, partners, reports):
        made.setdefault(each["kind"], {})[each["id"]] = model_of(each["kind"]).model_validate(each)
    return Specs(made, made["program"]["measured"])


def _documents(random: Random, surveys: int, partners: int, reports: int) -> Iterator[dict[str, Any]]:
    settings = {"language": 1, "version": "1.0.0", "model": "b2b2c", "clock": "Europe/Berlin", "owner": "team-00"}
    yield {"kind": "program", "id": "measured", **settings, "account_managers": "team-01"}
    teams = [f"team-{number:02}" for number in range(40)]
    for number, name in enumerate(teams):
        yield {"kind": "team", "id": name, **({"parent": teams[number // 4]} if number else {})}
    sellers = [f"partner-{number:03}" for number in range(partners)]
    for name in sellers:
        yield {"kind": "partner", "id": name, "type": "dealer", "manager": random.choice(teams)}
    yield {"kind": "role", "id": "buyer", "audience": "customer", "level": "tactical"}
    yield {"kind": "policy", "id": "small", "anonymity": {"scores_from": 5, "comments_from": 10, "partners_from": 10}}
    yield from _questions()
    yield from _tools(teams)
    for number in range(surveys):
        yield _survey(random, number)
        yield from _loop(random, number, teams)
    for number in range(reports):
        yield _report(random, number, surveys, teams, sellers)


def _questions() -> Iterator[dict[str, Any]]:
    for number in range(20):
        yield {"kind": "metric", "id": f"metric-{number:02}", "type": "osat", "minimum_n": 10}
        yield {
            "kind": "question",
            "id": f"score-{number:02}",
            "type": "osat",
            "text": "?",
            "metric": f"metric-{number:02}",
        }
    yield {"kind": "question", "id": "why", "type": "open-text", "text": "?"}
    yield {"kind": "question", "id": "call-me", "type": "yes-no", "text": "?", "permits": ["contact", "partner"]}


def _tools(teams: list[str]) -> Iterator[dict[str, Any]]:
    for number in range(5):
        log = {"id": "log", "holds": ["invitations"], "keys": ["contact", "time"], "seen_by": [teams[number + 2]]}
        rows = {"id": "rows", "holds": ["scores", "comments"], "keys": ["response", "pseudonym"], "seen_by": teams[4:9]}
        enforces = {"anonymity": number > 0, "minimum_group": True}
        tool = {"kind": "channel", "id": f"tool-{number}", "type": "survey", "tool": "Tool", "enforces": enforces}
        yield {**tool, "owner": teams[number], "datasets": [log, rows]}


def _survey(random: Random, number: int) -> dict[str, Any]:
    asked = [f"score-{random.randrange(20):02}", f"score-{random.randrange(20):02}", "why", "call-me"]
    return {
        "kind": "survey", "id": f"survey-{number:04}", "purpose": "pulse", "asks": ["buyer"],
        "when": {"every": "quarterly"}, "minutes": 3, "questions": list(dict.fromkeys(asked)),
        "identity": random.choices(("identified", "confidential", "anonymous"), (75, 20, 5))[0],
        "through": f"tool-{random.randrange(5)}",
        "records": random.choice(([], ["time"], ["hashed-mail"], ["day"])),
    }  # fmt: skip


def _loop(random: Random, number: int, teams: list[str]) -> Iterator[dict[str, Any]]:
    survey = f"survey-{number:04}"
    condition = f"{survey}.call-me = yes" if random.random() < 0.9 else f"{survey}.why is answered"
    owner = random.choice(("account-manager", "partner-manager", "partner", *teams[:6]))
    tell = random.choice(([], ["partner"], [random.choice(teams)]))
    if random.random() < 0.7:
        loop = {"kind": "loop", "id": f"loop-{number:04}", "type": "inner", "when": condition, "owner": owner}
        yield {**loop, "tell": tell, "monitor": "team-00"}


def _report(random: Random, number: int, surveys: int, teams: list[str], sellers: list[str]) -> dict[str, Any]:
    shown = random.random()
    return {
        "kind": "report", "id": f"report-{number:03}", "every": "monthly",
        "metrics": sorted(random.sample([f"metric-{each:02}" for each in range(20)], 6)),
        "comments": [f"survey-{random.randrange(surveys):04}.why" for _ in range(2)] if shown < 0.3 else [],
        "comments_with": random.choice(([], ["day"], ["account"], ["time"])) if shown < 0.3 else [],
        "cut_by": random.choice(([], ["country"], ["account"])),
        "to": [random.choice(teams), *({"who": name, "sees": "own"} for name in sellers if shown > 0.2)],
    }  # fmt: skip


def told(specs: Specs) -> Counter[str]:
    """What rules say."""
    from cxprog.analysis.anonymity.promises import Promises

    return Counter(each.ruling.answer for each in Promises(specs, only_exposed=True).told)


def listed(specs: Specs) -> Counter[str]:
    """What each audience learns of each survey."""
    from cxprog.analysis.anonymity.promises import flows

    return Counter(each.answer for each in flows(specs))


# ROWS


def rows(quick: bool) -> Iterator[Row]:
    """Every figure, measured one after the other."""
    nodes, edges = 20_000, 100_000
    seconds, made = timed(lambda: graph(nodes, edges))
    taken, reached = timed(lambda: reach(made, nodes))
    yield Row(f"graph of {nodes:,} places, {edges:,} ways: made", seconds, "s", 1.8)
    yield Row("the same: what is reached, with ways", taken, "s", 0.2, f"{reached:,} states")
    sets = data_sets(1500)
    seconds, found = timed(lambda: joins(sets, 50))
    yield Row("50 readers of 1,500 data sets", seconds, "s", 0.3, f"{found:,} lead to people")
    sizes = ((100, 40, 20),) if quick else ((100, 40, 20), (1000, 400, 60))
    for surveys, partners, reports in sizes:
        specs = program(surveys, partners, reports)
        name = f"{surveys:,} surveys, {partners} partners, {reports} reports"
        for what, work, limit in (("rules", told, 2), ("all that is learned", listed, None)):
            seconds, counts = timed(partial(work, specs))
            note = ", ".join(f"{count:,} {answer}" for answer, count in sorted(counts.items()))
            yield Row(f"{name}: {what}", seconds, "s", limit, note)


def main() -> int:
    """Command line; status 1 when a figure is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="leave out the largest program")
    parser.add_argument("--markdown", action="store_true", help="print as a Markdown table")
    arguments = parser.parse_args()
    return show(rows(arguments.quick), arguments.markdown)


if __name__ == "__main__":
    sys.exit(main())
