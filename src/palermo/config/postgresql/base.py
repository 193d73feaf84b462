"""Django's backend for PostgreSQL, with a password that a local command gives for each connection.

Threat: a password in a setting is copied into backups, images and hands, and never changes. Services of databases give
out tokens that live for minutes; the command of ``PALERMO_DATABASE_PASSWORD_COMMAND`` fetches one and writes it to its
standard output. (On the same machine no password is needed: the socket knows who asks. A client certificate is named
in the address: ``sslcert``, ``sslkey``.)
"""

from __future__ import annotations

import os
import shlex
import subprocess
from typing import Any

from django.db.backends.postgresql import base
from django.db.utils import OperationalError

from palermo.vault.master.kms import PRIVATE_VARIABLES

#: Seconds to wait for the command.
PATIENCE = 30
#: A token of a cloud service has some two thousand signs.
LONGEST = 16_384


class DatabaseWrapper(base.DatabaseWrapper):
    """The same, but for where the password comes from."""

    def get_connection_params(self) -> dict[str, Any]:
        found: dict[str, Any] = super().get_connection_params()
        return found | {"password": asked_password(str(self.settings_dict["PASSWORD_COMMAND"]))}


def asked_password(command: str) -> str:
    """What the command writes, without the end of the line. Raises OperationalError; nothing of it is repeated."""
    environment = {name: value for name, value in os.environ.items() if name not in PRIVATE_VARIABLES}
    try:
        answer = subprocess.run(  # noqa: S603 - the administrator's own command, no shell, no outside text
            shlex.split(command), stdout=subprocess.PIPE, timeout=PATIENCE, env=environment, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as problem:
        raise _failed(type(problem).__name__) from None
    word = answer.stdout.decode(errors="replace").rstrip("\r\n")
    if answer.returncode != 0 or not 0 < len(word) <= LONGEST:
        raise _failed(str(answer.returncode))
    return word


def _failed(status: str) -> OperationalError:
    return OperationalError(f"The command of PALERMO_DATABASE_PASSWORD_COMMAND failed ({status}).")
