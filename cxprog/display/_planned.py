"""What the forms of a calendar share: the weeks, who is asked in them, waves, freezes, and limits at their worst."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any, Literal, NamedTuple

from cxprog.analysis.frequency.days import Wave
from cxprog.analysis.frequency.limited import limit_words
from cxprog.analysis.frequency.load import Load, RoleLoad, load, waves_between
from cxprog.analysis.frequency.telling import headline
from cxprog.analysis.frequency.values import Verdict
from cxprog.analysis.frequency.wording import figure, number_of
from cxprog.analysis.periods import frozen
from cxprog.analysis.specs import Specs
from cxprog.display import one_line
from cxprog.manifest import Manifest

LEVELS = (0, 2, 5, 10, 20, 30, 50, 75)
"""Invitations per 100 people and week above which a week is drawn one level stronger; the first level is 1."""


@dataclass(frozen=True)
class Sending:
    """A wave in the calendar."""

    survey: str
    wave: Wave
    title: str
    roles: tuple[str, ...]
    """Titles of the roles that are asked."""
    minutes: Fraction


class Frozen(NamedTuple):
    """Days on which nobody may be asked."""

    policy: str
    number: int
    """Which freeze of the policy, from 0."""
    first: int
    last: int
    reason: str
    """Why, in the program's words; empty where it does not say."""


@dataclass(frozen=True)
class Worst:
    """A limit in the calendar that comes closest to breaking it, or breaks it."""

    verdict: Verdict
    words: str
    """What is known: one sentence, lower case, no full stop."""
    limit: str
    """The limit in words."""
    others: int
    """For how many other sorts of people it is broken too."""

    @property
    def id(self) -> str:
        """Policy, list and place in it, counted from 1 as people do: one limit of the program."""
        return f"{self.verdict.policy}.{self.verdict.part}.{self.verdict.index + 1}"

    @property
    def name(self) -> str:
        """The id, with the pack that the limit comes from."""
        return f"{self.id}{f' of the {self.verdict.pack} pack' if self.verdict.pack else ''}"

    @property
    def others_words(self) -> str:
        """For whom else it is broken; follows the sentence."""
        sorts = "sort" if self.others == 1 else "sorts"
        return f"; it is broken for {self.others} other {sorts} of people too" if self.others else ""

    @property
    def span(self) -> tuple[int, int] | None:
        """First and last day of the fullest window that was found."""
        witness = self.verdict.witness
        return (witness.first, witness.last) if witness else None


@dataclass(frozen=True)
class Planned:
    """The calendar of one program: so many weeks from a Monday on."""

    manifest: Manifest
    verdicts: Sequence[Verdict]
    first: int
    """A Monday."""
    count: int
    """How many weeks."""

    @property
    def last(self) -> int:
        """The Sunday on which the last week ends."""
        return self.first + 7 * self.count - 1

    @property
    def weeks(self) -> tuple[int, ...]:
        """The Mondays."""
        return tuple(range(self.first, self.last, 7))

    @cached_property
    def specs(self) -> Specs:
        """What the program says."""
        return Specs.of_manifest(self.manifest)

    @cached_property
    def load(self) -> Load:
        """Who is asked how often."""
        return load(self.specs, self.first, self.count, self.verdicts)

    @property
    def title(self) -> str:
        """The program's title in its own locale."""
        return self._text(self.manifest.settings)

    def title_of(self, kind: str, name: str) -> str:
        """Title of a document on one line."""
        spec = self.specs.get(kind, name)
        return self._text(spec) if spec else name

    def file_of(self, kind: str, name: str) -> str:
        """The file that a document stands in; empty for the policy of a pack."""
        resolved = self.manifest.nodes.get(kind, {}).get(name)
        return resolved.origin.file if resolved else ""

    def _text(self, spec: Any) -> str:
        return one_line(self.manifest.text(spec.title)) or str(spec.id)

    # WHAT HAPPENS

    @cached_property
    def sendings(self) -> tuple[Sending, ...]:
        """Waves of which something can be sent in these weeks, in order of days."""
        return tuple(
            Sending(
                name,
                wave,
                self.title_of("survey", name),
                tuple(self.title_of("role", role) for role in spec.asks),
                Fraction(str(spec.minutes)),
            )
            for name, wave in waves_between(self.specs, self.first, self.last)
            for spec in [self.specs.get("survey", name)]
            if spec is not None
        )

    @cached_property
    def freezes(self) -> tuple[Frozen, ...]:
        """Freezes that hold on some day of these weeks, in order of days."""
        found = (
            Frozen(name, index, *span, one_line(freeze.reason or ""))
            for name, policy in self.specs.each("policy")
            for index, freeze in enumerate(policy.freezes)
            for span in self._frozen(freeze)
        )
        return tuple(sorted(found, key=lambda each: (each.first, each.last, each.policy, each.number)))

    def _frozen(self, freeze: Any) -> Iterator[tuple[int, int]]:
        day = self.first
        while day <= self.last:
            span = frozen(freeze, date.fromordinal(day))
            if span:
                yield span[0].toordinal(), span[1].toordinal()
                day = span[1].toordinal()
            day += 1

    @cached_property
    def worst(self) -> tuple[Worst, ...]:
        """What is known of each limit for the people whom it hits hardest; broken limits first, then by name."""
        by_limit: dict[tuple[str, str, int, str], list[Verdict]] = {}
        for verdict in self.verdicts:
            if verdict.part == "frequency" and verdict.most == 0:
                continue  # nothing that is ever sent counts
            key = (verdict.policy, verdict.part, verdict.index, verdict.pack or "")
            by_limit.setdefault(key, []).append(verdict)
        found = [self._worst(by_limit[key]) for key in sorted(by_limit)]
        return tuple(sorted(found, key=lambda each: ANSWERS.index(each.verdict.answer)))

    def _worst(self, verdicts: list[Verdict]) -> Worst:
        """Of the verdicts on one limit the one that a reader has to know."""
        broken = [verdict for verdict in verdicts if verdict.answer == "violated"]
        unsure = [verdict for verdict in verdicts if verdict.answer == "not decided"]
        chosen = max(broken or unsure or verdicts, key=lambda each: (each.least, each.most or 0))
        words = headline(self.specs, chosen)
        if chosen.answer == "not decided" and chosen.reason:
            words = f"{words}: {chosen.reason}"
        return Worst(chosen, one_line(words), one_line(limit_words(self.specs, chosen)), max(0, len(broken) - 1))

    def is_at_worst(self, role: str, monday: int) -> bool:
        """Whether a calendar that breaks a limit for somebody who holds a role sends something in a week."""
        return (role, monday) in self._at_worst

    @cached_property
    def _at_worst(self) -> frozenset[tuple[str, int]]:
        return frozenset(
            (role, send.day - (send.day - self.first) % 7)
            for each in self.worst
            if each.verdict.answer == "violated" and each.verdict.witness
            for send in each.verdict.witness.sends
            if each.verdict.witness.first <= send.day <= each.verdict.witness.last
            for role in send.roles or each.verdict.profile.roles
        )

    def is_frozen(self, monday: int) -> bool:
        """Whether some day of a week is frozen."""
        return any(each.first <= monday + 6 and each.last >= monday for each in self.freezes)


ANSWERS = ("violated", "not decided", "proved")
"""What is known of a limit, from what a reader has to look at first."""


# NUMBERS


class Cell(NamedTuple):
    """One role in one week."""

    sort: Literal["expected", "at most", "none", "unknown"]
    """`at most`: nothing is expected, but something may come; `unknown`: nobody knows how much, or how many people."""
    amount: Fraction
    """Invitations per 100 people who hold the role."""
    is_worst: bool
    """Whether a calendar that breaks a limit for somebody who holds the role sends something in the week."""

    @property
    def level(self) -> int:
        """How strongly it is drawn: 0 where nothing is expected, up to 8."""
        return sum(self.amount > least for least in LEVELS) if self.sort == "expected" else 0

    @property
    def digits(self) -> str:
        """What it shows: `25`, `<1` for little, `≤9` for what may come, `?`, nothing for none."""
        if self.sort in ("none", "unknown"):
            return "?" if self.sort == "unknown" else ""
        if self.sort == "at most":
            return f"≤{max(1, ceil(self.amount))}"
        return str(whole(self.amount)) if self.amount >= Fraction(1, 2) else "<1"


def cells(planned: Planned, role: RoleLoad) -> tuple[Cell, ...]:
    """A role in each week."""
    return tuple(
        Cell(*_pressure(role, index), planned.is_at_worst(role.role, monday))
        for index, monday in enumerate(planned.weeks)
    )


def _pressure(role: RoleLoad, index: int) -> tuple[Literal["expected", "at most", "none", "unknown"], Fraction]:
    expected, at_most = role.weeks[index].invitations, role.weeks_at_most[index].invitations
    if (expected or at_most) and not role.people:
        return "unknown", Fraction()
    if expected:
        return "expected", expected * 100 / (role.people or 1)
    if role.unknown_weeks[index]:
        return "unknown", Fraction()
    return ("at most", at_most * 100 / (role.people or 1)) if at_most else ("none", Fraction())


def whole(amount: Fraction) -> int:
    """A number rounded to the nearest whole one; halves are rounded up."""
    return int(amount + Fraction(1, 2))


def thousands(amount: Fraction) -> str:
    """A number as a table shows it: `30,803`, or `<1`, or `1.2 M` where it is long."""
    if 0 < amount < Fraction(1, 2):
        return "<1"
    number = whole(amount)
    return f"{number:,}" if number < 1_000_000 else f"{whole(amount / 100_000) / 10:,.1f} M"


def decimal(amount: Fraction) -> int | float:
    """A number with two decimals at most, for other programs; halves are rounded up."""
    hundredths = whole(amount * 100)
    return hundredths // 100 if hundredths % 100 == 0 else hundredths / 100


def worst_words(role: RoleLoad) -> str:
    """What one person who holds the role can get in any 365 days, in words; empty where nothing is known."""
    verdict = role.worst
    if verdict is None:
        return ""
    allowed = f"{figure(verdict.at_most)} allowed"
    if verdict.answer == "violated":
        more = "" if verdict.most == verdict.least else "at least "
        return f"{more}{number_of(verdict.least, 'invitation')}, {allowed}"
    if verdict.answer == "proved":
        most = verdict.at_most if verdict.most is None else verdict.most
        return f"at most {number_of(most, 'invitation')}, {allowed}"
    return f"not decided, {allowed}"


NOTES: Mapping[str, str] = {
    "unknown": "Not added up",
    "at most": "At most, not expected",
    "spread": "Spread evenly over the year",
}
"""Headings of what has to be known about the numbers."""


class Remark(NamedTuple):
    """A note for one or several roles of a survey."""

    sort: str
    survey: str
    roles: tuple[str, ...]
    why: str


def remarks(found: Load) -> tuple[Remark, ...]:
    """The notes, those of one survey that say the same in one."""
    roles: dict[tuple[str, str, str], list[str]] = {}
    for note in found.notes:
        roles.setdefault((note.sort, note.survey, note.why), []).append(note.role)
    return tuple(Remark(sort, survey, tuple(names), why) for (sort, survey, why), names in roles.items())


KEY_ACCOUNTS = "People of key accounts who are asked without being drawn are left out: nobody says how many they are."
ESTIMATE = (
    "Expected is what the surveys set out to send: head counts, sampling and waves, nothing taken off for rests, caps "
    "and freezes. At most comes on top if everything happens as often as its bound allows."
)
