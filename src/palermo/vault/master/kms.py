"""A master key that never enters this process: a local command wraps and unwraps.

The command of ``PALERMO_KMS_COMMAND`` is started without a shell as ``<command> wrap <context>`` or
``<command> unwrap <context>``; it receives the bytes on standard input and answers on standard output.
``context`` is 64 hexadecimal digits that the service may record or bind (it names nobody). Palermo itself
opens no network connection.

Threat: a service that ignores the context would unwrap one mission's key in the place of another's; so the
context is also inside what is wrapped, and compared afterwards.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import shlex
import subprocess

from django.utils.translation import gettext as _

from palermo.vault.envelope import cannot_open
from palermo.vault.errors import KmsFailed

#: The same for every command, so that a changed path or option of the command loses no key. Which of its own
#: keys wrapped what is the service's business; a rotation wraps everything again, and so under its newest
#: key.
KMS_ID = b"kms.call"
#: Seconds to wait for a service in another place.
PATIENCE = 30
#: A wrapped key longer than this is no wrapped key.
LONGEST_ANSWER = 16_384
#: Never handed to another program.
PRIVATE_VARIABLES = ("PALERMO_MASTER_KEY", "PALERMO_MASTER_KEY_PREVIOUS", "PALERMO_SECRET_KEY")


class KmsCommand:
    """Talks to a key management service through a local program."""

    __slots__ = ("_command", "id", "provider")

    def __init__(self, command: str) -> None:
        self._command = shlex.split(command)
        self.provider = "kms"
        self.id = KMS_ID

    def wrap(self, key: bytes, context: bytes) -> bytes:
        digest = hashlib.sha256(context).digest()
        return self._ask("wrap", key + digest, digest)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        digest = hashlib.sha256(context).digest()
        content = self._ask("unwrap", wrapped, digest)
        if not hmac.compare_digest(content[-len(digest) :], digest):
            raise cannot_open()
        return content[: -len(digest)]

    def _ask(self, verb: str, content: bytes, digest: bytes) -> bytes:
        environment = {name: value for name, value in os.environ.items() if name not in PRIVATE_VARIABLES}
        try:
            answer = subprocess.run(  # noqa: S603 - the administrator's own command, no shell, no outside text
                [*self._command, verb, digest.hex()],
                input=content,
                capture_output=True,
                timeout=PATIENCE,
                env=environment,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise self._failed(type(problem).__name__) from None
        if answer.returncode != 0 or not 0 < len(answer.stdout) <= LONGEST_ANSWER:
            raise self._failed(str(answer.returncode))
        return answer.stdout

    @staticmethod
    def _failed(status: str) -> KmsFailed:
        # What the command wrote is not repeated: nobody knows what is in it.
        return KmsFailed(
            _("The command of PALERMO_KMS_COMMAND failed (%(status)s).") % {"status": status}, status=status
        )
