"""Run the rules over a program, then apply severities, allow-comments and waivers."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cxprog.allow import Allow, allows
from cxprog.codes import CODES, found
from cxprog.document import Place
from cxprog.finding import Finding, Severity, Silenced, did_you_mean
from cxprog.program import Entry, Program
from cxprog.rule import Rule


@dataclass(frozen=True)
class Today:
    """What a run takes for today, and how strict it is about exceptions that ran out."""

    date: str
    """`YYYY-MM-DD`; dates of this form sort as text."""
    is_strict: bool = False
    """Whether unused and expired exceptions are errors."""


def check(
    program: Program, rules: Iterable[Rule], today: Today, others: Iterable[Finding] = ()
) -> tuple[tuple[Finding, ...], tuple[Silenced, ...]]:
    """What the rules find, and what exceptions keep from counting; `others` are findings that may be excused too."""
    rules = tuple(rules)
    settings = program.settings.node if program.settings else None
    packs = set(settings.packs) if settings else set()
    overrides: Mapping[str, Severity] = settings.rules if settings else {}
    wanted = [rule for rule in rules if overrides.get(rule.id) is not Severity.OFF]
    active = [rule for rule in wanted if rule.pack is None or rule.pack in packs]
    found_by_rules = [*others, *(finding for rule in active for finding in _run(rule, program))]
    kept, silenced, exceptions = _excuse(_with_severities(found_by_rules, overrides), program, today)
    known = {rule.id for rule in rules} | {finding.rule for finding in found_by_rules}
    return (*kept, *exceptions, *_unknown_rules(program, known)), silenced


def _run(rule: Rule, program: Program) -> Iterator[Finding]:
    try:
        yield from list(rule.run(program))
    except Exception as error:  # a rule may come from a plugin; the others still have to speak
        place = traceback.extract_tb(error.__traceback__)[-1]
        yield found(
            "rule-failed",
            f"the rule `{rule.id}` stopped with {type(error).__name__}: {error}",
            help=f"report it with the program that caused it ({place.name}, line {place.lineno}); "
            f"until then `rules: {{{rule.id}: off}}` in cxprog.yaml leaves the rule out",
        )


def _with_severities(findings: Iterable[Finding], overrides: Mapping[str, Severity]) -> Iterator[Finding]:
    for finding in findings:
        severity = overrides.get(finding.rule, finding.severity)
        if severity is not Severity.OFF:
            yield finding if severity is finding.severity else finding.at(severity)


# EXCEPTIONS


def _excuse(
    findings: Iterable[Finding], program: Program, today: Today
) -> tuple[list[Finding], tuple[Silenced, ...], list[Finding]]:
    comments, exceptions = allows(program.documents)
    waivers = [entry for entry in program.each("waiver")]
    used: set[int] = set()
    kept: list[Finding] = []
    silenced: list[Silenced] = []
    for finding in findings:
        excuses = [*_comments_for(finding, comments), *_waivers_for(finding, waivers, program)]
        used.update(key for key, _ in excuses)
        valid = [excuse for _, excuse in excuses if excuse.until >= today.date]
        if (valid and finding.rule not in CODES) or (valid and finding.rule == "house-rule"):
            silenced.append(valid[0])
        else:
            kept.append(finding)
    said = [*exceptions, *_idle_comments(comments, used, today), *_idle_waivers(waivers, used, today)]
    return kept, tuple(silenced), said


def _comments_for(finding: Finding, comments: Iterable[Allow]) -> Iterator[tuple[int, Silenced]]:
    primary = finding.primary
    for comment in comments:
        if (
            primary is not None
            and finding.rule in comment.rules
            and primary.where.source is comment.source
            and primary.line in comment.lines
        ):
            yield id(comment), Silenced(finding, comment.reason, comment.owner, comment.until)


def _waivers_for(finding: Finding, waivers: Iterable[Entry], program: Program) -> Iterator[tuple[int, Silenced]]:
    place = finding.primary.where if finding.primary else None
    if not isinstance(place, Place):
        return
    for waiver in waivers:
        node = waiver.node
        target = _covered(waiver, program)
        if (
            node.rule == finding.rule
            and target is not None
            and place.document is target.document
            and place.path[: len(target.path)] == target.path
        ):
            reason = node.reason if isinstance(node.reason, str) else next(iter(node.reason.values()))
            yield id(waiver), Silenced(finding, reason, node.owner, node.until, "waiver")


def _covered(waiver: Entry, program: Program) -> Entry | None:
    for kind in type(waiver.node.covers).model_fields:
        name = getattr(waiver.node.covers, kind)
        if name is not None:
            return program.get(kind, name)
    return None


def _idle_comments(comments: Iterable[Allow], used: set[int], today: Today) -> Iterator[Finding]:
    severity = Severity.ERROR if today.is_strict else None
    for comment in comments:
        named = ", ".join(f"`{rule}`" for rule in comment.rules)
        if comment.until < today.date:
            yield found(
                "allow-expired",
                f"the exception from {named} ran out on {comment.until}",
                comment.label,
                help=f"`{comment.owner}` decides: mend the cause, or renew the date with a reason that still holds",
                severity=severity,
            )
        elif id(comment) not in used:
            yield found(
                "allow-unused",
                f"nothing here is found by {named}, so there is nothing to allow",
                comment.label,
                help="remove the comment; it would hide a later mistake",
                severity=severity,
            )


def _idle_waivers(waivers: Iterable[Entry], used: set[int], today: Today) -> Iterator[Finding]:
    severity = Severity.ERROR if today.is_strict else None
    for waiver in waivers:
        node = waiver.node
        if node.until < today.date:
            yield found(
                "waiver-expired",
                f"the exception from `{node.rule}` ran out on {node.until}",
                waiver.at("until"),
                help=f"`{node.owner}` decides: mend the cause, or renew the date with a reason that still holds",
                severity=severity,
            )
        elif id(waiver) not in used:
            yield found(
                "waiver-unused",
                f"`{node.rule}` finds nothing there, so there is nothing to waive",
                waiver.at("covers", part="key"),
                help="remove the waiver; it would hide a later mistake",
                severity=severity,
            )


def _unknown_rules(program: Program, known: set[str]) -> Iterator[Finding]:
    every = known | CODES.keys()
    settings = program.settings
    if settings and settings.node:
        for name in settings.node.rules:
            if name not in every:
                yield _unknown_rule(name, known, settings.at("rules", name, part="key"))
    for waiver in program.each("waiver"):
        if waiver.node.rule not in every:
            yield _unknown_rule(waiver.node.rule, known, waiver.at("rule"))


def _unknown_rule(name: str, known: Iterable[str], label: object) -> Finding:
    return found(
        "unknown-rule",
        f"there is no rule `{name}`",
        label,  # type: ignore[arg-type]
        help=did_you_mean(name, known) or "`cxprog rules` lists them all",
    )
