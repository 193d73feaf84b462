"""Every format says the same, carries its facts, and cannot be half written."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import openpyxl
import orjson
import pytest

from palermo.statistics.asking import ask
from palermo.statistics.compute import compute
from palermo.statistics.definitions import load_definitions
from palermo.statistics.errors import BadQuestion
from palermo.statistics.extract.format import Extract, MissionEntry
from palermo.statistics.figures import draw
from palermo.statistics.results import Publication
from palermo.statistics.writers import files
from palermo.statistics.writers.files import write
from palermo.statistics.writers.pictures import as_picture
from tests.statistics.caseloads import Instance

MISSIONS = [
    MissionEntry("UKR", "Ukraine", "UKR", "Org"),
    MissionEntry("CYP", "Cyprus", "CYP", "Org", {"2011": "no_office"}),
]


@pytest.fixture
def answer(make_extract: Callable[..., Extract]) -> Publication:
    instances = [
        Instance(
            "UKR", 1, "2011-03", "female", "under_18", ("forced_labour",), "internal", ("UKR",), ("UKR",)
        ),
        Instance("UKR", 2, "2011-04", None, "18_and_over", (), None, ("MDA",), (), missing_as="~refused"),
    ]
    publication = compute(
        make_extract(instances, missions=MISSIONS, fictional=2), ask(year=2011), printed=True
    )
    figures = [draw(f, publication.table(f.table)) for f in load_definitions().figures.values()]
    return Publication(publication.about, publication.tables, tuple(figures))


def test_all_formats_hold_the_same_rows(answer: Publication, tmp_path: Path) -> None:
    write(answer, tmp_path, ["csv", "json", "xlsx", "html"], with_figures=False)
    for table in answer.tables:
        with (tmp_path / f"{table.id}.csv").open(newline="", encoding="utf-8") as handle:
            head, *rows = list(csv.reader(handle))
        assert tuple(head) == table.columns
        assert [tuple(row) for row in rows] == [tuple(map(str, cells)) for cells in table.cells()]
        data = orjson.loads((tmp_path / f"{table.id}.json").read_bytes())
        assert [tuple(row[c] for c in table.columns) for row in data["rows"]] == list(table.cells())
        sheet = openpyxl.load_workbook(tmp_path / f"{table.id}.xlsx").worksheets[0]
        found = [
            tuple("" if v is None else v for v in row) for row in sheet.iter_rows(min_row=2, values_only=True)
        ]
        assert found == list(table.cells())
        page = (tmp_path / f"{table.id}.html").read_text(encoding="utf-8")
        assert all(f"<td>{cells[-1]}</td>" in page for cells in table.cells())


def test_every_output_carries_its_facts(answer: Publication, tmp_path: Path) -> None:
    write(answer, tmp_path, ["csv", "json", "xlsx", "html"], with_figures=False)
    facts = orjson.loads((tmp_path / "table08_sex.csv-metadata.json").read_bytes())["palermo:facts"]
    assert facts == {key: orjson.loads((tmp_path / "table08_sex.json").read_bytes())[key] for key in facts}
    assert (facts["unit"], facts["n"], facts["period"], facts["fictional"]) == ("instances", 2, "2011", True)
    assert facts["missing"] == {"not_asked": 0, "unknown": 0, "refused": 1, "total": 1}
    assert facts["missions_not_reporting"] == [{"mission": "CYP", "country": "CYP", "reason": "no_office"}]
    assert facts["caveats"]
    page = (tmp_path / "table08_sex.html").read_text(encoding="utf-8")
    notes = openpyxl.load_workbook(tmp_path / "table08_sex.xlsx").worksheets[1]
    sheet = " ".join(str(cell) for row in notes.iter_rows(values_only=True) for cell in row if cell)
    for text in (
        "2011",
        "Six regions",
        "refused 1",
        "Cyprus (no office in the country)",
        "Fictional",
        "2012",
    ):
        assert text in page
        assert text in sheet


def test_figures_are_drawn_with_their_facts_inside(answer: Publication, tmp_path: Path) -> None:
    write(answer, tmp_path, [], with_figures=True)
    assert len(list((tmp_path / "figures").glob("*.png"))) == 7
    for figure in answer.figures:
        picture = (tmp_path / "figures" / f"{figure.id}.png").read_bytes()
        assert picture.startswith(b"\x89PNG")
        drawing = (tmp_path / "figures" / f"{figure.id}.svg").read_text(encoding="utf-8")
        assert "n = 2" in drawing
        assert "Fictional demonstration data" in drawing
        assert "http" not in drawing.replace("http://www.w3.org", "")
        assert figure.description.startswith(figure.title)


def test_a_label_cannot_become_a_formula_or_markup(answer: Publication, tmp_path: Path) -> None:
    from dataclasses import replace

    table = answer.tables[0]
    nasty = '=HYPERLINK("x")<script>alert(1)</script>'
    rows = (replace(table.rows[0], label=nasty), *table.rows[1:])
    bad = Publication(answer.about, (replace(table, rows=rows),))
    write(bad, tmp_path, ["xlsx", "html"], with_figures=False)
    cell = openpyxl.load_workbook(tmp_path / f"{table.id}.xlsx").worksheets[0]["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).startswith("'=")
    assert "<script>" not in (tmp_path / f"{table.id}.html").read_text(encoding="utf-8")


def test_an_interrupted_report_leaves_nothing(
    answer: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(publication: Publication, folder: Path) -> list[Path]:
        (folder / "half.csv").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(files.WRITERS, "csv", breaks)
    with pytest.raises(BadQuestion, match="No space left"):
        write(answer, tmp_path / "report", ["csv"])
    assert list(tmp_path.glob(".report*")) == []
    assert not (tmp_path / "report").exists()


def test_a_folder_that_is_a_file_is_said(answer: Publication, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    with pytest.raises(BadQuestion, match="cannot be written"):
        write(answer, tmp_path / "taken", ["json"], with_figures=False)


def test_a_picture_asks_nobody(answer: Publication) -> None:
    from dataclasses import replace

    figure = answer.figures[0]
    spec = {**figure.spec, "data": {"url": "http://127.0.0.1:9/secret.json"}}
    with pytest.raises(ValueError, match=r"(?i)url|allow|load"):
        as_picture(replace(figure, spec=spec), "svg")
