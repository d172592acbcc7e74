"""Verdicts, and the mail about them."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, Table, UniqueConstraint

from collector.store.state.schema.columns import metadata, moment, of_asset, row_id, string
from collector.store.state.texts import String, Text

verdict = Table(
    "verdict",
    metadata,
    Column("asset", String, ForeignKey("asset.id"), primary_key=True),
    Column("rule", String, primary_key=True),
    Column("version", Integer, nullable=False),
    string("status"),  # compliant, breach, unknown
    string("severity"),
    Column("gap", Boolean, nullable=False),  # a breach of a rule that no officer has adopted
    Column("evidence", JSON, nullable=False),
    moment("since"),
    moment("judged"),
    Column("memory", JSON, nullable=True),  # what the rule must remember: see judge.memory
    Index("ix_verdict_rule_status", "rule", "status"),
)

flip = Table(
    "flip",
    metadata,
    row_id(),
    of_asset(),
    string("rule"),
    string("before", null=True),  # null: the asset's first verdict by this rule
    string("after", null=True),  # null: the rule applies no more
    string("severity"),
    string("severity_before", null=True),  # how grave what was before was; null: nothing was
    Column("gap", Boolean, nullable=False),
    Column("gap_before", Boolean, nullable=False),  # what it was before was a gap
    moment("at"),
    string("fate", null=True),  # null: not looked at; mail, digest, held, none
    moment("mailed", null=True),
    moment("digested", null=True),
    Index("ix_flip_fate", "fate"),
    Index("ix_flip_asset", "asset", "rule", "at"),
)
"""A changed verdict, written in the same transaction as the verdict by compare-and-set."""

outage = Table(
    "outage",
    metadata,
    row_id(),
    string("site"),
    string("org"),
    moment("since"),  # when the newest of its machines was last heard from
    Column("running", Integer, nullable=False),  # machines that ran before it
    Column("machines", JSON, nullable=False),  # the assets that fell silent, as a list of ids
    moment("ended", null=True),  # null: it is going on
    moment("mailed", null=True),  # null: not, for the site was mailed about a short while before
    moment("digested", null=True),  # its end was told
    Index("ix_outage_site", "site", "since"),
)
"""A site of which most running machines fell silent together."""

mail = Table(
    "mail",
    metadata,
    row_id(),
    string("message_id"),
    string("kind"),  # digest, alert, silence, test
    string("recipient"),
    string("org", null=True),  # null: the whole region
    string("lang"),
    string("subject", Text),
    string("plain", Text),
    string("html", Text),
    moment("created"),
    moment("not_before"),
    string("state"),  # queued, sent, held, failed
    Column("tries", Integer, nullable=False),
    string("why", Text),  # why it is held or failed, or where it went
    moment("sent", null=True),
    UniqueConstraint("message_id"),
    Index("ix_mail_state", "state", "not_before"),
)
