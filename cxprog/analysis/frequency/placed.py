"""Witnesses and proofs with their places in the files: addresses become labels, days become dates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.frequency.reading import Reading
from cxprog.analysis.frequency.telling import Story
from cxprog.analysis.frequency.unguarded import Address
from cxprog.analysis.frequency.values import KINDS, Answer, Guard, Send, Verdict
from cxprog.analysis.frequency.wording import iso
from cxprog.analysis.specs import specs_of
from cxprog.facts import understood
from cxprog.finding import Fix, Label, Severity, Step
from cxprog.program import Program

Part = Literal["frequency", "freezes"]

_MENDED_MAX = 3
"""So many broken limits get changes that are tried out."""


def witness(program: Program, story: Story) -> tuple[Step, ...]:
    """The steps of a story as a finding has them."""
    return tuple(
        Step(step.text, tuple(placed(program, address) for address in step.addresses), iso(step.day))
        for step in story.steps
    )


def placed(program: Program, address: Address) -> Label:
    """The place that an address names; a KeyError where the program has no such document."""
    return program.entries[address.kind][address.id].at(*address.path, text=address.text)


def guard_label(program: Program, guard: Guard) -> Label:
    """Where a guard is stated."""
    return placed(program, Address(guard.kind, guard.of, guard.path, guard.words))


def verdicts_of(program: Program) -> tuple[Verdict, ...]:
    """What is known about every limit of a program; worked out once, for several rules ask.

    Nothing, where a document that has a part in it was not understood: the missing guard may be the misspelt one.
    """
    return program.once("verdicts", "", lambda: _verdicts(program))


def _verdicts(program: Program) -> tuple[Verdict, ...]:
    if not understood(program, *KINDS):
        return ()
    return verdicts(specs_of(program), with_certificates=False, in_full=False, reading=reading_of(program))


def reading_of(program: Program) -> Reading:
    """What a program says about invitations, read once for all rules."""
    return program.once("reading", "", lambda: Reading(specs_of(program)))


def severity_of(program: Program, verdict: Verdict) -> Severity | None:
    """How bad the program's own policy says it is to break its limit; None for a limit of a pack."""
    if verdict.pack is not None:
        return None
    return Severity(program.entries["policy"][verdict.policy].node.severity)


def remedy(program: Program, verdict: Verdict, number: int) -> tuple[str, Fix | None]:
    """What to do about the broken limit of this number, from 0, in words and, where it is one edit, as a fix.

    Changes are tried out and proved, which takes long: who has many broken limits begins with the first ones.
    """
    from cxprog.analysis.frequency.mending import fix_of, ways
    from cxprog.analysis.frequency.repair import repairs

    known = verdicts_of(program)
    tried = repairs(specs_of(program), verdict, known=known) if number < _MENDED_MAX else ()
    fix = next((fix for fix in (fix_of(program, repair) for repair in tried) if fix), None)
    return ways(tried, is_freeze=verdict.part == "freezes"), fix


def told_once(program: Program, answer: Answer, part: Part) -> Iterator[tuple[Verdict, int]]:
    """Verdicts with an answer, one for each limit and set of surveys that break it, and of how many sets of roles.

    Somebody with three roles breaks a limit in the same way as somebody with two of them; one finding says it. Of
    people with the same roles in several segments, those with the shortest calendar speak for all.
    """
    by_roles: dict[tuple[object, ...], Verdict] = {}
    for verdict in program.once("verdicts", "by answer", lambda: _by_answer(program)).get((answer, part), ()):
        key = (verdict.pack, verdict.policy, verdict.index, verdict.profile.roles, verdict.reason)
        other = by_roles.get(key)
        if other is None or len(_sends(verdict)) < len(_sends(other)):
            by_roles[key] = verdict
    found: dict[tuple[object, ...], list[Verdict]] = {}
    for (pack, policy, index, _, reason), verdict in by_roles.items():
        surveys = frozenset(send.survey for send in _sends(verdict))
        found.setdefault((pack, policy, index, surveys, reason), []).append(verdict)
    for alike in found.values():
        yield min(alike, key=lambda verdict: len(_sends(verdict))), len(alike)


def _by_answer(program: Program) -> dict[tuple[str, str], list[Verdict]]:
    grouped: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts_of(program):
        grouped.setdefault((verdict.answer, verdict.part), []).append(verdict)
    return grouped


def _sends(verdict: Verdict) -> tuple[Send, ...]:
    return verdict.witness.sends if verdict.witness else ()
