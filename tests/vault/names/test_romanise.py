"""Names of any script become parts in Latin letters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.vault.names.romanise import romanise


def parts(name: str) -> list[str]:
    return [part.letters for part in romanise(name)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Олександр Щербаченко", ["oleksandr", "shcherbachenko"]),
        ("Jean-Baptiste  Étienne", ["jean", "baptiste", "etienne"]),
        ("Šarić, Đorđe", ["sharich", "dorde"]),
        ("O'Brien O’Neil Oʻtkir", ["obrien", "oneil", "otkir"]),
        ("Γεώργιος Μπακόλας", ["georgios", "bakolas"]),
        ("გიორგი ჩხეიძე", ["giorgi", "chkheidze"]),
        ("ተስፋዬ ገብረ", ["tesfaye", "gebre"]),
        ("曾国藩", ["zeng", "guo", "fan"]),
        ("欧阳修", ["ouyang", "xiu"]),
        ("王 小明", ["wang", "xiaoming"]),
        ("이민호", ["lee", "minho"]),
        ("सिंह", ["sinh"]),
        ("चौधरी", ["chaudhri"]),
        ("Ｍａｒｉａ", ["maria"]),
        ("คำ", ["kham"]),
        ("กัญญา ศรีวงศ์", ["kanya", "sriwong"]),
        ("Maria (2nd) 1990", ["maria", "nd"]),
    ],
)
def test_parts(name: str, expected: list[str]) -> None:
    assert parts(name) == expected


@pytest.mark.parametrize(
    "names",
    [
        ("عبد الرحمن", "عبدالرحمن", "عَبْدُ الرَّحْمَٰن"),
        ("Abd al-Rahman", "Abd Al Rahman"),
        ("الحسن", "حسن"),
        ("Al-Hassan", "Hassan", "El Hassan"),
        ("Ludwig van Hagen", "Ludwig Hagen"),
        ("Maria de la Cruz", "Maria Cruz"),
    ],
)
def test_ways_of_writing_that_are_one(names: tuple[str, ...]) -> None:
    assert len({tuple(parts(name)) for name in names}) == 1


def test_two_words_are_a_name_whatever_they_mean_elsewhere() -> None:
    assert parts("Van Do") == ["van", "do"]
    assert parts("Ben Ali") == ["ben", "ali"]
    assert parts("Das") == ["das"]


def test_scripts_without_vowels_are_marked() -> None:
    assert [part.is_bare for part in romanise("محمد Ali שרה")] == [True, False, True]


def test_nothing_comes_of_nothing() -> None:
    assert romanise("") == romanise(" 123 -- ") == ()


@given(text=st.text(max_size=300))
def test_any_text_gives_latin_letters(text: str) -> None:
    for part in romanise(text):
        assert part.letters.isascii()
        assert part.letters.isalpha()
        assert part.letters == part.letters.lower()


def test_a_long_text_is_cut() -> None:
    assert [len(part.letters) for part in romanise("a'" * 100_000)] == [100]
