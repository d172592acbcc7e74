"""Forms: read whole, and only from our own pages in the browser they were sent to."""

from __future__ import annotations

from urllib.parse import urlsplit

from litestar import Request
from litestar.di import NamedDependency
from litestar.exceptions import (
    ClientException,
    InternalServerException,
    PermissionDeniedException,
)
from litestar.handlers import BaseRouteHandler

from collector.web import cookies
from collector.web.house import House
from collector.web.session import AnyRequest, Asking
from collector.words.text import marked

FIELD = "form_token"
MOST = 64 * 1024
"""Bytes of a form."""
_SAFE = ("GET", "HEAD", "OPTIONS")
FOREIGN = marked("This form came from another site, so nothing was done.")
STALE = marked("This form is out of date, or the browser keeps no cookies. Please try again.")

Form = dict[str, str]
TheForm = NamedDependency[Form]
"""The form that was sent, as a handler asks for it."""


async def read(request: AnyRequest) -> Form:
    """The fields of a form, the last of each name. Raises 400 for what is no form."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise ClientException
    try:
        sent = (await request.form()).multi_items()
    except InternalServerException:  # Litestar's word for a sender that went away in the midst
        raise ClientException from None
    return {name: value for name, value in sent if isinstance(value, str)}


async def genuine(connection: Asking, _handler: BaseRouteHandler) -> None:
    """Raise 403 unless a request that changes something comes from a page of ours."""
    if not isinstance(connection, Request) or connection.method in _SAFE:
        return
    if not _from_here(connection):
        raise PermissionDeniedException(FOREIGN)
    sent = (await read(connection)).get(FIELD, "")
    kept = seed(connection)
    if not kept or not cookies.is_form_token(sent, kept):
        raise PermissionDeniedException(STALE)


def _from_here(request: AnyRequest) -> bool:
    """What the browser says of where the form was: never believed alone, but enough to refuse."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    if site != "same-origin":
        return False
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def seed(request: AnyRequest) -> str:
    """The cookie a form's token is made from: the session's, or before sign-in one of its own."""
    if request.auth:
        return str(request.auth)
    house: House = request.app.state.house
    return request.cookies.get(cookies.name_of(request, cookies.FORM, house.secure), "")
