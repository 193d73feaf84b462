"""After an erasure nothing of the person comes back: not from the database, a backup of it, the extract or the audit;
and every count stays what it was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, models
from django.test import Client

from palermo.access.actions.break_glass import break_glass
from palermo.access.actors import SystemActor
from palermo.access.models import Account, CaseGrant, Role
from palermo.audit.models import AuditEntry
from palermo.cases.keys import case_key
from palermo.cases.models import Case, Consent, Registration
from palermo.individuals.actions.erase_individual import ERASERS, erase_individual
from palermo.individuals.actions.store_photo import store_photo
from palermo.individuals.models import Individual
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.intake.arrival import Arrival, ArrivedFile
from palermo.interviews.models import Attachment, Difference, Interview
from palermo.statistics.actions.build_extract import build_extract
from palermo.statistics.asking import ask
from palermo.statistics.selectors import publication
from palermo.vault.clearance import clearance
from palermo.vault.encrypted_field import EncryptedField
from palermo.vault.errors import NoKey
from tests.cases.factory import make_mission
from tests.individuals.pictures.samples import png
from tests.interviews.intake.small_form import instance_id
from tests.interviews.intake.small_form import publish as publish_form
from tests.security.canaries import canary
from tests.security.finding import Finder
from tests.security.interviewed import paper, picture, told
from tests.security.test_stolen_database import everything_left_behind, typed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clean_extracts")]
SYSTEM = SystemActor("test")


def sealed_rows(individual: str) -> list[models.Model]:
    """Every row of any table that seals something for this person, as a backup would hold it."""
    from django.apps import apps

    found: list[models.Model] = []
    for model in apps.get_models():
        sealed = [field for field in model._meta.get_fields() if isinstance(field, EncryptedField)]
        if sealed:
            manager = getattr(model, "unscoped", model._default_manager)
            for row in manager.all():
                path = model.sealed_for
                if getattr(row, path) == individual:
                    found.append(row)
    return found


def openable(rows: list[models.Model], individual: str) -> int:
    """How many sealed values of these rows open with the keys that are there now."""
    count = 0
    for row in rows:
        for field in row._meta.get_fields():
            if isinstance(field, EncryptedField) and getattr(row, field.attname) is not None:
                try:
                    with clearance("test", individuals=[individual]):
                        count += getattr(row, field.name) is not None
                except NoKey:
                    continue
    return count


@pytest.fixture
def known(account_of: Callable[..., Account]) -> tuple[str, str]:
    """A person of whom the instance knows a great deal: the opaque identifiers of the individual and the case."""
    make_mission("UKR")
    worker = account_of(Role.CASEWORKER)
    other = account_of(Role.CASEWORKER, email="other@example.org")
    client = Client()
    client.force_login(worker)
    answer = client.post(
        "/cases/new/", typed(canary(1), case_ref="K-0001", consent="given", consent_form="written")
    )
    assert answer.status_code == 302
    case = Case.unscoped.get()
    key = case_key(worker, case.opaque_id)
    store_photo(actor=worker, case=key, content=png(), caption=canary(1).note)
    break_glass(actor=other, case=key, reason=f"The hospital asks about {canary(1).given} tonight.")
    client.post("/cases/new/", typed(canary(2)))
    interview(worker, case.opaque_id)
    return key.individual_opaque, case.opaque_id


def interview(worker: Account, number: str) -> None:
    """One begun from the case, with files, and two edits that differ."""
    publish_form()
    first = instance_id(77)
    files = (ArrivedFile("a.png", picture(canary(1))), ArrivedFile("b.csv", paper(canary(1))))
    for change in ("", "in the morning", "at night"):
        xml = told(
            canary(1), "" if change else first, portrait="a.png", paper="b.csv", told=canary(1).note + change
        )
        if change:
            xml = xml.replace(
                b"</orx:meta>", f"<orx:deprecatedID>{first}</orx:deprecatedID></orx:meta>".encode()
            )
        sent = Arrival(xml=xml, files=() if change else files, case=number)
        assert receive_submission(actor=worker, arrival=sent).is_complete
    assert Difference.unscoped.filter(is_with_case=False).count() == 1


def test_nothing_comes_back(
    known: tuple[str, str], account_of: Callable[..., Account], tmp_path: Path
) -> None:
    individual, number = known
    build_extract(actor=SYSTEM)
    before = table()
    backup = sealed_rows(individual)
    assert len(backup) >= 6
    assert openable(backup, individual) >= 6
    files = [path for path in settings.HOME.attachments.rglob("*") if path.is_file()]

    interviewed = set(Attachment.unscoped.values_list("opaque_id", flat=True))
    assert len(interviewed) == 2
    focal = account_of(Role.FOCAL_POINT)
    certificate = erase_individual(actor=focal, individual=individual)
    assert certificate is not None

    # What a backup of the database holds opens no more, with all the keys that are left.
    assert openable(backup, individual) == 0
    assert [row for row in sealed_rows(individual) if openable([row], individual)] == []
    assert not Registration.objects.filter(case=number).exists()
    assert not CaseGrant.objects.filter(individual=individual, reason__isnull=False).exists()
    assert not any(
        getattr(consent, "witness_sealed", None) for consent in Consent.unscoped.filter(individual=individual)
    )
    person = Individual.objects.get(opaque_id=individual)
    assert (person.reference_token, person.erased_at is not None) == (None, True)
    case = Case.unscoped.get(opaque_id=number)
    assert "K-0001" not in case.case_ref
    remaining = [path for path in settings.HOME.attachments.rglob("*") if path.is_file()]
    assert len(remaining) < len(files)
    assert not any(path.parent.parent.name == "interviews" for path in remaining if path.name in interviewed)
    assert Interview.unscoped.filter(individual_id=individual).count() == 1

    # Nobody finds the person again, and the page of the case says what happened.
    supervisor = account_of(Role.SUPERVISOR)
    client = Client()
    client.force_login(supervisor)
    found = client.post("/people/search/", {"name": f"{canary(1).given} {canary(1).family}"})
    assert number not in found.content.decode()
    assert client.get(f"/cases/{number}/").status_code == 200

    # The counts are those of before; the audit tells what was done and nothing of the person.
    build_extract(actor=SYSTEM)
    assert table() == before
    acts = list(AuditEntry.objects.filter(object_id=individual).values_list("act", flat=True))
    assert acts[-1] == "identity.erased"
    assert "identity.erasure_begun" in acts
    stolen = tmp_path / "stolen"
    stolen.mkdir()
    everything_left_behind(stolen)
    words = {*canary(1).words(), "K-0001 "} - {"K-0001 "}
    assert Finder(words).in_folder(stolen)[0] == []


def test_the_neighbour_is_untouched(known: tuple[str, str], account_of: Callable[..., Account]) -> None:
    individual, number = known
    other = Individual.objects.exclude(opaque_id=individual).get()
    rows = sealed_rows(other.opaque_id)
    opened = openable(rows, other.opaque_id)
    assert opened >= 5
    erase_individual(actor=account_of(Role.FOCAL_POINT), individual=individual)
    assert openable(sealed_rows(other.opaque_id), other.opaque_id) == opened
    assert Case.unscoped.exclude(opaque_id=number).count() == 1


def test_every_table_that_seals_is_emptied_by_somebody() -> None:
    """A new table with sealed values must be part of an eraser; the list below is what the erasure covers today."""
    from django.apps import apps

    sealing = {
        model._meta.label
        for model in apps.get_models()
        if any(isinstance(field, EncryptedField) for field in model._meta.get_fields())
    }
    from palermo.individuals.groups import GROUPS

    covered = {group.model._meta.label for group in GROUPS.values()}
    covered |= {"cases.Consent", "cases.ConsentException", "access.CaseGrant"}
    covered |= {
        f"interviews.{name}" for name in ("Interview", "Submission", "AnswerPart", "Attachment", "Difference")
    }
    assert sealing <= covered
    assert len(ERASERS) >= 1
    assert connection.vendor in {"sqlite", "postgresql"}


def table() -> object:
    answer = publication(SYSTEM, ask(year=2026), tables=["table08_sex"], with_figures=False)
    return answer.tables[0].rows


def test_copies_are_made_in_a_folder_of_their_own(tmp_path: Path) -> None:
    everything_left_behind(tmp_path)
    assert (tmp_path / "home").is_dir()
    shutil.rmtree(tmp_path / "home")
