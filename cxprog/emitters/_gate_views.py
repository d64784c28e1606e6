"""The views of one report: for each reader, what is large enough and cannot be taken apart by subtraction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cxprog.analysis.anonymity.values import Audience
from cxprog.emitters._gate_chain import Chain, never
from cxprog.emitters._gate_reading import Number, Shown, View
from cxprog.emitters._gate_sql import Line, Named, Script, column, literal, name, number, place_words, select, where
from cxprog.target import Address, Artifact


class Names(NamedTuple):
    """Views of one reader, by their quoted names; empty where there is none."""

    numbers: str
    comments: str


def names(report: Shown) -> tuple[Names, ...]:
    """The views of each audience, in their order."""
    found: list[Names] = []
    seen: Counter[Audience] = Counter()
    for view in report.views:
        seen[view.audience] += 1
        times = seen[view.audience]
        parts = (report.id, view.audience.id, *((str(times),) if times > 1 else ()))
        numbers, comments = name(*parts), name(*parts, "comments")
        found.append(Names(numbers if view.numbers else "", comments if view.comments else ""))
    return tuple(found)


def next_edition(report: Shown) -> str:
    """The quoted name of the view that says what waits to be published; empty where nobody has to publish anything."""
    waits = any(view.editions.rule == "published" for view in report.views)
    return name(report.id, "next_edition") if waits else ""


def file_of(report: str) -> str:
    """The file of a report; `tables.sql` is taken."""
    return "tables_.sql" if report == "tables" else f"{report}.sql"


def views(report: Shown, head: Sequence[str]) -> Artifact:
    """The file of a report."""
    script = Script()
    script.say(*head)
    script.add("")
    called = names(report)
    made = [*(each for pair in called for each in pair if each), *filter(None, (next_edition(report),))]
    # Those that read another one come after it, so they go first.
    script.add(*(f"DROP VIEW IF EXISTS {each};" for each in reversed(made)))
    firsts: dict[object, tuple[View, Names]] = {}
    for view, own in zip(report.views, called, strict=True):
        like, other = firsts.setdefault(view.content, (view, own))
        for write, mine, theirs in ((_numbers, own.numbers, other.numbers), (_comments, own.comments, other.comments)):
            if mine:
                script.add("")
                write(script, mine, view) if like is view else _same(script, mine, theirs, view, like)
    if next_edition(report):
        script.add("")
        _next_edition(script, report)
    return script.artifact(file_of(report.id))


def _same(script: Script, mine: str, theirs: str, view: View, like: View) -> None:
    script.say(f"For {view.audience.id}: the same as for {like.audience.id}.")
    script.view(mine, (), (Line("SELECT *"), Line(f"FROM {theirs}")), view.address)


# NUMBERS


def _numbers(script: Script, called: str, view: View) -> None:
    chain = Chain(view, "answers", ("metric",), True, any(each.least.answers > 1 for each in view.numbers))
    counts = ("n",) if view.counts else ()
    level = ("level",) if len(view.levels) > 1 else ()
    totals = (each for each in view.hidden if each.level in view.levels[:-1])
    hidden = (never(view, each, f"level = {each.level}") for each in totals)
    columns = (*level, *chain.keys(len(view.cuts)), *counts, "value")
    script.say(f"For {view.audience.id}: the numbers.")
    script.view(
        called,
        (
            _number_rules(chain),
            *chain.editions(),
            Named("answers", _ANSWERS[bool(chain.period)], _answers(chain)),
            *chain.levels(),
            *((_all_levels(chain),) if level else ()),
        ),
        (
            *select(columns, f"FROM {'shown' if level else f'shown_{view.levels[0]}'}"),
            *where((*chain.is_theirs(), *hidden)),
        ),
        view.address,
    )


def _number_rules(chain: Chain) -> Named:
    numbers = chain.view.numbers
    is_mixed = any(each.computed != "mean" for each in numbers)
    ends = ("lowest", "highest") if chain.is_guarded else ()
    columns = ("metric", *(("computed",) if is_mixed else ()), *chain.needed, *ends)
    rows = []
    for each in numbers:
        computed = (literal(each.computed),) if is_mixed else ()
        limits = (str(each.least.answers), number(each.lowest), number(each.highest)) if chain.is_guarded else ()
        rows.append((", ".join((literal(each.metric), *computed, *limits)), each.least.at))
    return Named(f"rules ({', '.join(columns)})", (_RULES,) if chain.is_guarded else (), _values(rows))


_RULES = (
    "How many answers each metric needs, and the scores from which on everybody is at the low or the high end: there, "
    "the value of a group tells what each of them answered."
)


def _values(rows: Sequence[tuple[str, Address | None]]) -> tuple[Line, ...]:
    """Rows, each with the place that it comes from beside it."""
    ends = [","] * (len(rows) - 1) + [""]
    lines = (
        Line(f"  ({cells}){end}{f' -- {place_words(at)}' if at else ''}", at)
        for (cells, at), end in zip(rows, ends, strict=True)
    )
    return (Line("VALUES"), *lines)


_ANSWERS = {True: ("The answers, in editions that are over.",), False: ("The answers.",)}


def _answers(chain: Chain) -> tuple[Line, ...]:
    view = chain.view
    columns = (
        "a.metric",
        *(f"e.{each}" for each in chain.period),
        *(f"a.{each}" for each in (*chain.own, *chain.cuts(len(view.cuts)))),
        *(f"r.{each}" for each in chain.needed),
        f"{_points(view.numbers)} AS points",
    )
    ends = (
        "CASE WHEN a.score <= r.lowest THEN 0 ELSE 1 END AS is_above_lowest",
        "CASE WHEN a.score >= r.highest THEN 0 ELSE 1 END AS is_below_highest",
    )
    return (
        *select(
            (*columns, *(ends if chain.is_guarded else ())),
            "FROM cx_answers AS a",
            "JOIN rules AS r ON r.metric = a.metric",
            chain.joined(),
        ),
        *where(("a.score IS NOT NULL", chain.is_over())),
    )


def _points(numbers: Sequence[Number]) -> str:
    """What has to be averaged for the value."""
    cases = [f"  {case}" for way, case in _WAYS if way in {each.computed for each in numbers}]
    return "\n".join(("CASE", *cases, "  ELSE a.score", "END")) if cases else "a.score"


_WAYS = (
    ("nps", "WHEN r.computed = 'nps' AND a.score >= 9 THEN 100"),
    ("nps", "WHEN r.computed = 'nps' AND a.score <= 6 THEN -100"),
    ("nps", "WHEN r.computed = 'nps' THEN 0"),
    ("percent", "WHEN r.computed = 'percent' THEN 100 * a.score"),
)


def _all_levels(chain: Chain) -> Named:
    view = chain.view
    body: list[Line] = []
    for level in view.levels:
        open_cuts = tuple(f"NULL AS {column(cut)}" for cut in view.cuts[level:])
        body += [Line("UNION ALL")] if body else []
        body += select((f"{level} AS level", *chain.keys(level), *open_cuts, "n", "value"), f"FROM shown_{level}")
    return Named("shown", ("All levels; a cut without a value stands for all of its values.",), tuple(body))


# COMMENTS


def _comments(script: Script, called: str, view: View) -> None:
    chain = Chain(view, "said", ("survey", "question"), False, any(each.least.answers > 1 for each in view.comments))
    says = "The comments, in editions that are over." if chain.period else "The comments."
    first, *others = view.levels
    keys = tuple(column(key) for key in view.comments_with)
    labels = (
        f"p{max(first, place)}.{column(cut)}"
        for place, cut in enumerate(view.cuts, start=1)
        if column(cut) not in keys and cut not in chain.of
    )
    shown = (*(f"s.{each}" for each in chain.keys(0)), *labels, *(f"s.{each}" for each in keys))
    script.say(
        f"For {view.audience.id}: the comments. Each stands in the finest group that has enough of them; the order is "
        "that of the alphabet, which tells nobody who wrote what when."
    )
    script.view(
        called,
        (
            _comment_rules(chain),
            *chain.editions(),
            Named("said", (says,), _said(chain)),
            *chain.levels(),
        ),
        (
            *select(
                dict.fromkeys((*shown, "s.words")),
                "FROM said AS s",
                *_beside(chain, first, "JOIN"),
                *(line for level in others for line in _beside(chain, level, "LEFT JOIN")),
            ),
            *where((*(Line(f"s.{text}", at) for text, at in chain.is_theirs()), *_not_labelled(view))),
            Line("ORDER BY s.words"),
        ),
        view.address,
    )


def _comment_rules(chain: Chain) -> Named:
    rows = []
    for each in chain.view.comments:
        needed = (str(each.least.answers),) if chain.is_guarded else ()
        rows.append((", ".join((literal(each.survey), literal(each.question), *needed)), each.least.at))
    says = ("How many comments there have to be.",) if chain.is_guarded else ()
    return Named(f"rules ({', '.join(('survey', 'question', *chain.needed))})", says, _values(rows))


def _said(chain: Chain) -> tuple[Line, ...]:
    view = chain.view
    dimensions = (*chain.own, *chain.cuts(len(view.cuts)))
    keys = (column(key) for key in view.comments_with)
    columns = (
        "a.survey",
        "a.question",
        *(f"e.{each}" for each in chain.period),
        *(f"a.{each}" for each in dict.fromkeys((*dimensions, *keys))),
        *(f"r.{each}" for each in chain.needed),
        "a.words",
    )
    return (
        *select(
            columns,
            "FROM cx_comments AS a",
            "JOIN rules AS r ON r.survey = a.survey AND r.question = a.question",
            chain.joined(),
        ),
        *where(("a.words <> ''", chain.is_over())),
    )


def _beside(chain: Chain, level: int, join: str) -> tuple[Line, ...]:
    """The group of a level that a comment belongs to, if it is shown."""
    first, *others = (f"p{level}.{key} = s.{key}" for key in chain.keys(level))
    return (Line(f"{join} shown_{level} AS p{level} ON {first}"), *(Line(f"  AND {each}") for each in others))


def _not_labelled(view: View) -> Iterator[Line]:
    """Conditions that no comment stands in a total that the report hides."""
    for hidden in view.hidden:
        if hidden.level in view.levels[:-1]:
            values = dict(hidden.by)
            differs = [f"p{hidden.level + 1}.question IS NOT NULL", f"p{hidden.level}.question IS NULL"]
            differs += [f"s.{column(name)} <> {literal(values[name])}" for name in values]
            yield Line(f"({' OR '.join(differs)})", Address("report", view.report, ("hide", hidden.place)))


# WHAT WAITS TO BE PUBLISHED


def _next_edition(script: Script, report: Shown) -> None:
    """A view of what came in since the last edition, for whoever publishes the next one."""
    numbers, comments = _needed(report)
    rows = [(f"{literal(what)}, {count}", None) for what, count in (*numbers.items(), *comments.items())]
    script.say(
        "For whoever publishes: what came in since the last edition, and whether it is enough for everybody who reads "
        "it. publish_editions.sql publishes what is. Nobody else needs to see this."
    )
    waiting = (
        *(_waiting(report, "cx_answers", "a.metric", "a.score IS NOT NULL") if numbers else ()),
        *((Line("UNION ALL"),) if numbers and comments else ()),
        *(_waiting(report, "cx_comments", "a.survey || '.' || a.question", "a.words <> ''") if comments else ()),
    )
    columns = (
        f"{literal(report.id)} AS report",
        "(SELECT MAX(answered_on) FROM waiting) AS last_day",
        "what",
        "COUNT(*) AS n",
        "needed",
        "CASE WHEN COUNT(*) >= needed THEN 1 ELSE 0 END AS is_enough",
    )
    script.view(
        next_edition(report),
        (Named("rules (what, needed)", (), _values(rows)), Named("waiting", (), waiting)),
        (*select(columns, "FROM waiting"), Line("GROUP BY what, needed")),
        Address("report", report.id, ("every",)),
    )


def _needed(report: Shown) -> tuple[dict[str, int], dict[str, int]]:
    """The strictest minimum of each metric and of each open question, over all who have to wait for an edition."""
    numbers: dict[str, int] = {}
    comments: dict[str, int] = {}
    for view in report.views:
        if view.editions.rule == "published":
            for each in view.numbers:
                numbers[each.metric] = max(each.least.answers, numbers.get(each.metric, 1))
            for said in view.comments:
                comments[said.address] = max(said.least.answers, comments.get(said.address, 1))
    return numbers, comments


def _waiting(report: Shown, table: str, what: str, is_given: str) -> tuple[Line, ...]:
    return (
        *select(("r.what", "r.needed", "a.answered_on"), f"FROM {table} AS a", f"JOIN rules AS r ON r.what = {what}"),
        *where((is_given, "a.answered_on < (SELECT MIN(day) FROM cx_as_of)", _SINCE.format(literal(report.id)))),
    )


_SINCE = "a.answered_on > (SELECT COALESCE(MAX(last_day), '') FROM cx_editions WHERE report = {})"
