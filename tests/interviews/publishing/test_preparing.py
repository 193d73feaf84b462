"""From a spreadsheet to a version that can be published."""

from __future__ import annotations

from palermo.interviews.publishing.compiling_apart import compile_apart
from palermo.interviews.publishing.preparing import _letters, with_key
from palermo.interviews.xforms.reading import read_xform
from tests.interviews.conftest import ready_form


def test_letters_run_on_after_the_last() -> None:
    letters = [_letters(number) for number in range(26 + 26 * 26 + 1)]
    assert letters[0] == "a"
    assert letters[25:28] == ["z", "aa", "ab"]
    assert letters[-1] == "aaa"
    assert len(set(letters)) == len(letters)


def test_an_encrypted_form_is_the_same_form_with_a_key(in_this_process: None) -> None:
    ready = ready_form("vulnerability")
    encrypted = with_key(ready, "QUJD")
    assert read_xform(encrypted.xform).is_encrypted
    assert encrypted.xform.replace('<submission base64RsaPublicKey="QUJD"/>', "") == ready.xform
    # The compiler would have written the very same.
    assert encrypted.xform == compile_apart(encrypted.sheets, {}).xform
