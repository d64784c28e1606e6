"""What the analyses of `cxprog privacy` found, each in words: what arrives, how it is shown, what can be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cxprog.analysis.anonymity.expected import Edition
from cxprog.analysis.anonymity.spread import Spread
from cxprog.analysis.anonymity.values import Answer, Flow, Linked, View
from cxprog.analysis.specs import Specs
from cxprog.display._private_words import (
    ANSWERS,
    Register,
    Said,
    about,
    answers_words,
    by_words,
    cell_words,
    days_words,
    equation_words,
    listed,
)


@dataclass(frozen=True)
class Learned:
    """What one audience learns of the answers to one survey."""

    flow: Flow
    survey: str
    """Title of the survey."""
    audience: str
    """Title of the audience."""
    names: str
    """Whether it learns who answered, in words."""
    comments: str
    """Whether it learns what was written."""
    scores: str
    """Whether it learns what was answered in numbers."""
    minimums: tuple[Said, ...]
    """From how many answers on it is shown something, and who asks for that."""
    case: str
    """Which sort of breach it is, as one says it behind `it is confidential, but`; empty where it is none."""
    remedy: str
    """What to do about it."""
    path: tuple[Said, ...]
    """The way of the worst that arrives."""

    @property
    def rank(self) -> int:
        """0 for the worst answer."""
        return ANSWERS.index(self.flow.answer)

    @property
    def facts(self) -> tuple[object, ...]:
        """What it has in common with everybody who learns the same."""
        flow, said = self.flow, (self.names, self.comments, self.scores, self.minimums)
        return (flow.survey, flow.answer, flow.case, flow.reason, flow.carries, *said)


class Breach(NamedTuple):
    """A sort of breach in words."""

    wrong: str
    """What is wrong, as one says it behind `it is confidential, but`."""
    remedy: str
    """What to do."""


def learned(register: Register, flow: Flow, views: Iterable[View], cases: Mapping[str, Breach]) -> Learned:
    """A flow in words; `views` are what its audience sees of the survey in reports, `cases` the sorts of breaches."""
    mine = sorted(views, key=lambda view: (view.minimum, view.report, view.what))
    is_single = not {"identity", "traits"}.isdisjoint(flow.carries)
    case = cases.get(flow.case, Breach("", ""))
    return Learned(
        flow,
        register.title("survey", flow.survey),
        register.audience(flow.audience),
        _names(flow),
        _content("comment" in flow.carries, is_single, [view for view in mine if view.is_comment], "comments"),
        _content("score" in flow.carries, is_single, [view for view in mine if not view.is_comment], "groups"),
        tuple(dict.fromkeys(minimum(register, view) for view in mine)),
        case.wrong,
        case.remedy,
        register.hops(flow.path),
    )


def _names(flow: Flow) -> str:
    if "identity" in flow.carries:
        return "yes"
    return "could be found out" if "traits" in flow.carries else "no"


def _content(arrives: bool, is_single: bool, views: Sequence[View], noun: str) -> str:
    if not arrives:
        return "no"
    if is_single:
        return "yes"
    smallest = min((view.minimum for view in views), default=0)
    if smallest > 1:
        return f"in {noun} from {smallest:,}" if noun == "groups" else f"from {smallest:,} answers"
    return "in groups" if noun == "groups" else "yes"


def minimum(register: Register, view: View) -> Said:
    """The fewest answers before a view is shown, and who asks for that."""
    if view.limit is None and view.minimum <= 1:
        return Said("no minimum")
    return register.said(f"{view.minimum:,}", view.limit)


@dataclass(frozen=True)
class Seen:
    """A number or a list of comments, as one audience sees it in one report."""

    view: View
    report: str
    """Title of the report."""
    audience: str
    """Title of the audience."""
    what: str
    """Title of the metric or question."""
    minimum: Said
    groups: str
    """How many groups there are, and how many of them are too small."""
    smallest: tuple[str, ...]
    """The smallest groups."""
    exact: str
    """How many answers are expected in all, and the margin of error; empty where that is not known."""
    edition: Edition | None
    """The same in numbers."""
    resting: tuple[Said, ...]
    """What the structural verdict rests on, or what breaks it."""
    is_promised: bool
    """Whether somebody was promised that groups only are shown."""

    @property
    def answer(self) -> Answer | None:
        """Whether the promise is kept whatever the counts turn out to be; None where nothing was promised."""
        return self.view.structural if self.is_promised else None

    @property
    def is_large(self) -> bool:
        """Whether every group gets its minimum, as far as one can expect."""
        return self.view.expected == self.view.assured == "proved"

    @property
    def rank(self) -> tuple[int, ...]:
        """The smaller, the worse."""
        view = self.view
        answers = (view.structural, view.expected, view.assured)
        return (not self.is_promised, *map(ANSWERS.index, answers))


def seen(register: Register, view: View, found: tuple[Spread, Edition] | None, *, is_promised: bool) -> Seen:
    """A view in words, with what is known of the number as a whole."""
    return Seen(
        view,
        register.title("report", view.report),
        register.audience(view.audience),
        register.number(view.what),
        minimum(register, view),
        groups_words(register.specs, view),
        tuple(cell_words(cell, view.minimum) for cell in view.smallest),
        exact_words(*found) if found else "",
        found[1] if found else None,
        register.hops(view.resting),
        is_promised,
    )


def exact_words(spread: Spread, edition: Edition) -> str:
    """`about 94 answers in 91 days, margin of error 17 points (12 points for just these people)`."""
    whole = edition.whole
    if whole is None:
        return ""
    answers = f"{'at most' if whole.is_most else 'about'} {answers_words(whole.answers)} in {days_words(edition.days)}"
    if whole.margin is None:
        return answers
    here = f" ({spread.words(whole.margin_here)} for just these people)" if whole.margin_here is not None else ""
    return f"{answers}, margin of error {spread.words(whole.margin)}{here}"


def groups_words(specs: Specs, view: View) -> str:
    """`15 groups by country and tier in 91 days: 3 expected to be too small, 2 that may be, 1 without anybody`."""
    report = specs.get("report", view.report)
    cut = f" by {listed(report.cut_by)}" if report and report.cut_by else ""
    days = f" in {days_words(view.days)}" if view.days > 0 else ""
    many = f"{view.cells:,} groups" if view.cells != 1 else "1 group"
    return f"{many}{cut}{days}: {_sizes(view)}" if view.cells else f"no groups{cut} are known{days}"


def _sizes(view: View) -> str:
    """What is known of the sizes of groups."""
    if view.expected == "not decided":
        return "whether enough people answer is not known"
    too_small, may_be = (view.expected == "violated", view.assured == "violated" and view.unsure > 0)
    said = [
        *([f"{_of(view.small, view.cells)}expected to be too small"] if too_small else []),
        *([f"{_of(view.unsure, view.cells)}not large enough in 19 of 20 cases"] if may_be else []),
        *([] if too_small or may_be else ["large enough in 19 of 20 cases"]),
        *([f"{view.empty:,} without anybody"] if view.empty else []),
    ]
    return ", ".join(said)


def _of(count: int, cells: int) -> str:
    return "" if cells == 1 else f"{count:,} "


@dataclass(frozen=True)
class WorkedOut:
    """Everything that one audience sees of one number, taken together."""

    linked: Linked
    audience: str
    """Title of the audience."""
    what: str
    """Title of the metric."""
    equations: tuple[str, ...]
    """How small groups are worked out, the smallest first."""
    more: str
    """How many groups can be worked out besides; empty where there are no others."""
    hide: tuple[str, ...]
    """What to hide besides."""
    enough: str
    """Whether hiding less would do."""
    is_promised: bool
    """Whether somebody was promised that groups only are shown."""

    @property
    def answer(self) -> Answer | None:
        """Whether the promise is kept; None where nothing was promised."""
        return self.linked.answer if self.is_promised else None

    @property
    def rank(self) -> tuple[int, ...]:
        """The smaller, the worse."""
        return (not self.is_promised, ANSWERS.index(self.linked.answer))


def worked_out(register: Register, linked: Linked, *, is_promised: bool) -> WorkedOut:
    """What can be worked out, in words."""
    more = linked.count - len(linked.remainders)
    return WorkedOut(
        linked,
        register.audience(linked.audience),
        register.number(linked.what),
        tuple(equation_words(remainder) for remainder in linked.remainders),
        f"and {about(more)} more" if linked.remainders and more > 0 else "",
        tuple(f"{by_words(by)} in `{report}`" for report, by in linked.hide),
        "hiding less does not do" if linked.is_smallest else "hiding less may do",
        is_promised,
    )
