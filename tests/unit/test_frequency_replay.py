"""The replay of calendars: programs in a few lines, calendars made by hand, and what is said against them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from cxprog.analysis.frequency.replay import mistakes
from cxprog.analysis.frequency.values import Profile, Send, Verdict, Witness
from tests.calendars import day, specs

BUYER = Profile(("buyer",))
DAYS = ("cause", "checked")
TOOL = "channel tool: enforces: {{{}}}"


def sends(text: str) -> tuple[Send, ...]:
    """Lines such as `2027-03-01 nps cause=2027-02-27 contact=2 roles=buyer,user`."""
    found = []
    for line in text.strip().splitlines():
        when, survey, *rest = line.split()
        given: dict[str, Any] = {"cause": when, "checked": when, **dict(each.split("=") for each in rest)}
        roles = tuple(given.pop("roles", "").split(",")) if "roles" in given else ()
        days = {key: day(given.pop(key)) for key in DAYS}
        found.append(Send(day(when), survey, roles=roles, **days, **{key: int(value) for key, value in given.items()}))
    return tuple(found)


def said(
    lines: str,
    calendar: str,
    *,
    window: tuple[str, str] | None = None,
    total: int | None = None,
    at_most: int | Fraction = 1,
    profile: Profile = BUYER,
    anchors: dict[str, str] | None = None,
    **verdict: Any,
) -> list[str]:
    """What the replay says; the limit is 1 invitation within 30 days and the window begins with the first send."""
    all_sends = sends(calendar)
    program = "policy load: frequency: [{at_most: 1, within: 30d}]\n" + lines
    first, last = (day(each) for each in window) if window else (all_sends[0].day, all_sends[0].day + 29)
    witness = Witness(
        all_sends,
        first,
        last,
        len(all_sends) if total is None else total,
        {name: day(text) for name, text in (anchors or {}).items()},
    )
    stated = {"policy": "load", "index": 0, "pack": None, "profile": profile, "answer": "violated", **verdict}
    return mistakes(specs(program), Verdict(**stated, at_most=at_most, witness=witness))


# CALENDARS THAT BREAK THE LIMIT

ROLES = """
role buyer: may_also_be: [user]; per_account: 2
role user: per_account: 3
role boss:
role dealer-manager: audience: partner; per_account: 2
"""
VISITS = """
journey service: stages: [{id: repair, steps: [{id: on-site, touchpoints: [{id: visit, channel: on-site, at_most: 1 per 14d}]}]}]
"""  # noqa: E501
BOTH = Profile(("buyer", "user"))

ACCEPTED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "two events": ("survey nps:", "2027-03-01 nps\n2027-03-02 nps", {}),
    "waves on dates, spread and late": (
        "survey nps: when: {on: [2027-03-01], window: 5d, delay: 1d..2d}\nsurvey ces:",
        "2027-03-02 ces\n2027-03-07 nps cause=2027-03-01",
        {},
    ),
    "regular waves from the 31st": (
        "survey nps: when: {every: monthly, starting: 2027-01-31}\npolicy load: frequency: [{at_most: 1, within: 32d}]",
        "2027-02-28 nps\n2027-03-31 nps",
        {"window": ("2027-02-28", "2027-03-31")},
    ),
    "regular waves that begin on any day, before the anchor too": (
        "survey nps: when: {every: fortnightly}\nsurvey ces: when: {every: quarterly}",
        "2027-03-01 nps\n2027-03-15 nps\n2027-03-30 ces cause=2027-03-30",
        {"anchors": {"nps": "2027-04-12", "ces": "2027-06-30"}},
    ),
    "a touchpoint within a step": (
        VISITS + "survey nps: when: {after: service.visit, delay: 36h}",
        "2027-03-03 nps cause=2027-03-01\n2027-03-16 nps cause=2027-03-15",
        {},
    ),
    "before a date": (
        "event renewal: type: date; at_most: 1 per 365d\n"
        "survey nps: when: {before: renewal, delay: 60d..90d}\nsurvey ces:",
        "2027-03-01 nps cause=2027-05-30\n2027-03-02 ces",
        {},
    ),
    "further invitations": (
        "event go-live: type: milestone; at_most: 1 per 365d\n"
        "survey nps: when: {milestone: go-live, delay: 0d..1d, repeat: {every: monthly, times: 2}}\n"
        "policy load: frequency: [{at_most: 1, within: 31d}]",
        "2027-02-28 nps cause=2027-01-30 repeat=1\n2027-03-30 nps cause=2027-01-30 repeat=2",
        {"window": ("2027-02-28", "2027-03-30")},
    ),
    "a business day after Friday evening is Tuesday": (
        "survey nps: when: {event: ticket, delay: 1bd}",
        "2027-03-01 nps cause=2027-02-26\n2027-03-02 nps cause=2027-02-27",
        {},
    ),
    "two roles at once": (
        ROLES + "survey nps:\nsurvey ces: asks: [user, boss]",
        "2027-03-01 nps roles=buyer\n2027-03-01 ces roles=user",
        {"profile": BOTH},
    ),
    "a segment, a partner's class and a key account": (
        "partner dealers:\npartner gold: part_of: dealers\n"
        "survey nps: partners: [dealers]; sampling: {among: {country: [DE, AT]}, key_accounts: only}",
        "2027-03-01 nps\n2027-03-02 nps",
        {"profile": Profile(("buyer",), (("country", "AT"),), True, "gold")},
    ),
    "three people of an account": (
        ROLES + "policy load: frequency: [{at_most: 2, within: 30d, per: account}]\nsurvey nps: asks: [buyer, user]",
        "2027-03-01 nps roles=buyer,user\n2027-03-01 nps contact=2 roles=user\n2027-03-01 nps contact=3 roles=buyer",
        {"profile": BOTH, "at_most": 2},
    ),
    "the people of a partner": (
        ROLES + "policy load: frequency: [{at_most: 1, within: 30d, per: partner}]\nsurvey nps: asks: [dealer-manager]",
        "2027-03-01 nps roles=dealer-manager\n2027-03-01 nps contact=2 roles=dealer-manager",
        {"profile": Profile(("dealer-manager",))},
    ),
    "the fullest record": (
        TOOL.format("counts_per: record, records_per_person: 2, rest: 10d")
        + "\npolicy load: frequency: [{at_most: 1, within: 30d, per: record}]\nsurvey nps: through: tool",
        "2027-03-01 nps\n2027-03-02 nps record=2\n2027-03-12 nps record=2",
        {"total": 2},
    ),
    "a rest to the day": (
        TOOL.format("rest: 29d") + "\nsurvey nps: through: tool",
        "2027-03-01 nps\n2027-03-30 nps",
        {},
    ),
    "the exempt one last on the same day": (
        TOOL.format("rest: 29d") + "\nsurvey nps: through: tool\nsurvey ces: through: tool; rest: {respects: false}",
        "2027-03-01 ces\n2027-03-01 nps",
        {},
    ),
    "tools that do not know of each other": (
        TOOL.format("rest: 90d, own_rest: true, caps: true")
        + "\nchannel other: enforces: {rest: 90d}"
        + "\nsurvey nps: through: tool; rest: {own: 90d}\nsurvey ces: through: other",
        "2027-03-01 nps\n2027-03-01 ces",
        {},
    ),
    "looked at when the trigger comes in": (
        TOOL.format("rest: 90d, evaluated_at: trigger, send_delay: 1d..3d") + "\nsurvey nps: through: tool",
        "2027-03-03 nps cause=2027-03-01 checked=2027-03-01\n2027-03-04 nps cause=2027-03-03 checked=2027-03-03",
        {},
    ),
    "two events of one day that the tool sends on two days": (
        TOOL.format("own_rest: true, evaluated_at: trigger, send_delay: 1d..3d")
        + "\nevent ticket: at_most: 2 per 7d\nsurvey nps: through: tool; rest: {own: 30d}",
        "2027-03-02 nps cause=2027-03-01 checked=2027-03-01\n2027-03-03 nps cause=2027-03-01 checked=2027-03-01",
        {},
    ),
    "one event for two surveys": (
        "event ticket: at_most: 1 per 7d\nsurvey nps:\nsurvey ces: when: {event: ticket, delay: 1d}",
        "2027-03-01 nps\n2027-03-02 ces cause=2027-03-01",
        {},
    ),
    "another clock": (
        TOOL.format("own_rest: true, clock: Asia/Tokyo") + "\nsurvey nps: through: tool; rest: {own: 3d}",
        "2027-03-01 nps\n2027-03-03 nps shift=1",
        {},
    ),
    "a frozen day that no tool keeps": (
        TOOL.format("freezes: true")
        + "\npolicy load: freezes: [{first: 2026-12-20, last: 2027-01-05, yearly: true}]\nsurvey nps:",
        "2029-01-05 nps",
        {"part": "freezes", "at_most": 0, "window": ("2028-12-20", "2029-01-05")},
    ),
    "a deferred one that waits for the rest, then for the freeze": (
        TOOL.format("rest: 10d, freezes: true")
        + "\npolicy calm: freezes: [{first: 2027-03-11, last: 2027-03-12}]\n"
        + "survey nps: through: tool; on_block: defer; defer_for: 8d\nsurvey ces: through: tool",
        "2027-03-01 ces\n2027-03-13 nps cause=2027-03-05",
        {},
    ),
    "of two that wait the more urgent first": (
        TOOL.format("rest: 5d")
        + "\nsurvey nps: through: tool; on_block: defer; priority: 1\nsurvey ces: through: tool; on_block: defer"
        + "\nsurvey first: through: tool",
        "2027-03-01 first\n2027-03-06 nps cause=2027-03-03\n2027-03-11 ces cause=2027-03-02",
        {},
    ),
    "reminders that count": (
        "policy load: frequency: [{at_most: 1, within: 30d, reminders: counted}]\n"
        "survey nps: reminders: [{after: 7d}]; open_for: 7d",
        "2027-03-01 nps\n2027-03-08 nps cause=2027-03-01 reminder=1",
        {},
    ),
    "minutes": (
        "policy load: frequency: [{minutes: 7, within: 30d}]\nsurvey nps: minutes: 2.5",
        "2027-03-01 nps\n2027-03-02 nps\n2027-03-03 nps\n2027-03-04 nps",
        {"at_most": 7, "total": 10},
    ),
    "a gap": (
        "policy load: frequency: [{gap: 30d}]\nsurvey nps:",
        "2027-03-01 nps\n2027-03-30 nps",
        {},
    ),
    "a quarter of the fiscal year": (
        "program pumps: language: 1; version: 1.0.0; model: b2b; clock: UTC; owner: cx-office; fiscal_year: 02-01\n"
        "policy load: frequency: [{at_most: 1, each: quarter}]\nsurvey nps:",
        "2027-02-01 nps\n2027-04-30 nps",
        {"window": ("2027-02-01", "2027-04-30")},
    ),
    "ever": (
        "policy load: frequency: [{at_most: 1}]\nsurvey nps:",
        "2027-02-01 nps\n2030-04-30 nps",
        {"window": ("2027-02-01", "2030-04-30")},
    ),
    "only what the limit names": (
        "policy load: frequency: [{at_most: 1, within: 30d, of: {longer_than: 10min, purposes: [relational],"
        " senders: [joint], audience: customer, roles: [buyer]}}]\n"
        "survey nps: purpose: relational; minutes: 11; sender: joint\nsurvey ces: minutes: 10; purpose: relational",
        "2027-03-01 nps\n2027-03-02 ces\n2027-03-03 nps",
        {"total": 2},
    ),
    "a limit of a pack": (
        "program pumps: language: 1; version: 1.0.0; model: b2b; clock: UTC; owner: cx-office; packs: [b2b]\n"
        "policy load:\nsurvey nps: minutes: 15",
        "2027-03-01 nps\n2027-03-02 nps\n2027-03-03 nps",
        {"pack": "b2b", "policy": "long-surveys", "at_most": 2, "window": ("2027-03-01", "2028-02-28")},
    ),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_calendars_that_break_the_limit_are_accepted(name: str) -> None:
    lines, calendar, more = ACCEPTED[name]
    assert said(lines, calendar, **more) == []


# CALENDARS THAT CANNOT HAPPEN

ANY = "2027-03-01 nps\n"
REFUSED: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "no such survey": ("", ANY, {}, "there is no survey `nps`"),
    "no such limit": (
        "survey nps:",
        ANY,
        {"index": 1},
        "`load` has no frequency limit number 1 that holds for this program",
    ),
    "a pack that the program does not name": (
        "survey nps:",
        ANY,
        {"pack": "b2b", "policy": "long-surveys"},
        "the b2b pack has no frequency limit number 0 that holds for this program",
    ),
    "no wave that day": (
        "survey nps: when: {on: [2027-03-02]}",
        ANY,
        {},
        "`nps` on 2027-03-01: no wave starts on 2027-03-01",
    ),
    "between two regular waves": (
        "survey nps: when: {every: monthly, starting: 2027-01-31}",
        "2027-02-27 nps",
        {},
        "`nps` on 2027-02-27: no wave starts on 2027-02-27: the first is on 2027-01-31, then monthly",
    ),
    "before the first wave": (
        "survey nps: when: {every: weekly, starting: 2027-03-08}",
        ANY,
        {},
        "`nps` on 2027-03-01: no wave starts on 2027-03-01: the first is on 2027-03-08, then weekly",
    ),
    "another first wave": (
        "survey nps: when: {every: weekly}",
        ANY,
        {"anchors": {"nps": "2027-03-02"}},
        "`nps` on 2027-03-01: no wave starts on 2027-03-01: the first is on 2027-03-02, then weekly",
    ),
    "no first wave": (
        "survey nps: when: {every: weekly}",
        ANY,
        {},
        "`nps` on 2027-03-01: the calendar does not say when its first wave is",
    ),
    "after the wave": (
        "survey nps: when: {on: [2027-03-01], window: 5d}",
        "2027-03-06 nps cause=2027-03-01",
        {},
        "`nps` on 2027-03-06: what led to it on 2027-03-01 lets it go out from 2027-03-01 to 2027-03-05 only",
    ),
    "too early after the event": (
        "survey nps: when: {event: ticket, delay: 2d}",
        "2027-03-02 nps cause=2027-03-01",
        {},
        "`nps` on 2027-03-02: what led to it on 2027-03-01 lets it go out 2027-03-03 only",
    ),
    "too late before the date": (
        "event renewal: type: date\nsurvey nps: when: {before: renewal, delay: 60d..90d}",
        "2027-03-01 nps cause=2027-04-29",
        {},
        "`nps` on 2027-03-01: what led to it on 2027-04-29 lets it go out from 2027-01-29 to 2027-02-28 only",
    ),
    "one invitation too many": (
        "survey nps: when: {event: ticket, repeat: {every: weekly, times: 1}}",
        "2027-03-15 nps cause=2027-03-01 repeat=2",
        {},
        "`nps` on 2027-03-15: its cause on 2027-03-01 leads to no invitation number 3",
    ),
    "a touchpoint too often": (
        VISITS + "survey nps: when: {after: service.visit}\nsurvey ces: when: {after: service.visit}",
        "2027-03-01 nps\n2027-03-14 ces",
        {},
        "`service.visit` happens 2 times from 2027-03-01 to 2027-03-14: 1 per 14 days",
    ),
    "an event too often": (
        "event ticket: at_most: 2 per 7d\nsurvey nps:",
        "2027-03-01 nps\n2027-03-02 nps\n2027-03-07 nps",
        {},
        "`ticket` happens 3 times from 2027-03-01 to 2027-03-07: 2 per 7 days",
    ),
    "a planned change on another day": (
        "event portal: type: change; on: 2027-05-03\nsurvey nps: when: {change: portal}",
        ANY,
        {},
        "`nps` on 2027-03-01: `portal` happens on 2027-05-03, not on 2027-03-01",
    ),
    "a planned change twice": (
        TOOL.format("evaluated_at: trigger, send_delay: 1d..3d")
        + "\nevent portal: type: change; on: 2027-03-01\nsurvey nps: when: {change: portal}; through: tool",
        "2027-03-02 nps cause=2027-03-01 checked=2027-03-01\n2027-03-03 nps cause=2027-03-01 checked=2027-03-01",
        {},
        "the change `portal` happens only once, not on 2027-03-01 and 2027-03-01",
    ),
    "two events of one day where one is possible": (
        "event ticket: at_most: 1 per 7d\nsurvey nps: when: {event: ticket, delay: 1d..2d}",
        "2027-03-02 nps cause=2027-03-01\n2027-03-03 nps cause=2027-03-01",
        {},
        "`ticket` happens 2 times from 2027-03-01 to 2027-03-01: 1 per 7 days",
    ),
    "a reminder twice": (
        "survey nps: reminders: [{after: 7d}]",
        ANY + "2027-03-08 nps cause=2027-03-01 reminder=1\n" * 2,
        {},
        "`nps` on 2027-03-08: 2 times the same reminder",
    ),
    "a change twice": (
        "event portal: type: change\nsurvey nps: when: {change: portal}",
        "2027-03-01 nps\n2027-03-02 nps",
        {},
        "the change `portal` happens only once, not on 2027-03-01 and 2027-03-02",
    ),
    "twice in a wave": (
        "survey nps: when: {on: [2027-03-01], window: 9d}",
        "2027-03-01 nps\n2027-03-02 nps cause=2027-03-01",
        {},
        "`nps`: 2 invitations to the same person in the wave of 2027-03-01",
    ),
    "twice on a day": (
        "survey nps: when: {event: ticket, delay: 0d..1d}",
        "2027-03-01 nps\n2027-03-01 nps cause=2027-02-28",
        {},
        "`nps` on 2027-03-01: 2 invitations to the same person on one day",
    ),
    "not in order": ("survey nps:", "2027-03-02 nps\n2027-03-01 nps", {}, "the calendar is not in the order of days"),
    "retired": (
        "survey nps: retired: 2027-03-01",
        ANY,
        {},
        "`nps` on 2027-03-01: the survey is retired on 2027-03-01",
    ),
    "a role that is not asked": (
        ROLES + "survey nps: asks: [user]",
        "2027-03-01 nps",
        {},
        "`nps` on 2027-03-01: it asks `user`; contact 1 is `buyer`",
    ),
    "a role that the person does not hold": (
        ROLES + "survey nps: asks: [buyer, user]",
        "2027-03-01 nps roles=user",
        {},
        "`nps` on 2027-03-01: contact 1 does not hold `user`",
    ),
    "a role that the survey does not ask": (
        ROLES + "survey nps:",
        "2027-03-01 nps roles=user",
        {"profile": BOTH},
        "`nps` on 2027-03-01: it does not ask `user`",
    ),
    "roles that exclude each other": (
        ROLES + "survey nps:",
        ANY,
        {"profile": Profile(("boss", "buyer"))},
        "nobody is both `boss` and `buyer`: neither names the other under `may_also_be`",
    ),
    "no such role": ("survey nps:", ANY, {"profile": Profile(("buyer", "king"))}, "there is no role `king`"),
    "too many of a role": (
        ROLES + "policy load: frequency: [{at_most: 1, within: 30d, per: account}]\nsurvey nps:",
        "2027-03-01 nps roles=buyer\n2027-03-01 nps contact=2 roles=buyer\n2027-03-01 nps contact=3 roles=buyer",
        {},
        "3 contacts hold `buyer`: an account has at most 2",
    ),
    "nobody knows how many of a role": (
        ROLES + "policy load: frequency: [{at_most: 1, within: 30d, per: account}]\nsurvey nps: asks: [boss]",
        "2027-03-01 nps roles=boss\n2027-03-01 nps contact=2 roles=boss",
        {"profile": Profile(("boss",))},
        "2 contacts hold `boss`: without `per_account` only one is certain",
    ),
    "people that the verdict does not speak of": (
        ROLES + "policy load: frequency: [{at_most: 1, within: 30d, per: account}]\nsurvey nps: asks: [boss]",
        "2027-03-01 nps roles=boss",
        {},
        "contact 1 holds `boss`, which the verdict does not speak of",
    ),
    "customers of a partner": (
        "policy load: frequency: [{at_most: 1, within: 30d, per: partner}]\nsurvey nps:",
        "2027-03-01 nps roles=buyer",
        {},
        "`buyer` is no role of a partner's people",
    ),
    "another segment": (
        "survey nps: sampling: {among: {country: [DE, AT]}}",
        ANY,
        {"profile": Profile(("buyer",), (("country", ""),))},
        "`nps` on 2027-03-01: it asks only people whose `country` is DE or AT; here it is not one that is named",
    ),
    "no key account": (
        "survey nps: sampling: {key_accounts: only}",
        ANY,
        {"profile": Profile(("buyer",), is_key=False)},
        "`nps` on 2027-03-01: it asks only people of key accounts",
    ),
    "another partner": (
        "partner dealers:\npartner brokers:\nsurvey nps: partners: [dealers]",
        ANY,
        {"profile": Profile(("buyer",), partner="brokers")},
        "`nps` on 2027-03-01: it asks only people of `dealers`; the partner here is `brokers`",
    ),
    "open all the time": (
        "survey nps: when: {always: true}",
        ANY,
        {},
        "`nps` on 2027-03-01: it is open all the time and invites nobody",
    ),
    "a share of nobody": (
        "survey nps: sampling: {share: 0}",
        ANY,
        {},
        "`nps` on 2027-03-01: it asks a share of 0, so nobody",
    ),
    "a record too many": (
        TOOL.format("counts_per: record, records_per_person: 2") + "\nsurvey nps: through: tool",
        "2027-03-01 nps record=3",
        {},
        "`nps` on 2027-03-01: it goes to record 3 of a person who has 2 at most",
    ),
    "records that nobody counted": (
        TOOL.format("counts_per: record") + "\nsurvey nps: through: tool",
        "2027-03-01 nps record=2",
        {},
        "`nps` on 2027-03-01: it goes to record 2 of a person who has 1 at most",
    ),
    "a clock that is never behind": (
        TOOL.format("clock: Asia/Tokyo") + "\nsurvey nps: through: tool",
        "2027-03-01 nps shift=-1",
        {},
        "`nps` on 2027-03-01: its tool never counts it 1 day earlier than the program",
    ),
    "its own rest": (
        TOOL.format("own_rest: true") + "\nsurvey nps: through: tool; rest: {own: 8d}",
        "2027-03-01 nps\n2027-03-08 nps",
        {},
        "`nps` on 2027-03-08 is kept back: its own rest of 8 days runs since `nps` on 2027-03-01",
    ),
    "its cap": (
        TOOL.format("caps: true") + "\nsurvey nps: through: tool; caps: [{at_most: 2, within: 8d}]",
        "2027-03-01 nps\n2027-03-02 nps\n2027-03-08 nps",
        {},
        "`nps` on 2027-03-08 is kept back: its cap of 2 within 8 days is reached with `nps` on 2027-03-02",
    ),
    "the shared rest": (
        TOOL.format("rest: 8d")
        + "; shares_rest_with: [other]\nchannel other:\nsurvey nps: through: tool\nsurvey ces: through: other",
        "2027-03-01 ces\n2027-03-08 nps",
        {},
        "`nps` on 2027-03-08 is kept back: the rest of 8 days that `tool` keeps runs since `ces` on 2027-03-01",
    ),
    "the shared cap": (
        TOOL.format("shared_caps: [{at_most: 1, within: 8d}]")
        + "\nsurvey nps: through: tool\nsurvey ces: through: tool",
        "2027-03-01 ces\n2027-03-08 nps",
        {},
        "`nps` on 2027-03-08 is kept back: "
        "the cap of 1 within 8 days that `tool` keeps is reached with `ces` on 2027-03-01",
    ),
    "the rest of the account": (
        ROLES
        + TOOL.format("rest: 8d, counts_per: account")
        + "\npolicy load: frequency: [{at_most: 1, within: 30d, per: account}]\nsurvey nps: through: tool",
        "2027-03-01 nps roles=buyer\n2027-03-08 nps contact=2 roles=buyer",
        {},
        "`nps` on 2027-03-08 is kept back: the rest of 8 days that `tool` keeps runs since `nps` on 2027-03-01",
    ),
    "no order of one day": (
        TOOL.format("rest: 8d") + "\nsurvey nps: through: tool\nsurvey ces: through: tool",
        "2027-03-01 ces\n2027-03-01 nps",
        {},
        "in no order can these be let through on 2027-03-01: `ces` on 2027-03-01, `nps` on 2027-03-01",
    ),
    "in force when the trigger came in": (
        TOOL.format("rest: 8d, evaluated_at: trigger, send_delay: 1d..3d") + "\nsurvey nps: through: tool",
        "2027-03-02 nps cause=2027-03-01 checked=2027-03-01\n2027-03-04 nps cause=2027-03-03 checked=2027-03-03",
        {},
        "`nps` on 2027-03-04 is kept back on 2027-03-03: "
        "the rest of 8 days that `tool` keeps runs since `nps` on 2027-03-02",
    ),
    "long after the trigger": (
        TOOL.format("evaluated_at: trigger, send_delay: 1d..3d") + "\nsurvey nps: through: tool",
        "2027-03-05 nps cause=2027-03-01 checked=2027-03-01",
        {},
        "`nps` on 2027-03-05: `tool` looked at rests and caps on 2027-03-01 and takes 1 day to 3 days to send",
    ),
    "looked at before it is sent": (
        TOOL.format("rest: 8d") + "\nsurvey nps: through: tool",
        "2027-03-02 nps cause=2027-03-01 checked=2027-03-01",
        {},
        "`nps` on 2027-03-02: rests and caps are looked at on the day of sending, not on 2027-03-01",
    ),
    "a frozen day": (
        TOOL.format("freezes: true")
        + "\npolicy calm: freezes: [{first: 2026-12-20, last: 2027-01-05, yearly: true}]\nsurvey nps: through: tool",
        "2029-01-05 nps",
        {},
        "`nps` on 2029-01-05: `tool` sends nothing on this day, which a policy freezes",
    ),
    "nothing to wait for": (
        TOOL.format("rest: 5d") + "\nsurvey nps: through: tool; on_block: defer\nsurvey ces: through: tool",
        "2027-03-01 ces\n2027-03-07 nps cause=2027-03-02",
        {},
        "`nps` on 2027-03-07: it was due 2027-03-02, and nothing kept it back on 2027-03-06",
    ),
    "waited too long": (
        TOOL.format("rest: 9d")
        + "\nsurvey nps: through: tool; on_block: defer; defer_for: 7d\nsurvey ces: through: tool",
        "2027-03-01 ces\n2027-03-10 nps cause=2027-03-02",
        {},
        "`nps` on 2027-03-10: it was due 2027-03-02 and waits for at most 7 days",
    ),
    "joins the one that waits": (
        TOOL.format("rest: 9d")
        + "\nsurvey nps: through: tool; on_block: defer; rest: {starts: false}\nsurvey ces: through: tool",
        "2027-03-01 ces\n2027-03-10 nps cause=2027-03-02\n2027-03-11 nps cause=2027-03-03",
        {},
        "`nps` on 2027-03-11: due on 2027-03-03, it joins the one that waits until 2027-03-10",
    ),
    "the less urgent first": (
        TOOL.format("rest: 5d")
        + "\nsurvey nps: through: tool; on_block: defer\nsurvey ces: through: tool; on_block: defer; priority: 1"
        + "\nsurvey first: through: tool",
        "2027-03-01 first\n2027-03-06 nps cause=2027-03-02\n2027-03-11 ces cause=2027-03-03",
        {},
        "in no order can these be let through on 2027-03-06, with `ces` on 2027-03-11 still waiting: "
        "`nps` on 2027-03-06",
    ),
    "no such reminder": (
        "survey nps:",
        ANY + "2027-03-08 nps cause=2027-03-01 reminder=1",
        {},
        "reminder 1 of `nps` on 2027-03-08: there is no reminder 1",
    ),
    "a reminder of nothing": (
        "survey nps: reminders: [{after: 7d}]",
        ANY + "2027-03-09 nps cause=2027-03-01 reminder=1",
        {},
        "reminder 1 of `nps` on 2027-03-09: there is no invitation on 2027-03-02 that it reminds of",
    ),
    "a reminder after the end": (
        "survey nps: reminders: [{after: 7d}]; open_for: 6d",
        ANY + "2027-03-08 nps cause=2027-03-01 reminder=1",
        {},
        "reminder 1 of `nps` on 2027-03-08: the survey is open for 6 days only",
    ),
    "another number": ("survey nps:", ANY, {"at_most": 2}, "the limit is 1, not 2"),
    "not enough": (
        "survey nps:",
        ANY,
        {},
        "from 2027-03-01 to 2027-03-30 the limit allows 1, and there are 1",
    ),
    "wrongly counted": (
        "survey nps:",
        "2027-03-01 nps\n2027-03-31 nps",
        {"total": 2},
        "from 2027-03-01 to 2027-03-30 the limit counts 1, not 2",
    ),
    "reminders that do not count": (
        "survey nps: reminders: [{after: 7d}]",
        ANY + "2027-03-08 nps cause=2027-03-01 reminder=1",
        {},
        "from 2027-03-01 to 2027-03-30 the limit counts 1, not 2",
    ),
    "another person": (
        ROLES + "survey nps:",
        ANY + "2027-03-01 nps contact=2 roles=buyer",
        {},
        "from 2027-03-01 to 2027-03-30 the limit counts 1, not 2",
    ),
    "a window too long": (
        "survey nps:",
        ANY,
        {"window": ("2027-03-01", "2027-03-31")},
        "the window from 2027-03-01 to 2027-03-31 has 31 days; the limit speaks of 30",
    ),
    "a window that ends first": (
        "survey nps:",
        ANY,
        {"window": ("2027-03-01", "2027-02-01")},
        "the window from 2027-03-01 to 2027-02-01 ends before it begins",
    ),
    "no quarter": (
        "policy load: frequency: [{at_most: 1, each: quarter}]\nsurvey nps:",
        ANY,
        {"window": ("2027-02-01", "2027-04-30")},
        "2027-02-01 to 2027-04-30 is not one quarter, with fiscal years from 01-01",
    ),
    "days that are not frozen": (
        "policy load: freezes: [{first: 2027-03-01, last: 2027-03-05}]\nsurvey nps:",
        ANY,
        {"part": "freezes", "at_most": 0, "window": ("2027-03-01", "2027-03-06")},
        "not all days from 2027-03-01 to 2027-03-06 are frozen",
    ),
    "only people of the other sort": (
        "policy load: frequency: [{at_most: 0, within: 30d, of: {key_accounts: true}}]\nsurvey nps:",
        ANY,
        {"at_most": 0, "profile": Profile(("buyer",), is_key=False)},
        "from 2027-03-01 to 2027-03-30 the limit counts 0, not 1",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_calendars_that_cannot_happen_are_refused(name: str) -> None:
    lines, calendar, more, message = REFUSED[name]
    assert message in said(lines, calendar, **more)


def test_everything_that_is_wrong_is_said() -> None:
    found = said(
        "survey nps: retired: 2027-01-01; when: {on: [2027-03-02]}", "2027-03-01 nps roles=user\n2027-03-02 nps"
    )
    assert [each.partition(": ")[2] for each in found] == [
        "it does not ask `user`",
        "contact 1 does not hold `user`",
        "the survey is retired on 2027-01-01",
        "no wave starts on 2027-03-01",
        "the survey is retired on 2027-01-01",
    ]


def test_a_day_that_no_calendar_has() -> None:
    witness = Witness((Send(0, "nps", 0, 0),), 0, 29, 1, {})
    verdict = Verdict("load", 0, None, Profile(("buyer",)), "violated", 0, witness=witness)
    program = specs("policy load: frequency: [{at_most: 0, within: 30d}]\nsurvey nps:")
    assert mistakes(program, verdict) == ["the calendar names a day that no calendar has"]


@pytest.mark.parametrize("answer", ["proved", "not decided", "violated"])
def test_nothing_to_replay(answer: str) -> None:
    verdict = Verdict("load", 0, None, Profile(("buyer",)), answer, 1)  # type: ignore[arg-type]
    assert mistakes(specs("policy load: frequency: [{at_most: 1, within: 30d}]\nsurvey nps:"), verdict) == [
        "there is no calendar to replay: the verdict is not `violated`, or names none"
    ]
