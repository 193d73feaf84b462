"""What goes into an extract comes out of it, across chunks, types and late columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.statistics.errors import DamagedExtract
from palermo.statistics.extract import encoder
from palermo.statistics.extract.encoder import TableEncoder
from palermo.statistics.extract.format import Extract, Manifest, publish, smallest

ANSWERS = st.one_of(
    st.sampled_from(["~unknown", "~refused", "~not_asked", "a", "b", "Ж"]),
    st.integers(0, 300),
    st.lists(st.sampled_from("xyz"), unique=True, min_size=1),
)


def build(folder: Path, rows: list[dict[str, Any]]) -> Extract:
    draft = folder / "draft"
    draft.mkdir()
    table = TableEncoder(draft)
    for row in rows:
        table.add(row)
    np.save(draft / "individual.npy", np.arange(len(rows), dtype=np.uint32))
    np.save(draft / "repeated.npy", np.zeros(0, dtype=np.uint32))
    manifest = Manifest("s", "2012-01-01T00:00:00+00:00", 1, table.rows, len(rows), 0, (), table.finish())
    return publish(draft, folder / "whole", manifest)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.dictionaries(st.sampled_from(["one", "two", "three"]), ANSWERS), max_size=30))
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoder, "CHUNK", 7)
        extract = build(tmp_path_factory.mktemp("extract"), rows)
    assert extract.rows == len(rows)
    for name in ("one", "two", "three"):
        words = extract.dictionary(name)
        read = [words[code] for code in extract.column(name)]
        expected = [row.get(name, "~not_asked") for row in rows]
        assert read == [tuple(answer) if isinstance(answer, list) else answer for answer in expected]


def test_columns_are_as_narrow_as_their_dictionary(tmp_path: Path) -> None:
    extract = build(tmp_path, [{"few": str(i % 200), "many": str(i)} for i in range(400)])
    assert extract.column("few").dtype == np.uint8
    assert extract.column("many").dtype == np.uint16
    assert [smallest(n) for n in (256, 257, 65_536, 65_537)] == [np.uint8, np.uint16, np.uint16, np.uint32]


def test_a_damaged_extract_is_refused(tmp_path: Path) -> None:
    extract = build(tmp_path, [{"one": "a"}, {"one": "b"}])
    folder = extract.folder
    np.save(folder / "one.npy", np.zeros(1, dtype=np.uint8))
    with pytest.raises(DamagedExtract, match="not whole"):
        Extract(folder).column("one")
    (folder / "one.npy").write_bytes(b"\x93NUMPY rubbish")
    with pytest.raises(DamagedExtract):
        Extract(folder).column("one")
    (folder / "manifest.json").write_bytes((folder / "manifest.json").read_bytes()[:40])
    with pytest.raises(DamagedExtract, match="palermo extract"):
        Extract(folder)
