"""Why a machine or a batch was refused, and what a person can do, by the reason's code. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from collector.store.state.refusals import NOT_APPLIED
from collector.words.text import marked

_NEW_CODE = marked("Make a new code.")
_UPDATE = marked("Bring the agent on the machine up to date.")
_SENT_AGAIN = marked("Nothing is lost: the agent sends it again.")
ENROLMENTS = {
    "unknown_code": (
        marked("this code is not known here"),
        marked("Copy the whole line again, or make a new code."),
    ),
    "revoked_code": (marked("this code was withdrawn"), _NEW_CODE),
    "expired_code": (marked("this code has run out"), _NEW_CODE),
    "used_code": (
        marked("this code was used already, by as many machines as it was made for"),
        marked("Make a new code, for as many machines as there are."),
    ),
    "known_agent": (
        marked("this agent is enrolled already"),
        marked("Ask on the machine: mkaguzi-agent status"),
    ),
    "too_many": (
        marked("too many failed tries from this address"),
        marked("Wait an hour. If nobody is adding machines there, somebody is guessing."),
    ),
}
"""The outcome of a try to enrol -> what is wrong, and what to do (msgids)."""
BATCHES = {
    "unauthorized": (
        marked("its sender is not enrolled here"),
        marked("Enrol the machine again with a new code."),
    ),
    "revoked": (
        marked("its agent was revoked"),
        marked("If the machine is to stay, enrol it again; else stop its agent."),
    ),
    "moved": (
        marked("this collector moved, as its settings say"),
        marked("Nothing is lost: the agent goes to the new address. Look there whether it came."),
    ),
    "malformed": (marked("it could not be read"), _UPDATE),
    "encoding": (marked("it was packed in a way not known here"), _UPDATE),
    "newer": (
        marked("its agent is newer than this collector"),
        marked("Nothing is lost: the agent waits. Bring the collector up to date."),
    ),
    "unknown_path": (
        marked("it was sent in a way that no agent uses"),
        marked("Look who sends it: it is no agent of Mkaguzi."),
    ),
    "too_large": (marked("it was too large"), _UPDATE),
    "too_slow": (marked("the link was too slow, so it did not come whole"), _SENT_AGAIN),
    "cut": (marked("the link broke off, so it did not come whole"), _SENT_AGAIN),
    "not_durable": (
        marked("the collector could not write it down"),
        marked("Look whether the collector's disk is full. The agent sends it again."),
    ),
    "busy": (marked("the collector had too much to do just then"), _SENT_AGAIN),
    "too_much": (
        marked("its agent tells more than a machine has to"),
        marked(
            "The rest waits at the machine. If this goes on, look what runs there, or revoke its "
            "agent."
        ),
    ),
    "not_ready": (
        marked("the collector could not read its state"),
        marked(
            "Look whether the collector's disk is full, or its database server stopped. The agent "
            "sends it again."
        ),
    ),
    NOT_APPLIED: (
        marked("it was kept, but could not be applied"),
        marked("Tell Mkaguzi's maintainers, with the details."),
    ),
}
"""The code of a refused batch -> what is wrong, and what to do (msgids)."""
_TELLING = ("malformed", "encoding", "too_large", "not_durable", NOT_APPLIED)
"""Codes of which the technical reason says more than their sentence."""
_REASONS, _SOURCES = 3, 5
"""How many reasons and senders of one code are shown."""


class Sender(NamedTuple):
    """From whom a batch came: a known machine by its name and asset, else its address."""

    name: str
    asset: str = ""
    address: str = ""


class Refused(NamedTuple):
    """Batches refused for one code: what and what to do (msgids), how many, when last (UTC s)."""

    what: str
    remedy: str
    details: list[str]
    times: int
    last: int
    senders: list[Sender]


def grouped(rows: Iterable[Any]) -> list[Refused]:
    """Refusals (the newest first) by their code, the most frequent first.

    What is of a time or a kind without words of its own is told by its reason.
    """
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(row.code if row.code in BATCHES else row.reason, []).append(row)
    found = [_refused(code, some) for code, some in groups.items()]
    return sorted(found, key=lambda one: -one.times)


def _refused(code: str, rows: list[Any]) -> Refused:
    what, remedy = BATCHES.get(code, (code, ""))
    reasons = list(dict.fromkeys(row.reason for row in rows)) if code in _TELLING else []
    senders = sorted({_sender(row) for row in rows})
    last = max(row.at for row in rows)
    return Refused(
        what, remedy, reasons[:_REASONS], sum(row.times for row in rows), last, senders[:_SOURCES]
    )


def _sender(row: Any) -> Sender:
    if row.host or row.hostname:
        return Sender(row.host or row.hostname, row.asset if row.host else "", row.address)
    return Sender(row.address or (row.agent or "")[:12])
