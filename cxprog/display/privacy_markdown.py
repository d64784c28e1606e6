"""Who learns what as Markdown: for a pull request, or for the records of processing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from cxprog.display import one_line
from cxprog.display._private import Privacy
from cxprog.display._private_alike import Alike, Sheet, alike
from cxprog.display._private_exempt import Exempt
from cxprog.display._private_learned import Learned, Seen, WorkedOut
from cxprog.display._private_survey import Guarded, Promised
from cxprog.display._private_words import VERDICTS, Said, named, sentence, verdict

_ACTIVE = re.compile(r"[\\`*_\[\]<>|~&@#]|(?<=www)\.|:(?=[A-Za-z/])|^[-+=]|(?<=[0-9])[.)](?= )")
"""Signs that Markdown gives a meaning, where they would have one."""


def render(privacy: Privacy) -> str:
    """One section for what to look at first, one for each survey, one for each audience, one for exceptions."""
    parts = [_head(privacy), _first(privacy)]
    parts += [_survey(promised) for promised in privacy.surveys]
    parts += [_audience(sheet) for sheet in privacy.sheets]
    parts += [_exceptions(privacy.exempt)]
    texts = ["\n".join(part) for part in parts]
    return "\n\n".join(text for text in texts if text) + "\n"


def _head(privacy: Privacy) -> Iterator[str]:
    yield f"# Who learns what: {said(privacy.title)}"
    yield ""
    environment = f", environment {said(privacy.environment)}" if privacy.environment else ""
    yield f"Version {said(privacy.specs.settings.version)}{environment}"
    yield ""
    yield from (f"- {said(tally.words)}" for tally in privacy.tallies if tally.answers)


def _first(privacy: Privacy) -> Iterator[str]:
    if privacy.first:
        yield "## To look at first"
        yield ""
        for told in privacy.first:
            remedy = f"<br>To do: {said(told.remedy)}" if told.remedy else ""
            yield f"- **{VERDICTS[told.answer]}**: {said(told.words)}{remedy}"


# SURVEYS


def _survey(promised: Promised) -> Iterator[str]:
    yield f"## Survey {said(named(promised.title, promised.id))}: {VERDICTS[promised.answer]}"
    yield ""
    yield f"> {said(promised.promise)}"
    yield ""
    yield from (f"- {said(because)}" for because in promised.because)
    yield from ("",) if promised.because else ()
    yield from _table(("what", "as the program says", "where"), _facts(promised))
    if promised.guards:
        yield ""
        yield from _table(
            ("what a tool can guarantee", "guaranteed by", "not guaranteed by"), map(_guard, promised.guards)
        )
    if promised.learned:
        yield ""
        yield from _table(
            ("who", "promise", "names", "comments", "scores", "reports show it from", "by which way"),
            (_learned(row.first, _who(row), row.first.path) for row in alike(promised.learned)),
        )
    if promised.exempt:
        yield ""
        yield from (f"- Exception: {_placed(exempt.said)}" for exempt in promised.exempt)


def _facts(promised: Promised) -> Iterator[Sequence[str]]:
    yield "promise", said(promised.spec.identity), _code(promised.place.place)
    for fact in promised.facts:
        for each in fact.said:
            yield fact.name, said(each.words), _code(each.place)


def _guard(guard: Guarded) -> Sequence[str]:
    return said(guard.words), _joined(guard.keepers) or "**nobody**", _joined(guard.missing)


def _who(row: Alike) -> str:
    first = row.first
    likewise = f"<br>likewise: {_joined(row.likewise)}" if row.likewise else ""
    belonging = f"<br>who belongs to them: {_joined(row.belonging)}" if row.belonging else ""
    return said(named(first.audience, first.flow.audience.id)) + likewise + belonging


def _learned(learned: Learned, name: str, way: Iterable[Said]) -> Sequence[str]:
    answer = VERDICTS[learned.flow.answer]
    why = "; ".join(filter(None, (learned.case, learned.flow.reason)))
    return (
        name,
        f"{answer}: {said(why)}" if why else answer,
        learned.names,
        learned.comments,
        learned.scores,
        _joined(learned.minimums),
        _steps(way),
    )


# AUDIENCES


def _audience(sheet: Sheet) -> Iterator[str]:
    informed = sheet.first
    yield f"## {said(informed.title)}, {said(informed.name)}: {VERDICTS[informed.answer]}"
    if sheet.others:
        yield ""
        yield f"Likewise: {_joined(sheet.likewise)}"
    if informed.learned:
        yield ""
        yield from _table(
            ("of the answers to", "promise", "names", "comments", "scores", "reports show it from"),
            (
                _learned(each, said(f"{named(each.survey, each.flow.survey)}, {each.flow.promise}"), ())[:-1]
                for each in informed.learned
            ),
        )
    if informed.seen:
        yield ""
        yield from _table(
            (
                "what reports show",
                "from answers",
                "whatever the counts",
                "as a whole",
                "groups",
                "the smallest",
                "because",
            ),
            map(_seen, informed.seen),
        )
    for worked_out in informed.something_from:
        yield ""
        yield from _worked_out(worked_out)
    if informed.nothing_from or informed.anything_from or informed.cases or informed.datasets:
        yield ""
    if informed.nothing_from:
        yield f"- Nothing below the minimum can be worked out of: {said('; '.join(informed.nothing_from))}"
    if informed.anything_from:
        yield f"- Not promised, and not known, what can be worked out of: {said('; '.join(informed.anything_from))}"
    for does, cases in informed.parts.items():
        yield f"- {sentence(does)}: {_joined(cases)}"
    yield from (f"- Can open: {_placed(dataset)}" for dataset in informed.datasets)


def _seen(seen: Seen) -> Sequence[str]:
    view = seen.view
    own = ", its own part only" if view.is_own else ""
    reason = [said(view.reason)] if view.reason else []
    return (
        said(f"{named(seen.what, view.what)} in {named(seen.report, view.report)}{own}"),
        _placed(seen.minimum),
        verdict(seen.answer),
        said(seen.exact),
        said(seen.groups),
        "<br>".join(map(said, seen.smallest)),
        "<br>".join((*reason, *map(_placed, seen.resting))),
    )


def _worked_out(worked_out: WorkedOut) -> Iterator[str]:
    linked = worked_out.linked
    words = f"All that is seen of {named(worked_out.what, linked.what)}, minimum {linked.minimum:,}"
    yield f"{said(words)}: **{verdict(worked_out.answer)}**"
    yield ""
    yield from (f"- With the answers that are expected, {said(each)}" for each in worked_out.equations)
    yield from (f"- {said(worked_out.more)}",) if worked_out.more else ()
    if worked_out.hide:
        yield f"- To hide: {said('; '.join(worked_out.hide))} ({worked_out.enough})"
    if linked.reason:
        yield f"- {said(linked.reason)}"


def _exceptions(exempt: Sequence[Exempt]) -> Iterator[str]:
    if exempt:
        yield "## Exceptions"
        yield ""
        rows = (
            (said(f"`{each.rule}`"), said(f"{each.kind} `{each.id}`"), each.until, "open" if each.is_open else "past",
             said(f"`{each.owner}`"), said(each.reason), _code(each.said.place))
            for each in exempt
        )  # fmt: skip
        yield from _table(("rule", "for", "until", "state", "owner", "reason", "where"), rows)


_SHOWN = ("what reports show", "from answers", "whatever the counts", "as a whole", "groups", "the smallest", "because")


# TEXT


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def said(text: str) -> str:
    """Words on one line with names as code, and nothing else in them that Markdown would act on."""
    parts = one_line(text).split("`")
    return "".join(_code(part) if index % 2 else _ACTIVE.sub(r"\\\g<0>", part) for index, part in enumerate(parts))


def _code(text: str) -> str:
    """A text as code, which in a table must not hold the line between its cells."""
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""


def _placed(given: Said) -> str:
    return f"{said(given.words)} ({_code(given.place)})" if given.place else said(given.words)


def _joined(given: Iterable[Said]) -> str:
    return "; ".join(map(_placed, given))


def _steps(given: Iterable[Said]) -> str:
    return "<br>".join(f"{number}. {_placed(step)}" for number, step in enumerate(given, 1))
