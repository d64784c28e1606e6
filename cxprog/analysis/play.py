"""The reference meaning of a program: a scenario played through, event by event.

Days decide about invitations, moments about deadlines. What can happen at several times happens at the first: a delay
of `1d..3d` is one day, a wave goes out on its first day. The page `meaning` says the rest.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from typing import Any
from zoneinfo import ZoneInfo

from cxprog.analysis.breach import counted
from cxprog.analysis.cases import Cases
from cxprog.analysis.codes import lineage
from cxprog.analysis.guards import Guards, Outbox, Sent, days_later, shares_window
from cxprog.analysis.happening import Breach, Contradiction, Happening, Part, Sort
from cxprog.analysis.measure import Reply, feeding, measure
from cxprog.analysis.people import Person, is_asked, is_drawn, people_of, qualifies
from cxprog.analysis.replies import guess, mistakes
from cxprog.analysis.timeline import Timeline, Turn
from cxprog.analysis.truth import Given
from cxprog.analysis.waves import waves
from cxprog.analysis.working_time import Moment, program_time
from cxprog.language.types import Duration
from cxprog.manifest import Manifest, Touchpoint
from cxprog.source import Path

_NO_TIME = Duration("minutes", 0)


@dataclass
class Invitation:
    """An invitation that a person got."""

    at: Moment
    place: Touchpoint | None
    """The touchpoint that led to it."""
    answered: bool = False


@dataclass(frozen=True)
class Answered:
    """A survey that somebody answered."""

    at: Moment
    survey: str
    person: Person
    values: Mapping[str, Any]


@dataclass
class Play:
    """One scenario on its way through a program; `run` plays it, then the rest can be read."""

    manifest: Manifest
    test: Any
    """The spec of a document of kind `test`."""
    contradictions: list[Contradiction] = field(default_factory=list)
    breaches: list[Breach] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    """What was exercised: `loop:x`, `loop:x.owner`, `survey:x`, `touchpoint:x.y`, `policy:x.frequency.0`."""

    def __post_init__(self) -> None:
        self.people = people_of(self.test)
        self.timeline = Timeline(self.moment(self.test.starts))
        self._guards = Guards(self.manifest)
        self._cases = Cases(self.manifest, self.timeline, self.people, self.metric, self.used)
        self._sent = Outbox()
        self._latest: dict[tuple[str, str], Answered] = {}
        self._feeding: dict[str, frozenset[str]] = {}
        self._replies: dict[str, list[Reply]] = {}
        self._doubtful: set[tuple[str, str | None]] = set()
        self._invitations: dict[tuple[str, str], Invitation] = {}
        self._waiting: dict[tuple[str, str], date] = {}
        self._times: dict[tuple[str, str], list[date]] = {}
        self._since_wave: dict[tuple[str, str], set[str]] = {}

    def run(self) -> None:
        """Play the scenario to its end."""
        self._cases.watch()
        self._plan_waves()
        self._plan_changes()
        for index, given in enumerate(self.test.given):
            self._plan_given(index, given)
        self.timeline.run(self.ends)

    @cached_property
    def record(self) -> tuple[Happening, ...]:
        """Everything that happened, in the order of time."""
        ordered = sorted(
            enumerate(self.timeline.record), key=lambda pair: (pair[1].at.astimezone(datetime.UTC), pair[0])
        )
        return tuple(happening for _, happening in ordered)

    # TIME

    def moment(self, text: str) -> Moment:
        """A moment of the scenario; a day alone means the start of the program's business hours."""
        day, _, time = text.partition("T")
        clock = datetime.time.fromisoformat(time or self.manifest.settings.hours.opens)
        return Moment.combine(date.fromisoformat(day), clock, ZoneInfo(self.manifest.settings.clock))

    @cached_property
    def ends(self) -> Moment:
        """The end of the last day that the scenario names."""
        expected = (text for each in self.test.expect for text in (each.on, each.until) if text)
        days = [self.test.starts, *(given.on for given in self.test.given), *expected]
        last = date.fromisoformat(self.test.ends or max(days)[:10])
        midnight = Moment.combine(last, datetime.time(), ZoneInfo(self.manifest.settings.clock))
        return midnight + datetime.timedelta(days=1)

    def _later(self, moment: Moment, delay: Duration) -> Moment:
        """When something is sent: after some days at the start of business hours, otherwise to the minute."""
        due = program_time(self.manifest).due(moment, delay)
        return due if delay.measure.endswith("minutes") or not delay.amount else self._opening(due.date())

    @property
    def _today(self) -> date:
        return self.timeline.now.date()

    def _opening(self, day: date) -> Moment:
        return self.moment(day.isoformat())

    # WHAT IS TO COME

    def _surveys(self) -> Iterator[tuple[str, Any]]:
        for each in self.manifest.each("survey"):
            yield each.id, each.spec

    def _plan_waves(self) -> None:
        first, last = date.fromisoformat(self.test.starts), self.ends.date()
        for name, survey in self._surveys():
            for day in waves(survey, first, last):
                for person in self._asked(survey):
                    self._plan_invitation(name, person, self._opening(day), day, None)

    def _plan_changes(self) -> None:
        told = {given.event for given in self.test.given if given.event}
        for event in self.manifest.each("event"):
            if event.spec.on and event.id not in told and event.spec.on >= self.test.starts:
                moment = self.moment(event.spec.on)
                self.timeline.plan(moment, Turn.STORY, partial(self._event, event.id, None))

    def _plan_given(self, index: int, given: Any) -> None:
        moment = self.moment(given.on)
        if given.on[:10] < self.test.starts:
            self._contradict(
                index, ("on",), f"{given.on} lies before the scenario starts", f"it starts {self.test.starts}"
            )
            return
        person = next((each for each in self.people if each.id == given.who), None)
        if given.who and person is None:
            known = ", ".join(f"`{each.id}`" for each in self.people)
            self._contradict(
                index, ("who",), f"the scenario has nobody called `{given.who}`", f"its contacts are {known}"
            )
            return
        if person is None and (given.passes or given.answers):
            self._contradict(index, (), "nobody is named who does this", "add `who:` with one of the contacts")
            return
        self.timeline.plan(moment, Turn.STORY, partial(self._happen, index, given, person))
        if given.event:
            self._plan_before(given.event, person, moment)

    def _plan_before(self, event: str, person: Person | None, moment: Moment) -> None:
        """Dates of accounts are known beforehand, so that surveys can come before them."""
        for name, survey in self._surveys():
            if survey.when.before != event:
                continue
            delay = survey.when.delay
            longest, shortest = (delay.latest, delay.earliest) if delay else (_NO_TIME, _NO_TIME)
            first, last = self._back(moment.date(), longest), self._back(moment.date(), shortest)
            day = max(first, date.fromisoformat(self.test.starts))
            for each in self._concerned(event, person) if day <= last else ():
                if is_asked(survey, each):
                    self._plan_invitation(name, each, self._opening(day), day, None)

    def _back(self, day: date, delay: Duration) -> date:
        return day - (days_later(day, delay) - day)

    # WHAT HAPPENS

    def _happen(self, index: int, given: Any, person: Person | None) -> None:
        if given.passes and person:
            self._pass(index, given.passes, person)
        elif given.event:
            if person:
                self._check_bound(index, "event", given.event, self.manifest.get("event", given.event).at_most, person)
            self._event(given.event, person)
        elif given.answers and person:
            self._answer(index, given, person)
        elif given.contacted or given.closed:
            self._work(index, given, person)

    def _pass(self, index: int, address: str, person: Person) -> None:
        touchpoint = self.manifest.touchpoint_by_address[address]
        self._check_bound(index, "passes", address, self._bounds.get(address), person)
        self.used.add(f"touchpoint:{address}")
        self._say("passed", address, person)
        for name, survey in self._surveys():
            marks = self._since_wave.setdefault((name, person.id), set())
            marks.update(
                (address, f"{touchpoint.journey}.{touchpoint.stage}", f"{touchpoint.journey}.{touchpoint.step}")
            )
            if survey.when.after == address and is_asked(survey, person):
                self._trigger(name, survey, person, touchpoint)

    def _check_bound(self, index: int, key: str, name: str, bound: Any, person: Person) -> None:
        """Whether something happens to a person more often than the program says it can."""
        days = self._times.setdefault((person.id, name), [])
        days.append(self._today)
        recent = [day for day in days if bound and shares_window(day, self._today, bound.within)]
        if bound and len(recent) > bound.at_most:
            self._contradict(
                index,
                (key,),
                f"`{name}` happens to {person.id} {len(recent)} times from {recent[0]} to {recent[-1]}",
                f"the program says that it happens at most {bound.words}",
            )

    @cached_property
    def _bounds(self) -> Mapping[str, Any]:
        found = {}
        for journey in self.manifest.each("journey"):
            for stage in journey.spec.stages:
                for holder in (stage, *stage.steps):
                    for touchpoint in holder.touchpoints:
                        found[f"{journey.id}.{touchpoint.id}"] = touchpoint.at_most
        return found

    def _event(self, event: str, person: Person | None) -> None:
        self._say("event", event, person)
        concerned = self._concerned(event, person)
        for name, survey in self._surveys():
            if event in (survey.when.event, survey.when.milestone, survey.when.change):
                for each in concerned:
                    if is_asked(survey, each):
                        self._trigger(name, survey, each, None)
        self._cases.happened(event, [person] if person else [None])

    def _concerned(self, event: str, person: Person | None) -> tuple[Person, ...]:
        """Milestones and dates are those of an account; whatever names nobody is everybody's."""
        if person is None:
            return self.people
        if self.manifest.get("event", event).type in ("milestone", "date"):
            return tuple(each for each in self.people if each.account == person.account)
        return (person,)

    def _asked(self, survey: Any) -> tuple[Person, ...]:
        return tuple(person for person in self.people if is_asked(survey, person))

    # INVITATIONS

    def _trigger(self, name: str, survey: Any, person: Person, place: Touchpoint | None) -> None:
        delay = survey.when.delay.earliest if survey.when.delay else _NO_TIME
        first = self._later(self.timeline.now, delay)
        self._plan_invitation(name, person, first, self._today, place)
        repeat = survey.when.repeat
        for number in range(1, repeat.times + 1 if repeat else 1):
            day = days_later(first.date(), repeat.every.times(number))
            self._plan_invitation(name, person, self._opening(day), day, place)

    def _plan_invitation(
        self,
        name: str,
        person: Person,
        moment: Moment,
        since: date,
        place: Touchpoint | None,
        waits: bool = False,
    ) -> None:
        """Let an invitation be tried; `since` is the day of its trigger, or on which it was due, where it waits."""
        order = (-self.manifest.get("survey", name).priority, since, name, person.number)
        action = partial(self._try, name, person, place, waits)
        self.timeline.plan(moment, Turn.SEND, action, order)

    def _try(self, name: str, person: Person, place: Touchpoint | None, waits: bool) -> None:
        """Send an invitation, unless something keeps it back."""
        survey = self.manifest.get("survey", name)
        if not waits and (name, person.id) in self._waiting:
            return  # it joins the one that waits
        if survey.retired and survey.retired <= self._today.isoformat():
            return
        passed = frozenset(self._since_wave.pop((name, person.id), ()))
        reasons = [] if waits else [*self._unasked(survey, person, passed)]
        kept = reasons or [*self._kept(name, survey, person)]
        if not kept:
            self._waiting.pop((name, person.id), None)
            self._send_when_tool_does(name, survey, person, place)
        elif reasons or survey.on_block == "drop":
            self._say("suppressed", name, person, tuple(kept))
        else:
            self._defer(name, survey, person, place, tuple(kept))

    def _unasked(self, survey: Any, person: Person, passed: frozenset[str]) -> Iterator[str]:
        if not qualifies(self.manifest, survey, person, passed):
            yield "not-qualified"
        elif not is_drawn(survey, person):
            yield "not-sampled"

    def _kept(self, name: str, survey: Any, person: Person) -> Iterator[str]:
        if self._sent_later(survey) is None:
            yield from self._barred(name, person)
        yield from self._guards.rests(name, person, self.timeline.now, self._sent)

    def _barred(self, name: str, person: Person) -> Iterator[str]:
        """Why nothing may go out today, whenever the tool looks at rests and caps."""
        if self._is_frozen(name):
            yield "freeze"
        if self._guards.is_repeated(name, person, self.timeline.now, self._sent):
            yield "same-day"

    def _is_frozen(self, name: str) -> bool:
        """Whether the tool of a survey keeps a freeze today."""
        freeze = self._guards.freeze(name, self.timeline.now)
        if freeze:
            self._use(*freeze)
        return freeze is not None

    def _use(self, policy: str, path: Path) -> None:
        self.used.add(f"policy:{policy}.{'.'.join(map(str, path))}")

    def _defer(self, name: str, survey: Any, person: Person, place: Touchpoint | None, kept: tuple[str, ...]) -> None:
        is_new = (name, person.id) not in self._waiting
        since = self._waiting.setdefault((name, person.id), self._today)
        tomorrow = self._today + datetime.timedelta(days=1)
        if survey.defer_for is not None and tomorrow > days_later(since, survey.defer_for):
            del self._waiting[name, person.id]
            self._say("suppressed", name, person, (*kept, "waited-too-long"))
            return
        if is_new:
            self._say("suppressed", name, person, kept)
        self._plan_invitation(name, person, self._opening(tomorrow), since, place, waits=True)

    def _sent_later(self, survey: Any) -> Duration | None:
        """How long after its check a tool sends that checks when the trigger comes in; None for any other tool."""
        channel = self.manifest.find("channel", survey.through)
        if channel is None or channel.enforces.evaluated_at == "send" or channel.enforces.send_delay is None:
            return None
        delay: Duration = channel.enforces.send_delay.earliest
        return delay

    def _send_when_tool_does(self, name: str, survey: Any, person: Person, place: Touchpoint | None) -> None:
        """A tool that checks when the trigger comes in sends later, without another look at rests and caps."""
        delay = self._sent_later(survey)
        if delay is None:
            self._send(name, survey, person, place)
            return
        order = (-survey.priority, self._today, name, person.number)
        action = partial(self._send_unchecked, name, survey, person, place)
        self.timeline.plan(self._later(self.timeline.now, delay), Turn.SEND, action, order)

    def _send_unchecked(self, name: str, survey: Any, person: Person, place: Touchpoint | None) -> None:
        """Whatever the tool has not looked at, nobody is asked in a freeze that it keeps, nor twice on one day."""
        if kept := tuple(self._barred(name, person)):
            self._say("suppressed", name, person, kept)
        else:
            self._send(name, survey, person, place)

    def _send(self, name: str, survey: Any, person: Person, place: Touchpoint | None) -> None:
        invitation = self._invitations[name, person.id] = Invitation(self.timeline.now, place)
        self.used.add(f"survey:{name}")
        self._say("invited", name, person)
        self._count(Sent(self.timeline.now, name, person))
        self._cases.invited(name, person)
        for reminder in survey.reminders:
            due = self._later(self.timeline.now, reminder.after)
            self.timeline.plan(due, Turn.SEND, partial(self._remind, name, survey, person, invitation))

    def _remind(self, name: str, survey: Any, person: Person, invitation: Invitation) -> None:
        if invitation.answered or self._is_over(survey, invitation) or self._is_frozen(name):
            return
        self._say("reminded", name, person)
        self._count(Sent(self.timeline.now, name, person, is_reminder=True))

    def _is_over(self, survey: Any, invitation: Invitation) -> bool:
        if survey.open_for is None:
            return False
        end = program_time(self.manifest).due(invitation.at, survey.open_for)
        return end.astimezone(datetime.UTC) < self.timeline.now.astimezone(datetime.UTC)

    def _count(self, sent: Sent) -> None:
        """Put an invitation or a reminder on the list, and hold it against the limits of the policies."""
        self._sent.add(sent)
        for limit in counted(self.manifest, sent, self._sent):
            self._use(limit.policy, limit.path)
            if limit.broken:
                lines = tuple(f"{each.day}  {each.person.id}: `{each.survey}`" for each in limit.sent)
                gets = "is reminded of" if sent.is_reminder else "gets"
                message = f"{sent.person.id} {gets} `{sent.survey}` on {sent.day}, {limit.broken}"
                self.breaches.append(
                    Breach(self.timeline.now, limit.policy, limit.path, sent.person.id, message, lines)
                )

    # ANSWERS AND WORK ON CASES

    def _answer(self, index: int, given: Any, person: Person) -> None:
        name = given.answers
        survey = self.manifest.get("survey", name)
        invitation = self._invitations.get((name, person.id))
        for path, message, help, part in mistakes(self.manifest, name, given.values):
            self._contradict(index, path, message, help, part)
            self._doubtful.add(("answers", person.id))
        if not survey.when.always:
            self._check_invitation(index, name, survey, person, invitation)
        if invitation:
            invitation.answered = True
        place = invitation.place if invitation else None
        self.used.add(f"survey:{name}")
        self.used.update(f"touchpoint:{each.address}" for each in self.manifest.touchpoints if name in each.surveys)
        self._say("answered", name, person)
        answered = self._latest[name, person.id] = Answered(self.timeline.now, name, person, given.values)
        self.answers.append(answered)
        for question, value in given.values.items():
            self._replies.setdefault(question, []).append(Reply(question, value, person.count, person.by))
        self._cases.answered(name, person, lambda operand: self._value(operand, person), place)

    def _check_invitation(
        self, index: int, name: str, survey: Any, person: Person, invitation: Invitation | None
    ) -> None:
        message = None
        if invitation is None:
            message = f"{person.id} answers `{name}` without being invited"
        elif invitation.answered:
            message = f"{person.id} answers `{name}` twice after one invitation"
        elif self._is_over(survey, invitation):
            message = f"{person.id} answers `{name}` after it was closed ({survey.open_for.words})"
        if message:
            happened = [each for each in self.timeline.record if each.of == name and each.who == person.id]
            hint = f"what happened last: {happened[-1].words}" if happened else "nothing in the scenario invites them"
            self._contradict(index, ("answers",), message, hint)
            self._doubtful.add(("answers", person.id))

    def _value(self, operand: str, person: Person) -> Given:
        """A person's latest answer to `survey.question`."""
        survey, _, question = operand.partition(".")
        latest = self._latest.get((survey, person.id))
        return self._given(question, latest.values.get(question)) if latest else None

    def _given(self, question: str, value: Any) -> Given:
        """As conditions read it: the first of a ranking, the codes of a comment with those above them."""
        spec = self.manifest.find("question", question)
        is_list = isinstance(value, tuple)
        if spec and spec.type == "ranking" and is_list:
            return str(value[0]) if value else None
        if spec and spec.codes and is_list:
            above = lineage(self.manifest, spec.codes)
            return tuple(dict.fromkeys(each for code in value for each in above.get(code, (code,))))
        given: Given = value
        return given

    def metric(self, name: str, minimum: int | None) -> float | None:
        """A metric from the answers so far; None where there are too few of them."""
        spec = self.manifest.get("metric", name)
        own = [reply for question in sorted(self._fed(name)) for reply in self._replies.get(question, ())]
        measured = measure(self.manifest, name, own)
        return measured.value if measured.answers >= (minimum or spec.minimum_n or 1) else None

    def _fed(self, metric: str) -> frozenset[str]:
        if metric not in self._feeding:
            self._feeding[metric] = feeding(self.manifest, metric)
        return self._feeding[metric]

    def _work(self, index: int, given: Any, person: Person | None) -> None:
        loop = given.contacted or given.closed
        key = "contacted" if given.contacted else "closed"
        case = self._cases.find(loop, person)
        if case is None:
            whose = f"{person.id} has" if person else "there is"
            known = {("answers", given.who), (loop, given.who)}
            if self._doubtful.isdisjoint(known):  # else there is no case for a reason that is told already
                help_text = self._cases.why_not(loop, person) or self._how_closed(loop, given.who)
                self._contradict(index, (key,), f"{whose} no open case of `{loop}`", help_text)
            self._doubtful.add((loop, given.who))
        elif given.contacted:
            self._cases.contact(case)
        else:
            self._check_close(index, loop, given)
            self._cases.close(case, given.causes)

    def _how_closed(self, loop: str, who: str | None) -> str:
        states = [each for each in self.timeline.record if (each.sort, each.of, each.who) == ("case", loop, who)]
        if states:
            return f"what happened last: {states[-1].words}"
        return "nothing in the scenario has opened one by then"

    def _check_close(self, index: int, loop: str, given: Any) -> None:
        close = self.manifest.get("loop", loop).close
        codes = [code.id for code in close.codes] if close else []
        known = lineage(self.manifest, close.causes) if close and close.causes else {}
        if given.code and given.code not in codes:
            self._contradict(index, ("code",), f"`{loop}` has no close code `{given.code}`", _listed(codes, given.code))
        for number, cause in enumerate(given.causes):
            if cause not in known:
                self._contradict(
                    index, ("causes", number), f"`{cause}` is no root cause of `{loop}`", _listed(known, cause)
                )
        required = close.requires if close else ()
        for word, key, value in (("close-code", "code", given.code), ("root-cause", "causes", given.causes)):
            if word in required and not value:
                self._contradict(
                    index, ("closed",), f"a case of `{loop}` cannot be closed without a {word}", f"add `{key}:`"
                )

    # PARTS

    def _say(self, sort: Sort, of: str, person: Person | None, reasons: tuple[str, ...] = ()) -> None:
        self.timeline.say(Happening(self.timeline.now, sort, of, person.id if person else None, reasons))

    def _contradict(self, index: int, path: Path, message: str, help: str, part: Part = "best") -> None:
        self.contradictions.append(Contradiction(("given", index, *path), message, help, part))


def _listed(names: Iterable[str], wrong: str) -> str:
    return guess(wrong, names, "known are") if names else "the loop names none"
