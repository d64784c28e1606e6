"""What the forms of a difference share: signs and words for what happened, phrases as plain text, headlines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from cxprog.renderers._board_difference import Difference, JourneyPair, Pair, StagePair, TouchpointPair
from cxprog.renderers._board_facets import Change, Sort, row
from cxprog.renderers._board_icons import OWN_ICONS
from cxprog.renderers._board_values import Phrase
from cxprog.renderers._measure import isolated, reads_from_right


class Look(NamedTuple):
    """How one thing that can happen is recognized: never by its color alone."""

    sign: str
    """One character, for texts."""
    word: str
    line: str
    """Edges and signs; at least 4.5:1 on white and on the fill."""
    fill: str
    """Behind black text."""


LOOKS: Mapping[Sort, Look] = {
    "added": Look("+", "added", "#00694A", "#DFF2EC"),
    "removed": Look("−", "removed", "#A33B00", "#FBE7DC"),
    "moved": Look("↔", "moved", "#174F86", "#DFEBF7"),
    "owner": Look("◉", "new owner", "#7D3A62", "#F7E6F0"),
    "time": Look("◷", "new times", "#6B4700", "#FBEFD3"),
    "title": Look("✎", "renamed", "#3F3F8F", "#E8E8F8"),
    "other": Look("≠", "changed", "#474747", "#EEEEEE"),
}
"""By what happened."""
ARROW = " → "
ICONS: Mapping[Sort, str] = {
    "added": "M8 2.5v11 M2.5 8h11",
    "removed": "M2.5 8h11",
    "moved": "M1.5 8h13 M5 4.5L1.5 8 5 11.5 M11 4.5L14.5 8 11 11.5",
    "owner": OWN_ICONS["owner"],
    "time": OWN_ICONS["often"],
    "title": "M2.5 13.5l.8-3.6L11 2.2l2.8 2.8-7.7 7.7z M9.2 4l2.8 2.8",
    "other": "M2.5 5.8h11 M2.5 10.2h11 M11 2.5L5 13.5",
}
"""The signs as line drawings in a square of 16, for pictures: no font has to have them."""


class Said:
    """Phrases of one journey as plain text, in the locale that is shown."""

    def __init__(self, journey: JourneyPair) -> None:
        self.board = journey.board

    def plain(self, phrase: Phrase) -> str:
        """A phrase as one text, character by character."""
        return "".join(part if isinstance(part, str) else self.board.said(part) for part in phrase)

    def shown(self, phrase: Phrase) -> str:
        """A phrase as one text in which no title can turn the words around it."""
        return "".join(part if isinstance(part, str) else isolated(self.board.said(part)) for part in phrase)

    def change(self, change: Change) -> str:
        """A change as one text: `owner: A → B`, `pains: + x; − y`."""
        return ": ".join(filter(None, (self.shown(change.what), self.values(change))))

    def values(self, change: Change) -> str:
        """What was and what is; from left to right, as the arrow points, in whatever language."""
        shown = self.shown(values(change))
        return f"\N{LEFT-TO-RIGHT MARK}{shown}" if reads_from_right(shown) else shown


def values(change: Change) -> Phrase:
    """What was and what is, as one phrase: `A → B`, or what a list lost and gained."""
    if len(change.before) == 1 == len(change.after):
        return (*change.before[0], ARROW, *change.after[0])
    signed = [(f"{LOOKS['removed'].sign} ", *each) for each in change.before]
    signed += [(f"{LOOKS['added'].sign} ", *each) for each in change.after]
    return row(signed, "; ")


def differs(stage: StagePair) -> bool:
    """Whether anything in a stage is not as it was."""
    return any(pair.changes for pair in (stage, *stage.sections, *stage.touchpoints))


class Folded(NamedTuple):
    """Touchpoints in a row that are as they were."""

    number: int

    @property
    def words(self) -> str:
        """What is said in their place."""
        return f"… {self.number} unchanged"


def folded(touchpoints: Sequence[TouchpointPair]) -> Iterator[TouchpointPair | Folded]:
    """What changed and what stands right beside it; everything between as one, unless it is one."""
    near = {at + step for at, each in enumerate(touchpoints) if each.changes for step in (-1, 0, 1)}
    for is_near, run in groupby(range(len(touchpoints)), key=lambda at: at in near):
        own = [touchpoints[at] for at in run]
        yield from own if is_near or len(own) == 1 else (Folded(len(own)),)


def is_whole(pair: Pair) -> bool:
    """Whether something came or went as a whole."""
    return bool({"added", "removed"} & {*pair.sorts})


def headline(difference: Difference) -> str:
    """What changed, in numbers."""
    parts = [*_journeys(difference), *_touchpoints(difference.counts), *_others(difference)]
    return ", ".join(parts) or f"no difference{' on the boards' if difference.elsewhere else ''}"


def sentences(difference: Difference) -> tuple[str, ...]:
    """The headline as a sentence, and where anything differs besides, what that is."""
    words = headline(difference)
    return (f"{words[0].upper()}{words[1:]}.", *filter(None, (elsewhere(difference),)))


def elsewhere(difference: Difference) -> str:
    """What differs besides, as a sentence; empty where nothing does."""
    names = [name.replace(":", " ") for name in difference.elsewhere]
    if not names:
        return ""
    more = f" and {len(names) - _NAMED_MAX} more" if len(names) > _NAMED_MAX else ""
    verb = "differs" if len(names) == 1 else "differ"
    return f"{_counted(len(names), 'other document')} {verb}: {', '.join(names[:_NAMED_MAX])}{more}."


_NAMED_MAX = 12
"""Other documents that a headline names."""


def _journeys(difference: Difference) -> Iterator[str]:
    for sort in ("added", "removed"):
        if count := sum(sort in journey.sorts for journey in difference.journeys):
            yield f"{_counted(count, 'journey')} {sort}"


def _touchpoints(counts: Mapping[Sort, int]) -> Iterator[str]:
    for number, sort in enumerate(counts):
        count = str(counts[sort]) if number else _counted(counts[sort], "touchpoint")
        yield f"{count} {_VERBS[sort]}"


_VERBS: Mapping[Sort, str] = {
    "added": "added",
    "removed": "removed",
    "moved": "moved",
    "owner": "with a new owner",
    "time": "with new times",
    "title": "renamed",
    "other": "changed otherwise",
}


def _others(difference: Difference) -> Iterator[str]:
    """Stages, steps, surveys and so on, which are not touchpoints, in one number."""
    changed = 0
    for journey in difference.journeys:
        if not is_whole(journey):
            own = [*journey.stages, *(section for stage in journey.stages for section in stage.sections), *journey.hung]
            changed += sum(bool(part.changes) for part in own) + bool(journey.changes)
    if changed:
        yield f"{changed} other {'change' if changed == 1 else 'changes'}"


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}{'' if count == 1 else 's'}"


# WHAT IS TOLD, IN ORDER


class Told(NamedTuple):
    """Something that is not as it was, with what it is called."""

    pair: Pair
    sort: str
    """What it is: `journey`, `stage`, `step`, `touchpoint`, `survey` and so on."""
    title: Phrase
    place: Phrase
    """Where a touchpoint or a step stands; empty for others."""


def told(journey: JourneyPair) -> Iterator[Told]:
    """Everything in a journey that is not as it was; touchpoints first, then what they hang in and what hangs on them.

    Of a journey that came or went as a whole, only that.
    """
    if journey.changes:
        yield Told(journey, "journey", (journey.board.title,), ())
    if is_whole(journey):
        return
    for stage in journey.stages:
        for section in stage.sections:
            place: Phrase = (stage.title, ", ", section.title) if section.title else (stage.title,)
            for each in section.touchpoints:
                if each.changes:
                    yield Told(each, "touchpoint", (each.shown.title,), place)
    for stage in journey.stages:
        if stage.changes:
            yield Told(stage, "stage", (stage.title,), ())
        for section in stage.sections:
            if section.changes and section.title:
                yield Told(section, "step", (section.title,), (stage.title,))
    for hung in journey.hung:
        if hung.changes:
            yield Told(hung, hung.kind, (hung.title,), ())
