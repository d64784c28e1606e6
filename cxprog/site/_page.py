"""One page of a site: values filled into a template, every text escaped, every part traced to the YAML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cxprog.display._private_words import sentence
from cxprog.renderers._board_icons import OWN_ICONS
from cxprog.renderers._board_page import environment
from cxprog.renderers._board_page import read as read_text
from cxprog.renderers._board_text import Markup, dense, is_from_right, said_in
from cxprog.renderers._board_values import Phrase, Words
from cxprog.renderers._svg import ICONS, legal, pattern, pattern_id
from cxprog.site._wholes import OWN
from cxprog.target import Address, Artifact

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

    from cxprog.site._site import Site


class Frame(NamedTuple):
    """What stands around every page."""

    ways: tuple[tuple[str, str], ...]
    """Title and path of the pages that the bar leads to."""


def page(site: Site, frame: Frame, path: str, title: str, template: str, origin: Address, **values: Any) -> Artifact:
    """A page; `origin` is what it is about, for lines that come from nothing more special."""
    environment = _environment()
    given = {"site": site, "root": "../" * path.count("/"), "path": path, "title": title, "frame": frame, **values}
    body = environment.get_template(template).render(given)
    whole = environment.get_template("frame.html").render(
        {**given, "own": Markup(OWN), "body": Markup(body), "defs": _defs(site, body)}
    )
    html = legal(dense(whole)) + "\n"
    return Artifact.text(path, html, {1: origin, **dict(_origins(html))})


def bar(site: Site, frame: Frame, path: str, *ways: tuple[str, str]) -> str:
    """The bar at the top, for pages that were made to stand alone; on one line, so that no line below it moves."""
    given = {"site": site, "root": "../" * path.count("/"), "path": path, "frame": Frame((*ways, *frame.ways))}
    html = _environment().get_template("bar.html").render(given)
    return legal("".join(line.strip() for line in html.split("\n")))


_MARK = re.compile(r' data-from="([a-z0-9-]+):([a-z0-9-]+)((?:/[a-z0-9_-]+)*)"')


def _origins(html: str) -> Iterator[tuple[int, Address]]:
    """Lines that say which part of the program they come from."""
    for line, text in enumerate(html.split("\n"), 1):
        if found := _MARK.search(text):
            steps = (int(step) if step.isdigit() else step for step in found[3].split("/") if step)
            yield line, Address(found[1], found[2], tuple(steps))


# With their quotes, which no text of a program can hold: there they are escaped.
_USED = re.compile(r'fill="url\(#(sign-[a-z0-9-]+)\)"|href="#icon-([a-z-]+)"')


def _defs(site: Site, body: str) -> list[Markup]:
    """The patterns and icons that a page uses, to be referred to by their ids."""
    used = _USED.findall(body)
    signs = {pattern_id(sign): sign for sign in site.signs.values()}
    drawn = [pattern(signs[name]) for name in dict.fromkeys(sign for sign, _ in used if sign)]
    drawn += [
        f'<symbol id="icon-{name}" viewBox="0 0 16 16"><path d="{OWN_ICONS.get(name) or ICONS[name]}"/></symbol>'
        for name in dict.fromkeys(icon for _, icon in used if icon)
    ]
    return [Markup(each) for each in drawn]


# FILTERS


def _say(site: Site, words: Words | Phrase | str) -> Markup | str:
    """A text in the chosen language, marked with its own language and direction; plain words as they are."""
    return words if isinstance(words, str) else said_in(words, (site.locale,), site.usual)


def _others(site: Site, words: Words) -> list[tuple[str, Markup]]:
    """What a text says in other languages than the one that is shown."""
    shown = words.locale(site.locale, site.usual)
    return [
        (locale, said_in(Words(((locale, text),)), (locale,), locale))
        for locale, text in words.texts
        if locale != shown
    ]


def _plain(site: Site, words: Words | Phrase) -> str:
    """A text in the chosen language, for places that hold no markup."""
    return site.plain(words) if isinstance(words, Words) else site.flat(words)


def _sign(site: Site, name: str) -> str:
    """Id of the fill by which an owner is recognized; empty for who owns no touchpoint."""
    sign = site.signs.get(name)
    return pattern_id(sign) if sign else ""


_BOUND: Mapping[str, Callable[[Site, Any], Any]] = {
    "say": _say,
    "others": _others,
    "plain": _plain,
    "sign": _sign,
}
"""Filters that depend on the site."""


def _bound(name: str) -> Any:
    from jinja2 import pass_context

    @pass_context
    def call(context: Context, given: Any) -> Any:
        return _BOUND[name](context["site"], given)

    return call


def _kind_of(value: Any) -> str:
    """What a fact is made of, for the template that writes it."""
    if isinstance(value, Words):
        return "words"
    if isinstance(value, tuple) and hasattr(value, "href"):
        return "ref"
    return "phrase" if isinstance(value, tuple) else "text"


@cache
def _environment() -> Environment:
    made = environment("pages", (), _PACKAGE)
    made.filters |= {
        "from_right": is_from_right,
        "kind_of": _kind_of,
        "sentence": sentence,
        "steps": lambda address: "".join(f"/{step}" for step in address.path),
        **{name: _bound(name) for name in _BOUND},
    }
    return made


def read(name: str) -> str:
    """A file of the site as it ships with the package."""
    return read_text(_PACKAGE, "pages", name)


_PACKAGE = "cxprog.site"
