"""What starts a loop, as PromQL, with samples that must and must not fire.

- Conditions on one question fold into the set of its answers that meet them; conditions on several questions joined by
  `or` fold into one set for each. Everything else about answers needs the whole response, which counters do not keep.
- Open answers that are filed under codes count once for each code; a broader code stands for all codes below it.
- Conditions on metrics become comparisons of the metric's value, each guarded by the fewest answers it needs.
- Events are counted. Silences are measured from the latest sign of life, recurring root causes by the cases filed.
- A question without an answer, like a metric without a value, meets no comparison, not even a negated one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import Any

from cxprog.analysis.truth import holds
from cxprog.emitters._alerts import KEY, OPEN, OTHER, Loop, Moment
from cxprog.language.condition import Answered, Both, Compare, Not, OneOf, Test, Value, operands
from cxprog.language.types import Duration
from cxprog.manifest import Manifest

ANSWERED = "_answered"
"""Value of the label `answer` where the answer itself must not be told: texts, numbers, rankings."""
EMPTY = "_empty"
"""Value of the label `answer` for a completed response that left the question out."""
TIER = "key"
"""Account tier in samples."""

Leaf = Compare | OneOf | Answered
Assignment = Mapping[str, float | None]
"""A value for each metric, None for one that has none."""

_SCALE_STEPS_MAX = 100
_ASSIGNMENTS_MAX = 2_000
_DAY_SECONDS = 86_400
_SECONDS = {"minutes": 60, "days": _DAY_SECONDS}
_MONTHS_DAYS = (0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337)
"""Most days that so many calendar months can have."""


@dataclass(frozen=True)
class Series:
    """A time series, or several alike ones where a label has a tuple of values; empty labels do not exist."""

    name: str
    labels: Mapping[str, str | tuple[str, ...]]

    def __str__(self) -> str:
        written = (f'{name}="{value}"' for name, value in self.labels.items() if value)
        return f"{self.name}{{{','.join(written)}}}"


@dataclass(frozen=True)
class Sample:
    """Values of time series, and whether an alert fires 10 minutes later."""

    words: str
    """Which case it is."""
    values: tuple[tuple[Series, str], ...]
    """Series with their values minute by minute, as promtool writes them."""
    fires: bool
    labels: Mapping[str, str]
    """Labels that the alert takes from the series."""
    value: float = 0
    """What the alert's expression yields."""


@dataclass(frozen=True)
class Start:
    """What opens a case."""

    expr: str
    """PromQL."""
    reads: tuple[Series, ...]
    """Series that it needs, with all values that labels can have."""
    samples: tuple[Sample, ...]
    says: str
    """What has happened, for people; ends before the value where one is shown."""
    decimals: int | None = None
    """Digits of the expression's value worth showing; None where the value says nothing."""
    by_integration: str = ""
    """Why the integration has to judge the condition itself; empty where PromQL can."""


def starts(manifest: Manifest, loop: Loop, moment: Moment, window: str) -> tuple[Start, ...]:
    """All that opens a case of the loop, for the accounts of a moment; nothing where no answer meets its condition.

    `window` is how far back answers and events count, as a Prometheus duration.
    """
    spec = loop.spec
    found = [
        _condition(manifest, loop, moment, window) if spec.when else None,
        _silence(loop, moment, window) if spec.silence else None,
        _event(loop, moment, window) if spec.event else None,
        _recurs(manifest, loop) if spec.recurs and _is_first(loop, moment) else None,
    ]
    return tuple({start.expr: start for start in found if start is not None}.values())


def _is_first(loop: Loop, moment: Moment) -> bool:
    """Whether what belongs to no account is told here, where accounts are told apart: it is told once."""
    return moment == next(each for each in loop.moments if each.deadline == OPEN)


def _condition(manifest: Manifest, loop: Loop, moment: Moment, window: str) -> Start | None:
    spec = loop.spec
    if not spec.answered:
        return _metrics(manifest, loop, spec.when.test, moment, window) if _is_first(loop, moment) else None
    folded = None if spec.metrics else answers(manifest, spec.when.test)
    if folded is None:
        why = "it mixes answers and metrics" if spec.metrics else "one counted answer cannot tell whether it holds"
        return _matches(loop, moment, window, why)
    return _answers(manifest, loop, moment, folded, window) if any(folded.values()) else None


# CASES


def grouped(loop: Loop, *labels: str) -> str:
    """The labels that an alert about cases takes from the data, as PromQL lists them."""
    return ", ".join((*labels, "account_tier", *(("partner",) if loop.partners else ())))


def cut(moment: Moment) -> str:
    """What narrows a selector to the accounts of a moment; behind other labels."""
    return {KEY: f',account_value="{KEY}"', OTHER: f',account_value!="{KEY}"'}.get(moment.accounts, "")


def told_apart(loop: Loop, moment: Moment) -> dict[str, str | tuple[str, ...]]:
    """Labels beside the touchpoint that series need so that cases can be told apart, with all their values."""
    value = {"account_value": moment.accounts} if moment.accounts != "all" else {}
    return {**value, **({"partner": loop.partners} if loop.partners else {})}


def sampled(loop: Loop, moment: Moment) -> dict[str, str]:
    """The same labels with the values that a sample has."""
    value = {"account_value": moment.accounts} if moment.accounts != "all" else {}
    return {**value, **({"partner": loop.partners[0]} if loop.partners else {})}


def carried(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels of a sample that its alert carries: the account's value only cuts, and is a label of the rule."""
    return {name: value for name, value in labels.items() if name != "account_value"}


def others(moment: Moment, values: Iterable[tuple[Series, str]]) -> tuple[Sample, ...]:
    """The same values from the other sort of account, on which the alert stays silent."""
    if moment.accounts == "all":
        return ()
    wrong = OTHER if moment.accounts == KEY else KEY
    swapped = tuple((Series(each.name, {**each.labels, "account_value": wrong}), told) for each, told in values)
    return (Sample(f"stays silent for {'other' if wrong == OTHER else 'key'} accounts", swapped, False, {}),)


# READING


_OPPOSITES = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}


def leaves(test: Test) -> Iterator[Leaf]:
    """The single comparisons of a condition, in reading order."""
    if isinstance(test, Both):
        for part in test.parts:
            yield from leaves(part)
    elif isinstance(test, Not):
        yield from leaves(test.part)
    else:
        yield test


# ANSWERS


def answers(manifest: Manifest, test: Test) -> Mapping[str, tuple[str, ...]] | None:
    """Answers that meet a condition by `survey.question`; None when single answers cannot tell."""
    folded: dict[str, set[str]] = {}
    for part in _alternatives(test):
        names = {operand.name for operand in operands(part)}
        met = _met(manifest, next(iter(names)), part) if len(names) == 1 else None
        if met is None:
            return None
        folded.setdefault(next(iter(names)), set()).update(met)
    return {
        name: tuple(value for value in domain(manifest, _question(manifest, name)) if value in met)
        for name, met in sorted(folded.items())
    }


def domain(manifest: Manifest, question: Any) -> tuple[str, ...]:
    """Values that the label `answer` can have for a question: always few, never what somebody wrote."""
    scale = question.scale
    if question.type == "open-text" and question.codes:
        codes = manifest.get("taxonomy", question.codes).each_code()
        return (ANSWERED, *dict.fromkeys(code.id for code in codes), EMPTY)
    if question.type in ("open-text", "number", "ranking") or (scale and _steps(scale) > _SCALE_STEPS_MAX):
        return (ANSWERED, EMPTY)
    if question.type == "yes-no":
        return ("yes", "no", EMPTY)
    if question.choices:
        return (*(choice.id for choice in question.choices), EMPTY)
    return (*(str(value) for value in range(scale.lowest, scale.highest + 1)), EMPTY) if scale else (ANSWERED, EMPTY)


def _steps(scale: Any) -> int:
    return int(scale.highest - scale.lowest)


def _question(manifest: Manifest, name: str) -> Any:
    return manifest.get("question", name.partition(".")[2])


def _alternatives(test: Test) -> Iterator[Test]:
    """The parts of which any one is enough."""
    if isinstance(test, Both) and test.word == "or":
        for part in test.parts:
            yield from _alternatives(part)
    elif isinstance(test, Not) and isinstance(test.part, Both) and test.part.word == "and":
        for part in test.part.parts:
            yield from _alternatives(Not(part))
    elif isinstance(test, Not) and isinstance(test.part, Not):
        yield from _alternatives(test.part.part)
    else:
        yield test


def _met(manifest: Manifest, name: str, test: Test) -> set[str] | None:
    question = _question(manifest, name)
    values = domain(manifest, question)
    if question.type == "open-text" and question.codes:
        return _met_by_one_code(manifest.get("taxonomy", question.codes), test)
    if ANSWERED in values and not all(isinstance(leaf, Answered) for leaf in leaves(test)):
        return None
    if question.type == "multiple-choice":
        return _met_by_one_choice(values, test)
    return {value for value in values if _is_met(test, _read(value))}


def _is_met(test: Test, answer: Value | None) -> bool:
    return holds(test, lambda _: answer)


def _met_by_one_choice(values: tuple[str, ...], test: Test) -> set[str] | None:
    """Each ticked choice counts once, so only what a single tick decides can be told."""
    if isinstance(test, Answered):
        return set(values) - {EMPTY} if test.wanted else {EMPTY}
    if isinstance(test, OneOf):
        return set(values) & {str(value) for value in test.values}
    if isinstance(test, Compare) and test.operator == "=":
        return set(values) & {str(test.value)}
    return None


def _met_by_one_code(taxonomy: Any, test: Test) -> set[str] | None:
    """Each code that a comment is filed under counts once, so only what a single code decides can be told."""
    if isinstance(test, Answered):
        return {ANSWERED} if test.wanted else {EMPTY}
    if isinstance(test, OneOf):
        return {code for value in test.values for code in taxonomy.codes_under(str(value))}
    if isinstance(test, Compare) and test.operator == "=":
        return set(taxonomy.codes_under(str(test.value)))
    return None


def _read(value: str) -> Value | None:
    """What somebody answered; choices start with a letter, so only steps of a scale look like numbers."""
    if value == EMPTY:
        return None
    return int(value) if value.removeprefix("-").isdigit() else value


def _answers(
    manifest: Manifest, loop: Loop, moment: Moment, folded: Mapping[str, tuple[str, ...]], window: str
) -> Start:
    counted = [(name, values) for name, values in folded.items() if values]
    increases = (f"increase({_matching(name, values, moment)}[{window}])" for name, values in counted)
    return Start(
        expr=f"sum by ({grouped(loop, 'survey', 'touchpoint')}) ({' or '.join(increases)}) > 0",
        reads=tuple(
            Series(
                "cx_answers_total",
                {
                    **_labels(name),
                    "answer": domain(manifest, _question(manifest, name)),
                    **_places(loop, name),
                    **told_apart(loop, moment),
                },
            )
            for name, _ in counted
        ),
        samples=tuple(_answer_samples(manifest, loop, moment, folded)),
        says=f"answers in the last {window} that meet {loop.spec.when.words}",
        decimals=0,
    )


def _matching(name: str, values: tuple[str, ...], moment: Moment) -> str:
    survey, _, question = name.partition(".")
    wanted = f'="{values[0]}"' if len(values) == 1 else f'=~"{"|".join(values)}"'
    return f'cx_answers_total{{survey="{survey}",question="{question}",answer{wanted}{cut(moment)}}}'


def _labels(name: str) -> dict[str, str]:
    survey, _, question = name.partition(".")
    return {"survey": survey, "question": question}


def _places(loop: Loop, name: str) -> dict[str, tuple[str, ...]]:
    survey = name.partition(".")[0]
    return {"touchpoint": tuple(place.address for place in loop.touchpoints if survey in place.surveys)}


def _answer_samples(
    manifest: Manifest, loop: Loop, moment: Moment, folded: Mapping[str, tuple[str, ...]]
) -> Iterator[Sample]:
    silent: list[Series] = []
    fired: list[Series] = []
    for name, met in folded.items():
        question = _question(manifest, name)
        values = domain(manifest, question)
        at = {"touchpoint": (*_places(loop, name)["touchpoint"], "")[0], "account_tier": TIER, **sampled(loop, moment)}
        series = {answer: Series("cx_answers_total", {**_labels(name), "answer": answer, **at}) for answer in values}
        taken = {"survey": name.partition(".")[0], **carried(at)}
        for answer in _edges(values, met) if question.scale else met:
            yield Sample(f"fires on {name} = {answer}", ((series[answer], _RISES),), True, taken, 1)
        fired.extend(series[answer] for answer in values if answer in met)
        silent.extend(series[answer] for answer in values if answer not in met)
    if silent:
        yield Sample(f"stays silent on {_listed(silent)}", tuple((each, _RISES) for each in silent), False, {})
    yield from others(moment, ((each, _RISES) for each in fired))


_RISES = "0x5 1x10"
"""A counter that goes up by one after six minutes."""


def _listed(silent: list[Series]) -> str:
    told: dict[str, list[str]] = {}
    for series in silent:
        told.setdefault(f"{series.labels['survey']}.{series.labels['question']}", []).append(
            str(series.labels["answer"])
        )
    return ", ".join(f"{name} = {' '.join(answers)}" for name, answers in told.items())


def _edges(values: tuple[str, ...], met: tuple[str, ...]) -> Iterator[str]:
    """Values that meet the condition while a neighbor does not, or the first one where all do."""
    found = [
        value
        for index, value in enumerate(values)
        if value in met and any(near not in met for near in values[max(index - 1, 0) : index + 2])
    ]
    yield from found or met[:1]


# RESPONSES THAT THE INTEGRATION JUDGES


def _matches(loop: Loop, moment: Moment, window: str, why: str) -> Start:
    places = tuple(place.address for place in loop.places)
    surveys = loop.spec.surveys
    own = {
        "survey": surveys[0] if surveys else "",
        "account_tier": TIER,
        "touchpoint": (*places, "")[0],
        **sampled(loop, moment),
    }
    series = Series("cx_loop_matches_total", {"loop": loop.id, **own})
    read = {"loop": loop.id, "survey": surveys, "touchpoint": places, **told_apart(loop, moment)}
    return Start(
        expr=(
            f"sum by ({grouped(loop, 'survey', 'touchpoint')}) "
            f'(increase(cx_loop_matches_total{{loop="{loop.id}"{cut(moment)}}}[{window}])) > 0'
        ),
        reads=(Series("cx_loop_matches_total", read),),
        samples=(
            Sample("fires on a match", ((series, _RISES),), True, carried(own), 1),
            Sample("stays silent without a new match", ((series, "7x15"),), False, {}),
            *others(moment, ((series, _RISES),)),
        ),
        says=f"{loop.spec.when.words if loop.spec.when else _silent_words(loop)}; times in the last {window}",
        decimals=0,
        by_integration=why,
    )


# EVENTS


def _event(loop: Loop, moment: Moment, window: str) -> Start:
    places = tuple(place.address for place in loop.places)
    own = {"account_tier": TIER, "touchpoint": (*places, "")[0], **sampled(loop, moment)}
    series = Series("cx_events_total", {"event": loop.spec.event, **own})
    read = {"event": loop.spec.event, "touchpoint": places, **told_apart(loop, moment)}
    selector = f'cx_events_total{{event="{loop.spec.event}"{cut(moment)}}}'
    return Start(
        expr=f"sum by ({grouped(loop, 'touchpoint')}) (increase({selector}[{window}])) > 0",
        reads=(Series("cx_events_total", read),),
        samples=(
            Sample("fires on an event", ((series, _RISES),), True, carried(own), 1),
            Sample("stays silent without a new one", ((series, "7x15"),), False, {}),
            *others(moment, ((series, _RISES),)),
        ),
        says=f"times that {loop.spec.event} happened in the last {window}",
        decimals=0,
    )


# ROOT CAUSES


def _recurs(manifest: Manifest, loop: Loop) -> Start:
    recurs = loop.spec.recurs
    codes = dict.fromkeys(code.id for code in manifest.get("taxonomy", recurs.of).each_code())
    causes = (recurs.cause,) if recurs.cause else tuple(codes)
    wanted = f',cause="{recurs.cause}"' if recurs.cause else ""
    series = Series("cx_cause_cases", {"loop": loop.id, "cause": causes[0]})
    fewest = recurs.at_least
    return Start(
        expr=f'max by (cause) (cx_cause_cases{{loop="{loop.id}"{wanted}}}) >= {fewest}',
        reads=(Series("cx_cause_cases", {"loop": loop.id, "cause": causes}),),
        samples=(
            Sample(f"fires at {fewest} cases", ((series, f"{fewest}x15"),), True, {"cause": causes[0]}, fewest),
            Sample(f"stays silent at {fewest - 1}", ((series, f"{fewest - 1}x15"),), False, {}),
        ),
        says=f"cases filed under the same cause within {recurs.within.words}",
        decimals=0,
        by_integration="only the case system knows what cases are filed under",
    )


# METRICS


def _metrics(manifest: Manifest, loop: Loop, test: Test, moment: Moment, window: str) -> Start:
    metrics = loop.spec.metrics
    if any(isinstance(value, str) for leaf in leaves(test) for value in _limits(leaf)):
        return _matches(loop, moment, window, "a metric cannot be compared with a word")
    fewest = {name: _fewest(manifest, loop, name) for name in metrics}
    single = len(metrics) == 1 and not any(isinstance(leaf, Answered) for leaf in leaves(test))
    return Start(
        expr=_metric_expr(test, fewest),
        reads=tuple(
            Series(name, {"metric": metric})
            for metric in metrics
            for name in ("cx_metric", *(("cx_metric_answers",) if fewest[metric] else ()))
        ),
        samples=tuple(_metric_samples(test, fewest, single)),
        says=f"{loop.spec.when.words}; value of {metrics[0]}" if single else loop.spec.when.words,
        decimals=1 if single else None,
    )


def _fewest(manifest: Manifest, loop: Loop, name: str) -> int:
    """Fewest answers behind a metric before it counts; 0 for no limit."""
    metric = manifest.get("metric", name)
    return 0 if metric.type == "operational" else max(loop.spec.minimum_n or 0, metric.minimum_n or 0)


def _limits(leaf: Leaf) -> tuple[Value, ...]:
    return leaf.values if isinstance(leaf, OneOf) else (leaf.value,) if isinstance(leaf, Compare) else ()


def _metric_expr(test: Test, fewest: Mapping[str, int], negated: bool = False) -> str:
    if isinstance(test, Not):
        return _metric_expr(test.part, fewest, not negated)
    if isinstance(test, Both):
        word = test.word if not negated else {"and": "or", "or": "and"}[test.word]
        return f" {word} ".join(f"({_metric_expr(part, fewest, negated)})" for part in test.parts)
    name = test.operand.name
    metric = f'max(cx_metric{{metric="{name}"}})'
    enough = f'max(cx_metric_answers{{metric="{name}"}}) >= {fewest[name]}' if fewest[name] else ""
    if isinstance(test, Answered):
        known = f"{metric} and {enough}" if enough else metric
        return known if test.wanted is not negated else f"absent({known})"
    operator = test.operator if isinstance(test, Compare) else "="
    symbol = {"=": "=="}.get(sign := _OPPOSITES[operator] if negated else operator, sign)
    joined = (" and " if negated else " or ").join(f"{metric} {symbol} {limit}" for limit in _limits(test))
    if not enough:
        return joined
    compared = joined if isinstance(test, Compare) else f"({joined})"
    return f"{compared} and {enough}"


def _metric_samples(test: Test, fewest: Mapping[str, int], shows_value: bool) -> Iterator[Sample]:
    pair = _boundary(test, list(fewest))
    if pair is None:
        return
    fires, silent = pair
    value = next(iter(fires.values())) if shows_value else None
    yield Sample(f"fires at {_told(fires)}", _metric_values(fires, fewest), True, {}, value or 0)
    yield Sample(f"stays silent at {_told(silent)}", _metric_values(silent, fewest), False, {})
    few = {name: count - 1 for name, count in fewest.items() if count}
    if few and not holds(test, lambda name: None if name in few else fires[name]):
        words = ", ".join(f"{count} answers to {name}" for name, count in few.items())
        values = _metric_values(fires, {**fewest, **few})
        yield Sample(f"stays silent at {_told(fires)} from {words}", values, False, {})


def _boundary(test: Test, names: list[str]) -> tuple[Assignment, Assignment] | None:
    """Two assignments that differ in one metric, as little as can be, of which only the first meets the condition."""
    candidates = {name: _candidates(test, name) for name in names}
    assignments = islice(product(*candidates.values()), _ASSIGNMENTS_MAX)
    best: tuple[float, Assignment, Assignment] | None = None
    for values in assignments:
        fires = dict(zip(names, values, strict=True))
        if not holds(test, fires.get):
            continue
        for silent in ({**fires, name: value} for name in names for value in candidates[name]):
            gap = sum(_gap(fires[name], silent[name]) for name in names)
            if (best is None or gap < best[0]) and not holds(test, silent.get):
                best = (gap, fires, silent)
    return best[1:] if best else None


def _candidates(test: Test, name: str) -> list[float | None]:
    """Values on, beside and between all numbers that a metric is compared with, and no value at all."""
    found = {float(limit) for leaf in leaves(test) if leaf.operand.name == name for limit in _limits(leaf)}
    limits = sorted(found) or [0.0]
    between = {(lower + upper) / 2 for lower, upper in pairwise(limits)}
    return [*sorted({limit + step for limit in limits for step in (-1, 0, 1)} | between), None]


def _gap(left: float | None, right: float | None) -> float:
    if left is None or right is None:
        return 0 if left is right else math.inf
    return abs(left - right)


def _told(values: Assignment) -> str:
    return ", ".join(
        f"{name} without a value" if value is None else f"{name} = {_number(value)}" for name, value in values.items()
    )


def _metric_values(values: Assignment, answers: Mapping[str, int]) -> tuple[tuple[Series, str], ...]:
    return (
        *(
            (Series("cx_metric", {"metric": name}), f"{_number(value)}x15")
            for name, value in values.items()
            if value is not None
        ),
        *((Series("cx_metric_answers", {"metric": name}), f"{count}x15") for name, count in answers.items() if count),
    )


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


# SILENCE


def _silence(loop: Loop, moment: Moment, window: str) -> Start | None:
    silence = loop.spec.silence
    is_anybody = silence.accounts == "any"
    if (silence.accounts == KEY and moment.accounts == OTHER) or (is_anybody and not _is_first(loop, moment)):
        return None
    limit = seconds(silence.within)
    if limit is None:
        return _matches(loop, moment, window, "PromQL does not know business time")
    name = f"cx_last_{silence.of.removesuffix('s')}_timestamp_seconds"
    accounts = silence.accounts if is_anybody or moment.accounts == "all" else moment.accounts
    labels: dict[str, str | tuple[str, ...]] = {"survey": silence.survey, "accounts": accounts}
    partner = {"partner": loop.partners[0]} if loop.partners and not is_anybody else {}
    at = {} if is_anybody else {"account_tier": TIER, **partner}
    latest = f"max({Series(name, labels)})" if is_anybody else f"min by ({grouped(loop)}) ({Series(name, labels)})"
    series = Series(name, {**labels, **at})
    return Start(
        expr=f"time() - {latest} > {limit}",
        reads=(Series(name, {**labels, **({"partner": loop.partners} if partner else {})}),),
        samples=(
            Sample(f"fires after {limit + 60} s", ((series, f"{600 - 60 - limit}x15"),), True, at),
            Sample(f"stays silent after {limit} s", ((series, f"{600 - limit}x15"),), False, {}),
        ),
        says=_silent_words(loop),
    )


def _silent_words(loop: Loop) -> str:
    silence = loop.spec.silence
    within = silence.within.words
    if silence.accounts == "any":
        return f"no {silence.of} at all for {silence.survey} within {within}"
    account = "key account" if silence.accounts == KEY else "account"
    return f"at least one {account} without {silence.of} for {silence.survey} within {within}"


def seconds(duration: Duration | None) -> int | None:
    """Seconds of a duration, of as many days as calendar months can have; None for business time, and for nothing."""
    if duration is None:
        return None
    if duration.measure == "months":
        years, months = divmod(duration.amount, 12)
        return (years * 366 + _MONTHS_DAYS[months]) * _DAY_SECONDS
    unit = _SECONDS.get(duration.measure)
    return duration.amount * unit if unit else None
