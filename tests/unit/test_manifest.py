"""The manifest: everything resolved and written out, stable where nothing changed, and read back as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from cxprog import load_manifest
from cxprog.manifest import Manifest, ManifestError, humanized, manifest_schema
from tests.checking import PROGRAM, built, checked, full

TEXT = """\
kind: journey
id: repair
actor: customer
stages:
  - id: visit
    roles: [buyer]
    touchpoints:
      - {id: call, channel: phone, owner: cx-office}
      - {id: fix, channel: on-site, owner: {joint: [cx-office, dealer], lead: dealer}, next: []}
  - id: bill
    steps:
      - {id: payment, touchpoints: [{id: invoice, channel: mail}]}
---
kind: question
id: ease
type: ces
text: {en: How easy was it?, de: Wie leicht war es?}
---
kind: survey
id: effort
purpose: transactional
asks: [buyer]
when: {after: repair.call, delay: 1d..3d}
identity: identified
minutes: 2
questions: [ease]
x-legal-basis: contract
---
kind: loop
id: hard
type: inner
when: effort.ease<=3
owner: touchpoint-owner
first_contact: 8bh
"""


def manifest(text: str = TEXT, **settings: Any) -> Manifest:
    result = built(text, **settings).manifest
    assert result is not None, full(checked(text).findings)
    return result


def test_defaults_are_written_out() -> None:
    survey = manifest().get("survey", "effort")
    assert survey.owner == "cx-office"
    assert list(survey.locales) == ["en"]
    assert list(survey.listens_to) == ["repair.call"]
    assert survey.title == {"en": "Effort"}
    assert survey.questions[0].question == "ease"
    assert manifest().get("question", "ease").scale.highest == 7


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("first-visit", "First visit"),
        ("cx-team", "CX team"),
        ("dealer-nps", "Dealer NPS"),
        ("it-for-b2b2c", "IT for B2B2C"),
        ("exit", "Exit"),
    ],
)
def test_titles_made_from_ids_keep_abbreviations_capital(name: str, title: str) -> None:
    assert humanized(name) == title


def test_touchpoints_know_who_owns_them_who_asks_and_what_follows() -> None:
    call, fix, invoice = manifest().touchpoints
    assert (call.address, call.stage, call.step) == ("repair.call", "visit", None)
    assert [edge.to for edge in call.next] == ["repair.fix"]
    assert call.next[0].is_handoff
    assert call.surveys == ("effort",) and call.loops == ("hard",)
    assert [owner.id for owner in fix.owners] == ["cx-office", "dealer"] and fix.lead is not None
    assert fix.lead.kind == "partner" and fix.next == ()
    assert (invoice.step, invoice.owners, invoice.lead) == ("payment", (), None)


def test_conditions_and_times_are_written_in_one_way() -> None:
    loop = json.loads(manifest().to_json())["nodes"]["loop"]["hard"]["spec"]
    assert loop["when"]["text"] == "effort.ease <= 3"
    assert loop["first_contact"] == {"business_minutes": 480}


MANAGED = PROGRAM.replace("owner: cx-office\n", "owner: cx-office\naccount_managers: cx-office\n", 1).replace(
    "type: dealer\n", "type: dealer\nmanager: cx-office\n"
)
LOOPS = (
    TEXT
    + """\
key_accounts: {owner: account-manager}
escalate: [{after: 1bd, to: partner-manager}, {after: 2bd, to: cx-office, accounts: key}]
---
kind: loop
id: quiet
type: inner
silence: {survey: pulse}
owner: partner
first_contact: 5bd
---
kind: loop
id: stopped
type: outer
silence: {survey: pulse, of: invitations}
review: {every: monthly, decision_within: 30d, by: [cx-office, dealer]}
---
kind: survey
id: pulse
purpose: pulse
asks: [buyer]
when: {every: quarterly}
identity: identified
minutes: 1
questions: [ease]
---
kind: loop
id: again
type: outer
recurs: {of: causes, at_least: 3, within: 60d}
owner: cx-office
---
kind: event
id: complaint
type: event
affects: [repair.visit]
---
kind: loop
id: complained
type: inner
event: complaint
owner: touchpoint-owner
close: {causes: causes, tell: [cx-office]}
---
kind: taxonomy
id: causes
codes: [{id: parts, codes: [{id: late-part, title: Too late}, {id: wrong-part}]}, {id: people}]
coding: {every: weekly}
---
kind: question
id: reasons
type: multiple-choice
text: Why?
codes: causes
"""
)


def test_loops_are_written_out() -> None:
    whole = manifest(LOOPS, program=MANAGED)
    hard, quiet, stopped = (whole.get("loop", name) for name in ("hard", "quiet", "stopped"))
    assert (quiet.silence.within.words, quiet.silence.accounts) == ("6 months", "key")
    assert (stopped.silence.within.words, stopped.silence.accounts) == ("6 months", "any")
    assert hard.key_accounts.first_contact.words == "8 business hours"
    assert whole.get("taxonomy", "causes").coding.by == "cx-office"
    choices = whole.get("question", "reasons").choices
    assert [(choice.id, choice.text["en"]) for choice in choices] == [
        ("late-part", "Too late"),
        ("wrong-part", "Wrong part"),
        ("people", "People"),
    ]
    by_address = whole.touchpoint_by_address
    assert by_address["repair.call"].loops == ("complained", "hard")
    assert by_address["repair.fix"].loops == ("complained",)
    assert Manifest.from_json(whole.to_json()).to_json() == whole.to_json()


def who(whole: Manifest, loop: str, deadline: str, **about: Any) -> str:
    """Who acts, and who is told besides."""
    alert = whole.alert(loop, deadline, **about)
    assert alert is not None
    return " ".join(party.id for party in alert.act) + " + " + " ".join(party.id for party in alert.told)


def test_it_says_who_answers() -> None:
    whole = manifest(LOOPS, program=MANAGED)
    assert who(whole, "hard", "open", touchpoint="repair.call") == "cx-office + "
    assert who(whole, "hard", "open", is_key_account=True) == "cx-office + "
    assert whole.alert("hard", "escalation-2") is None
    assert who(whole, "hard", "escalation-2", is_key_account=True) == "cx-office + "
    assert who(whole, "quiet", "open") == who(whole, "quiet", "open", partner="dealer") == "dealer + "
    assert who(whole, "complained", "open", touchpoint="repair.fix") == "dealer + "
    assert who(whole, "complained", "open", touchpoint="repair.call") == "cx-office + "
    assert who(whole, "complained", "open", touchpoint="elsewhere.entirely") == "cx-office + "
    assert who(whole, "complained", "closed") == "cx-office + "
    assert who(whole, "stopped", "open") == "cx-office + "
    assert who(whole, "stopped", "decision") == "cx-office dealer + "
    review = whole.alert("stopped", "review")
    assert review and review.within and review.within.words == "2 months"
    overdue = whole.alert("complained", "open", touchpoint="repair.fix")
    assert overdue and overdue.within is overdue.counted_by is None
    late = whole.alert("hard", "escalation-1")
    assert late and late.counted_by and late.counted_by.id == "cx-office"


def test_keys_of_the_organization_pass_through() -> None:
    assert manifest().get("survey", "effort").extra_keys == {"x-legal-basis": "contract"}


def test_origins_are_lines_of_the_document() -> None:
    documents = [text.splitlines() for text in TEXT.split("---\n")]
    for kind, nodes in manifest().nodes.items():
        for name, node in nodes.items():
            if node.origin.file == "text.yaml":
                assert node.origin.document == f"{kind}:{name}"
                (lines,) = [lines for lines in documents if lines[:2] == [f"kind: {kind}", f"id: {name}"]]
                assert lines[node.origin.line - 1] == f"kind: {kind}"
    for touchpoint in manifest().touchpoints:
        (lines,) = [lines for lines in documents if lines[:2] == ["kind: journey", f"id: {touchpoint.journey}"]]
        assert f"id: {touchpoint.address.partition('.')[2]}" in lines[touchpoint.origin.line - 1]


def hashes(text: str) -> dict[str, str]:
    return {f"{kind}:{name}": node.hash for kind, nodes in manifest(text).nodes.items() for name, node in nodes.items()}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: question\n", "# why\nkind:   'question'\n"),
        ("type: ces\ntext: {en: How easy was it?, de: Wie leicht war es?}", "text:\n  de: Wie leicht war es?\n"
         "  en: >-\n    How\n    easy was it?\ntype: ces"),
        ("effort.ease<=3", "'effort.ease  <=  3'"),
        ("type: ces\n", "type: ces\nscale: {lowest: 1, highest: 7}\n"),
        ("\n", "\r\n"),
    ],
    ids=["comment", "order-and-style", "spaces", "default-written-out", "windows"],
)  # fmt: skip
def test_the_hash_is_of_what_is_said_not_of_how(old: str, new: str) -> None:
    assert old in TEXT
    assert hashes(TEXT.replace(old, new)) == hashes(TEXT)


def test_the_hash_changes_with_what_is_said() -> None:
    before, after = hashes(TEXT), hashes(TEXT.replace("How easy", "How hard"))
    assert [name for name in before if before[name] != after[name]] == ["question:ease"]


def test_it_reads_back_as_it_was(tmp_path: Path) -> None:
    text = manifest().to_json()
    assert Manifest.from_json(text).to_json() == text
    file = tmp_path / "manifest.json"
    file.write_text(text, "utf-8")
    assert load_manifest(file).get("survey", "effort").minutes == 2


def test_its_commit_is_not_in_the_file() -> None:
    plain = manifest()
    known = plain.at_commit("3f2c91ab04")
    assert (known.commit, plain.commit) == ("3f2c91ab04", "")
    assert known.to_json() == plain.to_json()
    assert Manifest.from_json(known.to_json()).commit == ""


def test_it_is_valid_by_its_own_schema() -> None:
    schema = manifest_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    data = json.loads(manifest().to_json())
    assert not list(validator.iter_errors(data))
    data["nodes"]["survey"]["effort"]["spec"]["minutes"] = "two"
    assert list(validator.iter_errors(data))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: "kind: team\n", "this is not JSON"),
        (lambda text: "[]", "not a manifest"),
        (lambda text: "{}", "not a manifest"),
        (lambda text: text.replace('"manifest_version": 1', '"manifest_version": 2'), "reads up to 1"),
        (lambda text: text.replace('"manifest_version": 1', '"manifest_version": "1"'), "published form"),
        (lambda text: text.replace('"minutes": 2.0', '"minutes": "two"'), "published form"),
        (lambda text: text.replace('"nodes": {', '"nodes": {"hologram": {"x": {}},'), "published form"),
        (lambda text: text.replace('"program": "pumps"', '"program": null'), "published form"),
    ],
)
def test_what_is_no_manifest_says_so(change: Any, words: str) -> None:
    text = manifest().to_json()
    assert change(text) != text
    with pytest.raises(ManifestError, match=words):
        Manifest.from_json(change(text))


def test_a_program_with_errors_has_no_manifest() -> None:
    assert built(TEXT.replace("minutes: 2", "minutes: two")).manifest is None


def test_its_environment_is_named() -> None:
    from cxprog.check import Today
    from cxprog.compiler import build_project
    from tests.checking import project

    overlay = {"overlays/test/a.yaml": "kind: survey\nid: effort\nminutes: 3\n"}
    result = build_project(project(TEXT, overlay), Today("2026-11-22"), "test").manifest
    assert result is not None
    assert (result.environment, result.get("survey", "effort").minutes) == ("test", 3)
    assert result.nodes["survey"]["effort"].origin.file == "text.yaml"
    assert manifest(TEXT, files=overlay).get("survey", "effort").minutes == 2


def test_the_least_program_has_a_manifest() -> None:
    assert manifest("", program=PROGRAM).touchpoints == ()


def test_a_journey_without_touchpoints_has_a_manifest() -> None:
    text = "kind: journey\nid: later\nactor: customer\nstages: [{id: first}, {id: second, steps: []}]\n"
    assert manifest(text).touchpoints == ()
