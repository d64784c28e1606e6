"""Somebody says that they would not recommend the company, and nobody calls.

A low answer to this question is a customer who raises a hand. In business with companies the number itself says little;
that it tells whom to call is the reason to ask at all. Answers that start nothing teach people not to answer.

The rule looks at every answer below the limit, and at the conditions of all inner loops: one has to hold whatever else
was answered. It looks at surveys that promise `identified`, since behind the others nobody may be called for an answer
alone, and only where there are inner loops at all.

To mend it, let an inner loop start at every answer below the limit, which is `follow_up: {nps_below: ...}` of a policy;
where the program has none of its own, the pack's counts.

*A New Approach for B2B Customer Experience Management* starts the inner loop for detractors, who answer below 7.

```yaml bad
kind: question
id: recommend
type: nps
text: How likely are you to recommend us to a colleague in another company?
---
kind: question
id: recommend-why
type: open-text
text: What is the main reason for your answer?
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: customer-survey
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions:
  - satisfied
  - recommend  # <-
  - recommend-why
---
kind: loop
id: unhappy-customer
type: inner
when: customer-survey.recommend <= 4
owner: field-service
first_contact: 2d
escalate: [{after: 7d, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: question
id: recommend
type: nps
text: How likely are you to recommend us to a colleague in another company?
---
kind: question
id: recommend-why
type: open-text
text: What is the main reason for your answer?
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
---
kind: survey
id: customer-survey
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: identified
minutes: 5
questions:
  - satisfied
  - recommend
  - recommend-why
---
kind: loop
id: unhappy-customer
type: inner
when: customer-survey.recommend < 7
owner: field-service
first_contact: 2d
escalate: [{after: 7d, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import Referrers, asked_questions, audiences, holds, in_use, scale_of
from cxprog.finding import Finding, Label, Severity
from cxprog.language.condition import operands
from cxprog.language.kinds.question import SCALES
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found = limit(program, "follow_up", "nps_below")
    loops = [loop for loop in in_use(program, "loop") if loop.node.type == "inner"]
    if found is None or not loops:
        return
    looking = _looking(loops)
    for survey, place, question in _asked(program):
        name = f"{survey.id}.{question.id}"
        looks = looking.get(name, {})
        starts = {value: {holds(loop.node.when.test, name, value) for loop in looks} for value in range(found.value)}
        missed = [value for value, outcomes in starts.items() if True not in outcomes]
        if not missed:
            continue
        depends = any(None in starts[value] for value in missed)
        answers = f"{_listed(missed)} to `{question.id}` in `{survey.id}`"
        yield say(
            f"people who answer {answers} are called only if another answer fits as well"
            if depends
            else f"nobody calls people who answer {answers}",
            survey.at("questions", place),
            *found.labels,
            *looks.values(),
            help=f"let an inner loop start at `{name} < {found.value}`, whatever else was answered; "
            f"{found.words} asks for it",
            severity=found.severity,
        )


def _looking(loops: list[Entry]) -> dict[str, dict[Entry, Label]]:
    """Inner loops by the answers that they look at, each with the place where it does."""
    looking: dict[str, dict[Entry, Label]] = {}
    for loop in loops:
        for operand in operands(loop.node.when.test) if loop.node.when else ():
            label = loop.at("when", within=operand.span, text="an inner loop looks at it here")
            looking.setdefault(operand.name, {}).setdefault(loop, label)
    return looking


def _asked(program: Program) -> Iterator[tuple[Entry, int, Entry]]:
    """Questions whose low answers are a hand that is raised, each with its survey and its place there."""
    faulty = Referrers(program, "loop", lambda reference: not reference.entry.sound)
    for survey in in_use(program, "survey"):
        if survey.node.identity == "identified" and audiences(program, survey) & {"customer", "partner"}:
            for place, question in asked_questions(program, survey):
                answer = program.get("answer", f"{survey.id}.{question.id}")
                if _is_nps(question) and answer is not None and not faulty.may_name(answer):
                    yield survey, place, question


def _is_nps(question: Entry) -> bool:
    """Whether a question is answered on the scale that the limit is about."""
    return bool(question.sound and question.node.type == "nps" and scale_of(question.node) == SCALES["nps"])


def _listed(values: list[int]) -> str:
    """`6`, `5 or 6`, `0 to 3`, `0, 2, 3 or 6`."""
    first, last = values[0], values[-1]
    if len(values) > 2 and last - first == len(values) - 1:
        return f"{first} to {last}"
    *most, _ = map(str, values)
    return f"{', '.join(most)} or {last}" if most else f"{last}"
