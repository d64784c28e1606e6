"""The time series that an integration has to export so that the alerts can fire, for people and for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cxprog.emitters._alerts import KEY, OTHER, Loop, working
from cxprog.emitters._prometheus_conditions import ANSWERED, EMPTY, Series
from cxprog.manifest import Manifest, Party
from cxprog.source import Path
from cxprog.target import Address

SERIES_VERSION = 1


@dataclass(frozen=True)
class Read:
    """A series that an alert of a loop reads."""

    series: Series
    loop: Address
    says: Mapping[str, Any] = field(default_factory=dict)
    """What the integration must know to fill the series: a condition, a silence, a deadline."""


@dataclass(frozen=True)
class _Family:
    type: str
    help: str
    labels: tuple[str, ...]


FAMILIES: Mapping[str, _Family] = {
    "cx_answers_total": _Family(
        "counter",
        "Completed responses, counted once for every question of the survey, by the answer given.",
        ("survey", "question", "answer", "touchpoint", "account_tier", "account_value", "partner"),
    ),
    "cx_loop_matches_total": _Family(
        "counter",
        "Times the condition of a loop was met, judged by the integration because PromQL cannot.",
        ("loop", "survey", "touchpoint", "account_tier", "account_value", "partner"),
    ),
    "cx_events_total": _Family(
        "counter",
        "Times a business event happened that starts a loop.",
        ("event", "touchpoint", "account_tier", "account_value", "partner"),
    ),
    "cx_metric": _Family(
        "gauge",
        "Current value of a metric over the whole program, as its reports show it; no series while there is none.",
        ("metric",),
    ),
    "cx_metric_answers": _Family("gauge", "Answers behind the current value of a metric.", ("metric",)),
    "cx_cases_overdue": _Family(
        "gauge",
        "Open cases of a loop that have passed a deadline, in business time where the deadline says so.",
        ("loop", "deadline", "touchpoint", "account_tier", "account_value", "partner"),
    ),
    "cx_cases_closed_total": _Family(
        "counter",
        "Cases of a loop that were closed, so that those hear of it who asked for the outcome.",
        ("loop", "touchpoint", "account_tier", "account_value", "partner"),
    ),
    "cx_cause_cases": _Family(
        "gauge",
        "Cases that were filed under a root cause, or a finer one below it, within the time that the loop looks back.",
        ("loop", "cause"),
    ),
    "cx_decisions_overdue": _Family(
        "gauge",
        "Matters that a review of a loop has left without a decision for longer than allowed.",
        ("loop",),
    ),
    "cx_last_review_timestamp_seconds": _Family(
        "gauge",
        "Unix time of the latest review of a loop's cases; before the first one, the time from which it is watched.",
        ("loop",),
    ),
    "cx_last_answer_timestamp_seconds": _Family(
        "gauge",
        "Unix time of the latest answer from that watched account which has been silent longest; for one that never "
        "answered, the time from which it is watched. For `accounts` = `any`, of the latest one of all.",
        ("survey", "accounts", "account_tier", "partner"),
    ),
    "cx_last_invitation_timestamp_seconds": _Family(
        "gauge",
        "Unix time of the latest invitation to that watched account which has gone without one longest; for one that "
        "was never invited, the time from which it is watched. For `accounts` = `any`, of the latest one of all.",
        ("survey", "accounts", "account_tier", "partner"),
    ),
}
"""Every series of the contract; alerts read no others."""

LABELS: Mapping[str, str] = {
    "survey": "id of the survey",
    "question": "id of the question",
    "answer": (
        "a step of the scale, the id of a choice, `yes` or `no`; several choices count once each; "
        f"`{ANSWERED}` for texts, numbers and rankings, whose content must never become a label; a comment counts "
        "again for each code, once it is filed under it; "
        f"`{EMPTY}` where the question was left out"
    ),
    "touchpoint": "`<journey>.<touchpoint>` that the response or case is about; left out where it is about none",
    "account_tier": "tier of the account, so that messages can be grouped; left out where there are no tiers",
    "account_value": f"`{KEY}` for key accounts, `{OTHER}` for all others",
    "partner": "id of the partner that serves the customer, as narrow as the program has it; left out where none does",
    "event": "id of the event",
    "cause": "id of the root cause",
    "loop": "id of the loop",
    "metric": "id of the metric",
    "deadline": "`first-contact`, `resolve`, or `escalation-1` and so on for the steps of the ladder",
    "accounts": (
        f"`{KEY}` for key accounts only, `{OTHER}` for all but those, `all` for each account; `any` for all accounts "
        "taken together"
    ),
}


def calendars(manifest: Manifest, loops: Iterable[Loop]) -> dict[str, Any]:
    """Hours, time zone and holiday country of everybody in whose working time a deadline is counted, by id."""
    parties = {
        alert.counted_by
        for loop in loops
        for alert in loop.alerts
        if alert.counted_by is not None and alert.within is not None and alert.within.is_business
    }
    return {party.id: _calendar(manifest, party) for party in sorted(parties, key=lambda party: party.id)}


def _calendar(manifest: Manifest, party: Party) -> dict[str, Any]:
    hours, country = working(manifest, party), manifest.owner(party).holidays
    kept = {"holidays": country} if country else {}
    return {"clock": hours.clock, "days": list(hours.days), "opens": hours.opens, "closes": hours.closes, **kept}


def contract(
    manifest: Manifest, reads: Iterable[Read], calendars: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[Path, Address]]:
    """The machine-readable contract, and the loop that each of its entries comes from."""
    listed: dict[str, dict[str, dict[str, Any]]] = {}
    first: dict[str, Address] = {}
    for read in reads:
        labels = {
            name: list(value) if isinstance(value, tuple) else value for name, value in read.series.labels.items()
        }
        entry = {"labels": labels, **read.says}
        key = json.dumps([read.series.name, entry], sort_keys=True)
        known = listed.setdefault(read.series.name, {}).setdefault(key, {**entry, "loops": []})
        known["loops"] = sorted({*known["loops"], read.loop.id})
        first.setdefault(key, read.loop)
    families = [(name, listed[name]) for name in FAMILIES if name in listed]
    value = {
        "series_version": SERIES_VERSION,
        "program": manifest.program,
        "version": manifest.version,
        "series": [
            {
                "name": name,
                "type": FAMILIES[name].type,
                "help": FAMILIES[name].help,
                "labels": {label: LABELS[label] for label in FAMILIES[name].labels},
                "read": list(entries.values()),
            }
            for name, entries in families
        ],
        **({"calendars": dict(calendars)} if calendars else {}),
    }
    origins: dict[Path, Address] = {
        ("series", number, "read", index): first[key]
        for number, (_, entries) in enumerate(families)
        for index, key in enumerate(entries)
    }
    return value, origins


def page(contract: Mapping[str, Any]) -> str:
    """The contract for people, in Markdown."""
    sections = "".join(line for series in contract["series"] for line in _section(series))
    return _HEAD + sections + "".join(_working_times(contract.get("calendars", {})))


_HEAD = f"""\
# Time series behind the alerts

The rules in `rules.yml` read the series below. An integration beside the survey tool and the case system exports them;
`series.json` says the same for programs.

- Export every series that is listed, with every value of its labels, from the start: counters and counts at 0.
  A counter that first appears at 1 shows no increase, and so the first unhappy customer would be missed.
- Add no label that tells people or accounts apart. Touchpoint and account tier are as fine as it gets.
- Leave a label out where it has no value.
- A response counts when it is complete, and once.
- A question without an answer, like a metric without a value or with too few answers behind it, meets no comparison,
  not even a negated one: neither `ces <= 3` nor `not (ces <= 3)` holds for somebody who skipped the question. Only
  `is empty` does.
- Answers that are texts, numbers or rankings are counted as `{ANSWERED}` only. A comment is counted once more for each
  code that it is filed under, when it is; a code counts as itself, not as the broader one above it.
- Deadlines in business time run in the working time of whoever owns the case: `counted_by` names them, and the last
  section says when they work. Public holidays are no working time. Where it names several, `alerts` in the manifest
  says whose case it is.
"""


def _section(series: Mapping[str, Any]) -> Iterator[str]:
    yield f"\n## {series['name']}\n\n{series['type'].capitalize()}. {series['help']}\n\n"
    yield "".join(f"- `{label}`: {meaning}\n" for label, meaning in series["labels"].items())
    columns = [label for label in series["labels"] if any(label in read["labels"] for read in series["read"])]
    says = [name for name in _SAYS if any(name in read for read in series["read"])]
    loops = () if "loop" in series["labels"] else ("loops",)
    header = [*columns, *says, *loops]
    yield f"\n| {' | '.join(header)} |\n|{'---|' * len(header)}\n"
    for read in series["read"]:
        cells = [_listed(read["labels"].get(column, ())) for column in columns]
        cells += [_SAYS[name](read[name]) if name in read else "" for name in says]
        cells += [_listed(read[name]) for name in loops]
        yield f"| {' | '.join(cells)} |\n"


def _working_times(calendars: Mapping[str, Any]) -> Iterator[str]:
    if not calendars:
        return
    yield "\n## Working time\n\n| who | clock | days | hours | public holidays of |\n|---|---|---|---|---|\n"
    for name, each in calendars.items():
        cells = (name, each["clock"], " ".join(each["days"]), f"{each['opens']}-{each['closes']}")
        yield f"| {' | '.join(map(markdown, cells))} | {each.get('holidays', '(none)')} |\n"


_SAYS: Mapping[str, Any] = {
    "condition": lambda condition: markdown(condition["text"]),
    "taxonomy": lambda name: markdown(name),
    "review": lambda review: markdown(review["words"]),
    "silence": lambda silence: markdown(f"no {silence['of']} within {silence['words']}"),
    "within": lambda within: markdown(within["words"]),
    "counted_by": lambda parties: _listed(parties),
}
"""How what the integration must know is written in a cell."""


def _listed(value: str | Iterable[str]) -> str:
    values = [value] if isinstance(value, str) else list(value)
    return ", ".join(map(markdown, values)) or "(left out)"


def markdown(text: str) -> str:
    """Text on one line that Markdown shows as it is."""
    flat = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]()#+!|~$])", r"\\\1", flat)
