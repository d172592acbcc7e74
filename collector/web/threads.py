"""Handlers that read the state run in a thread: the agents' door shares the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def in_thread(work: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
    """The handler as a coroutine.

    Litestar's own sync_to_thread wraps a handler twice where two share a path, and then serves
    neither.
    """

    @wraps(work)
    async def handler(*args: P.args, **kwargs: P.kwargs) -> T:
        return await asyncio.to_thread(work, *args, **kwargs)

    return handler
