"""Which passwords are refused because they would be guessed or are known, and which are not."""

from __future__ import annotations

import secrets
import time
import unicodedata
from dataclasses import dataclass

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st
from pytest_django import Settings

from palermo.access.sign_in.first_passwords import random_password
from palermo.config.guesses import AGAIN, LONGEST_READ, bits_of
from palermo.config.passwords import FEWEST_BITS, BreachedValidator, GuessableValidator
from palermo.home import Home
from palermo.vault.breached import build_breached, digest_lines

#: What people make of "at least twelve signs": each kind several times.
GUESSED = [
    # one or two common words, with capitals, figures for letters, a year or signs behind
    "passwordpassword", "Password1234!", "P@ssw0rd2024", "iloveyouforever", "sunshine2023", "Manchester2010",
    "Liverpoolfc1!", "welcome12345", "administrator", "letmein2letmein", "basketball99", "princess1234",
    "charlie-brown1", "MichaelJordan23", "justinbieber1", "monkeymonkey1", "Football12345", "computer2015",
    # walks over the keyboard, and its rows and columns
    "qwertyuiop123", "1qaz2wsx3edc", "1q2w3e4r5t6y", "qazwsxedcrfv", "zaq1xsw2cde3", "asdfghjkl123", "azertyuiop12",
    "123qweasdzxc", "qwerty123456", "poiuytrewq12", "йцукенгшщзхъ",
    # sequences, repetitions, mirrors
    "123456789012", "111111111111", "abcdefghijkl", "123123123123", "abcabcabcabc", "112233445566", "123456654321",
    "987654321987", "aaaaaaaaaaaaaaaaaaaaaaaa", "abc123abc123", "qweqweqweqwe",
    # dates
    "12031985120385", "0101200001012000", "maria12031985",
    # backwards, and Russian words on a keyboard that was set to Latin
    "drowssapdrowssap", "gfhjkmgfhjkm",
]  # fmt: skip
CHOSEN_WELL = [
    "correct horse battery staple", "a long enough password", "seven shelter ponies", "another password that is long",
    "green tractor on ice", "blue lamp ate tuesday", "my cat sleeps on monday", "la lune est grande ce soir",
    "el perro de mi abuela", "сегодня идёт тёплый снег", "القمر كبير هذه الليلة", "keine katze kocht kaffee",
    "tr0ub4dor&3 xkcd", "mot de passe é ü ß", "xk7qp-2mnbv-zz3tw",
]  # fmt: skip


@dataclass
class Somebody:
    is_demo: bool


@pytest.mark.parametrize("password", GUESSED)
def test_what_everybody_writes_is_refused(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        GuessableValidator().validate(password)
    assert password not in str(refused.value)


@pytest.mark.parametrize("password", CHOSEN_WELL)
def test_words_that_do_not_belong_together_are_taken(password: str) -> None:
    GuessableValidator().validate(password)


def test_a_password_of_ours_is_never_refused() -> None:
    assert min(bits_of(random_password()) for _turn in range(300)) > FEWEST_BITS + 20


def test_hardly_any_random_one_is_refused() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    drawn = ["".join(secrets.choice(letters) for _sign in range(12)) for _turn in range(300)]
    assert sum(bits_of(one) < FEWEST_BITS for one in drawn) < 15


@given(st.text(max_size=80))
def test_any_text_has_a_finite_cost(password: str) -> None:
    """No sign of any script costs more than a random one of a large alphabet would."""
    assert 0 <= bits_of(password) <= 16 * min(len(password) * 4, LONGEST_READ)


@given(st.text(min_size=1, max_size=12), st.integers(2, 5))
def test_repeating_it_adds_next_to_nothing(piece: str, times: int) -> None:
    folded = unicodedata.normalize("NFKC", piece).casefold()
    assume(len(folded) * times <= LONGEST_READ and not unicodedata.combining(folded[0]))
    assert bits_of(piece * times) <= bits_of(piece) + AGAIN + 1e-6


def test_the_longest_takes_no_longer() -> None:
    """A hundred thousand signs are read to the 64th: no way to keep the server busy."""
    bits_of("warm up")
    began = time.perf_counter()
    assert bits_of("ab7" * 40_000) == bits_of(("ab7" * 40_000)[:LONGEST_READ])
    assert time.perf_counter() - began < 1


def test_stolen_ones_are_refused(settings: Settings, tmp_path: object) -> None:
    settings.HOME = Home(tmp_path)  # type: ignore[arg-type]
    BreachedValidator().validate("green tractor on ice")
    build_breached(settings.HOME, digest_lines([b"green tractor on ice"]))
    with pytest.raises(ValidationError) as refused:
        BreachedValidator().validate("green tractor on ice")
    assert "tractor" not in str(refused.value)
    BreachedValidator().validate("green tractor on snow")


def test_demonstrations_keep_their_public_password(settings: Settings, tmp_path: object) -> None:
    settings.HOME = Home(tmp_path)  # type: ignore[arg-type]
    build_breached(settings.HOME, digest_lines([b"password1234"]))
    for validator in (GuessableValidator(), BreachedValidator()):
        validator.validate("password1234", Somebody(is_demo=True))
        with pytest.raises(ValidationError):
            validator.validate("password1234", Somebody(is_demo=False))
