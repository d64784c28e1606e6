"""Limits: the numbers that rules hold a program to: its own policies, else its packs, each with its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.facts import in_use, understood
from cxprog.finding import Label, Severity
from cxprog.language import model_of
from cxprog.program import Program
from cxprog.published import packaged

if TYPE_CHECKING:
    from cxprog.language.kinds.policy import FrequencyLimit, Policy


class Limit(NamedTuple):
    """A number or word that a program is held to."""

    value: Any
    """As the model has it: a whole number, a share, a duration, a word or a tuple of words."""
    words: str
    """Who asks for it, as in `the policy `contact-load`` or `the b2b pack`, with the source in brackets."""
    labels: tuple[Label, ...]
    """The place of a policy of the program's own; empty for a number of a pack."""
    severity: Severity | None
    """How bad the program's own policy says it is to break it; None leaves that to the rule."""


def limit(program: Program, part: str, key: str) -> Limit | None:
    """What `part.key` of the policies asks for: the strictest of the program's own, else that of a pack it names.

    None when nobody asks for anything, or a policy with mistakes in it might. `limit(program, "metrics", "cut_from")`.
    """
    own = [
        (value, entry)
        for entry in in_use(program, "policy")
        if _is_given(value := getattr(getattr(entry.node, part), key, None))
    ]
    if own:
        value, entry = max(own, key=lambda pair: (_strictness(key, pair[0]), pair[1].id))
        words = f"the policy `{entry.id}`{_source(entry.node, part)}"
        label = entry.at(part, key, text="the limit")
        return Limit(value, words, (label,), Severity(entry.node.severity))
    for name, policy in _packs(program):
        value = getattr(getattr(policy, part), key, None)
        if _is_given(value):
            return Limit(value, f"the {name} pack{_source(policy, part)}", (), None)
    return None


def frequency_limits(program: Program) -> Iterator[tuple[FrequencyLimit, Limit]]:
    """Limits on invitations, each with who asks for it; the packs' only where the program has none of its own."""
    own = [entry for entry in in_use(program, "policy") if entry.node.frequency]
    for entry in own:
        for index, each in enumerate(entry.node.frequency):
            words = f"the policy `{entry.id}`{f' ({each.source})' if each.source else ''}"
            label = entry.at("frequency", index, text="the limit")
            yield each, Limit(each, words, (label,), Severity(entry.node.severity))
    for name, policy in () if own else _packs(program):
        for each in policy.frequency:
            yield each, Limit(each, f"the {name} pack ({each.source})", (), None)


def _packs(program: Program) -> Iterator[tuple[str, Policy]]:
    """The packs' policies; none while one of the program's own, which would come first, is not understood."""
    settings = program.settings.node if program.settings else None
    for name in settings.packs if settings and understood(program, "policy") else ():
        for policy in pack_policies(name):
            yield name, policy


@cache
def pack_policies(name: str) -> tuple[Policy, ...]:
    """The policies that come with a pack, one for each source of its numbers."""
    return tuple(model_of("policy").model_validate(data) for data in packaged("packs", name))  # type: ignore[misc]


def _is_given(value: Any) -> bool:
    return value is not None and value != ()


def _source(policy: Policy, part: str) -> str:
    source = getattr(getattr(policy, part), "source", None)
    return f" ({source})" if source else ""


_RANKS: Mapping[str, tuple[str, ...]] = {
    "respondents": ("money", "gift", "donation", "results", "none"),
    "downside": ("full", "limited", "none"),
    "paid_by": ("value", "bands"),
}
"""Words from the mildest to the strictest."""
_LONGER_IS_STRICTER = frozenset(("complete",))
"""Lists of what has to be there; other lists say what is allowed."""
_LOWER_IS_STRICTER = frozenset(
    (
        "first_contact", "every", "assess_every", "changes_within", "key_account_from",
        "nps_margin", "score_margin", "account_share",
    )
)  # fmt: skip


def _strictness(key: str, value: Any) -> float:
    """The larger, the stricter."""
    if key in _RANKS:
        return _RANKS[key].index(value)
    if isinstance(value, tuple):
        return len(value) if key in _LONGER_IS_STRICTER else -len(value)
    amount = value if isinstance(value, int | float) else _minutes(value)
    return -amount if key in _LOWER_IS_STRICTER else amount


def _minutes(value: Any) -> float:
    """About how many minutes; enough to tell which of two durations is longer."""
    per = {"minutes": 1, "business_minutes": 4, "days": 1440, "business_days": 2016, "months": 43830}
    return float(value.amount * per[value.measure])
