"""`mkaguzi-agent selftest`: what works on a machine, and whose machine it is never."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from agent.delivery import identity, way
from agent.delivery.enrol import enrol, read_code
from agent.inventory import looking
from agent.redaction import Secrets
from agent.selftest import is_well, lines
from agent.settings import Settings
from collector.folder import tls
from tests.standing import Standing, standing


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Standing]:
    with standing(tmp_path / "house") as running:
        yield running


def test_where_all_is_well_it_says_so_and_names_nobody(house: Standing, tmp_path: Path) -> None:
    state = tmp_path / "agent"
    identity.save(state, enrol(read_code(house.code()), {}))
    report = list(lines(Settings(state)))
    said = "\n".join(report)
    assert is_well(report), said
    assert re.search(r"^well +collector's answer .*status 200", said, re.MULTILINE)
    assert re.search(r"^well +TLS .*TLSv1\.3.*good for \d+ days", said, re.MULTILINE)
    assert re.search(r"^well +cpu .*1 rows", said, re.MULTILINE)
    assert re.search(r"^well +os .*kernel", said, re.MULTILINE)
    facts = looking.look("machine", "os", "interfaces", "disks").found.facts
    secrets = [socket.gethostname(), *owned(facts)]
    assert [one for one in secrets if len(one) > 3 and one in said] == []


def owned(thing: object) -> Iterator[str]:
    """The serial numbers, addresses and ids in facts, wherever they are."""
    names = {"serial", "uuid", "mac", "ipv4", "machine_id", "boot_id", "board_serial"}
    for row in thing if isinstance(thing, list) else [thing]:
        for name, value in row.items() if isinstance(row, dict) else ():
            if isinstance(value, (list, dict)):
                yield from owned(value)
            elif name in names:
                yield str(value)


def test_who_is_not_enrolled_is_told_what_to_do(tmp_path: Path) -> None:
    report = list(lines(Settings(tmp_path)))
    assert not is_well(report)
    assert "mkaguzi-agent enrol CODE" in "\n".join(report)


# --- the way, step by step -----------------------------------------------------------------------


def ended(address: str, ca: str) -> tuple[str, str]:
    """The last step, and why it failed."""
    last = list(way.steps(address, ca))[-1]
    return last.name, last.error


def test_the_way_ends_at_the_step_that_fails(house: Standing, tmp_path: Path) -> None:
    assert ended(house.address, house.ca) == ("collector's answer", "")
    name, why = ended("no-such-name.invalid:8443", house.ca)
    assert (name, "name service (DNS)" in why) == ("collector's name", True)
    with closing(socket.create_server(("127.0.0.1", 0))) as bound:
        port = bound.getsockname()[1]
    name, why = ended(f"127.0.0.1:{port}", house.ca)
    assert (name, "refuses" in why) == ("connection", True)
    tls.prepare(tmp_path / "other", int(time.time()))
    name, why = ended(house.address, tls.ca_pem(tmp_path / "other"))
    assert (name, "is something in between?" in why) == ("TLS", True)


# --- what is taken out ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("no answer from 10.20.30.40:8443", "no answer from …:8443"),
        ("eth0 is 94:40:c9:3b:11:02 and 94-40-C9-3B-11-02", "eth0 is … and …"),
        ("disk S3Z8NX0M123 is gone", "disk … is gone"),
        ("uuid 85f30e82-9f38-694a-8840-2f8b0cf5d3d0", "uuid …"),
        (r"C:\Users\Asha Juma\x", r"C:\Users\… Juma\x"),
        ("/home/asha/.config", "/home/…/.config"),
        ("account S-1-5-21-1004336348-1177238915-682003330-512", "account …"),
        ("fe80::1ff:fe23:4567:890a refused", "… refused"),
        ("code mkz1.eyJhIjoi", "code …"),
        ("Python 3.11.7, Windows 10.0.19045", "Python 3.11.7, Windows 10.0.19045"),
        ("nothing of it", "nothing of it"),
    ],
)
def test_names_and_numbers_of_a_machine_are_taken_out(text: str, left: str) -> None:
    secrets = Secrets()
    secrets.learn([{"serial": "S3Z8NX0M123", "model": "nothing"}])
    assert secrets.out_of(text) == left


def test_the_machines_own_name_is_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "DESKTOP-EHRK1QO")
    assert Secrets().out_of("on DESKTOP-EHRK1QO.local") == "on ….local"
