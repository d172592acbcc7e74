"""Mail on the wire: the only importer of smtplib. Says of each mail whether it left, and why not.

At least once: where the connection breaks after the text was handed over, the mail may have
arrived all the same; it is sent again with the same Message-ID, by which readers see it once.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import NamedTuple

from collector.config import Mail as MailSettings
from collector.ports import LOOPBACK
from collector.problem import Problem
from collector.store.state.mails import Mail
from collector.text import local_time

TIMEOUT = 20.0
"""Seconds a server may take for one answer."""


class Outcome(NamedTuple):
    """What became of a mail: `sent`; `again`: worth another try; else it is refused for good."""

    sent: bool
    again: bool
    why: str


def message(mail: Mail, sender: str) -> EmailMessage:
    """The mail as it goes over the wire: plain text and HTML in one message."""
    made = EmailMessage(policy=SMTP)
    made["Message-ID"] = mail.message_id
    made["Date"] = format_datetime(local_time(mail.created))
    made["From"] = f"Mkaguzi <{sender}>"
    made["To"] = mail.recipient
    made["Subject"] = " ".join(mail.subject.split())
    made["Content-Language"] = mail.lang
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(mail.plain)
    made.add_alternative(mail.html, subtype="html")
    return made


def send(settings: MailSettings, data: Path, mails: Iterable[Mail]) -> Iterator[Outcome]:
    """Hand mails to the server over one connection; an outcome for each, in order.

    A server that cannot be reached, or that hangs, costs its time once: the others come back too.
    """
    link: smtplib.SMTP | None = None
    trouble: Outcome | None = None
    for mail in mails:
        if link is None and trouble is None:
            link, trouble = _opened(settings, data)
        outcome = trouble or _handed(link, mail, settings.sender)
        yield outcome
        if link is not None and not outcome.sent:
            _close(link)
            link = None
    if link is not None:
        _close(link)


def _opened(settings: MailSettings, data: Path) -> tuple[smtplib.SMTP | None, Outcome | None]:
    try:
        return _open(settings, data), None
    except Problem as problem:
        return None, Outcome(False, True, str(problem))


def _open(settings: MailSettings, data: Path) -> smtplib.SMTP:
    """A connection that is encrypted and signed in as the settings say. Raises Problem."""
    where = f"{settings.host}:{settings.port}"
    secret = password(settings, data)
    if secret and settings.security == "none" and settings.host not in LOOPBACK:
        raise Problem(f"a password does not go to {where} in clear: set [mail] security = starttls")
    try:
        link = _connected(settings)
    except ssl.SSLError as error:
        raise Problem(
            f"{where}: TLS failed ({error.reason}). Check [mail] security, ca_file"
        ) from None
    except smtplib.SMTPNotSupportedError:
        raise Problem(f"{where} does not offer STARTTLS. Set [mail] security = tls") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Problem(
            f"{where} cannot be reached: {_said(error)}. Check [mail] host, port"
        ) from None
    if secret:
        _sign_in(link, settings, secret)
    return link


def _connected(settings: MailSettings) -> smtplib.SMTP:
    trust = ssl.create_default_context()
    if settings.ca_file:
        trust.load_verify_locations(settings.ca_file)
    if settings.security == "tls":
        return smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT, context=trust)
    link = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT)
    if settings.security == "starttls":
        try:
            link.starttls(context=trust)
        except BaseException:
            link.close()
            raise
    return link


def _sign_in(link: smtplib.SMTP, settings: MailSettings, secret: str) -> None:
    try:
        link.login(settings.username, secret)
    except (OSError, smtplib.SMTPException) as error:
        _close(link)
        raise Problem(
            f"{settings.host} refused the sign-in of {settings.username}: {_said(error)}. "
            "Check [mail] username, and the password in password_file"
        ) from None


def password(settings: MailSettings, data: Path) -> str:
    """The password in its file, or "". Raises Problem if others could read it."""
    if not settings.password_file:
        return ""
    file = data / settings.password_file
    try:
        if file.stat().st_mode & 0o077:
            raise Problem(f"others can read {file}. Run: chmod 600 '{file}'")
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Problem(f"the mail password in {file} cannot be read: {error.strerror}") from None


def _handed(link: smtplib.SMTP | None, mail: Mail, sender: str) -> Outcome:
    assert link is not None  # noqa: S101 (there is a link or a trouble)
    try:
        link.send_message(message(mail, sender), sender, [mail.recipient])
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        return Outcome(False, code < 500, _answer(code, said))
    except smtplib.SMTPResponseException as error:
        return Outcome(False, error.smtp_code < 500, _answer(error.smtp_code, error.smtp_error))
    except (OSError, smtplib.SMTPException) as error:
        return Outcome(False, True, f"the connection broke, it may have arrived: {_said(error)}")
    except ValueError as error:  # an address that cannot stand in a header
        return Outcome(False, False, f"the mail cannot be put together: {error}")
    return Outcome(True, False, "")


def _answer(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"the server answered {code}: {words}"


def _said(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return str(getattr(error, "strerror", None) or error or type(error).__name__)


def _close(link: smtplib.SMTP) -> None:
    try:
        link.quit()
    except (OSError, smtplib.SMTPException):
        link.close()
