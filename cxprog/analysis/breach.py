"""Limits and freezes of policies held against the invitations of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cxprog.analysis.guards import Outbox, Sent, freezes, shares_window
from cxprog.analysis.people import Person
from cxprog.analysis.periods import period
from cxprog.language.types import Duration
from cxprog.manifest import Manifest
from cxprog.source import Path


class Counted(NamedTuple):
    """A limit that counts an invitation, or a freeze that forbids it."""

    policy: str
    path: Path
    """Where in the policy the limit stands."""
    broken: str
    """How the invitation breaks the limit, in words; empty where it does not."""
    sent: tuple[Sent, ...]
    """Everything in the window that ends with it."""


def counted(manifest: Manifest, latest: Sent, sent: Outbox) -> Iterator[Counted]:
    """The limits that count an invitation which has just gone out; `sent` holds it too."""
    for name, path, first, last in freezes(manifest, latest.day):
        yield Counted(name, path, f"in the freeze from {first} to {last}", (latest,))
    for policy in manifest.each("policy"):
        for index, limit in enumerate(policy.spec.frequency):
            if _is_counted(manifest, limit, latest):
                alike = tuple(
                    each
                    for each in sent.to(latest.person, limit.per)
                    if _is_counted(manifest, limit, each) and _is_counted_with(manifest, limit, each, latest)
                )
                yield Counted(policy.id, ("frequency", index), *_broken(manifest, limit, latest, alike))


def _broken(manifest: Manifest, limit: Any, latest: Sent, alike: tuple[Sent, ...]) -> tuple[str, tuple[Sent, ...]]:
    whose = "" if limit.per == "person" else f" per {limit.per}"
    if limit.gap is not None:
        close = tuple(each for each in alike if _is_near(each, latest, limit.gap))
        if len(close) > 1:
            days = (latest.day - close[-2].day).days
            return f"{days} days after the last invitation{whose}, with a gap of {limit.gap.words}", close
    span, window = _window(manifest, limit, latest, alike)
    if limit.at_most is not None and len(window) > limit.at_most:
        return f"invitation number {len(window)}{whose}{span}, with at most {limit.at_most}", window
    minutes = sum(manifest.get("survey", each.survey).minutes for each in window)
    if limit.minutes is not None and minutes > limit.minutes:
        return f"{minutes:g} minutes asked for{whose}{span}, with at most {limit.minutes}", window
    return "", window


def _window(manifest: Manifest, limit: Any, latest: Sent, alike: tuple[Sent, ...]) -> tuple[str, tuple[Sent, ...]]:
    """The time that a limit looks at, in words, and what went out in it: ever, where the limit names no time."""
    if limit.each is not None:
        first, last = period(limit.each, latest.day, manifest.settings.fiscal_year)
        return f" in the {limit.each} from {first} to {last}", tuple(each for each in alike if each.day >= first)
    if limit.within is not None:
        within = tuple(each for each in alike if _is_near(each, latest, limit.within))
        return f" within {limit.within.words}", within
    return "", alike


def _is_near(each: Sent, latest: Sent, duration: Duration) -> bool:
    """Whether two sends lie in one window, which is never shorter than a day."""
    return each.day == latest.day or shares_window(each.day, latest.day, duration)


def _is_counted_with(manifest: Manifest, limit: Any, each: Sent, latest: Sent) -> bool:
    """Whether two invitations to the same person, account or partner are added up; records are those of one tool."""
    if limit.per != "record":
        return True
    through, other = (manifest.get("survey", sent.survey).through for sent in (each, latest))
    return bool(through == other)


def _is_counted(manifest: Manifest, limit: Any, each: Sent) -> bool:
    """Whether a limit is about an invitation."""
    if each.is_reminder and limit.reminders == "exempt":
        return False
    survey, of, person = manifest.get("survey", each.survey), limit.of, each.person
    audience_of = {role: manifest.get("role", role).audience for role in person.roles & set(survey.asks)}
    if limit.per == "partner":  # the customers of a partner are none of its people
        audience_of = {role: audience for role, audience in audience_of.items() if audience == "partner"}
    if not audience_of:
        return False
    sender = survey.sender if isinstance(survey.sender, str) else "partner"
    return (
        (of.longer_than is None or survey.minutes > _minutes(of.longer_than))
        and (of.up_to is None or survey.minutes <= _minutes(of.up_to))
        and (not of.surveys or each.survey in of.surveys)
        and (not of.senders or sender in of.senders)
        and (not of.purposes or survey.purpose in of.purposes)
        and (not of.roles or not audience_of.keys().isdisjoint(of.roles))
        and (of.audience is None or of.audience in audience_of.values())
        and _is_among(of, person)
    )


def _is_among(of: Any, person: Person) -> bool:
    """Whether a limit counts what this person gets."""
    is_right = of.key_accounts in (None, person.is_key)
    return is_right and all(person.by.get(dimension) in values for dimension, values in of.among.items())


def _minutes(duration: Any) -> float:
    return float(duration.amount * {"days": 1440}.get(duration.measure, 1))
