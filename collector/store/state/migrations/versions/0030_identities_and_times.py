"""Assets that are others, copies of agents, what people decided; when to judge again"""

import sqlalchemy as sa
from alembic import op

from collector.identity.vendors import vendor

revision = "0030"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("asset") as batch_op:
        batch_op.add_column(sa.Column("due", sa.BigInteger(), nullable=True))
        batch_op.create_index("ix_asset_due", ["due"], unique=False)
    op.execute("UPDATE asset SET due = 0")
    with op.batch_alter_table("agent") as batch_op:
        batch_op.add_column(sa.Column("asked", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("boot", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("began", sa.BigInteger(), nullable=True))
    _aliases()
    _rulings()
    _voices()
    _vendors()


def _aliases() -> None:
    op.create_table(
        "alias",
        sa.Column("old", sa.String(), nullable=False),
        sa.Column("asset", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["asset"], ["asset.id"], name="fk_alias_asset"),
        sa.ForeignKeyConstraint(["old"], ["asset.id"], name="fk_alias_old"),
        sa.PrimaryKeyConstraint("old", name="pk_alias"),
    )
    op.create_index("ix_alias_asset", "alias", ["asset"])


def _rulings() -> None:
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("asset", sa.String(), nullable=True),
        sa.Column("other", sa.String(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_ruling"),
    )
    op.create_index("ix_ruling_asset", "ruling", ["asset"])


def _voices() -> None:
    op.create_table(
        "voice",
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("boot", sa.String(), nullable=False),
        sa.Column("asset", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agent.id"], name="fk_voice_agent"),
        sa.ForeignKeyConstraint(["asset"], ["asset.id"], name="fk_voice_asset"),
        sa.PrimaryKeyConstraint("agent", "boot", "asset", name="pk_voice"),
    )
    op.create_index("ix_voice_asset", "voice", ["asset"])
    op.create_table(
        "held",
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("boot", sa.String(), nullable=False),
        sa.Column("batches", sa.Integer(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agent.id"], name="fk_held_agent"),
        sa.PrimaryKeyConstraint("agent", "boot", name="pk_held"),
    )


def _vendors() -> None:
    """Makers by one name each, or every machine of HP would contradict what is known of it."""
    for name, more in (("asset_key", ["asset"]), ("shared_key", [])):
        table = sa.table(name, *(sa.column(c) for c in ("kind", "value", *more)))
        rows = op.get_bind().execute(sa.select(table).where(table.c.kind.in_(("serial", "board"))))
        known = {tuple(row) for row in rows}
        for row in sorted(known):
            maker, _, number = row[1].partition("/")
            new = f"{vendor(maker)}/{number}"
            here = sa.and_(*(c == value for c, value in zip(table.c, row, strict=True)))
            if new == row[1]:
                continue
            if (row[0], new, *row[2:]) in known:
                op.execute(table.delete().where(here))
            else:
                op.execute(table.update().where(here).values(value=new))
                known.add((row[0], new, *row[2:]))
