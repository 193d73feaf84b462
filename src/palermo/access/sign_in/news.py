"""What an account's owner is told of it: changes of the ways of signing in, and attempts that failed.

Threat: somebody else changed the password or added a passkey, or guesses. No mail is sent from here, so it is said on
the next page after signing in and on the page of places. Everything comes from the audit; nothing can be pressed away.
Each browser is told what happened since the last sign-in with that very browser, so a thief who signs in elsewhere does
not hear it in the owner's place.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from palermo.access.actors import MaybeActor, audit_name
from palermo.access.gate import require_actor
from palermo.access.models import Account
from palermo.access.sign_in.known_devices import last_sign_in
from palermo.audit.selectors import Entry, Filters, entries, extent

#: What a browser that is new here is told of, and what the page of places lists.
TOLD_BACK = timedelta(days=14)
LISTED_BACK = timedelta(days=90)
#: Of each act; more would not be read.
_MOST = 20
_CHANGES = (
    "account.password_changed", "account.password_given", "account.factor_added", "account.factor_removed",
    "account.recovery_codes_renewed", "account.bound", "account.opened", "account.signed_in",
    "account.device_added", "account.device_revoked", "account.device_wipe_asked", "account.device_wiped",
)  # fmt: skip
_WORDS: dict[tuple[str, str], Any] = {
    ("account.password_changed", ""): gettext_lazy("the password was changed"),
    ("account.password_given", ""): gettext_lazy("a new first password was given"),
    ("account.factor_added", "totp"): gettext_lazy("an app with codes was added"),
    ("account.factor_added", "webauthn"): gettext_lazy("a passkey was added"),
    ("account.factor_added", "recovery_codes"): gettext_lazy("recovery codes were made"),
    ("account.factor_removed", "totp"): gettext_lazy("an app with codes was removed"),
    ("account.factor_removed", "webauthn"): gettext_lazy("a passkey was removed"),
    ("account.factor_removed", "recovery_codes"): gettext_lazy("the recovery codes were removed"),
    ("account.recovery_codes_renewed", ""): gettext_lazy("new recovery codes were made"),
    ("account.bound", ""): gettext_lazy("it was bound to the sign-in of your organisation"),
    ("account.opened", ""): gettext_lazy("it was opened again"),
    ("account.signed_in", ""): gettext_lazy("somebody signed in with a browser that was new"),
    # Recorded by palermo.interviews, which lies above.
    ("account.device_added", "browser"): gettext_lazy(
        "a browser was registered for interviews without a network"
    ),
    ("account.device_added", "collect"): gettext_lazy(
        "a phone with ODK Collect was registered for interviews"
    ),
    ("account.device_revoked", ""): gettext_lazy("a device for interviews was stopped"),
    ("account.device_wipe_asked", ""): gettext_lazy("a device for interviews was asked to forget everything"),
    ("account.device_wiped", ""): gettext_lazy("a device for interviews has forgotten everything"),
}
#: Wrong codes are asked for after a right password only.
_SECOND_STEP = {"totp", "recovery_codes"}


@dataclass(frozen=True, slots=True)
class Change:
    """``words`` in the reader's language, without a capital; ``by`` is empty when it was the owner."""

    at: datetime
    words: str
    by: str


@dataclass(frozen=True, slots=True)
class Attempts:
    """Failed sign-ins ``since`` a moment; ``after_password``: of those, with the right password and a wrong code."""

    since: datetime
    count: int
    after_password: int


def changes_of(actor: MaybeActor, *, account: Account, since: datetime) -> list[Change]:
    """What changed, newest first, for the account itself only. Raises NotSignedIn; of others nothing is told."""
    if require_actor(actor) != account:
        return []
    return _changes(account, since)


def tell(request: HttpRequest, account: Account) -> None:
    """Put onto the next page what this browser has not been told. Called after signing in, before it is remembered."""
    now = timezone.now()
    since = last_sign_in(request, account.email) or max(now - TOLD_BACK, account.created_at)
    changes = _changes(account, since, leave_out_newest_sign_in=True)
    if changes:
        said = "; ".join(
            f"{change.words} ({date_format(timezone.localtime(change.at), 'SHORT_DATETIME_FORMAT')}"
            f"{', ' + change.by if change.by else ''})"
            for change in changes
        )
        words = _(
            "Your account since you last signed in here: %(changes)s. Was that not you? Tell whoever runs Palermo."
        )
        messages.warning(request, words % {"changes": said})
    attempts = attempts_since(account, since)
    if attempts.count:
        words = ngettext(
            "%(count)d attempt to sign in to your account failed since you last signed in here.",
            "%(count)d attempts to sign in to your account failed since you last signed in here.",
            attempts.count,
        ) % {"count": attempts.count}
        if attempts.after_password:
            words += " " + _("Somebody had the right password. If that was not you, change it now.")
        messages.warning(request, words)


def attempts_since(account: Account, since: datetime) -> Attempts:
    """Failed sign-ins of the account. Those that happened before anybody knew whose account it is have no owner."""
    failed = _filters(account, "account.sign_in_failed", since)
    known = [entry for entry in entries(failed, limit=500).entries if not entry.details.get("again")]
    counted = extent(failed).count if len(known) == 500 else len(known)
    return Attempts(since, counted, sum(entry.details.get("method") in _SECOND_STEP for entry in known))


def _changes(account: Account, since: datetime, *, leave_out_newest_sign_in: bool = False) -> list[Change]:
    found: list[Entry] = []
    for act in _CHANGES:
        of_act = list(entries(_filters(account, act, since), limit=_MOST).entries)
        if act == "account.signed_in":
            of_act = of_act[leave_out_newest_sign_in:]
            of_act = [entry for entry in of_act if entry.details.get("new")]
        found += of_act
    found.sort(key=lambda entry: entry.sequence, reverse=True)
    names = _names({entry.actor for entry in found})
    own = audit_name(account)
    return [
        Change(entry.at, _words(entry), "" if entry.actor == own else names.get(entry.actor, _others()))
        for entry in found
    ]


def _filters(account: Account, act: str, since: datetime) -> Filters:
    return Filters(act=act, object_kind="account", object_id=str(account.pk), since=since)


def _words(entry: Entry) -> str:
    words = _WORDS.get((entry.act, str(entry.details.get("kind", ""))))
    return str(words if words is not None else _("a way of signing in was changed"))


def _others() -> str:
    return _("by whoever runs Palermo")


def _names(labels: set[str]) -> dict[str, str]:
    numbers = [int(label.partition(":")[2]) for label in labels if label.startswith("account:")]
    rows = Account.objects.filter(pk__in=numbers).values_list("pk", "display_name")
    return {f"account:{number}": _("by %(name)s") % {"name": name} for number, name in rows}
