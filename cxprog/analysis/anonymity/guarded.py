"""Which tools keep small groups from being shown and worked out, whatever the counts turn out to be.

Before there are answers only expectations are known, and a group that is expected to be large enough may turn out too
small. So a proof rests on what a tool does at run time: it hides small groups; it hides what these could be worked out
from, unless no two groups that readers see have anybody in common; and a number that is shown again while answers come
in waits for a whole minimum of new ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from cxprog.analysis.anonymity.layout import layout_of
from cxprog.analysis.anonymity.populated import Populated
from cxprog.analysis.anonymity.values import At, Hop
from cxprog.reach import about_days

Shown = tuple[str, bool]
"""A report, and whether only the own part of it is seen."""


class Guarded(NamedTuple):
    """Whether tools keep small groups from being known."""

    is_kept: bool
    hides: bool
    """Whether small groups are hidden, though perhaps not what they can be worked out from."""
    reason: str
    """What is missing; empty where nothing is."""
    resting: tuple[Hop, ...]
    """What a proof rests on; at last what is missing."""


class _Step(NamedTuple):
    """One thing that a proof needs."""

    is_kept: bool
    hops: tuple[Hop, ...]


@dataclass(frozen=True, eq=False)
class Guards:
    """What the tools of a program keep."""

    populated: Populated

    @cached_property
    def _known(self) -> dict[tuple[str, str, frozenset[Shown]], Guarded]:
        return {}

    def guarded(self, report: str, what: str, around: frozenset[Shown]) -> Guarded:
        """Whether a number in a report is kept; `around` are all reports that show it to the same people."""
        key = report, what, around
        if key not in self._known:
            self._known[key] = self._guarded(report, what, sorted(around or {(report, False)}))
        return self._known[key]

    def _guarded(self, report: str, what: str, around: list[Shown]) -> Guarded:
        hops: list[Hop] = []
        for place, look in enumerate((self._hidden, self._apart, self._steady)):
            step = look(what, [(report, False)] if place == 0 else around)
            hops += step.hops
            if not step.is_kept:
                return Guarded(False, place > 0, step.hops[-1].words, tuple(hops))
        return Guarded(True, True, "", tuple(hops))

    # TOOLS

    def tool(self, report: str, what: str) -> str | None:
        """The tool that shows a report: the one it names, else that in which all surveys of the number run."""
        named = self.populated.seen.reports[report].through
        surveys = self.populated.seen.surveys_of(what)
        tools = {self.populated.specs.get("survey", survey).through for survey in surveys}  # type: ignore[union-attr]
        return named or (tools.pop() if len(tools) == 1 else None)

    def keeps(self, tool: str | None, key: str) -> bool:
        """Whether a tool guarantees something by itself."""
        spec = self.populated.specs.get("channel", tool)
        return spec is not None and bool(getattr(spec.enforces, key))

    def _hidden(self, what: str, reports: list[Shown]) -> _Step:
        """Whether the tool hides small groups."""
        ((report, _),) = reports
        tool = self.tool(report, what)
        if self.keeps(tool, "minimum_group"):
            return _Step(True, (_kept(tool, "minimum_group", "hides small groups"),))
        at = At("report", report, ("through",))
        words = f"`{tool}` does not say that it hides small groups (`minimum_group`)"
        return _Step(
            False, (Hop(at, words if tool else f"no tool hides small groups of `{report}`: `through` names none"),)
        )

    # WHAT ADDS UP

    def _apart(self, what: str, around: list[Shown]) -> _Step:
        """Whether nothing can be subtracted, or the tool hides what small groups could be worked out from."""
        report = around[0][0]
        if self.is_apart(what, around):
            return _Step(True, (Hop(At("report", report, ("cut_by",)), "no two groups have anybody in common"),))
        tools = sorted({self.tool(name, what) or "" for name, _ in around})
        if len(tools) == 1 and self.keeps(tools[0], "remainders"):
            return _Step(True, (_kept(tools[0], "remainders", "hides what small groups could be worked out from"),))
        if len(tools) == 1 and tools[0]:
            words = "does not say that it hides what small groups could be worked out from (`remainders`)"
            return _Step(False, (_kept(tools[0], "remainders", words),))
        names = " and ".join(f"`{name}`" for name in sorted({name for name, _ in around})[:2])
        told = f"{names} show it through several tools, of which none knows what the others show"
        unnamed = f"no tool hides what small groups of {names} could be worked out from (`remainders`)"
        return _Step(False, (Hop(At("report", report, ("through",)), unnamed if "" in tools else told),))

    def is_apart(self, what: str, around: list[Shown]) -> bool:
        """Whether no two of the groups that are seen have anybody in common, unless they are the same group."""
        reports = self.populated.seen.reports
        shapes = {
            (reports[name].every, reports[name].covers, is_own, layout_of(reports[name])) for name, is_own in around
        }
        if len({(*shape[:3], shape[3] and shape[3].levels) for shape in shapes}) != 1:
            return False
        every, covers, _, layout = next(iter(shapes))
        # Editions of two reports begin on the same days only where both keep to the calendar.
        is_aligned = len(around) == 1 or (every.measure == "months" and every.amount and covers is None)
        return (
            bool(is_aligned)
            and layout is not None
            and len(layout.levels) == 1
            and all(self._is_single(what, name) for name in layout.levels[0])
        )

    def _is_single(self, what: str, dimension: str) -> bool:
        """Whether nobody stands in two groups of a dimension."""
        surveys = self.populated.seen.surveys_of(what)
        if dimension == "role":
            asked = {role for name in surveys for role in self.populated.specs.get("survey", name).asks}  # type: ignore[union-attr]
            return asked.isdisjoint(self._held_together)
        if dimension in ("stage", "touchpoint"):
            return all(len(self.populated.places(name, dimension)) <= 1 for name in surveys)
        return dimension != "code"

    @cached_property
    def _held_together(self) -> frozenset[str]:
        """Roles that somebody can hold besides another one."""
        declared = ((name, *role.may_also_be) for name, role in self.populated.specs.each("role"))
        counted = (row.group.roles for row in self.populated.rows)
        return frozenset(role for roles in (*declared, *counted) if len(roles) > 1 for role in roles)

    # TIME

    def is_refreshed(self, report: str) -> bool:
        """Whether a number of a report is shown again before the time that it covers is over."""
        return is_refreshed(self.populated.seen.reports[report])

    def _steady(self, what: str, around: list[Shown]) -> _Step:
        """Whether no number is shown again before a minimum of new answers came in."""
        hops: dict[Hop, None] = {}
        for name, _ in around:
            if self.is_refreshed(name):
                tool = self.tool(name, what)
                if not self.keeps(tool, "steps"):
                    waits = f"`{tool}` does not say" if tool else "no tool says"
                    words = f"`{name}` is shown again while answers come in, and {waits} that it waits (`steps`)"
                    return _Step(False, (*hops, Hop(At("report", name, ("every",)), words)))
                hops[_kept(tool, "steps", "waits for a minimum of new answers")] = None
        return _Step(True, tuple(hops))


def is_refreshed(report: Any) -> bool:
    """Whether a number of a report is shown again before the time that it covers is over."""
    every = about_days(report.every)
    covers = about_days(report.covers) if report.covers else None
    return every is None or (covers is not None and covers > every)


def _kept(tool: str | None, key: str, words: str) -> Hop:
    return Hop(At("channel", tool or "", ("enforces", key)), f"`{tool}` {words}")
