"""Pages that were made to stand alone, taken into a site: the analyses that they show, and the bar put on top."""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from cxprog.analysis.frequency.prove import verdicts
from cxprog.analysis.specs import specs_of
from cxprog.display import NothingThere
from cxprog.display._planned import Planned
from cxprog.display._shown import Shown
from cxprog.display.calendar import WEEKS
from cxprog.display.privacy import known_of, privacy
from cxprog.display.proofs import proofs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cxprog.analysis.frequency.load import RoleLoad
    from cxprog.analysis.frequency.values import Verdict
    from cxprog.display._private import Privacy
    from cxprog.display._private_survey import Promised
    from cxprog.display._proved import Proofs
    from cxprog.target import Account


class Wholes:
    """What the calendar, the coverage, the proofs and the privacy page of a program are made from."""

    def __init__(self, account: Account) -> None:
        self.account = account

    @cached_property
    def _verdicts(self) -> tuple[Verdict, ...]:
        return verdicts(specs_of(self.account.program))

    @cached_property
    def planned(self) -> Planned:
        """The calendar, from the month of today on."""
        first = date.fromisoformat(f"{self.account.today[:7]}-01").toordinal()
        return Planned(self.account.manifest, self._verdicts, first - date.fromordinal(first).weekday(), WEEKS)

    @cached_property
    def loads(self) -> Mapping[str, RoleLoad]:
        """How often each role is asked, by id."""
        return {role.role: role for role in self.planned.load.roles}

    @cached_property
    def shown(self) -> Shown:
        """The coverage."""
        return Shown(self.account.program, self.account.manifest)

    @cached_property
    def proofs(self) -> Proofs | None:
        """The verdicts on limits; None where nothing limits how often people are asked."""
        try:
            return proofs(self.account.program, self._verdicts, environment=self.account.manifest.environment)
        except NothingThere:
            return None

    @cached_property
    def privacy(self) -> Privacy | None:
        """Who learns what; None where no survey asks anything."""
        account = self.account
        try:
            known = known_of(account.program)
            return privacy(account.program, known, account.today, environment=account.manifest.environment)
        except NothingThere:
            return None

    @cached_property
    def promised(self) -> Mapping[str, Promised]:
        """What the privacy page says of each survey in use, by id."""
        return {survey.id: survey for survey in self.privacy.surveys} if self.privacy else {}

    def pages(self) -> Iterator[tuple[str, str]]:
        """Each page by its path."""
        from cxprog.display.calendar_page import render as calendar_page
        from cxprog.display.coverage_page import render as coverage_page
        from cxprog.display.privacy_page import render as privacy_page
        from cxprog.display.proofs_page import render as proofs_page

        yield "calendar.html", calendar_page(self.planned)
        yield "coverage.html", coverage_page(self.shown)
        if self.proofs is not None:
            yield "proofs.html", proofs_page(self.proofs)
        if self.privacy is not None:
            yield "privacy.html", privacy_page(self.privacy)


OWN = "'self' file:"
"""Files of the site in a security policy; browsers do not agree whether a page of a folder is its own origin."""
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_TITLE = re.compile(r"<title>")
_BODY = re.compile(r"<body[^>]*>")


def framed(html: str, bar: str, root: str) -> str:
    """A page that stands alone with the bar of the site on top; its lines stay where they were."""
    given = _POLICY.search(html)
    directives = dict(each.strip().split(" ", 1) for each in (given[1] if given else _BARE).split(";"))
    directives["style-src"] += f" {OWN}"
    directives["script-src"] = f"{directives.get('script-src', '')} {OWN}".strip()
    policy = "; ".join(f"{name} {value}" for name, value in directives.items())
    head = (
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<link rel="stylesheet" href="{root}site.css"><script defer src="{root}site.js"></script>'
    )
    bare = _POLICY.sub("", html, count=1)
    # Before the page's own style, so that it has the last word on everything but the bar.
    headed = _TITLE.sub(lambda found: head + found[0], bare, count=1)
    return _BODY.sub(lambda found: found[0] + bar, headed, count=1)


_BARE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""What a page may do that runs no script and loads nothing."""
