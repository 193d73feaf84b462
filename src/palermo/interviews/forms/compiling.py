"""XLSForm to XForm, the one definition that every device fills: pyxform, and ODK Validate where there is Java."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pyxform
from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from palermo.interviews.forms.errors import FormNotCompiled
from palermo.interviews.forms.model import BuiltForm

#: Lies in pyxform's wheel; JavaRosa, the engine of ODK Collect, is inside.
VALIDATOR = Path(pyxform.__file__).parent / "validators/odk_validate/bin/ODK_Validate.jar"
#: Seconds for one form. The largest takes a few; a form that never ends must not hold up a publication.
PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Compiled:
    """An XForm and what the compiler remarked."""

    xform: str
    warnings: tuple[str, ...]


def compile_form(form: BuiltForm) -> Compiled:
    """The XForm of a built form. Raises FormNotCompiled with the compiler's sentence."""
    sheets = {
        "survey": [dict(cells) for cells in form.survey],
        # Without it the compiler knows only the columns of the first hundred rows.
        "survey_header": [dict.fromkeys(column for cells in form.survey for column in cells)],
        "choices": [dict(cells) for cells in form.choices],
        "settings": [dict(form.settings)],
    }
    try:
        result = convert(xlsform=sheets, validate=False, form_name="data")
    except PyXFormError as error:
        raise FormNotCompiled(str(error)) from error
    return Compiled(result.xform, tuple(result.warnings or ()))


def can_validate() -> bool:
    """Whether ODK Validate can run here: it needs Java."""
    return shutil.which("java") is not None and VALIDATOR.is_file()


def validate(xform: str) -> str:
    """What ODK Validate finds wrong with an XForm; empty when it accepts it. Call only if :func:`can_validate`."""
    java = shutil.which("java")
    if java is None:
        raise FormNotCompiled("There is no Java on this machine.")
    with tempfile.TemporaryDirectory(prefix="palermo-form-") as folder:
        path = Path(folder) / "form.xml"
        path.write_text(xform, encoding="utf-8")
        # The engine starts quicker without its second compiler, and one form is not enough to pay for it.
        run = subprocess.run(  # noqa: S603 - our own file, a program found on the path, no shell
            [java, "-XX:TieredStopAtLevel=1", "-Xmx256m", "-jar", str(VALIDATOR), str(path)],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    return "" if run.returncode == 0 else (run.stderr or run.stdout).strip()
