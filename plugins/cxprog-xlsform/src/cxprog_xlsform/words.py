"""Words of a form that no program gives: names of languages, yes and no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Language(NamedTuple):
    """What a form has to say in a language by itself."""

    name: str
    """Name of the language in the language, as people choose it on the tablet."""
    yes: str
    no: str


LANGUAGES: Mapping[str, Language] = {
    "ar": Language("العربية", "نعم", "لا"),
    "bg": Language("Български", "Да", "Не"),
    "cs": Language("Čeština", "Ano", "Ne"),
    "da": Language("Dansk", "Ja", "Nej"),
    "de": Language("Deutsch", "Ja", "Nein"),
    "el": Language("Ελληνικά", "Ναι", "Όχι"),
    "en": Language("English", "Yes", "No"),
    "es": Language("Español", "Sí", "No"),
    "et": Language("Eesti", "Jah", "Ei"),
    "fi": Language("Suomi", "Kyllä", "Ei"),
    "fr": Language("Français", "Oui", "Non"),
    "he": Language("עברית", "כן", "לא"),
    "hi": Language("हिन्दी", "हाँ", "नहीं"),
    "hr": Language("Hrvatski", "Da", "Ne"),
    "hu": Language("Magyar", "Igen", "Nem"),
    "id": Language("Bahasa Indonesia", "Ya", "Tidak"),
    "it": Language("Italiano", "Sì", "No"),
    "ja": Language("日本語", "はい", "いいえ"),
    "ko": Language("한국어", "예", "아니요"),
    "lt": Language("Lietuvių", "Taip", "Ne"),
    "lv": Language("Latviešu", "Jā", "Nē"),
    "nb": Language("Norsk bokmål", "Ja", "Nei"),
    "nl": Language("Nederlands", "Ja", "Nee"),
    "no": Language("Norsk", "Ja", "Nei"),
    "pl": Language("Polski", "Tak", "Nie"),
    "pt": Language("Português", "Sim", "Não"),
    "ro": Language("Română", "Da", "Nu"),
    "ru": Language("Русский", "Да", "Нет"),
    "sk": Language("Slovenčina", "Áno", "Nie"),
    "sl": Language("Slovenščina", "Da", "Ne"),
    "sv": Language("Svenska", "Ja", "Nej"),
    "sw": Language("Kiswahili", "Ndiyo", "Hapana"),
    "th": Language("ไทย", "ใช่", "ไม่ใช่"),
    "tr": Language("Türkçe", "Evet", "Hayır"),
    "uk": Language("Українська", "Так", "Ні"),
    "vi": Language("Tiếng Việt", "Có", "Không"),
    "zh": Language("中文", "是", "否"),
}


def language_of(locale: str) -> Language | None:
    """The words of a locale, or of the language it is a form of."""
    return LANGUAGES.get(locale.partition("-")[0])


def column_language(locale: str) -> str:
    """A locale as XLSForm heads its columns: `Deutsch (de)`, `Português BR (pt)`."""
    # Only the code of the language may stand in the brackets; readers look it up in the IANA registry.
    code, _, region = locale.partition("-")
    language = language_of(locale)
    return f"{language.name if language else code}{' ' + region if region else ''} ({code})"
