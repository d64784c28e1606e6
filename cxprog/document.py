"""Strict YAML 1.2 (core schema) to plain data, with places that are looked up only when asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice, pairwise
from math import isfinite
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from cxprog import quick
from cxprog.codes import found
from cxprog.finding import Edit, Finding, Fix, Label
from cxprog.nodes import DEPTH_MAX, TYPED_START, Part, TooDeep, composer, node_span, plain, span_in
from cxprog.refused import (
    CONTROL,
    INVISIBLE,
    control_character,
    odd_blank,
    refused_marks,
    tag_used,
    template,
    too_deep,
)
from cxprog.source import Path, Source, Span, Spot

FILE_SIZE_MAX = 8 * 1024 * 1024
"""Largest YAML file that is read, in bytes."""


_NO_LAYERS: Mapping[Path, tuple[Document, Path]] = {}
"""Shared by the documents that were not merged, nearly all of them."""


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
    layers: Mapping[Path, tuple[Document, Path]] = field(default_factory=lambda: _NO_LAYERS)
    """For a merged document: which part of the data came from which document, and where it stands there."""
    doubts: frozenset[Path] = frozenset()
    """Places of the data with a mistake in them, so that nothing more should be said of what stands there."""

    @property
    def text(self) -> str:
        """The document's own text."""
        return self.source.text[self.start : self.end]

    @property
    def words(self) -> tuple[str, ...]:
        """Every word of the text that could be an id, in order."""
        return tuple(_ID_WORD.findall(self.text))

    @property
    def line(self) -> int:
        """Line on which the document starts, without composing it again."""
        return self.source.position(self.start).line

    @property
    def name(self) -> str:
        """`kind:id`, or as much of it as was understood."""
        data = self.data or {}
        return f"{data.get('kind', '?')}:{data.get('id', '?')}"

    def value(self, path: Path) -> Any:
        """The data at a path, None where there is none."""
        data: Any = self.data
        for step in path:
            data = data[step] if _has(data, step) else None
        return data

    def trace(self, path: Path) -> tuple[Document, Path]:
        """The document in which a path of the (merged) data stands, and its path there."""
        for size in range(len(path), -1, -1) if self.layers else ():
            if (layer := self.layers.get(path[:size])) and layer[0] is not self:
                document, start = layer
                return document.trace(start + path[size:])
        return self, path

    def is_doubtful(self, path: Path) -> bool:
        """Whether a path lies in a place that was not understood."""
        document, path = self.trace(path)
        return any(path[: len(doubt)] == doubt for doubt in document.doubts)

    @property
    def sources(self) -> tuple[Document, ...]:
        """The documents it was merged from, or itself."""
        if not self.layers:
            return (self,)
        below = [document for document, _ in self.layers.values() if document is not self]
        return tuple({id(part): part for document in below for part in document.sources}.values()) or (self,)

    @property
    def has_doubts(self) -> bool:
        """Whether any place of the data was not understood."""
        if not self.layers:
            return bool(self.doubts)
        return bool(self.doubts) or any(document.doubts for document, _ in self.layers.values())

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
        start, end = span_in(tree, path, part)
        # A block text ends behind its blank lines; what a person sees ends with the last visible character.
        visible = len(self.source.text[self.start + start : self.start + end].rstrip())
        return Span(self.start + start, self.start + start + visible)


@dataclass(unsafe_hash=True)
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
        value = self.document.value(self.path) if self.within else None
        if self.within is None or not isinstance(value, str):
            return span
        # The text is written with quotes, escapes and line breaks that its value does not have, but its words stand in
        # the same order: the third `and` of the value is the third one of the text.
        word = value[self.within.start : self.within.end]
        nth = len(re.findall(re.escape(word), value[: self.within.start])) if word else 0
        is_block = self.source.text[span.start : span.start + 1] in ("|", ">")
        start = self.source.text.find("\n", span.start) if is_block else span.start
        words = re.compile(re.escape(word)).finditer(self.source.text, start, span.end) if word else iter(())
        place = next(islice(words, nth, None), None)
        return Span(*place.span()) if place else span

    @property
    def anchor(self) -> str:
        """Document and path, with list items named by their id where they have one."""
        names = [self.document.name]
        for size, step in enumerate(self.path, 1):
            data = self.document.value(self.path[:size])
            names.append(str(data.get("id", step)) if isinstance(data, dict) else str(step))
        return "/".join(names)

    @cached_property
    def _located(self) -> tuple[Source, Span]:
        return self.document.locate(self.path, self.part)


def decode(name: str, data: bytes) -> tuple[Source, tuple[Finding, ...]]:
    """Turn the bytes of a file into a source; what cannot be decoded becomes a finding, and the rest is still read."""
    if len(data) > FILE_SIZE_MAX:
        source = Source(name, data.decode("utf-8-sig", errors="replace"))
        return source, (_too_large(source, len(data)),)
    try:
        return Source(name, data.decode("utf-8-sig")), ()
    except UnicodeDecodeError as error:
        is_utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        before = "" if is_utf16 else data[: error.start].decode("utf-8-sig")
        source = Source(name, data.decode("utf-16" if is_utf16 else "utf-8-sig", errors="replace"))
        what = "this file is UTF-16" if is_utf16 else f"byte 0x{data[error.start]:02x} is not UTF-8"
        return source, (
            found(
                "not-utf8",
                f"{what}; program files are read as UTF-8",
                Label(Spot(source, Span(len(before), len(before) + 1)), "" if is_utf16 else "the first such byte"),
                help='save the file with the encoding "UTF-8" in your editor',
            ),
        )


Parsed = tuple[tuple[Document, ...], tuple[Finding, ...]]
"""Documents of a source, and the mistakes in it."""


def parse_all(sources: Iterable[Source]) -> list[Parsed]:
    """Read sources as `parse` does; of a large program, those that hold nothing special by a quicker parser."""
    sources = tuple(sources)
    is_large = sum(len(source.text) for source in sources) >= _LARGE
    return [(_parse_quickly(source) if is_large else None) or parse(source) for source in sources]


_LARGE = 100_000
"""Characters of a program, some 150 documents, from which the other parser saves more time than loading it takes."""


def _parse_quickly(source: Source) -> Parsed | None:
    read = quick.read(source.text) if len(source.text) <= FILE_SIZE_MAX else None
    if read is None:
        return None
    ends = [*(start for start, _ in read[1:]), len(source.text)]
    documents = (Document(source, start, end, data) for (start, data), end in zip(read, ends, strict=True))
    return tuple(documents), ()


def parse(source: Source) -> Parsed:
    """Read every document of a source; mistakes become findings, and what stands beside them is still read."""
    text = source.text
    if len(text) > FILE_SIZE_MAX:  # more characters are more bytes, so `decode` has said so
        return (Document(source, 0, len(text), None),), ()
    first = 1 if text.startswith("\ufeff") else 0  # an editor's buffer may hold it; the parser would not count it
    whole = _Reading(source, first, len(text))
    if _read(whole):
        return tuple(whole.documents), tuple(whole.findings)
    parts = [_Reading(source, start, end) for start, end in _chunks(text, first)]
    for part in parts:
        if not _read(part):
            part.documents[:] = [Document(source, part.start, part.end, None)]
    return (
        tuple(document for part in parts for document in part.documents),
        tuple(finding for part in parts for finding in part.findings),
    )


_ID_WORD = re.compile(r"[a-z][a-z0-9-]*")


# READING


_MARK = re.compile(r"[&*](?=\S)|!")
_BEFORE_MARK = frozenset("\r\n\t ,[{:?-")
_DOCUMENT_MARK = re.compile(r"(?:^|(?<=\r))---(?=\s|$)", re.MULTILINE)
_INDENTED_MARK = re.compile(r"(?:^|\s)---$")
_DIRECTIVES = re.compile(r"\s*(?:[%#][^\r\n]*\s*)*")
"""Lines that belong to the document behind the mark that follows them."""


@dataclass(frozen=True, eq=False)
class _Reading:
    """One attempt to read a part of a source, and what came of it."""

    source: Source
    start: int
    end: int
    documents: list[Document] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    repeated: dict[int, list[tuple[Node, Node]]] = field(default_factory=dict)
    """Keys that stand twice, first and again, by the identity of their map."""
    doubtful: list[Node] = field(default_factory=list)
    """Nodes with a mistake in them, so that nothing more is said of what stands there."""

    def label(self, node: Node, text: str = "") -> Label:
        """A node; of a list or map that reaches over several lines, the first line."""
        span = node_span(node)
        start, end = span.start + self.start, span.end + self.start
        line = self.source.position(start)
        return Label(
            Spot(self.source, Span(start, min(end, start - line.column + 1 + len(self.source.line(line.line))))), text
        )


def _read(reading: _Reading) -> bool:
    """Read the documents of a part; False, with a finding, when the text stops making sense somewhere."""
    source, start, end = reading.source, reading.start, reading.end
    if odd := CONTROL.search(source.text, start, end):
        reading.findings.append(control_character(source, odd.start()))
        return False
    if _may_hold_marks(source.text, start, end):
        marks, has_alias = refused_marks(source, start, end)
        reading.findings.extend(marks)
        if has_alias:
            return False
    try:
        parser = composer(source.text[start:end])
        roots: list[tuple[int, dict[str, Any] | None, frozenset[Path]]] = []
        while parser.check_node():
            root = parser.get_node()
            assert root is not None
            roots.extend(_roots(reading, root))
    except TooDeep as error:
        reading.findings[:] = [too_deep(source, start + error.offset, DEPTH_MAX)]
        return False
    except yaml.MarkedYAMLError as error:
        from cxprog.syntax import syntax_error  # most runs meet no such mistake, and start sooner without its words

        # What was found before is found again, or follows from the same mistake.
        reading.findings[:] = [syntax_error(source, start, end, error)]
        return False
    ends = [*(root[0] for root in roots[1:]), end][: len(roots)]
    for (first, data, doubts), following in zip(roots, ends, strict=True):
        reading.documents.append(Document(source, first, following, data, doubts=doubts))
    return True


def _may_hold_marks(text: str, start: int, end: int) -> bool:
    """Whether an anchor, alias or tag may stand in a range; asking libyaml costs as much as reading it again."""
    if "&" not in text and "*" not in text and "!" not in text:
        return False
    places = (mark.start() for mark in _MARK.finditer(text, start, end))
    return any(place == start or text[place - 1] in _BEFORE_MARK for place in places)


def _roots(reading: _Reading, root: Node) -> Iterator[tuple[int, dict[str, Any] | None, frozenset[Path]]]:
    """Start, data and doubtful places of the documents under a root: one, unless a line `---` was forgotten."""
    if isinstance(root, MappingNode):
        for part in _split(reading, root):
            data = _data(reading, part)
            doubts = frozenset(_paths(part, frozenset(map(id, reading.doubtful)), ()) if reading.doubtful else ())
            first = _line_start(reading, part)
            yield first, None if () in doubts else data, doubts
    elif not isinstance(root, ScalarNode) or root.value or root.style:
        reading.findings.append(_not_a_mapping(reading, root))
        yield _line_start(reading, root), None, frozenset()


def _split(reading: _Reading, root: MappingNode) -> list[MappingNode]:
    """The maps that become documents when the line `---` between them is missing; else the root alone."""
    starts = [index for index, (key, _) in enumerate(root.value) if key.value in ("kind", "---kind")]
    if len(starts) < 2 or root.flow_style or starts[0]:
        return [root]
    parts = [root.value[start:end] for start, end in zip(starts, [*starts[1:], len(root.value)], strict=True)]
    if not all(any(key.value == "id" for key, _ in part) for part in parts):
        return [root]
    maps = [MappingNode(root.tag, part, part[0][0].start_mark, part[-1][1].end_mark) for part in parts]
    for above, below in pairwise(maps):
        reading.findings.append(_missing_separator(reading, below.value[0][0]))
        below.value[0][0].value = "kind"
        if _INDENTED_MARK.search(str(above.value[-1][1].value)):
            reading.doubtful.append(above)  # its last text has swallowed the mark
    return maps


def _data(reading: _Reading, node: Any, depth: int = 1) -> Any:
    """Plain data of a node; the inner loop of every run: plain scalars, most nodes by far, take no call."""
    if node.tag.__class__ is str:  # a tag that is written out; see `_Composer`
        reading.findings.append(tag_used(reading.source, reading.start + node.start_mark.index))
        reading.doubtful.append(node)
    if node.__class__ is ScalarNode:
        return _scalar(reading, node)
    if depth > DEPTH_MAX:
        raise TooDeep(node.start_mark.index)
    if node.__class__ is SequenceNode:
        return [_data(reading, item, depth + 1) for item in node.value]
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        is_odd = key_node.__class__ is not ScalarNode or key == "<<" or key in data or not key.isascii()
        if is_odd and not _accepts_key(reading, node, key_node, data):
            continue
        if value_node.__class__ is ScalarNode and not value_node.style and value_node.tag.__class__ is not str:
            text = value_node.value
            if text[:1] not in TYPED_START:
                data[key] = text
                continue
        value = data[key] = _data(reading, value_node, depth + 1)
        if value is None and (comment := _swallowed_text(reading, key_node, value_node)):
            data[key] = comment
            reading.doubtful.append(node if key in ("id", "kind") else value_node)
    if reading.repeated and (repeated := reading.repeated.pop(id(node), None)):
        reading.findings.extend(_duplicates(reading, repeated))
    return data


def _scalar(reading: _Reading, node: Any) -> Any:
    text: str = node.value
    if node.style == '"' and CONTROL.search(text):
        reading.findings.append(_control_escape(reading, node))
    if node.style or text[:1] not in TYPED_START:
        return text
    typed = plain(text)
    if typed.__class__ is float and not isfinite(typed):
        reading.findings.append(_infinite(reading, node))
        reading.doubtful.append(node)
    return typed


def _accepts_key(reading: _Reading, node: Node, key_node: Node, data: dict[str, Any]) -> bool:
    """Whether a key that is out of the ordinary can be used; if not, a finding says why."""
    key = key_node.value
    if not isinstance(key_node, ScalarNode):
        reading.findings.append(_key_not_text(reading, node, key_node))
    elif key in data:
        first, value = next(pair for pair in node.value if pair[0].value == key)
        reading.repeated.setdefault(id(node), []).append((first, key_node))
        node = value
    elif key == "<<":
        reading.findings.append(_merge_key(reading, key_node))
    elif odd := INVISIBLE.search(key):
        at = reading.source.text.find(odd[0], reading.start + key_node.start_mark.index)
        reading.findings.append(odd_blank(reading.source, Span(at, at + 1)))
    else:
        return True
    reading.doubtful.append(node)
    return False


def _swallowed_text(reading: _Reading, key_node: Node, value_node: Node) -> str:
    """The text behind `key: #text`, which YAML takes for a comment; a finding says so."""
    if not isinstance(value_node, ScalarNode) or value_node.value or value_node.style:
        return ""
    end = reading.start + key_node.end_mark.index
    read = re.compile(r"[ \t]*:[ \t]+(#[^\s#,\]}][^\r\n,\]}]*)").match(reading.source.text, end)
    if not read:
        return ""
    from cxprog.syntax import quoted

    text = re.split(r"[ \t]#", read[1])[0].rstrip()
    spot = Spot(reading.source, Span(read.start(1), read.start(1) + len(text)))
    reading.findings.append(
        found(
            "syntax-error",
            f"`#` starts a comment, so `{key_node.value}` has no value",
            Label(spot),
            help=f"put the text in quotes: `{quoted(text)}`; a comment needs a space behind its `#`",
            fix=Fix("put it in quotes", (Edit(spot, quoted(text)),)),
        )
    )
    return text


def _paths(node: Node, wanted: frozenset[int], path: Path) -> Iterator[Path]:
    """Paths of the wanted nodes; what stands below one is left out."""
    if id(node) in wanted:
        yield path
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                yield from _paths(value, wanted, (*path, key.value))
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.value):
            yield from _paths(item, wanted, (*path, index))


def _line_start(reading: _Reading, node: Node) -> int:
    text, offset = reading.source.text, reading.start + node.start_mark.index
    return max(text.rfind("\n", 0, offset) + 1, text.rfind("\r", 0, offset) + 1, reading.start)


def _chunks(text: str, first: int) -> Iterator[tuple[int, int]]:
    """Ranges between document marks; a mark can stand nowhere else, not even in a block scalar."""
    starts = [first]
    for mark in _DOCUMENT_MARK.finditer(text, first):
        if mark.start() > first and not _DIRECTIVES.fullmatch(text, starts[-1], mark.start()):
            starts.append(mark.start())
    return zip(starts, [*starts[1:], len(text)], strict=True)


# MESSAGES


def _too_large(source: Source, size: int) -> Finding:
    return found(
        "file-too-large",
        f"the file has {size:,} bytes; at most {FILE_SIZE_MAX:,} are read",
        Label(Spot(source, Span(0, 0))),
        help="split it: a project may have any number of files, and a file any number of documents",
    )


def _not_a_mapping(reading: _Reading, root: Node) -> Finding:
    what = "a list" if isinstance(root, SequenceNode) else "plain text"
    return found(
        "not-a-mapping",
        f"this document is {what}; a document is a set of `key: value` lines",
        reading.label(root),
        help="start it with `kind:` and `id:`, each on a line of its own, with a space behind the colon"
        + ("; in place of a list write several documents, with a line `---` between them" if what == "a list" else ""),
    )


def _missing_separator(reading: _Reading, key_node: Node) -> Finding:
    line = reading.source.position(reading.start + key_node.start_mark.index).line
    above = reading.source.line(line - 1)
    is_indented = above.strip() == "---"
    start = reading.source.line_starts[line - 2] + len(above) - len(above.lstrip()) if is_indented else 0
    if key_node.value != "kind":
        message = "`---` does not stand on a line of its own, so it does not separate documents"
        return found("syntax-error", message, reading.label(key_node), help="start `kind:` on the next line")
    return found(
        "syntax-error",
        "this `---` is indented, so it does not separate documents"
        if is_indented
        else "a second `kind` starts here, in the middle of a document",
        Label(Spot(reading.source, Span(start, start + 3))) if is_indented else reading.label(key_node),
        help="start it in column 1" if is_indented else "put a line `---` in front of it, to start a new document",
    )


_ESCAPE = re.compile(r"\\(?:x(..)|u(....)|U(........)|(.))", re.DOTALL)
"""An escape in double quotes: a number of two, four or eight digits, or one sign."""
_ESCAPED = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "v": "\v",
    "f": "\f",
    "e": "\x1b",
    "N": "\x85",
    "L": "\u2028",
    "P": "\u2029",
}
"""Signs that stand for characters which nobody sees."""


def _control_escape(reading: _Reading, node: ScalarNode) -> Finding:
    text = reading.source.text
    start, end = (reading.start + mark.index for mark in (node.start_mark, node.end_mark))
    escape = next((each for each in _ESCAPE.finditer(text, start, end) if CONTROL.search(_unescaped(each))), None)
    span = Span(*escape.span()) if escape else Span(start, end)
    return found(
        "control-character",
        f"`{text[span.start : span.end]}` puts an invisible control character into the text",
        Label(Spot(reading.source, span)),
        help="remove it; for a backslash write two of them, or put the text in single quotes",
    )


def _unescaped(escape: re.Match[str]) -> str:
    digits = escape[1] or escape[2] or escape[3]
    return chr(int(digits, 16)) if digits else _ESCAPED.get(escape[4], "")


def _infinite(reading: _Reading, node: ScalarNode) -> Finding:
    return found(
        "wrong-value",
        f"`{node.value[:40]}` is not a number to count with",
        reading.label(node),
        help="write a number with at most 300 digits, or put it in quotes if it is text",
    )


def _key_not_text(reading: _Reading, node: Node, key_node: Node) -> Finding:
    if isinstance(key_node, MappingNode) and key_node.flow_style:
        return template(reading.source, Span(*(reading.start + at for at in node_span(node))))
    return found(
        "key-not-text",
        "a key must be one word or text, not a list or a map",
        reading.label(key_node),
        help="put the key in quotes if it should start with a bracket",
    )


def _duplicates(reading: _Reading, repeated: list[tuple[Node, Node]]) -> Iterator[Finding]:
    """A finding for each key, or one for all of them where they seem to be those of a list item without its `-`."""
    names = [str(again.value) for _, again in repeated]
    together = len(set(names)) > 1 and len(set(names)) == len(names)
    for first, again in repeated[:1] if together else repeated:
        listed = ", ".join(f"`{name}`" for name in names)
        yield found(
            "duplicate-key",
            f"the keys {listed} stand twice in the same map"
            if together
            else f"the key `{again.value}` stands twice in the same map",
            reading.label(again, "again here"),
            reading.label(first, "first here"),
            help="keep one of each; if they belong to the next item of a list, that item needs a `- ` in front"
            if together
            else "keep one of them; only the first is read",
        )


def _merge_key(reading: _Reading, key_node: Node) -> Finding:
    return found(
        "merge-key",
        "the merge key `<<` is not part of the language",
        reading.label(key_node),
        help="write the keys out, or give the document `extends: <id>` to start from another one of its kind",
    )


# PLACES, LOOKED UP ON DEMAND


@lru_cache(maxsize=128)
def _compose_first(source: Source, start: int, end: int) -> Node | None:
    try:
        parser = composer(source.text[start:end])
        return parser.get_node() if parser.check_node() else None
    except (yaml.YAMLError, TooDeep):
        return None


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and step < len(data)
