from __future__ import annotations

import pytest

from palermo.exchange.caseload.table import table_of_dicts
from palermo.safe_spreadsheet.errors import UnreadableFileError


def test_the_keys_of_the_first_row_are_the_columns() -> None:
    table = table_of_dicts(iter([{"mission": "UKR", "case_ref": "1"}, {"case_ref": "2"}]))
    assert table.header == ["mission", "case_ref"]
    assert list(table.rows) == [(2, ["UKR", "1"]), (3, ["", "2"])]


def test_a_later_key_is_not_lost_silently() -> None:
    table = table_of_dicts([{"mission": "UKR"}, {"mission": "UKR", "sex": "male"}])
    with pytest.raises(UnreadableFileError, match=r"Row 3 .* sex"):
        list(table.rows)


def test_no_rows_are_refused() -> None:
    with pytest.raises(UnreadableFileError):
        table_of_dicts([])
