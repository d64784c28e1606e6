"""Strict YAML 1.2 (core schema) to plain data, with places that are looked up only when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Literal, NamedTuple

import yaml
from yaml._yaml import CParser
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from cxprog.codes import found
from cxprog.finding import Finding, Label
from cxprog.source import Path, Source, Span, Spot

FILE_SIZE_MAX = 8 * 1024 * 1024
"""Largest YAML file that is read, in bytes."""
DEPTH_MAX = 64
"""Deepest nesting of lists and maps that is read."""

Part = Literal["best", "value", "key"]
"""What of a place to underline: the value, its key, or whatever a person recognises soonest."""


@dataclass(frozen=True, eq=False)
class Document:
    """One YAML document: plain data, and the range of its source it was read from."""

    source: Source
    start: int
    """Offset of the first character of the document's text."""
    end: int
    """Offset just behind the document's text."""
    data: dict[str, Any] | None
    """Plain data; None when the text could not be understood (a finding says why)."""
    layers: Mapping[Path, tuple[Document, Path]] = field(default_factory=dict)
    """For a merged document: which part of the data came from which document, and where it stands there."""

    @property
    def text(self) -> str:
        """The document's own text."""
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        """Line on which the document starts, without composing it again."""
        return self.source.position(self.start).line

    @property
    def name(self) -> str:
        """`kind:id`, or as much of it as was understood."""
        data = self.data or {}
        return f"{data.get('kind', '?')}:{data.get('id', '?')}"

    def trace(self, path: Path) -> tuple[Document, Path]:
        """The document in which a path of the (merged) data stands, and its path there."""
        for size in range(len(path), -1, -1) if self.layers else ():
            if (layer := self.layers.get(path[:size])) and layer[0] is not self:
                document, start = layer
                return document.trace(start + path[size:])
        return self, path

    def locate(self, path: Path, part: Part = "best") -> tuple[Source, Span]:
        """The range of a path; a path that does not exist gives its nearest ancestor that does."""
        document, path = self.trace(path)
        return document.source, document._span(path, part)

    def at(self, *path: str | int, text: str = "", part: Part = "best", within: Span | None = None) -> Label:
        """A label on a path of the data."""
        return Label(Place(self, path, part, within), text)

    def below(self, *path: str | int) -> Document:
        """A map inside the document as a document of its own, with the same places."""
        data: Any = self.data
        for step in path:
            data = data[step]
        return Document(self.source, self.start, self.end, data, {(): (self, path)})

    def _span(self, path: Path, part: Part) -> Span:
        tree = _compose_first(self.source, self.start, self.end)
        if tree is None:
            return Span(self.start, self.start)
        start, end = _span_in(tree, path, part)
        # A block text ends behind its blank lines; what a person sees ends with the last visible character.
        visible = len(self.source.text[self.start + start : self.start + end].rstrip())
        return Span(self.start + start, self.start + start + visible)


@dataclass(frozen=True)
class Place:
    """A path in a document, turned into a range when a report asks for it."""

    document: Document
    path: Path
    part: Part = "best"
    within: Span | None = None
    """Range inside the scalar's text, to underline one word of it."""

    @property
    def source(self) -> Source:
        """The text the place lies in."""
        return self._located[0]

    @property
    def span(self) -> Span:
        """The range of characters to underline."""
        span = self._located[1]
        if self.within is None:
            return span
        quoted = self.source.text[span.start : span.start + 1] in ("'", '"')
        start = span.start + self.within.start + quoted
        end = span.start + self.within.end + quoted
        return Span(start, end) if end <= span.end else span

    @property
    def anchor(self) -> str:
        """Document and path, with list items named by their id where they have one."""
        data: Any = self.document.data
        names = [self.document.name]
        for step in self.path:
            data = data[step] if _has(data, step) else None
            names.append(str(data.get("id", step)) if isinstance(data, dict) else str(step))
        return "/".join(names)

    @cached_property
    def _located(self) -> tuple[Source, Span]:
        return self.document.locate(self.path, self.part)


def decode(name: str, data: bytes) -> tuple[Source, tuple[Finding, ...]]:
    """Turn the bytes of a file into a source; what cannot be decoded becomes a finding and an empty source."""
    if len(data) > FILE_SIZE_MAX:
        return Source(name, ""), (
            found(
                "file-too-large",
                f"the file has {len(data):,} bytes; at most {FILE_SIZE_MAX:,} are read",
                Label(Spot(Source(name, ""), Span(0, 0))),
                help="split it: a project may have any number of files, and a file any number of documents",
            ),
        )
    try:
        return Source(name, data.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        shown = Source(name, data.decode("utf-8-sig", errors="replace"))
        utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        what = "this file is UTF-16" if utf16 else f"byte 0x{data[error.start]:02x} is not UTF-8"
        return Source(name, ""), (
            found(
                "not-utf8",
                f"{what}; program files are read as UTF-8",
                Label(Spot(shown, Span(len(before), len(before) + 1)), "the first such byte"),
                help='save the file with the encoding "UTF-8" in your editor',
            ),
        )


def parse(source: Source) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """Read every document of a source; mistakes become findings, and what stands beside them is still read."""
    if odd := _CONTROL.search(source.text):
        return (), (_control_character(source, odd.start()),)
    findings, aliases = _refused_marks(source) if _MARK.search(source.text) else ([], [])
    documents: list[Document] = []
    if aliases or not _read(source, 0, len(source.text), documents, findings):
        documents.clear()
        findings = [finding for finding in findings if finding.rule.endswith(("-used", "merge-key"))]
        for start, end in _chunks(source.text):
            own = [] if not any(start <= alias < end for alias in aliases) else None
            if own is None or not _read(source, start, end, own, findings, chunk=True):
                documents.append(Document(source, start, end, None))
            else:
                documents.extend(own)
    return tuple(documents), tuple(findings)


def plain(text: str) -> Any:
    """Value of an unquoted scalar by the YAML 1.2 core schema: null, true, false, numbers, else text."""
    if text[:1] in _TYPED_START:
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if _INTEGER.fullmatch(text) and len(text) < _DIGITS_MAX:
            return int(text, 8 if "o" in text else 16 if "x" in text else 10)
        if _FLOAT.fullmatch(text):
            return float(_FLOAT_WORDS.get(text.lower().lstrip("+"), text))
    return text


# READING


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_MARK = re.compile(r"(?:^|[\s,\[{:?-])(?:[&*]\S|!)")
_DOCUMENT_MARK = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_TYPED_START = frozenset(("", *"0123456789+-.~nNtTfF"))
_CONSTANTS: Mapping[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(
    r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
)
_FLOAT_WORDS = {".inf": "inf", "-.inf": "-inf", ".nan": "nan"}
_DIGITS_MAX = 1000
"""Longer runs of digits stay text: turning them into numbers takes quadratic time, and nobody means them."""


class _TooDeep(Exception):
    def __init__(self, offset: int) -> None:
        self.offset = offset


class _Composer(CParser):  # type: ignore[misc]
    """libyaml's nodes without PyYAML's YAML 1.1 resolver, which costs a third of the time and guesses wrong.

    NOTE: the resolver's hooks are the only Python code the C composer calls on its way down, so the depth is
    guarded there; without it deep nesting overflows the C stack (`tests/unit/test_document.py` holds it).
    """

    def __init__(self, text: str) -> None:
        CParser.__init__(self, text)
        self.depth = 0

    def resolve(self, kind: type, value: object, implicit: object) -> None:
        return None

    def descend_resolver(self, parent: Node | None, index: object) -> None:
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise _TooDeep(parent.start_mark.index if parent is not None else 0)

    def ascend_resolver(self) -> None:
        self.depth -= 1


class _Reading(NamedTuple):
    source: Source
    base: int
    findings: list[Finding]


def _read(
    source: Source,
    start: int,
    end: int,
    documents: list[Document],
    findings: list[Finding],
    chunk: bool = False,
) -> bool:
    """Read the documents of a range; False when the text stops making sense somewhere."""
    text = source.text if start == 0 and end == len(source.text) else source.text[start:end]
    try:
        parser = _Composer(text)
        roots: list[tuple[int, Any]] = []
        reading = _Reading(source, start, findings)
        while parser.check_node():
            root = parser.get_node()
            roots.append((_line_start(text, root.start_mark.index), _document_data(reading, root)))
    except _TooDeep as error:
        if chunk:
            findings.append(_too_deep(source, start + error.offset))
        return False
    except yaml.MarkedYAMLError as error:
        if chunk:
            findings.append(_syntax_error(source, start, error))
        return False
    except yaml.YAMLError as error:  # a reader error; the text was searched for odd characters before
        findings.append(found("syntax-error", str(error), Label(Spot(source, Span(start, start)))))
        return False
    for (first, data), (following, _) in zip(roots, [*roots[1:], (end - start, None)], strict=True):
        if data is not _EMPTY:
            documents.append(Document(source, start + first, start + following, data))
    return True


_EMPTY = object()


def _document_data(reading: _Reading, root: Node) -> Any:
    if isinstance(root, MappingNode):
        return _data(reading, root)
    if isinstance(root, ScalarNode) and root.value == "" and not root.style:
        return _EMPTY
    what = "a list" if isinstance(root, SequenceNode) else "plain text"
    reading.findings.append(
        found(
            "not-a-mapping",
            f"this document is {what}; a document is a set of `key: value` lines",
            _mark(reading, root, first_line=True),
            help="start it with `kind:` and `id:`, each on a line of its own",
        )
    )
    return None


def _data(reading: _Reading, node: Node) -> Any:
    if node.tag is not None:
        _refuse_tag(reading, node)
    kind = type(node)
    if kind is ScalarNode:
        value: str = node.value
        return value if node.style or value[:1] not in _TYPED_START else plain(value)
    if kind is SequenceNode:
        return [_data(reading, item) for item in node.value]
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        if type(key_node) is not ScalarNode:
            reading.findings.append(
                found(
                    "key-not-text",
                    "a key must be one word or text, not a list or a map",
                    _mark(reading, key_node),
                )
            )
            continue
        if key in data:
            _refuse_duplicate(reading, node, key)
            continue
        if key == "<<":
            _refuse_merge(reading, key_node)
            continue
        data[key] = _data(reading, value_node)
    return data


def _refuse_duplicate(reading: _Reading, node: MappingNode, key: str) -> None:
    first, *later = [key_node for key_node, _ in node.value if key_node.value == key]
    if any(finding.rule == "duplicate-key" and _same(finding, reading, later[0]) for finding in reading.findings):
        return
    for again in later:
        reading.findings.append(
            found(
                "duplicate-key",
                f"the key `{key}` stands twice in the same map",
                _mark(reading, again, "again here"),
                _mark(reading, first, "first here"),
                help="keep one of them; only the first is read",
            )
        )


def _same(finding: Finding, reading: _Reading, node: Node) -> bool:
    primary = finding.primary
    return primary is not None and primary.where.span.start == reading.base + node.start_mark.index


def _refuse_merge(reading: _Reading, node: Node) -> None:
    reading.findings.append(
        found(
            "merge-key",
            "the merge key `<<` is not part of the language",
            _mark(reading, node),
            help="write the keys out, or give the document `extends: <id>` to start from another one of its kind",
        )
    )


def _refuse_tag(reading: _Reading, node: Node) -> None:
    start = reading.base + node.start_mark.index
    found_tag = re.compile(r"!\S*").search(reading.source.text, start)
    span = Span(*found_tag.span()) if found_tag else Span(start, start + 1)
    reading.findings.append(
        found(
            "tag-used",
            "tags (words that start with `!`) are not part of the language",
            Label(Spot(reading.source, span)),
            help="remove the tag; put the text in quotes if it should start with an exclamation mark",
        )
    )


def _mark(reading: _Reading, node: Node, text: str = "", first_line: bool = False) -> Label:
    span = _node_span(node)
    start, end = span.start + reading.base, span.end + reading.base
    if first_line:
        line = reading.source.position(start).line
        end = min(end, start + len(reading.source.line(line)))
    return Label(Spot(reading.source, Span(start, end)), text)


def _line_start(text: str, offset: int) -> int:
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _chunks(text: str) -> Iterator[tuple[int, int]]:
    """Ranges between document marks; a mark can stand nowhere else, not even in a block scalar."""
    starts = [0, *(mark.start() for mark in _DOCUMENT_MARK.finditer(text) if mark.start())]
    return zip(starts, [*starts[1:], len(text)], strict=True)


# MESSAGES FOR TEXT THAT IS NOT YAML


def _refused_marks(source: Source) -> tuple[list[Finding], list[int]]:
    """Findings for anchors, aliases and non-specific tags, and the offsets of the aliases.

    Asked only of files that hold a character that could be one: the pass costs as much as reading the file.
    """
    findings: list[Finding] = []
    aliases: list[int] = []
    try:
        parser = CParser(source.text)
        while parser.check_event():
            event = parser.get_event()
            anchor = getattr(event, "anchor", None)
            start = event.start_mark.index
            if isinstance(event, yaml.AliasEvent):
                aliases.append(start)
                findings.append(
                    found(
                        "alias-used",
                        f"`*{anchor}` refers to a YAML anchor, which is not part of the language",
                        Label(Spot(source, Span(start, event.end_mark.index))),
                        help="write the value out, or move what is shared into a document of its own and name its id",
                    )
                )
            elif anchor is not None:
                at = source.text.find(f"&{anchor}", start)
                findings.append(
                    found(
                        "anchor-used",
                        f"`&{anchor}` sets a YAML anchor, which is not part of the language",
                        Label(Spot(source, Span(at, at + len(anchor) + 1))),
                        help="remove it; to reuse a whole document write `extends: <id>`, to reuse a value name its id",
                    )
                )
            if getattr(event, "tag", None) == "!":
                findings.append(
                    found(
                        "tag-used",
                        "tags (words that start with `!`) are not part of the language",
                        Label(Spot(source, Span(start, start + 1))),
                        help="remove the `!`, or put the text in quotes if it should start with one",
                    )
                )
    except yaml.YAMLError:
        pass  # reading the documents says what is wrong
    return findings, aliases


def _control_character(source: Source, offset: int) -> Finding:
    return found(
        "control-character",
        f"an invisible control character (U+{ord(source.text[offset]):04X}) stands here",
        Label(Spot(source, Span(offset, offset + 1))),
        help="delete it and type the text again; such characters come in with text copied from other programs",
    )


def _too_deep(source: Source, offset: int) -> Finding:
    return found(
        "nested-too-deep",
        f"lists and maps are nested more than {DEPTH_MAX} levels deep here",
        Label(Spot(source, Span(offset, offset + 1))),
        help="no part of the language nests that deep; look for a bracket that is never closed",
    )


_CAUSES: tuple[tuple[str, str, str, str], ...] = (
    # words of the library, what is wrong, what to do, what to say of the place where it began
    (
        "mapping values are not allowed",
        "a second `: ` on this line makes it unclear what is key and what is value",
        "put text that contains a colon in quotes, and check that the lines of one map start in the same column",
        "",
    ),
    (
        "found unexpected end of stream",
        "a quotation mark is opened and never closed",
        "close the text with the same quotation mark; a quote inside single quotes is written twice",
        "opened here",
    ),
    ("unknown escape", "the text in double quotes holds a `\\` that means nothing", "double it (`\\\\`), or use single quotes", ""),
    ("',' or ']'", "a list opened with `[` is not closed, or a comma is missing", "add the `,` or the closing `]`", "opened here"),
    ("',' or '}'", "a map opened with `{` is not closed, or a comma is missing", "add the `,` or the closing `}`", "opened here"),
    ("could not find expected ':'", "this line is neither `key: value` nor a list item", "add the colon and a space behind the key, or `- ` before the item", ""),
    ("did not find expected key", "this line fits nowhere: it is not a key of the map above it", "check the columns: keys of one map start in the same column. Text behind a closing quote also ends up here", "the map starts here"),
    ("did not find expected '-' indicator", "a list and keys are mixed at the same depth", "indent the keys under a list item, or move them out of the list", "the list starts here"),
    ("block sequence entries are not allowed", "a list item `- ` stands where a value was expected", "start the list on a line of its own, below the key", ""),
    ("did not find expected node content", "a value was expected here", "remove the stray character, or put text that starts with it in quotes", ""),
    ("expected comment or line break", "a block text starts with `|` or `>` alone on its line", "move the text to the next line, indented", ""),
    ("<document start>", "text stands behind the end of the document", "separate documents with a line `---`", ""),
    ("incompatible YAML document", "the file asks for another version of YAML", "remove the `%YAML` line; program files are YAML 1.2", ""),
    ("found undefined alias", "`*` at the start of a value refers to a YAML anchor, which is not part of the language", "put the text in quotes", ""),
)  # fmt: skip


def _syntax_error(source: Source, base: int, error: yaml.MarkedYAMLError) -> Finding:
    mark = error.problem_mark or error.context_mark
    offset = min(base + (mark.index if mark else 0), len(source.text))
    problem = str(error.problem or error.context or error)
    character = source.text[offset : offset + 1]
    if "cannot start any token" in problem:
        return _bad_start(source, offset, character)
    start = base + error.context_mark.index if error.context_mark else offset
    if "expected ':'" in problem or "end of stream" in problem:
        offset = start  # libyaml stops lines later; the mistake is where the text began
    labels = [Label(Spot(source, _visible(source, offset)))]
    for words, message, help_text, opened in _CAUSES:
        if words in problem:
            if opened and start != offset:
                labels.append(Label(Spot(source, Span(start, start + 1)), opened))
            return found("syntax-error", message, *labels, help=help_text)
    context = f" ({error.context})" if error.context else ""
    return found("syntax-error", f"this is not YAML: {problem}{context}", *labels)


def _bad_start(source: Source, offset: int, character: str) -> Finding:
    label = Label(Spot(source, Span(offset, offset + 1)))
    if character == "\t":
        return found(
            "tab-indent",
            "this line is indented with a tab; YAML takes spaces only",
            label,
            help='replace the tab by spaces; editors do it for you ("insert spaces for tabs")',
        )
    return found(
        "syntax-error",
        f"a value cannot start with `{character}`",
        label,
        help="put the whole value in quotes",
    )


def _visible(source: Source, offset: int) -> Span:
    """One character to underline; the end of the text gives its last visible one."""
    if offset >= len(source.text.rstrip()):
        offset = max(len(source.text.rstrip()) - 1, 0)
    return Span(offset, offset + 1)


# PLACES, LOOKED UP ON DEMAND


@lru_cache(maxsize=128)
def _compose_first(source: Source, start: int, end: int) -> Node | None:
    try:
        parser = _Composer(source.text[start:end])
        return parser.get_node() if parser.check_node() else None
    except (yaml.YAMLError, _TooDeep):
        return None


def _span_in(root: Node, path: Path, part: Part) -> Span:
    key: Node | None = None
    node = root
    is_item = False
    for step in path:
        pair = _child(node, step)
        if pair is None:
            part = "best"
            break
        own_key, node = pair
        is_item = own_key is None
        key = own_key or key  # an item has no key of its own: its list's key is the nearest name it has
    if part == "key" and key is not None:
        return _node_span(key)
    if part == "value":
        return _node_span(node)
    return _best_span(node, key, is_item)


def _best_span(node: Node, key: Node | None, is_item: bool) -> Span:
    if isinstance(node, ScalarNode):
        span = _node_span(node)
        return span if span.end > span.start or key is None else _node_span(key)
    if isinstance(node, MappingNode):
        for name in ("id", "kind"):
            if (pair := _child(node, name)) and isinstance(pair[1], ScalarNode) and pair[1].value:
                return _node_span(pair[1])
    if node.flow_style and node.start_mark.line == node.end_mark.line:
        return _node_span(node)
    if key is not None and not is_item:
        return _node_span(key)
    if isinstance(node, MappingNode) and node.value:
        return _node_span(node.value[0][0])
    if isinstance(node, SequenceNode) and node.value:
        return _best_span(node.value[0], key, is_item=True)
    return Span(node.start_mark.index, node.start_mark.index + 1)


def _node_span(node: Node) -> Span:
    """Exact range of a node; a block collection ends with its last value, not with the blanks behind it."""
    start, end = node.start_mark.index, node.end_mark.index
    if not isinstance(node, ScalarNode) and not node.flow_style and node.value:
        last = node.value[-1]
        end = _node_span(last[1] if isinstance(node, MappingNode) else last).end
    return Span(start, end)


def _child(node: Node, step: str | int) -> tuple[Node | None, Node] | None:
    if isinstance(node, MappingNode) and isinstance(step, str):
        for key, value in node.value:
            if key.value == step:
                return key, value
    if isinstance(node, SequenceNode) and isinstance(step, int) and -len(node.value) <= step < len(node.value):
        return None, node.value[step]
    return None


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)
