"""Who learns what as text of 80 columns: what to look at first, then surveys, then audiences, then the sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import wrap

from cxprog.display import one_line, wrapped
from cxprog.display._private import Privacy
from cxprog.display._private_alike import Alike, Sheet, alike
from cxprog.display._private_audience import Informed
from cxprog.display._private_learned import Learned, Seen, WorkedOut
from cxprog.display._private_survey import Guarded, Promised
from cxprog.display._private_words import SIGNS, VERDICTS, Said, named, sign, verdict

_WIDTH = 80


def render(privacy: Privacy) -> str:
    """The parts one below another, and how much is kept as the last lines."""
    lines = [*_head(privacy)]
    if privacy.first:
        lines += ["", "TO LOOK AT FIRST", ""]
        for told in privacy.first:
            lines += _hung(f"  {SIGNS[told.answer]} ", told.words)
            lines += _hung("    to do: ", told.remedy, 6) if told.remedy else ()
    for promised in privacy.surveys:
        lines += ["", *_survey(promised)]
    for sheet in privacy.sheets:
        lines += ["", *_audience(sheet)]
    if privacy.exempt:
        lines += ["", "EXCEPTIONS", "", *_exceptions(privacy)]
    sums = (line for tally in privacy.tallies if tally.answers for line in wrapped(tally.words, 0))
    return "\n".join((*lines, "", *sums)) + "\n"


def _head(privacy: Privacy) -> Iterator[str]:
    environment = f", environment {privacy.environment}" if privacy.environment else ""
    version = privacy.specs.settings.version
    yield from wrapped(one_line(f"{privacy.title}, version {version}{environment}: who learns what"), 0)


# SURVEYS


def _survey(promised: Promised) -> Iterator[str]:
    identity = promised.spec.identity
    yield from _hung(f"{VERDICTS[promised.answer].upper()}: ", f"{named(promised.title, promised.id)}, {identity}")
    yield from _hung("  ", f"“{promised.promise}” ({promised.place.place})")
    for because in promised.because:
        yield from _hung("  ", because)
    for fact in promised.facts:
        for said in fact.said:
            yield from _hung(f"  {fact.name}: ", _placed(said), 4)
    for guard in promised.guards:
        yield from _guard(guard)
    for row in alike(promised.learned):
        yield ""
        yield from _learned(row)
    for exempt in promised.exempt:
        yield ""
        yield from _hung("  exception: ", _placed(exempt.said), 4)


def _guard(guard: Guarded) -> Iterator[str]:
    if guard.keepers:
        yield from _hung("  guaranteed by a tool: ", f"{guard.words}: {_joined(guard.keepers)}", 4)
    if guard.missing:
        start = "not guaranteed" if guard.keepers else "guaranteed by nobody"
        yield from _hung(f"  {start}: ", f"{guard.words}: {_joined(guard.missing)}", 4)


def _learned(row: Alike) -> Iterator[str]:
    learned, flow = row.first, row.first.flow
    words = f"{named(learned.audience, flow.audience.id)}: {_arrives(learned)}"
    yield from _hung(f"  {SIGNS[flow.answer]} {VERDICTS[flow.answer]}: ", words, 4)
    for why in (learned.case, flow.reason):
        yield from _hung("    ", why) if why else ()
    if learned.minimums:
        yield from _hung("    reports show it from: ", _joined(learned.minimums), 6)
    yield from _path(learned)
    if row.likewise:
        yield from _hung("    likewise: ", _joined(row.likewise), 6)
    if row.belonging:
        yield from _hung("    who belongs to them: ", _joined(row.belonging), 6)


def _arrives(learned: Learned) -> str:
    return f"names {learned.names}; comments {learned.comments}; scores {learned.scores}"


def _path(learned: Learned) -> Iterator[str]:
    """One line for each step of what is not kept; all in one for what is."""
    if learned.flow.answer == "proved":
        if learned.path:
            yield from _hung("    by: ", ", then ".join(map(_placed, learned.path)), 6)
        return
    for number, step in enumerate(learned.path, 1):
        yield from _hung(f"    {number}. ", _placed(step))


# AUDIENCES


def _audience(sheet: Sheet) -> Iterator[str]:
    informed = sheet.first
    place = f", {informed.place.place}" if informed.place.place else ""
    yield from _hung(f"{VERDICTS[informed.answer].upper()}: ", f"{informed.title}, {informed.name}{place}")
    if sheet.others:
        yield from _hung("  likewise: ", _joined(sheet.likewise), 4)
    for learned in informed.learned:
        words = f"{named(learned.survey, learned.flow.survey)}, {learned.flow.promise}: {_arrives(learned)}"
        yield from _hung(f"  {SIGNS[learned.flow.answer]} {VERDICTS[learned.flow.answer]}: ", words, 4)
    for seen in informed.seen:
        yield from _seen(seen)
    for worked_out in informed.something_from:
        yield from _worked_out(worked_out)
    rest = [*_rest(informed)]
    if rest and (informed.seen or informed.something_from):
        yield ""
    yield from rest


def _rest(informed: Informed) -> Iterator[str]:
    """What can be said in a line each."""
    if informed.nothing_from:
        yield from _hung("  nothing below the minimum can be worked out of: ", "; ".join(informed.nothing_from), 4)
    if informed.anything_from:
        yield from _hung(
            "  not promised, and not known, what can be worked out of: ", "; ".join(informed.anything_from), 4
        )
    for does, cases in informed.parts.items():
        yield from _hung(f"  {does}: ", _joined(cases), 4)
    for dataset in informed.datasets:
        yield from _hung("  can open: ", _placed(dataset), 4)


def _seen(seen: Seen) -> Iterator[str]:
    view = seen.view
    own = ", its own part only" if view.is_own else ""
    what = f"{named(seen.what, view.what)} in {named(seen.report, view.report)}{own}"
    yield ""
    yield from _hung(
        f"  {sign(seen.answer)} {verdict(seen.answer)}: ",
        f"{what}, from so many answers on: {_placed(seen.minimum)}",
        4,
    )
    yield from _hung("    ", seen.groups, 6)
    if seen.is_large and view.cells > 1:
        yield from (line for cell in seen.smallest[:1] for line in _hung("    the smallest is ", cell, 6))
    elif not seen.is_large:
        yield from (line for cell in seen.smallest for line in _hung("      ", cell, 8))
    if seen.exact:
        yield from _hung("    as a whole: ", seen.exact, 6)
    if view.reason:
        yield from _hung("    ", view.reason)
    if seen.resting and seen.answer:
        yield from _hung("    because: ", _joined(seen.resting), 6)


def _worked_out(worked_out: WorkedOut) -> Iterator[str]:
    linked = worked_out.linked
    yield ""
    yield from _hung(
        f"  {sign(worked_out.answer)} {verdict(worked_out.answer)}: ",
        f"all that is seen of {named(worked_out.what, linked.what)}, minimum {linked.minimum:,}",
        4,
    )
    for equation in worked_out.equations:
        yield from _hung("    with the answers that are expected, ", equation, 6)
    if worked_out.more:
        yield f"    {worked_out.more}"
    if worked_out.hide:
        yield from _hung("    to hide: ", f"{'; '.join(worked_out.hide)} ({worked_out.enough})", 6)
    if linked.reason:
        yield from _hung("    ", linked.reason)


def _exceptions(privacy: Privacy) -> Iterator[str]:
    for exempt in privacy.exempt:
        yield from _hung("  ", _placed(exempt.said))
        yield from _hung("    ", f"{exempt.reason} (`{exempt.owner}`)")


# LINES


def _placed(said: Said) -> str:
    return f"{said.words} ({said.place})" if said.place else said.words


def _joined(said: Iterable[Said]) -> str:
    return "; ".join(map(_placed, said))


def _hung(start: str, text: str, indent: int | None = None) -> Iterator[str]:
    """A text behind its start, further lines below the text, or at an indentation."""
    margin = " " * (len(start) if indent is None else indent)
    lines = wrap(
        one_line(text),
        _WIDTH,
        initial_indent=start,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    yield from lines or [start.rstrip()]
