"""Coverage as pages and the digest tell it: four desktops are not three and the server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from collector.alerts import digest, gathering
from collector.organisation.scope import REGION, Scope
from collector.web.visit import presence
from collector.words.text import text_for
from tests.web_world import NOW, World, opened, pc


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A site that should have a server and three desktops, from which four desktops report."""
    with opened(tmp_path_factory.mktemp("four")) as made:
        for n in range(4):
            pc(made, f"{n}" * 32, "mbulu-dc-hq", f"pc-{n}", memory=8 << 30)
        made.person("asha", "admin")
        made.person("mbulu", "viewer", "mbulu-dc", lang="sw")
        yield made


def get(world: World, path: str, name: str = "asha") -> str:
    with world.client(name) as client:
        plain = re.sub(r"<[^>]+>", " ", client.get(path).text)
    return re.sub(r"\s+", " ", plain)


@pytest.mark.parametrize("path", ["/", "/council/mbulu-dc"])
def test_the_missing_server_is_missing_and_the_fourth_desktop_is_more(
    world: World, path: str
) -> None:
    page = get(world, path)
    assert "3 of 4 (75 %); 1 more than expected" in page
    assert "100 %" not in page.partition("Coverage")[2].partition("Compliance")[0]


def test_it_is_told_in_swahili_too(world: World) -> None:
    assert "3 kati ya 4 (75 %); 1 zaidi ya vinavyotarajiwa" in get(world, "/", "mbulu")


def told(world: World, scope: Scope) -> str:
    house = world.house
    with house.engine.connect() as connection:
        made = gathering.news(
            connection, house.organisation(), scope, presence(house.rulebook), NOW, str, str, str
        )
    return digest.heartbeat(text_for("en"), made.coverage)


def test_the_digest_tells_it_so_as_well(world: World) -> None:
    assert told(world, Scope("mbulu-dc")) == "3 of 4 reporting, 1 more than expected"
    assert told(world, REGION) == "4 reporting (how many there should be is not known)"
