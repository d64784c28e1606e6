"""A limit rests on a tool that cannot keep it, because it does not see all that counts.

A rest of 92 days keeps everybody at four invitations in 365 days, as long as the tool knows of all of them. It does not
if a second tool sends some, if a survey runs in no tool, if the tool takes each record of a person for somebody else,
if it looks at the trigger and sends later, or if the limit speaks of accounts and the tool of persons. Then the rest
looks like what keeps the limit, and does not.

This is said of limits that are not proved, where the rest or the shared caps of a tool would keep them if they saw
everything that counts. `surveyed-too-often` shows a calendar that breaks the limit, `limit-not-decided` says that it is
open; here stands which tool was to keep it, and what it does not see. Surveys that stand outside the rest on purpose
(`respects: false`, `starts: false`) are not meant, and neither are rests that surveys set for themselves: of these
speaks `guard-unenforced`.

To mend it, say what the tool sees: `shares_rest_with` names the tools of whose invitations it knows, `through` the tool
of a survey, `counts_per` whose invitations it counts together. If it sees no more than it says, somebody has to watch
the limit; then an exception with a reason says who does.

```yaml bad
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {rest: 92d}
---
kind: channel
id: crm
type: crm
tool: CRM
enforces: {rest: 92d}
---
kind: policy
id: contact-load
severity: info
frequency:
  - {at_most: 4, within: 365d, source: House rule}  # <-
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: after-visit
purpose: pulse
asks: [buyer]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [satisfied]
through: survey-tool
---
kind: survey
id: before-renewal
purpose: interview
asks: [buyer]
when: {before: renewal, delay: 60d..90d}
identity: identified
minutes: 20
questions: [satisfied]
through: crm
```

```yaml bad
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {rest: 92d}
---
kind: policy
id: contact-load
severity: info
frequency:
  - {at_most: 4, within: 365d, per: account, source: House rule}  # <-
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: after-visit
purpose: pulse
asks: [buyer]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [satisfied]
through: survey-tool
```

```yaml good
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {rest: 92d}
shares_rest_with: [crm]
---
kind: channel
id: crm
type: crm
tool: CRM
enforces: {rest: 92d}
shares_rest_with: [survey-tool]
---
kind: policy
id: contact-load
severity: info
frequency:
  - {at_most: 4, within: 365d, source: House rule}
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: after-visit
purpose: pulse
asks: [buyer]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [satisfied]
through: survey-tool
---
kind: survey
id: before-renewal
purpose: interview
asks: [buyer]
when: {before: renewal, delay: 60d..90d}
identity: identified
minutes: 20
questions: [satisfied]
through: crm
```
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any, NamedTuple

from cxprog.analysis.frequency.days import length, longest_period
from cxprog.analysis.frequency.keeping import Keep
from cxprog.analysis.frequency.placed import verdicts_of
from cxprog.analysis.frequency.reading import Ask, Limit
from cxprog.analysis.frequency.starvation import Starvation, starvation_of
from cxprog.analysis.frequency.wording import all_of, quoted
from cxprog.facts import in_use, understood
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_SHOWN = 3
"""How many surveys stand for all."""


class _Gap(NamedTuple):
    """What the tool whose guard would keep a limit does not see."""

    surveys: tuple[str, ...]
    why: str
    """Goes on from: the rest of 92 days in `survey-tool` cannot keep this limit."""
    kind: str
    of: str
    key: str
    """The key that would say otherwise, in a document of this kind and id."""
    help: str


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    # Only a program that was understood whole tells that no channel says otherwise.
    if not program.may_hold("frequency") or not understood(program, "survey", "channel", "role", "policy", "event"):
        return
    policies = {entry.id for entry in in_use(program, "policy")}
    unproved = {key for key in _unproved(program) if key[0] in policies}
    if not unproved:
        return
    starvation = starvation_of(program)
    used = {entry.id for entry in in_use(program, "survey")}
    limits = [each for each in starvation.reading.limits if each.pack is None]
    for limit in sorted(limits, key=lambda each: (each.policy, each.index)):
        held = _Held(starvation, limit, _days(starvation, limit), used)
        if (limit.policy, limit.index) in unproved and held.days:
            for keep, gap in held.gaps():
                yield _finding(program, limit, keep, gap, say)


def _unproved(program: Program) -> set[tuple[str, int]]:
    """Policy and index of the limits that somebody can break, or of which that is not known."""
    verdicts = (each for each in verdicts_of(program) if each.part == "frequency" and each.pack is None)
    return {(each.policy, each.index) for each in verdicts if each.answer != "proved"}


def _days(starvation: Starvation, limit: Limit) -> int:
    """Longest window of a limit on the number of invitations; 0 for any other."""
    spec, settings = limit.spec, starvation.reading.specs.settings
    if spec.gap is not None:
        return length(spec.gap)
    if not spec.at_most or spec.minutes is not None:
        return 0
    if spec.each is None:
        return length(spec.within)
    first, last = longest_period(spec.each, settings.fiscal_year if settings else "01-01")
    return last - first


def _finding(program: Program, limit: Limit, keep: Keep, gap: _Gap, say: Say) -> Finding:
    policy, tool = program.entries["policy"][limit.policy], program.entries["channel"][keep.of]
    others = (program.entries["survey"][name] for name in gap.surveys[:_SHOWN])
    stated = program.entries[gap.kind][gap.of]
    return say(
        f"{keep.words} cannot keep this limit: {gap.why}",
        policy.at("frequency", limit.index),
        tool.at(*keep.path, text="would keep it, if it saw all invitations"),
        *(each.at("id", text="counts too") for each in others),
        *((stated.at(gap.key, text="what it says now"),) if _is_shown(stated, keep, gap) else ()),
        help=gap.help,
        severity=Severity.INFO if policy.node.severity == "info" else None,
    )


def _is_shown(stated: Entry, keep: Keep, gap: _Gap) -> bool:
    """Whether the key is there to be shown, and is not shown already as the guard that stands in it."""
    return gap.key in (stated.document.data or {}) and (gap.of, gap.key) != (keep.of, keep.path[0])


@dataclass
class _Held:
    """One limit, and the tools whose guards would keep it."""

    starvation: Starvation
    limit: Limit
    days: int
    used: set[str]

    def gaps(self) -> Iterator[tuple[Keep, _Gap]]:
        """What these tools do not see; one finding for each tool and reason."""
        inside: dict[str, tuple[Keep, list[Ask]]] = {}
        asks = [ask for name, ask in self.starvation.asks.items() if name in self.used and self._is_counted(ask)]
        for ask in asks:
            keep = self._keeper(ask)
            if keep is not None:
                inside.setdefault(keep.of, (keep, []))[1].append(ask)
        blind: set[frozenset[str]] = set()
        # Of two tools that do not know of each other, the one with more surveys is meant to keep the limit.
        for channel, (keep, own) in sorted(inside.items(), key=lambda pair: (-len(pair[1][1]), pair[0])):
            yield from ((keep, gap) for gap in self._counting(channel, keep, own))
            by_tool: dict[str, list[str]] = {}
            for ask in self._unseen(channel, keep, own, asks):
                by_tool.setdefault(ask.spec.through or "", []).append(ask.id)
            for tool, names in sorted(by_tool.items()):
                if frozenset((channel, tool)) not in blind:
                    blind.add(frozenset((channel, tool)))
                    yield keep, self._gap(channel, tool, tuple(names))

    def _is_counted(self, ask: Ask) -> bool:
        return self.starvation.reading.is_counted(self.limit.spec.of, ask, ask.spec.asks)

    @property
    def _allowed(self) -> int:
        return 1 if self.limit.spec.gap is not None else int(self.limit.spec.at_most)

    def _keeper(self, ask: Ask) -> Keep | None:
        """The shared guard of its tool that would keep the limit, for a survey that takes part in it."""
        if not ask.spec.rest.starts:
            return None
        shared = [keep for keep in self.starvation.keeping.keeps(ask) if keep.is_shared and keep.days > 0]
        return next((keep for keep in shared if self._bound(keep) <= self._allowed), None)

    def _bound(self, keep: Keep) -> int:
        return keep.at_most * ceil(self.days / keep.days)

    # WHOM IT COUNTS TOGETHER

    def _counting(self, channel: str, keep: Keep, own: list[Ask]) -> Iterator[_Gap]:
        """A tool that takes people of one account, or records of one person, for different ones, or looks too early."""
        enforces, per = own[0].enforces, self.limit.spec.per
        assert enforces is not None, "it keeps a guard"
        names = tuple(ask.id for ask in own)
        if per in ("account", "partner") and not (per == "account" and enforces.counts_per == "account"):
            people = self._people(own, per)
            if people is None or people * self._bound(keep) > self._allowed:
                why = f"it counts per {enforces.counts_per}, the limit per {per}"
                yield _Gap(names, why, "channel", channel, "enforces", _PER_ACCOUNT[per].format(channel))
        records = enforces.records_per_person or self.days
        if per == "person" and enforces.counts_per == "record" and records * self._bound(keep) > self._allowed:
            why = f"`{channel}` counts each record by itself, and one person can have several"
            yield _Gap(names, why, "channel", channel, "enforces", _PER_RECORD.format(channel))
        if any(ask.send_delay not in (None, (0, 0)) for ask in own) and self._most(own) > self._allowed:
            why = f"`{channel}` looks at the trigger, so invitations on their way are not seen"
            yield _Gap(names, why, "channel", channel, "enforces", _AT_TRIGGER.format(channel))

    def _people(self, own: list[Ask], per: str) -> int | None:
        """Most people of one account, or of one partner, whom some surveys ask; None where that is not said."""
        roles = {name: self.starvation.reading.specs.get("role", name) for ask in own for name in ask.spec.asks}
        counted = [role for role in roles.values() if role and (per == "account" or role.audience == "partner")]
        if any(role.per_account is None for role in counted):
            return None
        return sum(int(role.per_account) for role in counted)

    def _most(self, asks: list[Ask]) -> int:
        return sum(self.starvation.most_sends(ask, self.days) for ask in asks)

    # WHAT OTHERS SEND

    def _unseen(self, channel: str, keep: Keep, own: list[Ask], asks: list[Ask]) -> Iterator[Ask]:
        """Surveys in other tools, or in none, that some of these people get without the tools knowing of each other."""
        by_role: dict[str, list[Ask]] = {}
        for ask in own:
            for role in ask.spec.asks:
                by_role.setdefault(role, []).append(ask)
        for other in asks:
            tool = other.spec.through or ""
            if tool == channel or not self._is_apart(channel, other):
                continue
            mates = (mate for role in self.starvation.keeping.roles_met(other) for mate in by_role.get(role, ()))
            met = [mate for mate in mates if self.starvation.keeping.can_meet(mate, other)]
            if met and self._can_exceed(keep, met, other):
                yield other

    def _is_apart(self, channel: str, other: Ask) -> bool:
        """Whether two tools, of which one would keep the limit, do not both know what the other one sends."""
        tool = other.spec.through
        if not tool or not other.enforces:
            return True
        if not other.spec.rest.respects or not other.spec.rest.starts:
            return False  # meant so
        return not self._knows(channel, tool) or not self._knows(tool, channel)

    def _knows(self, channel: str, other: str) -> bool:
        spec = self.starvation.reading.specs.get("channel", channel)
        return spec is not None and other in spec.shares_rest_with

    def _can_exceed(self, keep: Keep, met: list[Ask], other: Ask) -> bool:
        """Whether both together can exceed the limit, as far as numbers tell."""
        return min(self._bound(keep), self._most(met)) + self.starvation.most_sends(other, self.days) > self._allowed

    def _gap(self, channel: str, tool: str, names: tuple[str, ...]) -> _Gap:
        listed = all_of(quoted(names[:_SHOWN])) if len(names) <= _SHOWN else f"`{names[0]}` and {len(names) - 1} others"
        runs = "runs" if len(names) == 1 else "run"
        if not tool:
            mend = f"name the tool with `through:`; if it is not `{channel}`, both have to know of each other"
            return _Gap(names, f"{listed} {runs} in no tool that it knows of", "survey", names[0], "through", mend)
        if not self._knows(channel, tool):
            mend = f"set `shares_rest_with: [{tool}]` in `{channel}` if it knows of them, and the other way round"
            why = f"it does not know of {listed} in `{tool}`"
            return _Gap(names, why, "channel", channel, "shares_rest_with", mend)
        mend = f"set `shares_rest_with: [{channel}]` in `{tool}` if it knows of them"
        why = f"`{tool}` with {listed} does not know what `{channel}` sends"
        return _Gap(names, why, "channel", tool, "shares_rest_with", mend)


_PER_ACCOUNT: dict[Any, str] = {
    "account": "set `counts_per: account` under `enforces` of `{}` if it counts so, or say with `per_account` how many "
    "people of one account hold each role",
    "partner": "say with `per_account` how many people of one partner hold each role; no tool counts per partner",
}
_PER_RECORD = (
    "set `counts_per: person` under `enforces` of `{}` if it knows which records are one person, or "
    "`records_per_person` to the most that one has"
)
_AT_TRIGGER = "set `evaluated_at: send` under `enforces` of `{}` if it looks again before it sends"
