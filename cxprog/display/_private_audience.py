"""One audience for `cxprog privacy`: everything it can learn, by reports, cases, data sets, and by adding up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cxprog.analysis.anonymity.seen import audiences_of
from cxprog.analysis.anonymity.values import Answer, At, Audience
from cxprog.analysis.specs import Specs
from cxprog.display._private_learned import Learned, Seen, WorkedOut
from cxprog.display._private_words import ANSWERS, AUDIENCES, HOLDS, Register, Said, key_words, listed, named
from cxprog.source import Path


class Case(NamedTuple):
    """A loop in which an audience has a part."""

    does: str
    """What the audience does in it."""
    said: Said
    """The loop, and what starts it."""


@dataclass(frozen=True)
class Informed:
    """One audience, and everything it can learn."""

    audience: Audience
    title: str
    place: Said
    """Where it is declared; no place for a word."""
    answer: Answer
    """The worst of what is known about what it learns."""
    learned: tuple[Learned, ...]
    """What arrives of each survey, the worst first."""
    seen: tuple[Seen, ...]
    """What it sees in reports, the worst first."""
    cases: tuple[Case, ...]
    """Loops in which it has a part."""
    datasets: tuple[Said, ...]
    """Data sets that it can open."""
    worked_out: tuple[WorkedOut, ...]
    """What follows from several numbers together, the worst first."""

    @property
    def parts(self) -> Mapping[str, tuple[Said, ...]]:
        """Loops by what the audience does in them."""
        found = dict.fromkeys(case.does for case in self.cases)
        return {does: tuple(case.said for case in self.cases if case.does == does) for does in found}

    @property
    def nothing_from(self) -> tuple[str, ...]:
        """Numbers of which nothing below the minimum can be worked out, by title with their id."""
        return tuple(named(each.what, each.linked.what) for each in self.worked_out if each.linked.answer == "proved")

    @property
    def something_from(self) -> tuple[WorkedOut, ...]:
        """What can be worked out, and what may be although nobody should."""
        return tuple(
            each for each in self.worked_out if each.linked.answer == "violated" or each.answer == "not decided"
        )

    @property
    def anything_from(self) -> tuple[str, ...]:
        """Numbers of which nobody was promised anything, and nothing is known."""
        return tuple(
            named(each.what, each.linked.what)
            for each in self.worked_out
            if each.answer is None and each.linked.answer == "not decided"
        )

    @property
    def name(self) -> str:
        """Kind and id, as in `team `cx-office``."""
        return f"{AUDIENCES[self.audience.kind]} `{self.audience.id}`"

    @property
    def anchor(self) -> str:
        """Its name on a page."""
        return f"{self.audience.kind}-{self.audience.id}"

    @property
    def rank(self) -> int:
        """0 for the worst answer."""
        return ANSWERS.index(self.answer)

    @property
    def learns(self) -> bool:
        """Whether it learns anything at all."""
        return bool(self.learned or self.seen or self.cases or self.datasets or self.worked_out)


# WHAT THEY LEARN OTHERWISE

_PARTS: Mapping[str, str] = {
    "owner": "acts",
    "key_accounts": "acts for key accounts",
    "escalate": "is told when nobody acts",
    "tell": "is told at once",
    "close": "is told the outcome",
    "monitor": "watches the cases",
    "review": "looks at the cases together",
}
"""What somebody does in a loop, by the first key of the path that names them."""


def parts(loop: Any) -> Iterator[tuple[Path, str]]:
    """Everybody who has a part in a loop, each with the path that names them."""
    yield from loop.responsible
    if loop.monitor:
        yield ("monitor",), loop.monitor
    for index, name in enumerate(loop.review.by if loop.review else ()):
        yield ("review", "by", index), name


def cases(register: Register, audience: Audience, survey: str | None = None) -> Iterator[Case]:
    """Loops in which an audience has a part; of those that answers to one survey start, or of all."""
    specs = register.specs
    for name, loop in specs.in_use("loop"):
        places = [path for path, each in parts(loop) if audience in audiences_of(specs, each)]
        if places and (survey is None or survey in loop.surveys):
            does = listed(dict.fromkeys(_PARTS[str(path[0])] for path in places))
            started = listed(f"`{each}`" for each in (*loop.surveys, *loop.metrics))
            after = f", after `{loop.event}`" if loop.event else ""
            words = f"{named(register.title('loop', name), name)}{f', after {started}' if started else after}"
            yield Case(does, register.said(words, At("loop", name, places[0])))


def datasets(register: Register, audience: Audience, survey: str | None = None) -> Iterator[Said]:
    """Data sets that an audience can open; of those with rows about one survey, or of all."""
    specs = register.specs
    for channel, index, dataset in every_dataset(specs):
        readable = any(audience in audiences_of(specs, name) for name in dataset.seen_by)
        if readable and (survey is None or survey in rows_of(specs, channel, dataset)):
            holds = listed(HOLDS[each] for each in dataset.holds)
            words = f"`{dataset.id}` of `{channel}`: {holds}, each with {key_words(dataset.keys)}"
            yield register.said(words, At("channel", channel, ("datasets", index)))


def every_dataset(specs: Specs) -> Iterator[tuple[str, int, Any]]:
    """Every data set with the id of its tool and its place there."""
    for channel, spec in specs.in_use("channel"):
        for index, dataset in enumerate(spec.datasets):
            yield channel, index, dataset


def rows_of(specs: Specs, channel: str, dataset: Any) -> tuple[str, ...]:
    """Surveys whose answers or invitations a data set holds; none where its rows are people."""
    if set(dataset.holds) == {"people"}:
        return ()
    return dataset.of or tuple(name for name, survey in specs.in_use("survey") if survey.through == channel)
