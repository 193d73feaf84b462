"""Reads the data files into a :class:`Codebook` and refuses anything that does not hold together.

Every problem is a :class:`CodebookError` that names the file and the line, because the files are edited by people
who do not program. Cells that hold several words separate them with ``|``.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from palermo.codebook import model
from palermo.codebook.folding import fold
from palermo.codebook.geography import load_countries, load_schemes
from palermo.codebook.tables import Row, read_table

DATA = Path(__file__).parent / "data"

_VARIABLE_COLUMNS = (
    "name", "label", "definition", "unit", "section", "type", "list", "multiple", "minimum", "maximum",
    "measure", "field_class", "purpose", "origin", "htcds", "ctdc_2017", "ctdc_2024",
)  # fmt: skip
_CODE_COLUMNS = (
    "list",
    "code",
    "label",
    "definition",
    "aliases",
    "htcds",
    "ctdc_2017",
    "ctdc_2024",
    "parent",
)


@lru_cache(maxsize=1)
def load_codebook() -> model.Codebook:
    """The project's codebook, read once for the life of the process."""
    return read_codebook(DATA)


def read_codebook(folder: Path) -> model.Codebook:
    """Read and validate a codebook from a folder of data files. Raises CodebookError."""
    sections = _sections(folder / "sections.csv")
    lists = _lists(folder)
    return model.Codebook(
        sections=sections,
        variables=_variables(folder / "variables.csv", sections, lists),
        lists=lists,
        countries=(countries := load_countries(folder)),
        schemes=load_schemes(folder, countries),
        state_words=_state_words(folder / "state_words.csv"),
    )


def _sections(path: Path) -> Mapping[str, model.Section]:
    sections: dict[str, model.Section] = {}
    for row in read_table(path, ("code", "label", "definition")):
        code = row.new_name("code", sections)
        sections[code] = model.Section(code=code, label=row.text("label"), definition=row.text("definition"))
    return MappingProxyType(sections)


def _state_words(path: Path) -> Mapping[str, str]:
    words: dict[str, str] = {}
    for row in read_table(path, ("word", "state", "language")):
        word = row.text("word")
        state = "~" + row.choice("state", ("unknown", "refused", "not_asked"))
        # A lone "?" folds to nothing and is looked up as it stands.
        if words.setdefault(fold(word) or word, state) != state:
            raise row.problem(f"{word!r} already stands for another state")
    return MappingProxyType(words)


def _lists(folder: Path) -> Mapping[str, model.CodeList]:
    heads: dict[str, Row] = {}
    for row in read_table(folder / "lists.csv", ("name", "label", "definition")):
        heads[row.new_name("name", heads)] = row
    rows: dict[str, list[Row]] = {name: [] for name in heads}
    for row in read_table(folder / "codes.csv", _CODE_COLUMNS):
        rows[row.one_of("list", heads)].append(row)
    together: dict[str, list[Row]] = {name: [] for name in heads}
    for row in read_table(folder / "combinations.csv", ("list", "words", "codes")):
        together[row.one_of("list", heads)].append(row)
    return MappingProxyType({name: _list(heads[name], rows[name], together[name]) for name in heads})


def _list(head: Row, rows: Iterable[Row], together: Iterable[Row]) -> model.CodeList:
    codes: dict[str, model.Code] = {}
    index: dict[str, model.Code] = {}
    for row in rows:
        code = _code(row, codes)
        codes[code.code] = code
        for spelling in (code.code, code.label, *code.aliases):
            _claim(row, spelling, code, index)
    if not codes:
        raise head.problem("the list has no codes in codes.csv")
    return model.CodeList(
        name=head.text("name"),
        label=head.text("label"),
        definition=head.text("definition"),
        codes=MappingProxyType(codes),
        combinations=_combinations(together, codes, index),
        _index=MappingProxyType(index),
        _order=MappingProxyType({code: place for place, code in enumerate(codes)}),
    )


def _code(row: Row, earlier: Mapping[str, model.Code]) -> model.Code:
    return model.Code(
        code=row.new_name("code", earlier),
        label=row.text("label"),
        definition=row.text("definition"),
        aliases=row.words("aliases"),
        htcds=row.text("htcds", required=False),
        ctdc_2017=row.text("ctdc_2017", required=False),
        ctdc_2024=row.text("ctdc_2024", required=False),
        parent=row.one_of("parent", earlier, required=False),
    )


def _claim(row: Row, spelling: str, code: model.Code, index: dict[str, model.Code]) -> None:
    key = fold(spelling)
    if not key:
        raise row.problem(f"{spelling!r} has no letter or digit to look it up by")
    holder = index.setdefault(key, code)
    if holder is not code:
        raise row.problem(f"{spelling!r} already stands for {holder.code!r} in this list")


def _combinations(
    rows: Iterable[Row], codes: Mapping[str, model.Code], index: Mapping[str, model.Code]
) -> Mapping[str, tuple[str, ...]]:
    combinations: dict[str, tuple[str, ...]] = {}
    for row in rows:
        parts = row.words("codes")
        for part in parts:
            if part not in codes:
                raise row.problem(f"there is no code {part!r} in this list")
        for spelling in row.words("words"):
            key = fold(spelling)
            if key in index or key in combinations:
                raise row.problem(f"{spelling!r} already stands for something else in this list")
            combinations[key] = parts
    return MappingProxyType(combinations)


def _variables(
    path: Path, sections: Mapping[str, object], lists: Mapping[str, object]
) -> Mapping[str, model.Variable]:
    variables: dict[str, model.Variable] = {}
    for row in read_table(path, _VARIABLE_COLUMNS):
        variable = _variable(row, variables, sections, lists)
        variables[variable.name] = variable
    return MappingProxyType(variables)


def _variable(
    row: Row, earlier: Mapping[str, object], sections: Mapping[str, object], lists: Mapping[str, object]
) -> model.Variable:
    kind = row.choice("type", model.TYPES)
    list_name = row.one_of("list", lists, required=kind == "code")
    if list_name and kind != "code":
        raise row.problem(f"only a variable of type code has a list, and this one is of type {kind}")
    multiple = row.choice("multiple", ("yes", "no")) == "yes"
    if multiple and kind not in ("code", "country"):
        raise row.problem(f"a variable of type {kind} cannot have several values")
    minimum, maximum = row.number("minimum"), row.number("maximum")
    if minimum is not None and maximum is not None and minimum > maximum:
        raise row.problem("the minimum is greater than the maximum")
    return model.Variable(
        name=row.new_name("name", earlier),
        label=row.text("label"),
        definition=row.text("definition"),
        unit=row.choice("unit", model.UNITS),
        section=row.one_of("section", sections),
        type=kind,
        list=list_name,
        multiple=multiple,
        minimum=minimum,
        maximum=maximum,
        measure=row.text("measure", required=False),
        field_class=row.choice("field_class", model.FIELD_CLASSES),
        purpose=row.text("purpose"),
        origin=row.text("origin"),
        htcds=row.words("htcds"),
        ctdc_2017=row.words("ctdc_2017"),
        ctdc_2024=row.words("ctdc_2024"),
    )
