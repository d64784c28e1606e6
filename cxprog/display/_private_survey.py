"""One survey for `cxprog privacy`: its promise, whom it asks, what is stored, which tool keeps what of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cxprog.analysis.anonymity.values import Answer, At
from cxprog.analysis.specs import Specs
from cxprog.display import one_line
from cxprog.display._private_learned import Learned
from cxprog.display._private_words import GUARDS, PROMISES, Register, Said, key_words, listed, percent
from cxprog.source import Path

NOT_SAID = "not said"


class Fact(NamedTuple):
    """Something one has to know about a survey."""

    name: str
    said: tuple[Said, ...]


class Guarded(NamedTuple):
    """Something that a tool can see to, and which tools do."""

    key: str
    """Key of `GUARDS`."""
    keepers: tuple[Said, ...]
    """Tools that keep it, each with the reports for which it does."""
    missing: tuple[Said, ...]
    """Tools that do not, and reports for which no tool is named."""

    @property
    def words(self) -> str:
        """What is seen to."""
        return GUARDS[self.key]


class Exempt(NamedTuple):
    """An exception from a rule about privacy."""

    rule: str
    covers: str
    """What it is for, as `kind` and id."""
    reason: str
    owner: str
    until: str
    """Last day, `YYYY-MM-DD`."""
    is_open: bool
    """Whether that day has not passed."""
    by: str
    """`waiver`, or `comment` for an allow-comment."""
    at: tuple[str, str]
    """Kind and id of what it is for."""
    said: Said
    """The exception in words, with its place."""


@dataclass(frozen=True)
class Promised:
    """One survey: what those who are asked are promised, and what becomes of it."""

    id: str
    title: str
    spec: Any
    place: Said
    """Where the promise stands."""
    answer: Answer
    """The worst of what is known about it."""
    because: tuple[str, ...]
    """What else than what arrives somewhere breaks it, or leaves it open."""
    facts: tuple[Fact, ...]
    people: int | None
    """How many people it is for; None where no population counts them."""
    guards: tuple[Guarded, ...]
    learned: tuple[Learned, ...]
    """What each audience learns, the worst first."""
    exempt: tuple[Exempt, ...]

    @property
    def promise(self) -> str:
        """What those who are asked are told, in sentences."""
        return PROMISES[self.spec.identity]

    @property
    def unkept(self) -> tuple[Guarded, ...]:
        """What no tool keeps, at least not everywhere."""
        return tuple(guard for guard in self.guards if guard.missing or not guard.keepers)


# WHO FEEDS WHAT


def feeding(specs: Specs) -> Mapping[str, frozenset[str]]:
    """Surveys that feed each metric, also by way of the metrics that it is made of."""
    direct: dict[str, set[str]] = {name: set() for name, _ in specs.each("metric")}
    for name, survey in specs.each("survey"):
        for asking in survey.asked:
            question = specs.get("question", asking.question)
            if question and question.metric in direct:
                direct[question.metric].add(name)
    return {name: frozenset(_fed(specs, direct, name, set())) for name in direct}


def _fed(specs: Specs, direct: Mapping[str, set[str]], name: str, passed: set[str]) -> Iterator[str]:
    if name not in passed:
        passed.add(name)
        yield from direct.get(name, ())
        for part in getattr(specs.get("metric", name), "made_of", ()):
            yield from _fed(specs, direct, part, passed)


def reports_of(specs: Specs, survey: str, fed: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Reports that show anything of the answers to a survey."""
    for name, report in specs.each("report"):
        shows = any(survey in fed.get(metric, ()) for metric in report.metrics)
        if shows or any(address.partition(".")[0] == survey for address in report.comments):
            yield name


# FACTS


def facts(register: Register, name: str) -> tuple[Fact, ...]:
    """What one has to know about a survey, in the order in which it is told."""
    spec = register.specs.get("survey", name)

    def said(words: str, *path: str | int) -> Said:
        return register.said(words, At("survey", name, path))

    return (
        Fact("asks", (said(_asked(register, spec), "asks"),)),
        Fact("invitation", (said(*_invitation(register, spec)),)),
        Fact("stored beside each answer", tuple(said(*each) for each in _stored(spec))),
        Fact("kept together for", (said(spec.kept_for.words if spec.kept_for else NOT_SAID, "kept_for"),)),
        Fact("permission", tuple(_permissions(register, name, spec))),
        Fact("tool", (said(_tool(register, spec), "through"),)),
    )


def people_of(specs: Specs, spec: Any) -> int | None:
    """How many people a survey is for, before anybody is drawn; None where no population counts them."""
    counted = [
        group.people
        for _, population in specs.each("population")
        for group in population.groups
        if not set(group.roles).isdisjoint(spec.asks)
        and all(group.by.get(dimension) in values for dimension, values in spec.sampling.among.items())
    ]
    return sum(counted) if counted else None


def _asked(register: Register, spec: Any) -> str:
    roles = listed(register.title("role", role) for role in spec.asks)
    people = people_of(register.specs, spec)
    many = "how many people they are is not said" if people is None else f"about {people:,} people"
    return "; ".join((roles, many, *_drawn(register, spec)))


def _drawn(register: Register, spec: Any) -> Iterator[str]:
    """Who of the roles is asked, where not everybody is."""
    sampling = spec.sampling
    for dimension, values in sorted(sampling.among.items()):
        yield one_line(f"only {dimension} {listed(values, 'or')}".replace("`", "'"))
    if spec.partners:
        partners = listed(register.title("partner", partner) for partner in spec.partners)
        yield f"only people and customers of {partners}"
    if sampling.share is not None:
        yield f"{percent(sampling.share)} of them each time"
    if sampling.count is not None:
        yield f"{sampling.count:,} of them {f'in {sampling.within.words}' if sampling.within else 'each time'}"
    if sampling.key_accounts == "only":
        yield "key accounts only"


LINKS: Mapping[str, str] = {
    "personal": "everybody gets a link of their own, which tells who answers",
    "open": "everybody uses the same link, which does not tell who answers",
}


def link_of(spec: Any) -> str:
    """`personal` or `open`; open for anonymous surveys where it is not said."""
    return spec.link or ("open" if spec.identity == "anonymous" else "personal")


def _invitation(register: Register, spec: Any) -> tuple[str, ...]:
    """Words, then the path of what says so."""
    sender = spec.sender if isinstance(spec.sender, str) else f"`{spec.sender.partner}`"
    signed = {"company": "the company", "joint": "the company and its partner", "undisclosed": "nobody by name"}
    parts = [LINKS[link_of(spec)], f"signed by {signed.get(sender, sender)}"]
    if spec.when.always:
        parts[1:] = ["nobody is invited"]
    if spec.mode and set(spec.mode) != {"online"}:
        parts.append(f"answered by {listed(spec.mode, 'or')}")
    if spec.asked_by:
        parts.append(f"people of `{spec.asked_by}` ask the questions")
    return "; ".join(parts), "link" if spec.link else "identity"


def _stored(spec: Any) -> Iterator[tuple[str, ...]]:
    if spec.records:
        yield key_words(spec.records), "records"
    if spec.recorded:
        yield "a recording of the talk, by which the voice can be known", "recorded"
    if not spec.records and not spec.recorded:
        yield "nothing, as far as the program says", "records"


def _permissions(register: Register, name: str, spec: Any) -> Iterator[Said]:
    asked = False
    for asking in spec.asked:
        question = register.specs.get("question", asking.question)
        for permit in question.permits if question else ():
            asked = True
            words = one_line(register.text(question.text).replace("`", "'"))
            yield register.said(
                f"a yes to `{asking.question}` ({words}) allows {PERMITS[permit]}",
                At("question", asking.question, ("permits",)),
            )
    if not asked:
        yield register.said("none is asked for", At("survey", name, ("questions",)))


PERMITS: Mapping[str, str] = {
    "contact": "that somebody who then learns name and answers gets in touch",
    "partner": "that the partner who serves the person learns name and answers, too",
}
"""What a yes allows."""


def _tool(register: Register, spec: Any) -> str:
    channel = register.specs.get("channel", spec.through)
    return f"`{spec.through}` ({one_line(channel.tool)})" if channel else NOT_SAID


# GUARDS


def guards(register: Register, name: str, reports: Iterable[str]) -> tuple[Guarded, ...]:
    """What tools see to and what not: the survey's tool when answers come in, those of reports when they are shown."""
    spec = register.specs.get("survey", name)
    shown = sorted(reports)
    rows = []
    if spec.identity == "anonymous":
        rows.append(_guarded(register, "anonymity", {spec.through: [name]}, At("survey", name)))
    tools: dict[str | None, list[str]] = {}
    for report in shown:
        tools.setdefault(register.specs.get("report", report).through or spec.through, []).append(report)
    rows += [_guarded(register, key, tools, At("survey", name)) for key in GUARDS if key != "anonymity" and tools]
    return tuple(rows)


def _guarded(register: Register, key: str, tools: Mapping[str | None, list[str]], at: At) -> Guarded:
    keepers, missing = [], []
    for tool in sorted(tools, key=str):
        channel = register.specs.get("channel", tool)
        names = f", for {listed(f'`{name}`' for name in tools[tool])}"
        if channel is None:
            missing.append(register.said(f"no tool is named{names}", at))
        elif getattr(channel.enforces, key):
            keepers.append(register.said(f"`{tool}`{names}", At("channel", str(tool), ("enforces", key))))
        else:
            missing.append(register.said(f"`{tool}`{names}", At("channel", str(tool), ("enforces",))))
    return Guarded(key, tuple(keepers), tuple(missing))


def promise_path(spec: Any) -> Path:
    """Where the promise stands in the survey."""
    return ("identity",)
