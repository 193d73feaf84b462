import pytest
from django.utils import translation

from palermo.codebook import Codebook
from palermo.codebook.countries import LANGUAGES

from .conftest import Published, Spoil


def code(codebook: Codebook, text: str) -> str | None:
    country = codebook.countries.resolve(text)
    return country.code if country else None


@pytest.mark.parametrize(
    "text", ["NA", "na", " NA ", "ＮＡ", "\u200fNA", "NAM", "Namibia", "ناميبيا", "Намибия", "纳米比亚"]
)
def test_na_is_namibia(codebook: Codebook, text: str) -> None:
    assert code(codebook, text) == "NAM"


@pytest.mark.parametrize("text", ["N/A", "n.a.", "", "?", "-99", "00", "ZZ", "Not known", "Atlantis"])
def test_what_is_no_country_is_none(codebook: Codebook, text: str) -> None:
    assert code(codebook, text) is None


def test_every_printed_name_of_2011_has_its_code(codebook: Codebook, published: Published) -> None:
    rows = published("2011/country_codes.csv")
    assert len(rows) > 100
    for row in rows:
        expected = None if row["code"] == "UNKNOWN" else row["code"]
        assert code(codebook, row["printed_name"]) == expected, row


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("2011/table02_07_country_of_mission.csv", "country"),
        ("2011/table16_nationality.csv", "nationality"),
        ("2011/table17_destination.csv", "destination"),
        ("avrr_origin_2000_2012.csv", "country"),
        ("avrr_host_2001_2012.csv", "country"),
    ],
)
def test_every_name_printed_in_a_table_is_read(
    codebook: Codebook, published: Published, table: str, column: str
) -> None:
    names = {row[column] for row in published(table)}
    unread = {name for name in names if code(codebook, name) is None and "TOTAL" not in name}
    assert unread <= {"Not known", "Not Available"}
    assert all(codebook.state_words[name] == "~unknown" for name in ("notknown", "notavailable"))


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Congo", "COG"),
        ("Congo, Dem Rep of the", "COD"),
        ("Macedonia, Frn Yug Rep", "MKD"),
        ("Macedonia (the FYROM)", "MKD"),
        ("Marshal Islands", "MHL"),
        ("Bahreïn", "BHR"),
        ("Cameroun", "CMR"),
        ("Sénégal", "SEN"),
        ("French Guyana", "GUF"),
        ("Libyan Arab Jamahiriya", "LBY"),
        ("North Sudan", "SDN"),
        ("China (including Hong Kong)", "CHN"),
        ("Hong Kong, SAR of China", "HKG"),
        ("Federated States of Micronesia", "FSM"),
        ("Holy See", "VAT"),
        ("UK", "GBR"),
        ("USA", "USA"),
        ("Turks and Caicos", "TCA"),
        ("Cote d'Ivoire", "CIV"),
        ("Sao Tomé & Príncipe", "STP"),
        ("Serbia & Montenegro", "SCG"),
        ("Middle East", "X-MIDDLE-EAST"),
        ("The Caribbean region", "X-CARIBBEAN"),
        ("Kosovo", "XKX"),
        ("X-MIDDLE-EAST", "X-MIDDLE-EAST"),
        ("XK", "XKX"),
        ("Stateless", "XXA"),
        ("Guinea", "GIN"),
        ("Niger", "NER"),
        ("Dominica", "DMA"),
    ],
)
def test_names_as_the_sources_print_them(codebook: Codebook, printed: str, expected: str) -> None:
    assert code(codebook, printed) == expected


def test_every_country_is_found_by_its_codes_and_all_its_names(codebook: Codebook) -> None:
    assert len(codebook.countries) == 258
    for country in codebook.countries:
        assert set(country.names) == set(LANGUAGES)
        for spelling in (country.code, country.alpha2, *country.names.values(), *country.aliases):
            assert not spelling or code(codebook, spelling) == country.code, spelling
        assert codebook.countries.get(country.code) is country
        assert country.code in codebook.countries


def test_codes_have_the_form_of_their_kind(codebook: Codebook) -> None:
    for country in codebook.countries:
        area = country.kind == "area"
        assert country.code.startswith("X-") == area
        assert area or (len(country.code) == 3 and country.code.isupper())
        if country.kind in ("country", "territory"):
            assert len(country.alpha2) == 2
            assert country.numeric.isdecimal() or country.code == "XKX"


def test_former_states_name_those_that_followed(codebook: Codebook) -> None:
    former = {each.code: each.successors for each in codebook.countries if each.kind == "historical"}
    assert former["SCG"] == ("SRB", "MNE", "XKX")
    assert all(former.values())
    for successors in former.values():
        assert all(codebook.countries.get(successor) for successor in successors)


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Germany"), ("fr", "Allemagne"), ("ar", "ألمانيا"), ("pt-br", "Germany")]
)
def test_a_country_has_its_name_in_the_active_language(codebook: Codebook, language: str, name: str) -> None:
    country = codebook.countries.get("DEU")
    assert country is not None
    with translation.override(language):
        assert country.display == name


def test_near_names_are_suggested(codebook: Codebook) -> None:
    assert codebook.countries.suggest("Kirgistan")[0].code == "KGZ"
    assert codebook.countries.suggest("qqqq") == []


def test_a_name_of_two_countries_is_refused(spoil: Spoil) -> None:
    error = spoil("country_aliases.csv", "", "Georgia,ATA,en,common")
    assert error.problem == "'Georgia' is a name of both GEO and ATA"
    assert error.file == "country_aliases.csv"


def test_a_name_that_is_the_code_of_another_country_is_refused(spoil: Spoil) -> None:
    assert "is a name of both" in spoil("country_aliases.csv", "", "nam,ATA,en,common").message


def test_an_alias_of_no_country_is_refused(spoil: Spoil) -> None:
    assert "there is no code 'QQQ'" in spoil("country_aliases.csv", "", "Nowhere,QQQ,en,common").message


def test_a_successor_must_exist(spoil: Spoil) -> None:
    assert "no country 'QQQ'" in spoil("countries.csv", "SRB|MNE|XKX", "SRB|QQQ").message


def test_an_alpha2_code_stands_once(spoil: Spoil) -> None:
    assert "already an alpha-2 code" in spoil("countries.csv", "NAM,NA,", "NAM,AF,").message
