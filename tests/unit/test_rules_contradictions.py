"""What says nothing, or the opposite of what was meant: days, limits, deadlines, groups, codes that cannot be."""

from __future__ import annotations

import re
from functools import partial

import pytest

from cxprog.check import Today
from cxprog.compiler import Project, check_project
from cxprog.finding import Finding
from cxprog.rule import EXAMPLE_PROGRAM, Example
from cxprog.rules import all_rules
from cxprog.scenarios import run_tests
from cxprog.source import Source
from cxprog.testing import check_example

RULES = {rule.id: rule for rule in all_rules()}
TODAY = Today("2026-11-22")
EASE = "kind: question\nid: ease\ntype: ces\ntext: How easy was it?\n"
WHY = "kind: question\nid: why\ntype: open-text\ntext: Why?\ncodes: service\n"
SURVEY = """\
kind: survey
id: sv
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 1
questions: [ease]
"""


def found(rule: str, *documents: str) -> tuple[Finding, ...]:
    return check_example(RULES[rule], Example(False, "---\n".join(documents)))


def told(rule: str, *documents: str) -> list[str]:
    return [finding.message for finding in found(rule, *documents)]


def everything(*documents: str) -> list[tuple[str, str]]:
    """What a whole run over some documents says of dimensions and of who is heard."""
    sources = (Source("cxprog.yaml", EXAMPLE_PROGRAM), Source("all.yaml", "---\n".join(documents)))
    findings = check_project(Project(sources), TODAY).findings
    return [(each.rule, each.message) for each in findings if each.rule in ("dimension-unknown", "revenue-unheard")]


# POLICIES


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [("2026-12-18", "2027-01-06", 0), ("2026-12-18", "2026-12-18", 0), ("2026-12-19", "2026-12-18", 1)],
)
def test_a_freeze_has_at_least_one_day(first: str, last: str, count: int) -> None:
    text = f"kind: policy\nid: quiet\nfreezes: [{{first: {first}, last: {last}}}]\n"
    assert len(told("freeze-out-of-order", text)) == count


@pytest.mark.parametrize(
    ("limit", "messages"),
    [
        ("at_most: 4, within: 365d", []),
        ("at_most: 0, within: 30d", []),
        ("minutes: 60, within: 365d", []),
        ("gap: 30d", []),
        ("at_most: 4, within: 365d, gap: 30d", []),
        ("per: account", ["this limit names no number, so it limits nothing"]),
        ("at_most: 0", ["`at_most` needs `within` or `each`: without a time it limits nothing"]),
        ("minutes: 5, gap: 30d", ["`minutes` needs `within` or `each`: without a time it limits nothing"]),
        ("at_most: 4, each: quarter", []),
        ("each: month", ["`each` says in what time, but nothing how many"]),
        ("within: 30d", ["`within` says in what time, but nothing how many"]),
        ("within: 30d, gap: 30d", ["`within` says in what time, but nothing how many"]),
    ],
)
def test_a_limit_is_a_number_and_what_it_counts(limit: str, messages: list[str]) -> None:
    assert told("limit-without-number", f"kind: policy\nid: load\nfrequency: [{{{limit}}}]\n") == messages


@pytest.mark.parametrize(
    ("limit", "messages"),
    [
        ("at_most: 4, within: 365d", []),
        ("minutes: 30, each: year", []),
        (
            "at_most: 4, within: 365d, each: year",
            ["this limit is about any 365 days and about each year, which are different times"],
        ),
        ("at_most: 4, within: 365d, gap: 30d", ["this limit has two numbers, `at_most` and `gap`"]),
        ("at_most: 4, minutes: 30, within: 365d", ["this limit has two numbers, `at_most` and `minutes`"]),
        ("gap: 30d, of: {longer_than: 5min, up_to: 1h}", []),
        (
            "gap: 30d, of: {longer_than: 10min, up_to: 10min}",
            ["this limit counts no survey: none is longer than 10 minutes and no longer than 10 minutes"],
        ),
        ("gap: 30d, per: partner, of: {audience: partner}", []),
        (
            "gap: 30d, per: partner, of: {audience: employee}",
            ["this limit counts nobody: people whose audience is `employee` are none of a partner's own"],
        ),
    ],
)
def test_a_limit_is_one_number_in_one_time(limit: str, messages: list[str]) -> None:
    assert told("limit-contradicts-itself", f"kind: policy\nid: load\nfrequency: [{{{limit}}}]\n") == messages


TOOL = "kind: channel\nid: tool\ntype: survey\ntool: Ours\n"


@pytest.mark.parametrize(
    ("enforces", "survey", "messages"),
    [
        ("{own_rest: true}", "rest: {own: 30d}\nthrough: tool", []),
        ("{rest: 30d}", "rest: {own: 30d}\nthrough: tool", ["`tool` does not keep the rest that `sv` sets"]),
        ("{caps: true}", "caps: [{at_most: 1, within: 30d}]\nthrough: tool", []),
        ("{}", "caps: [{at_most: 1, within: 30d}]\nthrough: tool", ["`tool` does not keep the caps that `sv` sets"]),
        ("{}", "rest: {respects: false}\nthrough: tool", []),
        ("{own_rest: true}", "rest: {own: 30d}", ["`sv` sets a rest and names no tool that keeps it"]),
        ("{caps: true}", "caps: [{at_most: 1, within: 30d}]", ["`sv` sets caps and names no tool that keeps them"]),
        ("{}", "rest: {own: 30d}\nthrough: tool\nretired: 2027-01-01", []),
    ],
)
def test_rests_and_caps_need_a_tool_that_keeps_them(enforces: str, survey: str, messages: list[str]) -> None:
    texts = (EASE, f"{TOOL}enforces: {enforces}\n", f"{SURVEY}{survey}\n")
    assert told("guard-unenforced", *texts) == messages


def test_a_tool_that_keeps_no_rest_is_told_once() -> None:
    surveys = [f"{SURVEY.replace('id: sv', f'id: sv{n}')}rest: {{own: 30d}}\nthrough: tool\n" for n in range(3)]
    (finding,) = found("guard-unenforced", EASE, TOOL, *surveys)
    assert finding.message == "`tool` does not keep the rest that `sv0` and 2 other surveys set"
    assert [label.text for label in finding.labels] == ["", "nor this", "nor this", ""]
    opened = [re.sub("when: .*", "when: {always: true}", each) for each in surveys]
    assert told("guard-unenforced", EASE, TOOL, *opened) == []


def test_a_policy_may_forbid_names() -> None:
    policy = "kind: policy\nid: ours\npromises: {identities: [anonymous]}\n"
    (finding,) = found("blind-survey", EASE, SURVEY, policy)
    assert finding.message == "answers to `sv` are `identified`, which may not be promised"
    assert finding.help.startswith("write `anonymous` for `identity`")


# DEADLINES


LOOP = "kind: loop\nid: hard\ntype: inner\nwhen: sv.ease <= 3\nowner: {owner}\nfirst_contact: {first_contact}\n"


def waits(theirs: str, others: str, *, owner: str = "field-service", own: str = "", hours: str = "") -> bool:
    """Whether key accounts are said to wait longer."""
    loop = LOOP.format(owner=owner, first_contact=others)
    loop += f"key_accounts: {{first_contact: {theirs}{f', owner: {own}' if own else ''}}}\n"
    team = f"kind: team\nid: field-service\n{hours}"
    return bool(told("key-accounts-wait-longer", EASE, SURVEY, loop, team))


LONG_DAYS = "hours: {opens: '06:00', closes: '22:00'}\n"
FOUR_DAYS = "hours: {days: [mon, tue, wed, thu]}\n"


@pytest.mark.parametrize(
    ("theirs", "others", "is_longer"),
    [
        ("4bh", "8bh", False),
        ("9bh", "8bh", True),
        ("1bd", "8bh", False),
        ("9bh", "1bd", True),
        ("4bd", "8bh", True),
        ("2d", "8bh", True),
        ("24h", "8bh", False),
        ("1d", "1bd", False),
        ("25h", "1bd", True),
        ("6d", "5bd", False),
        ("7d", "5bd", False),
        ("8d", "5bd", True),
        ("30d", "5bd", True),
        ("2bd", "2d", False),
        ("3bd", "2d", True),
        ("8bh", "4h", True),
        ("4bh", "4h", False),
        ("16bh", "1d", True),
        ("9bh", "1d", True),
        ("8bh", "1d", False),
        ("0bh", "0d", False),
    ],
)
def test_working_time_is_compared_by_the_hours_of_whoever_works(theirs: str, others: str, is_longer: bool) -> None:
    assert waits(theirs, others) is is_longer


def test_hours_make_the_difference() -> None:
    assert waits("10bh", "1bd")
    assert not waits("10bh", "1bd", hours=LONG_DAYS)
    assert waits("1bd", "10bh", hours=LONG_DAYS)
    assert waits("8d", "4bd")
    assert not waits("7d", "4bd", hours=FOUR_DAYS)


def test_where_the_hours_depend_on_the_case_it_must_be_so_for_all() -> None:
    assert waits("10bh", "1bd", owner="touchpoint-owner")
    assert not waits("10bh", "1bd", owner="touchpoint-owner", hours=LONG_DAYS)
    assert waits("4bd", "8bh", owner="touchpoint-owner", hours=LONG_DAYS)
    assert not waits("10bh", "10bh", owner="touchpoint-owner", own="account-manager", hours=LONG_DAYS)
    assert waits("30d", "5bd", owner="touchpoint-owner", own="cx-office", hours=LONG_DAYS)


@pytest.mark.parametrize("only", ["first_contact: 4bd, only: true", "resolve: 4bd", "owner: cx-office"])
def test_what_takes_nobodys_place_is_not_compared(only: str) -> None:
    loop = LOOP.format(owner="field-service", first_contact="8bh") + f"key_accounts: {{{only}}}\n"
    assert told("key-accounts-wait-longer", EASE, SURVEY, loop) == []


@pytest.mark.parametrize(
    ("extra", "messages"),
    [
        ("resolve: 5bd\n", []),
        ("resolve: 2bd\n", []),
        (
            "resolve: 8bh\n",
            ["`hard` settles cases within 8 business hours, and first contact is within 2 business days"],
        ),
        ("resolve: 1d\n", ["`hard` settles cases within 1 day, and first contact is within 2 business days"]),
        ("resolve: 5bd\nkey_accounts: {resolve: 4bh, first_contact: 2bh}\n", []),
        (
            "resolve: 5bd\nkey_accounts: {resolve: 4bh}\n",
            [
                "`hard` settles cases of key accounts within 4 business hours, "
                "and first contact is within 2 business days"
            ],
        ),
    ],
)
def test_first_contact_comes_first(extra: str, messages: list[str]) -> None:
    loop = LOOP.format(owner="field-service", first_contact="2bd") + extra
    assert told("resolve-before-first-contact", EASE, SURVEY, loop) == messages


def test_several_triggers_start_a_loop_each_by_itself() -> None:
    complaint = "kind: event\nid: complaint\ntype: event\n"
    loop = LOOP.format(owner="field-service", first_contact="1bd") + "event: complaint\n"
    story = (
        "kind: test\nid: either\nstarts: 2027-02-01\n"
        "contacts: [{id: anna, roles: [operator]}, {id: bert, roles: [operator]}]\n"
        "given:\n  - {on: 2027-02-01, who: anna, event: visit-closed}\n"
        "  - {on: 2027-02-02, who: anna, answers: sv, values: {ease: 2}}\n"
        "  - {on: 2027-02-02, who: bert, event: complaint}\n"
        "expect:\n  - {on: 2027-02-02, who: anna, case: hard}\n  - {on: 2027-02-02, who: bert, case: hard}\n"
    )
    sources = (
        Source("cxprog.yaml", EXAMPLE_PROGRAM),
        Source("all.yaml", "---\n".join((EASE, SURVEY, complaint, loop, story))),
    )
    (tested,) = run_tests(check_project(Project(sources), TODAY), None).tested
    assert tested.passed


# GROUPS OF PEOPLE


POPULATION = """\
kind: population
id: people
dimensions: [country, tier]
groups:
  - {role: operator, by: {country: DE}, people: 400, accounts: 40, revenue_share: 0.7}
  - {role: operator, by: {country: AT}, people: 100, accounts: 10, revenue_share: 0.3}
"""
MISTAKEN = "---\nkind: population\nid: others\ndimensions: [country]\nsize: 3\n"


def asking(among: str) -> str:
    return SURVEY.replace("{event: visit-closed}", "{every: quarterly}") + f"sampling: {{among: {{{among}}}}}\n"


@pytest.mark.parametrize(
    ("among", "messages"),
    [
        ("country: [DE, AT]", []),
        ("country: [Germany]", ["`Germany` is no value of `country`: AT, DE"]),
        ("country: [DE, AT, de]", ["`de` is no value of `country`: AT, DE"]),
        ("land: [DE]", ["no population has the dimension `land`, so `sv` asks nobody"]),
    ],
)
def test_groups_that_nobody_belongs_to(among: str, messages: list[str]) -> None:
    assert everything(POPULATION, EASE, asking(among)) == [("dimension-unknown", message) for message in messages]
    assert everything(POPULATION + MISTAKEN, EASE, asking(among)) == []


def test_a_value_that_is_near_is_offered() -> None:
    (finding,) = found("dimension-unknown", POPULATION, EASE, asking("country: [de]"))
    assert finding.help == "did you mean `DE`?"


def test_many_values_are_not_all_listed() -> None:
    groups = "".join(f"  - {{role: operator, by: {{tier: t{number}}}, people: 9}}\n" for number in range(10, 30))
    (message,) = told("dimension-unknown", POPULATION + groups, EASE, asking("tier: [x]"))
    assert message == "`x` is no value of `tier`: t10, t11, t12, t13, t14, t15, t16, t17 and 12 more"


REPORT = "kind: report\nid: board\nto: [cx-office]\nmetrics: [effort]\ncut_by: [country, partner]\nevery: monthly\n"
EFFORT = "kind: metric\nid: effort\ntype: ces\n"
STORY = """\
kind: test
id: story
starts: 2027-01-04
contacts: [{{id: anna, roles: [operator], by: {{{by}}}}}]
expect: [{{report: board, to: cx-office, cell: {{{cell}}}, hides: [effort]}}]
"""


@pytest.mark.parametrize(
    ("by", "cell", "messages"),
    [
        ("country: DE", "country: AT", []),
        ("tier: golden", "partner: dealer", []),
        ("land: DE", "country: DE", ["no population has the dimension `land`, so there is nobody like `anna`"]),
        ("country: Austria", "country: DE", ["`Austria` is no value of `country`: AT, DE"]),
        ("country: DE", "land: DE", ["no population has the dimension `land`, so the report has no such group"]),
        ("country: DE", "country: NL", ["`NL` is no value of `country`: AT, DE"]),
    ],
)
def test_stories_are_about_people_that_there_are(by: str, cell: str, messages: list[str]) -> None:
    said = partial(told, "dimension-unknown")
    story = STORY.format(by=by, cell=cell)
    assert said(POPULATION, EASE, EFFORT, REPORT, story) == messages
    assert said(EASE, EFFORT, REPORT, story) == []


# EVENTS


@pytest.mark.parametrize(("type", "count"), [("change", 0), ("date", 1), ("event", 1), ("milestone", 1)])
def test_only_a_change_has_a_day(type: str, count: int) -> None:
    text = f"kind: event\nid: big-day\ntype: {type}\non: 2027-03-01\n"
    assert len(told("event-key-without-effect", text)) == count


# CODES


SERVICE = "kind: taxonomy\nid: service\ncodes: [{id: parts, codes: [{id: no-stock}]}, {id: time}]\n"
MONEY = "kind: taxonomy\nid: money\ncodes: [{id: price}]\n"


def instead(value: str, service: str = SERVICE) -> str:
    loop = f"kind: loop\nid: lp\ntype: inner\nwhen: sv.why = {value}\nowner: field-service\n"
    asked = SURVEY.replace("[ease]", "[ease, why]")
    (finding,) = found("condition-impossible", EASE, WHY, asked, service, MONEY, loop)
    return finding.help


def test_codes_to_compare_with_are_listed() -> None:
    assert instead("pice") == (
        "compare with one of `parts`, `no-stock`, `time`; until then the condition says nothing"
    )  # fmt: skip
    assert instead("price") == (
        "compare with one of `parts`, `no-stock`, `time` (`price` belongs to the taxonomy `money`); "
        "until then the condition says nothing"
    )
    many = SERVICE.replace("{id: time}", ", ".join(f"{{id: c{number}}}" for number in range(10)))
    assert "`c5` and 4 more;" in instead("pice", many)
