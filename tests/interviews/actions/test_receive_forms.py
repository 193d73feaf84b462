"""Interviews of the project's own forms, as devices fill them and as nobody does."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from palermo.access.models import Account, Role
from palermo.errors import PalermoError
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.forms import FORMS
from palermo.interviews.intake.placing import asked, placed_answers
from palermo.interviews.models import FormVersion, Interview, Submission
from palermo.interviews.xforms.instances import read_instance
from palermo.interviews.xforms.reading import read_xform
from palermo.interviews.xforms.sampling import random_instance
from palermo.vault.clearance import clearance
from tests.interviews.intake.small_form import arrival, file, filled, instance_id, publish
from tests.interviews.intake.stored import on_disk, parts_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_attachments")]
Accounts = Callable[..., Account]


@pytest.mark.parametrize("name", FORMS)
def test_each_form_and_an_edit_of_it(
    name: str, base_version: Callable[[str], FormVersion], account_of: Accounts
) -> None:
    """All that was answered is kept, in one part or another; nothing that is not coded lies in the open."""
    version = base_version(name)
    form = read_xform(version.xform)
    worker = account_of(Role.CASEWORKER)
    before = ""
    for seed in (1, 2):
        xml = random_instance(form, seed)
        if before:
            name_of = read_instance(xml).instance_id.encode()
            there = xml.index(name_of)
            end = xml.index(b">", there) + 1
            tag = xml[xml.rindex(b"<", 0, there) + 1 : there - 1].decode().split("instanceID")[0]
            xml = xml[:end] + f"<{tag}deprecatedID>{before}</{tag}deprecatedID>".encode() + xml[end:]
        instance = read_instance(xml)
        before = instance.instance_id
        receipt = receive_submission(actor=worker, arrival=arrival(xml))
        interview = Interview.unscoped.get()
        assert receipt.interview == interview.opaque_id
        parts = parts_of(interview)
        kept = dict(interview.facts)
        for answers in parts.values():
            assert not kept.keys() & answers.keys()
            kept |= answers
        given = asked(form, placed_answers(form, instance, {}, version.questions))
        assert {path: value for path, value in kept.items() if path in given} == given
        with clearance("test", individuals=[interview.individual_id]):
            assert Submission.unscoped.latest("pk").raw.encode() == xml
    assert Submission.unscoped.count() == 2


def test_what_was_damaged_on_its_way(account_of: Accounts) -> None:
    """Bytes that were changed, cut, doubled or put in: refused with a sentence, or taken as they are; no other error,
    and nothing by half."""
    publish()
    worker = account_of(Role.CASEWORKER)
    draw = Random(20260105)
    pieces = [
        b"<!DOCTYPE x>",
        b"&a;",
        b"\x00",
        b"\xff\xfe",
        b"<journey>",
        b"]]>",
        b"<data>",
        b"'",
        b"</data>",
        b"&#0;",
    ]
    taken, refused = 0, []
    for turn in range(150):
        whole = filled(instance_id(), sex="female", age="30", told="a lorry", journey=(("RUS", "bus"),))
        content = bytearray(whole)
        for _change in range(draw.randint(1, 3)):
            place = draw.randrange(len(content))
            match draw.randrange(4):
                case 0:
                    content[place] = draw.randrange(256)
                case 1:
                    del content[place : place + draw.randint(1, 40)]
                case 2:
                    content[place:place] = draw.choice(pieces)
                case _:
                    content[place:place] = content[place : place + draw.randint(1, 200)]
        try:
            receive_submission(actor=worker, arrival=arrival(bytes(content), file(f"{turn}.png")))
            taken += 1
        except PalermoError as problem:
            refused.append(problem)
    assert Interview.unscoped.count() + Submission.unscoped.exclude(started_from=None).count() == taken
    assert Submission.unscoped.count() == taken
    assert taken >= 3
    assert len(refused) == 150 - taken
    assert {one.code for one in refused if one.status >= 500 or not one.message} == set()
    assert on_disk() == []
