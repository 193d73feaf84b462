"""New keys for individuals after a leak."""

from __future__ import annotations

import io

import pytest
from django.db import models

from palermo.vault.clearance import clearance
from palermo.vault.erasure import destroy_individual_keys
from palermo.vault.errors import NoKey
from palermo.vault.individual_keys import create_individual_keys, individual_keys
from palermo.vault.opened import Vault
from palermo.vault.place import Place
from palermo.vault.renewal import (
    drop_old_generations,
    renew_individual_key,
    reseal_rows,
    reseal_stream,
    still_old,
)
from palermo.vault.rotate_mission import rotate_mission
from palermo.vault.sharing import share_individual_key
from palermo.vault.streams import SealedReader, SealedWriter
from tests.vault.sealed_models import Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sealed_tables")]
PLACE = Place("attachment", "content", "row1")


@pytest.fixture
def rows(vault: Vault) -> models.QuerySet[Story]:
    create_individual_keys(vault, ["anna", "bela"], mission="UKR")
    share_individual_key(vault, "anna", from_mission="UKR", to_mission="MDA")
    with clearance("test", individuals=["anna", "bela"], vault=vault):
        Story.objects.create(individual="anna", text="one", answers={"a": 1})
        Story.objects.create(individual="anna", text="two")
        Story.objects.create(individual="bela", text="three")
    return Story.objects.order_by("id")


def texts(vault: Vault, missions: list[str] | None = None) -> list[str | None]:
    with clearance("test", individuals=["anna", "bela"], vault=vault, missions=missions):
        return [story.text for story in Story.objects.filter(individual="anna").order_by("id")]


def test_from_leak_to_safety(vault: Vault, rows: models.QuerySet[Story]) -> None:
    leaked = individual_keys(vault, "anna").newest
    assert renew_individual_key(vault, "anna") == 2
    assert texts(vault) == texts(vault, ["MDA"]) == ["one", "two"]
    assert still_old(vault, rows.iterator()) == 3
    assert reseal_rows(vault, rows.iterator()) == 3
    assert reseal_rows(vault, rows.iterator()) == 0
    assert still_old(vault, rows.iterator()) == 0
    drop_old_generations(vault, "anna")
    assert texts(vault) == texts(vault, ["MDA"]) == ["one", "two"]
    assert [key.generation for key in individual_keys(vault, "anna").generations] == [2]
    assert leaked.secret != individual_keys(vault, "anna").newest.secret
    rotate_mission(vault, "UKR")
    assert texts(vault, ["UKR"]) == ["one", "two"]


def test_what_is_saved_lies_under_the_newest_key_at_once(vault: Vault, rows: models.QuerySet[Story]) -> None:
    renew_individual_key(vault, "bela")
    story = rows.get(individual="bela")
    with clearance("test", individuals=["bela"], vault=vault):
        story.text = "changed"
        story.save()
    assert still_old(vault, rows.iterator()) == 0


def test_what_was_not_sealed_again_is_lost_with_the_old_key(
    vault: Vault, rows: models.QuerySet[Story]
) -> None:
    renew_individual_key(vault, "anna")
    drop_old_generations(vault, "anna")
    with pytest.raises(NoKey):
        texts(vault)


def test_a_row_saved_meanwhile_is_left_alone(vault: Vault, rows: models.QuerySet[Story]) -> None:
    stale = list(rows.filter(individual="anna"))
    renew_individual_key(vault, "anna")
    with clearance("test", individuals=["anna"], vault=vault):
        fresh = rows.get(pk=stale[0].pk)
        fresh.text = "newer"
        fresh.save()
    reseal_rows(vault, stale)
    assert texts(vault) == ["newer", "two"]


def test_attachments(vault: Vault, rows: models.QuerySet[Story]) -> None:
    old, new = io.BytesIO(), io.BytesIO()
    with clearance("test", individuals=["anna"], vault=vault), SealedWriter(old, "anna", PLACE) as writer:
        writer.write(b"passport" * 50_000)
    renew_individual_key(vault, "anna")
    old.seek(0)
    reseal_stream(vault, old, new, "anna", PLACE)
    drop_old_generations(vault, "anna")
    with clearance("test", individuals=["anna"], vault=vault):
        new.seek(0)
        assert b"".join(SealedReader(new, "anna", PLACE).chunks()) == b"passport" * 50_000
        old.seek(0)
        with pytest.raises(NoKey):
            SealedReader(old, "anna", PLACE)


def test_the_erased_are_passed_over(vault: Vault, rows: models.QuerySet[Story]) -> None:
    destroy_individual_keys(vault, "anna")
    with pytest.raises(NoKey):
        renew_individual_key(vault, "anna")
    with pytest.raises(NoKey):
        drop_old_generations(vault, "anna")
    assert reseal_rows(vault, rows.iterator()) == 0
