"""In which asset a part was last seen"""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0050"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "part",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("asset", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False, server_default="0"),
        sa.ForeignKeyConstraint(["asset"], ["asset.id"], name="fk_part_asset"),
        sa.PrimaryKeyConstraint("kind", "mark", name="pk_part"),
    )
    op.create_index("ix_part_asset", "part", ["asset"])
