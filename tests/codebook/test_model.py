import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from palermo.codebook import Codebook, load_codebook

MEANS = load_codebook().lists["means_of_control"]


def test_codes_are_found_by_code_label_and_alias(codebook: Codebook) -> None:
    exploitation = codebook.lists["exploitation_type"]
    for text in ("forced_begging", "Forced-Begging", "BEGGING", "ForcedBegging", " begging\u200f"):
        found = exploitation.resolve(text)
        assert found is not None
        assert found.code == "forced_begging"
    assert exploitation.resolve("gardening") is None
    assert exploitation.resolve("") is None


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("Combined sexual & forced labour", ["sexual_exploitation", "forced_labour"]),
        ("Forced labour & Other", ["forced_labour", "other"]),
        ("Begging", ["forced_begging"]),
        ("gardening", []),
    ],
)
def test_a_printed_category_may_stand_for_several_codes(
    codebook: Codebook, printed: str, codes: list[str]
) -> None:
    found = codebook.lists["exploitation_type"].resolve_all(printed)
    assert [code.code for code in found] == codes


def test_near_spellings_are_suggested_nearest_first(codebook: Codebook) -> None:
    assert codebook.lists["exploitation_type"].suggest("forced labor n")[0] == "forced_labour"
    assert codebook.lists["exploitation_type"].suggest("xyzzy") == []
    assert len(codebook.lists["labour_sector"].suggest("fishin", count=1)) == 1


@given(st.lists(st.sampled_from(list(MEANS.codes))))
def test_codes_are_put_in_the_order_of_the_list_once_each(codes: list[str]) -> None:
    ordered = MEANS.in_order(codes)
    assert ordered == [code for code in MEANS.codes if code in codes]


def test_narrower_codes_lie_within_wider_ones(codebook: Codebook) -> None:
    ages = codebook.lists["age_band"]
    assert ages.within("9_17", "under_18")
    assert ages.within("under_18", "under_18")
    assert not ages.within("18_20", "under_18")
    assert not ages.within("absent", "under_18")


def test_labels_go_through_gettext(codebook: Codebook) -> None:
    variable, code = codebook.variables["sex"], codebook.lists["sex"].codes["female"]
    with translation.override("en"):
        assert (variable.display, variable.explanation) == (variable.label, variable.definition)
        assert (code.display, code.explanation) == (code.label, code.definition)


def test_only_public_and_coded_variables_are_open(codebook: Codebook) -> None:
    for variable in codebook.variables.values():
        assert variable.is_open == (variable.field_class in ("public", "coded"))
    assert not codebook.variables["health_conditions"].is_open


def test_the_variables_of_a_section_keep_their_order(codebook: Codebook) -> None:
    together = [variable for name in codebook.sections for variable in codebook.variables_of(name)]
    assert together == list(codebook.variables.values())
