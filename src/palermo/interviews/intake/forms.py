"""The forms that arrivals are read by. A version never changes, so what was read of one stays good."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from palermo.interviews.models import FormVersion
from palermo.interviews.xforms.model import XForm
from palermo.interviews.xforms.reading import read_xform


def form_of(version: FormVersion) -> XForm:
    """The form of a version, without reading its long columns again."""
    return _read(version.opaque_id)[0]


def questions_of(version: FormVersion) -> Mapping[str, Any]:
    """Its ``questions``, likewise."""
    return _read(version.opaque_id)[1]


@lru_cache(maxsize=32)
def _read(number: str) -> tuple[XForm, Mapping[str, Any]]:
    row = FormVersion.objects.only("xform", "questions").get(opaque_id=number)
    return read_xform(row.xform), MappingProxyType(row.questions)
