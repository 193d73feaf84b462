import pytest
from django.utils import translation

from palermo.codebook import Codebook
from palermo.codebook.answers import ABSENT, Answer, State
from palermo.codebook.wording import answer_cell, display_state, display_values


@pytest.mark.parametrize(
    ("answer", "cell"),
    [
        (ABSENT, ""),
        (Answer(State.UNKNOWN), "unknown"),
        (Answer(State.REFUSED), "refused"),
        (Answer(State.NOT_ASKED), "not asked"),
        (Answer(State.VALUE, 25), "25"),
        (Answer(State.VALUE, 0), "0"),
        (Answer(State.VALUE, ("UKR", "MDA")), "UKR|MDA"),
    ],
)
def test_cells(answer: Answer, cell: str) -> None:
    assert answer_cell(answer) == cell


@pytest.mark.parametrize(
    ("name", "answer", "shown"),
    [
        ("sex", Answer(State.VALUE, "female"), ["Female"]),
        ("sex", Answer(State.VALUE, "gone"), ["gone"]),
        ("means_of_control", Answer(State.VALUE, ("threats", "other")), ["Threats", "Other"]),
        ("nationality", Answer(State.VALUE, ("UKR", "QQQ")), ["Ukraine", "QQQ"]),
        ("age", Answer(State.VALUE, 25), ["25"]),
        ("age", Answer(State.REFUSED), ["declined to answer"]),
        ("age", ABSENT, ["not asked"]),
    ],
)
def test_answers_for_people(codebook: Codebook, name: str, answer: Answer, shown: list[str]) -> None:
    with translation.override("en"):
        assert display_values(codebook.variables[name], answer, codebook) == shown


def test_every_state_has_a_name_of_its_own() -> None:
    with translation.override("en"):
        assert len({display_state(state) for state in State}) == len(State)


def test_countries_are_shown_in_the_active_language(codebook: Codebook) -> None:
    with translation.override("es"):
        shown = display_values(codebook.variables["nationality"], Answer(State.VALUE, ("DEU",)), codebook)
    assert shown == ["Alemania"]
