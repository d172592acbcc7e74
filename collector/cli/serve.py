"""`mkaguzi serve`: the collector, its pages and the agents' door, until Ctrl-C."""

from __future__ import annotations

import argparse
import logging
import socket
import time
from pathlib import Path
from typing import Any

from agent import __version__
from collector import people, ports, serving, tls
from collector.app import Collector
from collector.companion import Companion
from collector.config import Settings
from collector.problem import Problem
from collector.serving import Listener
from collector.store.state import agents
from collector.text import text_for, when
from collector.web.app import make_app
from collector.web.house import House

_COMPANION_EVERY = 30


def register(commands: Any) -> None:
    """Add the command."""
    serve = commands.add_parser(
        "serve",
        help="run the collector until Ctrl-C",
        description="Run the collector: the agents' door, the judge, mail and the pages. "
        "Everything it keeps is in the data folder; a second start goes on from there.",
        epilog="example: mkaguzi --data var serve --with-agent",
    )
    serve.add_argument(
        "--with-agent",
        action="store_true",
        help="enrol and run an agent on this machine too; ports in use are passed over",
    )
    serve.set_defaults(handler=run)


def run(args: argparse.Namespace, settings: Settings) -> int:
    """Serve until a signal."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    cert = _pages_certificate(settings)
    collector = Collector(settings)
    try:
        pages = ports.listen(settings.pages.listen, "[pages] listen", or_next=args.with_agent)
        door = ports.listen(settings.agents.listen, "[agents] listen", or_next=args.with_agent)
        _Serving(collector, args.with_agent, pages, door, cert).run()
    finally:
        collector.close()
    print("stopped cleanly")
    return 0


def _pages_certificate(settings: Settings) -> tuple[Path, Path] | None:
    folder = settings.data / "tls"
    if (folder / tls.PAGES).exists():
        return folder / tls.PAGES, folder / tls.PAGES_KEY
    if ports.is_loopback(settings.pages.listen):
        return None
    raise Problem(
        f"[pages] listen is {settings.pages.listen}: beyond this machine the pages need TLS. "
        "Give a certificate with `mkaguzi tls use CERT KEY`, or listen on 127.0.0.1:8080."
    )


class _Serving:
    """One run: the two listeners, what is printed, and the agent beside them."""

    def __init__(
        self,
        collector: Collector,
        with_agent: bool,
        pages: socket.socket,
        door: socket.socket,
        cert: tuple[Path, Path] | None,
    ) -> None:
        self._collector = collector
        self._pages, self._door, self._cert = pages, door, cert
        self._settings = collector.settings
        self._companion = Companion(self._settings.data / "agent") if with_agent else None

    def run(self) -> None:
        """Serve until a signal."""
        folder = self._collector.tls_folder
        app = make_app(self._house())
        cert, key = self._cert or (None, None)
        listeners = [
            Listener(app, self._pages, cert, key),
            serving.agents_listener(
                self._collector.door, self._door, folder / tls.SERVER, folder / tls.SERVER_KEY
            ),
        ]
        serving.serve(listeners, self._ready, self._leave)

    def _house(self) -> House:
        c = self._collector
        return House(
            engine=c.engine,
            journal=c.journal,
            rulebook=c.rulebook,
            organisation=c.region,
            settings=c.settings,
            distrust=c.intake.distrust,
            code_maker=lambda *asked: c.make_code(self._agents_address(), *asked),
            secure=self._cert is not None,
            version=__version__,
        )

    def _agents_address(self) -> str:
        return self._settings.agents.address or ports.reached_at(
            self._settings.agents.listen, ports.port_of(self._door)
        )

    def _ready(self) -> None:
        """Everything listens: begin, and say where."""
        self._collector.post.address = self._settings.pages.address or self._address()
        self._collector.start()
        if self._companion is not None:
            self._start_companion(self._companion)
        self._say()

    def _start_companion(self, companion: Companion) -> None:
        address = f"127.0.0.1:{ports.port_of(self._door)}"
        if not self._is_known(companion.known_as()):
            site = next(iter(self._collector.region().sites))
            companion.enrol(self._collector.make_code(address, site, 1, 1, "serve --with-agent"))
        companion.move(address)
        companion.start()
        self._collector.every(_COMPANION_EVERY, companion.start)

    def _is_known(self, agent_id: str | None) -> bool:
        with self._collector.engine.begin() as connection:
            found = agents.find(connection, agent_id) if agent_id else None
        return found is not None and found.revoked is None

    def _address(self) -> str:
        scheme = "https" if self._cert else "http"
        reached = ports.reached_at(self._settings.pages.listen, ports.port_of(self._pages))
        return f"{scheme}://{reached}"

    def _say(self) -> None:
        address = self._address()
        print(f"Mkaguzi {__version__}, data in {self._settings.data.resolve()}")
        ended = self._collector.ended_absence
        if ended is not None:
            text = text_for("en")
            print(f"It was away from {when(text, ended.since)} to {when(text, ended.until)}.")
        print(f"  pages    {address}")
        print(f"  agents   {self._agents_address()} (TLS)")
        if why := self._collector.intake.distrust():
            print(f"  clock    NOT TRUSTED: {why}. Batches are kept; nothing is judged or mailed.")
        token = self._link()
        if token:
            print(f"  sign in  {address}/sign-in#{token}")
            print(f"           (once, within {people.LINK_HOURS} hours)")
        print("Ctrl-C stops it.", flush=True)

    def _link(self) -> str | None:
        """A link for the first admin, until there is a password to sign in with."""
        with self._collector.engine.begin() as connection:
            admin = people.first_admin(connection, int(time.time()))
            if admin.password_hash is not None and self._companion is None:
                return None
            return people.link(connection, admin, int(time.time()))

    def _leave(self) -> None:
        """The agent first: its last batch still finds the door open."""
        if self._companion is not None:
            self._companion.stop()
