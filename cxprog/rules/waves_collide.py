"""Waves of two surveys come so close together that the rest keeps one of them back.

Both plans are sound, one by one. Together the wave that comes second reaches only those whom the first one left out,
and nobody has decided that: its sample is no longer the one that was planned. A survey can also be in its own way, if
its rest is longer than the time between two of its waves.

A warning says that the first survey asks everybody whom the second one asks. Where it asks only some of them, it is a
note (info): leaving out who has just been asked may be the very purpose of the rest. Waves that wait until the rest is
over (`on_block: defer`) are not reported, and neither are waves without a first day. A survey whose waves are *all*
kept back from whoever gets the others is reported as `survey-starved`.

To mend it, put the waves further apart, ask the questions of both in one survey, or let the second one wait.

```yaml bad
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {rest: 60d}
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: pulse
purpose: pulse
asks: [buyer]
when: {every: quarterly, starting: 2027-01-11}
identity: confidential
minutes: 1
questions: [satisfied]
through: survey-tool
---
kind: survey
id: relationship
purpose: relational
asks: [buyer]
when: {on: [2027-05-03, 2027-09-20, 2028-02-07]}  # <-
identity: confidential
minutes: 5
questions: [satisfied]
through: survey-tool
```

```yaml bad
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {rest: 120d}
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: pulse
purpose: pulse
asks: [buyer]
when: {every: quarterly, starting: 2027-01-11}  # <-
identity: confidential
minutes: 1
questions: [satisfied]
through: survey-tool
```

```yaml good
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {rest: 60d}
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: pulse
purpose: pulse
asks: [buyer]
when: {every: half-yearly, starting: 2027-01-11}
identity: confidential
minutes: 1
questions: [satisfied]
through: survey-tool
---
kind: survey
id: relationship
purpose: relational
asks: [buyer, operator]
when: {every: yearly, starting: 2027-05-03}
identity: confidential
minutes: 5
questions: [satisfied]
through: survey-tool
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.analysis.frequency.keeping import Keep
from cxprog.analysis.frequency.starvation import Collision, Starvation, starvation_of
from cxprog.analysis.frequency.wording import all_of, day_words, iso, number_of, quoted
from cxprog.facts import in_use
from cxprog.finding import Finding, Label, Severity, Step
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    starvation = starvation_of(program)
    for survey in in_use(program, "survey"):
        outpaced = starvation.outpaced(survey.id) if survey.id in starvation.asks else None
        if outpaced:
            yield _outpaced(program, survey, *outpaced, say)
    for collision in starvation.collisions():
        matters = collision.loses_all or collision.is_certain or collision.is_tie
        if matters and starvation.starved(collision.second) is None and not _is_never(starvation, collision):
            yield _collision(program, collision, say)


def _is_never(starvation: Starvation, collision: Collision) -> bool:
    return any(starvation.never(name) for name in (collision.first, collision.second))


def _outpaced(program: Program, survey: Entry, keep: Keep, apart: int, say: Say) -> Finding:
    return say(
        f"nobody gets two waves of `{survey.id}` in a row: {keep.words} is longer than the time between them",
        survey.at("when", "every"),
        _guard(program, keep, f"two waves lie at most {number_of(apart, 'day')} apart"),
        help="give the waves more time, shorten the rest, or ask a share of the people in each wave",
    )


def _collision(program: Program, found: Collision, say: Say) -> Finding:
    first, second = (program.entries["survey"][name] for name in (found.first, found.second))
    return say(
        _message(found),
        second.at("when"),
        first.at("when", text="goes out before it" if not found.is_tie else "goes out at the same time"),
        _guard(program, found.keep, "the rest"),
        help="put the waves further apart, ask both in one survey, or let the second one wait (`on_block: defer`)",
        witness=_course(found, first, second),
        severity=None if found.loses_all else Severity.INFO,
    )


def _message(found: Collision) -> str:
    if found.is_tie:
        both = all_of(quoted(sorted((found.first, found.second))))
        return f"{both} go out at the same time, and one of them keeps the other back"
    waves = f"{found.count} of {number_of(found.waves, 'wave')} of `{found.second}`"
    if found.count == found.waves:
        waves = f"every wave of `{found.second}`" if found.count > 1 else f"the wave of `{found.second}`"
    comes = "comes" if found.count == 1 or found.count == found.waves else "come"
    sure = "" if found.is_certain else " may"
    return f"{waves}{sure} {'come' if sure else comes} within the rest that `{found.first}` starts"


def _course(found: Collision, first: Entry, second: Entry) -> Iterator[Step]:
    """The first of the waves, with their dates."""
    if found.count < found.waves and second.node.when.every:
        yield Step(f"looked at are the waves up to {day_words(found.ends)}")
    for before, due in found.pairs:
        until = f", up to {day_words(before.out_last)}" if before.out_last > before.out_first else ""
        yield Step(f"`{first.id}` goes out{until}", (first.at("when"),), iso(before.out_first))
        apart = number_of(due.first - before.out_first, "day")
        where = "in the same days" if due.first <= before.out_last else f"{apart} later"
        yield Step(f"`{second.id}` is due {where}, within {found.keep.words}", (second.at("when"),), iso(due.first))


def _guard(program: Program, keep: Keep, text: str) -> Label:
    kind = "channel" if keep.is_shared else "survey"
    return program.entries[kind][keep.of].at(*keep.path, text=text)
