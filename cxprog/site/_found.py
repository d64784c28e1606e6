"""Findings and exceptions as a site shows them: in words, with their place, and the page of what they are about."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cxprog.document import Place
from cxprog.finding import Severity, date_words
from cxprog.rules import all_rules
from cxprog.site._site import Ref, Site

if TYPE_CHECKING:
    from cxprog.finding import Finding, Label, Silenced


class Seen(NamedTuple):
    """A place in the YAML with the reason why it is shown."""

    place: str
    """File and line."""
    text: str


class Found(NamedTuple):
    """A finding."""

    finding: Finding
    anchor: str
    """Its name on the page of all findings."""
    summary: str
    """What the rule says of it in general."""
    about: Ref | None
    """The nearest thing with a page that it is about."""
    seen: tuple[Seen, ...]
    """Where it is, first the place itself."""

    @property
    def place(self) -> str:
        """File and line; empty for what the whole project lacks."""
        return self.seen[0].place if self.seen else ""


class Excused(NamedTuple):
    """A finding that somebody has made an exception for."""

    found: Found
    by: str
    """`waiver` or `comment`."""
    owner: Ref
    reason: str
    until: str


class Findings:
    """All findings of a program."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.summaries = {rule.id: rule.summary for rule in all_rules()}

    @cached_property
    def found(self) -> tuple[Found, ...]:
        """Findings in reading order."""
        return tuple(self._found(finding, f"finding-{at}") for at, finding in enumerate(self.site.account.findings, 1))

    @cached_property
    def by_severity(self) -> Mapping[Severity, tuple[Found, ...]]:
        """The same, the worst first; severities that nothing has are left out."""
        groups = {each: tuple(one for one in self.found if one.finding.severity is each) for each in Severity}
        return {severity: group for severity, group in groups.items() if group}

    @cached_property
    def excused(self) -> tuple[Excused, ...]:
        """What is excused, the exception that ends first before the others."""
        ordered = sorted(enumerate(self.site.account.silenced, 1), key=lambda each: (each[1].until, each[0]))
        return tuple(self._excused(silenced, f"exception-{number}") for number, silenced in ordered)

    @cached_property
    def about(self) -> Mapping[tuple[str, str], tuple[Found, ...]]:
        """Findings by the kind and id of the document that they are about."""
        groups: dict[tuple[str, str], list[Found]] = {}
        for each in self.found:
            if (name := _document(each.finding)) is not None:
                groups.setdefault(name, []).append(each)
        return {name: tuple(group) for name, group in groups.items()}

    def _found(self, finding: Finding, anchor: str) -> Found:
        seen = tuple(Seen(f"{label.where.source.name}:{label.line}", label.text) for label in finding.labels)
        summary = self.summaries.get(finding.rule, "")
        return Found(finding, anchor, summary, self._about(finding.primary), seen)

    def _excused(self, silenced: Silenced, anchor: str) -> Excused:
        return Excused(
            self._found(silenced.finding, anchor),
            silenced.by,
            self.site.anyone(silenced.owner),
            silenced.reason,
            date_words(silenced.until),
        )

    def _about(self, label: Label | None) -> Ref | None:
        """The innermost part of a journey, else the document, that a place lies in."""
        if label is None or not isinstance(label.where, Place):
            return None
        kind, _, name = label.where.document.name.partition(":")
        if self.site.manifest.find(kind, name) is None:
            return None
        inner = kind == "journey" and self._inner(name, label.where)
        return inner or self.site.ref(kind, name)

    def _inner(self, journey: str, where: Place) -> Ref | None:
        # By id: a finding of another environment can lie in a part that this one does not have.
        for size in range(len(where.path), 0, -1):
            data = where.document.value(where.path[:size])
            if isinstance(data, dict) and (address := f"{journey}.{data.get('id')}") in self.site.places:
                return self.site.place(address)
        return None


def _document(finding: Finding) -> tuple[str, str] | None:
    where = finding.primary.where if finding.primary else None
    if not isinstance(where, Place):
        return None
    kind, _, name = where.document.name.partition(":")
    return kind, name
