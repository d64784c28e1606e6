"""Texts of a SurveyJS form: the key of each language, and letters that mean something to SurveyJS."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from cxprog.manifest import Manifest

ENGLISH = "en"
"""The language that SurveyJS takes texts under `default` to be in."""
KNOWN = frozenset(
    (
        "ar", "bg", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fil", "fr", "he", "hi",
        "hr", "ht", "hu", "id", "is", "it", "ja", "ka", "kk", "ko", "lt", "lv", "mk", "mm", "ms", "nl", "nl-BE", "no",
        "pl", "pt", "pt-br", "ro", "ru", "sk", "sl", "sr", "sv", "sw", "tel", "tg", "th", "tr", "uk", "vi", "zh-cn",
        "zh-tw",
    )
)  # fmt: skip
"""Languages that SurveyJS has its own words for, such as those on its buttons."""
BRACE = "left_brace"
"""Calculated value that stands for a brace. No question has this name: ids have no underscore."""

_OTHER_TAGS: Mapping[str, str] = {
    "my": "mm",
    "nb": "no",
    "nn": "no",
    "te": "tel",
    "tl": "fil",
    "zh": "zh-cn",
    "zh-hans": "zh-cn",
    "zh-sg": "zh-cn",
    "zh-hant": "zh-tw",
    "zh-hk": "zh-tw",
    "zh-mo": "zh-tw",
}
"""Standard language tags, in lower case, for which SurveyJS has a code of its own."""
_CODES = {**{code.lower(): code for code in KNOWN}, **_OTHER_TAGS}
# SurveyJS puts an answer wherever a text says `{name}`, and has no escape: the innermost pair of braces is a name.
_NAMED = re.compile(r"\{(?=[^{}]+\})")


class Texts:
    """How the texts of one survey are written: which keys, and from which locale each."""

    def __init__(self, manifest: Manifest, locales: Iterable[str]) -> None:
        self._manifest = manifest
        self.codes = codes_of(locales)
        """SurveyJS code by locale, in the order of the survey."""

    @cached_property
    def initial(self) -> str:
        """The locale that the form opens in: the program's if the survey is offered in it, else the first."""
        return self._manifest.locale if self._manifest.locale in self.codes else next(iter(self.codes))

    def sources(self, texts: Mapping[str, str]) -> dict[str, str]:
        """For each key of a text of the form, the locale that it is taken from."""
        found = {code: own for locale, code in self.codes.items() if (own := _own(texts, locale))}
        # What people see who ask for English, or for a language without a text.
        default = found.pop(ENGLISH, None)
        if default is None:
            default = next(own for own in (*_fallbacks(texts, self.initial, self._manifest.locale), min(texts)) if own)
        return {"default": default, **found}

    def plain(self, texts: Mapping[str, str]) -> dict[str, str]:
        """A text of the form, by SurveyJS code; people see exactly these characters."""
        return {key: _literal(texts[locale]) for key, locale in self.sources(texts).items()}

    def as_html(self, texts: Mapping[str, str]) -> dict[str, str]:
        """A text for the few places that SurveyJS takes for HTML."""
        plain = {key: texts[locale] for key, locale in self.sources(texts).items()}
        return {key: _literal(html.escape(text).replace("\n", "<br>")) for key, text in plain.items()}


def codes_of(locales: Iterable[str]) -> dict[str, str]:
    """SurveyJS code by locale. Where two would share one, the second keeps its own tag, such as `de-ch` beside `de`."""
    locales = tuple(locales)
    exact = {locale: _CODES[locale.lower()] for locale in locales if locale.lower() in _CODES}
    # Those that fit exactly come first, whatever the order: `de` is German, also when `de-CH` stands above it.
    taken: dict[str, str] = {}
    for locale, code in exact.items():
        taken.setdefault(code, locale)
    for locale in locales:
        near = next((_CODES[tag] for tag in _shortened(locale) if tag in _CODES), None)
        if locale not in exact and near:
            taken.setdefault(near, locale)
    chosen = {locale: code for code, locale in taken.items()}
    return {locale: chosen.get(locale, locale.lower()) for locale in locales}


def has_words(code: str) -> bool:
    """Whether SurveyJS has its own words in this language."""
    return code in KNOWN or code.partition("-")[0] in KNOWN


def uses_brace(form: Any) -> bool:
    """Whether a text somewhere in the form holds a brace that had to be protected."""
    if isinstance(form, str):
        return f"{{{BRACE}}}" in form
    below = form.values() if isinstance(form, dict) else form if isinstance(form, list) else ()
    return any(uses_brace(part) for part in below)


def _literal(text: str) -> str:
    return _NAMED.sub(f"{{{BRACE}}}", text)


def _own(texts: Mapping[str, str], locale: str) -> str | None:
    return next((tag for tag in (locale, locale.partition("-")[0]) if texts.get(tag)), None)


def _fallbacks(texts: Mapping[str, str], *locales: str) -> Iterator[str | None]:
    return (_own(texts, locale) for locale in locales)


def _shortened(locale: str) -> Iterator[str]:
    parts = locale.lower().split("-")
    return ("-".join(parts[:size]) for size in range(len(parts), 0, -1))
