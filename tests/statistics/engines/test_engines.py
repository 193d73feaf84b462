"""Both engines, on any extract and any axes, give the same counts; the SQL runs on two databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.statistics.asking import ask
from palermo.statistics.compute import compute
from palermo.statistics.engines import arrays
from palermo.statistics.engines.arrays import ArrayEngine
from palermo.statistics.engines.base import Axis, Selection
from palermo.statistics.engines.sql import SqlEngine, statement
from palermo.statistics.extract.format import Extract
from tests.statistics.caseloads import Instance, caseloads

COLUMNS = [
    "mission",
    "sex",
    "majority",
    "exploitation_type",
    "trafficking_type",
    "nationality",
    "exploitation_country",
    "registered",
]
MANY = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def duck(extract: Extract) -> SqlEngine:
    connection = duckdb.connect()
    return SqlEngine(fill(connection, extract), "facts")


def lite(extract: Extract) -> SqlEngine:
    return SqlEngine(fill(sqlite3.connect(":memory:"), extract), "facts")


def fill(connection: Any, extract: Extract) -> Any:
    names = ["individual", *COLUMNS]
    connection.execute(f"CREATE TABLE facts ({', '.join(f'{n} INTEGER' for n in names)})")
    columns = [extract.individual, *(extract.column(name) for name in COLUMNS)]
    rows = [f"({', '.join(str(int(column[i])) for column in columns)})" for i in range(extract.rows)]
    connection.execute(f"INSERT INTO facts VALUES {', '.join(rows)}")
    return connection


@pytest.mark.parametrize("make_engine", [duck, lite], ids=["duckdb", "sqlite"])
@pytest.mark.parametrize("measure", ["instances", "individuals"])
@MANY
@given(data=st.data(), instances=caseloads())
def test_engines_agree(
    make_extract: Callable[..., Extract],
    make_engine: Any,
    measure: Any,
    data: st.DataObject,
    instances: list[Instance],
) -> None:
    extract = make_extract(instances)
    axes = []
    for column in data.draw(st.lists(st.sampled_from(COLUMNS), max_size=3, unique=True)):
        length = len(extract.dictionary(column))
        size = data.draw(st.integers(1, 4))
        lut = data.draw(st.lists(st.integers(-1, size - 1), min_size=length, max_size=length))
        axes.append(Axis(column, np.asarray(lut, dtype=np.int32), size))
    allowed = {}
    for column in data.draw(st.lists(st.sampled_from(COLUMNS), max_size=2, unique=True)):
        length = len(extract.dictionary(column))
        allowed[column] = np.asarray(data.draw(st.lists(st.booleans(), min_size=length, max_size=length)))
    selection = Selection(allowed)
    by_arrays = ArrayEngine(extract).count(axes, selection, measure)
    by_sql = make_engine(extract).count(axes, selection, measure)
    assert by_arrays.shape == tuple(axis.size for axis in axes)
    assert by_arrays.tolist() == by_sql.tolist()


@MANY
@given(instances=caseloads(min_size=3))
def test_blocks_and_wide_combinations_change_nothing(
    make_extract: Callable[..., Extract], instances: list[Instance]
) -> None:
    extract = make_extract(instances)
    question = ask(year=2011)
    whole = [table.rows for table in compute(extract, question).tables]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrays, "BLOCK", 2)
        assert [table.rows for table in compute(extract, question).tables] == whole
        patch.setattr(arrays, "MAX_CELLS", 10)
        assert [table.rows for table in compute(extract, question).tables] == whole


@pytest.mark.parametrize("measure", ["instances", "individuals"])
@MANY
@given(instances=caseloads())
def test_the_definitions_run_on_sql_as_they_are(
    make_extract: Callable[..., Extract], measure: str, instances: list[Instance]
) -> None:
    extract = make_extract([i for i in instances if not i.gaf] or [instances[0]])
    question = ask(year=2011, measure=measure)
    if extract.has("fund"):
        return
    with_sql = compute(extract, question, engine=duck(extract))
    assert [t.rows for t in with_sql.tables] == [t.rows for t in compute(extract, question).tables]


@pytest.mark.parametrize("name", ["facts; DROP TABLE x", "Facts", "", "a b", "a\n"])
def test_only_names_enter_a_statement(name: str) -> None:
    with pytest.raises(ValueError, match="not a column"):
        statement(name, [], Selection(), "instances")
    with pytest.raises(ValueError, match="not a column"):
        statement("facts", [Axis(name, np.zeros(1, np.int32), 1)], Selection(), "instances")


def test_remembered_histograms_do_not_grow_without_end(
    make_extract: Callable[..., Extract], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrays, "REMEMBERED", 5)
    instance = Instance("UKR", 1, "2011-03", "male", None, (), None, (), ())
    engine = ArrayEngine(make_extract([instance]))
    compute(engine.extract, ask(year=2011), engine=engine)
    compute(engine.extract, ask(year=2012), engine=engine)
    assert len(engine._raw) <= 5
