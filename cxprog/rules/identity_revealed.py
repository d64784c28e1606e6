"""Somebody learns more of an answer than its giver was promised.

A promise is made in an invitation and broken by a dashboard months later: a report gets one more reader, a comment is
shown with the account beside it, a loop calls somebody who never asked for a call. Nobody means harm, and the next time
fewer people say what they think.

`identified`, `confidential` and `anonymous` say what may be known of an answer, and by whom. cxprog follows every
answer on all ways that the program opens to it: through metrics and those made of them, reports, loops, alerts, data
sets of tools, keys that two data sets have in common. Where more arrives than was promised, the witness is the
shortest way there, step by step.

- Of an **identified** answer the company may know everything, and a partner everything of its own customers. Of other
  partners' customers it sees groups.
- Of a **confidential** answer the company sees groups from a minimum on. A team may call somebody back where the
  person has answered `yes` to a question that `permits: [contact]`; the partner learns of it with `permits: [partner]`.
- Of an **anonymous** answer nobody learns who gave it, what tells that person from others, or that there is one.

Whoever runs a tool can open what it stores. That is why an anonymous survey needs one that can store answers without a
link to the person. Time stamps and scrambled mail addresses tie answers to people as well as names do, as soon as the
same reader finds them in a second list.

*A New Approach for B2B Customer Experience Management* advises against anonymous surveys of business customers, because
nobody can be called back. Confidential surveys with a question whether to call keep both: the promise and the call.

```yaml bad
kind: question
id: working-together
type: osat
text: Overall, how satisfied are you with working with us?
---
kind: survey
id: dealer-voice
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: confidential
minutes: 5
questions: [working-together]
---
kind: loop
id: unhappy-dealer
type: inner
when: dealer-voice.working-together <= 2  # <-
owner: field-service
first_contact: 8bh
escalate: [{after: 2bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```

```yaml good
kind: question
id: working-together
type: osat
text: Overall, how satisfied are you with working with us?
---
kind: question
id: call-me
type: yes-no
text: May field service call you about this? Only then will they see your name with your answers.
permits: [contact]
---
kind: survey
id: dealer-voice
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: confidential
minutes: 5
questions: [working-together, call-me]
---
kind: loop
id: unhappy-dealer
type: inner
when: dealer-voice.working-together <= 2 and dealer-voice.call-me = yes
owner: field-service
first_contact: 8bh
escalate: [{after: 2bd, to: cx-office}]
close: {requires: [root-cause], causes: causes}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.analysis.anonymity.promises_placed import labels_of, named, steps_of, told_by
from cxprog.finding import Finding, Severity
from cxprog.program import Program
from cxprog.rule import Say, rule

_SAID_ELSEWHERE = ("anonymous-inner-loop",)
"""Cases that `anonymous-survey-with-inner-loop` reports."""


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    for told in told_by(program, "violated"):
        # Imported late: a program that keeps its promises needs no words for breaking them.
        from cxprog.analysis.anonymity.promises_cases import CASES, REMEDIES

        if told.ruling.case not in _SAID_ELSEWHERE:
            promise = program.entries["survey"][told.survey].node.identity
            yield say(
                f"`{told.survey}` is {promise}, but {CASES[told.ruling.case]}: {named(told.audiences)}",
                *labels_of(program, told),
                help=REMEDIES[told.ruling.case],
                witness=steps_of(program, told.path),
            )
