"""The page of a survey: who is asked, when, what, under which promise, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.display._private_words import PROMISES
from cxprog.reach import invitations_at_most
from cxprog.renderers._board_values import Phrase, Words
from cxprog.site._conditions import asked_when
from cxprog.site._site import Fact, Ref, Site, Spot, facts

if TYPE_CHECKING:
    from cxprog.manifest import Resolved
    from cxprog.site._found import Findings
    from cxprog.site._wholes import Wholes

YEAR_DAYS = 365

TYPES: Mapping[str, str] = {
    "nps": "likelihood to recommend",
    "osat": "overall satisfaction",
    "csat": "satisfaction with one contact",
    "ces": "effort",
    "rating": "rating",
    "single-choice": "one of several answers",
    "multiple-choice": "any of several answers",
    "ranking": "ranking",
    "yes-no": "yes or no",
    "number": "number",
    "open-text": "answer in own words",
}
"""Types of questions for people who do not know their names."""
_INCENTIVES: Mapping[str, str] = {
    "results": "they get to see what came out",
    "donation": "a donation",
    "gift": "a gift",
    "money": "money",
}
_SENDERS: Mapping[str, str] = {
    "company": "the company",
    "joint": "company and partner together",
    "undisclosed": "nobody by name",
}
_KEY_ACCOUNTS: Mapping[str, str] = {
    "always": "key accounts are always asked",
    "sampled": "key accounts are drawn like everybody else",
    "only": "only key accounts",
}


class Asked(NamedTuple):
    """A question as the survey asks it."""

    ref: Ref
    text: Words
    type: str
    scale: str
    ends: tuple[tuple[str, Words], ...]
    """Words at the ends of the scale."""
    choices: tuple[Words, ...]
    metric: Ref | None
    when: Phrase
    """The earlier answers for which it is asked; empty where it is always asked."""
    is_required: bool
    spot: Spot


class Report(NamedTuple):
    """A report and those who see it."""

    ref: Ref
    pace: str
    viewers: tuple[tuple[Ref, str], ...]
    """Each with `all` or `own`."""


def values(site: Site, resolved: Resolved, wholes: Wholes, findings: Findings) -> dict[str, Any]:
    """Everything that the template names."""
    spec: Any = resolved.spec
    relations = site.relations
    reports = relations.reports_of_survey.get(resolved.id, ())
    return {
        "spec": spec,
        "ref": site.ref("survey", resolved.id),
        "spot": site.spot("survey", resolved.id),
        "description": site.maybe(spec.description),
        "promise": PROMISES[spec.identity],
        "promised": wholes.promised.get(resolved.id),
        "at_most": at_most(site, resolved.id),
        "facts": tuple(_facts(site, spec)),
        "invitation": site.maybe(spec.invitation),
        "thanks": site.maybe(spec.thanks),
        "asked": tuple(_asked(site, spec)),
        "listens": _listens(site, spec),
        "metrics": site.refs("metric", relations.metrics_of_survey.get(resolved.id, ())),
        "loops": site.refs("loop", relations.loops_of_survey.get(resolved.id, ())),
        "reports": tuple(report(site, name) for name in reports),
        "findings": findings.about.get(("survey", resolved.id), ()),
    }


def report(site: Site, name: str) -> Report:
    """A report: how often it goes out, and to whom."""
    spec = site.manifest.get("report", name)
    viewers = tuple((site.anyone(each.who), each.sees) for each in spec.to)
    return Report(site.ref("report", name), spec.every.words, viewers)


def at_most(site: Site, name: str) -> int | None:
    """Most invitations to one person in a year; None where nothing limits them."""
    entry = site.program.get("survey", name)
    return invitations_at_most(site.program, entry, YEAR_DAYS) if entry else None


def _facts(site: Site, spec: Any) -> Iterator[Fact]:
    purpose = spec.purpose.replace("-", " ")
    reminders = ", ".join(each.after.words for each in spec.reminders)
    rest = spec.rest.own.words if spec.rest.own else ""
    caps = ", ".join(f"at most {cap.at_most} in {cap.within.words}" for cap in spec.caps)
    yield from facts(
        ("Purpose", purpose),
        ("Asks", site.refs("role", spec.asks)),
        ("About the experience of", site.refs("role", spec.about)),
        ("Only people of", site.parties(spec.partners)),
        ("Who is drawn", tuple(_sampling(spec.sampling))),
        ("When", (site.listening.timing(spec.when),)),
        (
            "How answers are given",
            "" if tuple(spec.mode) in ((), ("online",)) else ", ".join(spec.mode).replace("-", " "),
        ),
        ("Asked by", site.party(spec.asked_by) if spec.asked_by else ""),
        ("Length", f"{spec.minutes:g} {'minute' if spec.minutes == 1 else 'minutes'}"),
        ("Can be answered for", spec.open_for.words if spec.open_for else ""),
        ("Left alone afterwards for", rest),
        ("Limits of its own", caps),
        ("Reminders after", reminders),
        ("Sent by", _sender(site, spec.sender)),
        ("Thanks", (_incentive(site, spec.incentive),)),
        ("Languages", ", ".join(spec.locales)),
        ("Runs in", (_channel(site, spec.through),)),
        ("Answers kept for", spec.kept_for.words if spec.kept_for else ""),
        ("Answered for by", site.party(spec.owner)),
        ("Out of use from", site.retired(spec)),
        ("Source", spec.source or ""),
    )


def _sampling(sampling: Any) -> Iterator[str]:
    if sampling.census:
        yield "everybody, in each wave"
    if sampling.share is not None:
        yield f"{sampling.share * 100:g} % of them"
    if sampling.count is not None:
        within = f" in {sampling.within.words}" if sampling.within else " each time"
        yield f"{sampling.count:,} people{within}"
    for dimension, names in sorted(sampling.among.items()):
        yield f"{dimension.replace('-', ' ')}: {' or '.join(names)}"
    if sampling.draw == "chosen":
        yield "chosen by somebody, not drawn"
    if sampling.share is not None or sampling.count is not None or sampling.key_accounts == "only":
        yield _KEY_ACCOUNTS[sampling.key_accounts]


def _sender(site: Site, sender: Any) -> Ref | str:
    return _SENDERS[sender] if isinstance(sender, str) else site.party(sender.partner)


def _incentive(site: Site, incentive: Any) -> Phrase | Words | str:
    if incentive.type == "none":
        return ""
    return site.maybe(incentive.value) or _INCENTIVES[incentive.type]


def _channel(site: Site, name: str | None) -> Phrase | str:
    if name is None:
        return ""
    spec = site.manifest.get("channel", name)
    return (site.words(spec.title, name), f" ({spec.tool})")


def _asked(site: Site, spec: Any) -> Iterator[Asked]:
    for asked in spec.questions:
        when = asked_when(site, spec, asked.when.test) if asked.when else ()
        yield question(site, asked.question, when, asked.required)


def question(site: Site, name: str, when: Phrase = (), is_required: bool = False) -> Asked:
    """A question with its scale or choices, and the metric that it feeds."""
    spec = site.manifest.get("question", name)
    scale = spec.scale
    ends = ((str(scale.lowest), site.maybe(scale.low)), (str(scale.highest), site.maybe(scale.high))) if scale else ()
    return Asked(
        site.ref("question", name),
        site.words(spec.text, name),
        TYPES[spec.type],
        f"{scale.lowest} to {scale.highest}" if scale else "",
        tuple((value, words) for value, words in ends if words),
        tuple(site.words(choice.text, choice.id) for choice in spec.choices),
        site.ref("metric", spec.metric) if spec.metric else None,
        when,
        is_required,
        site.spot("question", name),
    )


def _listens(site: Site, spec: Any) -> tuple[tuple[Ref, tuple[Ref, ...]], ...]:
    """Journeys, each with the places that the survey listens to."""
    by_journey = groupby(sorted(spec.listens_to, key=_journey), key=_journey)
    return tuple((site.ref("journey", name), tuple(map(site.place, places))) for name, places in by_journey)


def _journey(address: str) -> str:
    return address.partition(".")[0]


def timing(site: Site, spec: Any) -> str:
    """What starts a survey, as plain text."""
    return site.flat(site.listening.timing(spec.when))
