"""The outbox: each mail as its reader sees it, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from litestar import MediaType, Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from collector.store.state import mails, outbox
from collector.store.state.outbox import Asked
from collector.web.gate import READER
from collector.web.headers import LETTER
from collector.web.order import FALLS, RISES
from collector.web.press import page
from collector.web.query import Pages, is_row
from collector.web.threads import in_thread
from collector.web.visit import TheVisit, Visit
from collector.words.text import marked

ROWS = 50
_LINE, _PIXELS, _MARGINS = 26, 24, 120
"""Letters of a line on a phone, how high it is, and what stands above and below them all."""
STATES = {
    "queued": marked("waiting"),
    "sent": marked("sent"),
    "held": marked("held"),
    "failed": marked("failed"),
}
KINDS = {
    "digest": marked("digest"),
    "alert": marked("alert"),
    "silence": marked("silence"),
    "test": marked("test"),
}
COLUMNS = {"subject": RISES, "to": RISES, "kind": RISES, "made": FALLS, "state": RISES}


@get("/outbox", who=READER)
@in_thread
def listed(visit: TheVisit) -> Response[str]:
    """All mail the reader may see."""
    query = visit.query
    order = query.order(COLUMNS, "made")
    asked = Asked(query.one_of("state", STATES), query.one_of("kind", KINDS), order.by, order.down)
    with visit.house.reading.connect() as connection:
        found, total = outbox.listed(connection, visit.scope, asked, ROWS, (query.page - 1) * ROWS)
    return page(
        visit,
        "outbox.html",
        mails=found,
        asked=asked,
        order=order,
        states=STATES,
        kinds=KINDS,
        pages=Pages(query.page, ROWS, total),
        host=visit.house.settings.mail.host,
        told_above=_of_all_held(found),
    )


def _of_all_held(found: Iterable[Any]) -> str:
    """Why mails of a list are held, where several are and all for one reason; else empty."""
    reasons = [mail.why for mail in found if mail.state == mails.HELD]
    return str(reasons[0]) if len(reasons) > 1 and len(set(reasons)) == 1 else ""


@get("/outbox/{mail_id:int}", who=READER)
@in_thread
def one(visit: TheVisit, mail_id: FromPath[int]) -> Response[str]:
    """One mail: its HTML in a sealed frame, or its plain text."""
    mail, plain = _found(visit, mail_id), visit.query.one_of("as", ("plain",))
    return page(
        visit,
        "mail.html",
        mail=mail,
        plain=plain,
        height=height(mail.plain),
        told_above="",
        states=STATES,
        kinds=KINDS,
    )


def height(plain: str) -> int:
    """Pixels by which a letter is whole on a phone: what is in a sealed frame nobody can measure.

    By its lines, as a phone breaks them; rather too many than a foot that is cut off.
    """
    lines = sum(max(1, -(-len(line) // _LINE)) for line in plain.splitlines())
    return _MARGINS + _PIXELS * lines


@get("/outbox/{mail_id:int}/html", who=READER)
@in_thread
def html(visit: TheVisit, mail_id: FromPath[int]) -> Response[str]:
    """A mail's HTML alone, for the frame: it may style itself, and do nothing else."""
    return Response(_found(visit, mail_id).html, media_type=MediaType.HTML, headers=LETTER)


def _found(visit: Visit, mail_id: int) -> Any:
    if is_row(mail_id):
        with visit.house.reading.connect() as connection:
            found = outbox.one(connection, visit.scope, mail_id)
        if found is not None:
            return found
    raise NotFoundException
