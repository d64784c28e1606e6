"""What happens in a scenario, one value for each thing, with the words for people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from cxprog.analysis.working_time import Moment
from cxprog.source import Path

Sort = Literal["passed", "event", "answered", "invited", "reminded", "suppressed", "case", "told"]
Part = Literal["best", "key"]
REASONS: Mapping[str, str] = {
    "own-rest": "the survey's own rest",
    "shared-rest": "the shared rest of its channel",
    "cap": "a cap",
    "shared-cap": "a shared cap of its channel",
    "freeze": "a freeze",
    "not-sampled": "not drawn",
    "not-qualified": "does not qualify",
    "same-day": "already invited that day",
    "waited-too-long": "waited too long",
}
"""Why an invitation is kept back, in words."""


@dataclass(frozen=True)
class Happening:
    """Something that happened."""

    at: Moment
    sort: Sort
    of: str
    """The survey, loop, touchpoint or event."""
    who: str | None = None
    """The contact it happened to."""
    reasons: tuple[str, ...] = ()
    """Why an invitation was kept back: keys of `REASONS`."""
    state: str = ""
    """What happened to a case: opened, contacted, escalated, overdue, closed."""
    to: str = ""
    """Who was told: a team or partner by id."""
    named: tuple[str, ...] = ()
    """How the loop names those who were told, such as `account-manager`."""
    acts: bool = False
    """Whether whoever was told must act, and does not only hear of it."""
    deadline: str = ""
    """What an alert, an escalation or a missed deadline is about: `open`, `first-contact`, `escalation-1`."""
    first_contact_by: Moment | None = None
    """For a case that opened: when somebody has to have been in touch."""
    resolve_by: Moment | None = None
    """For a case that opened: when the matter has to be settled."""

    @property
    def words(self) -> str:
        """One line: when, who, what."""
        return f"{shown(self.at)}  {_SAYS[self.sort](self)}"


@dataclass(frozen=True)
class Contradiction:
    """Something in the story that the program rules out, so that nothing it shows can be relied on."""

    path: Path
    """Where in the test it stands."""
    message: str
    help: str
    part: Part = "best"
    """Whether the key or the value there is meant."""


@dataclass(frozen=True)
class Breach:
    """A limit of a policy that the story breaks."""

    at: Moment
    policy: str
    path: Path
    """Where in the policy the limit stands."""
    who: str
    message: str
    counted: tuple[str, ...]
    """The invitations that break it, a line each."""


def shown(moment: Moment) -> str:
    """Day and minute: `2027-02-03 14:30`."""
    return moment.strftime("%Y-%m-%d %H:%M")


def ordinal(number: int) -> str:
    """`first` for 1."""
    words = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
    return words[number - 1] if number <= len(words) else f"number {number}"


def about(deadline: str) -> str:
    """What an alert is about, in words: `second step of the ladder`."""
    if deadline.startswith("escalation-"):
        return f"{ordinal(int(deadline.removeprefix('escalation-')))} step of the ladder"
    return _ABOUT.get(deadline, deadline)


_ABOUT: Mapping[str, str] = {
    "open": "a new case",
    "first-contact": "first contact is overdue",
    "resolve": "the end is overdue",
    "decision": "the decision is overdue",
    "closed": "the outcome",
}


def _case(each: Happening) -> str:
    whose = f" for {each.who}" if each.who else ""
    said = {
        "opened": f"a case of `{each.of}` opens{whose}",
        "contacted": f"somebody gets in touch about `{each.of}`{whose}",
        "escalated": f"the case of `{each.of}`{whose} escalates ({each.deadline})",
        "overdue": f"the case of `{each.of}`{whose} is overdue ({each.deadline})",
        "closed": f"the case of `{each.of}`{whose} is closed",
    }[each.state]
    due = [
        f"{name} by {shown(moment)}"
        for name, moment in (("first contact", each.first_contact_by), ("settled", each.resolve_by))
        if moment
    ]
    return f"{said}; {', '.join(due)}" if due else said


def _suppressed(each: Happening) -> str:
    because = ", ".join(REASONS[reason] for reason in each.reasons)
    return f"{each.who} is not invited to `{each.of}`: {because} ({', '.join(each.reasons)})"


def _told(each: Happening) -> str:
    about = f" about {each.who}" if each.who else ""
    return f"`{each.to}` is told by `{each.of}` ({each.deadline}){about}"


_SAYS: Mapping[Sort, Callable[[Happening], str]] = {
    "passed": lambda each: f"{each.who} passes `{each.of}`",
    "event": lambda each: f"`{each.of}` happens{f' to {each.who}' if each.who else ''}",
    "answered": lambda each: f"{each.who} answers `{each.of}`",
    "invited": lambda each: f"{each.who} is invited to `{each.of}`",
    "reminded": lambda each: f"{each.who} is reminded of `{each.of}`",
    "suppressed": _suppressed,
    "case": _case,
    "told": _told,
}
