"""The reference as Markdown and JSON Schema, made from the code it describes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxprog.rule import Rule
    from cxprog.target import Target


def page(name: str, rules: Sequence[Rule] = (), targets: Mapping[str, Target] | None = None) -> str | None:
    """The page of a topic, kind, key of a kind (`survey.when`), target, rule or finding, as Markdown for a terminal.

    `rules` and `targets` are those of plugins. None when there is nothing of that name.
    """
    from cxprog.reference import _pages

    text = _pages.page(name, _pages.Contributions(tuple(rules), targets or {}))
    return text and _without_links(text)


def names(rules: Sequence[Rule] = (), targets: Mapping[str, Target] | None = None) -> tuple[str, ...]:
    """Everything that has a page: topics, kinds, targets, rules, findings that the stages make themselves."""
    from cxprog.reference import _pages

    return _pages.names(_pages.Contributions(tuple(rules), targets or {}))


def summary(code: str) -> str:
    """First line of the page of a finding that the stages make themselves."""
    from cxprog.reference import _written

    return _written.code(code).partition("\n")[0].rstrip(".")


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
