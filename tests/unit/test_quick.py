"""The quick way to read YAML says what the thorough one says, or nothing; and it says something of ordinary files."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from cxprog import quick
from cxprog.document import parse, parse_all
from cxprog.nodes import DEPTH_MAX
from cxprog.source import Source
from tests.yaml_texts import files

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = sorted((ROOT / "programs" / "example").rglob("*.yaml"))
TEMPLATES = sorted((ROOT / "cxprog" / "templates").rglob("*.yaml"))
CASES = sorted((ROOT / "tests" / "cases").rglob("*.yaml"))


def corpus() -> list[Source]:
    """The files that the benchmarks are made with, ten documents each."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import corpus
    finally:
        sys.path.pop(0)
    texts = list(corpus.documents(200))
    return [Source(f"{start}.yaml", "---\n".join(texts[start : start + 10])) for start in range(0, len(texts), 10)]


def is_read(text: str) -> bool:
    """Whether a text is read the quick way; if it is, nothing may differ from the thorough way."""
    read = quick.read(text)
    if read is None:
        return False
    documents, findings = parse(Source("text.yaml", text))
    assert not findings, repr(text)
    assert not any(document.doubts for document in documents), repr(text)
    # The representation tells whole numbers from fractions and truth values, and the order of keys.
    assert repr(read) == repr([(document.start, document.data) for document in documents]), repr(text)
    return True


# ORDINARY TEXTS ARE READ


@pytest.mark.parametrize("path", EXAMPLE + TEMPLATES, ids=lambda path: "/".join(path.parts[-2:]))
def test_ordinary_files_are_read(path: Path) -> None:
    text = path.read_text("utf-8")
    assert is_read(text)
    assert is_read(text.replace("\n", "\r\n"))


def test_a_large_program_is_read_as_it_would_be_document_by_document() -> None:
    sources = corpus()
    assert all(is_read(source.text) for source in sources)
    assert sum(len(source.text) for source in sources) > 100_000  # from where `parse_all` takes the quick way
    mistaken = [Source("a.yaml", "kind: team\nid: a\n title: x\n---\nkind: team\nid: b\n"), *sources]
    for (documents, findings), source in zip(parse_all(mistaken), mistaken, strict=True):
        expected, mistakes = parse(source)
        assert [finding.message for finding in findings] == [finding.message for finding in mistakes]
        assert [(each.start, each.end, repr(each.data), each.doubts) for each in documents] == [
            (each.start, each.end, repr(each.data), each.doubts) for each in expected
        ]


ORDINARY = {
    "nothing special": "kind: team\nid: a\n",
    "no line break at the end": "kind: team\nid: a",
    "windows": "kind: team\r\nid: a\r\ntext: |\r\n  a\r\n  b\r\n",
    "marks and comments": "# c\n\n---\n# c\na: 1\n--- # c\n\n  # c\nb: 2\n---   \nc: 3\n",
    "indented": "# c\n  a: 1\n  b: 2\n---\n c: 3\n",
    "signs in texts": "a: Q&A, 5*, done!\nb: R & D\nc: 90 %\nd: Why? So.\ne: a_b, 10b\nf: '# x'\n",
    "brackets over lines": "a: [b,\n    c]\nd: {e: f, g: [h,\n    i]}\nj: {\n  k: l,\n  }\n",
    "texts over lines": "a: b\n  c\nd: 'e\n  f'\ng: \"h\n  i\"\nj: >-\n  k\n\n  l\nm: |2\n   n\n  o\np: |+\n  q\n\n",
    "typography": "a: “So” – it’s 5 € …\nb: « Ça va ? »\nc: 🙂\n",
    "right to left": "a: \u05e9\u05dc\u05d5\u05dd \u2067abc\u2069\u200f \u0645\u0631\u062d\u0628\u0627\n",
    "JSON": '{"a": 1, "b": [true, null, 2.5], "c": {"d": "e"}}\n',
}


@pytest.mark.parametrize("name", ORDINARY)
def test_ordinary_texts_are_read(name: str) -> None:
    assert is_read(ORDINARY[name])


# ANYTHING ELSE IS LEFT


HEAD = "kind: team\nid: a\n"
NOT_ORDINARY = {
    "nothing": "",
    "a comment": "# c\n",
    "empty documents": HEAD + "---\n---\n" + HEAD,
    "a list": "- a\n",
    "a text": "a\n",
    "text behind the mark": HEAD + "--- {a: b}\n",
    "text right behind the mark": HEAD + "---kind: team\n",
    "end marks": HEAD + "...\nkind: team\nid: b\n",
    "end mark in front": "...\na: b\n",
    "a directive": HEAD + "...\n%a\n---\n" + HEAD,
    "a directive in front, and an end mark": "%YAML 1.2\n---\na: b\n...\nc: d\n",
    "a lone carriage return": "a: b\rc: d\n",
    "a tab": "a:\tb\n",
    "a backslash": 'a: "\\x07"\n',
    "a byte order mark": "\ufeff# c\na: b\n",
    "a next line": "a: b\x85c\n",
    "a line separator": "a: b\u2028c\n",
    "no character at all": "a: b\ufffec\n",
    "half a character": "a: \ud800\n",
    "a null": "a: \x00\n",
    "an anchor": "a: &x b\nc: *x\n",
    "an anchor in brackets": "a: [&x b]\n",
    "a tag": "a: !x b\n",
    "a merge key": "<<: {a: b}\n",
    "a swallowed text": "a: #b\n",
    "a swallowed text further on": "a:   #b\n",
    "an invisible character in a key": "a\u200b: b\n",
    "an empty key": ": b\n",
    "keys that are no text": "1: a\ntrue: b\n",
    "keys without value that are no text": "a: {1, null}\n",
    "a list as a key": "a: {[b]: c}\n",
    "a map as a key without value": "a: {{b: c}, d}\n",
    "a key twice": "a: b\na: c\n",
    "a key on two lines": "a: {b\n  c: d}\n",
    "a colon on the next line": "a: {b\n  : c}\n",
    "a colon in front": "a: [:b]\n",
    "a colon that touches a bracket": "a: {b:}\n",
    "a colon that touches what follows": "a: {b:[c]}\n",
    "a question mark in front": "a: {?b: c}\nd: [?e]\n",
    "a bar in brackets": "a: [|, b]\n",
    "a greater-than sign in brackets": "a: {\n  b: >\n    c\n  }\n",
    "a block text of nothing at the end": "a: |\n",
    "a block text without its last line break": "a: |\n  b",
    "numbers of other languages": "a: 1_000\n",
    "a fraction of other languages": "a: 1e_5\n",
    "two digits": "a: 0b11\n",
    "a sign in front of digits and letters": "a: -0x1f\n",
    "infinity": "a: .inf\n",
    "an infinite number": "a: 1e400\n",
    "an endless number": f"a: {'9' * 1000}\n",
    "an endless number of zeros": f"a: {'0' * 1000}1\n",
    "nested too deep": "a: " + "[" * DEPTH_MAX + "]" * DEPTH_MAX + "\n",
    "nested too deep by columns": "".join(f"{' ' * n}a:\n" for n in range(DEPTH_MAX + 1)),
}


@pytest.mark.parametrize("name", NOT_ORDINARY)
def test_what_needs_a_closer_look_is_left(name: str) -> None:
    assert quick.read(NOT_ORDINARY[name]) is None


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? ", "-\n"])
@pytest.mark.parametrize("levels", [300, 3000, 100_000])
def test_deep_nesting_never_overflows(opening: str, levels: int) -> None:
    # NOTE: the parser recurses; a text of 20,000 levels that gets past its guard kills the process.
    nested = "".join(f"{' ' * n}-\n" for n in range(min(levels, 3000))) if "\n" in opening else opening * levels
    assert quick.read(f"a:\n {nested}b\n") is None


def test_without_the_parser_nothing_is_read() -> None:
    code = "import sys; sys.modules['yaml_rs'] = None; from cxprog import quick; print(quick.read('a: b\\n'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "None\n"


# BOTH WAYS AGREE


@given(files())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_both_ways_agree_on_any_style(case: tuple[str, Any]) -> None:
    is_read(case[0])


WORDS = (
    "", "a", "~", "null", "NULL", "nULL", "true", "True", "tRUE", "FALSE", "no", "on", "0", "00", "-0", "+1", "012",
    "0o14", "0o8", "0O7", "0x1F", "0X1f", "-0x1", "0xG", "0b1", "0B1", "1_000", "_1", "1_", "1__0", "1_0.5", "0x_f",
    "1.", ".5", "+.5", "-.5e1", "1.5", "1.5.2", "1e3", "1E+3", "1e-3", "1.e3", "1e", "1e400", "-1e400", "1e-400",
    "1e_3", "1e3_", ".e1", ".", "..", "...", ".inf", "-.Inf", "+.INF", ".iNF", ".nan", ".NaN", ".Nan", "inf", "08:00",
    "1:2:3", "2026-11-22", "2026-11-22T10:00:00Z", "1,000", "1d..3d", "--1", "-", "--", "+", "=", "<", "<<", "%a",
    "@a", "`a", "?a", "?", ":a", ":", "::", "a:", "a:b", "|", "|-", ">", ">2", "&a", "*a", "!a", "#a", "a#", "a #b",
    "a: b", "- a", "? a", "'a'", '"a"', "'a", '"a', "{}", "[]", "{a}", "[a: b]", "{1}", "a]", "[a", "a}", "١٢", "é",
    "9" * 18, "9" * 25, "0.1", "0.30000000000000004", "123456789.123456789e-7", "4.9e-324", "a\n  b", "a\n  # b\n  c",
)  # fmt: skip
FRAMES = (
    "a: {}", "{}: a", "- {}", "a:\n- {}\n- b", "a: [{}]", "a: [b, {}]", "a: {{b: {}}}", "a: {{b: {}, c: d}}",
    "a: {{{}: b}}", "a: {{{}}}", "a: {{b: c, {}}}", "a: {{{}, b: c}}", "a: {{b:{}}}", "a: '{}'", 'a: "{}"',
    "a: |\n  {}", "a: >\n  {}\n  {}", "a: b\n  {}", "a: {} # b", "a: [\n  {},\n  b\n  ]", "a: {{b: c,\n  {}: d}}",
    "a: b\n---\n{}", "{}\n---\na: b", "? {}\n: b", "a: {}\n\n  b", "# {}\na: b", "a:\n  b: {}\n c: d",
)  # fmt: skip


def test_both_ways_agree_on_any_word_at_any_place() -> None:
    read = sum(
        is_read(frame.format(word, word) + end) for word, frame, end in product(WORDS, FRAMES, ("\n", "", "\nz: 1\n"))
    )
    assert read > 1000


SIGNS = (
    *" \n\n:::,,--[]{}##\"\"''|>?!&*%@`~<=_.0159eExXo+abn\r\t\\é\u00a0\u2028\x85",
    "\n---\n", "\n...\n", "---", "- ", "? ", ": ", "k: ", "\n  ", "\n ", "  ", "''", '""', "{}", "[]", "null", "true",
    "1_0", "0b1", ".inf", "{a: b}", "[a]", ", ", " #", "# c\n", "|\n", ">-\n", "|+\n", ": >\n", "\n- ", " :", ":\n",
    "\n:", "\n? ", "{1}", "{a, b}", "a\n b", "}\n", "\n]", "[\n", "{\n", ",\n", "<<: {}\n",
)  # fmt: skip


def mutants(texts: list[str], count: int) -> Iterator[str]:
    """Parts of texts, changed at a few places."""
    chance = random.Random(1)
    for _ in range(count):
        lines = chance.choice(texts).splitlines(keepends=True)
        start = chance.randrange(len(lines))
        lines = lines[start : start + chance.choice((3, 6, 12))]
        margin = min(len(line) - len(line.lstrip(" ")) for line in lines)
        lines = [line[margin:] for line in lines]
        if chance.random() < 0.3:
            one, other = chance.randrange(len(lines)), chance.randrange(len(lines))
            change = chance.choice(("repeat", "remove", "indent", "outdent", "join"))
            if change == "repeat":
                lines.insert(one, lines[other])
            elif change == "remove":
                del lines[one]
            elif change == "join":
                lines[one] = lines[one].rstrip() + lines[other].lstrip()
            else:
                lines[one] = f"  {lines[one]}" if change == "indent" else lines[one].lstrip(" -")
        text = "".join(lines)
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice((*SIGNS, "")) + text[at + chance.choice((0, 0, 1, 2)) :]
        yield text


def test_both_ways_agree_on_texts_with_mistakes() -> None:
    texts = [path.read_text("utf-8") for path in (*EXAMPLE, *TEMPLATES, *CASES)]
    texts += [text for text in (*ORDINARY.values(), *NOT_ORDINARY.values()) if text and len(text) < 200]
    assert sum(map(is_read, mutants(texts, 50_000))) > 5000
