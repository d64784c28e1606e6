"""The stable, versioned contract: the program resolved, with defaults, origins and content hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import zip_longest
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError, WrapSerializer

from cxprog.answering import Accounts, answers
from cxprog.document import Document
from cxprog.facts import lead, owners
from cxprog.language import KINDS, LANGUAGE, model_of
from cxprog.language.base import Node
from cxprog.language.shape import Shape, shape_of, texts
from cxprog.language.types import IN_MANIFEST, Duration
from cxprog.program import Entry, Program
from cxprog.source import Path

MANIFEST_VERSION = 1
"""Version of the manifest's format; raised only when a reader of the old one would misread the new one."""


class ManifestError(ValueError):
    """A file that is not a manifest this release can read; the message says why, for people."""


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Origin(_Value):
    """Where something stands in the YAML; `cxprog trace` gives the line within the file.

    Lines are counted within the document, so that adding or moving another document of the file changes no manifest.
    """

    file: str
    """Path relative to the project folder."""
    document: str
    """The document of that file, as `kind:id`."""
    line: int
    """Line of that document, from 1."""


class Party(_Value):
    """A team or partner."""

    kind: Literal["team", "partner"]
    """Which of the two it is."""
    id: str
    """Its id."""


class Edge(_Value):
    """A step to another touchpoint."""

    to: str
    """Address of the touchpoint, `<journey>.<touchpoint>`."""
    when: dict[str, str] | None = None
    """Who goes this way, by locale."""
    is_handoff: bool
    """Whether another owner leads there."""


class Touchpoint(_Value):
    """A touchpoint with everything that other documents say about it."""

    address: str
    """`<journey>.<touchpoint>`."""
    journey: str
    """Id of the journey."""
    stage: str
    """Id of the stage."""
    step: str | None = None
    """Id of the step, where the stage has steps."""
    title: dict[str, str]
    """Name by locale."""
    owners: tuple[Party, ...]
    """Who owns it; several own it jointly."""
    lead: Party | None = None
    """Who decides and answers for it."""
    next: tuple[Edge, ...]
    """Where people go from here."""
    surveys: tuple[str, ...]
    """Surveys that listen to it, its step or its stage."""
    loops: tuple[str, ...]
    """Loops that an answer about it, a silence or an event there can start."""
    origin: Origin
    """Where it is declared."""


class Alert(_Value):
    """Who answers for one deadline of a loop, in one sort of case.

    The alert of a case is the one that names its partner, else one that names none; among these the one that names its
    touchpoint, else the one that names none. `Manifest.alert` finds it.
    """

    loop: str
    """Id of the loop."""
    deadline: str
    """`open`, `first-contact`, `resolve`, `escalation-1` and so on, or `closed`; for the loop as a whole `review` and
    `decision`."""
    accounts: Accounts
    """Whether it holds for all accounts, for key accounts, or for all others."""
    touchpoint: str | None = None
    """Address of the touchpoint; None for every other one, and for cases that name none."""
    partner: str | None = None
    """Id of the partner that serves the customer; None for every other one, and for cases that name none."""
    within: Duration | None = None
    """Time allowed since the case opened, or since the last review; None for `open` and `closed`."""
    counted_by: Party | None = None
    """In whose working time that counts: whoever owns the case, also for the steps of the ladder."""
    act: tuple[Party, ...]
    """Who must act; never nobody."""
    told: tuple[Party, ...]
    """Who hears of it besides."""


class Resolved(_Value):
    """One document of the program, resolved."""

    kind: str
    """Kind of the document."""
    id: str
    """Id within its kind."""
    origin: Origin
    """Where it is declared."""
    hash: str
    """SHA-256 of what it says; formatting, comments and key order do not change it."""
    depends_on: tuple[str, ...]
    """What it refers to, as `kind:id`, sorted."""
    spec: Annotated[Any, WrapSerializer(lambda value, _: _dump(value))]
    """What it says: the keys of its kind, defaults applied, texts by locale, times normalized."""


class Manifest(_Value):
    """The compiled program. Emitters, renderers and integrations read this and nothing else."""

    manifest_version: Literal[1] = 1
    """Version of this format."""
    language: int
    """Version of the language the program is written in."""
    program: str
    """Id of the program."""
    version: str
    """Version of the program."""
    environment: str | None = None
    """Environment whose overlay was applied."""
    locale: str
    """Locale of texts that name none."""
    nodes: Annotated[Mapping[str, Mapping[str, Resolved]], Field(default_factory=dict)]
    """Documents by kind, then by id."""
    touchpoints: tuple[Touchpoint, ...] = ()
    """Every touchpoint, by journey and in the order of the journey."""
    alerts: tuple[Alert, ...] = ()
    """Who answers for what, by loop, in the order in which deadlines pass."""

    _commit: str = PrivateAttr("")

    @property
    def commit(self) -> str:
        """Where its texts stand in version control, in words; empty where nobody knows.

        Not part of the file, which must not change with a commit that changes nothing in it.
        """
        return self._commit

    def at_commit(self, commit: str) -> Self:
        """The same manifest, of texts that stand there."""
        copy = self.model_copy()
        copy._commit = commit
        return copy

    # READING

    def each(self, kind: str) -> Iterator[Resolved]:
        """Documents of a kind, by id."""
        return iter(self.nodes.get(kind, {}).values())

    def get(self, kind: str, name: str) -> Any:
        """What a document says; a KeyError means that the program has none, which linking rules out."""
        return self.nodes[kind][name].spec

    def find(self, kind: str, name: str | None) -> Any | None:
        """What a document says, None where there is none."""
        resolved = self.nodes.get(kind, {}).get(name or "")
        return resolved.spec if resolved else None

    @property
    def settings(self) -> Any:
        """The document of kind `program`."""
        return self.get("program", self.program)

    def party(self, name: str) -> Party:
        """A team or partner by its id."""
        return Party(kind="team" if name in self.nodes.get("team", {}) else "partner", id=name)

    def owner(self, party: Party) -> Any:
        """The document of a team or partner."""
        return self.get(party.kind, party.id)

    @cached_property
    def touchpoint_by_address(self) -> Mapping[str, Touchpoint]:
        """Touchpoints by `<journey>.<touchpoint>`."""
        return {touchpoint.address: touchpoint for touchpoint in self.touchpoints}

    @cached_property
    def alerts_by_loop(self) -> Mapping[str, tuple[Alert, ...]]:
        """Alerts by the id of their loop."""
        found: dict[str, list[Alert]] = {}
        for alert in self.alerts:
            found.setdefault(alert.loop, []).append(alert)
        return {name: tuple(alerts) for name, alerts in found.items()}

    def alert(
        self,
        loop: str,
        deadline: str,
        *,
        is_key_account: bool = False,
        touchpoint: str | None = None,
        partner: str | None = None,
    ) -> Alert | None:
        """Who answers for a deadline of a case; None where the loop has no such deadline for that sort of account."""
        accounts = ("all", "key" if is_key_account else "other")
        alerts = [
            alert
            for alert in self.alerts_by_loop.get(loop, ())
            if alert.deadline == deadline and alert.accounts in accounts
        ]
        named = [alert for alert in alerts if alert.partner == partner]
        alerts = named or [alert for alert in alerts if alert.partner is None]
        named = [alert for alert in alerts if alert.touchpoint == touchpoint]
        return next(iter(named or [alert for alert in alerts if alert.touchpoint is None]), None)

    def text(self, texts: Mapping[str, str] | str | None, locale: str | None = None) -> str:
        """A text in a locale, else in the program's locale, else in the first one by name."""
        if texts is None or isinstance(texts, str):
            return texts or ""
        for wanted in (locale or "", (locale or "").partition("-")[0], self.locale):
            if wanted in texts:
                return texts[wanted]
        return texts[min(texts)] if texts else ""

    # WRITING

    def to_json(self) -> str:
        """The file `manifest.json`: sorted keys, two spaces, one line break at the end."""
        return (
            json.dumps(self.model_dump(mode="json", exclude_none=True), sort_keys=True, indent=2, ensure_ascii=False)
            + "\n"
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; a ManifestError says what is wrong."""
        try:
            data = json.loads(text)
        except ValueError as error:
            raise ManifestError(f"this is not JSON: {error}") from error
        if not isinstance(data, dict) or "manifest_version" not in data:
            raise ManifestError("this is JSON, but not a manifest: it has no `manifest_version`")
        version = data["manifest_version"]
        if isinstance(version, int) and version > MANIFEST_VERSION:
            raise ManifestError(f"the manifest has format {version}; this release reads up to {MANIFEST_VERSION}")
        try:
            for kind, nodes in data.get("nodes", {}).items():
                for node in nodes.values():
                    node["spec"] = model_of(kind).model_validate(node["spec"], context=IN_MANIFEST)
            return cls.model_validate(data, context=IN_MANIFEST)
        except (ValidationError, AttributeError, KeyError, TypeError, ModuleNotFoundError) as error:
            raise ManifestError(f"the manifest does not have the published form: {error}") from error


def load_manifest(path: str | FilePath) -> Manifest:
    """Read a `manifest.json`.

    Raises ManifestError, with a message for people, when the file is no manifest or of a newer format, and OSError
    when it cannot be read.

    >>> manifest = load_manifest("dist/manifest.json")  # doctest: +SKIP
    >>> [survey.id for survey in manifest.each("survey")]  # doctest: +SKIP
    """
    return Manifest.from_json(FilePath(path).read_text(encoding="utf-8"))


def manifest_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of the manifest, with the specs of every kind."""
    schema = Manifest.model_json_schema(mode="serialization")
    definitions = schema.setdefault("$defs", {})
    kinds = {}
    for kind in KINDS:
        own = model_of(kind).model_json_schema(mode="serialization", ref_template="#/$defs/" + kind + ".{model}")
        definitions |= {f"{kind}.{name}": part for name, part in own.pop("$defs", {}).items()}
        own.pop("required", None)
        own["required"] = ["kind", "id"]
        definitions[f"{kind}.spec"] = own
        resolved = {
            "allOf": [
                {"$ref": "#/$defs/Resolved"},
                {"properties": {"spec": {"$ref": f"#/$defs/{kind}.spec"}}},
            ]
        }
        kinds[kind] = {"type": "object", "additionalProperties": resolved}
    for part in definitions.values():
        if "properties" in part and "required" in part:
            _forget_optional(part)
    schema["properties"]["nodes"] = {"type": "object", "properties": kinds, "additionalProperties": False}
    _forget_optional(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "cxprog manifest, format 1",
        **schema,
    }


def _forget_optional(part: dict[str, Any]) -> None:
    """Keys without a value are left out of the file, so they cannot be required."""
    required = [key for key in part.get("required", ()) if not _takes_null(part["properties"].get(key, {}))]
    part["required"] = sorted(required)
    if not required:
        del part["required"]


def _takes_null(schema: dict[str, Any]) -> bool:
    return any(option.get("type") == "null" for option in schema.get("anyOf", ()))


# LOWERING


def lower(program: Program, environment: str | None = None) -> Manifest:
    """Resolve a program that has no errors."""
    settings = program.settings
    assert settings is not None and settings.node is not None
    lowering = _Lowering(program, settings.node)
    nodes = {
        kind: {name: lowering.resolved(entry) for name, entry in program.entries[kind].items() if entry.sound}
        for kind in KINDS
        if program.entries.get(kind)
    }
    manifest = Manifest(
        language=LANGUAGE,
        program=settings.id,
        version=settings.node.version,
        environment=environment,
        locale=settings.node.locale,
        nodes=nodes,
        touchpoints=tuple(lowering.touchpoints(nodes)),
    )
    # Constructed, not validated: `within` is a duration already, and the rest comes from values of this module.
    alerts = tuple(Alert.model_construct(**each._asdict()) for each in answers(manifest))
    return manifest.model_copy(update={"alerts": alerts})


class _Lowering:
    def __init__(self, program: Program, settings: Any) -> None:
        self.program = program
        self.settings = settings
        self.locale: str = settings.locale
        self.depends: dict[tuple[str, str], set[str]] = {}
        for reference in program.references:
            target = f"{reference.target.kind}:{reference.target.id}"
            self.depends.setdefault((reference.entry.kind, reference.entry.id), set()).add(target)

    def resolved(self, entry: Entry) -> Resolved:
        model = model_of(entry.kind)
        data = _dump(entry.node)
        data.pop("extends", None)
        _fill_titles(shape_of(model), data)
        _texts_by_locale(shape_of(model), data, self.locale)
        if fill := _FILL.get(entry.kind):
            fill(self, data)
        spec: Node = model.model_validate(data, context=IN_MANIFEST)
        content = json.dumps(_dump(spec), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return Resolved(
            kind=entry.kind,
            id=entry.id,
            origin=origin_of(entry.document, ()),
            hash=hashlib.sha256(content.encode()).hexdigest(),
            depends_on=tuple(sorted(self.depends.get((entry.kind, entry.id), ()))),
            spec=spec,
        )

    # DEFAULTS THAT DEPEND ON OTHER THINGS

    def journey(self, data: dict[str, Any]) -> None:
        """Qualify touchpoints, hand roles down, and write out where each touchpoint leads."""
        flat: list[dict[str, Any]] = []
        for stage in data["stages"]:
            for holder in (stage, *stage.get("steps", ())):
                for touchpoint in holder.get("touchpoints", ()):
                    touchpoint["roles"] = touchpoint.get("roles") or holder.get("roles") or stage.get("roles", [])
                    flat.append(touchpoint)
        for touchpoint, following in zip_longest(flat, flat[1:]):
            given = touchpoint.get("next")
            if given is None:
                given = [following["id"]] if following else []
            edges = [edge if isinstance(edge, dict) else {"to": edge} for edge in given]
            touchpoint["next"] = [{**edge, "to": self._address(data["id"], edge["to"])} for edge in edges]

    def survey(self, data: dict[str, Any]) -> None:
        """Name the owner, the locales, and the touchpoint a transactional survey listens to."""
        data["owner"] = data.get("owner") or self.settings.owner
        data["locales"] = data.get("locales") or [self.locale]
        if not data.get("listens_to") and "after" in data["when"]:
            data["listens_to"] = [data["when"]["after"]]
        data["questions"] = [{"question": asked} if isinstance(asked, str) else asked for asked in data["questions"]]

    def question(self, data: dict[str, Any]) -> None:
        """Write out the usual scale of the type, and the choices that a taxonomy stands for."""
        from cxprog.language.kinds.question import CHOICE_TYPES, SCALES

        if data["type"] in SCALES and "scale" not in data:
            lowest, highest = SCALES[data["type"]]
            data["scale"] = {"lowest": lowest, "highest": highest}
        taxonomy = self.program.get("taxonomy", data.get("codes", ""))
        if data["type"] in CHOICE_TYPES and not data.get("choices") and taxonomy:
            finest = (code for code in taxonomy.node.each_code() if not code.codes)
            data["choices"] = [
                {"id": code.id, "text": {self.locale: code.title} if isinstance(code.title, str) else code.title}
                if code.title
                else {"id": code.id, "text": {self.locale: humanized(code.id)}}
                for code in finest
            ]

    def taxonomy(self, data: dict[str, Any]) -> None:
        """Name who keeps the list, and who files comments."""
        self.owned(data)
        if "coding" in data:
            data["coding"].setdefault("by", data["owner"])

    def loop(self, data: dict[str, Any]) -> None:
        """Write out how long a silence lasts and what holds for key accounts where they are no exception."""
        if silence := data.get("silence"):
            is_of_answers = silence["of"] == "answers"
            silence.setdefault("accounts", "key" if is_of_answers else "any")
            survey = self.program.get("survey", silence["survey"])
            rhythm = survey.node.when.every if survey else None
            if "within" not in silence and rhythm:
                silence["within"] = rhythm.times(2).dump()
        if key_accounts := data.get("key_accounts"):
            for name in ("first_contact", "resolve", "owner"):
                if name in data:
                    key_accounts.setdefault(name, data[name])

    def party(self, data: dict[str, Any]) -> None:
        """Hand down hours, holidays and clock of the program."""
        settings = _dump(self.settings)
        for key in ("hours", "holidays", "clock"):
            if key not in data and key in settings:
                data[key] = settings[key]

    def owned(self, data: dict[str, Any]) -> None:
        """The program's owner answers for what names no owner."""
        data.setdefault("owner", self.settings.owner)

    def report(self, data: dict[str, Any]) -> None:
        """Write out what each viewer sees."""
        data["to"] = [viewer if isinstance(viewer, dict) else {"who": viewer, "sees": "all"} for viewer in data["to"]]

    # TOUCHPOINTS

    def touchpoints(self, nodes: Mapping[str, Mapping[str, Resolved]]) -> Iterator[Touchpoint]:
        """Every touchpoint with who owns it, who listens to it and what an answer about it starts."""
        listening = self._listening(nodes)
        loops = self._loops(nodes)
        happening = self._happening(nodes)
        leads = {address: self._lead(node) for address, node in self._nodes(nodes)}
        for journey in nodes.get("journey", {}).values():
            document = self.program.entries["journey"][journey.id].document
            for path, stage, step, touchpoint in walk(journey.spec):
                address = f"{journey.id}.{touchpoint.id}"
                heard = {
                    name
                    for place in (touchpoint, step, stage)
                    if place
                    for name in listening.get(f"{journey.id}.{place.id}", ())
                }
                started = {
                    loop
                    for place in (touchpoint, step, stage)
                    if place
                    for loop in happening.get(f"{journey.id}.{place.id}", ())
                }
                lead = leads[address]
                yield Touchpoint(
                    address=address,
                    journey=journey.id,
                    stage=stage.id,
                    step=step.id if step else None,
                    title=dict(touchpoint.title),
                    owners=tuple(self._parties(touchpoint)),
                    lead=lead,
                    next=tuple(
                        Edge(to=edge.to, when=edge.when, is_handoff=leads.get(edge.to) != lead)
                        for edge in touchpoint.next
                    ),
                    surveys=tuple(sorted(heard)),
                    loops=tuple(sorted(started.union(loop for survey in heard for loop in loops.get(survey, ())))),
                    origin=origin_of(document, path),
                )

    def _nodes(self, nodes: Mapping[str, Mapping[str, Resolved]]) -> Iterator[tuple[str, Any]]:
        for journey in nodes.get("journey", {}).values():
            for _, _, _, touchpoint in walk(journey.spec):
                yield f"{journey.id}.{touchpoint.id}", touchpoint

    def _parties(self, touchpoint: Any) -> Iterator[Party]:
        for name in owners(touchpoint):
            yield Party(kind="team" if self.program.get("team", name) else "partner", id=name)

    def _lead(self, touchpoint: Any) -> Party | None:
        name = lead(touchpoint)
        return next((party for party in self._parties(touchpoint) if party.id == name), None)

    def _listening(self, nodes: Mapping[str, Mapping[str, Resolved]]) -> dict[str, list[str]]:
        listening: dict[str, list[str]] = {}
        for survey in nodes.get("survey", {}).values():
            for address in survey.spec.listens_to:
                listening.setdefault(address, []).append(survey.id)
        return listening

    def _loops(self, nodes: Mapping[str, Mapping[str, Resolved]]) -> dict[str, list[str]]:
        """Loops by the survey that can start them; a root cause that recurs comes from what files cases under it."""
        fed = self._surveys_by_metric(nodes)
        filed: dict[str, set[str]] = {}
        started: dict[str, set[str]] = {}
        for loop in nodes.get("loop", {}).values():
            surveys = set(loop.spec.surveys)
            for metric in loop.spec.metrics:
                surveys |= fed.get(metric, set())
            started[loop.id] = surveys
            if loop.spec.close and loop.spec.close.causes:
                filed.setdefault(loop.spec.close.causes, set()).update(surveys)
        loops: dict[str, list[str]] = {}
        for loop in nodes.get("loop", {}).values():
            again = filed.get(loop.spec.recurs.of, set()) if loop.spec.recurs else set()
            for survey in started[loop.id] | again:
                loops.setdefault(survey, []).append(loop.id)
        return loops

    def _happening(self, nodes: Mapping[str, Mapping[str, Resolved]]) -> dict[str, list[str]]:
        """Loops by the touchpoint, step or stage where the event that starts them is noticed."""
        loops: dict[str, list[str]] = {}
        for loop in nodes.get("loop", {}).values():
            for address in nodes["event"][loop.spec.event].spec.affects if loop.spec.event else ():
                loops.setdefault(address, []).append(loop.id)
        return loops

    def _surveys_by_metric(self, nodes: Mapping[str, Mapping[str, Resolved]]) -> dict[str, set[str]]:
        questions = nodes.get("question", {})
        fed: dict[str, set[str]] = {}
        for survey in nodes.get("survey", {}).values():
            for asked in survey.spec.questions:
                question = questions.get(asked.question)
                if question is not None and (metric := question.spec.metric):
                    fed.setdefault(metric, set()).add(survey.id)
        return fed

    def _address(self, journey: str, name: str) -> str:
        own = f"{journey}.{name}"
        return own if "." not in name and self.program.get("touchpoint", own) else name


_FILL: Mapping[str, Any] = {
    "journey": _Lowering.journey,
    "survey": _Lowering.survey,
    "question": _Lowering.question,
    "team": _Lowering.party,
    "partner": _Lowering.party,
    "metric": _Lowering.owned,
    "practice": _Lowering.owned,
    "channel": _Lowering.owned,
    "taxonomy": _Lowering.taxonomy,
    "loop": _Lowering.loop,
    "report": _Lowering.report,
}


def walk(journey: Any) -> Iterator[tuple[Path, Any, Any | None, Any]]:
    """Touchpoints of a journey in order, each with its path, stage and step (None where a stage has no steps)."""
    for number, stage in enumerate(journey.stages):
        for index, touchpoint in enumerate(stage.touchpoints):
            yield ("stages", number, "touchpoints", index), stage, None, touchpoint
        for place, step in enumerate(stage.steps):
            for index, touchpoint in enumerate(step.touchpoints):
                yield ("stages", number, "steps", place, "touchpoints", index), stage, step, touchpoint


def origin_of(document: Document, path: Path) -> Origin:
    """File, document and line of a path of a document; of a merged one, where the layer that says it stands."""
    document, path = document.trace(path)
    offset = document.locate(path)[1].start if path else _kind_offset(document)
    position = document.source.position
    line = position(offset).line - position(document.start).line + 1
    return Origin(file=document.source.name, document=document.name, line=line)


_ABBREVIATIONS = frozenset({"b2b", "b2b2c", "b2c", "ces", "crm", "csat", "cx", "hr", "it", "nps", "osat", "px"})
"""Words of ids that stay capital in titles."""


def humanized(name: str) -> str:
    """A title made from an id: `first-visit` becomes `First visit`, `cx-team` becomes `CX team`."""
    words = " ".join(word.upper() if word in _ABBREVIATIONS else word for word in name.split("-"))
    return words[:1].upper() + words[1:]


def _kind_offset(document: Document) -> int:
    """Where `kind:` stands, found without composing the document: in block style it starts a line."""
    text = document.text
    at = 0 if text.startswith("kind:") else text.find("\nkind:") + 1
    if at == 0 and not text.startswith("kind:"):
        return document.locate(("kind",))[1].start
    return document.start + at


def _dump(value: Any) -> dict[str, Any]:
    dumped: dict[str, Any] = value.model_dump(mode="json", exclude_none=True) if isinstance(value, BaseModel) else value
    return dumped


def _fill_titles(shape: Shape, data: Any) -> None:
    if isinstance(data, dict):
        for key in ("title", "text"):
            if "id" in shape.keys and key in shape.keys and key not in data and isinstance(data.get("id"), str):
                data[key] = humanized(data["id"])
                break
        for key, value in data.items():
            if (below := shape.keys.get(key)) is not None:
                _fill_titles(below, value)
    elif isinstance(data, list) and shape.items is not None:
        for item in data:
            _fill_titles(shape.items, item)


def _texts_by_locale(shape: Shape, data: Any, locale: str) -> None:
    for path, text in list(texts(shape, data)):
        if isinstance(text, str):
            holder = data
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = {locale: text}
