"""Schema messages in our words: what pydantic found, said to somebody who has never heard of it."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from cxprog.codes import found
from cxprog.document import Document, Place
from cxprog.finding import Edit, Finding, Fix, did_you_mean, nearest_word
from cxprog.language.base import EXTRA_KEY
from cxprog.language.shape import at_path
from cxprog.language.types import ID, LOCALE
from cxprog.source import Path, Span

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_KEYS_LISTED_MAX = 14


def validate(document: Document, model: type[BaseModel]) -> tuple[Any, tuple[Finding, ...]]:
    """The node of a document, or None with a finding for every mistake in it."""
    assert document.data is not None
    try:
        return model.model_validate(document.data), ()
    except ValidationError as error:
        telling = _Telling(document, model)
        return None, telling.all(error.errors(include_url=False))


class _Telling:
    """Turns the errors of one document into findings; a misspelt key is not also reported as a missing one."""

    def __init__(self, document: Document, model: type[BaseModel]) -> None:
        self.document = document
        self.model = model

    def all(self, errors: list[ErrorDetails]) -> tuple[Finding, ...]:
        cleaned = [(self._path(error), error) for error in errors]
        meant = {
            (*path[:-1], nearest_word(str(path[-1]), self._known(path[:-1])) or "")
            for path, error in cleaned
            if _is_unknown_key(error)
        }
        return tuple(
            self._finding(path, error)
            for path, error in cleaned
            if not (error["type"] == "missing" and path in meant) and not self._is_follow_up(path, error)
        )

    def _is_follow_up(self, path: Path, error: ErrorDetails) -> bool:
        """A list whose items have mistakes also counts as too short, which nobody needs to hear."""
        return error["type"] == "too_short" and bool(self._value(path))

    def _path(self, error: ErrorDetails) -> Path:
        """The path in the data: without the tags that pydantic adds for alternatives."""
        steps = tuple(step for step in error["loc"] if not (isinstance(step, str) and step.startswith("<")))
        return steps[:-1] if steps and steps[-1] == "[key]" else steps

    def _known(self, path: Path) -> tuple[str, ...]:
        shape = at_path(self.model, path)
        return tuple(shape.keys) if shape else ()

    def _value(self, path: Path) -> Any:
        data: Any = self.document.data
        for step in path:
            data = data[step] if isinstance(data, dict | list) else None
        return data

    def _about(self, path: Path) -> str:
        shape = at_path(self.model, path)
        return " ".join(shape.about.split()) if shape else ""

    def _finding(self, path: Path, error: ErrorDetails) -> Finding:
        sort = error["type"]
        if sort == "missing":
            return self._missing(path)
        if _is_unknown_key(error):
            return self._unknown_key(path)
        if path and sort not in ("bad_text",) and self._value(path) is None:
            return self._no_value(path)
        if sort in _TELLERS:
            return _TELLERS[sort](self, path, error)
        if sort in _WANTED:
            return self._wrong_type(path, _WANTED[sort])
        return found("wrong-value", _plain(error["msg"]), self.document.at(*path), help=self._about(path))

    def _missing(self, path: Path) -> Finding:
        key = str(path[-1])
        about = self._about(path)
        return found(
            "missing-key",
            f"`{key}` is missing",
            self.document.at(*path[:-1], text=f"needs `{key}`"),
            help=f"add `{key}:`" + (f" ({_lower(about)})" if about else ""),
        )

    def _unknown_key(self, path: Path) -> Finding:
        key, known = str(path[-1]), self._known(path[:-1])
        nearest = nearest_word(key, known)
        listed = ", ".join(f"`{name}`" for name in known[:_KEYS_LISTED_MAX])
        more = f" and {len(known) - _KEYS_LISTED_MAX} more" if len(known) > _KEYS_LISTED_MAX else ""
        fix = Fix(f"rename it to `{nearest}`", (Edit(Place(self.document, path, "key"), nearest),)) if nearest else None
        return found(
            "unknown-key",
            f"`{key}` is not a key of {self._holder(path[:-1])}",
            self.document.at(*path, part="key"),
            help=did_you_mean(key, known) or f"the keys here are {listed}{more}; keys of your own start with `x-`",
            fix=fix,
        )

    def _holder(self, path: Path) -> str:
        names = [str(step) for step in path if isinstance(step, str)]
        if not names:
            return f"a {self.model.__name__.lower()}"
        inside_list = bool(path) and isinstance(path[-1], int)
        return f"an item of `{names[-1]}`" if inside_list else f"`{names[-1]}`"

    def _no_value(self, path: Path) -> Finding:
        name = next((str(step) for step in reversed(path) if isinstance(step, str)), "this")
        return found(
            "wrong-type",
            f"`{name}` has no value",
            self.document.at(*path, part="key" if isinstance(path[-1], str) else "best"),
            help="give it a value, or remove the line",
        )

    def _wrong_type(self, path: Path, wanted: str) -> Finding:
        value = self._value(path)
        name = next((str(step) for step in reversed(path) if isinstance(step, str)), "this")
        help_text = self._about(path)
        if wanted == "text" and isinstance(value, bool | int | float):
            help_text = f'put it in quotes: "{_yaml(value)}"'
        if wanted == "a list" and isinstance(value, str):
            help_text = f"write `[{value}]`, or put each item on a line of its own behind `- `"
        return found(
            "wrong-type",
            f"`{name}` takes {wanted}, not {_what(value)}",
            self.document.at(*path),
            help=help_text,
        )

    def literal(self, path: Path, error: ErrorDetails) -> Finding:
        """A word that is not one of the fixed ones."""
        options = re.findall(r"'([^']*)'|(?<![\w'-])(\d+)", str(error.get("ctx", {}).get("expected", "")))
        words = [first or second for first, second in options]
        value = self._value(path)
        name = next((str(step) for step in reversed(path) if isinstance(step, str)), "this")
        if not isinstance(value, str | int | float):
            return self._wrong_type(path, "one of " + ", ".join(f"`{word}`" for word in words))
        nearest = nearest_word(str(value), words)
        listed = ", ".join(f"`{word}`" for word in words)
        fix = Fix(f"write `{nearest}`", (Edit(Place(self.document, path, "value"), nearest),)) if nearest else None
        return found(
            "wrong-value",
            f"`{_yaml(value)}` is not one of the values of `{name}`",
            self.document.at(*path),
            help=(did_you_mean(str(value), words) + " " if nearest else "") + f"the values are {listed}",
            fix=fix,
        )

    def pattern(self, path: Path, error: ErrorDetails) -> Finding:
        """A text that does not look as it has to."""
        pattern = str(error.get("ctx", {}).get("pattern", ""))
        value = self._value(path)
        if error["loc"] and error["loc"][-1] == "[key]":
            value = path[-1]
        is_id = pattern == ID and path[-1:] == ("id",)
        wanted = _PATTERNS.get(pattern, "")
        suggestion = _as_id(str(value)) if pattern in (ID, _REFERENCE) else ""
        suggested = f"; for example `{suggestion}`" if suggestion and suggestion != value else ""
        return found(
            "bad-id" if is_id else "wrong-value",
            f"`{value}` is not {wanted or 'written as it has to be'}",
            self.document.at(*path, part="best"),
            help=(_PATTERN_HELP.get(pattern, "") or self._about(path)) + suggested,
        )

    def bound(self, path: Path, error: ErrorDetails) -> Finding:
        """A number or a length outside its bounds."""
        context = error.get("ctx", {})
        words, key = _BOUNDS[error["type"]]
        name = next((str(step) for step in reversed(path) if isinstance(step, str)), "this")
        value = self._value(path)
        shown = f", not {value:g}" if isinstance(value, int | float) else ""
        limit = context.get(key, "")
        noun = words.format(limit=limit, plural="" if limit == 1 else "s")
        return found("wrong-value", f"`{name}` {noun}{shown}", self.document.at(*path), help=self._about(path))

    def text(self, path: Path, error: ErrorDetails) -> Finding:
        """A text by locale with a mistake in it."""
        context = error.get("ctx") or {}
        key = (context["key"],) if "key" in context else ()
        return found(
            "bad-text",
            _plain(error["msg"]),
            self.document.at(*path, *key, part="key" if key else "best"),
            help="write one text, or a map such as `{en: Repair, de: Reparatur}`",
        )

    def duration(self, path: Path, error: ErrorDetails) -> Finding:
        """A length of time, cadence or rate that cannot be read."""
        kind = error["type"]
        return found("bad-duration", _plain(error["msg"]), self.document.at(*path), help=_TIME_HELP[kind])

    def condition(self, path: Path, error: ErrorDetails) -> Finding:
        """A condition that cannot be read."""
        context = error.get("ctx") or {}
        within = Span(int(context.get("start", 0)), int(context.get("end", 0)))
        return found(
            "bad-condition",
            _plain(error["msg"]),
            self.document.at(*path, within=within if within.end else None),
            help="conditions read like `visit-effort.visit-ces <= 3 and not visit-effort.visit-why is empty`",
        )

    def date(self, path: Path, error: ErrorDetails) -> Finding:
        """A day that does not exist or is written in another order."""
        return found(
            "wrong-value",
            _plain(error["msg"]),
            self.document.at(*path),
            help="write year-month-day: `2027-03-31`",
        )

    def zone(self, path: Path, error: ErrorDetails) -> Finding:
        """A time zone nobody knows."""
        meant = did_you_mean(str(self._value(path)), zoneinfo.available_timezones())
        return found(
            "wrong-value",
            _plain(error["msg"]),
            self.document.at(*path),
            help=meant or "name a city of the zone, such as `Europe/Berlin` or `America/Chicago`",
        )

    def one_of(self, path: Path, error: ErrorDetails) -> Finding:
        """A map in which exactly one of several keys has to stand."""
        context = error.get("ctx") or {}
        given = f"; found {context['given']}" if context.get("given") else "; found none of them"
        return found("wrong-value", _plain(error["msg"]) + given, self.document.at(*path), help=self._about(path))


_Teller = Callable[[_Telling, Path, "ErrorDetails"], Finding]
_TELLERS: Mapping[str, _Teller] = {
    "literal_error": _Telling.literal,
    "enum": _Telling.literal,
    "string_pattern_mismatch": _Telling.pattern,
    "bad_text": _Telling.text,
    "bad_duration": _Telling.duration,
    "bad_cadence": _Telling.duration,
    "bad_rate": _Telling.duration,
    "bad_condition": _Telling.condition,
    "bad_date": _Telling.date,
    "bad_zone": _Telling.zone,
    "one_of": _Telling.one_of,
}
_BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than_equal": ("must be {limit} or more", "ge"),
    "greater_than": ("must be more than {limit}", "gt"),
    "less_than_equal": ("must be {limit} or less", "le"),
    "less_than": ("must be less than {limit}", "lt"),
    "too_short": ("needs at least {limit} item{plural}", "min_length"),
    "too_long": ("takes at most {limit} item{plural}", "max_length"),
    "string_too_short": ("must not be empty", "min_length"),
    "string_too_long": ("takes at most {limit} characters", "max_length"),
}
_TELLERS = {**_TELLERS, **dict.fromkeys(_BOUNDS, _Telling.bound)}
_WANTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a map (`key: value`)",
    "mapping_type": "a map (`key: value`)",
    "model_type": "a map (`key: value`)",
    "model_attributes_type": "a map (`key: value`)",
    "finite_number": "a finite number",
}
_REFERENCE = r"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?$"
_PATTERNS: Mapping[str, str] = {
    ID: "an id",
    LOCALE: "a locale",
    _REFERENCE: "an id of something in the program",
    r"^[A-Z]{2}$": "a country code",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": "a time of day",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$": "a mail address",
    r"^[^/\\:]+\.csv$": "the name of a CSV file in the same folder",
}
_PATTERN_HELP: Mapping[str, str] = {
    ID: "ids hold lower-case letters, digits and hyphens, and start with a letter",
    LOCALE: "locales are written like en, de or pt-BR",
    _REFERENCE: "ids hold lower-case letters, digits and hyphens; parts of a journey are written `journey.touchpoint`",
    r"^[A-Z]{2}$": "two capital letters, such as DE or US",
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": "24-hour clock with two digits each, such as 08:30",
}
_TIME_HELP: Mapping[str, str] = {
    "bad_duration": "a number and a unit: 30min, 48h, 90d, 2w, 1y, or in working time 8bh and 2bd",
    "bad_cadence": "daily, weekly, fortnightly, monthly, quarterly, half-yearly, yearly, or a duration such as 90d",
    "bad_rate": "a count and a window, such as `1 per 14d`",
}


def _is_unknown_key(error: ErrorDetails) -> bool:
    return error["type"] == "string_pattern_mismatch" and (error.get("ctx") or {}).get("pattern") == EXTRA_KEY


def _what(value: Any) -> str:
    if isinstance(value, bool):
        return f"`{_yaml(value)}`"
    if isinstance(value, int | float):
        return f"the number {_yaml(value)}"
    if isinstance(value, str):
        return f"the text `{value[:40]}`"
    return "a list" if isinstance(value, list) else "a map"


def _yaml(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _as_id(text: str) -> str:
    words = re.sub(r"[^a-z0-9.]+", "-", text.lower()).strip("-.")
    return words if re.match(_REFERENCE, words) else ""


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").rstrip(".")


def _lower(text: str) -> str:
    text = text.rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
