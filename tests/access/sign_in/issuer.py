"""An organisation's sign-in for tests: discovery, keys, tokens and userinfo over HTTP on this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "palermo", "the client's secret"


@cache
def key(number: int) -> rsa.RSAPrivateKey:
    """A key of the issuer (1), or of somebody who would like to be it (2)."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Issuer:
    """Says ``claims`` in the identity token and ``userinfo`` besides; remembers what was asked of it."""

    claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    challenge: str = ""
    signs_with: int = 1
    algorithm: str = "RS256"
    calls_itself: str = ""
    moves_to: str = ""
    server: ThreadingHTTPServer | None = None

    def start(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        assert self.server
        self.server.shutdown()
        self.server.server_close()

    @property
    def address(self) -> str:
        assert self.server
        return f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, path: str, form: dict[str, list[str]]) -> Any:
        self.asked.append(path)
        base = self.address
        if path == "/.well-known/openid-configuration":
            return {
                "issuer": self.calls_itself or base,
                "authorization_endpoint": f"{base}/authorize",
                "token_endpoint": f"{base}/token",
                "jwks_uri": f"{self.moves_to or base}/keys",
                "userinfo_endpoint": f"{base}/userinfo",
            }
        if path == "/keys":
            public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key(1).public_key()))
            return {"keys": [public | {"kid": "one", "alg": "RS256", "use": "sig"}]}
        if path == "/userinfo":
            return self.userinfo
        if path == "/token" and form.get("client_secret") == [SECRET] and self._fits(form):
            return {"access_token": "opaque", "token_type": "Bearer", "id_token": self._token()}
        return None

    def _fits(self, form: dict[str, list[str]]) -> bool:
        digest = hashlib.sha256(form["code_verifier"][0].encode()).digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=") == self.challenge

    def _token(self) -> str:
        now = int(time.time())
        said = {"iss": self.address, "aud": CLIENT, "iat": now - 1, "exp": now + 300} | self.claims
        if self.algorithm == "none":
            return jwt.encode(said, None, algorithm="none", headers={"kid": "one"})
        return jwt.encode(said, key(self.signs_with), algorithm=self.algorithm, headers={"kid": "one"})


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(parse_qs(body))

        def _answer(self, form: dict[str, list[str]]) -> None:
            found = issuer.answer(self.path, form)
            content = json.dumps(found).encode()
            self.send_response(400 if found is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            """Quiet."""

    return Handler
