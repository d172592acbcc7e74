"""What all tables are made of: their names' convention, and the kinds of their columns."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    MetaData,
)
from sqlalchemy.types import TypeEngine

from collector.store.state.texts import String

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

OURS, SENDER, END = "ours", "sender", "end"
"""Who says a moment: our clock, a sender's; or it is the end of something that began by ours."""


def row_id() -> Column[int]:
    """A number of its own for each row."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


def moment(name: str, *, null: bool = False, by: str = OURS) -> Column[int]:
    """A moment, UTC s. `by`: whose clock told it; see `putting_right`."""
    return Column(name, BigInteger, nullable=null, info={"moment": by})


def string(name: str, kind: type[TypeEngine[str]] = String, *, null: bool = False) -> Column[str]:
    """Words; `Text` where they may be long."""
    return Column(name, kind, nullable=null)


def of_asset() -> Column[str]:
    """The asset that a row is about."""
    return Column("asset", String, ForeignKey("asset.id"), nullable=False)
