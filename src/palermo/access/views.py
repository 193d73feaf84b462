"""The sign-in page."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView
from django.conf import settings

from palermo.access.demo_accounts import DEMO_ACCOUNTS, DEMO_PASSWORD


class SignInView(LoginView):  # type: ignore[misc]
    """E-mail address and password; in a demonstration also the accounts that one may try."""

    template_name = "access/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if settings.PALERMO_MODE == "demo":
            context |= {"demo_accounts": DEMO_ACCOUNTS, "demo_password": DEMO_PASSWORD}
        return context
