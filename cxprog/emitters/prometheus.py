"""Prometheus: alerting rules from the loops, their unit tests, and the time series they need.

- `rules.yml` has one group of alerts for each loop: `open` when a case opens, one for each deadline that is missed, one
  for each step of the escalation ladder. Labels: `loop`, `loop_type`, `deadline`, `severity`, and from the data
  `survey`, `touchpoint` and `account_tier`; never anything that tells respondents apart.
- `rules_test.yml` is for `promtool test rules`: each alert fires where its condition is met, and stays silent just
  beyond the boundary and below the fewest answers.
- `series.md` and `series.json` are the contract with the integration that exports the time series.

Alertmanager holds alerts back outside business hours, so the alert of a new case stays up until the longest closed time
of those whom it reaches is over. An answer is announced for each touchpoint and account tier, not for each person.

```yaml
targets:
  prometheus: {window: 2h, locale: de}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, NamedTuple

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
from cxprog.emitters._prometheus_conditions import TIER, Sample, Series, Start, start
from cxprog.emitters._prometheus_series import FAMILIES, Read, contract, page
from cxprog.language.types import Locale
from cxprog.manifest import Manifest, Party, Touchpoint
from cxprog.source import Path
from cxprog.target import Address, Artifact, Note, Produced, TargetOptions, emitter

Interval = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}[smhdw]$")]
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


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
    alerting = [_Alerting(manifest, options, loop) for loop in found]
    reads = [read for each in alerting for read in each.reads()]
    alerts = _named([alert for each in alerting for alert in each.alerts()])
    missing = _missing(manifest, options, reads, {alert.name for alert in alerts})
    head = f"# Written by cxprog from the program {manifest.program} {manifest.version}. Change the YAML, not this file.\n"
    yield _rules(alerts, missing, options, head)
    yield _tests(alerts, missing, head)
    value, origins = contract(manifest, reads)
    yield Artifact.json("series.json", value, origins)
    yield Artifact.text("series.md", page(value))
    for each in alerting:
        yield from each.notes()
    yield from _general_notes(found)


# TEXTS


class Phrase(NamedTuple):
    """A Go template, and what it prints for the samples of the unit tests."""

    template: str
    shown: Mapping[str, str]
    """By touchpoint; "" stands for all others and for none."""
    counts: bool = False
    """Whether `{}` in `shown` stands for the value of the alert."""
