"""SurveyJS: one form definition per survey.

`surveyjs/<survey>.json` is a form that SurveyJS loads as it is (`new Model(json)`). It was tried with survey-core 3.1.

| question | in the form |
|---|---|
| nps, osat, csat, ces, rating | `rating` from the lowest to the highest value; above 20 values a `slider` |
| single-choice, multiple-choice, ranking | `radiogroup`, `checkbox`, `ranking`; values are the ids of the choices |
| yes-no | `boolean` with the values `yes` and `no` |
| number | `text` for numbers, within the scale if there is one |
| open-text | `comment` |

- **Names** are the ids of the questions, so answers come back under them. A few ids that SurveyJS would misread, such
  as `locale`, get an underscore. A question that is asked twice is numbered; both places store the answer under its id.
- **Languages**: every text is an object with `default` and a key for each locale of the survey, spelt as SurveyJS does:
  `pt-BR` becomes `pt-br`. SurveyJS takes `default` to be English, so it is the English text if there is one. The form
  opens in the locale of the program or, if the survey is not offered in that, in its first.
- **Texts** appear letter by letter: nothing in them is taken for HTML or for a placeholder. Where one holds braces, as
  in `{name}`, the form has a calculated value `left_brace`, which SurveyJS turns back into a brace.
- **Conditions** are `visibleIf` expressions. A comparison with a question that nobody answered does not hold, not even
  `!=`. A multiple choice equals a choice when that is among the chosen, a ranking when it comes first. Texts are
  compared without regard to case. The answer to a question that is hidden again is dropped.
- **The first lines of the invitation** stand below the title; the **thanks** close the form.
- **Records** of a survey that is `identified` or `confidential` are stored beside its answers as `cx_contact`,
  `cx_account` and so on, as far as whoever opens the form knows them: `model.setVariable("cx_contact", "17")` hands one
  over. It is no question, and nobody sees it. What only the receiver of the answers knows (`response`,
  `network-address`, `time`, `day`, `week`, `month`) is left to it.
- **Nobody is identified** by any other part of the form. That of an anonymous survey stores answers and nothing else,
  and questions that ask for a name, an address or a number of the respondent are left out of it.

`surveyjs/delivery/<survey>.json` has everything else that the survey says, for whatever sends the invitations: whom to
ask and when, sampling, rest, caps, reminders, identity, sender, incentive; the SurveyJS code of each locale; type,
direction and metric of each answer. For an anonymous survey it asks for no personal link, and for no records.

A form cannot keep people from being asked too often, and it cannot keep a secret. What a survey promises and its
channel does not guarantee either is reported as `not-enforced`.
"""

from __future__ import annotations

from typing import Any, Literal

from cxprog.analysis.anonymity.forms import as_promised
from cxprog.emitters._surveyjs_form import Asked, asked_in, file_of, form_of
from cxprog.emitters._surveyjs_losses import (
    conditions_left_out,
    locales_without_words,
    not_kept,
    questions_left_out,
    records_left_out,
    words_left_out,
)
from cxprog.emitters._surveyjs_text import Texts
from cxprog.manifest import Manifest
from cxprog.source import Path
from cxprog.target import Address, Artifact, Produced, TargetOptions, emitter


class Options(TargetOptions):
    """Options of `surveyjs`."""

    page: Literal["one", "each"] = "one"
    """`one`: all questions on one page; `each`: every question on a page of its own."""


@emitter("application/json", options=Options)
def produce(manifest: Manifest, options: Options) -> Produced:
    """A form for each survey, and beside it what a form cannot say."""
    for survey in manifest.each("survey"):
        texts = Texts(manifest, survey.spec.locales)
        asked = tuple(asked_in(manifest, survey.spec))
        yield form_of(survey.spec, asked, texts, is_page_each=options.page == "each")
        yield _delivery(manifest, survey.spec, asked, texts)
        yield from conditions_left_out(survey.spec, asked)
        yield from questions_left_out(manifest, survey.spec)
        yield from records_left_out(survey.spec)
    yield from words_left_out(manifest)
    yield from locales_without_words(manifest)
    yield from not_kept(manifest)


_SURVEY_IN_FORM = ("kind", "id", "title", "thanks", "locales", "questions")
_QUESTION_IN_FORM = ("kind", "id", "text", "scale", "choices", "length_max")


def _delivery(manifest: Manifest, survey: Any, asked: tuple[Asked, ...], texts: Texts) -> Artifact:
    """All that the survey says and the form does not: what is added to the language lands here by itself."""
    here = Address("survey", survey.id)
    rest = _without(as_promised(survey), _SURVEY_IN_FORM)
    data = {
        "survey": survey.id,
        "form": file_of(survey),
        "program": manifest.program,
        "version": manifest.version,
        "locales": texts.codes,
        "answers": [
            {"name": each.stored_as, "question": each.question.id, **_without(each.question, _QUESTION_IN_FORM)}
            for each in {each.stored_as: each for each in asked}.values()
        ],
        **rest,
    }
    origins: dict[Path, Address] = {(): here, ("locales",): here.to("locales")}
    origins |= {(key,): here.to(key) for key in rest}
    for index, answer in enumerate(data["answers"]):
        question = Address("question", answer["question"])
        origins[("answers", index)] = question
        origins |= {("answers", index, key): question.to(key) for key in answer if key not in ("name", "question")}
    return Artifact.json(f"delivery/{survey.id}.json", data, origins)


def _without(spec: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    dumped: dict[str, Any] = spec.model_dump(mode="json", exclude_none=True)
    return {key: value for key, value in dumped.items() if key not in keys}
