"""The reference: every page can be printed, every example in it does what it says, every schema fits the language."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ValidationError
from referencing import Registry, Resource

from cxprog.check import Today
from cxprog.codes import CODES
from cxprog.compiler import Checked, Project, check_project
from cxprog.document import parse
from cxprog.finding import Finding, Severity
from cxprog.language import KINDS, model_of
from cxprog.language.shape import at_path
from cxprog.merge import environment_of
from cxprog.reference import names, page, reference_files, schema_files
from cxprog.rule import EXAMPLE_PROGRAM, Example
from cxprog.source import Path as DataPath
from cxprog.source import Source

ROOT = Path(__file__).parent.parent.parent
PAGES = ROOT / "cxprog" / "pages"
TODAY = Today("2026-11-22")
PAGE_WIDTH_MAX = 120


def blocks(file: Path) -> list[tuple[str, str]]:
    """Fenced YAML of a page: its sort (good, bad, house or nothing) and its text."""
    return re.findall(r"^```yaml ?(\w*)\n(.*?)^```", file.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def address(text: str) -> tuple[Any, Any]:
    documents, _ = parse(Source("part", text))
    data = (documents[0].data if documents else None) or {}
    return data.get("kind"), data.get("id")


def checked(example: str, house: str = "", is_good: bool = True) -> Checked:
    """An example checked together with the program that examples may refer to."""
    own = {address(part) for part in re.split(r"^---\n", example, flags=re.MULTILINE)}
    declares_program = is_good and "program" in {kind for kind, _ in own}
    kept = [
        part
        for part in EXAMPLE_PROGRAM.split("---\n")
        if address(part) not in own and not (declares_program and address(part)[0] == "program")
    ]
    sources = (Source("cxprog.yaml", "---\n".join(kept)), Source("example.yaml", example))
    return check_project(Project(sources, house=(Source("schemas/house/house.yaml", house),) if house else ()), TODAY)


def told(findings: tuple[Finding, ...]) -> list[str]:
    return [f"{finding.primary.line if finding.primary else 0}: {finding.message}" for finding in findings]


def examples(folder: Path, sort: str) -> list[Any]:
    return [
        pytest.param(file.stem, text, id=f"{file.stem}-{number}")
        for file in sorted(folder.glob("*.md"))
        for number, (found, text) in enumerate(blocks(file), 1)
        if found == sort
    ]


# PAGES


@pytest.mark.parametrize(("code", "text"), examples(PAGES, "bad"))
def test_a_bad_example_is_reported_on_its_marked_lines(code: str, text: str) -> None:
    own = [finding for finding in checked(text, is_good=False).findings if finding.rule == code]
    places = [finding.primary for finding in own if finding.primary]
    assert {place.where.source.name for place in places} == {"example.yaml"}, told(tuple(own))
    assert tuple(sorted({place.line for place in places})) == Example(False, text).marked_lines, told(tuple(own))


@pytest.mark.parametrize(
    ("name", "text"),
    [*examples(PAGES, "good"), *examples(PAGES / "kinds", "good"), *examples(PAGES / "topics", "good")],
)
def test_a_good_example_has_no_errors(name: str, text: str) -> None:
    findings = checked(text).findings
    assert not any(finding.severity is Severity.ERROR for finding in findings), told(findings)
    assert name not in {finding.rule for finding in findings}


@pytest.mark.parametrize(("kind", "text"), examples(PAGES / "kinds", "good"))
def test_the_example_of_a_kind_declares_one(kind: str, text: str) -> None:
    documents, _ = parse(Source("example.yaml", text))
    assert documents[-1].data is not None and documents[-1].data["kind"] == kind


def plain_examples() -> list[Any]:
    return [
        pytest.param(text, id=f"{file.stem}-{number}")
        for file in sorted(PAGES.rglob("*.md"))
        for number, (sort, text) in enumerate(blocks(file))
        if sort == ""
    ]


@pytest.mark.parametrize("text", plain_examples())
def test_an_example_of_several_files_is_made_of_things_the_language_has(text: str) -> None:
    documents, findings = parse(Source("example.yaml", text))
    assert documents and not findings
    for document in documents:
        assert document.data is not None
        if document.data.keys() <= {*KINDS}:
            continue  # a house schema, which is keyed by kind
        assert refused_by_schema(document.data, "overlay-file.schema.json") == []


def test_the_overlays_of_a_page_change_what_stands_there() -> None:
    (_, base), (_, overlay) = blocks(PAGES / "overlay-without-effect.md")
    sources = (Source("cxprog.yaml", EXAMPLE_PROGRAM), Source("tools.yaml", base))
    project = Project((*sources, Source("overlays/production/tools.yaml", overlay)))
    assert _but_for_what_nothing_waits_for(project) == ["overlay-without-effect"]
    other = Project((*sources, Source("overlays/production/tools.yaml", overlay.replace("survey-tool", "survy-tool"))))
    assert _but_for_what_nothing_waits_for(other) == ["overlay-unknown"]


def _but_for_what_nothing_waits_for(project: Project) -> list[str]:
    """Rules that found something; the surroundings of an example declare events that it does not use."""
    return [finding.rule for finding in check_project(project, TODAY).findings if finding.rule != "event-unused"]


@pytest.mark.parametrize("file", sorted(PAGES.rglob("*.md")), ids=lambda file: file.stem)
def test_a_page_has_the_form_of_a_page(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    if file.parent.name == "topics":
        assert lines[0].startswith("# ")
    elif file.parent == PAGES:
        assert lines[0].endswith(".") and lines[1] == "" and len(lines) > 5
    assert [line for line in lines if len(line) > PAGE_WIDTH_MAX and not line.startswith("|")] == []


# EXPLAINING


def test_every_name_has_one_page_of_plain_text() -> None:
    assert len(set(names())) == len(names())
    assert {*CODES, *KINDS} <= set(names())
    for name in names():
        text = page(name)
        assert text is not None and text.startswith("# ") and text.endswith("\n") and text.count("```") % 2 == 0
        assert ".md)" not in text and "](#" not in text


@pytest.mark.parametrize("name", ["", "nothing", "survey.nothing", "survey.when.nothing", "survey.", "nothing.when"])
def test_what_does_not_exist_has_no_page(name: str) -> None:
    assert page(name) is None


def test_a_key_has_a_page() -> None:
    assert page("loop.escalate") == (
        "# loop.escalate\n\n"
        "- `escalate`: list of maps\n"
        "  Who is told, and when, if nobody acts.\n\n"
        "- `after` (required): duration\n"
        "  Time since the case opened, if nobody made contact by then.\n"
        "- `to` (required): id of a team or partner, or `touchpoint-owner`, `account-manager`, `partner-manager`, "
        "`partner`\n"
        "  Who is told at this step.\n"
        "- `accounts` (default `all`): one of `all`, `key`\n"
        "  Whether the step is for every case, or for those of key accounts only.\n"
    )
    assert page("journey.stages.steps.touchpoints.owner.lead") is not None
    assert page("taxonomy.codes.codes.codes.title") is not None


def test_the_page_of_a_kind_says_what_each_key_takes(golden: Any) -> None:
    golden("reference/report.md", page("report") or "")
    golden("reference/report.files.md", reference_files()["kinds/report.md"])


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_described(kind: str) -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| (.*) \| (.*) \|$", reference_files()[f"kinds/{kind}.md"], re.MULTILINE)
    assert len(rows) >= len(model_of(kind).model_fields)
    for name, takes, _, meaning in rows:
        assert takes and "anything" not in takes, name
        assert meaning.endswith((".", ")")), name


def test_links_lead_to_pages_and_headings() -> None:
    files = reference_files()
    for name, text in files.items():
        text = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" in target:
                continue
            path, _, anchor = target.partition("#")
            place = (ROOT / "docs" / name).parent / path if path else ROOT / "docs" / name
            inside = place.resolve().relative_to(ROOT / "docs").as_posix() if "schemas" not in path else ""
            assert inside in files or (place.exists() and not inside), f"{name} links to {target}"
            if anchor:
                assert anchor in anchors(files[inside]), f"{name} links to {target}"


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-")) for heading in headings}


# HOUSE RULES


HOUSE: dict[str, tuple[str, tuple[str, ...]]] = {
    "names": (
        "kind: question\nid: ease\ntype: ces\ntext: {en: How easy was it?}\n",
        ("`text.de` is required here",),
    ),
    "ownership": (
        "kind: team\nid: dealer-care\nalerts: {mail: []}\n",
        ("`alerts.mail` must have at least 1 item", "`people` is required here"),
    ),
    "data-protection": (
        "kind: channel\nid: survey-tool\ntype: survey\ntool: Survey tool\nx-processor: ''\n",
        ("`x-processor` must not be empty",),
    ),
}


@pytest.mark.parametrize("name", HOUSE)
def test_a_house_rule_can_be_used_as_it_is(name: str) -> None:
    text, expected = HOUSE[name]
    house = (ROOT / "schemas" / "house" / f"{name}.yaml").read_text(encoding="utf-8")
    findings = [
        finding
        for finding in checked(text, house).findings
        if finding.rule.startswith("house-") and finding.primary and finding.primary.where.source.name == "example.yaml"
    ]
    assert sorted(finding.message for finding in findings) == sorted(expected)
    assert all(finding.rule == "house-rule" for finding in findings)
    assert len(findings) == len(expected)


def test_every_house_rule_of_the_repository_is_tried() -> None:
    assert {path.stem for path in (ROOT / "schemas" / "house").iterdir()} == HOUSE.keys()


def test_the_house_rules_of_the_page_work() -> None:
    ((_, house),) = [block for block in blocks(PAGES / "topics" / "house-rules.md") if block[0] == "house"]
    findings = checked("kind: team\nid: dealer-care\n", house).findings
    assert ("house-rule", "`people` is required here") in {(finding.rule, finding.message) for finding in findings}
    assert "house-schema" not in {finding.rule for finding in findings}


# SCHEMAS


@cache
def schemas() -> dict[str, Any]:
    return {name: json.loads(text) for name, text in schema_files().items()}


@cache
def validator(name: str) -> Draft202012Validator:
    registry: Registry[Any] = Registry().with_resources(
        (file, Resource.from_contents(schema)) for file, schema in schemas().items()
    )
    return Draft202012Validator({"$ref": name}, registry=registry)


def refused_by_schema(data: Any, name: str = "program-file.schema.json") -> list[str]:
    return [error.message for error in validator(name).iter_errors(data)]


@cache
def program_documents() -> tuple[tuple[str, dict[str, Any]], ...]:
    """Every document of the example program, as it stands in its file."""
    folder = ROOT / "programs" / "example"
    found: list[tuple[str, dict[str, Any]]] = []
    for file in sorted(folder.rglob("*.yaml")):
        name = file.relative_to(folder).as_posix()
        if not name.startswith("schemas/"):
            documents, _ = parse(Source(name, file.read_text(encoding="utf-8")))
            found += [(name, document.data) for document in documents if document.data]
    return tuple(found)


def whole_documents() -> list[dict[str, Any]]:
    documents = [data for name, data in program_documents() if not environment_of(name)]
    return [data for data in documents if "extends" not in data]


def places(data: Any, path: DataPath = ()) -> Iterator[DataPath]:
    yield path
    below = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in below:
        yield from places(value, (*path, step))


def changed(data: Any, path: DataPath, value: Any) -> Any:
    if not path:
        return value
    result = copy.copy(data)
    result[path[0]] = changed(data[path[0]], path[1:], value)
    return result


def at(data: Any, path: DataPath) -> Any:
    for step in path:
        data = data[step]
    return data


@pytest.mark.parametrize("name", sorted(schema_files()))
def test_a_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(schemas()[name])
    assert schemas()[name]["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schemas()[name]["title"]


def test_every_document_of_the_example_is_accepted() -> None:
    for name, data in program_documents():
        schema = "overlay-file.schema.json" if environment_of(name) else "program-file.schema.json"
        assert refused_by_schema(data, schema) == [], f"{name}: {data['kind']} {data['id']}"


def test_the_example_has_every_kind() -> None:
    assert {data["kind"] for _, data in program_documents()} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_misspelt_key_is_refused_wherever_it_stands(kind: str) -> None:
    tried = 0
    for data in whole_documents():
        for path in places(data) if data["kind"] == kind else ():
            shape = at_path(model_of(kind), path)
            if shape is not None and shape.keys and isinstance(at(data, path), dict):
                here = at(data, path)
                assert refused_by_schema(changed(data, path, {**here, "titel": "x"})), path
                assert refused_by_schema(changed(data, path, {**here, "x-titel": "x"})) == [], path
                tried += 1
    assert tried


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_key_is_refused_unless_the_document_extends_another(kind: str) -> None:
    whole = next(data for data in whole_documents() if data["kind"] == kind)
    for name, info in model_of(kind).model_fields.items():
        key = info.alias or name
        if info.is_required() and key not in ("kind", "id"):
            less = {name: value for name, value in whole.items() if name != key}
            assert refused_by_schema(less), key
            assert refused_by_schema({**less, "extends": "another"}) == [], key
            assert refused_by_schema({**whole, key: None}), key
            assert refused_by_schema({**whole, key: None, "extends": "another"}) == [], key
            assert refused_by_schema(less, "overlay-file.schema.json") == [], key


ODD_VALUES = (None, True, -1, 0, 1, 2.5, "", "word", "two words", "90d", "2027-03-31", [], ["word"], {}, {"en": "x"})


@given(st.data())
@settings(max_examples=300, deadline=None, derandomize=True)
def test_a_schema_never_refuses_what_the_language_takes(data: st.DataObject) -> None:
    document = data.draw(st.sampled_from(whole_documents()))
    path = data.draw(st.sampled_from([*places(document)][1:]))
    odd = changed(document, path, data.draw(st.sampled_from(ODD_VALUES)))
    if odd["kind"] == document["kind"] and _takes(model_of(document["kind"]), odd):
        assert refused_by_schema(odd) == [], (document["id"], path)


def _takes(model: type[BaseModel], data: Any) -> bool:
    try:
        model.model_validate(data)
    except ValidationError:
        return False
    return True


def test_the_schema_of_the_program_offers_targets_and_rules() -> None:
    program = schemas()["program.schema.json"]["$defs"]["program"]["properties"]
    settings = next(data for data in whole_documents() if data["kind"] == "program")
    assert "surveyjs" in program["targets"]["properties"]
    assert refused_by_schema({**settings, "targets": {"surveyjs": {"lokale": "de"}}})
    assert refused_by_schema({**settings, "targets": {"surveyjs": None, "of-a-plugin": {"any": 1}}}) == []
    assert refused_by_schema({**settings, "rules": {"of-a-plugin": "loud"}})
    assert refused_by_schema({**settings, "rules": {"of-a-plugin": "off"}}) == []
    assert all(rule["description"] for rule in program["rules"]["properties"].values())


def test_a_kind_that_does_not_exist_is_refused() -> None:
    assert refused_by_schema({"kind": "questionnaire", "id": "x"})
    assert refused_by_schema({"id": "x"})
    assert refused_by_schema([])
