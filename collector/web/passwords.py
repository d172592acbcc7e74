"""Passwords: argon2id, and the same work whether or not there is such a person."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
"""Characters of a password at least: its length is what makes it strong."""
LONGEST = 200
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("the password of nobody")
_TURN = threading.BoundedSemaphore(2)
"""Each hash takes 64 MiB while it is made: so many at once, however many knock."""


def hashed(password: str) -> str:
    """A password as it is kept: argon2id with its salt and parameters."""
    with _TURN:
        return _HASHER.hash(password)


def matches(password: str, kept: str | None) -> bool:
    """Whether a password is the one that is kept; None (nobody, no password) costs as much."""
    with _TURN:
        try:
            return _HASHER.verify(kept or _NOBODY, password[:LONGEST]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False
