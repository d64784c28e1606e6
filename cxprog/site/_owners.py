"""The page of a team or partner: what it owns, where it must act and by when, what it sees, where it is reached."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.site._owning import Held, held
from cxprog.site._site import Fact, Ref, Site, facts

if TYPE_CHECKING:
    from cxprog.manifest import Alert, Party, Resolved
    from cxprog.site._found import Findings

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_WORDS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ACTS: Mapping[str, str] = {
    "open": "acts when a case opens",
    "first-contact": "makes first contact within {}",
    "resolve": "settles the matter within {}",
    "closed": "learns how the case ended",
    "review": "reviews the cases together, {}",
    "decision": "decides within {}",
}
"""What has to be done at a deadline; steps of the ladder are numbered."""
_HEARS: Mapping[str, str] = {
    "open": "when a case opens",
    "first-contact": "when first contact is due",
    "resolve": "when the matter should be settled",
    "closed": "how the case ended",
    "review": "at each review of the cases",
    "decision": "when a decision is due",
}
"""What is heard of at a deadline."""
_ACCOUNTS: Mapping[str, str] = {"all": "", "key": ", for key accounts", "other": ", for all but key accounts"}
CONTROLS: Mapping[str, str] = {
    "customer-contact": "contact with customers",
    "customer-data": "data of customers",
    "pricing": "prices",
    "installation": "installation",
    "service": "service",
    "report-visibility": "who sees reports",
}


class Owned(NamedTuple):
    """A touchpoint of the owner."""

    ref: Ref
    stage: Ref
    board: str
    part: str
    """`leads`, `shares` or `owns alone`."""
    is_truth: bool
    surveys: tuple[Ref, ...]


class Journey(NamedTuple):
    """A journey with what the owner has of it."""

    ref: Ref
    held: Held
    touchpoints: tuple[Owned, ...]


class Duty(NamedTuple):
    """A loop in which the owner acts or is told."""

    ref: Ref
    moments: tuple[str, ...]
    """What has to be done, or what is heard of, in the order of deadlines."""


def values(site: Site, resolved: Resolved, findings: Findings) -> dict[str, Any]:
    """Everything that the template names."""
    spec: Any = resolved.spec
    name, relations = resolved.id, site.relations
    return {
        "ref": site.ref(resolved.kind, name),
        "spot": site.spot(resolved.kind, name),
        "description": site.maybe(spec.description),
        "facts": tuple(_facts(site, resolved)),
        "journeys": tuple(_journeys(site, name)),
        "acts": tuple(_duties(site, name, _must_act)),
        "told": tuple(_duties(site, name, _is_told)),
        "reports": tuple(_reports(site, resolved)),
        "surveys": site.refs("survey", relations.surveys_of_owner.get(name, ())),
        "metrics": site.refs("metric", relations.metrics_of_owner.get(name, ())),
        "goals": site.refs("metric", relations.metrics_as_goal.get(name, ())),
        "practices": tuple(_practices(site, name)),
        "findings": findings.about.get((resolved.kind, name), ()),
    }


def _facts(site: Site, resolved: Resolved) -> Iterator[Fact]:
    spec: Any = resolved.spec
    relations, is_partner = site.relations, resolved.kind == "partner"
    people = spec.contacts if is_partner else spec.people
    below = relations.partners_below if is_partner else relations.teams_below
    wider = (spec.part_of and site.ref("partner", spec.part_of)) if is_partner else _parent(site, spec.parent)
    yield from facts(
        *(_partner_facts(site, spec) if is_partner else (("Level", spec.level or ""),)),
        ("Part of", wider or ""),
        ("Its parts" if is_partner else "Teams below it", site.refs(resolved.kind, below.get(spec.id, ()))),
        ("Looks after", site.refs("partner", relations.partners_of_manager.get(spec.id, ()))),
        ("Contact" if is_partner else "Who is in it", tuple(map(_person, people))),
        ("Alerts by mail", ", ".join(spec.alerts.mail)),
        ("Alerts by chat", spec.alerts.chat or ""),
        ("On call", spec.alerts.pager or ""),
        ("Working hours", _hours(spec)),
        ("Runs the tools", site.refs("channel", relations.channels_of_owner.get(spec.id, ()))),
        ("Out of use from", site.retired(spec)),
        ("Source", spec.source or ""),
    )


def _partner_facts(site: Site, spec: Any) -> Iterator[tuple[str, Any]]:
    yield "Sort of partner", spec.type
    yield "How many", f"{spec.organizations:,} organizations" if spec.organizations > 1 else ""
    yield "Tier", spec.tier or ""
    yield "Markets", ", ".join(spec.markets)
    yield "Sharing of customers", spec.partnership or ""
    yield "Own work on customer experience", spec.maturity or ""
    yield "Decides on its own about", ", ".join(CONTROLS[each] for each in spec.controls)
    yield "Looked after by", site.ref("team", spec.manager) if spec.manager else ""


def _parent(site: Site, name: str | None) -> Ref | None:
    return site.party(name) if name else None


def _person(person: Any) -> str:
    return f"{person.name} <{person.mail}>" if person.name and person.mail else person.name or person.mail or ""


def _hours(spec: Any) -> str:
    if spec.hours is None:
        return ""
    zone = f", {spec.clock}" if spec.clock else ""
    return f"{_days(spec.hours.days)}, {spec.hours.opens} to {spec.hours.closes}{zone}"


def _days(days: tuple[str, ...]) -> str:
    """`Monday to Friday`, or the days one by one where there are gaps."""
    at = sorted(_DAYS.index(day) for day in set(days))
    if len(at) > 2 and at[-1] - at[0] == len(at) - 1:
        return f"{_DAY_WORDS[at[0]]} to {_DAY_WORDS[at[-1]]}"
    return ", ".join(_DAY_WORDS[day] for day in at)


# WHAT IT OWNS


def _journeys(site: Site, name: str) -> Iterator[Journey]:
    touchpoints = site.relations.touchpoints_of_owner.get(name, ())
    for journey, group in groupby(touchpoints, key=lambda each: each.journey):
        own = tuple(group)
        shown = tuple(site.touchpoints[each.address] for each in own)
        yield Journey(
            site.ref("journey", journey),
            held(shown)[name],
            tuple(
                Owned(
                    site.ref("touchpoint", each.address),
                    site.ref("stage", site.stage_of[each.address]),
                    f"boards/{journey}.html#touchpoint={touchpoint.id}",
                    _part(name, each.owners, each.lead),
                    touchpoint.is_truth,
                    site.refs("survey", each.surveys),
                )
                for each, touchpoint in zip(own, shown, strict=True)
            ),
        )


def _part(name: str, owners: tuple[Party, ...], lead: Party | None) -> str:
    if len(owners) == 1:
        return "owns alone"
    return "leads" if lead and lead.id == name else "shares"


# WHERE IT ACTS


Says = Callable[["Alert", str], tuple[tuple["Party", ...], str]]
"""Who has to do with an alert, and how; given how often its cases are reviewed."""


def _duties(site: Site, name: str, says: Says) -> Iterator[Duty]:
    """Loops with what the owner has to do or hears of; the same is said once, whichever touchpoint it is for."""
    alerts = site.relations.alerts_of_party.get(name, ())
    for loop, group in groupby(alerts, key=lambda alert: alert.loop):
        accounts: dict[str, set[str]] = {}
        review = site.manifest.get("loop", loop).review
        pace = review.every.words if review else ""
        for alert in group:
            parties, words = says(alert, pace)
            if any(party.id == name for party in parties):
                accounts.setdefault(words, set()).add(alert.accounts)
        if accounts:
            yield Duty(site.ref("loop", loop), tuple(f"{words}{_for(held)}" for words, held in accounts.items()))


def _must_act(alert: Alert, pace: str) -> tuple[tuple[Party, ...], str]:
    # The time of a review is the one after which it counts as missed; what is asked for is the pace.
    within = pace if alert.deadline == "review" else alert.within.words if alert.within else ""
    step = alert.deadline.removeprefix("escalation-")
    return alert.act, _ACTS.get(alert.deadline, f"comes in at step {step}, if nobody acted within {{}}").format(within)


def _is_told(alert: Alert, pace: str) -> tuple[tuple[Party, ...], str]:
    step = alert.deadline.removeprefix("escalation-")
    return alert.told, _HEARS.get(alert.deadline, f"when step {step} of the ladder is due")


def _for(accounts: set[str]) -> str:
    """For which accounts something holds; key accounts and all others together are everybody."""
    return _ACCOUNTS[next(iter(accounts))] if len(accounts) == 1 else ""


def _reports(site: Site, resolved: Resolved) -> Iterator[tuple[Ref, str, str]]:
    """Reports that it sees by its own name, or as part of a wider class of partners."""
    name: str | None = resolved.id
    while name:
        for report, sees in site.relations.reports_of_viewer.get(name, ()):
            spec = site.manifest.get("report", report)
            yield site.ref("report", report), spec.every.words, sees
        spec = site.manifest.find("partner", name) if resolved.kind == "partner" else None
        name = spec.part_of if spec else None


def _practices(site: Site, name: str) -> Iterator[tuple[Ref, str]]:
    for practice in site.relations.practices_of_owner.get(name, ()):
        spec = site.manifest.get("practice", practice)
        yield site.ref("practice", practice), spec.every.words if spec.every else ""
