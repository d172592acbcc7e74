"""What a mail server's refusals most likely mean, and what to do."""

from __future__ import annotations

import smtplib
import ssl

from collector.alerts.smtp.outcome import said
from collector.problem import Problem


def no_greeting(where: str, error: smtplib.SMTPException, security: str) -> Problem:
    """Of a server that takes a connection and says nothing: one that waits for TLS does so."""
    told = f"{where} took the connection, but no greeting came: {said(error)}. "
    if security == "tls":
        return Problem(told + "It may be busy: try again, or ask who runs it")
    return Problem(
        told + 'A server that waits for TLS is as silent: if so, set [mail] security = "tls", '
        "as is usual on port 465"
    )


def no_tls(where: str, error: ssl.SSLError) -> Problem:
    """Of one with which no encryption came about."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Problem(
            f"the certificate of {where} is not trusted: {error.verify_message}. "
            "Check [mail] host, or name the CA of a server of your own in [mail] ca_file"
        )
    return Problem(
        f"no TLS with {where}: {error.reason}. Check [mail] security and port: "
        "starttls is usual on 587, tls on 465"
    )


def odd(secret: str) -> str:
    """What may be wrong with a password that was refused, none of its letters told."""
    if secret.isascii():
        return ""
    return ": it has letters beyond ASCII, which some servers cannot take"
