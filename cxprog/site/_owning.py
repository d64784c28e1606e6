"""Who owns how much: touchpoints led and touchpoints shared, by owner, journey and stage."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from cxprog.renderers._board_values import Board, Owner, Touchpoint
from cxprog.site._site import Ref, Site

if TYPE_CHECKING:
    from collections.abc import Mapping


class Held(NamedTuple):
    """What one owner has of some touchpoints."""

    leads: int = 0
    """Touchpoints that it answers for."""
    joint: int = 0
    """Touchpoints that it owns together with others, without leading."""

    @property
    def total(self) -> int:
        """Touchpoints that it has a part in."""
        return self.leads + self.joint

    @property
    def words(self) -> str:
        """`leads 3, shares 1`."""
        said = ((self.leads, "leads"), (self.joint, "shares"))
        return ", ".join(f"{verb} {count}" for count, verb in said if count)


_NOTHING = Held()


class Row(NamedTuple):
    """One line of the matrix."""

    ref: Ref
    is_journey: bool
    """Whether it adds up a journey; otherwise it is one stage."""
    cells: tuple[Held, ...]
    """By owner."""
    nobody: int
    """Touchpoints that nobody owns."""


class Matrix(NamedTuple):
    """Owners by journey and stage."""

    owners: tuple[Ref, ...]
    rows: tuple[Row, ...]

    @property
    def has_nobody(self) -> bool:
        """Whether nobody owns some touchpoint."""
        return any(row.nobody for row in self.rows)


def matrix(site: Site) -> Matrix:
    """Who owns how much of each journey and each stage; partners stand before teams, as on the boards."""
    owners = owners_of(site.boards.values())
    rows: list[Row] = []
    for board in site.boards.values():
        rows.append(_row(site.ref("journey", board.id), True, owners, board.touchpoints))
        rows += (
            _row(site.ref("stage", f"{board.id}.{stage.id}"), False, owners, stage.touchpoints)
            for stage in board.stages
        )
    return Matrix(tuple(site.ref(owner.kind, owner.id) for owner in owners), tuple(rows))


def owners_of(boards: Iterable[Board]) -> tuple[Owner, ...]:
    """Those who own a touchpoint of some journeys."""
    found = {owner.id: owner for board in boards for owner in board.owners}
    return tuple(sorted(found.values(), key=lambda owner: (owner.kind == "team", owner.id)))


def held(touchpoints: Iterable[Touchpoint]) -> Mapping[str, Held]:
    """What each owner has of some touchpoints, by id."""
    found: dict[str, Held] = {}
    for touchpoint in touchpoints:
        for owner in touchpoint.owners:
            leads = touchpoint.lead is not None and owner.id == touchpoint.lead.id
            had = found.get(owner.id, Held())
            found[owner.id] = Held(had.leads + leads, had.joint + (not leads))
    return found


def _row(ref: Ref, is_journey: bool, owners: Iterable[Owner], touchpoints: tuple[Touchpoint, ...]) -> Row:
    had = held(touchpoints)
    nobody = sum(not touchpoint.owners for touchpoint in touchpoints)
    return Row(ref, is_journey, tuple(had.get(owner.id, _NOTHING) for owner in owners), nobody)
