"""Time and memory of a whole process, and the median of repeated calls."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """One finished process: seconds of wall clock, peak resident megabytes, what it printed."""

    seconds: float
    peak_mb: float
    output: str


def run_process(command: Sequence[str], environment: Mapping[str, str]) -> Run:
    """Run a command and measure it alone (not the sum of all children). Raises RuntimeError when it fails."""
    with tempfile.TemporaryFile() as out:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **environment}
        )
        _pid, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode(errors="replace")
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed with {process.returncode}:\n{text}")
    return Run(seconds, usage.ru_maxrss / 1024, text)


def median(call: Callable[[], object], times: int = 5) -> float:
    """Median seconds of ``times`` calls."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)
