"""Verdicts as text, JSON, page and pictures: what they say, and that nothing gets through unescaped."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator, FormatChecker

from cxprog.analysis.frequency.values import Verdict
from cxprog.cli import main
from cxprog.display import NothingThere, NotThere
from cxprog.display._proved import Proofs
from cxprog.display.proofs import pictures, proofs, written
from cxprog.display.proofs_json import schema
from tests.verdicts import PROGRAM, SETTINGS, VERDICTS, day, program_of, send

Golden = Callable[[str, str | bytes], None]
EVERY = tuple(VERDICTS.values())


@pytest.fixture
def version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the goldens as they are when a version is released."""
    monkeypatch.setattr("cxprog.__version__", "1.2.3")


def shown(*verdicts: Verdict) -> Proofs:
    return proofs(program_of(), verdicts or EVERY, prefix="programs/pumps/")


# FORMS


@pytest.mark.usefixtures("version")
@pytest.mark.parametrize(("form", "ending"), [("text", "txt"), ("json", "json"), ("html", "html")])
def test_every_form(form: str, ending: str, golden: Golden) -> None:
    golden(f"proofs/pumps.{ending}", written(shown(), form))


@pytest.mark.parametrize("name", ["too-many", "too-soon", "too-long", "account", "frozen"])
def test_pictures(name: str, golden: Golden) -> None:
    ((file, text),) = pictures(shown(VERDICTS[name])).items()
    assert file.startswith("001-contact-load-")
    golden(f"proofs/{name}.svg", text)


def test_text_fits_a_terminal() -> None:
    text = written(proofs(program_of(), EVERY), "text")
    assert max(len(line) for line in text.splitlines()) <= 80
    assert not re.search(r"[ \t]$", text, re.MULTILINE)
    assert text.splitlines()[-1] == "8 limits: 2 proved, 1 not decided, 5 violated"


def test_the_last_day_of_a_verdict_is_said() -> None:
    verdict = replace(VERDICTS["proved"], until=day("2029-12-31"))
    assert "until 31 December 2029" in written(shown(verdict), "text")
    assert "until 31 December 2029" in written(shown(verdict), "html")
    (limit,) = json.loads(written(shown(verdict), "json"))["limits"]
    assert limit["verdicts"][0]["until"] == "2029-12-31"


def test_a_limit_is_as_good_as_its_worst_verdict() -> None:
    fine = replace(VERDICTS["too-many"], answer="proved", witness=None, most=2)
    both = shown(fine, VERDICTS["too-many"])
    assert [limit.answer for limit in both.limits] == ["violated"]
    assert not both.is_proved and shown(fine).is_proved
    assert [each.rank for each in both.limits[0].judged] == [2, 0]


def test_whom_a_limit_does_not_concern_is_said_in_one_line() -> None:
    text = written(shown(), "text")
    assert "+ proved, as nothing that counts goes to: a maintenance manager of a key" in text
    assert "as nothing that counts goes to: a maintenance manager of a key account" in written(shown(), "html").lower()


# JSON


def test_json_follows_its_schema() -> None:
    Draft202012Validator.check_schema(schema())
    data = json.loads(written(shown(), "json"))
    assert not list(Draft202012Validator(schema(), format_checker=FormatChecker()).iter_errors(data))


def test_every_part_of_the_schema_has_a_description() -> None:
    parts: list[Any] = [schema(), *schema()["$defs"].values()]  # type: ignore[attr-defined]
    assert all(part["description"] for part in parts)
    assert all(field["description"] for part in parts for field in part["properties"].values())


def test_json_keeps_certificates_and_exact_numbers() -> None:
    data = json.loads(written(shown(), "json"))
    verdicts = [verdict for limit in data["limits"] for verdict in limit["verdicts"]]
    minutes = next(verdict for verdict in verdicts if verdict["least"] == "37/2")
    assert minutes["witness"]["total"] == "37/2"
    assert [each["counts"] for each in minutes["witness"]["sends"]] == [12, 2, "5/2", 2]
    (certificate,) = next(verdict["certificates"] for verdict in verdicts if verdict["certificates"])
    assert certificate["at_most"] == 13
    assert certificate["cases"] == [{"sent": [], "unsent": [], "uses": [[0, 13]], "caps": []}]
    assert certificate["sends"][1] == ["visit-effort", 7, 1]


# THE PAGE


class Page(HTMLParser):
    """Checks that tags close, and collects what matters."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids += [name for key, name in given.items() if key == "id" and name]
        self.links += [link for key, link in given.items() if key in ("href", "src") and link]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_else() -> None:
    text = written(shown(), "html")
    page = Page(text)
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert not re.search(r"<script|https?://(?!www\.w3\.org/2000/svg)|url\(", text)


HOSTILE = '<img src=x onerror=alert(1)> & "quoted" {{7*7}} ]]> \u202e'


def hostile() -> Proofs:
    """Titles, segments and reasons that try to be more than text."""
    title = json.dumps(HOSTILE)
    settings = SETTINGS.replace("title: {en: Pumps, de: Pumpen}", f"title: {title}")
    settings = settings.replace("title: {en: Maintenance manager, de: Instandhaltungsleitung}", f"title: {title}")
    text = PROGRAM.replace("reason: Turn of the year", f"reason: {title}")
    verdicts = tuple(
        replace(
            each,
            profile=each.profile._replace(segment=((HOSTILE, HOSTILE),)),
            reason=HOSTILE if each.reason else "",
        )
        for each in EVERY
    )
    return proofs(program_of(text, settings), verdicts)


def test_the_page_escapes_whatever_a_program_says() -> None:
    text = written(hostile(), "html")
    assert "<img" not in text
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; &#34;quoted&#34; {{7*7}}" in text
    assert "\u202e" not in text
    Page(text)


@pytest.mark.parametrize("form", ["text", "json"])
def test_text_and_json_hide_nothing(form: str) -> None:
    assert "\u202e" not in written(hostile(), form)


# PICTURES


@pytest.mark.parametrize("made", [shown, hostile])
def test_pictures_are_well_formed_and_told_in_words(made: Callable[[], Proofs]) -> None:
    drawn = pictures(made())
    assert len(drawn) == 5
    for text in drawn.values():
        root = ElementTree.fromstring(text)
        names = {child.tag.rpartition("}")[2]: child.text or "" for child in root}
        assert "limit is" in names["title"] or "frozen" in names["title"]
        assert re.search(r"[0-9]{4}: ", names["desc"])
        assert root.get("role") == "img" and root.get("font-family")
        assert "\u202e" not in text


def test_everything_lies_within_the_picture() -> None:
    for text in pictures(shown()).values():
        width, height = (int(re.search(rf'{key}="(\d+)"', text)[1]) for key in ("width", "height"))  # type: ignore[index]
        places = [(float(x), float(y)) for x, y in re.findall(r'transform="translate\(([-0-9.]+) ([-0-9.]+)\)"', text)]
        assert places
        assert all(0 <= x <= width and 0 <= y <= height for x, y in places)


def test_every_color_is_turned_around_for_dark_pages() -> None:
    for text in pictures(shown()).values():
        style = text.partition("<style>")[2].partition("</style>")[0]
        drawn = text.partition("</style>")[2]
        for key, color in set(re.findall(r'(fill|stroke)="(#[0-9A-F]{6})"', drawn)):
            assert f"[{key}='{color}']" in style


def test_shapes_tell_contacts_records_and_reminders_apart() -> None:
    verdict = VERDICTS["account"]
    assert verdict.witness is not None
    first = verdict.witness.sends[0]
    sends = (first, replace(first, contact=2), replace(first, record=2), replace(first, reminder=1))
    (text,) = pictures(shown(replace(verdict, witness=replace(verdict.witness, sends=sends)))).values()
    for words in ("invitation", "another contact", "another record", "not counted", "contact 2", "first reminder of"):
        assert words in text
    shapes = re.findall(r'<path transform="[^"]+" d="(M[^"]+z)"', text)
    assert len({re.sub(r"[0-9.]+", "", shape) for shape in shapes}) == 4


def test_a_long_calendar_is_cut_and_says_so() -> None:
    verdict = VERDICTS["too-many"]
    assert verdict.witness is not None
    many = tuple(send("2027-03-01", "ticket-check", "2027-03-01") for _ in range(80))
    (text,) = pictures(shown(replace(verdict, witness=replace(verdict.witness, sends=many, total=80)))).values()
    assert "and 20 more" in text


@pytest.mark.parametrize(
    ("last", "least"), [("2027-01-05", 3), ("2027-03-30", 3), ("2029-03-30", 4), ("2060-01-01", 4)]
)
def test_windows_of_any_length_have_ticks(last: str, least: int) -> None:
    verdict = VERDICTS["too-many"]
    assert verdict.witness is not None
    moved = replace(verdict.witness, first=day("2027-01-01"), last=day(last), sends=verdict.witness.sends[:1])
    (text,) = pictures(shown(replace(verdict, witness=moved))).values()
    ticks = re.findall(r">((?:[0-9]+ )?[A-Z][a-z]{2}(?: [0-9]{4})?)</text>", text)
    assert least <= len(ticks) <= 12, ticks


# CHOOSING


def test_one_policy() -> None:
    assert len(proofs(program_of(), EVERY, policy="long-surveys").limits) == 1
    with pytest.raises(NotThere, match="did you mean `contact-load`"):
        proofs(program_of(), EVERY, policy="contact-lode")
    with pytest.raises(NotThere, match="are contact-load, long-surveys"):
        proofs(program_of(), EVERY, policy="x")
    with pytest.raises(NothingThere, match="add `frequency` to a policy"):
        proofs(program_of(), ())


# THE COMMAND


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The program as files, and the command's own prover replaced by the verdicts made by hand."""
    from cxprog.analysis.frequency import prove, repair

    assert repair  # loaded before, so that repairs go on with the real prover
    monkeypatch.setattr(prove, "verdicts", lambda specs: EVERY)
    (tmp_path / "cxprog.yaml").write_text(SETTINGS, "utf-8")
    (tmp_path / "program.yaml").write_text(PROGRAM, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_command_prints_and_fails_on_what_is_not_proved(folder: Path) -> None:
    done = CliRunner().invoke(main, ["prove"])
    assert done.exit_code == 1
    assert done.stdout == written(proofs(program_of(), EVERY), "text")
    assert CliRunner().invoke(main, ["prove", "--policy", "long-surveys"]).exit_code == 0


def test_the_command_writes_files_and_pictures(folder: Path) -> None:
    done = CliRunner().invoke(main, ["prove", "--format", "html", "--out", "proofs.html", "--svg", "drawn"])
    assert (done.exit_code, done.stdout, done.stderr) == (1, "", "drawn: 5 pictures\n")
    assert (folder / "proofs.html").read_text("utf-8") == written(proofs(program_of(), EVERY), "html")
    assert len(list((folder / "drawn").iterdir())) == 5


def test_the_command_refuses_what_it_does_not_understand(folder: Path) -> None:
    assert CliRunner().invoke(main, ["prove", "--policy", "nobody"]).exit_code == 2
    assert CliRunner().invoke(main, ["prove", "--as-of", "soon"]).exit_code == 2
    (folder / "program.yaml").write_text(PROGRAM.replace("through: crm", "through: nobody"), "utf-8")
    done = CliRunner().invoke(main, ["prove"])
    assert (done.exit_code, "unknown-reference" in done.stdout) == (1, True)


def test_the_same_verdicts_give_the_same_bytes() -> None:
    for form in ("text", "json", "html"):
        assert written(shown(), form) == written(shown(), form)
