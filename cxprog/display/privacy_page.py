"""Who learns what as one self-contained page for a privacy officer, with the ways of all answers drawn."""

from __future__ import annotations

from importlib.resources import files

from cxprog.display import one_line
from cxprog.display._private import Privacy
from cxprog.display._private_alike import alike
from cxprog.display._private_words import NOT_PROMISED, VERDICTS, sentence
from cxprog.display.privacy_picture import picture, style


def render(privacy: Privacy) -> str:
    """The page; whatever a program says is escaped."""
    from jinja2 import Environment, StrictUndefined

    text = files("cxprog.display").joinpath("privacy.html").read_text("utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"sentence": sentence, "line": one_line}
    page = environment.from_string(text).render(
        title=one_line(privacy.title),
        version=privacy.specs.settings.version,
        environment=privacy.environment,
        tallies=privacy.tallies,
        first=privacy.first,
        surveys=privacy.surveys,
        leading=[sheet.first for sheet in privacy.sheets],
        others={sheet.first.anchor: len(sheet.others) for sheet in privacy.sheets if sheet.others},
        sheets=privacy.sheets,
        alike=alike,
        exempt=privacy.exempt,
        verdicts=VERDICTS,
        not_promised=NOT_PROMISED,
        picture=picture(privacy, is_part=True),
        picture_style=style(),
    )
    return page + ("" if page.endswith("\n") else "\n")
