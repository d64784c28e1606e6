"""Changes on trial: whether one limit holds for one sort of person after them, and nobody else gets more than before.

What the sort of person cannot get is left out, so that a trial costs as much in a large program as in a small one. A
calendar that broke the limit once is played again first: where it still does, nothing has to be proved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from cxprog.analysis.frequency.bound import charge
from cxprog.analysis.frequency.change import Put, changed
from cxprog.analysis.frequency.days import Frozen, length, longest_period
from cxprog.analysis.frequency.limited import is_freeze, limit_of
from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.frequency.question import Alike, Missing, Question, questions, undeclared_records
from cxprog.analysis.frequency.reading import Ask, Reading
from cxprog.analysis.frequency.replay import mistakes
from cxprog.analysis.frequency.values import Profile, Send, Verdict
from cxprog.analysis.specs import Specs

PROOFS_MAX = 60
"""Most proofs for one verdict."""
SIZE_MAX = 150
"""Up to so many possible sends a proof is tried in full; where more are possible, adding up has to be proof enough."""
_PERIODS = 4
"""How much more it takes to look at calendar periods of different lengths than at one window."""
_CALENDARS_MAX = 40
"""Most calendars that are played again before a proof."""
_ONLY = "~"
"""Id of a policy that holds nothing but the limit on trial; no document can have it."""

Key = tuple[str | None, str, str, int, Profile]
"""Pack, policy, part, index and sort of person of a verdict."""


class Trial:
    """One broken limit, and what would become of it."""

    def __init__(
        self, specs: Specs, verdict: Verdict, reading: Reading | None = None, *, on_freezes: bool = False
    ) -> None:
        self.specs = specs
        self.verdict = verdict
        self.limit = limit_of(specs, verdict)
        self.left = PROOFS_MAX
        self.calendars: list[Verdict] = [self._restated(verdict)] if verdict.witness else []
        """Calendars that break the limit, of the program as it is or after some changes."""
        self._held: dict[str, bool] = {}
        self._mates: dict[Key, Trial] = {}
        self._on_freezes = on_freezes or is_freeze(self.limit)
        self._reading = reading or Reading(specs)

    # THE PART OF THE PROGRAM THAT MATTERS

    @cached_property
    def asks(self) -> Mapping[str, Ask]:
        """Surveys that the limit counts for this sort of person, by id."""
        reading = self._reading
        profile, of = self.verdict.profile, None if is_freeze(self.limit) else self.limit.of
        found = {name: reading.asks[name] for name in reading.surveys_of(profile.roles)}
        return {
            name: ask
            for name, ask in found.items()
            if (of is None or reading.is_counted(of, ask, profile.roles))
            and (self.is_of_many or reading.fits(ask, profile))
        }

    @property
    def per(self) -> str:
        """Whose invitations are counted together."""
        return "person" if is_freeze(self.limit) else str(self.limit.per)

    @property
    def is_of_many(self) -> bool:
        """Whether the limit speaks of the people of an account or partner together."""
        return self.per in ("account", "partner")

    @property
    def frozen(self) -> Frozen:
        """Days that some policy freezes."""
        return self._reading.frozen

    @cached_property
    def _base(self) -> Specs:
        specs, asks = self.specs, self.asks
        whens = [ask.spec.when for ask in asks.values()]
        tools = {ask.spec.through for ask in asks.values()} | {self.tool}
        shared = {other for name in tools if (tool := specs.get("channel", name)) for other in tool.shares_rest_with}
        events = {when.before or when.event or when.milestone or when.change for when in whens}
        journeys = {when.after.partition(".")[0] for when in whens if when.after}
        kept: dict[str, set[str | None]] = {
            "survey": set(asks),
            "role": set(self.verdict.profile.roles),
            "channel": tools | shared,
            "event": events,
            "journey": journeys,
        }
        by_kind = {
            kind: {n: found for n in names if n and (found := specs.get(kind, n))} for kind, names in kept.items()
        }
        by_kind["partner"] = dict(specs.each("partner")) if self.is_of_many else self._classes()
        return self._only(by_kind)

    def _classes(self) -> dict[str, Any]:
        """The partner of this sort of person and the classes that it belongs to."""
        found: dict[str, Any] = {}
        name = self.verdict.profile.partner
        while name and name not in found and (spec := self.specs.get("partner", name)):
            found[name] = spec
            name = spec.part_of
        return found

    def _only(self, by_kind: dict[str, dict[str, Any]]) -> Specs:
        """Documents with the limit on trial as the only one; freezes stay, because tools keep them."""
        keeps = self._on_freezes or any(tool.enforces.freezes for tool in by_kind["channel"].values())
        policies = {
            name: policy.model_copy(update={"frequency": ()})
            for name, policy in self.specs.each("policy")
            if policy.freezes and keeps
        }
        if not is_freeze(self.limit):
            # Built without a check: the id is none that a document can have.
            from cxprog.language.kinds.policy import Policy

            policies[_ONLY] = Policy.model_construct(kind="policy", id=_ONLY, frequency=(self.limit,))
        settings = self.specs.settings
        return Specs(
            {**by_kind, "policy": policies}, settings.model_copy(update={"packs": ()}) if settings else settings
        )

    @cached_property
    def tool(self) -> str | None:
        """The tool that most of these surveys go through, else most of the program's."""
        return next(iter(self.tools or self._by_use(self._reading.asks.values())), None)

    @cached_property
    def tools(self) -> tuple[str, ...]:
        """Tools that these surveys go through, those of most surveys first."""
        return self._by_use(self.asks.values())

    def _by_use(self, asks: Iterable[Ask]) -> tuple[str, ...]:
        count = Counter(str(ask.spec.through) for ask in asks if ask.enforces is not None)
        return tuple(sorted(count, key=lambda name: (-count[name], name)))

    def channel(self, name: str) -> Any:
        """What a tool is said to do."""
        found = self.specs.get("channel", name)
        assert found is not None, "only tools of the program are changed"
        return found

    # LENGTHS

    @cached_property
    def days(self) -> int | None:
        """Longest window of the limit; None where it has none."""
        if is_freeze(self.limit):
            return None
        for stated in (self.limit.gap, self.limit.within):
            if stated is not None:
                return max(1, length(stated))
        if self.limit.each is None:
            return None
        first, end = longest_period(
            self.limit.each, self.specs.settings.fiscal_year if self.specs.settings else "01-01"
        )
        return end - first

    @cached_property
    def counts_reminders(self) -> bool:
        """Whether reminders break the limit like invitations."""
        return is_freeze(self.limit) or self.limit.reminders == "counted"

    @cached_property
    def slack(self) -> int:
        """Days by which more than the window has to be kept free: for reminders, and for tools with another clock."""
        reminders = [day for ask in self.asks.values() for day in ask.reminders] if self.counts_reminders else []
        clocks = [ask for ask in self.asks.values() if ask.enforces is not None and ask.enforces.clock]
        return max(reminders, default=0) + (2 if clocks else 0)

    # TRIALS

    def holds(self, puts: Iterable[Put]) -> bool:
        """Whether the limit is proved for this sort of person after some changes."""
        puts = tuple(put for put in puts if self._base.get(put.kind, put.id) is not None)
        key = repr(sorted(puts, key=repr))
        if key not in self._held:
            after = self.after(puts)
            if self.is_broken(after):
                self._held[key] = False
            elif self.left > 0:
                self.left -= 1
                self._held[key] = self._is_proved(after)
            else:
                return False
        return self._held[key]

    def after(self, puts: Iterable[Put]) -> Specs:
        """The part of the program on trial after some changes, for nobody but this sort of person."""
        specs = changed(self._base, puts)
        roles = set(self.verdict.profile.roles)
        surveys = {}
        for name, survey in specs.each("survey"):
            asked = tuple(role for role in survey.asks if role in roles)
            if asked:
                surveys[name] = survey if asked == survey.asks else survey.model_copy(update={"asks": asked})
        kinds = ("role", "channel", "event", "journey", "partner", "policy")
        return Specs({"survey": surveys, **{kind: dict(specs.each(kind)) for kind in kinds}}, specs.settings)

    def is_broken(self, after: Specs, calendars: Sequence[Verdict] | None = None) -> bool:
        """Whether one of the calendars that are known can happen still."""
        return any(
            not mistakes(after, played)
            for each in reversed(self.calendars if calendars is None else calendars)
            if (played := _as_asked(after, each))
        )

    def _is_proved(self, after: Specs) -> bool:
        size = 0
        if not is_freeze(self.limit) and self.days is not None:
            reading = Reading(after)
            found = (each for limit in reading.limits for each in questions(reading, limit))
            asked = [each.put() if isinstance(each, Alike) else each for each in found]
            if all(self._adds_up(each) for each in asked):
                return True
            size = max(_size(each, self.days) for each in asked) * (1 if self.limit.each is None else _PERIODS)
        return size <= SIZE_MAX and self._is_proved_in_full(after)

    def _adds_up(self, question: Question | Missing) -> bool:
        """Whether adding up what covers each send is proof enough."""
        if isinstance(question, Missing) or undeclared_records(question):
            return False
        days = (self.days or 0) + question.lead
        total = charge(question, days) if question.streams else None
        return not question.streams or (total is not None and total.total <= question.at_most)

    def _is_proved_in_full(self, after: Specs) -> bool:
        own = [each for each in verdicts(after, with_certificates=False) if self._is_own(each)]
        self.calendars += [each for each in own if each.witness][:1]
        del self.calendars[1:-_CALENDARS_MAX]
        # A freeze of which nothing is said is not proved; a limit of which nothing is said counts nothing any more.
        return all(each.answer == "proved" for each in own) and (bool(own) or not is_freeze(self.limit))

    def _is_own(self, verdict: Verdict) -> bool:
        if not is_freeze(self.limit):
            return verdict.policy == _ONLY
        own = self.verdict
        return (verdict.policy, verdict.part, verdict.index) == (own.policy, own.part, own.index)

    def _restated(self, verdict: Verdict) -> Verdict:
        """The verdict as one on the only limit."""
        return verdict if is_freeze(self.limit) else replace(verdict, policy=_ONLY, index=0, pack=None)

    # EVERYBODY ELSE

    def harms(self, puts: Sequence[Put], known: Sequence[Verdict] | None) -> bool:
        """Whether some limit that was proved for somebody might not hold any more."""
        touched = self._touched(puts)
        proved = (each for each in self._known(known) if each.answer == "proved")
        return any(not self._mate(each).holds(puts) for each in proved if not touched.isdisjoint(each.profile.roles))

    def holds_for_all(self, puts: Sequence[Put], known: Sequence[Verdict] | None) -> bool:
        """Whether the limit is proved then for everybody for whom it was not before."""
        own = _key(self.verdict)
        others = (each for each in self._known(known) if _key(each)[:4] == own[:4] and each.answer != "proved")
        return all(each == self.verdict or self._mate(each).holds(puts) for each in others)

    def _known(self, known: Sequence[Verdict] | None) -> Sequence[Verdict]:
        return self._verdicts if known is None else known

    @cached_property
    def _verdicts(self) -> tuple[Verdict, ...]:
        return verdicts(self.specs, with_certificates=False)

    def _mate(self, verdict: Verdict) -> Trial:
        """The same changes on trial before another sort of person, or another limit."""
        key = _key(verdict)
        if key not in self._mates:
            self._mates[key] = Trial(self.specs, verdict, self._reading, on_freezes=self._on_freezes)
        return self._mates[key]

    def _touched(self, puts: Sequence[Put]) -> set[str]:
        """Roles that get something of what changes."""
        tools = {put.id for put in puts if put.kind == "channel"}
        tools |= {name for name, tool in self.specs.each("channel") if not tools.isdisjoint(tool.shares_rest_with)}
        surveys = {put.id for put in puts if put.kind == "survey"}
        asks = self._reading.asks.values()
        return {role for ask in asks if ask.id in surveys or ask.spec.through in tools for role in ask.spec.asks}


def _size(question: Question | Missing, days: int) -> int:
    """About how many sends a window has room for, which is what a proof in full costs."""
    if isinstance(question, Missing):
        return 0
    return sum(_room(stream.ask, days) for stream in question.streams)


def _room(ask: Ask, days: int) -> int:
    waves = ask.waves
    if waves is None or waves.is_free:
        return days
    count = len(waves.days) if waves.every is None else waves.fitting(days)
    return min(days, count * (waves.width + 1))


def _key(verdict: Verdict) -> Key:
    return verdict.pack, verdict.policy, verdict.part, verdict.index, verdict.profile


def _as_asked(specs: Specs, verdict: Verdict) -> Verdict | None:
    """A calendar with the roles that surveys ask now; None where one of them asks nobody of these people."""
    witness = verdict.witness
    assert witness is not None, "only calendars are played again"
    sends = []
    for send in witness.sends:
        survey = specs.get("survey", send.survey)
        roles = tuple(role for role in send.roles if survey is not None and role in survey.asks)
        if not roles and send.roles:
            return None
        sends.append(send if roles == send.roles else replace(send, roles=roles))
    return replace(verdict, witness=replace(witness, sends=tuple(sends)))


def moved(verdict: Verdict, survey: str, wave: int | None, days: int) -> tuple[Verdict, ...]:
    """A calendar with the invitations of a survey, or of one wave, so many days later, in windows it may break."""
    witness = verdict.witness
    assert witness is not None, "only calendars are moved"
    pairs = [(send, _moved(send, survey, wave, days)) for send in witness.sends]
    if all(send is after for send, after in pairs):
        return ()
    sends = tuple(sorted((after for _, after in pairs), key=lambda send: send.day))
    inside = [after.day for send, after in pairs if witness.first <= send.day <= witness.last]
    length, starts = witness.last - witness.first, dict.fromkeys((witness.first, min(inside, default=witness.first)))
    return tuple(
        replace(verdict, witness=replace(witness, sends=sends, first=first, last=first + length)) for first in starts
    )


def _moved(send: Send, survey: str, wave: int | None, days: int) -> Send:
    if send.survey != survey or wave not in (None, send.cause):
        return send
    return replace(send, day=send.day + days, cause=send.cause + days, checked=send.checked + days)
