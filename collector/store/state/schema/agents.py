"""Who reports, and how it came to."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, UniqueConstraint, false

from collector.store.state.schema.columns import END, SENDER, metadata, moment, row_id, string
from collector.store.state.texts import String, Text

agent = Table(
    "agent",
    metadata,
    Column("id", String, primary_key=True),
    Column("asset", String, ForeignKey("asset.id"), nullable=True),
    string("secret_hash"),
    string("site"),
    string("hostname"),
    string("version"),
    moment("enrolled"),
    moment("last_seen", null=True),
    moment("revoked", null=True),
    Column("want_facts", Boolean, nullable=False),
    moment("asked", null=True),  # when facts were asked for, since some were missing
    string("boot", null=True),  # the newest boot it spoke from, and when that began
    moment("began", null=True, by=SENDER),
    Column("code", Integer, ForeignKey("enrol_code.id"), nullable=True),
    string("previous"),  # the agent this machine had before, as it says; empty: none
    Index("ix_agent_asset", "asset"),
)

voice = Table(
    "voice",
    metadata,
    Column("agent", String, ForeignKey("agent.id"), primary_key=True),
    Column("boot", String, primary_key=True),
    Column("asset", String, ForeignKey("asset.id"), primary_key=True),
    moment("since"),
    Index("ix_voice_asset", "asset"),
)
"""Which asset spoke from a boot, for agents whose identity was copied: one agent, several."""

held = Table(
    "held",
    metadata,
    Column("agent", String, ForeignKey("agent.id"), primary_key=True),
    Column("boot", String, primary_key=True),
    Column("batches", Integer, nullable=False),
    moment("since"),
)
"""Batches that stay in the journal: nobody can tell which of several machines sent them."""

enrol_code = Table(
    "enrol_code",
    metadata,
    row_id(),
    string("token_hash"),
    string("site"),
    Column("uses_left", Integer, nullable=True),  # null: a group code, any number
    moment("created"),
    moment("expires", by=END),
    string("created_by"),
    moment("revoked", null=True),
    UniqueConstraint("token_hash"),
)

enrolment = Table(
    "enrolment",
    metadata,
    row_id(),
    moment("at"),
    string("agent"),
    string("hostname"),
    string("address"),
    string("site", null=True),
    string("outcome"),  # enrolled or a reason's code
    string("reason", Text),
    Index("ix_enrolment_at", "at"),
)
"""Every try to enrol, so that a failed one can be seen on the page."""

refusal = Table(
    "refusal",
    metadata,
    row_id(),
    moment("at"),
    string("agent", null=True),
    string("address"),
    Column("status", Integer, nullable=False),
    string("reason", Text),
    string("code", null=True),  # the reason's code; null: kept before there were codes
    Column("known", Boolean, nullable=False, server_default=false()),  # its agent showed its secret
    Column("times", Integer, nullable=False, server_default="1"),  # within an hour, the last `at`
    Index("ix_refusal_at", "at"),
)
"""Batches that were not accepted, and why."""
