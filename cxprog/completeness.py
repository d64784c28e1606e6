"""What the rules on completeness ask: the grids of a program, which of them must be complete, whether it is whole."""

from __future__ import annotations

from typing import NamedTuple

from cxprog.coverage import Grid, Nodes, Reading, grid
from cxprog.facts import in_use, understood
from cxprog.finding import Label, Severity
from cxprog.program import Program

_KINDS = (
    "assessment", "journey", "loop", "metric", "partner", "policy", "practice", "program", "question", "report",
    "role", "survey", "taxonomy", "team",
)  # fmt: skip
"""Kinds that the grids look at."""


class Demand(NamedTuple):
    """A policy of the program that wants a grid without empty cells."""

    severity: Severity
    label: Label


def nodes_of(program: Program) -> Nodes:
    """The documents in use, by kind and id."""
    return {kind: {entry.id: entry.node for entry in in_use(program, kind)} for kind in _KINDS}


def reading_of(program: Program) -> Reading:
    """A program as the grids read it; kept, since several rules ask in turn."""
    return program.once("coverage", "reading", lambda: Reading(nodes_of(program)))


def grid_of(program: Program, name: str) -> Grid:
    """A grid of the program, by its id."""
    return program.once("coverage", name, lambda: grid(name, reading_of(program).nodes))


def demand(program: Program, name: str) -> Demand | None:
    """The policy that wants a grid complete; of several, the one that takes a gap for the worst."""
    demands = [
        Demand(Severity(policy.node.severity), policy.at("coverage", "complete", text="the policy that wants it"))
        for policy in in_use(program, "policy")
        if policy.node.coverage and name in policy.node.coverage.complete
    ]
    return min(demands, key=lambda each: each.severity.rank, default=None)


def names_pack(program: Program, name: str) -> bool:
    """Whether a program names a pack; rules that a policy can ask for look here, rather than have a pack themselves."""
    settings = program.settings
    return bool(settings and settings.node and name in settings.node.packs)


def is_readable(program: Program) -> bool:
    """Whether everything that the grids look at was understood, so that what is not there is missing."""
    return understood(program, *_KINDS)


def is_whole(program: Program) -> bool:
    """Whether a program listens, acts and does something besides: one that is a part of another lacks much.

    What is retired counts: a program that gave up its surveys is no fragment.
    """
    kinds = ("journey", "survey", "loop", "practice")
    return (
        is_readable(program)
        and all(any(program.each(kind)) for kind in kinds)
        and any(any(program.each(kind)) for kind in ("report", "policy"))
    )


def has_both_journeys(program: Program) -> bool:
    """Whether a program tells what customers go through, and what partners do: the whole of such a business."""
    return {"customer", "partner"} <= {journey.node.actor for journey in program.each("journey")}
