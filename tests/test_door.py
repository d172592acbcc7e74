"""The agents' door over real TLS: whoever knocks, and however, is let in or told why not."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from agent.delivery.enrol import enrol, read_code
from agent.delivery.identity import Identity
from agent.delivery.link import SERVER_NAME, Answer, Link, split, trusting
from agent.report import Batch, Block, Clock, Series
from agent.wire import decode, encode, packed
from collector.reception import intake, refusals, roll
from collector.serve import protocol
from collector.sources.push import allowance, underway
from collector.sources.push import body as body_module
from collector.sources.push import door as door_module
from collector.sources.push.intake import RefusedError
from collector.store.record import batch_of
from collector.store.state import agents
from tests.standing import Standing, standing, until


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refusals, "WRITE_EVERY", 0.05)
        with standing(tmp_path_factory.mktemp("house")) as running:
            yield running


@pytest.fixture
def link(house: Standing) -> Iterator[Link]:
    opened = house.link()
    yield opened
    opened.close()


@pytest.fixture
def who(house: Standing) -> Identity:
    return enrol(read_code(house.code()), {})


def made(who: Identity, seq: int = 1, **changes: Any) -> Batch:
    now = time.time()
    block = Block(int(now) - 60, 60, 2, [Series("mem", {}, {"used": [1, 2]})])
    return Batch(who.agent, seq, Clock(now, 100.0, "b"), [block], {}, [], [])._replace(**changes)


def headers(who: Identity, **changes: str) -> dict[str, str]:
    base = {"Authorization": f"Bearer {who.agent}.{who.secret}", "Content-Encoding": "deflate"}
    return {**base, **changes}


def deliver(link: Link, who: Identity, body: bytes, **changes: str) -> Answer:
    return link.request("POST", "/v1/batch", body, headers(who, **changes))


def kept(house: Standing, who: Identity) -> list[Batch]:
    found = house.inside.journal.of_agents([who.agent], 0, 2**40)
    return [batch_of(entry) for _, entry in found]


def refused(house: Standing, who: Identity) -> list[tuple[int, str]]:
    rows = house.inside.rows("refusal")
    return [(row.status, row.reason) for row in rows if row.agent == who.agent]


def test_a_batch_is_kept_acknowledged_and_applied(
    house: Standing, link: Link, who: Identity
) -> None:
    batch = made(who)
    answer = deliver(link, who, zlib.compress(encode(batch)))
    assert answer.status == 200
    assert answer.content == {"hints": {"sample": 60, "batch": 300}}
    assert [b.seq for b in kept(house, who)] == [1]
    seen = lambda: [a for a in house.inside.rows("agent") if a.id == who.agent and a.last_seen]  # noqa: E731
    until(seen, "the batch is applied")


def test_a_replay_is_harmless(house: Standing, link: Link, who: Identity) -> None:
    body = zlib.compress(encode(made(who)))
    answers = [deliver(link, who, body) for _ in range(3)]
    assert [a.content.get("duplicate") for a in answers] == [None, True, True]
    assert len(kept(house, who)) == 1


def test_the_same_number_with_other_content_does_not_overwrite(
    house: Standing, link: Link, who: Identity
) -> None:
    deliver(link, who, zlib.compress(encode(made(who))))
    other = made(who, blocks=[], clock=Clock(time.time() + 5, 105.0, "b"))
    assert deliver(link, who, zlib.compress(encode(other))).content["duplicate"] is True
    [batch] = kept(house, who)
    assert batch.blocks


def test_a_body_that_is_not_packed_will_do(house: Standing, link: Link, who: Identity) -> None:
    plain = encode(made(who))
    for encoding in ("", "identity"):
        assert deliver(link, who, plain, **{"Content-Encoding": encoding}).status == 200
    assert len(kept(house, who)) == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "zlib stream"),
        (b"not zlib", "no zlib stream"),
        (zlib.compress(b""), "no JSON"),
        (zlib.compress(b"{"), "no JSON"),
        (zlib.compress(b"\xff\xfe"), "no JSON"),
        (zlib.compress(b'{"a": NaN}'), "no JSON"),
        (zlib.compress(b'{"a": "\\ud800"}'), "no JSON"),
        (zlib.compress(b"[" * 100_000), "no JSON"),
        (zlib.compress(b"null"), "an object is needed"),
        (zlib.compress(b"[]"), "an object is needed"),
        (zlib.compress(b"{}"), "agent: a text is needed, not nothing"),
        (zlib.compress(b"{}")[:-4], "ends in the middle"),
    ],
)
def test_a_malformed_body_gets_a_reason_and_is_counted(
    house: Standing, link: Link, who: Identity, body: bytes, reason: str
) -> None:
    answer = deliver(link, who, body)
    assert (answer.status, answer.content["error"]) == (400, "malformed")
    assert reason in answer.content["message"]
    until(lambda: refused(house, who), "the refusal is counted")
    assert refused(house, who) == [(400, answer.content["message"])]
    codes = {row.code for row in house.inside.rows("refusal") if row.agent == who.agent}
    assert codes == {"malformed"}
    assert kept(house, who) == []


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"seq": -1}, "seq"),
        ({"seq": 2**63}, "seq"),
        ({"clock": None}, "clock"),
        ({"clock": {"wall": 1e300, "mono": 1, "boot": "b"}}, "clock.wall"),
        ({"clock": {"wall": 1, "mono": 1, "boot": ""}}, "clock.boot"),
        ({"blocks": [{"start": 1, "step": 60, "steps": 10**9, "series": []}]}, "blocks[0]"),
        ({"facts": {"os": 5}}, "facts.os"),
        ({"version": 0}, "version"),
    ],
)
def test_what_is_no_batch_is_told_with_the_place(
    link: Link, who: Identity, changes: dict[str, Any], place: str
) -> None:
    thing = {**json.loads(encode(made(who))), **changes}
    answer = deliver(link, who, zlib.compress(json.dumps(thing).encode()))
    assert answer.status == 400
    assert answer.content["message"].startswith(place)


def test_a_newer_agents_additions_are_no_reason_to_refuse(
    house: Standing, link: Link, who: Identity
) -> None:
    thing = {**json.loads(encode(made(who))), "version": 7, "mood": {"good": True}}
    assert deliver(link, who, zlib.compress(json.dumps(thing).encode())).status == 200
    assert len(kept(house, who)) == 1


def test_a_bomb_is_stopped_before_it_unfolds(house: Standing, link: Link, who: Identity) -> None:
    bomb = zlib.compress(b"0" * (body_module.MAX_PLAIN + 10), 9)
    assert len(bomb) < 100_000
    answer = deliver(link, who, bomb)
    assert (answer.status, answer.content["error"]) == (413, "too_large")
    assert kept(house, who) == []


@pytest.mark.parametrize("unit", [b'{"a":1},', b"[],", b"1,"])
def test_what_would_become_much_in_memory_is_refused_before_it_becomes_that(unit: bytes) -> None:
    plain = b'{"facts":{"x":[' + unit * (body_module.MAX_PLAIN // len(unit) - 10) + b"0]}}"
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        with pytest.raises(RefusedError) as caught:
            body_module.parse(plain)
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        tracemalloc.stop()
    assert (caught.value.status, caught.value.code) == (413, "too_large")
    assert peak < 1 << 20


def test_thousands_of_names_are_refused_and_told(
    house: Standing, link: Link, who: Identity
) -> None:
    series = [Series(f"m{n}", {}, {"a": [1]}) for n in range(1000)]
    many = made(who, blocks=[Block(60 * n, 60, 1, series) for n in range(20)])
    answer = deliver(link, who, zlib.compress(encode(many)))
    assert answer.status == 400
    assert answer.content["message"] == "batch: at most 2000 series, not 20000"
    assert kept(house, who) == []


def test_a_large_batch_holds_nobody_up_while_it_is_taken_apart(
    house: Standing, link: Link, who: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(thing: object) -> Batch:
        begun.set()
        assert go_on.wait(10)
        return decode(thing)

    monkeypatch.setattr(door_module, "decode", slow)
    rows: Any = [{"name": f"program {n}", "version": "1"} for n in range(5000)]
    large = zlib.compress(encode(made(who, facts={"software": rows})))
    other = house.link()
    statuses: list[int] = []
    sender = threading.Thread(target=lambda: statuses.append(deliver(other, who, large).status))
    sender.start()
    assert begun.wait(10)
    assert link.request("GET", "/healthz").status == 200
    go_on.set()
    sender.join()
    other.close()
    assert statuses == [200]


def test_what_comes_after_the_end_of_the_stream_is_no_part_of_it(
    house: Standing, link: Link, who: Identity
) -> None:
    answer = deliver(link, who, zlib.compress(encode(made(who))) + b"trailing" * 100)
    assert answer.status == 400
    assert kept(house, who) == []


def test_an_encoding_nobody_knows_is_told(link: Link, who: Identity) -> None:
    answer = deliver(link, who, b"x", **{"Content-Encoding": "gzip"})
    assert (answer.status, answer.content["error"]) == (415, "encoding")
    assert "use deflate" in answer.content["message"]


def test_what_a_newer_agent_packed_waits_for_a_newer_collector(
    house: Standing, link: Link, who: Identity
) -> None:
    packer = zlib.compressobj(zdict=b"of next year")
    answer = deliver(link, who, packer.compress(encode(made(who))) + packer.flush())
    assert (answer.status, answer.content["error"]) == (501, "newer")
    assert kept(house, who) == []
    assert deliver(link, who, packed([encode(made(who))])).status == 200


def test_a_body_too_large_on_the_wire_gets_its_answer(
    house: Standing, link: Link, who: Identity
) -> None:
    """The sender must read the answer, or it would send the same again for ever."""
    answer = deliver(link, who, bytes(body_module.MAX_PACKED + 1))
    assert (answer.status, answer.content["error"]) == (413, "too_large")
    assert deliver(link, who, zlib.compress(encode(made(who)))).status == 200


def test_a_body_that_hides_its_size_is_cut(house: Standing, who: Identity) -> None:
    chunks = (bytes(1 << 20) for _ in range(6))
    connection = plain_https(house)
    try:
        connection.request("POST", "/v1/batch", chunks, headers(who), encode_chunked=True)
        response = connection.getresponse()
        assert response.status == 413
    finally:
        connection.close()


def plain_https(house: Standing) -> http.client.HTTPSConnection:
    """HTTPS from the standard library, the name checked as agents check it."""
    host, port = split(house.address)
    connection = http.client.HTTPSConnection(host, port, timeout=10)
    connection.sock = shaken(house)
    return connection


def shaken(house: Standing) -> ssl.SSLSocket:
    plain = socket.create_connection(split(house.address), 10)
    return trusting(house.ca).wrap_socket(plain, server_hostname=SERVER_NAME)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer x",
        "Bearer .",
        "Basic YTpi",
        "Bearer " + "a" * 32,
        "Bearer " + "A" * 32 + ".x",
        "Bearer " + "a" * 32 + ".wrong",
        "Bearer " + "a" * 31 + "é.x",
        "Bearer " + "0" * 32 + "." + "x" * 5000,
    ],
)
def test_who_is_not_known_is_not_let_in(house: Standing, link: Link, authorization: str) -> None:
    asked = {"Authorization": authorization.encode("latin-1").decode("latin-1")}
    answer = link.request("POST", "/v1/batch", b"x", asked)
    assert (answer.status, answer.content["error"]) == (401, "unauthorized")


def test_a_wrong_secret_is_refused_and_counted(house: Standing, link: Link, who: Identity) -> None:
    liar = who._replace(secret=who.secret[:-1] + ("x" if who.secret[-1] != "x" else "y"))
    assert deliver(link, liar, zlib.compress(encode(made(who)))).status == 401
    until(lambda: refused(house, who), "the refusal is counted")
    assert kept(house, who) == []


def test_what_an_agent_and_what_strangers_are_refused_is_counted_apart(
    house: Standing, link: Link, who: Identity
) -> None:
    liar = who._replace(secret="x" * 43)
    for _ in range(5):
        assert deliver(link, liar, b"").status == 401
        assert deliver(link, who, b"no zlib").status == 400

    def counted() -> dict[tuple[bool, int], int]:
        mine = [row for row in house.inside.rows("refusal") if row.agent == who.agent]
        return {(row.known, row.status): row.times for row in mine}

    until(lambda: counted() == {(False, 401): 5, (True, 400): 5}, "all ten are counted")


def test_strangers_hold_nobody_up_while_the_state_is_being_written(
    house: Standing, link: Link, who: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their refusals wait in memory for their turn, and nothing else waits behind them."""
    monkeypatch.setattr(roll, "FRESH", 0.0)
    with house.inside.engine.begin():
        for number in range(200):
            liar = who._replace(agent=f"{number:032x}")
            assert deliver(link, liar, b"").status == 401
        assert deliver(link, who, zlib.compress(encode(made(who)))).status == 200
    until(lambda: seen(house, [f"{n:032x}" for n in range(200)]), "the strangers are counted")


def seen(house: Standing, strangers: list[str]) -> bool:
    rows = house.inside.rows("refusal")
    return {row.agent for row in rows} >= set(strangers)


def test_machines_that_wait_to_be_enrolled_are_bounded(
    house: Standing, link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_ENROLLING", 2)
    codes = [read_code(house.code()) for _ in range(3)]
    found: list[Identity] = []
    threads = [
        threading.Thread(target=lambda c=code: found.append(enrol(c, {}))) for code in codes[:2]
    ]
    with house.inside.engine.begin():
        for thread in threads:
            thread.start()
        until(lambda: house.house._enrolling == 2, "two wait")
        third = link.request("POST", "/v1/enrol", msgspec.json.encode(asked(token=codes[2].token)))
        assert (third.status, third.content["error"], third.retry_after) == (503, "busy", 30)
    for thread in threads:
        thread.join()
    assert len(found) == 2


def test_a_state_that_cannot_be_read_stops_no_agent_that_is_known(
    house: Standing, link: Link, who: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal is a file of its own: what is known of agents is believed until it is read."""
    monkeypatch.setattr(roll, "FRESH", 0.0)
    assert deliver(link, who, zlib.compress(encode(made(who)))).status == 200
    rename(house, "agent", "hidden")
    try:
        assert deliver(link, who, zlib.compress(encode(made(who, 2)))).status == 200
        liar = who._replace(agent="f" * 32)
        assert deliver(link, liar, b"").status == 401
    finally:
        rename(house, "hidden", "agent")
    assert [batch.seq for batch in kept(house, who)] == [1, 2]


def rename(house: Standing, old: str, new: str) -> None:
    with house.inside.engine.begin() as connection:
        connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")


def test_one_agent_cannot_speak_for_another(house: Standing, link: Link, who: Identity) -> None:
    other = enrol(read_code(house.code()), {})
    answer = deliver(link, who, zlib.compress(encode(made(other))))
    assert answer.status == 400
    assert "another agent" in answer.content["message"]
    assert kept(house, other) == []


def test_a_revoked_agent_is_told_so(
    house: Standing, link: Link, who: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roll, "FRESH", 0.0)
    body = zlib.compress(encode(made(who)))
    assert deliver(link, who, body).status == 200
    with house.inside.engine.begin() as connection:
        agents.revoke(connection, who.agent, int(time.time()))
    answer = deliver(link, who, zlib.compress(encode(made(who, 2))))
    assert (answer.status, answer.content["error"]) == (403, "revoked")
    assert "enrol it with a new code from the page Add machines" in answer.content["message"]
    assert [b.seq for b in kept(house, who)] == [1]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/v1/batch"),
        ("POST", "/v1/ca"),
        ("DELETE", "/v1/batch"),
        ("POST", "/v1/batch/"),
        ("GET", "/v1/ca/../../etc/passwd"),
        ("GET", "/%00"),
        ("POST", "/v2/batch"),
    ],
)
def test_other_doors_are_not_here(link: Link, method: str, path: str) -> None:
    answer = link.request(method, path)
    assert (answer.status, answer.content["error"]) == (404, "unknown_path")


def test_the_ca_and_the_health_are_for_everybody(house: Standing, link: Link) -> None:
    assert link.request("GET", "/v1/ca").content == {"ca": house.ca}
    assert abs(link.request("GET", "/healthz").content["time"] - time.time()) < 5


def asked(**changes: Any) -> dict[str, Any]:
    base = {"token": "t", "agent": "a" * 32, "hostname": "h", "version": "1", "previous": ""}
    return {**base, **changes}


@pytest.mark.parametrize(
    ("thing", "status"),
    [
        ([], 400),
        ("x", 400),
        ({}, 400),
        (asked(agent="x"), 400),
        (asked(agent="A" * 32), 400),
        (asked(agent="a" * 33), 400),
        (asked(token=5), 400),
        (asked(hostname=None), 400),
        (asked(hostname="h" * 201), 400),
        (asked(token="x" * 10**6), 413),
        (asked(), 403),
    ],
)
def test_a_machine_that_asks_wrongly_is_told(link: Link, thing: Any, status: int) -> None:
    answer = link.request("POST", "/v1/enrol", msgspec.json.encode(thing))
    assert answer.status == status, answer
    assert answer.content["message"]


def test_a_stranger_cannot_make_us_unfold_much(link: Link) -> None:
    """Nobody has shown a code yet: so small is what may be sent, packed or not."""
    bomb = zlib.compress(b"[" + b"[]," * 100_000 + b"[]]", 9)
    assert len(bomb) < 5000
    answer = link.request("POST", "/v1/enrol", bomb, {"Content-Encoding": "deflate"})
    assert answer.status == 413


def test_a_sender_that_stalls_is_cut_and_others_are_not_held_up(
    house: Standing, link: Link, who: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body_module, "STALL", 0.3)
    stalled = shaken(house)
    head = "".join(f"{k}: {v}\r\n" for k, v in headers(who).items())
    stalled.sendall(
        f"POST /v1/batch HTTP/1.1\r\nHost: x\r\n{head}Content-Length: 100\r\n\r\nab".encode()
    )
    assert deliver(link, who, zlib.compress(encode(made(who)))).status == 200
    assert stalled.recv(4096).startswith(b"HTTP/1.1 408")
    stalled.close()
    until(lambda: any(status == 408 for status, _ in refused(house, who)), "it is counted")


def test_one_agent_cannot_fill_our_memory_with_batches_that_are_on_their_way(
    house: Standing, link: Link, who: Identity
) -> None:
    asked = {**headers(who), "Content-Length": "100", "Expect": "100-continue"}
    head = "".join(f"{k}: {v}\r\n" for k, v in asked.items())
    stalled = [shaken(house) for _ in range(underway.MOST)]
    for one in stalled:
        one.sendall(f"POST /v1/batch HTTP/1.1\r\nHost: x\r\n{head}\r\n".encode())
        assert one.recv(99).startswith(b"HTTP/1.1 100"), "its body is waited for"
    body = zlib.compress(encode(made(who)))
    until(lambda: deliver(link, who, body).status == 429, "one more is too many")
    assert deliver(link, who, body).retry_after == 60
    other = enrol(read_code(house.code()), {})
    assert deliver(link, other, zlib.compress(encode(made(other)))).status == 200
    for one in stalled:
        one.close()
    until(lambda: deliver(link, who, body).status == 200, "those that broke off count no more")


def test_an_agent_that_never_ends_waits_and_is_counted(
    house: Standing, link: Link, who: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowance, "FULL", 3)
    monkeypatch.setattr(allowance, "A_SECOND", 0.001)
    other = enrol(read_code(house.code()), {})
    for seq in range(2):
        assert deliver(link, who, zlib.compress(encode(made(who, seq)))).status == 200
    answer = deliver(link, who, zlib.compress(encode(made(who, 2))))
    assert answer.status == 429
    assert answer.retry_after is not None
    assert answer.retry_after > 1
    assert deliver(link, other, zlib.compress(encode(made(other)))).status == 200
    until(lambda: (429, answer.content["message"]) in refused(house, who), "it is counted")


def test_a_sender_that_dribbles_is_cut_though_it_is_never_silent(
    house: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has vouched for a machine that asks to be enrolled: it cannot hold the door open."""
    monkeypatch.setattr(body_module, "STALL", 0.4)
    slow = shaken(house)
    slow.sendall(b"POST /v1/enrol HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
    assert next(dribbled(slow)).startswith(b"HTTP/1.1 408")
    slow.close()


def test_what_comes_on_a_thin_link_is_waited_for(
    house: Standing, who: Identity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body_module, "STALL", 0.4)
    thin = shaken(house)
    body = encode(made(who, facts={"os": {"name": "x" * 2000}}))
    head = "".join(f"{k}: {v}\r\n" for k, v in headers(who, **{"Content-Encoding": ""}).items())
    thin.sendall(
        f"POST /v1/batch HTTP/1.1\r\nHost: x\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode()
    )
    for start in range(0, len(body), 100):  # 1,000 bytes a second, for longer than STALL
        thin.sendall(body[start : start + 100])
        time.sleep(0.1)
    assert thin.recv(4096).startswith(b"HTTP/1.1 200")
    thin.close()


def test_who_was_answered_cannot_hold_the_door_open_with_the_rest_of_its_body(
    house: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_TIME", 0.3)
    stranger = shaken(house)
    stranger.sendall(b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n")
    assert stranger.recv(4096).startswith(b"HTTP/1.1 401")
    assert b"" in dribbled(stranger)
    stranger.close()


def dribbled(slow: ssl.SSLSocket) -> Iterator[bytes]:
    """What is said to somebody who sends a byte now and then; empty at the end, waited for."""
    slow.settimeout(0.05)
    for _ in range(100):
        try:
            slow.sendall(b" ")
            yield slow.recv(4096)
        except TimeoutError:
            continue
        except OSError:
            yield b""
    raise AssertionError("it is open still")


def test_a_sender_that_goes_away_in_the_middle_harms_nothing(
    house: Standing, link: Link, who: Identity
) -> None:
    gone = shaken(house)
    head = "".join(f"{k}: {v}\r\n" for k, v in headers(who).items())
    gone.sendall(f"POST /v1/batch HTTP/1.1\r\nHost: x\r\n{head}Content-Length: 99\r\n\r\n".encode())
    gone.close()
    assert deliver(link, who, zlib.compress(encode(made(who)))).status == 200
    assert len(kept(house, who)) == 1


@pytest.mark.parametrize(
    "hello",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x00\x00",
        b"\x00" * 1000,
        b"",
    ],
)
def test_what_is_no_tls_is_let_go(house: Standing, link: Link, hello: bytes) -> None:
    plain = socket.create_connection(split(house.address), 10)
    plain.sendall(hello)
    plain.close()
    assert link.request("GET", "/healthz").status == 200


def only(ca: str, version: ssl.TLSVersion) -> ssl.SSLContext:
    context = trusting(ca)
    context.minimum_version = version
    context.maximum_version = version
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    return context


@pytest.mark.filterwarnings("ignore:.*TLSVersion.*:DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_tls_is_refused(house: Standing, version: ssl.TLSVersion) -> None:
    context = only(house.ca, version)
    with socket.create_connection(split(house.address), 10) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain, server_hostname=SERVER_NAME)


def test_headers_without_end_are_cut(house: Standing, link: Link) -> None:
    """A stranger must not fill our memory with a request that never begins."""
    flood = shaken(house)
    flood.sendall(b"GET /healthz HTTP/1.1\r\n")
    sent = 0
    try:
        for number in range(400):
            flood.sendall(b"X-%d: " % number + b"a" * 10_000 + b"\r\n")
            sent += 10_000
        flood.sendall(b"\r\n")
        said = flood.recv(100)
    except OSError:
        said = b""
    flood.close()
    assert not said.startswith(b"HTTP/1.1 200"), f"{sent} bytes of headers were taken"
    assert link.request("GET", "/healthz").status == 200


@pytest.mark.parametrize("begun", [b"", b"GET /healthz HTTP/1.1\r\nX-A"])
def test_a_request_that_does_not_come_holds_nothing_open(
    house: Standing, monkeypatch: pytest.MonkeyPatch, begun: bytes
) -> None:
    monkeypatch.setattr(protocol, "HEAD_TIME", 0.2)
    slow = shaken(house)
    slow.sendall(begun)
    assert slow.recv(100) == b""
    slow.close()


def test_answers_come_at_once(link: Link) -> None:
    """Forty at 40 ms each would tell of a socket that waits for the other side's ACK."""
    started = time.monotonic()
    for _ in range(40):
        assert link.request("POST", "/v1/batch", b"x" * 4000).status == 401
    assert time.monotonic() - started < 1.0


def test_many_at_once_are_all_kept_once(house: Standing, who: Identity) -> None:
    def run(start: int) -> None:
        one = house.link()
        for seq in range(start, start + 20):
            statuses.append(deliver(one, who, zlib.compress(encode(made(who, seq)))).status)
        one.close()

    statuses: list[int] = []
    threads = [threading.Thread(target=run, args=(s,)) for s in (0, 10, 20, 30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 80
    assert sorted(b.seq for b in kept(house, who)) == list(range(50))
