"""A fresh code as the file that installers look for: from the page that shows it, while it does.

The page sends the code back in a form. So it is in no address, no cookie and no log, and the
collector keeps it no longer than before; the file is made of it and is not kept either.
"""

from __future__ import annotations

from typing import Any

from litestar import Response, post

from agent.delivery.enrol import Code, read_code, write_code
from agent.site_file import NAME
from agent.trouble import Trouble
from collector import tokens
from collector.store.state import codes
from collector.web import query, wording
from collector.web.forms import Form, TheForm
from collector.web.gate import ADMIN
from collector.web.pages.machines import HERE, shown
from collector.web.threads import in_thread
from collector.web.visit import TheVisit, Visit
from collector.words.plain import plain
from collector.words.text import when

_HEADERS = {"content-disposition": f'attachment; filename="{NAME}"', "cache-control": "no-store"}
_LINE = "\r\n"
"""The editor of Windows Server 2016 knows no other; agents read either."""
_LONGEST = 2000
"""Characters of a code, far more than one has."""


@post(HERE + "/" + NAME, who=ADMIN, status_code=200)
@in_thread
def download(visit: TheVisit, form: TheForm) -> Response[Any]:
    """The file of a code that is good still; of any other, the page, which says so."""
    code = _sent(form)
    row = _living(visit, code) if code else None
    if code is None or row is None:
        said = visit.text("This code is good no longer: make another.")
        return shown(visit._replace(query=query.parse(HERE, "")), problem=said)
    told = _written(visit, code, row).encode()
    return Response(told, media_type="application/octet-stream", headers=_HEADERS)


def _sent(form: Form) -> Code | None:
    """The code in the form; None for what is none. A token that is no ASCII was never ours."""
    text = form.get("code", "")
    try:
        code = read_code(text) if len(text) < _LONGEST else None
    except (Trouble, RecursionError):
        return None
    return code if code and code.token.isascii() else None


def _living(visit: Visit, code: Code) -> Any | None:
    """Its row: not withdrawn, not used up, in its time."""
    kept = tokens.hashed(code.token)
    with visit.house.reading.connect() as connection:
        live = codes.live_codes(connection, visit.now)
    return next((row for row in live if row.token_hash == kept), None)


def _written(visit: Visit, code: Code, row: Any) -> str:
    """The file as `agent.site_file` reads it: a line for people, a line for the agent."""
    site = plain(wording.site(visit.text, visit.house.organisation(), row.site))
    until = when(visit.text, row.expires)
    told = visit.text("Mkaguzi: {site}, good until {moment}", site=site, moment=until)
    return f"# {told}{_LINE}{write_code(code)}{_LINE}"
