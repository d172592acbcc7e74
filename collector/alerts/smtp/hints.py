"""What a mail server's refusals most likely mean, and what to do."""

from __future__ import annotations

import smtplib
import ssl

from collector.alerts.smtp.outcome import ServerError, answer, said
from collector.words.text import marked


def not_reached(where: str, error: Exception) -> ServerError:
    """Of one with which no connection came about, or that greets with a refusal."""
    if isinstance(error, smtplib.SMTPConnectError):
        return ServerError(
            marked("{where} takes no mail just now: {reason}; it is tried again"),
            where=where,
            reason=answer(error.smtp_code, error.smtp_error),
        )
    msg = marked(
        "{where} cannot be reached: {reason}. Check [mail] host and port, and that a firewall "
        "lets this machine out"
    )
    return ServerError(msg, where=where, reason=said(error))


def no_greeting(where: str, error: smtplib.SMTPException, security: str) -> ServerError:
    """Of a server that takes a connection and says nothing: one that waits for TLS does so."""
    if security == "tls":
        msg = marked(
            "{where} took the connection, but no greeting came: {reason}. It may be busy: try "
            "again, or ask who runs it"
        )
    else:
        msg = marked(
            "{where} took the connection, but no greeting came: {reason}. A server that waits "
            'for TLS is as silent: if so, set [mail] security = "tls", as is usual on port 465'
        )
    return ServerError(msg, where=where, reason=said(error))


def not_let_in(where: str, error: Exception, name: str) -> ServerError:
    """Of one that does not want to know this machine."""
    msg = marked(
        "{where} does not let this machine in: {reason}. It may refuse the name {name}, or this "
        "address: ask who runs it"
    )
    return ServerError(msg, where=where, reason=said(error), name=name)


def no_tls(where: str, error: ssl.SSLError) -> ServerError:
    """Of one with which no encryption came about."""
    if isinstance(error, ssl.SSLCertVerificationError):
        msg = marked(
            "the certificate of {where} is not trusted: {reason}. Check [mail] host, or name the "
            "CA of a server of your own in [mail] ca_file"
        )
        return ServerError(msg, where=where, reason=error.verify_message)
    msg = marked(
        "no TLS with {where}: {reason}. Check [mail] security and port: starttls is usual on "
        "587, tls on 465"
    )
    return ServerError(msg, where=where, reason=error.reason or said(error))


def no_sign_in(where: str, error: Exception, username: str, secret: str) -> ServerError:
    """Of one that refuses name or password, none of its letters told."""
    if secret.isascii():
        msg = marked(
            "{where} refused the sign-in of {username}: {reason}. Check [mail] username, and the "
            "password in its password_file"
        )
    else:
        msg = marked(
            "{where} refused the sign-in of {username}: {reason}. Check [mail] username, and the "
            "password in its password_file: it has letters beyond ASCII, which some servers "
            "cannot take"
        )
    return ServerError(msg, where=where, username=username, reason=said(error))
