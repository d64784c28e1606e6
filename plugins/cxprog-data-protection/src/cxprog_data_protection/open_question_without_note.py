"""An open question does not tell people what to leave out.

Whoever may write freely writes about illness, debts and colleagues by name. Such data needs more protection than the
survey was set up for, and it may belong to people who were never asked. A line beside the question keeps most of it
out. The question carries it as `x-note`, one text or a text for each locale that its surveys are offered in.

```yaml bad
kind: question
id: why
type: open-text
text: {en: What is the main reason?, de: Was ist der Hauptgrund?}
x-note: Please name nobody, and write nothing about anybody's health.  # <-
---
kind: question
id: wish  # <-
type: open-text
text: {en: What should we change?, de: Was sollen wir ändern?}
---
kind: survey
id: yearly
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: confidential
minutes: 5
questions: [why, wish]
locales: [en, de]
```

```yaml good
kind: question
id: why
type: open-text
text: {en: What is the main reason?, de: Was ist der Hauptgrund?}
x-note:
  en: Please name nobody, and write nothing about anybody's health.
  de: Bitte nennen Sie niemanden, und schreiben Sie nichts über die Gesundheit anderer.
---
kind: survey
id: yearly
purpose: relational
asks: [buyer]
when: {every: yearly}
identity: confidential
minutes: 5
questions: [why]
locales: [en, de]
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cxprog.finding import Finding, Label, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule
from cxprog_data_protection.scope import covered_surveys

KEY = "x-note"


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    settings = program.settings
    own_locale = settings.node.locale if settings is not None and settings.node is not None else "en"
    for question, asked, locales in _open_questions(program, own_locale):
        note = question.node.extra_keys.get(KEY)
        missing = [locale for locale in locales if not _has_text(note, locale, own_locale)]
        if note is None:
            yield say(
                f"the open question `{question.id}` has no note on what to leave out",
                question.at(),
                asked,
                help=f"add `{KEY}:`, for example: Please name nobody, and write nothing about anybody's health",
            )
        elif missing:
            yield say(
                f"the note of the open question `{question.id}` has no text in {', '.join(missing)}",
                question.at(KEY),
                asked,
                help=f"write `{KEY}` as a map with a text for each of {', '.join(locales)}",
            )


def _open_questions(program: Program, own_locale: str) -> Iterator[tuple[Entry, Label, tuple[str, ...]]]:
    """Open questions of covered surveys, by id: where each is asked first, and all locales it is asked in."""
    asked: dict[str, tuple[Label, dict[str, None]]] = {}
    for survey, _ in covered_surveys(program):
        for index, each in enumerate(survey.node.questions):
            name = each if isinstance(each, str) else each.question
            label = survey.at("questions", index, text="asked here")
            _, locales = asked.setdefault(name, (label, {}))
            locales.update(dict.fromkeys(survey.node.locales or (own_locale,)))
    for question in program.each("question"):
        if question.node.type == "open-text" and question.id in asked:
            label, locales = asked[question.id]
            yield question, label, tuple(locales)


def _has_text(note: Any, locale: str, own_locale: str) -> bool:
    """Whether a text, or map of texts by locale, says something in a locale; a plain text is in the program's own."""
    text = note.get(locale) if isinstance(note, dict) else note if locale == own_locale else None
    return isinstance(text, str) and bool(text.strip())
