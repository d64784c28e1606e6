"""Gate: SQL views that show of each report what its readers may see, and nothing that gives small groups away.

| file | holds |
|---|---|
| `tables.sql` | the tables that the views read, and what has to stand in them |
| `<report>.sql` | for each reader a view with the numbers, and one with the comments |
| `publish_editions.sql` | publishes what has enough new answers, for reports that have no period of their own |
| `settings.json` | what dashboards have to be set to, each with the place in the program that asks for it |

DuckDB, SQLite from 3.39 on and PostgreSQL run the files as they are. Give readers their views and none of the tables.

- **Numbers**: for each group and total the number of answers and the value: NPS, a mean, or a share. A group is shown
  from as many answers on as the strictest of report, metric and policies asks for, and only if not everybody in it is
  at the same end of the scale: a value there tells what each of them answered, and a line that said so would tell it
  as well. So such a group is hidden like a small one.
- **Totals** are nested: the whole, then the groups of the first cut, then of the first and the second. Totals that
  cross these, and filters, are left out and reported: no rule on single groups could keep them safe.
- **Remainders**: where what is hidden of a total is somebody, but too few, the smallest group in it is hidden as well,
  with all groups inside. A total that the report hides is kept as if it was shown; a finest group adds to what is
  hidden.
- **Editions**: an answer counts in the period in which it came in, and a period is shown when it is over. A report
  that comes out at once or on demand, and covers no period, has editions that somebody publishes: each holds what came
  in since the last one. So no two editions differ by a few answers.
- **Own parts**: who sees only the own part gets groups within that part, and sees lines for the own partner, account
  or touchpoint only.
- **Comments** stand in alphabetical order, each once, in the finest group that has enough of them.

Whoever is asked for no minimum by anybody is shown everything, down to single answers.

## Why nothing can be subtracted

Take one metric in one edition, as one reader sees it. *Enough* are so many answers as the minimum asks for, not all at
the same end of the scale; together with others they are still enough. Shown groups are nested: two of them have nobody
in common, or one lies in the other. The *remainder* of a shown group is what is left of it without the shown groups
inside it.

1. Remainders have nobody in common, and a shown group is made of whole ones: its own, and those of the groups inside.
   Whatever is added up or subtracted is thus a sum of remainders, each taken so many times. A group of people counts
   everybody once or not at all, so each remainder is in it as a whole or not at all: no other groups can be worked out.
2. Each remainder is nobody or enough. Of a shown group, left over are those parts that are not enough, and who belongs
   to no part. If that is nobody or enough, the other parts are shown, and it is the remainder. If not, the smallest of
   the other parts is hidden with all that is inside, so it belongs to the remainder. It is enough; so is the remainder.

So every group that can be worked out is enough. Editions have no answers in common, nor have the own parts of two
readers. And who also sees the same report at a higher minimum learns nothing from it: a group that is hidden at the
lower one is not enough for either, or lies in a hidden one, or is the smallest part of a group of which too few are
left over. If that part is enough for the higher minimum, then so are the other parts, being larger; the same answers
are left over, and are too few for both.

Two reports that one reader sees are not held together; they are reported. Nor is it known to any view what readers
know otherwise: of five answers, whoever gave one knows the sum of four.

```yaml
targets:
  gate: {locale: de}
```
"""

from __future__ import annotations

from cxprog.emitters._gate_notes import notes
from cxprog.emitters._gate_reading import Shown, reports_of
from cxprog.emitters._gate_settings import settings
from cxprog.emitters._gate_tables import publishing, tables
from cxprog.emitters._gate_views import views
from cxprog.language.types import Locale
from cxprog.manifest import Manifest
from cxprog.target import Produced, TargetOptions, emitter


class Options(TargetOptions):
    locale: Locale | None = None
    """Locale of the titles in comments; the program's when left out."""


@emitter("application/sql", options=Options)
def produce(manifest: Manifest, options: Options) -> Produced:
    """Write the tables, a file of views for each report, and the settings of dashboards."""
    read = reports_of(manifest)
    reports = tuple(report for report in read if not report.is_empty)
    by = f"Written by cxprog from {manifest.program} {manifest.version}: change the program, not this file."
    if reports:
        yield tables(manifest, reports, ("The tables that the views of the reports read.", by))
        yield from publishing(reports, ("Publishes every report that has enough new answers; run it once a day.", by))
    for report in reports:
        yield views(report, (_title(manifest, report, options), by))
    yield settings(manifest, reports)
    yield from notes(manifest, read)


def _title(manifest: Manifest, report: Shown, options: Options) -> str:
    return f"{manifest.text(report.spec.title, options.locale)}: report {report.id}, {report.spec.every.words}."
