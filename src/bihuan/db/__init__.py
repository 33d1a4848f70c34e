"""Engines, portable column types and SQL that differs by database. Knows nothing of commands or modules."""
