"""Runs a piece of a test in processes of its own, or kills it in the middle."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from types import FrameType
from typing import Any


def together(count: int, work: Callable[[], None]) -> list[int]:
    """Fork ``count`` processes that do ``work`` at the same time; their exit statuses."""
    ready, start = os.pipe()
    children = []
    for _ in range(count):
        child = os.fork()
        if child == 0:
            os.close(start)
            os.read(ready, 1)  # ends for all at once, when the parent closes its side
            _leave(work)
        children.append(child)
    os.close(ready)
    os.close(start)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def killed_at_line(number: int, modules: tuple[str, ...], work: Callable[[], None]) -> bool:
    """Do ``work`` in a process that kills itself (no clean-up at all) before the ``number``-th line of
    ``modules``.

    Lines are counted at their first and second execution; what a loop does a third time is the same again.
    Returns whether it was killed; False means that ``work`` was finished before.
    """
    child = os.fork()
    if child == 0:
        seen: Counter[tuple[str, int]] = Counter()

        def trace(frame: FrameType, event: str, _argument: Any) -> Any:
            if not frame.f_globals.get("__name__", "").startswith(modules):
                return None
            here = (frame.f_code.co_filename, frame.f_lineno)
            if event == "line" and seen[here] < 2:
                seen[here] += 1
                if seen.total() == number:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        sys.settrace(trace)
        _leave(work)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, -signal.SIGKILL), f"the child failed by itself ({status})"
    return status != 0


def _leave(work: Callable[[], None]) -> None:
    """Nothing of pytest runs in the child after ``work``."""
    try:
        work()
    except BaseException:  # noqa: BLE001 - also pytest's own outcomes must not escape into its loop
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
