"""Sentences on a journey board: who acts by when, where a way leads, what backs a feeling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from cxprog.renderers._board_layout import Arc, LaneName
from cxprog.renderers._board_values import Board, Deadline, Elsewhere, Handoff, Loop, Party, Phrase, Started, Words

EVIDENCE: Mapping[str, str] = {"none": "no data behind it", "partly": "partly backed by data", "full": "backed by data"}
"""What the strength of evidence says."""
EVIDENCE_SHORT: Mapping[str, str] = {"none": "no data", "partly": "some data", "full": "full data"}
"""The same where there is little room."""
FEELINGS: Mapping[int, str] = {2: "very good", 1: "good", 0: "neither", -1: "bad", -2: "very bad"}
IDENTITIES: Mapping[str, str] = {
    "identified": "answers carry the name",
    "confidential": "shown in groups only",
    "anonymous": "nobody knows who answers",
}
"""The promise to respondents, for people who do not know its name."""
LANES: Mapping[LaneName, tuple[str, str]] = {
    "goals": ("goal", "What the {actor} wants"),
    "truths": ("star", "Moments of truth"),
    "ways": ("branch", "Branches and loops"),
    "touchpoints": ("contact", "Touchpoints"),
    "emotion": ("feeling", "How it feels"),
    "pains": ("pain", "Pains"),
    "opportunities": ("idea", "Opportunities"),
    "backstage": ("backstage", "Backstage"),
    "support": ("support", "Support"),
    "owners": ("owner", "Who answers for it"),
    "handoffs": ("handoff", "Handoffs"),
    "surveys": ("survey", "Who listens"),
    "metrics": ("metric", "Metrics"),
    "loops": ("loop", "Who must act, by when"),
}
"""Icon and title of each lane."""
_MOMENTS: Mapping[str, tuple[str, str]] = {
    "first-contact": ("phone", "first contact within"),
    "resolve": ("settled", "settled within"),
    "decision": ("settled", "decision within"),
}
"""Icon and words of the deadlines that a case has."""
_JOIN = " + "
_CLOSING = "\N{RIGHT DOUBLE QUOTATION MARK}"


def signed(emotion: int) -> str:
    """How people feel as a number with a real minus sign."""
    return f"{emotion:+d}".replace("-", "\N{MINUS SIGN}") if emotion else "0"


def counted(count: int, thing: str) -> str:
    """`1 stage`, `2 stages`."""
    return f"{count} {thing}{'' if count == 1 else 's'}"


def joined(phrases: Iterable[Words | str], between: str = ", ") -> Phrase:
    """Names in a row."""
    parts: list[str | Words] = []
    for name in phrases:
        parts += [between, name] if parts else [name]
    return tuple(parts)


def named(parties: Iterable[Party], between: str = _JOIN) -> Phrase:
    """Teams and partners in a row."""
    return joined((party.title for party in parties), between)


# LOOPS


def who(started: Started) -> Phrase:
    """Who must act when a loop starts: those of the first deadline."""
    return named(started.deadlines[0].act) if started.deadlines else ("nobody",)


class Times(NamedTuple):
    """By when one sort of account is looked after."""

    accounts: str
    """Empty for all accounts, and for all that are not key accounts."""
    whom: Phrase
    """Who must act, where it is somebody else than usual."""
    times: tuple[tuple[str, str, str], ...]
    """Icon, what it means, and the time allowed."""


def times(started: Started) -> Iterator[Times]:
    """The deadlines of a loop in short; key accounts only where they are treated differently."""
    usual: tuple[tuple[str, str, str], ...] | None = None
    for accounts, own in _by_accounts(started):
        shown = tuple((*_MOMENTS[each.name], each.within) for each in own if each.name in _MOMENTS)
        act = next((each.act for each in own if each.name == "open"), ())
        whom = named(act) if act != started.deadlines[0].act else ()
        if whom or (shown and shown != usual):
            yield Times("key accounts" if accounts == "key" else "", whom, shown)
        usual = usual or shown


def deadlines(started: Started, loop: Loop) -> Iterator[Phrase]:
    """By when they must act, in sentences; key accounts get one of their own where they are treated differently."""
    for accounts, whom, allowed in times(started):
        words = ", ".join(f"{moment} {within}" for _, moment, within in allowed)
        names: Phrase = (" (", *whom, ")") if whom else ()
        yield (accounts, *names, f": {words}") if accounts else (words,)
    if loop.review:
        yield (f"cases reviewed {loop.review}",)


def _by_accounts(started: Started) -> Iterator[tuple[str, list[Deadline]]]:
    for accounts in ("all", "other", "key"):
        own = [each for each in started.deadlines if each.accounts == accounts]
        if own:
            yield accounts, own


def ladder(started: Started) -> Iterator[Phrase]:
    """Who else comes in, and when; steps of key accounts only where they differ."""
    usual = {(each.name, each.within, each.act, each.told) for each in started.deadlines if each.accounts != "key"}
    for each in started.deadlines:
        if each.accounts == "key" and (each.name, each.within, each.act, each.told) in usual:
            continue
        whose = " (key accounts)" if each.accounts == "key" else ""
        if each.name == "open" and each.told:
            yield (f"told at once{whose}: ", *named(each.told, ", "))
        elif each.name.startswith("escalation"):
            yield (f"after {each.within}{whose}: ", *named(each.act))
        elif each.name == "closed":
            yield (f"told the outcome{whose}: ", *named(each.act, ", "))


# WAYS


def handed(handoff: Handoff) -> Phrase:
    """`A → B`."""
    return (*handoff.giver, " \N{RIGHTWARDS ARROW} ", *handoff.taker)


def way_words(board: Board, arc: Arc) -> Phrase:
    """What is said at a way: who goes it, else where it leads."""
    if arc.whens:
        return joined(arc.whens, " / ")
    return ("back to " if arc.is_back else "on to ", arc.to.title)


def elsewhere_words(other: Elsewhere) -> Phrase:
    """Where a journey goes on, or comes from."""
    start = {"onward": "goes on in ", "arrival": "comes from ", "counterpart": "behind it, in "}[other.sort]
    when: Phrase = (", when: ", other.when) if other.when else ()
    return (start, "\N{LEFT DOUBLE QUOTATION MARK}", other.journey, _CLOSING, ": ", other.touchpoint, *when)


# THE CURVE


def curve_words(board: Board) -> str:
    """What the emotion curve shows, for those who do not see it."""
    felt = [each for each in board.touchpoints if each.emotion is not None]
    if not felt:
        return "Nobody has said yet how people feel."
    ordered = sorted(felt, key=lambda each: each.emotion or 0)
    low, high = ordered[0], ordered[-1]
    return (
        f"From {signed(-2)}, very bad, to {signed(2)}, very good: lowest at {board.said(low.title)}, highest at "
        f"{board.said(high.title)}. A table below the board has every point."
    )


def relay_words(board: Board) -> str:
    """How responsibility passes, for those who do not see it."""
    said: list[str] = []
    before: tuple[Party, ...] | None = None
    for touchpoint in board.touchpoints:
        if touchpoint.responsible != before:
            names = _JOIN.join(board.said(owner.title) for owner in touchpoint.responsible) or "nobody"
            said.append(f"{names} from {board.said(touchpoint.title)}")
        before = touchpoint.responsible
    return "; ".join(said) + "."
