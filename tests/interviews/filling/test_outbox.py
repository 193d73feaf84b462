"""Handing in: what is taken, what is refused with which words, and that nothing is stored by half."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palermo.access.actors import SystemActor
from palermo.access.models import Account, Role
from palermo.interviews.actions.make_sealing_key import make_sealing_key
from palermo.interviews.actions.register_device import register_device
from palermo.interviews.filling import container
from palermo.interviews.filling.container import PackedFile, pack, unpack
from palermo.interviews.filling.errors import ContainerRefused
from palermo.interviews.intake.errors import SubmissionTooLarge
from palermo.interviews.models import Attachment, Channel, Interview, SealingKey, Submission
from palermo.vault.sealing_box import NotSealedForUs, SealedBox, seal
from tests.cases.factory import make_mission
from tests.individuals.pictures.samples import png
from tests.interviews.filling.conftest import META, Holder, packed
from tests.interviews.intake.small_form import filled, instance_id, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_attachments")]


def test_taken_whole(holder: Holder) -> None:
    name = instance_id()
    photo = PackedFile("photo.png", "image/png", png())
    xml = filled(name, sex="female", first_name="Zlatka", portrait="photo.png")
    content = packed(
        xml, (photo,), instance_id=name, began_at="2026-01-01T10:00:00+02:00", ended_at="2026-01-01T11:00:00Z"
    )
    answer = holder.hand_in(content)
    told = answer.json()
    assert answer.status_code == 201
    row = Submission.unscoped.select_related("interview").get()
    assert (told["receipt"], told["interview"]) == (row.receipt, row.interview.opaque_id)
    assert told["is_complete"] is True
    assert (row.device, row.account) == (holder.device, holder.device.account)
    assert row.interview.channel == Channel.BROWSER
    assert row.interview.language == "ar"
    assert row.interview.began_at is not None
    assert Attachment.unscoped.count() == 1


def test_twice_is_one_and_the_same_receipt(holder: Holder) -> None:
    content = packed()
    first, second = holder.hand_in(content), holder.hand_in(content)
    assert (first.status_code, second.status_code) == (201, 202)
    assert first.json()["receipt"] == second.json()["receipt"]
    assert Interview.unscoped.count() == 1


def test_the_same_number_with_other_contents_is_refused(holder: Holder) -> None:
    name = instance_id()
    holder.hand_in(packed(filled(name, sex="female"), instance_id=name))
    answer = holder.hand_in(packed(filled(name, sex="male"), instance_id=name))
    assert (answer.status_code, answer.json()["code"]) == (409, "submission_conflict")


def test_from_paper(holder: Holder) -> None:
    assert holder.hand_in(packed(paper_on="2026-01-01")).status_code == 201
    row = Interview.unscoped.get()
    assert (row.channel, str(row.paper_on)) == (Channel.PAPER, "2026-01-01")


def test_another_missions_form_is_unknown(holder: Holder) -> None:
    publish(make_mission("MDA", "Moldova"), form_id="theirs")
    name = instance_id()
    answer = holder.hand_in(packed(filled(name, form_id="theirs"), instance_id=name, form_id="theirs"))
    assert answer.status_code == 404
    assert Interview.unscoped.count() == 0


def test_a_case_that_is_not_the_senders_is_not_found(holder: Holder) -> None:
    answer = holder.hand_in(packed(case="aaaaaaaaaaaaaaaa"))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert Interview.unscoped.count() == 0


def test_an_older_key_still_opens_and_the_newest_is_handed_out(holder: Holder) -> None:
    older = holder.key
    newer = make_sealing_key(actor=SystemActor("command line"))
    assert holder.get("state").json()["key"]["kid"] == newer.kid
    assert older.kid != newer.kid
    assert holder.hand_in(packed()).status_code == 201


def boxes(key: SealingKey) -> dict[str, bytes]:
    good = seal(packed(), kid=key.kid, public=key.public_key)
    size = int.from_bytes(good[:4], "big")
    head = json.loads(good[4 : 4 + size])

    def with_head(**change: Any) -> bytes:
        written = json.dumps(head | change).encode()
        return len(written).to_bytes(4, "big") + written + good[4 + size :]

    return {
        "nothing": b"",
        "text": b"hello, this is no box at all, only some text that goes on and on",
        "cut": good[:-1],
        "longer": good + b"\x00",
        "changed": good[:-20] + bytes([good[-20] ^ 1]) + good[-19:],
        "only a head": good[: 4 + size],
        "huge head": (2**32 - 1).to_bytes(4, "big") + good[4:],
        "unknown key": with_head(kid="aaaaaaaaaaaaaaaa"),
        "key of another kind": with_head(kid=7),
        "another version": with_head(v=2),
        "true is no version": with_head(v=True),
        "more in the head": with_head(more="x"),
        "iv too short": with_head(iv="AAAA"),
        "wrapped is no base64": with_head(wrapped="***"),
        "wrapped is nothing": with_head(wrapped=None),
        "wrapped by chance": with_head(wrapped=("A" * 512)),
        "deep": (lambda deep: len(deep).to_bytes(4, "big") + deep + b"x" * 40)(b"[" * 2000),
    }


def test_whatever_is_no_box_of_ours_is_refused_alike(holder: Holder) -> None:
    for kind, body in boxes(holder.key).items():
        answer = holder.post("outbox", body)
        assert (answer.status_code, answer.json()["code"]) == (400, "not_sealed_for_us"), kind
    assert Submission.unscoped.count() == 0


HEAD = {"v": 1, "meta": META | {"instance_id": "uuid:1"}, "xml": 3, "files": []}


def contained(head: Any, rest: bytes = b"<a>") -> bytes:
    written = head if isinstance(head, bytes) else json.dumps(head).encode()
    return len(written).to_bytes(4, "big") + written + rest


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x00\x00\x00",
        b"\xff\xff\xff\xff",
        contained(b"{"),
        contained(b"\xff\xfe"),
        contained([]),
        contained(HEAD | {"v": 2}),
        contained(HEAD | {"more": 1}),
        contained(HEAD | {"meta": {}}),
        contained(HEAD | {"meta": HEAD["meta"] | {"more": ""}}),
        contained(HEAD | {"meta": HEAD["meta"] | {"case": 7}}),
        contained(HEAD | {"meta": HEAD["meta"] | {"case": "\x00"}}),
        contained(HEAD | {"meta": HEAD["meta"] | {"case": "x" * 201}}),
        contained(HEAD | {"meta": HEAD["meta"] | {"began_at": "yesterday"}}),
        contained(HEAD | {"meta": HEAD["meta"] | {"began_at": "2026-01-01T10:00:00"}}),
        contained(HEAD | {"meta": HEAD["meta"] | {"paper_on": "2026-13-01"}}),
        contained(HEAD | {"xml": -1}),
        contained(HEAD | {"xml": True}),
        contained(HEAD | {"xml": 0}, b""),
        contained(HEAD | {"xml": 4}),
        contained(HEAD, b"<a>x"),
        contained(HEAD | {"files": {}}),
        contained(HEAD | {"files": [{}]}),
        contained(HEAD | {"files": [{"name": "a", "type": "", "size": 1}]}),
        contained(HEAD | {"files": [{"name": 1, "type": "", "size": 0}]}),
        contained(HEAD | {"files": [{"name": "a", "type": "", "size": 0}] * 2}),
    ],
)
def test_whatever_is_no_container_is_refused(content: bytes) -> None:
    with pytest.raises(ContainerRefused):
        unpack(content)


@pytest.mark.parametrize(
    "content",
    [
        contained(HEAD | {"xml": 3_000_000}),
        contained(HEAD | {"files": [{"name": "a", "type": "", "size": 2**40}]}),
        contained(HEAD | {"files": [{"name": str(n), "type": "", "size": 0} for n in range(101)]}),
    ],
)
def test_more_than_agreed_is_said_to_be_too_much(content: bytes) -> None:
    with pytest.raises(SubmissionTooLarge):
        unpack(content)


def test_a_clock_that_is_ahead_says_nothing() -> None:
    far = (timezone.now() + timedelta(days=400)).isoformat()
    assert unpack(contained(HEAD | {"meta": HEAD["meta"] | {"ended_at": far}})).ended_at is None
    with_zone = unpack(contained(HEAD | {"meta": HEAD["meta"] | {"ended_at": "9999-12-31T23:59:59-14:00"}}))
    assert with_zone.ended_at is None


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(
    xml=st.binary(min_size=1, max_size=300),
    files=st.lists(
        st.tuples(st.text("abc.", min_size=1, max_size=9), st.binary(max_size=99)),
        max_size=5,
        unique_by=lambda one: one[0],
    ),
    zeros=st.integers(0, 300),
)
def test_what_is_packed_comes_out_as_it_was(xml: bytes, files: list[tuple[str, bytes]], zeros: int) -> None:
    told = [PackedFile(name, "image/png", content) for name, content in files]
    found = unpack(pack(META | {"instance_id": "uuid:1"}, xml, told) + b"\x00" * zeros)
    assert (found.xml, list(found.files)) == (xml, told)


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=200), start=st.integers(0, 400))
def test_any_bytes_are_refused_and_never_break_it(content: bytes, start: int) -> None:
    whole = contained(HEAD)
    for tried in (content, whole[:start] + content, whole[:start]):
        # Anything else that is raised fails the test.
        with suppress(ContainerRefused, SubmissionTooLarge):
            unpack(tried)
        with suppress(NotSealedForUs):
            SealedBox.read(tried)


def test_what_is_said_of_it_must_be_what_it_says(holder: Holder) -> None:
    name = instance_id()
    xml = filled(name, sex="female")
    for change in ({"instance_id": "uuid:other"}, {"form_id": "screening"}, {"version": "2"}):
        answer = holder.hand_in(packed(xml, **({"instance_id": name} | change)))
        assert (answer.status_code, answer.json()["code"]) == (400, "container_refused"), change


@pytest.mark.parametrize(
    "xml", [b"<a", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"\xff\xfe\x00", "é".encode("latin-1")]
)
def test_what_is_no_filled_form_is_refused(holder: Holder, xml: bytes) -> None:
    answer = holder.hand_in(packed(xml, instance_id="uuid:1"))
    assert answer.status_code == 400
    assert "details" in answer.json()
    assert Submission.unscoped.count() == 0


def test_a_body_that_is_too_large_is_not_even_opened(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("palermo.interviews.filling.views.device.LARGEST_BODY", 1000)
    answer = holder.post("outbox", b"x" * 1001)
    assert (answer.status_code, answer.json()["code"]) == (413, "submission_too_large")
    assert answer.json()["details"] == {"limit": 1000}


def test_larger_than_a_form_may_be_is_no_matter(holder: Holder) -> None:
    """Django stops at 2.5 MB; photos are larger."""
    big = png() + b"\x00" * 3_000_000
    name = instance_id()
    answer = holder.hand_in(
        packed(filled(name, portrait="p.png"), (PackedFile("p.png", "image/png", big),), instance_id=name)
    )
    # Whatever intake says of such a picture: it was read.
    assert answer.status_code in {201, 422}


def test_errors_are_in_the_language_that_is_asked_for(holder: Holder) -> None:
    answer = holder._client().post(
        "/fill/api/outbox",
        b"x",
        content_type="application/octet-stream",
        headers={"authorization": f"Bearer {holder.secret}", "accept-language": "ar", "accept": "*/*"},
    )
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Language"] == "ar"


def test_get_is_no_way_to_hand_in(holder: Holder) -> None:
    assert holder.get("outbox").status_code == 405
    assert holder.get("wiped").status_code == 405
    assert holder.post("forms").status_code == 405


def test_limits_agree_with_what_intake_takes() -> None:
    assert container.LARGEST_BODY < 100_000_000
    assert container.LARGEST_FILE * 2 < container.LARGEST


def test_supervisors_hand_in_as_well(account_of: Callable[..., Account], holder: Holder) -> None:
    new = register_device(actor=account_of(Role.SUPERVISOR), kind="browser", name="x")
    assert Holder(new.device, new.secret, holder.key).hand_in(packed()).status_code == 201
