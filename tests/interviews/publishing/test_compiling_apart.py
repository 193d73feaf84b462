"""Forms that other people wrote are compiled in a process of their own, which ends when it takes too much."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from palermo.interviews.forms import can_validate
from palermo.interviews.models import Checked
from palermo.interviews.publishing import compiling_apart
from palermo.interviews.publishing.compiling_apart import compile_apart
from palermo.interviews.publishing.problems import FormRefused

SETTINGS = {"form_id": "tried", "version": "1"}


def sheets(*survey: dict[str, str], choices: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
    return {"survey": list(survey), "choices": list(choices), "settings": SETTINGS}


def refused(form: dict[str, Any], *, patience: float = 60, rows: tuple[int, ...] = ()) -> list[str]:
    with pytest.raises(FormRefused) as error:
        compile_apart(form, {"survey": rows}, patience=patience)
    return [str(problem) for problem in error.value.problems]


def text(name: str, **more: str) -> dict[str, str]:
    return {"type": "text", "name": name, "label": name} | more


def test_a_form_comes_back_checked_as_far_as_can_be() -> None:
    compilation = compile_apart(sheets(text("a")), {})
    assert 'id="tried"' in compilation.xform
    assert compilation.checked == (Checked.VALIDATED if can_validate() else Checked.COMPILED)


def test_the_compilers_sentence_names_the_row_of_the_spreadsheet(without_java: None) -> None:
    form = sheets(text("a"), text("b", relevant="${missing} = 1"))
    (found,) = refused(form, rows=(7, 12))
    assert found.startswith("Sheet “survey”, row 12: the 'relevant' value is invalid.")
    assert "Could not find the name 'missing'" in found


def test_a_function_that_the_server_cannot_compute(without_java: None) -> None:
    form = sheets(text("a", constraint="sorcery(.) = 1"))
    assert any("“sorcery”" in problem for problem in refused(form))


@pytest.mark.skipif(not can_validate(), reason="needs Java")
def test_what_only_odk_validate_finds() -> None:
    (found,) = refused(sheets(text("a", relevant="${b} = 1"), text("b", relevant="${a} = 1")))
    assert found.startswith("ODK Validate says: ")
    assert "ycle" in found
    assert "java" not in found
    assert "/tmp" not in found  # noqa: S108 - what must not be there


def test_an_expression_that_cannot_be_read(without_java: None) -> None:
    form = sheets(text("a"), text("b", constraint="concat(., 'x'"))
    (found,) = refused(form, rows=(2, 9))
    assert found.startswith("Sheet “survey”, row 9: The expression in “constraint” of “b” cannot be read")


def test_a_form_that_never_ends_ends_alone(without_java: None) -> None:
    """The clock of the parent; the limits of the child are tried below."""
    found = refused(sheets(text("a")), patience=0.01)
    assert found[0].startswith("The form takes too much time or memory")


def test_a_pattern_that_explodes_holds_nobody_up(without_java: None) -> None:
    hostile = text("a", constraint="regex('" + "a" * 40 + "!', '^(a+)+$')")
    begun = time.monotonic()
    compile_apart(sheets(hostile), {})
    # The rechecker gives up on a pattern after a moment, and says that it could not tell.
    assert time.monotonic() - begun < 30


def test_the_process_gets_nothing_of_the_instances(
    without_java: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PALERMO_MASTER_KEY", "must not be seen")
    seen: dict[str, Any] = {}
    really = subprocess.run

    def watched(command: list[str], **options: Any) -> Any:
        seen.update(options, command=command)
        return really(command, **options)

    monkeypatch.setattr(compiling_apart.subprocess, "run", watched)
    compile_apart(sheets(text("a")), {})
    assert not [name for name in seen["env"] if name.startswith(("PALERMO", "DJANGO"))]
    assert "-I" in seen["command"]


def test_memory_and_computing_are_bounded() -> None:
    """A child that asks for more memory than it may have fails, and does not take the machine's."""
    code = (
        "from palermo.interviews.publishing import compiler_process as c\n"
        "c.work = lambda job: bytearray(4 * 1024**3)\n"
        "c.main()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps({}), text=True, capture_output=True, check=False,
        env={"PATH": os.environ["PATH"]}, cwd=Path("/"), timeout=60,
    )  # fmt: skip
    assert run.returncode != 0
    assert "MemoryError" in run.stderr


def test_too_large_for_a_telephone(without_java: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling_apart, "LARGEST_XFORM", 100)
    assert refused(sheets(text("a"))) == ["The form is too large for telephones. Split it into several."]
