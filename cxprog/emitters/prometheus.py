"""Prometheus: alerting rules from the loops, their unit tests, and the time series they need.

- `rules.yml` has one group of alerts for each loop: `open` when a case opens, one for each deadline that is missed, one
  for each step of the escalation ladder. Labels: `loop`, `loop_type`, `deadline`, `severity`, and from the data
  `survey`, `touchpoint` and `account_tier`; never anything that tells respondents apart.
- `rules_test.yml` is for `promtool test rules`: each alert fires where its condition is met, and stays silent just
  beyond the boundary and below the fewest answers. The tests compare the texts of alerts as well.
- `series.md` and `series.json` are the contract with the integration that exports the time series. An alert of their
  own says when they are missing, for then no loop can alert.

Alertmanager holds alerts back outside business hours, so the alert of a new case stays up until the longest closed time
of those whom it reaches is over. Alerts are told apart by touchpoint and account tier, not by person or case.

A condition on one question, or on several joined by `or`, is judged by Prometheus from counts of single answers. Other
conditions on answers need the whole response: there the integration judges, and counts what it found.

    promtool check rules rules.yml
    promtool test rules rules_test.yml

```yaml
targets:
  prometheus: {window: 2h, locale: de}
```
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from pydantic import StringConstraints

from cxprog.emitters._alerts import (
    FIRST_CONTACT,
    OPEN,
    RESOLVE,
    Deadline,
    Loop,
    longest_wait_hours,
    loops,
    responsible,
)
from cxprog.emitters._prometheus_conditions import TIER, Sample, Series, Start, starts
from cxprog.emitters._prometheus_series import FAMILIES, Read, contract, page
from cxprog.emitters._prometheus_texts import Phrase, by_touchpoint, joined, literal, number
from cxprog.language.types import Locale
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
    value, origins = contract(manifest, reads)
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
        texts = {
            key: phrase.shown(sample.value, labels.get("touchpoint", "")) for key, phrase in self.annotations.items()
        }
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
    def starts(self) -> tuple[Start, ...]:
        return starts(self.manifest, self.loop, self.window)

    @property
    def window(self) -> str:
        hours = longest_wait_hours(self.manifest, self.loop)
        given = self.options.window
        return f"{hours}h" if hours * 3600 > int(given[:-1]) * _SECONDS[given[-1]] else given

    def alerts(self) -> Iterator[Alert]:
        for deadline in self.loop.deadlines:
            if deadline.within is not None:
                yield self._overdue(deadline, deadline.within.words)
            for start in self.starts if deadline.name == OPEN else ():
                value = () if start.decimals is None else (literal(": "), number(start.decimals))
                yield self._alert(deadline, start.expr, joined(literal(start.says), *value), start.samples)

    def reads(self) -> Iterator[Read]:
        """Series that the loop's alerts need."""
        spec = self.loop.spec
        for series in (series for start in self.starts for series in start.reads):
            says: dict[str, Any] = {}
            if series.name == "cx_loop_matches_total" and spec.when:
                says["condition"] = spec.when.dump()
            if series.name == "cx_loop_matches_total" and spec.silence:
                says["silence"] = {**spec.silence.model_dump(mode="json"), "words": spec.silence.within.words}
            yield Read(series, self.loop.address, says)
        for deadline in self.loop.deadlines:
            if deadline.within is not None:
                labels = {"touchpoint": tuple(place.address for place in self.loop.places)}
                within = {**deadline.within.dump(), "words": deadline.within.words}
                yield Read(self._cases(deadline.name, labels), self.loop.address, {"within": within})

    def notes(self) -> Iterator[Note]:
        """What Prometheus cannot judge."""
        spec, address = self.loop.spec, self.loop.address
        if not self.starts and spec.when is not None:
            yield Note(
                "not-expressible",
                f"the loop `{self.loop.id}` has no alert for new cases, because no answer can meet its condition",
                address.to("when"),
                "compare with answers that the question offers",
            )
        for start in self.starts:
            if start.by_integration:
                yield Note(
                    "not-enforced",
                    f"the integration has to judge when `{self.loop.id}` starts, because {start.by_integration}",
                    address.to(*self.loop.deadlines[0].path),
                    "export cx_loop_matches_total as series.md says",
                )

    # PARTS OF AN ALERT

    def _overdue(self, deadline: Deadline, within: str) -> Alert:
        at = {"touchpoint": (*(place.address for place in self.loop.places), "")[0], "account_tier": TIER}
        others = [other.name for other in self.loop.deadlines if other.name not in (OPEN, deadline.name)]
        own = self._cases(deadline.name, at)
        samples = (
            Sample("fires with a case overdue", ((own, "1x15"),), True, at, 1),
            Sample(
                "stays silent with none",
                ((own, "0x15"), *((self._cases(other, at), "1x15") for other in others)),
                False,
                {},
            ),
        )
        expr = f"sum by (touchpoint, account_tier) ({self._cases(deadline.name, {})}) > 0"
        says = joined(
            literal(f"open cases without {_WANTED.get(deadline.name, 'contact')} after {within}: "), number(0)
        )
        return self._alert(deadline, expr, says, samples)

    def _cases(self, deadline: str, labels: Mapping[str, str | tuple[str, ...]]) -> Series:
        return Series("cx_cases_overdue", {"loop": self.loop.id, "deadline": deadline, **labels})

    def _alert(self, deadline: Deadline, expr: str, says: Phrase, samples: tuple[Sample, ...]) -> Alert:
        late = "" if deadline.name == OPEN else f"-{deadline.name}"
        return Alert(
            name=f"Cx{_camel(self.loop.id + late)}",
            expr=expr,
            labels=self._labels(deadline),
            annotations=self._annotations(deadline, says),
            samples=samples,
            origin=self.loop.address.to(*deadline.path),
        )

    def _labels(self, deadline: Deadline) -> dict[str, str]:
        loop = self.loop
        subject = {"survey": loop.surveys, "metric": loop.metrics}
        return {
            "loop": loop.id,
            "loop_type": loop.spec.type,
            "deadline": deadline.name,
            "severity": loop.spec.severity,
            **{name: ids[0] for name, ids in subject.items() if len(ids) == 1},
        }

    def _annotations(self, deadline: Deadline, says: Phrase) -> dict[str, Phrase]:
        spec, origin = self.loop.spec, self.loop.origin
        late = f"{_LATE.get(deadline.name, 'escalated')}: " if deadline.name != OPEN else ""
        about = self._text(spec.description)
        due = ", ".join(
            f"{words} within {within.words}"
            for words, within in (("first contact", spec.first_contact), ("resolved", spec.resolve))
            if within is not None
        )
        return {
            "summary": literal(late + (self._text(spec.title) or self.loop.id)),
            "description": says,
            **({"about": literal(about)} if about else {}),
            "owner": by_touchpoint(self._owners(deadline)),
            **({"due": literal(due)} if due else {}),
            # No line: moving a loop within its file is no reason to reload the rules. `cxprog trace` knows the line.
            "origin": literal(f"loop {self.loop.id} in {origin.file}"),
        }

    def _owners(self, deadline: Deadline) -> dict[str, str]:
        """Who must act, by touchpoint."""
        places = {place.address: place for place in self.loop.places}
        return {
            address: ", ".join(
                map(self._party, responsible(self.manifest, self.loop, deadline.name, places.get(address)))
            )
            for address in (*places, "")
        }

    def _party(self, party: Party) -> str:
        return self._text(self.manifest.owner(party).title)

    def _text(self, texts: Any) -> str:
        return self.manifest.text(texts, self.options.locale)


_WANTED = {FIRST_CONTACT: "first contact", RESOLVE: "resolution"}
_LATE = {FIRST_CONTACT: "first contact overdue", RESOLVE: "resolution overdue"}


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
    late = [loop.id for loop in found if len(loop.deadlines) > 1]
    closing = [loop.id for loop in found if loop.spec.close or loop.spec.review]
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
            f"what `close` and `review` of {_listed(closing)} ask for has no place in alerts",
            None,
            "set it up in the case system",
        )


def _listed(names: list[str]) -> str:
    """The first few names, and how many there are beyond them."""
    shown = [f"`{name}`" for name in names[:_LISTED_MAX]]
    more = [f"{len(names) - _LISTED_MAX} more"] if len(names) > _LISTED_MAX else []
    *first, last = [*shown, *more]
    return f"{', '.join(first)} and {last}" if first else last
