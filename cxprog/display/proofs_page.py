"""Verdicts as one self-contained page: the calendar of what is violated, drawn, and what each proof rests on."""

from __future__ import annotations

from importlib.resources import files

from cxprog.display import one_line
from cxprog.display._proved import ANSWERS, Judged, Proofs
from cxprog.display.proofs_picture import picture, style
from cxprog.display.proofs_table import summary
from cxprog.finding import Step


def render(shown: Proofs) -> str:
    """The page; whatever a program says is escaped."""
    from jinja2 import Environment, StrictUndefined

    text = files("cxprog.display").joinpath("proofs.html").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"sentence": _sentence, "line": one_line}

    def drawn(judged: Judged) -> str:
        return picture(judged, is_part=True)

    def places(step: Step) -> list[tuple[str, str]]:
        return [(shown.place(label), one_line(label.text)) for label in step.labels]

    page = environment.from_string(text).render(
        title=one_line(shown.title),
        version=shown.specs.settings.version,
        environment=shown.environment,
        summary=summary(shown),
        answers=ANSWERS,
        limits=sorted(shown.limits, key=lambda limit: ANSWERS.index(limit.answer)),
        drawn=drawn,
        places=places,
        picture_style=style(),
    )
    return page + ("" if page.endswith("\n") else "\n")


def _sentence(text: str) -> str:
    """On one line, with a capital where it does not start with an id."""
    line = one_line(text)
    return line[:1].upper() + line[1:]
