"""Verdicts: for each limit and sort of person a proof that it holds, a calendar that breaks it, or what is missing.

The cheapest first: what adds up (bound.py), then calendars and linear programs (answer.py). Work is counted in steps,
not in seconds, so the same program has the same verdicts everywhere.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from cxprog.analysis.frequency.bound import certificate, charge, guards_of, keeps_freeze
from cxprog.analysis.frequency.outcome import Outcome
from cxprog.analysis.frequency.question import Alike, Missing, Question, questions, undeclared_records
from cxprog.analysis.frequency.reading import Limit, Reading
from cxprog.analysis.frequency.values import Case, Certificate, Verdict
from cxprog.analysis.frequency.windows import Windows
from cxprog.analysis.specs import Specs


def verdicts(
    specs: Specs, *, with_certificates: bool = True, in_full: bool = True, reading: Reading | None = None
) -> tuple[Verdict, ...]:
    """Every limit of a program held against every sort of person, by policy, index and profile.

    Certificates of what simply adds up take time to write; without them a proof still names its guards. Not `in_full`,
    a proof that has been found for people with the same sorts of surveys is only said to hold for others. `reading` is
    what was read from the program before.
    """
    reading = reading or Reading(specs)
    known: dict[Any, Outcome] = {}
    proved: dict[Any, Verdict] | None = None if in_full else {}
    found = [
        verdict
        for limit in (*reading.limits, *reading.freezes)
        for question in questions(reading, limit)
        for verdict in [_verdict(question, limit, known, with_certificates, proved)]
    ]
    return tuple(
        sorted(
            found, key=lambda each: (each.pack or "", each.policy, each.part != "frequency", each.index, _order(each))
        )
    )


def _order(verdict: Verdict) -> tuple[Any, ...]:
    profile = verdict.profile
    return profile.roles, profile.segment, str(profile.is_key), profile.partner or ""


def _verdict(
    question: Question | Alike | Missing,
    limit: Limit,
    known: dict[Any, Outcome],
    with_certificates: bool,
    proved: dict[Any, Verdict] | None,
) -> Verdict:
    if isinstance(question, Alike):
        likeness = None if proved is None else question.likeness()
        if proved is not None and likeness in proved:
            return proved[likeness].of(question.profile)
        verdict = _verdict(question.put(), limit, known, with_certificates, None)
        if proved is not None and verdict.answer == "proved":
            proved[likeness] = replace(verdict, rests_on=(), certificates=())
        return verdict
    if isinstance(question, Missing):
        allowed = 1 if limit.spec.gap else limit.spec.at_most if limit.spec.at_most is not None else limit.spec.minutes
        return Verdict(
            limit.policy, limit.index, limit.pack, question.profile, "not decided", allowed or 0, reason=question.reason
        )
    # A calendar is played with the segment of its profile, so it does not serve people of several segments.
    own = question.key, bool(question.profile.segment)
    if own not in known or known[own].guards:  # what a linear program used is named in the words of its question
        known[own] = _outcome(question)
    return _told(question, known[own], with_certificates)


def _outcome(question: Question) -> Outcome:
    """What adds up, or else what calendars and linear programs show, which take longer to load than to add up."""
    if not question.streams:
        return Outcome("proved", most=0)
    kept = [question.reading.frozen_for(stream.ask) for stream in question.streams]
    if question.limit.freeze is not None and all(each is not None and each.possible == (0,) for each in kept):
        guards = dict.fromkeys(keeps_freeze(stream) for stream in question.streams)
        nothing = Certificate(0, (), (), (Case((), (), ()),))
        return Outcome("proved", most=0, certificates=(nothing,), guards=tuple(guards))
    whole = None
    days = Windows(question).longest() if question.limit.freeze is None else None
    if days is not None:
        whole = charge(question, days + question.lead)
        if whole is not None and whole.total <= question.at_most and not undeclared_records(question):
            return Outcome("proved", most=int(whole.total), charge=whole, days=days + question.lead)
    from cxprog.analysis.frequency.answer import Answer

    return Answer(question, whole).outcome()


def _told(question: Question, outcome: Outcome, with_certificates: bool) -> Verdict:
    limit = question.limit
    verdict = Verdict(
        limit.policy,
        limit.index,
        limit.pack,
        question.profile,
        outcome.answer,  # type: ignore[arg-type]
        question.amount,
        least=question.unscaled(outcome.least),
        most=None
        if outcome.most is None or (question.left_out and outcome.most > question.at_most)
        else question.unscaled(outcome.most),
        reason=outcome.reason,
        part=limit.part,
    )
    if outcome.found is not None:
        steps, anchors, first, days = outcome.found
        from cxprog.analysis.frequency.answer import witness_of

        return replace(verdict, witness=witness_of(question, steps, _named(question, anchors), first, days))
    if outcome.answer != "proved":
        return verdict
    certificates, guards = outcome.certificates, outcome.guards
    if outcome.charge is not None:
        own = charge(question, outcome.days)
        assert own is not None
        guards = guards_of(own)
        if with_certificates:
            certificates = (certificate(question, outcome.days, own),)
    return replace(verdict, rests_on=guards, certificates=certificates)


def _named(question: Question, anchors: tuple[tuple[int, int], ...]) -> dict[str, int]:
    return {question.streams[index].ask.id: day for index, day in anchors}
