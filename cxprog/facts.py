"""What several rules ask of a program: what is in use, who leads a touchpoint, where it leads, who listens to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.finding import Label
from cxprog.language import model_of
from cxprog.language.condition import operands
from cxprog.language.shape import mentions, shape_of
from cxprog.program import Entry, Program, Reference
from cxprog.source import Path

if TYPE_CHECKING:
    from cxprog.language.kinds.journey import Journey, Stage, Step, Touchpoint
    from cxprog.language.kinds.metric import Metric
    from cxprog.language.kinds.question import Question
    from cxprog.language.kinds.survey import Survey

# IN USE


def retired(entry: Entry) -> str | None:
    """First day (`YYYY-MM-DD`) on which a thing is no longer in use: its own, or that of the document it stands in."""
    own = entry.node.retired if entry.kind == "touchpoint" and entry.node is not None else None
    whole = entry.document.data.get("retired") if entry.document.data else None
    if own is None and whole is None:
        return None  # nearly always; several rules ask about every entry
    return min((day for day in (own, whole) if isinstance(day, str)), default=None)


def in_use(program: Program, kind: str) -> Iterator[Entry]:
    """The sound entries of a kind, by id, without a day of retirement: nobody improves what is on its way out."""
    if not program.may_hold("retired"):
        return program.each(kind)
    return (entry for entry in program.each(kind) if retired(entry) is None)


# WHO ANSWERS


def owners(touchpoint: Touchpoint) -> tuple[str, ...]:
    """The teams and partners that own a touchpoint."""
    if touchpoint.owner is None:
        return ()
    return (touchpoint.owner,) if isinstance(touchpoint.owner, str) else touchpoint.owner.joint


def lead(touchpoint: Touchpoint) -> str | None:
    """The one who decides: the only owner, or the named lead of several."""
    return touchpoint.owner if touchpoint.owner is None or isinstance(touchpoint.owner, str) else touchpoint.owner.lead


def uses_of(program: Program, word: str) -> list[tuple[str, Label]]:
    """Every place where a loop alerts somebody by a word such as `account-manager`, with the loop's id."""
    return [
        (loop.id, loop.at(*path, text="alerted here"))
        for loop in in_use(program, "loop")
        for path, name in loop.node.responsible
        if name == word
    ]


def started_by(loop: Entry) -> dict[str, Label]:
    """Surveys whose answers or whose silence start a loop, each with the first place that names it."""
    starts: dict[str, Label] = {}
    for operand in operands(loop.node.when.test) if loop.node.when else ():
        survey, dot, _ = operand.name.partition(".")
        if dot:
            starts.setdefault(survey, loop.at("when", within=operand.span))
    if loop.node.silence:
        starts.setdefault(loop.node.silence.survey, loop.at("silence", "survey"))
    return starts


# WHERE PEOPLE GO


class Contact(NamedTuple):
    """A touchpoint with the places it stands in."""

    entry: Entry
    stage: Stage
    step: Step | None

    @property
    def unit(self) -> str:
        """Name of the journey step it belongs to: its step, or its stage where that has no steps."""
        return (self.step or self.stage).id


def contacts(program: Program, journey: Entry) -> tuple[Contact, ...]:
    """The touchpoints of a sound journey, in order; of two with the same name, which linking reports, the first."""
    key = ("contacts", journey.id)
    if key not in program.kept:
        program.kept[key] = tuple(_contacts(program, journey))
    found: tuple[Contact, ...] = program.kept[key]
    return found


def _contacts(program: Program, journey: Entry) -> Iterator[Contact]:
    node: Journey = journey.node
    for stage in node.stages:
        for step in (None, *stage.steps):
            for touchpoint in (step or stage).touchpoints:
                entry = program.get("touchpoint", f"{journey.id}.{touchpoint.id}")
                if entry is not None and entry.node is touchpoint:
                    yield Contact(entry, stage, step)


def flow(program: Program, journey: Entry) -> dict[str, tuple[str, ...]]:
    """Where each touchpoint of a sound journey leads, by address: what its `next` says, else the one behind it."""
    ordered = [contact.entry for contact in contacts(program, journey)]
    leads: dict[str, tuple[str, ...]] = {}
    for entry, following in zip_longest(ordered, ordered[1:]):
        given = entry.node.next
        if given is None:
            leads[entry.id] = (following.id,) if following else ()
        else:
            names = (edge if isinstance(edge, str) else edge.to for edge in given)
            leads[entry.id] = tuple(name if "." in name else f"{journey.id}.{name}" for name in names)
    return leads


def reach(leads: Mapping[str, Iterable[str]], start: str, reached: set[str]) -> None:
    """Add to `reached` a touchpoint and all that it leads to; what is already in it is not looked at again."""
    open_ends = [start]
    while open_ends:
        address = open_ends.pop()
        if address not in reached:
            reached.add(address)
            open_ends.extend(leads.get(address, ()))


# WHO IS ASKED WHAT


def heard(survey: Survey) -> tuple[str, ...]:
    """Addresses of what a survey asks about; without `listens_to` the touchpoint it comes after."""
    return survey.listens_to or ((survey.when.after,) if survey.when.after else ())


@lru_cache(maxsize=1)
def contacts_by_place(program: Program) -> Mapping[str, list[Contact]]:
    """Touchpoints by the address of themselves, their step and their stage, over all sound journeys.

    Several rules ask for it in turn, so the answer for the last program is kept; nobody may change it.
    """
    places: dict[str, list[Contact]] = {}
    for journey in program.each("journey"):
        for contact in contacts(program, journey):
            for place in (contact.entry.node, contact.step, contact.stage):
                if place is not None:
                    places.setdefault(f"{journey.id}.{place.id}", []).append(contact)
    return places


# TEXTS AND SCALES


def says(text: str | Mapping[str, str], locale: str, default: str) -> bool:
    """Whether a text can be read in a locale; a plain text stands in the default one, and `de` serves `de-AT` too."""
    known = {default} if isinstance(text, str) else text.keys()
    return locale in known or locale.partition("-")[0] in known


def shown_texts(program: Program, entry: Entry) -> Iterator[tuple[Path, str | Mapping[str, str]]]:
    """The texts of a survey or question that respondents read, with their paths.

    A choice without a text is shown by its id, which counts as a text in the program's locale.
    """
    internal = _INTERNAL[entry.kind]
    for path, text in program.texts(entry):
        if len(path) > 1 or path not in internal:
            yield path, text
    for index, choice in enumerate(getattr(entry.node, "choices", ())):
        if choice.text is None:
            yield ("choices", index), choice.id


_INTERNAL: Mapping[str, tuple[Path, ...]] = {
    "survey": (("description",),),
    "question": (("title",), ("description",)),
}
"""Texts of a survey or question that only the program's authors read."""


def scale_of(question: Question) -> tuple[float, float] | None:
    """Lowest and highest answer, its own or the usual ones of its type; None where answers stand on no scale."""
    from cxprog.language.kinds.question import SCALES

    return (question.scale.lowest, question.scale.highest) if question.scale else SCALES.get(question.type)


def range_of(metric: Metric) -> tuple[float, float] | None:
    """Lowest and highest value that a metric can take; None where that is not known."""
    if metric.type == "nps":
        return -100, 100
    return (metric.scale.lowest, metric.scale.highest) if metric.scale else None


# WHAT NOBODY NAMES


@dataclass(frozen=True)
class Referrers:
    """Documents of one kind, asked whether any of them names a thing, also where they have mistakes.

    A rule that misses a reference asks here, so that one misspelt name is reported once, where it stands.
    """

    program: Program
    kind: str
    counts: Callable[[Reference], bool] = lambda reference: True
    """Which of their references count."""

    def may_name(self, entry: Entry) -> bool:
        """Whether one names it, or a text that was not understood, or only in part, might."""
        names = {entry.id, entry.id.rpartition(".")[2]}
        references = self.program.referrers(entry.kind, entry.id)
        return (
            any(reference.entry.kind == self.kind and self.counts(reference) for reference in references)
            or not names.isdisjoint(self.program.unread)
            or not names.isdisjoint(self._words)
            or len(self._unresolved) > _UNRESOLVED_MAX
            or any(get_close_matches(name, names, n=1, cutoff=_ALIKE) for name in self._unresolved)
        )

    @cached_property
    def _faulty(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.program.entries.get(self.kind, {}).values() if not entry.sound)

    @cached_property
    def _words(self) -> frozenset[str]:
        """What stands in documents with mistakes, such as names under a misspelt key."""
        return frozenset(word for entry in self._faulty for word in _words(entry.document.data))

    @cached_property
    def _unresolved(self) -> frozenset[str]:
        """Names that stand for nothing, such as misspelt ones."""
        shape = shape_of(model_of(self.kind))
        return frozenset(
            mention.target
            for entry in self._faulty
            for mention in mentions(shape, entry.document.data)
            if mention.kinds and not any(self.program.get(kind, mention.target) for kind in mention.kinds)
        )


_UNRESOLVED_MAX = 50
"""With more misspelt names than this nothing is called missing: comparing all of them would take too long."""
_ALIKE = 0.6
"""How alike a misspelt name may be at least; lower than for offering a name, since here a wrong guess only waits."""
_WORD = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)?")


def _words(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield from _WORD.findall(data)
    elif isinstance(data, dict):
        for value in data.values():
            yield from _words(value)
    elif isinstance(data, list):
        for value in data:
            yield from _words(value)
