"""XLSForm for cxprog: surveys that tablets fill in without a network."""

from __future__ import annotations

from cxprog.plugin import Plugin
from cxprog_xlsform import xlsform

plugin = Plugin("xlsform", targets=(xlsform.produce,))
