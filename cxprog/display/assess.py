"""What `cxprog assess` prints, by the name of its form."""

from __future__ import annotations

from cxprog.display import NothingThere, NotThere
from cxprog.finding import did_you_mean
from cxprog.limits import limit
from cxprog.manifest import Manifest
from cxprog.program import Program


def written(program: Program, manifest: Manifest, as_of: str, *, form: str, of: str | None) -> str:
    """Assessments of a program as `table`, `json` or `markdown`: of one team, or of all that were assessed.

    NotThere when the team was never assessed, NothingThere when nothing was and no signs of the partnership are given.
    """
    from cxprog.assess import rounds
    from cxprog.display._assessed import Assessed, assessments, suggestion

    every = limit(program, "coverage", "assess_every")
    found = rounds(assessments(manifest), as_of)
    later = sorted(each.date for each in assessments(manifest) if of is None or each.of == of)
    if of is not None and of not in found:
        if later:
            raise NothingThere(f"there is no assessment of `{of}` up to {as_of}: {_only_later(later)}")
        raise NotThere(_no_such_team(of, [name for name in found if name]))
    signs = suggestion(manifest)
    if not found and signs is None:
        if later:
            raise NothingThere(f"the program has no assessment up to {as_of}: {_only_later(later)}")
        raise NothingThere("the program has no assessment; `cxprog assess --form` prints one to fill in")
    assessed = [
        Assessed(manifest, own, as_of, every.value if every else None, every.words if every else "")
        for name, own in sorted(found.items(), key=lambda pair: pair[0] or "")
        if of is None or name == of
    ]
    if form == "json":
        from cxprog.display.assess_json import render as as_json

        return as_json(manifest, assessed, signs)
    if form == "markdown":
        from cxprog.display.assess_markdown import render as as_markdown

        return as_markdown(manifest, assessed, signs)
    from cxprog.display.assess_table import render as as_table

    return as_table(manifest, assessed, signs)


def _only_later(dates: list[str]) -> str:
    """What there is after the day, and how to see it; `dates` in order."""
    there = "the only one is" if len(dates) == 1 else f"the first of {len(dates)} is"
    return f"{there} dated {dates[0]}; correct the date, or look from that day on with `--as-of {dates[0]}`"


def _no_such_team(name: str, known: list[str]) -> str:
    listed = f"there are assessments of {', '.join(known)}" if known else "no assessment names a team under `of`"
    return f"there is no assessment of `{name}`; {did_you_mean(name, known) or listed}"
