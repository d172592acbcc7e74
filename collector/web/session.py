"""Who asks? The session's cookie is looked up before anything else."""

from __future__ import annotations

import asyncio
from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.middleware import AbstractAuthenticationMiddleware, AuthenticationResult

from collector import tokens
from collector.store.state import people
from collector.store.state.people import Person
from collector.web import cookies
from collector.web.house import House

Asking = ASGIConnection[Any, Any, Any, Any]
AnyRequest = Request[Any, Any, Any]


class Recognition(AbstractAuthenticationMiddleware):
    """Sets the connection's `user` to a Person or None, and `auth` to the session's token."""

    async def authenticate_request(self, connection: Asking) -> AuthenticationResult:
        """Look the session up."""
        return await recognised(connection)


async def recognised(connection: Asking) -> AuthenticationResult:
    """Who asks, looked up off the event loop that the agents' door shares."""
    house: House = connection.app.state.house
    name = cookies.name_of(connection, cookies.SESSION, house.secure)
    token = connection.cookies.get(name)
    person = await asyncio.to_thread(_owner, house, token) if token else None
    return AuthenticationResult(person, token if person else None)


def _owner(house: House, token: str) -> Person | None:
    with house.reading.connect() as connection:
        return people.session(connection, tokens.hashed(token), house.now())


def begin(house: House, person: Person, request: AnyRequest) -> Cookie:
    """Begin a session, and end the one this browser had; the cookie to send."""
    token, now = tokens.made(), house.now()
    with house.engine.begin() as connection:
        if request.auth:
            people.drop_token(connection, tokens.hashed(request.auth))
        expires = cookies.session_expires(now)
        people.put_token(connection, tokens.hashed(token), person.id, people.SESSION, now, expires)
    name = cookies.name_of(request, cookies.SESSION, house.secure)
    return cookies.made(name, token, cookies.SESSION, house.secure)


def end(house: House, request: AnyRequest) -> Cookie:
    """End the session of this browser; the cookie that takes its own away."""
    if request.auth:
        with house.engine.begin() as connection:
            people.drop_token(connection, tokens.hashed(request.auth))
    name = cookies.name_of(request, cookies.SESSION, house.secure)
    gone = cookies.made(name, "", cookies.SESSION, house.secure)
    gone.max_age = 0
    return gone
