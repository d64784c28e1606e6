"""Small changes of gallery programs break limits, and each calendar that shows it can be checked by hand."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from cxprog.analysis.frequency.replay import mistakes
from cxprog.analysis.specs import Specs
from cxprog.finding import Severity
from tests.broken_limits import LIMITS_FILE, Broken, broken, days, table
from tests.stated_rules import GALLERY

BROKEN = tuple(broken())

each_limit = pytest.mark.parametrize("each", BROKEN, ids=lambda each: each.id)


def test_what_is_printed(golden: Callable[[str, str | bytes], None]) -> None:
    text, is_shown = table()
    assert is_shown
    golden("proofs/broken-limits.txt", text)


@each_limit
def test_the_limit_holds_before_the_change(each: Broken) -> None:
    assert not [finding for finding in each.before.run.findings if finding.severity is Severity.ERROR]
    found = each.verdicts(each.before)
    assert found
    assert {verdict.answer for verdict in found} == {"proved"}


@each_limit
def test_its_calendar_replays(each: Broken) -> None:
    specs = Specs.of_program(each.after.program)
    broken = [verdict for verdict in each.verdicts(each.after) if verdict.answer == "violated"]
    assert broken
    assert [mistakes(specs, verdict) for verdict in broken] == [[] for _ in broken]


@each_limit
def test_one_finding_shows_it(each: Broken) -> None:
    (finding,) = each.findings
    assert finding.primary
    assert finding.help
    assert all(step.labels for step in finding.witness)
    if each.limit:
        assert finding.primary.where.source.name == LIMITS_FILE


@each_limit
def test_the_sum_by_hand_speaks_of_that_calendar(each: Broken) -> None:
    (finding,) = each.findings
    named = re.match(r"days? ([\d, and]+): ", each.by_hand)
    assert named, each.by_hand
    assert tuple(map(int, re.findall(r"\d+", named[1]))) == days(finding.witness)
    assert len(finding.witness) <= 5, "nobody adds up more in a minute"


def test_each_change_is_of_another_sort_and_of_the_gallery() -> None:
    assert len({each.id for each in BROKEN}) == len(BROKEN) == len({each.says for each in BROKEN})
    assert all((GALLERY / each.change.program / "cxprog.yaml").is_file() for each in BROKEN)
    assert len({each.change.program for each in BROKEN}) >= 5
