"""The form of the self-assessment: twenty statements, five signs of the partnership, and empty documents to fill in."""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.assess import competencies
from cxprog.assess.signs import descriptions
from cxprog.display import wrapped
from cxprog.published import source_of, table


def render() -> str:
    """The form as text."""
    return "\n".join((*_statements(), "", *_document(), "", "", *_signs())) + "\n"


def _statements() -> Iterator[str]:
    scale = ", ".join(f"{each['value']} {each['title']}" for each in table("assessment")["scale"])
    yield "SELF-ASSESSMENT"
    yield from wrapped(f"Answer each statement from 1 to 5: {scale}.", 0)
    yield from wrapped(
        "Everybody fills in a form alone, before answers are compared; where two differ by two or more, talk about it.",
        0,
    )
    yield from wrapped(f"The statements follow {source_of('assessment')}, in our own words.", 0)
    for competency in competencies():
        yield ""
        yield competency.title
        for statement in competency.statements:
            first, *rest = wrapped(statement.says, 5)
            yield f" {statement.number:>2}  {first.strip()}"
            yield from rest


def _document() -> Iterator[str]:
    yield "# One document for each form; answers in the order of the statements."
    yield "kind: assessment"
    yield "id: autumn"
    yield "date: YYYY-MM-DD"
    yield "by:    # the team that filled it in, if it has a name"
    yield "of:    # the team that is assessed; nothing for all"
    for competency in competencies():
        numbers = ", ".join(str(statement.number) for statement in competency.statements)
        yield f"{competency.key}: []  # answers to {numbers}"


def _signs() -> Iterator[str]:
    yield "HOW CUSTOMERS ARE SHARED WITH PARTNERS"
    yield from wrapped(
        "For companies that sell through partners. For each of the five signs, choose the description that fits best, "
        "and write its name into `cxprog.yaml`. When more than half of them agree, `cxprog assess` suggests that "
        "structure; that a majority decides is our reading.",
        0,
    )
    yield from wrapped(f"The signs follow {source_of('signs')}, in our own words.", 0)
    for title, by_structure in descriptions().values():
        yield ""
        yield title
        for structure, says in by_structure.items():
            first, *rest = wrapped(says, 18)
            yield f"  {structure:<16}{first.strip()}"
            yield from rest
    yield ""
    yield "partnership_signs:"
    for sign in descriptions():
        yield f"  {sign}:"
