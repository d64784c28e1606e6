"""A survey as the sheets of an XLSForm."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cxprog.analysis.anonymity.forms import HANDED_OVER, as_promised, asks_who, is_anonymous
from cxprog.language.condition import operands
from cxprog.manifest import Manifest
from cxprog.target import Address, Note
from cxprog_xlsform.expression import Field, expression
from cxprog_xlsform.words import LANGUAGES, column_language, language_of

LIKERT_MAX = 10
"""Most values of a scale that are shown side by side."""

RECORDS: Mapping[str, str] = {**dict.fromkeys(HANDED_OVER, "hidden"), "time": "end", "day": "today"}
"""Type of the row that stores a record; others are left to the server."""
STORED_ANYWAY = ("response",)
"""Records that every form has without being told: its `instanceID`."""

Texts = Mapping[str, str]
"""What a cell says, by locale of the survey."""


@dataclass
class Sheet:
    """Rows of a sheet while they are written; columns marked `::` stand once for each language."""

    columns: tuple[str, ...]
    locales: tuple[str, ...]
    _rows: list[tuple[str, ...]] = field(default_factory=list)

    def add(self, **cells: str | Texts | None) -> int:
        """Append a row; gives its number as a spreadsheet counts, the header being row 1."""
        row: list[str] = []
        for column in self.columns:
            cell = cells.pop(column.removesuffix("::"), None) or ""
            if column.endswith("::"):
                row.extend(cell[locale] if isinstance(cell, Mapping) else cell for locale in self.locales)
            else:
                assert isinstance(cell, str)
                row.append(cell)
        assert not cells, f"no such column: {cells}"
        self._rows.append(tuple(row))
        return len(self._rows) + 1

    @property
    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The header and the rows."""
        header: list[str] = []
        for column in self.columns:
            many = [column + column_language(locale) for locale in self.locales]
            header.extend(many if column.endswith("::") else [column])
        return (tuple(header), *self._rows)


_SURVEY = (
    "type", "name", "label::", "hint::", "required", "relevant", "appearance", "parameters",
    "constraint", "constraint_message::",
)  # fmt: skip
_CHOICES = ("list_name", "name", "label::")


@dataclass(frozen=True)
class Form:
    """A form, where its rows come from, and what it leaves out."""

    survey: Sheet
    choices: Sheet
    settings: Mapping[str, str]
    origins: dict[int, Address] = field(default_factory=dict)
    """Where a row of the sheet `survey` comes from."""
    questions: dict[str, str] = field(default_factory=dict)
    """Id of the question by name in the form."""
    notes: list[Note] = field(default_factory=list)


def form_of(manifest: Manifest, survey: Any, note_key: str) -> Form:
    """The form of a survey."""
    texts = _Texts(manifest, tuple(survey.locales))
    form = Form(
        Sheet(_SURVEY, texts.locales),
        Sheet(_CHOICES, texts.locales),
        {
            "form_title": _unreferenced(manifest.text(survey.title, texts.initial)),
            "form_id": survey.id,
            "default_language": column_language(texts.initial),
            # Otherwise readers put all lines of a hint or note on one.
            "clean_text_values": "no",
        },
    )
    here = Address("survey", survey.id)
    _record(form, survey, here)
    if survey.invitation:
        row = form.survey.add(type="note", name="cx_invitation", label=texts.of(survey.invitation))
        form.origins[row] = here.to("invitation")
    _Writer(manifest, form, texts, note_key).ask(survey)
    if survey.thanks:
        row = form.survey.add(type="note", name="cx_thanks", label=texts.of(survey.thanks))
        form.origins[row] = here.to("thanks")
    return form


def _record(form: Form, survey: Any, here: Address) -> None:
    """Add a row for everything that is stored beside the answers."""
    for index, key in enumerate(as_promised(survey).records):
        if key in RECORDS and key not in survey.records[:index]:
            row = form.survey.add(type=RECORDS[key], name=f"cx_{key}")
            form.origins[row] = here.to("records", index)


# TEXTS


class _Texts:
    """How the texts of one survey are written."""

    def __init__(self, manifest: Manifest, locales: tuple[str, ...]) -> None:
        self.manifest = manifest
        self.locales = locales
        self.initial = manifest.locale if manifest.locale in locales else locales[0]

    def of(self, texts: Any) -> Texts:
        """A text in every language; people see exactly these characters."""
        return {locale: literal(self.manifest.text(texts, locale)) for locale in self.locales}

    def lines(self, *texts: Texts | None) -> Texts | None:
        """Several texts below each other."""
        given = [text for text in texts if text]
        return {locale: "\n".join(text[locale] for text in given) for locale in self.locales} if given else None


def literal(text: str) -> str:
    """A text for labels, choices and hints, where ODK and Enketo read Markdown, some HTML, and references."""
    return _unreferenced(re.sub(r"([\\*_#])", r"\\\1", re.sub(r"\](?=\()|<(?=[A-Za-z/])", r"\g<0> ", text)))


def _unreferenced(text: str) -> str:
    return text.replace("${", "$ {")


# QUESTIONS


@dataclass
class _Writer:
    """Writes the questions of one survey, in order."""

    manifest: Manifest
    form: Form
    texts: _Texts
    note_key: str
    fields: dict[str, Field] = field(default_factory=dict)
    """Field of the latest answer to each question so far."""

    def ask(self, survey: Any) -> None:
        """Add a row for every question, with its choices."""
        for index, asked in enumerate(survey.questions):
            question = self.manifest.get("question", asked.question)
            if is_anonymous(survey) and asks_who(question):
                self._leave_out(survey, index, question)
                continue
            name = self._name(question.id)
            cells = _WRITERS[question.type](self, question)
            hint = self.texts.lines(cells.pop("hint", None), self._note(question))
            row = self.form.survey.add(
                name=name,
                label=self.texts.of(question.text),
                hint=hint,
                required="yes" if asked.required else "",
                relevant=self._relevant(survey, index, asked),
                **cells,
            )
            self.form.origins[row] = Address("question", question.id)
            self.form.questions[name] = question.id
            self.fields[question.id] = Field(name, question.type)

    def _leave_out(self, survey: Any, index: int, question: Any) -> None:
        note = Note(
            "not-expressible",
            f"the form of `{survey.id}` leaves out `{question.id}`, which asks who answers: the survey is anonymous",
            Address("survey", survey.id, ("questions", index)),
            help="ask for it in a survey of its own, where no answer stands beside it, or promise `confidential`",
        )
        self.form.notes.append(note)

    def _name(self, question: str) -> str:
        # NOTE: ids have no underscore, so that no two questions get one name.
        times = sum(known == question for known in self.form.questions.values())
        if times:
            return f"{question}_{times + 1}"
        return f"{question}_" if question == "meta" else question

    def _note(self, question: Any) -> Texts | None:
        note = question.extra_keys.get(self.note_key)
        texts = note.values() if isinstance(note, dict) else (note,)
        is_text = bool(note) and all(isinstance(text, str) for text in texts)
        return self.texts.of(note) if is_text else None

    def _relevant(self, survey: Any, index: int, asked: Any) -> str:
        if asked.when is None:
            return ""
        later = sorted({each.name for each in operands(asked.when.test)} - self.fields.keys())
        if not later:
            return expression(asked.when.test, self.fields)
        listed = ", ".join(f"`{name}`" for name in later)
        self.form.notes.append(
            Note(
                "not-expressible",
                f"the form of `{survey.id}` always shows `{asked.question}`: its condition looks at {listed}, "
                "which the survey does not ask before",
                Address("survey", survey.id, ("questions", index, "when")),
                help=f"ask {listed} earlier in the survey, or take it out of the condition",
            )
        )
        return ""

    # EACH TYPE

    def scale(self, question: Any) -> dict[str, Any]:
        """Few values side by side, many as a slider."""
        lowest, highest = question.scale.lowest, question.scale.highest
        if question.type == "nps" or highest - lowest >= LIKERT_MAX:
            hint = self._ends(question.scale)
            return {"type": "range", "parameters": f"start={lowest} end={highest} step=1", "hint": hint}
        words = {lowest: question.scale.low, highest: question.scale.high}
        for value in range(lowest, highest + 1):
            self._choice(question.id, str(value), self._value(value, words.get(value)))
        return {"type": f"select_one {question.id}", "appearance": "likert"}

    def choices(self, question: Any) -> dict[str, Any]:
        """One of several, several, or all in an order."""
        for choice in question.choices:
            self._choice(question.id, choice.id, self.texts.of(choice.text))
        return {"type": f"{_SELECTS[question.type]} {question.id}"}

    def yes_no(self, question: Any) -> dict[str, Any]:
        """Two choices, in the words of the question or in common ones."""
        given = {choice.id: choice.text for choice in question.choices}
        if not (given.get("yes") and given.get("no")):
            self._warn_of_english(question)
        for answer in ("yes", "no"):
            text = self.texts.of(given[answer]) if given.get(answer) else self._common(answer)
            self._choice(question.id, answer, text)
        return {"type": f"select_one {question.id}"}

    def number(self, question: Any) -> dict[str, Any]:
        """Any number, or one within the scale."""
        if not question.scale:
            return {"type": "decimal"}
        lowest, highest = question.scale.lowest, question.scale.highest
        return {
            "type": "decimal",
            "hint": self._ends(question.scale),
            "constraint": f". >= {lowest} and . <= {highest}",
            "constraint_message": f"{lowest} – {highest}",  # understood in every language
        }

    def open_text(self, question: Any) -> dict[str, Any]:
        """Several lines of text."""
        return {
            "type": "text",
            "appearance": "multiline",
            "constraint": f"string-length(.) <= {question.length_max}",
            "constraint_message": f"≤ {question.length_max}",
        }

    # PARTS

    def _choice(self, list_name: str, name: str, label: Texts) -> None:
        if list_name not in self.fields:  # a question that is asked again has its choices already
            self.form.choices.add(list_name=list_name, name=name, label=label)

    def _value(self, value: int, words: Any) -> Texts:
        if not words:
            return dict.fromkeys(self.texts.locales, str(value))
        return {locale: f"{value} = {text}" for locale, text in self.texts.of(words).items()}

    def _ends(self, scale: Any) -> Texts | None:
        ends = ((scale.lowest, scale.low), (scale.highest, scale.high))
        return self.texts.lines(*(self._value(value, words) for value, words in ends if words))

    def _common(self, answer: str) -> Texts:
        words = {locale: language_of(locale) or LANGUAGES["en"] for locale in self.texts.locales}
        return {locale: own.yes if answer == "yes" else own.no for locale, own in words.items()}

    def _warn_of_english(self, question: Any) -> None:
        unknown = [locale for locale in self.texts.locales if language_of(locale) is None]
        if unknown and question.id not in self.fields:
            self.form.notes.append(
                Note(
                    "not-expressible",
                    f"people who read {', '.join(unknown)} answer `{question.id}` with the English yes and no",
                    Address("question", question.id),
                    help="give the question `choices:` with the ids `yes` and `no` and their texts",
                )
            )


_SELECTS: Mapping[str, str] = {
    "single-choice": "select_one",
    "multiple-choice": "select_multiple",
    "ranking": "rank",
}
_WRITERS: Mapping[str, Callable[[_Writer, Any], dict[str, Any]]] = {
    "nps": _Writer.scale,
    "osat": _Writer.scale,
    "csat": _Writer.scale,
    "ces": _Writer.scale,
    "rating": _Writer.scale,
    "single-choice": _Writer.choices,
    "multiple-choice": _Writer.choices,
    "ranking": _Writer.choices,
    "yes-no": _Writer.yes_no,
    "number": _Writer.number,
    "open-text": _Writer.open_text,
}
"""What a row has besides name, texts and logic, by type of the question."""
