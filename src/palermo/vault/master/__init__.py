"""The top of the ladder: where the master key comes from.

Threat: whoever has the master key and a copy of the key store has everything, so the master key is never in
the database and never beside a backup of it. Three providers behind one protocol: a file, the environment, a
key management service.
"""

from palermo.vault.master.gathering import Masters, gather
from palermo.vault.master.protocol import MasterKey

__all__ = ["MasterKey", "Masters", "gather"]
