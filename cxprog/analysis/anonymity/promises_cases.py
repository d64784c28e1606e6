"""The sorts of breaches of a promise, and what respondents' promises allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cxprog.analysis.anonymity.promises_ways import Scope, Side, Sink, Way
from cxprog.analysis.anonymity.values import BITS, Bit

_ALL = frozenset(BITS)
_SCORES: frozenset[Bit] = frozenset(("score",))
_GROUPS: frozenset[Bit] = frozenset(("comment", "score"))
_SINGLE: frozenset[Bit] = frozenset(("comment", "score", "existence"))
_ROWS: frozenset[Bit] = frozenset(("traits", "comment", "score", "existence"))

_ALLOWED: Mapping[str, Mapping[Side, Mapping[Scope, frozenset[Bit]]]] = {
    "identified": {
        "company": dict.fromkeys(("shown", "own", "leave", "rows", "keeper"), _ALL),
        "partner": {"shown": _GROUPS, **dict.fromkeys(("own", "leave", "keeper"), _ALL)},
        "role": {"shown": _GROUPS, "own": _ROWS},
    },
    "confidential": {
        "company": {"shown": _SINGLE, "own": _SINGLE, "rows": _ROWS, **dict.fromkeys(("leave", "keeper"), _ALL)},
        "partner": {"shown": _SCORES, "own": _SCORES, **dict.fromkeys(("leave", "keeper"), _ALL)},
        "role": dict.fromkeys(("shown", "own"), _SCORES),
    },
    "anonymous": {
        "company": {**dict.fromkeys(("shown", "own", "leave"), _GROUPS), **dict.fromkeys(("rows", "keeper"), _ROWS)},
        "partner": {**dict.fromkeys(("shown", "own", "leave"), _SCORES), "keeper": _ROWS},
        "role": dict.fromkeys(("shown", "own"), _SCORES),
    },
}
"""What may be known of an answer by promise, by side of the audience, and by the title under which it is known.

- Of identified answers the company may know all, a partner all of its own customers, and of others what was said but
  not by whom. So may respondents, who may know of their own account all but names.
- Confidential answers are for the company in groups and without names: that there is one answer more is no secret.
  Rows may hold what tells answers apart, as long as nothing ties them to people.
- Of anonymous answers not even that there is one may be noticed, outside of the tool that keeps them.
"""


def allowed(promise: str, sink: Sink, scope: Scope) -> frozenset[Bit]:
    """What an audience may know of answers that were given under a promise."""
    return _ALLOWED[promise][sink.side][scope]


class _Case(NamedTuple):
    wrong: str
    """What is wrong, as one says it behind `it is confidential, but`."""
    remedy: str
    """What to do."""


_CASES: Mapping[str, _Case] = {
    # Collecting
    "personal-link": _Case(
        "everybody gets a link of their own, which tells who answers",
        "write `link: open`, or promise `confidential` before the survey goes out",
    ),
    "identity-recorded": _Case(
        "what says who answers is stored beside each answer",
        "take it out of `records`, or promise `confidential` before the survey goes out",
    ),
    "account-recorded": _Case(
        "the account is stored beside each answer, and accounts have few people",
        "take `account` out of `records`, or promise `confidential` before the survey goes out",
    ),
    "tool-knows-people": _Case(
        "its tool cannot store answers without a link to the person",
        "use a tool that can (`enforces: {anonymity: true}`), or promise `confidential` before the survey goes out",
    ),
    "voice-recorded": _Case(
        "talks are recorded, and a voice tells who speaks",
        "take notes instead (`recorded: false`), or promise `confidential`",
    ),
    "interviewer-knows": _Case(
        "whoever asks the questions knows who answers",
        "let people answer by themselves, or promise `confidential`",
    ),
    "asked-by-partner": _Case(
        "a partner's people ask the questions and hear who says what",
        "let a team of the company ask, let the partner sign the invitation, or promise `identified`",
    ),
    "tool-of-partner": _Case(
        "a partner runs the tool in which answers are kept",
        "use a tool of the company, let the partner sign the invitation, or promise `identified`",
    ),
    # Rows
    "rows-name-people": _Case(
        "rows of single answers say who gave them",
        "take what names people out of the `keys`, or show the rows to nobody but those who run the tool",
    ),
    "linkable": _Case(
        "answers can be tied to people over what stands beside them",
        "take away one key of the chain, or let somebody else see one of its data sets",
    ),
    # Reports
    "named-comments": _Case(
        "comments are shown with what says who wrote them",
        "take it out of `comments_with`",
    ),
    "comments-with-traits": _Case(
        "comments are shown with what tells their writers from others",
        "take it out of `comments_with`, or show something coarser, such as the month",
    ),
    "comments-from-one": _Case(
        "comments are shown from the first one on",
        "ask for a minimum in the report (`minimum: {comments: 10}`), or for all of them in a policy (`comments_from`)",
    ),
    "no-minimum": _Case(
        "numbers are shown from the first answer on",
        "ask for a minimum in the report (`minimum: {scores: 5}`), or for all of them in a policy (`scores_from`)",
    ),
    "account-too-small": _Case(
        "numbers are shown for organizations with fewer people than the minimum",
        "cut by something larger, or show it in a tool that hides small groups (`enforces: {minimum_group: true}`)",
    ),
    "shown-at-once": _Case(
        "each answer is shown as it comes in",
        "show it monthly, or in a tool that waits for a whole minimum of new answers (`enforces: {steps: true}`)",
    ),
    "shown-to-respondents": _Case(
        "respondents see more than scores of groups",
        "show them metrics only, or their own account only (`sees: own`) if the survey is identified",
    ),
    "comments-to-partner": _Case(
        "comments reach a partner",
        "show comments to teams of the company only, and scores to partners",
    ),
    "another-partners-customers": _Case(
        "a partner sees single answers of others' customers",
        "write `sees: own`, name the partner as `partner` in loops, or show metrics of groups only",
    ),
    # Loops
    "told-to-partner": _Case(
        "a partner learns of single answers",
        "ask whether the partner may know (`permits: [contact, partner]`) and require `yes` in `when`, or tell a team",
    ),
    "called-back-without-consent": _Case(
        "people are called back who did not ask for it",
        "ask for it with a question that says `permits: [contact]`, and require `yes` to it in `when`",
    ),
    "told-without-consent": _Case(
        "others than those who call back learn who answered",
        "tell nobody besides those who act",
    ),
    "anonymous-inner-loop": _Case(
        "an answer starts a call to whoever gave it",
        "promise `confidential` and ask who wants to be called, or make the loop an outer one on a metric",
    ),
    "alert-on-one-answer": _Case(
        "a single answer raises an alert",
        "let a metric start the loop, from a minimum of answers on (`minimum_n`)",
    ),
    "score-about-an-account": _Case(
        "a number made of its answers starts a loop about one account",
        "leave the answers out of that number, or look at all accounts together in an outer loop",
    ),
    "silence-noticed": _Case(
        "somebody notices who has not answered",
        "watch all accounts together (`accounts: any`)",
    ),
    "alert-by-respondent": _Case(
        "alerts are told apart by who answered",
        "group alerts by loop, touchpoint or deadline",
    ),
}  # fmt: skip

CASES: Mapping[str, str] = {name: case.wrong for name, case in _CASES.items()}
"""What is wrong in each sort of breach, as one says it behind `it is confidential, but`."""
REMEDIES: Mapping[str, str] = {name: case.remedy for name, case in _CASES.items()}
"""What to do about each sort of breach."""

_OF_THE_COMPANY = frozenset(("called-back-without-consent",))
"""Cases about teams of the company; of partners and respondents there is more to say."""


def offending(promise: str, sink: Sink, bit: Bit, ways: Iterable[Way]) -> tuple[str, int]:
    """Which sort of breach it is that a bit arrives, and on which of the ways: -1 where the audience makes it one."""
    if promise != "identified":
        for index, way in reversed(list(enumerate(ways))):
            if way.case and (sink.side == "company" or way.case not in _OF_THE_COMPANY):
                return way.case, index
    if sink.side == "role":
        return "shown-to-respondents", -1
    if sink.side == "partner" and promise != "identified":
        return "comments-to-partner" if bit == "comment" else "told-to-partner", -1
    return "another-partners-customers" if sink.side == "partner" else "told-without-consent", -1
