"""Reads the source files of the forms. Every problem names the file and the line: people edit them in spreadsheets."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from palermo.interviews.forms.errors import FormSourceError, NoSuchForm
from palermo.interviews.forms.languages import CODES
from palermo.interviews.forms.model import FormSource, SourceRow

DATA = Path(__file__).parent / "data"
FORMS = ("screening", "assistance", "core_variables", "follow_up", "vulnerability")

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_WORDS = (*(f"label_{code}" for code in CODES), *(f"hint_{code}" for code in CODES))
_SURVEY = ("type", "name", "variable", "class", "voice", "relevance", "check", "calculation", *_WORDS)
_SETTINGS = ("version", "gate", "facts_only", *(f"title_{code}" for code in CODES))

Line = tuple[int, Mapping[str, str]]


def read_form(name: str, folder: Path = DATA) -> FormSource:
    """The source of a form, with the blocks that it includes in their places. Raises NoSuchForm, FormSourceError."""
    if name not in FORMS:
        raise NoSuchForm(", ".join(FORMS))
    path = folder / name / "settings.csv"
    lines = list(read_lines(path, _SETTINGS))
    if len(lines) != 1:
        raise FormSourceError("must have exactly one line below the header", file=path)
    settings = lines[0][1]
    if not re.fullmatch(r"20[0-9]{8}", settings["version"]):
        raise FormSourceError("a version is year, month, day and two digits", file=path, line=2)
    return FormSource(
        name=name,
        title={code: settings[f"title_{code}"] for code in CODES},
        version=settings["version"],
        gate=tuple(part.strip() for part in settings["gate"].split(";") if part.strip()),
        facts_only=settings["facts_only"] == "yes",
        rows=tuple(_with_blocks(folder / name / "survey.csv", folder)),
    )


@lru_cache(maxsize=1)
def common_words() -> Mapping[str, Mapping[str, str]]:
    """Sentences that the builder adds to every form, by name and language."""
    return {cells["name"]: cells for _line, cells in read_lines(DATA / "words.csv", ("name", *CODES))}


@lru_cache(maxsize=1)
def local_lists() -> Mapping[str, list[Mapping[str, str]]]:
    """Choice lists that are no code list of the codebook: rows of *code* and the words by language."""
    lists: dict[str, list[Mapping[str, str]]] = {}
    for _line, cells in read_lines(DATA / "choices.csv", ("list", "code", *CODES)):
        lists.setdefault(cells["list"], []).append(cells)
    return lists


def unasked() -> Mapping[str, str]:
    """Why no form asks for a variable, by its name."""
    return {
        cells["variable"]: cells["reason"]
        for _l, cells in read_lines(DATA / "unasked.csv", ("variable", "reason"))
    }


def read_lines(path: Path, columns: tuple[str, ...]) -> Iterator[Line]:
    """The lines of a UTF-8 CSV file whose header must be exactly *columns*. Raises FormSourceError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FormSourceError("cannot be read as UTF-8", file=path) from error
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        if tuple(next(reader, ())) != columns:
            raise FormSourceError(f"the columns must be {', '.join(columns)}", file=path, line=1)
        for cells in reader:
            if len(cells) != len(columns):
                raise FormSourceError(f"has {len(cells)} cells", file=path, line=reader.line_num)
            yield reader.line_num, dict(zip(columns, (cell.strip() for cell in cells), strict=True))
    except csv.Error as error:
        raise FormSourceError(f"is not proper CSV ({error})", file=path, line=reader.line_num) from error


def _with_blocks(path: Path, folder: Path) -> Iterator[SourceRow]:
    for row in _rows(path):
        if row.type != "include":
            yield row
            continue
        block = folder / "blocks" / f"{row.name}.csv"
        if not block.is_file():
            raise row.problem(f"there is no block {row.name!r}")
        for inner in _rows(block):
            # A condition on a block holds for its pages; what stands in them is hidden with them.
            yield (
                inner.only_if(row.relevance)
                if inner.type.endswith("page") or inner.type == "repeat"
                else inner
            )


def _rows(path: Path) -> Iterator[SourceRow]:
    for line, cells in read_lines(path, _SURVEY):
        row = SourceRow(
            path=path,
            line=line,
            type=cells["type"],
            name=cells["name"],
            variable=cells["variable"],
            field_class=cells["class"],
            voice=cells["voice"],
            relevance=cells["relevance"],
            check=cells["check"],
            calculation=cells["calculation"],
            label={code: cells[f"label_{code}"] for code in CODES},
            hint={code: cells[f"hint_{code}"] for code in CODES},
        )
        if not row.type or not _NAME.fullmatch(row.name):
            raise row.problem("a row needs a type, and a name of small letters, digits and underscores")
        yield row
