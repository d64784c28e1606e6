"""What metrics and reports show of answers: from how many on, cut by what, with what beside each comment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from cxprog.analysis.anonymity.flows import IDENTITY
from cxprog.analysis.anonymity.promises_reading import Asked
from cxprog.analysis.anonymity.promises_ways import Doubt, Place, Row, Scope, Sink, Way, Ways, answers, cases, said
from cxprog.analysis.anonymity.values import At, Audience, Bit, Hop
from cxprog.facts import viewers

_SINGLE: tuple[Bit, ...] = ("existence", "traits", "identity")
"""What a group of one tells besides its number or words."""
_OF_ONE_ORGANIZATION = ("account", "partner")
"""Dimensions whose groups can be the people of one organization."""
_COARSE = ("day", "week", "month")
"""Times that say nothing where enough answers come in each."""


def add_metrics(ways: Ways) -> None:
    """What metrics are worked out of."""
    reading = ways.reading
    for name, survey in ways.surveys.items():
        for metric, question in _feeding(ways, survey, "metric").items():
            way = said(At("answer", f"{name}.{question}"), f"`{name}` asks `{question}`, which feeds `{metric}`")
            # A metric counts answers in words as it does numbers, and nothing else goes into it.
            ways.turn(answers(name), reading.bit(question), ("metric", metric), ("score",), way)
    for metric, spec in reading.metrics.items():
        for index, part in enumerate(spec.made_of):
            way = said(At("metric", metric, ("made_of", index)), f"`{metric}` is made of `{part}`")
            ways.lead(("metric", part), ("score",), ("metric", metric), way)
        if share := spec.share_of:
            words = f"`{metric}` counts the groups in which `{share.metric}` is `{share.band}`"
            ways.lead(
                ("metric", share.metric),
                ("score",),
                ("metric", metric),
                said(At("metric", metric, ("share_of",)), words),
            )


def add_reports(ways: Ways) -> None:
    """What reports show, and to whom."""
    for name, survey in ways.surveys.items():
        for taxonomy, question in _feeding(ways, survey, "codes").items():
            answer = f"{name}.{question}"
            way = said(At("answer", answer), f"answers to `{answer}` are filed under `{taxonomy}`")
            ways.turn(answers(name), ways.reading.bit(question), ("topic", taxonomy), ("score",), way)
    for name, spec in ways.reading.each("report"):
        _Report(ways, name, spec).add()


def _feeding(ways: Ways, survey: Any, key: str) -> dict[str, str]:
    """The metrics or taxonomies that a survey's questions name, each with the first of these questions."""
    found: dict[str, str] = {}
    for asking in survey.asked:
        question = ways.reading.specs.get("question", asking.question)
        if question and (target := getattr(question, key)):
            found.setdefault(target, asking.question)
    return found


@dataclass(frozen=True)
class _Shown:
    """One number or list of comments in a report."""

    place: Place
    bit: Bit
    at: At
    case: str
    """Which breach it is to show it without a minimum."""
    own: tuple[Asked, ...]
    """What the report and the metric ask for."""
    key: str
    """What policies may ask for."""
    per: Mapping[str, At] = field(default_factory=dict)
    """What it is worked out for, each by itself, wherever it is shown."""
    maturity: tuple[str, ...] = ()
    """Maturity of the partners for whom it is meant; empty for all."""


@dataclass(frozen=True, eq=False)
class _Report:
    """One report."""

    ways: Ways
    name: str
    spec: Any

    def add(self) -> None:
        """What it shows to each sort of its readers."""
        shown = [*self._metrics(), *self._topics(), *self._comments()]
        is_by_maturity = any(each.maturity for each in shown)
        for audience, scope, hop in self._readers():
            sink = Sink(("report", self.name), self.ways.side(audience), scope, self._sort(audience, is_by_maturity))
            if sink not in self.ways.viewers:
                self._show(sink, shown)
            for each in (sink, _agreed(sink)):
                self.ways.show(each, audience, hop)
        if self.spec.comments:
            keys = (*self.spec.comments_with, *(("time",) if self._is_at_once else ()))
            surveys = tuple(dict.fromkeys(each.partition(".")[0] for each in self.spec.comments))
            self.ways.rows[("report", self.name)] = Row(keys, self._at("comments"), f"`{self.name}`", surveys)

    def _at(self, *path: str | int) -> At:
        return At("report", self.name, path)

    @cached_property
    def _is_at_once(self) -> bool:
        every = self.spec.every
        return bool(every.measure == "minutes" and not every.amount)

    # WHO READS IT

    def _readers(self) -> Iterator[tuple[Audience, Scope, Hop]]:
        reading = self.ways.reading
        for index, (name, sees) in enumerate(viewers(self.spec)):
            for audience in reading.reading(name, self._surveys):
                hop = Hop(self._at("to", index), f"`{audience.id}` reads `{self.name}`")
                yield audience, "own" if sees == "own" else "shown", hop
        for audience in reading.named([self.spec.owner]):
            # One of many partners presents what concerns its own customers.
            scope: Scope = "own" if audience.kind == "partner" else "shown"
            yield audience, scope, Hop(self._at("owner"), f"`{audience.id}` presents `{self.name}`")

    @cached_property
    def _surveys(self) -> tuple[str, ...]:
        """Surveys of which it shows anything, which tells whose touchpoints are meant."""
        return tuple(dict.fromkeys(self.ways.reading.shown(self.spec)))

    def _sort(self, audience: Audience, is_by_maturity: bool) -> str:
        if audience.kind == "role":
            role = self.ways.reading.specs.get("role", audience.id)
            return role.audience if role else ""
        partner = self.ways.reading.partners.get(audience.id) if audience.kind == "partner" else None
        return partner.maturity or "" if partner and is_by_maturity else ""

    # WHAT IT SHOWS

    def _metrics(self) -> Iterator[_Shown]:
        for index, name in enumerate(self.spec.metrics):
            metric = self.ways.reading.metrics.get(name)
            if metric is not None:
                at, inner = self._at("metrics", index), ("metric", name, "in", self.name)
                self.ways.lead(("metric", name), ("score",), inner, said(at, f"`{self.name}` shows `{name}`"))
                own = (*self._asks("scores"), self.ways.reading.fewest(name))
                per = {metric.per: At("metric", name, ("per",))} if metric.per else {}
                yield _Shown(inner, "score", at, "no-minimum", own, "scores_from", per, metric.for_maturity)

    def _topics(self) -> Iterator[_Shown]:
        for index, name in enumerate(self.spec.topics):
            at, inner = self._at("topics", index), ("topic", name, "in", self.name)
            way = said(at, f"`{self.name}` counts how often each code of `{name}` comes up")
            self.ways.lead(("topic", name), ("score",), inner, way)
            yield _Shown(inner, "score", at, "no-minimum", self._asks("scores", "comments"), "scores_from")

    def _comments(self) -> Iterator[_Shown]:
        for index, answer in enumerate(self.spec.comments):
            survey, _, question = answer.partition(".")
            if survey in self.ways.surveys:
                at, bit = self._at("comments", index), self.ways.reading.bit(question)
                inner = ("comments", answer, "in", self.name)
                way = said(at, f"`{self.name}` shows what was answered to `{answer}`")
                self.ways.lead(answers(survey), (bit,), inner, way)
                yield _Shown(inner, bit, at, "comments-from-one", self._asks("comments"), "comments_from")

    def _asks(self, *keys: str) -> tuple[Asked, ...]:
        """What the report itself asks for."""
        given = ((getattr(self.spec.minimum, key), self._at("minimum", key)) for key in keys)
        return tuple((least, at) for least, at in given if least is not None)

    # HOW MUCH OF IT COMES THROUGH

    def _show(self, sink: Sink, shown: list[_Shown]) -> None:
        for each in shown:
            if not (each.maturity and sink.side == "partner" and sink.sort and sink.sort not in each.maturity):
                self._pass(sink, each)
        for index, loop in enumerate(self.spec.loops):
            way = said(self._at("loops", index), f"`{self.name}` shows cases of `{loop}`")
            self.ways.lead(cases(loop), ("existence",), sink, way)
            self.ways.lead(cases(loop, is_agreed=True), ("existence",), _agreed(sink), way)

    def _pass(self, sink: Sink, shown: _Shown) -> None:
        """Show something in groups: what one answer tells by itself comes through where groups can be of one."""
        least, limit = self.ways.reading.least((shown.key, *_keys_for(sink)), *shown.own)
        turn, at = self.ways.turn, shown.at
        self.ways.lead(shown.place, (shown.bit,), sink, Way((Hop(limit, f"from {least} answers on"),) if limit else ()))
        # Respondents who see their own account look at people they know.
        single = _SINGLE[:-1] if sink.side == "role" and sink.scope == "own" else _SINGLE
        if least < 2:
            turn(shown.place, shown.bit, sink, single, self._without_minimum(shown))
        if self._is_at_once and not self._keeps("steps"):
            way = said(self._at("every"), "each answer is shown as it comes in", "shown-at-once")
            turn(shown.place, shown.bit, sink, _SINGLE[:-1], way)
        for name, place in {**self._cuts(sink), **shown.per}.items():
            way = said(place, f"each {name} is shown by itself", "account-too-small")
            if name in _OF_ONE_ORGANIZATION and not self._keeps("minimum_group"):
                turn(shown.place, shown.bit, sink, single, way._replace(doubt=Doubt(name, max(least, 2))))
            if name == "account" and sink.side != "company" and sink.scope == "shown":
                turn(shown.place, shown.bit, sink, ("traits",), way)  # a list of others' customers
        if at.path[0] == "comments":
            for index, key in enumerate(self.spec.comments_with):
                self._beside(sink, shown, self._at("comments_with", index), key, max(least, self.ways.reading.few))

    def _without_minimum(self, shown: _Shown) -> Way:
        words = "nobody asks for a minimum of answers"
        way = said(shown.at, words, shown.case)._replace(is_of_groups=True)
        if not self._keeps("minimum_group"):
            return way
        reason = f"{words} in `{self.name}`, so nobody knows which groups `{self.spec.through}` takes for small"
        return way._replace(doubt=Doubt("", 0, reason))

    def _cuts(self, sink: Sink) -> dict[str, At]:
        """What it is cut or filtered by, each with its place; those who see their own part see one organization."""
        found: dict[str, At] = {}
        for key in ("cut_by", "filters"):
            for index, name in enumerate(getattr(self.spec, key)):
                found.setdefault(name, self._at(key, index))
        if sink.scope == "own" and sink.side != "company":
            found.setdefault("account" if sink.side == "role" else "partner", self._at("to"))
        return found

    def _beside(self, sink: Sink, shown: _Shown, at: At, key: str, least: int) -> None:
        """What a key beside comments tells of who wrote them."""
        way = said(at, f"the `{key}` stands beside each of them", "comments-with-traits")
        if key in IDENTITY:
            self.ways.turn(shown.place, shown.bit, sink, ("identity",), way._replace(case="named-comments"))
        elif key in _COARSE:
            self.ways.turn(shown.place, shown.bit, sink, ("traits",), way._replace(doubt=Doubt(key, least)))
        elif key != "response":
            self.ways.turn(shown.place, shown.bit, sink, ("traits",), way)
            if key == "account":
                self.ways.turn(shown.place, shown.bit, sink, ("identity",), way._replace(doubt=Doubt(key, least)))

    def _keeps(self, key: str) -> bool:
        """Whether the tool in which it is shown sees to something."""
        tool = self.ways.reading.specs.get("channel", self.spec.through)
        return tool is not None and bool(getattr(tool.enforces, key))


def _agreed(sink: Sink) -> Sink:
    """Where readers see what respondents agreed to: a partner, of its own customers."""
    return sink._replace(scope="leave") if (sink.side, sink.scope) == ("partner", "own") else sink


def _keys_for(sink: Sink) -> tuple[str, ...]:
    """Limits of policies that hold for what readers of a sort see."""
    if sink.side == "partner" or (sink.side == "role" and sink.sort == "partner"):
        return ("partners_from",)
    return ("customers_from",) if sink.side == "role" and sink.sort == "customer" else ()
