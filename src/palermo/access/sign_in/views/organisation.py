"""Going to the organisation's own sign-in, and coming back."""

from __future__ import annotations

import secrets

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from palermo.access.sign_in.oidc import Conversation, OrganisationAdapter


@login_not_required
@require_POST
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the issuer. It must ask anew who sits there: on a shared machine its own session may be a colleague's."""
    if request.user.is_authenticated:
        return redirect("home")
    conversation = _conversation(request, provider_id)
    if conversation is None:
        return redirect("account_login")
    too_often: HttpResponse | None = ratelimit.consume_or_429(request, app="allauth.account", action="login")
    if too_often:
        return too_often
    provider = conversation.get_provider()
    provider.oauth2_adapter_class = Conversation
    nonce = secrets.token_urlsafe(24)
    wanted = {"nonce": nonce, "prompt": "login"}
    if settings.PALERMO_OIDC["acr"]:
        wanted["acr_values"] = " ".join(settings.PALERMO_OIDC["acr"])
    try:
        answer: HttpResponse = provider.redirect(
            request,
            process="login",
            next_url=get_next_redirect_url(request),
            auth_params=provider.get_auth_params() | wanted,
            nonce=nonce,
        )
    except (RequestException, OAuth2Error):
        return _not_reached(request)
    return answer


@login_not_required
@require_safe
def back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """From the issuer, with a code that we exchange."""
    if request.user.is_authenticated:
        return redirect("home")
    conversation = _conversation(request, provider_id)
    if conversation is None:
        return redirect("account_login")
    answer: HttpResponse = OAuth2CallbackView.adapter_view(conversation)(request)
    return answer


def _conversation(request: HttpRequest, provider_id: str) -> Conversation | None:
    """None where no organisation's sign-in is set up."""
    conversation = Conversation(request, provider_id)
    try:
        conversation.get_provider()
    except SocialApp.DoesNotExist:
        return None
    return conversation


def _not_reached(request: HttpRequest) -> HttpResponse:
    try:
        OrganisationAdapter(request).on_authentication_error(request)
    except ImmediateHttpResponse as answer:
        response: HttpResponse = answer.response
        return response
