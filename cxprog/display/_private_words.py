"""Words of `cxprog privacy`: promises and who keeps them, titles with their places, groups of people, sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from cxprog.analysis.anonymity.values import Answer, At, Audience, Bit, Cell, Hop, Remainder
from cxprog.analysis.anonymity.words import TIME, times_words
from cxprog.analysis.frequency.wording import number_of
from cxprog.analysis.specs import Specs, specs_of
from cxprog.display import one_line
from cxprog.finding import Label, Run
from cxprog.manifest import humanized
from cxprog.program import Program

ANSWERS: tuple[Answer, ...] = ("violated", "not decided", "proved")
"""The worst first."""
VERDICTS: Mapping[Answer, str] = {"violated": "broken", "not decided": "not decided", "proved": "kept"}
"""Answers as one says them of a promise."""
SIGNS: Mapping[Answer, str] = {"violated": "!", "not decided": "?", "proved": "+"}
NOT_PROMISED = "not promised"
"""Where nobody was promised that groups only are shown."""
PROMISES: Mapping[str, str] = {
    "identified": "We know who you are, and those who look after you see what you answer.",
    "confidential": "We know who you are. What you say is shown only together with what others say, never with your "
    "name.",
    "anonymous": "Nobody knows who you are: neither we nor anybody who sees the results.",
}
"""What each promise says to those who are asked."""
BIT_WORDS: Mapping[Bit, str] = {
    "identity": "who answered",
    "traits": "what tells who answered, such as account or time",
    "comment": "what was written",
    "score": "what was answered in numbers",
    "existence": "that somebody answered",
}
"""What can be known of an answer."""
KEYS: Mapping[str, str] = {
    "mail": "mail address",
    "phone": "phone number",
    "contact": "number of the contact",
    "hashed-mail": "mail address in scrambled form",
    "account": "account",
    "response": "number of the answer",
    "order": "order number",
    "network-address": "network address",
    "time": "time to the minute",
}
"""What can tie an answer to a person, where its own name does not say it."""
GUARDS: Mapping[str, str] = {
    "anonymity": "storing answers without a link to the person",
    "minimum_group": "hiding groups below the minimum",
    "remainders": "hiding also the groups from which a hidden one could be worked out",
    "steps": "leaving a number as it is until a whole minimum of new answers has come in",
}
"""What a tool can guarantee, by its key below `enforces`, in the order in which it is listed."""
HOLDS: Mapping[str, str] = {
    "scores": "answers in numbers",
    "comments": "answers in words",
    "invitations": "invitations",
    "people": "people",
}
"""What the rows of a data set are."""
AUDIENCES: Mapping[str, str] = {
    "team": "team",
    "partner": "partner",
    "role": "people who hold the role",
    "word": "depends on the case:",
}
"""What stands before the id of an audience."""


class Said(NamedTuple):
    """Something that is said, and where in the program it comes from."""

    words: str
    """Lower case, no full stop; names in backticks."""
    place: str = ""
    """File and line; the pack, for what a pack says; empty where it has no place."""
    label: Label | None = None
    """The same as a place in the program; None for what has none."""


@dataclass(frozen=True)
class Register:
    """Titles and places of a program."""

    program: Program
    prefix: str = ""
    """Folder to put before file names so that they open from where the person stands."""

    @cached_property
    def specs(self) -> Specs:
        """What the program says."""
        return specs_of(self.program)

    @cached_property
    def run(self) -> Run:
        """For what prints places."""
        return Run((), prefix=self.prefix)

    def spec(self, kind: str, name: str) -> Any:
        """What a document says that is known to be there."""
        return self.specs.get(kind, name)

    def title(self, kind: str, name: str) -> str:
        """Title of a document in the program's own locale, without anything that would end a line or a code."""
        spec = self.specs.settings if kind == "program" else self.specs.get(kind, name)
        return one_line(self.text(getattr(spec, "title", None)).replace("`", "'")) or humanized(name)

    def number(self, what: str) -> str:
        """Title of a metric, or of the question whose comments are shown."""
        return self.title("question" if "." in what else "metric", what.rpartition(".")[2])

    def text(self, text: Any) -> str:
        """A text in the program's own locale; empty where there is none."""
        if isinstance(text, Mapping):
            text = text.get(self.program.locale) or text[min(text)]
        return text if isinstance(text, str) else ""

    def said(self, words: str, at: At | None) -> Said:
        """Words with their place; what a policy says that is none of the program's own comes from a pack."""
        if at is None:
            return Said(words)
        if at not in self._places:
            self._places[at] = self._place(at)
        return self._places[at]._replace(words=words)

    @cached_property
    def _places(self) -> dict[At, Said]:
        """Places without words: the same ones are named again and again."""
        return {}

    def _place(self, at: At) -> Said:
        entry = self.program.get(at.kind, at.id)
        if entry is None:
            return Said("", "a pack" if at.kind == "policy" else "")
        label = entry.at(*at.path)
        return Said("", self.place(label), label)

    def place(self, label: Label) -> str:
        """`file:line`."""
        return f"{one_line(self.run.path(label))}:{label.line}"

    def hops(self, path: Iterable[Hop]) -> tuple[Said, ...]:
        """A way from an answer to somebody, each step with its place."""
        return tuple(self.said(hop.words, hop.at) for hop in path)

    def audience(self, audience: Audience) -> str:
        """Title of somebody who can see something."""
        if audience.kind == "word":
            return f"whoever is {audience.id.replace('-', ' ')}"
        return self.title(audience.kind, audience.id)


# PEOPLE AND NUMBERS


def about(amount: float) -> str:
    """A number that is expected: whole from ten on, with one decimal below."""
    rounded = round(amount, 1 if amount < 10 else 0)
    return f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:.1f}"


def percent(share: float) -> str:
    """`62 %`; never 0 or 100 % of what is neither."""
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 < share < 1:
        return "over 99 %"
    return f"{share * 100:.0f} %"


def answers_words(count: float) -> str:
    """`1 answer`, `2.4 answers`."""
    shown = about(count)
    return f"{shown} {'answer' if shown == '1' else 'answers'}"


def days_words(days: float) -> str:
    """`1 day`, `91 days`."""
    return number_of(round(days), "day")


def by_words(by: Iterable[tuple[str, str]]) -> str:
    """A group by its dimensions and values: `country DE, tier gold`; `everybody` for the whole."""
    words = (f"part {value} of the time" if dimension == TIME else f"{dimension} {value}" for dimension, value in by)
    return one_line(", ".join(words).replace("`", "'")) or "everybody"


def group_words(sorts: Iterable[Iterable[tuple[str, str]]]) -> str:
    """Several sorts of people together."""
    return " and ".join(by_words(by) for by in sorts)


def cell_words(cell: Cell, minimum: int) -> str:
    """`country CH: about 2.4 answers of 12 people, 62 % likely to be 5 or more`."""
    expected = f"about {answers_words(cell.expected)} of {about(cell.people)} people"
    return f"{by_words(cell.by)}: {expected}, {percent(cell.likely)} likely to be {minimum:,} or more"


def equation_words(remainder: Remainder) -> str:
    """`everybody (120) minus country DE (80) minus country AT (37) = 3 answers: country CH`."""
    reports = {total.report for _, total in remainder.equation}
    inside = f"in `{min(reports)}`: " if len(reports) == 1 else ""
    terms = "".join(_terms(remainder, with_report=len(reports) > 1))
    return f"{inside}{terms} = {answers_words(remainder.answers)}: {group_words(remainder.group)}"


def _terms(remainder: Remainder, *, with_report: bool) -> Iterator[str]:
    for index, (factor, total) in enumerate(remainder.equation):
        yield ("minus " if factor < 0 else "") if not index else (" minus " if factor < 0 else " plus ")
        yield times_words(abs(factor)) + by_words(total.by)
        yield f" in `{total.report}`" if with_report else ""
        yield f" ({total.answers:,})"


def verdict(answer: Answer | None) -> str:
    """An answer as one says it of a promise, also where nothing was promised."""
    return VERDICTS[answer] if answer else NOT_PROMISED


def sign(answer: Answer | None) -> str:
    """The same as one sign."""
    return SIGNS[answer] if answer else "-"


def worst(answers: Iterable[Answer]) -> Answer:
    """The worst answer; `proved` where there is none, for nothing is shown to anybody."""
    return ANSWERS[min(map(ANSWERS.index, answers), default=ANSWERS.index("proved"))]


def listed(names: Iterable[str], last: str = "and") -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, end = [*names] or [""]
    return f"{', '.join(most)} {last} {end}" if most else end


def named(title: str, name: str) -> str:
    """A title with its id: `After a visit (`visit-effort`)`."""
    return f"{title} (`{name}`)"


def sentence(text: str) -> str:
    """On one line, with a capital where it does not start with an id."""
    line = one_line(text)
    return line[:1].upper() + line[1:]


def key_words(keys: Iterable[str]) -> str:
    """What is stored or shown beside an answer."""
    return listed(KEYS.get(key, key) for key in keys)
