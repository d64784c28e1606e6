"""Counts of the groups that each audience sees, each worked out once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cxprog.analysis.anonymity.layout import LEVELS_MAX, Layout, layout_of
from cxprog.analysis.anonymity.populated import Part, Populated
from cxprog.analysis.anonymity.seen import Sight
from cxprog.analysis.anonymity.tally import Ask, Tally, feeds_of, tally, together

if TYPE_CHECKING:
    from cxprog.analysis.anonymity.columns import Columns

LARGE = 4_000
"""From so many groups of the population, surveys and levels together on, counting is done in arrays."""


@dataclass(frozen=True, eq=False)
class Counting:
    """What is counted of the people of a program."""

    populated: Populated

    @cached_property
    def _known(self) -> dict[Ask, Tally | str]:
        return {}

    @cached_property
    def _by_partner(self) -> dict[Ask, Mapping[str, Tally] | str]:
        return {}

    @cached_property
    def _columns(self) -> Columns:
        from cxprog.analysis.anonymity.columns import Columns

        return Columns(self.populated)

    @cached_property
    def _layouts(self) -> dict[tuple[str, tuple[str, ...]], Layout | None]:
        return {}

    # WHAT IS ASKED

    def layout(self, report: str, always: tuple[str, ...]) -> Layout | None:
        """The groups and totals of a report; None where there are too many sorts of them."""
        key = report, always
        if key not in self._layouts:
            self._layouts[key] = layout_of(self.populated.seen.reports[report], always)
        return self._layouts[key]

    def always(self, sight: Sight) -> tuple[str, ...] | str:
        """Dimensions of which a reader sees one value; the reason where nobody knows what the own part is."""
        specs = self.populated.specs
        metric: Any = None if sight.is_comment else specs.get("metric", sight.what)
        per = (metric.per,) if metric is not None and metric.per else ()
        if not sight.is_own or sight.audience.kind == "partner":
            return per
        by_account = "account" in (*self.populated.seen.reports[sight.report].cut_by, *per)
        if sight.audience.kind == "role" or by_account:
            return tuple(dict.fromkeys((*per, "account")))
        return f"nobody says how many people `{sight.audience.id}` serves"

    def part(self, sight: Sight) -> Part | str | None:
        """The part of the population that an audience sees; None for everybody, the reason where nobody knows."""
        if not sight.is_own or sight.audience.kind != "partner":
            return None
        return self.populated.part_of(sight.audience.id)

    def tally(self, sight: Sight, minimum: int, days: float | None = None) -> Tally | str:
        """What is counted of the groups that an audience sees in an edition, or in some other time; the reason where
        something is not known.
        """
        always, part = self.always(sight), self.part(sight)
        if isinstance(always, str) or isinstance(part, str):
            return always if isinstance(always, str) else str(part)
        layout = self.layout(sight.report, always)
        if layout is None:
            return f"`{sight.report}` has more than {LEVELS_MAX:,} sorts of totals"
        populated = self.populated
        surveys = populated.seen.surveys_of(sight.what)
        days = days or populated.days(populated.seen.reports[sight.report], surveys)
        own = "" if part is None or part.is_by_partner else sight.audience.id
        partner = own if any("partner" in level for level in layout.levels) else ""
        ask = Ask(surveys, days, layout, minimum, part, partner)
        return self._of_partners(ask, sight.audience.id) if part is not None and part.is_by_partner else self._of(ask)

    # WHAT IS COUNTED

    def _of(self, ask: Ask) -> Tally | str:
        if ask not in self._known:
            self._known[ask] = self._counted(ask)
        return self._known[ask]

    def _counted(self, ask: Ask) -> Tally | str:
        if not self._is_large(ask):
            return tally(self.populated, ask)
        from cxprog.analysis.anonymity.tally_large import tallies

        feeds = feeds_of(self.populated, ask)
        return feeds if isinstance(feeds, str) else tallies(self._columns, ask, feeds)[""]

    def _of_partners(self, ask: Ask, partner: str) -> Tally | str:
        """The parts of one partner, or of those who belong to it, each of whom sees its own."""
        assert ask.part is not None
        ((_, values),) = ask.part.values
        found = {value: self._of_partner(ask, value) for value in values}
        known = {value: each for value, each in found.items() if isinstance(each, Tally)}
        if not known:
            return next(each for each in found.values() if isinstance(each, str))
        return known[partner] if known.keys() == {partner} else together(known)

    def _of_partner(self, ask: Ask, value: str) -> Tally | str:
        if not self._is_large(ask):
            return self._of(ask._replace(part=Part((("partner", (value,)),), 1, True)))
        everybody = ask._replace(part=None)
        if everybody not in self._by_partner:
            self._by_partner[everybody] = self._all_partners(everybody)
        found = self._by_partner[everybody]
        nobody = f"no population counts the people of the partner `{value}`"
        return found if isinstance(found, str) else found.get(value, nobody)

    def _all_partners(self, ask: Ask) -> Mapping[str, Tally] | str:
        from cxprog.analysis.anonymity.tally_large import tallies

        feeds = feeds_of(self.populated, ask)
        return feeds if isinstance(feeds, str) else tallies(self._columns, ask, feeds, by_partner=True)

    def _is_large(self, ask: Ask) -> bool:
        return len(self.populated.rows) * len(ask.layout.levels) * len(ask.surveys) > LARGE
