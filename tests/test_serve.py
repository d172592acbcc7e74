"""`mkaguzi serve --with-agent`, as `make run` starts it: the whole path, on this very machine."""

from __future__ import annotations

import email
import os
import socket
import time
from email import policy
from pathlib import Path

import httpx
import pytest

from agent import lock
from agent.delivery.enrol import enrol, read_code
from agent.delivery.link import Link, trusting
from agent.trouble import Trouble
from collector.clock import BUILD
from collector.folder import issuing, tls
from collector.organisation.chart import EXAMPLE
from collector.store.state import notes
from collector.store.state.database import open_state, reader
from tests.opened import open_the_way
from tests.served import NOBODY, Served, command, own_ports, serving, until


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in a path with a blank in it."""
    place = tmp_path / "a path with blanks"
    place.mkdir()
    return place / "var"


def judged(served: Served) -> bool:
    return "meets" in explained(served)


def explained(served: Served) -> str:
    said = command(served.data, "assets", "list").stdout.split()
    return command(served.data, "standards", "explain", said[0]).stdout if said else ""


def mailed(data: Path) -> str:
    """The plain text of the mail in the outbox."""
    (file,) = (data / "outbox" / "new").iterdir()
    letter = email.message_from_bytes(file.read_bytes(), policy=policy.default)
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_this_machine_is_judged_and_its_mail_lies_in_the_outbox_within_a_minute(
    data: Path,
) -> None:
    with serving(data, "--with-agent") as served:
        served.wait_for(r"(sign-in#\S+)")
        until(lambda: judged(served), "a verdict on this machine")
        assert "required by HLT-01 v1" in explained(served)
        until(lambda: any((data / "outbox" / "new").glob("*")), "a mail in the outbox")
        assert f"* {socket.gethostname()} (" in mailed(data)
        assert served.stop() == 0
    assert "stopped cleanly" in served.said()
    assert "ERROR" not in served.said(), served.said()


def test_a_second_run_goes_on_from_the_first(data: Path) -> None:
    with serving(data, "--with-agent") as first:
        until(lambda: judged(first), "a verdict on this machine")
        before = command(data, "assets", "list").stdout.split()[0]
    with serving(data, "--with-agent") as second:
        second.wait_for(r"It was away (from .+ to .+)\.")
        second.wait_for(r"(sign-in#\S+)")
        listed = command(data, "assets", "list").stdout.splitlines()
        assert [line.split()[0] for line in listed] == [before]
        assert len(command(data, "agents", "list").stdout.splitlines()) == 1


def test_a_second_copy_beside_the_first_takes_other_ports(data: Path, tmp_path: Path) -> None:
    with (
        serving(data, "--with-agent") as first,
        serving(tmp_path / "other", "--with-agent") as second,
    ):
        ports = {one.wait_for(r"pages\s+\S+:(\d+)") for one in (first, second)}
        assert len(ports) == 2


def test_a_stop_is_clean_while_agents_keep_their_connections(data: Path) -> None:
    own_ports(data)
    with serving(data) as served:
        served.wait_for(r"(Ctrl-C)")
        said = command(data, "agents", "code", "mbulu-dc-hq").stdout
        who = enrol(read_code(said.rpartition("enrol ")[2].strip()), {})
        link = Link(who.address, trusting(who.ca))
        assert link.request("GET", "/healthz").status == 200
        start = time.monotonic()
        assert served.stop() == 0
        assert time.monotonic() - start < 3
        link.close()
    assert "ERROR" not in served.said(), served.said()


def test_head_is_answered_where_get_is_and_without_a_body(data: Path) -> None:
    own_ports(data)
    with serving(data) as served, httpx.Client() as browser:
        pages = served.wait_for(r"pages\s+(\S+)")
        served.wait_for(r"(Ctrl-C)")
        for path, status in (("/sign-in", 200), ("/", 303), ("/healthz", 200), ("/nope", 404)):
            answer = browser.head(f"{pages}{path}")
            assert (answer.status_code, answer.content) == (status, b"")
            assert browser.get(f"{pages}{path}").status_code == status


def test_the_agent_beside_a_killed_collector_ends_too(data: Path) -> None:
    with serving(data, "--with-agent") as served:
        served.wait_for(r"(sign-in#\S+)")
        until(lambda: held(data / "agent"), "the agent runs")
        served.process.kill()
        served.process.wait()
        until(lambda: not held(data / "agent"), "the agent ends")


def held(state: Path) -> bool:
    """Whether an agent runs on a state folder."""
    try:
        lock.take(state).close()
    except Trouble:
        return True
    return False


def test_two_collectors_never_share_a_folder(data: Path) -> None:
    own_ports(data)
    with serving(data) as first:
        first.wait_for(r"(people link admin)")
        second = command(data, "serve")
        assert second.returncode == 1
        assert f"(process {first.process.pid})" in second.stderr


def test_a_port_in_use_is_named_with_the_setting_to_change(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        data.mkdir()
        port = taken.getsockname()[1]
        (data / "mkaguzi.toml").write_text(f'[pages]\nlisten = "127.0.0.1:{port}"\n')
        done = command(data, "serve")
    assert done.returncode == 1
    assert f"127.0.0.1:{port}" in done.stderr
    assert "[pages] listen" in done.stderr


def noted(data: Path, name: str) -> int | None:
    """A note of a collector that does not run."""
    engine = open_state(f"sqlite:///{data / 'state.db'}")
    with reader(engine).connect() as connection:
        found = notes.get(connection, name)
    engine.dispose()
    return found


def test_a_start_that_fails_is_not_a_stop_by_a_person_and_a_signal_is(data: Path) -> None:
    own_ports(data)
    settings = (data / "mkaguzi.toml").read_text()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        (data / "mkaguzi.toml").write_text(f'[pages]\nlisten = "127.0.0.1:{port}"\n')
        assert command(data, "serve").returncode == 1
    assert noted(data, notes.ALIVE) is None, "it leaves no trace"
    assert noted(data, notes.CLEAN) is None
    (data / "mkaguzi.toml").write_text(settings)
    with serving(data) as served:
        served.wait_for(r"(people link admin)")
        assert served.stop() == 0
    assert noted(data, notes.CLEAN) == noted(data, notes.ALIVE)


def test_beyond_loopback_the_pages_need_a_certificate(data: Path) -> None:
    data.mkdir()
    (data / "mkaguzi.toml").write_text('[pages]\nlisten = "0.0.0.0:0"\n')
    done = command(data, "serve")
    assert done.returncode == 1
    assert "mkaguzi tls use" in done.stderr


def test_half_a_pair_for_the_pages_is_named_with_the_remedy(data: Path) -> None:
    """`mkaguzi tls use` writes the two one after the other; the power may go in between."""
    tls.prepare(data / "a", BUILD)
    tls.prepare(data / "tls", BUILD)
    for name, file in ((issuing.SERVER, tls.PAGES), (issuing.SERVER_KEY, tls.PAGES_KEY)):
        folder = data / ("a" if file == tls.PAGES else "tls")
        (data / "tls" / file).write_bytes((folder / name).read_bytes())
    done = command(data, "serve")
    assert done.returncode == 1
    assert "pages.key is not the key of the certificate in" in done.stderr
    assert "Give it again: mkaguzi tls use CERT KEY" in done.stderr


@pytest.mark.needs("setpriv")
def test_it_needs_no_root(tmp_path_factory: pytest.TempPathFactory) -> None:
    home = tmp_path_factory.mktemp("home")
    if os.getuid() == 0:
        open_the_way(home)
        os.chown(home, NOBODY, NOBODY)
    with serving(home / "var", "--with-agent", nobody=os.getuid() == 0) as served:
        served.wait_for(r"(sign-in#\S+)")
        until(lambda: judged(served), "a verdict on this machine")
    assert served.process.returncode == 0, served.said()


def test_all_that_is_wrong_with_the_organisation_is_said_at_the_start(data: Path) -> None:
    data.mkdir()
    text = EXAMPLE.read_text(encoding="utf-8").replace("type: DC", "type: XX")
    (data / "organisation.yaml").write_text(text)
    done = command(data, "serve")
    assert done.returncode == 1
    assert done.stderr.count("type must be one of") == text.count("type: XX")
