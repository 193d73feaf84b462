"""Reads countries and region schemes from the data files. See :mod:`palermo.codebook.loader`."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from palermo.codebook.countries import KINDS, LANGUAGES, Countries, Country
from palermo.codebook.folding import fold
from palermo.codebook.regions import Assignment, Region, RegionScheme
from palermo.codebook.tables import Row, read_table

_COUNTRY_COLUMNS = (
    "code", "alpha2", "numeric", "name", "name_fr", "name_es", "name_ar", "name_ru", "name_zh",
    "m49_region", "m49_subregion", "kind", "successors",
)  # fmt: skip
_OPEN = (date.min, date.max)


def load_countries(folder: Path) -> Countries:
    """Read countries.csv and country_aliases.csv. Raises CodebookError, also for a name of two countries."""
    rows: dict[str, Row] = {}
    for row in read_table(folder / "countries.csv", _COUNTRY_COLUMNS):
        code = row.text("code")
        if code in rows:
            raise row.problem(f"{code!r} stands in the file twice")
        rows[code] = row
    spellings: dict[str, list[tuple[Row, str]]] = {code: [] for code in rows}
    for row in read_table(folder / "country_aliases.csv", ("alias", "code", "language", "source")):
        spellings[row.one_of("code", rows)].append((row, row.text("alias")))

    by_code = {code: _country(row, rows, spellings[code]) for code, row in rows.items()}
    by_alpha2: dict[str, Country] = {}
    for country in by_code.values():
        if country.alpha2 and by_alpha2.setdefault(country.alpha2, country) is not country:
            raise rows[country.code].problem(f"{country.alpha2!r} is already an alpha-2 code")

    # Names before aliases, so that a bad alias is what gets the blame.
    own = [(rows[code], name, by_code[code]) for code in rows for name in by_code[code].names.values()]
    others = [(row, name, by_code[code]) for code in rows for row, name in spellings[code]]
    codes = {**by_alpha2, **by_code}
    by_name: dict[str, Country] = {}
    for row, spelling, country in own + others:
        key = fold(spelling)
        for holder in (by_name.setdefault(key, country), codes.get(key.upper(), country)):
            if holder is not country:
                raise row.problem(f"{spelling!r} is a name of both {holder.code} and {country.code}")
    return Countries(MappingProxyType(by_code), MappingProxyType(by_alpha2), MappingProxyType(by_name))


def _country(row: Row, known: Mapping[str, Row], spellings: list[tuple[Row, str]]) -> Country:
    names = {"en": row.text("name")}
    names |= {language: row.text(f"name_{language}") for language in LANGUAGES[1:]}
    successors = row.words("successors")
    for successor in successors:
        if successor not in known:
            raise row.problem(f"there is no country {successor!r}")
    return Country(
        code=row.text("code"),
        alpha2=row.text("alpha2", required=False),
        numeric=row.text("numeric", required=False),
        name=names["en"],
        names=MappingProxyType(names),
        m49_region=row.text("m49_region", required=False),
        m49_subregion=row.text("m49_subregion", required=False),
        kind=row.choice("kind", KINDS),
        successors=successors,
        aliases=tuple(spelling for _row, spelling in spellings),
    )


def load_schemes(folder: Path, countries: Countries) -> Mapping[str, RegionScheme]:
    """Read region_schemes.csv, regions.csv and region_assignments.csv. Raises CodebookError."""
    heads: dict[str, Row] = {}
    for row in read_table(folder / "region_schemes.csv", ("code", "label", "definition")):
        heads[row.new_name("code", heads)] = row
    regions: dict[str, dict[str, Region]] = {code: {} for code in heads}
    indexes: dict[str, dict[str, Region]] = {code: {} for code in heads}
    for row in read_table(folder / "regions.csv", ("scheme", "code", "label", "definition", "aliases")):
        scheme = row.one_of("scheme", heads)
        region = _region(row, regions[scheme])
        regions[scheme][region.code] = region
        for spelling in (region.code, region.label, *region.aliases):
            if indexes[scheme].setdefault(fold(spelling), region) is not region:
                raise row.problem(f"{spelling!r} is a name of two regions of the scheme")
    columns = ("scheme", "country", "region", "valid_from", "valid_to", "basis")
    assignments: dict[str, dict[str, list[Assignment]]] = {code: {} for code in heads}
    for row in read_table(folder / "region_assignments.csv", columns):
        scheme = row.one_of("scheme", heads)
        _assign(row, assignments[scheme], regions[scheme], countries)
    return MappingProxyType(
        {
            code: RegionScheme(
                code=code,
                label=row.text("label"),
                definition=row.text("definition"),
                regions=MappingProxyType(regions[code]),
                assignments=MappingProxyType(
                    {country: tuple(spells) for country, spells in assignments[code].items()}
                ),
                _index=MappingProxyType(indexes[code]),
            )
            for code, row in heads.items()
        }
    )


def _region(row: Row, earlier: Mapping[str, Region]) -> Region:
    return Region(
        code=row.new_name("code", earlier),
        label=row.text("label"),
        definition=row.text("definition"),
        aliases=row.words("aliases"),
    )


def _assign(
    row: Row,
    assignments: dict[str, list[Assignment]],
    regions: Mapping[str, Region],
    countries: Countries,
) -> None:
    new = Assignment(
        country=row.one_of("country", countries),
        region=row.one_of("region", regions),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
        basis=row.choice("basis", ("printed", "extended")),
    )
    if (new.valid_from or _OPEN[0]) > (new.valid_to or _OPEN[1]):
        raise row.problem("valid_from is later than valid_to")
    spells = assignments.setdefault(new.country, [])
    for old in spells:
        starts_before_end = (new.valid_from or _OPEN[0]) <= (old.valid_to or _OPEN[1])
        ends_after_start = (old.valid_from or _OPEN[0]) <= (new.valid_to or _OPEN[1])
        if starts_before_end and ends_after_start:
            raise row.problem(f"{new.country} would be in {old.region} and {new.region} at the same time")
    spells.append(new)
