import json

from django.utils import translation

from palermo.codebook import Codebook
from palermo.codebook import exports as rows_of
from palermo.codebook.loader import DATA
from palermo.codebook.tables import read_table


def header(file: str) -> list[str]:
    return (DATA / file).read_text(encoding="utf-8").splitlines()[0].split(",")


def test_variables_have_the_columns_of_the_data_file(codebook: Codebook) -> None:
    rows = rows_of.variable_rows(codebook)
    assert [row["name"] for row in rows] == list(codebook.variables)
    assert list(rows[0]) == header("variables.csv")


def test_codes_say_what_the_data_file_says(codebook: Codebook) -> None:
    rows = rows_of.code_rows(codebook)
    written = read_table(DATA / "codes.csv", tuple(header("codes.csv")))
    assert {(row["list"], row["code"]) for row in rows} == {
        (row.text("list"), row.text("code")) for row in written
    }
    assert list(rows[0]) == header("codes.csv")


def test_countries_have_their_names_in_six_languages(codebook: Codebook) -> None:
    rows = {row["code"]: row for row in rows_of.country_rows(codebook)}
    assert rows["NAM"]["alpha2"] == "NA"
    assert rows["DEU"]["name_fr"] == "Allemagne"
    assert rows["SCG"]["successors"] == "SRB|MNE|XKX"


def test_regions_say_from_when_until_when(codebook: Codebook) -> None:
    rows = [
        row
        for row in rows_of.region_rows(codebook)
        if (row["scheme"], row["country"]) == ("nine-offices", "KEN")
    ]
    assert [(row["label"], row["valid_from"], row["valid_to"], row["basis"]) for row in rows] == [
        ("Pretoria", None, "2012-12-31", "printed"),
        ("Nairobi", "2013-01-01", None, "printed"),
    ]


def test_mappings_name_a_source_or_a_reason(codebook: Codebook) -> None:
    rows = rows_of.mapping_rows(codebook)
    assert all(bool(row["mapped_from"]) != bool(row["reason"]) for row in rows)
    genders = [row for row in rows if row["name"] == "gender/Female"]
    assert genders[0]["mapped_from"] == "sex=female|gender=woman"


def test_rows_are_ready_for_json_and_for_the_reader(codebook: Codebook) -> None:
    with translation.override("en"):
        for make in (rows_of.variable_rows, rows_of.code_rows, rows_of.region_rows):
            plain, shown = make(codebook), make(codebook, translated=True)
            assert json.loads(json.dumps(plain)) == plain
            assert [row["label"] for row in shown] == [row["label"] for row in plain]
    assert json.dumps(rows_of.country_rows(codebook) + rows_of.mapping_rows(codebook))


def test_translators_get_every_label_and_definition(codebook: Codebook) -> None:
    messages = list(rows_of.message_ids(codebook))
    assert ("variables/sex", "Sex") in messages
    assert ("regions/six-regions/near_east", "Near East") in messages
    assert all(text for _where, text in messages)
    texts = {text for _where, text in messages}
    assert all(code.definition in texts for each in codebook.lists.values() for code in each)
