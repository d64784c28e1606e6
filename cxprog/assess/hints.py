"""Where a program itself shows what a statement of the assessment says: a hint beside the answer, never a score."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from cxprog.coverage import Reading
from cxprog.published import process_of

Shown = tuple[str, str]
"""Kind and id of a document."""


def shown(statement: str, reading: Reading) -> tuple[Shown, ...]:
    """What of a program shows a statement, by kind and id; empty where nothing does or could."""
    find = _SHOWN.get(statement)
    return tuple(sorted(set(find(reading)))) if find else ()


def can_show(statement: str) -> bool:
    """Whether a program can show a statement at all."""
    return statement in _SHOWN


Find = Callable[[Reading], Iterator[Shown]]


def _practice(*types: str) -> Find:
    def find(reading: Reading) -> Iterator[Shown]:
        return (("practice", practice.id) for practice in reading.each("practice") if practice.type in types)

    return find


def _asked(audience: str) -> Find:
    """Surveys of an audience whose answers start a loop."""

    def find(reading: Reading) -> Iterator[Shown]:
        for survey in reading.each("survey"):
            if reading.holds((*survey.asks, *survey.about), audience) and survey.id in reading.loops_on:
                yield "survey", survey.id

    return find


def _reported(reading: Reading) -> Iterator[Shown]:
    for report in reading.each("report"):
        if report.metrics and any(_name(viewer) in reading.leaders for viewer in report.to):
            yield "report", report.id


def _name(viewer: Any) -> str:
    return viewer if isinstance(viewer, str) else str(viewer.who)


def _listening(reading: Reading) -> Iterator[Shown]:
    return (("survey", survey.id) for survey in reading.each("survey") if reading.heard_by(survey))


def _segments(reading: Reading) -> Iterator[Shown]:
    return (("role", role.id) for role in reading.each("role") if role.persona and role.audience == "customer")


def _in_processes(reading: Reading) -> Iterator[Shown]:
    processes = process_of()
    for practice in reading.each("practice"):
        served = {practice.process, *(processes.get(name) for name in practice.realizes)}
        if "product-management" in served:
            yield "practice", practice.id


_SHOWN: Mapping[str, Find] = {
    "metrics-like-financials": _reported,
    "executives-speak-of-cx": _practice("communication"),
    "values-known": _practice("service-standard", "training"),
    "interactions-checked": _listening,
    "brand-inside": _practice("communication"),
    "brand-in-own-work": _practice("story-campaign"),
    "employee-feedback": _asked("employee"),
    "training": _practice("training"),
    "values-rewarded": _practice("recognition"),
    "customer-feedback": _asked("customer"),
    "user-centered-design": _practice("co-design"),
    "target-segments": _segments,
    "executives-meet-customers": _practice("executive-sponsor"),
    "feedback-in-processes": _in_processes,
}
