"""Limits of policies held against the invitations of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from cxprog.analysis.guards import Outbox, Sent, shares_window
from cxprog.manifest import Manifest
from cxprog.source import Path


class Counted(NamedTuple):
    """A limit that counts an invitation."""

    policy: str
    path: Path
    """Where in the policy the limit stands."""
    broken: str
    """How the invitation breaks the limit, in words; empty where it does not."""
    sent: tuple[Sent, ...]
    """Everything in the window that ends with it."""


def counted(manifest: Manifest, latest: Sent, sent: Outbox) -> Iterator[Counted]:
    """The limits that count an invitation which has just gone out; `sent` holds it too."""
    for policy in manifest.each("policy"):
        for index, limit in enumerate(policy.spec.frequency):
            if _is_counted(manifest, limit, latest):
                alike = tuple(
                    each
                    for each in sent.to(latest.person, limit.per)
                    if each.day <= latest.day and _is_counted(manifest, limit, each)
                )
                broken, window = _broken(manifest, limit, latest, alike)
                yield Counted(policy.id, ("frequency", index), broken, window)


def _broken(manifest: Manifest, limit: Any, latest: Sent, alike: tuple[Sent, ...]) -> tuple[str, tuple[Sent, ...]]:
    within = limit.gap or limit.within
    window = tuple(each for each in alike if within is None or shares_window(each.day, latest.day, within))
    whose = "" if limit.per == "person" else f" per {limit.per}"
    if limit.gap is not None and len(window) > 1:
        days = (latest.day - window[-2].day).days
        return f"{days} days after the last invitation{whose}, with a gap of {limit.gap.words}", window
    span = f" within {limit.within.words}" if limit.within else ""
    if limit.at_most is not None and len(window) > limit.at_most:
        return f"invitation number {len(window)}{whose}{span}, with at most {limit.at_most}", window
    minutes = sum(manifest.get("survey", each.survey).minutes for each in window)
    if limit.minutes is not None and minutes > limit.minutes:
        return f"{minutes:g} minutes asked for{whose}{span}, with at most {limit.minutes}", window
    return "", window


def _is_counted(manifest: Manifest, limit: Any, each: Sent) -> bool:
    if each.is_reminder and limit.reminders == "exempt":
        return False
    survey, of = manifest.get("survey", each.survey), limit.of
    roles = each.person.roles & set(survey.asks)
    sender = survey.sender if isinstance(survey.sender, str) else "partner"
    audiences = {manifest.get("role", role).audience for role in roles}
    return (
        (of.longer_than is None or survey.minutes > _minutes(of.longer_than))
        and (of.up_to is None or survey.minutes <= _minutes(of.up_to))
        and (not of.senders or sender in of.senders)
        and (not of.purposes or survey.purpose in of.purposes)
        and (not of.roles or not roles.isdisjoint(of.roles))
        and (of.audience is None or of.audience in audiences)
    )


def _minutes(duration: Any) -> float:
    return float(duration.amount * {"days": 1440}.get(duration.measure, 1))
