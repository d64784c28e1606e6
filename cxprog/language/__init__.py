"""The language: one pydantic model per kind, from which validation, JSON Schema and reference pages follow."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cxprog.language.base import Node

LANGUAGE = 1
"""Newest version of the language that this release reads."""

KINDS: tuple[str, ...] = tuple(
    sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent / "kinds")]))
)
"""Every kind of document; a kind is a module of `cxprog/language/kinds` of the same name."""


@cache
def model_of(kind: str) -> type[Node]:
    """The model of a kind, imported on first use: most projects need few of them, and each costs start-up time."""
    module = import_module(f"cxprog.language.kinds.{kind}")
    model: type[Node] = getattr(module, kind.title())
    return model
