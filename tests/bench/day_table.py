"""A day's figures as lines for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from collector.words.text import ZONE
from tests.bench.day_plan import Day, Span
from tests.bench.day_returns import calm, returns
from tests.bench.day_wan import HEADERS, Asked

Made = tuple[str, str, int]
_RECORD = 22
"""Bytes of a TLS 1.3 record beside what is in it. Source: RFC 8446, 5.2, with an AEAD's tag."""
_PACKETS = 4
"""Packets that a question and its answer take: each, and its acknowledgement."""


class Told(NamedTuple):
    """What the site told of its day, and the collector's journal of both days.

    `marks`: bytes on the wire when each part was over; empty where there is no wire to count on.
    """

    weighed: dict[str, int]
    plan: Day
    agents: list[str]
    log: list[Asked]
    made: list[Made]
    waiting: int
    marks: dict[str, int]
    journal: list[Made]


def table(told: Told) -> Iterator[str]:
    """All of it."""
    total = _total(told)
    yield from _bytes(told, total)
    yield from _shares(told, total)
    yield from _kept(told)
    yield from _returned(told)


def _total(told: Told) -> int:
    marks = told.marks
    return marks["day"] - marks["eve"] if marks else told.weighed["all"]


def _bytes(told: Told, total: int) -> Iterator[str]:
    count, marks = len(told.agents), told.marks
    yield f"a working day of {count} PCs: {_mb(total)}, {total / count / 1e3:.1f} kB a PC"
    if marks:
        yield f"apart: enrolment {_mb(marks['enrolled'] - marks['start'])}, first facts and the"
        yield f"first 8 minutes of each {_mb(marks['eve'] - marks['enrolled'])}"
    else:
        yield "NO WIRE HERE (root and `ip` are needed): TCP's own counters, 52 bytes of headers a"
        yield "packet, without farewells; enrolment and first facts are not counted"


def _shares(told: Told, total: int) -> Iterator[str]:
    one, batches = told.weighed, max(1, len(told.log))
    heads, shakes = one["sent"] - one["bodies"], one["handshakes"]
    shares = [
        ("samples and events", one["bodies"] - one["facts"], batches, "batch"),
        ("facts", one["facts"], len(told.agents), "PC"),
        ("heads of requests", heads, batches, "batch"),
        ("answers", one["heard"], batches, "batch"),
        ("packets' headers, acks", _PACKETS * HEADERS * batches, batches, "batch"),
        ("TLS records", 3 * _RECORD * batches, batches, "batch"),
        ("handshakes", one["handshake_bytes"], max(1, shakes), "connection"),
    ]
    rest = total - sum(size for _, size, _, _ in shares)
    shares.append(("tickets, farewells, rest", rest, max(1, shakes), "connection"))
    for name, size, times, each in shares:
        yield f"  {name:26}{_mb(size):>10}{size / total:6.0%}{size / times:9.0f} B a {each}"
    yield f"{batches:,} batches, {shakes:,} connections"


def _kept(told: Told) -> Iterator[str]:
    kept, made = Counter(told.journal), set(told.made)
    arrived, doubled = len(made & set(kept)), sum(kept[one] > 1 for one in made)
    lost = len(made) - arrived - told.waiting
    yield f"{len(made):,} batches made, {arrived:,} in the journal, {told.waiting} wait at PCs;"
    yield f"{lost} lost, {doubled} kept twice, {len(told.log) - arrived} sent again or refused"


def _returned(told: Told) -> Iterator[str]:
    usual, most = calm(told.plan, told.log)
    yield f"a usual minute has {usual:.0f} requests, at most {most}; after each return,"
    yield "of the PCs that stayed on and had something to deliver:"
    heads = ("PCs", "batches", "peak", "new first", "all new", "all past")
    yield f"{'':18}" + "".join(map("{:>10}".format, heads))
    for one in returns(told.plan, told.agents, told.log):
        what = "power" if one.what == told.plan.cut else "link"
        yield (
            f"{what + ' ' + _span(one.what):18}{one.pcs:10}{one.waited:10}{one.peak:10}"
            f"{one.newest:10}{_minutes(one.until_newest):>10}{_minutes(one.until_past):>10}"
        )


def _span(one: Span) -> str:
    return "-".join(f"{datetime.fromtimestamp(at, ZONE):%H:%M}" for at in (one.since, one.until))


def _minutes(seconds: float) -> str:
    return f"{seconds / 60:.0f} min"


def _mb(size: float) -> str:
    return f"{size / 1e6:.2f} MB"
