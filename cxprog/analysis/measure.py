"""The value of a metric from single answers, as far as it can be worked out from them.

| type | value |
|---|---|
| `nps` | share of answers from 9 on, minus share of those up to 6, times 100 |
| `osat`, `csat`, `ces`, `mean` | mean of the answers |
| `top-box` | share of the best answer of the scale, or of `choice` |
| `ratio` | share of `choice`; of `yes` where it names none |
| `ranking` | mean rank of `choice`, 1 for the first |
| `operational` | none: it comes from another system |

A share is between 0 and 1, and between 0 and 100 where the metric's scale ends at 100 or more. A metric that is a share
of groups counts the groups whose own value lies in the band, among those with enough answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cxprog.manifest import Manifest


@dataclass(frozen=True)
class Reply:
    """One person's answer to one question."""

    question: str
    value: Any
    """A number, a word, or a tuple of choices."""
    weight: int
    """How many alike people it stands for."""
    by: Mapping[str, str]
    """Segment of the person."""


class Measured(NamedTuple):
    """A metric's value and the answers behind it."""

    value: float | None
    """None where nothing can be computed."""
    answers: int


def measure(manifest: Manifest, name: str, replies: Iterable[Reply]) -> Measured:
    """The value of a metric from all these answers, however few they are."""
    metric = manifest.get("metric", name)
    if metric.share_of is not None:
        return _share_of(manifest, metric, tuple(replies))
    fed = feeding(manifest, name)
    own = [reply for reply in replies if reply.question in fed]
    count = sum(reply.weight for reply in own)
    compute = _VALUES.get(metric.type)
    return Measured(compute(manifest, metric, own, count) if compute and count else None, count)


def feeding(manifest: Manifest, name: str) -> frozenset[str]:
    """Questions whose answers a metric is computed from."""
    metric = manifest.get("metric", name)
    wanted = metric.share_of.metric if metric.share_of else name
    return frozenset(question.id for question in manifest.each("question") if question.spec.metric == wanted)


def _mean(manifest: Manifest, metric: Any, replies: list[Reply], count: int) -> float:
    return sum(_number(reply.value) * reply.weight for reply in replies) / count


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _nps(manifest: Manifest, metric: Any, replies: list[Reply], count: int) -> float:
    sides = sum(reply.weight * ((_number(reply.value) >= 9) - (_number(reply.value) <= 6)) for reply in replies)
    return 100 * sides / count


def _share(manifest: Manifest, metric: Any, replies: list[Reply], count: int) -> float:
    hits = sum(reply.weight for reply in replies if _counts(metric.choice or "yes", reply.value))
    return _percent(metric) * hits / count


def _top_box(manifest: Manifest, metric: Any, replies: list[Reply], count: int) -> float:
    if metric.choice:
        return _share(manifest, metric, replies, count)
    hits = sum(reply.weight for reply in replies if reply.value == _best(manifest.get("question", reply.question)))
    return _percent(metric) * hits / count


def _rank(manifest: Manifest, metric: Any, replies: list[Reply], count: int) -> float | None:
    ranks = [
        (list(reply.value).index(metric.choice) + 1, reply.weight)
        for reply in replies
        if isinstance(reply.value, tuple) and metric.choice in reply.value
    ]
    ranked = sum(weight for _, weight in ranks)
    return sum(rank * weight for rank, weight in ranks) / ranked if ranked else None


def _share_of(manifest: Manifest, metric: Any, replies: tuple[Reply, ...]) -> Measured:
    of = metric.share_of
    other = manifest.get("metric", of.metric)
    groups: dict[str, list[Reply]] = {}
    for reply in replies:
        if of.by in reply.by:
            groups.setdefault(reply.by[of.by], []).append(reply)
    measured = [measure(manifest, of.metric, group) for group in groups.values()]
    enough = [each.value for each in measured if each.value is not None and each.answers >= (other.minimum_n or 1)]
    answers = sum(each.answers for each in measured)
    if not enough:
        return Measured(None, answers)
    inside = sum(_band(other, value) == of.band for value in enough)
    return Measured(_percent(metric) * inside / len(enough), answers)


def _band(metric: Any, value: float) -> str | None:
    below = [band for band in metric.bands if band.lowest <= value]
    return max(below, key=lambda band: band.lowest).id if below else None


def _counts(choice: str, value: Any) -> bool:
    return choice in value if isinstance(value, tuple) else bool(value == choice)


def _best(question: Any) -> int | None:
    if question.scale is None:
        return None
    return int(question.scale.highest if question.direction == "higher-is-better" else question.scale.lowest)


def _percent(metric: Any) -> int:
    return 100 if metric.scale is not None and metric.scale.highest >= 100 else 1


_VALUES: Mapping[str, Callable[[Manifest, Any, list[Reply], int], float | None]] = {
    "nps": _nps,
    "osat": _mean,
    "csat": _mean,
    "ces": _mean,
    "mean": _mean,
    "top-box": _top_box,
    "ratio": _share,
    "ranking": _rank,
}
