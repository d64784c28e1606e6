"""A survey as a SurveyJS form."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from cxprog.analysis.anonymity.forms import asks_who, handed_over, is_anonymous
from cxprog.emitters._surveyjs_logic import expression, name_of
from cxprog.emitters._surveyjs_text import BRACE, ENGLISH, Texts, uses_brace
from cxprog.language.condition import operands
from cxprog.manifest import Manifest
from cxprog.source import Path
from cxprog.target import Address, Artifact

_RATES_MAX = 20
"""Most values of a SurveyJS rating; it leaves out the rest without a word."""
_RECORD = "cx_"
"""What the names of records begin with. No question has such a name: ids have no underscore."""


@dataclass(frozen=True)
class Asked:
    """A question at its place in a survey."""

    index: int
    name: str
    """Name of the element, unique in the form."""
    stored_as: str
    """Name that the answer is stored under; it differs only where a question is asked twice."""
    question: Any
    required: bool
    when: Any
    not_before: tuple[str, ...]
    """Questions that its condition looks at although they are not asked before it."""


def asked_in(manifest: Manifest, survey: Any) -> Iterator[Asked]:
    """The questions of a survey that its form asks, in order."""
    left_out = {question.id for question in asking_who(manifest, survey)}
    times = Counter(asked.question for asked in survey.questions)
    before: Counter[str] = Counter()
    for index, asked in enumerate(survey.questions):
        if asked.question in left_out:
            continue
        mentioned = {operand.name for operand in operands(asked.when.test)} if asked.when else set()
        stored_as = name_of(asked.question)
        number = before[asked.question] + 1
        yield Asked(
            index,
            f"{stored_as}_{number}" if times[asked.question] > 1 else stored_as,
            stored_as,
            manifest.get("question", asked.question),
            asked.required,
            asked.when,
            tuple(sorted(name for name in mentioned if not before[name])),
        )
        before[asked.question] = number


def asking_who(manifest: Manifest, survey: Any) -> Iterator[Any]:
    """Questions of an anonymous survey that ask who answers, which its form must not."""
    names = dict.fromkeys(asked.question for asked in survey.questions) if is_anonymous(survey) else ()
    yield from (question for name in names if asks_who(question := manifest.get("question", name)))


def file_of(survey: Any) -> str:
    """Name of the form's file; `losses.json` is the loss report of the target."""
    return f"{survey.id}.json" if survey.id != "losses" else "losses.form.json"


def form_of(survey: Any, asked: tuple[Asked, ...], texts: Texts, is_page_each: bool) -> Artifact:
    """The form."""
    here = Address("survey", survey.id)
    form = _Object(texts, origins={(): here})
    form.say("title", survey.title, here.to("title"))
    form.say("description", survey.invitation, here.to("invitation"))
    form.say("completedHtml", survey.thanks, here.to("thanks"), is_html=True)
    if texts.codes[texts.initial] != ENGLISH:
        form.put("locale", texts.codes[texts.initial], here.to("locales"))
    if is_page_each:
        form.data["questionsOnPageMode"] = "questionPerPage"
    if any(each.when for each in asked):
        # What somebody answered before a question was hidden again must not decide what else is shown.
        form.data["clearInvisibleValues"] = "onHidden"
    (page,) = form.list("pages", 1)
    page.data["name"] = "page_1"
    types = {each.question.id: each.question.type for each in asked}
    for element, each in zip(page.list("elements", len(asked)), asked, strict=True):
        _write(element, each, here.to("questions", each.index), types)
    _write_values(form, survey, here)
    return Artifact.json(file_of(survey), form.data, form.origins)


@dataclass
class _Object:
    """A JSON object while it is written, and where its parts come from."""

    texts: Texts
    path: Path = ()
    origins: dict[Path, Address] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)

    def put(self, key: str, value: Any, origin: Address) -> None:
        """A value as it is."""
        self.data[key] = value
        self.origins[(*self.path, key)] = origin

    def say(self, key: str, texts: Mapping[str, str] | None, origin: Address, is_html: bool = False) -> None:
        """A text in every language, or nothing where there is none."""
        if texts:
            self.put(key, self.texts.as_html(texts) if is_html else self.texts.plain(texts), origin)
            for code, locale in self.texts.sources(texts).items():
                self.origins[(*self.path, key, code)] = origin.to(locale)

    def list(self, key: str, count: int) -> tuple[_Object, ...]:
        """The objects of a list below this one, to be written next."""
        below = tuple(_Object(self.texts, (*self.path, key, index), self.origins) for index in range(count))
        self.data[key] = [each.data for each in below]
        return below


def _write_values(form: _Object, survey: Any, here: Address) -> None:
    """Values that are no answers: what is recorded beside them, and a brace where a text holds one."""
    recorded, has_brace = handed_over(survey), uses_brace(form.data)
    if not (recorded or has_brace):
        return
    for value, key in zip(form.list("calculatedValues", len(recorded)), recorded, strict=True):
        # Without an expression, it is what the host sets: SurveyJS would take a text such as "1,5" for a number.
        value.put("name", f"{_RECORD}{key}", here.to("records", survey.records.index(key)))
        value.data["includeIntoResult"] = True
    if has_brace:
        form.data["calculatedValues"].append({"name": BRACE, "expression": "'{'"})


# QUESTIONS


def _write(element: _Object, asked: Asked, place: Address, types: Mapping[str, str]) -> None:
    question = asked.question
    here = Address("question", question.id)
    type_name = _type_of(question)
    element.origins[element.path] = here
    element.put("type", type_name, here.to("type"))
    element.put("name", asked.name, place)
    if asked.stored_as != asked.name:
        element.put("valueName", asked.stored_as, place)
    element.say("title", question.text, here.to("text"))
    if asked.required:
        element.put("isRequired", True, place.to("required"))
    if asked.when and not asked.not_before:
        element.put("visibleIf", expression(asked.when.test, types), place.to("when"))
    _WRITERS[type_name](element, question, here)


def _type_of(question: Any) -> str:
    name = _TYPES[question.type]
    is_long = name == "rating" and question.scale.highest - question.scale.lowest >= _RATES_MAX
    return "slider" if is_long else name


def _write_rating(element: _Object, question: Any, here: Address) -> None:
    scale, at = question.scale, here.to("scale")
    element.put("rateMin", scale.lowest, at.to("lowest"))
    element.put("rateMax", scale.highest, at.to("highest"))
    # Otherwise a narrow screen turns the scale into a list to open, where people answer differently.
    element.data["displayMode"] = "buttons"
    element.say("minRateDescription", scale.low, at.to("low"))
    element.say("maxRateDescription", scale.high, at.to("high"))


def _write_slider(element: _Object, question: Any, here: Address) -> None:
    scale, at = question.scale, here.to("scale")
    element.put("min", scale.lowest, at.to("lowest"))
    element.put("max", scale.highest, at.to("highest"))
    if scale.low or scale.high:
        lowest, highest = element.list("customLabels", 2)
        lowest.put("value", scale.lowest, at.to("lowest"))
        lowest.say("text", scale.low, at.to("low"))
        highest.put("value", scale.highest, at.to("highest"))
        highest.say("text", scale.high, at.to("high"))
        lowest.data["showValue"] = highest.data["showValue"] = True


def _write_choices(element: _Object, question: Any, here: Address) -> None:
    items = element.list("choices", len(question.choices))
    for index, (item, choice) in enumerate(zip(items, question.choices, strict=True)):
        at = here.to("choices", index)
        item.origins[item.path] = at
        item.put("value", choice.id, at.to("id"))
        item.say("text", choice.text, at.to("text"))


def _write_yes_no(element: _Object, question: Any, here: Address) -> None:
    # Its own words for the two are there in every language that SurveyJS knows.
    element.data.update(valueTrue="yes", valueFalse="no")


def _write_number(element: _Object, question: Any, here: Address) -> None:
    element.data["inputType"] = "number"
    if question.scale:
        element.put("min", question.scale.lowest, here.to("scale", "lowest"))
        element.put("max", question.scale.highest, here.to("scale", "highest"))


def _write_comment(element: _Object, question: Any, here: Address) -> None:
    element.put("maxLength", question.length_max, here.to("length_max"))


_TYPES: Mapping[str, str] = {
    "nps": "rating",
    "osat": "rating",
    "csat": "rating",
    "ces": "rating",
    "rating": "rating",
    "single-choice": "radiogroup",
    "multiple-choice": "checkbox",
    "ranking": "ranking",
    "yes-no": "boolean",
    "number": "text",
    "open-text": "comment",
}
"""SurveyJS type by type of the question."""
_WRITERS: Mapping[str, Callable[[_Object, Any, Address], None]] = {
    "rating": _write_rating,
    "slider": _write_slider,
    "radiogroup": _write_choices,
    "checkbox": _write_choices,
    "ranking": _write_choices,
    "boolean": _write_yes_no,
    "text": _write_number,
    "comment": _write_comment,
}
"""What an element has besides name, text and logic, by SurveyJS type."""
