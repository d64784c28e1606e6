"""The whole compiler on one page: sources in, findings and artifacts out, nothing else touched."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from cxprog.check import Today, check, with_severities
from cxprog.codes import found
from cxprog.document import Document, parse_all
from cxprog.finding import Finding, Label, Run, Severity, Silenced, did_you_mean, in_reading_order
from cxprog.merge import apply_overlays, environment_of, resolve_extends
from cxprog.program import Entry, Program, link
from cxprog.source import Source
from cxprog.table import with_tables

if TYPE_CHECKING:
    from cxprog.manifest import Manifest
    from cxprog.plugin import Plugins
    from cxprog.target import Account, Address, Artifact, Target


@dataclass(frozen=True)
class Project:
    """The texts of a project, as the command line read them."""

    sources: tuple[Source, ...]
    """YAML of the program, overlays included."""
    tables: Mapping[str, Source] = field(default_factory=dict)
    """CSV files by name."""
    house: tuple[Source, ...] = ()
    """House schemas."""
    unread: tuple[Finding, ...] = ()
    """Files that could not be decoded."""
    commit: str = ""
    """Where the texts stand in version control, in words; empty where nobody knows."""


@dataclass(frozen=True)
class Checked:
    """What checking found."""

    program: Program
    plugins: Plugins
    findings: tuple[Finding, ...]
    silenced: tuple[Silenced, ...]
    run: Run

    @property
    def has_errors(self) -> bool:
        """Whether anything keeps the program from being built."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)


@dataclass(frozen=True)
class Built:
    """What building produced; no artifacts when the program has errors."""

    checked: Checked
    manifest: Manifest | None
    artifacts: Mapping[str, Artifact]
    """Artifacts by path below the output folder, sorted."""
    run: Run
    targets: tuple[str, ...] = ()
    """Names of the targets that the program has."""


def check_project(project: Project, today: Today, environment: str | None = None) -> Checked:
    """Parse, link and check; without an environment, the program and every environment in turn."""
    parsed = parse_all(project.sources)
    documents = [document for own, _ in parsed for document in own]
    findings = [*project.unread, *(finding for _, own in parsed for finding in own)]
    environments = sorted({name for source in project.sources if (name := environment_of(source.name))})
    if environment is not None and environment not in environments:
        findings.append(_unknown_environment(environment, environments))
        environment = None
    checked = _check(project, documents, environment, today)
    runs = [checked]
    if environment is None:
        runs.extend(_check(project, documents, other, today) for other in environments)
    needed = _needed(runs, only=environment is not None)
    findings.extend(finding for run in runs for finding in run.findings if _place(finding) not in needed)
    ordered = in_reading_order(findings)
    excused = {(each.finding.fingerprint, each.until): each for run in runs for each in run.silenced}
    run = Run(ordered, tuple(excused.values()), files=len(project.sources), documents=len(documents))
    return Checked(checked.program, checked.plugins, ordered, run.silenced, run)


def _needed(runs: Iterable[Checked], only: bool) -> set[tuple[str, Source | None, int]]:
    """Unused exceptions that are of use in another environment; a run over only one of them cannot tell."""
    runs = tuple(runs)
    if not any(finding.rule in ("allow-unused", "waiver-unused") for run in runs for finding in run.findings):
        return set()
    unused: dict[tuple[str, Source | None, int], int] = {}
    seen: dict[Source | None, int] = {}
    for run in runs:
        for source in {part.source for document in run.program.documents for part in document.sources}:
            seen[source] = seen.get(source, 0) + 1
        for finding in run.findings:
            if finding.rule in ("allow-unused", "waiver-unused"):
                place = _place(finding)
                unused[place] = unused.get(place, 0) + 1
    return {place for place, count in unused.items() if only or count < seen.get(place[1], 0)}


def _place(finding: Finding) -> tuple[str, Source | None, int]:
    where = finding.primary.where if finding.primary else None
    return finding.rule, where.source if where else None, where.span.start if where else 0


def _check(project: Project, documents: Iterable[Document], environment: str | None, today: Today) -> Checked:
    from cxprog.plugin import load_plugins
    from cxprog.rules import all_rules

    base = [document for document in documents if environment_of(document.source.name) is None]
    layers = [document for document in documents if environment and environment_of(document.source.name) == environment]
    merged, overlay_findings = apply_overlays(base, layers)
    extended, broken, extend_findings = resolve_extends(merged)
    tabled, table_findings = with_tables(extended, project.tables)
    program, link_findings = link(tabled, broken)
    plugins, plugin_findings = load_plugins(program.settings)
    house = _house(project, program)
    own, silenced = check(program, (*all_rules(), *plugins.rules), today, house)
    if not plugins.is_complete:
        own = tuple(finding for finding in own if finding.rule not in _KNOWN_ONLY_WITH_PLUGINS)
    targets = _target_findings(program, plugins)
    findings = (
        *with_severities(overlay_findings, program),
        *extend_findings,
        *table_findings,
        *link_findings,
        *plugin_findings,
        *targets,
        *own,
    )
    return Checked(program, plugins, findings, silenced, Run(findings))


_KNOWN_ONLY_WITH_PLUGINS = frozenset(("unknown-rule", "allow-unused", "waiver-unused"))
"""What may be due to a rule of a plugin that could not be loaded, about which there is a finding already."""


def build_project(
    project: Project,
    today: Today,
    environment: str | None = None,
    only: Iterable[str] = (),
    progress: Callable[[str], None] = lambda name: None,
) -> Built:
    """Check, lower and produce: the artifacts of every target that the program names, or of some of them."""
    only = tuple(only)
    return _build(
        project,
        today,
        environment,
        lambda checked: [
            target for target in _targets(checked.program, checked.plugins) if not only or target[0].name in only
        ],
        progress,
    )


def build_target(
    project: Project, today: Today, name: str, environment: str | None = None, given: Mapping[str, Any] | None = None
) -> Built:
    """Check, lower and produce one target, whether or not the program names it; `given` goes before its own options."""

    def choose(checked: Checked) -> list[tuple[Target, Any]]:
        target = _find_target(name, checked.plugins)
        assert target is not None
        own = (checked.program.settings.node.targets if checked.program.settings else None) or {}
        return [(target, target.options.model_validate({**(own.get(name) or {}), **(given or {})}))]

    return _build(project, today, environment, choose, lambda name: None)


def _build(
    project: Project,
    today: Today,
    environment: str | None,
    choose: Callable[[Checked], Iterable[tuple[Target, Any]]],
    progress: Callable[[str], None],
) -> Built:
    from cxprog.manifest import lower
    from cxprog.target import Account, Artifact

    checked = check_project(project, today, environment)
    if checked.has_errors:
        return Built(checked, None, {}, checked.run)
    manifest = lower(checked.program, environment).at_commit(project.commit)
    artifacts: dict[str, Artifact] = {"manifest.json": Artifact.text("manifest.json", manifest.to_json())}
    findings: list[Finding] = []
    ordered = checked.findings
    # What tells of findings comes last: what the other targets could not express is among them.
    for target, options in sorted(choose(checked), key=lambda chosen: chosen[0].reads == "account"):
        progress(target.name)
        account = Account(checked.program, manifest, ordered, checked.silenced, today.date)
        produced, own = _produce(target, options, account, checked)
        artifacts.update(produced)
        if own:
            findings.extend(own)
            ordered = in_reading_order((*checked.findings, *with_severities(findings, checked.program)))
    run = Run(ordered, checked.silenced, checked.run.files, checked.run.documents)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return Built(checked, None, {}, run)
    names = target_names(checked.program, checked.plugins)
    return Built(checked, manifest, dict(sorted(artifacts.items())), run, names)


def plugins_of(project: Project) -> Plugins:
    """The plugins that a project names and that could be loaded; its mistakes are for `check_project` to say."""
    from cxprog.plugin import load_plugins

    documents = (document for own, _ in parse_all(project.sources) for document in own)
    program, _ = link(document for document in documents if environment_of(document.source.name) is None)
    return load_plugins(program.settings)[0]


# TARGETS


def target_names(program: Program, plugins: Plugins) -> tuple[str, ...]:
    """Names of the targets that a build of the program writes."""
    from cxprog.target import built_in, built_in_names

    settings = program.settings.node if program.settings else None
    if settings is not None and settings.targets is not None:
        return tuple(sorted(settings.targets))
    targets = {**{name: built_in(name) for name in built_in_names()}, **plugins.targets}
    return tuple(sorted(name for name, target in targets.items() if not target.on_request))


def _find_target(name: str, plugins: Plugins) -> Target | None:
    from cxprog.target import built_in, built_in_names

    return plugins.targets.get(name) or (built_in(name) if name in built_in_names() else None)


def _targets(program: Program, plugins: Plugins) -> Iterator[tuple[Target, Any]]:
    given = (program.settings.node.targets if program.settings else None) or {}
    for name in target_names(program, plugins):
        target = _find_target(name, plugins)
        assert target is not None  # unknown targets are errors, and errors stop the build
        yield target, target.options.model_validate(given.get(name) or {})


def _target_findings(program: Program, plugins: Plugins) -> Iterator[Finding]:
    from cxprog.target import built_in_names

    settings = program.settings
    if settings is None or settings.node is None:
        return
    known = (*built_in_names(), *plugins.targets)
    for name, options in (settings.node.targets or {}).items():
        label = settings.at("targets", name, part="key")
        if name not in known:
            if plugins.is_complete:
                yield found("unknown-target", f"there is no target `{name}`", label, help=_meant_target(name, known))
            continue
        target = _find_target(name, plugins)
        if target is not None and options:
            yield from _option_findings(target, settings.document.below("targets", name), plugins)


def _meant_target(name: str, known: Iterable[str]) -> str:
    from cxprog.plugin import is_installed

    if is_installed(name):
        return f"to use the targets of the installed plugin `{name}`, name it under `plugins:`"
    return did_you_mean(name, known) or f"the targets are {', '.join(sorted(known))}"


def _option_findings(target: Target, given: Document, plugins: Plugins) -> Iterator[Finding]:
    from cxprog.language.validation import validate
    from cxprog.plugin import CRASHES

    try:
        mistakes = validate(given, target.options)[1]
    except CRASHES as error:  # options of a plugin's target may hold code
        failed = plugins.target_failed(target.name, error)
        if failed is None:
            raise
        yield failed
        return
    yield from (replace(finding, rule="target-option") for finding in mistakes)


def _produce(
    target: Target, options: Any, account: Account, checked: Checked
) -> tuple[dict[str, Artifact], list[Finding]]:
    from cxprog.plugin import CRASHES
    from cxprog.target import Artifact, Note, losses

    artifacts: dict[str, Artifact] = {}
    notes: list[Note] = []
    try:
        for produced in target.produce(account if target.reads == "account" else account.manifest, options):
            if isinstance(produced, Note):
                notes.append(produced)
            else:
                artifacts[f"{target.name}/{_safe(produced.path)}"] = produced
    except CRASHES as error:  # a target may come from a plugin; the others still have to be built
        return {}, [checked.plugins.target_failed(target.name, error) or _target_failed(target, error, checked.program)]
    if notes:
        path = f"{target.name}/losses.json"
        artifacts[path] = Artifact.json("losses.json", list(losses(notes)))
    said = (_note_finding(note, target, checked.program) for note in notes)
    return artifacts, list(with_severities(said, checked.program))


def _target_failed(target: Target, error: BaseException, program: Program) -> Finding:
    settings = (program.settings.at("id"),) if program.settings else ()
    message = f"the target `{target.name}` stopped with {type(error).__name__}: {error}"
    help_text = "report it with the program that caused it; `targets:` in cxprog.yaml can leave the target out"
    return found("target-failed", message, *settings, help=help_text)


def _note_finding(note: Any, target: Target, program: Program) -> Finding:
    label = place_of(note.address, program) if note.address else None
    message = f"{target.name}: {note.message}"
    return found(note.code, message, *((label,) if label else ()), help=note.help)


def place_of(address: Address, program: Program) -> Label | None:
    """The place in the YAML that an address of the manifest stands for."""
    entry: Entry | None = program.get(address.kind, address.id)
    return entry.at(*address.path) if entry else None


def _safe(path: str) -> str:
    """A path that stays below its target's folder; anything else is a bug of the target."""
    parts = path.split("/")
    if path.startswith("/") or "\\" in path or ":" in path or any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"the path {path!r} leads out of the target's folder")
    return path


def _house(project: Project, program: Program) -> tuple[Finding, ...]:
    if not project.house:
        return ()
    from cxprog.house import house_findings

    return house_findings(project.house, program)


def _unknown_environment(name: str, known: list[str]) -> Finding:
    listed = f"the environments are {', '.join(known)}" if known else "the project has no folder `overlays/`"
    return found("environment-unknown", f"there is no environment `{name}`", help=did_you_mean(name, known) or listed)
