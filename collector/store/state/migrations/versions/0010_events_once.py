"""An event has its origin: the same batch, come again after the journal's window, tells it once"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("origin", sa.String(), nullable=True))
    op.create_index("ix_event_origin", "event", ["origin"], unique=True)
