"""Pictures of journeys: YAML in; SVG, DOT, PNG or a note out."""

from __future__ import annotations

import re
import struct
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxprog.check import Today
from cxprog.compiler import Project, build_project
from cxprog.manifest import Manifest
from cxprog.renderers.journey_graph import produce
from cxprog.source import Source
from cxprog.target import Address, Artifact, Note
from tests import journeys
from tests.journeys import BASE, HOSTILE, LOOP, hostile_program, journey, manifest_of, program, survey, text

Golden = Callable[[str, str | bytes], None]
SVG = "{http://www.w3.org/2000/svg}"


def drawn(manifest: Manifest, **options: Any) -> dict[str, Artifact]:
    """Artifacts by path, without PNGs unless asked for; nothing may be left out."""
    produced = list(produce.produce(manifest, produce.options(**{"png": False, **options})))
    assert not [each for each in produced if isinstance(each, Note)]
    return {each.path: each for each in produced if isinstance(each, Artifact)}


def svg_of(yaml: str, name: str = "breakdown", **options: Any) -> str:
    return drawn(manifest_of(yaml), **options)[f"{name}.svg"].data.decode()


def one(touchpoints: list[dict[str, Any]], *others: dict[str, Any]) -> str:
    """A journey with one stage of these touchpoints."""
    stage = {"id": "repair", "roles": ["operator"], "touchpoints": touchpoints}
    made = {"kind": "journey", "id": "breakdown", "actor": "customer", "stages": [stage]}
    return text([*BASE, LOOP, made, survey(0, "breakdown.a"), *others])


def contact(name: str, **keys: Any) -> dict[str, Any]:
    return {"id": name, "channel": "web", "owner": "marketing", **keys}


# THE FILES


def test_a_small_journey(golden: Golden) -> None:
    files = drawn(manifest_of(program(5, 3)))
    assert list(files) == ["breakdown.dot", "breakdown.svg"]
    golden("journey_graph/five.dot", files["breakdown.dot"].data)
    golden("journey_graph/five.svg", files["breakdown.svg"].data)


def test_hostile_titles(golden: Golden) -> None:
    files = drawn(manifest_of(hostile_program()))
    golden("journey_graph/hostile.dot", files["hostile.dot"].data)
    golden("journey_graph/hostile.svg", files["hostile.svg"].data)


def test_from_the_program_to_the_files() -> None:
    built = build_project(Project((Source("cxprog.yaml", program(5, 3)),)), Today("2026-11-22"), only=["journey_graph"])
    assert built.run.findings == () or not [one for one in built.run.findings if one.rule == "target-failed"]
    paths = [path for path in built.artifacts if path != "manifest.json"]
    assert paths == [f"journey_graph/breakdown.{ending}" for ending in ("dot", "png", "svg")]


def test_twice_the_same() -> None:
    yaml = program(25, 5, steps=True)
    assert drawn(manifest_of(yaml)) == drawn(manifest_of(yaml))


def test_lines_lead_back_to_the_touchpoints() -> None:
    files = drawn(manifest_of(program(12, 2, steps=True)))
    places = {
        "breakdown.contact-4": Address("journey", "breakdown", ("stages", 0, "steps", 1, "touchpoints", 2)),
        "breakdown.contact-11": Address("journey", "breakdown", ("stages", 1, "touchpoints", 6)),
    }
    for address, place in places.items():
        for ending, mark in (("dot", f'"{address}" ['), ("svg", f'<g id="{address}">')):
            file = files[f"breakdown.{ending}"]
            lines = file.data.decode().split("\n")
            (number,) = (at for at, line in enumerate(lines, 1) if line.strip().startswith(mark))
            assert file.line_origins[number] == place


# WHAT THE PICTURE SAYS


def said(svg: str) -> str:
    """All text of a picture, without spaces, as lines break it anywhere."""
    root = ElementTree.fromstring(svg)
    return "".join("".join(element.itertext()) for element in root.iter(f"{SVG}text")).replace(" ", "")


def said_by(svg: str, address: str) -> str:
    """The same of one touchpoint, without the marks around lines that are read from the right."""
    (group,) = (each for each in ElementTree.fromstring(svg).iter(f"{SVG}g") if each.get("id") == address)
    words = "".join("".join(element.itertext()) for element in group.iter(f"{SVG}text"))
    return re.sub("[ \u2067\u2069]", "", words)


@pytest.mark.parametrize("direction", ["across", "down"])
def test_every_title_survives_in_the_picture(direction: str) -> None:
    svg = svg_of(hostile_program(), "hostile", direction=direction)
    for name, title in HOSTILE.items():
        assert "".join(title.split()) in said_by(svg, f"hostile.{name}"), name


def test_nothing_in_the_picture_runs_or_loads() -> None:
    root = ElementTree.fromstring(svg_of(hostile_program(), "hostile"))
    allowed = {"svg", "title", "desc", "defs", "pattern", "rect", "path", "circle", "g", "text"}
    assert {element.tag.removeprefix(SVG) for element in root.iter()} == allowed
    attributes = {(name, value) for element in root.iter() for name, value in element.attrib.items()}
    assert not [name for name, _ in attributes if name.startswith("on") or name.endswith("href") or name == "style"]
    assert not [value for name, value in attributes if "url(" in value and not re.fullmatch(r"url\(#[\w-]+\)", value)]


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    # The language refuses them, but a manifest can come from elsewhere.
    clean = manifest_of(one([contact("a", title="before-between-after")])).to_json()
    files = drawn(Manifest.from_json(clean.replace("before-between-after", "before\\u000bbetween\\ud83dafter\\u0000")))
    svg, dot = (files[f"breakdown.{ending}"].data.decode() for ending in ("svg", "dot"))
    assert "beforebetweenafter" in said_by(svg, "breakdown.a")
    assert not set("\x0b\x00") & set(svg + dot)


def test_the_picture_is_accessible() -> None:
    root = ElementTree.fromstring(svg_of(program(5, 3)))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "breakdown-title breakdown-desc"
    title, told = (root.find(f"{SVG}{tag}[@id='breakdown-{tag}']") for tag in ("title", "desc"))
    assert title is not None and title.text == "From need to running pump, 5 touchpoints"
    assert told is not None and told.text is not None
    assert "Buy: Site visit and measuring (Academy), then Monthly report in the portal (Dealer)." in told.text
    assert "handoff: Academy → Dealer." in told.text


def test_right_to_left_text_needs_no_attribute() -> None:
    # Renderers disagree about `direction` together with `text-anchor`; all of them know the isolate.
    svg = svg_of(one([contact("a", title=HOSTILE["hebrew"])]))
    assert "direction=" not in svg
    (line,) = (line for line in svg.split("\n") if "ביקור" in line and line.startswith("<text"))
    assert 'text-anchor="end"' in line
    assert line.endswith("\N{POP DIRECTIONAL ISOLATE}</text>")


def test_a_card_says_it_all() -> None:
    full = contact(
        "a",
        title="First visit",
        channel="on-site",
        owner={"joint": ["field-service", "dealer"], "lead": "dealer"},
        side="back",
        moment_of_truth=True,
        emotion=-1,
        roles=["buyer"],
        retired="2027-01-31",
    )
    svg = svg_of(one([full, contact("b")]))
    card = said_by(svg, "breakdown.a")
    for words in (
        "MOMENT OF TRUTH", "on-site, backstage", "−1", "First visit", "Field service", "Dealer (lead)", "Buyer",
        "out of use from 2027-01-31", "Survey 0", "Maintenance manager · 2 min",
        "A visit that was hard for the customer",
        "Dealer · first contact within 8 business hours", "Ease of repair", "CES · from 30 answers",
    ):  # fmt: skip
        assert words.replace(" ", "") in card, words
    assert "handoff:Dealer→Marketing" in said(svg)
    for words in ("Dealer (partner)", "Field service (team)", "moment of truth", "owned jointly", "backstage"):
        assert words.replace(" ", "") in said(svg), words


def test_the_legend_explains_only_what_is_there() -> None:
    svg = svg_of(one([contact("a"), contact("b")]))
    assert "nexttouchpoint" in said(svg)
    for words in ("momentoftruth", "ownedjointly", "backstage", "handoff", "howpeoplefeel"):
        assert words not in said(svg)


def test_what_hangs_on_a_stage_hangs_below_its_heading() -> None:
    listening = survey(7, "breakdown.repair", title="About the whole repair")
    svg = svg_of(one([contact("a"), contact("b")], listening))
    assert said(svg).count("Aboutthewholerepair") == 1
    assert "Aboutthewholerepair" not in said_by(svg, "breakdown.a") + said_by(svg, "breakdown.b")


def test_nobody_owns_it() -> None:
    assert "nobodyownsthis" in said_by(svg_of(one([contact("a", owner=None)])), "breakdown.a")


def test_a_handoff_says_what_is_passed() -> None:
    handoff = {"to": "dealer", "passes": "The signed offer"}
    svg = svg_of(one([contact("a", handoff=handoff), contact("b", owner="dealer")]))
    assert "handoff:Marketing→DealerThesignedoffer" in said(svg)


def test_a_handoff_at_the_end_of_the_path_hangs_on_the_card() -> None:
    svg = svg_of(one([contact("a", handoff={"to": "dealer", "passes": "The file"}, next=[])]))
    assert "handoff:Marketing→DealerThefile" in said_by(svg, "breakdown.a")


def test_ways_to_another_journey_hang_on_both_cards() -> None:
    other = journey(2, 1, name="renewal")
    svgs = drawn(manifest_of(one([contact("a", next=["renewal.contact-0"])], other)))
    ours, theirs = svgs["breakdown.svg"].data.decode(), svgs["renewal.svg"].data.decode()
    assert "continuesinFromneedtorunningpump,2touchpoints:Lookforasolution" in said_by(ours, "breakdown.a")
    assert "handoff:Marketing→Fieldservice" in said_by(ours, "breakdown.a")
    assert "comesfromBreakdown:A" in said_by(theirs, "renewal.contact-0")


def test_the_other_language() -> None:
    yaml = one([contact("a", title={"en": "First visit", "de": "Erster Besuch"})])
    assert "Firstvisit" in said(svg_of(yaml))
    assert "ErsterBesuch" in said(svg_of(yaml, locale="de"))


def test_an_empty_stage_and_a_way_to_itself() -> None:
    made = journey(2, 1)
    made["stages"][0]["touchpoints"][0]["next"] = ["contact-0", {"to": "contact-0", "when": "Again"}, "contact-1"]
    made["stages"].append({"id": "later", "title": "Not thought of yet", "roles": ["buyer"]})
    svg = svg_of(text([*BASE, made]))
    assert "Notthoughtofyet" in said(svg)
    assert "Again" in said(svg)
    check_geometry(svg)


def test_a_program_without_journeys_has_no_pictures() -> None:
    assert drawn(manifest_of(text(BASE)), png=True) == {}


# SIGNS


def test_an_owner_has_one_sign_in_all_journeys() -> None:
    svgs = drawn(manifest_of(one([contact("a", owner="service-desk")], journey(60, 8, name="whole"))))
    used = [
        set(re.findall(r'<pattern id="([\w-]+)"', svgs[f"{name}.svg"].data.decode())) for name in ("breakdown", "whole")
    ]
    assert len(used[0]) == 1
    assert len(used[1]) == len(journeys.OWNERS)
    assert used[0] < used[1]


def test_seven_owners_differ_in_color_and_in_pattern() -> None:
    signs = re.findall(r'<pattern id="sign-(\w+)-(\w+)"', svg_of(program(60, 8)))[:7]
    assert len({color for color, _ in signs}) == len({pattern for _, pattern in signs}) == 7


def test_all_text_has_contrast() -> None:
    svg = svg_of(program(60, 8, steps=True))
    fills = set(re.findall(r'<text [^>]*fill="(#\w+)"', svg)) - {"#FFFFFF"} | {
        re.findall(r'<svg .* fill="(#\w+)"', svg)[0]
    }
    behind = set(re.findall(r'<rect [^>]*fill="(#\w+)"', svg)) - {"#1A1A1A"} - _pattern_fills(svg)
    assert fills and behind
    assert min(_contrast(fill, back) for fill in fills for back in behind) >= 4.5
    # White letters stand on the black strip only.
    assert _contrast("#FFFFFF", "#1A1A1A") >= 7


def _pattern_fills(svg: str) -> set[str]:
    return set(re.findall(r'<pattern [^>]*><rect [^>]*fill="(#\w+)"', svg))


def _contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


# GEOMETRY


class Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def shrunk(self, by: float) -> Box:
        return Box(self.left + by, self.top + by, self.right - by, self.bottom - by)


def boxes(svg: str) -> Mapping[str, list[Box]]:
    """Boxes of cards and of what hangs below them, by address; `panels` and `size` besides."""
    root = ElementTree.fromstring(svg)
    found: dict[str, list[Box]] = {"size": [Box(0, 0, float(root.get("width", 0)), float(root.get("height", 0)))]}
    for group, (x, y) in _moved(root, 0, 0):
        if group.get("id", "").count("."):
            found[group.get("id", "")] = [
                _box(rect, *place)
                for rect, place in _moved(group, x, y)
                if rect.tag == f"{SVG}rect" and _is_frame(rect)
            ]
    return found


def _is_frame(rect: ElementTree.Element) -> bool:
    return float(rect.get("width", 0)) > 100


def _box(rect: ElementTree.Element, x: float, y: float) -> Box:
    left, top = x + float(rect.get("x", 0)), y + float(rect.get("y", 0))
    return Box(left, top, left + float(rect.get("width", 0)), top + float(rect.get("height", 0)))


def _moved(
    element: ElementTree.Element, x: float, y: float
) -> Iterator[tuple[ElementTree.Element, tuple[float, float]]]:
    """Elements below one, each with the place its coordinates count from."""
    for child in element:
        move = re.fullmatch(r"translate\((\S+) (\S+)\)", child.get("transform", ""))
        own = (x + float(move[1]), y + float(move[2])) if move else (x, y)
        yield child, own
        yield from _moved(child, *own)


def ways(svg: str) -> Iterator[list[tuple[float, float]]]:
    """Corners of every way, its arrow left out."""
    root = ElementTree.fromstring(svg)
    for path, (x, y) in _moved(root, 0, 0):
        if path.get("stroke-opacity"):
            numbers = [float(part) for part in re.findall(r"-?[\d.]+", path.get("d", ""))]
            yield [(x + numbers[at], y + numbers[at + 1]) for at in range(0, len(numbers), 2)]


def check_geometry(svg: str) -> None:
    """Cards lie in the picture and apart from each other, and no way crosses one."""
    found = dict(boxes(svg))
    ((_, _, width, height),) = found.pop("size")
    every = [(address, box) for address, own in found.items() for box in own]
    for _, box in every:
        assert box.left > 0 and box.top > 0 and box.right < width and box.bottom < height
    for (_, ours), (_, theirs) in combinations(every, 2):
        assert not ours.shrunk(0.2).meets(theirs.shrunk(0.2))
    for corners in ways(svg):
        for (x, y), (to_x, to_y) in pairwise(corners):
            line = Box(min(x, to_x) - 0.1, min(y, to_y) - 0.1, max(x, to_x) + 0.1, max(y, to_y) + 0.1)
            assert line.left > 0 and line.top > 0 and line.right < width and line.bottom < height
            for address, box in every:
                assert not line.meets(box.shrunk(2)), (address, line, box)


@pytest.mark.parametrize("direction", ["across", "down"])
@pytest.mark.parametrize(("count", "stages"), [(5, 3), (25, 5), (60, 8), (60, 1), (1, 1)])
def test_nothing_lies_on_anything_else(count: int, stages: int, direction: str) -> None:
    yaml = program(count, stages, steps=True) if stages > 1 else text([*BASE, journey(count, stages)])
    check_geometry(svg_of(yaml, direction=direction))


def test_sixty_touchpoints_have_the_shape_of_a_slide() -> None:
    for stages in (1, 4, 8):
        yaml = text([*BASE, journey(60, stages)])
        ((_, _, width, height),) = boxes(svg_of(yaml, direction="across"))["size"]
        assert 1.1 < width / height < 3.2, stages


WIDTH_MAX = 860
"""Widest picture whose letters are at least 11 pixels high in a column of 800 pixels."""


@pytest.mark.parametrize(("count", "stages"), [(1, 1), (20, 5), (60, 8), (60, 1), (200, 10)])
def test_pictures_fit_a_page(count: int, stages: int) -> None:
    svg = svg_of(program(count, stages, steps=True) if stages > 1 else text([*BASE, journey(count, stages)]))
    ((_, _, width, _),) = boxes(svg)["size"]
    sizes = {float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)}
    assert width <= WIDTH_MAX
    assert min(sizes) * min(1, 800 / width) >= 11


def reading_order(svg: str) -> list[str]:
    """Touchpoints from row to row; cards whose upper edges are at one height share a row."""
    cards = {address: own[0] for address, own in boxes(svg).items() if address != "size"}
    return sorted(cards, key=lambda address: (round(cards[address].top), cards[address].left))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_one_more_touchpoint_keeps_the_order_of_the_others(data: st.DataObject) -> None:
    count, stages = data.draw(st.integers(1, 16)), data.draw(st.integers(1, 3))
    made = journey(count, min(stages, count), steps=data.draw(st.booleans()))
    stage = data.draw(st.sampled_from(made["stages"]))
    held = data.draw(st.sampled_from(stage["steps"])) if "steps" in stage else stage
    before = reading_order(svg_of(text([*BASE, made])))
    assert before == [f"breakdown.contact-{number}" for number in range(count)]
    held["touchpoints"].insert(data.draw(st.integers(0, len(held["touchpoints"]))), contact("one-more"))
    after = reading_order(svg_of(text([*BASE, made])))
    assert [address for address in after if address != "breakdown.one-more"] == before


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_journey_can_be_drawn(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 14))
    names = [f"contact-{number}" for number in range(count)]
    conditional = st.fixed_dictionaries(
        {"to": st.sampled_from(names), "when": st.sampled_from(["Under warranty", "x " * 40])}
    )
    following = st.one_of(st.none(), st.lists(st.one_of(st.sampled_from(names), conditional), max_size=4))
    touchpoints = [
        contact(name, owner=data.draw(st.sampled_from(journeys.OWNERS)), next=data.draw(following)) for name in names
    ]
    made = journey(1, 1)
    cuts = sorted(data.draw(st.sets(st.integers(1, count), max_size=4)) | {0, count})
    made["stages"] = [
        {"id": f"stage-{start}", "roles": ["operator"], "touchpoints": touchpoints[start:end]}
        for start, end in pairwise(cuts)
    ]
    manifest = manifest_of(text([*BASE, made]))
    direction = data.draw(st.sampled_from(["across", "down"]))
    svg = drawn(manifest, direction=direction)["breakdown.svg"].data.decode()
    check_geometry(svg)
    assert direction == "across" or boxes(svg)["size"][0].right <= WIDTH_MAX


# WITHOUT THE LIBRARIES


def findings_and_paths(yaml: str) -> tuple[list[tuple[str, str]], list[str]]:
    built = build_project(Project((Source("cxprog.yaml", yaml),)), Today("2026-11-22"), only=["journey_graph"])
    own = [(one.rule, one.message) for one in built.run.findings if one.rule == "layout-engine-missing"]
    return own, [path.removeprefix("journey_graph/") for path in built.artifacts if path != "manifest.json"]


def test_without_a_layout_engine_the_graph_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setenv("PATH", "")
    findings, paths = findings_and_paths(program(5, 3))
    assert findings == [
        (
            "layout-engine-missing",
            "journey_graph: the Graphviz layout engine is not installed, so the journeys could not be drawn as SVG and "
            "PNG; their .dot files are complete",
        )
    ]
    assert paths == ["breakdown.dot", "losses.json"]


def test_the_engine_of_the_system_will_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    expected = svg_of(program(5, 3))
    dot = tmp_path / "dot"
    dot.write_text(
        f"#!{sys.executable}\n"
        "import sys, pygraphviz\n"
        "assert sys.argv[1:] == ['-Kdot', '-Tjson0'], sys.argv\n"
        "drawn = pygraphviz.AGraph(string=sys.stdin.read()).draw(format='json0', prog='dot')\n"
        "sys.stdout.buffer.write(drawn)\n"
    )
    dot.chmod(0o755)
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert svg_of(program(5, 3)) == expected


def test_graphviz_remarks_stay_out_of_our_messages(capfd: pytest.CaptureFixture[str]) -> None:
    svg_of(program(5, 3))
    assert capfd.readouterr() == ("", "")


def test_the_png_is_the_svg_in_twice_its_size() -> None:
    files = drawn(manifest_of(program(5, 3)), png=True)
    ((_, _, width, height),) = boxes(files["breakdown.svg"].data.decode())["size"]
    png = files["breakdown.png"].data
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (2 * width, 2 * height)


@pytest.mark.parametrize(
    ("library", "missing"),
    [
        (None, "the package resvg-py cannot be loaded"),
        (types.SimpleNamespace(svg_to_bytes=lambda **_: b""), "this machine has no font that could be used"),
    ],
)
def test_without_a_png_the_svg_is_written(
    monkeypatch: pytest.MonkeyPatch, library: types.SimpleNamespace | None, missing: str
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", library)
    findings, paths = findings_and_paths(program(5, 3))
    assert findings == [
        (
            "layout-engine-missing",
            f"journey_graph: {missing}, so the journeys could not be drawn as PNG; their SVG pictures are complete",
        )
    ]
    assert paths == ["breakdown.dot", "breakdown.svg", "losses.json"]
