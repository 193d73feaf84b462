"""Signing in and out, and how one signs in. Nobody can register themselves or have a password sent by mail.

Names that begin with ``account_``, ``mfa_``, ``usersessions_`` and ``openid_connect_`` are those by which
django-allauth looks its own pages up.
"""

from __future__ import annotations

from django.urls import include, path

from palermo.access.sign_in.views.confirm import confirm
from palermo.access.sign_in.views.door import PasskeyView, SecondStepView, SignInView, SignOutView, start_over
from palermo.access.sign_in.views.factors import factors, new_app, new_passkey, remove
from palermo.access.sign_in.views.organisation import back, go
from palermo.access.sign_in.views.password import password
from palermo.access.sign_in.views.places import end_others, end_place, places
from palermo.access.sign_in.views.recovery_codes import recovery_codes, renew

urlpatterns = [
    path("", include("palermo.access.locking.urls")),
    path("login/", SignInView.as_view(), name="account_login"),
    path("login/passkey/", PasskeyView.as_view(), name="mfa_login_webauthn"),
    path("login/second-step/", SecondStepView.as_view(), name="mfa_authenticate"),
    path("login/start-over/", start_over, name="sign_in_start_over"),
    path("login/organisation/<slug:provider_id>/", go, name="openid_connect_login"),
    path("login/organisation/<slug:provider_id>/back/", back, name="openid_connect_callback"),
    path("logout/", SignOutView.as_view(), name="account_logout"),
    path("confirm/", confirm, name="account_reauthenticate"),
    path("security/", factors, name="mfa_index"),
    path("security/app/", new_app, name="mfa_activate_totp"),
    path("security/passkey/", new_passkey, name="mfa_add_webauthn"),
    path("security/<int:number>/remove/", remove, name="sign_in_remove_factor"),
    path("security/recovery-codes/", recovery_codes, name="mfa_view_recovery_codes"),
    path("security/recovery-codes/new/", renew, name="mfa_generate_recovery_codes"),
    path("security/password/", password, name="account_change_password"),
    path("places/", places, name="usersessions_list"),
    path("places/others/end/", end_others, name="sign_in_end_others"),
    path("places/<int:number>/end/", end_place, name="sign_in_end_place"),
]
