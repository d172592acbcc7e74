"""A load of agents in a process of its own: bodies made before, connections kept, answers read."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from pathlib import Path
from typing import NamedTuple

import msgspec

from agent import wire
from agent.identity import Identity
from agent.link import SERVER_NAME, split, trusting
from agent.report import Batch, Row

GOLDEN = Path(__file__).parent.parent / "golden" / "batch-1-server.json"

PROGRAMS: list[Row] = [
    {"name": f"program-{n}", "version": f"1.{n}", "architecture": "amd64", "source": "dpkg"}
    for n in range(800)
]
"""As many as a small Debian server has; they are looked at whenever it is judged."""


class Sent(NamedTuple):
    """What one load did: batches acknowledged, seconds, bytes of bodies on the wire."""

    batches: int
    seconds: float
    bytes: int


def batch(agent: str, seq: int, now: float) -> Batch:
    """A server's five minutes, as its agent sends them; facts with the first alone."""
    whole = wire.decode(msgspec.json.decode(GOLDEN.read_bytes()))
    stamp = whole.clock._replace(wall=now, mono=1000.0 + 300 * seq)
    blocks = [block._replace(start=int(now) - 300) for block in whole.blocks]
    serial = f"S{agent[:12]}"
    facts = whole.facts | {
        "machine": {"chassis": "server", "serial": serial},
        "disks": [{"name": "sda", "size": 1 << 40, "serial": serial, "system": True}],
        "software": PROGRAMS,
    }
    return whole._replace(
        agent=agent, seq=seq, clock=stamp, blocks=blocks, facts=facts if seq == 0 else {}, events=[]
    )


def request(who: Identity, made: Batch) -> bytes:
    """One whole HTTP request."""
    body = zlib.compress(wire.encode(made))
    head = (
        "POST /v1/batch HTTP/1.1\r\nHost: collector\r\nContent-Encoding: deflate\r\n"
        f"Authorization: Bearer {who.agent}.{who.secret}\r\n"
        f"Mkaguzi-Clock: {made.clock.wall} {made.clock.mono} {made.clock.boot}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def run(people: list[Identity], each: int, now: float) -> Sent:
    """Every agent sends `each` batches, one after another, all agents at once."""
    prepared = [[request(who, batch(who.agent, seq, now)) for seq in range(each)] for who in people]
    context = trusting(people[0].ca)
    seconds = asyncio.run(_all(people[0].address, context, prepared))
    size = sum(len(one) for requests in prepared for one in requests)
    return Sent(len(people) * each, seconds, size)


async def _all(address: str, context: ssl.SSLContext, prepared: list[list[bytes]]) -> float:
    host, port = split(address)
    links = [
        await asyncio.open_connection(host, port, ssl=context, server_hostname=SERVER_NAME)
        for _ in prepared
    ]
    loop = asyncio.get_running_loop()
    start = loop.time()
    await asyncio.gather(
        *(_one(*link, requests) for link, requests in zip(links, prepared, strict=True))
    )
    seconds = loop.time() - start
    for _, writer in links:
        writer.close()
    return seconds


async def _one(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, requests: list[bytes]
) -> None:
    for one in requests:
        writer.write(one)
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head.split(b"\r\n", 1)[0]:
            raise RuntimeError(head.decode())
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
