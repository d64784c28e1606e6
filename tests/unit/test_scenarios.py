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
  - {on: 2027-02-21T10:00, who: ben, answers: after-visit}
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
    assert [line.partition(":")[0] for line in result.stdout.splitlines()[:-1]] == ["tests.yaml"] * 5
    failed = [line for line in result.stdout.splitlines() if "test-failed" in line]
    assert [line.split(":")[1] for line in failed] == ["11", "12", "14"]
    assert "FAILED  left-alone" in result.stderr


def test_only_the_tests_whose_id_matches(run: Run) -> None:
    result = run(GOOD, BAD, options=("--run", "^hard"))
    assert result.exit_code == 0
    assert "left-alone" not in result.output and "not exercised" not in result.output


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (("--run", "nothing"), 3, "no test whose id matches `nothing`"),
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
    assert (result.exit_code, result.output) == (3, "error: the program has no document of kind `test`\n")


def test_a_program_with_mistakes_is_not_played(run: Run) -> None:
    result = run(GOOD.replace("who: anna, case", "who: ana, case"))
    assert result.exit_code == 1
    assert "error[contact-unknown]" in result.output and "passed" not in result.output


def test_too_little_is_exercised(run: Run) -> None:
    quiet = re.sub(r"given:\n(  - .*\n)+", "", GOOD).replace("{on: 2027-02-03, who: anna, case: hard, ", "{who: anna, ")
    quiet = quiet.replace("first_contact_by: 2027-02-03T17:00}", "nothing: happens}")
    result = run(quiet, options=("--min-coverage", "50"))
    assert result.exit_code == 1
    assert (
        "error[tests-cover-too-little]: the tests exercise 0 % of the program, and 50 % is asked for" in result.output
    )
    assert result.output.count("not exercised: loops: hard") == 1


def test_a_limit_whose_policy_only_warns_does_not_fail_a_test(run: Run) -> None:
    twice = BAD.partition("  - {on: 2027-02-21T10:00")[0] + "expect:\n  - {who: anna, invited: after-visit}\n"
    assert run(twice).exit_code == 1
    Path("program.yaml").write_text("---\n".join((SURVEY, LOOP, POLICY + "severity: warning\n")), encoding="utf-8")
    result = CliRunner().invoke(main, ["test"])
    assert result.exit_code == 0
    assert "passed  left-alone" in result.output and "warning[limit-broken]" in result.output


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
    assert bad[0].get("message") == "5 findings" and "tests.yaml:22: " in (bad[0].text or "")
