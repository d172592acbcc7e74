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


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@contextmanager
def served(app: Litestar) -> Iterator[str]:
    """The app on a port of its own; its address."""
    bound = ports.listen("127.0.0.1:0", "")
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    end = time.monotonic() + 10
    while not server.started and time.monotonic() < end:
        time.sleep(0.01)
    assert server.started
    yield f"http://127.0.0.1:{ports.port_of(bound)}"
    server.should_exit = True
    thread.join(10)
    bound.close()


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
    yield made
    context.close()
