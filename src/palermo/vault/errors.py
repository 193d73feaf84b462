"""What can go wrong with keys and sealed values. No message carries a value, a key or the name of an
individual."""

from __future__ import annotations

from palermo.errors import PalermoError


class VaultError(PalermoError):
    """The root of everything the vault refuses."""

    code = "vault"


class KeysNotReady(VaultError):
    """No master key has been made yet, or the one that is needed cannot be found."""

    code = "keys_not_ready"


class UnsafeKeyFile(VaultError):
    """Other users of the machine may read a file that holds a key."""

    code = "unsafe_key_file"


class KmsFailed(VaultError):
    """The command of ``PALERMO_KMS_COMMAND`` did not answer as agreed."""

    code = "kms_failed"


class NoClearance(VaultError):
    """Plaintext was asked for, or given for sealing, outside a clearance that covers the individual."""

    code = "no_clearance"


class CannotOpen(VaultError):
    """A sealed value was changed, cut, or moved from where it was written. It is never shown in part."""

    code = "cannot_open"


class NoKey(VaultError):
    """There is no key that opens or seals for this individual. One answer for unknown and for destroyed."""

    code = "no_key"


class SealedLookup(VaultError):
    """A query compares a sealed column with a value; only keyed tokens can be looked up."""

    code = "sealed_lookup"


class ErasureUnfinished(VaultError):
    """The keys are destroyed, but another process still holds an old page of the key store. Call again."""

    code = "erasure_unfinished"


class RotationUnfinished(VaultError):
    """Another change of keys has to be finished first."""

    code = "rotation_unfinished"


class RecoveryRefused(VaultError):
    """A recovery code, its passphrase or a copy of the key store does not fit."""

    code = "recovery_refused"
