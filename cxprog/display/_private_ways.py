"""Where answers go, as a graph of four columns: surveys, what is made of them, where it is shown, who sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from cxprog.analysis.anonymity.seen import audiences_of
from cxprog.analysis.anonymity.values import Answer, Audience, Flow, Hop
from cxprog.display._private import Privacy
from cxprog.display._private_alike import is_membership
from cxprog.display._private_audience import every_dataset, parts, rows_of
from cxprog.display._private_words import ANSWERS
from cxprog.facts import viewers

Sort = Literal["survey", "metric", "comments", "codes", "report", "loop", "dataset", "tool", "audience"]
COLUMNS: tuple[tuple[str, tuple[Sort, ...]], ...] = (
    ("asked in", ("survey",)),
    ("turned into", ("metric", "comments", "codes")),
    ("shown or told in", ("report", "loop", "dataset", "tool")),
    ("seen by", ("audience",)),
)
"""Headings of the columns, from left to right, and what stands in them."""
_COLUMN: Mapping[str, int] = {sort: column for column, (_, sorts) in enumerate(COLUMNS) for sort in sorts}

Key = tuple[Sort, str]


@dataclass(frozen=True)
class Stop:
    """Something that answers pass, or several that have the same neighbors."""

    keys: tuple[Key, ...]
    """What stands there: each with what sort it is and its id, all of one sort."""
    titles: tuple[str, ...]
    note: str = ""
    """A few words below the titles: the promise of a survey."""

    @property
    def sort(self) -> Sort:
        """What sort it is."""
        return self.keys[0][0]

    @property
    def column(self) -> int:
        """Which column it stands in, from 0."""
        return _COLUMN[self.sort]


class Way(NamedTuple):
    """A way from one stop to another, by their indices."""

    start: int
    end: int
    answer: Answer
    """`violated` where it breaks a promise."""


@dataclass(frozen=True)
class Ways:
    """The graph."""

    stops: tuple[Stop, ...]
    """Column by column, in each by sort and title."""
    ways: tuple[Way, ...]


def ways(privacy: Privacy) -> Ways:
    """Where the answers go that a page shows."""
    return _Drawing(privacy).merged()


class _Drawing:
    """Collects ways, then leaves out what no answer passes and puts together what looks alike."""

    def __init__(self, privacy: Privacy) -> None:
        self.privacy = privacy
        self.specs = privacy.specs
        self.edges: dict[tuple[Key, Key], Answer] = {}
        self.after: dict[Key, list[Key]] = {}
        for start, end in dict.fromkeys(self._declared()):
            self.edges[start, end] = "proved"
            self.after.setdefault(start, []).append(end)
        for flow in privacy.flows:
            # Whoever belongs to somebody learns what that one does: the way to the latter is drawn.
            if flow.answer != "proved" and not (flow.path and is_membership(flow.path[-1])):
                self._mark_flow(flow)
        for report, audience, answer in self._shown():
            place: tuple[Key, Key] = ("report", report), _of(audience)
            # Whoever belongs to a reader works out what that one does: there is no way of its own.
            if place in self.edges:
                self._mark(*place, answer)

    # WHAT THE PROGRAM SAYS

    def _declared(self) -> Iterator[tuple[Key, Key]]:
        yield from self._reported()
        for name, loop in self.specs.in_use("loop"):
            for survey in loop.surveys:
                yield ("survey", survey), ("loop", name)
            for metric in loop.metrics:
                yield from self._made("metric", metric)
                yield ("metric", metric), ("loop", name)
            yield from self._to(("loop", name), (each for _, each in parts(loop)))
        for channel, _, dataset in every_dataset(self.specs):
            for survey in rows_of(self.specs, channel, dataset):
                yield ("survey", survey), ("dataset", f"{channel}.{dataset.id}")
            yield from self._to(("dataset", f"{channel}.{dataset.id}"), dataset.seen_by)

    def _reported(self) -> Iterator[tuple[Key, Key]]:
        for name, report in self.specs.in_use("report"):
            for sort, shown in (("metric", report.metrics), ("comments", report.comments)):
                for what in shown:
                    yield from self._made(sort, what)  # type: ignore[arg-type]
                    yield (sort, what), ("report", name)  # type: ignore[misc]
            for taxonomy in report.topics:
                yield from ((("survey", survey), ("codes", taxonomy)) for survey in self._filed(taxonomy))
                yield ("codes", taxonomy), ("report", name)
            yield from self._to(("report", name), (who for who, _ in viewers(report)))

    def _made(self, sort: Sort, what: str) -> Iterator[tuple[Key, Key]]:
        for survey in self.privacy.surveys_of(what):
            yield ("survey", survey), (sort, what)

    def _filed(self, taxonomy: str) -> Iterator[str]:
        """Surveys with answers that are filed under the codes of a taxonomy."""
        for name, survey in self.specs.in_use("survey"):
            questions: Iterable[Any] = (self.specs.get("question", asking.question) for asking in survey.asked)
            if any(question is not None and question.codes == taxonomy for question in questions):
                yield name

    def _to(self, start: Key, names: Iterable[str]) -> Iterator[tuple[Key, Key]]:
        for name in names:
            for audience in audiences_of(self.specs, name):
                yield start, _of(audience)

    # WHAT IS NOT KEPT

    def _shown(self) -> Iterator[tuple[str, Audience, Answer]]:
        for who in self.privacy.audiences:
            for seen in who.seen:
                if seen.answer:
                    yield seen.view.report, who.audience, seen.answer
            for each in who.worked_out:
                if each.answer:
                    yield from ((report, who.audience, each.answer) for report in each.linked.reports)

    def _mark_flow(self, flow: Flow) -> None:
        passed: list[Key] = [("survey", flow.survey)]
        for hop in flow.path:
            passed += [key for key in self._keys(hop) if _COLUMN[key[0]] > _COLUMN[passed[-1][0]]]
        chain = [*(key for key in passed if key[0] != "audience"), _of(flow.audience)]
        for start, end in pairwise(chain):
            for before, after in self._between(start, end):
                self._mark(before, after, flow.answer)

    def _keys(self, hop: Hop) -> Iterator[Key]:
        """What a step of a way passes, from left to right."""
        kind, name, path = hop.at
        if kind == "metric":
            yield "metric", name
        elif kind == "report":
            yield from self._named(name, path)
            yield "report", name
        elif kind == "loop":
            yield "loop", name
        elif kind == "channel" and path[:1] == ("datasets",) and len(path) > 1:
            yield "dataset", f"{name}.{self.specs.get('channel', name).datasets[path[1]].id}"  # type: ignore[union-attr]
        elif kind == "channel":
            yield "tool", name

    def _named(self, report: str, path: Sequence[str | int]) -> Iterator[Key]:
        """The number or the comments that a place in a report names."""
        sorts: Mapping[str | int, Sort] = {"metrics": "metric", "comments": "comments", "topics": "codes"}
        if len(path) > 1 and path[0] in sorts:
            shown: Any = getattr(self.specs.get("report", report), str(path[0]))
            yield sorts[path[0]], shown[path[1]]

    def _between(self, start: Key, end: Key) -> Iterator[tuple[Key, Key]]:
        """The ways between two stops: the direct one, those over one stop between them, or a new one."""
        over = next((key for key in self.after.get(start, ()) if (key, end) in self.edges), None)
        if (start, end) in self.edges or over is None:
            yield start, end
        else:
            yield start, over
            yield over, end

    def _mark(self, start: Key, end: Key, answer: Answer) -> None:
        known = self.edges.get((start, end), "proved")
        self.edges[start, end] = min(known, answer, key=ANSWERS.index)

    # WHAT IS DRAWN

    def merged(self) -> Ways:
        """The graph without what no answer passes; what has the same neighbors is one stop."""
        edges = self._passed()
        groups: dict[tuple[object, ...], list[Key]] = {}
        for key, look in self._looks(edges).items():
            groups.setdefault(look, []).append(key)
        stops = sorted((self._stop(keys) for keys in groups.values()), key=lambda stop: (stop.column, stop.keys))
        index = {key: number for number, stop in enumerate(stops) for key in stop.keys}
        found: dict[tuple[int, int], Answer] = {}
        for (start, end), answer in edges.items():
            place = index[start], index[end]
            found[place] = min(found.get(place, "proved"), answer, key=ANSWERS.index)
        return Ways(tuple(stops), tuple(Way(*place, found[place]) for place in sorted(found)))

    def _passed(self) -> dict[tuple[Key, Key], Answer]:
        """The ways that lead from a survey that is shown to an audience that is."""
        surveys = {("survey", each.id) for each in self.privacy.surveys}
        audiences = {_of(each.audience) for each in self.privacy.audiences}
        reached = _closure(surveys, [*self.edges])
        leading = _closure(audiences, [(end, start) for start, end in self.edges])
        kept = reached & leading
        return {edge: answer for edge, answer in self.edges.items() if kept.issuperset(edge)}

    def _looks(self, edges: Mapping[tuple[Key, Key], Answer]) -> dict[Key, tuple[object, ...]]:
        """What stops that are drawn as one have in common: the sort and the neighbors; of loops only the surveys."""
        before: dict[Key, set[tuple[Key, Answer]]] = {}
        after: dict[Key, set[tuple[Key, Answer]]] = {}
        for (start, end), answer in edges.items():
            after.setdefault(start, set()).add((end, answer))
            before.setdefault(end, set()).add((start, answer))
        # Also a survey whose answers reach nobody has its box.
        surveys: list[Key] = [("survey", each.id) for each in self.privacy.surveys]
        looks: dict[Key, tuple[object, ...]] = {key: (key,) for key in surveys}
        for key in (key for edge in edges for key in edge if key not in looks):
            follows = after.get(key, ()) if key[0] != "loop" else ()
            looks[key] = (key[0], frozenset(before.get(key, ())), frozenset(follows))
        return looks

    def _stop(self, keys: Sequence[Key]) -> Stop:
        register = self.privacy.register
        note = register.spec("survey", keys[0][1]).identity if keys[0][0] == "survey" else ""
        return Stop(tuple(sorted(keys)), tuple(self._title(*key) for key in sorted(keys)), note)

    def _title(self, sort: Sort, name: str) -> str:
        register = self.privacy.register
        if sort == "audience":
            kind, _, name = name.partition(" ")
            return register.audience(Audience(kind, name))  # type: ignore[arg-type]
        if sort == "comments":
            return register.title("question", name.rpartition(".")[2])
        if sort == "dataset":
            return name
        kinds: Mapping[Sort, str] = {"tool": "channel", "codes": "taxonomy"}
        return register.title(kinds.get(sort, sort), name)


def _of(audience: Audience) -> Key:
    return "audience", f"{audience.kind} {audience.id}"


def _closure(start: Iterable[Any], edges: Sequence[tuple[Any, Any]]) -> set[Any]:
    """Everything that can be reached; columns are few, so going over all ways for each is enough."""
    reached = set(start)
    for _ in COLUMNS:
        reached |= {end for before, end in edges if before in reached}
    return reached
