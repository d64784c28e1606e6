"""A theme that partners and customers should share is asked about on one side only.

A shared theme sets what partners say beside what customers say. Trouble that both have is worth solving first. With one
side only there is nothing to compare; often the two surveys spell the theme differently.

To mend it, give a survey of the other side the same `shared_theme`, or take it out. A survey about somebody counts for
those whom it is `about`.

*The Secret to B2B2C Customer Experience Success* tells of a company that lined up what its customers and its partners
said, and found the same trouble with prices on both sides.

```yaml bad
kind: role
id: dealer-engineer
audience: partner
level: operational
---
kind: question
id: parts-ease
type: ces
text: How easy was it to get the right part?
---
kind: survey
id: part-delivered
purpose: transactional
asks: [operator]
when: {event: visit-closed, delay: 1d}
identity: identified
minutes: 1
questions: [parts-ease]
shared_theme: spare parts  # <-
---
kind: survey
id: part-ordered
purpose: transactional
asks: [dealer-engineer]
when: {event: visit-closed, delay: 1d}
identity: identified
minutes: 1
questions: [parts-ease]
```

```yaml good
kind: role
id: dealer-engineer
audience: partner
level: operational
---
kind: question
id: parts-ease
type: ces
text: How easy was it to get the right part?
---
kind: survey
id: part-delivered
purpose: transactional
asks: [operator]
when: {event: visit-closed, delay: 1d}
identity: identified
minutes: 1
questions: [parts-ease]
shared_theme: spare parts
---
kind: survey
id: part-ordered
purpose: transactional
asks: [dealer-engineer]
when: {event: visit-closed, delay: 1d}
identity: identified
minutes: 1
questions: [parts-ease]
shared_theme: spare parts
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, roles_of, understood
from cxprog.finding import Finding, Severity, nearest_word
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_SIDES = ("customer", "partner")


@rule(Severity.WARNING, pack="b2b2c")
def check(program: Program, say: Say) -> Iterator[Finding]:
    if not understood(program, "survey", "role"):
        return
    lonely = _one_sided(program)
    reported: set[str] = set()
    for theme, (side, survey) in lonely.items():
        meant = nearest_word(theme, [other for other in lonely if lonely[other][0] != side])
        if meant in reported:
            continue
        reported.add(theme)
        other = "partners" if side == "customer" else "customers"
        yield say(
            f"only {side}s are asked about the shared theme `{survey.node.shared_theme}`",
            survey.at("shared_theme"),
            *([lonely[meant][1].at("shared_theme", text=f"{other} are asked about this one")] if meant else []),
            help="write both alike, if they are the same theme"
            if meant
            else f"give a survey of {other} the same `shared_theme`, or take it out here",
        )


def _one_sided(program: Program) -> dict[str, tuple[str, Entry]]:
    """Themes that only one side is asked about, each with the side and the first survey."""
    themes: dict[str, list[Entry]] = {}
    for survey in in_use(program, "survey"):
        if survey.node.shared_theme:
            themes.setdefault(survey.node.shared_theme.strip().casefold(), []).append(survey)
    sides = {
        theme: [side for side in _SIDES if any(_speaks_of(program, survey, side) for survey in surveys)]
        for theme, surveys in themes.items()
    }
    return {theme: (sides[theme][0], themes[theme][0]) for theme in themes if len(sides[theme]) == 1}


def _speaks_of(program: Program, survey: Entry, side: str) -> bool:
    return bool(roles_of(program, (*survey.node.asks, *survey.node.about), side))
