"""All errors of the program: what ``docs/errors.md`` lists and the tests check."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Any

import palermo
from palermo.errors.base import REGISTRY, PalermoError

#: Modules that do something when they are imported.
_LEFT_OUT = ("palermo.config.wsgi", ".migrations.")


def every_error() -> list[type[PalermoError]]:
    """Every class of error, by code. Imports the whole program, so that none is missing."""
    for module in pkgutil.walk_packages(palermo.__path__, "palermo."):
        if not any(name in module.name for name in _LEFT_OUT):
            importlib.import_module(module.name)
    # Tests define errors of their own; they are no part of the product.
    found = [error for error in REGISTRY.values() if error.__module__.startswith("palermo.")]
    return sorted(found, key=lambda error: error.code)


def table() -> Iterator[dict[str, Any]]:
    """``code``, ``status``, ``message`` (its template in the language in force) and ``details`` of every error."""
    for error in every_error():
        yield {
            "code": error.code,
            "status": int(error.status),
            "message": str(error.template),
            "details": {name: detail.value for name, detail in error.schema.items()},
        }
