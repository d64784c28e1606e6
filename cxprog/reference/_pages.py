"""Pages by name, and those of rules, targets and findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from cxprog.codes import CODES
from cxprog.language import KINDS
from cxprog.reference import _written
from cxprog.reference._kinds import key_page, keys, kind_page, parts, sections
from cxprog.rule import Rule
from cxprog.rules import all_rules
from cxprog.target import Target, built_in, built_in_names

PACKS: Mapping[str | None, str] = {
    None: "for every program",
    "b2b": "with `packs: [b2b]`, for programs whose customers are companies",
    "b2b2c": "with `packs: [b2b2c]`, for programs with partners between company and customer",
}
"""When the rules of a pack are asked."""


@dataclass(frozen=True)
class Contributions:
    """What plugins add to the reference."""

    rules: tuple[Rule, ...] = ()
    targets: Mapping[str, Target] = field(default_factory=dict)


NOTHING_MORE = Contributions()


def names(more: Contributions = NOTHING_MORE) -> tuple[str, ...]:
    """Everything that has a page: topics, kinds, targets, rules, findings that the stages make themselves."""
    return tuple(name for listed, _ in _sorts(more) for name in listed)


def page(name: str, more: Contributions = NOTHING_MORE) -> str | None:
    """The page of a name, or of a key of a kind such as `survey.when`, with lists rather than tables."""
    for listed, write in _sorts(more):
        if name in listed:
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


def target_page(target: Target, as_tables: bool) -> str:
    """The page of a target: its docstring and its options."""
    where = f"Writes {target.media_type} to `{target.name}/` in the output folder."
    blocks = [f"# {target.name}", _written.told(target.doc), where]
    whole, *inside = parts(target.options)
    if whole.keys:
        set_in = "They are set under `targets` in `cxprog.yaml`."
        blocks += ["## Options", set_in, keys(whole, as_tables), *sections(inside, as_tables)]
    else:
        blocks.append("It has no options.")
    return "\n\n".join(blocks) + "\n"


def _sorts(more: Contributions) -> tuple[tuple[tuple[str, ...], Callable[[str], str]], ...]:
    """What has pages, in the order of the list of names: all names of a sort, and what writes one of them."""
    rules = {**rules_by_id(), **{rule.id: rule for rule in more.rules}}
    targets = tuple(sorted({*built_in_names(), *more.targets}))
    return (
        (_written.TOPICS, topic_page),
        (KINDS, lambda kind: kind_page(kind, as_tables=False)),
        (targets, lambda name: target_page(more.targets.get(name) or built_in(name), as_tables=False)),
        (tuple(sorted(rules)), lambda name: rule_page(rules[name])),
        (tuple(sorted(CODES)), code_page),
    )
