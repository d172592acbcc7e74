"""A PostgreSQL that goes away and comes back: nothing acknowledged is lost, all is told once."""

from __future__ import annotations

import signal
import socket
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from agent.delivery.enrol import enrol, read_code
from agent.delivery.identity import Identity
from agent.delivery.link import Answer, Link, trusting
from agent.report import Batch, Clock
from agent.trouble import Trouble
from agent.wire import encode
from collector.store.journal import Journal
from collector.store.state import notes, reach
from collector.store.state.database import open_state, reader
from tests import databases, web_world
from tests.served import Served, command, own_ports, serving, until
from tests.standing import standing

pytestmark = pytest.mark.needs("postgres", "setpriv")
NOW = web_world.NOW
HERE, HIDDEN = "cannot reach the database postgres at ", "siri-kubwa"


@pytest.fixture
def place() -> Iterator[Path]:
    """A PostgreSQL of this test alone; no server runs yet."""
    with databases.cluster() as made:
        yield made


def settled(data: Path, place: Path) -> Path:
    """A data folder whose state is in that PostgreSQL."""
    own_ports(data)
    file = data / "mkaguzi.toml"
    url = f"postgresql://postgres:{HIDDEN}@/postgres?host={place}"
    file.write_text(f'database = "{url}"\n{file.read_text()}')
    return data


def admitted(served: Served) -> Identity:
    said = command(served.data, "agents", "code", "mbulu-dc-hq").stdout
    return enrol(read_code(said.rpartition("enrol ")[2].strip()), {})


def deliver(who: Identity, seq: int) -> Answer:
    """One batch, over a connection of its own."""
    batch = Batch(who.agent, seq, Clock(time.time(), 100.0 + seq, "b"), [], {}, [], [])
    headers = {"Authorization": f"Bearer {who.agent}.{who.secret}", "Content-Encoding": "deflate"}
    with closing(Link(who.address, trusting(who.ca), timeout=20)) as link:
        return link.request("POST", "/v1/batch", zlib.compress(encode(batch)), headers)


def asked(url: str, **headers: str) -> tuple[int, str, str | None]:
    """A page: its status, text and Retry-After."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status, answer.read().decode(), answer.headers.get("Retry-After")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(), error.headers.get("Retry-After")


def applied(data: Path, place: Path) -> int:
    engine = open_state(f"postgresql://postgres@/postgres?host={place}")
    with reader(engine).connect() as connection:
        found = notes.get(connection, notes.APPLIED) or 0
    engine.dispose()
    return found


def test_a_collector_outlives_its_database(tmp_path: Path, place: Path) -> None:
    data = settled(tmp_path / "var", place)
    with databases.started(place):
        served = Served(data)
        pages = served.wait_for(r"pages +(\S+)")
        who = admitted(served)
        assert deliver(who, 1).status == 200
    try:
        assert [deliver(who, seq).status for seq in (2, 3)] == [200, 200]
        until(lambda: HERE in served.said(), "the log says it")
        assert asked(f"{pages}/healthz")[:2] == (503, '{"status":"no database"}')
        time.sleep(35)  # a few turns of everything there is by the clock
        with databases.started(place):
            until(lambda: applied(data, place) == 3, "what came meanwhile is applied")
            until(lambda: "is reached again, after" in served.said(), "the log says that too")
            assert asked(f"{pages}/healthz")[0] == 200
            assert served.stop() == 0
    finally:
        if served.process.poll() is None:
            served.stop()
    said = served.said()
    assert (said.count("cannot reach"), said.count("Traceback"), said.count(HIDDEN)) == (1, 0, 0)
    assert said.count("ERROR") == 1, said


def test_a_collector_that_is_stopped_meanwhile_stops_cleanly(tmp_path: Path, place: Path) -> None:
    data = settled(tmp_path / "var", place)
    with databases.started(place):
        served = Served(data)
        served.wait_for(r"(Ctrl-C)")
        who = admitted(served)
        assert deliver(who, 1).status == 200
    assert deliver(who, 2).status == 200
    assert served.stop() == 0
    assert "Traceback" not in served.said()
    kept = Journal(data / "journal.db")
    assert [record.entry.seq for record in kept.after(0, 9)] == [1, 2]
    kept.close()


def test_a_collector_that_starts_first_waits_for_its_database(tmp_path: Path, place: Path) -> None:
    data = settled(tmp_path / "var", place)
    with serving(data) as served:
        served.wait_for(r"(It waits, and tries again every 5 s)")
        time.sleep(6)
        assert served.said().count(HERE) == 1
        with databases.started(place):
            served.wait_for(r"(Ctrl-C)")
            assert served.stop() == 0
    assert HIDDEN not in served.said()


def test_who_waits_for_it_can_be_stopped(tmp_path: Path, place: Path) -> None:
    with serving(settled(tmp_path / "var", place)) as served:
        served.wait_for(r"(It waits)")
        served.process.send_signal(signal.SIGINT)
        assert served.process.wait(10) == 130
        assert "Traceback" not in served.said()


def test_a_command_says_where_it_is_and_tells_no_password(tmp_path: Path, place: Path) -> None:
    data = settled(tmp_path / "var", place)
    for words in (["assets", "list"], ["people", "list"], ["backup", str(tmp_path / "b")]):
        done = command(data, *words)
        assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
        assert f"{HERE}{place}: " in done.stderr
        assert HIDDEN not in done.stdout + done.stderr


def test_an_agent_is_asked_to_come_again_where_nobody_is_known_yet(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(databases.SERVER, str(place))
    with ExitStack() as server:
        server.enter_context(databases.started(place))
        with standing(tmp_path) as house:
            who = enrol(read_code(house.code()), {})
        with standing(tmp_path) as house:
            who, code = who._replace(address=house.address), house.code()
            server.close()
            _sent_away(who, code)
            with databases.started(place):
                until(lambda: deliver(who, 1).status == 200, "it is let in")


def _sent_away(who: Identity, code: str) -> None:
    answer = deliver(who, 1)
    assert (answer.status, answer.retry_after) == (503, 60)
    assert "cannot read its database" in answer.content["message"]
    with pytest.raises(Trouble, match="cannot read its database just now; try again"):
        enrol(read_code(code), {})


def test_pages_say_it_in_the_readers_language(
    tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(databases.SERVER, str(place))
    with ExitStack() as server, ExitStack() as pages:
        server.enter_context(databases.started(place))
        world = pages.enter_context(web_world.opened(tmp_path))
        web_world.furnish(world)
        client = pages.enter_context(world.client("asha"))
        assert client.get("/").status_code == 200
        server.close()
        _told_on(client)
        server.enter_context(databases.started(place))
        assert client.get("/").status_code == 200


def _told_on(client: TestClient[Litestar]) -> None:
    for path in ("/", "/breaches", "/nowhere", "/sign-in"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        assert "cannot reach its database just now" in answer.text
    swahili = client.get("/", headers={"Accept-Language": "sw"}).text
    assert "hawezi kuifikia hifadhidata yake" in swahili


def test_a_server_that_answers_nothing_is_not_waited_for_long() -> None:
    """Its machine lost its power, say: connections come to nothing."""
    with socket.create_server(("127.0.0.1", 0), backlog=8) as deaf:
        port = deaf.getsockname()[1]
        url = f"postgresql+psycopg://a:{HIDDEN}@127.0.0.1:{port}/mkaguzi?connect_timeout=2"
        engine = create_engine(url)
        with pytest.raises(OperationalError) as caught:
            engine.connect()
        assert reach.is_lost(caught.value)
        said = reach.cannot(url, caught.value)
    assert said.startswith(f"cannot reach the database mkaguzi at 127.0.0.1:{port}: ")
    assert HIDDEN not in said
