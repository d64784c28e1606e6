"""What is not as it was: of one touchpoint, survey, metric, loop or practice in two versions of a board."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from cxprog.renderers._board_values import (
    Board,
    Deadline,
    Loop,
    Metric,
    Party,
    Phrase,
    Practice,
    Role,
    Started,
    Survey,
    Touchpoint,
    Way,
    Words,
)
from cxprog.renderers._board_words import EVIDENCE, elsewhere_words, named, signed

Sort = Literal["added", "removed", "moved", "owner", "time", "title", "other"]
"""What happened: it came, went, changed its place, its owner, its times, its name, or anything else."""
SORTS: tuple[Sort, ...] = get_args(Sort)
"""In the order in which they are told."""
NONE: Phrase = ("none",)
"""What is said where there was nothing, or is nothing any more."""


@dataclass(frozen=True)
class Change:
    """One thing that is not as it was."""

    sort: Sort
    what: Phrase
    """What it is about, such as `owner`; empty for what came or went as a whole."""
    before: tuple[Phrase, ...] = ()
    """What it was; of a list, what is no longer in it."""
    after: tuple[Phrase, ...] = ()
    """What it is; of a list, what is new in it."""


class Two(NamedTuple):
    """The boards of one journey in both versions, and how to name things in them."""

    before: Board
    after: Board
    renamed: Mapping[str, str]
    """Ids that touchpoints have now, by those that they had."""

    def said(self, words: Words) -> str:
        """A text in the locale that is shown."""
        return self.after.said(words)


# KINDS OF CHANGES


def scalar(sort: Sort, what: str | Phrase, before: Phrase, after: Phrase) -> Iterator[Change]:
    """A value that is another one."""
    if before != after:
        yield Change(sort, _phrase(what), (before or NONE,), (after or NONE,))


def text(two: Two, sort: Sort, what: str | Phrase, before: Words | None, after: Words | None) -> Iterator[Change]:
    """A text that reads otherwise, in the locale that is shown or else in those where it does."""
    if before == after:
        return
    if before is None or after is None or two.said(before) != two.said(after):
        yield from scalar(sort, what, (before,) if before else (), (after,) if after else ())
        return
    was, now = dict(before.texts), dict(after.texts)
    for locale in sorted(was.keys() | now.keys()):
        one, other = was.get(locale), now.get(locale)
        if one != other:
            shown = (*_phrase(what), f" ({locale})")
            yield from scalar(sort, shown, _in(locale, one), _in(locale, other))


def _in(locale: str, said: str | None) -> Phrase:
    return (Words(((locale, said),)),) if said is not None else ()


def _phrase(what: str | Phrase) -> Phrase:
    return (what,) if isinstance(what, str) else what


def listed(
    sort: Sort, what: str | Phrase, before: Mapping[Hashable, Phrase], after: Mapping[Hashable, Phrase]
) -> Iterator[Change]:
    """A list of which some things are gone or new; their order does not count."""
    gone = tuple(said for key, said in before.items() if key not in after)
    new = tuple(said for key, said in after.items() if key not in before)
    if gone or new:
        yield Change(sort, _phrase(what), gone, new)


def _texts(two: Two, sort: Sort, what: str, before: Iterable[Words], after: Iterable[Words]) -> Iterator[Change]:
    """A list of texts; one that only reads otherwise in another language is told in that language."""
    was, now = ({two.said(words): words for words in each} for each in (before, after))
    yield from listed(sort, what, {key: (words,) for key, words in was.items()}, {key: (now[key],) for key in now})
    for key in was:
        if key in now:
            yield from text(two, sort, what, was[key], now[key])


# TOUCHPOINTS


def touchpoint_changes(two: Two, before: Touchpoint, after: Touchpoint) -> Iterator[Change]:
    """Everything about a touchpoint but its place."""
    yield from text(two, "title", "title", before.title, after.title)
    yield from scalar("title", "id", (before.id,), (after.id,))
    yield from _owners(before, after)
    yield from scalar("time", "at most", _said(before.at_most), _said(after.at_most))
    yield from _timings(two, before, after)
    yield from _deadlines(two, before, after)
    for what, read in _SCALARS.items():
        yield from scalar("other", what, read(before), read(after))
    yield from _texts(two, "other", "pains", before.pains, after.pains)
    yield from _texts(two, "other", "opportunities", before.opportunities, after.opportunities)
    yield from listed("other", "who takes part", _roles(before.roles), _roles(after.roles))
    yield from listed("other", "goes on to", *_ways(two, before, after))
    yield from listed("other", "other journeys", _elsewhere(before), _elsewhere(after))
    yield from listed("other", "handed over", _handed(before), _handed(after))
    yield from listed("other", "surveys", _surveys(two.before, before), _surveys(two.after, after))
    yield from listed("other", "metrics", _metrics(two.before, before), _metrics(two.after, after))
    yield from listed("other", "loops", _loops(two.before, before), _loops(two.after, after))
    yield from listed("other", "practices", _practices(two.before, before), _practices(two.after, after))


_SCALARS: Mapping[str, Callable[[Touchpoint], Phrase]] = {
    "channel": lambda each: (each.channel,),
    "side": lambda each: ("backstage" if each.side == "back" else "in sight",),
    "moment of truth": lambda each: ("yes" if each.is_truth else "no",),
    "how it feels": lambda each: ("not known" if each.emotion is None else signed(each.emotion),),
    "evidence": lambda each: (EVIDENCE[each.evidence],),
    "in use until": lambda each: _said(each.retired),
}


def _said(words: str) -> Phrase:
    return (words,) if words else ()


def _owners(before: Touchpoint, after: Touchpoint) -> Iterator[Change]:
    """Who owns it and who leads; a team that is only called otherwise owns it as before."""
    was, now = _held(before), _held(after)
    if was != now:
        what = "lead" if was[0] == now[0] else "owner"
        yield from scalar("owner", what, _owned(before), _owned(after))


def _held(touchpoint: Touchpoint) -> tuple[frozenset[str], str]:
    """Ids of the owners, and of the one that leads several."""
    is_joint = touchpoint.lead is not None and len(touchpoint.owners) > 1
    return _ids(touchpoint.owners), touchpoint.lead.id if touchpoint.lead and is_joint else ""


def _owned(touchpoint: Touchpoint) -> Phrase:
    lead = _held(touchpoint)[1]
    names = ((owner.title, " (leads)") if owner.id == lead else (owner.title,) for owner in touchpoint.owners)
    return row(names, " + ") or ("nobody",)


def _timings(two: Two, before: Touchpoint, after: Touchpoint) -> Iterator[Change]:
    for name in after.surveys:
        if name in before.surveys:
            was, now = two.before.surveys[name], two.after.surveys[name]
            yield from timing(two, _quoted("survey", now.title), was, now)


def timing(two: Two, what: Phrase, before: Survey, after: Survey) -> Iterator[Change]:
    """When a survey goes out; that the touchpoint which starts it is called otherwise is no other time."""
    if _plain(before.timing, _titles(two.before, two.renamed)) != _plain(after.timing, _titles(two.after, {})):
        yield from scalar("time", what, before.timing, after.timing)


def _titles(board: Board, renamed: Mapping[str, str]) -> Mapping[Words, str]:
    return {each.title: renamed.get(each.id, each.id) for each in reversed(board.touchpoints)}


def _plain(phrase: Phrase, titles: Mapping[Words, str]) -> tuple[object, ...]:
    """A phrase with titles of touchpoints replaced by what does not change when they do."""
    return tuple(
        ("touchpoint", titles[part]) if isinstance(part, Words) and part in titles else part for part in phrase
    )


def _deadlines(two: Two, before: Touchpoint, after: Touchpoint) -> Iterator[Change]:
    was = {started.loop: started for started in before.loops}
    for started in after.loops:
        if started.loop in was:
            title = _quoted("loop", two.after.loops[started.loop].title)
            yield from deadline_changes(title, was[started.loop], started)


def deadline_changes(loop: Phrase, before: Started, after: Started) -> Iterator[Change]:
    """Until when somebody must act on a loop, and who that is."""
    was, now = ({(each.name, each.accounts): each for each in started.deadlines} for started in (before, after))
    for key in dict.fromkeys((*was, *now)):
        one, other = was.get(key), now.get(key)
        what: Phrase = (*loop, f", {_moment(*key)}")
        if one is None or other is None or one.within != other.within:
            yield from scalar("time", what, _within(one), _within(other))
    both = [(was[key], now[key]) for key in now if key in was]
    yield from _people((*loop, ", who acts"), [(one, one.act, other.act) for one, other in both])
    yield from _people((*loop, ", who is told"), [(one, one.told, other.told) for one, other in both])


def _people(what: Phrase, moments: Sequence[tuple[Deadline, tuple[Party, ...], tuple[Party, ...]]]) -> Iterator[Change]:
    """Who takes the place of whom; what is so at several moments is told once."""
    alike: dict[tuple[frozenset[str], frozenset[str]], list[tuple[Deadline, Phrase, Phrase]]] = {}
    for deadline, before, after in moments:
        if (key := (_ids(before), _ids(after)))[0] != key[1]:
            alike.setdefault(key, []).append((deadline, named(before, ", "), named(after, ", ")))
    for same in alike.values():
        at = ", ".join(_moment(each.name, each.accounts) for each, _, _ in same)
        where: Phrase = () if len(same) == len(moments) else (f" ({at})",)
        _, was, now = same[0]
        yield from scalar("other", (*what, *where), was, now)


def _moment(name: str, accounts: str) -> str:
    return name.replace("-", " ") + (", key accounts" if accounts == "key" else "")


def _within(deadline: Deadline | None) -> Phrase:
    if deadline is None:
        return ()
    return (deadline.within or "at once",)


def _ids(parties: Iterable[Party]) -> frozenset[str]:
    return frozenset(party.id for party in parties)


# WHAT HANGS ON A TOUCHPOINT


def _roles(roles: Iterable[Role]) -> dict[Hashable, Phrase]:
    return {role.id: (role.title,) for role in roles}


def _ways(two: Two, before: Touchpoint, after: Touchpoint) -> tuple[dict[Hashable, Phrase], dict[Hashable, Phrase]]:
    """Where it leads.

    Going on to whatever comes next is the same way, though something else may come next, and though nothing may: then
    somebody else was put next to it, taken away or moved, and that is told there.
    """
    was, now = _leading(two.before, before, two.renamed), _leading(two.after, after, {})
    gone = [key for key, (_, is_next) in was.items() if is_next and key not in now]
    new = [key for key, (_, is_next) in now.items() if is_next and key not in was]
    if (gone and new) or (gone and _ends(two.after, after)) or (new and _ends(two.before, before)):
        was = {key: each for key, each in was.items() if key not in gone}
        now = {key: each for key, each in now.items() if key not in new}
    return {key: said for key, (said, _) in was.items()}, {key: said for key, (said, _) in now.items()}


def _ends(board: Board, touchpoint: Touchpoint) -> bool:
    """Whether nothing comes after it on the board, and it leads nowhere."""
    return not touchpoint.ways and board.touchpoints[-1].id == touchpoint.id


def _leading(board: Board, touchpoint: Touchpoint, renamed: Mapping[str, str]) -> dict[Hashable, tuple[Phrase, bool]]:
    """Each way in words, and whether everybody goes it to what comes next."""
    order = [each.id for each in board.touchpoints]
    following = "".join(order[order.index(touchpoint.id) + 1 :][:1])
    return {
        (renamed.get(way.target, way.target), way.when): (
            _way(board, way),
            way.when is None and way.target == following,
        )
        for way in touchpoint.ways
    }


def _way(board: Board, way: Way) -> Phrase:
    when: Phrase = (", when: ", way.when) if way.when else ()
    return (board.known[way.target].title, *when)


def _elsewhere(touchpoint: Touchpoint) -> dict[Hashable, Phrase]:
    return {(each.sort, each.address, each.when): elsewhere_words(each) for each in touchpoint.elsewhere}


def _handed(touchpoint: Touchpoint) -> dict[Hashable, Phrase]:
    """What the program says about it; that owners differ along a way follows from the owners."""
    found: dict[Hashable, Phrase] = {}
    for handoff in touchpoint.handoffs:
        if handoff.is_declared:
            passes: Phrase = (": ", handoff.passes) if handoff.passes else ()
            pains = tuple(part for pain in handoff.pains for part in ("; pain: ", pain))
            found[handoff.taker, handoff.passes, handoff.pains] = ("to ", *handoff.taker, *passes, *pains)
    return found


def _surveys(board: Board, touchpoint: Touchpoint) -> dict[Hashable, Phrase]:
    return {name: (board.surveys[name].title,) for name in touchpoint.surveys}


def _metrics(board: Board, touchpoint: Touchpoint) -> dict[Hashable, Phrase]:
    own = (metric for metric in board.metrics if {*metric.fed_by} & {*touchpoint.surveys})
    return {metric.id: (metric.title,) for metric in own}


def _loops(board: Board, touchpoint: Touchpoint) -> dict[Hashable, Phrase]:
    return {started.loop: (board.loops[started.loop].title,) for started in touchpoint.loops}


def _practices(board: Board, touchpoint: Touchpoint) -> dict[Hashable, Phrase]:
    return {name: (board.practices[name].title,) for name in touchpoint.practices}


def _quoted(what: str, title: Words) -> Phrase:
    return (f"{what} \N{LEFT DOUBLE QUOTATION MARK}", title, "\N{RIGHT DOUBLE QUOTATION MARK}")


# SURVEYS, METRICS, LOOPS, PRACTICES AS A WHOLE


def survey_changes(two: Two, before: Survey, after: Survey) -> Iterator[Change]:
    """Everything that the board says about a survey."""
    yield from timing(two, ("goes out",), before, after)
    yield from text(two, "title", "title", before.title, after.title)
    yield from listed("other", "asks", _roles(before.asks), _roles(after.asks))
    for what, was, now in (
        ("promise", before.identity, after.identity),
        ("takes", before.minutes, after.minutes),
        ("answered by", before.mode or "online", after.mode or "online"),
        ("questions", str(before.questions), str(after.questions)),
    ):
        yield from scalar("other", what, (was,), (now,))
    yield from text(two, "other", "runs in", before.through, after.through)
    yield from _texts(two, "other", "about all of", before.places, after.places)


def metric_changes(two: Two, before: Metric, after: Metric) -> Iterator[Change]:
    """Everything that the board says about a metric."""
    yield from text(two, "title", "title", before.title, after.title)
    yield from scalar("other", "type", (before.type,), (after.type,))
    least = [str(each.minimum_n) if each.minimum_n else "" for each in (before, after)]
    yield from scalar("other", "fewest answers", _said(least[0]), _said(least[1]))
    yield from listed("other", "fed by", _fed(two.before, before), _fed(two.after, after))


def _fed(board: Board, metric: Metric) -> dict[Hashable, Phrase]:
    return {name: (board.surveys[name].title,) for name in metric.fed_by}


def loop_changes(two: Two, before: Loop, after: Loop) -> Iterator[Change]:
    """Everything that the board says about a loop, its times wherever it answers included."""
    seen: dict[Change, None] = {}
    for one, other in _answers(two, after.id):
        seen |= dict.fromkeys(deadline_changes((), one, other))
    yield from (Change(each.sort, _without_comma(each.what), each.before, each.after) for each in seen)
    yield from scalar("time", "cases reviewed", _said(before.review), _said(after.review))
    yield from text(two, "title", "title", before.title, after.title)
    yield from scalar("other", "type", (before.type,), (after.type,))
    yield from scalar("other", "starts", before.starts, after.starts)


def _answers(two: Two, loop: str) -> Iterator[tuple[Started, Started]]:
    """The loop at every touchpoint where it answers in both versions."""
    was = {
        two.renamed.get(each.id, each.id): started
        for each in two.before.touchpoints
        for started in each.loops
        if started.loop == loop
    }
    for touchpoint in two.after.touchpoints:
        for started in touchpoint.loops:
            if started.loop == loop and touchpoint.id in was:
                yield was[touchpoint.id], started


def _without_comma(what: Phrase) -> Phrase:
    first = what[0]
    return (first.removeprefix(", "), *what[1:]) if isinstance(first, str) else what


def practice_changes(two: Two, before: Practice, after: Practice) -> Iterator[Change]:
    """Everything that the board says about a practice."""
    yield from scalar("time", "takes place", _said(before.rhythm), _said(after.rhythm))
    was, now = ((each.owner.id if each.owner else "") for each in (before, after))
    if was != now:
        titles = [(each.owner.title,) if each.owner else ("nobody",) for each in (before, after)]
        yield from scalar("owner", "owner", titles[0], titles[1])
    yield from text(two, "title", "title", before.title, after.title)
    yield from scalar("other", "type", (before.type,), (after.type,))


# STAGES


def roles_changes(before: Iterable[Role], after: Iterable[Role]) -> Iterator[Change]:
    """Who a stage is about."""
    yield from listed("other", "who takes part", _roles(before), _roles(after))


def row(phrases: Iterable[Phrase], between: str) -> Phrase:
    """Phrases in a row."""
    parts: Phrase = ()
    for phrase in phrases:
        parts = (*parts, *((between,) if parts else ()), *phrase)
    return parts
