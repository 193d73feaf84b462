"""What can go wrong with keys and sealed values. No message carries a value, a key or the name of an
individual."""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from palermo.errors import Detail, PalermoError


class VaultError(PalermoError):
    """The root of everything the vault refuses."""

    code = "vault"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = _("What is sealed could not be used.")


class KeysNotReady(VaultError):
    """No master key has been made yet, or the one that is needed cannot be found."""

    code = "keys_not_ready"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    template = _("The keys of this instance cannot be found. Whoever runs Palermo has to see to it.")
    schema = {"master_key": Detail.CODE, "source": Detail.CODE}


class UnsafeKeyFile(VaultError):
    """Other users of the machine may read a file that holds a key."""

    code = "unsafe_key_file"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    template = _("A key of this instance lies open to others. Whoever runs Palermo has to see to it.")
    schema = {"path": Detail.FILE}


class KmsFailed(VaultError):
    """The command of ``PALERMO_KMS_COMMAND`` did not answer as agreed."""

    code = "kms_failed"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    template = _("The service that keeps the master key did not answer.")
    schema = {"status": Detail.CODE}


class NoClearance(VaultError):
    """Plaintext was asked for, or given for sealing, outside a clearance that covers the individual."""

    code = "no_clearance"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = _("Something sealed was asked for without a clearance.")


class CannotOpen(VaultError):
    """A sealed value was changed, cut, or moved from where it was written. It is never shown in part."""

    code = "cannot_open"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = _("A sealed value was changed or moved and is not shown.")


class NoKey(VaultError):
    """There is no key that opens or seals for this individual. One answer for unknown and for destroyed."""

    code = "no_key"
    status = HTTPStatus.NOT_FOUND
    template = _("There is nothing here that you can open.")


class SealedLookup(VaultError):
    """A query compares a sealed column with a value; only keyed tokens can be looked up."""

    code = "sealed_lookup"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    template = _("Something sealed was searched for in a way that cannot find it.")


class ErasureUnfinished(VaultError):
    """The keys are destroyed, but another process still holds an old page of the key store. Call again."""

    code = "erasure_unfinished"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    template = _("The keys are destroyed, but the erasure is not finished. Do it again.")


class RotationUnfinished(VaultError):
    """Another change of keys has to be finished first."""

    code = "rotation_unfinished"
    status = HTTPStatus.CONFLICT
    template = _("Another change of keys has to be finished first.")


class RecoveryRefused(VaultError):
    """A recovery code, its passphrase or a copy of the key store does not fit."""

    code = "recovery_refused"
    status = HTTPStatus.BAD_REQUEST
    template = _("The recovery code, its passphrase or the copy does not fit.")


class UnreadableList(VaultError):
    """A list of breached passwords has another form than SHA-1 digests, one a line."""

    code = "unreadable_list"
    status = HTTPStatus.BAD_REQUEST
    template = _("This is not a list of digests.")
    schema = {"line": Detail.NUMBER}


class NotEncryptedForUs(VaultError):
    """A file that ODK Collect encrypted does not open: another key, or something was changed. Which helps nobody."""

    code = "not_encrypted_for_us"
    status = HTTPStatus.BAD_REQUEST
    template = _("This was not encrypted for this form, or it was changed on the way. Nothing was stored.")
