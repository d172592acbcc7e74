"""What became of a mail, in words."""

from __future__ import annotations

import smtplib
from typing import NamedTuple


class Outcome(NamedTuple):
    """What became of a mail: `sent`; `again`: worth another try; else it is refused for good."""

    sent: bool
    again: bool
    why: str


def answered(code: int, text: bytes | str) -> str:
    """What a server said, on one line."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"the server answered {code} {' '.join(words.split())}"


def said(error: BaseException) -> str:
    """What went wrong: by the server's words, or the system's."""
    if isinstance(error, smtplib.SMTPResponseException):
        return answered(error.smtp_code, error.smtp_error)
    return str(getattr(error, "strerror", None) or error or type(error).__name__)
