"""Binds an account to the subject under which its organisation's sign-in knows it."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount

from palermo.access.models import Account
from palermo.audit.recording import audited, record


def bind_organisation(*, actor: Account, provider: str, subject: str) -> SocialAccount:
    """From now on ``subject`` signs in this account, whatever its e-mail address becomes. Nothing else is stored.

    The caller has verified the provider's statement; ``actor`` is the account that it speaks of.
    """
    with audited():
        bound = SocialAccount.objects.create(user=actor, provider=provider, uid=subject, extra_data={})
        record("account.bound", actor=f"account:{actor.pk}", object_kind="account", object_id=str(actor.pk))
    return bound
