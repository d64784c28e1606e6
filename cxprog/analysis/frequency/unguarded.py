"""Why nothing kept an invitation back: the guard that is missing, and where in the YAML it would stand."""

from __future__ import annotations

from typing import Any, NamedTuple

from cxprog.analysis.frequency.days import length
from cxprog.analysis.frequency.values import Send
from cxprog.analysis.specs import Specs
from cxprog.source import Path


class Address(NamedTuple):
    """A place in the program, by document."""

    kind: str
    """Kind of the document."""
    id: str
    path: Path
    """Where in that document; the nearest place that exists, where the key is left out."""
    text: str
    """Why the place is shown, in words that stand alone."""


def missing(specs: Specs, before: Send, send: Send) -> Address | None:
    """What would have kept `send` back so soon after `before`, had it been declared; None where nothing comes close."""
    survey, name = specs.get("survey", send.survey), send.survey
    if survey is None:
        return None
    if send.reminder:
        return Address("survey", name, ("reminders",), "reminders are never kept back")
    channel = specs.get("channel", survey.through)
    if channel is None:
        return Address("survey", name, ("through",), f"`{name}` goes through no tool that could keep it back")
    return _of_tool(specs, before, send, survey, channel)


def open_on_frozen_days(specs: Specs, send: Send) -> Address | None:
    """Why an invitation goes out though the day is frozen."""
    survey = specs.get("survey", send.survey)
    channel = specs.get("channel", survey.through if survey else None)
    if channel is None:
        return Address("survey", send.survey, ("through",), f"`{send.survey}` goes through no tool that keeps freezes")
    if channel.enforces.freezes:
        return None
    return Address("channel", channel.id, ("enforces",), f"`{channel.id}` does not keep freezes")


def _of_tool(specs: Specs, before: Send, send: Send, survey: Any, channel: Any) -> Address | None:
    """The first of the tool's guards that could have helped and did not, in the order in which people look for one."""
    keeps, tool = channel.enforces, channel.id
    earlier = specs.get("survey", before.survey)
    assert earlier is not None, "a witness sends surveys of its program"
    apart = send.checked - before.day
    if before.survey == send.survey and survey.rest.own is not None and not keeps.own_rest:
        words = f"`{tool}` does not keep the rest of {survey.rest.own.words} that `{survey.id}` sets for itself"
        return Address("channel", tool, ("enforces",), words)
    if keeps.rest is None:
        if before.survey == send.survey and survey.rest.own is not None and apart >= length(survey.rest.own):
            words = f"the rest of {survey.rest.own.words} that `{survey.id}` sets for itself is over by then"
            return Address("survey", survey.id, ("rest", "own"), words)
        return Address("channel", tool, ("enforces",), f"`{tool}` keeps no shared rest")
    if not survey.rest.respects:
        words = f"`{survey.id}` is not kept back by the shared rest"
        return Address("survey", survey.id, ("rest", "respects"), words)
    if not earlier.rest.starts:
        words = f"`{earlier.id}` starts no shared rest"
        return Address("survey", earlier.id, ("rest", "starts"), words)
    if earlier.through not in (tool, *channel.shares_rest_with):
        others = f"invitations of `{earlier.through}`" if earlier.through else f"`{earlier.id}`, which has no tool"
        return Address("channel", tool, ("shares_rest_with",), f"`{tool}` does not know of {others}")
    if keeps.counts_per == "record" and before.record != send.record:
        return Address("channel", tool, ("enforces", "counts_per"), f"`{tool}` counts each record by itself")
    if keeps.counts_per != "account" and before.contact != send.contact:
        return Address("channel", tool, ("enforces", "counts_per"), f"`{tool}` looks at each person alone")
    if keeps.evaluated_at == "trigger" and apart <= 0 < send.day - send.checked:
        words = f"`{tool}` looks when the trigger comes in, and then sends whatever went out since"
        return Address("channel", tool, ("enforces", "evaluated_at"), words)
    if apart >= length(keeps.rest):
        words = f"the shared rest of {keeps.rest.words} in `{tool}` is over by then"
        return Address("channel", tool, ("enforces", "rest"), words)
    if apart + send.shift - before.shift >= length(keeps.rest):
        return Address("channel", tool, ("enforces", "clock"), f"`{tool}` counts days in another time zone")
    return None
