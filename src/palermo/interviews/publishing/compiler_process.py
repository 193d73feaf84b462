"""The process in which other people's forms are compiled and tried. Started by ``compiling_apart``, never by hand.

Reads one job as JSON from standard input and writes the outcome to standard output. It has no database, no keys and no
settings of the instance, and the operating system ends it when it takes too much.
"""

from __future__ import annotations

import json
import resource
import sys
from contextlib import suppress
from typing import Any

#: Seconds of computing, and bytes of memory.
SECONDS = 60
MEMORY = 1536 * 1024**2
#: Random interviews that the server checks on trial.
TRIALS = 3


def main() -> None:
    """One job."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    # Some systems (macOS) bound no memory; there the clock alone does.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    outcome = work(json.load(sys.stdin))
    json.dump(outcome, sys.stdout)


def work(job: dict[str, Any]) -> dict[str, Any]:
    """What became of a job: the XForm and remarks, or the compiler's sentence under "problem"."""
    from django.conf import settings

    if not settings.configured:
        # Sentences are told in the reader's language by the process that asked.
        settings.configure(USE_I18N=False, USE_TZ=True, TIME_ZONE="UTC")
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    warnings: list[str] = []
    try:
        xform = convert(
            xlsform=_input(job["sheets"]), validate=False, form_name="data", warnings=warnings
        ).xform
    except PyXFormError as error:
        return {"problem": str(error)}
    except RecursionError:
        return {"problem": "The form is nested too deeply."}
    except Exception as error:  # noqa: BLE001 - pyxform trips over odd forms in many ways; each is a form refused
        return {"problem": f"The compiler of forms does not understand this form ({type(error).__name__})."}
    return {"xform": xform, "warnings": warnings, **_tried(xform)}


def _input(sheets: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    """The sheets as the compiler takes them. Without headers it knows only the columns of the first hundred rows."""
    taken: dict[str, Any] = {"sheet_names": list(sheets)}
    for name, rows in sheets.items():
        taken[name] = rows
        taken[f"{name}_header"] = [dict.fromkeys(column for cells in rows for column in cells)]
    return taken


def _tried(xform: str) -> dict[str, Any]:
    """Whether the server can read the form and check interviews with it: unknown functions, or why it cannot."""
    from palermo.errors import PalermoError
    from palermo.interviews.xforms.instances import read_instance
    from palermo.interviews.xforms.reading import read_xform
    from palermo.interviews.xforms.rechecking import recheck, unknown_functions
    from palermo.interviews.xforms.sampling import random_instance

    try:
        form = read_xform(xform)
        functions = list(unknown_functions(form))
        if not functions:
            for seed in range(TRIALS):
                recheck(form, read_instance(random_instance(form, seed)))
    except PalermoError as error:
        return {"unreadable": type(error).__name__, "functions": []}
    return {"functions": functions}


if __name__ == "__main__":
    main()
