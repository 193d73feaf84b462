"""The demonstration, through the real import, extract and writers, against the published tables, cell for cell."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from palermo.access.actors import SystemActor
from palermo.audit.recording import audited
from palermo.codebook import load_codebook
from palermo.demo.actions.load_demo import load_demo
from palermo.statistics.asking import ask
from palermo.statistics.results import Publication
from palermo.statistics.selectors import publication
from palermo.statistics.writers.files import write

PUBLISHED = files("palermo.statistics") / "data" / "published" / "2011"
FILES = sorted(path.name for path in PUBLISHED.iterdir() if path.name.startswith("table"))
TOTALS = {"GLOBAL TOTAL", "REGIONAL TOTAL", "Total:", "TOTAL:"}
SYSTEM = SystemActor("test")

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def answers(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Publication, Publication, Path]:
    """The publication of 2011 on the demonstration, in both schemes, and the folder of its files; loaded once."""
    from django.db import transaction

    folder = tmp_path_factory.mktemp("report")
    with django_db_blocker.unblock(), audited():
        load_demo(actor=SYSTEM)
        published = publication(SYSTEM, ask(year=2011), printed=True, fresh=True)
        eight = publication(SYSTEM, ask(year=2011, scheme="eight-regions"), with_figures=False)
        write(published, folder, ["csv"], with_figures=False)
        transaction.set_rollback(True)
    return published, eight, folder


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def printed_codes() -> dict[str, str]:
    return {row["printed_name"]: row["code"] for row in read(Path(str(PUBLISHED)) / "country_codes.csv")}


def test_there_are_seventeen_tables_in_twelve_files() -> None:
    assert len(FILES) == 12


@pytest.mark.parametrize("name", FILES)
def test_cell_for_cell(answers: tuple[Publication, Publication, Path], name: str) -> None:
    codes = printed_codes()
    label = next(
        c
        for c in ("category", "country", "nationality", "destination", "region")
        if c in read(Path(str(PUBLISHED / name)))[0]
    )
    expected: Counter[tuple[str, str]] = Counter()
    for row in read(Path(str(PUBLISHED / name))):
        text = row[label]
        if label in {"country", "nationality", "destination"} and text not in TOTALS:
            text = codes[text]
        region = row.get("region", "") if label != "region" else ""
        expected[(region, text)] += int(row["instances"])
    found = Counter[tuple[str, str]]()
    rows = read(answers[2] / name)
    for row in rows:
        region = row.get("region", "") if label != "region" else ""
        found[(region, row.get("code") or row.get(label) or row["country"])] += int(row["instances"])
    assert found == expected
    assert len(rows) == len(found), "a cell stands in two rows"
    if label in {"country", "nationality", "destination"}:
        assert [column for column in rows[0] if column != "region"] == ["code", "country", "instances"]


def test_the_eight_regions_add_up_as_the_annual_report_prints_them(
    answers: tuple[Publication, Publication, Path],
) -> None:
    """The counts by mission country, summed by the eight offices of Annex 2 by hand."""
    rows = {row.category: row.count for row in answers[1].table("table01_region").rows if row.kind == "body"}
    scheme = load_codebook().schemes["eight-regions"]
    by_hand = {"ap": 1250, "cnac": 906, "cwa": 88, "esa": 215, "mena": 696, "eea": 357, "sa": 78}
    assert {code: rows[code] for code in by_hand} == by_hand
    assert rows[scheme.region_of("UKR", date(2011, 12, 31)) or ""] == 1908
    assert sum(rows.values()) == 5498


def test_the_answer_says_that_it_is_fictional_and_who_was_silent(
    answers: tuple[Publication, Publication, Path],
) -> None:
    about = answers[0].about
    assert about.is_fictional
    assert (about.n, about.unit, about.period) == (5498, "instances", "2011")
    assert {m.mission: m.reason for m in about.not_reporting}["CYP"] == "no_office"
    assert about.caveats


def test_seven_figures(answers: tuple[Publication, Publication, Path]) -> None:
    figures = answers[0].figures
    assert [figure.number for figure in figures] == [1, 2, 3, 4, 5, 6, 7]
    top = [(value["label"], value["count"]) for value in figures[0].spec["data"]["values"]]
    assert top[:3] == [("Ukraine", 835), ("Haiti", 709), ("Yemen", 378)]
    assert len(top) == 10
    destinations = [value["count"] for value in figures[1].spec["data"]["values"]]
    assert destinations == [837, 658, 552, 449, 265, 170, 148, 122, 103, 101]
