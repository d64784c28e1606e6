"""Who is asked is said twice, and the two do not agree.

A share and a count, everybody and a part, chance and somebody who chooses: the tool can do only one of them, and which
one is decided by whoever sets it up. Head counts and proofs would be about another survey than the one that goes out.

To mend it, keep one of the two:

- `share` or `count` asks a part of the people, `census: true` everybody; `share` and `count` exclude each other.
- Teams in `chosen_by` pick the people, so `draw: chosen` goes with them.
- `within` says in which time `count` people are asked; a survey with waves asks `count` people in each of them.
- A share of 0 asks nobody but key accounts; if these are meant, write `key_accounts: only`.
- Nobody is invited to a survey that is always open, so nobody is drawn.

```yaml bad
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: relationship
purpose: relational
asks: [operator]
when: {every: half-yearly, starting: 2027-03-01}
sampling: {share: 0.5, count: 200}  # <-
identity: identified
minutes: 3
questions: [satisfied]
```

```yaml bad
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: relationship
purpose: relational
asks: [operator]
when: {every: half-yearly, starting: 2027-03-01}
sampling: {count: 200, within: 1y, chosen_by: [cx-office]}  # <-
identity: identified
minutes: 3
questions: [satisfied]
```

```yaml good
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: relationship
purpose: relational
asks: [operator]
when: {every: half-yearly, starting: 2027-03-01}
sampling: {count: 200, draw: chosen, chosen_by: [cx-office]}
identity: identified
minutes: 3
questions: [satisfied]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from cxprog.facts import in_use
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule
from cxprog.source import Path

if TYPE_CHECKING:
    from cxprog.language.kinds.survey import Survey


class _Clash(NamedTuple):
    """Two things that do not go together."""

    key: str
    """Key of the sampling that is reported."""
    other: Path
    """What it disagrees with; empty where it disagrees with something that is missing."""
    fact: str
    help: str


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for survey in in_use(program, "survey"):
        for clash in _clashes(survey.node):
            others = [survey.at(*clash.other, part="key", text="does not go with it")] if clash.other else []
            yield say(
                f"`{survey.id}` {clash.fact}",
                survey.at("sampling", clash.key, part="key"),
                *others,
                help=clash.help,
            )


def _clashes(survey: Survey) -> Iterator[_Clash]:
    sampling = survey.sampling
    yield from _amounts(survey)
    if sampling.census and sampling.key_accounts == "only":
        fact = "asks everybody, and key accounts only"
        yield _Clash("key_accounts", ("sampling", "census"), fact, "keep one of the two")
    if sampling.share == 0:
        yield _Clash("share", (), _NOBODY[sampling.key_accounts], "write `key_accounts: only` if these are meant")
    if sampling.chosen_by and sampling.draw == "random":
        fact = "names who chooses the people, and leaves it to chance"
        yield _Clash("chosen_by", (), fact, "write `draw: chosen`, or take `chosen_by` out")


def _amounts(survey: Survey) -> Iterator[_Clash]:
    """What is said twice, or half, about how many people are asked."""
    sampling, when = survey.sampling, survey.when
    waves = next((key for key in ("every", "on") if getattr(when, key)), None)
    partly = next((key for key in ("share", "count", "chosen_by") if getattr(sampling, key) not in (None, ())), None)
    if when.always and partly:
        yield _Clash(partly, ("when", "always"), "is always open, so nobody is drawn", f"take `{partly}` out")
    elif sampling.census and partly:
        fact = f"asks everybody, and with `{partly}` a part"
        yield _Clash(partly, ("sampling", "census"), fact, f"keep either `census` or `{partly}`")
    elif sampling.share is not None and sampling.count is not None:
        fact = f"asks a share of {sampling.share:g} and {sampling.count} people at the same time"
        yield _Clash("count", ("sampling", "share"), fact, "keep one of the two")
    if sampling.within and sampling.count is None:
        fact = f"says that people are asked within {sampling.within.words}, and not how many"
        yield _Clash("within", (), fact, "add `count`, or take `within` out")
    elif sampling.within and waves:
        fact = f"asks {sampling.count} people in each wave, and {sampling.count} within {sampling.within.words}"
        yield _Clash("within", ("when", waves), fact, "take `within` out: `count` people are asked in each wave")


_NOBODY = {
    "always": "asks a share of 0, which leaves key accounts only",
    "only": "asks key accounts only, and a share of 0 of them",
    "sampled": "asks a share of 0, so nobody at all",
}
