"""Population tables as spreadsheets export them, and mistakes with the line and column of the CSV file."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.checking import built, checked, concise, full, mistakes

Golden = Callable[[str, str | bytes], None]

POPULATION = "kind: population\nid: people\ndimensions: [country]\nfile: people.csv\n"


def groups(table: str, population: str = POPULATION) -> list[tuple[str, str, int]]:
    manifest = built(population, {"people.csv": table}).manifest
    assert manifest is not None, concise(checked(population, {"people.csv": table}))
    return [(group.role, group.by["country"], group.people) for group in manifest.get("population", "people").groups]


@pytest.mark.parametrize(
    "table",
    [
        "role,people,country\nbuyer,12,DE\nbuyer,3,FR\n",
        "role,people,country\r\nbuyer,12,DE\r\nbuyer,3,FR\r\n",
        "role,people,country\nbuyer,12,DE\nbuyer,3,FR",
        "\ufeffrole;people;country\r\nbuyer;12;DE\r\n\r\nbuyer;3;FR\r\n;;\r\n",
        "role\tpeople\tcountry\nbuyer\t12\tDE\nbuyer\t3\tFR\n",
        '"role","people","country"\n"buyer","12","DE"\n"buyer", 3 ,"FR"\n',
        "country,role,people,,\nDE,buyer,12,,\nFR,buyer,3,,\n",
        'role,people,country,x-note\nbuyer,12,DE,"a, b"\nbuyer,3,FR,\n',
    ],
    ids=[
        "commas",
        "windows",
        "no-last-break",
        "semicolons-bom-empty-lines",
        "tabs",
        "quotes",
        "empty-columns",
        "own-column",
    ],
)
def test_every_export_is_read_alike(table: str) -> None:
    assert groups(table) == [("buyer", "DE", 12), ("buyer", "FR", 3)]


def test_quotes_hold_separators_breaks_and_quotes() -> None:
    assert groups('role,people,country\nbuyer,1,"D,E"\nbuyer,2,"D\nE"\nbuyer,3,"D""E"\n') == [
        ("buyer", "D,E", 1),
        ("buyer", "D\nE", 2),
        ("buyer", 'D"E', 3),
    ]


def test_the_table_lies_beside_the_file_that_names_it() -> None:
    files = {"data/p.yaml": POPULATION, "data/people.csv": "role,people,country\nbuyer,1,DE\n", "people.csv": "x\n"}
    assert mistakes(checked("", files)) == ()


def test_an_overlay_brings_its_own_table() -> None:
    files = {
        "people.csv": "role,people,country\nbuyer,1,DE\n",
        "overlays/test/p.yaml": "kind: population\nid: people\nfile: fewer.csv\n",
        "overlays/test/fewer.csv": "role,people,country\nbuyr,1,DE\n",
    }
    assert concise(checked(POPULATION, files)) == [
        "overlays/test/fewer.csv:2:1: error[unknown-reference] there is no role `buyr`"
    ]


CASES = {
    "a spreadsheet full of mistakes": "role;people;accounts;country;response_rate\r\n"
    "buyer;10;5;DE;30%\r\n"
    "buyers;-3;x;FR;30\r\n"
    "\r\n"
    "buyer;1.000;5\r\n"
    "buyer;;5;US;\r\n"
    ";5;5;US;\r\n"
    'buyer;3,5;5;"U;S";"0,3"\r\n'
    "buyer;five;5;US;\r\n"
    "buyer;1.200;5;;\r\n",
    "one unknown role in many rows": "role,people,country\n" + "".join(f"seller,{n},DE\n" for n in range(9)),
    "columns in capitals": "Role,People,Country\nbuyer,1,DE\n",
    "misspelt column": "role,peple,country\nbuyer,1,DE\nbuyer,2,FR\n",
    "column by another name": "role,persons,country\nbuyer,1,DE\n",
    "column twice": "role,people,people,country\nbuyer,1,1,DE\n",
    "unknown column": "role,people,country,region\nbuyer,1,DE,north\n",
    "column without a name": "role,people,,country\nbuyer,1,x,DE\n",
    "missing columns": "role,accounts\nbuyer,1\n",
    "no header": "buyer,1,DE\nbuyer,2,FR\n",
    "separated by spaces": "role people country\nbuyer 1 DE\n",
    "separator inside a cell": "role,people,country\nbuyer,1,Berlin, Germany\n",
    "quote never closed": 'role,people,country\nbuyer,"1,DE\n',
    "empty": "",
    "empty lines": "\n\n",
}


def test_what_is_said_of_mistakes(golden: Golden) -> None:
    parts = [
        f"# {name}\n\n{full(mistakes(checked(POPULATION, {'people.csv': table or ' '})))}\n"
        for name, table in CASES.items()
    ]
    golden("messages/table.txt", "\n\n".join(parts))


@pytest.mark.parametrize("name", [name for name in CASES if name not in ("columns in capitals",)])
def test_one_mistake_gets_one_message(name: str) -> None:
    found = mistakes(checked(POPULATION, {"people.csv": CASES[name] or " "}))
    assert len(found) == (13 if "full of" in name else 1), full(found)
    assert all(finding.labels[0].where.source.name == "people.csv" for finding in found)


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("file: people.csv", "file: peple.csv", "table-missing"),
        ("file: people.csv", "file: ../people.csv", "wrong-value"),
        ("file: people.csv", "file: people.CSV", "wrong-value"),
        ("file: people.csv", "file: [people.csv]", "wrong-type"),
        ("file: people.csv", "file: people.csv\ngroups: [{role: buyer, people: 1}]", "bad-table"),
        ("dimensions: [country]", "dimension: [country]", "unknown-key"),
        ("dimensions: [country]", "dimensions: country", "wrong-type"),
    ],
)
def test_mistakes_of_the_population_itself(old: str, new: str, rule: str) -> None:
    found = mistakes(checked(POPULATION.replace(old, new), {"people.csv": "role,people,country\nbuyer,1,DE\n"}))
    assert [finding.rule for finding in found][-1:] == [rule], full(found)


@given(st.text(st.sampled_from('role,people,country;"\r\n\t 1-x\ufeff🙂'), max_size=80))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_any_table_is_read_or_explained(table: str) -> None:
    run = checked(POPULATION, {"people.csv": "role,people,country\nbuyer,1,DE\n" + table})
    for finding in run.findings:
        for label in finding.labels:
            assert 0 <= label.where.span.start <= label.where.span.end <= len(label.where.source.text)
