"""Signing in and out: the only doors. There is no route to register oneself or to reset a password."""

from __future__ import annotations

from allauth.account.views import LogoutView
from django.urls import path

from palermo.access.views import SignInView

urlpatterns = [
    path("login/", SignInView.as_view(), name="account_login"),
    path("logout/", LogoutView.as_view(template_name="access/sign_out.html"), name="account_logout"),
]
