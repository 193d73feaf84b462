"""The first keys of an instance."""

from __future__ import annotations

from django.utils.translation import gettext as _

from palermo.vault.derive import new_key
from palermo.vault.errors import KeysNotReady
from palermo.vault.instance_keys import PURPOSES, instance_key
from palermo.vault.master import file
from palermo.vault.opened import Vault
from palermo.vault.tokens import EARLIER_SECRET, purpose_key


def set_up_keys(vault: Vault, *, may_create: bool) -> bool:
    """Make whatever is missing; whether a master key file was made. Safe to call again.

    ``may_create``: whether somebody has been told what losing the key means (or the people in the data are
    invented). Raises KeysNotReady when there is no master key and none may be made, or when the store needs
    one that is missing: a new one would not open what the lost one has wrapped.
    """
    made = False
    named = vault.keystore.fact("master")
    if named is None and not vault.masters().keys:
        if not may_create:
            raise KeysNotReady(
                _("There is no master key. Run 'palermo keys init' and read what it says about losing it.")
            )
        made = file.create(file.current_path(vault.home), new_key())
    elif named is not None:
        vault.masters().named(named)
    purpose_key(vault, "tokens")
    for purpose in sorted(PURPOSES):
        instance_key(vault, purpose)
    file.destroy(vault.home.keys / EARLIER_SECRET)
    return made
