"""This machine introduced to a collector, and what came of it kept."""

from __future__ import annotations

from contextlib import suppress

from agent import lock, owner, told
from agent.batcher import readdressed
from agent.delivery import asking, identity
from agent.delivery.enrol import Code, RefusedError, enrol
from agent.delivery.identity import Identity
from agent.delivery.spool import Spool
from agent.settings import Settings
from agent.trouble import Trouble


def introduce(code: Code, chosen: Settings, *, anew: bool = True) -> Identity:
    """Enrol by a code and keep the identity it gives. Raises Trouble.

    Root looks, for some marks are told to root alone; what is kept is the folder's owner's.
    `anew`: also where there is an identity; what tries by itself leaves one that a person gave it.
    """
    born = identity.birthmarks(identity.look())
    owner.become(chosen.state)
    with lock.take(chosen.state):
        if not anew:
            with suppress(Trouble):
                return identity.load(chosen.state)
        try:
            who = _enrolled(code, born, chosen)
        except OSError as error:
            raise Trouble(
                f"not enrolled, for nothing can be kept in {chosen.state}: {error.strerror}"
            ) from None
        _begin_anew(chosen, who.agent)
    return who


def _enrolled(code: Code, born: dict[str, str], chosen: Settings) -> Identity:
    """The identity the collector gave, kept. Raises Trouble and OSError."""
    state = chosen.state
    previous = identity.previous(state)
    agent = asking.as_whom(state, code.token, previous, born)
    try:
        who = enrol(code, born, previous, agent, chosen.proxy)
    except RefusedError:
        asking.answered(state)
        raise
    identity.save(state, who)
    asking.answered(state)
    return who


def _begin_anew(chosen: Settings, agent: str) -> None:
    """All facts are news to this collector, and what waits is told in the new agent's name."""
    (chosen.state / told.FILE).unlink(missing_ok=True)
    Spool(chosen.state / "spool", chosen.spool_max).rewrite(lambda body: readdressed(body, agent))
