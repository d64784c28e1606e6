"""What a linked program shows and what adds up, for rules; worked out once, and only where there is anything to see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cxprog.facts import in_use, understood
from cxprog.finding import Edit, Fix, Label, Severity
from cxprog.program import Entry, Program
from cxprog.source import Span, Spot

if TYPE_CHECKING:
    # Most programs show nothing yet, and pay for loading none of it.
    from cxprog.analysis.anonymity.layout import By
    from cxprog.analysis.anonymity.linked import Question
    from cxprog.analysis.anonymity.seen import Sight
    from cxprog.analysis.anonymity.tally import Tally
    from cxprog.analysis.anonymity.values import At, Linked
    from cxprog.analysis.anonymity.views import Viewing

KINDS = (
    "channel", "event", "journey", "metric", "partner", "policy", "population", "program", "question", "report", "role",
    "survey", "team",
)  # fmt: skip
"""Kinds of documents that have a part in what is shown: a mistake in one of them may be what a finding rests on."""


def viewing_of(program: Program) -> Viewing | None:
    """What a program shows; None where it shows nothing, and where something of it was not understood."""
    return program.once("viewing", "", lambda: _viewing(program))


def _viewing(program: Program) -> Viewing | None:
    is_seen = any(report.node.metrics or report.node.comments for report in in_use(program, "report"))
    if not is_seen or not understood(program, *KINDS):
        return None
    from cxprog.analysis.anonymity.views import Viewing
    from cxprog.analysis.specs import specs_of

    return Viewing(specs_of(program))


def by_report(viewing: Viewing) -> Mapping[str, tuple[Sight, ...]]:
    """What reports show, by report."""
    found: dict[str, list[Sight]] = {}
    for sight in viewing.seen.sights:
        found.setdefault(sight.report, []).append(sight)
    return {report: tuple(sights) for report, sights in found.items()}


def small_shown(viewing: Viewing, sight: Sight) -> Tally | None:
    """The groups of a number that no tool hides, where some are expected to stay below what was promised."""
    if sight.promised < 2 or viewing.guarded(sight).hides:
        return None
    tally = viewing.tally(sight, sight.promised)
    return tally if not isinstance(tally, str) and tally.counts.small else None


def broken_of(program: Program) -> tuple[tuple[Linked, Sight], ...]:
    """What can be worked out though people were promised groups only, each with a sight that names the minimum."""
    return program.once("worked out", "", lambda: tuple(_broken(program)))


def _broken(program: Program) -> Iterator[tuple[Linked, Sight]]:
    viewing = viewing_of(program)
    if viewing is None or not any(in_use(program, "population")):
        return
    from cxprog.analysis.anonymity.linked import Linking
    from cxprog.analysis.anonymity.solving import EFFORT

    seen = viewing.seen

    def is_wanted(question: Question) -> bool:
        return any(map(seen.is_promised, question.sights)) and any(sight.promised > 1 for sight in question.sights)

    for question, linked in Linking(viewing, is_wanted, EFFORT).answers:
        if linked.answer == "violated":
            yield linked, min(question.sights, key=lambda sight: (sight.promised, sight.report))


# PLACES


def shown_at(report: Entry, text: str = "") -> Label:
    """The place that says what groups a report has."""
    return report.at("cut_by" if report.node.cut_by else "id", text=text)


def limit_label(program: Program, at: At | None) -> tuple[Label, ...]:
    """The place that asks for a minimum."""
    return (program.entries[at.kind][at.id].at(*at.path, text="the minimum"),) if at else ()


def severity_of(program: Program, at: At | None) -> Severity | None:
    """How bad the policy that asks for a minimum says it is to break it; None leaves that to the rule."""
    if at is None or at.kind != "policy":
        return None
    return Severity(program.entries["policy"][at.id].node.severity)


# HIDING


def hide_words(by: By) -> str:
    """A group as `hide` has it: `{country: AT, tier: gold}`."""
    return "{" + ", ".join(f"{name}: {_scalar(value)}" for name, value in by) + "}"


def hide_fix(program: Program, hide: tuple[tuple[str, By], ...]) -> Fix | None:
    """The edit that hides groups of one report, where it stands by itself and its list is on one line or missing."""
    reports = {report for report, _ in hide}
    if len(reports) != 1:
        return None
    (name,) = reports
    listed = ", ".join(hide_words(by) for _, by in hide)
    edit = _edit(program.entries["report"][name], listed)
    groups = "1 group" if len(hide) == 1 else f"{len(hide)} groups"
    return Fix(f"hide {groups} in `{name}`", (edit,)) if edit else None


def _edit(report: Entry, listed: str) -> Edit | None:
    document = report.document
    data = document.data or {}
    if document.layers or not data:
        return None
    if "hide" not in data:
        source, span = document.locate((list(data)[-1],), "value")
        source, first = document.locate((next(iter(data)),), "key")
        end = source.text.find("\n", len(source.text[: span.end].rstrip()))
        place = len(source.text) if end < 0 else end
        indent = " " * (source.position(first.start).column - 1)
        return Edit(Spot(source, Span(place, place)), f"\n{indent}hide: [{listed}]")
    source, span = document.locate(("hide",), "value")
    if source.text[span.start] != "[" or source.text[span.end - 1] != "]":
        return None
    before = ", " if data["hide"] else ""
    return Edit(Spot(source, Span(span.end - 1, span.end - 1)), f"{before}{listed}")


_PLAIN = re.compile(r"[A-Za-z][A-Za-z-]*")
_WORDS = frozenset(("true", "false", "null", "yes", "no", "on", "off"))
"""Words that some reader of YAML takes for something else than text."""


def _scalar(value: str) -> str:
    import json

    is_plain = _PLAIN.fullmatch(value) and value.casefold() not in _WORDS
    return value if is_plain else json.dumps(value, ensure_ascii=False)
