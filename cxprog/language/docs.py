"""Docstrings below model fields, read from the source only when somebody asks: parsing them costs start-up time."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel


@cache
def field_docs(model: type[BaseModel]) -> Mapping[str, str]:
    """The docstring of each field of a model, inherited ones included, by the field's name in Python."""
    docs: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, BaseModel) and each is not BaseModel:
            docs.update(_docs_in_module(inspect.getmodule(each)).get(each.__name__, {}))
    return docs


def describe(model: type[BaseModel], schema: dict[str, Any]) -> None:
    """Put the docstrings of a model's fields into its JSON Schema, and leave out titles that only repeat the keys."""
    docs = field_docs(model)
    names = {(info.alias or name): name for name, info in model.model_fields.items()}
    for key, described in schema.get("properties", {}).items():
        described.pop("title", None)
        if doc := docs.get(names.get(key, "")):
            described["description"] = " ".join(doc.split())


@cache
def _docs_in_module(module: object) -> Mapping[str, Mapping[str, str]]:
    """Field docstrings by class and field; empty where there is no source to read."""
    try:
        tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]
    except (OSError, TypeError):
        return {}
    return {node.name: _docs_in_class(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _docs_in_class(node: ast.ClassDef) -> Mapping[str, str]:
    docs: dict[str, str] = {}
    for statement, following in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and isinstance(following, ast.Expr)
            and isinstance(following.value, ast.Constant)
            and isinstance(following.value.value, str)
        ):
            docs[statement.target.id] = inspect.cleandoc(following.value.value)
    return docs
