"""Enrolment: a code says where the collector is and which CA is its own.

First contact cannot be hijacked: the CA that the other side shows must have the fingerprint in
the code, and the token goes only over a connection that this CA vouches for.
"""

from __future__ import annotations

import base64
import hmac
import json
import socket
import ssl
import uuid
from hashlib import sha256
from typing import NamedTuple

from agent import __version__
from agent.delivery.identity import Identity
from agent.delivery.link import Link, LinkError, split, trusting
from agent.trouble import Trouble

PREFIX = "mkz1."


_REFUSED = 403


NOT_WANTED = 4
"""Exit code: the collector said no."""


class RefusedError(Trouble):
    """The collector said no, and would say it again."""

    def __init__(self, message: str) -> None:
        super().__init__(message, NOT_WANTED)


class Code(NamedTuple):
    """What an enrolment code says."""

    address: str
    token: str
    fingerprint: str


def read_code(text: str) -> Code:
    """The parts of a code. Raises Trouble."""
    plain = "".join(text.split())
    encoded = plain.removeprefix(PREFIX)
    try:
        if encoded == plain:
            raise ValueError("no prefix")
        raw = base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))
        parts = json.loads(raw)
        code = Code(str(parts["a"]), str(parts["t"]), str(parts["f"]).lower())
        split(code.address)
    except (ValueError, KeyError, TypeError):
        raise Trouble(
            f"this is no enrolment code. It starts with {PREFIX} and is one long word; "
            "copy it whole from the page Add machines.",
            2,
        ) from None
    return code


def write_code(code: Code) -> str:
    """The text that `read_code` reads, the same for the same code."""
    parts = {"a": code.address, "t": code.token, "f": code.fingerprint}
    dense = json.dumps(parts, separators=(",", ":"))
    return PREFIX + base64.urlsafe_b64encode(dense.encode()).decode().rstrip("=")


def enrol(
    code: Code, born: dict[str, str], previous: str = "", agent: str = "", proxy: str = ""
) -> Identity:
    """Introduce this machine to the collector, as `agent` or a new one. Raises Trouble."""
    try:
        ca = _first_contact(code, proxy)
        link = Link(code.address, trusting(ca), proxy=proxy)
        agent = agent or uuid.uuid4().hex
        asked = {
            "token": code.token,
            "agent": agent,
            "hostname": socket.gethostname(),
            "version": __version__,
            "previous": previous,
        }
        answer = link.request("POST", "/v1/enrol", json.dumps(asked).encode(), _JSON)
        link.close()
    except LinkError as error:
        raise Trouble(str(error)) from None
    if answer.status != 200:
        said = answer.content.get("message", f"the collector answered {answer.status}")
        raise (RefusedError if answer.status == _REFUSED else Trouble)(f"not enrolled: {said}")
    secret, site = str(answer.content["secret"]), str(answer.content["site"])
    return Identity(agent, secret, code.address, ca, site, born)


_JSON = {"Content-Type": "application/json"}


def _first_contact(code: Code, proxy: str) -> str:
    """The CA's certificate (PEM), fetched from who knows whom and held to the code."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # nothing secret goes over this connection
    link = Link(code.address, context, proxy=proxy)
    answer = link.request("GET", "/v1/ca")
    link.close()
    pem = str(answer.content.get("ca", ""))
    if not hmac.compare_digest(_fingerprint(pem), code.fingerprint):
        raise Trouble(
            f"{code.address} is not the collector that made this code (its CA differs). "
            "Somebody may be in between, or the code is of another collector: nothing was sent."
        )
    return pem


def _fingerprint(pem: str) -> str:
    try:
        return sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
    except ValueError:
        return ""
