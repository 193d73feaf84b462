"""Files that no row names go; everybody's files stay."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from palermo.access.actors import SystemActor
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.commands import cli
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals import strays as module
from palermo.interviews.actions import sweep_attachments as sweeping
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.actions.sweep_attachments import stray_attachments, sweep_attachments
from palermo.interviews.intake.files import path_of
from palermo.interviews.models import Attachment
from tests.interviews.intake.small_form import arrival, file, filled, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_attachments")]
SYSTEM = SystemActor("test")


def aged(path: Path) -> Path:
    before = time.time() - module.YOUNG - 60
    os.utime(path, (before, before))
    return path


@pytest.fixture
def worker(account_of: Callable[..., Account]) -> Account:
    publish()
    return account_of(Role.CASEWORKER)


@pytest.fixture
def kept(worker: Account) -> Path:
    receive_submission(actor=worker, arrival=arrival(filled(portrait="a.png"), file("a.png")))
    return aged(path_of(Attachment.unscoped.get().opaque_id))


@pytest.fixture
def strays(kept: Path) -> list[Path]:
    """What two crashes left: a whole file, and half a one."""
    lost, draft = kept.with_name("a" * 16), kept.with_name(f".{kept.name}.0123abcd")
    for path in (lost, draft):
        path.write_bytes(b"sealed")
    return [aged(lost), aged(draft)]


def test_strays_go_and_files_stay(kept: Path, strays: list[Path], account_of: Callable[..., Account]) -> None:
    focal = account_of(Role.FOCAL_POINT)
    assert stray_attachments(actor=focal) == 2
    assert sweep_attachments(actor=focal) == 2
    assert kept.exists()
    assert not any(path.exists() for path in strays)
    assert AuditEntry.objects.get(act="attachment.swept").details == '{"count":2}'
    assert sweep_attachments(actor=SYSTEM) == 0


def test_what_is_young_may_still_get_its_row(strays: list[Path]) -> None:
    os.utime(strays[0])
    assert sweep_attachments(actor=SYSTEM) == 1
    assert strays[0].exists()


def test_by_itself_once_a_day(
    worker: Account, kept: Path, strays: list[Path], own_attachments: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive_submission(actor=worker, arrival=arrival())
    assert strays[0].exists()
    (own_attachments / ".interviews-swept").unlink()
    monkeypatch.setattr(sweeping, "_STRAYS", replace(sweeping._STRAYS, few=1))
    receive_submission(actor=worker, arrival=arrival())
    assert strays[0].exists()
    (own_attachments / ".interviews-swept").unlink()
    monkeypatch.setattr(sweeping, "_STRAYS", replace(sweeping._STRAYS, few=2))
    receive_submission(actor=worker, arrival=arrival())
    assert not any(path.exists() for path in strays)
    assert kept.exists()


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_others_do_not_sweep(account_of: Callable[..., Account], role: str) -> None:
    actor = account_of(role)
    for act in (stray_attachments, sweep_attachments):
        with pytest.raises(NotFoundOrNotAllowed):
            act(actor=actor)


def test_the_command_asks_first(kept: Path, strays: list[Path]) -> None:
    asked = CliRunner().invoke(cli, ["individual", "sweep"], input="n\n")
    assert "2 files belong" in asked.output
    assert strays[0].exists()
    assert "2 files removed." in CliRunner().invoke(cli, ["individual", "sweep", "--yes"]).output
    assert not any(path.exists() for path in strays)
    assert kept.exists()
