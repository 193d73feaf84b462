import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.codebook.folding import fold, plain, visible


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Forced labour", "forced_LABOUR"),
        ("Timor Leste", "Timor-Leste"),
        ("Côte d'Ivoire", "Cote d’Ivoire"),
        ("Serbia & Montenegro", "Serbia and Montenegro"),
        ("Bahreïn", "Bahrein"),
        ("São Tomé", "Sa\u0303o Tome\u0301"),
        ("ＮＡ", "na"),
        ("Türkiye", "TURKIYE"),
        ("İstanbul", "istanbul"),
        ("Łódź", "Lodz"),
        ("STRASSE", "straße"),
        ("مصر", "\u200fمصر\u200e"),
        ("مِصْر", "مصر"),
        ("إيران", "ايران"),
        ("ســوريا", "سوريا"),
        ("Йемен", "ЙЕМЕН"),
        ("Орёл", "орел"),
        ("U.S.A.", "usa"),
    ],
)
def test_spellings_of_one_word_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("48+", "48"), ("Niger", "Nigeria"), ("ไทย", "ไท"), ("की", "का"), ("中国", "中文"), ("が", "か")],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["?", " - ", "…", "", "\u200f", "'\""])
def test_punctuation_folds_to_nothing(text: str) -> None:
    assert fold(text) == ""


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_ascii_takes_the_same_road_as_other_text(text: str) -> None:
    assert fold(text) == fold(text + "\u200f")


def test_plain_keeps_case_and_accents_but_no_invisible_marks() -> None:
    assert plain("\u202b Côte-d'Ivoire\u202c\u00a0") == "Côte-d'Ivoire"
    assert plain("２０１１") == "2011"


def test_visible_leaves_every_letter_that_can_be_seen() -> None:
    assert visible("\u200f ²½ＮＡ \u200e") == "²½ＮＡ"
    assert visible(" a ") == "a"
