"""Run the rules over a program, then apply severities, allow-comments and waivers."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cxprog.allow import Allow, allows
from cxprog.codes import CODES, found
from cxprog.document import Place
from cxprog.finding import Finding, Label, Severity, Silenced, did_you_mean, nearest_word
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
    known = {rule.id for rule in rules} | {finding.rule for finding in found_by_rules} | CODES.keys()
    comments, malformed = allows(program.documents)
    kept, silenced, idle = _excuse(with_severities(found_by_rules, program), program, comments, known, today)
    said = with_severities((*malformed, *idle), program)
    return (*kept, *said, *_names(program, comments, known)), silenced


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


def with_severities(findings: Iterable[Finding], program: Program) -> Iterator[Finding]:
    """Findings at the severities that the program sets; those it switches off are left out."""
    settings = program.settings.node if program.settings else None
    overrides: Mapping[str, Severity] = settings.rules if settings else {}
    for finding in findings:
        severity = finding.severity if finding.rule in _FIXED else overrides.get(finding.rule, finding.severity)
        if severity is not Severity.OFF:
            yield finding if severity is finding.severity else finding.at(severity)


_FIXED = frozenset(code for code, severity in CODES.items() if severity is Severity.ERROR) - {"house-rule"}
"""Mistakes in the text itself: no severity and no exception makes a text mean something."""


# EXCEPTIONS


def _excuse(
    findings: Iterable[Finding], program: Program, comments: tuple[Allow, ...], known: set[str], today: Today
) -> tuple[list[Finding], tuple[Silenced, ...], list[Finding]]:
    """Findings that count, those that do not, and the exceptions that ran out or that nothing needs."""
    waivers = list(program.each("waiver"))
    used: set[tuple[int, str]] = set()
    doubted = _doubted(program, known)
    kept: list[Finding] = []
    silenced: list[Silenced] = []
    for finding in findings:
        excuses = [*_comments_for(finding, comments), *_waivers_for(finding, waivers, program)]
        used.update((key, finding.rule) for key, _ in excuses)
        valid = [excuse for _, excuse in excuses if excuse.until >= today.date]
        if valid and finding.rule not in _FIXED:
            silenced.append(valid[0])
        elif finding.rule not in doubted:
            kept.append(finding)
    idle = [*_idle_comments(comments, used, known, today), *_idle_waivers(waivers, used, known, today)]
    if not _is_whole(program):  # what could not be understood may need an exception
        idle = [finding for finding in idle if finding.rule.endswith("-expired")]
    return kept, tuple(silenced), idle


def _doubted(program: Program, known: set[str]) -> frozenset[str]:
    """Rules for which there is a waiver with mistakes in it, which may cover what they find."""
    waivers = program.entries.get("waiver", {}).values()
    names = [str((waiver.document.data or {}).get("rule")) for waiver in waivers]
    doubtful = [name for name, waiver in zip(names, waivers, strict=True) if not waiver.sound or name not in known]
    return frozenset(rule for name in doubtful if (rule := nearest_word(name, known)) and rule not in _FIXED)


def _is_whole(program: Program) -> bool:
    return not program.unread and all(entry.sound for each in program.entries.values() for entry in each.values())


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


def _idle_comments(
    comments: Iterable[Allow], used: set[tuple[int, str]], known: set[str], today: Today
) -> Iterator[Finding]:
    severity = Severity.ERROR if today.is_strict else None
    for comment in comments:
        idle = [rule for rule in comment.rules if (id(comment), rule) not in used and rule in known - _FIXED]
        if comment.until < today.date:
            yield found(
                "allow-expired",
                f"the exception from {_named(comment.rules)} ran out on {comment.until}",
                comment.label,
                help=f"`{comment.owner}` decides: mend the cause, or renew the date with a reason that still holds",
                severity=severity,
            )
        elif idle:
            yield found(
                "allow-unused",
                f"nothing here is found by {_named(idle)}, so there is nothing to allow",
                comment.label,
                help="remove the comment; it would hide a later mistake"
                if len(idle) == len(comment.rules)
                else "take the rule out of the comment; it would hide a later mistake",
                severity=severity,
            )


def _idle_waivers(
    waivers: Iterable[Entry], used: set[tuple[int, str]], known: set[str], today: Today
) -> Iterator[Finding]:
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
        elif (id(waiver), node.rule) not in used and node.rule in known - _FIXED:
            yield found(
                "waiver-unused",
                f"`{node.rule}` finds nothing there, so there is nothing to waive",
                waiver.at("covers", part="key"),
                help="remove the waiver; it would hide a later mistake",
                severity=severity,
            )


def _named(rules: Iterable[str]) -> str:
    return ", ".join(f"`{rule}`" for rule in rules)


# NAMES OF RULES


def _names(program: Program, comments: Iterable[Allow], known: set[str]) -> Iterator[Finding]:
    """Names that stand for no rule, or for something that no setting and no exception changes."""
    settings = program.settings
    if settings and settings.node:
        for name in settings.node.rules:
            label = settings.at("rules", name, part="key")
            if name in _FIXED:
                yield _fixed("wrong-value", f"the severity of `{name}` cannot be changed", label)
            elif name not in known:
                yield _unknown_rule(name, known, label)
    for waiver in program.each("waiver"):
        name = waiver.node.rule
        if name in _FIXED:
            yield _fixed("wrong-value", f"`{name}` cannot be waived", waiver.at("rule"))
        elif name not in known:
            yield _unknown_rule(name, known, waiver.at("rule"))
    owners = {*program.entries.get("team", ()), *program.entries.get("partner", ())}
    for comment in comments:
        for name in comment.rules:
            if name in _FIXED:
                yield _fixed("allow-malformed", f"`{name}` cannot be allowed", comment.label)
            elif name not in known:
                yield _unknown_rule(name, known, comment.label)
        if comment.owner not in owners | program.unread:
            message = f"there is no team or partner `{comment.owner}` to answer for this exception"
            help_text = did_you_mean(comment.owner, owners) or "`owner=` names a team or partner of the program"
            yield found("allow-malformed", message, comment.label, help=help_text)


def _fixed(code: str, message: str, label: Label) -> Finding:
    return found(code, message, label, help="it reports a mistake in the text itself: mend that instead")


def _unknown_rule(name: str, known: Iterable[str], label: Label) -> Finding:
    return found(
        "unknown-rule",
        f"there is no rule `{name}`",
        label,
        help=did_you_mean(name, known) or "`cxprog rules` lists them all",
    )
