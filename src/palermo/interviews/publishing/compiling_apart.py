"""Compiles other people's forms in a process of their own: a form that never ends, or eats the memory, ends alone.

Threat: whoever may publish hands in a form that was made to hang the server (expressions that explode, lists without
end). Tried by ``tests/interviews/publishing/test_compiling_apart.py``.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from palermo.interviews.forms.compiling import can_validate, validate
from palermo.interviews.forms.errors import FormNotCompiled
from palermo.interviews.models import Checked
from palermo.interviews.publishing.problems import FormRefused, Problem
from palermo.interviews.publishing.ready import Sheets

#: Seconds by the clock; the process also counts its own computing.
PATIENCE = 90
#: Characters of a compiled form. The largest of ours has one million, in five languages.
LARGEST_XFORM = 10_000_000
_ROW = re.compile(r"\[row : (\d+)\]\s*(?:On the '(\w+)' sheet,?\s*)?(.*)", re.DOTALL)
#: ``org.javarosa.xform.parse.XFormParseException: `` before what is meant for people.
_EXCEPTION = re.compile(r"^(?:[a-z]+\.)+[A-Za-z$]+(?:Exception|Error): ")
_NOISE = re.compile(r"at [a-z]|Caused by|>> |The following files|Result: |/|\.\.\. \d+ more")
_PATH = re.compile(r"/(?:tmp|var|home|root|work|usr)/[^\s'\",;]*")
_SHEETS = ("survey", "choices", "settings", "osm")
#: What the process inherits: where programs are, and nothing of the instance's.
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "PYTHONUTF8": "1"}
#: Sheet -> the spreadsheet's row of each of its rows; 0 for those that nobody handed in.
Origins = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class Compilation:
    """The XForm, the compiler's remarks, and how far it was checked."""

    xform: str = field(repr=False)
    warnings: tuple[str, ...]
    checked: Checked


def compile_apart(sheets: Sheets, origins: Origins, *, patience: float = PATIENCE) -> Compilation:
    """The XForm of an XLSForm's sheets. Raises FormRefused with what the compiler says, and when it takes too long."""
    job = {"sheets": {name: _rows(sheets[name]) for name in _SHEETS if sheets.get(name)}}
    outcome = _run(json.dumps(job), patience)
    if problem := outcome.get("problem"):
        raise FormRefused([_told(problem, origins)])
    xform = outcome["xform"]
    if len(xform) > LARGEST_XFORM:
        raise FormRefused([Problem(_("The form is too large for telephones. Split it into several."))])
    problems = [_not_computed(each, sheets, origins) for each in outcome["functions"]]
    if outcome.get("unreadable"):
        problems.append(Problem(_("The server cannot read the compiled form.")))
    if problems:
        raise FormRefused(problems)
    checked = _validated(xform)
    warnings = tuple(str(_told(each, origins)) for each in outcome["warnings"])
    return Compilation(xform, warnings, checked)


def _rows(sheet: object) -> list[dict[str, str]]:
    return [dict(sheet)] if isinstance(sheet, Mapping) else list(sheet)  # type: ignore[call-overload]


def _run(job: str, patience: float) -> Any:
    command = [sys.executable, "-I", "-m", "palermo.interviews.publishing.compiler_process"]
    try:
        run = subprocess.run(  # noqa: S603 - our own module, no shell
            command,
            input=job,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=patience,
            check=False,
            env=_ENVIRONMENT,
        )
    except subprocess.TimeoutExpired as error:
        raise _too_much() from error
    if run.returncode != 0:
        # Ended by the operating system for what it took, or by an error that nobody foresaw: refused either way.
        raise _too_much()
    return json.loads(run.stdout)


def _too_much() -> FormRefused:
    return FormRefused(
        [
            Problem(
                _(
                    "The form takes too much time or memory to be compiled and tried. Look for lists without end and"
                    " for patterns (regex) with one repetition inside another."
                )
            )
        ]
    )


def _validated(xform: str) -> Checked:
    if not can_validate():
        return Checked.COMPILED
    try:
        problem = validate(xform)
    except subprocess.TimeoutExpired as error:
        raise _too_much() from error
    except FormNotCompiled:
        return Checked.COMPILED
    if problem:
        raise FormRefused([Problem(_("ODK Validate says: %(words)s") % {"words": _sentence(problem)})])
    return Checked.VALIDATED


def _told(sentence: str, origins: Origins) -> Problem:
    """The compiler's sentence, with the row of the spreadsheet in the place of the row that the compiler saw."""
    found = _ROW.match(sentence.strip())
    if found is None:
        return Problem(_sentence(sentence))
    sheet = found[2] or "survey"
    # The compiler counts the header as the first row.
    place = int(found[1]) - 2
    rows = origins.get(sheet, ())
    row = rows[place] if 0 <= place < len(rows) else 0
    return Problem(_sentence(found[3]), sheet if row else "", row)


def _not_computed(found: str, sheets: Sheets, origins: Origins) -> Problem:
    """A function that the rechecker does not know, or an expression (``constraint: /data/a``) that it cannot read."""
    what, colon, path = found.partition(": ")
    if not colon:
        words = _("The server cannot compute “%(name)s”, so it could not check the answers.")
        return Problem(words % {"name": found})
    name = path.rpartition("/")[2]
    names = [cells.get("name") for cells in sheets["survey"]]
    rows = origins.get("survey", ())
    row = rows[names.index(name)] if name in names and names.index(name) < len(rows) else 0
    words = _(
        "The expression in “%(column)s” of “%(name)s” cannot be read: look for a bracket or a word that is missing."
    )
    return Problem(words % {"column": what, "name": name}, "survey" if row else "", row)


def _sentence(text: str) -> str:
    """What a program says, without traces of its own insides and without paths of this machine."""
    lines = [_EXCEPTION.sub("", line.strip()) for line in text.splitlines()]
    kept = [line for line in lines if line and not _NOISE.match(line)]
    return _PATH.sub("…", " ".join(kept))[:600]
