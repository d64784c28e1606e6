"""Databases run the gate's SQL: what it shows is right, is not hidden in vain, and gives no small group away.

Whether it gives one away is decided by linear algebra over every group of people there is, not by the gate's own rule.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest

from cxprog.check import Today
from cxprog.compiler import Project, check_project
from cxprog.emitters.gate import produce
from cxprog.manifest import lower
from cxprog.source import Source
from cxprog.target import Artifact
from cxprog.workspace import read_project
from tests.anonymity.tables import echelon, is_in
from tests.consumers.databases import ENGINES, Database, Row, database, postgres_statements

pytestmark = pytest.mark.consumer

ROOT = Path(__file__).parents[2]
PROGRAM = Path(__file__).with_name("gate.yaml")
EXAMPLE = ROOT / "programs" / "example"
TODAY = Today("2026-11-22")
ODD = "O'Hare */ -- \""
"""A country with everything in it that could end a text, a name or a comment."""

Files = Mapping[str, str]


@cache
def files(path: Path) -> Files:
    """The emitted files of a program, by name; what rules find in it does not matter here."""
    if path.is_dir():
        project = read_project(path, path / "dist")
    else:
        project = Project((Source("cxprog.yaml", path.read_text("utf-8")),))
    made = produce.produce(lower(check_project(project, TODAY).program), produce.options())
    return {each.path: each.data.decode() for each in made if isinstance(each, Artifact)}


def scripts(emitted: Files) -> list[str]:
    """SQL to run, in order: the tables first."""
    reports = [name for name in emitted if name.endswith(".sql") and name not in ("tables.sql", "publish_editions.sql")]
    return [emitted[name] for name in ("tables.sql", *reports)]


def loaded(engine: str, path: Path) -> Database:
    """A database with the tables and views of a program; running the files again changes nothing."""
    made = database(engine)
    for _ in range(2):
        for script in scripts(files(path)):
            made.run(script)
    return made


def view_names(path: Path) -> Iterator[str]:
    """Every view of a reader, as the settings name it."""
    for report in json.loads(files(path)["settings.json"])["reports"]:
        for audience in report["audiences"]:
            yield from filter(None, (audience["numbers_view"], audience["comments_view"]))


# WHAT IS ASKED


class Metric(NamedTuple):
    """A metric of gate.yaml: how its value is computed, and who is at an end of its scale."""

    scores: range
    lowest: int
    highest: int

    def value(self, scores: Sequence[int]) -> float:
        """The value of some scores."""
        if self is METRICS["loyalty"]:
            return 100 * sum((score >= 9) - (score <= 6) for score in scores) / len(scores)
        return (100 if self is METRICS["solved"] else 1) * sum(scores) / len(scores)

    def is_alike(self, scores: Sequence[int]) -> bool:
        """Whether all are at the same end."""
        return all(score <= self.lowest for score in scores) or all(score >= self.highest for score in scores)


METRICS = {"ease": Metric(range(1, 8), 1, 7), "loyalty": Metric(range(11), 6, 9), "solved": Metric(range(2), 0, 1)}


class Sight(NamedTuple):
    """What a view of gate.yaml has to show, said by hand."""

    view: str
    needed: Mapping[str, int]
    cuts: tuple[str, ...]
    levels: tuple[int, ...]
    own: str = ""
    hide: tuple[Mapping[str, str], ...] = ()
    counts: bool = True
    every: str = "quarter"


def at(count: int, *metrics: str) -> Mapping[str, int]:
    return dict.fromkeys(metrics, count)


LONG = "a-report-with-a-name-that-is-as-long-as-an-id-may-possibly-be-1"
SIGHTS = (
    Sight("cx_whole_office", {**at(3, "ease", "loyalty"), "solved": 5}, (), (0,)),
    Sight("cx_whole_dealers", at(6, "ease", "loyalty", "solved"), (), (0,)),
    Sight("cx_by-country_office", {**at(4, "ease", "loyalty"), "solved": 5}, ("country",), (0, 1)),
    Sight("cx_by-country_dealers", at(6, "ease", "loyalty", "solved"), ("country",), (0, 1)),
    Sight("cx_nested_office", at(4, "ease", "loyalty"), ("country", "tier"), (0, 1, 2)),
    Sight("cx_nested_dealers", at(6, "ease", "loyalty"), ("country", "tier"), (0, 1, 2)),
    Sight("cx_crossing_office", at(3, "ease"), ("tier", "country"), (0, 1, 2)),
    Sight("cx_finest_office", at(3, "ease", "loyalty"), ("country", "tier"), (2,)),
    Sight("cx_deep_office", at(2, "ease"), ("country", "city", "order"), (0, 1, 2, 3)),
    Sight(
        "cx_hidden_office",
        at(4, "ease", "loyalty"),
        ("country", "tier"),
        (0, 1, 2),
        hide=({"country": ODD}, {"country": "A", "tier": "gold"}),
    ),
    Sight("cx_headless_office", at(4, "ease"), ("country", "tier"), (1, 2)),
    Sight("cx_own_dealers", at(6, "ease", "loyalty"), ("tier",), (0, 1), own="partner"),
    Sight("cx_own_office", at(3, "ease", "loyalty"), ("partner", "tier"), (0, 1, 2)),
    Sight(
        "cx_by-survey_office",
        at(3, "ease"),
        ("survey", "country"),
        (0, 1, 2),
        hide=({"survey": "yearly", "country": "B"},),
    ),
    Sight("cx_uncounted_office", at(4, "ease"), ("country",), (0, 1), counts=False),
    Sight("cx_tables_office", at(3, "ease"), ("n_", "value_"), (0, 1, 2), every="year"),
)

# ANSWERS


def answers(seed: str, editions: Sequence[str]) -> list[Row]:
    """Random answers: in each edition a small table with many small groups, and some in which all are alike."""
    random = Random(seed)
    found: list[Row] = []
    for day in editions:
        most = random.choice((2, 4, 7))
        countries = random.sample(("A", "B", ODD), random.randint(1, 3)) + [None] * (random.random() < 0.2)
        tiers = random.sample(("gold", "silver"), random.randint(1, 2)) + [None] * (random.random() < 0.2)
        for country in countries:
            for tier in tiers:
                for _ in range(random.choice((0, random.randint(1, most), random.randint(1, most)))):
                    found += response(random, day, f"{seed} {len(found)}", country, tier)
    return found


def response(random: Random, day: str, name: str, country: str | None, tier: str | None) -> Iterator[Row]:
    """The answers of one person to some of the metrics."""
    # In one group all people are happy, in another one none are, in the third they differ.
    mood = Random(f"{day} {country} {tier}").choice((0, 1, 2))
    for metric, spec in METRICS.items():
        if random.random() < 0.9:
            yield {
                "answer_id": name,
                "survey": "yearly",
                "metric": metric,
                "score": random.choice((spec.scores, spec.scores[:1], spec.scores[-1:])[mood]),
                "answered_on": day,
                "country": country,
                "tier": tier,
                "city": country and f"{country} {random.choice('12')}",
                "order": random.choice("xy"),
                "n_": tier,
                "value_": random.choice(("a", "b", None)),
                "partner": random.choice(("p1", "p2", None)),
            }


@cache
def quarters(first: int, last: int) -> tuple[str, ...]:
    """A day in each quarter of some years."""
    return tuple(f"{year}-{month}-15" for year in range(first, last) for month in ("02", "05", "08", "11"))


@cache
def given() -> tuple[Row, ...]:
    return tuple(answers("gate", quarters(2030, 2060)))


@cache
def filled(engine: str) -> Database:
    """A database with the answers of many quarters, as two partners see it that belong together."""
    made = loaded(engine, PROGRAM)
    made.fill("cx_as_of", [{"day": "2099-01-01"}])
    made.fill("cx_viewer", [{"partner": "p1"}, {"partner": "p2"}])
    made.fill("cx_answers", given())
    made.fill("cx_comments", comments())
    return made


# WHAT IS SHOWN

Key = tuple[str | None, ...]


class Table(NamedTuple):
    """The answers to one metric in one edition, as far as one reader's own part goes."""

    sight: Sight
    metric: str
    scores: Mapping[Key, list[int]]
    """By all cuts; None where one is not known."""
    shown: Mapping[Key, Row]
    """By the cuts that are fixed."""

    def people(self, group: Key) -> list[int]:
        """Scores of a group."""
        return [score for key, scores in self.scores.items() if key[: len(group)] == group for score in scores]

    def is_enough(self, scores: Sequence[int]) -> bool:
        """Whether so many may be shown."""
        return len(scores) >= self.sight.needed[self.metric] and not METRICS[self.metric].is_alike(scores)

    @property
    def groups(self) -> Iterator[Key]:
        """Every group and total that the report asks for, and that has answers."""
        for level in self.sight.levels:
            yield from sorted({key[:level] for key in self.scores if None not in key[:level]})

    def siblings(self, group: Key) -> Iterator[list[int]]:
        """Scores of each group in the same total that is enough and that the report shows, itself included."""
        for other in self.groups:
            if len(other) == len(group) and other[:-1] == group[:-1]:
                finest = len(other) == len(self.sight.cuts)
                if self.is_enough(self.people(other)) and not (finest and self.is_hidden(other)):
                    yield self.people(other)

    def is_hidden(self, group: Key) -> bool:
        """Whether the report never shows a group."""
        return dict(zip(self.sight.cuts, group, strict=False)) in self.sight.hide

    # WHAT FOLLOWS

    def row(self, group: Key) -> list[Fraction]:
        """What a total counts."""
        return [Fraction(key[: len(group)] == group) for key in self.scores]

    def given_away(self, shown: Iterable[Key]) -> list[tuple[Key, ...]]:
        """Groups that are not enough and follow from what is shown, among all groups there are."""
        basis = echelon([self.row(group) for group in shown])
        return [group for group in self.small() if is_in([Fraction(key in group) for key in self.scores], basis)]

    def small(self) -> Iterator[tuple[Key, ...]]:
        """Groups that are not enough; a part of one is none either, so larger ones are made of these."""
        atoms = sorted(self.scores, key=repr)
        growing: list[tuple[Key, ...]] = [()]
        while growing:
            group = growing.pop()
            for atom in atoms[atoms.index(group[-1]) + 1 if group else 0 :]:
                larger = (*group, atom)
                if not self.is_enough([score for key in larger for score in self.scores[key]]):
                    yield larger
                    growing.append(larger)


def tables(sight: Sight, rows: Sequence[Row]) -> Iterator[Table]:
    """What a view shows, beside the answers."""
    found: dict[tuple[Any, ...], dict[Key, list[int]]] = defaultdict(lambda: defaultdict(list))
    for answer in given():
        own = answer[sight.own] if sight.own else None
        if answer["metric"] in sight.needed and (own or not sight.own):
            place = (answer["metric"], edition(sight.every, answer["answered_on"]), own)
            found[place][tuple(answer[cut] for cut in sight.cuts)].append(answer["score"])
    shown: dict[tuple[Any, ...], dict[Key, Row]] = defaultdict(dict)
    for row in rows:
        place = (row["metric"], (row["first_day"], row["last_day"]), row[sight.own] if sight.own else None)
        level = row.get("level", sight.levels[0])
        key = tuple(row[cut] for cut in sight.cuts)
        assert None not in key[:level] and not any(key[level:])
        assert key[:level] not in shown[place], "a group is shown twice"
        shown[place][key[:level]] = row
    assert shown.keys() <= found.keys()
    for place, scores in found.items():
        yield Table(sight, place[0], scores, shown[place])


def edition(every: str, day: str) -> tuple[str, str]:
    """First and last day of a quarter or year of a fiscal year that begins on 6 April."""
    own = date.fromisoformat(day)
    starts = [date(own.year + years, month, 6) for years in (-1, 0, 1) for month in (1, 4, 7, 10)]
    if every == "year":
        starts = [start for start in starts if start.month == 4]
    first = max(start for start in starts if start <= own)
    return first.isoformat(), (min(start for start in starts if start > own) - timedelta(days=1)).isoformat()


# NUMBERS


@pytest.mark.parametrize("sight", SIGHTS, ids=[sight.view for sight in SIGHTS])
def test_numbers_are_right_and_neither_give_anything_away_nor_are_hidden_in_vain(sight: Sight) -> None:
    counted: Counter[str] = Counter()
    for table in tables(sight, filled("sqlite").rows(f'SELECT * FROM "{sight.view}"')):
        metric = METRICS[table.metric]
        for group, row in table.shown.items():
            people = table.people(group)
            assert row.get("n", len(people)) == len(people)
            assert row["value"] == pytest.approx(metric.value(people))
            assert ("n" in row) == sight.counts
        assert not table.given_away(table.shown)
        # A total that the report hides is kept as if it was shown.
        kept = [*table.shown, *(group for group in table.groups if table.is_hidden(group) and group not in table.shown)]
        for group in table.groups:
            counted["shown" if group in table.shown else "hidden"] += 1
            if table.is_hidden(group):
                assert group not in table.shown
            elif table.is_enough(table.people(group)) and group not in table.shown:
                counted["hidden for others"] += 1
                assert len(group) > sight.levels[0], "the first level has nothing to be subtracted from"
                if group[:-1] in kept:
                    assert table.given_away([*kept, group]), (group, table)
                    assert len(table.people(group)) == min(map(len, table.siblings(group)))
    # The answers are such that all of it happens.
    assert counted["shown"] > 20 and counted["hidden"] > 5
    assert (counted["hidden for others"] > 0) == (len(sight.levels) > 1)


@pytest.mark.parametrize("report", ["whole", "by-country", "nested"])
def test_a_higher_minimum_shows_nothing_besides(report: str) -> None:
    rows = {
        who: {tuple(row.items()) for row in filled("sqlite").rows(f'SELECT * FROM "cx_{report}_{who}"')}
        for who in ("office", "dealers")
    }
    assert rows["dealers"] < rows["office"]


def test_readers_of_whom_nobody_asks_for_a_minimum_see_everything() -> None:
    rows = filled("sqlite").rows('SELECT * FROM "cx_open_office"')
    wanted = {
        (metric, level, *(answer[cut] for cut in ("country", "tier")[:level]))
        for answer in given()
        for metric in ("ease", "loyalty")
        for level in (0, 1, 2)
        if answer["metric"] == metric and None not in [answer[cut] for cut in ("country", "tier")[:level]]
    }
    assert {(row["metric"], row["level"], *filter(None, (row["country"], row["tier"]))) for row in rows} == wanted
    whole = next(row for row in rows if row["metric"] == "ease" and row["level"] == 0)
    assert whole["n"] == sum(answer["metric"] == "ease" for answer in given())


def test_a_metric_that_is_not_for_a_reader_is_not_in_its_view() -> None:
    made = loaded("sqlite", PROGRAM)
    made.fill("cx_as_of", [{"day": "2099-01-01"}])
    made.fill("cx_answers", [{**answer, "metric": "for-grown-ups"} for answer in given() if answer["metric"] == "ease"])
    assert made.rows('SELECT * FROM "cx_by-country_office"')
    assert not made.rows('SELECT * FROM "cx_by-country_dealers"')


def test_each_reader_sees_the_own_part_only() -> None:
    made = loaded("sqlite", PROGRAM)
    made.fill("cx_as_of", [{"day": "2099-01-01"}])
    made.fill("cx_answers", given())
    assert not made.rows('SELECT * FROM "cx_own_dealers"')
    made.fill("cx_viewer", [{"partner": "p1"}])
    mine = made.rows('SELECT * FROM "cx_own_dealers"')
    assert {row["partner"] for row in mine} == {"p1"}
    both = filled("sqlite").rows('SELECT * FROM "cx_own_dealers"')
    assert ordered(mine) == ordered([row for row in both if row["partner"] == "p1"])


# COMMENTS


@cache
def comments() -> tuple[Row, ...]:
    """A comment for each answer to two of the metrics."""
    questions = {"ease": "why", "loyalty": "what-else"}
    random = Random("comments")
    return tuple(
        {
            "answer_id": answer["answer_id"],
            "survey": "yearly",
            "question": questions[answer["metric"]],
            "words": "" if random.random() < 0.1 else f"word {number:05}",
            "answered_on": answer["answered_on"],
            "day": answer["answered_on"],
            "country": answer["country"],
            "tier": answer["tier"],
            "partner": answer["partner"],
            "account": random.choice(("a1", "a2")),
        }
        for number, answer in enumerate(given())
        if answer["metric"] in questions
    )


@pytest.mark.parametrize(
    ("view", "needed", "cuts", "questions"),
    [
        ("cx_words_office_comments", 3, ("country", "tier"), {"why", "what-else"}),
        ("cx_words_dealers_comments", 6, ("partner", "country", "tier"), {"why", "what-else"}),
        ("cx_words-finest_office_comments", 3, ("country",), {"why"}),
        ("cx_by-survey_office_comments", 3, ("survey", "country"), {"why", "what-else"}),
    ],
)
def test_comments_stand_once_each_in_groups_that_are_large_enough(
    view: str, needed: int, cuts: tuple[str, ...], questions: set[str]
) -> None:
    rows = filled("sqlite").rows(f'SELECT * FROM "{view}"')
    assert [row["words"] for row in rows] == sorted(row["words"] for row in rows)
    # Every comment has words of its own here, so a line can be found again.
    by_words = {comment["words"]: comment for comment in comments() if comment["words"]}
    groups: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        comment = by_words.pop(row["words"])
        assert row["question"] == comment["question"]
        assert (row["first_day"], row["last_day"]) == edition("quarter", comment["answered_on"])
        assert row.get("day", comment["day"]) == comment["day"]
        label = tuple(row[cut] for cut in cuts)
        fixed = [value for value in label if value is not None]
        assert fixed == [comment[cut] for cut in cuts[: len(fixed)]]
        groups[(row["question"], row["first_day"], label)] += 1
    assert min(groups.values()) >= needed
    assert {question for question, _, _ in groups} == questions
    assert any(None in label for _, _, label in groups) == (view != "cx_words-finest_office_comments")
    # The rest is hidden for a reason: its whole is too small, or its country, or the report hides the country's total.
    sizes = Counter(place for comment in comments() if comment["words"] for place in places(comment, view))
    for comment in by_words.values():
        is_small = any(sizes[place] < needed for place in places(comment, view))
        assert is_small or comment["country"] == "B" or comment["question"] not in questions


def places(comment: Row, view: str) -> Iterator[tuple[Any, ...]]:
    """The group without which nothing of a comment can be shown."""
    own = comment["partner"] if "dealers" in view else ""
    country = comment["country"] if "finest" in view else ""
    if own is not None and country is not None:
        yield view, comment["question"], edition("quarter", comment["answered_on"]), own, country
    else:
        yield view, "nowhere", comment["answer_id"]


def test_totals_that_a_report_hides_have_no_comments() -> None:
    rows = filled("sqlite").rows('SELECT * FROM "cx_words_office_comments"')
    assert {row["tier"] for row in rows if row["country"] == "B"} == {"gold", "silver"}
    assert None in {row["tier"] for row in rows if row["country"] == "A"}


def test_nothing_stands_beside_comments_but_what_the_report_asks_for() -> None:
    made = filled("sqlite")
    about = ["survey", "question", "first_day", "last_day"]
    wanted = {
        "cx_words_office_comments": [*about, "country", "tier", "day", "words"],
        "cx_words_dealers_comments": [*about, "partner", "country", "tier", "day", "words"],
        "cx_words-finest_office_comments": [*about, "country", "words"],
        "cx_by-survey_office_comments": [*about, "country", "words"],
        "cx_words-open_office_comments": [*about, "country", "account", "words"],
    }
    for view, columns in wanted.items():
        assert list(made.rows(f'SELECT * FROM "{view}"')[0]) == columns


def test_comments_without_a_minimum_are_all_shown() -> None:
    rows = filled("sqlite").rows('SELECT * FROM "cx_words-open_office_comments"')
    said = {each["words"]: each["account"] for each in comments() if each["words"] and each["question"] == "why"}
    assert {row["words"]: row["account"] for row in rows} == said


# EDITIONS


def test_what_was_shown_once_stays_as_it_is() -> None:
    made = loaded("sqlite", PROGRAM)
    random = Random("editions")
    before: dict[str, list[Row]] = defaultdict(list)
    for number in range(60):
        day = (date(2031, 1, 1) + timedelta(days=11 * number)).isoformat()
        made.run("DELETE FROM cx_as_of")
        made.fill("cx_as_of", [{"day": day}])
        made.run(files(PROGRAM)["publish_editions.sql"])
        for view in ("cx_nested_office", "cx_live_office", "cx_live_dealers", "cx_live_office_comments"):
            rows = made.rows(f'SELECT * FROM "{view}"')
            assert [row for row in before[view] if row not in rows] == []
            # What is new belongs to editions of which nothing was shown before.
            seen = {row["last_day"] for row in before[view]}
            assert not {row["last_day"] for row in rows if row not in before[view]} & seen
            before[view] = rows
        arrived = [
            {**answer, "answer_id": f"{answer['answer_id']} on {day}", "answered_on": day}
            for answer in random.sample(given(), 20)
        ]
        made.fill("cx_answers", {(each["answer_id"], each["metric"]): each for each in arrived}.values())
        said = ({**each, "answered_on": day, "question": "why"} for each in random.sample(comments(), 3))
        made.fill("cx_comments", [{**each, "answer_id": f"{number} {n}"} for n, each in enumerate(said)])
    assert all(len(rows) > 10 for rows in before.values())
    assert len({row["last_day"] for row in before["cx_live_office"]}) > 5


def test_an_edition_is_published_when_there_is_enough_of_everything() -> None:
    made = loaded("sqlite", PROGRAM)
    made.fill("cx_as_of", [{"day": "2031-01-03"}])
    publish = files(PROGRAM)["publish_editions.sql"]

    def arrive(count: int, day: str, metric: str = "ease") -> None:
        same = next(answer for answer in given() if answer["metric"] == "ease")
        arrived = ({**same, "answer_id": f"{day} {n}", "answered_on": day, "metric": metric} for n in range(count))
        made.fill("cx_answers", [{**each, "score": n} for n, each in enumerate(arrived)])

    def published() -> list[str]:
        made.run(publish)
        return [row["last_day"] for row in made.rows("SELECT last_day FROM cx_editions ORDER BY last_day")]

    assert published() == []
    # The dealers read it as well, and they need 6.
    arrive(5, "2031-01-01")
    assert made.rows('SELECT * FROM "cx_live_next_edition"') == [
        {"report": "live", "last_day": "2031-01-01", "what": "ease", "n": 5, "needed": 6, "is_enough": 0}
    ]
    assert published() == []
    arrive(1, "2031-01-02")
    # Who answers today is counted when the day is over.
    arrive(1, "2031-01-03")
    assert published() == published() == ["2031-01-02"]
    (row,) = [each for each in made.rows('SELECT * FROM "cx_live_dealers"') if each["level"] == 0]
    assert (row["last_day"], row["n"]) == ("2031-01-02", 6)
    made.run("UPDATE cx_as_of SET day = '2031-02-01'")
    arrive(5, "2031-01-04")
    arrive(2, "2031-01-05", "loyalty")
    assert published() == ["2031-01-02"], "two answers to the other metric would have an edition of their own"


def test_nothing_is_shown_before_somebody_says_what_day_it_is() -> None:
    made = loaded("sqlite", PROGRAM)
    made.fill("cx_answers", given())
    made.fill("cx_comments", comments())
    shown = {name for name in view_names(PROGRAM) if made.rows(f'SELECT * FROM "{name}"')}
    assert shown == {"cx_open_office"}
    # Two lines would double every count; the earlier one holds.
    made.fill("cx_as_of", [{"day": "2099-01-01"}, {"day": "2030-01-01"}])
    assert {name for name in view_names(PROGRAM) if made.rows(f'SELECT * FROM "{name}"')} == shown


def test_the_calendar_knows_every_day_of_a_century() -> None:
    found: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for row in loaded("sqlite", PROGRAM).rows("SELECT * FROM cx_calendar"):
        assert row["day"] not in found[row["pace"]]
        found[row["pace"]][row["day"]] = (row["first_day"], row["last_day"])
    days = [(date(2000, 1, 1) + timedelta(days=number)).isoformat() for number in range(36_525)]
    assert {pace: sorted(rows) == days for pace, rows in found.items()} == dict.fromkeys(
        ("quarterly", "yearly", "weekly", "10-days"), True
    )
    # The first and the last periods are cut off at the ends of the century.
    for day in days[400:-400]:
        assert found["quarterly"][day] == edition("quarter", day)
        assert found["yearly"][day] == edition("year", day)
        monday = date.fromisoformat(day) - timedelta(days=date.fromisoformat(day).weekday())
        assert found["weekly"][day] == (monday.isoformat(), (monday + timedelta(days=6)).isoformat())
        first, last = map(date.fromisoformat, found["10-days"][day])
        assert first.isoformat() <= day <= last.isoformat() and (last - first).days == 9


# CONSUMERS


def ordered(rows: Iterable[Row]) -> list[str]:
    """Rows in one order, numbers rounded, to compare two databases."""
    return sorted(
        repr(
            [(name, round(float(value), 9) if isinstance(value, int | float) else value) for name, value in row.items()]
        )
        for row in rows
    )


def test_both_databases_show_the_same() -> None:
    for name in view_names(PROGRAM):
        shown = [ordered(filled(engine).rows(f'SELECT * FROM "{name}"')) for engine in ENGINES]
        assert shown[0] == shown[1], name


@pytest.mark.parametrize("path", [PROGRAM, EXAMPLE], ids=["gate", "example"])
def test_postgresql_would_read_every_statement(path: Path) -> None:
    kinds: Counter[str] = Counter()
    for name, text in files(path).items():
        if name.endswith(".sql"):
            found = postgres_statements(text)
            # What the parser does not know it takes for an opaque command.
            assert {*found} <= {"create", "drop", "delete", "insert"}, name
            kinds.update(found)
    views = len(list(view_names(path)))
    assert kinds["drop"] == views + (path == PROGRAM)
    tables = 6 if path == PROGRAM else 5
    assert kinds["create"] == kinds["drop"] + tables


def test_no_name_is_longer_than_postgresql_keeps() -> None:
    names = [*view_names(PROGRAM)]
    assert len({name[:63] for name in names}) == len(names)
    assert [name for name in names if len(name) > 63] == []
    long = [name for name in names if name.startswith("cx_a-report")]
    assert len(long) == 2


@pytest.mark.parametrize("engine", ENGINES)
def test_the_views_of_the_example_show_a_year_of_answers(engine: str) -> None:
    made = loaded(engine, EXAMPLE)
    made.fill("cx_as_of", [{"day": "2028-01-01"}])
    made.fill("cx_viewer", [{"partner": "rhine-pumps"}])
    made.fill("cx_answers", year("cx_answers"))
    made.fill("cx_comments", year("cx_comments"))
    shown = {name: made.rows(f'SELECT * FROM "{name}"') for name in view_names(EXAMPLE)}
    assert [name for name, rows in shown.items() if not rows] == []
    for name, rows in shown.items():
        for row in rows:
            assert row["last_day"] < "2028-01-01"
            assert row.get("n", 30) >= 30, name
    assert {row["partner"] for row in shown["cx_dealer-scorecard_gold-dealers"]} == {"rhine-pumps"}


def year(table: str) -> list[Row]:
    """Answers to everything that the example asks, in each month of 2027."""
    random = Random(table)
    metrics = (
        "repair-ces",
        "repair-solved",
        "commissioning-csat",
        "dealer-osat",
        "relationship-osat",
        "relationship-nps",
    )
    asked = (("customer-relationship", "recommend-why"), ("repair-effort", "repair-why"))
    found: list[Row] = []
    for month, number in ((month, number) for month in range(1, 13) for number in range(90)):
        line = {"answer_id": f"{month} {number}", "answered_on": f"2027-{month:02}-{random.randint(1, 28):02}"}
        if table == "cx_comments":
            for survey, question in asked:
                found.append({**line, "survey": survey, "question": question, "words": f"word {number}"})
        else:
            place = {
                "country": random.choice(("AT", "CH", "DE", "NL", "NO")),
                "tier": random.choice(("gold", "silver", "registered")),
                "partner": random.choice(("rhine-pumps", "fjord-pumps")),
            }
            for metric in metrics:
                score = random.randint(0, 1) if metric == "repair-solved" else random.randint(1, 5)
                found.append({**line, "survey": "any", "metric": metric, "score": score, **place})
    return found


# THE TEST'S OWN MEANS


def test_brute_force_finds_what_pairs_and_remainders_give_away() -> None:
    scores: Mapping[Key, list[int]] = {("A", "gold"): [2, 3, 4], ("A", "silver"): [2, 4], ("B", "gold"): [7, 7, 7, 7]}
    sight = Sight("", at(3, "ease"), ("country", "tier"), (0, 1, 2))
    table = Table(sight, "ease", scores, {})
    assert table.given_away([()]) == []
    assert table.given_away([(), ("A",)]) == [(("B", "gold"),)]
    assert table.given_away([("A",), ("A", "gold")]) == [(("A", "silver"),)]
    assert {frozenset(group) for group in table.small()} == {
        frozenset({("A", "silver")}),
        frozenset({("B", "gold")}),
    }
