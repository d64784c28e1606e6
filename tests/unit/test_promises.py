"""Who learns what of which survey, and whether they were meant to: each sort of breach, its neighbors, and programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from cxprog.analysis.anonymity.promises import CASES, REMEDIES, Promises, flows
from cxprog.analysis.anonymity.promises_placed import promises_of
from cxprog.analysis.anonymity.values import Audience, Flow
from cxprog.analysis.specs import Specs, specs_of
from cxprog.document import parse
from cxprog.finding import Finding, in_reading_order
from cxprog.manifest import lower
from cxprog.program import Program, link
from cxprog.rules import all_rules
from cxprog.source import Source
from tests import journeys, promises
from tests.anonymity import flow_graphs
from tests.anonymity.flow_makings import documents
from tests.checking import page
from tests.promises import (
    ANONYMOUS,
    AROUND,
    CONFIDENTIAL,
    GROUPED,
    IDENTIFIED,
    SETTINGS,
    loop,
    report,
    survey,
)

Golden = Callable[[str, str | bytes], None]
RULES = {rule.id: rule for rule in all_rules()}
COMMENTS = "comments: [voice.why]\nminimum: {comments: 10}\n"


def program_of(text: str, settings: str = SETTINGS) -> Program:
    """The program, linked; documents of the text take the place of those around it."""
    own = parse(Source("program.yaml", text))[0]
    names = {each.name for each in own}
    around = [each for each in parse(Source("around.yaml", AROUND))[0] if each.name not in names]
    program, findings = link([*parse(Source("cxprog.yaml", settings))[0], *around, *own])
    assert not findings, findings
    return program


def learned(text: str, audience: str = "service", settings: str = SETTINGS) -> Flow | None:
    """What an audience learns of the survey `voice`."""
    found = flows(Specs.of_program(program_of(text, settings)))
    return next((each for each in found if each.survey == "voice" and each.audience.id == audience), None)


def answer(text: str, audience: str = "service") -> str:
    """The verdict for an audience, with the case of a breach: `violated named-comments`."""
    flow = learned(text, audience)
    return f"{flow.answer} {flow.case}".strip() if flow else "nothing"


def findings(rule: str, text: str, settings: str = SETTINGS) -> tuple[Finding, ...]:
    """What a rule says of a program."""
    return in_reading_order(RULES[rule].run(program_of(text, settings)))


# EACH SORT OF BREACH


@pytest.mark.parametrize("case", CASES)
def test_each_sort_of_breach_is_found(case: str) -> None:
    settings = GROUPED if case == "alert-by-respondent" else SETTINGS
    told = Promises(Specs.of_program(program_of(promises.CASES[case], settings))).told
    assert case in {each.ruling.case for each in told}
    assert REMEDIES[case]


def test_each_sort_of_breach_as_people_see_it(golden: Golden) -> None:
    shown = {
        case: (text, findings("identity-revealed", text, GROUPED if case == "alert-by-respondent" else SETTINGS))
        for case, text in promises.CASES.items()
    }
    golden("messages/identity.txt", page(shown))


def test_what_another_rule_reports_is_not_reported_twice() -> None:
    text = promises.CASES["anonymous-inner-loop"]
    assert findings("identity-revealed", text) == ()
    assert len(findings("anonymous-survey-with-inner-loop", text)) == 1
    assert answer(text) == "violated anonymous-inner-loop"


def test_one_finding_names_everybody_who_reads_the_same_report() -> None:
    text = CONFIDENTIAL + report(
        "comments: [voice.why]\n", "service, cx-office, key-accounts, {who: workshop, sees: own}"
    )
    (finding,) = findings("identity-revealed", text)
    assert finding.message.endswith("comments are shown from the first one on: `service` and 3 others")


def test_what_is_retired_breaks_no_promise() -> None:
    for retired in (
        CONFIDENTIAL + report("comments: [voice.why]\nretired: 2027-01-01\n"),
        survey("confidential", "retired: 2027-01-01\n") + report("comments: [voice.why]\n"),
        CONFIDENTIAL + loop("when: voice.ease <= 3\nretired: 2027-01-01\n"),
    ):
        assert findings("identity-revealed", retired) == ()


def test_nothing_is_said_while_something_is_not_understood() -> None:
    text = promises.CASES["comments-from-one"]
    documents = parse(Source("program.yaml", SETTINGS + "---\n" + AROUND + text.replace("to: [", "too: [")))[0]
    program, mistakes = link(documents)
    assert mistakes
    assert list(RULES["identity-revealed"].run(program)) == []


# COLLECTING


def test_whoever_runs_the_tool_of_an_anonymous_survey_sees_answers_and_nobody_behind_them() -> None:
    flow = learned(ANONYMOUS, "cx-office")
    assert flow is not None
    assert (flow.answer, flow.carries) == ("proved", ("comment", "score", "existence"))
    assert learned(ANONYMOUS) is None


def test_an_anonymous_survey_without_tool_is_not_decided() -> None:
    text = ANONYMOUS.replace("through: survey-tool\n", "")
    flow = learned(text, "cx-office")
    assert flow is not None
    assert (flow.answer, "identity" in flow.carries) == ("not decided", True)
    assert flow.reason.startswith("`voice` names no tool in `through`")
    (finding,) = findings("promise-not-decided", text)
    assert finding.message == "it is not decided whether `voice` stays anonymous towards `cx-office`"


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ("[time, response, order]", "proved"),
        ("[pseudonym]", "proved"),
        ("[hashed-mail]", "violated linkable"),  # the tool knows whom it has written to
        ("[contact]", "violated identity-recorded"),
        ("[account]", "not decided"),
    ],
)
def test_what_may_be_stored_beside_an_anonymous_answer(records: str, expected: str) -> None:
    assert answer(survey("anonymous", f"records: {records}\n"), "cx-office") == expected


def test_a_tool_that_invites_nobody_knows_no_mail_address() -> None:
    text = survey("anonymous", "records: [hashed-mail]\n").replace("{every: yearly}", "{always: true}")
    assert answer(text, "cx-office") == "proved"


def test_reminders_tell_when_somebody_has_answered() -> None:
    reminding = "reminders: [{after: 7d}]\n"
    assert answer(survey("anonymous", reminding), "cx-office") == "proved"
    assert answer(survey("anonymous", reminding + "records: [time]\n"), "cx-office") == "violated linkable"


def test_whoever_runs_the_tool_of_a_confidential_survey_is_trusted() -> None:
    assert answer(CONFIDENTIAL, "cx-office") == "proved"
    portal = "---\nkind: channel\nid: portal\ntype: portal\ntool: Any\nowner: shop\n---\n"
    text = survey("confidential", "through: portal\n") + portal
    assert answer(text, "shop") == "violated tool-of-partner"
    assert answer(survey("confidential", "through: portal\nsender: {partner: shop}\n") + portal, "shop") == "proved"


def test_whoever_asks_hears_who_speaks() -> None:
    assert answer(survey("confidential", "asked_by: service\n")) == "proved"
    assert answer(survey("anonymous", "asked_by: service\n")) == "violated interviewer-knows"
    assert answer(survey("anonymous", "mode: [phone]\n"), "cx-office") == "not decided"
    assert answer(survey("anonymous", "mode: [paper]\n"), "cx-office") == "proved"


def test_whoever_files_comments_reads_them() -> None:
    coded = "{kind: taxonomy, id: causes, codes: [{id: parts}], coding: {by: %s, how: %s}}\n---\n"
    assert answer(ANONYMOUS + coded % ("service", "by-hand")) == "proved"
    assert answer(ANONYMOUS + coded % ("dealers", "by-hand"), "dealers") == "violated comments-to-partner"
    assert answer(ANONYMOUS + coded % ("dealers", "text-analytics"), "dealers") == "nothing"


# REPORTS


def test_groups_of_a_minimum_tell_nothing_of_single_people() -> None:
    for text in (ANONYMOUS, CONFIDENTIAL):
        flow = learned(text + report("metrics: [effort]\ncut_by: [country]\n"))
        assert flow is not None
        assert (flow.answer, flow.carries) == ("proved", ("score",))


def test_the_way_to_a_number_is_told_step_by_step() -> None:
    flow = learned(ANONYMOUS + report("metrics: [effort]\n"), "workshop")
    assert flow is not None
    assert [f"{hop.at.kind} {hop.at.id} {'.'.join(map(str, hop.at.path))}: {hop.words}" for hop in flow.path] == [
        "answer voice.ease : `voice` asks `ease`, which feeds `effort`",
        "report month metrics.0: `month` shows `effort`",
        "metric effort minimum_n: from 10 answers on",
        "report month to.0: `service` reads `month`",
        "team workshop parent: `workshop` belongs to `service`",
    ]


POLICY = "kind: policy\nid: small\nanonymity: {%s}\n---\n"


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ("", "violated comments-from-one"),
        ("minimum: {comments: 1}\n", "violated comments-from-one"),
        ("minimum: {scores: 10}\n", "violated comments-from-one"),
        ("minimum: {comments: 10}\n", "proved"),
    ],
)
def test_comments_need_a_minimum_of_their_own(extra: str, expected: str) -> None:
    assert answer(CONFIDENTIAL + report("comments: [voice.why]\n" + extra)) == expected


def test_a_policy_asks_for_a_minimum_as_well() -> None:
    text = CONFIDENTIAL + report("comments: [voice.why]\n")
    assert answer(text + POLICY % "comments_from: 10") == "proved"
    assert answer(text + POLICY % "scores_from: 10") == "violated comments-from-one"
    assert answer(text + POLICY % "partners_from: 10") == "violated comments-from-one"


def test_identified_comments_need_none() -> None:
    assert answer(IDENTIFIED + report("comments: [voice.why]\ncomments_with: [name]\n")) == "proved"


def test_counts_of_codes_are_numbers() -> None:
    assert answer(CONFIDENTIAL + report("topics: [causes]\n")) == "violated no-minimum"
    flow = learned(CONFIDENTIAL + report("topics: [causes]\nminimum: {comments: 10}\n"))
    assert flow is not None and (flow.answer, flow.carries) == ("proved", ("score",))


def test_a_number_made_of_others_needs_the_minimum_of_these() -> None:
    made = "{kind: metric, id: health, type: mean, made_of: [%s]}\n---\n"
    revenue = "{kind: metric, id: revenue, type: operational}\n---\n"
    shown = CONFIDENTIAL + revenue + report("metrics: [health]\n")
    assert answer(shown + made % "effort, revenue") == "proved"
    fewer = "{kind: metric, id: effort, type: ces}\n---\n"
    assert answer(shown + made % "effort" + fewer) == "violated no-minimum"


def test_a_share_of_groups_rests_on_the_minimum_of_what_it_counts() -> None:
    share = "{kind: metric, id: leading, type: ratio, share_of: {metric: effort, band: good, by: country}}\n---\n"
    assert answer(CONFIDENTIAL + report("metrics: [leading]\n") + share) == "proved"


PEOPLE = "kind: population\nid: people\ngroups: [{role: buyer, people: %s, accounts: 40}]\n---\n"


@pytest.mark.parametrize(
    ("extra", "people", "expected"),
    [
        ("cut_by: [account]\n", 399, "violated account-too-small"),  # one account at least has fewer than ten
        ("cut_by: [account]\n", 4000, "not decided"),  # one may have
        ("filters: [account]\n", 399, "violated account-too-small"),
        ("cut_by: [country]\n", 399, "proved"),
        ("cut_by: [partner]\n", 399, "proved"),  # customers of a partner are a group like any other
        ("cut_by: [account]\nthrough: figures\n", 399, "proved"),
    ],
)
def test_accounts_are_small_groups(extra: str, people: int, expected: str) -> None:
    tool = "{kind: channel, id: figures, type: metrics, tool: Any, enforces: {minimum_group: true}}\n---\n"
    assert answer(CONFIDENTIAL + report("metrics: [effort]\n" + extra) + PEOPLE % people + tool) == expected


def test_a_metric_for_each_account_is_cut_by_account() -> None:
    per = "{kind: metric, id: effort, type: ces, minimum_n: 10, per: account}\n---\n"
    assert answer(CONFIDENTIAL + report("metrics: [effort]\n") + per) == "not decided"


def test_the_people_of_a_partner_are_those_of_one_organization() -> None:
    dealers = CONFIDENTIAL.replace("asks: [buyer]", "asks: [dealer-principal]")
    counted = "kind: population\nid: people\ngroups: [{role: dealer-principal, people: 30, accounts: 20}]\n---\n"
    text = report("metrics: [effort]\ncut_by: [partner]\n")
    assert answer(dealers + text + counted) == "violated account-too-small"
    assert answer(dealers + text) == "not decided"


def test_a_tool_that_hides_small_groups_has_to_be_told_which_are_small() -> None:
    tool = "{kind: channel, id: figures, type: metrics, tool: Any, enforces: {minimum_group: true}}\n---\n"
    shown = CONFIDENTIAL + report("comments: [voice.why]\nthrough: figures\n") + tool
    flow = learned(shown)
    assert flow is not None and flow.answer == "not decided"
    assert flow.reason.endswith("so nobody knows which groups `figures` takes for small")


@pytest.mark.parametrize(
    ("keys", "people", "expected"),
    [
        ("[response]", "", "proved"),
        ("[month]", "400", "not decided"),  # no response rate is given
        ("[month]", "40", "violated comments-with-traits"),  # 40 answers in a year, three a month
        ("[account]", "", "violated comments-with-traits"),
        ("[hashed-mail]", "", "violated comments-with-traits"),
        ("[phone]", "", "violated named-comments"),
    ],
)
def test_what_may_stand_beside_comments(keys: str, people: str, expected: str) -> None:
    counted = PEOPLE % people if people else ""
    assert answer(CONFIDENTIAL + report(COMMENTS + f"comments_with: {keys}\n") + counted) == expected


def test_a_month_with_many_answers_tells_nobody() -> None:
    many = "kind: population\nid: people\nresponse_rate: 0.5\ngroups: [{role: buyer, people: 4000}]\n---\n"
    assert answer(CONFIDENTIAL + report(COMMENTS + "comments_with: [month]\n") + many) == "proved"
    assert answer(CONFIDENTIAL + report(COMMENTS + "comments_with: [day]\n") + many) == "violated comments-with-traits"


def test_a_tool_that_waits_for_a_minimum_of_new_answers_may_show_at_once() -> None:
    tool = "{kind: channel, id: figures, type: metrics, tool: Any, enforces: {steps: true}}\n---\n"
    shown = report("metrics: [effort]\nthrough: figures\n").replace("monthly", "immediately")
    assert answer(ANONYMOUS + shown + tool) == "proved"


# LINKING


def _data_sets(*sets: str) -> str:
    return "".join(
        f"kind: channel\nid: tool-{number}\ntype: other\ntool: Any\nowner: key-accounts\ndatasets: [{{{each}}}]\n---\n"
        for number, each in enumerate(sets)
    )


CLICKS = "id: clicks, keys: [pseudonym, time], seen_by: [service]"
VISITS = "id: visits, keys: [time, contact], seen_by: [service]"


def test_answers_are_tied_to_people_over_lists_of_other_tools() -> None:
    shown = CONFIDENTIAL.replace("survey-tool", "desk") + "kind: channel\nid: desk\ntype: survey\ntool: Any\n"
    rows = shown + "datasets: [{id: rows, holds: [comments], keys: [pseudonym], seen_by: [service]}]\n---\n"
    assert answer(rows) == "proved"
    assert answer(rows + _data_sets(CLICKS)) == "proved"
    flow = learned(rows + _data_sets(CLICKS, VISITS))
    assert flow is not None and (flow.answer, flow.case) == ("violated", "linkable")
    assert [hop.words for hop in flow.path] == [
        "`rows` of `desk` holds single answers to `voice`",
        "`service` can open it",
        "`clicks` of `tool-0` holds the `pseudonym` as well",
        "`visits` of `tool-1` holds the `time` as well, beside the `contact`",
    ]
    other = VISITS.replace("service", "cx-office")
    assert answer(rows + _data_sets(CLICKS, other)) == "proved"


def test_teams_with_a_person_in_common_join_what_they_see() -> None:
    text = (
        ANONYMOUS
        + report(COMMENTS + "comments_with: [response]\n")
        + _data_sets("id: log, keys: [response, mail], seen_by: [key-accounts]")
    )
    assert answer(text) == "proved"
    people = "".join(
        f"{{kind: team, id: {name}, people: [{{mail: {mail}}}]}}\n---\n"
        for name, mail in (("service", "Ann@a.example"), ("key-accounts", "ann@a.example"))
    )
    assert answer(text + people) == "violated linkable"
    assert answer(text + people.replace("Ann", "Bob")) == "proved"


def test_what_a_team_learns_those_learn_that_belong_to_it() -> None:
    text = promises.CASES["named-comments"]
    assert answer(text, "workshop") == "violated named-comments"
    (finding,) = findings("identity-revealed", text)
    assert "workshop" not in finding.message
    part = "{kind: partner, id: shop, type: reseller, part_of: dealers}\n---\n"
    assert answer(CONFIDENTIAL + part + report(COMMENTS, "dealers"), "shop") == "violated comments-to-partner"


# PARTNERS


SERVED = (
    "kind: journey\nid: j\nactor: customer\nstages: [{id: s, touchpoints: [{id: t, channel: phone, owner: %s}]}]\n---\n"
)


@pytest.mark.parametrize("sees", ["all", "own"])
@pytest.mark.parametrize(
    ("shown", "is_single"),
    [
        ("metrics: [effort]\n", False),
        ("comments: [voice.why]\n", False),
        ("comments: [voice.why]\ncomments_with: [name]\n", True),
        ("comments: [voice.why]\ncomments_with: [account]\n", True),
        ("metrics: [effort]\ncut_by: [account]\n", True),
        ("loops: [call]\n", True),
    ],
)
def test_a_partner_sees_single_answers_of_its_own_customers_only(sees: str, shown: str, is_single: bool) -> None:
    cases = loop("when: voice.ease <= 3\n")
    text = IDENTIFIED + cases + report(shown, f"{{who: dealers, sees: {sees}}}")
    is_broken = is_single and sees == "all"
    assert answer(text, "dealers") == ("violated another-partners-customers" if is_broken else "proved")


def test_a_partner_whose_people_alone_are_asked_sees_nobody_elses() -> None:
    shown = report("comments: [voice.why]\ncomments_with: [name]\n", "shop")
    assert answer(IDENTIFIED + shown, "shop") == "violated another-partners-customers"
    assert answer(survey("identified", "partners: [shop]\n") + shown, "shop") == "proved"
    of_dealers = survey("identified", "partners: [dealers]\n") + shown.replace("shop", "dealers")
    assert answer(of_dealers, "dealers") == "violated another-partners-customers"  # each dealer sees the others'


@pytest.mark.parametrize(
    ("owner", "tell", "expected"),
    [
        ("dealers", "dealers", "proved"),
        ("{joint: [service, dealers], lead: service}", "dealers", "proved"),
        ("service", "dealers", "violated another-partners-customers"),
        ("service", "partner", "proved"),
        ("dealers", "touchpoint-owner", "proved"),
    ],
)
def test_a_loop_tells_the_partner_who_serves(owner: str, tell: str, expected: str) -> None:
    heard = survey("identified", "listens_to: [j.t]\n") + SERVED % owner
    assert answer(heard + loop(f"when: voice.ease <= 3\ntell: [{tell}]\n"), "dealers") == expected


def test_a_partner_that_is_named_besides_the_one_who_serves_hears_of_all() -> None:
    both = survey("identified", "partners: [dealers, shop]\n")
    serving = loop("when: voice.ease <= 3\n", "partner")
    assert [answer(both + serving, name) for name in ("dealers", "shop")] == ["proved", "proved"]
    told = loop("when: voice.ease <= 3\ntell: [shop]\n", "partner")
    assert [answer(both + told, name) for name in ("dealers", "shop")] == [
        "proved",
        "violated another-partners-customers",
    ]


def test_what_respondents_may_see_of_each_other() -> None:
    named = "comments: [voice.why]\ncomments_with: [name]\n"
    assert answer(IDENTIFIED + report("comments: [voice.why]\n", "buyer"), "buyer") == "proved"
    assert answer(IDENTIFIED + report(named, "buyer"), "buyer") == "violated shown-to-respondents"
    assert answer(IDENTIFIED + report(named, "{who: buyer, sees: own}"), "buyer") == "violated shown-to-respondents"
    assert answer(CONFIDENTIAL + report("metrics: [effort]\n", "buyer"), "buyer") == "proved"
    assert answer(CONFIDENTIAL + report("metrics: [effort]\n", "{who: buyer, sees: own}"), "buyer") == "not decided"


# LOOPS AND CONSENT


@pytest.mark.parametrize(
    ("condition", "is_asked_for"),
    [
        ("voice.call-me = yes", True),
        ("voice.call-me in (yes)", True),
        ("voice.ease <= 3 and voice.call-me = yes", True),
        ("(voice.ease <= 3 and voice.call-me = yes) or (voice.why is answered and voice.call-me = yes)", True),
        ("not (not voice.call-me = yes or voice.ease > 3)", True),
        ("voice.call-me = yes or voice.ease <= 1", False),
        ("voice.call-me = no", False),
        ("voice.call-me in (yes, no)", False),
        ("not voice.call-me != yes", False),  # nobody who left it out has agreed
        ("not (voice.call-me = yes and voice.ease <= 3)", False),
        ("voice.call-me is answered", False),
    ],
)
def test_whether_people_asked_for_the_call(condition: str, is_asked_for: bool) -> None:
    expected = "proved" if is_asked_for else "violated called-back-without-consent"
    assert answer(CONFIDENTIAL + loop(f"when: {condition}\n")) == expected


def test_a_question_permits_only_what_it_says() -> None:
    plain = "{kind: question, id: call-me, type: yes-no, text: '?'}\n---\n"
    text = CONFIDENTIAL + loop("when: voice.call-me = yes\n")
    assert answer(text + plain) == "violated called-back-without-consent"
    told = CONFIDENTIAL + loop("when: voice.%s = yes\ntell: [partner]\n")
    assert answer(told % "call-me", "shop") == "violated told-to-partner"
    assert answer(told % "tell-dealer", "shop") == "proved"


def test_a_consent_holds_for_its_own_survey() -> None:
    other = CONFIDENTIAL.replace("id: voice", "id: other")
    text = CONFIDENTIAL + other + loop("when: voice.ease <= 3 and other.call-me = yes\n")
    assert answer(text) == "violated called-back-without-consent"


def test_who_acts_who_is_told_and_who_watches() -> None:
    text = CONFIDENTIAL + loop(
        "when: voice.call-me = yes\nescalate: [{after: 2d, to: key-accounts}]\nmonitor: cx-office\ntell: [service]\n"
    )
    assert answer(text) == "proved"  # it acts anyway
    assert answer(text, "key-accounts") == "proved"
    watching = learned(text, "cx-office")
    assert watching is not None and watching.answer == "proved"
    outcome = text.replace("tell: [service]", "close: {tell: [cx-office]}").replace("survey-tool", "tool")
    tool = "{kind: channel, id: tool, type: survey, tool: Any, owner: service}\n---\n"
    assert answer(outcome + tool, "cx-office") == "violated told-without-consent"


def test_a_dealer_who_runs_the_loop_needs_leave_too() -> None:
    heard = survey("confidential", "listens_to: [j.t]\n") + SERVED % "dealers"
    assert answer(heard + loop("when: voice.call-me = yes\n", "dealers"), "dealers") == "violated told-to-partner"
    assert answer(heard + loop("when: voice.tell-dealer = yes\n", "dealers"), "dealers") == "proved"


def test_outer_loops_are_about_answers_and_not_about_people() -> None:
    text = CONFIDENTIAL + loop("when: voice.ease <= 3\nreview: {every: monthly, by: [key-accounts]}\n", type="outer")
    for audience in ("service", "key-accounts"):
        flow = learned(text, audience)
        assert flow is not None and (flow.answer, flow.carries) == ("proved", ("score", "existence"))


@pytest.mark.parametrize(
    ("extra", "type", "expected"),
    [
        ("when: effort < 3\n", "outer", "proved"),
        ("when: effort < 3\n", "inner", "violated score-about-an-account"),
        ("when: loose < 3\n", "outer", "violated alert-on-one-answer"),
        ("when: loose < 3\nminimum_n: 30\n", "outer", "proved"),
    ],
)
def test_an_alert_on_a_metric_needs_a_minimum(extra: str, type: str, expected: str) -> None:
    metric = "{kind: metric, id: loose, type: mean}\n---\n"
    loose = metric + "{kind: question, id: why, type: osat, text: '?', metric: loose}\n---\n"
    assert answer(ANONYMOUS + loose + loop(extra, type=type)) == expected


def test_confidential_answers_in_a_health_score() -> None:
    health = "{kind: metric, id: health, type: mean, made_of: [effort], per: account}\n---\n"
    text = CONFIDENTIAL + health + loop("when: health < 3\nthrough: figures\n")
    tool = "{kind: channel, id: figures, type: metrics, tool: Any, enforces: {minimum_group: %s}}\n---\n"
    assert answer(text + tool % "false") == "not decided"
    assert answer(text + tool % "false" + PEOPLE % 100) == "violated score-about-an-account"
    assert answer(text + tool % "true" + PEOPLE % 100) == "proved"


@pytest.mark.parametrize(
    ("silence", "expected"),
    [
        ("accounts: key", "violated silence-noticed"),
        ("accounts: any", "nothing"),
        ("of: invitations", "nothing"),
    ],
)
def test_who_knows_that_an_account_is_silent(silence: str, expected: str) -> None:
    text = loop(f"silence: {{survey: voice, within: 400d, {silence}}}\n", type="outer")
    assert answer(ANONYMOUS + text) == expected
    if expected != "nothing":
        assert answer(CONFIDENTIAL + text) == "proved"


@pytest.mark.parametrize(
    ("label", "expected"), [("respondent", "violated"), ("account", "violated"), ("touchpoint", "proved")]
)
def test_alerts_are_told_apart_by_what_tells_nobody(label: str, expected: str) -> None:
    settings = GROUPED.replace("respondent", label)
    flow = learned(CONFIDENTIAL + loop("when: voice.ease <= 3\n", type="outer"), settings=settings)
    assert flow is not None and flow.answer == expected
    assert not findings("identity-revealed", IDENTIFIED + loop("when: voice.ease <= 3\n"), settings)


@pytest.mark.parametrize(
    ("word", "audience"),
    [
        ("account-manager", Audience("team", "key-accounts")),
        ("partner-manager", Audience("team", "key-accounts")),
        ("touchpoint-owner", Audience("team", "service")),
        ("partner", Audience("partner", "shop")),
    ],
)
def test_words_stand_for_whoever_answers(word: str, audience: Audience) -> None:
    text = survey("identified", "listens_to: [j.t]\n") + SERVED % "service" + loop("when: voice.ease <= 3\n", word)
    flow = learned(text, audience.id)
    assert flow is not None and flow.audience == audience and flow.answer == "proved"


def test_a_word_that_nobody_stands_for_is_an_audience() -> None:
    text = IDENTIFIED + report("metrics: [effort]\n", "touchpoint-owner")
    flow = learned(text, "touchpoint-owner")
    assert flow is not None and flow.audience == Audience("word", "touchpoint-owner")


# WHOLE PROGRAMS


def test_a_manifest_says_the_same_as_its_program() -> None:
    for text in promises.CASES.values():
        program = program_of(text)
        assert flows(Specs.of_program(program)) == flows(Specs.of_manifest(lower(program)))


def test_where_nothing_is_promised_nothing_is_looked_at() -> None:
    alone = "".join(
        f"{each.strip()}\n---\n" for each in AROUND.split("---\n") if "kind: partner" not in each and each.strip()
    )
    text = alone + IDENTIFIED + loop("when: voice.ease <= 3\n") + report("comments: [voice.why]\n")
    program, mistakes = link(parse(Source("program.yaml", SETTINGS + "---\n" + text))[0])
    assert not mistakes
    assert list(RULES["identity-revealed"].run(program)) == []
    assert all(flow.answer == "proved" for flow in flows(Specs.of_program(program)))


@pytest.mark.parametrize("part", range(4))
def test_both_ways_agree_on_small_programs(part: int) -> None:
    seeds = range(part * 60, (part + 1) * 60)
    assert [wrong for seed in seeds for wrong in flow_graphs.mistakes("programs", seed)[0]] == []


# WHAT IS ASKED BEFORE ALL OF IT IS WORKED OUT


def test_respondents_who_see_what_a_tool_holds_are_enough_to_look_closer() -> None:
    """Nobody is anonymous and there is no partner, and still some are shown what others said."""
    made = [each for each in documents(2547) if each["kind"] not in ("partner", "report")]
    (channel,) = (each for each in made if each["kind"] == "channel")
    assert channel["datasets"][0]["seen_by"] == ["buyer"]
    looked_at = promises_of(linked(made))
    assert looked_at is not None
    assert {told.ruling.case for told in looked_at.told} == {"shown-to-respondents"}


def test_no_breach_is_missed_by_not_looking() -> None:
    seen: Counter[tuple[bool, bool]] = Counter()
    for seed in range(250):
        program = linked(documents(seed))
        is_looked_at = promises_of(program) is not None
        is_broken = bool(Promises(specs_of(program)).told)
        assert is_looked_at or not is_broken, seed
        seen[is_broken, is_looked_at] += 1
    assert seen[True, True] > 100 and seen[False, False] > 0


def linked(made: Iterable[Mapping[str, Any]]) -> Program:
    """A random program, whose reports show only cases of loops that it has."""
    loops = [each["id"] for each in made if each["kind"] == "loop"]
    whole = [
        {**each, "loops": [name for name in each["loops"] if name in loops]} if each["kind"] == "report" else each
        for each in made
    ]
    program, findings = link(parse(Source("cxprog.yaml", journeys.text(whole)))[0])
    assert not findings, findings[0].message
    return program
