"""The hand-written pages, read from the package's data when somebody asks."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

TOPICS: tuple[str, ...] = (
    "files",
    "values",
    "conditions",
    "layers",
    "exceptions",
    "house-rules",
    "meaning",
    "packs",
    "privacy",
    "proofs",
    "calendar",
    "coverage",
    "assess",
    "maps",
)
"""Pages on what several kinds have in common, in reading order."""

_LEAD_INS = {"bad": "This is reported, on the marked lines:\n\n", "good": "This is in order:\n\n"}


_PACKS = "<!-- packs -->"
"""Where the tables of the packs belong, made from what the rules read."""


def code(code: str) -> str:
    """The page of a finding that the stages make themselves; its first line is the summary."""
    return _read(f"{code}.md")


def kind_text(kind: str) -> str:
    """What a kind is for, with an example."""
    return _read("kinds", f"{kind}.md")


def topic(topic: str) -> str:
    """A page on what several kinds have in common; its first line is its heading."""
    text = _read("topics", f"{topic}.md")
    if _PACKS not in text:
        return text
    from cxprog.reference._packs import packs_text

    return text.replace(_PACKS, packs_text())


def summary(text: str) -> str:
    """First line of a page or docstring, without its full stop or heading mark."""
    return text.strip().partition("\n")[0].lstrip("# ").rstrip(".")


def told(text: str) -> str:
    """A page whose examples are introduced in words, as Markdown shows no difference between good and bad ones."""
    return re.sub(r"^```yaml (bad|good)$", lambda fence: f"{_LEAD_INS[fence[1]]}```yaml", text.strip(), flags=re.M)


def bare(text: str) -> str:
    """A page whose examples are plain YAML."""
    return re.sub(r"^```yaml \w+$", "```yaml", text.strip(), flags=re.M)


@cache
def _read(*path: str) -> str:
    return files("cxprog").joinpath("pages", *path).read_text(encoding="utf-8")
