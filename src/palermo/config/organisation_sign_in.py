"""The variables of an organisation's own sign-in (OpenID Connect), or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from palermo.errors import UnsafeSettings


@dataclass(frozen=True, slots=True)
class OrganisationSignIn:
    """``issuer`` is the address under which discovery begins; ``hosts`` are others that it may send us to for tokens
    and keys; ``acr`` are values that mean "a second factor was asked for"."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    acr: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()

    @classmethod
    def read(cls, source: Mapping[str, str]) -> OrganisationSignIn | None:
        """None when no issuer is named. Raises UnsafeSettings when only half is told or a file cannot be read."""
        issuer = source.get("PALERMO_OIDC_ISSUER", "").strip().rstrip("/")
        if not issuer:
            return None
        if urlsplit(issuer).scheme not in {"http", "https"} or not urlsplit(issuer).netloc:
            raise UnsafeSettings("PALERMO_OIDC_ISSUER must be an https:// address.")
        client_id = source.get("PALERMO_OIDC_CLIENT_ID", "").strip()
        secret = _secret(source)
        if not client_id or not secret:
            raise UnsafeSettings(
                "PALERMO_OIDC_ISSUER needs PALERMO_OIDC_CLIENT_ID and PALERMO_OIDC_CLIENT_SECRET (or"
                " PALERMO_OIDC_CLIENT_SECRET_FILE)."
            )
        return cls(
            name=source.get("PALERMO_OIDC_NAME", "").strip() or urlsplit(issuer).netloc,
            issuer=issuer,
            client_id=client_id,
            client_secret=secret,
            acr=tuple(source.get("PALERMO_OIDC_ACR", "").split()),
            hosts=tuple(source.get("PALERMO_OIDC_HOSTS", "").replace(",", " ").split()),
        )

    @property
    def is_encrypted(self) -> bool:
        return urlsplit(self.issuer).scheme == "https"

    @property
    def origins(self) -> tuple[str, ...]:
        """All that may be asked: ``https://sign-in.example.org``."""
        parts = urlsplit(self.issuer)
        return (f"{parts.scheme}://{parts.netloc}", *(f"https://{host}" for host in self.hosts))


def _secret(source: Mapping[str, str]) -> str:
    named = source.get("PALERMO_OIDC_CLIENT_SECRET_FILE", "")
    if not named:
        return source.get("PALERMO_OIDC_CLIENT_SECRET", "")
    try:
        return Path(named).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise UnsafeSettings("PALERMO_OIDC_CLIENT_SECRET_FILE names a file that cannot be read.") from error
