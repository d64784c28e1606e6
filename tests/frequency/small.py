"""Small random programs about invitations: a few surveys, lengths of a few days, one to four features together.

`documents(seed)` gives a program as plain documents, `text(documents)` the same as YAML. The same seed gives the same
program for ever, whatever else runs. Programs are so small that a search through all their calendars takes some
hundredths of a second.

From documents to what the proofs read, quickest first; the second also says what is wrong with a program:

    # About 1 ms: models of the language, without looking at references.
    models = {kind: {id: model_of(kind).model_validate(document)}}
    specs = Specs(models, program)

    # About 30 ms: parsed and linked as for a person.
    parsed = parse_all((Source("cxprog.yaml", text(documents)),))
    program, findings = link(document for own, _ in parsed for document in own)
    specs = Specs.of_program(program)
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import yaml

Documents = list[dict[str, Any]]

FEATURES = (
    "accounts",
    "clocks",
    "defer",
    "freezes",
    "partners",
    "periods",
    "records",
    "reminders",
    "retired",
    "roles",
    "segments",
    "shared-caps",
    "trigger",
    "two-tools",
)
"""What a whole program can have besides triggers, rests and caps, which all of them mix."""

_APART = (
    {"accounts", "partners"},
    {"accounts", "records"},
    {"accounts", "segments"},
    {"accounts", "defer"},
    {"clocks", "defer"},
    {"clocks", "trigger"},
    {"defer", "trigger"},
    {"periods", "defer"},
    {"periods", "accounts"},
    {"periods", "records"},
    {"records", "partners"},
)
"""Features whose meaning together is not settled, or whose search takes too long."""

_ZONES = (
    ("Europe/Berlin", ("UTC", "Asia/Tokyo", "America/New_York", "Europe/Paris", "Africa/Johannesburg")),
    ("America/Santiago", ("America/Halifax",)),
)
_FIRST = datetime.date(2027, 3, 1)


def documents(seed: int) -> Documents:
    """The program of a seed."""
    return _Making(Random(f"small program {seed}")).documents()


def text(documents: Documents) -> str:
    """Documents as one YAML text."""
    return yaml.safe_dump_all(documents, sort_keys=False, allow_unicode=True)


def features(documents: Documents) -> frozenset[str]:
    """What a program makes use of, in words of the language, to see which features occur together."""
    return frozenset(_used(documents))


class _Making:
    """One program in the making."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.has = self._features()
        self.clock, zones = random.choices(_ZONES, (9, 1))[0] if "clocks" in self.has else _ZONES[0]
        self.zones = zones
        self.number = random.choices((1, 2, 3), (2, 5, 3))[0]
        if self.has & {"records", "trigger"}:
            self.number = min(self.number, 2)
        self.events: dict[str, dict[str, Any]] = {}
        self.touchpoints: dict[str, dict[str, Any]] = {}

    def _features(self) -> frozenset[str]:
        chosen: set[str] = set()
        for name in self.random.sample(FEATURES, self.random.choices((0, 1, 2, 3, 4), (2, 5, 6, 6, 4))[0]):
            if not any(pair <= chosen | {name} for pair in _APART):
                chosen.add(name)
        return frozenset(chosen)

    def is_so(self, chance: float) -> bool:
        """True in so many of all cases."""
        return self.random.random() < chance

    def days(self, lowest: int, highest: int) -> str:
        """A length of time, written in days or now and then in hours."""
        days = self.random.randint(lowest, highest)
        return f"{24 * days + self.random.randint(0, 23)}h" if self.is_so(0.04) else f"{days}d"

    def date(self, lowest: int = 0, highest: int = 8) -> str:
        """A day of the time in which everything with a date of its own happens."""
        return (_FIRST + datetime.timedelta(self.random.randint(lowest, highest))).isoformat()

    # DOCUMENTS

    def documents(self) -> Documents:
        roles = list(self._roles())
        channels = list(self._channels())
        partners = list(self._partners())
        surveys = [self._survey(f"s{number}", roles, channels, partners) for number in range(1, self.number + 1)]
        policy = self._policy(roles, surveys)
        made: Documents = [
            {
                "kind": "program",
                "id": "small",
                "language": 1,
                "version": "0.1.0",
                "model": "b2b2c" if "partners" in self.has else "b2b",
                "clock": self.clock,
                "owner": "office",
                **({"fiscal_year": self.random.choice(("04-01", "02-15"))} if self.is_so(0.3) else {}),
            },
            {"kind": "team", "id": "office"},
            {"kind": "question", "id": "why", "type": "open-text", "text": "Why?"},
            *roles,
            *channels,
            *partners,
            *self.events.values(),
            *self._journey(),
            *surveys,
            policy,
        ]
        if "segments" in self.has:
            made.append({"kind": "population", "id": "people", "dimensions": ["country"]})
        return made

    def _roles(self) -> Iterator[dict[str, Any]]:
        number = self.random.choice((2, 2, 3)) if "roles" in self.has else 1 if self.is_so(0.8) else 2
        is_for_partners = "partners" in self.has
        for index in range(1, number + 1):
            role: dict[str, Any] = {
                "kind": "role",
                "id": f"r{index}",
                "audience": "partner" if is_for_partners and self.is_so(0.8) else "customer",
                "level": "tactical",
            }
            others = [f"r{other}" for other in range(1, index) if self.is_so(0.5)]
            if others:
                role["may_also_be"] = others
            if self.has & {"accounts", "partners"} and self.is_so(0.9):
                role["per_account"] = 1 if number > 2 else self.random.choice((1, 2, 2) if number > 1 else (1, 2, 3))
            yield role

    def _channels(self) -> Iterator[dict[str, Any]]:
        names = ["c1", "c2"] if "two-tools" in self.has else ["c1"]
        for name in names:
            channel: dict[str, Any] = {"kind": "channel", "id": name, "type": "survey", "tool": "Tool"}
            enforced = dict(self._enforced(name))
            if enforced:
                channel["enforces"] = enforced
            if len(names) > 1 and self.is_so(0.6):
                channel["shares_rest_with"] = [other for other in names if other != name]
            yield channel

    def _enforced(self, name: str) -> Iterator[tuple[str, Any]]:
        is_first = name == "c1"
        if self.is_so(0.7):
            yield "rest", self.days(1, 4)
        if "shared-caps" in self.has and (is_first or self.is_so(0.5)):
            caps = range(self.random.choice((1, 1, 2)))
            yield "shared_caps", [{"at_most": self.random.randint(1, 3), "within": self.days(2, 5)} for _ in caps]
        for key in ("own_rest", "caps"):
            if self.is_so(0.65):
                yield key, True
        if "freezes" in self.has and self.is_so(0.6):
            yield "freezes", True
        if "clocks" in self.has and (is_first or self.is_so(0.4)):
            yield "clock", self.random.choice(self.zones)
        if "trigger" in self.has and (is_first or self.is_so(0.3)):
            yield "evaluated_at", "trigger"
            if self.is_so(0.85):
                earliest = self.random.randint(0, 2)
                yield "send_delay", f"{earliest}d..{earliest + self.random.randint(0, 2)}d"
        if "records" in self.has and is_first:
            yield "counts_per", "record"
            if self.is_so(0.75):
                yield "records_per_person", self.random.choice((1, 2, 2))
        elif "accounts" in self.has and self.is_so(0.5):
            yield "counts_per", "account"

    def _partners(self) -> Iterator[dict[str, Any]]:
        if "partners" in self.has:
            yield {"kind": "partner", "id": "dealers", "type": "dealer", "organizations": 9}
            yield {"kind": "partner", "id": "gold", "type": "dealer", "organizations": 2, "part_of": "dealers"}
            yield {"kind": "partner", "id": "brokers", "type": "broker", "organizations": 3}

    def _journey(self) -> Iterator[dict[str, Any]]:
        if self.touchpoints:
            stage = {"id": "use", "touchpoints": list(self.touchpoints.values())}
            yield {"kind": "journey", "id": "j", "actor": "customer", "stages": [stage]}

    # SURVEYS

    def _survey(self, name: str, roles: Documents, channels: Documents, partners: Documents) -> dict[str, Any]:
        names = [role["id"] for role in roles]
        survey: dict[str, Any] = {
            "kind": "survey",
            "id": name,
            "purpose": self.random.choice(("relational", "transactional", "pulse")),
            "asks": sorted(self.random.sample(names, self.random.randint(1, min(2, len(names))))),
            "when": self._when(),
            "identity": "identified",
            "minutes": self.random.choice((1, 2, 3, 5, 2.5)),
            "questions": ["why"],
        }
        if channels and self.is_so(0.88):
            survey["through"] = self.random.choice(channels)["id"]
        survey.update(self._promises())
        if self.is_so(0.08):
            survey["sender"] = self.random.choice(("joint", "undisclosed"))
        if partners and self.is_so(0.5):
            survey["partners"] = [self.random.choice(partners)["id"]]
        sampling = dict(self._sampling())
        if sampling:
            survey["sampling"] = sampling
        if "retired" in self.has and self.is_so(0.6):
            survey["retired"] = self.date(2, 10)
        return survey

    def _promises(self) -> Iterator[tuple[str, Any]]:
        rest: dict[str, Any] = {}
        if self.is_so(0.5):
            rest["own"] = self.days(1, 5)
        for key in ("respects", "starts"):
            if self.is_so(0.2):
                rest[key] = False
        if rest:
            yield "rest", rest
        if self.is_so(0.35):
            yield "caps", [{"at_most": self.random.randint(1, 3), "within": self.days(2, 6)}]
        if "reminders" in self.has and self.is_so(0.7):
            after = sorted(self.random.sample(range(1, 5), self.random.choice((1, 1, 2))))
            yield "reminders", [{"after": f"{day}d"} for day in after]
            if self.is_so(0.4):
                yield "open_for", f"{self.random.randint(1, 4) * 24 + 12}h"
        if "defer" in self.has and self.is_so(0.75):
            yield "on_block", "defer"
            if self.is_so(0.75):
                yield "defer_for", self.days(1, 3)
            if self.is_so(0.4):
                yield "priority", self.random.randint(1, 2)

    def _sampling(self) -> Iterator[tuple[str, Any]]:
        if self.is_so(0.04):
            yield "share", self.random.choice((0.0, 0.3))
        if "segments" in self.has:
            if self.is_so(0.6):
                yield "among", {"country": sorted(self.random.sample(("DE", "AT", "FR"), self.random.choice((1, 2))))}
            if self.is_so(0.25):
                yield "key_accounts", "only"

    def _when(self) -> dict[str, Any]:
        ways: tuple[tuple[Callable[[], dict[str, Any]], int], ...] = (
            (self._on, 4),
            (self._every, 6),
            (self._after, 5),
            (self._before, 3),
            (self._event, 3),
            (self._milestone, 2),
            (self._change, 3),
            (lambda: {"always": True}, 1),
        )
        return self.random.choices([way for way, _ in ways], [weight for _, weight in ways])[0]()

    def _spread(self, chance: float, window: bool) -> dict[str, str]:
        spread = {}
        if window and self.is_so(chance):
            spread["window"] = self.days(1, 4)
        if self.is_so(chance / 2):
            earliest = self.random.randint(0, 2)
            spread["delay"] = f"{earliest}d" if self.is_so(0.4) else f"{earliest}d..{earliest + 1}d"
        return spread

    def _on(self) -> dict[str, Any]:
        dates = sorted({self.date() for _ in range(self.random.randint(1, 3))})
        return {"on": dates, **self._spread(0.6, window=True)}

    def _every(self) -> dict[str, Any]:
        cadence = self.random.choices(("2d", "3d", "4d", "6d", "daily"), (3, 4, 4, 2, 1))[0]
        start = {"starting": self.date()} if self.is_so(0.55) else {}
        return {"every": cadence, **start, **self._spread(0.5, window=True)}

    def _rate(self) -> dict[str, str]:
        return {"at_most": f"{self.random.choice((1, 1, 1, 2))} per {self.days(2, 6)}"} if self.is_so(0.6) else {}

    def _repeat(self) -> dict[str, Any]:
        if not self.is_so(0.2):
            return {}
        return {"repeat": {"every": self.days(1, 4), "times": self.random.choice((1, 1, 2))}}

    def _after(self) -> dict[str, Any]:
        name = self.random.choice(("t1", "t1", "t2"))
        self.touchpoints.setdefault(name, {"id": name, "channel": "web", **self._rate()})
        return {"after": f"j.{name}", **self._spread(0.6, window=False), **self._repeat()}

    def _named(self, name: str, kind: str, more: dict[str, Any]) -> str:
        self.events.setdefault(name, {"kind": "event", "id": name, "type": kind, **more})
        return name

    def _before(self) -> dict[str, Any]:
        name = self._named("renewal", "date", self._rate())
        earliest = self.random.randint(0, 3)
        return {"before": name, "delay": f"{earliest}d..{earliest + self.random.randint(0, 2)}d", **self._repeat()}

    def _event(self) -> dict[str, Any]:
        name = self._named(self.random.choice(("call", "visit")), "event", self._rate())
        return {"event": name, **self._spread(0.6, window=False), **self._repeat()}

    def _milestone(self) -> dict[str, Any]:
        return {"milestone": self._named("go-live", "milestone", self._rate()), **self._spread(0.6, window=False)}

    def _change(self) -> dict[str, Any]:
        name = self.random.choice(("portal", "prices"))
        more = {"on": self.date()} if name == "portal" else self._rate() if self.is_so(0.5) else {}
        return {"change": self._named(name, "change", more), **self._spread(0.6, window=False), **self._repeat()}

    # POLICIES

    def _policy(self, roles: Documents, surveys: Documents) -> dict[str, Any]:
        policy: dict[str, Any] = {
            "kind": "policy",
            "id": "load",
            "frequency": [self._limit(roles, surveys) for _ in range(self.random.choice((1, 1, 2)))],
        }
        if "freezes" in self.has:
            first, length = self.random.randint(0, 8), self.random.randint(0, 2)
            freeze: dict[str, Any] = {
                "first": self.date(first, first),
                "last": self.date(first + length, first + length),
            }
            if self.is_so(0.15) and "defer" not in self.has and "periods" not in self.has:
                freeze["yearly"] = True
            policy["freezes"] = [freeze]
        return policy

    def _limit(self, roles: Documents, surveys: Documents) -> dict[str, Any]:
        limit = dict(self._number())
        if self.has & {"accounts", "partners"} and self.is_so(0.7):
            limit["per"] = "partner" if "partners" in self.has else "account"
            for key in ("at_most", "minutes"):
                if key in limit:
                    limit[key] += self.random.randint(0, 3)
        elif "records" in self.has and self.is_so(0.4):
            limit["per"] = "record"
        of = dict(self._of(roles, surveys))
        if of:
            limit["of"] = of
        if "reminders" in self.has and self.is_so(0.6):
            limit["reminders"] = "counted"
        return limit

    def _number(self) -> Iterator[tuple[str, Any]]:
        if "periods" in self.has and self.is_so(0.7):
            each = self.random.choices(("month", "quarter", "half-year", "year"), (20, 4, 1, 1))[0]
            yield "at_most", self.random.randint(1, 14) * {"month": 1, "quarter": 3}.get(each, 6)
            yield "each", each
        elif self.is_so(0.15):
            yield "gap", self.days(1, 5)
        elif self.is_so(0.25):
            yield "minutes", self.random.randint(1, 14)
            yield "within", self.days(1, 6)
        else:
            yield "at_most", self.random.choices((0, 1, 2, 3, 4), (1, 8, 8, 5, 2))[0]
            if self.is_so(0.96):
                yield "within", self.days(1, 6)

    def _of(self, roles: Documents, surveys: Documents) -> Iterator[tuple[str, Any]]:
        if len(roles) > 1 and self.is_so(0.2):
            yield "roles", [self.random.choice(roles)["id"]]
        elif self.is_so(0.08):
            yield "audience", "partner" if "partners" in self.has and self.is_so(0.6) else "customer"
        if self.is_so(0.08):
            yield self.random.choice(("longer_than", "up_to")), f"{self.random.choice((1, 2, 3))}min"
        if self.is_so(0.06):
            yield "purposes", ["transactional", "pulse"]
        if self.is_so(0.05):
            yield "senders", ["company"]
        if len(surveys) > 1 and self.is_so(0.1):
            yield "surveys", sorted(each["id"] for each in self.random.sample(surveys, self.random.randint(1, 2)))
        if "segments" in self.has:
            if self.is_so(0.3):
                yield "among", {"country": [self.random.choice(("DE", "AT"))]}
            if self.is_so(0.2):
                yield "key_accounts", self.is_so(0.5)


# WHAT A PROGRAM USES


def _used(documents: Documents) -> Iterator[str]:
    program = documents[0]
    for each in documents:
        match each["kind"]:
            case "survey":
                yield from _used_by_survey(each)
            case "channel":
                yield from _used_by_channel(each, program["clock"])
            case "policy":
                for limit in each["frequency"]:
                    yield from _used_by_limit(limit)
                yield from ("freeze (yearly)" if one.get("yearly") else "freeze" for one in each.get("freezes", ()))
            case "role":
                if each.get("may_also_be"):
                    yield "roles held together"
            case "event" if "at_most" in each:
                yield "rate"
            case "journey":
                touchpoints = each["stages"][0]["touchpoints"]
                yield from ("rate" for one in touchpoints if "at_most" in one)
    roles = [each for each in documents if each["kind"] == "role"]
    if any(
        one["id"] not in other.get("may_also_be", ())
        for number, one in enumerate(roles)
        for other in roles[number + 1 :]
    ):
        yield "roles that exclude each other"


def _used_by_survey(survey: dict[str, Any]) -> Iterator[str]:
    when, rest = survey["when"], survey.get("rest", {})
    for word in ("on", "after", "before", "event", "milestone", "change", "always"):
        if word in when:
            yield f"when {word}"
    if "every" in when:
        yield "when every, starting" if "starting" in when else "when every, any phase"
    yield from (f"when, {word}" for word in ("window", "delay", "repeat") if word in when)
    yield from (f"survey {word}" for word in ("caps", "reminders", "retired", "partners") if word in survey)
    if "own" in rest:
        yield "survey rest"
    if rest.get("respects") is False and rest.get("starts") is False:
        yield "exempt from rest"
    elif False in (rest.get("respects"), rest.get("starts")):
        yield "rest in one direction"
    if survey.get("on_block") == "defer":
        yield "defer" if "defer_for" in survey else "defer for ever"
    if "priority" in survey:
        yield "priority"
    if "through" not in survey:
        yield "without channel"
    yield from (f"sampling {word}" for word in survey.get("sampling", {}))


def _used_by_channel(channel: dict[str, Any], clock: str) -> Iterator[str]:
    enforced = channel.get("enforces", {})
    for word in ("rest", "shared_caps", "own_rest", "caps", "freezes"):
        if enforced.get(word):
            yield f"channel {word}"
    if enforced.get("clock", clock) != clock:
        yield "channel clock"
    if "evaluated_at" in enforced:
        yield "checked at trigger"
    if "counts_per" in enforced:
        is_declared = enforced["counts_per"] != "record" or "records_per_person" in enforced
        yield f"channel counts per {enforced['counts_per']}{'' if is_declared else ', undeclared'}"
    if "shares_rest_with" in channel:
        yield "channels share a rest"


def _used_by_limit(limit: dict[str, Any]) -> Iterator[str]:
    sort = next(key for key in ("gap", "minutes", "at_most") if key in limit)
    is_open = not limit.keys() & {"gap", "within", "each"}
    yield f"limit {sort}{', ever' if is_open else ', each' if 'each' in limit else ''}"
    yield f"limit per {limit.get('per', 'person')}"
    yield from (f"limit of {key}" for key in limit.get("of", {}))
    if limit.get("reminders") == "counted":
        yield "limit counts reminders"
