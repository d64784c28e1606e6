"""What in an emitted file would tell who answered: every key and string, held against lists of what does."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

Sheets = Mapping[str, list[dict[str, str]]]
"""The rows of a workbook by sheet, each by column."""

PERSON = frozenset(
    (
        "name", "fullname", "firstname", "lastname", "givenname", "familyname", "surname", "yourname", "username",
        "user", "userid", "person", "personid", "respondent", "respondentid", "recipient", "recipientid", "invitee",
        "invitationid", "inviteid", "contact", "contactid", "contactkey", "contactdetails", "contactdata", "customerid",
        "customernumber", "customername", "account", "accountid", "accountname", "accountnumber", "employeeid",
        "employeenumber", "email", "mail", "emailaddress", "mailaddress", "youremail", "yourmail", "hashedmail",
        "phone", "telephone", "mobile", "phonenumber", "telephonenumber", "mobilenumber", "yourphone", "postaladdress",
        "homeaddress", "address", "ip", "ipaddress", "networkaddress", "device", "deviceid", "subscriberid",
        "simserial", "imei", "cookie", "cookiename", "session", "sessionid", "token", "personallink", "uniquelink",
        "pseudonym", "responseid", "externalref", "externalreference", "externalid",
    )
)  # fmt: skip
"""Fields that name somebody, or what somebody is known by; in small letters, without signs."""
STORED = "cx_"
"""What the names of fields begin with that are no questions."""
SHOWN = ("cx_invitation", "cx_thanks")
"""Those of them that are words on the screen."""

SURVEYJS_KEYS = frozenset(
    (
        "cookieName", "surveyId", "surveyPostId", "clientId", "sendResultOnPageNext", "navigateToUrl",
        "navigateToUrlOnCondition", "completedHtmlOnCondition", "triggers", "includeIntoResult", "defaultValue",
        "defaultValueExpression", "setValueExpression", "setValueIf", "resetValueIf", "choicesByUrl", "autocomplete",
        "showTimer", "showTimerPanel", "timeLimit", "timeLimitPerPage", "maxTimeToFinish", "maxTimeToFinishPage",
        "storeDataAsText", "storeOthersAsComment", "partialSendEnabled",
    )
)  # fmt: skip
"""Settings with which a form stores, sends or looks up something that nobody answered."""
SURVEYJS_TYPES = frozenset(("rating", "slider", "radiogroup", "checkbox", "ranking", "boolean", "text", "comment"))
"""Elements that hold nothing but an answer; `html`, `file`, `signaturepad`, `expression` and others can hold more."""
FREE = ("text", "comment", "decimal", "integer")
"""Those in which people can write what they like, in either sort of form; the others only offer a choice."""
XLSFORM_TYPES = frozenset(
    ("note", "range", "select_one", "select_multiple", "rank", "decimal", "integer", "text"),
)
"""Rows that hold nothing but an answer; `deviceid`, `start`, `username`, `hidden`, `calculate` and others hold more."""
XLSFORM_COLUMNS = frozenset(
    (
        "type", "name", "label", "hint", "required", "relevant", "appearance", "parameters", "constraint",
        "constraint_message", "list_name",
    )
)  # fmt: skip
"""Columns that preset nothing; `calculation`, `default`, `trigger` and `bind::jr:preload` would."""
XLSFORM_SETTINGS = frozenset(("form_title", "form_id", "default_language", "clean_text_values", "version"))
"""Settings that send nothing anywhere; `submission_url` or `instance_name` would."""
ALERT_LABELS = frozenset(
    (
        "loop", "loop_type", "deadline", "severity", "survey", "question", "answer", "metric", "event", "cause",
        "touchpoint", "account_tier", "account_value", "partner", "accounts", "series", "alertname",
    )
)  # fmt: skip
"""Labels that tell groups apart, and nobody in them."""


def plain(name: str) -> str:
    """A name in small letters, without signs: `E-Mail` and `e_mail` are `email`."""
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def names_somebody(name: str) -> bool:
    """Whether a field of this name would tell who answered."""
    is_record = name.startswith(STORED) and name not in SHOWN
    return is_record or plain(name) in PERSON


def walk(value: Any, path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Every key and every string of JSON: its path, the key that it stands at, and the string; None for a key."""
    for key, below in value.items() if isinstance(value, dict) else ():
        yield f"{path}/{key}", key, None
        yield from walk(below, f"{path}/{key}") if not isinstance(below, str) else ((f"{path}/{key}", key, below),)
    for index, below in enumerate(value) if isinstance(value, list) else ():
        here, key = f"{path}/{index}", path.rpartition("/")[2]
        yield from walk(below, here) if not isinstance(below, str) else ((here, key, below),)


# SURVEYJS


def told_by_form(form: Any) -> list[str]:
    """Places of a SurveyJS form that would tell who answered."""
    elements = [element for page in form["pages"] for element in page["elements"]]
    asked = {name for each in elements for name in (each["name"], each.get("valueName", each["name"]))}
    values = [each["name"] for each in form.get("calculatedValues", ())]
    found = [f"calculated value {name}" for name in values if name != "left_brace"]
    found += [f"element of type {each['type']}" for each in elements if each["type"] not in SURVEYJS_TYPES]
    found += [f"element {each['name']}" for each in elements if each["type"] in FREE and names_somebody(each["name"])]
    for path, key, text in walk(form):
        found += [path] if _tells(key, text) else []
        inner = re.findall(r"\{([^{}]+)\}", text or "")
        found += [f"{path} {{{name}}}" for name in inner if name != "left_brace" and _bare(name) not in asked]
        if key in ("visibleIf", "expression"):
            found += [f"{path} {name}()" for name in _called(text or "")]
    return found


def _tells(key: str, text: str | None) -> bool:
    is_name = key != "name" and (key.startswith(STORED) or plain(key) in PERSON)
    return key in SURVEYJS_KEYS or is_name if text is None else key == "inputType" and text != "number"


def _called(expression: str) -> list[str]:
    """Functions of an expression: any of them could look at a clock or a device."""
    bare = re.sub(r"\\.", "", expression)
    return re.findall(r"\w+(?=\()", re.sub(r"'[^']*'|\{[^}]*\}", "", bare))


def _bare(name: str) -> str:
    return name.removeprefix("#").removesuffix("[0]")


def told_by_delivery(delivery: Any) -> list[str]:
    """Places of a delivery file that ask whatever sends a survey to store who answers, or to tell people apart."""
    found = [key for key in ("records", "reply_to", "embedded") if delivery.get(key)]
    found += ["link"] if delivery.get("link") == "personal" else []
    free = [each["name"] for each in delivery["answers"] if each["type"] in ("open-text", "number")]
    return found + [f"answer {name}" for name in free if names_somebody(name)]


# XLSFORM


def sheets(data: bytes) -> Sheets:
    """The rows of a workbook, read by a library that knows nothing of us."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True)
    tables = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
    return {
        title: [{str(column): str(cell or "") for column, cell in _pairs(rows[0], row)} for row in rows[1:]]
        for title, rows in tables.items()
    }


def _pairs(header: list[Any], row: list[Any]) -> Iterator[tuple[Any, Any]]:
    # Rows end with their last cell.
    return zip(header, [*row, *[None] * (len(header) - len(row))], strict=True)


def told_by_workbook(book: Sheets) -> list[str]:
    """Rows, columns and settings of an XLSForm that would tell who answered."""
    found = [f"sheet {title}" for title in book if title not in ("survey", "choices", "settings")]
    for title in ("survey", "choices"):
        columns = {column.partition("::")[0] for row in book[title] for column in row}
        found += [f"{title}: column {column}" for column in sorted(columns - XLSFORM_COLUMNS)]
    for row in book["survey"]:
        found += [f"type {row['type']}"] if row["type"].split()[0] not in XLSFORM_TYPES else []
        is_free = row["type"] in FREE or row["name"].startswith(STORED)
        found += [f"name {row['name']}"] if is_free and names_somebody(row["name"]) else []
    return found + [f"setting {key}" for row in book["settings"] for key in row if key not in XLSFORM_SETTINGS]


def told_by_xform(text: str) -> list[str]:
    """Fields of a form as ODK reads it that are filled by a device, a clock or a calculation."""
    root = ElementTree.fromstring(text)
    found = []
    for bind in root.iter("{http://www.w3.org/2002/xforms}bind"):
        place, filled = bind.attrib["nodeset"], sorted(key.rpartition("}")[2] for key in bind.attrib)
        presets = [key for key in filled if key in ("preload", "preloadParams", "calculate")]
        # Every form has to number itself, by chance.
        if presets and (place != "/data/meta/instanceID" or bind.attrib.get(f"{{{_ROSA}}}preload") != "uid"):
            found.append(f"{place} is filled by {', '.join(presets)}")
        is_stored = place.rpartition("/")[2].startswith(STORED) and names_somebody(place.rpartition("/")[2])
        found += [place] if is_stored else []
    instance = root.find(".//{http://www.w3.org/2002/xforms}instance")
    meta = [each for each in (instance.iter() if instance is not None else ()) if each.tag.endswith("}meta")]
    known = {child.tag.rpartition("}")[2] for each in meta for child in each} - {"instanceID"}
    return found + [f"meta {name}" for name in sorted(known)]


_ROSA = "http://openrosa.org/javarosa"


# ALERTS


def told_by_rules(rules: Any) -> list[str]:
    """Labels of alerting rules, in their expressions and in their texts, that would tell who answered."""
    found = []
    for rule in (rule for group in rules["groups"] for rule in group["rules"]):
        actions = " ".join(_actions(text) for text in (*rule["labels"].values(), *rule["annotations"].values()))
        names = [*rule["labels"], *_label_names(rule["expr"])]
        names += re.findall(r"[lL]abels\.(\w+)", actions) + re.findall(r"[lL]abels \"(\w+)\"", actions)
        found += [f"{rule['alert']}: {name}" for name in dict.fromkeys(names) if name not in ALERT_LABELS]
        found += [f"{rule['alert']}: {name}" for name in rule["annotations"] if names_somebody(name)]
    return found


def _actions(template: str) -> str:
    """What a template looks up; braces in somebody's title are written as `{{"{"}}` and look up nothing."""
    bare = re.sub(r'\{\{"(?:[^"\\]|\\.)*"\}\}', "", template)
    return " ".join(re.findall(r"\{\{(.*?)\}\}", bare, re.DOTALL))


def _label_names(expression: str) -> list[str]:
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', '""', expression)
    grouped = re.findall(r"\b(?:by|on|without|ignoring|group_left|group_right)\s*\(([^)]*)\)", bare)
    matched: list[str] = re.findall(r"(\w+)\s*(?:=~|!~|!=|=)\s*\"\"", bare)
    return [*matched, *(name.strip() for each in grouped for name in each.split(",") if name.strip())]


def told_by_series(series: Any) -> list[str]:
    """Labels that an integration is asked to export and that would tell who answered."""
    return [
        f"{each['name']}: {label}"
        for each in series["series"]
        for label in (*each["labels"], *(name for read in each["read"] for name in read["labels"]))
        if label not in ALERT_LABELS
    ]


def told_by_routes(config: Any, texts: str) -> list[str]:
    """Labels that messages are grouped by, routed by or made of, and that would tell who answered."""
    names = []
    for _, key, text in walk(config):
        names += [text] if key in ("group_by", "equal") and text else []
        names += [re.split(r"[=!~]", text)[0].strip()] if key == "matchers" and text else []
    for text in (texts, json.dumps(config)):
        names += re.findall(r"Labels\.(\w+)", text)
    return [name for name in dict.fromkeys(names) if name not in ALERT_LABELS and name not in _OF_GROUPS]


_OF_GROUPS = frozenset(("SortedPairs", "Names", "Values", "Remove"))
"""What the template language itself calls by such a name."""
