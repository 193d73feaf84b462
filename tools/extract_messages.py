"""Gather every string that a person reads into the message catalogues: code, templates and data files.

Needs GNU gettext (Debian package ``gettext``). Definitions of the codebook are many: they are gathered too, and
shown in English where a language has none yet.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "palermo"
LANGUAGES = ("fr", "es", "ar", "ru")
#: Written for the time of the run only, so that gettext finds the words of the data files.
GENERATED = PACKAGE / "data_file_words.py"


def words_of_data() -> Iterator[str]:
    from palermo.codebook import load_codebook
    from palermo.codebook.exports import message_ids
    from palermo.statistics.definitions import load_definitions

    yield from (text for _where, text in message_ids(load_codebook()) if text)
    definitions = load_definitions()
    for dimension in definitions.dimensions.values():
        yield dimension.label
        if dimension.note:
            yield dimension.note
        for key in ("rules", "groups"):
            yield from (entry["label"] for entry in dimension.spec.get(key, ()))
    yield from (table.title for table in definitions.tables.values())
    yield from (figure.title for figure in definitions.figures.values())
    yield from definitions.caveats
    for texts in definitions.caveats_by_measure.values():
        yield from texts
    yield definitions.not_regional["label"]
    yield definitions.not_regional["caveat"]


def main() -> int:
    os.environ.setdefault("PALERMO_MODE", "test")
    os.environ.setdefault("PALERMO_HOME", tempfile.mkdtemp(prefix="palermo-messages-"))
    from palermo.commands import set_up_django

    set_up_django()
    lines = [f"gettext_noop({text!r})" for text in dict.fromkeys(words_of_data())]
    GENERATED.write_text("from django.utils.translation import gettext_noop\n" + "\n".join(lines) + "\n")
    for language in LANGUAGES:
        (PACKAGE / "locale" / language / "LC_MESSAGES").mkdir(parents=True, exist_ok=True)
    try:
        options = [f"--locale={language}" for language in LANGUAGES]
        return subprocess.run(
            [sys.executable, "-P", "-m", "django", "makemessages", *options, "--no-location", "--no-wrap"],
            cwd=PACKAGE,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "palermo.config.settings"},
            check=False,
        ).returncode
    finally:
        GENERATED.unlink()


if __name__ == "__main__":
    sys.exit(main())
