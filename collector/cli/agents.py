"""`mkaguzi agents`: enrolment codes, and the agents there are."""

from __future__ import annotations

import argparse
import time
from typing import Any

from collector.cli.columns import aligned
from collector.cli.state import opened
from collector.folder import tls
from collector.folder.config import Settings
from collector.organisation.chart import load
from collector.problem import Problem
from collector.reception.new_code import make_code
from collector.serve import kept
from collector.store.state import agents
from collector.words.text import Text, text_for, when


def register(commands: Any) -> None:
    """Add the commands."""
    top = commands.add_parser("agents", help="enrolment codes, and the agents there are")
    inner = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    code = inner.add_parser(
        "code",
        help="make an enrolment code for a site",
        description="Make a code that places the machines enrolled with it at a site. "
        "It carries the CA's fingerprint, so nobody in between can pose as the collector.",
        epilog="example: mkaguzi agents code mbulu-dc-hq --uses 40 --hours 72",
    )
    code.add_argument("site", help="the site's code in organisation.yaml")
    code.add_argument("--uses", type=int, default=1, help="machines; 0: any number (now: 1)")
    code.add_argument("--hours", type=int, default=24, help="how long it holds (now: 24)")
    code.add_argument("--address", help="host:port by which agents reach this collector")
    code.set_defaults(handler=run_code)
    show = inner.add_parser("list", help="all agents, the newest first")
    show.set_defaults(handler=run_list)
    revoke = inner.add_parser("revoke", help="let an agent in no more (within ten seconds)")
    revoke.add_argument("agent", help="the first 8 or more characters of its id")
    revoke.set_defaults(handler=run_revoke)


def run_code(args: argparse.Namespace, settings: Settings) -> int:
    """Make and print a code."""
    with opened(settings) as engine, engine.begin() as connection:
        reached = args.address or kept.agents(connection, settings)
        code = make_code(
            connection,
            load(settings.organisation_file),
            site=args.site,
            uses=args.uses or None,
            hours=args.hours,
            by="command line",
            now=int(time.time()),
            address=reached,
            fingerprint=tls.fingerprint(settings.data / "tls"),
        )
    print(f"On each machine, within {args.hours} hours ({reached} must be reachable from there):")
    print(f"  sudo mkaguzi-agent enrol {code}")
    return 0


def run_list(_args: argparse.Namespace, settings: Settings) -> int:
    """Show all agents."""
    text = text_for("en")
    with opened(settings) as engine, engine.begin() as connection:
        known = agents.listed(connection)
    rows = aligned(
        (one.id[:8], one.hostname, one.site, one.asset or "no asset", _heard(text, one))
        for one in known
    )
    none = "none yet; each machine is enrolled with a code: mkaguzi agents code SITE"
    print("\n".join(rows) or none)
    return 0


def _heard(text: Text, one: Any) -> str:
    if one.revoked:
        return "revoked"
    return f"heard from {when(text, one.last_seen) if one.last_seen else 'never'}"


def run_revoke(args: argparse.Namespace, settings: Settings) -> int:
    """Revoke one agent."""
    if len(args.agent) < 8:
        raise Problem(
            "at least 8 characters of the agent's id are needed; see: mkaguzi agents list"
        )
    with opened(settings) as engine, engine.begin() as connection:
        gone = agents.revoke(connection, args.agent, int(time.time()))
    if not gone:
        raise Problem(f"there is no agent {args.agent} that is not revoked already")
    print("\n".join(f"revoked {agent_id}" for agent_id in gone))
    return 0
