"""A Debian that runs: its own files, its own systemd as process 1, on this machine's loopback.

Each is made of Debian's packages once and kept beside the repository, in the user's cache.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tarfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.lacking import lacks

NEEDS = ("mmdebstrap", "systemd-nspawn", "nsenter", "dpkg-deb")
SUITES = {"bookworm": (3, 11), "trixie": (3, 13)}
"""The releases, and the Python of each."""
_PARTS = "systemd,dbus,init-system-helpers,python3-psutil,smartmontools"
_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mkaguzi"
_PATIENCE = 60.0
_MONTH = 30 * 86_400.0
_ENV = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "HOME": "/root"}


class Debian:
    """One machine. `root` is its `/`, seen from here."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._log = root.parent / f"{root.name}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._first = 0

    def start(self, *options: str) -> None:
        """Switch it on, and wait until it is up. `options` are systemd-nspawn's."""
        words = ("--register=no", "--keep-unit", "--console=pipe", "--quiet", "--boot")
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                ["systemd-nspawn", *words, *options, "--directory", str(self.root)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "UNIFIED_CGROUP_HIERARCHY": "1"},
            )
        self._await(self._is_up, "it starts")

    def _is_up(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self._log.read_text(errors="replace")
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        self._first = int((children.read_text().split() or ["0"])[0])
        return bool(self._first) and "running" in self.does("systemctl", "is-system-running")

    def stop(self) -> None:
        """Switch it off: in order, where it was up."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self.does("systemctl", "poweroff")
        try:
            self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()  # and with it all that runs in it
            self._process.wait()
            raise

    def runs(self, *words: str, said: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command as root in it. `said` goes to its standard input."""
        own = ("nsenter", "--target", str(self._first), "--all", "--root", "--wd=/")
        environment = [f"{name}={value}" for name, value in _ENV.items()]
        return subprocess.run(
            [*own, "env", "-i", *environment, *words],
            input=said,
            capture_output=True,
            text=True,
            check=False,
        )

    def does(self, *words: str, said: str = "") -> str:
        """What a command prints, whether it succeeds or not."""
        done = self.runs(*words, said=said)
        return done.stdout + done.stderr

    def must(self, *words: str, said: str = "") -> str:
        """What a command prints that succeeds."""
        done = self.runs(*words, said=said)
        assert done.returncode == 0, (words, done.stdout, done.stderr, self.journal())
        return done.stdout

    def shows(self, unit: str, what: str) -> str:
        """A property of a unit."""
        return self.must("systemctl", "show", "--value", f"--property={what}", unit).strip()

    def journal(self) -> str:
        """What the package's units said."""
        return self.does("journalctl", "--no-pager", "--unit=mkaguzi-*")

    def waits(self, unit: str, state: str) -> None:
        """Wait until a unit is in this state."""
        self._await(lambda: self.shows(unit, "ActiveState") == state, f"{unit} is {state}")

    def _await(self, true: object, what: str) -> None:
        assert callable(true)
        end = time.monotonic() + _PATIENCE
        while not true():
            assert time.monotonic() < end, (what, self._log.read_text(errors="replace"))
            time.sleep(0.1)


@contextmanager
def debian(suite: str, folder: Path, options: Sequence[str] = ()) -> Iterator[Debian]:
    """A new machine that runs, in a folder."""
    if os.geteuid() != 0:
        lacks("root, to run a Debian of its own")
    root = folder / f"{suite}-machine"
    root.mkdir()
    with tarfile.open(_made(suite)) as packed:
        packed.extractall(root, filter="fully_trusted")
    here = Debian(root)
    try:
        here.start(*options)
        yield here
    finally:
        here.stop()
        shutil.rmtree(root)  # it is large, and pytest would keep it


def _made(suite: str) -> Path:
    """Its files, packed; made where there are none yet, or they are old."""
    _CACHE.mkdir(parents=True, exist_ok=True)
    packed, part = _CACHE / f"{suite}.tar", _CACHE / f"{suite}.part.tar"
    with (_CACHE / f"{suite}.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # one of several workers makes it
        if not packed.exists() or time.time() - packed.stat().st_mtime > _MONTH:
            asked = ("--quiet", "--variant=apt", f"--include={_PARTS}", suite, str(part))
            subprocess.run(["mmdebstrap", *asked], check=True)
            part.replace(packed)
    return packed
