"""pyxform and ODK Validate, which ODK Central and KoboToolbox run on every form that somebody uploads."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from cxprog.check import Today
from cxprog.compiler import Project, build_project
from cxprog.report import render
from cxprog.source import Source

if os.environ.get("CI") != "true":
    pytest.importorskip("pyxform")

from pyxform.xls2xform import ConvertResult, convert

pytestmark = pytest.mark.consumer

AUDIT = (Path(__file__).parent / "store-audit.yaml").read_text(encoding="utf-8")
HAS_JAVA = shutil.which("java") is not None


def converted(text: str, folder: Path) -> ConvertResult:
    """What pyxform makes of the form, checked by ODK Validate where there is Java."""
    built = build_project(Project((Source("cxprog.yaml", text),)), Today("2026-11-22"))
    assert "xlsform/store-audit.xlsx" in built.artifacts, render("full", built.run)
    file = folder / "form.xlsx"
    file.write_bytes(built.artifacts["xlsform/store-audit.xlsx"].data)
    return convert(file, validate=HAS_JAVA)


@pytest.mark.filterwarnings("error")
def test_a_form_is_accepted_as_it_is(tmp_path: Path) -> None:
    result = converted(AUDIT, tmp_path)
    assert result.warnings == []
    assert '<data id="store-audit" version="2.1.0+' in result.xform
    assert '<range ref="/data/recommend" start="0" end="10" step="1">' in result.xform
    assert '<select1 ref="/data/shelf" appearance="likert">' in result.xform
    assert '<bind nodeset="/data/recommend" type="int" required="true()"/>' in result.xform
    assert 'relevant=" /data/recommend  &lt;= 6 or  /data/pumps  &lt; 3"' in result.xform
    assert '<translation lang="English (en)" default="true()">' in result.xform
    assert "<value>0 = gar nicht\n10 = auf jeden Fall</value>" in result.xform


@pytest.mark.filterwarnings("error")
def test_records_are_fields_that_nobody_sees(tmp_path: Path) -> None:
    recorded = AUDIT.replace("identity: anonymous", "identity: identified\nrecords: [time, day, contact, hashed-mail]")
    result = converted(recorded, tmp_path)
    assert result.warnings == []
    for bind in (
        '<bind nodeset="/data/cx_time" jr:preload="timestamp" type="dateTime" jr:preloadParams="end"/>',
        '<bind nodeset="/data/cx_day" jr:preload="date" type="date" jr:preloadParams="today"/>',
        '<bind nodeset="/data/cx_contact" type="string"/>',
        '<bind nodeset="/data/cx_hashed-mail" type="string"/>',
    ):
        assert bind in result.xform
    shown = result.xform.partition("<h:body")[2]
    assert not [key for key in ("time", "day", "contact", "hashed-mail") if f"/data/cx_{key}" in shown]


def test_texts_that_mean_something_to_readers(tmp_path: Path) -> None:
    nasty = r"${recommend} ${ $ {x} </label><b> ]]> &amp; \" '{{ =1+1 *_#\\ “so” %s"
    text = AUDIT
    for own in ("Store audit", "Enter like any other customer.", "Thank you!", "Please name nobody.", "Price tags"):
        text = text.replace(f"en: {own}", f'en: "{nasty}"')
    text = text.replace("low: {en: untidy", f'low: {{en: "{nasty}"').replace(
        "low: {en: not at all", f'low: {{en: "{nasty}"'
    )
    assert text.count("<b>") == 7
    assert converted(text, tmp_path).warnings == []


@pytest.mark.parametrize(
    "condition",
    [
        "recommend in (1, 2) and not (shelf = 3 or missing = manuals)",
        "order = price or order != advice",
        "not (open-now is empty) and served-by != owner",
        "pumps >= 0.5 and meta is answered",
        "sign = 'it’s “so”' or sign = \"it's\"",
    ],
)
def test_conditions_are_read(condition: str, tmp_path: Path) -> None:
    quoted = condition.replace("\\", "\\\\").replace('"', '\\"')
    assert converted(AUDIT.replace("recommend <= 6 or pumps < 3", f'"{quoted}"'), tmp_path).warnings == []
