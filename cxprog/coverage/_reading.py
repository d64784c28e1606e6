"""What a program says, looked up quickly: who is asked where, what acts on an answer, whose a touchpoint is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from cxprog.facts import heard, lead, owners
from cxprog.source import Path

Nodes = Mapping[str, Mapping[str, Any]]
"""Models of the documents in use, by kind, then by id: of a program as it is written, or of its manifest."""


class Place(NamedTuple):
    """A touchpoint with what it stands in."""

    address: str
    journey: str
    actor: str
    phase: str | None
    process: str | None
    path: Path
    """Where it stands in its journey."""
    stage: int
    """Index of its stage."""
    names: tuple[str, ...]
    """Addresses by which it can be listened to: its own, its step's, its stage's."""
    owners: tuple[str, ...]
    lead: str | None


class Reading:
    """A program, with the answers that the grids ask for again and again."""

    def __init__(self, nodes: Nodes) -> None:
        self.nodes = nodes

    def each(self, kind: str) -> list[Any]:
        """Documents of a kind, by id."""
        return [node for _, node in sorted(self.nodes.get(kind, {}).items())]

    @cached_property
    def settings(self) -> Any:
        """The document of kind `program`; None where there is none."""
        return next(iter(self.each("program")), None)

    # PEOPLE

    @cached_property
    def partners(self) -> frozenset[str]:
        """Partners."""
        return frozenset(self.nodes.get("partner", {}))

    @cached_property
    def teams(self) -> frozenset[str]:
        """The company's own teams."""
        return frozenset(self.nodes.get("team", {}))

    @cached_property
    def managers(self) -> frozenset[str]:
        """Teams that look after partners."""
        return frozenset(partner.manager for partner in self.each("partner") if partner.manager)

    @cached_property
    def leaders(self) -> frozenset[str]:
        """Teams of executives: those that say so, and those that back a practice."""
        strategic = {team.id for team in self.each("team") if team.level == "strategic"}
        return frozenset(strategic | {practice.sponsor for practice in self.each("practice") if practice.sponsor})

    @cached_property
    def _audiences(self) -> Mapping[str, str]:
        return {role.id: role.audience for role in self.each("role")}

    def holds(self, roles: Iterable[str], audience: str) -> bool:
        """Whether any of the roles is one of customers, of partners, of employees."""
        return any(self._audiences.get(role) == audience for role in roles)

    @property
    def has_partners(self) -> bool:
        """Whether partners take part at all."""
        return bool(self.partners) or "partner" in self._audiences.values()

    def with_partners(self, practice: Any) -> bool:
        """Whether partners take part in a practice, or it is meant for them."""
        members = practice.members
        roles = (*members.roles, *members.lead, *practice.reaches)
        return not self.partners.isdisjoint(members.of) or self.holds(roles, "partner")

    def own_teams(self, practice: Any) -> tuple[str, ...]:
        """The company's teams that take part in a practice."""
        return tuple(name for name in practice.members.of if name in self.teams)

    # PLACES

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Touchpoints in use, by journey and in its order."""
        return tuple(place for journey in self.each("journey") for place in _places(journey))

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Place, ...]]:
        named: dict[str, list[Place]] = {}
        for place in self.places:
            for name in (*place.names, place.journey):
                named.setdefault(name, []).append(place)
        return {name: tuple(places) for name, places in named.items()}

    def heard_by(self, survey: Any) -> tuple[Place, ...]:
        """Touchpoints that a survey asks about."""
        return self.named(heard(survey))

    def named(self, addresses: Iterable[str]) -> tuple[Place, ...]:
        """Touchpoints of journeys, stages and steps, by their addresses."""
        return tuple(dict.fromkeys(place for address in addresses for place in self._by_name.get(address, ())))

    # ASKING AND ACTING

    @cached_property
    def claims(self) -> Mapping[str, tuple[tuple[str, str, int], ...]]:
        """Kind and id of what says that it realizes a practice, and where in its list, by practice."""
        found: dict[str, list[tuple[str, str, int]]] = {}
        for kind in ("journey", "loop", "metric", "practice", "report", "survey", "taxonomy"):
            for node in self.each(kind):
                for index, practice in enumerate(node.realizes):
                    found.setdefault(practice, []).append((kind, node.id, index))
        return {practice: tuple(places) for practice, places in found.items()}

    @cached_property
    def metrics_of(self) -> Mapping[str, frozenset[str]]:
        """Metrics that each survey feeds."""
        feeds = {question.id: question.metric for question in self.each("question") if question.metric}
        return {
            survey.id: frozenset(feeds[asked.question] for asked in survey.asked if asked.question in feeds)
            for survey in self.each("survey")
        }

    @cached_property
    def _feeding(self) -> Mapping[str, tuple[str, ...]]:
        feeding: dict[str, list[str]] = {}
        for survey, metrics in self.metrics_of.items():
            for metric in metrics:
                feeding.setdefault(metric, []).append(survey)
        return {metric: tuple(surveys) for metric, surveys in feeding.items()}

    @cached_property
    def reported(self) -> frozenset[str]:
        """Metrics that a report shows."""
        return frozenset(metric for report in self.each("report") for metric in report.metrics)

    @cached_property
    def loops_on(self) -> Mapping[str, tuple[Any, ...]]:
        """Loops that answers to each survey, or its silence, can start."""
        found: dict[str, list[Any]] = {}
        for loop in self.each("loop"):
            for survey in self._starting(loop):
                found.setdefault(survey, []).append(loop)
        return {survey: tuple(loops) for survey, loops in found.items()}

    def surveys_of(self, loop: Any) -> tuple[Any, ...]:
        """Surveys that can start a loop."""
        surveys = self.nodes.get("survey", {})
        return tuple(surveys[name] for name in sorted(self._starting(loop)) if name in surveys)

    def _starting(self, loop: Any) -> set[str]:
        return {*loop.surveys, *(survey for metric in loop.metrics for survey in self._feeding.get(metric, ()))}

    def about_partners(self, survey: Any) -> bool:
        """Whether a survey asks partners, or about what they go through."""
        return self.holds((*survey.asks, *survey.about), "partner")

    def about_customers(self, survey: Any) -> bool:
        """Whether a survey asks customers, or about what they go through."""
        return self.holds((*survey.asks, *survey.about), "customer")

    def reaches_partner(self, loop: Any) -> bool:
        """Whether a loop alerts a partner: by name, by `partner`, or as the leader of what was asked about."""
        names = {loop.owner, *loop.tell, *(step.to for step in loop.escalate)}
        if "partner" in names or not self.partners.isdisjoint(name for name in names if name):
            return True
        if "touchpoint-owner" not in names:
            return False
        places = (place for survey in self.surveys_of(loop) for place in self.heard_by(survey))
        return any(place.lead in self.partners for place in places)


def _places(journey: Any) -> Iterator[Place]:
    for number, stage in enumerate(journey.stages):
        holders: list[tuple[Any, Any, Path]] = [(stage, None, ("stages", number))]
        holders += [(step, step, ("stages", number, "steps", place)) for place, step in enumerate(stage.steps)]
        for holder, step, path in holders:
            for index, touchpoint in enumerate(holder.touchpoints):
                if touchpoint.retired is None:
                    names = (touchpoint.id, *((step.id,) if step else ()), stage.id)
                    yield Place(
                        f"{journey.id}.{touchpoint.id}",
                        journey.id,
                        journey.actor,
                        stage.phase,
                        stage.process,
                        (*path, "touchpoints", index),
                        number,
                        tuple(f"{journey.id}.{name}" for name in names),
                        owners(touchpoint),
                        lead(touchpoint),
                    )
