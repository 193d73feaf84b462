"""Pictures are cleaned, sealed, shown to who may see them, and removed with their file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from palermo.access.actions.checks import NotAcceptedError
from palermo.access.gate import CaseKey
from palermo.access.models import Account, Role
from palermo.audit.models import AuditEntry
from palermo.errors import NotFoundOrNotAllowed
from palermo.individuals.actions import store_photo as module
from palermo.individuals.actions.remove_photo import remove_photo
from palermo.individuals.actions.store_photo import store_photo
from palermo.individuals.models import Photo
from palermo.individuals.pictures.files import path_of
from palermo.individuals.selectors import identity_of, read_photo
from palermo.vault.errors import CannotOpen
from tests.individuals.conftest import Register
from tests.individuals.pictures.samples import SECRET, exif, jpeg, png, segment

pytestmark = pytest.mark.django_db


def test_stored_and_read(case: CaseKey, supervisor: Account) -> None:
    number = store_photo(
        actor=supervisor, case=case, content=jpeg(segment(0xE1, exif(1))), caption="at the Köln office"
    )
    detail, content = read_photo(supervisor, case, number)
    assert content == jpeg()
    assert (detail.media_type, detail.width, detail.caption) == ("image/jpeg", 16, "at the Köln office")
    (shown,) = identity_of(supervisor, case).photos
    assert shown.content() == detail.content()
    stored = path_of(number).read_bytes()
    assert SECRET not in stored
    assert jpeg()[20:60] not in stored
    assert path_of(number).stat().st_mode & 0o077 == 0
    entry = AuditEntry.objects.get(act="photo.stored")
    assert (entry.object_id, entry.details) == (case.individual_opaque, f'{{"photo":"{number}"}}')


def test_removed_with_its_file(case: CaseKey, supervisor: Account) -> None:
    number = store_photo(actor=supervisor, case=case, content=png())
    remove_photo(actor=supervisor, case=case, number=number)
    assert not path_of(number).exists()
    for attempt in (
        lambda: remove_photo(actor=supervisor, case=case, number=number),
        lambda: read_photo(supervisor, case, number),
    ):
        with pytest.raises(NotFoundOrNotAllowed):
            attempt()


def test_nobody_elses(
    case: CaseKey, register: Register, supervisor: Account, account_of: Callable[..., Account]
) -> None:
    number = store_photo(actor=supervisor, case=case, content=png())
    stranger = account_of(Role.CASEWORKER)
    other = register()
    for attempt in (
        lambda: read_photo(supervisor, other, number),
        lambda: remove_photo(actor=supervisor, case=other, number=number),
        lambda: read_photo(stranger, case, number),
        lambda: store_photo(actor=stranger, case=case, content=png()),
    ):
        with pytest.raises(NotFoundOrNotAllowed):
            attempt()
    assert read_photo(supervisor, case, number)[1] == png()


def test_what_is_refused_leaves_no_file(
    case: CaseKey, supervisor: Account, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for wrong in (
        {"content": b"%PDF"},
        {"content": png(), "kind": "x"},
        {"content": png(), "caption": "\x00"},
    ):
        with pytest.raises(NotAcceptedError):
            store_photo(actor=supervisor, case=case, **wrong)  # type: ignore[arg-type]
    before = set(path_of("aa").parent.parent.rglob("*"))
    monkeypatch.setattr(module, "MOST", 0)
    with pytest.raises(NotAcceptedError):
        store_photo(actor=supervisor, case=case, content=png())
    left = set(path_of("aa").parent.parent.rglob("*")) - before
    assert not [path for path in left if path.is_file()]
    assert not Photo.unscoped.exists()


def test_a_file_put_in_anothers_place_does_not_open(case: CaseKey, supervisor: Account) -> None:
    one, two = (store_photo(actor=supervisor, case=case, content=png()) for _ in range(2))
    path_of(two).write_bytes(path_of(one).read_bytes())
    with pytest.raises(CannotOpen):
        read_photo(supervisor, case, two)
    path_of(two).unlink()
    with pytest.raises(CannotOpen):
        read_photo(supervisor, case, two)
