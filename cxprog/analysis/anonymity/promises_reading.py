"""What promises to respondents depend on, read from the documents once: who is meant by a name, who serves whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cxprog.analysis.anonymity.seen import audiences_of, touchpoints
from cxprog.analysis.anonymity.values import At, Audience, Bit
from cxprog.analysis.specs import Specs, asking
from cxprog.facts import heard, lead, owners
from cxprog.language.condition import Both, Compare, Not, OneOf, Test

SERVING = Audience("word", "partner")
"""Whichever partner serves the person who answered: each of them can be the one."""
FEW = 5
"""Fewer people than this give each other no cover, where no policy asks for more; as most survey tools have it."""

Asked = tuple[int, At | None]
"""A number of answers, and what asks for it; None where nobody does."""


@dataclass(frozen=True, eq=False)
class Reading:
    """The documents in use, and what follows from several of them."""

    specs: Specs

    @cached_property
    def surveys(self) -> Mapping[str, Any]:
        """Surveys in use, by id."""
        return dict(self.specs.in_use("survey"))

    @cached_property
    def metrics(self) -> Mapping[str, Any]:
        """Metrics in use, by id."""
        return dict(self.specs.in_use("metric"))

    @cached_property
    def partners(self) -> Mapping[str, Any]:
        """Partners in use, by id."""
        return dict(self.specs.in_use("partner"))

    @cached_property
    def loops(self) -> Mapping[str, Any]:
        """Loops in use, by id."""
        return dict(self.specs.in_use("loop"))

    def each(self, kind: str) -> Iterator[tuple[str, Any]]:
        """The documents of a kind that are in use, by id."""
        return self.specs.in_use(kind)

    @property
    def owner(self) -> str:
        """Who answers for what names no owner."""
        return self.specs.settings.owner if self.specs.settings else ""

    # ANSWERS

    def bit(self, question: str) -> Bit:
        """What an answer to a question tells: words or a number."""
        spec = self.specs.get("question", question)
        return "comment" if spec and spec.type == "open-text" else "score"

    def bits(self, survey: Any) -> tuple[Bit, ...]:
        """What answers to a survey tell besides who gave them."""
        return tuple(dict.fromkeys(self.bit(asking.question) for asking in survey.asked))

    def consent(self, loop: Any, survey: str) -> frozenset[str]:
        """What somebody has agreed to whose answer to a survey starts a loop: `contact`, `partner`."""
        wanted = yeses(loop.when.test) if loop.when else ()
        questions = (name.partition(".")[2] for name in wanted if name.partition(".")[0] == survey)
        specs = filter(None, (self.specs.get("question", name) for name in questions))
        return frozenset(each for spec in specs if spec.type == "yes-no" for each in spec.permits)

    def feeding(self, metric: str) -> tuple[str, ...]:
        """Surveys in use that feed a metric, also by way of metrics that it is made of."""
        found: dict[str, None] = {}
        names = [metric]
        for name in names:  # grows while it is gone through
            found.update(dict.fromkeys(self._fed.get(name, ())))
            spec = self.metrics.get(name)
            names.extend(part for part in (spec.parts if spec else ()) if part not in names)
        return tuple(found)

    def filing(self, taxonomy: str) -> tuple[str, ...]:
        """Surveys in use whose answers are filed under the codes of a taxonomy."""
        return self._filed.get(taxonomy, ())

    def shown(self, report: Any) -> Iterator[str]:
        """Surveys in use of which a report shows anything; some of them several times."""
        loops = (self.loops[name] for name in report.loops if name in self.loops)
        answered = (answer.partition(".")[0] for answer in report.comments)
        yield from (name for name in answered if name in self.surveys)
        for metric in report.metrics:
            yield from self.feeding(metric)
        for taxonomy in report.topics:
            yield from self.filing(taxonomy)
        for loop in loops:
            yield from (name for name in loop.answered if name in self.surveys)

    @cached_property
    def _fed(self) -> Mapping[str, tuple[str, ...]]:
        return asking(self.specs, "metric")

    @cached_property
    def _filed(self) -> Mapping[str, tuple[str, ...]]:
        return asking(self.specs, "codes")

    # FEWEST ANSWERS

    @cached_property
    def _limits(self) -> tuple[tuple[str, str, str, int], ...]:
        """Policy, part, key and number of each minimum that the policies in use ask for."""
        return tuple(
            (name, part, key, least)
            for name, policy in self.each("policy")
            for part, keys in _MINIMUMS.items()
            for key in keys
            if (least := getattr(getattr(policy, part), key, None))
        )

    def least(self, keys: Iterable[str], *own: Asked) -> Asked:
        """The largest number that one of these keys of a policy, or something of the report's own, asks for."""
        wanted = set(keys)
        asked = [(least, At("policy", name, (part, key))) for name, part, key, least in self._limits if key in wanted]
        return max((*asked, *own), key=lambda pair: pair[0], default=(1, None))

    def fewest(self, metric: str) -> Asked:
        """From how many answers on a metric is shown or used, by itself or by the metrics that it is made of.

        Whatever is made of several is used as soon as one of them is.
        """
        if metric not in self._fewest:
            self._fewest[metric] = 1, None  # nothing is made of itself; linking says so
            self._fewest[metric] = self._worked_out_from(metric)
        return self._fewest[metric]

    @cached_property
    def _fewest(self) -> dict[str, Asked]:
        return {}

    def _worked_out_from(self, metric: str) -> Asked:
        spec = self.metrics[metric]
        if spec.minimum_n:
            return spec.minimum_n, At("metric", metric, ("minimum_n",))
        asked = [self.fewest(part) for part in spec.parts if part in self.metrics and self.feeding(part)]
        return min(asked, key=lambda pair: pair[0]) if asked and metric not in self._fed else (1, None)

    @cached_property
    def few(self) -> int:
        """Fewer people than this give each other no cover."""
        return max(FEW, self.least(("scores_from",))[0])

    # WHO IS MEANT

    def reading(self, name: str, surveys: Iterable[str]) -> tuple[Audience, ...]:
        """Who is meant by the name of a reader of what some surveys heard; the word where nobody stands for it."""
        if name == "partner" and self.partners:
            return self._any_partner
        if name == "touchpoint-owner":
            somebody = (Audience("word", name),)
            each = (self.named(self._leads(survey)) or somebody for survey in surveys)
            return _unique(audience for audiences in each for audience in audiences) or somebody
        return audiences_of(self.specs, name)

    def responsible(self, name: str, surveys: tuple[str, ...]) -> tuple[Audience, ...]:
        """Who is meant by a name in a loop that answers to some surveys start, in any case that can occur.

        What leads to nobody falls to whoever owns the survey, as `cxprog.answering` has it.
        """
        each = (self._meant(name, survey) or self._answering_for(survey) for survey in surveys)
        return _unique(audience for audiences in each for audience in audiences)

    def _answering_for(self, survey: str) -> tuple[Audience, ...]:
        return self.named([self.surveys[survey].owner or self.owner])

    def _meant(self, name: str, survey: str) -> tuple[Audience, ...]:
        if name == "touchpoint-owner":
            leads = self._leads(survey)
            # A case that names no touchpoint is the owner's of the survey where several lead.
            return self.named((*leads, *(() if len(leads) == 1 else (self.surveys[survey].owner or self.owner,))))
        if name == "partner":
            return self._serving(survey)
        if name == "partner-manager":
            serving = self._serving(survey)
            asked = self.partners if SERVING in serving else [each.id for each in serving]
            return self.named(self.partners[each].manager for each in asked)
        if name == "account-manager":
            return self.named([self.specs.settings.account_managers if self.specs.settings else None])
        return self.named([name])

    def _serving(self, survey: str) -> tuple[Audience, ...]:
        """Partners that can be the one who serves a respondent."""
        asked = [name for name in self.surveys[survey].partners if name in self.partners]
        return self.named(asked) or self._any_partner

    @cached_property
    def _any_partner(self) -> tuple[Audience, ...]:
        return (SERVING,) if len(self.partners) > 1 else self.named(self.partners)

    def named(self, names: Iterable[str | None]) -> tuple[Audience, ...]:
        """Teams and partners by their ids, each once."""
        return _unique(
            Audience("partner" if name in self.partners else "team", name)
            for name in names
            if name and (name in self.partners or self.specs.get("team", name) is not None)
        )

    @cached_property
    def _places(self) -> Mapping[str, tuple[Any, ...]]:
        """Touchpoints by the address of themselves, their step and their stage."""
        found: dict[str, list[Any]] = {}
        for address, stage, step, touchpoint in touchpoints(self.specs):
            for place in dict.fromkeys((address, step, stage)) if touchpoint.retired is None else ():
                found.setdefault(place, []).append(touchpoint)
        return {place: tuple(each) for place, each in found.items()}

    def _leads(self, survey: str) -> tuple[str, ...]:
        """Who leads the touchpoints that a survey asks about: their only owner or named lead, else all owners."""
        found = (each for place in heard(self.surveys[survey]) for each in self._places.get(place, ()))
        return tuple(dict.fromkeys(name for each in found for name in _leading(each)))

    def _owns(self, survey: str) -> frozenset[str]:
        """Everybody who owns a touchpoint that a survey asks about, alone or with others."""
        found = (each for place in heard(self.surveys[survey]) for each in self._places.get(place, ()))
        return frozenset(name for each in found for name in owners(each))

    # TEAMS AND PARTNERS

    @cached_property
    def _parts(self) -> Mapping[str, tuple[tuple[str, At], ...]]:
        """What belongs to each team or partner, and where it says so."""
        found: dict[str, list[tuple[str, At]]] = {}
        for kind, key in (("team", "parent"), ("partner", "part_of")):
            for name, spec in self.each(kind):
                if whole := getattr(spec, key):
                    found.setdefault(whole, []).append((name, At(kind, name, (key,))))
        return {name: tuple(parts) for name, parts in found.items()}

    def within(self, audience: Audience) -> Mapping[Audience, tuple[At, ...]]:
        """Everybody who learns what an audience does, each with where it says that they belong to it."""
        if audience not in self._within:
            self._within[audience] = self._belonging(audience)
        return self._within[audience]

    @cached_property
    def _within(self) -> dict[Audience, Mapping[Audience, tuple[At, ...]]]:
        return {}

    def _belonging(self, audience: Audience) -> Mapping[Audience, tuple[At, ...]]:
        if audience == SERVING and self.partners:
            return {Audience("partner", name): () for name in self.partners}
        found: dict[Audience, tuple[At, ...]] = {audience: ()}
        waiting = [audience] if audience.kind in ("team", "partner") else []
        for whole in waiting:  # grows while it is gone through
            for name, at in self._parts.get(whole.id, ()):
                part = Audience(whole.kind, name)
                if part not in found:
                    found[part] = (*found[whole], at)
                    waiting.append(part)
        return found

    def _kin(self, partner: str) -> frozenset[str]:
        """A partner with all that it belongs to and all that belongs to it."""
        names = {each.id for each in self.within(Audience("partner", partner))}
        above: str | None = self.partners[partner].part_of if partner in self.partners else None
        while above is not None and above not in names:
            names.add(above)
            above = self.partners[above].part_of if above in self.partners else None
        return frozenset(names)

    def is_alone(self, partner: str, survey: Any) -> bool:
        """Whether all whom a survey asks are this one partner's, so that it can see nobody else's."""
        spec = self.partners.get(partner)
        if spec is None or spec.organizations > 1 or self._parts.get(partner):
            return False
        return set(survey.partners) == {partner} or len(self.partners) == 1

    def serves(self, partner: str, survey: str) -> bool:
        """Whether a loop that names a partner names the one who serves the respondents of a survey.

        So it is where the partner, or one of its kind, owns a touchpoint that the survey asks about, and where no
        other partner's people are asked. A document for many partners stands for the one of them who serves.
        """
        kin = self._kin(partner)
        asked = self.surveys[survey].partners or self.partners
        return not kin.isdisjoint(self._owns(survey)) or kin.issuperset(asked)

    @cached_property
    def confidants(self) -> Mapping[Audience, frozenset[Audience]]:
        """Teams and partners in which the same people are, so that what one of them knows all of them know."""
        groups: dict[Audience, frozenset[Audience]] = {}
        first: dict[str, Audience] = {}
        for audience, mail in self._mails():
            other = first.setdefault(mail, audience)
            together = groups.get(audience, frozenset((audience,))) | groups.get(other, frozenset((other,)))
            groups.update(dict.fromkeys(together, together))
        return groups

    def _mails(self) -> Iterator[tuple[Audience, str]]:
        for name, team in self.each("team"):
            yield from ((Audience("team", name), person.mail.lower()) for person in team.people if person.mail)
        for name, partner in self.partners.items():
            yield from ((Audience("partner", name), person.mail.lower()) for person in partner.contacts if person.mail)


_MINIMUMS: Mapping[str, tuple[str, ...]] = {
    "anonymity": ("scores_from", "comments_from", "partners_from", "customers_from"),
    "metrics": ("alert_from",),
}
"""Parts of a policy that hold numbers of answers, with their keys."""


def yeses(test: Test, is_met: bool = True) -> frozenset[str]:
    """Answers that are certainly `yes` where a condition is met, or is not met.

    `not answer != yes` says nothing: a question without an answer meets no comparison.
    """
    if isinstance(test, Not):
        return yeses(test.part, not is_met)
    if isinstance(test, Both):
        parts = [yeses(part, is_met) for part in test.parts]
        has_all = (test.word == "and") == is_met
        return frozenset.union(*parts) if has_all else frozenset.intersection(*parts)
    is_yes = (isinstance(test, Compare) and (test.operator, test.value) == ("=", "yes")) or (
        isinstance(test, OneOf) and set(test.values) == {"yes"}
    )
    return frozenset((test.operand.name,)) if is_yes and is_met else frozenset()


def _unique(audiences: Iterable[Audience]) -> tuple[Audience, ...]:
    return tuple(dict.fromkeys(audiences))


def _leading(touchpoint: Any) -> tuple[str, ...]:
    """Who decides about a touchpoint, else everybody who owns it."""
    named = lead(touchpoint)
    return (named,) if named else owners(touchpoint)
