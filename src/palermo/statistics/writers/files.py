"""Writes a publication into a folder: whole or not at all, so that nobody reads half a report."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from palermo.access.opaque import opaque_id
from palermo.statistics.errors import BadQuestion
from palermo.statistics.results import Publication
from palermo.statistics.writers.csv_files import write_csv
from palermo.statistics.writers.html_files import write_html
from palermo.statistics.writers.json_files import write_json
from palermo.statistics.writers.pictures import write_figures
from palermo.statistics.writers.xlsx_files import write_xlsx

WRITERS: dict[str, Callable[[Publication, Path], list[Path]]] = {
    "csv": write_csv,
    "html": write_html,
    "json": write_json,
    "xlsx": write_xlsx,
}


def write(
    publication: Publication, folder: Path, kinds: Iterable[str], *, with_figures: bool = True
) -> list[Path]:
    """Write the tables in every format of ``kinds``, and the figures; returns the files in ``folder``.

    Files of the same names are replaced; others are left alone. Raises BadQuestion when the folder cannot be written.
    """
    draft = folder.parent / f".{folder.name}.{opaque_id()}"
    try:
        draft.mkdir(parents=True)
        files = [path for kind in dict.fromkeys(kinds) for path in WRITERS[kind](publication, draft)]
        if with_figures:
            files += write_figures(publication, draft)
        folder.mkdir(parents=True, exist_ok=True)
        finals = []
        for path in files:
            final = folder / path.relative_to(draft)
            final.parent.mkdir(parents=True, exist_ok=True)
            path.replace(final)
            finals.append(final)
        return finals
    except OSError as problem:
        raise BadQuestion(
            _("The folder %(folder)s cannot be written: %(why)s")
            % {"folder": folder, "why": problem.strerror}
        ) from problem
    finally:
        shutil.rmtree(draft, ignore_errors=True)
