"""When an asset must be judged again"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("asset") as batch_op:
        batch_op.add_column(sa.Column("due", sa.BigInteger(), nullable=True))
        batch_op.create_index("ix_asset_due", ["due"], unique=False)
    op.execute("UPDATE asset SET due = 0")
