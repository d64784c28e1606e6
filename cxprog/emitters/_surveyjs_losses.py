"""What a SurveyJS form cannot say, and what it cannot keep."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from cxprog.analysis.anonymity.forms import is_anonymous, received
from cxprog.emitters._surveyjs_form import Asked, asking_who
from cxprog.emitters._surveyjs_text import Texts, has_words
from cxprog.manifest import Manifest
from cxprog.target import Address, Note

_LISTED_MAX = 5


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


def questions_left_out(manifest: Manifest, survey: Any) -> Iterator[Note]:
    """Questions that ask who answers, in a survey that promises that nobody knows."""
    for question in asking_who(manifest, survey):
        index = next(index for index, each in enumerate(survey.questions) if each.question == question.id)
        yield Note(
            "not-expressible",
            f"the form of `{survey.id}` leaves out `{question.id}`, which asks who answers: the survey is anonymous",
            Address("survey", survey.id, ("questions", index)),
            help="ask for it in a survey of its own, where no answer stands beside it, or promise `confidential`",
        )


def words_left_out(manifest: Manifest) -> Iterator[Note]:
    """Words at the ends of a scale that is no row of buttons."""
    for question in manifest.each("question"):
        scale = question.spec.scale
        if question.spec.type == "number" and scale and (scale.low or scale.high):
            yield Note(
                "not-expressible",
                f"no form shows the words at the ends of the scale of `{question.id}`: "
                "SurveyJS asks for a number in an empty box",
                Address("question", question.id, ("scale",)),
                help="say it in the text of the question, or give the question the type rating",
            )


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


# NOT STORED


def records_left_out(survey: Any) -> Iterator[Note]:
    """What is to be stored beside each answer, and no form can store or this one must not."""
    if is_anonymous(survey):
        yield from _hidden(survey)
    elif left := received(survey):
        yield Note(
            "not-enforced",
            f"no form knows what `{survey.id}` records beside each answer: {_listed(left)}",
            Address("survey", survey.id, ("records",)),
            help="have it stored by whatever receives the answers; `delivery` says what",
        )


def _hidden(survey: Any) -> Iterator[Note]:
    """What an anonymous survey says and would tell who answers: it is handed on to nobody."""
    told = [("records", f"records {_listed(dict.fromkeys(survey.records))}")] if survey.records else []
    told += [("link", "gives everybody a link of their own")] if survey.link == "personal" else []
    for key, words in told:
        yield Note(
            "not-enforced",
            f"`{survey.id}` is anonymous and {words}: neither its form nor its delivery does",
            Address("survey", survey.id, (key,)),
            help=f"take out `{key}`, and see to it that the tool does not do it by itself",
        )


# NOT KEPT


def not_kept(manifest: Manifest) -> Iterator[Note]:
    """What surveys promise and nobody guarantees: one note for each channel, since the channel is where to say more."""
    broken: dict[str | None, dict[str, list[str]]] = {}
    for survey in manifest.each("survey"):
        channel = manifest.find("channel", survey.spec.through)
        for promise in _not_kept_by(manifest, channel.enforces if channel else None, survey.spec):
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


def _not_kept_by(manifest: Manifest, enforces: Any, survey: Any) -> Iterator[str]:
    """Promises of a survey, and limits of policies on its invitations, that its channel does not guarantee."""
    if survey.rest.own and not (enforces and enforces.own_rest):
        yield "rest between two invitations"
    if survey.caps and not (enforces and enforces.caps):
        yield "caps on invitations"
    if not survey.when.always:
        if _has_freezes(manifest) and not (enforces and enforces.freezes):
            yield "days on which nobody may be asked"
        if enforces and enforces.clock not in (None, manifest.settings.clock):
            yield "days as the program's clock counts them"
    if is_anonymous(survey) and not (enforces and enforces.anonymity):
        yield "anonymity"
        if survey.kept_for:
            yield f"forgetting who answered after {survey.kept_for.words}"
    if survey.identity == "confidential" and not (enforces and enforces.minimum_group):
        yield "confidentiality"


def _has_freezes(manifest: Manifest) -> bool:
    return any(policy.spec.freezes for policy in manifest.each("policy"))


def _listed(names: Collection[str]) -> str:
    shown = [f"`{name}`" for name in list(names)[:_LISTED_MAX]]
    more = [f"{len(names) - _LISTED_MAX} more"] if len(names) > _LISTED_MAX else []
    return " and ".join([", ".join(shown), *more])
