"""Where a chain can be read from, row by row: the live database, a copy of a SQLite file, an exported file."""
