"""The bench of the agent: what it costs a machine, beside other agents in the same minutes.

make bench-agent        or: .venv/bin/python -m tests.bench.bench_agent --help
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from agent.unit import ENVIRONMENT, FLAGS
from tests.bench.inventories import costs
from tests.bench.namespaces import Wire, wire
from tests.bench.peers import PROGRAMS, peer
from tests.bench.weighed import Weight, child_of, weigh
from tests.served import ROOT, command, serving

WHAT = """\
What does an agent cost the machine it is on? Runs ours twice, at the pace of a server (a sample a
minute) and of a PC (one each five), by the system's own Python, each behind a wire of its own that
counts all that crosses it; and beside them node_exporter, zabbix-agent2 and telegraf, where they
are installed. Root is needed for the wires. It stops by itself and leaves nothing behind."""
HOW_TO_READ = """\
how to read it: memory is what is resident at the end, and at its peak; bytes on the wire are IP,
TCP and TLS with all in them, both ways, and so are the first delivery with all facts and the
connection's beginning; a day is what the minutes measured say of it, the first delivery once."""
_DAY = 86_400.0


class Subject(NamedTuple):
    """One agent under the scales. `first`: what it cost until the measuring began."""

    name: str
    process: int
    wire: Wire
    first: Weight
    sent: int


def main() -> None:
    """Run it, and print what came out."""
    options = argparse.ArgumentParser(
        prog="make bench-agent",
        description=WHAT,
        epilog=HOW_TO_READ,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    options.add_argument("--minutes", type=int, default=60, help="to measure (60)")
    options.add_argument("--settle", type=int, default=180, help="seconds before that (180)")
    options.add_argument("--alone", action="store_true", help="without the others")
    options.add_argument("--python", default="/usr/bin/python3", help="the agent's Python")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="mkaguzi-bench-") as place, ExitStack() as open_ones:
        others = () if asked.alone else tuple(PROGRAMS)
        agent = _installed(Path(place), asked.python)
        print("\n".join(_inventories(agent, Path(place))), flush=True)
        started = list(_started(Path(place), agent, others, open_ones))
        print(f"all started; settling {asked.settle} s, then {asked.minutes} min", flush=True)
        time.sleep(asked.settle)
        subjects = [_weighed(name, process, at) for name, process, at in started]
        begun = time.monotonic()
        _wait(asked.minutes * 60)
        print("\n".join(_table(subjects, time.monotonic() - begun)))


def _inventories(agent: Path, place: Path) -> Iterator[str]:
    yield f"{'one inventory':24}{'CPU':>10}{'peak':>11}"
    for one in costs(agent, place):
        yield f"{one.name:24}{one.seconds:8.1f} s{one.peak / 1e6:8.1f} MB   {one.told}"


def _started(
    place: Path, agent: Path, others: tuple[str, ...], opened: ExitStack
) -> Iterator[tuple[str, int, Wire]]:
    for number, name in enumerate(("server", "pc")):
        folder = place / name
        folder.mkdir()
        at = opened.enter_context(wire(number))
        yield f"mkaguzi, {name}", opened.enter_context(_ours(agent, folder, at, name)), at
    for number, name in enumerate(others, 2):
        folder = place / name
        folder.mkdir()
        other = peer(name, folder, 60)
        if other is None:
            print(f"NOT MEASURED: {name} is not installed here", flush=True)
            continue
        at = opened.enter_context(wire(number))
        process = opened.enter_context(_running(at.at_far(*other.command), folder / "log"))
        asker = (sys.executable, "-m", "tests.bench.peers", name, at.far_address, "60")
        opened.enter_context(_running(at.at_near(*asker), folder / "asker"))
        yield name, _found(process, other.process), at


def _installed(place: Path, python: str) -> Path:
    """Our agent, as README installs it: in a venv of the system's Python, from a wheel."""
    venv, dist = place / "venv", place / "dist"
    pip = (sys.executable, "-m", "pip", "--quiet")
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", dist, ROOT], check=True)
    subprocess.run([python, "-m", "venv", "--system-site-packages", venv], check=True)
    [wheel] = dist.iterdir()
    subprocess.run([venv / "bin/pip", "--quiet", "install", "--no-deps", wheel], check=True)
    return venv / "bin/python"


@contextmanager
def _ours(python: Path, folder: Path, at: Wire, pace: str) -> Iterator[int]:
    data, state = folder / "var", folder / "state"
    data.mkdir()
    (data / "mkaguzi.toml").write_text(
        f'[pages]\nlisten = "127.0.0.1:8080"\n[agents]\naddress = "{at.near_address}:8443"\n'
    )
    agent = (str(python), *FLAGS, "-m", "agent")
    at_far = at.at_far("env", f"STATE_DIRECTORY={state}", *ENVIRONMENT.split())
    with serving(data, under=tuple(at.at_near())) as served:
        served.wait_for("(Ctrl-C)")
        code = command(data, "agents", "code", "mbulu-dc-hq").stdout.rpartition("enrol ")[2].strip()
        subprocess.run([*at_far, *agent, "enrol", code], check=True, capture_output=True)
        shell = f"{_DESKTOP[pace].format(folder=folder)} exec {' '.join((*agent, 'run'))}"
        with _running([*at_far, "unshare", "-m", "sh", "-c", shell], folder / "log") as process:
            yield _found(process, "python")


_DESKTOP = {
    "server": "",
    "pc": "mkdir -p {folder}/up/xsessions {folder}/work; mount -t overlay overlay"
    " -o lowerdir=/usr/share,upperdir={folder}/up,workdir={folder}/work /usr/share;",
}
"""A machine with a desktop is a PC to the collector, which sets the pace."""


@contextmanager
def _running(words: list[str], log: Path) -> Iterator[int]:
    with log.open("w") as out:
        process = subprocess.Popen(words, stdout=out, stderr=subprocess.STDOUT, cwd=ROOT)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def _found(process: int, name: str) -> int:
    """`ip netns exec` and a shell become the program in time."""
    end = time.monotonic() + 30
    while True:
        try:
            return child_of(process, name)
        except LookupError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def _weighed(name: str, process: int, at: Wire) -> Subject:
    return Subject(name, process, at, weigh(process), at.crossed())


def _wait(seconds: float) -> None:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(60.0, left))


def _table(subjects: list[Subject], seconds: float) -> Iterator[str]:
    yield (
        f"{'':20}{'resident':>10}{'peak':>10}{'CPU a day':>12}"
        f"{'wire a day':>12}{'first':>10}{'disk a day':>12}"
    )
    for one in subjects:
        now, times = weigh(one.process), _DAY / seconds
        sent = one.wire.crossed() - one.sent
        yield (
            f"{one.name:20}{now.resident / 1e6:7.1f} MB{now.peak / 1e6:7.1f} MB"
            f"{(now.seconds - one.first.seconds) * times:10.1f} s"
            f"{(sent * times + one.sent) / 1e3:9.0f} kB{one.sent / 1e3:7.1f} kB"
            f"{(now.written - one.first.written) * times / 1e6:9.1f} MB"
        )


if __name__ == "__main__":
    main()
