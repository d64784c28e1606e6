"""Answers are kept without end, or longer than the organization allows.

Personal data may be kept only as long as it serves its purpose. A survey that does not say how long keeps its answers
for ever: no tool deletes what nobody told it to. The survey states it as `x-retention`, a time such as `90d` or `1y`;
the setting `retention_days_max` is the longest that is allowed, by default 730 days. Anonymous surveys are left out,
since nothing in them belongs to a person.

```yaml bad
kind: question
id: recommend
type: nps
text: How likely are you to recommend us?
---
kind: survey
id: yearly  # <-
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: confidential
minutes: 5
questions: [recommend]
---
kind: survey
id: after-repair
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: identified
minutes: 2
questions: [recommend]
x-retention: 5y  # <-
```

```yaml good
kind: question
id: recommend
type: nps
text: How likely are you to recommend us?
---
kind: survey
id: yearly
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: confidential
minutes: 5
questions: [recommend]
x-retention: 2y
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic_core import PydanticCustomError

from cxprog.finding import Finding, Severity
from cxprog.language.types import Duration
from cxprog.plugin import settings_of
from cxprog.program import Program
from cxprog.rule import Say, rule
from cxprog_data_protection.scope import covered_surveys

KEY = "x-retention"


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    days_max = settings_of(program, "data-protection")["retention_days_max"]
    for survey, _ in covered_surveys(program):
        if survey.node.identity == "anonymous":
            continue
        given = survey.node.extra_keys.get(KEY)
        days = _days(given)
        if given is None:
            yield say(
                f"the survey `{survey.id}` does not say how long its answers are kept",
                survey.at(),
                help=f"add `{KEY}:` with a time of at most {days_max} days, such as {min(days_max, 365)}d, "
                "and have the survey tool delete what is older",
            )
        elif days is None:
            yield say(
                f"`{given}` does not say after how many days answers are deleted",
                survey.at(KEY),
                help="write a time such as 90d, 8w or 1y (365 days)",
            )
        elif days > days_max:
            yield say(
                f"the answers to `{survey.id}` are kept {days:,} days; at most {days_max:,} are allowed",
                survey.at(KEY),
                help="shorten it, or record with a waiver why this survey needs longer",
            )


def _days(value: Any) -> int | None:
    """Length of a duration in days; None for what is no duration, or one of working time."""
    try:
        return Duration.parse(value).days
    except PydanticCustomError:
        return None
