"""A text is translated into a language that no survey offers.

Somebody paid for the translation and nobody will ever read it. Mostly the locale was forgotten in the survey's
`locales`, and respondents get a foreign language although theirs is there.

To mend it, add the locale to `locales` of the survey, or remove the translation.

```yaml bad
kind: question
id: visit-ces
type: ces
text:
  en: How easy was it to get your machine running again?
  de: Wie leicht war es, Ihre Maschine wieder in Gang zu bringen?  # <-
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
questions: [visit-ces]
```

```yaml good
kind: question
id: visit-ces
type: ces
text:
  en: How easy was it to get your machine running again?
  de: Wie leicht war es, Ihre Maschine wieder in Gang zu bringen?
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
locales: [en, de]
questions: [visit-ces]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, shown_texts
from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule


@rule(Severity.INFO)
def check(program: Program, say: Say) -> Iterator[Finding]:
    asking: dict[str, list[Entry]] = {}
    for survey in in_use(program, "survey"):
        yield from _idle(program, survey, [survey], say)
        for _, name, _ in survey.node.asked:
            asking.setdefault(name, []).append(survey)
    for name, surveys in sorted(asking.items()):
        question = program.get("question", name)
        if question and question.sound and not _may_be_asked_elsewhere(program, question):
            yield from _idle(program, question, surveys, say)


def _may_be_asked_elsewhere(program: Program, question: Entry) -> bool:
    """Whether a survey with mistakes asks it too, whose locales cannot be relied on."""
    referrers = program.referrers("question", question.id)
    return question.id in program.unread or any(
        reference.entry.kind == "survey" and not reference.entry.sound for reference in referrers
    )


def _idle(program: Program, entry: Entry, surveys: list[Entry], say: Say) -> Iterator[Finding]:
    default = program.locale
    offered = {default, *(locale for survey in surveys for locale in survey.node.locales)}
    offered |= {locale.partition("-")[0] for locale in offered}
    if all(text.keys() <= offered for text in program.translated(entry)):
        return
    idle: dict[str, Label] = {}
    for path, text in shown_texts(program, entry):
        for locale in text if isinstance(text, dict) else ():
            if locale not in offered:
                idle.setdefault(locale, entry.at(*path, locale, part="key"))
    first = surveys[0]
    place = ("locales",) if first.node.locales else ()
    for locale, label in idle.items():
        count = "the survey that shows it does" if len(surveys) == 1 else f"the {len(surveys)} surveys that show it do"
        yield say(
            f"texts of `{entry.id}` are translated into `{locale}`, which {count} not offer",
            label,
            first.at(*place, text=f"offers {', '.join(first.node.locales) or default}"),
            help=f"add `{locale}` to `locales` of the survey, or remove the translation",
        )
