"""Which master keys are at hand, and which of them wraps what is new.

Precedence: ``PALERMO_KMS_COMMAND``, then ``PALERMO_MASTER_KEY`` (base64), then the file. The others stay
readable, so that keys can be moved from one provider to another by a rotation.
``PALERMO_MASTER_KEY_PREVIOUS`` is read while an environment's key is being rotated. Nothing is cached: a key
that is taken away is gone at once.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from palermo.home import Home
from palermo.vault.errors import KeysNotReady
from palermo.vault.master import file
from palermo.vault.master.kms import KmsCommand
from palermo.vault.master.local import LocalMasterKey, decode
from palermo.vault.master.protocol import MasterKey

KMS_COMMAND = "PALERMO_KMS_COMMAND"
ENVIRONMENT_KEY = "PALERMO_MASTER_KEY"
PREVIOUS_KEY = "PALERMO_MASTER_KEY_PREVIOUS"


@dataclass(frozen=True, slots=True)
class Masters:
    """The master keys at hand, best first."""

    keys: tuple[MasterKey, ...]

    @property
    def current(self) -> MasterKey:
        """The one that wraps what is new. Raises KeysNotReady when there is none."""
        if not self.keys:
            raise KeysNotReady(
                _("There is no master key. Run 'palermo keys init' and read what it says about losing it.")
            )
        return self.keys[0]

    def named(self, master_id: bytes) -> MasterKey:
        """The one with this identifier. Raises KeysNotReady when it is not at hand."""
        for key in self.keys:
            if key.id == master_id:
                return key
        raise KeysNotReady(
            _(
                "The master key %(id)s is not here. Put it back (file, environment or key management service), "
                "or run 'palermo keys restore'."
            )
            % {"id": master_id.hex()},
            master_key=master_id.hex(),
        )


def gather(home: Home, variables: Mapping[str, str] | None = None) -> Masters:
    """Read all providers. Raises KeysNotReady or UnsafeKeyFile when one holds something that is no key."""
    source = os.environ if variables is None else variables
    found: list[MasterKey] = []
    if command := source.get(KMS_COMMAND, "").strip():
        found.append(KmsCommand(command))
    for name in (ENVIRONMENT_KEY, PREVIOUS_KEY):
        if text := source.get(name, "").strip():
            found.append(LocalMasterKey(decode(text, name), "environment"))
    for path in (file.next_path(home), file.current_path(home)):
        if (secret := file.read(path)) is not None:
            found.append(LocalMasterKey(secret, "file"))
    return Masters(tuple(found))
