"""What dashboards have to be set to so that they show no more than the gate: a JSON file with a published schema."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from cxprog.emitters._gate_notes import crossing_totals
from cxprog.emitters._gate_reading import CODE, Least, Shown, View
from cxprog.emitters._gate_views import names
from cxprog.manifest import Manifest
from cxprog.source import Path
from cxprog.target import Address, Artifact

FORMAT_VERSION = 1
"""Rises only when a field goes away or changes its meaning."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True)


class NumberSettings(_Value):
    """A metric that is shown."""

    metric: str
    """Id of the metric."""
    minimum: int
    """Fewest answers that a group or total needs before anything of it is shown."""
    set_by: str | None
    """The place in the program that asks for this minimum, such as `policy:privacy/anonymity/scores_from`; null: none,
    and a single answer is shown."""


class CommentSettings(_Value):
    """An open question whose answers are shown."""

    answers_to: str
    """The question, as `<survey>.<question>`."""
    minimum: int
    """Fewest comments that a group needs before any of them is shown with it."""
    set_by: str | None
    """The place in the program that asks for this minimum; null: none, and a single comment is shown."""
    beside: tuple[str, ...]
    """What stands beside each comment, such as `day`; nothing else may."""


class AudienceSettings(_Value):
    """A reader of a report, or a group of readers who all see the same."""

    who: str
    """Id of a team, partner or role, or a word such as `account-manager`."""
    sort: Literal["team", "partner", "role", "word"]
    """What `who` is; a word stands for somebody who depends on the case."""
    own: str | None
    """The dimension of which each reader sees only the own value; null: everything is seen."""
    numbers_view: str | None
    """View with the numbers; null where none are shown."""
    comments_view: str | None
    """View with the comments; null where none are shown."""
    numbers: tuple[NumberSettings, ...]
    """Metrics that are shown."""
    comments: tuple[CommentSettings, ...]
    """Open questions whose answers are shown."""
    groups: tuple[tuple[str, ...], ...]
    """Groups and totals that may be offered, each by the dimensions that are fixed: no dimension for the whole."""
    hide: tuple[dict[str, str], ...]
    """Groups and totals that are never shown, by their values."""
    counts: bool
    """Whether the number of answers may be shown."""


class LeftOut(_Value):
    """What the report asks for and nobody may be offered."""

    totals: tuple[tuple[str, ...], ...]
    """Totals by these dimensions: with the others, they could give small groups away. Of more than ten cuts, those by
    one or two of them stand for all."""
    filters: tuple[str, ...]
    """Filters by these dimensions: what one leaves out could be worked out."""
    cuts: tuple[str, ...]
    """Cuts in which an answer can lie in several groups."""


class RefreshSettings(_Value):
    """When numbers may move."""

    rule: Literal["periods", "published", "always"]
    """`periods`: once, when the period is over; `published`: when somebody publishes an edition, in which every number
    has its minimum of new answers, or none; `always`: with every answer."""
    every: str
    """How often the report comes out, in words."""
    period: str | None
    """Length of the period that each edition covers, as `cx_calendar` calls it; null where editions have none."""


class ReportSettings(_Value):
    """A report that shows numbers or comments made of answers."""

    report: str
    """Id of the report."""
    title: dict[str, str]
    """Title by locale."""
    tool: str | None
    """The channel in which it is shown; null where the program names none."""
    refresh: RefreshSettings
    """When numbers may move."""
    hide_where_all_alike: Literal[True]
    """Groups in which everybody answered at the same end of the scale are hidden like small ones, where a minimum is
    asked for: their value tells what each of them answered."""
    hide_remainders: Literal[True]
    """Where what is hidden of a total is somebody, but not enough, the smallest of its groups is hidden as well."""
    left_out: LeftOut
    """What the report asks for and nobody may be offered."""
    audiences: tuple[AudienceSettings, ...]
    """Who reads it."""


class Settings(_Value):
    """What dashboards have to be set to, report by report and reader by reader."""

    format_version: Literal[1]
    """Version of this format."""
    program: str
    """Id of the program."""
    version: str
    """Version of the program."""
    reports: tuple[ReportSettings, ...]
    """Reports, by id."""


def schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of `settings.json`, published as `gate-settings-1.schema.json`."""
    made = Settings.model_json_schema(mode="serialization")
    for part in (made, *made["$defs"].values()):
        # Titles made of names say nothing new, and descriptions are not wrapped in JSON.
        part.pop("title", None)
        for described in (part, *part["properties"].values()):
            described.pop("title", None)
            if "description" in described:
                described["description"] = " ".join(described["description"].split())
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"cxprog gate settings, format version {FORMAT_VERSION}",
        **made,
    }


def settings(manifest: Manifest, reports: Sequence[Shown]) -> Artifact:
    """The file `settings.json`."""
    value = Settings(
        format_version=FORMAT_VERSION,
        program=manifest.program,
        version=manifest.version,
        reports=tuple(_report(manifest, report) for report in reports),
    )
    return Artifact.json("settings.json", value.model_dump(mode="json"), dict(_origins(reports)))


def _report(manifest: Manifest, report: Shown) -> ReportSettings:
    spec = report.spec
    # What one reader has to wait for, all do: a report comes out as a whole.
    strictest = next((view for view in report.views if view.editions.rule != "always"), report.views[0])
    return ReportSettings(
        report=report.id,
        title=dict(spec.title or {}),
        tool=spec.through,
        refresh=RefreshSettings(
            rule=strictest.editions.rule,
            every=spec.every.words,
            period=strictest.editions.pace.name if strictest.editions.pace else None,
        ),
        hide_where_all_alike=True,
        hide_remainders=True,
        left_out=LeftOut(
            totals=crossing_totals(manifest, spec),
            filters=spec.filters,
            cuts=tuple(name for name in spec.cut_by if name == CODE),
        ),
        audiences=tuple(_audience(view, *own) for view, own in zip(report.views, names(report), strict=True)),
    )


def _audience(view: View, numbers: str, comments: str) -> AudienceSettings:
    return AudienceSettings(
        who=view.audience.id,
        sort=view.audience.kind,
        own=view.own,
        numbers_view=_unquoted(numbers),
        comments_view=_unquoted(comments),
        numbers=tuple(
            NumberSettings(metric=each.metric, minimum=each.least.answers, set_by=_set_by(each.least))
            for each in view.numbers
        ),
        comments=tuple(
            CommentSettings(
                answers_to=each.address,
                minimum=each.least.answers,
                set_by=_set_by(each.least),
                beside=view.comments_with,
            )
            for each in view.comments
        ),
        groups=tuple(view.cuts[:level] for level in view.levels),
        hide=tuple(dict(each.by) for each in view.hidden),
        counts=view.counts,
    )


def _unquoted(view: str) -> str | None:
    return view[1:-1].replace('""', '"') if view else None


def _set_by(least: Least) -> str | None:
    at = least.at
    return f"{at.kind}:{at.id}" + "".join(f"/{step}" for step in at.path) if at else None


def _origins(reports: Sequence[Shown]) -> Iterator[tuple[Path, Address]]:
    """Where each part of the file comes from."""
    for number, report in enumerate(reports):
        here: Path = ("reports", number)
        yield here, Address("report", report.id)
        for keys, path in _OF_REPORT.items():
            yield (*here, *keys), Address("report", report.id, path)
        for place, view in enumerate(report.views):
            below: Path = (*here, "audiences", place)
            yield below, view.address
            yield (*below, "counts"), Address("report", report.id, ("counts",))
            leasts: Mapping[str, Sequence[Any]] = {"numbers": view.numbers, "comments": view.comments}
            for key, each_of in leasts.items():
                for index, each in enumerate(each_of):
                    yield (*below, key, index), Address("report", report.id, (_KEYS[key], index))
                    if each.least.at:
                        yield (*below, key, index, "minimum"), each.least.at
                        yield (*below, key, index, "set_by"), each.least.at
            for index, hidden in enumerate(view.hidden):
                yield (*below, "hide", index), Address("report", report.id, ("hide", hidden.place))


_OF_REPORT: Mapping[Path, Path] = {
    ("title",): ("title",),
    ("tool",): ("through",),
    ("refresh",): ("every",),
    ("left_out",): ("cut_by",),
    ("left_out", "filters"): ("filters",),
}
_KEYS = {"numbers": "metrics", "comments": "comments"}
