"""An organisation's own sign-in (OpenID Connect), for accounts that exist here already.

It opens no account and makes none: the first time, the address that the organisation has verified must be that of an
account; from then on the account is bound to the organisation's subject, and the address does not matter any more.

Threats. A mailbox that was given to somebody else: an account bound to one subject never follows another. A stolen or
replayed answer: state, PKCE and nonce, and the signature of the identity token is always checked. A server that is
talked into calling others: requests go to the issuer and the hosts named beside it, without redirects. What the
organisation tells about a person is looked at and forgotten; only the subject is kept.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import urlsplit

import requests
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from palermo.access.models import Account
from palermo.access.sign_in import proofs
from palermo.access.sign_in.actions.bind_organisation import bind_organisation
from palermo.access.sign_in.recording import record_failure

#: The one provider, in addresses and in the table of bindings.
PROVIDER = "organisation"
#: Keys of the organisation sign tokens; a token "signed" with a password or with nothing is none.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
)
#: In ``amr`` (RFC 8176): several factors were used.
FACTOR_METHODS = frozenset({"mfa"})
SECONDS = 5


def organisation_name() -> str:
    """What the button says; empty when no organisation's sign-in is set up."""
    return str(settings.PALERMO_OIDC.get("name", ""))


def asked_for_factor(claims: Mapping[str, Any]) -> bool:
    """Whether the identity token says that the organisation asked for a second factor itself."""
    named = claims.get("amr")
    used = set(named) if isinstance(named, list) else set()
    return bool(used & FACTOR_METHODS) or claims.get("acr") in settings.PALERMO_OIDC.get("acr", ())


class IssuerOnly(requests.Session):
    """Asks the issuer and the hosts named beside it, nobody else, and follows no redirect."""

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        parts = urlsplit(url.decode() if isinstance(url, bytes) else url)
        if f"{parts.scheme}://{parts.netloc}" not in settings.PALERMO_OIDC.get("origins", ()):
            raise requests.exceptions.InvalidURL(f"{parts.netloc} is not the organisation's sign-in.")
        kwargs |= {"allow_redirects": False, "timeout": SECONDS}
        return super().request(method, url, *args, **kwargs)


class OrganisationAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """allauth's hooks: settings only, the issuer only, and the decision who comes in."""

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """From the settings alone: a row that somebody writes into the database opens no door."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def get_requests_session(self) -> requests.Session:
        return IssuerOnly()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        """Never by allauth's rule; ``pre_social_login`` has ours."""

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        _refuse(request, None)

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> NoReturn:
        """Everything about the answer holds: find the account, bind it if it is new here, and go on to sign in."""
        from palermo.access.sign_in.door import may_sign_in

        claims: Mapping[str, Any] = sociallogin.claims
        if sociallogin.state.get("process") != "login" or not sociallogin.state.get("nonce"):
            _refuse(request, None)
        if claims["id_token"].get("nonce") != sociallogin.state["nonce"]:
            _refuse(request, None)
        bound = SocialAccount.objects.filter(provider=PROVIDER, uid=sociallogin.account.uid).first()
        account = bound.user if bound else account_by_address(claims)
        if account is None or not may_sign_in(account):
            _refuse(request, account)
        if bound is None:
            bind_organisation(actor=account, provider=PROVIDER, subject=sociallogin.account.uid)
        proofs.add_proof(request, account, "socialaccount", factor=asked_for_factor(claims["id_token"]))
        login = Login(user=account, redirect_url=sociallogin.state.get("next"))
        raise ImmediateHttpResponse(perform_login(request, login))


class Conversation(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """What is said between us and the issuer: signature always checked, nothing kept but the subject."""

    @property
    def openid_config(self) -> dict[str, Any]:
        found: dict[str, Any] = super().openid_config
        if str(found.get("issuer", "")).rstrip("/") != settings.PALERMO_OIDC["issuer"].rstrip("/"):
            raise OAuth2Error("The issuer names itself otherwise.")
        return found

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        id_token = kwargs["response"].get("id_token")
        if not id_token or _algorithm(id_token) not in ALGORITHMS:
            raise OAuth2Error("No signed identity token.")
        claims = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
            verify_signature=True,
        )
        told: dict[str, Any] = {}
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims.get("sub"):
                raise OAuth2Error("The answers speak of two people.")
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.account.extra_data = {}
        login.claims = {"id_token": claims, "userinfo": told}
        return login


def account_by_address(claims: Mapping[str, Any]) -> Account | None:
    """The account whose address the organisation has verified, unless it is bound to another subject."""
    for told in (claims["id_token"], claims["userinfo"]):
        email = told.get("email")
        if isinstance(email, str) and told.get("email_verified") is True:
            account = Account.objects.filter(email=email.lower()).first()
            if account and not SocialAccount.objects.filter(user=account, provider=PROVIDER).exists():
                return account
    return None


def _algorithm(token: str) -> str:
    head = token.partition(".")[0]
    try:
        told = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
        return str(told["alg"])
    except (ValueError, TypeError, KeyError, binascii.Error):
        return ""


def _refuse(request: HttpRequest, account: Account | None) -> NoReturn:
    """One answer, whatever was wrong, and an entry in the audit."""
    record_failure(request, account, "organisation")
    messages.error(
        request,
        _(
            "Your organisation's sign-in did not open Palermo. Ask whoever runs Palermo whether you have an account."
        ),
    )
    raise ImmediateHttpResponse(redirect("account_login"))
