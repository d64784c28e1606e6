"""`cxprog calendar`: a small program in; heat map, page, iCalendar and JSON out, each read as its reader would."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import icalendar
import pytest
from click.testing import CliRunner

from cxprog.analysis.frequency.values import Profile, Send, Verdict, Witness
from cxprog.analysis.specs import Specs
from cxprog.check import Today
from cxprog.cli import main
from cxprog.codes import CODES
from cxprog.compiler import Project, check_project
from cxprog.display import calendar_ics, calendar_json, calendar_page, calendar_text
from cxprog.display._planned import Planned
from cxprog.manifest import Manifest, lower
from cxprog.report._characters import columns
from cxprog.source import Source

Golden = Callable[[str, str | bytes], None]

PROGRAM = """\
kind: program
language: 1
id: small
version: 1.0.0
model: b2b
clock: Europe/Berlin
owner: care
targets: {}
title: TITLE
---
{kind: team, id: care}
---
{kind: channel, id: tool, type: survey, tool: Tool}
---
{kind: question, id: easy, type: ces, text: How easy was it?}
---
{kind: role, id: buyer, audience: customer, level: tactical}
---
{kind: role, id: user, audience: customer, level: operational, title: ROLE}
---
{kind: role, id: guest, audience: customer, level: operational}
---
{kind: event, id: order, type: event, at_most: 1 per 10d}
---
{kind: event, id: visit, type: event}
---
kind: population
id: all
response_rate: 0.25
groups:
  - {role: buyer, people: 400}
  - {role: user, people: 2500}
---
kind: survey
id: wave
title: SURVEY
purpose: relational
asks: [buyer, user]
when: {every: quarterly, starting: 2027-01-11, window: 14d}
sampling: {share: 0.5}
reminders: [{after: 7d}]
identity: identified
minutes: 5
questions: [easy]
through: tool
---
kind: survey
id: after-order
purpose: transactional
asks: [buyer]
when: {event: order, delay: 1d}
identity: identified
minutes: 2
questions: [easy]
through: tool
---
kind: survey
id: after-visit
purpose: transactional
asks: [guest]
when: {event: visit}
identity: identified
minutes: 2
questions: [easy]
through: tool
---
kind: survey
id: census
purpose: pulse
asks: [user]
when: {on: [2027-03-01]}
identity: identified
minutes: 1
questions: [easy]
through: tool
---
kind: policy
id: load
title: POLICY
frequency:
  - {at_most: 2, within: 365d}
  - {gap: 30d}
  - {at_most: 3, within: 365d}
freezes:
  - {first: 2026-12-20, last: 2027-01-06, yearly: true, reason: REASON}
"""
PLAIN = {
    "TITLE": "Small pumps",
    "ROLE": "Machine operator",
    "SURVEY": "Working with us",
    "POLICY": "How often",
    "REASON": "Turn of the year",
}
HOSTILE = {
    "TITLE": '<script>alert("title")</script>',
    "ROLE": "مدير الصيانة 🚀 <b>",
    "SURVEY": "Quotes \"and\" 'more', commas; back\\\\slashes\\n{{ 7 * 7 }} \\u202Eturned",
    "POLICY": "</style><img src=x onerror=alert(1)>",
    "REASON": "END:VEVENT\\r\\nBEGIN:VEVENT",
}
TODAY = "2027-01-20"


def manifest(texts: dict[str, str]) -> Manifest:
    text = PROGRAM
    for name, value in texts.items():
        quoted = json.dumps(value, ensure_ascii=False) if texts is PLAIN else '"' + value.replace('"', '\\"') + '"'
        text = re.sub(rf"\b{name}\b", lambda _, quoted=quoted: quoted, text)
    checked = check_project(Project((Source("cxprog.yaml", text),)), Today(TODAY))
    assert not [finding.message for finding in checked.findings if finding.rule in CODES]
    return lower(checked.program, None)


def day(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def verdicts() -> tuple[Verdict, ...]:
    first, second = day("2027-03-01"), day("2027-03-12")
    sends = tuple(Send(at, name, at, at, roles=("user",)) for at, name in ((first, "census"), (second, "wave")))
    witness = Witness(sends, first, day("2027-03-30"), 2, {})
    user, buyer = Profile(("user",)), Profile(("buyer",))
    return (
        Verdict("load", 0, None, buyer, "not decided", 2, least=1, reason="say how often `visit` happens (`at_most`)"),
        Verdict("load", 1, None, user, "violated", 1, least=2, witness=witness),
        Verdict("load", 1, None, buyer, "violated", 1, least=2, witness=witness),
        Verdict("load", 2, None, user, "proved", 3, least=3, most=3),
    )


def planned(texts: dict[str, str] = PLAIN, found: tuple[Verdict, ...] | None = None, weeks: int = 14) -> Planned:
    return Planned(manifest(texts), verdicts() if found is None else found, day("2026-12-28"), weeks)


def text(made: Planned, width: int = 80, color: bool = False, blocks: bool = True) -> str:
    return calendar_text.render(made, width=width, color=color, blocks=blocks)


def taken(line: str) -> int:
    return sum(columns(sign, before) for before, sign in zip(["", *line], line, strict=False))


# GOLDENS


def test_the_heat_map(golden: Golden) -> None:
    golden("calendar/small-80.txt", text(planned()))
    golden("calendar/small-60.txt", text(planned(), width=60))


def test_the_page(golden: Golden) -> None:
    golden("calendar/small.html", calendar_page.render(planned()))


def test_the_icalendar(golden: Golden) -> None:
    golden("calendar/small.ics", calendar_ics.render(planned()))


def test_the_json(golden: Golden) -> None:
    golden("calendar/small.json", calendar_json.render(planned(weeks=4)))


def test_hostile_texts(golden: Golden) -> None:
    golden("calendar/hostile.txt", text(planned(HOSTILE), width=100))
    golden("calendar/hostile.ics", calendar_ics.render(planned(HOSTILE)))


# THE HEAT MAP


@pytest.mark.parametrize("texts", [PLAIN, HOSTILE])
@pytest.mark.parametrize("width", [60, 72, 100, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int, texts: dict[str, str]) -> None:
    for line in text(planned(texts, weeks=53), width=width).splitlines():
        assert taken(line) <= width, line
        assert line.isprintable()


def test_color_only_repeats_what_digits_say() -> None:
    plain, colored = text(planned()), text(planned(), color=True)
    assert "\x1b[" not in plain
    bare = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert [line.rstrip() for line in bare.splitlines()] == plain.splitlines()
    assert re.search(r"█100\b", plain)


def test_a_terminal_without_blocks_gets_letters() -> None:
    found = text(planned(found=()), blocks=False)
    assert found.isascii()
    assert re.search(r"\* 25\b", found)


def test_without_verdicts_nothing_is_said_about_limits() -> None:
    found = text(planned(found=()))
    assert "LIMITS" not in found
    assert "!" not in found


def test_nobody_is_asked_by_nothing() -> None:
    head = PROGRAM.partition("---")[0].replace("TITLE", "Empty")
    checked = check_project(Project((Source("cxprog.yaml", head + "---\n{kind: team, id: care}\n"),)), Today(TODAY))
    empty = Planned(lower(checked.program, None), (), day("2026-12-28"), 5)
    assert "No survey invites anybody." in text(empty)
    assert "No survey invites anybody." in calendar_page.render(empty)
    assert list(icalendar.Calendar.from_ical(calendar_ics.render(empty)).walk("VEVENT")) == []


# THE PAGE


class _Page(HTMLParser):
    """Elements that are open and closed, cells by row, and what would fetch or run something."""

    VOID = frozenset(("meta", "br", "link", "img", "input", "hr"))

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.fetches: list[str] = []
        self.ids: list[str] = []
        self.rows: list[int] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.add(tag)
        self.fetches += [name for name in given if name in ("src", "href") or name.startswith("on")]
        self.ids += [given["id"] or ""] if "id" in given else []
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th"):
            assert tag == "td" or given.get("scope"), "a heading of a table says what it heads"
            self.rows[-1] += int(given.get("colspan") or 1)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("texts", [PLAIN, HOSTILE])
def test_the_page_is_whole_and_by_itself(texts: dict[str, str]) -> None:
    page = _Page(calendar_page.render(planned(texts)))
    assert page.open == []
    assert page.fetches == []
    assert not page.tags & {"script", "img", "iframe", "link"}
    assert len(page.ids) == len(set(page.ids))
    # Every row of the year has a title and all its weeks; every row of the numbers has seven cells.
    assert set(page.rows) == {15, 7}


def test_hostile_texts_stay_texts() -> None:
    page = calendar_page.render(planned(HOSTILE))
    assert "&lt;script&gt;alert(&#34;title&#34;)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert "\u202e" not in page


# ICALENDAR


def events(source: str) -> dict[str, icalendar.Event]:
    read = icalendar.Calendar.from_ical(source)
    assert (str(read["VERSION"]), str(read["CALSCALE"])) == ("2.0", "GREGORIAN")
    found = {str(event["UID"]): event for event in read.walk("VEVENT")}
    assert len(found) == len(list(read.walk("VEVENT"))), "no two events share a UID"
    return found


def test_a_calendar_program_reads_what_was_meant() -> None:
    found = events(calendar_ics.render(planned(HOSTILE)))
    assert sorted(found) == [
        "freeze.load.0.20261220@small.cxprog",
        "wave.census.20270301@small.cxprog",
        "wave.wave.20270111@small.cxprog",
        "worst.load.frequency.2@small.cxprog",
    ]
    wave = found["wave.wave.20270111@small.cxprog"]
    assert (wave.decoded("DTSTART"), wave.decoded("DTEND")) == (date(2027, 1, 11), date(2027, 1, 25))
    assert wave.decoded("DTSTAMP") == datetime(2027, 1, 11, tzinfo=UTC)
    assert str(wave["SUMMARY"]) == "Wave: Quotes \"and\" 'more', commas; back\\slashes {{ 7 * 7 }} turned"
    assert "مدير الصيانة 🚀 <b>" in str(wave["DESCRIPTION"])
    freeze = found["freeze.load.0.20261220@small.cxprog"]
    assert freeze.decoded("DTEND") == date(2027, 1, 7)
    assert str(freeze["SUMMARY"]) == "Nobody is asked: END:VEVENT BEGIN:VEVENT"


@pytest.mark.parametrize("texts", [PLAIN, HOSTILE])
def test_lines_are_as_rfc_5545_wants_them(texts: dict[str, str]) -> None:
    data = calendar_ics.render(planned(texts)).encode()
    assert data.endswith(b"\r\n")
    lines = data.split(b"\r\n")[:-1]
    assert not [line for line in lines if b"\n" in line or b"\r" in line]
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines), "no fold breaks a character"
    for event in icalendar.Calendar.from_ical(data).walk("VEVENT"):
        assert event.errors == []
        assert {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"} <= event.keys()


def test_an_event_keeps_its_uid_when_titles_change() -> None:
    assert events(calendar_ics.render(planned())).keys() == events(calendar_ics.render(planned(HOSTILE))).keys()


def test_an_event_is_the_same_in_every_calendar_that_holds_it() -> None:
    few, many = (events(calendar_ics.render(planned(weeks=weeks))) for weeks in (12, 60))
    assert few.keys() < many.keys()
    assert all(event.to_ical() == many[uid].to_ical() for uid, event in few.items())


def test_a_freeze_of_every_year_is_there_every_year() -> None:
    found = [uid for uid in events(calendar_ics.render(planned(weeks=108))) if uid.startswith("freeze")]
    assert [uid.split(".")[3][:8] for uid in found] == ["20261220", "20271220", "20281220"]


# THE COMMAND


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder with the small program, whose limits nobody proves."""
    import cxprog.analysis.frequency.prove

    def nothing(specs: Specs, **how: object) -> tuple[Verdict, ...]:
        return ()

    monkeypatch.setattr(cxprog.analysis.frequency.prove, "verdicts", nothing)
    source = PROGRAM
    for name, value in PLAIN.items():
        source = re.sub(rf"\b{name}\b", value, source)
    (tmp_path / "cxprog.yaml").write_text(source)
    return tmp_path


def ran(*arguments: str, status: int = 0) -> str:
    result = CliRunner().invoke(main, ["calendar", *arguments])
    assert result.exit_code == status, result.output
    return result.output


def test_it_begins_with_the_month(quick: Path) -> None:
    found = json.loads(ran(str(quick), "--format", "json", "--as-of", "2027-02-10"))
    assert found["weeks"][0] == "2027-02-01"
    assert len(found["weeks"]) == 53


def test_it_begins_with_the_week_of_a_day(quick: Path) -> None:
    found = json.loads(ran(str(quick), "--format", "json", "--from", "2027-03-17", "--weeks", "2"))
    assert found["weeks"] == ["2027-03-15", "2027-03-22"]


@pytest.mark.parametrize("wrong", ["soon", "20270317", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_refused(quick: Path, wrong: str) -> None:
    assert "--from takes a day as YYYY-MM-DD" in ran(str(quick), "--from", wrong, status=2)


def test_a_program_with_errors_is_refused(quick: Path) -> None:
    (quick / "cxprog.yaml").write_text((quick / "cxprog.yaml").read_text().replace("through: tool", "through: tol"))
    assert "there is no channel `tol`" in ran(str(quick), status=1)


def test_a_calendar_file_keeps_its_bytes(quick: Path) -> None:
    file = quick / "small.ics"
    ran(str(quick), "--format", "ics", "--from", "2027-01-01", "--out", str(file))
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert file.read_bytes().count(b"\r\n") == file.read_bytes().count(b"\n")
