"""Who learns what in a small program, by a plain table of rules and every path through it.

Nothing here is shared with `cxprog.analysis.anonymity.promises`: for each survey the rules are written out as steps
from place to place (`Table`), all simple paths are walked, and each audience is looked at by itself. Consent is found
by trying all answers, and joins by trying all chains of data sets.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import pairwise, permutations, product
from typing import Any

from cxprog.analysis.specs import Specs
from cxprog.language.condition import Answered, Both, Compare, Not, OneOf, Test, operands

Who = tuple[str, str]
"""Kind and id of an audience."""
Known = tuple[str, frozenset[str]]
"""A verdict, and what arrives."""


def naive(specs: Specs) -> dict[tuple[str, Who], Known]:
    """What each audience learns of each survey."""
    return {
        (survey, who): known
        for survey, _ in specs.each("survey")
        for who, known in Table(specs, survey).verdicts().items()
    }


def _doc(specs: Specs, kind: str, name: str | None) -> Any:
    return specs.get(kind, name)


# CONSENT

_VALUES: tuple[Any, ...] = (None, "yes", "no", 1, 2, 3, 4, 5)


def _holds(test: Test, values: Mapping[str, Any]) -> bool:
    if isinstance(test, Not):
        return not _holds(test.part, values)
    if isinstance(test, Both):
        return (all if test.word == "and" else any)(_holds(part, values) for part in test.parts)
    value = values[test.operand.name]
    if isinstance(test, Answered):
        return (value is not None) == test.wanted
    if value is None:
        return False
    if isinstance(test, OneOf):
        return value in test.values
    assert isinstance(test, Compare)
    if test.operator in ("=", "!="):
        return bool((value == test.value) == (test.operator == "="))
    assert isinstance(test.value, int)
    is_met = value < test.value if "<" in test.operator else value > test.value
    return bool(is_met or (value == test.value and "=" in test.operator))


def _agreed(specs: Specs, loop: Any, survey: str) -> set[str]:
    """What everybody has agreed to whose answers meet the condition."""
    names = sorted({operand.name for operand in operands(loop.when.test)})
    kinds = {name: _doc(specs, "question", name.partition(".")[2]) for name in names}
    choices = [
        [
            value
            for value in _VALUES
            if value is None or isinstance(value, str) == (kinds[name] is None or kinds[name].type != "osat")
        ]
        for name in names
    ]
    met = [dict(zip(names, each, strict=True)) for each in product(*choices)]
    met = [values for values in met if _holds(loop.when.test, values)]
    return {
        permit
        for name in names
        if name.startswith(f"{survey}.") and kinds[name].type == "yes-no" and all(v[name] == "yes" for v in met)
        for permit in kinds[name].permits
    }


# RULES

_ALL = frozenset(("identity", "traits", "comment", "score", "existence"))
_MAY: Mapping[tuple[str, str], Mapping[str, Collection[str]]] = {
    ("identified", "company"): dict.fromkeys(("shown", "own", "leave", "rows", "keeper"), _ALL),
    ("identified", "partner"): {"shown": {"comment", "score"}, "own": _ALL, "leave": _ALL, "keeper": _ALL},
    ("identified", "role"): {"shown": {"comment", "score"}, "own": _ALL - {"identity"}},
    ("confidential", "company"): {
        "shown": {"comment", "score", "existence"}, "own": {"comment", "score", "existence"},
        "rows": _ALL - {"identity"}, "leave": _ALL, "keeper": _ALL,
    },
    ("confidential", "partner"): {"shown": {"score"}, "own": {"score"}, "leave": _ALL, "keeper": _ALL},
    ("confidential", "role"): {"shown": {"score"}, "own": {"score"}},
    ("anonymous", "company"): {
        "shown": {"comment", "score"}, "own": {"comment", "score"}, "leave": {"comment", "score"},
        "rows": _ALL - {"identity"}, "keeper": _ALL - {"identity"},
    },
    ("anonymous", "partner"): {
        "shown": {"score"}, "own": {"score"}, "leave": {"score"}, "keeper": _ALL - {"identity"},
    },
    ("anonymous", "role"): {"shown": {"score"}, "own": {"score"}},
}  # fmt: skip
_NAMES = {"name", "mail", "phone", "contact"}
_COARSER = {"mail": {"hashed-mail"}, "time": {"day", "week", "month"}, "day": {"week", "month"}, "week": {"month"}}
_LABELS = {"contact": "identity", "respondent": "identity", "account": "traits"}
_END = "seen"
_YES, _MAYBE = True, False
"""A step is certain, or nobody can say."""


class Reader:
    """What the documents say of one survey."""

    def __init__(self, specs: Specs, survey: str) -> None:
        self.specs = specs
        self.name = survey
        self.survey = self.doc("survey", survey)
        self.owner = specs.settings.owner
        self.partners = dict(specs.each("partner"))
        self.teams = dict(specs.each("team"))

    def doc(self, kind: str, name: str | None) -> Any:
        return _doc(self.specs, kind, name)

    def question(self, name: str) -> Any:
        return self.doc("question", name)

    def bit(self, question: str) -> str:
        return "comment" if self.question(question).type == "open-text" else "score"

    def party(self, name: str | None) -> list[Who]:
        if not name:
            return []
        return [("partner" if name in self.partners else "team", name)]

    def least(self, *numbers: int | None, keys: Iterable[str] = ()) -> int:
        asked = list(numbers)
        for _, policy in self.specs.each("policy"):
            for key in keys:
                asked.append(getattr(policy.metrics if key == "alert_from" else policy.anonymity, key, None))
        return max((each for each in asked if each), default=1)

    @property
    def few(self) -> int:
        return max(5, self.least(keys=["scores_from"]))

    def is_few(self, key: str, least: int) -> bool | None:
        """Whether fewer share a value: certain, nobody can say, or None for no."""
        asked = [
            (group, population.response_rate if group.response_rate is None else group.response_rate)
            for _, population in self.specs.each("population")
            for group in population.groups
            if group.role in self.survey.asks
        ]
        if key in ("account", "partner"):
            roles = [self.doc("role", name) for name in self.survey.asks]
            if key == "partner" and {role.audience for role in roles} != {"partner"}:
                return None
            if all(role.per_account for role in roles) and sum(role.per_account for role in roles) < least:
                return _YES
            small = [
                1 for group, _ in asked if group.people and group.accounts and group.people / group.accounts < least
            ]
            return _YES if small else _MAYBE
        # Every survey of these programs goes out quarterly to everybody, or is open to all.
        if not asked or self.survey.when.always:
            return _MAYBE
        answers = 4 * sum(group.people * (1 if rate is None else rate) for group, rate in asked)
        if answers * {"day": 1, "week": 7, "month": 365 / 12}[key] / 365 < least:
            return _YES
        return None if all(rate is not None for _, rate in asked) else _MAYBE

    def touchpoints(self) -> list[Any]:
        places = self.survey.listens_to
        return [
            touchpoint
            for name, journey in self.specs.each("journey")
            for stage in journey.stages
            for touchpoint in stage.touchpoints
            if f"{name}.{touchpoint.id}" in places or f"{name}.{stage.id}" in places
        ]

    def owners(self, touchpoint: Any, leading: bool) -> list[str]:
        owner = touchpoint.owner
        if owner is None or isinstance(owner, str):
            return [owner] if owner else []
        return [owner.lead] if leading and owner.lead else list(owner.joint)

    def family(self, partner: str) -> set[str]:
        up, down = {partner}, {partner}
        for _ in self.partners:
            up |= {spec.part_of for name, spec in self.partners.items() if name in up and spec.part_of}
            down |= {name for name, spec in self.partners.items() if spec.part_of in down}
        return up | down

    def serves(self, who: Who) -> bool:
        if who[0] == "word":
            return True
        family = self.family(who[1])
        owning = {name for touchpoint in self.touchpoints() for name in self.owners(touchpoint, False)}
        return bool(family & owning) or set(self.survey.partners or self.partners) <= family

    def is_alone(self, who: Who) -> bool:
        spec = self.doc("partner", who[1])
        if who[0] != "partner" or spec.organizations > 1 or any(p.part_of == who[1] for p in self.partners.values()):
            return False
        return set(self.survey.partners) == {who[1]} or len(self.partners) == 1

    def side(self, who: Who) -> str:
        if who[0] == "role":
            return "role"
        return "partner" if who[0] == "partner" or who == ("word", "partner") else "company"

    def any_partner(self) -> list[Who]:
        if len(self.partners) > 1:
            return [("word", "partner")]
        return [("partner", name) for name in self.partners]

    def readers(self, name: str, surveys: Iterable[str]) -> list[Who]:
        if name == "partner":
            return self.any_partner() or [("word", name)]
        if name == "partner-manager":
            managers = sorted({spec.manager for spec in self.partners.values() if spec.manager})
            return [("team", each) for each in managers] or [("word", name)]
        if name == "account-manager":
            return self.party(self.specs.settings.account_managers) or [("word", name)]
        if name == "touchpoint-owner":
            leading: list[Who] = []
            for survey in surveys or [""]:
                found = Reader(self.specs, survey).touchpoints() if survey else []
                names = [owner for touchpoint in found for owner in self.owners(touchpoint, True)]
                leading += [who for each in names for who in self.party(each)] or [("word", name)]
            return leading
        return [("role", name)] if self.doc("role", name) else self.party(name)

    def responsible(self, name: str) -> list[Who]:
        fallback = self.party(self.survey.owner or self.owner)
        if name == "touchpoint-owner":
            leads = [each for touchpoint in self.touchpoints() for each in self.owners(touchpoint, True)]
            found = [who for each in leads for who in self.party(each)]
            return found if len(set(leads)) == 1 else [*found, *fallback]
        if name in ("partner", "partner-manager"):
            serving = [who for each in self.survey.partners for who in self.party(each)] or self.any_partner()
            if name == "partner":
                return serving or fallback
            names = list(self.partners) if ("word", "partner") in serving else [each for _, each in serving]
            return [who for each in names for who in self.party(self.partners[each].manager)] or fallback
        if name == "account-manager":
            return self.party(self.specs.settings.account_managers) or fallback
        return self.party(name) or fallback

    def fed(self, metric: str) -> set[str]:
        spec = self.doc("metric", metric)
        own = {
            survey
            for survey, each in self.specs.each("survey")
            for asking in each.asked
            if self.question(asking.question).metric == metric
        }
        return own.union(*(self.fed(part) for part in spec.made_of))

    def counted(self, report: Any) -> set[str]:
        """Surveys of which a report counts codes or cases."""
        loops = [loop for name, loop in self.specs.each("loop") if name in report.loops and loop.when]
        names = {operand.name.partition(".") for loop in loops for operand in operands(loop.when.test)}
        coded = {
            survey
            for survey, each in self.specs.each("survey")
            for asking in each.asked
            if self.question(asking.question).codes in report.topics
        }
        return coded | {survey for survey, dot, _ in names if dot}

    def fewest(self, metric: str) -> int:
        spec = self.doc("metric", metric)
        direct = any(self.question(a.question).metric == metric for _, s in self.specs.each("survey") for a in s.asked)
        parts = [self.fewest(part) for part in spec.made_of if self.fed(part)]
        return int(spec.minimum_n or (min(parts) if parts and not direct else 1))

    def named(self, loop: Any) -> Iterator[tuple[str, str]]:
        yield "acts", loop.owner or ""
        if loop.key_accounts and loop.key_accounts.owner:
            yield "acts", loop.key_accounts.owner
        yield from (("acts", step.to) for step in loop.escalate)
        yield from (("told", each) for each in (*loop.tell, *(loop.close.tell if loop.close else ())))
        yield from (("told", each) for each in (loop.review.by if loop.review and loop.type == "outer" else ()))
        yield from (("watches", each) for each in ([loop.monitor] if loop.monitor else ()))

    def scope(self, who: Who, does: str, word: str, leave: set[str]) -> str:
        if self.side(who) == "partner":
            is_own = word == "partner" or self.serves(who)
            return ("leave" if "partner" in leave else "own") if is_own else "shown"
        return "leave" if does == "acts" and "contact" in leave else "shown"

    def within(self, who: Who) -> set[Who]:
        if who == ("word", "partner") and self.partners:
            return {("partner", name) for name in self.partners}
        found = {who}
        for _ in range(len(self.teams) + len(self.partners)):
            found |= {("team", name) for name, spec in self.teams.items() if ("team", spec.parent) in found}
            found |= {("partner", name) for name, spec in self.partners.items() if ("partner", spec.part_of) in found}
        return found

    # JOINS

    def opened(self) -> Iterator[tuple[Any, set[str], set[str], list[Who]]]:
        """Data sets: what is seen, keys, surveys whose answers they hold, who opens them."""
        for name, channel in self.specs.each("channel"):
            owners = self.party(channel.owner or self.owner)
            inside = [(survey, spec) for survey, spec in self.specs.each("survey") if spec.through == name]
            for survey, spec in inside:
                yield ("tool", survey), {"response", *spec.records}, {survey}, owners
                if spec.reminders:
                    yield ("reminded", survey), {"contact", "mail", "time"}, set(), owners
            if any(not spec.when.always for _, spec in inside):
                yield ("invited", name), {"contact", "mail"}, set(), owners
            for each in channel.datasets:
                named = set(each.of or [survey for survey, _ in inside])
                held = named if {"scores", "comments"} & set(each.holds) else set()
                readers = [who for word in each.seen_by for who in self.readers(word, sorted(held))]
                teams = [who for who in owners if who[0] == "team"]
                yield ("rows", name, each.id), set(each.keys), held, [*readers, *teams]
        for name, report in self.specs.each("report"):
            surveys = {answer.partition(".")[0] for answer in report.comments}
            shown = surveys | {survey for metric in report.metrics for survey in self.fed(metric)}
            shown |= self.counted(report)
            at_once = {"time"} if report.every.measure == "minutes" and not report.every.amount else set()
            words = [each if isinstance(each, str) else each.who for each in report.to]
            readers = [*(w for word in words for w in self.readers(word, sorted(shown))), *self.party(report.owner)]
            if surveys:
                yield ("report", name), {*report.comments_with} | at_once, surveys, readers

    def together(self, who: Who) -> set[Who]:
        """Everybody with whom somebody shares a person, and so on."""
        mails = {("team", name): {p.mail for p in spec.people} for name, spec in self.teams.items()}
        mails |= {("partner", name): {p.mail for p in spec.contacts} for name, spec in self.partners.items()}
        found = {who}
        for _ in mails:
            known = set().union(*(mails.get(each, set()) for each in found))
            found |= {each for each, own in mails.items() if own & known}
        return found

    def links(self, who: Who, places: list[Any]) -> bool | None:
        """Whether answers that somebody sees at some places lead to people: certain, nobody can say, or None for no."""
        circle = self.together(who)
        sets = [
            (thing, keys, held, any(who in self.within(root) for root in roots))
            for thing, keys, held, roots in self.opened()
            if any(each in self.within(root) for root in roots for each in circle)
        ]
        things = {self.thing(place) for place in places}
        certain: bool | None = None
        for size in range(2, len(sets) + 1):
            for chain in permutations(sets, size):
                if chain[0][0] in things and chain[0][3] and self.name in chain[0][2] and chain[-1][1] & _NAMES:
                    met = [self.meet(one[1], other[1]) for one, other in pairwise(chain)]
                    if None not in met:
                        certain = certain or all(met)
                        if certain:
                            return _YES
        return certain

    def thing(self, place: Any) -> Any:
        return ("tool", self.name) if place[1] == "tool" else place[1]

    def meet(self, one: set[str], other: set[str]) -> bool | None:
        """Whether two data sets have a key in common that singles somebody out."""
        held = [keys.union(*(_COARSER.get(key, set()) for key in keys)) for keys in (one, other)]
        soft = ("account", "day", "week", "month")
        told = [self.is_few(key, self.few) if key in soft else _YES for key in held[0] & held[1]]
        return _YES if _YES in told else _MAYBE if _MAYBE in told else None


class Table(Reader):
    """The rules for the answers to one survey, written out."""

    def __init__(self, specs: Specs, survey: str) -> None:
        super().__init__(specs, survey)
        self.steps: list[tuple[Any, str, Any, str, bool]] = []
        for rule in (self.collecting, self.tools, self.showing, self.acting):
            rule()

    def step(self, start: Any, bit: str, end: Any, other: str, sure: bool | None = _YES) -> None:
        if sure is not None:
            self.steps.append((start, bit, end, other, sure))

    def see(self, thing: Any, bits: Iterable[str], who: Who, scope: str) -> None:
        for bit in bits:
            self.step(thing, bit, (_END, thing, who, scope), bit)

    # COLLECTING

    def collecting(self) -> None:
        survey, here = self.survey, "answers"
        if survey.identity != "anonymous":
            return
        tool = self.doc("channel", survey.through)
        if survey.link == "personal" or survey.recorded or (tool and not tool.enforces.anonymity):
            self.step(here, "existence", here, "identity")
        for key in survey.records:
            if key in _NAMES:
                self.step(here, "existence", here, "identity")
            elif key != "response":
                self.step(here, "existence", here, "traits")
                if key == "account":
                    self.step(here, "existence", here, "identity", self.is_few(key, self.few))

    def keeping(self, who: Who) -> str:
        promising = (self.survey.owner, getattr(self.survey.sender, "partner", None))
        if who[0] == "team" or who[1] in promising:
            return "keeper"
        return "own" if self.survey.identity == "identified" and self.serves(who) else "shown"

    def tools(self) -> None:
        survey, tool = self.survey, self.doc("channel", self.survey.through)
        if tool is None and survey.identity == "anonymous":
            for who in self.party(survey.owner or self.owner):
                self.step("answers", "existence", "somewhere", "identity", _MAYBE)
                for bit in _ALL:
                    self.step("answers", bit, "somewhere", bit)
                self.see("somewhere", _ALL, who, "keeper")
        for who in self.party(tool.owner or self.owner) if tool else []:
            for bit in _ALL:
                self.step("answers", bit, "tool", bit)
            self.see("tool", _ALL, who, self.keeping(who))
        spoken = survey.identity == "anonymous" and {"phone", "in-person", "video"} & set(survey.mode)
        if survey.asked_by or spoken:
            for who in self.party(survey.asked_by or survey.owner or self.owner):
                for bit in _ALL:
                    self.step("answers", bit, "talk", bit)
                self.step("answers", "existence", "talk", "identity", _YES if survey.asked_by else _MAYBE)
                self.see("talk", _ALL, who, self.keeping(who))
        for name, taxonomy in self.specs.each("taxonomy"):
            coded = [
                a for a in survey.asked if self.question(a.question).codes == name and self.bit(a.question) == "comment"
            ]
            if taxonomy.coding and taxonomy.coding.how == "by-hand" and coded:
                for who in self.party(taxonomy.coding.by or taxonomy.owner or self.owner):
                    self.step("answers", "comment", ("coding", name), "comment")
                    self.see(("coding", name), _ALL, who, "rows" if who[0] == "team" else "shown")
        for name, channel in self.specs.each("channel"):
            for each in channel.datasets:
                self.data_set(name, channel, each)

    def data_set(self, name: str, channel: Any, each: Any) -> None:
        place = ("rows", name, each.id)
        named = each.of or [other for other, spec in self.specs.each("survey") if spec.through == name]
        holds = [bit for what, bit in (("scores", "score"), ("comments", "comment")) if what in each.holds]
        if holds and self.name in named:
            for bit in (*holds, "existence"):
                self.step("answers", bit, place, bit)
            for key in each.keys:
                if key in _NAMES:
                    self.step(place, "existence", place, "identity")
                elif key != "response":
                    self.step(place, "existence", place, "traits")
                    if key == "account":
                        self.step(place, "existence", place, "identity", self.is_few(key, self.few))
        for reader in each.seen_by:
            for who in self.readers(reader, named if holds else ()):
                self.see(place, _ALL, who, "rows" if self.side(who) == "company" else "shown")
        for who in self.party(channel.owner or self.owner):
            if who[0] == "team":
                self.see(place, _ALL, who, "keeper")

    # SHOWING

    def showing(self) -> None:
        for asking in self.survey.asked:
            question = self.question(asking.question)
            for target in (("metric", question.metric), ("topic", question.codes)):
                if target[1]:
                    self.step("answers", self.bit(asking.question), target, "score")
        for name, metric in self.specs.each("metric"):
            for part in metric.made_of:
                self.step(("metric", part), "score", ("metric", name), "score")
        for name, report in self.specs.each("report"):
            for number, viewer in enumerate([*report.to, *([report.owner] if report.owner else [])]):
                word, sees = (viewer, "all") if isinstance(viewer, str) else (viewer.who, viewer.sees)
                surveys = {answer.partition(".")[0] for answer in report.comments}
                surveys |= {survey for metric in report.metrics for survey in self.fed(metric)}
                surveys |= self.counted(report)
                for who in self.party(word) if number >= len(report.to) else self.readers(word, sorted(surveys)):
                    own = sees == "own" or (number >= len(report.to) and who[0] == "partner")
                    self.report(name, report, who, "own" if own else "shown")

    def report(self, name: str, report: Any, who: Who, scope: str) -> None:
        side, minimum = self.side(who), report.minimum
        role = self.doc("role", who[1]) if side == "role" else None
        keys = ["partners_from"] if side == "partner" or (role and role.audience == "partner") else []
        keys += ["customers_from"] if role and role.audience == "customer" else []
        end = (_END, ("report", name), who, scope)
        partner = self.partners.get(who[1]) if who[0] == "partner" else None
        for metric in report.metrics:
            spec = self.doc("metric", metric)
            if not (spec.for_maturity and partner and partner.maturity and partner.maturity not in spec.for_maturity):
                least = self.least(minimum.scores, self.fewest(metric), keys=["scores_from", *keys])
                self.groups(report, ("metric", metric), "score", end, least, [spec.per] if spec.per else [])
        for topic in report.topics:
            least = self.least(minimum.scores, minimum.comments, keys=["scores_from", *keys])
            self.groups(report, ("topic", topic), "score", end, least, [])
        for answer in report.comments:
            survey, _, question = answer.partition(".")
            if survey == self.name:
                place, bit = ("comments", answer), self.bit(question)
                self.step("answers", bit, place, bit)
                least = self.least(minimum.comments, keys=["comments_from", *keys])
                self.groups(report, place, bit, end, least, [])
                for key in report.comments_with:
                    self.beside(place, bit, end, key, max(least, self.few))
        for loop in report.loops:
            self.step(("cases", loop), "existence", end, "existence")
            agreed = (*end[:3], "leave") if side == "partner" and scope == "own" else end
            self.step(("agreed cases", loop), "existence", agreed, "existence")

    def groups(self, report: Any, place: Any, bit: str, end: Any, least: int, cuts: list[str]) -> None:
        _, _, who, scope = end
        side = self.side(who)
        tool = self.doc("channel", report.through)
        hides, waits = (bool(tool and getattr(tool.enforces, key)) for key in ("minimum_group", "steps"))
        single = ("existence", "traits") if side == "role" and scope == "own" else ("existence", "traits", "identity")
        self.step(place, bit, end, bit)
        for other in single:
            if least < 2 and self.survey.identity != "identified":
                self.step(place, bit, end, other, _MAYBE if hides else _YES)
        cuts = [*cuts, *report.cut_by, *report.filters]
        if scope == "own" and side != "company":
            cuts.append("account" if side == "role" else "partner")
        for cut in {*cuts} & {"account", "partner"}:
            for other in () if hides else single:
                self.step(place, bit, end, other, self.is_few(cut, max(least, 2)))
            if cut == "account" and side != "company" and scope == "shown":
                self.step(place, bit, end, "traits")
        if report.every.measure == "minutes" and not report.every.amount and not waits:
            self.step(place, bit, end, "existence")
            self.step(place, bit, end, "traits")

    def beside(self, place: Any, bit: str, end: Any, key: str, least: int) -> None:
        if key in _NAMES:
            self.step(place, bit, end, "identity")
        elif key in ("day", "week", "month"):
            self.step(place, bit, end, "traits", self.is_few(key, least))
        elif key != "response":
            self.step(place, bit, end, "traits")
            if key == "account":
                self.step(place, bit, end, "identity", self.is_few(key, least))

    # ACTING

    def acting(self) -> None:
        for name, loop in self.specs.each("loop"):
            names = {operand.name for operand in operands(loop.when.test)} if loop.when else set()
            own = {each.partition(".")[2] for each in names if each.startswith(f"{self.name}.")}
            if own:
                self.cases(name, loop, own)
            silence = loop.silence
            if silence and silence.survey == self.name and silence.of == "answers" and silence.accounts != "any":
                self.step("answers", "existence", ("silence", name), "existence")
                if self.survey.identity != "confidential":
                    start = "existence" if self.survey.identity == "anonymous" else "identity"
                    self.step("answers", start, ("silence", name), "identity")
                self.hearing(("silence", name), loop, set())
            for metric in names - {each for each in names if "." in each}:
                if self.name in self.fed(metric):
                    self.alarm(name, loop, metric)

    def cases(self, name: str, loop: Any, questions: set[str]) -> None:
        place, leave = ("case", name), _agreed(self.specs, loop, self.name)
        bits = {self.bit(each) for each in questions} | {"existence"}
        bits |= {"identity", "traits"} if loop.type == "inner" else set()
        for bit in bits:
            self.step("answers", bit, place, bit)
        self.step(place, "existence", ("agreed cases" if "partner" in leave else "cases", name), "existence")
        self.hearing(place, loop, leave)

    def hearing(self, place: Any, loop: Any, leave: set[str]) -> None:
        heard = [(does, word, who) for does, word in self.named(loop) for who in self.responsible(word)]
        acting = {who for does, _, who in heard if does == "acts" and who[0] == "team"}
        alert = ("alert", place)
        self.step(place, "existence", alert, "existence")
        for options in (self.specs.settings.targets or {}).values():
            for label in (options or {}).get("group_by", ()):
                if label in _LABELS:
                    self.step(place, "existence", alert, _LABELS[label])
        for does, word, who in heard:
            if does == "acts" or who not in acting:
                for start in (alert,) if does == "watches" else (place, alert):
                    for bit in _ALL:
                        self.step(start, bit, (_END, (place, does), who, self.scope(who, does, word, leave)), bit)

    def alarm(self, name: str, loop: Any, metric: str) -> None:
        place, spec = ("alarm", name, metric), self.doc("metric", metric)
        least = self.least(loop.minimum_n, self.fewest(metric), keys=["alert_from", "scores_from"])
        self.step(("metric", metric), "score", place, "score")
        if least < 2 or loop.type == "inner":
            self.step(("metric", metric), "score", place, "existence")
        tool = self.doc("channel", loop.through)
        if (spec.per or loop.type == "inner") and not (tool and tool.enforces.minimum_group):
            for bit in ("existence", "traits", "identity"):
                self.step(("metric", metric), "score", place, bit, self.is_few(spec.per or "account", max(least, 2)))
        # Whoever answers for one of the surveys behind a metric is meant where the metric is.
        for survey in sorted(self.fed(metric)):
            for does, word in self.named(loop):
                for who in Reader(self.specs, survey).responsible(word):
                    self.see(place, _ALL, who, self.scope(who, does, word, set()))

    # VERDICTS

    def arrivals(self) -> dict[Any, dict[str, bool]]:
        """What every path leads to, and whether one leads there for certain."""
        bits = {self.bit(asking.question) for asking in self.survey.asked} | {"existence"}
        bits |= {"identity", "traits"} if self.survey.identity != "anonymous" else set()
        found: dict[Any, dict[str, bool]] = {}
        for bit in bits:
            for (place, last), sure in self.paths([("answers", bit)], _YES):
                if place[0] == _END:
                    known = found.setdefault(place, {})
                    known[last] = known.get(last, _MAYBE) or sure
        return found

    def paths(self, path: list[Any], sure: bool) -> Iterator[tuple[Any, bool]]:
        yield path[-1], sure
        for start, bit, end, other, certain in self.steps:
            if (start, bit) == path[-1] and (end, other) not in path:
                yield from self.paths([*path, (end, other)], sure and certain)

    def verdicts(self) -> dict[Who, Known]:
        arrivals = self.arrivals()
        everybody = {who for place in arrivals for who in self.within(place[2])}
        return {who: self.verdict(who, arrivals) for who in everybody}

    def may(self, who: Who, place: Any) -> Collection[str]:
        side, scope = self.side(place[2]), place[3]
        if side == "partner" and scope == "shown" and self.is_alone(who):
            scope = "own"
        return _MAY[self.survey.identity, side][scope]

    def verdict(self, who: Who, arrivals: dict[Any, dict[str, bool]]) -> Known:
        mine: dict[Any, dict[str, bool]] = {
            place: bits for place, bits in arrivals.items() if who in self.within(place[2])
        }
        sure = {bit for bits in mine.values() for bit, certain in bits.items() if certain}
        every = {bit for bits in mine.values() for bit in bits}
        links = Reader(self.specs, self.name).links(
            who, [place for place in mine if "identity" not in self.may(who, place)]
        )
        if links == _YES or any(
            certain and bit not in self.may(who, place) for place, bits in mine.items() for bit, certain in bits.items()
        ):
            return "violated", frozenset(sure | ({"identity"} if links == _YES else set()))
        if links is not None or any(bit not in self.may(who, place) for place, bits in mine.items() for bit in bits):
            return "not decided", frozenset(every | ({"identity"} if links is not None else set()))
        return "proved", frozenset(every)
