"""What all pages of a site share: titles in the chosen language, where a thing has its page, where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.finding import date_words
from cxprog.manifest import origin_of
from cxprog.renderers._board_listening import Listening
from cxprog.renderers._board_reading import boards
from cxprog.renderers._board_values import Board, Phrase, Touchpoint, Words
from cxprog.site._relations import Relations

if TYPE_CHECKING:
    from cxprog.document import Document
    from cxprog.manifest import Manifest, Origin, Resolved
    from cxprog.program import Program
    from cxprog.renderers._journey import Sign
    from cxprog.target import Account, Address

FOLDERS: Mapping[str, str] = {
    "journey": "journeys",
    "survey": "surveys",
    "metric": "metrics",
    "role": "roles",
    "team": "teams",
    "partner": "partners",
}
"""Kinds with a page for each document, and the folder of these pages."""


class Ref(NamedTuple):
    """Something with a title and, where it is shown anywhere, a place in the site."""

    kind: str
    id: str
    title: Words
    href: str
    """Relative to the folder of the site; empty where no page shows it."""
    retired: str = ""
    """First day on which it is out of use, in words; empty where it stays."""


class Spot(NamedTuple):
    """A line of a file, as an editor counts it, and the document around it."""

    file: str
    line: int
    document: str
    layers: tuple[str, ...] = ()
    """Files and lines of the other documents that say a part of it: what it extends, and overlays."""

    @property
    def words(self) -> str:
        """`journeys/service.yaml:12`."""
        return f"{self.file}:{self.line}"


class Fact(NamedTuple):
    """A name with what is said of it: texts, phrases and references in a row."""

    name: str
    said: tuple[Any, ...]


class Site:
    """One program, read for its site."""

    def __init__(self, account: Account, locale: str | None) -> None:
        self.account = account
        self.manifest: Manifest = account.manifest
        self.program: Program = account.program
        self.usual = self.manifest.locale
        self.locale = locale or self.usual
        self.relations = Relations(self.manifest)
        self.listening = Listening(self.manifest, "", self.words)
        self._refs: dict[tuple[str, str], Ref] = {}

    @property
    def settings(self) -> Any:
        """The document of kind `program`."""
        return self.manifest.settings

    @cached_property
    def title(self) -> Words:
        """The program's title."""
        return self.words(self.settings.title, self.settings.id)

    @cached_property
    def version(self) -> str:
        """Version of the program, with its environment where there is one."""
        environment = self.manifest.environment
        return self.manifest.version + (f", environment {environment}" if environment else "")

    # TEXTS

    def words(self, texts: Mapping[str, str] | str | None, otherwise: str) -> Words:
        """A text that may have been left out or blank; then it is what it is otherwise called."""
        return self.maybe(texts) or Words(((self.usual, otherwise),))

    def maybe(self, texts: Mapping[str, str] | str | None) -> Words | None:
        """A text, or None where nothing is said."""
        by_locale = {self.usual: texts} if isinstance(texts, str) else texts or {}
        said = tuple((locale, by_locale[locale].strip()) for locale in sorted(by_locale) if by_locale[locale].strip())
        return Words(said) if said else None

    def several(self, texts: Iterable[Mapping[str, str] | str]) -> tuple[Words, ...]:
        """Those of several texts that say something."""
        return tuple(filter(None, map(self.maybe, texts)))

    def plain(self, words: Words) -> str:
        """A text in the chosen language."""
        return words.said(self.locale, self.usual)

    def flat(self, phrase: Phrase) -> str:
        """A sentence of fixed words and texts, in the chosen language."""
        return "".join(part if isinstance(part, str) else self.plain(part) for part in phrase)

    # WHERE THINGS ARE

    def ref(self, kind: str, name: str) -> Ref:
        """Something by its kind and id; touchpoints, stages and steps are named with their journey."""
        key = kind, name
        if key not in self._refs:
            self._refs[key] = self._ref(kind, name)
        return self._refs[key]

    def refs(self, kind: str, names: Iterable[str]) -> tuple[Ref, ...]:
        """Several of one kind."""
        return tuple(self.ref(kind, name) for name in names)

    def party(self, name: str) -> Ref:
        """A team or partner by its id."""
        return self.ref(self.manifest.party(name).kind, name)

    def parties(self, names: Iterable[str]) -> tuple[Ref, ...]:
        """Several teams and partners."""
        return tuple(map(self.party, names))

    def place(self, address: str) -> Ref:
        """A touchpoint, step or stage by its address."""
        return self.ref(self.places[address], address)

    def anyone(self, name: str) -> Ref:
        """A team, partner or role by its id; a word such as `account-manager` stands for itself."""
        for kind in ("team", "partner", "role"):
            if self.manifest.find(kind, name):
                return self.ref(kind, name)
        return Ref("word", name, Words((("en", name.replace("-", " ")),)), "")

    def _ref(self, kind: str, name: str) -> Ref:
        if kind in ("touchpoint", "stage", "step"):
            journey, _, inner = name.partition(".")
            retired = self.retired(self.touchpoints[name]) if kind == "touchpoint" else ""
            return Ref(kind, name, self._inner[name], f"journeys/{journey}.html#{kind}-{inner}", retired)
        spec: Any = self.manifest.get(kind, name)
        # People know a question by what it asks.
        title = self.words(spec.text if kind == "question" else spec.title, name)
        return Ref(kind, name, title, self._href(kind, name), self.retired(spec))

    def _href(self, kind: str, name: str) -> str:
        if kind in FOLDERS:
            return f"{FOLDERS[kind]}/{name}.html"
        if kind == "question":
            surveys, spec = self.relations.asked_in.get(name, ()), self.manifest.get("question", name)
            holder = f"surveys/{surveys[0]}" if surveys else f"metrics/{spec.metric}" if spec.metric else ""
            return f"{holder}.html#question-{name}" if holder else ""
        return {"loop": f"index.html#loop-{name}", "program": "index.html"}.get(kind, "")

    @cached_property
    def _inner(self) -> Mapping[str, Words]:
        """Titles of touchpoints, steps and stages, by address."""
        return {address: title for _, address, title in self._parts}

    @cached_property
    def places(self) -> Mapping[str, str]:
        """Kinds of touchpoints, steps and stages, by address."""
        return {address: kind for kind, address, _ in self._parts}

    @cached_property
    def _parts(self) -> tuple[tuple[str, str, Words], ...]:
        found: list[tuple[str, str, Words]] = []
        for board in self.boards.values():
            for stage in board.stages:
                found.append(("stage", f"{board.id}.{stage.id}", stage.title))
                found += (("step", f"{board.id}.{each.id}", each.title) for each in stage.sections if each.title)
                found += (("touchpoint", f"{board.id}.{each.id}", each.title) for each in stage.touchpoints)
        return tuple(found)

    # WHERE THEY STAND IN THE YAML

    def spot(self, kind: str, name: str) -> Spot:
        """Where a document stands, and what else says a part of it."""
        document = self._document(kind, name)
        own, _ = document.trace(())
        spot = _spot(own, self.manifest.nodes[kind][name].origin)
        others = (part for part in document.sources if part is not own)
        return spot._replace(layers=tuple(_spot(part, origin_of(part, ())).words for part in others))

    def spot_in(self, place: Address, origin: Origin) -> Spot:
        """Where a part of a document stands, in the layer that says it."""
        holder, _ = self._document(place.kind, place.id).trace(place.path)
        return _spot(holder, origin)

    def _document(self, kind: str, name: str) -> Document:
        entry = self.program.get(kind, name)
        assert entry is not None
        return entry.document

    # JOURNEYS

    @cached_property
    def boards(self) -> Mapping[str, Board]:
        """The journeys with everything that hangs on them, by id."""
        return {board.id: board for board in boards(self.manifest, self.locale)}

    @cached_property
    def touchpoints(self) -> Mapping[str, Touchpoint]:
        """The touchpoints by address."""
        return {f"{board.id}.{each.id}": each for board in self.boards.values() for each in board.touchpoints}

    @cached_property
    def stage_of(self) -> Mapping[str, str]:
        """Address of the stage, by the address of the touchpoint."""
        return {each.address: f"{each.journey}.{each.stage}" for each in self.manifest.touchpoints}

    @cached_property
    def taking_part(self) -> Mapping[str, list[str]]:
        """Addresses of the touchpoints at which a role takes part, by its id."""
        found: dict[str, list[str]] = {}
        for board in self.boards.values():
            for touchpoint in board.touchpoints:
                for role in touchpoint.roles:
                    found.setdefault(role.id, []).append(f"{board.id}.{touchpoint.id}")
        return found

    @cached_property
    def signs(self) -> Mapping[str, Sign]:
        """How those who own touchpoints are recognized, by id; the same as on the boards."""
        return {owner.id: owner.sign for board in self.boards.values() for owner in board.owners}

    def each(self, kind: str) -> Iterator[Resolved]:
        """Documents of a kind by id, those still in use first."""
        return iter(sorted(self.manifest.each(kind), key=lambda each: each.spec.retired is not None))

    def retired(self, spec: Any) -> str:
        """First day on which something is out of use, in words; empty where it stays."""
        return date_words(spec.retired) if spec.retired else ""


def _spot(document: Document, origin: Origin) -> Spot:
    """The line in the file: an origin counts lines from the start of its document."""
    return Spot(origin.file, document.line + origin.line - 1, origin.document)


def facts(*given: tuple[str, Any]) -> tuple[Fact, ...]:
    """Names with what is said of them; what nobody has said is left out."""
    named = ((name, said if isinstance(said, tuple) and not isinstance(said, Ref) else (said,)) for name, said in given)
    kept = (Fact(name, tuple(each for each in said if each)) for name, said in named)
    return tuple(fact for fact in kept if fact.said)
