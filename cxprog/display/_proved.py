"""What the forms of `cxprog prove` share: verdicts grouped by limit, in words, with the places of what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from cxprog.analysis.frequency.census import Census
from cxprog.analysis.frequency.limited import limit_address, limit_of, limit_words, weights
from cxprog.analysis.frequency.placed import guard_label, placed, witness
from cxprog.analysis.frequency.telling import Story, headline, keeper, story, summary, whom
from cxprog.analysis.frequency.values import Answer, Guard, Send, Verdict
from cxprog.analysis.frequency.wording import Number, day_words, figure, number_of
from cxprog.analysis.specs import Specs, specs_of
from cxprog.finding import Label, Run, Step
from cxprog.program import Program

ANSWERS: tuple[Answer, ...] = ("violated", "not decided", "proved")
"""The worst first."""
SORTS: Mapping[str, str] = {
    "own-rest": "rest of its own",
    "shared-rest": "shared rest",
    "cap": "cap",
    "shared-cap": "shared cap",
    "rate": "rate",
    "waves": "waves",
    "dates": "dates",
    "once": "happens once",
    "freeze": "freeze",
    "same-day": "once a day",
}
"""Sorts of guards in words."""


@dataclass(frozen=True)
class Basis:
    """A guard that a proof uses."""

    guard: Guard
    label: Label
    place: str
    """File and line, as they open from where the person stands."""
    keeper: str | None
    """The channel that enforces it."""

    @property
    def sort(self) -> str:
        """Which sort of guard it is, in words."""
        return SORTS[self.guard.sort]

    @property
    def words(self) -> str:
        """The guard, who keeps it, and where it stands."""
        kept = f"{self.keeper} enforces it" if self.keeper else self.sort
        return f"{self.guard.words} ({kept}; {self.place})"


@dataclass(frozen=True)
class Judged:
    """A verdict with its words."""

    verdict: Verdict
    number: int
    """Which of all verdicts, from 1."""
    limit: Any
    whom: str
    headline: str
    story: Story | None
    steps: tuple[Step, ...]
    sends: tuple[tuple[Send, Number], ...]
    """The sends of the witness, each with what it adds to what the limit counts."""
    basis: tuple[Basis, ...]
    because: tuple[str, ...]
    """What its certificates add up."""
    full: Full | None = None
    """What is known with full waves; None where nobody asked, or the limit is not violated."""

    @property
    def worst(self) -> str:
        """The worst case beside what is allowed, such as `3 or more; 2 allowed`."""
        verdict = self.verdict
        if getattr(self.limit, "gap", None) is not None and verdict.witness:
            apart = self.steps_apart
            closest = f"{number_of(apart, 'day')} apart or less" if apart else "on the same day"
            return f"{closest}; {self.limit.gap.words} asked for"
        if getattr(self.limit, "gap", None) is not None and verdict.answer == "proved":
            return f"at least {self.limit.gap.words} apart"
        window = f" in {self.limit.gap.words}" if getattr(self.limit, "gap", None) is not None else ""
        if verdict.answer == "proved":
            worst = f"at most {figure(verdict.at_most if verdict.most is None else verdict.most)}"
        elif verdict.answer == "violated":
            worst = f"{figure(verdict.least)}{'' if verdict.most == verdict.least else ' or more'}"
        else:
            most = "no bound" if verdict.most is None else f"{figure(verdict.most)} at most{window}"
            worst = f"{figure(verdict.least)} found, {most}"
        return f"{worst}; {figure(verdict.at_most)} allowed"

    @property
    def rank(self) -> int:
        """0 for the worst answer."""
        return ANSWERS.index(self.verdict.answer)

    @property
    def is_idle(self) -> bool:
        """Whether nothing that the limit counts is ever due to such people: proved, and not worth a paragraph.

        Where a guard sees to it, such as a tool that keeps freezes, the proof names it.
        """
        return self.verdict.answer == "proved" and self.verdict.most == 0 and not self.basis

    @property
    def until(self) -> str:
        """Last day for which the verdict speaks; empty for ever."""
        return "" if self.verdict.until is None else day_words(self.verdict.until)

    @property
    def steps_apart(self) -> int:
        """Days between the first and the last counted send."""
        days = [send.day for send, weight in self.sends if weight]
        return days[-1] - days[0] if days else 0

    @property
    def name(self) -> str:
        """Name of its picture without the ending, `003-contact-load-frequency-1`; the number makes it unique."""
        verdict = self.verdict
        return f"{self.number:03}-{verdict.policy}-{verdict.part}-{verdict.index + 1}"


@dataclass(frozen=True)
class Full:
    """What is known about a violated limit once every wave of a census reaches everybody."""

    census: Census
    words: str
    """The answer as a sentence: lower case, no full stop."""
    judged: Judged | None
    """The second witness, as a verdict of its own; None where there is none, or the first one will do."""
    is_same: bool = False
    """Whether the second witness is the first one again."""

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps of the second witness that can matter to its window."""
        if self.judged is None or self.is_same:
            return ()
        pairs = zip(self.judged.steps, self.judged.sends, strict=True)
        return tuple(step for step, (send, _) in pairs if send.day >= self.census.matters_from)

    @property
    def earlier(self) -> str:
        """How many invitations are not shown because they lie further back; empty where there are none."""
        number = len(self.judged.steps) - len(self.steps) if self.judged and not self.is_same else 0
        return f"{number_of(number, 'earlier message')} of the same waves, too long ago to matter" if number else ""


@dataclass(frozen=True)
class Limit:
    """One limit and what is known about it for each sort of person."""

    policy: str
    pack: str | None
    part: str
    index: int
    words: str
    source: str
    """Where its number comes from; may be empty."""
    label: Label | None
    place: str
    """File and line; the pack, for a limit of a pack."""
    judged: tuple[Judged, ...]

    @property
    def busy(self) -> tuple[Judged, ...]:
        """The verdicts worth a paragraph, the worst first."""
        return tuple(sorted((each for each in self.judged if not each.is_idle), key=lambda each: each.rank))

    @property
    def idle(self) -> str:
        """To whom nothing goes that the limit counts; empty where there are no such people."""
        return "; ".join(each.whom for each in self.judged if each.is_idle)

    @property
    def answer(self) -> Answer:
        """The worst answer: the limit is proved when it is for everybody."""
        return next(answer for answer in ANSWERS if any(each.verdict.answer == answer for each in self.judged))

    @property
    def anchor(self) -> str:
        """Its name on a page, also where a pack has a policy of the same id."""
        return f"{self.pack}-{self.address}" if self.pack else self.address

    @property
    def address(self) -> str:
        """`contact-load.frequency.1`, counted from 1 as people do."""
        return f"{self.policy}.{self.part}.{self.index + 1}"


@dataclass(frozen=True)
class Proofs:
    """The verdicts on a program."""

    program: Program
    verdicts: tuple[Verdict, ...]
    environment: str | None = None
    prefix: str = ""
    """Folder to put before file names so that they open from where the person stands."""
    full: tuple[Census | None, ...] = ()
    """By verdict, what is known with full waves; empty where nobody asked."""

    @cached_property
    def specs(self) -> Specs:
        """What the program says."""
        return specs_of(self.program)

    @cached_property
    def run(self) -> Run:
        """For what prints places."""
        return Run((), prefix=self.prefix)

    @property
    def title(self) -> str:
        """The program's title in its own locale, or its id."""
        title = self.specs.settings.title
        if isinstance(title, Mapping):
            title = title.get(self.program.locale) or title[min(title)]
        return title or str(self.specs.settings.id)

    @cached_property
    def limits(self) -> tuple[Limit, ...]:
        """The limits in the order of their verdicts, those of a person's sort as they come."""
        groups: dict[tuple[Any, ...], list[Judged]] = {}
        for number, verdict in enumerate(self.verdicts, 1):
            key = (verdict.pack or "", verdict.policy, verdict.part, verdict.index)
            census = self.full[number - 1] if self.full else None
            full = None if census is None else self._full(number, verdict, census)
            judged = replace(self._judged(number, verdict), full=full)
            groups.setdefault(key, []).append(judged)
        return tuple(self._limit(judged) for judged in groups.values())

    def count(self, answer: Answer) -> int:
        """Number of limits of which this is the worst answer."""
        return sum(limit.answer == answer for limit in self.limits)

    @property
    def is_proved(self) -> bool:
        """Whether every limit is."""
        return all(limit.answer == "proved" for limit in self.limits)

    def place(self, label: Label) -> str:
        """`file:line`."""
        return f"{self.run.path(label)}:{label.line}"

    def _limit(self, judged: Iterable[Judged]) -> Limit:
        every = tuple(judged)
        first = every[0].verdict
        address = limit_address(first)
        label = placed(self.program, address) if address else None
        return Limit(
            first.policy,
            first.pack,
            first.part,
            first.index,
            limit_words(self.specs, first),
            getattr(every[0].limit, "source", None) or getattr(every[0].limit, "reason", None) or "",
            label,
            self.place(label) if label else f"the {first.pack} pack",
            every,
        )

    def _judged(self, number: int, verdict: Verdict) -> Judged:
        told = story(self.specs, verdict) if verdict.witness else None
        return Judged(
            verdict,
            number,
            limit_of(self.specs, verdict),
            whom(self.specs, verdict),
            headline(self.specs, verdict),
            told,
            witness(self.program, told) if told else (),
            tuple(zip(verdict.witness.sends, weights(self.specs, verdict), strict=True)) if verdict.witness else (),
            tuple(self._basis(guard) for guard in verdict.rests_on),
            summary(verdict),
        )

    def _full(self, number: int, verdict: Verdict, census: Census) -> Full:
        if census.answer == "holds with full waves":
            return Full(census, "holds with full waves: it takes somebody who is left out of a wave", None)
        if census.answer == "not decided with full waves":
            found = "no calendar was found in which every census wave reaches everybody"
            return Full(census, f"not decided with full waves: {found}; {census.reason}", None)
        said = "violated even when every census wave reaches everybody"
        if census.reason:
            return Full(census, f"{said}: {census.reason}", None)
        assert census.witness is not None
        told = replace(verdict, profile=census.profile, witness=census.witness, least=census.witness.total)
        judged = self._judged(number, told)
        if (told.profile, told.witness) == (verdict.profile, verdict.witness):
            return Full(census, f"{said}: the calendar above leaves nobody out", judged, is_same=True)
        return Full(census, f"{said}: {judged.headline}", judged)

    def _basis(self, guard: Guard) -> Basis:
        label = guard_label(self.program, guard)
        return Basis(guard, label, self.place(label), keeper(self.specs, guard))
