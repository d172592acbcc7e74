"""Several mails over one connection, each with what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from collector.alerts.smtp.link import Link
from collector.alerts.smtp.outcome import Outcome, ServerError
from collector.folder.config import Mail as MailSettings
from collector.problem import Problem
from collector.store.state.mails import Mail
from collector.words.text import marked

_HUNG = Outcome(False, True, marked("the server did not answer the mail before this one in time"))
"""Of those behind a mail at which the server hung: they were not handed over."""


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
                trouble = _HUNG if link.hung else None
                link.close()
                link = None
    finally:
        if link is not None:
            link.close()


def _opened(settings: MailSettings, data: Path) -> tuple[Link | None, Outcome | None]:
    try:
        return Link(settings, data), None
    except ServerError as error:
        return None, Outcome(False, True, error.why)
    except Problem as problem:
        return None, Outcome(False, True, str(problem))
