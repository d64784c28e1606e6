"""What `cxprog prove` prints, by the name of its form, and the pictures it draws."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cxprog.display import NothingThere, NotThere
from cxprog.finding import did_you_mean
from cxprog.program import Program

if TYPE_CHECKING:
    from cxprog.analysis.frequency.values import Verdict
    from cxprog.display._proved import Proofs


def proofs(
    program: Program,
    verdicts: tuple[Verdict, ...],
    *,
    policy: str | None = None,
    environment: str | None = None,
    prefix: str = "",
    with_full_waves: bool = False,
) -> Proofs:
    """The verdicts on a program, of all its limits or of those of one policy; what is violated also with full waves.

    NotThere when no policy of that id limits invitations; NothingThere when there is no limit at all.
    """
    if not verdicts:
        raise NothingThere(
            "nothing limits how often people may be asked; add `frequency` to a policy, or name a pack in cxprog.yaml"
        )
    chosen = tuple(verdict for verdict in verdicts if policy in (None, verdict.policy))
    if not chosen:
        known = sorted({verdict.policy for verdict in verdicts})
        meant = did_you_mean(policy or "", known) or f"the policies with such limits are {', '.join(known)}"
        raise NotThere(f"no policy `{policy}` limits how often people may be asked; {meant}")
    from cxprog.display._proved import Proofs

    if not with_full_waves:
        return Proofs(program, chosen, environment, prefix)
    from cxprog.analysis.frequency.census import full_waves
    from cxprog.analysis.specs import specs_of

    return Proofs(program, chosen, environment, prefix, full_waves(specs_of(program), chosen))


def written(shown: Proofs, form: str) -> str:
    """The verdicts as `text`, `json` or `html`."""
    if form == "json":
        from cxprog.display.proofs_json import render as as_json

        return as_json(shown)
    if form == "html":
        from cxprog.display.proofs_page import render as as_page

        return as_page(shown)
    from cxprog.display.proofs_table import render as as_table

    return as_table(shown)


def pictures(shown: Proofs) -> Mapping[str, str]:
    """A picture of each calendar that breaks a limit, by file name."""
    from cxprog.display.proofs_picture import picture

    return {
        f"{judged.name}.svg": picture(judged)
        for limit in shown.limits
        for judged in limit.judged
        if judged.story is not None
    }
