"""The sign under a collector's word that it moved: who wrote it knows the agent's secret."""

from __future__ import annotations

from agent.delivery.identity import Identity


def sign(secret_hash: str, agent: str, to: str) -> str:
    """HMAC-SHA256 over agent and address, by the hash of the agent's secret: both ends know it."""
    import hmac  # once in an agent's life

    text = f"moved\n{agent}\n{to}".encode()
    return hmac.new(secret_hash.encode(), text, "sha256").hexdigest()


def is_signed(signed: str, who: Identity, to: str) -> bool:
    """Whether our collector wrote it."""
    import hmac
    from hashlib import sha256

    known = sha256(who.secret.encode()).hexdigest()
    return hmac.compare_digest(sign(known, who.agent, to).encode(), signed.encode())
