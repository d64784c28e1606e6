"""Schema messages in our words: what pydantic found, said to somebody who has never heard of it."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from cxprog.codes import found
from cxprog.document import Document, Place
from cxprog.finding import Edit, Finding, Fix, nearest_word
from cxprog.language import meant
from cxprog.language.base import EXTRA_KEY, LONG, SHORT
from cxprog.language.phrases import (
    HELP,
    LISTED_MAX,
    NOUN,
    all_of,
    alternatives,
    as_yaml,
    listed,
    lowered,
    nearest_first,
    one_of_them,
    plain_message,
    what,
)
from cxprog.language.shape import Shape, at_path, shape_of
from cxprog.language.types import COUNTRY, ID, LOCALE, MAIL, REFERENCE, TIME, VERSION, text_mistake
from cxprog.nodes import plain
from cxprog.source import Path, Span

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_VALUES_MAX = 12
"""Values listed in one help; of more, those that are most like the given one."""
_HELP_LENGTH_MAX = 300
"""Longest help that explains each of several missing keys, in characters."""
_SHARED_KEYS = ("kind", "id", "title", "description", "extends", "retired", "source")
"""Keys of every kind; somebody who looks for a key of this kind does not look for these."""


def tell(document: Document, model: type[BaseModel], error: ValidationError) -> tuple[Finding, ...]:
    """A finding for every mistake that the model found in a document."""
    return tuple(_Telling(document, model).all(error.errors(include_url=False)))


class _Telling:
    """Turns the errors of one document into findings, and leaves out what only follows from another one."""

    def __init__(self, document: Document, model: type[BaseModel]) -> None:
        self.document = document
        self.model = model

    def all(self, errors: list[ErrorDetails]) -> Iterator[Finding]:
        by_path: dict[Path, list[ErrorDetails]] = {}
        for error in errors:
            by_path.setdefault(self._path(error), []).append(error)
        renamed = self._renamed(by_path)
        absent: dict[Path, list[Path]] = {}
        for path, own in by_path.items():
            sort = own[0]["type"]
            # A list whose items have mistakes also counts as too short.
            below = sort == "too_short" and any(other[: len(path)] == path != other for other in by_path)
            follows = below or (
                sort == "missing" and (path in renamed.values() or (*path[:-1], "extends") in renamed.values())
            )
            # Linking says more about a malformed reference: it knows the ids that there are.
            if follows or _is_reference(own[0]) or self.document.is_doubtful(path):
                continue
            if sort == "missing" and self._layer_without(path) is None:
                absent.setdefault(path[:-1], []).append(path)
            else:
                yield self._finding(path, own, renamed)
        yield from map(self._missing, absent.values())

    def _path(self, error: ErrorDetails) -> Path:
        """The path in the data: without the tags that pydantic adds for alternatives."""
        path: list[str | int] = []
        data: Any = self.document.data
        *steps, last = error["loc"] or ("",)
        for step in steps:
            if _has(data, step) and step not in (SHORT.tag, LONG.tag):
                data = data[step]
                path.append(step)
        if error["type"] == "missing" or _is_unknown_key(error) or _has(data, last):
            path.append(last)
        return tuple(path)

    def _renamed(self, by_path: Mapping[Path, list[ErrorDetails]]) -> dict[Path, Path]:
        """Keys that are not known, with the key of the same map that was probably meant."""
        unknown = [path for path, own in by_path.items() if _is_unknown_key(own[0])]
        missing = [path for path, own in by_path.items() if own[0]["type"] == "missing"]
        renamed: dict[Path, Path] = {}
        for path in unknown:
            if nearest := nearest_word(_before_colon(path[-1]), self._keys(path[:-1])):
                renamed[path] = (*path[:-1], nearest)
        for holder in {path[:-1] for path in unknown}:
            strange = [path for path in unknown if path[:-1] == holder and path not in renamed]
            needed = [path for path in missing if path[:-1] == holder and path not in renamed.values()]
            if len(strange) == len(needed) == 1 and not self._homes_of(strange[0]):
                renamed[strange[0]] = needed[0]
        return renamed

    # WHAT IS KNOWN ABOUT A PLACE

    def _shape(self, path: Path) -> Shape:
        return at_path(self.model, path) or Shape()

    def _keys(self, path: Path) -> tuple[str, ...]:
        return tuple(self._shape(path).keys)

    def _about(self, path: Path) -> str:
        return lowered(" ".join(self._shape(path).about.split()))

    def _value(self, path: Path) -> Any:
        return self.document.value(path)

    def _raw(self, path: Path) -> str:
        """The value as it is written, before it was read as a number."""
        source, span = self.document.locate(path, "value")
        return source.text[span.start : span.end]

    def _name(self, path: Path) -> str:
        return next((str(step) for step in reversed(path) if isinstance(step, str)), self._noun())

    def _subject(self, path: Path) -> str:
        if not path:
            return f"the {self._noun()}"
        return f"an item of `{self._name(path)}`" if isinstance(path[-1], int) else f"`{path[-1]}`"

    def _noun(self) -> str:
        kind = (self.document.data or {}).get("kind")
        return kind if isinstance(kind, str) else "document"

    def _write(self, path: Path, text: str) -> Fix:
        return Fix(f"write `{text}`", (Edit(Place(self.document, path, "value"), text),))

    # ONE METHOD FOR EACH SORT OF MISTAKE

    def _finding(self, path: Path, own: list[ErrorDetails], renamed: Mapping[Path, Path]) -> Finding:
        error, sort = own[0], own[0]["type"]
        if sort == "missing":
            return self._taken_away(path)
        if _is_unknown_key(error):
            return self._unknown_key(path, renamed.get(path))
        if error["loc"][-1:] == ("[key]",):
            return self._bad_key(path, error)
        if path and self._value(path) is None:
            return self._no_value(path)
        if sort in _TELLERS:
            return _TELLERS[sort](self, path, error)
        if wanted := list(dict.fromkeys(_WANTED[each["type"]] for each in own if each["type"] in _WANTED)):
            return self._wrong_type(path, [each for each in wanted if each != "a whole number"] or wanted)
        return found("wrong-value", plain_message(error["msg"]), self.document.at(*path), help=self._about(path))

    def _layer_without(self, path: Path) -> Document | None:
        """The layer that takes a key away, where one does."""
        layers = self.document.sources if self.document.layers else ()
        return next(
            (each for each in layers if each.value(path) is None and _has(each.value(path[:-1]), path[-1])), None
        )

    def _taken_away(self, path: Path) -> Finding:
        layer, about = self._layer_without(path), self._about(path)
        assert layer is not None  # others are told together, as missing
        message = f"`{path[-1]}` is taken away here, but {self._subject(path[:-1])} needs it"
        help_text = "give it a value" + (f" ({about})" if about else "")
        return found("missing-key", message, layer.at(*path, part="key"), help=help_text)

    def _missing(self, paths: list[Path]) -> Finding:
        """One finding for all keys that one map lacks."""
        names = [f"`{path[-1]}`" for path in paths]
        told = [f"`{path[-1]}:`" + (f" ({about})" if (about := self._about(path)) else "") for path in paths]
        help_text = f"add {all_of(told)}"
        if len(paths) > 1 and len(help_text) > _HELP_LENGTH_MAX:
            help_text = f"add {all_of(names)}; `cxprog explain {self._noun()}` says what they hold"
        return found(
            "missing-key",
            f"{all_of(names)} {'is' if len(names) == 1 else 'are'} missing",
            self.document.at(*paths[0][:-1], text=f"needs {all_of(names)}"),
            help=help_text,
        )

    def _unknown_key(self, path: Path, renamed: Path | None) -> Finding:
        key, holder = str(path[-1]), path[:-1]
        subject = self._subject(holder) if holder else alternatives([self._noun()])
        fix = None
        if renamed and (value := _behind_colon(path[-1])) and self._value(path) is None:
            message = f"there is no space behind the colon of `{renamed[-1]}`"
            help_text = f"write `{renamed[-1]}: {value}`"
        else:
            message = f"`{key}` is not a key of {subject}" if key.strip() else f"{subject} has a key without a name"
            help_text = f"did you mean `{renamed[-1]}`?" if renamed else self._where_it_belongs(path)
            if renamed and not _has(self._value(holder), renamed[-1]):
                edit = Edit(Place(self.document, path, "key"), str(renamed[-1]))
                fix = Fix(f"rename it to `{renamed[-1]}`", (edit,))
        return found("unknown-key", message, self.document.at(*path, part="key"), help=help_text, fix=fix)

    def _where_it_belongs(self, path: Path) -> str:
        key, holder = str(path[-1]), path[:-1]
        if key.isdigit() and self._value(path) is None and holder:
            return (
                "between brackets a comma starts a new key: write decimals with a point, and text with commas in quotes"
            )
        if re.match(r"[xX][-_ ]?\w", key) and not key.startswith("x-"):
            return f"did you mean `x-{re.sub(r'^[xX][-_ ]?', '', key)}`? keys of your own start with `x-`"
        if homes := self._homes_of(path):
            return f"`{key}` is a key of {one_of_them(f'`{home}`' for home in homes)}: indent it below that"
        keys = self._keys(holder)
        known = [name for name in keys if name not in _SHARED_KEYS] if len(keys) > LISTED_MAX else keys
        return f"the keys here are {listed(known)}; keys of your own start with `x-`"

    def _homes_of(self, path: Path) -> list[str]:
        """Keys of the same map below which an unknown key would be known."""
        beside = self._shape(path[:-1]).keys.items()
        return [name for name, shape in beside if path[-1] in (shape.items or shape).keys]

    def _bad_key(self, path: Path, error: ErrorDetails) -> Finding:
        """A key of a map whose keys are free, which does not look as keys have to."""
        key = str(path[-1])
        pattern = str((error.get("ctx") or {}).get("pattern", ""))
        suggestion = meant.identifier(key)
        help_text = HELP.get(pattern, HELP[ID])
        return found(
            "wrong-value",
            f"`{key}` is not {NOUN.get(pattern, 'a key')} that can stand in `{self._name(path[:-1])}`",
            self.document.at(*path, part="key"),
            help=(f"did you mean `{suggestion}`? " if suggestion and suggestion != key else "") + help_text,
        )

    def _no_value(self, path: Path) -> Finding:
        return found(
            "wrong-type",
            f"{self._subject(path)} has no value",
            self.document.at(*path, part="key" if isinstance(path[-1], str) else "best"),
            help="give it a value, or remove the line" + (f" ({about})" if (about := self._about(path)) else ""),
        )

    def _wrong_type(self, path: Path, wanted: list[str]) -> Finding:
        value, shape = self._value(path), self._shape(path)
        names = ["the id of " + alternatives(shape.refs[0].kinds)] if shape.refs and wanted[0] == "text" else wanted
        help_text, meaning = _HELPERS.get(wanted[0], _Telling._no_help)(self, path, value)
        return found(
            "wrong-type",
            f"{self._subject(path)} takes {one_of_them(names)}, not {what(value)}",
            self.document.at(*path),
            help=help_text or self._about(path) or self._about(path[:-1]) or f"write {one_of_them(names)}",
            fix=self._write(path, meaning) if meaning else None,
        )

    def _no_help(self, path: Path, value: Any) -> tuple[str, str]:
        return "", ""

    def _for_text(self, path: Path, value: Any) -> tuple[str, str]:
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            return f"write `{value[0]}`, without brackets: only one can stand here", ""
        model = self._shape(path).model
        if isinstance(value, list) and model and (key := _only_key_for(model, value)[0]):
            return f"write `{{{key}: {self._raw(path)}}}`" if "\n" not in self._raw(path) else "", ""
        if not isinstance(value, bool | int | float):
            return "", ""
        raw = self._raw(path)
        if self._shape(path).refs:
            return HELP[ID], ""
        if path[-1:] == ("version",) and (full := meant.version(raw)):
            return f"a version has three numbers: write `{full}`", full
        if days := meant.dates(raw):
            return f"did you mean `{days[0]}`?", days[0]
        if path[-1] in ("opens", "closes") and (clock := meant.time(raw)):
            return f"did you mean `{clock}`?", clock
        return f'put it in quotes: `"{raw}"`', f'"{raw}"'

    def _for_list(self, path: Path, value: Any) -> tuple[str, str]:
        if isinstance(value, str) and re.match(r"-\S", value):
            return f"put a space behind the `-`: `- {value[1:]}`", ""
        items = self._shape(path).items
        if (
            isinstance(value, dict)
            and items
            and "id" in items.keys
            and all(isinstance(v, dict) for v in value.values())
        ):
            return f"write each entry as a list item that starts with its id: `- id: {next(iter(value), '...')}`", ""
        if isinstance(value, dict) and items and not items.keys and len(value) == 1:
            only = next(iter(value.values()))
            return (f"write `[{only}]`", f"[{only}]") if isinstance(only, str) else ("", "")
        if isinstance(value, dict):
            return (
                "put `- ` in front of the first key to make it a list of one item, and indent the others below it",
                "",
            )
        if path[-1] == "days" and (days := meant.weekdays(str(value))):
            return f"did you mean `{days}`?", days
        parts = re.split(r"\s*[,;]\s*", self._raw(path))
        if not self._can_hold(path, parts):
            return "", ""
        written = f"[{', '.join(parts)}]"
        return f"write `{written}`, or put each item on a line of its own behind `- `", written

    def _can_hold(self, path: Path, parts: list[str]) -> bool:
        """Whether a list of these items could stand there, at least after correcting a word."""
        field = self._shape(path).field
        if field is None:
            return True
        model, name = field
        try:
            model.model_validate({name: [plain(part) for part in parts]})
        except ValidationError as error:
            own = [each for each in error.errors(include_url=False) if each["loc"][:1] == (name,)]
            # A list whose items have mistakes also counts as too short.
            return all(each["type"] not in _NUMBERS for each in own) and {each["type"] for each in own} != {"too_short"}
        return True

    def _for_map(self, path: Path, value: Any) -> tuple[str, str]:
        model = self._shape(path).model
        key, is_list = _only_key_for(model, value) if model else ("", False)
        if key and isinstance(value, str | int | float):
            written = f"{{{key}: [{self._raw(path)}]}}" if is_list else f"{{{key}: {self._raw(path)}}}"
            missing = sorted(shape_of(model).required - {key}) if model else []
            if missing:
                return f"write `{written[:-1]}, ...}}`; {listed(missing)} has to be given as well", ""
            return f"write `{written}`", written
        shape = self._shape(path)
        if isinstance(value, list) and shape.values and value and all(isinstance(item, str) for item in value):
            return f"write `{{{', '.join(f'{item}: {{}}' for item in value)}}}`", ""
        if isinstance(value, str) and (read := re.match(r"([\w-]+):(\S.*)", value)) and read[1] in self._keys(path):
            return f"put a space behind the colon: `{read[1]}: {read[2]}`", ""
        known = listed(self._keys(path))
        about = self._about(path)
        return (f"its keys are {known}" + (f" ({about})" if about else "") if known else about), ""

    def _for_truth(self, path: Path, value: Any) -> tuple[str, str]:
        meaning = meant.truth(as_yaml(value)) if isinstance(value, str | int) else None
        return (f"did you mean `{meaning}`?", meaning) if meaning else ("", "")

    def _for_number(self, path: Path, value: Any) -> tuple[str, str]:
        about = f" ({self._about(path)})" if self._about(path) else ""
        raw = self._raw(path) if isinstance(value, float) else value
        if not isinstance(raw, str):
            return "", ""
        if re.fullmatch(r"-?\d+(\.\d+)?", raw) and isinstance(value, str):
            return f"remove the quotation marks: `{raw}`{about}", raw
        if isinstance(value, float) and not re.fullmatch(r"\d{1,3}(\.\d{3})+", raw):
            return (f"write `{value:.0f}`{about}", f"{value:.0f}") if value.is_integer() else ("", "")
        meaning = meant.number(raw)
        return (f"write `{meaning}`: the number alone, decimals with a point{about}", meaning) if meaning else ("", "")

    def _for_whole_number(self, path: Path, value: Any) -> tuple[str, str]:
        help_text, meaning = self._for_number(path, value)
        return (help_text, meaning) if "." not in meaning else ("", "")

    # VALUES OF THE RIGHT TYPE THAT SAY SOMETHING WRONG

    def literal(self, path: Path, error: ErrorDetails) -> Finding:
        """A word that is not one of the fixed ones."""
        options = re.findall(r"'([^']*)'|(?<![\w'-])(\d+)", str((error.get("ctx") or {}).get("expected", "")))
        words = [first or second for first, second in options]
        value = self._value(path)
        if not isinstance(value, str | int | float):
            return self._one_word(path, value, words)
        said = as_yaml(value)
        nearest = nearest_word(said, words)
        if nearest is None and path[-2:-1] == ("days",) and (day := said[:3].lower()) in words:
            nearest = day
        several = re.split(r"\s*(?:,|;|/|\band\b|\bor\b)\s*", said)
        if len(several) > 1 and all(nearest_word(part, words) for part in several):
            return self._one_word(path, value, words)
        return found(
            "wrong-value",
            f"`{said}` is not one of the values of `{self._name(path)}`",
            self.document.at(*path),
            help=f"did you mean `{nearest}`?" if nearest else self._values(path, said, words),
            fix=self._write(path, nearest) if nearest else None,
        )

    def _values(self, path: Path, said: str, words: list[str]) -> str:
        """The values that may stand there; of many, those most like the given one, and where all are listed."""
        if len(words) <= _VALUES_MAX:
            return f"the values are {listed(words)}"
        near = nearest_first(said, words)
        known = f"the nearest of {len(words)} values: {listed(near, _VALUES_MAX)}"
        about = self._about(path) or self._about(path[:-1])
        where = about if "`cxprog " in about else f"`cxprog explain {self._noun()}` lists them all"
        return f"{known if near else 'the values are ' + listed(words, _VALUES_MAX)} ({where})"

    def _one_word(self, path: Path, value: Any, words: list[str]) -> Finding:
        item = value[0] if isinstance(value, list) and len(value) == 1 else None
        values = (
            f"choose one of {listed(words)}" if len(words) <= _VALUES_MAX else self._values(path, str(value), words)
        )
        return found(
            "wrong-type",
            f"{self._subject(path)} takes one word, not {'several' if isinstance(value, str) else what(value)}",
            self.document.at(*path),
            help=f"write `{item}`, without brackets" if item in words else values,
        )

    def pattern(self, path: Path, error: ErrorDetails) -> Finding:
        """A text that does not look as it has to."""
        pattern = str((error.get("ctx") or {}).get("pattern", ""))
        value = str(self._value(path))
        meaning = _MEANT[pattern](value) if pattern in _MEANT else None
        offered = meaning if meaning and meaning != value and re.match(pattern, meaning) else None
        rule = HELP.get(pattern, "") or self._about(path)
        return found(
            "bad-id" if pattern == ID and path[-1:] == ("id",) else "wrong-value",
            f"`{value}` is not {NOUN.get(pattern) or 'written as it has to be'}",
            self.document.at(*path),
            help="; ".join(part for part in (f"did you mean `{offered}`?" if offered else "", rule) if part).replace(
                "?;", "?"
            ),
            fix=self._write(path, offered) if offered else None,
        )

    def bound(self, path: Path, error: ErrorDetails) -> Finding:
        """A number or a length outside its bounds."""
        words, key = _BOUNDS[error["type"]]
        value, limit = self._value(path), (error.get("ctx") or {}).get(key, "")
        shown = f", not {value:g}" if isinstance(value, int | float) else ""
        if isinstance(value, list):
            shown = f", not {len(value)}"
        number = f"{limit:g}" if isinstance(limit, float) else str(limit)
        phrase = words.format(limit=number, plural="" if limit == 1 else "s")
        is_percent = limit == 1 and isinstance(value, int | float) and 1 < value <= 100 and "share" in self._about(path)
        about = self._about(path) or self._about(path[:-1])
        return found(
            "wrong-value",
            f"{self._subject(path)} {phrase}{shown}",
            self.document.at(*path),
            help=f"did you mean `{value / 100:g}`? a share lies between 0 and 1" if is_percent else about,
        )

    def text(self, path: Path, error: ErrorDetails) -> Finding:
        """A text by locale with a mistake in it."""
        value = self._value(path)
        message, key, part = text_mistake(value)
        if key is None:
            return self._not_a_text(path, value, message)
        inside = value.get(key) if isinstance(value, dict) else None
        offered = meant.locale(key) if part == "key" else None
        if part == "key" and isinstance(inside, str | int | float) and len(value) == 1 and not offered:
            return self._colon_in_text(path, key, inside)
        if isinstance(inside, bool | int | float):
            raw = self._raw((*path, key))
            help_text = f'put it in quotes: `"{raw}"`'
        else:
            help_text = "write one text, or a map such as `{en: Repair, de: Reparatur}`"
        return found(
            "bad-text",
            message,
            self.document.at(*path, key, part="key"),
            help=f"did you mean `{offered}`?" if offered else help_text,
        )

    def _not_a_text(self, path: Path, value: Any, message: str) -> Finding:
        raw = self._raw(path)
        quoted = isinstance(value, bool | int | float)
        return found(
            "bad-text",
            message if isinstance(value, dict) else f"{self._subject(path)} takes text, not {what(value)}",
            self.document.at(*path),
            help=f'put it in quotes: `"{raw}"`'
            if quoted
            else "write one text, or a map such as `{en: Repair, de: Reparatur}`",
            fix=self._write(path, f'"{raw}"') if quoted else None,
        )

    def _colon_in_text(self, path: Path, key: str, rest: Any) -> Finding:
        return found(
            "bad-text",
            f"the colon makes a key of `{key}`, which is not a locale such as en or pt-BR",
            self.document.at(*path, key, part="key"),
            help=f'put text that holds a colon in quotes: `"{key}: {as_yaml(rest)}"`',
        )

    def duration(self, path: Path, error: ErrorDetails) -> Finding:
        """A length of time, cadence, delay or rate that cannot be read."""
        sort, value = error["type"], self._value(path)
        helper = meant.WORDS.get(sort)
        meaning = helper(value) if helper and isinstance(value, str) else None
        if sort == "bad_cadence" and isinstance(value, str):
            meaning = meaning or nearest_word(value, _CADENCE_WORDS)
        if sort == "bad_delay" and meaning and meaning == value:
            meaning = "..".join(reversed(meaning.split("..")))
        help_text = f"did you mean `{meaning}`? {_IN_SHORT[sort]}" if meaning else _TIME_HELP[sort]
        if type(value) is int and value > 0 and sort != "bad_rate":
            help_text = f"is it `{value}d`, `{value}h` or `{value}min`? {_IN_SHORT[sort]}"
        elif isinstance(value, str) and (read := re.fullmatch(r"(\d{1,4})m", value)):
            meaning, help_text = None, f"write `{value}in` for minutes, or `{int(read[1]) * 30}d` for months"
        if meaning and isinstance(value, str) and "mo" in value and meaning.endswith("d"):
            help_text += "; a month has no fixed length"
        return found(
            "bad-duration",
            plain_message(error["msg"]),
            self.document.at(*path),
            help=help_text.rstrip(),
            fix=self._write(path, meaning) if meaning else None,
        )

    def condition(self, path: Path, error: ErrorDetails) -> Finding:
        """A condition that cannot be read."""
        context = error.get("ctx") or {}
        within = Span(int(context.get("start", 0)), int(context.get("end", 0)))
        return found(
            "bad-condition",
            plain_message(error["msg"]),
            self.document.at(*path, within=within if within.end else None),
            help=str(context.get("expected") or "")
            or "conditions read like `visit-effort.visit-ces <= 3 and visit-effort.visit-why is answered`",
        )

    def date(self, path: Path, error: ErrorDetails) -> Finding:
        """A day that does not exist or is written in another order."""
        value = str(self._value(path))
        is_moment = error["type"] == "bad_moment"
        days = meant.moments(value) if is_moment else meant.dates(value)
        if last := meant.last_day(value.partition("T")[0]):
            help_text = f"that month ends on `{last}`"
        elif days:
            rule = "a time of day follows a `T`" if "T" in days[0] else "dates are written year-month-day"
            help_text = f"did you mean {' or '.join(f'`{day}`' for day in days)}? {rule}"
        elif is_moment:
            help_text = "write the day, or the day and the minute in the program's clock: `2027-03-31T14:30`"
        else:
            help_text = "dates are written year-month-day: `2027-03-31`"
        return found(
            "wrong-value",
            plain_message(error["msg"]),
            self.document.at(*path),
            help=help_text,
            fix=self._write(path, days[0]) if len(days) == 1 else None,
        )

    def zone(self, path: Path, error: ErrorDetails) -> Finding:
        """A time zone nobody knows."""
        value, known = str(self._value(path)), frozenset(zoneinfo.available_timezones())
        cities = [name for name in known if "/" in name and not name.startswith("Etc/")]
        near = meant.zone(value, known) or (None if value.isupper() or "+" in value else nearest_word(value, cities))
        return found(
            "wrong-value",
            plain_message(error["msg"]),
            self.document.at(*path),
            help=f"did you mean `{near}`?" if near else "name a city of the zone, such as `Europe/Berlin`",
            fix=self._write(path, near) if near else None,
        )

    def one_of(self, path: Path, error: ErrorDetails) -> Finding:
        """A map in which exactly one of several keys has to stand."""
        context = error.get("ctx") or {}
        given = ", ".join(f"`{name}`" for name in str(context.get("given", "")).split(", ") if name)
        names = str(context.get("names", "")).split(", ")
        return found(
            "wrong-value",
            f"{self._subject(path)} takes exactly one of {listed(names)}; found {given or 'none of them'}",
            self.document.at(*path),
            help="keep one of them" if given else f"add one of them ({self._about(path) or self._about(path[:-1])})",
        )


# TABLES


_Teller = Callable[[_Telling, Path, "ErrorDetails"], Finding]
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
_TELLERS: Mapping[str, _Teller] = {
    "literal_error": _Telling.literal,
    "enum": _Telling.literal,
    "string_pattern_mismatch": _Telling.pattern,
    "bad_text": _Telling.text,
    "bad_duration": _Telling.duration,
    "bad_cadence": _Telling.duration,
    "bad_delay": _Telling.duration,
    "bad_rate": _Telling.duration,
    "bad_condition": _Telling.condition,
    "bad_date": _Telling.date,
    "bad_moment": _Telling.date,
    "bad_zone": _Telling.zone,
    "one_of": _Telling.one_of,
    **dict.fromkeys(_BOUNDS, _Telling.bound),
}
_MAP = "a map (`key: value`)"
_WANTED: Mapping[str, str] = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "bool_type": "`true` or `false`",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": _MAP,
    "mapping_type": _MAP,
    "model_type": _MAP,
    "model_attributes_type": _MAP,
}
_NUMBERS = frozenset(("int_type", "int_from_float", "float_type", "greater_than_equal", "less_than_equal"))
"""Mistakes of items that do not go away when they are put into a list: it takes numbers, or others."""
_HELPERS: Mapping[str, Callable[[_Telling, Path, Any], tuple[str, str]]] = {
    "text": _Telling._for_text,
    "a whole number": _Telling._for_whole_number,
    "a number": _Telling._for_number,
    "`true` or `false`": _Telling._for_truth,
    "a list": _Telling._for_list,
    _MAP: _Telling._for_map,
}
"""Help for a value of the wrong type, and what to write instead where that is certain."""
_MEANT: Mapping[str, Callable[[str], str | None]] = {
    ID: meant.identifier,
    LOCALE: meant.locale,
    COUNTRY: meant.country,
    TIME: meant.time,
    MAIL: meant.mail,
    VERSION: meant.version,
}
_CADENCE_WORDS = (
    "daily",
    "weekly",
    "fortnightly",
    "monthly",
    "quarterly",
    "half-yearly",
    "yearly",
    "immediately",
    "on-demand",
)
_IN_SHORT: Mapping[str, str] = {
    "bad_duration": "a duration is a number and its unit, without a space: min, h, d, w, y, bh or bd",
    "bad_cadence": "",
    "bad_delay": "",
    "bad_rate": "",
}
_TIME_HELP: Mapping[str, str] = {
    "bad_duration": "durations are a number and a unit: 30min, 48h, 90d, 2w, 1y, or in working time 8bh and 2bd",
    "bad_cadence": "write daily, weekly, fortnightly, monthly, quarterly, half-yearly, yearly, or for example 90d",
    "bad_delay": "write one duration such as 2d, or the shortest and the longest with two points between: 1d..3d",
    "bad_rate": "write a count and a window, such as `1 per 14d`",
}


# SMALL PARTS


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data)


def _is_unknown_key(error: ErrorDetails) -> bool:
    is_own = error["type"] == "string_pattern_mismatch" and (error.get("ctx") or {}).get("pattern") == EXTRA_KEY
    return is_own or error["type"] == "extra_forbidden"


def _is_reference(error: ErrorDetails) -> bool:
    return error["type"] == "string_pattern_mismatch" and (error.get("ctx") or {}).get("pattern") == REFERENCE


def _before_colon(key: str | int) -> str:
    return str(key).partition(":")[0]


def _behind_colon(key: str | int) -> str:
    return str(key).partition(":")[2]


def _only_key_for(model: type[BaseModel], value: Any) -> tuple[str, bool]:
    """The key that a value without one must have been meant for, and whether it takes a list of such values.

    It is the only key that takes the value and not just any word; else the id or the name.
    """

    def takes(key: str, given: Any) -> bool:
        try:
            model.model_validate({key: given})
        except ValidationError as error:
            return all(each["loc"][:1] != (key,) for each in error.errors(include_url=False))
        return True

    keys = shape_of(model).keys
    for is_list in (False, True):
        given, any_word = ([value], ["zq-zq"]) if is_list else (value, "zq-zq")
        fitting = [key for key in keys if takes(key, given) and not takes(key, any_word)]
        if len(fitting) == 1:
            return fitting[0], is_list
    return next((key for key in ("id", "name") if key in keys and takes(key, value)), ""), False
