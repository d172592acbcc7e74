"""The tables. Times are whole UTC seconds; JSON columns hold plain objects.

The SQL is kept portable (SQLite, PostgreSQL). A change here needs a migration in `migrations/`;
a test compares the two.
"""

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
    MetaData,
    Table,
    UniqueConstraint,
    false,
)
from sqlalchemy.types import TypeEngine

from collector.store.state.texts import String, Text

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


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _time(name: str, *, null: bool = False, by: str = OURS) -> Column[int]:
    """A moment, UTC s. `by`: whose clock told it; see `putting_right`."""
    return Column(name, BigInteger, nullable=null, info={"moment": by})


def _text(name: str, kind: type[TypeEngine[str]] = String, *, null: bool = False) -> Column[str]:
    return Column(name, kind, nullable=null)


def _asset() -> Column[str]:
    return Column("asset", String, ForeignKey("asset.id"), nullable=False)


# --- the register ---------------------------------------------------------------------------

asset = Table(
    "asset",
    metadata,
    Column("id", String, primary_key=True),
    _text("host"),  # unique display name, frozen once given
    _text("org"),  # council code
    _text("site"),
    _text("kind"),  # server, desktop, laptop, all_in_one, … or unknown
    _text("state"),  # in_use, retired, merged
    _time("first_seen"),
    _time("last_seen"),
    _time("told", null=True, by=SENDER),  # when the newest batch was made: older ones come late
    _time("booted", null=True, by=SENDER),
    Column("stopped", Boolean, nullable=False, server_default="0"),  # it said goodbye
    Column("clock_offset", Float, nullable=True),  # s, positive: its clock is behind
    _text("contradiction", Text, null=True),  # why it is quarantined, for a person
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
    _time("seen"),
    Index("ix_asset_key_value", "kind", "value"),
)
"""Evidence of identity: serial, uuid, board, disk, mac, agent, hostname."""

shared_key = Table(
    "shared_key",
    metadata,
    Column("kind", String, primary_key=True),
    Column("value", String, primary_key=True),
    _time("since"),
)
"""Keys that several live machines bear: learned junk, no evidence any more."""

alias = Table(
    "alias",
    metadata,
    Column("old", String, ForeignKey("asset.id"), primary_key=True),
    _asset(),
    _time("since"),
    Index("ix_alias_asset", "asset"),
)
"""An asset that is another one, as a person said: what is asked of it is asked of that one."""

ruling = Table(
    "ruling",
    metadata,
    _id(),
    _time("at"),
    _text("by"),
    _text("what"),  # settle, retire, merge, split, move, forget
    _text("asset", null=True),
    _text("other", null=True),
    Column("detail", JSON, nullable=False),  # what it takes to undo it
    Index("ix_ruling_asset", "asset"),
)
"""What people decided about identities and places, for the record."""

agent = Table(
    "agent",
    metadata,
    Column("id", String, primary_key=True),
    Column("asset", String, ForeignKey("asset.id"), nullable=True),
    _text("secret_hash"),
    _text("site"),
    _text("hostname"),
    _text("version"),
    _time("enrolled"),
    _time("last_seen", null=True),
    _time("revoked", null=True),
    Column("want_facts", Boolean, nullable=False),
    _time("asked", null=True),  # when facts were asked for, since some were missing
    _text("boot", null=True),  # the newest boot it spoke from, and when that began
    _time("began", null=True, by=SENDER),
    Column("code", Integer, ForeignKey("enrol_code.id"), nullable=True),
    _text("previous"),  # the agent this machine had before, as it says; empty: none
    Index("ix_agent_asset", "asset"),
)

voice = Table(
    "voice",
    metadata,
    Column("agent", String, ForeignKey("agent.id"), primary_key=True),
    Column("boot", String, primary_key=True),
    Column("asset", String, ForeignKey("asset.id"), primary_key=True),
    _time("since"),
    Index("ix_voice_asset", "asset"),
)
"""Which asset spoke from a boot, for agents whose identity was copied: one agent, several."""

held = Table(
    "held",
    metadata,
    Column("agent", String, ForeignKey("agent.id"), primary_key=True),
    Column("boot", String, primary_key=True),
    Column("batches", Integer, nullable=False),
    _time("since"),
)
"""Batches that stay in the journal: nobody can tell which of several machines sent them."""

enrol_code = Table(
    "enrol_code",
    metadata,
    _id(),
    _text("token_hash"),
    _text("site"),
    Column("uses_left", Integer, nullable=True),  # null: a group code, any number
    _time("created"),
    _time("expires", by=END),
    _text("created_by"),
    _time("revoked", null=True),
    UniqueConstraint("token_hash"),
)

enrolment = Table(
    "enrolment",
    metadata,
    _id(),
    _time("at"),
    _text("agent"),
    _text("hostname"),
    _text("address"),
    _text("site", null=True),
    _text("outcome"),  # enrolled or a reason's code
    _text("reason", Text),
    Index("ix_enrolment_at", "at"),
)
"""Every try to enrol, so that a failed one can be seen on the page."""

# --- what is known ---------------------------------------------------------------------------

fact = Table(
    "fact",
    metadata,
    Column("asset", String, ForeignKey("asset.id"), primary_key=True),
    Column("section", String, primary_key=True),
    Column("content", JSON, nullable=False),
    _time("since", by=SENDER),
    _time("seen", by=SENDER),
)
"""The present facts."""

fact_history = Table(
    "fact_history",
    metadata,
    _id(),
    _asset(),
    _text("section"),
    Column("content", JSON, nullable=False),
    _time("since", by=SENDER),
    _time("until", by=SENDER),
    Index("ix_fact_history_asset", "asset", "section", "until"),
)

latest = Table(
    "latest",
    metadata,
    Column("asset", String, ForeignKey("asset.id"), primary_key=True),
    Column("measurement", String, primary_key=True),
    _time("at", by=SENDER),
    Column("rows", JSON, nullable=False),  # [{"tags": {…}, "fields": {…}}, …]
)
"""The newest sample of each measurement, for health rules and pages."""

probe_error = Table(
    "probe_error",
    metadata,
    Column("asset", String, ForeignKey("asset.id"), primary_key=True),
    Column("probe", String, primary_key=True),
    _text("message", Text),
    _time("since", by=SENDER),
    _time("last", by=SENDER),
)

event = Table(
    "event",
    metadata,
    _id(),
    _asset(),
    _time("at", by=SENDER),
    _text("kind"),
    Column("detail", JSON, nullable=False),
    _text("origin", null=True),  # the batch and its place in it; null: kept before there was one
    Index("ix_event_asset_at", "asset", "at"),
    Index("ix_event_origin", "origin", unique=True),
)

# --- standards and mail ----------------------------------------------------------------------

verdict = Table(
    "verdict",
    metadata,
    Column("asset", String, ForeignKey("asset.id"), primary_key=True),
    Column("rule", String, primary_key=True),
    Column("version", Integer, nullable=False),
    _text("status"),  # compliant, breach, unknown
    _text("severity"),
    Column("gap", Boolean, nullable=False),  # a breach of a rule that no officer has adopted
    Column("evidence", JSON, nullable=False),
    _time("since"),
    _time("judged"),
    Column("memory", JSON, nullable=True),  # what the rule must remember: see judge.memory
    Index("ix_verdict_rule_status", "rule", "status"),
)

flip = Table(
    "flip",
    metadata,
    _id(),
    _asset(),
    _text("rule"),
    _text("before", null=True),  # null: the asset's first verdict by this rule
    _text("after", null=True),  # null: the rule applies no more
    _text("severity"),
    _text("severity_before", null=True),  # how grave what was before was; null: nothing was
    Column("gap", Boolean, nullable=False),
    Column("gap_before", Boolean, nullable=False),  # what it was before was a gap
    _time("at"),
    _text("fate", null=True),  # null: not looked at; mail, digest, held, none
    _time("mailed", null=True),
    _time("digested", null=True),
    Index("ix_flip_fate", "fate"),
    Index("ix_flip_asset", "asset", "rule", "at"),
)
"""A changed verdict, written in the same transaction as the verdict by compare-and-set."""

outage = Table(
    "outage",
    metadata,
    _id(),
    _text("site"),
    _text("org"),
    _time("since"),  # when the newest of its machines was last heard from
    Column("running", Integer, nullable=False),  # machines that ran before it
    Column("machines", JSON, nullable=False),  # the assets that fell silent, as a list of ids
    _time("ended", null=True),  # null: it is going on
    _time("mailed", null=True),  # null: not, for the site was mailed about a short while before
    _time("digested", null=True),  # its end was told
    Index("ix_outage_site", "site", "since"),
)
"""A site of which most running machines fell silent together."""

mail = Table(
    "mail",
    metadata,
    _id(),
    _text("message_id"),
    _text("kind"),  # digest, alert, silence, test
    _text("recipient"),
    _text("org", null=True),  # null: the whole region
    _text("lang"),
    _text("subject", Text),
    _text("plain", Text),
    _text("html", Text),
    _time("created"),
    _time("not_before"),
    _text("state"),  # queued, sent, held, failed
    Column("tries", Integer, nullable=False),
    _text("why", Text),  # why it is held or failed, or where it went
    _time("sent", null=True),
    UniqueConstraint("message_id"),
    Index("ix_mail_state", "state", "not_before"),
)

# --- people and the collector itself ----------------------------------------------------------

person = Table(
    "person",
    metadata,
    _id(),
    _text("name"),
    _text("email"),
    _text("lang"),
    _text("role"),  # admin, viewer
    _text("org", null=True),  # a viewer's council; null: the whole region
    _text("password_hash", null=True),
    Column("mails", Boolean, nullable=False),
    _time("created"),
    UniqueConstraint("name"),
)

sign_in = Table(
    "sign_in",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("person", Integer, ForeignKey("person.id"), nullable=False),
    _text("use"),  # link (once) or session
    _time("created"),
    _time("expires", by=END),
)

away = Table(
    "away",
    metadata,
    _id(),
    _time("since"),
    _time("until"),
    Column("clean", Boolean, nullable=False),  # stopped by a person, not by a fault
    _time("digested", null=True),
)
"""From when to when the collector was not running."""

refusal = Table(
    "refusal",
    metadata,
    _id(),
    _time("at"),
    _text("agent", null=True),
    _text("address"),
    Column("status", Integer, nullable=False),
    _text("reason", Text),
    _text("code", null=True),  # the reason's code; null: kept before there were codes
    Column("known", Boolean, nullable=False, server_default=false()),  # its agent showed its secret
    Column("times", Integer, nullable=False, server_default="1"),  # within an hour, the last `at`
    Index("ix_refusal_at", "at"),
)
"""Batches that were not accepted, and why."""

note = Table("note", metadata, Column("name", String, primary_key=True), _text("value", Text))
"""Single values: the pipeline's position, the last heartbeat, the last digest."""
