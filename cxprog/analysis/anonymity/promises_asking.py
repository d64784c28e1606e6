"""Where answers are given and kept: what is stored beside them, which tool keeps them, who asks and who files them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from cxprog.analysis.anonymity.flows import IDENTITY
from cxprog.analysis.anonymity.promises_ways import Doubt, Row, Scope, Sink, Way, Ways, answers, said
from cxprog.analysis.anonymity.values import BITS, At, Audience, Bit, Hop

_SPOKEN = frozenset(("phone", "in-person", "video"))
"""Ways to answer in which somebody hears who speaks."""
_NOT_TRAITS = frozenset(("response",))
"""Keys that tie rows together and say nothing of people: the number of an answer."""


def add_surveys(ways: Ways) -> None:
    """All that becomes known where answers are given and kept."""
    for name, survey in ways.surveys.items():
        if survey.identity == "anonymous":
            _add_traces(ways, name, survey)
        _add_interviewers(ways, name, survey)
    for name, survey in ways.reading.surveys.items():
        _add_tool(ways, name, survey)
    _add_coders(ways)
    _add_data_sets(ways)


def known(survey: Any, bits: Iterable[Bit]) -> tuple[Bit, ...]:
    """What is known of an answer where it is given, by what respondents are promised."""
    own = (*bits, "existence")
    return own if survey.identity == "anonymous" else ("identity", "traits", *own)


# WHAT STANDS BESIDE ANSWERS


def _add_traces(ways: Ways, name: str, survey: Any) -> None:
    """What says of an anonymous answer who gave it, or tells its giver from others."""
    here = answers(name)
    if survey.link == "personal":
        way = said(At("survey", name, ("link",)), "everybody gets a link of their own", "personal-link")
        ways.turn(here, "existence", here, ("identity",), way)
    if survey.recorded:
        way = said(At("survey", name, ("recorded",)), "the talk is recorded", "voice-recorded")
        ways.turn(here, "existence", here, ("identity",), way)
    for index, key in enumerate(survey.records):
        way = said(At("survey", name, ("records", index)), f"the `{key}` is stored beside each answer")
        if key in IDENTITY:
            ways.turn(here, "existence", here, ("identity",), way._replace(case="identity-recorded"))
        elif key not in _NOT_TRAITS:
            ways.turn(here, "existence", here, ("traits",), way)
            if key == "account":
                way = way._replace(case="account-recorded", doubt=Doubt("account", ways.reading.few))
                ways.turn(here, "existence", here, ("identity",), way)
    tool = ways.reading.specs.get("channel", survey.through)
    if tool is not None and not tool.enforces.anonymity:
        words = f"`{survey.through}` cannot store answers without a link to the person"
        way = said(At("survey", name, ("through",)), words, "tool-knows-people")
        ways.turn(here, "existence", here, ("identity",), way)


# WHO KEEPS THEM


def _add_tool(ways: Ways, name: str, survey: Any) -> None:
    """Whoever runs the tool can open every answer in it, and whatever else it has to know.

    Answers that nobody follows count all the same: their keys may tie others to people.
    """
    tool = ways.reading.specs.get("channel", survey.through)
    if tool is None:
        if survey.identity == "anonymous":
            _add_unknown_tool(ways, name, survey)
        return
    at = At("survey", name, ("through",))
    for audience in ways.reading.named([tool.owner or ways.reading.owner]):
        hop = Hop(At("channel", survey.through, ("owner",)), f"`{audience.id}` runs `{survey.through}`")
        _add_lists(ways, name, survey, audience, hop)
        if name in ways.surveys or survey.records:
            place = ("tool", name)
            words = f"the answers to `{name}` in `{survey.through}`"
            ways.rows[place] = Row(("response", *survey.records), At("survey", name, ("records",)), words, (name,))
            sink = Sink(place, ways.side(audience), _scope_of_keeper(ways, audience, name))
            ways.show(sink, audience, hop)
            if name in ways.surveys:
                case = "tool-of-partner" if sink.scope == "shown" else ""
                way = said(at, f"answers to `{name}` are kept in `{survey.through}`", case)
                ways.lead(answers(name), BITS, sink, way)


def _scope_of_keeper(ways: Ways, audience: Audience, name: str) -> Scope:
    """A partner is trusted with answers where it is the one who promised: it owns the survey, or signs invitations."""
    survey = ways.reading.surveys[name]
    if audience.kind == "team" or audience.id in (survey.owner, getattr(survey.sender, "partner", None)):
        return "keeper"
    return "own" if survey.identity == "identified" and ways.reading.serves(audience.id, name) else "shown"


def _add_lists(ways: Ways, name: str, survey: Any, audience: Audience, hop: Hop) -> None:
    """What a tool that invites people has to know of them: where to write to, and whom it need not remind."""
    tool, side = survey.through, ways.side(audience)
    if not survey.when.always:
        row = Row(("contact", "mail"), At("channel", tool), f"the list of people whom `{tool}` invites")
        ways.rows.setdefault(("invited", tool), row)
        ways.show(Sink(("invited", tool), side, "keeper"), audience, hop)
    if survey.reminders:
        words = f"the list of those who have answered, whom `{tool}` does not remind,"
        row = Row(("contact", "mail", "time"), At("survey", name, ("reminders",)), words)
        ways.rows.setdefault(("reminded", tool), row)
        ways.show(Sink(("reminded", tool), side, "keeper"), audience, hop)


def _add_unknown_tool(ways: Ways, name: str, survey: Any) -> None:
    sink = Sink(("no tool", name), "company", "keeper")
    for audience in ways.reading.named([survey.owner or ways.reading.owner]):
        sink = sink._replace(side=ways.side(audience))
        at = At("survey", name, ("identity",))
        here = answers(name)
        ways.lead(here, BITS, sink, said(at, f"answers to `{name}` are kept somewhere"))
        reason = (
            f"`{name}` names no tool in `through`, so nobody says that one keeps answers apart from people "
            "(`enforces: {anonymity: true}`)"
        )
        way = said(at, f"nobody says which tool keeps answers to `{name}`", "tool-knows-people", Doubt("", 0, reason))
        ways.turn(here, "existence", sink, ("identity",), way)
        ways.show(sink, audience, Hop(At("survey", name, ("owner",)), f"`{audience.id}` answers for `{name}`"))


# WHO HEARS THEM


def _add_interviewers(ways: Ways, name: str, survey: Any) -> None:
    """Whoever asks the questions hears who says what."""
    if not survey.asked_by and (survey.identity != "anonymous" or _SPOKEN.isdisjoint(survey.mode)):
        return
    key = "asked_by" if survey.asked_by else "mode"
    doubt = None if survey.asked_by else Doubt("", 0, f"nobody says who asks the questions of `{name}` (`asked_by`)")
    at, here = At("survey", name, (key,)), answers(name)
    for audience in ways.reading.named([survey.asked_by or survey.owner or ways.reading.owner]):
        sink = Sink(("asked", name), ways.side(audience), _scope_of_keeper(ways, audience, name))
        case = "asked-by-partner" if sink.scope == "shown" else ""
        words = f"`{audience.id}` hears the answers to `{name}`"
        ways.lead(here, BITS, sink, Way((), case))
        ways.turn(here, "existence", sink, ("identity",), Way((), "interviewer-knows", doubt))
        ways.show(sink, audience, Hop(at, words))


def _add_coders(ways: Ways) -> None:
    """Whoever files comments by hand reads them."""
    reading = ways.reading
    filed: dict[str, list[tuple[str, str]]] = {}
    for name, survey in ways.surveys.items():
        for asking in survey.asked:
            question = reading.specs.get("question", asking.question)
            if question and question.codes and question.type == "open-text":
                filed.setdefault(question.codes, []).append((name, asking.question))
    for name, taxonomy in reading.each("taxonomy"):
        coding = taxonomy.coding
        for audience in reading.named([coding.by or taxonomy.owner or reading.owner] if coding else []):
            sink = Sink(("coding", name), ways.side(audience), "rows" if audience.kind == "team" else "shown")
            for survey, question in filed.get(name, ()) if coding.how == "by-hand" else ():
                way = said(At("answer", f"{survey}.{question}"), f"`{survey}` asks `{question}`")
                ways.lead(answers(survey), ("comment",), sink, way)
                ways.show(
                    sink, audience, Hop(At("taxonomy", name, ("coding",)), f"`{audience.id}` reads and files the words")
                )


# DATA SETS


def _add_data_sets(ways: Ways) -> None:
    """Rows that people can open in tools."""
    through: dict[str, list[str]] = {}
    for name, survey in ways.reading.surveys.items():
        if survey.through:
            through.setdefault(survey.through, []).append(name)
    for channel, spec in ways.reading.each("channel"):
        for index, each in enumerate(spec.datasets):
            _add_data_set(ways, channel, spec, index, each.of or through.get(channel, ()))


def _add_data_set(ways: Ways, channel: str, spec: Any, index: int, surveys: Iterable[str]) -> None:
    each = spec.datasets[index]
    place, at = ("rows", channel, each.id), At("channel", channel, ("datasets", index))
    bits: tuple[Bit, ...] = tuple(bit for holds, bit in _HELD if holds in each.holds)
    held = tuple(name for name in surveys if name in ways.reading.surveys) if bits else ()
    ways.rows[place] = Row(each.keys, at, f"`{each.id}` of `{channel}`", held)
    for name in held:
        if name in ways.surveys:
            way = said(at, f"`{each.id}` of `{channel}` holds single answers to `{name}`")
            ways.lead(answers(name), (*bits, "existence"), place, way)
    for number, key in enumerate(each.keys) if held else ():
        _add_key(ways, place, At(at.kind, at.id, (*at.path, "keys", number)), key)
    readers = (
        (audience, ("seen_by", number))
        for number, word in enumerate(each.seen_by)
        for audience in ways.reading.reading(word, held)
    )
    for audience, path in readers:
        _open(ways, place, audience, "rows", Hop(At(at.kind, at.id, (*at.path, *path)), f"`{audience.id}` can open it"))
    for audience in ways.reading.named([spec.owner or ways.reading.owner]):
        if audience.kind == "team":
            hop = Hop(At("channel", channel, ("owner",)), f"`{audience.id}` runs `{channel}`")
            _open(ways, place, audience, "keeper", hop)


_HELD: tuple[tuple[str, Bit], ...] = (("scores", "score"), ("comments", "comment"))
"""What rows of a data set hold, and what that is of an answer."""


def _add_key(ways: Ways, place: tuple[str, ...], at: At, key: str) -> None:
    """What a key tells of the people whose answers stand beside it."""
    way = said(at, f"the `{key}` stands beside each answer")
    if key in IDENTITY:
        ways.turn(place, "existence", place, ("identity",), way._replace(case="rows-name-people"))
    elif key not in _NOT_TRAITS:
        ways.turn(place, "existence", place, ("traits",), way)
        if key == "account":
            way = way._replace(case="rows-name-people", doubt=Doubt("account", ways.reading.few))
            ways.turn(place, "existence", place, ("identity",), way)


def _open(ways: Ways, place: tuple[str, ...], audience: Audience, scope: Scope, hop: Hop) -> None:
    """Let an audience open rows: what a partner or respondents can open is shown to them."""
    side = ways.side(audience)
    sink = Sink(place, side, scope if side == "company" else "shown")
    if sink not in ways.viewers:
        ways.lead(place, BITS, sink, Way())
    ways.show(sink, audience, hop)
