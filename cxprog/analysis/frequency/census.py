"""Whether a limit is broken even when every wave of a census reaches everybody, as a further word on `violated`.

A survey with `census: true` invites everybody who holds its roles in each wave. Proofs do not rely on that, as people
join, leave and opt out. Here they do not: what a wave of a census is due to send is sent, unless a guard, a freeze that
the tool keeps or the one invitation a day is in the way. Then a stricter guard can make things worse, so no repair may
rest on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import combinations, islice, product
from math import lcm, prod
from typing import Any, Literal, NamedTuple

from cxprog.analysis.frequency.days import FIRST, Frozen, length
from cxprog.analysis.frequency.forward import Forward, Found, Scene, Sent, Window
from cxprog.analysis.frequency.full import is_forced, missing_waves
from cxprog.analysis.frequency.question import Stream, apart
from cxprog.analysis.frequency.reading import Ask, Limit, Reading
from cxprog.analysis.frequency.replay import mistakes
from cxprog.analysis.frequency.values import Profile, Send, Verdict, Witness
from cxprog.analysis.specs import Specs

Full = Literal["violated", "holds with full waves", "not decided with full waves"]

STEPS = 40_000
"""Most moments of calendars that are looked at for one verdict."""
_ALL_STEPS = 10 * STEPS
"""Most of them for all verdicts of a program, before each gets a tenth of its own only."""
_ROLES_MAX = 6
"""Most roles of which every choice is looked at."""
_PEOPLE_MAX = 48
"""Most sorts of people that one verdict is looked at for."""
_PHASES_MAX = 400
"""Most ways in which waves without a first day can lie to each other that are looked at."""


@dataclass(frozen=True)
class Census:
    """What is known about a violated limit, once no wave of a census leaves anybody out."""

    answer: Full
    profile: Profile
    """Who gets the witness; the verdict's own profile where there is none."""
    witness: Witness | None = None
    """A calendar with full waves that breaks the limit, from the first wave on."""
    reason: str = ""
    """For `not decided with full waves`: what was not looked at, and what to do where the program can say more; for
    `violated`: why the verdict's own witness will do, which need not show every wave then."""

    matters_from: int = 0
    """First day of the witness that can matter to its window: as long before as a guard or a wait can reach."""


def full_waves(specs: Specs, verdicts: Iterable[Verdict]) -> tuple[Census | None, ...]:
    """What is known about each verdict with full waves; None where it is not `violated`."""
    reading = Reading(specs)
    left = _ALL_STEPS
    found: list[Census | None] = []
    for verdict in verdicts:
        if verdict.answer != "violated" or verdict.witness is None:
            found.append(None)
            continue
        # Where many take long, the later ones are looked at less closely, so that there is an end.
        asked = _Asked(reading, verdict, verdict.witness, min(STEPS, max(left, STEPS // 10)))
        found.append(asked.census())
        left -= asked.steps - max(asked.left, 0)
    return tuple(found)


def with_full_waves(specs: Specs, verdict: Verdict) -> Census:
    """Whether a violated limit is violated even when every wave of a census reaches everybody.

    ValueError for a verdict that is not `violated`, for nothing else needs the question.
    """
    if verdict.answer != "violated" or verdict.witness is None:
        raise ValueError("only a limit that is violated can be asked about with full waves")
    return _Asked(Reading(specs), verdict, verdict.witness, STEPS).census()


# PEOPLE


class _People(NamedTuple):
    """Whom a calendar is looked for: one person, or those of the witness for a limit of several."""

    profile: Profile
    held: tuple[tuple[int, tuple[str, ...]], ...]
    """Contacts and the roles that each holds."""


class _Case(NamedTuple):
    """Some people with what can be sent to them."""

    people: _People
    streams: tuple[Stream, ...]
    """What counts, or keeps back what counts."""
    forced: frozenset[int]
    others: tuple[Stream, ...]
    """What is forced on them and makes no difference."""
    is_counted: bool
    """Whether the limit counts anything that is sent to them."""
    is_followed: bool
    """Whether calendars from day to day can show it."""


class _Asked:
    """One verdict, asked with full waves."""

    def __init__(self, reading: Reading, verdict: Verdict, witness: Witness, steps: int) -> None:
        self.reading = reading
        self.specs = reading.specs
        self.verdict = verdict
        self.witness = witness
        limits = reading.freezes if verdict.part == "freezes" else reading.limits
        key = (verdict.policy, verdict.index, verdict.pack)
        self.limit: Limit = next(each for each in limits if (each.policy, each.index, each.pack) == key)
        self.steps = self.left = steps
        self.open: dict[str, None] = {}
        """Why not finding a calendar proves nothing."""

    def census(self) -> Census:
        """The answer, the cheapest way first."""
        own = self.verdict.profile
        cases = list(self._cases())
        if not cases:
            return Census("not decided with full waves", own, reason="nobody was found whom the limit speaks of")
        if not cases[0].forced:
            return Census("violated", own, self.witness, "no wave of a census counts here or keeps anything back")
        cases = [case for case in cases if case.is_followed]
        for look in (self._near, self._anywhere, self._early):
            for case in cases:
                if found := look(case):
                    return found
        if not self.open:
            return Census("holds with full waves", own)
        return Census("not decided with full waves", own, reason=next(iter(self.open)))

    # CASES

    def _cases(self) -> Iterator[_Case]:
        """The people whom the verdict speaks of, each sort once, those of its own profile first."""
        known = set()
        found = self._people()
        for people in islice(found, _PEOPLE_MAX):
            case = self._case(people)
            key = tuple((each.ask.id, each.contact, each.repeat, each.weight) for each in case.streams)
            if key not in known and case.is_counted:
                known.add(key)
                yield case
        if next(found, None) is not None:
            self._open("there are more sorts of people than can be looked at one by one")

    def _people(self) -> Iterator[_People]:
        profile = self.verdict.profile
        if self.limit.spec.per in ("account", "partner"):
            self._open("the limit counts several people together, and not every choice of them was looked at")
            held: dict[int, set[str]] = {}
            for send in self.witness.sends:
                held.setdefault(send.contact, set()).update(send.roles)
            yield _People(profile, tuple((contact, tuple(sorted(roles))) for contact, roles in sorted(held.items())))
            return
        yield _People(profile, ((1, profile.roles),))
        if any(dimension == "" for dimension, _ in profile.segment):
            self._open("there are more sorts of people than can be looked at one by one")
            return
        own = self._counted(profile)
        for roles in self._role_sets(profile.roles):
            for other in self._profiles(roles):
                if self._counted(other) <= own:
                    yield _People(other, ((1, other.roles),))

    def _role_sets(self, roles: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """Who holds several roles may hold some of them only, and the others' waves do not reach them then."""
        if len(roles) > _ROLES_MAX:
            self._open("people hold more roles at once than can be looked at in every combination")
            yield roles
            return
        for number in range(len(roles), 0, -1):
            yield from combinations(roles, number)

    def _profiles(self, roles: tuple[str, ...]) -> Iterator[Profile]:
        """Everybody who holds some roles, by what makes a difference to a survey or to the limit."""
        samplings = [self.reading.asks[name].spec.sampling for name in self.reading.surveys_of(roles)]
        of = self.limit.spec.of
        values: dict[str, set[str]] = {}
        for sampling in samplings:
            for dimension, some in sampling.among.items():
                values.setdefault(dimension, {""}).update(some)
        values |= {dimension: set(some) for dimension, some in of.among.items()}
        keys: list[bool | None] = [self.verdict.profile.is_key]
        if of.key_accounts is None and any(sampling.key_accounts == "only" for sampling in samplings):
            keys = [True, False]
        partners: list[str | None] = [None]
        if any(self.reading.asks[name].spec.partners for name in self.reading.surveys_of(roles)):
            partners += [name for name, _ in self.specs.each("partner")]
        ordered = sorted(values)
        for chosen, is_key, partner in product(product(*(sorted(values[each]) for each in ordered)), keys, partners):
            yield Profile(roles, tuple(zip(ordered, chosen, strict=True)), is_key, partner)

    def _counted(self, profile: Profile) -> frozenset[str]:
        """Surveys to a sort of person that the limit counts."""
        return frozenset(
            name
            for name in self.reading.surveys_of(profile.roles)
            if self.reading.is_counted(self.limit.spec.of, self.reading.asks[name], profile.roles)
            and self.reading.fits(self.reading.asks[name], profile)
        )

    # STREAMS

    def _case(self, people: _People) -> _Case:
        """What can be sent to some people, as far as it counts or keeps back what counts."""
        reached = [
            (contact, roles, self.reading.asks[name])
            for contact, roles in people.held
            for name in self.reading.surveys_of(roles)
            if self.reading.fits(self.reading.asks[name], people.profile)
        ]
        scale = lcm(*(self._minutes(ask).denominator for _, _, ask in reached))
        touches = self.limit.spec.reminders == "counted"
        streams = [
            Stream(
                ask,
                contact,
                1,
                repeat,
                tuple(sorted(set(roles) & set(ask.spec.asks))),
                int(self._minutes(ask) * scale) if self._counts(ask, roles) else 0,
                (0, *ask.reminders) if touches else (0,),
            )
            for contact, roles, ask in reached
            for repeat in range(len(ask.repeats) + 1)
        ]
        streams.sort(key=lambda stream: stream.order)
        kept = self._that_matter(tuple(streams))
        others = tuple(each for each in streams if each not in kept and _is_forced(each))
        is_counted = any(each.weight for each in kept)
        is_followed = not any(each.looks_before for each in (*kept, *others) if _is_forced(each))
        if any(each.looks_before for each in kept):
            self._open("a tool looks at its guards before it sends, which calendars with full waves do not follow")
            kept = tuple(each for each in kept if _is_forced(each) or not each.looks_before)
        forced = frozenset(index for index, each in enumerate(kept) if _is_forced(each))
        return _Case(people, kept, forced, others, is_counted, is_followed)

    def _that_matter(self, streams: tuple[Stream, ...]) -> tuple[Stream, ...]:
        """Streams that the limit counts, or that keep back one that matters."""
        blocks, _ = apart(self.reading, streams)
        found = {index for index, stream in enumerate(streams) if stream.weight}
        while True:
            more = found.union(*(block.sources for block in blocks if block.blocked & found))
            if more == found:
                return tuple(streams[index] for index in sorted(found))
            found = more

    def _minutes(self, ask: Ask) -> Fraction:
        """What the limit counts for an invitation, were it counted."""
        spec = self.limit.spec
        in_minutes = spec.minutes is not None and spec.at_most is None and spec.gap is None
        return ask.minutes if in_minutes else Fraction(1)

    def _counts(self, ask: Ask, roles: Sequence[str]) -> bool:
        is_own = self.limit.spec.per != "record" or ask.spec.through == self._tool
        return is_own and self.reading.is_counted(self.limit.spec.of, ask, roles)

    @property
    def _tool(self) -> str | None:
        """The tool whose record gets too much, for a limit per record."""
        inside = (each for each in self.witness.sends if self.witness.first <= each.day <= self.witness.last)
        roles = self.verdict.profile.roles
        asks = (self.reading.asks[send.survey] for send in inside)
        return next((ask.spec.through for ask in asks if self.reading.is_counted(self.limit.spec.of, ask, roles)), None)

    # CALENDARS

    def _early(self, case: _Case) -> Census | None:
        """As near the witness, and be it from before the first wave."""
        return self._near(case, is_strict=False)

    def _near(self, case: _Case, *, is_strict: bool = True) -> Census | None:
        """A calendar of the invitations that the witness has, with full waves around them.

        One in the time of the waves tells more than one from before the first of them.
        """
        places = {
            (each.ask.id, each.contact, each.record, each.repeat): index
            for index, each in enumerate(case.streams)
            if index not in case.forced
        }
        chosen = tuple(
            Sent(places[key], send.day, send.cause)
            for send in self.witness.sends
            if not send.reminder
            for key in [(send.survey, send.contact, send.record, send.repeat)]
            if key in places
        )
        free = {each.ask.id for each in case.streams if each.waves is not None and each.waves.is_free}
        scene = self._scene(case, dict.fromkeys(free, FIRST) | dict(self.witness.anchors), chosen)
        return self._confirmed(case, scene, self._run(Forward(scene, self.steps // 8), is_strict=is_strict))

    def _anywhere(self, case: _Case) -> Census | None:
        """A calendar at any time; where none was found, `open` says whether that proves something."""
        self._note(case)
        for anchors in self._anchors(case):
            scene = self._scene(case, anchors, None)
            forward = Forward(scene, self.left)
            found = self._run(forward)
            if census := self._confirmed(case, scene, found):
                return census
            if found is not None:
                self._open("a calendar was found, and could not be confirmed")
            elif not forward.is_exhausted:
                self._open(_why(scene, forward))
            if self.left <= 0:
                self._open("there are more calendars than can be looked at")
                break
        return None

    def _confirmed(self, case: _Case, scene: Scene, found: Found | None) -> Census | None:
        """What a calendar says that was found, if the replay accepts it."""
        if found is None:
            return None
        if case.others:
            scene, found = self._completed(case, scene, found)
        witness = self._witness(scene, *found)
        census = Census("violated", case.people.profile, witness, "", witness.first - self._margin)
        return census if self._happens(census) else None

    def _run(self, forward: Forward, *, is_strict: bool = False) -> Found | None:
        steps = forward.steps
        found = forward.run(is_strict=is_strict)
        self.left -= steps - max(forward.steps, 0)
        return found

    def _completed(self, case: _Case, scene: Scene, found: Found) -> tuple[Scene, Found]:
        """A calendar with what is forced and makes no difference, due on the last day of each of its waves."""
        number = len(case.streams)
        whole = case._replace(
            streams=(*case.streams, *case.others),
            forced=case.forced.union(range(number, number + len(case.others))),
        )
        chosen = tuple(sent for sent in found[0] if sent.stream not in case.forced)
        free = {each.ask.id for each in case.others if each.waves is not None and each.waves.is_free}
        anchors = dict.fromkeys(free, FIRST) | dict(self.witness.anchors) | dict(scene.anchors)
        wider = replace(self._scene(whole, anchors, chosen), late=frozenset(range(number, number + len(case.others))))
        again = self._run(Forward(wider, self.steps // 4))
        return (scene, found) if again is None else (wider, again)

    def _scene(self, case: _Case, anchors: dict[str, int], chosen: tuple[Sent, ...] | None) -> Scene:
        blocks, paces = apart(self.reading, case.streams)
        scale = lcm(*(self._minutes(stream.ask).denominator for stream in case.streams))
        free = {each.ask.id for each in case.streams if each.waves is not None and each.waves.is_free}
        starts = [_first_wave(case.streams[index]) for index in case.forced]
        return Scene(
            case.streams,
            case.forced,
            blocks,
            paces,
            self.reading.frozen,
            self._window,
            int(self.verdict.at_most * scale),
            {name: day for name, day in sorted(anchors.items()) if name in free},
            margin=self._margin if free else 0,
            since=min(starts, default=0),
            chosen=chosen,
        )

    @cached_property
    def _margin(self) -> int:
        """Days for which the longest guard and the longest wait of the program can reach."""
        guards, waits = [0], [0]
        for ask in self.reading.asks.values():
            guards += [length(ask.spec.rest.own), *(length(cap.within) for cap in ask.spec.caps)]
            waits.append(length(ask.spec.defer_for))
        for _, channel in self.specs.each("channel"):
            enforces = channel.enforces
            guards += [length(enforces.rest), *(length(cap.within) for cap in enforces.shared_caps)]
        return max(guards) + max(waits)

    @cached_property
    def _window(self) -> Window:
        spec, settings = self.limit.spec, self.specs.settings
        if self.limit.freeze is not None:
            return Window(1, freeze=Frozen([self.limit.freeze]))
        if spec.gap is not None or spec.within is not None:
            return Window(max(1, length(spec.gap or spec.within)))
        return Window(each=spec.each, fiscal_year=settings.fiscal_year if settings else "01-01")

    def _witness(self, scene: Scene, sends: tuple[Sent, ...], first: int, last: int) -> Witness:
        found: list[tuple[Send, int]] = []
        for sent in sends:
            stream = scene.streams[sent.stream]
            own = Send(sent.day, stream.ask.id, sent.cause, sent.day, stream.contact, stream.roles, 1, stream.repeat)
            found.append((own, stream.weight))
            for number, offset in enumerate(stream.touches[1:], 1):
                if scene.goes_out(sent.stream, sent.day, offset):
                    found.append((replace(own, day=sent.day + offset, reminder=number), stream.weight))
        found.sort(key=lambda pair: (pair[0].day, pair[0].survey, pair[0].contact, pair[0].reminder))
        total = sum(weight for send, weight in found if first <= send.day <= last)
        kept = tuple(send for send, _ in found if send.day <= last)
        scale = lcm(*(self._minutes(stream.ask).denominator for stream in scene.streams))
        value = Fraction(total, scale)
        return Witness(kept, first, last, int(value) if value.denominator == 1 else value, dict(scene.anchors))

    def _happens(self, census: Census) -> bool:
        """Whether the calendar is possible, breaks the limit, and leaves no wave out."""
        assert census.witness is not None
        told = replace(self.verdict, profile=census.profile, witness=census.witness, least=census.witness.total)
        return not mistakes(self.specs, told) and not missing_waves(self.specs, told, census.witness)

    # WHAT WAS NOT LOOKED AT

    def _open(self, reason: str) -> None:
        self.open.setdefault(reason)

    def _note(self, case: _Case) -> None:
        """Say what of a case calendars from day to day do not show."""
        blocks, _ = apart(self.reading, case.streams)
        if any(block.slack for block in blocks):
            self._open("tools count days in different time zones, and only one way to count them was looked at")
        if any(each.ask.counts_per == "record" and self._records(each.ask) != 1 for each in case.streams):
            self._open("tools count per record, and only people with one record were looked at")
        if any(each.delay[:2] and _is_business(each) for each in case.streams):
            self._open("delays in working time were not followed for ever")
        waits = self._scene(case, {}, None).waits
        of_any_day = [
            index
            for index, each in enumerate(case.streams)
            if index not in case.forced and (each.waves is None or each.waves.is_free)
        ]
        if any(waits[index] for index in of_any_day):
            self._open("invitations that wait can come together in more ways than were looked at")
        spec = self.limit.spec
        is_undated = bool(of_any_day) or any(each.waves and each.waves.is_free for each in case.streams)
        if is_undated and (spec.each is not None or (spec.within, spec.gap, self.limit.freeze) == (None, None, None)):
            self._open("what can happen at any time was not followed through all calendar years")

    def _records(self, ask: Ask) -> int | None:
        return ask.enforces.records_per_person if ask.enforces is not None else 1

    def _anchors(self, case: _Case) -> Iterator[dict[str, int]]:
        """First waves to try for surveys that do not say when they start."""
        free = sorted(
            {each.ask.id: each.waves for each in case.streams if each.waves is not None and each.waves.is_free}.items()
        )
        steps = [waves.step for _, waves in free]
        whole = [step for step in steps if step is not None]
        if len(whole) < len(steps) or prod(whole) > _PHASES_MAX:
            listed = ", ".join(f"`{name}`" for name, _ in free)
            self._open(f"it depends on when the waves of {listed} begin: say it with `starting`")
            known = {name: FIRST for name, _ in free} | dict(self.witness.anchors)
            yield {name: known[name] for name, _ in free}
            return
        for offsets in product(*(range(step) for step in whole)):
            yield {name: FIRST + offset for (name, _), offset in zip(free, offsets, strict=True)}


def _is_forced(stream: Stream) -> bool:
    return not stream.repeat and is_forced(stream.ask.spec)


def _first_wave(stream: Stream) -> int:
    """First day of the first wave; 0 where waves have always been."""
    waves = stream.waves
    if waves is None or waves.is_free:
        return 0
    return min(waves.days) if waves.days else waves.anchor or 0


def _why(scene: Scene, forward: Forward) -> str:
    """Why a search that found nothing proves nothing."""
    free = sorted(
        scene.streams[index].ask.id
        for index in scene.forced
        for waves in [scene.streams[index].waves]
        if waves is not None and waves.is_free
    )
    if scene.begin is None:
        listed = ", ".join(f"`{name}`" for name in free)
        return f"it depends on when the waves of {listed} begin: say it with `starting`"
    if forward.steps < 0:
        return "there are more calendars than can be looked at"
    return "the waves come again in the same way only after more time than can be looked at"


def _is_business(stream: Stream) -> bool:
    given: tuple[Any, ...] = (stream.delay.earliest, stream.delay.latest, stream.delay.again)
    return any(each is not None and each.is_business for each in given)
