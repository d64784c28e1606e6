"""Data protection for cxprog: rules for programs whose surveys hold personal data."""

from __future__ import annotations

from cxprog.plugin import Plugin
from cxprog_data_protection import answers_kept_too_long, no_legal_basis, open_question_without_note

plugin = Plugin(
    "data-protection",
    rules=(answers_kept_too_long.check, no_legal_basis.check, open_question_without_note.check),
)
