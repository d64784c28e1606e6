"""People, numbers and days as a sentence about invitations says them."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from cxprog.analysis.frequency.values import Profile
from cxprog.analysis.specs import Specs
from cxprog.finding import date_words

Number = int | Fraction

# PEOPLE


def person(specs: Specs, profile: Profile) -> str:
    """`a maintenance manager who is also a buyer`, with what else matters of the person."""
    titles = [_with_article(role_title(specs, role)) for role in profile.roles] or ["somebody"]
    also = f"who is also {all_of(titles[1:])}" if titles[1:] else ""
    return " ".join(word for word in (titles[0], also, *described(specs, profile)) if word)


def described(specs: Specs, profile: Profile) -> Iterator[str]:
    """What else matters of a person than the roles: `of a key account`, `with country DE`."""
    if profile.is_key is not None:
        yield "of a key account" if profile.is_key else "outside key accounts"
    for dimension, value in profile.segment:
        yield f"with {dimension} {value}" if value else f"with any other {dimension}"
    if profile.partner is not None:
        yield f"with {_title(specs, 'partner', profile.partner)}"


def role_title(specs: Specs, role: str) -> str:
    """Title of a role as it stands within a sentence, or its id in backticks."""
    title = _title(specs, "role", role)
    words = title.split()
    # `Maintenance manager` begins small in a sentence; `IT manager` and `Head of Operations` keep their capitals.
    is_plain = _is_english(specs) and all(word == word.lower() for word in (title[1:], *words[1:]))
    return title[:1].lower() + title[1:] if is_plain else title


def _is_english(specs: Specs) -> bool:
    return (specs.settings.locale if specs.settings else "en").partition("-")[0] == "en"


def _title(specs: Specs, kind: str, name: str) -> str:
    spec = specs.get(kind, name)
    title = spec.title if spec else None
    if isinstance(title, Mapping):
        locale = specs.settings.locale if specs.settings else "en"
        wanted = (title.get(key) for key in (locale, locale.partition("-")[0], min(title)))
        title = next((text for text in wanted if text), None)
    return title if isinstance(title, str) and title.strip() else f"`{name}`"


_LIKE_A_CONSONANT = re.compile(r"(eu|one\b|uni(?!n|m)|us[aeu]|ut[ei])", re.IGNORECASE)
_SPELLED = re.compile(r"[AEFHILMNORSX](?![a-z])")


def _with_article(title: str) -> str:
    """`a buyer`, `an operator`, `an HR manager`, `a user`."""
    plain = unicodedata.normalize("NFKD", title.lstrip("`"))
    is_vowel = bool(_SPELLED.match(plain)) if plain[:2].isupper() else plain[:1].lower() in tuple("aeiou")
    return f"{'an' if is_vowel and not _LIKE_A_CONSONANT.match(plain) else 'a'} {title}"


# NUMBERS AND DAYS


def day_words(day: int, beside: int | None = None) -> str:
    """`3 March 2027`; without the year beside another day of the same year."""
    words = date_words(iso(day))
    is_same_year = beside is not None and iso(beside)[:4] == iso(day)[:4]
    return words.rpartition(" ")[0] if is_same_year else words


def iso(day: int) -> str:
    """The day as `2027-03-03`."""
    return datetime.date.fromordinal(day).isoformat()


def span_words(first: int, last: int) -> str:
    """`3 March to 9 March 2027`; one day where both are the same."""
    return day_words(last) if first == last else f"{day_words(first, last)} to {day_words(last)}"


def figure(amount: Number) -> str:
    """A number as people write it: `3`, `2.5`, and `10/3` where decimals do not end."""
    exact = Fraction(amount)
    if exact.denominator == 1:
        return str(exact.numerator)
    short = f"{float(exact):g}"
    return short if Fraction(short) == exact else str(exact)


def number_of(amount: Number, noun: str) -> str:
    """`1 day`, `2 days`."""
    return f"{figure(amount)} {noun}{'' if amount == 1 else 's'}"


_ORDINALS = ("", "first", "second", "third")
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def ordinal(number: int) -> str:
    """`first`, `second`, `third`, `4th`, `22nd`."""
    if number < len(_ORDINALS):
        return _ORDINALS[number]
    ending = "th" if number % 100 in (11, 12, 13) else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"


def quoted(names: Iterable[str]) -> Iterator[str]:
    """Ids in backticks."""
    return (f"`{name}`" for name in names)


def any_of(words: Iterable[str]) -> str:
    """`a, b or c`."""
    return _listed(list(words), "or")


def all_of(words: Iterable[str]) -> str:
    """`a, b and c`."""
    return _listed(list(words), "and")


def _listed(words: Sequence[str], last: str) -> str:
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
