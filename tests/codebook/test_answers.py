import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.codebook import Codebook, Variable, load_codebook
from palermo.codebook.answers import (
    ABSENT,
    SEPARATOR,
    Answer,
    AnswerError,
    Json,
    State,
    decode_answer,
    parse_answer,
    read_answer,
)

CODEBOOK = load_codebook()
STATES = [State.UNKNOWN, State.REFUSED, State.NOT_ASKED]


def parse(name: str, text: str) -> Json | None:
    return parse_answer(CODEBOOK.variables[name], text, CODEBOOK).encode()


def refusal(name: str, text: str) -> str:
    with pytest.raises(AnswerError) as caught:
        parse(name, text)
    return caught.value.expected


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("unknown", "~unknown"),
        ("Not known", "~unknown"),
        ("NK", "~unknown"),
        ("?", "~unknown"),
        (" ？ ", "~unknown"),
        ("NonSpecifiedUnknown", "~unknown"),
        ("неизвестно", "~unknown"),
        ("refused", "~refused"),
        ("not asked", "~not_asked"),
        ("not_asked", "~not_asked"),
        ("~refused", "~refused"),
        ("", None),
        (" \u200f\u00a0", None),
    ],
)
@pytest.mark.parametrize(
    "name", ["sex", "nationality", "age", "exploitation_start", "case_note", "wages_owed"]
)
def test_states_are_read_for_every_type(name: str, text: str, stored: str | None) -> None:
    assert parse(name, text) == stored


def test_a_blank_is_never_no() -> None:
    assert parse_answer(CODEBOOK.variables["re_trafficked"], "  ", CODEBOOK) is ABSENT
    assert parse("re_trafficked", "no") == "no"


@pytest.mark.parametrize(
    ("name", "text", "stored"),
    [
        ("sex", "FEMALE", "female"),
        ("age", " 25 ", 25),
        ("age", "25.0", 25),
        ("age", "٢٥", 25),
        ("age", "２５", 25),
        ("age", "0", 0),
        ("promised_pay", "1200.50", 1200.5),
        ("promised_pay", "٣.٥", 3.5),
        ("exploitation_start", "2010-07", "2010-07"),
        ("exploitation_start", " 2010 ", "2010"),
        ("means_of_control", "Other|DebtBondage |threats|threats", ["debt_bondage", "threats", "other"]),
        ("exploitation_type", "Combined sexual & forced labour", ["sexual_exploitation", "forced_labour"]),
        ("nationality", "Ukraine|Moldova|UA", ["UKR", "MDA"]),
        ("nationality", "NA", ["NAM"]),
        ("transit_countries", "Turkey|Greece|Serbia|", ["TUR", "GRC", "SRB"]),
        ("country_of_birth", "Côte d’Ivoire", "CIV"),
        ("case_note", "  met again\nat noon ", "met again\nat noon"),
        ("case_note", "a|b", "a|b"),
        ("case_note", "~ about noon", "~ about noon"),
    ],
)
def test_values_as_people_write_them(name: str, text: str, stored: Json) -> None:
    assert parse(name, text) == stored


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("sex", "mail", "one of: male, female, other (did you mean male?)"),
        ("sex", "male|female", "one of: male, female, other"),
        ("sex", "male|refused", "one of: male, female, other"),
        ("age", "121", "a whole number from 0 to 120"),
        ("age", "-1", "a whole number from 0 to 120"),
        ("age", "25.5", "a whole number from 0 to 120"),
        ("age", "1e1", "a whole number from 0 to 120"),
        ("age", "nan", "a whole number from 0 to 120"),
        ("age", "9" * 5000, "a whole number from 0 to 120"),
        ("age", "²", "a whole number from 0 to 120"),
        ("promised_pay", "½", "a number such as 1200 or 1200.50 from 0 to 10000000"),
        ("promised_pay", "inf", "a number such as 1200 or 1200.50 from 0 to 10000000"),
        ("promised_pay", "1,200", "a number such as 1200 or 1200.50 from 0 to 10000000"),
        ("promised_pay", "0x10", "a number such as 1200 or 1200.50 from 0 to 10000000"),
        ("exploitation_start", "2011-02-31", "a date such as 2011, 2011-05 or 2011-05-17"),
        ("exploitation_start", "17/05/2011", "a date such as 2011, 2011-05 or 2011-05-17"),
        ("exploitation_start", "1011", "a date between the years 1900 and 2100"),
        ("nationality", "Kirgistan", "a country name or ISO code (did you mean Kyrgyzstan?)"),
        ("nationality", "N/A", "a country name or ISO code"),
        ("nationality", "Ukraine|Qwxz", "a country name or ISO code"),
        ("nationality", "|", "a country name or ISO code; several are separated by |"),
        ("case_note", "bell \x07", "text without control characters"),
        ("mobile_phone", "1" * 21, "at most 20 characters"),
    ],
)
def test_a_refusal_says_what_was_expected(name: str, text: str, expected: str) -> None:
    assert refusal(name, text) == expected


def test_a_long_list_is_cut_and_counted() -> None:
    expected = refusal("labour_sector", "xyzzy")
    assert expected.startswith("one of: agriculture_forestry_fishing, agriculture, ")
    assert expected.endswith(f"… ({len(CODEBOOK.lists['labour_sector'])} in all)")
    assert expected.count(",") == 7


def test_a_refusal_is_an_error_that_people_can_read() -> None:
    error = AnswerError("a date")
    assert error.as_dict() == {
        "code": "answer_not_understood",
        "message": "Expected a date.",
        "details": {"expected": "a date"},
    }


def values(variable: Variable) -> st.SearchStrategy[Json]:
    """Stored forms of every value that the variable can have."""
    one: st.SearchStrategy[Json]
    if variable.type in ("code", "country"):
        places = [country.code for country in CODEBOOK.countries]
        codes = places if variable.type == "country" else list(CODEBOOK.list_of(variable).codes)
        if not variable.multiple:
            return st.sampled_from(codes)
        many = st.lists(st.sampled_from(codes), min_size=1, max_size=5, unique=True)
        return many if variable.type == "country" else many.map(CODEBOOK.list_of(variable).in_order)
    low, high = variable.minimum, variable.maximum
    if variable.type == "integer":
        one = st.integers(int(low or 0), int(high or 1000))
    elif variable.type == "decimal":
        cents = st.integers(math.ceil((low or 0) * 100), int(min(high or 1e6, 1e9) * 100))
        one = cents.map(lambda number: number / 100)
    elif variable.type == "date":
        one = st.tuples(st.dates(), st.sampled_from([4, 7, 10])).map(
            lambda pair: pair[0].isoformat()[: pair[1]]
        )
        one = one.filter(lambda text: 1900 <= int(str(text)[:4]) <= 2100)
    else:
        one = st.text("абвгд xyz|~-'\n", min_size=1, max_size=20).map(str.strip)
        one = one.filter(lambda text: text != "" and not isinstance(text, list))
    return one


@given(st.data())
def test_values_and_states_survive_every_road(data: st.DataObject) -> None:
    variable = data.draw(st.sampled_from(list(CODEBOOK.variables.values())))
    stored = data.draw(st.none() | st.sampled_from([state.value for state in STATES]) | values(variable))
    facts = {} if stored is None else {variable.name: stored}

    answer = decode_answer(variable, stored, CODEBOOK)
    assert answer.encode() == stored
    assert read_answer(facts, variable.name) == answer
    assert parse_answer(variable, cell_of(answer), CODEBOOK) == answer


#: As somebody writes them into a cell: codes, not prose.
CELL_WORDS = {State.UNKNOWN: "unknown", State.REFUSED: "refused", State.NOT_ASKED: "not asked"}


def cell_of(answer: Answer) -> str:
    """What somebody who has this answer in mind writes into a cell; nothing for an absent one."""
    if not answer.stated:
        return ""
    if answer.value is None:
        return CELL_WORDS[answer.state]
    return SEPARATOR.join(answer.value) if isinstance(answer.value, tuple) else str(answer.value)


@given(st.sampled_from(list(CODEBOOK.variables.values())), st.text(max_size=40))
def test_any_text_gives_an_answer_or_a_phrase(variable: Variable, text: str) -> None:
    phrase, answer = "", None
    try:
        answer = parse_answer(variable, text, CODEBOOK)
    except AnswerError as error:
        phrase = error.expected
    assert (answer is None) == bool(phrase)
    assert answer is None or decode_answer(variable, answer.encode(), CODEBOOK) == answer


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("sex", "Female"),
        ("sex", ["female"]),
        ("sex", 1),
        ("means_of_control", "threats"),
        ("means_of_control", []),
        ("means_of_control", ["threats", "magic"]),
        ("means_of_control", [["threats"]]),
        ("nationality", ["Ukraine"]),
        ("age", "25"),
        ("age", True),
        ("age", 25.0),
        ("age", 121),
        ("promised_pay", False),
        ("promised_pay", float("nan")),
        ("promised_pay", float("inf")),
        ("exploitation_start", 2011),
        ("exploitation_start", "2011-02-31"),
        ("case_note", ""),
        ("case_note", {"text": "x"}),
    ],
)
def test_json_of_another_shape_is_refused(name: str, raw: object) -> None:
    with pytest.raises(AnswerError):
        decode_answer(CODEBOOK.variables[name], raw, CODEBOOK)


def test_an_answer_has_a_value_exactly_when_its_state_says_so() -> None:
    with pytest.raises(ValueError, match="exactly when"):
        Answer(State.UNKNOWN, "male")
    with pytest.raises(ValueError, match="exactly when"):
        Answer(State.VALUE)


def test_reading_refuses_what_was_never_written() -> None:
    with pytest.raises(TypeError, match="dict for sex"):
        read_answer({"sex": {}}, "sex")


def test_values_of_an_answer(codebook: Codebook) -> None:
    assert Answer(State.VALUE, ("UKR", "MDA")).values == ("UKR", "MDA")
    assert Answer(State.VALUE, "male").values == ("male",)
    assert Answer(State.REFUSED).values == ()
