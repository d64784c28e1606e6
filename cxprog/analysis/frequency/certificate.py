"""Checks a proof about a limit: exact arithmetic only, and nothing that found the proof is believed.

The argument that `check` follows (weak duality). Take one case of a certificate, any choice of sends that fits the case
and keeps every row, and multipliers greater than 0. Multiplying each row `sum(factor * sent) <= at_most`, and each
`sent <= 1`, by its multiplier and adding them up gives one inequality that the choice keeps too. Where its left side
counts every send that the case leaves open at least as often as the send weighs, the choice weighs no more than its
right side. Weights are whole numbers, so that anything below `at_most + 1` says `at_most`. A case that contradicts a
row needs no argument of its own: enough of that row brings the right side down.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from cxprog.analysis.frequency.values import Case, Certificate, Row


def check(certificate: Certificate) -> bool:
    """Whether the certificate proves what it says: no choice of its sends that keeps its rows weighs over `at_most`."""
    weights = [weight for _, _, weight in certificate.sends]
    if not all(isinstance(number, int) for number in (certificate.at_most, *weights)):
        return False
    bounds = [bound(weights, certificate.rows, case) for case in certificate.cases]
    return covers(certificate.cases) and all(each is not None and each < certificate.at_most + 1 for each in bounds)


def covers(cases: Sequence[Case]) -> bool:
    """Whether each choice fits one of the cases: what they leave must, after `sent` and after `unsent` of some send."""
    groups = [[(set(case.sent), set(case.unsent)) for case in cases]]
    while groups:
        group = groups.pop()
        if any(not sent and not unsent for sent, unsent in group):
            continue
        shared = set.intersection(*(sent | unsent for sent, unsent in group)) if group else set()
        if not shared:
            return False
        split = min(shared)
        groups.append([(sent - {split}, unsent) for sent, unsent in group if split in sent])
        groups.append([(sent, unsent - {split}) for sent, unsent in group if split in unsent])
    return True


def bound(weights: Sequence[int], rows: Sequence[Row], case: Case) -> Fraction | None:
    """What no choice that fits the case can exceed, as its multipliers show it; None where they show nothing."""
    sent, unsent = set(case.sent), set(case.unsent)
    multipliers = [multiplier for _, multiplier in (*case.uses, *case.caps)]
    if any(multiplier <= 0 for multiplier in multipliers):
        return None
    if any(not 0 <= use < len(rows) for use, _ in case.uses):
        return None
    if any(not 0 <= send < len(weights) for send in (*sent, *unsent, *(send for send, _ in case.caps))):
        return None
    # Whole numbers from here on: everything is counted `scale` times.
    scale = lcm(*(multiplier.denominator for multiplier in multipliers))
    lacking = {send: scale * weight for send, weight in enumerate(weights) if send not in sent and send not in unsent}
    total = scale * sum(weights[send] for send in sent)
    for use, multiplier in case.uses:
        times = int(scale * multiplier)
        total += times * rows[use].at_most
        for send, factor in rows[use].terms:
            if send in lacking:
                lacking[send] -= times * factor
            elif send in sent:
                total -= times * factor
    for send, multiplier in case.caps:
        total += int(scale * multiplier)
        if send in lacking:
            lacking[send] -= int(scale * multiplier)
    return None if any(lack > 0 for lack in lacking.values()) else Fraction(total, scale)
