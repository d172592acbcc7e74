"""`mkaguzi tls use CERT KEY`: the pages' own certificate, for any address but loopback."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path
from typing import Any

from collector.cli.state import folder
from collector.folder import issuing, pair, private
from collector.folder.config import Settings
from collector.folder.tls import PAGES, PAGES_KEY


def register(commands: Any) -> None:
    """Add the command."""
    top = commands.add_parser("tls", help="the certificate of the pages")
    inner = top.add_subparsers(dest="action", required=True, metavar="ACTION")
    use = inner.add_parser(
        "use",
        help="serve the pages over TLS with this certificate and key",
        description="Copy a certificate (with its chain) and its key into the data folder. "
        "From the next start the pages may listen on any address ([pages] listen); pages that are "
        "served over TLS already take a newer certificate within a minute.",
        epilog="example: mkaguzi tls use fullchain.pem privkey.pem",
    )
    use.add_argument("cert", type=Path, help="PEM file: the certificate, then its chain")
    use.add_argument("key", type=Path, help="PEM file: the private key, without a pass phrase")
    use.set_defaults(handler=run_use)


def run_use(args: argparse.Namespace, settings: Settings) -> int:
    """Check that the two belong together, then copy them."""
    pair.check(args.cert, args.key)
    _warn(issuing.ends(args.cert))
    place = folder(settings) / "tls"
    private.folder(place)
    private.replace(place / PAGES_KEY, args.key.read_bytes())
    private.replace(place / PAGES, args.cert.read_bytes())
    print("a collector whose pages are on TLS takes it within a minute; one that is not: set")
    print("[pages] listen in mkaguzi.toml and start it again")
    return 0


def _warn(end: datetime.datetime) -> None:
    """It is taken all the same: it may be our clock that is wrong."""
    if end <= datetime.datetime.now(datetime.UTC):
        print(
            f"note: it ended on {end:%d %b %Y}, and browsers will warn of it: ask its issuer for "
            "a new one, unless this machine's clock is wrong",
            file=sys.stderr,
        )
