"""Who learns what as JSON, each object defined once: what a field holds and means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, get_args

from cxprog.analysis.anonymity.expected import Edition
from cxprog.analysis.anonymity.values import (
    BITS,
    Answer,
    Audience,
    Cell,
    Remainder,
    Total,
)
from cxprog.display._private import Privacy
from cxprog.display._private_audience import Case, Informed
from cxprog.display._private_exempt import Exempt
from cxprog.display._private_first import Tally, Told
from cxprog.display._private_learned import Learned, Seen, WorkedOut
from cxprog.display._private_survey import Fact, Guarded, Promised, link_of
from cxprog.display._private_words import ANSWERS, GUARDS, Said
from cxprog.finding import Run
from cxprog.report._encode import encode
from cxprog.report._findings import LABEL, POSITION, TOOL, Mark, Record, Schema, many, number, one, or_null, text

FORMAT_VERSION = 1
"""Rises only when a field goes away or changes its meaning."""


def render(privacy: Privacy) -> str:
    """Everything as one JSON text; its keys are sorted, so that two can be compared line by line."""
    return encode(PRIVACY.of(privacy.run, privacy), sort=True)


def schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of what `render` writes, published as `privacy-1.schema.json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"cxprog privacy, format version {FORMAT_VERSION}",
        **PRIVACY.schema(),
        "$defs": {name: record.schema() for name, record in _DEFINED.items()},
    }


# KINDS OF FIELDS


def _answer(description: str) -> Schema:
    return {"enum": sorted(get_args(Answer)), "description": description}


def _flag(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def _amount(description: str) -> Schema:
    """Rounded to four decimals, so that the last digits of a machine do not matter."""
    return {"type": "number", "description": description}


def _rounded(value: float) -> float:
    return round(float(value), 4)


def _or_none(value: float | None) -> float | None:
    return None if value is None else _rounded(value)


def _factor(description: str) -> Schema:
    return {
        "anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+/[1-9][0-9]*$"}],
        "description": f"{description} A whole number, or a fraction such as `1/2`.",
    }


def _exact(value: Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _texts(description: str) -> Schema:
    return many({"type": "string"}, description)


def _by(description: str) -> Schema:
    return {"type": "object", "additionalProperties": {"type": "string"}, "description": description}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


_BITS: Schema = {"enum": list(BITS)}


def _each(record: Record[Any], run: Run, values: Iterable[Any]) -> list[dict[str, object]]:
    return [record.of(run, value) for value in values]


# RECORDS, THE SMALLEST FIRST

SAID = Record[Said](
    "Something that is said, and where in the program it comes from.",
    {
        "words": (text("What is said, names in backticks."), lambda run, said: said.words),
        "label": (
            or_null(one("label", "Where it stands; null for what no file of the program says.")),
            lambda run, said: said.label and LABEL.of(run, Mark(said.label, True)),
        ),
    },
)

AUDIENCE = Record[Audience](
    "Somebody who can see something.",
    {
        "kind": (
            {
                "enum": ["partner", "role", "team", "word"],
                "description": "`word`: somebody who depends on the case, such as `account-manager`.",
            },
            lambda run, audience: audience.kind,
        ),
        "id": (text("Its id, or the word."), lambda run, audience: audience.id),
    },
)

LEARNED = Record[Learned](
    "What one audience learns of the answers to one survey.",
    {
        "survey": (text("Id of the survey."), lambda run, learned: learned.flow.survey),
        "audience": (one("audience", "Who learns it."), lambda run, learned: AUDIENCE.of(run, learned.flow.audience)),
        "answer": (
            _answer("`proved`: no more than is promised; `violated`: more, by the path."),
            lambda run, learned: learned.flow.answer,
        ),
        "carries": (many(_BITS, "What arrives."), lambda run, learned: list(learned.flow.carries)),
        "allowed": (many(_BITS, "What the promise allows."), lambda run, learned: list(learned.flow.allowed)),
        "case": (text("Which sort of breach it is; empty where it is none."), lambda run, learned: learned.flow.case),
        "wrong": (
            text("The same in words, as one says it behind `it is confidential, but`."),
            lambda run, learned: learned.case,
        ),
        "remedy": (text("What to do about it; may be empty."), lambda run, learned: learned.remedy),
        "names": (text("Whether it learns who answered, in words."), lambda run, learned: learned.names),
        "comments": (text("Whether it learns what was written, in words."), lambda run, learned: learned.comments),
        "scores": (text("Whether it learns the numbers, in words."), lambda run, learned: learned.scores),
        "minimums": (
            many(_ref("said"), "From how many answers on it is shown something, and who asks for that."),
            lambda run, learned: _each(SAID, run, learned.minimums),
        ),
        "path": (
            many(_ref("said"), "The shortest way of the worst thing that arrives, step by step."),
            lambda run, learned: _each(SAID, run, learned.path),
        ),
        "reason": (text("Why nothing is decided; else empty."), lambda run, learned: learned.flow.reason),
    },
)

FACT = Record[Fact](
    "Something one has to know about a survey.",
    {
        "name": (text("What it is about."), lambda run, fact: fact.name),
        "said": (many(_ref("said"), "What the program says of it."), lambda run, fact: _each(SAID, run, fact.said)),
    },
)

GUARD = Record[Guarded](
    "Something that a tool can guarantee.",
    {
        "key": (
            {"enum": list(GUARDS), "description": "Key below `enforces` of a channel."},
            lambda run, guard: guard.key,
        ),
        "words": (text("What is guaranteed."), lambda run, guard: guard.words),
        "guaranteed_by": (
            many(_ref("said"), "Tools that guarantee it; none where nobody does."),
            lambda run, guard: _each(SAID, run, guard.keepers),
        ),
        "not_guaranteed_by": (
            many(_ref("said"), "Tools that do not, and reports for which no tool is named."),
            lambda run, guard: _each(SAID, run, guard.missing),
        ),
    },
)

EXEMPT = Record[Exempt](
    "An exception from a rule about privacy.",
    {
        "rule": (text("Id of the rule."), lambda run, exempt: exempt.rule),
        "kind": (text("Kind of what it is for."), lambda run, exempt: exempt.kind),
        "id": (text("Id of what it is for."), lambda run, exempt: exempt.id),
        "by": (
            {"enum": ["comment", "waiver"], "description": "Whether it is an allow-comment or a waiver."},
            lambda run, exempt: exempt.by,
        ),
        "reason": (text("Why it is accepted."), lambda run, exempt: exempt.reason),
        "owner": (text("Who accepted it."), lambda run, exempt: exempt.owner),
        "until": (text("Last day of the exception, YYYY-MM-DD."), lambda run, exempt: exempt.until),
        "is_open": (_flag("Whether that day has not passed."), lambda run, exempt: exempt.is_open),
        "said": (one("said", "The exception in words."), lambda run, exempt: SAID.of(run, exempt.said)),
    },
)

SURVEY = Record[Promised](
    "A survey, what those who are asked are promised, and what becomes of it.",
    {
        "id": (text("Its id."), lambda run, promised: promised.id),
        "title": (text("Its title in the program's own locale."), lambda run, promised: promised.title),
        "identity": (
            {"enum": ["anonymous", "confidential", "identified"], "description": "The promise."},
            lambda run, promised: promised.spec.identity,
        ),
        "promise": (text("The promise as those who are asked read it."), lambda run, promised: promised.promise),
        "place": (one("said", "Where the promise stands."), lambda run, promised: SAID.of(run, promised.place)),
        "answer": (
            _answer("The worst of what is known: what arrives, what is shown, what can be worked out."),
            lambda run, promised: promised.answer,
        ),
        "because": (
            _texts("What else than what arrives breaks the promise, or leaves it open."),
            lambda run, promised: list(promised.because),
        ),
        "people": (
            or_null(number("About how many people it is for; null where no population counts them.")),
            lambda run, promised: promised.people,
        ),
        "link": (
            {"enum": ["open", "personal"], "description": "Whether everybody gets a link of their own."},
            lambda run, promised: link_of(promised.spec),
        ),
        "records": (
            _texts("Keys that are stored beside each answer."),
            lambda run, promised: list(promised.spec.records),
        ),
        "kept_for": (
            or_null(text("How long name and answers are kept together; null where it is not said.")),
            lambda run, promised: promised.spec.kept_for.words if promised.spec.kept_for else None,
        ),
        "through": (
            or_null(text("The channel it runs in; null where it is not said.")),
            lambda run, promised: promised.spec.through,
        ),
        "facts": (
            many(_ref("fact"), "Whom it asks, what is stored and so on, in words with their places."),
            lambda run, promised: _each(FACT, run, promised.facts),
        ),
        "guards": (
            many(_ref("guard"), "What tools guarantee, and what nobody does."),
            lambda run, promised: _each(GUARD, run, promised.guards),
        ),
        "learned": (
            many(_ref("learned"), "What each audience learns, the worst first."),
            lambda run, promised: _each(LEARNED, run, promised.learned),
        ),
        "exceptions": (
            many(_ref("exempt"), "Exceptions from rules about privacy that have to do with it."),
            lambda run, promised: _each(EXEMPT, run, promised.exempt),
        ),
    },
)

CELL = Record[Cell](
    "A group of people, or a total, that a report shows.",
    {
        "by": (_by("Value by dimension; nothing for the whole."), lambda run, cell: dict(cell.by)),
        "people": (_amount("How many people it stands for."), lambda run, cell: _rounded(cell.people)),
        "expected": (_amount("How many answers are expected."), lambda run, cell: _rounded(cell.expected)),
        "likely": (
            _amount("How likely it gets the minimum of answers, from 0 to 1."),
            lambda run, cell: _rounded(cell.likely),
        ),
    },
)


def _whole(name: str) -> Any:
    """Read a part of what is expected of a number as a whole."""
    return lambda run, edition: _or_none(getattr(edition.whole, name) if edition.whole else None)


EDITION = Record[Edition](
    "What is expected of a number in the time that one edition of a report covers.",
    {
        "days": (_amount("Days that one edition covers."), lambda run, edition: _rounded(edition.days)),
        "answers": (or_null(_amount("How many answers are expected.")), _whole("answers")),
        "is_most": (
            _flag("Whether fewer may come, as events start a survey."),
            lambda run, edition: bool(edition.whole and edition.whole.is_most),
        ),
        "margin": (or_null(_amount("Margin of error, in the unit of the metric.")), _whole("margin")),
        "margin_here": (
            or_null(_amount("Margin of error of a description of just these people.")),
            _whole("margin_here"),
        ),
    },
)

VIEW = Record[Seen](
    "A number or a list of comments, as one audience sees it in one report.",
    {
        "report": (text("Id of the report."), lambda run, seen: seen.view.report),
        "what": (
            text("Id of the metric, or `<survey>.<question>` of the comments."),
            lambda run, seen: seen.view.what,
        ),
        "is_comment": (_flag("Whether these are comments."), lambda run, seen: seen.view.is_comment),
        "is_own": (_flag("Whether the audience sees its own part only."), lambda run, seen: seen.view.is_own),
        "is_promised": (
            _flag("Whether somebody was promised that groups only are shown; else its answer does not count."),
            lambda run, seen: seen.is_promised,
        ),
        "minimum": (number("Fewest answers before it is shown.", 0), lambda run, seen: seen.view.minimum),
        "limit": (one("said", "What asks for this minimum."), lambda run, seen: SAID.of(run, seen.minimum)),
        "days": (_amount("Days that one edition covers."), lambda run, seen: _rounded(seen.view.days)),
        "cells": (number("Groups and totals with people."), lambda run, seen: seen.view.cells),
        "empty": (number("Groups of nobody."), lambda run, seen: seen.view.empty),
        "small": (number("Groups that are expected to be too small."), lambda run, seen: seen.view.small),
        "unsure": (
            number("Groups that are expected to be large enough, and are not in 19 of 20 cases."),
            lambda run, seen: seen.view.unsure,
        ),
        "smallest": (
            many(_ref("cell"), "The smallest groups, at most five."),
            lambda run, seen: _each(CELL, run, seen.view.smallest),
        ),
        "edition": (
            or_null(one("edition", "What is expected of the number as a whole; null where that is not known.")),
            lambda run, seen: EDITION.of(run, seen.edition) if seen.edition else None,
        ),
        "expected": (
            _answer("Whether every group is expected to get its minimum."),
            lambda run, seen: seen.view.expected,
        ),
        "assured": (
            _answer("Whether every group gets its minimum in 19 of 20 cases."),
            lambda run, seen: seen.view.assured,
        ),
        "structural": (
            _answer("Whether no smaller group is shown, nor can be worked out, whatever the counts turn out to be."),
            lambda run, seen: seen.view.structural,
        ),
        "reason": (text("Why something is not decided; else empty."), lambda run, seen: seen.view.reason),
        "resting": (
            many(_ref("said"), "What the structural verdict rests on, or what breaks it."),
            lambda run, seen: _each(SAID, run, seen.resting),
        ),
    },
)

TERM = Record[tuple[Fraction, Total]](
    "A published number in an equation.",
    {
        "factor": (_factor("How often it is added; below 0, subtracted."), lambda run, term: _exact(term[0])),
        "report": (text("Id of the report that shows it."), lambda run, term: term[1].report),
        "by": (_by("Value by dimension; nothing for the whole."), lambda run, term: dict(term[1].by)),
        "answers": (number("How many answers it is expected to count."), lambda run, term: term[1].answers),
    },
)

REMAINDER = Record[Remainder](
    "A group below the minimum that can be worked out.",
    {
        "group": (
            many({"type": "object", "additionalProperties": {"type": "string"}}, "The sorts of people in it."),
            lambda run, remainder: [dict(by) for by in remainder.group],
        ),
        "answers": (number("How many answers it is expected to hold."), lambda run, remainder: remainder.answers),
        "equation": (
            many(_ref("term"), "Numbers that add up to it, each as often as its factor says."),
            lambda run, remainder: _each(TERM, run, remainder.equation),
        ),
    },
)

HIDDEN = Record[tuple[str, tuple[tuple[str, str], ...]]](
    "A group or total of a report that is better not shown.",
    {
        "report": (text("Id of the report."), lambda run, hidden: hidden[0]),
        "by": (_by("Value by dimension; nothing for the whole."), lambda run, hidden: dict(hidden[1])),
    },
)

WORKED_OUT = Record[WorkedOut](
    "Everything that one audience sees of one number, taken together.",
    {
        "what": (text("Id of the metric."), lambda run, worked: worked.linked.what),
        "reports": (_texts("Reports that show it."), lambda run, worked: list(worked.linked.reports)),
        "minimum": (number("Fewest answers before it is shown."), lambda run, worked: worked.linked.minimum),
        "answer": (
            _answer("`violated`: with the answers that are expected, a smaller group can be worked out."),
            lambda run, worked: worked.linked.answer,
        ),
        "is_promised": (
            _flag("Whether somebody was promised that groups only are shown; else its answer does not count."),
            lambda run, worked: worked.is_promised,
        ),
        "count": (number("How many groups can be worked out."), lambda run, worked: worked.linked.count),
        "remainders": (
            many(_ref("remainder"), "The smallest of them, at most five."),
            lambda run, worked: _each(REMAINDER, run, worked.linked.remainders),
        ),
        "equations": (_texts("The same in words."), lambda run, worked: list(worked.equations)),
        "hide": (
            many(_ref("hidden"), "What to hide besides so that nothing can be worked out any more."),
            lambda run, worked: _each(HIDDEN, run, worked.linked.hide),
        ),
        "is_smallest": (_flag("Whether hiding less does not do."), lambda run, worked: worked.linked.is_smallest),
        "reason": (
            text("Why nothing is decided, or what a proof rests on; may be empty."),
            lambda run, worked: worked.linked.reason,
        ),
    },
)

CASE = Record[Case](
    "A loop in which an audience has a part.",
    {
        "does": (text("What the audience does in it."), lambda run, case: case.does),
        "said": (
            one("said", "The loop, what starts it, and where it names the audience."),
            lambda run, case: SAID.of(run, case.said),
        ),
    },
)

INFORMED = Record[Informed](
    "An audience, and everything it can learn.",
    {
        "audience": (one("audience", "Who it is."), lambda run, informed: AUDIENCE.of(run, informed.audience)),
        "title": (text("Its title in the program's own locale."), lambda run, informed: informed.title),
        "place": (one("said", "Where it is declared."), lambda run, informed: SAID.of(run, informed.place)),
        "answer": (_answer("The worst of what is known about it."), lambda run, informed: informed.answer),
        "learned": (
            many(_ref("learned"), "What arrives of each survey."),
            lambda run, informed: _each(LEARNED, run, informed.learned),
        ),
        "seen": (
            many(_ref("view"), "What it sees in reports."),
            lambda run, informed: _each(VIEW, run, informed.seen),
        ),
        "worked_out": (
            many(_ref("worked_out"), "What it can work out."),
            lambda run, informed: _each(WORKED_OUT, run, informed.worked_out),
        ),
        "cases": (
            many(_ref("case"), "Loops in which it has a part."),
            lambda run, informed: _each(CASE, run, informed.cases),
        ),
        "datasets": (
            many(_ref("said"), "Data sets that it can open."),
            lambda run, informed: _each(SAID, run, informed.datasets),
        ),
    },
)

TOLD = Record[Told](
    "Something to look at first.",
    {
        "answer": (_answer("`violated` or `not decided`."), lambda run, told: told.answer),
        "words": (text("What is wrong or not known."), lambda run, told: told.words),
        "remedy": (text("What to do; empty where the words say it."), lambda run, told: told.remedy),
    },
)


def _count(run: Run, tally: Tally, *, answer: Answer) -> int:
    return tally.count(answer)


TALLY = Record[Tally](
    "How many of one sort have which answer.",
    {
        answer.replace(" ", "_"): (number(f"How many are {answer}."), partial(_count, answer=answer))
        for answer in sorted(ANSWERS)
    },
)

SORTS: Mapping[str, str] = {
    "promises": "Promises of surveys.",
    "minimums": "Numbers and lists of comments in reports that were promised to show groups only, by audience.",
    "together": "Such numbers with all that an audience sees of them.",
}


def _tally(run: Run, privacy: Privacy, *, sort: str) -> dict[str, object]:
    return TALLY.of(run, next(tally for tally in privacy.tallies if tally.sort == sort))


SUMMARY = Record[Privacy](
    "How much is kept, broken and not decided.",
    {sort: (one("tally", words), partial(_tally, sort=sort)) for sort, words in SORTS.items()},
)

PRIVACY = Record[Privacy](
    "What `cxprog privacy` knows about a program.",
    {
        "format_version": (
            {"const": FORMAT_VERSION, "description": "Rises when a field goes away or changes its meaning."},
            lambda run, privacy: FORMAT_VERSION,
        ),
        "tool": (one("tool", "What wrote this."), lambda run, privacy: TOOL.of(run, None)),
        "program": (text("Id of the program."), lambda run, privacy: privacy.specs.settings.id),
        "version": (text("Version of the program."), lambda run, privacy: privacy.specs.settings.version),
        "environment": (
            or_null(text("Environment whose overlay was applied; null for none.")),
            lambda run, privacy: privacy.environment,
        ),
        "is_kept": (_flag("Whether everything is proved."), lambda run, privacy: privacy.is_kept),
        "summary": (one("summary", "How much is kept, broken and not decided."), SUMMARY.of),
        "first": (
            many(_ref("told"), "What to look at first: what is broken, then what is not decided."),
            lambda run, privacy: _each(TOLD, run, privacy.first),
        ),
        "surveys": (
            many(_ref("survey"), "The surveys, those first whose promise is broken."),
            lambda run, privacy: _each(SURVEY, run, privacy.surveys),
        ),
        "audiences": (
            many(_ref("informed"), "The audiences, those first who learn too much."),
            lambda run, privacy: _each(INFORMED, run, privacy.audiences),
        ),
        "exceptions": (
            many(_ref("exempt"), "Exceptions from rules about privacy."),
            lambda run, privacy: _each(EXEMPT, run, privacy.exempt),
        ),
    },
)

_DEFINED: Mapping[str, Record[Any]] = {
    "tool": TOOL,
    "summary": SUMMARY,
    "tally": TALLY,
    "told": TOLD,
    "survey": SURVEY,
    "fact": FACT,
    "guard": GUARD,
    "learned": LEARNED,
    "exempt": EXEMPT,
    "informed": INFORMED,
    "audience": AUDIENCE,
    "view": VIEW,
    "cell": CELL,
    "edition": EDITION,
    "worked_out": WORKED_OUT,
    "case": CASE,
    "remainder": REMAINDER,
    "term": TERM,
    "hidden": HIDDEN,
    "said": SAID,
    "label": LABEL,
    "position": POSITION,
}
