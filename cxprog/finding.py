"""What the stages say: one value for every message, read by every report format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple, Protocol

from cxprog.source import Source, Span


class Severity(StrEnum):
    """How bad a finding is; `off` exists only as an override that silences a rule."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"
    OFF = "off"

    @property
    def rank(self) -> int:
        """0 for the worst; lower ranks are reported by stricter thresholds."""
        return list(Severity).index(self)


class Where(Protocol):
    """A place whose text range is looked up only when somebody asks."""

    @property
    def source(self) -> Source:
        """The text the place lies in."""

    @property
    def span(self) -> Span:
        """The range of characters to underline."""

    @property
    def anchor(self) -> str:
        """What identifies the place when lines above it move."""


class Label(NamedTuple):
    """A place with a few words that say why it is shown."""

    where: Where
    text: str = ""
    """The "because" shown beside the underline; may be empty for a primary label."""

    @property
    def line(self) -> int:
        """Line of the first underlined character, from 1."""
        return self.where.source.position(self.where.span.start).line

    @property
    def column(self) -> int:
        """Column of the first underlined character, from 1."""
        return self.where.source.position(self.where.span.start).column


@dataclass(frozen=True)
class Edit:
    """Replace a range by a text."""

    where: Where
    text: str


@dataclass(frozen=True)
class Fix:
    """One verified way to make the finding go away."""

    title: str
    """What applying the fix does, in the imperative."""
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class Step:
    """One line of a concrete counterexample: what happens, on which day, and what in the YAML makes it happen."""

    text: str
    labels: tuple[Label, ...] = ()
    """Places it rests on, each with the reason in its text: the survey, its trigger, the guard that is missing."""
    day: str = ""
    """Day on which it happens, `YYYY-MM-DD`; empty where it has none."""

    @property
    def when(self) -> str:
        """The day as people write it; empty where it has none."""
        return date_words(self.day) if self.day else ""

    @property
    def words(self) -> str:
        """Day and text on one line."""
        return f"{self.when}  {self.text}" if self.day else self.text


def steps(witness: Iterable[Step | str]) -> tuple[Step, ...]:
    """Lines of a counterexample, of which a plain text is a step without day and places."""
    return tuple(Step(each) if isinstance(each, str) else each for each in witness)


@dataclass(frozen=True)
class Finding:
    """One message to a person: what is wrong, where, why it matters, what to do."""

    rule: str
    """Id of the rule, readable kebab-case; `cxprog explain <id>` prints its page."""
    severity: Severity
    message: str
    """The fact with its numbers; lower case, no full stop."""
    labels: tuple[Label, ...]
    """Primary place first, then related places, possibly in other files; empty for the project as a whole."""
    help: str = ""
    """What to do, in one or two sentences."""
    witness: tuple[Step, ...] = ()
    """A concrete counterexample, where the rule has one, in the order in which it happens."""
    fix: Fix | None = None

    @property
    def primary(self) -> Label | None:
        """The place the message is about."""
        return self.labels[0] if self.labels else None

    @cached_property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that survive edits elsewhere in the file."""
        import hashlib

        anchor = self.primary.where.anchor if self.primary else ""
        return hashlib.sha256(f"{self.rule}\0{anchor}\0{self.message}".encode("utf-8", "surrogatepass")).hexdigest()[
            :16
        ]

    def at(self, severity: Severity) -> Finding:
        """The same finding at another severity."""
        return replace(self, severity=severity)


@dataclass(frozen=True)
class Silenced:
    """A finding that an allow-comment or a waiver keeps from counting."""

    finding: Finding
    reason: str
    owner: str
    until: str
    """Last day of the exception, `YYYY-MM-DD`."""
    by: Literal["comment", "waiver"] = "comment"
    """Which sort of exception it is."""


@dataclass(frozen=True)
class Run:
    """Everything a report format needs to know about one run."""

    findings: tuple[Finding, ...]
    """In reading order: by file, line, column, rule."""
    silenced: tuple[Silenced, ...] = ()
    files: int = 0
    """Number of YAML files read."""
    documents: int = 0
    """Number of YAML documents read."""
    prefix: str = ""
    """Folder to put before source names so that they can be opened from where the person stands."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Summary line of each rule's page, for formats that show it."""

    def path(self, label: Label) -> str:
        """Path of a label's file as the person can open it."""
        return self.prefix + label.where.source.name

    def count(self, severity: Severity) -> int:
        """Number of findings of one severity."""
        return sum(finding.severity is severity for finding in self.findings)


def in_reading_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sort by file, place and rule, and drop exact repeats."""

    def key(finding: Finding) -> tuple[str, int, str, str, tuple[tuple[str, int], ...]]:
        label = finding.primary
        place = (label.where.source.name, label.where.span.start) if label else ("", 0)
        related = tuple((other.where.source.name, other.where.span.start) for other in finding.labels[1:])
        return (*place, finding.rule, finding.message, related)

    return tuple({key(finding): finding for finding in sorted(findings, key=key)}.values())


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def date_words(date: str) -> str:
    """A day written `2027-03-03` as `3 March 2027`, in every locale alike."""
    year, month, day = map(int, date.split("-"))
    return f"{day} {_MONTHS[month - 1]} {year}"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A help sentence that offers the nearest known word, or nothing when none is near."""
    nearest = nearest_word(word, known)
    return f"did you mean `{nearest}`?" if nearest else ""


_MANY = 500
"""From so many known words on, only those that begin or end like the given one are compared with it."""


def nearest_word(word: str, known: Iterable[str]) -> str | None:
    """The known word most like the given one, or None when none is near; case and separators do not count."""
    # Imported late: most runs have nothing to ask, and pay for start-up only.
    from difflib import get_close_matches

    folded = {_folded(name): name for name in sorted(set(known), reverse=True)}
    wanted = _folded(word)
    if wanted in folded:
        return folded[wanted]
    likely: Iterable[str] = folded
    if len(folded) > _MANY:
        likely = [name for name in folded if name.startswith(wanted[:2]) or name.endswith(wanted[-3:])]
    cutoff = 0.65 if len(folded) <= _FEW and len(wanted) >= _LONG else 0.7
    if close := get_close_matches(wanted, likely, n=1, cutoff=cutoff):
        return folded[close[0]]
    containing = [name for name in folded if len(wanted) >= _PART_MIN and wanted in name.split("-")]
    return folded[containing[0]] if len(containing) == 1 else None


_FEW, _LONG = 40, 6
"""With few known words, as kinds and keys are, a long word may be less like the one that was meant."""
_PART_MIN = 4
"""Shortest word that suggests a longer one which contains it, as `board` does `advisory-board`."""


@lru_cache(maxsize=1 << 16)
def _folded(word: str) -> str:
    return re.sub(r"[\s_-]+", "-", word.strip(" \t\u00a0\u200b\ufeff.,;:\"'“”„‘’`").lower())
