"""What people see when there is no page for them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from litestar import Request, Response, get
from litestar.exceptions import HTTPException, NotAuthorizedException, NotFoundException
from litestar.response import Redirect
from litestar.response.base import ASGIResponse
from litestar.types import Receive, Scope, Send

from collector.store.state.reach import is_lost
from collector.web import forms, visit
from collector.web.gate import ANYONE
from collector.web.press import page
from collector.web.session import AnyRequest, recognised
from collector.words.text import marked

_LOG = logging.getLogger(__name__)
_SAID = {
    400: marked("This request makes no sense here."),
    401: marked("Please sign in first."),
    403: marked("This was not allowed."),
    404: marked("There is no such page, or it is not for you."),
    405: marked("This page cannot be used that way."),
    413: marked("That was too much at once."),
    500: marked("Something failed here; the collector's log has the details."),
    503: marked(
        "The collector cannot reach its database just now. What machines send is kept meanwhile, "
        "and shown as soon as it is back. Try again in a minute."
    ),
}


@get("/{rest:path}", who=ANYONE, sync_to_thread=False)
def nowhere() -> None:
    """Any path that is no page: as a route, so that who asks is looked up as everywhere."""
    raise NotFoundException


def told(request: AnyRequest, error: Exception) -> Response[Any]:
    """An error as a page; who is not signed in comes to the form first."""
    if is_lost(error):
        return _lost(request)
    status = error.status_code if isinstance(error, HTTPException) else 500
    if isinstance(error, NotAuthorizedException) and request.method == "GET":
        asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return Redirect(f"/sign-in?to={quote(asked, safe='')}", status_code=303)
    if status >= 500:
        _LOG.error("%s %s failed", request.method, request.url.path, exc_info=error)
    if "user" not in request.scope:
        return _Unrecognised(request, error)
    said = _SAID.get(status, _SAID[400 if status < 500 else 500])
    if isinstance(error, HTTPException) and error.detail in (forms.FOREIGN, forms.STALE):
        said = error.detail
    return page(visit.of(request), "error.html", status=status, said=said, number_of=status)


def _lost(request: AnyRequest) -> Response[Any]:
    """The database is away: nobody can be recognised by it, and the log has it already."""
    request.scope.setdefault("user", None)
    request.scope.setdefault("auth", None)
    said = _SAID[503]
    answer = page(visit.of(request), "error.html", status=503, said=said, number_of=503)
    answer.headers["Retry-After"] = "60"
    return answer


class _Unrecognised(Response[None]):
    """The answer to a method that no route has: who asks was not looked up on the way here."""

    def __init__(self, request: AnyRequest, error: Exception) -> None:
        super().__init__(None)
        self._request, self._error = request, error

    def to_asgi_response(self, *args: Any, **options: Any) -> ASGIResponse:
        """As a Response's."""
        answer = _Recognising()
        answer.then = lambda: told(self._request, self._error).to_asgi_response(*args, **options)
        return answer


class _Recognising(ASGIResponse):
    """Looks up who asks, and answers then."""

    then: Callable[[], ASGIResponse]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As an ASGIResponse's."""
        known = await recognised(Request(scope))
        scope["user"], scope["auth"] = known.user, known.auth
        await self.then()(scope, receive, send)
