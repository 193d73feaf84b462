from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.codebook.partial_date import PartialDate, Precision


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2011", date(2011, 1, 1), date(2011, 12, 31), "y"),
        ("2011-05", date(2011, 5, 1), date(2011, 5, 31), "m"),
        ("2012-02", date(2012, 2, 1), date(2012, 2, 29), "m"),
        (" 2011-05-17 ", date(2011, 5, 17), date(2011, 5, 17), "d"),
    ],
)
def test_parsing(text: str, first: date, last: date, precision: Precision) -> None:
    parsed = PartialDate.parse(text)
    assert (parsed.first, parsed.last, parsed.precision) == (first, last, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "11",
        "2011-2",
        "2011-13",
        "2011-02-31",
        "2011-02-29",
        "2011-00",
        "17.05.2011",
        "2011-05-17T00:00",
        "٢٠١١",
        "-2011",
        "0000",
        "20110517",
        "2011-05-",
        "2011/05",
    ],
)
def test_anything_else_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a date|month|day|year"):
        PartialDate.parse(text)


@given(st.dates(min_value=date(1000, 1, 1)), st.sampled_from(["y", "m", "d"]))
def test_what_is_written_is_read_back(day: date, precision: Precision) -> None:
    first = {"y": day.replace(month=1, day=1), "m": day.replace(day=1), "d": day}[precision]
    written = PartialDate(first, precision).isoformat()
    assert PartialDate.parse(written) == PartialDate(first, precision)
    assert str(PartialDate.parse(written)) == written


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_day_lies_within_its_month_and_year(day: date) -> None:
    for written in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        partial = PartialDate.parse(written)
        assert partial.first <= day <= partial.last


@pytest.mark.parametrize(
    ("first", "precision"), [(date(2011, 5, 2), "m"), (date(2011, 2, 1), "y"), (date(2011, 1, 1), "w")]
)
def test_a_false_precision_is_refused(first: date, precision: Precision) -> None:
    with pytest.raises(ValueError, match=r"precision|first day|January"):
        PartialDate(first, precision)


def test_dates_sort_by_their_first_day() -> None:
    texts = ["2012", "2011-05", "2011", "2011-04-30"]
    assert [str(each) for each in sorted(map(PartialDate.parse, texts))] == [
        "2011",
        "2011-04-30",
        "2011-05",
        "2012",
    ]
