"""Several layers of one document made into one: `extends` within a kind, overlays by environment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cxprog.codes import found
from cxprog.document import Document
from cxprog.finding import Finding, did_you_mean
from cxprog.language import KINDS
from cxprog.source import Path

OVERLAYS = "overlays/"
"""Folder whose sub-folders are environments."""

Layers = dict[Path, tuple[Document, Path]]


def environment_of(name: str) -> str | None:
    """The environment a source belongs to, None for the program itself."""
    parts = name.split("/")
    return parts[1] if parts[0] + "/" == OVERLAYS and len(parts) > 2 else None


def apply_overlays(
    documents: Iterable[Document], overlays: Iterable[Document]
) -> tuple[tuple[Document, ...], tuple[Finding, ...]]:
    """Lay the documents of one environment over those of the program with the same kind and id."""
    findings = [_no_environment(document) for document in documents if document.source.name.startswith(OVERLAYS)]
    documents = tuple(document for document in _sorted(documents) if not document.source.name.startswith(OVERLAYS))
    overlays = tuple(overlays)
    if not overlays:
        return documents, tuple(findings)
    unread = _unread(documents)
    merged = {address: document for document in reversed(documents) if (address := _address(document))}
    originals = dict(merged)
    for overlay in _sorted(overlays):
        if overlay.data is None:
            continue
        address = _address(overlay)
        base = merged.get(address) if address else None
        if address is None or base is None:
            if address is None or address[1] not in unread:
                findings.append(_unknown(overlay, list(merged)))
            continue
        merged[address] = layered(base, overlay, primary=base)
        if merged[address].data == base.data:
            findings.append(
                found(
                    "overlay-without-effect",
                    f"this overlay changes nothing in {address[0]} `{address[1]}`",
                    overlay.at("id"),
                    base.at("id", text="already says the same"),
                    help="remove it, or give the value that differs in this environment",
                )
            )
    # A repeat of an address stays as it is: linking reports it with both places.
    changed = {id(originals[address]): document for address, document in merged.items()}
    return tuple(changed.get(id(document), document) for document in documents), tuple(findings)


def resolve_extends(
    documents: Iterable[Document],
) -> tuple[tuple[Document, ...], frozenset[Document], tuple[Finding, ...]]:
    """Put each document on top of the one it extends; also those that could not be resolved, to be left alone."""
    documents = tuple(_sorted(documents))
    if not any(document.data and "extends" in document.data for document in documents):
        return documents, frozenset(), ()
    unread = _unread(documents)
    by_address = {address: document for document in reversed(documents) if (address := _address(document))}
    extending = {address for address, each in by_address.items() if isinstance((each.data or {}).get("extends"), str)}
    if not extending:
        return documents, frozenset(), ()
    findings: list[Finding] = []
    broken: set[Document] = set()
    done: dict[tuple[str, str], Document] = {}

    def resolve(address: tuple[str, str], above: tuple[tuple[str, str], ...]) -> Document:
        if address in done or address not in extending:
            return done.get(address, by_address[address])
        document = by_address[address]
        assert document.data is not None
        base_address = (address[0], str(document.data["extends"]))
        if base_address in (*above, address):
            findings.append(_cycle(document, base_address, (*above, address)))
        elif base_address not in by_address:
            if base_address[1] not in unread:
                findings.append(_no_base(document, base_address, by_address))
        else:
            base = resolve(base_address, (*above, address))
            if base not in broken:
                done[address] = layered(base, document, primary=document)
                return done[address]
        broken.add(document)
        done[address] = document
        return document

    resolved = tuple(
        resolve(address, ())
        if (address := _address(document)) in extending and by_address[address] is document
        else document
        for document in documents
    )
    return resolved, frozenset(broken), tuple(findings)


def layered(base: Document, over: Document, primary: Document) -> Document:
    """One document with the keys of both; where both have a value, the upper one's counts."""
    layers: Layers = {}
    data = _merge((base, base.data, ()), (over, over.data, ()), (), layers)
    if over is primary:
        # What a descendant is, and whether it is retired, it does not inherit.
        own = over.data or {}
        data = {**data, "id": own.get("id"), "extends": own.get("extends")}
        if "retired" not in own:
            data.pop("retired", None)
        layers[()] = (over, ())
    else:
        layers[()] = (base, ())
    return Document(primary.source, primary.start, primary.end, data, layers)


_Side = tuple[Document, Any, Path]


def _merge(base: _Side, over: _Side, path: Path, layers: Layers) -> Any:
    (_, below, _), (over_document, above, over_path) = base, over
    layers[path] = (over_document, over_path)
    if isinstance(below, dict) and isinstance(above, dict):
        return _merge_maps(base, over, path, layers)
    if isinstance(below, list) and isinstance(above, list) and _by_id(below) is not None and _by_id(above) is not None:
        return _merge_lists(base, over, path, layers)
    return above


def _merge_maps(base: _Side, over: _Side, path: Path, layers: Layers) -> dict[str, Any]:
    (base_document, below, base_path), (over_document, above, over_path) = base, over
    result: dict[str, Any] = {}
    for key in (*below, *(key for key in above if key not in below)):
        here = (*path, key)
        if key not in above:
            result[key] = below[key]
            layers[here] = (base_document, (*base_path, key))
        elif key not in below:
            result[key] = above[key]
            layers[here] = (over_document, (*over_path, key))
        elif above[key] is not None:  # a key without a value takes the key away
            result[key] = _merge(
                (base_document, below[key], (*base_path, key)),
                (over_document, above[key], (*over_path, key)),
                here,
                layers,
            )
    return result


def _merge_lists(base: _Side, over: _Side, path: Path, layers: Layers) -> list[Any]:
    (base_document, below, base_path), (over_document, above, over_path) = base, over
    places = _by_id(above) or {}
    result: list[Any] = []
    for index, item in enumerate(below):
        here = (*path, len(result))
        place = places.pop(item["id"], None)
        if place is None:
            result.append(item)
            layers[here] = (base_document, (*base_path, index))
        else:
            over_item = (over_document, above[place], (*over_path, place))
            result.append(_merge((base_document, item, (*base_path, index)), over_item, here, layers))
    for place in places.values():
        layers[(*path, len(result))] = (over_document, (*over_path, place))
        result.append(above[place])
    return result


def _by_id(items: list[Any]) -> dict[str, int] | None:
    """Index by id, None when the items are not all maps with ids of their own."""
    ids = {
        item["id"]: index
        for index, item in enumerate(items)
        if isinstance(item, dict) and isinstance(item.get("id"), str)
    }
    return ids if len(ids) == len(items) and items else None


def _address(document: Document) -> tuple[str, str] | None:
    data = document.data or {}
    kind, name = data.get("kind"), data.get("id")
    return (kind, name) if isinstance(kind, str) and isinstance(name, str) else None


def _sorted(documents: Iterable[Document]) -> list[Document]:
    """In an order that does not depend on the order of the files."""
    return sorted(documents, key=lambda document: (document.source.name, document.start))


def _unread(documents: Iterable[Document]) -> frozenset[str]:
    """Words of texts that were not understood, in which a document may be declared that seems to be missing."""
    return frozenset(word for document in documents if not _is_understood(document) for word in document.words)


def _is_understood(document: Document) -> bool:
    address = _address(document)
    return address is not None and address[0] in KINDS


def _no_environment(document: Document) -> Finding:
    return found(
        "overlay-unknown",
        f"this file lies in `{OVERLAYS}` itself, and so belongs to no environment",
        document.at(),
        help=f"move it to `{OVERLAYS}<environment>/`, for example `{OVERLAYS}test/`",
    )


def _unknown(overlay: Document, known: list[tuple[str, str]]) -> Finding:
    address = _address(overlay)
    if address is None:
        return found(
            "overlay-unknown",
            "an overlay needs the `kind` and `id` of the document it changes",
            overlay.at(),
            help="start it with both, followed by only the keys that differ in this environment",
        )
    kind, name = address
    if kind not in KINDS:
        meant = did_you_mean(kind, KINDS) or f"the kinds are {', '.join(KINDS)}"
        return found("overlay-unknown", f"`{kind}` is not a kind of document", overlay.at("kind"), help=meant)
    elsewhere = [other_kind for other_kind, other in known if other == name]
    return found(
        "overlay-unknown",
        f"there is no {kind} `{name}` to change",
        overlay.at("id"),
        help=did_you_mean(name, [known_id for known_kind, known_id in known if known_kind == kind])
        or (f"did you mean the {elsewhere[0]} `{name}`?" if elsewhere else "")
        or "an overlay only changes what the program already has; declare it in the program first",
    )


def _no_base(document: Document, base: tuple[str, str], known: Mapping[tuple[str, str], Document]) -> Finding:
    kind, name = base
    elsewhere = [other_kind for other_kind, other in known if other == name]
    return found(
        "extends-unknown",
        f"there is no {kind} `{name}` to start from",
        document.at("extends"),
        help=did_you_mean(
            name,
            [other for other_kind, other in known if (other_kind, other) != _address(document) and other_kind == kind],
        )
        or (f"`{name}` is a {elsewhere[0]}; a document can only extend one of its own kind" if elsewhere else "")
        or f"`extends` names another {kind} of the program",
    )


def _cycle(document: Document, base: tuple[str, str], above: tuple[tuple[str, str], ...]) -> Finding:
    names = [name for _, name in above[above.index(base) :]] if base in above else [base[1]]
    return found(
        "extends-cycle",
        f"{base[0]} `{base[1]}` extends itself: {' -> '.join([*names, base[1]])}",
        document.at("extends"),
        help="remove one `extends`, so that one document of the chain stands on its own",
    )
