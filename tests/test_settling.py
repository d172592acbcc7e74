"""What people decide about machines: merged, split, settled, moved, retired."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.identity.keys import Key
from collector.problem import Problem
from collector.register import changes, joining, placing
from collector.store.state import aliases, assets, binding, rulings
from collector.words.doubts import told
from collector.words.text import text_for
from tests import test_pipeline as batches
from tests.standing import REGION, SITE, Parts, parts
from tests.test_naming import (
    COPY,
    HP,
    NOW,
    ONE,
    THREE,
    TWO,
    batch,
    doubts,
    machine,
    memory,
    memory_used,
    rows,
    run,
    shared,
    used,
)

DAY = batches.DAY


@pytest.fixture
def inside(tmp_path: Path) -> Iterator[Parts]:
    with parts(tmp_path) as opened:
        for agent in (ONE, TWO, THREE):
            batches.enrolled(opened, agent)
        yield opened


def rebuilt(inside: Parts) -> tuple[str, str]:
    """A machine got another board; the two assets there are then."""
    run(inside, batch(machine(memory=memory(4)), NOW, boot="old"))
    board = {**HP, "uuid": COPY["uuid"], "board_serial": "PFNEW99999"}
    run(inside, batch(machine(board, memory=memory(8)), NOW + 300, boot="new", up=60))
    first, second = rows(inside)
    return str(first.id), str(second.id)


def test_a_new_board_is_shown_and_merged_by_a_person_and_stays_so(inside: Parts) -> None:
    first, second = rebuilt(inside)
    assert doubts(inside)[1] is not None
    with inside.engine.begin() as connection:
        joining.merge(connection, second, first, "asha", NOW + 400)
    assert {row.id: row.state for row in rows(inside)} == {first: "in_use", second: "merged"}
    assert batches.facts_of(inside, first)["memory"] == memory(8)
    board = {**HP, "uuid": COPY["uuid"], "board_serial": "PFNEW99999"}
    run(inside, batch(machine(board), NOW + 600, boot="new", up=360))
    run(inside, batch({"software": [{"name": "vlc"}]}, NOW + 900, boot="next", up=60))
    assert len(rows(inside)) == 2
    assert doubts(inside) == [None, None]
    assert batches.facts_of(inside, first)["software"] == [{"name": "vlc"}]
    assert inside.rows("voice") == []


def test_a_merge_can_be_taken_back(inside: Parts) -> None:
    first, second = rebuilt(inside)
    before = {name: inside.rows(name) for name in ("asset_key", "fact")}
    with inside.engine.begin() as connection:
        joining.merge(connection, second, first, "asha", NOW + 400)
        assert aliases.resolved(connection, second) == first
        assert aliases.family(connection, first) == [first, second]
        joining.split(connection, second, "asha", NOW + 500)
        assert aliases.resolved(connection, second) == second
        made = [(row.what, row.by, row.asset) for row in rulings.listed(connection, 9)]
    assert made == [("split", "asha", second), ("merge", "asha", second)]
    kept = {(row.asset, row.kind, row.value) for row in inside.rows("asset_key")}
    assert kept == {(row.asset, row.kind, row.value) for row in before["asset_key"]}
    facts = {(row.asset, row.section, str(row.content)) for row in inside.rows("fact")}
    assert facts == {(row.asset, row.section, str(row.content)) for row in before["fact"]}
    assert [row.state for row in rows(inside)] == ["in_use", "in_use"]
    assert doubts(inside)[1] is not None
    run(inside, batch(None, NOW + 600, boot="new", up=360, blocks=memory_used(NOW + 600, 7)))
    assert used(inside, second) == [7]


def test_merges_follow_each_other_and_are_taken_back_one_by_one(inside: Parts) -> None:
    for n, agent in enumerate((ONE, TWO, THREE)):
        whole = {"vendor": "HP", "serial": f"CZC000{n}ABC"}
        run(inside, batch(batches.hosted(f"pc-{n}", machine=whole), NOW + n, agent, f"b{n}"))
    a, b, c = (str(row.id) for row in rows(inside))
    with inside.engine.begin() as connection:
        joining.merge(connection, a, b, "asha", NOW)
        joining.merge(connection, b, c, "asha", NOW)
        assert aliases.resolved(connection, a) == c
        assert sorted(binding.bound_to(connection, c)) == [ONE, TWO, THREE]
        with pytest.raises(Problem, match="is asset"):
            joining.merge(connection, a, c, "asha", NOW)
        joining.split(connection, a, "asha", NOW)
        assert binding.bound_to(connection, a) == [ONE]
        assert sorted(binding.bound_to(connection, c)) == [TWO, THREE]
        with pytest.raises(Problem, match="was not merged"):
            joining.split(connection, a, "asha", NOW)


def test_what_is_settled_is_not_asked_again(inside: Parts) -> None:
    _, second = rebuilt(inside)
    with inside.engine.begin() as connection:
        assert changes.settle(connection, second, "asha", NOW + 400) == 1
    assert shared(inside) == {"serial"}
    board = {**HP, "uuid": COPY["uuid"], "board_serial": "PFNEW99999"}
    for n in range(3):
        told_anew = machine(board, software=[{"name": f"vlc-{n}"}])
        run(inside, batch(told_anew, NOW + 600 + n, boot="new", up=400 + n))
        run(inside, batch(machine(), NOW + 700 + n, boot="old", up=DAY + 700 + n))
    assert doubts(inside) == [None, None]
    with inside.engine.begin() as connection:
        assert changes.forget(connection, Key("serial", "hp/czc1234abc"), "asha", NOW)
        assert not changes.forget(connection, Key("serial", "hp/czc1234abc"), "asha", NOW)
    assert shared(inside) == set()


def test_an_asset_is_moved_with_its_agents(inside: Parts) -> None:
    run(inside, batch(machine(), NOW))
    [one] = rows(inside)
    with inside.engine.begin() as connection:
        placing.move(connection, REGION, [one.id], "babati-tc-hq", "asha", NOW)
        with pytest.raises(Problem, match="there is no site nowhere"):
            placing.move(connection, REGION, [one.id], "nowhere", "asha", NOW)
    run(inside, batch(None, NOW + 300, up=DAY + 300))
    [one] = rows(inside)
    assert (one.org, one.site) == ("babati-tc", "babati-tc-hq")


def test_what_changes_in_the_organisation_reaches_the_assets_there_are(inside: Parts) -> None:
    run(inside, batch(machine(), NOW))
    inside.code(uses=None)
    other = REGION.sites[SITE]._replace(org="babati-tc")
    changed = REGION._replace(sites={**REGION.sites, SITE: other})
    with inside.engine.begin() as connection:
        assert placing.follow(connection, changed, NOW) == 1
        assert placing.follow(connection, changed, NOW) == 0
    [one] = rows(inside)
    assert (one.org, one.site) == ("babati-tc", SITE)
    renamed = {**REGION.sites, "mbulu-new": REGION.sites[SITE]._replace(code="mbulu-new")}
    del renamed[SITE]
    changed = REGION._replace(sites=renamed)
    with inside.engine.begin() as connection:
        assert placing.strayed(connection, changed) == [(SITE, 1)]
        assert placing.move_site(connection, changed, SITE, "mbulu-new", "asha", NOW) == 1
        assert placing.strayed(connection, changed) == []
    assert {row.site for name in ("agent", "enrol_code") for row in inside.rows(name)} == {
        "mbulu-new"
    }


def test_a_doubt_that_an_older_version_wrote_is_read_as_it_stands() -> None:
    assert told(text_for("sw"), "same uuid as asset x, another serial").startswith("same uuid")


def test_a_doubt_is_told_in_swahili(inside: Parts) -> None:
    _, second = rebuilt(inside)
    stored = next(row.contradiction for row in rows(inside) if row.id == second)
    assert re.match(
        r"wakala, namba ya mfululizo sawa na kifaa \w{8}, ", told(text_for("sw"), stored)
    )


def test_who_is_retired_comes_back_when_it_speaks(inside: Parts) -> None:
    run(inside, batch(machine(), NOW))
    [one] = rows(inside)
    with inside.engine.begin() as connection:
        changes.retire(connection, one.id, NOW)
        assert assets.in_use(connection) == []
    run(inside, batch(None, NOW + 300, up=DAY + 300))
    assert [row.state for row in rows(inside)] == ["in_use"]
