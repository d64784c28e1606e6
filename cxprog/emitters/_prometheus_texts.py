"""Texts of alerts: Go templates that print untrusted text as it is, together with what they print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

_BRACE = '{{"{"}}'


class Phrase(NamedTuple):
    """A Go template, and what it prints for an alert's value and touchpoint ("" for none)."""

    template: str
    shown: Callable[[float, str], str]


def neutral(text: str) -> str:
    """Untrusted text as a Go template that prints it.

    Single braces are replaced too: one at the end would open an action together with the template that follows.
    """
    return text.replace("{", _BRACE)


def literal(text: str) -> Phrase:
    """A text that is printed as it is."""
    return Phrase(neutral(text), lambda value, place: text)


def number(decimals: int) -> Phrase:
    """The alert's value."""
    return Phrase(f'{{{{ printf "%.{decimals}f" $value }}}}', lambda value, place: f"{value:.{decimals}f}")


def by_touchpoint(texts: Mapping[str, str]) -> Phrase:
    """A text for each touchpoint; "" is for all others, and for alerts that name none."""
    alike: dict[str, list[str]] = {}
    for place, text in texts.items():
        if place and text != texts[""]:
            alike.setdefault(text, []).append(place)
    branches = [
        "{{ if eq $labels.touchpoint " + " ".join(f'"{place}"' for place in places) + " }}" + neutral(text)
        for text, places in alike.items()
    ]
    rest = neutral(texts[""])
    template = "{{ else }}".join([*branches, rest]) + "{{ end }}" * len(branches)
    return Phrase(template, lambda value, place: texts.get(place, texts[""]))


def joined(*phrases: Phrase) -> Phrase:
    """One after the other."""
    return Phrase(
        "".join(phrase.template for phrase in phrases),
        lambda value, place: "".join(phrase.shown(value, place) for phrase in phrases),
    )
