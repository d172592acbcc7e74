"""Outages of sites, goodbyes, and how grave a breach was before"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outage",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("org", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("machines", sa.JSON(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.Column("mailed", sa.BigInteger(), nullable=True),
        sa.Column("digested", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage")),
    )
    with op.batch_alter_table("outage") as batch_op:
        batch_op.create_index("ix_outage_site", ["site", "since"], unique=False)
    # A default that is an expression would have SQLite make the table anew, against what refers
    # to it; a literal is added in place.
    op.add_column("asset", sa.Column("stopped", sa.Boolean(), nullable=False, server_default="0"))
    with op.batch_alter_table("flip") as batch_op:
        batch_op.add_column(sa.Column("severity_before", sa.String(), nullable=True))
        batch_op.create_index("ix_flip_asset", ["asset", "rule", "at"], unique=False)
