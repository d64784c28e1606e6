"""Whether what respondents are promised is kept: who learns what of each survey, by which way, and whether they may.

A survey promises that answers are `identified` (contacts see who said what), `confidential` (it is known who answered,
and shown only in groups) or `anonymous` (nobody knows). Knowledge of an answer is five bits: identity, traits that tell
its giver from others, its words, its numbers, and that there is one. They pass from the answers through metrics,
reports, loops, alerts and data sets to audiences. Where in doubt, more passes:

- **Collecting.** An anonymous answer has an identity where everybody gets a link of their own, where its records hold a
  name or address, where talks are recorded, where somebody asks the questions, and where its tool cannot store it
  otherwise. Whoever runs the tool, or asks, may know who gave confidential answers; a partner only if it owns the
  survey or signs its invitations. An anonymous survey that names no tool is not decided.
- **Groups.** A number in groups of at least a minimum tells nothing of single people; whether groups are large enough
  is for the views of `seen` and the differences between them to say. Without any minimum a group can be one person,
  whom the period and the cut give away. Groups by account are too small where accounts have fewer people than the
  minimum on average; else it is not decided, unless the tool hides small groups. Words never become anonymous by being
  many.
- **Cases.** Whoever acts on a case of an inner loop, or is told of it, knows the person and the answers that started
  it; whoever watches knows that there is one. An outer loop is about answers and not about people, and about numbers
  of groups where a metric starts it. An inner loop on a metric is about an account.
- **Consent.** Where a condition certainly requires `yes` to a question with `permits: [contact]`, the teams that act
  may know who it is; with `partner`, the partner who serves the person may, too.
- **Partners.** A partner may know all of its own customers' identified answers and nothing but groups of all others; of
  confidential and anonymous ones nothing but scores of groups.
- **Belonging.** What a team or partner learns, those learn that belong to it. Teams and partners with a person in
  common join what they see.
- **Linking.** Rows belong together over keys that both data sets hold; answers are linked to people where a chain of
  keys leads to a data set with a name, mail address, phone number or contact.

Not looked at: what practices do with reports that are their inputs, what people are paid by, and what respondents write
about themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from cxprog.analysis.anonymity.promises_acting import add_loops
from cxprog.analysis.anonymity.promises_asking import add_surveys
from cxprog.analysis.anonymity.promises_audiences import Audiences, Circle
from cxprog.analysis.anonymity.promises_cases import CASES, REMEDIES, allowed
from cxprog.analysis.anonymity.promises_exposed import exposed
from cxprog.analysis.anonymity.promises_learned import Learned, Ruling
from cxprog.analysis.anonymity.promises_links import Linking
from cxprog.analysis.anonymity.promises_people import People
from cxprog.analysis.anonymity.promises_reading import Reading
from cxprog.analysis.anonymity.promises_showing import add_metrics, add_reports
from cxprog.analysis.anonymity.promises_ways import Scope, Sink, Ways
from cxprog.analysis.anonymity.values import BITS, At, Audience, Bit, Flow, Hop
from cxprog.analysis.specs import Specs

__all__ = ["CASES", "REMEDIES", "Promises", "Told", "flows"]


class Told(NamedTuple):
    """A breach, or something that is not decided, with everybody for whom it is the same."""

    survey: str
    ruling: Ruling
    place: Hop
    """The step of the way at which it stands in the program."""
    path: tuple[Hop, ...]
    """The way to the first of those who learn it."""
    audiences: tuple[Audience, ...]
    """Those who are named as readers, actors or the like; who belongs to them learns it as well."""
    is_named: bool = True
    """False where nobody is named for it who learns it: only parts of those who are put it together."""


def flows(specs: Specs) -> tuple[Flow, ...]:
    """What each audience learns of each survey in use, by survey; nothing where nothing of it arrives."""
    return Promises(specs).flows


class Promises:
    """The promises of a program, and who learns what."""

    def __init__(self, specs: Specs, *, only_exposed: bool = False) -> None:
        """`only_exposed` leaves out surveys of which nobody can learn too much: they have no breaches anyway."""
        self._reading = Reading(specs)
        self._people = People(self._reading)
        self._surveys = exposed(self._reading) if only_exposed else self._reading.surveys

    @cached_property
    def _ways(self) -> Ways:
        ways = Ways(self._reading, self._surveys)
        for add in (add_surveys, add_metrics, add_reports, add_loops):
            add(ways)
        return ways

    @cached_property
    def _audiences(self) -> Audiences:
        return Audiences(self._ways)

    @cached_property
    def _learned(self) -> dict[str, Learned]:
        return {name: Learned(self._ways, self._people, name) for name in self._surveys}

    @cached_property
    def _links(self) -> dict[str, list[tuple[Circle, Ruling]]]:
        """Answers that can be tied to people, by survey."""
        linking = Linking(self._ways, self._people)
        found: dict[str, list[tuple[Circle, Ruling]]] = {}
        for circle in self._audiences.circles:
            for survey, sink in linking.held(circle):
                learned = self._learned.get(survey)
                if learned is None:
                    continue
                for scope, audiences in self._titles(survey, sink, circle.audiences):
                    if ruling := linking.ruling(circle, learned, sink, scope):
                        found.setdefault(survey, []).append((circle._replace(audiences=audiences), ruling))
        return found

    def _titles(
        self, survey: str, sink: Sink, audiences: tuple[Audience, ...]
    ) -> Iterator[tuple[Scope, tuple[Audience, ...]]]:
        """Under which title audiences see something: the only partner of all who are asked sees its own customers."""
        if sink.side != "partner" or sink.scope != "shown":
            yield sink.scope, audiences
            return
        alone = tuple(each for each in audiences if self._is_alone(each, survey))
        others = tuple(each for each in audiences if each not in alone)
        if others:
            yield "shown", others
        if alone:
            yield "own", alone

    def _is_alone(self, audience: Audience, survey: str) -> bool:
        spec = self._reading.surveys[survey]
        is_likely = len(self._reading.partners) == 1 or set(spec.partners) == {audience.id}
        return is_likely and audience.kind == "partner" and self._reading.is_alone(audience.id, spec)

    # BREACHES

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """All that breaks a promise or is not decided, one for each survey, case and place, the worst way first."""
        found: dict[tuple[str, str, str, At], list[Told]] = {}
        for each in self._rulings():
            key = (each.survey, each.ruling.answer, each.ruling.case or each.ruling.reason, each.place.at)
            found.setdefault(key, []).append(each)
        return tuple(_together(alike) for alike in found.values())

    def _rulings(self) -> Iterator[Told]:
        for survey, learned in self._learned.items():
            for sink in learned.arrivals:
                viewers = self._ways.viewers.get(sink, {})
                for scope, audiences in self._titles(survey, sink, tuple(viewers)):
                    if not learned.is_fine(sink, scope):
                        yield from self._each(survey, learned.ruling(sink, scope), audiences)
            for circle, ruling in self._links.get(survey, ()):
                named = tuple(each for each in circle.audiences if each in self._ways.viewers[ruling.sink])
                for each in self._each(survey, ruling, named or circle.audiences):
                    yield each._replace(is_named=bool(named))

    def _each(self, survey: str, ruling: Ruling, audiences: tuple[Audience, ...]) -> Iterator[Told]:
        if ruling.answer == "proved" or not audiences:
            return
        if ruling.place is not None:
            path = (*ruling.hops, *self._audiences.via(audiences[0], ruling.sink), *ruling.joins)
            yield Told(survey, ruling, ruling.place, path, audiences)
            return
        for audience in audiences:
            via = self._audiences.via(audience, ruling.sink)
            yield Told(survey, ruling, via[0], (*ruling.hops, *via, *ruling.joins), (audience,))

    # FLOWS

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """What each audience learns of each survey in use, by survey and audience."""
        return tuple(flow for survey in self._learned for flow in self._flows(survey))

    @cached_property
    def _seeing(self) -> dict[Sink, list[int]]:
        """Numbers of the circles that see something."""
        found: dict[Sink, list[int]] = {}
        for number, circle in enumerate(self._audiences.circles):
            for sink in circle.sinks:
                found.setdefault(sink, []).append(number)
        return found

    def _flows(self, survey: str) -> Iterator[Flow]:
        arriving: dict[int, list[Sink]] = {}
        for sink in self._learned[survey].arrivals:
            for number in self._seeing.get(sink, ()):
                arriving.setdefault(number, []).append(sink)
        for number in sorted(arriving):
            circle = self._audiences.circles[number]
            alone = tuple(each for each in circle.audiences if self._is_alone(each, survey))
            others = tuple(each for each in circle.audiences if each not in alone)
            for audiences in (others, alone):
                if audiences:
                    yield from self._flows_to(survey, audiences, arriving[number])

    def _flows_to(self, survey: str, audiences: tuple[Audience, ...], sinks: list[Sink]) -> Iterator[Flow]:
        """What audiences learn that see the same, and under the same titles."""
        learned = self._learned[survey]
        titles = [(sink, scope) for sink in sinks for scope, _ in self._titles(survey, sink, audiences[:1])]
        rulings = [learned.ruling(sink, scope) for sink, scope in titles]
        rulings += [ruling for circle, ruling in self._links.get(survey, ()) if audiences[0] in circle.audiences]
        ruling = min(rulings, key=lambda each: each.rank)
        carries, may = self._balance(learned, titles, rulings, ruling)
        for audience in audiences:
            path = (*ruling.hops, *self._audiences.via(audience, ruling.sink), *ruling.joins)
            yield Flow(
                survey, audience, learned.spec.identity, ruling.answer, carries, may, ruling.case, path, ruling.reason
            )

    def _balance(
        self, learned: Learned, titles: list[tuple[Sink, Scope]], rulings: list[Ruling], ruling: Ruling
    ) -> tuple[tuple[Bit, ...], tuple[Bit, ...]]:
        """What arrives, and what of it may: under some titles more may than under others."""
        carries: set[Bit] = (
            {"identity"} if any(each.joins and each.answer == ruling.answer for each in rulings) else set()
        )
        may = set(allowed(learned.spec.identity, titles[0][0], "shown"))
        wrong = set(carries)
        for sink, scope in titles:
            arrival = learned.arrivals[sink]
            arriving = arrival.sure if ruling.answer == "violated" else arrival.all
            carries |= arriving
            may |= learned.allowed(sink, scope) & arriving
            wrong |= arriving - learned.allowed(sink, scope)
        return tuple(bit for bit in BITS if bit in carries), tuple(bit for bit in BITS if bit in may - wrong)


def _together(alike: list[Told]) -> Told:
    """The shortest way of several to the same place, with everybody for whom it is open."""
    those = [each for each in alike if each.is_named] or alike
    best = min(those, key=lambda each: each.ruling.rank)
    return best._replace(audiences=tuple(dict.fromkeys(audience for each in those for audience in each.audiences)))
