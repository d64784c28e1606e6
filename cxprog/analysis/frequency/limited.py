"""A limit on invitations: where it stands, what it says in words, and what each send adds to what it counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from cxprog.analysis.frequency.unguarded import Address
from cxprog.analysis.frequency.values import Send, Verdict, Witness
from cxprog.analysis.frequency.wording import Number, any_of, figure, number_of, quoted, span_words
from cxprog.analysis.specs import Specs


def limit_words(specs: Specs, verdict: Verdict) -> str:
    """The limit itself: `at most 2 invitations in any 30 days`, `a gap of 30 days between any two invitations`."""
    limit = limit_of(specs, verdict)
    if is_freeze(limit):
        return f"nothing is sent from {frozen_words(limit)}"
    per = "" if limit.per == "person" else f" per {limit.per}"
    reminders = ", reminders counted" if limit.reminders == "counted" else ""
    if limit.gap is not None:
        return f"a gap of {limit.gap.words} between any two {what_words(limit, 2, bare=True)}{per}{reminders}"
    return f"at most {what_words(limit, verdict.at_most)} {window_words(limit)}{per}{reminders}"


def limit_of(specs: Specs, verdict: Verdict) -> Any:
    """The limit that a verdict speaks of, of a policy or of a pack's policy: a frequency limit or a freeze."""
    policy = specs.get("policy", verdict.policy)
    if verdict.pack is not None:
        # Imported late: packs are read from a file.
        from cxprog.limits import pack_policies

        policy = next(each for each in pack_policies(verdict.pack) if each.id == verdict.policy)
    assert policy is not None, "a verdict speaks of a policy of its program"
    return getattr(policy, verdict.part)[verdict.index]


def limit_address(verdict: Verdict) -> Address | None:
    """Where the limit stands; None for one of a pack."""
    if verdict.pack is not None:
        return None
    return Address("policy", verdict.policy, (verdict.part, verdict.index), "the limit")


def asked_by(specs: Specs, verdict: Verdict) -> str:
    """Who asks for a limit: a policy or a pack, with the source of the number in brackets."""
    source = getattr(limit_of(specs, verdict), "source", None)
    whose = f"the policy `{verdict.policy}`" if verdict.pack is None else f"the {verdict.pack} pack"
    return f"{whose} ({source})" if source else whose


def is_freeze(limit: Any) -> bool:
    """Whether it is a freeze and no frequency limit."""
    return hasattr(limit, "first")


def frozen_words(limit: Any) -> str:
    """The days of a freeze."""
    first, last = (datetime.date.fromisoformat(day).toordinal() for day in (limit.first, limit.last))
    yearly = " and the same days of every later year" if limit.yearly else ""
    return span_words(first, last) + yearly


def window_words(limit: Any) -> str:
    """The windows of a limit: `in any 30 days`, `in each quarter`."""
    if limit.each is not None:
        return f"in each {limit.each}"
    return f"in any {limit.within.words}" if limit.within is not None else "ever"


# WHAT COUNTS


def what_words(limit: Any, amount: Number, reminders: bool = False, bare: bool = False) -> str:
    """`3 invitations to surveys longer than 10 minutes`; `bare` leaves out the number."""
    if limit.minutes is not None:
        noun = number_of(amount, "minute")
    elif reminders:
        noun = f"{figure(amount)} invitations and reminders"
    else:
        noun = number_of(amount, "invitation")
    if bare:
        noun = noun.partition(" ")[2]
    return " ".join((noun, *_chosen(limit.of)))


def _chosen(of: Any) -> Iterator[str]:
    """Which invitations count, in words that follow the noun; nothing where all do."""
    if of.surveys:
        yield f"to {any_of(quoted(of.surveys))}"
    if of.purposes or of.longer_than or of.up_to:
        longer = [f"longer than {of.longer_than.words}"] if of.longer_than else []
        shorter = [f"up to {of.up_to.words}"] if of.up_to else []
        sort = f"{any_of(of.purposes)} surveys" if of.purposes else "surveys"
        yield f"to {sort} {' and '.join((*longer, *shorter))}".rstrip()
    if of.senders:
        yield f"signed by {any_of(_SENDERS[sender] for sender in of.senders)}"
    if of.roles:
        yield f"for {any_of(quoted(of.roles))}"
    if of.audience:
        yield f"for {_AUDIENCES[of.audience]}"
    for dimension, values in sorted(of.among.items()):
        yield f"with {dimension} {any_of(values)}"
    if of.key_accounts is not None:
        yield "of key accounts" if of.key_accounts else "outside key accounts"


_SENDERS: Mapping[str, str] = {
    "company": "the company",
    "joint": "company and partner",
    "undisclosed": "nobody by name",
    "partner": "a partner",
}
_AUDIENCES: Mapping[str, str] = {"customer": "customers", "partner": "partners", "employee": "employees"}


def weights(specs: Specs, verdict: Verdict) -> tuple[Number, ...]:
    """What each send of the witness adds to what the limit counts: 0 where it does not count."""
    witness, limit = verdict.witness, limit_of(specs, verdict)
    if witness is None:
        return ()
    each = tuple(_weight(specs, limit, witness, send) for send in witness.sends)
    if is_freeze(limit) or limit.per != "record":
        return each
    # A limit per record looks at each record of each tool by itself; the witness breaks it in the fullest one.
    where = [(survey_of(specs, send).through or "", send.record) for send in witness.sends]
    sums: dict[tuple[str, int], Number] = {}
    for place, weight in zip(where, each, strict=True):
        sums[place] = sums.get(place, 0) + weight
    fullest = max(sorted(sums), key=lambda place: sums[place], default=None)
    return tuple(weight if place == fullest else 0 for place, weight in zip(where, each, strict=True))


def survey_of(specs: Specs, send: Send) -> Any:
    """The survey that is sent; a verdict names none that its program does not have."""
    survey = specs.get("survey", send.survey)
    assert survey is not None, "a witness sends surveys of its program"
    return survey


def _weight(specs: Specs, limit: Any, witness: Witness, send: Send) -> Number:
    if not witness.first <= send.day <= witness.last:
        return 0
    if is_freeze(limit):
        return 1
    if (send.reminder and limit.reminders == "exempt") or not _is_chosen(specs, limit.of, send):
        return 0
    return Fraction(str(survey_of(specs, send).minutes)) if limit.minutes is not None else 1


def _is_chosen(specs: Specs, of: Any, send: Send) -> bool:
    """Whether a limit counts the survey; the person is of its segments already, else there would be no witness."""
    survey = survey_of(specs, send)
    asked = [role for role in send.roles or survey.asks if role in survey.asks]
    sender = survey.sender if isinstance(survey.sender, str) else "partner"
    audiences = {role.audience for name in asked if (role := specs.get("role", name))}
    return (
        (not of.surveys or survey.id in of.surveys)
        and (of.longer_than is None or survey.minutes > _minutes(of.longer_than))
        and (of.up_to is None or survey.minutes <= _minutes(of.up_to))
        and (not of.senders or sender in of.senders)
        and (not of.purposes or survey.purpose in of.purposes)
        and (not of.roles or not set(of.roles).isdisjoint(asked))
        and (of.audience is None or of.audience in audiences)
    )


def _minutes(length: Any) -> int:
    return int(length.amount) * (1440 if length.measure.endswith("days") else 1)
