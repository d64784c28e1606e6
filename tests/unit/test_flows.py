"""Where knowledge can go: cases worked out by hand, then against every path and every chain there is."""

from __future__ import annotations

from itertools import combinations

import pytest

from cxprog.analysis.anonymity.flows import Graph, linked
from cxprog.analysis.anonymity.values import BITS, Bit
from tests.anonymity import flow_graphs


def graph(*ways: tuple[str, str, str]) -> Graph[str]:
    """A graph from lines such as `("answers score", "report score", "shown")`."""
    made = Graph[str]()
    for start, end, note in ways:
        (place, bit), (other, into) = start.split(), end.split()
        made.add(place, other, [(_bit(bit), _bit(into))], note)
    return made


def _bit(name: str) -> Bit:
    return next(bit for bit in BITS if bit == name)


def test_a_bit_goes_where_a_way_carries_it_and_no_further() -> None:
    made = graph(("answers score", "metric score", "feeds"), ("metric score", "report score", "shows"))
    reached = made.reached([("answers", "score"), ("answers", "identity")])
    assert reached.way(("report", "score")) == ("feeds", "shows")
    assert ("metric", "identity") not in reached
    assert ("somewhere else", "score") not in reached
    assert list(reached) == [
        ("answers", "score"), ("answers", "identity"), ("metric", "score"), ("report", "score"),
    ]  # fmt: skip


def test_one_bit_can_tell_another() -> None:
    made = graph(
        ("answers traits", "report traits", "shown"), ("report traits", "report identity", "few people"),
        ("report identity", "reader identity", "read"),
    )  # fmt: skip
    assert made.reached([("answers", "traits")]).way(("reader", "identity")) == ("shown", "few people", "read")


def test_the_shortest_way_is_taken_and_of_two_the_first() -> None:
    made = graph(
        ("a score", "b score", "1"), ("b score", "c score", "2"), ("c score", "d score", "3"),
        ("a score", "e score", "4"), ("e score", "d score", "5"), ("b score", "d score", "6"),
    )  # fmt: skip
    assert made.reached([("a", "score")]).way(("d", "score")) == ("1", "6")


def test_a_closed_way_leads_nowhere() -> None:
    made = graph(("a score", "b score", "closed"), ("a score", "c score", "open"), ("c score", "b score", "open"))
    assert made.reached([("a", "score")], lambda note: note == "open").way(("b", "score")) == ("open", "open")


def test_ways_may_run_in_circles() -> None:
    made = graph(("a score", "b score", "on"), ("b score", "a score", "back"))
    reached = made.reached([("a", "score")])
    assert reached.way(("a", "score")) == ()
    with pytest.raises(KeyError):
        reached.way(("b", "identity"))


# DATA SETS

ANSWERS, LOG, CONTACTS = ("response", "time"), ("time", "contact-number"), ("contact-number", "mail")


def test_answers_are_linked_over_a_chain_of_keys() -> None:
    links = linked([ANSWERS, LOG, CONTACTS])
    assert [(join.key, join.rows) for join in links.recipe(0)] == [("time", 1), ("contact-number", 2)]
    assert links.recipe(2) == ()


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_the_chain_breaks_where_a_data_set_is_missing(missing: int) -> None:
    seen = [each for number, each in enumerate((ANSWERS, LOG, CONTACTS)) if number != missing]
    links = linked(seen)
    assert (0 in links) == (missing == 0)


@pytest.mark.parametrize(
    ("answers", "other", "is_linked"),
    [
        (["hashed-mail"], ["mail"], True),  # a hash of something that the reader has
        (["mail"], ["mail"], True),
        (["hashed-mail"], ["hashed-mail", "phone"], True),
        (["hashed-mail"], ["name"], False),
        (["pseudonym"], ["pseudonym", "contact"], True),
        (["pseudonym"], ["contact"], False),
        (["time"], ["time", "name"], True),
        (["day"], ["time", "name"], True),  # a day can be read off a time
        (["time"], ["day", "name"], True),
        (["month"], ["day", "name"], True),
        (["day"], ["network-address", "name"], False),
    ],
)
def test_what_ties_two_rows_together(answers: list[str], other: list[str], is_linked: bool) -> None:
    assert (0 in linked([answers, other])) == is_linked


@pytest.mark.parametrize("key", ["day", "account"])
def test_a_key_that_many_share_ties_nothing_together(key: str) -> None:
    sets = [[key], [key, "contact"]]
    assert 0 in linked(sets)
    # In a week there are more answers than on a day.
    assert 0 not in linked(sets, lambda name: name not in (key, "week", "month"))


def test_the_order_of_data_sets_and_keys_changes_no_recipe() -> None:
    sets = [["b", "a"], ["a", "x"], ["b", "y"], ["x", "mail"], ["y", "mail"]]
    turned = [list(reversed(each)) for each in sets]
    recipes = [[links.recipe(number) for number in range(5)] for links in (linked(sets), linked(turned))]
    assert recipes[0] == recipes[1]
    assert [join.key for join in recipes[0][0]] == ["a", "x"]


def test_more_data_sets_never_link_less() -> None:
    sets = [["response", "time"], ["time", "pseudonym"], ["pseudonym", "order"], ["order", "phone"], ["day", "name"]]
    for size in range(1, len(sets)):
        for chosen in combinations(range(1, len(sets)), size - 1):
            seen = [sets[0], *(sets[number] for number in chosen)]
            for other in sets:
                assert (0 in linked(seen)) <= (0 in linked([*seen, other]))


# EVERY WAY THERE IS


@pytest.mark.parametrize("part", range(4))
def test_both_ways_agree_on_small_graphs_and_families(part: int) -> None:
    seeds = range(part * 250, (part + 1) * 250)
    assert [wrong for seed in seeds for wrong in flow_graphs.mistakes("graphs", seed)[0]] == []
