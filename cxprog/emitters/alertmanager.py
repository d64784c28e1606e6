"""Alertmanager: routes, receivers and time intervals that bring each loop's alerts to those whom the program names.

- `alertmanager.yml` has one route for each loop, and in it one for each receiver. All of them are tried, so an alert
  reaches everybody it should. What no loop knows goes to the program's owner.
- Who hears of what stands in the manifest's `alerts`, where words such as `touchpoint-owner` and `partner` are
  resolved. An `open` alert reaches the loop's owner and all that `tell` names; a missed deadline the owner and the
  monitor; a step of the ladder the one it names and the monitor; `closed` those whom `close.tell` names; a missed
  `review` or `decision` the owner, those who take part in the review, and the monitor.
- Where it makes a difference who serves the customer, alerts are routed by the label `partner`; where key accounts are
  treated differently, by `account_value`. Alerts about key accounts are sent sooner and say so in their subject.
- Alerts of loops that are not `critical` wait for the receiver's business hours, in its own time zone. With the option
  `holidays` they also wait until public holidays of the receiver's country are over, in the years that it lists.
- Nobody is paged for good news: alerts of loops with `severity: positive`, and those about closed cases, reviews and
  decisions, go to `<receiver>/no-pager`, which has the receiver's mail addresses and chat channel only.
- Alerts do not silence each other: a late case at a touchpoint must not hide the next customer's.
- `cxprog.tmpl` holds the texts of messages, `routes_test.json` the receivers that sets of labels must reach, for
  `amtool config routes test`.

No secret is written. Keys are read from files, whose places are options; a pager's key is `<folder>/<receiver>`.

```yaml
targets:
  alertmanager:
    holidays: [2027, 2028]
    smtp_smarthost: "mail.example.com:587"
    smtp_from: cx@example.com
    slack_api_url_file: /run/secrets/slack
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from cxprog.analysis.working_time import knows_holidays
from cxprog.emitters._alerts import (
    KEY,
    OTHER,
    Loop,
    Moment,
    Working,
    loops,
    public_holidays,
    working,
)
from cxprog.emitters._prometheus_texts import neutral
from cxprog.language.types import Many
from cxprog.manifest import Manifest, Party
from cxprog.source import Path
from cxprog.target import Address, Artifact, Note, Produced, TargetOptions, emitter

Interval = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}[smhdw]$")]
Label = Literal[
    "loop", "loop_type", "deadline", "severity", "survey", "metric", "event", "cause", "touchpoint", "account_tier",
    "account_value", "partner",
]  # fmt: skip
Year = Annotated[int, Field(ge=2000, le=2100)]
Setting = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^\S+$")]
Host = Annotated[str, StringConstraints(max_length=255, pattern=r"^\S+:[0-9]{1,5}$")]

_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
"""In Alertmanager's order: a range must not go from Saturday to Sunday."""


class Options(TargetOptions):
    group_by: Annotated[Many[Label], Field(min_length=1)] = (
        "loop", "deadline", "touchpoint", "account_tier", "account_value", "partner", "cause",
    )  # fmt: skip
    """Alerts that are alike in these labels go out as one message."""
    group_wait: Interval = "30s"
    """How long the first message of a group waits for more alerts."""
    group_wait_key_accounts: Interval = "5s"
    """The same for alerts about key accounts, where a loop treats them differently: they come first."""
    group_interval: Interval = "5m"
    """Shortest time before a message about new alerts of a group."""
    repeat_interval: Interval = "4h"
    """Time before a message is sent again while its alerts last."""
    repeat_interval_standing: Interval = "1d"
    """The same for loops on metrics and silences, which last for days."""
    holidays: Annotated[Many[Year], Field(max_length=20)] = ()
    """Years whose public holidays alerts wait for, such as `[2027, 2028]`; none when left out, since files that are
    built must not depend on the day on which they are."""
    smtp_smarthost: Host = "localhost:25"
    """Mail server and port."""
    smtp_from: Setting = "alertmanager@localhost"
    """Sender of mails."""
    smtp_auth_username: Setting | None = None
    """User name at the mail server."""
    smtp_auth_password_file: Setting | None = None
    """File that holds the password at the mail server."""
    slack_api_url_file: Setting = "/etc/alertmanager/slack_api_url"
    """File that holds the address of the chat tool's incoming webhook."""
    pagerduty_key_folder: Setting = "/etc/alertmanager/pagerduty"
    """Folder that holds a file with the integration key of each pager, named like its receiver."""


@emitter("application/yaml", options=Options)
def produce(manifest: Manifest, options: Options) -> Produced:
    """Write the configuration, its texts and its routing test; nothing for a program without loops."""
    routing = _Routing(manifest, loops(manifest), tuple(sorted(set(options.holidays))))
    if not routing.loops:
        return
    yield _config(routing, options)
    yield Artifact.text("cxprog.tmpl", _TEXTS)
    yield routes_test(manifest)
    yield from _notes(routing)


def routes_test(manifest: Manifest) -> Artifact:
    """Sets of labels, each with the receivers they must reach, straight from the manifest's alerts."""
    cases: list[tuple[dict[str, str], tuple[str, ...], Address]] = [
        ({"alertname": "Unknown"}, (manifest.settings.owner,), Address("program", manifest.program))
    ]
    for loop in loops(manifest):
        for moment in loop.moments:
            named = dict.fromkeys((alert.partner or "", alert.touchpoint or "") for alert in moment.alerts)
            unnamed = (each for each in _combinations(loop, moment) if not each[0])
            for partner, place in dict.fromkeys((*named, *unnamed)):
                labels = {
                    "loop": loop.id,
                    "deadline": moment.deadline,
                    **({"account_value": KEY} if moment.accounts == KEY else {}),
                    **({"partner": partner} if partner else {}),
                    **({"touchpoint": place} if place else {}),
                }
                reached = (_receiver_of(manifest, party, moment) for party in moment.reached(place, partner))
                cases.append((labels, tuple(reached), loop.address.to(*moment.path)))
    value = [{"labels": labels, "receivers": list(reached)} for labels, reached, _ in cases]
    return Artifact.json("routes_test.json", value, {(number,): origin for number, (_, _, origin) in enumerate(cases)})


# ROUTES


Names = tuple[str, ...]
"""Touchpoints or partners; "" stands for every other one, and for none."""


@dataclass(frozen=True)
class _Routing:
    """The loops with everything the configuration needs to know about them."""

    manifest: Manifest
    loops: tuple[Loop, ...]
    years: tuple[int, ...]
    """Years whose public holidays are told."""

    @property
    def fallback(self) -> Party:
        return self.manifest.party(self.manifest.settings.owner)

    @cached_property
    def heard(self) -> Mapping[str, Mapping[Party, tuple[Moment, ...]]]:
        """Who hears of which moments of each loop, by id."""
        return {loop.id: self._heard(loop) for loop in self.loops}

    def _heard(self, loop: Loop) -> Mapping[Party, tuple[Moment, ...]]:
        found: dict[Party, list[Moment]] = {}
        for moment in loop.moments:
            for party in sorted({party for alert in moment.alerts for party in (*alert.act, *alert.told)}, key=_id):
                found.setdefault(party, []).append(moment)
        return {party: tuple(found[party]) for party in sorted(found, key=_id)}

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """Everybody who needs a receiver, by id."""
        return tuple(sorted({self.fallback, *(party for heard in self.heard.values() for party in heard)}, key=_id))

    @cached_property
    def quiet(self) -> frozenset[Party]:
        """Those who need a receiver without their pager."""
        return frozenset(
            party
            for heard in self.heard.values()
            for party, moments in heard.items()
            if any(_receiver_of(self.manifest, party, moment) != party.id for moment in moments)
        )

    @cached_property
    def hours(self) -> Mapping[Party, Working]:
        """Business hours of those whose alerts wait for them."""
        waiting = {
            party
            for heard in self.heard.values()
            for party, moments in heard.items()
            if any(moment.heeds_hours for moment in moments)
        }
        return {party: working(self.manifest, party) for party in self.parties if party in waiting}

    @cached_property
    def holidays(self) -> Mapping[Party, tuple[str, Working]]:
        """Country and hours of those whose alerts wait until public holidays are over."""
        countries = ((party, self.manifest.owner(party).holidays, hours) for party, hours in self.hours.items())
        return {
            party: (country, hours)
            for party, country, hours in countries
            if country and public_holidays(country, self.years)
        }

    def waits(self, party: Party, moment: Moment) -> dict[str, list[str]]:
        """The times at which a receiver hears of a moment, and those at which it does not."""
        if not moment.heeds_hours:
            return {}
        closed = self.holidays.get(party)
        muted = {"mute_time_intervals": [_holidays_name(*closed)]} if closed else {}
        return {"active_time_intervals": [self.hours[party].name], **muted}


def _id(party: Party) -> str:
    return party.id


def _receiver_of(manifest: Manifest, party: Party, moment: Moment) -> str:
    """Name of the receiver: without its pager where a party has one and the moment is no reason to use it."""
    return f"{party.id}{_NO_PAGER}" if moment.is_quiet and manifest.owner(party).alerts.pager else party.id


_NO_PAGER = "/no-pager"
"""Ids hold no slash, so that no party is called like this."""


def _combinations(loop: Loop, moment: Moment) -> Iterator[tuple[str, str]]:
    """Partners and touchpoints that an alert can name, each with "" for none; partner first."""
    if not moment.has_case:
        yield "", ""
        return
    for partner in (*loop.partners, ""):
        for place in (*(place.address for place in loop.places), ""):
            yield partner, place


def _config(routing: _Routing, options: Options) -> Artifact:
    manifest = routing.manifest
    intervals: dict[Working, Party] = {}
    for party, hours in routing.hours.items():
        intervals.setdefault(hours, party)
    muted: dict[str, Party] = {}
    for party, closed in routing.holidays.items():
        muted.setdefault(_holidays_name(*closed), party)
    receivers = [
        (party, _receiver(manifest, party, options, is_quiet))
        for party in routing.parties
        for is_quiet in ((False, True) if party in routing.quiet else (False,))
    ]
    config = {
        "global": _global([receiver for _, receiver in receivers], options),
        "templates": ["cxprog.tmpl"],
        "time_intervals": [
            *(_time_interval(hours) for hours in sorted(intervals)),
            *(_holiday_interval(*routing.holidays[muted[name]], routing.years) for name in sorted(muted)),
        ],
        "route": {
            "receiver": routing.fallback.id,
            "group_by": list(options.group_by),
            "group_wait": options.group_wait,
            "group_interval": options.group_interval,
            "repeat_interval": options.repeat_interval,
            "routes": [_loop_route(routing, loop, options) for loop in routing.loops],
        },
        "receivers": [receiver for _, receiver in receivers],
    }
    origins: dict[Path, Address] = {("route",): Address("program", manifest.program, ("owner",))}
    for number, hours in enumerate(sorted(intervals)):
        origins["time_intervals", number] = _address(intervals[hours]).to("hours")
    for number, name in enumerate(sorted(muted), len(intervals)):
        origins["time_intervals", number] = _address(muted[name]).to("holidays")
    for number, loop in enumerate(routing.loops):
        origins["route", "routes", number] = loop.address
    for number, (party, _) in enumerate(receivers):
        origins["receivers", number] = _address(party).to("alerts")
    head = f"# Written by cxprog from {manifest.program} {manifest.version}: change the program, not this file.\n"
    return Artifact.yaml("alertmanager.yml", {key: value for key, value in config.items() if value}, origins, head)


def _loop_route(routing: _Routing, loop: Loop, options: Options) -> dict[str, Any]:
    """A route for one loop; where none of its children matches, the program's owner is told."""
    standing = {} if loop.counts_cases else {"repeat_interval": options.repeat_interval_standing}
    return {
        "matchers": [_matcher("loop", [loop.id])],
        **standing,
        "routes": [
            route
            for party, moments in routing.heard[loop.id].items()
            for route in _routes(routing, loop, party, moments, options)
        ],
    }


def _routes(
    routing: _Routing, loop: Loop, party: Party, moments: Iterable[Moment], options: Options
) -> Iterator[dict[str, Any]]:
    """As few routes as can be for all that a party hears of a loop; no alert matches two of them."""
    alike: dict[tuple[str, str, str, Names, Names], list[Moment]] = {}
    for moment in moments:
        for partners, places in _heard_from(loop, moment, party):
            receiver = _receiver_of(routing.manifest, party, moment)
            key = (moment.accounts, receiver, moment.severity, partners, places)
            alike.setdefault(key, []).append(moment)
    for (accounts, receiver, _, partners, places), own in alike.items():
        has_case = own[0].has_case
        yield {
            "matchers": [
                _matcher("deadline", [moment.deadline for moment in own]),
                *_account_matchers(accounts),
                *(_label_matchers("partner", loop.partners, partners) if has_case else ()),
                *(_label_matchers("touchpoint", [each.address for each in loop.places], places) if has_case else ()),
            ],
            "receiver": receiver,
            **({"group_wait": options.group_wait_key_accounts} if accounts == KEY else {}),
            **routing.waits(party, own[0]),
            "continue": True,
        }


def _heard_from(loop: Loop, moment: Moment, party: Party) -> Iterator[tuple[Names, Names]]:
    """Partners and touchpoints from which a party hears of a moment; partners with the same touchpoints together."""
    places: dict[str, Names] = {}
    for partner, place in _combinations(loop, moment):
        if party in moment.reached(place, partner):
            places[partner] = (*places.get(partner, ()), place)
    alike: dict[Names, Names] = {}
    for partner, own in places.items():
        alike[own] = (*alike.get(own, ()), partner)
    for own, partners in alike.items():
        yield partners, own


def _account_matchers(accounts: str) -> Iterator[str]:
    if accounts in (KEY, OTHER):
        yield _matcher("account_value", [KEY], negated=accounts == OTHER)


def _label_matchers(label: str, known: Iterable[str], chosen: Names) -> Iterator[str]:
    """What tells some values of a label from all others that alerts can have."""
    others = [value for value in known if value not in chosen]
    if "" not in chosen:
        yield _matcher(label, list(chosen))
    elif others:
        yield _matcher(label, others, negated=True)


def _matcher(label: str, values: list[str], negated: bool = False) -> str:
    """Values are ids and addresses, so that the dot is all there is to escape."""
    if len(values) == 1:
        return f'{label}{"!=" if negated else "="}"{values[0]}"'
    return f'{label}{"!~" if negated else "=~"}"{"|".join(values).replace(".", "[.]")}"'


# RECEIVERS


def _receiver(manifest: Manifest, party: Party, options: Options, is_quiet: bool) -> dict[str, Any]:
    """All ways to reach a party. Being over is the case system's to say, so no message says that an alert is over."""
    alerts = manifest.owner(party).alerts
    subject = '{{ template "cxprog.subject" . }}'
    ways: dict[str, list[dict[str, Any]]] = {
        "email_configs": [
            {"to": neutral(mail), "headers": {"Subject": subject}} for mail in _mails(manifest, party, is_quiet)
        ],
        "slack_configs": [
            {
                "channel": neutral(channel),
                "title": '{{ template "cxprog.slack.title" . }}',
                "text": '{{ template "cxprog.slack.text" . }}',
            }
            for channel in (alerts.chat,)
            if channel
        ],
        "pagerduty_configs": [
            {
                "routing_key_file": f"{options.pagerduty_key_folder.rstrip('/')}/{party.id}",
                "description": subject,
                "severity": '{{ template "cxprog.pagerduty.severity" . }}',
                "details": {"service": neutral(pager)},
            }
            for pager in (alerts.pager,)
            if pager and not is_quiet
        ],
    }
    written = {way: [{**each, "send_resolved": False} for each in configs] for way, configs in ways.items() if configs}
    return {"name": f"{party.id}{_NO_PAGER if is_quiet else ''}", **written}


def _mails(manifest: Manifest, party: Party, is_quiet: bool = False) -> tuple[str, ...]:
    """Addresses for alerts; those of the people where `alerts` names no way at all, or none that may be used."""
    spec = manifest.owner(party)
    if spec.alerts.mail or spec.alerts.chat or (spec.alerts.pager and not is_quiet):
        return tuple(dict.fromkeys(spec.alerts.mail))
    people: Iterable[Any] = spec.people if party.kind == "team" else spec.contacts
    return tuple(dict.fromkeys(person.mail for person in people if person.mail))


def _global(receivers: list[dict[str, Any]], options: Options) -> dict[str, Any]:
    mail = {
        "smtp_smarthost": options.smtp_smarthost,
        "smtp_from": options.smtp_from,
        "smtp_auth_username": options.smtp_auth_username,
        "smtp_auth_password_file": options.smtp_auth_password_file,
    }
    chat = {"slack_api_url_file": options.slack_api_url_file}
    used = {way for each in receivers for way in each}
    settings = {**(mail if "email_configs" in used else {}), **(chat if "slack_configs" in used else {})}
    return {key: value for key, value in settings.items() if value}


_TEXTS = """\
{{ define "cxprog.subject" -}}
{{ if eq .CommonLabels.account_value "key" }}Key account: {{ end -}}
{{ with .CommonAnnotations.summary }}{{ . }}{{ else }}{{ .GroupLabels.Values | join " " }}{{ end -}}
{{ with .CommonLabels.touchpoint }} ({{ . }}){{ end }}
{{- with .CommonLabels.cause }} ({{ . }}){{ end }}
{{- end }}

{{- /* In chat, "<!channel>" in somebody's title would call everybody. */ -}}
{{ define "cxprog.slack.plain" -}}
{{ . | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}
{{- end }}

{{ define "cxprog.slack.title" -}}
{{ if eq .CommonLabels.account_value "key" }}Key account: {{ end -}}
{{ with .CommonAnnotations.summary }}{{ template "cxprog.slack.plain" . -}}
{{ else }}{{ .GroupLabels.Values | join " " }}{{ end -}}
{{ with .CommonLabels.touchpoint }} ({{ . }}){{ end }}
{{- with .CommonLabels.cause }} ({{ . }}){{ end }}
{{- end }}

{{ define "cxprog.slack.text" -}}
{{ range .Alerts -}}
{{ range .Annotations.SortedPairs }}{{ if ne .Name "summary" }}{{ .Name }}: {{ template "cxprog.slack.plain" .Value }}
{{ end }}{{ end }}
{{ end }}
{{- end }}

{{ define "cxprog.pagerduty.severity" -}}
{{ with .CommonLabels.severity -}}
{{ if eq . "critical" }}critical{{ else if eq . "high" }}error{{ else if eq . "positive" }}info
{{- else }}warning{{ end }}
{{- else }}warning{{ end }}
{{- end }}
"""


# TIME


def _time_interval(hours: Working) -> dict[str, Any]:
    days: dict[tuple[int, int], list[int]] = {}
    for day, opens, closes in hours.openings():
        days.setdefault((opens, closes), []).append((day + 1) % 7)
    return {
        "name": hours.name,
        "time_intervals": [
            {
                "weekdays": list(_weekdays(sorted(on))),
                "times": [{"start_time": _clock(opens), "end_time": _clock(closes)}],
                "location": hours.clock,
            }
            for (opens, closes), on in days.items()
        ],
    }


def _holidays_name(country: str, hours: Working) -> str:
    """Such as `holidays of DE, Europe/Berlin`; night shifts have an interval of their own."""
    shift = f" {hours.opens}-{hours.closes}" if hours.is_past_midnight else ""
    return f"holidays of {country}, {hours.clock}{shift}"


def _holiday_interval(country: str, hours: Working, years: tuple[int, ...]) -> dict[str, Any]:
    """The public holidays of some years; a night shift that begins on one is off until it ends."""
    months: dict[tuple[int, int, tuple[str, str]], list[str]] = {}
    for day in public_holidays(country, years):
        whole = ("00:00", "24:00")
        spans = [(day, whole)]
        if hours.is_past_midnight:
            spans = [(day, (hours.opens, "24:00")), (day + timedelta(days=1), ("00:00", hours.closes))]
        for on, times in spans:
            months.setdefault((on.year, on.month, times), []).append(str(on.day))
    return {
        "name": _holidays_name(country, hours),
        "time_intervals": [
            {
                "years": [str(year)],
                "months": [str(month)],
                "days_of_month": days,
                "times": [{"start_time": times[0], "end_time": times[1]}],
                "location": hours.clock,
            }
            for (year, month, times), days in sorted(months.items())
        ],
    }


def _weekdays(days: list[int]) -> Iterator[str]:
    """Runs of days, such as `monday:friday`; Sunday is 0."""
    first = 0
    for index, day in enumerate(days):
        if index + 1 == len(days) or days[index + 1] != day + 1:
            yield _WEEKDAYS[day] if first == index else f"{_WEEKDAYS[days[first]]}:{_WEEKDAYS[day]}"
            first = index + 1


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


# NOTES


def _notes(routing: _Routing) -> Iterator[Note]:
    yield from _unreachable(routing)
    yield from _holidays(routing)
    yield from _queue(routing)
    for loop in routing.loops:
        yield from _unclear(routing.manifest, loop)


def _unreachable(routing: _Routing) -> Iterator[Note]:
    for party in routing.parties:
        alerts = routing.manifest.owner(party).alerts
        if not (_mails(routing.manifest, party) or alerts.chat or alerts.pager):
            yield Note(
                "not-expressible",
                f"alerts for the {party.kind} `{party.id}` reach nobody: it has no mail address, chat or pager",
                _address(party),
                "add `alerts:` with mail, chat or pager",
            )
        elif party in routing.quiet and not (_mails(routing.manifest, party, is_quiet=True) or alerts.chat):
            yield Note(
                "not-expressible",
                f"good news, outcomes and reviews do not reach the {party.kind} `{party.id}`: it has a pager only, and "
                "nobody is paged for those",
                _address(party),
                "add `alerts:` with mail or chat",
            )


def _holidays(routing: _Routing) -> Iterator[Note]:
    kept = {party: routing.manifest.owner(party).holidays for party in routing.hours}
    countries = sorted({country for country in kept.values() if country})
    if not countries:
        return
    inherited = routing.manifest.settings.holidays
    first = next(party for party, country in kept.items() if country)
    address = Address("program", routing.manifest.program) if inherited else _address(first)
    unknown = [country for country in countries if not knows_holidays(country)]
    if unknown and routing.years:
        yield Note(
            "not-enforced",
            f"the public holidays of {', '.join(unknown)} are not known, so alerts also go out on those",
            address.to("holidays"),
            "silence them by hand, or let whoever is on duty watch on holidays",
        )
    known = ", ".join(country for country in countries if country not in unknown)
    if not routing.years:
        yield Note(
            "not-enforced",
            f"Alertmanager knows no public holidays, so alerts also go out on those of {', '.join(countries)}",
            address.to("holidays"),
            "give the target the years to write down, such as `holidays: [2027, 2028]`",
        )
    elif known:
        yield Note(
            "not-enforced",
            f"Alertmanager knows the nationwide public holidays of {known} in {_years(routing.years)} only; alerts "
            "also go out on those of other years, and on regional ones",
            address.to("holidays"),
            "add the next year to `holidays:` of the target before it begins",
        )


def _years(years: tuple[int, ...]) -> str:
    *most, last = map(str, years)
    return f"{', '.join(most)} and {last}" if most else last


def _queue(routing: _Routing) -> Iterator[Note]:
    special = [loop for loop in routing.loops if any(moment.accounts == KEY for moment in loop.moments)]
    if special:
        yield Note(
            "not-enforced",
            f"Alertmanager has no queue: alerts about key accounts of {_listed(loop.id for loop in special)} are sent "
            "sooner and say so in their subject, but who reads them decides what comes first",
            special[0].address.to("key_accounts"),
            "sort by key accounts in the case system",
        )


def _unclear(manifest: Manifest, loop: Loop) -> Iterator[Note]:
    """Names that do not lead to exactly one party."""
    first: dict[str, Path] = {}
    for path, word in loop.spec.responsible:
        first.setdefault(word, path)
    if "account-manager" in first and not manifest.settings.account_managers:
        yield Note(
            "not-expressible",
            f"`account-manager` in the loop `{loop.id}` stands for nobody, so alerts go to the survey's owner",
            loop.address.to(*first["account-manager"]),
            "name the team in `account_managers:` of the program",
        )
    if "partner-manager" in first:
        yield from _without_manager(manifest, loop, first["partner-manager"])
    if "partner" in first and not loop.partners and not _reaches_partner(loop):
        yield Note(
            "not-expressible",
            f"`partner` in the loop `{loop.id}` stands for nobody: what starts it tells nothing about who serves the "
            "customer, so alerts go to the owner of what it listens to",
            loop.address.to(*first["partner"]),
            "name a partner or a team, or start the loop by answers or events",
        )
    if loop.partners:
        path = first.get("partner") or first["partner-manager"]
        yield Note(
            "not-enforced",
            f"who serves a customer is known to the data only: alerts of the loop `{loop.id}` without the label "
            f"`partner` reach {_listed(_elsewhere(loop))}",
            loop.address.to(*path),
            "export the label `partner` as series.md of the target prometheus says",
        )


def _reaches_partner(loop: Loop) -> bool:
    return any(party.kind == "partner" for alert in loop.alerts for party in (*alert.act, *alert.told))


def _elsewhere(loop: Loop) -> list[str]:
    """Those who hear of what is a partner's where a case names neither partner nor touchpoint, by id."""
    concerned = (moment for moment in loop.moments if any(alert.partner for alert in moment.alerts))
    return sorted({party.id for moment in concerned for party in moment.reached()})


def _without_manager(manifest: Manifest, loop: Loop, path: Path) -> Iterator[Note]:
    owning = {party.id for place in loop.touchpoints for party in place.owners if party.kind == "partner"}
    concerned = loop.partners or tuple(sorted(owning))
    without = [name for name in concerned if not manifest.get("partner", name).manager]
    if without:
        yield Note(
            "not-expressible",
            f"`partner-manager` in the loop `{loop.id}` stands for nobody where the partner is {_listed(without)}",
            loop.address.to(*path),
            "name the team in `manager:` of the partner",
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _address(party: Party) -> Address:
    return Address(party.kind, party.id)
