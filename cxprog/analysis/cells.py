"""What a reader sees in a report: which metrics and comments are shown for a group of people, and why others are not.

- Something is shown from so many answers as the strictest of the report, the metric and the policies asks for; for
  partners and customers the policies' own minimums for them count as well.
- Where totals are shown, hidden groups must not be worked out from them: as long as fewer answers than the minimum are
  hidden altogether, the smallest group that is shown is hidden too.
- A reader with `sees: own` has a report made of the answers of the people whom that partner serves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple, Protocol

from cxprog.analysis.measure import feeding
from cxprog.analysis.people import Person, is_part_of
from cxprog.manifest import Manifest

SHOWN = ""
HIDDEN: Mapping[str, str] = {
    "too-few": "too few answers",
    "difference": "it could be worked out from the total and the other groups",
    "not-for-them": "it is not shown to them",
}
"""Why something is hidden, in words."""


class Reading(NamedTuple):
    """One metric or question, as a reader finds it."""

    reason: str
    """Why it is hidden: a key of `HIDDEN`; empty where it is shown."""
    answers: int
    needed: int

    @property
    def words(self) -> str:
        """Such as `hidden, too few answers (3 of 10)`."""
        how = f"hidden, {HIDDEN[self.reason]}" if self.reason else "shown"
        return f"{how} ({self.answers} answers, {self.needed} needed)"


class Answer(Protocol):
    """A survey that somebody answered."""

    @property
    def survey(self) -> str:
        """Its id."""

    @property
    def person(self) -> Person:
        """Who answered."""

    @property
    def values(self) -> Mapping[str, Any]:
        """Answers by question."""


@dataclass(frozen=True)
class Reader:
    """Somebody who reads a report."""

    manifest: Manifest
    report: str
    who: str
    """A team, partner or role by id, or a word, as the report names it."""

    def reads(self, cell: Mapping[str, str], answers: Iterable[Answer]) -> dict[str, Reading]:
        """Every metric of the report, and every question whose comments it shows, for one group of people."""
        spec = self.manifest.get("report", self.report)
        own = [each for each in answers if self._is_own(each.person)]
        found = {name: self._metric(name, cell, own) for name in spec.metrics}
        for address in spec.comments:
            survey, _, question = address.partition(".")
            of_survey = [each for each in own if each.survey == survey]
            found[question] = self._read(frozenset((question,)), self._needed("comments"), cell, of_survey)
        return found

    def _metric(self, name: str, cell: Mapping[str, str], answers: list[Answer]) -> Reading:
        metric = self.manifest.get("metric", name)
        partner = self.manifest.find("partner", self.who)
        if metric.for_maturity and partner and partner.maturity and partner.maturity not in metric.for_maturity:
            return Reading("not-for-them", 0, 0)
        if metric.type == "operational":
            return Reading(SHOWN, 0, 0)
        needed = max(self._needed("scores"), metric.minimum_n or 1)
        return self._read(feeding(self.manifest, name), needed, cell, answers)

    def _read(self, questions: frozenset[str], needed: int, cell: Mapping[str, str], answers: list[Answer]) -> Reading:
        spec = self.manifest.get("report", self.report)
        given = [each for each in answers if not questions.isdisjoint(each.values)]
        count = _count(each for each in given if self._is_in(each, cell))
        if self._viewer is None or not self._is_shown(cell):
            return Reading("not-for-them", count, needed)
        if count < needed:
            return Reading("too-few", count, needed)
        is_finest = bool(cell) and set(cell) == set(spec.cut_by)
        hidden = is_finest and spec.totals != "none" and self._gives_away(cell, needed, given)
        return Reading("difference" if hidden else SHOWN, count, needed)

    def _is_shown(self, cell: Mapping[str, str]) -> bool:
        """Whether the report has such a group or total at all."""
        spec = self.manifest.get("report", self.report)
        asked = {*cell} - {*spec.filters}
        fixed = {name: cell[name] for name in spec.cut_by if name in cell}
        if not asked <= {*spec.cut_by} or any(dict(each) in (fixed, dict(cell)) for each in spec.hide):
            return False
        if asked == {*spec.cut_by} or spec.totals == "all":
            return True
        return spec.totals == "nested" and asked == {*spec.cut_by[: len(asked)]}

    def _gives_away(self, cell: Mapping[str, str], needed: int, answers: list[Answer]) -> bool:
        """Whether a group that is large enough has to be hidden, so that no smaller one can be worked out."""
        counts = {
            tuple(sorted(each.items())): _count(answer for answer in answers if self._is_in(answer, each))
            for each in self._cells(sorted(cell), answers)
        }
        hidden = sum(count for count in counts.values() if count < needed)
        for key, count in sorted(counts.items(), key=lambda pair: (pair[1], pair[0])):
            if not 0 < hidden < needed:
                return False
            if count >= needed:
                hidden += count
                if dict(key) == dict(cell):
                    return True
        return False

    def _cells(self, dimensions: list[str], answers: list[Answer]) -> Iterator[dict[str, str]]:
        values = [
            sorted({value for answer in answers for value in self._values(dimension, answer)})
            for dimension in dimensions
        ]
        for each in product(*values):
            yield dict(zip(dimensions, each, strict=True))

    def _is_in(self, answer: Answer, cell: Mapping[str, str]) -> bool:
        return all(value in self._values(dimension, answer) for dimension, value in cell.items())

    def _values(self, dimension: str, answer: Answer) -> tuple[str, ...]:
        """The groups of a dimension that an answer belongs to."""
        person = answer.person
        listening = [place for place in self.manifest.touchpoints if answer.survey in place.surveys]
        own = {
            "role": tuple(sorted(person.roles)),
            "account": (person.account,),
            "partner": (person.partner,) if person.partner else (),
            "survey": (answer.survey,),
            "touchpoint": tuple(place.address for place in listening),
            "stage": tuple(sorted({f"{place.journey}.{place.stage}" for place in listening})),
        }
        if dimension in own:
            return own[dimension]
        return (person.by[dimension],) if dimension in person.by else ()

    # THE READER

    @property
    def _viewer(self) -> Any | None:
        return next((each for each in self.manifest.get("report", self.report).to if each.who == self.who), None)

    def _is_own(self, person: Person) -> bool:
        viewer = self._viewer
        if viewer is None or viewer.sees == "all" or self.manifest.find("partner", self.who) is None:
            return True
        return is_part_of(self.manifest, person.partner, (self.who,))

    def _needed(self, what: str) -> int:
        """The strictest minimum of the report and of the policies."""
        role = self.manifest.find("role", self.who)
        is_partner = self.manifest.find("partner", self.who) is not None or self.who == "partner"
        keys = [f"{what}_from"]
        if is_partner or (role and role.audience == "partner"):
            keys.append("partners_from")
        if role and role.audience == "customer":
            keys.append("customers_from")
        policies = [each.spec.anonymity for each in self.manifest.each("policy") if each.spec.anonymity]
        asked = [getattr(self.manifest.get("report", self.report).minimum, what)]
        return max(
            (each for each in (*asked, *(getattr(own, key) for own in policies for key in keys)) if each), default=1
        )


def _count(answers: Iterable[Answer]) -> int:
    return sum(answer.person.count for answer in answers)
