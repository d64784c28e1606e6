"""Loops at work: cases opened, people told, deadlines missed, ladders climbed, silences noticed.

- One person has at most one open case of a loop; whatever would open another joins it. The same holds for cases that
  are nobody's in particular: those of metrics, of invitations that stopped, and of causes that recur.
- Who must act and who is told stands in the manifest. Deadlines and ladders run from the moment the case opens, in the
  working time that the manifest names. A case that is closed counts as contacted.
- An alert of a loop that is not critical waits until whoever is told is at work.
- A loop on metrics starts when its condition begins to hold, and again after it has ceased to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC
from functools import partial
from typing import Any

from cxprog.analysis.codes import lineage
from cxprog.analysis.happening import Happening
from cxprog.analysis.people import Person, is_asked
from cxprog.analysis.timeline import Timeline, Turn
from cxprog.analysis.truth import Given, holds
from cxprog.analysis.working_time import Moment, program_time, working_time
from cxprog.language.condition import operands
from cxprog.language.types import OWNER_WORDS, Duration
from cxprog.manifest import Alert, Manifest, Resolved, Touchpoint

OPEN = "open"
CLOSED = "closed"
_ENDING = frozenset(("resolve", "decision"))
"""Deadlines that a contact alone does not meet."""


@dataclass(frozen=True)
class Occasion:
    """What a case is about."""

    place: Touchpoint | None = None
    """The touchpoint that the answer is about, where that is known."""
    partner: str | None = None
    """The partner that serves the person."""
    is_key: bool = False
    """Whether it is a key account."""


@dataclass
class Case:
    """A case, as long as it is open."""

    loop: str
    person: Person | None
    occasion: Occasion
    contacted: bool = False
    closed: bool = False


@dataclass
class Filed:
    """A root cause that a closed case was filed under."""

    at: Moment
    taxonomy: str
    code: str
    count: int
    """How many alike cases were."""


@dataclass
class Cases:
    """All cases of a scenario."""

    manifest: Manifest
    timeline: Timeline
    people: tuple[Person, ...]
    metric: Callable[[str, int | None], float | None]
    """The value of a metric from the answers so far; None below its fewest answers, or those given."""
    used: set[str]
    """Routes that were taken, as `loop:<id>.<path>`."""
    open: dict[tuple[str, str], Case] = field(default_factory=dict)
    filed: list[Filed] = field(default_factory=list)
    _unmet: dict[tuple[str, str], dict[str, Given]] = field(default_factory=dict)
    """A person's answers that last failed to meet a loop's condition."""
    _held: set[str] = field(default_factory=set)
    _heard: dict[tuple[str, str], Moment] = field(default_factory=dict)

    # WHAT STARTS A LOOP

    def answered(self, survey: str, person: Person, value_of: Callable[[str], Given], place: Touchpoint | None) -> None:
        """An answer came in; `value_of` gives answers as `survey.question`."""
        for loop in self._loops():
            if loop.spec.when is None:
                continue
            if survey in loop.spec.answered:
                value = partial(self._value, value_of, loop)
                if holds(loop.spec.when.test, value):
                    self._open(loop.id, person, Occasion(place, person.partner, person.is_key))
                else:
                    names = dict.fromkeys(operand.name for operand in operands(loop.spec.when.test))
                    self._unmet[loop.id, person.id] = {name: value(name) for name in names if "." in name}
            elif not loop.spec.answered:
                self._watch_metrics(loop)
        self._hear(survey, person, "answers")

    def invited(self, survey: str, person: Person) -> None:
        """An invitation went out."""
        self._hear(survey, person, "invitations")

    def happened(self, event: str, people: Iterable[Person | None]) -> None:
        """An event happened to some people, or to nobody in particular."""
        for loop in self._loops():
            if loop.spec.event == event:
                for person in people:
                    occasion = Occasion(None, person.partner, person.is_key) if person else Occasion()
                    self._open(loop.id, person, occasion)

    def _value(self, value_of: Callable[[str], Given], loop: Resolved, name: str) -> Given:
        return value_of(name) if "." in name else self.metric(name, loop.spec.minimum_n)

    def _watch_metrics(self, loop: Resolved) -> None:
        holding = holds(loop.spec.when.test, lambda name: self.metric(name, loop.spec.minimum_n))
        if holding and loop.id not in self._held:
            self._open(loop.id, None, Occasion())
        (self._held.add if holding else self._held.discard)(loop.id)

    # SILENCE

    def watch(self) -> None:
        """Begin to wait for what loops on silence wait for: from the first moment on, as if all had been heard then."""
        for loop in self._loops():
            silence = loop.spec.silence
            for whose, person in self._watched(silence) if silence else ():
                self._heard[loop.id, whose] = self.timeline.now
                self._listen(loop.id, whose, person)

    def _watched(self, silence: Any) -> Iterator[tuple[str, Person | None]]:
        """Accounts that are watched, each with its first person; one for all where any account will do."""
        survey = self.manifest.get("survey", silence.survey)
        if _accounts(silence) == "any":
            yield "", None
            return
        seen: set[str] = set()
        for person in self.people:
            wanted = person.is_key or _accounts(silence) == "all"
            if wanted and is_asked(survey, person) and person.account not in seen:
                seen.add(person.account)
                yield person.account, person

    def _hear(self, survey: str, person: Person, of: str) -> None:
        for loop in self._loops():
            silence = loop.spec.silence
            if silence is None or silence.survey != survey or silence.of != of:
                continue
            whose = "" if _accounts(silence) == "any" else person.account
            if (loop.id, whose) in self._heard:
                self._heard[loop.id, whose] = self.timeline.now
                first = next((other for key, other in self._watched(silence) if key == whose), None)
                self._listen(loop.id, whose, first)

    def _listen(self, loop: str, whose: str, person: Person | None) -> None:
        within = self.manifest.get("loop", loop).silence.within
        if within is not None:
            due = program_time(self.manifest).due(self.timeline.now, within)
            self.timeline.plan(due, Turn.DEADLINE, partial(self._fall_silent, loop, whose, person, within))

    def _fall_silent(self, loop: str, whose: str, person: Person | None, within: Duration) -> None:
        due = program_time(self.manifest).due(self._heard[loop, whose], within)
        if due.astimezone(UTC) > self.timeline.now.astimezone(UTC):
            return  # something was heard in the meantime, which began another wait
        occasion = Occasion(None, person.partner, person.is_key) if person else Occasion()
        self._open(loop, person, occasion)
        self._heard[loop, whose] = self.timeline.now
        self._listen(loop, whose, person)

    # A CASE

    def _open(self, loop: str, person: Person | None, occasion: Occasion) -> None:
        case = Case(loop, person, occasion)
        if (loop, _whose(person)) in self.open or self._alert(case, OPEN) is None:
            return
        self.open[loop, _whose(person)] = case
        due = self._due(case)
        self._say(case, "opened", first_contact_by=due.get("first-contact"), resolve_by=due.get("resolve"))
        self.used.add(f"loop:{loop}")
        self._tell(case, OPEN)
        for deadline, moment in due.items():
            self.timeline.plan(moment, Turn.DEADLINE, partial(self._miss, case, deadline))

    def _alert(self, case: Case, deadline: str) -> Alert | None:
        """Who answers; None where the loop has no such deadline for that sort of account."""
        about = case.occasion
        place = about.place.address if about.place else None
        return self.manifest.alert(
            case.loop, deadline, is_key_account=about.is_key, touchpoint=place, partner=about.partner
        )

    def _due(self, case: Case) -> dict[str, Moment]:
        """When each deadline of a case passes that opens now."""
        now, due = self.timeline.now, {}
        for deadline in dict.fromkeys(alert.deadline for alert in self.manifest.alerts_by_loop.get(case.loop, ())):
            alert = self._alert(case, deadline)
            if alert and alert.within and alert.counted_by and deadline != "review":
                hours = working_time(self.manifest, alert.counted_by)
                due[deadline] = hours.due(now, alert.within).astimezone(now.tzinfo)
        return due

    def _miss(self, case: Case, deadline: str) -> None:
        if case.closed or (case.contacted and deadline not in _ENDING):
            return
        self._say(case, "escalated" if deadline.startswith("escalation") else "overdue", deadline=deadline)
        self._tell(case, deadline)

    def _tell(self, case: Case, deadline: str) -> None:
        alert = self._alert(case, deadline)
        spec = self.manifest.get("loop", case.loop)
        acting, others = _words(spec, deadline, case.occasion)
        for party in dict.fromkeys((*alert.act, *alert.told)) if alert and alert.act else ():
            now = self.timeline.now
            hours = working_time(self.manifest, party)
            moment = now if spec.severity == "critical" else hours.next_open(now).astimezone(now.tzinfo)
            acts = alert is not None and party in alert.act
            named, who = acting if acts else others, _id(case.person)
            self.timeline.say(
                Happening(moment, "told", case.loop, who, to=party.id, named=named, acts=acts, deadline=deadline)
            )
        self.used.update(f"loop:{case.loop}.{path}" for path in _routes(spec, deadline, case.occasion))

    # WHAT SOMEBODY DOES ABOUT IT

    def find(self, loop: str, person: Person | None) -> Case | None:
        """The open case of a person, or the one that is nobody's."""
        return self.open.get((loop, _whose(person)))

    def why_not(self, loop: str, person: Person | None) -> str:
        """Which answer opened no case of a person, in words; empty where none is the reason."""
        values = self._unmet.get((loop, _whose(person)))
        if values is None:
            return ""
        told = [f"`{name.partition('.')[2]}: {_yaml(value)}`" for name, value in values.items() if value is not None]
        words = self.manifest.get("loop", loop).when.words
        if not told:
            return f"they left out what `{words}` asks about, so no case opened"
        answers, meet = ("answer", "does") if len(told) == 1 else ("answers", "do")
        return f"their {answers} {', '.join(told)} {meet} not meet `{words}`, so no case opened"

    def contact(self, case: Case) -> None:
        """Somebody gets in touch."""
        case.contacted = True
        self._say(case, "contacted")

    def close(self, case: Case, causes: Iterable[str]) -> None:
        """The case is closed and filed under its causes."""
        case.contacted = case.closed = True
        del self.open[case.loop, _whose(case.person)]
        self._say(case, "closed")
        spec = self.manifest.get("loop", case.loop)
        if spec.close and spec.close.tell:
            self._tell(case, CLOSED)
        taxonomy = spec.close.causes if spec.close else None
        if taxonomy:
            alike = case.person.count if case.person else 1
            new = [Filed(self.timeline.now, taxonomy, code, alike) for code in causes]
            self.filed.extend(new)
            self._recur(taxonomy, [each.code for each in new])

    def _recur(self, taxonomy: str, codes: list[str]) -> None:
        above = lineage(self.manifest, taxonomy)
        for loop in self._loops():
            recurs = loop.spec.recurs
            if recurs is None or recurs.of != taxonomy:
                continue
            wanted = {recurs.cause} if recurs.cause else {each for code in codes for each in above.get(code, (code,))}
            if any(self._often(recurs, above, each) for each in sorted(wanted) if self._touches(each, codes, above)):
                self._open(loop.id, None, Occasion())

    def _touches(self, wanted: str, codes: list[str], above: dict[str, tuple[str, ...]]) -> bool:
        return any(wanted in above.get(code, (code,)) for code in codes)

    def _often(self, recurs: Any, above: dict[str, tuple[str, ...]], wanted: str) -> bool:
        time, now = program_time(self.manifest), self.timeline.now.astimezone(UTC)
        recent = (
            each.count
            for each in self.filed
            if each.taxonomy == recurs.of
            and wanted in above.get(each.code, (each.code,))
            and time.due(each.at, recurs.within).astimezone(UTC) > now
        )
        return sum(recent) >= int(recurs.at_least)

    # PARTS

    def _loops(self) -> tuple[Resolved, ...]:
        today = self.timeline.now.date().isoformat()
        return tuple(
            each for each in self.manifest.each("loop") if each.spec.retired is None or each.spec.retired > today
        )

    def _say(
        self,
        case: Case,
        state: str,
        deadline: str = "",
        first_contact_by: Moment | None = None,
        resolve_by: Moment | None = None,
    ) -> None:
        self.timeline.say(
            Happening(
                self.timeline.now,
                "case",
                case.loop,
                _id(case.person),
                state=state,
                deadline=deadline,
                first_contact_by=first_contact_by,
                resolve_by=resolve_by,
            )
        )


def _accounts(silence: Any) -> str:
    return silence.accounts or ("any" if silence.of == "invitations" else "key")


def _words(spec: Any, deadline: str, occasion: Occasion) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words such as `account-manager` by which a loop names those who must act, and those who hear of it besides."""
    if deadline == CLOSED:
        named: Iterable[str | None] = spec.close.tell
    elif deadline.startswith("escalation-"):
        named = (spec.escalate[int(deadline.removeprefix("escalation-")) - 1].to,)
    else:
        own = spec.key_accounts if spec.key_accounts and occasion.is_key else spec
        named = (own.owner or spec.owner,)
    also = spec.tell if deadline == OPEN else ()
    return tuple(word for word in named if word in OWNER_WORDS), tuple(word for word in also if word in OWNER_WORDS)


def _routes(spec: Any, deadline: str, occasion: Occasion) -> Iterator[str]:
    """Paths of a loop that lead to those whom an alert reaches."""
    if deadline == OPEN:
        own = spec.key_accounts and spec.key_accounts.owner and occasion.is_key
        yield "key_accounts.owner" if own else "owner"
        yield from (f"tell.{index}" for index in range(len(spec.tell)))
    elif deadline == CLOSED:
        yield from (f"close.tell.{index}" for index in range(len(spec.close.tell)))
    elif deadline.startswith("escalation-"):
        yield f"escalate.{int(deadline.removeprefix('escalation-')) - 1}.to"


def _whose(person: Person | None) -> str:
    return person.id if person else ""


def _yaml(value: Given) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, tuple) else str(value)


def _id(person: Person | None) -> str | None:
    return person.id if person else None
