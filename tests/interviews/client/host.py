"""A small server for a page with one interview: the client as the product has it, under the product's policy."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from palermo.interviews.filling.words import catalogue

ROOT = Path(__file__).resolve().parents[3]
HERE = Path(__file__).parent
#: What the product's page may do; see ``palermo.interviews.filling.views.shell``.
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; "
    "media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'"
)
PAGE = """<!doctype html><html lang="en" data-bs-theme="{theme}"><head><meta charset="utf-8"><title>Interview</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/palermo.css"><link rel="stylesheet" href="/host.css">
<link rel="icon" href="data:,"><script type="module" src="/host.js"></script></head>
<body><div id="fill"></div></body></html>"""
KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".xml": "text/xml"}


def bundle(folder: Path, *entries: Path, options: tuple[str, ...] = ()) -> None:
    """Bundle TypeScript into ``folder``. Raises CalledProcessError, with what is wrong on the error stream."""
    command = ["node", str(HERE / "build.mjs"), str(folder), *map(str, entries), *options]
    subprocess.run(command, check=True, cwd=ROOT)


@cache
def catalogues() -> Mapping[str, object]:
    """The interface's words in the languages that tests use."""
    return {language: catalogue(language) for language in ("en", "ar")}


@contextmanager
def serving(folder: Path, files: Mapping[str, str]) -> Iterator[str]:
    """Serves a bundle of ``host.ts`` and some texts by name; gives the address."""
    texts = {f"/{name}": text.encode() for name, text in files.items()}
    texts["/palermo.css"] = (ROOT / "src/palermo/web/static/palermo/palermo.css").read_bytes()
    for theme in ("light", "dark"):
        texts[f"/{theme}.html"] = PAGE.format(theme=theme).encode()
    for path in folder.iterdir():
        texts[f"/{path.name}"] = path.read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = texts.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header(
                "Content-Type", KINDS.get(Path(self.path).suffix, "text/plain") + "; charset=utf-8"
            )
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
