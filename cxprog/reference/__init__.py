"""The reference as Markdown and JSON Schema, made from the code it describes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from cxprog.codes import CODES
from cxprog.language import KINDS
from cxprog.reference import _written
from cxprog.reference._schemas import schema_files as schema_files

__all__ = ["names", "page", "reference_files", "schema_files"]


def page(name: str) -> str | None:
    """The page of a topic, kind, key of a kind (`survey.when`), target, rule or finding, as Markdown for a terminal.

    None when there is nothing of that name.
    """
    from cxprog.reference._pages import code_page, rule_page, rules_by_id, target_page
    from cxprog.target import built_in_names

    kind, dot, path = name.partition(".")
    text: str | None = None
    if name in _written.TOPICS:
        text = _written.topic(name)
    elif name in CODES:
        text = code_page(name)
    elif kind in KINDS:
        from cxprog.reference._kinds import key_page, kind_page

        text = key_page(kind, path) if dot else kind_page(kind, as_tables=False)
    elif name in built_in_names():
        text = target_page(name, as_tables=False)
    elif name in rules_by_id():
        text = rule_page(rules_by_id()[name])
    return text and _without_links(text)


@cache
def names() -> tuple[str, ...]:
    """Everything that has a page: topics, kinds, targets, rules, findings that the stages make themselves."""
    from cxprog.reference._pages import rules_by_id
    from cxprog.target import built_in_names

    return (*_written.TOPICS, *KINDS, *built_in_names(), *rules_by_id(), *sorted(CODES))


def reference_files() -> Mapping[str, str]:
    """Text of every file of the folder `docs`, by its path there."""
    from cxprog.reference._files import reference_files as files

    return files()


def _without_links(text: str) -> str:
    """A terminal has nothing to follow a link with."""
    return re.sub(r"\[([^\]\n]+)\]\((?:\.\./)?[a-z-/]*(?:\.md)?(?:#[^)\s]*)?\)", r"\1", text)
