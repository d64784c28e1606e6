"""The page `cxprog explain meaning` keeps its word: its sums on small groups and on keys are those of the analyses."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

from cxprog.analysis.anonymity.differencing import disclosures
from cxprog.analysis.anonymity.enough import likely
from cxprog.analysis.anonymity.flows import linked
from cxprog.language import model_of
from cxprog.language.kinds.channel import Enforces
from cxprog.reference import _written

PAGE = " ".join(_written.topic("meaning").split())
GERMANY = (17, 13, 9, 2)
"""Answers of the north, the south, the east and the west."""
NORTH, SOUTH, EAST, WEST = range(4)


def said(pattern: str) -> re.Match[str]:
    """What the page says."""
    found = re.search(pattern, PAGE)
    assert found, pattern
    return found


def test_the_west_is_germany_without_the_others() -> None:
    said(r"\| 41 \| 17 \| 13 \| 9 \| hidden \|")
    said(r"41 - 17 - 13 - 9 = 2")
    assert sum(GERMANY) == 41
    (west,) = disclosures(GERMANY, [range(4), [NORTH], [SOUTH], [EAST]], 5).disclosures
    assert (west.atoms, west.people) == ({WEST}, 2)
    assert west.equation == ((0, Fraction(1)), (1, Fraction(-1)), (2, Fraction(-1)), (3, Fraction(-1)))


def test_with_the_east_hidden_nobody_can_be_told_apart() -> None:
    said(r"Hide the east as well, and 11 answers are left")
    assert GERMANY[EAST] + GERMANY[WEST] == 11
    found = disclosures(GERMANY, [range(4), [NORTH], [SOUTH]], 5)
    assert found.disclosures == () and found.is_complete


def test_three_overlapping_numbers_give_one_group() -> None:
    said(r"12 \+ 10 - 16 = 6 is twice sales, and sales are 3")
    sales, service, parts = 3, 9, 7
    assert (sales + service, sales + parts, service + parts) == (12, 10, 16)
    (found,) = disclosures((sales, service, parts), [[0, 1], [0, 2], [1, 2]], 5).disclosures
    assert (found.atoms, found.people) == ({0}, 3)
    assert [factor for _, factor in found.equation] == [Fraction(1, 2), Fraction(1, 2), Fraction(-1, 2)]


def test_the_new_answer_of_a_day_follows_from_two_means() -> None:
    means = said(r"(\d+) answers with a mean of ([\d.]+) add up to (\d+), a day later (\d+) with ([\d.]+) to (\d+)")
    before, mean, total, after, later, more = map(float, means.groups())
    assert round(before * mean) == total and round(after * later) == more
    assert said(r"the new one was a (\d)")[1] == f"{more - total:.0f}"


RATES = (0.1, 0.2, 0.3, 0.5)


def test_exactly_the_minimum_is_missed_in_four_of_ten_cases() -> None:
    said(r"expects exactly its minimum misses it in about 4 of 10 cases")
    missed = [1 - likely({rate: round(least / rate)}, least) for rate in RATES for least in (5, 8, 10)]
    assert 0.35 < min(missed) <= max(missed) < 0.46


@pytest.mark.parametrize("least", [5, 8, 10])
def test_how_many_have_to_be_expected(least: int) -> None:
    numbers = re.findall(rf"{least} (?:answers )?it takes (\d+) or (\d+)", PAGE)
    ((low, high),) = [tuple(map(int, pair)) for pair in numbers]
    needed = [next(n * rate for n in range(1000) if likely({rate: n}, least) >= 0.95) for rate in RATES]
    assert low - 0.5 <= min(needed) and max(needed) <= high + 0.5


def test_keys_lead_from_an_answer_to_a_name() -> None:
    said("its `time`, a log with `time` and `contact`, and a list of customers with `contact` and `name`")
    answers, log, customers = ("response", "time"), ("time", "contact"), ("contact", "name")
    assert 0 in linked([answers, log, customers])
    assert 0 not in linked([answers, customers])
    said("a mail address its scrambled form, a time its day, a day its week")
    for known, key in (("mail", "hashed-mail"), ("time", "day"), ("day", "week")):
        assert 0 in linked([("response", key), (known, "name")])


def test_every_key_that_the_page_names_is_one_of_the_language() -> None:
    for kind, keys in {
        "survey": ("identity", "records", "link"),
        "report": ("comments_with", "totals", "filters", "hide", "covers", "counts", "through", "cut_by"),
        "question": ("permits",),
        "metric": ("made_of", "per"),
        "population": ("within",),
        "channel": ("datasets", "enforces"),
    }.items():
        for key in keys:
            assert key in model_of(kind).model_fields
            said(rf"`{key}[`:]")
    for key in ("minimum_group", "remainders", "steps"):
        assert key in Enforces.model_fields
        said(rf"`{key}: true`")
