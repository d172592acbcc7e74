"""What a running agent says by itself: when delivering fails, and when it works again. No more."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from agent.delivery import identity
from agent.delivery.link import Link, LinkError, trusting
from agent.voice import AGAIN, Voice
from tests.scripted_door import Reply, door

ROOT = Path(__file__).parent.parent


def said(*troubles: tuple[float, str]) -> list[tuple[float, str]]:
    """What a voice says where these troubles are looked at, at these moments."""
    voice = Voice("well again")
    lines = [(at, voice.news(trouble, at)) for at, trouble in troubles]
    return [(at, line) for at, line in lines if line]


def test_what_goes_well_is_not_talked_of() -> None:
    assert said((0, ""), (60, ""), (2 * AGAIN, "")) == []


def test_a_reason_is_said_once_however_long_it_lasts_and_so_is_its_end() -> None:
    lasting = [(at, "down") for at in range(0, 86_400, 60)]
    assert said((-60, ""), *lasting, (86_400, ""), (86_460, "")) == [
        (0, "down"),
        (86_400, "well again"),
    ]


def test_another_reason_is_said_at_once() -> None:
    assert said((0, "down"), (60, "revoked")) == [(0, "down"), (60, "revoked")]


def test_a_link_that_comes_and_goes_is_told_of_once_an_hour() -> None:
    flapping = [(at, "down" if at % 20 else "") for at in range(10, 86_400, 10)]
    lines = said(*flapping)
    assert lines[:2] == [(10, "down"), (20, "well again")]
    assert len(lines) <= 2 * 24
    for line in ("down", "well again"):
        moments = [at for at, text in lines if text == line]
        assert min(b - a for a, b in pairwise(moments)) >= AGAIN


def test_what_was_held_back_is_said_after_the_hour_if_it_is_so_still() -> None:
    lines = said((0, "down"), (10, ""), (20, "down"), (AGAIN - 1, "down"), (AGAIN, "down"))
    assert lines == [(0, "down"), (10, "well again"), (AGAIN, "down")]


def test_it_is_one_short_line_that_no_terminal_obeys() -> None:
    ((_, line),) = said((0, "a\nb\x1b[2J" + "c" * 10_000))
    assert line.startswith("a b [2Jccc")
    assert len(line) == 500


def test_no_error_of_the_link_tells_the_secret(tmp_path: Path) -> None:
    with door(tmp_path / "tls") as (here, who):
        link = Link(here.address, trusting(who.ca))
        with pytest.raises(LinkError) as caught:
            link.request("POST", "/v1/batch", b"", {"Authorization": "Bearer x.s3cret\n"})
    assert "s3cret" not in str(caught.value)
    assert here.address in str(caught.value)


def test_a_running_agent_says_that_it_cannot_deliver_and_that_it_can_again(tmp_path: Path) -> None:
    with door(tmp_path / "tls") as (here, who):
        here.usual = Reply(503, {"message": "not yet"}, retry_after="1")
        identity.save(tmp_path / "agent", who)
        with (tmp_path / "log").open("w") as log:
            command = [sys.executable, "-m", "agent", "--state", str(tmp_path / "agent"), "run"]
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT)
        here.wait_for(3)
        here.usual = Reply(200, {"hints": {}})
        end = time.monotonic() + 20
        while "delivers again" not in (tmp_path / "log").read_text():
            assert time.monotonic() < end
            time.sleep(0.05)
        process.terminate()
        assert process.wait(20) == 0
    lines = (tmp_path / "log").read_text().splitlines()[1:]
    assert lines == ["mkaguzi-agent: cannot deliver: not yet", "mkaguzi-agent: delivers again"]
    assert who.secret not in "".join(lines).split()
