"""Checks what no other tool does: size of files, unfinished words, addresses in lock files, unscoped queries."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: A source file longer than this must be split.
HARD_STOP = 500
#: Tests say the same in more words.
HARD_STOP_OF_TESTS = 800
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|raise NotImplementedError")
#: Where a lock file would say from where a package comes. (npm also notes where to give money; that is no source.)
ADDRESS = re.compile(r"^[^\"]*(https?://|--index-url|--find-links)|\"resolved\":", re.MULTILINE)
#: The only places where a query without an actor is right: what writes (the steps of receiving an interview lie beside
#: its actions), what checks at start-up, what extracts.
MAY_BE_UNSCOPED = re.compile(
    r"/(actions|migrations)/|/models\.py$|commands/check\.py$|access/scoped\.py$|interviews/intake/(rows|waiting)\.py$"
)


def tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in listing.stdout.splitlines() if (ROOT / line).is_file()]


def problems() -> list[str]:
    found = []
    for path in tracked("src/*.py", "tests/*.py", "tools/*.py", "benchmarks/*.py"):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT).as_posix()
        limit = HARD_STOP_OF_TESTS if name.startswith("tests/") else HARD_STOP
        if "/migrations/" not in name and text.count("\n") > limit:
            found.append(f"{name}: {text.count(chr(10))} lines; split it (at most {limit})")
        if name.startswith("src/") and UNFINISHED.search(text):
            found.append(f"{name}: a word of unfinished work")
        if name.startswith("src/") and ".unscoped" in text and not MAY_BE_UNSCOPED.search(name):
            found.append(f"{name}: a query without an actor (.unscoped) outside an action")
    for path in [*tracked("requirements/*.txt"), ROOT / "package-lock.json"]:
        if ADDRESS.search(path.read_text(encoding="utf-8")):
            found.append(f"{path.relative_to(ROOT)}: names a download address")
    return found


def main() -> int:
    found = problems()
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
