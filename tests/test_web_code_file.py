"""A code just made as a file: what installers read of it, who gets it, and for how long."""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from agent import site_file
from agent.delivery.enrol import Code, read_code, write_code
from agent.windows.settling import arguments, given
from collector.store.state import codes
from tests.web_world import NOW, World, opened, send

PAGE = "/add-machines"
FILE = f"{PAGE}/{site_file.NAME}"


@pytest.fixture
def world(each_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened(tmp_path_factory.mktemp("files")) as made:
        made.person("asha", "admin")
        made.person("neema", "admin", lang="sw")
        made.person("mbulu", "viewer", "mbulu-dc")
        made.person("babati", "viewer", "babati-tc")
        made.person("region", "viewer", None)
        yield made


def hidden(page: str) -> str:
    """The code in the form that the page offers."""
    form = page.partition(f'action="{FILE}"')[2].partition("</form>")[0]
    return html.unescape(form.partition('name="code" value="')[2].partition('"')[0])


def asked(world: World, code: str, name: str = "asha") -> Any:
    """What somebody gets who asks for the file of a code."""
    with world.client(name) as client:
        return send(client, "/account", FILE, code=code)


def made(world: World) -> str:
    """A code for one machine of Mbulu, good for a day."""
    return world.house.code_maker("mbulu-dc-hq", 1, 24, "asha")


def test_the_page_that_shows_a_code_offers_its_file(world: World, tmp_path: Path) -> None:
    with world.client("asha") as client:
        send(client, PAGE, PAGE, site="mbulu-dc-hq", hours="24", uses="3")
        page = client.get(PAGE).text
        code = hidden(page)
        answer = send(client, PAGE, FILE, code=code)
        assert FILE not in client.get(PAGE).text, "it is shown this once"
    assert f"msiexec /i mkaguzi-agent-0.1.0.msi /qn CODE={code}" in page
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.headers["content-disposition"] == 'attachment; filename="site.mkaguzi"'
    told, line = answer.content.decode("utf-8").splitlines()
    assert told == "# Mkaguzi: Mbulu DC headquarters, good until 24 Nov 2026, 20:06"
    assert line == code
    file = tmp_path / site_file.NAME
    file.write_bytes(answer.content)
    assert site_file.code(file) == code
    assert given(arguments(["in", "--beside", str(tmp_path / "agent.msi")])) == read_code(code)


def test_the_file_says_whose_it_is_in_the_readers_language(world: World) -> None:
    told = asked(world, made(world), "neema").text
    assert told.startswith(
        "# Mkaguzi: Makao makuu ya Mbulu DC, unatumika hadi 24 Nov 2026, 20:06\r\n"
    )


@pytest.mark.parametrize("name", ["mbulu", "babati", "region"])
def test_who_may_not_add_machines_gets_no_file_even_with_the_code(world: World, name: str) -> None:
    answer = asked(world, made(world), name)
    assert answer.status_code == 404
    assert "mkz1." not in answer.text
    assert "content-disposition" not in answer.headers


def test_nobody_and_a_form_of_elsewhere_get_no_file(world: World) -> None:
    code = made(world)
    with world.client() as client:
        assert send(client, "/sign-in", FILE, code=code).status_code == 401
    with world.client("asha") as client:
        assert client.post(FILE, data={"code": code}).status_code == 403
        assert client.get(f"{FILE}?code={code}").status_code == 405, "no address holds a code"


def withdrawn(world: World) -> None:
    with world.house.engine.begin() as connection:
        assert codes.revoke_code(connection, 1, NOW)


def used(world: World) -> None:
    with world.house.engine.begin() as connection:
        assert codes.use_code(connection, 1)


@pytest.mark.parametrize("happens", [withdrawn, used])
def test_a_code_that_is_good_no_longer_gives_no_file(
    world: World, happens: Callable[[World], None]
) -> None:
    code = made(world)
    happens(world)
    answer = asked(world, code)
    assert answer.status_code == 422
    assert "This code is good no longer: make another." in answer.text
    assert "mkz1." not in answer.text
    assert FILE not in answer.text, "its links lead to the page"


def test_a_code_out_of_its_time_gives_no_file(world: World) -> None:
    code = made(world)
    with world.client("asha") as client:
        world.app.state.house = world.house._replace(now=lambda: NOW + 86_399)
        assert send(client, PAGE, FILE, code=code).status_code == 200
        world.app.state.house = world.house._replace(now=lambda: NOW + 86_400)
        assert send(client, PAGE, FILE, code=code).status_code == 422


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "nonsense",
        "mkz1.",
        "mkz1." + "A" * 60_000,
        "mkz1." + base64.urlsafe_b64encode(b"[" * 1400).decode(),
        write_code(Code("10.0.0.1:8443", "never", "f" * 64)),
        write_code(Code("10.0.0.1:8443", "\ud800", "f" * 64)),
    ],
    ids=["empty", "nonsense", "prefix", "long", "deep", "unknown", "surrogate"],
)
def test_what_is_no_code_of_ours_gives_no_file(world: World, sent: str) -> None:
    made(world)
    answer = asked(world, sent)
    assert answer.status_code == 422
    assert "content-disposition" not in answer.headers
