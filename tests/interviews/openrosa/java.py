"""Runs the Java of these tests: the JDK's own http client and cryptography, and JavaRosa from pyxform's wheel."""

from __future__ import annotations

import base64
import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from palermo.interviews.forms.compiling import VALIDATOR

SOURCES = Path(__file__).parent

#: For tests that need it: says so where there is none.
needs_java = pytest.mark.skipif(
    shutil.which("javac") is None, reason="the independent client needs a JDK; there is none here"
)


@cache
def compiled() -> Path:
    """The folder of the classes, compiled once a process."""
    folder = Path(settings.HOME.scratch) / "java"
    sources = [str(path) for path in sorted(SOURCES.glob("*.java"))]
    subprocess.run(
        ["javac", "-nowarn", "-cp", str(VALIDATOR), "-d", str(folder), *sources],
        check=True,
        timeout=120,
    )
    return folder


def run(program: str, *arguments: str, said: str = "", timeout: int = 120) -> str:
    """What the program prints. Fails with what it complained of."""
    command = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m", "-cp",
               f"{compiled()}:{VALIDATOR}", program, *arguments]  # fmt: skip
    done = subprocess.run(command, input=said, capture_output=True, text=True, check=False, timeout=timeout)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def encrypted(
    public_key: str, form_id: str, version: str, instance_id: str, files: Mapping[str, bytes]
) -> tuple[bytes, dict[str, bytes]]:
    """The manifest and the encrypted files, by name. ``files``: the filled form last."""
    said = "\n".join(f"{name} {base64.b64encode(content).decode()}" for name, content in files.items())
    lines = run("OdkEncryption", public_key, form_id, version, instance_id, said=said).splitlines()
    made = {name: base64.b64decode(content) for name, content in (line.split(" ") for line in lines)}
    return made.pop("manifest"), made
