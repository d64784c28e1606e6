"""A calendar as JSON, for other programs; `cxprog explain calendar` documents the form."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import Any

from cxprog.analysis.frequency.load import Amount, RoleLoad
from cxprog.analysis.frequency.values import Verdict
from cxprog.display._planned import Planned, Sending, Worst, decimal, remarks

FORMAT_VERSION = 1
"""Version of the form; raised only when a reader of the old one would misread the new one."""


def render(planned: Planned) -> str:
    """The calendar as one JSON text."""
    manifest, load = planned.manifest, planned.load
    data = {
        "format_version": FORMAT_VERSION,
        "program": manifest.program,
        "version": manifest.version,
        "title": planned.title,
        "environment": manifest.environment,
        "clock": manifest.settings.clock,
        "weeks": [_day(monday) for monday in planned.weeks],
        "year": {"first": _day(load.first), "last": _day(load.last)},
        "roles": [_role(role, planned) for role in load.roles],
        "leaves_out_key_accounts": load.leaves_out_key_accounts,
        "notes": [
            {"sort": note.sort, "survey": note.survey, "roles": list(note.roles), "why": note.why}
            for note in remarks(load)
        ],
        "waves": [_sending(sending) for sending in planned.sendings],
        "freezes": [
            {
                "policy": each.policy,
                "path": ["freezes", each.number],
                "first": _day(each.first),
                "last": _day(each.last),
                "reason": each.reason or None,
            }
            for each in planned.freezes
        ],
        "limits": [_worst(each) for each in planned.worst],
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _day(day: int) -> str:
    return date.fromordinal(day).isoformat()


def _role(role: RoleLoad, planned: Planned) -> dict[str, Any]:
    return {
        "id": role.role,
        "title": planned.title_of("role", role.role),
        "people": role.people,
        "weeks": [
            {"expected": _amount(expected), "at_most": _amount(at_most)}
            for expected, at_most in zip(role.weeks, role.weeks_at_most, strict=True)
        ],
        "year": {"expected": _amount(role.year), "at_most": _amount(role.year_at_most)},
        "not_added_up": list(role.unknown),
        "worst": _verdict(role.worst) if role.worst else None,
    }


def _amount(amount: Amount) -> dict[str, int | float]:
    return {
        "invitations": decimal(amount.invitations),
        "minutes": decimal(amount.minutes),
        "reminders": decimal(amount.reminders),
    }


def _sending(sending: Sending) -> dict[str, Any]:
    return {
        "survey": sending.survey,
        "title": sending.title,
        "wave": _day(sending.wave.start),
        "first": _day(sending.wave.first),
        "last": _day(sending.wave.last),
        "roles": list(sending.roles),
        "minutes": decimal(sending.minutes),
    }


def _worst(worst: Worst) -> dict[str, Any]:
    span = worst.span
    return {
        **_verdict(worst.verdict),
        "limit": worst.limit,
        "says": worst.words,
        "first": _day(span[0]) if span else None,
        "last": _day(span[1]) if span else None,
        "broken_for_others": worst.others,
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "policy": verdict.policy,
        "path": [verdict.part, verdict.index],
        "pack": verdict.pack,
        "roles": list(verdict.profile.roles),
        "answer": verdict.answer,
        "allowed": decimal(Fraction(verdict.at_most)),
        "found": decimal(Fraction(verdict.least)),
        "at_most": None if verdict.most is None else decimal(Fraction(verdict.most)),
    }
