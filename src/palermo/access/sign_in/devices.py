"""A device in three words, and an address in half: enough to recognise one's own, too little to follow anybody.

A whole user agent is a fingerprint, a whole address says where somebody lives. Neither is stored.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

from django.utils.translation import gettext as _

#: What a user agent holds -> code; the first that fits counts, because many browsers also name the others.
_BROWSERS = (
    ("Edg", "edge"), ("OPR/", "opera"), ("SamsungBrowser", "samsung"), ("Firefox/", "firefox"), ("FxiOS", "firefox"),
    ("CriOS", "chrome"), ("Chrome/", "chrome"), ("Chromium", "chrome"), ("Safari/", "safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "android"), ("iPhone", "ios"), ("iPad", "ios"), ("Windows", "windows"), ("CrOS", "chromeos"),
    ("Mac OS X", "macos"), ("Linux", "linux"),
)  # fmt: skip
_NAMES = {
    "edge": "Edge", "opera": "Opera", "samsung": "Samsung Internet", "firefox": "Firefox", "chrome": "Chrome",
    "safari": "Safari", "android": "Android", "ios": "iPhone, iPad", "windows": "Windows", "chromeos": "ChromeOS",
    "macos": "macOS", "linux": "Linux",
}  # fmt: skip
_PHONES = frozenset({"android", "ios"})
#: Bits of an address that are kept: the network of a provider, not a house.
_KEPT_BITS = {4: 16, 6: 32}


@dataclass(frozen=True, slots=True)
class Device:
    """``browser`` and ``system`` are codes of this module, or empty."""

    browser: str
    system: str

    @property
    def words(self) -> str:
        """``Firefox, Windows`` in the reader's language."""
        names = [_NAMES[code] for code in (self.browser, self.system) if code in _NAMES]
        return ", ".join(names) or _("A browser that does not say its name")

    @property
    def is_phone(self) -> bool:
        return self.system in _PHONES


def device_code(user_agent: str) -> str:
    """``firefox/windows``, with empty parts for strangers. A code of this kind is given back as it is."""
    if _is_code(user_agent):
        return user_agent
    parts = (
        next((code for sign, code in signs if sign in user_agent), "") for signs in (_BROWSERS, _SYSTEMS)
    )
    return "/".join(parts)


def device_of(code: str) -> Device:
    """The device behind a code of ``device_code``."""
    browser, _slash, system = device_code(code).partition("/")
    return Device(browser, system)


def shortened_address(address: str) -> str:
    """The first two bytes of an IPv4 address (``203.0.0.0``), the first four of an IPv6 one. Safe to repeat."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "0.0.0.0"  # noqa: S104 - stands for "not known", nothing listens on it
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    network = ipaddress.ip_network(f"{found}/{_KEPT_BITS[found.version]}", strict=False)
    return str(network.network_address)


def address_words(shortened: str) -> str:
    """``203.0.x.x`` as it is shown; empty when it is not known."""
    if shortened in ("", "0.0.0.0"):  # noqa: S104 - stands for "not known"
        return ""
    if ":" in shortened:
        return shortened.rstrip(":") + ":x"
    return ".".join(shortened.split(".")[:2]) + ".x.x"


def _is_code(text: str) -> bool:
    browser, slash, system = text.partition("/")
    known = {code for signs in (_BROWSERS, _SYSTEMS) for _sign, code in signs} | {""}
    return bool(slash) and browser in known and system in known
