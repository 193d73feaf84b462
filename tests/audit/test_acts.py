"""Every act that the source names is defined, with the details that it gives; every sentence can be said."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import palermo
from palermo.audit import acts, registry
from palermo.audit.errors import UnknownAct
from palermo.audit.registry import ACTS, OBJECT_KINDS, Act, Detail

SOURCE = Path(palermo.__file__).parent
OWN = {"actor", "object_kind", "object_id", "object_ids", "mission"}
EXAMPLES = {
    Detail.COUNT: 2,
    Detail.FLAG: True,
    Detail.CODE: "csv",
    Detail.CODES: "a, b",
    Detail.OPAQUE: "abcdefghijklmnop",
    Detail.OPAQUES: "abcdefghijklmnop",
    Detail.DIGEST: "0" * 64,
    Detail.MOMENT: "2026-11-22T01:02:03Z",
}


def records() -> Iterator[tuple[str, ast.Call]]:
    """Every call of record() and record_many() in the source whose act is written out."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"record", "record_many"}
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node


def test_what_the_source_records_is_defined() -> None:
    found = list(records())
    assert found
    for where, call in found:
        assert isinstance(call.args[0], ast.Constant)
        act = ACTS.get(str(call.args[0].value))
        assert act is not None, where
        given = {keyword.arg for keyword in call.keywords if keyword.arg} - OWN
        assert given <= {*act.details, *act.optional}, where
        for keyword in call.keywords:
            if keyword.arg == "object_kind" and isinstance(keyword.value, ast.Constant):
                assert keyword.value.value in OBJECT_KINDS, where


@pytest.mark.parametrize("act", [pytest.param(act, id=act.name) for act in ACTS.values()])
def test_a_sentence_needs_nothing_that_may_be_absent(act: Act) -> None:
    words = {name: EXAMPLES[detail] for name, detail in act.details.items()}
    for language in ("en", "fr", "es", "ar", "ru"):
        with translation.override(language):
            said = str(act.sentence % {"actor": "WHO", "object": "WHAT", "act": act.name, **words})
        # An act of nobody (a sign-in that failed) names at least what it was done to.
        assert "WHO" in said or "WHAT" in said
        assert "%(" not in said


def test_the_acts_of_a_package_are_found_when_the_program_starts() -> None:
    with pytest.raises(UnknownAct, match="twice"):
        importlib.reload(acts)
    assert registry.ACTS["case.read"].name == "case.read"
