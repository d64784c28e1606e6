"""Verdicts as JSON with their calendars and certificates, each object defined once: what a field holds and means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any, get_args

from cxprog.analysis.frequency import census
from cxprog.analysis.frequency.values import Answer, Case, Certificate, Profile, Row, Send, Witness
from cxprog.analysis.frequency.wording import iso
from cxprog.display._proved import ANSWERS, SORTS, Basis, Full, Judged, Limit, Proofs
from cxprog.finding import Run
from cxprog.report._encode import encode
from cxprog.report._findings import (
    LABEL,
    POSITION,
    STEP,
    TOOL,
    Mark,
    Record,
    Schema,
    many,
    number,
    one,
    or_null,
    text,
)

FORMAT_VERSION = 1
"""Rises only when a field goes away or changes its meaning."""


def render(shown: Proofs) -> str:
    """The verdicts as one JSON text; its keys are sorted, so that two can be compared line by line.

    Each certificate is on a line of its own: thousands of numbers, for programs to add up and not for people to read.
    """
    data: Any = PROOFS.of(shown.run, shown)
    packed: list[str] = []
    for verdict in (verdict for limit in data["limits"] for verdict in limit["verdicts"]):
        first = len(packed)
        packed += [encode(each, indent=None, sort=True).rstrip("\n") for each in verdict["certificates"]]
        verdict["certificates"] = [f"{_PACKED}{index}" for index in range(first, len(packed))]
    return re.sub(r'"\\u0000([0-9]+)"', lambda found: packed[int(found[1])], encode(data, sort=True))


_PACKED = "\0"
"""What stands before the number of a certificate while the rest is written; no text of a program can hold it."""


def schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of what `render` writes, published as `proofs-1.schema.json`."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"cxprog proofs, format version {FORMAT_VERSION}",
        **PROOFS.schema(),
        "$defs": {name: record.schema() for name, record in _DEFINED.items()},
    }


# KINDS OF FIELDS

_AMOUNT: Mapping[str, object] = {
    "anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+/[1-9][0-9]*$"}],
}


def _amount(description: str) -> Schema:
    """An exact number: whole, or a fraction such as `33/2`."""
    return {**_AMOUNT, "description": f"{description} A whole number, or a fraction such as `33/2`."}


def _exact(value: int | Fraction) -> int | str:
    fraction = Fraction(value)
    return fraction.numerator if fraction.denominator == 1 else f"{fraction.numerator}/{fraction.denominator}"


def _date(description: str) -> Schema:
    return {"type": "string", "format": "date", "description": description}


def _texts(description: str) -> Schema:
    return many({"type": "string"}, description)


_INDEX: Mapping[str, object] = {"type": "integer", "minimum": 0}


def _indices(description: str) -> Schema:
    return many(_INDEX, description)


def _tuple(*items: Schema) -> Schema:
    """A list of so many items, each of its own sort."""
    return {"type": "array", "prefixItems": [dict(item) for item in items], "items": False, "minItems": len(items)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _witness(judged: Judged) -> Witness:
    witness = judged.verdict.witness
    assert witness is not None, "only what is violated has a witness"
    return witness


def _count(run: Run, shown: Proofs, *, answer: Answer) -> int:
    return shown.count(answer)


# RECORDS, THE SMALLEST FIRST

PROFILE = Record[Profile](
    "A sort of person: everybody of it can get the same invitations.",
    {
        "roles": (
            _texts("Roles held at once; all roles of its people, for a limit per account or partner."),
            lambda run, profile: list(profile.roles),
        ),
        "segment": (
            {
                "type": "object",
                "additionalProperties": {"type": "string"},
                "description": "Value by dimension, where it matters; an empty text stands for any value not named.",
            },
            lambda run, profile: dict(profile.segment),
        ),
        "key_account": (
            or_null({"type": "boolean", "description": "Whether the account is a key account; null: no difference."}),
            lambda run, profile: profile.is_key,
        ),
        "partner": (
            or_null(text("Partner that the person belongs to or is served by; null: no difference.")),
            lambda run, profile: profile.partner,
        ),
    },
)

SEND = Record[tuple[Send, int | Fraction]](
    "One invitation or reminder in a calendar that breaks a limit.",
    {
        "day": (_date("Day on which it goes out."), lambda run, each: iso(each[0].day)),
        "survey": (text("Id of the survey."), lambda run, each: each[0].survey),
        "cause": (
            _date("Day of what led to it: first day of the wave, day of the event, or the date that lies ahead."),
            lambda run, each: iso(each[0].cause),
        ),
        "checked": (
            _date("Day on which the tool looked at rests and caps; before `day`, where it looks at the trigger."),
            lambda run, each: iso(each[0].checked),
        ),
        "contact": (number("Which person of the account or partner, from 1.", 1), lambda run, each: each[0].contact),
        "roles": (_texts("Roles of that person that the survey asks."), lambda run, each: list(each[0].roles)),
        "record": (number("Which of the person's records in the tool, from 1.", 1), lambda run, each: each[0].record),
        "repeat": (
            number("Which further invitation of `when.repeat`; 0 for the first one."),
            lambda run, each: each[0].repeat,
        ),
        "reminder": (
            number("0 for an invitation, 1 for its first reminder and so on."),
            lambda run, each: each[0].reminder,
        ),
        "shift": (
            {"enum": [-1, 0, 1], "description": "How many days more the tool's calendar shows, in its own time zone."},
            lambda run, each: each[0].shift,
        ),
        "counts": (
            _amount("What it adds to what the limit counts, in invitations or minutes; 0 where it does not count."),
            lambda run, each: _exact(each[1]),
        ),
    },
)

WITNESS = Record[Judged](
    "A calendar that breaks the limit.",
    {
        "first": (_date("First day of the window."), lambda run, judged: iso(_witness(judged).first)),
        "last": (_date("Last day of the window."), lambda run, judged: iso(_witness(judged).last)),
        "total": (
            _amount("What the limit counts in the window."),
            lambda run, judged: _exact(_witness(judged).total),
        ),
        "sends": (
            many(_ref("send"), "Everything that is sent, in order of day."),
            lambda run, judged: [SEND.of(run, each) for each in judged.sends],
        ),
        "steps": (
            many(_ref("step"), "The same in words, with the places that it rests on."),
            lambda run, judged: [STEP.of(run, step) for step in judged.steps],
        ),
        "anchors": (
            {
                "type": "object",
                "additionalProperties": {"type": "string", "format": "date"},
                "description": "First wave of each regular survey that does not say when it starts.",
            },
            lambda run, judged: {name: iso(day) for name, day in sorted(_witness(judged).anchors.items())},
        ),
    },
)

GUARD = Record[Basis](
    "What a proof rests on.",
    {
        "sort": (
            {"enum": list(SORTS), "description": "Which sort of guard it is."},
            lambda run, basis: basis.guard.sort,
        ),
        "kind": (text("Kind of what states it."), lambda run, basis: basis.guard.kind),
        "of": (text("Id, or address of the touchpoint, that states it."), lambda run, basis: basis.guard.of),
        "words": (text("The guard in words."), lambda run, basis: basis.guard.words),
        "enforced_by": (
            or_null(text("Channel that enforces it; null where no tool has to.")),
            lambda run, basis: basis.keeper,
        ),
        "label": (one("label", "Where it stands."), lambda run, basis: LABEL.of(run, Mark(basis.label, False))),
    },
)

ROW = Record[Row](
    "At most so much of something: the sum of `factor` over the sends that are sent is no more than `at_most`.",
    {
        "at_most": ({"type": "integer", "description": "The bound."}, lambda run, row: row.at_most),
        "terms": (
            many(_tuple(_INDEX, {"type": "integer"}), "Index of a possible send, and its factor."),
            lambda run, row: [list(term) for term in row.terms],
        ),
        "guard": (number("Index in `rests_on` of the guard that says so."), lambda run, row: row.guard),
    },
)


CASE = Record[Case](
    "One case of a proof: some sends taken for sent or not sent, and how often each row is used.",
    {
        "sent": (_indices("Indices of the sends taken for sent."), lambda run, case: list(case.sent)),
        "unsent": (_indices("Indices of the sends taken for not sent."), lambda run, case: list(case.unsent)),
        "uses": (
            many(_tuple(_INDEX, _AMOUNT), "Index of a row, and its multiplier."),
            lambda run, case: [[row, _exact(times)] for row, times in case.uses],
        ),
        "caps": (
            many(_tuple(_INDEX, _AMOUNT), "Index of a possible send, and the multiplier of: it is sent at most once."),
            lambda run, case: [[send, _exact(times)] for send, times in case.caps],
        ),
    },
)

CERTIFICATE = Record[Certificate](
    "A proof that no choice of the possible sends in a window weighs more than `at_most`. In each case, the rows and "
    "caps, so multiplied, give every send that the case leaves open at least its weight, and their bounds add up to no "
    "more than `at_most`; the cases cover all choices.",
    {
        "at_most": (number("The bound that is proved."), lambda run, certificate: certificate.at_most),
        "sends": (
            many(
                _tuple({"type": "string"}, {"type": "integer"}, {"type": "integer"}),
                "Each possible send: its survey, its day counted from the first of the window, and its weight.",
            ),
            lambda run, certificate: [list(send) for send in certificate.sends],
        ),
        "rows": (
            many(_ref("row"), "What the guards say of these sends."),
            lambda run, certificate: [ROW.of(run, row) for row in certificate.rows],
        ),
        "cases": (
            many(_ref("case"), "The cases."),
            lambda run, certificate: [CASE.of(run, case) for case in certificate.cases],
        ),
    },
)

_ANSWER = {"enum": sorted(get_args(Answer))}

FULL_WAVES = Record[Full](
    "What is known about a violated limit once every wave of a census reaches everybody.",
    {
        "answer": (
            {
                "enum": sorted(get_args(census.Full)),
                "description": "`violated`: even then; `holds with full waves`: it takes somebody who is left out.",
            },
            lambda run, full: full.census.answer,
        ),
        "words": (text("The answer as a sentence."), lambda run, full: full.words),
        "profile": (
            one("profile", "Who gets the second witness; the same as in the verdict where there is none."),
            lambda run, full: PROFILE.of(run, full.census.profile),
        ),
        "witness": (
            or_null(one("witness", "The second witness, from the first wave on; null where the first one will do.")),
            lambda run, full: WITNESS.of(run, full.judged) if full.judged else None,
        ),
        "reason": (
            text("Where nothing is decided: what was not looked at; where the first witness will do: why; else empty."),
            lambda run, full: full.census.reason,
        ),
    },
)

VERDICT = Record[Judged](
    "What is known about a limit for one sort of person.",
    {
        "answer": (
            {
                **_ANSWER,
                "description": "`proved`: no possible calendar exceeds the limit; `violated`: the witness does.",
            },
            lambda run, judged: judged.verdict.answer,
        ),
        "profile": (one("profile", "Who is meant."), lambda run, judged: PROFILE.of(run, judged.verdict.profile)),
        "headline": (text("The verdict as a sentence."), lambda run, judged: judged.headline),
        "at_most": (_amount("What the limit allows."), lambda run, judged: _exact(judged.verdict.at_most)),
        "least": (
            _amount("What a calendar that was found adds up to."),
            lambda run, judged: _exact(judged.verdict.least),
        ),
        "most": (
            or_null(_amount("What cannot be exceeded; null where nothing bounds it.")),
            lambda run, judged: None if judged.verdict.most is None else _exact(judged.verdict.most),
        ),
        "rests_on": (
            many(_ref("guard"), "For a proof: the guards it uses."),
            lambda run, judged: [GUARD.of(run, basis) for basis in judged.basis],
        ),
        "because": (
            _texts("For a proof: the guards that its certificates add up, and how often."),
            lambda run, judged: list(judged.because),
        ),
        "certificates": (
            many(_ref("certificate"), "For a proof: one for each sort of window."),
            lambda run, judged: [CERTIFICATE.of(run, each) for each in judged.verdict.certificates],
        ),
        "witness": (
            or_null(one("witness", "A calendar that breaks the limit.")),
            lambda run, judged: WITNESS.of(run, judged) if judged.verdict.witness else None,
        ),
        "full_waves": (
            or_null(one("full_waves", "For a violated limit, with `--census`; else null.")),
            lambda run, judged: FULL_WAVES.of(run, judged.full) if judged.full else None,
        ),
        "reason": (
            text("Where nothing is decided: what is missing, and what to do; else empty."),
            lambda run, judged: judged.verdict.reason,
        ),
        "until": (
            or_null(_date("Last day for which the verdict speaks; null for ever.")),
            lambda run, judged: None if judged.verdict.until is None else iso(judged.verdict.until),
        ),
    },
)

LIMIT = Record[Limit](
    "A limit, and what is known about it for each sort of person.",
    {
        "policy": (text("Id of the policy, of the program or of a pack."), lambda run, limit: limit.policy),
        "pack": (or_null(text("The pack it comes from; null for one of the program.")), lambda run, limit: limit.pack),
        "part": (
            {"enum": ["frequency", "freezes"], "description": "Key of the policy that it stands under."},
            lambda run, limit: limit.part,
        ),
        "index": (number("Which one there, from 0."), lambda run, limit: limit.index),
        "words": (text("What it says."), lambda run, limit: limit.words),
        "source": (
            text("Where its number comes from, or the reason of a freeze; may be empty."),
            lambda run, limit: limit.source,
        ),
        "label": (
            or_null(one("label", "Where it stands; null for one of a pack.")),
            lambda run, limit: limit.label and LABEL.of(run, Mark(limit.label, True)),
        ),
        "answer": (
            {**_ANSWER, "description": "The worst answer of its verdicts: `proved` when it is for everybody."},
            lambda run, limit: limit.answer,
        ),
        "verdicts": (
            many(_ref("verdict"), "One for each sort of person."),
            lambda run, limit: [VERDICT.of(run, judged) for judged in limit.judged],
        ),
    },
)

SUMMARY = Record[Proofs](
    "How many limits have which answer.",
    {
        answer.replace(" ", "_"): (number(f"Limits that are {answer}."), partial(_count, answer=answer))
        for answer in sorted(ANSWERS)
    },
)

PROOFS = Record[Proofs](
    "What `cxprog prove` knows about the limits of a program.",
    {
        "format_version": (
            {"const": FORMAT_VERSION, "description": "Rises when a field goes away or changes its meaning."},
            lambda run, shown: FORMAT_VERSION,
        ),
        "tool": (one("tool", "What wrote this."), lambda run, shown: TOOL.of(run, None)),
        "program": (text("Id of the program."), lambda run, shown: shown.specs.settings.id),
        "version": (text("Version of the program."), lambda run, shown: shown.specs.settings.version),
        "environment": (
            or_null(text("Environment whose overlay was applied; null for none.")),
            lambda run, shown: shown.environment,
        ),
        "summary": (one("summary", "How many limits have which answer."), SUMMARY.of),
        "limits": (
            many(_ref("limit"), "The limits."),
            lambda run, shown: [LIMIT.of(run, limit) for limit in shown.limits],
        ),
    },
)

_DEFINED: Mapping[str, Record[Any]] = {
    "tool": TOOL,
    "summary": SUMMARY,
    "limit": LIMIT,
    "verdict": VERDICT,
    "full_waves": FULL_WAVES,
    "profile": PROFILE,
    "guard": GUARD,
    "certificate": CERTIFICATE,
    "row": ROW,
    "case": CASE,
    "witness": WITNESS,
    "send": SEND,
    "step": STEP,
    "label": LABEL,
    "position": POSITION,
}
