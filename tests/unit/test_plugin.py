"""Plugins: packages and programs in, findings and artifacts out.

Every plugin here is a package that the test writes and installs the way pip does: files, and beside them a
`.dist-info` folder that describes them.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import site
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pytest

from cxprog.check import Today
from cxprog.compiler import Built, Project, build_project, check_project
from cxprog.document import parse
from cxprog.finding import Finding, Run
from cxprog.plugin import settings_of
from cxprog.program import Program, link
from cxprog.report import render
from cxprog.rules import all_rules
from cxprog.source import Source

RULE = '''\
"""A survey has a name that is too long.

People read it.
"""

from cxprog.plugin import settings_of
from cxprog.rule import rule
from cxprog.finding import Severity


@rule(Severity.WARNING)
def check(program, say):
    longest = settings_of(program, "acme").get("longest", 8)
    for survey in program.each("survey"):
        if len(survey.id) > longest:
            yield say(f"`{survey.id}` is longer than {longest}", survey.at())
'''
TARGET = '''\
"""Acme: a list of surveys."""

from cxprog.target import Artifact, Note, TargetOptions, emitter


class Options(TargetOptions):
    """Options of `acme_list`."""

    heading: str = "Surveys"
    """First line."""


@emitter("text/plain", options=Options)
def produce(manifest, options):
    surveys = [survey.id for survey in manifest.each("survey")]
    yield Artifact.text("list.txt", "".join(f"{line}\\n" for line in (options.heading, *surveys)))
'''
INIT = """\
from cxprog.plugin import Plugin
from acme import acme_list, long_name

plugin = Plugin("acme", rules=(long_name.check,), targets=(acme_list.produce,))
"""
SETTINGS = """\
longest: {type: integer, min: 3, max: 40, default: 20, meta: {help: "longest name, in characters"}}
tone: {type: string, allowed: [warm, plain]}
required_for:
  type: list
  schema: {type: string, allowed: [customer, partner]}
colors:
  type: dict
  schema: {good: {type: string, regex: '#[0-9a-f]{6}'}, bad: {type: string, nullable: false}}
"""
ACME = {
    "acme/__init__.py": INIT,
    "acme/long_name.py": RULE,
    "acme/acme_list.py": TARGET,
    "acme/settings.yaml": SETTINGS,
}

PROGRAM = """\
kind: program
language: 1
id: harbor-pumps
version: 1.0.0
model: b2b
clock: Europe/Berlin
owner: cx-office
plugins: {acme: {}}
targets: {acme_list: {}}
---
kind: team
id: cx-office
alerts: {mail: [cx-office@example.com]}
---
kind: role
id: buyer
audience: customer
level: strategic
---
kind: event
id: repair-closed
type: event
---
kind: question
id: easy
type: ces
text: How easy was it?
---
kind: survey
id: repair-effort
purpose: transactional
asks: [buyer]
when: {event: repair-closed}
identity: confidential
minutes: 2
questions: [easy]
"""


class Environment:
    """A folder of installed packages that Python imports from, as `site-packages` is one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def install(
        self,
        files: Mapping[str, str],
        plugins: str = "acme = acme:plugin",
        package: str = "acme-cx",
        editable: Callable[[Environment, Path], str] | None = None,
    ) -> None:
        """Install a package; an editable one stays where its files are, and only a pointer to them is installed."""
        place = self.folder.parent / f"source-of-{package}" if editable else self.folder
        for path, text in files.items():
            file = place / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        recorded = [editable(self, place)] if editable else [*files]
        description = self.folder / f"{package.replace('-', '_')}-1.0.dist-info"
        description.mkdir()
        (description / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
        (description / "entry_points.txt").write_text(f"[cxprog.plugins]\n{plugins}\n")
        (description / "RECORD").write_text("".join(f"{path},,\n" for path in recorded))
        importlib.invalidate_caches()


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Environment]:
    """An environment of its own for each test; what was imported from it is forgotten afterwards."""
    made = Environment(tmp_path / "site-packages")
    before = set(sys.modules)
    monkeypatch.setattr(sys, "path", [str(made.folder), *sys.path])
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    yield made
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("acme", "other", "space", "single"):
            del sys.modules[name]


def build(text: str = PROGRAM, *more: Source) -> Built:
    return build_project(Project((Source("cxprog.yaml", text), *more)), Today("2026-11-22"))


def findings_in(built: Built) -> tuple[Finding, ...]:
    """All findings but those of the rules that come with cxprog, which are not what is tested here."""
    own = {rule.id for rule in all_rules()}
    return tuple(finding for finding in built.run.findings if finding.rule not in own)


def lines_of(built: Built) -> list[str]:
    """The same, one a line."""
    return render("concise", Run(findings_in(built))).splitlines()[:-1]


def said(text: str = PROGRAM) -> list[str]:
    """The same, for a program."""
    return lines_of(build(text))


def with_settings(settings: str) -> str:
    return PROGRAM.replace("plugins: {acme: {}}", f"plugins: {{acme: {settings}}}")


# BEING ACTIVE


def test_a_named_plugin_takes_part(environment: Environment) -> None:
    environment.install(ACME)
    built = build(with_settings("{longest: 5}").replace("acme_list: {}", "acme_list: {heading: X}"))
    assert lines_of(built) == ["cxprog.yaml:30:5: warning[long-name] `repair-effort` is longer than 5"]
    assert built.artifacts["acme_list/list.txt"].data == b"X\nrepair-effort\n"
    assert built.checked.plugins.is_complete


def test_without_targets_of_its_own_choice_a_program_has_those_of_its_plugins(environment: Environment) -> None:
    environment.install(ACME)
    built = build(PROGRAM.replace("targets: {acme_list: {}}\n", ""))
    assert "acme_list" in built.targets
    assert len(built.targets) > 1


@pytest.mark.parametrize("plugins", ["", "plugins: {}\n"])
def test_a_plugin_that_is_not_named_is_not_imported(plugins: str, environment: Environment) -> None:
    environment.install(ACME)
    assert said(PROGRAM.replace("plugins: {acme: {}}\ntargets: {acme_list: {}}\n", plugins + "targets: {}\n")) == []
    assert "acme" not in sys.modules


def test_rules_of_a_plugin_are_overridden_and_allowed_like_others(environment: Environment) -> None:
    environment.install(ACME)
    text = with_settings("{longest: 5}")
    assert said(text.replace("clock:", "rules: {long-name: off}\nclock:")) == []
    allow = "# cxprog: allow[long-name] until=2027-01-31 owner=cx-office -- it is a proper name"
    allowed = build(text.replace("id: repair-effort", f"id: repair-effort  {allow}"))
    assert findings_in(allowed) == ()
    assert len(allowed.run.silenced) == 1


# BEING MISSING


@pytest.mark.parametrize(
    ("name", "help_text"),
    [
        ("acne", "did you mean `acme`?"),
        ("acme-cx", "did you mean `acme`?"),
        ("weather", "install its package into the Python environment of cxprog; installed there: "),
    ],
)
def test_a_missing_plugin(name: str, help_text: str, environment: Environment) -> None:
    environment.install(ACME)
    findings = findings_in(build(PROGRAM.replace("{acme: {}}", f"{{{name}: {{}}}}")))
    assert [finding.rule for finding in findings] == ["plugin-missing"]
    assert findings[0].message == f"the plugin `{name}` is not installed"
    assert findings[0].help.startswith(help_text)
    assert findings[0].primary is not None
    assert (findings[0].primary.line, findings[0].primary.column) == (8, 11)


def test_names_that_may_belong_to_a_missing_plugin_are_not_called_unknown() -> None:
    allow = "# cxprog: allow[long-name] until=2027-01-31 owner=cx-office -- it is a proper name"
    text = PROGRAM.replace("clock:", "rules: {long-name: off, silly-name: error}\nclock:")
    text = text.replace("id: repair-effort", f"{allow}\nid: repair-effort")
    assert said(text) == ["cxprog.yaml:9:11: error[plugin-missing] the plugin `acme` is not installed"]


def test_names_are_unknown_when_every_plugin_is_there(environment: Environment) -> None:
    environment.install(ACME)
    text = PROGRAM.replace("clock:", "rules: {long-nose: off}\nclock:").replace("{acme_list: {}}", "{acme_lists: {}}")
    findings = findings_in(build(text))
    assert [(finding.rule, finding.help) for finding in findings] == [
        ("unknown-rule", "did you mean `long-name`?"),
        ("unknown-target", "did you mean `acme_list`?"),
    ]


def test_the_target_of_a_plugin_that_is_not_named(environment: Environment) -> None:
    environment.install(ACME)
    text = PROGRAM.replace("plugins: {acme: {}}\ntargets: {acme_list: {}}", "targets: {acme: {}}")
    (finding,) = findings_in(build(text))
    assert (finding.rule, finding.help) == (
        "unknown-target",
        "to use the targets of the installed plugin `acme`, name it under `plugins:`",
    )
    assert "acme" not in sys.modules


def test_two_packages_with_one_plugin_name(environment: Environment) -> None:
    environment.install(ACME)
    environment.install({"other.py": ""}, "acme = other:plugin", "other-cx")
    assert said() == [
        "cxprog.yaml:8:11: error[plugin-failed] the plugin `acme` cannot be used: "
        "the packages `acme-cx` and `other-cx` both bring a plugin of this name; uninstall one of them"
    ]
    assert not {"acme", "other"} & sys.modules.keys()


def test_an_older_copy_further_down_the_path_does_not_count(environment: Environment, tmp_path: Path) -> None:
    environment.install(ACME)
    older = Environment(tmp_path / "dist-packages")
    older.install(ACME)
    sys.path.append(str(older.folder))
    assert said() == []


# SETTINGS


@pytest.mark.parametrize(
    ("settings", "place", "message", "help_text"),
    [
        ("{size: 5}", 18, "`size` is not a setting of the plugin `acme`",
         "its settings are `longest`, `tone`, `required_for`, `colors`"),
        ("{longet: 5}", 18, "`longet` is not a setting of the plugin `acme`", "did you mean `longest`?"),
        ("{longest: 2}", 27, "the setting `longest` of the plugin `acme` must be at least 3",
         "longest name, in characters"),
        ("{longest: 41}", 27, "the setting `longest` of the plugin `acme` must be at most 40",
         "longest name, in characters"),
        ("{longest: five}", 27, "the setting `longest` of the plugin `acme` must be a whole number",
         "longest name, in characters"),
        ("{longest: }", 18, "the setting `longest` of the plugin `acme` needs a value", "longest name, in characters"),
        ("{tone: cold}", 24, "the setting `tone` of the plugin `acme` cannot be `cold`", "allowed: warm, plain"),
        ("{required_for: [customer, all]}", 43, "the setting `required_for.1` of the plugin `acme` cannot be `all`",
         ""),
        ("{colors: {good: red}}", 33,
         "the setting `colors.good` of the plugin `acme` must look like `#[0-9a-f]{6}`", ""),
        ("{colors: {goood: red}}", 27, "`colors.goood` is not a setting of the plugin `acme`", "did you mean `good`?"),
        ("{colors: {nice: red}}", 27, "`colors.nice` is not a setting of the plugin `acme`",
         "its settings are `good`, `bad`"),
    ],
)  # fmt: skip
def test_mistakes_in_settings(
    settings: str, place: int, message: str, help_text: str, environment: Environment
) -> None:
    environment.install(ACME)
    findings = findings_in(build(with_settings(settings)))
    assert [(finding.rule, finding.message, finding.help) for finding in findings] == [
        ("plugin-settings", message, help_text)
    ]
    assert findings[0].primary is not None
    assert (findings[0].primary.line, findings[0].primary.column) == (8, place)
    assert "acme" not in sys.modules, "no code of a plugin runs before its settings are in order"


def test_a_misspelt_setting_can_be_renamed(environment: Environment) -> None:
    environment.install(ACME)
    (finding,) = findings_in(build(with_settings("{longet: 5}")))
    assert finding.fix is not None
    (edit,) = finding.fix.edits
    assert (edit.where.source.text[slice(*edit.where.span)], edit.text) == ("longet", "longest")


def test_every_mistake_is_said_at_once(environment: Environment) -> None:
    environment.install({**ACME, "acme/settings.yaml": SETTINGS + "owner: {type: string, required: true}\n"})
    assert said(with_settings("{longest: 1, tone: 3}")) == [
        "cxprog.yaml:8:17: error[plugin-settings] the setting `owner` of the plugin `acme` is required here",
        "cxprog.yaml:8:27: error[plugin-settings] the setting `longest` of the plugin `acme` must be at least 3",
        "cxprog.yaml:8:36: error[plugin-settings] the setting `tone` of the plugin `acme` must be a text",
    ]


def test_mistakes_in_the_settings_of_an_environment(environment: Environment) -> None:
    environment.install(ACME)
    overlay = Source(
        "overlays/test/cxprog.yaml", "kind: program\nid: harbor-pumps\nplugins:\n  acme:\n    longest: 1\n"
    )
    assert lines_of(build(PROGRAM, overlay)) == [
        "overlays/test/cxprog.yaml:5:14: error[plugin-settings] "
        "the setting `longest` of the plugin `acme` must be at least 3"
    ]


@pytest.mark.parametrize("settings", ["", "{}"])
def test_settings_may_be_left_out(settings: str, environment: Environment) -> None:
    environment.install(ACME)
    assert said(with_settings(settings)) == []


@pytest.mark.parametrize("schema", [None, "", "{}\n", "# nothing yet\n"])
def test_a_plugin_without_settings(schema: str | None, environment: Environment) -> None:
    files = {path: text for path, text in ACME.items() if not path.endswith(".yaml")}
    environment.install(files if schema is None else {**files, "acme/settings.yaml": schema})
    assert said() == ["cxprog.yaml:30:5: warning[long-name] `repair-effort` is longer than 8"]
    assert said(with_settings("{longest: 5}")) == [
        "cxprog.yaml:8:17: error[plugin-settings] the plugin `acme` takes no settings"
    ]


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ("longest: {type: integer", "its settings.yaml cannot be read: "),
        ("a: 1\na: 2\n", "its settings.yaml cannot be read: the key `a` stands twice in the same map (line 2)"),
        ("- longest\n", "its settings.yaml cannot be read: this document is a list"),
        ("a: {typ: integer}", "its settings.yaml is no Cerberus schema: {'a': [{'typ': ['unknown rule']}]}"),
        ("longest: integer", "its settings.yaml is no Cerberus schema: "),
        ("longest: {check_with: nobody}", "its settings.yaml is no Cerberus schema: "),
    ],
)
def test_a_schema_that_cannot_be_used(schema: str, reason: str, environment: Environment) -> None:
    environment.install({**ACME, "acme/settings.yaml": schema})
    (line,) = said(with_settings("{longest: 5}"))
    assert line.startswith(f"cxprog.yaml:8:11: error[plugin-failed] the plugin `acme` cannot be used: {reason}")
    assert "acme" not in sys.modules


def test_a_schema_that_stops(environment: Environment) -> None:
    environment.install({**ACME, "acme/settings.yaml": "tone: {type: string, regex: '('}"})
    (line,) = said(with_settings("{tone: warm}"))
    assert line.startswith("cxprog.yaml:8:11: error[plugin-failed] the plugin `acme` could not be loaded: ")
    assert "acme" not in sys.modules


# SETTINGS FOR RULES


def program(text: str) -> Program:
    return link(parse(Source("cxprog.yaml", text))[0])[0]


def test_settings_have_the_defaults_of_the_schema(environment: Environment) -> None:
    environment.install(ACME)
    assert settings_of(program(with_settings("{tone: warm}")), "acme") == {"longest": 20, "tone": "warm"}
    assert settings_of(program(with_settings("{longest: 5}")), "acme") == {"longest": 5}
    assert settings_of(program(with_settings("")), "acme") == {"longest": 20}
    assert settings_of(program(PROGRAM.replace("plugins: {acme: {}}\n", "")), "acme") == {"longest": 20}
    assert settings_of(program("kind: team\nid: a\n"), "acme") == {"longest": 20}
    assert "acme" not in sys.modules


def test_settings_of_a_plugin_that_is_not_installed(environment: Environment) -> None:
    with pytest.raises(LookupError, match="no plugin `acme` is installed"):
        settings_of(program(PROGRAM), "acme")


# WHERE THE SCHEMA IS FOUND


def by_path(environment: Environment, place: Path) -> str:
    """An editable installation as hatchling and flit make it."""
    (environment.folder / "acme.pth").write_text(f"{place}\n")
    site.addsitedir(str(environment.folder))
    return "acme.pth"


def by_finder(environment: Environment, place: Path) -> str:
    """An editable installation as setuptools makes it: a finder that knows where the top-level names are."""

    class Finder:
        @staticmethod
        def find_spec(
            name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
        ) -> importlib.machinery.ModuleSpec | None:
            return importlib.machinery.PathFinder.find_spec(name, [str(place)]) if "." not in name else None

    sys.meta_path.append(Finder)
    return "__editable___acme_cx_1_0_finder.py"


WAYS = pytest.mark.parametrize("editable", [None, by_path, by_finder], ids=["installed", "by-path", "by-finder"])


@WAYS
def test_beside_the_package(editable: Callable[[Environment, Path], str] | None, environment: Environment) -> None:
    environment.install(ACME, editable=editable)
    assert said(with_settings("{longest: 1}"))[0].endswith("must be at least 3")
    assert "acme" not in sys.modules
    assert said(with_settings("{longest: 5}")) == [
        "cxprog.yaml:30:5: warning[long-name] `repair-effort` is longer than 5"
    ]


@WAYS
def test_beside_a_module_deep_in_a_package(
    editable: Callable[[Environment, Path], str] | None, environment: Environment
) -> None:
    files = {
        "acme/__init__.py": "raise RuntimeError('imported')",
        "acme/cx/__init__.py": "",
        "acme/cx/extension.py": "",
        "acme/cx/settings.yaml": SETTINGS,
        "acme/settings.yaml": "of: {type: string}",
    }
    environment.install(files, "acme = acme.cx.extension:plugin", editable=editable)
    assert said(with_settings("{longest: 1}"))[0].endswith("must be at least 3")
    assert "acme" not in sys.modules
    assert said(with_settings("{longest: 5}")) == [
        "cxprog.yaml:8:11: error[plugin-failed] the plugin `acme` could not be loaded: RuntimeError: imported"
    ]


@WAYS
def test_in_a_namespace_package(editable: Callable[[Environment, Path], str] | None, environment: Environment) -> None:
    files = {"space/plugin/__init__.py": "", "space/plugin/settings.yaml": SETTINGS}
    environment.install(files, "acme = space.plugin:plugin", editable=editable)
    assert said(with_settings("{longest: 1}"))[0].endswith("must be at least 3")
    assert "space" not in sys.modules


def test_a_module_outside_any_package_takes_no_settings(environment: Environment) -> None:
    files = {"single.py": "from cxprog.plugin import Plugin\nplugin = Plugin('acme')\n", "settings.yaml": SETTINGS}
    environment.install(files, "acme = single:plugin")
    text = PROGRAM.replace("targets: {acme_list: {}}", "targets: {}")
    assert said(text) == []
    assert said(text.replace("acme: {}", "acme: {longest: 5}")) == [
        "cxprog.yaml:8:17: error[plugin-settings] the plugin `acme` takes no settings"
    ]


@pytest.mark.parametrize("value", ["acme:plugin", "acme.cx:plugin", ":plugin", "a..b:plugin"])
def test_a_module_that_is_gone(value: str, environment: Environment) -> None:
    environment.install({"acme.cx.txt": ""}, f"acme = {value}")
    (line,) = said()
    module = value.partition(":")[0]
    assert line == (
        "cxprog.yaml:8:11: error[plugin-failed] the plugin `acme` cannot be used: "
        f"its module `{module}` is not there; install the plugin again, and keep in mind that nothing is imported "
        "from the folder that cxprog is started in"
    )


# STOPPING

PLAIN = PROGRAM.replace("targets: {acme_list: {}}", "targets: {}")


@pytest.mark.parametrize(
    ("code", "message", "where"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero", " (__init__.py, line 1)"),
        ("import no_such_module", "ModuleNotFoundError: No module named 'no_such_module'", " (__init__.py, line 1)"),
        ("\nraise SystemExit", "SystemExit", " (__init__.py, line 2)"),
        ("raise ValueError('two\\nlines')", "ValueError: two lines", " (__init__.py, line 1)"),
        ("x = [", "SyntaxError: '[' was never closed (__init__.py, line 1)", ""),
        ("plugin_of_acme = 1", "AttributeError: module 'acme' has no attribute 'plugin'", ""),
    ],
)
def test_an_import_that_stops(code: str, message: str, where: str, environment: Environment) -> None:
    environment.install({"acme/__init__.py": code})
    (finding,) = findings_in(build(PLAIN))
    assert (finding.rule, finding.message) == (
        "plugin-failed",
        f"the plugin `acme` could not be loaded: {message}",
    )
    assert finding.help == (
        f"report it to the makers of the plugin{where}; until it is mended, take it out of `plugins:`"
    )


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("    {}['a']", "KeyError: 'a'"),
        ("    raise SystemExit(3)", "SystemExit: 3"),
        ("    return check(program, say)", "RecursionError: maximum recursion depth exceeded"),
        ("    return None", "TypeError: 'NoneType' object is not iterable"),
        ("    yield 'a text'", "TypeError: a str is no finding; `say(...)` makes one"),
        ("    yield None", "TypeError: nothing is no finding; `say(...)` makes one"),
        ("    yield say('text', 'place')", "AttributeError: 'str' object has no attribute 'where'"),
        (
            "    from dataclasses import replace\n    yield replace(say('text'), rule='duplicate-id')",
            "ValueError: a finding of `duplicate-id`, which another rule makes",
        ),
    ],
)
def test_a_rule_that_stops(code: str, message: str, environment: Environment) -> None:
    deaf = RULE.partition("@rule")[0] + f"@rule(Severity.ERROR)\ndef check(program, say):\n{code}\n"
    deaf = deaf.replace("return check(", "return check.check(")
    init = INIT.replace("long_name", "deaf, long_name").replace("(deaf, long_name.", "(deaf.check, long_name.")
    environment.install({**ACME, "acme/__init__.py": init, "acme/deaf.py": deaf, "acme/settings.yaml": "{}"})
    stopped, long_name = said(PROGRAM.replace("version: 1.0.0", "version: 1.0.0\nrules: {deaf: warning}"))
    assert stopped.startswith(
        f"cxprog.yaml:9:11: error[plugin-failed] the rule `deaf` of the plugin `acme` stopped with {message}"
    )
    assert long_name == "cxprog.yaml:31:5: warning[long-name] `repair-effort` is longer than 8"


def test_what_a_rule_said_before_it_stopped_stands(environment: Environment) -> None:
    environment.install({**ACME, "acme/long_name.py": RULE + "    1 / 0\n"})
    findings = findings_in(build(with_settings("{longest: 5}")))
    assert [finding.rule for finding in findings] == ["plugin-failed", "long-name"]
    assert findings[0].help.startswith("report it to the makers of the plugin (long_name.py, line 17)")


def test_the_keyboard_interrupts_a_plugin_too(environment: Environment) -> None:
    environment.install({**ACME, "acme/long_name.py": RULE + "    raise KeyboardInterrupt\n"})
    with pytest.raises(KeyboardInterrupt):
        build()


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1 / 0", "ZeroDivisionError: division by zero"),
        ("raise SystemExit", "SystemExit"),
        ("yield 'text'", "TypeError: a str is neither an artifact of bytes nor a note"),
        ("yield Artifact('a.txt', 'text')", "TypeError: an Artifact is neither an artifact of bytes nor a note"),
        ("yield Note('odd', 'text', None)", "TypeError: a Note is neither an artifact of bytes nor a note"),
        (
            "yield Artifact.text('../a.txt', '')",
            "ValueError: the path '../a.txt' leads out of the target's folder",
        ),
    ],
)
def test_a_target_that_stops(code: str, message: str, environment: Environment) -> None:
    environment.install({**ACME, "acme/acme_list.py": f"{TARGET}    {code}\n"})
    built = build()
    assert lines_of(built) == [
        f"cxprog.yaml:8:11: error[plugin-failed] the target `acme_list` of the plugin `acme` stopped with {message}"
    ]
    assert built.artifacts == {}


def test_options_that_stop(environment: Environment) -> None:
    validator = """
    from pydantic import field_validator

    @field_validator("heading")
    @classmethod
    def _odd(cls, value):
        if value == "odd":
            raise RuntimeError("odd")
        return value
"""
    environment.install({**ACME, "acme/acme_list.py": TARGET.replace('    """First line."""\n', validator)})
    assert said(PROGRAM.replace("acme_list: {}", "acme_list: {heading: odd}")) == [
        "cxprog.yaml:8:11: error[plugin-failed] "
        "the target `acme_list` of the plugin `acme` stopped with RuntimeError: odd"
    ]


def test_one_plugin_stops_and_the_other_goes_on(environment: Environment) -> None:
    environment.install(ACME)
    environment.install({"other.py": "1 / 0"}, "other = other:plugin", "other-cx")
    assert said(PROGRAM.replace("{acme: {}}", "{other: {}, acme: {longest: 5}}")) == [
        "cxprog.yaml:8:11: error[plugin-failed] "
        "the plugin `other` could not be loaded: ZeroDivisionError: division by zero",
        "cxprog.yaml:30:5: warning[long-name] `repair-effort` is longer than 5",
    ]


# BEING UNFIT


@pytest.mark.parametrize(
    ("plugin", "reason"),
    [
        ("'acme'", "its entry point names a str instead of a Plugin"),
        ("None", "its entry point names nothing instead of a Plugin"),
        ("Plugin('ACME')", "it calls itself `ACME`; its entry point and its Plugin have to agree on the name"),
        ("Plugin('acme', rules=(len,))",
         "among its rules is a builtin_function_or_method; `@rule(...)` makes a rule of a check function"),
        ("Plugin('acme', targets=(long_name.check,))",
         "among its targets is a Rule; `@emitter(...)` makes a target of a produce function"),
        ("Plugin('acme', rules=(replace(long_name.check, id='rule-failed'),))",
         "its rule `rule-failed` has the name of one of cxprog, which it may not replace"),
        ("Plugin('acme', rules=(replace(long_name.check, id=first_rule),))",
         "its rule `{first_rule}` has the name of one of cxprog, which it may not replace"),
        ("Plugin('acme', rules=(replace(long_name.check, id='Long Name'),))",
         "the name of its rule `Long Name` is not of lower-case letters, digits and hyphens"),
        ("Plugin('acme', rules=(long_name.check, long_name.check))", "it has two rules `long-name`"),
        ("Plugin('acme', targets=(replace(acme_list.produce, name='surveyjs'),))",
         "its target `surveyjs` has the name of one of cxprog, which it may not replace"),
        ("Plugin('acme', targets=(replace(acme_list.produce, name='../up'),))",
         "the name of its target `../up` is not of lower-case letters, digits and hyphens"),
        ("Plugin('acme', targets=(replace(acme_list.produce, options=dict),))",
         "the options of its target `acme_list` are no TargetOptions"),
    ],
)  # fmt: skip
def test_an_unfit_plugin(plugin: str, reason: str, environment: Environment) -> None:
    first = all_rules()[0].id
    init = INIT.partition("plugin =")[0] + (
        f"from dataclasses import replace\nfirst_rule = {first!r}\nplugin = {plugin}\n"
    )
    environment.install({**ACME, "acme/__init__.py": init})
    assert said() == [
        "cxprog.yaml:8:11: error[plugin-failed] the plugin `acme` cannot be used: "
        + reason.replace("{first_rule}", first)
    ]


def test_an_option_without_default(environment: Environment) -> None:
    environment.install({**ACME, "acme/acme_list.py": TARGET.replace('heading: str = "Surveys"', "heading: str")})
    (line,) = said()
    assert line.startswith(
        "cxprog.yaml:8:11: error[plugin-failed] the plugin `acme` cannot be used: "
        "an option of its target `acme_list` has no default that fits: ValidationError: 1 validation error for Options"
    )


def test_two_plugins_with_one_rule(environment: Environment) -> None:
    environment.install(ACME)
    other = INIT.replace('"acme"', '"other"').replace("acme_list, ", "").replace(", targets=(acme_list.produce,)", "")
    environment.install({"other.py": other}, "other = other:plugin", "other-cx")
    assert said(PROGRAM.replace("{acme: {}}", "{acme: {}, other: {}}")) == [
        "cxprog.yaml:8:21: error[plugin-failed] the plugin `other` cannot be used: "
        "its rule `long-name` has the name of one of the plugin `acme`, which it may not replace"
    ]


# OPENING A FOLDER

EVIL = "import pathlib\npathlib.Path(__file__).with_name('ran').write_text(__name__)\n"


def hostile(folder: Path) -> None:
    """A program's folder that tries to bring a plugin along, and modules with the names of what cxprog imports."""
    (folder / "cxprog.yaml").write_text(PROGRAM.replace("acme_list", "surveyjs").replace("acme: {}", "evil: {}"))
    for name in ("cxprog_evil", "click", "yaml", "pydantic", "cerberus", "networkx", "typing_extensions", "gc"):
        (folder / f"{name}.py").write_text(EVIL)
    for description in ("cxprog_evil-1.0.dist-info", "cxprog_evil.egg-info"):
        (folder / description).mkdir()
        for file in ("METADATA", "PKG-INFO"):
            (folder / description / file).write_text(f"Metadata-Version: 2.1\nName: {description[:11]}\nVersion: 1.0\n")
        (folder / description / "entry_points.txt").write_text("[cxprog.plugins]\nevil = cxprog_evil:plugin\n")


@pytest.mark.parametrize("command", ["check", "build"])
@pytest.mark.parametrize("start", [("-m", "cxprog"), ("-c", "from cxprog.__main__ import main; main()")])
def test_opening_a_folder_runs_nothing_from_it(start: tuple[str, str], command: str, tmp_path: Path) -> None:
    folder = tmp_path / "site-packages"  # a name that ought to mean nothing
    folder.mkdir()
    hostile(folder)
    ran = subprocess.run(
        [sys.executable, "-B", *start, command, "--format", "concise"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "error[plugin-missing] the plugin `evil` is not installed" in ran.stdout, ran.stderr
    assert ran.returncode == 1
    assert not (folder / "ran").exists()


def test_the_current_folder_holds_no_plugins(
    environment: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "program"
    folder.mkdir()
    hostile(folder)
    (folder / "yaml.py").unlink()
    monkeypatch.chdir(folder)
    for entry in ("", ".", str(folder), f"{folder}/", f"{folder}/../program"):
        monkeypatch.setattr(sys, "path", [*sys.path, entry])
    project = Project((Source("cxprog.yaml", (folder / "cxprog.yaml").read_text()),))
    rules = [finding.rule for finding in check_project(project, Today("2026-11-22")).findings]
    assert "plugin-missing" in rules
    assert "plugin-failed" not in rules
    assert not (folder / "ran").exists()
