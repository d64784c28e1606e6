"""Promises to respondents that a small change of a gallery program breaks, each with what is found of it."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import yaml

from cxprog.analysis.anonymity.linked import linked
from cxprog.analysis.anonymity.promises import flows
from cxprog.analysis.anonymity.values import Flow, Linked, View
from cxprog.analysis.anonymity.views import views
from cxprog.analysis.specs import Specs
from cxprog.compiler import Checked, Project, check_project
from cxprog.finding import Finding
from cxprog.report._words import places
from cxprog.source import Source
from tests.broken_limits import changes_in
from tests.stated_rules import GALLERY, TODAY, Mistake, changed, project

ADDED_FILE = "added.yaml"
"""Name of the file that documents come in which a case needs and the program does not have."""
_WIDTH = 110
_MARGIN = 14


@dataclass(frozen=True)
class Broken:
    """A promise that a program keeps, and a change after which it does not."""

    id: str
    says: str
    rule: str
    """The rule that reports it."""
    about: Mapping[str, str]
    """Whose promise or number it is: `flow`, `view` with `of`, or `worked_out`; `to` somebody."""
    given: tuple[Mistake, ...]
    """Changes that the case needs, and that leave the promise kept."""
    added: str
    """Documents that it needs, in YAML."""
    change: Mistake
    by_hand: str
    """The sum, or the way from the answer to whoever must not know."""

    @cached_property
    def before(self) -> Checked:
        """The program with what the case needs and without the change."""
        return check_project(self._whole, TODAY)

    @cached_property
    def after(self) -> Checked:
        """The program with the change."""
        return check_project(self.project_after, TODAY)

    @cached_property
    def project_after(self) -> Project:
        """The texts of the program with the change."""
        return changed(self._whole, self.change)

    @cached_property
    def _whole(self) -> Project:
        own = project(self.change.program)
        if self.added:
            own = replace(own, sources=(*own.sources, Source(ADDED_FILE, self.added)))
        for each in self.given:
            own = changed(own, each)
        return own

    # VERDICTS

    def flow(self, checked: Checked) -> Flow | None:
        """What somebody learns of a survey; None where nothing arrives, or the case is about something else."""
        found = (each for each in flows(Specs.of_program(checked.program)) if each.survey == self.about.get("flow"))
        return next((each for each in found if each.audience.id == self.about["to"]), None)

    def view(self, checked: Checked) -> View | None:
        """How small the groups are that somebody sees of a number in a report."""
        wanted = (self.about.get("view"), self.about.get("of"), self.about["to"])
        found = views(Specs.of_program(checked.program))
        return next((each for each in found if (each.report, each.what, each.audience.id) == wanted), None)

    def linked(self, checked: Checked) -> Linked | None:
        """What somebody can work out of all that is shown of a number."""
        wanted = (self.about.get("worked_out"), self.about["to"])
        found = linked(Specs.of_program(checked.program))
        return next((each for each in found if (each.what, each.audience.id) == wanted), None)

    def answer(self, checked: Checked) -> str:
        """The verdict; where nothing arrives at all, nothing is broken."""
        if "flow" in self.about:
            flow = self.flow(checked)
            return flow.answer if flow else "proved"
        if "view" in self.about:
            view = self.view(checked)
            return view.structural if view else "proved"
        found = self.linked(checked)
        return found.answer if found else "proved"

    # FINDINGS

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the rule says of the change."""
        said = {(each.rule, each.message) for each in self.before.run.findings}
        new = (each for each in self.after.run.findings if (each.rule, each.message) not in said)
        return tuple(each for each in new if each.rule == self.rule)

    @property
    def shown(self) -> Finding | None:
        """That one of them which says most of what the case is about."""
        names = [f"`{name}`" for name in self.about.values()]
        return max(self.findings, key=lambda each: sum(name in _text(each) for name in names), default=None)


def broken() -> Iterator[Broken]:
    """Every entry of `programs/gallery/broken-promises.yaml`, in order."""
    for each in yaml.safe_load((GALLERY / "broken-promises.yaml").read_text("utf-8")):
        change, given = changes_in(each)
        added = each.get("added", "")
        yield Broken(each["id"], each["says"], each["rule"], each["about"], given, added, change, each["by_hand"])


def _text(finding: Finding) -> str:
    return " ".join((finding.message, *(step.text for step in finding.witness)))


# THE TERMINAL


def table() -> tuple[str, bool]:
    """All of it for a terminal, and whether each promise was kept before and is broken after."""
    told = [_told(each) for each in broken()]
    return "\n".join(text for text, _ in told), all(is_shown for _, is_shown in told)


def _told(each: Broken) -> tuple[str, bool]:
    is_kept, finding = each.answer(each.before) == "proved", each.shown
    lines = [f"{each.id}  {each.says}", *_listed("program", each.change.program), *_listed("about", _about(each))]
    for given in each.given:
        lines += _listed("given", _change_words(given))
    if each.added:
        documents = yaml.safe_load_all(each.added)
        lines += _listed("added", ", ".join(f"{document['kind']} {document['id']}" for document in documents))
    lines += _listed("before", _kept(each) if is_kept else "NOT PROVED")
    lines += _listed("change", _change_words(each.change))
    if finding is None:
        lines += _listed("after", "NOT FOUND")
    else:
        place = f"{finding.primary.where.source.name}:{finding.primary.line}: " if finding.primary else ""
        lines += _listed("after", f"{place}{finding.severity}[{finding.rule}] {finding.message}")
        lines += _witness(each, finding)
    lines += _listed("by hand", each.by_hand)
    return "\n".join(lines) + "\n", is_kept and finding is not None


def _about(each: Broken) -> str:
    to = f"`{each.about['to']}`"
    if "flow" in each.about:
        return f"what {to} learns of `{each.about['flow']}`"
    if "view" in each.about:
        return f"what {to} sees of `{each.about['of']}` in `{each.about['view']}`"
    return f"what {to} can work out of `{each.about['worked_out']}`"


def _kept(each: Broken) -> str:
    """What was proved, and what it rests on."""
    flow, view, known = each.flow(each.before), each.view(each.before), each.linked(each.before)
    if "flow" in each.about:
        return f"proved: {', '.join(flow.carries)}" if flow else "proved: nothing arrives"
    if "view" in each.about:
        return f"proved: {'; '.join(hop.words for hop in view.resting)}" if view else "proved: nothing is shown"
    return f"proved: {known.reason}" if known else "proved: nothing is shown"


def _witness(each: Broken, finding: Finding) -> Iterator[str]:
    """A line for each step, with its place, then what is left."""
    for step in finding.witness:
        place = f", {places(each.after.run, step)}" if step.labels else ""
        yield from _wrapped(f"{step.text.strip()}{place}", f"{' ' * _MARGIN}- ", f"{' ' * _MARGIN}  ")


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
