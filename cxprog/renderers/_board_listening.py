"""Who listens to a journey, which metrics come of it, and who must act by when, read from the manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cxprog.renderers._board_values import Deadline, Loop, Metric, Party, Phrase, Role, Started, Survey, Words

if TYPE_CHECKING:
    from cxprog.manifest import Alert, Manifest
    from cxprog.manifest import Party as Named
    from cxprog.manifest import Touchpoint as Known
    from cxprog.renderers._board_values import Stage, Touchpoint

Naming = Callable[[Any, str], Words]
"""Makes the words of a title, given what the thing is otherwise called."""

_TYPES: Mapping[str, str] = {
    "nps": "NPS",
    "osat": "OSAT",
    "csat": "CSAT",
    "ces": "CES",
    "top-box": "top box",
}
"""Types of metrics that people do not write as they stand in the language."""
_DAYS_SHOWN = 3
"""Waves on fixed days beyond these are counted only."""


class Listening:
    """Surveys, metrics and loops of one journey."""

    def __init__(self, manifest: Manifest, journey: str, words: Naming) -> None:
        self.manifest = manifest
        self.journey = journey
        self.words = words
        self._started: dict[tuple[str, str | None], Started] = {}

    def title(self, kind: str, name: str) -> Words:
        return self.words(self.manifest.get(kind, name).title, name)

    # SURVEYS

    def surveys(self, parts: Iterable[Stage | Touchpoint]) -> dict[str, Survey]:
        """The surveys that listen to any of these parts of the journey, by id."""
        return {name: self.survey(name) for name in sorted({name for each in parts for name in each.surveys})}

    def heard(self, stage: str) -> tuple[str, ...]:
        """Ids of the surveys that listen to a stage as a whole."""
        address = f"{self.journey}.{stage}"
        return tuple(survey.id for survey in self.manifest.each("survey") if address in survey.spec.listens_to)

    def survey(self, name: str) -> Survey:
        resolved = self.manifest.nodes["survey"][name]
        spec = resolved.spec
        return Survey(
            id=name,
            title=self.words(spec.title, name),
            asks=tuple(Role(role, self.title("role", role)) for role in spec.asks),
            timing=self.timing(spec.when),
            identity=spec.identity,
            minutes=f"{spec.minutes:g} min",
            mode="" if tuple(spec.mode) == ("online",) else " or ".join(mode.replace("-", " ") for mode in spec.mode),
            questions=len(spec.questions),
            through=self.title("channel", spec.through) if spec.through else None,
            places=tuple(self.places[address] for address in spec.listens_to if address in self.places),
            origin=resolved.origin,
        )

    @cached_property
    def places(self) -> Mapping[str, Words]:
        """Titles of the stages and steps, by address."""
        spec = self.manifest.get("journey", self.journey)
        parts = [part for stage in spec.stages for part in (stage, *stage.steps)]
        return {f"{self.journey}.{part.id}": self.words(part.title, part.id) for part in parts}

    def timing(self, when: Any) -> Phrase:
        """What starts a survey, in words."""
        delay = f"{when.delay.words} " if when.delay else ""
        start = next((how(self, when, delay) for key, how in _STARTS.items() if getattr(when, key)), ())
        repeat = when.repeat
        again = f", then {repeat.every.words}, {repeat.times} more times" if repeat else ""
        spread = f" over {when.window.words}" if when.window else ""
        return (*start, spread + again) if spread or again else start

    def passed(self, address: str) -> Words:
        touchpoint = self.manifest.touchpoint_by_address[address]
        return self.words(touchpoint.title, address.partition(".")[2])

    # METRICS

    def metrics(self, surveys: Iterable[str]) -> Iterator[Metric]:
        fed: dict[str, list[str]] = {}
        for name in surveys:
            for metric in dict.fromkeys(self.fed(name)):
                fed.setdefault(metric, []).append(name)
        for name in sorted(fed):
            resolved = self.manifest.nodes["metric"][name]
            spec = resolved.spec
            kind = _TYPES.get(spec.type, spec.type)
            yield Metric(name, self.words(spec.title, name), kind, spec.minimum_n, tuple(fed[name]), resolved.origin)

    def fed(self, survey: str) -> Iterator[str]:
        """Metrics that the answers to a survey feed."""
        for asked in self.manifest.get("survey", survey).questions:
            if metric := self.manifest.get("question", asked.question).metric:
                yield metric

    # LOOPS

    def loops(self, touchpoints: Iterable[Touchpoint]) -> dict[str, Loop]:
        """The loops that start at any of these touchpoints, by id."""
        return {name: self.loop(name) for name in sorted({each.loop for one in touchpoints for each in one.loops})}

    def loop(self, name: str) -> Loop:
        resolved = self.manifest.nodes["loop"][name]
        spec = resolved.spec
        review = spec.review.every.words if spec.review else ""
        return Loop(name, self.words(spec.title, name), spec.type, self.starts(spec), review, resolved.origin)

    def starts(self, spec: Any) -> Phrase:
        """What starts a loop, in words."""
        if spec.when:
            return (spec.when.words,)
        if spec.silence:
            within = f" within {spec.silence.within.words}" if spec.silence.within else ""
            return (f"no {spec.silence.of} to ", self.title("survey", spec.silence.survey), within)
        if spec.event:
            return (self.title("event", spec.event),)
        if spec.recurs:
            return (f"the same cause {spec.recurs.at_least} times within {spec.recurs.within.words}",)
        return ()

    def started(self, touchpoint: Known) -> tuple[Started, ...]:
        """The loops of a touchpoint, each with who must act there."""
        return tuple(self.answered(name, touchpoint.address) for name in touchpoint.loops)

    def answered(self, loop: str, address: str) -> Started:
        """A loop at a touchpoint; where the touchpoint makes no difference, the same value as everywhere else."""
        own = self.alerts.get((loop, address), ())
        key = (loop, address if own else None)
        if key not in self._started:
            alerts = {(alert.deadline, alert.accounts): alert for alert in (*self.alerts.get((loop, None), ()), *own)}
            order = self.order.get(loop, {})
            ordered = sorted(alerts, key=lambda moment: order[moment])
            self._started[key] = Started(loop, tuple(self.deadline(alerts[moment]) for moment in ordered))
        return self._started[key]

    @cached_property
    def alerts(self) -> Mapping[tuple[str, str | None], list[Alert]]:
        """Alerts that depend on no partner, by loop and touchpoint."""
        found: dict[tuple[str, str | None], list[Alert]] = {}
        for alert in self.manifest.alerts:
            if alert.partner is None:
                found.setdefault((alert.loop, alert.touchpoint), []).append(alert)
        return found

    @cached_property
    def order(self) -> Mapping[str, Mapping[tuple[str, str], int]]:
        """Place of each moment in the order in which deadlines pass, by loop."""
        found: dict[str, dict[tuple[str, str], int]] = {}
        for alert in self.manifest.alerts:
            moments = found.setdefault(alert.loop, {})
            moments.setdefault((alert.deadline, alert.accounts), len(moments))
        return found

    def deadline(self, alert: Alert) -> Deadline:
        return Deadline(
            name=alert.deadline,
            accounts=alert.accounts,
            within=alert.within.words if alert.within else "",
            act=tuple(map(self.party, alert.act)),
            told=tuple(map(self.party, alert.told)),
        )

    def party(self, party: Named) -> Party:
        return Party(party.id, party.kind, self.title(party.kind, party.id))


def _after(listening: Listening, when: Any, delay: str) -> Phrase:
    return (f"{delay}after ", listening.passed(when.after))


def _before(listening: Listening, when: Any, delay: str) -> Phrase:
    return (f"{delay}before ", listening.title("event", when.before))


def _event(key: str) -> Callable[[Listening, Any, str], Phrase]:
    return lambda listening, when, delay: (f"{delay}after ", listening.title("event", getattr(when, key)))


def _days(listening: Listening, when: Any, delay: str) -> Phrase:
    more = len(when.on) - _DAYS_SHOWN
    return ("on " + ", ".join(when.on[:_DAYS_SHOWN]) + (f" and {more} more days" if more > 0 else ""),)


_STARTS: Mapping[str, Callable[[Listening, Any, str], Phrase]] = {
    "after": _after,
    "before": _before,
    "event": _event("event"),
    "milestone": _event("milestone"),
    "change": _event("change"),
    "every": lambda listening, when, delay: (when.every.words,),
    "on": _days,
    "always": lambda listening, when, delay: ("open all the time",),
}
"""How each start of a survey is said."""
