"""What is monitored, and how it is known again."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    UniqueConstraint,
)

from collector.store.state.schema.columns import SENDER, metadata, moment, of_asset, row_id, string
from collector.store.state.texts import String, Text

asset = Table(
    "asset",
    metadata,
    Column("id", String, primary_key=True),
    string("host"),  # unique display name, frozen once given
    string("org"),  # council code
    string("site"),
    string("kind"),  # server, desktop, laptop, all_in_one, … or unknown
    string("state"),  # in_use, retired, merged
    moment("first_seen"),
    moment("last_seen"),
    moment("digested", null=True),  # a digest told that it is new
    moment("told", null=True, by=SENDER),  # when the newest batch was made: older ones come late
    moment("booted", null=True, by=SENDER),
    Column("stopped", Boolean, nullable=False, server_default="0"),  # it said goodbye
    Column("clock_offset", Float, nullable=True),  # s, positive: its clock is behind
    string("contradiction", Text, null=True),  # why it is quarantined, for a person
    Column("due", BigInteger, nullable=True),  # when time alone may change a verdict, UTC s
    UniqueConstraint("host"),
    Index("ix_asset_due", "due"),
    Index("ix_asset_org_site", "org", "site"),
)
"""What is monitored. Ids are short, random and never reused."""

asset_key = Table(
    "asset_key",
    metadata,
    Column("asset", String, ForeignKey("asset.id"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    moment("seen"),
    Index("ix_asset_key_value", "kind", "value"),
)
"""Evidence of identity: serial, uuid, board, disk, mac, agent, hostname."""

shared_key = Table(
    "shared_key",
    metadata,
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    moment("since"),
)
"""Keys that several live machines bear: learned junk, no evidence any more."""

part = Table(
    "part",
    metadata,
    Column("kind", String, primary_key=True),
    Column("mark", String, primary_key=True),  # its serial number, as it tells parts apart
    of_asset(),
    moment("since"),
    Column("moves", Integer, nullable=False, server_default="0"),
    Index("ix_part_asset", "asset"),
)
"""In which asset a part was last seen: disks, memory modules, monitors …"""

alias = Table(
    "alias",
    metadata,
    Column("old", String, ForeignKey("asset.id"), primary_key=True),
    of_asset(),
    moment("since"),
    Index("ix_alias_asset", "asset"),
)
"""An asset that is another one, as a person said: what is asked of it is asked of that one."""

ruling = Table(
    "ruling",
    metadata,
    row_id(),
    moment("at"),
    string("by"),
    string("what"),  # settle, retire, merge, split, move, forget
    string("asset", null=True),
    string("other", null=True),
    Column("detail", JSON, nullable=False),  # what it takes to undo it
    Index("ix_ruling_asset", "asset"),
)
"""What people decided about identities and places, for the record."""
