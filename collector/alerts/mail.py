"""Mail on the wire: the only importer of smtplib. Says of each mail whether it left, and why not.

At least once: where the connection breaks after the text was handed over, the mail may have
arrived all the same; it is sent again with the same Message-ID, by which readers see it once.
"""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from collector.alerts import access
from collector.alerts.message import message
from collector.folder.config import Mail as MailSettings
from collector.problem import Problem
from collector.store.state.mails import Mail

TIMEOUT = 20.0
"""Seconds a server may be silent."""
WHOLE = 120.0
"""Seconds that opening a connection, or one mail, may take in all: some never fall silent."""

Say = Callable[[str], None]


class Outcome(NamedTuple):
    """What became of a mail: `sent`; `again`: worth another try; else it is refused for good."""

    sent: bool
    again: bool
    why: str


def send(
    settings: MailSettings, data: Path, mails: Iterable[Mail]
) -> Iterator[tuple[Mail, Outcome]]:
    """Hand mails to the server over one connection; each with its outcome, as it comes.

    A server that cannot be reached, or that hangs, costs its time once: the rest come back too.
    """
    link: Link | None = None
    trouble: Outcome | None = None
    try:
        for mail in mails:
            if link is None and trouble is None:
                link, trouble = _opened(settings, data)
            outcome = link.hand(mail) if link is not None else trouble
            assert outcome is not None  # noqa: S101 (there is a link or a trouble)
            yield mail, outcome
            if link is not None and link.broken:
                trouble = outcome if link.hung else None
                link.close()
                link = None
    finally:
        if link is not None:
            link.close()


def _opened(settings: MailSettings, data: Path) -> tuple[Link | None, Outcome | None]:
    try:
        return Link(settings, data), None
    except Problem as problem:
        return None, Outcome(False, True, str(problem))


class Link:
    """An open connection: encrypted and signed in as the settings say. Raises Problem.

    `say` hears of each step as it is done. `broken`: it can carry no more mail; `hung`: for the
    server did not answer in time.
    """

    def __init__(self, settings: MailSettings, data: Path, say: Say = lambda _: None) -> None:
        self._settings = settings
        self._where = f"{settings.host}:{settings.port}"
        self.broken = self.hung = False
        secret, trust = access.password(settings, data), access.trust(settings, data)
        self._smtp = self._connected(trust)
        try:
            say(f"connected to {self._where}")
            self._greet()
            self._encrypt(trust, say)
            self._greet()
            if secret:
                self._sign_in(secret)
                say(f"signed in as {settings.username}")
        except Problem:
            self._smtp.close()
            raise

    def _connected(self, trust: ssl.SSLContext) -> _Bound:
        s = self._settings
        try:
            if s.security == "tls":
                return _BoundTls(s.host, s.port, timeout=TIMEOUT, context=trust)
            return _Bound(s.host, s.port, timeout=TIMEOUT)
        except ssl.SSLError as error:
            raise self._no_tls(error) from None
        except UnicodeError:
            raise Problem(f"{self._where} is no name of a server. Check [mail] host") from None
        except (OSError, smtplib.SMTPException) as error:
            raise Problem(
                f"{self._where} cannot be reached: {_said(error)}. Check [mail] host and port, "
                "and that a firewall lets this machine out"
            ) from None

    def _greet(self) -> None:
        """A server that does not want to know us refuses no mail: all of it waits."""
        try:
            self._smtp.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            raise Problem(
                f"{self._where} does not let this machine in: {_said(error)}. It may refuse the "
                f"name {self._smtp.local_hostname}, or this address: ask who runs it"
            ) from None

    def _encrypt(self, trust: ssl.SSLContext, say: Say) -> None:
        try:
            if self._settings.security == "starttls":
                self._smtp.starttls(context=trust)
        except ssl.SSLError as error:
            raise self._no_tls(error) from None
        except smtplib.SMTPNotSupportedError:
            raise Problem(
                f"{self._where} does not offer STARTTLS. "
                'Set [mail] security = "tls", often with port 465'
            ) from None
        except (OSError, smtplib.SMTPException) as error:
            raise Problem(f"{self._where} broke off at STARTTLS: {_said(error)}") from None
        if isinstance(self._smtp.sock, ssl.SSLSocket):
            say(f"encrypted ({self._smtp.sock.version()}), its certificate is trusted")

    def _no_tls(self, error: ssl.SSLError) -> Problem:
        if isinstance(error, ssl.SSLCertVerificationError):
            return Problem(
                f"the certificate of {self._where} is not trusted: {error.verify_message}. "
                "Check [mail] host, or name the CA of a server of your own in [mail] ca_file"
            )
        return Problem(
            f"no TLS with {self._where}: {error.reason}. Check [mail] security and port: "
            "starttls is usual on 587, tls on 465"
        )

    def _sign_in(self, secret: str) -> None:
        username = self._settings.username
        try:
            self._smtp.login(username, secret)
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            raise Problem(
                f"{self._where} refused the sign-in of {username}: {_said(error)}. "
                "Check [mail] username, and the password in its password_file"
            ) from None

    def hand(self, mail: Mail) -> Outcome:
        """Hand one mail over."""
        self._smtp.restart()
        outcome = self._tried(mail)
        self.broken = self._smtp.sock is None
        self.hung = self.hung or self._smtp.cut
        return outcome

    def _tried(self, mail: Mail) -> Outcome:
        sender = self._settings.sender
        try:
            self._smtp.send_message(message(mail, sender), sender, [mail.recipient])
        except smtplib.SMTPSenderRefused as error:
            why = _answer(error.smtp_code, error.smtp_error)
            return Outcome(False, True, f"{why}. Check [mail] sender, and username")
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            return Outcome(False, code < 500, _answer(code, said))
        except smtplib.SMTPResponseException as error:
            why = _answer(error.smtp_code, error.smtp_error)
            return Outcome(False, error.smtp_code < 500, why)
        except (smtplib.SMTPNotSupportedError, ValueError) as error:
            return Outcome(False, False, f"the mail cannot be put together: {error}")
        except (OSError, smtplib.SMTPException) as error:
            self._smtp.close()
            self.hung = isinstance(error, TimeoutError)
            return Outcome(False, True, f"the connection broke, it may have come: {_said(error)}")
        return Outcome(True, False, "")

    def close(self) -> None:
        """Say goodbye, if there is still somebody to say it to."""
        with suppress(OSError, smtplib.SMTPException):
            if not self.broken:
                self._smtp.quit()
        self._smtp.close()


class _Bound(smtplib.SMTP):
    """A connection that is cut after WHOLE seconds, whatever the server says meanwhile."""

    cut = False
    _timer: threading.Timer | None = None

    def __init__(self, *args: Any, **options: Any) -> None:
        self.restart()
        try:
            super().__init__(*args, **options)
        except BaseException:  # also a person's Ctrl-C: the timer must not outlive it
            self.close()
            raise

    def restart(self) -> None:
        """Begin to count anew."""
        self._stop()
        self._timer = threading.Timer(WHOLE, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _cut(self) -> None:
        self.cut = True
        with suppress(OSError):
            if self.sock is not None:  # past TLS, which would want to be closed politely
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go."""
        self._stop()
        super().close()


class _BoundTls(_Bound, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


def _answer(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"the server answered {code} {' '.join(words.split())}"


def _said(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return str(getattr(error, "strerror", None) or error or type(error).__name__)
