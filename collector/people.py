"""People: adding them, and the one-time links they first sign in with."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection

from collector import tokens
from collector.lined import hint
from collector.organisation.chart import Organisation
from collector.problem import Problem
from collector.store.state import people
from collector.store.state.people import Person
from collector.words.text import LANGUAGES

ROLES = ("admin", "viewer")
LINK_HOURS = 24
_NAME = re.compile(r"[A-Za-z0-9._@-]{1,64}")
_EMAIL = re.compile(r"[^@\s,<>]+@[^@\s,<>]+")


def first_admin(connection: Connection, now: int) -> Person:
    """The admin every collector starts with; made if there is nobody yet."""
    if not people.listed(connection):
        add(connection, None, name="admin", role="admin", email="admin@localhost", now=now)
    return next(one for one in people.listed(connection) if one.role == "admin")


def add(
    connection: Connection,
    organisation: Organisation | None,
    *,
    name: str,
    role: str,
    email: str = "",
    lang: str = "en",
    org: str | None = None,
    now: int,
) -> int:
    """A new person, who gets mail where there is an address; the id. Raises Problem."""
    if not _NAME.fullmatch(name):
        raise Problem(f"{name!r} is no name to sign in with: letters, digits and . _ @ - alone")
    _check(organisation, role, email, lang, org)
    if people.by_name(connection, name) is not None:
        raise Problem(f"{name} is there already; see: mkaguzi people list")
    values = {"name": name, "role": role, "email": email, "lang": lang, "org": org}
    return people.add(connection, {**values, "mails": bool(email), "created": now})


def change(
    connection: Connection, organisation: Organisation, person: Person, **wanted: Any
) -> None:
    """Change a person's `email`, `role`, `lang` or `org`. Raises Problem."""
    made = person._replace(**wanted)
    _check(organisation, made.role, made.email, made.lang, made.org)
    if made.role != "admin":
        _keep_an_admin(connection, person)
    values = {name: getattr(made, name) for name in ("email", "role", "lang", "org")}
    people.change(connection, person.id, **values, mails=bool(made.email))


def remove(connection: Connection, person: Person) -> None:
    """Forget a person. Raises Problem for the last admin."""
    _keep_an_admin(connection, person)
    people.remove(connection, person.id)


def _check(
    organisation: Organisation | None, role: str, email: str, lang: str, org: str | None
) -> None:
    if email:
        check_email(email)
    if role not in ROLES or lang not in LANGUAGES:
        raise Problem(f"role is one of {', '.join(ROLES)}; language one of {', '.join(LANGUAGES)}")
    if role == "admin" and org is not None:
        raise Problem("an admin sees the whole region; to give a council, add --viewer")
    if org is not None and organisation is not None and org not in organisation.councils:
        raise Problem(f"there is no council {org}{hint(org, organisation.councils)}")


def check_email(email: str) -> None:
    """Raises Problem for what is no mail address."""
    if not _EMAIL.fullmatch(email):
        raise Problem(f"{email!r} is no mail address")


def _keep_an_admin(connection: Connection, person: Person) -> None:
    others = [one for one in people.listed(connection) if one.id != person.id]
    if person.role == "admin" and not any(one.role == "admin" for one in others):
        raise Problem(f"{person.name} is the last admin; make another one first")


def link(connection: Connection, person: Person, now: int) -> str:
    """A token that signs this person in once, within LINK_HOURS."""
    token = tokens.made()
    expires = now + LINK_HOURS * 3600
    people.put_token(connection, tokens.hashed(token), person.id, people.LINK, now, expires)
    return token
