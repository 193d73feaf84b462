from pathlib import Path

import pytest

from palermo.codebook.errors import CodebookError
from palermo.codebook.tables import Row, read_table


def table(tmp_path: Path, content: str, columns: tuple[str, ...] = ("code", "label")) -> list[Row]:
    path = tmp_path / "things.csv"
    path.write_text(content, encoding="utf-8")
    return list(read_table(path, columns))


def test_the_word_na_is_a_word_and_quotes_hold_commas_and_lines(tmp_path: Path) -> None:
    rows = table(tmp_path, 'code,label\nNA,"one, two\nthree"\n')
    assert rows[0].text("code") == "NA"
    assert rows[0].text("label") == "one, two\nthree"


def test_a_byte_order_mark_of_a_spreadsheet_program_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert table(tmp_path, "\ufeffcode,label\na,b\n")[0].text("code") == "a"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("label,code\n", "things.csv, line 1: the columns must be code, label"),
        ("", "things.csv, line 1: the columns must be code, label"),
        ("code,label\na,b,c\n", "things.csv, line 2: has 3 cells, not 2"),
        ('code,label\na,b\nc,"d', "things.csv, line 3: is not proper CSV"),
    ],
)
def test_a_damaged_file_is_named_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(CodebookError) as caught:
        table(tmp_path, content)
    assert caught.value.message.startswith(message)
    assert caught.value.details["file"] == "things.csv"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodebookError, match=r"absent\.csv: cannot be read"):
        list(read_table(tmp_path / "absent.csv", ("code",)))


def row(**cells: str) -> Row:
    return Row(Path("things.csv"), 7, cells)


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (lambda: row(a="").text("a"), "'a' is empty"),
        (lambda: row(a=" b").text("a"), "begins or ends with a blank"),
        (lambda: row(a="b||c").words("a"), "nothing between two"),
        (lambda: row(a="~refused").new_name("a", ()), "is not made of"),
        (lambda: row(a="b|c").new_name("a", ()), "is not made of"),
        (lambda: row(a="b").new_name("a", ("b",)), "stands in the file twice"),
        (lambda: row(a="b").one_of("a", ()), "there is no a 'b'"),
        (lambda: row(a="b").choice("a", ("c", "d")), "none of c, d"),
        (lambda: row(a="b").number("a"), "which is no number"),
        (lambda: row(a="31.12.2012").day("a"), "which is no date"),
    ],
)
def test_a_wrong_cell_is_named_with_its_line(act: object, problem: str) -> None:
    assert callable(act)
    with pytest.raises(CodebookError, match=problem) as caught:
        act()
    assert caught.value.line == 7


def test_right_cells() -> None:
    right = row(words="b | c", number="1.5", day="2012-12-31", empty="")
    assert right.words("words") == ("b", "c")
    assert right.words("empty") == ()
    assert right.number("number") == 1.5
    assert str(right.day("day")) == "2012-12-31"
    assert right.number("empty") is right.day("empty") is None
