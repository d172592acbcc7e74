"""A mail as it goes over the wire or into the folder: plain text and HTML in one message. Pure."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from collector.store.state.mails import Mail
from collector.words.text import local_time


def message(mail: Mail, sender: str) -> EmailMessage:
    """The message. Raises ValueError for an address that cannot stand in a header."""
    made = EmailMessage(policy=SMTP)
    made["Message-ID"] = mail.message_id
    made["Date"] = format_datetime(local_time(mail.created))
    made["From"] = f"Mkaguzi <{sender}>"
    made["To"] = mail.recipient
    made["Subject"] = " ".join(mail.subject.split())
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes in answer
    made["X-Auto-Response-Suppress"] = "All"
    made.set_content(mail.plain)
    made.add_alternative(mail.html, subtype="html")
    made["Content-Language"] = mail.lang  # last: the parts would take it along
    return made
