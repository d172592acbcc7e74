"""A load of agents in a process of its own: bodies made before, connections kept, answers read."""

from __future__ import annotations

import asyncio
import signal
import time
from multiprocessing.connection import Connection
from typing import NamedTuple

from agent.delivery.identity import Identity
from agent.delivery.link import SERVER_NAME, split, trusting
from tests.bench import bodies
from tests.bench.beside import answer
from tests.bench.bodies import Machine

Link = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Round(NamedTuple):
    """What to send: to which address, of each agent the batches from `first` on, `each` of them,
    the whole of it so many times over (a collector knows a batch that comes again).
    """

    address: str
    first: int
    each: int
    times: int = 1


class Sent(NamedTuple):
    """What one round did: batches answered 200, seconds, bytes of them on the wire (heads and
    bodies, without TLS), and processor seconds of the load itself.
    """

    batches: int
    seconds: float
    bytes: int
    busy: float


class Load:
    """All agents of the bench, each with a connection to every address it sent to before."""

    def __init__(self, people: list[Identity], machine: Machine) -> None:
        self._people, self._machine = people, machine
        self._loop = asyncio.new_event_loop()
        self._links: dict[str, list[Link]] = {}
        self._made: dict[tuple[int, int], list[list[bytes]]] = {}

    def connect(self, address: str) -> None:
        """Every agent shakes hands, before anything is measured."""
        self._links[address] = self._loop.run_until_complete(self._connected(address))

    async def _connected(self, address: str) -> list[Link]:
        host, port = split(address)
        context = trusting(self._people[0].ca)
        return [
            await asyncio.open_connection(host, port, ssl=context, server_hostname=SERVER_NAME)
            for _ in self._people
        ]

    def make(self, wanted: Round) -> None:
        """The bodies of a round, before it is measured; the newest was made just now."""
        seqs = range(wanted.first, wanted.first + wanted.each)
        last = time.time() - seqs.stop
        self._made = {
            (wanted.first, wanted.each): [
                [bodies.body(self._machine, who.agent, seq, last + seq) for seq in seqs]
                for who in self._people
            ]
        }

    def send(self, wanted: Round) -> Sent:
        """Every agent sends its batches one after another, all agents at once."""
        made = [one * wanted.times for one in self._made[wanted.first, wanted.each]]
        busy, begun = time.process_time(), time.monotonic()
        links = self._links[wanted.address]
        size = self._loop.run_until_complete(_all(links, self._people, made))
        seconds = time.monotonic() - begun
        return Sent(sum(map(len, made)), seconds, size, time.process_time() - busy)


async def _all(links: list[Link], people: list[Identity], made: list[list[bytes]]) -> int:
    every = zip(links, people, made, strict=True)
    return sum(await asyncio.gather(*(_one(*one) for one in every)))


async def _one(link: Link, who: Identity, made: list[bytes]) -> int:
    """One agent's batches; bytes sent."""
    reader, writer = link
    size = 0
    for body in made:
        head = _head(who, len(body))
        writer.write(head + body)
        size += len(head) + len(body)
        await _answered(reader)
    return size


def _head(who: Identity, length: int) -> bytes:
    """As `agent.delivery.sender` and http.client make it."""
    wall = time.time()
    return (
        f"POST /v1/batch HTTP/1.1\r\nHost: {who.address}\r\nAccept-Encoding: identity\r\n"
        f"Content-Length: {length}\r\nAuthorization: Bearer {who.agent}.{who.secret}\r\n"
        "Content-Type: application/json\r\nContent-Encoding: deflate\r\n"
        f"Mkaguzi-Clock: {wall:.3f} {bodies.mono(wall):.3f} {who.agent}\r\n\r\n"
    ).encode()


async def _answered(reader: asyncio.StreamReader) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    said = await reader.readexactly(length)
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError((head + said).decode())


def run(pipe: Connection, people: list[Identity], machine: Machine) -> None:
    """The process: an address is connected to, a list [round] prepared, a round sent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends when nobody asks any more
    load = Load(people, machine)

    def reply(asked: object) -> object:
        if isinstance(asked, Round):
            return load.send(asked)
        if isinstance(asked, list):
            load.make(*asked)
        else:
            load.connect(str(asked))
        return None

    answer(pipe, reply)
