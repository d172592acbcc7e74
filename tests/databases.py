"""The state in both databases: SQLite in a test's folder, or a PostgreSQL of the tests' own.

A test that uses the fixture `each_database` runs twice; `state_of` says where its state is.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import URL

KINDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres", "setpriv")))
SERVER = "MKAGUZI_TEST_POSTGRESQL"
"""The server's socket folder, while a test runs on it; in the environment, for its processes."""
_OPTIONS = ("fsync=off", "listen_addresses=", "max_connections=50", "full_page_writes=off")


def state_of(folder: Path) -> str:
    """The setting `database` for a test's data folder; empty: SQLite in it."""
    here = os.environ.get(SERVER)
    return empty(here, folder) if here else ""


def url_of(folder: Path) -> str | URL:
    """The same, as the URL it comes to."""
    return state_of(folder) or URL.create("sqlite", database=str(folder / "state.db"))


def empty(here: str, folder: Path) -> str:
    """A URL of this folder alone: a schema of its own, which is made at once."""
    name = f"test_{sha256(bytes(folder)).hexdigest()[:16]}"
    with psycopg.connect(f"host={here} user=postgres", autocommit=True) as server:
        server.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(name)))
    query = {"host": here, "options": f"-csearch_path={name}"}
    url = URL.create("postgresql", username="postgres", database="postgres", query=query)
    return url.render_as_string()


def program(name: str) -> str | None:
    """Where a program is: Debian keeps administrators' and PostgreSQL's own out of the path."""
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    elsewhere = [*map(str, kept), "/usr/sbin", "/sbin"]
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(elsewhere))


@contextmanager
def postgresql() -> Iterator[str]:
    """A server for as long as the tests run; its socket folder."""
    with cluster() as place, started(place):
        yield str(place)


@contextmanager
def cluster() -> Iterator[Path]:
    """Databases on the disk, without a server yet; the folder for them and its socket."""
    place = Path(tempfile.mkdtemp(prefix="mkaguzi-pg-"))
    make = [str(program("initdb")), "-D", str(place / "data"), "-U", "postgres", "-A", "trust"]
    as_utf8 = ["-N", "-E", "UTF8", "--locale=C"]
    try:
        subprocess.run([*_as_nobody(place), *make, *as_utf8], check=True, **_quietly(place))
        yield place
    finally:
        shutil.rmtree(place)


@contextmanager
def started(place: Path) -> Iterator[None]:
    """A server over them, which may be started again later."""
    options = [word for option in _OPTIONS for word in ("-c", option)]
    run = [str(program("postgres")), "-D", str(place / "data"), "-k", str(place), *options]
    with subprocess.Popen([*_with_us(_as_nobody(place)), *run], **_quietly(place)) as server:
        try:
            _wait_for(place, server)
            yield
        finally:
            server.send_signal(signal.SIGQUIT)  # at once, as a power cut would
            server.wait(30)


def _quietly(place: Path) -> dict[str, Any]:
    return {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": place}


def _as_nobody(place: Path) -> list[str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return []
    nobody = pwd.getpwnam("nobody")
    os.chown(place, nobody.pw_uid, nobody.pw_gid)
    return [
        *("setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}"),
        "--clear-groups",
    ]


def _with_us(who: Sequence[str]) -> list[str]:
    """The same, ended by the system when these tests end, however that is."""
    return [*(who or ["setpriv"]), "--pdeathsig", "QUIT"]


def _wait_for(place: Path, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            psycopg.connect(f"host={place} user=postgres", connect_timeout=1).close()
        except psycopg.OperationalError:
            assert server.poll() is None, "PostgreSQL did not start"
            time.sleep(0.1)
        else:
            return
    raise AssertionError("PostgreSQL does not answer")
