"""Files that no row names: what a crash between file and row has left lying.

Threat: an erased person's file that stays on the disk. Its key is gone, so nobody opens it; but it should not be there.
The other way round, a home folder used with another database for an hour would lose everything. So what happens by
itself stops at a few files, and the command says how many there are before it removes them.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models

from palermo.access.actors import MaybeActor, SystemActor, audit_name
from palermo.access.gate import require_focal_point
from palermo.access.walls import standing_as
from palermo.audit.recording import audited, record
from palermo.individuals.sealed_files import SealedFolder, discard

#: A file is written before its row: a younger one may still get it. Seconds.
YOUNG = 3600
#: How often it happens by itself, in seconds.
EVERY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Strays:
    """The strays of one folder. *rows*: all rows whose ``opaque_id`` names a file; *act*, *object_kind*: for the audit;
    *few*: the most files that a crash or two explain."""

    folder: SealedFolder
    rows: models.Manager[Any]
    act: str
    object_kind: str
    few: int

    def count(self, actor: MaybeActor) -> int:
        """How many there are. For the focal point and the system. Raises NotFoundOrNotAllowed."""
        require_focal_point(actor)
        return len(self._found())

    def sweep(self, actor: MaybeActor) -> int:
        """Remove them; how many. For the focal point and the system. Raises NotFoundOrNotAllowed."""
        require_focal_point(actor)
        return self._remove(actor, self._found())

    def sweep_when_due(self) -> None:
        """Once a day: remove the few that a crash has left."""
        if self.folder.is_sweeping_due(EVERY):
            found = self._found()
            if len(found) <= self.few:
                self._remove(SystemActor("sweeping"), found)

    def _remove(self, actor: MaybeActor, found: list[Path]) -> int:
        if found:
            with audited():
                record(
                    self.act,
                    actor=audit_name(actor),
                    object_kind=self.object_kind,
                    object_id="",
                    count=len(found),
                )
            discard(found)
        return len(found)

    def _found(self) -> list[Path]:
        """Files first, rows after: a row that comes in between keeps its file."""
        lying = self.folder.left_lying(time.time() - YOUNG)
        if not lying:
            return []
        # Whoever stores a file is shown the rows of their own people only, and would take all others' for strays.
        with standing_as(SystemActor("sweeping")):
            held = frozenset(self.rows.values_list("opaque_id", flat=True))
        return [path for path in lying if path.name not in held]
