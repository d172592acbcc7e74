"""Who may read, and what the collector notes of itself."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, Table, UniqueConstraint

from collector.store.state.schema.columns import END, metadata, moment, row_id, text
from collector.store.state.texts import String, Text

person = Table(
    "person",
    metadata,
    row_id(),
    text("name"),
    text("email"),
    text("lang"),
    text("role"),  # admin, viewer
    text("org", null=True),  # a viewer's council; null: the whole region
    text("password_hash", null=True),
    Column("mails", Boolean, nullable=False),
    moment("created"),
    UniqueConstraint("name"),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("person", Integer, ForeignKey("person.id"), nullable=False),
    text("use"),  # link (once) or session
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

note = Table("note", metadata, Column("name", String, primary_key=True), text("value", Text))
"""Single values: the pipeline's position, the last heartbeat, the last digest."""
