"""Imports point one way, libraries stay behind their fences, nothing heavy is loaded unasked."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import cxprog

PACKAGE = Path(cxprog.__file__).parent
LINES_MAX = 700
"""Longest module; most are far shorter."""
LATER = {("emitters", "renderers"): "a map in the words of a diagram tool reads the journey as the drawn maps do"}
"""Imports against the order, with their reason."""
SEEN_BY_TARGETS = {"source", "language", "manifest", "analysis", "target", "emitters", "renderers"}
FENCES = {
    "yaml": ("nodes", "refused", "stumble", "syntax", "document", "allow", "target"),
    "yaml_rs": ("quick",),
    "pydantic": ("language", "manifest", "target", "emitters", "renderers", "reference"),
    "pydantic_core": ("language",),
    "cerberus": ("house", "plugin"),
    "networkx": ("program",),
    "click": ("cli",),
    "graphviz": ("renderers",),
    "pygraphviz": ("renderers",),
    "jinja2": ("renderers", "display", "site"),
    "resvg_py": ("renderers",),
    "holidays": ("analysis",),
    "numpy": ("analysis",),
    "scipy": ("analysis",),
    "icalendar": ("display",),
    "weasyprint": ("renderers",),
    "pydyf": ("renderers",),
    "watchfiles": ("serving",),
}
"""Which rows may import a library of others."""
ALSO = {("display", "graphviz")}
"""`cxprog graph --references` draws without a target of its own."""
LAZY = (
    "cerberus",
    "networkx",
    "graphviz",
    "pygraphviz",
    "jinja2",
    "resvg_py",
    "holidays",
    "icalendar",
    "numpy",
    "scipy",
    "yaml_rs",
    "weasyprint",
    "pydyf",
    "watchfiles",
)
"""Libraries that are imported inside functions only, for most runs do not need them."""


def rows() -> list[str]:
    """The modules in the order of the table in `cxprog/README.md`: each may import from those above it."""
    return re.findall(r"^\| `(\w+)` \|", (PACKAGE / "README.md").read_text("utf-8"), re.MULTILINE)


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name below `cxprog`."""
    return {
        ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): ast.parse(
            file.read_text("utf-8")
        )
        for file in sorted(PACKAGE.rglob("*.py"))
        if "templates" not in file.parts
    }


def row_of(module: str) -> str:
    return module.partition(".")[0]


def imported(tree: ast.AST, *, at_start: bool = False) -> Iterator[str]:
    """Dotted names of what a module imports; `at_start` leaves out what is imported when it is needed."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from (imported(ast.Module(node.orelse, [])) if node.orelse else ())
        elif not (at_start and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
            yield from imported(node, at_start=at_start)


def own(names: Iterator[str]) -> Iterator[str]:
    """Of imported names, the modules of this package, below `cxprog`."""
    known = MODULES.keys()
    for name in names:
        parts = name.split(".")
        if parts[0] == "cxprog":
            while parts and ".".join(parts[1:]) not in known:
                parts.pop()
            yield ".".join(parts[1:])


MODULES = modules()
ROWS = rows()


def test_every_module_has_its_row() -> None:
    named = {row_of(module) for module in MODULES} - {"", "__init__", "__main__"}
    assert named == set(ROWS)
    assert len(ROWS) == len(set(ROWS))


@pytest.mark.parametrize("module", [module for module in MODULES if row_of(module) in ROWS])
def test_a_module_imports_from_rows_above_only(module: str) -> None:
    here = ROWS.index(row_of(module))
    for other in own(imported(MODULES[module])):
        row = row_of(other)
        if row and row != row_of(module) and (row_of(module), row) not in LATER:
            assert ROWS.index(row) < here, f"{module} imports {other}"


def test_exceptions_from_the_order_are_needed() -> None:
    found = {
        (row_of(module), row_of(other))
        for module, tree in MODULES.items()
        if row_of(module) in ROWS
        for other in own(imported(tree))
        if other and ROWS.index(row_of(other)) > ROWS.index(row_of(module))
    }
    assert found == LATER.keys()


@pytest.mark.parametrize("module", [module for module in MODULES if row_of(module) in ("emitters", "renderers")])
def test_targets_see_the_manifest_and_nothing_before_it(module: str) -> None:
    assert {row_of(other) for other in own(imported(MODULES[module])) if other} <= SEEN_BY_TARGETS


def test_no_imports_run_in_circles() -> None:
    graph = {module: set(own(imported(tree, at_start=True))) - {module, ""} for module, tree in MODULES.items()}
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " -> ".join((*above[above.index(module) :], module))
        if module not in done:
            for other in sorted(graph.get(module, ())):
                visit(other, (*above, module))
            done.add(module)

    for module in sorted(graph):
        visit(module, ())


def libraries(tree: ast.AST, *, at_start: bool = False) -> set[str]:
    tops = {name.partition(".")[0] for name in imported(tree, at_start=at_start)}
    return tops - set(sys.stdlib_module_names) - {"cxprog"}


@pytest.mark.parametrize("module", MODULES)
def test_libraries_stay_behind_their_fences(module: str) -> None:
    for library in libraries(MODULES[module]):
        assert library in FENCES, f"{module} imports {library}, which no row may"
        row = row_of(module)
        assert row in FENCES[library] or (row, library) in ALSO, f"{module} imports {library}"


@pytest.mark.parametrize("module", MODULES)
def test_heavy_libraries_are_imported_when_needed(module: str) -> None:
    assert not libraries(MODULES[module], at_start=True) & set(LAZY)


@pytest.mark.parametrize("module", MODULES)
def test_no_module_grows_too_long(module: str) -> None:
    path = PACKAGE.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    assert len(file.read_text("utf-8").splitlines()) <= LINES_MAX


LOADED = "import sys; before = set(sys.modules); {}; print(*sorted(set(sys.modules) - before))"


def loaded(statement: str) -> set[str]:
    """Modules that a statement loads in a fresh Python, beyond those that Python loads itself."""
    done = subprocess.run([sys.executable, "-c", LOADED.format(statement)], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("statement", ["import cxprog", "import cxprog.__main__", "from cxprog import __version__"])
def test_importing_the_package_loads_nothing_else(statement: str) -> None:
    names = loaded(statement)
    assert {name for name in names if name.startswith("cxprog")} <= {"cxprog", "cxprog.__main__"}
    assert len(names) <= 15, sorted(names)


def test_a_check_loads_no_library_it_does_not_need() -> None:
    text = "kind: program\\nlanguage: 1\\nid: a\\nversion: 1.0.0\\nmodel: b2b\\nclock: UTC\\nowner: x\\n"
    names = loaded(
        "from cxprog.compiler import Project, check_project; from cxprog.check import Today; "
        "from cxprog.source import Source; "
        f"check_project(Project((Source('cxprog.yaml', '{text}'),)), Today('2026-11-22'))"
    )
    assert not {name.partition(".")[0] for name in names} & {*LAZY, "click", "importlib_metadata"}
