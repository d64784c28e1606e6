"""Answers of a scenario held against the survey that they answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cxprog.analysis.codes import lineage
from cxprog.analysis.truth import holds
from cxprog.manifest import Manifest


class Mistake(NamedTuple):
    """An answer that nobody can give."""

    key: str
    message: str
    help: str


def mistakes(manifest: Manifest, name: str, values: Mapping[str, Any]) -> Iterator[Mistake]:
    """What is wrong with answers to a survey: not asked, not shown, not on the scale, not offered, left out."""
    survey = manifest.get("survey", name)
    asked = {each.question: each for each in survey.questions}
    for question, value in values.items():
        if question not in asked:
            known = ", ".join(f"`{each}`" for each in asked)
            yield Mistake("values", f"`{name}` does not ask `{question}`", f"it asks {known}")
        elif not _is_shown(asked[question], values):
            words = asked[question].when.words
            yield Mistake(
                "values", f"`{question}` is not shown to somebody who answers like this", f"it is shown when {words}"
            )
        else:
            spec = manifest.get("question", question)
            yield from _uncoded(manifest, question, spec, value) if spec.type == "open-text" else ()
            yield from _unfit(question, spec, value)
    for question, each in asked.items():
        if each.required and question not in values and _is_shown(each, values):
            yield Mistake("values", f"`{name}` cannot be answered without `{question}`", "add an answer to it")


def _is_shown(asked: Any, values: Mapping[str, Any]) -> bool:
    return asked.when is None or holds(asked.when.test, lambda name: values.get(name))


def _uncoded(manifest: Manifest, name: str, question: Any, value: Any) -> Iterator[Mistake]:
    """A comment given as a list is one that was filed under these codes."""
    if not isinstance(value, tuple):
        return
    if question.codes is None:
        yield Mistake("values", f"comments on `{name}` are not filed under codes", "give the answer as a text")
        return
    known, most = lineage(manifest, question.codes), manifest.get("taxonomy", question.codes).codes_per_comment
    for code in value:
        if code not in known:
            yield Mistake("values", f"`{code}` is no code of `{question.codes}`", f"known are {', '.join(known)}")
    if len(value) > most:
        yield Mistake("values", f"a comment has at most {most} codes, this one has {len(value)}", "leave some out")


def _unfit(name: str, question: Any, value: Any) -> Iterator[Mistake]:
    if question.scale is not None:
        lowest, highest = question.scale.lowest, question.scale.highest
        if not isinstance(value, int | float) or not lowest <= value <= highest:
            yield Mistake("values", f"`{value}` is no answer to `{name}`", f"its scale goes from {lowest} to {highest}")
    offered = _OFFERED.get(question.type) or tuple(choice.id for choice in question.choices)
    if offered and question.type != "open-text":
        for each in value if isinstance(value, tuple) else (value,):
            if each not in offered:
                known = ", ".join(f"`{choice}`" for choice in offered)
                yield Mistake("values", f"`{each}` is no answer to `{name}`", f"it offers {known}")


_OFFERED = {"yes-no": ("yes", "no")}
