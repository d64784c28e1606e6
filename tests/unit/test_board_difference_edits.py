"""One edit of a program in, exactly what the boards show of it out: nothing twice, nothing that stayed as it was."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from cxprog.display.difference import difference
from tests.journeys import BASE, LOOP, journey, manifest_of, survey, text
from tests.unit.test_board_difference import NAMES, contact, facts, stage

Program = dict[str, Any]
"""Documents by a name of their own."""
Edit = Callable[[Program], object]


def found(before: Program, after: Program) -> list[str]:
    manifests = [manifest_of(text(documents.values())) for documents in (before, after)]
    return facts(difference(manifests[0], manifests[1], NAMES))


# EVERY KEY THAT A BOARD SHOWS


def documents() -> Program:
    """A program in which everything hangs on everything."""
    steps = [
        {"id": "go", "title": "Go", "touchpoints": [contact("d"), contact("e")]},
        {"id": "do", "title": "Do", "touchpoints": [contact("f")]},
    ]
    stages = (
        stage(
            "one",
            contact("a", next=["b", {"to": "e", "when": "It fails"}], pains=["Slow"], handoff={"passes": "File"}),
            contact("b", owner="dealer"),
            contact("c"),
        ),
        {"id": "two", "roles": ["operator"], "steps": steps},
        {"id": "emp", "title": "Empty", "roles": ["operator"]},
    )
    other = stage("far", contact("x", next=["y", "repair.b"]), contact("y", counterpart="repair.c"))
    return {
        **{document["id"]: deepcopy(document) for document in BASE},
        "repair": {"kind": "journey", "id": "repair", "title": "Repair", "actor": "customer", "stages": [*stages]},
        "other": {"kind": "journey", "id": "other", "actor": "customer", "stages": [other]},
        "survey": survey(0, "repair.a"),
        "stage survey": survey(1, "repair.two"),
        "loop": {
            **deepcopy(LOOP),
            "escalate": [{"after": "2bd", "to": "key-accounts"}],
            "tell": ["academy"],
            "close": {"tell": ["dealer"]},
            "review": {"every": "monthly"},
        },
        "practice": {
            "kind": "practice",
            "id": "visits",
            "type": "joint-visit",
            "works_on": ["repair.a"],
            "owner": "academy",
            "every": "monthly",
        },
    }


def sets(name: str, **keys: Any) -> Edit:
    """Another value for keys of a document."""
    return lambda made: made[name].update(keys)


def of_stage(number: int, **keys: Any) -> Edit:
    return lambda made: made["repair"]["stages"][number].update(keys)


def of_step(number: int, **keys: Any) -> Edit:
    return lambda made: made["repair"]["stages"][1]["steps"][number].update(keys)


def of_touchpoint(number: int, **keys: Any) -> Edit:
    return lambda made: made["repair"]["stages"][0]["touchpoints"][number].update(keys)


def at_loop(*lines: str) -> list[str]:
    """What is told where a loop answers, and of the loop itself."""
    title = "loop “A visit that was hard for the customer”,"
    own = [re.sub(r"^(\w+: )", rf"a \1{title} ", line) for line in lines]
    return [*own, *(f"loop hard-visit {line}" for line in lines)]


EDITS: Mapping[str, tuple[Edit, list[str]]] = {
    "journey title": (sets("repair", title="Mend"), ["journey repair title: title Repair -> Mend"]),
    "journey description": (
        sets("repair", description="All of it"),
        ["journey repair other: description none -> All of it"],
    ),
    "journey actor": (sets("repair", actor="partner"), ["journey repair other: whose journey customer -> partner"]),
    # Stages and steps.
    "stage goal": (of_stage(0, goal="Run"), ["stage one other: goal none -> Run"]),
    "stage phase": (of_stage(0, phase="recruitment"), ["stage one other: phase none -> recruitment"]),
    "stage id": (
        of_stage(0, id="first"),
        ["stage first title: title One -> First", "stage first title: id one -> first"],
    ),
    "stage id, known by its title": (of_stage(2, id="none"), ["stage none title: id emp -> none"]),
    "step id, known by its title": (of_step(0, id="went"), ["step went title: id go -> went"]),
    "step id, known by its touchpoints": (
        of_step(0, id="went", title="Went"),
        ["step went title: title Go -> Went", "step went title: id go -> went"],
    ),
    "step order": (
        lambda made: made["repair"]["stages"][1]["steps"].reverse(),
        ["step do moved: order after Go -> first"],
    ),
    "step roles": (
        of_step(1, roles=["buyer"]),
        ["f other: who takes part Operator -> Buyer"],
    ),
    # Touchpoints.
    "owner that takes over": (of_touchpoint(1, owner="academy"), ["b owner: owner Dealer -> Academy"]),
    "who takes over, in so many words": (of_touchpoint(0, handoff={"to": "dealer", "passes": "File"}), []),
    "who takes over": (
        of_touchpoint(0, handoff={"to": "broker", "passes": "File"}),
        ["a other: handed over to Dealer: File -> to Broker: File"],
    ),
    "what is handed over": (
        of_touchpoint(0, handoff={"passes": "Papers", "pains": ["Late"]}),
        ["a other: handed over to Dealer: File -> to Dealer: Papers; pain: Late"],
    ),
    "what is handed over, in one language": (
        of_touchpoint(0, handoff={"passes": {"en": "File", "de": "Akte"}}),
        ["a other: handed over (de) to Dealer: File -> to Dealer: Akte"],
    ),
    "who goes a way, in one language": (
        of_touchpoint(0, next=["b", {"to": "e", "when": {"en": "It fails", "de": "Kaputt"}}]),
        ["a other: goes on to (de) E, when: It fails -> E, when: Kaputt"],
    ),
    "a pain that is there twice": (of_touchpoint(0, pains=["Slow", "Slow"]), ["a other: pains -> Slow"]),
    "touchpoint of another journey": (
        of_touchpoint(2, next=["other.x"]),
        [
            "x other: other journeys -> comes from “Repair”: C",
            "c other: goes on to D ->",
            "c other: other journeys -> goes on in “Other”: X",
        ],
    ),
    # What hangs on them.
    "survey title": (sets("survey", title="Visit"), ["survey survey-0 title: title Survey 0 -> Visit"]),
    "survey asks": (sets("survey", asks=["buyer"]), ["survey survey-0 other: asks Maintenance manager -> Buyer"]),
    "survey mode": (sets("survey", mode=["phone"]), ["survey survey-0 other: answered by online -> phone"]),
    "survey questions": (sets("survey", questions=["visit-ces"]), ["survey survey-0 other: questions 2 -> 1"]),
    "survey places": (
        sets("stage survey", listens_to=["repair.two", "repair.emp"]),
        ["survey survey-1 other: about all of -> Empty"],
    ),
    "survey id": (
        sets("stage survey", id="survey-2"),
        [
            *(f"{name} other: surveys Survey 1 (survey-1) -> Survey 1 (survey-2)" for name in "def"),
            "survey survey-1 removed",
            "survey survey-2 added",
            "metric effort other: fed by Survey 1 (survey-1) -> Survey 1 (survey-2)",
        ],
    ),
    "metric title": (sets("effort", title="Work"), ["metric effort title: title Ease of repair -> Work"]),
    "metric type": (sets("effort", type="mean"), ["metric effort other: type CES -> mean"]),
    "metric minimum": (sets("effort", minimum_n=50), ["metric effort other: fewest answers 30 -> 50"]),
    "practice title": (sets("practice", title="Rides"), ["practice visits title: title Visits -> Rides"]),
    "practice type": (sets("practice", type="training"), ["practice visits other: type joint visit -> training"]),
    "practice on a stage": (
        sets("practice", works_on=["repair.one"]),
        ["b other: practices -> Visits", "c other: practices -> Visits"],
    ),
    "practice on a stage without touchpoints": (
        sets("practice", works_on=["repair.a", "repair.emp"]),
        ["stage emp other: practices -> Visits"],
    ),
    # Loops.
    "loop title": (
        sets("loop", title="Hard"),
        ["loop hard-visit title: title A visit that was hard for the customer -> Hard"],
    ),
    "loop type": (sets("loop", type="outer"), ["loop hard-visit other: type inner -> outer"]),
    "loop start": (
        sets("loop", when="survey-0.visit-ces <= 2"),
        ["loop hard-visit other: starts survey-0.visit-ces <= 3 -> survey-0.visit-ces <= 2"],
    ),
    "loop first contact": (
        sets("loop", first_contact="4bh"),
        at_loop("time: first contact 8 business hours -> 4 business hours"),
    ),
    "loop resolve": (sets("loop", resolve="4bd"), at_loop("time: resolve 5 business days -> 4 business days")),
    "loop owner": (
        sets("loop", owner="field-service"),
        at_loop("other: who acts (open, first contact, resolve, review) Marketing -> Field service"),
    ),
    "loop tell": (sets("loop", tell=["dealer"]), at_loop("other: who is told Academy -> Dealer")),
    "loop close tell": (
        sets("loop", close={"tell": ["academy"]}),
        at_loop("other: who is told the outcome Dealer -> Academy"),
    ),
    "loop without close": (sets("loop", close=None), at_loop("other: who is told the outcome Dealer -> none")),
    "loop monitor, which no board shows": (sets("loop", monitor="academy"), []),
    "loop step": (
        sets("loop", escalate=[{"after": "2bd", "to": "academy"}]),
        at_loop("other: who acts (escalation 1) Key accounts -> Academy"),
    ),
    "loop steps": (
        sets("loop", escalate=[{"after": "2bd", "to": "key-accounts"}, {"after": "4bd", "to": "academy"}]),
        at_loop("time: escalation 2 none -> 4 business days (Academy)"),
    ),
    "loop step for key accounts": (
        sets("loop", escalate=[{"after": "2bd", "to": "key-accounts", "accounts": "key"}]),
        at_loop("time: escalation 1, other accounts 2 business days (Key accounts) -> none"),
    ),
    "loop key accounts": (
        sets("loop", key_accounts={"first_contact": "4bh"}),
        at_loop("time: first contact, key accounts 8 business hours -> 4 business hours"),
    ),
    "loop key accounts in so many words": (sets("loop", key_accounts={"first_contact": "8bh"}), []),
    "loop owner of key accounts": (
        sets("loop", key_accounts={"owner": "key-accounts"}),
        at_loop("other: who acts, key accounts (open, first contact, resolve) Marketing -> Key accounts"),
    ),
    "loop review": (
        sets("loop", review={"every": "quarterly"}),
        ["loop hard-visit time: cases reviewed monthly -> quarterly"],
    ),
    "loop decision": (
        sets("loop", review={"every": "monthly", "decision_within": "5bd"}),
        at_loop("time: decision none -> 5 business days"),
    ),
    # What changes no board.
    "title of a team": (sets("marketing", title="Growth"), []),
    "title of whoever takes over": (sets("dealer", title="Händler"), []),
    "program version": (sets("harbor-pumps", version="3.0.0"), []),
}


@pytest.mark.parametrize("name", EDITS)
def test_one_edit_is_told_once_and_nothing_else(name: str) -> None:
    edit, expected = EDITS[name]
    before, after = documents(), documents()
    edit(after)
    assert sorted(found(before, after)) == sorted(expected)


def test_who_takes_over_when_nobody_comes_next_any_more() -> None:
    """That the next one is gone is told there."""
    before, after = documents(), documents()
    for made in (before, after):
        del made["other"]
    held = after["repair"]["stages"][0]["touchpoints"]
    del held[1]
    held[0]["next"] = ["c", {"to": "e", "when": "It fails"}]
    assert found(before, after) == ["b removed"]


# ANYWHERE IN A LONG JOURNEY


def long() -> Program:
    """A journey of 30 touchpoints with and without steps, and what hangs on it."""
    made = {document["id"]: deepcopy(document) for document in BASE}
    surveys = [survey(0, "breakdown.contact-0"), survey(1, "breakdown.stage-2")]
    return {**made, "loop": dict(LOOP), "journey": journey(30, 5, steps=True), **{each["id"]: each for each in surveys}}


def sections(made: Program) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each stage with what holds its touchpoints."""
    for own in made["journey"]["stages"]:
        yield from ((own, held) for held in own.get("steps", (own,)))


def words(name: str) -> str:
    return name.replace("-", " ").capitalize()


def owned(owner: Any) -> str:
    if isinstance(owner, str):
        return words(owner)
    return " + ".join(words(name) + (" (leads)" if name == owner["lead"] else "") for name in owner["joint"])


def feeling(touchpoint: dict[str, Any]) -> str:
    value = touchpoint.get("emotion")
    return "not known" if value is None else f"{value:+d}".replace("-", "−").replace("+0", "0")


KEYS: Mapping[str, tuple[Any, Callable[[dict[str, Any]], list[str]]]] = {
    "title": ("New name", lambda was: [f"title: title {was['title']} -> New name"]),
    "channel": ("chat", lambda was: [f"other: channel {was['channel']} -> chat"] * (was["channel"] != "chat")),
    "owner": (
        {"joint": ["broker", "academy"], "lead": "academy"},
        lambda was: [f"owner: owner {owned(was['owner'])} -> Broker + Academy (leads)"],
    ),
    "side": ("back", lambda was: ["other: side in sight -> backstage"] * ("side" not in was)),
    "moment_of_truth": (True, lambda was: ["other: moment of truth no -> yes"] * ("moment_of_truth" not in was)),
    "emotion": (-1, lambda was: [f"other: how it feels {feeling(was)} -> −1"] * (was.get("emotion") != -1)),
    "evidence": ("partly", lambda was: ["other: evidence no data behind it -> partly backed by data"]),
    "pains": (["Slow"], lambda was: ["other: pains -> Slow"]),
    "opportunities": (["Faster"], lambda was: ["other: opportunities -> Faster"]),
    "at_most": ("1 per 7d", lambda was: ["time: at most none -> 1 per 7 days"]),
    "retired": ("2028-01-01", lambda was: ["other: out of use from none -> 2028-01-01"]),
    "roles": (["buyer"], lambda was: [f"other: who takes part {was['role']} -> Buyer"]),
    "handoff": ({"passes": "File", "to": "order-desk"}, lambda was: ["other: handed over -> to Order desk: File"]),
}

often = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
place = st.integers(0, 10_000)


@often
@given(key=st.sampled_from(sorted(KEYS)), at=place)
def test_a_key_of_any_touchpoint(key: str, at: int) -> None:
    before, after = long(), long()
    everywhere = [(own, held, each) for own, held in sections(after) for each in held["touchpoints"]]
    own, held, touchpoint = everywhere[at % len(everywhere)]
    # Its owner also answers for the loop, and whoever leads hands nothing over to himself.
    assume(key != "owner" or touchpoint["id"] != "contact-0")
    assume(key != "handoff" or touchpoint["owner"] != "order-desk")
    value, expected = KEYS[key]
    was = {**touchpoint, "role": words((held.get("roles") or own["roles"])[0])}
    touchpoint[key] = value
    assert found(before, after) == [f"{touchpoint['id']} {line}" for line in expected(was)]


@often
@given(at=place, to=place)
def test_a_touchpoint_that_comes_anywhere(at: int, to: int) -> None:
    before, after = long(), long()
    holders = [held for _, held in sections(after)]
    held = holders[at % len(holders)]["touchpoints"]
    held.insert(to % (len(held) + 1), contact("new"))
    assert found(before, after) == ["new added"]
    # It can go from there again.
    assert found(after, before) == ["new removed"]


@often
@given(at=place, source=place, to=place)
def test_a_touchpoint_that_moves_anywhere(at: int, source: int, to: int) -> None:
    before, after = long(), long()
    holders = [held["touchpoints"] for _, held in sections(after)]
    start, end = holders[source % len(holders)], holders[to % len(holders)]
    assume(len(start) > 1)
    moving = start.pop(at % len(start))
    end.insert(at % (len(end) + 1), moving)
    lines = found(before, after)
    # Elsewhere other surveys may listen and other people take part; of two neighbors either may have moved.
    moved = [line for line in lines if " moved: " in line]
    assert len(moved) == (before["journey"] != after["journey"])
    assert {line.split()[0] for line in lines} <= {moving["id"], *(line.split()[0] for line in moved)}
    assert start is end or moved[0].startswith(f"{moving['id']} moved: st")
