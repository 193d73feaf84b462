from __future__ import annotations

import pytest

from palermo.access.actions.checks import NotAcceptedError, clean_code, clean_line


@pytest.mark.parametrize("code", ["UKR", "own", "X-MIDDLE-EAST", "a_1", "0" * 32])
def test_codes_are_letters_digits_hyphens_and_underscores(code: str) -> None:
    assert clean_code(f" {code} ", field="code") == code


@pytest.mark.parametrize("code", ["", "-a", "a b", "а", "x" * 33, "a/b", "a\n"[::-1] + "/"])
def test_other_codes_are_refused_naming_the_field(code: str) -> None:
    with pytest.raises(NotAcceptedError) as refusal:
        clean_code(code, field="code")
    assert refusal.value.details == {"field": "code"}


def test_a_line_is_composed_and_trimmed() -> None:
    assert clean_line("Zu\u0308rich", field="name", limit=10) == "Zürich"


@pytest.mark.parametrize("text", ["", "   ", "a\nb", "a\0", "a\u2028b", "x" * 11])
def test_empty_long_and_broken_lines_are_refused(text: str) -> None:
    with pytest.raises(NotAcceptedError):
        clean_line(text, field="name", limit=10)


def test_a_line_that_need_not_be_there_may_be_empty() -> None:
    assert clean_line(" ", field="note", limit=10, required=False) == ""
