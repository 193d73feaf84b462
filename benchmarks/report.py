"""Collects the rows of a run and prints them as Markdown, on the screen and, when asked, into docs/performance.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

Cell = str | int | float


class Report:
    """Sections of Markdown, printed as soon as they are measured."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.say(f"Measured on {datetime.now(UTC):%Y-%m-%d}, {machine()}.")

    def say(self, text: str) -> None:
        """A paragraph."""
        print(text + "\n", flush=True)
        self.parts.append(text + "\n")

    def table(self, title: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """A titled table; numbers are rounded to what can be read."""
        lines = [f"### {title}", "", "| " + " | ".join(head) + " |", "|" + "--|" * len(head)]
        lines += ["| " + " | ".join(_text(cell) for cell in row) + " |" for row in rows]
        self.say("\n".join(lines))

    def write(self, path: Path, heading: str) -> None:
        """Replace the section ``## heading`` of a Markdown file (or add it) by this run."""
        text = path.read_text() if path.exists() else "# Performance\n"
        marker = f"## {heading}\n"
        before, found, after = text.partition(marker)
        rest = after[after.find("\n## ") + 1 :] if found and "\n## " in after else ""
        path.write_text(f"{before.rstrip()}\n\n{marker}\n" + "\n".join(self.parts).rstrip() + "\n\n" + rest)


def machine() -> str:
    """Processor, cores and memory, in one phrase."""
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} shared cores, {memory:.0f} GiB, Python {platform.python_version()}"


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:,.3g}" if abs(cell) < 100 else f"{cell:,.0f}"
    return f"{cell:,}" if isinstance(cell, int) else cell
