"""Ports: the one that is set, or the next, or an error that says which and why."""

from __future__ import annotations

import pytest

from collector.folder.address import AddressError, is_loopback, split
from collector.serve.ports import PortError, listen, port_of


def test_a_taken_port_is_named_with_the_setting_to_change() -> None:
    with listen("127.0.0.1:0", "pages.listen") as first:
        taken = port_of(first)
        with pytest.raises(PortError, match=rf"127.0.0.1:{taken}: .*in use.* pages.listen"):
            listen(f"127.0.0.1:{taken}", "pages.listen")


def test_where_that_may_be_the_next_port_is_taken() -> None:
    with (
        listen("127.0.0.1:0", "x") as first,
        listen(f"127.0.0.1:{port_of(first)}", "x", or_next=True) as second,
    ):
        assert port_of(second) > port_of(first)


@pytest.mark.parametrize("wrong", ["8080", ":8080", "host:", "host:http", "host:70000"])
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(AddressError, match="is no address"):
        split(wrong)


@pytest.mark.parametrize(
    ("address", "own"),
    [("127.0.0.1:1", True), ("[::1]:1", True), ("localhost:1", True), ("0.0.0.0:1", False)],
)
def test_loopback_is_told_from_the_rest(address: str, own: bool) -> None:
    assert is_loopback(address) is own
