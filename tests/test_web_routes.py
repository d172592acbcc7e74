"""Every route with every role. A new route must be put into the table, or a test fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from litestar import Litestar, get

from collector.store.state import mails
from collector.web import gate
from tests.web_world import NOW, World, form_token, furnish, opened


class Answers(NamedTuple):
    """The status that each role gets."""

    anonymous: int
    mbulu: int
    babati: int
    region: int
    asha: int


OPEN = Answers(200, 200, 200, 200, 200)
SIGNED = Answers(303, 200, 200, 200, 200)
OF_MBULU = Answers(303, 200, 404, 200, 200)
OF_ADMIN = Answers(303, 404, 404, 404, 200)
POSTED = Answers(401, 303, 303, 303, 303)

TABLE = {
    ("GET", "/healthz"): OPEN,
    ("GET", "/static/{mark}/{name}"): OPEN,
    ("GET", "/sign-in"): OPEN,
    ("POST", "/sign-in"): Answers(403, 403, 403, 403, 403),  # a wrong password
    ("POST", "/sign-in/link"): Answers(403, 403, 403, 403, 403),  # a link that never was
    ("POST", "/sign-out"): POSTED,
    ("GET", "/account"): SIGNED,
    ("POST", "/account/language"): POSTED,
    ("POST", "/account/password"): Answers(401, 422, 422, 422, 422),  # too short
    ("GET", "/"): SIGNED,
    ("GET", "/assets"): SIGNED,
    ("GET", "/council/{org}"): OF_MBULU,
    ("GET", "/asset/{asset_id}"): OF_MBULU,
    ("GET", "/asset/{asset_id}/facts/{name}"): OF_MBULU,
    ("GET", "/breaches"): SIGNED,
    ("GET", "/standards"): SIGNED,
    ("GET", "/outbox"): SIGNED,
    ("GET", "/outbox/{mail_id}"): OF_MBULU,
    ("GET", "/outbox/{mail_id}/html"): OF_MBULU,
    ("GET", "/add-machines"): OF_ADMIN,
    ("POST", "/add-machines"): Answers(401, 404, 404, 404, 303),
    ("POST", "/add-machines/site.mkaguzi"): Answers(401, 404, 404, 404, 422),  # no code at all
    ("POST", "/add-machines/withdraw/{code_id}"): Answers(401, 404, 404, 404, 303),
    ("GET", "/collector"): SIGNED,
    ("GET", "/{rest}"): Answers(404, 404, 404, 404, 404),
}
FORMS = {
    "/sign-in": {"name": "nobody", "password": "wrong"},
    "/sign-in/link": {"token": "never"},
    "/account/language": {"lang": "en"},
    "/account/password": {"new": "short", "again": "short"},
    "/add-machines": {"site": "mbulu-dc-hq", "hours": "24", "uses": "1"},
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened(tmp_path_factory.mktemp("routes")) as made:
        furnish(made)
        yield made


@pytest.fixture(scope="module")
def places(world: World) -> dict[str, str]:
    """What stands in the paths: things of Mbulu's."""
    with world.house.engine.begin() as connection:
        letter = {"message_id": "<1@x>", "kind": "digest", "recipient": "a@x", "org": "mbulu-dc"}
        words = {"lang": "en", "subject": "s", "plain": "p", "html": "<p>h</p>"}
        mail = mails.add(connection, {**letter, **words}, NOW)
    _, _, mark, name = _static(world).split("/")
    return {
        "org": "mbulu-dc", "asset_id": world.asset("mbulu-pc-07"), "name": name, "mark": mark,
        "mail_id": str(mail), "code_id": "1", "rest": "no/such/page",
    }  # fmt: skip


def _static(world: World) -> str:
    with world.client() as client:
        page = client.get("/sign-in").text
    return page.partition('<link rel="stylesheet" href="')[2].partition('"')[0]


def test_the_table_names_every_route_there_is(world: World) -> None:
    assert {(method, path) for method, path, _ in gate.routes(world.app)} == set(TABLE)


@pytest.mark.parametrize("role", Answers._fields)
@pytest.mark.parametrize(("method", "path"), TABLE)
def test_each_role_gets_what_it_may(
    world: World, places: dict[str, str], method: str, path: str, role: str
) -> None:
    name = None if role == "anonymous" else role
    if "/facts/" in path:
        places = {**places, "name": "software"}
    with world.client(name) as client:
        if method == "GET":
            answer = client.get(path.format(**places), follow_redirects=False)
        else:
            page = client.get("/account" if name else "/sign-in").text
            sent = {"form_token": form_token(page), **FORMS.get(path, {})}
            answer = client.post(path.format(**places), data=sent, follow_redirects=False)
    assert answer.status_code == getattr(TABLE[method, path], role)
    if answer.status_code == 303 and role == "anonymous":
        assert answer.headers["location"].startswith("/sign-in?to=")


def test_a_page_that_is_not_there_keeps_the_readers_language_and_navigation(world: World) -> None:
    world.person("neema", "viewer", "mbulu-dc", lang="sw")
    with world.client("neema") as client:
        for path in ("/no/such/page", "/council/bogus", "/nope.php"):
            answer = client.get(path)
            assert answer.status_code == 404
            assert "Ukurasa huo haupo" in answer.text
            assert '<a href="/breaches"' in answer.text


def test_a_route_that_does_not_say_who_may_stops_the_start() -> None:
    @get("/open-by-mistake", sync_to_thread=False)
    def page() -> str:
        return ""

    with pytest.raises(gate.UndeclaredError, match="GET /open-by-mistake"):
        gate.check(Litestar([page], openapi_config=None))


@pytest.mark.parametrize(
    "path",
    ["/", "/assets", "/breaches", "/breaches?status=unknown", "/breaches?council=mbulu-dc",
     "/assets?q=mbulu", "/assets?council=mbulu-dc", "/standards", "/outbox", "/collector"],
)  # fmt: skip
def test_a_councils_viewer_sees_nothing_of_another_council(world: World, path: str) -> None:
    with world.client("babati") as client:
        page = client.get(path).text
    for theirs in ("mbulu-pc", "mbulu-files", "Mbulu D", world.asset("mbulu-pc-07")):
        assert theirs not in page


@pytest.mark.parametrize("method", ["DELETE", "PUT", "PATCH"])
def test_a_method_that_no_page_has_is_answered_as_who_asks_reads(world: World, method: str) -> None:
    with world.client("asha") as client:
        answer = client.request(method, "/standards")
        assert answer.status_code == 405
        assert answer.headers["x-frame-options"] == "DENY"
        assert "<nav" in answer.text
        assert "asha" in answer.text
    with world.client() as client:
        answer = client.request(method, "/standards", follow_redirects=False)
        assert answer.status_code == 405
        assert "<nav" not in answer.text
        client.cookies.set("mkaguzi-session-8080", "a guess")
        assert "<nav" not in client.request(method, "/standards").text
