"""Who answers when a loop alerts: words such as `touchpoint-owner` resolved for every case that can occur.

`lower` writes the answers into the manifest, and everything downstream reads them there: alerts, scenarios, pages.

- A loop has *deadlines*: `open` when a case opens, `first-contact` and `resolve` when those are missed, `escalation-1`
  and so on for the steps of the ladder, `closed` when a case is closed; for the loop as a whole `review` when its
  review was missed and `decision` when a decision is overdue.
- `open` reaches the owner and all that `tell` names. A missed deadline reaches the owner and the monitor, a step of the
  ladder the one it names and the monitor, `closed` those whom `close.tell` names. A missed review or decision reaches
  the owner, those who take part in the review, and the monitor.
- `touchpoint-owner` is the touchpoint's lead; all owners where they named no lead. Where a case names no touchpoint it
  is the lead of all touchpoints if that is the same one. A loop on a metric, a silence or a root cause concerns all its
  touchpoints at once, so there it means the leads of all.
- `account-manager` is the program's account managers.
- `partner` is the partner that serves the customer, if the case names one; else the partners among the touchpoint's
  owners; else the only partner that the survey is about, or that there is. It never means several partners who have
  nothing to do with the case: a complaint is no business of a competitor.
- `partner-manager` is the manager of those partners; where nothing says whose customer it was, of all.
- Deadlines count in the working time of the case's owner, also those of the ladder: they say for how long the owner may
  leave a case alone. Where several own it, the first one's.
- A name that leads to nobody, and a loop without owner, falls to whoever owns the survey, metric, event or taxonomy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from cxprog.language.types import Duration

if TYPE_CHECKING:
    from cxprog.manifest import Manifest, Party, Touchpoint

Accounts = Literal["all", "key", "other"]
"""What accounts something holds for; `other` are those that are not key accounts."""
Parties = tuple["Party", ...]

_PARTNER_WORDS = frozenset(("partner", "partner-manager"))


class Answer(NamedTuple):
    """Who answers for one deadline of a loop, in one sort of case."""

    loop: str
    deadline: str
    accounts: Accounts
    touchpoint: str | None
    """The touchpoint of the case; None for every other one, and for cases that name none."""
    partner: str | None
    """The partner that serves the customer; None for every other one, and for cases that name none."""
    within: Duration | None
    counted_by: Party | None
    act: Parties
    told: Parties


def answers(manifest: Manifest) -> Iterator[Answer]:
    """Who answers for what, by loop, in the order in which deadlines pass; what makes no difference is left out."""
    heard: dict[str, list[Touchpoint]] = {}
    for touchpoint in manifest.touchpoints:
        for name in touchpoint.loops:
            heard.setdefault(name, []).append(touchpoint)
    for resolved in manifest.each("loop"):
        loop = _Loop(manifest, resolved.spec, heard.get(resolved.id, []))
        for moment in _moments(resolved.spec):
            yield from loop.answers(moment)


class _Moment(NamedTuple):
    """One of the moments at which a loop alerts, with those whom it names."""

    deadline: str
    accounts: Accounts
    within: Duration | None
    owner: str | None
    """In whose working time it counts."""
    act: tuple[str | None, ...]
    told: tuple[str, ...]
    has_case: bool = True
    """Whether it is about single cases, and not about the loop as a whole."""


def _moments(spec: Any) -> Iterator[_Moment]:
    for accounts in _sorts(spec):
        yield from _case_moments(spec, accounts)
    review = spec.review
    if review is None:
        return
    watching = (spec.monitor,) if spec.monitor else ()
    act = (spec.owner,) if spec.owner or not review.by else review.by
    # As for a survey that falls silent: one missed date may be a holiday, two are a habit.
    yield _Moment("review", "all", review.every.times(2), act[0], act, (*review.by, *watching), False)
    if review.decision_within:
        yield _Moment("decision", "all", review.decision_within, act[0], act, (*review.by, *watching), False)


def _case_moments(spec: Any, accounts: Accounts) -> Iterator[_Moment]:
    own = spec.key_accounts if accounts == "key" and spec.key_accounts else spec
    owner = own.owner or spec.owner
    watching = (spec.monitor,) if spec.monitor else ()
    if spec.when or spec.silence or spec.event or spec.recurs:
        yield _Moment("open", accounts, None, owner, (owner,), spec.tell)
    for deadline, key in (("first-contact", "first_contact"), ("resolve", "resolve")):
        if within := getattr(own, key) or getattr(spec, key):
            yield _Moment(deadline, accounts, within, owner, (owner,), watching)
    for number, step in enumerate(spec.escalate, 1):
        if step.accounts == "all" or accounts == "key":
            yield _Moment(f"escalation-{number}", accounts, step.after, owner, (step.to,), watching)
    if spec.close and spec.close.tell:
        yield _Moment("closed", accounts, None, owner, spec.close.tell, ())


def _sorts(spec: Any) -> tuple[Accounts, ...]:
    """The sorts of accounts that a loop treats differently; a metric or a root cause belongs to no account."""
    silence = spec.silence
    is_special = spec.key_accounts is not None or any(step.accounts == "key" for step in spec.escalate)
    is_silence_only = silence is not None and not spec.answered and not spec.event
    has_account = spec.answered or spec.event or (silence is not None and silence.accounts != "any")
    if not is_special or not has_account:
        return ("all",)
    if (spec.key_accounts and spec.key_accounts.only) or (is_silence_only and silence.accounts == "key"):
        return ("key",)
    return ("other", "key")


class _Loop:
    """A loop, and whom its words stand for."""

    def __init__(self, manifest: Manifest, spec: Any, touchpoints: list[Touchpoint]) -> None:
        self.manifest = manifest
        self.spec = spec
        self.touchpoints = touchpoints
        self.has_place = bool(spec.answered or spec.event)
        """Whether single answers or events start it, so that each case belongs to one touchpoint."""

    def answers(self, moment: _Moment) -> Iterator[Answer]:
        places = (None, *self.touchpoints) if moment.has_case and self.has_place else (None,)
        rows = {
            partner: {place.address if place else None: self._who(moment, place, partner) for place in places}
            for partner in (None, *self._partners(moment))
        }
        for partner, row in rows.items():
            if partner is None or row != rows[None]:
                for place, who in row.items():
                    if place is None or who != row[None]:
                        yield Answer(
                            self.spec.id, moment.deadline, moment.accounts, place, partner, moment.within, *who
                        )

    def _partners(self, moment: _Moment) -> Iterable[str]:
        """Partners that a case can name, where it makes a difference which one serves the customer."""
        silence = self.spec.silence
        has_customer = self.has_place or (silence is not None and silence.accounts != "any")
        named = _PARTNER_WORDS.intersection(filter(None, (moment.owner, *moment.act, *moment.told)))
        return () if not named or not has_customer or not moment.has_case else self._all_partners()

    def _who(
        self, moment: _Moment, place: Touchpoint | None, partner: str | None
    ) -> tuple[Party | None, Parties, Parties]:
        act = _unique(party for word in moment.act for party in self._parties(word, place, partner))
        told = _unique(party for word in moment.told for party in self._parties(word, place, partner))
        counted_by = self._parties(moment.owner, place, partner)[0] if moment.within else None
        return counted_by, act, tuple(party for party in told if party not in act)

    def _parties(self, word: str | None, place: Touchpoint | None, partner: str | None) -> Parties:
        if word == "touchpoint-owner":
            found = self._at(place, lambda touchpoint: (touchpoint.lead,) if touchpoint.lead else touchpoint.owners)
        elif word == "account-manager":
            found = self._named([self.manifest.settings.account_managers])
        elif word == "partner":
            found = self._named(self._serving(place, partner))
        elif word == "partner-manager":
            partners = self._serving(place, partner) or self._all_partners()
            found = self._named(self.manifest.get("partner", name).manager for name in partners)
        else:
            found = self._named([word])
        return found or self._subject_owners(place)

    def _named(self, names: Iterable[str | None]) -> Parties:
        return _unique(self.manifest.party(name) for name in names if name)

    def _serving(self, place: Touchpoint | None, partner: str | None) -> tuple[str, ...]:
        """Partners that serve the customer, as far as the case and the program say."""
        if partner is not None:
            return (partner,)
        owning = self._at(place, lambda touchpoint: tuple(own for own in touchpoint.owners if own.kind == "partner"))
        asked = {name for survey in self.spec.surveys for name in self.manifest.get("survey", survey).partners}
        only = tuple(asked or self._all_partners())
        return tuple(party.id for party in owning) or (only if len(only) == 1 else ())

    def _all_partners(self) -> tuple[str, ...]:
        return tuple(each.id for each in self.manifest.each("partner"))

    def _at(self, place: Touchpoint | None, parties: Callable[[Touchpoint], Parties]) -> Parties:
        """Parties of what a case is about; nobody where that could be several touchpoints with different ones."""
        if place is not None:
            return parties(place)
        found = [parties(touchpoint) for touchpoint in self.touchpoints]
        if not self.has_place:
            return _unique(party for group in found for party in group)
        somewhere = {survey for touchpoint in self.touchpoints for survey in touchpoint.surveys}
        return found[0] if len(set(found)) == 1 and somewhere.issuperset(self.spec.surveys) else ()

    def _subject_owners(self, place: Touchpoint | None) -> Parties:
        get = self.manifest.get
        listening = [name for name in self.spec.surveys if place and name in place.surveys]
        named = [
            *(get("survey", name).owner for name in listening or self.spec.surveys),
            *(get("metric", name).owner for name in self.spec.metrics),
            *((get("event", self.spec.event).owner,) if self.spec.event else ()),
            *((get("taxonomy", self.spec.recurs.of).owner,) if self.spec.recurs else ()),
        ]
        return self._named(named) or self._named([self.manifest.settings.owner])


def _unique(parties: Iterable[Party]) -> Parties:
    return tuple(dict.fromkeys(parties))
