"""``palermo serve``: the product, for browsers."""

from __future__ import annotations

import click
from django.conf import settings

from palermo.access.walls import stand
from palermo.commands.check import refuse_unsafe
from palermo.commands.init import prepare


@click.command(name="serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def command(host: str, port: int, workers: int) -> None:
    """Start the web server. Refuses to start with settings that would put people at risk."""
    from granian import Granian
    from granian.constants import Interfaces

    prepare()
    refuse_unsafe()
    click.echo(f"Palermo: http://{host}:{port}/  ({settings.PALERMO_MODE})")
    if settings.PALERMO_MODE == "demo":
        click.echo(
            "Fictional demonstration data. Sign in as steward@example.org / palermo-demo-2011 (more on the page)."
        )
    # Workers stand for whoever is signed in, request by request.
    stand(None)
    Granian(
        "palermo.config.wsgi:application",
        address=host,
        port=port,
        workers=workers,
        blocking_threads=4,
        interface=Interfaces.WSGI,
        log_access=False,
    ).serve()
