"""Limits with full waves: cases worked out by hand, left-out waves, and all calendars of tiny programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, combinations, permutations
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, FormatChecker

from cxprog.analysis.frequency.census import Census, full_waves, with_full_waves
from cxprog.analysis.frequency.full import missing_waves
from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.frequency.replay import mistakes
from cxprog.analysis.frequency.values import Profile, Verdict, Witness
from cxprog.analysis.specs import Specs
from cxprog.cli import main
from cxprog.display.proofs_json import schema
from tests.calendars import day, specs

HOLDS, OPEN = "holds with full waves", "not decided with full waves"
CENSUS = "sampling: {census: true}"


def judged(program: Specs) -> tuple[Verdict, Census | None]:
    """The first verdict on a limit, else on a freeze, with what is known about it; all that is said is checked."""
    found = verdicts(program)
    with_waves = full_waves(program, found)
    for verdict, census in zip(found, with_waves, strict=True):
        assert (verdict.answer == "violated") == (census is not None)
        if census is not None:
            happens(program, verdict, census)
    return next(
        (pair for pair in zip(found, with_waves, strict=True) if pair[0].part == "frequency"), (found[0], with_waves[0])
    )


def happens(program: Specs, verdict: Verdict, census: Census) -> None:
    """A calendar with full waves is one that the replay accepts, and leaves nobody out."""
    assert (census.answer == "violated") == (census.witness is not None)
    assert census.reason or census.answer != OPEN
    if census.witness is not None:
        told = replace(verdict, profile=census.profile, witness=census.witness, least=census.witness.total)
        assert mistakes(program, told) == []
        assert census.reason or missing_waves(program, told, census.witness) == []


def answer(text: str) -> str:
    """What is known about the only limit of a program: the default answer where it is not `violated`."""
    verdict, census = judged(specs(text))
    return census.answer if census else verdict.answer


def sends(witness: Witness | None) -> list[tuple[str, str]]:
    assert witness is not None
    return [(send.survey, date.fromordinal(send.day).isoformat()) for send in witness.sends]


# BY HAND


def anomaly(rest: int, minutes: int) -> Specs:
    """Waves of 5 minutes on day 0, of 2 on day 10 and of 20 on day 15."""
    waves = (("a", "2027-03-01", 5), ("b", "2027-03-11", 2), ("c", "2027-03-16", 20))
    lines = [
        f"survey {name}: when: {{on: ['{on}']}}; minutes: {long}; through: tool; {CENSUS}" for name, on, long in waves
    ]
    limit = f"policy load: frequency: [{{minutes: {minutes}, within: 30d}}]"
    return specs("\n".join((f"channel tool: enforces: {{rest: {rest}d}}", *lines, limit)))


def test_a_longer_rest_can_make_full_waves_worse() -> None:
    verdict, census = judged(anomaly(10, 6))
    assert census is not None and census.witness is not None
    assert (verdict.answer, census.answer, census.witness.total) == ("violated", "violated", 7)
    assert sends(census.witness) == [("a", "2027-03-01"), ("b", "2027-03-11")]
    verdict, census = judged(anomaly(10, 7))
    assert (verdict.answer, census and census.answer) == ("violated", HOLDS)
    for limit in (7, 24):
        verdict, census = judged(anomaly(12, limit))
        assert census is not None and census.witness is not None
        assert (verdict.answer, census.answer, census.witness.total) == ("violated", "violated", 25)
        assert sends(census.witness) == [("a", "2027-03-01"), ("c", "2027-03-16")]
    assert [judged(anomaly(rest, 25))[0].answer for rest in (10, 12)] == ["proved", "proved"]


TOOL = "channel tool: enforces: {rest: %s}\n"
ONE = "policy load: frequency: [{at_most: 1, within: 5d}]"
MINUTES = "policy load: frequency: [{minutes: 9, within: 5d}]"


def wave(name: str, when: str, more: str = f"; {CENSUS}", minutes: int = 5) -> str:
    return f"survey {name}: when: {{{when}}}; minutes: {minutes}; through: tool{more}\n"


# A short wave on the 1st keeps a long one on the 2nd back, unless somebody is left out of it.
SHORT, LONG = wave("a", "on: [2027-03-01]"), wave("b", "on: [2027-03-02]", minutes=10)

CASES = {
    "a short wave keeps a long one back": (TOOL % "3d" + SHORT + LONG + MINUTES, HOLDS),
    "a wave that is no census can be skipped": (
        TOOL % "3d" + wave("a", "on: [2027-03-01]", "") + LONG + MINUTES,
        "violated",
    ),
    "what people qualify by is not known": (
        TOOL % "3d" + wave("a", "on: [2027-03-01]", "; sampling: {census: true, criteria: [Uses it]}") + LONG + MINUTES,
        "violated",
    ),
    "a rest that is over on the day": (TOOL % "1d" + SHORT + LONG + MINUTES, "violated"),
    "the days of the waves may be swapped": (
        TOOL % "3d" + wave("a", "on: [2027-03-01], window: 3d") + LONG + MINUTES,
        "violated",
    ),
    "on the same day in either order": (
        TOOL % "3d" + SHORT + wave("b", "on: [2027-03-01]", minutes=10) + MINUTES,
        "violated",
    ),
    "what waits comes after the rest": (
        TOOL % "3d" + SHORT + wave("b", "on: [2027-03-02]", f"; on_block: defer; {CENSUS}", minutes=10) + MINUTES,
        "violated",
    ),
    "what waits too short is lost": (
        TOOL % "3d"
        + SHORT
        + wave("b", "on: [2027-03-02]", f"; on_block: defer; defer_for: 1d; {CENSUS}", minutes=10)
        + MINUTES,
        HOLDS,
    ),
    "an event can keep the short wave back": (
        TOOL % "2d" + SHORT + wave("b", "on: [2027-03-02]", minutes=10) + wave("c", "event: ticket", "", 1) + MINUTES,
        "violated",
    ),
    "an event that waits for its rate all the same": (
        "event ticket: type: event; at_most: 1 per 30d\n"
        + (TOOL % "2d" + SHORT + LONG + wave("c", "event: ticket", "", 1) + MINUTES),
        "violated",
    ),
    "a frozen day keeps the short wave back": (
        "channel tool: enforces: {rest: 3d, freezes: true}\n"
        + SHORT
        + LONG
        + "policy load: frequency: [{minutes: 9, within: 5d}]; freezes: [{first: 2027-03-01, last: 2027-03-01}]",
        "violated",
    ),
    "a freeze that no tool keeps stops no wave": (
        TOOL % "3d"
        + SHORT
        + LONG
        + "policy load: frequency: [{minutes: 9, within: 5d}]; freezes: [{first: 2027-03-01, last: 2027-03-01}]",
        HOLDS,
    ),
    "waves of one tool hold no other back": (
        "channel crm:\n" + TOOL % "3d" + SHORT + LONG.replace("through: tool", "through: crm") + MINUTES,
        "violated",
    ),
    "who holds one role only is not reached by the waves of the other": (
        "role user: may_also_be: [buyer]\n"
        + TOOL % "3d"
        + wave("a", "on: [2027-03-01]", f"; asks: [user]; {CENSUS}")
        + LONG
        + MINUTES,
        "violated",
    ),
    "regular waves, the short one always a day ahead": (
        TOOL % "3d"
        + wave("a", "every: 10d, starting: 2027-03-01")
        + wave("b", "every: 20d, starting: 2027-03-02", minutes=10)
        + MINUTES,
        HOLDS,
    ),
    "regular waves, the short one sometimes missing": (
        TOOL % "3d"
        + wave("a", "every: 20d, starting: 2027-03-01")
        + wave("b", "every: 10d, starting: 2027-03-02", minutes=10)
        + MINUTES,
        "violated",
    ),
    "every month, for ever": (
        TOOL % "3d"
        + wave("a", "every: monthly, starting: 2027-03-01")
        + wave("b", "every: monthly, starting: 2027-03-02", minutes=10)
        + MINUTES,
        HOLDS,
    ),
    "one that starts on any day": (
        TOOL % "3d" + wave("a", "every: 10d") + "policy load: frequency: [{minutes: 4, within: 5d}]",
        "violated",
    ),
    "reminders start no rest": (
        TOOL % "3d"
        + wave("a", "on: [2027-03-01]", f"; reminders: [{{after: 2d}}]; {CENSUS}")
        + "policy load: frequency: [{at_most: 1, within: 5d, reminders: counted}]",
        "violated",
    ),
    "a month": (
        TOOL % "3d" + SHORT + LONG + "policy load: frequency: [{minutes: 9, each: month}]",
        HOLDS,
    ),
    "ever": (TOOL % "3d" + SHORT + LONG + "policy load: frequency: [{minutes: 9}]", HOLDS),
    "a gap": (TOOL % "0d" + SHORT + LONG + "policy load: frequency: [{gap: 2d}]", "violated"),
    "a freeze that a kept-back wave never reaches": (
        TOOL % "3d" + SHORT + LONG + "policy load: freezes: [{first: 2027-03-02, last: 2027-03-02}]",
        HOLDS,
    ),
    "several people": (
        "role buyer: per_account: 2\n" + TOOL % "3d" + SHORT + "policy load: frequency: [{at_most: 1, per: account}]",
        "violated",
    ),
    "several people whose waves all keep each other back": (
        "role buyer: per_account: 2\n"
        + "channel tool: enforces: {rest: 3d, counts_per: account}\n"
        + SHORT
        + LONG
        + "policy load: frequency: [{minutes: 9, within: 5d, per: account}]",
        OPEN,
    ),
    "a tool that looks before it sends": (
        "channel tool: enforces: {rest: 3d, evaluated_at: trigger, send_delay: 0d..1d}\n" + SHORT + LONG + MINUTES,
        OPEN,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_by_hand(name: str) -> None:
    text, expected = CASES[name]
    assert answer(text) == expected


def test_without_a_census_nothing_changes() -> None:
    program = specs(
        TOOL % "3d" + wave("a", "on: [2027-03-01]", "") + "policy load: frequency: [{at_most: 0, within: 5d}]"
    )
    verdict, census = judged(program)
    reason = "no wave of a census counts here or keeps anything back"
    assert census == Census("violated", Profile(("buyer",)), verdict.witness, reason)


def test_only_what_is_violated_is_asked_about() -> None:
    program = specs(TOOL % "3d" + SHORT + ONE)
    (verdict,) = verdicts(program)
    assert verdict.answer == "proved"
    with pytest.raises(ValueError, match="only a limit that is violated"):
        with_full_waves(program, verdict)


def test_the_witness_says_who_it_is() -> None:
    text, _ = CASES["who holds one role only is not reached by the waves of the other"]
    verdict, census = judged(specs(text))
    assert census is not None
    assert (verdict.profile.roles, census.profile.roles) == (("buyer", "user"), ("buyer",))


def test_a_left_out_wave_is_seen() -> None:
    program = anomaly(10, 7)
    (verdict,) = verdicts(program)
    assert verdict.witness is not None
    assert sends(verdict.witness)[-1][0] == "c"
    for words in missing_waves(program, verdict, verdict.witness):
        assert words.endswith("does not reach contact 1")
    only_a = replace(verdict.witness, sends=verdict.witness.sends[:0], last=day("2027-03-10"))
    assert missing_waves(program, verdict, only_a) == ["the wave of `a` on 2027-03-01 does not reach contact 1"]


def test_regular_waves_without_a_first_day_have_to_be_in_the_calendar() -> None:
    program = specs(TOOL % "3d" + wave("a", "every: 10d") + "policy load: frequency: [{minutes: 4, within: 5d}]")
    verdict, census = judged(program)
    assert census is not None and census.witness is not None
    assert census.witness.anchors
    silent = replace(census.witness, sends=(), anchors={})
    assert len(missing_waves(program, verdict, silent)) == 1


def test_a_wave_that_makes_no_difference_is_in_the_calendar() -> None:
    other = wave("z", "on: [2027-03-04]").replace("through: tool", "through: crm")
    limit = "policy load: frequency: [{minutes: 4, within: 5d, of: {surveys: [a]}}]"
    _, census = judged(specs("channel crm:\n" + TOOL % "3d" + SHORT + other + limit))
    assert census is not None
    assert [survey for survey, _ in sends(census.witness)] == ["a", "z"]


def test_waves_come_before_the_time_before_them() -> None:
    # Events alone break the limit, also years before the first wave; the calendar with waves tells more.
    program = specs(
        TOOL % "3d"
        + wave("a", "every: 20d, starting: 2027-06-01")
        + wave("c", "event: ticket", "")
        + "policy load: frequency: [{at_most: 2, within: 7d}]"
    )
    _, census = judged(program)
    assert census is not None and census.witness is not None
    assert census.witness.first >= day("2027-06-01")
    assert "a" in [survey for survey, _ in sends(census.witness)]


def test_the_order_of_documents_changes_nothing() -> None:
    text, _ = CASES["regular waves, the short one sometimes missing"]
    turned = "\n".join(reversed(text.splitlines()))
    assert judged(specs(text)) == judged(specs(turned))


# THE COMMAND

SETTINGS = """\
kind: program
id: pumps
language: 1
version: 1.0.0
model: b2b
clock: Europe/Berlin
owner: office
---
{kind: team, id: office}
---
{kind: question, id: ease, type: ces, text: "How easy was it?"}
---
{kind: role, id: buyer, audience: customer, level: operational}
---
{kind: channel, id: tool, type: survey, tool: Any, enforces: {rest: 12d}}
---
{kind: policy, id: load, frequency: [{minutes: 24, within: 30d}, {minutes: 26, within: 30d}]}
"""
SURVEY = """\
---
{{kind: survey, id: {}, purpose: pulse, asks: [buyer], when: {{on: ["{}"]}}, identity: identified, minutes: {}, \
questions: [ease], through: tool, sampling: {{census: true}}}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    surveys = (("a", "2027-03-01", 5), ("b", "2027-03-11", 2), ("c", "2027-03-16", 20))
    (tmp_path / "cxprog.yaml").write_text(SETTINGS + "".join(SURVEY.format(*each) for each in surveys), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_says_more_and_nothing_else(folder: Path) -> None:
    plain, full = (CliRunner().invoke(main, ["prove", *more]) for more in ([], ["--census"]))
    assert (plain.exit_code, full.exit_code) == (1, 1)
    more = [line for line in full.stdout.splitlines() if line not in plain.stdout.splitlines()]
    assert " ".join(line.strip() for line in more) == (
        "violated even when every census wave reaches everybody: the calendar above leaves nobody out"
    )
    assert max(len(line) for line in full.stdout.splitlines()) <= 80


def test_a_limit_that_holds_with_full_waves_is_violated_all_the_same(folder: Path) -> None:
    file = folder / "cxprog.yaml"
    file.write_text(file.read_text("utf-8").replace("rest: 12d", "rest: 10d"), "utf-8")
    done = CliRunner().invoke(main, ["prove", "--census"])
    assert done.exit_code == 1
    assert "holds with full waves: it takes somebody who is left out of a wave" in done.stdout
    assert "2 limits: 1 proved, 0 not decided, 1 violated" in done.stdout


@pytest.mark.parametrize("rest", ["10d", "12d"])
def test_json_and_page(folder: Path, rest: str) -> None:
    file = folder / "cxprog.yaml"
    file.write_text(file.read_text("utf-8").replace("rest: 12d", f"rest: {rest}").replace("24", "6"), "utf-8")
    data = json.loads(CliRunner().invoke(main, ["prove", "--census", "--format", "json"]).stdout)
    assert not list(Draft202012Validator(schema(), format_checker=FormatChecker()).iter_errors(data))
    full = data["limits"][0]["verdicts"][0]["full_waves"]
    assert (full["answer"], full["witness"]["total"]) == ("violated", 7 if rest == "10d" else 25)
    page = CliRunner().invoke(main, ["prove", "--census", "--format", "html"]).stdout
    assert "Violated even when every census wave reaches everybody" in page
    default = json.loads(CliRunner().invoke(main, ["prove", "--format", "json"]).stdout)
    assert [verdict["full_waves"] for limit in default["limits"] for verdict in limit["verdicts"]] == [None, None]


# AGAINST EVERY CALENDAR OF TINY PROGRAMS

BASE = day("2027-03-01")


@dataclass(frozen=True)
class Tiny:
    """A survey of a tiny program."""

    name: str
    role: str
    minutes: int
    waves: tuple[tuple[int, int], ...]
    """First and last day of each; none for what an event leads to."""
    is_census: bool
    own: int
    cap: tuple[int, int] | None
    respects: bool
    starts: bool
    waits: int | None
    """None: what is kept back is dropped."""
    priority: int
    rate: int
    """Days between two events; 0: any number."""
    reminder: int
    regular: str


@dataclass(frozen=True)
class World:
    """A tiny program."""

    surveys: tuple[Tiny, ...]
    roles: tuple[str, ...]
    rest: int
    shared: tuple[int, int] | None
    frozen: tuple[int, int] | None
    minutes: bool
    within: int
    counts_reminders: bool
    counted: tuple[str, ...]

    def text(self, at_most: int) -> str:
        lines = [f"channel tool: enforces: {self._enforces()}"]
        if len(self.roles) > 1:
            lines.append("role user: may_also_be: [buyer]")
        lines += [self._survey(each) for each in self.surveys]
        lines += [
            f"event {each.name}: type: event" + (f"; at_most: 1 per {each.rate}d" if each.rate else "")
            for each in self.surveys
            if not each.waves
        ]
        sort = "minutes" if self.minutes else "at_most"
        reminders = ", reminders: counted" if self.counts_reminders else ""
        of = f", of: {{surveys: [{', '.join(self.counted)}]}}" if self.counted else ""
        freezes = f"; freezes: [{{first: {on(self.frozen[0])}, last: {on(self.frozen[1])}}}]" if self.frozen else ""
        limit = f"{{{sort}: {at_most}, within: {self.within}d{reminders}{of}}}"
        return "\n".join((*lines, f"policy load: frequency: [{limit}]{freezes}"))

    def _enforces(self) -> str:
        shared = f", shared_caps: [{{at_most: {self.shared[0]}, within: {self.shared[1]}d}}]" if self.shared else ""
        return f"{{own_rest: true, caps: true, freezes: true, rest: {self.rest}d{shared}}}"

    def _survey(self, each: Tiny) -> str:
        length = each.waves[0][1] - each.waves[0][0] + 1 if each.waves else 0
        days = ", ".join(on(first) for first, _ in each.waves)
        when = f"{{on: [{days}], window: {length}d}}" if each.waves else f"{{event: {each.name}}}"
        given = {
            "asks": f"[{each.role}]",
            "when": each.regular or when,
            "minutes": str(each.minutes),
            "through": "tool",
            "rest": f"{{own: {each.own}d, respects: {str(each.respects).lower()}, starts: {str(each.starts).lower()}}}",
        }
        if each.regular:
            given["retired"] = on(each.waves[-1][1] + 1)
        if each.is_census:
            given["sampling"] = "{census: true}"
        if each.cap:
            given["caps"] = f"[{{at_most: {each.cap[0]}, within: {each.cap[1]}d}}]"
        if each.waits is not None:
            given |= {"on_block": "defer", "defer_for": f"{each.waits}d", "priority": str(each.priority)}
        if each.reminder:
            given["reminders"] = f"[{{after: {each.reminder}d}}]"
        return f"survey {each.name}: " + "; ".join(f"{key}: {value}" for key, value in given.items())


def on(number: int) -> str:
    return date.fromordinal(BASE + number).isoformat()


def world(seed: int) -> World:
    """A tiny program of a few surveys within a few days."""
    random = Random(f"full waves {seed}")
    roles = ("buyer", "user") if random.random() < 0.3 else ("buyer",)
    has_event = random.random() < 0.4
    surveys = []
    for name in "abcd"[: random.choice((2, 3, 3, 4) if not has_event else (2, 2, 3))]:
        is_event = has_event and name == "a"
        length, regular = random.choice((1, 1, 2)), ""
        first = sorted(random.sample(range(5), random.choice((1, 1, 2))))
        waves = tuple((start, start + length - 1) for start in first)
        if not is_event and random.random() < 0.2:
            step, start = random.choice((2, 3)), random.randint(0, 2)
            waves = tuple((each, each) for each in range(start, start + 2 * step, step))
            regular = f"{{every: {step}d, starting: {on(start)}}}"
        surveys.append(
            Tiny(
                name,
                random.choice(roles),
                random.choice((1, 2, 9)),
                () if is_event else waves,
                not is_event and random.random() < 0.9,
                random.choice((0, 0, 2, 3)),
                (random.choice((1, 2)), random.randint(2, 4)) if random.random() < 0.2 else None,
                random.random() < 0.85,
                random.random() < 0.85,
                random.randint(1, 3) if not is_event and random.random() < 0.3 else None,
                random.choice((0, 0, 1)),
                random.choice((0, 3)) if is_event else 0,
                random.choice((0, 0, 1, 2)),
                regular,
            )
        )
    start = random.randint(0, 5)
    return World(
        tuple(surveys),
        roles,
        random.choice((0, 1, 2, 3, 3, 4)),
        (random.choice((1, 2)), random.randint(2, 4)) if random.random() < 0.2 else None,
        (start, start + random.randint(0, 1)) if random.random() < 0.25 else None,
        random.random() < 0.6,
        random.randint(1, 4),
        random.random() < 0.3,
        tuple(sorted(random.sample([each.name for each in surveys], 2))) if random.random() < 0.2 else (),
    )


_REACH = 6

History = tuple[tuple[int, str], ...]
Waiting = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Player:
    """Plays a tiny program for one person: waves of a census are due, everything else may be."""

    world: World
    surveys: tuple[Tiny, ...]

    def worst(self) -> int:
        """The most that any calendar counts in any window."""
        states: set[tuple[History, Waiting, frozenset[tuple[str, int]]]] = {((), (), frozenset())}
        worst = 0
        for today in range(-7, 15):
            after = {each for state in states for each in self.day(today, *state)}
            worst = max(worst, *(self.total(history) for history, _, _ in after))
            # No guard, window, wave or reminder together reach back further than this.
            states = {
                (
                    tuple(each for each in history if each[0] > today - _REACH),
                    waiting,
                    frozenset(each for each in done if each[1] > today - _REACH),
                )
                for history, waiting, done in after
            }
        return worst

    def total(self, history: History) -> int:
        counted = [
            (on, each.minutes if self.world.minutes else 1)
            for sent, name in history
            for each in self.surveys
            if each.name == name and (not self.world.counted or name in self.world.counted)
            for on in (sent, *([sent + each.reminder] if each.reminder and self.world.counts_reminders else []))
            if on == sent or (not self.is_frozen(on) and not self.is_retired(each, on))
        ]
        return max(
            (sum(weight for on, weight in counted if 0 <= on - first < self.world.within) for first, _ in counted),
            default=0,
        )

    def is_frozen(self, today: int) -> bool:
        frozen = self.world.frozen
        return frozen is not None and frozen[0] <= today <= frozen[1]

    def is_retired(self, survey: Tiny, today: int) -> bool:
        return bool(survey.regular) and today > survey.waves[-1][1]

    def is_blocked(self, survey: Tiny, today: int, history: History) -> bool:
        own = [today - sent for sent, name in history if name == survey.name]
        starts = {each.name for each in self.world.surveys if each.starts}
        shared = [today - sent for sent, name in history if name in starts]
        return (
            self.is_frozen(today)
            or self.is_retired(survey, today)
            or 0 in own
            or any(ago < survey.own for ago in own)
            or (survey.cap is not None and sum(ago < survey.cap[1] for ago in own) >= survey.cap[0])
            or (survey.respects and any(ago < self.world.rest for ago in shared))
            or (
                survey.respects
                and self.world.shared is not None
                and sum(ago < self.world.shared[1] for ago in shared) >= self.world.shared[0]
            )
        )

    def day(
        self, today: int, history: History, waiting: Waiting, done: frozenset[tuple[str, int]]
    ) -> Iterator[tuple[History, Waiting, frozenset[tuple[str, int]]]]:
        """Every way in which a day can go."""
        by_name = {each.name: each for each in self.surveys}
        kept = [(due, name) for due, name in waiting if today <= due + (by_name[name].waits or 0)]
        kept.sort(key=lambda each: (-by_name[each[1]].priority, each[0], each[1]))
        waves = [
            (each.name, first, each.is_census and today == last)
            for each in self.surveys
            for first, last in each.waves
            if first <= today <= last and (each.name, first) not in done
        ]
        free = [(name, first) for name, first, is_due in waves if not is_due]
        free += [(each.name, today) for each in self.surveys if not each.waves and self.may_happen(each, today, done)]
        must = [(name, first) for name, first, is_due in waves if is_due]
        for chosen in chain.from_iterable(combinations(free, number) for number in range(len(free) + 1)):
            due = [(name, True) for name, _ in (*must, *chosen)]
            after = done.union(must, chosen)
            # Those that wait keep their order; what is due comes before, between or after them.
            for order in permutations([*[(name, False) for _, name in kept], *due]):
                if [name for name, is_new in order if not is_new] == [name for _, name in kept]:
                    yield (*self.play(today, order, history, tuple(kept)), after)

    def may_happen(self, survey: Tiny, today: int, done: frozenset[tuple[str, int]]) -> bool:
        return not any(name == survey.name and 0 <= today - when < survey.rate for name, when in done)

    def play(
        self, today: int, order: tuple[tuple[str, bool], ...], history: History, waiting: Waiting
    ) -> tuple[History, Waiting]:
        by_name = {each.name: each for each in self.surveys}
        for name, is_new in order:
            survey = by_name[name]
            waits = any(other == name for _, other in waiting)
            if is_new and waits:
                continue
            if not self.is_blocked(survey, today, history):
                history = (*history, (today, name))
                waiting = tuple(each for each in waiting if each[1] != name)
            elif is_new and survey.waits is not None:
                waiting = (*waiting, (today, name))
        return tuple(sorted(history)), waiting


def worst_of(tiny: World) -> int:
    """The most that anybody can get with full waves: somebody who holds all roles, or some of them."""
    held = [{*tiny.roles}, *({role} for role in tiny.roles)]
    return max(Player(tiny, tuple(each for each in tiny.surveys if each.role in roles)).worst() for roles in held)


SEEDS = range(120)


@pytest.mark.parametrize("block", range(6))
def test_against_every_calendar(block: int) -> None:
    for seed in SEEDS[block::6]:
        tiny = world(seed)
        worst = worst_of(tiny)
        for at_most in sorted({max(worst - 1, 1), max(worst, 1)}):
            program = specs(tiny.text(at_most))
            verdict, census = judged(program)
            if verdict.answer == "proved":
                assert worst <= at_most, seed
                continue
            if verdict.answer == "not decided":
                continue
            assert census is not None
            assert census.answer == ("violated" if worst > at_most else HOLDS), (seed, at_most, worst, census)
