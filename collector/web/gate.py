"""Who may: every route says it, and nothing is served by a route that does not."""

from __future__ import annotations

from typing import Any

from litestar import Litestar
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException, NotFoundException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.routes import HTTPRoute

ANYONE = "anyone"
"""Without sign-in."""
READER = "reader"
"""Whoever is signed in; what they see is bounded by their scope."""
ADMIN = "admin"
"""Admins; for others there is no such page."""
WHO = (ANYONE, READER, ADMIN)


class UndeclaredError(TypeError):
    """A route does not say who may use it."""


def check(app: Litestar) -> None:
    """Raise UndeclaredError unless every route says who may use it."""
    for method, path, handler in routes(app):
        if handler.opt.get("who") not in WHO:
            raise UndeclaredError(f"{method} {path} must say who may use it: who=READER, say")


def routes(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    """Every (method, path, handler); OPTIONS, which the framework answers itself, left out."""
    return [
        (method, route.path_format, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in sorted(handler.http_methods)
        if method != "OPTIONS"
    ]


def allowed(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let a request in. Raises 401 for nobody, 404 for somebody who may not know the page."""
    who = handler.opt.get("who")
    person = connection.scope.get("user")
    if who == ANYONE:
        return
    if person is None:
        raise NotAuthorizedException
    if who != READER and person.role != "admin":
        raise NotFoundException
