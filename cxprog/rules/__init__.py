"""The rules that come with cxprog: one module each, named after the rule's id."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from cxprog.rule import Rule


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by id; a new file in this folder is a new rule."""
    names = sorted(found.name for found in pkgutil.iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}").check for name in names)
