"""Which promises can be broken at all: answers by name that stay with the company and its partner need no look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cxprog.analysis.anonymity.promises_reading import Reading
from cxprog.facts import viewers


def exposed(reading: Reading) -> Mapping[str, Any]:
    """The surveys in use of which somebody might learn more than was promised, by id; the others are all kept."""
    outside = set(_outside(reading))
    return {name: spec for name, spec in reading.surveys.items() if spec.identity != "identified" or name in outside}


def _outside(reading: Reading) -> Iterator[str]:
    """Surveys of which partners or respondents might see what is not their own."""
    yield from (name for name, spec in reading.surveys.items() if {spec.owner, spec.asked_by} & reading.partners.keys())
    for _, report in reading.each("report"):
        if any(
            _is_outsider(reading, name) and (name == "touchpoint-owner" or sees == "all" or _is_role(reading, name))
            for name, sees in viewers(report)
        ):
            yield from reading.shown(report)
    for _, loop in reading.each("loop"):
        if _tells_outside(reading, loop):
            yield from _starting(reading, loop)
    for name, channel in reading.each("channel"):
        readers = (channel.owner, *(each for data_set in channel.datasets for each in data_set.seen_by))
        if any(_is_outsider(reading, each) for each in readers if each):
            named = {survey for data_set in channel.datasets for survey in data_set.of}
            yield from (each for each, spec in reading.surveys.items() if spec.through == name or each in named)
    for name, taxonomy in reading.each("taxonomy"):
        if taxonomy.coding and (taxonomy.coding.by or taxonomy.owner) in reading.partners:
            yield from reading.filing(name)


def _is_role(reading: Reading, name: str) -> bool:
    return reading.specs.get("role", name) is not None


def _is_outsider(reading: Reading, name: str) -> bool:
    """Whether a name can stand for a partner, or for people who are asked."""
    return name in ("partner", "touchpoint-owner") or name in reading.partners or _is_role(reading, name)


def _tells_outside(reading: Reading, loop: Any) -> bool:
    """Whether a loop names a partner, or its metrics may make it tell the one of another survey."""
    review = loop.review.by if loop.review else ()
    names = {loop.monitor, *review, *(each.name for each in loop.responsible)}
    fed = (reading.surveys[survey] for metric in loop.metrics for survey in reading.feeding(metric))
    owners = {survey.owner for survey in fed}
    by_word = loop.metrics and "touchpoint-owner" in names
    return bool(by_word) or not reading.partners.keys().isdisjoint(names | owners)


def _starting(reading: Reading, loop: Any) -> Iterable[str]:
    """Surveys that can start a loop."""
    yield from loop.surveys
    for metric in loop.metrics:
        yield from reading.feeding(metric)
