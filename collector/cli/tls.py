"""`mkaguzi tls use CERT KEY`: the pages' own certificate, for any address but loopback."""

from __future__ import annotations

import argparse
import ssl
from pathlib import Path
from typing import Any

from collector.folder import private
from collector.folder.config import Settings
from collector.folder.tls import PAGES, PAGES_KEY, check_pair
from collector.problem import Problem


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
    _check(args.cert, args.key)
    folder = settings.data / "tls"
    private.folder(folder)
    private.replace(folder / PAGES_KEY, args.key.read_bytes())
    private.replace(folder / PAGES, args.cert.read_bytes())
    print("a collector whose pages are on TLS takes it within a minute; one that is not: set")
    print("[pages] listen in mkaguzi.toml and start it again")
    return 0


def _check(cert: Path, key: Path) -> None:
    try:
        check_pair(cert, key)
    except ssl.SSLError as error:
        reason = error.reason or str(error)
        raise Problem(f"{cert} and {key} cannot be used together: {reason}") from None
    except OSError as error:
        raise Problem(f"cannot read {error.filename or cert}: {error.strerror}") from None
