"""``palermo codebook``, in each form."""

from __future__ import annotations

import csv
import io

import orjson
import pytest
from click.testing import CliRunner

from palermo.codebook import load_codebook
from palermo.commands.codebook import PARTS, NothingFound, command


def run(*arguments: str) -> str:
    result = CliRunner().invoke(command, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("part", PARTS)
def test_json_and_csv_say_the_same(part: str) -> None:
    data = orjson.loads(run(part, "--format", "json"))
    table = list(csv.DictReader(io.StringIO(run(part, "--format", "csv"), newline="")))
    assert len(data) == len(table) > 0
    assert table == [{k: "" if v is None else str(v) for k, v in row.items()} for row in data]


def test_every_variable_is_printed() -> None:
    names = [row["name"] for row in orjson.loads(run("--format", "json"))]
    assert names == list(load_codebook().variables)


def test_namibia_keeps_its_code() -> None:
    rows = {row["code"]: row for row in csv.DictReader(io.StringIO(run("countries", "--format", "csv")))}
    assert rows["NAM"]["alpha2"] == "NA"


def test_a_search_narrows() -> None:
    text = run("variables", "--search", "means_of_control")
    assert "means_of_control" in text
    assert "nationality" not in text
    with pytest.raises(NothingFound, match="zzz"):
        run("--search", "zzz")
