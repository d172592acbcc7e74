"""What tests need beyond Python: in CI a missing program fails, elsewhere it is left out loudly."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.delivery.identity import Identity
from tests import databases
from tests import on_windows as on_windows_
from tests.lacking import lacks
from tests.running_agent import own_mounts
from tests.scripted_door import Door, door


def pytest_configure(config: pytest.Config) -> None:
    """Make the marker known."""
    config.addinivalue_line("markers", "needs(program): a program of the system this test runs")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave a test out, loudly, or fail it."""
    for marker in item.iter_markers("needs"):
        missing = [name for name in marker.args if databases.program(name) is None]
        if missing:
            lacks(", ".join(missing))


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Processes of this test run without coverage, as they do for people."""
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[tuple[Door, Identity]]:
    """A scripted door, and the identity of an agent that may use it."""
    with door(tmp_path / "tls") as both:
        yield both


@pytest.fixture
def mounts() -> Iterator[tuple[str, ...]]:
    """A command before others that gives them mounts of their own."""
    with own_mounts() as command:
        yield command


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL of the tests' own; its socket folder."""
    with databases.postgresql() as here:
        yield here


@pytest.fixture(scope="session")
def on_windows() -> Iterator[on_windows_.OnWindows]:
    """An agent on a Windows of the tests' own, by Wine."""
    with on_windows_.installed() as here:
        yield here


@pytest.fixture(scope="module", params=databases.KINDS)
def each_database(request: pytest.FixtureRequest) -> Iterator[str]:
    """Tests run with their state in SQLite, and once more in PostgreSQL."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "postgresql":
            patch.setenv(databases.SERVER, request.getfixturevalue("postgresql"))
        yield str(request.param)


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """A command that a test runs in this process sets it: each test begins as a shell does."""
    before = os.umask(0o022)
    yield
    os.umask(before)
