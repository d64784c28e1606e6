"""The site of a program: linked pages that a team opens instead of the YAML, made of plain files.

Open `index.html` from the disk, or put the folder on any web server: it needs no network and no other program. The
overview shows all journeys, who owns what, who is asked how often in the coming months, the loops, coverage, proofs,
and what was found with the exceptions that are made from it. Every journey, survey, metric, role, team and partner has
a page of its own, and every journey its board. Each page names the file and the line that it comes from.

The search finds touchpoints, surveys, questions, metrics, roles, owners, loops and findings in every language of the
program; `/` leads to it. Without scripts there is no search, and everything else.

What was found is that of the day of the build, and the calendar begins with its month; `--as-of` fixes both. Nothing
else depends on the day.
"""

from __future__ import annotations

from cxprog.language.types import Locale
from cxprog.target import Account, Produced, TargetOptions, reporter


class Options(TargetOptions):
    """What can be chosen."""

    locale: Locale | None = None
    """Language of the titles, such as `de`; the program's own when left out."""


@reporter("text/html", options=Options)
def produce(account: Account, options: Options) -> Produced:
    """Every file of the site, `index.html` first."""
    from cxprog.site._files import files

    yield from files(account, options.locale)
