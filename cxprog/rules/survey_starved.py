"""A survey is kept back again and again by the rest that other surveys start.

Everybody is spared, one by one, by a rule that makes sense; together they spare people a survey altogether. A survey
with a rest of 90 days behind one that goes out every 30 days never comes up, and what looks like a low response rate is
a survey that was not sent.

Two things are reported. A warning: waves with dates keep back every wave of another survey, so nobody who gets the ones
ever gets the other. The steps show the first of them. A note (info): a survey *can* be kept back without end, because
another one may go out again before the rest is over that it starts; whether that happens depends on how often people
give cause for it.

Waiting helps only where the rest ever ends: give the two surveys the same rest, take the frequent one out of it
(`rest: {starts: false}`), let the rare one go out all the same (`rest: {respects: false}`), or put the waves further
apart. Where it is meant so, an exception with a reason says it.

```yaml bad
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {rest: 92d}
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
when: {every: yearly, starting: 2027-03-01}
identity: confidential
minutes: 1
questions: [satisfied]
through: survey-tool
---
kind: survey
id: relationship
purpose: relational
asks: [buyer]
when: {every: yearly, starting: 2027-04-05}  # <-
identity: confidential
minutes: 5
questions: [satisfied]
through: survey-tool
```

```yaml bad
kind: channel
id: app
type: survey
tool: Survey in the app
enforces: {rest: 30d}
---
kind: channel
id: mailing
type: survey
tool: Survey by mail
enforces: {rest: 90d}
shares_rest_with: [app]
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: after-visit
purpose: transactional
asks: [buyer]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [satisfied]
through: app
---
kind: survey
id: before-renewal
purpose: relational
asks: [buyer]
when: {before: renewal, delay: 60d..90d}  # <-
identity: confidential
minutes: 5
questions: [satisfied]
through: mailing
```

```yaml good
kind: channel
id: survey-tool
type: survey
tool: Survey tool
enforces: {rest: 92d}
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
when: {every: yearly, starting: 2027-03-01}
identity: confidential
minutes: 1
questions: [satisfied]
through: survey-tool
---
kind: survey
id: relationship
purpose: relational
asks: [buyer]
when: {every: yearly, starting: 2027-09-06}
identity: confidential
minutes: 5
questions: [satisfied]
through: survey-tool
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.analysis.frequency.days import FIRST
from cxprog.analysis.frequency.keeping import Keep
from cxprog.analysis.frequency.starvation import Behind, Starvation, Starved, starvation_of
from cxprog.analysis.frequency.wording import all_of, any_of, day_words, iso, number_of, quoted
from cxprog.facts import in_use
from cxprog.finding import Finding, Label, Severity, Step
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

_SHOWN = 3
"""How many surveys are shown for all."""


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    starvation = starvation_of(program)
    for survey in in_use(program, "survey"):
        if survey.id not in starvation.asks:
            continue
        starved = starvation.starved(survey.id)
        if starved:
            yield _always(program, starvation, survey, starved, say)
        elif behind := starvation.behind(survey.id):
            yield _possibly(program, survey, behind, say)


def _always(program: Program, starvation: Starvation, survey: Entry, starved: Starved, say: Say) -> Finding:
    since = f" from {day_words(starved.since)} on" if starved.since else ""
    return say(
        f"whoever gets every wave of {all_of(quoted(starved.by[:_SHOWN]))} never gets `{survey.id}`{since}",
        survey.at("when"),
        *(_waves(program, name) for name in starved.by[:_SHOWN]),
        _guard(program, starved.keep),
        help=f"put their waves further apart, send one of them to a share of the people, or take one out of "
        f"{starved.keep.words}",
        witness=_course(program, survey, starved, is_wave=starvation.asks[survey.id].waves is not None),
    )


def _course(program: Program, survey: Entry, starved: Starved, *, is_wave: bool) -> Iterator[Step]:
    for earlier, day in starved.calendar:
        begins = f"`{earlier.survey}` goes out to whom `{survey.id}` asks too"
        yield Step(begins, (_waves(program, earlier.survey),), iso(earlier.out_first))
        ends = "is due and kept back" if is_wave else "is kept back from this day on, until after the next one"
        yield Step(f"`{survey.id}` {ends} by {starved.keep.words}", (survey.at("when"),), iso(day))


def _possibly(program: Program, survey: Entry, behind: tuple[Behind, ...], say: Say) -> Finding:
    first = behind[0]
    names = any_of(quoted(each.source for each in behind[:_SHOWN]))
    every = "every day" if first.apart == 1 else f"every {number_of(first.apart, 'day')}"
    return say(
        f"whoever gets {names} often enough, such as {every}, never gets `{survey.id}`",
        survey.at("when"),
        *(_cause(program, each) for each in behind[:_SHOWN]),
        _guard(program, first.keep),
        help=f"give both the same rest, or take `{first.source}` out of it with `rest: {{starts: false}}`",
        witness=_worst(program, survey, first),
        severity=Severity.INFO,
    )


def _worst(program: Program, survey: Entry, behind: Behind) -> Iterator[Step]:
    """The shortest calendar: the survey is due in the middle of the rest, which has begun anew before it ends."""
    source = (_cause(program, behind),)
    last = FIRST + behind.apart
    yield Step(f"`{behind.source}` goes out", source, iso(FIRST))
    yield Step(f"`{behind.source}` goes out again, before {behind.keep.words} is over", source, iso(last))
    until = iso(FIRST + behind.keep.days)
    yield Step(
        f"`{survey.id}` is due, {behind.keep.words} would be over but for the second one", (survey.at("when"),), until
    )


def _waves(program: Program, name: str) -> Label:
    return program.entries["survey"][name].at("when", text="its waves start the rest")


def _cause(program: Program, behind: Behind) -> Label:
    every = "each day" if behind.apart == 1 else f"each {number_of(behind.apart, 'day')}"
    return program.entries["survey"][behind.source].at("when", text=f"can go out again {every}, and starts the rest")


def _guard(program: Program, keep: Keep) -> Label:
    return program.entries["channel"][keep.of].at(*keep.path, text="the rest" if keep.at_most == 1 else "the cap")
