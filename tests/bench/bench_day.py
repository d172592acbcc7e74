"""The bench of a site's working day: what 300 PCs send over the WAN, drops and a power cut in it.

make bench-day        or: .venv/bin/python -m tests.bench.bench_day --help
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench.day_table import table
from tests.bench.namespaces import Wire, wire
from tests.served import ROOT, command

def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--pcs", type=int, default=300)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--keep", type=Path)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mkaguzi-bench-") as place, ExitStack() as opened:
        at = opened.enter_context(wire(0))
        told = measure(Path(place), at, asked.pcs, asked.seed)
        if asked.keep: asked.keep.write_text(json.dumps(told))
    print("\n".join(table(told)))


def measure(place: Path, at: Wire, pcs: int, seed: int) -> dict[str, Any]:
    data, site, clock = place / "var", place / "site", place / "clock"
    data.mkdir(); site.mkdir()
    (data / "mkaguzi.toml").write_text(
        f'[pages]\nlisten = "127.0.0.1:8080"\n[agents]\naddress = "{at.near_address}:8443"\n'
    )
    from tests.bench.day_clock import SharedClock
    SharedClock(clock)
    log = (place / "serve.log").open("w")
    collector = subprocess.Popen(at.at_near(sys.executable, "-m", "tests.bench.day_clock", str(clock), str(data)), stdout=log, stderr=log, cwd=ROOT)
    while "Ctrl-C" not in (place / "serve.log").read_text():
        time.sleep(.2); assert collector.poll() is None, (place / "serve.log").read_text()
    code = command(data, "agents", "code", "mbulu-dc-hq", "--uses", str(pcs)).stdout.rpartition("enrol ")[2].strip()
    args = (str(site), code, str(clock), str(pcs), str(seed), "wire")
    marks = {"start": at.crossed()}
    begun = time.monotonic()
    proc = subprocess.Popen(at.at_far(sys.executable, "-m", "tests.bench.day_site", *args), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    for line in proc.stdout:
        time.sleep(1)
        marks[line.strip()] = at.crossed()
        print(line.strip(), marks[line.strip()], f"{time.monotonic()-begun:.0f} s", flush=True)
        proc.stdin.write("\n"); proc.stdin.flush()
    assert proc.wait() == 0
    told = json.loads((site / "figures.json").read_text())
    told["marks"] = marks
    collector.send_signal(2); collector.wait(60)
    print((place / "serve.log").read_text())
    from collector.store.journal import Journal
    j = Journal(data / "journal.db")
    seen = []; pos = 0
    while rows := j.after(pos, 1000):
        seen += [(r.entry.agent, r.entry.boot, r.entry.seq, r.entry.quality) for r in rows]; pos = rows[-1].position
    j.close()
    told["journal"] = seen
    return told

if __name__ == "__main__":
    main()
