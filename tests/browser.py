"""Pages served on loopback to a headless Chromium, which notes whatever goes wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import uvicorn
from litestar import Litestar
from playwright.sync_api import Browser, Page, sync_playwright

from collector.serve import ports

CHROMIUM = "/usr/bin/chromium"
SERVER = "pages of a test"
"""The name of the thread that serves."""


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def served(app: Litestar) -> Iterator[str]:
    """The app on a port of its own; its address. However the test ends, so does the server: a
    thread that went on would keep pytest from ending.
    """
    bound = ports.listen("127.0.0.1:0", "")
    options: dict[str, Any] = {"log_level": "warning", "lifespan": "off"}
    server = uvicorn.Server(uvicorn.Config(app, timeout_graceful_shutdown=5, **options))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, name=SERVER)
    thread.start()
    try:
        _wait_for(server)
        yield f"http://127.0.0.1:{ports.port_of(bound)}"
    finally:
        server.should_exit = True
        thread.join(10)
        bound.close()


def _wait_for(server: uvicorn.Server) -> None:
    end = time.monotonic() + 10
    while not server.started and time.monotonic() < end:
        time.sleep(0.01)
    assert server.started


_WEIGHT = """
() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map(entry => entry.decodedBodySize)
"""


class Visitor(NamedTuple):
    """A page in a browser of its own, what it complained of, and the addresses it asked for."""

    page: Page
    said: list[str]
    asked: list[str]

    def weights(self) -> list[int]:
        """Bytes of the page, then of each thing it loaded, unpacked."""
        return [int(size) for size in self.page.evaluate(_WEIGHT)]


@contextmanager
def visitor(chromium: Browser, **options: Any) -> Iterator[Visitor]:
    """A fresh browser window: `viewport`, `color_scheme`, `java_script_enabled` …"""
    context = chromium.new_context(**options)
    context.set_default_timeout(10_000)
    context.route("**/*", lambda route: route.continue_())  # so nothing comes from its memory
    page = context.new_page()
    made = Visitor(page, [], [])
    page.on("console", lambda message: made.said.append(message.text))
    page.on("pageerror", lambda error: made.said.append(str(error)))
    page.on("request", lambda request: made.asked.append(request.url))
    try:
        yield made
    finally:
        context.close()
