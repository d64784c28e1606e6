"""The target: programs in, workbooks and findings out."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest
from cxprog_xlsform.workbook import workbook

from cxprog.check import Today
from cxprog.compiler import Built, Project, build_project
from cxprog.source import Source
from cxprog.target import Address

HERE = Path(__file__).parent
AUDIT = (HERE / "store-audit.yaml").read_text(encoding="utf-8")
NAMESPACE = {"": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def build(text: str = AUDIT) -> Built:
    return build_project(Project((Source("cxprog.yaml", text),)), Today("2026-11-22"))


def survey(*questions: str, when: str = "", locales: str = "en") -> str:
    """A program whose survey asks these questions, the last of them under a condition."""
    head = AUDIT.partition("---\nkind: question")[0]
    names = [question.partition("id: ")[2].partition("\n")[0] for question in questions]
    asked = [f"  - {name}" for name in names]
    if when:
        asked[-1] = f"  - question: {names[-1]}\n    when: {json.dumps(when)}"
    return (
        head
        + "".join(f"---\nkind: question\n{question}\n" for question in questions)
        + (
            "---\nkind: survey\nid: visit\npurpose: pulse\nasks: [dealer-manager]\nwhen: {every: yearly}\n"
            f"identity: identified\nminutes: 1\nlocales: [{locales}]\nquestions:\n" + "\n".join(asked)
        )
    )


def sheets(data: bytes) -> dict[str, list[list[str]]]:
    """The cells of a workbook, by sheet and row."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = [sheet.attrib["name"] for sheet in _xml(archive, "xl/workbook.xml").iterfind(".//sheet", NAMESPACE)]
    return {name: _cells(_xml(archive, f"xl/worksheets/sheet{n}.xml")) for n, name in enumerate(names, 1)}


def _xml(archive: zipfile.ZipFile, path: str) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read(path))


def _cells(sheet: ElementTree.Element) -> list[list[str]]:
    """Every row as long as the header, which has no empty cell."""
    header: list[str] = []
    rows = []
    for row in sheet.iterfind(".//row", NAMESPACE):
        found = {cell.attrib["r"].rstrip("0123456789"): "".join(cell.itertext()) for cell in row}
        header = header or list(found)
        rows.append([found.pop(column, "") for column in header])
        assert not found
    return rows


def notes(built: Built) -> list[str]:
    """What the target says it leaves out."""
    messages = [(finding.rule, finding.message.partition("xlsform: ")) for finding in built.run.findings]
    return [f"{rule}: {rest}" for rule, (before, found, rest) in messages if found and not before]


def column(built: Built, name: str, sheet: str = "survey", form: str = "visit") -> list[str]:
    """A column of a sheet, without its header."""
    header, *rows = sheets(built.artifacts[f"xlsform/{form}.xlsx"].data)[sheet]
    return [row[header.index(name)] for row in rows]


def test_the_sheets_of_a_survey() -> None:
    shown = ""
    for name, (header, *rows) in sheets(build().artifacts["xlsform/store-audit.xlsx"].data).items():
        for number, row in enumerate(rows, 2):
            cells = [f"  {key}: {cell!r}\n" for key, cell in zip(header, row, strict=True) if cell]
            shown += f"{name} {number}\n" + "".join(cells)
    assert shown == (HERE / "store-audit.txt").read_text(encoding="utf-8")


def test_what_a_form_cannot_say() -> None:
    built = build()
    assert list(built.artifacts) == [
        "manifest.json",
        "xlsform/delivery/store-audit.json",
        "xlsform/losses.json",
        "xlsform/store-audit.xlsx",
    ]
    delivery = json.loads(built.artifacts["xlsform/delivery/store-audit.json"].data)
    assert delivery["rest"]["own"] == {"days": 90}
    assert delivery["identity"] == "anonymous"
    assert delivery["answers"][2] == {
        "name": "meta_",
        "question": "meta",
        "title": {"en": "Meta"},
        "type": "rating",
        "direction": "higher-is-better",
        "permits": [],
    }
    assert not {"title", "questions", "thanks", "invitation", "locales"} & delivery.keys()
    assert notes(built) == [
        "not-enforced: a form keeps neither count nor secret: "
        "nothing guarantees the rest and anonymity of `store-audit`"
    ]


def test_a_channel_may_keep_what_a_form_cannot() -> None:
    text = AUDIT.replace("tool: ODK Collect", "tool: ODK Collect\nenforces: {own_rest: true, anonymity: true}")
    assert notes(build(text)) == []
    quiet = "\n---\nkind: policy\nid: quiet\nseverity: warning\nfreezes: [{first: 2027-08-01, last: 2027-08-14}]\n"
    assert notes(build(text + quiet)) == [
        "not-enforced: a form keeps neither count nor secret: nothing guarantees the freezes of `store-audit`"
    ]


# RECORDS

KNOWN = AUDIT.replace("identity: anonymous", "identity: confidential")
RECORDED = "records: [time, contact, week, response, contact, day, network-address]\nidentity:"


def test_records_come_before_the_questions() -> None:
    built = build(KNOWN.replace("identity:", RECORDED))
    names, types = (column(built, name, form="store-audit") for name in ("name", "type"))
    assert list(zip(types, names, strict=True))[:4] == [
        ("end", "cx_time"),
        ("hidden", "cx_contact"),
        ("today", "cx_day"),
        ("note", "cx_invitation"),
    ]
    origins = built.artifacts["xlsform/store-audit.xlsx"].line_origins
    assert [origins[row] for row in (2, 3, 4)] == [
        Address("survey", "store-audit", ("records", index)) for index in (0, 1, 5)
    ]
    assert (
        "not-enforced: no tablet knows what `store-audit` records beside each answer: `week`, `network-address`"
    ) in notes(built)


def test_an_anonymous_survey_hands_on_nothing_that_tells_who_answers() -> None:
    built = build(AUDIT.replace("identity:", "link: personal\n" + RECORDED))
    assert column(built, "type", form="store-audit") == column(build(), "type", form="store-audit")
    delivery = json.loads(built.artifacts["xlsform/delivery/store-audit.json"].data)
    assert (delivery["records"], delivery["link"]) == ([], "open")
    assert (
        "not-enforced: `store-audit` is anonymous and records `time`, `contact`, `week`, `response`, `day`, "
        "`network-address` and gives everybody a link of their own: neither its form nor its delivery does"
    ) in notes(built)


def test_an_anonymous_form_asks_nobody_who_they_are() -> None:
    asked = survey(*ASKED, when="name is answered")
    known, anonymous = build(asked), build(asked.replace("identity: identified", "identity: anonymous"))
    assert column(known, "name") == ["score", "many", "best", "count", "name", "last"]
    assert column(anonymous, "name") == ["score", "many", "best", "count", "last"]
    assert (
        "not-expressible: the form of `visit` leaves out `name`, which asks who answers: the survey is anonymous"
    ) in notes(anonymous)
    assert column(anonymous, "relevant")[-1] == ""


# CONDITIONS

ASKED = (
    "id: score\ntype: ces\ntext: Easy?",
    "id: many\ntype: multiple-choice\ntext: Which?\nchoices: [{id: a}, {id: b}]",
    "id: best\ntype: ranking\ntext: Best?\nchoices: [{id: a}, {id: b}]",
    "id: count\ntype: number\ntext: How many?",
    "id: name\ntype: open-text\ntext: Who?",
    "id: last\ntype: yes-no\ntext: Again?",
)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("score <= 3", "${score} <= 3"),
        ("count = 1.5", "${count} = 1.5"),
        ("score != 3", "(${score} != '' and ${score} != 3)"),
        ("not score <= 3", "${score} > 3"),
        ("not (score = 3 or score is empty)", "(${score} != '' and ${score} != 3) and ${score} != ''"),
        ("not (score < 3 and name is answered)", "${score} >= 3 or ${name} = ''"),
        ("score in (1, 2)", "(${score} = 1 or ${score} = 2)"),
        ("not score in (1, 2)", "((${score} != '' and ${score} != 1) and (${score} != '' and ${score} != 2))"),
        ("many = a", "selected(${many}, 'a')"),
        ("many != a", "(${many} != '' and not(selected(${many}, 'a')))"),
        ("best = a", "selected-at(${best}, 0) = 'a'"),
        ("score < 2 and (many = a or best != b)", "${score} < 2 and (selected(${many}, 'a') or (${best} != '' and "
         "selected-at(${best}, 0) != 'b'))"),
        ("name = \"it's\"", "${name} = \"it's\""),
        ("name = 'it’s “so”'", "${name} = concat('it', \"’\", 's “so”')"),
        ("name = ''", "(${name} != '' and ${name} = '')"),
    ],
)  # fmt: skip
def test_conditions(condition: str, expected: str) -> None:
    assert column(build(survey(*ASKED, when=condition)), "relevant")[-1] == expected


def test_a_condition_that_looks_ahead_is_said_to_be_left_out() -> None:
    text = survey(*ASKED, when="score > 1").replace("  - score\n", "") + "\n  - score"
    built = build(text.replace("rules: {", "rules: {condition-outside-survey: warning, "))
    assert column(built, "relevant") == [""] * 6
    assert notes(built) == [
        "not-expressible: the form of `visit` always shows `last`: its condition looks at `score`, "
        "which the survey does not ask before"
    ]


def test_a_question_that_is_asked_again() -> None:
    text = survey(*ASKED, when="score > 1").replace("questions:\n", "questions:\n  - score\n")
    built = build(text.replace("rules: {", "rules: {question-repeated: warning, "))
    assert column(built, "name") == ["score", "score_2", "many", "best", "count", "name", "last"]
    assert column(built, "relevant")[-1] == "${score_2} > 1"
    assert column(built, "list_name", "choices").count("score") == 7


# TEXTS


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("plain, 100 % & more", "plain, 100 % & more"),
        ("*very* _much_ #1 \\o/", "\\*very\\* \\_much\\_ \\#1 \\\\o/"),
        ("Dear ${name}", "Dear $ {name}"),
        ("<b>bold</b> <3 a < b", "< b>bold< /b> <3 a < b"),
        ("[here](https://example.com)", "[here] (https://example.com)"),
        ("=SUM(A1) +1 -1 @x", "=SUM(A1) +1 -1 @x"),
        ("two\nlines", "two\nlines"),
        (' "quoted" <!-- & &amp; ]]> ', ' "quoted" <!-- & &amp; ]]> '),
    ],
)
def test_texts_appear_letter_by_letter(text: str, label: str) -> None:
    built = build(survey(f"id: why\ntype: open-text\ntext: {json.dumps(text)}"))
    assert column(built, "label::English (en)") == [label]


@pytest.mark.parametrize(
    ("locales", "columns", "opens_in"),
    [
        ("en", ["English (en)"], "English (en)"),
        ("de, en", ["Deutsch (de)", "English (en)"], "English (en)"),
        ("pt-BR, pt", ["Português BR (pt)", "Português (pt)"], "Português BR (pt)"),
        ("zh-Hant, gsw", ["中文 Hant (zh)", "gsw (gsw)"], "中文 Hant (zh)"),
    ],
)
def test_a_column_for_each_locale(locales: str, columns: list[str], opens_in: str) -> None:
    built = build(survey("id: why\ntype: open-text\ntext: {en: Why?, de: Warum?}", locales=locales))
    header = sheets(built.artifacts["xlsform/visit.xlsx"].data)["survey"][0]
    assert [name.removeprefix("label::") for name in header if name.startswith("label::")] == columns
    assert column(built, "default_language", "settings") == [opens_in]


def test_yes_and_no_in_a_language_without_words() -> None:
    built = build(survey("id: ok\ntype: yes-no\ntext: {en: OK?, de: Gut?}", locales="gsw, de"))
    assert column(built, "label::gsw (gsw)", "choices") == ["Yes", "No"]
    assert column(built, "label::Deutsch (de)", "choices") == ["Ja", "Nein"]
    assert notes(built) == ["not-expressible: people who read gsw answer `ok` with the English yes and no"]
    own = "\nchoices: [{id: yes, text: {gsw: Jo, de: Ja}}, {id: no, text: {gsw: Nei, de: Nein}}]"
    built = build(survey("id: ok\ntype: yes-no\ntext: {en: OK?, de: Gut?}" + own, locales="gsw, de"))
    assert column(built, "label::gsw (gsw)", "choices") == ["Jo", "Nei"]
    assert notes(built) == []


@pytest.mark.parametrize("note", ["{en: 3}", "[a]", "7", "{}", ""])
def test_a_note_that_is_no_text_is_no_hint(note: str) -> None:
    built = build(survey(f"id: why\ntype: open-text\ntext: Why?\nx-note: {note}"))
    assert column(built, "hint::English (en)") == [""]


# OPTIONS


def test_only_surveys_of_a_channel() -> None:
    built = build(AUDIT.replace("targets: {xlsform: }", "targets: {xlsform: {through: [field-tablets, phones]}}"))
    assert "xlsform/store-audit.xlsx" in built.artifacts
    assert "not-expressible: no survey runs through `phones`, so no form is written for it" in notes(built)
    built = build(AUDIT.replace("targets: {xlsform: }", "targets: {xlsform: {through: [phones]}}"))
    assert "xlsform/store-audit.xlsx" not in built.artifacts


def test_another_key_for_notes() -> None:
    text = AUDIT.replace("targets: {xlsform: }", "targets: {xlsform: {note_key: x-hint}}").replace("x-note", "x-hint")
    assert "Please name nobody." in column(build(text), "hint::English (en)", form="store-audit")


def test_mistakes_in_options() -> None:
    built = build(AUDIT.replace("targets: {xlsform: }", "targets: {xlsform: {trough: [a], note_key: note}}"))
    mistakes = [finding for finding in built.run.findings if finding.rule == "target-option"]
    assert [finding.primary and finding.primary.column for finding in mistakes] == [21, 34]
    assert mistakes[0].help == "did you mean `through`?"


# BYTES


def test_cells_of_a_workbook() -> None:
    row = ["bell \a", "", "half \ud800", "a\rb\tc", *("x" * n for n in range(30))]
    ((_, cells),) = sheets(workbook({'a "b" & <c>': [["-"] * 34, row]})).values()
    assert cells == ["bell \ufffd", "", "half \ufffd", "a\rb\tc", *("x" * n for n in range(30))]


def test_the_same_bytes_for_the_same_program() -> None:
    documents = AUDIT.split("---\n")
    shuffled = "---\n".join([document.rstrip("\n") + "\n" for document in reversed(documents)])
    one, other = build(), build(shuffled)
    assert {path: artifact.data for path, artifact in one.artifacts.items() if path.startswith("xlsform/")} == {
        path: artifact.data for path, artifact in other.artifacts.items() if path.startswith("xlsform/")
    }
    for entry in zipfile.ZipFile(io.BytesIO(one.artifacts["xlsform/store-audit.xlsx"].data)).infolist():
        assert (entry.date_time, entry.compress_type) == ((1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)


def test_the_version_follows_the_content() -> None:
    def version(text: str) -> str:
        return column(build(text), "version", "settings", "store-audit")[0]

    assert version(AUDIT).startswith("2.1.0+")
    assert version(AUDIT) != version(AUDIT.replace("Price tags", "Price labels"))
    assert version(AUDIT) == version(AUDIT.replace("90d", "120d"))
    assert version(AUDIT.replace("2.1.0", "2.1.0+spring")).startswith("2.1.0+spring.")


def test_rows_lead_back_to_the_program() -> None:
    artifact = build().artifacts["xlsform/store-audit.xlsx"]
    rows = sheets(artifact.data)["survey"]
    named = {rows[number - 1][1]: address for number, address in artifact.line_origins.items()}
    assert named["shelf"] == Address("question", "shelf")
    assert named["cx_thanks"] == Address("survey", "store-audit", ("thanks",))
    assert len(named) == len(rows) - 1
