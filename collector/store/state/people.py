"""People who sign in, and the tokens they do it with: links (once) and sessions."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from collector.store.state.schema import person, sign_in

LINK, SESSION = "link", "session"


class Person(NamedTuple):
    """One person. `org` is a viewer's council; None: the whole region."""

    id: int
    name: str
    email: str
    lang: str
    role: str
    org: str | None
    password_hash: str | None
    mails: bool


_COLUMNS = [person.c[name] for name in Person._fields]


def add(connection: Connection, values: dict[str, Any]) -> int:
    """A new person; the id."""
    result = connection.execute(insert(person).values(**values))
    return int(result.inserted_primary_key[0])  # type: ignore[index]  # an insert has one


def change(connection: Connection, person_id: int, **values: Any) -> None:
    """Set columns of a person."""
    connection.execute(update(person).where(person.c.id == person_id).values(**values))


def remove(connection: Connection, person_id: int) -> None:
    """Forget a person and every token of theirs."""
    connection.execute(delete(sign_in).where(sign_in.c.person == person_id))
    connection.execute(delete(person).where(person.c.id == person_id))


def by_name(connection: Connection, name: str) -> Person | None:
    """A person by the name they sign in with."""
    row = connection.execute(select(*_COLUMNS).where(person.c.name == name)).first()
    return Person(*row) if row else None


def listed(connection: Connection) -> list[Person]:
    """Everybody, by name."""
    return [Person(*row) for row in connection.execute(select(*_COLUMNS).order_by(person.c.name))]


def readers(connection: Connection) -> list[Person]:
    """Those who get mail."""
    return [one for one in listed(connection) if one.mails and one.email]


def put_token(
    connection: Connection, token_hash: str, person_id: int, use: str, now: int, expires: int
) -> None:
    """Keep a link or a session by its token's hash; what has run out goes."""
    connection.execute(delete(sign_in).where(sign_in.c.expires <= now))
    connection.execute(
        insert(sign_in).values(
            token_hash=token_hash, person=person_id, use=use, created=now, expires=expires
        )
    )


def is_link(connection: Connection, token_hash: str, now: int) -> bool:
    """Whether this is a one-time link that is good still."""
    return _owner(connection, token_hash, LINK, now) is not None


def take_link(connection: Connection, token_hash: str, now: int) -> Person | None:
    """Whose one-time link this is; it is used up by asking (of two at once, one wins)."""
    found = _owner(connection, token_hash, LINK, now)
    if found is None or not drop_token(connection, token_hash):
        return None
    return found


def session(connection: Connection, token_hash: str, now: int) -> Person | None:
    """Whose session this is."""
    return _owner(connection, token_hash, SESSION, now)


def _owner(connection: Connection, token_hash: str, use: str, now: int) -> Person | None:
    here = (sign_in.c.token_hash == token_hash) & (sign_in.c.use == use)
    row = connection.execute(
        select(*_COLUMNS)
        .select_from(person.join(sign_in, sign_in.c.person == person.c.id))
        .where(here, sign_in.c.expires > now)
    ).first()
    return Person(*row) if row else None


def drop_token(connection: Connection, token_hash: str) -> bool:
    """Make a token useless; whether there was one."""
    done = connection.execute(delete(sign_in).where(sign_in.c.token_hash == token_hash))
    return done.rowcount == 1


def drop_sessions(connection: Connection, person_id: int) -> None:
    """Sign a person out everywhere: after a new password."""
    connection.execute(delete(sign_in).where(sign_in.c.person == person_id))
