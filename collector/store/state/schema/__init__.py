"""The tables. Times are whole UTC seconds; JSON columns hold plain objects.

The SQL is kept portable (SQLite, PostgreSQL). A change here needs a migration in `migrations/`;
a test compares the two.
"""

from collector.store.state.schema.agents import agent, enrol_code, enrolment, held, refusal, voice
from collector.store.state.schema.assets import alias, asset, asset_key, part, ruling, shared_key
from collector.store.state.schema.columns import END, OURS, SENDER, metadata
from collector.store.state.schema.people import away, note, person, sign_in
from collector.store.state.schema.told import event, fact, fact_history, latest, probe_error
from collector.store.state.schema.verdicts import flip, mail, outage, verdict

__all__ = [
    "END",
    "OURS",
    "SENDER",
    "agent",
    "alias",
    "asset",
    "asset_key",
    "away",
    "enrol_code",
    "enrolment",
    "event",
    "fact",
    "fact_history",
    "flip",
    "held",
    "latest",
    "mail",
    "metadata",
    "note",
    "outage",
    "part",
    "person",
    "probe_error",
    "refusal",
    "ruling",
    "shared_key",
    "sign_in",
    "verdict",
    "voice",
]
