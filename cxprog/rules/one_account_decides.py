"""One account decides much of a number.

Some customers bring in so much that a number which counts answers by value is mostly their opinion. When their buyer
has a bad day the board sees loyalty collapse, and when they do not answer it seems to recover.

How much one account decides is worked out for the account that is worth most, as part of all who are expected to
answer; accounts of one group of a population count as equal. With 20 % of the revenue, an account can well decide 40 %
of a number, since few of the others answer. From one end of an NPS to the other, an account with 40 % moves it by 80
points. Where answers count equally, an account with very many people can do the same. Nothing is said of metrics used
as `signal` only or worked out for each account, nor where accounts, revenue or response rates are not known.

To mend it, show such an account by itself beside the number, and call it first: what it says is a case for the inner
loop and no average. Or take `weight_by` away, or cut the number so that large and small accounts stand apart. How much
may be decided is a limit, `metrics: {account_share: ...}` of a policy; where the program has none of its own, the
pack's counts.

*A New Approach for B2B Customer Experience Management* shows how one of a hundred customers can stand for a fifth of
the revenue: it has to be in the sample, its answer has to be weighted, and it comes first when the loop is closed.

```yaml bad
kind: population
id: customers
dimensions: [size]
response_rate: 0.5
groups:
  - {role: buyer, by: {size: giant}, people: 2, accounts: 1, revenue_share: 0.2}
  - {role: buyer, by: {size: normal}, people: 120, accounts: 99, revenue_share: 0.8}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
use: indicator
weight_by: account-value  # <-
linked_to: [share-of-wallet]
---
kind: metric
id: share-of-wallet
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
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

```yaml good
kind: population
id: customers
dimensions: [size]
response_rate: 0.5
groups:
  - {role: buyer, by: {size: large}, people: 40, accounts: 20, revenue_share: 0.6}
  - {role: buyer, by: {size: normal}, people: 120, accounts: 80, revenue_share: 0.4}
---
kind: metric
id: satisfaction
type: osat
scale: {lowest: 1, highest: 5}
direction: higher-is-better
minimum_n: 30
use: indicator
weight_by: account-value
linked_to: [share-of-wallet]
---
kind: metric
id: share-of-wallet
type: operational
direction: higher-is-better
unit: "%"
---
kind: question
id: satisfied
type: osat
text: Overall, how satisfied are you with us?
metric: satisfaction
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

from cxprog.analysis.anonymity.accounts import Account
from cxprog.analysis.anonymity.expected import FEW, outlook_of
from cxprog.analysis.anonymity.spread import spread_of
from cxprog.facts import in_use
from cxprog.finding import Finding, Label, Severity
from cxprog.limits import limit
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING, pack="b2b")
def check(program: Program, say: Say) -> Iterator[Finding]:
    found, outlook = limit(program, "metrics", "account_share"), outlook_of(program)
    if found is None or outlook is None:
        return
    for metric in in_use(program, "metric"):
        spread = spread_of(metric.node)
        expected = outlook.expected(metric.id, outlook.days(metric.id)) if metric.node.use != "signal" else None
        if spread is None or expected is None or expected.account is None or expected.moves is None:
            continue
        is_weighted, account = metric.node.weight_by != "none", expected.account
        # Of very few equal answers each decides much; that they are few is reported for itself.
        if account.weight > found.value + 1e-9 and (is_weighted or round(expected.answers) >= FEW):
            yield say(
                f"one account{_of(account)} decides {_percent(account.weight)} of `{metric.id}` and can move it by "
                f"{spread.words(expected.moves)}; the limit is {_percent(found.value)}",
                metric.at("weight_by") if is_weighted else metric.at(),
                _worth(program, account, is_weighted),
                *found.labels,
                help="show such an account by itself beside the number, and call it first"
                f"{'; or take `weight_by` away' if is_weighted else ''}; {found.words} asks for it",
                severity=found.severity,
            )


def _of(account: Account) -> str:
    return f" in {', '.join(value for _, value in account.by)}" if account.by else ""


def _percent(part: float) -> str:
    return f"{100 * part:.0f} %"


def _worth(program: Program, account: Account, is_weighted: bool) -> Label:
    """The group of the population that the account belongs to."""
    population: Entry = program.entries["population"][account.population]
    count = f"{account.accounts} account{'' if account.accounts == 1 else 's'}"
    if is_weighted:
        return population.at("groups", account.index, "revenue_share", text=f"{count} with this part of the revenue")
    return population.at("groups", account.index, "people", text=f"{count} with all these people")
