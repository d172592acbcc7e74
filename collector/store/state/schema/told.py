"""What is known of an asset: facts, samples, failures and events."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Table

from collector.store.state.schema.columns import SENDER, metadata, moment, of_asset, row_id, string
from collector.store.state.texts import String, Text

fact = Table(
    "fact",
    metadata,
    Column("asset", String, ForeignKey("asset.id"), primary_key=True),
    Column("section", String, primary_key=True),
    Column("content", JSON, nullable=False),
    moment("since", by=SENDER),
    moment("seen", by=SENDER),
)
"""The present facts."""

fact_history = Table(
    "fact_history",
    metadata,
    row_id(),
    of_asset(),
    string("section"),
    Column("content", JSON, nullable=False),
    moment("since", by=SENDER),
    moment("until", by=SENDER),
    Index("ix_fact_history_asset", "asset", "section", "until"),
)

latest = Table(
    "latest",
    metadata,
    Column("asset", String, ForeignKey("asset.id"), primary_key=True),
    Column("measurement", String, primary_key=True),
    moment("at", by=SENDER),
    Column("rows", JSON, nullable=False),  # [{"tags": {…}, "fields": {…}}, …]
)
"""The newest sample of each measurement, for health rules and pages."""

probe_error = Table(
    "probe_error",
    metadata,
    Column("asset", String, ForeignKey("asset.id"), primary_key=True),
    Column("probe", String, primary_key=True),
    string("message", Text),
    moment("since", by=SENDER),
    moment("last", by=SENDER),
)

event = Table(
    "event",
    metadata,
    row_id(),
    of_asset(),
    moment("at", by=SENDER),
    string("kind"),
    Column("detail", JSON, nullable=False),
    string("origin", null=True),  # the batch and its place in it; null: kept before there was one
    Index("ix_event_asset_at", "asset", "at"),
    Index("ix_event_origin", "origin", unique=True),
)
