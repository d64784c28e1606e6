"""What the gate leaves out, since no rule on single groups could keep it safe, and what it cannot see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from cxprog.emitters._gate_reading import CODE, Shown, View, ordered_cuts, outer, pace_of
from cxprog.manifest import Manifest
from cxprog.target import Address, Note

_LISTED_MAX = 2
_CUTS_MAX = 10


def notes(manifest: Manifest, reports: Sequence[Shown]) -> Iterator[Note]:
    """Every note on a program, report by report."""
    for report in reports:
        yield from _left_out(manifest, report)
    yield from _other_values(manifest, reports)
    yield from _taken_together(reports)
    yield from _counted_elsewhere(manifest)


# GROUPS AND PERIODS


def crossing_totals(manifest: Manifest, spec: Any) -> tuple[tuple[str, ...], ...]:
    """Totals that a report asks for and that no tree of groups holds, each by the cuts that are fixed.

    Of more than ten cuts there are thousands of totals; those by one or two of them stand for all.
    """
    if spec.totals != "all":
        return ()
    cuts = ordered_cuts(manifest, spec)
    in_the_tree = {frozenset(cuts[:level]) for level in range(len(cuts) + 1)}
    sizes = range(1, len(cuts) if len(cuts) <= _CUTS_MAX else 3)
    asked = (subset for size in sizes for subset in combinations(cuts, size))
    return tuple(subset for subset in asked if _whole(manifest, subset, cuts) not in in_the_tree)


def _whole(manifest: Manifest, subset: tuple[str, ...], cuts: Sequence[str]) -> frozenset[str]:
    """With each city goes its country: groups are the same with and without it."""
    return frozenset((*subset, *(above for name in subset for above in outer(manifest, name) if above in cuts)))


def _left_out(manifest: Manifest, report: Shown) -> Iterator[Note]:
    spec, name = report.spec, report.id
    if crossing := crossing_totals(manifest, spec):
        yield Note(
            "not-enforced",
            f"`{name}` comes without totals by {_listed([' and '.join(each) for each in crossing])}: "
            "together with the others they could give small groups away",
            Address("report", name, ("cut_by",)),
            "say `totals: nested` if they are not needed, or make them a report for other readers",
        )
    if spec.filters:
        yield Note(
            "not-enforced",
            f"`{name}` comes without filters by {_listed(spec.filters)}: what one leaves out could be worked out",
            Address("report", name, ("filters",)),
            "cut by them if that is what is needed; readers can choose among the groups that are shown",
        )
    if CODE in spec.cut_by:
        yield Note(
            "not-enforced",
            f"`{name}` comes without groups by code: an answer that is filed under two codes would count twice",
            Address("report", name, ("cut_by", spec.cut_by.index(CODE))),
            "show codes as `topics` in the tool, from as many answers on as scores need",
        )
    yield from _one_by_one(manifest, report)
    yield from _other_periods(report)


def _other_periods(report: Shown) -> Iterator[Note]:
    spec, name = report.spec, report.id
    if spec.covers is None or not spec.every.amount or pace_of(spec.covers) == pace_of(spec.every):
        return
    covers, every = pace_of(spec.covers), pace_of(spec.every)
    overlap = covers.days > every.days
    yield Note(
        "not-enforced",
        f"`{name}` comes with {covers.name} numbers"
        + (": editions that overlap differ by a few answers" if overlap else ", also between its editions"),
        Address("report", name, ("covers",)),
        f"say `every: {spec.covers.words}`" if overlap else "leave out `covers` if the time between may count as well",
    )


# METRICS


def _other_values(manifest: Manifest, reports: Sequence[Shown]) -> Iterator[Note]:
    """Metrics whose value is not that of the program, or that are left out."""
    shown = {number.metric for report in reports for view in report.views for number in view.numbers}
    specs = [manifest.get("metric", name) for name in sorted(shown)]
    if weighted := [spec.id for spec in specs if spec.weight_by != "none"]:
        yield Note(
            "not-enforced",
            f"all answers weigh the same in {_listed(weighted)}: through a weighted value, a large account shines",
            Address("metric", weighted[0], ("weight_by",)),
            "compute weighted values elsewhere, for totals of many accounts only",
        )
    if adjusted := [spec.id for spec in specs if spec.adjusted_for]:
        yield Note(
            "not-enforced",
            f"no level is taken out of {_listed(adjusted)}: values come as they were answered",
            Address("metric", adjusted[0], ("adjusted_for",)),
            "compare groups with their own past, not with each other",
        )
    named = {name for each in manifest.each("report") if not each.spec.retired for name in each.spec.metrics}
    made = [spec for spec in (manifest.get("metric", name) for name in sorted(named)) if spec.parts]
    for spec in made:
        yield Note(
            "not-enforced",
            f"`{spec.id}` is left out: it is worked out from other metrics, and not from single answers",
            Address("metric", spec.id, ("share_of" if spec.share_of else "made_of",)),
            "work it out from what the gate shows of these metrics",
        )


def _one_by_one(manifest: Manifest, report: Shown) -> Iterator[Note]:
    """Metrics that are worked out for each account by itself, in a report that shows more than one account at once."""
    for index, name in enumerate(report.spec.metrics):
        per = manifest.get("metric", name).per
        together = (view for view in report.views if per not in (view.own, *view.cuts[: min(view.levels, default=0)]))
        readers = dict.fromkeys(view.audience.id for view in together)
        if per and readers:
            yield Note(
                "not-enforced",
                f"`{report.id}` comes without `{name}` for {_listed(readers)}: it has a value for each {per} only",
                Address("report", report.id, ("metrics", index)),
                f"say `totals: none` and cut by {per}, or give the metric no `per`",
            )


# SEVERAL REPORTS


def _taken_together(reports: Sequence[Shown]) -> Iterator[Note]:
    """Readers who find one number in two reports, which could be subtracted from one another."""
    found: dict[str, dict[str, list[View]]] = {}
    for view in (view for report in reports for view in report.views):
        for what in (*(each.metric for each in view.numbers), *(each.address for each in view.comments)):
            found.setdefault(view.audience.id, {}).setdefault(what, []).append(view)
    readers: dict[tuple[str, ...], dict[str, View]] = {}
    for who, seen in found.items():
        twice = {what: views for what, views in seen.items() if len({_shape(view) for view in views}) > 1}
        if twice:
            readers.setdefault(tuple(twice), {})[who] = next(iter(twice.values()))[-1]
    for whats, views in readers.items():
        yield Note(
            "not-enforced",
            f"{_listed(views)} {'sees' if len(views) == 1 else 'see'} {_listed(whats)} in several reports: "
            "each is safe by itself, all together need not be",
            next(iter(views.values())).address,
            "cut them alike and for the same periods, or show the number in one of them only",
        )


def _shape(view: View) -> tuple[Any, ...]:
    """What two views must have in common for the same groups to be in both."""
    report = view.report if view.editions.rule == "published" else ""
    return (view.own, view.cuts, view.levels, view.hidden, view.editions, report)


def _counted_elsewhere(manifest: Manifest) -> Iterator[Note]:
    for each in manifest.each("report"):
        key = "topics" if each.spec.topics else "loops"
        if getattr(each.spec, key) and not each.spec.retired:
            what = " and ".join([*(["topics"] if each.spec.topics else []), *(["cases"] if each.spec.loops else [])])
            yield Note(
                "not-enforced",
                f"`{each.id}` counts {what} as well, which the gate does not see",
                Address("report", each.id, (key,)),
                "hide small counts in the tool that counts them: each of them is a group of people, too",
            )


def _listed(given: Iterable[str]) -> str:
    items = list(given)
    shown = ", ".join(f"`{item}`" for item in items[:_LISTED_MAX])
    return shown if len(items) <= _LISTED_MAX else f"{shown} and {len(items) - _LISTED_MAX} more"
