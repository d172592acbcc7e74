"""Enrolment: codes that run out, are used up or withdrawn; guessing is slowed; tries are kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.delivery.enrol import read_code
from collector.cli.command import parser, run
from collector.folder.config import Settings
from collector.problem import Problem
from collector.reception import enrolment
from collector.reception.enrolment import admit, note
from collector.sources.push.intake import Newcomer, RefusedError
from collector.store.state import agents, codes
from collector.tokens import hashed, matches
from tests import databases
from tests.standing import SITE, Parts, parts

NOW = 1_795_453_500
HOUR = 3600


@pytest.fixture
def inside(each_database: str, tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened:
        yield opened


def newcomer(code: str, number: int = 1, address: str = "10.0.0.7") -> Newcomer:
    token = read_code(code).token if code.startswith("mkz1.") else code
    return Newcomer(token, f"{number:032x}", f"pc-{number}", "0.1.0", "", address)


def enrol(inside: Parts, one: Newcomer, now: int = NOW) -> tuple[str, str]:
    """As the house does it: the try is noted either way."""
    try:
        with inside.engine.begin() as connection:
            made = admit(connection, one, now)
            note(connection, one, made[1], "enrolled", "", now)
    except RefusedError as refused:
        with inside.engine.begin() as connection:
            note(connection, one, None, refused.code, refused.message, now)
        raise
    return made


def refused(inside: Parts, one: Newcomer, now: int = NOW) -> str:
    with pytest.raises(RefusedError) as caught:
        enrol(inside, one, now)
    return caught.value.code


def test_a_code_places_its_machine_and_gives_it_a_secret_that_is_kept_hashed(inside: Parts) -> None:
    secret, site = enrol(inside, newcomer(inside.code(now=NOW)))
    assert site == SITE
    assert len(secret) >= 40
    [agent] = inside.rows("agent")
    assert (agent.site, agent.hostname, agent.revoked) == (SITE, "pc-1", None)
    assert secret not in str(tuple(agent))
    assert matches(secret, agent.secret_hash)
    assert not matches(secret + "x", agent.secret_hash)


def test_a_name_cannot_write_a_line_of_its_own_or_command_a_terminal(inside: Parts) -> None:
    odd = newcomer(inside.code(now=NOW))._replace(hostname="\x1b[2Jpc-1\nroot  enrolled")
    enrol(inside, odd)
    assert [row.hostname for row in inside.rows("agent")] == ["[2Jpc-1 root enrolled"]
    assert [row.hostname for row in inside.rows("enrolment")] == ["[2Jpc-1 root enrolled"]


def test_a_token_is_nowhere_in_clear(inside: Parts) -> None:
    token = read_code(inside.code(now=NOW)).token
    [row] = inside.rows("enrol_code")
    assert token not in str(tuple(row))
    assert row.token_hash == hashed(token)


def test_a_code_for_one_machine_is_used_up(inside: Parts) -> None:
    code = inside.code(now=NOW)
    enrol(inside, newcomer(code, 1))
    assert refused(inside, newcomer(code, 2)) == "used_code"


def test_a_group_code_is_for_any_number_and_a_counted_one_for_so_many(inside: Parts) -> None:
    group, three = inside.code(uses=None, now=NOW), inside.code(uses=3, now=NOW)
    for number in range(20):
        enrol(inside, newcomer(group, number))
    for number in range(100, 103):
        enrol(inside, newcomer(three, number))
    assert refused(inside, newcomer(three, 103)) == "used_code"


def test_of_many_at_once_only_as_many_as_the_code_allows_are_let_in(inside: Parts) -> None:
    code = inside.code(uses=5, now=NOW)
    outcomes: list[str] = []

    def knock(number: int) -> None:
        try:
            enrol(inside, newcomer(code, number, f"10.0.1.{number}"))
            outcomes.append("in")
        except RefusedError as error:
            outcomes.append(error.code)

    threads = [threading.Thread(target=knock, args=(n,)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in"] * 5 + ["used_code"] * 7


def test_a_code_runs_out_and_can_be_withdrawn(inside: Parts) -> None:
    code = inside.code(uses=None, now=NOW)
    assert refused(inside, newcomer(code), NOW + HOUR) == "expired_code"
    enrol(inside, newcomer(code), NOW + HOUR - 1)
    with inside.engine.begin() as connection:
        [live] = codes.live_codes(connection, NOW)
        assert codes.revoke_code(connection, live.id, NOW)
        assert not codes.revoke_code(connection, live.id, NOW)
        assert codes.live_codes(connection, NOW) == []
    assert refused(inside, newcomer(code, 2)) == "revoked_code"


def test_a_code_that_was_never_made_is_not_known(inside: Parts) -> None:
    assert refused(inside, newcomer("guess")) == "unknown_code"


def test_an_agent_enrols_once_and_the_code_keeps_its_use(inside: Parts) -> None:
    enrol(inside, newcomer(inside.code(now=NOW)))
    second = inside.code(now=NOW)
    assert refused(inside, newcomer(second)) == "known_agent"
    enrol(inside, newcomer(second, 2))


def test_guessing_is_stopped_by_address_and_for_an_hour(inside: Parts) -> None:
    for _ in range(10):
        assert refused(inside, newcomer("guess", address="10.9.9.9")) == "unknown_code"
    assert refused(inside, newcomer("guess", address="10.9.9.9")) == "too_many"
    assert refused(inside, newcomer("guess", address="10.9.9.8")) == "unknown_code"
    late = NOW + HOUR + 1
    assert refused(inside, newcomer("guess", address="10.9.9.9"), late) == "unknown_code"


def test_a_right_code_is_let_in_whoever_guesses_behind_the_same_address(inside: Parts) -> None:
    """A whole site comes from one address: one machine's slip must not lock the others out."""
    for _ in range(20):
        refused(inside, newcomer("guess"))
    one = inside.code(now=NOW)
    enrol(inside, newcomer(one, 2))
    for number in range(20):
        assert refused(inside, newcomer(one, 100 + number)) == "used_code"
    enrol(inside, newcomer(inside.code(now=NOW), 3))


def test_knocking_pushes_nothing_out_of_the_record(inside: Parts) -> None:
    """A machine that tries again by itself, with a code that has run out or was never made."""
    one = inside.code(now=NOW)
    enrol(inside, newcomer(one))
    for number in range(50):
        refused(inside, newcomer(one, 100 + number))
        refused(inside, newcomer("guess"))
    outcomes = [row.outcome for row in inside.rows("enrolment")]
    assert [outcomes.count(o) for o in ("used_code", "unknown_code", "too_many")] == [10, 10, 1]


def test_a_machine_whose_answer_was_lost_asks_again_and_the_code_is_used_once(
    inside: Parts,
) -> None:
    code = inside.code(uses=2, now=NOW)
    lost, _ = enrol(inside, newcomer(code))
    secret, site = enrol(inside, newcomer(code), NOW + HOUR - 1)
    assert site == SITE
    [agent] = inside.rows("agent")
    assert matches(secret, agent.secret_hash)
    assert not matches(lost, agent.secret_hash)
    assert [row.outcome for row in inside.rows("enrolment")] == ["enrolled"]
    enrol(inside, newcomer(code, 2))
    assert refused(inside, newcomer(code, 3)) == "used_code"


def test_who_has_spoken_or_was_revoked_or_asks_late_or_with_another_code_gets_no_other_secret(
    inside: Parts,
) -> None:
    code, other = (inside.code(uses=None, hours=72, now=NOW) for _ in range(2))
    for number in (1, 2, 3, 4):
        enrol(inside, newcomer(code, number))
    with inside.engine.begin() as connection:
        one = agents.find(connection, f"{1:032x}")
        assert one is not None
        agents.seen(connection, one, NOW, "boot", None)
        agents.revoke(connection, f"{2:032x}", NOW)
    assert refused(inside, newcomer(code, 1)) == "known_agent"
    assert refused(inside, newcomer(code, 2)) == "known_agent"
    assert refused(inside, newcomer(code, 3), NOW + 24 * HOUR) == "known_agent"
    assert refused(inside, newcomer(other, 4)) == "known_agent"


def test_every_try_is_kept_with_its_reason(inside: Parts) -> None:
    enrol(inside, newcomer(inside.code(now=NOW)))
    refused(inside, newcomer("guess", 2, "10.0.0.8"))
    good, bad = inside.rows("enrolment")
    assert (good.outcome, good.site, good.hostname) == ("enrolled", SITE, "pc-1")
    assert (bad.outcome, bad.site, bad.address) == ("unknown_code", None, "10.0.0.8")
    assert bad.reason == "this code is not known here"


def test_failed_tries_are_kept_within_a_bound_and_good_ones_for_ever(
    inside: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "_KEPT", 20)
    enrol(inside, newcomer(inside.code(now=NOW)))
    for number in range(50):
        refused(inside, newcomer("guess", number, f"10.1.0.{number}"))
    outcomes = [row.outcome for row in inside.rows("enrolment")]
    assert outcomes.count("enrolled") == 1
    assert outcomes.count("unknown_code") <= 20


def test_a_code_is_for_a_site_there_is(inside: Parts) -> None:
    with pytest.raises(Problem, match="there is no site mars"):
        inside.code(site="mars")


def test_a_code_says_where_and_whose_ca(inside: Parts) -> None:
    code = read_code(inside.code("10.1.2.3:8443", now=NOW))
    assert code.address == "10.1.2.3:8443"
    assert len(code.fingerprint) == 64


def test_an_agents_id_or_its_beginning_revokes_it(inside: Parts) -> None:
    code = inside.code(uses=None, now=NOW)
    for number in (1, 2):
        enrol(inside, newcomer(code, number))
    with inside.engine.begin() as connection:
        assert agents.revoke(connection, f"{1:032x}", NOW) == [f"{1:032x}"]
        assert agents.revoke(connection, f"{1:032x}", NOW) == []
        assert len(agents.revoke(connection, "0", NOW)) == 1


@pytest.mark.parametrize("asked", ["%" * 8, "_" * 8, "_" * 32, "0" * 7, "0%000000", ""])
def test_the_command_revokes_by_eight_characters_taken_as_they_are(
    inside: Parts, capsys: pytest.CaptureFixture[str], asked: str
) -> None:
    settings = Settings(data=inside.folder, database=databases.state_of(inside.folder))

    def revoke(agent: str) -> int:
        return run(parser().parse_args(["agents", "revoke", agent]), settings)

    enrol(inside, newcomer(inside.code(now=NOW), 1))
    assert revoke(asked) == 1
    assert [row.revoked for row in inside.rows("agent")] == [None]
    assert revoke("0" * 8) == 0
    assert capsys.readouterr().out.strip() == f"revoked {1:032x}"


def test_the_hour_of_a_code_is_an_hour(inside: Parts) -> None:
    inside.code(hours=2, now=NOW)
    assert [row.expires for row in inside.rows("enrol_code")] == [NOW + 2 * enrolment.HOUR]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"uses": 0}, "at least one machine"),
        ({"hours": 0}, "1 to 8760 hours"),
        ({"hours": 10_000}, "1 to 8760 hours"),
        ({"address": "here"}, "no address of the form host:port"),
    ],
)
def test_a_code_that_nobody_could_use_is_not_made(
    inside: Parts, wrong: dict[str, Any], reason: str
) -> None:
    with pytest.raises(Problem, match=reason):
        inside.code(**{"address": "10.1.2.3:8443", "now": NOW, **wrong})
