"""The files of the folder `docs`: all pages, and the lists that lead to them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from cxprog.codes import CODES
from cxprog.finding import Severity
from cxprog.language import KINDS
from cxprog.reference import _written
from cxprog.reference._kinds import kind_page, kind_summary
from cxprog.reference._pages import PACKS, code_page, rule_page, rules_by_id, target_page, topic_page
from cxprog.rule import Rule
from cxprog.target import built_in, built_in_names

_FRONT = """\
# Reference

These pages are made from the code and say what this release does. `cxprog explain NAME` prints them one by one;
`cxprog explain survey.when` explains a single key.
"""
_SCHEMAS = """\
## JSON Schemas

The folder [schemas/json](../schemas/json) holds schemas (draft 2020-12) for editors and integrations; `cxprog schema
--out FOLDER` writes them. Keep them in one folder, as some refer to others.

| schema | describes |
|---|---|
| `program-file.schema.json` | any YAML document of a program |
| `overlay-file.schema.json` | any YAML document below `overlays/` |
| `<kind>.schema.json` | a document of one kind |
| `manifest-1.schema.json` | `manifest.json`, the compiled program |
| `findings-1.schema.json` | what `cxprog check --format json` prints |
| `proofs-1.schema.json` | what `cxprog prove --format json` prints |
| `privacy-1.schema.json` | what `cxprog privacy --format json` prints |
| `difference-1.schema.json` | what `cxprog board --against REF --as json` prints |
| `gate-settings-1.schema.json` | `gate/settings.json`, what dashboards have to be set to |

In the schemas of the language, `x-refers-to` lists the kinds of things that may be named at a place. A schema cannot
see whether they exist; `cxprog check` can.

An editor with a YAML language server checks files while they are written when they start with a line such as
`# yaml-language-server: $schema=schemas/program-file.schema.json`, or when its settings name the schema for a folder.
"""


def reference_files() -> Mapping[str, str]:
    """Text of every file, by its path below `docs`, sorted."""
    files = {
        "README.md": _front(),
        "rules/README.md": _rules(),
        "findings.md": _findings(),
        **{f"{topic}.md": topic_page(topic) for topic in _written.TOPICS},
        **{f"kinds/{kind}.md": kind_page(kind, as_tables=True) for kind in KINDS},
        **{f"rules/{rule.id}.md": rule_page(rule) for rule in rules_by_id().values()},
        **{f"targets/{name}.md": target_page(built_in(name), as_tables=True) for name in built_in_names()},
    }
    return dict(sorted(files.items()))


def _front() -> str:
    topics = (f"- [{_written.summary(_written.topic(topic))}]({topic}.md)" for topic in _written.TOPICS)
    kinds = _table("kind", "is for", ((f"[`{kind}`](kinds/{kind}.md)", kind_summary(kind)) for kind in KINDS))
    targets = _table(
        "target", "writes", ((f"[`{name}`](targets/{name}.md)", built_in(name).summary) for name in built_in_names())
    )
    checks = "- [Rules](rules/README.md), by severity and pack\n- [Findings that are no rules](findings.md)"
    blocks = (_FRONT.rstrip(), "## The language", "\n".join(topics), "## Kinds of documents", kinds)
    return "\n\n".join((*blocks, "## Checks", checks, "## Targets", targets, _SCHEMAS))


def _rules() -> str:
    blocks = [
        "# Rules",
        "A rule looks at the whole program and says what does not fit together. Its severity can be changed, and it\n"
        "can be excused in one place: see [exceptions](../exceptions.md).",
    ]
    for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO):
        for pack, when in PACKS.items():
            rules = [rule for rule in rules_by_id().values() if (rule.severity, rule.pack) == (severity, pack)]
            if rules:
                blocks += [f"## {severity.capitalize()}, {when}", _table("rule", "finds", _linked(rules))]
    return "\n\n".join(blocks) + "\n"


def _linked(rules: Iterable[Rule]) -> Iterator[tuple[str, str]]:
    return ((f"[`{rule.id}`]({rule.id}.md)", rule.summary) for rule in rules)


def _findings() -> str:
    rows = ((f"[`{code}`](#{code})", f"{_written.summary(_written.code(code))} | {CODES[code]}") for code in CODES)
    blocks = [
        "# Findings that are no rules",
        "Reading, linking and building have something to say before any rule is asked, or after. These findings\n"
        "cannot be excused, except `house-rule`: what cannot be read has no meaning that could be tolerated.",
        "\n".join(["| finding | says | severity |", "|---|---|---|", *(f"| {name} | {says} |" for name, says in rows)]),
        *(f"#{code_page(code).rstrip()}" for code in CODES),
    ]
    return "\n\n".join(blocks) + "\n"


def _table(what: str, says: str, rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join([f"| {what} | {says} |", "|---|---|", *(f"| {name} | {text} |" for name, text in rows)])
