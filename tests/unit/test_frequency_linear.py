"""The trusted kernel refuses what proves nothing; what answers linear questions agrees with trying every choice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxprog.analysis.frequency import linear
from cxprog.analysis.frequency.certificate import check
from cxprog.analysis.frequency.linear import Exceeded, GaveUp, Proved
from cxprog.analysis.frequency.values import Case, Certificate, Row

Problem = tuple[list[int], list[Row]]


def certificate(weights: Sequence[int], rows: Sequence[Row], at_most: int, *cases: Case) -> Certificate:
    return Certificate(at_most, tuple(("nps", day, each) for day, each in enumerate(weights)), tuple(rows), cases)


def keeps(rows: Sequence[Row], choice: Sequence[int]) -> bool:
    return all(sum(factor * choice[send] for send, factor in row.terms) <= row.at_most for row in rows)


def heaviest(weights: Sequence[int], rows: Sequence[Row]) -> int:
    """By trying every choice; -1 where none keeps the rows."""
    kept = (choice for choice in product((0, 1), repeat=len(weights)) if keeps(rows, choice))
    return max((sum(map(int.__mul__, weights, choice)) for choice in kept), default=-1)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    count = draw(st.integers(0, 9))
    weights = draw(st.lists(st.integers(0, 6), min_size=count, max_size=count))
    if not count:
        return weights, draw(st.lists(st.builds(Row, st.integers(-1, 1), st.just(()), st.just(0)), max_size=2))
    terms = st.lists(st.tuples(st.integers(0, count - 1), st.integers(-3, 4)), max_size=6).map(tuple)
    rows = draw(st.lists(st.builds(Row, st.integers(-2, 6), terms, st.just(0)), max_size=8))
    return weights, rows


@st.composite
def rests(draw: st.DrawFn) -> Problem:
    """One or two surveys on days with rests and caps in windows that move."""
    surveys, days = draw(st.integers(1, 2)), draw(st.integers(1, 6))
    weights = [draw(st.integers(1, 4)) for _ in range(surveys) for _ in range(days)]
    rows = []
    for _ in range(draw(st.integers(0, 3))):
        length, at_most = draw(st.integers(1, 4)), draw(st.integers(1, 2))
        chosen = draw(st.sets(st.integers(0, surveys - 1), min_size=1))
        for start in range(days):
            window = range(start, min(start + length, days))
            rows.append(Row(at_most, tuple((survey * days + day, 1) for survey in chosen for day in window), 0))
    return weights, rows


def calendar(surveys: int, rest: int, days: int, own: Sequence[int] = (45, 60, 90, 120, 180, 365)) -> Problem:
    """Surveys that can go out on any day, with a rest between any two and a longer one between two of the same."""
    weights = [1 + 7 * survey % 15 for survey in range(surveys) for _ in range(days)]
    rows = []
    for start in range(max(1, days - rest + 1)):
        window = range(start, min(start + rest, days))
        rows.append(Row(1, tuple((survey * days + day, 1) for survey in range(surveys) for day in window), 0))
    for survey in range(surveys):
        length = own[survey % len(own)]
        for start in range(max(1, days - length + 1)):
            window = range(start, min(start + length, days))
            rows.append(Row(1, tuple((survey * days + day, 1) for day in window), 1 + survey))
    return weights, rows


def holds(weights: Sequence[int], rows: Sequence[Row], at_most: int, answer: Proved | Exceeded | GaveUp) -> bool:
    """Whether an answer is what it says, whoever found it."""
    if isinstance(answer, Proved):
        return check(certificate(weights, rows, at_most, *answer.cases))
    choice = [int(send in answer.sent) for send in range(len(weights))]
    total = sum(map(int.__mul__, weights, choice))
    if isinstance(answer, Exceeded):
        return keeps(rows, choice) and total == answer.total > at_most
    return (not answer.sent or keeps(rows, choice)) and total == answer.least <= answer.most


@pytest.fixture
def solver_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear, "_TERMS_BY_HAND", -1)


@pytest.mark.parametrize("strategy", [problems(), rests()], ids=["any", "rests"])
def test_answers_are_those_of_trying_every_choice(strategy: st.SearchStrategy[Problem]) -> None:
    @settings(max_examples=120, deadline=None, derandomize=True)
    @given(strategy, st.integers(-2, 2))
    def agrees(problem: Problem, off: int) -> None:
        weights, rows = problem
        most = heaviest(weights, rows)
        answer = linear.prove(weights, rows, most + off, budget=10_000)
        assert isinstance(answer, Proved if off >= 0 or most < 0 else Exceeded)
        assert holds(weights, rows, most + off, answer)
        assert linear.bound(weights, rows)[0] >= most

    agrees()


@pytest.mark.usefixtures("solver_only")
@pytest.mark.parametrize("row_by_row", [False, True])
@pytest.mark.parametrize("strategy", [problems(), rests()], ids=["any", "rests"])
def test_the_solver_agrees_too(
    strategy: st.SearchStrategy[Problem], row_by_row: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if row_by_row:
        monkeypatch.setattr(linear, "_TERMS_AT_ONCE", -1)
        monkeypatch.setattr(linear, "_ROUNDS", 3)
        monkeypatch.setattr(linear, "_MANY_TERMS", 1)
        monkeypatch.setattr(linear, "_SHARE", 0)

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(strategy, st.integers(-1, 1))
    def agrees(problem: Problem, off: int) -> None:
        weights, rows = problem
        most = heaviest(weights, rows)
        answer = linear.prove(weights, rows, most + off, budget=10_000)
        assert isinstance(answer, Proved if off >= 0 or most < 0 else Exceeded)
        assert holds(weights, rows, most + off, answer)
        most_of_program, case = linear.bound(weights, rows)
        assert most_of_program >= most
        assert check(certificate(weights, rows, most_of_program, case))

    agrees()


# Three sends that shut each other out two by two: half of each adds up to 1.5 for the solver, but only 1 can be sent.
TRIANGLE = ([1, 1, 1], [Row(1, ((0, 1), (1, 1)), 0), Row(1, ((1, 1), (2, 1)), 0), Row(1, ((0, 1), (2, 1)), 0)])
# Two surveys on nine days, with a rest of three days.
WEEKS = calendar(2, 3, 9, own=(5, 4))
# Five sends, each of which shuts out its two neighbors in a ring, twice over: nothing but cases proves this.
RINGS = ([1] * 10, [Row(1, ((a + 5 * k, 1), ((a + 1) % 5 + 5 * k, 1)), 0) for k in (0, 1) for a in range(5)])


def test_halves_of_multipliers_prove_what_no_whole_ones_do() -> None:
    proof = linear.prove(*TRIANGLE, 1, budget=1)
    assert proof == Proved((Case((), (), tuple((row, Fraction(1, 2)) for row in range(3))),))


def test_cases_prove_what_multipliers_alone_cannot() -> None:
    assert linear.bound(*RINGS)[0] == 5
    proof = linear.prove(*RINGS, 4, budget=50)
    assert isinstance(proof, Proved)
    assert len(proof.cases) > 1
    assert check(certificate(*RINGS, 4, *proof.cases))


def test_gives_up_with_what_it_found_and_proved() -> None:
    answer = linear.prove(*RINGS, 4, budget=1)
    assert isinstance(answer, GaveUp)
    assert (answer.least, answer.most) == (4, 5)
    assert holds(*RINGS, 4, answer)
    assert linear.prove(*RINGS, 4, budget=0) == GaveUp((), 0, 10)


@pytest.mark.parametrize(
    ("rows", "because"),
    [
        ([Row(-1, (), 0)], "a row without sends that allows less than nothing"),
        ([Row(-2, ((0, -1), (1, 1)), 0)], "one that asks for two of one send"),
        ([Row(-1, ((0, -1),), 0), Row(0, ((0, 1),), 0)], "one that asks for a send, and one that forbids it"),
    ],
)
def test_rows_that_contradict_each_other_allow_nothing(rows: list[Row], because: str) -> None:
    proof = linear.prove([5, 5], rows, 0, budget=10)
    assert isinstance(proof, Proved), because
    assert check(certificate([5, 5], rows, 0, *proof.cases))
    assert linear.bound([5, 5], rows)[0] == -1


def proved(problem: Problem, at_most: int) -> Certificate:
    answer = linear.prove(*problem, at_most, budget=50)
    assert isinstance(answer, Proved)
    return certificate(*problem, at_most, *answer.cases)


def with_case(proof: Certificate, case: Case) -> Certificate:
    return certificate([each for *_, each in proof.sends], proof.rows, proof.at_most, case, *proof.cases[1:])


def with_uses(proof: Certificate, change: Callable[[Fraction], Fraction]) -> Certificate:
    uses = tuple((row, change(multiplier)) for row, multiplier in proof.cases[0].uses)
    return with_case(proof, proof.cases[0]._replace(uses=uses))


def with_rows(proof: Certificate, change: Callable[[Row], Row]) -> Certificate:
    used = {row for case in proof.cases for row, _ in case.uses}
    rows = [change(row) if index in used else row for index, row in enumerate(proof.rows)]
    return certificate([each for *_, each in proof.sends], rows, proof.at_most, *proof.cases)


TAMPERING: dict[str, Callable[[Certificate], Certificate]] = {
    "lower multipliers": lambda proof: with_uses(proof, lambda multiplier: multiplier / 2),
    "multipliers of 0": lambda proof: with_uses(proof, lambda _: Fraction(0)),
    "multipliers below 0": lambda proof: with_uses(proof, lambda multiplier: -multiplier),
    "higher multipliers": lambda proof: with_uses(proof, lambda multiplier: multiplier + 2),
    "a row that is not there": lambda proof: with_case(proof, Case((), (), ((len(proof.rows), Fraction(1)),))),
    "a row counted from the end": lambda proof: with_case(proof, Case((), (), ((-1, Fraction(9)),))),
    "a send that is not there": lambda proof: with_case(proof, Case((len(proof.sends),), (), ())),
    "a send counted from the end": lambda proof: with_case(proof, Case((), (), (), ((-1, Fraction(1)),))),
    "a row that allows more": lambda proof: with_rows(proof, lambda row: row._replace(at_most=row.at_most + 2)),
    "a row that holds less": lambda proof: with_rows(proof, lambda row: row._replace(terms=row.terms[1:])),
    "a heavier send": lambda proof: Certificate(
        proof.at_most, (("nps", 0, 50), *proof.sends[1:]), proof.rows, proof.cases
    ),
    "a lower limit": lambda proof: Certificate(proof.at_most - 1, proof.sends, proof.rows, proof.cases),
    "a case less": lambda proof: Certificate(proof.at_most, proof.sends, proof.rows, proof.cases[1:]),
    "no case": lambda proof: Certificate(proof.at_most, proof.sends, proof.rows, ()),
}


@pytest.mark.parametrize("problem", [(WEEKS, heaviest(*WEEKS)), (RINGS, 4)], ids=["one case", "several"])
@pytest.mark.parametrize("tampering", TAMPERING)
def test_a_certificate_that_was_tampered_with_is_refused(problem: tuple[Problem, int], tampering: str) -> None:
    proof = proved(*problem)
    assert check(proof)
    assert not check(TAMPERING[tampering](proof))


def test_each_case_is_needed_and_may_stand_anywhere() -> None:
    proof = proved(RINGS, 4)
    assert check(certificate(*RINGS, 4, *reversed(proof.cases)))
    for left_out in proof.cases:
        assert not check(certificate(*RINGS, 4, *(case for case in proof.cases if case is not left_out)))


@pytest.mark.parametrize(
    ("fixed", "is_whole"),
    [
        ([((), ())], True),
        ([((0,), ()), ((), (0,))], True),
        ([((0,), ()), ((1,), (0,)), ((), (0, 1))], True),
        ([((), (0, 1)), ((0, 2), ()), ((1,), (0,)), ((0,), (2,))], True),
        ([], False),
        ([((0,), ())], False),
        ([((0,), ()), ((), (1,))], False),
        ([((0,), ()), ((1,), (0,))], False),
        ([((0,), (0,))], False),
        ([((0,), ()), ((0,), (0,))], False),
        ([((0, 1), ()), ((), (0, 1))], False),
    ],
)
def test_cases_have_to_cover_every_choice(fixed: list[tuple[tuple[int, ...], tuple[int, ...]]], is_whole: bool) -> None:
    # Nothing can be wrong in a case itself: nothing weighs anything.
    cases = [Case(sent, unsent, ()) for sent, unsent in fixed]
    assert check(certificate([0, 0, 0], [], 0, *cases)) is is_whole


def test_weights_and_limits_that_are_not_whole_are_refused() -> None:
    cap = Case((), (), (), ((0, Fraction(1, 2)),))
    assert check(certificate([0], [], 0, cap))
    assert not check(Certificate(Fraction(1, 4), (("nps", 0, 0),), (), (cap,)))  # type: ignore[arg-type]
    assert not check(Certificate(0, (("nps", 0, Fraction(1, 2)),), (), (cap,)))  # type: ignore[arg-type]


def test_a_small_problem_needs_no_solver() -> None:
    text = (
        "import sys\n"
        "from cxprog.analysis.frequency.linear import prove\n"
        "from cxprog.analysis.frequency.values import Row\n"
        "print(prove([1] * 60, [Row(1, tuple((d, 1) for d in range(s, s + 20)), 0) for s in range(41)], 3, 1))\n"
        "print('scipy' in sys.modules, 'numpy' in sys.modules)\n"
    )
    told = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True).stdout.splitlines()
    uses = ((0, Fraction(1)), (20, Fraction(1)), (40, Fraction(1)))
    assert told == [str(Proved((Case((), (), uses),))), "False False"]


def test_greedy_covers_without_being_the_best() -> None:
    assert linear.greedy(*TRIANGLE, 1) is None
    case = linear.greedy(*TRIANGLE, 2)
    assert case is not None
    assert check(certificate(*TRIANGLE, 2, case))


@pytest.mark.parametrize("problem", [(10, 14, 90), (10, 30, 365), (15, 30, 365)], ids=str)
def test_calendars_of_a_year(problem: tuple[int, int, int]) -> None:
    weights, rows = calendar(*problem)
    most, case = linear.bound(weights, rows)
    assert check(certificate(weights, rows, most, case))
    first, second = (linear.prove(weights, rows, most, budget=20) for _ in range(2))
    assert isinstance(first, Proved)
    assert first == second
    exceeded = linear.prove(weights, rows, most - 20, budget=20)
    assert isinstance(exceeded, Exceeded)
    assert holds(weights, rows, most - 20, exceeded)
