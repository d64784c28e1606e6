"""Plugins: values that contribute rules and targets, active only when `cxprog.yaml` names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cxprog.codes import found
from cxprog.finding import Finding, did_you_mean
from cxprog.rule import Rule
from cxprog.target import Target

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from cxprog.program import Entry

GROUP = "cxprog.plugins"
"""Entry-point group; each entry point names a `Plugin` value."""
SETTINGS_FILE = "settings.yaml"
"""Cerberus schema of a plugin's settings, beside the module its entry point names; read without importing it."""


@dataclass(frozen=True)
class Plugin:
    """What a plugin adds."""

    name: str
    rules: tuple[Rule, ...] = ()
    targets: tuple[Target, ...] = ()


@dataclass(frozen=True)
class Plugins:
    """The active plugins of one run."""

    active: tuple[Plugin, ...] = ()
    settings: Mapping[str, Mapping[str, Any]] | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Rules of every active plugin."""
        return tuple(rule for plugin in self.active for rule in plugin.rules)

    @property
    def targets(self) -> Mapping[str, Target]:
        """Targets of every active plugin, by name."""
        return {target.name: target for plugin in self.active for target in plugin.targets}


def load_plugins(settings: Entry | None) -> tuple[Plugins, tuple[Finding, ...]]:
    """Load the plugins that the program names, each only after its settings were found to be in order."""
    if settings is None or settings.node is None or not settings.node.plugins:
        return Plugins(), ()
    installed = _installed()
    findings: list[Finding] = []
    active: list[Plugin] = []
    for name in sorted(settings.node.plugins):
        own = list(_load(name, settings, installed, active))
        findings.extend(own)
    kept = {name: dict(settings.node.plugins[name] or {}) for name in sorted(settings.node.plugins)}
    return Plugins(tuple(active), kept), tuple(findings)


def _installed() -> dict[str, EntryPoint]:
    from importlib.metadata import entry_points

    return {point.name: point for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def _load(name: str, settings: Entry, installed: Mapping[str, EntryPoint], active: list[Plugin]) -> Iterator[Finding]:
    point = installed.get(name)
    if point is None:
        yield found(
            "plugin-missing",
            f"the plugin `{name}` is not installed",
            settings.at("plugins", name, part="key"),
            help=did_you_mean(name, installed) or "install it beside cxprog, in the same Python environment",
        )
        return
    mistakes = list(_settings_findings(name, settings, point))
    if mistakes:
        yield from mistakes
        return
    try:
        plugin = point.load()
        if not isinstance(plugin, Plugin):
            raise TypeError(f"`{point.value}` is not a Plugin")
    except Exception as error:  # any code may stand there; the rest of the program still has to be checked
        yield plugin_failed(name, settings, error)
        return
    active.append(plugin)


def plugin_failed(name: str, settings: Entry, error: BaseException) -> Finding:
    """The finding for a plugin whose code stopped."""
    return found(
        "plugin-failed",
        f"the plugin `{name}` stopped with {type(error).__name__}: {error}",
        settings.at("plugins", name, part="key"),
        help="report it to the plugin's makers; remove it from `plugins` to go on without it",
    )


def _settings_findings(name: str, settings: Entry, point: EntryPoint) -> Iterator[Finding]:
    from cerberus.schema import SchemaError

    from cxprog.document import decode, parse
    from cxprog.house import cerberus_findings

    data = _settings_schema(point)
    given = settings.node.plugins[name]
    if data is None:
        if given:
            yield found(
                "plugin-settings",
                f"the plugin `{name}` takes no settings",
                settings.at("plugins", name),
                help="remove them",
            )
        return
    documents, mistakes = parse(decode(f"{name}/{SETTINGS_FILE}", data)[0])
    schema = documents[0].data if documents and not mistakes else None
    try:
        for path, text in cerberus_findings(settings.document, ("plugins", name), schema or {}):
            key = ".".join(str(step) for step in path[2:])
            yield found(
                "plugin-settings",
                f"the setting `{key}` of plugin `{name}`: {text}",
                settings.at(*path),
                help=did_you_mean(key, schema or {}) if "unknown" in text else "",
            )
    except SchemaError as error:
        yield plugin_failed(name, settings, error)


def _settings_schema(point: EntryPoint) -> bytes | None:
    """Bytes of the settings schema: found through the distribution's list of files, so nothing is imported."""
    folder = point.module.replace(".", "/")
    for file in (point.dist.files or ()) if point.dist else ():
        text = str(file).replace("\\", "/")
        if text in (f"{folder}/{SETTINGS_FILE}", f"{folder.rpartition('/')[0]}/{SETTINGS_FILE}".lstrip("/")):
            return bytes(file.read_binary())
    return None
