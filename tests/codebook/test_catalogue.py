"""The catalogue as it is, and proof that each check would notice."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from palermo.codebook import Codebook, Variable
from palermo.codebook.catalogue import problems

from .source_words import SOURCE_WORDS

CORE = {
    "sex": ("victim", "code", False),
    "age": ("victim", "integer", False),
    "age_band": ("victim", "code", False),
    "nationality": ("victim", "country", True),
    "exploitation_country": ("event", "country", True),
    "exploitation_type": ("event", "code", True),
    "trafficking_type": ("event", "code", False),
    "labour_sector": ("event", "code", True),
    "sexual_exploitation_form": ("event", "code", True),
    "means_of_control": ("event", "code", True),
    "recruiter_relation": ("event", "code", True),
    "recruitment_method": ("event", "code", True),
    "transport_mode": ("event", "code", True),
    "transit_countries": ("event", "country", True),
    "assistance_types": ("case", "code", True),
    "referral_source": ("case", "code", False),
    "fund": ("case", "code", False),
    "months_in_trafficking": ("victim", "integer", False),
    "trafficking_status": ("case", "code", False),
    "education_level": ("victim", "code", False),
    "marital_status": ("victim", "code", False),
}


def test_the_catalogue_holds_together(codebook: Codebook) -> None:
    assert problems(codebook) == []


def test_the_catalogue_is_of_the_size_that_people_can_oversee(codebook: Codebook) -> None:
    assert 190 <= len(codebook.variables) <= 260


@pytest.mark.parametrize(("name", "shape"), CORE.items())
def test_core_variables_have_the_agreed_shape(
    codebook: Codebook, name: str, shape: tuple[str, str, bool]
) -> None:
    variable = codebook.variables[name]
    assert (variable.unit, variable.type, variable.multiple) == shape
    assert variable.is_open


def test_codes_that_other_packages_count_by(codebook: Codebook) -> None:
    assert set(codebook.lists["exploitation_type"].codes) == {
        "sexual_exploitation", "forced_labour", "forced_begging", "low_level_criminal_activities", "forced_marriage",
        "servitude", "slavery_like_practices", "organ_removal", "forced_military_service", "illegal_adoption",
        "surrogacy", "child_labour", "other",
    }  # fmt: skip
    assert set(codebook.lists["age_band"].codes) == {
        "under_18", "18_and_over", "0_8", "9_17", "18_20", "21_23", "24_26", "27_29", "30_38", "39_47", "48_plus",
    }  # fmt: skip
    assert set(codebook.lists["trafficking_type"].codes) == {"internal", "international", "both"}
    assert {"gaf", "hasm", "rcm"} <= set(codebook.lists["fund"].codes)
    assert len(codebook.lists["means_of_control"]) == 19


def test_identity_is_never_open(codebook: Codebook) -> None:
    names = "first_name family_name birth_date identity_number document_number mobile_phone address_street photograph"
    for name in names.split():
        assert codebook.variables[name].field_class == "identifying"
    for name in ("ethnicity", "religion", "sexual_orientation", "health_conditions", "pregnancy"):
        assert codebook.variables[name].field_class == "sensitive"
    for name in ("counsel_notes", "counselling_notes"):
        assert codebook.variables[name].field_class == "privileged"


def test_the_seven_questions_of_consent_stand_one_by_one(codebook: Codebook) -> None:
    questions = [name for name, each in codebook.variables.items() if each.htcds == ("con_Consent",)]
    assert len(questions) == 7


@pytest.mark.parametrize(("code_list", "words"), SOURCE_WORDS.items())
def test_lists_offer_what_the_sources_name(codebook: Codebook, code_list: str, words: list[str]) -> None:
    unread = [word for word in words if codebook.lists[code_list].resolve(word) is None]
    assert unread == []


def changed(codebook: Codebook, name: str, **changes: Any) -> Codebook:
    variables: Mapping[str, Variable] = codebook.variables
    return replace(codebook, variables={**variables, name: replace(variables[name], **changes)})


@pytest.mark.parametrize(
    ("name", "changes", "problem"),
    [
        ("age", {"purpose": "curiosity"}, "age has the purpose curiosity"),
        ("age", {"origin": "hearsay"}, "age has the origin hearsay"),
        ("age", {"label": "Sex"}, "labelled 'Sex'"),
        ("age", {"field_class": "public"}, "must not be public"),
        ("case_note", {"field_class": "coded"}, "case_note holds free words about a person"),
        ("birth_date", {"field_class": "coded"}, "birth_date says who the person is"),
        ("education_level", {"list": "sex"}, "no variable uses the list education_level"),
        ("age", {"htcds": ("prs_Age",)}, "age is mapped to prs_Age, which htcds_v2 does not have"),
        ("marital_status", {"htcds": ()}, "prs_MaritalStatus is neither mapped nor explained"),
        ("age", {"htcds": ("prs_Title",)}, "prs_Title is mapped although"),
    ],
)
def test_a_slip_is_noticed(codebook: Codebook, name: str, changes: dict[str, Any], problem: str) -> None:
    assert any(problem in each for each in problems(changed(codebook, name, **changes)))


def test_a_state_among_the_codes_is_noticed(codebook: Codebook) -> None:
    words = {**codebook.state_words, "male": "~unknown", "ukraine": "~refused"}
    found = problems(replace(codebook, state_words=words))
    assert "sex: 'male' of male is also the name of an answer state" in found
    assert "the answer state 'ukraine' is also the name of a country" in found


def test_an_empty_section_and_a_country_without_region_are_noticed(codebook: Codebook) -> None:
    scheme = codebook.schemes["six-regions"]
    fewer = {country: spells for country, spells in scheme.assignments.items() if country != "FJI"}
    sections = {**codebook.sections, "empty": codebook.sections["profile"]}
    schemes = {**codebook.schemes, "six-regions": replace(scheme, assignments=fewer)}
    found = problems(replace(codebook, sections=sections, schemes=schemes))
    assert "the section empty has no variable" in found
    assert any("six-regions: FJI should have a region" in each for each in found)


def test_a_code_that_is_not_read_back_is_noticed(codebook: Codebook) -> None:
    sexes = codebook.lists["sex"]
    codes = {**sexes.codes, "other": replace(sexes.codes["other"], code="~other", htcds="Neither")}
    found = problems(replace(codebook, lists={**codebook.lists, "sex": replace(sexes, codes=codes)}))
    assert "sex: the HTCDS code Neither is written and not read back" in found
    assert "sex: ~other could be taken for a state or for two values" in found
