"""The company's profile, and apart from it the logo: the profile is read often, the picture seldom."""

import sqlalchemy as sa

from bihuan.db.types import metadata

# A company has one profile; this is what its stream is called, too.
PROFILE = "profile"

company_profile = sa.Table(
    "company_profile",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("full_name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    # Of the logo: what its address ends with; None where there is none.
    sa.Column("logo", sa.Text),
    sa.Column("logo_width", sa.Integer),
    sa.Column("logo_height", sa.Integer),
    sa.Column("version", sa.Integer, nullable=False),
)

company_logo = sa.Table(
    "company_logo",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("content", sa.Text, nullable=False),  # base64
)
