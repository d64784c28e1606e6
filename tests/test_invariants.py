"""What holds for every text: nothing raises, every place exists, a slip has one message, order changes nothing."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxprog.check import Today
from cxprog.compiler import Built, Project, build_project, check_project
from cxprog.document import parse
from cxprog.finding import Finding, Run
from cxprog.manifest import Manifest, manifest_schema
from cxprog.report import FORMATS, render
from cxprog.source import Source
from cxprog.workspace import read_project
from tests.yaml_texts import Writer, values

ROOT = Path(__file__).parent.parent
EXAMPLE = read_project(ROOT / "programs" / "example")
BAD = [Source(file.name, file.read_text("utf-8")) for file in sorted((ROOT / "tests" / "cases" / "bad").glob("*.yaml"))]
TODAY = Today("2026-11-22")
ROUND = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def with_source(source: Source, project: Project = EXAMPLE) -> Project:
    """The project with one of its files exchanged."""
    sources = tuple(source if known.name == source.name else known for known in project.sources)
    return Project(sources, project.tables, project.house)


def sound(run: Run) -> None:
    """Every place exists, no rule stopped, and every format can print the run."""
    for finding in run.findings:
        assert finding.rule not in ("rule-failed", "target-failed"), finding.message
        assert finding.message and "\n" not in finding.message.strip()
        for label in finding.labels:
            span, text = label.where.span, label.where.source.text
            assert 0 <= span.start <= span.end <= len(text), finding
            assert label.where.source.position(span.start) == (label.line, label.column)
        for edit in finding.fix.edits if finding.fix else ():
            assert 0 <= edit.where.span.start <= edit.where.span.end <= len(edit.where.source.text)
    for format in FORMATS:
        assert isinstance(render(format, run), str)


def check(project: Project) -> Run:
    run = check_project(project, TODAY).run
    sound(run)
    return run


# TEXTS THAT BREAK OFF


def prefixes(source: Source, most: int) -> Iterator[Source]:
    """The text cut off around its line ends, and evenly in between: at most so many cuts."""
    around = {start + shift for start in source.line_starts for shift in (-2, -1, 0, 1, 2)}
    cuts = sorted({*around, *range(0, len(source.text), 5)} & set(range(len(source.text) + 1)))
    step = max(1, len(cuts) // most)
    return (Source(source.name, source.text[:cut]) for cut in cuts[::step])


@pytest.mark.parametrize("source", [*EXAMPLE.sources, *BAD], ids=lambda source: source.name)
def test_any_prefix_of_any_text_is_read(source: Source) -> None:
    for part in prefixes(source, 200):
        documents, findings = parse(part)
        for finding in findings:
            assert not finding.message.startswith("this is not YAML"), finding.message
            assert all(label.where.span.end <= len(part.text) for label in finding.labels)
        assert all(document.end <= len(part.text) for document in documents)


@pytest.mark.parametrize("source", EXAMPLE.sources, ids=lambda source: source.name)
def test_any_prefix_of_the_example_is_checked(source: Source) -> None:
    for part in prefixes(source, 6):
        check(with_source(part))


@pytest.mark.parametrize("source", BAD, ids=lambda source: source.name)
def test_any_prefix_of_texts_full_of_mistakes_is_checked(source: Source) -> None:
    for part in prefixes(source, 20):
        check(Project((Source("cxprog.yaml", part.text),)))


# TEXTS WITH SLIPS OF THE KEYBOARD


SLIPS = "-:#[]{},'\"|>&*!%@`?\t\n \\.~0aZé\u00a0\u2028\ufeff\x00🙂"


def slip(chance: random.Random, text: str) -> str:
    at, kind = chance.randrange(len(text)), chance.randrange(3)
    typed = "" if kind == 0 else chance.choice(SLIPS)
    return text[:at] + typed + text[at + (kind != 1) :]


@pytest.mark.parametrize("round", range(3))
def test_a_slip_of_the_keyboard_has_one_message(round: int) -> None:
    chance, counts = random.Random(round), []
    for _ in range(40):
        source = chance.choice(EXAMPLE.sources)
        counts.append(len(check(with_source(Source(source.name, slip(chance, source.text)))).findings))
    # Two mistakes may come of one slip, as when it parts a word in two; follow-ups would be many.
    assert max(counts) <= 4
    assert sum(counts) <= 1.15 * sum(count > 0 for count in counts)


@pytest.mark.parametrize("round", range(2))
def test_many_slips_of_the_keyboard_are_survived(round: int) -> None:
    chance = random.Random(100 + round)
    for _ in range(40):
        source, text = chance.choice((*EXAMPLE.sources, *BAD)), ""
        text = source.text
        for _ in range(chance.randrange(1, 30)):
            text = slip(chance, text)
        check(with_source(Source(source.name, text)) if source not in BAD else Project((Source("cxprog.yaml", text),)))


# DATA OF THE WRONG SHAPE


DOCUMENTS = [(source.name, [document.data for document in parse(source)[0]]) for source in EXAMPLE.sources]
STRANGE = st.one_of(
    values,
    st.sampled_from(
        (
            "",
            "90 days",
            "31.2.2027",
            "9:00",
            "yes",
            "1d..",
            "a.b.c",
            "q <= ",
            "Team",
            "cx-office",
            "<short>",
            "<long>",
            "[key]",
            "x-own",
            "__class__",
            "\u202e",
            "a" * 300,
            10**20,
            -1,
            1.5,
        )
    ),
)


def paths(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    below = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in below:
        yield from paths(value, (*path, step))


def change(draw: Any, documents: list[Any]) -> None:
    """Replace, delete, add, rename, double or exchange one part of the documents."""
    document = draw(st.sampled_from(documents))
    places = list(paths(document))
    if not places:
        return
    *above, last = draw(st.sampled_from(places))
    holder = document
    for step in above:
        holder = holder[step]
    action = draw(st.sampled_from(("replace", "replace", "delete", "add", "rename", "double", "exchange")))
    if action == "delete":
        del holder[last]
    elif action == "rename" and isinstance(holder, dict):
        holder[draw(st.sampled_from((f"{last}s", str(last).upper(), "kind", "id", "<long>", "")))] = holder.pop(last)
    elif action == "add" and isinstance(holder, dict):
        holder[str(draw(st.sampled_from(("x-own", "extends", "retired", "title", "nonsense", "[key]"))))] = draw(
            STRANGE
        )
    elif action == "double" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[last]))
    elif action == "exchange":
        other = draw(st.sampled_from(documents))
        holder[last] = copy.deepcopy(other[draw(st.sampled_from(sorted(other)))] if other else None)
    else:
        holder[last] = draw(STRANGE)


@st.composite
def changed(draw: Any) -> Source:
    """A file of the example with one to four changes in its data, written in any style."""
    name, original = draw(st.sampled_from(DOCUMENTS))
    documents = copy.deepcopy(original)
    for _ in range(draw(st.integers(1, 4))):
        change(draw, documents)
    if draw(st.booleans()):
        return Source(name, "\n---\n".join(json.dumps(document, ensure_ascii=False) for document in documents))
    return Source(name, "---\n".join(Writer(draw, paragraphs_too=False).document(document) for document in documents))


@given(changed())
@settings(ROUND, max_examples=60)
def test_data_of_any_shape_is_checked_and_built(source: Source) -> None:
    project = with_source(source)
    if not check_project(project, TODAY).has_errors:
        manifest_holds(build_project(with_source(source, without_targets(project)), TODAY))
    check(project)


def without_targets(project: Project) -> Project:
    """The project with nothing to write but its manifest."""
    settings_file = next(source for source in project.sources if source.name == "cxprog.yaml")
    lines = settings_file.text.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(("targets:", "  "))]
    return with_source(Source("cxprog.yaml", "".join([*kept, "targets: {}\n"])), project)


# THE MANIFEST


SCHEMA = jsonschema.Draft202012Validator(manifest_schema())


def manifest_holds(built: Built) -> None:
    sound(built.run)
    if built.manifest is None:
        assert built.checked.has_errors
        return
    text = built.manifest.to_json()

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    data = json.loads(text, parse_constant=refuse)
    assert Manifest.from_json(text).to_json() == text
    assert not [error.message for error in SCHEMA.iter_errors(data)]


def test_the_manifest_of_the_example_holds() -> None:
    manifest_holds(build_project(without_targets(EXAMPLE), TODAY))


@given(st.randoms(use_true_random=False))
@settings(ROUND, max_examples=5)
def test_the_order_of_files_changes_nothing(chance: random.Random) -> None:
    project = without_targets(EXAMPLE)
    sources, tables, house = list(project.sources), list(project.tables.items()), list(project.house)
    for each in (sources, tables, house):
        chance.shuffle(each)
    first = build_project(project, TODAY)
    second = build_project(Project(tuple(sources), dict(tables), tuple(house)), TODAY)
    assert {path: artifact.data for path, artifact in first.artifacts.items()} == {
        path: artifact.data for path, artifact in second.artifacts.items()
    }
    assert said(first.run.findings) == said(second.run.findings)


@given(st.randoms(use_true_random=False))
@settings(ROUND, max_examples=5)
def test_the_order_of_files_changes_no_finding(chance: random.Random) -> None:
    sources = [*(source for source in EXAMPLE.sources if source.name != "cxprog.yaml"), *BAD]
    first = check_project(Project(tuple(sources), EXAMPLE.tables, EXAMPLE.house), TODAY)
    chance.shuffle(sources)
    second = check_project(Project(tuple(sources), EXAMPLE.tables, EXAMPLE.house), TODAY)
    assert said(first.findings) == said(second.findings)


def said(findings: tuple[Finding, ...]) -> list[tuple[Any, ...]]:
    return [
        (
            f.rule,
            f.severity,
            f.message,
            f.help,
            [(each.where.source.name, each.where.span, each.text) for each in f.labels],
        )
        for f in findings
    ]


def test_twice_the_same_is_the_same() -> None:
    first, second = (check_project(Project(tuple(BAD)), TODAY) for _ in range(2))
    assert render("json", first.run) == render("json", second.run)
    assert [finding.fingerprint for finding in first.findings] == [finding.fingerprint for finding in second.findings]


def test_fingerprints_survive_lines_above() -> None:
    text = BAD[0].text
    first, second = (check_project(Project((Source("a.yaml", head + text),)), TODAY) for head in ("", "# one\n# two\n"))
    assert {finding.fingerprint for finding in first.findings} == {finding.fingerprint for finding in second.findings}
