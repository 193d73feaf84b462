"""What ``benchmarks.intake`` does in processes of their own: filling a store, receiving, the plain peer."""

from __future__ import annotations

import os
import re
import statistics
import time
import uuid
import zlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from benchmarks.casework import Shares

if TYPE_CHECKING:
    from palermo.access.models import Account
    from palermo.interviews.intake.arrival import Arrival
    from palermo.interviews.models import FormVersion

MISSION, FORM = "UKR", "palermo_screening"
#: Different filled forms; how many are received before their rows are copied; rows a statement when they are.
DIFFERENT, RECEIVED, BATCH = 60, 200, 1_000
PARTS = {
    "palermo.interviews.xforms": "recheck",
    "palermo.audit": "audit",
    "palermo.vault": "vault",
    "django.db": "database",
    "psycopg": "database",
}
PICTURE_BYTES = 1_000_000
_INSTANCE = re.compile(rb"(instanceID>)uuid:[^<]*")


def fill(size: int) -> None:
    """Accounts, and so many waiting interviews."""
    from palermo.access.models import Account, Mission, Organisation, Role
    from palermo.access.walls import standing_as
    from palermo.interviews.actions.receive_submission import receive_submission

    own = Organisation.objects.create(code="bench", name="Bench")
    mission = Mission.objects.create(organisation=own, code=MISSION, name="Ukraine", country="UKR")
    for number in range(4):
        Account.objects.create(
            email=f"worker{number}@example.org", display_name="Bench", role=Role.CASEWORKER, mission=mission
        )
    worker = _worker(0)
    forms = _filled()
    with standing_as(worker):
        for _number in range(min(size, RECEIVED)):
            receive_submission(actor=worker, arrival=_arrival(next(forms)))
        for start in range(RECEIVED, size, BATCH):
            _copy(min(BATCH, size - start))


def receive(worker: int, seconds: float) -> dict[str, Any]:
    """Rate, milliseconds, and shares in per cent; then one sent again, and one with a picture."""
    from palermo.access.walls import standing_as
    from palermo.interviews.actions.receive_submission import receive_submission
    from palermo.interviews.intake.arrival import ArrivedFile

    account = _worker(worker)
    forms = _filled(seed=1000 * (worker + 1))
    sent: list[bytes] = []

    def one(arrival: Arrival) -> float:
        start = time.perf_counter()
        receive_submission(actor=account, arrival=arrival)
        return 1000 * (time.perf_counter() - start)

    with standing_as(account):
        for _number in range(10):
            one(_arrival(next(forms)))
        times = []
        with Shares(PARTS) as shares:
            start = time.perf_counter()
            while time.perf_counter() - start < seconds:
                sent.append(next(forms))
                times.append(one(_arrival(sent[-1])))
            taken = time.perf_counter() - start
        again = [one(_arrival(xml)) for xml in sent[:50]]
        pictures = [
            one(_arrival(xml, ArrivedFile("bench.png", picture)))
            for xml, picture in zip(_with_picture(forms), [_picture()] * 20, strict=False)
        ]
    times.sort()
    return {
        "rate": len(times) / taken,
        "p50": statistics.median(times),
        "p95": times[int(0.95 * len(times))],
        "again": statistics.median(again),
        "picture": statistics.median(pictures),
        "shares": {name: shares.percent(name) for name in ("recheck", "vault", "audit", "database", "other")},
        "bytes": int(statistics.median(len(xml) for xml in sent)),
        "answers": _answers(sent[:DIFFERENT]),
    }


def plain(seconds: float) -> dict[str, float]:
    """The peer: a table with a unique name and the XML as it came, one durable transaction each."""
    from django.db import connection, transaction

    forms = _filled(seed=77)
    next(forms)  # inventing them is no part of it
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_plain")
        cursor.execute(
            "CREATE TABLE bench_plain (name varchar(64) PRIMARY KEY, xml text NOT NULL, at varchar(32))"
        )
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_plain VALUES (%s, %s, %s)",
                [str(uuid.uuid4()), next(forms).decode(), str(time.time())],
            )
        count += 1
    return {"rate": count / (time.perf_counter() - start)}


def _worker(number: int) -> Account:
    from palermo.access.models import Account

    return Account.objects.select_related("mission").get(email=f"worker{number}@example.org")


def _version() -> FormVersion:
    from palermo.interviews.models import FormVersion

    found: FormVersion = FormVersion.objects.filter(form__mission=None, form__form_id=FORM).latest("pk")
    return found


def _filled(seed: int = 0) -> Iterator[bytes]:
    """Filled forms without end, each an instance of its own."""
    from palermo.interviews.xforms.reading import read_xform
    from palermo.interviews.xforms.sampling import random_instance

    form = read_xform(_version().xform)
    different = [random_instance(form, seed + number) for number in range(DIFFERENT)]
    while True:
        for xml in different:
            yield _INSTANCE.sub(lambda found: found[1] + f"uuid:{uuid.uuid4()}".encode(), xml)


def _with_picture(forms: Iterator[bytes]) -> Iterator[bytes]:
    """Screening has no question for a picture: one without a place in the form is rechecked all the same."""
    from palermo.interviews.models import Form, FormVersion

    version = _version()
    form, _made = Form.objects.get_or_create(mission=None, form_id="bench_picture")
    if not FormVersion.objects.filter(form=form).exists():
        question = '<bind nodeset="/data/bench" type="binary"/>'
        FormVersion(
            form=form,
            version=version.version,
            xform=version.xform.replace(f'id="{version.form.form_id}"', 'id="bench_picture"', 1)
            .replace("<bind ", f"{question}<bind ", 1)
            .replace("<interview_type", "<bench/><interview_type", 1),
            md5=version.md5,
            questions=version.questions,
            checked=version.checked,
        ).save()
    name = version.form.form_id.encode()
    for xml in forms:
        whole = xml.replace(b'id="' + name, b'id="bench_picture', 1)
        yield whole.replace(b"<interview_type", b"<bench>bench.png</bench><interview_type", 1)


def _picture() -> bytes:
    """A PNG of about a megabyte that does not shrink."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    side = int((PICTURE_BYTES / 3) ** 0.5)
    head = side.to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    lines = b"".join(b"\x00" + os.urandom(3 * side) for _line in range(side))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(lines, 1)), chunk(b"IEND", b""))
    )


def _arrival(xml: bytes, *files: Any) -> Arrival:
    from palermo.interviews.intake.arrival import Arrival
    from palermo.interviews.models import Channel

    return Arrival(xml=xml, files=files, channel=Channel.BROWSER)


def _answers(sent: list[bytes]) -> int:
    from palermo.interviews.xforms.instances import answers_of, read_instance
    from palermo.interviews.xforms.reading import read_xform

    form = read_xform(_version().xform)
    return int(statistics.median(len(answers_of(form, read_instance(xml))) for xml in sent))


def _copy(count: int) -> None:
    """Rows of interviews that are there, under new numbers and for new people; nobody can open the copies."""
    from palermo.access.models import CaseGrant
    from palermo.access.opaque import opaque_ids
    from palermo.individuals.models import Individual
    from palermo.interviews.intake.receipts import drawn
    from palermo.interviews.models import AnswerPart, Interview, Submission

    originals = list(Interview.unscoped.order_by("pk")[:RECEIVED])
    grants = {
        grant.case: grant for grant in CaseGrant.objects.filter(case__in=[one.opaque_id for one in originals])
    }
    chosen = [originals[number % len(originals)] for number in range(count)]
    numbers, people = opaque_ids(count), opaque_ids(count)
    Individual.objects.bulk_create([Individual(opaque_id=each) for each in people])
    made = Interview.unscoped.bulk_create(
        [
            _like(one, opaque_id=number, gate_number=number, individual_id=person)
            for one, number, person in zip(chosen, numbers, people, strict=True)
        ]
    )
    CaseGrant.objects.bulk_create(
        [
            _like(
                grants[one.opaque_id],
                case=new.opaque_id,
                individual=new.individual_id,
                opaque_id=opaque_ids(1)[0],
            )
            for one, new in zip(chosen, made, strict=True)
        ]
    )
    for model, more in ((Submission, _named(drawn)), (AnswerPart, dict)):
        rows: dict[int, list[Any]] = {}
        for row in model.unscoped.filter(interview__in=originals):
            rows.setdefault(row.interview_id, []).append(row)
        model.unscoped.bulk_create(
            [
                _like(
                    row,
                    opaque_id=opaque_ids(1)[0],
                    interview_id=new.pk,
                    individual_id=new.individual_id,
                    **more(),
                )
                for one, new in zip(chosen, made, strict=True)
                for row in rows.get(one.pk, [])
            ]
        )


def _named(drawn: Callable[[], str]) -> Callable[[], dict[str, str]]:
    return lambda: {"instance_id": f"uuid:{uuid.uuid4()}", "receipt": f"{drawn()}-{os.urandom(2).hex()}"}


def _like(row: Any, **changes: Any) -> Any:
    """An unsaved copy of a row, sealed columns as they are."""
    held = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    copy = type(row)()
    for name, value in (held | changes).items():
        setattr(copy, name, value)
    return copy
