"""What a form stores of who answers, and what therefore stays out of the form of an anonymous survey."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

HANDED_OVER = ("name", "mail", "phone", "contact", "hashed-mail", "pseudonym", "account", "order")
"""Records that whoever opens a form for somebody can give to it; only what receives the answers knows the others."""
_IDS = frozenset(
    (
        "name", "fullname", "firstname", "lastname", "givenname", "familyname", "surname", "username", "email", "mail",
        "emailaddress", "mailaddress", "phone", "telephone", "mobile", "phonenumber", "telephonenumber", "mobilenumber",
        "address", "postaladdress", "homeaddress", "contactdetails", "contactdata", "contactid", "customerid",
        "customernumber", "customername", "accountid", "accountnumber", "accountname", "employeeid", "employeenumber",
        "userid", "personid", "respondentid", "deviceid",
    )
)  # fmt: skip
"""Ids of questions that ask who answers, without hyphens and without `your-` before them."""
_WORDS: Mapping[str, re.Pattern[str]] = {
    language: re.compile(rf"\b(?:{words})\b")
    for language, words in {
        "de": r"ihr(?:en)? (?:vor-? ?und )?(?:(?:vor|nach|zu)?namen?)|ihre e-?mail(?:-?adresse)?"
        r"|ihre (?:telefon|handy|mobil)nummer",
        "en": r"(?:what is|what's|enter|leave|give us|tell us|provide|type in) your (?:name|e-?mail|phone number)"
        r"|your (?:full|first|last) name|your e-?mail address|your (?:tele|mobile )?phone number",
        "es": r"su nombre y apellidos?|cuál es su nombre|su correo electrónico|su número de teléfono",
        "fr": r"votre (?:nom|prénom)|votre (?:adresse )?e-?mail|votre adresse électronique|votre courriel"
        r"|votre numéro de téléphone",
        "it": r"il suo (?:nome|cognome)|il suo indirizzo e-?mail|la sua e-?mail|il suo numero di telefono",
        "nl": r"uw (?:voor|achter)?naam|uw e-?mail(?:adres)?|uw telefoonnummer",
        "pt": r"seu (?:nome|e-?mail|telefone|número de telefone)",
    }.items()
}
"""How a question asks for a name or an address, by language."""


def is_anonymous(survey: Any) -> bool:
    """Whether respondents are promised that nobody knows who they are."""
    return bool(survey.identity == "anonymous")


def as_promised(survey: Any) -> Any:
    """What a survey asks of whatever sends its invitations: where it is anonymous, nothing that tells who answers."""
    telling = {"records": (), "link": survey.link and "open"}
    return survey.model_copy(update=telling) if is_anonymous(survey) else survey


def handed_over(survey: Any) -> tuple[str, ...]:
    """Records that the form of a survey stores, each once, in order; none where nobody may know who answers."""
    return tuple(key for key in dict.fromkeys(as_promised(survey).records) if key in HANDED_OVER)


def received(survey: Any) -> tuple[str, ...]:
    """Records that no form can store: whatever receives the answers adds them."""
    return tuple(key for key in dict.fromkeys(survey.records) if key not in HANDED_OVER)


def asks_who(question: Any) -> bool:
    """Whether a question asks for a name, an address or a number that tells who answers.

    Known by its id, or by how it is worded in one of a few languages; a question with answers to choose from never is.
    """
    if question.type not in ("open-text", "number"):
        return False
    name = question.id.removeprefix("your-").replace("-", "")
    return name in _IDS or any(_is_worded_so(locale, text) for locale, text in question.text.items())


def _is_worded_so(locale: str, text: str) -> bool:
    words = _WORDS.get(locale.partition("-")[0])
    return words is not None and words.search(" ".join(text.casefold().split())) is not None
