"""What the analyses of `cxprog privacy` found, each in words: what arrives, how it is shown, what can be worked out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cxprog.analysis.anonymity.values import Answer, Audience, Flow, Linked, View
from cxprog.analysis.specs import Specs
from cxprog.display._private_words import (
    ANSWERS,
    Register,
    Said,
    about,
    by_words,
    cell_words,
    days_words,
    equation_words,
    listed,
    worst,
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
    """Which sort of breach it is, in words; empty where it is none."""
    path: tuple[Said, ...]
    """The way of the worst that arrives."""

    @property
    def rank(self) -> int:
        """0 for the worst answer."""
        return ANSWERS.index(self.flow.answer)


def learned(register: Register, flow: Flow, views: Iterable[View], cases: Mapping[str, str]) -> Learned:
    """A flow in words; `views` are what its audience sees of the survey in reports, `cases` the sorts of breaches."""
    mine = sorted(views, key=lambda view: (view.minimum, view.report, view.what))
    is_single = not {"identity", "traits"}.isdisjoint(flow.carries)
    return Learned(
        flow,
        register.title("survey", flow.survey),
        register.audience(flow.audience),
        _names(flow),
        _content(flow, "comment" in flow.carries, is_single, [view for view in mine if view.is_comment], "comments"),
        _content(flow, "score" in flow.carries, is_single, [view for view in mine if not view.is_comment], "groups"),
        tuple(dict.fromkeys(minimum(register, view) for view in mine)),
        cases.get(flow.case, flow.case.replace("-", " ")),
        register.hops(flow.path),
    )


def _names(flow: Flow) -> str:
    if "identity" in flow.carries:
        return "yes"
    return "could be found out" if "traits" in flow.carries else "no"


def _content(flow: Flow, arrives: bool, is_single: bool, views: Sequence[View], noun: str) -> str:
    if not arrives:
        return "no"
    if is_single:
        return "of each answer"
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
    resting: tuple[Said, ...]
    """What the structural verdict rests on, or what breaks it."""

    @property
    def verdicts(self) -> tuple[tuple[str, Answer], ...]:
        """The three verdicts by their names."""
        view = self.view
        return (("expected", view.expected), ("assured", view.assured), ("structural", view.structural))

    @property
    def rank(self) -> tuple[int, ...]:
        """The smaller, the worse."""
        view = self.view
        return tuple(ANSWERS.index(answer) for answer in (view.structural, view.expected, view.assured))


def seen(register: Register, view: View) -> Seen:
    """A view in words."""
    kind = "question" if view.is_comment else "metric"
    return Seen(
        view,
        register.title("report", view.report),
        register.audience(view.audience),
        register.title(kind, view.what.rpartition(".")[2]),
        minimum(register, view),
        groups_words(register.specs, view),
        tuple(cell_words(cell, view.minimum) for cell in view.smallest),
        register.hops(view.resting),
    )


def groups_words(specs: Specs, view: View) -> str:
    """`15 groups by country and tier in 91 days; 1 of nobody, 3 expected to be too small, 2 that may be`."""
    report = specs.get("report", view.report)
    cut = f" by {listed(report.cut_by)}" if report and report.cut_by else ""
    many = f"{view.cells:,} {'group' if view.cells == 1 else 'groups'}{cut}"
    counted = (
        (view.empty, "of nobody"),
        (view.small, "expected to be too small"),
        (view.unsure, "that may be too small"),
    )
    said = ", ".join(f"{count:,} {words}" for count, words in counted if count)
    days = f" in {days_words(view.days)}" if view.days > 0 else ""
    return f"{many}{days}{'; ' if said else ''}{said}"


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

    @property
    def rank(self) -> int:
        """0 for the worst answer."""
        return ANSWERS.index(self.linked.answer)


def worked_out(register: Register, linked: Linked) -> WorkedOut:
    """What can be worked out, in words."""
    more = linked.count - len(linked.remainders)
    return WorkedOut(
        linked,
        register.audience(linked.audience),
        register.title("metric", linked.what),
        tuple(equation_words(remainder) for remainder in linked.remainders),
        f"and {about(more)} more" if linked.remainders and more > 0 else "",
        tuple(f"{by_words(by)} in `{report}`" for report, by in linked.hide),
        "hiding less does not do" if linked.is_smallest else "hiding less may do",
    )


def answer_of(audience: Audience, flows: Iterable[Flow], views: Iterable[View], links: Iterable[Linked]) -> Answer:
    """The worst answer about an audience: what arrives, what is shown, what can be worked out."""
    return worst(
        (
            *(flow.answer for flow in flows if flow.audience == audience),
            *(view.structural for view in views if view.audience == audience),
            *(linked.answer for linked in links if linked.audience == audience),
        )
    )
