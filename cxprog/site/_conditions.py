"""Conditions for people: questions and metrics under the names that people know, choices in their own words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from cxprog.language.condition import Answered, Both, Not, OneOf, in_words
from cxprog.renderers._board_values import Phrase, Words

if TYPE_CHECKING:
    from cxprog.language.condition import Test
    from cxprog.site._site import Site

_OPERATORS: Mapping[str, str] = {
    "=": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
}

Named = Callable[[str], Phrase]
"""What people call something that a condition looks at."""


def starts(site: Site, loop: Any) -> Phrase:
    """What starts a loop."""
    return _said(site, loop.when.test, _anywhere(site)) if loop.when else site.listening.starts(loop)


def asked_when(site: Site, survey: Any, test: Test) -> Phrase:
    """The earlier answers of a survey for which a question is asked."""
    places = {asked.question: number for number, asked in enumerate(survey.questions, 1)}
    return _said(site, test, lambda name: (f"the answer to question {places[name]}",))


def choices_of(site: Site, question: str) -> Mapping[str, Words]:
    """What can be answered to a question, or under which code an answer is filed, by id."""
    spec = site.manifest.find("question", question)
    if spec is None:
        return {}
    codes = site.manifest.get("taxonomy", spec.codes).each_code() if spec.codes else ()
    titles = {code.id: site.words(code.title, code.id) for code in codes}
    return {**titles, **{choice.id: site.words(choice.text, choice.id) for choice in spec.choices}}


def _anywhere(site: Site) -> Named:
    def named(name: str) -> Phrase:
        survey, dot, question = name.partition(".")
        if not dot:
            return (site.ref("metric", name).title,)
        text = site.words(site.manifest.get("question", question).text, question)
        return ("the answer to “", text, "” (", site.ref("survey", survey).title, ")")

    return named


def _said(site: Site, test: Test, named: Named) -> Phrase:
    if isinstance(test, Both):
        said: Phrase = ()
        for part in test.parts:
            inner = _said(site, part, named)
            if isinstance(part, Both):
                inner = ("(", *inner, ")")
            said += (f", {test.word} " if said else "", *inner)
        return said
    if isinstance(test, Not):
        return ("not (", *_said(site, test.part, named), ")")
    subject = named(test.operand.name)
    if isinstance(test, Answered):
        return (*subject, " is given" if test.wanted else " is missing")
    choices = choices_of(site, test.operand.name.rpartition(".")[2])
    if isinstance(test, OneOf):
        values: Phrase = ()
        for value in test.values:
            values += (" or " if values else "", choices.get(str(value), str(value)))
        return (*subject, " is ", *values)
    # The condition's own text ends with the value as people write it.
    written = in_words(test).rpartition(f" {test.operator} ")[2]
    return (*subject, f" {_OPERATORS[test.operator]} ", choices.get(str(test.value), written))
