"""YAML to plain data with exact places: any style, any line break, and messages for what is not YAML."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from cxprog.document import FILE_SIZE_MAX, decode, parse
from cxprog.nodes import DEPTH_MAX, plain
from cxprog.source import Source
from tests.checking import full, page
from tests.yaml_texts import files

Golden = Callable[[str, str | bytes], None]
Scalars = dict[tuple[str | int, ...], Any]


def data(text: str) -> list[Any]:
    documents, findings = parse(Source("text.yaml", text))
    assert not findings, full(findings)
    return [document.data for document in documents]


def messages(text: str) -> list[str]:
    return [f"{f.labels[0].line}:{f.labels[0].column} {f.rule}" for f in parse(Source("text.yaml", text))[1]]


# PLACES


@given(files())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_the_text_at_a_scalar_is_that_scalar(case: tuple[str, list[Scalars]]) -> None:
    text, expected = case
    documents, findings = parse(Source("text.yaml", text))
    assert not findings, full(findings)
    assert len(documents) == len(expected)
    for document, scalars in zip(documents, expected, strict=True):
        for path, value in scalars.items():
            assert document.value(path) == value
            assert type(document.value(path)) is type(value)
            source, span = document.locate(path, "value")
            assert data(f"again: {source.text[span.start : span.end]}\n")[0]["again"] == value


@given(files())
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_the_text_at_a_key_is_that_key(case: tuple[str, list[Scalars]]) -> None:
    text, expected = case
    documents, _ = parse(Source("text.yaml", text))
    for document, scalars in zip(documents, expected, strict=True):
        for path in scalars:
            if isinstance(path[-1], str):
                source, span = document.locate(path, "key")
                assert source.text[span.start : span.end].strip("\"'") == path[-1]


def test_an_unknown_path_gives_its_nearest_ancestor() -> None:
    (document,) = parse(Source("text.yaml", "kind: team\nid: a\nalerts:\n  chat: x\n"))[0]
    source, span = document.locate(("alerts", "mail", 3))
    assert source.text[span.start : span.end] == "alerts"


@pytest.mark.parametrize(
    ("text", "word", "nth"),
    [
        ("when: q <= 3 and q > 1", "q", 1),
        ("when: 'q = ''a'' and q > 1'", "q", 1),
        ('when: "q = \\"a\\" and q > 1"', "q", 1),
        ("when: >\n  q <= 3\n  and q > 1", "q", 1),
        ("when: |\n  q <= 3\n  and q > 1", ">", 0),
        ("when: q <= 3\n  and q > 1", "and", 0),
    ],
)
def test_a_word_inside_a_text_is_underlined_where_it_stands(text: str, word: str, nth: int) -> None:
    from cxprog.source import Span

    (document,) = parse(Source("text.yaml", text + "\n"))[0]
    value = document.value(("when",))
    start = [found.start() for found in re.finditer(re.escape(word), value)][nth]
    span = document.at("when", within=Span(start, start + len(word))).where.span
    places = [found.start() for found in re.finditer(re.escape(word), text)]
    places = (
        [place for place in places if place > text.find("\n")] if text.startswith(("when: >", "when: |")) else places
    )
    assert span == (places[nth], places[nth] + len(word))


# DATA


def independent(text: str) -> list[Any]:
    """An independent reading: PyYAML's composer in Python, and the core schema from the specification."""
    return [typed(node) for node in yaml.compose_all(text, Loader=yaml.BaseLoader)]


def typed(node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: typed(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [typed(item) for item in node.value]
    return node.value if node.style else core(node.value)


def core(text: str) -> Any:
    """YAML 1.2.2, section 10.3.2, line by line."""
    table: tuple[tuple[str, Callable[[str], Any]], ...] = (
        (r"null|Null|NULL|~|", lambda _: None),
        (r"true|True|TRUE|false|False|FALSE", lambda word: word.lower() == "true"),
        (r"[-+]?[0-9]+", int),
        (r"0o[0-7]+", lambda word: int(word[2:], 8)),
        (r"0x[0-9a-fA-F]+", lambda word: int(word[2:], 16)),
        (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
        (r"[-+]?(\.inf|\.Inf|\.INF)", lambda word: math.copysign(math.inf, -1 if word[0] == "-" else 1)),
        (r"\.nan|\.NaN|\.NAN", lambda _: math.nan),
    )
    return next((read(text) for pattern, read in table if re.fullmatch(pattern, text)), text)


WORDS = (
    "NO", "no", "on", "yes", "off", "y", "True", "tRUE", "TRUE", "FALSE", "false", "null", "NULL", "nULL", "~",
    "21:00", "1:2:3", "1_000", "0o17", "0o8", "0x1F", "0xG", "0b1", "007", "+12", "-0", "--1", "1e3", "1E+3", "1e",
    ".5", "5.", "-.5", "+.5e1", ".", "..", ".e1", "1.2.3", "2026-11-22", "2026-11-22T10:00:00Z", ".inf", "-.Inf",
    "~~", "e1", "+.INF", ".iNf", ".nan", ".NaN", ".Nan", "1,000", "١٢", "-", "+", "=", "0", "00", "1e400", "nan",
    "inf", "Infinity", "None",
)  # fmt: skip


@given(st.one_of(st.sampled_from(WORDS), st.text("0123456789+-.eExoinfaNtrulTfsR_~:", max_size=6)))
@settings(max_examples=400, deadline=None, derandomize=True)
@example("")
def test_plain_words_are_read_by_the_core_schema(word: str) -> None:
    ours, theirs = plain(word), core(word)
    assert type(ours) is type(theirs)
    assert ours == theirs or (ours != ours and theirs != theirs)


@given(files())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_the_data_is_what_an_independent_reading_gives(case: tuple[str, list[Scalars]]) -> None:
    text, _ = case
    assert data(text) == [each for each in independent(text) if each is not None]


def test_a_number_that_is_not_finite_is_refused() -> None:
    assert plain("9" * 999) == int("9" * 999)
    for word in (".inf", "-.INF", ".nan", "1e400", "9" * 1000):
        assert messages(f"kind: team\nx-cost: {word}\n") == ["2:9 wrong-value"]


def test_empty_documents_and_comments_are_no_documents() -> None:
    assert data("") == data("# note\n") == data("---\n---\n# note\n---\n...\n") == []


def test_a_forgotten_line_between_documents_is_one_mistake() -> None:
    documents, findings = parse(Source("a.yaml", "kind: team\nid: a\nkind: team\nid: b\ntitle: B\n"))
    assert [document.data for document in documents] == [
        {"kind": "team", "id": "a"},
        {"kind": "team", "id": "b", "title": "B"},
    ]
    assert [document.line for document in documents] == [1, 3]
    assert documents[1].at("title").line == 5
    assert len(findings) == 1


def test_mistakes_of_one_document_leave_the_others_alone() -> None:
    text = "kind: team\nid: a\n---\nkind: team\nid: b: c\n---\nkind: team\nid: d\n"
    documents, findings = parse(Source("a.yaml", text))
    assert [document.data and document.data["id"] for document in documents] == ["a", None, "d"]
    assert len(findings) == 1
    assert documents[1].text == "---\nkind: team\nid: b: c\n"


@pytest.mark.parametrize("breaks", ["\n", "\r\n", "\r"])
def test_places_do_not_depend_on_line_breaks(breaks: str) -> None:
    text = "kind: team\nid: a\n b: 2\n---\nkind: team\n---\nkind: team\nid: a: b\n".replace("\n", breaks)
    assert messages(text) == ["3:2 syntax-error", "8:5 syntax-error"]


def test_a_byte_order_mark_in_an_editor_s_buffer_moves_no_place() -> None:
    (document,) = parse(Source("a.yaml", "\ufeffkind: team\nid: a\n"))[0]
    assert document.data == {"kind": "team", "id": "a"}
    span = document.locate(("kind",))[1]
    assert document.source.text[span.start : span.end] == "team"


def test_nothing_more_is_said_of_what_was_not_understood() -> None:
    (document,) = parse(Source("a.yaml", "kind: team\nid: a\npeople: !include people.yaml\ntitle: A\n"))[0]
    assert document.has_doubts
    assert document.is_doubtful(("people", 0, "name"))
    assert not document.is_doubtful(("title",))


# LIMITS


@pytest.mark.parametrize("opening", ["[", "{a: ", "- "])
@pytest.mark.parametrize("levels", [DEPTH_MAX + 1, 3000, 100_000])
def test_deep_nesting_is_refused_and_never_overflows(opening: str, levels: int) -> None:
    # NOTE: the composer recurses in C; without the guard 100,000 levels overflow its stack and kill the process.
    documents, findings = parse(Source("a.yaml", "a:\n " + opening * levels + "\n"))
    assert [finding.rule for finding in findings] in (["nested-too-deep"], ["syntax-error"])
    assert documents[0].data is None


def test_the_deepest_nesting_that_is_allowed() -> None:
    text = "a: " + "[" * (DEPTH_MAX - 1) + "]" * (DEPTH_MAX - 1)
    assert data(text)


def test_a_file_that_is_too_large_is_said_to_be() -> None:
    source, findings = decode("a.yaml", b"kind: team\n" + b"#" * FILE_SIZE_MAX)
    assert [finding.rule for finding in findings] == ["file-too-large"]
    (document,), more = parse(source)
    assert document.data is None and not more


@pytest.mark.parametrize(
    ("content", "rule", "read"),
    [
        (b"kind: team\nid: a\n", None, "a"),
        ("\ufeffkind: team\nid: a\n".encode(), None, "a"),
        ("kind: team\nid: a\ntitle: Köln\n".encode("cp1252"), "not-utf8", "a"),
        ("kind: team\nid: a\n".encode("utf-16"), "not-utf8", "a"),
        ("kind: team\nid: a\n".encode("utf-16-be"), "control-character", None),
        (b"kind: team\nid: \xff\n", "not-utf8", "�"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not-utf8", None),
    ],
    ids=["utf-8", "with-bom", "windows-1252", "utf-16", "utf-16-without-bom", "broken", "picture"],
)
def test_encodings(content: bytes, rule: str | None, read: str | None) -> None:
    source, findings = decode("a.yaml", content)
    documents, more = parse(source)
    rules = [finding.rule for finding in (*findings, *more)]
    assert rules[:1] == ([rule] if rule else [])
    assert [document.data["id"] for document in documents if document.data] == ([read] if read else [])


# MESSAGES


HEAD = "kind: team\nid: a\n"
SYNTAX = {
    "indented below a value": HEAD + " title: b\n",
    "first line alone in column 1": "kind: team\n id: a\n",
    "first line indented": "  kind: team\nid: a\n",
    "no space behind the colon": "kind: team\nid:a\n",
    "no space behind the first colon": "kind:team\nid: a\n",
    "no space behind a colon in brackets": HEAD + "alerts: {mail:[a@example.com]}\n",
    "second colon": HEAD + "title: Repair: the visit # soon\n",
    "second colon in a list item": HEAD + "people:\n  - name: Anna: Muster\n",
    "second colon in brackets": HEAD + "alerts: {chat: a: b}\n",
    "second colon in a text of several lines": HEAD + "title:\n  first line\n  second: line\n",
    "asterisk": HEAD + "title: *Repair\n",
    "asterisk and space": HEAD + "title: * Repair\n",
    "ampersand": HEAD + "title: &Repair\n",
    "ampersand and space": HEAD + "title: & Repair\n",
    "exclamation mark": HEAD + "title: !Repair now\n",
    "exclamation mark and space": HEAD + "title: ! Repair now\n",
    "at sign": HEAD + "title: @all of you\n",
    "at sign in brackets": HEAD + "alerts: {chat: @care}\n",
    "percent": HEAD + "title: %Repair\n",
    "percent in column 1": "%Repair\nkind: team\nid: a\n",
    "backtick": HEAD + "title: `Repair`\n",
    "greater than": HEAD + "title: > 5 visits\n",
    "vertical bar": HEAD + "title: |text\n  more\n",
    "comma": HEAD + "title: , and more\n",
    "closing bracket": HEAD + "title: ]\n",
    "question mark and space": HEAD + "title: ? why\n",
    "hash in a value": HEAD + "alerts:\n  chat: #dealer-care\n",
    "hash in brackets": HEAD + "alerts: {chat: #dealer-care}\n",
    "dash in a value": HEAD + "title: - not yet\n",
    "list behind its key": HEAD + "people: - name: Anna\n",
    "tab in front of a key": HEAD + "alerts:\n\tmail: [a@example.com]\n",
    "tab in front of the next key": HEAD + "\ttitle: b\n",
    "tab behind a dash": HEAD + "people:\n  -\tname: Anna\n    mail: a@example.com\n",
    "tab in a block text": HEAD + "title: |\n\ttext\n",
    "no space behind a dash": HEAD + "alerts:\n  mail:\n  - a@example.com\n  -b@example.com\n",
    "quote never closed": HEAD + 'title: "Repair\ndescription: x\n',
    "quote closed too late": HEAD + "title: 'Repair\ndescription: x\nalerts: {chat: 'x'}\n",
    "apostrophe in single quotes": HEAD + "title: 'It's broken'\n",
    "text behind a quote": HEAD + 'title: "Repair" and more\n',
    "comma behind a quote": '"kind": "team",\n"id": "a"\n',
    "backslash": HEAD + 'title: "C:\\Windows"\n',
    "backslash and letters": HEAD + 'title: "\\xZZ"\n',
    "control character by escape": HEAD + 'title: "bell \\a"\n',
    "curly quotes": HEAD + "title: “Repair: now”\n",
    "bracket never closed": HEAD + "alerts: {mail: [a@example.com]\ntitle: x\n",
    "bracket at the end": HEAD + "alerts: [\n\n",
    "wrong closing bracket": HEAD + "alerts: {mail: [a@example.com}\n",
    "text behind a bracket": HEAD + "title: [urgent] call back\n",
    "missing comma": HEAD + 'people: [{name: "Anna" mail: a@example.com}]\n',
    "two commas": HEAD + "alerts: {mail: [a@example.com,, b@example.com]}\n",
    "column between two": HEAD + "alerts:\n  mail: [a@example.com]\n chat: b\n",
    "item between two columns": HEAD + "people:\n  - name: x\n    mail: a@example.com\n   - name: y\n",
    "key at the column of the dash": HEAD + "people:\n  - name: x\n  mail: a@example.com\n",
    "item among keys": HEAD + "title: b\n- c\n",
    "block text that ends too early": HEAD + "title: |\n   one\n  two\n",
    "no colon": HEAD + "title Repair\n",
    "no key": HEAD + ": Repair\n",
    "item between brackets": HEAD + "people:\n  - {name: Anna, - {name: Max}\n",
    "bracket lost": HEAD + "people:\n  - -name: Anna, mail: a@example.com}\n",
    "equals sign": HEAD + "title = Repair\n",
    "text that goes on in column 1": HEAD + "title: Repair\nof pumps and valves\n",
    "two hyphens": HEAD + "--\nkind: team\nid: b\n",
    "dashes of a word processor": HEAD + "–––\nkind: team\nid: b\n",
    "indented mark": HEAD + " ---\nkind: team\nid: b\n",
    "mark and key on one line": HEAD + "---kind: team\nid: b\n",
    "mark, space and key": HEAD + "--- kind: team\nid: b\n",
    "no mark at all": HEAD + "kind: team\nid: b\n",
    "text behind the end": HEAD + "...\nkind: team\nid: b\n",
    "slashes": "// the team\n" + HEAD,
    "slashes below": HEAD + "// the end\n",
    "a list": "- kind: team\n  id: a\n",
    "a text": "kind team\n",
    "template": HEAD + "title: {{ title }}\n",
    "template and text": HEAD + "title: {{ title }} of pumps\n",
    "template block": HEAD + "title: {% if x %}\n",
    "merge key": HEAD + "<<: b\n",
    "list as a key": HEAD + "? [a, b]\n: c\n",
    "duplicate key": HEAD + "title: a\ntitle: b\n",
    "list item without its dash": HEAD + "people:\n  - name: x\n    mail: x@b.de\n    name: y\n    mail: y@b.de\n",
    "non-breaking space behind a colon": HEAD + "title:\u00a0x\n",
    "non-breaking spaces in front": HEAD + "alerts:\n\u00a0\u00a0chat: x\n",
    "zero-width space in a key": "kind: team\nid\u200b: a\n",
    "line separator": HEAD + "title: a\u2028b\n",
    "null character": HEAD + "title: a\x00b\n",
    "infinite": HEAD + "x-cost: .inf\n",
    "anchor and alias": "kind: team\nid: &a b\ntitle: *a\n",
    "windows line ends": "kind: team\r\nid: a\r\n title: b\r\n",
}  # fmt: skip


def test_what_is_said_of_text_that_is_not_yaml(golden: Golden) -> None:
    cases = {name: (text, parse(Source("text.yaml", text))[1]) for name, text in SYNTAX.items()}
    golden("messages/syntax.txt", page(cases))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('"caf\\u00e9 \\x1b[31mb"', "\\x1b"),
        ('"a\\\\x07 \\a"', "\\a"),
        ('"a\\\n  b \\e"', "\\e"),
        ('"\\U0001F642\\t\\u2028"', "\\u2028"),
    ],
)
def test_the_character_that_nobody_sees_is_pointed_at(text: str, place: str) -> None:
    (finding,) = parse(Source("text.yaml", f"{HEAD}title: {text}\n"))[1]
    assert finding.rule == "control-character" and finding.primary
    span = finding.primary.where.span
    assert finding.primary.where.source.text[span.start : span.end] == place


@pytest.mark.parametrize(
    "text", ["שלום", "مرحبا \u200fبكم", "Pumpe \u2067שלום\u2069", "\u202bשלום\u202c", r'"\u05e9 \u200f"']
)
def test_writing_from_right_to_left_is_text(text: str) -> None:
    assert parse(Source("text.yaml", f"{HEAD}title: {text}\n"))[1] == ()


@pytest.mark.parametrize("name", SYNTAX)
def test_one_mistake_gets_one_message(name: str) -> None:
    _, findings = parse(Source("text.yaml", SYNTAX[name]))
    expected = 2 if name == "anchor and alias" else 1
    assert len(findings) == expected
    assert not any(finding.message.startswith("this is not YAML") for finding in findings)
    assert all(finding.help for finding in findings)


FIXES = {name: text for name, text in SYNTAX.items() if parse(Source("t", text))[1][0].fix}


@pytest.mark.parametrize("name", FIXES)
def test_a_fix_makes_the_mistake_go_away(name: str) -> None:
    text = FIXES[name]
    fix = parse(Source("text.yaml", text))[1][0].fix
    assert fix is not None
    for edit in sorted(fix.edits, key=lambda edit: -edit.where.span.start):
        text = text[: edit.where.span.start] + edit.text + text[edit.where.span.end :]
    before, after = messages(FIXES[name]), messages(text)
    assert len(after) < len(before) or after[:1] > before[:1], full(parse(Source("text.yaml", text))[1])
