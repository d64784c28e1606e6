"""Small random programs with surveys, tools, data sets, metrics, reports, loops, and the same with something more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

Document = dict[str, Any]

_KEYS = [
    "name", "mail", "contact", "hashed-mail", "pseudonym", "response", "order", "week", "month",
    "account", "time", "day", "account", "time", "day",
]  # fmt: skip
"""Keys; those stand twice on which more depends."""
_WORDS = ["touchpoint-owner", "account-manager", "partner-manager", "partner"]


def documents(seed: int) -> list[Document]:
    """The documents of a program."""
    return list(_Making(Random(f"program {seed}")).documents())


class _Making:
    """One program in the making."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.teams = ["office", "care", "sales"][: random.randint(1, 3)]
        self.partners = ["dealers", "gold", "shop"][: random.choice((0, 1, 2, 3))]
        self.tools = ["tool", "portal"][: random.choice((0, 1, 2))]
        self.surveys = ["one", "two"][: random.choice((1, 1, 2))]
        self.questions = {name: random.sample(["score", "why", "call"], random.randint(1, 3)) for name in self.surveys}
        self.metrics = ["ease", "health"]
        self.owners = [*self.teams, *self.partners]

    def is_so(self, chance: float = 0.5) -> bool:
        return self.random.random() < chance

    def some(self, names: list[Any], most: int = 2) -> list[Any]:
        return self.random.sample(names, min(len(names), self.random.randint(0, most)))

    def maybe(self, key: str, value: Any, chance: float = 0.5) -> Document:
        return {key: value} if value not in (None, []) and self.is_so(chance) else {}

    def one(self, names: list[Any]) -> Any:
        return self.random.choice(names) if names else None

    def documents(self) -> Iterator[Document]:
        yield {
            "kind": "program", "id": "small", "language": 1, "version": "1.0.0", "model": "b2b2c", "clock": "UTC",
            "owner": "office", **self.maybe("account_managers", self.one(self.teams)),
            **self.maybe("targets", {"pager": {"group_by": self.some(["loop", "contact", "account"])}}, 0.15),
        }  # fmt: skip
        yield from self.parties()
        yield from self.asked()
        for name in self.tools:
            yield self.tool(name)
        for name in self.surveys:
            yield self.survey(name)
        for name in ["week", "board"][: self.random.choice((0, 1, 1, 2))]:
            yield self.report(name)
        for name in ["call", "review"][: self.random.choice((0, 1, 1, 2))]:
            yield self.loop(name)

    def parties(self) -> Iterator[Document]:
        mails = ["ann@a.example", "bob@a.example"]
        for number, name in enumerate(self.teams):
            people = [{"mail": self.random.choice(mails)}] if self.is_so(0.25) else []
            parent = self.maybe("parent", self.one(self.teams[:number]))
            yield {"kind": "team", "id": name, "people": people, **parent}
        for name in self.partners:
            whole = self.maybe("part_of", "dealers" if name == "gold" else None)
            yield {
                "kind": "partner", "id": name, "type": "dealer", **whole,
                "organizations": self.random.choice((1, 1, 3)),
                "contacts": [{"mail": self.random.choice(mails)}] if self.is_so(0.15) else [],
                **self.maybe("manager", self.one(self.teams)),
                **self.maybe("maturity", self.one(["new", "mature"]), 0.3),
            }  # fmt: skip
        for name, audience in (("buyer", "customer"), ("clerk", "partner")):
            most = self.maybe("per_account", self.random.choice((2, 50)), 0.2)
            yield {"kind": "role", "id": name, "audience": audience, "level": "tactical", **most}

    def asked(self) -> Iterator[Document]:
        touchpoints = [
            {"id": name, "channel": "phone", **self.maybe("owner", self.owner(), 0.8)} for name in ("visit", "bill")
        ]
        stages = [{"id": "all", "touchpoints": touchpoints}]
        yield {"kind": "journey", "id": "path", "actor": "customer", "stages": stages}
        if self.is_so():
            keys = ("scores_from", "comments_from", "partners_from", "customers_from")
            least = {key: self.random.choice((1, 5, 20)) for key in keys if self.is_so()}
            metrics = {"metrics": {"alert_from": 10}} if self.is_so(0.2) else {}
            yield {"kind": "policy", "id": "small", "anonymity": least, **metrics}
        if self.is_so(0.6):
            groups = [
                {"role": role, "people": self.random.choice((0, 12, 400, 20000)),
                 **self.maybe("accounts", self.random.choice((4, 40)))}
                for role in self.some(["buyer", "clerk", "buyer"], 3)
            ]  # fmt: skip
            yield {"kind": "population", "id": "people", "groups": groups, **self.maybe("response_rate", 0.5)}
        yield {"kind": "question", "id": "score", "type": "osat", "text": "?", **self.maybe("metric", "ease", 0.8)}
        yield {"kind": "question", "id": "why", "type": "open-text", "text": "?", **self.maybe("codes", "causes")}
        permits = self.some(["contact", "partner"])
        yield {"kind": "question", "id": "call", "type": "yes-no", "text": "?", "permits": permits}
        coding = {"how": self.random.choice(("by-hand", "text-analytics")), **self.maybe("by", self.one(self.owners))}
        yield {"kind": "taxonomy", "id": "causes", "codes": [{"id": "a"}], **self.maybe("coding", coding, 0.4)}
        yield self.metric("ease")
        yield {**self.metric("health"), **self.maybe("made_of", ["ease"], 0.7)}

    def owner(self) -> Any:
        if len(self.owners) > 1 and self.is_so(0.3):
            joint = self.random.sample(self.owners, 2)
            return {"joint": joint, **self.maybe("lead", joint[0])}
        return self.random.choice(self.owners)

    def metric(self, name: str) -> Document:
        return {
            "kind": "metric", "id": name, "type": "osat", **self.maybe("minimum_n", self.random.choice((1, 5, 30))),
            **self.maybe("per", self.one(["account", "partner"]), 0.2),
            **self.maybe("for_maturity", ["mature"], 0.15),
        }  # fmt: skip

    def tool(self, name: str) -> Document:
        enforces = {key: self.is_so() for key in ("anonymity", "minimum_group", "steps")}
        sets = [self.data_set(number) for number in range(self.random.choice((0, 0, 1, 2)))]
        channel = {
            "kind": "channel",
            "id": name,
            "type": "survey",
            "tool": "Tool",
            "enforces": enforces,
            "datasets": sets,
        }
        return {**channel, **self.maybe("owner", self.one(self.owners))}

    def data_set(self, number: int) -> Document:
        return {
            "id": f"rows-{number}", "keys": self.random.sample(_KEYS, self.random.randint(1, 2)),
            "holds": self.random.sample(["scores", "comments", "invitations", "people"], self.random.randint(1, 2)),
            "seen_by": self.random.sample([*self.owners, "office", "buyer", "partner", "touchpoint-owner"], 1),
            **self.maybe("of", self.some(self.surveys), 0.3),
        }  # fmt: skip

    def survey(self, name: str) -> Document:
        sender = {"sender": {"partner": self.one(self.partners)}} if self.partners and self.is_so(0.1) else {}
        return {
            "kind": "survey", "id": name, "purpose": "pulse", "minutes": 1, **sender,
            "asks": self.random.sample(["buyer", "clerk"], self.random.choice((1, 1, 2))),
            "when": {"every": "quarterly"} if self.is_so(0.85) else {"always": True},
            "identity": self.random.choice(("identified", "confidential", "confidential", "anonymous", "anonymous")),
            "questions": self.questions[name],
            "records": self.some(_KEYS) if self.is_so(0.4) else [], "recorded": self.is_so(0.05),
            "listens_to": self.some(["path.visit", "path.bill", "path.all"], 1),
            "reminders": [{"after": "5d"}] if self.is_so(0.3) else [],
            "mode": self.random.choice(([], [], [], ["online"], ["phone"])),
            **self.maybe("link", self.one(["personal", "open"]), 0.3),
            **self.maybe("through", self.one(self.tools), 0.8),
            **self.maybe("owner", self.one(self.owners), 0.3),
            **self.maybe("asked_by", self.one(self.owners), 0.1),
            **self.maybe("partners", self.some(self.partners, 1), 0.3),
        }  # fmt: skip

    def report(self, name: str) -> Document:
        minimum = {key: self.random.choice((1, 5, 30)) for key in ("scores", "comments") if self.is_so(0.6)}
        readers = [*self.owners, "buyer", "clerk", *_WORDS]
        comments = [f"{survey}.{question}" for survey, question in self.answers("why", "score")]
        return {
            "kind": "report", "id": name, "metrics": self.some(self.metrics), "minimum": minimum,
            "comments": [each for each in comments if self.is_so(0.4)],
            "comments_with": self.some(_KEYS) if self.is_so() else [],
            "topics": ["causes"] if self.is_so(0.2) else [],
            "loops": self.some(["call", "review"], 1) if self.is_so(0.3) else [],
            "cut_by": self.some(["country", "account", "partner"], 1),
            "filters": ["account"] if self.is_so(0.1) else [],
            "every": self.random.choice(("monthly", "monthly", "immediately", "on-demand")),
            "to": [viewer(self.random, readers) for _ in range(self.random.choice((1, 1, 2)))],
            **self.maybe("through", self.one(self.tools)), **self.maybe("owner", self.one(self.owners), 0.2),
        }  # fmt: skip

    def answers(self, *questions: str) -> list[tuple[str, str]]:
        return [(name, each) for name, asked in self.questions.items() for each in asked if each in questions]

    def loop(self, name: str) -> Document:
        responsible = [*self.owners, *_WORDS]
        start: Document = {"when": self.condition()}
        if self.is_so(0.15):
            start = {"silence": {"survey": self.one(self.surveys), **self.maybe("accounts", self.one(["all", "any"]))}}
        return {
            "kind": "loop", "id": name, "type": self.random.choice(("inner", "inner", "outer")), **start,
            **self.maybe("owner", self.one(responsible), 0.8), "tell": self.some(responsible, 1),
            "escalate": [{"after": "1d", "to": self.one(responsible)}] if self.is_so(0.3) else [],
            **self.maybe("monitor", self.one(self.owners), 0.3), **self.maybe("through", self.one(self.tools), 0.3),
            **self.maybe("minimum_n", self.random.choice((1, 10)), 0.3),
            **self.maybe("review", {"every": "monthly", "by": self.some(self.owners, 1)}, 0.3),
        }  # fmt: skip

    def condition(self) -> str:
        if self.is_so(0.25):
            return f"{self.random.choice(self.metrics)} < 3"
        tests = [self.test() for _ in range(self.random.choice((1, 1, 2)))]
        return f" {self.random.choice(('and', 'and', 'or'))} ".join(tests)

    def test(self) -> str:
        survey = self.random.choice(self.surveys)
        tests = {
            ("score",): ["{}.score <= 2"],
            ("why",): ["{}.why is answered"],
            ("call",): ["{}.call = yes", "{}.call in (yes)", "not {}.call != yes", "not not {}.call = yes"],
            ("call", "score"): [
                "not (not {}.call = yes or {}.score > 3)", "({}.call = yes and {}.score < 3)",
                "({}.call = yes or {}.score < 3)",
                "(({}.call = yes and {}.score < 3) or ({}.call = yes and {}.score > 4))",
            ],
        }  # fmt: skip
        asked = self.questions[survey]
        fitting = [test for needed, each in tests.items() if set(needed) <= set(asked) for test in each]
        return self.random.choice(fitting).replace("{}", survey)


def viewer(random: Random, names: list[str]) -> Any:
    """Somebody who reads a report, all of it or their own part."""
    name = random.choice(names)
    return name if random.random() < 0.6 else {"who": name, "sees": random.choice(("own", "all"))}


# SOMETHING MORE


def grown(made: list[Document], seed: int) -> Iterator[tuple[str, list[Document]]]:
    """The same program with one more reader, key, number or data set, each by its name."""
    random = Random(f"grown {seed}")
    for name, add in _MORE.items():
        more = deepcopy(made)
        by_kind: dict[str, list[Document]] = {}
        for each in more:
            by_kind.setdefault(each["kind"], []).append(each)
        if add(random, by_kind):
            yield name, more


def _somebody(random: Random, by_kind: dict[str, list[Document]]) -> str:
    return str(random.choice([each["id"] for kind in ("team", "partner", "role") for each in by_kind.get(kind, ())]))


def _reader(random: Random, by_kind: dict[str, list[Document]]) -> bool:
    reports = by_kind.get("report", [])
    if reports:
        random.choice(reports)["to"].append(_somebody(random, by_kind))
    return bool(reports)


def _key_of_comments(random: Random, by_kind: dict[str, list[Document]]) -> bool:
    reports = by_kind.get("report", [])
    if reports:
        random.choice(reports)["comments_with"].append(random.choice(_KEYS))
    return bool(reports)


def _key_of_answers(random: Random, by_kind: dict[str, list[Document]]) -> bool:
    random.choice(by_kind["survey"])["records"].append(random.choice(_KEYS))
    return True


def _number(random: Random, by_kind: dict[str, list[Document]]) -> bool:
    reports = [each for each in by_kind.get("report", []) if len(each["metrics"]) < 2]
    if reports:
        report = random.choice(reports)
        report["metrics"].append(next(name for name in ("ease", "health") if name not in report["metrics"]))
    return bool(reports)


def _data_set(random: Random, by_kind: dict[str, list[Document]]) -> bool:
    tools = by_kind.get("channel", [])
    if tools:
        keys = random.sample(_KEYS, 2)
        row = {
            "id": "more",
            "keys": keys,
            "holds": [random.choice(("people", "comments"))],
            "seen_by": [_somebody(random, by_kind)],
        }
        random.choice(tools)["datasets"].append(row)
    return bool(tools)


def _key_of_rows(random: Random, by_kind: dict[str, list[Document]]) -> bool:
    rows = [each for tool in by_kind.get("channel", []) for each in tool["datasets"]]
    if rows:
        random.choice(rows)["keys"].append(random.choice(_KEYS))
    return bool(rows)


def _told(random: Random, by_kind: dict[str, list[Document]]) -> bool:
    loops = by_kind.get("loop", [])
    if loops:
        names = [each["id"] for kind in ("team", "partner") for each in by_kind.get(kind, ())]
        random.choice(loops)["tell"].append(random.choice(names))
    return bool(loops)


_MORE: dict[str, Callable[[Random, dict[str, list[Document]]], bool]] = {
    "one more reader of a report": _reader,
    "one more key beside comments": _key_of_comments,
    "one more key beside answers": _key_of_answers,
    "one more number in a report": _number,
    "one more data set": _data_set,
    "one more key of a data set": _key_of_rows,
    "one more who is told": _told,
}
