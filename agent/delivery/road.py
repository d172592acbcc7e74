"""Where the collector is: the address it is known by, and the one that it says it moved to.

A collector that moved keeps nothing any more: it answers each batch with its new address, signed so
that only who knows this agent's secret can have written it. The agent goes there, and it stays with
the old address until the new one has taken a batch: a mistyped address costs a try an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from agent.delivery.identity import Identity
from agent.delivery.link import Answer, Link, LinkError, split
from agent.delivery.signed import is_signed

AGAIN = 3600.0
"""Seconds until an address that did not answer is tried again."""


class Moved(NamedTuple):
    """What a collector that moved says: where to, and the sign that it is ours who says so."""

    to: str
    sign: str


class Road:
    """The way to one collector. `keep` is given the identity with its new address."""

    def __init__(
        self,
        who: Identity,
        make: Callable[[str], Link],
        keep: Callable[[Identity], None] = lambda _: None,
    ) -> None:
        self._who, self._make, self._keep = who, make, keep
        self._link = make(who.address)
        self._trial = ""
        self._not_before = 0.0

    @property
    def address(self) -> str:
        """The address the collector is known by."""
        return self._who.address

    def request(
        self, method: str, path: str, body: bytes, headers: dict[str, str], mono: float
    ) -> Answer:
        """Ask, at the new address first where there is one. Raises LinkError."""
        try:
            return self._link.request(method, path, body, headers)
        except LinkError as error:
            if not self._trial:
                raise
            said = f"the collector says that it moved to {self._trial}, and there: {error}"
            self._turn_back(mono)
            raise LinkError(said) from None

    def moved(self, content: dict[str, Any], mono: float) -> bool:
        """Whether an answer sends us to another address, which is to be asked now."""
        told = _read(content.get("moved"))
        if told is None or self._trial or mono < self._not_before:
            return False
        if told.to == self.address or not is_signed(told.sign, self._who, told.to):
            return False
        self._trial = told.to
        self._use(told.to)
        return True

    def arrived(self) -> None:
        """A batch was taken: where it was is where the collector is."""
        if self._trial:
            self._who = self._who._replace(address=self._trial)
            self._trial = ""
            self._keep(self._who)

    def refused(self, mono: float) -> None:
        """It answered, and not as our collector: back to the old address, for an hour."""
        if self._trial:
            self._turn_back(mono)

    def _turn_back(self, mono: float) -> None:
        self._trial, self._not_before = "", mono + AGAIN
        self._use(self.address)

    def _use(self, address: str) -> None:
        self._link.close()
        self._link = self._make(address)

    def close(self) -> None:
        """Let the connection go."""
        self._link.close()


def _read(thing: object) -> Moved | None:
    """What is said, if it is what a collector says."""
    if not isinstance(thing, dict):
        return None
    to, sign_of_it = thing.get("to"), thing.get("sign")
    if not isinstance(to, str) or not isinstance(sign_of_it, str):
        return None
    try:
        split(to)
    except ValueError:
        return None
    return Moved(to, sign_of_it)
