"""The private CA and the agents' server certificate: made, renewed, and mended where they can be.

The CA is made once and signs nothing but collectors. Agents check the one name SERVER_NAME, so a
collector that moves needs no new certificate.
"""

from __future__ import annotations

import datetime
import ssl
from hashlib import sha256
from pathlib import Path

from collector.folder import issuing, pair, private
from collector.folder.issuing import CA, CA_KEY, SERVER, SERVER_KEY
from collector.problem import Problem

_RENEW = datetime.timedelta(days=180)

PAGES, PAGES_KEY = "pages.pem", "pages.key"
"""An officer's own, for the pages (`mkaguzi tls use`)."""


def prepare(folder: Path, now: int) -> None:
    """Make what is missing: the CA, the server's certificate; renew the latter before its end.

    Raises Problem where the CA cannot be used: another one no agent would know.
    """
    private.folder(folder)
    moment = datetime.datetime.fromtimestamp(now, datetime.UTC)
    if not (folder / CA).exists() and not (folder / SERVER).exists():
        issuing.make_ca(folder, moment)
    _check_ca(folder)
    if not _serves(folder, moment):
        issuing.make_server(folder, moment)


def _check_ca(folder: Path) -> None:
    try:
        issuing.ca_key(folder)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise Problem(
            f"the collector's own CA, {folder / CA} and {CA_KEY}, cannot be used: {reason}. "
            "All agents know it, so no other is made: put both back from a backup "
            "(mkaguzi --data NEW restore FILE)"
        ) from None


def _serves(folder: Path, now: datetime.datetime) -> bool:
    """Whether the server's pair is there and whole, which a power cut may have prevented, and its
    end is far.
    """
    try:
        pair.check(folder / SERVER, folder / SERVER_KEY)
        return issuing.ends(folder / SERVER) - now >= _RENEW
    except (Problem, OSError, ValueError):
        return False


def fingerprint(folder: Path) -> str:
    """SHA-256 of the CA's certificate (DER), hex: what enrolment codes carry."""
    return sha256(ssl.PEM_cert_to_DER_cert(ca_pem(folder))).hexdigest()


def ca_pem(folder: Path) -> str:
    """The CA's certificate."""
    return (folder / CA).read_text(encoding="ascii")
