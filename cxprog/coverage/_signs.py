"""What shows a best practice in a program: one function for each practice that a program can show by what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from cxprog.coverage._reading import Reading
from cxprog.facts import viewers
from cxprog.published import table
from cxprog.source import Path


class Sign(NamedTuple):
    """Something in a program that shows a practice, or that would if it said a little more."""

    kind: str
    id: str
    path: Path
    """Where in its document it stands."""
    why: str
    """What it shows, for people: lower case, no full stop."""
    missing: tuple[str, ...] = ()
    """What keeps it from showing the practice; empty for evidence."""


Signs = Iterator[Sign]
Find = Callable[[Reading], Signs]


def signs_of(practice: str, reading: Reading) -> tuple[Sign, ...]:
    """Everything that shows a practice or comes close, in the order of kinds and ids."""
    find = _FINDERS.get(practice)
    return in_order(find(reading)) if find else ()


def in_order(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    """Signs by kind, id and place, each once."""
    return tuple(sorted(set(signs), key=lambda sign: (sign.kind, sign.id, *map(str, sign.path), sign.why)))


def unless(holds: bool, text: str) -> tuple[str, ...]:
    """What is missing, unless something holds."""
    return () if holds else (text,)


# WHAT SEVERAL ASK

_NOBODY = "nobody from a partner takes part"
LISTENING = frozenset(
    ("advisory-board", "council", "community", "joint-visit", "executive-sponsor", "roadshow", "co-design",
     "business-review", "workshop")
)  # fmt: skip
"""Types of practices in which people are listened to."""


def _type(*types: str) -> Find:
    """A practice of a type with partners as members."""

    def find(reading: Reading) -> Signs:
        for practice in _practices(reading, *types):
            yield Sign(
                "practice",
                practice.id,
                ("type",),
                f"{_a(practice.type)} with partners",
                unless(reading.with_partners(practice), _NOBODY),
            )

    return find


def _any(*types: str) -> Find:
    """A practice of a type, whoever takes part."""

    def find(reading: Reading) -> Signs:
        for practice in _practices(reading, *types):
            yield Sign("practice", practice.id, ("type",), _a(practice.type))

    return find


def _practices(reading: Reading, *types: str) -> list[Any]:
    return [practice for practice in reading.each("practice") if practice.type in types]


def _a(words: str) -> str:
    """A type of practice with its article: `an advisory board`."""
    words = words if words == "co-design" else words.replace("-", " ")
    return f"an {words}" if words[0] in "aeiou" else f"a {words}" if words != "training" else words


def _surveys(reading: Reading, *, of_partners: bool) -> list[Any]:
    is_about = reading.about_partners if of_partners else reading.about_customers
    return [survey for survey in reading.each("survey") if is_about(survey)]


def _and(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


# VOICE OF THE PARTNER


@lru_cache(maxsize=1)
def heard_phases(reading: Reading) -> Mapping[str, tuple[Sign, ...]]:
    """What listens to partners in each phase of their life cycle: surveys, boards, visits, talks.

    Several cells ask for it in turn, so the answer for the last program is kept; nobody may change it.
    """
    heard: dict[str, list[Sign]] = {}
    for survey in _surveys(reading, of_partners=True):
        places = reading.heard_by(survey)
        phases = {place.phase for place in places if place.actor == "partner"}
        if not places and survey.purpose == "relational":
            phases = set(table("partner-life-cycle")["during_partnership"])
        for phase in filter(None, phases):
            heard.setdefault(phase, []).append(Sign("survey", survey.id, ("asks",), "asks partners in this phase"))
    for practice in reading.each("practice"):
        if practice.phase and (practice.type in LISTENING or practice.listens_with):
            why = f"{_a(practice.type)} in which partners are listened to"
            heard.setdefault(practice.phase, []).append(Sign("practice", practice.id, ("phase",), why))
    return {phase: in_order(signs) for phase, signs in heard.items()}


def _entire_journey(reading: Reading) -> Signs:
    heard = heard_phases(reading)
    for journey in reading.each("journey"):
        if journey.actor == "partner" and any(stage.phase for stage in journey.stages):
            deaf = [phase["id"] for phase in table("partner-life-cycle")["phases"] if phase["id"] not in heard]
            missing = (f"nobody listens during {_and(deaf)}",) if deaf else ()
            yield Sign("journey", journey.id, ("stages",), "partners are heard in all six phases", missing)


def _actionable(reading: Reading) -> Signs:
    for survey in _surveys(reading, of_partners=True):
        acted = unless(survey.id in reading.loops_on, "no loop acts on its answers")
        yield Sign("survey", survey.id, ("asks",), "asks partners, and somebody acts on their answers", acted)


def _strength(reading: Reading) -> Signs:
    for survey in _surveys(reading, of_partners=True):
        if survey.purpose == "relational":
            metrics = reading.metrics_of[survey.id]
            watched = not metrics.isdisjoint(reading.reported) or any(
                loop.type == "outer" for loop in reading.loops_on.get(survey.id, ())
            )
            missing = unless(bool(metrics), "none of its questions feeds a metric") or unless(
                watched, "no report shows its metrics and no outer loop watches them"
            )
            yield Sign("survey", survey.id, ("purpose",), "measures how strong the relationship is", missing)


def _change(reading: Reading) -> Signs:
    for survey in reading.each("survey"):
        if survey.when.change:
            asked = not reading.has_partners or reading.about_partners(survey)
            why = "asks as soon as something has changed"
            yield Sign("survey", survey.id, ("when", "change"), why, unless(asked, "it asks no partner"))


# CUSTOMER INSIGHTS COOPERATION


def _common_problems(reading: Reading) -> Signs:
    themes = {survey.shared_theme for survey in _surveys(reading, of_partners=False) if survey.shared_theme}
    for survey in _surveys(reading, of_partners=True):
        if survey.shared_theme:
            shared = unless(survey.shared_theme in themes, "no survey of customers has the same `shared_theme`")
            why = "shares a theme with a survey of customers"
            yield Sign("survey", survey.id, ("shared_theme",), why, shared)


def _immediate(reading: Reading) -> Signs:
    for loop in reading.each("loop"):
        if loop.type == "inner" and any(reading.about_customers(survey) for survey in reading.surveys_of(loop)):
            reached = unless(reading.reaches_partner(loop), "no partner owns it or is told")
            yield Sign("loop", loop.id, ("owner",), "what a customer says reaches a partner at once", reached)


def _specific(reading: Reading) -> Signs:
    for report in reading.each("report"):
        seen = {sees for who, sees in viewers(report) if who in reading.partners or who == "partner"}
        if seen:
            own = unless("own" in seen or bool(report.cut_by), "partners see the whole, and nothing of their own")
            yield Sign("report", report.id, ("to",), "shows partners what concerns them", own)


def _own_process(reading: Reading) -> Signs:
    for survey in reading.each("survey"):
        if not isinstance(survey.sender, str):
            loops = reading.loops_on.get(survey.id, ())
            owned = unless(any(map(reading.reaches_partner, loops)), "no loop brings its answers to the partner")
            yield Sign("survey", survey.id, ("sender",), "a partner asks its own customers", owned)
    yield from _type("enablement")(reading)


def _tiers(reading: Reading) -> Signs:
    said = any(partner.maturity for partner in reading.each("partner"))
    for metric in reading.each("metric"):
        if metric.for_maturity:
            why = f"is meant for partners who are {_and(list(metric.for_maturity))}"
            yield Sign("metric", metric.id, ("for_maturity",), why, unless(said, "no partner says its `maturity`"))


# CX CAPABILITIES DEVELOPMENT


def _mapping(reading: Reading) -> Signs:
    for practice in _practices(reading, "workshop", "co-design"):
        places = reading.named(practice.works_on)
        if places:
            owned = any(not reading.partners.isdisjoint(place.owners) for place in places)
            missing = (
                *unless(reading.with_partners(practice), _NOBODY),
                *unless(owned, "partners own nothing in the journey it works on"),
            )
            yield Sign("practice", practice.id, ("works_on",), "works on a journey together with partners", missing)


def _support(reading: Reading) -> Signs:
    for practice in _practices(reading, "help-desk"):
        meant = (
            reading.with_partners(practice) or practice.phase is not None or "company-partner" in practice.relationship
        )
        missing = unless(meant, "it does not say that it is there for partners")
        yield Sign("practice", practice.id, ("type",), "a help desk for partners", missing)


# PARTNER ENGAGEMENT


def _selection(reading: Reading) -> Signs:
    for practice in reading.each("practice"):
        if practice.type == "partner-selection" or practice.phase == "recruitment":
            yield Sign("practice", practice.id, ("type",), "looks at who becomes a partner")


def _vision(reading: Reading) -> Signs:
    for practice in _practices(reading, "communication", "story-campaign", "training"):
        missing = (
            *unless(reading.with_partners(practice), _NOBODY),
            *unless("compelling-brand-values" in practice.competency, "it does not build compelling brand values"),
        )
        yield Sign("practice", practice.id, ("type",), f"{_a(practice.type)} on what the brand promises", missing)


def _agreements(reading: Reading) -> Signs:
    for metric in reading.each("metric"):
        if metric.incentive:
            paid = not reading.partners.isdisjoint(metric.incentive.paid_to)
            why = "partners are rewarded by it"
            yield Sign("metric", metric.id, ("incentive",), why, unless(paid, "no partner is rewarded by it"))


# CHANNEL MANAGEMENT COLLABORATION


def _diagnosis(reading: Reading) -> Signs:
    for loop in reading.each("loop"):
        if loop.type == "outer" and any(map(reading.about_partners, reading.surveys_of(loop))):
            there = loop.review is not None and not reading.managers.isdisjoint(loop.review.by)
            missing = unless(there, "no team that looks after partners takes part in its review")
            why = "what partners say is reviewed with those who look after them"
            yield Sign("loop", loop.id, ("review",), why, missing)


def _closing(reading: Reading) -> Signs:
    wanted = reading.managers | {"partner-manager"}
    for loop in reading.each("loop"):
        if any(map(reading.about_partners, reading.surveys_of(loop))):
            there = loop.owner in wanted or not wanted.isdisjoint(loop.tell)
            missing = unless(there, "no team that looks after partners owns it or is told")
            yield Sign("loop", loop.id, ("owner",), "those who look after partners close the loop", missing)


# BUSINESS PROCESSES


def _account_teams(reading: Reading) -> Signs:
    manager = reading.settings.account_managers if reading.settings else None
    for report in reading.each("report"):
        seen = {who for who, _ in viewers(report)}
        if "account-manager" in seen or (manager and manager in seen):
            yield Sign("report", report.id, ("to",), "account managers see it")
        elif "account" in report.cut_by:
            yield Sign("report", report.id, ("cut_by",), "shows each account by itself")


def _executives(reading: Reading) -> Signs:
    strategic = {role.id for role in reading.each("role") if role.level == "strategic" and role.audience == "customer"}
    yield from _any("executive-sponsor")(reading)
    for survey in reading.each("survey"):
        if survey.purpose == "interview":
            missing = unless(not strategic.isdisjoint(survey.asks), "it asks no strategic role of customers")
            yield Sign("survey", survey.id, ("purpose",), "somebody talks to executives of customers", missing)


def _field(reading: Reading) -> Signs:
    for survey in reading.each("survey"):
        if survey.purpose == "field-feedback" or (survey.when.always and reading.holds(survey.asks, "employee")):
            yield Sign("survey", survey.id, ("purpose",), "employees pass on what they hear")


def _governance(reading: Reading) -> Signs:
    for practice in _practices(reading, "council"):
        missing = unless(len(reading.own_teams(practice)) > 1, "it has members of one team only, or names none")
        yield Sign("practice", practice.id, ("members",), "several teams steer together", missing)


def _midway(reading: Reading) -> Signs:
    for survey in reading.each("survey"):
        if survey.when.milestone:
            missing = unless(survey.id in reading.loops_on, "no loop acts on its answers")
            yield Sign("survey", survey.id, ("when", "milestone"), "asks while the project runs", missing)


def _boundaries(reading: Reading) -> Signs:
    for journey in reading.each("journey"):
        owners = {name for place in reading.named((journey.id,)) for name in place.owners}
        if journey.actor == "customer":
            missing = unless(len(owners) > 1, "all its touchpoints belong to one owner, or to none")
            yield Sign("journey", journey.id, ("stages",), f"goes through {len(owners)} owners", missing)


def _leaders(reading: Reading) -> Signs:
    for report in reading.each("report"):
        if not reading.leaders.isdisjoint(who for who, _ in viewers(report)):
            yield Sign("report", report.id, ("to",), "executives see it")
    for loop in reading.each("loop"):
        names = {loop.owner, *loop.tell, *(step.to for step in loop.escalate)}
        if not reading.leaders.isdisjoint(name for name in names if name):
            yield Sign("loop", loop.id, ("escalate",), "grave cases reach executives")


def _personas(reading: Reading) -> Signs:
    for role in reading.each("role"):
        if role.persona and role.audience == "customer":
            missing = unless(bool(role.persona.drawn_from), "it does not say what it is `drawn_from`")
            yield Sign("role", role.id, ("persona",), "a persona made from what was heard", missing)


def _verbatims(reading: Reading) -> Signs:
    for taxonomy in reading.each("taxonomy"):
        missing = unless(taxonomy.coding is not None, "it has no `coding`: nobody files comments under it")
        yield Sign("taxonomy", taxonomy.id, ("codes",), "comments are filed under its codes", missing)


def _planning(reading: Reading) -> Signs:
    for practice in _practices(reading, "workshop"):
        taking_part = (
            *reading.own_teams(practice),
            *(name for name in practice.members.of if name in reading.partners),
        )
        missing = (
            *unless(bool(practice.inputs), "it works with no report"),
            *unless(len(taking_part) > 1, "it has members of one team only, or names none"),
        )
        yield Sign("practice", practice.id, ("inputs",), "those who can change something plan it together", missing)


def _forums(reading: Reading) -> Signs:
    for practice in _practices(reading, "community", "advisory-board"):
        there = reading.holds((*practice.members.roles, *practice.reaches), "customer")
        missing = unless(there, "its members hold no role of customers")
        yield Sign("practice", practice.id, ("members",), "customers take part", missing)


def _innovation(reading: Reading) -> Signs:
    for practice in _practices(reading, "training"):
        missing = unless(bool(reading.own_teams(practice)), "no team of the company takes part")
        yield Sign("practice", practice.id, ("members",), "employees practice with customers' problems", missing)


_FINDERS: Mapping[str, Find] = {
    "gather-insights-across-partners-entire-journey": _entire_journey,
    "develop-actionable-feedback-programs": _actionable,
    "establish-partner-advisory-boards": _type("advisory-board", "council"),
    "monitor-the-strength-of-channel-partner-relationships": _strength,
    "co-design-customer-experiences-with-partners": _type("co-design"),
    "prepare-for-rapid-adjustments-during-times-of-change": _change,
    "tackle-problems-affecting-both-partners-and-customers": _common_problems,
    "share-customer-feedback-requiring-immediate-attention": _immediate,
    "develop-and-share-partner-specific-insights": _specific,
    "help-partners-enable-their-own-customer-feedback-process": _own_process,
    "establish-multiple-tiers-of-cx-metrics": _tiers,
    "include-partners-in-customer-journey-mapping": _mapping,
    "invest-in-partners-knowledge-of-cx": _type("training", "coaching"),
    "dedicate-resources-to-support-partners-cx": _support,
    "select-partners-committed-to-your-brand-promises": _selection,
    "make-sure-partners-understand-your-cx-vision": _vision,
    "embed-cx-metrics-into-your-partner-agreements": _agreements,
    "enlist-partners-as-cx-advocates": _type("champion-network"),
    "discuss-and-diagnose-partner-insights-with-channel-management": _diagnosis,
    "develop-close-the-loop-processes-with-channel-management": _closing,
    "make-joint-visits-to-partners-and-customers": _type("joint-visit"),
    "equip-account-teams-with-customer-insights": _account_teams,
    "engage-hard-to-reach-executives": _executives,
    "capture-insights-from-the-field": _field,
    "involve-teams-in-cx-governance": _governance,
    "get-mid-project-feedback": _midway,
    "integrate-values-into-service-delivery": _any("service-standard"),
    "map-journeys-beyond-internal-structures": _boundaries,
    "focus-leaders-on-cx-performance": _leaders,
    "use-cx-champions": _any("champion-network"),
    "build-insights-based-personas": _personas,
    "capture-employee-stories": _any("story-campaign"),
    "analyze-verbatims-in-high-scoring-areas": _verbatims,
    "involve-stakeholders-in-cx-action-planning": _planning,
    "invite-customers-to-interactive-forums": _forums,
    "let-employees-practice-customer-innovation": _innovation,
}
"""The other practices, two of them, a program can only claim: nothing it says tells them from their like."""
