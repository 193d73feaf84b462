"""The project's forms, published, for every test about interviews. They are compiled once on a machine."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
import pyxform
from django.conf import settings

from palermo.access.models import Account, Mission, Organisation, Role
from palermo.interviews.forms import FORMS, BuiltForm, Compiled, compile_form
from palermo.interviews.models import Form, FormVersion
from palermo.interviews.publishing import compiling_apart
from palermo.interviews.publishing.base_forms import ready_base_form
from palermo.interviews.publishing.compiler_process import work
from palermo.interviews.publishing.ready import ReadyVersion, md5_of, sheets_of

#: A folder between runs, shared by the processes of a run. Only tests read it: what is there was compiled from the same
#: sheets by the same compiler, or it has another name.
_FOLDER = Path(__file__).parents[2] / ".pytest_cache" / "palermo-forms"


def compile_once(form: BuiltForm) -> Compiled:
    """The compiled form, from an earlier run where the sheets are the same."""
    content = json.dumps([pyxform.__version__, sheets_of(form)], sort_keys=True).encode()
    path = _FOLDER / f"{hashlib.sha256(content).hexdigest()}.json"
    if path.is_file():
        kept = json.loads(path.read_text(encoding="utf-8"))
        return Compiled(kept["xform"], tuple(kept["warnings"]))
    compiled = compile_form(form)
    _FOLDER.mkdir(parents=True, exist_ok=True)
    # Whole or not at all: other processes look at the same moment.
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_text(
        json.dumps({"xform": compiled.xform, "warnings": compiled.warnings}), encoding="utf-8"
    )
    unfinished.replace(path)
    return compiled


@cache
def ready_form(name: str) -> ReadyVersion:
    """One form of the project, ready to be published."""
    return ready_base_form(name, compile_once)


def publish(name: str) -> FormVersion:
    """The rows alone: what happens when an instance publishes them is tested where that is done."""
    ready = ready_form(name)
    form, _created = Form.objects.get_or_create(
        mission=None, form_id=ready.form_id, defaults={"kind": ready.kind}
    )
    version = FormVersion(
        form=form,
        version=ready.version,
        titles=ready.titles,
        languages=list(ready.languages),
        xform=ready.xform,
        md5=md5_of(ready.xform.encode()),
        sheets=ready.sheets,
        questions=ready.questions,
        checked=ready.checked,
    )
    version.save()
    return version


@pytest.fixture
def base_versions(db: None) -> Mapping[str, FormVersion]:
    """The five forms of the project by name, published for all missions."""
    return {name: publish(name) for name in FORMS}


@pytest.fixture
def base_version(db: None) -> Callable[[str], FormVersion]:
    """Publishes one form of the project, by name: quicker than all of them."""
    return publish


@pytest.fixture
def screening_version(db: None) -> FormVersion:
    """The screening form, published for all missions."""
    return publish("screening")


@pytest.fixture
def own_attachments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for sealed files: other tests leave some, and nothing was swept here today."""
    folder = tmp_path / "attachments"
    monkeypatch.setattr(type(settings.HOME), "attachments", folder)
    return folder


@pytest.fixture
def kenya(db: None) -> Mission:
    organisation = Organisation.objects.create(code="own", name="Our organisation")
    return Mission.objects.create(code="KEN", organisation=organisation, name="Kenya", country="KEN")


@pytest.fixture
def jordan(kenya: Mission) -> Mission:
    return Mission.objects.create(code="JOR", organisation=kenya.organisation, name="Jordan", country="JOR")


@pytest.fixture
def supervisor(kenya: Mission, account_of: Callable[..., Account]) -> Account:
    return account_of(Role.SUPERVISOR, mission=kenya)


@pytest.fixture
def steward(kenya: Mission, account_of: Callable[..., Account]) -> Account:
    return account_of(Role.DATA_STEWARD)


@pytest.fixture
def without_java(monkeypatch: pytest.MonkeyPatch) -> None:
    """ODK Validate takes seconds; one test lets it run."""
    monkeypatch.setattr(compiling_apart, "can_validate", lambda: False)


@cache
def _worked(job: str) -> str:
    return json.dumps(work(json.loads(job)))


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch, without_java: None) -> None:
    """Compiles here, and the same sheets once: a process of its own is slow to start, and has tests of its own."""
    monkeypatch.setattr(compiling_apart, "_run", lambda job, patience: json.loads(_worked(job)))
