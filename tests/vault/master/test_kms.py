"""A key service behind a local command."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from palermo.vault.derive import new_key
from palermo.vault.errors import CannotOpen, KmsFailed
from palermo.vault.master.kms import KmsCommand

#: A service in ten lines: it writes down what it was asked, and hides keys badly but reversibly.
SERVICE = """
import os, sys
verb, context = sys.argv[1:]
content = sys.stdin.buffer.read()
with open({log!r}, "a") as log:
    log.write(verb + " " + context + " " + os.environ.get("PALERMO_MASTER_KEY", "-") + "\\n")
if verb == "wrap":
    sys.stdout.buffer.write(b"v1" + bytes(b ^ 255 for b in content))
else:
    assert content[:2] == b"v1"
    sys.stdout.buffer.write(bytes(b ^ 255 for b in content[2:]))
"""


def service(folder: Path, source: str = SERVICE) -> str:
    """The command of a service written to ``folder``."""
    program = folder / "service.py"
    program.write_text(source.replace("{log!r}", repr(str(folder / "log"))))
    return f"{sys.executable} {program}"


def test_wraps_and_unwraps_through_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PALERMO_MASTER_KEY", "never handed on")
    master, key = KmsCommand(service(tmp_path)), new_key()
    wrapped = master.wrap(key, b"mission UKR")
    assert key not in wrapped
    assert master.unwrap(wrapped, b"mission UKR") == key
    log = (tmp_path / "log").read_text()
    assert log.count("wrap") == 2
    assert "never handed on" not in log
    assert "UKR" not in log


def test_a_service_that_ignores_the_context_does_not_fool_us(tmp_path: Path) -> None:
    master = KmsCommand(service(tmp_path))
    wrapped = master.wrap(new_key(), b"mission A")
    with pytest.raises(CannotOpen):
        master.unwrap(wrapped, b"mission B")


@pytest.mark.parametrize(
    "source",
    [
        "import sys; sys.exit('the key is 42')",
        "pass",
        "import sys; sys.stdout.buffer.write(b'x' * 20000)",
    ],
)
def test_a_failing_service_is_reported_without_its_words(tmp_path: Path, source: str) -> None:
    master = KmsCommand(service(tmp_path, source))
    with pytest.raises(KmsFailed) as failed:
        master.wrap(new_key(), b"mission A")
    assert "42" not in failed.value.message
    with pytest.raises(KmsFailed, match="FileNotFoundError"):
        KmsCommand(str(tmp_path / "nothing here")).wrap(new_key(), b"mission A")


def test_a_moved_command_is_still_the_same_key(tmp_path: Path) -> None:
    assert KmsCommand("/old/place/kms").id == KmsCommand("/new/place/kms --region 2").id
