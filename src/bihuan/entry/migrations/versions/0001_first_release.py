"""The tables of the first release.

Revision ID: 0001
"""

from bihuan.entry.migrations.running import run_file

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Run 0001.<database>.sql."""
    run_file(revision)
