from __future__ import annotations

import pytest

from palermo.errors import Detail, NotFoundOrNotAllowed, PalermoError
from palermo.errors.base import REGISTRY


def test_a_class_is_known_by_its_code_from_its_definition_on() -> None:
    class Tried(PalermoError):
        code = "tried_in_a_test"
        template = "The field %(field)s is wrong."
        schema = {"field": Detail.CODE}

    try:
        assert REGISTRY["tried_in_a_test"] is Tried
        error = Tried(field="age", secret="left out")
        assert error.as_dict() == {
            "code": "tried_in_a_test",
            "message": "The field age is wrong.",
            "details": {"field": "age"},
        }
        assert str(Tried("Said more precisely.", field="age")) == "Said more precisely."
        with pytest.raises(TypeError, match="takes the code 'tried_in_a_test'"):

            class Other(PalermoError):
                code = "tried_in_a_test"

    finally:
        del REGISTRY["tried_in_a_test"]


@pytest.mark.parametrize("code", ["", "Not Good", "not-good"])
def test_a_code_has_one_form(code: str) -> None:
    with pytest.raises(TypeError, match="needs a code"):
        type("Wrong", (PalermoError,), {"code": code})


def test_a_code_is_not_inherited() -> None:
    with pytest.raises(TypeError, match="needs a code"):
        type("Heir", (NotFoundOrNotAllowed,), {})


def test_without_words_the_template_speaks() -> None:
    assert NotFoundOrNotAllowed().message == "There is nothing here that you can open."
