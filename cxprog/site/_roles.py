"""The page of a role: who they are, which surveys ask them and how often at worst, where they take part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.analysis.frequency.wording import number_of
from cxprog.display._planned import Cell, cells, thousands, worst_words
from cxprog.finding import date_words
from cxprog.renderers._board_values import Words
from cxprog.site._site import Fact, Ref, Site, Spot, facts
from cxprog.site._surveys import at_most, timing

if TYPE_CHECKING:
    from cxprog.manifest import Resolved
    from cxprog.site._found import Findings
    from cxprog.site._wholes import Wholes

AUDIENCES: Mapping[str, str] = {
    "customer": "customers",
    "partner": "partners",
    "employee": "people of the company",
}
_LEVELS: Mapping[str, str] = {
    "strategic": "strategic: decides on the contract",
    "tactical": "tactical: main contact",
    "operational": "operational: uses the product every day",
}
"""Levels of those who are customers; partners and employees neither buy nor use."""


class Asking(NamedTuple):
    """A survey that asks the role."""

    ref: Ref
    timing: str
    drawn: str
    """How many of those who hold the role are asked each time; empty where nobody says."""
    minutes: str
    identity: str
    at_most: int | None
    """Most invitations to one person in a year; None where nothing limits them."""


class Pressure(NamedTuple):
    """How often a role is asked."""

    ref: Ref
    people: str
    invited: str
    worst: str
    """What one person can get; empty where no limit looks at a year."""
    weeks: tuple[Cell, ...]
    words: str
    """The weeks in words, for who does not see them."""


class Group(NamedTuple):
    """People who are counted together."""

    segment: str
    people: str
    accounts: str
    revenue: str
    rate: str


class Counted(NamedTuple):
    """A population that counts the role."""

    title: Words
    groups: tuple[Group, ...]
    people: str
    as_of: str
    spot: Spot


def values(site: Site, resolved: Resolved, wholes: Wholes, findings: Findings) -> dict[str, Any]:
    """Everything that the template names."""
    spec: Any = resolved.spec
    relations = site.relations
    return {
        "ref": site.ref("role", resolved.id),
        "spot": site.spot("role", resolved.id),
        "description": site.maybe(spec.description),
        "facts": tuple(_facts(site, spec)),
        "quote": site.maybe(spec.persona.quote) if spec.persona else None,
        "goals": site.several(spec.persona.goals) if spec.persona else (),
        "pains": site.several(spec.persona.pains) if spec.persona else (),
        "asking": tuple(asking(site, name) for name in relations.asking_role.get(resolved.id, ())),
        "about": site.refs("survey", relations.about_role.get(resolved.id, ())),
        "pressure": pressure(site, wholes, resolved.id),
        "parts": _parts(site, resolved.id),
        "counted": tuple(_counted(site, resolved.id)),
        "reports": tuple(
            (site.ref("report", name), sees) for name, sees in relations.reports_of_viewer.get(resolved.id, ())
        ),
        "findings": findings.about.get(("role", resolved.id), ()),
    }


def _facts(site: Site, spec: Any) -> Iterator[Fact]:
    accounts, persona = spec.key_accounts, spec.persona
    invited = accounts.invitation == "white-glove"
    level = _LEVELS[spec.level] if spec.audience == "customer" else spec.level
    beside = site.relations.roles_beside.get(spec.id, ())
    yield from facts(
        ("Who they are", f"{AUDIENCES[spec.audience]}, {level}"),
        ("Part in a purchase", ", ".join(part.replace("-", " ") for part in spec.buying)),
        ("The same person can also be", site.refs("role", beside)),
        ("At most in one organization", f"{spec.per_account:,}" if spec.per_account else ""),
        ("People of key accounts", "somebody they know asks them first" if invited else ""),
        ("Asked first by", site.party(accounts.invited_by) if accounts.invited_by else ""),
        *(
            (name.replace("-", " ").capitalize(), value)
            for name, value in sorted(persona.traits.items() if persona else ())
        ),
        ("Out of use from", site.retired(spec)),
        ("Source", spec.source or ""),
    )


def asking(site: Site, name: str) -> Asking:
    """A survey as those whom it asks meet it."""
    spec = site.manifest.get("survey", name)
    minutes = f"{spec.minutes:g} min"
    drawn = f"{spec.sampling.share * 100:g} % of them" if spec.sampling and spec.sampling.share is not None else ""
    return Asking(site.ref("survey", name), timing(site, spec), drawn, minutes, spec.identity, at_most(site, name))


def pressure(site: Site, wholes: Wholes, role: str) -> Pressure | None:
    """How often a role is asked; None where no survey invites it."""
    load = wholes.loads.get(role)
    if load is None:
        return None
    weeks = cells(wholes.planned, load)
    busy = sum(cell.sort == "expected" for cell in weeks)
    highest = max((cell for cell in weeks if cell.sort == "expected"), key=lambda cell: cell.amount, default=None)
    words = f"asked in {number_of(busy, 'week')}" if busy else "no invitations on certain days"
    if highest:
        words += f", in the fullest {highest.digits} invitations per 100 people"
    more = "+" if load.unknown else ""
    is_empty = load.unknown and not load.year.invitations
    return Pressure(
        site.ref("role", role),
        "" if load.people is None else f"{load.people:,}",
        "" if is_empty else thousands(load.year.invitations) + more,
        worst_words(load),
        weeks,
        words,
    )


def _parts(site: Site, role: str) -> tuple[tuple[Ref, tuple[Ref, ...]], ...]:
    """Journeys, each with the touchpoints at which the role takes part."""
    addresses = site.taking_part.get(role, ())
    by_journey = groupby(addresses, key=lambda address: address.partition(".")[0])
    return tuple((site.ref("journey", name), site.refs("touchpoint", own)) for name, own in by_journey)


def _counted(site: Site, role: str) -> Iterator[Counted]:
    for population in site.each("population"):
        spec: Any = population.spec
        # What is out of use counts nobody, in the calendar as well.
        groups = [group for group in spec.groups if role in group.roles and spec.retired is None]
        if groups:
            yield Counted(
                site.words(spec.title, population.id),
                tuple(_group(group, spec) for group in groups),
                f"{sum(group.people for group in groups):,}",
                date_words(spec.as_of) if spec.as_of else "",
                site.spot("population", population.id),
            )


def _group(group: Any, population: Any) -> Group:
    rate = population.response_rate if group.response_rate is None else group.response_rate
    return Group(
        ", ".join(group.by[name] for name in population.dimensions if name in group.by) or "everybody",
        f"{group.people:,}",
        "" if group.accounts is None else f"{group.accounts:,}",
        "" if group.revenue_share is None else f"{group.revenue_share * 100:g} %",
        "" if rate is None else f"{rate * 100:g} %",
    )
