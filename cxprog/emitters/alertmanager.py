"""Alertmanager: routes, receivers and time intervals that bring each loop's alerts to those whom the program names.

- `alertmanager.yml` has one route for each loop, and in it one for each receiver. All of them are tried, so an alert
  reaches everybody it should. What no loop knows goes to the program's owner.
- An `open` alert reaches the loop's owner and all that `tell` names; a missed deadline the owner and the monitor; a
  step of the ladder the one it names and the monitor.
- `touchpoint-owner` is the touchpoint's lead; all its owners where they named no lead; the survey's owner where an
  answer names no touchpoint, unless all touchpoints of the survey have the same lead. For a loop on a metric or a
  silence it is the leads of all touchpoints that the loop listens to.
- `account-manager` is the program's account managers, `partner-manager` the manager of each partner that owns the
  touchpoint; where none does, the managers of all partners.
- Alerts of loops that are not `critical` wait for the receiver's business hours, in its own time zone.
- Alerts do not silence each other: a late case at a touchpoint must not hide the next customer's.
- `cxprog.tmpl` holds the texts of messages, `routes_test.json` the receivers that sets of labels must reach, for
  `amtool config routes test`.

No secret is written. Keys are read from files, whose places are options; a pager's key is `<folder>/<receiver>`.

```yaml
targets:
  alertmanager:
    smtp_smarthost: "mail.example.com:587"
    smtp_from: cx@example.com
    slack_api_url_file: /run/secrets/slack
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from cxprog.emitters._alerts import (
    Loop,
    Working,
    all_partners,
    heeds_hours,
    loops,
    managers,
    partners_concerned,
    recipients,
    team,
    working,
)
from cxprog.emitters._prometheus_texts import neutral
from cxprog.language.types import Many
from cxprog.manifest import Manifest, Party
from cxprog.source import Path
from cxprog.target import Address, Artifact, Note, Produced, TargetOptions, emitter

Interval = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,3}[smhdw]$")]
Label = Literal["loop", "loop_type", "deadline", "severity", "survey", "metric", "touchpoint", "account_tier"]
Setting = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^\S+$")]
Host = Annotated[str, StringConstraints(max_length=255, pattern=r"^\S+:[0-9]{1,5}$")]

_WEEKDAYS = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
"""In Alertmanager's order: a range must not go from Saturday to Sunday."""


class Options(TargetOptions):
    group_by: Annotated[Many[Label], Field(min_length=1)] = ("loop", "deadline", "touchpoint", "account_tier")
    """Alerts that are alike in these labels go out as one message."""
    group_wait: Interval = "30s"
    """How long the first message of a group waits for more alerts."""
    group_interval: Interval = "5m"
    """Shortest time before a message about new alerts of a group."""
    repeat_interval: Interval = "4h"
    """Time before a message is sent again while its alerts last."""
    repeat_interval_standing: Interval = "1d"
    """The same for loops on metrics and silences, which last for days."""
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
    routing = _Routing(manifest, loops(manifest))
    if not routing.loops:
        return
    yield _config(routing, options)
    yield Artifact.text("cxprog.tmpl", _TEXTS)
    yield routes_test(manifest)
    yield from _notes(routing)


def routes_test(manifest: Manifest) -> Artifact:
    """Sets of labels, each with the receivers they must reach, straight from what the loops name."""
    cases: list[tuple[dict[str, str], tuple[Party, ...], Address]] = [
        ({"alertname": "Unknown"}, (team(manifest.settings.owner),), Address("program", manifest.program))
    ]
    for loop in loops(manifest):
        for deadline in loop.deadlines:
            for place in (*loop.places, None):
                labels = {
                    "loop": loop.id,
                    "deadline": deadline.name,
                    **({"touchpoint": place.address} if place else {}),
                }
                reached = recipients(manifest, loop, deadline.name, place)
                cases.append((labels, reached, loop.address.to(*deadline.path)))
    value = [{"labels": labels, "receivers": [party.id for party in reached]} for labels, reached, _ in cases]
    return Artifact.json("routes_test.json", value, {(number,): origin for number, (_, _, origin) in enumerate(cases)})


# ROUTES


Places = tuple[str, ...]
"""Addresses of touchpoints; "" stands for every other touchpoint, and for none."""
Heard = Mapping[str, Places]
"""The deadlines of a loop that somebody hears of, and from where."""


@dataclass(frozen=True)
class _Routing:
    """The loops with everything the configuration needs to know about them."""

    manifest: Manifest
    loops: tuple[Loop, ...]

    @property
    def fallback(self) -> Party:
        return team(self.manifest.settings.owner)

    @cached_property
    def reached(self) -> Mapping[str, Mapping[Party, Heard]]:
        """What everybody hears of each loop, by id."""
        return {loop.id: self._reached(loop) for loop in self.loops}

    def _reached(self, loop: Loop) -> Mapping[Party, Heard]:
        found: dict[Party, dict[str, Places]] = {}
        for deadline in loop.deadlines:
            for place in (*loop.places, None):
                for party in recipients(self.manifest, loop, deadline.name, place):
                    heard = found.setdefault(party, {})
                    heard[deadline.name] = (*heard.get(deadline.name, ()), place.address if place else "")
        return dict(sorted(found.items(), key=lambda item: item[0].id))

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """Everybody who needs a receiver, by id."""
        found = {self.fallback, *(party for reached in self.reached.values() for party in reached)}
        return tuple(sorted(found, key=lambda party: party.id))

    @cached_property
    def hours(self) -> Mapping[Party, Working]:
        """Business hours of those whose alerts wait for them."""
        waiting = {party for loop in self.loops if heeds_hours(loop) for party in self.reached[loop.id]}
        return {party: working(self.manifest, party) for party in self.parties if party in waiting}


def _config(routing: _Routing, options: Options) -> Artifact:
    manifest = routing.manifest
    intervals: dict[Working, Party] = {}
    for party, hours in routing.hours.items():
        intervals.setdefault(hours, party)
    receivers = [_receiver(manifest, party, options) for party in routing.parties]
    config = {
        "global": _global(receivers, options),
        "templates": ["cxprog.tmpl"],
        "time_intervals": [_time_interval(hours) for hours in sorted(intervals)],
        "route": {
            "receiver": routing.fallback.id,
            "group_by": list(options.group_by),
            "group_wait": options.group_wait,
            "group_interval": options.group_interval,
            "repeat_interval": options.repeat_interval,
            "routes": [_loop_route(routing, loop, options) for loop in routing.loops],
        },
        "receivers": receivers,
    }
    origins: dict[Path, Address] = {("route",): Address("program", manifest.program, ("owner",))}
    for number, hours in enumerate(sorted(intervals)):
        origins["time_intervals", number] = _address(intervals[hours]).to("hours")
    for number, loop in enumerate(routing.loops):
        origins["route", "routes", number] = loop.address
    for number, party in enumerate(routing.parties):
        origins["receivers", number] = _address(party).to("alerts")
    head = f"# Written by cxprog from {manifest.program} {manifest.version}: change the program, not this file.\n"
    return Artifact.yaml("alertmanager.yml", {key: value for key, value in config.items() if value}, origins, head)


def _loop_route(routing: _Routing, loop: Loop, options: Options) -> dict[str, Any]:
    """A route for one loop; where none of its children matches, the program's owner is told."""
    standing = {} if loop.counts_answers else {"repeat_interval": options.repeat_interval_standing}
    return {
        "matchers": [_matcher("loop", [loop.id])],
        **standing,
        "routes": [
            route for party, heard in routing.reached[loop.id].items() for route in _routes(routing, loop, party, heard)
        ],
    }


def _routes(routing: _Routing, loop: Loop, party: Party, heard: Heard) -> Iterator[dict[str, Any]]:
    """One route for all deadlines of which a party hears from the same places."""
    alike: dict[Places, list[str]] = {}
    for deadline, places in heard.items():
        alike.setdefault(places, []).append(deadline)
    for places, deadlines in alike.items():
        waits = {"active_time_intervals": [routing.hours[party].name]} if heeds_hours(loop) else {}
        yield {
            "matchers": [_matcher("deadline", deadlines), *_place_matchers(loop, places)],
            "receiver": party.id,
            **waits,
            "continue": True,
        }


def _place_matchers(loop: Loop, places: Places) -> Iterator[str]:
    """What tells these places from the loop's others."""
    others = [place.address for place in loop.places if place.address not in places]
    if "" not in places:
        yield _matcher("touchpoint", list(places))
    elif others:
        yield _matcher("touchpoint", others, negated=True)


def _matcher(label: str, values: list[str], negated: bool = False) -> str:
    """Values are ids and addresses, so that the dot is all there is to escape."""
    if len(values) == 1:
        return f'{label}{"!=" if negated else "="}"{values[0]}"'
    return f'{label}{"!~" if negated else "=~"}"{"|".join(values).replace(".", "[.]")}"'


# RECEIVERS


def _receiver(manifest: Manifest, party: Party, options: Options) -> dict[str, Any]:
    """All ways to reach a party. Being over is the case system's to say, so no message says that an alert is over."""
    alerts = manifest.owner(party).alerts
    subject = '{{ template "cxprog.subject" . }}'
    ways: dict[str, list[dict[str, Any]]] = {
        "email_configs": [{"to": neutral(mail), "headers": {"Subject": subject}} for mail in _mails(manifest, party)],
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
            if pager
        ],
    }
    written = {way: [{**each, "send_resolved": False} for each in configs] for way, configs in ways.items() if configs}
    return {"name": party.id, **written}


def _mails(manifest: Manifest, party: Party) -> tuple[str, ...]:
    """Addresses for alerts; those of the people where `alerts` names no way at all."""
    spec = manifest.owner(party)
    if spec.alerts.mail or spec.alerts.chat or spec.alerts.pager:
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
{{ with .CommonAnnotations.summary }}{{ . }}{{ else }}{{ .GroupLabels.Values | join " " }}{{ end -}}
{{ with .CommonLabels.touchpoint }} ({{ . }}){{ end }}
{{- end }}

{{- /* In chat, "<!channel>" in somebody's title would call everybody. */ -}}
{{ define "cxprog.slack.plain" -}}
{{ . | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;" }}
{{- end }}

{{ define "cxprog.slack.title" -}}
{{ with .CommonAnnotations.summary }}{{ template "cxprog.slack.plain" . -}}
{{ else }}{{ .GroupLabels.Values | join " " }}{{ end -}}
{{ with .CommonLabels.touchpoint }} ({{ . }}){{ end }}
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


def _holidays(routing: _Routing) -> Iterator[Note]:
    kept = {party: routing.manifest.owner(party).holidays for party in routing.hours}
    countries = sorted({country for country in kept.values() if country})
    if countries:
        inherited = routing.manifest.settings.holidays
        first = next(party for party, country in kept.items() if country)
        address = Address("program", routing.manifest.program) if inherited else _address(first)
        yield Note(
            "not-enforced",
            f"Alertmanager knows no public holidays, so alerts also go out on those of {', '.join(countries)}",
            address.to("holidays"),
            "silence them by hand, or let whoever is on duty watch on holidays",
        )


def _unclear(manifest: Manifest, loop: Loop) -> Iterator[Note]:
    """Names that do not lead to exactly one party."""
    spec = loop.spec
    named = [(spec.owner, ("owner",)), *((word, ("tell", number)) for number, word in enumerate(spec.tell))]
    named += [(step.to, ("escalate", number, "to")) for number, step in enumerate(spec.escalate)]
    for word, path in named:
        if word == "account-manager" and not manifest.settings.account_managers:
            yield Note(
                "not-expressible",
                f"`account-manager` in the loop `{loop.id}` stands for nobody, so alerts go to the survey's owner",
                loop.address.to(*path),
                "name the team in `account_managers:` of the program",
            )
        elif word == "partner-manager":
            yield from _unclear_partners(manifest, loop, path)


def _unclear_partners(manifest: Manifest, loop: Loop, path: Path) -> Iterator[Note]:
    concerned = [partners_concerned(loop, place) for place in loop.places or (None,)]
    without = sorted({name for names in concerned for name in names if not managers(manifest, [name])})
    if without:
        yield Note(
            "not-expressible",
            f"`partner-manager` in the loop `{loop.id}` stands for nobody where the partner is {_listed(without)}",
            loop.address.to(*path),
            "name the team in `manager:` of the partner",
        )
    everybody = managers(manifest, all_partners(manifest))
    if len(everybody) > 1 and not all(concerned):
        yield Note(
            "not-enforced",
            f"an alert of the loop `{loop.id}` cannot tell which partner it is about where no partner owns the "
            f"touchpoint, so it reaches {_listed([party.id for party in everybody])}",
            loop.address.to(*path),
            "let the survey listen to touchpoints that a partner owns, or name one team",
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _address(party: Party) -> Address:
    return Address(party.kind, party.id)
