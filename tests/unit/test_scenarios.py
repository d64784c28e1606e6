"""`cxprog test`: what is printed, found and written, and with which exit status."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from cxprog.cli import main
from tests.unit.test_scenario import LOOP, PROGRAM, SURVEY

Golden = Callable[[str, str | bytes], None]
Run = Callable[..., Result]

NO_TEST = "no scenario yet; `cxprog explain test` shows one to copy"
IMPOSSIBLE = """\
kind: test
id: {id}
title: A story with a slip
starts: 2027-02-01
contacts: [{{id: anna, roles: [buyer]}}]
given:
  - {{on: 2027-02-01, who: anna, event: visit}}
  - {{on: 2027-02-03, who: anna, answers: after-visit, values: {{{answer}}}}}
  - {{on: 2027-02-04, who: anna, contacted: hard}}
expect:
  - {{on: 2027-02-03, who: anna, case: hard}}
"""
POLICY = "kind: policy\nid: load\nfrequency: [{gap: 30d}]\n"
GOOD = """\
kind: test
id: hard-visit
title: A hard visit opens a case
starts: 2027-02-01
contacts: [{id: anna, roles: [buyer]}]
given:
  - {on: 2027-02-01, who: anna, event: visit}
  - {on: 2027-02-03, who: anna, answers: after-visit, values: {ease: 2}}
expect:
  - {on: 2027-02-03, who: anna, case: hard, first_contact_by: 2027-02-03T17:00}
"""
BAD = """\
kind: test
id: left-alone
title: {de: In Ruhe gelassen, en: Left alone}
starts: 2027-02-01
contacts: [{id: anna, roles: [buyer]}, {id: ben, roles: [buyer]}]
given:
  - {on: 2027-02-01, who: anna, event: visit}
  - {on: 2027-02-20, who: anna, event: visit}
expect:
  - {on: 2027-02-20, who: anna, suppressed: after-visit, because: own-rest}
  - {on: 2027-02-21, until: 2027-02-23, told: board, by: hard}
  - {who: ben, nothing: opened}
  - {who: anna, nothing: invited}
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `cxprog test` on some documents in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def invoke(*tests: str, options: tuple[str, ...] = ()) -> Result:
        Path("cxprog.yaml").write_text(PROGRAM, encoding="utf-8")
        Path("program.yaml").write_text("---\n".join((SURVEY, LOOP, POLICY)), encoding="utf-8")
        Path("tests.yaml").write_text("---\n".join(tests), encoding="utf-8")
        result = CliRunner().invoke(main, ["test", *options])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return invoke


def test_tests_that_pass(run: Run) -> None:
    result = run(GOOD)
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "passed  hard-visit  A hard visit opens a case",
        "",
        "1 of 1 tests passed; they exercise 100 % of the program: "
        "1 of 1 loops, 1 of 1 routes, 1 of 1 policies, 1 of 1 surveys, 0 of 0 touchpoints",
    ]


def test_tests_that_fail(run: Run, golden: Golden) -> None:
    result = run(GOOD, BAD)
    assert result.exit_code == 1
    golden("scenarios/failing.txt", result.output)


def test_the_place_of_a_failure_is_the_expectation(run: Run) -> None:
    result = run(BAD, options=("--format", "concise"))
    assert [line.partition(":")[0] for line in result.stdout.splitlines()[:-1]] == ["tests.yaml"] * 4
    failed = [line for line in result.stdout.splitlines() if "test-failed" in line]
    assert [line.split(":")[1] for line in failed] == ["10", "11", "13"]
    assert "FAILED  left-alone" in result.stderr


def test_only_the_tests_whose_id_matches(run: Run) -> None:
    result = run(GOOD, BAD, options=("--run", "^hard"))
    assert result.exit_code == 0
    assert "left-alone" not in result.output and "not exercised" not in result.output


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--run", "nothing"), 3, "error: no test has an id that matches `nothing`; there are `hard-visit`\n"),
        (("--run", "hard-visits"), 3, "matches `hard-visits`; did you mean `hard-visit`?\n"),
        (("--run", "["), 2, "--run takes a regular expression"),
        (("--min-coverage", "101"), 2, "101.0 is not in the range"),
        (("--min-coverage", "100"), 0, ""),
        (("--format", "odd"), 2, "there is no format `odd`"),
    ],
)
def test_exit_statuses(run: Run, options: tuple[str, ...], status: int, said: str) -> None:
    result = run(GOOD, options=options)
    assert (result.exit_code, said in result.output) == (status, True), result.output


def test_a_program_without_tests(run: Run) -> None:
    result = run("kind: team\nid: crew\n")
    assert (result.exit_code, result.output) == (3, f"error: {NO_TEST}\n")


def test_a_program_with_mistakes_is_not_played(run: Run) -> None:
    result = run(GOOD.replace("who: anna, case", "who: ana, case"))
    assert result.exit_code == 1
    assert "error[contact-unknown]" in result.output and "passed" not in result.output


@pytest.mark.parametrize(
    ("written", "help_text"),
    [
        ("2027-02-03 10:00", "did you mean `2027-02-03T10:00`? a time of day follows a `T`"),
        ("3.2.2027 at 9:30", "did you mean `2027-02-03T09:30`? a time of day follows a `T`"),
        ("2027-02-03 5 pm", "did you mean `2027-02-03T17:00`? a time of day follows a `T`"),
        ("3.2.2027", "did you mean `2027-02-03`? dates are written year-month-day"),
        (
            "2027-02-03T10:00:00+01:00",
            "write the day, or the day and the minute in the program's clock: `2027-03-31T14:",
        ),
        ("2027-02-30T10:00", "that month ends on `2027-02-28`"),
    ],
)
def test_moments_as_people_write_them_keep_their_time(run: Run, written: str, help_text: str) -> None:
    result = run(GOOD.replace("{on: 2027-02-03, who: anna, answers", f'{{on: "{written}", who: anna, answers'))
    assert f"= help: {help_text}" in result.output


def test_too_little_is_exercised(run: Run) -> None:
    quiet = re.sub(r"given:\n(  - .*\n)+", "", GOOD).replace("{on: 2027-02-03, who: anna, case: hard, ", "{who: anna, ")
    quiet = quiet.replace("first_contact_by: 2027-02-03T17:00}", "nothing: happens}")
    result = run(quiet, options=("--min-coverage", "50"))
    assert result.exit_code == 1
    assert (
        "error[tests-cover-too-little]: the tests exercise 0 % of the program, and 50 % is asked for" in result.output
    )
    assert result.output.count("loop `hard`: no case opens") == 1
    assert "a new case, to" not in result.output  # the routes of a loop that never starts need no line each


def test_a_limit_whose_policy_only_warns_does_not_fail_a_test(run: Run) -> None:
    twice = BAD.partition("expect:")[0] + "expect:\n  - {who: anna, invited: after-visit}\n"
    assert run(twice).exit_code == 1
    Path("program.yaml").write_text("---\n".join((SURVEY, LOOP, POLICY + "severity: warning\n")), encoding="utf-8")
    result = CliRunner().invoke(main, ["test"])
    assert result.exit_code == 0
    assert "passed  left-alone" in result.output and "warning[limit-broken]" in result.output


def test_a_freeze_that_nobody_keeps(run: Run) -> None:
    result = run(GOOD, "kind: policy\nid: quiet\nfreezes: [{first: 2027-02-01, last: 2027-02-01}]\n")
    assert result.exit_code == 1
    told = "error[limit-broken]: hard-visit: anna gets `after-visit` on 2027-02-01, in the freeze from 2027-02-01 to"
    assert told in result.output and "the freeze" in result.output
    assert "help: if the tool sends nothing on these days, say so with `enforces: {freezes: true}`" in result.output


def test_junit(run: Run) -> None:
    run(GOOD, BAD, options=("--junit", "results.xml"))
    suite = ElementTree.parse("results.xml").getroot()[0]
    assert {key: suite.get(key) for key in ("name", "tests", "failures")} == {
        "name": "cxprog test",
        "tests": "2",
        "failures": "1",
    }
    good, bad = suite
    assert (good.get("name"), good.get("classname"), len(good)) == ("hard-visit", "tests.yaml", 0)
    assert bad[0].get("message") == "4 findings" and "tests.yaml:21: " in (bad[0].text or "")


def test_both_ways_to_ask_for_junit_give_the_test_cases(run: Run) -> None:
    run(GOOD, BAD, options=("--junit", "one.xml", "--format", "junit=other.xml"))
    assert Path("one.xml").read_bytes() == Path("other.xml").read_bytes()


@pytest.mark.parametrize("option", [("--junit", "results.xml"), ("--format", "junit=results.xml")])
def test_a_build_server_finds_its_file_where_nothing_is_run(run: Run, option: tuple[str, str]) -> None:
    result = run(GOOD, options=("--run", "nothing", *option))
    assert result.exit_code == 3
    (suite,) = ElementTree.parse("results.xml").getroot()
    assert (suite.get("tests"), len(suite)) == ("0", 0)


def test_junit_fails_where_too_little_is_exercised(run: Run) -> None:
    policy = "kind: policy\nid: quiet\nfreezes: [{first: 2027-05-01, last: 2027-05-02}]\n"
    assert run(GOOD, policy, options=("--min-coverage", "100", "--junit", "results.xml")).exit_code == 1
    (suite,) = ElementTree.parse("results.xml").getroot()
    assert [(case.get("name"), len(case)) for case in suite] == [("hard-visit", 0), ("tests-cover-too-little", 1)]
    assert "the freeze from 2027-05-01 to 2027-05-02 keeps no invitation back" in (suite[1][0].text or "")


@pytest.mark.parametrize("form", ["concise", "full", "markdown"])
def test_reports_without_findings_speak_of_tests_only(run: Run, form: str) -> None:
    result = run(GOOD, options=("--format", form))
    assert (result.exit_code, result.stdout.removeprefix("**cxprog**: ")) == (0, "1 of 1 tests passed\n")


def test_a_list_of_what_is_not_exercised_ends(run: Run) -> None:
    days = ", ".join(f"{{first: 2028-01-{day:02}, last: 2028-01-{day:02}}}" for day in range(1, 26))
    result = run(GOOD, f"kind: policy\nid: quiet\nfreezes: [{days}]\n")
    assert result.output.count("keeps no invitation back") == 20
    assert result.output.endswith("\n  and 5 more\n")


def test_a_story_that_cannot_happen_is_all_that_is_told_of_a_test(run: Run, golden: Golden) -> None:
    answers = {"question": "eas: 2", "answer": "ease: 9", "comment": "ease: 2, why: [slow]", "condition": "ease: 5"}
    result = run(*(IMPOSSIBLE.format(id=name, answer=answer) for name, answer in answers.items()))
    assert result.exit_code == 1
    golden("scenarios/impossible.txt", result.output)
