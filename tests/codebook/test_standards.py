from pathlib import Path
from shutil import copytree

import pytest

from palermo.codebook import Codebook
from palermo.codebook.errors import CodebookError
from palermo.codebook.loader import DATA
from palermo.codebook.standards import STANDARDS, Standard, load_standards, mapped_names, read_standards


@pytest.mark.parametrize(
    ("standard", "fields", "others"), [("htcds_v2", 84, 184), ("ctdc_2017", 63, 24), ("ctdc_2024", 27, 15)]
)
def test_the_lists_of_names_are_whole(standard: Standard, fields: int, others: int) -> None:
    names = load_standards().names[standard].values()
    assert (sum(not name.of for name in names), sum(bool(name.of) for name in names)) == (fields, others)


def test_forty_fields_of_htcds_are_core() -> None:
    names = load_standards().names["htcds_v2"].values()
    assert sum(name.core for name in names if name.kind == "field") == 40


@pytest.mark.parametrize("standard", STANDARDS)
def test_every_name_is_mapped_or_explained(codebook: Codebook, standard: Standard) -> None:
    standards = load_standards()
    mapped = {name for _where, name in mapped_names(codebook, standard)}
    reasons = standards.unmapped[standard]
    assert mapped | reasons.keys() == standards.names[standard].keys()
    assert not mapped & reasons.keys()


def test_every_core_field_of_htcds_that_is_left_out_is_known(codebook: Codebook) -> None:
    standards = load_standards()
    core = {name.name for name in standards.names["htcds_v2"].values() if name.core and name.kind == "field"}
    assert core & standards.unmapped["htcds_v2"].keys() == {"prs_Title", "cas_CaseOwner"}


def test_htcds_codes_and_their_variants_are_read_into_the_lists(codebook: Codebook) -> None:
    standards = load_standards()
    lists = {field: codebook.list_of(each) for each in codebook.variables.values()
             for field in each.htcds if each.type == "code" and field != "vic_Vulnerabilities"}  # fmt: skip
    codes = [
        name for name in standards.names["htcds_v2"].values() if name.kind == "code" and name.of in lists
    ]
    assert len(codes) > 150
    for name in codes:
        for spelling in (name.name, f"{name.name} ", *name.spellings):
            state = codebook.state_words.get(spelling.strip().lower())
            assert lists[name.of].resolve(spelling) is not None or state == "~unknown", (name.key, spelling)


def test_flags_of_the_crosswalk(codebook: Codebook) -> None:
    means = codebook.lists["means_of_control"].codes
    assert means["uses_children"].ctdc_2017 == "meansOfControlUsesChildren"
    assert means["threatens_children_family"].ctdc_2017 == ""
    assert means["threatens_children_family"].ctdc_2024 == "meansThreats"
    assert means["restricts_movement"].htcds == ""
    sectors = codebook.lists["labour_sector"].codes
    assert sectors["agriculture"].ctdc_2024 == "typeOfLabourAgriculture"
    assert sectors["forestry"].ctdc_2024 == ""
    assert sectors["aquafarming_fishing"].htcds == "A_AgricultureForestryAndFishing"
    assert "isSexAndLabour" in codebook.variables["exploitation_type"].ctdc_2017


def test_a_field_is_found_under_its_known_misspellings() -> None:
    standards = load_standards()
    for spelling in ("vic_TraffickingStatusDecisionMakingOrg", "vic_TraffickinStatusDecisionMakingOrg"):
        found = standards.field("htcds_v2", spelling)
        assert found is not None
        assert found.name == "vic_TraffickingStatusDecisionMakingOrg"
    assert standards.field("ctdc_2017", "CountryofExploitation") is not None
    assert standards.field("htcds_v2", "prs_Gender/Feminine") is None
    assert standards.field("htcds_v2", "Feminine") is None


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        ("unmapped.csv", "htcds_v2,prs_Nothing,Because.", "there is no name 'prs_Nothing'"),
        ("unmapped.csv", "htcds_v1,prs_Title,Because.", "none of htcds_v2"),
        ("ctdc_2024_names.csv", "column,,gender,", "stands in the file twice"),
        ("ctdc_2024_names.csv", "value,nothing,x,", "there is no 'nothing' above"),
        ("ctdc_2024_names.csv", "code,,x,", "none of column, value"),
    ],
)
def test_a_slip_in_the_lists_is_refused(tmp_path: Path, file: str, line: str, problem: str) -> None:
    folder = Path(copytree(DATA / "standards", tmp_path / "standards"))
    with (folder / file).open("a", encoding="utf-8") as stream:
        stream.write(line + "\n")
    with pytest.raises(CodebookError, match=problem):
        read_standards(folder)


def test_the_licence_of_the_standard_is_kept_beside_the_names() -> None:
    words = (DATA / "standards" / "ATTRIBUTION.md").read_text(encoding="utf-8")
    assert "CC BY 4.0" in words
    assert "International Organization for Migration" in words
