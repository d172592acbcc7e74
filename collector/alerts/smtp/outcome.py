"""What became of a mail, in sentences that are worded for whoever reads them."""

from __future__ import annotations

import smtplib
from typing import NamedTuple

from collector.problem import Problem
from collector.words import later
from collector.words.text import marked


class Outcome(NamedTuple):
    """What became of a mail: `sent`; `again`: worth another try; else it is refused for good.

    `why` is kept to be told later (`words.later`).
    """

    sent: bool
    again: bool
    why: str


class ServerError(Problem):
    """The server takes no mail now. The message is plain English; `why` as an outcome's."""

    def __init__(self, msg: str, **values: str) -> None:
        self.why = later.kept(msg, **values)
        super().__init__(later.plainly(self.why))


def answer(code: int, text: bytes | str) -> str:
    """What a server said, on one line: `550 no such person`."""
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split()).rstrip('.')}"


def said(error: BaseException) -> str:
    """What went wrong: by the server's words, or the system's."""
    if isinstance(error, smtplib.SMTPResponseException):
        return f"the server answered {answer(error.smtp_code, error.smtp_error)}"
    return str(getattr(error, "strerror", None) or error or type(error).__name__).rstrip(". ")


def not_made(error: Exception) -> str:
    """Why a mail that cannot be put together is not sent: kept, to be told later."""
    return later.kept(marked("the mail cannot be put together: {reason}"), reason=str(error))
