"""Limits that a small change of a gallery program breaks, each with the calendar that shows it."""

from __future__ import annotations

import datetime
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import yaml

from cxprog.analysis.frequency.limited import limit_words
from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.frequency.telling import headline
from cxprog.analysis.frequency.values import Verdict
from cxprog.analysis.specs import Specs
from cxprog.compiler import Checked, Project, check_project
from cxprog.finding import Finding, Step
from cxprog.report._words import places
from cxprog.source import Source
from tests.stated_rules import GALLERY, TODAY, Mistake, changed, project

LIMITS_FILE = "limits.yaml"
"""Name of the file that a limit comes in which the program has not written down."""
_WIDTH = 110
_MARGIN = 14


@dataclass(frozen=True)
class Broken:
    """A limit that holds for a program, and a change after which it does not."""

    id: str
    says: str
    rule: str
    """The rule that reports it."""
    breaks: str
    """The limit, as `policy.frequency.1`."""
    limit: str
    """The policy in YAML; empty where the limit is that of a pack."""
    given: tuple[Mistake, ...]
    """Changes that the limit needs, and that leave it proved."""
    change: Mistake
    by_hand: str
    """The sum that shows it, as one does it with a calendar."""

    @cached_property
    def before(self) -> Checked:
        """The program with the limit and without the change."""
        return check_project(self._whole, TODAY)

    @cached_property
    def after(self) -> Checked:
        """The program with the change."""
        return check_project(changed(self._whole, self.change), TODAY)

    @cached_property
    def _whole(self) -> Project:
        own = project(self.change.program)
        if self.limit:
            own = replace(own, sources=(*own.sources, Source(LIMITS_FILE, self.limit)))
        for each in self.given:
            own = changed(own, each)
        return own

    def verdicts(self, checked: Checked) -> tuple[Verdict, ...]:
        """What is known about the limit, for each sort of person."""
        every = verdicts(Specs.of_program(checked.program))
        return tuple(each for each in every if f"{each.policy}.{each.part}.{each.index + 1}" == self.breaks)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rule says of the change."""
        said = {(each.rule, each.message) for each in self.before.run.findings}
        new = (each for each in self.after.run.findings if (each.rule, each.message) not in said)
        return tuple(each for each in new if each.rule == self.rule)


def broken() -> Iterator[Broken]:
    """Every entry of `programs/gallery/broken-limits.yaml`, in order."""
    for each in yaml.safe_load((GALLERY / "broken-limits.yaml").read_text("utf-8")):
        change, given = changes_in(each)
        limit = each.get("limit", "")
        yield Broken(each["id"], each["says"], each["rule"], each["breaks"], limit, given, change, each["by_hand"])


def changes_in(written: Mapping[str, Any]) -> tuple[Mistake, tuple[Mistake, ...]]:
    """The change of an entry, and those that it needs."""
    program = written["program"]
    return _change(program, written), tuple(_change(program, given) for given in written.get("given", ()))


def _change(program: str, written: Mapping[str, Any]) -> Mistake:
    return Mistake(program, written["was"], written["is"], written.get("near", ""))


def days(steps: tuple[Step, ...]) -> tuple[int, ...]:
    """Days since the first step, of each step."""
    dates = [datetime.date.fromisoformat(step.day) for step in steps]
    return tuple((date - dates[0]).days for date in dates)


# THE TERMINAL


def table() -> tuple[str, bool]:
    """All of it for a terminal, and whether each limit held before and is broken after."""
    told = [_told(each) for each in broken()]
    return "\n".join(text for text, _ in told), all(is_shown for _, is_shown in told)


def _told(each: Broken) -> tuple[str, bool]:
    before, findings = each.verdicts(each.before), each.findings
    held = bool(before) and all(verdict.answer == "proved" for verdict in before)
    specs = Specs.of_program(each.before.program)
    lines = [f"{each.id}  {each.says}", *_listed("program", each.change.program)]
    if before:
        whose = f"the {before[0].pack} pack" if before[0].pack else f"`{before[0].policy}`"
        lines += _listed("limit", f"{limit_words(specs, before[0])} ({whose})")
    for given in each.given:
        lines += _listed("given", _change_words(given))
    lines += _listed("before", _held(specs, before) if held else "NOT PROVED")
    lines += _listed("change", _change_words(each.change))
    for finding in findings[:1]:
        place = f"{finding.primary.where.source.name}:{finding.primary.line}: " if finding.primary else ""
        lines += _listed("after", f"{place}{finding.severity}[{finding.rule}] {finding.message}")
        lines += _calendar(each, finding.witness)
    if not findings:
        lines += _listed("after", "NOT FOUND")
    lines += _listed("by hand", each.by_hand)
    return "\n".join(lines) + "\n", held and bool(findings)


def _held(specs: Specs, before: tuple[Verdict, ...]) -> str:
    """What was proved, of those who can get most of what counts."""
    return f"proved: {headline(specs, max(before, key=lambda verdict: verdict.most or 0))}"


def _calendar(each: Broken, steps: tuple[Step, ...]) -> Iterator[str]:
    """A line for each send, with its day counted from the first, then the places it rests on."""
    wide = max(len(step.when) for step in steps)
    for number, step in zip(days(steps), steps, strict=True):
        start = f"{' ' * _MARGIN}{step.when:>{wide}}  day {number:<4}"
        yield from _wrapped(step.text, start, " " * len(start))
        yield from _wrapped(places(each.after.run, step), " " * len(start), " " * len(start))


def _change_words(change: Mistake) -> str:
    was, now = (" / ".join(line.strip() for line in text.split("\n")) for text in (change.was, change.is_now))
    return f"{was} -> {now or '(removed)'}"


def _listed(name: str, text: str) -> list[str]:
    return _wrapped(text, f"     {name:<9}", " " * _MARGIN)


def _wrapped(text: str, start: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False)


if __name__ == "__main__":
    text, is_shown = table()
    sys.stdout.write(text)
    sys.exit(not is_shown)
