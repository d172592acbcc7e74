"""One run of a collector: its two listeners, and where asked for the agent beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from agent import __version__
from collector.app import Collector
from collector.folder import address, issuing, pair, tls
from collector.folder.config import Settings
from collector.problem import Problem
from collector.serve import descriptors, kept, listening, ports
from collector.serve.companion import Companion
from collector.serve.listening import Listener
from collector.serve.turnstile import Turnstile
from collector.store.state import agents
from collector.web.app import make_app
from collector.web.head import answering_head
from collector.web.house import House

_COMPANION_EVERY = 30
"""Seconds between looks whether the agent beside it still runs."""

Certificate = tuple[Path, Path]


class Service:
    """A collector on two bound sockets. `certificate` None: the pages are plain HTTP."""

    def __init__(
        self,
        collector: Collector,
        pages: Turnstile,
        door: Turnstile,
        certificate: Certificate | None,
        companion: Companion | None,
    ) -> None:
        self.collector = collector
        self._pages, self._door, self._certificate = pages, door, certificate
        limit = descriptors.raise_limit()
        door.most, pages.most = descriptors.shares(limit, descriptors.memory())
        self._settings = collector.settings
        self._companion = companion

    def run(self, announce: Callable[[], None]) -> bool:
        """Serve until a signal (True) or a fault; `announce` is called once everything runs."""

        def ready() -> None:
            self._begin()
            announce()

        folder = self.collector.tls_folder
        cert, key = self._certificate or (None, None)
        listeners = [
            Listener(answering_head(make_app(self._house())), self._pages, cert, key),
            Listener(
                self.collector.door,
                self._door,
                folder / issuing.SERVER,
                folder / issuing.SERVER_KEY,
            ),
        ]
        return listening.serve(listeners, ready, self._leave)

    @property
    def pages_address(self) -> str:
        """Where the pages are, as far as this machine can tell."""
        return address.of_pages(self._settings, ports.port_of(self._pages))

    @property
    def agents_address(self) -> str:
        """How agents reach it: host:port."""
        return address.of_agents(self._settings, ports.port_of(self._door))

    def _house(self) -> House:
        c = self.collector
        return House(
            engine=c.engine,
            journal=c.journal,
            rulebook=c.rulebook,
            organisation=c.region,
            settings=c.settings,
            distrust=c.intake.distrust,
            code_maker=lambda *asked: c.make_code(self.agents_address, *asked),
            secure=self._certificate is not None,
            version=__version__,
            region_trouble=lambda: c.region.trouble,
        )

    def _begin(self) -> None:
        self.collector.post.address = self.pages_address
        with self.collector.engine.begin() as connection:
            kept.keep(connection, kept.PAGES, self._settings, self._pages)
            kept.keep(connection, kept.AGENTS, self._settings, self._door)
        self.collector.start()
        if self._companion is not None:
            self._start(self._companion)

    def _start(self, companion: Companion) -> None:
        here = address.from_here(self._settings.agents.listen, ports.port_of(self._door))
        if not self._is_known(companion.known_as()):
            site = next(iter(self.collector.region().sites))
            companion.enrol(self.collector.make_code(here, site, 1, 1, "serve --with-agent"))
        companion.move(here)
        companion.start()
        self.collector.every(_COMPANION_EVERY, "the agent beside it", companion.start)

    def _is_known(self, agent_id: str | None) -> bool:
        with self.collector.engine.begin() as connection:
            found = agents.find(connection, agent_id) if agent_id else None
        return found is not None and found.revoked is None

    def _leave(self) -> None:
        """The agent first: its last batch still finds the door open."""
        if self._companion is not None:
            self._companion.stop()


def pages_certificate(settings: Settings) -> Certificate | None:
    """The pages' own certificate, None where they need none. Raises Problem where they do."""
    folder = settings.data / "tls"
    if (folder / tls.PAGES).exists():
        return _whole(folder / tls.PAGES, folder / tls.PAGES_KEY)
    if address.is_loopback(settings.pages.listen):
        return None
    raise Problem(
        f"[pages] listen is {settings.pages.listen}: beyond this machine the pages need TLS. "
        "Give a certificate with `mkaguzi tls use CERT KEY`, or listen on 127.0.0.1:8080."
    )


def _whole(cert: Path, key: Path) -> Certificate:
    try:
        pair.check(cert, key)
    except Problem as error:
        raise Problem(
            f"the pages' certificate cannot be used: {error}. Give it again: "
            "mkaguzi tls use CERT KEY"
        ) from None
    return cert, key
