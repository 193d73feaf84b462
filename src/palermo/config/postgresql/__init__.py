"""PostgreSQL whose password is asked for anew at every connection (``PALERMO_DATABASE_PASSWORD_COMMAND``)."""
