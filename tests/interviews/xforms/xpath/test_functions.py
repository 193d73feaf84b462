"""Functions that the comparison of engines does not reach: their edges, and what they refuse."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.interviews.xforms.tree import Element
from palermo.interviews.xforms.xpath.problems import LimitReached, NotKnown, TooLong, XPathProblem
from palermo.interviews.xforms.xpath.running import compiled_pattern
from palermo.interviews.xforms.xpath.values import Moment, to_moment_or_none, to_text
from tests.interviews.xforms.xpath.computing import compute


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("today()", "2026-05-01"),
        ("today() - date('2026-04-01')", "30"),
        ("format-date-time(now(), '%Y %H:%M %3 %% %B %a %A %w')", "2026 12:30 000 % May Fri Friday 5"),
        ("date('2026-05-01T23:00:00Z')", "2026-05-01"),
        ("date-time('2026-05-01T23:00:00+02:00')", "2026-05-01"),
        ("decimal-date-time('1970-01-01T12:00:00Z')", "0.5"),
        ("decimal-time('1970-01-01T06:00:00')", "0.25"),
        ("decimal-time(1.75)", "0.75"),
        ("decimal-time('06:00')", "0.25"),
        ("date('')", ""),
        ("floor(-1.5)", "-2"),
        ("ceiling(1.2)", "2"),
        ("log(0)", "-Infinity"),
        ("log(-1)", "NaN"),
        ("sqrt(-1)", "NaN"),
        ("pow(10, 400)", "Infinity"),
        ("pow(-8, 0.5)", "NaN"),
        ("exp(1000)", "Infinity"),
        ("asin(2)", "NaN"),
        ("round(2.5, 40)", "NaN"),
        ("round(-0.4)", "0"),
        ("int(1 div 0)", "Infinity"),
        ("cos(0) + tan(0) + acos(1) + atan(0) + exp(0)", "2"),
        ("substring('12345', 2, 3)", "234"),
        ("substring('12345', 1.5, 2.6)", "234"),
        ("substring('12345', 0 div 0)", ""),
        ("substring('12345', -42, 1 div 0)", "12345"),
        ("substr('𝒳y', 2)", "y"),
        ("translate('abc', 'ab', 'x')", "xc"),
        ("base64-decode('not base64!')", ""),
        ("string-length(uuid())", "36"),
        ("string-length(uuid(8))", "8"),
        ("name()", "data"),
        ("local-name(.)", "data"),
        ("string()", "here"),
        ("number()", "NaN"),
        ("string-length()", "4"),
        ("once('x')", "here"),
        ("position()", "1"),
        ("last()", "1"),
        ("coalesce('', '')", ""),
        ("checklist(-1, -1)", "true"),
        ("checklist(2, -1, 1, 0, 1)", "true"),
        ("weighted-checklist(5, 6, 1, 2, 1, 4)", "true"),
        ("jr:itext('none')", ""),
        ("jr:choice-name('a', '/data/none')", ""),
        ("count(randomize(.))", "1"),
        ("current()", "here"),
        ("if(1 > 2, pow('x'), 'not computed')", NotKnown),
        ("if(1 > 2, date('x'), 'not computed')", "not computed"),
    ],
)
def test_edges(text: str, value: object) -> None:
    if value is NotKnown:
        with pytest.raises(NotKnown):
            compute(text)
    else:
        assert to_text(compute(text)) == value


@pytest.mark.parametrize(
    "text",
    ["date('x')", "date('2026-02-30')", "date(true())", "date(1 div 0)", "format-date('x', '%Y')", "count('x')",
     "sum(1)",
     "digest('a', 'CRC')", "digest('a', 'MD5', 'octal')", "weighted-checklist(1, 2, 3)", "regex('a', '(')", "'a'/b",
     "('a')[1]", "'a' | 'b'", "indexed-repeat('a', 'b', 1)"],
)  # fmt: skip
def test_what_has_no_value(text: str) -> None:
    with pytest.raises(XPathProblem):
        compute(text)


@pytest.mark.parametrize(
    "text", ["no-such()", "pulldata('a', 'b', 'c', 'd')", "true(1)", "instance('x')/root"]
)
def test_what_is_not_known(text: str) -> None:
    with pytest.raises(NotKnown):
        compute(text)


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (r"\d+", "12", True),
        (r"\d+", "١٢", False),
        (r"[\d\s]+", "1 2", True),
        (r"[^\d]+", "1a", False),
        (r"\D\W\S", "a-b", True),
        (r"[\D]", "1", False),
        (r"\\d", "\\d", True),
        (r"\p{L}+", "مثال", True),
        (r"[a-z&&[^aeiou]]+", "xyz", True),
        (r"[a-z&&[^aeiou]]+", "xaz", False),
        (r"a", "xax", False),
        (r"^(19|20)[0-9]{2}$", "2026", True),
        (r"(?i)NOOR", "noor", True),
        (r"[A-Z0-9._%+-]+@[A-Z0-9.-]+\.[A-Z]{2,}", "NOOR@EXAMPLE.ORG", True),
    ],
)
def test_patterns_are_those_of_java(pattern: str, text: str, fits: bool) -> None:
    assert compute(f"regex('{text}', '{pattern}')") is fits


@given(st.text(alphabet=r"ab\dws[]^-()|*+?.{}1,&$", max_size=20))
def test_any_pattern_is_read_or_refused(pattern: str) -> None:
    try:
        compiled_pattern(pattern).fullmatch("x", timeout=1)
    except (XPathProblem, TimeoutError):
        return


def test_a_pattern_has_its_time_and_its_length() -> None:
    with pytest.raises(TooLong):
        compute(f"regex('{'a' * 60}!', '^(a|aa)+$')")
    with pytest.raises(XPathProblem):
        compiled_pattern("a" * 5_000)
    here = Element("data", "a" * 30_000)
    with pytest.raises(TooLong):
        compute("regex(., 'a*')", here)


def test_steps_are_counted() -> None:
    root = Element("data")
    root.path = "/data"
    for _ in range(300):
        Element("x", "1", root).path = "/data/x"
    assert compute("count(x)", root, steps=1_000) == 300.0
    with pytest.raises(LimitReached):
        compute("count(x[count(../x) > 1])", root, steps=10_000)


@given(st.dates(), st.times(), st.sampled_from(["", "Z", "+02:00", "-0330"]))
def test_moments_are_read_as_they_are_written(day: object, clock: object, zone: str) -> None:
    text = f"{day}T{clock.isoformat('milliseconds')}{zone}"  # type: ignore[attr-defined]
    moment = to_moment_or_none(text)
    assert moment is not None
    assert moment.has_time
    assert moment.text() == str(day)
    again = to_moment_or_none(moment.full())
    assert again is not None
    assert math.isclose(again.decimal_days(), moment.decimal_days(), abs_tol=1e-9)
    assert to_moment_or_none(str(day)) == Moment(
        moment.when.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None), has_time=False
    )


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_every_number_has_a_text_that_says_it(number: float) -> None:
    text = to_text(number)
    if math.isfinite(number) and abs(number) > 1e-12:
        assert math.isclose(float(text), number, rel_tol=1e-6, abs_tol=1e-14)
    assert "e" not in text
