"""Batches a second, durable and judged, into one collector process; the load beside it.

    .venv/bin/python -m tests.bench.bench_batches [--agents 100] [--each 40]

Figures are told as ratios against yardsticks of the same run on the same disk and processor:
commits that are flushed one by one, and taking a batch apart. A timed test they are not.
"""

from __future__ import annotations

import argparse
import concurrent.futures
import cProfile
import multiprocessing
import pstats
import shutil
import sqlite3
import tempfile
import time
import uuid
import zlib
from contextlib import closing
from pathlib import Path

import msgspec
import psutil

from agent import wire
from agent.enrol import enrol, read_code
from collector.app import Collector
from collector.folder import config
from collector.store.state import notes
from collector.store.state.database import reader
from tests.bench import load
from tests.served import Served, command, own_ports


def main() -> None:
    """Run it, and print what came out."""
    options = argparse.ArgumentParser(description="Batches a second, durable and judged.")
    options.add_argument("--agents", type=int, default=100)
    options.add_argument("--each", type=int, default=40, help="batches of each agent")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mkaguzi-bench-") as place:
        measure(Path(place), asked.agents, asked.each)


def measure(place: Path, agents: int, each: int) -> None:
    """One run."""
    flushes, decodes = flushed_commits(place), decoded()
    tell("yardstick: commits flushed one by one", flushes, "a second")
    tell("yardstick: batches taken apart", decodes, "a second")
    data = place / "var"
    own_ports(data)
    served = Served(data)
    served.wait_for("(Ctrl-C)")
    said = command(data, "agents", "code", "mbulu-dc-hq", "--uses", "0").stdout
    code = read_code(said.rpartition("enrol ")[2].strip())
    people = [enrol(code, {}) for _ in range(agents)]
    process = psutil.Process(served.process.pid)
    before = process.cpu_times()
    start = time.monotonic()
    with concurrent.futures.ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("spawn")
    ) as pool:
        sent = pool.submit(load.run, people, each, time.time()).result()
    shutil.copytree(data, place / "copy")  # with its backlog, for the profile
    behind = sent.batches - applied(data)
    wait_until_applied(data, sent.batches)
    judged = sent.batches / (time.monotonic() - start)
    after = process.cpu_times()
    spent = (after.user + after.system - before.user - before.system) / sent.batches
    durable = sent.batches / sent.seconds
    print()
    tell("durable (acknowledged)", durable, "a second")
    tell("  against flushed commits", durable / flushes, "times: what group commit is worth")
    tell("judged (in the state)", judged, "a second, from the start of the load's process")
    tell("  against taking apart alone", judged / decodes, "of it")
    tell("not judged yet when the last was acknowledged", behind, f"of {sent.batches}")
    tell("processor time for each batch", 1000 * spent, "ms")
    tell("on the wire for each batch", sent.bytes / sent.batches, "bytes")
    tell("resident memory of the collector", process.memory_info().rss / 2**20, "MiB")
    tell("servers at a batch each 5 minutes that this judges", judged * 300, "")
    served.stop()
    print("\nThe next limit: where the time of judging goes (the same backlog, profiled)")
    profile(place / "copy")


def tell(what: str, value: float, unit: str) -> None:
    """One line."""
    print(f"{what:58} {value:10,.2f} {unit}" if value < 10 else f"{what:58} {value:10,.0f} {unit}")


def flushed_commits(place: Path) -> float:
    """Commits a second of one small row each, flushed to this disk."""
    with closing(sqlite3.connect(place / "yard.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE t (x)")
        start, count = time.monotonic(), 0
        while time.monotonic() - start < 1:
            connection.execute("INSERT INTO t VALUES (1)")
            count += 1
    return count / (time.monotonic() - start)


def decoded() -> float:
    """Batches a second that are unpacked, parsed and checked, and nothing else."""
    body = zlib.compress(wire.encode(load.batch(uuid.uuid4().hex, 1, time.time())))
    start, count = time.monotonic(), 0
    while time.monotonic() - start < 1:
        wire.decode(msgspec.json.decode(zlib.decompress(body)))
        count += 1
    return count / (time.monotonic() - start)


def applied(data: Path) -> int:
    """How many records of the journal are in the state."""
    with closing(sqlite3.connect(data / "state.db", timeout=30)) as connection:
        row = connection.execute("SELECT value FROM note WHERE name = 'applied'").fetchone()
    return int(row[0]) if row else 0


def wait_until_applied(data: Path, last: int) -> None:
    """Until the whole journal is judged."""
    while applied(data) < last:
        time.sleep(0.05)


def profile(data: Path) -> None:
    """Judge the backlog once more in this process, and say what cost most."""
    (data / "mkaguzi.toml").unlink()
    collector = Collector(config.load(data))
    with reader(collector.engine).connect() as connection:
        print(f"from position {notes.get(connection, notes.APPLIED) or 0}")
    watch = cProfile.Profile()
    watch.enable()
    while collector.pipeline.catch_up():
        pass
    watch.disable()
    collector.close()
    pstats.Stats(watch).strip_dirs().sort_stats("cumulative").print_stats(22)


if __name__ == "__main__":
    main()
