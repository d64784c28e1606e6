"""Small programs in which a promise to respondents is broken, one for each sort of breach, and what they share."""

from __future__ import annotations

from collections.abc import Mapping

SETTINGS = """\
kind: program
language: 1
id: pumps
version: 1.0.0
model: b2b2c
partnership: interdependent
clock: Europe/Berlin
owner: cx-office
account_managers: key-accounts
targets: {}
"""
AROUND = """\
{kind: team, id: cx-office}
---
{kind: team, id: key-accounts}
---
{kind: team, id: service}
---
{kind: team, id: workshop, parent: service}
---
{kind: partner, id: dealers, type: dealer, organizations: 20, manager: key-accounts}
---
{kind: partner, id: shop, type: reseller}
---
{kind: role, id: buyer, audience: customer, level: strategic}
---
{kind: role, id: dealer-principal, audience: partner, level: strategic}
---
{kind: event, id: visit-closed, type: event}
---
{kind: taxonomy, id: causes, codes: [{id: parts}, {id: people}]}
---
{kind: metric, id: effort, type: ces, scale: {lowest: 1, highest: 7}, minimum_n: 10}
---
{kind: question, id: ease, type: ces, text: How easy was it?, metric: effort}
---
{kind: question, id: why, type: open-text, text: Why?, codes: causes}
---
{kind: question, id: call-me, type: yes-no, text: May service call you?, permits: [contact]}
---
{kind: question, id: tell-dealer, type: yes-no, text: May your dealer know?, permits: [contact, partner]}
---
{kind: channel, id: survey-tool, type: survey, tool: Any, enforces: {anonymity: true}}
---
"""
"""What the programs may refer to: nobody asks for a minimum of comments, and ten answers are needed for a score."""


def survey(identity: str, extra: str = "", questions: str = "ease, why, call-me, tell-dealer") -> str:
    """The survey `voice`, in a tool that keeps answers apart from people."""
    through = "" if "through:" in extra else "through: survey-tool\n"
    return (
        f"kind: survey\nid: voice\npurpose: relational\nasks: [buyer]\nwhen: {{every: yearly}}\nidentity: {identity}\n"
        f"minutes: 2\nquestions: [{questions}]\n{through}{extra}---\n"
    )


def report(extra: str, to: str = "service") -> str:
    """The report `month` for the service team."""
    return f"kind: report\nid: month\nevery: monthly\nto: [{to}]\n{extra}---\n"


def loop(extra: str, owner: str = "service", type: str = "inner") -> str:
    """The loop `call` of the service team."""
    return f"kind: loop\nid: call\ntype: {type}\nowner: {owner}\n{extra}---\n"


ANONYMOUS, CONFIDENTIAL, IDENTIFIED = (survey(each) for each in ("anonymous", "confidential", "identified"))
_LOG = "datasets: [{id: log, holds: [invitations], keys: [%s], seen_by: [service]}]\n"
_TOOL = "kind: channel\nid: %s\ntype: survey\ntool: Any\nenforces: {anonymity: true}\n"

CASES: Mapping[str, str] = {
    "personal-link": survey("anonymous", "link: personal\n"),
    "identity-recorded": survey("anonymous", "records: [time, mail]\n"),
    "account-recorded": survey("anonymous", "records: [account]\n")
    + "kind: population\nid: people\ngroups: [{role: buyer, people: 60, accounts: 40}]\n---\n",
    "tool-knows-people": survey("anonymous", "through: crm\n")
    + "{kind: channel, id: crm, type: crm, tool: Any}\n---\n",
    "voice-recorded": survey("anonymous", "recorded: true\n"),
    "interviewer-knows": survey("anonymous", "asked_by: service\n"),
    "asked-by-partner": survey("confidential", "asked_by: dealers\n"),
    "tool-of-partner": survey("confidential", "through: portal\n") + _TOOL % "portal" + "owner: shop\n---\n",
    "rows-name-people": survey("confidential", "through: crm\n")
    + _TOOL % "crm"
    + "datasets: [{id: answers, holds: [scores], keys: [response, contact], seen_by: [service]}]\n---\n",
    "linkable": survey("anonymous")
    + report("comments: [voice.why]\ncomments_with: [response]\nminimum: {comments: 10}\n")
    + _TOOL % "web"
    + _LOG % "response, time"
    + "---\n"
    + _TOOL % "mailer"
    + _LOG % "time, contact"
    + "---\n",
    "named-comments": CONFIDENTIAL
    + report("comments: [voice.why]\ncomments_with: [name]\nminimum: {comments: 10}\n", "service, cx-office"),
    "comments-with-traits": ANONYMOUS
    + report("comments: [voice.why]\ncomments_with: [time]\nminimum: {comments: 10}\n"),
    "comments-from-one": CONFIDENTIAL + report("comments: [voice.why]\n"),
    "no-minimum": CONFIDENTIAL
    + report("metrics: [loyalty]\ncut_by: [account]\n")
    + "{kind: metric, id: loyalty, type: nps}\n---\n"
    + "{kind: question, id: ease, type: nps, text: '?', metric: loyalty}\n---\n",
    "account-too-small": CONFIDENTIAL
    + report("metrics: [effort]\ncut_by: [account]\n")
    + "kind: population\nid: people\ngroups: [{role: buyer, people: 300, accounts: 40}]\n---\n",
    "shown-at-once": ANONYMOUS + report("metrics: [effort]\n").replace("monthly", "immediately"),
    "shown-to-respondents": CONFIDENTIAL + report("comments: [voice.why]\nminimum: {comments: 10}\n", "buyer"),
    "comments-to-partner": CONFIDENTIAL
    + report("comments: [voice.why]\nminimum: {comments: 10}\n", "service, {who: dealers, sees: own}"),
    "another-partners-customers": IDENTIFIED
    + report("comments: [voice.why]\ncomments_with: [name, account]\n", "dealers, service"),
    "told-to-partner": CONFIDENTIAL + loop("when: voice.call-me = yes\ntell: [partner]\n"),
    "called-back-without-consent": CONFIDENTIAL + loop("when: voice.ease <= 3 or voice.call-me = yes\n"),
    "told-without-consent": CONFIDENTIAL + loop("when: voice.call-me = yes\ntell: [cx-office, key-accounts]\n"),
    "alert-on-one-answer": ANONYMOUS + loop("when: voice.ease <= 3\n", type="outer"),
    "score-about-an-account": ANONYMOUS
    + "{kind: metric, id: health, type: mean, made_of: [effort], per: account}\n---\n"
    + loop("when: health < 3\n", "account-manager"),
    "silence-noticed": ANONYMOUS + loop("silence: {survey: voice, within: 400d}\n", type="outer"),
    "alert-by-respondent": CONFIDENTIAL + loop("when: voice.call-me = yes\nmonitor: cx-office\n"),
    "anonymous-inner-loop": ANONYMOUS + loop("when: voice.ease <= 3\n"),
}
"""A program for each sort of breach, by its name."""
GROUPED = SETTINGS.replace("targets: {}", "targets: {pager: {group_by: [loop, respondent]}}")
"""Settings of a program whose alerts are told apart by who answered."""
