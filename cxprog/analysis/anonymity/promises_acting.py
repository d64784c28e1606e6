"""What loops tell of answers: who is called back, who acts, who is told, what an alert gives away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from cxprog.analysis.anonymity.flows import IDENTITY
from cxprog.analysis.anonymity.promises_ways import Doubt, Place, Scope, Sink, Way, Ways, answers, cases, said
from cxprog.analysis.anonymity.values import BITS, At, Audience, Bit, Hop
from cxprog.language.condition import operands
from cxprog.source import Path

_PERSON = frozenset((*IDENTITY, "hashed-mail", "pseudonym", "respondent", "person", "customer", "response", "record"))
"""Labels of alerts that tell one respondent from others."""
_ORGANIZATION = frozenset(("account", "company", "organization"))
"""Labels that tell one customer organization from others."""


def add_loops(ways: Ways) -> None:
    """What loops tell, and whom."""
    labels = tuple(_labels(ways))
    for name, spec in ways.reading.loops.items():
        _Loop(ways, name, spec, labels).add()


class _Label(NamedTuple):
    """A label by which alerts are told apart."""

    at: At
    name: str
    target: str


def _labels(ways: Ways) -> Iterator[_Label]:
    """Labels in the options of targets by which alerts are grouped, where they tell people or accounts apart."""
    settings = ways.reading.specs.settings
    for target, options in ((settings.targets if settings else None) or {}).items():
        listed = (options or {}).get("group_by", ())
        for index, name in enumerate(listed if isinstance(listed, list | tuple) else ()):
            if isinstance(name, str) and name.replace("_", "-") in _PERSON | _ORGANIZATION:
                yield _Label(At("program", settings.id, ("targets", target, "group_by", index)), name, target)


Does = Literal["acts", "told", "watches"]
"""Whether somebody acts, is told of each case, or watches that cases are settled and knows no more of them."""


class _Named(NamedTuple):
    """Somebody a loop turns to."""

    audience: Audience
    hop: Hop
    does: Does
    is_serving: bool
    """Whether it is named as `partner`, so that it is told of its own customers only."""


@dataclass(frozen=True, eq=False)
class _Loop:
    """One loop."""

    ways: Ways
    name: str
    spec: Any
    labels: tuple[_Label, ...]

    def add(self) -> None:
        """What each sort of thing that starts it tells."""
        surveys = self.ways.surveys
        for survey in self.spec.answered:
            if survey in surveys:
                self._add_answers(survey)
        silence = self.spec.silence
        if silence and silence.of == "answers" and silence.accounts != "any" and silence.survey in surveys:
            self._add_silence(silence.survey)
        for metric in self.spec.metrics:
            if metric in self.ways.reading.metrics:
                self._add_metric(metric)

    def _at(self, *path: str | int) -> At:
        return At("loop", self.name, path)

    # SINGLE ANSWERS

    def _add_answers(self, survey: str) -> None:
        """A case for one who answered: an inner loop is about that person, an outer one about what was said."""
        spec = self.ways.reading.surveys[survey]
        leave = self.ways.reading.consent(self.spec, survey)
        place = ("cases", self.name, survey)
        asked = dict.fromkeys(self.ways.reading.bit(question) for question in self._questions(survey))
        bits: tuple[Bit, ...] = (*asked, "existence")
        if self.spec.type == "inner":
            bits = ("identity", "traits", *bits)
        case = {
            ("anonymous", "inner"): "anonymous-inner-loop",
            ("anonymous", "outer"): "alert-on-one-answer",
            ("confidential", "inner"): "" if "contact" in leave else "called-back-without-consent",
        }.get((spec.identity, self.spec.type), "")
        words = f"an answer to `{survey}` starts `{self.name}`"
        self.ways.lead(answers(survey), bits, place, said(self._at("when"), words, case))
        self.ways.lead(place, ("existence",), cases(self.name, is_agreed="partner" in leave), Way())
        self._tell(place, survey, leave)

    def _questions(self, survey: str) -> Iterator[str]:
        for operand in operands(self.spec.when.test):
            name, _, question = operand.name.partition(".")
            if name == survey:
                yield question

    # SILENCE

    def _add_silence(self, survey: str) -> None:
        """Whoever hears that an account is silent knows who has not answered, so somebody must know who has."""
        identity = self.ways.reading.surveys[survey].identity
        place = ("silence", self.name, survey)
        at = self._at("silence", "survey")
        words = f"`{self.name}` starts where an account gives no answer to `{survey}`"
        bits: tuple[Bit, ...] = ("identity", "existence") if identity == "identified" else ("existence",)
        self.ways.lead(answers(survey), bits, place, said(at, words))
        if identity == "anonymous":
            case = "anonymous-inner-loop" if self.spec.type == "inner" else "silence-noticed"
            self.ways.turn(answers(survey), "existence", place, ("identity",), said(at, words, case))
        self._tell(place, survey, frozenset())

    # WHO HEARS OF IT

    def _tell(self, place: Place, survey: str, leave: frozenset[str]) -> None:
        """Tell those who are named of a case, and whoever watches the loop that there is one."""
        alert = self._alert(place)
        named = tuple(self._named((survey,)))
        acting = {each.audience for each in named if each.does == "acts" and each.audience.kind == "team"}
        for each in named:
            # A team that acts knows who it is; that another line tells it as well makes no difference.
            if each.does == "acts" or each.audience not in acting:
                sink = Sink((*place, each.does), self.ways.side(each.audience), self._scope(each, survey, leave))
                if sink not in self.ways.viewers:
                    for start in (alert,) if each.does == "watches" else (place, alert):
                        self.ways.lead(start, BITS, sink, Way())
                self.ways.show(sink, each.audience, each.hop)

    def _alert(self, place: Place) -> Place:
        """What alerts say of cases: that there is one, and the labels by which they are told apart."""
        alert = (*place, "alert")
        self.ways.lead(place, ("existence",), alert, Way())
        for label in self.labels:
            bit: Bit = "traits" if label.name.replace("_", "-") in _ORGANIZATION else "identity"
            way = said(label.at, f"`{label.target}` tells alerts apart by `{label.name}`", "alert-by-respondent")
            self.ways.turn(place, "existence", alert, (bit,), way)
        return alert

    def _scope(self, named: _Named, survey: str, leave: frozenset[str]) -> Scope:
        """Under which title somebody hears of a case."""
        if named.audience.kind == "partner" or named.audience.id == "partner":
            is_own = named.is_serving or self.ways.reading.serves(named.audience.id, survey)
            return ("leave" if "partner" in leave else "own") if is_own else "shown"
        return "leave" if named.does == "acts" and "contact" in leave else "shown"

    def _named(self, surveys: tuple[str, ...]) -> Iterator[_Named]:
        """Everybody whom the loop names, in any case that can occur."""
        for path, name in self.spec.responsible:
            if path[0] in _ACTING:
                yield from self._each(name, surveys, path, "acts")
            else:
                yield from self._each(name, surveys, path, "told")
        if not self.spec.owner:
            yield from self._each("", surveys, (), "acts")
        if self.spec.monitor:
            yield from self._each(self.spec.monitor, surveys, ("monitor",), "watches")
        review = self.spec.review
        for index, name in enumerate(review.by if review and self.spec.type == "outer" else ()):
            yield from self._each(name, surveys, ("review", "by", index), "told")

    def _each(self, name: str, surveys: tuple[str, ...], path: Path, does: Does) -> Iterator[_Named]:
        for audience in self.ways.reading.responsible(name, surveys):
            hop = Hop(self._at(*path), f"`{audience.id}` {_VERBS[does]} `{self.name}`")
            yield _Named(audience, hop, does, name == "partner")

    # METRICS

    def _add_metric(self, name: str) -> None:
        """A number that starts a loop; an inner one calls one customer, so it is about that one's number."""
        metric = self.ways.reading.metrics[name]
        surveys = self.ways.reading.feeding(name)
        if self.ways.surveys.keys().isdisjoint(surveys):
            return
        place, at = ("alarm", self.name, name), self._at("when")
        own = (self.spec.minimum_n or 1, at)
        least, _ = self.ways.reading.least(("alert_from", "scores_from"), own, self.ways.reading.fewest(name))
        words = f"`{name}` starts `{self.name}`"
        self.ways.lead(("metric", name), ("score",), place, said(at, words))
        if least < 2:
            way = said(at, f"{words} from one answer on", "alert-on-one-answer")
            self.ways.turn(("metric", name), "score", place, ("existence",), way)
        if metric.per or self.spec.type == "inner":
            self._add_account(name, metric.per or "account", place, least)
        for each in self._named(surveys):
            scopes = {survey: self._scope(each, survey, frozenset()) for survey in surveys}
            # All hear of the number; of whose customers it is can depend on the survey.
            for survey in ("",) if len(set(scopes.values())) == 1 else surveys:
                sink = Sink((*place, survey), self.ways.side(each.audience), scopes[survey or surveys[0]])
                if sink not in self.ways.viewers:
                    self.ways.lead(place, BITS, sink, Way(survey=survey))
                self.ways.show(sink, each.audience, each.hop)

    def _add_account(self, name: str, per: str, place: Place, least: int) -> None:
        """What it tells of an account that its number starts a loop."""
        at = self._at("when")
        tool = self.ways.reading.specs.get("channel", self.spec.through)
        words = f"`{name}` of one {per} starts `{self.name}`"
        if self.spec.type == "inner":
            way = said(at, words, "score-about-an-account")
            self.ways.turn(("metric", name), "score", place, ("existence",), way)
        if tool is None or not tool.enforces.minimum_group:
            way = said(at, words, "score-about-an-account", Doubt(per, max(least, 2)))
            self.ways.turn(("metric", name), "score", place, ("existence", "traits", "identity"), way)


_ACTING = frozenset(("owner", "key_accounts", "escalate"))
"""Keys of a loop that name those who act; all others are told."""
_VERBS: Mapping[str, str] = {"acts": "acts on the cases of", "told": "is told of the cases of", "watches": "watches"}
