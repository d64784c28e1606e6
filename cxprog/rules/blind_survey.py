"""A survey promises what may not be promised, such as that nobody knows who answers.

Between companies people know each other, and hardly anybody believes in anonymity. A blind survey takes away what makes
feedback worth the effort: nobody can be called back, and of the few people who could answer, fewer do.

To mend it, promise `identified`, or `confidential` where people speak more freely in a group, and let the company or a
partner sign. What may be promised, and who may sign, is a limit, `promises` of a policy; where the program has none of
its own, the pack's counts. A policy may also ask for the opposite, and allow nothing but `anonymous`, say. Test
purchases and surveys of employees are left alone. An anonymous survey whose answers start an inner loop is reported as
`anonymous-survey-with-inner-loop`.

*A New Approach for B2B Customer Experience Management* says why: with single-blind and double-blind surveys the loop
cannot be closed, and in a small market every lost answer counts. A study that has to be blind, since it compares with
competitors, is a case for an exception with its reason.

```yaml bad
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
identity: anonymous  # <-
minutes: 5
questions: [satisfied]
```

```yaml good
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
questions: [satisfied]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import audiences, either, in_use, started_by
from cxprog.finding import Finding, Severity
from cxprog.limits import Limit, limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    identities, senders = limit(program, "promises", "identities"), limit(program, "promises", "senders")
    loops = (loop for loop in in_use(program, "loop") if loop.node.type == "inner")
    called_back = {survey for loop in loops for survey in started_by(loop)}
    for survey in in_use(program, "survey"):
        if survey.node.purpose == "mystery-shop" or audiences(program, survey).isdisjoint(("customer", "partner")):
            continue
        identity = survey.node.identity
        if (
            identities
            and identity not in identities.value
            and not (identity == "anonymous" and survey.id in called_back)
        ):
            yield _finding(say, survey, "identity", identity, identities)
        sender = survey.node.sender if isinstance(survey.node.sender, str) else "partner"
        if senders and sender not in senders.value:
            yield _finding(say, survey, "sender", sender, senders)


def _finding(say: Say, survey: Entry, key: str, word: str, found: Limit) -> Finding:
    because = {
        "anonymous": f"nobody knows who answers `{survey.id}`, so nobody can be called back",
        "undisclosed": f"respondents of `{survey.id}` do not know who asks",
    }.get(word, _OTHERWISE[key].format(survey=survey.id, word=word))
    return say(
        because,
        survey.at(key),
        *found.labels,
        help=f"write {either(found.value)} for `{key}`, before the next invitation goes out; {found.words} asks for it",
        severity=found.severity,
    )


_OTHERWISE = {
    "identity": "answers to `{survey}` are `{word}`, which may not be promised",
    "sender": "invitations to `{survey}` are signed by `{word}`, which is not allowed",
}
"""What is said of a word that is nothing bad in itself."""
