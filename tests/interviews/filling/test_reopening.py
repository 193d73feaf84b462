"""A received interview, given out to be corrected: to whom, with what, and on record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from palermo.access.actions.assign_case import assign_case
from palermo.access.models import Account, Role
from palermo.access.parts import Part
from palermo.access.uncovering import uncovered
from palermo.audit.models import AuditEntry
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.actions.register_device import register_device
from palermo.interviews.filling.container import unpack
from palermo.interviews.filling.reopening import reopened
from palermo.interviews.intake.placing import kept_answers, seen_as
from palermo.interviews.intake.waiting import key_of
from palermo.interviews.models import DeviceKind, Difference, Interview, SealingKey, Submission
from palermo.interviews.xforms.instances import answers_of, read_instance
from palermo.interviews.xforms.reading import read_xform
from tests.cases.factory import make_mission
from tests.individuals.pictures.samples import png
from tests.interviews.filling.conftest import Holder
from tests.interviews.filling.conftest import packed as container
from tests.interviews.intake.small_form import arrival, file, filled, instance_id

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_attachments")]
FIRST = instance_id()
SAID: dict[str, Any] = {"sex": "female", "age": "30", "first_name": "Zlatka", "told": "a lorry"}


@pytest.fixture
def interview(worker: Account) -> Interview:
    sent = filled(FIRST, portrait="p.png", journey=(("RUS", "bus"),), **SAID)
    receive_submission(actor=worker, arrival=arrival(sent, file("p.png"), language="ar"))
    return Interview.unscoped.get()


def says(interview: Interview, xml: bytes) -> dict[str, str]:
    form = read_xform(interview.version.xform)
    return {answer.path: answer.value for answer in answers_of(form, read_instance(xml))}


def test_what_it_says_now_with_its_files(worker: Account, interview: Interview) -> None:
    found = reopened(worker, interview.opaque_id)
    packed = unpack(found.content)
    assert found.version == interview.version.opaque_id
    assert (packed.instance_id, packed.language, packed.case) == (FIRST, "ar", "")
    told = says(interview, packed.xml)
    assert told["/data/first_name"] == "Zlatka"
    assert told["/data/journey[1]/country"] == "RUS"
    assert [(one.name, one.media_type) for one in packed.files] == [("p.png", "image/png")]
    assert packed.files[0].content.startswith(png()[:8])


def test_an_edit_is_in_it_and_what_comes_back_is_an_edit_of_that(
    worker: Account, interview: Interview
) -> None:
    second = instance_id()
    changed = filled(second, started_from=FIRST, portrait="p.png", **SAID | {"told": "a train"})
    receive_submission(actor=worker, arrival=arrival(changed))
    packed = unpack(reopened(worker, interview.opaque_id).content)
    assert packed.instance_id == second
    assert says(interview, packed.xml)["/data/told"] == "a train"
    third = packed.xml.replace(second.encode(), b"uuid:third").replace(
        b"</orx:instanceID>",
        b"</orx:instanceID><orx:deprecatedID>" + second.encode() + b"</orx:deprecatedID>",
    )
    third = third.replace(b"a train", b"a ship").replace(
        f"<orx:deprecatedID>{FIRST}</orx:deprecatedID>".encode(), b""
    )
    receive_submission(actor=worker, arrival=arrival(third))
    assert Interview.unscoped.count() == 1
    assert Submission.unscoped.count() == 3
    assert (
        says(interview, unpack(reopened(worker, interview.opaque_id).content).xml)["/data/told"] == "a ship"
    )


def test_a_correction_carries_what_was_given_out(
    worker: Account, interview: Interview, sealing_key: SealingKey
) -> None:
    """Someone else corrects in between: the correction that was begun before it is then compared answer by answer."""
    device = register_device(actor=worker, kind=DeviceKind.BROWSER, name="blue phone")
    holder = Holder(device.device, device.secret, sealing_key)
    given = unpack(reopened(worker, interview.opaque_id).content)
    with uncovered(worker, {interview.individual_id: key_of(interview)}, Part.STORY, "test"):
        assert given.seen == seen_as(kept_answers(interview))
    for name, told in (("uuid:second", "a train"), ("uuid:third", "a ship")):
        sent = filled(name, started_from=FIRST, portrait="p.png", **SAID | {"told": told})
        answer = holder.hand_in(
            container(sent, instance_id=name, seen=unpack(reopened(worker, interview.opaque_id).content).seen)
        )
        assert answer.status_code == 201
        assert not Difference.unscoped.exists(), "it began with what the server said at this moment"
    late = filled("uuid:late", started_from=FIRST, portrait="p.png", **SAID | {"told": "on foot"})
    assert holder.hand_in(container(late, instance_id="uuid:late", seen=given.seen)).status_code == 201
    assert Difference.unscoped.count() == 1


def test_on_record(worker: Account, interview: Interview) -> None:
    reopened(worker, interview.opaque_id)
    acts = AuditEntry.objects.order_by("-sequence").values_list("act", flat=True)[:2]
    assert set(acts) == {"interview.reopened", "identity.uncovered"}


def test_whoever_may_not_finds_nothing(
    interview: Interview, account_of: Callable[..., Account], client: Client
) -> None:
    colleague = account_of(Role.CASEWORKER, email="other@example.org")
    strangers = [
        colleague,
        account_of(Role.CASEWORKER, make_mission("MDA", "Moldova"), email="far@example.org"),
        account_of(Role.DATA_STEWARD),
        account_of(Role.ANALYST),
        account_of(Role.FOCAL_POINT),
        account_of(Role.ADMINISTRATOR),
    ]
    for account in strangers:
        client.force_login(account)
        answer = client.get(f"/fill/api/interviews/{interview.opaque_id}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), account.role
    assert not AuditEntry.objects.filter(act="interview.reopened").exists()
    assign_case(actor=account_of(Role.SUPERVISOR), case=key_of(interview), account=colleague)
    client.force_login(colleague)
    answer = client.get(f"/fill/api/interviews/{interview.opaque_id}")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Form-Version"] == interview.version.opaque_id


def test_nobody_is_sent_to_sign_in(interview: Interview) -> None:
    assert Client().get(f"/fill/api/interviews/{interview.opaque_id}").status_code == 302
    # A device's secret opens nothing that was received.
    shown = {"authorization": "Bearer " + "x" * 32}
    assert Client().get(f"/fill/api/interviews/{interview.opaque_id}", headers=shown).status_code == 302
