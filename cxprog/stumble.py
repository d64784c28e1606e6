"""Where the parser gave up on a text, with the lines and tokens around it that help to say why."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import yaml

from cxprog.finding import Label
from cxprog.source import Source, Span, Spot

KEY_LINE = re.compile(
    r"""(?P<lead>[ ]*(?:-[ ]+)*)(?P<key>"[^"]*"|'[^']*'|[^\s"'#\[\]{},&*!|>%@`:-][^:#]*?)[ ]*:(?:[ ]+(?P<value>.*)|$)"""
)


@dataclass(frozen=True)
class Line:
    """One line of a source."""

    number: int
    """From 1."""
    start: int
    """Offset of its first character."""
    text: str
    """Without the line break."""

    @property
    def indent(self) -> int:
        """Number of spaces in front."""
        return len(self.text) - len(self.text.lstrip(" "))

    @property
    def first(self) -> int:
        """Offset of the first character that is not a space."""
        return self.start + self.indent

    @property
    def key(self) -> str:
        """The key it starts with; empty where it starts with none."""
        read = KEY_LINE.match(self.text)
        return read["key"].strip("\"'") if read else ""

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing: empty, or a comment."""
        return not self.text.strip() or self.text.lstrip().startswith("#")


@dataclass(frozen=True)
class Stumble:
    """Where the parser gave up, and everything that helps to say why."""

    source: Source
    start: int
    end: int
    """The part of the source that was read."""
    problem: str
    """What the parser says about it."""
    at: int
    """Where it stood."""
    began: int
    """Where what it was reading began."""

    def label(self, at: int, text: str = "", length: int = 1) -> Label:
        """A place of some characters; behind the end it is the last visible character."""
        last = self.start + max(len(self.source.text[self.start : self.end].rstrip()) - 1, 0)
        return Label(Spot(self.source, Span(min(at, last), min(min(at, last) + length, self.end))), text)

    def rest(self, start: int) -> Label:
        """A place that reaches to the end of its line."""
        line = self.line_at(start)
        return Label(Spot(self.source, Span(start, max(line.start + len(line.text.rstrip()), start + 1))))

    def line(self, number: int) -> Line:
        """A line by its number."""
        return Line(number, self.source.line_starts[number - 1], self.source.line(number))

    def line_at(self, offset: int) -> Line:
        """The line of an offset."""
        return self.line(self.source.position(offset).line)

    @cached_property
    def here(self) -> Line:
        """The line on which the parser stood; the last visible one when it reached the end."""
        return self.line_at(min(self.at, self.start + len(self.source.text[self.start : self.end].rstrip())))

    @cached_property
    def above(self) -> Line | None:
        """The nearest line above that says something."""
        first = self.source.position(self.start).line
        lines = (self.line(number) for number in range(self.here.number - 1, first - 1, -1))
        return next((line for line in lines if not line.is_blank and not line.text.startswith("---")), None)

    @cached_property
    def tokens(self) -> tuple[yaml.Token, ...]:
        """What was read before the place where the parser stood."""
        return tuple(self._scan())

    def _scan(self) -> Iterator[yaml.Token]:
        try:
            for token in yaml.scan(self.source.text[self.start : self.end], Loader=yaml.CSafeLoader):
                if self.start + token.start_mark.index >= self.at:
                    return
                yield token
        except yaml.YAMLError:
            return

    @cached_property
    def brackets(self) -> tuple[int, ...]:
        """Offsets of the brackets that are still open."""
        stack: list[int] = []
        for token in self.tokens:
            if isinstance(token, (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)):
                stack.append(self.start + token.start_mark.index)
            elif isinstance(token, (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)) and stack:
                stack.pop()
        return tuple(stack)

    @cached_property
    def columns(self) -> tuple[tuple[int, bool], ...]:
        """Columns, from 1, of the lists and maps that were open before this line, and whether each is a list."""
        stack: list[tuple[int, bool]] = []
        for token in self.tokens:
            if self.start + token.start_mark.index >= self.here.start:
                break
            if isinstance(token, (yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken)):
                column = self.source.position(self.start + token.start_mark.index).column
                stack.append((column, isinstance(token, yaml.BlockSequenceStartToken)))
            elif isinstance(token, yaml.BlockEndToken) and stack:
                stack.pop()
        return tuple(stack)

    @property
    def value_end(self) -> int:
        """Where the value ends that the parser stands in: at the end of the line, or of the item within brackets."""
        ending = re.compile(r"[,\]}]|[ \t]#|$" if self.brackets else r"[ \t]+#|$").search(
            self.here.text, self.at - self.here.start
        )
        end = ending.start() if ending else len(self.here.text)
        return self.here.start + len(self.here.text[:end].rstrip())
