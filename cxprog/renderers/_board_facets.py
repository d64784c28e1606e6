"""What is not as it was: of one touchpoint, survey, metric, loop or practice in two versions of a board."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from cxprog.renderers._board_values import (
    Board,
    Deadline,
    Handoff,
    Loop,
    Metric,
    Party,
    Phrase,
    Practice,
    Role,
    Stage,
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

    def plain(self, phrase: Phrase) -> str:
        """A phrase in the locale that is shown, as one text."""
        return "".join(part if isinstance(part, str) else self.said(part) for part in phrase)


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


def phrase(two: Two, sort: Sort, what: str | Phrase, before: Phrase, after: Phrase) -> Iterator[Change]:
    """A value made of texts, in the locale that is shown or else in those where it reads otherwise."""
    if two.plain(before) != two.plain(after):
        yield from scalar(sort, what, before, after)
        return
    texts = [part for part in (*before, *after) if isinstance(part, Words)]
    for locale in sorted({locale for words in texts for locale, _ in words.texts}):
        one, other = (_told_in(locale, two.after.usual, each) for each in (before, after))
        if _letters(one) != _letters(other):
            yield from scalar(sort, (*_phrase(what), f" ({locale})"), one, other)


def _told_in(locale: str, usual: str, own: Phrase) -> Phrase:
    """A phrase with its texts in one locale only; a text that lacks it as it is shown there."""
    return tuple(
        part if isinstance(part, str) else Words(((part.locale(locale, usual), part.said(locale, usual)),))
        for part in own
    )


def _letters(own: Phrase) -> str:
    return "".join(part if isinstance(part, str) else part.texts[0][1] for part in own)


Listed = Mapping[tuple[Hashable, ...], Phrase]
"""Things of a list by what makes them the same: first their id or address, empty where they have none."""


def listed(two: Two, sort: Sort, what: str | Phrase, before: Listed, after: Listed) -> Iterator[Change]:
    """A list of which some things are gone or new; their order does not count."""
    gone = {key: said for key, said in before.items() if key not in after}
    new = {key: said for key, said in after.items() if key not in before}
    alike = [(one, other) for one in gone for other in new if two.plain(gone[one]) == two.plain(new[other])]
    for one, other in alike:
        if one in gone and other in new and (own := tuple(phrase(two, sort, what, gone[one], new[other]))):
            yield from own
            del gone[one], new[other]
    # Two things that are called the same are told apart by their ids.
    for one, other in alike:
        if one in gone and other in new:
            if one[0] == other[0]:
                del gone[one], new[other]
            else:
                gone[one], new[other] = ((*side[key], f" ({key[0]})") for side, key in ((gone, one), (new, other)))
    if gone or new:
        yield Change(sort, _phrase(what), tuple(gone.values()), tuple(new.values()))


def _texts(two: Two, sort: Sort, what: str, before: Iterable[Words], after: Iterable[Words]) -> Iterator[Change]:
    """A list of texts; one that only reads otherwise in another language is told in that language."""
    was, now = _numbered(two, before), _numbered(two, after)
    sides = [{key: (words,) for key, words in side.items()} for side in (was, now)]
    yield from listed(two, sort, what, sides[0], sides[1])
    for key in was:
        if key in now:
            yield from text(two, sort, what, was[key], now[key])


def _numbered(two: Two, texts: Iterable[Words]) -> dict[tuple[Hashable, ...], Words]:
    """Texts by how they read; of those that read the same, each counts."""
    seen: Counter[str] = Counter()
    found: dict[tuple[Hashable, ...], Words] = {}
    for words in texts:
        said = two.said(words)
        seen[said] += 1
        found[said, seen[said]] = words
    return found


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
    yield from listed(two, "other", "who takes part", _roles(before.roles), _roles(after.roles))
    yield from listed(two, "other", "goes on to", *_ways(two, before, after))
    yield from listed(two, "other", "other journeys", _elsewhere(before), _elsewhere(after))
    yield from listed(two, "other", "handed over", _handed(two, two.before, before), _handed(two, two.after, after))
    yield from listed(two, "other", "surveys", _surveys(two.before, before), _surveys(two.after, after))
    yield from listed(two, "other", "metrics", _metrics(two.before, before), _metrics(two.after, after))
    yield from listed(two, "other", "loops", _loops(two.before, before), _loops(two.after, after))
    yield from listed(two, "other", "practices", _practices(two.before, before), _practices(two.after, after))


_SCALARS: Mapping[str, Callable[[Touchpoint], Phrase]] = {
    "channel": lambda each: (each.channel,),
    "side": lambda each: ("backstage" if each.side == "back" else "in sight",),
    "moment of truth": lambda each: ("yes" if each.is_truth else "no",),
    "how it feels": lambda each: ("not known" if each.emotion is None else signed(each.emotion),),
    "evidence": lambda each: (EVIDENCE[each.evidence],),
    "out of use from": lambda each: _said(each.retired),
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
        yield from phrase(two, "time", what, before.timing, after.timing)


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
    """Until when somebody must act on a loop, and who that is.

    How often cases are reviewed is told of the loop itself.
    """
    moments = _moments(before, after)
    for name, sides in moments.items():
        if name != "review":
            for accounts, one, other in _differing(sides, _allowed):
                what = (*loop, f", {name.replace('-', ' ')}{accounts}")
                yield from scalar("time", what, _within(one, other), _within(other, one))
    ending = {name: sides for name, sides in moments.items() if name == "closed"}
    acting = {name: sides for name, sides in moments.items() if name != "closed"}
    opening = {name: sides for name, sides in moments.items() if name == "open"}
    yield from _people((*loop, ", who acts"), acting, lambda each: each.act)
    yield from _people((*loop, ", who is told"), opening, lambda each: each.told)
    yield from _people((*loop, ", who is told the outcome"), ending, lambda each: each.act)


_Sides = Mapping[str, tuple["Deadline | None", "Deadline | None"]]
"""A moment in both versions: for key accounts, and for others."""


def _moments(before: Started, after: Started) -> dict[str, _Sides]:
    """Moments by name; what holds for all accounts holds for each sort, so that a split alone changes nothing."""
    was, now = (
        {
            (each.name, accounts): each
            for each in started.deadlines
            for accounts in (_ACCOUNTS if each.accounts == "all" else (each.accounts,))
        }
        for started in (before, after)
    )
    names = dict.fromkeys(name for name, _ in (*was, *now))
    return {name: {each: (was.get((name, each)), now.get((name, each))) for each in _ACCOUNTS} for name in names}


_ACCOUNTS: Mapping[str, str] = {"other": ", other accounts", "key": ", key accounts"}
"""What is said where something is so for one sort of accounts only."""


def _differing(
    sides: _Sides, read: Callable[[Deadline | None], object]
) -> Iterator[tuple[str, Deadline | None, Deadline | None]]:
    """What is not as it was, with the accounts for which it is not; once where that is the same for all."""
    read_by = {accounts: (read(one), read(other)) for accounts, (one, other) in sides.items()}
    is_same = read_by["other"] == read_by["key"]
    for accounts in ("other",) if is_same else _ACCOUNTS:
        was, now = read_by[accounts]
        if was != now:
            yield "" if is_same else _ACCOUNTS[accounts], *sides[accounts]


def _allowed(deadline: Deadline | None) -> str:
    return deadline.within if deadline else ""


def _within(deadline: Deadline | None, beside: Deadline | None) -> Phrase:
    """The time allowed; a step that came or went says whom it calls in."""
    if deadline is None:
        return ()
    is_step = beside is None and deadline.name.startswith("escalation")
    return (deadline.within, " (", *named(deadline.act, ", "), ")") if is_step else (deadline.within,)


def _people(
    what: Phrase, moments: Mapping[str, _Sides], read: Callable[[Deadline], tuple[Party, ...]]
) -> Iterator[Change]:
    """Who takes the place of whom; what is so at several moments is told once."""

    def ids(deadline: Deadline | None) -> frozenset[str]:
        return _ids(read(deadline)) if deadline else frozenset()

    alike: dict[tuple[str, frozenset[str], frozenset[str]], list[tuple[str, Phrase, Phrase]]] = {}
    seen = 0
    for name, sides in moments.items():
        # Of a time that came or went, that is told; who acts then goes with it.
        own = {each: pair for each, pair in sides.items() if all(pair) or not any(_allowed(side) for side in pair)}
        seen += bool(own)
        for accounts, one, other in _differing({**dict.fromkeys(_ACCOUNTS, (None, None)), **own}, ids):
            was, now = (named(read(side), ", ") if side else () for side in (one, other))
            alike.setdefault((accounts, ids(one), ids(other)), []).append((name.replace("-", " "), was, now))
    for (accounts, _, _), same in alike.items():
        at = "" if len(same) == seen else f" ({', '.join(name for name, _, _ in same)})"
        yield from scalar("other", (*what, accounts + at) if accounts + at else what, same[0][1], same[0][2])


def _ids(parties: Iterable[Party]) -> frozenset[str]:
    return frozenset(party.id for party in parties)


# WHAT HANGS ON A TOUCHPOINT


def _roles(roles: Iterable[Role]) -> Listed:
    return {(role.id,): (role.title,) for role in roles}


def _ways(two: Two, before: Touchpoint, after: Touchpoint) -> tuple[Listed, Listed]:
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


def _leading(
    board: Board, touchpoint: Touchpoint, renamed: Mapping[str, str]
) -> dict[tuple[Hashable, ...], tuple[Phrase, bool]]:
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


def _elsewhere(touchpoint: Touchpoint) -> Listed:
    return {(each.address, each.sort, each.when): elsewhere_words(each) for each in touchpoint.elsewhere}


def _handed(two: Two, board: Board, touchpoint: Touchpoint) -> Listed:
    """What the program says about it; who takes over where that is whoever leads next follows from the owners."""
    owners: dict[str | Words, str | Words] = {
        owner.title: owner.id for owner in (*two.after.owners, *two.before.owners)
    }
    leading = {way.handoff: _leaders(board.known[way.target]) for way in touchpoint.ways if way.handoff}
    alike: dict[tuple[Hashable, ...], list[Handoff]] = {}
    for handoff in touchpoint.handoffs:
        if handoff.is_declared:
            is_whoever_leads = handoff.taker in (leading.get(handoff), _NOBODY)
            taker = () if is_whoever_leads else tuple(owners.get(part, part) for part in handoff.taker)
            alike.setdefault(("", taker, handoff.passes, handoff.pains), []).append(handoff)
    return {key: _passing(same) for key, same in alike.items()}


_NOBODY: Phrase = ("nobody named",)


def _leaders(touchpoint: Touchpoint) -> Phrase:
    return named(touchpoint.responsible) or ("nobody",)


def _passing(handoffs: Sequence[Handoff]) -> Phrase:
    """What is handed over, and to whom; it may be handed to several."""
    takers = row(dict.fromkeys(handoff.taker for handoff in handoffs), ", ")
    passes: Phrase = (": ", handoffs[0].passes) if handoffs[0].passes else ()
    return ("to ", *takers, *passes, *(part for pain in handoffs[0].pains for part in ("; pain: ", pain)))


def _surveys(board: Board, touchpoint: Touchpoint) -> Listed:
    return {(name,): (board.surveys[name].title,) for name in touchpoint.surveys}


def _metrics(board: Board, touchpoint: Touchpoint) -> Listed:
    own = (metric for metric in board.metrics if {*metric.fed_by} & {*touchpoint.surveys})
    return {(metric.id,): (metric.title,) for metric in own}


def _loops(board: Board, touchpoint: Touchpoint) -> Listed:
    return {(started.loop,): (board.loops[started.loop].title,) for started in touchpoint.loops}


def _practices(board: Board, part: Touchpoint | Stage) -> Listed:
    return {(name,): (board.practices[name].title,) for name in part.practices}


def _quoted(what: str, title: Words) -> Phrase:
    return (f"{what} \N{LEFT DOUBLE QUOTATION MARK}", title, "\N{RIGHT DOUBLE QUOTATION MARK}")


# SURVEYS, METRICS, LOOPS, PRACTICES AS A WHOLE


def survey_changes(two: Two, before: Survey, after: Survey) -> Iterator[Change]:
    """Everything that the board says about a survey."""
    yield from timing(two, ("goes out",), before, after)
    yield from text(two, "title", "title", before.title, after.title)
    yield from listed(two, "other", "asks", _roles(before.asks), _roles(after.asks))
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
    yield from listed(two, "other", "fed by", _fed(two.before, before), _fed(two.after, after))


def _fed(board: Board, metric: Metric) -> Listed:
    return {(name,): (board.surveys[name].title,) for name in metric.fed_by}


def loop_changes(two: Two, before: Loop, after: Loop) -> Iterator[Change]:
    """Everything that the board says about a loop, its times wherever it answers included."""
    seen: dict[Change, None] = {}
    for one, other in _answers(two, after.id):
        seen |= dict.fromkeys(deadline_changes((), one, other))
    yield from (Change(each.sort, _without_comma(each.what), each.before, each.after) for each in seen)
    yield from scalar("time", "cases reviewed", _said(before.review), _said(after.review))
    yield from text(two, "title", "title", before.title, after.title)
    yield from scalar("other", "type", (before.type,), (after.type,))
    yield from phrase(two, "other", "starts", before.starts, after.starts)


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


def stage_changes(two: Two, before: Stage, after: Stage) -> Iterator[Change]:
    """Everything about a stage but its place; what works on its touchpoints is told of them."""
    yield from text(two, "title", "title", before.title, after.title)
    yield from scalar("title", "id", (before.id,), (after.id,))
    yield from text(two, "other", "goal", before.goal, after.goal)
    yield from scalar("other", "phase", _said(before.phase), _said(after.phase))
    yield from listed(two, "other", "who takes part", _roles(before.roles), _roles(after.roles))
    if not before.touchpoints and not after.touchpoints:
        yield from listed(two, "other", "practices", _practices(two.before, before), _practices(two.after, after))


def row(phrases: Iterable[Phrase], between: str) -> Phrase:
    """Phrases in a row."""
    parts: Phrase = ()
    for phrase in phrases:
        parts = (*parts, *((between,) if parts else ()), *phrase)
    return parts
