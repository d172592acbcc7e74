"""Enrolment as a machine does it: first contact cannot be hijacked, and each failure is said."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent import cli, told
from agent.delivery import identity
from agent.delivery.enrol import PREFIX, Code, enrol, read_code
from agent.trouble import Trouble
from collector.folder import tls
from tests.scripted_door import door
from tests.standing import SITE, Standing, standing


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Standing]:
    with standing(tmp_path / "collector") as here:
        yield here


def test_a_code_makes_an_identity_that_trusts_that_collector_alone(house: Standing) -> None:
    who = enrol(read_code(house.code()), {"uuid": "u"})
    assert (who.site, who.address, who.ca) == (SITE, house.address, house.ca)
    assert who.born == {"uuid": "u"}
    assert len(who.secret) >= 40
    (row,) = house.inside.rows("agent")
    assert row.id == who.agent


def test_another_collector_than_the_codes_own_is_told_nothing(
    house: Standing, tmp_path: Path
) -> None:
    tls.prepare(tmp_path / "other", int(time.time()))
    code = read_code(house.code(fingerprint=tls.fingerprint(tmp_path / "other")))
    with pytest.raises(Trouble, match="is not the collector that made this code"):
        enrol(code, {})
    assert house.inside.rows("enrolment") == []


def test_somebody_in_between_who_shows_the_right_ca_gets_no_token(tmp_path: Path) -> None:
    """The CA's certificate is no secret; the key behind the connection is."""
    tls.prepare(tmp_path / "true", int(time.time()))
    with door(tmp_path / "false") as (between, _):
        between.shown_ca = tls.ca_pem(tmp_path / "true")
        code = Code(between.address, "the-token", tls.fingerprint(tmp_path / "true"))
        with pytest.raises(Trouble, match="does not show our collector's certificate"):
            enrol(code, {})
        assert between.bodies == []


@pytest.mark.parametrize("shown", ["", "nonsense", "-----BEGIN CERTIFICATE-----\nx"])
def test_what_is_no_certificate_is_no_collector(tmp_path: Path, shown: str) -> None:
    with door(tmp_path / "tls") as (here, _):
        here.shown_ca = shown
        with pytest.raises(Trouble, match="is not the collector that made this code"):
            enrol(Code(here.address, "t", "0" * 64), {})
        assert here.bodies == []


def made(**parts: object) -> str:
    return PREFIX + base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mkz1.",
        "mkz1.%%%",
        "mkz2.abc",
        made(a="host:1", t="x"),
        made(a="nowhere", t="x", f="y"),
        PREFIX + base64.urlsafe_b64encode(b"[1]").decode(),
    ],
)
def test_what_is_no_code_is_told_with_what_one_looks_like(text: str) -> None:
    with pytest.raises(Trouble, match="this is no enrolment code") as caught:
        read_code(text)
    assert caught.value.code == 2


def test_a_code_that_a_mail_program_broke_over_lines_is_one() -> None:
    code = made(a="10.0.0.1:8443", t="x", f="ab" * 32)
    assert read_code(code[:20] + "\n  " + code[20:] + "\n").address == "10.0.0.1:8443"


def test_a_collector_that_is_not_there_is_named() -> None:
    with pytest.raises(Trouble, match=r"127\.0\.0\.1:1 refuses"):
        enrol(Code("127.0.0.1:1", "t", "0" * 64), {})


def test_the_command_keeps_the_identity_and_says_how_to_go_on(
    house: Standing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "agent"
    assert cli.main(["--state", str(state), "enrol", house.code()]) == 0
    said = capsys.readouterr().out
    assert f"at site {SITE}" in said
    assert "mkaguzi-agent run" in said
    assert identity.load(state).site == SITE


def test_enrolling_again_names_the_agent_before_and_tells_all_facts_anew(
    house: Standing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    state = tmp_path / "agent"
    cli.main(["--state", str(state), "enrol", house.code()])
    first = identity.load(state).agent
    assert "Until now" not in capsys.readouterr().out
    told.save(state, told.Told({"os": ("x", time.time())}))
    cli.main(["--state", str(state), "enrol", house.code()])
    before = {row.id: row.previous for row in house.inside.rows("agent")}
    assert before[identity.load(state).agent] == first
    assert f"Until now it was {first[:8]}" in capsys.readouterr().out
    assert told.load(state).known == {}


def test_a_spent_code_is_refused_in_words(
    house: Standing, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = house.code(uses=1)
    assert cli.main(["--state", str(tmp_path / "a"), "enrol", code]) == 0
    assert cli.main(["--state", str(tmp_path / "b"), "enrol", code]) == 4
    said = capsys.readouterr().err
    assert "this code was used already; make a new one on the page Add machines" in said
    assert not (tmp_path / "b" / "identity.json").exists()
