"""What a privacy officer looks at first: how much is kept, and everything that is not, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from cxprog.analysis.anonymity.values import BITS, Answer
from cxprog.display._private_alike import Sheet
from cxprog.display._private_audience import Informed
from cxprog.display._private_learned import Learned, Seen, WorkedOut
from cxprog.display._private_survey import Promised
from cxprog.display._private_words import ANSWERS, BIT_WORDS, VERDICTS, listed, named


class Told(NamedTuple):
    """One thing to look at."""

    answer: Answer
    words: str
    """What is wrong, or not known: lower case, no full stop."""
    remedy: str
    """What to do; empty where the words say it."""
    anchor: str
    """Name of the survey or audience on the page, where it says more."""


class Tally(NamedTuple):
    """How many of one sort have which answer."""

    sort: str
    """`promises`, `minimums` or `together`."""
    one: str
    many: str
    answers: tuple[Answer, ...]

    @property
    def words(self) -> str:
        """`8 promises: 7 kept, 1 broken, 0 not decided`."""
        counts = ", ".join(f"{self.count(answer):,} {VERDICTS[answer]}" for answer in _ORDER)
        return f"{len(self.answers):,} {self.one if len(self.answers) == 1 else self.many}: {counts}"

    def count(self, answer: Answer) -> int:
        """How many have this answer."""
        return self.answers.count(answer)


_NAMED_MAX = 4
"""Most audiences that one line names."""
_ORDER: tuple[Answer, ...] = ("proved", "violated", "not decided")


def tallies(surveys: Iterable[Promised], audiences: Iterable[Informed]) -> tuple[Tally, ...]:
    """Promises to those who are asked, minimums in reports, numbers that are seen in several ways."""
    informed = tuple(audiences)
    seen = tuple(each.answer for who in informed for each in who.seen if each.answer)
    together = tuple(each.answer for who in informed for each in who.worked_out if each.answer)
    return (
        Tally(
            "promises",
            "promise to those who are asked",
            "promises to those who are asked",
            tuple(each.answer for each in surveys),
        ),
        Tally("minimums", "minimum in a report", "minimums in reports", seen),
        Tally("together", "number, by what can be worked out", "numbers, by what can be worked out", together),
    )


def first(surveys: Iterable[Promised], sheets: Iterable[Sheet]) -> tuple[Told, ...]:
    """What is broken, then what is not decided: what arrives, what can be worked out, what is shown."""
    every = tuple(sheets)
    told = [each for promised in surveys for each in _told_flows(promised)]
    told += [_told_linked(sheet, each) for sheet in every for each in _unkept(sheet) if each.answer == "violated"]
    told += [*_open_linked(every), *_told_views(every)]
    return tuple(sorted(told, key=lambda each: ANSWERS.index(each.answer)))


def _told_flows(promised: Promised) -> Iterator[Told]:
    """One line for each sort of breach, and for each reason why something is not decided."""
    groups: dict[tuple[Answer, str, str], list[Learned]] = {}
    for each in promised.learned:
        if each.flow.answer != "proved":
            groups.setdefault((each.flow.answer, each.case, each.flow.reason), []).append(each)
    for (answer, case, reason), group in groups.items():
        yield _told_flow(promised, answer, case or reason, group)


def _told_flow(promised: Promised, answer: Answer, why: str, group: list[Learned]) -> Told:
    start = f"{named(promised.title, promised.id)} is {promised.spec.identity}"
    who = _several([each.audience for each in group])
    if answer == "not decided":
        return Told(answer, f"{start}; whether {who} can learn more is not known: {why}", "", promised.anchor)
    beyond = {bit for each in group for bit in each.flow.carries if bit not in each.flow.allowed}
    what = listed(BIT_WORDS[bit] for bit in BITS if bit in beyond)
    told = f"{who} can learn {what}" if what else f"{who} can learn more than that"
    words = f"{start}, but {why}; {told}" if why else f"{start}, but {told}"
    return Told(answer, words, group[0].remedy, promised.anchor)


def _several(names: Iterable[str]) -> str:
    """Some names, each once, and how many more there are."""
    known = [*dict.fromkeys(names)]
    if len(known) <= _NAMED_MAX:
        return listed(known)
    return f"{', '.join(known[: _NAMED_MAX - 1])} and {len(known) - _NAMED_MAX + 1} others"


# WHAT CAN BE WORKED OUT


def _unkept(sheet: Sheet) -> Iterator[WorkedOut]:
    return (each for each in sheet.first.worked_out if each.answer in ANSWERS[:-1])


def _told_linked(sheet: Sheet, each: WorkedOut) -> Told:
    linked = each.linked
    groups = "a group" if linked.count == 1 else f"{linked.count:,} groups"
    number = named(each.what, linked.what)
    words = f"{_several(sheet.names)} can work out {groups} below {linked.minimum:,} of {number}"
    remedy = f"hide {'; '.join(each.hide)}" if each.hide else ""
    return Told("violated", words, remedy, sheet.first.anchor)


def _open_linked(sheets: Iterable[Sheet]) -> Iterator[Told]:
    """One line for each reason why something is not decided."""
    groups: dict[str, list[tuple[Sheet, WorkedOut]]] = {}
    for sheet in sheets:
        for each in _unkept(sheet):
            if each.answer == "not decided":
                groups.setdefault(each.linked.reason, []).append((sheet, each))
    for reason, group in groups.items():
        numbers = _several(f"`{each.linked.what}`" for _, each in group)
        who = _several(name for sheet, _ in group for name in sheet.names)
        words = f"whether {who} can work out small groups of {numbers} is not known: {reason}"
        yield Told("not decided", words, "", group[0][0].first.anchor)


# WHAT REPORTS SHOW


def _told_views(sheets: Iterable[Sheet]) -> Iterator[Told]:
    """One line for each report with the same numbers, answer and reasons."""
    groups: dict[tuple[Answer, str, str, str], list[Sheet]] = {}
    for sheet in sheets:
        found: dict[tuple[Answer, str], list[Seen]] = {}
        for each in sheet.first.seen:
            if each.answer in ANSWERS[:-1]:
                report = named(each.report, each.view.report)
                found.setdefault((each.view.structural, report), []).append(each)
        for (answer, report), shown in found.items():
            numbers = _several(f"`{each.view.what}`" for each in shown)
            reasons = listed(dict.fromkeys(each.view.reason for each in shown if each.view.reason))
            groups.setdefault((answer, report, numbers, reasons), []).append(sheet)
    for (answer, report, numbers, reasons), given in groups.items():
        does = "shows" if answer == "violated" else "may show"
        who = _several(name for sheet in given for name in sheet.names)
        why = f": {reasons}" if reasons else ""
        words = f"{report} {does} {who} groups of {numbers} below the minimum{why}"
        yield Told(answer, words, "", given[0].first.anchor)
