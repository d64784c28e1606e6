"""Allow-comments: `# cxprog: allow[rule] until=2027-03-31 owner=crm -- reason`, on the line or the line above."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from cxprog.codes import found
from cxprog.document import Document
from cxprog.finding import Finding, Label
from cxprog.source import Source, Span, Spot

_COMMENT = re.compile(r"(?:^|(?<=\s))#[ \t]*cxprog:[ \t]*(?P<body>[^\r\n]*)", re.MULTILINE)
_ALLOW = re.compile(
    r"allow\[(?P<rules>[a-z][a-z0-9-]*(?:\s*,\s*[a-z][a-z0-9-]*)*)\](?P<settings>(?:\s+\w+=\S+)*)\s+--\s+(?P<reason>\S.*)"
)
_FORM = "write it as `# cxprog: allow[rule-id] until=2027-03-31 owner=team-id -- reason`"


@dataclass(frozen=True)
class Allow:
    """One exception written beside what it excuses."""

    rules: tuple[str, ...]
    until: str
    """Last day, `YYYY-MM-DD`."""
    owner: str
    reason: str
    source: Source
    span: Span
    """The comment."""

    @property
    def lines(self) -> range:
        """Lines it counts for: its own, and the next one when it stands alone."""
        line = self.source.position(self.span.start).line
        alone = self.source.line(line).lstrip().startswith("#")
        return range(line, line + 2) if alone else range(line, line + 1)

    @property
    def label(self) -> Label:
        """The comment as a place."""
        return Label(Spot(self.source, self.span))


def allows(documents: Iterable[Document]) -> tuple[tuple[Allow, ...], tuple[Finding, ...]]:
    """The allow-comments of every source that holds one, and findings for those that cannot be read."""
    sources = {id(document.source): document.source for document in documents}
    kept: list[Allow] = []
    findings: list[Finding] = []
    for source in sources.values():
        if "cxprog:" in source.text:
            texts = _scalar_spans(source)
            for comment in _COMMENT.finditer(source.text):
                if any(start < comment.start() < end for start, end in texts):
                    continue  # the words stand in a text, not in a comment
                allow = _read(source, comment)
                (kept if isinstance(allow, Allow) else findings).append(allow)  # type: ignore[arg-type]
    return tuple(kept), tuple(findings)


def _read(source: Source, comment: re.Match[str]) -> Allow | Finding:
    span = Span(comment.start(), comment.start() + len(comment[0].rstrip()))
    label = Label(Spot(source, span))
    read = _ALLOW.fullmatch(comment["body"].strip())
    if not read:
        return found("allow-malformed", "this allow-comment cannot be read, so it allows nothing", label, help=_FORM)
    settings = dict(setting.split("=", 1) for setting in read["settings"].split())
    if missing := [name for name in ("until", "owner") if name not in settings]:
        return found(
            "allow-malformed",
            f"this allow-comment has no `{'=` and no `'.join(missing)}=`",
            label,
            help=_FORM,
        )
    if unknown := sorted(settings.keys() - {"until", "owner"}):
        return found("allow-malformed", f"an allow-comment has no `{unknown[0]}=`", label, help=_FORM)
    try:
        until = datetime.date.fromisoformat(settings["until"]).isoformat()
    except ValueError:
        return found("allow-malformed", f"`{settings['until']}` is not a date", label, help=_FORM)
    rules = tuple(rule.strip() for rule in read["rules"].split(","))
    return Allow(rules, until, settings["owner"], read["reason"].strip(), source, span)


def _scalar_spans(source: Source) -> list[tuple[int, int]]:
    """Ranges of block and quoted texts, inside which a `#` is no comment."""
    spans: list[tuple[int, int]] = []
    try:
        for token in yaml.scan(source.text, Loader=yaml.CSafeLoader):
            if isinstance(token, yaml.ScalarToken) and token.style:
                spans.append((token.start_mark.index, token.end_mark.index))
    except yaml.YAMLError:
        pass  # the file has a syntax error, which is reported elsewhere
    return spans
