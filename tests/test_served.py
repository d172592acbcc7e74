"""A test that fails while pages are served ends, and its server with it."""

from __future__ import annotations

import http.client
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.browser import SERVER, served
from tests.web_world import opened


def test_a_test_that_fails_leaves_no_server_behind(tmp_path: Path) -> None:
    links: list[http.client.HTTPConnection] = []

    def fails() -> None:
        with opened(tmp_path) as world, served(world.app) as address:
            links.append(link := http.client.HTTPConnection(urlsplit(address).netloc))
            link.request("GET", "/healthz")
            assert link.getresponse().status == 418, "and the connection stays open"

    with pytest.raises(AssertionError, match="stays open"):
        fails()
    links.pop().close()
    assert [one for one in threading.enumerate() if one.name == SERVER] == []
