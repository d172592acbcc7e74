"""What a page reads is within its reader's scope, in the query itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.organisation.scope import REGION, Scope
from collector.store.state import history, voices
from collector.web import pages
from tests.web_world import World, furnish, opened

OF_ALL = {
    "lag": "the collector's own",
    "away.since": "the collector's own",
    "notes.get": "the collector's own",
    "notes.set_aside_since": "the collector's own",
    "voices.waiting": "for admins",
    "assets.shared_listed": "for admins",
    "placing.strayed": "for admins",
    "codes.live_codes": "for admins",
    "codes.enrolments": "for admins",
    "codes.revoke_code": "for admins",
    "refusals.since": "for admins",
    "people.by_name": "of who signs in",
    "people.is_link": "of who signs in",
    "people.take_link": "of who signs in",
    "people.change": "the reader's own",
    "people.drop_sessions": "the reader's own",
    "aliases.resolved": "of an asset that was found in scope; what it leads to is looked up anew",
}
"""Queries of pages that take no scope, and why."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with opened(tmp_path_factory.mktemp("scope")) as made:
        furnish(made)
        yield made


def test_agents_and_what_they_said_are_another_councils_nobodys_business(world: World) -> None:
    here = world.asset("mbulu-pc-07")
    with world.house.reading.connect() as connection:
        for scope in (REGION, Scope("mbulu-dc")):
            assert [one.id for one in history.agents(connection, scope, here)] == ["b" * 32]
            assert voices.hearing(connection, scope, here).agents == ["b" * 32]
        assert history.agents(connection, Scope("babati-tc"), here) == []
        assert voices.hearing(connection, Scope("babati-tc"), here).agents == []


def queries() -> Iterator[tuple[str, str]]:
    """Each call in a page that is given a connection: its name, and its arguments."""
    for file in sorted(Path(pages.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and "connection" in map(ast.unparse, node.args):
                yield ast.unparse(node.func), ", ".join(map(ast.unparse, node.args))


def test_every_query_of_a_page_takes_the_readers_scope_or_says_why_not() -> None:
    unbounded = {
        name
        for name, given in queries()
        if not name.startswith("_") and not {"visit.scope", "visit.lens"} & set(given.split(", "))
    }
    assert unbounded == set(OF_ALL)
