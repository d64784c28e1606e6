"""What each pack asks for, as tables: every number with its source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from cxprog.limits import pack_policies
from cxprog.rule import Pack


def packs_text() -> str:
    """A section for each pack."""
    return "\n\n".join(_section(name) for name in get_args(Pack))


def _section(name: str) -> str:
    rows = "\n".join(f"| `{key}` | {value} | {source} |" for key, value, source in _limits(name))
    return f"## The pack `{name}`\n\n| policy key | value | source |\n|---|---|---|\n{rows}"


def _limits(name: str) -> Iterator[tuple[str, str, str]]:
    for policy in pack_policies(name):
        for limit in policy.frequency:
            counted = ", ".join(f"`{key}` {_words(value)}" for key, value in _given(limit.of))
            yield (
                "frequency",
                f"at most {limit.at_most} within {_words(limit.within)}; of {counted}",
                limit.source or "",
            )
        for part in ("metrics", "incentives", "follow_up", "promises", "coverage"):
            model = getattr(policy, part)
            for key, value in _given(model) if model else ():
                if key != "source":
                    yield f"{part}.{key}", _words(value), model.source


def _given(model: BaseModel) -> Iterator[tuple[str, Any]]:
    """The keys that are set, in the order of the language."""
    return ((key, value) for key in type(model).model_fields if (value := getattr(model, key)) not in (None, (), {}))


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_words, value))
    if isinstance(value, int | float):
        return f"{value:,}"
    return str(getattr(value, "words", value))
