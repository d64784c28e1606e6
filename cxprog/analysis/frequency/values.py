"""What is said about a limit on invitations: verdicts, the calendars that break it, the proofs that it holds.

Days are ordinals of one calendar, that of the program's clock (`datetime.date.fromordinal` turns one into a date).
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple, Self

from cxprog.source import Path

KINDS = ("survey", "role", "channel", "event", "journey", "partner", "policy", "population")
"""Kinds of documents that have a part in who gets which invitation when."""

Answer = Literal["proved", "violated", "not decided"]


class Profile(NamedTuple):
    """A sort of person: everybody of it can get the same invitations."""

    roles: tuple[str, ...]
    """Roles that one person holds at once, sorted; for a limit per account or partner, all roles of its people."""
    segment: tuple[tuple[str, str], ...] = ()
    """Dimension and value, where it matters to some survey or to the limit; `""` stands for any value not named."""
    is_key: bool | None = None
    """Whether the account is a key account, where it matters."""
    partner: str | None = None
    """The partner that the person belongs to or is served by, where it matters."""


@dataclass(frozen=True)
class Send:
    """One invitation or reminder in a calendar."""

    day: int
    """Day on which it goes out."""
    survey: str
    cause: int
    """Day of what led to it: first day of the wave, day of the event, or the account's date for `before`."""
    checked: int
    """Day on which rests and caps were looked at: `day`, or earlier where the channel checks at the trigger."""
    contact: int = 1
    """Which person of the account or partner, from 1."""
    roles: tuple[str, ...] = ()
    """Roles of that person that the survey asks."""
    record: int = 1
    """Which of the person's records in the tool, from 1."""
    repeat: int = 0
    """Which further invitation of `when.repeat`, 0 for the first one."""
    reminder: int = 0
    """0 for an invitation; 1 for its first reminder, 2 for its second."""
    shift: int = 0
    """Where the tool counts days in another time zone, how many days its calendar shows more (-1, 0 or 1)."""


@dataclass(frozen=True)
class Witness:
    """A calendar that breaks a limit."""

    sends: tuple[Send, ...]
    """In order of day; everything that has to be sent, also what the limit does not count but the story needs."""
    first: int
    """First day of the window."""
    last: int
    """Last day of the window."""
    total: int | Fraction
    """What the limit counts in the window: invitations, or minutes."""
    anchors: Mapping[str, int]
    """First wave of each regular survey that does not say when it starts."""


class Guard(NamedTuple):
    """What a proof rests on: a rest, a cap, a rate or a calendar that the program states."""

    sort: Literal[
        "own-rest", "shared-rest", "cap", "shared-cap", "rate", "waves", "dates", "once", "freeze", "same-day"
    ]
    of: str
    """Id of the survey, channel, event or policy, or address of the touchpoint, that states it."""
    kind: Literal["survey", "channel", "event", "touchpoint", "policy"]
    path: Path
    """Where in that document it stands."""
    words: str
    """As a person says it: `the rest of 30 days that survey-tool keeps`."""


class Row(NamedTuple):
    """At most so much of something: `sum(factor * sent) <= at_most`."""

    at_most: int
    terms: tuple[tuple[int, int], ...]
    """Index of a possible send and its factor, which may be negative."""
    guard: int
    """Index of the guard that says so."""


class Case(NamedTuple):
    """One case of a proof: some sends taken for sent or not sent, and how often each row is used."""

    sent: tuple[int, ...]
    unsent: tuple[int, ...]
    uses: tuple[tuple[int, Fraction], ...]
    """Index of a row and its multiplier, greater than 0."""
    caps: tuple[tuple[int, Fraction], ...] = ()
    """Index of a possible send and the multiplier of `sent <= 1`."""


@dataclass(frozen=True)
class Certificate:
    """A proof that no choice of the possible sends weighs more than `at_most`; `check` in certificate.py checks it."""

    at_most: int
    sends: tuple[tuple[str, int, int], ...]
    """Survey, day counted from the first of the window, and weight, of each possible send."""
    rows: tuple[Row, ...]
    cases: tuple[Case, ...]
    """They cover all choices: a single case without sends taken for granted, or the leaves of a binary tree."""


@dataclass(frozen=True)
class Verdict:
    """What is known about one limit for one sort of person."""

    policy: str
    """Id of the policy, or of the pack's policy."""
    index: int
    """Which of its frequency limits, from 0."""
    pack: str | None
    """The pack it comes from; None for a policy of the program."""
    profile: Profile
    answer: Answer
    at_most: int | Fraction
    """What the limit allows: invitations, or minutes."""
    least: int | Fraction = 0
    """What a calendar that was found adds up to."""
    most: int | Fraction | None = None
    """What cannot be exceeded; None where nothing bounds it."""
    rests_on: tuple[Guard, ...] = ()
    """For a proof: the guards it uses."""
    certificates: tuple[Certificate, ...] = ()
    """For a proof: one for each sort of window."""
    witness: Witness | None = None
    reason: str = ""
    """For `not decided`: what is missing or gave out, in words that say what to do."""
    until: int | None = None
    """Last day for which the verdict speaks; None for ever."""
    part: Literal["frequency", "freezes"] = "frequency"
    """Where in the policy the limit stands: `index` counts in this list."""

    def of(self, profile: Profile) -> Self:
        """The same for another sort of person."""
        other = copy(self)
        object.__setattr__(other, "profile", profile)  # a large program has ten thousands, and `replace` takes long
        return other
