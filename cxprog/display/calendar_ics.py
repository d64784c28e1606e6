"""A calendar as iCalendar (RFC 5545): one all-day event for each wave, freeze and window in which a limit is broken.

The UID of an event is made of ids and days alone, so that an event keeps it when titles change. Its DTSTAMP is its
first day: the same program gives the same bytes whenever they are written.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import NamedTuple

from cxprog.analysis.frequency.wording import number_of
from cxprog.display._planned import Planned, Sending


class _Entry(NamedTuple):
    name: str
    """What tells it from all others of the program: ids and a day."""
    first: int
    last: int
    summary: str
    description: str
    category: str


def render(planned: Planned) -> str:
    """The calendar; lines end as RFC 5545 asks, with carriage return and line feed."""
    from icalendar import Calendar, Event

    manifest = planned.manifest
    calendar = Calendar()
    calendar.add("prodid", "-//cxprog//cxprog calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", planned.title)
    calendar.add("x-wr-calname", planned.title)
    for entry in sorted(_entries(planned), key=lambda each: (each.first, each.last, each.name)):
        first = datetime.date.fromordinal(entry.first)
        event = Event()
        event.add("uid", f"{entry.name}@{manifest.program}.cxprog")
        event.add("dtstamp", datetime.datetime.combine(first, datetime.time(), datetime.UTC))
        event.add("dtstart", first)
        event.add("dtend", datetime.date.fromordinal(entry.last + 1))
        event.add("summary", entry.summary)
        event.add("description", entry.description)
        event.add("categories", [entry.category])
        event.add("transp", "TRANSPARENT")  # nobody is busy because of it
        calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data.decode()


def _entries(planned: Planned) -> Iterator[_Entry]:
    for sending in planned.sendings:
        yield _wave(sending)
    for each in planned.freezes:
        title = planned.title_of("policy", each.policy)
        yield _Entry(
            f"freeze.{each.policy}.{each.number}.{_day(each.first)}",
            each.first,
            each.last,
            f"Nobody is asked: {each.reason or title}",
            f"A freeze of the policy {each.policy}.",
            "FREEZE",
        )
    for worst in planned.worst:
        if worst.span and worst.span[1] >= worst.span[0]:
            is_broken = worst.verdict.answer == "violated"
            yield _Entry(
                f"worst.{worst.id}",
                *worst.span,
                f"{'Limit broken' if is_broken else 'Fullest window'}: {worst.limit}",
                f"{worst.words[:1].upper()}{worst.words[1:]}{worst.others_words}. Limit {worst.name}.",
                "LIMIT",
            )


def _wave(sending: Sending) -> _Entry:
    wave = sending.wave
    return _Entry(
        f"wave.{sending.survey}.{_day(wave.start)}",
        wave.first,
        wave.last,
        f"Wave: {sending.title}",
        f"Survey {sending.survey}. Asks {', '.join(sending.roles)}; takes {number_of(sending.minutes, 'minute')}.",
        "WAVE",
    )


def _day(day: int) -> str:
    return datetime.date.fromordinal(day).strftime("%Y%m%d")
