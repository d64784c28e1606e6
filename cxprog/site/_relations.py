"""Who has to do with whom in a program: each direction gathered once, so that no page searches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from cxprog.facts import viewers

if TYPE_CHECKING:
    from cxprog.manifest import Alert, Manifest, Touchpoint

_Thing = TypeVar("_Thing")
Named = Mapping[str, tuple[str, ...]]
"""Ids by the id of what they have to do with."""


class Relations:
    """What refers to a thing, by the id of the thing."""

    def __init__(self, manifest: Manifest) -> None:
        self.manifest = manifest

    # TOUCHPOINTS

    @cached_property
    def touchpoints_of_owner(self) -> Mapping[str, tuple[Touchpoint, ...]]:
        """Touchpoints by who owns them."""
        return _grouped(self.manifest.touchpoints, lambda each: (party.id for party in each.owners))

    @cached_property
    def touchpoints_of_loop(self) -> Mapping[str, tuple[Touchpoint, ...]]:
        """Touchpoints by the loop that starts there."""
        return _grouped(self.manifest.touchpoints, lambda each: each.loops)

    # SURVEYS AND QUESTIONS

    @cached_property
    def asked_in(self) -> Named:
        """Surveys by the question that they ask; those in use first."""
        surveys = sorted(self.manifest.each("survey"), key=lambda each: each.spec.retired is not None)
        return _named((asked.question, each.id) for each in surveys for asked in each.spec.questions)

    @cached_property
    def asking_role(self) -> Named:
        """Surveys by the role that they ask."""
        return self._by("survey", lambda spec: spec.asks)

    @cached_property
    def about_role(self) -> Named:
        """Surveys by the role whose experience somebody else tells of."""
        return self._by("survey", lambda spec: spec.about)

    @cached_property
    def surveys_of_owner(self) -> Named:
        """Surveys by who answers for them."""
        return self._by("survey", lambda spec: (spec.owner,))

    @cached_property
    def questions_of_metric(self) -> Named:
        """Questions by the metric that they feed."""
        return self._by("question", lambda spec: (spec.metric,))

    @cached_property
    def surveys_of_metric(self) -> Named:
        """Surveys by the metric that their answers feed."""
        metric = {each.id: each.spec.metric for each in self.manifest.each("question")}
        return self._by("survey", lambda spec: (metric[asked.question] for asked in spec.questions))

    @cached_property
    def metrics_of_survey(self) -> Named:
        """Metrics by the survey whose answers they are worked out from."""
        return _named((survey, metric) for metric, surveys in self.surveys_of_metric.items() for survey in surveys)

    # METRICS

    @cached_property
    def metrics_of_owner(self) -> Named:
        """Metrics by who answers for them."""
        return self._by("metric", lambda spec: (spec.owner,))

    @cached_property
    def metrics_as_goal(self) -> Named:
        """Metrics by those whose goals they are part of, or who are rewarded by them."""
        return self._by("metric", lambda spec: (*spec.goal_of, *(spec.incentive.paid_to if spec.incentive else ())))

    @cached_property
    def metrics_made_of(self) -> Named:
        """Metrics by another one that they are worked out from."""
        return self._by("metric", lambda spec: spec.parts)

    # LOOPS

    @cached_property
    def loops_of_survey(self) -> Named:
        """Loops by the survey whose answers or whose silence start them."""
        return self._by("loop", lambda spec: spec.surveys)

    @cached_property
    def loops_of_metric(self) -> Named:
        """Loops by the metric that starts them."""
        return self._by("loop", lambda spec: spec.metrics)

    @cached_property
    def alerts_of_party(self) -> Mapping[str, tuple[Alert, ...]]:
        """Alerts by those who must act or are told."""
        return _grouped(self.manifest.alerts, lambda each: (party.id for party in (*each.act, *each.told)))

    # REPORTS

    @cached_property
    def reports_of_metric(self) -> Named:
        """Reports by the metric that they show."""
        return self._by("report", lambda spec: spec.metrics)

    @cached_property
    def reports_of_survey(self) -> Named:
        """Reports by the survey whose numbers or comments they show."""
        fed = self.surveys_of_metric

        def surveys(spec: Any) -> Iterator[str]:
            yield from (survey for metric in spec.metrics for survey in fed.get(metric, ()))
            yield from (comment.partition(".")[0] for comment in spec.comments)

        return self._by("report", surveys)

    @cached_property
    def reports_of_viewer(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """Reports by the team, partner or role that sees them, each with how much of it: `all` or its `own` part."""
        found: dict[str, list[tuple[str, str]]] = {}
        for report in self.manifest.each("report"):
            for who, sees in viewers(report.spec):
                found.setdefault(who, []).append((report.id, sees))
        return {who: tuple(seen) for who, seen in found.items()}

    # PEOPLE

    @cached_property
    def teams_below(self) -> Named:
        """Teams by the one that they belong to."""
        return self._by("team", lambda spec: (spec.parent,))

    @cached_property
    def partners_below(self) -> Named:
        """Partners by the wider class that they belong to."""
        return self._by("partner", lambda spec: (spec.part_of,))

    @cached_property
    def partners_of_manager(self) -> Named:
        """Partners by the team that looks after them."""
        return self._by("partner", lambda spec: (spec.manager,))

    @cached_property
    def roles_beside(self) -> Named:
        """Roles by another one that the same person can hold; said of either, it holds for both."""
        pairs = [(each.id, other) for each in self.manifest.each("role") for other in each.spec.may_also_be]
        return _named(sorted({*pairs, *((other, name) for name, other in pairs)}))

    @cached_property
    def practices_of_owner(self) -> Named:
        """Practices by who runs them."""
        return self._by("practice", lambda spec: (spec.owner,))

    @cached_property
    def channels_of_owner(self) -> Named:
        """Tools by who runs them."""
        return self._by("channel", lambda spec: (spec.owner,))

    def _by(self, kind: str, names: Callable[[Any], Iterable[str | None]]) -> Named:
        return _named((name, each.id) for each in self.manifest.each(kind) for name in names(each.spec))


def _named(pairs: Iterable[tuple[str | None, str]]) -> Named:
    """Second parts by the first, each once and in order; pairs without a first part are left out."""
    found: dict[str, dict[str, None]] = {}
    for name, other in pairs:
        if name:
            found.setdefault(name, {})[other] = None
    return {name: tuple(others) for name, others in found.items()}


def _grouped(things: Iterable[_Thing], names: Callable[[_Thing], Iterable[str]]) -> Mapping[str, tuple[_Thing, ...]]:
    """Things by each of the names that belong to them."""
    found: dict[str, list[_Thing]] = {}
    for thing in things:
        for name in dict.fromkeys(names(thing)):
            found.setdefault(name, []).append(thing)
    return {name: tuple(held) for name, held in found.items()}
