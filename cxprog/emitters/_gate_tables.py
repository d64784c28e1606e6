"""The tables that the gate reads: what has to stand in them, and the calendar of the periods that reports cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cxprog.emitters._gate_reading import Pace, Shown, View, scored
from cxprog.emitters._gate_sql import Line, Script, column, literal
from cxprog.emitters._gate_views import next_edition
from cxprog.manifest import Manifest
from cxprog.target import Address, Artifact


def tables(manifest: Manifest, reports: Sequence[Shown], head: Sequence[str]) -> Artifact:
    """The file `tables.sql`."""
    script = Script()
    script.say(*head, "", *_USE)
    views = tuple(view for report in reports for view in report.views)
    if any(view.editions.rule != "always" for view in views):
        _as_of(script)
    if owns := tuple(sorted({view.own for view in views if view.own})):
        _viewer(script, owns)
    paces = {view.editions.pace: view for view in reversed(views) if view.editions.pace}
    if paces:
        _calendar(script, manifest, paces)
    if any(view.editions.rule == "published" for view in views):
        _editions(script, reports)
    if any(view.numbers for view in views):
        _answers(script, manifest, views)
    if any(view.comments for view in views):
        _comments(script, views)
    return script.artifact("tables.sql")


_USE = (
    "Run this file first, then those of the reports; running them again keeps all lines. Let readers select from their "
    "views and from no table. In PostgreSQL set `security_barrier` on the views, so that no function in a query of "
    "theirs gets to see a line before it is hidden.",
)


def publishing(reports: Sequence[Shown], head: Sequence[str]) -> Iterator[Artifact]:
    """The file that publishes an edition of each report that has enough new answers; none where no report needs it."""
    waiting = [report for report in reports if next_edition(report)]
    if not waiting:
        return
    script = Script()
    script.say(*head)
    for report in waiting:
        script.add("")
        script.add(
            Line("INSERT INTO cx_editions (report, last_day)", Address("report", report.id, ("every",))),
            "SELECT report, MAX(last_day)",
            f"FROM {next_edition(report)}",
            "GROUP BY report",
            "HAVING MIN(is_enough) = 1;",
        )
    yield script.artifact("publish_editions.sql")


def _table(script: Script, called: str, columns: Sequence[str], key: str = "") -> None:
    rows = [*columns, *([f"PRIMARY KEY ({key})"] if key else [])]
    ends = [","] * (len(rows) - 1) + [""]
    script.add(f"CREATE TABLE IF NOT EXISTS {called} (")
    script.add(*(f"{row}{end}" for row, end in zip(rows, ends, strict=True)), indent=2)
    script.add(");")


# WHAT THE PROGRAM'S OPERATORS FILL


def _as_of(script: Script) -> None:
    script.add("")
    script.say(
        "The day of today, one line: only editions that ended before it are shown. Never set it ahead of time. Without "
        "a line, nothing is shown. A view that reads a clock does as well."
    )
    _table(script, "cx_as_of", ("day TEXT NOT NULL",))


def _viewer(script: Script, owns: Sequence[str]) -> None:
    listed = ", ".join(owns)
    script.add("")
    script.say(
        f"Who is looking ({listed}): views that show each reader its own part show lines of these and no others. Where "
        "readers log in to the database, make this a view of the one who is logged in, or leave out the condition on "
        "cx_viewer and let the row-level security of the dashboard compare the same column."
    )
    _table(script, "cx_viewer", tuple(f"{column(own)} TEXT" for own in owns))


def _editions(script: Script, reports: Sequence[Shown]) -> None:
    waiting = ", ".join(report.id for report in reports if next_edition(report))
    script.add("")
    script.say(
        f"Editions of the reports that have no period of their own ({waiting}): each ends on its last day, and holds "
        "what came in since the one before. Add later days only, and neither change nor remove one: two editions that "
        "differ by a few answers give these away. publish_editions.sql adds a day as soon as there is enough."
    )
    _table(script, "cx_editions", ("report TEXT NOT NULL", "last_day TEXT NOT NULL"), "report, last_day")


_STAYS = (
    "`answered_on` is the day on which the line came into this table. Once a day is over, none of its lines may be "
    "added, changed or removed, and dimensions stay as they were then: what was shown once stays as it is."
)
_EMPTY = "Where a dimension is not known it is NULL: such a line counts in the totals above, and in no group."
_DAYS = "Days are texts such as 2027-03-31: all databases write, compare and sort these alike."


def _answers(script: Script, manifest: Manifest, views: Sequence[View]) -> None:
    metrics = sorted({number.metric for view in views for number in view.numbers})
    dimensions = _dimensions(view for view in views if view.numbers)
    script.add("")
    script.say(
        "One line for each answer and metric; it may be a view of yours. Minimums count lines: who answered twice in a "
        "period should have one line, the later one. No line needs to say who answered.",
        _STAYS,
        *([_EMPTY] if dimensions else []),
        _DAYS,
        "",
        "The score of",
    )
    script.table([(metric, scored(manifest, manifest.get("metric", metric))) for metric in metrics])
    _said_of(script, dimensions)
    columns = (
        "answer_id TEXT NOT NULL",
        "survey TEXT NOT NULL",
        "metric TEXT NOT NULL",
        "score DOUBLE PRECISION NOT NULL",
        "answered_on TEXT NOT NULL",
        *(f"{column(each)} TEXT" for each in dimensions if each != "survey"),
    )
    _table(script, "cx_answers", columns, "answer_id, metric")


def _comments(script: Script, views: Sequence[View]) -> None:
    shown = [view for view in views if view.comments]
    dimensions = _dimensions(shown)
    keys = tuple(dict.fromkeys(key for view in shown for key in view.comments_with if key not in dimensions))
    asked = sorted({comment.address for view in shown for comment in view.comments})
    script.add("")
    script.say(
        f"One line for each comment, that is to say each answer to {', '.join(asked)}; it may be a view of yours.",
        _STAYS,
        *([f"Shown beside the words, as the reports ask for it: {', '.join(keys)}."] if keys else []),
    )
    _said_of(script, dimensions)
    columns = (
        "answer_id TEXT NOT NULL",
        "survey TEXT NOT NULL",
        "question TEXT NOT NULL",
        "words TEXT NOT NULL",
        "answered_on TEXT NOT NULL",
        *(f"{column(each)} TEXT" for each in (*dimensions, *keys) if each != "survey"),
    )
    _table(script, "cx_comments", columns, "answer_id, question")


def _dimensions(views: Any) -> tuple[str, ...]:
    """Columns that views cut or restrict by, sorted."""
    return tuple(sorted({name for view in views for name in (*view.cuts, *filter(None, (view.own,)))}))


_ONE_OF_SEVERAL = {
    "role": "the role that was asked, one only, though a person may hold several",
    "stage": "the stage that the answer is about, one only, as `<journey>.<stage>`",
    "touchpoint": "the touchpoint that the answer is about, one only, as `<journey>.<touchpoint>`",
}


def _said_of(script: Script, dimensions: Sequence[str]) -> None:
    """What to write where more than one value could be meant."""
    rows = [(each, _ONE_OF_SEVERAL[each]) for each in dimensions if each in _ONE_OF_SEVERAL]
    if rows:
        script.say("", "The column")
        script.table(rows)


# THE CALENDAR


def _calendar(script: Script, manifest: Manifest, paces: Mapping[Pace, View]) -> None:
    """A table of days with the period in which each lies, for every pace of the program."""
    script.add("")
    script.say(
        "In which period each day lies, for every pace at which reports come out: 2000 to 2099. Days beyond are not "
        "shown. Weeks begin on Monday; quarters, half-years and years with the fiscal year."
    )
    _table(
        script,
        "cx_calendar",
        ("pace TEXT NOT NULL", "day TEXT NOT NULL", "first_day TEXT NOT NULL", "last_day TEXT NOT NULL"),
    )
    script.add("", "DELETE FROM cx_calendar;", "", *_DAYS_OF_A_CENTURY)
    script.say("The days of a period have the same `period`: the number of its first month, or day.", indent=2)
    script.add("periods AS (", indent=2)
    ordered = sorted(paces, key=lambda pace: (pace.unit, pace.length))
    for index, pace in enumerate(ordered):
        origin = Address("report", paces[pace].report, ("every",))
        number = _numbered(pace, manifest.settings.fiscal_year)
        script.add(*(["UNION ALL"] if index else []), indent=4)
        script.add(Line(f"SELECT {literal(pace.name)} AS pace, day, {number} AS period", origin), "FROM days", indent=4)
    script.add(
        "  )",
        "SELECT pace, day, MIN(day) OVER period_of, MAX(day) OVER period_of",
        "FROM periods",
        "WINDOW period_of AS (PARTITION BY pace, period);",
    )


def _numbered(pace: Pace, fiscal_year: str) -> str:
    """The number of the first month or day of a period."""
    if pace.unit == "days":
        return f"day_number - day_number % {pace.length}" if pace.length > 1 else "day_number"
    month, first = (1, 1) if pace.length == 1 else map(int, fiscal_year.split("-"))
    own = "month_number" if first == 1 else f"(month_number - CASE WHEN day_of_month < {first} THEN 1 ELSE 0 END)"
    begins = (month - 1) % pace.length
    shifted = f"({own} - {begins})" if begins else own
    return f"{own} - {shifted} % {pace.length}" if pace.length > 1 else own


_DAYS_OF_A_CENTURY = """\
INSERT INTO cx_calendar (pace, day, first_day, last_day)
WITH
  digits (digit) AS (
    VALUES ('0'), ('1'), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('8'), ('9')
  ),
  pairs AS (
    SELECT tens.digit || units.digit AS pair, CAST(tens.digit || units.digit AS INTEGER) AS number
    FROM digits AS tens
    CROSS JOIN digits AS units
  ),
  -- Every fourth year has a 29 February, 2000 included.
  dates AS (
    SELECT
      '20' || y.pair || '-' || m.pair || '-' || d.pair AS day,
      12 * (2000 + y.number) + m.number - 1 AS month_number, d.number AS day_of_month
    FROM pairs AS y
    CROSS JOIN pairs AS m
    CROSS JOIN pairs AS d
    WHERE m.number BETWEEN 1 AND 12
      AND d.number BETWEEN 1 AND CASE
        WHEN m.number IN (4, 6, 9, 11) THEN 30
        WHEN m.number <> 2 THEN 31
        WHEN y.number % 4 = 0 THEN 29
        ELSE 28
      END
  ),
  -- Day 7 is the first Monday.
  days AS (
    SELECT
      day, month_number, day_of_month,
      ROW_NUMBER() OVER (ORDER BY month_number, day_of_month) + 4 AS day_number
    FROM dates
  ),""".splitlines()
