"""Text that is not YAML, explained: where the mistake began, what it is, and what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from cxprog.codes import found
from cxprog.finding import Edit, Finding, Fix, Label
from cxprog.refused import INVISIBLE, odd_blank, template
from cxprog.source import Source, Span, Spot
from cxprog.stumble import KEY_LINE, Line, Stumble


def syntax_error(source: Source, start: int, end: int, error: yaml.MarkedYAMLError) -> Finding:
    """What is wrong with the part of a source that the parser gave up on."""
    mark = error.problem_mark or error.context_mark
    at = start + (mark.index if mark else 0)
    began = start + error.context_mark.index if error.context_mark else at
    problem = f"{error.problem or ''} {error.context or ''}".strip()
    stumble = Stumble(source, start, end, problem, min(at, end), min(began, end))
    for words, explain in _EXPLAIN:
        if words in problem and (finding := explain(stumble)):
            return finding
    return found("syntax-error", f"this is not YAML: {problem}", stumble.label(stumble.at))


def quoted(text: str) -> str:
    """A text as YAML in quotes."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_NO_SPACE_BLOCK = re.compile(r"(?P<lead>[ ]*(?:-[ ]+)*)(?P<key>[A-Za-z_][\w-]*):(?P<value>(?!//)[^\s:].*)")
_NO_SPACE_FLOW = re.compile(r"(?<![\w-])(?P<key>[A-Za-z_][\w-]*):(?P<value>[\[{\"'][^,\]}]*[\]}\"']?)")
_BLANK = INVISIBLE.pattern
_ODD_BLANK = re.compile(rf"^[ \t]*(?:-[ \t]+)*(?P<lead>{_BLANK})|^[ \t]*-(?P<dash>{_BLANK})|:(?P<colon>{_BLANK})")


def _quote(stumble: Stumble, start: int, end: int) -> tuple[str, Fix]:
    """How the value looks in quotes, and the fix that puts it there."""
    written = quoted(stumble.source.text[start:end])
    return written, Fix("put it in quotes", (Edit(Spot(stumble.source, Span(start, end)), written),))


# ONE FUNCTION FOR EACH SORT OF MISTAKE


def _forbidden_start(stumble: Stumble) -> Finding | None:
    at, text = stumble.at, stumble.source.text
    character = text[at : at + 1]
    if character == "\t":
        return _tab(stumble)
    if character == "%" and text[at - 1 : at] == "{":
        return template(stumble.source, Span(at - 1, at + 1))
    return _sign_in_front(stumble, at)


def _sign_in_front(stumble: Stumble, at: int) -> Finding:
    character = stumble.source.text[at]
    name = "a backtick" if character == "`" else f"`{character}`"
    written, fix = _quote(stumble, at, max(stumble.value_end, at + 1))
    return found(
        "syntax-error",
        f"a text cannot start with {name}: the sign has another meaning in YAML",
        Label(Spot(stumble.source, Span(at, max(stumble.value_end, at + 1)))),
        help=f"put the text in quotes: `{written}`",
        fix=fix,
    )


def _strange_start(stumble: Stumble) -> Finding | None:
    sign = stumble.source.text[stumble.at : stumble.at + 1]
    if sign == "-" and stumble.brackets:
        return found(
            "syntax-error",
            "a list item `- ` stands between brackets",
            stumble.label(stumble.at),
            stumble.label(stumble.brackets[-1], "opened here"),
            help="close the bracket first; items between brackets have commas between them and no `-`",
        )
    return _sign_in_front(stumble, stumble.at) if sign.strip() and sign in ",]}?:" else None


def _anchor_sign(stumble: Stumble) -> Finding | None:
    sign = stumble.began
    return _sign_in_front(stumble, sign) if stumble.source.text[sign : sign + 1] in ("*", "&", "!") else None


def _tab(stumble: Stumble) -> Finding | None:
    """Tabs in front of a line, or behind the `-` of a list item."""
    for line in (stumble.here, *(stumble.line(number) for number in _following(stumble))):
        if tabs := re.match(r"[ ]*(?:-[ ]*)?(\t+)", line.text):
            where = "behind the `-`" if "-" in tabs[0] else "in front of this line"
            return found(
                "tab-indent",
                f"a tab stands {where}; YAML takes spaces only",
                Label(Spot(stumble.source, Span(line.start + tabs.start(1), line.start + tabs.end(1)))),
                help="replace it by spaces; editors can do so whenever you press the tab key "
                "(look for a setting such as `insert spaces`)",
            )
    return None


def _following(stumble: Stumble) -> range:
    last = stumble.source.position(stumble.end).line
    return range(stumble.here.number + 1, last + 1)


def _odd_blank(stumble: Stumble) -> Finding | None:
    for line in _suspects(stumble):
        if odd := _ODD_BLANK.search(line.text):
            start, end = next(odd.span(name) for name in ("lead", "dash", "colon") if odd[name])
            return odd_blank(stumble.source, Span(line.start + start, line.start + end))
    return None


def _suspects(stumble: Stumble) -> list[Line]:
    """Lines on which the mistake may lie: where the parser stood, where it began, and the line above."""
    lines = [stumble.line_at(stumble.began), stumble.here, *([stumble.above] if stumble.above else [])]
    return list(dict.fromkeys(lines))


def _no_key(stumble: Stumble) -> Finding | None:
    for line in _suspects(stumble):
        if not stumble.brackets and re.match(r" *:(?: |$)", line.text):
            return found(
                "syntax-error",
                "this line starts with a colon: its key is missing",
                stumble.rest(line.first),
                help="write the key in front of it, or put the text in quotes if it should start with a colon",
            )
    return None


def _no_space(stumble: Stumble) -> Finding | None:
    if stumble.brackets:
        line = stumble.here
        reads = list(_NO_SPACE_FLOW.finditer(line.text))
        read = next((each for each in reads if each.end("key") + line.start + 1 >= stumble.at), None) or (
            reads[0] if reads else None
        )
        return no_space(stumble.source, line.start + read.start("key"), read["key"], read["value"]) if read else None
    for line in _suspects(stumble):
        if read := _NO_SPACE_BLOCK.match(line.text):
            return no_space(stumble.source, line.start + read.start("key"), read["key"], read["value"])
    return None


def no_space(source: Source, start: int, key: str, value: str) -> Finding:
    """The finding for `key:value`."""
    colon = Spot(source, Span(start + len(key), start + len(key) + 1))
    return found(
        "syntax-error",
        f"there is no space behind the colon of `{key}`",
        Label(Spot(source, Span(start, start + len(key) + 1))),
        help=f"write `{key}: {value.rstrip()}`",
        fix=Fix("add the space", (Edit(colon, ": "),)),
    )


def _no_space_item(stumble: Stumble) -> Finding | None:
    for line in _suspects(stumble):
        read = re.match(r"[ ]*-(?P<item>[^\s-].*)", line.text)
        if read and not stumble.brackets:
            item = read["item"].strip()
            return found(
                "syntax-error",
                "there is no space behind the `-` of this list item",
                Label(Spot(stumble.source, Span(line.first, line.first + 1 + len(item)))),
                help=f"write `- {item}`",
                fix=Fix("add the space", (Edit(Spot(stumble.source, Span(line.first, line.first + 1)), "- "),)),
            )
    return None


def _separator(stumble: Stumble) -> Finding | None:
    for line in _suspects(stumble):
        sign = line.text.strip()
        if sign not in ("-", "---") and re.fullmatch(r"[-–—]+|={2,}|_{2,}|\*{2,}", sign):
            return found(
                "syntax-error",
                f"`{line.text.strip()}` does not separate documents",
                Label(Spot(stumble.source, Span(line.first, line.first + len(line.text.strip())))),
                help="documents are separated by a line of exactly three hyphens: `---`",
            )
    if re.match(r"---[ \t]+[^\s#]", stumble.here.text):
        return found(
            "syntax-error",
            "the document starts on the same line as `---`",
            stumble.rest(stumble.here.start),
            help="start it on the next line, so that its keys stand in one column",
        )
    return None


def _foreign_comment(stumble: Stumble) -> Finding | None:
    for line in _suspects(stumble):
        if sign := re.match(r"//|/\*|<!--|;", line.text.strip()):
            return found(
                "syntax-error",
                f"`{sign[0]}` does not start a comment",
                stumble.rest(line.first),
                help="comments start with `# `",
            )
    return None


def _open_quote(stumble: Stumble) -> Finding | None:
    mark = stumble.source.text[stumble.began : stumble.began + 1]
    if mark not in ('"', "'"):
        return None
    inside = "an apostrophe inside it twice (`''`)" if mark == "'" else 'a `"` inside it with a backslash (`\\"`)'
    return found(
        "syntax-error",
        "the quotation mark that opens here is never closed",
        stumble.rest(stumble.began),
        help=f"end the text with `{mark}`, and write {inside}",
    )


def _behind(stumble: Stumble) -> Finding | None:
    """Something stands behind a text in quotes or a closing bracket."""
    last = stumble.tokens[-1] if stumble.tokens and not stumble.brackets else None
    if last is None:
        return None
    end = stumble.start + last.end_mark.index
    if stumble.source.text[end : stumble.at].strip(" \t"):
        return None
    if isinstance(last, yaml.ScalarToken) and last.style in ("'", '"'):
        return _behind_quote(stumble, stumble.start + last.start_mark.index, end, last.style)
    if isinstance(last, (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)):
        return _behind_bracket(stumble, end)
    return None


def _behind_quote(stumble: Stumble, start: int, end: int, mark: str) -> Finding | None:
    text = stumble.source.text
    if stumble.source.position(start).line != stumble.source.position(end).line:
        return found(
            "syntax-error",
            "the quotation mark that opens here is closed only lines later, in the middle of another text",
            stumble.rest(start),
            stumble.label(end - 1, "closed here"),
            help=f"end the text that starts here with `{mark}`",
        )
    value_end = max(stumble.value_end, stumble.at + 1)
    whole = text[start:value_end]
    if (comma := text[stumble.at]) in ",;":
        return found(
            "syntax-error",
            f"a `{comma}` stands at the end of the line",
            stumble.label(stumble.at),
            help=f"remove the `{comma}`; lines need no sign at their end",
            fix=Fix("remove it", (Edit(Spot(stumble.source, Span(stumble.at, stumble.at + 1)), ""),)),
        )
    if mark == "'" and end == stumble.at and text[end].isalpha():
        inner = whole[1:-1] if whole.endswith("'") else whole[1:]
        written = quoted(inner.replace("''", "'"))
        message = "the apostrophe ends the text, so what stands behind it belongs nowhere"
    else:
        written = f"'{whole}'" if "'" not in whole else quoted(whole)
        message = "something stands behind the closing quotation mark"
    return found(
        "syntax-error",
        message,
        Label(Spot(stumble.source, Span(end - 1, value_end))),
        Label(Spot(stumble.source, Span(start, start + 1)), "the text starts here"),
        help=f"put the whole value in quotes: `{written}`",
        fix=Fix("put it in quotes", (Edit(Spot(stumble.source, Span(start, value_end)), written),)),
    )


def _behind_bracket(stumble: Stumble, end: int) -> Finding | None:
    start = _opening(stumble, end)
    if stumble.source.text[start : start + 2] in ("{{", "{%"):
        return template(stumble.source, Span(start, end))
    if stumble.source.position(start).line != stumble.here.number or stumble.line_at(end) != stumble.here:
        return None
    written, fix = _quote(stumble, start, max(stumble.value_end, stumble.at + 1))
    return found(
        "syntax-error",
        f"something stands behind the closing `{stumble.source.text[end - 1]}`",
        Label(Spot(stumble.source, Span(start, max(stumble.value_end, stumble.at + 1)))),
        help=f"if all of it is one text, put it in quotes: `{written}`",
        fix=fix,
    )


def _opening(stumble: Stumble, end: int) -> int:
    """Offset of the bracket whose partner ends at an offset."""
    stack: list[int] = []
    for token in stumble.tokens:
        if isinstance(token, (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken)):
            stack.append(stumble.start + token.start_mark.index)
        elif isinstance(token, (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken)) and stack:
            opening = stack.pop()
            if stumble.start + token.end_mark.index == end:
                return opening
    return end - 1


_CLOSING = {"[": "]", "{": "}"}


def _open_bracket(stumble: Stumble) -> Finding | None:
    if not stumble.brackets:
        return None
    opening = stumble.brackets[-1]
    bracket = stumble.source.text[opening]
    closing = _CLOSING[bracket]
    line = stumble.line_at(opening)
    if (comment := re.compile(r"(?<=[ \t])#.*").search(line.text, opening - line.start)) and (
        comment.start() + line.start < stumble.at
    ):
        return _swallowed(stumble, line.start + comment.start(), comment[0])
    wrong = stumble.source.text[stumble.at : stumble.at + 1]
    is_last = not stumble.source.text[stumble.at + 1 : stumble.end].strip()
    if not wrong.strip() or (is_last and wrong not in "]}"):
        return _unclosed(stumble, opening, bracket, closing)
    if wrong in "]}" and wrong != closing:
        return found(
            "syntax-error",
            f"`{bracket}` is closed with `{wrong}`",
            stumble.label(stumble.at),
            stumble.label(opening, "opened here"),
            help=f"close it with `{closing}`",
        )
    if stumble.here != line and stumble.here.indent <= line.indent:
        return _unclosed(stumble, opening, bracket, closing)
    if wrong == ",":
        return found(
            "syntax-error",
            "nothing stands in front of this comma",
            stumble.label(stumble.at),
            help="remove it, or write what is missing; put text that starts with a comma in quotes",
        )
    if wrong == ":":
        return found(
            "syntax-error",
            "a second `: ` makes it unclear what is key and what is value",
            stumble.label(stumble.at),
            help="put text that contains a colon in quotes, or separate two keys with a comma",
        )
    if "node content" in stumble.problem:
        return None
    return found(
        "syntax-error",
        f"a comma or the closing `{closing}` is missing in front of this",
        stumble.label(stumble.at),
        stumble.label(opening, "opened here"),
        help="separate items with `, `; put text that holds `,`, `[`, `]`, `{`, `}` or quotation marks in quotes",
    )


def _unclosed(stumble: Stumble, opening: int, bracket: str, closing: str) -> Finding:
    return found(
        "syntax-error",
        f"the `{bracket}` that opens here is never closed",
        stumble.label(opening),
        help=f"add the closing `{closing}`; put the text in quotes if it should start with `{bracket}`",
    )


def _swallowed(stumble: Stumble, at: int, comment: str) -> Finding:
    word = re.split(r"[,\]}]", comment)[0].rstrip()
    return found(
        "syntax-error",
        "` #` starts a comment, so the rest of this line is not read, not even its closing bracket",
        Label(Spot(stumble.source, Span(at, at + len(comment)))),
        help=f"put the text in quotes: `{quoted(word)}`",
        fix=Fix("put it in quotes", (Edit(Spot(stumble.source, Span(at, at + len(word))), quoted(word)),)),
    )


def _second_colon(stumble: Stumble) -> Finding | None:
    read = KEY_LINE.match(stumble.here.text)
    if not read or not read["value"] or stumble.here.start + read.start("value") >= stumble.at:
        return None
    start = stumble.here.start + read.start("value")
    if read["value"][0] in "“”„‟‘’‚«»":
        return _curly_quotes(stumble, start, read["value"])
    written, fix = _quote(stumble, start, max(stumble.value_end, stumble.at + 1))
    return found(
        "syntax-error",
        f"the text of `{read['key']}` holds a second `: `, so it is unclear what is key and what is value",
        Label(Spot(stumble.source, Span(start, max(stumble.value_end, stumble.at + 1)))),
        help=f"put the text in quotes: `{written}`",
        fix=fix,
    )


def _curly_quotes(stumble: Stumble, start: int, value: str) -> Finding:
    text = value.rstrip().strip("“”„‟‘’‚«»")
    written = quoted(text)
    spot = Spot(stumble.source, Span(start, start + len(value.rstrip())))
    return found(
        "syntax-error",
        "curly quotation marks do not hold a text together in YAML",
        Label(spot),
        help=f"use straight ones: `{written}`",
        fix=Fix("use straight quotation marks", (Edit(spot, written),)),
    )


def _continued(stumble: Stumble) -> Finding | None:
    """A key stands inside a text that began on a line above."""
    last = stumble.tokens[-1] if stumble.tokens else None
    if not isinstance(last, yaml.ScalarToken) or stumble.brackets:
        return None
    line = stumble.line_at(stumble.start + last.start_mark.index)
    if line.number == stumble.here.number:
        return None
    key, colon = stumble.tokens[-3:-1] if len(stumble.tokens) > 2 else (None, None)
    if not line.key and isinstance(key, yaml.ScalarToken) and isinstance(colon, yaml.ValueToken):
        return found(
            "syntax-error",
            f"the text of `{key.value}` holds a `: `, so it is unclear what is key and what is value",
            stumble.rest(stumble.here.first),
            stumble.label(stumble.start + key.start_mark.index, "the text belongs to this key", len(key.value)),
            help=f"write `{key.value}: |` to begin a text of several lines, or put the text in quotes",
        )
    return _below_value(stumble, line) if line.key or line.text.lstrip().startswith("- ") else _colonless(stumble, line)


def _below_value(stumble: Stumble, line: Line) -> Finding:
    read = KEY_LINE.match(line.text)
    name = f"`{line.key}`" if line.key else "a list item"
    column = (len(read["lead"]) if read else line.indent) + 1
    return found(
        "syntax-error",
        f"this line is indented below {name}, which already has a value",
        stumble.rest(stumble.here.first),
        Label(stumble.rest(line.first).where, "the value stands here"),
        help=f"start it in column {column} to make it a key of its own, or put the text in quotes if it belongs to it",
    )


def _misplaced(stumble: Stumble) -> Finding | None:
    """The line starts in a column where nothing can stand, or with the wrong sign for it."""
    line, above = stumble.here, stumble.above
    if above is None or stumble.brackets or not line.text.strip() or not stumble.columns:
        return None
    columns = dict(stumble.columns)
    column, is_item = line.indent + 1, bool(re.match(r" *-(?: |$)", line.text))
    last = next((token for token in reversed(stumble.tokens) if isinstance(token, yaml.ScalarToken)), None)
    if column > max(columns) and above.key and not _opens(above):
        return _below_value(stumble, above)
    if columns.get(column) is True and not is_item:
        return found(
            "syntax-error",
            "a list goes on here, so this line has to start with `- `",
            stumble.rest(line.first),
            stumble.label(_start_of(stumble, column), "an item of the list"),
            help=f"indent it to column {column + 2} if it belongs to the item above",
        )
    if columns.get(column) is False and is_item:
        return found(
            "syntax-error",
            "a list item stands here, among keys",
            stumble.rest(line.first),
            help="a list stands below a key that has no value of its own: check the column and the line above",
        )
    if last is not None and last.style in ("|", ">") and stumble.line_at(stumble.start + last.end_mark.index) == line:
        return found(
            "syntax-error",
            "this line is indented less than the text above it, and so no longer part of it",
            stumble.rest(line.first),
            help=f"indent it like the text above, or start it in column {max(columns)} to begin a new key",
        )
    *most, last_one = map(str, columns)
    listed = f"{', '.join(most)} or {last_one}" if most else last_one
    return found(
        "syntax-error",
        f"this line starts in column {column}, where nothing above it starts",
        stumble.rest(line.first),
        help=f"lines that belong together start in the same column, which is {listed} here",
    )


def _opens(line: Line) -> bool:
    """Whether the value of the line's key is still to come."""
    read = KEY_LINE.match(line.text)
    value = (read["value"] or "") if read else ""
    return not value.strip() or value.startswith(("#", "|", ">"))


def _start_of(stumble: Stumble, column: int) -> int:
    """Offset of the last line above that starts in a column."""
    for number in range(stumble.here.number - 1, 0, -1):
        line = stumble.line(number)
        if not line.is_blank and line.indent + 1 == column:
            return line.first
    return stumble.here.first


def _outdented(stumble: Stumble) -> Finding | None:
    """A line further left than the first one of the document."""
    first = next((token for token in stumble.tokens if isinstance(token, yaml.BlockMappingStartToken)), None)
    if first is None:
        return None
    start = stumble.start + first.start_mark.index
    column = stumble.source.position(start).column
    if stumble.here.indent + 1 >= column:
        return None
    return found(
        "syntax-error",
        f"this line starts further left than the first line of the document, which starts in column {column}",
        stumble.rest(stumble.here.first),
        stumble.label(start, "the document starts here"),
        help="start all keys of a document in column 1; a new document needs a line `---` in front of it",
    )


def _no_colon(stumble: Stumble) -> Finding | None:
    return _colonless(stumble, stumble.line_at(stumble.began))


def _colonless(stumble: Stumble, line: Line) -> Finding:
    pair = re.fullmatch(r"(?:- +)*([A-Za-z_][\w-]*)(?: *= *| +)(\S+)", line.text.strip())
    write = f"write `{pair[1]}: {pair[2]}`" if pair else "add the colon and a space behind the key"
    return found(
        "syntax-error",
        "this line has no colon, so it is neither `key: value` nor a list item",
        stumble.rest(line.first),
        help=f"{write}; if it goes on with the text above, indent it more than that text's key",
    )


def _list_as_value(stumble: Stumble) -> Finding | None:
    written, _ = _quote(stumble, stumble.at, max(stumble.value_end, stumble.at + 1))
    return found(
        "syntax-error",
        "a list item `- ` stands on the same line as its key",
        stumble.rest(stumble.at),
        help=f"start the list on the next line, indented; if it is text, put it in quotes: `{written}`",
    )


def _block_text(stumble: Stumble) -> Finding | None:
    sign = stumble.source.text[stumble.began : stumble.began + 1]
    written = quoted(stumble.source.text[stumble.began : max(stumble.value_end, stumble.at)])
    return found(
        "syntax-error",
        f"text stands behind `{sign}`, which begins a text on the lines below it",
        stumble.rest(stumble.began),
        help=f"start the text on the next line, indented; if the sign belongs to it, put it in quotes: `{written}`",
    )


def _backslash(stumble: Stumble) -> Finding | None:
    text = stumble.source.text
    at = text.rfind("\\", stumble.began, stumble.at + 1)
    if text[stumble.began : stumble.began + 1] != '"' or at < 0:
        return None
    closing = re.compile(r'(?:\\.|[^"\\\r\n])*"').match(text, stumble.began + 1)
    single = (
        f", as in `'{closing[0][:-1]}'`"
        if closing and not set("'\\\"") & set(re.sub(r"\\[^'\"\\]", "", closing[0][:-1]))
        else ""
    )
    return found(
        "syntax-error",
        f"`{text[at : at + 2]}` means nothing in a text in double quotes",
        stumble.label(at, length=2),
        help=f"write the backslash twice (`\\\\`), or put the text in single quotes{single}",
    )


def _said(message: str, help: str) -> Callable[[Stumble], Finding | None]:
    """Something that needs no look at the lines around."""
    return lambda stumble: found("syntax-error", message, stumble.label(stumble.at), help=help)


_ANY = ""
_Explain = Callable[[Stumble], Finding | None]
_EXPLAIN: tuple[tuple[str, _Explain], ...] = (
    # Words of the parser, and who can explain them: the first that has something to say is heard.
    ("a tab character", _tab),
    (_ANY, _odd_blank),
    ("cannot start any token", _forbidden_start),
    ("alphabetic or numeric character", _anchor_sign),
    ("undefined alias", _anchor_sign),
    (_ANY, _separator),
    (_ANY, _foreign_comment),
    (_ANY, _no_key),
    (_ANY, _no_space),
    (_ANY, _no_space_item),
    ("unexpected end of stream", _open_quote),
    ("unexpected document indicator", _open_quote),
    (_ANY, _behind),
    ("while parsing a flow", _open_bracket),
    ("',' or", _open_bracket),
    ("node content", _open_bracket),
    ("mapping values are not allowed", _second_colon),
    ("mapping values are not allowed", _continued),
    ("<document start>", _outdented),
    ("did not find expected key", _misplaced),
    ("did not find expected '-' indicator", _misplaced),
    ("expected ':'", _no_colon),
    ("block sequence entries are not allowed", _list_as_value),
    ("expected comment or line break", _block_text),
    ("escape", _backslash),
    ("hexdecimal", _backslash),
    ("node content", _strange_start),
    ("node content", _said("a value was expected here", "put text that starts with this sign in quotes")),
    (
        "mapping values are not allowed",
        _said(
            "a `: ` stands where no key can be", "put text that holds a colon in quotes, and look for a lost bracket"
        ),
    ),
    ("mapping keys are not allowed", _strange_start),
    (
        "<document start>",
        _said("something stands behind the end of the document", "separate documents with a line `---`"),
    ),
    (
        "incompatible YAML document",
        _said("the file asks for another version of YAML", "remove the line; program files are YAML 1.2"),
    ),
    (
        "while scanning a directive",
        _said("a line with `%` in front is an instruction to YAML", "remove the line, or indent it if it is text"),
    ),
    (
        "while scanning a tag",
        _said("`!` starts a YAML tag, which is not part of the language", "put the text in quotes"),
    ),
)
