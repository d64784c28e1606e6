"""Answers of a scenario held against the survey that they answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from cxprog.analysis.codes import lineage
from cxprog.analysis.happening import Part
from cxprog.analysis.truth import holds
from cxprog.finding import nearest_word
from cxprog.manifest import Manifest
from cxprog.source import Path


class Mistake(NamedTuple):
    """An answer that nobody can give."""

    path: Path
    """Where it stands in what is given."""
    message: str
    help: str
    part: Part = "best"
    """Whether the question or the answer there is meant."""


def guess(wrong: str, names: Iterable[str], intro: str) -> str:
    """What was probably meant, else the names there are: `did you mean ...?`."""
    known = list(names)
    near = nearest_word(wrong, known)
    return f"did you mean `{near}`?" if near else f"{intro} {', '.join(f'`{name}`' for name in known)}"


def mistakes(manifest: Manifest, name: str, values: Mapping[str, Any]) -> Iterator[Mistake]:
    """What is wrong with answers to a survey: not asked, not shown, not on the scale, not offered, left out."""
    survey = manifest.get("survey", name)
    asked = {each.question: each for each in survey.questions}
    meant = {nearest_word(question, asked) for question in values if question not in asked}
    for question, value in values.items():
        if question not in asked:
            help_text = guess(question, asked, "it asks")
            yield Mistake(("values", question), f"`{name}` does not ask `{question}`", help_text, "key")
        elif not _is_shown(asked[question], values):
            message = f"`{question}` is not shown to somebody who answers like this"
            yield Mistake(("values", question), message, f"it is shown when {asked[question].when.words}", "key")
        else:
            spec = manifest.get("question", question)
            yield from _uncoded(manifest, question, spec, value) if spec.type == "open-text" else ()
            yield from _unfit(question, spec, value)
    for question, each in asked.items():
        if each.required and question not in values and question not in meant and _is_shown(each, values):
            path = ("values",) if values else ("answers",)
            yield Mistake(path, f"`{name}` cannot be answered without `{question}`", "add an answer to it", "key")


def _is_shown(asked: Any, values: Mapping[str, Any]) -> bool:
    return asked.when is None or holds(asked.when.test, lambda name: values.get(name))


def _uncoded(manifest: Manifest, name: str, question: Any, value: Any) -> Iterator[Mistake]:
    """A comment given as a list is one that was filed under these codes."""
    if not isinstance(value, tuple):
        return
    path: Path = ("values", name)
    if question.codes is None:
        yield Mistake(path, f"comments on `{name}` are not filed under codes", "give the answer as a text")
        return
    known, most = lineage(manifest, question.codes), manifest.get("taxonomy", question.codes).codes_per_comment
    for index, code in enumerate(value):
        if code not in known:
            message = f"`{code}` is no code of `{question.codes}`"
            yield Mistake((*path, index), message, guess(code, known, "known are"))
    if len(value) > most:
        yield Mistake(path, f"a comment has at most {most} codes, this one has {len(value)}", "leave some out")


def _unfit(name: str, question: Any, value: Any) -> Iterator[Mistake]:
    path: Path = ("values", name)
    if question.scale is not None:
        lowest, highest = question.scale.lowest, question.scale.highest
        if not isinstance(value, int | float) or not lowest <= value <= highest:
            yield Mistake(path, f"`{value}` is no answer to `{name}`", f"its scale goes from {lowest} to {highest}")
    offered = _OFFERED.get(question.type) or tuple(choice.id for choice in question.choices)
    if offered and question.type != "open-text":
        for index, each in enumerate(value) if isinstance(value, tuple) else [(-1, value)]:
            if each not in offered:
                place = path if index < 0 else (*path, index)
                yield Mistake(place, f"`{each}` is no answer to `{name}`", guess(str(each), offered, "it offers"))


_OFFERED = {"yes-no": ("yes", "no")}
