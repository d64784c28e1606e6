"""How few people stand behind an account, a partner or a day: what a key besides answers says of who gave them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from cxprog.analysis.anonymity.promises_reading import Reading
from cxprog.reach import is_among, share_asked, times_asked

Sure = Literal["yes", "no", "maybe"]


class Few(NamedTuple):
    """Whether fewer people than a number share a value."""

    is_so: Sure
    reason: str = ""
    """What is not known, and what to declare; empty where it is."""


_YES, _NO = Few("yes"), Few("no")
_DAYS = {"day": 1.0, "week": 7.0, "month": 365 / 12}
"""Days of the times that can stand besides an answer."""
_YEAR = 365


@dataclass(frozen=True, eq=False)
class People:
    """Counts of people, from the populations."""

    reading: Reading
    _kept: dict[tuple[str, str, int], Few] = field(default_factory=dict)

    def few(self, survey: str, key: str, least: int) -> Few:
        """Whether a value of a key stands for fewer than `least` people whom a survey asks, or who answer it."""
        about = survey, key, least
        if about not in self._kept:
            self._kept[about] = self._few(self.reading.surveys[survey], key, least)
        return self._kept[about]

    def _few(self, survey: Any, key: str, least: int) -> Few:
        if key in _DAYS:
            return self._in_time(survey, key, least)
        if key == "account":
            return self._of_account(survey, "account", least)
        if key == "partner":
            # Customers of a partner are a group like any other; its own people are those of one organization.
            audiences = {role.audience for name in survey.asks if (role := self.reading.specs.get("role", name))}
            return self._of_account(survey, "partner", least) if audiences == {"partner"} else _NO
        return _YES

    def _asked(self, survey: Any) -> Iterator[tuple[Any, float | None]]:
        """Groups of people whom a survey asks, each with its response rate."""
        for _, population in self.reading.each("population"):
            for group in population.groups:
                if is_among(survey, group):
                    yield group, population.response_rate if group.response_rate is None else group.response_rate

    def _of_account(self, survey: Any, noun: str, least: int) -> Few:
        """Where accounts have fewer people than `least` on average, at least one of them has."""
        roles = [self.reading.specs.get("role", name) for name in survey.asks]
        most = [role.per_account if role else None for role in roles]
        if all(most) and sum(filter(None, most)) < least:
            return _YES
        counts = [(group.people, group.accounts) for group, _ in self._asked(survey) if group.people]
        if any(accounts and people < least * accounts for people, accounts in counts):
            return _YES
        return Few(
            "maybe",
            f"nobody says that a tool hides every {noun} with fewer than {least} answers (`minimum_group`), "
            f"and a small {noun} can have fewer people",
        )

    def _in_time(self, survey: Any, key: str, least: int) -> Few:
        """Whether few answers are expected in a day, week or month, as if they came evenly over the year."""
        asked = list(self._asked(survey))
        times = times_asked(self.reading.specs, survey, _YEAR)
        reason = f"nobody can say how many answers come in one {key}: "
        if not asked:
            return Few("maybe", reason + "no population counts those who are asked")
        if times is None or survey.when.always:
            return Few("maybe", reason + "nothing limits how often one is asked")
        often = times * share_asked(survey.sampling, sum(group.people for group, _ in asked), times, _YEAR)
        answers = often * sum(group.people * (1 if rate is None else rate) for group, rate in asked)
        if answers * _DAYS[key] / _YEAR < least:
            return _YES
        if survey.when.every is None and not survey.when.on:
            return Few("maybe", reason + "events start the survey, and only their most is known")
        return _NO if all(rate is not None for _, rate in asked) else Few("maybe", reason + "no response rate is given")
