from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from cxprog.finding import Edit, Finding, Fix, Label, Run, Severity, Silenced, Step, steps
from cxprog.report import FORMATS, render
from cxprog.report.json import schema
from cxprog.rule import Say
from cxprog.source import Source, Span, Spot

Golden = Callable[[str, str | bytes], None]


def at(source: Source, marked: str, text: str = "", nth: int = 0) -> Label:
    """A label on the n-th occurrence of a piece of the source."""
    start = -1
    for _ in range(nth + 1):
        start = source.text.index(marked, start + 1)
    return Label(Spot(source, Span(start, start + len(marked))), text)


JOURNEY = Source(
    "journeys/onboarding.yaml",
    """\
kind: journey
id: onboarding
actor: buyer
touchpoints:
  - {id: welcome, survey: nps, day: 1}
  - {id: training, channel: workshop, day: 3}
  - {id: first-week, survey: nps, day: 8}
  - id: hypercare
    channel: phone
    owner: nobody
    day: 30
""",
)
POLICY = Source(
    "policies/contact-load.yaml",
    """\
kind: policy
id: contact-load
frequency:
  - {at_most: 4, within: 365d, per: person}
  - {gap: 30d}
""",
)
TITLES = Source(
    "titles.yaml",
    """\
title: {en: Handover 👩‍💻 done, ja: 引き渡し完了, ar: تسليم المضخة, fr: Remise a\u0300 neuf}
tabbed:\tkey\tvalue
hidden: "\u202eevil\u202c \u200b\x1b[31mred"
""",
)
WINDOWS = Source("windows.yaml", "kind: team\r\nid: crm\r\nmembers:\r\n  - ana\r\n  - bo\r\n")
LONG = Source("long.yaml", f"text: {'ab ' * 45}HERE{' yz' * 55}\nshort: 1\n")
FAR = Source("far.yaml", "\n".join(f"line-{number}: {number}" for number in range(1, 121)))
HOSTILE = Source("<img src=x>|`a`/\x1b[2J,b:c%.yaml", "x: <script>alert(1)</script> ]]> | `code` \x1b[31m %0A\n")


def error(rule: str, message: str, *labels: Label, help: str = "", witness: tuple[Step | str, ...] = ()) -> Finding:
    return Finding(rule, Severity.ERROR, message, labels, help, steps(witness))


TOO_OFTEN = error(
    "surveyed-too-often",
    "surveyed again after 7 days, at least 30 are asked for",
    at(JOURNEY, "nps", "second survey", nth=1),
    at(JOURNEY, "nps", "first survey"),
    at(POLICY, "30d", "the limit"),
    help="move the second survey to day 31 or later, or give the policy a smaller gap",
    witness=(
        Step("`nps` (buyer), after `welcome` on 28 February", (at(JOURNEY, "nps", "the survey"),), "2026-03-01"),
        Step(
            "`nps` (buyer), after `first-week` on 10 March; number 2 where 1 is allowed",
            (
                at(JOURNEY, "nps", "the survey", nth=1),
                at(JOURNEY, "first-week", "its trigger"),
                at(POLICY, "30d", "nothing keeps a gap of 30 days"),
            ),
            "2026-03-10",
        ),
    ),
)
BLOCK = Finding(
    "touchpoint-without-owner",
    Severity.WARNING,
    "nobody answers for this touchpoint",
    (
        at(JOURNEY, "id: hypercare\n    channel: phone\n    owner: nobody", "this touchpoint"),
        at(JOURNEY, "nobody", "is not a team"),
    ),
)
FIXED = Finding(
    "unknown-key",
    Severity.ERROR,
    "`member` is not a key of a team",
    (at(WINDOWS, "members"),),
    help="did you mean `people`?",
    fix=Fix("rename it to `people`", (Edit(at(WINDOWS, "members").where, "people"),)),
)
FINDINGS = {
    "two-files": TOO_OFTEN,
    "several-lines": BLOCK,
    "several-lines-from-the-middle": error(
        "wrong-type",
        "a list was expected",
        at(JOURNEY, "journey\nid: onboarding\nactor: buyer\ntouchpoints", "from here to there"),
        at(JOURNEY, "onboarding\nactor", "within"),
    ),
    "same-line": error(
        "odd-order",
        "three places on one line",
        at(POLICY, "within", "window"),
        at(POLICY, "at_most", "limit"),
        at(POLICY, "per: person", "whom"),
    ),
    "inside-each-other": error(
        "odd-order",
        "one place inside another",
        at(POLICY, "{at_most: 4, within: 365d, per: person}", "the whole"),
        at(POLICY, "365d", "a part"),
        at(POLICY, "4", ""),
    ),
    "wide": error(
        "wide-text",
        "columns of a terminal",
        at(TITLES, "引き渡し完了", "six characters, twelve columns"),
        at(TITLES, "👩‍💻", "one emoji of three characters"),
        at(TITLES, "تسليم المضخة", "right to left"),
        at(TITLES, "a\u0300", "an accent of its own"),
    ),
    "tabs": error("tabs", "tabs have a width", at(TITLES, "value", "behind two tabs"), at(TITLES, "\t", "a tab")),
    "hidden": error(
        "hidden-text",
        "text that hides",
        at(TITLES, "\u202eevil\u202c", "turned"),
        at(TITLES, "red", "not red"),
    ),
    "windows": FIXED,
    "windows-several-lines": error(
        "wrong-type", "a text was expected", at(WINDOWS, "- ana\r\n  - bo\r\n", "this list")
    ),
    "line-break": error(
        "line-break", "only a line break", at(WINDOWS, "\r\n", "here"), at(WINDOWS, "\n", "half", nth=2)
    ),
    "end-of-file": error("syntax-error", "the file ends too early", Label(Spot(WINDOWS, Span(48, 48)), "here")),
    "past-the-end": error("syntax-error", "the file ends too early", Label(Spot(WINDOWS, Span(400, 410)), "here")),
    "empty-file": error("empty", "nothing to read", Label(Spot(Source("empty.yaml", ""), Span(0, 0)))),
    "empty-file-with-text": error(
        "empty", "nothing to read", Label(Spot(Source("empty.yaml", ""), Span(0, 0)), "no text")
    ),
    "no-place": error("program-missing", "no `cxprog.yaml` in this folder", help="run `cxprog init`"),
    "long-line": error("long-line", "a long line", at(LONG, "HERE", "in the middle"), at(LONG, "short")),
    "long-line-two-marks": error(
        "long-line", "a long line", at(LONG, "yz", "the end", nth=54), at(LONG, "text", "the start")
    ),
    "long-mark": error("long-line", "a long mark", at(LONG, LONG.line(1)[6:], "all of it")),
    "distant": error(
        "distant",
        "lines far apart",
        at(FAR, "line-100", "hundred"),
        at(FAR, "line-9:", "nine"),
        at(FAR, "line-11:", "eleven"),
        at(FAR, "line-13:", "thirteen"),
        at(POLICY, "gap", "elsewhere"),
    ),
    "distant-several-lines": error(
        "distant",
        "a long block",
        at(FAR, FAR.text[: FAR.text.index("line-9:")].rstrip(), "the block"),
        at(FAR, FAR.text[FAR.text.index("line-3:") : FAR.text.index("line-7:")], "a block inside"),
    ),
    "hostile": error(
        "hostile-text",
        "first line\nsecond <script> ]]> | `x` **bold** @team #12 [a](b) {0} \x1b[31m 100% \u202e :: a,b",
        at(HOSTILE, "<script>", "text\x1b[0m\nof two lines"),
        help="a | b\r\n::warning::c",
        witness=("one\x07", "\ttwo", Step("{0} | <b>", (at(HOSTILE, "code", "[x](y) {1}"),), "2027-12-31")),
    ),
    "info": Finding("not-enforced", Severity.INFO, "the tool keeps no gap", (at(POLICY, "gap"),)),
}
SILENCED = Silenced(BLOCK, "pilot week | until \x1b[31m launch", "crm", "2027-03-31")
EVERYTHING = Run(tuple(FINDINGS.values()), (SILENCED,), files=7, documents=9, prefix="programs/pumps/")
SMALL = Run(
    (TOO_OFTEN, BLOCK, FIXED, FINDINGS["no-place"], FINDINGS["hostile"], FINDINGS["info"]),
    (SILENCED,),
    files=4,
    documents=4,
    prefix="programs/pumps/",
)
NOTHING = Run((), files=12, documents=30)

DECEIVING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def extension(format: str) -> str:
    known = {
        "json": "json",
        "sarif": "json",
        "gitlab": "json",
        "rdjson": "json",
        "junit": "xml",
        "markdown": "md",
    }
    return known.get(format, "txt")


def read(format: str, run: Run) -> Any:
    return json.loads(render(format, run))


# EVERY FORMAT


@pytest.fixture
def version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the goldens as they are when a version is released."""
    monkeypatch.setattr("cxprog.__version__", "1.2.3")


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("format", FORMATS)
def test_a_run_in_every_format(format: str, golden: Golden) -> None:
    golden(f"report/small.{format}.{extension(format)}", render(format, SMALL))


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize("format", FORMATS)
def test_a_run_without_findings(format: str, golden: Golden) -> None:
    golden(f"report/nothing.{format}.{extension(format)}", render(format, NOTHING))


@pytest.mark.parametrize("name", FINDINGS)
def test_snippets(name: str, golden: Golden) -> None:
    golden(f"report/full/{name}.txt", render("full", Run((FINDINGS[name],), files=1, documents=1)))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("run", [EVERYTHING, NOTHING], ids=["everything", "nothing"])
def test_nothing_deceives_the_reader(format: str, run: Run) -> None:
    text = render(format, run)
    assert DECEIVING.search(text) is None
    assert text == "" or text.endswith("\n")


@pytest.mark.parametrize("format", FORMATS)
def test_colors_change_nothing_but_colors(format: str) -> None:
    colored = render(format, EVERYTHING, color=True)
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == render(format, EVERYTHING)
    assert ("\x1b" in colored) == (format in ("full", "concise"))


def test_formats_are_found_in_the_folder() -> None:
    known = "concise full github gitlab json jsonl junit markdown rdjson sarif"
    assert " ".join(FORMATS) == known


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="known: concise, full"):
        render("_words", NOTHING)


def test_a_format_loads_no_other_formats_libraries() -> None:
    program = (
        "import sys; from cxprog.finding import Run; from cxprog.report import render; "
        "render('full', Run(()));"
        "print({'json', 'xml.etree', 'urllib.parse', 'pydantic', 'yaml'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


PLACES = st.tuples(st.integers(0, 80), st.integers(0, 80)).map(lambda pair: Span(min(pair), max(pair)))
TEXTS = st.text(max_size=60) | st.text("ab \t\r\n🚰é\u202e\u0300界", max_size=60)


@settings(deadline=None)  # the first example loads the formats
@given(text=TEXTS, spans=st.lists(PLACES, max_size=4), words=TEXTS)
def test_any_text_in_any_format(text: str, spans: list[Span], words: str) -> None:
    sources = (Source(f"{words}.yaml", text), Source("other.yaml", words))
    labels = tuple(Label(Spot(sources[number % 2], span), words) for number, span in enumerate(spans))
    finding = error("any-rule", words, *labels, help=words, witness=(words, Step(words, labels, "2027-03-03")))
    run = Run((finding, finding), (Silenced(finding, words, words, words),), 1, 1)
    for format in FORMATS:
        written = render(format, run)
        assert DECEIVING.search(written) is None
        written.encode()
    ElementTree.fromstring(render("junit", run))
    assert read("json", run)["findings"][0]["message"] == words
    assert not list(Draft202012Validator(schema()).iter_errors(read("json", run)))


@pytest.mark.parametrize("format", ["full", "concise", "github", "junit", "markdown", "rdjson"])
def test_a_file_name_that_is_not_utf8(format: str) -> None:
    source = Source("m\udcfcnchen.yaml", "a: 1")
    assert "dcfc" in render(format, Run((error("any-rule", "odd", at(source, "1")),), files=1)).lower()


# FULL AND CONCISE


def underlined(text: str) -> tuple[int, int]:
    """Columns of the marks in a one-line snippet."""
    source = Source("a.yaml", text)
    span = Span(text.index("<") + 1, text.index(">"))
    marks = render("full", Run((error("any-rule", "odd", Label(Spot(source, span))),))).splitlines()[4]
    return marks.index("^") - 4, marks.count("^")


@pytest.mark.parametrize(
    ("text", "start", "width"),
    [
        ("<abc>", 1, 3),
        ("界<引き>", 3, 4),
        ("🚰<🚰>", 3, 2),
        ("👩‍💻👍🏽🇩🇪<x>", 7, 1),
        ("❤️1️⃣<x>", 5, 1),
        ("\t<\t>", 5, 4),
        ("e\u0301<e\u0301>", 2, 1),
        ("\u1112\u1161\u11ab<x>", 3, 1),
        ("<\u202e>", 1, 8),
        ("ｆ<ｆ>", 3, 2),
        ("<>", 1, 1),
    ],
)
def test_underlines_stand_under_what_a_terminal_shows(text: str, start: int, width: int) -> None:
    assert underlined(text) == (start, width)


def test_a_very_long_line_is_clipped_fast() -> None:
    source = Source("a.yaml", "x" * 5_000_000)
    labels = [Label(Spot(source, Span(start, start + 5))) for start in range(0, 5_000_000, 500_000)]
    text = render("full", Run(tuple(error("any-rule", "odd", label) for label in labels)))
    assert max(len(line) for line in text.splitlines()) < 120
    assert text.count("^^^^^") == 10


def test_accents_without_end_are_clipped() -> None:
    source = Source("a.yaml", "a" + "\u0300" * 100_000 + "b")
    text = render("full", Run((error("any-rule", "odd", at(source, "b")),)))
    assert len(text) < 2_000


@pytest.mark.parametrize(
    ("run", "line"),
    [
        (NOTHING, "no findings in 12 files (30 documents)"),
        (Run((), (SILENCED,), 1, 1), "no findings in 1 file (1 document); 1 silenced"),
        (Run((TOO_OFTEN,), (), 1, 2), "1 error, 0 warnings in 1 file (2 documents)"),
        (
            Run((BLOCK, BLOCK, FINDINGS["info"]), (SILENCED, SILENCED), 3, 3),
            "0 errors, 2 warnings, 1 info in 3 files (3 documents); 2 silenced",
        ),
    ],
)
@pytest.mark.parametrize("format", ["full", "concise", "markdown"])
def test_summary(format: str, run: Run, line: str) -> None:
    assert line in render(format, run).splitlines()[0 if format == "markdown" else -1]


def test_the_hint_names_rules_once() -> None:
    findings = tuple(error(f"rule-{number}", "odd") for number in (1, 2, 1, 3, 4, 5, 6, 7))
    hints = [render("full", Run(findings[:size])).splitlines()[-2] for size in (1, 3, 8)]
    assert hints == [
        "run `cxprog explain rule-1` to read about this rule",
        "run `cxprog explain <rule>` to read about rule-1, rule-2",
        "run `cxprog explain <rule>` to read about rule-1, rule-2, rule-3, rule-4, rule-5 and 2 more",
    ]


def test_no_line_ends_with_blanks() -> None:
    assert not re.search(r"[ \t]$", render("full", EVERYTHING), re.MULTILINE)


# JSON


def test_json_follows_its_schema() -> None:
    Draft202012Validator.check_schema(schema())
    for run in (EVERYTHING, NOTHING):
        assert not list(Draft202012Validator(schema()).iter_errors(read("json", run)))


def test_json_lines_follow_the_schema_too() -> None:
    line = {**schema(), "$ref": "#/$defs/line"}
    for key in ("properties", "required", "additionalProperties"):
        del line[key]
    lines = render("jsonl", EVERYTHING).splitlines()
    assert len(lines) == len(EVERYTHING.findings)
    for written in lines:
        assert not list(Draft202012Validator(line).iter_errors(json.loads(written)))


def test_every_part_of_the_schema_has_a_description() -> None:
    parts = [schema(), *schema()["$defs"].values()]  # type: ignore[attr-defined]
    assert all(part["description"] for part in parts)
    assert all(field["description"] for part in parts for field in part["properties"].values())


def test_json_gives_ranges_that_slice_the_source() -> None:
    for label in read("json", SMALL)["findings"][0]["labels"]:
        source = {JOURNEY.name: JOURNEY, POLICY.name: POLICY}[label["path"].removeprefix(SMALL.prefix)]
        line = source.line(label["start"]["line"])
        piece = source.text[label["start"]["offset"] : label["end"]["offset"]]
        assert piece == line[label["start"]["column"] - 1 : label["end"]["column"] - 1]


def test_json_keeps_the_fix() -> None:
    (finding,) = read("json", Run((FIXED,)))["findings"]
    (edit,) = finding["fix"]["edits"]
    assert WINDOWS.text[edit["start"]["offset"] : edit["end"]["offset"]] == "members"
    assert edit["text"] == "people"


def test_json_has_the_witness_as_lines_and_as_steps() -> None:
    (finding,) = read("json", Run((TOO_OFTEN,)))["findings"]
    assert finding["witness"][0] == "1 March 2026  `nps` (buyer), after `welcome` on 28 February"
    assert [step["day"] for step in finding["steps"]] == ["2026-03-01", "2026-03-10"]
    places = [(label["path"], label["start"]["line"], label["text"]) for label in finding["steps"][1]["labels"]]
    assert places == [
        (JOURNEY.name, 7, "the survey"),
        (JOURNEY.name, 7, "its trigger"),
        (POLICY.name, 5, "nothing keeps a gap of 30 days"),
    ]


def test_plain_texts_are_steps_without_day_and_places() -> None:
    say = Say("any-rule", Severity.ERROR)
    dated = Step("two", day="2027-03-03")
    assert say("odd", witness=("one", dated)).witness == (Step("one"), dated)
    (finding,) = read("json", Run((say("odd", witness=("one",)),)))["findings"]
    assert (finding["witness"], finding["steps"]) == (["one"], [{"day": None, "text": "one", "labels": []}])


# CODE SCANNING AND REVIEW


@pytest.mark.consumer
@pytest.mark.parametrize("run", [EVERYTHING, SMALL, NOTHING], ids=["everything", "small", "nothing"])
def test_sarif_follows_its_schema(run: Run) -> None:
    from tests.consumers.harness import sarif_errors

    assert sarif_errors(read("sarif", run)) == []


def results(run: Run) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = read("sarif", run)["runs"][0]["results"]
    return written


def test_sarif_points_at_its_rules() -> None:
    rules = [rule["id"] for rule in read("sarif", EVERYTHING)["runs"][0]["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in results(EVERYTHING))


def test_sarif_names_files_as_they_are() -> None:
    (result,) = results(Run((FINDINGS["hostile"],), prefix="../"))
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri) == f"../{HOSTILE.name}"
    assert not re.search(r"[^A-Za-z0-9%/._~-]", uri)


def test_sarif_messages_hold_no_placeholders_or_links() -> None:
    (result,) = results(Run((FINDINGS["hostile"],)))
    assert "{{0}}" in result["message"]["text"]
    assert "](" not in result["message"]["text"]


def test_sarif_suppresses_what_is_silenced() -> None:
    *_, last = results(SMALL)
    (suppression,) = last["suppressions"]
    assert suppression["justification"] == "pilot week | until \\u{1B}[31m launch (crm, until 2027-03-31)"


def test_sarif_walks_through_the_witness() -> None:
    (result,) = results(Run((TOO_OFTEN,)))
    (flow,) = result["codeFlows"]
    (thread,) = flow["threadFlows"]
    told = [
        (each["executionOrder"], each["nestingLevel"], each["location"]["message"]["text"])
        for each in thread["locations"]
    ]
    assert told == [
        (1, 0, "1 March 2026  `nps` (buyer), after `welcome` on 28 February"),
        (2, 0, "10 March 2026  `nps` (buyer), after `first-week` on 10 March; number 2 where 1 is allowed"),
        (2, 1, "its trigger"),
        (2, 1, "nothing keeps a gap of 30 days"),
    ]
    assert all("physicalLocation" in each["location"] for each in thread["locations"])


def test_sarif_has_no_flow_without_places() -> None:
    (result,) = results(Run((error("any-rule", "odd", witness=("one", Step("two", day="2027-03-03"))),)))
    assert "codeFlows" not in result
    assert result["message"]["text"].splitlines()[1:] == ["                one", "  3 March 2027  two"]


def test_sarif_fixes() -> None:
    (result,) = results(Run((FIXED,)))
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "people"}


COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def command(run: Run) -> tuple[Mapping[str, str], str]:
    """Read a workflow command as its runner does."""
    (line,) = render("github", run).splitlines()
    found = COMMAND.fullmatch(line)
    assert found
    properties = dict(item.split("=", 1) for item in found[2].split(","))
    unescape = {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n", "%25": "%"}
    for escape, character in unescape.items():
        properties = {key: value.replace(escape, character) for key, value in properties.items()}
    return properties, found[3]


def test_github_reads_back_what_was_written() -> None:
    properties, message = command(Run((FINDINGS["hostile"],)))
    assert properties["file"] == "<img src=x>|`a`/\\u{1B}[2J,b:c%.yaml"
    assert properties["title"] == "hostile-text"
    assert "100%25 " in message and message.endswith("%0Ahelp: a | b ::warning::c")


def test_github_gets_columns_only_within_one_line() -> None:
    assert "col" in command(Run((TOO_OFTEN,)))[0]
    properties, _ = command(Run((BLOCK,)))
    assert (properties["line"], properties["endLine"]) == ("8", "10")
    assert not {"col", "endColumn"} & set(properties)


def test_gitlab_fingerprints_are_unique_and_stable() -> None:
    entries = read("gitlab", Run((TOO_OFTEN, BLOCK, TOO_OFTEN, TOO_OFTEN)))
    marks = [entry["fingerprint"] for entry in entries]
    assert len(set(marks)) == 4
    assert marks[:2] == [TOO_OFTEN.fingerprint, BLOCK.fingerprint]


def test_gitlab_needs_a_path_and_a_line() -> None:
    (entry,) = read("gitlab", Run((FINDINGS["no-place"],), prefix="./"))
    assert entry["location"] == {"path": "cxprog.yaml", "lines": {"begin": 1, "end": 1}}


def test_junit_counts_what_it_lists() -> None:
    (suite,) = ElementTree.fromstring(render("junit", SMALL))
    kinds = [case[0].tag if len(case) else "" for case in suite]
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("7", "5", "1")
    assert (kinds.count("failure"), kinds.count("skipped"), len(kinds)) == (5, 1, 7)


def test_junit_passes_without_findings() -> None:
    (suite,) = ElementTree.fromstring(render("junit", NOTHING))
    assert [len(case) for case in suite] == [0]


def test_reviewdog_counts_columns_in_bytes() -> None:
    (diagnostic,) = read("rdjson", Run((FINDINGS["wide"],)))["diagnostics"]
    start = diagnostic["location"]["range"]["start"]
    line = TITLES.line(1).encode()
    assert line[start["column"] - 1 :].decode().startswith("引き渡し完了")


def test_reviewdog_relates_the_places_of_the_witness() -> None:
    (diagnostic,) = read("rdjson", Run((TOO_OFTEN,)))["diagnostics"]
    related = [
        (each["message"], each["location"]["range"]["start"]["line"]) for each in diagnostic["related_locations"]
    ]
    assert related[:2] == [("first survey", 5), ("the limit", 5)]
    assert related[-1][0].endswith("where 1 is allowed: nothing keeps a gap of 30 days")


def test_the_concise_report_leaves_the_witness_out() -> None:
    assert "1 March" not in render("concise", Run((TOO_OFTEN,)))


def test_reviewdog_gets_whole_fixes_only() -> None:
    edits = (Edit(at(WINDOWS, "members").where, "people"), Edit(at(POLICY, "gap").where, "rest"))
    for count, expected in ((1, True), (2, False)):
        finding = Finding("any-rule", Severity.ERROR, "odd", FIXED.labels, fix=Fix("rename", edits[:count]))
        assert ("suggestions" in read("rdjson", Run((finding,)))["diagnostics"][0]) is expected


def test_markdown_rows_have_four_cells() -> None:
    for line in render("markdown", EVERYTHING).splitlines():
        if line.startswith("|"):
            assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 5


def test_markdown_holds_no_markup_from_the_program() -> None:
    text = render("markdown", Run((FINDINGS["hostile"],)))
    assert not re.search(r"<(?!!)", text)
    assert "\\*\\*bold" in text and "@team" not in text and "#12" not in text


@pytest.mark.parametrize("severity", [Severity.ERROR, Severity.INFO])
def test_markdown_stays_below_the_limit_of_a_comment(severity: Severity) -> None:
    many = tuple(Finding(f"rule-{number}", severity, "x|" * 900, ()) for number in range(300))
    text = render("markdown", Run((*many, TOO_OFTEN)))
    left_out = int(re.search(r"and (\d+) more", text)[1])  # type: ignore[index]
    assert len(text) < 61_000
    assert left_out + text.count("| `rule-") + text.count("| `surveyed") == 301
