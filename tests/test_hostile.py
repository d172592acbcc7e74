"""A machine whose every text is an attack: by the pipeline to each page, mail and terminal."""

from __future__ import annotations

import email
import unicodedata
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pytest

from agent import show
from agent.catalogue import of
from agent.probe import find
from agent.report import Block, Event, ProbeError, Series
from collector.alerts.message import message
from collector.alerts.post import Post
from collector.cli.command import main
from collector.store.state import mails
from collector.store.state.mails import Mail
from collector.words import plain as spoken
from tests.web_world import NOW, World, golden, opened, send

SCRIPT = "<script>alert(1)</script>"
TEXTS = (
    SCRIPT,
    '"><img src=x onerror=1>',
    "x\r\nBcc: x@y\r\n\r\n<blink>body</blink>",
    "\x1b]0;owned\x07\x1b[2J\x9b31m",
    "\u202egnp.exe\u2066",
    "=HYPERLINK(1)",
    "{{ 7*7 }}{% raw %}%s{0}",
)
ALL = "".join(TEXTS)
HOST = ALL + "-pc"
ONE, TWO = "a" * 32, "b" * 32
UUIDS = ("85f30e82-9f38-694a-8840-2f8b0cf5d3d0", "22f30e82-9f38-694a-8840-2f8b0cf5d3bb")


def machine(uuid: str) -> dict[str, Any]:
    """Facts that are attacks wherever a text may be."""
    return {
        "os": {
            "family": "linux", "id": "debian", "name": ALL, "version": ALL, "version_id": ALL,
            "codename": ALL, "kernel": ALL, "timezone": ALL, "hostname": HOST, "graphical": True,
        },
        "machine": {
            "vendor": ALL, "model": ALL, "serial": "CZC1234ABC", "chassis": "desktop",
            "bios_version": ALL, "uuid": uuid,
        },
        "processor": {"model": ALL, "cores": 2},
        "memory": {"installed": 2 << 30, "modules": [{"slot": ALL, "size": 2 << 30, "type": ALL}]},
        "disks": [{"name": ALL, "model": ALL, "serial": ALL, "size": 1 << 38, "system": True}],
        "interfaces": [{"name": ALL, "mac": ALL, "ipv4": ALL, "up": True}],
        "filesystems": [{"path": ALL, "device": ALL, "type": ALL, "total": 1 << 38}],
        "software": [{"name": f"AnyDesk {ALL}", "version": ALL}, {"name": f"KMSpico {ALL}"}],
        ALL[:60]: {ALL[:60]: ALL},
    }  # fmt: skip


def attack(world: World, agent: str, facts: dict[str, Any], at: int, *, mode: str = "rw") -> None:
    """It delivers."""
    tags = {"path": f"/srv/{ALL[:120]}", "device": ALL[:100], "fstype": "ext4", "mode": mode}
    disk: dict[str, list[Any]] = {"total": [1 << 38], "free": [1 << 30], "used_percent": [99.0]}
    series = [Series("disk", tags, disk), Series("system", {}, {"uptime": [90_000]})]
    batch = golden()._replace(
        agent=agent,
        seq=at,
        clock=golden().clock._replace(wall=float(at), mono=90_000.0 + at - NOW),
        blocks=[Block(at - 60, 60, 1, series)],
        facts=facts,
        events=[Event(float(at), ALL[:60], {ALL[:60]: ALL})],
        errors=[ProbeError(float(at), ALL[:60], ALL)],
    )
    world.deliver(batch)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened(tmp_path_factory.mktemp("hostile")) as made:
        (made.house.settings.data / "standards" / "adopted.yaml").write_text(
            "adopted:\n  - {letter: MRS/1, by: N. Mushi, date: 2026-11-20, "
            "rules: [HW-01, SW-03, SW-04]}\n"
        )
        assert made.house.rulebook.reload()
        made.person("asha", "admin", email="asha@example.org")
        for agent in (ONE, TWO):
            made.enrol(agent, "mbulu-dc-hq", HOST)
        attack(made, ONE, machine(UUIDS[0]), NOW - 240)
        yield made


@pytest.fixture(scope="module")
def letters(world: World) -> list[Mail]:
    """The digest; then what the machine brings about, and one with the same serial number."""
    house = world.house
    post = Post(house.engine, house.settings, house.rulebook, house.organisation)
    post.turn(NOW - 180, True)
    attack(world, ONE, machine(UUIDS[0]), NOW - 120, mode="ro")  # that is mailed at once
    attack(world, TWO, machine(UUIDS[1]), NOW - 60)
    post.turn(NOW, True)
    with house.engine.begin() as connection:
        found = mails.listed(connection, 100)
    assert {mail.kind for mail in found} == {"digest", "alert"}
    return found


class Tags(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def harmless(html: str) -> str:
    """Assert that nothing of it acts; its text."""
    seen = Tags(html)
    for tag, attributes in seen.found:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert tag not in ("blink", "base", "object", "embed"), "it came from a fact"
        if tag in ("script", "img", "link"):
            source = attributes.get("src") or attributes.get("href") or ""
            assert source.startswith(("/static/", "/")), source
        if tag == "a":
            assert (attributes.get("href") or "").startswith(("/", "#", "?", "http://127.0.0.1"))
    told = "".join(seen.texts).replace("\r\n", "\n")  # as lines end in mail
    assert spoken.tame(told) == told, "nothing of it turns a line round"
    return told


def ids(world: World) -> list[str]:
    with world.house.engine.begin() as connection:
        return list(connection.exec_driver_sql("SELECT id FROM asset ORDER BY id").scalars())


@pytest.mark.parametrize("lang", ["en", "sw"])
def test_no_page_does_what_a_machine_says(world: World, letters: list[Mail], lang: str) -> None:
    paths = ["/", "/council/mbulu-dc", "/assets", "/breaches", "/standards", "/collector"]
    paths += ["/add-machines", "/outbox", "/assets?q=%3Cscript%3E", "/nope/%3Cscript%3E"]
    paths += [f"/asset/{one}" for one in ids(world)]
    paths += [f"/asset/{one}/facts/software" for one in ids(world)]
    paths += [f"/outbox/{mail.id}{end}" for mail in letters for end in ("", "/html", "?as=plain")]
    with world.client("asha") as client:
        send(client, "/", "/account/language", lang=lang, back="/")
        told = {path: harmless(client.get(path).text) for path in paths}
    for path in (
        "/assets",
        "/breaches",
        "/add-machines",
        "/collector",
        "/outbox",
        *(f"/asset/{one}" for one in ids(world)),
    ):
        assert SCRIPT in told[path], f"{path} shows it, as text"
    assert SCRIPT in told[f"/asset/{ids(world)[0]}/facts/software"]


def sent(mail: Mail) -> EmailMessage:
    """As a mail program reads what goes over the wire."""
    read = email.message_from_bytes(bytes(message(mail, "mkaguzi@example.org")), policy=policy.SMTP)
    assert isinstance(read, EmailMessage)
    return read


def test_no_mail_has_a_header_or_a_part_of_a_machines_own(letters: list[Mail]) -> None:
    for mail in letters:
        read = sent(mail)
        assert set(read.keys()) == {
            "Message-ID", "Date", "From", "To", "Subject", "Auto-Submitted",
            "X-Auto-Response-Suppress", "MIME-Version", "Content-Type", "Content-Language",
        }  # fmt: skip
        assert read["To"] == "asha@example.org"
        assert [part.get_content_type() for part in read.iter_parts()] == [
            "text/plain",
            "text/html",
        ]


def test_mail_is_text_and_nothing_that_acts(letters: list[Mail]) -> None:
    told = ""
    for mail in letters:
        read = sent(mail)
        told += harmless(read.get_body(("html",)).get_content())  # type: ignore[union-attr]
        plain = read.get_body(("plain",)).get_content()  # type: ignore[union-attr]
        plain = plain.replace("\r\n", "\n")  # as lines end in mail
        assert tame(plain), plain
        assert tame(read["Subject"])
        assert not [line for line in plain.splitlines() if line.startswith(("Bcc:", "<blink>"))]
    assert SCRIPT in told, "it is told, as text"


def tame(text: str) -> bool:
    """Whether a terminal shows it and obeys nothing of it."""
    return not [c for c in text if c != "\n" and unicodedata.category(c)[0] == "C"]


@pytest.mark.parametrize(
    "words",
    [
        ("assets", "list"),
        ("assets", "shared"),
        ("assets", "rulings"),
        ("agents", "list"),
        ("mail", "list"),
        ("people", "list"),
        ("standards", "explain"),
        ("standards", "explain", "--lang", "sw"),
    ],
)
def test_no_terminal_obeys_a_machine(
    world: World, letters: list[Mail], capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    data = world.house.settings.data
    if words[1] == "explain":
        words = (*words[:2], ids(world)[0], *words[2:])
    assert main(["--data", str(data), *words]) == 0
    told = capsys.readouterr().out
    assert tame(told), told
    assert not [line for line in told.splitlines() if line.startswith(("Bcc:", "<blink>"))]
    if words[1] == "explain":
        assert SCRIPT in told, "it is shown"


def test_nor_does_an_agents_own_terminal() -> None:
    series = Series("disk", {"path": ALL}, {"total": [1]})
    batch = golden()._replace(
        blocks=[Block(NOW, 60, 1, [series])],
        facts={"software": [{"name": ALL}]},
        errors=[ProbeError(float(NOW), "disk", ALL)],
    )
    told = list(show.lines(batch, of(find())))
    assert tame("".join(told)), told
    assert not [line for line in "\n".join(told).splitlines() if line.startswith("Bcc:")]


def test_a_terminal_gets_lines_and_tabs_and_nothing_else_that_acts() -> None:
    assert spoken.tame("Nywila\t“ń”\n") == "Nywila\t“ń”\n"
    assert spoken.tame("a\x1b[2Jb\rc\u202ed\xa0e\x9bf") == "a?[2Jb c?d e?f"
    assert tame(spoken.tame(ALL).replace("\t", ""))
