"""What a device asks for with its secret: forms, whether it still may, and to hand in."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import condition, require_GET, require_POST

from palermo.access.gate import not_here
from palermo.interviews.actions.ask_device_wipe import note_device_wiped
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.devices.selectors import device_by_secret, is_live
from palermo.interviews.filling.bearer import for_device
from palermo.interviews.filling.container import LARGEST_BODY, Packed, unpack
from palermo.interviews.filling.errors import ContainerRefused
from palermo.interviews.filling.forms_given import cut_languages, forms_for, version_for
from palermo.interviews.filling.sealing import current_key, handed_out, open_box
from palermo.interviews.intake.arrival import Arrival, ArrivedFile
from palermo.interviews.intake.errors import SubmissionTooLarge
from palermo.interviews.models import Channel, Device, FormMedia
from palermo.interviews.xforms.instances import read_instance

#: A version never changes, so what is made of it does not either.
IMMUTABLE = "private, max-age=31536000, immutable"
MOST_LANGUAGES = 20


def _state(request: HttpRequest, device: Device) -> HttpResponse:
    """Whether this device may go on, must forget everything, and to which key it seals."""
    works = is_live(device)
    if works:
        device_by_secret(request.headers["Authorization"].removeprefix("Bearer "))
    return JsonResponse(
        {
            "works": works,
            "revoked": device.revoked_at is not None,
            "wipe": device.wipe_asked_at is not None and device.wiped_at is None,
            "key": handed_out(current_key()) if works else None,
        }
    )


def _wiped(_request: HttpRequest, device: Device) -> HttpResponse:
    """The device says that it has forgotten everything; its secret ends with that."""
    note_device_wiped(device=device)
    return HttpResponse(status=204)


def _forms(_request: HttpRequest, device: Device) -> HttpResponse:
    """The forms of the device's mission."""
    return JsonResponse({"forms": forms_for(device.mission)})


def _form(request: HttpRequest, device: Device, version: str) -> HttpResponse:
    """One version as XForm, in the languages that are asked for."""
    content = cut_languages(version_for(device.mission, version).xform, _languages(request)).encode()
    return _kept(request, content, "text/xml; charset=utf-8")


def _media(request: HttpRequest, device: Device, version: str, name: str) -> HttpResponse:
    """A file that a version shows or reads."""
    media = FormMedia.objects.filter(version=version_for(device.mission, version), name=name).first()
    if media is None:
        raise not_here()
    answer = _kept(request, bytes(media.content), media.media_type)
    # Also a picture of a form comes from a mission's spreadsheet: it is never shown as a page of ours.
    answer["Content-Disposition"] = "attachment"
    return answer


def _outbox(request: HttpRequest, device: Device) -> HttpResponse:
    """One finished interview, sealed. The same one twice gives the same receipt."""
    packed = unpack(open_box(_body(request)))
    _require_agreement(packed)
    arrival = Arrival(
        xml=packed.xml,
        files=tuple(ArrivedFile(one.name, one.content, one.media_type) for one in packed.files),
        channel=Channel.BROWSER if packed.paper_on is None else Channel.PAPER,
        device=device,
        case=packed.case,
        language=packed.language,
        began_at=packed.began_at,
        ended_at=packed.ended_at,
        paper_on=packed.paper_on,
        seen=packed.seen,
    )
    receipt = receive_submission(actor=device.account, arrival=arrival)
    return JsonResponse(
        {
            "receipt": receipt.number,
            "interview": receipt.interview,
            "remarks": receipt.remarks,
            "is_new": receipt.is_new,
            "is_complete": receipt.is_complete,
        },
        status=201 if receipt.is_new else 202,
    )


state = require_GET(for_device(_state, also_stopped=True))
wiped = for_device(require_POST(_wiped), also_stopped=True)
forms = require_GET(for_device(_forms))
form = require_GET(for_device(_form))
media = require_GET(for_device(_media))
outbox = for_device(require_POST(_outbox))


def _languages(request: HttpRequest) -> frozenset[str]:
    asked = request.GET.get("languages", "").lower().split(",")[:MOST_LANGUAGES]
    return frozenset(code for code in asked if code)


def _kept(request: HttpRequest, content: bytes, kind: str) -> HttpResponse:
    """An answer that the device may keep for good; without its content when it has it already."""
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'

    @condition(etag_func=lambda *_args: etag)
    def given(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(content, content_type=kind)

    answer = given(request)
    answer["Cache-Control"] = IMMUTABLE
    # Another device, or another account on this one, asks for itself.
    patch_vary_headers(answer, ["Authorization"])
    return answer


def _body(request: HttpRequest) -> bytes:
    """What was sent, to the agreed size: Django's own limit is for forms. Raises SubmissionTooLarge."""
    content: bytes = request.read(LARGEST_BODY + 1)
    if len(content) > LARGEST_BODY:
        raise SubmissionTooLarge(limit=LARGEST_BODY)
    return content


def _require_agreement(packed: Packed) -> None:
    """What is said of an interview must be what it says itself. Raises InstanceRefused, ContainerRefused."""
    instance = read_instance(packed.xml)
    said = (packed.form_id, packed.version, packed.instance_id)
    if said != (instance.form_id, instance.version, instance.instance_id):
        raise ContainerRefused(part="meta")
