"""What ODK Collect asks for and sends."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from palermo.access.gate import not_here
from palermo.interviews.actions.receive_submission import receive_submission
from palermo.interviews.intake.arrival import Arrival, Receipt
from palermo.interviews.models import Channel, Device, FormMedia
from palermo.interviews.openrosa.answers import ACCEPTED_BYTES, TEXT_XML, said, xml
from palermo.interviews.openrosa.door import for_collect
from palermo.interviews.openrosa.encrypted import is_manifest, receive_encrypted
from palermo.interviews.openrosa.listing import form_list, manifest_of, version_for
from palermo.interviews.openrosa.uploads import read_upload

_READ = ("GET", "HEAD")


@gzip_page
@for_collect(*_READ)
def forms(request: HttpRequest, device: Device) -> HttpResponse:
    """The forms of the device's mission."""
    address = _addresses(request)
    return xml(
        form_list(
            device.mission,
            form=lambda number: address("form", version=number),
            manifest=lambda number: address("manifest", version=number),
        )
    )


@gzip_page
@for_collect(*_READ)
def form(request: HttpRequest, device: Device, version: str) -> HttpResponse:
    """One XForm, byte for byte as its hash was made."""
    found = version_for(device.mission, version)
    return HttpResponse(found.xform.encode(), content_type=TEXT_XML)


@for_collect(*_READ)
def manifest(request: HttpRequest, device: Device, version: str) -> HttpResponse:
    """The files that belong to a form."""
    address = _addresses(request)
    files = FormMedia.objects.filter(version=version_for(device.mission, version)).order_by("name")
    return xml(
        manifest_of(
            files.defer("content"),
            address=lambda name: address("media", version=version, name=name),
        )
    )


@for_collect(*_READ)
def media(request: HttpRequest, device: Device, version: str, name: str) -> HttpResponse:
    """One of these files."""
    found = FormMedia.objects.filter(version=version_for(device.mission, version), name=name).first()
    if found is None:
        raise not_here()
    answer = HttpResponse(bytes(found.content), content_type=found.media_type)
    if found.media_type.startswith("text/"):
        answer["Content-Type"] = f"{found.media_type}; charset=utf-8"
    answer["Content-Disposition"] = "attachment"
    return answer


@for_collect("HEAD", "POST")
def submission(request: HttpRequest, device: Device) -> HttpResponse:
    """HEAD says how much one post may hold; POST brings a filled form, whole or in parts."""
    if request.method == "HEAD":
        answer = HttpResponse(status=HTTPStatus.NO_CONTENT)
        answer["Location"] = request.build_absolute_uri(request.path)
    else:
        answer = _received(request, device)
    answer["X-OpenRosa-Accept-Content-Length"] = str(ACCEPTED_BYTES)
    return answer


def _received(request: HttpRequest, device: Device) -> HttpResponse:
    upload = read_upload(request)
    if is_manifest(upload.xml):
        receipt = receive_encrypted(device, upload)
    else:
        arrival = Arrival(
            xml=upload.xml,
            files=upload.files,
            channel=Channel.COLLECT,
            device=device,
            is_incomplete=upload.is_incomplete,
        )
        receipt = receive_submission(actor=device.account, arrival=arrival)
    return _waiting() if receipt is None or upload.is_incomplete else _told(receipt)


def _told(receipt: Receipt) -> HttpResponse:
    """Nothing of the interview is said: the screen of a phone is seen by others."""
    words = (
        _("Received. Receipt: %(number)s")
        if receipt.is_complete
        else _("Received without all of its files. Receipt: %(number)s")
    ) % {"number": receipt.number}
    status = HTTPStatus.CREATED if receipt.is_new else HTTPStatus.ACCEPTED
    return said(words, status=status, nature="submit_success")


def _waiting() -> HttpResponse:
    return said(
        _("Received in part; more is to follow."), status=HTTPStatus.ACCEPTED, nature="submit_success"
    )


def _addresses(request: HttpRequest) -> Callable[..., str]:
    """Makes addresses of the same kind as the one that was asked for: with the secret in them where it stood in it."""
    match = request.resolver_match
    token = match.kwargs.get("token") if match else None
    prefix = "openrosa" if token is None else "openrosa_token"

    def address(page: str, /, **named: str) -> str:
        path = reverse(f"{prefix}_{page}", kwargs=named if token is None else {"token": token, **named})
        return request.build_absolute_uri(path)

    return address
