"""Tokens and secrets: random, kept hashed, compared in constant time."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

BYTES = 32
"""Random bytes of a token that nobody types: 256 bits."""


def made(size: int = BYTES) -> str:
    """A new one, of `size` random bytes, fit for a URL."""
    return secrets.token_urlsafe(size)


def hashed(token: str) -> str:
    """How it is kept: it is long and random, so one SHA-256 does."""
    return sha256(token.encode()).hexdigest()


def matches(token: str, kept: str) -> bool:
    """Whether it is the one that was hashed; takes the same time either way."""
    return hmac.compare_digest(hashed(token), kept)
