"""An agent behind an office's proxy: it enrols and delivers through it, and says what is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.delivery import way
from agent.delivery.enrol import enrol, read_code
from agent.delivery.introduction import introduce
from agent.delivery.link import Link, LinkError, trusting
from agent.settings import Settings, load
from agent.trouble import Trouble
from tests.connect_proxy import proxying
from tests.standing import Standing, standing


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Standing]:
    with standing(tmp_path / "house") as running:
        yield running


def test_it_enrols_and_delivers_through_it(house: Standing, tmp_path: Path) -> None:
    with proxying() as proxy:
        who = introduce(read_code(house.code()), Settings(tmp_path / "agent", proxy=proxy.address))
        link = Link(who.address, trusting(who.ca), proxy=proxy.address)
        assert link.request("GET", "/v1/ca").status == 200
        assert link.request("GET", "/v1/ca").status == 200
        link.close()
        told = [(step.name, step.error) for step in way.steps(who.address, who.ca, proxy.address)]
    assert set(proxy.asked) == {f"CONNECT {house.address} HTTP/1.1"}
    assert told == [("connection", ""), ("TLS", ""), ("collector's answer", "")]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", "does not let us through: 403 Forbidden"),
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "does not let us through: 407"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "does not let us through"),
        (b"HTTP/1.1 200 OK", "hung up, or is none"),
        (b"x" * 20_000, "hung up, or is none"),
    ],
)
def test_a_proxy_that_refuses_is_told_by_its_words(
    house: Standing, answer: bytes, why: str
) -> None:
    with proxying(answer) as proxy:
        link = Link(house.address, trusting(house.ca), timeout=5, proxy=proxy.address)
        with pytest.raises(LinkError, match=why) as caught:
            link.request("GET", "/v1/ca")
    assert "is `proxy` in the settings right?" in str(caught.value)
    assert proxy.address in str(caught.value)


def test_a_proxy_that_is_not_there_is_told(house: Standing) -> None:
    with pytest.raises(Trouble, match=r"proxy 127\.0\.0\.1:1 is not reached: Connection refused"):
        enrol(read_code(house.code()), {}, proxy="127.0.0.1:1")


@pytest.mark.parametrize("text", ["10.0.0.1:3128", "http://10.0.0.1:3128", "http://10.0.0.1:3128/"])
def test_the_setting_is_an_address(tmp_path: Path, text: str) -> None:
    file = tmp_path / "agent.ini"
    file.write_text(f"[agent]\nproxy = {text}\n", encoding="ascii")
    assert load(file, tmp_path).proxy == "10.0.0.1:3128"


@pytest.mark.parametrize("text", ["10.0.0.1", "http://10.0.0.1:80/pac", "socks:x"])
def test_what_is_no_address_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    file = tmp_path / "agent.ini"
    file.write_text(f"[agent]\nproxy = {text}\n", encoding="ascii")
    with pytest.raises(Trouble, match=r"agent\.ini:2: proxy must be host:port"):
        load(file, tmp_path)
