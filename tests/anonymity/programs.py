"""Small random programs, and what their readers are shown and can work out, by counting people one group at a time.

Nothing here is shared with `cxprog.analysis.anonymity` but the values that are compared: cells are enumerated from the
text of the documents, chances added up one answer at a time, groups found by plain linear algebra (tables.py).

    python -m tests.anonymity.programs --programs 3000

compares so many programs and prints mismatches by seed; exit status 1: mismatches.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from math import ceil, floor
from random import Random
from typing import Any

from cxprog.analysis.anonymity import counting
from cxprog.analysis.anonymity.linked import linked
from cxprog.analysis.anonymity.values import Cell, Linked, View
from cxprog.analysis.anonymity.views import views
from cxprog.analysis.specs import Specs
from cxprog.language import model_of
from tests.anonymity.tables import echelon

Document = dict[str, Any]
MONTHS = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}
VALUES = {
    "country": ("AT", "CH", "DE"),
    "tier": ("gold", "silver"),
    "line": ("pumps", "valves"),
    "partner": ("dealer", "importer"),
}
TEAMS = {"board": None, "sales": None, "sales-south": "sales", "service": None}
"""Teams with the one each belongs to."""


# PROGRAMS


def documents(seed: int) -> list[Document]:
    """A random program."""
    random = Random(f"program {seed}")
    names = sorted(random.sample(sorted(VALUES), random.choice((1, 2, 2, 3))))
    asked = random.choice((["buyer"], ["buyer", "user"]))
    numbers = random.choice(({"scores_from": 3}, {"scores_from": 5}, {"scores_from": 5, "partners_from": 8}))
    return [
        _program(),
        *({"kind": "team", "id": name, **({"parent": parent} if parent else {})} for name, parent in TEAMS.items()),
        {
            "kind": "partner",
            "id": "dealer",
            "type": "dealer",
            "tier": "gold",
            "organizations": random.choice((1, 2, 3)),
        },
        {"kind": "partner", "id": "importer", "type": "distributor"},
        *({"kind": "role", "id": name, "audience": "customer", "level": "tactical"} for name in ("buyer", "user")),
        {"kind": "event", "id": "visit", "type": "event", "at_most": "1 per 90d"},
        _population(random, names),
        *_surveys(random, asked),
        {"kind": "policy", "id": "small-numbers", "anonymity": numbers},
        *_tools(random),
        *(report(random, names, number) for number in range(random.choice((1, 2, 2, 3)))),
    ]


def _program() -> Document:
    clock = {"clock": "Europe/Berlin", "owner": "board"}
    return {"kind": "program", "id": "random", "language": 1, "version": "1.0.0", "model": "b2b2c", **clock}


def _population(random: Random, names: list[str]) -> Document:
    groups: list[Document] = []
    for values in product(*(VALUES[name] for name in names)):
        for roles in (("buyer",), ("user",), ("buyer", "user")):
            if random.random() < 0.35:
                by = {name: value for name, value in zip(names, values, strict=True) if random.random() < 0.95}
                people = random.choice((0, 1, 2, 3, 5, 8, 20, 40))
                rate = {"response_rate": random.choice((0.25, 0.5, 1.0))} if random.random() < 0.5 else {}
                also = {"also": list(roles[1:])} if len(roles) > 1 else {}
                groups.append({"role": roles[0], **also, "by": by, "people": people, **rate})
    groups.append(
        {"role": "buyer", "by": dict(zip(names, (VALUES[name][0] for name in names), strict=True)), "people": 6}
    )
    return {"kind": "population", "id": "customers", "dimensions": names, "response_rate": 0.5, "groups": groups}


def _surveys(random: Random, asked: list[str]) -> Iterator[Document]:
    yield {"kind": "metric", "id": "satisfaction", "type": "osat"}
    yield {"kind": "question", "id": "satisfied", "type": "osat", "text": "How was it?", "metric": "satisfaction"}
    when: list[Document] = random.choice(([{"every": "half-yearly"}], [{"event": "visit"}], [{"every": "yearly"}] * 2))
    for number, each in enumerate(when):
        share = {"sampling": {"share": 0.5}} if random.random() < 0.3 else {}
        among = random.choice(({}, {}, {"asks": ["buyer"]}))
        yield {
            "kind": "survey", "id": f"survey-{number}", "purpose": "pulse", "asks": asked, "when": each,
            "identity": "confidential", "minutes": 2, "questions": ["satisfied"], **share, **among,
        }  # fmt: skip


def _tools(random: Random) -> Iterator[Document]:
    for name in ("dashboard", "portal"):
        kept = {key: random.random() < 0.7 for key in ("minimum_group", "remainders", "steps")}
        yield {"kind": "channel", "id": name, "type": "metrics", "tool": "Any", "enforces": kept}


def report(random: Random, names: list[str], number: int) -> Document:
    """A random report by some of these dimensions."""
    able = [*names, "role", *(["survey"] if random.random() < 0.2 else [])]
    cut = random.sample(able, min(len(able), random.choice((0, 1, 1, 2))))
    left = [name for name in able if name not in cut]
    filters = random.sample(left, 1) if left and random.random() < 0.25 else []
    hide = [{name: random.choice(VALUES[name]) for name in cut}] if set(cut) <= VALUES.keys() else []
    readers: list[Any] = random.sample(sorted(TEAMS), random.choice((1, 1, 2)))
    if {"tier", "partner"} & {*names} and random.random() < 0.4:
        readers.append({"who": "dealer", "sees": random.choice(("own", "all"))})
    through = random.choice((None, None, "dashboard", "dashboard", "portal"))
    covers = {"covers": "half-yearly"} if random.random() < 0.1 else {}
    return {
        "kind": "report", "id": f"report-{number}", "metrics": ["satisfaction"], "cut_by": cut, "filters": filters,
        "totals": random.choice(("all", "all", "nested", "none")), "to": readers,
        "counts": random.random() < 0.95,
        "hide": hide if random.random() < 0.2 else [],
        "every": random.choice(("half-yearly", "half-yearly", "half-yearly", "quarterly", "yearly", "on-demand")),
        **({"through": through} if through else {}), **covers,
        **({"minimum": {"scores": 6}} if random.random() < 0.2 else {}),
    }  # fmt: skip


def specs(made: Iterable[Document]) -> Specs:
    """A program as analyses read it."""
    by_kind: dict[str, dict[str, Any]] = {}
    for each in made:
        by_kind.setdefault(each["kind"], {})[each["id"]] = model_of(each["kind"]).model_validate(each)
    return Specs(by_kind, by_kind["program"]["random"])


# THE SAME BY COUNTING


class Naive:
    """A program, counted from its documents."""

    def __init__(self, made: Iterable[Document]) -> None:
        self.all = {(each["kind"], each["id"]): each for each in made}

    def each(self, kind: str) -> list[Document]:
        """The documents of a kind."""
        return [each for (own, _), each in self.all.items() if own == kind]

    # TIME

    def months(self, report: Document) -> int:
        """Months that an edition covers; of one for whoever looks those of the wave, or a year."""
        given = report.get("covers") or report["every"]
        waves = [MONTHS[survey["when"]["every"]] for survey in self.each("survey") if "every" in survey["when"]]
        return MONTHS.get(given) or max(waves, default=0) or 0

    def days(self, report: Document) -> float:
        """The same in days."""
        return self.months(report) * 365 / 12 or 365

    def times(self, survey: Document, days: float) -> float:
        """How often a survey asks somebody."""
        if "event" in survey["when"]:
            return ceil(ceil(days) / 90)
        period = MONTHS[survey["when"]["every"]] * 365 / 12
        return max(1.0, days / period)

    # PEOPLE

    def asking(self, days: float) -> Iterator[tuple[Document, Document, float, float]]:
        """Groups of the population with a survey that asks them, how often, and how likely each answers."""
        (population,) = self.each("population")
        for group, survey in product(population["groups"], self.each("survey")):
            if set(survey["asks"]) & set(self.roles(group)):
                share = survey.get("sampling", {}).get("share", 1.0)
                rate = group.get("response_rate", population["response_rate"])
                yield group, survey, group["people"] * self.times(survey, days), share * rate

    def roles(self, group: Document) -> list[str]:
        """Roles of a group."""
        return [group["role"], *group.get("also", ())]

    def part(self, group: Document, reader: tuple[str, bool]) -> float:
        """Share of a group that a reader sees."""
        who, is_own = reader
        if not is_own:
            return 1.0
        dealer = self.all["partner", who]
        (population,) = self.each("population")
        is_named = "partner" in population["dimensions"]
        is_part = group["by"].get("partner") == who if is_named else group["by"].get("tier") == dealer["tier"]
        return float(is_part / dealer["organizations"])

    def values(self, group: Document, survey: Document, name: str) -> list[str]:
        """Groups of a dimension to which answers belong."""
        own = {"role": self.roles(group), "survey": [survey["id"]]}
        return own.get(name) or ([group["by"][name]] if name in group["by"] else [])

    # GROUPS

    def levels(self, report: Document) -> set[frozenset[str]]:
        """Dimensions of each sort of total."""
        cut = report["cut_by"]
        sizes = {"all": range(len(cut) + 1), "nested": range(len(cut) + 1), "none": [len(cut)]}[report["totals"]]
        chosen = [
            set(names)
            for size in sizes
            for names in ([cut[:size]] if report["totals"] == "nested" else combinations(cut, size))
        ]
        filters = [
            names for size in range(len(report["filters"]) + 1) for names in combinations(report["filters"], size)
        ]
        return {frozenset((*fixed, *filtered)) for fixed in chosen for filtered in filters}

    def is_hidden(self, report: Document, cell: Mapping[str, str]) -> bool:
        """Whether a group is never shown."""
        cut = {name: value for name, value in cell.items() if name in report["cut_by"]}
        return any(entry in (cut, cell) for entry in report["hide"])

    def cells(
        self, report: Document, reader: tuple[str, bool]
    ) -> tuple[dict[Any, list[tuple[float, float, int]]], int]:
        """Trials of each group that is shown, and how many groups hold nobody."""
        found: dict[Any, list[tuple[float, float, int]]] = {}
        empty = 0
        asking = [each for each in self.asking(self.days(report)) if self.part(each[0], reader)]
        for level in self.levels(report):
            names = sorted(level)
            held = {
                name: {v for group, survey, _, _ in asking for v in self.values(group, survey, name)} for name in names
            }
            for values in product(*(sorted(held[name]) for name in names)):
                cell = dict(zip(names, values, strict=True))
                trials = [
                    (count * self.part(group, reader), chance, id(group))
                    for group, survey, count, chance in asking
                    if group["people"] and all(v in self.values(group, survey, name) for name, v in cell.items())
                ]
                empty += not trials
                if trials and not self.is_hidden(report, cell):
                    found[frozenset(cell.items())] = trials
        return found, empty

    def is_counted(self, report: Document, reader: tuple[str, bool]) -> bool:
        """Whether the population says anything of those whose answers a reader sees."""
        asking = list(self.asking(self.days(report)))
        asked = {survey["id"] for _, survey, _, _ in asking}
        return len(asked) == len(self.each("survey")) and any(self.part(each[0], reader) for each in asking)

    def audiences(self, report: Document) -> Iterator[tuple[str, bool]]:
        """Who sees a report, and whether the own part only."""
        for reader in report["to"]:
            yield (reader, False) if isinstance(reader, str) else (reader["who"], reader["sees"] == "own")

    def least(self, report: Document, who: str) -> int:
        """Fewest answers before something is shown."""
        anonymity = self.all["policy", "small-numbers"]["anonymity"]
        asked = [anonymity["scores_from"], report.get("minimum", {}).get("scores", 1)]
        return int(max((*asked, anonymity.get("partners_from", 1) if who == "dealer" else 1)))

    # WHAT FOLLOWS

    def seen(self, who: str) -> list[tuple[Document, bool]]:
        """Reports that somebody sees, also those of the team it belongs to."""
        names = {who, TEAMS.get(who)}
        found = [(each, own) for each in self.each("report") for name, own in self.audiences(each) if name in names]
        return [found[place] for place in range(len(found)) if found[place] not in found[:place]]

    def question(self, who: str) -> list[tuple[list[int], list[set[int]], int]]:
        """Answers of the sorts of people, the totals that are shown, and the threshold; for each comparable time."""
        seen = [(each, own) for each, own in self.seen(who) if each["counts"]]
        least = min(self.least(each, who) for each, _ in self.seen(who))
        if not seen:
            return []
        whole = [each for each, _ in seen]
        lengths = {self.days(each) for each in whole}
        waves = [
            MONTHS[survey["when"]["every"]] * 365 / 12 for survey in self.each("survey") if "every" in survey["when"]
        ]
        if len(lengths) == 1 or (len(waves) == len(self.each("survey")) and min(waves) >= max(lengths)):
            return [self._totals(who, seen, max(lengths), dict.fromkeys(lengths, 1), least)]
        if not any(self.is_refreshed(each) for each in whole):
            shortest = min(lengths)
            covered = {each: round(each / shortest) for each in lengths}
            if all(max(covered.values()) % each == 0 for each in covered.values()):
                return [self._totals(who, seen, shortest, covered, least)]
        parts = [[each for each in seen if self.days(each[0]) == length] for length in sorted(lengths)]
        return [self._totals(who, part, self.days(part[0][0]), {self.days(part[0][0]): 1}, least) for part in parts]

    def _totals(
        self, who: str, seen: list[tuple[Document, bool]], days: float, covered: dict[float, int], least: int
    ) -> tuple[list[int], list[set[int]], int]:
        seen_counted = [(each, own) for each, own in self.seen(who) if each["counts"]]
        names = sorted({name for each, _ in seen_counted for level in self.levels(each) for name in level})
        is_all = not all(own for _, own in seen)
        answers: dict[Any, float] = {}
        for group, survey, count, chance in self.asking(days):
            if group["people"]:
                key = tuple((name, tuple(sorted(self.values(group, survey, name)))) for name in names)
                own = self.part(group, ("dealer", True)) if any(each for _, each in seen_counted) else 0.0
                for time in range(max(covered.values())):
                    for is_own, share in ((True, own), (False, (1 - own) * is_all)):
                        if share > 1e-9:
                            sort = key, is_own, time
                            answers[sort] = answers.get(sort, 0.0) + count * share * chance
        sorts = list(answers)
        counts = [max(1, floor(answers[sort] + 0.5 + 1e-9)) for sort in sorts]
        shown = []
        for each, own in seen:
            for sets in self._editions(each, own, sorts, covered.get(self.days(each), 1)):
                if sum(counts[number] for number in sets) >= self.least(each, who):
                    shown.append(sets)
        return counts, shown, least

    def _editions(self, report: Document, own: bool, sorts: list[Any], covered: int) -> Iterator[set[int]]:
        found: dict[Any, set[int]] = {}
        for number, (key, is_own, time) in enumerate(sorts):
            values = dict(key)
            if is_own or not own:
                for level in self.levels(report):
                    for each in product(*(values[name] for name in sorted(level))):
                        cell = dict(zip(sorted(level), each, strict=True))
                        if not self.is_hidden(report, cell):
                            found.setdefault((frozenset(cell.items()), time // covered), set()).add(number)
        yield from found.values()

    def small_groups(self, who: str) -> int:
        """How many small groups somebody can work out, without those that hold another."""
        return sum(len(groups(*each)) for each in self.question(who))

    # TOOLS

    def is_refreshed(self, report: Document) -> bool:
        """Whether a number is shown again before its time is over."""
        every = report["every"]
        return every == "on-demand" or ("covers" in report and MONTHS[report["covers"]] > MONTHS[every])

    def tools(self, seen: list[tuple[Document, bool]]) -> list[Mapping[str, bool]]:
        """What the tool of each report keeps."""
        return [self.all.get(("channel", each.get("through")), {}).get("enforces", {}) for each, _ in seen]

    def is_apart(self, seen: list[tuple[Document, bool]]) -> bool:
        """Whether no two groups that somebody sees have anybody in common."""
        first = seen[0][0]
        shapes = {(each["every"], each.get("covers"), frozenset(self.levels(each)), own) for each, own in seen}
        is_aligned = len(seen) == 1 or (first["every"] != "on-demand" and "covers" not in first)
        names = {name for level in self.levels(first) for name in level}
        (population,) = self.each("population")
        is_overlapping = "role" in names and any(group.get("also") for group in population["groups"])
        return len(shapes) == 1 and len(self.levels(first)) == 1 and is_aligned and not is_overlapping

    def is_covered(self, seen: list[tuple[Document, bool]]) -> bool:
        """Whether one tool hides small groups and what they could be worked out from."""
        names = {each.get("through") for each, _ in seen}
        (first, *_) = self.tools(seen)
        return len(names) == 1 and bool(first.get("minimum_group") and first.get("remainders"))

    def is_kept(self, seen: list[tuple[Document, bool]]) -> bool:
        """Whether tools keep small groups from being known whatever the counts."""
        tools = self.tools(seen)
        return (
            all(each.get("minimum_group") for each in tools)
            and (self.is_apart(seen) or self.is_covered(seen))
            and all(tool.get("steps") for tool, (each, _) in zip(tools, seen, strict=True) if self.is_refreshed(each))
        )

    def answer(self, who: str) -> str:
        """What is to be said of what somebody can work out."""
        seen = self.seen(who)
        if self.is_kept(seen):
            return "proved"
        if self.is_covered(seen) and not self.is_apart(seen):
            return "not decided"
        return "violated" if self.small_groups(who) else "not decided"


def groups(people: list[int], published: list[set[int]], least: int) -> set[frozenset[int]]:
    """Small groups that follow from totals, without those that hold another."""
    rows = [[Fraction(number in cell) for number in range(len(people))] for cell in published]
    changes = unseen(rows, len(people))
    small = [number for number, count in enumerate(people) if count < least]
    found: set[frozenset[int]] = set()
    for group in _smaller(small, people, least):
        if not any(other <= group for other in found) and not any(sum(each[n] for n in group) for each in changes):
            found.add(group)
    return found


def _smaller(small: list[int], people: list[int], least: int) -> Iterator[frozenset[int]]:
    """Sets of fewer people, the fewest sorts first."""
    sets: list[tuple[int, ...]] = [()]
    while sets:
        sets = [
            (*each, number)
            for each in sets
            for number in small
            if (not each or number > each[-1]) and sum(people[other] for other in (*each, number)) < least
        ]
        yield from map(frozenset, sets)


def unseen(rows: list[list[Fraction]], size: int) -> list[list[Fraction]]:
    """Changes of the data that no total shows: a basis of the null space."""
    basis = sorted(echelon(rows), reverse=True)
    leads = [lead for lead, _ in basis]
    found = []
    for free in range(size):
        if free not in leads:
            change = [Fraction(place == free) for place in range(size)]
            for lead, row in basis:
                change[lead] = -sum(
                    (value * change[place] for place, value in enumerate(row) if place > lead), Fraction(0)
                )
            found.append(change)
    return found


def likely(trials: list[tuple[float, float, int]], least: int) -> float:
    """How likely there are so many answers, one invitation after the other."""
    by_chance: Counter[float] = Counter()
    for count, chance, _ in trials:
        by_chance[chance] += count  # type: ignore[assignment]
    chances = [1.0]
    for chance, count in by_chance.items():
        whole = int(count + 1e-9)
        rest = count - whole
        for each in [chance] * whole + ([chance * rest] if rest > 1e-9 else []):
            more = [*chances, 0.0]
            for place, known in enumerate(chances):
                more[place] -= known * each
                more[place + 1] += known * each
            chances = more
    return sum(chances[least:])


# COMPARING


def mistakes(seed: int, counts: Counter[str] | None = None) -> list[str]:
    """What differs between the two ways for the program of a seed."""
    counts = Counter() if counts is None else counts
    made = documents(seed)
    naive, read = Naive(made), specs(made)
    told, shown = linked(read), views(read)
    wrong = [each for view in shown for each in wrong_view(naive, view, counts)]
    if list(map(_rounded, shown)) != list(map(_rounded, in_arrays(read))):
        wrong.append("counted in arrays, something else is shown")
    wrong += [each for one in told for each in wrong_linked(made, naive, one, counts)]
    return [*wrong, *shrunk(seed, made, told)]


def in_arrays(read: Specs) -> tuple[View, ...]:
    """What is shown, counted as in large programs."""
    before, counting.LARGE = counting.LARGE, -1
    try:
        return views(read)
    finally:
        counting.LARGE = before


def _rounded(view: View) -> View:
    cells = (
        Cell(cell.by, round(cell.people, 9), round(cell.expected, 9), round(cell.likely, 9)) for cell in view.smallest
    )
    return replace(view, smallest=tuple(cells))


def wrong_view(naive: Naive, view: View, counts: Counter[str]) -> Iterator[str]:
    """What is wrong with what is said of one report."""
    counts["views"] += 1
    report = naive.all["report", view.report]
    cells, empty = naive.cells(report, (view.audience.id, view.is_own))
    name = f"{view.report} for {view.audience.id}"
    expected = {key: sum(count * chance for count, chance, _ in trials) for key, trials in cells.items()}
    small = sum(each < view.minimum - 1e-9 for each in expected.values())
    unsure = sum(
        each >= view.minimum - 1e-9 and likely(cells[key], view.minimum) < 0.95 for key, each in expected.items()
    )
    if not naive.is_counted(report, (view.audience.id, view.is_own)):
        if view.expected != "not decided":
            yield f"{name}: nobody is asked, but {view.expected}"
        return
    said = view.minimum, view.cells, view.empty, view.small, view.unsure
    if said != (found := (naive.least(report, view.audience.id), len(cells), empty, small, unsure)):
        yield f"{name}: {said}, not {found}"
    for cell in view.smallest:
        key = frozenset(cell.by)
        if abs(expected[key] - cell.expected) > 1e-9 or abs(likely(cells[key], view.minimum) - cell.likely) > 1e-9:
            yield f"{name}: {cell}"
    least = sorted(round(each, 9) for each in expected.values())[:5]
    if least != [round(cell.expected, 9) for cell in view.smallest]:
        yield f"{name}: the smallest are {least}"
    if (view.expected == "violated") != bool(small) or (view.assured == "violated") != bool(small + unsure):
        yield f"{name}: {view.expected}, {view.assured}"
    counts[f"views {view.structural}"] += 1


def wrong_linked(made: list[Document], naive: Naive, one: Linked, counts: Counter[str]) -> Iterator[str]:
    """What is wrong with what is said of one reader."""
    who = one.audience.id
    counts["readers"] += 1
    counts[f"readers {one.answer}"] += 1
    if any(not naive.is_counted(report, (who, own)) for report, own in naive.seen(who)):
        if one.answer == "violated":
            yield f"{who}: nobody is asked, but {one.answer}"
        return
    if one.answer != (found := naive.answer(who)):
        yield f"{who}: {one.answer}, not {found}"
    if one.answer != "violated":
        return
    if one.count != (number := naive.small_groups(who)):
        yield f"{who}: {one.count} groups, not {number}"
    for each in one.remainders:
        total = sum((factor * term.answers for factor, term in each.equation), start=Fraction(0))
        if total != each.answers or not 0 < each.answers < each.minimum:
            yield f"{who}: the equation of {each.group} gives {total}, not {each.answers}"
    counts["readers with a proposal"] += bool(one.hide)
    names = {name for each in one.remainders for _, total in each.equation for name, _ in total.by}
    counts.update(f"equations by {name}" for name in names & {"time", "partner", "role", "survey"})
    counts["equations over several reports"] += any(
        len({total.report for _, total in each.equation}) > 1 for each in one.remainders
    )
    if not one.hide:
        yield f"{who}: nothing is proposed"
    for place in range(len(one.hide) if one.is_smallest else 0):
        fewer = replace(one, hide=(*one.hide[:place], *one.hide[place + 1 :]))
        if not Naive(hiding(made, fewer)).small_groups(who):
            yield f"{who}: {fewer.hide} are enough"
    if left := Naive(hiding(made, one)).small_groups(who):
        yield f"{who}: {left} groups are left with {one.hide}"


def hiding(made: list[Document], one: Linked) -> list[Document]:
    """A program whose reports hide what is proposed."""
    more = {report: [dict(by) for name, by in one.hide if name == report] for report, _ in one.hide}
    return [
        {**each, "hide": [*each["hide"], *more[each["id"]]]}
        if each["kind"] == "report" and each["id"] in more
        else each
        for each in made
    ]


def shrunk(seed: int, made: list[Document], told: Iterable[Linked]) -> Iterator[str]:
    """Whether anything is called proved that was not, once there is one more report or reader."""
    random = Random(f"more {seed}")
    names = next(each["dimensions"] for each in made if each["kind"] == "population")
    more = [*made, report(random, names, 9)]
    if random.random() < 0.5:
        place = next(place for place, each in enumerate(made) if each["kind"] == "report")
        team = random.choice(sorted(TEAMS))
        more = [*made[:place], {**made[place], "to": [*made[place]["to"], team]}, *made[place + 1 :]]
    after = {(one.audience, one.what): one.answer for one in linked(specs(more))}
    for one in told:
        if one.answer == "violated" and after[one.audience, one.what] == "proved":
            yield f"{one.audience.id}: proved once more is seen"


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=300)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    for seed in range(given.first, given.first + given.programs):
        counts["programs"] += 1
        for wrong in mistakes(seed, counts):
            counts["mismatches"] += 1
            print(f"seed {seed}: {wrong}")
    for what, count in counts.most_common():
        print(f"{count:>8} {what}")
    return int(counts["mismatches"] > 0)


if __name__ == "__main__":
    sys.exit(main())
