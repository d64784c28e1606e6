"""Which published practices, steps and phases a program puts to work, in grids whose cells name their evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

from cxprog import published
from cxprog.coverage._reading import Nodes, Reading
from cxprog.coverage._signs import Sign, in_order, signs_of
from cxprog.coverage._steps import ASPECTS, PARTS, STEPS
from cxprog.published import Practice, Row

__all__ = ["GRIDS", "STATES", "Cell", "Grid", "Nodes", "Reading", "Sign", "coverage", "grid"]

State = Literal["evident", "declared", "thin", "empty", "not-asked"]
STATES: dict[State, str] = {
    "evident": "what the program says shows it",
    "declared": "something says that it realizes this, and nothing else shows it",
    "thin": "something says that it realizes this, but lacks what would show it",
    "empty": "nothing shows it",
    "not-asked": "neither there nor asked for",
}
"""States of a cell, the fullest first, in words."""
Asked = Literal["first", "also", "policy"]


@dataclass(frozen=True)
class Cell:
    """One field of a grid: a practice, or a pair of row and column."""

    row: str
    column: str
    title: str
    says: str
    """What it stands for, in our words; may be empty."""
    state: State
    asked: Asked | None
    """Who asks for it: the partnership's structure in first place (`first`) or besides (`also`), or a policy."""
    is_required: bool
    """Whether it must not be empty."""
    evidence: tuple[Sign, ...]
    """What shows it, or claims it."""
    could_fill: tuple[Sign, ...]
    """What is there and would show it, each with what it lacks."""
    fill: str
    """The smallest thing that would show it."""

    @property
    def is_missing(self) -> bool:
        """Whether it is empty and must not be."""
        return self.is_required and self.state == "empty"


@dataclass(frozen=True)
class Grid:
    """Cells by row and column."""

    id: str
    title: str
    source: str
    """Title and figure of what it follows."""
    note: str
    """What the grid tells, in a sentence."""
    rows: tuple[Row, ...]
    columns: tuple[Row, ...]
    """Empty where each row has cells of its own, as a capability has its practices."""
    cells: tuple[Cell, ...]
    counts_required: bool = False
    """Whether only cells that must not be empty count, since the others are asked of somebody else."""

    def row(self, name: str) -> tuple[Cell, ...]:
        """The cells of a row, in order."""
        return tuple(cell for cell in self.cells if cell.row == name)

    @property
    def missing(self) -> tuple[Cell, ...]:
        """Cells that are empty and must not be."""
        return tuple(cell for cell in self.cells if cell.is_missing)

    @property
    def filled(self) -> tuple[Cell, ...]:
        """Cells that something shows or claims."""
        return tuple(cell for cell in self.cells if cell.evidence)

    @property
    def counted(self) -> tuple[Cell, ...]:
        """Cells of which it is counted how many are filled."""
        if self.counts_required:
            return tuple(cell for cell in self.cells if cell.is_required)
        return tuple(cell for cell in self.cells if cell.state != "not-asked")


def coverage(nodes: Nodes) -> tuple[Grid, ...]:
    """Every grid of a program; `nodes` holds the documents in use."""
    reading = Reading(nodes)
    return tuple(make(reading) for make in _GRIDS.values())


def grid(name: str, nodes: Nodes) -> Grid:
    """One grid, by its id; a KeyError means there is none."""
    return _GRIDS[name](Reading(nodes))


# PRACTICES


def _capabilities(reading: Reading) -> Grid:
    structure = _structure(reading)

    def asked(practice: Practice) -> tuple[Asked | None, bool]:
        tier = structure.tier(practice.of) if structure and practice.id in structure.usual[practice.of] else None
        return (tier, tier == "first") if tier in ("first", "also") else (None, False)  # type: ignore[return-value]

    return Grid(
        "capabilities",
        "Five capabilities by practice",
        published.source_of("capabilities"),
        "Practices that build the capabilities of a company that sells through partners; those that the declared "
        "partnership leans on first must not be empty.",
        published.rows("capabilities", "capabilities"),
        (),
        tuple(
            _practice_cell(reading, practice, *asked(practice), applies=reading.has_partners)
            for practice in published.practices("capabilities", "capabilities")
        ),
    )


def _processes(reading: Reading) -> Grid:
    return Grid(
        "processes",
        "Twenty practices by business process",
        published.source_of("processes"),
        "Practices of companies whose customers are companies, by the business process that they improve.",
        published.rows("processes", "processes"),
        (),
        tuple(
            _practice_cell(
                reading, practice, None, False, applies=reading.has_partners or practice.of != "partner-alignment"
            )
            for practice in published.practices("processes", "processes")
        ),
    )


def _practice_cell(
    reading: Reading, practice: Practice, asked: Asked | None, is_required: bool, *, applies: bool
) -> Cell:
    signs = signs_of(practice.id, reading)
    evidence = [sign for sign in signs if not sign.missing]
    near = tuple(sign for sign in signs if sign.missing)
    known = {(sign.kind, sign.id) for sign in evidence}
    claims = [sign for sign in _claims(reading, practice.id) if (sign.kind, sign.id) not in known]
    lacking = {(sign.kind, sign.id) for sign in near}
    if evidence:
        state: State = "evident"
    elif claims:
        state = "thin" if all((sign.kind, sign.id) in lacking for sign in claims) else "declared"
    else:
        state = "empty" if applies or is_required else "not-asked"
    found = (*evidence, *claims)
    title = practice.title
    return Cell(practice.of, practice.id, title, practice.says, state, asked, is_required, found, near, practice.fill)


def _claims(reading: Reading, practice: str) -> Iterator[Sign]:
    for kind, name, index in reading.claims.get(practice, ()):
        yield Sign(kind, name, ("realizes", index), "says that it realizes this")


# EMPHASIS


def _structure(reading: Reading) -> published.Structure | None:
    name = reading.settings.partnership if reading.settings else None
    return published.structures()[name] if name and reading.settings.model == "b2b2c" else None


def _emphasis(reading: Reading) -> Grid:
    declared = _structure(reading)
    practices = _capabilities(reading)
    cells = (
        _emphasis_cell(practices, capability, structure, structure is declared)
        for capability in practices.rows
        for structure in published.structures().values()
    )
    columns = tuple(Row(each.id, each.id.capitalize(), each.because, "") for each in published.structures().values())
    return Grid(
        "emphasis",
        "What the partnership asks for",
        published.source_of("structures"),
        "How much each way of sharing the customer with partners needs each capability; only the column of the "
        "declared one counts.",
        practices.rows,
        columns,
        tuple(cells),
        counts_required=True,
    )


def _emphasis_cell(practices: Grid, capability: Row, structure: published.Structure, is_declared: bool) -> Cell:
    tier: Any = structure.tier(capability.id)
    usual = [published.title_of(name) for name in structure.usual[capability.id]]
    of_row = practices.row(capability.id) if is_declared else ()
    states = {cell.state for cell in of_row if cell.evidence}
    state: State = next(
        (state for state in STATES if state in states), "empty" if is_declared and tier else "not-asked"
    )
    claims = [cell.fill for cell in of_row if cell.state == state]  # what is said of each lacks what would show it
    missing = f"a practice of this capability; usual here: {', '.join(usual)}"
    return Cell(
        capability.id,
        structure.id,
        f"{capability.title}: {structure.id}",
        structure.says[capability.id],
        state,
        tier,
        is_declared and tier is not None,
        _each_once(sign for cell in of_row for sign in cell.evidence),
        in_order(sign for cell in of_row for sign in cell.could_fill if not cell.evidence),
        ", or ".join(dict.fromkeys(claims)) if state in ("declared", "thin") else missing,
    )


# RELATIONSHIPS AND COMPETENCIES


def _relationships(reading: Reading) -> Grid:
    table = published.table("relationships")
    fill = "a practice with this `relationship` and this `competency`"
    found = _by_pair(_placed(reading, _relationships_of_practice, _relationship_of_survey))
    cells = tuple(
        _cell(
            Row(each["id"], each["title"], each["cells"][column.id], fill),
            column,
            found.get((each["id"], column.id), ()),
            applies=reading.has_partners or not each["has_partner"],
        )
        for each in table["relationships"]
        for column in published.rows("relationships", "competencies")
    )
    return Grid(
        "relationships",
        "Four relationships by four competencies",
        published.source_of("relationships"),
        "Whose relationship the program works on, and which competency it builds there.",
        published.rows("relationships", "relationships"),
        published.rows("relationships", "competencies"),
        cells,
    )


def _competencies(reading: Reading) -> Grid:
    fill = "a practice with this `process` and this `competency`"
    placed = _placed(reading, _processes_of_practice, _processes_of_survey)
    found = _by_pair(chain(placed, _realized(_processes(reading))))
    cells = tuple(
        _cell(Row(row.id, row.title, "", fill), column, found.get((row.id, column.id), ()))
        for row in published.rows("processes", "processes")
        for column in published.rows("relationships", "competencies")
    )
    return Grid(
        "competencies",
        "Five business processes by four competencies",
        published.source_of("processes").replace("Figure 9", "Figure 8"),
        "In which business processes the program builds which competency; `cxprog assess` shows it beside the scores.",
        published.rows("processes", "processes"),
        published.rows("relationships", "competencies"),
        cells,
    )


Pair = tuple[str, str]


def _by_pair(placed: Iterable[tuple[Pair, Sign]]) -> dict[Pair, tuple[Sign, ...]]:
    found: dict[Pair, list[Sign]] = {}
    for pair, sign in placed:
        found.setdefault(pair, []).append(sign)
    return {pair: _each_once(signs) for pair, signs in found.items()}


def _each_once(signs: Iterable[Sign]) -> tuple[Sign, ...]:
    """Of several signs of one document, the first."""
    return tuple({(sign.kind, sign.id): sign for sign in reversed(in_order(signs))}.values())[::-1]


def _placed(
    reading: Reading,
    of_practice: Callable[[Reading, Any], Iterable[str]],
    of_survey: Callable[[Reading, Any], Iterable[str]],
) -> Iterator[tuple[Pair, Sign]]:
    for practice in reading.each("practice"):
        for row in of_practice(reading, practice):
            for competency, path in competencies_of(practice):
                yield (row, competency), Sign("practice", practice.id, (path,), f"builds {_words(competency)}")
    for survey in reading.each("survey"):
        for row in of_survey(reading, survey):
            yield (row, "customer-connectedness"), Sign("survey", survey.id, ("asks",), "listens")


def _realized(practices: Grid) -> Iterator[tuple[Pair, Sign]]:
    """What shows one of the twenty practices builds the competencies that the source gives it."""
    competencies = published.competencies_of()
    for cell in practices.filled:
        for competency in competencies[cell.column]:
            for sign in cell.evidence:
                yield (cell.row, competency), sign


def competencies_of(practice: Any) -> tuple[tuple[str, str], ...]:
    """The competencies that a practice builds, each with the key that says so: its own, that of what it realizes, or
    the usual one of its type."""
    if practice.competency:
        return tuple((each, "competency") for each in practice.competency)
    listed = published.competencies_of()
    realized = dict.fromkeys(chain.from_iterable(listed.get(name, ()) for name in practice.realizes))
    if realized:
        return tuple((each, "realizes") for each in realized)
    types = published.table("relationships")["types"]
    return tuple((competency, "type") for competency, of in types.items() if practice.type in of)


def _relationships_of_practice(reading: Reading, practice: Any) -> Iterable[str]:
    if practice.relationship:
        return tuple(practice.relationship)
    customers = reading.holds((*practice.members.roles, *practice.reaches), "customer")
    if reading.with_partners(practice):
        return ("joint-customer",) if customers else ("company-partner",)
    return ("company-customer",) if customers else ()


def _relationship_of_survey(reading: Reading, survey: Any) -> Iterable[str]:
    if reading.about_partners(survey):
        return ("company-partner",)
    if not reading.about_customers(survey):
        return ()
    sides = {_side(reading, place.owners) for place in reading.heard_by(survey)}
    return sides - {""} or ("company-customer",)


def _side(reading: Reading, owners: tuple[str, ...]) -> str:
    of_partner = [name in reading.partners for name in owners]
    if not of_partner:
        return ""
    return "partner-customer" if all(of_partner) else "joint-customer" if any(of_partner) else "company-customer"


def _processes_of_practice(reading: Reading, practice: Any) -> Iterable[str]:
    if practice.process:
        return (practice.process,)
    listed = published.process_of()
    return tuple(dict.fromkeys(listed[name] for name in practice.realizes if name in listed))


def _processes_of_survey(reading: Reading, survey: Any) -> Iterable[str]:
    return tuple(dict.fromkeys(place.process for place in reading.heard_by(survey) if place.process))


def _words(name: str) -> str:
    return name.replace("-", " ")


# STEPS, PHASES, PARTS


def _six_ds(reading: Reading) -> Grid:
    required = _is_complete(reading, "six-ds")
    column = Row("program", "In this program", "", "")
    steps = published.rows("six-ds", "steps")
    return Grid(
        "six-ds",
        "Six Ds of listening",
        published.source_of("six-ds"),
        "Listening is worth as much as the weakest step from an answer to a change.",
        steps,
        (column,),
        tuple(_cell(step, column, in_order(STEPS[step.id](reading)), required=required) for step in steps),
    )


def _life_cycle(reading: Reading) -> Grid:
    required = _is_complete(reading, "partner-life-cycle")
    return _pairs(
        reading,
        ("partner-life-cycle", "phases", "aspects"),
        "Partner life cycle",
        "Whether each phase of a partnership has touchpoints that somebody leads, is listened to and acted on.",
        ASPECTS,
        required=required,
        applies=reading.has_partners,
    )


def _buying_roles(reading: Reading) -> Grid:
    required = _is_complete(reading, "buying-roles")
    return _pairs(
        reading,
        ("buying-roles", "parts", "aspects"),
        "Parts in a purchase",
        "Results differ by whom one asks: whether everybody who takes part in a purchase is known, asked and answered.",
        PARTS,
        required=required,
        applies=any(role.buying for role in reading.each("role")),
    )


def _pairs(
    reading: Reading,
    place: tuple[str, str, str],
    title: str,
    note: str,
    find: Any,
    *,
    required: bool,
    applies: bool,
) -> Grid:
    name, of_rows, of_columns = place
    rows, columns = published.rows(name, of_rows), published.rows(name, of_columns)
    asked = published.table(name)["complete_with"]
    cells = tuple(
        _cell(
            Row(row.id, row.title, row.says, column.fill),
            column,
            in_order(find[column.id](reading, row.id)),
            required=required and column.id in asked,
            applies=applies,
        )
        for row in rows
        for column in columns
    )
    return Grid(name, title, published.source_of(name), note, rows, columns, cells)


def _cell(row: Row, column: Row, signs: Iterable[Sign], *, required: bool = False, applies: bool = True) -> Cell:
    signs = tuple(signs)
    evidence = tuple(sign for sign in signs if not sign.missing)
    near = tuple(sign for sign in signs if sign.missing)
    state: State = "evident" if evidence else "empty" if applies or required else "not-asked"
    asked: Asked | None = "policy" if required else None
    title = row.title if column.id == "program" else f"{row.title}: {column.title}"
    return Cell(row.id, column.id, title, row.says, state, asked, required, evidence, near, row.fill or column.fill)


def _is_complete(reading: Reading, name: str) -> bool:
    """Whether a policy of the program wants a grid without empty cells."""
    return any(policy.coverage and name in policy.coverage.complete for policy in reading.each("policy"))


_GRIDS: dict[str, Callable[[Reading], Grid]] = {
    "capabilities": _capabilities,
    "emphasis": _emphasis,
    "relationships": _relationships,
    "processes": _processes,
    "competencies": _competencies,
    "six-ds": _six_ds,
    "partner-life-cycle": _life_cycle,
    "buying-roles": _buying_roles,
}
GRIDS = tuple(_GRIDS)
"""Ids of the grids, in the order in which they are shown."""
