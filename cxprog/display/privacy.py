"""What `cxprog privacy` prints, by the name of its form, and the picture it draws."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import TYPE_CHECKING

from cxprog.display import NothingThere, NotThere
from cxprog.finding import did_you_mean
from cxprog.program import Program

if TYPE_CHECKING:
    from cxprog.display._private import Known, Privacy


def known_of(program: Program) -> Known:
    """What the analyses find in a program."""
    from cxprog.analysis.anonymity.expected import numbers
    from cxprog.analysis.anonymity.linked import linked
    from cxprog.analysis.anonymity.promises import CASES, REMEDIES, flows
    from cxprog.analysis.anonymity.views import views
    from cxprog.analysis.specs import specs_of
    from cxprog.display._private import Known
    from cxprog.display._private_learned import Breach

    specs = specs_of(program)
    cases = {name: Breach(wrong, REMEDIES[name]) for name, wrong in CASES.items()}
    return Known(flows(specs), views(specs), linked(specs), numbers(specs), cases)


def privacy(
    program: Program,
    known: Known,
    today: str,
    *,
    survey: str | None = None,
    audience: str | None = None,
    environment: str | None = None,
    prefix: str = "",
) -> Privacy:
    """Who learns what, of all surveys and audiences or of one of them; `today` as `YYYY-MM-DD`.

    NotThere when there is no such survey or audience; NothingThere when there is no survey at all.
    """
    from cxprog.display._private import Privacy

    shown = Privacy(program, known, today, environment, prefix)
    names = [promised.id for promised in shown.surveys]
    if not names:
        raise NothingThere("no survey asks anybody anything; add a document of kind `survey`")
    _choose("survey", survey, names)
    _choose("audience", audience, shown.audience_ids)
    return Privacy(program, known, today, environment, prefix, survey, audience)


def _choose(what: str, name: str | None, known: Iterable[str]) -> None:
    names = sorted(set(known))
    if name is not None and name not in names:
        there = f"there is {', '.join(names)}" if names else "there is none"
        raise NotThere(f"there is no {what} `{name}`; {did_you_mean(name, names) or there}")


def written(shown: Privacy, form: str) -> str:
    """Who learns what as `text`, `markdown`, `json` or `html`."""
    name = {"html": "page"}.get(form, form)
    text: str = import_module(f"cxprog.display.privacy_{name}").render(shown)
    return text


def picture(shown: Privacy) -> str:
    """Where the answers go, as SVG."""
    from cxprog.display.privacy_picture import picture as draw

    return draw(shown)
