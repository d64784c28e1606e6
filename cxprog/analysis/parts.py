"""What scenarios can exercise, by sort, and each in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cxprog.analysis.happening import ordinal
from cxprog.manifest import Manifest
from cxprog.source import Path


def everything(manifest: Manifest) -> dict[str, dict[str, str]]:
    """What scenarios can exercise, by sort: loops, routes, policies, surveys, touchpoints that somebody asks about.

    A route is somebody a loop turns to: its owner, whom it tells, a step of its ladder, whoever gets the outcome. Of a
    policy, each limit on invitations counts, each freeze, and its minimums for reports. Each stands with its words.
    """
    starting = [loop for loop in manifest.each("loop") if _starts(loop.spec)]
    return {
        "loops": {f"loop:{loop.id}": f"`{loop.id}`: no case opens" for loop in starting},
        "routes": {
            f"loop:{loop.id}.{'.'.join(map(str, path))}": f"`{loop.id}`: {_route(path, name)}"
            for loop in starting
            for path, name in loop.spec.responsible
        },
        "policies": dict(_limits(manifest)),
        "surveys": {f"survey:{survey.id}": f"`{survey.id}`: nobody is invited" for survey in manifest.each("survey")},
        "touchpoints": {
            f"touchpoint:{each.address}": f"`{each.address}`: nobody passes it or answers about it"
            for each in manifest.touchpoints
            if each.surveys
        },
    }


def _starts(loop: Any) -> bool:
    return any(getattr(loop, key) is not None for key in ("when", "silence", "event", "recurs"))


def _route(path: Path, name: str) -> str:
    step = int(path[1]) + 1 if path[0] == "escalate" else 0
    what = f"{ordinal(step)} step of the ladder" if step else _ROUTES[path[0]]
    return f"{what}, to `{name}`"


_ROUTES: Mapping[str | int, str] = {
    "owner": "a new case",
    "key_accounts": "a new case of a key account",
    "tell": "news of a new case",
    "close": "the outcome",
}


def _limits(manifest: Manifest) -> Iterator[tuple[str, str]]:
    for policy in manifest.each("policy"):
        name, spec = f"policy:{policy.id}", policy.spec
        for index in range(len(spec.frequency)):
            what = f"`{policy.id}`: its {ordinal(index + 1)} limit on invitations counts none"
            yield f"{name}.frequency.{index}", what
        for index, freeze in enumerate(spec.freezes):
            what = f"`{policy.id}`: the freeze from {freeze.first} to {freeze.last} keeps no invitation back"
            yield f"{name}.freezes.{index}", what
        if spec.anonymity:
            yield f"{name}.anonymity", f"`{policy.id}`: nobody looks at a report, where its minimums hold"
