"""Check a document against its model; what it takes to say what is wrong is loaded only when something is."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ValidationError

from cxprog.document import Document
from cxprog.finding import Finding


def validate(document: Document, model: type[BaseModel]) -> tuple[Any, tuple[Finding, ...]]:
    """The node of a document, or None with a finding for every mistake in it."""
    assert document.data is not None
    try:
        return model.model_validate(document.data), ()
    except ValidationError as error:
        from cxprog.language.words import tell

        return None, tell(document, model, error)
