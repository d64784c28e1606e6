"""The first page: what the program is, and the state of all its parts on one screen, each with a link to more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.analysis.frequency.wording import day_words
from cxprog.display._private_words import VERDICTS
from cxprog.display._proved import ANSWERS
from cxprog.display._shown import count_words
from cxprog.renderers import _board_words as words_of
from cxprog.renderers._board_values import Board, Phrase
from cxprog.site._conditions import starts
from cxprog.site._journeys import Curve, Share, counts, emotion, shares
from cxprog.site._metrics import TYPES, USES
from cxprog.site._owning import matrix
from cxprog.site._roles import AUDIENCES, pressure
from cxprog.site._site import Fact, Ref, Site, Spot, facts
from cxprog.site._surveys import timing

if TYPE_CHECKING:
    from cxprog.analysis.frequency.values import Answer
    from cxprog.coverage import Grid
    from cxprog.site._found import Findings
    from cxprog.site._wholes import Wholes

MODELS: Mapping[str, str] = {
    "b2c": "B2C: for consumers",
    "b2b": "B2B: for companies",
    "b2b2c": "B2B2C: for customers who are reached through partners",
}
PARTNERSHIPS: Mapping[str, str] = {
    "dedicated": "dedicated: customers turn to the partner all along",
    "interdependent": "interdependent: customers turn to the partner first, to the company later",
    "pass-through": "pass-through: customers turn to the company, partners only sell",
}
LEADERS: Mapping[str, str] = {
    "touchpoint-owner": "whoever answers for the touchpoint",
    "account-manager": "the account manager",
    "partner-manager": "whoever looks after the partner",
    "partner": "the partner that serves the customer",
}
"""Words that loops turn to, for people."""
_FIRST_MAX = 5
"""Things to look at that the overview names; the page behind the link has them all."""


class Tile(NamedTuple):
    """A number that leads to a section."""

    number: str
    name: str
    href: str


class Travelled(NamedTuple):
    """A journey in short."""

    ref: Ref
    board: Board
    counts: str
    curve: Curve | None
    shares: tuple[Share, ...]


class Acting(NamedTuple):
    """A loop in short."""

    ref: Ref
    anchor: str
    type: str
    severity: str
    starts: Phrase
    by_word: str
    """The word that says who must act; empty where somebody is named."""
    whom: tuple[Ref, ...]
    """Who that is."""
    by_when: tuple[Phrase, ...]
    ladder: tuple[Phrase, ...]
    """Who else comes in or is told, and when."""
    touchpoints: int
    spot: Spot
    origin: str


class Filled(NamedTuple):
    """A grid of the coverage in short."""

    grid: Grid
    words: str
    filled: int
    counted: int
    missing: int


class Listed(NamedTuple):
    """A document in a list, with a few words."""

    ref: Ref
    words: str


def values(site: Site, wholes: Wholes, findings: Findings) -> dict[str, Any]:
    """Everything that the template names."""
    settings = site.settings
    loads = (pressure(site, wholes, role) for role in wholes.loads)
    return {
        "description": site.maybe(settings.description),
        "facts": tuple(_facts(site)),
        "tiles": tuple(_tiles(site, wholes, findings)),
        "spot": site.spot("program", settings.id),
        "journeys": tuple(_journeys(site)),
        "matrix": matrix(site),
        "pressures": tuple(each for each in loads if each),
        "planned": wholes.planned,
        "weeks": day_words(wholes.planned.first),
        "loops": tuple(_loops(site)),
        "grids": tuple(_grids(wholes)),
        "proofs": wholes.proofs,
        "answers": ANSWERS,
        "limits": sorted(wholes.proofs.limits, key=lambda each: ANSWERS.index(each.answer)) if wholes.proofs else (),
        "privacy": wholes.privacy,
        "first": wholes.privacy.first[:_FIRST_MAX] if wholes.privacy else (),
        "verdicts": VERDICTS,
        "severities": findings.by_severity,
        "excused": findings.excused,
        "lists": tuple(_lists(site)),
    }


def _facts(site: Site) -> Iterator[Fact]:
    settings = site.settings
    yield from facts(
        ("Business", MODELS[settings.model]),
        ("Partners", PARTNERSHIPS[settings.partnership] if settings.partnership else ""),
        ("Version", site.version),
        ("Commit", site.manifest.commit),
        ("Answered for by", site.party(settings.owner)),
        ("Days begin in", settings.clock),
        ("Source", settings.source or ""),
    )


def _tiles(site: Site, wholes: Wholes, findings: Findings) -> Iterator[Tile]:
    truths = sum(touchpoint.is_truth for touchpoint in site.touchpoints.values())
    counted = (
        (len(site.boards), "journey", "journeys", "#journeys"),
        (len(site.touchpoints), "touchpoint", "touchpoints", "#journeys"),
        (truths, "moment of truth", "moments of truth", "#journeys"),
        *(
            (len(site.manifest.nodes.get(kind, ())), kind, f"{kind}s", f"#{kind}s")
            for kind in ("survey", "metric", "loop")
        ),
    )
    yield from (Tile(f"{count:,}", one if count == 1 else many, href) for count, one, many, href in counted if count)
    if wholes.proofs is not None:
        yield _of("limits proved", "#limits", [limit.answer for limit in wholes.proofs.limits])
    if wholes.privacy is not None:
        yield _of("promises kept", "#privacy", [survey.answer for survey in wholes.privacy.surveys])
    count = len(findings.found)
    yield Tile(f"{count:,}", "finding" if count == 1 else "findings", "findings.html")


def _of(name: str, href: str, answers: list[Answer]) -> Tile:
    return Tile(f"{answers.count('proved')} of {len(answers)}", name, href)


def _journeys(site: Site) -> Iterator[Travelled]:
    for board in site.boards.values():
        shared = tuple(shares(site, board))
        yield Travelled(site.ref("journey", board.id), board, " · ".join(counts(board)), emotion(board), shared)


def _loops(site: Site) -> Iterator[Acting]:
    for resolved in site.each("loop"):
        spec: Any = resolved.spec
        loop, started = site.listening.loop(resolved.id), site.listening.answered(resolved.id, "")
        alerts = site.manifest.alerts_by_loop.get(resolved.id, ())
        first = alerts[0].deadline if alerts else ""
        acting = dict.fromkeys(party.id for alert in alerts if alert.deadline == first for party in alert.act)
        yield Acting(
            site.ref("loop", resolved.id),
            f"loop-{resolved.id}",
            spec.type,
            spec.severity,
            starts(site, spec),
            LEADERS.get(spec.owner or "", ""),
            site.parties(acting),
            tuple(words_of.deadlines(started, loop)),
            tuple(words_of.ladder(started)),
            len(site.relations.touchpoints_of_loop.get(resolved.id, ())),
            site.spot("loop", resolved.id),
            f"loop:{resolved.id}",
        )


def _grids(wholes: Wholes) -> Iterator[Filled]:
    for grid in wholes.shown.grids:
        counted = grid.counted
        if counted:
            filled = sum(bool(cell.evidence) for cell in counted)
            yield Filled(grid, count_words(grid), filled, len(counted), len(grid.missing))


def _lists(site: Site) -> Iterator[tuple[str, str, tuple[Listed, ...]]]:
    """Everything that has a page of its own and no section above, by kind."""
    words: Mapping[str, tuple[str, Callable[[Any], str]]] = {
        "survey": ("Surveys", lambda spec: f"{timing(site, spec)} · {spec.minutes:g} min"),
        "metric": ("Metrics", lambda spec: f"{TYPES[spec.type][0]} · {USES[spec.use].partition(';')[0]}"),
        "role": ("Roles", lambda spec: f"{AUDIENCES[spec.audience]}, {spec.level}"),
        "team": ("Teams", lambda spec: _owns(site, spec.id)),
        "partner": ("Partners", lambda spec: ", ".join(filter(None, (spec.type, _owns(site, spec.id))))),
    }
    for kind, (title, said) in words.items():
        listed = tuple(Listed(site.ref(kind, each.id), said(each.spec)) for each in site.each(kind))
        if listed:
            yield f"{kind}s", title, listed


def _owns(site: Site, name: str) -> str:
    count = len(site.relations.touchpoints_of_owner.get(name, ()))
    return words_of.counted(count, "touchpoint") if count else ""
