"""How often a survey can reach one person, and about how many answers each group of people gives to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from cxprog.facts import in_use, understood
from cxprog.program import Entry, Program

if TYPE_CHECKING:
    from cxprog.language.kinds.channel import SharedCap
    from cxprog.language.kinds.population import Group
    from cxprog.language.kinds.survey import Cap, Sampling, Survey, Trigger
    from cxprog.language.types import Duration


class Documents(Protocol):
    """What documents say, by kind and id: a linked program, or what an analysis read from it or from a manifest."""

    def get(self, kind: str, name: str | None) -> Any | None:
        """What a document says; None where there is none."""


@dataclass(frozen=True)
class _Linked:
    """The documents of a linked program; those with mistakes are left out."""

    program: Program

    def get(self, kind: str, name: str | None) -> Any | None:
        entry = self.program.get(kind, name or "")
        return entry.node if entry else None


# INVITATIONS


def invitations_at_most(program: Program, survey: Entry, days: int) -> int | None:
    """Most invitations to a sound survey that one person can get in so many days; None where nothing limits them.

    What limits them is the trigger, and the rests and caps that the tool keeps. Waves that are spread over some days
    come as close to each other as they can.
    """
    return _at_most(_Linked(program), survey.node, days)


def _at_most(documents: Documents, survey: Survey, days: int) -> int | None:
    pauses, caps = _kept(documents, survey)
    pause = max(map(_days, pauses), default=0)
    limits = [(days - 1) // pause + 1] if pause else []
    limits += [cap.at_most * ceil(days / within) for cap in caps if (within := _days(cap.within))]
    triggered = _triggered(documents, survey, days)
    return min(limits if triggered is None else [*limits, triggered], default=None)


def _kept(documents: Documents, survey: Survey) -> tuple[list[Duration], list[Cap | SharedCap]]:
    """Rests and caps that the tool of a survey keeps between invitations to it."""
    tool = documents.get("channel", survey.through)
    if tool is None:
        return [], []
    enforces, rest = tool.enforces, survey.rest
    is_shared = rest.respects and rest.starts
    pauses = [rest.own if enforces.own_rest else None, enforces.rest if is_shared else None]
    caps = [*(survey.caps if enforces.caps else ()), *(enforces.shared_caps if is_shared else ())]
    return [pause for pause in pauses if pause], caps


def _triggered(documents: Documents, survey: Survey, days: int) -> int | None:
    """Most invitations in so many days that the trigger alone leads to."""
    when = survey.when
    if when.always:
        return 0
    spread = max(_days(when.window) - 1, 0)
    if when.delay:
        spread += _days(when.delay.latest) - _days(when.delay.earliest)
    if survey.on_block == "defer":
        spread += _days(survey.defer_for)
    if when.on:
        starts = sorted(date.fromisoformat(day).toordinal() for day in when.on)
        return max(sum(start <= other < start + days + spread for other in starts) for start in starts)
    if when.every:
        return _fitting(when.every, days + spread)
    again, times = (when.repeat.every, when.repeat.times) if when.repeat else (None, 0)
    events = _events(documents, when, days + spread + times * _days(again))
    followed = min(times + 1, (days - 1) // _days(again) + 1) if _days(again) else times + 1
    return None if events is None else events * followed


def _fitting(every: Duration, days: int) -> int | None:
    """Most waves of which the first and the last begin within so many days."""
    if not _days(every):
        return None
    count = 1
    while _days(every, count) < days:
        count += 1
    return count


def _events(documents: Documents, when: Trigger, days: int) -> int | None:
    """Most events in so many days that start an invitation to one person; None where nothing limits them."""
    named = when.before or when.event or when.milestone or when.change
    source = documents.get("event", named) if named else _touchpoint(documents, when.after or "")
    if source is None:
        return None
    rate = source.at_most
    if rate is not None:
        return rate.at_most * ceil(days / _days(rate.within)) if _days(rate.within) else None
    return 1 if when.change else None  # a document describes one change


def _touchpoint(documents: Documents, address: str) -> Any | None:
    name, _, inner = address.partition(".")
    journey = documents.get("journey", name)
    holders = (each for stage in (journey.stages if journey else ()) for each in (stage, *stage.steps))
    # Addresses have their journey in a manifest, and not in its text.
    found = (each for holder in holders for each in holder.touchpoints if each.id.rpartition(".")[2] == inner)
    return next(found, None)


def _days(duration: Duration | None, times: int = 1) -> int:
    """Days that certainly pass in a length of time taken several times; 0 where that is less than one day."""
    if duration is None:
        return 0
    if duration.measure == "months":
        return _SHORTEST[duration.amount * times % 12] + duration.amount * times // 12 * 365
    whole = {"days": 1.0, "business_days": 1.0, "minutes": 1 / 1440, "business_minutes": 1 / 1440}
    return int(duration.amount * times * whole[duration.measure])


_SHORTEST = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)
"""Days of the shortest run of so many calendar months that follow each other."""


# ANSWERS


def about_days(every: Duration) -> float | None:
    """About how many days a cadence lasts; None for `on-demand` and `immediately`, which last no time."""
    days = every.amount * 365 / 12 if every.measure == "months" else every.amount * _PER_DAY[every.measure]
    return days or None


_PER_DAY: Mapping[str, float] = {"days": 1, "business_days": 7 / 5, "minutes": 1 / 1440, "business_minutes": 1 / 480}


class Expected(NamedTuple):
    """About how many answers a group of the population gives."""

    group: Group
    answers: float


def expected_answers(program: Program, survey: Entry, days: float) -> tuple[Expected, ...] | None:
    """About how many answers a survey gets in so many days from each group it asks; None where that is not known.

    Of a wave all answers count, however short the time. Where events start the survey, everybody passes as often as
    can be, and where no response rate is known, everybody answers, so the true number may be far smaller. Key accounts
    that are asked without being drawn are not added: nobody says how many people they have.
    """
    return program.once(f"expected-{days:g}", survey.id, lambda: _expected(program, survey, days))


def _expected(program: Program, survey: Entry, days: float) -> tuple[Expected, ...] | None:
    node: Survey = survey.node
    times = times_asked(_Linked(program), node, days)
    groups = [
        (group, 1.0 if rate is None else rate)
        for population in in_use(program, "population")
        for group in population.node.groups
        if is_among(node, group)
        for rate in [population.node.response_rate if group.response_rate is None else group.response_rate]
    ]
    if times is None or not groups or not understood(program, "population", "survey", "question"):
        return None
    share = share_asked(node.sampling, sum(group.people for group, _ in groups), times, days)
    return tuple(Expected(group, group.people * share * times * rate) for group, rate in groups)


def is_among(survey: Survey, group: Group) -> bool:
    """Whether a survey is for the people of a group: those who hold one of its roles, in one of its segments."""
    is_asked = group.role in survey.asks or not set(group.also).isdisjoint(survey.asks)
    return is_asked and all(group.by.get(name) in values for name, values in survey.sampling.among.items())


def times_asked(documents: Documents, survey: Survey, days: float) -> float | None:
    """About how often a survey asks one person in so many days; None where nothing limits it.

    Of waves at least one counts, however short the time; where events start the survey, as many as there can be.
    """
    most = _at_most(documents, survey, max(ceil(days), 1))
    every = survey.when.every
    period = about_days(every) if every else None
    if period is None:
        return most
    waves = max(1.0, days / period)
    return waves if most is None else min(waves, most)


def share_asked(sampling: Sampling, people: float, times: float, days: float) -> float:
    """Share of the people that is asked each time."""
    if sampling.count is None or not people:
        return 1.0 if sampling.share is None else sampling.share
    within = about_days(sampling.within) if sampling.within else None
    count = sampling.count if within is None else sampling.count * days / within / max(times, 1)
    return min(1.0, count / people)
