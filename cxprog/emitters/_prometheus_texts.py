"""Texts of alerts: Go templates that print untrusted text as it is, together with what they print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

_BRACE = '{{"{"}}'


Labels = Mapping[str, str]
"""Labels of an alert."""


class Phrase(NamedTuple):
    """A Go template, and what it prints for an alert's value and labels."""

    template: str
    shown: Callable[[float, Labels], str]


def neutral(text: str) -> str:
    """Untrusted text as a Go template that prints it.

    Single braces are replaced too: one at the end would open an action together with the template that follows.
    """
    return text.replace("{", _BRACE)


def literal(text: str) -> Phrase:
    """A text that is printed as it is."""
    return Phrase(neutral(text), lambda value, labels: text)


def number(decimals: int) -> Phrase:
    """The alert's value."""
    return Phrase(f'{{{{ printf "%.{decimals}f" $value }}}}', lambda value, labels: f"{value:.{decimals}f}")


def by_label(label: str, phrases: Mapping[str, Phrase]) -> Phrase:
    """A phrase for each value of a label; "" is for all others, and for alerts without it."""
    rest = phrases[""]
    alike: dict[str, list[str]] = {}
    for value, phrase in phrases.items():
        if value and phrase.template != rest.template:
            alike.setdefault(phrase.template, []).append(value)
    branches = [
        f"{{{{ if eq $labels.{label} " + " ".join(f'"{value}"' for value in values) + " }}" + template
        for template, values in alike.items()
    ]
    template = "{{ else }}".join([*branches, rest.template]) + "{{ end }}" * len(branches)
    return Phrase(template, lambda value, labels: phrases.get(labels.get(label, ""), rest).shown(value, labels))


def joined(*phrases: Phrase) -> Phrase:
    """One after the other."""
    return Phrase(
        "".join(phrase.template for phrase in phrases),
        lambda value, labels: "".join(phrase.shown(value, labels) for phrase in phrases),
    )
