"""The settings of an instance that was given nothing but its address: forgetting is safe."""

from __future__ import annotations

import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib.auth.hashers import get_hasher
from django.core.checks import run_checks
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from palermo.access.models import Account, Role
from tests.security.conftest import HOST, read_settings

#: What Django's own check of a deployment would like and we do not do, with the reason.
WAIVED = {
    # Whoever runs the instance decides about the list that browsers carry; one cannot be taken off it quickly.
    "security.W021",
}


def test_djangos_own_check_of_a_deployment_finds_nothing(in_production: None) -> None:
    secret = "".join(chr(33 + number % 90) for number in range(80))
    with override_settings(SECRET_KEY=secret, DEBUG=False):
        found = run_checks(include_deployment_checks=True, tags=["security"])
    assert [message for message in found if message.id not in WAIVED] == []


def test_nothing_for_developers_is_on(production_settings: Mapping[str, Any]) -> None:
    assert production_settings["PALERMO_MODE"] == "production"
    assert production_settings["DEBUG"] is False
    assert production_settings["ALLOWED_HOSTS"] == [HOST]
    assert production_settings["CSRF_TRUSTED_ORIGINS"] == [f"https://{HOST}"]
    for name in ("django.contrib.admin", "debug_toolbar", "django_extensions", "silk"):
        assert name not in production_settings["INSTALLED_APPS"]
    assert not production_settings.get("ADMINS")
    assert not production_settings["WHITENOISE_USE_FINDERS"]


def test_tls_is_demanded_and_the_proxy_is_believed_in_one_header_only(
    production_settings: Mapping[str, Any],
) -> None:
    assert production_settings["SECURE_SSL_REDIRECT"] is True
    assert production_settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert not production_settings.get("USE_X_FORWARDED_HOST", False)
    assert not production_settings.get("USE_X_FORWARDED_PORT", False)
    # What is not sent on is refused: test_headers.
    assert production_settings["SECURE_REDIRECT_EXEMPT"] == [r"^api/", r"^fill/api/", r"^openrosa/"]


def test_whoever_guesses_is_counted_by_the_address_that_the_proxy_saw(in_production: None) -> None:
    """The web server in front adds the last address of the list; what a browser wrote before it is not believed."""
    asked = RequestFactory().get("/", headers={"x-forwarded-for": "198.51.100.7, 203.0.113.9"})
    assert ratelimit.get_ip(asked) == "203.0.113.9"


def test_the_secret_is_made_by_the_machine_and_lies_with_its_owner(
    production_settings: Mapping[str, Any],
) -> None:
    path: Path = production_settings["HOME"].keys / "django_secret"
    assert len(production_settings["SECRET_KEY"]) >= 64
    assert path.read_text().strip() == production_settings["SECRET_KEY"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_instances_have_two_secrets(tmp_path: Path) -> None:
    one, other = (read_settings(tmp_path / name)["SECRET_KEY"] for name in "ab")
    assert one != other


def test_every_folder_is_its_owners(production_settings: Mapping[str, Any]) -> None:
    root: Path = production_settings["HOME"].root
    for folder in (root, *(path for path in root.rglob("*") if path.is_dir())):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700, folder.name


def test_passwords_are_stretched(production_settings: Mapping[str, Any]) -> None:
    """PBKDF2 with at least 600,000 rounds, or a function that needs memory (OWASP's present advice)."""
    with override_settings(**_hashers(production_settings)):
        hasher = get_hasher()
    assert hasher.algorithm in {"argon2", "scrypt"} or (
        hasher.algorithm == "pbkdf2_sha256" and hasher.iterations >= 600_000
    )


def _hashers(values: Mapping[str, Any]) -> dict[str, Any]:
    from django.conf import global_settings

    return {"PASSWORD_HASHERS": values.get("PASSWORD_HASHERS", global_settings.PASSWORD_HASHERS)}


def test_passwords_are_long_and_otherwise_free(production_settings: Mapping[str, Any]) -> None:
    rules = {
        entry["NAME"].rsplit(".", 1)[-1]: entry.get("OPTIONS", {})
        for entry in production_settings["AUTH_PASSWORD_VALIDATORS"]
    }
    assert rules["MinimumLengthValidator"]["min_length"] >= 12
    assert "CommonPasswordValidator" in rules
    assert "UserAttributeSimilarityValidator" in rules
    # No rule about kinds of signs; words that belong to us are the only others that are refused.
    assert "NumericPasswordValidator" not in rules


def test_every_page_asks_who_you_are_unless_it_says_otherwise(
    production_settings: Mapping[str, Any],
) -> None:
    order = production_settings["MIDDLEWARE"]
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in order
    outer = order.index("palermo.web.middleware.PrivateResponsesMiddleware")
    assert outer < order.index("django.middleware.security.SecurityMiddleware")
    assert order.index("csp.middleware.CSPMiddleware") < order.index(
        "whitenoise.middleware.WhiteNoiseMiddleware"
    )


def test_what_is_cached_names_nobody_and_sessions_hold_plain_data(
    production_settings: Mapping[str, Any],
) -> None:
    """A cache stays inside the process, or lies in the database under names that are keyed tokens."""
    for cache in production_settings["CACHES"].values():
        is_inside = cache["BACKEND"].endswith("LocMemCache")
        assert is_inside or (cache["BACKEND"].endswith("DatabaseCache") and cache.get("KEY_FUNCTION"))
    for name in ("SESSION_SERIALIZER", "EMAIL_BACKEND"):
        assert name not in production_settings or "JSON" in str(production_settings[name])
    engine = production_settings.get("SESSION_ENGINE", "django.contrib.sessions.backends.db")
    assert "cookie" not in engine
    assert "cache" not in engine


def test_objects_of_a_stranger_are_never_revived(production_settings: Mapping[str, Any]) -> None:
    serializer = str(production_settings.get("SESSION_SERIALIZER", "JSONSerializer"))
    assert "Pickle" not in serializer


def test_pages_for_builders_are_not_there(outside: Client, account_of: Callable[..., Account]) -> None:
    account = account_of(Role.DATA_STEWARD)
    outside.force_login(account)
    with override_settings(PALERMO_SECOND_FACTOR="off", PALERMO_MODE="test"):
        assert outside.get(reverse("components")).status_code == 200
    session = outside.session
    session["has_second_factor"] = True
    session.save()
    for answer in (outside.get(reverse("components")), outside.post(reverse("components"), {"words": "x"})):
        assert answer.status_code == 404
    assert reverse("components") not in outside.get(reverse("home")).content.decode()
