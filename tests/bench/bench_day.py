"""The bench of a site's working day: what 300 PCs send over the WAN, and how they come back.

make bench-day        or: .venv/bin/python -m tests.bench.bench_day --help
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from collector.store.journal import Journal
from tests.bench.day_clock import SharedClock
from tests.bench.day_plan import Day, Span
from tests.bench.day_play import FIGURES, NO_WIRE
from tests.bench.day_table import Made, Told, table
from tests.bench.day_wan import Asked
from tests.bench.namespaces import Wire, wire
from tests.served import ROOT, command, own_ports

WHAT = """\
What does a site's working day cost its WAN, and is there a storm when its link is back? 300 PCs are
switched on from 07:30 to 08:30 and off from 15:30 to 17:00, some over lunch; the link drops four
times (5, 20, 45 and 90 minutes), and once the power is gone. Each is an agent's own parts: batcher,
schedule, spool, sender, link; what they tell is this machine's, varied. The collector is the real
one, in a process of its own, over TLS. Only time is simulated. Root is needed for the wire."""
HOW_TO_READ = """\
how to read it: bytes are IP, TCP and TLS with all in them, both ways. After a return, of the PCs
that stay on: batches that waited, requests in the busiest minute, of how many PCs the newest came
first, and when the newest of all and all the past was there. A connection is kept while a PC is on
and made anew after a drop that it noticed; a router that forgets idle ones costs more."""


def main() -> None:
    """Run it, and print what came out."""
    options = argparse.ArgumentParser(
        prog="make bench-day",
        description=WHAT,
        epilog=HOW_TO_READ,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("--pcs", type=int, default=300, help="PCs of the site (300)")
    options.add_argument("--seed", type=int, default=1, help="of who comes and goes when (1)")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mkaguzi-bench-") as place, ExitStack() as opened:
        at = opened.enter_context(wire(0)) if _may_have_a_wire() else None
        told = _told(Path(place), at, asked.pcs, asked.seed)
    print("\n".join(table(told)))


def _may_have_a_wire() -> bool:
    return os.geteuid() == 0 and shutil.which("ip") is not None


def _told(place: Path, at: Wire | None, pcs: int, seed: int) -> Told:
    data, site, clock = place / "var", place / "site", place / "clock"
    site.mkdir()
    SharedClock(clock)
    with _collector(data, clock, at):
        said = command(data, "agents", "code", "mbulu-dc-hq", "--uses", str(pcs)).stdout
        code = said.rpartition("enrol ")[2].strip()
        asked = [*map(str, (site, code, clock, pcs, seed)), "wire" if at else NO_WIRE]
        marks = _played(asked, at)
    told = json.loads((site / FIGURES).read_text())
    return Told(
        told["weighed"],
        _plan(*told["plan"]),
        told["agents"],
        [Asked(*one) for one in told["log"]],
        [(agent, boot, seq) for agent, boot, seq in told["made"]],
        told["waiting"],
        marks,
        list(_journal(data)),
    )


@contextmanager
def _collector(data: Path, clock: Path, at: Wire | None) -> Iterator[None]:
    """`mkaguzi serve` by the simulated clock, where the wire ends."""
    own_ports(data)
    if at is not None:
        (data / "mkaguzi.toml").write_text(f'[agents]\naddress = "{at.near_address}:8443"\n')
    words = [sys.executable, "-m", "tests.bench.day_clock", str(clock), str(data)]
    log = data / "serve.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            at.at_near(*words) if at else words, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT
        )
    try:
        while "Ctrl-C" not in log.read_text():
            if process.poll() is not None:
                raise SystemExit(log.read_text())
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait(60)


def _played(asked: list[str], at: Wire | None) -> dict[str, int]:
    """The site's day; bytes on the wire at each of its marks."""
    words = [sys.executable, "-m", "tests.bench.day_play", *asked]
    marks = {"start": at.crossed()} if at else {}
    with subprocess.Popen(
        at.at_far(*words) if at else words,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as site:
        for word in map(str.strip, site.stdout or ()):
            time.sleep(1)  # what is on its way arrives
            marks |= {word: at.crossed()} if at else {}
            print(f"done: {word}", flush=True)
            print(file=site.stdin, flush=True)
    if site.returncode:
        raise SystemExit("the site's process failed; the reason is above")
    return marks


def _plan(drops: list[Any], cut: Any, on: list[Any], end: float) -> Day:
    hours = [[Span(*span) for span in spans] for spans in on]
    return Day([Span(*one) for one in drops], Span(*cut), hours, end)


def _journal(data: Path) -> Iterator[Made]:
    journal, position = Journal(data / "journal.db"), 0
    while records := journal.after(position, 1000):
        position = records[-1].position
        yield from ((r.entry.agent, r.entry.boot, r.entry.seq) for r in records)
    journal.close()


if __name__ == "__main__":
    main()
