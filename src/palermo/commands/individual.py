"""``palermo individual``: erase an identity, show the certificate of an erasure, rebuild the search index, sweep."""

from __future__ import annotations

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from palermo.access.actors import SystemActor
from palermo.individuals.actions.erase_individual import erase_individual
from palermo.individuals.actions.rebuild_index import rebuild_index
from palermo.individuals.actions.sweep_photos import stray_photos, sweep_photos
from palermo.individuals.selectors import certificate_of
from palermo.interviews.actions.sweep_attachments import stray_attachments, sweep_attachments

ACTOR = SystemActor("command line")


@click.group(name="individual")
def command() -> None:
    """Persons: erase an identity, show its certificate, rebuild the search index, remove stray files."""


@command.command()
@click.argument("opaque_id")
@click.option("--reason-code", required=True, help="A word: erasure_request, retention, ordered ...")
@click.option("--yes", is_flag=True, help="Do not ask; it cannot be undone.")
def erase(opaque_id: str, reason_code: str, yes: bool) -> None:
    """Erase the identity of OPAQUE_ID for ever. Interrupted? Call it again."""
    if not yes:
        click.confirm(
            _("Names, documents, contacts and pictures of this person will be gone for ever. Go on?"),
            abort=True,
        )
    certificate = erase_individual(actor=ACTOR, individual=opaque_id, reason=reason_code)
    if certificate is None:
        click.echo(_("No identity was recorded; the reference was removed."))
        return
    click.echo(certificate.as_json())
    click.secho(_("Make a new copy of the key store: palermo keys copy PATH"), err=True, bold=True)


@command.command()
@click.argument("opaque_id")
def certificate(opaque_id: str) -> None:
    """The certificate of an erasure, one line of JSON."""
    click.echo(certificate_of(ACTOR, opaque_id).as_json())


@command.command()
def reindex() -> None:
    """Build the search index anew; nothing is opened for it."""
    count = rebuild_index(actor=ACTOR)
    click.echo(_("%(count)d people can be found.") % {"count": count})


@command.command()
@click.option("--yes", is_flag=True, help="Do not ask; it cannot be undone.")
def sweep(yes: bool) -> None:
    """Remove sealed files of pictures and interviews that no row of the database names."""
    count = stray_photos(actor=ACTOR) + stray_attachments(actor=ACTOR)
    if count and not yes:
        click.confirm(
            ngettext(
                "%(count)d file belongs to nobody in this database. Remove it?",
                "%(count)d files belong to nobody in this database. Remove them?",
                count,
            )
            % {"count": count},
            abort=True,
        )
    gone = sweep_photos(actor=ACTOR) + sweep_attachments(actor=ACTOR) if count else 0
    click.echo(ngettext("%(count)d file removed.", "%(count)d files removed.", gone) % {"count": gone})
