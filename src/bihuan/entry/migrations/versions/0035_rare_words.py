"""How rare a word is, for the planner of PostgreSQL: see `db.search.create_statements`.

Revision ID: 0035
"""

import sqlalchemy as sa
from alembic import op

from bihuan.db.search import know_rare_words

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Counted at once where there are tickets, else when there are enough."""
    if op.get_bind().dialect.name != "postgresql":
        return
    found = sa.text(
        "SELECT table_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND column_name = 'tokens' AND udt_name = 'tsvector'"
    )
    tables: list[str] = list(op.get_bind().execute(found).scalars())
    for table in tables:
        op.execute(know_rare_words(table))
        op.execute(f"ANALYZE {table}")
