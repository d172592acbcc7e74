"""However many connections strangers hold: agents deliver, pages answer, nothing runs out."""

from __future__ import annotations

import http.client
import re
import socket
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import psutil
import pytest

from agent.delivery.enrol import enrol, read_code
from agent.delivery.identity import Identity
from agent.delivery.link import SERVER_NAME, Link, split, trusting
from agent.wire import encode
from collector.serve import descriptors, listening
from tests.served import command, own_ports, serving
from tests.standing import Standing, standing, until
from tests.test_door import headers, made

ASKED = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def deliver(link: Link, who: Identity, seq: int) -> int:
    body = zlib.compress(encode(made(who, seq)))
    return link.request("POST", "/v1/batch", body, headers(who)).status


def plain(address: str) -> socket.socket:
    """A connection that says nothing: TLS has not begun."""
    return socket.create_connection(split(address), 10)


def asked(address: str, ca: str) -> socket.socket:
    """A connection that has asked something and was answered."""
    shaken = trusting(ca).wrap_socket(plain(address), server_hostname=SERVER_NAME)
    try:
        shaken.sendall(ASKED)
        assert shaken.recv(4096).startswith(b"HTTP/1.1 200")
    except OSError:  # others were newer
        pass
    return shaken


@contextmanager
def held(connections: list[socket.socket]) -> Iterator[None]:
    with ExitStack() as stack:
        for one in connections:
            stack.callback(one.close)
        yield


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Standing]:
    with standing(tmp_path) as running:
        running.door.most = 12
        yield running


def test_strangers_make_room_for_agents(house: Standing) -> None:
    who, other = (enrol(read_code(house.code()), {}) for _ in range(2))
    with closing(house.link()) as link, closing(house.link()) as another:
        assert deliver(link, who, 1) == 200
        before = link._talk
        with held([asked(house.address, house.ca) for _ in range(40)]):
            assert deliver(link, who, 2) == 200
            assert link._talk is before, "who is known keeps its connection"
            assert deliver(another, other, 1) == 200
            assert house.door._inside <= house.door.most + 1


def test_those_that_never_say_a_word_make_room_too(house: Standing) -> None:
    who = enrol(read_code(house.code()), {})
    with held([plain(house.address) for _ in range(60)]), closing(house.link()) as link:
        assert deliver(link, who, 1) == 200
    until(lambda: house.door._inside <= 1, "all descriptors are given back")


def test_agents_beyond_the_bound_take_turns(house: Standing) -> None:
    """Who was silent longest must go; it comes back by itself, and nothing is lost."""
    people = [enrol(read_code(house.code()), {}) for _ in range(20)]
    links = [house.link() for _ in people]
    for seq in (1, 2):
        assert [deliver(link, who, seq) for link, who in zip(links, people, strict=True)] == (
            [200] * 20
        )
    for link in links:
        link.close()


def test_a_stranger_is_let_go_soon_and_an_agent_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_IDLE", 0.3)
    with standing(tmp_path) as house, closing(house.link()) as link:
        who = enrol(read_code(house.code()), {})
        assert deliver(link, who, 1) == 200
        before = link._talk
        with closing(asked(house.address, house.ca)) as stranger:
            while stranger.recv(100):  # the rest of its answer, then the end
                pass
        assert deliver(link, who, 2) == 200
        assert link._talk is before


def test_what_each_may_have_leaves_enough_for_the_rest() -> None:
    assert descriptors.shares(65_536, 64 << 30) == (65_024, 256)
    for limit in (64, 256, 1024, 4096):
        door, pages = descriptors.shares(limit, 64 << 30)
        assert door >= pages > 0
        assert door + pages <= max(limit - 256, limit // 2)
    small = sum(descriptors.shares(65_536, 2 << 30))
    assert small * descriptors.COST <= 512 << 20, "of 2 GiB a quarter"


def test_a_connection_costs_no_more_memory_than_is_reckoned_with(house: Standing) -> None:
    house.door.most = 500
    before = psutil.Process().memory_info().rss
    with held([asked(house.address, house.ca) for _ in range(200)]):
        ours = psutil.Process().memory_info().rss - before
    assert ours / 200 < 2.5 * descriptors.COST  # the other ends are in this process too


@pytest.mark.needs("prlimit")
def test_with_few_descriptors_a_thousand_connections_stop_nothing(tmp_path: Path) -> None:
    data = tmp_path / "var"
    own_ports(data)
    with serving(data, under=("prlimit", "--nofile=128:256")) as served:
        pages = served.wait_for(r"pages\s+\S+://(\S+)")
        served.wait_for("(Ctrl-C)")
        code = command(data, "agents", "code", "mbulu-dc-hq").stdout.rpartition("enrol ")[2]
        who = enrol(read_code(code.strip()), {})
        link = Link(who.address, trusting(who.ca))
        assert deliver(link, who, 1) == 200
        silent = [plain(who.address) for _ in range(500)]
        with held([*silent, *(asked(who.address, who.ca) for _ in range(500))]):
            assert deliver(link, who, 2) == 200
            assert ok(pages)
        with held([plain(pages) for _ in range(400)]):
            assert deliver(link, who, 3) == 200
            assert ok(pages)
        link.close()
        assert served.stop() == 0
    assert len(re.findall("\n", served.said())) < 30, served.said()


def ok(pages: str) -> bool:
    """Whether the pages answer, and find all applied in time."""
    with closing(http.client.HTTPConnection(pages, timeout=10)) as connection:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
