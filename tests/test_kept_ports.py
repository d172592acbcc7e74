"""Beside a second copy: the ports that were got stay, and commands name them."""

from __future__ import annotations

import base64
import json
import re
from contextlib import ExitStack
from email import message_from_binary_file
from email.policy import default
from pathlib import Path

import pytest

from agent.delivery.enrol import PREFIX
from collector.folder.address import from_here, split
from collector.serve.ports import listen, port_of
from tests.served import Served, command, own_ports, serving, until

BOTH = r"agents\s+\S+:(\d+)"
PAGES = r"pages\s+\S+:(\d+)"


def ports(served: Served) -> tuple[str, str]:
    return served.wait_for(PAGES), served.wait_for(BOTH)


def told(data: Path) -> str:
    """Where a new code sends machines."""
    said = command(data, "agents", "code", "mbulu-dc-hq").stdout
    code = said.rpartition("enrol ")[2].strip().removeprefix(PREFIX)
    return str(json.loads(base64.urlsafe_b64decode(code + "=="))["a"])


def mailed(data: Path) -> str:
    """What a test mail says."""
    command(data, "mail", "test", "--to", "neema@example.go.tz")
    (mail,) = (data / "outbox" / "new").iterdir()
    with mail.open("rb") as stream:
        body = message_from_binary_file(stream, policy=default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_second_copy_keeps_its_ports_when_it_runs_alone_and_commands_name_them(
    tmp_path: Path,
) -> None:
    own_ports(tmp_path / "first")
    own_ports(tmp_path / "second")
    settings = (tmp_path / "first" / "mkaguzi.toml").read_text()
    (tmp_path / "second" / "mkaguzi.toml").write_text(settings)
    second = tmp_path / "second"
    with serving(tmp_path / "first") as first, ExitStack() as beside:
        first.wait_for(r"(Ctrl-C)")
        one = beside.enter_context(serving(second, "--with-agent"))
        pages, door = got = ports(one)
        one.wait_for(r"(Ctrl-C)")
        assert f":{pages}" not in settings
        assert f":{door}" not in settings
        assert told(second).endswith(f":{door}")
        assert f":{pages}/sign-in#" in command(second, "people", "link", "admin").stdout
        assert re.search(rf":{pages}\b", mailed(second))
    with serving(second, "--with-agent") as alone:
        assert ports(alone) == got
    own_ports(second)
    wanted = (second / "mkaguzi.toml").read_text()
    with serving(second, "--with-agent") as changed:
        assert all(f':{port}"' in wanted for port in ports(changed)), "what is set anew is obeyed"


def heard(data: Path) -> bool:
    """Whether its one agent was."""
    (line,) = command(data, "agents", "list").stdout.splitlines()
    return "heard from" in line and "never" not in line


def test_the_agent_beside_it_finds_the_one_address_it_listens_on(tmp_path: Path) -> None:
    data = tmp_path / "var"
    own_ports(data)
    file = data / "mkaguzi.toml"
    pages, agents = file.read_text().split("[agents]")
    file.write_text(f"{pages}[agents]{agents.replace('127.0.0.1', '127.0.0.2')}")
    with serving(data, "--with-agent") as served:
        served.wait_for(r"(Ctrl-C)")
        until(lambda: heard(data), "its agent was heard")


def test_a_port_that_was_got_before_is_tried_first_and_is_no_condition() -> None:
    with listen("127.0.0.1:0", "x") as free:
        was = port_of(free)
    with listen("127.0.0.1:0", "x", first=was) as again:
        assert port_of(again) == was
        with listen("127.0.0.1:0", "x", first=was) as other:
            assert port_of(other) != was


@pytest.mark.parametrize(
    ("listened", "reached"),
    [
        ("0.0.0.0:8443", "127.0.0.1:9000"),
        ("[::]:8443", "[::1]:9000"),
        ("10.1.2.3:8443", "10.1.2.3:9000"),
        ("[fd00::1]:8443", "[fd00::1]:9000"),
        ("localhost:0", "localhost:9000"),
    ],
)
def test_how_this_machine_reaches_what_it_listens_on(listened: str, reached: str) -> None:
    assert from_here(listened, 9000) == reached
    assert split(from_here(listened, 9000))[1] == 9000
