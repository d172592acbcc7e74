"""`mkaguzi serve`: the collector, its pages and the agents' door, until Ctrl-C."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from typing import Any

from agent import __version__
from collector import people
from collector.app import Collector
from collector.cli import waiting
from collector.folder.config import Settings
from collector.problem import Problem
from collector.serve import kept
from collector.serve.calm import Calm
from collector.serve.companion import Companion
from collector.serve.service import Service, pages_certificate
from collector.words.text import text_for, when


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
    """Serve until a signal. What ends it otherwise is no clean stop."""
    said = logging.StreamHandler()
    said.addFilter(Calm())
    logging.basicConfig(
        level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s", handlers=[said]
    )
    certificate = pages_certificate(settings)
    companion = Companion(settings.data / "agent") if args.with_agent else None
    waiting.for_database(settings.database_url)
    collector = Collector(settings)
    stopped = False
    try:
        pages, door = (
            kept.listen(place, collector.engine, settings, or_next=args.with_agent)
            for place in (kept.PAGES, kept.AGENTS)
        )
        service = Service(collector, pages, door, certificate, companion)
        with_link = args.with_agent or sys.stdout.isatty()
        stopped = service.run(lambda: _announce(service, with_link=with_link))
    finally:
        collector.close(by_person=stopped)
    if not stopped:
        raise Problem("a listener ended by itself; the reason is above")
    print("stopped cleanly")
    return 0


def _announce(service: Service, *, with_link: bool) -> None:
    collector = service.collector
    print(f"Mkaguzi {__version__}, data in {collector.settings.data.resolve()}")
    if (ended := collector.ended_absence) is not None:
        text = text_for("en")
        print(f"It was away from {when(text, ended.since)} to {when(text, ended.until)}.")
    print(f"  pages    {service.pages_address}")
    print(f"  agents   {service.agents_address} (TLS)")
    if why := collector.intake.distrust():
        print(f"  clock    NOT TRUSTED: {why}. Batches are kept; nothing is judged or mailed.")
    _announce_faults(collector)
    _announce_sign_in(service, with_link)
    print("Ctrl-C stops it.", flush=True)


def _announce_faults(collector: Collector) -> None:
    """What officers wrote and is not in force."""
    instead = "the last good ones are in force"
    if collector.region.trouble:
        print(f"  FAULTS   in the organisation; {instead}: mkaguzi organisation check")
    if collector.rulebook.partial:
        instead = "only the files without a fault are in force"
    if collector.rulebook.faults:
        print(f"  FAULTS   in the standards; {instead}: mkaguzi standards check")


def _announce_sign_in(service: Service, with_link: bool) -> None:
    """The link goes to a terminal alone: what a service prints is kept in a log."""
    now = int(time.time())
    with service.collector.engine.begin() as connection:
        admin = people.first_admin(connection, now)
        token = people.link(connection, admin, now) if with_link else None
    if token is None:
        print(f"  sign in  with a link from: mkaguzi people link {admin.name}")
        return
    print(f"  sign in  {service.pages_address}/sign-in#{token}")
    print(f"           (once, within {people.LINK_HOURS} hours)")
