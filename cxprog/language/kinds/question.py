"""A question that surveys reuse, so that the same thing is always asked the same way."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from cxprog.language.base import Node, Part
from cxprog.language.types import (
    Id,
    Many,
    MetricRef,
    TaxonomyRef,
    Text,
)

QuestionType = Literal[
    "nps", "osat", "csat", "ces", "rating", "single-choice", "multiple-choice", "ranking", "yes-no", "number",
    "open-text",
]  # fmt: skip
SCALES: Mapping[str, tuple[int, int]] = {
    "nps": (0, 10),
    "osat": (1, 5),
    "csat": (1, 5),
    "ces": (1, 7),
    "rating": (1, 5),
}
"""Usual scale of a question type, lowest and highest answer."""
CHOICE_TYPES = ("single-choice", "multiple-choice", "ranking")
"""Types whose answers are chosen from a list."""


class Scale(Part):
    """Lowest and highest value, with words for both ends."""

    lowest: int
    """Lowest value."""
    highest: int
    """Highest value."""
    low: Text | None = None
    """Words at the lowest value."""
    high: Text | None = None
    """Words at the highest value."""


class Choice(Part):
    """One of the answers to choose from."""

    id: Id
    """Name of the choice in data and conditions."""
    text: Text | None = None
    """Words shown for the choice; made from the id when left out."""


class Question(Node):
    """A reusable question."""

    kind: Literal["question"]
    """Always `question`."""
    type: QuestionType
    """What kind of answer is asked for."""
    text: Text
    """The question, as one text or a text for each locale."""
    scale: Scale | None = None
    """Lowest and highest answer; the usual ones of the type when left out (nps 0-10, osat and csat 1-5, ces 1-7)."""
    direction: Literal["higher-is-better", "lower-is-better"] = "higher-is-better"
    """Which end of the scale is the good one."""
    choices: Many[Choice] = ()
    """Answers to choose from or to rank."""
    answers_max: Annotated[int, Field(ge=1)] | None = None
    """Most answers one person may give: choices taken, or separate texts; any number when left out."""
    codes: TaxonomyRef | None = None
    """The taxonomy whose codes open answers are filed under, or that takes the place of `choices`."""
    length_max: Annotated[int, Field(ge=1, le=20000)] = 2000
    """Longest text answer, in characters."""
    metric: MetricRef | None = None
    """The metric that the answers feed."""
    permits: Many[Literal["contact", "partner"]] = ()
    """What a `yes` allows, for questions of type `yes-no`: `contact`, that somebody who then learns name and answers
    gets in touch; `partner`, that the partner who serves the person learns them, too."""
