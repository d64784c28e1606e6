"""Plugins: values that contribute rules and targets, active only when `cxprog.yaml` names them."""

from __future__ import annotations

import importlib
import os
import re
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from cxprog.codes import CODES, found
from cxprog.document import Place, decode, parse
from cxprog.finding import Edit, Finding, Fix, did_you_mean, nearest_word
from cxprog.program import Program
from cxprog.rule import Rule, Say
from cxprog.source import Path
from cxprog.target import Artifact, Note, Produced, Target, TargetOptions

if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from importlib.metadata import EntryPoint

    from cxprog.manifest import Manifest
    from cxprog.program import Entry

GROUP = "cxprog.plugins"
"""Entry-point group; each entry point names a `Plugin` value."""
SETTINGS_FILE = "settings.yaml"
"""Cerberus schema of a plugin's settings, in the package that its entry point names; read without importing it."""

CRASHES = (Exception, SystemExit)
"""What foreign code may stop with; an interrupt from the keyboard is the person's own and passes."""


@dataclass(frozen=True)
class Plugin:
    """What a plugin adds."""

    name: str
    """Its name in `cxprog.yaml`, the same as that of its entry point."""
    rules: tuple[Rule, ...] = ()
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Plugins:
    """The active plugins of one run; whatever their code does wrong becomes a finding."""

    active: tuple[Plugin, ...] = ()
    settings: Entry | None = None
    """The document that names them."""
    is_complete: bool = True
    """Whether every plugin that the program names is active: only then is an unknown name a mistake."""

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Rules of every active plugin."""
        return tuple(self._guarded(plugin, rule) for plugin in self.active for rule in plugin.rules)

    @cached_property
    def targets(self) -> Mapping[str, Target]:
        """Targets of every active plugin, by name."""
        return {target.name: _only_files_and_notes(target) for plugin in self.active for target in plugin.targets}

    def target_failed(self, name: str, error: BaseException) -> Finding | None:
        """The finding for a target whose code stopped; None when it does not come from a plugin."""
        for plugin in self.active:
            if any(target.name == name for target in plugin.targets):
                return self._failed(plugin, f"the target `{name}` of", error)
        return None

    def _guarded(self, plugin: Plugin, rule: Rule) -> Rule:
        def check(program: Program, say: Say) -> Iterator[Finding]:
            try:
                for finding in rule.check(program, say):
                    yield _readable(finding, rule)
            except CRASHES as error:
                yield self._failed(plugin, f"the rule `{rule.id}` of", error)

        return replace(rule, check=check)

    def _failed(self, plugin: Plugin, what: str, error: BaseException) -> Finding:
        assert self.settings is not None  # somebody named the plugin
        return _failed(
            plugin.name, self.settings, f"{what} the plugin `{plugin.name}` stopped with {_said(error)}", error
        )


def settings_of(program: Program, name: str) -> Mapping[str, Any]:
    """The settings of a plugin, for its rules: what the program gives, and the schema's defaults for the rest.

    A plugin that the program does not name has its defaults, so that the examples in its rules' pages need not name
    it. Raises LookupError when no such plugin is installed.
    """
    from cerberus import Validator

    entry = program.settings
    given = entry.node.plugins.get(name) if entry is not None and entry.node is not None else None
    settings: dict[str, Any] = Validator(_schema_by_name(name, tuple(sys.path))).normalized(dict(given or {}))
    return settings


def load_plugins(settings: Entry | None) -> tuple[Plugins, tuple[Finding, ...]]:
    """Load the plugins that the program names, each only after its settings were found to be in order."""
    if settings is None or settings.node is None:
        return Plugins(is_complete=False), ()
    if not settings.node.plugins:
        return Plugins(), ()
    installed = _installed()
    active: list[Plugin] = []
    findings: list[Finding] = []
    for name in sorted(settings.node.plugins):
        findings.extend(_load(name, settings, installed, active))
    return Plugins(tuple(active), settings, len(active) == len(settings.node.plugins)), tuple(findings)


def _load(
    name: str, settings: Entry, installed: Mapping[str, Sequence[EntryPoint]], active: list[Plugin]
) -> Iterator[Finding]:
    """Add the plugin to the active ones, or say why not."""
    points = installed.get(name, ())
    if not points:
        yield _missing(name, settings, installed)
        return
    try:
        point = _only(points)
        mistakes = list(_settings_findings(name, settings, _schema_of(point)))
        yield from mistakes
        if not mistakes:
            plugin = point.load()
            _refuse_unfit(name, plugin, active)
            active.append(plugin)
    except _Unfit as error:
        yield _failed(name, settings, f"the plugin `{name}` cannot be used: {error}", error)
    except CRASHES as error:
        yield _failed(name, settings, f"the plugin `{name}` could not be loaded: {_said(error)}", error)


class _Unfit(Exception):
    """A plugin that is not made as plugins have to be; the message says what is wrong with it."""


def _failed(name: str, settings: Entry, message: str, error: BaseException) -> Finding:
    return found(
        "plugin-failed",
        message,
        settings.at("plugins", name, part="key"),
        help=f"report it to the makers of the plugin{_where(error)}; until it is mended, take it out of `plugins:`",
    )


def _where(error: BaseException) -> str:
    """Where the code stopped: for the makers of the plugin, and the same on every machine."""
    frames = [] if isinstance(error, _Unfit) else traceback.extract_tb(error.__traceback__)
    theirs = [frame for frame in frames if not frame.filename.startswith(("<", importlib.__path__[0], __file__))]
    return f" ({os.path.basename(theirs[-1].filename)}, line {theirs[-1].lineno})" if theirs else ""


def _said(error: BaseException) -> str:
    """An exception in one line."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}".removesuffix(": ")


# FINDING WHAT IS INSTALLED


def is_installed(name: str) -> bool:
    """Whether a plugin of that name could be made active by naming it."""
    return name in _installed()


def _installed() -> dict[str, list[EntryPoint]]:
    """Entry points by plugin name; reads the descriptions of installed packages and imports nothing.

    NOTE: the current folder is left out. It may be a program's, and a folder that somebody opens must not be able to
    bring its own plugin along; test_plugin.py tries.
    """
    from importlib.metadata import distributions

    here = os.getcwd()
    search = [entry for entry in sys.path if os.path.isabs(entry) and os.path.realpath(entry) != os.path.realpath(here)]
    points: dict[str, list[EntryPoint]] = {}
    known: set[tuple[str, str]] = set()
    for distribution in distributions(path=search):
        for point in distribution.entry_points.select(group=GROUP):
            key = (re.sub(r"[-_.]+", "-", distribution.name).lower(), point.name)
            if key not in known:  # an older copy further down the path is not what would be imported
                known.add(key)
                points.setdefault(point.name, []).append(point)
    return points


def _only(points: Sequence[EntryPoint]) -> EntryPoint:
    if len(points) > 1:
        packages = " and ".join(sorted(f"`{point.dist.name}`" for point in points if point.dist))
        raise _Unfit(f"the packages {packages} both bring a plugin of this name; uninstall one of them")
    return points[0]


def _missing(name: str, settings: Entry, installed: Mapping[str, Sequence[EntryPoint]]) -> Finding:
    packages = {point.dist.name: own for own, points in installed.items() for point in points if point.dist}
    meant = did_you_mean(name, installed) or (f"did you mean `{packages[name]}`?" if name in packages else "")
    listed = f"; installed there: {', '.join(f'`{own}`' for own in sorted(installed))}" if installed else ""
    return found(
        "plugin-missing",
        f"the plugin `{name}` is not installed",
        settings.at("plugins", name, part="key"),
        help=meant or f"install its package into the Python environment of cxprog{listed}",
    )


# SETTINGS


def _schema_of(point: EntryPoint) -> dict[str, Any] | None:
    """The schema of a plugin's settings, None when it takes none; imports nothing."""
    for folder in _folders_of(point):
        file = FilePath(folder, SETTINGS_FILE)
        if file.is_file():
            documents, mistakes = parse(decode(f"{point.name}/{SETTINGS_FILE}", file.read_bytes())[0])
            for mistake in mistakes:
                line = mistake.primary.line if mistake.primary else 1
                raise _Unfit(f"its {SETTINGS_FILE} cannot be read: {mistake.message} (line {line})")
            return documents[0].data if documents else None
    return None


def _folders_of(point: EntryPoint) -> Sequence[str]:
    """The package that the entry point names or that holds its module, without importing either.

    The search is the one that the import would make. Lists of installed files would not do: those of an editable
    installation do not name the package's files.
    """
    folders: Sequence[str] | None = None
    module = point.value.partition(":")[0].strip()
    parts = module.split(".")
    for depth in range(1, len(parts) + 1):
        spec = _spec(".".join(parts[:depth]), folders) if all(parts) else None
        if spec is None:
            raise _Unfit(
                f"its module `{module}` is not there; install the plugin again, and keep in mind that nothing is "
                "imported from the folder that cxprog is started in"
            )
        if spec.submodule_search_locations is None:
            return folders or ()  # a module outside any package shares its folder with everything else
        folders = list(spec.submodule_search_locations)
    return folders or ()


def _spec(name: str, folders: Sequence[str] | None) -> ModuleSpec | None:
    """What `importlib.util.find_spec` answers, which for a module inside a package would import the package."""
    specs = (finder.find_spec(name, folders) for finder in sys.meta_path if hasattr(finder, "find_spec"))
    return next((spec for spec in specs if spec is not None), None)


@lru_cache(maxsize=32)
def _schema_by_name(name: str, search: tuple[str, ...]) -> dict[str, Any]:
    """The schema by the plugin's name; what is installed stays as it is while one search path is in use."""
    points = _installed().get(name)
    if not points:
        raise LookupError(f"no plugin `{name}` is installed")
    return _schema_of(_only(points)) or {}


def _settings_findings(name: str, settings: Entry, schema: dict[str, Any] | None) -> Iterator[Finding]:
    from cerberus.schema import SchemaError

    from cxprog.house import cerberus_findings

    if not schema:
        if settings.node.plugins[name]:
            place = settings.at("plugins", name)
            yield found("plugin-settings", f"the plugin `{name}` takes no settings", place, help="remove them")
        return
    try:
        mistakes = list(cerberus_findings(settings.document, ("plugins", name), schema))
    except SchemaError as error:
        raise _Unfit(f"its {SETTINGS_FILE} is no Cerberus schema: {error}") from error
    for path, text in mistakes:
        yield _mistake(name, settings, schema, path, text)


def _mistake(name: str, settings: Entry, schema: dict[str, Any], path: Path, text: str) -> Finding:
    from cxprog.house import in_words

    key, known = ".".join(str(step) for step in path[2:]), _below(schema, path[2:-1])
    if text == "unknown field":
        last = str(path[-1])
        nearest = nearest_word(last, known)
        edit = (Edit(Place(settings.document, path, "key"), nearest),) if nearest else ()
        return found(
            "plugin-settings",
            f"`{key}` is not a setting of the plugin `{name}`",
            settings.at(*path, part="key"),
            help=did_you_mean(last, known) or f"its settings are {', '.join(f'`{each}`' for each in known)}",
            fix=Fix(f"rename it to `{nearest}`", edit) if edit else None,
        )
    own = _rules_at(schema, path[2:])
    allowed = ", ".join(str(each) for each in own.get("allowed", ()))
    return found(
        "plugin-settings",
        f"the setting `{key}` of the plugin `{name}` {in_words(text, settings.document.value(path))}",
        settings.at(*path),
        help=str(own.get("meta", {}).get("help", "")) or (f"allowed: {allowed}" if allowed else ""),
    )


def _rules_at(schema: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """What the schema says of a setting; an item of a list is described by its list."""
    keys = [step for step in path if isinstance(step, str)]
    own = _below(schema, keys[:-1]).get(keys[-1], {}) if keys else {}
    return own if isinstance(own, dict) else {}


def _below(schema: Mapping[str, Any], keys: Sequence[str | int]) -> Mapping[str, Any]:
    """The keys that a schema knows inside a setting."""
    for key in keys:
        inner = schema.get(key, {}).get("schema", {}) if isinstance(key, str) else schema.get("schema", {})
        schema = inner if isinstance(inner, dict) else {}
    return schema


# JUDGING WHAT WAS LOADED


def _refuse_unfit(name: str, plugin: Any, active: Sequence[Plugin]) -> None:
    from cxprog.rules import all_rules
    from cxprog.target import built_in_names

    if not isinstance(plugin, Plugin):
        raise _Unfit(f"its entry point names {_a(plugin)} instead of a Plugin")
    if plugin.name != name:
        raise _Unfit(f"it calls itself `{plugin.name}`; its entry point and its Plugin have to agree on the name")
    rules = {"cxprog": {*CODES, *(rule.id for rule in all_rules())}}
    targets = {"cxprog": set(built_in_names())}
    for other in active:
        rules[f"the plugin `{other.name}`"] = {rule.id for rule in other.rules}
        targets[f"the plugin `{other.name}`"] = {target.name for target in other.targets}
    _refuse_names("rule", [_checked_rule(rule) for rule in plugin.rules], rules)
    _refuse_names("target", [_checked_target(target) for target in plugin.targets], targets)


def _refuse_names(what: str, names: Sequence[str], taken: Mapping[str, set[str]]) -> None:
    for index, name in enumerate(names):
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", name):
            raise _Unfit(f"the name of its {what} `{name}` is not of lower-case letters, digits and hyphens")
        if name in names[:index]:
            raise _Unfit(f"it has two {what}s `{name}`")
        for whose, known in taken.items():
            if name in known:
                raise _Unfit(f"its {what} `{name}` has the name of one of {whose}, which it may not replace")


def _checked_rule(rule: Any) -> str:
    if not isinstance(rule, Rule):
        raise _Unfit(f"among its rules is {_a(rule)}; `@rule(...)` makes a rule of a check function")
    return rule.id


def _checked_target(target: Any) -> str:
    if not isinstance(target, Target):
        raise _Unfit(f"among its targets is {_a(target)}; `@emitter(...)` makes a target of a produce function")
    if not (isinstance(target.options, type) and issubclass(target.options, TargetOptions)):
        raise _Unfit(f"the options of its target `{target.name}` are no TargetOptions")
    try:
        target.options()
    except ValueError as error:
        raise _Unfit(f"an option of its target `{target.name}` has no default that fits: {_said(error)}") from error
    return target.name


def _readable(finding: Any, rule: Rule) -> Finding:
    """The finding, if every report can show it; looks at its places here, where the plugin can still be blamed."""
    if not isinstance(finding, Finding):
        raise TypeError(f"{_a(finding)} is no finding; `say(...)` makes one")
    if finding.rule != rule.id:
        raise ValueError(f"a finding of `{finding.rule}`, which another rule makes")
    _ = finding.fingerprint, [(label.where.source.name, label.line, label.column) for label in finding.labels]
    return finding


def _only_files_and_notes(target: Target) -> Target:
    def produce(manifest: Manifest, options: Any) -> Produced:
        for made in target.produce(manifest, options):
            is_file = isinstance(made, Artifact) and isinstance(made.data, bytes)
            if not is_file and not (isinstance(made, Note) and made.code in CODES):
                raise TypeError(f"{_a(made)} is neither an artifact of bytes nor a note")
            yield made

    return replace(target, produce=produce)


def _a(value: object) -> str:
    name = type(value).__name__
    return "nothing" if value is None else f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
