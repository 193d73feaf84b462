"""Every error of the program: a code of its own, a status, a sentence without a person's value, a line in the docs."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from django.utils import translation

import palermo
from palermo.errors import PalermoError
from palermo.errors.catalogue import every_error, table
from tools.errors_table import rendered

SOURCE = Path(palermo.__file__).parent
ROOT = SOURCE.parent.parent
ERRORS = every_error()
#: What a message may name: codes, numbers, places in files, words of the program. Nothing here may be filled with what
#: is known of a person; think before adding to it.
NAMES = """
    action amount choices code codes column columns count country day email end expected expressions
    field file first folder format highest home id kind kinds known label last limit line lowest missing
    mission mode most name names number organisation part parts path place purpose reason reasons region
    role roles row scheme section sheet size source standard start status table text title unit until
    value variable version what why words year
"""
MAY_BE_NAMED = frozenset(NAMES.split())
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def subclasses(of: type[PalermoError]) -> Iterator[type[PalermoError]]:
    for one in of.__subclasses__():
        yield one
        yield from subclasses(one)


def calls() -> Iterator[tuple[str, ast.Call, type[PalermoError]]]:
    """Every place in the source where an error is made."""
    by_name = {error.__name__: error for error in ERRORS}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in by_name:
                yield f"{path.relative_to(SOURCE)}:{node.lineno}", node, by_name[node.func.id]


def test_every_class_is_in_the_catalogue_under_a_code_of_its_own() -> None:
    of_the_product = {one for one in subclasses(PalermoError) if one.__module__.startswith("palermo.")}
    assert of_the_product | {PalermoError} == set(ERRORS)
    codes = [error.code for error in ERRORS]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("error", [pytest.param(error, id=error.code) for error in ERRORS])
def test_each_has_status_sentence_and_explanation(error: type[PalermoError]) -> None:
    assert isinstance(error.status, HTTPStatus)
    assert error.status >= 400
    assert inspect.getdoc(error), "say what it means"
    if error is not PalermoError:
        assert "status" in error.__dict__, "say which status it has"
        assert "template" in error.__dict__, "give it a sentence"
    sentence = str(error.template)
    assert sentence.endswith(".")
    assert set(PLACEHOLDER.findall(sentence)) <= set(error.schema)
    for language in ("fr", "es", "ar", "ru"):
        with translation.override(language):
            assert set(PLACEHOLDER.findall(str(error.template))) == set(PLACEHOLDER.findall(sentence))


def test_the_document_lists_them_all() -> None:
    text = (ROOT / "docs/errors.md").read_text(encoding="utf-8")
    assert rendered() in text, "run: .venv/bin/python -m tools.errors_table"
    assert all(f"`{line['code']}`" in text for line in table())


def test_no_place_gives_a_detail_that_the_schema_does_not_name() -> None:
    wrong = [
        f"{where}: {keyword.arg}"
        for where, call, error in calls()
        if error.__init__ is PalermoError.__init__
        for keyword in call.keywords
        if keyword.arg and keyword.arg not in error.schema
    ]
    assert wrong == []


def test_no_message_names_what_is_known_of_a_person() -> None:
    found = list(calls())
    assert len(found) > 100
    wrong = []
    for where, call, error in found:
        for argument in call.args[:1]:
            if isinstance(argument, ast.JoinedStr) and error.status < 500:
                wrong.append(f"{where}: a message for people is a translated template, not an f-string")
            for node in ast.walk(argument):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    strange = set(PLACEHOLDER.findall(node.value)) - MAY_BE_NAMED
                    wrong += [f"{where}: {name}" for name in strange]
    assert wrong == []
