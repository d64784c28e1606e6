"""One survey for `cxprog privacy`: its promise, whom it asks, what is stored, which tool keeps what of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from cxprog.analysis.anonymity.values import Answer, At
from cxprog.analysis.specs import Specs
from cxprog.display import one_line
from cxprog.display._private_exempt import Exempt
from cxprog.display._private_learned import Learned
from cxprog.display._private_words import GUARDS, PROMISES, Register, Said, key_words, listed, percent
from cxprog.reach import is_among

NOT_SAID = "not said"


class Fact(NamedTuple):
    """Something one has to know about a survey."""

    name: str
    said: tuple[Said, ...]


class Guarded(NamedTuple):
    """Something that a tool can guarantee, and which tools do."""

    key: str
    """Key of `GUARDS`."""
    keepers: tuple[Said, ...]
    """Tools that guarantee it, each with the reports for which it does."""
    missing: tuple[Said, ...]
    """Tools that do not, and reports for which no tool is named."""

    @property
    def words(self) -> str:
        """What is guaranteed."""
        return GUARDS[self.key]


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
    def anchor(self) -> str:
        """Its name on a page."""
        return f"survey-{self.id}"

    @property
    def promise(self) -> str:
        """What those who are asked are told, in sentences."""
        return PROMISES[self.spec.identity]


# FACTS


def facts(register: Register, name: str) -> tuple[Fact, ...]:
    """What one has to know about a survey, in the order in which it is told."""
    spec = register.spec("survey", name)

    def said(words: str, *path: str | int) -> Said:
        return register.said(words, At("survey", name, path))

    return (
        Fact("asks", (said(_asked(register, spec), "asks"),)),
        Fact("invitation", (said(*_invitation(register, spec)),)),
        Fact("stored beside each answer", tuple(said(*each) for each in _stored(spec))),
        Fact("name and answers kept for", (said(spec.kept_for.words if spec.kept_for else NOT_SAID, "kept_for"),)),
        Fact("permission", tuple(_permissions(register, name, spec))),
        Fact("tool", (said(_tool(register, spec), "through"),)),
    )


def people_of(specs: Specs, spec: Any) -> int | None:
    """How many people a survey is for, before anybody is drawn; None where no population counts them."""
    groups = [group for _, population in specs.in_use("population") for group in population.groups]
    counted = [group.people for group in groups if is_among(spec, group)]
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
        question = register.spec("question", asking.question)
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
    """What tools guarantee and what not: that of the survey, and those in which reports show its answers."""
    spec = register.spec("survey", name)
    shown = sorted(reports)
    rows = []
    if spec.identity == "anonymous":
        rows.append(_guarded(register, "anonymity", {spec.through: [name]}, At("survey", name)))
    tools: dict[str | None, list[str]] = {}
    for report in shown:
        tools.setdefault(register.spec("report", report).through or spec.through, []).append(report)
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
