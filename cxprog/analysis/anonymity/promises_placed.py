"""Promises of a linked program, with their places in the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from cxprog.analysis.specs import specs_of
from cxprog.facts import in_use, readers, understood
from cxprog.finding import Label, Step
from cxprog.program import Program

if TYPE_CHECKING:
    from cxprog.analysis.anonymity.promises import Promises, Told
    from cxprog.analysis.anonymity.values import Answer, At, Audience, Hop
    from cxprog.language.kinds.channel import Channel
    from cxprog.language.kinds.survey import Survey

KINDS = (
    "program", "survey", "question", "metric", "report", "loop", "channel", "partner", "team", "role", "policy",
    "population", "taxonomy", "journey", "event",
)  # fmt: skip
"""Kinds of documents that have a part in who learns what."""

_NAMED_MAX = 2
"""Audiences that a message names."""


def promises_of(program: Program) -> Promises | None:
    """The promises of a program and who learns what, worked out once for several rules.

    None where a document that has a part in it was not understood, since the missing minimum may be the misspelt one,
    and where there is nothing that a promise could forbid: everybody is identified, and nobody sees answers but the
    company.
    """
    return program.once("promises", "", lambda: _promises(program))


def _promises(program: Program) -> Promises | None:
    if not _is_bound(program) or not _is_told(program) or not understood(program, *KINDS):
        return None
    # Imported late: most small programs promise nothing that could be broken.
    from cxprog.analysis.anonymity.promises import Promises

    return Promises(specs_of(program), only_exposed=True)


def _is_bound(program: Program) -> bool:
    """Whether a promise forbids anything: somebody is not named, or partners or respondents see something."""
    return (
        any(in_use(program, "partner"))
        or any(survey.node.identity != "identified" for survey in in_use(program, "survey"))
        or any(who == "partner" or program.get("role", who) for who in _readers(program))
    )


def _readers(program: Program) -> Iterator[str]:
    """Everybody who sees a report, or what a tool holds."""
    for report in in_use(program, "report"):
        yield from readers(report)
    for channel in in_use(program, "channel"):
        yield from (who for data_set in channel.node.datasets for who in data_set.seen_by)


def _is_told(program: Program) -> bool:
    """Whether answers get anywhere besides the tool of a survey, to whose owner they may always be known."""
    return (
        any(any(in_use(program, kind)) for kind in ("report", "loop", "taxonomy"))
        or any(
            channel.node.datasets or program.get("partner", channel.node.owner or "")
            for channel in in_use(program, "channel")
        )
        or any(_may_be_known(program, survey.node) for survey in in_use(program, "survey"))
    )


def _is_opened(program: Program, channel: Channel) -> bool:
    """Whether others than the company's own team that runs a tool see what it holds."""
    return bool(channel.datasets) or program.get("partner", channel.owner or "") is not None


def _may_be_known(program: Program, survey: Survey) -> bool:
    """Whether asking alone may break a promise: nobody keeps it, or somebody hears the answers."""
    return (
        survey.identity == "anonymous"
        or bool(survey.asked_by or survey.recorded or survey.mode)
        or not isinstance(survey.sender, str)
        or program.get("partner", survey.owner or "") is not None
    )


def told_by(program: Program, answer: Answer) -> Iterator[Told]:
    """What is told of promises with an answer: `violated`, or `not decided`."""
    promises = promises_of(program)
    return (each for each in (promises.told if promises else ()) if each.ruling.answer == answer)


def placed(program: Program, at: At, text: str = "") -> Label:
    """A place of the program as a label; a KeyError where there is no such document."""
    return program.entries[at.kind][at.id].at(*at.path, text=text)


def labels_of(program: Program, told: Told) -> tuple[Label, ...]:
    """Where it stands, with what is said there, and what respondents are promised."""
    from cxprog.analysis.anonymity.values import At

    promise = At("survey", told.survey, ("identity",))
    labels = [placed(program, *told.place), placed(program, promise, "what respondents are promised")]
    return tuple(labels[: 1 if told.place.at == promise else 2])


def steps_of(program: Program, path: Iterable[Hop]) -> tuple[Step, ...]:
    """The steps of a way, each with its place."""
    return tuple(Step(hop.words, (placed(program, hop.at),)) for hop in path)


def named(audiences: tuple[Audience, ...]) -> str:
    """Who learns something: `` `claims` and 3 others ``."""
    names = [f"`{audience.id}`" for audience in audiences]
    if len(names) <= _NAMED_MAX:
        return " and ".join(names)
    rest = len(names) - _NAMED_MAX + 1
    return f"{', '.join(names[: _NAMED_MAX - 1])} and {rest} others"
