"""Allow-comments: `# cxprog: allow[rule] until=2027-03-31 owner=crm -- reason`, on the line or the line above."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
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
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
        """Lines it counts for: its own, and the next line of the document when it stands alone."""
        line = self.source.position(self.span.start).line
        last = line
        # Several comments may stand above one line, each with its own reason.
        while self.source.line(last).lstrip().startswith("#"):
            last += 1
        return range(line, last + 1)

    @property
    def label(self) -> Label:
        """The comment as a place."""
        return Label(Spot(self.source, self.span))


def allows(documents: Iterable[Document]) -> tuple[tuple[Allow, ...], tuple[Finding, ...]]:
    """The allow-comments of every source that holds one, and findings for those that cannot be read."""
    by_source: dict[Source, list[Document]] = {}
    for document in documents:
        for part in document.sources:
            by_source.setdefault(part.source, []).append(part)
    kept: list[Allow] = []
    findings: list[Finding] = []
    for source, parts in by_source.items():
        if "cxprog:" in source.text:
            texts = [span for part in parts for span in _text_spans(part)]
            for comment in _COMMENT.finditer(source.text):
                if any(start <= comment.start() < end for start, end in texts):
                    continue  # the words stand in a text, not in a comment
                allow = _read(source, comment)
                (kept if isinstance(allow, Allow) else findings).append(allow)  # type: ignore[arg-type]
    return tuple(kept), tuple(findings)


def _read(source: Source, comment: re.Match[str]) -> Allow | Finding:
    span = Span(comment.start(), comment.start() + len(comment[0].rstrip()))
    read = _ALLOW.fullmatch(comment["body"].strip())
    settings = dict(setting.split("=", 1) for setting in read["settings"].split()) if read else {}
    missing = [name for name in ("until", "owner") if name not in settings]
    unknown = sorted(settings.keys() - {"until", "owner"})
    until = settings.get("until", "")
    if read and not missing and not unknown and _is_day(until):
        rules = tuple(rule.strip() for rule in read["rules"].split(","))
        return Allow(rules, until, settings["owner"], read["reason"].strip(), source, span)
    if not read:
        message = f"this allow-comment {_what_is_wrong(comment['body'].strip())}, so it allows nothing"
    elif missing:
        message = f"this allow-comment has no `{'=` and no `'.join(missing)}=`, so it allows nothing"
    elif unknown:
        message = f"an allow-comment has no `{unknown[0]}=`"
    else:
        message = f"`{until}` is not a date such as `2027-03-31`, so this comment allows nothing"
    return found("allow-malformed", message, Label(Spot(source, span)), help=_FORM)


def _is_day(text: str) -> bool:
    try:
        return bool(_DATE.fullmatch(text)) and bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _what_is_wrong(body: str) -> str:
    if not body.startswith("allow"):
        return "does not begin with `allow[`"
    if not re.match(r"allow\[[^\]]*\]", body):
        return "does not name its rule in square brackets"
    if not re.match(r"allow\[\s*[a-z][a-z0-9-]*(?:\s*,\s*[a-z][a-z0-9-]*)*\s*\]", body):
        return "does not name a rule: ids hold lower-case letters, digits and hyphens"
    if not re.search(r"\s--\s+\S", body):
        return "gives no reason behind ` -- `"
    return "cannot be read"


def _text_spans(document: Document) -> Iterator[tuple[int, int]]:
    """Ranges of a document in which a `#` is no comment: its quoted and block texts, or all of it if it is not YAML."""
    if document.data is None:
        yield document.start, document.end
        return
    try:
        for token in yaml.scan(document.text, Loader=yaml.CSafeLoader):
            if isinstance(token, yaml.ScalarToken) and token.style:
                yield document.start + token.start_mark.index, document.start + token.end_mark.index
    except yaml.YAMLError:  # pragma: no cover
        yield document.start, document.end  # it was read before, so this cannot be
