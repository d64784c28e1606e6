"""Verdicts as text of 80 columns: the limits, and for each sort of person the answer and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from cxprog.display import one_line, wrapped
from cxprog.display._proved import ANSWERS, Full, Judged, Limit, Proofs
from cxprog.finding import Step
from cxprog.report._words import places

_SIGNS = {"proved": "+", "violated": "!", "not decided": "?"}
_WIDTH = 80


def render(shown: Proofs) -> str:
    """The limits one below another, and a summary as the last line."""
    lines = [*_head(shown)]
    for limit in shown.limits:
        lines += ["", *_limit(shown, limit)]
    return "\n".join((*lines, "", summary(shown))) + "\n"


def summary(shown: Proofs) -> str:
    """One line: how many limits are proved, violated, not decided."""
    counts = (f"{shown.count(answer)} {answer}" for answer in reversed(ANSWERS))
    limits = len(shown.limits)
    return f"{limits} {'limit' if limits == 1 else 'limits'}: {', '.join(counts)}"


def _head(shown: Proofs) -> Iterator[str]:
    environment = f", environment {shown.environment}" if shown.environment else ""
    version = shown.specs.settings.version
    yield from wrapped(one_line(f"{shown.title}, version {version}{environment}"), 0)


def _limit(shown: Proofs, limit: Limit) -> Iterator[str]:
    yield from _hung(f"{limit.answer.upper()}: ", limit.words)
    yield from wrapped(one_line(f"{limit.address} ({limit.place})"), 2)
    if limit.source:
        yield from wrapped(one_line(limit.source), 2)
    for judged in limit.busy:
        yield ""
        yield from _judged(shown, judged)
    if limit.idle:
        yield ""
        yield from _hung("  + proved, as nothing that counts goes to: ", one_line(limit.idle), 4)


def _judged(shown: Proofs, judged: Judged) -> Iterator[str]:
    verdict = judged.verdict
    # Where nothing is decided, the headline would only repeat the limit.
    said = judged.whom if verdict.answer == "not decided" else judged.headline
    yield from _hung(f"  {_SIGNS[verdict.answer]} {verdict.answer}: ", one_line(said), 4)
    yield from wrapped(f"worst case: {judged.worst}", 4)
    yield from _timeline(shown, judged.steps)
    for basis in judged.basis:
        yield from _hung("    rests on: ", one_line(basis.words), 6)
    for because in judged.because:
        yield from _hung("    holds because: ", one_line(because), 6)
    if verdict.reason:
        yield from wrapped(one_line(verdict.reason), 4)
    if judged.until:
        yield from wrapped(f"the verdict speaks of the time until {judged.until}", 4)
    if judged.full:
        yield from _full(shown, judged.full)


def _full(shown: Proofs, full: Full) -> Iterator[str]:
    """One more line for what is violated, and the second calendar."""
    yield from wrapped(one_line(full.words), 4)
    if full.earlier:
        yield from wrapped(full.earlier, 6)
    yield from _timeline(shown, full.steps)


def _timeline(shown: Proofs, steps: Sequence[Step]) -> Iterator[str]:
    width = max((len(step.when) for step in steps), default=0)
    for step in steps:
        yield from _hung(f"    {step.when:>{width}}  ", one_line(step.text))
        yield from wrapped(_places(shown, step), width + 6)


def _places(shown: Proofs, step: Step) -> str:
    return one_line(places(shown.run, step))


def _hung(start: str, text: str, indent: int | None = None) -> Iterator[str]:
    """A text behind its start, further lines below the text, or at an indentation."""
    margin = " " * (len(start) if indent is None else indent)
    lines = wrap(
        text,
        _WIDTH,
        initial_indent=start,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from lines or [start.rstrip()]
