"""Pages of rules, targets and findings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from cxprog.codes import CODES
from cxprog.reference import _kinds, _written
from cxprog.rule import Rule
from cxprog.rules import all_rules
from cxprog.target import built_in

PACKS: Mapping[str | None, str] = {
    None: "for every program",
    "b2b": "with `packs: [b2b]`, for programs whose customers are companies",
    "b2b2c": "with `packs: [b2b2c]`, for programs with partners between company and customer",
}
"""When the rules of a pack are asked."""
_SET = "They are set under `targets` in `cxprog.yaml`."


@cache
def rules_by_id() -> Mapping[str, Rule]:
    """The rules that come with cxprog, by id."""
    return {rule.id: rule for rule in all_rules()}


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
    if keys := _kinds.model_parts(target.options):
        blocks += ["## Options", _SET, (_kinds.table if as_tables else _kinds.as_list)(keys)]
    else:
        blocks.append("It has no options.")
    return "\n\n".join(blocks) + "\n"
