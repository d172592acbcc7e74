"""What the push source needs of the house behind it. Sources know neither store nor judge."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from agent.report import Batch, Clock


class RefusedError(Exception):
    """A request that is not accepted: an HTTP status, a short code, a reason for a person.

    `more` is what else a program is told.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        retry_after: int | None = None,
        more: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.retry_after = retry_after
        self.more = more


class Delivery(NamedTuple):
    """A batch that came in: the sender's clocks at sending, when it came (UTC s), its zlib body."""

    batch: Batch
    sent: Clock
    received: int
    body: bytes


class Newcomer(NamedTuple):
    """A machine that asks to be enrolled."""

    token: str
    agent: str
    hostname: str
    version: str
    previous: str
    address: str


class Intake(Protocol):
    """The house behind the door. Every method may raise RefusedError."""

    def ca_pem(self) -> str:
        """The CA's certificate."""

    async def enrol(self, newcomer: Newcomer) -> dict[str, Any]:
        """Enrol a machine: `{"secret", "site", "hints"}`."""

    async def authenticate(self, agent: str, secret: str) -> None:
        """Whether this is an agent we know, and not a revoked one."""

    async def accept(self, delivery: Delivery) -> dict[str, Any]:
        """Keep a batch, durable at return: `{"hints"}`, and `"duplicate": true` of one
        that is known. It goes over thin links with each batch: it says no more than is needed."""

    def refused(self, agent: str, address: str, why: RefusedError, *, known: bool) -> None:
        """Count what was not accepted, for the page. `known`: the agent had shown its secret."""

    def now(self) -> int:
        """The collector's clock, UTC s."""
