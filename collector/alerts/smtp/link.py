"""An open connection to a mail server, from the greeting to the goodbye."""

from __future__ import annotations

import smtplib
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from collector.alerts import access
from collector.alerts.message import message
from collector.alerts.smtp import bounded, hints
from collector.alerts.smtp.bounded import Bounded, BoundedTls, Utf8
from collector.alerts.smtp.outcome import Outcome, ServerError, answer, not_made, said
from collector.folder.config import Mail as MailSettings
from collector.problem import Problem
from collector.store.state.mails import Mail
from collector.words import later
from collector.words.text import marked

Say = Callable[[str], None]


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

    def _connected(self, trust: ssl.SSLContext) -> Bounded:
        s = self._settings
        try:
            if s.security == "tls":
                return BoundedTls(s.host, s.port, context=trust)
            return Bounded(s.host, s.port)
        except ssl.SSLError as error:
            raise hints.no_tls(self._where, error) from None
        except UnicodeError:
            msg = marked("{where} is no name of a server. Check [mail] host")
            raise ServerError(msg, where=self._where) from None
        except smtplib.SMTPServerDisconnected as error:
            raise hints.no_greeting(self._where, error, s.security) from None
        except (OSError, smtplib.SMTPException) as error:
            raise hints.not_reached(self._where, error) from None

    def _greet(self) -> None:
        """A server that does not want to know us refuses no mail: all of it waits."""
        try:
            self._smtp.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            raise hints.not_let_in(self._where, error, self._smtp.local_hostname) from None

    def _encrypt(self, trust: ssl.SSLContext, say: Say) -> None:
        try:
            if self._settings.security == "starttls":
                self._smtp.starttls(context=trust)
        except ssl.SSLError as error:
            raise hints.no_tls(self._where, error) from None
        except smtplib.SMTPNotSupportedError:
            msg = marked(
                '{where} does not offer STARTTLS. Set [mail] security = "tls", often with port 465'
            )
            raise ServerError(msg, where=self._where) from None
        except (OSError, smtplib.SMTPException) as error:
            msg = marked("{where} broke off at STARTTLS: {reason}")
            raise ServerError(msg, where=self._where, reason=said(error)) from None
        if isinstance(self._smtp.sock, ssl.SSLSocket):
            say(f"encrypted ({self._smtp.sock.version()}), its certificate is trusted")

    def _sign_in(self, secret: str) -> None:
        username = self._settings.username
        try:
            self._smtp.login(Utf8(username), Utf8(secret))
        except UnicodeError:  # its words would tell a letter of the password
            msg = marked("[mail] username or the password holds what is no text")
            raise ServerError(msg) from None
        except (OSError, smtplib.SMTPException) as error:
            raise hints.no_sign_in(self._where, error, username, secret) from None

    def hand(self, mail: Mail) -> Outcome:
        """Hand one mail over."""
        self._smtp.restart()
        began = time.monotonic()
        outcome = self._tried(mail)
        self.broken = self._smtp.sock is None
        # By the time it took: smtplib tells of a silence as of any other end, or not at all.
        late = time.monotonic() - began >= bounded.SILENT
        self.hung = self._smtp.cut or (self.broken and late)
        return outcome

    def _tried(self, mail: Mail) -> Outcome:
        sender = self._settings.sender
        try:
            self._smtp.send_message(message(mail, sender), sender, [mail.recipient])
        except smtplib.SMTPSenderRefused as error:
            return Outcome(False, True, _of_sender(error))
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            return Outcome(False, code < 500, _answered(answer(code, text)))
        except smtplib.SMTPResponseException as error:
            why = _answered(answer(error.smtp_code, error.smtp_error))
            return Outcome(False, error.smtp_code < 500, why)
        except (smtplib.SMTPNotSupportedError, ValueError) as error:
            return Outcome(False, False, not_made(error))
        except (OSError, smtplib.SMTPException) as error:
            self._smtp.close()
            msg = marked("the connection broke, it may have come: {reason}")
            return Outcome(False, True, later.kept(msg, reason=said(error)))
        return Outcome(True, False, "")

    def close(self) -> None:
        """Say goodbye, if there is still somebody to say it to."""
        with suppress(OSError, smtplib.SMTPException):
            if not self.broken:
                self._smtp.quit()
        self._smtp.close()


def _answered(said_so: str) -> str:
    return later.kept(marked("the server answered {answer}"), answer=said_so)


def _of_sender(error: smtplib.SMTPSenderRefused) -> str:
    """One who refuses the sender for now (greylisting, say) has no quarrel with who it is."""
    told = answer(error.smtp_code, error.smtp_error)
    if error.smtp_code < 500:
        return _answered(told)
    msg = marked("the server answered {answer}. Check [mail] sender, and username")
    return later.kept(msg, answer=told)
