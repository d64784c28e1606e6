"""The people of a scenario, and who of them a survey asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxprog.manifest import Manifest


@dataclass(frozen=True)
class Person:
    """A contact of a scenario, or several alike ones."""

    id: str
    number: int
    """Place in the scenario's list; keeps results in one order."""
    roles: frozenset[str]
    by: Mapping[str, str]
    account: str
    """Those with the same one belong together."""
    is_key: bool
    partner: str | None
    is_drawn: bool
    """Whether chance picks the person wherever a survey asks only some."""
    count: int
    """How many alike people it stands for."""

    def key(self, per: str) -> tuple[str, str]:
        """What invitations are counted by: the person, the account or the partner."""
        if per == "partner" and self.partner:
            return "partner", self.partner
        return ("account", self.account) if per == "account" else ("person", self.id)


def people_of(test: Any) -> tuple[Person, ...]:
    """The people of a scenario, in its order."""
    return tuple(
        Person(
            id=contact.id,
            number=number,
            roles=frozenset(contact.roles),
            by=contact.by,
            account=contact.account or f"account of {contact.id}",
            is_key=contact.key_account,
            partner=contact.partner,
            is_drawn=contact.drawn,
            count=contact.people,
        )
        for number, contact in enumerate(test.contacts)
    )


def is_asked(survey: Any, person: Person) -> bool:
    """Whether a person holds a role that a survey asks."""
    return not person.roles.isdisjoint(survey.asks)


def qualifies(manifest: Manifest, survey: Any, person: Person, passed: frozenset[str]) -> bool:
    """Whether somebody who holds the role is among those a survey is for.

    `passed` are the touchpoints that the person passed since the last wave, with their steps and stages.
    """
    sampling = survey.sampling
    return (
        all(person.by.get(dimension) in values for dimension, values in sampling.among.items())
        and (not survey.partners or is_part_of(manifest, person.partner, survey.partners))
        and (person.is_key or sampling.key_accounts != "only")
        and (not sampling.passed or not passed.isdisjoint(sampling.passed))
    )


def is_drawn(survey: Any, person: Person) -> bool:
    """Whether a person who qualifies is asked, where a survey asks only some of them."""
    sampling = survey.sampling
    if person.is_key and sampling.key_accounts in ("always", "only"):
        return True
    if sampling.share == 0:
        return False
    asks_some = sampling.count is not None or (sampling.share is not None and sampling.share < 1)
    return person.is_drawn or not asks_some


def is_part_of(manifest: Manifest, partner: str | None, classes: tuple[str, ...]) -> bool:
    """Whether a partner is one of these, or belongs to one of them."""
    while partner is not None:
        if partner in classes:
            return True
        partner = manifest.get("partner", partner).part_of
    return False
