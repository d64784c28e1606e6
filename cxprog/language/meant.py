"""What somebody probably meant: values written as people write them, put into the form the language reads."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Callable, Mapping

_NUMBER_WORDS: Mapping[str, int] = {
    word: number
    for number, words in enumerate(
        ("", "one a an once", "two twice", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    )
    for word in words.split()
}
_UNIT_WORDS: Mapping[str, str] = {
    word: unit
    for unit, words in {
        "min": "min mins minute minutes",
        "h": "h hr hrs hour hours",
        "d": "d day days",
        "w": "w wk wks week weeks",
        "y": "y yr yrs year years",
        "bh": "bh business-hour business-hours working-hour working-hours work-hours",
        "bd": "bd business-day business-days working-day working-days workday workdays weekdays",
        "month": "mo month months",
        "quarter": "quarter quarters",
    }.items()
    for word in words.split()
}
_DAYS: Mapping[str, int] = {"month": 30, "quarter": 90}
"""Units that have no fixed length, and the whole days that usually stand for them."""


def duration(text: str) -> str | None:
    """`2 weeks` is `2w`, `1 month` is `30d`, `1.5 days` is `36h`."""
    read = re.fullmatch(r"(\d{1,6}(?:[.,]5)?|[a-z]+)[\s_-]*([a-z]+(?:[\s_-][a-z]+)*)", text.strip().lower())
    if not read:
        return None
    unit = _UNIT_WORDS.get(re.sub(r"[\s_]", "-", read[2]))
    if unit is None or (read[1].isalpha() and read[1] not in _NUMBER_WORDS):
        return None
    number = float(_NUMBER_WORDS.get(read[1]) or read[1].replace(",", "."))
    return _in_whole_units(number, unit)


def _in_whole_units(number: float, unit: str) -> str | None:
    if unit in _DAYS:
        number, unit = number * _DAYS[unit], "d"
    finer = {"d": (24, "h"), "w": (7, "d"), "h": (60, "min"), "y": (365, "d"), "bh": (None, ""), "bd": (None, "")}
    while number != int(number):
        factor, below = finer.get(unit, (None, ""))
        if factor is None:
            return None
        number, unit = number * factor, below
    return f"{int(number)}{unit}" if number < 10**6 else None


_CADENCES: tuple[tuple[str, str], ...] = (
    (r"(every|each|once a|once per|per|a|1 per)? ?day|everyday", "daily"),
    (r"(every|each|once a|once per|per|a|1 per)? ?week", "weekly"),
    (r"bi-?weekly|every (two|2|other|second) weeks?|(two|2) weeks", "fortnightly"),
    (r"(every|each|once a|once per|per|a|1 per)? ?month|(one|1) months?", "monthly"),
    (r"(every|each|once a|once per|per|a|1 per)? ?quarter|every (three|3) months|(three|3) months", "quarterly"),
    (r"(four|4) times (a|per) year|(four|4) per year|per quarter", "quarterly"),
    (r"twice (a|per) year|(two|2) times (a|per) year|2 per year|bi-?annual(ly)?|semi-?annual(ly)?", "half-yearly"),
    (r"half ?-?year|every (six|6) months|(six|6) months|every half ?-?year|halfyearly", "half-yearly"),
    (
        r"(every|each|once a|once per|per|a|1 per)? ?year|annual(ly)?|every (twelve|12) months|(twelve|12) months",
        "yearly",
    ),
)


def cadence(text: str) -> str | None:
    """`every quarter` is `quarterly`, `twice a year` is `half-yearly`, `every 90 days` is `90d`."""
    said = " ".join(text.lower().replace("_", " ").split())
    named = next((word for pattern, word in _CADENCES if re.fullmatch(pattern, said)), None)
    length = duration(re.sub(r"^(every|each) ", "", said))
    return named or (length if length and not length.startswith("0") else None)


def delay(text: str) -> str | None:
    """`1-3 days` and `1d to 3d` are `1d..3d`."""
    parts = re.split(r"\s*(?:\.{2,3}|–|—|-| to | bis | and )\s*", text.strip().lower().removeprefix("between "))
    if len(parts) != 2:
        return duration(text)
    last = duration(parts[1])
    unit = re.sub(r"[\d\s.,]", "", parts[1])
    first = duration(parts[0]) or (duration(parts[0] + unit) if parts[0].isdigit() else None)
    return f"{first}..{last}" if first and last else None


def rate(text: str) -> str | None:
    """`once a week` is `1 per 1w`, `2 per month` is `2 per 30d`."""
    said = text.strip().lower()
    read = re.fullmatch(
        r"(?:at most |max\.? |up to )?(\d+|[a-z]+)(?: times?| x|x)?\s*(?:per|in|within|every|each|/|an?)\s*(.+)", said
    )
    if not read:
        return None
    count = int(read[1]) if read[1].isdigit() else _NUMBER_WORDS.get(read[1], 0)
    window = duration(read[2]) or duration(f"1 {read[2]}")
    return f"{count} per {window}" if window and 0 < count < 10**6 else None


_MONTHS: Mapping[str, int] = {
    name.lower(): number
    for names in (
        "January February March April May June July August September October November December",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    )
    for number, name in enumerate(names.split(), 1)
}


def dates(text: str) -> tuple[str, ...]:
    """`31.3.2027` is `2027-03-31`; `04/05/2027` may be either of two days."""
    said = re.sub(r"[T\s]+\d{1,2}:\d{2}.*$", "", text.strip())
    if read := re.fullmatch(r"(\d{4})[-/. ]?(\d{1,2})[-/. ]?(\d{1,2})", said):
        return _days((read[1], read[2], read[3]))
    if read := re.fullmatch(r"(\d{1,2})([-/. ])\s?(\d{1,2})\2\s?(\d{4}|\d{2})", said):
        first, year = read[1], read[4] if len(read[4]) == 4 else f"20{read[4]}"
        day_first, month_first = (year, read[3], first), (year, first, read[3])
        return _days(day_first) if read[2] == "." else tuple(dict.fromkeys(_days(month_first) + _days(day_first)))
    read = re.fullmatch(r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[. -]+(?P<m>[A-Za-z]{3,9})\.?[, -]+(?P<y>\d{4})", said)
    read = read or re.fullmatch(r"(?P<m>[A-Za-z]{3,9})\.? (?P<d>\d{1,2})(?:st|nd|rd|th)?,? (?P<y>\d{4})", said)
    if read and (month := _MONTHS.get(read["m"].lower())):
        return _days((read["y"], str(month), read["d"]))
    return ()


def _days(parts: tuple[str, str, str]) -> tuple[str, ...]:
    try:
        return (datetime.date(*map(int, parts)).isoformat(),)
    except ValueError:
        return ()


def moments(text: str) -> tuple[str, ...]:
    """`31.3.2027 9:30` is `2027-03-31T09:30`; nothing where the time of day cannot be read, for it must not be lost."""
    clock = r"\d{1,2}[:.h]\d{2}.*|\d{1,2}\s*[ap]\.?m\.?"
    read = re.fullmatch(rf"(.+?)(?:[T,\s]+(?:at\s+)?)({clock})", text.strip(), re.IGNORECASE)
    if not read:
        return dates(text)
    at = time(read[2])
    return tuple(f"{day}T{at}" for day in dates(read[1])) if at else ()


def last_day(text: str) -> str | None:
    """For a day that a month does not have: what its last one is."""
    read = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    if not read or not 1 <= int(read[2]) <= 12 or not 1 <= int(read[1]) <= 9999:
        return None
    last = calendar.monthrange(int(read[1]), int(read[2]))[1]
    return f"{read[1]}-{read[2]}-{last}" if int(read[3]) > last else None


def time(text: str) -> str | None:
    """`9:00`, `9am` and `9.00` are `09:00`; `5 pm` is `17:00`."""
    read = re.fullmatch(r"(\d{1,2})(?:[:.h](\d{2}))?(?::00)?\s*(?:uhr|o'clock)?\s*([ap]\.?m\.?)?", text.strip().lower())
    if not read:
        return None
    hour, minute = int(read[1]), int(read[2] or 0)
    if read[3]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if read[3].startswith("p") else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


_TRUTH: Mapping[str, str] = {
    **dict.fromkeys(("yes", "y", "on", "true", "1", "ja", "oui", "si", "sí", "sim"), "true"),
    **dict.fromkeys(("no", "n", "off", "false", "0", "nein", "non", "não", "nao"), "false"),
}


def truth(text: str) -> str | None:
    """`yes` is `true`, `off` is `false`."""
    return _TRUTH.get(text.strip().lower())


def number(text: str) -> str | None:
    """`2,5` is `2.5`, `30%` is `0.3`, `2 min` is `2`, `1 000` is `1000`, `five` is `5`."""
    said = text.strip().lower()
    if said in _NUMBER_WORDS:
        return str(_NUMBER_WORDS[said])
    if read := re.fullmatch(r"(-?\d+(?:[.,]\d+)?)\s*%", said):
        return f"{float(read[1].replace(',', '.')) / 100:g}"
    if re.fullmatch(r"-?\d{1,3}([ \u00a0\u202f.,'])\d{3}(\1\d{3})*", said):
        return re.sub(r"[^\d-]", "", said)
    read = re.fullmatch(r"(?:about|ca\.?|~|<|>|=)?\s*(-?\d+(?:[.,]\d+)?)\s*[a-z]*\.?", said)
    return read[1].replace(",", ".") if read else None


_LANGUAGES: Mapping[str, str] = {
    name: code
    for code, names in {
        "cs": "czech", "da": "danish", "de": "german deutsch", "en": "english", "es": "spanish español espanol",
        "fi": "finnish", "fr": "french français francais", "hu": "hungarian", "it": "italian italiano",
        "ja": "japanese", "ko": "korean", "nb": "norwegian norsk", "nl": "dutch nederlands", "pl": "polish polski",
        "pt": "portuguese português portugues", "ro": "romanian", "ru": "russian", "sk": "slovak",
        "sv": "swedish svenska", "tr": "turkish", "uk": "ukrainian", "zh": "chinese",
    }.items()
    for name in names.split()
}  # fmt: skip


def locale(text: str) -> str | None:
    """`DE` is `de`, `de_DE` is `de-DE`, `german` is `de`."""
    said = text.strip().replace("_", "-")
    if said.lower() in _LANGUAGES:
        return _LANGUAGES[said.lower()]
    read = re.fullmatch(r"([A-Za-z]{2,3})(?:-([A-Za-z]{2}|\d{3}))?(?:\..*)?", said)
    if not read:
        return None
    return read[1].lower() + (f"-{read[2].upper()}" if read[2] else "")


def country(text: str) -> str | None:
    """`de` is `DE`, and `UK` is `GB`."""
    said = text.strip().upper()
    return {"UK": "GB", "USA": "US"}.get(said) or (said if re.fullmatch("[A-Z]{2}", said) else None)


def mail(text: str) -> str | None:
    """`Anna <anna@example.com>` is `anna@example.com`."""
    read = re.search(r"[^@\s<>,;:()\[\]]+@[^@\s<>,;:()\[\]]+\.[^@\s<>,;:()\[\]]+", text)
    return read[0] if read else None


def version(text: str) -> str | None:
    """`v1.2` is `1.2.0`."""
    read = re.fullmatch(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?", text.strip().lower())
    return ".".join(part or "0" for part in read.groups()) if read else None


_SPELLED: Mapping[str, str] = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "o", "å": "a", "&": " and "}


def identifier(text: str) -> str | None:
    """`Visit Effort` is `visit-effort`, `Größe` is `groesse`, `café` is `cafe`."""
    import unicodedata

    spelled = "".join(
        _SPELLED.get(character, character) for character in re.sub(r"(?<=[a-z])(?=[A-Z])", "-", text).lower()
    )
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words[:63].strip("-") if words[:1].isalpha() else None


def _is_place(zone: str) -> bool:
    """Whether a zone is named after a place: `Etc/GMT+1` is an hour behind Greenwich, which nobody expects."""
    return "/" in zone and not zone.startswith("Etc/")


def weekdays(text: str) -> str:
    """`mon-fri` is `[mon, tue, wed, thu, fri]`."""
    week = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    read = re.fullmatch(r"\s*([a-z]{3})[a-z]*\s*(?:-|–|to|\.\.)\s*([a-z]{3})[a-z]*\s*", text.lower())
    if not read or read[1] not in week or read[2] not in week:
        return ""
    first, last = week.index(read[1]), week.index(read[2])
    return f"[{', '.join(week[first : last + 1])}]" if first < last else ""


def zone(text: str, known: frozenset[str]) -> str | None:
    """`Berlin` and `europe/berlin` are `Europe/Berlin`."""
    said = re.sub(r"\s+", "_", text.strip()).lower()
    exact = {name.lower(): name for name in known}
    cities = {name.lower().rpartition("/")[2]: name for name in sorted(known, reverse=True) if _is_place(name)}
    return exact.get(said) or cities.get(said.rpartition("/")[2])


WORDS: Mapping[str, Callable[[str], str | None]] = {
    "bad_duration": duration,
    "bad_cadence": cadence,
    "bad_delay": delay,
    "bad_rate": rate,
}
"""Who can help with a mistake in a time, by the sort of mistake."""
