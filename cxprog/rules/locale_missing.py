"""A survey is offered in a language in which one of its texts is missing.

Respondents then read a mixture of languages: the questions in their own, the answers in another. Some stop there, and
those who go on may have understood something else.

To mend it, add the text in that locale, or offer the survey in fewer. A plain text stands in the program's locale; a
text in `de` also serves `de-AT`. Checked are the survey's title, invitation, thanks and incentive, and the words,
choices and scale ends of its questions.

```yaml bad
kind: question
id: main-reason
type: single-choice
text: {en: What was the main reason?, de: Was war der Hauptgrund?}
choices:
  - {id: time, text: {en: It took too long, de: Es hat zu lange gedauert}}
  - {id: parts, text: A part was missing}  # <-
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
locales: [en, de]
questions: [main-reason]
thanks: {en: Thank you!}  # <-
```

```yaml good
kind: question
id: main-reason
type: single-choice
text: {en: What was the main reason?, de: Was war der Hauptgrund?}
choices:
  - {id: time, text: {en: It took too long, de: Es hat zu lange gedauert}}
  - {id: parts, text: {en: A part was missing, de: Ein Teil hat gefehlt}}
---
kind: survey
id: visit-effort
purpose: transactional
asks: [operator]
when: {event: visit-closed}
identity: confidential
minutes: 1
locales: [en, de]
questions: [main-reason]
thanks: {en: Thank you!, de: Vielen Dank!}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from cxprog.facts import in_use, says, shown_texts
from cxprog.finding import Finding, Severity
from cxprog.program import Entry, Program
from cxprog.rule import Say, rule

Offers = dict[str, Entry]
"""Locales beside the program's own, each with the first survey that is offered in it."""


@rule(Severity.WARNING)
def check(program: Program, say: Say) -> Iterator[Finding]:
    default = program.locale
    wanted: dict[str, Offers] = {}
    for survey in in_use(program, "survey"):
        own = {locale: survey for locale in survey.node.locales if locale != default}
        yield from _missing(program, survey, own, say)
        for _, name, _ in survey.node.asked if own else ():
            wanted[name] = {**own, **wanted.get(name, {})}
    for name, offers in sorted(wanted.items()):
        question = program.get("question", name)
        if question and question.sound:
            yield from _missing(program, question, offers, say)


def _missing(program: Program, entry: Entry, offers: Offers, say: Say) -> Iterator[Finding]:
    default = program.locale
    for path, text in shown_texts(program, entry) if offers else ():
        if isinstance(text, dict) and offers.keys() <= text.keys():
            continue
        missing = [locale for locale in offers if not says(text, locale, default)]
        if missing:
            surveys = dict.fromkeys(offers[locale] for locale in missing)
            listed = ", ".join(f"`{locale}`" for locale in missing)
            example = f"{{{default}: ..., {missing[0]}: ...}}" if isinstance(text, str) else f"{missing[0]}: ..."
            yield say(
                f"this text is missing in {listed}, in which respondents are asked",
                entry.at(*path),
                *(survey.at("locales", text="what is offered") for survey in surveys),
                help=f"add the translation (`{example}`), or offer the survey in fewer locales",
            )
