"""XLSForm: one workbook per survey, for tablets that work without a network.

`xlsform/<survey>.xlsx` is a form that ODK Central, KoboToolbox and Ona load as it is. It was tried with pyxform 4.5 and
ODK Validate 1.20.

| question | in the form |
|---|---|
| nps, and scales of more than ten values | `range` from the lowest to the highest value |
| osat, csat, ces, rating | `select_one` with the appearance `likert`; the names of the choices are the values |
| single-choice, multiple-choice, ranking | `select_one`, `select_multiple`, `rank`, with the ids of the choices |
| yes-no | `select_one` with the choices `yes` and `no` |
| number | `decimal`, with a constraint if there is a scale |
| open-text | `text` over several lines, with its greatest length as a constraint |

- **Names** are the ids of the questions. `meta`, which XLSForm keeps for itself, gets an underscore; a question that is
  asked again gets a number, and conditions look at the last answer before them.
- **Languages**: every text has a column for each locale of the survey. The form opens in the locale of the program or,
  if the survey is not offered in that, in its first.
- **Texts** appear letter by letter: Markdown signs are escaped. XLSForm has no escape for `${`, for `](` and for a `<`
  before a letter; these get a space. Readers of XLSForm turn some typographic quotation marks into straight ones.
- **Hints** are the words at the ends of a scale, and the text that a question has under `x-note` or whatever key the
  option `note_key` names.
- **The first lines of the invitation** and the **thanks** are notes at the beginning and the end.
- **Conditions** are `relevant` expressions. A comparison with a question that nobody answered does not hold, not even
  `!=`.
- **The version** is the program's with a few digits that stand for the form's content, since a server takes a changed
  form only under a new version.
- **Records** of a survey that is `identified` or `confidential` come first: `time` is the end of the interview and
  `day` its day, by the clock of the tablet; `response` is the `instanceID` that every form has; `contact`, `account`
  and so on are hidden fields such as `cx_contact`, which a link to a web form can fill (`?d[/data/cx_contact]=17`).
- **Nobody is identified** by any other part of the form: it asks for no device, number or account of the tablet. The
  form of an anonymous survey has no records at all, and leaves out questions that ask for a name, an address or a
  number of the respondent.

`xlsform/delivery/<survey>.json` has everything else that the survey says: whom to ask and when, sampling, rest, caps,
reminders, identity, sender, incentive; type, direction and metric of each answer. For an anonymous survey it asks for
no personal link, and for no records.

A line number that `cxprog trace` is given for a workbook is the number of a row of the sheet `survey`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import Field

from cxprog.analysis.anonymity.forms import as_promised, is_anonymous
from cxprog.language.types import Id, Many
from cxprog.manifest import Manifest, Resolved
from cxprog.source import Path
from cxprog.target import Address, Artifact, Note, Produced, TargetOptions, emitter
from cxprog_xlsform.form import RECORDS, STORED_ANYWAY, Form, form_of
from cxprog_xlsform.workbook import workbook


class Options(TargetOptions):
    """Options of `xlsform`."""

    through: Many[Id] = ()
    """Channels whose surveys are written; every survey when left out."""
    note_key: Annotated[str, Field(pattern="^x-")] = "x-note"
    """Key of questions whose text appears as a hint."""


@emitter("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", options=Options)
def produce(manifest: Manifest, options: Options) -> Produced:
    """A workbook for each survey, and beside it what a form cannot say."""
    for survey in manifest.each("survey"):
        if not options.through or survey.spec.through in options.through:
            form = form_of(manifest, survey.spec, options.note_key)
            yield _file(manifest, survey, form)
            yield _delivery(manifest, survey, form)
            yield from form.notes
            yield from _not_stored(survey.spec)
            yield from _not_kept(manifest, survey.spec)
    for channel in options.through:
        if not any(survey.spec.through == channel for survey in manifest.each("survey")):
            yield Note(
                "not-expressible",
                f"no survey runs through `{channel}`, so no form is written for it",
                Address("program", manifest.program, ("targets", "xlsform")),
                help="correct `through:` of the target, or give the surveys `through:` with the name of the channel",
            )


def _file(manifest: Manifest, survey: Resolved, form: Form) -> Artifact:
    settings = {**form.settings, "version": _version(manifest.version, form)}
    sheets = {
        "survey": form.survey.rows,
        "choices": form.choices.rows,
        "settings": (tuple(settings), tuple(settings.values())),
    }
    here: dict[Path, Address] = {(): Address("survey", survey.id)}
    return Artifact(f"{survey.id}.xlsx", workbook(sheets), here, form.origins)


def _version(program_version: str, form: Form) -> str:
    content = json.dumps([form.settings, form.survey.rows, form.choices.rows])
    joint = "." if "+" in program_version else "+"
    return program_version + joint + hashlib.sha256(content.encode()).hexdigest()[:8]


# WHAT A FORM CANNOT SAY

_IN_FORM = ("kind", "id", "title", "invitation", "thanks", "locales", "questions")
_QUESTION_IN_FORM = ("kind", "id", "text", "scale", "choices", "length_max")


def _delivery(manifest: Manifest, survey: Resolved, form: Form) -> Artifact:
    """All that the survey says and the form does not: what is added to the language lands here by itself."""
    here = Address("survey", survey.id)
    rest = _without(as_promised(survey.spec), _IN_FORM)
    data = {
        "survey": survey.id,
        "form": f"{survey.id}.xlsx",
        "program": manifest.program,
        "version": manifest.version,
        "answers": [
            {"name": name, "question": question, **_without(manifest.get("question", question), _QUESTION_IN_FORM)}
            for name, question in form.questions.items()
        ],
        **rest,
    }
    origins: dict[Path, Address] = {(): here, **{(key,): here.to(key) for key in rest}}
    origins |= {("answers", n): Address("question", name) for n, name in enumerate(form.questions.values())}
    return Artifact.json(f"delivery/{survey.id}.json", data, origins)


def _without(spec: Any, keys: tuple[str, ...]) -> dict[str, Any]:
    dumped: dict[str, Any] = spec.model_dump(mode="json", exclude_none=True)
    return {key: value for key, value in dumped.items() if key not in keys}


def _is_in_a_freeze(manifest: Manifest, survey: Any) -> bool:
    """Whether a policy names days on which nobody may be invited to a survey."""
    return not survey.when.always and any(policy.spec.freezes for policy in manifest.each("policy"))


def _not_stored(survey: Any) -> Iterator[Note]:
    """Records that no form can store, or that this one must not."""
    records = dict.fromkeys(survey.records)
    if is_anonymous(survey) and (records or survey.link == "personal"):
        told = [f"records {_listed(records)}"] if records else []
        told += ["gives everybody a link of their own"] if survey.link == "personal" else []
        yield Note(
            "not-enforced",
            f"`{survey.id}` is anonymous and {' and '.join(told)}: neither its form nor its delivery does",
            Address("survey", survey.id, ("records" if records else "link",)),
            help="take it out, and see to it that the server does not do it by itself",
        )
    elif left := [key for key in records if key not in RECORDS and key not in STORED_ANYWAY]:
        yield Note(
            "not-enforced",
            f"no tablet knows what `{survey.id}` records beside each answer: {_listed(left)}",
            Address("survey", survey.id, ("records",)),
            help="have it stored by the server that receives the forms; `delivery` says what",
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _not_kept(manifest: Manifest, survey: Any) -> Iterator[Note]:
    channel = manifest.find("channel", survey.through)
    enforces = channel.enforces if channel else None
    broken = [
        promise
        for promise, is_made, is_kept in (
            ("rest", survey.rest.own, enforces and enforces.own_rest),
            ("caps", survey.caps, enforces and enforces.caps),
            ("freezes", _is_in_a_freeze(manifest, survey), enforces and enforces.freezes),
            ("anonymity", is_anonymous(survey), enforces and enforces.anonymity),
        )
        if is_made and not is_kept
    ]
    if broken:
        yield Note(
            "not-enforced",
            f"a form keeps neither count nor secret: nothing guarantees the {' and '.join(broken)} of `{survey.id}`",
            Address("survey", survey.id),
            help="servers record which account sent a form, and when; whoever hands out the tablets has to watch it, "
            "or say under `enforces:` of the channel what the tool guarantees",
        )
