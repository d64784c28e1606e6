"""What shows the six steps of listening, the phases of a partnership, and the parts people play in a purchase."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from cxprog.coverage._reading import Reading
from cxprog.coverage._signs import Find, Sign, Signs, heard_phases

# SIX DS


def _detect(reading: Reading) -> Signs:
    for survey in reading.each("survey"):
        if reading.heard_by(survey):
            yield Sign("survey", survey.id, ("listens_to",), "listens to touchpoints")
        elif survey.purpose == "relational":
            yield Sign("survey", survey.id, ("purpose",), "listens to the whole relationship")
        elif survey.purpose == "field-feedback":
            yield Sign("survey", survey.id, ("purpose",), "collects what employees hear")


def _disseminate(reading: Reading) -> Signs:
    for report in reading.each("report"):
        yield Sign("report", report.id, ("to",), "brings numbers or words to those who can use them")
    for loop in reading.each("loop"):
        if loop.tell:
            yield Sign("loop", loop.id, ("tell",), "tells others at once")
    for practice in reading.each("practice"):
        if practice.inputs or practice.follows:
            yield Sign("practice", practice.id, ("inputs",), "takes up what was heard")


def _diagnose(reading: Reading) -> Signs:
    for loop in reading.each("loop"):
        if loop.close and "root-cause" in loop.close.requires:
            missing = () if loop.close.causes else ("its `close` names no taxonomy of `causes`",)
            yield Sign("loop", loop.id, ("close",), "no case is closed without a root cause", missing)
        elif loop.recurs:
            yield Sign("loop", loop.id, ("recurs",), "starts when a cause comes up again")


def _discuss(reading: Reading) -> Signs:
    for loop in reading.each("loop"):
        if loop.review:
            missing = () if len(loop.review.by) > 1 else ("one team alone takes part in its review, or none is named",)
            yield Sign("loop", loop.id, ("review",), "several teams look at the cases together", missing)
    for practice in reading.each("practice"):
        if practice.type in ("council", "workshop", "business-review") and (practice.inputs or practice.follows):
            missing = () if len(practice.members.of) > 1 else ("it has members of one team only, or names none",)
            yield Sign("practice", practice.id, ("members",), "several teams talk about what was heard", missing)


def _design(reading: Reading) -> Signs:
    for practice in reading.each("practice"):
        if practice.type in ("co-design", "community", "advisory-board", "workshop"):
            outside = reading.with_partners(practice) or reading.holds(
                (*practice.members.roles, *practice.reaches), "customer"
            )
            missing = (
                *(() if outside else ("neither customers nor partners take part",)),
                *(() if practice.type == "co-design" or practice.outputs else ("it does not say its `outputs`",)),
            )
            yield Sign("practice", practice.id, ("type",), "those who live the experience help to shape it", missing)


def _deploy(reading: Reading) -> Signs:
    for loop in reading.each("loop"):
        if loop.type == "outer" and loop.review:
            missing = () if loop.review.decision_within else ("its review has no `decision_within`",)
            yield Sign("loop", loop.id, ("review",), "a decision is due within a time", missing)
    for survey in reading.each("survey"):
        if survey.when.change:
            yield Sign("survey", survey.id, ("when", "change"), "asks whether a change works")


STEPS: Mapping[str, Find] = {
    "detect": _detect,
    "disseminate": _disseminate,
    "diagnose": _diagnose,
    "discuss": _discuss,
    "design": _design,
    "deploy": _deploy,
}
"""What shows each of the six Ds."""


# PARTNER LIFE CYCLE


def _touchpoints(reading: Reading, phase: str) -> Signs:
    for place in reading.places:
        if place.actor == "partner" and place.phase == phase:
            yield Sign("journey", place.journey, place.path, f"touchpoint `{place.address}`")


def _led(reading: Reading, phase: str) -> Signs:
    for place in reading.places:
        if place.actor == "partner" and place.phase == phase:
            missing = () if place.lead else (f"nobody leads the touchpoint `{place.address}`",)
            yield Sign("journey", place.journey, place.path, f"`{place.lead}` leads `{place.address}`", missing)


def _heard(reading: Reading, phase: str) -> Iterator[Sign]:
    yield from heard_phases(reading).get(phase, ())


def _acted_on(reading: Reading, phase: str) -> Signs:
    for sign in heard_phases(reading).get(phase, ()):
        for loop in reading.loops_on.get(sign.id, ()) if sign.kind == "survey" else ():
            yield Sign("loop", loop.id, ("when",), f"acts on answers to `{sign.id}`")


def _practices(reading: Reading, phase: str) -> Signs:
    for practice in reading.each("practice"):
        if practice.phase == phase:
            yield Sign("practice", practice.id, ("phase",), f"a practice of type `{practice.type}`")


ASPECTS: Mapping[str, partial[Signs]] = {
    "touchpoint": partial(_touchpoints),
    "lead": partial(_led),
    "heard": partial(_heard),
    "acted-on": partial(_acted_on),
    "practice": partial(_practices),
}
"""What shows that a phase of the partner life cycle is looked after."""


# BUYING ROLES


def _declared(reading: Reading, part: str) -> Signs:
    for role in reading.each("role"):
        if part in role.buying:
            yield Sign("role", role.id, ("buying",), "plays this part")


def _asked(reading: Reading, part: str) -> Signs:
    playing = {sign.id for sign in _declared(reading, part)}
    for survey in reading.each("survey"):
        for role in sorted(playing.intersection(survey.asks)):
            yield Sign("survey", survey.id, ("asks",), f"asks `{role}`")


def _answered(reading: Reading, part: str) -> Signs:
    for survey in {sign.id for sign in _asked(reading, part)}:
        for loop in reading.loops_on.get(survey, ()):
            yield Sign("loop", loop.id, ("when",), f"acts on answers to `{survey}`")


PARTS: Mapping[str, partial[Signs]] = {
    "declared": partial(_declared),
    "asked": partial(_asked),
    "acted-on": partial(_answered),
}
"""What shows that a part in a purchase is known, asked and answered."""
