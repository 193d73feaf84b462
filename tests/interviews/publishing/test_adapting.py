"""A mission's questions laid over the base form: what they get, what they may not, and that the base stays the base."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from palermo.codebook import load_codebook
from palermo.interviews.publishing.adapting import Adapted, adapt, prefix_of
from palermo.interviews.publishing.handed_in import read_handed_in
from palermo.interviews.publishing.problems import FormRefused
from tests.interviews.conftest import ready_form
from tests.interviews.publishing.workbooks import Rows, question, workbook

BASE = ready_form("screening")
AFTER_SEX = "after sex"


def adapted(survey: Rows, **sheets: Rows) -> Adapted:
    file = workbook(survey=survey, **sheets)
    return adapt(BASE.sheets, BASE.questions, read_handed_in(file), "KEN", load_codebook())


def problems(survey: Rows, **sheets: Rows) -> list[str]:
    with pytest.raises(FormRefused) as refused:
        adapted(survey, **sheets)
    return [str(problem) for problem in refused.value.problems]


def rows_of(result: Adapted) -> dict[str, dict[str, str]]:
    return {cells["name"]: cells for cells in result.sheets["survey"] if not cells["type"].startswith("end_")}


def names(result: Adapted) -> list[str]:
    return [cells["name"] for cells in result.sheets["survey"]]


def test_a_question_after_a_question() -> None:
    result = adapted([question("ken_clan", AFTER_SEX)])
    order = names(result)
    assert order[order.index("sex") + 1] == "ken_clan"
    assert order[order.index("ken_clan") + 1] == "ken_clan_blank"
    assert result.questions["ken_clan"]["field_class"] == "sensitive"
    assert result.questions["ken_clan_blank"]["state_of"] == "ken_clan"
    own = rows_of(result)
    assert own["ken_clan"]["bind::palermo:local"] == "sensitive"
    assert own["ken_clan_blank"]["relevant"] == "${ken_clan} = ''"
    # Words in one language stand in for the others, and somebody is told.
    assert own["ken_clan"]["label::Русский (ru)"] == "About ken_clan?"
    assert any("Русский" in note for note in result.notes)


def test_it_stands_behind_the_ways_out_of_the_question_before() -> None:
    order = names(adapted([question("ken_clan", "after age")]))
    assert order[order.index("age") :][:3] == ["age", "age_blank", "ken_clan"]


def test_rows_without_a_place_follow_the_row_above() -> None:
    order = names(
        adapted([question("ken_a", "after ${age}"), question("ken_b"), question("ken_c", "before sex")])
    )
    start = order.index("ken_a")
    assert order[start : start + 4] == ["ken_a", "ken_a_blank", "ken_b", "ken_b_blank"]
    assert order[order.index("ken_c") + 2] == "sex"


def test_at_the_end_of_a_page_and_of_a_repeated_page() -> None:
    result = adapted([question("ken_a", "end of profile")])
    order = names(result)
    assert order[order.index("ken_a_blank") + 1] == "profile"
    repeat = next(c["name"] for c in BASE.sheets["survey"] if c["type"] == "begin_repeat")
    order = names(adapted([question("ken_a", f"end of {repeat}")]))
    assert order[order.index("ken_a_blank") + 1 :][:2] == [f"{repeat}_page", repeat]


def test_a_page_of_ones_own_has_the_conditions_of_safety_and_consent() -> None:
    page = {"place": "after journey", "type": "page", "name": "ken_road", "label::English (en)": "The road"}
    result = adapted(
        [page, question("ken_checkpoint", type="integer", **{"class": "coded"}), question("ken_who")]
    )
    order, own = names(result), rows_of(result)
    start = order.index("ken_road")
    assert order[start - 1] == "journey"
    assert order[start:][:6] == [
        "ken_road", "ken_checkpoint", "ken_checkpoint_blank", "ken_who", "ken_who_blank", "ken_road",
    ]  # fmt: skip
    relevance = own["ken_road"]["relevant"]
    assert "${safe_to_talk} != 'no'" in relevance
    assert "${consent_interview} = 'yes'" in relevance
    assert "!= 'stop'" in relevance
    assert own["ken_road"]["appearance"] == "field-list"
    assert result.questions["ken_checkpoint"]["field_class"] == "coded"


def test_ones_own_conditions_are_added_to_those_of_the_gate() -> None:
    page = {
        "place": "after journey", "type": "begin group", "name": "ken_road", "label": "The road",
        "relevance": "${sex} = 'female' or ${sex} = 'male'",
    }  # fmt: skip
    end = {"type": "end group"}
    relevance = rows_of(adapted([page, question("ken_a"), end]))["ken_road"]["relevant"]
    assert relevance.endswith(" and (${sex} = 'female' or ${sex} = 'male')")
    assert "${consent_interview} = 'yes'" in relevance


def test_a_page_before_consent_is_pointed_at() -> None:
    first = BASE.sheets["survey"][0]["name"]
    page = {"place": f"before {first}", "type": "page", "name": "ken_hello", "label": "Hello"}
    result = adapted([page, question("ken_a", type="note")])
    assert any("before the person has agreed" in note for note in result.notes)


def test_a_repeated_page() -> None:
    page = {"place": "after journey", "type": "repeat", "name": "ken_stop", "label": "Each stop"}
    result = adapted([page, question("ken_town")])
    kinds = [(c["type"], c["name"]) for c in result.sheets["survey"] if c["name"].startswith("ken_stop")]
    assert kinds == [
        ("begin_repeat", "ken_stop"), ("begin_group", "ken_stop_page"),
        ("end_group", "ken_stop_page"), ("end_repeat", "ken_stop"),
    ]  # fmt: skip
    assert "consent_interview" in rows_of(result)["ken_stop"]["relevant"]


def test_own_lists_get_the_ways_out() -> None:
    choices = [
        {"list_name": "ken_clans", "name": code, "label::English (en)": code, "label::العربية (ar)": "كلمة"}
        for code in ("a", "b")
    ]
    row = question("ken_clan", AFTER_SEX, type="select_multiple ken_clans", **{"class": "coded"})
    result = adapted([row], choices=choices)
    codes = [cells["name"] for cells in result.sheets["choices"] if cells["list_name"] == "ken_clans"]
    assert codes == ["a", "b", "~unknown", "~refused"]
    assert "count-selected(.) > 1" in rows_of(result)["ken_clan"]["constraint"]
    assert "ken_clan_blank" not in result.questions


def test_a_variable_of_the_codebook() -> None:
    assert "religion" not in {q["variable"] for q in BASE.questions.values()}
    variable = next(
        v for v in load_codebook().variables.values()
        if v.type == "code" and v.name not in {q["variable"] for q in BASE.questions.values()}
    )  # fmt: skip
    result = adapted([question("ken_more", AFTER_SEX, type="variable", variable=variable.name)])
    row = rows_of(result)["ken_more"]
    assert row["type"].endswith(f" {variable.list}")
    assert row["bind::palermo:variable"] == variable.name
    assert "bind::palermo:local" not in row
    assert any(cells["list_name"] == variable.list for cells in result.sheets["choices"])


def test_choices_for_a_list_of_the_base_that_is_no_code_list() -> None:
    more = [{"list_name": "urgent_need", "name": "ken_sim", "label::English (en)": "A SIM card"}]
    result = adapted([question("ken_a", AFTER_SEX)], choices=more)
    codes = [cells["name"] for cells in result.sheets["choices"] if cells["list_name"] == "urgent_need"]
    assert codes[-3:] == ["ken_sim", "~unknown", "~refused"]


def test_fewer_languages() -> None:
    result = adapted([question("ken_a", AFTER_SEX)], settings=[{"languages": "ar, en"}])
    assert result.sheets["settings"]["default_language"] == "العربية (ar)"
    columns = {column for cells in result.sheets["survey"] for column in cells if "::" in column}
    assert {c.partition("::")[2] for c in columns if c.startswith("label::")} == {
        "العربية (ar)",
        "English (en)",
    }


REFUSED: list[tuple[dict[str, Any], str]] = [
    (question("clan", AFTER_SEX), "must begin with “ken_”"),
    (question("sex", AFTER_SEX), "base form has a “sex” already"),
    (question("ken a", AFTER_SEX), "without spaces"),
    (question("", AFTER_SEX), "needs a name"),
    (question("ken_a"), "needs a place"),
    (question("ken_a", "after nothing_here"), "no question or page “nothing_here”"),
    (question("ken_a", "somewhere"), "A place is written"),
    (question("ken_a", "end of sex"), "only a page has an end"),
    (question("ken_a", "after profile"), "A question stands on a page"),
    (question("ken_a", AFTER_SEX, type="page"), "beside other pages"),
    (question("ken_a", AFTER_SEX, type="geotrace"), "no such type"),
    (question("ken_a", AFTER_SEX, type=""), "needs a type"),
    (question("ken_a", AFTER_SEX, type="select_one nowhere"), "no list of choices “nowhere”"),
    (question("ken_a", AFTER_SEX, type="select_one yes_no or_other"), "one list of choices"),
    (question("ken_a", AFTER_SEX, required="yes"), "Nothing is required"),
    (question("ken_a", AFTER_SEX, voice="shout"), "The voice is"),
    (question("ken_a", AFTER_SEX, **{"class": "public"}), "A class is one of"),
    (question("ken_a", AFTER_SEX, **{"class": "coded"}), "Only choices, numbers and days"),
    (question("ken_a", AFTER_SEX, variable="shoe_size"), "no variable “shoe_size”"),
    (question("ken_a", AFTER_SEX, variable="age"), "asked already, by “age”"),
    (question("ken_a", AFTER_SEX, **{"label::English (en)": None}), "needs words to ask"),
    (question("ken_a", AFTER_SEX, type="calculate"), "computes nothing"),
    (question("ken_a", AFTER_SEX, **{"label::Klingon (tlh)": "nuq"}), "not asked in the language"),
    (question("ken_a", AFTER_SEX, odd="1"), "column “odd” is not foreseen"),
]


@pytest.mark.parametrize(("row", "words"), REFUSED, ids=[words for _row, words in REFUSED])
def test_what_is_refused_and_why(row: dict[str, Any], words: str) -> None:
    found = problems([row])
    assert any(words in problem for problem in found), found
    assert any("row" in problem for problem in found)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"list_name": "yes_no", "name": "ken_maybe", "label": "Maybe"}, "a list of the codebook"),
        ({"list_name": "country", "name": "ken_x", "label": "X"}, "a list of the codebook"),
        ({"list_name": "urgent_need", "name": "sim", "label": "A SIM card"}, "must begin with “ken_”"),
        ({"list_name": "no_answer", "name": "ken_x", "label": "X"}, "Nothing can be added"),
        ({"list_name": "mine", "name": "~unknown", "label": "X"}, "given by the form itself"),
        ({"list_name": "mine", "name": "", "label": "X"}, "needs the name of its list"),
    ],
)
def test_choices_that_are_refused(row: dict[str, Any], words: str) -> None:
    found = problems([question("ken_a", AFTER_SEX)], choices=[row])
    assert any(words in problem and "“choices”, row 2" in problem for problem in found), found


def test_all_problems_are_told_at_once_with_their_rows() -> None:
    found = problems(
        [question("clan", AFTER_SEX), question("ken_a"), question("ken_b", type="select_one gone")]
    )
    assert [problem.partition(":")[0] for problem in found] == [
        "Sheet “survey”, row 2",
        "Sheet “survey”, row 4",
    ]


def test_an_empty_sheet_is_no_adaptation() -> None:
    assert any("no questions" in problem for problem in problems([{"place": "after sex"}]))


PLACES = st.sampled_from(
    [
        c["name"]
        for c in BASE.sheets["survey"]
        if c["type"] == "begin_group" and not c["name"].endswith("_page")
    ]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(PLACES, min_size=1, max_size=6))
def test_the_base_stays_the_base(pages: list[str]) -> None:
    rows = [question(f"ken_{number}", f"end of {page}") for number, page in enumerate(pages)]
    result = adapted(rows)
    kept = [
        cells
        for cells, origin in zip(result.sheets["survey"], result.origins["survey"], strict=True)
        if not origin
    ]
    assert kept == BASE.sheets["survey"]
    assert {name: result.questions[name] for name in BASE.questions} == BASE.questions
    codes = [(cells["list_name"], cells["name"]) for cells in result.sheets["choices"]]
    assert codes == [(cells["list_name"], cells["name"]) for cells in BASE.sheets["choices"]]


def test_prefixes_are_names() -> None:
    assert prefix_of("KEN") == "ken_"
    assert prefix_of("KEN-2") == "ken_2_"
    assert prefix_of("2KEN") == "m2ken_"


def test_the_same_form_from_a_database_that_keeps_no_order() -> None:
    """PostgreSQL gives the cells of a row back in an order of its own."""

    def scrambled(rows: Any) -> list[dict[str, str]]:
        return [dict(sorted(cells.items(), key=lambda cell: (len(cell[0]), cell[0]))) for cells in rows]

    base = BASE.sheets | {name: scrambled(BASE.sheets[name]) for name in ("survey", "choices")}
    file = read_handed_in(workbook(survey=[question("ken_a", AFTER_SEX)]))
    one, other = (adapt(each, BASE.questions, file, "KEN", load_codebook()) for each in (BASE.sheets, base))
    for name in ("survey", "choices"):
        assert [list(cells.items()) for cells in one.sheets[name]] == [
            list(cells.items()) for cells in other.sheets[name]
        ]
