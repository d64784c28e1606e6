"""Verdicts in words: who can get how much in which time, each send of the calendar, and what a proof rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any, NamedTuple

from cxprog.analysis.frequency.limited import (
    frozen_words,
    is_freeze,
    limit_of,
    limit_words,
    survey_of,
    weights,
    what_words,
    window_words,
)
from cxprog.analysis.frequency.unguarded import Address, missing, open_on_frozen_days
from cxprog.analysis.frequency.values import Certificate, Guard, Send, Verdict, Witness
from cxprog.analysis.frequency.wording import (
    Number,
    day_words,
    described,
    figure,
    number_of,
    ordinal,
    person,
    role_title,
    span_words,
)
from cxprog.analysis.specs import Specs

_TRIGGERS = ("after", "before", "event", "milestone", "change", "every", "on")


class Step(NamedTuple):
    """One send of a calendar that breaks a limit."""

    day: int
    """Day on which it goes out."""
    text: str
    """What goes out, to whom, and what led to it."""
    addresses: tuple[Address, ...]
    """The survey, its trigger, and the missing guard where there is one."""


class Story(NamedTuple):
    """A calendar that breaks a limit, as one tells it."""

    headline: str
    """Who can get how much, in which time, and what is allowed: one sentence, lower case, no full stop."""
    steps: tuple[Step, ...]
    """In order of day."""


def story(specs: Specs, verdict: Verdict) -> Story:
    """The witness of a violated limit in words; titles stand as they are, for each format to escape."""
    assert verdict.witness is not None, "only a violated limit has a story"
    return Story(headline(specs, verdict), tuple(_steps(specs, verdict, verdict.witness)))


# SENTENCES


def headline(specs: Specs, verdict: Verdict) -> str:
    """The verdict as one sentence: lower case, no full stop."""
    whose = whom(specs, verdict)
    if verdict.answer == "proved":
        return f"{whose} {_never(specs, verdict)}"
    if verdict.answer == "violated" and verdict.witness:
        return f"{whose} {_can(specs, verdict, verdict.witness)}"
    return f"not decided: {limit_words(specs, verdict)}, for {whose}"


def _can(specs: Specs, verdict: Verdict, witness: Witness) -> str:
    limit = limit_of(specs, verdict)
    sends = [send for send, weight in zip(witness.sends, weights(specs, verdict), strict=True) if weight]
    when = span_words(sends[0].day, sends[-1].day) if sends else span_words(witness.first, witness.last)
    if is_freeze(limit):
        noun = "message" if any(send.reminder for send in sends) else "invitation"
        return f"can get {number_of(witness.total, noun)} on frozen days ({when})"
    if limit.gap is not None:
        apart = sends[-1].day - sends[0].day if sends else 0
        distance = f"{number_of(apart, 'day')} apart" if apart else "on the same day"
        return f"can get {what_words(limit, 2)} {distance} ({when}); the limit is a gap of {limit.gap.words}"
    verb = "can be asked for" if limit.minutes is not None else "can get"
    much = what_words(limit, witness.total, any(send.reminder for send in sends))
    allowed, window = figure(verdict.at_most), _within(limit, witness)
    if sends and sends[0].day == sends[-1].day:
        return f"{verb} {much} on the same day ({when}); the limit is {allowed} {window}"
    return f"{verb} {much} {window} ({when}); the limit is {allowed}"


def _never(specs: Specs, verdict: Verdict) -> str:
    limit = limit_of(specs, verdict)
    if is_freeze(limit):
        return f"gets nothing on frozen days ({frozen_words(limit)})"
    get, be = ("get", "are") if limit.per in ("account", "partner") else ("gets", "is")
    if verdict.most == 0:
        # What the limit counts goes to others only, so its number says nothing here.
        nothing = what_words(limit, 2, bare=True)
        return f"{be} asked for no {nothing}" if limit.minutes is not None else f"{get} no {nothing}"
    if limit.gap is not None:
        return f"never {get} two {what_words(limit, 2, bare=True)} less than {limit.gap.words} apart"
    most = verdict.at_most if verdict.most is None else verdict.most
    verb = f"{be} never asked for more than" if limit.minutes is not None else f"never {get} more than"
    return f"{verb} {what_words(limit, most)} {window_words(limit)}; the limit is {figure(verdict.at_most)}"


def _within(limit: Any, witness: Witness) -> str:
    """The window that the witness breaks."""
    if limit.each is not None:
        return f"in the {limit.each} from {span_words(witness.first, witness.last)}"
    return f"in {limit.within.words}" if limit.within is not None else "in all"


def whom(specs: Specs, verdict: Verdict) -> str:
    """Whose invitations are counted: `a maintenance manager who is also a buyer`, `the people of one account`."""
    limit, profile = limit_of(specs, verdict), verdict.profile
    per = "person" if is_freeze(limit) else limit.per
    if per in ("account", "partner"):
        roles = ", ".join(role_title(specs, role) for role in profile.roles)
        of = {"account": "one account", "partner": "one partner organization"}[per]
        return " ".join((f"the people of {of}", *([f"({roles})"] if roles else []), *described(specs, profile)))
    return _record(specs, verdict) + person(specs, profile) if per == "record" else person(specs, profile)


def _record(specs: Specs, verdict: Verdict) -> str:
    """Which record is meant: that of the tool in which the limit is broken, where one is known."""
    sends = verdict.witness.sends if verdict.witness else ()
    counted = (send for send, weight in zip(sends, weights(specs, verdict), strict=True) if weight)
    tool = next((survey_of(specs, send).through for send in counted), None)
    return f"one record in `{tool}` of " if tool else "one record of "


# STEPS


def _steps(specs: Specs, verdict: Verdict, witness: Witness) -> Iterator[Step]:
    limit = limit_of(specs, verdict)
    counts = weights(specs, verdict)
    several = len({send.contact for send in witness.sends}) > 1
    before: Send | None = None
    for send, weight, total in zip(witness.sends, counts, accumulate(counts), strict=True):
        counted = _counted(limit, verdict, weight, total, send.day - before.day if before else None)
        text = f"{_sent(witness, send, several)}{_cause(specs, witness, send)}{counted}"
        yield Step(send.day, text, tuple(_addresses(specs, limit, send, before if weight else None)))
        before = send if weight else before


def _sent(witness: Witness, send: Send, several: bool) -> str:
    """What goes out and to whom."""
    roles = ", ".join(send.roles)
    contact = f"contact {send.contact}" if several else ""
    record = f"record {send.record}" if any(each.record > 1 for each in witness.sends) else ""
    who = ", ".join(part for part in (contact, roles, record) if part)
    what = f"{ordinal(send.reminder)} reminder of " if send.reminder else ""
    return f"{what}`{send.survey}`" + (f" ({who})" if who else "")


def _cause(specs: Specs, witness: Witness, send: Send) -> str:
    """What led to it, such as `, after field-service.visit on 2 March`."""
    survey = survey_of(specs, send)
    if send.reminder:
        first = next((each for each in witness.sends if _is_invitation_of(each, send)), None)
        return f", invited on {day_words(first.day, send.day)}" if first else ""
    on = day_words(send.cause, send.day)
    sort = _trigger(survey)
    # A regular survey that does not say when it starts may start on any day: this one is the witness's choice.
    wave = f"in a wave that can start on {on}" if send.survey in witness.anchors else f"in the wave of {on}"
    of = f"{_CAUSES.get(sort, '')}`{getattr(survey.when, sort)}` on {on}" if sort in _CAUSES else wave
    again = f", {ordinal(send.repeat)} repeat" if send.repeat else ""
    late = f", checked on {day_words(send.checked, send.day)}" if send.checked != send.day else ""
    shifted = day_words(send.day + send.shift, send.day)
    clock = f", where the tool counts {shifted}" if send.shift else ""
    return f", {of}{again}{late}{clock}"


_CAUSES: Mapping[str, str] = {
    "after": "after ",
    "before": "ahead of ",
    "event": "after ",
    "milestone": "after ",
    "change": "after ",
}


def _trigger(survey: Any) -> str:
    """The key of `when` that says what starts an invitation."""
    return next(name for name in _TRIGGERS if getattr(survey.when, name))


def _is_invitation_of(send: Send, reminder: Send) -> bool:
    same = ("survey", "cause", "contact", "record", "repeat")
    return not send.reminder and all(getattr(send, key) == getattr(reminder, key) for key in same)


def _counted(limit: Any, verdict: Verdict, weight: Number, total: Number, apart: int | None) -> str:
    """The running total of what the limit counts."""
    if is_freeze(limit):
        return ""
    if not weight:
        return "; not counted"
    if limit.gap is not None:
        if apart is None:
            return ""
        return f"; {number_of(apart, 'day')} after the one before" if apart else "; the same day as the one before"
    over = f" where {figure(verdict.at_most)} {'is' if verdict.at_most == 1 else 'are'} allowed"
    shown = f"{number_of(weight, 'minute')}, {figure(total)} in all" if limit.minutes is not None else f"number {total}"
    return f"; {shown}{over if total > verdict.at_most else ''}"


def _addresses(specs: Specs, limit: Any, send: Send, before: Send | None) -> Iterator[Address]:
    survey = survey_of(specs, send)
    yield Address("survey", send.survey, ("id",), "the survey")
    if send.reminder:
        yield Address("survey", send.survey, ("reminders", send.reminder - 1), "the reminder")
    else:
        yield Address("survey", send.survey, ("when", _trigger(survey)), "its trigger")
    open_here = open_on_frozen_days(specs, send) if is_freeze(limit) else None
    guard = open_here or (missing(specs, before, send) if before else None)
    if guard:
        yield guard


# PROOFS


def keeper(specs: Specs, guard: Guard) -> str | None:
    """The channel that enforces a guard; None where no tool has to: for rates, calendars and the one a day."""
    if guard.kind == "channel":
        return guard.of
    if guard.sort not in ("own-rest", "shared-rest", "cap", "shared-cap"):
        return None
    survey = specs.get("survey", guard.of)
    return survey.through if survey else None


def summary(verdict: Verdict) -> tuple[str, ...]:
    """What each certificate adds up, a line each: `the rest of 30 days that survey-tool keeps x 13`."""
    found = dict.fromkeys(_summed(each, verdict.rests_on) for each in verdict.certificates)
    return tuple(words for words in found if words != _NOTHING) or tuple(found)


_NOTHING = "nothing that counts can be sent"


def _summed(certificate: Certificate, guards: Sequence[Guard]) -> str:
    """Guards and how often the case that needs most of them uses each."""
    lines = []
    for case in certificate.cases:
        uses: dict[int, Fraction] = {}
        for row, multiplier in case.uses:
            guard = certificate.rows[row].guard
            uses[guard] = uses.get(guard, Fraction(0)) + multiplier
        lines.append(uses)
    fullest = max(lines, key=lambda uses: (sum(uses.values()), sorted(uses.items())), default={})
    named = [f"{guards[guard].words} x {figure(times)}" for guard, times in sorted(fullest.items())]
    cases = f", in the fullest of {len(certificate.cases)} cases" if len(certificate.cases) > 1 else ""
    if not named and not any(case.caps or case.sent for case in certificate.cases):
        return _NOTHING
    return ("; ".join(named) or "at most one invitation of each sort of send") + cases
