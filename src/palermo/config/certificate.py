"""Whether browsers will trust the address of this instance: asked of the address itself, as a browser would.

Looks at the web server in front from here: its name, its chain up to an authority that this machine trusts, its days.
"""

from __future__ import annotations

import socket
import ssl
import time
from urllib.parse import urlsplit

#: Seconds to wait for the web server in front.
PATIENCE = 5
#: Renewed by machines a month before; two weeks before the end something has gone wrong.
FEWEST_DAYS = 14


def certificate_problems(address: str, *, context: ssl.SSLContext | None = None) -> list[str]:
    """Why a browser would warn of ``address`` (``https://host[:port]``), or soon will; empty when all is well."""
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or 443
    asked = context or ssl.create_default_context()
    asked.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        with (
            socket.create_connection((host, port), timeout=PATIENCE) as plain,
            asked.wrap_socket(plain, server_hostname=host) as talking,
        ):
            found = talking.getpeercert() or {}
    except ssl.SSLCertVerificationError as problem:
        return [f"The certificate of {host} is not trusted: {problem.verify_message}."]
    except ssl.SSLError as problem:
        return [f"{host} does not speak TLS 1.2 or 1.3 as it should ({problem.reason or 'no reason given'})."]
    except OSError as problem:
        return [f"{host} could not be asked for its certificate ({type(problem).__name__})."]
    left = days_left(str(found.get("notAfter", "")))
    if left < FEWEST_DAYS:
        return [f"The certificate of {host} ends in {left} days: its renewal does not work."]
    return []


def days_left(until: str) -> int:
    """Whole days from now until a moment as certificates write it."""
    return int((ssl.cert_time_to_seconds(until) - time.time()) // 86_400)
