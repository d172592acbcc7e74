"""The bench: batches a second, durable and judged, into one collector; the load beside it.

make bench        or: .venv/bin/python -m tests.bench.bench_batches --help
"""

from __future__ import annotations

import argparse
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from agent.delivery.enrol import enrol, read_code
from agent.delivery.identity import Identity
from tests.bench import bodies, load, watched
from tests.bench.beside import Beside
from tests.bench.rounds import Bench, Figures
from tests.bench.table import table
from tests.served import command, own_ports, until

WHAT = """\
How many batches a second does one collector take on this machine, durable and judged, and what
ends first? It runs `mkaguzi serve` on loopback with a data folder of its own, enrols agents, and
sends what this machine's own probes tell, as each of them in turn: all facts once, then usual
batches, as fast as answers come. It stops by itself and leaves nothing behind."""
HOW_TO_READ = """\
how to read it: figures of one machine are no other's, and a shared machine is slower; so compare
ratios. `for each flushed insert` is against plain SQLite that flushes each insert to this disk,
`for each bare request` against an app behind the same TLS that only says 200, both measured in turn
with the collector. A burst is acknowledged faster than it is judged: the journal holds it."""


class Asked(NamedTuple):
    """How much of it."""

    agents: int
    each: int
    rounds: int


def main() -> None:
    """Run it, and print what came out."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="mkaguzi-bench-") as place:
        _measure(Path(place), asked)


def _asked() -> Asked:
    options = argparse.ArgumentParser(
        prog="make bench",
        description=WHAT,
        epilog=HOW_TO_READ,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    for name, usual, means in (
        ("agents", 100, "agents that send at once"),
        ("each", 15, "usual batches of each agent in a round"),
        ("rounds", 7, "rounds of yardsticks and collector"),
    ):
        text = f"{means} (usually %(default)s)"
        options.add_argument(f"--{name}", type=_positive, default=usual, metavar="N", help=text)
    return Asked(**vars(options.parse_args()))


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("1 at least")
    return number


def _measure(place: Path, asked: Asked) -> None:
    machine = bodies.look()
    say(f"a batch of this machine: {machine.series} series; {machine.programs} programs")
    with _running(place, asked.agents, machine) as bench:
        first = bench.round(0, 1)
        _check(bench.data, asked.agents)
        usual = [_one(bench, number, asked) for number in range(asked.rounds)]
        memory = bench.collector.ask().memory
    count = sum(figures.sent.batches for figures in usual)
    say(f"{count:,} usual batches of {asked.agents} agents, in {asked.rounds} rounds:\n")
    for line in table(first, usual, memory):
        say(line)


def _check(data: Path, agents: int) -> None:
    """Whether what is measured is what is meant."""
    with closing(sqlite3.connect(data / "state.db", timeout=30)) as connection:
        assets, verdicts, refused = connection.execute(
            "SELECT (SELECT count(*) FROM asset), (SELECT count(*) FROM verdict),"
            " (SELECT count(*) FROM refusal)"
        ).fetchone()
    if assets != agents or refused:
        raise SystemExit(f"{agents} agents made {assets} assets; {refused} batches were refused")
    say(f"each is an asset of its own, judged by {verdicts / agents:.0f} rules")


def say(line: str) -> None:
    """Print it at once."""
    print(line, flush=True)


def _one(bench: Bench, number: int, asked: Asked) -> Figures:
    figures = bench.round(1 + number * asked.each, asked.each)
    say(f"round {number + 1} of {asked.rounds}: {figures.judged:,.0f} batches a second, judged")
    return figures


@contextmanager
def _running(place: Path, agents: int, machine: bodies.Machine) -> Iterator[Bench]:
    """Everything that takes part; stopped at the end."""
    data, log = place / "var", place / "serve.log"
    own_ports(data)
    begun = time.monotonic()
    collector = Beside(watched.collector, data, log)
    running = [collector]
    try:
        until(lambda: collector.ended or _listens(log), "the collector listens")
        people = _enrolled(data, log, agents)
        say(f"{agents} agents are enrolled, {time.monotonic() - begun:.0f} s after the start")
        running.append(Beside(watched.bare, data / "tls"))
        running.append(Beside(load.run, people, machine))
        bench = Bench(
            data,
            collector=collector,
            bare=running[1],
            load=running[2],
            door=people[0].address,
            bare_door=running[1].hear(),
        )
        for door in (bench.door, bench.bare_door):
            bench.load.ask(door)
        yield bench
    finally:
        for one in reversed(running):
            one.stop()


def _listens(log: Path) -> bool:
    return log.exists() and "Ctrl-C" in log.read_text()


def _enrolled(data: Path, log: Path, agents: int) -> list[Identity]:
    """So many agents, as technicians would enrol them."""
    said = command(data, "agents", "code", "mbulu-dc-hq", "--uses", str(agents))
    if said.returncode:
        raise SystemExit(f"{said.stderr}{log.read_text()}")
    code = read_code(said.stdout.rpartition("enrol ")[2].strip())
    return [enrol(code, {}) for _ in range(agents)]


if __name__ == "__main__":
    main()
