"""Boundaries of the rules about partners, key accounts, rewards, changes and both loops, which pages do not show."""

from __future__ import annotations

import datetime

import pytest

from cxprog.facts import is_underway, kin
from cxprog.language.types import Cadence
from cxprog.program import Program
from cxprog.rule import Example
from cxprog.rules import all_rules
from cxprog.testing import check_example, example_program

RULES = {rule.id: rule for rule in all_rules()}


def told(rule: str, *documents: str) -> list[str]:
    """What a rule finds, as `severity: message`."""
    findings = check_example(RULES[rule], Example(False, "---\n".join(documents)))
    return [f"{finding.severity}: {finding.message}" for finding in findings]


def program(*documents: str) -> Program:
    return example_program(Example(True, "---\n".join(documents)))


def settings(extra: str = "", packs: str = "[b2b, b2b2c]") -> str:
    return (
        "kind: program\nlanguage: 1\nid: example\nversion: 1.0.0\nmodel: b2b2c\npartnership: interdependent\n"
        f"clock: Europe/Berlin\nowner: cx-office\npacks: {packs}\n{extra}"
    )


def journey(*touchpoints: str, actor: str = "customer", stage: str = "") -> str:
    listed = "".join(f"      - {{channel: phone, {touchpoint}}}\n" for touchpoint in touchpoints)
    return (
        f"kind: journey\nid: j\nactor: {actor}\nstages:\n  - id: s\n    roles: [operator]\n{stage}"
        f"    touchpoints:\n{listed}"
    )


def survey(extra: str = "", *, name: str = "sv", when: str = "{every: yearly, starting: 2027-06-01}") -> str:
    """A relational survey of operators; what `extra` says counts."""
    given = {line.partition(":")[0] for line in extra.splitlines()}
    own = {
        "purpose": "relational",
        "asks": "[operator]",
        "when": when,
        "identity": "identified",
        "minutes": "1",
        "questions": "[score]",
    }
    lines = "".join(f"{key}: {value}\n" for key, value in own.items() if key not in given)
    return f"kind: survey\nid: {name}\n{lines}{extra}"


def policy(body: str, severity: str = "error") -> str:
    return f"kind: policy\nid: house\nseverity: {severity}\n{body}\n"


SCORE = "kind: question\nid: score\ntype: osat\ntext: How are we doing?\nmetric: mt\n"
METRIC = "kind: metric\nid: mt\ntype: osat\nscale: {lowest: 1, highest: 5}\ndirection: higher-is-better\n"
INNER = "kind: loop\nid: lp\ntype: inner\nwhen: sv.score <= 2\nowner: field-service\n"
OUTER = "kind: loop\nid: out\ntype: outer\nreview: {every: monthly}\n"
ENGINEER = "kind: role\nid: engineer\naudience: partner\nlevel: operational\n"
HOUSE = policy("metrics: {alert_from: 30}")


# REWARDS


def rewarded(incentive: str, *, metric: str = "osat", extra: str = "") -> str:
    return METRIC.replace("type: osat", f"type: {metric}") + f"incentive: {{{incentive}}}\n{extra}"


@pytest.mark.parametrize(
    ("metric", "count"),
    [
        (rewarded("paid_to: [cx-office]"), 1),
        (rewarded("paid_to: [cx-office], on: improvement"), 0),
        (rewarded("paid_to: [cx-office]", metric="operational"), 0),
        (rewarded("paid_to: [dealer]"), 0),
        (rewarded("paid_to: [dealer, cx-office]"), 1),
        (METRIC + "use: incentive\n", 1),
        (METRIC + "use: target\n", 0),
    ],
)
def test_employees_are_not_paid_by_what_customers_answer(metric: str, count: int) -> None:
    assert len(told("staff-paid-for-scores", metric)) == count


def test_a_policy_decides_what_employees_are_rewarded_for_and_how_bad_the_rest_is() -> None:
    own = policy("incentives: {staff_on: [participation]}", "info")
    metric = rewarded("paid_to: [cx-office], on: improvement")
    assert told("staff-paid-for-scores", own, metric) == ["info: `mt` rewards `cx-office` for improvement"]


@pytest.mark.parametrize(
    ("members", "staff", "partners"),
    [("", 1, 0), ("{of: [cx-office]}", 1, 0), ("{of: [dealer]}", 0, 1), ("{of: [dealer, cx-office]}", 1, 1)],
)
def test_a_reward_is_judged_by_who_gets_it(members: str, staff: int, partners: int) -> None:
    own = policy("incentives: {staff_on: [improvement], partners_on: [improvement]}")
    prize = "kind: practice\nid: prize\ntype: recognition\nrewards: [scores]\n"
    prize += f"members: {members}\n" if members else ""
    assert len(told("staff-paid-for-scores", own, prize)) == staff
    assert len(told("partner-reward-ruled-out", own, prize)) == partners


def test_a_pack_lets_partners_be_rewarded_for_anything() -> None:
    assert told("partner-reward-ruled-out", rewarded("paid_to: [dealer]")) == []


BANDS = "bands: [{id: low, lowest: 1}, {id: high, lowest: 4}]\n"


@pytest.mark.parametrize(
    ("metric", "message"),
    [
        (rewarded("paid_to: [dealer], paid_by: bands", extra=BANDS), ""),
        (rewarded("paid_to: [dealer], paid_by: bands"), "`mt` pays `dealer` by bands, and has none"),
        (rewarded("paid_to: [dealer]", extra=BANDS), "`mt` pays `dealer` by every point, part of which is chance"),
        (rewarded("paid_to: [dealer], on: responsiveness"), ""),
        (rewarded("paid_to: [cx-office]"), ""),
    ],
)
def test_partners_are_paid_by_bands(metric: str, message: str) -> None:
    assert told("incentive-without-bands", metric) == ([f"warning: {message}"] if message else [])
    allowed = policy("incentives: {paid_by: value}")
    assert told("incentive-without-bands", allowed, metric) == []


@pytest.mark.parametrize(
    ("days", "fact"),
    [
        ("shadow_from: 2027-01-01, pays_from: 2027-07-01", ""),
        ("shadow_from: 2027-01-01, pays_from: 2027-06-30", "180 days after its goal was first shown; 6 months"),
        ("shadow_from: 2027-08-31, pays_from: 2028-02-29", ""),
        ("shadow_from: 2027-08-31, pays_from: 2028-02-28", "181 days after its goal was first shown; 6 months"),
        ("shadow_from: 2027-07-01, pays_from: 2027-01-01", "0 days after its goal was first shown; 6 months"),
        ("shadow_from: 2027-01-01", ""),
        ("pays_from: 2027-07-01", "from 2027-07-01 on, and the goal never ran without a reward"),
        ("on: scores", ", and the goal never ran without a reward"),
    ],
)
def test_a_goal_runs_for_two_quarters_before_it_pays(days: str, fact: str) -> None:
    found = told("incentive-without-trial", rewarded(f"paid_to: [dealer], {days}"))
    assert len(found) == bool(fact)
    assert all(fact in message for message in found)


@pytest.mark.parametrize(("period", "count"), [("90d", 0), ("91d", 1), ("quarterly", 0), ("20bd", 0)])
def test_a_trial_is_as_long_as_the_policy_says(period: str, count: int) -> None:
    own = policy(f"incentives: {{shadow_period: {period}}}")
    metric = rewarded("paid_to: [dealer], shadow_from: 2027-01-01, pays_from: 2027-04-01")
    assert len(told("incentive-without-trial", own, metric)) == count


@pytest.mark.parametrize(
    ("downside", "limit", "count"),
    [("none", "none", 0), ("limited", "none", 1), ("limited", "limited", 0), ("full", "limited", 1)],
)
def test_little_is_lost(downside: str, limit: str, count: int) -> None:
    own = policy(f"incentives: {{downside: {limit}}}")
    assert len(told("incentive-with-penalty", own, rewarded(f"paid_to: [dealer], downside: {downside}"))) == count
    assert len(told("incentive-with-penalty", own, rewarded("paid_to: [dealer]"))) == 1


GOLD = "kind: partner\nid: gold\ntype: dealer\npart_of: dealer\n"


@pytest.mark.parametrize(
    ("owner", "count"),
    [
        ("gold", 0),
        ("dealer", 0),
        ("{joint: [cx-office, dealer], lead: cx-office}", 0),
        ("cx-office", 1),
        ("silver", 1),
    ],
)
def test_partners_reach_what_they_their_class_or_their_members_own(owner: str, count: int) -> None:
    silver = GOLD.replace("gold", "silver")
    asked = survey("listens_to: [j.a]\n")
    text = [journey(f"id: a, owner: {owner}"), GOLD, silver, SCORE, asked, rewarded("paid_to: [gold]")]
    assert len(told("incentive-beyond-reach", *text)) == count


def test_what_a_whole_relationship_depends_on_is_not_judged() -> None:
    text = [journey("id: a, owner: cx-office"), SCORE, rewarded("paid_to: [dealer]")]
    assert told("incentive-beyond-reach", *text, survey()) == []
    both = [survey("listens_to: [j.a]\n"), survey(name="other")]
    assert told("incentive-beyond-reach", *text, *both) == []
    assert len(told("incentive-beyond-reach", *text, both[0])) == 1


# BOTH LOOPS


WHOLE = (journey("id: a, owner: field-service"), SCORE, METRIC, survey())


@pytest.mark.parametrize("part", ["kind: journey", "kind: survey", "kind: loop", "kind: policy"])
def test_a_part_of_a_program_is_not_told_what_it_lacks(part: str) -> None:
    parts = [*WHOLE, INNER.replace("when: sv.score <= 2", "event: visit-closed"), HOUSE]
    assert is_underway(program(*parts))
    assert len(told("outer-loop-missing", *parts)) == 1
    rest = [each for each in parts if not each.startswith(part)]
    assert not is_underway(program(*rest))
    assert told("outer-loop-missing", *rest) == []


def test_half_of_the_loops() -> None:
    assert len(told("outer-loop-missing", *WHOLE, INNER, HOUSE)) == 1
    assert len(told("inner-loop-missing", *WHOLE, OUTER, HOUSE)) == 1
    for rule in ("outer-loop-missing", "inner-loop-missing"):
        assert told(rule, *WHOLE, INNER, OUTER, HOUSE) == []


def test_nobody_is_called_back_after_anonymous_answers() -> None:
    anonymous = [part.replace("identified", "anonymous") for part in WHOLE]
    assert told("inner-loop-missing", *anonymous, OUTER, HOUSE) == []


def test_a_loop_in_use_no_longer_is_no_half() -> None:
    assert len(told("outer-loop-missing", *WHOLE, INNER, OUTER + "retired: 2027-01-01\n", HOUSE)) == 1


def test_causes_are_named_in_one_of_two_ways() -> None:
    assert len(told("outer-loop-without-causes", OUTER)) == 1
    assert told("outer-loop-without-causes", OUTER + "close: {causes: causes}\n") == []
    assert told("outer-loop-without-causes", OUTER + "recurs: {of: causes, at_least: 3, within: 90d}\n") == []
    assert (
        told("outer-loop-without-causes", OUTER.replace("review: {every: monthly}\n", "when: mt < 2\n"), METRIC) == []
    )


def test_causes_that_several_loops_file_are_reported_once() -> None:
    other = "kind: taxonomy\nid: other\ncodes: [{id: one}]\n"
    filing = INNER + "close: {causes: other}\n"
    parts = [*WHOLE, other, filing, filing.replace("id: lp", "id: second")]
    assert told("causes-never-reviewed", *parts) == []
    assert told("causes-never-reviewed", *parts, OUTER) == []
    counted = OUTER + "close: {causes: causes}\n"
    assert told("causes-never-reviewed", *parts, counted) == [
        "warning: `lp` files its cases under `other`, and no outer loop looks at these causes"
    ]
    recurring = counted + "recurs: {of: other, at_least: 3, within: 90d}\n"
    assert told("causes-never-reviewed", *parts, recurring) == []


def test_promoters_are_thanked_where_detractors_are_called() -> None:
    asked = [part.replace("type: osat\ntext", "type: nps\ntext") for part in WHOLE]
    thanks = "kind: loop\nid: thanks\ntype: inner\nseverity: positive\nwhen: sv.score >= 9\nowner: cx-office\n"
    assert len(told("promoter-unanswered", *asked, INNER, HOUSE)) == 1
    assert told("promoter-unanswered", *asked, INNER, thanks, HOUSE) == []
    assert told("promoter-unanswered", *asked, OUTER, HOUSE) == []
    assert told("promoter-unanswered", *WHOLE, INNER, HOUSE) == []
    talk = [part.replace("relational", "interview") for part in asked]
    assert told("promoter-unanswered", *talk, INNER, HOUSE) == []


# KEY ACCOUNTS


@pytest.mark.parametrize(
    ("sampling", "count"),
    [
        ("{share: 0.5, key_accounts: sampled}", 1),
        ("{count: 20, key_accounts: sampled}", 1),
        ("{key_accounts: sampled}", 0),
        ("{share: 0.5}", 0),
        ("{share: 0.5, key_accounts: sampled, draw: chosen}", 0),
    ],
)
def test_key_accounts_are_asked_whatever_is_drawn(sampling: str, count: int) -> None:
    assert len(told("key-accounts-left-to-chance", SCORE, METRIC, survey(f"sampling: {sampling}\n"))) == count
    pulse = survey(f"sampling: {sampling}\npurpose: pulse\n")
    assert told("key-accounts-left-to-chance", SCORE, METRIC, pulse) == []


@pytest.mark.parametrize(
    ("role", "extra", "count"),
    [
        ("level: strategic\n", "", 1),
        ("level: strategic\nkey_accounts: {invitation: white-glove}\n", "", 1),
        ("level: strategic\nkey_accounts: {invitation: white-glove, invited_by: cx-office}\n", "", 0),
        ("level: tactical\n", "", 0),
        ("level: strategic\n", "purpose: pulse\n", 0),
        ("level: strategic\n", "purpose: interview\n", 1),
        ("level: strategic\n", "purpose: interview\nasked_by: cx-office\n", 0),
    ],
)
def test_directors_are_asked_by_somebody_they_know(role: str, extra: str, count: int) -> None:
    boss = f"kind: role\nid: boss\naudience: customer\n{role}"
    asked = survey(f"asks: [boss]\n{extra}")
    parts = [journey("id: a, owner: cx-office"), SCORE, METRIC, asked, INNER, HOUSE]
    assert len(told("key-accounts-asked-like-others", boss, *parts)) == count


CARE = "kind: role\nid: boss\naudience: customer\nlevel: tactical\nkey_accounts: {invitation: white-glove}\n"


@pytest.mark.parametrize(
    ("extra", "count"),
    [
        ("", 1),
        ("key_accounts: {}\n", 0),
        ("escalate: [{after: 1d, to: cx-office, accounts: key}]\n", 0),
        ("severity: positive\n", 0),
        ("first_contact: 1d\nkey_accounts: {first_contact: 2d}\n", 0),
    ],
)
def test_key_accounts_come_first(extra: str, count: int) -> None:
    assert len(told("key-accounts-wait-in-line", CARE, *WHOLE, INNER + extra)) == count


def test_where_key_accounts_play_no_part_they_need_no_queue() -> None:
    assert told("key-accounts-wait-in-line", *WHOLE, INNER) == []
    alone = [part + ("sampling: {key_accounts: only}\n" if "kind: survey" in part else "") for part in WHOLE]
    assert told("key-accounts-wait-in-line", CARE, *alone, INNER) == []


@pytest.mark.parametrize(
    ("extra", "count"),
    [
        ("use: indicator\n", 1),
        ("use: target\n", 1),
        ("use: signal\n", 0),
        ("", 0),
        ("use: indicator\nweight_by: account-value\n", 0),
    ],
)
def test_large_accounts_weigh_more(extra: str, count: int) -> None:
    assert len(told("key-accounts-unweighted", SCORE, METRIC + extra, survey())) == count
    once = survey("purpose: transactional\n", when="{event: visit-closed}")
    assert told("key-accounts-unweighted", SCORE, METRIC + extra, once) == []


def population(*groups: str) -> str:
    listed = "".join(f"  - {{{group}}}\n" for group in groups)
    return f"kind: population\nid: people\ndimensions: [size]\ngroups:\n{listed}"


BIG = "role: operator, by: {size: big}, people: 100, accounts: 50, revenue_share: %s"
SMALL = "role: buyer, by: {size: small}, people: 100, accounts: 50, revenue_share: %s"


@pytest.mark.parametrize(("heard", "rest", "found"), [("0.8", "0.2", ""), ("0.79", "0.21", "79 %"), ("1", "0", "")])
def test_four_fifths_of_revenue_are_heard(heard: str, rest: str, found: str) -> None:
    texts = told("revenue-unheard", population(BIG % heard, SMALL % rest), SCORE, METRIC, survey())
    assert texts == ([f"warning: surveys reach {found} of revenue yearly; 80 % are asked for"] if found else [])


@pytest.mark.parametrize(
    ("extra", "when", "reached"),
    [
        ("", "{every: half-yearly}", None),
        ("", "{every: 365d}", None),
        ("", "{every: 400d}", "0 %"),
        ("", "{on: [2027-01-01]}", None),
        ("", "{event: visit-closed}", "0 %"),
        ("", "{before: renewal, delay: 30d}", None),
        ("sampling: {among: {size: [small]}}\n", "{every: yearly}", "0 %"),
        ("sampling: {share: 0.1}\n", "{every: yearly}", None),
        ("sampling: {share: 0.5, key_accounts: sampled}\n", "{every: yearly}", "75 %"),
        ("sampling: {count: 50, key_accounts: sampled}\n", "{every: yearly}", "75 %"),
    ],
)
def test_how_much_of_revenue_a_survey_reaches(extra: str, when: str, reached: str | None) -> None:
    texts = told("revenue-unheard", population(BIG % "1.0", SMALL % "0"), SCORE, METRIC, survey(extra, when=when))
    assert texts == ([f"warning: surveys reach {reached} of revenue yearly; 80 % are asked for"] if reached else [])


def test_several_roles_of_the_same_accounts_count_once() -> None:
    both = population(BIG % "0.6", (BIG % "0.6").replace("operator", "buyer"), SMALL % "0.4")
    assert told("revenue-unheard", both, SCORE, METRIC, survey()) == [
        "warning: surveys reach 60 % of revenue yearly; 80 % are asked for"
    ]
    assert told("revenue-unheard", both, SCORE, METRIC, survey("asks: [operator, buyer]\n")) == []


# CHANGES AND EVENTS


CHANGE = "kind: event\nid: relaunch\ntype: change\non: 2027-05-03\naffects: [j.a]\nroles: [operator]\n"


@pytest.mark.parametrize(
    ("when", "extra", "count"),
    [
        ("{change: relaunch, delay: 28d}", "", 0),
        ("{change: relaunch, delay: 29d}", "", 0),
        ("{change: relaunch, delay: 30d}", "", 1),
        ("{change: relaunch}", "asks: [buyer]\n", 1),
        ("{change: relaunch}", "asks: [buyer]\nabout: [operator]\n", 0),
        ("{after: j.a}", "", 0),
        ("{event: visit-closed}", "listens_to: [j.s]\n", 0),
        ("{event: visit-closed}", "listens_to: [j.b]\n", 1),
        ("{every: quarterly}", "listens_to: [j.a]\n", 1),
    ],
)
def test_a_change_is_heard_before_the_next_wave(when: str, extra: str, count: int) -> None:
    asked = survey(f"purpose: pulse\n{extra}", name="pulse", when=when)
    parts = [CHANGE, journey("id: a, owner: cx-office", "id: b, owner: cx-office"), SCORE, METRIC, survey(), asked]
    assert len(told("change-unheard", *parts)) == count


def test_a_policy_says_how_soon_after_a_change() -> None:
    own = policy("coverage: {changes_within: 14d}", "info")
    parts = [own, CHANGE, journey("id: a, owner: cx-office"), SCORE, METRIC]
    for delay, count in (("14d", 0), ("7d..15d", 1)):
        asked = survey("purpose: pulse\n", when=f"{{change: relaunch, delay: {delay}}}")
        assert len(told("change-unheard", *parts, asked)) == count


def test_those_who_take_part_notice_a_change() -> None:
    unsaid = CHANGE.replace("roles: [operator]\n", "")
    assert told("change-unheard", unsaid, journey("id: a, owner: cx-office, roles: [buyer]")) == [
        "warning: nobody asks `buyer` about the change `relaunch`"
    ]
    assert told("change-unheard", unsaid.replace("affects: [j.a]\n", "")) == []


@pytest.mark.parametrize(
    ("key", "kind", "count"),
    [
        (key, kind, int(kind != fitting))
        for key, fitting in (("event", "event"), ("milestone", "milestone"), ("change", "change"), ("before", "date"))
        for kind in ("event", "milestone", "change", "date")
    ],
)
def test_a_trigger_waits_for_its_own_type(key: str, kind: str, count: int) -> None:
    happens = f"kind: event\nid: it\ntype: {kind}\n"
    asked = survey(when=f"{{{key}: it, delay: 1d}}")
    assert len(told("event-of-another-type", happens, SCORE, METRIC, asked)) == count


@pytest.mark.parametrize(("kind", "count"), [("event", 0), ("milestone", 0), ("change", 1), ("date", 1)])
def test_a_case_is_about_one_person_or_account(kind: str, count: int) -> None:
    happens = f"kind: event\nid: it\ntype: {kind}\n"
    alarm = "kind: loop\nid: lp\ntype: inner\nevent: it\nowner: cx-office\n"
    assert len(told("event-of-another-type", happens, alarm)) == count


def test_an_event_may_wait_for_a_survey_of_its_own() -> None:
    used = [SCORE, METRIC, survey(when="{event: visit-closed}"), survey(name="late", when="{before: renewal}")]
    assert told("event-unused", *used) == []
    assert told("event-unused", *used[:3]) == ["info: nothing waits for the event `renewal`"]
    noticed = "kind: event\nid: new\ntype: change\nroles: [operator]\n"
    assert told("event-unused", *used, noticed) == []
    assert told("event-unused", settings(packs="[b2b2c]"), *used, noticed) == [
        "info: nothing waits for the event `new`"
    ]
    assert len(told("event-unused", *used, noticed.replace("roles: [operator]\n", ""))) == 1


@pytest.mark.parametrize(
    ("sampling", "when", "count"),
    [
        ("{share: 0.5}", "{every: yearly}", 0),
        ("{count: 5, within: 1y}", "{event: visit-closed}", 0),
        ("{count: 5, within: 1y}", "{every: yearly}", 1),
        ("{within: 1y}", "{every: yearly}", 1),
        ("{count: 5, share: 0.5}", "{every: yearly}", 1),
        ("{census: true}", "{every: yearly}", 0),
        ("{census: true, count: 5}", "{every: yearly}", 1),
        ("{census: true, count: 5, share: 0.1}", "{every: yearly}", 1),
        ("{census: true, key_accounts: only}", "{every: yearly}", 1),
        ("{share: 0}", "{every: yearly}", 1),
        ("{share: 0, key_accounts: only}", "{every: yearly}", 1),
        ("{chosen_by: [cx-office]}", "{every: yearly}", 1),
        ("{chosen_by: [cx-office], draw: chosen}", "{every: yearly}", 0),
        ("{share: 0.5}", "{always: true}", 1),
        ("{key_accounts: always}", "{always: true}", 0),
    ],
)
def test_sampling_that_says_two_things(sampling: str, when: str, count: int) -> None:
    asked = survey(f"sampling: {sampling}\n", when=when)
    assert len(told("sampling-contradicts-itself", SCORE, METRIC, asked)) == count


@pytest.mark.parametrize(("least", "most", "count"), [(5, 5, 0), (6, 5, 1), (1, 100, 0)])
def test_fewest_and_most_members(least: int, most: int, count: int) -> None:
    board = f"kind: practice\nid: board\ntype: council\nmembers: {{at_least: {least}, at_most: {most}}}\n"
    assert len(told("members-out-of-order", board)) == count


@pytest.mark.parametrize(("actor", "count"), [("customer", 1), ("employee", 1), ("partner", 0)])
def test_phases_are_for_partners(actor: str, count: int) -> None:
    text = journey("id: a, owner: cx-office", actor=actor, stage="    phase: growth\n")
    assert len(told("phase-outside-partner-journey", text)) == count


# COMPANY AND PARTNERS


@pytest.mark.parametrize(
    ("first", "second", "actor", "between", "inside"),
    [
        ("cx-office", "field-service", "customer", 0, 1),
        ("cx-office", "dealer", "customer", 1, 0),
        ("dealer", "cx-office", "customer", 1, 0),
        ("dealer", "gold", "customer", 0, 1),
        ("gold", "silver", "customer", 1, 0),
        ("dealer", "dealer", "customer", 0, 0),
        ("cx-office", "dealer", "partner", 0, 1),
    ],
)
def test_a_handoff_is_reported_by_one_rule(first: str, second: str, actor: str, between: int, inside: int) -> None:
    silver = GOLD.replace("gold", "silver")
    text = [GOLD, silver, journey(f"id: a, owner: {first}", f"id: b, owner: {second}", actor=actor)]
    assert len(told("handoff-between-companies-unmarked", *text)) == between
    assert len(told("handoff-unmarked", *text)) == inside
    assert len(told("handoff-unmarked", settings(packs="[b2b]"), *text)) == between + inside


def test_kin_goes_up_and_down_and_not_sideways() -> None:
    family = program(GOLD, GOLD.replace("gold", "silver"), "kind: partner\nid: big\ntype: dealer\npart_of: gold\n")
    assert kin(family, "gold") == {"gold", "dealer", "big"}
    assert kin(family, "dealer") == {"dealer", "gold", "silver", "big"}
    assert kin(family, "nobody") == {"nobody"}


@pytest.mark.parametrize(
    ("owner", "extra", "count"),
    [
        ("field-service", "", 1),
        ("touchpoint-owner", "", 0),
        ("partner", "", 0),
        ("dealer", "", 0),
        ("field-service", "tell: [gold]\n", 0),
        ("field-service", "escalate: [{after: 1d, to: dealer}]\n", 1),
        ("field-service", "severity: positive\n", 0),
    ],
)
def test_a_partner_hears_of_its_customers_at_once(owner: str, extra: str, count: int) -> None:
    loop = INNER.replace("owner: field-service", f"owner: {owner}") + extra
    text = [GOLD, journey("id: a, owner: dealer"), SCORE, METRIC]
    assert len(told("partner-left-in-the-dark", *text, survey("listens_to: [j.a]\n"), loop)) == count


def test_whoever_only_takes_part_need_not_be_told() -> None:
    joint = journey("id: a, owner: {joint: [field-service, dealer], lead: field-service}")
    text = [SCORE, METRIC, INNER]
    assert told("partner-left-in-the-dark", joint, survey("listens_to: [j.a]\n"), *text) == []
    hidden = survey("listens_to: [j.a]\nidentity: confidential\n")
    assert told("partner-left-in-the-dark", journey("id: a, owner: dealer"), hidden, *text) == []
    report = "kind: report\nid: rp\nmetrics: [mt]\nevery: %s\nto: [dealer]\n"
    shown = [journey("id: a, owner: dealer"), survey("listens_to: [j.a]\n"), *text]
    assert told("partner-left-in-the-dark", *shown, report % "immediately") == []
    assert len(told("partner-left-in-the-dark", *shown, report % "quarterly")) == 1


TOOLS = "kind: channel\nid: ours\ntype: survey\ntool: A\n---\nkind: channel\nid: theirs\ntype: survey\ntool: B\n"


@pytest.mark.parametrize(
    ("own", "other", "count"),
    [
        ("", "", 1),
        ("through: ours\n", "through: theirs\n", 1),
        ("through: ours\n", "through: ours\n", 0),
        ("sender: joint\n", "", 0),
        ("sender: undisclosed\n", "", 1),
        ("asks: [buyer]\n", "", 0),
        ("purpose: transactional\nlistens_to: [j.a]\n", "", 0),
        ("purpose: pulse\nlistens_to: [j.a]\n", "purpose: pulse\nlistens_to: [j.s]\n", 1),
        ("purpose: pulse\nlistens_to: [j.a]\n", "purpose: pulse\nlistens_to: [j.b]\n", 0),
        ("partners: [gold]\n", "partners: [silver]\n", 0),
        ("partners: [gold]\n", "partners: [dealer]\n", 1),
    ],
)
def test_company_and_partner_ask_once(own: str, other: str, count: int) -> None:
    silver = GOLD.replace("gold", "silver")
    places = journey("id: a, owner: dealer", "id: b, owner: dealer")
    theirs = survey(f"sender: {{partner: dealer}}\n{other}", name="theirs")
    text = [TOOLS, GOLD, silver, places, SCORE, METRIC, survey(own), theirs]
    assert len(told("asked-by-both", *text)) == count


def test_tools_that_count_each_other_keep_surveys_apart() -> None:
    shared = TOOLS + "shares_rest_with: [ours]\n"
    theirs = survey("sender: {partner: dealer}\nthrough: theirs\n", name="theirs")
    assert told("asked-by-both", shared, SCORE, METRIC, survey("through: ours\n"), theirs) == []


@pytest.mark.parametrize(
    ("levels", "meant", "nobody", "every"),
    [
        ("new, mature", "", 0, 1),
        ("new, mature", "for_maturity: [mature]\n", 0, 0),
        ("new, mature", "for_maturity: [developing]\n", 1, 0),
        ("new, mature", "for_maturity: [developing, new]\n", 0, 0),
        ("new, new", "", 0, 0),
    ],
)
def test_metrics_by_maturity(levels: str, meant: str, nobody: int, every: int) -> None:
    partners = [
        f"kind: partner\nid: p{index}\ntype: dealer\nmaturity: {level}\n"
        for index, level in enumerate(levels.split(", "))
    ]
    assert len(told("metric-for-nobody", *partners, METRIC + meant)) == nobody
    assert len(told("metric-for-every-maturity", *partners, METRIC + meant)) == every


def test_a_level_nobody_names_is_nobody_s() -> None:
    assert told("metric-for-nobody", METRIC + "for_maturity: [new]\n") == [
        "warning: `mt` is meant for `new` partners, and no partner says how mature it is"
    ]


def themed(theme: str, role: str, name: str, extra: str = "") -> str:
    return survey(f"asks: [{role}]\nshared_theme: {theme}\n{extra}", name=name)


def test_a_shared_theme_is_shared() -> None:
    text = [ENGINEER, SCORE, METRIC]
    customers = themed("Spare parts", "operator", "one")
    assert len(told("shared-theme-one-sided", *text, customers)) == 1
    assert told("shared-theme-one-sided", *text, customers, themed("spare parts", "engineer", "two")) == []
    about = themed("spare parts", "operator", "two", "about: [engineer]\n")
    assert told("shared-theme-one-sided", *text, customers, about) == []
    assert len(told("shared-theme-one-sided", *text, customers, themed("prices", "engineer", "two"))) == 2


def test_a_theme_spelled_in_two_ways_is_one_mistake() -> None:
    text = [ENGINEER, SCORE, METRIC, themed("spare parts", "operator", "one"), themed("spare-part", "engineer", "two")]
    assert told("shared-theme-one-sided", *text) == [
        "warning: only customers are asked about the shared theme `spare parts`"
    ]


@pytest.mark.parametrize(
    ("report", "count"),
    [
        ("", 1),
        ("metrics: [mt]\nto: [cx-office]\n", 1),
        ("metrics: [mt]\nto: [dealer]\n", 0),
        ("metrics: [mt]\nto: [gold]\n", 0),
        ("metrics: [mt]\nto: [partner]\n", 0),
        ("metrics: [mt]\nto: [engineer]\n", 0),
        ("comments: [sv.score]\nto: [{who: dealer, sees: own}]\n", 0),
        ("metrics: [mt]\nto: [dealer]\nretired: 2027-01-01\n", 1),
    ],
)
def test_whoever_signs_sees_what_comes_back(report: str, count: int) -> None:
    reports = [f"kind: report\nid: rp\n{report}"] if report else []
    text = [GOLD, ENGINEER, SCORE, METRIC, survey("sender: {partner: dealer}\n"), *reports]
    assert len(told("partner-sender-without-results", *text)) == count
    parts = [journey("id: a, owner: cx-office"), survey("asks: [engineer]\n"), INNER, HOUSE]
    assert len(told("partner-survey-unreported", GOLD, ENGINEER, SCORE, METRIC, *parts, *reports)) == count


def test_results_may_be_promised_to_those_who_answer() -> None:
    asked = survey("asks: [engineer]\nincentive: {type: results}\n")
    parts = [ENGINEER, journey("id: a, owner: cx-office"), SCORE, METRIC, asked, INNER, HOUSE]
    assert told("partner-survey-unreported", *parts) == []


@pytest.mark.parametrize(
    ("asked", "partnership", "count"),
    [
        ("", "interdependent", 1),
        ("{every: yearly}", "interdependent", 0),
        ("{event: visit-closed}", "interdependent", 0),
        ("{on: [2027-01-01]}", "interdependent", 1),
        ("{on: [2027-01-01, 2027-07-01]}", "interdependent", 0),
        ("{change: relaunch}", "interdependent", 1),
        ("{change: relaunch}", "pass-through", 0),
        ("", "pass-through", 1),
    ],
)
def test_partners_are_asked_again_and_again(asked: str, partnership: str, count: int) -> None:
    own = settings().replace("interdependent", partnership)
    others = [survey("asks: [engineer]\n", name="partners", when=asked)] if asked else []
    text = [own, ENGINEER, CHANGE, journey("id: a, owner: dealer"), *WHOLE[1:], INNER, HOUSE, *others]
    assert len(told("partners-unheard", *text)) == count


def test_a_partner_that_nothing_names_is_not_missed() -> None:
    assert told("partners-unheard", *WHOLE, INNER, HOUSE) == []


# PEOPLE AND GROUPS


@pytest.mark.parametrize("word", ["role", "account", "partner", "survey", "stage", "touchpoint", "code"])
def test_some_cuts_need_no_population(word: str) -> None:
    report = f"kind: report\nid: rp\nmetrics: [mt]\ncut_by: [{word}]\nto: [cx-office]\n"
    assert told("report-cut-unknown", SCORE, METRIC, report) == []
    counted = population(BIG % "1.0")
    assert told("report-cut-unknown", SCORE, METRIC, report, counted) == []
    assert len(told("report-cut-unknown", SCORE, METRIC, report.replace(word, "contry"))) == 1
    assert told("report-cut-unknown", SCORE, METRIC, report.replace(word, "size"), counted) == []


@pytest.mark.parametrize(
    ("extra", "count"),
    [
        ("asks: [clerk]\n", 1),
        ("asks: [clerk]\nabout: [operator]\n", 0),
        ("asks: [clerk]\nabout: [engineer]\n", 1),
        ("asks: [clerk, operator]\n", 0),
        ("asks: [clerk]\npurpose: mystery-shop\n", 0),
    ],
)
def test_a_moment_of_truth_is_heard_from_those_who_live_through_it(extra: str, count: int) -> None:
    clerk = "kind: role\nid: clerk\naudience: employee\nlevel: operational\n"
    moment = journey("id: a, owner: cx-office, moment_of_truth: true")
    text = [ENGINEER, clerk, moment, SCORE, METRIC, survey(f"listens_to: [j.a]\n{extra}")]
    assert len(told("moment-of-truth-unheard", *text)) == count


# DAYS


@pytest.mark.parametrize(
    ("day", "period", "end"),
    [
        ("2027-01-31", "monthly", "2027-02-28"),
        ("2027-11-30", "quarterly", "2028-02-29"),
        ("2027-01-01", "365d", "2028-01-01"),
        ("2027-01-01", "10bd", None),
        ("9999-12-31", "yearly", None),
        ("9999-12-31", "999999y", None),
    ],
)
def test_the_day_on_which_a_period_is_over(day: str, period: str, end: str | None) -> None:
    found = Cadence.parse(period).after(datetime.date.fromisoformat(day))
    assert (found.isoformat() if found else None) == end
