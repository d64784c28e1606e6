"""The gate's files: text in, SQL, settings and notes out. tests/consumers/test_gate.py runs the SQL."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from cxprog.analysis.cells import Reader
from cxprog.check import Today
from cxprog.compiler import Built, Project, check_project
from cxprog.emitters.gate import produce
from cxprog.manifest import Manifest, lower
from cxprog.source import Source
from cxprog.target import Artifact, Note, losses
from cxprog.trace import traced
from cxprog.workspace import read_project

Golden = Callable[[str, str | bytes], None]

ROOT = Path(__file__).parents[2]
TODAY = Today("2026-11-22")
BASE = """\
kind: program
language: 1
id: pumps
version: 1.0.0
model: b2b2c
partnership: interdependent
clock: UTC
owner: office
account_managers: sales
targets: {gate: {}}
---
{kind: team, id: office}
---
{kind: team, id: sales}
---
{kind: partner, id: dealers, type: dealer, organizations: 40, manager: sales, maturity: new}
---
{kind: role, id: buyer, audience: customer, level: strategic}
---
{kind: role, id: clerk, audience: partner, level: operational}
---
{kind: role, id: colleague, audience: employee, level: operational}
---
kind: journey
id: purchase
actor: customer
stages:
  - id: buying
    roles: [buyer]
    touchpoints: [{id: counter, channel: on-site, owner: dealers}]
---
kind: population
id: people
dimensions: [country, city, tier]
within: {city: country}
groups: [{role: buyer, by: {country: DE, city: Kiel, tier: gold}, people: 900}]
---
kind: metric
id: ease
type: ces
scale: {lowest: 1, highest: 7}
direction: higher-is-better
---
{kind: question, id: how-easy, type: ces, text: How easy was it?, metric: ease}
---
{kind: question, id: why, type: open-text, text: Why?}
---
kind: survey
id: yearly
purpose: relational
asks: [buyer]
when: {every: yearly, starting: 2027-01-10}
identity: identified
minutes: 3
listens_to: [purchase.counter]
questions: [how-easy, why]
---
"""


def manifest_of(text: str) -> Manifest:
    return lower(check_project(Project((Source("cxprog.yaml", BASE + text),)), TODAY).program)


def produced(text: str, **options: Any) -> tuple[Mapping[str, str], list[Note]]:
    """Files and notes of a program, whatever rules find in it."""
    made = list(produce.produce(manifest_of(text), produce.options(**options)))
    files = {each.path: each.data.decode() for each in made if isinstance(each, Artifact)}
    return files, [each for each in made if isinstance(each, Note)]


def report(**keys: Any) -> str:
    """A report of a metric in each quarter, with these keys."""
    return json.dumps({"kind": "report", "id": "numbers", "metrics": ["ease"], "every": "quarterly", **keys})


def settings(text: str) -> Any:
    return json.loads(produced(text)[0]["settings.json"])["reports"][0]


# THE EXAMPLE


@cache
def example() -> Built:
    """The example's gate, whatever rules find in it."""
    folder = ROOT / "programs" / "example"
    checked = check_project(read_project(folder, folder / "dist"), TODAY)
    manifest = lower(checked.program)
    made = list(produce.produce(manifest, produce.options()))
    notes = [each for each in made if isinstance(each, Note)]
    files = [*(each for each in made if isinstance(each, Artifact)), Artifact.json("losses.json", list(losses(notes)))]
    return Built(checked, manifest, {f"gate/{each.path}": each for each in files}, checked.run)


def test_the_files_of_the_example(golden: Golden) -> None:
    for name, artifact in example().artifacts.items():
        golden(f"example/{name}", artifact.data)


def test_lines_are_readable() -> None:
    for name, artifact in example().artifacts.items():
        if name.endswith(".sql"):
            lines = artifact.data.decode().split("\n")
            assert max(map(len, lines)) <= 110, name
            assert [line for line in lines if line != line.rstrip()] == []


@pytest.mark.parametrize(
    ("name", "line", "leads_to"),
    [
        ("service-monthly.sql", r"'repair-why', 10\)", "scores_from: 5|comments_from: 10"),
        ("service-monthly.sql", r"'repair-ces', 'mean'|'repair-ces', 30", "minimum_n: 30"),
        ("tier-overview.sql", r"CREATE VIEW .*silver-dealers", "to:"),
        ("tables.sql", r"'half-yearly' AS pace", "every: half-yearly"),
        ("settings.json", r'"set_by": "policy:small-numbers/anonymity/comments_from"', "comments_from: 10"),
    ],
)
def test_lines_lead_back_to_the_program(name: str, line: str, leads_to: str) -> None:
    text = example().artifacts[f"gate/{name}"].data.decode()
    number = next(number for number, each in enumerate(text.split("\n"), start=1) if re.search(line, each))
    assert re.search(leads_to, "\n".join(traced(example(), f"gate/{name}", number, is_output=True)))


def test_settings_follow_their_schema() -> None:
    schema = json.loads((ROOT / "schemas" / "json" / "gate-settings-1.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    check = Draft202012Validator(schema)
    for given in (
        example().artifacts["gate/settings.json"].data.decode(),
        produced("")[0]["settings.json"],
        produced((ROOT / "tests" / "consumers" / "gate.yaml").read_text("utf-8").partition("---\n")[2])[0][
            "settings.json"
        ],
    ):
        assert list(check.iter_errors(json.loads(given))) == []


# WHO SEES IT FROM HOW MANY ANSWERS ON

POLICY = """\
kind: policy
id: privacy
anonymity: {scores_from: 5, comments_from: 8, partners_from: 10, customers_from: 12}
---
"""


@pytest.mark.parametrize(
    ("who", "scores", "comments", "set_by"),
    [
        ("office", 5, 8, "scores_from"),
        ("dealers", 10, 10, "partners_from"),
        ("clerk", 10, 10, "partners_from"),
        ("buyer", 12, 12, "customers_from"),
        ("colleague", 5, 8, "scores_from"),
        # Touchpoints are owned by partners here, so one of them may be who reads it.
        ("touchpoint-owner", 10, 10, "partners_from"),
    ],
)
def test_the_strictest_minimum_holds(who: str, scores: int, comments: int, set_by: str) -> None:
    text = POLICY + report(to=[who], comments=["yearly.why"], minimum={"scores": 3, "comments": 2})
    (audience,) = settings(text)["audiences"]
    assert [(each["minimum"], each["set_by"]) for each in audience["numbers"]] == [
        (scores, f"policy:privacy/anonymity/{set_by}")
    ]
    assert [each["minimum"] for each in audience["comments"]] == [comments]


@pytest.mark.parametrize("who", ["office", "dealers", "clerk", "buyer", "colleague"])
def test_scenarios_count_with_the_same_minimum(who: str) -> None:
    text = POLICY + report(to=[who], comments=["yearly.why"], minimum={"scores": 7})
    (audience,) = settings(text)["audiences"]
    read = Reader(manifest_of(text), "numbers", who).reads({}, ())
    shown = {"ease": audience["numbers"][0]["minimum"], "why": audience["comments"][0]["minimum"]}
    assert {name: each.needed for name, each in read.items()} == shown


@pytest.mark.parametrize(
    ("viewer", "audiences"),
    [
        ("account-manager", [("sales", "team", None)]),
        ({"who": "account-manager", "sees": "own"}, [("sales", "team", "account")]),
        ({"who": "partner-manager", "sees": "own"}, [("sales", "team", "partner")]),
        ({"who": "partner", "sees": "own"}, [("dealers", "partner", "partner")]),
        ({"who": "clerk", "sees": "own"}, [("clerk", "role", "partner")]),
        ({"who": "buyer", "sees": "own"}, [("buyer", "role", "account")]),
        ({"who": "touchpoint-owner", "sees": "own"}, [("touchpoint-owner", "word", "touchpoint")]),
    ],
)
def test_words_are_those_whom_they_stand_for(viewer: Any, audiences: list[tuple[str, str, str | None]]) -> None:
    found = settings(report(to=[viewer], minimum={"scores": 3}))["audiences"]
    assert [(each["who"], each["sort"], each["own"]) for each in found] == audiences


def test_who_sees_all_of_it_needs_no_view_of_the_own_part() -> None:
    to = ["sales", {"who": "account-manager", "sees": "own"}]
    (audience,) = settings(report(to=to, minimum={"scores": 3}))["audiences"]
    assert (audience["who"], audience["own"]) == ("sales", None)


def test_who_sees_two_sorts_of_own_parts_has_two_views() -> None:
    to = [{"who": "account-manager", "sees": "own"}, {"who": "partner-manager", "sees": "own"}]
    found = settings(report(to=to, minimum={"scores": 3}))["audiences"]
    assert [each["numbers_view"] for each in found] == ["cx_numbers_sales", "cx_numbers_sales_2"]


def test_a_view_is_written_once_for_all_who_see_the_same() -> None:
    files, _ = produced(POLICY + report(to=["office", "sales", "dealers"]))
    text = files["numbers.sql"]
    assert text.count("CREATE VIEW") == 3
    assert 'CREATE VIEW "cx_numbers_sales" AS\nSELECT *\nFROM "cx_numbers_office";' in text
    # Who reads another view is dropped before it.
    assert text.index('EXISTS "cx_numbers_sales"') < text.index('EXISTS "cx_numbers_office"')


def test_reports_that_are_retired_or_show_no_answers_have_no_file() -> None:
    files, notes = produced(report(to=["office"], retired="2026-01-01", loops=[]))
    assert list(files) == ["settings.json"]
    assert json.loads(files["settings.json"])["reports"] == []
    assert notes == []


# WHICH GROUPS


@pytest.mark.parametrize(
    ("keys", "groups"),
    [
        ({}, [[]]),
        ({"cut_by": ["tier"]}, [[], ["tier"]]),
        ({"cut_by": ["tier", "country"]}, [[], ["tier"], ["tier", "country"]]),
        ({"cut_by": ["tier", "country"], "totals": "none"}, [["tier", "country"]]),
        # Each city lies in one country, so all totals are those of countries and of cities.
        ({"cut_by": ["city", "country"]}, [[], ["country"], ["country", "city"]]),
        ({"cut_by": ["city", "country"], "totals": "nested"}, [[], ["city"], ["city", "country"]]),
        ({"cut_by": ["touchpoint", "stage"]}, [[], ["stage"], ["stage", "touchpoint"]]),
        ({"cut_by": ["country", "tier"], "hide": [{}]}, [["country"], ["country", "tier"]]),
        ({"cut_by": ["country", "code", "tier"]}, [[], ["country"], ["country", "tier"]]),
        ({"cut_by": ["country", "code", "tier"], "totals": "nested"}, [[], ["country"]]),
    ],
)
def test_totals_are_nested(keys: Mapping[str, Any], groups: list[list[str]]) -> None:
    (audience,) = settings(report(to=["office"], minimum={"scores": 3}, **keys))["audiences"]
    assert audience["groups"] == groups


@pytest.mark.parametrize(
    "keys",
    [{"hide": [{}]}, {"cut_by": ["code"], "totals": "none"}, {"cut_by": ["country", "code"], "totals": "none"}],
)
def test_a_report_of_which_nothing_can_be_shown_has_no_view(keys: Mapping[str, Any]) -> None:
    files, _ = produced(report(to=["office"], **keys))
    assert list(files) == ["settings.json"]


def test_hidden_groups_are_those_that_the_gate_has() -> None:
    hide = [{"country": "DE"}, {"tier": "gold"}, {"country": "DE", "tier": "gold"}, {"country": "it's"}]
    text = report(to=["office"], cut_by=["country", "tier"], totals="nested", hide=hide, minimum={"scores": 3})
    (audience,) = settings(text)["audiences"]
    assert audience["hide"] == [hide[0], hide[2], hide[3]]
    sql = produced(text)[0]["numbers.sql"]
    assert "AND NOT (\"country\" = 'DE' AND \"tier\" = 'gold')" in sql
    assert "NOT (level = 1 AND \"country\" = 'it''s')" in sql


# EDITIONS


@pytest.mark.parametrize(
    ("every", "covers", "rule", "period"),
    [
        ("monthly", None, "periods", "monthly"),
        ("half-yearly", None, "periods", "half-yearly"),
        ("90d", None, "periods", "90-days"),
        ("2w", None, "periods", "fortnightly"),
        ("12h", None, "periods", "daily"),
        ("5bd", None, "periods", "weekly"),
        ("40bh", None, "periods", "weekly"),
        ("quarterly", "yearly", "periods", "yearly"),
        ("on-demand", "monthly", "periods", "monthly"),
        ("on-demand", None, "published", None),
        ("immediately", None, "published", None),
    ],
)
def test_numbers_move_when_a_period_is_over_or_an_edition_is_published(
    every: str, covers: str | None, rule: str, period: str | None
) -> None:
    keys = {"every": every, **({"covers": covers} if covers else {})}
    text = report(to=["office"], minimum={"scores": 3}, **keys)
    assert settings(text)["refresh"] == {"rule": rule, "every": settings(text)["refresh"]["every"], "period": period}
    files, _ = produced(text)
    assert ("publish_editions.sql" in files) == (rule == "published")
    assert ("cx_calendar" in files["tables.sql"]) == (rule == "periods")


def test_without_a_minimum_nothing_has_to_wait() -> None:
    files, _ = produced(report(to=["office"], every="on-demand", cut_by=["country"]))
    assert json.loads(files["settings.json"])["reports"][0]["refresh"]["rule"] == "always"
    assert not re.search("needed|cx_as_of|HAVING|WINDOW", files["numbers.sql"] + files["tables.sql"])


# WHAT IS SAID


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            report(to=["office"], cut_by=["country", "tier"]),
            ["`numbers` comes without totals by `tier`: together with the others they could give small groups away"],
        ),
        (report(to=["office"], cut_by=["city", "country"]), []),
        (report(to=["office"], cut_by=["country", "tier"], totals="nested"), []),
        (
            report(to=["office"], filters=["tier", "country"]),
            ["`numbers` comes without filters by `tier`, `country`: what one leaves out could be worked out"],
        ),
        (
            report(to=["office"], cut_by=["code"]),
            ["`numbers` comes without groups by code: an answer that is filed under two codes would count twice"],
        ),
        (
            report(to=["office"], covers="yearly"),
            ["`numbers` comes with yearly numbers: editions that overlap differ by a few answers"],
        ),
        (
            report(to=["office"], covers="monthly"),
            ["`numbers` comes with monthly numbers, also between its editions"],
        ),
        (report(to=["office"], every="on-demand", covers="monthly"), []),
        # Nothing is left of this one, and that is said as well.
        (
            report(to=["office"], cut_by=["code"], totals="none"),
            ["`numbers` comes without groups by code: an answer that is filed under two codes would count twice"],
        ),
        (
            report(to=["office", "sales"]) + "\n---\n" + report(id="others", to=["office", "sales"], cut_by=["tier"]),
            ["`office`, `sales` see `ease` in several reports: each is safe by itself, all together need not be"],
        ),
        (report(to=["office"]) + "\n---\n" + report(id="others", to=["office"]), []),
        (
            "{kind: taxonomy, id: causes, codes: [{id: price}]}\n---\n" + report(to=["office"], topics=["causes"]),
            ["`numbers` counts topics as well, which the gate does not see"],
        ),
        (
            "{kind: metric, id: health, type: mean, made_of: [ease]}\n---\n"
            + report(to=["office"], metrics=["ease", "health"]),
            ["`health` is left out: it is worked out from other metrics, and not from single answers"],
        ),
        (
            "{kind: metric, id: heavy, type: mean, weight_by: account-value, adjusted_for: [country]}\n---\n"
            + report(to=["office"], metrics=["heavy"]),
            [
                "all answers weigh the same in `heavy`: through a weighted value, a large account shines",
                "no level is taken out of `heavy`: values come as they were answered",
            ],
        ),
        (
            "{kind: metric, id: each, type: mean, per: account}\n---\n"
            + report(to=["office"], metrics=["ease", "each"]),
            ["`numbers` comes without `each` for `office`: it has a value for each account only"],
        ),
        (
            "{kind: metric, id: each, type: mean, per: account}\n---\n"
            + report(to=[{"who": "account-manager", "sees": "own"}], metrics=["each"]),
            [],
        ),
        (
            "{kind: metric, id: wallet, type: operational}\n---\n" + report(to=["office"], metrics=["ease", "wallet"]),
            [],
        ),
    ],
)
def test_what_is_left_out_is_said(text: str, said: list[str]) -> None:
    _, notes = produced(text)
    assert [note.message for note in notes] == said
    for note in notes:
        assert note.address is not None and note.help
        assert len(f"gate: {note.message}") <= 120


def test_metrics_that_are_not_made_of_answers_are_in_no_view() -> None:
    text = (
        "{kind: metric, id: wallet, type: operational}\n---\n"
        "{kind: metric, id: health, type: mean, made_of: [ease]}\n---\n"
        "{kind: metric, id: mature-only, type: mean, for_maturity: [mature]}\n---\n"
        + report(to=["office", "dealers"], metrics=["wallet", "ease", "health", "mature-only"])
    )
    found = {each["who"]: [number["metric"] for number in each["numbers"]] for each in settings(text)["audiences"]}
    assert found == {"office": ["ease", "mature-only"], "dealers": ["ease"]}


# WHAT A SCORE IS


@pytest.mark.parametrize(
    ("metric", "said", "rule"),
    [
        ("type: nps", "the answer, 0 to 10", "'it', 'nps', 3, 6, 9"),
        ("type: mean, scale: {lowest: 1, highest: 5}", "the answer, 1 to 5", "'it', 3, 1, 5"),
        (
            "type: mean",
            "the answer, a number",
            "'it', 3, CAST(NULL AS DOUBLE PRECISION), CAST(NULL AS DOUBLE PRECISION)",
        ),
        ("type: ratio", "1 where the answer is `yes`, else 0", "'it', 3, 0, 1"),
        ("type: ratio, choice: late", "1 where the answer is `late`, else 0", "'it', 3, 0, 1"),
        ("type: top-box", "1 where the answer is the best of its scale, else 0", "'it', 3, 0, 1"),
        (
            "type: top-box, scale: {lowest: 0, highest: 100}",
            "1 where the answer is the best",
            "'it', 'percent', 3, 0, 1",
        ),
        (
            "type: ranking, choice: price",
            "rank of `price`, 1 for the first",
            "'it', 3, 1, CAST(NULL AS DOUBLE PRECISION)",
        ),
    ],
)
def test_scores_are_told_in_the_tables(metric: str, said: str, rule: str) -> None:
    text = f"{{kind: metric, id: it, {metric}}}\n---\n" + report(to=["office"], metrics=["it"], minimum={"scores": 3})
    files, _ = produced(text)
    assert f"--   it  {said}" in files["tables.sql"]
    assert f"({rule})" in files["numbers.sql"]


def test_the_ends_of_a_ranking_are_the_first_and_the_last_place() -> None:
    text = (
        "{kind: metric, id: it, type: ranking, choice: price}\n---\n"
        "{kind: question, id: first, type: ranking, text: What first?, metric: it, "
        "choices: [{id: price}, {id: speed}, {id: care}]}\n---\n"
        + report(to=["office"], metrics=["it"], minimum={"scores": 3})
    )
    assert "('it', 3, 1, 3)" in produced(text)[0]["numbers.sql"]


# TEXTS


def test_titles_stay_in_their_comment_and_come_in_the_locale_that_is_asked_for() -> None:
    title = {"en": "One\ntwo */ DROP TABLE cx_answers;\u202e", "de": "Eins"}
    text = report(to=["office"], title=title, minimum={"scores": 3})
    files, _ = produced(text)
    assert files["numbers.sql"].startswith("-- One two */ DROP TABLE cx_answers; : report numbers, quarterly.\n")
    files, _ = produced(text, locale="de")
    assert files["numbers.sql"].startswith("-- Eins: report numbers, quarterly.\n")


def test_the_same_program_gives_the_same_bytes() -> None:
    text = POLICY + report(to=["office", "dealers"], cut_by=["country"], comments=["yearly.why"])
    assert produced(text) == produced(text)
