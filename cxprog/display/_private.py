"""What the forms of `cxprog privacy` share: promises by survey, what each audience learns, exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from cxprog.analysis.anonymity.expected import Edition, Number
from cxprog.analysis.anonymity.seen import Seen as Shown
from cxprog.analysis.anonymity.seen import audiences_of
from cxprog.analysis.anonymity.spread import Spread
from cxprog.analysis.anonymity.values import At, Audience, Flow, Linked, View
from cxprog.analysis.specs import Specs
from cxprog.display._private_alike import Sheet, sheets
from cxprog.display._private_audience import Informed, cases, datasets, every_dataset, parts
from cxprog.display._private_exempt import Exempt, exceptions
from cxprog.display._private_first import Tally, Told, first, tallies
from cxprog.display._private_learned import Breach, Learned, learned, seen, worked_out
from cxprog.display._private_survey import Promised, facts, guards, people_of
from cxprog.display._private_words import ANSWERS, Register, listed, worst
from cxprog.facts import viewers
from cxprog.finding import Run
from cxprog.program import Program

_IDENTITIES = ("anonymous", "confidential", "identified")
"""Those who were promised most first."""
_KINDS = ("partner", "role", "team", "word")
"""Audiences outside the company first."""


@dataclass(frozen=True)
class Known:
    """What the analyses found."""

    flows: tuple[Flow, ...] = ()
    views: tuple[View, ...] = ()
    linked: tuple[Linked, ...] = ()
    numbers: tuple[Number, ...] = ()
    cases: Mapping[str, Breach] = field(default_factory=dict)
    """Sorts of breaches in words, by their key."""


@dataclass(frozen=True)
class Privacy:
    """Who learns what of the answers that a program asks for."""

    program: Program
    known: Known
    today: str
    """Day from which on exceptions are open or not, `YYYY-MM-DD`."""
    environment: str | None = None
    prefix: str = ""
    """Folder to put before file names so that they open from where the person stands."""
    survey: str | None = None
    """The only survey to show."""
    audience: str | None = None
    """The only audience to show, by id."""

    @cached_property
    def register(self) -> Register:
        """Titles and places."""
        return Register(self.program, self.prefix)

    @property
    def specs(self) -> Specs:
        """What the program says."""
        return self.register.specs

    @property
    def run(self) -> Run:
        """For what prints places."""
        return self.register.run

    @property
    def title(self) -> str:
        """The program's title in its own locale."""
        return self.register.title("program", str(self.specs.settings.id))

    # WHAT WAS FOUND

    @cached_property
    def _shown(self) -> Shown:
        """What reports show, and of which surveys."""
        return Shown(self.specs)

    def surveys_of(self, what: str) -> tuple[str, ...]:
        """Surveys whose answers a number or a list of comments is made of."""
        return self._shown.surveys_of(what)

    def is_promised(self, what: str, audience: Audience) -> bool:
        """Whether somebody was promised that an audience sees groups only, and none that is too small."""
        # Whoever belongs to a reader reads along, so there is not always a sight of just this audience.
        sights = self._shown.sights
        return bool(sights) and self._shown.is_promised(sights[0]._replace(audience=audience, what=what))

    def _is_wanted(self, audience: Audience, surveys: Iterable[str]) -> bool:
        return self.audience in (None, audience.id) and (self.survey is None or self.survey in surveys)

    @cached_property
    def flows(self) -> tuple[Flow, ...]:
        """What arrives anywhere; ways by which nothing arrives are left out."""
        arriving = (flow for flow in self.known.flows if flow.carries or flow.answer != "proved")
        return tuple(flow for flow in arriving if self._is_wanted(flow.audience, (flow.survey,)))

    @cached_property
    def views(self) -> tuple[View, ...]:
        """What reports show."""
        return tuple(view for view in self.known.views if self._is_wanted(view.audience, self.surveys_of(view.what)))

    @cached_property
    def _views_by_audience(self) -> Mapping[Audience, Sequence[View]]:
        found: dict[Audience, list[View]] = {}
        for view in self.views:
            found.setdefault(view.audience, []).append(view)
        return found

    @cached_property
    def linked(self) -> tuple[Linked, ...]:
        """What follows from several numbers together."""
        return tuple(each for each in self.known.linked if self._is_wanted(each.audience, self.surveys_of(each.what)))

    def _learned(self, flows: Iterable[Flow]) -> tuple[Learned, ...]:
        """Flows in words, the worst first."""
        told = [learned(self.register, flow, self._seen(flow), self.known.cases) for flow in flows]
        return tuple(sorted(told, key=lambda each: (each.rank, each.flow.survey, each.audience, each.flow.audience)))

    def _seen(self, flow: Flow) -> list[View]:
        """What the audience of a flow sees of its survey in reports."""
        views = self._views_by_audience.get(flow.audience, ())
        return [view for view in views if flow.survey in self.surveys_of(view.what)]

    # SURVEYS

    @cached_property
    def surveys(self) -> tuple[Promised, ...]:
        """The surveys: those first whose promise is broken, then those that promise most."""
        names = [name for name, _ in self.specs.in_use("survey")]
        reached = {flow.survey for flow in self.flows}
        wanted = (name for name in names if self.survey in (None, name))
        shown = [self._promised(name) for name in wanted if self.audience is None or name in reached]
        return tuple(
            sorted(shown, key=lambda each: (ANSWERS.index(each.answer), _IDENTITIES.index(each.spec.identity), each.id))
        )

    def _promised(self, name: str) -> Promised:
        register, spec = self.register, self.register.spec("survey", name)
        flows = [flow for flow in self.flows if flow.survey == name]
        # Who is identified was never promised to be shown in groups only; a policy may ask for it all the same.
        is_grouped = spec.identity != "identified"
        views = [view for view in self.views if is_grouped and name in self.surveys_of(view.what)]
        links = [linked for linked in self.linked if is_grouped and name in self.surveys_of(linked.what)]
        answers = (*(flow.answer for flow in flows), *(view.structural for view in views))
        return Promised(
            id=name,
            title=register.title("survey", name),
            spec=spec,
            place=register.said(f"`{name}`", At("survey", name, ("identity",))),
            answer=worst((*answers, *(linked.answer for linked in links))),
            because=tuple(_because(views, links)),
            facts=facts(register, name),
            people=people_of(self.specs, spec),
            guards=guards(register, name, self._reports(name)),
            learned=self._learned(flows),
            exempt=tuple(each for each in self.exempt if (each.kind, each.id) in self._about(name)),
        )

    def _reports(self, survey: str) -> Iterator[str]:
        """Reports that show anything of the answers to a survey."""
        for name, report in self._shown.reports.items():
            if any(survey in self.surveys_of(what) for what in (*report.metrics, *report.comments)):
                yield name

    def _about(self, name: str) -> frozenset[tuple[str, str]]:
        """Everything in the program that has to do with the answers to a survey, by kind and id."""
        specs, spec = self.specs, self.register.spec("survey", name)
        reports = [*self._reports(name)]
        tools = {spec.through, *(self.register.spec("report", report).through for report in reports)}
        return frozenset(
            (
                ("survey", name),
                *(("question", asking.question) for asking in spec.asked),
                *(("metric", metric) for metric, _ in specs.in_use("metric") if name in self.surveys_of(metric)),
                *(("report", report) for report in reports),
                *(("loop", loop) for loop, each in specs.in_use("loop") if name in each.surveys),
                *(("channel", tool) for tool in tools if tool),
            )
        )

    # AUDIENCES

    @cached_property
    def audiences(self) -> tuple[Informed, ...]:
        """Everybody who can learn something, those first who learn too much."""
        wanted = (audience for audience in self.everybody if self.audience in (None, audience.id))
        informed = [each for each in map(self._informed, wanted) if each.learns]
        return tuple(sorted(informed, key=lambda each: (each.rank, _KINDS.index(each.audience.kind), each.audience.id)))

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The audiences, those together that can learn the same."""
        return sheets(self.audiences)

    @cached_property
    def everybody(self) -> tuple[Audience, ...]:
        """Everybody whom the analyses or the program name."""
        found = [each.audience for each in self.known.flows]
        found += [each.audience for each in self.known.views]
        found += [each.audience for each in self.known.linked]
        named = [name for report in self._shown.reports.values() for name, _ in viewers(report)]
        named += [name for _, loop in self.specs.in_use("loop") for _, name in parts(loop)]
        named += [name for _, _, dataset in every_dataset(self.specs) for name in dataset.seen_by]
        found += [audience for name in dict.fromkeys(named) for audience in audiences_of(self.specs, name)]
        return tuple(sorted(set(found)))

    @property
    def audience_ids(self) -> tuple[str, ...]:
        """Ids of everybody who can be chosen."""
        return tuple(audience.id for audience in self.everybody)

    def _informed(self, audience: Audience) -> Informed:
        register = self.register
        flows = [flow for flow in self.flows if flow.audience == audience]
        shown = [
            seen(register, view, self._edition(view), is_promised=self.is_promised(view.what, audience))
            for view in self._views_by_audience.get(audience, ())
        ]
        together = [
            worked_out(register, linked, is_promised=self.is_promised(linked.what, audience))
            for linked in self.linked
            if linked.audience == audience
        ]
        promised = [each.answer for each in shown if each.answer]
        promised += [each.answer for each in together if each.answer]
        return Informed(
            audience=audience,
            title=register.audience(audience),
            place=register.said(f"`{audience.id}`", At(audience.kind, audience.id)),
            answer=worst((*(flow.answer for flow in flows), *promised)),
            learned=self._learned(flows),
            seen=tuple(
                sorted(shown, key=lambda each: (each.rank, each.view.report, each.view.is_comment, each.view.what))
            ),
            cases=tuple(cases(register, audience, self.survey)),
            datasets=tuple(datasets(register, audience, self.survey)),
            worked_out=tuple(sorted(together, key=lambda each: (each.rank, each.linked.what))),
        )

    def _edition(self, view: View) -> tuple[Spread, Edition] | None:
        """What a number that somebody sees as a whole can expect; None for comments and for parts of a number."""
        return None if view.is_own else self._editions.get((view.report, view.what))

    @cached_property
    def _editions(self) -> Mapping[tuple[str, str], tuple[Spread, Edition]]:
        """What each number in each report can expect, and how it is measured."""
        return {
            (edition.report, number.metric): (number.spread, edition)
            for number in self.known.numbers
            for edition in number.editions
        }

    # ALL OF IT

    @cached_property
    def exempt(self) -> tuple[Exempt, ...]:
        """Exceptions from rules about privacy."""
        return tuple(exceptions(self.register, self.today))

    @property
    def is_kept(self) -> bool:
        """Whether everything is proved: what arrives, what is shown, what can be worked out."""
        answers = (*(each.answer for each in self.surveys), *(each.answer for each in self.audiences))
        return worst(answers) == "proved"

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        """How much is kept, broken and not decided."""
        return tallies(self.surveys, self.audiences)

    @cached_property
    def first(self) -> tuple[Told, ...]:
        """What to look at first."""
        return first(self.surveys, self.sheets)


def _because(views: Iterable[View], links: Iterable[Linked]) -> Iterator[str]:
    """What else than what arrives breaks the promise of a survey that is shown in groups, or leaves it open."""
    shown, linked = tuple(views), tuple(links)
    said: set[str] = set()
    for answer, shows, follows in (("violated", "shows", "can"), ("not decided", "may show", "may")):
        reports = sorted({f"`{view.report}`" for view in shown if view.structural == answer} - said)
        numbers = sorted({f"`{each.what}`" for each in linked if each.answer == answer} - said)
        said.update(reports, numbers)
        if reports:
            yield f"groups below the minimum: {listed(reports)} {shows} them"
        if numbers:
            yield f"groups of {listed(numbers)} below the minimum {follows} be worked out"
