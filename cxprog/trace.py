"""From a line of an output file back to the YAML, and from a line of YAML to what is made from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxprog.compiler import Built, place_of
from cxprog.document import Document, parse
from cxprog.program import Program
from cxprog.source import Path, Source
from cxprog.target import Address, Artifact

_STRUCTURED = (".json", ".yml", ".yaml")


class TraceError(ValueError):
    """The place leads nowhere; the message says why, for people."""


def traced(built: Built, name: str, line: int, is_output: bool, prefix: str = "") -> Iterator[str]:
    """Lines to print for a place: an artifact's path and line, or a source's; TraceError when it leads nowhere."""
    program = built.checked.program
    if is_output or name in built.artifacts:
        if name not in built.artifacts:
            raise TraceError(f"the program does not make a file `{name}`")
        address = _origin(built.artifacts[name], line)
        if address is None:
            raise TraceError(f"line {line} of `{name}` comes from no single place in the YAML: every output has it")
        label = place_of(address, program)
        if label is None:
            raise TraceError(f"line {line} of `{name}` comes from {address.kind} `{address.id}`, which has no place")
        yield f"{prefix}{label.where.source.name}:{label.line}:{label.column}: {_words(address)}"
        yield f"  {label.where.source.line(label.line).strip()}"
        return
    address = _at_line(program, name, line)
    yield f"{prefix}{name}:{line}: {_words(address)}"
    for path, artifact in built.artifacts.items():
        depth, lines = _lines_from(artifact, address)
        if lines:
            around = "" if depth == len(address.path) else f" (of {_inside(address.path[:depth])})"
            yield f"  {path}: line{'s' if len(lines) > 1 else ''} {_ranges(lines)}{around}"


def _words(address: Address) -> str:
    return f"{address.kind} `{address.id}` {_inside(address.path)}".rstrip()


def _inside(path: Path) -> str:
    return "".join(f"/{step}" for step in path)


# OUTPUT TO YAML


def _origin(artifact: Artifact, line: int) -> Address | None:
    if artifact.line_origins:
        before = [number for number in artifact.line_origins if number <= line]
        return artifact.line_origins[max(before)] if before else None
    best: tuple[int, Address] | None = None
    for first, last, address in _origin_lines(artifact):
        if first <= line <= last and (best is None or last - first < best[0]):
            best = (last - first, address)
    return best[1] if best else None


def _origin_lines(artifact: Artifact) -> Iterator[tuple[int, int, Address]]:
    """First line, last line and origin of every traced part of a JSON or YAML artifact."""
    if not artifact.path.endswith(_STRUCTURED):
        return
    source = Source(artifact.path, artifact.data.decode("utf-8", errors="replace"))
    documents, _ = parse(source)
    if not documents or documents[0].data is None:
        return
    document = documents[0]
    for path, address in _all_origins(artifact, document).items():
        first = source.position(
            document.locate(path, "key" if path and isinstance(path[-1], str) else "value")[1].start
        )
        last = source.position(max(document.locate(path, "value")[1].end - 1, 0))
        yield first.line, last.line, address


def _all_origins(artifact: Artifact, document: Document) -> Mapping[Path, Address]:
    if artifact.path != "manifest.json":
        return artifact.origins
    origins: dict[Path, Address] = {}
    for kind, nodes in ((document.data or {}).get("nodes") or {}).items():
        for name, node in nodes.items():
            start: Path = ("nodes", kind, name)
            origins[start] = Address(kind, name)
            origins.update({(*start, "spec", *path): Address(kind, name, path) for path in _paths(node["spec"], ())})
    return origins


def _paths(data: object, path: Path) -> Iterator[Path]:
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in children:
        yield (*path, step)
        yield from _paths(value, (*path, step))


# YAML TO OUTPUT


def _at_line(program: Program, name: str, line: int) -> Address:
    """The innermost thing of the program that covers a line of a source."""
    best: tuple[int, Address] | None = None
    for kind, entries in program.entries.items():
        for entry in entries.values():
            if entry.path or entry.document.source.name != name:
                continue
            for path in ((), *_paths(entry.document.data, ())):
                origin, own = entry.document.trace(path)
                if origin.source.name != name:
                    continue
                span = origin.locate(own, "value")[1]
                start = origin.locate(own, "key")[1].start if own and isinstance(own[-1], str) else span.start
                first, last = origin.source.position(start).line, origin.source.position(max(span.end - 1, start)).line
                if first <= line <= last and (best is None or last - first < best[0]):
                    best = (last - first, Address(kind, entry.id, path))
    if best is None:
        raise TraceError(f"line {line} of `{name}` belongs to nothing in the program")
    return best[1]


def _lines_from(artifact: Artifact, address: Address) -> tuple[int, list[int]]:
    """Lines that come from a place or what is inside it; where there are none, from what is most closely around it.

    With how much of the path of the address that is; a whole document is around too much to be of use.
    """
    parts = [(number, number, origin) for number, origin in artifact.line_origins.items()]
    own = [
        (first, last, origin.path)
        for first, last, origin in (*parts, *_origin_lines(artifact))
        if (origin.kind, origin.id) == (address.kind, address.id)
    ]
    for depth in range(len(address.path), min(len(address.path), 1) - 1, -1):
        wanted = address.path[:depth]
        is_whole = depth == len(address.path)
        found = [(first, last) for first, last, path in own if (path[:depth] if is_whole else path) == wanted]
        if found:
            return depth, sorted({line for first, last in found for line in range(first, last + 1)})
    return 0, []


def _ranges(lines: list[int]) -> str:
    parts: list[list[int]] = []
    for line in sorted(set(lines)):
        if parts and line == parts[-1][1] + 1:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)
