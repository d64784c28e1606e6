"""What several rules ask of a program: what is in use, who leads a touchpoint, where it leads, who listens to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property, lru_cache
from itertools import product, zip_longest
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.finding import Label, did_you_mean
from cxprog.language import model_of
from cxprog.language.condition import Answered, Both, Not, OneOf, Test, operands
from cxprog.language.kinds.program import Hours
from cxprog.language.shape import mentions, shape_of
from cxprog.program import Entry, Program, Reference
from cxprog.source import Path

if TYPE_CHECKING:
    from cxprog.language.kinds.journey import Journey, Stage, Step, Touchpoint
    from cxprog.language.kinds.metric import Metric
    from cxprog.language.kinds.question import Question
    from cxprog.language.kinds.report import Report
    from cxprog.language.kinds.survey import Survey
    from cxprog.language.types import Duration

# IN USE


def retired(entry: Entry) -> str | None:
    """First day (`YYYY-MM-DD`) on which a thing is no longer in use: its own, or that of the document it stands in."""
    own = entry.node.retired if entry.kind == "touchpoint" and entry.node is not None else None
    whole = entry.document.data.get("retired") if entry.document.data else None
    if own is None and whole is None:
        return None  # nearly always; several rules ask about every entry
    return min((day for day in (own, whole) if isinstance(day, str)), default=None)


def in_use(program: Program, kind: str) -> Iterator[Entry]:
    """The sound entries of a kind, by id, without a day of retirement: nobody improves what is on its way out."""
    if not program.may_hold("retired"):
        return program.each(kind)
    return (entry for entry in program.each(kind) if retired(entry) is None)


# WHO ANSWERS


def owners(touchpoint: Touchpoint) -> tuple[str, ...]:
    """The teams and partners that own a touchpoint."""
    if touchpoint.owner is None:
        return ()
    return (touchpoint.owner,) if isinstance(touchpoint.owner, str) else touchpoint.owner.joint


def lead(touchpoint: Touchpoint) -> str | None:
    """The one who decides: the only owner, or the named lead of several."""
    return touchpoint.owner if touchpoint.owner is None or isinstance(touchpoint.owner, str) else touchpoint.owner.lead


def uses_of(program: Program, word: str) -> list[tuple[str, Label]]:
    """Every place where a loop alerts somebody by a word such as `account-manager`, with the loop's id."""
    return [
        (loop.id, loop.at(*path, text="alerted here"))
        for loop in in_use(program, "loop")
        for path, name in loop.node.responsible
        if name == word
    ]


def started_by(loop: Entry) -> dict[str, Label]:
    """Surveys whose answers or whose silence start a loop, each with the first place that names it."""
    starts: dict[str, Label] = {}
    for operand in operands(loop.node.when.test) if loop.node.when else ():
        survey, dot, _ = operand.name.partition(".")
        if dot:
            starts.setdefault(survey, loop.at("when", within=operand.span))
    if loop.node.silence:
        starts.setdefault(loop.node.silence.survey, loop.at("silence", "survey"))
    return starts


# WHERE PEOPLE GO


class Contact(NamedTuple):
    """A touchpoint with the places it stands in."""

    entry: Entry
    stage: Stage
    step: Step | None

    @property
    def unit(self) -> str:
        """Name of the journey step it belongs to: its step, or its stage where that has no steps."""
        return (self.step or self.stage).id


def contacts(program: Program, journey: Entry) -> tuple[Contact, ...]:
    """The touchpoints of a sound journey, in order; of two with the same name, which linking reports, the first."""
    return program.once("contacts", journey.id, lambda: tuple(_contacts(program, journey)))


def _contacts(program: Program, journey: Entry) -> Iterator[Contact]:
    node: Journey = journey.node
    for stage in node.stages:
        for step in (None, *stage.steps):
            for touchpoint in (step or stage).touchpoints:
                entry = program.get("touchpoint", f"{journey.id}.{touchpoint.id}")
                if entry is not None and entry.node is touchpoint:
                    yield Contact(entry, stage, step)


def flow(program: Program, journey: Entry) -> dict[str, tuple[str, ...]]:
    """Where each touchpoint of a sound journey leads, by address: what its `next` says, else the one behind it."""
    ordered = [contact.entry for contact in contacts(program, journey)]
    leads: dict[str, tuple[str, ...]] = {}
    for entry, following in zip_longest(ordered, ordered[1:]):
        given = entry.node.next
        if given is None:
            leads[entry.id] = (following.id,) if following else ()
        else:
            names = (edge if isinstance(edge, str) else edge.to for edge in given)
            leads[entry.id] = tuple(name if "." in name else f"{journey.id}.{name}" for name in names)
    return leads


def reach(leads: Mapping[str, Iterable[str]], start: str, reached: set[str]) -> None:
    """Add to `reached` a touchpoint and all that it leads to; what is already in it is not looked at again."""
    open_ends = [start]
    while open_ends:
        address = open_ends.pop()
        if address not in reached:
            reached.add(address)
            open_ends.extend(leads.get(address, ()))


# WHO IS ASKED WHAT


def heard(survey: Survey) -> tuple[str, ...]:
    """Addresses of what a survey asks about; without `listens_to` the touchpoint it comes after."""
    return survey.listens_to or ((survey.when.after,) if survey.when.after else ())


@lru_cache(maxsize=1)
def contacts_by_place(program: Program) -> Mapping[str, list[Contact]]:
    """Touchpoints by the address of themselves, their step and their stage, over all sound journeys.

    Several rules ask for it in turn, so the answer for the last program is kept; nobody may change it.
    """
    places: dict[str, list[Contact]] = {}
    for journey in program.each("journey"):
        for contact in contacts(program, journey):
            for place in (contact.entry.node, contact.step, contact.stage):
                if place is not None:
                    places.setdefault(f"{journey.id}.{place.id}", []).append(contact)
    return places


# TEXTS AND SCALES


def says(text: str | Mapping[str, str], locale: str, default: str) -> bool:
    """Whether a text can be read in a locale; a plain text stands in the default one, and `de` serves `de-AT` too."""
    known = {default} if isinstance(text, str) else text.keys()
    return locale in known or locale.partition("-")[0] in known


def shown_texts(program: Program, entry: Entry) -> Iterator[tuple[Path, str | Mapping[str, str]]]:
    """The texts of a survey or question that respondents read, with their paths.

    A choice without a text is shown by its id, which counts as a text in the program's locale.
    """
    internal = _INTERNAL[entry.kind]
    for path, text in program.texts(entry):
        if len(path) > 1 or path not in internal:
            yield path, text
    for index, choice in enumerate(getattr(entry.node, "choices", ())):
        if choice.text is None:
            yield ("choices", index), choice.id


_INTERNAL: Mapping[str, tuple[Path, ...]] = {
    "survey": (("description",),),
    "question": (("title",), ("description",)),
}
"""Texts of a survey or question that only the program's authors read."""


def scale_of(question: Question) -> tuple[float, float] | None:
    """Lowest and highest answer, its own or the usual ones of its type; None where answers stand on no scale."""
    from cxprog.language.kinds.question import SCALES

    return (question.scale.lowest, question.scale.highest) if question.scale else SCALES.get(question.type)


def range_of(metric: Metric) -> tuple[float, float] | None:
    """Lowest and highest value that a metric can take; None where that is not known."""
    if metric.type == "nps":
        return -100, 100
    return (metric.scale.lowest, metric.scale.highest) if metric.scale else None


# WHAT NOBODY NAMES


@dataclass(frozen=True)
class Referrers:
    """Documents of one kind, asked whether any of them names a thing, also where they have mistakes.

    A rule that misses a reference asks here, so that one misspelt name is reported once, where it stands.
    """

    program: Program
    kind: str
    counts: Callable[[Reference], bool] = lambda reference: True
    """Which of their references count."""

    def may_name(self, entry: Entry) -> bool:
        """Whether one names it, or a text that was not understood, or only in part, might."""
        names = {entry.id, entry.id.rpartition(".")[2]}
        references = self.program.referrers(entry.kind, entry.id)
        return (
            any(reference.entry.kind == self.kind and self.counts(reference) for reference in references)
            or not names.isdisjoint(self.program.unread)
            or not names.isdisjoint(self._words)
            or len(self._unresolved) > _UNRESOLVED_MAX
            or any(get_close_matches(name, names, n=1, cutoff=_ALIKE) for name in self._unresolved)
        )

    @cached_property
    def _faulty(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.program.entries.get(self.kind, {}).values() if not entry.sound)

    @cached_property
    def _words(self) -> frozenset[str]:
        """What stands in documents with mistakes, such as names under a misspelt key."""
        return frozenset(word for entry in self._faulty for word in _words(entry.document.data))

    @cached_property
    def _unresolved(self) -> frozenset[str]:
        """Names that stand for nothing, such as misspelt ones."""
        shape = shape_of(model_of(self.kind))
        return frozenset(
            mention.target
            for entry in self._faulty
            for mention in mentions(shape, entry.document.data)
            if mention.kinds and not any(self.program.get(kind, mention.target) for kind in mention.kinds)
        )


_UNRESOLVED_MAX = 50
"""With more misspelt names than this nothing is called missing: comparing all of them would take too long."""
_ALIKE = 0.6
"""How alike a misspelt name may be at least; lower than for offering a name, since here a wrong guess only waits."""
_WORD = re.compile(r"[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)?")


def _words(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield from _WORD.findall(data)
    elif isinstance(data, dict):
        for value in data.values():
            yield from _words(value)
    elif isinstance(data, list):
        for value in data:
            yield from _words(value)


# COMPANY AND PARTNERS


def understood(program: Program, *kinds: str) -> bool:
    """Whether everything of these kinds was understood, so that what is not there is missing and not misspelt."""
    return not program.unread and all(entry.sound for kind in kinds for entry in program.entries.get(kind, {}).values())


def is_underway(program: Program) -> bool:
    """Whether a program says enough to be told what its listening and acting lack altogether.

    A single survey, board or loop, as in a test or a collection of published practices, is a part and lacks much.
    """
    kinds = ("journey", "survey", "loop")
    return (
        understood(program, *kinds)
        and all(any(in_use(program, kind)) for kind in kinds)
        and any(any(in_use(program, kind)) for kind in ("report", "policy"))
    )


def roles_of(program: Program, names: Iterable[str], audience: str) -> tuple[str, ...]:
    """Those of the named roles whose people are customers, belong to a partner, or work for the company."""
    roles = (program.get("role", name) for name in names)
    return tuple(role.id for role in roles if role and role.node and role.node.audience == audience)


def kin(program: Program, name: str) -> frozenset[str]:
    """A partner with the wider classes that it belongs to and the narrower ones that belong to it; so for teams."""
    return program.once("kin", name, lambda: _kin(program, name))


def _kin(program: Program, name: str) -> frozenset[str]:
    above, below = program.once("families", "", lambda: _families(program))
    return frozenset({*_along(above, name), *_along(below, name)})


def _along(leads: Mapping[str, Iterable[str]], name: str) -> set[str]:
    reached: set[str] = set()
    reach(leads, name, reached)
    return reached


def _families(program: Program) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """What every team and partner belongs to, and what belongs to it."""
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for kind in ("team", "partner"):
        for entry in program.each(kind):
            parent = entry.node.part_of if kind == "partner" else entry.node.parent
            if parent:
                above.setdefault(entry.id, []).append(parent)
                below.setdefault(parent, []).append(entry.id)
    return above, below


def next_led_by_another(program: Program, touchpoint: Entry, following: Iterable[str]) -> Entry | None:
    """The first touchpoint that may follow and that somebody else leads."""
    mine = lead(touchpoint.node)
    entries = (program.get("touchpoint", name) for name in following)
    others = (entry for entry in entries if entry and entry.node and lead(entry.node) not in (None, mine))
    return next(others, None) if mine else None


def seam_after(program: Program, journey: Entry, touchpoint: Entry, following: Iterable[str]) -> Entry | None:
    """The next touchpoint led by somebody else, where a customer passes from one company to another on the way."""
    other = next_led_by_another(program, touchpoint, following) if journey.node.actor == "customer" else None
    if other is None:
        return None
    mine, theirs = (str(lead(entry.node)) for entry in (touchpoint, other))
    are_partners = [program.get("partner", name) is not None for name in (mine, theirs)]
    return other if any(are_partners) and (not all(are_partners) or theirs not in kin(program, mine)) else None


def surveys_by_metric(program: Program) -> Mapping[str, tuple[Entry, ...]]:
    """The surveys in use whose questions feed a metric, by metric."""
    return program.once("surveys", "by metric", lambda: _surveys_by_metric(program))


def _surveys_by_metric(program: Program) -> Mapping[str, tuple[Entry, ...]]:
    fed: dict[str, dict[str, Entry]] = {}
    for survey in in_use(program, "survey"):
        for asking in survey.node.asked:
            question = program.get("question", asking.question)
            if question and question.node and question.node.metric:
                fed.setdefault(question.node.metric, {})[survey.id] = survey
    return {metric: tuple(surveys.values()) for metric, surveys in fed.items()}


def reports_of(program: Program, survey: Entry) -> tuple[Entry, ...]:
    """The reports in use that show metrics or comments of a survey."""
    return program.once("reports", "by survey", lambda: _reports_by_survey(program)).get(survey.id, ())


def _reports_by_survey(program: Program) -> Mapping[str, tuple[Entry, ...]]:
    shown: dict[str, dict[str, Entry]] = {}
    fed = surveys_by_metric(program)
    for report in in_use(program, "report"):
        surveys = [each.id for metric in report.node.metrics for each in fed.get(metric, ())]
        for name in (*surveys, *(answer.partition(".")[0] for answer in report.node.comments)):
            shown.setdefault(name, {})[report.id] = report
    return {name: tuple(reports.values()) for name, reports in shown.items()}


def viewers(report: Report) -> Iterator[tuple[str, str]]:
    """Teams, partners, roles and words such as `account-manager` that see a report: `all` of it or their `own` part."""
    for viewer in report.to:
        yield (viewer, "all") if isinstance(viewer, str) else (viewer.who, viewer.sees)


def readers(report: Entry) -> tuple[str, ...]:
    """Everybody who sees a report, whether all of it or their own part."""
    return tuple(who for who, _ in viewers(report.node))


def partner_incentives(program: Program) -> Iterator[tuple[Entry, tuple[str, ...]]]:
    """Metrics in use by which partners are paid, each with these partners."""
    for metric in in_use(program, "metric"):
        incentive = metric.node.incentive
        paid = tuple(name for name in incentive.paid_to if program.get("partner", name)) if incentive else ()
        if paid:
            yield metric, paid


Timed = tuple["Duration", str | None]
"""A length of time, and who works in it: a team, a partner, or a word for somebody who depends on the case."""


def takes_longer(program: Program, given: Timed, most: Timed) -> bool:
    """Whether a time is over later than another that starts with it, in a week in which nothing falls out.

    Working time is compared by the hours of whoever works in it; where that depends on the case, or nobody is named,
    by those of everybody. So nothing is said of times of which either may be longer.
    """
    (time, worker), (other, coworker) = given, most
    if "months" in (time.measure, other.measure):
        return time.is_longer_than(other)
    pairs = (
        [(hours, hours) for hours in _weeks(program, worker)]
        if worker == coworker
        else product(_weeks(program, worker), _weeks(program, coworker))
    )
    return all(_is_over_later(time, week, other, other_week) for week, other_week in pairs)


class _Week(NamedTuple):
    """Somebody's working week."""

    days: int
    minutes: int
    """Length of a working day."""


_DAY = 1440
"""Minutes of a day."""


def _is_over_later(time: Duration, week: _Week, other: Duration, other_week: _Week) -> bool:
    if time.is_business and other.is_business and week == other_week:
        return _worked(time, week) > _worked(other, week)
    return _elapsed(time, week)[0] > _elapsed(other, other_week)[1]


def _worked(time: Duration, week: _Week) -> int:
    return time.amount * (week.minutes if time.measure == "business_days" else 1)


def _elapsed(time: Duration, week: _Week) -> tuple[int, int]:
    """The fewest and the most minutes that pass, with as few free days in between as there can be."""
    if not time.is_business:
        minutes = time.amount * (_DAY if time.measure == "days" else 1)
        return minutes, minutes
    worked = _worked(time, week)
    days, rest = divmod(worked, week.minutes)
    whole = (days + days // week.days * (7 - week.days)) * _DAY
    if time.measure == "business_days" or not worked:
        return whole, whole
    # Counted from an opening, the last day ends before its night; what is left of a day may fall into two.
    full = (worked - 1) // week.minutes
    fewest = (full + full // week.days * (7 - week.days)) * _DAY + worked - full * week.minutes
    return fewest, whole + (rest + _DAY - week.minutes if rest else 0)


def _weeks(program: Program, name: str | None) -> tuple[_Week, ...]:
    """Working weeks of a team or partner; of everybody where it depends on the case who works."""
    # Worked out once: many loops ask, and there may be as many parties.
    by_name, everybody = program.once("weeks", "", lambda: _all_weeks(program))
    return by_name.get(name or "", everybody)


def _all_weeks(program: Program) -> tuple[Mapping[str, tuple[_Week, ...]], tuple[_Week, ...]]:
    """The working week of each team and partner, and all that there are."""
    settings = program.settings.node if program.settings else None
    usual = settings.hours if settings else Hours()
    parties = (entry for kind in ("team", "partner") for entry in program.each(kind))
    own = {entry.id: (_week(entry.node.hours or usual),) for entry in parties}
    return own, tuple(dict.fromkeys(week for (week,) in own.values())) or (_week(usual),)


def _week(hours: Hours) -> _Week:
    """A working day that closes before it opens ends on the next day."""
    opens, closes = (int(time[:2]) * 60 + int(time[3:]) for time in (hours.opens, hours.closes))
    return _Week(len(set(hours.days)), (closes - opens) % _DAY or _DAY)


def either(names: Iterable[str]) -> str:
    """Names of which one is to be taken: `` `a`, `b` or `c` ``."""
    *most, last = [f"`{name}`" for name in names]
    return f"{', '.join(most)} or {last}" if most else last


def listed(names: Iterable[str]) -> str:
    """Names as a person lists them: `` `a`, `b` and `c` ``."""
    *most, last = [f"`{name}`" for name in names]
    return f"{', '.join(most)} and {last}" if most else last


# WHAT NUMBERS ARE MADE OF


def audiences(program: Program, survey: Entry) -> frozenset[str]:
    """Audiences of the roles that a survey asks; what a role with mistakes stands for is not known."""
    roles = (program.get("role", name) for name in survey.node.asks)
    return frozenset(role.node.audience for role in roles if role and role.node)


def asked_questions(program: Program, survey: Entry) -> Iterator[tuple[int, Entry]]:
    """What a sound survey asks, in order, with the place in its list; the questions may have mistakes."""
    for place, name, _ in survey.node.asked:
        question = program.get("question", name)
        if question is not None:
            yield place, question


def asks_for(program: Program, survey: Entry, *types: str) -> bool:
    """Whether a survey asks, or with a question that has mistakes might ask, for an answer or a metric of a type."""
    for _, question in asked_questions(program, survey):
        if question.node is None or question.node.type in types:
            return True
        metric = program.get("metric", question.node.metric or "")
        if metric is not None and (metric.node is None or metric.node.type in types):
            return True
    return False


def only_question(program: Program, type: str) -> str:
    """The question of a type, where there is just one: with several, offering any would be a guess."""
    found = [question.id for question in in_use(program, "question") if question.node.type == type]
    return found[0] if len(found) == 1 else ""


def is_score(metric: Metric) -> bool:
    """Whether a metric is worked out from the answers people give: neither counted elsewhere nor a matter of ranks."""
    return metric.type not in ("operational", "ranking") and metric.share_of is None


COUNTRIES: Mapping[str, str] = {"country": "countries", "market": "markets"}
"""Dimensions across which people answer differently whatever they live through, and how to say several of them."""


def countries_of(program: Program, roles: Iterable[str] | None = None) -> tuple[str, int]:
    """The dimension by which people of some roles, or all, live in several countries, and in how many; none: 0."""
    found = ((name, len(values_of(program, name, roles))) for name in COUNTRIES)
    return next((each for each in found if each[1] > 1), ("country", 0))


def values_of(program: Program, name: str, roles: Iterable[str] | None = None) -> frozenset[str]:
    """Values of a dimension in the populations, of all roles or of some; empty where populations have mistakes."""
    if not understood(program, "population"):
        return frozenset()
    wanted = None if roles is None else set(roles)
    return frozenset(
        group.by[name]
        for population in in_use(program, "population")
        for group in population.node.groups
        if name in group.by and group.people and (wanted is None or not wanted.isdisjoint(group.roles))
    )


OF_PEOPLE = ("role", "account", "partner")
"""What people can be told apart by in any program."""
OF_ANSWERS = (*OF_PEOPLE, "survey", "stage", "touchpoint", "code")
"""What answers can be told apart by in any program."""


class UnknownDimension(NamedTuple):
    """A dimension that no population has, or a value that no group has."""

    words: str
    """That nobody has it, as the first part of a sentence."""
    help: str


def unknown_dimension(program: Program, name: str, also: tuple[str, ...]) -> UnknownDimension | None:
    """What to say of a name that is neither a dimension of a population nor among those known besides.

    None also where a population with mistakes in it might have the dimension.
    """
    known = _dimensions(program)
    if known is None or name in known or name in also:
        return None
    exists = any(program.each("population"))
    whose = "no population has" if exists else "there is no population that has"
    listing = f"the dimensions are {listed((*known, *also))}; declare others" if known or also else f"declare `{name}`"
    return UnknownDimension(
        f"{whose} the dimension `{name}`",
        did_you_mean(name, (*known, *also)) or f"{listing} in {'the' if exists else 'a'} population",
    )


def unknown_value(program: Program, name: str, value: str) -> UnknownDimension | None:
    """What to say of a value that no group of a population has for a dimension of which groups name values.

    None where no group names any, and where a population with mistakes in it might hold the value.
    """
    known = _named_values(program).get(name, ())
    if not known or value in known:
        return None
    shown = sorted(known)[:_VALUES_MAX]
    more = f" and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    return UnknownDimension(
        f"`{value}` is no value of `{name}`: {', '.join(shown)}{more}",
        did_you_mean(value, known) or "write one of its values, or add a group with this one to a population",
    )


_VALUES_MAX = 8
"""Values that one message lists."""


def _named_values(program: Program) -> Mapping[str, tuple[str, ...]]:
    """Values of each dimension over all groups; nothing while a population has mistakes."""
    return program.once("values", "of dimensions", lambda: _values_of_groups(program))


def _values_of_groups(program: Program) -> Mapping[str, tuple[str, ...]]:
    named: dict[str, dict[str, None]] = {}
    for population in program.each("population") if understood(program, "population") else ():
        for group in population.node.groups:
            for name, value in group.by.items():
                named.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in named.items()}


def asks_unknown(program: Program, survey: Entry) -> bool:
    """Whether a survey asks people by a dimension or a value that no population has, so that nobody can be found."""
    among = survey.node.sampling.among
    return any(
        unknown_dimension(program, name, ()) or any(unknown_value(program, name, value) for value in values)
        for name, values in among.items()
    )


def _dimensions(program: Program) -> tuple[str, ...] | None:
    return program.once("dimensions", "", lambda: _declared_dimensions(program))


def _declared_dimensions(program: Program) -> tuple[str, ...] | None:
    names = (name for entry in program.each("population") for name in entry.node.dimensions)
    return tuple(dict.fromkeys(names)) if understood(program, "population") else None


def sees_own(report: Entry) -> bool:
    """Whether every reader sees nothing but its own part."""
    return all(sees == "own" for _, sees in viewers(report.node))


def holds(test: Test, name: str, answer: float) -> bool | None:
    """Whether a condition holds for an answer; None where that depends on other answers as well."""
    if isinstance(test, Not):
        inner = holds(test.part, name, answer)
        return None if inner is None else not inner
    if isinstance(test, Both):
        parts = {holds(part, name, answer) for part in test.parts}
        settled = test.word == "or"  # one part that holds settles an `or`, one that does not settles an `and`
        return settled if settled in parts else None if None in parts else not settled
    if test.operand.name != name:
        return None
    if isinstance(test, Answered):
        return test.wanted
    if isinstance(test, OneOf):
        return answer in test.values
    return not isinstance(test.value, str) and _COMPARISONS[test.operator](answer, test.value)


_COMPARISONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": lt, "<=": le, ">": gt, ">=": ge, "=": eq, "!=": ne,
}  # fmt: skip
