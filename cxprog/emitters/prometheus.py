"""Prometheus: alerting rules from the loops, their unit tests, and the time series they need.

- `rules.yml` has one group of alerts for each loop: `open` when a case opens, one for each deadline that is missed, one
  for each step of the escalation ladder, `closed` for those who get the outcome, `review` when a review was missed
  twice in a row, `decision` when a decision is overdue. Labels: `loop`, `loop_type`, `deadline`, `severity`, and from
  the data `survey`, `touchpoint`, `account_tier`; `partner` where it makes a difference who serves the customer,
  `cause` where one recurs; never anything that tells respondents apart.
- A loop that treats key accounts differently has alerts of its own for them, with the label `account_value: key`.
- `rules_test.yml` is for `promtool test rules`: each alert fires where its condition is met, and stays silent just
  beyond the boundary and below the fewest answers. The tests compare the texts of alerts as well.
- `series.md` and `series.json` are the contract with the integration that exports the time series. An alert of their
  own says when they are missing, for then no loop can alert.

Alertmanager holds alerts back outside business hours, so the alert of a new case stays up until the longest closed time
of those whom it reaches is over. Alerts are told apart by touchpoint and account tier, not by person or case.

A condition on one question, or on several joined by `or`, is judged by Prometheus from counts of single answers, and
for comments from counts of the codes they are filed under. Other conditions on answers need the whole response: there
the integration judges, and counts what it found. Calendar months are counted as long as they can be.

    promtool check rules rules.yml
    promtool test rules rules_test.yml

```yaml
targets:
  prometheus: {window: 2h, locale: de}
```
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import StringConstraints

from cxprog.emitters._alerts import (
    CLOSED,
    DECISION,
    FIRST_CONTACT,
    KEY,
    OPEN,
    RESOLVE,
    REVIEW,
    Loop,
    Moment,
    longest_wait_hours,
    loops,
)
from cxprog.emitters._prometheus_conditions import (
    TIER,
    Sample,
    Series,
    Start,
    carried,
    cut,
    grouped,
    leaves,
    others,
    sampled,
    seconds,
    starts,
    told_apart,
)
from cxprog.emitters._prometheus_series import FAMILIES, Read, calendars, contract, page
from cxprog.emitters._prometheus_texts import Phrase, by_label, joined, literal, number
from cxprog.language.condition import Answered
from cxprog.language.types import Duration, Locale
from cxprog.manifest import Manifest, Party
from cxprog.source import Path
from cxprog.target import Address, Artifact, Note, Produced, TargetOptions, emitter

Interval = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}[smhdw]$")]

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_MISSING_FOR = "5m"
_LISTED_MAX = 3


class Options(TargetOptions):
    locale: Locale | None = None
    """Locale of titles in the texts of alerts; the program's when left out."""
    window: Interval = "1h"
    """How far back answers count at least; longer where those who are alerted have longer nights and weekends."""
    interval: Interval = "1m"
    """Time between two evaluations of the rules."""


@emitter("application/yaml", options=Options)
def produce(manifest: Manifest, options: Options) -> Produced:
    """Write rules, their tests and the contract of the series; nothing for a program without loops."""
    found = loops(manifest)
    if not found:
        return
    watched = [_Watched(manifest, options, loop) for loop in found]
    reads = [read for each in watched for read in each.reads()]
    groups = [(each.loop.id, each.loop.address, list(each.alerts())) for each in watched]
    groups.append(("cxprog/series", Address("program", manifest.program), list(_missing(manifest, options, reads))))
    named = _named(groups)
    head = f"# Written by cxprog from {manifest.program} {manifest.version}: change the program, not this file.\n"
    yield _rules(named, options, head)
    yield _tests(named, head)
    value, origins = contract(manifest, reads, calendars(manifest, found))
    yield Artifact.json("series.json", value, origins)
    yield Artifact.text("series.md", page(value))
    for each in watched:
        yield from each.notes()
    yield from _shared_notes(found)


# ALERTS


@dataclass(frozen=True)
class Alert:
    """One alerting rule with its samples."""

    name: str
    expr: str
    labels: Mapping[str, str]
    annotations: Mapping[str, Phrase]
    samples: tuple[Sample, ...]
    origin: Address
    wait: str = ""
    """How long the expression has to hold before the alert fires, as a Prometheus duration; at once when empty."""

    def rule(self, name: str) -> dict[str, Any]:
        """The rule as Prometheus reads it."""
        return {
            "alert": name,
            "expr": self.expr,
            **({"for": self.wait} if self.wait else {}),
            "labels": dict(self.labels),
            "annotations": {key: phrase.template for key, phrase in self.annotations.items()},
        }

    def test(self, name: str, sample: Sample) -> dict[str, Any]:
        """What promtool has to see 10 minutes after the start of a sample."""
        labels = {**{key: value for key, value in sample.labels.items() if value}, **self.labels}
        texts = {key: phrase.shown(sample.value, labels) for key, phrase in self.annotations.items()}
        return {
            "name": f"{name} {sample.words}",
            "interval": "1m",
            "input_series": [{"series": str(series), "values": values} for series, values in sample.values],
            "alert_rule_test": [
                {
                    "eval_time": "10m",
                    "alertname": name,
                    "exp_alerts": [{"exp_labels": labels, "exp_annotations": texts}] if sample.fires else [],
                }
            ],
        }


_Groups = list[tuple[str, Address, list[tuple[str, Alert]]]]


def _named(groups: Iterable[tuple[str, Address, list[Alert]]]) -> _Groups:
    """Give every alert a name that no other has: `a-1` and `a1` both read `A1` in camel case."""
    taken: set[str] = set()

    def free(name: str) -> str:
        number = 1
        while (chosen := name if number == 1 else f"{name}_{number}") in taken:
            number += 1
        taken.add(chosen)
        return chosen

    return [(name, origin, [(free(alert.name), alert) for alert in alerts]) for name, origin, alerts in groups]


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[-_]", name))


@dataclass(frozen=True)
class _Watched:
    """A loop on its way to alerts."""

    manifest: Manifest
    options: Options
    loop: Loop

    @cached_property
    def opening(self) -> tuple[tuple[Moment, tuple[Start, ...]], ...]:
        """What opens a case, for each sort of accounts."""
        opening = (moment for moment in self.loop.moments if moment.deadline == OPEN)
        return tuple((moment, starts(self.manifest, self.loop, moment, self.window(moment))) for moment in opening)

    def window(self, moment: Moment) -> str:
        """How far back is looked, as a Prometheus duration."""
        hours = longest_wait_hours(self.manifest, moment)
        given = self.options.window
        return f"{hours}h" if hours * 3600 > int(given[:-1]) * _SECONDS[given[-1]] else given

    def alerts(self) -> Iterator[Alert]:
        found = dict(self.opening)
        for moment in self.loop.moments:
            if moment.deadline in _WHOLE:
                yield from _WHOLE[moment.deadline](self, moment)
            elif moment.deadline == CLOSED:
                yield self._closed(moment)
            elif moment.within is not None:
                yield self._overdue(moment, moment.within.words)
            for start in found.get(moment, ()):
                value = () if start.decimals is None else (literal(": "), number(start.decimals))
                yield self._alert(moment, start.expr, joined(literal(start.says), *value), start.samples)

    def reads(self) -> Iterator[Read]:
        """Series that the loop's alerts need."""
        for series in (series for _, found in self.opening for start in found for series in start.reads):
            yield Read(series, self.loop.address, self._says(series.name))
        for moment in self.loop.moments:
            yield from self._moment_reads(moment)

    def _moment_reads(self, moment: Moment) -> Iterator[Read]:
        loop, address, within = self.loop, self.loop.address, _told(moment.within)
        if moment.deadline == REVIEW and seconds(moment.within) is not None:
            yield Read(Series(_REVIEWED, {"loop": loop.id}), address, {"review": _told(loop.spec.review.every)})
        elif moment.deadline == DECISION:
            yield Read(Series(_UNDECIDED, {"loop": loop.id}), address, {"within": within})
        elif moment.deadline == CLOSED:
            yield Read(Series(_CLOSED, {"loop": loop.id, **self._told_apart(moment)}), address)
        elif moment.within is not None and moment.has_case:
            counted = {"counted_by": sorted({each.counted_by.id for each in moment.alerts if each.counted_by})}
            says = {"within": within, **(counted if moment.within.is_business else {})}
            yield Read(self._cases(moment, self._told_apart(moment)), address, says)

    def _says(self, name: str) -> dict[str, Any]:
        """What the integration must know to fill a series."""
        spec = self.loop.spec
        says: dict[str, Any] = {}
        if name == "cx_loop_matches_total" and spec.when:
            says["condition"] = spec.when.dump()
        if name == "cx_loop_matches_total" and spec.silence:
            says["silence"] = {**spec.silence.model_dump(mode="json"), "words": spec.silence.within.words}
        if name == "cx_cause_cases":
            says |= {"taxonomy": spec.recurs.of, "within": _told(spec.recurs.within)}
        return says

    def notes(self) -> Iterator[Note]:
        """What Prometheus cannot judge."""
        spec, address = self.loop.spec, self.loop.address
        if spec.when is not None and not any(found for _, found in self.opening):
            yield Note(
                "not-expressible",
                f"the loop `{self.loop.id}` has no alert for new cases, because no answer can meet its condition",
                address.to("when"),
                "compare with answers that the question offers",
            )
        for moment, found in self.opening[:1]:
            for start in found:
                if start.by_integration:
                    yield Note(
                        "not-enforced",
                        f"the integration has to judge when `{self.loop.id}` starts, because {start.by_integration}",
                        address.to(*moment.path),
                        f"export {start.reads[0].name} as series.md says",
                    )
        yield from self._filing_notes()
        if self.loop.key_accounts_ignored:
            yield Note(
                "not-expressible",
                f"`{self.loop.id}` treats all accounts alike: what starts it, a metric or a silence of everybody or a "
                "recurring cause, belongs to no account",
                address.to(*self.loop.key_accounts_ignored),
                "start it by answers or events, or leave out what is different for key accounts",
            )
        for moment in self.loop.moments:
            if moment.deadline == REVIEW and seconds(moment.within) is None:
                yield Note(
                    "not-expressible",
                    f"nobody is told when a review of `{self.loop.id}` was missed: PromQL does not know business time",
                    address.to("review", "every"),
                    "give the rhythm in days, or as a word such as monthly",
                )

    def _filing_notes(self) -> Iterator[Note]:
        """Comments start nothing before somebody has read them."""
        compared = leaves(self.loop.spec.when.test) if self.loop.spec.when else ()
        for name in sorted({leaf.operand.name for leaf in compared if not isinstance(leaf, Answered)}):
            question = self.manifest.find("question", name.partition(".")[2])
            if question and question.type == "open-text" and question.codes:
                coding = self.manifest.get("taxonomy", question.codes).coding
                every = (
                    f", which is {coding.every.words}" if coding and coding.every else ", and nothing says how often"
                )
                yield Note(
                    "not-enforced",
                    f"a comment starts `{self.loop.id}` only once it is filed under codes{every}",
                    self.loop.address.to("when"),
                    "say in `coding` of the taxonomy who files comments, and how often",
                )

    # PARTS OF AN ALERT

    def _overdue(self, moment: Moment, within: str) -> Alert:
        at = self._sampled(moment)
        beside = {
            other.deadline: other
            for other in self.loop.moments
            if other.within is not None and other.has_case and other.deadline != moment.deadline
        }
        own = self._cases(moment, at)
        samples = (
            Sample("fires with a case overdue", ((own, "1x15"),), True, carried(at), 1),
            Sample(
                "stays silent with none",
                ((own, "0x15"), *((self._cases(other, at), "1x15") for other in beside.values())),
                False,
                {},
            ),
            *others(moment, ((own, "1x15"),)),
        )
        selector = f'cx_cases_overdue{{loop="{self.loop.id}",deadline="{moment.deadline}"{cut(moment)}}}'
        expr = f"sum by ({grouped(self.loop, 'touchpoint')}) ({selector}) > 0"
        says = joined(
            literal(f"open cases without {_WANTED.get(moment.deadline, 'contact')} after {within}: "), number(0)
        )
        return self._alert(moment, expr, says, samples)

    def _closed(self, moment: Moment) -> Alert:
        at = self._sampled(moment)
        own = Series(_CLOSED, {"loop": self.loop.id, **at})
        window = self.window(moment)
        selector = f'{_CLOSED}{{loop="{self.loop.id}"{cut(moment)}}}'
        expr = f"sum by ({grouped(self.loop, 'touchpoint')}) (increase({selector}[{window}])) > 0"
        samples = (
            Sample("fires on a closed case", ((own, "0x5 1x10"),), True, carried(at), 1),
            Sample("stays silent without a new one", ((own, "7x15"),), False, {}),
            *others(moment, ((own, "0x5 1x10"),)),
        )
        says = joined(literal(f"cases closed in the last {window}: "), number(0))
        return self._alert(moment, expr, says, samples)

    def _missed(self, moment: Moment) -> Iterator[Alert]:
        """No review in twice its rhythm: one may fall on a holiday, two are a habit."""
        limit = seconds(moment.within)
        if limit is None or moment.within is None:
            return
        own = Series(_REVIEWED, {"loop": self.loop.id})
        samples = (
            Sample(f"fires after {limit + 60} s", ((own, f"{600 - 60 - limit}x15"),), True, {}),
            Sample(f"stays silent after {limit} s", ((own, f"{600 - limit}x15"),), False, {}),
        )
        says = literal(f"no review within {moment.within.words}")
        yield self._alert(moment, f"time() - max({own}) > {limit}", says, samples)

    def _undecided(self, moment: Moment) -> Iterator[Alert]:
        own = Series(_UNDECIDED, {"loop": self.loop.id})
        samples = (
            Sample("fires with a decision overdue", ((own, "1x15"),), True, {}, 1),
            Sample("stays silent with none", ((own, "0x15"),), False, {}),
        )
        words = moment.within.words if moment.within else ""
        says = joined(literal(f"matters without a decision after {words}: "), number(0))
        yield self._alert(moment, f"max({own}) > 0", says, samples)

    def _cases(self, moment: Moment, labels: Mapping[str, str | tuple[str, ...]]) -> Series:
        return Series("cx_cases_overdue", {"loop": self.loop.id, "deadline": moment.deadline, **labels})

    def _told_apart(self, moment: Moment) -> dict[str, str | tuple[str, ...]]:
        return {"touchpoint": tuple(place.address for place in self.loop.places), **told_apart(self.loop, moment)}

    def _sampled(self, moment: Moment) -> dict[str, str]:
        place = (*(place.address for place in self.loop.places), "")[0]
        return {"touchpoint": place, "account_tier": TIER, **sampled(self.loop, moment)}

    def _alert(self, moment: Moment, expr: str, says: Phrase, samples: tuple[Sample, ...]) -> Alert:
        late = "" if moment.deadline == OPEN else f"-{moment.deadline}"
        key = "-key-account" if moment.accounts == KEY and len(self.opening) > 1 else ""
        return Alert(
            name=f"Cx{_camel(self.loop.id + late + key)}",
            expr=expr,
            labels=self._labels(moment),
            annotations=self._annotations(moment, says),
            samples=samples,
            origin=self.loop.address.to(*moment.path),
        )

    def _labels(self, moment: Moment) -> dict[str, str]:
        loop = self.loop
        subject = {"survey": loop.spec.surveys, "metric": loop.spec.metrics}
        return {
            "loop": loop.id,
            "loop_type": loop.spec.type,
            "deadline": moment.deadline,
            "severity": moment.severity,
            **({"account_value": KEY} if moment.accounts == KEY else {}),
            **{name: ids[0] for name, ids in subject.items() if len(ids) == 1},
            **({"event": loop.spec.event} if loop.spec.event else {}),
        }

    def _annotations(self, moment: Moment, says: Phrase) -> dict[str, Phrase]:
        spec, origin = self.loop.spec, self.loop.origin
        late = f"{_LATE.get(moment.deadline, 'escalated')}: " if moment.deadline != OPEN else ""
        channel = self.manifest.find("channel", spec.through)
        texts = {
            "about": self._text(spec.description),
            "due": ", ".join(self._due(moment)),
            "actions": " ".join(f"{place}. {self._text(text)}" for place, text in enumerate(spec.actions, 1)),
            "review": self._review() if moment.deadline in (OPEN, REVIEW, DECISION) else "",
            "through": self._text(channel.title) if channel else "",
        }
        optional = {name: literal(text) for name, text in texts.items() if text}
        return {
            "summary": literal(late + (self._text(spec.title) or self.loop.id)),
            "description": says,
            **{name: optional.pop(name) for name in ("about",) if name in optional},
            "owner": self._owners(moment),
            **optional,
            # No line: moving a loop within its file is no reason to reload the rules. `cxprog trace` knows the line.
            "origin": literal(f"loop {self.loop.id} in {origin.file}"),
        }

    def _due(self, moment: Moment) -> Iterator[str]:
        own = {other.deadline: other for other in self.loop.moments if other.accounts == moment.accounts}
        for words, deadline in (("first contact", FIRST_CONTACT), ("resolved", RESOLVE)):
            if deadline in own and (within := own[deadline].within):
                yield f"{words} within {within.words}"

    def _review(self) -> str:
        review = self.loop.spec.review
        if review is None:
            return ""
        meeting = self.manifest.find("practice", review.at)
        decision = review.decision_within
        parts = (
            review.every.words,
            f"in {self._text(meeting.title)}" if meeting else "",
            f"decision within {decision.words}" if decision else "",
        )
        return ", ".join(filter(None, parts))

    def _owners(self, moment: Moment) -> Phrase:
        """Who must act, by partner and touchpoint."""
        places = (*(place.address for place in self.loop.places), "") if moment.has_case else ("",)
        partners = (*self.loop.partners, "") if moment.has_case else ("",)

        def told(place: str, partner: str) -> Phrase:
            return literal(", ".join(map(self._party, moment.alert(place, partner).act)))

        return by_label(
            "partner",
            {
                partner: by_label("touchpoint", {place: told(place, partner) for place in places})
                for partner in partners
            },
        )

    def _party(self, party: Party) -> str:
        return self._text(self.manifest.owner(party).title)

    def _text(self, texts: Any) -> str:
        return self.manifest.text(texts, self.options.locale)


_WHOLE: Mapping[str, Callable[[_Watched, Moment], Iterator[Alert]]] = {
    REVIEW: _Watched._missed,
    DECISION: _Watched._undecided,
}
"""Alerts about a loop as a whole."""
_CLOSED = "cx_cases_closed_total"
_REVIEWED = "cx_last_review_timestamp_seconds"
_UNDECIDED = "cx_decisions_overdue"
_WANTED = {FIRST_CONTACT: "first contact", RESOLVE: "resolution"}
_LATE = {
    FIRST_CONTACT: "first contact overdue",
    RESOLVE: "resolution overdue",
    CLOSED: "closed",
    REVIEW: "review missed",
    DECISION: "decision overdue",
}


def _told(duration: Duration | None) -> dict[str, Any]:
    """A duration for programs and for people."""
    return {**duration.dump(), "words": duration.words} if duration else {}


def _missing(manifest: Manifest, options: Options, reads: Iterable[Read]) -> Iterator[Alert]:
    """Alerts that the integration is gone. A metric may have no value, so `cx_metric` itself may be missing."""
    read = {each.series.name: each.series for each in reads}
    owner = manifest.text(manifest.owner(Party(kind="team", id=manifest.settings.owner)).title, options.locale)
    for name in FAMILIES:
        if name not in read or name == "cx_metric":
            continue
        labels = read[name].labels.items()
        some = Series(name, {key: value if isinstance(value, str) else (*value, "")[0] for key, value in labels})
        yield Alert(
            name=f"{_camel(name)}Missing",
            expr=f"absent({name})",
            labels={"series": name, "severity": "high"},
            annotations={
                "summary": literal(f"{name} is missing"),
                "description": literal("alerts that read it cannot fire; the integration that exports it has stopped"),
                "owner": literal(owner),
            },
            samples=(
                Sample("fires without the series", (), True, {}),
                Sample("stays silent with it", ((some, "0x15"),), False, {}),
            ),
            origin=Address("program", manifest.program),
            wait=_MISSING_FOR,
        )


# FILES


def _rules(groups: _Groups, options: Options, head: str) -> Artifact:
    filled = [(name, origin, alerts) for name, origin, alerts in groups if alerts]
    origins: dict[Path, Address] = {}
    for place, (_, origin, alerts) in enumerate(filled):
        origins["groups", place] = origin
        origins |= {("groups", place, "rules", index): alert.origin for index, (_, alert) in enumerate(alerts)}
    written = [
        {"name": name, "interval": options.interval, "rules": [alert.rule(title) for title, alert in alerts]}
        for name, _, alerts in filled
    ]
    return Artifact.yaml("rules.yml", {"groups": written}, origins, head)


def _tests(groups: _Groups, head: str) -> Artifact:
    cases = [
        (alert.test(name, sample), alert.origin)
        for _, _, alerts in groups
        for name, alert in alerts
        for sample in alert.samples
    ]
    value = {"rule_files": ["rules.yml"], "evaluation_interval": "5m", "tests": [test for test, _ in cases]}
    return Artifact.yaml(
        "rules_test.yml", value, {("tests", index): origin for index, (_, origin) in enumerate(cases)}, head
    )


def _shared_notes(found: Iterable[Loop]) -> Iterator[Note]:
    late = [loop.id for loop in found if any(each.within and each.has_case for each in loop.moments)]
    closing = [loop.id for loop in found if loop.spec.close and (loop.spec.close.requires or loop.spec.close.codes)]
    reviewed = [loop.id for loop in found if loop.spec.review]
    yield Note(
        "not-enforced",
        "alerts are told apart by touchpoint and account tier, so one alert can stand for several cases",
        None,
        "follow single cases in the case system",
    )
    if late:
        yield Note(
            "not-enforced",
            f"the deadlines of {_listed(late)} are not kept by Prometheus, which knows neither cases nor business time",
            None,
            "let the case system export cx_cases_overdue as series.md says",
        )
    if closing:
        yield Note(
            "not-enforced",
            f"what has to be filled in to close a case of {_listed(closing)} has no place in alerts",
            None,
            "set it up in the case system",
        )
    if reviewed:
        yield Note(
            "not-enforced",
            f"whether reviews of {_listed(reviewed)} took place and what they decided is not known to Prometheus",
            None,
            "let whoever keeps the minutes export the series of reviews and decisions as series.md says",
        )


def _listed(names: list[str]) -> str:
    """The first few names, and how many there are beyond them."""
    shown = [f"`{name}`" for name in names[:_LISTED_MAX]]
    more = [f"{len(names) - _LISTED_MAX} more"] if len(names) > _LISTED_MAX else []
    *first, last = [*shown, *more]
    return f"{', '.join(first)} and {last}" if first else last
