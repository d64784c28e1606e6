"""What a SurveyJS form cannot say, and what it cannot keep."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from cxprog.emitters._surveyjs_form import ANSWERS_OF_YES_NO, Asked, element_type
from cxprog.emitters._surveyjs_text import Texts, has_words
from cxprog.manifest import Manifest
from cxprog.target import Address, Note

_LISTED_MAX = 5
_WITH_CHOICES = ("radiogroup", "checkbox", "ranking")
_WITH_SCALE = ("rating", "slider", "text")


# NOT SAID


def conditions_left_out(survey: Any, asked: tuple[Asked, ...]) -> Iterator[Note]:
    """Conditions that look at something the survey does not ask, or asks later."""
    for each in asked:
        if each.not_before:
            looked_at = _listed(each.not_before)
            yield Note(
                "not-expressible",
                f"the form of `{survey.id}` always shows `{each.question.id}`: its condition looks at {looked_at}, "
                "which the survey does not ask before",
                Address("survey", survey.id, ("questions", each.index, "when")),
                help=f"ask {looked_at} earlier in the survey, or take it out of the condition",
            )


def keys_left_out(manifest: Manifest) -> Iterator[Note]:
    """Choices and scales of questions whose type has no place for them."""
    for name in sorted({asked.question for survey in manifest.each("survey") for asked in survey.spec.questions}):
        question = manifest.get("question", name)
        type_name, here = element_type(question), Address("question", name)
        extra = _choices_not_shown(question, type_name)
        if extra:
            yield Note(
                "not-expressible",
                f"no form shows the choice{'s' if len(extra) > 1 else ''} {_listed(extra)} of `{name}`: "
                f"the type {question.type} has no place for {'them' if len(extra) > 1 else 'it'}",
                here.to("choices"),
                help="remove them, or give the question the type single-choice or multiple-choice",
            )
        scale = question.scale
        if scale and type_name not in _WITH_SCALE:
            yield Note(
                "not-expressible",
                f"no form shows the scale of `{name}`: the type {question.type} has no place for it",
                here.to("scale"),
                help="remove the scale, or give the question the type rating",
            )
        elif scale and type_name == "text" and (scale.low or scale.high):
            yield Note(
                "not-expressible",
                f"no form shows the words at the ends of the scale of `{name}`: SurveyJS has an empty box for a number",
                here.to("scale"),
                help="say it in the text of the question, or give the question the type rating",
            )


def _choices_not_shown(question: Any, type_name: str) -> tuple[str, ...]:
    shown = ANSWERS_OF_YES_NO if type_name == "boolean" else ()
    return tuple(choice.id for choice in question.choices if type_name not in _WITH_CHOICES and choice.id not in shown)


def locales_without_words(manifest: Manifest) -> Iterator[Note]:
    """Languages in which SurveyJS cannot label its buttons."""
    seen: set[str] = set()
    for survey in manifest.each("survey"):
        for locale, code in Texts(manifest, survey.spec.locales).codes.items():
            if locale not in seen and not has_words(code):
                seen.add(locale)
                yield Note(
                    "not-expressible",
                    f"SurveyJS has no words of its own in `{locale}`: buttons and error messages appear in English",
                    Address("survey", survey.id, ("locales",)),
                    help="give SurveyJS the words with its function `setupLocale`, or do not offer this locale",
                )


# NOT KEPT


def not_kept(manifest: Manifest) -> Iterator[Note]:
    """What surveys promise and nobody guarantees: one note for each channel, since the channel is where to say more."""
    broken: dict[str | None, dict[str, list[str]]] = {}
    for survey in manifest.each("survey"):
        channel = manifest.find("channel", survey.spec.through)
        for promise in _not_kept_by(channel.enforces if channel else None, survey.spec):
            broken.setdefault(survey.spec.through, {}).setdefault(promise, []).append(survey.id)
    for name, promises in broken.items():
        listed = "; ".join(f"{promise} ({_listed(surveys)})" for promise, surveys in promises.items())
        if name:
            yield Note(
                "not-enforced",
                f"forms cannot keep what their surveys promise, and `{name}` does not guarantee it: {listed}",
                Address("channel", name, ("enforces",)),
                help="if the tool keeps it by itself, say so under `enforces:`; if not, somebody has to watch it",
            )
        else:
            first = min(survey for surveys in promises.values() for survey in surveys)
            yield Note(
                "not-enforced",
                f"forms cannot keep what their surveys promise, and no channel is named that could: {listed}",
                Address("survey", first),
                help="name the tool with `through:`, and under `enforces:` of its channel what it guarantees",
            )


def _not_kept_by(enforces: Any, survey: Any) -> Iterator[str]:
    """Promises of a survey that its channel does not guarantee."""
    if survey.rest.own and not (enforces and enforces.rest):
        yield "rest between two invitations"
    if survey.caps and not (enforces and enforces.caps):
        yield "caps on invitations"
    if survey.identity == "anonymous" and not (enforces and enforces.anonymity):
        yield "anonymity"
    if survey.identity == "confidential" and not (enforces and enforces.minimum_group):
        yield "confidentiality"


def _listed(names: Collection[str]) -> str:
    shown = [f"`{name}`" for name in list(names)[:_LISTED_MAX]]
    more = [f"{len(names) - _LISTED_MAX} more"] if len(names) > _LISTED_MAX else []
    return " and ".join([", ".join(shown), *more])
