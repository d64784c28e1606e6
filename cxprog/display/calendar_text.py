"""A calendar as a heat map for terminals from 60 columns on; every cell has digits, and color only repeats them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from cxprog.analysis.frequency.load import RoleLoad
from cxprog.analysis.frequency.wording import figure, span_words
from cxprog.display import wrapped
from cxprog.display._planned import (
    ESTIMATE,
    KEY_ACCOUNTS,
    LEVELS,
    NOTES,
    Cell,
    Planned,
    cells,
    remarks,
    thousands,
    worst_words,
)
from cxprog.report._characters import columns

_BLOCKS, _LETTERS = "·▁▂▃▄▅▆▇█", ".:-=+*#%@"
"""How a level is drawn, where the terminal has the characters and where it has not."""
_COLORS = ("2", "32", "32", "33", "33", "31", "31", "1;31", "1;31")
"""ANSI colors by level."""
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MARKS = {"violated": "!", "not decided": "?", "proved": "="}
_NUMBERS = ("people", "invited", "minutes", "reminded", "at most")
_NUMBER_WIDTH = 9

Paint = Callable[[str, str], str]
"""Give a text an ANSI color."""


def render(planned: Planned, *, width: int, color: bool, blocks: bool) -> str:
    """The heat map, and below it what it rests on; no line is wider than `width` unless a single word is."""
    sheet = _Sheet(planned, width, color, blocks)
    lines = [*sheet.head(), "", *sheet.map(), *sheet.legend(), "", *sheet.years(), *sheet.below()]
    return "\n".join(line.rstrip() for line in lines) + "\n"


class _Sheet:
    def __init__(self, planned: Planned, width: int, color: bool, blocks: bool) -> None:
        self.planned = planned
        self.width = width
        self.drawn = _BLOCKS if blocks else _LETTERS
        self.less = "≤" if blocks else "<"
        self.frozen = "░░" if blocks else "xx"
        self.paint: Paint = (lambda text, code: f"\x1b[{code}m{text}\x1b[0m") if color else (lambda text, code: text)
        self.rows = [(role, cells(planned, role)) for role in planned.load.roles]
        self.titles = {role.role: planned.title_of("role", role.role) for role, _ in self.rows}
        longest = max((_columns(title) for title in self.titles.values()), default=0)
        self.label = max(10, min(longest, width // 4)) + 1
        digits = max((len(cell.digits) for _, row in self.rows for cell in row), default=2)
        self.cell = max(2, digits) + 2

    def wrapped(self, text: str, indent: int = 0, mark: str = "") -> Iterator[str]:
        """Lines of a text; a mark stands in the indent of the first one, and all others are indented further."""
        for index, line in enumerate(wrapped(text, 2 * indent, self.width)):
            yield f"{mark:<{indent}}{line[2 * indent :]}" if index == 0 else line

    def head(self) -> Iterator[str]:
        planned = self.planned
        yield from self.wrapped(f"{planned.title}, version {planned.manifest.version}")
        yield from self.wrapped(f"contact pressure, {span_words(planned.first, planned.last)}")

    # THE MAP

    def map(self) -> Iterator[str]:
        """Bands of as many weeks as fit beside the titles."""
        if not self.rows:
            yield from self.wrapped("No survey invites anybody.")
            yield ""
            return
        room = max(1, (self.width - self.label) // self.cell)
        for start in range(0, self.planned.count, room):
            yield from self._band(range(start, min(start + room, self.planned.count)))
            yield ""

    def _band(self, band: Sequence[int]) -> Iterator[str]:
        mondays = [self.planned.weeks[index] for index in band]
        days = [date.fromordinal(monday) for monday in mondays]
        yield " " * self.label + self._months(days)
        yield self._line("week from", [f"{day.day:>2}" for day in days])
        if any(map(self.planned.is_frozen, mondays)):
            yield self._line("frozen", [self.frozen * self.planned.is_frozen(monday) for monday in mondays])
        for role, row in self.rows:
            shown = "".join(self._cell(row[index]) for index in band)
            yield _fitted(self.titles[role.role], self.label - 1, self.ellipsis) + " " + shown

    @property
    def ellipsis(self) -> str:
        return "…" if self.drawn == _BLOCKS else "~"

    def _months(self, days: list[date]) -> str:
        """Names of months where they begin, with the year where there is room."""
        begins = [index for index, day in enumerate(days) if index == 0 or day.day <= 7]
        line = ""
        for index, end in zip(begins, [*begins[1:], len(days)], strict=True):
            name, room = _MONTHS[days[index].month - 1], (end - index) * self.cell
            name = f"{name} {days[index].year}" if room > 8 else name
            line += f"{name if room > len(name) else '':<{room}}"
        return line

    def _line(self, title: str, texts: list[str]) -> str:
        return f"{title:<{self.label}}" + "".join(f"{text:<{self.cell}}" for text in texts)

    def _cell(self, cell: Cell) -> str:
        digits = cell.digits.replace("≤", self.less)
        drawn = " " if cell.sort in ("unknown", "at most") else self.drawn[cell.level]
        mark = "!" if cell.is_worst else " "
        return self.paint(drawn + f"{digits:>{self.cell - 2}}", _COLORS[cell.level]) + mark

    def legend(self) -> Iterator[str]:
        yield from self.wrapped("Invitations per 100 people who hold the role, in the week from each Monday:")
        steps = [f"{self.drawn[0]} none", f"{self.drawn[1]} up to {LEVELS[1]}"]
        steps += [f"{self.drawn[index]} over {least}" for index, least in enumerate(LEVELS[1:], 2)]
        steps += ["<1 fewer than one"] if any(cell.digits == "<1" for _, row in self.rows for cell in row) else []
        sorts = {cell.sort for _, row in self.rows for cell in row}
        steps += [f"{self.less}9 nothing expected, at most 9"] if "at most" in sorts else []
        steps += ["? not known"] if "unknown" in sorts else []
        if any(cell.is_worst for _, row in self.rows for cell in row):
            steps.append("! sent in a calendar that breaks a limit")
        if self.planned.freezes:
            steps.append(f"{self.frozen} some days are frozen")
        yield from _joined(steps, self.width)

    # NUMBERS

    def years(self) -> Iterator[str]:
        load = self.planned.load
        yield from self.wrapped(f"BY ROLE, {span_words(load.first, load.last)}")
        longest = max((_columns(title) for title in self.titles.values()), default=0)
        label = min(max(self.label, longest + 1), self.width - len(_NUMBERS) * _NUMBER_WIDTH)
        yield " " * label + "".join(f"{name:>{_NUMBER_WIDTH}}" for name in _NUMBERS)
        for role, _ in self.rows:
            yield _fitted(self.titles[role.role], label - 1, self.ellipsis) + " " + self._numbers(role)
        yield from self.wrapped(ESTIMATE)
        if any(role.unknown and role.year.invitations for role, _ in self.rows):
            yield from self.wrapped("+ means that surveys come on top which are not added up.")
        if load.leaves_out_key_accounts:
            yield from self.wrapped(KEY_ACCOUNTS)

    def _numbers(self, role: RoleLoad) -> str:
        more = "+" if role.unknown else ""
        numbers = (
            "?" if role.people is None else f"{role.people:,}",
            "?" if role.unknown and not role.year.invitations else thousands(role.year.invitations) + more,
            "?" if role.unknown and not role.year.invitations else thousands(role.year.minutes) + more,
            thousands(role.year.reminders),
            thousands(role.year_at_most.invitations),
        )
        return "".join(f"{number:>{_NUMBER_WIDTH}}" for number in numbers)

    # BELOW

    def below(self) -> Iterator[str]:
        sections = (
            ("WORST CASE FOR ONE PERSON IN ANY 365 DAYS", self._worst_cases()),
            ("LIMITS AT THEIR WORST", self._limits()),
            ("WAVES", self._waves()),
            ("FREEZES", self._freezes()),
        )
        for title, lines in sections:
            listed = [*lines]
            if listed:
                yield from ("", title, *listed)
        for sort, title in NOTES.items():
            found = [remark for remark in remarks(self.planned.load) if remark.sort == sort]
            if found:
                yield from ("", title.upper())
            for remark in found:
                yield from self.wrapped(f"{remark.survey} ({', '.join(remark.roles)}): {remark.why}", 2)

    def _worst_cases(self) -> Iterator[str]:
        for role, _ in self.rows:
            words = worst_words(role)
            if words:
                yield from self.wrapped(f"{self.titles[role.role]}: {words}", 2)

    def _limits(self) -> Iterator[str]:
        for each in self.planned.worst:
            yield from self.wrapped(f"{each.name}: {each.words}{each.others_words}", 2, _MARKS[each.verdict.answer])
        if self.planned.worst:
            yield from _joined(["! broken", "= proved to hold", "? not decided"], self.width)

    def _waves(self) -> Iterator[str]:
        for each in self.planned.sendings:
            days = span_words(each.wave.first, each.wave.last)
            what = f"{each.title} ({each.survey}), {figure(each.minutes)} min, asks {', '.join(each.roles)}"
            yield from self.wrapped(f"{days}: {what}", 2)

    def _freezes(self) -> Iterator[str]:
        for each in self.planned.freezes:
            reason = f": {each.reason}" if each.reason else ""
            yield from self.wrapped(f"{span_words(each.first, each.last)}{reason} ({each.policy})", 2)


def _joined(parts: list[str], width: int) -> Iterator[str]:
    """Parts side by side, none of them broken."""
    line = ""
    for part in parts:
        if line and len(line) + 3 + len(part) > width:
            yield line
            line = ""
        line = f"{line}   {part}" if line else part
    yield line


def _columns(text: str) -> int:
    """Columns that a text takes on a terminal."""
    before, taken = "", 0
    for character in text:
        taken += columns(character, before)
        before = character
    return taken


def _fitted(text: str, width: int, ellipsis: str) -> str:
    """A text cut or filled to so many columns."""
    if _columns(text) > width:
        while _columns(text) > width - 1:
            text = text[:-1]
        text = text.rstrip() + ellipsis
    return text + " " * (width - _columns(text))
