"""What reports let through: to whom, cut how, in which editions, and from how many answers on."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import takewhile
from math import ceil
from typing import Any, Literal, NamedTuple

from cxprog.analysis.anonymity.seen import Seen, Sight, audiences_of
from cxprog.analysis.anonymity.values import At, Audience
from cxprog.analysis.specs import Specs
from cxprog.language.types import Cadence, Duration
from cxprog.manifest import Manifest
from cxprog.target import Address

CODE = "code"
"""The cut by which an answer can lie in several groups at once, which no sum of groups survives."""
FIRST = 0
"""Level of the whole; each further cut is one level down."""


class Least(NamedTuple):
    """From how many answers on something is shown."""

    answers: int
    at: Address | None
    """What asks for it; None where nobody does, and one answer is enough."""


class Number(NamedTuple):
    """A metric as one reader finds it."""

    metric: str
    least: Least
    computed: Literal["mean", "nps", "percent"]
    lowest: float | None
    """Who answers this or less is at the low end, where everybody can be told from the value; None: no such end."""
    highest: float | None
    """The same for the high end."""


class Comments(NamedTuple):
    """An open question as one reader finds it."""

    survey: str
    question: str
    least: Least

    @property
    def address(self) -> str:
        """`<survey>.<question>`."""
        return f"{self.survey}.{self.question}"


class Pace(NamedTuple):
    """The periods that follow each other without a gap: so many months, or so many days."""

    unit: Literal["months", "days"]
    length: int

    @property
    def name(self) -> str:
        """`quarterly`, `90-days`: what stands in the calendar."""
        return _PACES.get(self, f"{self.length}-{self.unit}")

    @property
    def days(self) -> int:
        """About how many days a period has, to compare two paces."""
        return self.length * (30 if self.unit == "months" else 1)


_PACES = {
    Pace("days", 1): "daily",
    Pace("days", 7): "weekly",
    Pace("days", 14): "fortnightly",
    Pace("months", 1): "monthly",
    Pace("months", 3): "quarterly",
    Pace("months", 6): "half-yearly",
    Pace("months", 12): "yearly",
}


class Editions(NamedTuple):
    """When numbers may move."""

    rule: Literal["periods", "published", "always"]
    """`periods`: one edition for each period of the calendar that is over; `published`: one for each line of
    `cx_editions`; `always`: with each answer, since nothing asks for a minimum."""
    pace: Pace | None = None
    """Length of the periods, for `periods`."""


class Hidden(NamedTuple):
    """A group or total that the report never shows."""

    level: int
    by: tuple[tuple[str, str], ...]
    """Dimension and value; nothing for the whole."""
    place: int
    """Index in the report's list."""


class View(NamedTuple):
    """What one audience gets to see of a report."""

    report: str
    place: int
    """Index in the report's list of readers."""
    audience: Audience
    own: str | None
    """The dimension of which each reader sees only its own value; None where all of it is seen."""
    cuts: tuple[str, ...]
    """The cuts, from the whole down; without `own`."""
    levels: tuple[int, ...]
    """Levels that are shown: how many of the cuts are fixed."""
    hidden: tuple[Hidden, ...]
    counts: bool
    editions: Editions
    numbers: tuple[Number, ...]
    comments: tuple[Comments, ...]
    comments_with: tuple[str, ...]

    @property
    def address(self) -> Address:
        """Where the program names the reader."""
        return Address("report", self.report, ("to", self.place))

    @property
    def content(self) -> tuple[Any, ...]:
        """What is seen, whoever sees it: views with the same content need be written only once."""
        numbers = tuple(each._replace(least=each.least._replace(at=None)) for each in self.numbers)
        comments = tuple(each._replace(least=each.least._replace(at=None)) for each in self.comments)
        return (self.own, self.cuts, numbers, comments)


class Shown(NamedTuple):
    """A report, with a view for each of its audiences."""

    id: str
    spec: Any
    views: tuple[View, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it can be shown."""
        return not any(view.numbers or view.comments for view in self.views)


def reports_of(manifest: Manifest) -> tuple[Shown, ...]:
    """Every report in use that asks for numbers or comments; of some, nothing can be shown."""
    reading = _Reading(manifest)
    return tuple(Shown(name, spec, tuple(reading.views(name, spec))) for name, spec in reading.seen.reports.items())


class _Reading:
    """Who sees which number, and from how many answers on, as the proofs read it."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest
        self.seen = Seen(Specs.of_manifest(manifest))
        self.leasts = {(each.report, each.audience, each.what): self._least(each) for each in self.seen.sights}

    def _least(self, sight: Sight) -> Least:
        """The strictest minimum; where partners may stand for a word, theirs as well."""
        found = [Least(sight.minimum, _address(sight.limit))]
        if any(each.kind == "partner" for each in self.seen.standing_for(sight)):
            policies = (
                (each.id, each.spec.anonymity) for each in self.manifest.each("policy") if not each.spec.retired
            )
            for name, anonymity in policies:
                if anonymity and anonymity.partners_from:
                    at = Address("policy", name, ("anonymity", "partners_from"))
                    found.append(Least(anonymity.partners_from, at))
        return max(found, key=lambda least: least.answers)

    def views(self, name: str, spec: Any) -> Iterator[View]:
        """A view for each audience; who sees all of it needs none of the own part."""
        owns: dict[tuple[Audience, str | None], int] = {}
        for place, viewer in enumerate(spec.to):
            own = _own(viewer.who, self.seen.specs, spec) if viewer.sees == "own" else None
            for audience in audiences_of(self.seen.specs, viewer.who):
                owns.setdefault((audience, own), place)
        for (audience, own), place in owns.items():
            if own is None or (audience, None) not in owns:
                yield self._view(name, spec, place, audience, own)

    def _view(self, name: str, spec: Any, place: int, audience: Audience, own: str | None) -> View:
        cuts = tuple(cut for cut in ordered_cuts(self.manifest, spec) if cut != own)
        hidden = tuple(_hidden(spec, cuts, own))
        levels = _levels(spec, len(cuts), hidden)
        fixed = {own, *(cuts[: levels[0]] if levels else ())}
        numbers = tuple(self._numbers(name, spec, audience, fixed)) if levels else ()
        comments = tuple(self._comments(name, spec, audience)) if levels else ()
        leasts = [*(each.least for each in numbers), *(each.least for each in comments)]
        return View(
            report=name,
            place=place,
            audience=audience,
            own=own,
            cuts=cuts,
            levels=levels,
            hidden=tuple(each for each in hidden if each.by),
            counts=spec.counts,
            editions=editions(spec, any(least.answers > 1 for least in leasts)),
            numbers=numbers,
            comments=comments,
            comments_with=spec.comments_with,
        )

    def _numbers(self, report: str, spec: Any, audience: Audience, fixed: Collection[str | None]) -> Iterator[Number]:
        for name in dict.fromkeys(spec.metrics):
            metric = self.manifest.get("metric", name)
            least = self.leasts.get((report, audience, name))
            if least is not None and is_made_of_answers(metric) and (metric.per is None or metric.per in fixed):
                lowest, highest = _ends(self.manifest, metric) if least.answers > 1 else (None, None)
                yield Number(name, least, _computed(metric), lowest, highest)

    def _comments(self, report: str, spec: Any, audience: Audience) -> Iterator[Comments]:
        for address in dict.fromkeys(spec.comments):
            survey, _, question = address.partition(".")
            yield Comments(survey, question, self.leasts[report, audience, address])


def _address(at: At | None) -> Address | None:
    return Address(*at) if at else None


def _own(who: str, specs: Specs, spec: Any) -> str:
    """By what a reader who sees its own part is told from others."""
    role = specs.get("role", who)
    if who == "touchpoint-owner":
        return "touchpoint"
    if specs.get("partner", who) or who in ("partner", "partner-manager") or (role and role.audience == "partner"):
        return "partner"
    if specs.get("team", who):
        return next((cut for cut in spec.cut_by if cut in ("account", "partner", "touchpoint")), "account")
    return "account"


# GROUPS


def ordered_cuts(manifest: Manifest, spec: Any) -> tuple[str, ...]:
    """The cuts from the whole down: as the report says, but where it shows all totals each city after its country.

    No cut by codes: an answer that is filed under two of them would count in two groups. In nested totals nothing
    below it is left either.
    """
    cuts = tuple(name for name in spec.cut_by if name != CODE)
    if spec.totals == "nested":
        return tuple(takewhile(lambda name: name != CODE, spec.cut_by))
    if spec.totals == "none":
        return cuts
    near_last = ((*reversed(outer(manifest, name)), name) for name in cuts)
    return tuple(dict.fromkeys(name for names in near_last for name in names if name in cuts))


def outer(manifest: Manifest, name: str) -> tuple[str, ...]:
    """Dimensions in whose values those of a dimension lie, as each city does in one country; nearest first."""
    within = {"touchpoint": "stage"}
    for population in manifest.each("population"):
        within.update(population.spec.within)
    found: list[str] = []
    while (name := within.get(name, "")) and name not in found:
        found.append(name)
    return tuple(found)


def _hidden(spec: Any, cuts: tuple[str, ...], own: str | None) -> Iterator[Hidden]:
    """What the report hides among the groups and totals of the gate."""
    for place, group in enumerate(spec.hide):
        named = {*group} - {own}
        if named == {*cuts[: len(named)]}:
            yield Hidden(len(named), tuple(sorted(group.items())), place)


def _levels(spec: Any, finest: int, hidden: tuple[Hidden, ...]) -> tuple[int, ...]:
    # Without a cut by codes, the finest groups are totals of what was asked for.
    is_cut_off = spec.totals == "none" and CODE in spec.cut_by
    first = FIRST if spec.totals != "none" else finest + is_cut_off
    is_whole_hidden = any(not each.by for each in hidden)
    return tuple(range(max(first, 1) if is_whole_hidden else first, finest + 1))


# METRICS


def is_made_of_answers(metric: Any) -> bool:
    """Whether a metric's value follows from single answers, one line each."""
    return metric.type != "operational" and not metric.parts


def _computed(metric: Any) -> Literal["mean", "nps", "percent"]:
    if metric.type == "nps":
        return "nps"
    return "percent" if metric.type in _SHARES and metric.scale and metric.scale.highest >= 100 else "mean"


def _ends(manifest: Manifest, metric: Any) -> tuple[float | None, float | None]:
    """Scores at which the value tells what everybody answered."""
    if metric.type == "nps":
        return 6, 9
    if metric.type in _SHARES:
        return 0, 1
    if metric.type == "ranking":
        ranked = [len(question.choices) for question in questions_of(manifest, metric)]
        return 1, max(ranked, default=1) if ranked else None
    scales = [question.scale for question in questions_of(manifest, metric) if question.scale] or [metric.scale]
    if scales == [None]:
        return None, None
    return min(scale.lowest for scale in scales), max(scale.highest for scale in scales)


_SHARES = ("top-box", "ratio")


def questions_of(manifest: Manifest, metric: Any) -> tuple[Any, ...]:
    """The questions whose answers feed a metric."""
    return tuple(question.spec for question in manifest.each("question") if question.spec.metric == metric.id)


def scored(manifest: Manifest, metric: Any) -> str:
    """What the score of an answer is, in words."""
    if metric.type == "ranking":
        return f"rank of `{metric.choice}`, 1 for the first" if metric.choice else "rank, 1 for the first"
    if metric.type == "ratio" or (metric.type == "top-box" and metric.choice):
        return f"1 where the answer is `{metric.choice or 'yes'}`, else 0"
    if metric.type == "top-box":
        return "1 where the answer is the best of its scale, else 0"
    lowest, highest = (0, 10) if metric.type == "nps" else _ends(manifest, metric)
    return f"the answer, {lowest} to {highest}" if lowest is not None else "the answer, a number"


# EDITIONS


def editions(spec: Any, is_guarded: bool) -> Editions:
    """When the numbers of a report may move, so that no two editions differ by a few answers."""
    if spec.covers is not None:
        return Editions("periods", pace_of(spec.covers))
    if spec.every.amount:
        return Editions("periods", pace_of(spec.every))
    return Editions("published" if is_guarded else "always")


def pace_of(cadence: Cadence) -> Pace:
    """Whole months, or whole days; working time as the days it takes in a week of five working days."""
    return Pace("months", cadence.amount) if cadence.measure == "months" else Pace("days", _days(cadence))


def _days(duration: Duration) -> int:
    days = {
        "days": duration.amount,
        "minutes": ceil(duration.amount / 1440),
        "business_days": ceil(duration.amount * 7 / 5),
    }
    return max(1, days.get(duration.measure, ceil(duration.amount / (8 * 60) * 7 / 5)))
