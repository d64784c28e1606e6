"""The reference as Markdown and JSON Schema, made from the code it describes."""

from __future__ import annotations

import re
from collections.abc import Mapping


def page(name: str) -> str | None:
    """The page of a topic, kind, key of a kind (`survey.when`), target, rule or finding, as Markdown for a terminal.

    None when there is nothing of that name.
    """
    from cxprog.reference import _pages

    text = _pages.page(name)
    return text and _without_links(text)


def names() -> tuple[str, ...]:
    """Everything that has a page: topics, kinds, targets, rules, findings that the stages make themselves."""
    from cxprog.reference import _pages

    return _pages.names()


def reference_files() -> Mapping[str, str]:
    """Text of every file of the folder `docs`, by its path there."""
    from cxprog.reference import _files

    return _files.reference_files()


def schema_files() -> Mapping[str, str]:
    """Text of every file of the folder `schemas/json`, by its name."""
    from cxprog.reference import _schemas

    return _schemas.schema_files()


def _without_links(text: str) -> str:
    """A terminal has nothing to follow a link with; links to other sites stay, as their address can be read."""
    return re.sub(r"\[([^\]\n]+)\]\((?:\.\./)*[a-z0-9_/-]*(?:\.md)?(?:#[^)\s]*)?\)", r"\1", text)
