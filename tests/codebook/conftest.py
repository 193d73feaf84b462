"""The real codebook, a copy of its data files that a test may spoil, and the published tables."""

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

import palermo
from palermo.codebook import Codebook, load_codebook
from palermo.codebook.errors import CodebookError
from palermo.codebook.loader import DATA, read_codebook

# The machine's speed is not what these tests are about.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

PUBLISHED = Path(palermo.__file__).parent / "statistics" / "data" / "published"

Spoil = Callable[[str, str, str], CodebookError]
Published = Callable[[str], list[dict[str, str]]]


@pytest.fixture(scope="session")
def codebook() -> Codebook:
    return load_codebook()


@pytest.fixture
def spoil(tmp_path: Path) -> Spoil:
    """Replace text in a copy of a data file (once; "" appends a line) and return the error of loading it."""

    def apply(file: str, old: str, new: str) -> CodebookError:
        folder = tmp_path / "data"
        shutil.copytree(DATA, folder, dirs_exist_ok=True)
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not say {old!r}"
        path.write_text(text.replace(old, new, 1) if old else text + new + "\n", encoding="utf-8")
        with pytest.raises(CodebookError) as caught:
            read_codebook(folder)
        return caught.value

    return apply


@pytest.fixture(scope="session")
def published() -> Published:
    """The rows of a published table, as it was printed."""

    def rows(name: str) -> list[dict[str, str]]:
        with (PUBLISHED / name).open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))

    return rows
