from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from palermo.cases.derive import Promoted, promote
from palermo.codebook import load_codebook
from palermo.exchange.caseload.cells import Bad
from palermo.exchange.caseload.columns import Document, Promotion
from palermo.exchange.caseload.table import REPORTED

CODEBOOK = load_codebook()
NAMES = ("sex", "age", "age_band", "nationality", "exploitation_country")
VARIABLES = [(position, CODEBOOK.variables[name]) for position, name in enumerate(NAMES)]


def test_a_document_is_canonical_whatever_the_order_of_the_columns() -> None:
    straight = Document(VARIABLES, CODEBOOK)
    turned = Document([(4 - position, variable) for position, variable in VARIABLES], CODEBOOK)
    cells = ["male", "35", "", "UKR", "DEU|POL"]
    assert straight.read(cells) == turned.read(cells[::-1])
    expected = {"sex": "male", "age": 35, "nationality": ["UKR"], "exploitation_country": ["DEU", "POL"]}
    assert straight.read(cells) == orjson.dumps(expected, option=orjson.OPT_SORT_KEYS)


def test_no_answer_at_all_makes_no_document_and_a_bad_cell_none() -> None:
    document = Document(VARIABLES, CODEBOOK)
    assert document.read(["", " ", "", "", ""]) == b""
    assert document.read(["", "300", "", "", ""]) is None
    assert document.read(["", REPORTED, "", "", ""]) is None


@pytest.mark.parametrize("count", [0, 1])
def test_documents_of_few_columns(count: int) -> None:
    document = Document(VARIABLES[:count], CODEBOOK)
    assert document.read(["male", "", "", "", ""]) == (b'{"sex":"male"}' if count else b"")


CELL = {
    "sex": st.sampled_from(["", "male", "Female", "unknown"]),
    "age": st.sampled_from(["", "0", "17", "18", "35.0", "unknown", "refused"]),
    "age_band": st.sampled_from(["", "under_18", "18_and_over", "9_17", "48_plus", "unknown"]),
    "nationality": st.sampled_from(["", "UKR", "Moldova|UKR", "unknown", "NA"]),
    "exploitation_country": st.sampled_from(["", "DE", "Middle East", "refused"]),
}


@given(st.tuples(*(CELL[name] for name in NAMES)))
def test_promotion_agrees_with_the_documents(cells: tuple[str, ...]) -> None:
    case = Document([placed for placed in VARIABLES if placed[1].unit != "event"], CODEBOOK)
    event = Document([placed for placed in VARIABLES if placed[1].unit == "event"], CODEBOOK)
    promoted = Promotion(VARIABLES, CODEBOOK).read(cells)
    documents = [orjson.loads(part.read(cells) or b"{}") for part in (case, event)]
    if isinstance(promoted, Bad):
        assert cells[1][:1].isdigit()
        assert cells[2] not in ("", "unknown")
    else:
        assert promoted == promote(*documents)


@pytest.mark.parametrize(
    ("age", "band", "fits"),
    [("17", "under_18", True), ("18", "under_18", False), ("17", "18_and_over", False), ("9", "9_17", True),
     ("8", "9_17", False), ("48", "48_plus", True), ("unknown", "under_18", True), ("17", "unknown", True)],
)  # fmt: skip
def test_an_age_must_lie_in_its_band(age: str, band: str, fits: bool) -> None:
    found = Promotion(VARIABLES, CODEBOOK).read(["", age, band, "", ""])
    assert isinstance(found, Promoted) is fits


def test_promotion_without_any_of_its_columns() -> None:
    assert Promotion([], CODEBOOK).read([]) == Promoted("", "", "", "")
