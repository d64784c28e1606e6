"""Values of the language: ids, texts by locale, durations, cadences, rates, references, conditions."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, NamedTuple, Self, TypeVar

from pydantic import (
    AfterValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Strict,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from cxprog.language.condition import ConditionError, Test, in_words, parse_condition

ID = r"^[a-z][a-z0-9-]*$"
LOCALE = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
TOOL_NAME = r"^[a-z][a-z0-9_-]*$"
COUNTRY = r"^[A-Z]{2}$"
TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
YEAR_DAY = r"^(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"
MAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
VERSION = r"^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$"
CSV_FILE = r"^[^/\\:]+\.csv$"

Item = TypeVar("Item")
Many = Annotated[tuple[Item, ...], Strict(False)]
"""A list in the YAML, a tuple in the model: models are frozen all the way down."""

Id = Annotated[str, StringConstraints(pattern=ID, max_length=63)]
ToolName = Annotated[str, StringConstraints(pattern=TOOL_NAME, max_length=63)]
"""Name of a target or plugin; unlike an id it may hold underscores, as Python modules do."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Locale = Annotated[str, StringConstraints(pattern=LOCALE)]
Country = Annotated[str, StringConstraints(pattern=COUNTRY)]
Time = Annotated[str, StringConstraints(pattern=TIME)]
YearDay = Annotated[str, StringConstraints(pattern=YEAR_DAY)]
"""A day that every year has: month and day, no later than the 28th."""
Mail = Annotated[str, StringConstraints(pattern=MAIL, max_length=254)]
CsvFile = Annotated[str, StringConstraints(pattern=CSV_FILE)]
Version = Annotated[str, StringConstraints(pattern=VERSION)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Audience = Literal["customer", "partner", "employee"]
Phase = Literal["recruitment", "onboarding", "growth", "evaluation", "expansion", "exit"]
Capability = Literal[
    "voice-of-the-partner",
    "customer-insights-cooperation",
    "cx-capabilities-development",
    "partner-engagement",
    "channel-management-collaboration",
]
Competency = Literal[
    "purposeful-leadership", "compelling-brand-values", "employee-engagement", "customer-connectedness"
]
Relationship = Literal["company-customer", "partner-customer", "joint-customer", "company-partner"]
Process = Literal[
    "sales-and-account-management",
    "implementation",
    "support",
    "partner-alignment",
    "product-management",
]
Partnership = Literal["dedicated", "interdependent", "pass-through"]
Level = Literal["strategic", "tactical", "operational"]
Mode = Literal["online", "app", "phone", "in-person", "video", "paper"]
Purpose = Literal[
    "relational",
    "transactional",
    "pulse",
    "milestone",
    "interview",
    "board",
    "mystery-shop",
    "field-feedback",
]
Sends = Literal["company", "joint", "undisclosed", "partner"]
Reward = Literal["responsiveness", "participation", "improvement", "scores"]
Key = Literal[
    "name", "mail", "phone", "contact", "hashed-mail", "pseudonym", "account", "response", "order", "network-address",
    "time", "day", "week", "month",
]  # fmt: skip
"""What tells one person or answer from others, and so ties rows of two data sets together."""
BestPractice = Literal[
    # Voice of the partner
    "gather-insights-across-partners-entire-journey",
    "develop-actionable-feedback-programs",
    "establish-partner-advisory-boards",
    "monitor-the-strength-of-channel-partner-relationships",
    "co-design-customer-experiences-with-partners",
    "prepare-for-rapid-adjustments-during-times-of-change",
    # Customer insights cooperation
    "tackle-problems-affecting-both-partners-and-customers",
    "share-customer-feedback-requiring-immediate-attention",
    "develop-and-share-partner-specific-insights",
    "help-partners-enable-their-own-customer-feedback-process",
    "establish-multiple-tiers-of-cx-metrics",
    # CX capabilities development
    "include-partners-in-customer-journey-mapping",
    "invest-in-partners-knowledge-of-cx",
    "dedicate-resources-to-support-partners-cx",
    # Partner engagement
    "select-partners-committed-to-your-brand-promises",
    "make-sure-partners-understand-your-cx-vision",
    "embed-cx-metrics-into-your-partner-agreements",
    "enlist-partners-as-cx-advocates",
    "extend-product-launch-communications-and-training-to-partners",
    # Channel management collaboration
    "discuss-and-diagnose-partner-insights-with-channel-management",
    "tap-into-existing-partner-communication-processes",
    "develop-close-the-loop-processes-with-channel-management",
    "make-joint-visits-to-partners-and-customers",
    # Business processes of a business-to-business company
    "equip-account-teams-with-customer-insights",
    "engage-hard-to-reach-executives",
    "capture-insights-from-the-field",
    "involve-teams-in-cx-governance",
    "get-mid-project-feedback",
    "integrate-values-into-service-delivery",
    "map-journeys-beyond-internal-structures",
    "focus-leaders-on-cx-performance",
    "use-cx-champions",
    "build-insights-based-personas",
    "capture-employee-stories",
    "analyze-verbatims-in-high-scoring-areas",
    "involve-stakeholders-in-cx-action-planning",
    "invite-customers-to-interactive-forums",
    "let-employees-practice-customer-innovation",
]
"""Best practices by the names of their sources, a list of which `cxprog coverage` shows filled and empty."""


# REFERENCES


@dataclass(frozen=True)
class RefTo:
    """Marks a field's type as the id of another thing; linking, completion and graphs read it."""

    kinds: tuple[str, ...]
    """Kinds that may stand here, tried in this order."""
    words: tuple[str, ...] = ()
    """Fixed words that may stand here instead of an id."""
    acyclic: bool = False
    """Whether following this reference must never lead back to where it started."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {
            **handler(schema),
            "x-refers-to": list(self.kinds),
            **({"examples": list(self.words)} if self.words else {}),
        }


@dataclass(frozen=True)
class Operands:
    """Marks a condition: what its names refer to."""

    bare: str
    """Kind of a name without a dot."""
    dotted: str = ""
    """Kind of a name with a dot, as `survey.question`."""


REFERENCE = r"^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)?$"
_Reference = Annotated[str, StringConstraints(pattern=REFERENCE, max_length=127)]

TeamRef = Annotated[_Reference, RefTo(("team",))]
ParentRef = Annotated[_Reference, RefTo(("team",), acyclic=True)]
PartnerRef = Annotated[_Reference, RefTo(("partner",))]
OwnerRef = Annotated[_Reference, RefTo(("team", "partner"))]
RoleRef = Annotated[_Reference, RefTo(("role",))]
TouchpointRef = Annotated[_Reference, RefTo(("touchpoint",))]
JourneyRef = Annotated[_Reference, RefTo(("journey",))]
StageRef = Annotated[_Reference, RefTo(("stage",))]
StepRef = Annotated[_Reference, RefTo(("touchpoint", "step", "stage"))]
SurveyRef = Annotated[_Reference, RefTo(("survey",))]
QuestionRef = Annotated[_Reference, RefTo(("question",))]
AnswerRef = Annotated[_Reference, RefTo(("answer",))]
MetricRef = Annotated[_Reference, RefTo(("metric",))]
LinkedMetricRef = Annotated[_Reference, RefTo(("metric",), acyclic=True)]
ReportRef = Annotated[_Reference, RefTo(("report",))]
LoopRef = Annotated[_Reference, RefTo(("loop",))]
ChannelRef = Annotated[_Reference, RefTo(("channel",))]
PolicyRef = Annotated[_Reference, RefTo(("policy",))]
PracticeRef = Annotated[_Reference, RefTo(("practice",))]
WholePracticeRef = Annotated[_Reference, RefTo(("practice",), acyclic=True)]
WholePartnerRef = Annotated[_Reference, RefTo(("partner",), acyclic=True)]
EventRef = Annotated[_Reference, RefTo(("event",))]
PlaceRef = Annotated[_Reference, RefTo(("journey", "stage", "step", "touchpoint"))]
EvidenceRef = Annotated[_Reference, RefTo(("survey", "metric", "report"))]
FollowerRef = Annotated[_Reference, RefTo(("practice", "loop"))]
TaxonomyRef = Annotated[_Reference, RefTo(("taxonomy",))]
ProgramRef = Annotated[_Reference, RefTo(("program",))]
PopulationRef = Annotated[_Reference, RefTo(("population",))]
AssessmentRef = Annotated[_Reference, RefTo(("assessment",))]

OWNER_WORDS = ("touchpoint-owner", "account-manager", "partner-manager", "partner")
"""Owners that depend on where the answer came from; resolved for every touchpoint, account and partner."""
ResponsibleRef = Annotated[_Reference, RefTo(("team", "partner"), OWNER_WORDS)]
ReaderRef = Annotated[_Reference, RefTo(("team", "partner", "role"), OWNER_WORDS)]


# TEXTS


_LOCALE = re.compile(LOCALE)


class TextMistake(NamedTuple):
    """What is wrong with a text by locale."""

    message: str
    key: str | None = None
    """The locale it is about; None for the whole text."""
    part: Literal["key", "value"] = "value"


def text_mistake(value: Any) -> TextMistake:
    """The first mistake of a value that was refused as a text: the check itself runs without Python."""
    if not isinstance(value, dict):
        return TextMistake("expected a text, or a text for each locale")
    for locale, text in value.items():
        if not _LOCALE.fullmatch(locale):
            return TextMistake(f"`{locale}` is not a locale such as en or pt-BR", locale, "key")
        if not isinstance(text, str):
            return TextMistake(f"the text for locale `{locale}` is missing or not a text", locale)
    return TextMistake("the map of texts by locale is empty")


@dataclass(frozen=True)
class ForPeople:
    """Marks a text that people read, and that may differ by locale."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        locale, text = core_schema.str_schema(pattern=LOCALE), core_schema.str_schema(strict=True)
        return core_schema.union_schema(
            [text, core_schema.dict_schema(locale, text, min_length=1)],
            mode="left_to_right",
            custom_error_type="bad_text",
            custom_error_message="expected a text, or a text for each locale",
        )

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        by_locale = {
            "type": "object",
            "propertyNames": {"pattern": LOCALE},
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
        }
        return {"anyOf": [{"type": "string"}, by_locale]}


if TYPE_CHECKING:
    Text = str | Mapping[str, str]
else:
    Text = Annotated[Any, ForPeople()]


# VALUES WRITTEN AS ONE WORD


IN_MANIFEST = {"from": "manifest"}
"""Validation context of what was written by lowering, where values have their normalized form."""


class OneWord:
    """A value written as one scalar in the YAML and kept as a normalized map in the manifest."""

    read_schema: ClassVar[dict[str, Any]]
    written_schema: ClassVar[dict[str, Any]]

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Read the YAML or the manifest form; a PydanticCustomError says what is wrong."""
        raise NotImplementedError

    def dump(self) -> Any:
        """The normalized form."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        written = core_schema.plain_serializer_function_ser_schema(lambda value: value.dump())
        return core_schema.with_info_plain_validator_function(cls._read, serialization=written)

    @classmethod
    def _read(cls, value: Any, info: ValidationInfo) -> Self:
        # The form of the manifest is no form of the YAML: there is one way to write a thing.
        return cls.parse(None if isinstance(value, dict) and info.context is not IN_MANIFEST else value)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return dict(cls.read_schema if handler.mode == "validation" else cls.written_schema)


Measure = Literal["minutes", "days", "months", "business_minutes", "business_days"]
_UNITS: Mapping[str, tuple[Measure, int]] = {
    "min": ("minutes", 1),
    "h": ("minutes", 60),
    "d": ("days", 1),
    "w": ("days", 7),
    "y": ("days", 365),
    "bh": ("business_minutes", 60),
    "bd": ("business_days", 1),
}
"""Unit to (measure, how many of it). A year is 365 days, as in rolling windows of contact policies."""
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
_DURATION = rf"[0-9]{{1,6}}(?:{_UNIT})"


@dataclass(frozen=True)
class Duration(OneWord):
    """A length of time in a measure that cannot be converted into another without a calendar."""

    measure: Measure
    amount: int

    read_schema = {
        "type": "string",
        "pattern": f"^{_DURATION}$",
        "description": "A length of time: 30min, 48h, 90d, 2w, 1y (365 days), 8bh or 2bd (business hours, days).",
        "examples": ["90d", "48h", "2bd"],
    }
    written_schema = {
        "type": "object",
        "properties": {
            measure: {"type": "integer", "minimum": 0}
            for measure in ("business_days", "business_minutes", "days", "minutes", "months")
        },
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Read `90d`, or `{"days": 90}` from a manifest."""
        if isinstance(value, str) and (read := _duration_of(value)):
            return cls(*read)
        if isinstance(value, dict) and len(value) == 1:
            ((measure, amount),) = value.items()
            if measure in cls.written_schema["properties"] and type(amount) is int and amount >= 0:
                return cls(measure, amount)
        raise PydanticCustomError("bad_duration", "{value} is not a duration", {"value": _shown(value)})

    def dump(self) -> dict[str, int]:
        """One measure and a whole number: `{"days": 90}`."""
        return {self.measure: self.amount}

    @property
    def is_business(self) -> bool:
        """Whether it counts working time only."""
        return self.measure.startswith("business")

    def is_longer_than(self, other: Duration) -> bool:
        """Whether it is certainly longer: minutes and days compare, working time and months only with their like."""
        factors = {"days": 1440, "minutes": 1}
        if self.measure in factors and other.measure in factors:
            return self.amount * factors[self.measure] > other.amount * factors[other.measure]
        return self.measure == other.measure and self.amount > other.amount

    def times(self, factor: int) -> Duration:
        """So many times as long, in the same measure."""
        return Duration(self.measure, self.amount * factor)

    @property
    def days(self) -> int | None:
        """Elapsed days, rounded down; None for working time and months, which need a calendar."""
        return {"days": self.amount, "minutes": self.amount // 1440}.get(self.measure)

    def after(self, day: datetime.date) -> datetime.date | None:
        """The day on which it is over when it starts on a day; None for working time and for what no calendar holds."""
        try:
            if self.measure == "months":
                return months_later(day, self.amount)
            return None if self.days is None else day + datetime.timedelta(days=self.days)
        except (OverflowError, ValueError):
            return None

    @property
    def words(self) -> str:
        """The duration as a person says it: `5 business days`."""
        amount, unit = self.amount, self.measure.replace("_", " ")
        if self.measure.endswith("minutes") and amount and amount % 60 == 0:
            amount, unit = amount // 60, unit.replace("minutes", "hours")
        return f"{amount} {unit.removesuffix('s') if amount == 1 else unit}"


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month, or the month's last day where it is shorter; ValueError behind the year 9999."""
    from calendar import monthrange

    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=4096)
def _duration_of(text: str) -> tuple[Measure, int] | None:
    read = re.fullmatch(rf"([0-9]{{1,6}})({_UNIT})", text)
    if not read:
        return None
    measure, factor = _UNITS[read[2]]
    return measure, int(read[1]) * factor


_CADENCES: Mapping[str, tuple[Measure, int]] = {
    "daily": ("days", 1),
    "weekly": ("days", 7),
    "fortnightly": ("days", 14),
    "monthly": ("months", 1),
    "quarterly": ("months", 3),
    "half-yearly": ("months", 6),
    "yearly": ("months", 12),
}


class Cadence(Duration):
    """How often something regular happens: a word such as `quarterly`, or a duration."""

    read_schema = {
        "anyOf": [{"enum": list(_CADENCES)}, {"type": "string", "pattern": f"^{_DURATION}$"}],
        "description": "How often: a word such as monthly or quarterly, or a duration such as 90d.",
    }

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Read `quarterly`, `90d`, or the manifest form."""
        if isinstance(value, str) and value in _CADENCES:
            return cls(*_CADENCES[value])
        read = _duration_of(value) if isinstance(value, str) else None
        if not isinstance(value, dict) and (read is None or read[1] == 0):
            raise PydanticCustomError("bad_cadence", "{value} is not a cadence", {"value": _shown(value)})
        return super().parse(value)

    @property
    def words(self) -> str:
        """`quarterly`, or `every 90 days`."""
        for word, known in _CADENCES.items():
            if known == (self.measure, self.amount):
                return word
        return f"every {super().words}"


class Pace(Cadence):
    """How often something is sent: a cadence, `immediately`, or `on-demand`."""

    read_schema = {"anyOf": [{"enum": ["immediately", "on-demand"]}, *Cadence.read_schema["anyOf"]]}

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Read a word or a cadence; in the manifest `immediately` is 0 minutes and `on-demand` 0 calendar months."""
        word = _PACES.get(value) if isinstance(value, str) else None
        return cls(word, 0) if word else super().parse(value)

    @property
    def words(self) -> str:
        """`immediately`, `on-demand`, or the cadence's words."""
        return super().words if self.amount else "immediately" if self.measure == "minutes" else "on-demand"


_PACES: Mapping[str, Measure] = {"immediately": "minutes", "on-demand": "months"}


@dataclass(frozen=True)
class Delay(OneWord):
    """How long after a trigger something happens: exactly, or between two bounds."""

    earliest: Duration
    latest: Duration

    read_schema = {
        "type": "string",
        "pattern": rf"^{_DURATION}(?:\.\.{_DURATION})?$",
        "description": "A duration such as 2d, or a range such as 1d..3d.",
        "examples": ["2d", "1d..3d"],
    }
    written_schema = {
        "type": "object",
        "properties": {"earliest": Duration.written_schema, "latest": Duration.written_schema},
        "required": ["earliest", "latest"],
        "additionalProperties": False,
    }

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Read `1d..3d`, `2d`, or the manifest form."""
        if isinstance(value, dict) and value.keys() == {"earliest", "latest"}:
            return cls(Duration.parse(value["earliest"]), Duration.parse(value["latest"]))
        first, dots, second = value.partition("..") if isinstance(value, str) else ("", "", "")
        if not _duration_of(first) or (dots and not _duration_of(second)):
            raise PydanticCustomError("bad_delay", "{value} is not a delay", {"value": _shown(value)})
        earliest, latest = Duration.parse(first), Duration.parse(second or first)
        if earliest.is_longer_than(latest):
            raise PydanticCustomError("bad_delay", "the range {value} ends before it starts", {"value": _shown(value)})
        return cls(earliest, latest)

    def dump(self) -> dict[str, Any]:
        """Both bounds, even when they are equal."""
        return {"earliest": self.earliest.dump(), "latest": self.latest.dump()}

    @property
    def words(self) -> str:
        """`1 day to 3 days`."""
        if self.earliest == self.latest:
            return self.earliest.words
        return f"{self.earliest.words} to {self.latest.words}"


@dataclass(frozen=True)
class Rate(OneWord):
    """A bound on how often something can happen to one contact: `1 per 14d`. A bound, not an average."""

    at_most: int
    within: Duration

    read_schema = {
        "type": "string",
        "pattern": rf"^[0-9]+ per {_DURATION}$",
        "description": "A bound such as 1 per 14d.",
        "examples": ["1 per 14d"],
    }
    written_schema = {
        "type": "object",
        "properties": {"at_most": {"type": "integer", "minimum": 1}, "within": Duration.written_schema},
        "required": ["at_most", "within"],
        "additionalProperties": False,
    }

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Read `1 per 14d`, or the manifest form."""
        if isinstance(value, dict) and value.keys() == {"at_most", "within"} and type(value["at_most"]) is int:
            return cls(value["at_most"], Duration.parse(value["within"]))
        read = re.fullmatch(r"([1-9][0-9]{0,5}) per (\S+)", value) if isinstance(value, str) else None
        if not read:
            raise PydanticCustomError("bad_rate", "{value} is not a rate", {"value": _shown(value)})
        return cls(int(read[1]), Duration.parse(read[2]))

    def dump(self) -> dict[str, Any]:
        """Count and window."""
        return {"at_most": self.at_most, "within": self.within.dump()}

    @property
    def words(self) -> str:
        """`1 per 14 days`."""
        return f"{self.at_most} per {self.within.words}"


@dataclass(frozen=True)
class Condition(OneWord):
    """A test of answers or metrics."""

    test: Test

    read_schema = {
        "type": "string",
        "description": "A test of answers or metrics, such as `visit.effort <= 3 and visit.why is answered`.",
        "examples": ["visit.effort <= 3 and visit.why is answered"],
    }
    written_schema = {
        "type": "object",
        "properties": {"text": {"type": "string"}, "test": {"type": "object"}},
        "required": ["text", "test"],
        "additionalProperties": False,
    }

    @classmethod
    def parse(cls, value: Any) -> Self:
        """Read a condition, or the manifest form."""
        text = value.get("text") if isinstance(value, dict) else value
        if not isinstance(text, str):
            raise PydanticCustomError(
                "bad_condition", "this is not a condition", {"start": 0, "end": 0, "expected": ""}
            )
        try:
            return cls(parse_condition(text))
        except ConditionError as error:
            place = {"start": error.span.start, "end": error.span.end, "expected": error.help}
            raise PydanticCustomError(
                "bad_condition", str(error).replace("{", "{{").replace("}", "}}"), place
            ) from None

    def dump(self) -> dict[str, Any]:
        """Canonical text and the parsed form."""
        return {"text": self.words, "test": self.test.dump()}

    @property
    def words(self) -> str:
        """The condition as canonical text."""
        return in_words(self.test)


# CHECKED TEXT


_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _date(value: str) -> str:
    try:
        # Python also reads weeks (`2027-W05-1`) and days without hyphens.
        return datetime.date(*map(int, value.split("-"))).isoformat() if _DATE.fullmatch(value) else _raise_date(value)
    except ValueError:
        return _raise_date(value)


def _raise_date(value: str) -> str:
    raise PydanticCustomError("bad_date", "{value} is not a date", {"value": _shown(value)})


_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T([01][0-9]|2[0-3]):[0-5][0-9])?")


def _moment(value: str) -> str:
    if not _MOMENT.fullmatch(value):
        message = "{value} is not a day or a moment such as 2027-03-31T14:30"
        raise PydanticCustomError("bad_moment", message, {"value": _shown(value)})
    return _date(value[:10]) + value[10:]


def _zone(value: str) -> str:
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError("bad_zone", "{value} is not a time zone", {"value": _shown(value)}) from None
    return value


Date = Annotated[str, AfterValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
Moment = Annotated[str, AfterValidator(_moment), WithJsonSchema({"type": "string", "pattern": f"^{_MOMENT.pattern}$"})]
"""A day, or a moment of it in the program's clock: `2027-03-31` or `2027-03-31T14:30`."""
Zone = Annotated[str, AfterValidator(_zone), WithJsonSchema({"type": "string", "examples": ["Europe/Berlin"]})]


def _shown(value: Any) -> str:
    return f"`{value}`" if isinstance(value, str | int | float) else "this"
