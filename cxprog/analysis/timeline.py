"""What happens one after the other: a queue of things to come and a record of what came."""

from __future__ import annotations

import datetime
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from cxprog.analysis.happening import Happening
from cxprog.analysis.working_time import Moment

Action = Callable[[], None]


class Turn(IntEnum):
    """What comes first of things that happen in the same minute.

    Invitations go out before the answers of that minute, and who acts in the last minute acts in time.
    """

    SEND = 0
    STORY = 1
    DEADLINE = 2


@dataclass
class Timeline:
    """A queue and a record; the same things put in give the same record, whatever the order of dicts and hashes."""

    now: Moment
    record: list[Happening] = field(default_factory=list)
    _queue: list[tuple[Moment, Turn, tuple[Any, ...], int, Action]] = field(default_factory=list)
    _count: int = 0

    def plan(self, moment: Moment, turn: Turn, action: Action, order: tuple[Any, ...] = ()) -> None:
        """Let something happen; of things alike in moment and turn, the lesser `order` first, then the first planned.

        What is planned for the past happens now.
        """
        instant = max(moment.astimezone(datetime.UTC), self.now.astimezone(datetime.UTC))
        self._count += 1
        heapq.heappush(self._queue, (instant, turn, order, self._count, action))

    def run(self, until: Moment) -> None:
        """Let everything happen that comes before a moment."""
        zone, end = self.now.tzinfo, until.astimezone(datetime.UTC)
        while self._queue and self._queue[0][0] < end:
            instant, _, _, _, action = heapq.heappop(self._queue)
            self.now = instant.astimezone(zone)
            action()

    def say(self, happening: Happening) -> None:
        """Put something on record."""
        self.record.append(happening)
