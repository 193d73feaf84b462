"""Compile the message catalogues without needing gettext's own programs."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).resolve().parent.parent / "src" / "palermo" / "locale"


def main() -> None:
    for source in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as handle:
            catalogue = read_po(handle, locale=source.parent.parent.name, abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as handle:
            write_mo(handle, catalogue)


if __name__ == "__main__":
    main()
