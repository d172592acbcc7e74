"""Events come once, by their origin; refusals are counted, of agents and of strangers apart"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("origin", sa.String(), nullable=True))
    op.create_index("ix_event_origin", "event", ["origin"], unique=True)
    for column in (
        sa.Column("times", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("known", sa.Boolean(), nullable=False, server_default=sa.false()),
    ):
        op.add_column("refusal", column)
    refusal = sa.table("refusal", sa.column("status", sa.Integer), sa.column("known", sa.Boolean))
    op.execute(refusal.update().where(refusal.c.status != 401).values(known=True))
