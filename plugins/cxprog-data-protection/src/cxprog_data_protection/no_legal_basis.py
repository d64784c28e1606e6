"""A survey asks people without a legal basis that the organization accepts.

Contact data and answers are personal data, and data protection law allows their use only on one of a few grounds. Which
one holds is decided before the first invitation, survey by survey; afterwards nobody can tell consent from custom. The
survey states it as `x-legal-basis`. The setting `legal_bases` lists what the organization accepts, by default the six
grounds of Article 6(1) of the General Data Protection Regulation.

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
identity: confidential
minutes: 2
questions: [recommend]
x-legal-basis: habit  # <-
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
x-legal-basis: legitimate-interests
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.finding import Finding, Severity, did_you_mean
from cxprog.plugin import settings_of
from cxprog.program import Program
from cxprog.rule import Say, rule
from cxprog_data_protection.scope import covered_surveys

KEY = "x-legal-basis"


@rule(Severity.ERROR)
def check(program: Program, say: Say) -> Iterator[Finding]:
    accepted = settings_of(program, "data-protection")["legal_bases"]
    listed = ", ".join(accepted)
    for survey, index in covered_surveys(program):
        asked = survey.at("asks", index, text="this role is asked")
        basis = survey.node.extra_keys.get(KEY)
        if basis is None:
            yield say(
                f"the survey `{survey.id}` states no legal basis",
                survey.at(),
                asked,
                help=f"add `{KEY}:` with one of {listed}; whoever answers for data protection knows which holds",
            )
        elif basis not in accepted:
            yield say(
                f"the legal basis `{basis}` is not one that the organization accepts",
                survey.at(KEY),
                asked,
                help=did_you_mean(str(basis), accepted) or f"accepted are {listed}",
            )
