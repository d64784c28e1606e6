"""The page of a metric: what it is worked out from, from how many answers it is shown, what it may be used for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.finding import date_words
from cxprog.renderers._board_values import Phrase, Words
from cxprog.site._conditions import choices_of
from cxprog.site._site import Fact, Site, facts
from cxprog.site._surveys import question, report

if TYPE_CHECKING:
    from cxprog.manifest import Resolved
    from cxprog.site._found import Findings

TYPES: Mapping[str, tuple[str, str]] = {
    "nps": ("NPS", "share of promoters (9 and 10) less share of detractors (0 to 6)"),
    "osat": ("OSAT", "mean of the answers about overall satisfaction"),
    "csat": ("CSAT", "mean of the answers about one contact"),
    "ces": ("CES", "mean of the answers about effort"),
    "mean": ("mean", "mean of the answers"),
    "top-box": ("top box", "share of the best answers"),
    "ratio": ("ratio", "share of the answers that count"),
    "ranking": ("ranking", "place in a ranking"),
    "operational": ("operational", "comes from another system"),
}
"""How a metric is worked out, short and in words."""
USES: Mapping[str, str] = {
    "signal": "starts follow-up; nobody is judged by it",
    "indicator": "is watched",
    "target": "steers: there is a value to reach",
    "incentive": "somebody is paid by it",
}
_REWARDS: Mapping[str, str] = {"bands": "by whole bands", "value": "by every point"}


class Band(NamedTuple):
    """A range of values that is treated alike."""

    title: Words
    span: str


def values(site: Site, resolved: Resolved, findings: Findings) -> dict[str, Any]:
    """Everything that the template names."""
    spec: Any = resolved.spec
    relations = site.relations
    name = resolved.id
    return {
        "spec": spec,
        "ref": site.ref("metric", name),
        "spot": site.spot("metric", name),
        "description": site.maybe(spec.description),
        "short": TYPES[spec.type][0],
        "use": USES[spec.use],
        "facts": tuple(_facts(site, spec)),
        "bands": tuple(_bands(site, spec)),
        "questions": tuple(question(site, each) for each in relations.questions_of_metric.get(name, ())),
        "surveys": site.refs("survey", relations.surveys_of_metric.get(name, ())),
        "loops": site.refs("loop", relations.loops_of_metric.get(name, ())),
        "reports": tuple(report(site, each) for each in relations.reports_of_metric.get(name, ())),
        "findings": findings.about.get(("metric", name), ()),
    }


def _facts(site: Site, spec: Any) -> Iterator[Fact]:
    scale, target, incentive, share = spec.scale, spec.target, spec.incentive, spec.share_of
    worked_out = "share of the groups in which another metric lies in a band" if share else TYPES[spec.type][1]
    counted: Phrase = (", counting the answer “", _choice(site, spec), "”") if spec.choice else ()
    yield from facts(
        ("How it is worked out", ((worked_out, *counted),)),
        ("Made of", site.refs("metric", spec.made_of)),
        ("Groups by", share.by.replace("-", " ") if share else ""),
        ("Other metric", site.ref("metric", share.metric) if share else ""),
        ("Its band that counts", _band(site, share) if share else ""),
        ("Scale", f"{scale.lowest} to {scale.highest}" if scale else ""),
        ("Better", (spec.direction or "").partition("-")[0]),
        ("Unit", spec.unit or ""),
        ("Shown from", f"{spec.minimum_n:,} answers" if spec.minimum_n else ""),
        ("For each", spec.per or ""),
        ("Weighted by", "value of the account" if spec.weight_by == "account-value" else ""),
        ("Level taken out", ", ".join(each.replace("-", " ") for each in spec.adjusted_for)),
        ("Measured in", site.ref("channel", spec.measured_in) if spec.measured_in else ""),
        ("Target", _target(target)),
        ("Why this target", site.maybe(target.reason) if target else ""),
        ("Part of the goals of", site.parties(spec.goal_of)),
        ("Rewarded", site.parties(incentive.paid_to) if incentive else ""),
        ("Reward", f"for {incentive.on.replace('-', ' ')}, {_REWARDS[incentive.paid_by]}" if incentive else ""),
        ("Paid from", date_words(incentive.pays_from) if incentive and incentive.pays_from else ""),
        ("Used for partners that are", ", ".join(spec.for_maturity)),
        ("Compared with", site.refs("metric", spec.linked_to)),
        ("Drives", site.refs("metric", spec.driver_of)),
        ("Part of", site.refs("metric", site.relations.metrics_made_of.get(spec.id, ()))),
        ("Answered for by", site.party(spec.owner)),
        ("Out of use from", site.retired(spec)),
        ("Source", spec.source or ""),
    )


def _choice(site: Site, spec: Any) -> Words:
    """The choice that is counted, in the words of the question that offers it."""
    questions = site.relations.questions_of_metric.get(spec.id, ())
    offered = (choices_of(site, name).get(spec.choice) for name in questions)
    return next(filter(None, offered), site.words(None, spec.choice))


def _band(site: Site, share: Any) -> Words:
    bands = site.manifest.get("metric", share.metric).bands
    return site.words(next((band.title for band in bands if band.id == share.band), None), share.band)


def _target(target: Any) -> str:
    if target is None:
        return ""
    return f"{target.value:g}" + (f" by {date_words(target.by)}" if target.by else "")


def _bands(site: Site, spec: Any) -> Iterator[Band]:
    for band, above in zip_longest(spec.bands, spec.bands[1:]):
        span = f"{band.lowest:g} to below {above.lowest:g}" if above else f"{band.lowest:g} and more"
        yield Band(site.words(band.title, band.id), span)
