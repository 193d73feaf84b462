"""The engines that fill forms on devices, driven by small programs: JavaRosa (in ODK Collect) and xforms-engine."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO

import pytest

from palermo.interviews.forms.compiling import VALIDATOR
from palermo.interviews.xforms.instances import answers_of, read_instance
from palermo.interviews.xforms.model import XForm

FOLDER = Path(__file__).parent
PROJECT = FOLDER.parents[2]
#: Seconds. A quiet machine needs one tenth of it; a busy one is no reason to fail.
_PATIENCE = 900
#: Both must take the same day for today as the test does.
CLOCK = {"TZ": "UTC"}


@dataclass(frozen=True)
class Told:
    """What an engine says of one filled form, by paths with the positions of repeats."""

    relevant: frozenset[str]
    refused: Mapping[str, str]
    values: Mapping[str, str]


def why_not() -> str:
    """Why the engines cannot be driven here; empty when they can."""
    if not shutil.which("javac") or not VALIDATOR.is_file():
        return "JavaRosa can only be driven with a JDK; there is none here"
    if not shutil.which("node"):
        return "the engine of the browser is driven with node; there is none here"
    if not (PROJECT / "node_modules/@getodk/xforms-engine").is_dir():
        return "the engine of the browser is not installed: npm ci"
    return ""


class Engine:
    """One program: told forms and instances by the line, while it works on those before."""

    def __init__(self, command: list[str], folder: Path, name: str) -> None:
        self.name = name
        self._out = folder / f"{name}.out"
        self._error = folder / f"{name}.err"
        self._lines: SimpleQueue[str | None] = SimpleQueue()
        with self._out.open("wb") as out, self._error.open("wb") as error:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=out, stderr=error, cwd=PROJECT, env=_environment()
            )
        assert self._process.stdin is not None
        self._writer = Thread(target=self._write, args=(self._process.stdin,), daemon=True)
        self._writer.start()

    def tell(self, line: str) -> None:
        """One more line."""
        self._lines.put(line)

    def answers(self) -> Iterator[Told]:
        """What it says of each instance, once it has come to the end."""
        self._lines.put(None)
        self._writer.join(timeout=_PATIENCE)
        code = self._process.wait(timeout=_PATIENCE)
        error = self._error.read_text()
        if "jdk.compiler" in error:
            pytest.skip("JavaRosa can only be driven with a JDK; there is a JRE here")
        assert code == 0, f"{self.name}: {error[-3000:]}"
        for line in self._out.read_text(encoding="utf-8").splitlines():
            yield _read(line)

    def stop(self) -> None:
        """Whatever it is doing."""
        self._process.kill()
        self._process.wait()

    def _write(self, pipe: IO[bytes]) -> None:
        try:
            while (line := self._lines.get()) is not None:
                pipe.write(f"{line}\n".encode())
            pipe.close()
        except BrokenPipeError:
            # It has ended; why, its error output says.
            return


@contextmanager
def engines() -> Iterator[tuple[Engine, Engine]]:
    """JavaRosa and the browser's engine, started side by side."""
    with tempfile.TemporaryDirectory(prefix="palermo-corpus-") as name:
        folder = Path(name)
        java = ["java", "-XX:TieredStopAtLevel=1", "-Xmx512m", "-Duser.timezone=UTC", "-cp", str(VALIDATOR)]
        both = (
            Engine([*java, str(FOLDER / "Corpus.java")], folder, "javarosa"),
            Engine(["node", str(FOLDER / "engine_runner.mjs")], folder, "xforms-engine"),
        )
        try:
            yield both
        finally:
            for each in both:
                each.stop()


def for_javarosa(instance: bytes) -> str:
    """An instance as Corpus.java reads it."""
    return base64.b64encode(instance).decode()


def for_browser(form: XForm, content: bytes) -> str:
    """An instance as engine_runner.mjs reads it: how many entries each repeat has, and the answers."""
    instance = read_instance(content)
    repeats = dict(_repeats(form, instance.tree))
    answers = {answer.path: answer.value for answer in answers_of(form, instance)}
    return json.dumps({"repeats": repeats, "answers": answers})


def _repeats(form: XForm, root: object) -> Iterable[tuple[str, int]]:
    def walk(node: object, element: object, path: str) -> Iterator[tuple[str, int]]:
        for child in node.children:  # type: ignore[attr-defined]
            found = [] if element is None else element.findall(f"{{*}}{child.name}")  # type: ignore[attr-defined]
            if child.kind == "repeat":
                yield f"{path}/{child.name}", len(found)
                for position, each in enumerate(found, 1):
                    yield from walk(child, each, f"{path}/{child.name}[{position}]")
            elif found:
                yield from walk(child, found[0], f"{path}/{child.name}")

    return walk(form.root, root, f"/{form.root.name}")


def _read(line: str) -> Told:
    relevant, refused, values = set(), {}, {}
    for field in line.split("\t"):
        kind, rest = field[:1], field[1:]
        if kind == "+":
            relevant.add(rest)
        elif kind == "!":
            condition, _, path = rest.partition(":")
            refused[path] = condition
        elif kind == "=":
            path, _, value = rest.partition("=")
            values[path] = value.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\")
    return Told(frozenset(relevant), refused, values)


def _environment() -> dict[str, str]:
    return {**os.environ, **CLOCK}
