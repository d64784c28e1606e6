"""Small programs in one line per document, and days, for tests about calendars of invitations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cxprog.analysis.specs import Specs
from cxprog.document import parse
from cxprog.program import link
from cxprog.source import Source

_ALWAYS = """\
program pumps: language: 1; version: 1.0.0; model: b2b; clock: Europe/Berlin; owner: cx-office
team cx-office:
question ease: type: ces; text: How easy was it?
role buyer:
event ticket:
"""
_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "survey": {
        "purpose": "transactional",
        "asks": "[buyer]",
        "when": "{event: ticket}",
        "identity": "identified",
        "minutes": "5",
        "questions": "[ease]",
    },
    "channel": {"type": "survey", "tool": "Any"},
    "role": {"audience": "customer", "level": "operational"},
    "event": {"type": "event"},
    "partner": {"type": "dealer"},
    "journey": {"actor": "customer"},
}
"""What documents say that leave it out."""


def specs(text: str) -> Specs:
    """The program of lines such as `survey nps: when: {every: yearly}; through: tool`.

    A buyer, an event `ticket` that can happen on any day and what every program needs are there already; a line for one
    of them takes its place.
    """
    documents: dict[tuple[str, str], str] = {}
    for line in (_ALWAYS + text).splitlines():
        head, _, body = line.strip().partition(":")
        if head:
            kind, _, name = head.partition(" ")
            documents[kind, name] = _document(kind, name, body)
    found, mistakes = parse(Source("cxprog.yaml", "---\n".join(documents.values())))
    program, findings = link(found)
    assert not [finding.message for finding in (*mistakes, *findings)]
    return Specs.of_program(program)


def _document(kind: str, name: str, body: str) -> str:
    given = dict(part.strip().split(": ", 1) for part in body.split(";") if part.strip())
    keys = {"kind": kind, "id": name, **_DEFAULTS.get(kind, {}), **given}
    return "".join(f"{key}: {value}\n" for key, value in keys.items())


def day(text: str) -> int:
    """The number of a day: `2027-03-31`."""
    return date.fromisoformat(text).toordinal()
