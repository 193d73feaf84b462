"""What cannot be published, whoever wrote it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.interviews.publishing.checking import check_sheets, check_xform, media_of, remarks_of
from palermo.interviews.publishing.cycles import find_cycle
from palermo.interviews.publishing.types import REFUSED, canonical_type, refusal_of_type
from palermo.interviews.xforms.reading import read_xform
from tests.interviews.xforms.conftest import question, xml_of


def rows(*survey: dict[str, str], **settings: str) -> list[str]:
    sheets: dict[str, Any] = {"survey": list(survey), "choices": [], "settings": settings}
    found = check_sheets(sheets, {"survey": range(2, len(survey) + 2)})
    return [str(problem) for problem in found]


def whole(*survey: dict[str, str], media: tuple[str, ...] = (), **settings: str) -> list[str]:
    xml = xml_of(survey, **settings)
    return [problem.sentence for problem in check_xform(xml, read_xform(xml), media)]


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_each_refused_type_has_its_row_and_reason(kind: str) -> None:
    (found,) = rows({"type": f"{kind} x", "name": "a"})
    assert found == f"Sheet “survey”, row 2: {REFUSED[kind]}"


@pytest.mark.parametrize(
    "row",
    [
        {"type": "select_one l or_other", "name": "a"},
        {"type": "select_one l", "name": "a", "appearance": "minimal search('x')"},
        {"type": "text", "name": "a", "appearance": "ex:org.example.app(a=1)"},
        {"type": "text", "name": "a", "appearance": "printer:org.example"},
        {"type": "calculate", "name": "a", "calculation": "pulldata('x', 'y', 'z', ${b})"},
    ],
)
def test_rows_that_only_some_devices_can_do(row: dict[str, str]) -> None:
    assert len(rows(row)) == 1


def test_rows_of_the_base_are_not_checked_again() -> None:
    sheets = {"survey": [{"type": "geotrace", "name": "a"}], "choices": [], "settings": {}}
    assert list(check_sheets(sheets, {"survey": [0]})) == []


@pytest.mark.parametrize("name", ["submission_url", "public_key", "auto_send", "auto_delete"])
def test_where_answers_go_is_not_the_authors_to_say(name: str) -> None:
    assert any(name in problem for problem in rows(question("text", "a"), **{name: "x"}))


def test_the_compiled_form_is_checked_too() -> None:
    text = question("text", "a")
    assert whole(text) == []
    assert whole(question("geotrace", "line")) == [f"line: {REFUSED['geotrace']}"]
    assert REFUSED["audit"] in whole(text, {"type": "audit", "name": "audit"})
    assert REFUSED["background-audio"] in whole(text, {"type": "background-audio", "name": "r"})
    assert any(
        "another person" in each for each in whole(text, question("text", "b", default="${last-saved#a}"))
    )
    assert any("only pictures" in each for each in whole(text | {"media::audio": "a.mp3"}))
    assert any("“a.png”" in each for each in whole(text | {"media::image": "a.png"}))
    assert whole(text | {"media::image": "a.png"}, media=("a.png",)) == []
    assert any("is an address" in each for each in whole(text, instance_xmlns="1234"))
    assert any(
        "empty" in each
        for each in whole(text, {"type": "begin group", "name": "g", "label": "G"}, {"type": "end group"})
    )


def test_pictures_that_a_form_shows() -> None:
    xml = xml_of(
        [question("text", "a") | {"media::image": "a.png"}, question("note", "b") | {"media::image": "b.jpg"}]
    )
    assert media_of(xml) == {"a.png", "b.jpg"}


def test_html_is_pointed_at() -> None:
    assert list(remarks_of(read_xform(xml_of([question("text", "a") | {"label": "<b>Who</b>"}]))))
    assert not list(remarks_of(read_xform(xml_of([question("text", "a") | {"label": "Who < you"}]))))


def test_circles_are_named_in_their_order() -> None:
    a = {"type": "calculate", "name": "a", "calculation": "${b} + 1"}
    b = {"type": "calculate", "name": "b", "calculation": "${c}"}
    c = {"type": "text", "name": "c", "relevant": "${a} > 1"}
    assert find_cycle([a, b, c]) == ["a", "b", "c"]
    assert find_cycle([a, b, {"type": "text", "name": "c"}]) == []
    (problem,) = rows(a, b, c)
    assert problem == "Sheet “survey”, row 2: These depend on one another in a circle: a → b → c → a."


def test_a_page_that_depends_on_what_stands_in_it() -> None:
    survey = [
        {"type": "begin_group", "name": "page", "relevant": "${inside} = 1"},
        {"type": "integer", "name": "inside"},
        {"type": "end_group", "name": "page"},
    ]
    assert set(find_cycle(survey)) == {"page", "inside"}


@given(st.integers(2, 3000))
def test_long_chains_are_no_circles(length: int) -> None:
    survey = [{"type": "calculate", "name": f"n{n}", "calculation": f"${{n{n + 1}}}"} for n in range(length)]
    assert find_cycle(survey) == []
    survey[-1]["calculation"] = "${n0}"
    assert len(find_cycle(survey)) == length


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Select one  yes_no", "select_one yes_no"),
        ("select one from yes_no", "select_one yes_no"),
        ("select1 l", "select_one l"),
        ("select all that apply from l", "select_multiple l"),
        ("add select multiple prompt using l", "select_multiple l"),
        ("begin group", "begin_group"),
        ("GPS", "geopoint"),
        ("dateTime", "dateTime"),
        ("select_one l or_other", "select_one l or_other"),
        ("odd thing", "odd thing"),
    ],
)
def test_types_by_other_names(written: str, meant: str) -> None:
    assert canonical_type(written) == meant
    assert bool(refusal_of_type(written)) == ("or_other" in written)
