"""A calendar as one self-contained page: a year of weeks by role, with waves, freezes and limits at their worst."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from cxprog.analysis.frequency.load import RoleLoad
from cxprog.analysis.frequency.wording import day_words, number_of, span_words
from cxprog.display._planned import (
    ESTIMATE,
    KEY_ACCOUNTS,
    LEVELS,
    NOTES,
    Cell,
    Planned,
    Remark,
    Sending,
    Worst,
    cells,
    remarks,
    thousands,
    worst_words,
)

_STATES = {"violated": "broken", "not decided": "not decided", "proved": "holds"}
"""What is known of a limit, in a word."""


def render(planned: Planned) -> str:
    """The page; whatever a program says is escaped."""
    from jinja2 import Environment, StrictUndefined

    text = files("cxprog.display").joinpath("calendar.html").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    page = environment.from_string(text).render(sheet=_Sheet(planned), estimate=ESTIMATE, key_accounts=KEY_ACCOUNTS)
    return page + ("" if page.endswith("\n") else "\n")


class _Week(NamedTuple):
    day: int
    """Day of the month of its Monday."""
    words: str
    is_frozen: bool
    begins_month: bool


class _Month(NamedTuple):
    name: str
    weeks: int


class _Bar(NamedTuple):
    """Some days of the year as a piece of a line."""

    left: str
    """Where it begins, in percent of the line."""
    width: str
    words: str


class _Line(NamedTuple):
    """One line below the roles."""

    title: str
    look: str
    """Class of its bars."""
    bars: list[_Bar]


@dataclass(frozen=True)
class _Field:
    """A role in one week, as the page shows it."""

    cell: Cell
    week: _Week

    @property
    def look(self) -> str:
        """Classes of the drawing."""
        sort = {"unknown": "unknown", "at most": "bounded"}.get(self.cell.sort, f"heat-{self.cell.level}")
        is_long = len(self.cell.digits) + self.cell.is_worst > 2
        marks = ((self.cell.is_worst, "is-worst"), (self.week.begins_month, "month"), (is_long, "long"))
        return " ".join([sort, *(name for holds, name in marks if holds)])

    @property
    def says(self) -> str:
        """The cell in words, for who cannot see where it stands."""
        words = {
            "none": "nobody is asked",
            "unknown": "not known",
            "at most": f"nothing expected, at most {self.cell.digits[1:]} per 100 people",
            "expected": f"{self.cell.digits} per 100 people",
        }[self.cell.sort]
        return f"{self.week.words}: {words}{'; sent in a calendar that breaks a limit' if self.cell.is_worst else ''}"


class _Row(NamedTuple):
    title: str
    fields: list[_Field]


class _Year(NamedTuple):
    """The twelve months of a role in numbers."""

    title: str
    file: str
    people: str
    invited: str
    minutes: str
    reminded: str
    at_most: str
    worst: str


@dataclass(frozen=True)
class _Limit:
    """A limit as the page shows it."""

    worst: Worst

    @property
    def state(self) -> str:
        return _STATES[self.worst.verdict.answer]

    @property
    def look(self) -> str:
        return self.state.replace(" ", "-")

    @property
    def says(self) -> str:
        return f"{self.worst.words[:1].upper()}{self.worst.words[1:]}{self.worst.others_words}."

    @property
    def when(self) -> str:
        return span_words(*self.worst.span) if self.worst.span else ""


@dataclass(frozen=True)
class _Sheet:
    """The calendar as the page shows it."""

    planned: Planned

    @property
    def levels(self) -> list[tuple[int, str]]:
        """Levels of the legend, with what they stand for."""
        ends = [*LEVELS[1:], None]
        return [
            (number, f"over {least}" if end is None else f"over {least} to {end}" if least else f"up to {end}")
            for number, (least, end) in enumerate(zip(LEVELS, ends, strict=True), 1)
        ]

    @property
    def span(self) -> str:
        return span_words(self.planned.first, self.planned.last)

    @property
    def year_span(self) -> str:
        return span_words(self.planned.load.first, self.planned.load.last)

    @property
    def weeks(self) -> list[_Week]:
        days = [date.fromordinal(monday) for monday in self.planned.weeks]
        return [
            _Week(
                day.day,
                f"week from {day_words(day.toordinal())}",
                self.planned.is_frozen(day.toordinal()),
                day.day <= 7,
            )
            for day in days
        ]

    @property
    def months(self) -> Iterator[_Month]:
        """Months in which the weeks begin; named where there is room for the name."""
        days = [date.fromordinal(monday) for monday in self.planned.weeks]
        for _, group in groupby(days, lambda day: (day.year, day.month)):
            held = list(group)
            name = day_words(held[0].toordinal()).partition(" ")[2]
            month, year = name.split(" ")
            yield _Month(f"{month[:3]} {year}" if len(held) > 2 else month[:3] if len(held) > 1 else "", len(held))

    @property
    def room(self) -> float:
        """Width of a week, so that its digits fit."""
        drawn = (cell for role in self.planned.load.roles for cell in cells(self.planned, role))
        longest = max((len(cell.digits) + cell.is_worst for cell in drawn), default=2)
        return 1.14 if longest <= 3 else 1.5

    @property
    def rows(self) -> Iterator[_Row]:
        weeks = self.weeks
        for role in self.planned.load.roles:
            drawn = cells(self.planned, role)
            title = self.planned.title_of("role", role.role)
            yield _Row(title, [_Field(cell, week) for cell, week in zip(drawn, weeks, strict=True)])

    # LINES

    @property
    def waves(self) -> Iterator[_Line]:
        """One line for each survey that has waves in these weeks."""
        by_survey: dict[str, list[Sending]] = {}
        for sending in self.planned.sendings:
            by_survey.setdefault(sending.survey, []).append(sending)
        for sendings in by_survey.values():
            bars = [self._bar(each.wave.first, each.wave.last) for each in sendings]
            yield _Line(sendings[0].title, "wave", bars)

    @property
    def freezes(self) -> Iterator[_Line]:
        """One line for all freezes, if there are any."""
        bars = [self._bar(each.first, each.last, each.reason) for each in self.planned.freezes]
        if bars:
            yield _Line("Nobody is asked", "freeze", bars)

    @property
    def windows(self) -> Iterator[_Line]:
        """One line for each limit whose fullest window lies in these weeks."""
        for each in self.planned.worst:
            if each.span and each.span[0] <= self.planned.last and each.span[1] >= self.planned.first:
                look = _Limit(each).look
                yield _Line(each.limit[:1].upper() + each.limit[1:], look, [self._bar(*each.span, _Limit(each).state)])

    def _bar(self, first: int, last: int, says: str = "") -> _Bar:
        total = 7 * self.planned.count
        begins = max(first, self.planned.first) - self.planned.first
        ends = min(last, self.planned.last) - self.planned.first + 1
        words = span_words(first, last) + (f": {says}" if says else "")
        return _Bar(f"{100 * begins / total:.3f}", f"{100 * (ends - begins) / total:.3f}", words)

    # BELOW

    @property
    def years(self) -> list[_Year]:
        return [self._year(role) for role in self.planned.load.roles]

    def _year(self, role: RoleLoad) -> _Year:
        more = "+" if role.unknown else ""
        is_empty = role.unknown and not role.year.invitations
        return _Year(
            self.planned.title_of("role", role.role),
            self.planned.file_of("role", role.role),
            "?" if role.people is None else f"{role.people:,}",
            "?" if is_empty else thousands(role.year.invitations) + more,
            "?" if is_empty else thousands(role.year.minutes) + more,
            thousands(role.year.reminders),
            thousands(role.year_at_most.invitations),
            worst_words(role) or "no limit looks at a year",
        )

    @property
    def has_more(self) -> bool:
        """Whether some role gets more than what is added up."""
        return any(role.unknown and role.year.invitations for role in self.planned.load.roles)

    @property
    def limits(self) -> list[_Limit]:
        return [_Limit(each) for each in self.planned.worst]

    @property
    def dates(self) -> Iterator[tuple[str, str, str, str, str, str]]:
        """Waves in order of days: when, what, id, file, for how long, whom."""
        for each in self.planned.sendings:
            days, file = span_words(each.wave.first, each.wave.last), self.planned.file_of("survey", each.survey)
            yield days, each.title, each.survey, file, number_of(each.minutes, "minute"), ", ".join(each.roles)

    @property
    def frozen(self) -> Iterator[tuple[str, str, str, str]]:
        for each in self.planned.freezes:
            file = self.planned.file_of("policy", each.policy)
            yield span_words(each.first, each.last), each.reason, each.policy, file

    @property
    def notes(self) -> Iterator[tuple[str, list[Remark]]]:
        """Headings with what stands below them; none without anything."""
        for sort, title in NOTES.items():
            listed = [remark for remark in remarks(self.planned.load) if remark.sort == sort]
            if listed:
                yield title, listed
