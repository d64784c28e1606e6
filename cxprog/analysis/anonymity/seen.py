"""Who sees which number in which report, and from how many answers on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from cxprog.analysis.anonymity.values import At, Audience
from cxprog.analysis.specs import Specs, asking
from cxprog.facts import heard, owners, viewers


class Sight(NamedTuple):
    """One number or list of comments in one report, as one audience sees it."""

    report: str
    audience: Audience
    is_own: bool
    """Whether the audience sees nothing but its own part."""
    what: str
    """Id of the metric, or `<survey>.<question>` of the comments."""
    is_comment: bool
    minimum: int
    """Fewest answers before it is shown; 1 where nobody asks for more."""
    limit: At | None
    """What asks for this minimum; None where nobody does."""
    promised: int
    """The same without what the metric needs to mean something: what policies and the report ask for."""
    promised_by: At | None
    """What asks for that; None where nobody does."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What the reports in use show, and to whom."""

    specs: Specs

    @cached_property
    def sights(self) -> tuple[Sight, ...]:
        """Every number and list of comments as every audience that a report names sees it, by report."""
        return tuple(sight for name in self.reports for sight in self._sights(name))

    @cached_property
    def reports(self) -> Mapping[str, Any]:
        """The reports in use that show numbers or comments to anybody, by id."""
        return {name: spec for name, spec in self.specs.in_use("report") if spec.metrics or spec.comments}

    def _sights(self, name: str) -> Iterator[Sight]:
        report = self.reports[name]
        shown = [(metric, False) for metric in dict.fromkeys(report.metrics) if self._is_counted(metric)]
        shown += [(answer, True) for answer in dict.fromkeys(report.comments)]
        for audience, is_own in self._audiences(report).items():
            for what, is_comment in shown:
                if is_comment or self._is_meant(what, audience):
                    asked = list(self._asked(name, audience, what, is_comment))
                    least, limit = max(asked, key=lambda pair: pair[0])
                    private = [pair for pair in asked if pair[1] is None or pair[1].kind != "metric"]
                    promised, by = max(private, key=lambda pair: pair[0])
                    yield Sight(name, audience, is_own, what, is_comment, least, limit, promised, by)

    def _is_counted(self, metric: str) -> bool:
        return metric in self._metrics and self._metrics[metric].type != "operational"

    def _is_meant(self, metric: str, audience: Audience) -> bool:
        """Whether a metric is shown to an audience: some are for partners of one maturity only."""
        partner = self.specs.get("partner", audience.id) if audience.kind == "partner" else None
        meant = self._metrics[metric].for_maturity
        return not (meant and partner and partner.maturity and partner.maturity not in meant)

    def _asked(self, report: str, audience: Audience, what: str, is_comment: bool) -> Iterator[tuple[int, At | None]]:
        """What asks for a minimum; of two that ask for the same, the first one is named."""
        key = "comments" if is_comment else "scores"
        keys = [f"{key}_from", *self._keys_for(audience)]
        for name, anonymity in self._policies:
            for each in keys:
                if least := getattr(anonymity, each):
                    yield least, At("policy", name, ("anonymity", each))
        if least := getattr(self.reports[report].minimum, key):
            yield least, At("report", report, ("minimum", key))
        if not is_comment and (least := self._metrics[what].minimum_n):
            yield least, At("metric", what, ("minimum_n",))
        yield 1, None

    def _keys_for(self, audience: Audience) -> tuple[str, ...]:
        """Limits of policies that hold for what such people see."""
        role = self.specs.get("role", audience.id) if audience.kind == "role" else None
        if audience.kind == "partner" or audience.id == "partner" or (role and role.audience == "partner"):
            return ("partners_from",)
        return ("customers_from",) if role and role.audience == "customer" else ()

    # WHO IS MEANT

    def _audiences(self, report: Any) -> dict[Audience, bool]:
        """Everybody who sees a report, and whether it is their own part only: who is named twice sees the larger."""
        found: dict[Audience, bool] = {}
        for name, sees in viewers(report):
            for audience in audiences_of(self.specs, name):
                found[audience] = sees == "own" and found.get(audience, True)
        return found

    def standing_for(self, sight: Sight) -> tuple[Audience, ...]:
        """The audience of a sight, and for a word that depends on the case, whoever may stand for it."""
        if sight.audience.id != "touchpoint-owner":
            return (sight.audience,)
        names = {owner for survey in self.surveys_of(sight.what) for owner in self._owners_by_survey.get(survey, ())}
        found = (audience for name in sorted(names) for audience in audiences_of(self.specs, name))
        return (sight.audience, *found)

    @cached_property
    def _owners_by_survey(self) -> Mapping[str, frozenset[str]]:
        """Owners of the touchpoints that each survey asks about."""
        by_place: dict[str, set[str]] = {}
        for address, stage, step, touchpoint in touchpoints(self.specs):
            for place in (address, stage, step):
                by_place.setdefault(place, set()).update(owners(touchpoint))
        return {
            name: frozenset(owner for place in heard(survey) for owner in by_place.get(place, ()))
            for name, survey in self.specs.in_use("survey")
        }

    # WHAT NUMBERS ARE MADE OF

    def surveys_of(self, what: str) -> tuple[str, ...]:
        """Surveys in use whose answers a number or a list of comments is made of, by id."""
        survey, dot, _ = what.partition(".")
        return ((survey,) if survey in self._surveys else ()) if dot else self._fed.get(what, ())

    def is_promised(self, sight: Sight) -> bool:
        """Whether people were promised that this shows groups only.

        They were where a survey is confidential or anonymous, and for what leaves the company where a policy says so.
        """
        keys = self._keys_for(sight.audience)
        return self.is_confidential(sight.what) or any(
            getattr(anonymity, key) for key in keys for _, anonymity in self._policies
        )

    def is_confidential(self, what: str) -> bool:
        """Whether any survey of a number is confidential or anonymous."""
        return any(self._surveys[name].identity != "identified" for name in self.surveys_of(what))

    @cached_property
    def _policies(self) -> tuple[tuple[str, Any], ...]:
        """What the policies in use say of anonymity, each with its id."""
        return tuple((name, spec.anonymity) for name, spec in self.specs.in_use("policy") if spec.anonymity)

    @cached_property
    def _metrics(self) -> Mapping[str, Any]:
        return dict(self.specs.each("metric"))

    @cached_property
    def _surveys(self) -> Mapping[str, Any]:
        return dict(self.specs.in_use("survey"))

    @cached_property
    def _fed(self) -> Mapping[str, tuple[str, ...]]:
        direct = asking(self.specs, "metric")
        return {name: tuple(sorted(_feeding(self._metrics, direct, name))) for name in self._metrics}


def _feeding(metrics: Mapping[str, Any], direct: Mapping[str, tuple[str, ...]], metric: str) -> set[str]:
    """Surveys that feed a metric, also by way of those that it is made of, or whose share it is."""
    found: set[str] = set()
    passed, waiting = {metric}, [metric]
    while waiting:
        name = waiting.pop()
        found.update(direct.get(name, ()))
        parts = set(metrics[name].parts) & metrics.keys()
        waiting.extend(parts - passed)
        passed |= parts
    return found


def threshold(sights: Sequence[Sight]) -> int:
    """Groups of fewer answers must not be known from what somebody sees: the smallest minimum that was promised."""
    promised = [sight.promised for sight in sights]
    return min(promised if max(promised) > 1 else [sight.minimum for sight in sights])


def audiences_of(specs: Specs, name: str) -> tuple[Audience, ...]:
    """Who is meant by the name of a reader; the word itself where nobody stands for it."""
    if specs.get("team", name) is not None:
        return (Audience("team", name),)
    if specs.get("partner", name) is not None:
        return (Audience("partner", name),)
    if specs.get("role", name) is not None:
        return (Audience("role", name),)
    if name == "partner":
        return tuple(Audience("partner", each) for each, _ in specs.in_use("partner")) or (Audience("word", name),)
    teams = {partner.manager for _, partner in specs.in_use("partner")} if name == "partner-manager" else set()
    if name == "account-manager" and specs.settings:
        teams = {specs.settings.account_managers}
    return tuple(Audience("team", team) for team in sorted(filter(None, teams))) or (Audience("word", name),)


class Place(NamedTuple):
    """A touchpoint with the addresses of what it stands in."""

    address: str
    stage: str
    step: str
    """The stage again where it stands in no step."""
    touchpoint: Any


def touchpoints(specs: Specs) -> Iterator[Place]:
    """Every touchpoint in use; addresses are `<journey>.<id>`, in a program as in a manifest."""
    for journey, spec in specs.in_use("journey"):
        for stage in spec.stages:
            for holder in (stage, *stage.steps):
                for touchpoint in holder.touchpoints:
                    own, whole, part = (
                        f"{journey}.{each.id.rpartition('.')[2]}" for each in (touchpoint, stage, holder)
                    )
                    yield Place(own, whole, part, touchpoint)
