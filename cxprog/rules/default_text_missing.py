"""A text is translated, but not given in the program's own locale.

The program's locale is what reports, maps, alerts and tools fall back on. Without it they show another language, a
different one from text to text.

To mend it, add the text in the program's locale. When many texts are reported, `locale` in `cxprog.yaml` may be what
is wrong; it is `en` when left out.

```yaml bad
kind: team
id: training
title: {de: Schulung, fr: Formation}  # <-
alerts: {mail: [training@example.com]}
```

```yaml good
kind: team
id: training
title: {en: Training, de: Schulung, fr: Formation}
alerts: {mail: [training@example.com]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import says
from cxprog.finding import Finding, Severity
from cxprog.language import KINDS
from cxprog.program import Program
from cxprog.rule import Say, rule


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    settings = program.settings
    if settings is None or settings.node is None:
        return
    locale = settings.node.locale
    for kind in KINDS:
        for entry in program.each(kind):
            if all(locale in text for text in program.translated(entry)):
                continue
            for path, text in program.texts(entry):
                if isinstance(text, dict) and locale not in text and not says(text, locale, locale):
                    yield say(
                        f"this text is given in {', '.join(f'`{name}`' for name in text)}, but not in `{locale}`",
                        entry.at(*path),
                        help=f"add `{locale}: ...`; it is the program's locale, which everything falls back on",
                    )
