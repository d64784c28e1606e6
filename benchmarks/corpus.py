"""Write a corpus: a realistic program of any size, the same for the same size, with 3 references a document or more.

    python benchmarks/corpus.py FOLDER DOCUMENTS [--faulty SHARE]

A hundred documents make one block: a journey with its roles, teams, partners, questions, surveys, metrics and loops,
26 lines and 750 bytes each on average, in files of ten documents.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

_FILE_DOCUMENTS = 10


def documents(count: int) -> Iterator[str]:
    """YAML texts of the documents, `count` of them; every one is free of findings that stop a build."""
    yield from _CORE[:count]
    made = len(_CORE)
    block = 0
    while made < count:
        for text in _block(block):
            if made == count:
                return
            yield text
            made += 1
        block += 1


def write(folder: Path, count: int, faulty: float = 0.0) -> int:
    """Write the corpus into an empty folder; returns its size in bytes. `faulty` is the share with one mistake."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    chance = random.Random(1)
    texts = [_spoiled(text, chance) if chance.random() < faulty else text for text in documents(count)]
    size = 0
    for number, start in enumerate(range(0, len(texts), _FILE_DOCUMENTS)):
        data = "---\n".join(texts[start : start + _FILE_DOCUMENTS]).encode()
        place = folder / ("cxprog.yaml" if number == 0 else f"part-{number // 100:03}/documents-{number:05}.yaml")
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
        size += len(data)
    return size


def _spoiled(text: str, chance: random.Random) -> str:
    """One mistake: a misspelt key, a word that is no value, a reference to nothing, or a number for a text."""
    spoil = (
        ("description:", "descripton:"),
        ("kind: survey\n", "kind: survey\npriority: high\n"),
        ("owner: team-", "owner: taem-"),
        ("title:", "titel:"),
    )
    before, after = spoil[chance.randrange(len(spoil))]
    return text.replace(before, after, 1) if before in text else text.replace("title:", "titel:", 1)


_PROGRAM = """\
kind: program
language: 1
id: corpus
title: {en: Corpus, de: Korpus}
version: 1.0.0
model: b2b2c
partnership: interdependent
clock: Europe/Berlin
owner: team-0-0
account_managers: team-0-0
holidays: DE
targets: {}
"""


_TOOL = """\
kind: channel
id: survey-tool
title: {en: Survey tool, de: Umfragewerkzeug}
type: survey
tool: Survey tool
enforces: {rest: 92d, own_rest: true, caps: true}
owner: team-0-0
"""

_LOAD = """\
kind: policy
id: contact-load
title: {en: Contact load, de: Kontaktdruck}
frequency:
  - {at_most: 4, within: 365d, source: House rule}
  - {at_most: 2, within: 365d, of: {longer_than: 10min}, source: House rule}
  - {gap: 30d, source: House rule}
  - {minutes: 60, within: 365d, source: House rule}
  - {at_most: 2, within: 90d, reminders: exempt, source: House rule}
  - {at_most: 12, each: year, source: House rule}
"""

_YEARLY = """\
kind: survey
id: yearly-check
title: {en: Once a year, de: Einmal im Jahr}
purpose: relational
asks: [customer]
when: {every: yearly, starting: 2027-03-01, window: 28d}
through: survey-tool
identity: confidential
sender: company
minutes: 12
questions: [satisfied]
locales: [en, de]
owner: team-0-0
"""

_CORE = (
    _PROGRAM,
    _TOOL,
    _LOAD,
    "kind: role\nid: customer\ntitle: {en: Customer, de: Kundin}\naudience: customer\nlevel: strategic\n",
    _YEARLY,
    "kind: question\nid: satisfied\ntype: osat\ntext: {en: Are you satisfied with us?, de: Sind Sie zufrieden?}\n",
)
"""What comes before all blocks: the tool that sends, the limits of everybody, and one survey."""

_ABOUT = """\
  Reviewed twice a year with those whom it concerns.
  What changes is announced to the dealers first.
  Questions go to the owner, not to the tool's help.
"""


def _owner(b: int, n: int, t: int) -> str:
    team = f"team-{b}-{n % 6}"
    return f"{{joint: [{team}, dealer-{b}-{t % 4}], lead: {team}}}" if t % 3 else team


def _block(b: int) -> Iterator[str]:
    about = _ABOUT
    for n in range(6):
        parent = f"parent: team-{b}-0\n" if n else ""
        yield f"""\
kind: team
id: team-{b}-{n}
title: {{en: Service team {n} of region {b}, de: Serviceteam {n} der Region {b}}}
description: >
  Looks after the installed base in its region, plans visits together with the dealers,
  and answers for what customers say about repair, spare parts and training.
{about}{parent}people:
  - {{name: Mailbox {n}, mail: team-{b}-{n}@example.com}}
  - {{name: Deputy {n}, mail: deputy-{b}-{n}@example.com}}
alerts:
  mail: [team-{b}-{n}@example.com]
  chat: "#team-{b}-{n}"
hours: {{days: [mon, tue, wed, thu, fri], opens: "08:00", closes: "16:30"}}
holidays: DE
"""
    for n in range(4):
        yield f"""\
kind: partner
id: dealer-{b}-{n}
title: {{en: Dealers of tier {n}, de: Händler der Stufe {n}}}
description: >
  Sells, installs and repairs; knows the people on site and often hears first what goes wrong there.
{about}type: dealer
organizations: {10 + n}
tier: tier-{n}
markets: [DE, AT, CH, NL, PL]
maturity: developing
controls: [customer-contact, installation, service]
manager: team-{b}-{n}
contacts:
  - {{name: Dealer desk, mail: dealer-{b}-{n}@example.com}}
alerts: {{mail: [dealer-{b}-{n}@example.com]}}
"""
    for n in range(6):
        yield f"""\
kind: role
id: role-{b}-{n}
title: {{en: Maintenance manager {n}, de: Instandhaltungsleitung {n}}}
description: >
  Keeps the plant running and decides whom to call when it stops.
{about}audience: customer
level: tactical
buying: [influencer]
may_also_be: [role-{b}-{(n + 1) % 6}, role-{b}-{(n + 2) % 6}]
key_accounts: {{invitation: white-glove, invited_by: team-{b}-{n}}}
persona:
  goals:
    - {{en: No unplanned stop, de: Kein ungeplanter Stillstand}}
    - {{en: One person to call, de: Ein fester Ansprechpartner}}
  pains:
    - {{en: Spare parts arrive late, de: Ersatzteile kommen spät}}
"""
    for n in range(8):
        touchpoints = "".join(
            f"""\
      - id: contact-{t}
        title: {{en: Contact {t} with the customer, de: Kontakt {t} mit dem Kunden}}
        channel: {("on-site", "phone", "portal", "email", "meeting")[t % 5]}
        owner: {_owner(b, n, t)}
        at_most: {2 + t} per 90d
        moment_of_truth: {"true" if t == n % 4 else "false"}
        emotion: {t % 5 - 2}
"""
            for t in range(4)
        )
        yield f"""\
kind: journey
id: journey-{b}-{n}
title: {{en: Breakdown {n}, de: Störung {n}}}
actor: customer
stages:
  - id: repair
    title: {{en: Repair, de: Reparatur}}
    goal: {{en: The machine runs again, de: Die Maschine läuft wieder}}
    roles: [role-{b}-0, role-{b}-1, role-{b}-2, role-{b}-3, role-{b}-4, role-{b}-5]
    touchpoints:
{touchpoints}"""
    for n in range(22):
        yield f"""\
kind: question
id: question-{b}-{n}
title: {{en: Question {n}, de: Frage {n}}}
description: >
  Asked the same way in every survey of the region, so that answers can be compared over time.
{about}type: {"open-text" if n % 4 == 3 else "ces"}
text:
  en: How easy was it for you to get your machine running again after contact {n}?
  de: Wie leicht war es für Sie, Ihre Maschine nach Kontakt {n} wieder in Betrieb zu nehmen?
{"" if n % 4 == 3 else f"metric: metric-{b}-{(n - n // 4) % 12}" + chr(10)}x-source:
  library: standard
  reviewed: 2026-05-0{n % 9 + 1}
"""
    for n in range(24):
        yield f"""\
kind: survey
id: survey-{b}-{n}
title: {{en: After contact {n}, de: Nach Kontakt {n}}}
description: >
  Asks those who were there, shortly after, about this one contact.
{about}purpose: transactional
asks: [role-{b}-{n % 6}, role-{b}-{(n + 1) % 6}]
when: {{after: journey-{b}-{n % 8}.contact-{n % 4}, delay: 1d..3d}}
sampling: {{share: 0.5, key_accounts: always}}
through: survey-tool
rest: {{own: {365 if n % 12 == 7 else 90}d}}
caps: [{{at_most: 2, within: 365d}}]
reminders: [{{after: 5d}}]
identity: identified
sender: company
minutes: {12 if n % 12 == 7 else 2}
questions:
  - {{question: question-{b}-{n % 22}, required: true}}
  - question-{b}-{(n + 1) % 22}
  - question-{b}-{(n + 2) % 22}
locales: [en, de]
owner: team-{b}-{n % 6}
invitation: {{en: Two minutes for us, de: Zwei Minuten für uns}}
"""
    for n in range(12):
        yield f"""\
kind: metric
id: metric-{b}-{n}
title: {{en: Effort {n}, de: Aufwand {n}}}
description: >
  Watched by the region every month and compared with renewals once a year.
{about}type: ces
scale: {{lowest: 1, highest: 7}}
direction: higher-is-better
minimum_n: 10
use: indicator
weight_by: account-value
owner: team-{b}-{n % 6}
bands:
  - {{id: low, lowest: 1, title: {{en: Hard, de: Schwer}}}}
  - {{id: middle, lowest: 4, title: {{en: So-so, de: Mittel}}}}
  - {{id: high, lowest: 6, title: {{en: Easy, de: Leicht}}}}
"""
    for n in range(18):
        yield f"""\
kind: loop
id: loop-{b}-{n}
title: {{en: Hard contact {n}, de: Schwieriger Kontakt {n}}}
description: >
  Whoever found it hard is called back, and the cause is filed.
{about}type: inner
when: survey-{b}-{n}.question-{b}-{n + (n % 4 == 3)} <= 3
severity: high
owner: touchpoint-owner
first_contact: 8bh
resolve: 5bd
escalate:
  - {{after: 8bh, to: team-{b}-{n % 6}}}
  - {{after: 2bd, to: team-{b}-{(n + 1) % 6}}}
monitor: team-{b}-{n % 6}
tell: [team-{b}-{(n + 2) % 6}]
close:
  requires: [comment, close-code]
  codes:
    - {{id: solved, title: {{en: Solved, de: Gelöst}}}}
    - {{id: explained, title: {{en: Explained, de: Erklärt}}}}
"""


def main() -> None:
    """Command line of the generator."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("documents", type=int)
    parser.add_argument("--faulty", type=float, default=0.0, metavar="SHARE")
    arguments = parser.parse_args()
    size = write(arguments.folder, arguments.documents, arguments.faulty)
    print(f"{arguments.folder}: {arguments.documents} documents, {size} bytes")


if __name__ == "__main__":
    main()
