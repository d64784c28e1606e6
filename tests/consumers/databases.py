"""Databases in memory, and a parser of PostgreSQL's SQL: the consumers of the SQL that we write."""

from __future__ import annotations

import importlib.util
import os
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn, Protocol

import pytest

ENGINES = ("sqlite", "duckdb")

Row = dict[str, Any]


class Database(Protocol):
    """What tests ask of a database."""

    def run(self, script: str) -> None:
        """Run statements."""

    def rows(self, query: str) -> list[Row]:
        """What a query gives, by column."""

    def fill(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put lines into a table, by column."""


def database(engine: str) -> Database:
    """An empty database; skips the test where the engine is not installed, and fails it where CI=true."""
    return _Sqlite() if engine == "sqlite" else _DuckDB()


class _Sqlite:
    def __init__(self) -> None:
        if sqlite3.sqlite_version_info < (3, 39):
            _missing("sqlite 3.39")
        self.connection = sqlite3.connect(":memory:")

    def run(self, script: str) -> None:
        self.connection.executescript(script)

    def rows(self, query: str) -> list[Row]:
        found = self.connection.execute(query)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def fill(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        rows = list(rows)
        if rows:
            self.connection.executemany(*_insert(table, rows))


class _DuckDB:
    def __init__(self) -> None:
        if importlib.util.find_spec("duckdb") is None:
            _missing("duckdb")
        import duckdb

        self.connection = duckdb.connect()

    def run(self, script: str) -> None:
        self.connection.execute(script)

    def rows(self, query: str) -> list[Row]:
        found = self.connection.execute(query)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def fill(self, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
        rows = list(rows)
        if not rows:
            return
        # One statement with all values: a prepared one for each line takes a hundred times as long.
        columns = ", ".join(_quoted(name) for name in rows[0])
        values = ", ".join(f"({', '.join(_literal(value) for value in row.values())})" for row in rows)
        self.connection.execute(f"INSERT INTO {table} ({columns}) VALUES {values}")


def postgres_statements(script: str) -> list[str]:
    """The kinds of statements that a parser of PostgreSQL's dialect finds; raises on what it does not understand."""
    if importlib.util.find_spec("sqlglot") is None:
        _missing("sqlglot")
    import sqlglot

    statements = sqlglot.parse(script, read="postgres")
    return [statement.key for statement in statements if statement is not None]


def _insert(table: str, rows: list[Mapping[str, Any]]) -> tuple[str, list[tuple[Any, ...]]]:
    columns = ", ".join(_quoted(name) for name in rows[0])
    marks = ", ".join("?" for _ in rows[0])
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})", [tuple(row.values()) for row in rows]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(value: Any) -> str:
    if value is None:
        return "NULL"
    return repr(value) if isinstance(value, int | float) else "'" + str(value).replace("'", "''") + "'"


def _missing(name: str) -> NoReturn:
    reason = f"consumer {name} is not installed: run script/test"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
