"""The environment variables that Palermo reads, in one place, typed, with safe defaults (twelve-factor).

A setting that is not named here does not exist. ``palermo check`` prints what was read and refuses what is unsafe.
"""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from palermo.config.organisation_sign_in import OrganisationSignIn
from palermo.errors import UnsafeSettings

MODES = ("production", "demo", "test")
TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "off"})
#: A secret shorter than this can be guessed by a machine; the generated ones have 64 characters.
MINIMUM_SECRET = 50
#: Minutes without a sign of life after which a session is locked, unless the operator says otherwise.
LOCK_MINUTES = 15
LOCK_MINUTES_ALLOWED = range(1, 61)
RETENTION_YEARS_ALLOWED = range(1, 101)
#: The roles of accounts (``access.models.Role``, which cannot be asked before the settings are read), in order.
ROLES = (
    "administrator", "analyst", "caseworker", "data_steward", "focal_point", "partner_officer", "supervisor",
)  # fmt: skip
ALL_ROLES, NO_ROLE = "all", "none"


@dataclass(frozen=True, slots=True)
class Environment:
    """What the environment asks for. ``mode`` is ``production`` unless said otherwise: forgetting is safe."""

    mode: str = "production"
    debug: bool = False
    secret_key: str = field(default="", repr=False)
    database_url: str = field(default="", repr=False)
    #: A command whose output is the password of each connection.
    database_password_command: str = ""
    allowed_hosts: tuple[str, ...] = ()
    public_url: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    lock_minutes: int = LOCK_MINUTES
    #: Roles that sign in with a passkey or key of hardware only; "all" stands for every one.
    passkey_roles: tuple[str, ...] = ()
    #: Years after which an identity that nobody has needed is erased; None keeps it until somebody erases it.
    retention_years: int | None = None
    scanner: str = ""
    #: Where the log goes as well: tls://host:port or unix:/path.
    log_to: str = ""
    oidc: OrganisationSignIn | None = None

    @classmethod
    def read(cls, variables: Mapping[str, str] | None = None) -> Environment:
        """Read ``PALERMO_*`` from ``variables`` (default: the process's own environment).

        Raises UnsafeSettings, naming the variable, when a value cannot be understood: a typing error must not
        silently become a default.
        """
        source = os.environ if variables is None else variables
        mode = source.get("PALERMO_MODE", "production").strip().lower()
        if mode not in MODES:
            raise UnsafeSettings(f"PALERMO_MODE is {mode!r}; it must be one of {', '.join(MODES)}.")
        return cls(
            mode=mode,
            debug=_flag(source, "PALERMO_DEBUG"),
            secret_key=source.get("PALERMO_SECRET_KEY", ""),
            database_url=source.get("PALERMO_DATABASE_URL", ""),
            allowed_hosts=tuple(
                h.strip() for h in source.get("PALERMO_ALLOWED_HOSTS", "").split(",") if h.strip()
            ),
            public_url=source.get("PALERMO_PUBLIC_URL", ""),
            language=source.get("PALERMO_LANGUAGE", "en"),
            time_zone=source.get("PALERMO_TIME_ZONE", "UTC"),
            lock_minutes=_minutes(source, "PALERMO_LOCK_MINUTES"),
            passkey_roles=_passkey_roles(source, mode),
            database_password_command=_command(source, "PALERMO_DATABASE_PASSWORD_COMMAND"),
            retention_years=_retention_years(source),
            scanner=_command(source, "PALERMO_SCANNER"),
            log_to=_log_to(source),
            oidc=OrganisationSignIn.read(source),
        )

    @property
    def is_production(self) -> bool:
        return self.mode == "production"


def unsafe_settings(environment: Environment, *, home_is_shared: bool) -> list[str]:
    """Every reason not to start with real people's data, each naming its setting. Empty outside production."""
    if not environment.is_production:
        return []
    problems = []
    if environment.debug:
        problems.append("PALERMO_DEBUG is on: error pages would show settings and data. Unset it.")
    if not environment.allowed_hosts or "*" in environment.allowed_hosts:
        problems.append("PALERMO_ALLOWED_HOSTS must list the host names of this instance, without '*'.")
    if environment.secret_key and len(environment.secret_key) < MINIMUM_SECRET:
        problems.append(
            f"PALERMO_SECRET_KEY is shorter than {MINIMUM_SECRET} characters. Unset it to use the generated one."
        )
    if not environment.public_url.startswith("https://"):
        problems.append(
            "PALERMO_PUBLIC_URL must be the https:// address at which people reach this instance."
        )
    if environment.oidc and not environment.oidc.is_encrypted:
        problems.append("PALERMO_OIDC_ISSUER must be an https:// address.")
    if _crosses_network_in_clear(environment.database_url):
        problems.append("PALERMO_DATABASE_URL names another machine without sslmode=verify-full.")
    if _has_password(environment.database_url):
        problems.append(
            "PALERMO_DATABASE_URL holds a password that does not change. Use the socket of this machine, a client "
            "certificate (sslcert, sslkey) or PALERMO_DATABASE_PASSWORD_COMMAND."
        )
    if home_is_shared:
        problems.append("PALERMO_HOME can be read by other users of this machine. Run chmod 700 on it.")
    return problems


def _crosses_network_in_clear(url: str) -> bool:
    if not url:
        return False
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_local = host in {"", "localhost", "127.0.0.1", "::1"} or host.startswith("%2f")
    return not is_local and "sslmode=verify-full" not in parts.query


def _has_password(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.password) or "password=" in parts.query


def _command(source: Mapping[str, str], name: str) -> str:
    """A command as it would be typed. Raises UnsafeSettings for one whose quotes do not close."""
    word = source.get(name, "").strip()
    try:
        shlex.split(word)
    except ValueError:
        raise UnsafeSettings(f"{name} is not a command: a quotation mark is not closed.") from None
    return word


def _log_to(source: Mapping[str, str]) -> str:
    word = source.get("PALERMO_LOG_TO", "").strip()
    parts = urlsplit(word)
    if word and not (
        (parts.scheme == "tls" and parts.hostname) or (parts.scheme == "unix" and parts.path.startswith("/"))
    ):
        raise UnsafeSettings("PALERMO_LOG_TO must be tls://host:port or unix:/path/of/a/socket.")
    return word


def _flag(source: Mapping[str, str], name: str) -> bool:
    word = source.get(name, "").strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise UnsafeSettings(f"{name} is {word!r}; use 1 or 0.")


def _passkey_roles(source: Mapping[str, str], mode: str) -> tuple[str, ...]:
    """Unsaid, production asks every role for a passkey; a demonstration nobody."""
    words = source.get("PALERMO_PASSKEY_ROLES", ALL_ROLES if mode == "production" else NO_ROLE)
    named = tuple(word.strip() for word in words.lower().split(",") if word.strip())
    if named == (NO_ROLE,):
        return ()
    if named == (ALL_ROLES,):
        return ROLES
    if unknown := sorted(set(named) - set(ROLES)):
        raise UnsafeSettings(
            f"PALERMO_PASSKEY_ROLES names {', '.join(unknown)}; it takes {ALL_ROLES}, {NO_ROLE} or some of "
            f"{', '.join(ROLES)}."
        )
    return tuple(sorted(set(named)))


def _retention_years(source: Mapping[str, str]) -> int | None:
    word = source.get("PALERMO_RETENTION_YEARS", "").strip()
    if not word:
        return None
    if word.isdecimal() and word.isascii() and int(word) in RETENTION_YEARS_ALLOWED:
        return int(word)
    first, last = RETENTION_YEARS_ALLOWED[0], RETENTION_YEARS_ALLOWED[-1]
    raise UnsafeSettings(
        f"PALERMO_RETENTION_YEARS is {word!r}; it must be whole years from {first} to {last}."
    )


def _minutes(source: Mapping[str, str], name: str) -> int:
    word = source.get(name, "").strip() or str(LOCK_MINUTES)
    if word.isdecimal() and word.isascii() and int(word) in LOCK_MINUTES_ALLOWED:
        return int(word)
    first, last = LOCK_MINUTES_ALLOWED[0], LOCK_MINUTES_ALLOWED[-1]
    raise UnsafeSettings(f"{name} is {word!r}; it must be a whole number of minutes from {first} to {last}.")
