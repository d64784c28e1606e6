"""Pages by name, and those of rules, targets and findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from cxprog.codes import CODES
from cxprog.language import KINDS
from cxprog.reference import _written
from cxprog.reference._kinds import key_page, keys, kind_page, parts, sections
from cxprog.rule import Rule
from cxprog.rules import all_rules
from cxprog.target import built_in, built_in_names

PACKS: Mapping[str | None, str] = {
    None: "for every program",
    "b2b": "with `packs: [b2b]`, for programs whose customers are companies",
    "b2b2c": "with `packs: [b2b2c]`, for programs with partners between company and customer",
}
"""When the rules of a pack are asked."""


def names() -> tuple[str, ...]:
    """Everything that has a page: topics, kinds, targets, rules, findings that the stages make themselves."""
    return tuple(name for listed, _ in _SORTS for name in listed())


def page(name: str) -> str | None:
    """The page of a name, or of a key of a kind such as `survey.when`, with lists rather than tables."""
    for listed, write in _SORTS:
        if name in listed():
            return write(name)
    kind, _, path = name.partition(".")
    return key_page(kind, path) if kind in KINDS else None


@cache
def rules_by_id() -> Mapping[str, Rule]:
    """The rules that come with cxprog, by id."""
    return {rule.id: rule for rule in all_rules()}


def topic_page(topic: str) -> str:
    """A page on what several kinds have in common."""
    return f"{_written.bare(_written.topic(topic))}\n"


def rule_page(rule: Rule) -> str:
    """The page of a rule: its docstring, under a heading."""
    return f"# {rule.id}\n\n**{rule.severity}**, {PACKS[rule.pack]}\n\n{_written.told(rule.doc)}\n"


def code_page(code: str) -> str:
    """The page of a finding that the stages make themselves."""
    return f"# {code}\n\n**{CODES[code]}**\n\n{_written.told(_written.code(code))}\n"


def target_page(name: str, as_tables: bool) -> str:
    """The page of a target: its docstring and its options."""
    target = built_in(name)
    blocks = [f"# {name}", _written.told(target.doc), f"Writes {target.media_type} to `{name}/` in the output folder."]
    whole, *inside = parts(target.options)
    if whole.keys:
        set_in = "They are set under `targets` in `cxprog.yaml`."
        blocks += ["## Options", set_in, keys(whole, as_tables), *sections(inside, as_tables)]
    else:
        blocks.append("It has no options.")
    return "\n\n".join(blocks) + "\n"


_SORTS: tuple[tuple[Callable[[], tuple[str, ...]], Callable[[str], str]], ...] = (
    (lambda: _written.TOPICS, topic_page),
    (lambda: KINDS, lambda kind: kind_page(kind, as_tables=False)),
    (built_in_names, lambda name: target_page(name, as_tables=False)),
    (lambda: tuple(rules_by_id()), lambda rule: rule_page(rules_by_id()[rule])),
    (lambda: tuple(sorted(CODES)), code_page),
)
"""What has pages, in the order of the list of names: all names of a sort, and what writes one of them."""
