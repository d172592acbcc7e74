"""Signing in: by password, by a link once, and what keeps others out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.store.state import people
from collector.web import passwords
from collector.web.app import make_app
from collector.web.throttle import MOST
from tests.web_world import NOW, World, form_token, opened, send

PASSWORD = "a long enough password"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with opened(tmp_path) as made:
        asha = made.person("asha", "admin")
        with made.house.engine.begin() as connection:
            people.change(connection, asha, password_hash=passwords.hashed(PASSWORD))
        yield made


def test_the_right_password_signs_in_and_goes_where_the_reader_wanted(world: World) -> None:
    with world.client() as client:
        answer = send(
            client, "/sign-in", "/sign-in", name="asha", password=PASSWORD, to="/breaches"
        )
        assert (answer.status_code, answer.headers["location"]) == (303, "/breaches")
        assert client.get("/breaches").status_code == 200


def test_after_signing_in_nobody_is_led_to_another_site(world: World) -> None:
    with world.client() as client:
        answer = send(
            client, "/sign-in", "/sign-in", name="asha", password=PASSWORD, to="//evil.example"
        )
        assert answer.headers["location"] == "/"


@pytest.mark.parametrize(("name", "password"), [("asha", "wrong"), ("nobody", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_look_the_same(
    world: World, name: str, password: str
) -> None:
    with world.client() as client:
        answer = send(client, "/sign-in", "/sign-in", name=name, password=password)
        assert answer.status_code == 403
        assert "This name and password do not belong together." in answer.text


def test_a_wrong_password_keeps_the_name_and_a_first_look_has_none(world: World) -> None:
    with world.client() as client:
        assert 'autocapitalize="none" value="" required' in client.get("/sign-in").text
        page = send(client, "/sign-in", "/sign-in", name="asha", password="wrong").text
        assert 'autocapitalize="none" value="asha" required' in page
        assert "wrong" not in page.partition("<form")[2]


def test_who_is_signed_in_is_told_so_at_the_door_and_can_go_on(world: World) -> None:
    with world.client("asha") as client:
        page = client.get("/sign-in").text
    assert "You are signed in as asha." in page
    assert '<a href="/" id="go-on">' in page
    assert "<nav" not in page


def test_guessing_is_stopped_even_for_the_right_password(world: World) -> None:
    with world.client() as client:
        for _ in range(MOST["pair"]):
            send(client, "/sign-in", "/sign-in", name="asha", password="guess")
        answer = send(client, "/sign-in", "/sign-in", name="asha", password=PASSWORD)
        assert answer.status_code == 429
        assert "Please wait 15 minutes" in answer.text


def test_a_link_works_once(world: World) -> None:
    token = world.link("asha")
    with world.client() as client:
        assert send(client, "/sign-in", "/sign-in/link", token=token).status_code == 303
    with world.client() as client:
        answer = send(client, "/sign-in", "/sign-in/link", token=token)
        assert answer.status_code == 403
        assert "used already" in answer.text


def test_guesses_at_passwords_from_an_office_do_not_shut_out_a_link(world: World) -> None:
    token = world.link("asha")
    with world.client() as client:
        for n in range(MOST["address"]):
            send(client, "/sign-in", "/sign-in", name=f"guess-{n // 9}", password="guess")
        answer = send(client, "/sign-in", "/sign-in", name="asha", password=PASSWORD)
        assert answer.status_code == 429
        assert send(client, "/sign-in", "/sign-in/link", token=token).status_code == 303


def test_wrong_links_need_no_turn_to_write_and_shut_nobody_out(world: World) -> None:
    with world.client() as client:
        with world.house.engine.begin():  # nobody else can write meanwhile
            for _ in range(MOST["address"] + 1):
                answer = send(client, "/sign-in", "/sign-in/link", token="guess")
                assert answer.status_code == 403
        answer = send(client, "/sign-in", "/sign-in/link", token=world.link("asha"))
        assert answer.status_code == 303


def test_only_so_many_hashes_are_made_at_once() -> None:
    maker = threading.Thread(target=passwords.hashed, args=(PASSWORD,))
    with passwords._TURN, passwords._TURN:
        maker.start()
        maker.join(1)
        assert maker.is_alive(), "it waits for its turn"
    maker.join()


def test_a_whole_link_can_be_pasted_where_no_script_runs(world: World) -> None:
    pasted = f" http://127.0.0.1:8080/sign-in#{world.link('asha')} "
    with world.client() as client:
        assert send(client, "/sign-in", "/sign-in/link", token=pasted).status_code == 303


def test_a_link_that_has_run_out_is_refused(world: World) -> None:
    token = world.link("asha")
    late = world.house._replace(now=lambda: NOW + 25 * 3600)
    with world._replace(app=make_app(late)).client() as client:
        assert send(client, "/sign-in", "/sign-in/link", token=token).status_code == 403


def test_a_session_ends_by_itself_and_by_signing_out(world: World) -> None:
    with world.client("asha") as client:
        cookies = dict(client.cookies)
        assert client.get("/account").status_code == 200
        send(client, "/account", "/sign-out")
        assert client.get("/account", follow_redirects=False).status_code == 303
    with world.client() as client:  # the cookie was kept by somebody: it is worth nothing now
        client.cookies.update(cookies)
        assert client.get("/account", follow_redirects=False).status_code == 303
    with world.client("asha") as client:
        kept = dict(client.cookies)
    late = world.house._replace(now=lambda: NOW + 8 * 86_400)
    with world._replace(app=make_app(late)).client() as client:
        client.cookies.update(kept)
        assert client.get("/account", follow_redirects=False).status_code == 303


def test_signing_in_again_ends_the_session_that_this_browser_had(world: World) -> None:
    with world.client("asha") as client:
        before = dict(client.cookies)
        again = world.link("asha")
        assert send(client, "/sign-in", "/sign-in/link", token=again).status_code == 303
        assert client.get("/account").status_code == 200
    with world.client() as client:
        client.cookies.update(before)
        assert client.get("/account", follow_redirects=False).status_code == 303


def test_a_new_password_ends_every_other_session(world: World) -> None:
    new = "another long password"
    with world.client("asha") as elsewhere:
        kept = dict(elsewhere.cookies)
    with world.client("asha") as client:
        answer = send(client, "/account", "/account/password", old=PASSWORD, new=new, again=new)
        assert answer.status_code == 303
        assert client.get("/account").status_code == 200
    with world.client() as client:
        client.cookies.update(kept)
        assert client.get("/account", follow_redirects=False).status_code == 303
        assert send(client, "/sign-in", "/sign-in", name="asha", password=new).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "again", "said"),
    [
        ("wrong", "long enough 1", "long enough 1", "The present password is not right."),
        (PASSWORD, "short", "short", "needs at least 10 characters"),
        (PASSWORD, "long enough 1", "long enough 2", "differ"),
    ],
)
def test_a_password_is_not_changed_for_less(
    world: World, old: str, new: str, again: str, said: str
) -> None:
    with world.client("asha") as client:
        answer = send(client, "/account", "/account/password", old=old, new=new, again=again)
        assert answer.status_code == 422
        assert said in answer.text


def test_a_language_is_chosen_and_kept(world: World) -> None:
    with world.client("asha") as client:
        send(client, "/", "/account/language", lang="sw", back="/standards")
        assert "<h1>Viwango</h1>" in client.get("/standards").text


def test_before_signing_in_the_browser_or_the_link_chooses_the_language(world: World) -> None:
    with world.client() as client:
        assert "Nywila" in client.get("/sign-in?lang=sw").text
        assert "Nywila" in client.get("/sign-in", headers={"accept-language": "sw-TZ,en"}).text
        assert "Password" in client.get("/sign-in").text


# --- forms of others ---------------------------------------------------------------------------


def test_a_form_without_its_token_does_nothing(world: World) -> None:
    with world.client("asha") as client:
        answer = client.post("/sign-out", data={"x": "y"}, follow_redirects=False)
        assert answer.status_code == 403
        assert client.get("/account").status_code == 200


def test_a_form_with_the_token_of_another_browser_does_nothing(world: World) -> None:
    with world.client("asha") as other:
        stolen = form_token(other.get("/account").text)
    with world.client("asha") as client:
        answer = client.post("/sign-out", data={"form_token": stolen}, follow_redirects=False)
        assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_another_site_does_nothing(world: World, headers: dict[str, str]) -> None:
    with world.client("asha") as client:
        sent = {"form_token": form_token(client.get("/account").text)}
        answer = client.post("/sign-out", data=sent, headers=headers, follow_redirects=False)
        assert answer.status_code == 403
        assert "another site" in answer.text


def test_a_form_that_is_no_form_or_too_large_is_refused(world: World) -> None:
    with world.client("asha") as client:
        assert client.post("/sign-out", json={}).status_code == 400
        assert client.post("/sign-out", data={"x": "y" * 70_000}).status_code == 413


# --- cookies and headers -----------------------------------------------------------------------


def test_the_session_is_kept_hashed_and_its_cookie_from_scripts(world: World) -> None:
    with world.client() as client:
        answer = send(client, "/sign-in", "/sign-in/link", token=world.link("asha"))
        cookie = answer.headers["set-cookie"]
        value = cookie.partition("=")[2].partition(";")[0]
    assert cookie.startswith("mkaguzi-session-8080=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    state = (world.house.settings.data / "state.db").read_bytes()
    wal = (world.house.settings.data / "state.db-wal").read_bytes()
    assert value.encode() not in state + wal


def test_over_tls_cookies_are_bound_to_the_host_and_to_tls(world: World) -> None:
    secure = world._replace(app=make_app(world.house._replace(secure=True)))
    with secure.client() as client:
        client.base_url = "https://127.0.0.1:8080"
        answer = client.get("/sign-in")
    assert answer.headers["set-cookie"].startswith("__Host-mkaguzi-form-8080=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"]


@pytest.mark.parametrize("path", ["/sign-in", "/", "/nope", "/healthz", "/add-machines"])
def test_every_answer_says_what_it_may_load_and_that_nobody_may_frame_it(
    world: World, path: str
) -> None:
    with world.client() as client:
        headers = client.get(path, follow_redirects=False).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_a_page_that_fails_says_so_without_details(world: World) -> None:
    def broken() -> str | None:
        raise RuntimeError("secret detail")

    app = make_app(world.house._replace(distrust=broken))
    with world._replace(app=app).client() as client:
        answer = client.get("/sign-in")
    assert answer.status_code == 500
    assert "secret" not in answer.text
