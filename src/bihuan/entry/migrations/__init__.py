"""Brings a tenant's database to the newest revision."""

from bihuan.entry.migrations.running import current_revision, head_revision, migrate

__all__ = ["current_revision", "head_revision", "migrate"]
