"""Programs with journeys of any size, and texts that try to break out of whatever they are written into."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cxprog.document import parse
from cxprog.finding import Severity
from cxprog.manifest import Manifest, lower
from cxprog.program import link
from cxprog.source import Source

HOSTILE: Mapping[str, str] = {
    "script": "<script>alert(1)</script>",
    "close": '"]; } end',
    "template": "{{ .X }} %%{init: {'theme': 'dark'}}%% ${x}",
    "quotes": "the \"best\" of 'both' \\ worlds \\N \\n",
    "lines": "first line\nsecond line\n\nthird",
    "hebrew": "ביקור ראשון אצל הלקוח (2)",
    "arabic": "مكالمة الترحيب",
    "override": "abc \u202etxt.exe\u202c def",
    "japanese": "ポンプの定期点検と部品の交換をいっしょに行う訪問",
    "entities": "R&amp;D &lt;b&gt; #quot; #35; &#x3c;",
    "markdown": "1. `code` **bold** _it_ [a](b) # x - y | z ~~s~~ $$x$$ www.example.com",
    "emoji": "👩‍🔧 visit ✅ café e\u0301",
    "reserved": "end",
    "html": "<b onmouseover='x()'>bold</b><br/>&nbsp;",
    "comment": "--> %% // /* <!-- -->",
    "long": "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente" * 2,
    "colon": "before: 9: after; #3, more",
    "style": "Lifestyle: #1; classDef default fill:#000;",
    "own": "ﬂ°lt¶ßb ﬂ°°35¶ß",
    "address": "https://example.com/?a=1&b=2 @nobody #12",
}
"""Titles by what they try."""

_CHANNELS = (
    "web", "email", "phone", "on-site", "portal", "meeting", "document", "app", "chat", "mail", "shop", "training",
    "event", "product", "social", "other",
)  # fmt: skip
_STAGES = (
    "Become aware", "Compare", "Buy", "Get started", "Work with it every day", "Get help", "Renew", "Recommend",
)  # fmt: skip
_CONTACTS = (
    "Look for a solution", "Ask a colleague", "Read the data sheet", "Talk at the counter", "Site visit and measuring",
    "Written offer", "Order confirmation", "Delivery of the unit", "Commissioning on site", "Training of the operators",
    "First invoice", "Monthly report in the portal", "Call to the hotline", "Visit of the technician", "Spare part",
    "Repair report", "Talk about the next contract",
)  # fmt: skip
OWNERS = ("field-service", "dealer", "service-desk", "marketing", "order-desk", "academy", "broker", "key-accounts")
_PARTNERS = ("dealer", "broker")

BASE: tuple[dict[str, Any], ...] = (
    {
        "kind": "program",
        "language": 1,
        "id": "harbor-pumps",
        "title": "Harbor Pumps",
        "version": "2.1.0",
        "model": "b2b2c",
        "clock": "Europe/Berlin",
        "owner": "marketing",
        "account_managers": "key-accounts",
    },
    *({"kind": "team", "id": name} for name in OWNERS if name not in _PARTNERS),
    {"kind": "partner", "id": "dealer", "type": "dealer"},
    {"kind": "partner", "id": "broker", "type": "broker"},
    {"kind": "role", "id": "maintenance-manager", "audience": "customer", "level": "tactical"},
    {"kind": "role", "id": "buyer", "audience": "customer", "level": "strategic"},
    {"kind": "role", "id": "operator", "audience": "customer", "level": "operational"},
    {"kind": "event", "id": "contact", "type": "event"},
    {"kind": "metric", "id": "effort", "type": "ces", "title": "Ease of repair", "minimum_n": 30},
    {"kind": "question", "id": "visit-ces", "type": "ces", "text": "How easy was it?", "metric": "effort"},
    {"kind": "question", "id": "why", "type": "open-text", "text": "Why?"},
)
"""Everything around a journey, but for what hangs on it."""

LOOP: Mapping[str, Any] = {
    "kind": "loop",
    "id": "hard-visit",
    "type": "inner",
    "title": "A visit that was hard for the customer",
    "when": "survey-0.visit-ces <= 3",
    "owner": "touchpoint-owner",
    "first_contact": "8bh",
    "resolve": "5bd",
}
"""What answers to the survey 0 start."""


def survey(number: int, *places: str, **keys: Any) -> dict[str, Any]:
    """A survey that listens to places."""
    return {
        "kind": "survey",
        "id": f"survey-{number}",
        "title": f"Survey {number}",
        "purpose": "transactional",
        "asks": ["maintenance-manager"],
        "when": {"event": "contact"},
        "listens_to": list(places),
        "identity": "identified",
        "minutes": 2,
        "questions": ["visit-ces", "why"],
        **keys,
    }


def journey(count: int, stages: int, steps: bool = False, name: str = "breakdown") -> dict[str, Any]:
    """A journey with everything a journey can have, spread over so many touchpoints."""
    touchpoints = [_touchpoint(number, count) for number in range(count)]
    ends = [round(count * (number + 1) ** 1.2 / stages**1.2) for number in range(stages)]
    starts = [0, *ends[:-1]]
    return {
        "kind": "journey",
        "id": name,
        "title": f"From need to running pump, {count} touchpoints",
        "description": "What a plant goes through from the first idea to the next contract.",
        "actor": "customer",
        "stages": [
            {
                "id": f"stage-{number}",
                "title": _STAGES[number % len(_STAGES)],
                "goal": "Find out what fits the plant and who can help",
                "roles": ["maintenance-manager"],
                **_held(touchpoints[start:end], number, steps),
            }
            for number, (start, end) in enumerate(zip(starts, ends, strict=True))
        ],
    }


def _held(touchpoints: list[dict[str, Any]], stage: int, steps: bool) -> dict[str, Any]:
    if not steps or len(touchpoints) < 4 or stage % 2:
        return {"touchpoints": touchpoints}
    half = len(touchpoints) // 2
    return {
        "steps": [
            {"id": f"step-{stage}-a", "title": "Prepare", "touchpoints": touchpoints[:half]},
            {"id": f"step-{stage}-b", "title": "Carry out", "roles": ["operator"], "touchpoints": touchpoints[half:]},
        ]
    }


def _touchpoint(number: int, count: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": f"contact-{number}",
        "title": _CONTACTS[number * 7 % len(_CONTACTS)],
        "channel": _CHANNELS[number * 3 % len(_CHANNELS)],
        "owner": OWNERS[number // 3 * 5 % len(OWNERS)],
        "emotion": (0, 1, -1, 2, -2, 1, None)[number % 7],
    }
    if number % 6 == 4:
        made["owner"] = {"joint": ["field-service", "dealer"], "lead": ("dealer", "field-service")[number % 4 // 2]}
    if number % 7 == 2:
        made["moment_of_truth"] = True
    if number % 11 == 7:
        made["side"] = "back"
    if number % 9 == 5 and number + 2 < count:
        made["next"] = [f"contact-{number + 1}", {"to": f"contact-{number + 2}", "when": "Under warranty"}]
    if number % 17 == 14:
        made["next"] = [f"contact-{(number + 1) % count}", {"to": f"contact-{number // 2}", "when": "Not solved"}]
    if number == count - 1:
        made["next"] = []
    return {key: value for key, value in made.items() if value is not None}


def program(count: int, stages: int, steps: bool = False) -> str:
    """The YAML of a program with one journey and a survey at every fifth touchpoint."""
    surveys = [survey(number, f"breakdown.contact-{number * 5 % count}") for number in range(max(1, count // 5))]
    whole = survey(99, "breakdown.stage-1", title="Half-way", asks=["buyer", "operator"], minutes=4.5)
    return text([*BASE, LOOP, journey(count, stages, steps), *surveys, whole])


def hostile_program() -> str:
    """The YAML of a program in which every text that people read is hostile."""
    touchpoints = [
        {
            "id": name,
            "title": title,
            "channel": "web",
            "owner": OWNERS[number // 2 % len(OWNERS)],
            "emotion": number % 5 - 2,
        }
        for number, (name, title) in enumerate(HOSTILE.items())
    ]
    for number, touchpoint in enumerate(touchpoints[:-3]):
        if number % 3 == 0:
            other = touchpoints[number + 3]
            touchpoint["next"] = [
                touchpoints[number + 1]["id"],
                {"to": other["id"], "when": list(HOSTILE.values())[number]},
            ]
    titles = list(HOSTILE.values())
    base = [
        {**document, "title": titles[number % len(titles)]} if document["kind"] in ("team", "partner") else document
        for number, document in enumerate(BASE)
    ]
    base[0] = {**base[0], "title": HOSTILE["script"]}
    stages = [
        {
            "id": f"stage-{number}",
            "title": titles[number],
            "goal": titles[number + 1],
            "roles": ["buyer"],
            "touchpoints": touchpoints[start : start + 6],
        }
        for number, start in enumerate(range(0, len(touchpoints), 6))
    ]
    made = {"kind": "journey", "id": "hostile", "title": HOSTILE["close"], "actor": "customer", "stages": stages}
    surveys = [
        survey(number, f"hostile.{name}", title=title) for number, (name, title) in enumerate(list(HOSTILE.items())[:6])
    ]
    return text([*base, LOOP, made, *surveys])


def text(documents: Iterable[Mapping[str, Any]]) -> str:
    """Documents as YAML; JSON is YAML."""
    return "\n---\n".join(json.dumps(document, ensure_ascii=False) for document in documents) + "\n"


def manifest_of(yaml: str) -> Manifest:
    """The manifest of a program without errors; rules are not asked."""
    documents, findings = parse(Source("cxprog.yaml", yaml))
    linked, more = link(documents)
    mistakes = [finding for finding in (*findings, *more) if finding.severity is Severity.ERROR]
    assert not mistakes, "\n".join(f"{mistake.rule}: {mistake.message} ({mistake.help})" for mistake in mistakes)
    return lower(linked)
