"""A refusal's code: pages word the reason by it"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("refusal", sa.Column("code", sa.String(), nullable=True))
