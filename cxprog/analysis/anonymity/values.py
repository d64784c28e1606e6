"""What is said about anonymity: who learns what by which way, how small the groups are that are shown, what adds up."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from cxprog.source import Path

Answer = Literal["proved", "violated", "not decided"]

Bit = Literal["identity", "traits", "comment", "score", "existence"]
"""What can be known of an answer: who gave it; what tells this person from others, such as account or time; its words;
its numbers; that there is one."""
BITS: tuple[Bit, ...] = ("identity", "traits", "comment", "score", "existence")

LIKELY = 0.95
"""How likely a group has to get its minimum of answers for that to be assured."""


class At(NamedTuple):
    """A place in the program."""

    kind: str
    id: str
    path: Path = ()


class Audience(NamedTuple):
    """Somebody who can see something."""

    kind: Literal["team", "partner", "role", "word"]
    """What it is; `word`: somebody who depends on the case, such as `account-manager`, where nobody stands for it."""
    id: str


class Hop(NamedTuple):
    """One step of a way from an answer to an audience."""

    at: At
    """Where the program says so."""
    words: str
    """What happens there: lower case, no full stop, names in backticks."""


@dataclass(frozen=True)
class Flow:
    """What one audience learns of the answers to one survey, against what respondents are promised."""

    survey: str
    audience: Audience
    promise: Literal["identified", "confidential", "anonymous"]
    answer: Answer
    carries: tuple[Bit, ...]
    """What arrives, in the order of `BITS`."""
    allowed: tuple[Bit, ...]
    """What the promise allows, in the order of `BITS`."""
    case: str = ""
    """Which sort of breach it is, a key of `CASES` in promises.py; empty where it is none."""
    path: tuple[Hop, ...] = ()
    """The shortest way of the worst thing that arrives, from the answer to the audience; also where it is allowed."""
    reason: str = ""
    """Why nothing is decided; empty otherwise."""


class Cell(NamedTuple):
    """A group of people, or a total, that a report shows."""

    by: tuple[tuple[str, str], ...]
    """Dimension and value, in the order of the cut; nothing for the whole."""
    people: float
    """How many people it stands for; no whole number where a class of partners is taken apart."""
    expected: float
    """How many answers are expected in the time that one edition covers."""
    likely: float
    """How likely it gets at least the minimum of answers."""


@dataclass(frozen=True)
class View:
    """One number or list of comments, as one audience sees it in one report."""

    report: str
    audience: Audience
    is_own: bool
    """Whether the audience sees nothing but its own part."""
    what: str
    """Id of the metric, or `<survey>.<question>` of the comments."""
    is_comment: bool
    minimum: int
    """Fewest answers before it is shown."""
    limit: At | None
    """What asks for this minimum: the report, the metric or a policy; None where nobody does."""
    days: float
    """Days that one edition covers."""
    cells: int
    """How many groups and totals are shown, those without people left out."""
    empty: int
    """How many groups hold nobody."""
    small: int
    """How many get fewer answers than the minimum, by what is expected."""
    unsure: int
    """How many are expected to get enough, and do not get it in 19 of 20 cases."""
    smallest: tuple[Cell, ...]
    """The smallest groups, at most five; the fewest answers first."""
    expected: Answer
    """Whether every group is expected to get its minimum."""
    assured: Answer
    """Whether every group gets its minimum in 19 of 20 cases."""
    structural: Answer
    """Whether no smaller group is shown, nor can be worked out, whatever the counts turn out to be."""
    reason: str = ""
    """Why something is not decided."""
    resting: tuple[Hop, ...] = ()
    """What the structural verdict rests on, or what breaks it."""


class Total(NamedTuple):
    """A published number that takes part in an equation."""

    report: str
    by: tuple[tuple[str, str], ...]
    """Dimension and value; nothing for the whole."""
    answers: int
    """How many answers it is expected to count."""


@dataclass(frozen=True)
class Remainder:
    """A group below the minimum that one audience can work out of what it sees."""

    audience: Audience
    what: str
    """Id of the metric."""
    group: tuple[tuple[tuple[str, str], ...], ...]
    """The sorts of people in it, each by dimension and value."""
    answers: int
    """How many answers it is expected to hold."""
    minimum: int
    equation: tuple[tuple[Fraction, Total], ...]
    """Totals and factors that add up to the group: the first is the largest."""


@dataclass(frozen=True)
class Linked:
    """Everything that one audience sees of one number, taken together."""

    audience: Audience
    what: str
    """Id of the metric."""
    reports: tuple[str, ...]
    minimum: int
    answer: Answer
    """`proved`: no smaller group can be worked out whatever the counts turn out to be; `violated`: with the expected
    counts one can."""
    remainders: tuple[Remainder, ...]
    """What can be worked out, the smallest first, at most five."""
    count: int
    """How many groups can be worked out altogether."""
    hide: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """What to hide besides, by report and group, so that nothing can be worked out any more; checked again."""
    is_smallest: bool
    """Whether hiding less does not do."""
    reason: str = ""
    """Why nothing is decided, or what the proof rests on."""
