"""What the documents say together: entries by kind and id, the references between them, a graph on demand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from cxprog.codes import found
from cxprog.document import Document, Place
from cxprog.finding import Finding, Label, did_you_mean, nearest_word
from cxprog.folder import PROGRAM_FILE
from cxprog.language import KINDS, LANGUAGE, model_of
from cxprog.language.shape import Mention, mentions, shape_of, texts, translated
from cxprog.language.types import ID, REFERENCE
from cxprog.language.validation import validate
from cxprog.nodes import Part
from cxprog.source import Path, Span

if TYPE_CHECKING:
    import networkx


_Answer = TypeVar("_Answer")


@dataclass(eq=False, slots=True)
class Entry:
    """One thing with an id: a document, or something inside one such as a touchpoint."""

    kind: str
    id: str
    """Id as others write it: `first-visit` for a document, `breakdown.first-visit` for something inside one."""
    document: Document
    path: Path = ()
    """Where it stands in its document; empty for the document itself."""
    node: Any = None
    """Its model; None when it has mistakes, which are reported where they are found."""
    sound: bool = False
    """Whether it is free of mistakes and everything it refers to exists."""

    def at(self, *path: str | int, text: str = "", part: Part = "best", within: Span | None = None) -> Label:
        """A label on a path inside it."""
        return self.document.at(*self.path, *path, text=text, part=part, within=within)

    @property
    def owner(self) -> str:
        """Id of the document it stands in."""
        return self.id.partition(".")[0]


class Reference(NamedTuple):
    """A place that names another thing."""

    entry: Entry
    """The document that refers."""
    mention: Mention
    target: Entry
    """What it refers to."""

    @property
    def label(self) -> Label:
        """The name as it stands in the referring document."""
        return self.entry.at(*self.mention.path, within=self.mention.within)


@dataclass(frozen=True, eq=False)
class Program:
    """The linked program; it holds what was understood, also where there are mistakes."""

    documents: tuple[Document, ...]
    entries: Mapping[str, Mapping[str, Entry]]
    """Entries by kind, then by id, sorted."""
    references: tuple[Reference, ...]
    unread: frozenset[str]
    """Every word in texts that were not understood, so that nothing is called missing that may stand there."""
    _by_target: dict[tuple[str, str], list[Reference]] = field(default_factory=dict, repr=False)
    _kept: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False)
    _keys: dict[str, bool] = field(default_factory=dict, repr=False)
    _translated: dict[Document, list[dict[str, str]]] = field(default_factory=dict, repr=False)
    _texts: dict[Document, list[tuple[Path, str | dict[str, str]]]] = field(default_factory=dict, repr=False)

    def each(self, kind: str) -> Iterator[Entry]:
        """The sound entries of a kind, by id; rules look at nothing else, so mistakes have no follow-up findings."""
        return (entry for entry in self.entries.get(kind, {}).values() if entry.sound)

    def get(self, kind: str, name: str) -> Entry | None:
        """An entry by kind and id, sound or not."""
        return self.entries.get(kind, {}).get(name)

    @property
    def settings(self) -> Entry | None:
        """The document of kind `program`."""
        return next(iter(self.entries.get("program", {}).values()), None)

    def may_hold(self, key: str) -> bool:
        """Whether a key can stand anywhere in the program: a search through the texts, far cheaper than their data."""
        if key not in self._keys:
            sources = {part.source for document in self.documents for part in (document, *document.sources)}
            self._keys[key] = any(key in source.text for source in sources)
        return self._keys[key]

    def once(self, what: str, about: str, answer: Callable[[], _Answer]) -> _Answer:
        """An answer that several rules ask for in turn, worked out when it is first asked for."""
        key = what, about
        if key not in self._kept:
            self._kept[key] = answer()
        found: _Answer = self._kept[key]
        return found

    @property
    def locale(self) -> str:
        """Locale of texts that are written without one; `en` where the program document has mistakes."""
        settings = self.settings
        return str(settings.node.locale) if settings and settings.node else "en"

    def referrers(self, kind: str, name: str) -> tuple[Reference, ...]:
        """Every reference to an entry."""
        if not self._by_target:
            for reference in self.references:
                self._by_target.setdefault((reference.target.kind, reference.target.id), []).append(reference)
        return tuple(self._by_target.get((kind, name), ()))

    def may_be_mentioned(self, entry: Entry) -> bool:
        """Whether anything refers to an entry, or a text that was not understood might."""
        return bool(self.referrers(entry.kind, entry.id)) or bool(self.unread.intersection(entry.id.split(".")))

    def texts(self, entry: Entry) -> list[tuple[Path, str | dict[str, str]]]:
        """Every text for people in a document, with its path; several rules ask in turn, so the answer is kept."""
        kept = self._texts.get(entry.document)
        if kept is None:
            kept = self._texts[entry.document] = texts(shape_of(model_of(entry.kind)), entry.document.data)
        return kept

    def translated(self, entry: Entry) -> list[dict[str, str]]:
        """The texts of a document that are given by locale; quicker than `texts` for seeing that all is well."""
        kept = self._translated.get(entry.document)
        if kept is None:
            kept = self._translated[entry.document] = translated(shape_of(model_of(entry.kind)), entry.document.data)
        return kept

    @cached_property
    def graph(self) -> networkx.MultiDiGraph[tuple[str, str]]:
        """Entries as nodes `(kind, id)`, references as edges with their path."""
        import networkx

        graph = networkx.MultiDiGraph()
        for kind, entries in self.entries.items():
            graph.add_nodes_from((kind, name) for name in entries)
        for reference in self.references:
            source, target = reference.entry, reference.target
            graph.add_edge((source.kind, source.id), (target.kind, target.id), path=reference.mention.path)
        return graph


def link(
    documents: Iterable[Document], broken: frozenset[Document] = frozenset()
) -> tuple[Program, tuple[Finding, ...]]:
    """Check every document against its kind's model and resolve what it refers to.

    Documents in `broken` are known to be incomplete: they are declared, and nothing more is said of them.
    """
    documents = tuple(sorted(documents, key=lambda document: (document.source.name, document.start)))
    linking = _Linking(documents, broken)
    for document in documents:
        linking.declare(document)
    linking.report_mistakes()
    if linking.newer:  # whatever else would be said might be wrong
        return Program(documents, {}, (), frozenset()), (linking.newer,)
    linking.resolve()
    linking.find_program()
    return linking.program(), tuple(linking.findings)


class _Linking:
    """State of one linking run; it ends in a `Program` and is thrown away."""

    def __init__(self, documents: tuple[Document, ...], broken: frozenset[Document]) -> None:
        self.documents = documents
        self.broken = broken
        self.findings: list[Finding] = []
        self.entries: dict[str, dict[str, Entry]] = {}
        self.references: list[Reference] = []
        self.unread: set[str] = set()
        self.ambiguous: set[str] = set()
        self.unknown: dict[tuple[str, str, str], list[tuple[Entry, Mention]]] = {}
        self.misnamed: list[str] = []
        self.repeated: set[str] = set()
        self.unread_files: set[str] = set()
        self.mistakes: list[tuple[tuple[str, str], tuple[str, Any], tuple[Finding, ...]]] = []
        self.newer: Finding | None = None

    # DECLARING

    def declare(self, document: Document) -> None:
        data = document.data
        if data is None:
            self._leave_unread(document)
            return
        kind = data.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            self._unknown_kind(document, kind)
        elif kind == "program" and type(data.get("language")) is int and data["language"] > LANGUAGE:
            self._newer_language(document)
        elif not isinstance(data.get("id"), str):
            self._missing_id(document, kind)
        else:
            self._declare_known(document, kind, data["id"])

    def _declare_known(self, document: Document, kind: str, name: str) -> None:
        node, findings = (None, ()) if document in self.broken else validate(document, model_of(kind))
        if findings:
            self.mistakes.append(((kind, name), (kind, (document.data or {}).get("extends")), findings))
        sound = node is not None and not document.has_doubts
        entry = Entry(kind, name, document, (), node, sound)
        if not self._add(entry):
            return
        for inner_kind, inner_id, path in model_of(kind).inner(document.data or {}):
            below = _node_at(node, path) if node is not None else None
            self._add(Entry(inner_kind, f"{name}.{inner_id}", document, path, below, sound))

    def _add(self, entry: Entry) -> bool:
        known = self.entries.setdefault(entry.kind, {})
        first = known.get(entry.id) or (self._same_scope(entry) if "." in entry.id else None)
        if first is None:
            known[entry.id] = entry
            if entry.node is None and not _WELL_FORMED.fullmatch(entry.id):
                self.misnamed.append(entry.id.rpartition(".")[2])
            return True
        if entry.kind == "answer":
            return False  # asking the same question twice is for a rule to judge
        self.repeated.add(entry.id)
        name = entry.id.rpartition(".")[2]
        is_other = first.kind != entry.kind
        self.findings.append(
            found(
                "duplicate-id",
                f"`{name}` is already the name of {_a(first.kind)} of this journey"
                if is_other
                else f"the {_NOUNS.get(entry.kind, entry.kind)} `{name}` is declared twice",
                entry.at("id", text="again here"),
                first.at("id", text="first here"),
                help="give one of them another id: stages, steps and touchpoints of a journey share their names"
                if is_other
                else "give one of them another id, or merge the two; every reference to this id is ambiguous",
            )
        )
        return False

    def _same_scope(self, entry: Entry) -> Entry | None:
        """Stages, steps and touchpoints of a journey share their names, since surveys name any of them."""
        if entry.kind not in _SCOPE:
            return None
        others = (self.entries.get(kind, {}).get(entry.id) for kind in sorted(_SCOPE))
        return next((other for other in others if other), None)

    def _leave_unread(self, document: Document) -> None:
        self.unread.update(document.words)
        self.unread_files.add(document.source.name)

    def _unknown_kind(self, document: Document, kind: Any) -> None:
        self._leave_unread(document)
        data = document.data or {}
        if "kind" not in data:
            self.findings.append(_missing_kind(document, data))
        elif not isinstance(kind, str):
            what = "has no value" if kind is None else f"takes one word, not {_what(kind)}"
            listed = f"write one of {', '.join(KINDS)}"
            self.findings.append(found("unknown-kind", f"`kind` {what}", document.at("kind"), help=listed))
        else:
            holder = _INSIDE.get(kind.lower().rstrip("s"), "")
            inside = f"write it inside a {holder} (`cxprog explain {holder}` shows how)" if holder else ""
            help_text = did_you_mean(kind, KINDS) or inside or f"the kinds are {', '.join(KINDS)}"
            label = document.at("kind")
            self.findings.append(found("unknown-kind", f"`{kind}` is not a kind of document", label, help=help_text))

    def _missing_id(self, document: Document, kind: str) -> None:
        self._leave_unread(document)
        data = document.data or {}
        rule = "ids hold lower-case letters, digits and hyphens, and start with a letter"
        if (given := data.get("id")) is not None:
            message = f"an id is a word, not {_what(given)}"
            self.findings.append(found("bad-id", message, document.at("id"), help=rule))
            return
        meant = next(
            (key for key in data if nearest_word(key, ("id",)) or key.lower() in ("name", "key", "slug")), None
        )
        self.findings.append(
            found(
                "missing-id",
                f"this {kind} has no id",
                document.at(meant or "kind", part="key" if meant else "best"),
                help=f"did you mean `id` instead of `{meant}`? {rule}"
                if meant and "id" not in data
                else f"add `id:`, the name by which other documents refer to it; {rule}",
            )
        )

    def _newer_language(self, document: Document) -> None:
        version = (document.data or {}).get("language")
        self.newer = found(
            "newer-language",
            f"the program is written in language {version}; this release reads up to {LANGUAGE}",
            document.at("language"),
            help="install a newer release of cxprog; this one would misread the program",
        )

    def report_mistakes(self) -> None:
        """What the models found; a key that a base already misses is not missed again in what extends it."""
        missing: dict[tuple[str, Any], set[tuple[Path, str]]] = {}
        for own, _, findings in self.mistakes:
            missing.setdefault(own, set()).update(*map(_missing_keys, findings))
        for _, base, findings in self.mistakes:
            known = missing.get(base, set()) if isinstance(base[1], str) else set()
            self.findings.extend(each for each in findings if not (keys := _missing_keys(each)) or not keys <= known)

    # RESOLVING

    @cached_property
    def by_id(self) -> dict[str, list[Entry]]:
        """Entries of every kind by id, for the names that are not found; all documents are declared by then."""
        listed: dict[str, list[Entry]] = {}
        for entries in self.entries.values():
            for name, entry in entries.items():
                listed.setdefault(name, []).append(entry)
        return listed

    def resolve(self) -> None:
        unsound: set[tuple[str, str]] = set()
        for kind in sorted(self.entries.keys() & set(KINDS)):
            shape = shape_of(model_of(kind))
            for entry in self.entries[kind].values():
                document = entry.document
                has_doubts = document.has_doubts
                for mention in mentions(shape, document.data):
                    if mention.target in mention.words or not mention.kinds:
                        continue
                    if has_doubts and document.is_doubtful(mention.path):
                        continue
                    target = self._target(entry, mention)
                    if target is None:
                        unsound.add((kind, entry.id))
                    else:
                        self.references.append(Reference(entry, mention, target))
        self._report_unknown()
        self._find_cycles(unsound)
        if unsound:
            self._mark(unsound)

    def _mark(self, unsound: set[tuple[str, str]]) -> None:
        """Take the mark of soundness from documents that refer to what does not exist, and from what is in them."""
        kept = self.entries
        for kind, entries in kept.items():
            for name, entry in entries.items():
                holder = (entry.kind, entry.id) if not entry.path else self._holder(entry)
                if entry.sound and holder in unsound:
                    entries[name] = Entry(kind, name, entry.document, entry.path, entry.node, False)
        self.references = [
            Reference(kept[r.entry.kind][r.entry.id], r.mention, kept[r.target.kind][r.target.id])
            for r in self.references
        ]

    def _holder(self, entry: Entry) -> tuple[str, str]:
        return str((entry.document.data or {}).get("kind")), entry.owner

    def _target(self, entry: Entry, mention: Mention) -> Entry | None:
        if entry.kind != "journey" or not _is_own(entry, mention):
            hits = [hit for kind in mention.kinds if (hit := self.entries.get(kind, _NONE).get(mention.target))]
            if len(hits) == 1:
                return hits[0]  # nearly every reference ends here
        names = _names(entry, mention)
        candidates = [
            target for name in names for kind in mention.kinds if (target := self.entries.get(kind, {}).get(name))
        ]
        if len(candidates) > 1 and candidates[0].id == candidates[1].id and candidates[0].id not in self.ambiguous:
            self.ambiguous.add(candidates[0].id)
            self._ambiguous(entry, mention, candidates)
        if candidates:
            return candidates[0]
        if not self._may_be_declared(entry, mention):
            mention = self._missing_part(mention)
            scope = entry.id if _is_own(entry, mention) else ""
            self.unknown.setdefault((mention.target, mention.kinds[0], scope), []).append((entry, mention))
        return None

    def _missing_part(self, mention: Mention) -> Mention:
        """What is missing of `journey.touchpoint`: the whole journey, where there is none of that name."""
        owner = mention.target.partition(".")[0]
        holder = "journey" if not _SCOPE.isdisjoint(mention.kinds) else "survey"
        if "." not in mention.target or owner in self.entries.get(holder, _NONE):
            return mention
        return mention._replace(target=owner, kinds=(holder,), words=())

    def _may_be_declared(self, entry: Entry, mention: Mention) -> bool:
        """Whether a mistake that is reported elsewhere may be why the name seems to be missing."""
        parts = mention.target.split(".")
        return (
            not self.unread.isdisjoint(parts)
            or not self.repeated.isdisjoint(_names(entry, mention))
            or any(nearest_word(part, self.misnamed) for part in parts if self.misnamed)
            or self._may_be_inside(entry, mention)
        )

    def _may_be_inside(self, entry: Entry, mention: Mention) -> bool:
        """Whether a document that holds mistakes may declare the name in a part that was not understood."""
        owner, _, name = mention.target.rpartition(".")
        for holder in (entry,) if _is_own(entry, mention) else self.by_id.get(owner, ()):
            if holder.document in self.broken:
                return True
            # A document that refers to a part of itself names it there already.
            named = sum(part.words.count(name) for part in holder.document.sources) if holder.node is None else 0
            if named > (holder is entry):
                return True
        return False

    def _report_unknown(self) -> None:
        """One finding for each name that nothing has, however often it is named."""
        for uses in self.unknown.values():
            uses.sort(key=lambda use: (use[0].document.source.name, use[0].document.start))
            (entry, mention), *others = uses
            labels = [entry.at(*mention.path, within=mention.within)]
            labels += [
                other.at(*again.path, within=again.within, text="named here as well")
                for other, again in others[:_PLACES_MAX]
            ]
            self.findings.append(self._unknown(entry, mention, labels, len(uses)))

    def _unknown(self, entry: Entry, mention: Mention, labels: list[Label], places: int) -> Finding:
        count = f", which is named in {places} places" if places > 1 else ""
        help_text = self._offer(entry, mention) or self._how_to_declare(mention)
        if others := [other for name in _names(entry, mention) for other in self.by_id.get(name, ())]:
            wanted = _either(_a(kind) for kind in mention.kinds)
            declared = others[0].at("id", text="declared here")
            message = f"`{mention.target}` is {_a(others[0].kind)}; {wanted} is needed here"
            return found("wrong-kind-reference", message, labels[0], declared, *labels[1:], help=help_text)
        noun = _either(_NOUNS.get(kind, kind) for kind in mention.kinds)
        return found("unknown-reference", f"there is no {noun} `{mention.target}`{count}", *labels, help=help_text)

    def _offer(self, entry: Entry, mention: Mention) -> str:
        known = [*mention.words, *(name for kind in mention.kinds for name in self.entries.get(kind, {}))]
        if entry.kind == "journey" and "." not in mention.target:
            own = [name.partition(".")[2] for name in known if name.startswith(f"{entry.id}.")]
            known = [*own, *(name for name in known if "." not in name)] or known
        elif "." not in mention.target:
            answers = self.entries.get("answer", _NONE) if mention.within else ()
            inside = [name for name in (*known, *answers) if name.partition(".")[2] == mention.target]
            if inside:
                return f"did you mean `{inside[0]}`?"
        elif inside := [name for name in known if name.startswith(mention.target.rpartition(".")[0] + ".")]:
            owner, _, name = mention.target.rpartition(".")
            near = nearest_word(name, [each.rpartition(".")[2] for each in inside])
            known_here = ", ".join(f"`{each}`" for each in inside[:_LISTED_MAX])
            return f"did you mean `{owner}.{near}`?" if near else f"known here: {known_here}"
        return did_you_mean(mention.target, known)

    def _how_to_declare(self, mention: Mention) -> str:
        kind = mention.kinds[0]
        known = sorted({name for each in mention.kinds for name in self.entries.get(each, {})})
        if known and len(known) <= _LISTED_MAX:
            return f"known here: {', '.join(f'`{name}`' for name in known)}"
        if kind in KINDS and not re.fullmatch(ID, mention.target):
            such = f", such as `{known[0]}`" if known else ""
            return f"name it by its id{such}; ids hold lower-case letters, digits and hyphens, and start with a letter"
        if kind in KINDS:
            return f"declare it: a document with `kind: {kind}` and `id: {mention.target}`"
        return _INNER_HELP.get(kind, "declare it in its document first")

    def _ambiguous(self, entry: Entry, mention: Mention, candidates: list[Entry]) -> None:
        first, second = candidates[:2]
        self.findings.append(
            found(
                "ambiguous-reference",
                f"`{mention.target}` is both {_a(first.kind)} and {_a(second.kind)}",
                entry.at(*mention.path, within=mention.within),
                first.at("id", text=f"the {first.kind}"),
                second.at("id", text=f"the {second.kind}"),
                help="give one of them another id",
            )
        )

    def _find_cycles(self, unsound: set[tuple[str, str]]) -> None:
        edges = {
            (reference.entry.kind, reference.entry.id, reference.target.id): reference
            for reference in self.references
            if reference.mention.acyclic and reference.entry.kind == reference.target.kind
        }
        following: dict[tuple[str, str], list[str]] = {}
        for kind, source, target in edges:
            following.setdefault((kind, source), []).append(target)
        done: set[tuple[str, str]] = set()
        for kind, start in sorted(following):
            trail: list[str] = []
            stack = [(start, 0)]
            while stack:
                name, index = stack.pop()
                if index == 0:
                    if name in trail:
                        self._cycle(kind, trail[trail.index(name) :], edges, unsound)
                        continue
                    if (kind, name) in done:
                        continue
                    trail.append(name)
                nexts = following.get((kind, name), [])
                if index < len(nexts):
                    stack.append((name, index + 1))
                    stack.append((nexts[index], 0))
                else:
                    done.add((kind, name))
                    trail.pop()

    def _cycle(
        self,
        kind: str,
        names: list[str],
        edges: Mapping[tuple[str, str, str], Reference],
        unsound: set[tuple[str, str]],
    ) -> None:
        first = names.index(min(names))
        names = [*names[first:], *names[:first]]
        steps = [edges[kind, name, following] for name, following in zip(names, [*names[1:], names[0]], strict=True)]
        unsound.update((kind, name) for name in names)
        field_name = next(str(step) for step in steps[0].mention.path if isinstance(step, str))
        self.findings.append(
            found(
                "reference-cycle",
                f"`{field_name}` leads back to {kind} `{names[0]}`: {' -> '.join([*names, names[0]])}",
                *(step.label for step in steps),
                help="one of them has to stand on its own: remove the reference that closes the circle",
            )
        )

    # THE PROGRAM DOCUMENT

    def find_program(self) -> None:
        programs = list(self.entries.get("program", {}).values())
        if not programs and PROGRAM_FILE not in self.unread_files and "program" not in self.unread:
            labels = (self.documents[0].at("kind"),) if self.documents else ()
            self.findings.append(
                found(
                    "program-missing",
                    "no document says what the program is",
                    *labels,
                    help=f"add `{PROGRAM_FILE}` with a document of `kind: program`; `cxprog init` writes one",
                )
            )
        for again in programs[1:]:
            self.findings.append(
                found(
                    "program-repeated",
                    "there are two documents of kind `program`",
                    again.at("kind", text="again here"),
                    programs[0].at("kind", text="first here"),
                    help="keep one; what differs between environments belongs in `overlays/<environment>/`",
                )
            )

    def program(self) -> Program:
        ordered = {kind: dict(sorted(self.entries[kind].items())) for kind in sorted(self.entries)}
        return Program(self.documents, ordered, tuple(self.references), frozenset(self.unread))


def _names(entry: Entry, mention: Mention) -> tuple[str, ...]:
    """Ids that a mention may stand for: in a journey, first something of that journey."""
    if entry.kind == "journey" and "." not in mention.target:
        return f"{entry.id}.{mention.target}", mention.target
    return (mention.target,)


def _is_own(entry: Entry, mention: Mention) -> bool:
    """Whether a journey mentions a part of itself by its short name."""
    return entry.kind == "journey" and "." not in mention.target and not _SCOPE.isdisjoint(mention.kinds)


def _missing_keys(finding: Finding) -> frozenset[tuple[Path, str]]:
    """What identifies missing keys within their document."""
    where = finding.labels[0].where if finding.rule == "missing-key" else None
    names = re.findall("`([^`]+)`", finding.message) if isinstance(where, Place) else ()
    return frozenset((where.path, name) for name in names) if isinstance(where, Place) else frozenset()


def _says_kind(key: str, value: Any) -> bool:
    """Whether a key stands in place of `kind`, as in `Kind: survey` or `type: survey`."""
    return bool(nearest_word(key, ("kind",))) or (key == "type" and isinstance(value, str) and value in KINDS)


def _missing_kind(document: Document, data: Mapping[str, Any]) -> Finding:
    meant = next((key for key, value in data.items() if _says_kind(key, value)), None)
    value = data.get(meant or "")
    kind = nearest_word(value, KINDS) if isinstance(value, str) else None
    return found(
        "missing-kind",
        "this document does not say what it describes",
        document.at(*((meant,) if meant else ()), part="key" if meant else "best"),
        help=f"did you mean `kind: {kind}`?" if kind else f"start it with `kind:` and one of {', '.join(KINDS)}",
    )


_LISTED_MAX = 8
"""Most ids that a help lists."""
_PLACES_MAX = 3
"""Most further places that are shown for a name that nothing has."""
_SCOPE = frozenset(("stage", "step", "touchpoint"))
_INSIDE: Mapping[str, str] = {"touchpoint": "journey", "stage": "journey", "step": "journey", "answer": "survey"}
"""What is no document of its own, and the kind of document it stands in."""
_NONE: Mapping[str, Entry] = {}
_WELL_FORMED = re.compile(REFERENCE)
_NOUNS: Mapping[str, str] = {"answer": "question in a survey"}
_INNER_HELP: Mapping[str, str] = {
    "touchpoint": "touchpoints are written `<journey>.<touchpoint>`",
    "stage": "stages are written `<journey>.<stage>`",
    "answer": "answers are written `<survey>.<question>`, and the survey has to ask that question",
}


def _what(value: Any) -> str:
    if isinstance(value, list | dict):
        return "a list" if isinstance(value, list) else "a map"
    return f"`{str(value).lower()}`" if isinstance(value, bool) else f"the number {value}"


def _either(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _a(kind: str) -> str:
    noun = _NOUNS.get(kind, kind)
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _node_at(node: Any, path: Path) -> Any:
    for step in path:
        node = node[step] if isinstance(step, int) else getattr(node, step)
    return node
