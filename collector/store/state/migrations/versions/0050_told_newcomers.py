"""Which assets a digest has told as new, and which set-aside journal"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0040"
branch_labels = None
depends_on = None

_NOTE = sa.table("note", sa.column("name"), sa.column("value"))
_ASSET = sa.table("asset", sa.column("first_seen"), sa.column("digested"))


def upgrade() -> None:
    op.add_column("asset", sa.Column("digested", sa.BigInteger(), nullable=True))
    last, aside = _noted("digested"), _noted("journal set aside")
    if last is None:
        return
    # Until now the moments alone said what was told.
    op.execute(_ASSET.update().where(_ASSET.c.first_seen <= last).values(digested=last))
    if aside is not None and aside < last:
        told = {"name": "journal set aside told", "value": str(aside)}
        op.execute(_NOTE.insert().values(told))


def _noted(name: str) -> int | None:
    query = sa.select(_NOTE.c.value).where(_NOTE.c.name == name)
    value = op.get_bind().scalar(query)
    return None if value is None else int(value)
