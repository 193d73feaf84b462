"""The second wall: PostgreSQL itself hands out only the rows that whoever stands there may see.

The gate decides in the program; the walls repeat the rule about rows in the database, from the same tables and without
its code, so that a forgotten filter finds nothing (design, security point 3; docs/decisions/0015). They do not stop
whoever runs SQL of their own, since that can also say who stands there. SQLite has no such walls.
"""

from palermo.access.walls.stance import stand, standing_as

__all__ = ["stand", "standing_as"]
