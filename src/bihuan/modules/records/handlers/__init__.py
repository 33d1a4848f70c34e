"""Handlers of tables and records."""
