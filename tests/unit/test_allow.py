"""Allow-comments: what counts as one, which lines it covers, and what is said of those that cannot be read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from cxprog.allow import allows
from cxprog.document import parse
from cxprog.source import Source
from tests.checking import page

Golden = Callable[[str, str | bytes], None]
ALLOW = "# cxprog: allow[some-rule] until=2027-03-31 owner=cx-office -- pilot until spring"


def read(text: str) -> list[tuple[tuple[str, ...], range]]:
    comments, findings = allows(parse(Source("text.yaml", text))[0])
    assert not findings, findings[0].message
    return [(comment.rules, comment.lines) for comment in comments]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"kind: team {ALLOW}\nid: a\n", range(1, 2)),
        (f"kind: team\n{ALLOW}\nid: a\n", range(2, 4)),
        (f"kind: team\n  {ALLOW}\nid: a\n", range(2, 4)),
        (f"{ALLOW}\nkind: team\nid: a\n", range(1, 3)),
        (f"kind: team\n{ALLOW}\n# and why\nid: a\n", range(2, 5)),
        (f"kind: team\r\n{ALLOW}\r\nid: a\r\n", range(2, 4)),
        (f"kind: team\nid: a\n{ALLOW}", range(3, 5)),
        (f"alerts: {{chat: x}} {ALLOW}\nkind: team\nid: a\n", range(1, 2)),
        (ALLOW.replace("# cxprog", "#cxprog") + "\nkind: team\nid: a\n", range(1, 3)),
    ],
    ids=["beside", "above", "indented", "first", "above-another", "windows", "last", "flow", "no-space"],
)
def test_it_covers_its_line_or_the_next_one(text: str, lines: range) -> None:
    assert read(text) == [(("some-rule",), lines)]


def test_several_comments_stand_above_one_line() -> None:
    other = ALLOW.replace("some-rule", "other-rule, third-rule")
    assert read(f"kind: team\n{ALLOW}\n{other}\nid: a\n") == [
        (("some-rule",), range(2, 5)),
        (("other-rule", "third-rule"), range(3, 5)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"kind: team\nid: a\ntitle: |\n  text\n  {ALLOW}\n  more\n",
        f"kind: team\nid: a\ntitle: >-\n  {ALLOW}\n",
        f"kind: team\nid: a\ntitle: '{ALLOW}'\n",
        f'kind: team\nid: a\ntitle: "one\n  {ALLOW}\n  two"\n',
        f"kind: team\nid: a\ntitle: x{ALLOW}\n",
        f"kind: team\nid: a: b\n{ALLOW}\n",
    ],
    ids=["block", "folded", "quoted", "several-lines", "no-space-in-front", "document-that-is-no-yaml"],
)
def test_words_inside_a_text_are_no_comment(text: str) -> None:
    assert read(text) == []


def test_a_document_that_is_no_yaml_leaves_the_comments_of_others_alone() -> None:
    assert len(read(f"kind: team\nid: a: b\n---\nkind: team {ALLOW}\nid: c\n")) == 1


MALFORMED = {
    "no brackets": "allow some-rule until=2027-03-31 owner=cx-office -- pilot",
    "no rule": "allow[] until=2027-03-31 owner=cx-office -- pilot",
    "rule in capitals": "allow[Some_Rule] until=2027-03-31 owner=cx-office -- pilot",
    "no reason": "allow[some-rule] until=2027-03-31 owner=cx-office",
    "empty reason": "allow[some-rule] until=2027-03-31 owner=cx-office -- ",
    "one hyphen": "allow[some-rule] until=2027-03-31 owner=cx-office - pilot",
    "no owner": "allow[some-rule] until=2027-03-31 -- pilot",
    "no date": "allow[some-rule] owner=cx-office -- pilot",
    "neither": "allow[some-rule] -- pilot",
    "american date": "allow[some-rule] until=3/31/2027 owner=cx-office -- pilot",
    "day that does not exist": "allow[some-rule] until=2027-02-30 owner=cx-office -- pilot",
    "week": "allow[some-rule] until=2027-W05-1 owner=cx-office -- pilot",
    "another setting": "allow[some-rule] until=2027-03-31 owner=cx-office ticket=7 -- pilot",
    "space in a setting": "allow[some-rule] until = 2027-03-31 owner=cx-office -- pilot",
    "another word": "ignore[some-rule] until=2027-03-31 owner=cx-office -- pilot",
}


def test_what_is_said_of_mistakes(golden: Golden) -> None:
    cases = {}
    for name, body in MALFORMED.items():
        text = f"kind: team\nid: a # cxprog: {body}\n"
        comments, findings = allows(parse(Source("text.yaml", text))[0])
        assert not comments and [finding.rule for finding in findings] == ["allow-malformed"]
        cases[name] = (text, findings)
    golden("messages/allow.txt", page(cases))
