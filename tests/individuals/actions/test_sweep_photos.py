"""Files that no row names go; everybody's pictures stay."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.conf import settings

from palermo.access.actors import SystemActor
from palermo.access.gate import CaseKey
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.commands import cli
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals import strays as module
from palermo.individuals.actions import sweep_photos as sweeping
from palermo.individuals.actions.erase_individual import erase_individual
from palermo.individuals.actions.store_photo import store_photo
from palermo.individuals.actions.sweep_photos import stray_photos, sweep_photos
from palermo.individuals.models import Photo
from palermo.individuals.pictures.files import path_of
from tests.individuals.pictures.samples import png

pytestmark = pytest.mark.django_db
SYSTEM = SystemActor("test")


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other tests leave files; nothing was swept here today."""
    monkeypatch.setattr(type(settings.HOME), "attachments", tmp_path / "attachments")


def aged(path: Path) -> Path:
    before = time.time() - module.YOUNG - 60
    os.utime(path, (before, before))
    return path


@pytest.fixture
def kept(case: CaseKey, supervisor: Account) -> Path:
    """An old picture with its row."""
    return aged(path_of(store_photo(actor=supervisor, case=case, content=png())))


@pytest.fixture
def strays(case: CaseKey, supervisor: Account, kept: Path) -> list[Path]:
    """A picture whose row is gone, and a draft of one."""
    lost = store_photo(actor=supervisor, case=case, content=png())
    Photo.unscoped.filter(opaque_id=lost).delete()
    draft = kept.with_name(f".{kept.name}.0123abcd")
    draft.write_bytes(b"half")
    return [aged(path_of(lost)), aged(draft)]


def swept() -> list[str]:
    return list(AuditEntry.objects.filter(act="photo.swept").values_list("details", flat=True))


def test_strays_go_and_pictures_stay(kept: Path, strays: list[Path], focal_point: Account) -> None:
    assert stray_photos(actor=focal_point) == 2
    assert sweep_photos(actor=focal_point) == 2
    assert kept.exists()
    assert not any(path.exists() for path in strays)
    assert swept() == ['{"count":2}']
    assert sweep_photos(actor=SYSTEM) == 0
    assert len(swept()) == 1


def test_what_is_young_may_still_get_its_row(kept: Path, strays: list[Path]) -> None:
    os.utime(strays[0])
    assert sweep_photos(actor=SYSTEM) == 1
    assert strays[0].exists()


def test_by_itself_once_a_day(
    case: CaseKey, kept: Path, strays: list[Path], supervisor: Account, focal_point: Account
) -> None:
    mark = settings.HOME.attachments / ".swept"
    assert mark.exists()
    store_photo(actor=supervisor, case=case, content=png())
    assert strays[0].exists()
    os.utime(mark, (0, 0))
    erase_individual(actor=focal_point, individual=case.individual_opaque)
    assert not any(path.exists() for path in strays)
    assert AuditEntry.objects.get(act="photo.swept").actor == "system:sweeping"


def test_many_strays_are_left_to_a_person(
    case: CaseKey, strays: list[Path], supervisor: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a home folder is used with another database."""
    monkeypatch.setattr(sweeping, "_STRAYS", replace(sweeping._STRAYS, few=1))
    os.utime(settings.HOME.attachments / ".swept", (0, 0))
    store_photo(actor=supervisor, case=case, content=png())
    assert all(path.exists() for path in strays)


def test_who_may(kept: Path, account_of: Callable[..., Account], supervisor: Account) -> None:
    for account in (supervisor, account_of(Role.ADMINISTRATOR)):
        for attempt in (stray_photos, sweep_photos):
            with pytest.raises(NotFoundOrNotAllowed):
                attempt(actor=account)


def test_the_command_asks_first(strays: list[Path]) -> None:
    answer = CliRunner().invoke(cli, ["individual", "sweep"], input="n\n")
    assert answer.exit_code == 1
    assert "2 files belong" in answer.output
    assert all(path.exists() for path in strays)
    assert "2 files removed." in CliRunner().invoke(cli, ["individual", "sweep", "--yes"]).output
    assert "0 files removed." in CliRunner().invoke(cli, ["individual", "sweep"]).output
