"""Who may read, and what the collector notes of itself."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, UniqueConstraint

from collector.store.state.schema.columns import END, metadata, moment, row_id, string
from collector.store.state.texts import String, Text

person = Table(
    "person",
    metadata,
    row_id(),
    string("name"),
    string("email"),
    string("lang"),
    string("role"),  # admin, viewer
    string("org", null=True),  # a viewer's council; null: the whole region
    string("password_hash", null=True),
    Column("mails", Boolean, nullable=False),
    moment("created"),
    UniqueConstraint("name"),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("person", Integer, ForeignKey("person.id"), nullable=False),
    string("use"),  # link (once) or session
    moment("created"),
    moment("expires", by=END),
)

away = Table(
    "away",
    metadata,
    row_id(),
    moment("since"),
    moment("until"),
    Column("clean", Boolean, nullable=False),  # stopped by a person, not by a fault
    moment("digested", null=True),
)
"""From when to when the collector was not running."""

note = Table("note", metadata, Column("name", String, primary_key=True), string("value", Text))
"""Single values: the pipeline's position, the last heartbeat, the last digest."""
