"""Which assets a digest has told as new, and which set-aside journal"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0040"
branch_labels = None
depends_on = None

_OLD = ("digested", "journal set aside")


def upgrade() -> None:
    op.add_column("asset", sa.Column("digested", sa.BigInteger(), nullable=True))
    here = op.get_bind()
    rows = here.execute(sa.text("SELECT name, value FROM note"))
    known = {name: int(value) for name, value in rows if name in _OLD}
    last, aside = (known.get(name) for name in _OLD)
    if last is None:
        return
    # Until now the moments alone said what was told.
    told = sa.text("UPDATE asset SET digested = :last WHERE first_seen <= :last")
    here.execute(told, {"last": last})
    if aside is not None and aside < last:
        note = sa.text("INSERT INTO note (name, value) VALUES ('journal set aside told', :at)")
        here.execute(note, {"at": str(aside)})
