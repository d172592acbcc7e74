"""The state in SQLite and in PostgreSQL: writers beside each other, odd texts, what errors show."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from agent.delivery.enrol import read_code
from agent.report import Event, ProbeError
from collector.folder.config import Settings
from collector.problem import Problem
from collector.sources.push.intake import Newcomer
from collector.steps.inspection import Inspector
from collector.store.state import notes
from collector.store.state.database import open_state
from collector.store.state.texts import fit
from tests import databases
from tests.standing import Parts, parts, standing
from tests.test_pipeline import NOW, ONE, enrolled, facts_of, hosted, made, run

MACHINES, ROUNDS = 12, 6


@pytest.fixture
def inside(each_database: str, tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened:
        yield opened


def test_the_pipeline_beside_a_sweep_loses_no_record(inside: Parts) -> None:
    agents = [f"{n:032x}" for n in range(MACHINES)]
    for one in agents:
        enrolled(inside, one)
    stop, troubles = threading.Event(), list[Exception]()
    sweeper = threading.Thread(target=sweeping, args=(inside, stop, troubles))
    sweeper.start()
    for seq in range(1, ROUNDS + 1):
        shuffle_rules(inside, seq)
        run(inside, *(changed(one, seq) for one in agents))
    stop.set()
    sweeper.join()
    assert (troubles, inside.rows("refusal")) == ([], [])
    newest = [row.content for row in inside.rows("fact") if row.section == "software"]
    assert newest == [[{"name": f"p{ROUNDS}", "version": "1"}]] * MACHINES


def sweeping(inside: Parts, stop: threading.Event, troubles: list[Exception]) -> None:
    inspector = Inspector(inside.rulebook)
    while not stop.is_set():
        try:
            inspector.sweep(inside.engine, NOW + 3600, whole=True)
        except SQLAlchemyError as error:
            troubles.append(error)


def shuffle_rules(inside: Parts, seq: int) -> None:
    """Verdicts come and go, so that both write the same rows."""
    every = inside.rulebook.rules
    inside.rulebook.rules = tuple(
        rule._replace(enabled=seq % 2 == 1 or rule.id[:2] not in ("SW", "OS")) for rule in every
    )


def changed(agent: str, seq: int) -> Any:
    told = hosted(f"pc-{agent[-2:]}", software=[{"name": f"p{seq}", "version": "1"}])
    return made(agent, seq, NOW + seq * 60, facts=told)


def test_a_writer_waits_for_one_of_another_process(inside: Parts, tmp_path: Path) -> None:
    """Another engine stands for it: it knows nothing of our turns."""
    other, order = open_state(databases.url_of(tmp_path)), list[str]()

    def write() -> None:
        with other.begin() as connection:
            notes.put(connection, "other", 1)
            order.append("other")

    thread = threading.Thread(target=write)
    with inside.engine.begin() as connection:
        notes.put(connection, "ours", 1)
        thread.start()
        time.sleep(0.3)
        order.append("ours")
    thread.join()
    other.dispose()
    assert order == ["ours", "other"]


@pytest.mark.needs("postgres", "setpriv")
def test_a_connection_that_is_lost_costs_one_transaction(postgresql: str, tmp_path: Path) -> None:
    """The server is started anew, say; the next writer finds it again, and its turn is free."""
    engine = open_state(databases.empty(postgresql, tmp_path))

    def lose() -> None:
        with engine.begin() as connection:
            number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            with psycopg.connect(f"host={postgresql} user=postgres", autocommit=True) as server:
                server.execute("SELECT pg_terminate_backend(%s)", (number,))
            notes.put(connection, "lost", 1)

    with pytest.raises(OperationalError):
        lose()
    with engine.begin() as connection:
        assert notes.get(connection, "lost") is None
    engine.dispose()


def test_nul_in_a_text_stops_nothing(inside: Parts) -> None:
    enrolled(inside, ONE)
    odd = hosted("pc\x00-1", machine={"vendor": "HP\x00", "serial": "CZC\x001234"})
    batch = made(facts=odd, events=[Event(NOW, "k\x00", {"a": "b\x00"})])
    run(inside, batch._replace(errors=[ProbeError(NOW, "pro\x00be", "mess\x00age")]))
    assert inside.rows("refusal") == []
    [asset] = inside.rows("asset")
    assert "\x00" not in asset.host
    assert facts_of(inside, asset.id)["machine"]["vendor"] == "HP\ufffd"
    assert [row.kind for row in inside.rows("event")] == ["k\ufffd"]
    assert "pro\ufffdbe" in [row.probe for row in inside.rows("probe_error")]
    run(inside, made(seq=2, at=NOW + 60, facts=odd))  # the same machine again
    assert len(inside.rows("asset")) == 1


def test_nul_in_the_name_of_a_newcomer_lets_it_in(each_database: str, tmp_path: Path) -> None:
    with standing(tmp_path) as here:
        token = read_code(here.code()).token
        asked = Newcomer(token, ONE, "pc\x00-1", "0.1.0", "", "")._asdict()
        with closing(here.link()) as link:
            answer = link.request("POST", "/v1/enrol", json.dumps(asked).encode())
        assert answer.status == 200
        assert ["\x00" in row.hostname for row in here.inside.rows("agent")] == [False]


def test_what_was_bound_is_not_in_an_error(inside: Parts) -> None:
    enrolled(inside, ONE, secret_hash="a-secret")
    with pytest.raises(SQLAlchemyError) as caught:
        enrolled(inside, ONE, secret_hash="a-secret")
    assert "a-secret" not in str(caught.value)


@pytest.mark.parametrize(("text", "fitting"), [("a", "a"), ("a\x00é", "a\ufffdé"), ("\ud800", "?")])
def test_a_text_is_made_to_fit(text: str, fitting: str) -> None:
    assert fit(text) == fitting


@pytest.mark.parametrize("odd", ["a?b", "a#b", "a%41b", "a b"])
def test_any_name_of_the_data_folder_holds_its_state(tmp_path: Path, odd: str) -> None:
    folder = tmp_path / odd
    folder.mkdir()
    open_state(Settings(data=folder).database_url).dispose()
    assert [file.name for file in tmp_path.rglob("*.db")] == ["state.db"]
    assert (folder / "state.db").exists()


def test_a_database_of_another_kind_is_refused() -> None:
    with pytest.raises(Problem, match="is mysql; it can be sqlite or postgresql"):
        open_state("mysql://root@localhost/mkaguzi")
